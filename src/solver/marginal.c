/*
 * marginal.c
 *	  What one person more or less at a post does to the optimum, and where
 *	  the next new people belong: shortest paths from an optimal plan.
 *
 * Let V be the least objective.  One person more at a post is one unit more
 * that flows into its node.  The new optimum is reached along one cheapest
 * path of the residual network, from the post to where one more person costs
 * least (or to the pool, where a new hire is given up): the labels of
 * residual.h tell the change of V for every post.  One person fewer is a path
 * that leads to the post; a second search tells what these cost.
 *
 * New people one after the other are units from a source that leads to every
 * post.  V is convex in their number, and a cheapest path never passes the
 * source again: the best n posts are the best n - 1 and one more.  After each,
 * the people along his path move on, and the labels behind it are repaired.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 9.7
 * (successive shortest paths), 9.11 and 14.4 (sensitivity, convex costs).
 */
#include "what_if.h"

#include "frontier.h"
#include "residual.h"

typedef void (*Question) (Residual *residual, void *state);

/* Asks a question about the optimum of a problem. */
static SolverStatus
ask_about_optimum(const TransferProblem *problem, const Host *host,
				  Question question, void *state)
{
	Network		net;
	Solution	optimum = {0};
	Residual	residual;
	SolverStatus status = build_network(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL && !begin_residual(&residual, &net, &optimum))
		status = SOLVER_OUT_OF_RANGE;
	if (status == SOLVER_OPTIMAL)
	{
		question(&residual, state);
		end_residual(&residual);
	}
	free_solution(&net, &optimum);
	free_network(&net);
	return status;
}

/* ----------------------------------------------------------------
 * One person more or less
 * ----------------------------------------------------------------
 */
static void
fill_prices(Residual *residual, void *state)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	PostPrice  *prices = state;
	Amount	   *arrival = ALLOCATE_ARRAY(net->host, Amount, net->n_nodes);

	find_arrivals(residual, arrival);
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int32_t		before = net->staff_before[f];
		int32_t		staff = residual->staff[f];
		int64_t		more = residual->label[f].objective;
		int64_t		fewer = arrival[f].objective;

		/* bounds are widened to the staff with him, and without him */
		if (problem->max_staff[f] != NO_BOUND && before >= problem->max_staff[f] &&
			post_marginal(problem, f, staff) < more)
			more = post_marginal(problem, f, staff);
		if (problem->min_staff[f] != NO_BOUND && before <= problem->min_staff[f] &&
			-post_marginal(problem, f, (int64_t) staff - 1) < fewer)
			fewer = -post_marginal(problem, f, (int64_t) staff - 1);
		prices[f] = (PostPrice)
		{
			.staff = before, .gain_of_one_more = -more,
			.loss_of_one_fewer = before > 0 ? fewer : 0
		};
	}
	RELEASE(net->host, arrival);
}

SolverStatus
price_posts(const TransferProblem *problem, const Host *host,
			PostPrice *prices)
{
	return ask_about_optimum(problem, host, fill_prices, prices);
}

/* ----------------------------------------------------------------
 * New people
 * ----------------------------------------------------------------
 */
typedef struct Hiring
{
	int64_t		hires;
	TellHire	tell;
	void	   *state;			/* of tell */
} Hiring;

/* The post where one person more costs least; room counts positions left. */
static int32_t
cheapest_post(const Residual *residual, const int32_t *room)
{
	Weight		least = 0;
	int32_t		best = NO_POST;

	for (int32_t f = 0; f < residual->net->problem->n_posts; f++)
	{
		Weight		here = weigh(residual->label[f], residual->pricing);

		if (room[f] > 0 && here < least)
		{
			least = here;
			best = f;
		}
	}
	return best;
}

/* Places one person at a post; he and others may move on from there. */
static void
place_person(Residual *residual, int32_t post)
{
	int32_t		end;

	residual->n_path = 0;
	end = add_forest_path(residual, post, PATH_ENDS);
	move_along_path(residual);
	if (end < residual->net->problem->n_posts)
		residual->staff[end]++;
	repair_subtree(residual, end);
}

static void
place_people(Residual *residual, void *state)
{
	const Hiring *hiring = state;
	const Network *net = residual->net;
	int32_t		n_posts = net->problem->n_posts;
	int32_t    *room = ALLOCATE_ARRAY(net->host, int32_t, n_posts);

	for (int32_t f = 0; f < n_posts; f++)
	{
		int32_t		bound = net->problem->max_staff[f];

		room[f] = bound == NO_BOUND ? INT32_MAX :
			bound > net->staff_before[f] ? bound - net->staff_before[f] : 0;
	}
	for (int64_t n = 0; n < hiring->hires; n++)
	{
		int32_t		post = cheapest_post(residual, room);
		int64_t		gain = post == NO_POST ? 0 : -residual->label[post].objective;

		if (gain <= 0)
			break;
		hiring->tell(hiring->state, post, gain);
		room[post]--;
		place_person(residual, post);
		CHECK_INTERRUPTS(net->host);
		report_progress(net->host, "placing new people", (double) n / (double) hiring->hires);
	}
	RELEASE(net->host, room);
}

SolverStatus
plan_hires(const TransferProblem *problem, const Host *host, int64_t hires,
		   TellHire tell, void *state)
{
	Hiring		hiring = {hires, tell, state};

	return ask_about_optimum(problem, host, place_people, &hiring);
}
