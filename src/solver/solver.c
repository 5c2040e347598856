/*
 * solver.c
 *	  From a transfer problem to a plan: network, optimum, budget, chains.
 */
#include "solver.h"

#include "chains.h"
#include "frontier.h"
#include "seating.h"

/* Writes a seating down as the chains that lead to it. */
static void
list_steps(const Network *net, const Solution *solution, TransferPlan *plan)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t    *home = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	ChainList	list;

	for (int32_t i = 0; i < problem->n_employees; i++)
		home[i] = AT_HOME;
	decompose_changes(net, home, solution->seat, &list);
	RELEASE(host, home);
	order_chains(net, &list);

	plan->steps = ALLOCATE_ARRAY(host, TransferStep, list.n_changes);
	for (int64_t k = 0; k < list.n_chains; k++)
	{
		const Chain *chain = &list.chains[k];

		for (int32_t s = 0; s < chain->n_changes; s++)
		{
			SeatChange	change = list.changes[chain->begin + s];
			int64_t		c = problem->candidate_start[change.employee] + change.to_seat;

			plan->steps[plan->n_steps++] = (TransferStep)
			{
				.chain = (int32_t) (k + 1), .step = s + 1,
				.employee = change.employee,
				.from_post = problem->home[change.employee],
				.to_post = problem->candidate_post[c],
				.cost = problem->candidate_cost[c],
				.gain = s == 0 ? chain->gain : 0
			};
		}
	}
	free_chains(net, &list);
}

static void
write_plan(const Network *net, const Solution *solution,
		   int64_t lower_bound, TransferPlan *plan)
{
	int64_t		imbalance_before = net->imbalance_before;

	*plan = (TransferPlan)
	{
		.moves = solution->moves,
		.imbalance_before = imbalance_before,
		.imbalance_after = imbalance_before + solution->imbalance,
		.cost = solution->cost,
		.objective_before = imbalance_before,
		.objective_after = imbalance_before + solution->imbalance + solution->cost,
		.lower_bound = imbalance_before + lower_bound
	};
	list_steps(net, solution, plan);
}

SolverStatus
solve_transfer_problem(const TransferProblem *problem, const Host *host,
					   TransferPlan *plan)
{
	Network		net;
	Solution	solution;
	int64_t		lower_bound;
	SolverStatus status;

	report_progress(host, "building the network", -1);
	status = build_network(problem, host, &net);
	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &solution);
	if (status == SOLVER_OPTIMAL)
	{
		lower_bound = solution.imbalance + solution.cost;
		if (problem->max_moves != NO_BOUND && solution.moves > problem->max_moves)
		{
			Solution	optimum = solution;

			status = solve_within_budget(&net, &optimum, &solution, &lower_bound);
			free_solution(&net, &optimum);
		}
	}
	if (status == SOLVER_OPTIMAL)
	{
		write_plan(&net, &solution, lower_bound, plan);
		free_solution(&net, &solution);
		if (plan->objective_after > plan->lower_bound)
			status = SOLVER_FEASIBLE;
	}
	free_network(&net);
	return status;
}
