/*
 * problem_reader.h
 *	  Three queries -> one transfer problem.
 */
#ifndef ASN_MUTASI_PROBLEM_READER_H
#define ASN_MUTASI_PROBLEM_READER_H

#include "host_postgres.h"
#include "transfer_problem.h"

typedef struct TransferQueries
{
	const char *posts;
	const char *employees;
	const char *candidates;		/* NULL: all lawful pairs */
} TransferQueries;

typedef struct TransferInput
{
	TransferProblem problem;
	LawfulPairs *pairs;			/* NULL unless places and jobs are given */
	int64	   *post_ids;		/* by number, rising */
	int64	   *employee_ids;	/* by number, rising */
	int64		candidate_rows; /* as read; rows that name the employee's own
								 * present post are not in the problem */
} TransferInput;

/*
 * Amounts of the user, in units of imbalance, and of the problem, in
 * millionths, rounded half away from zero.  The double must be finite and at
 * most 9.2e12 either way.
 */
static inline int64
amount_in_millionths(double units)
{
	double		exact = units * MILLIONTHS;
	int64		whole = (int64) exact;
	double		rest = exact - (double) whole;	/* exact; 0 beyond 2^53 */

	return whole + (rest >= 0.5) - (rest <= -0.5);
}

static inline double
amount_in_units(int64 millionths)
{
	return (double) millionths / MILLIONTHS;
}

/*
 * Runs the queries, in this order, and fills *input, all but move_cost and
 * max_moves, with memory of the host.
 *
 *	posts		post_id, need [, min_staff, max_staff, max_out, max_in]
 *	employees	employee_id, post_id (NULL: a new hire)
 *	candidates	employee_id, post_id, cost
 *				or employee_id, post_ids, costs: arrays, one pair an element
 *
 * What makes a pair lawful (LawfulPairs) may come with them; it must when
 * there is no candidates query, and then the problem is left without any:
 *
 *	posts		lat, lon, job
 *	employees	lat, lon [, base_cost, cost_per_km, max_km, jobs, job_costs]
 *
 * jobs is an array; without it an employee's job is that of his post.  job_costs
 * has what each of them costs on top.
 *
 * The result does not depend on the order of the rows.  Errors, besides those
 * of read_query: 2202E not as many job_costs as jobs; 23505 an id or a pair
 * twice; 23503 a post or an employee that its query does not have; 22023
 * min_staff above max_staff; 53200 past the memory limit; 54000 more rows than
 * an int32 numbers.
 */
extern void read_transfer_problem(const TransferQueries *queries,
								  PostgresHost *host, TransferInput *input);

#endif							/* ASN_MUTASI_PROBLEM_READER_H */
