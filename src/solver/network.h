/*
 * network.h
 *	  The transfer problem as a network: what stays the same whatever the
 *	  price of a move.
 *
 * Nodes are where a person can sit.  Node f < n_posts is post f.  A post with
 * a max_out that can bind has a node of its own for those who stay (its exit
 * gate), one with a max_in that can bind a node for those who enter (its
 * entry gate); people who sit at a gate are staff of its post.  New hires who
 * are not placed sit in the pool.
 *
 * Rows.  The candidates of all employees of one home are grouped by the post
 * they lead to.  A row holds the employees that share home and goal; the
 * solver only ever looks at its head, the cheapest one that still sits at
 * home.  Heads are found while the rows are built; a row is sorted the first
 * time its head leaves, which most rows never see.
 */
#ifndef ASN_MUTASI_NETWORK_H
#define ASN_MUTASI_NETWORK_H

#include <math.h>
#include <stdbool.h>

#include "solver.h"

/* For what is inlined together with a function that it is given. */
#define ALWAYS_INLINE	static inline __attribute__((always_inline))

typedef struct Network
{
	const TransferProblem *problem;
	const Host *host;

	int32_t		n_nodes;
	int32_t		pool;			/* node of unplaced new hires, or -1 */
	int32_t    *node_post;		/* post of a node, NO_POST for the pool */
	int32_t    *home_node;		/* by post: where its own people sit */
	int32_t    *entry_node;		/* by post: where people of others sit */

	/*
	 * By post: staff before the plan, and the bounds on it after widening to
	 * what it is before.
	 */
	int32_t    *staff_before;
	int32_t    *min_staff;
	int32_t    *max_staff;

	/*
	 * By node, meaningful at gates: the people that sit there may be no fewer
	 * (exit gate) and no more (entry gate).
	 */
	int32_t    *gate_min;
	int32_t    *gate_max;

	/*
	 * Rows of home a: [home_row[a], home_row[a + 1]), by rising post.  Homes
	 * are the posts, and n_posts for the pool.  Members of row r:
	 * [row_member[r], row_member[r + 1]), the cheapest first; from there on
	 * by rising cost and employee if row_sorted[r], else in no order.
	 */
	int64_t    *home_row;
	int32_t    *row_post;
	int64_t    *row_member;
	bool	   *row_sorted;
	uint64_t   *packed_member;	/* or, if a cost does not fit, NULL and this: */
	struct Member *member;		/* see get_member() */

	/*
	 * Where the problem falls into parts that are solved one by one: these,
	 * and no rows (see parts.h).
	 */
	struct Parts *parts;

	const PairPrices *start;	/* where a solve may start, or NULL */

	int64_t		imbalance_before;	/* of the status quo */

	/* What no plan can exceed, to check ranges before a solve. */
	int64_t		largest_marginal;	/* absolute */
	int64_t		largest_cost;	/* of a candidate, absolute, no move_cost */
	int64_t		least_cost;		/* of a candidate, or 0 */
	int64_t		largest_improvement;	/* of the objective */
	bool		has_bounds;		/* can any bound bind? */
} Network;

#define AT_HOME		(-1)		/* seat of an employee who stays */

/* Of a row. */
typedef struct Member
{
	int64_t		cost;
	int32_t		employee;
} Member;

static inline bool
member_before(Member a, Member b)
{
	return a.cost != b.cost ? a.cost < b.cost : a.employee < b.employee;
}

/*
 * Members are most of what a network takes.  If all costs fit in 32 bits, each
 * is packed into a word, and words compare as members do.
 */
static inline uint64_t
pack_member(Member member)
{
	return (uint64_t) (member.cost - INT32_MIN) << 32 | (uint32_t) member.employee;
}

static inline Member
get_member(const Network *net, int64_t m)
{
	uint64_t	packed;

	if (net->packed_member == NULL)
		return net->member[m];
	packed = net->packed_member[m];
	return (Member) {(int64_t) (packed >> 32) + INT32_MIN, (int32_t) packed};
}

/* For a member who will be looked at soon. */
static inline void
prefetch_member(const Network *net, int64_t m)
{
	if (net->packed_member != NULL)
		__builtin_prefetch(&net->packed_member[m]);
}

/* A price of moves, and how amounts are scaled to whole numbers under it. */
typedef struct Pricing
{
	int64_t		scale;			/* all amounts of the problem times this ... */
	int64_t		move_price;		/* ... plus this for each move */
} Pricing;

/* What one person more than staff adds to the imbalance: transfer_problem.h. */
static inline int64_t
post_marginal(const TransferProblem *problem, int32_t post, int64_t staff)
{
	double		need = problem->need[post];

	return llround((2.0 * ((double) staff - need) + 1.0) * MILLIONTHS /
				   (need > 1.0 ? need : 1.0));
}

static inline bool
is_new_hire(const TransferProblem *problem, int32_t employee)
{
	return problem->home[employee] == NO_POST;
}

/* Number of an employee's home among the homes of the rows. */
static inline int32_t
home_of(const TransferProblem *problem, int32_t employee)
{
	int32_t		home = problem->home[employee];

	return home == NO_POST ? problem->n_posts : home;
}

static inline int32_t
home_node_of(const Network *net, int32_t employee)
{
	int32_t		home = net->problem->home[employee];

	return home == NO_POST ? net->pool : net->home_node[home];
}

/* What every transfer from a home costs beside its candidate's cost. */
static inline int64_t
home_surcharge(const TransferProblem *problem, const Pricing *pricing,
			   int32_t home)
{
	return home == problem->n_posts ? 0 :
		problem->move_cost * pricing->scale + pricing->move_price;
}

static inline int64_t
move_surcharge(const TransferProblem *problem, const Pricing *pricing,
			   int32_t employee)
{
	return home_surcharge(problem, pricing, home_of(problem, employee));
}

static inline bool
is_gate(const Network *net, int32_t node)
{
	return node >= net->problem->n_posts && node != net->pool;
}

extern SolverStatus build_network(const TransferProblem *problem,
								  const Host *host, Network *net);
extern SolverStatus build_frame(const TransferProblem *problem,
								const Host *host, Network *net);
extern void complete_frame(Network *net);
extern void free_network(Network *net);
extern void free_parts(struct Parts *parts, const Host *host);
extern void sort_row(Network *net, int64_t row);

/* The first place of [begin, end), whose posts rise, that is not below a post. */
static inline int64_t
find_post(const int32_t *posts, int64_t begin, int64_t end, int32_t post)
{
	while (begin < end)
	{
		int64_t		middle = begin + (end - begin) / 2;

		if (posts[middle] < post)
			begin = middle + 1;
		else
			end = middle;
	}
	return begin;
}

/* The row from a home to a post; there is one. */
static inline int64_t
find_row(const Network *net, int32_t home, int32_t post)
{
	return find_post(net->row_post, net->home_row[home], net->home_row[home + 1], post);
}

/* How much room an array of n elements takes, for host->allocate. */
#define ALLOCATE_ARRAY(host, type, n) \
	((type *) (host)->allocate((host)->context, sizeof(type) * ((size_t) (n) + 1)))
#define RELEASE(host, pointer)	((host)->release((host)->context, (pointer)))
#define CHECK_INTERRUPTS(host)	((host)->check_interrupts((host)->context))

static inline void
report_progress(const Host *host, const char *phase, double share)
{
	if (host->report != NULL)
		host->report(host->context, phase, share);
}

#endif							/* ASN_MUTASI_NETWORK_H */
