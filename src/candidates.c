/*
 * candidates.c
 *	  The SQL functions transfer_candidates, judged_pairs and fitting_jobs.
 *
 * All ask candidate_queries, a function in SQL, what there is to read, so that
 * no table is named here, and hand it to a judge (judge.h).  The first returns
 * the lawful pairs, the second pairs with all that was found, the last what the
 * judge thinks of whole jobs.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "judge.h"
#include "transfer_call.h"

PG_FUNCTION_INFO_V1(transfer_candidates);
PG_FUNCTION_INFO_V1(judged_pairs);
PG_FUNCTION_INFO_V1(fitting_jobs);

/* A row of transfer_candidates as it lies in a tuple: no NULL, all of eight bytes. */
typedef struct CandidateTuple
{
	int64		employee_id;
	int64		post_id;
	double		cost;
	double		way;
	double		learning;
	double		preference;
	double		briefing;
	double		rotation;
	double		disruption;
} CandidateTuple;

#define CANDIDATE_COLUMNS	(sizeof(CandidateTuple) / sizeof(int64))

typedef struct Call
{
	Judge		judge;			/* its state is the call */
	ReturnSetInfo *result;
	CandidateTuple *row;		/* in the tuple of the slot */
	TupleTableSlot *slot;
} Call;

/*
 * The question
 */

/* Runs a statement of the extension's own; its only row is in SPI_tuptable. */
static void
ask(const char *statement, int n, Oid *types, Datum *values, const char *nulls,
	bool read_only)
{
	if (SPI_execute_with_args(statement, n, types, values, nulls,
							  read_only, 0) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "no single row from: %s", statement);
}

/* The schema of the function that is called, quoted. */
static const char *
own_schema(FunctionCallInfo fcinfo)
{
	return quote_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)));
}

/* Sets the search path, until the function that is called returns. */
static void
enter_workspace(FunctionCallInfo fcinfo, NullableDatum ws)
{
	Oid			type = REGNAMESPACEOID;

	SPI_connect();
	ask(psprintf("SELECT %s.enter_workspace($1)", own_schema(fcinfo)),
		1, &type, &ws.value, ws.isnull ? "n" : " ", false);
	SPI_finish();
}

static Datum
answer(int column)
{
	bool		is_null;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0],
									  SPI_tuptable->tupdesc, column, &is_null);

	if (is_null)
		elog(ERROR, "column %d of candidate_queries is NULL", column);
	return value;
}

static double
answered_number(int column)
{
	return DatumGetFloat8(answer(column));
}

static const char *
answered_query(Judge *judge, int column)
{
	return MemoryContextStrdup(judge->host->memory,
							   TextDatumGetCString(answer(column)));
}

static void
check_nearest(int nearest)
{
	if (nearest < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of nearest posts must not be negative"),
				 errdetail("It is %d.", nearest),
				 errhint("Correct the setting nearest_posts.")));
}

/* What candidate_queries says about a day and the employees asked about. */
static void
read_question(FunctionCallInfo fcinfo, Judge *judge, NullableDatum as_of,
			  NullableDatum of_employees)
{
	Question   *q = &judge->question;
	char		nulls[] = {as_of.isnull ? 'n' : ' ', of_employees.isnull ? 'n' : ' '};
	int			column = 0;

	SPI_connect();
	ask(psprintf("SELECT q.* FROM %1$s.candidate_queries(%1$s.day_of($1), $2) AS q",
				 own_schema(fcinfo)),
		2, (Oid[]) {DATEOID, INT8ARRAYOID},
		(Datum[]) {as_of.value, of_employees.value}, nulls, true);
	q->queries.units = answered_query(judge, ++column);
	q->queries.jobs = answered_query(judge, ++column);
	q->queries.demands = answered_query(judge, ++column);
	q->queries.posts = answered_query(judge, ++column);
	q->queries.people = answered_query(judge, ++column);
	q->queries.skills = answered_query(judge, ++column);
	q->queries.kin = answered_query(judge, ++column);
	q->queries.wishes = answered_query(judge, ++column);
	q->nearest = DatumGetInt32(answer(++column));
	q->max_km = answered_number(++column);
	q->way_weight = answered_number(++column);
	q->learning_weight = answered_number(++column);
	q->preference_weight = answered_number(++column);
	q->resistance_weight = answered_number(++column);
	q->rotation_weight = answered_number(++column);
	q->disruption_weight = answered_number(++column);
	SPI_finish();
	check_nearest(q->nearest);
}

/*
 * A call whose judge knows all there is to know.  Rows go to its result, which
 * has so many columns.
 */
static Call *
start_call(FunctionCallInfo fcinfo, NullableDatum as_of,
		   NullableDatum of_employees, int n_columns)
{
	PostgresHost *host;
	Call	   *call;

	InitMaterializedSRF(fcinfo, 0);
	host = create_postgres_host();
	call = MemoryContextAllocZero(host->memory, sizeof(Call));
	call->result = (ReturnSetInfo *) fcinfo->resultinfo;
	check_row_type(call->result->setDesc, n_columns);
	call->judge.host = host;
	call->judge.state = call;
	read_question(fcinfo, &call->judge, as_of, of_employees);
	prepare_judge(&call->judge);
	return call;
}

static void
return_values(const Call *call, Datum *values, bool *nulls)
{
	tuplestore_putvalues(call->result->setResult, call->result->setDesc, values, nulls);
}

/*
 * transfer_candidates(ws, as_of): the lawful pairs near and wished.
 */

/*
 * The one tuple that all rows of the result go through.  They are millions:
 * to put them together column by column would take as long as to judge them.
 */
static void
start_candidate_rows(Call *call)
{
	TupleDesc	columns = call->result->setDesc;
	TupleTableSlot *zeros = MakeSingleTupleTableSlot(columns, &TTSOpsVirtual);
	MinimalTuple tuple;

	for (int i = 0; i < columns->natts; i++)
	{
		bool		is_float = TupleDescAttr(columns, i)->atttypid == FLOAT8OID;

		if (!is_float && TupleDescAttr(columns, i)->atttypid != INT8OID)
			elog(ERROR, "column %d of transfer_candidates has another type", i + 1);
		zeros->tts_values[i] = is_float ? Float8GetDatum(0) : Int64GetDatum(0);
		zeros->tts_isnull[i] = false;
	}
	tuple = ExecCopySlotMinimalTuple(ExecStoreVirtualTuple(zeros));
	ExecDropSingleTupleTableSlot(zeros);
	call->row = (CandidateTuple *) ((char *) tuple - MINIMAL_TUPLE_OFFSET + tuple->t_hoff);
	call->slot = MakeSingleTupleTableSlot(columns, &TTSOpsMinimalTuple);
	ExecStoreMinimalTuple(tuple, call->slot, false);
}

static void
return_candidate(Judge *judge, const Pair *pair)
{
	Call	   *call = judge->state;

	if (pair->refusals != 0)
		return;
	*call->row = (CandidateTuple)
	{
		.employee_id = judge->person->id,
		.post_id = pair->post->id,
		.cost = pair->way + pair->learning + pair->preference + pair->briefing +
			pair->rotation + pair->disruption,
		.way = pair->way,
		.learning = pair->learning,
		.preference = pair->preference,
		.briefing = pair->briefing,
		.rotation = pair->rotation,
		.disruption = pair->disruption
	};
	tuplestore_puttupleslot(call->result->setResult, call->slot);
}

Datum
transfer_candidates(PG_FUNCTION_ARGS)
{
	NullableDatum nobody = {0, true};
	Call	   *call;

	enter_workspace(fcinfo, fcinfo->args[0]);
	call = start_call(fcinfo, fcinfo->args[1], nobody, CANDIDATE_COLUMNS);
	call->judge.receive = return_candidate;
	start_candidate_rows(call);
	judge_people(&call->judge);
	ExecDropSingleTupleTableSlot(call->slot);
	destroy_postgres_host(call->judge.host);
	PG_RETURN_NULL();
}

/*
 * judged_pairs(as_of, of_employees, of_posts): pairs with all that was found.
 */

enum
{
	PAIR_EMPLOYEE, PAIR_FROM_POST, PAIR_POST, PAIR_LISTED, PAIR_REFUSALS,
	PAIR_KM_BEFORE, PAIR_KM, PAIR_WAY, PAIR_LEARNING, PAIR_PREFERENCE,
	PAIR_BRIEFING, PAIR_ROTATION, PAIR_DISRUPTION, PAIR_COLUMNS
};

static void
return_pair(Judge *judge, const Pair *pair)
{
	const PersonRow *person = judge->person;
	Datum		values[PAIR_COLUMNS];
	bool		nulls[PAIR_COLUMNS] = {0};

	values[PAIR_EMPLOYEE] = Int64GetDatum(person->id);
	values[PAIR_FROM_POST] = Int64GetDatum(person->post_id);
	nulls[PAIR_FROM_POST] = !person->has_post;
	values[PAIR_POST] = Int64GetDatum(pair->post->id);
	values[PAIR_LISTED] = BoolGetDatum(pair->is_listed);
	values[PAIR_REFUSALS] = Int32GetDatum(pair->refusals);
	values[PAIR_KM_BEFORE] = Float8GetDatum(pair->km_before);
	nulls[PAIR_KM_BEFORE] = isnan(pair->km_before);
	values[PAIR_KM] = Float8GetDatum(pair->km);
	nulls[PAIR_KM] = isnan(pair->km);
	values[PAIR_WAY] = Float8GetDatum(pair->way);
	values[PAIR_LEARNING] = Float8GetDatum(pair->learning);
	values[PAIR_PREFERENCE] = Float8GetDatum(pair->preference);
	values[PAIR_BRIEFING] = Float8GetDatum(pair->briefing);
	values[PAIR_ROTATION] = Float8GetDatum(pair->rotation);
	values[PAIR_DISRUPTION] = Float8GetDatum(pair->disruption);
	return_values(judge->state, values, nulls);
}

/* The pairs of two arrays; what is not known, or NULL, is passed over. */
static void
read_asked(Judge *judge, ArrayType *of_employees, ArrayType *of_posts)
{
	Placement  *p = &judge->placement;
	ArrayType  *arrays[2] = {of_employees, of_posts};
	Datum	   *ids[2];
	bool	   *is_null[2];
	int			n[2];

	for (int a = 0; a < 2; a++)
		deconstruct_array(arrays[a], INT8OID, sizeof(int64), FLOAT8PASSBYVAL,
						  TYPALIGN_DOUBLE, &ids[a], &is_null[a], &n[a]);
	if (n[0] != n[1])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there must be as many posts as employees"),
				 errdetail("There are %d employees and %d posts.", n[0], n[1]),
				 errhint("Give a pair for each element.")));
	for (int i = 0; i < n[0]; i++)
	{
		AskedRow	pair = {NO_NUMBER, NO_NUMBER};

		CHECK_FOR_INTERRUPTS();
		if (!is_null[0][i])
			pair.employee = find_number(&p->employee_numbers, DatumGetInt64(ids[0][i]));
		if (!is_null[1][i])
			pair.post = find_number(&p->post_numbers, DatumGetInt64(ids[1][i]));
		if (pair.employee != NO_NUMBER && pair.post != NO_NUMBER)
			*ADD_ROW(AskedRow, judge->host, judge->asked) = pair;
	}
	group_rows(judge->host, &judge->asked, sizeof(AskedRow), p->n_employees);
}

Datum
judged_pairs(PG_FUNCTION_ARGS)
{
	Call	   *call = start_call(fcinfo, fcinfo->args[0], fcinfo->args[1], PAIR_COLUMNS);
	Judge	   *judge = &call->judge;

	judge->receive = return_pair;
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		read_asked(judge, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	judge_people(judge);
	destroy_postgres_host(judge->host);
	PG_RETURN_NULL();
}

/*
 * fitting_jobs(as_of, of_employees): the jobs that somebody may hold, wherever.
 */

#define FITTING_COLUMNS	3

/* Bits that all posts of a job have in common, by kind; -1 without such a post. */
static int32 *
common_bits(Judge *judge)
{
	const Placement *p = &judge->placement;
	int32	   *common = ALLOCATE(judge->host, int32, (Size) p->n_jobs * N_KINDS);

	memset(common, -1, sizeof(int32) * p->n_jobs * N_KINDS);
	for (int64 f = 0; f < p->posts_of_job.start[p->n_jobs]; f++)
	{
		const PostRow *post = &p->posts[f];
		int32		closed = REFUSES_ALL;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < N_KINDS; k++)
			closed &= post->minded[k];
		if (closed == 0 && !isnan(post->place.lat))
			for (int k = 0; k < N_KINDS; k++)
				common[post->job * N_KINDS + k] &= post->minded[k];
	}
	return common;
}

static ArrayType *
eight_byte_array(Datum *elements, int n, Oid type)
{
	return construct_array(elements, n, type, sizeof(int64), FLOAT8PASSBYVAL,
						   TYPALIGN_DOUBLE);
}

/* The jobs of the person at hand, a row, unless there is none. */
static void
return_jobs(Judge *judge, const int32 *common, Datum *ids, Datum *costs)
{
	Datum		values[FITTING_COLUMNS];
	bool		nulls[FITTING_COLUMNS] = {0};
	int32		first;
	int32		last;
	int			n = 0;

	open_jobs(judge, &first, &last);
	for (int32 j = first; j < last; j++)
	{
		const Fit  *fit = fit_of(judge, j);
		int32		minded = common[j * N_KINDS + judge->person->kind];

		if (minded == -1 || refusals_of(fit, minded) != 0)
			continue;
		ids[n] = Int64GetDatum(judge->placement.jobs[j].id);
		costs[n++] = Float8GetDatum(judge->question.learning_weight * fit->days);
	}
	if (n == 0)
		return;
	values[0] = Int64GetDatum(judge->person->id);
	values[1] = PointerGetDatum(eight_byte_array(ids, n, INT8OID));
	values[2] = PointerGetDatum(eight_byte_array(costs, n, FLOAT8OID));
	return_values(judge->state, values, nulls);
	pfree(DatumGetPointer(values[1]));
	pfree(DatumGetPointer(values[2]));
}

Datum
fitting_jobs(PG_FUNCTION_ARGS)
{
	Call	   *call = start_call(fcinfo, fcinfo->args[0], fcinfo->args[1], FITTING_COLUMNS);
	Judge	   *judge = &call->judge;
	const Placement *p = &judge->placement;
	int32	   *common = common_bits(judge);
	Datum	   *ids = ALLOCATE(judge->host, Datum, p->n_jobs);
	Datum	   *costs = ALLOCATE(judge->host, Datum, p->n_jobs);

	for (int64 i = 0; i < p->n_people; i++)
	{
		CHECK_FOR_INTERRUPTS();
		meet_person(judge, i);
		return_jobs(judge, common, ids, costs);
	}
	destroy_postgres_host(judge->host);
	PG_RETURN_NULL();
}
