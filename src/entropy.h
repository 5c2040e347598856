/*
 * entropy.h
 *	  The state of theil, for a function that keeps many of them itself.
 *
 * They do what the aggregate does, in inequality.c: sums, formulas and range of
 * numbers are the same.  Values and weights are finite, values >= 0, weights
 * above 0.  The fcinfo is of a function with theil and an underscore at the
 * beginning of its name; errors (22003: a total out of range, or a value or
 * weight too small, see aggregate.h) speak of theil.
 */
#ifndef ASN_MUTASI_ENTROPY_H
#define ASN_MUTASI_ENTROPY_H

#include "fmgr.h"

typedef struct EntropyState EntropyState;

/* A state without rows, in that context. */
extern EntropyState *make_theil(MemoryContext context);

extern void add_to_theil(FunctionCallInfo fcinfo, EntropyState *state,
						 double value, double weight);

/* Puts all rows of another state into a state. */
extern void join_entropy(FunctionCallInfo fcinfo, EntropyState *state,
						 const EntropyState *other);

/* The index; false when there is no mean or it is zero, where it is NULL. */
extern bool entropy_index(const EntropyState *state, double *index);

/* Sum of the weights, and mean: 0 without rows. */
extern double entropy_weight(const EntropyState *state);
extern double entropy_mean(const EntropyState *state);

/*
 * How far the mean of a part is above that of the whole, which is not zero, in
 * units of the latter; right in every digit where the two are close.
 */
extern double mean_above_whole(const EntropyState *part, const EntropyState *whole);

#endif							/* ASN_MUTASI_ENTROPY_H */
