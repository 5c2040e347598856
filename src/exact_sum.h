/*
 * exact_sum.h
 *	  Sums that do not drift: a running total kept as two float8.
 *
 * The total is high + low, where high is the total rounded to a float8 and
 * low what that rounding left over (double-double arithmetic).  The relative
 * error of an addition is about 2^-104, so a total over any number of rows we
 * will ever see is right to the last digit of high, whatever the order of the
 * rows and however they were split over workers.
 *
 * T. J. Dekker, "A floating-point technique for extending the available
 * precision", Numer. Math. 18 (1971), 224-242; the branch-free two-sum is
 * Knuth's, The Art of Computer Programming vol. 2, 4.2.2, theorem B.
 *
 * Infinities turn into NaN here: callers test high with isfinite() after the
 * last step and report an overflow.
 */
#ifndef ASN_MUTASI_EXACT_SUM_H
#define ASN_MUTASI_EXACT_SUM_H

#include <math.h>

typedef struct ExactSum
{
	double		high;			/* the total, rounded */
	double		low;			/* what the rounding left over */
} ExactSum;

/* The exact sum of two numbers. */
static inline ExactSum
exact_add(double a, double b)
{
	ExactSum	result;
	double		b_seen;

	result.high = a + b;
	b_seen = result.high - a;
	result.low = (a - (result.high - b_seen)) + (b - b_seen);
	return result;
}

/* The exact product of two numbers. */
static inline ExactSum
exact_product(double a, double b)
{
	ExactSum	result;

	result.high = a * b;
	result.low = fma(a, b, -result.high);
	return result;
}

/* Bring high and low back to "high is the rounded total". */
static inline ExactSum
exact_normalize(double high, double low)
{
	ExactSum	result;

	result.high = high + low;
	result.low = low - (result.high - high);
	return result;
}

/* total + a number */
static inline ExactSum
sum_plus(ExactSum total, double x)
{
	ExactSum	s = exact_add(total.high, x);

	return exact_normalize(s.high, s.low + total.low);
}

/* total + total */
static inline ExactSum
sum_plus_sum(ExactSum a, ExactSum b)
{
	ExactSum	high = exact_add(a.high, b.high);
	ExactSum	low = exact_add(a.low, b.low);
	ExactSum	s = exact_normalize(high.high, high.low + low.high);

	return exact_normalize(s.high, s.low + low.low);
}

/* total x a number */
static inline ExactSum
sum_times(ExactSum total, double x)
{
	ExactSum	p = exact_product(total.high, x);

	return exact_normalize(p.high, p.low + total.low * x);
}

static inline ExactSum
sum_negated(ExactSum total)
{
	total.high = -total.high;
	total.low = -total.low;
	return total;
}

#endif							/* ASN_MUTASI_EXACT_SUM_H */
