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

PG_FUNCTION_INFO_V1(transfer_frontier);

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

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, FRONTIER_COLUMNS);

	host = create_postgres_host();
	memset(&input, 0, sizeof(input));
	read_transfer_arguments(fcinfo, 3, host, &input);
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
