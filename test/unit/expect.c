/*
 * expect.c
 *	  Expectations of the unit tests, and their count.
 */
#include "expect.h"

#include <stdlib.h>

Tally		tally;

bool
expect_failed(const char *file, int line, const char *condition,
			  const Instance *instance)
{
	if (++tally.failures > MAX_FAILURES_TOLD)
		return false;
	fprintf(stderr, "%s:%d: expected %s\n  ", file, line, condition);
	instance_print(stderr, instance);
	return true;
}

int
expect_summary(const char *program, const char *what, int64_t count)
{
	printf("%-16s %lld %s, %lld expectations: ", program, (long long) count,
		   what, (long long) tally.expectations);
	if (tally.failures == 0)
		printf("ok\n");
	else
		printf("%lld FAILED\n", (long long) tally.failures);
	return tally.failures == 0 && tally.expectations > 0 ?
		EXIT_SUCCESS : EXIT_FAILURE;
}

void
read_arguments(int argc, char **argv, uint64_t *first_seed, int64_t *n_seeds)
{
	if (argc > 1)
	{
		*first_seed = strtoull(argv[1], NULL, 10);
		*n_seeds = argc > 2 ? strtoll(argv[2], NULL, 10) : 1;
	}
}
