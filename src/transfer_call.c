/*
 * transfer_call.c
 *	  What all transfer functions share: their arguments, the columns of a
 *	  transfer, and the error for amounts beyond all measure.
 *
 * Arguments are checked before the first query runs.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

#include "compat.h"
#include "query_reader.h"
#include "solver/all_pairs.h"
#include "transfer_call.h"

static void
check_not_null(FunctionCallInfo fcinfo, int argument, const char *name,
			   const char *hint)
{
	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" is NULL", name),
				 errhint("%s", hint)));
}

static const char *
query_argument(FunctionCallInfo fcinfo, int argument, const char *name)
{
	check_not_null(fcinfo, argument, name, _("Give a query as text."));
	return text_to_cstring(PG_GETARG_TEXT_PP(argument));
}

static int64
move_cost_argument(FunctionCallInfo fcinfo, int argument)
{
	double		move_cost;

	check_not_null(fcinfo, argument, "move_cost",
				   _("Leave it out, or give 0, when a move is to cost nothing by itself."));
	move_cost = PG_GETARG_FLOAT8(argument);
	if (isnan(move_cost) || move_cost > MAX_COST)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("argument \"move_cost\" is out of range"),
				 errdetail("It is %g.", move_cost),
				 errhint("It must be a finite number from 0 to 1e9.")));
	if (move_cost < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"move_cost\" is negative"),
				 errdetail("It is %g.", move_cost),
				 errhint("Wishes are negative costs of candidates; a move as such costs 0 or more.")));
	return amount_in_millionths(move_cost);
}

static int64
max_moves_argument(FunctionCallInfo fcinfo, int argument)
{
	int64		max_moves;

	if (PG_ARGISNULL(argument))
		return NO_BOUND;
	max_moves = PG_GETARG_INT64(argument);
	if (max_moves < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"max_moves\" is negative"),
				 errdetail("It is %lld.", (long long) max_moves),
				 errhint("Leave it out, or give NULL, for as many moves as pay.")));
	return max_moves;
}

void
read_transfer_arguments(FunctionCallInfo fcinfo, int first_option,
						PostgresHost *host, TransferInput *input)
{
	TransferQueries queries;

	queries.posts = query_argument(fcinfo, 0, "posts");
	queries.employees = query_argument(fcinfo, 1, "employees");
	queries.candidates = PG_ARGISNULL(2) ? NULL :
		text_to_cstring(PG_GETARG_TEXT_PP(2));
	input->problem.move_cost = move_cost_argument(fcinfo, first_option);
	input->problem.max_moves = first_option + 1 < PG_NARGS() ?
		max_moves_argument(fcinfo, first_option + 1) : NO_BOUND;
	read_transfer_problem(&queries, host, input);
}

bool
is_over_all_pairs(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(2);
}

void
list_lawful_pairs(FunctionCallInfo fcinfo, PostgresHost *host,
				  TransferInput *input)
{
	TransferProblem *problem = &input->problem;

	if (!is_over_all_pairs(fcinfo))
		return;
	list_all_pairs(problem, input->pairs, &host->host);
	input->candidate_rows = problem->candidate_start[problem->n_employees];
}

void
check_row_type(TupleDesc row, int expected_columns)
{
	if (row->natts != expected_columns)
		elog(ERROR, "row type has %d columns instead of %d",
			 row->natts, expected_columns);
}

void
refuse_amounts_out_of_range(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("amounts of the transfer problem are too large for exact arithmetic"),
			 errdetail("Needs and costs are counted in millionths, in 64 bits."),
			 errhint("Look for needs or costs that are out of all proportion, or plan one job family or region at a time.")));
}

void
check_solver_status(SolverStatus status)
{
	switch (status)
	{
		case SOLVER_OPTIMAL:
		case SOLVER_FEASIBLE:
			return;
		case SOLVER_OUT_OF_RANGE:
			refuse_amounts_out_of_range();
			break;
		case SOLVER_NOT_PROVED:
			ereport(ERROR,
					(errcode(ERRCODE_INTERNAL_ERROR),
					 errmsg("transfer plan failed its own proof of optimality"),
					 errhint("This is a bug in asn_mutasi; please report it with the three queries and their rows.")));
			break;
	}
	elog(ERROR, "unexpected solver status %d", (int) status);
}
