/*
 * all_pairs.h
 *	  Plans over all lawful pairs, without listing them.
 */
#ifndef ASN_MUTASI_ALL_PAIRS_H
#define ASN_MUTASI_ALL_PAIRS_H

#include "solver.h"

/*
 * Finds the best plan over all lawful pairs, and proves it over all of them.
 * The problem's candidates are set to those pairs that the search had to look
 * at, with memory from host->allocate; what they were before is ignored.
 */
extern SolverStatus solve_over_all_pairs(TransferProblem *problem,
										 const LawfulPairs *pairs,
										 const Host *host,
										 TransferPlan *plan);

/*
 * The same from the problem's own candidates on, which keep their costs: adds
 * lawful pairs that are no candidates until none could improve the plan, and
 * calls take for each of them.  A problem that has all it needs gets none.  Its
 * candidates are set to those it ends with, from host->allocate; what they were
 * before is left as it is.
 */
typedef void (*TakeNewPair) (void *state, int32_t employee, int32_t post, int64_t cost);

extern SolverStatus solve_with_missing_pairs(TransferProblem *problem,
											 const LawfulPairs *pairs,
											 const Host *host,
											 TakeNewPair take, void *state,
											 TransferPlan *plan);

/*
 * How many lawful pairs that are no candidates could, each by itself, take
 * something off the plan's lower bound: 0 proves that none of them, nor any
 * number of them together, can.
 */
extern int64_t count_pairs_not_listed(const TransferProblem *problem,
									  const LawfulPairs *pairs,
									  const Host *host,
									  const PairPrices *prices);

/* Sets the problem's candidates to all lawful pairs there are. */
extern void list_all_pairs(TransferProblem *problem, const LawfulPairs *pairs,
						   const Host *host);

#endif							/* ASN_MUTASI_ALL_PAIRS_H */
