/*
 * planner.c
 *	  The SQL functions plan_transfers, solve_transfers and missing_pairs.
 *
 * All read three queries, solve, and return: the first the transfers as rows,
 * the second one row with the figures, the proof and the transfers, the last
 * the pairs that had to be added to the candidates.  Whatever
 * the call holds in between lives in its host and is gone with it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "portability/instr_time.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "host_postgres.h"
#include "problem_reader.h"
#include "solver/all_pairs.h"
#include "solver/solver.h"
#include "transfer_call.h"

/* Arguments 0 to 2 are the queries. */
#define ARGUMENT_MOVE_COST	3

#define SOLUTION_COLUMNS	15
#define PAIR_COLUMNS		3

typedef struct Solution
{
	PostgresHost *host;			/* owns the rest */
	TransferInput input;
	TransferPlan plan;
	SolverStatus status;
	double		read_ms;
	double		solve_ms;
	int64		pairs_not_listed;	/* or UNKNOWN_PAIRS */
} Solution;

#define UNKNOWN_PAIRS	(-1)

PG_FUNCTION_INFO_V1(plan_transfers);
PG_FUNCTION_INFO_V1(solve_transfers);
PG_FUNCTION_INFO_V1(missing_pairs);

static double
milliseconds_since(instr_time start)
{
	instr_time	now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, start);
	return INSTR_TIME_GET_MILLISEC(now);
}

/*
 * Solves over the candidates, or over all pairs; counts the pairs that are not
 * listed when the caller wants to know.
 */
static void
solve_input(Solution *solution, bool over_all_pairs, bool counts_pairs)
{
	TransferInput *input = &solution->input;
	const Host *host = &solution->host->host;
	PairPrices	prices;

	counts_pairs = counts_pairs && input->pairs != NULL;
	if (over_all_pairs)
	{
		solution->status = solve_over_all_pairs(&input->problem, input->pairs,
												host, &solution->plan);
		check_solver_status(solution->status);
		input->candidate_rows =
			input->problem.candidate_start[input->problem.n_employees];
		solution->pairs_not_listed = 0;
		return;
	}
	solution->status = solve_with_prices(&input->problem, host, NULL, &solution->plan,
										 counts_pairs ? &prices : NULL);
	check_solver_status(solution->status);
	solution->pairs_not_listed = !counts_pairs ? UNKNOWN_PAIRS :
		count_pairs_not_listed(&input->problem, input->pairs, host, &prices);
}

/* Reads what a call asks about. */
static void
read_call(FunctionCallInfo fcinfo, Solution *solution)
{
	instr_time	start;

	memset(solution, 0, sizeof(*solution));
	solution->host = create_postgres_host();

	INSTR_TIME_SET_CURRENT(start);
	read_transfer_arguments(fcinfo, ARGUMENT_MOVE_COST, solution->host,
							&solution->input);
	solution->read_ms = milliseconds_since(start);
}

/* Reads and solves what a call asks for. */
static void
solve_call(FunctionCallInfo fcinfo, Solution *solution, bool counts_pairs)
{
	instr_time	start;

	read_call(fcinfo, solution);
	INSTR_TIME_SET_CURRENT(start);
	solve_input(solution, is_over_all_pairs(fcinfo), counts_pairs);
	solution->solve_ms = milliseconds_since(start);
}

/* The columns of the type transfer. */
static void
fill_transfer(const Solution *solution, const TransferStep *step,
			  Datum *values, bool *nulls)
{
	const TransferInput *input = &solution->input;
	bool		is_new_hire = step->from_post == NO_POST;
	bool		is_first = step->step == 1;

	memset(nulls, 0, TRANSFER_COLUMNS * sizeof(bool));
	values[TRANSFER_CHAIN] = Int32GetDatum(step->chain);
	values[TRANSFER_STEP] = Int32GetDatum(step->step);
	values[TRANSFER_EMPLOYEE] = Int64GetDatum(input->employee_ids[step->employee]);
	values[TRANSFER_FROM_POST] = Int64GetDatum(is_new_hire ? 0 : input->post_ids[step->from_post]);
	nulls[TRANSFER_FROM_POST] = is_new_hire;
	values[TRANSFER_TO_POST] = Int64GetDatum(input->post_ids[step->to_post]);
	values[TRANSFER_COST] = Float8GetDatum(amount_in_units(step->cost));
	values[TRANSFER_GAIN] = Float8GetDatum(amount_in_units(step->gain));
	nulls[TRANSFER_GAIN] = !is_first;
}

/*
 * plan_transfers(posts text, employees text, candidates text,
 *				  move_cost float8, max_moves bigint) -> SETOF transfer
 */
Datum
plan_transfers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Solution	solution;

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, TRANSFER_COLUMNS);

	solve_call(fcinfo, &solution, false);
	for (int64 i = 0; i < solution.plan.n_steps; i++)
	{
		Datum		values[TRANSFER_COLUMNS];
		bool		nulls[TRANSFER_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		fill_transfer(&solution, &solution.plan.steps[i], values, nulls);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	destroy_postgres_host(solution.host);
	PG_RETURN_NULL();
}

/* The transfers as an array of the given composite type. */
static Datum
transfer_array(const Solution *solution, Oid transfer_type)
{
	int64		n = solution->plan.n_steps;
	TupleDesc	row = lookup_rowtype_tupdesc(transfer_type, -1);
	Datum	   *transfers;

	check_row_type(row, TRANSFER_COLUMNS);
	transfers = host_allocate_raw(solution->host, n * sizeof(Datum));
	for (int64 i = 0; i < n; i++)
	{
		Datum		values[TRANSFER_COLUMNS];
		bool		nulls[TRANSFER_COLUMNS];

		CHECK_FOR_INTERRUPTS();
		fill_transfer(solution, &solution->plan.steps[i], values, nulls);
		transfers[i] = HeapTupleGetDatum(heap_form_tuple(row, values, nulls));
	}
	ReleaseTupleDesc(row);
	return PointerGetDatum(construct_array(transfers, n, transfer_type,
										   -1, false, TYPALIGN_DOUBLE));
}

/*
 * solve_transfers(posts text, employees text, candidates text,
 *				   move_cost float8, max_moves bigint) -> one row
 */
Datum
solve_transfers(PG_FUNCTION_ARGS)
{
	Solution	solution;
	const TransferPlan *plan = &solution.plan;
	TupleDesc	row;
	Datum		values[SOLUTION_COLUMNS];
	bool		nulls[SOLUTION_COLUMNS] = {0};
	HeapTuple	tuple;

	if (get_call_result_type(fcinfo, NULL, &row) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	row = BlessTupleDesc(row);
	check_row_type(row, SOLUTION_COLUMNS);

	solve_call(fcinfo, &solution, true);
	values[0] = CStringGetTextDatum(solution.status == SOLVER_OPTIMAL ?
									"optimal" : "feasible");
	values[1] = Int64GetDatum(solution.input.problem.n_posts);
	values[2] = Int64GetDatum(solution.input.problem.n_employees);
	values[3] = Int64GetDatum(solution.input.candidate_rows);
	values[4] = Int64GetDatum(plan->moves);
	values[5] = Float8GetDatum(amount_in_units(plan->imbalance_before));
	values[6] = Float8GetDatum(amount_in_units(plan->imbalance_after));
	values[7] = Float8GetDatum(amount_in_units(plan->cost));
	values[8] = Float8GetDatum(amount_in_units(plan->objective_before));
	values[9] = Float8GetDatum(amount_in_units(plan->objective_after));
	values[10] = Float8GetDatum(amount_in_units(plan->lower_bound));
	values[11] = Float8GetDatum(solution.read_ms);
	values[12] = Float8GetDatum(solution.solve_ms);
	values[13] = transfer_array(&solution,
								get_element_type(TupleDescAttr(row, 13)->atttypid));
	values[14] = Int64GetDatum(solution.pairs_not_listed);
	nulls[14] = solution.pairs_not_listed == UNKNOWN_PAIRS;
	tuple = heap_form_tuple(row, values, nulls);
	destroy_postgres_host(solution.host);
	PG_RETURN_DATUM(HeapTupleGetDatum(tuple));
}

/* Where missing_pairs puts its rows. */
typedef struct PairReturn
{
	const TransferInput *input;
	ReturnSetInfo *result;
} PairReturn;

static void
return_pair(void *state, int32_t employee, int32_t post, int64_t cost)
{
	PairReturn *pairs = state;
	Datum		values[PAIR_COLUMNS];
	bool		nulls[PAIR_COLUMNS] = {0};

	values[0] = Int64GetDatum(pairs->input->employee_ids[employee]);
	values[1] = Int64GetDatum(pairs->input->post_ids[post]);
	values[2] = Float8GetDatum(amount_in_units(cost));
	tuplestore_putvalues(pairs->result->setResult, pairs->result->setDesc, values, nulls);
}

/*
 * missing_pairs(posts text, employees text, candidates text, move_cost float8,
 *				 max_moves bigint) -> TABLE (employee_id, post_id, cost)
 */
Datum
missing_pairs(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Solution	solution;
	PairReturn	pairs = {.input = &solution.input, .result = result};

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, PAIR_COLUMNS);
	if (is_over_all_pairs(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" is NULL", "candidates"),
				 errhint("All lawful pairs miss none; give the query that lists some of them.")));

	read_call(fcinfo, &solution);
	if (solution.input.pairs != NULL)
		check_solver_status(solve_with_missing_pairs(&solution.input.problem,
													 solution.input.pairs,
													 &solution.host->host,
													 return_pair, &pairs,
													 &solution.plan));
	destroy_postgres_host(solution.host);
	PG_RETURN_NULL();
}
