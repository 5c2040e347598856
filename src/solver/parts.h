/*
 * parts.h
 *	  Independent parts of a problem, solved one by one.
 */
#ifndef ASN_MUTASI_PARTS_H
#define ASN_MUTASI_PARTS_H

#include "network.h"

/*
 * Groups of parts, the largest first.  The posts and employees of a group
 * stand by rising number.  Posts that no candidate touches, and their people,
 * are in no group.
 */
typedef struct Parts
{
	int32_t		n_groups;
	int32_t    *post_begin;		/* by group, one more */
	int32_t    *post;
	int32_t    *employee_begin; /* by group, one more */
	int32_t    *employee;
	int64_t    *n_candidates;	/* by group */
	int32_t    *number;			/* by post: its number in its group */
} Parts;

/*
 * Builds the network of a problem as build_network() does, but without rows if
 * it falls into parts; solve_network() then builds those of one group of parts
 * at a time.
 */
extern SolverStatus build_network_of_parts(const TransferProblem *problem,
										   const Host *host, Network *net);

#endif							/* ASN_MUTASI_PARTS_H */
