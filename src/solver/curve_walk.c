/*
 * curve_walk.c
 *	  The walk along the curve of the best plans by number of moves.
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
 * Sources: Karp and Orlin, Discrete Applied Mathematics 3 (1981), Young, Tarjan
 * and Orlin, Networks 21 (1991) (parametric shortest paths).
 */
#include "curve_walk.h"

#include <string.h>

/* Never: a price of 0, at which the walk ends. */
static const Pricing never = {1, 0};

static inline bool
is_higher(Pricing a, Pricing b)
{
	return (__int128) a.move_price * b.scale > (__int128) b.move_price * a.scale;
}

static inline bool
comes_first(const void *state, KeyEntry a, KeyEntry b)
{
	Pricing		event_a = ((const CurveWalk *) state)->event[a.number];
	Pricing		event_b = ((const CurveWalk *) state)->event[b.number];

	return is_higher(event_a, event_b) ||
		(!is_higher(event_b, event_a) && a.number < b.number);
}

/* The price below which a reduced cost, 0 or more now, is below 0. */
static inline Pricing
price_of_event(Amount reduced)
{
	return reduced.moves > 0 && reduced.objective < 0 ?
		(Pricing) {reduced.moves, -reduced.objective} : never;
}

static inline void
set_event(CurveWalk *walk, int32_t node, Pricing pricing)
{
	walk->event[node] = pricing;
	set_key(&walk->events, node, 0, comes_first, walk);
}

static inline void
raise_event(CurveWalk *walk, int32_t node, Amount reduced)
{
	Pricing		pricing = price_of_event(reduced);

	if (is_higher(pricing, walk->event[node]))
		set_event(walk, node, pricing);
}

/* Instead of the next node: one person fewer, whose path begins here. */
#define GIVES_UP	(-2)

/* The next event of a node. */
typedef struct Event
{
	int32_t		node;
	Pricing		pricing;
	Amount		reduced;
	int32_t		next;			/* goal of an arc, PATH_ENDS or GIVES_UP */
	Via			via;			/* of an arc */
} Event;

static inline void
take_event(Event *event, Amount reduced, int32_t next, Via via)
{
	Pricing		pricing = price_of_event(reduced);

	if (is_higher(pricing, event->pricing))
	{
		event->pricing = pricing;
		event->reduced = reduced;
		event->next = next;
		event->via = via;
	}
}

typedef struct Scan
{
	CurveWalk  *walk;
	int32_t		node;
	Event		event;			/* out of the node, the highest so far */
} Scan;

static inline void
take_arc(void *state, int32_t goal, Amount cost, Via via)
{
	Scan	   *scan = state;
	const Amount *label = scan->walk->residual.label;

	take_event(&scan->event,
			   subtract_amounts(add_amounts(cost, label[goal]), label[scan->node]),
			   goal, via);
}

/* What giving up one person costs, who goes the path of a node. */
static inline Amount
cost_of_giving_up(const Residual *residual, int32_t node)
{
	return subtract_amounts(residual->label[node],
							(Amount) {begin_saving(residual, node), 0});
}

static Event
find_event(CurveWalk *walk, int32_t node)
{
	const Residual *residual = &walk->residual;
	Scan		scan = {walk, node, {.node = node, .pricing = never}};
	Amount		end = {end_cost(residual, node), 0};

	scan_out(residual, node, take_arc, &scan);
	take_event(&scan.event, subtract_amounts(end, residual->label[node]),
			   PATH_ENDS, VIA_GATE);
	take_event(&scan.event, cost_of_giving_up(residual, node), GIVES_UP, VIA_GATE);
	return scan.event;
}

static inline void
raise_tail(void *state, int32_t tail, Amount cost, Via via)
{
	const Scan *scan = state;
	const Amount *label = scan->walk->residual.label;
	(void) via;

	raise_event(scan->walk, tail,
				subtract_amounts(add_amounts(cost, label[scan->node]), label[tail]));
}

/* Brings in the events that new labels of the nodes in subtree make earlier. */
static void
raise_events(CurveWalk *walk)
{
	Residual   *residual = &walk->residual;
	Scan		scan = {.walk = walk};

	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		scan.node = residual->subtree[k];
		raise_event(walk, scan.node, cost_of_giving_up(residual, scan.node));
		scan_in(residual, scan.node, raise_tail, &scan);
		if (k % 64 == 63)
			CHECK_INTERRUPTS(residual->net->host);
	}
}

bool
begin_walk(CurveWalk *walk, Network *net, const Solution *no_moves)
{
	*walk = (CurveWalk)
	{
		.imbalance = no_moves->imbalance, .cost = no_moves->cost,
		.pricing = no_moves->pricing
	};
	if (!begin_residual(&walk->residual, net, no_moves))
		return false;
	walk->event = ALLOCATE_ARRAY(net->host, Pricing, net->n_nodes);
	begin_key_heap(&walk->events, net->host, net->n_nodes);
	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		set_event(walk, x, find_event(walk, x).pricing);
		if (x % 64 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	return true;
}

void
end_walk(CurveWalk *walk)
{
	const Host *host = walk->residual.net->host;

	RELEASE(host, walk->event);
	RELEASE(host, walk->changes);
	end_key_heap(&walk->events, host);
	end_residual(&walk->residual);
}

/* Notes where those on the path sit before they move. */
static void
note_changes(CurveWalk *walk)
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
move_people(CurveWalk *walk)
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

/* Does the forest's arc out of a node still cost the same after people moved? */
static bool
arc_is_left(const Residual *residual, int32_t node)
{
	const TransferProblem *problem = residual->net->problem;
	int32_t		next = residual->next_node[node];
	Via			via = residual->next_via[node];

	if (next == PATH_ENDS || via == VIA_GATE)
		return true;
	if (via < 0)
		return residual->seating.node[VIA_GUEST(via)] == node;
	return head_cost(&residual->seating, via) != ROW_EMPTY &&
		add_amounts(away_cost(problem, head_cost(&residual->seating, via),
							  node == residual->net->pool),
					residual->label[next]).objective == residual->label[node].objective;
}

/*
 * One person fewer at a node: he and others move along its path.  From there
 * on paths lead back along it and end at the node.
 */
static void
give_up_person(CurveWalk *walk, int32_t start, Amount reduced)
{
	Residual   *residual = &walk->residual;
	int32_t		n_posts = residual->net->problem->n_posts;
	int32_t		end;

	residual->n_path = 0;
	end = add_forest_path(residual, start, PATH_ENDS);
	collect_subtree(residual, end);
	shift_subtree(residual, negate_amount(reduced));

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
move_around_ring(CurveWalk *walk, const Event *event)
{
	Residual   *residual = &walk->residual;
	int32_t		next = residual->next_node[event->node];
	const PathArc *first = &residual->path[0];
	const PathArc *last;
	bool		stays;

	residual->n_path = 0;
	add_to_path(residual, event->node, event->next, event->via);
	add_forest_path(residual, event->next, event->node);
	last = &residual->path[residual->n_path - 1];
	move_people(walk);

	stays = arc_is_left(residual, event->node);
	collect_subtree(residual, stays ? last->from : event->node);
	shift_subtree(residual, negate_amount(event->reduced));
	turn_forest(residual, stays ? residual->n_path - 1 : residual->n_path);
	if (!stays)
		set_next(residual, first->to, next,
				 way_of(residual, first->employee, first->to, next));
}

/*
 * Does what an event asks for; true if people moved.  The node of the event
 * keeps it: what is new there comes at this price at the highest.
 */
static bool
act_on_event(CurveWalk *walk, const Event *event)
{
	Residual   *residual = &walk->residual;

	if (event->next == GIVES_UP)
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

bool
walk_to_next_corner(CurveWalk *walk)
{
	bool		on_edge = false;

	walk->n_changes = 0;
	for (;;)
	{
		int32_t		node = walk->events.entries[0].number;
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

bool
write_walk_prices(const CurveWalk *walk, Solution *solution)
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

bool
certify_walk(const CurveWalk *walk)
{
	const Network *net = walk->residual.net;
	Solution	solution = {.seat = walk->residual.seating.seat};
	bool		proved = !write_walk_prices(walk, &solution) ||
		certify_solution(net, &solution);

	RELEASE(net->host, solution.price);
	return proved;
}

void
write_walk_plan(const CurveWalk *walk, bool before_edge, Solution *plan)
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
