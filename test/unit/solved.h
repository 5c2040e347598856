/*
 * solved.h
 *	  Plans of the solver, with everything that must hold of any of them.
 */
#ifndef SOLVED_H
#define SOLVED_H

#include "../../src/solver/solver.h"
#include "instance.h"
#include "test_host.h"

/*
 * Solves an instance, max_moves included, and expects what must hold of any
 * plan: a proper status, sums that agree, and a verifier that is content.
 * Returns the change of the objective.  The plan lives until the next
 * test_host_reset.
 */
extern int64_t solve_and_check(const Instance *instance, TransferPlan *plan,
							   TestHost *host);

/* Both plans are the same, step by step. */
extern void expect_same_plan(const Instance *instance,
							 const TransferPlan *plan,
							 const TransferPlan *other);

#endif							/* SOLVED_H */
