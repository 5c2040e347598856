/*
 * frontier.h
 *	  The trade-off between the number of moves and the objective.
 */
#ifndef ASN_MUTASI_FRONTIER_H
#define ASN_MUTASI_FRONTIER_H

#include "solve.h"

/* The optimum, and of the optimal plans one with the fewest moves. */
extern SolverStatus solve_optimum(Network *net, Solution *optimum);

/*
 * A plan of at most problem->max_moves moves, where the optimum has more.
 * *lower_bound is what the objective (as change against the status quo) of no
 * such plan can go below, by *proof: a solution at one price of a move.
 */
extern SolverStatus solve_within_budget(Network *net, const Solution *optimum,
										Solution *plan, int64_t *lower_bound,
										Solution *proof);

#endif							/* ASN_MUTASI_FRONTIER_H */
