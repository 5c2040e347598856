/*
 * residual.h
 *	  The residual network of an optimal seating, and its shortest paths: what
 *	  one more person at a node costs, and where he ends up.
 *
 * Amounts keep moves apart from the objective, so that whatever the price of
 * a move makes of them can be told exactly, without a common denominator.
 *
 * Nodes are those of network.h.  An arc leads from a node to where somebody
 * who sits there could sit instead, or from a gate to its post or back.  A
 * path ends where the person stays: at a post, for its next marginal, or in
 * the pool.  A bound closes an end only by a price that no plan can gain back
 * (out_of_bounds), so there always is one.
 *
 * Each node's shortest path is kept as its next arc; together they are a
 * forest.  label[x] is the length: the largest price that node x can have.
 */
#ifndef ASN_MUTASI_RESIDUAL_H
#define ASN_MUTASI_RESIDUAL_H

#include "growing_array.h"
#include "node_heap.h"
#include "seating.h"
#include "solve.h"

/* A change of the objective and of the number of moves. */
typedef struct Amount
{
	int64_t		objective;
	int64_t		moves;
} Amount;

/* Amounts at a price of a move, times its scale. */
typedef __int128 Weight;

/* Instead of the employee of an arc */
#define GATE		(-1)

/* Instead of the next node: the path ends here. */
#define PATH_ENDS	(-1)

/* Somebody who sits or sat elsewhere than at home, and could sit here. */
typedef struct Comer
{
	int64_t		objective;		/* what it costs that he sits here */
	int32_t		moves;
	int32_t		employee;
} Comer;

typedef struct Comers
{
	Comer	   *list;
	int32_t		n;
	int32_t		room;
} Comers;

typedef struct Residual
{
	Network    *net;
	Pricing		pricing;		/* at which labels are shortest */
	int64_t		out_of_bounds;
	Seating		seating;
	int32_t    *staff;			/* by post */

	/* by employee: what his seat costs, and is he among the comers? */
	Amount	   *seat_cost;
	bool	   *is_comer;

	/* by node: rows that lead there, and others who could go there */
	int64_t    *in_begin;
	int64_t    *in_row;
	Comers	   *comers;
	int32_t    *row_tail;		/* by row */

	/* the forest, by node */
	Amount	   *label;
	int32_t    *next_node;		/* or PATH_ENDS */
	int32_t    *next_employee;	/* or GATE */
	int32_t    *first_child;
	int32_t    *next_child;
	int32_t    *previous_child;

	/* the search, by node */
	bool	   *in_doubt;
	Weight	   *potential;		/* a price that the new label is not below */
	Weight	   *distance;		/* of the new label from that */
	NodeHeap	heap;
	int32_t    *subtree;		/* nodes */
	int32_t		n_subtree;

	uint32_t	ticks;
} Residual;

static inline Amount
add_amounts(Amount a, Amount b)
{
	return (Amount) {a.objective + b.objective, a.moves + b.moves};
}

static inline Amount
subtract_amounts(Amount a, Amount b)
{
	return (Amount) {a.objective - b.objective, a.moves - b.moves};
}

static inline Weight
weigh(Amount amount, Pricing pricing)
{
	return (Weight) amount.objective * pricing.scale +
		(Weight) amount.moves * pricing.move_price;
}

/* What it costs that somebody sits elsewhere than at home. */
static inline Amount
away_cost(const TransferProblem *problem, int64_t cost, bool new_hire)
{
	return (Amount) {cost + (new_hire ? 0 : problem->move_cost), new_hire ? 0 : 1};
}

/* What one person more costs who stays at a node. */
static inline int64_t
end_cost(const Residual *residual, int32_t node)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	int32_t		bound;

	if (node == net->pool)
		return 0;
	if (node >= problem->n_posts)
		return residual->out_of_bounds;
	bound = problem->max_staff[node];
	if (bound == NO_BOUND || residual->staff[node] < bound ||
		residual->staff[node] < net->staff_before[node])
		return post_marginal(problem, node, residual->staff[node]);
	return residual->out_of_bounds;
}

/* What one person fewer at a node saves. */
static inline int64_t
begin_saving(const Residual *residual, int32_t node)
{
	const Network *net = residual->net;

	if (node == net->pool && residual->seating.seated[node] > 0)
		return 0;
	if (node < net->problem->n_posts && residual->staff[node] > net->min_staff[node])
		return post_marginal(net->problem, node, (int64_t) residual->staff[node] - 1);
	return -residual->out_of_bounds;
}

extern bool begin_residual(Residual *residual, Network *net,
						   const Solution *optimum);
extern void end_residual(Residual *residual);
extern void collect_subtree(Residual *residual, int32_t root);
extern void repair_subtree(Residual *residual, int32_t root);
extern void hang_subtree(Residual *residual, int32_t root, int32_t next,
						 int32_t employee, Amount change);
extern bool is_on_path(const Residual *residual, int32_t node, int32_t start);
extern Amount follow_arc(Residual *residual, int32_t from, int32_t to,
						 int32_t employee);
extern Amount follow_path(Residual *residual, int32_t start, int32_t last,
						  int32_t *end);

/* other is the far node of the arc: its goal, or where it comes from. */
typedef void (*VisitResidual) (void *state, int32_t other, Amount cost,
							   int32_t employee);

#define SCAN_INLINE	static inline __attribute__((always_inline))

/* Visits every arc out of a node; of a row the cheapest only. */
SCAN_INLINE void
scan_out(const Residual *residual, int32_t node, VisitResidual visit, void *state)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	const Seating *seating = &residual->seating;
	int32_t		post = net->node_post[node];
	int32_t		home = post == NO_POST ? problem->n_posts :
		net->home_node[post] == node ? post : NO_POST;

	if (home != NO_POST)
		for (int64_t r = net->home_row[home]; r < net->home_row[home + 1]; r++)
			if (seating->row_cost[r] != ROW_EMPTY)
				visit(state, net->entry_node[net->row_post[r]],
					  away_cost(problem, seating->row_cost[r], post == NO_POST),
					  net->member_employee[seating->row_head[r]]);

	for (int32_t i = seating->first_guest[node]; i >= 0; i = seating->next_guest[i])
	{
		bool		new_hire = is_new_hire(problem, i);
		Amount		here = residual->seat_cost[i];

		visit(state, home_node_of(net, i), subtract_amounts((Amount) {0, 0}, here), i);
		for (int64_t c = problem->candidate_start[i]; c < problem->candidate_start[i + 1]; c++)
		{
			int32_t		goal = net->entry_node[problem->candidate_post[c]];

			if (goal != node)
				visit(state, goal,
					  subtract_amounts(away_cost(problem, problem->candidate_cost[c], new_hire),
									   here), i);
		}
	}

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] < net->gate_max[node])
			visit(state, post, (Amount) {0, 0}, GATE);
	}
	else
		for (int32_t gate = seating->first_gate[node]; gate >= 0; gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] > net->gate_min[gate])
				visit(state, gate, (Amount) {0, 0}, GATE);
}

/* Visits every arc into a node; of a row the cheapest only. */
SCAN_INLINE void
scan_in(const Residual *residual, int32_t node, VisitResidual visit, void *state)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	const Seating *seating = &residual->seating;
	const Comers *comers = &residual->comers[node];

	for (int64_t r = residual->in_begin[node]; r < residual->in_begin[node + 1]; r++)
	{
		int64_t		row = residual->in_row[r];
		int32_t		tail = residual->row_tail[row];

		if (seating->row_cost[row] != ROW_EMPTY)
			visit(state, tail, away_cost(problem, seating->row_cost[row], tail == net->pool),
				  net->member_employee[seating->row_head[row]]);
	}

	for (int32_t k = 0; k < comers->n; k++)
	{
		const Comer *comer = &comers->list[k];
		int32_t		i = comer->employee;

		/* who sits at home is in a row, or here already */
		if (seating->seat[i] != AT_HOME && seating->node[i] != node)
			visit(state, seating->node[i],
				  subtract_amounts((Amount) {comer->objective, comer->moves},
								   residual->seat_cost[i]), i);
	}

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] > net->gate_min[node])
			visit(state, net->node_post[node], (Amount) {0, 0}, GATE);
	}
	else
		for (int32_t gate = seating->first_gate[node]; gate >= 0; gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] < net->gate_max[gate])
				visit(state, gate, (Amount) {0, 0}, GATE);
}

#endif							/* ASN_MUTASI_RESIDUAL_H */
