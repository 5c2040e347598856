/*
 * expect.h
 *	  Expectations of the unit tests, and their count.
 *
 * A test program goes on after a failure, so that one run shows how far a
 * fault reaches; only the first failures are described.
 */
#ifndef EXPECT_H
#define EXPECT_H

#include "instance.h"

#define MAX_FAILURES_TOLD	5

typedef struct Tally
{
	int64_t		expectations;
	int64_t		failures;
} Tally;

extern Tally tally;

/* Counts a failure; true when it is one of those to be described. */
extern bool expect_failed(const char *file, int line, const char *condition,
						  const Instance *instance);

/* What must hold of an instance, and printf arguments that say what did. */
#define EXPECT(instance, condition, ...) \
	do { \
		tally.expectations++; \
		if (!(condition) && \
			expect_failed(__FILE__, __LINE__, #condition, instance)) \
		{ \
			fprintf(stderr, "  " __VA_ARGS__); \
			fprintf(stderr, "\n"); \
		} \
	} while (0)

/* Says how the program ended; its exit status. */
extern int	expect_summary(const char *program, const char *what, int64_t count);

/*
 * The arguments of every test program: [first seed [number of seeds]], by
 * default those of the program.
 */
extern void read_arguments(int argc, char **argv, uint64_t *first_seed,
						   int64_t *n_seeds);

#endif							/* EXPECT_H */
