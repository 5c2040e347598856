/*
 * inequality.c
 *	  Inequality of loads in one pass: theil, mean_log_deviation, atkinson,
 *	  coefficient_of_variation, jain and peak_to_mean.  (gini and hoover need
 *	  all values at once: value_set.c.)
 *
 * All but peak_to_mean are the generalized entropy GE of some order (entropy.h):
 *
 *		mean_log_deviation = GE(0)			coefficient_of_variation = sqrt(2 GE(2))
 *		theil = GE(1)						jain = 1 / (1 + 2 GE(2))
 *		atkinson(e) = 1 - (1 + p (p - 1) GE(p))^(1/p), p = 1 - e; 1 - exp(-GE(0)) at e = 1
 *
 * The state of small groups is small; it gets a block of rows behind it when
 * more than a block's have come.
 *
 * F. A. Cowell, "Measuring Inequality", 3rd ed. (2011), 4.5 and appendix A;
 * A. B. Atkinson, J. Econ. Theory 2 (1970), 244-263.
 *
 * There are no inverse transition functions: taking a row out again would
 * subtract, and lose the digits that the above takes care to keep.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "aggregate.h"
#include "entropy.h"

/*
 * Number of float8 in a state with a block; that of a form without weights ends
 * before them.
 */
#define BLOCK_LENGTH(weighted) \
	(STATE_LENGTH(EntropyState) + 1 + ((weighted) ? 2 : 1) * BLOCK_ROWS)

typedef struct PeakState
{
	double		version;
	ExactSum	weight;
	ExactSum	amount;
	double		peak;
} PeakState;

/* Stands in INITCOND of atkinson; no epsilon makes it, since p <= 1. */
#define ORDER_UNKNOWN	9

PG_FUNCTION_INFO_V1(entropy_accum);
PG_FUNCTION_INFO_V1(entropy_weighted_accum);
PG_FUNCTION_INFO_V1(atkinson_accum);
PG_FUNCTION_INFO_V1(atkinson_weighted_accum);
PG_FUNCTION_INFO_V1(entropy_combine);
PG_FUNCTION_INFO_V1(entropy_final);
PG_FUNCTION_INFO_V1(atkinson_final);
PG_FUNCTION_INFO_V1(coefficient_of_variation_final);
PG_FUNCTION_INFO_V1(jain_final);
PG_FUNCTION_INFO_V1(peak_to_mean_accum);
PG_FUNCTION_INFO_V1(peak_to_mean_combine);
PG_FUNCTION_INFO_V1(peak_to_mean_final);

/* The block behind a state of so many numbers, or NULL. */
static EntropyBlock *
block_of(FunctionCallInfo fcinfo, const EntropyState *state, int length)
{
	EntropyBlock *block = (EntropyBlock *) (state + 1);

	if (length == STATE_LENGTH(EntropyState))
		return NULL;
	if (!(block->count >= 0 && block->count < BLOCK_ROWS && block->count == (int) block->count))
		refuse_state(fcinfo, "The number of rows in its block is impossible.");
	return block;
}

/* Its length, or that of a state without a block when it cannot be a state. */
static int
entropy_length(ArrayType *array)
{
	int			length = ARR_NDIM(array) == 1 ? ARR_DIMS(array)[0] : 0;

	return length == BLOCK_LENGTH(false) || length == BLOCK_LENGTH(true) ? length :
		STATE_LENGTH(EntropyState);
}

/* Put the rows of its block, if there is one, into a state. */
static void
settle_block(FunctionCallInfo fcinfo, EntropyState *state, const EntropyBlock *block, int length)
{
	if (block != NULL && block->count > 0)
		add_block_to_entropy(fcinfo, state, block, length == BLOCK_LENGTH(true));
}

/* The state in an argument of a combine or final function, without a block. */
static EntropyState
settled_argument(FunctionCallInfo fcinfo, int argno)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argno);
	int			length = entropy_length(array);
	const EntropyState *given = array_to_read(fcinfo, array, length);
	EntropyState state = *given;

	settle_block(fcinfo, &state, block_of(fcinfo, given, length), length);
	return state;
}

/* A copy of a state, with an empty block behind it. */
static pg_noinline EntropyState *
give_block(const EntropyState *state, bool weighted)
{
	int			length = BLOCK_LENGTH(weighted);
	Size		size = ARR_OVERHEAD_NONULLS(1) + length * sizeof(double);
	ArrayType  *array = palloc0(size);

	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = FLOAT8OID;
	ARR_DIMS(array)[0] = length;
	ARR_LBOUND(array)[0] = 1;
	memcpy(STATE_NUMBERS(array), state, sizeof(EntropyState));
	return (EntropyState *) STATE_NUMBERS(array);
}

/*
 * The transition: argument 1 is the value, epsilon_argno the epsilon or 0.  The
 * weight is that of the row, or the constant 1 without weights.
 */
static pg_attribute_always_inline Datum
accumulate(FunctionCallInfo fcinfo, double weight, bool weighted, int epsilon_argno)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	int			length = entropy_length(array);
	EntropyState *state = array_to_change(fcinfo, array, length);
	double		value = weighted_argument(fcinfo, 1, weight);

	if (epsilon_argno > 0)
	{
		double		order = 1 - nonnegative_argument(fcinfo, epsilon_argno);

		if (unlikely(state->order != order))
		{
			if (state->order != ORDER_UNKNOWN)
				refuse_change(fcinfo, epsilon_argno, 1 - state->order, 1 - order);
			state->order = order;
		}
	}

	if (likely(length == BLOCK_LENGTH(weighted)))
		push_row(fcinfo, state, block_of(fcinfo, state, length), value, weight, weighted);
	else
	{
		add_to_entropy(fcinfo, state, value, weight);
		if (length == STATE_LENGTH(EntropyState) && deserves_block(state, weight) &&
			AggCheckCallContext(fcinfo, NULL))
			state = give_block(state, weighted);
	}
	PG_RETURN_STATE(state);
}

/* (state, value); the order stands in the aggregate's INITCOND */
Datum
entropy_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, 1, false, 0);
}

/* (state, value, weight) */
Datum
entropy_weighted_accum(PG_FUNCTION_ARGS)
{
	double		weight = amount_argument(fcinfo, 2);

	if (weight == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	return accumulate(fcinfo, weight, true, 0);
}

/* (state, value, epsilon) */
Datum
atkinson_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, 1, false, 2);
}

/* (state, value, weight, epsilon) */
Datum
atkinson_weighted_accum(PG_FUNCTION_ARGS)
{
	double		weight = amount_argument(fcinfo, 2);

	if (weight == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	return accumulate(fcinfo, weight, true, 3);
}

Datum
entropy_combine(PG_FUNCTION_ARGS)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	int			length = entropy_length(array);
	EntropyState *state = array_to_change(fcinfo, array, length);
	EntropyBlock *block = block_of(fcinfo, state, length);
	EntropyState other = settled_argument(fcinfo, 1);

	if (other.order == ORDER_UNKNOWN)
		PG_RETURN_STATE(state);
	if (state->order == ORDER_UNKNOWN)
		state->order = other.order;
	if (state->order != other.order)
		refuse_change(fcinfo, 0, 1 - state->order, 1 - other.order);
	if (sum_value(other.weight) > 0)
	{
		settle_block(fcinfo, state, block, length);
		if (block != NULL)
			block->count = 0;
	}
	join_entropy(fcinfo, state, &other);
	PG_RETURN_STATE(state);
}

/* The index of a final function's state; false where it is NULL. */
static bool
entropy_of(FunctionCallInfo fcinfo, double *entropy, double *order)
{
	EntropyState state = settled_argument(fcinfo, 0);

	*order = state.order;
	return entropy_index(&state, entropy);
}

/* theil and mean_log_deviation */
Datum
entropy_final(PG_FUNCTION_ARGS)
{
	double		entropy;
	double		order;

	if (!entropy_of(fcinfo, &entropy, &order))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(entropy);
}

Datum
atkinson_final(PG_FUNCTION_ARGS)
{
	double		entropy;
	double		order;

	if (!entropy_of(fcinfo, &entropy, &order))
		PG_RETURN_NULL();
	if (isinf(entropy))
		PG_RETURN_FLOAT8(1);
	if (order == 0)
		PG_RETURN_FLOAT8(0 - expm1(-entropy));
	PG_RETURN_FLOAT8(0 - expm1(log1p(order * (order - 1) * entropy) / order));
}

Datum
coefficient_of_variation_final(PG_FUNCTION_ARGS)
{
	double		entropy;
	double		order;

	if (!entropy_of(fcinfo, &entropy, &order))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(sqrt(2 * entropy));
}

Datum
jain_final(PG_FUNCTION_ARGS)
{
	double		entropy;
	double		order;

	if (!entropy_of(fcinfo, &entropy, &order))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(1 / (1 + 2 * entropy));
}

/* (state, value [, weight]) */
Datum
peak_to_mean_accum(PG_FUNCTION_ARGS)
{
	PeakState  *state = state_to_change(fcinfo, 0, STATE_LENGTH(PeakState));
	double		weight = PG_NARGS() > 2 ? amount_argument(fcinfo, 2) : 1;

	if (weight > 0)
	{
		double		value = weighted_argument(fcinfo, 1, weight);

		state->weight = sum_add(state->weight, weight);
		state->amount = sum_add_sum(state->amount, exact_product(value, weight));
		state->peak = Max(state->peak, value);
		if (unlikely(!isfinite(sum_value(state->amount)) || !isfinite(sum_value(state->weight))))
			refuse_overflow(fcinfo);
	}
	PG_RETURN_STATE(state);
}

Datum
peak_to_mean_combine(PG_FUNCTION_ARGS)
{
	PeakState  *state = state_to_change(fcinfo, 0, STATE_LENGTH(PeakState));
	const PeakState *other = state_to_read(fcinfo, 1, STATE_LENGTH(PeakState));

	state->weight = sum_add_sum(state->weight, other->weight);
	state->amount = sum_add_sum(state->amount, other->amount);
	state->peak = Max(state->peak, other->peak);
	if (!isfinite(sum_value(state->amount)) || !isfinite(sum_value(state->weight)))
		refuse_overflow(fcinfo);
	PG_RETURN_STATE(state);
}

Datum
peak_to_mean_final(PG_FUNCTION_ARGS)
{
	const PeakState *state = state_to_read(fcinfo, 0, STATE_LENGTH(PeakState));

	if (sum_value(state->amount) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(state->peak / (sum_value(state->amount) / sum_value(state->weight)));
}
