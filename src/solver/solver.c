/*
 * solver.c
 *	  From a transfer problem to a plan: network, optimum, budget, chains.
 */
#include "solver.h"

#include "chains.h"
#include "frontier.h"
#include "parts.h"
#include "residual.h"
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

/*
 * Raises the prices of an optimum to the largest that prove it.  These are
 * unique, where those of the search are any, which from one round of
 * all_pairs.c to the next would ask for other pairs each time.
 */
static void
raise_prices(Network *net, Solution *optimum)
{
	Residual	residual;
	Solution	raised = *optimum;

	if (!begin_residual(&residual, net, optimum))
		return;
	raised.price = ALLOCATE_ARRAY(net->host, int64_t, net->n_nodes);
	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		Weight		label = weigh(residual.label[x], optimum->pricing);

		/* where nothing but a bound holds it, a price may be any */
		raised.price[x] = label < INT64_MAX / 8 ? (int64_t) label : optimum->price[x];
	}
	end_residual(&residual);
	if (certify_solution(net, &raised))
	{
		RELEASE(net->host, optimum->price);
		optimum->price = raised.price;
	}
	else
		RELEASE(net->host, raised.price);
}

/* What a solution's prices say of pairs, in the terms of PairPrices. */
static void
write_prices(const Network *net, const Solution *solution, PairPrices *prices)
{
	const TransferProblem *problem = net->problem;
	Pricing		pricing = solution->pricing;

	prices->scale = pricing.scale;
	prices->surcharge = home_surcharge(problem, &pricing, 0);
	prices->entry = ALLOCATE_ARRAY(net->host, int64_t, problem->n_posts);
	prices->stay = ALLOCATE_ARRAY(net->host, int64_t, problem->n_posts);
	prices->own = ALLOCATE_ARRAY(net->host, int64_t, problem->n_employees);
	prices->place = ALLOCATE_ARRAY(net->host, int32_t, problem->n_employees);
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		prices->entry[f] = solution->price[net->entry_node[f]];
		prices->stay[f] = solution->price[net->home_node[f]];
	}
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		seat = solution->seat[i];
		int64_t		c = problem->candidate_start[i] + seat;

		prices->place[i] = seat == AT_HOME ?
			problem->home[i] : problem->candidate_post[c];
		prices->own[i] = seat == AT_HOME ?
			solution->price[home_node_of(net, i)] :
			problem->candidate_cost[c] * pricing.scale +
			move_surcharge(problem, &pricing, i) +
			prices->entry[prices->place[i]];
	}
}

void
free_pair_prices(PairPrices *prices, const Host *host)
{
	RELEASE(host, prices->entry);
	RELEASE(host, prices->stay);
	RELEASE(host, prices->own);
	RELEASE(host, prices->place);
}

SolverStatus
solve_with_prices(const TransferProblem *problem, const Host *host,
				  const PairPrices *start, TransferPlan *plan, PairPrices *prices)
{
	Network		net;
	Solution	optimum = {0};
	Solution	limited = {0};
	Solution	corner = {0};
	const Solution *best = &optimum;
	const Solution *proof = &optimum;
	int64_t		lower_bound;
	SolverStatus status;

	report_progress(host, "building the network", -1);
	status = build_network_of_parts(problem, host, &net);
	net.start = start;
	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
	{
		lower_bound = optimum.imbalance + optimum.cost;
		if (prices != NULL)
			raise_prices(&net, &optimum);
		if (problem->max_moves != NO_BOUND && optimum.moves > problem->max_moves)
		{
			best = &limited;
			proof = &corner;
			status = solve_within_budget(&net, &optimum, &limited, &lower_bound, &corner);
		}
	}
	if (status == SOLVER_OPTIMAL)
	{
		if (prices != NULL)
			write_prices(&net, proof, prices);
		write_plan(&net, best, lower_bound, plan);
		if (plan->objective_after > plan->lower_bound)
			status = SOLVER_FEASIBLE;
	}
	free_solution(&net, &optimum);
	free_solution(&net, &limited);
	free_solution(&net, &corner);
	free_network(&net);
	return status;
}

SolverStatus
solve_transfer_problem(const TransferProblem *problem, const Host *host,
					   TransferPlan *plan)
{
	return solve_with_prices(problem, host, NULL, plan, NULL);
}
