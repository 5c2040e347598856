/*
 * workload.c
 *	  Workload, staff and need: staffing_need, load_ratio, coverage, the
 *	  allowance factor of WISN, the need of teachers, and rounding of needs.
 *
 * Two aggregate states do for all of it.
 *
 * QuotientState: a sum of products divided by a number that is the same in
 * all rows of a group.  staffing_need sums volume x minutes over the effective
 * minutes of a year, teacher_need hours x class groups over the hours of a
 * full load, category_allowance_factor just shares.
 *
 * RatioState: two sums.  load_ratio and coverage divide one total by the
 * other, which is the pooled ratio; a mean of ratios would let a post of one
 * person weigh as much as one of a hundred.
 *
 * Products and sums are exact to twice the digits of float8 (exact_sum.h).
 * None has an inverse transition function: a floating-point sum cannot give
 * back what it was before a large number went in, so a moving window
 * is summed anew.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/float.h"

#include "aggregate.h"
#include "exact_sum.h"

/* Effective working time of a year: 1,250 hours (PermenPANRB 1/2020). */
#define EFFECTIVE_MINUTES	75000.0

/* Contact hours a week that make a full load of a teacher (PP 74/2008). */
#define TEACHER_HOURS		24.0

typedef struct QuotientState
{
	double		version;
	double		divisor;		/* 0 before the first row */
	ExactSum	sum;
} QuotientState;

typedef struct RatioState
{
	double		version;
	ExactSum	first;			/* sum of the aggregate's first argument */
	ExactSum	second;			/* sum of its second */
} RatioState;

PG_FUNCTION_INFO_V1(staffing_need_accum);
PG_FUNCTION_INFO_V1(teacher_need_accum);
PG_FUNCTION_INFO_V1(product_quotient_accum);
PG_FUNCTION_INFO_V1(quotient_combine);
PG_FUNCTION_INFO_V1(quotient_final);
PG_FUNCTION_INFO_V1(category_allowance_factor_accum);
PG_FUNCTION_INFO_V1(category_allowance_factor_final);
PG_FUNCTION_INFO_V1(ratio_accum);
PG_FUNCTION_INFO_V1(ratio_combine);
PG_FUNCTION_INFO_V1(ratio_final);

/* Arguments 1 and 2 multiplied and added to the state, which is returned. */
static inline QuotientState *
add_product(FunctionCallInfo fcinfo)
{
	QuotientState *state = state_to_change(fcinfo, 0, STATE_LENGTH(QuotientState));
	double		a = nonnegative_argument(fcinfo, 1);
	double		b = nonnegative_argument(fcinfo, 2);

	state->sum = sum_add_sum(state->sum, exact_product(a, b));
	if (unlikely(!isfinite(sum_value(state->sum))))
		refuse_overflow(fcinfo);
	return state;
}

/* (state, volume, minutes) */
Datum
staffing_need_accum(PG_FUNCTION_ARGS)
{
	QuotientState *state = add_product(fcinfo);

	state->divisor = EFFECTIVE_MINUTES;
	PG_RETURN_STATE(state);
}

/* (state, hours, class groups) */
Datum
teacher_need_accum(PG_FUNCTION_ARGS)
{
	QuotientState *state = add_product(fcinfo);

	state->divisor = TEACHER_HOURS;
	PG_RETURN_STATE(state);
}

/* (state, a, b, divisor): the divisor above zero and the same in all rows */
Datum
product_quotient_accum(PG_FUNCTION_ARGS)
{
	QuotientState *state = add_product(fcinfo);
	double		divisor = nonnegative_argument(fcinfo, 3);

	if (unlikely(divisor == 0))
		refuse_argument(fcinfo, 3);
	if (unlikely(state->divisor != divisor && state->divisor != 0))
		refuse_change(fcinfo, 3, state->divisor, divisor);
	state->divisor = divisor;
	PG_RETURN_STATE(state);
}

Datum
quotient_combine(PG_FUNCTION_ARGS)
{
	QuotientState *state = state_to_change(fcinfo, 0, STATE_LENGTH(QuotientState));
	const QuotientState *other = state_to_read(fcinfo, 1, STATE_LENGTH(QuotientState));

	if (other->divisor != 0)
	{
		if (state->divisor != 0 && state->divisor != other->divisor)
			refuse_change(fcinfo, 0, state->divisor, other->divisor);
		state->divisor = other->divisor;
		state->sum = sum_add_sum(state->sum, other->sum);
		if (!isfinite(sum_value(state->sum)))
			refuse_overflow(fcinfo);
	}
	PG_RETURN_STATE(state);
}

Datum
quotient_final(PG_FUNCTION_ARGS)
{
	const QuotientState *state = state_to_read(fcinfo, 0, STATE_LENGTH(QuotientState));

	if (state->divisor == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(float8_div(sum_value(state->sum), state->divisor));
}

/* (state, share) */
Datum
category_allowance_factor_accum(PG_FUNCTION_ARGS)
{
	QuotientState *state = state_to_change(fcinfo, 0, STATE_LENGTH(QuotientState));

	state->divisor = 1;
	state->sum = sum_add(state->sum, nonnegative_argument(fcinfo, 1));
	if (unlikely(!isfinite(sum_value(state->sum))))
		refuse_overflow(fcinfo);
	PG_RETURN_STATE(state);
}

Datum
category_allowance_factor_final(PG_FUNCTION_ARGS)
{
	const QuotientState *state = state_to_read(fcinfo, 0, STATE_LENGTH(QuotientState));

	if (state->divisor == 0)
		PG_RETURN_NULL();
	if (sum_value(state->sum) >= 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("shares of category_allowance_factor must add up to less than 1"),
				 errdetail("They add up to %.15g, which leaves no working time for the work itself.",
						   sum_value(state->sum)),
				 errhint("Give shares of the available working time as fractions (0.15), not as percentages (15).")));
	PG_RETURN_FLOAT8(1 / (1 - sum_value(state->sum)));
}

/* (state, first, second) */
Datum
ratio_accum(PG_FUNCTION_ARGS)
{
	RatioState *state = state_to_change(fcinfo, 0, STATE_LENGTH(RatioState));
	double		first = nonnegative_argument(fcinfo, 1);
	double		second = nonnegative_argument(fcinfo, 2);

	state->first = sum_add(state->first, first);
	state->second = sum_add(state->second, second);
	if (unlikely(!isfinite(sum_value(state->first)) || !isfinite(sum_value(state->second))))
		refuse_overflow(fcinfo);
	PG_RETURN_STATE(state);
}

Datum
ratio_combine(PG_FUNCTION_ARGS)
{
	RatioState *state = state_to_change(fcinfo, 0, STATE_LENGTH(RatioState));
	const RatioState *other = state_to_read(fcinfo, 1, STATE_LENGTH(RatioState));

	state->first = sum_add_sum(state->first, other->first);
	state->second = sum_add_sum(state->second, other->second);
	if (!isfinite(sum_value(state->first)) || !isfinite(sum_value(state->second)))
		refuse_overflow(fcinfo);
	PG_RETURN_STATE(state);
}

/* NULL when the second total is zero: there is no ratio to nothing */
Datum
ratio_final(PG_FUNCTION_ARGS)
{
	const RatioState *state = state_to_read(fcinfo, 0, STATE_LENGTH(RatioState));

	if (sum_value(state->second) == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(float8_div(sum_value(state->first), sum_value(state->second)));
}
