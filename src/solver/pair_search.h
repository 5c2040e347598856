/*
 * pair_search.h
 *	  Finds, among all lawful pairs, those that prices say are worth having.
 */
#ifndef ASN_MUTASI_PAIR_SEARCH_H
#define ASN_MUTASI_PAIR_SEARCH_H

#include "solver.h"

typedef struct PairSearch PairSearch;

/* A lawful pair of an employee. */
typedef struct LawfulPair
{
	int32_t		post;
	int64_t		cost;			/* millionths, without move_cost */
	int64_t		gap;			/* by how much it beats his own place, scaled */
} LawfulPair;

/* Looks at post and home of problem, and at nothing else in it. */
extern PairSearch *create_pair_search(const TransferProblem *problem,
									  const LawfulPairs *pairs,
									  const Host *host);
extern void free_pair_search(PairSearch *search);

/* Prices for the searches that follow; they must last. */
extern void set_pair_prices(PairSearch *search, const PairPrices *prices);

/* Notes that the entry price of a post has changed in them. */
extern void update_pair_price(PairSearch *search, int32_t post);

/*
 * Calls take for pairs of the employee whose gap at these prices is above
 * least_gap; for all of them as long as take returns that.  It returns the gap
 * that a pair must be above from then on, which may only rise.
 */
typedef int64_t (*TakePair) (void *state, LawfulPair pair);

extern void search_pairs(const PairSearch *search, int32_t employee,
						 int64_t least_gap, TakePair take, void *state);

/* Calls take for every lawful pair of the employee, without prices. */
typedef void (*TakeEveryPair) (void *state, int32_t post, int64_t cost);

extern void list_pairs(const PairSearch *search, int32_t employee,
					   TakeEveryPair take, void *state);

#endif							/* ASN_MUTASI_PAIR_SEARCH_H */
