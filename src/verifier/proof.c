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
 * The price is raised from 0.  A cycle that needs more moves and still pays at
 * the present price sets a higher one, at which it just breaks even; any other
 * improving cycle is carried out, so moves never grow.  Once nothing improves
 * A, A is on the hull, with at most k moves.  If the last raise was for the
 * present A, its cycle leads along an edge of the hull: when the edge crosses
 * k, L(p) is the best bound; otherwise A walks along it, and the price starts
 * again from 0.  All prices are exact fractions.
 *
 * Where several plans lie on one edge, A need not be at its end.  Before a
 * plan is faulted for being worse than A, A goes to the corner of that edge.
 *
 * Source: Fisher, Management Science 27 (1981), for the bound; Dinkelbach,
 * Management Science 13 (1967), for raising a price to break even.
 */
#include "proof.h"

#include "improvement.h"

#define MOVES_TOLD	12			/* moves of an improvement that are named */

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
				   const Names *names)
{
	const Assignment *plan = search->assignment;
	int			moves = 0;

	for (int32_t k = 0; k < search->cycle_length; k++)
	{
		const Arc  *arc = &search->cycle[k];

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
	if (find_improvement(&search))
	{
		detail_append(detail, "a change that gains %s is left",
					  format_amount(gain, -search.cycle_change));
		append_improvement(detail, &search, names);
		return false;
	}
	detail_append(detail,
				  "proved: no chain or ring over %lld employees and %lld candidates gains anything, after %lld passes",
				  (long long) problem->n_employees,
				  (long long) problem->candidate_start[problem->n_employees],
				  (long long) search.pass);
	return true;
}

/*
 * Takes a plan that is best at the present price to the one of fewest moves
 * among those that are, which is a corner of the trade-off curve: it is best
 * at every price that is higher by little enough.  No cycle has more moves
 * than the network has nodes, so one part in that many of the price's unit is
 * little enough.  The price stays raised.
 */
static void
go_to_corner(ImprovementSearch *search)
{
	Wide		parts = (Wide) search->n_nodes + 1;

	improvement_set_price(search, search->price_numerator * parts + 1,
						  search->price_denominator * parts);
	while (find_improvement(search))
		apply_improvement(search);
}

bool
measure_gap(Assignment *plan, Wide objective_before, const Host *host,
			Detail *detail)
{
	const TransferProblem *problem = plan->problem;
	int64_t		max_moves = problem->max_moves < problem->n_employees ?
		problem->max_moves : problem->n_employees;
	int64_t		plan_moves = plan->moves;
	Wide		objective = assignment_objective_change(plan);
	Wide		bound;
	Wide		best = objective;	/* of the best plan seen */
	int64_t		best_moves = plan_moves;
	int64_t		edge_moves = 0; /* 0: no edge is known for the present plan */
	Wide		judged_numerator = -1;	/* price at which the corner was seen */
	Wide		judged_denominator = 1;
	bool		ok = true;
	ImprovementSearch search;
	char		amount[AMOUNT_SIZE];

	improvement_init(&search, plan, host);
	for (;;)
	{
		Wide		numerator;
		Wide		denominator;

		while (find_improvement(&search))
		{
			if (search.cycle_moves > 0)
			{
				edge_moves = search.cycle_moves;
				improvement_set_price(&search, -search.cycle_change, edge_moves);
			}
			else
			{
				edge_moves = 0;
				apply_improvement(&search);
			}
		}
		numerator = search.price_numerator;
		denominator = search.price_denominator;

		/* rounded up to what an objective can be */
		bound = assignment_objective_change(plan) -
			numerator * (max_moves - plan->moves) / denominator;

		if (assignment_objective_change(plan) < best)
		{
			best = assignment_objective_change(plan);
			best_moves = plan->moves;
		}
		if (best < objective &&
			numerator * judged_denominator != judged_numerator * denominator)
		{
			go_to_corner(&search);
			ok = objective <= assignment_objective_change(plan);
			if (!ok)
				break;
			judged_numerator = numerator;
			judged_denominator = denominator;
		}
		else if (bound == objective || numerator == 0 ||
				 plan->moves == max_moves ||
				 plan->moves + edge_moves > max_moves)
			break;
		else if (edge_moves > 0)
			apply_improvement(&search);
		edge_moves = 0;
		improvement_set_price(&search, 0, 1);
	}

	detail_append(detail, "objective %s",
				  format_amount(amount, objective_before + objective));
	detail_append(detail, " with %lld moves", (long long) plan_moves);
	detail_append(detail, ", lower bound %s",
				  format_amount(amount, objective_before + bound));
	detail_append(detail, ", gap %s", format_amount(amount, objective - bound));
	if (objective == bound)
		detail_append(detail, ": optimal");
	if (best < objective)
		detail_append(detail, "; a plan with %lld moves reaches %s",
					  (long long) best_moves,
					  format_amount(amount, objective_before + best));
	detail_append(detail, "; after %lld passes", (long long) search.pass);
	return ok;
}
