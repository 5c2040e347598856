/*
 * transfer_problem.h
 *	  The transfer problem, as the reader hands it to solver and verifier.
 *
 * Posts and employees are numbered from 0 in the order of their ids, so that
 * a comparison of numbers is a comparison of ids and the order of the rows
 * that were read is forgotten.
 *
 * A plan leaves every employee where he is or moves him to one of his
 * candidate posts.  With h the staff of a post after the plan and r its need,
 * it minimises
 *
 *		sum over posts of (h - r)^2 / max(r, 1)
 *			+ sum over moved employees of (cost + move_cost)
 *
 * where placing a new hire is free of move_cost and no move.
 *
 * Unit.  All amounts are integers, in millionths of the unit above.  What one
 * more person takes off or adds to the imbalance of a post of staff h is
 *
 *		marginal(h) = llround((2 * (h - r) + 1) * 1e6 / max(r, 1))
 *
 * in double arithmetic, rounded once, and the imbalance of a post changes by
 * exactly these amounts; from there all arithmetic is exact.  The imbalance
 * before the plan is the sum over the posts, rounded once as well.
 *
 * Bounds.  min_staff and max_staff hold for the staff after the plan, max_out
 * and max_in for the people of other posts that enter (new hires included)
 * and the people that leave.  A post that breaks a bound of staff before the
 * plan may only move towards it: its bounds are widened to its present staff.
 */
#ifndef ASN_MUTASI_TRANSFER_PROBLEM_H
#define ASN_MUTASI_TRANSFER_PROBLEM_H

#include <stdint.h>

#define MILLIONTHS	1000000		/* integer amounts per unit of imbalance */
#define NO_POST		(-1)		/* home of a new hire */
#define NO_BOUND	(-1)		/* a bound that is not given */

typedef struct TransferProblem
{
	int32_t		n_posts;
	const double *need;			/* finite, >= 0 */

	/* each NO_BOUND or >= 0; min_staff <= max_staff where both are given */
	const int32_t *min_staff;
	const int32_t *max_staff;
	const int32_t *max_out;
	const int32_t *max_in;

	int32_t		n_employees;
	const int32_t *home;		/* post of each employee, or NO_POST */

	/*
	 * Candidates of employee i: [candidate_start[i], candidate_start[i + 1]),
	 * by rising post, no post twice, never his own home (staying is always
	 * allowed and costs nothing).
	 */
	const int64_t *candidate_start;
	const int32_t *candidate_post;
	const int64_t *candidate_cost;	/* millionths, may be negative */

	int64_t		move_cost;		/* millionths, >= 0 */
	int64_t		max_moves;		/* >= 0, or NO_BOUND */
} TransferProblem;

/*
 * All lawful pairs, said by what makes a pair lawful instead of one by one.
 *
 * Employee i may go to post f, not his own, when f has one of his jobs and
 * the way there from his home is at most max_km.  It costs
 *
 *		llround(1e6 * (base_cost + cost of the job
 *					   + cost_per_km * (way to f - way to his post)))
 *
 * where a new hire's present way is 0.  A post or employee with unknown
 * coordinates (NaN), or whose own post has none, is in no pair.
 */
typedef struct LawfulPairs
{
	/* by post */
	double	   *post_lat;		/* degrees */
	double	   *post_lon;
	int32_t    *post_job;	/* from 0, or NO_JOB */
	int32_t		n_jobs;

	/* by employee */
	double	   *lat;
	double	   *lon;
	double	   *base_cost;	/* units of imbalance */
	double	   *cost_per_km;	/* >= 0 */
	double	   *max_km;		/* INFINITY: no limit */
	int64_t    *job_start;	/* his jobs are job[job_start[i]] and on, */
	int32_t    *job;			/* by rising number, none twice */
	double	   *job_cost;		/* beside job; units of imbalance */
} LawfulPairs;

#define NO_JOB	(-1)

#endif							/* ASN_MUTASI_TRANSFER_PROBLEM_H */
