/*
 * what_if.h
 *	  Questions around the best plan: fewer moves, one person more or less at
 *	  a post, new people.
 *
 * All take a problem without max_moves, and return SOLVER_OPTIMAL, or
 * SOLVER_OUT_OF_RANGE or SOLVER_NOT_PROVED and then nothing.
 */
#ifndef ASN_MUTASI_WHAT_IF_H
#define ASN_MUTASI_WHAT_IF_H

#include "solver.h"

/* A corner of the trade-off curve: no plan of so many moves is better. */
typedef struct Corner
{
	int64_t		moves;
	int64_t		imbalance;		/* after the plan */
	int64_t		cost;			/* of all transfers, move_cost included */
} Corner;

/*
 * The corners of the lower convex hull of the objective by number of moves,
 * from no moves to the optimum with the fewest; from host->allocate.
 */
extern SolverStatus trace_frontier(const TransferProblem *problem,
								   const Host *host,
								   Corner **corners, int64_t *n_corners);

/*
 * What one person more or less at a post does to the least objective, when
 * everybody may be planned anew.
 *
 * One more has come to the post before the plan, and stays there himself; one
 * fewer is one of its staff who is gone before it.  Neither counts towards
 * max_in or max_out.  Bounds are those of the problem, but let him stay, or
 * his place stay empty, where the staff before is at the bound or beyond.
 * loss_of_one_fewer is 0 where staff is.
 */
typedef struct PostPrice
{
	int32_t		staff;			/* before the plan */
	int64_t		gain_of_one_more;	/* what the objective falls by */
	int64_t		loss_of_one_fewer;	/* what it rises by */
} PostPrice;

/* prices: room for every post. */
extern SolverStatus price_posts(const TransferProblem *problem,
								const Host *host, PostPrice *prices);

/* Told of each new person, in order. */
typedef void (*TellHire) (void *state, int32_t post, int64_t gain);

/*
 * Where to place up to so many new people, one after the other: the first n
 * posts are a best choice of n for every n.  They count as one_more does
 * above, but are placed only up to max_staff, and end when one more gains
 * nothing.
 */
extern SolverStatus plan_hires(const TransferProblem *problem,
							   const Host *host, int64_t hires,
							   TellHire tell, void *state);

#endif							/* ASN_MUTASI_WHAT_IF_H */
