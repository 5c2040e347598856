/*
 * test_certify.c
 *	  The certificate itself: it says yes exactly when the prices prove the plan.
 *
 * What it checks are conditions of optimality, one by one.  Here the bound
 * that prices give is worked out instead, term by term and by trying all
 * amounts, and compared with what the plan costs.  Both are asked about
 * optimal solutions, and about those with some seats and prices spoiled.
 */
#include <string.h>

#include "../../src/solver/parts.h"
#include "../../src/solver/solve.h"
#include "expect.h"
#include "test_host.h"

#define SPOILINGS	20

typedef __int128 Wide;

/* The least of amount * unit over amounts between bounds. */
static Wide
least_flow(int32_t least, int32_t most, int32_t n_employees, int64_t unit)
{
	/* one person more than there are stands for no bound */
	int32_t		end = most < n_employees + 1 ? most : n_employees + 1;

	return unit > 0 ? (Wide) least * unit : (Wide) end * unit;
}

/* The least of imbalance - price * staff of a post, against the staff before. */
static Wide
least_imbalance(const Network *net, const Solution *solution, int32_t post)
{
	int64_t		scale = solution->pricing.scale;
	int32_t		before = net->staff_before[post];
	Wide		least = -(Wide) before * solution->price[post];
	Wide		change = 0;

	for (int32_t h = before; h < net->max_staff[post] && h <= net->problem->n_employees; h++)
	{
		change += (Wide) post_marginal(net->problem, post, h) * scale;
		if (change - (Wide) (h + 1) * solution->price[post] < least)
			least = change - (Wide) (h + 1) * solution->price[post];
	}
	change = 0;
	for (int32_t h = before; h > net->min_staff[post]; h--)
	{
		change -= (Wide) post_marginal(net->problem, post, h - 1) * scale;
		if (change - (Wide) (h - 1) * solution->price[post] < least)
			least = change - (Wide) (h - 1) * solution->price[post];
	}
	return least;
}

/* The least of cost + price over the seats of an employee. */
static Wide
least_seat(const Network *net, const Solution *solution, int32_t employee)
{
	const TransferProblem *problem = net->problem;
	Pricing		pricing = solution->pricing;
	Wide		least = solution->price[home_node_of(net, employee)];

	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		Wide		cost = (Wide) problem->candidate_cost[c] * pricing.scale +
			solution->price[net->entry_node[problem->candidate_post[c]]];

		if (!is_new_hire(problem, employee))
			cost += (Wide) problem->move_cost * pricing.scale + pricing.move_price;
		if (cost < least)
			least = cost;
	}
	return least;
}

/* No plan costs less than this, whatever the prices are. */
static Wide
bound_of_prices(const Network *net, const Solution *solution)
{
	const TransferProblem *problem = net->problem;
	Wide		bound = 0;

	for (int32_t f = 0; f < problem->n_posts; f++)
		bound += least_imbalance(net, solution, f);
	for (int32_t i = 0; i < problem->n_employees; i++)
		bound += least_seat(net, solution, i);
	for (int32_t x = problem->n_posts; x < net->n_nodes; x++)
		if (x == net->pool)
			bound += least_flow(0, INT32_MAX, problem->n_employees, -solution->price[x]);
		else
			bound += least_flow(net->gate_min[x], net->gate_max[x], problem->n_employees,
								solution->price[net->node_post[x]] - solution->price[x]);
	return bound;
}

/* Does the plan keep all bounds? */
static bool
is_lawful(const Network *net, const Solution *solution, const Instance *instance)
{
	const TransferProblem *problem = net->problem;

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int32_t		staff = 0;
		int32_t		out = 0;
		int32_t		in = 0;

		for (int32_t i = 0; i < problem->n_employees; i++)
		{
			bool		moves = solution->seat[i] != AT_HOME;
			int32_t		post = !moves ? problem->home[i] :
				problem->candidate_post[problem->candidate_start[i] + solution->seat[i]];

			staff += post == f;
			in += moves && post == f;
			out += moves && problem->home[i] == f;
		}
		if (staff < instance_floor(instance, f) || staff > instance_ceiling(instance, f) ||
			(problem->max_out[f] != NO_BOUND && out > problem->max_out[f]) ||
			(problem->max_in[f] != NO_BOUND && in > problem->max_in[f]))
			return false;
	}
	return true;
}

static void
check_certificate(const Network *net, Solution *solution, const Instance *instance)
{
	bool		is_proof;
	Wide		value;

	sum_solution(net, solution);
	value = ((Wide) solution->imbalance + solution->cost) * solution->pricing.scale +
		(Wide) solution->moves * solution->pricing.move_price;
	is_proof = is_lawful(net, solution, instance) && bound_of_prices(net, solution) == value;
	EXPECT(instance, certify_solution(net, solution) == is_proof,
		   "the prices %s the plan", is_proof ? "prove" : "do not prove");
}

/* Seats somebody elsewhere, or changes a price by a little. */
static void
spoil(const Network *net, Solution *solution, Random *random)
{
	const TransferProblem *problem = net->problem;

	if (problem->n_employees > 0 && random_chance(random, 50))
	{
		int64_t		i = random_below(random, problem->n_employees);
		int64_t		n = problem->candidate_start[i + 1] - problem->candidate_start[i];

		solution->seat[i] = (int32_t) random_between(random, AT_HOME, n - 1);
	}
	else
		solution->price[random_below(random, net->n_nodes)] += random_between(random, -1, 1) *
			(random_chance(random, 50) ? 1 : random_between(random, 1, MILLIONTHS));
}

static void
check_instance(uint64_t seed, TestHost *host)
{
	Instance	instance;
	Network		net;
	Solution	solution;
	Random		random;
	Pricing		pricing = {1, 0};

	instance_small(&instance, seed);
	random_init(&random, seed);
	if (random_chance(&random, 50))
	{
		pricing.scale = instance.problem.n_employees + 1;
		pricing.move_price = random_between(&random, 1, MILLIONTHS);
	}
	if (build_network_of_parts(&instance.problem, &host->host, &net) == SOLVER_OPTIMAL &&
		solve_network(&net, pricing, &solution) == SOLVER_OPTIMAL && net.n_nodes > 0)
	{
		check_certificate(&net, &solution, &instance);
		for (int k = 0; k < SPOILINGS; k++)
		{
			Solution	spoiled = solution;
			size_t		seats = sizeof(int32_t) * (size_t) instance.problem.n_employees;
			size_t		prices = sizeof(int64_t) * (size_t) net.n_nodes;

			spoiled.seat = ALLOCATE_ARRAY(&host->host, int32_t, instance.problem.n_employees);
			spoiled.price = ALLOCATE_ARRAY(&host->host, int64_t, net.n_nodes);
			memcpy(spoiled.seat, solution.seat, seats);
			memcpy(spoiled.price, solution.price, prices);
			for (int64_t n = random_between(&random, 1, 2); n > 0; n--)
				spoil(&net, &spoiled, &random);
			check_certificate(&net, &spoiled, &instance);
		}
	}
	test_host_reset(host);
	instance_free(&instance);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 4000;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
		check_instance(seed, &host);
	return expect_summary("test_certify", "instances", n_seeds);
}
