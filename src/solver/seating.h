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
 * somebody comes home his rows get cheaper, and all are looked at again.
 *
 * Likewise what a guest's best other place is worth to him only rises.  Each
 * node keeps its guests in a heap by what that was when last looked at, and
 * looks again only at those where it was below the cutoff.  Of each guest the
 * few cheapest arcs are remembered: not before all of these have risen above
 * what the others were does he look at all again.
 */
#ifndef ASN_MUTASI_SEATING_H
#define ASN_MUTASI_SEATING_H

#include "node_heap.h"

#define ROW_EMPTY	INT64_MAX	/* nobody of the row sits at home */

/* How an arc is used: by the head of a row, by a guest, or through a gate. */
typedef int64_t Via;

#define VIA_GATE			INT64_MIN
#define VIA_GUEST(employee)	(-1 - (int64_t) (employee))
#define VIA_ROW(row)		((int64_t) (row))

/* The guests of a node, the lowest bound first; places are shared by all. */
typedef struct Guests
{
	NodeHeap	heap;			/* of employees */
	int32_t		room;
} Guests;

/* Arcs of a guest that are remembered: as many as make a cache line. */
#define GUEST_ARCS	4

/*
 * What is known of a guest's arcs: a lower bound of their keys, the cheapest
 * arcs when all were looked at, and what the keys of the others were at least.
 */
typedef struct GuestArcs
{
	int64_t		bound;
	int64_t		others;
	int64_t		cost[GUEST_ARCS];
	int32_t		goal[GUEST_ARCS];	/* -1 after the last */
} GuestArcs;

/* The head of a row: who of those at home there is the cheapest to move. */
typedef struct RowHead
{
	int64_t		cost;			/* or ROW_EMPTY */
	int32_t		goal;
	int32_t		employee;
} RowHead;

/* Rows of a home that are below a floor. */
typedef struct ActiveRows
{
	int64_t		floor;
	int32_t		n_active;
} ActiveRows;

typedef struct Seating
{
	Network    *net;
	Pricing		pricing;

	/*
	 * By employee: rank of the post he sits at among his candidates, or
	 * AT_HOME; the node he sits at; and if he is a guest, his place in the
	 * heap of that node plus 1, and what is known of his arcs.
	 */
	int32_t    *seat;
	int32_t    *node;
	int32_t    *guest_place;
	GuestArcs  *guest_arcs;

	RowHead    *row_head;		/* by row */

	/*
	 * By home: its active rows, counted from home_row, at the same places of
	 * active as the rows themselves have.
	 */
	ActiveRows *active_rows;
	int32_t    *active;
	bool	   *row_active;		/* by row */
	int64_t		slack;			/* how far to set a floor above the cutoff */

	/* By node */
	Guests	   *guests;
	int32_t    *seated;			/* people that sit there, guests or not */
	int32_t    *gate_flow;		/* at gates: of them, counted at the post */
	int32_t    *first_gate;		/* at posts: their gates, by next_gate */
	int32_t    *next_gate;
} Seating;

/* Candidate by which an employee sits at a post that is not his home. */
static inline int64_t
seat_candidate(const Seating *seating, int32_t employee)
{
	return seating->net->problem->candidate_start[employee] +
		seating->seat[employee];
}

extern void seat_at_home(Seating *seating, Network *net, Pricing pricing);
extern void seat_everyone(Seating *seating, Network *net, Pricing pricing,
						  const PairPrices *start);
extern void free_seating(Seating *seating);
extern void move_employee(Seating *seating, int32_t employee, int32_t goal);
extern void forget_bounds(Seating *seating);
extern void settle_ties(Seating *seating);
extern void raise_guest_bound(Seating *seating, int32_t employee, int64_t bound);
extern void remember_arcs(Seating *seating, const int64_t *price, int32_t employee);

typedef void (*VisitArc) (void *state, int32_t goal, int64_t cost, Via via);

/* Visits a row if it is below the cutoff; is it below the floor? */
static inline __attribute__((always_inline)) bool
visit_row(const Seating *seating, const int64_t *price, int64_t row,
		  int64_t surcharge, int64_t floor, const int64_t *cutoff,
		  VisitArc visit, void *state)
{
	const RowHead *head = &seating->row_head[row];
	int64_t		cost;
	int64_t		key;

	if (head->cost == ROW_EMPTY)
		return false;
	cost = head->cost * seating->pricing.scale + surcharge;
	key = cost + price[head->goal];
	if (key < *cutoff)
		visit(state, head->goal, cost, VIA_ROW(row));
	return key < floor;
}

/*
 * Visits the active rows of a home, and drops those that rose to the floor.
 * If the cutoff is above the floor after that, visits all rows, and makes
 * those below a new floor active.
 */
static inline __attribute__((always_inline)) void
scan_rows(Seating *seating, const int64_t *price, int32_t home,
		  const int64_t *cutoff, VisitArc visit, void *state)
{
	const Network *net = seating->net;
	ActiveRows *rows = &seating->active_rows[home];
	int64_t		first_row = net->home_row[home];
	int32_t		n_rows = (int32_t) (net->home_row[home + 1] - first_row);
	int32_t    *active = seating->active + first_row;
	int64_t		surcharge = home_surcharge(net->problem, &seating->pricing, home);
	int32_t		n_kept = 0;

	for (int32_t a = 0; a < rows->n_active; a++)
		if (visit_row(seating, price, first_row + active[a], surcharge,
					  rows->floor, cutoff, visit, state))
			active[n_kept++] = active[a];
		else
			seating->row_active[first_row + active[a]] = false;
	rows->n_active = n_kept;
	if (*cutoff <= rows->floor)
		return;

	rows->n_active = 0;
	if (__builtin_add_overflow(*cutoff, seating->slack, &rows->floor))
		rows->floor = INT64_MAX;
	for (int32_t r = 0; r < n_rows; r++)
		if (visit_row(seating, price, first_row + r, surcharge, rows->floor,
					  cutoff, visit, state))
		{
			seating->row_active[first_row + r] = true;
			active[rows->n_active++] = r;
		}
		else
			seating->row_active[first_row + r] = false;
}

/* The cheapest of the remembered arcs; its key, INT64_MAX if there is none. */
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

static inline __attribute__((always_inline)) void
scan_guests(Seating *seating, const int64_t *price, int32_t node,
			const int64_t *cutoff, VisitArc visit, void *state)
{
	const NodeHeap *guests = &seating->guests[node].heap;
	uint32_t	n_looked_at = 0;

	while (guests->n > 0)
	{
		int32_t		employee = guests->nodes[0];
		const GuestArcs *arcs = &seating->guest_arcs[employee];
		int			a = 0;
		int64_t		key;

		if (arcs->bound >= *cutoff)
			break;
		if (++n_looked_at % 1024 == 0)
			CHECK_INTERRUPTS(seating->net->host);
		key = cheapest_remembered(arcs, price, &a);
		if (key > arcs->others)
		{
			remember_arcs(seating, price, employee);
			key = cheapest_remembered(arcs, price, &a);
		}
		if (key > arcs->bound)
			raise_guest_bound(seating, employee, key);
		else
			visit(state, arcs->goal[a], arcs->cost[a], VIA_GUEST(employee));
	}
}

/*
 * Calls visit(state, goal, cost, via) for arcs out of a node with
 * cost + price[goal] < *cutoff, for some of them twice, until there are none.
 * visit lowers *cutoff or raises the price of the goal, so that the arc is not
 * below it any more.  Inlined into each caller together with its visit function: this
 * is the innermost loop of the solver.
 */
static inline __attribute__((always_inline)) void
scan_arcs(Seating *seating, const int64_t *price, int32_t node,
		  const int64_t *cutoff, VisitArc visit, void *state)
{
	const Network *net = seating->net;
	int32_t		post = net->node_post[node];

	if (post == NO_POST)
		scan_rows(seating, price, net->problem->n_posts, cutoff, visit, state);
	else if (net->home_node[post] == node)
		scan_rows(seating, price, post, cutoff, visit, state);
	scan_guests(seating, price, node, cutoff, visit, state);

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] < net->gate_max[node] && price[post] < *cutoff)
			visit(state, post, 0, VIA_GATE);
	}
	else
		for (int32_t gate = seating->first_gate[node]; gate >= 0;
			 gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] > net->gate_min[gate] && price[gate] < *cutoff)
				visit(state, gate, 0, VIA_GATE);
}

#endif							/* ASN_MUTASI_SEATING_H */
