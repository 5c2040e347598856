/*
 * solver.h
 *	  The best plan for a transfer problem, with its proof.
 */
#ifndef ASN_MUTASI_SOLVER_H
#define ASN_MUTASI_SOLVER_H

#include <stdbool.h>

#include "../host.h"
#include "../transfer_problem.h"

typedef enum SolverStatus
{
	SOLVER_OPTIMAL,				/* objective_after == lower_bound */
	SOLVER_FEASIBLE,			/* max_moves binds between two corners of the
								 * trade-off curve; the gap is to lower_bound */
	SOLVER_OUT_OF_RANGE,		/* amounts too large for exact int64
								 * arithmetic: no plan */
	SOLVER_NOT_PROVED			/* the plan failed its own certificate; a bug:
								 * no plan */
} SolverStatus;

/* One employee's transfer, a step of a chain. */
typedef struct TransferStep
{
	int32_t		chain;			/* from 1, by falling gain per step */
	int32_t		step;			/* from 1 */
	int32_t		employee;
	int32_t		from_post;		/* NO_POST for a new hire */
	int32_t		to_post;
	int64_t		cost;			/* of the candidate, without move_cost */
	int64_t		gain;			/* of the whole chain after those before it;
								 * on step 1 only, 0 on the others */
} TransferStep;

typedef struct TransferPlan
{
	int64_t		moves;			/* transfers, new hires not counted */
	int64_t		imbalance_before;
	int64_t		imbalance_after;
	int64_t		cost;			/* of all transfers, move_cost included */
	int64_t		objective_before;	/* imbalance_before: an empty plan is free */
	int64_t		objective_after;	/* imbalance_after + cost */
	int64_t		lower_bound;	/* no legal plan has a lower objective */
	int64_t		n_steps;
	TransferStep *steps;		/* by chain and step; from host->allocate */
} TransferPlan;

/*
 * Finds the best plan and proves it.
 *
 * Without max_moves the plan is optimal, and of the optimal ones it has the
 * fewest moves as long as amounts leave room to say so in an int64.  With
 * max_moves the plan has at most that many moves, and lower_bound says how
 * good it is; at a corner of the trade-off curve the gap is 0, unless amounts
 * leave no room for the price of a move there.  The same problem always gives
 * the same plan.  *plan is only set when the status is SOLVER_OPTIMAL or
 * SOLVER_FEASIBLE.
 */
extern SolverStatus solve_transfer_problem(const TransferProblem *problem,
										   const Host *host,
										   TransferPlan *plan);

/*
 * What the prices of a plan say of a pair that is no candidate.  Let it cost c:
 * it takes nothing off lower_bound unless
 *
 *		c * scale + (new hire ? 0 : surcharge) + entry[post] < own[employee]
 *
 * stay and place say where the plan leaves everybody, for a solve that starts
 * there.
 */
typedef struct PairPrices
{
	int64_t		scale;
	int64_t		surcharge;		/* move_cost and the price of a move */
	int64_t    *entry;			/* by post, to people of other posts */
	int64_t    *stay;			/* by post, to its own people */
	int64_t    *own;			/* by employee, of his place */
	int32_t    *place;			/* by employee, post after the plan or NO_POST */
} PairPrices;

/*
 * The same, and the prices; from host->allocate as well.  start, unless NULL,
 * is a guess, such as what the problem with fewer candidates came to; it saves
 * time and changes nothing else but which of several best plans is found.
 */
extern SolverStatus solve_with_prices(const TransferProblem *problem,
									  const Host *host,
									  const PairPrices *start,
									  TransferPlan *plan, PairPrices *prices);

extern void free_pair_prices(PairPrices *prices, const Host *host);

#endif							/* ASN_MUTASI_SOLVER_H */
