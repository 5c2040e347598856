/*
 * verify.c
 *	  The SQL function verify_transfers.
 *
 * It reads the problem as the planner does and hands it, with the transfers as
 * someone claims them, to the verifier, which shares nothing with the solver.
 * Transfers may come from anywhere: a transfer that is wrong is a failed
 * check.  Only what cannot be understood as a transfer, a NULL or an amount
 * that is no number where one must stand, is an error.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/typcache.h"

#include "host_postgres.h"
#include "problem_reader.h"
#include "transfer_call.h"
#include "verifier/verifier.h"

/* Arguments 0 to 2 are the queries. */
#define ARGUMENT_TRANSFERS	3
#define ARGUMENT_MOVE_COST	4

#define CHECK_COLUMNS		3

/* What fits an int64 in millionths. */
#define MAX_AMOUNT	9.2e12

PG_FUNCTION_INFO_V1(verify_transfers);

/* Errors name an element by its place in the array, counted from 1. */
static void
check_element_not_null(bool is_null, int place)
{
	if (is_null)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"transfers\" has a NULL element"),
				 errdetail("Element %d is NULL.", place),
				 errhint("Leave it out; an empty array is the empty plan.")));
}

static void
check_field_not_null(bool is_null, const char *field, int place)
{
	if (is_null)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s is NULL in argument \"transfers\"", field),
				 errdetail("Element %d has no %s.", place, field),
				 errhint("Only from_post, for a new hire, and gain, after a chain's first step, may be NULL.")));
}

static int64
amount_of_field(Datum datum, const char *field, int place)
{
	double		amount = DatumGetFloat8(datum);

	if (isnan(amount) || fabs(amount) > MAX_AMOUNT)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s is out of range in argument \"transfers\"", field),
				 errdetail("Element %d has the %s %g.", place, field, amount),
				 errhint("It must be a finite number from -9.2e12 to 9.2e12.")));
	return amount_in_millionths(amount);
}

static void
read_claim(TupleDesc row, Datum element, int place, ClaimedTransfer *claim)
{
	static const char *const fields[TRANSFER_COLUMNS] = {
		"chain", "step", "employee_id", "from_post", "to_post", "cost", "gain"
	};
	Datum		values[TRANSFER_COLUMNS];
	bool		nulls[TRANSFER_COLUMNS];
	HeapTupleHeader header = DatumGetHeapTupleHeader(element);
	HeapTupleData tuple = {
		.t_len = HeapTupleHeaderGetDatumLength(header),
		.t_data = header
	};

	heap_deform_tuple(&tuple, row, values, nulls);
	for (int i = 0; i < TRANSFER_COLUMNS; i++)
		if (i != TRANSFER_FROM_POST && i != TRANSFER_GAIN)
			check_field_not_null(nulls[i], fields[i], place);

	claim->chain = DatumGetInt32(values[TRANSFER_CHAIN]);
	claim->step = DatumGetInt32(values[TRANSFER_STEP]);
	claim->employee_id = DatumGetInt64(values[TRANSFER_EMPLOYEE]);
	claim->has_from_post = !nulls[TRANSFER_FROM_POST];
	claim->from_post_id = nulls[TRANSFER_FROM_POST] ? 0 : DatumGetInt64(values[TRANSFER_FROM_POST]);
	claim->to_post_id = DatumGetInt64(values[TRANSFER_TO_POST]);
	claim->cost = amount_of_field(values[TRANSFER_COST], fields[TRANSFER_COST], place);
	claim->has_gain = !nulls[TRANSFER_GAIN];
	claim->gain = nulls[TRANSFER_GAIN] ? 0 : amount_of_field(values[TRANSFER_GAIN], fields[TRANSFER_GAIN], place);
}

/* The claims of the array, in memory of the host. */
static ClaimedTransfer *
read_claims(ArrayType *array, PostgresHost *host, int *n)
{
	TupleDesc	row = lookup_rowtype_tupdesc(ARR_ELEMTYPE(array), -1);
	Datum	   *elements;
	bool	   *nulls;
	ClaimedTransfer *claims;

	check_row_type(row, TRANSFER_COLUMNS);
	deconstruct_array(array, ARR_ELEMTYPE(array), -1, false, TYPALIGN_DOUBLE,
					  &elements, &nulls, n);
	claims = host_allocate_raw(host, *n * sizeof(ClaimedTransfer));
	for (int i = 0; i < *n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		check_element_not_null(nulls[i], i + 1);
		read_claim(row, elements[i], i + 1, &claims[i]);
	}
	ReleaseTupleDesc(row);
	return claims;
}

static void
check_verifier_status(VerifierStatus status)
{
	if (status == VERIFIER_OUT_OF_RANGE)
		refuse_amounts_out_of_range();
	if (status != VERIFIER_DONE)
		elog(ERROR, "unexpected verifier status %d", (int) status);
}

/*
 * verify_transfers(posts text, employees text, candidates text,
 *					transfers transfer[], move_cost float8, max_moves bigint)
 *		-> TABLE (check_name text, ok boolean, detail text)
 */
Datum
verify_transfers(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	PostgresHost *host;
	TransferInput input = {0};
	ClaimedTransfer *claims = NULL;
	int			n_claims = 0;
	VerifierReport report;

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, CHECK_COLUMNS);

	host = create_postgres_host();
	if (!PG_ARGISNULL(ARGUMENT_TRANSFERS))
		claims = read_claims(PG_GETARG_ARRAYTYPE_P(ARGUMENT_TRANSFERS), host,
							 &n_claims);
	read_transfer_arguments(fcinfo, ARGUMENT_MOVE_COST, host, &input);
	list_lawful_pairs(fcinfo, host, &input);
	check_verifier_status(verify_transfer_plan(&input.problem, input.post_ids,
											   input.employee_ids, claims,
											   n_claims, &host->host, &report));

	for (int32 i = 0; i < report.n_checks; i++)
	{
		const VerifierCheck *check = &report.checks[i];
		Datum		values[CHECK_COLUMNS];
		bool		nulls[CHECK_COLUMNS] = {0};

		values[0] = CStringGetTextDatum(check->name);
		values[1] = BoolGetDatum(check->ok);
		values[2] = CStringGetTextDatum(check->detail);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	destroy_postgres_host(host);
	PG_RETURN_NULL();
}
