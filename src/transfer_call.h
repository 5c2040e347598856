/*
 * transfer_call.h
 *	  What all transfer functions share: their arguments, the columns of a
 *	  transfer, and the error for amounts beyond all measure.
 */
#ifndef ASN_MUTASI_TRANSFER_CALL_H
#define ASN_MUTASI_TRANSFER_CALL_H

#include "access/tupdesc.h"
#include "compat.h"
#include "fmgr.h"

#include "host_postgres.h"
#include "problem_reader.h"
#include "solver/solver.h"

/* The attributes of the SQL type transfer, in their order. */
enum
{
	TRANSFER_CHAIN,
	TRANSFER_STEP,
	TRANSFER_EMPLOYEE,
	TRANSFER_FROM_POST,
	TRANSFER_TO_POST,
	TRANSFER_COST,
	TRANSFER_GAIN,
	TRANSFER_COLUMNS
};

/*
 * Checks the arguments of a call, runs its queries and fills *input.
 *
 * Arguments 0, 1 and 2 are the queries posts, employees and candidates;
 * move_cost and max_moves are the arguments first_option and the next; a
 * function whose last argument is move_cost has no max_moves.
 *
 * A candidates query that is NULL stands for all lawful pairs: the problem has
 * no candidates then.
 *
 * Errors, besides those of read_transfer_problem: 22004 another query or
 * move_cost is NULL; 22003 move_cost is NaN, infinite or above MAX_COST; 22023 move_cost
 * or max_moves is negative.
 */
extern void read_transfer_arguments(FunctionCallInfo fcinfo, int first_option,
									PostgresHost *host, TransferInput *input);

/* Is the candidates query of the call NULL? */
extern bool is_over_all_pairs(FunctionCallInfo fcinfo);

/*
 * Makes the lawful pairs candidates, every one, if the call is over all pairs:
 * for functions that need to see them all.
 */
extern void list_lawful_pairs(FunctionCallInfo fcinfo, PostgresHost *host,
							  TransferInput *input);

/* Refuses a row type that someone altered; the C code fills it by position. */
extern void check_row_type(TupleDesc row, int expected_columns);

/* Returns if there is a plan; reports why not, if not. */
extern void check_solver_status(SolverStatus status);

/* Reports (22003) what solver and verifier both may find. */
pg_noreturn extern void refuse_amounts_out_of_range(void);

#endif							/* ASN_MUTASI_TRANSFER_CALL_H */
