/*
 * test_small.c
 *	  The solver against brute force, on small instances.
 *
 * Each instance is solved without a limit on moves and with every limit, and
 * compared with all its assignments.  The verifier looks at every plan.
 */
#include "brute_force.h"
#include "claims.h"
#include "expect.h"
#include "solved.h"

/* Without a limit: the optimum, with the fewest moves it can be had for. */
static void
check_optimum(const Instance *instance, const BruteForce *brute, TestHost *host)
{
	int64_t		best = brute_change(brute, NO_BOUND);
	TransferPlan plan;
	TransferPlan again;
	int64_t		change = solve_and_check(instance, &plan, host);

	EXPECT(instance, change == best, "change %lld, best %lld",
		   (long long) change, (long long) best);
	EXPECT(instance, plan.lower_bound == plan.objective_after, "not optimal");
	EXPECT(instance, plan.moves == brute->at_most[brute->max_moves],
		   "%lld moves, fewest %d", (long long) plan.moves,
		   brute->at_most[brute->max_moves]);

	solve_and_check(instance, &again, host);
	expect_same_plan(instance, &plan, &again);
	test_host_reset(host);
}

static void
check_renumbered(const Instance *instance, const BruteForce *brute,
				 TestHost *host)
{
	Instance	renumbered;
	TransferPlan plan;
	int64_t		change;

	instance_renumber(&renumbered, instance, instance->seed);
	change = solve_and_check(&renumbered, &plan, host);
	EXPECT(&renumbered, change == brute_change(brute, NO_BOUND),
		   "renumbered: change %lld", (long long) change);
	EXPECT(&renumbered, plan.moves == brute->at_most[brute->max_moves],
		   "renumbered: %lld moves", (long long) plan.moves);
	instance_free(&renumbered);
	test_host_reset(host);
}

/* Every limit on moves, from none at all to more than there can be. */
static void
check_limits(Instance *instance, const BruteForce *brute, TestHost *host)
{
	int64_t		last_change = INT64_MAX;

	for (int k = 0; k <= brute->max_moves + 1; k++)
	{
		int64_t		best = brute_change(brute, k);
		bool		corner = k <= brute->max_moves ? brute->corner[k] : false;
		TransferPlan plan;
		int64_t		change;
		int64_t		bound;

		instance->problem.max_moves = k;
		change = solve_and_check(instance, &plan, host);
		bound = plan.lower_bound - plan.objective_before;

		EXPECT(instance, plan.moves <= k, "%lld moves", (long long) plan.moves);
		EXPECT(instance, change >= best, "change %lld, best %lld",
			   (long long) change, (long long) best);
		EXPECT(instance, change <= last_change,
			   "change %lld, %lld with a move less", (long long) change,
			   (long long) last_change);
		EXPECT(instance, bound <= best, "bound %lld, best %lld",
			   (long long) bound, (long long) best);
		EXPECT(instance, bound >= brute_hull(brute, k) - 1,
			   "bound %lld, convex hull %lld", (long long) bound,
			   (long long) brute_hull(brute, k));
		EXPECT(instance, !corner || (change == best && bound == best),
			   "corner: change %lld, bound %lld, best %lld",
			   (long long) change, (long long) bound, (long long) best);
		EXPECT(instance, k < brute->at_most[brute->max_moves] ||
			   (change == best && bound == best),
			   "limit does not bind: change %lld, bound %lld, best %lld",
			   (long long) change, (long long) bound, (long long) best);
		last_change = change;
		test_host_reset(host);
	}
	instance->problem.max_moves = NO_BOUND;
}

/* Amounts beyond exact arithmetic are a status of both, never a wrong plan. */
static void
check_out_of_range(TestHost *host)
{
	static const double needs[] = {1e14, 1e300, 1.7e308};
	Instance	instance;
	TransferPlan plan;
	Claims		no_claims = {0};
	VerifierReport report;

	for (size_t k = 0; k < sizeof(needs) / sizeof(needs[0]); k++)
	{
		instance_awkward(&instance, 2, 1);
		instance.need[7] = needs[k];
		EXPECT(&instance,
			   solve_transfer_problem(&instance.problem, &host->host, &plan) ==
			   SOLVER_OUT_OF_RANGE, "need %g", needs[k]);
		EXPECT(&instance,
			   claims_verify(&no_claims, &instance, host, &report) ==
			   VERIFIER_OUT_OF_RANGE, "need %g", needs[k]);
		test_host_reset(host);
		instance_free(&instance);
	}

	instance_awkward(&instance, 2, 1);
	instance.candidate_cost[3] = INT64_MAX;
	instance.problem.move_cost = INT64_MAX;
	EXPECT(&instance,
		   solve_transfer_problem(&instance.problem, &host->host, &plan) !=
		   SOLVER_NOT_PROVED, "costs of INT64_MAX");
	EXPECT(&instance,
		   claims_verify(&no_claims, &instance, host, &report) ==
		   VERIFIER_DONE, "costs of INT64_MAX");
	test_host_reset(host);
	instance_free(&instance);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 5000;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	check_out_of_range(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		Instance	instance;
		BruteForce	brute;

		instance_small(&instance, seed);
		brute_force(&brute, &instance);
		check_optimum(&instance, &brute, &host);
		check_renumbered(&instance, &brute, &host);
		check_limits(&instance, &brute, &host);
		instance_free(&instance);
	}
	return expect_summary("test_small", "instances", n_seeds);
}
