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
#include "key_heap.h"
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

/* Instead of the next node: the path ends here. */
#define PATH_ENDS	(-1)

/* Instead of the employee of an arc. */
#define GATE		(-1)

/* Instead of where somebody sits: at home. */
#define NO_NODE		(-1)

/* A row as seen from its goal. */
typedef struct InRow
{
	int64_t		cost;			/* of its head, or ROW_EMPTY */
	int32_t		tail;
} InRow;

/* What it costs that an employee sits at a node. */
typedef struct Seat
{
	int64_t		objective;
	int32_t		moves;
	int32_t		node;
} Seat;

/* Somebody who sits or sat elsewhere than at home, and could sit here. */
typedef struct Comer
{
	int64_t		objective;		/* what it would cost */
	int32_t		moves;
	int32_t		employee;
} Comer;

/* An arc of a path that people are to move along. */
typedef struct PathArc
{
	int32_t		from;
	int32_t		to;
	int32_t		employee;		/* or GATE */
} PathArc;

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

	/* by employee: where he sits, NO_NODE at home; is he among the comers? */
	Seat	   *away;
	bool	   *is_comer;

	/*
	 * By node: others who could go there, and the rows that lead there,
	 * [in_begin, in_begin + 1) of in_rows, whose numbers are in in_row.
	 */
	Comers	   *comers;
	int64_t    *in_begin;
	InRow	   *in_rows;
	int64_t    *in_row;
	int64_t    *in_place;		/* by row: its place in in_rows */

	/* the forest, by node */
	Amount	   *label;
	int32_t    *next_node;		/* or PATH_ENDS */
	Via		   *next_via;		/* how */
	int32_t    *first_child;
	int32_t    *next_child;
	int32_t    *previous_child;

	/* the search, by node */
	bool	   *in_doubt;
	Weight	   *potential;		/* a price that the new label is not below */
	Weight	   *distance;		/* of the new label from that */
	KeyHeap		heap;			/* its order looks at distances, not at keys */
	int32_t    *subtree;		/* nodes */
	int32_t		n_subtree;

	PathArc    *path;
	int32_t		n_path;

	uint32_t	ticks;
} Residual;

static inline Amount
add_amounts(Amount a, Amount b)
{
	return (Amount) {a.objective + b.objective, a.moves + b.moves};
}

static inline Amount
amount_of_seat(const Seat *seat)
{
	return (Amount) {seat->objective, seat->moves};
}

static inline Amount
subtract_amounts(Amount a, Amount b)
{
	return (Amount) {a.objective - b.objective, a.moves - b.moves};
}

static inline Amount
negate_amount(Amount a)
{
	return (Amount) {-a.objective, -a.moves};
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

	if (node == net->pool && residual->seating.node_arcs[node].seated > 0)
		return 0;
	if (node < net->problem->n_posts && residual->staff[node] > net->min_staff[node])
		return post_marginal(net->problem, node, (int64_t) residual->staff[node] - 1);
	return -residual->out_of_bounds;
}

extern bool begin_residual(Residual *residual, Network *net,
						   const Solution *optimum);
extern void end_residual(Residual *residual);

/* The forest: subtree lists what is changed. */
extern bool is_on_path(const Residual *residual, int32_t node, int32_t start);
extern void collect_subtree(Residual *residual, int32_t root);
extern void shift_subtree(Residual *residual, Amount change);
extern void set_next(Residual *residual, int32_t node, int32_t next, Via via);
extern void repair_subtree(Residual *residual, int32_t root);

extern void find_arrivals(Residual *residual, Amount *arrival);

/* People who move. */
extern void add_to_path(Residual *residual, int32_t from, int32_t to, Via via);
extern int32_t add_forest_path(Residual *residual, int32_t start, int32_t last);
extern Amount move_along_path(Residual *residual);
extern Via way_of(const Residual *residual, int32_t employee, int32_t from, int32_t to);

/* other is the far node of the arc: its goal, or where it comes from. */
typedef void (*VisitResidual) (void *state, int32_t other, Amount cost, Via via);

/* Visits every arc out of a node; of a row the cheapest only. */
ALWAYS_INLINE void
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
			if (head_cost(seating, r) != ROW_EMPTY)
				visit(state, net->entry_node[net->row_post[r]],
					  away_cost(problem, head_cost(seating, r), post == NO_POST), VIA_ROW(r));

	for (int32_t g = 0; g < seating->node_arcs[node].guests.n; g++)
	{
		int32_t		i = seating->node_arcs[node].guests.entries[g].number;
		bool		new_hire = is_new_hire(problem, i);
		Amount		here = amount_of_seat(&residual->away[i]);

		visit(state, home_node_of(net, i), negate_amount(here), VIA_GUEST(i));
		for (int64_t c = problem->candidate_start[i]; c < problem->candidate_start[i + 1]; c++)
		{
			int32_t		goal = net->entry_node[problem->candidate_post[c]];

			if (goal != node)
				visit(state, goal,
					  subtract_amounts(away_cost(problem, problem->candidate_cost[c], new_hire),
									   here), VIA_GUEST(i));
		}
	}

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] < net->gate_max[node])
			visit(state, post, (Amount) {0, 0}, VIA_GATE);
	}
	else
		for (int32_t gate = seating->node_arcs[node].first_gate; gate >= 0; gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] > net->gate_min[gate])
				visit(state, gate, (Amount) {0, 0}, VIA_GATE);
}

/* Visits every arc into a node; of a row the cheapest only. */
ALWAYS_INLINE void
scan_in(const Residual *residual, int32_t node, VisitResidual visit, void *state)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	const Seating *seating = &residual->seating;
	const Comers *comers = &residual->comers[node];

	for (int64_t k = residual->in_begin[node]; k < residual->in_begin[node + 1]; k++)
	{
		const InRow *row = &residual->in_rows[k];

		if (row->cost != ROW_EMPTY)
			visit(state, row->tail, away_cost(problem, row->cost, row->tail == net->pool),
				  VIA_ROW(residual->in_row[k]));
	}

	for (int32_t k = 0; k < comers->n; k++)
	{
		const Comer *comer = &comers->list[k];
		const Seat *away = &residual->away[comer->employee];

		/* who sits at home is in a row, or here already */
		if (away->node != NO_NODE && away->node != node)
			visit(state, away->node,
				  subtract_amounts((Amount) {comer->objective, comer->moves},
								   amount_of_seat(away)), VIA_GUEST(comer->employee));
	}

	if (is_gate(net, node))
	{
		if (seating->gate_flow[node] > net->gate_min[node])
			visit(state, net->node_post[node], (Amount) {0, 0}, VIA_GATE);
	}
	else
		for (int32_t gate = seating->node_arcs[node].first_gate; gate >= 0; gate = seating->next_gate[gate])
			if (seating->gate_flow[gate] < net->gate_max[gate])
				visit(state, gate, (Amount) {0, 0}, VIA_GATE);
}

#endif							/* ASN_MUTASI_RESIDUAL_H */
