/*
 * inequality.c
 *	  Inequality of loads in one pass: theil, mean_log_deviation, atkinson,
 *	  coefficient_of_variation, jain and peak_to_mean.  (gini and hoover need
 *	  all values at once: value_set.c.)
 *
 * All but peak_to_mean are the generalized entropy of some order p,
 *
 *		GE(p) = sum (w/W) g_p(y/m),  g_p(r) = (r^p - 1 - p (r - 1)) / (p (p - 1))
 *
 * with m the mean, W the sum of the weights, and the limits
 *
 *		g_0(r) = r - 1 - ln r,  g_1(r) = r ln r - (r - 1):
 *
 *		mean_log_deviation = GE(0)			coefficient_of_variation = sqrt(2 GE(2))
 *		theil = GE(1)						jain = 1 / (1 + 2 GE(2))
 *		atkinson(e) = 1 - (1 + p (p - 1) GE(p))^(1/p), p = 1 - e; 1 - exp(-GE(0)) at e = 1
 *
 * GE is decomposable: of two groups with means m_k and weights W_k,
 *
 *		W GE = sum_k W_k [ (m_k/m)^p GE_k + g_p(m_k/m) ].
 *
 * A row is a group without inequality inside, so this one step is the
 * transition and the combine function alike.  No term in it is negative:
 * nothing ever cancels, and nearly equal values give as many correct digits
 * as very unequal ones, which textbook formulas (differences of large sums)
 * do not.  For p = 2 it is the method of Youngs and Cramer that PostgreSQL's
 * variances use.  Sums are kept exact (exact_sum.h), so that the order of the
 * rows does not show.
 *
 * F. A. Cowell, "Measuring Inequality", 3rd ed. (2011), 4.5 and appendix A;
 * A. F. Shorrocks, Econometrica 48 (1980), 613-625 (decomposition);
 * A. B. Atkinson, J. Econ. Theory 2 (1970), 244-263.
 *
 * There are no inverse transition functions: taking a row out again would
 * subtract, and lose the digits that the above takes care to keep.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/array.h"
#include "utils/float.h"

#include "aggregate.h"
#include "exact_sum.h"

typedef struct EntropyState
{
	double		version;
	double		order;			/* p; ORDER_UNKNOWN before atkinson's first row */
	ExactSum	weight;			/* W */
	ExactSum	amount;			/* sum of w y */
	ExactSum	entropy;		/* W GE(p) */
	double		zeros;			/* of order <= 0: weight of values 0, which are
								 * not counted in the other members */
} EntropyState;

typedef struct PeakState
{
	double		version;
	ExactSum	weight;
	ExactSum	amount;
	double		peak;
} PeakState;

/* Stands in INITCOND of atkinson; no epsilon makes it, since p <= 1. */
#define ORDER_UNKNOWN	9

/* |r - 1| up to which differences from 1 are taken by series. */
#define NEAR			0.125
#define VERY_NEAR		0.001

PG_FUNCTION_INFO_V1(entropy_accum);
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

/*
 * d - ln(1 + d) for |d| < NEAR, to the last digit but one: by Taylor's series
 * close to 0, else by ln(1 + d) = 2 artanh(s), s = d/(2 + d).
 */
static inline double
log_gap(double d)
{
	double		s;
	double		z;

	if (fabs(d) < VERY_NEAR)
		return d * d * (1.0 / 2 - d * (1.0 / 3 - d * (1.0 / 4 - d * (1.0 / 5 - d / 6))));
	s = d / (2 + d);
	z = s * s;
	return d * s - 2 * s * z *
		(1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 +
													 z * (1.0 / 11 + z * (1.0 / 13 + z / 15))))));
}

/* exp(x) - 1 - x, to the last digits also for small x */
static double
exp_gap(double x)
{
	double		sum = 0;

	if (fabs(x) > 0.5)
		return expm1(x) - x;
	for (int k = 14; k > 2; k--)
		sum = (1 + sum) * x / k;
	return (1 + sum) * x * x / 2;
}

/* g_p(r), where d = r - 1 is given too, since r may have lost its digits. */
static inline double
entropy_term(double order, double d, double r)
{
	bool		near = fabs(d) < NEAR;
	double		h;				/* g_0 */
	double		k;				/* g_1 */
	double		log_r;

	/* the orders that need no logarithm */
	if (order == 2)
		return d * d / 2;
	if (order == 0.5)
		return 2 * (d / (1 + sqrt(r))) * (d / (1 + sqrt(r)));
	if (order == -1)
		return d * d / (2 * r);

	if (r == 0)
		return order == 1 ? 1 : 1 / order;	/* order <= 0 has no zeros */
	log_r = near ? 0 : log(r);
	h = near ? log_gap(d) : d - log_r;
	if (order == 0)
		return h;
	k = near ? d * d - r * h : r * log_r - d;
	if (order == 1)
		return k;

	/* whichever form does not cancel */
	if (near)
		log_r = d - h;
	if (order < 0.5)
		return (exp_gap(order * log_r) / order - h) / (order - 1);
	return (r * exp_gap((order - 1) * log_r) / (order - 1) + k) / order;
}

/*
 * Put another group into the state: its weight (> 0), mean, amount = weight x
 * mean, and entropy = weight x GE.
 */
static pg_attribute_always_inline void
add_group(EntropyState *state, ExactSum weight, ExactSum mean, ExactSum amount, ExactSum entropy)
{
	double		order = state->order;
	double		old_weight = sum_value(state->weight);
	double		old_amount = sum_value(state->amount);
	double		new_weight;
	double		scale;			/* 1 / new amount */
	ExactSum	product;
	double		excess;
	double		d1,
				d2;				/* m_k/m - 1 of the state as it was, and the other */
	double		term1,
				term2;
	double		growth1,
				growth2;		/* (m_k/m)^p - 1 */

	/* (old mean - other mean) x old weight; exact where the two are close */
	product = exact_product(mean.high, state->weight.high);
	excess = (state->amount.high - product.high) +
		(state->amount.low - product.low - mean.high * state->weight.low - mean.low * old_weight);

	state->weight = sum_add_sum(state->weight, weight);
	state->amount = sum_add_sum(state->amount, amount);
	if (old_weight == 0)
	{
		state->entropy = entropy;
		return;
	}
	if (sum_value(state->amount) == 0)
		return;					/* nothing but zeros so far */

	new_weight = sum_value(state->weight);
	scale = 1 / sum_value(state->amount);
	d2 = -excess * scale;
	d1 = -d2 * (sum_value(weight) / old_weight);
	term1 = entropy_term(order, d1,
						 fabs(d1) < NEAR ? 1 + d1 : old_amount / old_weight * (new_weight * scale));
	term2 = entropy_term(order, d2, mean.high * (new_weight * scale));
	growth1 = order * d1 + order * (order - 1) * term1;
	growth2 = order * d2 + order * (order - 1) * term2;

	if (order != 0)
	{
		product = exact_product(state->entropy.high, growth1);
		product.low += state->entropy.low * growth1;
		state->entropy = sum_add_sum(state->entropy, product);
	}
	state->entropy = sum_add(state->entropy, old_weight * term1 + sum_value(weight) * term2);
	if (entropy.high != 0)
		state->entropy = sum_add(state->entropy, sum_value(entropy) * (1 + growth2));
}

static inline void
add_value(FunctionCallInfo fcinfo, EntropyState *state, double value, double weight)
{
	ExactSum	whole_weight = {weight, 0};
	ExactSum	mean = {value, 0};
	ExactSum	amount = {value, 0};
	ExactSum	nothing = {0, 0};

	if (value == 0 && state->order <= 0)
		state->zeros += weight;
	else
	{
		if (weight != 1)
			amount = exact_product(value, weight);
		add_group(state, whole_weight, mean, amount, nothing);
	}
	if (unlikely(!isfinite(sum_value(state->amount)) ||
				 !isfinite(sum_value(state->weight)) ||
				 !isfinite(sum_value(state->entropy)) ||
				 !isfinite(state->zeros)))
		refuse_overflow(fcinfo);
}

/* (state, value [, weight]); the order stands in the aggregate's INITCOND */
Datum
entropy_accum(PG_FUNCTION_ARGS)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));
	double		weight = PG_NARGS() > 2 ? nonnegative_argument(fcinfo, 2) : 1;

	if (weight > 0)
		add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), weight);
	PG_RETURN_STATE(state);
}

/* (state, value, epsilon) and (state, value, weight, epsilon) */
static Datum
atkinson_row(FunctionCallInfo fcinfo, double weight, int epsilon_argno)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));
	double		order = 1 - nonnegative_argument(fcinfo, epsilon_argno);

	if (weight > 0)
	{
		if (unlikely(state->order != order))
		{
			if (state->order != ORDER_UNKNOWN)
				refuse_change(fcinfo, epsilon_argno, 1 - state->order);
			state->order = order;
		}
		add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), weight);
	}
	PG_RETURN_STATE(state);
}

Datum
atkinson_accum(PG_FUNCTION_ARGS)
{
	return atkinson_row(fcinfo, 1, 2);
}

Datum
atkinson_weighted_accum(PG_FUNCTION_ARGS)
{
	return atkinson_row(fcinfo, nonnegative_argument(fcinfo, 2), 3);
}

Datum
entropy_combine(PG_FUNCTION_ARGS)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));
	const EntropyState *other = state_to_read(fcinfo, 1, STATE_LENGTH(EntropyState));

	if (other->order == ORDER_UNKNOWN)
		PG_RETURN_STATE(state);
	if (state->order == ORDER_UNKNOWN)
		state->order = other->order;
	if (state->order != other->order)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("epsilon must be the same in all rows of a group"),
				 errdetail("It is %.15g in one row and %.15g in another.",
						   1 - state->order, 1 - other->order),
				 errhint("Group by it.")));
	if (sum_value(other->weight) > 0)
		add_group(state, other->weight, sum_quotient(other->amount, other->weight),
				  other->amount, other->entropy);
	state->zeros += other->zeros;
	if (!isfinite(sum_value(state->amount)) ||
		!isfinite(sum_value(state->weight)) ||
		!isfinite(sum_value(state->entropy)) ||
		!isfinite(state->zeros))
		refuse_overflow(fcinfo);
	PG_RETURN_STATE(state);
}

/*
 * The generalized entropy of a state.  False when there is no mean or it is
 * zero, which makes every index NULL.  With zeros, orders <= 0 are infinite.
 */
static bool
entropy_of(FunctionCallInfo fcinfo, double *entropy, double *order)
{
	const EntropyState *state = state_to_read(fcinfo, 0, STATE_LENGTH(EntropyState));

	*order = state->order;
	if (sum_value(state->amount) == 0)
		return false;
	*entropy = sum_value(state->entropy) / sum_value(state->weight);
	if (state->zeros > 0)
		*entropy = get_float8_infinity();
	return true;
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
	double		weight = PG_NARGS() > 2 ? nonnegative_argument(fcinfo, 2) : 1;

	if (weight > 0)
	{
		double		value = nonnegative_argument(fcinfo, 1);

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
