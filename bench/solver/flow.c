/*
 * flow.c
 *	  Builds the minimum-cost flow of a transfer problem.  See flow.h.
 */
#include "flow.h"

#include <math.h>

/* Arcs of a post beyond those that are counted; see flow.h. */
#define SPARE_ARCS		8

/* Costs beyond this, in millionths, drown the imbalance. */
#define LARGE_COST		(100 * (int64_t) MILLIONTHS)

FlowForm
flow_form(const char *name)
{
	if (strcmp(name, "assign") == 0)
		return FLOW_ASSIGN;
	if (strcmp(name, "change") != 0)
		fail("is no form of a flow: assign or change", name);
	return FLOW_CHANGE;
}

/* See transfer_problem.h: the formula of the contract, not the solver's code. */
static int64_t
marginal(const TransferProblem *problem, int32_t post, int32_t staff)
{
	double		need = problem->need[post];

	return llround((2.0 * ((double) staff - need) + 1.0) * MILLIONTHS /
				   (need > 1.0 ? need : 1.0));
}

static void
add_arc(Flow *flow, int64_t *room, int32_t from, int32_t to, int32_t lower,
		int32_t upper, int64_t cost)
{
	int64_t		a = flow->n_arcs++;

	if (a == *room)
	{
		*room = *room * 2 + 1024;
		flow->from = (int32_t *) realloc(flow->from, sizeof(int32_t) * *room);
		flow->to = (int32_t *) realloc(flow->to, sizeof(int32_t) * *room);
		flow->lower = (int32_t *) realloc(flow->lower, sizeof(int32_t) * *room);
		flow->upper = (int32_t *) realloc(flow->upper, sizeof(int32_t) * *room);
		flow->cost = (int64_t *) realloc(flow->cost, sizeof(int64_t) * *room);
		if (!flow->from || !flow->to || !flow->lower || !flow->upper || !flow->cost)
			fail("out of memory", NULL);
	}
	flow->from[a] = from;
	flow->to[a] = to;
	flow->lower[a] = lower;
	flow->upper[a] = upper;
	flow->cost[a] = cost;
}

/*
 * By post, how many employees have it among their three cheapest candidates
 * at a cost that may drown the imbalance.
 */
static int32_t *
count_suitors(const TransferProblem *problem)
{
	int32_t    *suitors = (int32_t *) allocate_or_fail(sizeof(int32_t) * problem->n_posts);

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		best[3] = {-1, -1, -1};

		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
		{
			int			hole = 3;

			while (hole > 0 && (best[hole - 1] < 0 || problem->candidate_cost[c] <
								problem->candidate_cost[best[hole - 1]]))
			{
				if (hole < 3)
					best[hole] = best[hole - 1];
				hole--;
			}
			if (hole < 3)
				best[hole] = c;
		}
		for (int b = 0; b < 3; b++)
			if (best[b] >= 0 && -problem->candidate_cost[best[b]] > LARGE_COST)
				suitors[problem->candidate_post[best[b]]]++;
	}
	return suitors;
}

/* The convex arcs of one post to the sink. */
static void
add_outlet(const TransferProblem *problem, FlowForm form, Flow *flow,
		   int64_t *room, int32_t post, int32_t staff, int64_t arrivals,
		   int32_t suitors, int32_t sink)
{
	int64_t		most = staff + arrivals;
	int32_t		least = 0;
	int64_t		last;

	if (most > problem->n_employees)
		most = problem->n_employees;
	if (problem->min_staff[post] != NO_BOUND)
		least = problem->min_staff[post] < staff ? problem->min_staff[post] : staff;
	if (problem->max_staff[post] != NO_BOUND && problem->max_staff[post] < most)
		most = problem->max_staff[post] > staff ? problem->max_staff[post] : staff;
	last = 2 * (int64_t) ((staff > problem->need[post] ? staff : problem->need[post]) +
						  suitors + SPARE_ARCS);
	if (last > most)
		last = most;

	if (form == FLOW_ASSIGN)
	{
		if (least > 0)
			add_arc(flow, room, post, sink, least, least, 0);
		for (int32_t h = 0; h < staff; h++)
			flow->constant -= marginal(problem, post, h);
		for (int32_t h = 0; h < least; h++)
			flow->constant += marginal(problem, post, h);
	}
	for (int32_t h = least; h < last; h++)
		if (form == FLOW_ASSIGN || h >= staff)
			add_arc(flow, room, post, sink, 0,
					h == last - 1 ? (int32_t) (most - h) : 1,
					marginal(problem, post, h));
		else
			add_arc(flow, room, sink, post, 0, 1, -marginal(problem, post, h));
}

void
build_flow(const TransferProblem *problem, FlowForm form, Flow *flow)
{
	int32_t		n_posts = problem->n_posts;
	int64_t		n_candidates = problem->candidate_start[problem->n_employees];
	int32_t    *staff = (int32_t *) allocate_or_fail(sizeof(int32_t) * n_posts);
	int64_t    *arrivals = (int64_t *) allocate_or_fail(sizeof(int64_t) * n_posts);
	int32_t    *suitors = count_suitors(problem);
	int32_t    *home_node = (int32_t *) allocate_or_fail(sizeof(int32_t) * n_posts);
	int32_t    *entry_node = (int32_t *) allocate_or_fail(sizeof(int32_t) * n_posts);
	int32_t		first_employee;
	int32_t		sink;
	int64_t		room = 0;

	memset(flow, 0, sizeof(*flow));
	for (int32_t i = 0; i < problem->n_employees; i++)
		if (problem->home[i] != NO_POST)
			staff[problem->home[i]]++;
	for (int64_t c = 0; c < n_candidates; c++)
		arrivals[problem->candidate_post[c]]++;

	flow->n_nodes = n_posts;
	for (int32_t f = 0; f < n_posts; f++)
	{
		int32_t		max_out = problem->max_out[f];
		int32_t		max_in = problem->max_in[f];

		home_node[f] = entry_node[f] = f;
		if (max_out != NO_BOUND && max_out < staff[f])
			home_node[f] = flow->n_nodes++;
		if (max_in != NO_BOUND && max_in < arrivals[f])
			entry_node[f] = flow->n_nodes++;
	}
	first_employee = flow->n_nodes;
	sink = first_employee + problem->n_employees;
	flow->n_nodes = sink + 1;
	flow->supply = (int32_t *) allocate_or_fail(sizeof(int32_t) * flow->n_nodes);

	for (int32_t f = 0; f < n_posts; f++)
	{
		add_outlet(problem, form, flow, &room, f, staff[f], arrivals[f], suitors[f],
				   sink);
		if (home_node[f] != f && form == FLOW_ASSIGN)
			add_arc(flow, &room, home_node[f], f, staff[f] - problem->max_out[f],
					staff[f], 0);
		else if (home_node[f] != f)
			add_arc(flow, &room, f, home_node[f], 0, problem->max_out[f], 0);
		if (entry_node[f] != f)
			add_arc(flow, &room, entry_node[f], f, 0, problem->max_in[f], 0);
	}

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		node = first_employee + i;
		int32_t		home = problem->home[i];

		if (form == FLOW_ASSIGN || home == NO_POST)
		{
			flow->supply[node] = 1;
			flow->supply[sink]--;
		}
		if (home == NO_POST)
			add_arc(flow, &room, node, sink, 0, 1, 0);
		else if (form == FLOW_ASSIGN)
			add_arc(flow, &room, node, home_node[home], 0, 1, 0);
		else
			add_arc(flow, &room, home_node[home], node, 0, 1, 0);
		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
			add_arc(flow, &room, node, entry_node[problem->candidate_post[c]], 0, 1,
					problem->candidate_cost[c] +
					(home == NO_POST ? 0 : problem->move_cost));
	}
	free(staff);
	free(arrivals);
	free(suitors);
	free(home_node);
	free(entry_node);
}
