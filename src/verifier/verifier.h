/*
 * verifier.h
 *	  A second opinion on a plan, which trusts nothing of the solver.
 *
 * It takes the problem and a list of transfers, wherever they came from, and
 * says what holds of them.  It shares no code with the solver.
 *
 * Claims come with ids as they were written down, known or not, so that a
 * transfer of an employee nobody knows is a failed check like any other.
 */
#ifndef ASN_MUTASI_VERIFIER_H
#define ASN_MUTASI_VERIFIER_H

#include <stdbool.h>

#include "../host.h"
#include "../transfer_problem.h"

/* One transfer as claimed.  Any value is allowed in any field. */
typedef struct ClaimedTransfer
{
	int32_t		chain;
	int32_t		step;
	int64_t		employee_id;
	bool		has_from_post;	/* false for a new hire (from_post NULL) */
	int64_t		from_post_id;	/* meaningless without has_from_post */
	int64_t		to_post_id;
	int64_t		cost;			/* millionths, without move_cost */
	bool		has_gain;		/* false where gain is NULL */
	int64_t		gain;			/* millionths; meaningless without has_gain */
} ClaimedTransfer;

typedef enum VerifierStatus
{
	VERIFIER_DONE,				/* the report is complete, whatever it says */
	VERIFIER_OUT_OF_RANGE		/* amounts of the problem too large for exact
								 * int64 arithmetic: no report */
} VerifierStatus;

typedef struct VerifierCheck
{
	const char *name;			/* constant, lower_case */
	bool		ok;
	const char *detail;			/* a fact with its figures; from
								 * host->allocate */
} VerifierCheck;

typedef struct VerifierReport
{
	int32_t		n_checks;
	VerifierCheck *checks;		/* from host->allocate, in the order below */
} VerifierReport;

/*
 * Checks the n_transfers claims, given in any order, as a plan for problem,
 * problem->max_moves included.
 *
 * post_id and employee_id hold the ids of the problem's posts and employees
 * by number, rising; claims are looked up in them and details speak of them.
 *
 * The report always has one row for each of these, in this order.  A check
 * that another fault leaves without meaning fails and says so.
 *
 *	known_ids			employees and posts named exist
 *	moved_once			no employee is moved twice
 *	from_present_post	each is moved from the post he holds
 *	allowed_candidates	each transfer is a candidate
 *	claimed_costs		each claims the cost of its candidate
 *	staff_bounds		min_staff <= staff after the plan <= max_staff, widened
 *						as transfer_problem.h says
 *	flow_bounds			max_out, max_in
 *	max_moves			moves, new hires not counted, at most max_moves
 *	chain_numbers		chains are numbered 1, 2, .. and the steps of each
 *						likewise, without gap or duplicate
 *	chain_paths			each step of a chain leaves the post that the step
 *						before it entered (the last may close the ring)
 *	chain_prefixes		the first k chains are a legal plan, for every k
 *	chain_gains			step 1 of each chain, and no other, claims a gain, and
 *						it is what the chain, after those before it, takes off
 *						the objective
 *	chain_order			the true gain per step never rises from one chain to
 *						the next
 *	objective			the plan is no worse than doing nothing; the detail
 *						gives imbalance before and after, cost and objective
 *
 * and last, without max_moves,
 *
 *	optimality			no chain or ring of moves improves the plan
 *
 * or, with max_moves,
 *
 *	gap					the objective is at most that of every corner of the
 *						trade-off curve with max_moves moves or fewer; the
 *						detail gives a lower bound that the verifier computes
 *						itself, and the gap to it (0: the plan is optimal)
 *
 * A corner is a plan that is best for some price of a move.  Between two
 * corners the best plan can be out of reach of any price, so a gap above 0 is
 * no fault in itself.
 *
 * Cost: some ten passes over the candidates for a good plan, and for a bad one
 * without max_moves.  For a bad one with max_moves, hundreds to thousands: the
 * verifier then finds the best plan itself.  Memory: some 30 bytes an employee
 * and 300 a post; nothing a candidate.  All of it stays with the host, to be
 * discarded with the report.
 */
extern VerifierStatus verify_transfer_plan(const TransferProblem *problem,
										   const int64_t *post_id,
										   const int64_t *employee_id,
										   const ClaimedTransfer *transfers,
										   int64_t n_transfers,
										   const Host *host,
										   VerifierReport *report);

#endif							/* ASN_MUTASI_VERIFIER_H */
