/*
 * flow_solver.cc
 *	  The transfer problem as a minimum-cost flow, solved by LEMON.
 *
 * One unit of flow is one person, from an employee's own node through the
 * post he ends up in to the sink.  Nothing is condensed and nothing starts
 * from the status quo:
 *
 *	employee -> stay(home)			at no cost
 *	employee -> entry(post)			for each candidate, at its cost
 *	employee -> sink				for a new hire who is not placed
 *	stay(f)  -> post(f)				at least staff - max_out people
 *	entry(f) -> post(f)				at most max_in people
 *	post(f)  -> sink				one arc a person, at his marginal imbalance;
 *									those below the floor must be used
 *
 * Marginals never fall, so an optimal flow uses the arcs of a post in order.
 */
#include "flow_solver.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <vector>

namespace
{

typedef lemon::SmartDigraph Graph;
typedef Graph::ArcMap<int64_t> Amounts;

struct Network
{
	Graph		graph;
	Amounts		lower{graph};
	Amounts		upper{graph};
	Amounts		cost{graph};
	Graph::NodeMap<int64_t> supply{graph};
	std::vector<Graph::Arc> candidate_arc;

	Graph::Arc
	add(Graph::Node from, Graph::Node to, int64_t least, int64_t most,
		int64_t amount)
	{
		Graph::Arc	arc = graph.addArc(from, to);

		lower[arc] = least;
		upper[arc] = most;
		cost[arc] = amount;
		return arc;
	}
};

void
build(Network &network, const Instance *instance, int64_t scale, int64_t price)
{
	const TransferProblem &problem = instance->problem;
	int64_t		n = problem.n_employees;
	Graph::Node sink = network.graph.addNode();
	std::vector<Graph::Node> stay, entry;

	network.supply[sink] = -n;
	for (int32_t f = 0; f < problem.n_posts; f++)
	{
		Graph::Node post = network.graph.addNode();
		int32_t		staff = instance_staff(instance, f);
		int32_t		floor = instance_floor(instance, f);
		int32_t		ceiling = instance_ceiling(instance, f);
		int64_t		max_in = problem.max_in[f] == NO_BOUND ? n : problem.max_in[f];
		int64_t		max_out = problem.max_out[f] == NO_BOUND ? n : problem.max_out[f];

		stay.push_back(network.graph.addNode());
		entry.push_back(network.graph.addNode());
		network.add(stay[f], post, max_out < staff ? staff - max_out : 0, n, 0);
		network.add(entry[f], post, 0, max_in, 0);
		for (int32_t h = 0; h < ceiling && h < n; h++)
			network.add(post, sink, h < floor, 1,
						scale * instance_marginal(instance, f, h));
	}
	for (int32_t i = 0; i < problem.n_employees; i++)
	{
		Graph::Node employee = network.graph.addNode();
		bool		hire = problem.home[i] == NO_POST;

		network.supply[employee] = 1;
		network.add(employee, hire ? sink : stay[problem.home[i]], 0, 1, 0);
		for (int64_t c = problem.candidate_start[i];
			 c < problem.candidate_start[i + 1]; c++)
			network.candidate_arc.push_back(
				network.add(employee, entry[problem.candidate_post[c]], 0, 1,
							scale * (problem.candidate_cost[c] +
									 (hire ? 0 : problem.move_cost)) +
							(hire ? 0 : price)));
	}
}

/* The objective of a flow, from the arcs it uses. */
template <typename Solver>
void
read_plan(const Network &network, const Solver &solver,
		  const Instance *instance, FlowPlan *plan)
{
	const TransferProblem &problem = instance->problem;
	std::vector<int32_t> staff(problem.n_posts + 1, 0);

	plan->change = 0;
	plan->moves = 0;
	for (int32_t f = 0; f < problem.n_posts; f++)
		staff[f] = instance_staff(instance, f);
	for (int32_t i = 0; i < problem.n_employees; i++)
	{
		if (plan->place != NULL)
			plan->place[i] = -1;
		for (int64_t c = problem.candidate_start[i];
			 c < problem.candidate_start[i + 1]; c++)
		{
			int32_t		home = problem.home[i];
			int32_t		post = problem.candidate_post[c];

			if (solver.flow(network.candidate_arc[c]) == 0)
				continue;
			plan->change += problem.candidate_cost[c];
			if (home != NO_POST)
			{
				plan->moves++;
				plan->change += problem.move_cost;
				plan->change -= instance_marginal(instance, home, --staff[home]);
			}
			plan->change += instance_marginal(instance, post, staff[post]++);
			if (plan->place != NULL)
				plan->place[i] = c;
		}
	}
}

template <typename Solver>
bool
run(Network &network, const Instance *instance, FlowPlan *plan)
{
	Solver		solver(network.graph);

	solver.lowerMap(network.lower).upperMap(network.upper)
		.costMap(network.cost).supplyMap(network.supply);
	if (solver.run() != Solver::OPTIMAL)
		return false;
	read_plan(network, solver, instance, plan);
	return true;
}

}

bool
flow_solve(const Instance *instance, FlowAlgorithm algorithm, int64_t scale,
		   int64_t price, FlowPlan *plan)
{
	Network		network;

	build(network, instance, scale, price);
	if (algorithm == NETWORK_SIMPLEX)
		return run<lemon::NetworkSimplex<Graph, int64_t, int64_t>>(network, instance, plan);
	return run<lemon::CostScaling<Graph, int64_t, int64_t>>(network, instance, plan);
}
