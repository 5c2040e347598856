/*
 * certify.c
 *	  Proves a solution optimal from its prices, whoever computed them.
 *
 * Let y be any prices of nodes.  No plan can be cheaper than
 *
 *		sum over posts of min_h [imbalance(h) - y h]
 *			+ sum over employees of min over seats of (cost + y)
 *			+ sum over gates of min over its people of (people * price gap)
 *
 * and a plan that reaches each of these minima is optimal.  That it does is
 * checked here in one pass over the candidates.  For a post of staff h the
 * minimum is reached when marginal(h - 1) <= y <= marginal(h), as marginals
 * never fall; and at a bound one side does not count.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 9.3, 9.4
 * (reduced cost and complementary slackness optimality conditions).
 */
#include "solve.h"

#include "seating.h"

/* Does every employee sit where cost plus price is the least? */
static bool
everyone_sits_best(const Network *net, const Solution *solution)
{
	const TransferProblem *problem = net->problem;

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		surcharge = move_surcharge(problem, &solution->pricing, i);
		int64_t		begin = problem->candidate_start[i];
		int64_t		n = problem->candidate_start[i + 1] - begin;
		int64_t		least = solution->price[home_node_of(net, i)];
		int64_t		own = least;

		if (solution->seat[i] != AT_HOME &&
			(solution->seat[i] < 0 || solution->seat[i] >= n))
			return false;
		for (int64_t c = begin; c < begin + n; c++)
		{
			int64_t		total = problem->candidate_cost[c] *
				solution->pricing.scale + surcharge +
				solution->price[net->entry_node[problem->candidate_post[c]]];

			if (total < least)
				least = total;
			if (c - begin == solution->seat[i])
				own = total;
		}
		if (own != least)
			return false;
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	return true;
}

/*
 * Does an amount between bounds reach its minimum?  lower is what the last
 * unit cost, upper what the next would cost, both less the price.
 */
static bool
reaches_minimum(int64_t amount, int64_t least, int64_t most,
				int64_t last_unit, int64_t next_unit)
{
	return amount >= least && amount <= most &&
		(amount == least || last_unit <= 0) &&
		(amount == most || next_unit >= 0);
}

bool
certify_solution(const Network *net, const Solution *solution)
{
	const TransferProblem *problem = net->problem;
	int64_t		scale = solution->pricing.scale;
	const int64_t *price = solution->price;
	int32_t    *people;
	int32_t    *staff;
	bool		proved = everyone_sits_best(net, solution);

	if (!proved)
		return false;

	people = ALLOCATE_ARRAY(net->host, int32_t, net->n_nodes);
	staff = ALLOCATE_ARRAY(net->host, int32_t, problem->n_posts);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		node = home_node_of(net, i);

		if (solution->seat[i] != AT_HOME)
			node = net->entry_node[problem->candidate_post[
				problem->candidate_start[i] + solution->seat[i]]];
		people[node]++;
		if (net->node_post[node] != NO_POST)
			staff[net->node_post[node]]++;
	}

	for (int32_t f = 0; f < problem->n_posts && proved; f++)
		proved = reaches_minimum(staff[f], net->min_staff[f], net->max_staff[f],
								 post_marginal(problem, f, (int64_t) staff[f] - 1) * scale - price[f],
								 post_marginal(problem, f, staff[f]) * scale - price[f]);

	for (int32_t x = problem->n_posts; x < net->n_nodes && proved; x++)
		if (x == net->pool)
			/* anyone may be left unplaced: no bound above */
			proved = reaches_minimum(people[x], 0, INT32_MAX,
									 -price[x], -price[x]);
		else
		{
			int64_t		gap = price[net->node_post[x]] - price[x];

			proved = reaches_minimum(people[x], net->gate_min[x],
									 net->gate_max[x], gap, gap);
		}

	RELEASE(net->host, people);
	RELEASE(net->host, staff);
	return proved;
}
