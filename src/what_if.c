/*
 * what_if.c
 *	  The SQL functions transfer_frontier, post_prices and hire_plan.
 *
 * Each reads three queries as plan_transfers does, and asks the solver.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"

#include "compat.h"
#include "host_postgres.h"
#include "problem_reader.h"
#include "solver/what_if.h"
#include "transfer_call.h"

#define FRONTIER_COLUMNS	4
#define PRICE_COLUMNS		4
#define HIRE_COLUMNS		3

PG_FUNCTION_INFO_V1(transfer_frontier);
PG_FUNCTION_INFO_V1(post_prices);
PG_FUNCTION_INFO_V1(hire_plan);

/*
 * Prepares the result, and reads what is asked about; move_cost is the number of
 * that argument.
 */
static PostgresHost *
begin_question(FunctionCallInfo fcinfo, int n_columns, int move_cost, TransferInput *input)
{
	PostgresHost *host;

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(((ReturnSetInfo *) fcinfo->resultinfo)->setDesc, n_columns);
	host = create_postgres_host();
	memset(input, 0, sizeof(*input));
	read_transfer_arguments(fcinfo, move_cost, host, input);
	list_lawful_pairs(fcinfo, host, input);
	return host;
}

/* What each move of the edge that leads to a corner takes off the objective. */
static double
price_of_edge(const Corner *before, const Corner *corner)
{
	int64		fall = before->imbalance + before->cost -
		corner->imbalance - corner->cost;

	return amount_in_units(fall) / (double) (corner->moves - before->moves);
}

/*
 * transfer_frontier(posts text, employees text, candidates text,
 *					 move_cost float8) -> one row for each corner
 */
Datum
transfer_frontier(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	PostgresHost *host;
	TransferInput input;
	Corner	   *corners;
	int64		n_corners;

	host = begin_question(fcinfo, FRONTIER_COLUMNS, 3, &input);
	check_solver_status(trace_frontier(&input.problem, &host->host,
									   &corners, &n_corners));
	for (int64 c = 0; c < n_corners; c++)
	{
		Datum		values[FRONTIER_COLUMNS];
		bool		nulls[FRONTIER_COLUMNS] = {0};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int64GetDatum(corners[c].moves);
		values[1] = Float8GetDatum(amount_in_units(corners[c].imbalance));
		values[2] = Float8GetDatum(amount_in_units(corners[c].cost));
		values[3] = Float8GetDatum(c == 0 ? 0 : price_of_edge(&corners[c - 1], &corners[c]));
		nulls[3] = c == 0;
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	destroy_postgres_host(host);
	PG_RETURN_NULL();
}

/*
 * post_prices(posts text, employees text, candidates text,
 *			   move_cost float8) -> one row for each post
 */
Datum
post_prices(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	PostgresHost *host;
	TransferInput input;
	PostPrice  *prices;

	host = begin_question(fcinfo, PRICE_COLUMNS, 3, &input);
	prices = host_allocate_raw(host, (input.problem.n_posts + 1) * sizeof(PostPrice));
	check_solver_status(price_posts(&input.problem, &host->host, prices));
	for (int32 f = 0; f < input.problem.n_posts; f++)
	{
		Datum		values[PRICE_COLUMNS];
		bool		nulls[PRICE_COLUMNS] = {0};

		CHECK_FOR_INTERRUPTS();
		values[0] = Int64GetDatum(input.post_ids[f]);
		values[1] = Int64GetDatum(prices[f].staff);
		values[2] = Float8GetDatum(amount_in_units(prices[f].gain_of_one_more));
		nulls[3] = prices[f].staff == 0;
		values[3] = Float8GetDatum(nulls[3] ? 0 : amount_in_units(prices[f].loss_of_one_fewer));
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	destroy_postgres_host(host);
	PG_RETURN_NULL();
}

typedef struct HireRows
{
	ReturnSetInfo *result;
	const TransferInput *input;
	int64		n;
} HireRows;

static void
put_hire(void *state, int32_t post, int64_t gain)
{
	HireRows   *rows = state;
	Datum		values[HIRE_COLUMNS];
	bool		nulls[HIRE_COLUMNS] = {0};

	values[0] = Int64GetDatum(++rows->n);
	values[1] = Int64GetDatum(rows->input->post_ids[post]);
	values[2] = Float8GetDatum(amount_in_units(gain));
	tuplestore_putvalues(rows->result->setResult, rows->result->setDesc, values, nulls);
}

static int64
hires_argument(FunctionCallInfo fcinfo, int argument)
{
	int64		hires;

	if (PG_ARGISNULL(argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"hires\" is NULL"),
				 errhint("Give the most new people there may be.")));
	hires = PG_GETARG_INT64(argument);
	if (hires < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"hires\" is negative"),
				 errdetail("It is %lld.", (long long) hires),
				 errhint("Give the most new people there may be.")));
	return hires;
}

/*
 * hire_plan(posts text, employees text, candidates text, hires bigint,
 *			 move_cost float8) -> one row for each new person that pays
 */
Datum
hire_plan(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int64		hires = hires_argument(fcinfo, 3);
	PostgresHost *host;
	TransferInput input;
	HireRows	rows = {result, &input, 0};

	host = begin_question(fcinfo, HIRE_COLUMNS, 4, &input);
	check_solver_status(plan_hires(&input.problem, &host->host, hires, put_hire, &rows));
	destroy_postgres_host(host);
	PG_RETURN_NULL();
}
