/*
 * verifier.h
 *	  A second opinion on a plan, which trusts nothing of the solver.
 *
 * It takes the problem and a list of transfers, wherever they came from, and
 * says what holds of them.  It shares no code with the solver.
 */
#ifndef ASN_MUTASI_VERIFIER_H
#define ASN_MUTASI_VERIFIER_H

#include <stdbool.h>

#include "../host.h"
#include "../transfer_problem.h"

/* One transfer as claimed; posts and employees by number. */
typedef struct ClaimedTransfer
{
	int32_t		chain;
	int32_t		step;
	int32_t		employee;
	int32_t		from_post;		/* NO_POST for a new hire */
	int32_t		to_post;
	int64_t		cost;			/* millionths, without move_cost */
	bool		has_gain;
	int64_t		gain;			/* millionths */
} ClaimedTransfer;

#endif							/* ASN_MUTASI_VERIFIER_H */
