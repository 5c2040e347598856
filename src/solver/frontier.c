/*
 * frontier.c
 *	  The trade-off between the number of moves and the objective, and the
 *	  best plan on a budget of moves.
 *
 * Both come from one walk (curve_walk.c), from the plan without moves to the
 * corner of the curve that the budget or the curve ends with.
 *
 * At price p/q no plan of at most k moves has an objective below
 *
 *		(q * objective + p * moves - p * k) / q
 *
 * where objective and moves are those of a plan that is optimal at p/q.
 *
 * Along an edge.  Both ends of an edge are optimal at its price, and so is
 * the one plan with any set of the chains in which the other differs from it,
 * since changes of the same direction only get dearer together; beside gates,
 * where one chain may need another, this is made sure of chain by chain.  Chains
 * are applied from the end with the fewest moves, the shortest first.  What is
 * left of the budget then, less than one chain, is used as well as the best
 * first chains of the next plan on the edge allow.  The plans looked at do
 * not depend on max_moves but for where the row of them is cut off; so a
 * larger budget never gives a worse plan.
 *
 * Source: Fisher, Management Science 27(1) 1981 (Lagrangian bounds).
 */
#include "frontier.h"

#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "curve_walk.h"
#include "parts.h"
#include "what_if.h"

/* Plans are certified on the way each time that this share of moves is done. */
#define CERTIFIED_SHARE	16

static inline int64_t
objective_of(const Solution *solution)
{
	return solution->imbalance + solution->cost;
}

/* What a corner says of plans of at most max_moves moves, rounded up. */
static int64_t
budget_bound(const Solution *corner, int64_t max_moves)
{
	__int128	bound = (__int128) objective_of(corner) * corner->pricing.scale +
		(__int128) (corner->moves - max_moves) * corner->pricing.move_price;
	__int128	quotient = bound / corner->pricing.scale;

	if (quotient * corner->pricing.scale < bound)
		quotient++;
	return (int64_t) quotient;
}

SolverStatus
solve_optimum(Network *net, Solution *optimum)
{
	/* one more move weighs less than a millionth of the objective */
	Pricing		fewest_moves = {(int64_t) net->problem->n_employees + 1, 1};
	Pricing		plain = {1, 0};
	SolverStatus status = solve_network(net, fewest_moves, optimum);

	if (status == SOLVER_OUT_OF_RANGE)
		status = solve_network(net, plain, optimum);
	return status;
}

/*
 * Begins with the best plan without moves: new hires only.  The price is one at
 * which no move is worth while, since all moves together gain less.
 */
static SolverStatus
begin_without_moves(CurveWalk *walk, Network *net, const Solution *optimum)
{
	Pricing		no_moves = {1, 1 - objective_of(optimum)};
	Solution	plan;
	SolverStatus status = solve_network(net, no_moves, &plan);

	if (status != SOLVER_OPTIMAL)
		return status;
	if (!begin_walk(walk, net, &plan))
		status = SOLVER_OUT_OF_RANGE;
	free_solution(net, &plan);
	return status;
}

/*
 * Solves at a price, or at the nearest below it with a smaller denominator if
 * exact arithmetic has no room for more.
 */
static SolverStatus
solve_at_price(Network *net, Pricing pricing, Solution *solution)
{
	Pricing		coarse = pricing;
	SolverStatus status = solve_network(net, pricing, solution);

	while (status == SOLVER_OUT_OF_RANGE && coarse.scale > 1)
	{
		coarse.scale /= 2;
		coarse.move_price = (int64_t) ((__int128) pricing.move_price *
									   coarse.scale / pricing.scale);
		status = solve_network(net, coarse, solution);
	}
	return status;
}

static void
report_walk(const CurveWalk *walk, int64_t goal)
{
	report_progress(walk->residual.net->host, "walking along the curve",
					walk->moves < goal ? (double) walk->moves / (double) goal : 1);
}

/* ----------------------------------------------------------------
 * Between two corners.  Staff moves in one direction only whichever chains are
 * applied, but people who enter and leave need not: they are counted.
 * ----------------------------------------------------------------
 */
static void
count_crossing(const Network *net, int32_t employee, int32_t seat, int32_t by,
			   int32_t *in, int32_t *out)
{
	const TransferProblem *problem = net->problem;

	if (seat == AT_HOME)
		return;
	in[problem->candidate_post[problem->candidate_start[employee] + seat]] += by;
	if (!is_new_hire(problem, employee))
		out[problem->home[employee]] += by;
}

static bool
crossings_allowed(const TransferProblem *problem, int32_t post,
				  const int32_t *in, const int32_t *out)
{
	return (problem->max_in[post] == NO_BOUND || in[post] <= problem->max_in[post]) &&
		(problem->max_out[post] == NO_BOUND || out[post] <= problem->max_out[post]);
}

/* Counts a chain in (by 1), or out again (by -1). */
static void
count_chain(const Network *net, const ChainList *list, const Chain *chain,
			int32_t by, int32_t *in, int32_t *out)
{
	for (int64_t c = chain->begin; c < chain->begin + chain->n_changes; c++)
	{
		const SeatChange *change = &list->changes[c];

		count_crossing(net, change->employee, change->from_seat, -by, in, out);
		count_crossing(net, change->employee, change->to_seat, by, in, out);
	}
}

/* Does every post that a chain brings people into or out of allow it? */
static bool
chain_allowed(const Network *net, const ChainList *list, const Chain *chain,
			  const int32_t *in, const int32_t *out)
{
	const TransferProblem *problem = net->problem;

	for (int64_t c = chain->begin; c < chain->begin + chain->n_changes; c++)
	{
		const SeatChange *change = &list->changes[c];
		int64_t		first = problem->candidate_start[change->employee];
		int32_t		home = problem->home[change->employee];

		if (home != NO_POST && !crossings_allowed(problem, home, in, out))
			return false;
		if (change->to_seat != AT_HOME &&
			!crossings_allowed(problem, problem->candidate_post[first + change->to_seat],
							   in, out))
			return false;
	}
	return true;
}

static int
compare_chain_moves(const void *a, const void *b)
{
	const Chain *x = a;
	const Chain *y = b;

	if (x->moves != y->moves)
		return x->moves < y->moves ? -1 : 1;
	return (x->begin > y->begin) - (x->begin < y->begin);
}

static void
apply_chain(const ChainList *list, const Chain *chain, int32_t *seat)
{
	for (int64_t c = chain->begin; c < chain->begin + chain->n_changes; c++)
		seat[list->changes[c].employee] = list->changes[c].to_seat;
}

/*
 * Walks along an edge from *plan towards *end, chain by chain, as far as
 * max_moves allows.  *end becomes the first plan on the edge beyond that.
 */
static void
walk_edge(const Network *net, Solution *plan, Solution *end)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t    *in = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int32_t    *out = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int32_t    *staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int64_t		moves = plan->moves;
	ChainList	list;

	for (int32_t i = 0; i < problem->n_employees; i++)
		count_crossing(net, i, plan->seat[i], 1, in, out);
	for (int32_t f = 0; f < problem->n_posts; f++)
		staff[f] = net->staff_before[f] + in[f] - out[f];
	decompose_changes(net, plan->seat, end->seat, &list);
	qsort(list.chains, list.n_chains, sizeof(Chain), compare_chain_moves);

	for (int64_t c = 0; c < list.n_chains; c++)
	{
		const Chain *chain = &list.chains[c];

		if (c % 1024 == 0)
			CHECK_INTERRUPTS(host);
		/* beside gates one chain may pay only after another */
		if (chain->moves <= 0 || chain_gain(net, chain, staff) <= 0)
			continue;
		count_chain(net, &list, chain, 1, in, out);
		if (!chain_allowed(net, &list, chain, in, out))
		{
			count_chain(net, &list, chain, -1, in, out);
			continue;
		}
		moves += chain->moves;
		if (moves > problem->max_moves)
		{
			memcpy(end->seat, plan->seat, sizeof(int32_t) * problem->n_employees);
			apply_chain(&list, chain, end->seat);
			break;
		}
		apply_chain(&list, chain, plan->seat);
		if (chain->source != NO_POST)
			staff[chain->source]--;
		if (chain->sink != NO_POST)
			staff[chain->sink]++;
	}
	sum_solution(net, plan);
	free_chains(net, &list);
	RELEASE(host, in);
	RELEASE(host, out);
	RELEASE(host, staff);
}

/* Cuts a plan off after the best chains that max_moves allows. */
static void
cut_off_chains(const Network *net, Solution *plan)
{
	const TransferProblem *problem = net->problem;
	int32_t    *seat = ALLOCATE_ARRAY(net->host, int32_t, problem->n_employees);
	int64_t		moves = 0;
	ChainList	list;

	for (int32_t i = 0; i < problem->n_employees; i++)
		seat[i] = AT_HOME;
	decompose_changes(net, seat, plan->seat, &list);
	order_chains(net, &list);
	for (int64_t c = 0; c < list.n_chains; c++)
	{
		moves += list.chains[c].moves;
		if (moves > problem->max_moves)
			break;
		apply_chain(&list, &list.chains[c], seat);
	}
	free_chains(net, &list);
	RELEASE(net->host, plan->seat);
	plan->seat = seat;
	sum_solution(net, plan);
}

/*
 * A plan, optimal at the price of the edge, with its prices.  Where those have
 * no room, of the nearest price that has: that still gives a valid bound.
 */
static SolverStatus
write_walk_proof(const CurveWalk *walk, bool before_edge, Solution *proof)
{
	Network    *net = walk->residual.net;

	write_walk_plan(walk, before_edge, proof);
	if (write_walk_prices(walk, proof))
		return certify_solution(net, proof) ? SOLVER_OPTIMAL : SOLVER_NOT_PROVED;
	free_solution(net, proof);
	return solve_at_price(net, walk->pricing, proof);
}

/* Uses what a plan leaves of the budget, on the way to the next corner. */
static void
fill_budget(const CurveWalk *walk, Solution *plan)
{
	const Network *net = walk->residual.net;
	Solution	next;

	write_walk_plan(walk, false, &next);
	walk_edge(net, plan, &next);
	if (plan->moves < net->problem->max_moves)
	{
		cut_off_chains(net, &next);
		if (objective_of(&next) < objective_of(plan))
		{
			Solution	swap = *plan;

			*plan = next;
			next = swap;
		}
	}
	free_solution(net, &next);
}

SolverStatus
solve_within_budget(Network *net, const Solution *optimum,
					Solution *plan, int64_t *lower_bound, Solution *proof)
{
	int64_t		max_moves = net->problem->max_moves;
	CurveWalk	walk;
	SolverStatus status = begin_without_moves(&walk, net, optimum);

	if (status != SOLVER_OPTIMAL)
		return status;

	while (walk.moves < max_moves && walk_to_next_corner(&walk))
		report_walk(&walk, max_moves);
	status = write_walk_proof(&walk, walk.moves > max_moves, proof);
	if (status == SOLVER_OPTIMAL)
	{
		write_walk_plan(&walk, walk.moves > max_moves, plan);
		*lower_bound = budget_bound(proof, max_moves);
		if (walk.moves > max_moves)
			fill_budget(&walk, plan);
	}
	end_walk(&walk);
	return status;
}

/* ----------------------------------------------------------------
 * The whole curve
 * ----------------------------------------------------------------
 */

/*
 * Walks to the optimum.  Every corner has a number of moves of its own, so
 * there is room for all of them.
 */
static SolverStatus
walk_curve(CurveWalk *walk, const Solution *optimum, Corner *corners, int64_t *n_corners)
{
	const Network *net = walk->residual.net;
	int64_t		share = optimum->moves / CERTIFIED_SHARE + 1;
	int64_t		certified = 0;
	int64_t		n = 0;

	do
	{
		if (walk->moves > optimum->moves)
			return SOLVER_NOT_PROVED;
		if (walk->moves - certified >= share)
		{
			certified = walk->moves;
			if (!certify_walk(walk))
				return SOLVER_NOT_PROVED;
		}
		corners[n++] = (Corner)
		{
			walk->moves, net->imbalance_before + walk->imbalance, walk->cost
		};
		report_walk(walk, optimum->moves);
	} while (walk_to_next_corner(walk));

	*n_corners = n;
	return walk->imbalance + walk->cost == objective_of(optimum) ?
		SOLVER_OPTIMAL : SOLVER_NOT_PROVED;
}

SolverStatus
trace_frontier(const TransferProblem *problem, const Host *host,
			   Corner **corners, int64_t *n_corners)
{
	Network		net;
	Solution	optimum = {0};
	CurveWalk	walk;
	SolverStatus status = build_network_of_parts(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
		status = begin_without_moves(&walk, &net, &optimum);
	if (status == SOLVER_OPTIMAL)
	{
		*corners = ALLOCATE_ARRAY(host, Corner, optimum.moves + 1);
		status = walk_curve(&walk, &optimum, *corners, n_corners);
		end_walk(&walk);
	}
	free_solution(&net, &optimum);
	free_network(&net);
	return status;
}
