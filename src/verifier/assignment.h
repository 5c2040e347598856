/*
 * assignment.h
 *	  Who is where, and what it costs: the verifier's own arithmetic of plans.
 *
 * Private to the verifier.  An assignment starts as the status quo, and
 * changes one employee at a time.  It may be illegal: bounds are reported, not
 * enforced.
 */
#ifndef ASN_MUTASI_ASSIGNMENT_H
#define ASN_MUTASI_ASSIGNMENT_H

#include <stdbool.h>

#include "../host.h"
#include "../transfer_problem.h"

/* Sums of amounts, and amounts times numbers of moves, without overflow. */
typedef __int128 Wide;

#define AT_HOME	INT64_C(-1)		/* a place that is no candidate */

typedef struct Assignment
{
	const TransferProblem *problem;

	/* by employee: the number of the candidate that is used, or AT_HOME */
	int64_t    *place;

	/* by post */
	int32_t    *staff_before;
	int32_t    *staff;
	int32_t    *left;			/* people who left their home, this post */
	int32_t    *entered;		/* people whose home is elsewhere */

	int64_t		moves;			/* without new hires */
	int64_t		placements;		/* of new hires */
	Wide		imbalance_change;	/* against the status quo */
	Wide		cost;			/* move_cost included */
} Assignment;

/* The status quo. */
extern void assignment_init(Assignment *assignment,
							const TransferProblem *problem, const Host *host);

/* Moves an employee from where he is to place. */
extern void assignment_put(Assignment *assignment, int32_t employee,
						   int64_t place);

/* Imbalance and cost against the status quo. */
extern Wide assignment_objective_change(const Assignment *assignment);

/* What the first person more than staff adds to the imbalance of a post. */
extern int64_t post_marginal(const TransferProblem *problem, int32_t post,
							 int64_t staff);

/* Bounds of the staff of a post, widened to the staff before the plan. */
extern int64_t staff_floor(const Assignment *assignment, int32_t post);
extern int64_t staff_ceiling(const Assignment *assignment, int32_t post);

#endif							/* ASN_MUTASI_ASSIGNMENT_H */
