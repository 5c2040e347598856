/*
 * test_parts.c
 *	  Problems that fall into independent parts: against their parts solved one
 *	  by one, and against the memory that the whole would take.
 */
#include <stdlib.h>

#include "../../src/solver/solve.h"
#include "expect.h"
#include "solved.h"

#define MOST_PARTS	12

/* A union is worth what its parts are, whatever the numbers of its posts. */
static void
check_union(uint64_t seed, TestHost *host)
{
	Instance	parts[MOST_PARTS];
	Instance	ordered;
	Instance	whole;
	TransferPlan plan;
	Random		random;
	int			n_parts;
	int64_t		change = 0;
	int64_t		moves = 0;
	int64_t		limited;

	random_init(&random, seed);
	n_parts = (int) random_between(&random, 1, MOST_PARTS);
	for (int p = 0; p < n_parts; p++)
	{
		if (random_chance(&random, 80))
			instance_small(&parts[p], random_next(&random));
		else
			instance_middle(&parts[p], random_next(&random));
		parts[p].problem.move_cost = parts[0].problem.move_cost;
	}
	instance_union(&ordered, parts, n_parts);
	instance_renumber(&whole, &ordered, seed);
	for (int p = 0; p < n_parts; p++)
	{
		change += solve_and_check(&parts[p], &plan, host);
		moves += plan.moves;
		instance_free(&parts[p]);
		test_host_reset(host);
	}

	EXPECT(&whole, solve_and_check(&whole, &plan, host) == change,
		   "change %lld, of the parts %lld",
		   (long long) (plan.objective_after - plan.objective_before),
		   (long long) change);
	EXPECT(&whole, plan.moves == moves, "%lld moves, of the parts %lld",
		   (long long) plan.moves, (long long) moves);
	test_host_reset(host);

	/* a limit on moves is shared: the verifier knows the bound for the whole */
	whole.problem.max_moves = random_below(&random, moves + 1);
	limited = solve_and_check(&whole, &plan, host);
	EXPECT(&whole, limited >= change && plan.moves <= whole.problem.max_moves,
		   "%lld moves, change %lld", (long long) plan.moves, (long long) limited);
	test_host_reset(host);
	instance_free(&ordered);
	instance_free(&whole);
}

/* Bytes at the peak of solving in one network, parts or not. */
static int64_t
bytes_of_one_network(const Instance *instance, TestHost *host, int64_t *change)
{
	Network		net;
	Solution	solution;
	Pricing		pricing = {1, 0};
	int64_t		bytes;

	EXPECT(instance, build_network(&instance->problem, &host->host, &net) ==
		   SOLVER_OPTIMAL, "status");
	EXPECT(instance, solve_part(&net, pricing, &solution) == SOLVER_OPTIMAL, "status");
	*change = solution.imbalance + solution.cost;
	bytes = host->most_bytes;
	test_host_reset(host);
	return bytes;
}

/*
 * Parts that are as large as they get, and memory for half of them: a solve
 * of the whole in one network gives up, one part by part does not.
 */
static void
check_memory(TestHost *host)
{
	static Instance parts[MOST_PARTS];
	Instance	whole;
	TransferPlan plan;
	int64_t		change;
	int64_t		whole_bytes;

	for (int p = 0; p < MOST_PARTS; p++)
	{
		/* one huge post: people and candidates, few posts */
		instance_awkward(&parts[p], 4, (uint64_t) p);
		parts[p].problem.move_cost = parts[0].problem.move_cost;
	}
	instance_union(&whole, parts, MOST_PARTS);
	whole_bytes = bytes_of_one_network(&whole, host, &change);

	host->max_bytes = whole_bytes / 2;
	if (setjmp(host->give_up) == 0)
	{
		EXPECT(&whole,
			   solve_transfer_problem(&whole.problem, &host->host, &plan) ==
			   SOLVER_OPTIMAL, "status");
		EXPECT(&whole, plan.objective_after - plan.objective_before == change,
			   "change %lld, in one network %lld",
			   (long long) (plan.objective_after - plan.objective_before),
			   (long long) change);
	}
	else
		EXPECT(&whole, false, "more than %lld bytes; one network has %lld",
			   (long long) host->max_bytes, (long long) whole_bytes);
	host->max_bytes = NEVER;
	test_host_reset(host);
	for (int p = 0; p < MOST_PARTS; p++)
		instance_free(&parts[p]);
	instance_free(&whole);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 300;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	check_memory(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
		check_union(seed, &host);
	return expect_summary("test_parts", "unions", n_seeds);
}
