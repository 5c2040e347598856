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
 * - for the people from elsewhere (guests) who sit there, one for each goal
 *   that any of them has, with the cheapest of them;
 * - those of its gates.
 *
 * scan_arcs() leaves out what the caller cannot use: arcs whose key, cost plus
 * price of the goal, is not below a cutoff.  Prices never fall, and rows get
 * dearer as their heads leave.  So a node need not look at all its rows each
 * time: those that were below some floor when all were looked at are active,
 * and the others stay at or above the floor, until the cutoff passes it.  When
 * somebody comes home his rows get cheaper, and all are looked at again.
 *
 * Guests come and go.  Those who came are worked into the arcs at the next
 * scan.  When one leaves, the arcs he was the cheapest for keep their cost,
 * now a lower bound, and are worked out again only if the bound is below a
 * cutoff.
 */
#ifndef ASN_MUTASI_SEATING_H
#define ASN_MUTASI_SEATING_H

#include "network.h"

#define ROW_EMPTY	INT64_MAX	/* nobody of the row sits at home */

/* How an arc is used: by the head of a row, by a guest, or through a gate. */
typedef int64_t Via;

#define VIA_GATE			INT64_MIN
#define VIA_GUEST(employee)	(-1 - (int64_t) (employee))
#define VIA_ROW(row)		((int64_t) (row))

/* The cheapest guest of a node to go to a goal. */
typedef struct GuestArc
{
	int32_t		goal;			/* node */
	int32_t		employee;		/* or GUEST_LEFT */
	int64_t		cost;			/* scaled; a lower bound if he left */
} GuestArc;

#define GUEST_LEFT	(-1)

typedef struct GuestArcs
{
	GuestArc   *arcs;
	int32_t		n_arcs;
	int32_t		room;
	int32_t		n_new;			/* guests, first in the list, not in arcs yet */
} GuestArcs;

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
	 * AT_HOME; the node he sits at; and the list of guests of that node.
	 */
	int32_t    *seat;
	int32_t    *node;
	int32_t    *next_guest;
	int32_t    *previous_guest;

	/* By row: the head among the members, and its cost or ROW_EMPTY. */
	int64_t    *row_head;
	int64_t    *row_cost;

	/*
	 * By home: its active rows, counted from home_row, at the same places of
	 * active as the rows themselves have.
	 */
	ActiveRows *active_rows;
	int32_t    *active;
	int64_t		slack;			/* how far to set a floor above the cutoff */

	/* By node */
	int32_t    *first_guest;
	GuestArcs  *guest_arcs;
	int32_t    *seated;			/* people that sit there, guests or not */
	int32_t    *gate_flow;		/* at gates: of them, counted at the post */
	int32_t    *first_gate;		/* at posts: their gates, by next_gate */
	int32_t    *next_gate;

	/* scratch to work guests in: by node, index of its arc plus 1 */
	int32_t    *arc_of_goal;
} Seating;

/* Candidate by which an employee sits at a post that is not his home. */
static inline int64_t
seat_candidate(const Seating *seating, int32_t employee)
{
	return seating->net->problem->candidate_start[employee] +
		seating->seat[employee];
}

extern void seat_at_home(Seating *seating, Network *net, Pricing pricing);
extern void seat_everyone(Seating *seating, Network *net, Pricing pricing);
extern void free_seating(Seating *seating);
extern void move_employee(Seating *seating, int32_t employee, int32_t goal);
extern void forget_active_rows(Seating *seating);
extern void add_new_guests(Seating *seating, int32_t node);
extern bool refresh_guest_arc(Seating *seating, int32_t node, int32_t arc);

typedef void (*VisitArc) (void *state, int32_t goal, int64_t cost, Via via);

/* Visits a row if it is below the cutoff; is it below the floor? */
static inline __attribute__((always_inline)) bool
visit_row(const Seating *seating, const int64_t *price, int64_t row,
		  int64_t surcharge, int64_t floor, const int64_t *cutoff,
		  VisitArc visit, void *state)
{
	const Network *net = seating->net;
	int32_t		goal = net->entry_node[net->row_post[row]];
	int64_t		cost = seating->row_cost[row];
	int64_t		key;

	if (cost == ROW_EMPTY)
		return false;
	cost = cost * seating->pricing.scale + surcharge;
	key = cost + price[goal];
	if (key < *cutoff)
		visit(state, goal, cost, VIA_ROW(row));
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
	rows->n_active = n_kept;
	if (*cutoff <= rows->floor)
		return;

	rows->n_active = 0;
	if (__builtin_add_overflow(*cutoff, seating->slack, &rows->floor))
		rows->floor = INT64_MAX;
	for (int32_t r = 0; r < n_rows; r++)
		if (visit_row(seating, price, first_row + r, surcharge, rows->floor,
					  cutoff, visit, state))
			active[rows->n_active++] = r;
}

static inline __attribute__((always_inline)) void
scan_guests(Seating *seating, const int64_t *price, int32_t node,
			const int64_t *cutoff, VisitArc visit, void *state)
{
	GuestArcs  *guests = &seating->guest_arcs[node];

	if (guests->n_new > 0)
		add_new_guests(seating, node);
	for (int32_t g = 0; g < guests->n_arcs; g++)
	{
		GuestArc   *arc = &guests->arcs[g];

		if (arc->cost + price[arc->goal] >= *cutoff)
			continue;
		if (arc->employee == GUEST_LEFT)
		{
			if (!refresh_guest_arc(seating, node, g))
			{
				g--;			/* another arc has taken its place */
				continue;
			}
			if (arc->cost + price[arc->goal] >= *cutoff)
				continue;
		}
		visit(state, arc->goal, arc->cost, VIA_GUEST(arc->employee));
	}
}

/*
 * Calls visit(state, goal, cost, via) for every arc out of a node with
 * cost + price[goal] < *cutoff, for some of them twice.  visit may lower
 * *cutoff.  Inlined into each caller together with its visit function: this
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
