/*
 * test_small.c
 *	  The solver against brute force, on small instances.
 *
 * Each instance is solved without a limit on moves and with every limit, and
 * compared with all its assignments.  The verifier looks at every plan.
 */
#include <math.h>
#include <stdlib.h>

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

/*
 * No transfers at all, as a plan: the verifier knows the bound of the convex
 * hull also where the plan is far from it, and faults it for a better corner.
 */
static void
check_empty_claim(const Instance *instance, const BruteForce *brute, int k,
				  TestHost *host)
{
	Claims		no_claims = {0};
	VerifierReport report;
	const VerifierCheck *gap;
	bool		beaten = false;
	double		before = 0;
	double		bound = 0;

	EXPECT(instance, claims_verify(&no_claims, instance, host, &report) ==
		   VERIFIER_DONE, "status");
	gap = report_check(&report, "gap");
	for (int c = 0; c <= k && c <= brute->max_moves; c++)
		beaten = beaten || (brute->corner[c] && brute_change(brute, c) < 0);
	EXPECT(instance, gap->ok == !beaten, "%s", gap->detail);
	EXPECT(instance, sscanf(gap->detail, "objective %lf with 0 moves, lower bound %lf",
							&before, &bound) == 2, "%s", gap->detail);
	/* the detail has six places, the hull is rounded */
	EXPECT(instance, fabs((bound - before) * MILLIONTHS -
						  (double) brute_hull(brute, k)) < 2 + before * 1e-9,
		   "%s; convex hull %lld", gap->detail, (long long) brute_hull(brute, k));
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
		check_empty_claim(instance, brute, k, host);
	}
	instance->problem.max_moves = NO_BOUND;
}

/*
 * Wishes so large, of people so many, that the price of a move between two
 * plans has no room in an int64 as it is; and so nearly equal that a price
 * next to it misses the curve.  Or wishes of a row as long, but small enough
 * to be packed.  Everybody is in one post and may go to another, so the best k
 * movers are the k cheapest; the curve has a corner at every k.
 */
#define WISHERS		3000
#define LARGE_WISH	INT64_C(1000000000000)
#define SMALL_WISH	INT64_C(2000000000)
#define WISH_STEP	INT64_C(100000)

static void
check_wishes(int64_t largest_wish, bool bounded, TestHost *host)
{
	static const int limits[] = {1, 2, 100, 999, 1500, 2850};
	Instance	instance = {.seed = bounded, .kind = largest_wish == LARGE_WISH ? "large wishes" : "small wishes"};
	TransferProblem *problem = &instance.problem;

	instance.need = calloc(2, sizeof(double));
	instance.min_staff = calloc(2, sizeof(int32_t));
	instance.max_staff = calloc(2, sizeof(int32_t));
	instance.max_out = calloc(2, sizeof(int32_t));
	instance.max_in = calloc(2, sizeof(int32_t));
	instance.home = calloc(WISHERS, sizeof(int32_t));
	instance.candidate_start = calloc(WISHERS + 1, sizeof(int64_t));
	instance.candidate_post = calloc(WISHERS, sizeof(int32_t));
	instance.candidate_cost = calloc(WISHERS, sizeof(int64_t));
	instance.post_id = calloc(2, sizeof(int64_t));
	instance.employee_id = calloc(WISHERS, sizeof(int64_t));
	for (int f = 0; f < 2; f++)
	{
		instance.post_id[f] = f;
		instance.need[f] = WISHERS / 2;
		instance.min_staff[f] = instance.max_out[f] = instance.max_in[f] = NO_BOUND;
		instance.max_staff[f] = bounded && f == 1 ? 2900 : NO_BOUND;
	}
	for (int i = 0; i < WISHERS; i++)
	{
		instance.employee_id[i] = i;
		instance.candidate_start[i + 1] = i + 1;
		instance.candidate_post[i] = 1;
		/* 7 and WISHERS have no common divisor: each rank once */
		instance.candidate_cost[i] = WISH_STEP * ((int64_t) i * 7 % WISHERS) - largest_wish;
	}
	*problem = (TransferProblem)
	{
		.n_posts = 2, .need = instance.need, .min_staff = instance.min_staff,
		.max_staff = instance.max_staff, .max_out = instance.max_out,
		.max_in = instance.max_in, .n_employees = WISHERS,
		.home = instance.home, .candidate_start = instance.candidate_start,
		.candidate_post = instance.candidate_post,
		.candidate_cost = instance.candidate_cost
	};

	for (size_t l = 0; l < sizeof(limits) / sizeof(limits[0]); l++)
	{
		TransferPlan plan;
		int64_t		best = 0;
		int64_t		change;

		for (int k = 0; k < limits[l]; k++)
			best += WISH_STEP * k - largest_wish + instance_marginal(&instance, 1, k) -
				instance_marginal(&instance, 0, WISHERS - 1 - k);
		problem->max_moves = limits[l];
		change = solve_and_check(&instance, &plan, host);
		EXPECT(&instance, change == best && plan.lower_bound == plan.objective_after,
			   "limit %d: change %lld, best %lld, gap %lld", limits[l],
			   (long long) change, (long long) best,
			   (long long) (plan.objective_after - plan.lower_bound));
		test_host_reset(host);
	}
	instance_free(&instance);
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
	for (int bounded = 0; bounded <= 1; bounded++)
	{
		check_wishes(LARGE_WISH, bounded, &host);
		check_wishes(SMALL_WISH, bounded, &host);
	}
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
