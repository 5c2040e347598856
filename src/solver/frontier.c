/*
 * frontier.c
 *	  The trade-off between the number of moves and the objective, and the
 *	  best plan on a budget of moves.
 *
 * Let v(k) be the least objective of a plan with k moves.  Solving at a price
 * p/q of a move finds a corner of the lower convex hull of v: a plan that
 * minimises q * objective + p * moves.  By weak duality no plan of at most k
 * moves has an objective below
 *
 *		(q * objective + p * moves - p * k) / q
 *
 * where objective and moves are those of the corner.
 *
 * The edge of the hull above max_moves is found by chords: from the plan
 * without moves and the optimum, solve at the slope of the chord between the
 * two; what comes out lies below the chord and replaces one end, or the chord
 * is an edge.
 *
 * Along an edge.  Both ends of an edge are optimal at its price, and so is
 * the one plan with any set of the chains in which the other differs from it,
 * since changes of the same direction only get dearer together.  Chains are
 * applied from the end with the fewest moves, the shortest first.  What is
 * left of the budget then, less than one chain, is used as well as the best
 * first chains of the next plan on the edge allow.  The plans looked at do
 * not depend on max_moves but for where the row of them is cut off; so a
 * larger budget never gives a worse plan.  All this holds as long as prices
 * have room in exact arithmetic.  Where they had to be coarsened (large costs
 * of many people together with bounds) the bound still holds, but the plan may
 * be next to the best corner.
 *
 * The whole curve is found by the same chords, from left to right: the curve
 * between the last corner that is done and the next plan known is either an
 * edge, or there is a plan below their chord that comes first.  Of each plan
 * only the figures are kept.
 *
 * Sources: Fisher, Management Science 27(1) 1981 (Lagrangian bounds); Eisner
 * and Severance, J. ACM 23(4) 1976 (chords of a parametric curve).
 */
#include "frontier.h"

#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "parts.h"
#include "seating.h"
#include "what_if.h"

static inline int64_t
objective_of(const Solution *solution)
{
	return solution->imbalance + solution->cost;
}

static __int128
priced_value(const Solution *solution, Pricing pricing)
{
	return (__int128) objective_of(solution) * pricing.scale +
		(__int128) solution->moves * pricing.move_price;
}

/* What a corner says of plans of at most max_moves moves, rounded up. */
static int64_t
budget_bound(const Solution *corner, int64_t max_moves)
{
	__int128	bound = priced_value(corner, corner->pricing) -
		(__int128) corner->pricing.move_price * max_moves;
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
 * The best plan without moves: new hires only.  The price is one at which no
 * move is worth while, since all moves together gain less.
 */
static SolverStatus
solve_without_moves(Network *net, const Solution *optimum, Solution *plan)
{
	Pricing		no_moves = {1, 1 - objective_of(optimum)};

	return solve_network(net, no_moves, plan);
}

/* fall/moves in lowest terms, as a price of a move. */
static Pricing
price_of_fall(int64_t fall, int64_t moves)
{
	int64_t		a = fall;
	int64_t		b = moves;

	while (b != 0)
	{
		int64_t		rest = a % b;

		a = b;
		b = rest;
	}
	return (Pricing)
	{
		moves / a, fall / a
	};
}

/* The slope between two solutions. */
static Pricing
chord_price(const Solution *fewer, const Solution *more)
{
	return price_of_fall(objective_of(fewer) - objective_of(more),
						 more->moves - fewer->moves);
}

/*
 * Solves at a price, or at the nearest below it with a smaller denominator if
 * exact arithmetic has no room for more.  That still gives a corner and a valid
 * bound; a price that is off by less than 1/scale of a millionth a move.
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
replace_solution(const Network *net, Solution *old, Solution new)
{
	free_solution(net, old);
	*old = new;
}

static Solution
copy_solution(const Network *net, const Solution *solution)
{
	Solution	copy = *solution;
	size_t		n = net->problem->n_employees;

	copy.price = NULL;
	copy.seat = ALLOCATE_ARRAY(net->host, int32_t, n);
	memcpy(copy.seat, solution->seat, sizeof(int32_t) * n);
	return copy;
}

/*
 * Narrows [*fewer, *more] down to an edge of the hull with fewer->moves <=
 * max_moves < more->moves, or to *fewer with just max_moves moves.
 */
static SolverStatus
find_edge(Network *net, Solution *fewer, Solution *more,
		  Pricing *edge, int64_t *lower_bound, Pricing *proof)
{
	int64_t		max_moves = net->problem->max_moves;

	*edge = *proof = fewer->pricing;
	*lower_bound = budget_bound(fewer, max_moves);
	while (fewer->moves < max_moves)
	{
		Solution	corner;
		SolverStatus status = solve_at_price(net, chord_price(fewer, more), &corner);
		int64_t		bound;
		bool		narrows;

		if (status != SOLVER_OPTIMAL)
			return status;

		*edge = corner.pricing;
		bound = budget_bound(&corner, max_moves);
		if (bound > *lower_bound)
		{
			*lower_bound = bound;
			*proof = *edge;
		}

		/* below the chord, and between its ends also if it was coarsened */
		narrows = priced_value(&corner, *edge) < priced_value(fewer, *edge) &&
			priced_value(&corner, *edge) < priced_value(more, *edge) &&
			corner.moves > fewer->moves && corner.moves < more->moves;
		if (!narrows)
		{
			free_solution(net, &corner);
			break;
		}
		replace_solution(net, corner.moves <= max_moves ? fewer : more, corner);
	}
	return SOLVER_OPTIMAL;
}

/*
 * Replaces both solutions by the true ends of the edge that they lie on: the
 * optimal plans at its price with the fewest and with the most moves.  Where
 * numbers leave no room to tell them apart, or an end is not on its side of
 * max_moves because the price was coarsened, the solutions stay.
 */
static SolverStatus
extend_to_ends(Network *net, Pricing edge, Solution *fewer, Solution *more)
{
	int64_t		finer = (int64_t) net->problem->n_employees + 1;
	Solution   *ends[2] = {fewer, more};

	for (int e = 0; e < 2; e++)
	{
		Pricing		pricing;
		Solution	end;
		SolverStatus status;

		if (__builtin_mul_overflow(edge.scale, finer, &pricing.scale) ||
			__builtin_mul_overflow(edge.move_price, finer, &pricing.move_price))
			return SOLVER_OPTIMAL;
		pricing.move_price += e == 0 ? 1 : -1;
		status = solve_network(net, pricing, &end);
		if (status == SOLVER_OUT_OF_RANGE)
			return SOLVER_OPTIMAL;
		if (status != SOLVER_OPTIMAL)
			return status;
		if ((end.moves <= net->problem->max_moves) != (e == 0))
		{
			free_solution(net, &end);
			return SOLVER_OPTIMAL;
		}
		replace_solution(net, ends[e], end);
	}
	return SOLVER_OPTIMAL;
}

static void
apply_chain(const ChainList *list, const Chain *chain, int32_t *seat)
{
	for (int64_t c = chain->begin; c < chain->begin + chain->n_changes; c++)
		seat[list->changes[c].employee] = list->changes[c].to_seat;
}

static void
undo_chain(const ChainList *list, const Chain *chain, int32_t *seat)
{
	for (int64_t c = chain->begin; c < chain->begin + chain->n_changes; c++)
		seat[list->changes[c].employee] = list->changes[c].from_seat;
}

/* ----------------------------------------------------------------
 * Gates along an edge: staff moves in one direction only whichever chains are
 * applied, but people who enter and leave need not.
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

/*
 * Walks along an edge from *plan towards *end, chain by chain, as far as
 * max_moves allows.  *next becomes the first plan on the edge beyond that.
 */
static void
walk_edge(const Network *net, Solution *plan, const Solution *end, Solution *next)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t    *in = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int32_t    *out = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int64_t		moves = plan->moves;
	ChainList	list;

	*next = copy_solution(net, end);
	for (int32_t i = 0; i < problem->n_employees; i++)
		count_crossing(net, i, plan->seat[i], 1, in, out);
	decompose_changes(net, plan->seat, end->seat, &list);
	qsort(list.chains, list.n_chains, sizeof(Chain), compare_chain_moves);

	for (int64_t c = 0; c < list.n_chains; c++)
	{
		const Chain *chain = &list.chains[c];

		if (chain->moves <= 0)
			continue;
		count_chain(net, &list, chain, 1, in, out);
		if (!chain_allowed(net, &list, chain, in, out))
		{
			count_chain(net, &list, chain, -1, in, out);
			continue;
		}
		apply_chain(&list, chain, plan->seat);
		moves += chain->moves;
		if (moves > problem->max_moves)
		{
			memcpy(next->seat, plan->seat, sizeof(int32_t) * problem->n_employees);
			undo_chain(&list, chain, plan->seat);
			break;
		}
	}
	sum_solution(net, plan);
	free_chains(net, &list);
	RELEASE(host, in);
	RELEASE(host, out);
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

SolverStatus
solve_within_budget(Network *net, const Solution *optimum,
					Solution *plan, int64_t *lower_bound, Pricing *proof)
{
	Solution	more = copy_solution(net, optimum);
	Solution	next;
	Pricing		edge;
	SolverStatus status = solve_without_moves(net, optimum, plan);

	if (status != SOLVER_OPTIMAL)
		return status;
	status = find_edge(net, plan, &more, &edge, lower_bound, proof);
	if (status == SOLVER_OPTIMAL && plan->moves < net->problem->max_moves)
		status = extend_to_ends(net, edge, plan, &more);
	if (status == SOLVER_OPTIMAL && plan->moves < net->problem->max_moves)
	{
		walk_edge(net, plan, &more, &next);
		if (plan->moves < net->problem->max_moves)
		{
			cut_off_chains(net, &next);
			if (objective_of(&next) < objective_of(plan))
			{
				replace_solution(net, plan, next);
				next = (Solution) {0};
			}
		}
		free_solution(net, &next);
	}
	free_solution(net, &more);
	return status;
}

/* ----------------------------------------------------------------
 * The whole curve
 * ----------------------------------------------------------------
 */
static inline int64_t
corner_objective(const Corner *corner)
{
	return corner->imbalance + corner->cost;
}

static Corner
corner_of(const Network *net, const Solution *solution)
{
	return (Corner)
	{
		solution->moves, net->imbalance_before + solution->imbalance, solution->cost
	};
}

/*
 * Looks for a plan below the chord between two plans.  *found is false if the
 * chord is an edge.
 */
static SolverStatus
find_below_chord(Network *net, const Corner *fewer, const Corner *more,
				 Corner *below, bool *found)
{
	int64_t		fall = corner_objective(fewer) - corner_objective(more);
	int64_t		moves = more->moves - fewer->moves;
	Solution	solution;
	SolverStatus status;

	*found = false;
	if (moves <= 1 || fall <= 0)
		return SOLVER_OPTIMAL;

	status = solve_at_price(net, price_of_fall(fall, moves), &solution);
	if (status != SOLVER_OPTIMAL)
		return status;
	*below = corner_of(net, &solution);
	free_solution(net, &solution);

	*found = below->moves > fewer->moves && below->moves < more->moves &&
		(__int128) (corner_objective(fewer) - corner_objective(below)) * moves >
		(__int128) fall * (below->moves - fewer->moves);
	return SOLVER_OPTIMAL;
}

/* Does the curve bend at b, between a and c?  Else b lies along an edge. */
static bool
bends(const Corner *a, const Corner *b, const Corner *c)
{
	return (__int128) (corner_objective(a) - corner_objective(b)) * (c->moves - b->moves) >
		(__int128) (corner_objective(b) - corner_objective(c)) * (b->moves - a->moves);
}

/*
 * Every corner has a number of moves of its own, so there is room for all of
 * them.  To the right of those that are done wait the plans that are known,
 * the next one last.
 */
static SolverStatus
trace_corners(Network *net, Corner first, Corner last,
			  Corner *corners, int64_t *n_corners)
{
	Corner	   *waiting = ALLOCATE_ARRAY(net->host, Corner, last.moves + 1);
	int64_t		n_waiting = 0;
	int64_t		n = 0;
	SolverStatus status = SOLVER_OPTIMAL;

	corners[n++] = first;
	if (corner_objective(&last) < corner_objective(&first))
		waiting[n_waiting++] = last;
	while (n_waiting > 0)
	{
		const Corner *next = &waiting[n_waiting - 1];
		Corner		below;
		bool		found;

		status = find_below_chord(net, &corners[n - 1], next, &below, &found);
		if (status != SOLVER_OPTIMAL)
			break;
		if (found)
		{
			waiting[n_waiting++] = below;
			continue;
		}
		if (n > 1 && !bends(&corners[n - 2], &corners[n - 1], next))
			n--;
		if (corner_objective(next) < corner_objective(&corners[n - 1]))
			corners[n++] = *next;
		n_waiting--;
		report_progress(net->host, "tracing the curve",
						(double) corners[n - 1].moves / (double) last.moves);
	}
	RELEASE(net->host, waiting);
	*n_corners = n;
	return status;
}

SolverStatus
trace_frontier(const TransferProblem *problem, const Host *host,
			   Corner **corners, int64_t *n_corners)
{
	Network		net;
	Solution	optimum = {0};
	Solution	no_moves = {0};
	SolverStatus status = build_network_of_parts(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
		status = solve_without_moves(&net, &optimum, &no_moves);
	if (status == SOLVER_OPTIMAL)
	{
		Corner		first = corner_of(&net, &no_moves);
		Corner		last = corner_of(&net, &optimum);

		free_solution(&net, &no_moves);
		free_solution(&net, &optimum);
		*corners = ALLOCATE_ARRAY(host, Corner, last.moves + 1);
		status = trace_corners(&net, first, last, *corners, n_corners);
	}
	free_network(&net);
	return status;
}
