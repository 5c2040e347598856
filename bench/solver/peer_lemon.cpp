/*
 * peer_lemon.cpp
 *	  LEMON's minimum-cost flow algorithms on an instance.
 *
 * Only run() is timed as the solve: reading the instance and handing it to
 * LEMON is its build time.
 *
 * usage: peer_lemon ALGORITHM FORM INSTANCE, with ALGORITHM one of
 * network-simplex, cost-scaling, capacity-scaling, and FORM one of flow.h's
 */
#include <string>
#include <vector>

#include <lemon/capacity_scaling.h>
#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include "flow.h"

typedef lemon::StaticDigraph Digraph;

/*
 * Arcs go in by their first node, which is the order that StaticDigraph asks
 * for; arc k of the graph is arc order[k] of the flow.
 */
static std::vector<int64_t>
order_by_first_node(const Flow &flow)
{
	std::vector<int64_t> place(flow.n_nodes + 1, 0);
	std::vector<int64_t> order(flow.n_arcs);

	for (int64_t a = 0; a < flow.n_arcs; a++)
		place[flow.from[a] + 1]++;
	for (int32_t x = 0; x < flow.n_nodes; x++)
		place[x + 1] += place[x];
	for (int64_t a = 0; a < flow.n_arcs; a++)
		order[place[flow.from[a]]++] = a;
	return order;
}

template <typename Algorithm>
static void
run(const Digraph &graph, const Digraph::ArcMap<int> &lower,
	const Digraph::ArcMap<int> &upper, const Digraph::ArcMap<int64_t> &cost,
	const Digraph::NodeMap<int> &supply, int64_t constant, double start)
{
	Algorithm	algorithm(graph);
	double		built;
	double		solved;
	bool		optimal;

	algorithm.lowerMap(lower).upperMap(upper).costMap(cost).supplyMap(supply);
	built = cpu_seconds();
	optimal = algorithm.run() == Algorithm::OPTIMAL;
	solved = cpu_seconds();
	print_result(optimal ? "optimal" : "infeasible",
				 algorithm.template totalCost<int64_t>() + constant,
				 built - start, solved - built);
}

int
main(int argc, char **argv)
{
	if (argc != 4)
		fail("usage: peer_lemon ALGORITHM FORM INSTANCE", NULL);

	TransferProblem problem;
	Flow		flow;
	std::string name = argv[1];

	read_instance(argv[3], &problem, NULL);
	double		start = cpu_seconds();
	build_flow(&problem, flow_form(argv[2]), &flow);

	std::vector<int64_t> order = order_by_first_node(flow);
	std::vector<std::pair<int, int>> arcs;
	Digraph		graph;

	arcs.reserve(flow.n_arcs);
	for (int64_t a : order)
		arcs.emplace_back(flow.from[a], flow.to[a]);
	graph.build(flow.n_nodes, arcs.begin(), arcs.end());
	std::vector<std::pair<int, int>>().swap(arcs);

	Digraph::ArcMap<int> lower(graph);
	Digraph::ArcMap<int> upper(graph);
	Digraph::ArcMap<int64_t> cost(graph);
	Digraph::NodeMap<int> supply(graph);

	for (int64_t k = 0; k < flow.n_arcs; k++)
	{
		lower[graph.arc(k)] = flow.lower[order[k]];
		upper[graph.arc(k)] = flow.upper[order[k]];
		cost[graph.arc(k)] = flow.cost[order[k]];
	}
	for (int32_t x = 0; x < flow.n_nodes; x++)
		supply[graph.node(x)] = flow.supply[x];

	if (name == "network-simplex")
		run<lemon::NetworkSimplex<Digraph, int, int64_t>>
			(graph, lower, upper, cost, supply, flow.constant, start);
	else if (name == "cost-scaling")
		run<lemon::CostScaling<Digraph, int, int64_t>>
			(graph, lower, upper, cost, supply, flow.constant, start);
	else if (name == "capacity-scaling")
		run<lemon::CapacityScaling<Digraph, int, int64_t>>
			(graph, lower, upper, cost, supply, flow.constant, start);
	else
		fail("is no algorithm of LEMON", argv[1]);
	return 0;
}
