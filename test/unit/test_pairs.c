/*
 * test_pairs.c
 *	  Plans over all lawful pairs, and over candidates with the pairs they miss,
 *	  against plans over a list of the same pairs;
 *	  solves that start from another plan against solves that do not.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../src/solver/all_pairs.h"
#include "../../src/solver/network.h"
#include "expect.h"
#include "solved.h"

#define MOST_JOBS	4

typedef struct Places
{
	LawfulPairs pairs;
	double	   *figures;		/* what most arrays of pairs lie in */
} Places;

/* Places, jobs and what ways cost, for posts and people of an instance. */
static void
draw_places(Places *places, const Instance *instance, Random *random)
{
	int32_t		n_posts = instance->problem.n_posts;
	int32_t		n_employees = instance->problem.n_employees;
	LawfulPairs *pairs = &places->pairs;
	int64_t		grid = random_chance(random, 30) ? 3 : 1000;
	/* a city, or the whole world */
	double		span = random_chance(random, 80) ? 0.2 : 170;
	double		south = span > 1 ? -span / 2 : -6 - span;
	double	   *next = calloc(2 * (size_t) n_posts + 5 * (size_t) n_employees + 1,
							  sizeof(double));

	places->figures = next;
	pairs->n_jobs = (int32_t) random_between(random, 1, MOST_JOBS);
	pairs->post_lat = next;
	pairs->post_lon = pairs->post_lat + n_posts;
	pairs->lat = pairs->post_lon + n_posts;
	pairs->lon = pairs->lat + n_employees;
	pairs->base_cost = pairs->lon + n_employees;
	pairs->cost_per_km = pairs->base_cost + n_employees;
	pairs->max_km = pairs->cost_per_km + n_employees;
	pairs->post_job = calloc((size_t) n_posts + 1, sizeof(int32_t));
	pairs->job_start = calloc((size_t) n_employees + 1, sizeof(int64_t));
	pairs->job = calloc((size_t) n_employees * MOST_JOBS + 1, sizeof(int32_t));
	pairs->job_cost = calloc((size_t) n_employees * MOST_JOBS + 1, sizeof(double));

	for (int32_t f = 0; f < n_posts; f++)
	{
		/* few places on a coarse grid, so that distances are equal */
		pairs->post_lat[f] = random_chance(random, 3) ? NAN :
			south + span * (double) random_below(random, grid) / (double) grid;
		pairs->post_lon[f] = 106 + span * (double) random_below(random, grid) / (double) grid;
		pairs->post_job[f] = random_chance(random, 3) ? NO_JOB :
			(int32_t) random_below(random, pairs->n_jobs);
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		int64_t		n = pairs->job_start[i];

		pairs->lat[i] = random_chance(random, 3) ? NAN :
			south + span * (double) random_below(random, grid) / (double) grid;
		pairs->lon[i] = 106 + span * (double) random_below(random, grid) / (double) grid;
		pairs->base_cost[i] = (double) random_between(random, -300, 800) / 1000;
		pairs->cost_per_km[i] = random_chance(random, 20) ? 0 : 0.05;
		pairs->max_km[i] = random_chance(random, 30) ? INFINITY :
			(double) random_below(random, 20);
		for (int32_t j = 0; j < pairs->n_jobs; j++)
			if (random_chance(random, 40))
			{
				pairs->job[n] = j;
				pairs->job_cost[n++] = random_chance(random, 60) ? 0 :
					(double) random_between(random, -300, 800) / 1000;
			}
		pairs->job_start[i + 1] = n;
	}
}

static void
free_places(Places *places)
{
	free(places->figures);
	free(places->pairs.post_job);
	free(places->pairs.job_start);
	free(places->pairs.job);
	free(places->pairs.job_cost);
}

static void
check_all_pairs(const Instance *instance, const Places *places, TestHost *host)
{
	TransferProblem listed = instance->problem;
	TransferProblem priced = instance->problem;
	TransferPlan expected;
	TransferPlan plan;
	SolverStatus expected_status;
	SolverStatus status;

	list_all_pairs(&listed, &places->pairs, &host->host);
	expected_status = solve_transfer_problem(&listed, &host->host, &expected);
	status = solve_over_all_pairs(&priced, &places->pairs, &host->host, &plan);
	EXPECT(instance, status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE,
		   "status %d", (int) status);
	EXPECT(instance, expected_status == SOLVER_OPTIMAL ||
		   expected_status == SOLVER_FEASIBLE, "status %d", (int) expected_status);
	if (expected_status == SOLVER_OPTIMAL)
		EXPECT(instance, plan.objective_after == expected.objective_after,
			   "objective %lld, of the list %lld", (long long) plan.objective_after,
			   (long long) expected.objective_after);
	EXPECT(instance, plan.lower_bound == expected.lower_bound,
		   "lower bound %lld, of the list %lld", (long long) plan.lower_bound,
		   (long long) expected.lower_bound);
	EXPECT(instance, priced.candidate_start[priced.n_employees] <=
		   listed.candidate_start[listed.n_employees], "more pairs than there are");
	test_host_reset(host);
}

/* All lawful pairs listed, those that are candidates at the candidates' costs. */
static void
list_over_candidates(TransferProblem *whole, const Instance *instance,
					 const Places *places, const Host *host)
{
	const TransferProblem *own = &instance->problem;
	TransferProblem lawful = *own;
	int64_t    *start = ALLOCATE_ARRAY(host, int64_t, own->n_employees + 1);
	int32_t    *post;
	int64_t    *cost;
	int64_t		n;

	list_all_pairs(&lawful, &places->pairs, host);
	*whole = *own;
	whole->candidate_start = start;
	n = own->candidate_start[own->n_employees] + lawful.candidate_start[own->n_employees];
	whole->candidate_post = post = ALLOCATE_ARRAY(host, int32_t, n);
	whole->candidate_cost = cost = ALLOCATE_ARRAY(host, int64_t, n);
	n = 0;
	for (int32_t i = 0; i < own->n_employees; i++)
	{
		int64_t		c = own->candidate_start[i];
		int64_t		l = lawful.candidate_start[i];

		start[i] = n;
		while (c < own->candidate_start[i + 1] || l < lawful.candidate_start[i + 1])
		{
			int32_t		listed = c < own->candidate_start[i + 1] ? own->candidate_post[c] : INT32_MAX;
			int32_t		other = l < lawful.candidate_start[i + 1] ? lawful.candidate_post[l] : INT32_MAX;

			post[n] = listed <= other ? listed : other;
			cost[n++] = listed <= other ? own->candidate_cost[c] : lawful.candidate_cost[l];
			c += listed <= other;
			l += other <= listed;
		}
	}
	start[own->n_employees] = n;
}

static void
count_new_pair(void *state, int32_t employee, int32_t post, int64_t cost)
{
	(void) employee;
	(void) post;
	(void) cost;
	++*(int64_t *) state;
}

/* The candidates and the pairs they miss are as good as all pairs there are. */
static void
check_missing_pairs(const Instance *instance, const Places *places, TestHost *host)
{
	TransferProblem whole;
	TransferProblem filled = instance->problem;
	TransferPlan expected;
	TransferPlan plan;
	int64_t		n_before = filled.candidate_start[filled.n_employees];
	int64_t		n_added = 0;
	int64_t		n_again = 0;
	SolverStatus status;

	list_over_candidates(&whole, instance, places, &host->host);
	status = solve_transfer_problem(&whole, &host->host, &expected);
	EXPECT(instance, status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE,
		   "status %d", (int) status);
	status = solve_with_missing_pairs(&filled, &places->pairs, &host->host,
									  count_new_pair, &n_added, &plan);
	EXPECT(instance, status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE,
		   "status %d", (int) status);
	EXPECT(instance, plan.lower_bound == expected.lower_bound,
		   "lower bound %lld, of the list %lld", (long long) plan.lower_bound,
		   (long long) expected.lower_bound);
	EXPECT(instance, filled.candidate_start[filled.n_employees] == n_before + n_added,
		   "%lld pairs told", (long long) n_added);
	solve_with_missing_pairs(&filled, &places->pairs, &host->host,
							 count_new_pair, &n_again, &plan);
	EXPECT(instance, plan.lower_bound == expected.lower_bound,
		   "lower bound %lld the second time", (long long) plan.lower_bound);
	test_host_reset(host);
}

/* The instance, some of its candidates left out. */
static void
leave_some_out(Instance *fewer, const Instance *instance, Random *random)
{
	int64_t		n = 0;

	instance_union(fewer, instance, 1);
	for (int32_t i = 0; i < fewer->problem.n_employees; i++)
	{
		fewer->candidate_start[i] = n;
		for (int64_t c = instance->candidate_start[i];
			 c < instance->candidate_start[i + 1]; c++)
			if (random_chance(random, 90))
			{
				fewer->candidate_post[n] = instance->candidate_post[c];
				fewer->candidate_cost[n++] = instance->candidate_cost[c];
			}
	}
	fewer->candidate_start[fewer->problem.n_employees] = n;
}

/* A start, near or far, changes nothing of what a plan is worth. */
static void
check_start(const Instance *instance, Random *random, TestHost *host)
{
	Instance	fewer;
	PairPrices	start = {0};
	TransferPlan expected;
	TransferPlan plan;

	leave_some_out(&fewer, instance, random);
	EXPECT(instance, solve_with_prices(&fewer.problem, &host->host, NULL, &plan,
									   &start) == SOLVER_OPTIMAL, "status");
	EXPECT(instance, solve_with_prices(&instance->problem, &host->host, NULL,
									   &expected, NULL) == SOLVER_OPTIMAL, "status");
	EXPECT(instance, solve_with_prices(&instance->problem, &host->host, &start,
									   &plan, NULL) == SOLVER_OPTIMAL, "status");
	EXPECT(instance, plan.objective_after == expected.objective_after &&
		   plan.moves == expected.moves,
		   "objective %lld with %lld moves; without a start %lld with %lld",
		   (long long) plan.objective_after, (long long) plan.moves,
		   (long long) expected.objective_after, (long long) expected.moves);
	test_host_reset(host);
	instance_free(&fewer);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 300;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		Instance	instance;
		Places		places;
		Random		random;

		random_init(&random, seed);
		if (seed % 2 == 0)
			instance_middle(&instance, seed);
		else
			instance_small(&instance, seed);
		draw_places(&places, &instance, &random);
		check_all_pairs(&instance, &places, &host);
		instance.problem.max_moves = random_below(&random, 20);
		check_all_pairs(&instance, &places, &host);
		check_missing_pairs(&instance, &places, &host);
		instance.problem.max_moves = NO_BOUND;
		check_missing_pairs(&instance, &places, &host);
		check_start(&instance, &random, &host);
		free_places(&places);
		instance_free(&instance);
	}
	return expect_summary("test_pairs", "instances", n_seeds);
}
