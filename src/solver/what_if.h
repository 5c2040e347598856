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

#endif							/* ASN_MUTASI_WHAT_IF_H */
