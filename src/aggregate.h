/*
 * aggregate.h
 *	  What the aggregates share: checked arguments and checked states.
 *
 * A one-pass aggregate keeps its state in a float8[], as PostgreSQL's own
 * statistics do: parallel query, partition-wise aggregation and distributed
 * servers can then ship it.  In C the elements are the members of a struct
 * that opens with STATE_VERSION, and whose initial value stands in the
 * aggregate's INITCOND.
 *
 * By convention the transition function of aggregate X is called X_accum in
 * SQL and has the argument names of X behind its state, so that an error can
 * name both without a table of names in C.  X_final is its final function.
 */
#ifndef ASN_MUTASI_AGGREGATE_H
#define ASN_MUTASI_AGGREGATE_H

#include <float.h>

#include "catalog/pg_type_d.h"
#include "fmgr.h"
#include "utils/array.h"

#include "compat.h"

/* First element of every float8[] state; raised when a layout changes. */
#define STATE_VERSION	1.0

/* Number of float8 in a state struct. */
#define STATE_LENGTH(type)	((int) (sizeof(type) / sizeof(double)))

/* The numbers of a state array, and back. */
#define STATE_NUMBERS(array)	((double *) ((char *) (array) + ARR_OVERHEAD_NONULLS(1)))
#define PG_RETURN_STATE(state)	PG_RETURN_POINTER((char *) (state) - ARR_OVERHEAD_NONULLS(1))

/* Whether an array can be a state: float8[length] without NULLs, our version. */
static inline bool
state_is_sound(ArrayType *array, int length)
{
	return ARR_NDIM(array) == 1 &&
		ARR_DIMS(array)[0] == length &&
		!ARR_HASNULL(array) &&
		ARR_ELEMTYPE(array) == FLOAT8OID &&
		STATE_NUMBERS(array)[0] == STATE_VERSION;
}

/* What state_to_change does outside of an aggregate, or to raise its error. */
extern void *state_to_copy(FunctionCallInfo fcinfo, ArrayType *array, int length);

/* Error 22023 about a state that none of our functions can have made. */
pg_noreturn extern void refuse_state(FunctionCallInfo fcinfo, const char *detail);

/*
 * The state that a transition function was given as array, to be changed.
 *
 * Inside an aggregate the array is changed in place.  When a user calls the
 * function directly it is a copy.  Either way PG_RETURN_STATE hands it back.
 * Raises 22023 unless it is sound, and, in a direct call, all finite.
 */
static inline void *
array_to_change(FunctionCallInfo fcinfo, ArrayType *array, int length)
{
	if (likely(AggCheckCallContext(fcinfo, NULL) && state_is_sound(array, length)))
		return STATE_NUMBERS(array);
	return state_to_copy(fcinfo, array, length);
}

/* The same for an argument. */
static inline void *
state_to_change(FunctionCallInfo fcinfo, int argno, int length)
{
	return array_to_change(fcinfo, PG_GETARG_ARRAYTYPE_P(argno), length);
}

/* The same for a state that is only read; finite numbers always required. */
extern const void *array_to_read(FunctionCallInfo fcinfo, ArrayType *array, int length);

static inline const void *
state_to_read(FunctionCallInfo fcinfo, int argno, int length)
{
	return array_to_read(fcinfo, PG_GETARG_ARRAYTYPE_P(argno), length);
}

/* Error 22003 or 22023 about a float8 argument, naming it and the aggregate. */
pg_noreturn extern void refuse_argument(FunctionCallInfo fcinfo, int argno);

/*
 * Error 22023: an argument that has to be the same in all rows is not.  A
 * combine function, which has no such argument, says argno 0.
 */
pg_noreturn extern void refuse_change(FunctionCallInfo fcinfo, int argno, double one, double other);

/* Error 22003: the arguments are so large that a total is not a number. */
pg_noreturn extern void refuse_overflow(FunctionCallInfo fcinfo);

/* A float8 argument: finite and not negative, or an error. */
static inline double
nonnegative_argument(FunctionCallInfo fcinfo, int argno)
{
	double		value = PG_GETARG_FLOAT8(argno);

	if (unlikely(!(value >= 0 && value <= DBL_MAX)))
		refuse_argument(fcinfo, argno);
	return value;
}

/*
 * What the indices of inequality add up must not sink below what float8 holds
 * in full, about 1e-292: a value, a weight and their product are either zero or
 * at least this, which leaves room for factors of 1e-32 in what comes of them.
 */
#define LEAST_AMOUNT	1e-250

/* Error 22003: it is above zero and below that; argno 0 is value times weight. */
pg_noreturn extern void refuse_tiny(FunctionCallInfo fcinfo, int argno, double amount);

/* The same for what is no argument. */
pg_noreturn extern void refuse_tiny_amount(FunctionCallInfo fcinfo, const char *name, double amount);

/* A float8 argument: zero or from LEAST_AMOUNT up, finite, or an error. */
static inline double
amount_argument(FunctionCallInfo fcinfo, int argno)
{
	double		amount = PG_GETARG_FLOAT8(argno);

	if (unlikely(!(amount >= LEAST_AMOUNT && amount <= DBL_MAX)) && amount != 0)
	{
		if (amount > 0 && amount < LEAST_AMOUNT)
			refuse_tiny(fcinfo, argno, amount);
		refuse_argument(fcinfo, argno);
	}
	return amount;
}

/* The value in an argument that goes with a weight above zero. */
static inline double
weighted_argument(FunctionCallInfo fcinfo, int argno, double weight)
{
	double		value = amount_argument(fcinfo, argno);

	if (unlikely(value * weight < LEAST_AMOUNT) && value > 0)
		refuse_tiny(fcinfo, 0, value * weight);
	return value;
}

#endif							/* ASN_MUTASI_AGGREGATE_H */
