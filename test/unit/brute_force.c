/*
 * brute_force.c
 *	  Every assignment of a small instance, tried.
 *
 * A recursion over the employees; bounds and objective are looked at only
 * when everyone has a place, so there is nothing to get wrong.
 */
#include "brute_force.h"

#include <string.h>

typedef struct Recursion
{
	const Instance *instance;
	BruteForce *brute;
	int64_t		place[BRUTE_EMPLOYEES];
	int32_t		staff[BRUTE_POSTS];
	int32_t		out[BRUTE_POSTS];
	int32_t		in[BRUTE_POSTS];
	int			moves;
	int64_t		cost;

	/* by post */
	int32_t		before[BRUTE_POSTS];
	int32_t		floor[BRUTE_POSTS];
	int32_t		ceiling[BRUTE_POSTS];
	int64_t		imbalance[BRUTE_POSTS][BRUTE_EMPLOYEES + 1];	/* minus before */
} Recursion;

static void
look_at_assignment(Recursion *r)
{
	const Instance *instance = r->instance;
	int64_t		change = r->cost;

	for (int f = 0; f < instance->problem.n_posts; f++)
	{
		if (r->staff[f] < r->floor[f] || r->staff[f] > r->ceiling[f])
			return;
		if (instance->max_out[f] != NO_BOUND &&
			r->out[f] > instance->max_out[f])
			return;
		if (instance->max_in[f] != NO_BOUND && r->in[f] > instance->max_in[f])
			return;
		change += r->imbalance[f][r->staff[f]];
	}
	r->brute->n_legal++;
	if (change < r->brute->exactly[r->moves].change)
	{
		r->brute->exactly[r->moves].change = change;
		memcpy(r->brute->exactly[r->moves].place, r->place, sizeof(r->place));
	}
}

static void
place_employee(Recursion *r, int i)
{
	const Instance *instance = r->instance;
	int32_t		home;

	if (i == instance->problem.n_employees)
	{
		look_at_assignment(r);
		return;
	}

	home = instance->home[i];
	r->place[i] = -1;
	if (home != NO_POST)
		r->staff[home]++;
	place_employee(r, i + 1);
	if (home != NO_POST)
	{
		r->staff[home]--;
		r->out[home]++;
		r->moves++;
		r->cost += instance->problem.move_cost;
	}
	for (int64_t c = instance->candidate_start[i];
		 c < instance->candidate_start[i + 1]; c++)
	{
		int32_t		post = instance->candidate_post[c];

		r->place[i] = c;
		r->staff[post]++;
		r->in[post]++;
		r->cost += instance->candidate_cost[c];
		place_employee(r, i + 1);
		r->staff[post]--;
		r->in[post]--;
		r->cost -= instance->candidate_cost[c];
	}
	if (home != NO_POST)
	{
		r->out[home]--;
		r->moves--;
		r->cost -= instance->problem.move_cost;
	}
}

/* Marks the corners of the lower convex hull, from the left. */
static void
find_corners(BruteForce *brute)
{
	int			corner = 0;

	while (corner >= 0)
	{
		int			next = -1;

		brute->corner[corner] = true;
		for (int k = corner + 1; k <= brute->max_moves; k++)
		{
			__int128	drop = (__int128) brute->exactly[corner].change -
				brute->exactly[k].change;

			if (brute->exactly[k].change == INFEASIBLE || drop <= 0)
				continue;

			/* the steepest, and of those the farthest */
			if (next < 0 ||
				drop * (next - corner) >=
				((__int128) brute->exactly[corner].change -
				 brute->exactly[next].change) * (k - corner))
				next = k;
		}
		corner = next;
	}
}

void
brute_force(BruteForce *brute, const Instance *instance)
{
	Recursion	r;

	memset(brute, 0, sizeof(*brute));
	memset(&r, 0, sizeof(r));
	r.instance = instance;
	r.brute = brute;
	for (int k = 0; k <= BRUTE_EMPLOYEES; k++)
		brute->exactly[k].change = INFEASIBLE;
	for (int i = 0; i < instance->problem.n_employees; i++)
		brute->max_moves += instance->home[i] != NO_POST;
	for (int f = 0; f < instance->problem.n_posts; f++)
	{
		int32_t		before = instance_staff(instance, f);

		r.floor[f] = instance_floor(instance, f);
		r.ceiling[f] = instance_ceiling(instance, f);
		for (int h = before + 1; h <= instance->problem.n_employees; h++)
			r.imbalance[f][h] = r.imbalance[f][h - 1] +
				instance_marginal(instance, f, h - 1);
		for (int h = before - 1; h >= 0; h--)
			r.imbalance[f][h] = r.imbalance[f][h + 1] -
				instance_marginal(instance, f, h);
	}
	place_employee(&r, 0);

	for (int k = 1; k <= brute->max_moves; k++)
		brute->at_most[k] =
			brute->exactly[k].change < brute->exactly[brute->at_most[k - 1]].change ?
			k : brute->at_most[k - 1];
	find_corners(brute);
}

int64_t
brute_change(const BruteForce *brute, int64_t k)
{
	if (k == NO_BOUND || k > brute->max_moves)
		k = brute->max_moves;
	return brute->exactly[brute->at_most[k]].change;
}

int64_t
brute_hull(const BruteForce *brute, int64_t k)
{
	int			left = 0;
	int			right = -1;
	__int128	drop;

	if (k == NO_BOUND || k > brute->max_moves)
		k = brute->max_moves;
	for (int corner = 0; corner <= brute->max_moves; corner++)
	{
		if (brute->corner[corner] && corner <= k)
			left = corner;
		if (brute->corner[corner] && corner > k && right < 0)
			right = corner;
	}
	if (right < 0)
		return brute->exactly[left].change;
	drop = (__int128) brute->exactly[left].change - brute->exactly[right].change;
	return (int64_t) (brute->exactly[left].change -
					  drop * (k - left) / (right - left));
}
