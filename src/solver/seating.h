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
 * looks again only at those where it was below the cutoff.
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
	 * heap of that node plus 1, and a lower bound of the keys of his arcs.
	 */
	int32_t    *seat;
	int32_t    *node;
	int32_t    *guest_place;
	int64_t    *guest_bound;

	/* By row: the head among the members, and its cost or ROW_EMPTY. */
	int64_t    *row_head;
	int64_t    *row_cost;

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
extern void raise_guest_bound(Seating *seating, int32_t employee, int64_t bound);

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

/* The cheapest arc of a guest: its key, and the cost and the goal of it. */
static inline int64_t
best_arc_of_guest(const Seating *seating, const int64_t *price,
				  int32_t employee, int32_t *goal, int64_t *cost)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		scale = seating->pricing.scale;
	int64_t		own = seat_candidate(seating, employee);
	int64_t		here = problem->candidate_cost[own] * scale;
	int64_t		key;

	*goal = home_node_of(net, employee);
	*cost = -here - move_surcharge(problem, &seating->pricing, employee);
	key = *cost + price[*goal];
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		int32_t		other = net->entry_node[problem->candidate_post[c]];
		int64_t		change = problem->candidate_cost[c] * scale - here;

		if (change + price[other] < key && c != own)
		{
			key = change + price[other];
			*goal = other;
			*cost = change;
		}
	}
	return key;
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
		int32_t		goal;
		int64_t		cost;
		int64_t		key;

		if (seating->guest_bound[employee] >= *cutoff)
			break;
		if (++n_looked_at % 1024 == 0)
			CHECK_INTERRUPTS(seating->net->host);
		key = best_arc_of_guest(seating, price, employee, &goal, &cost);
		if (key > seating->guest_bound[employee])
			raise_guest_bound(seating, employee, key);
		else
			visit(state, goal, cost, VIA_GUEST(employee));
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
