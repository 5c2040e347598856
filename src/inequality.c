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
 * Rows are not worked one by one, where each logarithm waits for the last one's
 * sums, but gathered in a block behind the state and worked BLOCK_ROWS at once.
 * Within a block terms are added plainly: sixteen of one sign are off by 2e-15
 * at the most.  Small groups never get a block, so theirs is a small state.
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

/* Rows waiting; the state of a form without weights ends before the weights. */
#define BLOCK_ROWS		16

typedef struct Block
{
	double		count;
	double		value[BLOCK_ROWS];
	double		weight[BLOCK_ROWS];
} Block;

/* Number of float8 in a state with a block. */
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

/* A value this many times the reference is far above it. */
#define FAR				16

/*
 * Below these y/c and p rows are not worked in blocks, where (y/c)^p has to stay
 * within float8.
 */
#define LEAST_RATIO		1e-18
#define LEAST_ORDER		-15

/* |r - 1| up to which r^p is taken from g_p(r). */
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
 * Logarithm and exponential are taken by series of our own, without a branch:
 * so the compiler can work on several rows at once, and the differences g_p are
 * right to the last digits where they are small, where those of log() and exp()
 * would have cancelled.  The errors given are bounds that 20 million random r
 * from 1e-18 to 16, in units of all sizes about 1, kept against arithmetic of
 * 64 bits.
 */

/*
 * d - ln(1 + d) for sqrt(1/2) <= 1 + d <= sqrt(2), by the series of
 * ln(1 + d) = 2 artanh(s), s = d/(2 + d).  What the series leaves out is below
 * 1e-17 of the result.
 */
static inline double
log_gap(double d)
{
	double		s = d / (2 + d);
	double		z = s * s;
	double		z2 = z * z;
	double		z4 = z2 * z2;
	double		sum;

	/* in quarters, which do not wait for each other */
	sum = (1.0 / 3 + z * (1.0 / 5) + z2 * (1.0 / 7 + z * (1.0 / 9))) +
		z4 * ((1.0 / 11 + z * (1.0 / 13) + z2 * (1.0 / 15 + z * (1.0 / 17))) +
			  z4 * (1.0 / 19 + z * (1.0 / 21)));
	return d * s - 2 * s * z * sum;
}

/*
 * ln r, g_0(r) and g_1(r) for a normal number r > 0; d = r - 1 is given too.
 *
 * With r = 2^k m and m between sqrt(1/2) and sqrt(2), ln r = k ln 2 + ln m.
 * Errors are below 1e-15 of ln r, and below 4e-15 of g_0 and g_1.
 */
static pg_attribute_always_inline void
log_terms(double d, double r, double *log_r, double *g0, double *g1)
{
	const uint64 root_of_half = UINT64CONST(0x3FE6A09E667F3BCD);
	const uint64 bias = UINT64CONST(1024) << 52;	/* keeps exponents positive */
	const double two_52 = UINT64CONST(1) << 52;
	uint64		bits;
	uint64		exponent;
	double		k;
	double		m;
	double		m_gap;
	double		x;
	double		gap;
	double		g1_near;
	double		g1_far;

	memcpy(&bits, &r, sizeof(r));
	exponent = (bits - root_of_half + bias) >> 52;
	bits = bits - (exponent << 52) + bias;
	memcpy(&m, &bits, sizeof(m));
	memcpy(&bits, &two_52, sizeof(bits));
	bits |= exponent;
	memcpy(&k, &bits, sizeof(k));
	k -= two_52 + 1024;

	/* both ways each, since a choice of numbers is no branch */
	m_gap = m - 1;
	x = k == 0 ? d : m_gap;
	gap = log_gap(x);
	*log_r = k * M_LN2 + (x - gap);
	*g0 = (d - x) - k * M_LN2 + gap;
	g1_near = d * d - r * gap;
	g1_far = r * *log_r - d;
	*g1 = k == 0 ? g1_near : g1_far;
}

/*
 * exp(x) - 1 - x for |x| < 700.
 *
 * With x = k ln 2 + f and |f| <= ln(2)/2 it is 2^k (exp(f) - 1 - f) + (2^k - 1)
 * (1 + f) + f - x, and exp(f) is Taylor's series, of which 1e-17 of the result
 * is left out; for k = 0 all but the series vanishes.
 */
static pg_attribute_always_inline double
exp_gap(double x)
{
	const double round = 6755399441055744;	/* 1.5 2^52: what is added to it is
											 * rounded to a whole number */
	double		rounded = x * M_LOG2E + round;
	double		k = rounded - round;
	double		f = (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;	/* ln 2 in two parts */
	double		f2 = f * f;
	double		f4 = f2 * f2;
	double		sum;
	uint64		bits;
	double		power;			/* 2^k */

	memcpy(&bits, &rounded, sizeof(bits));
	bits = (bits + 1023) << 52;
	memcpy(&power, &bits, sizeof(power));

	sum = (1.0 / 2 + f * (1.0 / 6) + f2 * (1.0 / 24 + f * (1.0 / 120))) +
		f4 * ((1.0 / 720 + f * (1.0 / 5040) + f2 * (1.0 / 40320 + f * (1.0 / 362880))) +
			  f4 * ((1.0 / 3628800 + f * (1.0 / 39916800) + f2 * (1.0 / 479001600 + f * (1.0 / 6227020800))) +
					f4 * (1.0 / 87178291200)));
	return power * (f2 * sum) + ((power - 1) * (1 + f) + (f - x));
}

/* How g_p is computed.  A power p is in the form that does not cancel. */
typedef enum Formula
{
	LOGARITHM,					/* p = 0 */
	ENTROPY,					/* p = 1 */
	SQUARE,						/* p = 2 */
	ROOT,						/* p = 0.5 */
	INVERSE,					/* p = -1 */
	LOW_POWER,					/* any other p below 0.5 */
	HIGH_POWER					/* and above */
} Formula;

static inline Formula
formula_of(double order)
{
	return order == 0 ? LOGARITHM : order == 1 ? ENTROPY : order == 2 ? SQUARE :
		order == 0.5 ? ROOT : order == -1 ? INVERSE : order < 0.5 ? LOW_POWER : HIGH_POWER;
}

/*
 * g_p(r), where d = r - 1 is given too, since r may have lost its digits.  For
 * blocks: r is a normal number; from p = 0.5 up it may also be less, or 0, where
 * ln r as log_terms has it vanishes beside r.  Errors of a power are below
 * 8e-15 + 2e-16 |p ln r| of the result.
 */
static pg_attribute_always_inline double
block_term(Formula formula, double order, double d, double r)
{
	double		log_r;
	double		g0;
	double		g1;
	double		root_gap;
	double		scale;

	switch (formula)
	{
		case SQUARE:
			return d * d / 2;
		case ROOT:
			root_gap = d / (1 + sqrt(r));
			return 2 * root_gap * root_gap;
		case INVERSE:
			return d * d / (2 * r);
		default:
			break;
	}

	log_terms(d, r, &log_r, &g0, &g1);
	scale = 1 / (order * (order - 1));
	switch (formula)
	{
		case LOGARITHM:
			return g0;
		case ENTROPY:
			return g1;
		case LOW_POWER:
			return (exp_gap(order * log_r) - order * g0) * scale;
		default:
			return (r * exp_gap((order - 1) * log_r) + (order - 1) * g1) * scale;
	}
}

/* The same for any r >= 0 and any p. */
static double
entropy_term(double order, double d, double r)
{
	double		power;

	if (r >= DBL_MIN && fabs(order * log(r)) < 700)
		return block_term(formula_of(order), order, d, r);
	if (order == 0)
		return d - log(r);
	if (order == 1)
		return r == 0 ? 1 : r * log(r) - d;
	power = pow(r, order);
	return (power - 1 - order * d) / (order * (order - 1));
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

/* The sum of w g_p(y/c) over a block; inlined, so that each formula has a loop. */
static pg_attribute_always_inline double
sum_of_terms(Formula formula, double order, const double *d, const double *r, const double *weight)
{
	double		term[BLOCK_ROWS];
	double		sum = 0;

	for (int i = 0; i < BLOCK_ROWS; i++)
		term[i] = weight[i] * block_term(formula, order, d[i], r[i]);
	for (int i = 0; i < BLOCK_ROWS; i++)
		sum += term[i];
	return sum;
}

static double
block_entropy(double order, const double *d, const double *r, const double *weight)
{
	switch (formula_of(order))
	{
		case LOGARITHM:
			return sum_of_terms(LOGARITHM, 0, d, r, weight);
		case ENTROPY:
			return sum_of_terms(ENTROPY, 1, d, r, weight);
		case SQUARE:
			return sum_of_terms(SQUARE, 2, d, r, weight);
		case ROOT:
			return sum_of_terms(ROOT, 0.5, d, r, weight);
		case INVERSE:
			return sum_of_terms(INVERSE, -1, d, r, weight);
		case LOW_POWER:
			return sum_of_terms(LOW_POWER, order, d, r, weight);
		case HIGH_POWER:
			return sum_of_terms(HIGH_POWER, order, d, r, weight);
	}
	pg_unreachable();
}

/*
 * Put the first rows of a block into a state: at once when all of them suit the
 * quick way of add_value, else one by one.
 */
static pg_attribute_always_inline void
add_block(FunctionCallInfo fcinfo, EntropyState *state, const Block *block, int count, bool weighted)
{
	double		reference = state->reference;
	double		scale = 1 / reference;
	double		d[BLOCK_ROWS];
	double		r[BLOCK_ROWS];
	double		row_weight[BLOCK_ROWS];
	double		least = reference;
	double		most = 0;
	double		weight = 0;
	double		excess = 0;

	/* what the block lacks is made up by rows at the reference, which add nothing */
	for (int i = 0; i < BLOCK_ROWS; i++)
	{
		double		value = i < count ? block->value[i] : reference;
		double		above = value - reference;

		row_weight[i] = i >= count ? 0 : weighted ? block->weight[i] : 1;
		weight += row_weight[i];
		excess += row_weight[i] * above;
		least = Min(least, value);
		most = Max(most, value);
		d[i] = above * scale;
		r[i] = value * scale;
	}
	if (likely(most < FAR * reference && (least > LEAST_RATIO * reference || state->order >= 0.5) &&
			   state->order >= LEAST_ORDER && state->weight.high + weight < state->next_weight))
	{
		state->weight = sum_add(state->weight, weight);
		state->excess = sum_add(state->excess, excess);
		state->entropy = sum_add(state->entropy, block_entropy(state->order, d, r, row_weight));
		check_overflow(fcinfo, state);
	}
	else
		for (int i = 0; i < count; i++)
			add_value(fcinfo, state, block->value[i], weighted ? block->weight[i] : 1);
}

/* The block behind a state of so many numbers, or NULL. */
static Block *
block_of(FunctionCallInfo fcinfo, const EntropyState *state, int length)
{
	Block	   *block = (Block *) (state + 1);

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
settle_block(FunctionCallInfo fcinfo, EntropyState *state, const Block *block, int length)
{
	if (block != NULL && block->count > 0)
	{
		if (length == BLOCK_LENGTH(true))
			add_block(fcinfo, state, block, block->count, true);
		else
			add_block(fcinfo, state, block, block->count, false);
	}
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
	{
		Block	   *block = block_of(fcinfo, state, length);
		int			count = block->count;

		block->value[count] = value;
		if (weighted)
			block->weight[count] = weight;
		block->count = ++count;
		if (count == BLOCK_ROWS)
		{
			add_block(fcinfo, state, block, BLOCK_ROWS, weighted);
			block->count = 0;
		}
	}
	else
	{
		add_value(fcinfo, state, value, weight);

		/* about BLOCK_ROWS rows, by their weight: more are likely to come */
		if (length == STATE_LENGTH(EntropyState) && state->weight.high > BLOCK_ROWS * weight &&
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
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(0);
	int			length = entropy_length(array);
	EntropyState *state = array_to_change(fcinfo, array, length);
	Block	   *block = block_of(fcinfo, state, length);
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
	if (unlikely(weight < LEAST_AMOUNT))
		refuse_tiny_amount(fcinfo, "weight", weight);
	if (unlikely(value < LEAST_AMOUNT) && value > 0)
		refuse_tiny_amount(fcinfo, "value", value);
	if (unlikely(value * weight < LEAST_AMOUNT) && value > 0)
		refuse_tiny(fcinfo, 0, value * weight);
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
