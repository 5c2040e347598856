/*
 * instance.h
 *	  Random transfer problems, the same on every machine.
 *
 * An instance is made from a seed alone, so that a test which fails names the
 * seed and can be run again with just that one.
 */
#ifndef INSTANCE_H
#define INSTANCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "../../src/transfer_problem.h"

#ifdef __cplusplus
extern "C"
{
#endif

typedef struct Random
{
	uint64_t	state;
} Random;

extern void random_init(Random *random, uint64_t seed);
extern uint64_t random_next(Random *random);
extern int64_t random_below(Random *random, int64_t n); /* 0 <= x < n */
extern int64_t random_between(Random *random, int64_t low, int64_t high);
extern bool random_chance(Random *random, int percent);

/*
 * A problem that owns its arrays.  The pointers of problem are those of the
 * arrays; who changes an array changes the problem.
 */
typedef struct Instance
{
	TransferProblem problem;
	uint64_t	seed;
	const char *kind;

	double	   *need;
	int32_t    *min_staff;
	int32_t    *max_staff;
	int32_t    *max_out;
	int32_t    *max_in;
	int32_t    *home;
	int64_t    *candidate_start;
	int32_t    *candidate_post;
	int64_t    *candidate_cost;
	int64_t    *post_id;
	int64_t    *employee_id;
} Instance;

/* Up to 5 posts and 7 employees: few enough assignments to try them all. */
extern void instance_small(Instance *instance, uint64_t seed);

/* 20 to 60 posts, 100 to 400 employees. */
extern void instance_middle(Instance *instance, uint64_t seed);

/*
 * Problems built to be awkward: which of them, 0 to N_AWKWARD - 1, and a seed
 * for the rest.
 */
#define N_AWKWARD	9
extern void instance_awkward(Instance *instance, int which, uint64_t seed);

/* From bytes, whatever they are: for the fuzzer. */
extern void instance_decode(Instance *instance, const uint8_t *bytes,
							size_t n_bytes);

/*
 * Problems side by side that know nothing of each other, at the move_cost of
 * the first.
 */
extern void instance_union(Instance *whole, const Instance *parts, int n_parts);

/* The same problem with posts and employees numbered in another order. */
extern void instance_renumber(Instance *renumbered, const Instance *instance,
							  uint64_t seed);

extern void instance_free(Instance *instance);

/* Everything a person needs to work a small instance out by hand. */
extern void instance_print(FILE *file, const Instance *instance);

/* Staff before the plan, and the bounds of staff widened to it. */
extern int32_t instance_staff(const Instance *instance, int32_t post);
extern int32_t instance_floor(const Instance *instance, int32_t post);
extern int32_t instance_ceiling(const Instance *instance, int32_t post);

/* marginal(h) of transfer_problem.h. */
extern int64_t instance_marginal(const Instance *instance, int32_t post,
								 int64_t staff);

#ifdef __cplusplus
}
#endif

#endif							/* INSTANCE_H */
