/*
 * entropy_terms.c
 *	  The terms of a generalized entropy (see entropy.h), right to the last
 *	  digits.
 *
 * Logarithm and exponential are taken by series of our own, without a branch:
 * so the compiler can work on several rows at once, and the differences g_p are
 * right to the last digits where they are small, where those of log() and exp()
 * would have cancelled.  The errors given are bounds that 20 million random r
 * from 1e-18 to 16, in units of all sizes about 1, kept against arithmetic of
 * 64 bits.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "entropy_terms.h"

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
 * g_p(r) for blocks: r is a normal number; from p = 0.5 up it may also be less, or
 * 0, where ln r as log_terms has it vanishes beside r.  Errors of a power are
 * below 8e-15 + 2e-16 |p ln r| of the result.
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

double
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

double
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
