/*
 * entropy.c
 *	  Generalized entropy in one pass (see entropy.h).
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
 * sums, but gathered in a block and worked BLOCK_ROWS at once.  Within a block
 * terms are added plainly: sixteen of one sign are off by 2e-15 at the most.
 *
 * A. F. Shorrocks, Econometrica 48 (1980), 613-625 (decomposition).
 */
#include "postgres.h"

#include <math.h>

#include "utils/float.h"

#include "aggregate.h"
#include "entropy.h"

/* A value this many times the reference is far above it. */
#define FAR				16

/* |r - 1| up to which r^p is taken from g_p(r). */
#define NEAR			0.125

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

/* A row that the quick way of add_to_entropy does not suit. */
static pg_noinline void
add_apart(EntropyState *state, double value, double weight)
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

void
add_to_entropy(FunctionCallInfo fcinfo, EntropyState *state, double value, double weight)
{
	double		reference = state->reference;
	double		scale = 1 / reference;
	double		above = value - reference;

	if (likely(value < FAR * reference && (value > 0 || state->order > 0) &&
			   state->weight.high + weight < state->next_weight))
	{
		state->weight = sum_add(state->weight, weight);
		state->excess = sum_add(state->excess, weight * above);
		state->entropy = sum_add(state->entropy, weight *
								 entropy_term(state->order, above * scale, value * scale));
	}
	else
		add_apart(state, value, weight);
	check_overflow(fcinfo, state);
}

/* Inlined for blocks with and without weights. */
static pg_attribute_always_inline void
add_rows(FunctionCallInfo fcinfo, EntropyState *state, const EntropyBlock *block, bool weighted)
{
	int			count = block->count;
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
			add_to_entropy(fcinfo, state, block->value[i], weighted ? block->weight[i] : 1);
}

/* At once when all of them suit the quick way of add_to_entropy, else one by one. */
void
add_block_to_entropy(FunctionCallInfo fcinfo, EntropyState *state, const EntropyBlock *block, bool weighted)
{
	if (weighted)
		add_rows(fcinfo, state, block, true);
	else
		add_rows(fcinfo, state, block, false);
}

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
