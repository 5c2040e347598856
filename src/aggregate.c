/*
 * aggregate.c
 *	  Checks shared by the aggregates; see aggregate.h.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_proc.h"
#include "funcapi.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "aggregate.h"

/*
 * The name of the aggregate that the running support function belongs to: what
 * comes before _accum, _combine or _final.
 */
static char *
aggregate_name(FunctionCallInfo fcinfo)
{
	char	   *name = get_func_name(fcinfo->flinfo->fn_oid);
	char	   *suffix;

	if (name == NULL)
		elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
	suffix = strrchr(name, '_');
	if (suffix != NULL)
		*suffix = '\0';
	return name;
}

/* The name of an argument of the running function, as declared in SQL. */
static char *
argument_name(FunctionCallInfo fcinfo, int argno)
{
	HeapTuple	procedure;
	Datum		names;
	bool		isnull;
	char	  **name;
	char	   *result;

	procedure = SearchSysCache1(PROCOID, ObjectIdGetDatum(fcinfo->flinfo->fn_oid));
	if (!HeapTupleIsValid(procedure))
		elog(ERROR, "cache lookup failed for function %u", fcinfo->flinfo->fn_oid);
	names = SysCacheGetAttr(PROCOID, procedure, Anum_pg_proc_proargnames, &isnull);
	if (!isnull && get_func_input_arg_names(names, (Datum) 0, &name) > argno &&
		name[argno] != NULL)
		result = name[argno];
	else
		result = psprintf("argument %d", argno + 1);
	ReleaseSysCache(procedure);
	return result;
}

void
refuse_argument(FunctionCallInfo fcinfo, int argno)
{
	double		value = PG_GETARG_FLOAT8(argno);

	if (isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 value < 0 ?
				 errmsg("%s of %s must not be negative",
						  argument_name(fcinfo, argno), aggregate_name(fcinfo))
				 : errmsg("%s of %s is out of range",
						  argument_name(fcinfo, argno), aggregate_name(fcinfo)),
				 errdetail("It is %.15g.", value),
				 errhint("Correct the row, or make the value NULL to leave the row out.")));
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s of %s must be a finite number",
					argument_name(fcinfo, argno), aggregate_name(fcinfo)),
			 errdetail("It is %s.", isnan(value) ? "NaN" :
					   value > 0 ? "Infinity" : "-Infinity"),
			 errhint("Correct the row, or make the value NULL to leave the row out.")));
}

void
refuse_change(FunctionCallInfo fcinfo, int argno, double one, double other)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 argno > 0 ?
			 errmsg("%s of %s must be the same in all rows of a group",
					argument_name(fcinfo, argno), aggregate_name(fcinfo)) :
			 errmsg("the last argument of an aggregate must be the same in all rows of a group"),
			 errdetail("It is %.15g in one row and %.15g in another.", one, other),
			 errhint("Group by it.")));
}

void
refuse_overflow(FunctionCallInfo fcinfo)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("a total of %s is out of range", aggregate_name(fcinfo)),
			 errdetail("The values or weights of this group are too large or too far apart for float8."),
			 errhint("Give them in a larger unit.")));
}

void
refuse_tiny_amount(FunctionCallInfo fcinfo, const char *name, double amount)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s of %s is too small", name, aggregate_name(fcinfo)),
			 errdetail("It is %.15g; unless it is zero, it must be at least %g.",
					   amount, LEAST_AMOUNT),
			 errhint("Give it in a smaller unit.")));
}

void
refuse_tiny(FunctionCallInfo fcinfo, int argno, double amount)
{
	refuse_tiny_amount(fcinfo, argno > 0 ? argument_name(fcinfo, argno) : "value times weight",
					   amount);
}

void
refuse_state(FunctionCallInfo fcinfo, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid aggregate state for %s",
					get_func_name(fcinfo->flinfo->fn_oid)),
			 errdetail_internal("%s", detail),
			 errhint("Call the aggregate itself; its support functions take only each other's states.")));
}

/* The numbers of a state that is sound and all finite. */
static double *
checked_state(FunctionCallInfo fcinfo, ArrayType *array, int length)
{
	double	   *state = STATE_NUMBERS(array);

	if (!state_is_sound(array, length))
		refuse_state(fcinfo, psprintf("It must be an array of %d float8 without NULLs, the first of them %g.",
									  length, STATE_VERSION));
	for (int i = 1; i < length; i++)
		if (!isfinite(state[i]))
			refuse_state(fcinfo, "A number in it is not finite.");
	return state;
}

void *
state_to_copy(FunctionCallInfo fcinfo, ArrayType *array, int length)
{
	return checked_state(fcinfo, (ArrayType *) PG_DETOAST_DATUM_COPY(PointerGetDatum(array)), length);
}

const void *
array_to_read(FunctionCallInfo fcinfo, ArrayType *array, int length)
{
	return checked_state(fcinfo, array, length);
}
