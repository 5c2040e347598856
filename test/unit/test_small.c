/*
 * test_small.c
 *	  The solver against brute force, on small instances.
 *
 * Each instance is solved without a limit on moves and with every limit, and
 * compared with all its assignments.  The verifier looks at every plan.
 */
#include <string.h>

#include "brute_force.h"
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
		   1 + instance->problem.n_posts + (int64_t) (imbalance * 1e-12),
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

/* Solves, checks the plan, and gives the change of the objective. */
static int64_t
solve(const Instance *instance, TransferPlan *plan, TestHost *host)
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
	return plan->objective_after - plan->objective_before;
}

/* Without a limit: the optimum, with the fewest moves it can be had for. */
static void
check_optimum(const Instance *instance, const BruteForce *brute, TestHost *host)
{
	int64_t		best = brute_change(brute, NO_BOUND);
	TransferPlan plan;
	TransferPlan again;
	int64_t		change = solve(instance, &plan, host);

	EXPECT(instance, change == best, "change %lld, best %lld",
		   (long long) change, (long long) best);
	EXPECT(instance, plan.lower_bound == plan.objective_after, "not optimal");
	EXPECT(instance, plan.moves == brute->at_most[brute->max_moves],
		   "%lld moves, fewest %d", (long long) plan.moves,
		   brute->at_most[brute->max_moves]);

	solve(instance, &again, host);
	EXPECT(instance, again.n_steps == plan.n_steps &&
		   again.lower_bound == plan.lower_bound, "solved twice");
	for (int64_t k = 0; k < plan.n_steps && k < again.n_steps; k++)
		EXPECT(instance, again.steps[k].chain == plan.steps[k].chain &&
			   again.steps[k].step == plan.steps[k].step &&
			   again.steps[k].employee == plan.steps[k].employee &&
			   again.steps[k].to_post == plan.steps[k].to_post &&
			   again.steps[k].gain == plan.steps[k].gain,
			   "solved twice, step %lld", (long long) k);
	test_host_reset(host);
}

static void
check_renumbered(const Instance *instance, const BruteForce *brute,
				 TestHost *host)
{
	Instance	renumbered;
	TransferPlan plan;
	int64_t		change;

	instance_renumber(&renumbered, instance, instance->seed);
	change = solve(&renumbered, &plan, host);
	EXPECT(&renumbered, change == brute_change(brute, NO_BOUND),
		   "renumbered: change %lld", (long long) change);
	EXPECT(&renumbered, plan.moves == brute->at_most[brute->max_moves],
		   "renumbered: %lld moves", (long long) plan.moves);
	instance_free(&renumbered);
	test_host_reset(host);
}

/* Every limit on moves, from none at all to more than there can be. */
static void
check_limits(Instance *instance, const BruteForce *brute, TestHost *host)
{
	int64_t		last_change = INT64_MAX;

	for (int k = 0; k <= brute->max_moves + 1; k++)
	{
		int64_t		best = brute_change(brute, k);
		bool		corner = k <= brute->max_moves ? brute->corner[k] : false;
		TransferPlan plan;
		int64_t		change;
		int64_t		bound;

		instance->problem.max_moves = k;
		change = solve(instance, &plan, host);
		bound = plan.lower_bound - plan.objective_before;

		EXPECT(instance, plan.moves <= k, "%lld moves", (long long) plan.moves);
		EXPECT(instance, change >= best, "change %lld, best %lld",
			   (long long) change, (long long) best);
		EXPECT(instance, change <= last_change,
			   "change %lld, %lld with a move less", (long long) change,
			   (long long) last_change);
		EXPECT(instance, bound <= best, "bound %lld, best %lld",
			   (long long) bound, (long long) best);
		EXPECT(instance, bound >= brute_hull(brute, k) - 1,
			   "bound %lld, convex hull %lld", (long long) bound,
			   (long long) brute_hull(brute, k));
		EXPECT(instance, !corner || (change == best && bound == best),
			   "corner: change %lld, bound %lld, best %lld",
			   (long long) change, (long long) bound, (long long) best);
		EXPECT(instance, k < brute->at_most[brute->max_moves] ||
			   (change == best && bound == best),
			   "limit does not bind: change %lld, bound %lld, best %lld",
			   (long long) change, (long long) bound, (long long) best);
		last_change = change;
		test_host_reset(host);
	}
	instance->problem.max_moves = NO_BOUND;
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 5000;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		Instance	instance;
		BruteForce	brute;

		instance_small(&instance, seed);
		brute_force(&brute, &instance);
		check_optimum(&instance, &brute, &host);
		check_renumbered(&instance, &brute, &host);
		check_limits(&instance, &brute, &host);
		instance_free(&instance);
	}
	return expect_summary("test_small", "instances", n_seeds);
}
