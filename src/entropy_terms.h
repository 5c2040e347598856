/*
 * entropy_terms.h
 *	  The terms of a generalized entropy (see entropy.h), right to the last
 *	  digits.
 */
#ifndef ASN_MUTASI_ENTROPY_TERMS_H
#define ASN_MUTASI_ENTROPY_TERMS_H

/* Rows worked at once. */
#define BLOCK_ROWS		16

/*
 * Below these r and p rows are not worked in blocks, where r^p has to stay
 * within float8.
 */
#define LEAST_RATIO		1e-18
#define LEAST_ORDER		-15

/*
 * g_p(r) for any order p and r >= 0, where d = r - 1 is given too, since r may
 * have lost its digits.
 */
extern double entropy_term(double order, double d, double r);

/*
 * The sum of weight x g_p(r) over a block, for p >= LEAST_ORDER and r above
 * LEAST_RATIO; from p = 0.5 up r may also be less, or 0.
 */
extern double block_entropy(double order, const double *d, const double *r,
							const double *weight);

#endif							/* ASN_MUTASI_ENTROPY_TERMS_H */
