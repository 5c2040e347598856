/*
 * proof.c
 *	  How good a legal plan is: optimality, or the gap to a lower bound.
 *
 * Without a limit on moves one search settles the matter: a plan is optimal
 * exactly when no chain or ring improves it.
 *
 * With at most k moves, every price p of a move gives a lower bound,
 *
 *		L(p) = min over plans (objective + p * moves) - p * k
 *
 * and the best of these bounds is the lower convex hull of the trade-off
 * curve at k.  A plan A that no cycle improves at price p attains L(p), so
 * that
 *
 *		L(p) = objective(A) - p * (k - moves(A))
 *
 * The claimed plan is tried first: the price is raised from 0, by each cycle
 * that needs more moves and still pays, to where it just breaks even.  If then
 * nothing improves the plan, it is on the hull; and if the last cycle leads
 * beyond k, along an edge of the hull that crosses k, L(p) is the best bound.
 *
 * Otherwise the edge is found by chords: the best plan at the slope between a
 * plan with fewer and one with more than k moves lies below the chord, and
 * takes the place of one of them, until none does.  Each is made from the one
 * before by carrying out what improves it.  All prices are exact fractions.
 *
 * Source: Fisher, Management Science 27 (1981), for the bound; Dinkelbach,
 * Management Science 13 (1967), for raising a price to break even; Eisner,
 * Severance, J. ACM 23 (1976), for chords.
 */
#include "proof.h"

#include "improvement.h"

#define MOVES_TOLD	12			/* moves of an improvement that are named */
#define PRICE_PARTS	16			/* a first step down from a price is one of these */

/* " from post 3", or the like, for an employee at a place */
static void
append_post(Detail *detail, const char *preposition, const Assignment *plan,
			const Names *names, int32_t employee, int64_t place)
{
	const TransferProblem *problem = plan->problem;
	int32_t		post = place == AT_HOME ?
		problem->home[employee] : problem->candidate_post[place];

	if (post == NO_POST)
		detail_append(detail, " %s no post", preposition);
	else
		detail_append(detail, " %s post %lld", preposition,
					  (long long) names->post_id[post]);
}

static void
append_improvement(Detail *detail, const ImprovementSearch *search,
				   const Cycle *cycle, const Names *names)
{
	const Assignment *plan = search->assignment;
	int			moves = 0;

	for (int32_t k = cycle->begin; k < cycle->begin + cycle->length; k++)
	{
		const Arc  *arc = &search->arcs[k];

		if (arc->employee == NOBODY)
			continue;
		if (moves++ < MOVES_TOLD)
		{
			detail_append(detail, "%s employee %lld", moves == 1 ? ":" : ";",
						  (long long) names->employee_id[arc->employee]);
			append_post(detail, "from", plan, names, arc->employee,
						plan->place[arc->employee]);
			append_post(detail, "to", plan, names, arc->employee, arc->place);
		}
	}
	if (moves > MOVES_TOLD)
		detail_append(detail, "; and %d more", moves - MOVES_TOLD);
}

bool
prove_optimality(Assignment *plan, const Names *names, const Host *host,
				 Detail *detail)
{
	const TransferProblem *problem = plan->problem;
	ImprovementSearch search;
	char		gain[AMOUNT_SIZE];

	improvement_init(&search, plan, host);
	if (find_improvements(&search))
	{
		const Cycle *cycle = &search.cycles[0];

		detail_append(detail, "a change that gains %s is left",
					  format_amount(gain, -cycle->change));
		append_improvement(detail, &search, cycle, names);
		return false;
	}
	detail_append(detail,
				  "proved: no chain or ring over %lld employees and %lld candidates gains anything, after %lld passes",
				  (long long) problem->n_employees,
				  (long long) problem->candidate_start[problem->n_employees],
				  (long long) search.pass);
	return true;
}

/* The best plan at the present price. */
static void
improve_fully(ImprovementSearch *search)
{
	while (find_improvements(search))
		for (int32_t c = 0; c < search->n_cycles; c++)
			apply_cycle(search, &search->cycles[c]);
}

/*
 * The best plan at a price and, of several, that of fewest moves, which is a
 * corner of the trade-off curve: it is best at every price that is higher by
 * little enough.  No cycle has more moves than the network has nodes, so one
 * part in that many of the price's unit is little enough.
 */
static void
go_to_corner(ImprovementSearch *search, Wide numerator, Wide denominator)
{
	Wide		parts = (Wide) search->n_nodes + 1;

	improvement_set_price(search, numerator * parts + 1, denominator * parts);
	improve_fully(search);
}

/*
 * Raises the price until nothing that needs more moves improves the plan.
 * False when something that does not still does: then the plan is best at no
 * price.  *edge_moves is what the cycle that set the price needs, 0 at 0.
 */
static bool
find_price(ImprovementSearch *search, int64_t *edge_moves)
{
	*edge_moves = 0;
	while (find_improvements(search))
	{
		const Cycle *dearest = NULL;

		for (int32_t c = 0; c < search->n_cycles; c++)
		{
			const Cycle *cycle = &search->cycles[c];

			if (cycle->moves > 0 &&
				(dearest == NULL ||
				 cycle->change * dearest->moves < dearest->change * cycle->moves))
				dearest = cycle;
		}
		if (dearest == NULL)
			return false;
		*edge_moves = dearest->moves;
		improvement_set_price(search, -dearest->change, dearest->moves);
	}
	return true;
}

/* A point of the trade-off: moves, and change of the objective. */
typedef struct Point
{
	int64_t		moves;
	Wide		change;
} Point;

static Point
point_of(const Assignment *plan)
{
	return (Point)
	{
		plan->moves, assignment_objective_change(plan)
	};
}

/* What a plan of a point costs at the present price, scaled. */
static Wide
priced(const ImprovementSearch *search, Point point)
{
	return point.change * search->price_denominator +
		point.moves * search->price_numerator;
}

/*
 * What the best plan at the present price says of plans with max_moves moves,
 * rounded up to what an objective can be.
 */
static Wide
bound_by(const ImprovementSearch *search, Point point, int64_t max_moves)
{
	Wide		unit = search->price_denominator;
	Wide		bound = priced(search, point) - max_moves * search->price_numerator;

	return bound / unit + (bound % unit > 0);
}

/* The best plan at a price. */
static Point
solve_at(ImprovementSearch *search, Wide numerator, Wide denominator)
{
	improvement_set_price(search, numerator, denominator);
	improve_fully(search);
	return point_of(search->assignment);
}

/*
 * Finds a plan with more than max_moves moves that is best at some price, from
 * the present one down by growing steps.  *fewer becomes the last one found that
 * has no more.  False if all have no more: then it is the optimum of fewest
 * moves.
 */
static bool
find_more_moves(ImprovementSearch *search, int64_t max_moves,
				Point *fewer, Point *more)
{
	Wide		numerator = search->price_numerator;
	Wide		denominator = search->price_denominator;

	for (int parts = PRICE_PARTS; parts > 0 && numerator > 0;
		 parts = 2 * parts - PRICE_PARTS - 1)
	{
		*more = solve_at(search, numerator * parts, denominator * PRICE_PARTS);
		if (more->moves > max_moves)
			return true;
		*fewer = *more;
	}
	go_to_corner(search, 0, 1);
	*more = point_of(search->assignment);
	if (more->moves > max_moves)
		return true;
	*fewer = *more;
	return false;
}

/*
 * Finds the edge of the hull that crosses max_moves, by chords between plans
 * with fewer and with more moves, and returns the bound that it gives.
 * *best becomes the best plan seen, and *corner the last corner that is not
 * beyond max_moves.
 */
static Wide
find_edge(ImprovementSearch *search, int64_t max_moves, Point *best, Point *corner)
{
	Point		fewer = *best;
	Point		more;
	Wide		numerator;
	Wide		denominator;
	Wide		bound;

	if (!find_more_moves(search, max_moves, &fewer, &more))
	{
		*best = *corner = fewer;
		return fewer.change;
	}
	for (;;)
	{
		Point		point;

		numerator = fewer.change - more.change;
		denominator = more.moves - fewer.moves;
		point = solve_at(search, numerator, denominator);
		if (priced(search, point) == priced(search, fewer))
		{
			bound = bound_by(search, point, max_moves);
			break;
		}
		*(point.moves <= max_moves ? &fewer : &more) = point;
	}
	*best = fewer;
	go_to_corner(search, numerator, denominator);
	*corner = point_of(search->assignment);
	return bound;
}

bool
measure_gap(Assignment *plan, Wide objective_before, const Host *host,
			Detail *detail)
{
	const TransferProblem *problem = plan->problem;
	int64_t		max_moves = problem->max_moves < problem->n_employees ?
		problem->max_moves : problem->n_employees;
	Point		claimed = point_of(plan);
	Point		best = claimed;
	Point		corner = claimed;
	int64_t		edge_moves;
	Wide		bound;
	ImprovementSearch search;
	char		amount[AMOUNT_SIZE];

	improvement_init(&search, plan, host);
	if (find_price(&search, &edge_moves) &&
		(edge_moves == 0 || claimed.moves + edge_moves > max_moves))
		bound = bound_by(&search, claimed, max_moves);
	else
		bound = find_edge(&search, max_moves, &best, &corner);

	detail_append(detail, "objective %s",
				  format_amount(amount, objective_before + claimed.change));
	detail_append(detail, " with %lld moves", (long long) claimed.moves);
	detail_append(detail, ", lower bound %s",
				  format_amount(amount, objective_before + bound));
	detail_append(detail, ", gap %s", format_amount(amount, claimed.change - bound));
	if (claimed.change == bound)
		detail_append(detail, ": optimal");
	if (best.change < claimed.change)
		detail_append(detail, "; a plan with %lld moves reaches %s",
					  (long long) best.moves,
					  format_amount(amount, objective_before + best.change));
	detail_append(detail, "; after %lld passes", (long long) search.pass);
	return claimed.change <= corner.change;
}
