/*
 * frontier.c
 *	  The trade-off between the number of moves and the objective, and the
 *	  best plan on a budget of moves.
 *
 * Let v(k) be the least objective of a plan with k moves.  The plans that are
 * optimal at some price of a move are the corners of the lower convex hull of
 * v, and what lies between two of them.  The curve is walked from the plan
 * without moves to the optimum, while the price of a move falls from more than
 * any is worth to 0.
 *
 * At each price the seating is optimal, and its labels (residual.h) prove it.
 * They are lines over the price, and so is the reduced cost of each arc and
 * end.  The highest price below the present one at which any of them gets
 * below 0 is the next event:
 *
 * - An arc x -> z where the path of z does not lead through x: the path of x
 *	 goes by that arc from now on, which changes the labels of all nodes behind
 *	 x by the same line.
 * - An arc x -> z where it does: the arc and the path from z to x are a ring
 *	 that costs nothing at this price and takes something off at lower ones.
 *	 Everybody on it moves.
 * - The label of x falls below what one person fewer saves there: the same
 *	 with the path from x to its end.
 *
 * What people have moved along can be gone back, at no cost at this price.  So
 * the labels behind the ring or path keep their value there when its part of
 * the forest is turned around, and all of them change by the same line.
 *
 * A ring or path that begins to pay when moves get cheaper adds moves; what is
 * applied at one price leads along one edge of the curve to the next corner.
 * While nobody moves, labels only get steeper, and a path cannot have more
 * moves than there are people; so the walk ends.  All prices are exact
 * fractions.
 *
 * Each node keeps the price of its next event, or one above it: it is found
 * out when it is that node's turn.  Labels that get steeper bring events of
 * arcs into their nodes only, those that get flatter of arcs out of them, and
 * these are looked at then.
 *
 * At price p/q no plan of at most k moves has an objective below
 *
 *		(q * objective + p * moves - p * k) / q
 *
 * where objective and moves are those of a plan that is optimal at p/q.
 *
 * Along an edge.  Both ends of an edge are optimal at its price, and so is
 * the one plan with any set of the chains in which the other differs from it,
 * since changes of the same direction only get dearer together.  Chains are
 * applied from the end with the fewest moves, the shortest first.  What is
 * left of the budget then, less than one chain, is used as well as the best
 * first chains of the next plan on the edge allow.  The plans looked at do
 * not depend on max_moves but for where the row of them is cut off; so a
 * larger budget never gives a worse plan.
 *
 * Sources: Fisher, Management Science 27(1) 1981 (Lagrangian bounds); Karp
 * and Orlin, Discrete Applied Mathematics 3 (1981), Young, Tarjan and Orlin,
 * Networks 21 (1991) (parametric shortest paths); Ahuja, Magnanti, Orlin,
 * Network Flows (1993), section 9.7.
 */
#include "frontier.h"

#include <stdlib.h>
#include <string.h>

#include "chains.h"
#include "parts.h"
#include "residual.h"
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
 * The best plan without moves: new hires only.  The price is one at which no
 * move is worth while, since all moves together gain less.
 */
static SolverStatus
solve_without_moves(Network *net, const Solution *optimum, Solution *plan)
{
	Pricing		no_moves = {1, 1 - objective_of(optimum)};

	return solve_network(net, no_moves, plan);
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

/* ----------------------------------------------------------------
 * The walk
 * ----------------------------------------------------------------
 */

/* Never: a price of 0, at which the walk ends. */
static const Pricing never = {1, 0};

typedef struct Walk
{
	Residual	residual;

	Pricing    *event;			/* by node: the price of its next event, or more */
	NodeHeap	events;			/* the highest in front */

	/* the plan reached, at the price of its last move */
	int64_t		moves;
	int64_t		imbalance;		/* change against the status quo */
	int64_t		cost;
	Pricing		pricing;

	/* changes of seats since the last corner */
	SeatChange *changes;
	int64_t		n_changes;
	int64_t		room;
} Walk;

static inline bool
is_higher(Pricing a, Pricing b)
{
	return (__int128) a.move_price * b.scale > (__int128) b.move_price * a.scale;
}

static inline bool
comes_first(const void *state, int32_t a, int32_t b)
{
	const Pricing *event = ((const Walk *) state)->event;

	return is_higher(event[a], event[b]) || (!is_higher(event[b], event[a]) && a < b);
}

/* The price below which a reduced cost, 0 or more now, is below 0. */
static inline Pricing
price_of_event(Amount reduced)
{
	return reduced.moves > 0 && reduced.objective < 0 ?
		(Pricing) {reduced.moves, -reduced.objective} : never;
}

static inline void
set_event(Walk *walk, int32_t node, Pricing pricing)
{
	walk->event[node] = pricing;
	move_in_heap(&walk->events, node, comes_first, walk);
}

static inline void
raise_event(Walk *walk, int32_t node, Amount reduced)
{
	Pricing		pricing = price_of_event(reduced);

	if (is_higher(pricing, walk->event[node]))
		set_event(walk, node, pricing);
}

/* The next event of a node: by an arc, or where next is PATH_ENDS an end. */
typedef struct Event
{
	Walk	   *walk;
	int32_t		node;
	Pricing		pricing;
	Amount		reduced;
	int32_t		next;
	Via			via;
	bool		gives_up;		/* one person fewer: his path begins here */
} Event;

static inline void
take_event(void *state, int32_t goal, Amount cost, Via via)
{
	Event	   *event = state;
	const Amount *label = event->walk->residual.label;
	Amount		reduced = subtract_amounts(add_amounts(cost, label[goal]),
										   label[event->node]);
	Pricing		pricing = price_of_event(reduced);

	if (is_higher(pricing, event->pricing))
	{
		event->pricing = pricing;
		event->reduced = reduced;
		event->next = goal;
		event->via = via;
	}
}

/* What giving up one person costs, who goes the path of a node. */
static inline Amount
cost_of_giving_up(const Residual *residual, int32_t node)
{
	return subtract_amounts(residual->label[node],
							(Amount) {begin_saving(residual, node), 0});
}

static Event
find_event(Walk *walk, int32_t node)
{
	const Residual *residual = &walk->residual;
	Event		event = {.walk = walk, .node = node, .pricing = never};
	Amount		reduced = subtract_amounts((Amount) {end_cost(residual, node), 0},
										   residual->label[node]);
	Pricing		pricing = price_of_event(reduced);

	scan_out(residual, node, take_event, &event);
	if (is_higher(pricing, event.pricing))
	{
		event.pricing = pricing;
		event.reduced = reduced;
		event.next = PATH_ENDS;
	}
	reduced = cost_of_giving_up(residual, node);
	pricing = price_of_event(reduced);
	if (is_higher(pricing, event.pricing))
	{
		event.pricing = pricing;
		event.reduced = reduced;
		event.gives_up = true;
	}
	return event;
}

typedef struct Raise
{
	Walk	   *walk;
	int32_t		node;
} Raise;

static inline void
raise_tail(void *state, int32_t tail, Amount cost, Via via)
{
	Raise	   *raise = state;
	const Amount *label = raise->walk->residual.label;
	(void) via;

	raise_event(raise->walk, tail,
				subtract_amounts(add_amounts(cost, label[raise->node]), label[tail]));
}

/* Brings in the events that new labels of the nodes in subtree make earlier. */
static void
raise_events(Walk *walk)
{
	Residual   *residual = &walk->residual;
	Raise		raise = {.walk = walk};

	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		raise.node = residual->subtree[k];
		raise_event(walk, raise.node, cost_of_giving_up(residual, raise.node));
		scan_in(residual, raise.node, raise_tail, &raise);
		if (k % 64 == 63)
			CHECK_INTERRUPTS(residual->net->host);
	}
}

static bool
begin_walk(Walk *walk, Network *net, const Solution *no_moves)
{
	*walk = (Walk)
	{
		.imbalance = no_moves->imbalance, .cost = no_moves->cost,
		.pricing = no_moves->pricing
	};
	if (!begin_residual(&walk->residual, net, no_moves))
		return false;
	walk->event = ALLOCATE_ARRAY(net->host, Pricing, net->n_nodes);
	begin_heap(&walk->events, net->host, net->n_nodes);
	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		set_event(walk, x, find_event(walk, x).pricing);
		if (x % 64 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	return true;
}

static void
end_walk(Walk *walk)
{
	const Host *host = walk->residual.net->host;

	RELEASE(host, walk->event);
	RELEASE(host, walk->changes);
	end_heap(&walk->events, host);
	end_residual(&walk->residual);
}

/* Notes where those on the path sit before they move. */
static void
note_changes(Walk *walk)
{
	const Residual *residual = &walk->residual;

	if (walk->n_changes + residual->n_path > walk->room)
	{
		walk->room = larger_room(walk->n_changes + residual->n_path);
		walk->changes = enlarge_array(residual->net->host, walk->changes,
									  sizeof(SeatChange), walk->n_changes, walk->room);
	}
	for (int32_t k = 0; k < residual->n_path; k++)
	{
		int32_t		employee = residual->path[k].employee;

		if (employee != GATE)
			walk->changes[walk->n_changes++] = (SeatChange)
		{
			.employee = employee, .from_seat = residual->seating.seat[employee]
		};
	}
}

static void
move_people(Walk *walk)
{
	Amount		cost;

	note_changes(walk);
	cost = move_along_path(&walk->residual);
	walk->cost += cost.objective;
	walk->moves += cost.moves;
}

/* Turns the forest around along arcs of the path that people have moved by. */
static void
turn_forest(Residual *residual, int32_t n_arcs)
{
	for (int32_t k = 0; k < n_arcs; k++)
	{
		const PathArc *arc = &residual->path[k];

		set_next(residual, arc->to, arc->from,
				 way_of(residual, arc->employee, arc->to, arc->from));
	}
}

/*
 * One person fewer at a node: he and others move along its path.  From there
 * on paths lead back along it and end at the node.
 */
static void
give_up_person(Walk *walk, int32_t start, Amount reduced)
{
	Residual   *residual = &walk->residual;
	int32_t		n_posts = residual->net->problem->n_posts;
	int32_t		end;

	residual->n_path = 0;
	end = add_forest_path(residual, start, PATH_ENDS);
	collect_subtree(residual, end);
	shift_subtree(residual, subtract_amounts((Amount) {0, 0}, reduced));

	walk->imbalance += end_cost(residual, end) - begin_saving(residual, start);
	move_people(walk);
	if (start < n_posts)
		residual->staff[start]--;
	if (end < n_posts)
		residual->staff[end]++;
	set_next(residual, start, PATH_ENDS, VIA_GATE);
	turn_forest(residual, residual->n_path);
}

/*
 * A ring: the arc of an event, and the path from there back to its node.  From
 * there on paths lead around the other way.  The node itself goes on as before,
 * unless it is the one who has left by the arc of the event who would have gone
 * on; then its path leads around the ring as well, and on with him.
 */
static void
move_around_ring(Walk *walk, const Event *event)
{
	Residual   *residual = &walk->residual;
	int32_t		node = event->node;
	int32_t		next = residual->next_node[node];
	Via			via = residual->next_via[node];
	Amount		label = residual->label[node];
	int32_t		n_arcs;
	int32_t		goes;
	bool		stays;

	residual->n_path = 0;
	add_to_path(residual, node, event->next, event->via);
	add_forest_path(residual, event->next, node);
	n_arcs = residual->n_path;
	goes = residual->path[0].employee;
	move_people(walk);

	stays = next == PATH_ENDS || via == VIA_GATE || goes == GATE ||
		(via < 0 ? VIA_GUEST(goes) != via :
		 residual->seating.row_cost[via] != ROW_EMPTY &&
		 add_amounts(away_cost(residual->net->problem, residual->seating.row_cost[via],
							   node == residual->net->pool),
					 residual->label[next]).objective == label.objective);
	collect_subtree(residual, stays ? residual->path[n_arcs - 1].from : node);
	shift_subtree(residual, subtract_amounts((Amount) {0, 0}, event->reduced));
	turn_forest(residual, stays ? n_arcs - 1 : n_arcs);
	if (!stays)
		set_next(residual, event->next, next,
				 way_of(residual, goes, event->next, next));
}

/*
 * Does what an event asks for; true if people moved.  The node of the event
 * keeps it: what is new there comes at this price at the highest.
 */
static bool
act_on_event(Walk *walk, const Event *event)
{
	Residual   *residual = &walk->residual;

	if (event->gives_up)
		give_up_person(walk, event->node, event->reduced);
	else if (event->next != PATH_ENDS && is_on_path(residual, event->node, event->next))
		move_around_ring(walk, event);
	else
	{
		collect_subtree(residual, event->node);
		shift_subtree(residual, event->reduced);
		set_next(residual, event->node, event->next, event->via);
		raise_events(walk);
		return false;
	}
	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		int32_t		x = residual->subtree[k];

		set_event(walk, x, find_event(walk, x).pricing);
		if (k % 64 == 63)
			CHECK_INTERRUPTS(residual->net->host);
	}
	return true;
}

/*
 * Walks along the next edge to its end; false at the end of the curve.  What
 * was changed at this price is in changes.
 */
static bool
walk_to_next_corner(Walk *walk)
{
	bool		on_edge = false;

	walk->n_changes = 0;
	for (;;)
	{
		int32_t		node = walk->events.nodes[0];
		Event		event;

		if (!is_higher(walk->event[node], never) ||
			(on_edge && is_higher(walk->pricing, walk->event[node])))
			return on_edge;
		CHECK_INTERRUPTS(walk->residual.net->host);
		event = find_event(walk, node);
		if (is_higher(walk->event[node], event.pricing))
			set_event(walk, node, event.pricing);
		else if (act_on_event(walk, &event))
		{
			walk->pricing = event.pricing;
			on_edge = true;
		}
	}
}

static void
report_walk(const Walk *walk, int64_t goal)
{
	report_progress(walk->residual.net->host, "walking along the curve",
					walk->moves < goal ? (double) walk->moves / (double) goal : 1);
}

/*
 * The prices of the plan reached, as of Solution; false where they do not fit
 * in 64 bits.
 */
static bool
write_walk_prices(const Walk *walk, Solution *solution)
{
	const Residual *residual = &walk->residual;
	const Network *net = residual->net;
	Pricing		pricing = walk->pricing;
	Weight		largest_cost = weigh((Amount) {net->largest_cost + net->problem->move_cost, 1},
									 pricing);
	bool		fits = largest_cost <= INT64_MAX / 8 &&
		(Weight) net->largest_marginal * pricing.scale <= INT64_MAX / 8;

	solution->pricing = pricing;
	solution->price = ALLOCATE_ARRAY(net->host, int64_t, net->n_nodes);
	for (int32_t x = 0; x < net->n_nodes && fits; x++)
	{
		Weight		price = weigh(residual->label[x], pricing);

		fits = price <= INT64_MAX / 4 && price >= -(INT64_MAX / 4);
		solution->price[x] = (int64_t) price;
	}
	return fits;
}

/* Is the plan reached optimal at its price?  Only where that can be told. */
static bool
certify_walk(const Walk *walk)
{
	const Network *net = walk->residual.net;
	Solution	solution = {.seat = walk->residual.seating.seat};
	bool		proved = !write_walk_prices(walk, &solution) ||
		certify_solution(net, &solution);

	RELEASE(net->host, solution.price);
	return proved;
}

/* ----------------------------------------------------------------
 * Between two corners
 * ----------------------------------------------------------------
 */
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

	*next = *end;
	next->price = NULL;
	next->seat = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	memcpy(next->seat, end->seat, sizeof(int32_t) * problem->n_employees);
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

/* The plan reached, or that before the edge that led there. */
static void
write_walk_plan(const Walk *walk, bool before_edge, Solution *plan)
{
	const Network *net = walk->residual.net;
	int32_t		n_employees = net->problem->n_employees;

	*plan = (Solution)
	{
		.pricing = walk->pricing, .seat = ALLOCATE_ARRAY(net->host, int32_t, n_employees)
	};
	memcpy(plan->seat, walk->residual.seating.seat, sizeof(int32_t) * n_employees);
	if (before_edge)
		for (int64_t c = walk->n_changes; c-- > 0;)
			plan->seat[walk->changes[c].employee] = walk->changes[c].from_seat;
	sum_solution(net, plan);
}

/*
 * A plan, optimal at the price of the edge, with its prices.  Where those have
 * no room, of the nearest price that has: that still gives a valid bound.
 */
static SolverStatus
write_walk_proof(const Walk *walk, bool before_edge, Solution *proof)
{
	Network    *net = walk->residual.net;

	write_walk_plan(walk, before_edge, proof);
	if (write_walk_prices(walk, proof))
		return certify_solution(net, proof) ? SOLVER_OPTIMAL : SOLVER_NOT_PROVED;
	free_solution(net, proof);
	return solve_at_price(net, walk->pricing, proof);
}

/* Uses what a corner leaves of the budget, on the way to the next one. */
static void
fill_budget(const Network *net, Solution *plan, const Solution *corner)
{
	Solution	next;

	walk_edge(net, plan, corner, &next);
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
	Solution	no_moves;
	Walk		walk;
	SolverStatus status = solve_without_moves(net, optimum, &no_moves);

	if (status != SOLVER_OPTIMAL)
		return status;
	if (!begin_walk(&walk, net, &no_moves))
		status = SOLVER_OUT_OF_RANGE;
	free_solution(net, &no_moves);
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
		{
			Solution	corner;

			write_walk_plan(&walk, false, &corner);
			fill_budget(net, plan, &corner);
			free_solution(net, &corner);
		}
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
walk_curve(Walk *walk, const Solution *optimum, Corner *corners, int64_t *n_corners)
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
	Solution	no_moves = {0};
	Walk		walk;
	SolverStatus status = build_network_of_parts(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
		status = solve_without_moves(&net, &optimum, &no_moves);
	if (status == SOLVER_OPTIMAL && !begin_walk(&walk, &net, &no_moves))
		status = SOLVER_OUT_OF_RANGE;
	if (status == SOLVER_OPTIMAL)
	{
		*corners = ALLOCATE_ARRAY(host, Corner, optimum.moves + 1);
		status = walk_curve(&walk, &optimum, *corners, n_corners);
		end_walk(&walk);
	}
	free_solution(&net, &no_moves);
	free_solution(&net, &optimum);
	free_network(&net);
	return status;
}
