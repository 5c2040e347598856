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

/*
 * What the objective is above that of the problem's status quo, at best, with
 * extra[f] people more at each post, who stay there.  Bounds stay those of the
 * instance; where they are widened, they are so to its own staff, and for
 * max_staff to that with the extra people.
 */
static int64_t
best_with(const Instance *instance, const int32_t *extra)
{
	Instance	with = *instance;
	int32_t		n_posts = instance->problem.n_posts;
	int32_t		n_employees = instance->problem.n_employees;
	int32_t		home[BRUTE_EMPLOYEES];
	int32_t		min_staff[BRUTE_POSTS];
	int64_t		start[BRUTE_EMPLOYEES + 2];
	int64_t		change = 0;
	BruteForce	brute;

	memcpy(home, instance->home, sizeof(int32_t) * (size_t) n_employees);
	memcpy(start, instance->candidate_start, sizeof(int64_t) * ((size_t) n_employees + 1));
	for (int32_t f = 0; f < n_posts; f++)
	{
		min_staff[f] = instance->min_staff[f] == NO_BOUND ? NO_BOUND :
			instance_floor(instance, f);
		for (int32_t n = 0; n < extra[f]; n++)
		{
			change += instance_marginal(instance, f, instance_staff(instance, f) + n);
			home[n_employees] = f;
			start[n_employees + 1] = start[n_employees];
			n_employees++;
		}
	}
	with.home = home;
	with.min_staff = min_staff;
	with.candidate_start = start;
	with.problem.home = home;
	with.problem.min_staff = min_staff;
	with.problem.candidate_start = start;
	with.problem.n_employees = n_employees;
	brute_force(&brute, &with);
	return change + brute_change(&brute, NO_BOUND);
}

/*
 * One fewer, where the one who is gone could go nowhere: the same as if he had
 * never been there, bounds as they are with him.
 */
static void
check_one_fewer(const Instance *instance, const PostPrice *prices, int32_t post,
				int64_t best)
{
	Instance	without = *instance;
	int32_t		n_employees = instance->problem.n_employees;
	int32_t		home[BRUTE_EMPLOYEES];
	int32_t		max_staff[BRUTE_POSTS];
	int64_t		start[BRUTE_EMPLOYEES + 1];
	int64_t		fewer;
	int32_t		gone = 0;
	BruteForce	brute;

	while (gone < n_employees &&
		   (instance->home[gone] != post ||
			instance->candidate_start[gone] < instance->candidate_start[gone + 1]))
		gone++;
	if (gone == n_employees)
		return;

	for (int32_t i = 0; i < n_employees; i++)
	{
		home[i - (i > gone)] = instance->home[i];
		start[i - (i > gone)] = instance->candidate_start[i];
	}
	start[n_employees - 1] = instance->candidate_start[n_employees];
	for (int32_t f = 0; f < instance->problem.n_posts; f++)
		max_staff[f] = instance->max_staff[f] == NO_BOUND ? NO_BOUND :
			instance_ceiling(instance, f);
	without.home = home;
	without.max_staff = max_staff;
	without.candidate_start = start;
	without.problem.home = home;
	without.problem.max_staff = max_staff;
	without.problem.candidate_start = start;
	without.problem.n_employees = n_employees - 1;
	brute_force(&brute, &without);
	fewer = brute_change(&brute, NO_BOUND) -
		instance_marginal(instance, post, instance_staff(instance, post) - 1);
	EXPECT(instance, prices[post].loss_of_one_fewer == fewer - best,
		   "post %d: loss %lld, not %lld", post,
		   (long long) prices[post].loss_of_one_fewer, (long long) (fewer - best));
}

static void
check_prices(const Instance *instance, const BruteForce *brute, TestHost *host)
{
	PostPrice	prices[BRUTE_POSTS] = {0};
	SolverStatus status = price_posts(&instance->problem, &host->host, prices);
	int64_t		best = brute_change(brute, NO_BOUND);

	EXPECT(instance, status == SOLVER_OPTIMAL, "status %d", (int) status);
	for (int32_t f = 0; f < instance->problem.n_posts; f++)
	{
		int32_t		extra[BRUTE_POSTS] = {0};
		int64_t		more;

		extra[f] = 1;
		more = best_with(instance, extra);
		EXPECT(instance, prices[f].gain_of_one_more == best - more,
			   "post %d: gain %lld, not %lld", f,
			   (long long) prices[f].gain_of_one_more, (long long) (best - more));
		EXPECT(instance, prices[f].staff == instance_staff(instance, f),
			   "post %d: staff %d", f, prices[f].staff);
		check_one_fewer(instance, prices, f, best);
	}
	test_host_reset(host);
}

#define MAX_HIRES	3

typedef struct Hires
{
	int64_t		n;
	int32_t		post[MAX_HIRES];
	int64_t		gain[MAX_HIRES];
} Hires;

static void
note_hire(void *state, int32_t post, int64_t gain)
{
	Hires	   *hires = state;

	hires->post[hires->n] = post;
	hires->gain[hires->n++] = gain;
}

/* The best that n more people can do at posts from f on, on top of extra. */
static int64_t
best_choice(const Instance *instance, int32_t *extra, int32_t f, int n)
{
	int32_t		bound;
	int64_t		best;

	if (f == instance->problem.n_posts || n == 0)
		return best_with(instance, extra);
	best = best_choice(instance, extra, f + 1, n);
	bound = instance->max_staff[f];
	if (bound == NO_BOUND || instance_staff(instance, f) + extra[f] < bound)
	{
		int64_t		here;

		extra[f]++;
		here = best_choice(instance, extra, f, n - 1);
		extra[f]--;
		if (here < best)
			best = here;
	}
	return best;
}

static void
check_hires(const Instance *instance, TestHost *host)
{
	int			most = BRUTE_EMPLOYEES - instance->problem.n_employees;
	Hires		hires = {0};
	int32_t		extra[BRUTE_POSTS] = {0};
	int64_t		before = best_with(instance, extra);

	if (most > MAX_HIRES)
		most = MAX_HIRES;
	EXPECT(instance, plan_hires(&instance->problem, &host->host, most, note_hire,
								&hires) == SOLVER_OPTIMAL, "status");
	for (int n = 1; n <= most; n++)
	{
		int32_t		none[BRUTE_POSTS] = {0};
		int64_t		best = best_choice(instance, none, 0, n);

		if (n > hires.n)
		{
			EXPECT(instance, best >= before, "hire %d would gain %lld", n,
				   (long long) (before - best));
			break;
		}
		extra[hires.post[n - 1]]++;
		EXPECT(instance, best_with(instance, extra) == best,
			   "hire %d in post %d: %lld, best %lld", n, hires.post[n - 1],
			   (long long) best_with(instance, extra), (long long) best);
		EXPECT(instance, hires.gain[n - 1] == before - best,
			   "hire %d: gain %lld, not %lld", n, (long long) hires.gain[n - 1],
			   (long long) (before - best));
		before = best;
	}
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
		check_prices(&instance, &brute, &host);
		check_hires(&instance, &host);
		instance_free(&instance);
	}
	return expect_summary("test_what_if", "instances", n_seeds);
}
