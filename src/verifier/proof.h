/*
 * proof.h
 *	  How good a legal plan is: optimality, or the gap to a lower bound.
 *
 * Private to the verifier.
 */
#ifndef ASN_MUTASI_PROOF_H
#define ASN_MUTASI_PROOF_H

#include "detail.h"

/*
 * True when no legal plan is better, whatever its number of moves.  The detail
 * names what improves the plan, or says how the proof was found.
 */
extern bool prove_optimality(Assignment *plan, const Names *names,
							 const Host *host, Detail *detail);

/*
 * The gap of a plan to the best one with at most problem->max_moves moves;
 * true when the plan is no worse than any corner of the trade-off curve within
 * that number.  objective_before is the objective of the status quo, to
 * which the detail refers its figures.  Changes the plan.
 */
extern bool measure_gap(Assignment *plan, Wide objective_before,
						const Host *host, Detail *detail);

#endif							/* ASN_MUTASI_PROOF_H */
