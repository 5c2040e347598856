/*
 * exact_sum.h
 *	  Sums that do not drift: a running total kept as two float8.
 *
 * The total is high + low: high is what plain addition gives, low gathers
 * exactly what each rounding lost (Kahan-Babuska summation, in Neumaier's
 * form).  The error of a total over n rows is about n^2 2^-106 of the sum of
 * the magnitudes: far below the last digit of a float8 for any number of rows
 * we will ever see, whatever their order and however they were split over workers.
 *
 * A. Neumaier, Z. Angew. Math. Mech. 54 (1974), 39-51; the branch-free two-sum
 * is Knuth's, The Art of Computer Programming vol. 2, 4.2.2, theorem B.
 *
 * Infinities turn into NaN here: callers test the value with isfinite() after
 * the last step and report an overflow.
 */
#ifndef ASN_MUTASI_EXACT_SUM_H
#define ASN_MUTASI_EXACT_SUM_H

#include <math.h>

typedef struct ExactSum
{
	double		high;
	double		low;
} ExactSum;

/* The total, rounded once. */
static inline double
sum_value(ExactSum total)
{
	return total.high + total.low;
}

/* a x b exactly. */
static inline ExactSum
exact_product(double a, double b)
{
	ExactSum	product;

	product.high = a * b;
	product.low = fma(a, b, -product.high);
	return product;
}

/* total + x */
static inline ExactSum
sum_add(ExactSum total, double x)
{
	double		high = total.high + x;
	double		x_seen = high - total.high;

	total.low += (total.high - (high - x_seen)) + (x - x_seen);
	total.high = high;
	return total;
}

/* total + other */
static inline ExactSum
sum_add_sum(ExactSum total, ExactSum other)
{
	total = sum_add(total, other.high);
	total.low += other.low;
	return total;
}

/* a/b, with the same number of digits */
static inline ExactSum
sum_quotient(ExactSum a, ExactSum b)
{
	ExactSum	quotient;
	ExactSum	part;

	quotient.high = sum_value(a) / sum_value(b);
	part = exact_product(quotient.high, b.high);
	quotient.low = ((a.high - part.high) + (a.low - part.low - quotient.high * b.low)) / sum_value(b);
	return quotient;
}

#endif							/* ASN_MUTASI_EXACT_SUM_H */
