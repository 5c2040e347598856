/*
 * fuzz_transfers.c
 *	  libFuzzer: bytes become a small problem, which solver and brute force
 *	  must agree on, with and without a limit on moves.
 */
#include <stdlib.h>

#include "brute_force.h"
#include "expect.h"
#include "solved.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
	static TestHost host;
	Instance	instance;
	BruteForce	brute;
	TransferPlan plan;

	instance_decode(&instance, bytes, n_bytes);
	brute_force(&brute, &instance);
	test_host_init(&host);
	for (int64_t limit = NO_BOUND; limit <= brute.max_moves; limit++)
	{
		int64_t		best = brute_change(&brute, limit);
		int64_t		change;
		bool		exact = limit == NO_BOUND || brute.corner[limit];

		instance.problem.max_moves = limit;
		change = solve_and_check(&instance, &plan, &host);
		EXPECT(&instance, exact ? change == best : change >= best,
			   "change %lld, best %lld", (long long) change, (long long) best);
		EXPECT(&instance, plan.lower_bound - plan.objective_before <= best,
			   "lower bound");
		test_host_reset(&host);
	}
	instance_free(&instance);
	if (tally.failures > 0)
		abort();
	return 0;
}
