/*
 * claims.h
 *	  Plans as the verifier takes them.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "../../src/solver/solver.h"
#include "../../src/verifier/verifier.h"
#include "instance.h"
#include "test_host.h"

typedef struct Claims
{
	int64_t		n;
	ClaimedTransfer *transfers;
} Claims;

/* A plan of the solver. */
extern void claims_from_plan(Claims *claims, const Instance *instance,
							 const TransferPlan *plan);

/*
 * A plan that is given by the candidate of each employee, or -1: cut into
 * chains and rings, ordered by falling gain per step.
 */
extern void claims_from_places(Claims *claims, const Instance *instance,
							   const int64_t *place);

extern void claims_free(Claims *claims);

/*
 * The report on claims.  It belongs to the host, and lives until the next
 * test_host_reset.
 */
extern VerifierStatus claims_verify(const Claims *claims,
									const Instance *instance, TestHost *host,
									VerifierReport *report);

/* The check with this name, or NULL. */
extern const VerifierCheck *report_check(const VerifierReport *report,
										 const char *name);

/* The first check that fails, or NULL. */
extern const VerifierCheck *report_failure(const VerifierReport *report);

#endif							/* CLAIMS_H */
