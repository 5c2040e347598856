/*
 * seating.h
 *	  Who sits where while a plan is being searched, and the arcs of the
 *	  residual network that follow from it.
 *
 * Every employee sits at one node: his home, the entry of one of his
 * candidate posts, or the pool.  An arc x -> z of the residual network says
 * that someone who sits at x could sit at z instead, and at what change of
 * cost; arcs between a gate and its post say that the gate still has room or
 * still has somebody to give.  scan_arcs() lists the arcs out of a node:
 *
 * - the rows of those who sit at home there, one arc a row (see network.h);
 * - the people from elsewhere (guests) who sit there, with the cheapest guest
 *   for each goal.  These are gathered anew when the node is visited after a
 *   guest came or went;
 * - the gates.
 */
#ifndef ASN_MUTASI_SEATING_H
#define ASN_MUTASI_SEATING_H

#include "network.h"

#define AT_HOME		(-1)		/* seat of an employee who stays */
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
	int32_t		employee;
	int64_t		cost;			/* scaled */
} GuestArc;

typedef struct GuestArcs
{
	GuestArc   *arcs;
	int32_t		n_arcs;
	int32_t		room;
	bool		stale;			/* a guest came or went since */
} GuestArcs;

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

	/* By node */
	int32_t    *first_guest;
	GuestArcs  *guest_arcs;
	int32_t    *seated;			/* people that sit there, guests or not */
	int32_t    *gate_flow;		/* at gates: of them, counted at the post */
	int32_t    *first_gate;		/* at posts: their gates, by next_gate */
	int32_t    *next_gate;

	/* scratch to gather guest arcs: by node, index of its arc plus 1 */
	int32_t    *arc_of_goal;
} Seating;

/* Candidate by which an employee sits at a post that is not his home. */
static inline int64_t
seat_candidate(const Seating *seating, int32_t employee)
{
	return seating->net->problem->candidate_start[employee] +
		seating->seat[employee];
}

extern void seat_everyone(Seating *seating, Network *net, Pricing pricing);
extern void free_seating(Seating *seating);
extern void move_employee(Seating *seating, int32_t employee, int32_t goal);
extern void gather_guest_arcs(Seating *seating, int32_t node);

/*
 * Calls visit(state, goal, cost, via) for every arc out of a node.  Inlined
 * into each caller together with its visit function: this is the innermost
 * loop of the solver.
 */
static inline __attribute__((always_inline)) void
scan_arcs(Seating *seating, int32_t node,
		  void (*visit) (void *state, int32_t goal, int64_t cost, Via via),
		  void *state)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int32_t		post = net->node_post[node];
	int32_t		home = post == NO_POST ? problem->n_posts : post;
	GuestArcs  *guests = &seating->guest_arcs[node];

	if (post == NO_POST || net->home_node[post] == node)
	{
		int64_t		surcharge = post == NO_POST ? 0 :
			problem->move_cost * seating->pricing.scale +
			seating->pricing.move_price;

		for (int64_t r = net->home_row[home]; r < net->home_row[home + 1]; r++)
			if (seating->row_cost[r] != ROW_EMPTY)
				visit(state, net->entry_node[net->row_post[r]],
					  seating->row_cost[r] * seating->pricing.scale + surcharge,
					  VIA_ROW(r));
	}

	if (guests->stale)
		gather_guest_arcs(seating, node);
	for (int32_t g = 0; g < guests->n_arcs; g++)
		visit(state, guests->arcs[g].goal, guests->arcs[g].cost,
			  VIA_GUEST(guests->arcs[g].employee));

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] < net->gate_max[node])
			visit(state, post, 0, VIA_GATE);
	}
	else
		for (int32_t gate = seating->first_gate[node]; gate >= 0;
			 gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] > net->gate_min[gate])
				visit(state, gate, 0, VIA_GATE);
}

#endif							/* ASN_MUTASI_SEATING_H */
