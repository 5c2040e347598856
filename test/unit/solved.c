/*
 * solved.c
 *	  Plans of the solver, with everything that must hold of any of them.
 */
#include "solved.h"

#include <stdlib.h>
#include <string.h>

#include "claims.h"
#include "expect.h"

static int64_t
absolute(int64_t x)
{
	return x < 0 ? -x : x;
}

/* Sums that hold of any plan, and everything the verifier knows. */
static void
check_plan(const Instance *instance, SolverStatus status,
		   const TransferPlan *plan, TestHost *host)
{
	int64_t		moves = 0;
	int64_t		gains = 0;
	double		imbalance = 0;
	Claims		claims;
	VerifierReport report;
	const VerifierCheck *failure;

	EXPECT(instance,
		   (status == SOLVER_OPTIMAL && plan->lower_bound == plan->objective_after) ||
		   (status == SOLVER_FEASIBLE && plan->lower_bound < plan->objective_after),
		   "status %d, objective %lld, lower bound %lld", (int) status,
		   (long long) plan->objective_after, (long long) plan->lower_bound);
	EXPECT(instance, plan->objective_before == plan->imbalance_before, "before");
	EXPECT(instance,
		   plan->objective_after == plan->imbalance_after + plan->cost, "after");

	for (int32_t f = 0; f < instance->problem.n_posts; f++)
	{
		double		gap = instance_staff(instance, f) - instance->need[f];

		imbalance += gap * gap * MILLIONTHS /
			(instance->need[f] > 1 ? instance->need[f] : 1);
	}
	EXPECT(instance,
		   absolute(plan->imbalance_before - (int64_t) imbalance) <=
		   1 + (int64_t) (imbalance * 1e-12),
		   "imbalance before %lld, not %f",
		   (long long) plan->imbalance_before, imbalance);

	for (int64_t k = 0; k < plan->n_steps; k++)
	{
		moves += plan->steps[k].from_post != NO_POST;
		gains += plan->steps[k].gain;
		EXPECT(instance, plan->steps[k].step == 1 || plan->steps[k].gain == 0,
			   "step %d gains", plan->steps[k].step);
		EXPECT(instance, k == 0 ||
			   plan->steps[k].chain > plan->steps[k - 1].chain ||
			   plan->steps[k].step > plan->steps[k - 1].step,
			   "steps out of order");
	}
	EXPECT(instance, plan->moves == moves, "%lld moves, told %lld",
		   (long long) moves, (long long) plan->moves);
	EXPECT(instance, gains == plan->objective_before - plan->objective_after,
		   "gains %lld", (long long) gains);

	claims_from_plan(&claims, instance, plan);
	EXPECT(instance,
		   claims_verify(&claims, instance, host, &report) == VERIFIER_DONE,
		   "verifier status");
	failure = report_failure(&report);
	EXPECT(instance, failure == NULL, "%s: %s", failure->name,
		   failure->detail);
	claims_free(&claims);
}

/* Who stays is not lower than who moves, where that is all the difference. */
static void
expect_lowest(const Instance *instance, const TransferPlan *plan)
{
	const TransferProblem *problem = &instance->problem;
	bool	   *moves = calloc(problem->n_employees + 1, sizeof(bool));

	for (int64_t k = 0; k < plan->n_steps; k++)
		moves[plan->steps[k].employee] = true;
	for (int64_t k = 0; k < plan->n_steps; k++)
	{
		const TransferStep *step = &plan->steps[k];
		int32_t		lower = -1;

		for (int32_t i = 0; i < step->employee; i++)
			if (!moves[i] && problem->home[i] == step->from_post)
				for (int64_t c = problem->candidate_start[i];
					 c < problem->candidate_start[i + 1]; c++)
					if (problem->candidate_post[c] == step->to_post &&
						problem->candidate_cost[c] == step->cost)
						lower = i;
		EXPECT(instance, lower < 0, "%d moves instead of %d", step->employee, lower);
	}
	free(moves);
}

int64_t
solve_and_check(const Instance *instance, TransferPlan *plan, TestHost *host)
{
	SolverStatus status = solve_transfer_problem(&instance->problem,
												 &host->host, plan);

	EXPECT(instance, status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE,
		   "status %d", (int) status);
	if (status != SOLVER_OPTIMAL && status != SOLVER_FEASIBLE)
	{
		memset(plan, 0, sizeof(*plan));
		return 0;
	}
	check_plan(instance, status, plan, host);
	if (instance->problem.max_moves == NO_BOUND)
		expect_lowest(instance, plan);
	return plan->objective_after - plan->objective_before;
}

void
expect_same_plan(const Instance *instance, const TransferPlan *plan,
				 const TransferPlan *other)
{
	EXPECT(instance, plan->n_steps == other->n_steps &&
		   plan->objective_after == other->objective_after &&
		   plan->lower_bound == other->lower_bound, "two plans");
	for (int64_t k = 0; k < plan->n_steps && k < other->n_steps; k++)
	{
		const TransferStep *a = &plan->steps[k];
		const TransferStep *b = &other->steps[k];

		EXPECT(instance, a->chain == b->chain && a->step == b->step &&
			   a->employee == b->employee && a->from_post == b->from_post &&
			   a->to_post == b->to_post && a->cost == b->cost &&
			   a->gain == b->gain,
			   "two plans differ in step %lld", (long long) k);
	}
}
