/*
 * test_what_if.c
 *	  The trade-off curve and the marginal values against brute force.
 */
#include <stdlib.h>
#include <string.h>

#include "../../src/solver/what_if.h"
#include "brute_force.h"
#include "expect.h"
#include "test_host.h"

/* The curve has the corners of the hull of all assignments, and no others. */
static void
check_frontier(const Instance *instance, const BruteForce *brute, TestHost *host)
{
	Corner	   *corners = NULL;
	int64_t		n = 0;
	int64_t		c = 0;
	int64_t		before = 0;
	SolverStatus status = trace_frontier(&instance->problem, &host->host,
										 &corners, &n);

	EXPECT(instance, status == SOLVER_OPTIMAL, "status %d", (int) status);
	if (status != SOLVER_OPTIMAL)
		return;
	for (int k = 0; k <= brute->max_moves; k++)
	{
		int64_t		change;

		if (!brute->corner[k])
			continue;
		EXPECT(instance, c < n && corners[c].moves == k, "no corner at %d moves", k);
		if (c >= n)
			break;
		change = corners[c].imbalance + corners[c].cost;
		if (c == 0)
			before = change - brute->exactly[k].change;
		EXPECT(instance, change - before == brute->exactly[k].change,
			   "corner at %d: change %lld, best %lld", k,
			   (long long) (change - before), (long long) brute->exactly[k].change);
		c++;
	}
	EXPECT(instance, c == n, "%lld corners, not %lld", (long long) n, (long long) c);
	test_host_reset(host);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 5000;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		Instance	instance;
		BruteForce	brute;

		instance_small(&instance, seed);
		brute_force(&brute, &instance);
		check_frontier(&instance, &brute, &host);
		instance_free(&instance);
	}
	return expect_summary("test_what_if", "instances", n_seeds);
}
