/*
 * seating.h
 *	  Who sits where while a plan is being searched, and the arcs of the
 *	  residual network that follow from it.
 *
 * Every employee sits at one node: his home, the entry of one of his
 * candidate posts, or the pool.  An arc x -> z of the residual network says
 * that someone who sits at x could sit at z instead, and at what change of
 * cost; arcs between a gate and its post say that the gate still has room or
 * still has somebody to give.  The arcs out of a node are
 *
 * - one for each row of those who sit at home there (see network.h);
 * - for each of the people from elsewhere (guests) who sit there, one home and
 *   one for each of his other candidates;
 * - those of its gates.
 *
 * scan_arcs() leaves out what the caller cannot use: arcs whose key, cost plus
 * price of the goal, is not below a cutoff.  Prices never fall, and rows get
 * dearer as their heads leave.  So a node need not look at all its rows each
 * time: those that were below some floor when all were looked at are active,
 * and the others stay at or above the floor, until the cutoff passes it.  When
 * somebody comes home, the rows that get cheaper by it become active.
 *
 * Likewise what a guest's best other place is worth to him only rises.  Each
 * node keeps its guests in a heap by what that was when last looked at, and
 * looks again only at those where it was below the cutoff.  Of each guest the
 * few cheapest arcs are remembered: not before all of these have risen above
 * what the others were does he look at all again.
 *
 * A million people are more than a cache holds, and nodes come in no order.
 * So what is used together stands together, and what is sure to be needed
 * soon is fetched while something else is done (__builtin_prefetch).
 */
#ifndef ASN_MUTASI_SEATING_H
#define ASN_MUTASI_SEATING_H

#include "key_heap.h"

#define ROW_EMPTY	INT64_MAX	/* nobody of the row sits at home */

/* How an arc is used: by the head of a row, by a guest, or through a gate. */
typedef int64_t Via;

#define VIA_GATE			INT64_MIN
#define VIA_GUEST(employee)	(-1 - (int64_t) (employee))
#define VIA_ROW(row)		((int64_t) (row))

/* Arcs of a guest that are remembered: as many as make a cache line. */
#define GUEST_ARCS	4

/*
 * What is known of a guest's arcs: the cheapest when all were looked at, and
 * what the keys of the others were at least.  What his own seat costs is still
 * to be taken off them all.
 */
typedef struct GuestArcs
{
	int64_t		here;			/* what his own seat costs */
	int64_t		others;
	int64_t		cost[GUEST_ARCS];
	int32_t		goal[GUEST_ARCS];	/* -1 after the last */
} GuestArcs;

/* The head of a row, beside who it is. */
typedef struct RowHead
{
	int64_t		cost;			/* or ROW_EMPTY */
	int32_t		goal;
	int32_t		rank;			/* of the row among those of its home */
} RowHead;

/*
 * What the arcs out of a node are found by.  Active are the rows that may be
 * below the floor.  Guests stand by lower bounds of their keys; the array of
 * their places is one for all nodes.
 */
typedef struct NodeArcs
{
	int64_t		first_row;		/* of those who are at home here */
	int32_t		n_rows;
	int32_t		n_active;
	int64_t		floor;
	KeyHeap		guests;
	int32_t		room;			/* for guests */
	int32_t		first_gate;		/* of a post: its gates, by next_gate; or -1 */
	int32_t		seated;			/* people that sit here, guests or not */
} NodeArcs;

typedef struct Seating
{
	Network    *net;
	Pricing		pricing;

	/*
	 * By employee: rank of the post he sits at among his candidates, or
	 * AT_HOME; the node he sits at; and if he is a guest, his place in the
	 * heap of that node plus 1.
	 */
	int32_t    *seat;
	int32_t    *node;
	int32_t    *guest_place;

	/*
	 * By slot, which is the tag of a guest in his node's heap.  Free slots are
	 * chained by their first goal.
	 */
	GuestArcs  *guest_arcs;
	int32_t		n_slots;
	int32_t		room;			/* for slots */
	int32_t		free_slot;		/* the first, or -1 */

	/*
	 * Heads stand where the rows of their home do, but in an order of their
	 * own: the active ones in front.  By row: how far its head is from the
	 * row's own place, and who that is, or -1.
	 */
	RowHead    *row_head;
	int32_t    *head_shift;
	int32_t    *head_employee;
	int64_t		slack;			/* how far to set a floor above the cutoff */

	/* By node */
	NodeArcs   *node_arcs;
	int32_t    *gate_flow;		/* at gates: of them, counted at the post */
	int32_t    *next_gate;
} Seating;

/* Candidate by which an employee sits at a post that is not his home. */
static inline int64_t
seat_candidate(const Seating *seating, int32_t employee)
{
	return seating->net->problem->candidate_start[employee] +
		seating->seat[employee];
}

extern void begin_seating(Seating *seating, Network *net, Pricing pricing, int32_t *seat);
extern void seat_everyone(Seating *seating, Network *net, Pricing pricing,
						  const PairPrices *start);
extern void free_seating(Seating *seating);
extern void move_employee(Seating *seating, int32_t employee, int32_t goal);
extern void forget_bounds(Seating *seating);
extern void settle_ties(Seating *seating);
extern void remember_arcs(const Seating *seating, const int64_t *price,
						  int32_t employee, GuestArcs *arcs);
extern void look_at_guest(Seating *seating, const int64_t *price, int32_t employee);

typedef void (*VisitArc) (void *state, int32_t goal, int64_t cost, Via via);

/* What the head of a row costs, or ROW_EMPTY. */
static inline int64_t
head_cost(const Seating *seating, int64_t row)
{
	return seating->row_head[row + seating->head_shift[row]].cost;
}

/* Exchanges two heads of a home. */
static inline void
swap_heads(Seating *seating, int64_t first_row, int32_t a, int32_t b)
{
	RowHead    *heads = seating->row_head + first_row;
	RowHead		head = heads[a];

	heads[a] = heads[b];
	heads[b] = head;
	seating->head_shift[first_row + heads[a].rank] = a - heads[a].rank;
	seating->head_shift[first_row + heads[b].rank] = b - heads[b].rank;
}

/* Visits a row if it is below the cutoff; is it below the floor? */
ALWAYS_INLINE bool
visit_row(const Seating *seating, const int64_t *price, int64_t first_row,
		  const RowHead *head, int64_t surcharge, int64_t floor,
		  const int64_t *cutoff, VisitArc visit, void *state)
{
	int64_t		cost;
	int64_t		key;

	if (head->cost == ROW_EMPTY)
		return false;
	cost = head->cost * seating->pricing.scale + surcharge;
	key = cost + price[head->goal];
	if (key < *cutoff)
		visit(state, head->goal, cost, VIA_ROW(first_row + head->rank));
	return key < floor;
}

/*
 * Visits the active rows of a home, and drops those that rose to the floor.
 * If the cutoff is above the floor after that, visits all rows, and makes
 * those below a new floor active.
 */
ALWAYS_INLINE void
scan_rows(Seating *seating, const int64_t *price, int32_t node,
		  const int64_t *cutoff, VisitArc visit, void *state)
{
	const Network *net = seating->net;
	NodeArcs   *rows = &seating->node_arcs[node];
	int64_t		first_row = rows->first_row;
	const RowHead *heads = seating->row_head + first_row;
	int64_t		surcharge = home_surcharge(net->problem, &seating->pricing,
										   node == net->pool ? net->problem->n_posts : 0);

	for (int32_t h = 0; h < rows->n_active;)
		if (visit_row(seating, price, first_row, &heads[h], surcharge, rows->floor,
					  cutoff, visit, state))
			h++;
		else
			swap_heads(seating, first_row, h, --rows->n_active);
	if (*cutoff <= rows->floor)
		return;

	rows->n_active = 0;
	if (__builtin_add_overflow(*cutoff, seating->slack, &rows->floor))
		rows->floor = INT64_MAX;
	for (int32_t h = 0; h < rows->n_rows; h++)
		if (visit_row(seating, price, first_row, &heads[h], surcharge, rows->floor,
					  cutoff, visit, state))
		{
			if (h != rows->n_active)
				swap_heads(seating, first_row, h, rows->n_active);
			rows->n_active++;
		}
}

/*
 * The cheapest of the remembered arcs, and its key, but for what his own seat
 * costs; INT64_MAX if none is remembered.
 */
static inline int64_t
cheapest_remembered(const GuestArcs *arcs, const int64_t *price, int *cheapest)
{
	int64_t		least = INT64_MAX;

	for (int a = 0; a < GUEST_ARCS && arcs->goal[a] >= 0; a++)
	{
		int64_t		key = arcs->cost[a] + price[arcs->goal[a]];

		if (key < least)
		{
			least = key;
			*cheapest = a;
		}
	}
	return least;
}

ALWAYS_INLINE void
scan_guests(Seating *seating, const int64_t *price, int32_t node,
			const int64_t *cutoff, VisitArc visit, void *state)
{
	KeyHeap    *guests = &seating->node_arcs[node].guests;
	uint32_t	n_looked_at = 0;

	while (guests->n > 0)
	{
		KeyEntry	guest = guests->entries[0];
		GuestArcs  *arcs = &seating->guest_arcs[guest.tag];
		int			a = 0;
		int64_t		key;

		if (guest.key >= *cutoff)
			break;
		/* one of these will be first when this one has sunk */
		for (int next = 1; next <= 2 && next < guests->n; next++)
			if (guests->entries[next].key < *cutoff)
				__builtin_prefetch(&seating->guest_arcs[guests->entries[next].tag]);
		if (++n_looked_at % 1024 == 0)
			CHECK_INTERRUPTS(seating->net->host);
		key = cheapest_remembered(arcs, price, &a);
		if (key > arcs->others)
		{
			remember_arcs(seating, price, guest.number, arcs);
			key = cheapest_remembered(arcs, price, &a);
		}
		key -= arcs->here;
		if (key > guest.key)
		{
			guest.key = key;
			set_entry(guests, guest, higher_first, NULL);
		}
		else
			visit(state, arcs->goal[a], arcs->cost[a] - arcs->here, VIA_GUEST(guest.number));
	}
}

/*
 * Calls visit(state, goal, cost, via) for arcs out of a node with
 * cost + price[goal] < *cutoff, for some of them twice, until there are none.
 * visit lowers *cutoff or raises the price of the goal, so that the arc is not
 * below it any more.  Inlined into each caller together with its visit
 * function: this is the innermost loop of the solver.
 */
ALWAYS_INLINE void
scan_arcs(Seating *seating, const int64_t *price, int32_t node,
		  const int64_t *cutoff, VisitArc visit, void *state)
{
	const Network *net = seating->net;
	const NodeArcs *arcs = &seating->node_arcs[node];

	if (arcs->guests.n > 0)
		__builtin_prefetch(&seating->guest_arcs[arcs->guests.entries[0].tag]);
	if (arcs->n_rows > 0)
		scan_rows(seating, price, node, cutoff, visit, state);
	scan_guests(seating, price, node, cutoff, visit, state);

	if (is_gate(net, node))
	{
		int32_t		post = net->node_post[node];

		if (seating->gate_flow[node] < net->gate_max[node] && price[post] < *cutoff)
			visit(state, post, 0, VIA_GATE);
	}
	else
		for (int32_t gate = arcs->first_gate; gate >= 0;
			 gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] > net->gate_min[gate] && price[gate] < *cutoff)
				visit(state, gate, 0, VIA_GATE);
}

#endif							/* ASN_MUTASI_SEATING_H */
