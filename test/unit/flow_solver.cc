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

typedef lemon::SmartDigraph Graph;

struct FlowNetwork
{
	const Instance *instance;
	Graph		graph;
	std::vector<Graph::Arc> arcs;
	std::vector<int64_t> lower;	/* these by arc */
	std::vector<int64_t> upper;
	std::vector<int64_t> amount;	/* of the objective */
	std::vector<int64_t> moves;
	std::vector<size_t> candidate_arc;

	size_t
	add(Graph::Node from, Graph::Node to, int64_t least, int64_t most,
		int64_t cost, int64_t move)
	{
		arcs.push_back(graph.addArc(from, to));
		lower.push_back(least);
		upper.push_back(most);
		amount.push_back(cost);
		moves.push_back(move);
		return arcs.size() - 1;
	}
};

FlowNetwork *
flow_network_create(const Instance *instance)
{
	const TransferProblem &problem = instance->problem;
	int32_t		n = problem.n_employees;
	FlowNetwork *network = new FlowNetwork;
	Graph::Node sink = network->graph.addNode();
	std::vector<Graph::Node> stay, entry;
	std::vector<int32_t> most(problem.n_posts + 1, 0);	/* who could be there */

	for (int32_t i = 0; i < n; i++)
		if (problem.home[i] != NO_POST)
			most[problem.home[i]]++;
	for (int64_t c = 0; c < problem.candidate_start[n]; c++)
		most[problem.candidate_post[c]]++;

	network->instance = instance;
	for (int32_t f = 0; f < problem.n_posts; f++)
	{
		Graph::Node post = network->graph.addNode();
		int32_t		staff = instance_staff(instance, f);
		int32_t		floor = instance_floor(instance, f);
		int32_t		ceiling = instance_ceiling(instance, f);
		int32_t		max_in = problem.max_in[f] == NO_BOUND ? n : problem.max_in[f];
		int32_t		max_out = problem.max_out[f] == NO_BOUND ? n : problem.max_out[f];

		stay.push_back(network->graph.addNode());
		entry.push_back(network->graph.addNode());
		network->add(stay[f], post, max_out < staff ? staff - max_out : 0, n, 0, 0);
		network->add(entry[f], post, 0, max_in, 0, 0);
		for (int32_t h = 0; h < ceiling && h < most[f]; h++)
			network->add(post, sink, h < floor, 1,
						 instance_marginal(instance, f, h), 0);
	}

	/* the last nodes, in order: employees */
	for (int32_t i = 0; i < n; i++)
	{
		Graph::Node employee = network->graph.addNode();
		bool		hire = problem.home[i] == NO_POST;

		network->add(employee, hire ? sink : stay[problem.home[i]], 0, 1, 0, 0);
		for (int64_t c = problem.candidate_start[i];
			 c < problem.candidate_start[i + 1]; c++)
			network->candidate_arc.push_back(
				network->add(employee, entry[problem.candidate_post[c]], 0, 1,
							 problem.candidate_cost[c] +
							 (hire ? 0 : problem.move_cost), !hire));
	}
	return network;
}

void
flow_network_free(FlowNetwork *network)
{
	delete network;
}

/* The objective of a flow, from the candidates it uses. */
template <typename Solver>
static void
read_plan(const FlowNetwork *network, const Solver &solver, FlowPlan *plan)
{
	const Instance *instance = network->instance;
	const TransferProblem &problem = instance->problem;
	std::vector<int32_t> staff(problem.n_posts + 1, 0);

	plan->change = 0;
	plan->moves = 0;
	for (int32_t f = 0; f < problem.n_posts; f++)
		staff[f] = instance_staff(instance, f);
	for (int32_t i = 0; i < problem.n_employees; i++)
	{
		int32_t		home = problem.home[i];

		if (plan->place != NULL)
			plan->place[i] = -1;
		for (int64_t c = problem.candidate_start[i];
			 c < problem.candidate_start[i + 1]; c++)
		{
			size_t		arc = network->candidate_arc[c];
			int32_t		post = problem.candidate_post[c];

			if (solver.flow(network->arcs[arc]) == 0)
				continue;
			plan->change += network->amount[arc];
			plan->moves += network->moves[arc];
			if (home != NO_POST)
				plan->change -= instance_marginal(instance, home, --staff[home]);
			plan->change += instance_marginal(instance, post, staff[post]++);
			if (plan->place != NULL)
				plan->place[i] = c;
		}
	}
}

template <typename Solver>
static bool
run(const FlowNetwork *network, int64_t scale, int64_t price, FlowPlan *plan)
{
	const Graph &graph = network->graph;
	int32_t		n = network->instance->problem.n_employees;
	Graph::ArcMap<int64_t> lower(graph), upper(graph), cost(graph);
	Graph::NodeMap<int64_t> supply(graph, 0);
	Solver		solver(graph);

	for (size_t arc = 0; arc < network->arcs.size(); arc++)
	{
		lower[network->arcs[arc]] = network->lower[arc];
		upper[network->arcs[arc]] = network->upper[arc];
		cost[network->arcs[arc]] = scale * network->amount[arc] +
			price * network->moves[arc];
	}
	supply[graph.nodeFromId(0)] = -n;
	for (int32_t i = 0; i < n; i++)
		supply[graph.nodeFromId(graph.maxNodeId() - i)] = 1;
	solver.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply);
	if (solver.run() != Solver::OPTIMAL)
		return false;
	read_plan(network, solver, plan);
	return true;
}

bool
flow_solve(FlowNetwork *network, FlowAlgorithm algorithm, int64_t scale,
		   int64_t price, FlowPlan *plan)
{
	if (algorithm == NETWORK_SIMPLEX)
		return run<lemon::NetworkSimplex<Graph, int64_t, int64_t>>(network, scale, price, plan);
	return run<lemon::CostScaling<Graph, int64_t, int64_t>>(network, scale, price, plan);
}
