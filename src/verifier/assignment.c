/*
 * assignment.c
 *	  Who is where, and what it costs: the verifier's own arithmetic of plans.
 *
 * Staff, people who left, people who entered, imbalance and cost are kept up
 * to date with each change, so that a look at any of them is O(1), and a
 * chain is applied or taken back in the time of its steps.
 */
#include "assignment.h"

#include <math.h>

void
assignment_init(Assignment *assignment, const TransferProblem *problem,
				const Host *host)
{
	size_t		n_posts = (size_t) problem->n_posts;

	*assignment = (Assignment)
	{
		.problem = problem,
		.place = host->allocate(host->context,
								((size_t) problem->n_employees + 1) * sizeof(int64_t)),
		.staff_before = host->allocate(host->context,
									   (n_posts + 1) * sizeof(int32_t)),
		.staff = host->allocate(host->context, (n_posts + 1) * sizeof(int32_t)),
		.left = host->allocate(host->context, (n_posts + 1) * sizeof(int32_t)),
		.entered = host->allocate(host->context,
								  (n_posts + 1) * sizeof(int32_t)),
	};

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		assignment->place[i] = AT_HOME;
		if (problem->home[i] != NO_POST)
			assignment->staff_before[problem->home[i]]++;
	}
	for (int32_t f = 0; f < problem->n_posts; f++)
		assignment->staff[f] = assignment->staff_before[f];
}

void
assignment_put(Assignment *assignment, int32_t employee, int64_t place)
{
	const TransferProblem *problem = assignment->problem;
	int32_t		home = problem->home[employee];
	int64_t		old_place = assignment->place[employee];
	int32_t		old_post;
	int32_t		new_post;

	old_post = old_place == AT_HOME ? home : problem->candidate_post[old_place];
	new_post = place == AT_HOME ? home : problem->candidate_post[place];

	if (old_post != NO_POST)
		assignment->imbalance_change -=
			post_marginal(problem, old_post, --assignment->staff[old_post]);
	if (new_post != NO_POST)
		assignment->imbalance_change +=
			post_marginal(problem, new_post, assignment->staff[new_post]++);

	/* take the old transfer back, then make the new one */
	for (int side = 0; side < 2; side++)
	{
		int			sign = side == 0 ? -1 : 1;
		int64_t		candidate = side == 0 ? old_place : place;

		if (candidate == AT_HOME)
			continue;
		assignment->entered[problem->candidate_post[candidate]] += sign;
		assignment->cost += sign * (Wide) problem->candidate_cost[candidate];
		if (home == NO_POST)
			assignment->placements += sign;
		else
		{
			assignment->left[home] += sign;
			assignment->moves += sign;
			assignment->cost += sign * (Wide) problem->move_cost;
		}
	}
	assignment->place[employee] = place;
}

Wide
assignment_objective_change(const Assignment *assignment)
{
	return assignment->imbalance_change + assignment->cost;
}

int64_t
post_marginal(const TransferProblem *problem, int32_t post, int64_t staff)
{
	double		need = problem->need[post];
	double		gap = (double) staff - need;

	return llround((2 * gap + 1) * MILLIONTHS / fmax(need, 1));
}

int64_t
staff_floor(const Assignment *assignment, int32_t post)
{
	int64_t		bound = assignment->problem->min_staff[post];
	int64_t		before = assignment->staff_before[post];

	if (bound == NO_BOUND)
		return 0;
	return bound < before ? bound : before;
}

int64_t
staff_ceiling(const Assignment *assignment, int32_t post)
{
	int64_t		bound = assignment->problem->max_staff[post];
	int64_t		before = assignment->staff_before[post];

	if (bound == NO_BOUND)
		return INT64_MAX;
	return bound > before ? bound : before;
}
