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
 * The textbook formulas are differences of large sums: nearly equal loads would
 * leave few correct digits.  Here nothing large is ever subtracted.
 *
 * 1. Values are compared with a reference c, the mean of the rows so far, as
 *	  it was when the state was last settled: E = sum w g_p(y/c), of terms that
 *	  are never negative.  In terms of the mean,
 *
 *		W GE = (E - W g_p(m/c)) / (m/c)^p.
 *
 *	  The state is settled (c = m) whenever the weight has doubled, and for any
 *	  value far above c, which bounds m/c and so the digits that this costs.
 *
 * 2. GE is decomposable: of two groups with means m_k and weights W_k,
 *
 *		W GE = sum_k W_k ((m_k/m)^p GE_k + g_p(m_k/m)).
 *
 *	  That joins the states of two workers; and the far value, which is a group
 *	  of its own.
 *
 * Sums are kept exact (exact_sum.h), so that the order of rows does not show.
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
#include "utils/float.h"

#include "aggregate.h"
#include "entropy.h"
#include "exact_sum.h"

struct EntropyState
{
	double		version;
	double		order;			/* p; ORDER_UNKNOWN before atkinson's first row */
	ExactSum	weight;			/* W */
	ExactSum	excess;			/* sum of w (y - c): the mean is c + excess/W */
	ExactSum	entropy;		/* E = sum of w g_p(y/c) */
	double		reference;		/* c; 0 before the first value above 0 */
	double		next_weight;	/* W that makes us settle */
	double		zeros;			/* of order <= 0: weight of values 0, which are
								 * not counted in the other members */
};

typedef struct PeakState
{
	double		version;
	ExactSum	weight;
	ExactSum	amount;
	double		peak;
} PeakState;

/* Stands in INITCOND of atkinson; no epsilon makes it, since p <= 1. */
#define ORDER_UNKNOWN	9

/* A value this many times the reference is far above it. */
#define FAR				16

/* |r - 1| up to which logarithms are taken by series. */
#define NEAR			0.125

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

/*
 * d - ln(1 + d) for |d| < NEAR, to the last digit but one, by the series of
 * ln(1 + d) = 2 artanh(s), s = d/(2 + d).
 */
static inline double
log_gap(double d)
{
	double		s = d / (2 + d);
	double		z = s * s;

	return d * s - 2 * s * z *
		(1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 +
													  z * (1.0 / 11 + z * (1.0 / 13 + z * (1.0 / 15)))))));
}

/* exp(x) - 1 - x, to about 14 digits: by Taylor's series close to 0. */
static inline double
exp_gap(double x)
{
	static const double inverse[] = {
		1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
		1.0 / 40320, 1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800
	};
	double		sum = 0;

	if (fabs(x) > 0.2)
		return exp(x) - 1 - x;
	for (int i = lengthof(inverse) - 1; i >= 0; i--)
		sum = sum * x + inverse[i];
	return sum * x * x;
}

/* ln r, g_0(r) and g_1(r) for r > 0; d = r - 1 is given too. */
static pg_attribute_always_inline void
log_terms(double d, double r, double *log_r, double *g0, double *g1)
{
	if (fabs(d) < NEAR)
	{
		*g0 = log_gap(d);
		*g1 = d * d - r * *g0;
		*log_r = d - *g0;
	}
	else
	{
		*log_r = log(r);
		*g0 = d - *log_r;
		*g1 = r * *log_r - d;
	}
}

/* g_p(r) for r > 0 and any p but 0 and 1, in the form that does not cancel. */
static double
power_term(double order, double d, double r)
{
	double		log_r;
	double		g0;
	double		g1;

	log_terms(d, r, &log_r, &g0, &g1);
	if (order < 0.5)
		return (exp_gap(order * log_r) - order * g0) / (order * (order - 1));
	return (r * exp_gap((order - 1) * log_r) + (order - 1) * g1) / (order * (order - 1));
}

/* g_p(r), where d = r - 1 is given too, since r may have lost its digits. */
static pg_attribute_always_inline double
entropy_term(double order, double d, double r)
{
	if (order == 0 || order == 1)
	{
		double		log_r;
		double		g0;
		double		g1;

		if (r == 0)
			return 1;			/* of order 1: order <= 0 keeps zeros apart */
		log_terms(d, r, &log_r, &g0, &g1);
		return order == 0 ? g0 : g1;
	}

	/* orders that need no logarithm */
	if (order == 2)
		return d * d / 2;
	if (order == 0.5)
	{
		double		root_gap = d / (1 + sqrt(r));

		return 2 * root_gap * root_gap;
	}
	if (order == -1)
		return d * d / (2 * r);

	return r == 0 ? 1 / order : power_term(order, d, r);
}

/* entropy x r^p, where d = r - 1 is given too */
static ExactSum
rescale(ExactSum entropy, double order, double d, double r)
{
	ExactSum	product;
	double		factor;

	if (fabs(d) < NEAR)
		return sum_add(entropy, sum_value(entropy) *
					   order * (d + (order - 1) * entropy_term(order, d, r)));
	factor = pow(r, order);
	product = exact_product(entropy.high, factor);
	product.low += entropy.low * factor;
	return product;
}

/* What the mean is above the reference. */
static inline double
mean_above_reference(const EntropyState *state)
{
	return sum_value(state->weight) == 0 ? 0 :
		sum_value(state->excess) / sum_value(state->weight);
}

/* The entropy about the mean, W GE, from the one about the reference. */
static ExactSum
settled_entropy(const EntropyState *state)
{
	ExactSum	entropy = state->entropy;

	if (state->reference > 0)
	{
		double		d = mean_above_reference(state) / state->reference;

		entropy = sum_add(entropy, -sum_value(state->weight) * entropy_term(state->order, d, 1 + d));
		entropy = rescale(entropy, state->order, -d / (1 + d), 1 / (1 + d));
		if (sum_value(entropy) < 0)
			entropy = (ExactSum) {0, 0};
	}
	return entropy;
}

/*
 * Put a group of a weight above 0 into a state; the entropies of both are about
 * their means.  The mean of all becomes the reference.
 */
static void
join_groups(EntropyState *state, const EntropyState *group)
{
	const EntropyState part[2] = {*state, *group};
	double		above[2] = {mean_above_reference(&part[0]), mean_above_reference(&part[1])};
	double		reference;
	double		rest;			/* mean - reference */

	state->weight = sum_add_sum(part[0].weight, part[1].weight);
	state->next_weight = 2 * sum_value(state->weight);
	reference = 0;
	for (int i = 0; i < 2; i++)
		reference += (part[i].reference + above[i]) *
			(sum_value(part[i].weight) / sum_value(state->weight));
	state->reference = reference;
	state->excess = sum_add_sum(part[0].excess, part[1].excess);
	state->entropy = (ExactSum) {0, 0};
	if (reference == 0)
		return;					/* nothing but zeros so far */

	for (int i = 0; i < 2; i++)
		state->excess = sum_add(state->excess,
								sum_value(part[i].weight) * (part[i].reference - reference));
	rest = mean_above_reference(state);
	for (int i = 0; i < 2; i++)
	{
		double		weight = sum_value(part[i].weight);
		double		mean = reference + rest;
		double		d = ((part[i].reference - reference) + (above[i] - rest)) / mean;
		double		ratio = (part[i].reference + above[i]) / mean;

		if (weight == 0)
			continue;
		state->entropy = sum_add(state->entropy, weight * entropy_term(state->order, d, ratio));
		if (part[i].entropy.high != 0)
			state->entropy = sum_add_sum(state->entropy,
										 rescale(part[i].entropy, state->order, d, ratio));
	}

	/* from the mean to the reference, which is the mean but for a rounding */
	state->entropy = sum_add(state->entropy, sum_value(state->weight) *
							 (rest / reference) * (rest / reference) / 2);
}

/* One test for four numbers: Infinity and NaN outlast an addition. */
static void
check_overflow(FunctionCallInfo fcinfo, const EntropyState *state)
{
	if (!isfinite(state->weight.high + state->excess.high + state->entropy.high + state->zeros))
		refuse_overflow(fcinfo);
}

/* A row that the quick way of add_value does not suit. */
static pg_noinline void
add_value_apart(EntropyState *state, double value, double weight)
{
	EntropyState row = {
		.version = STATE_VERSION,
		.order = state->order,
		.weight = {weight, 0},
		.reference = value
	};

	if (value == 0 && state->order <= 0)
		state->zeros += weight;
	else
	{
		state->entropy = settled_entropy(state);
		join_groups(state, &row);
	}
}

/* Put a row into a state; without weights weight is the constant 1. */
static pg_attribute_always_inline void
add_value(FunctionCallInfo fcinfo, EntropyState *state, double value, double weight)
{
	double		reference = state->reference;
	double		scale = 1 / reference;
	double		above = value - reference;

	if (likely(value < FAR * reference && (value > 0 || state->order > 0) &&
			   state->weight.high + weight < state->next_weight))
	{
		/* a count is exact as it is */
		if (__builtin_constant_p(weight))
			state->weight.high += weight;
		else
			state->weight = sum_add(state->weight, weight);
		state->excess = sum_add(state->excess, weight * above);
		state->entropy = sum_add(state->entropy, weight *
								 entropy_term(state->order, above * scale, value * scale));
		if (likely(isfinite(state->excess.high + state->entropy.high)))
			return;
	}
	else
		add_value_apart(state, value, weight);
	check_overflow(fcinfo, state);
}

/* (state, value); the order stands in the aggregate's INITCOND */
Datum
entropy_accum(PG_FUNCTION_ARGS)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));

	add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), 1);
	PG_RETURN_STATE(state);
}

/* (state, value, weight) */
Datum
entropy_weighted_accum(PG_FUNCTION_ARGS)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));
	double		weight = nonnegative_argument(fcinfo, 2);

	if (weight > 0)
		add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), weight);
	PG_RETURN_STATE(state);
}

/* A state for atkinson of the epsilon in an argument. */
static inline EntropyState *
atkinson_state(FunctionCallInfo fcinfo, int epsilon_argno)
{
	EntropyState *state = state_to_change(fcinfo, 0, STATE_LENGTH(EntropyState));
	double		order = 1 - nonnegative_argument(fcinfo, epsilon_argno);

	if (unlikely(state->order != order))
	{
		if (state->order != ORDER_UNKNOWN)
			refuse_change(fcinfo, epsilon_argno, 1 - state->order, 1 - order);
		state->order = order;
	}
	return state;
}

/* (state, value, epsilon) */
Datum
atkinson_accum(PG_FUNCTION_ARGS)
{
	EntropyState *state = atkinson_state(fcinfo, 2);

	add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), 1);
	PG_RETURN_STATE(state);
}

/* (state, value, weight, epsilon) */
Datum
atkinson_weighted_accum(PG_FUNCTION_ARGS)
{
	EntropyState *state;
	double		weight = nonnegative_argument(fcinfo, 2);

	if (weight == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	state = atkinson_state(fcinfo, 3);
	add_value(fcinfo, state, nonnegative_argument(fcinfo, 1), weight);
	PG_RETURN_STATE(state);
}

/* Put all rows of another state into a state, of the same order. */
void
join_entropy(FunctionCallInfo fcinfo, EntropyState *state, const EntropyState *other)
{
	if (sum_value(other->weight) > 0)
	{
		EntropyState group = *other;

		group.entropy = settled_entropy(&group);
		state->entropy = settled_entropy(state);
		join_groups(state, &group);
	}
	state->zeros += other->zeros;
	check_overflow(fcinfo, state);
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
		refuse_change(fcinfo, 0, 1 - state->order, 1 - other->order);
	join_entropy(fcinfo, state, other);
	PG_RETURN_STATE(state);
}

/*
 * The generalized entropy of a state.  False when there is no mean or it is
 * zero, which makes every index NULL.  With zeros, orders <= 0 are infinite.
 */
bool
entropy_index(const EntropyState *state, double *entropy)
{
	if (state->reference == 0)
		return false;
	*entropy = sum_value(settled_entropy(state)) / sum_value(state->weight);
	if (state->zeros > 0)
		*entropy = get_float8_infinity();
	return true;
}

/* The same for an aggregate's final function. */
static bool
entropy_of(FunctionCallInfo fcinfo, double *entropy, double *order)
{
	const EntropyState *state = state_to_read(fcinfo, 0, STATE_LENGTH(EntropyState));

	*order = state->order;
	return entropy_index(state, entropy);
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

/*
 * theil by itself, for entropy.h
 */

EntropyState *
make_theil(MemoryContext context)
{
	EntropyState *state = MemoryContextAllocZero(context, sizeof(EntropyState));

	state->version = STATE_VERSION;
	state->order = 1;
	return state;
}

void
add_to_theil(FunctionCallInfo fcinfo, EntropyState *state, double value, double weight)
{
	add_value(fcinfo, state, value, weight);
}

double
entropy_weight(const EntropyState *state)
{
	return sum_value(state->weight);
}

double
entropy_mean(const EntropyState *state)
{
	return state->reference + mean_above_reference(state);
}

double
mean_above_whole(const EntropyState *part, const EntropyState *whole)
{
	return ((part->reference - whole->reference) +
			(mean_above_reference(part) - mean_above_reference(whole))) /
		entropy_mean(whole);
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
