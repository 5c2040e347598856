/*
 * entropy.h
 *	  Generalized entropy of some order p, in one pass:
 *
 *		GE(p) = sum (w/W) g_p(y/m),  g_p(r) = (r^p - 1 - p (r - 1)) / (p (p - 1))
 *
 * with m the mean, W the sum of the weights, and the limits
 *
 *		g_0(r) = r - 1 - ln r,  g_1(r) = r ln r - (r - 1).
 *
 * Values and weights are finite, values 0 or at least LEAST_AMOUNT, weights at
 * least that, and so are their products.  The fcinfo is that of the running
 * function, for the errors of aggregate.h (22003: a total is out of range).
 */
#ifndef ASN_MUTASI_ENTROPY_H
#define ASN_MUTASI_ENTROPY_H

#include "fmgr.h"

#include "entropy_terms.h"
#include "exact_sum.h"

/* The state of an aggregate, see aggregate.h. */
typedef struct EntropyState
{
	double		version;
	double		order;			/* p */
	ExactSum	weight;			/* W */
	ExactSum	excess;			/* sum of w (y - c): the mean is c + excess/W */
	ExactSum	entropy;		/* E = sum of w g_p(y/c) */
	double		reference;		/* c; 0 before the first value above 0 */
	double		next_weight;	/* W that makes us settle */
	double		zeros;			/* of order <= 0: weight of values 0, which are
								 * not counted in the other members */
} EntropyState;

/* Rows that wait to be put into a state; without weights it ends before them. */
typedef struct EntropyBlock
{
	double		count;
	double		value[BLOCK_ROWS];
	double		weight[BLOCK_ROWS];
} EntropyBlock;

/* Puts a row into a state; the weight is 1 where there are none. */
extern void add_to_entropy(FunctionCallInfo fcinfo, EntropyState *state,
						   double value, double weight);

/* Puts the rows of a block into a state. */
extern void add_block_to_entropy(FunctionCallInfo fcinfo, EntropyState *state,
								 const EntropyBlock *block, bool weighted);

/* Puts a row into a block that waits, and all into the state when it is full. */
static inline void
push_row(FunctionCallInfo fcinfo, EntropyState *state, EntropyBlock *block,
		 double value, double weight, bool weighted)
{
	int			count = block->count;

	block->value[count] = value;
	if (weighted)
		block->weight[count] = weight;
	block->count = ++count;
	if (count == BLOCK_ROWS)
	{
		add_block_to_entropy(fcinfo, state, block, weighted);
		block->count = 0;
	}
}

/* Has a state about a block of rows, by their weight?  More are likely to come. */
static inline bool
deserves_block(const EntropyState *state, double weight)
{
	return state->weight.high > BLOCK_ROWS * weight;
}

/* Puts all rows of another state, of the same order, into a state. */
extern void join_entropy(FunctionCallInfo fcinfo, EntropyState *state,
						 const EntropyState *other);

/*
 * The generalized entropy.  False when there is no mean or it is zero, which
 * makes every index NULL.  With zeros, orders <= 0 are infinite.
 */
extern bool entropy_index(const EntropyState *state, double *entropy);

/* Sum of the weights, and mean: 0 without rows.  Of orders above 0. */
extern double entropy_weight(const EntropyState *state);
extern double entropy_mean(const EntropyState *state);

/*
 * How far the mean of a part is above that of the whole, which is not zero, in
 * units of the latter; right in every digit where the two are close.
 */
extern double mean_above_whole(const EntropyState *part, const EntropyState *whole);

#endif							/* ASN_MUTASI_ENTROPY_H */
