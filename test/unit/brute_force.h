/*
 * brute_force.h
 *	  Every assignment of a small instance, tried.
 */
#ifndef BRUTE_FORCE_H
#define BRUTE_FORCE_H

#include "instance.h"

#define BRUTE_EMPLOYEES	8		/* at most */
#define BRUTE_POSTS		8
#define INFEASIBLE		INT64_MAX

/* A legal plan: the candidate of each employee, or -1 for staying. */
typedef struct BrutePlan
{
	int64_t		change;			/* of the objective, or INFEASIBLE */
	int64_t		place[BRUTE_EMPLOYEES];
} BrutePlan;

typedef struct BruteForce
{
	int			max_moves;		/* employees with a post */
	int64_t		n_legal;

	/* by number of moves: the best plan with exactly that many */
	BrutePlan	exactly[BRUTE_EMPLOYEES + 1];

	/* by number of moves: the number of the best plan with at most that many */
	int			at_most[BRUTE_EMPLOYEES + 1];

	/* by number of moves: is it a corner of the lower convex hull? */
	bool		corner[BRUTE_EMPLOYEES + 1];
} BruteForce;

extern void brute_force(BruteForce *brute, const Instance *instance);

/* The change of the objective by the best plan with at most k moves. */
extern int64_t brute_change(const BruteForce *brute, int64_t k);

/* The lower convex hull of the changes at k, rounded up. */
extern int64_t brute_hull(const BruteForce *brute, int64_t k);

#endif							/* BRUTE_FORCE_H */
