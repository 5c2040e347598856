/*
 * peer_glpk.c
 *	  GLPK's minimum-cost flow algorithms on an instance.
 *
 * out-of-kilter takes costs that fit an int; where those in millionths do not,
 * it refuses the data.  relax4 is in GLPK's manual, but not in Debian's build.
 *
 * usage: peer_glpk ALGORITHM FORM INSTANCE, with ALGORITHM one of
 * out-of-kilter, simplex, and FORM one of flow.h's
 */
#include <glpk.h>

#include "flow.h"

typedef struct Vertex
{
	double		supply;
} Vertex;

typedef struct Arc
{
	double		lower;
	double		upper;
	double		cost;
	double		flow;
} Arc;

#define FIELD(type, field)	((int) offsetof(type, field))

static int
run(const char *algorithm, glp_graph *graph, double *total)
{
	int			supply = FIELD(Vertex, supply);
	int			lower = FIELD(Arc, lower);
	int			upper = FIELD(Arc, upper);
	int			cost = FIELD(Arc, cost);
	int			flow = FIELD(Arc, flow);

	if (strcmp(algorithm, "out-of-kilter") == 0)
		return glp_mincost_okalg(graph, supply, lower, upper, cost, total, flow, -1);
	if (strcmp(algorithm, "simplex") == 0)
	{
		glp_prob   *program = glp_create_prob();
		glp_smcp	control;
		int			status;

		glp_mincost_lp(program, graph, GLP_OFF, supply, lower, upper, cost);
		glp_init_smcp(&control);
		status = glp_simplex(program, &control);
		if (status == 0 && glp_get_status(program) != GLP_OPT)
			status = GLP_ENOPFS;
		*total = glp_get_obj_val(program);
		glp_delete_prob(program);
		return status;
	}
	fail("is no algorithm of GLPK", algorithm);
	return 0;
}

int
main(int argc, char **argv)
{
	TransferProblem problem;
	Flow		flow;
	glp_graph  *graph;
	double		start;
	double		built;
	double		solved;
	double		total = 0;
	int			status;

	if (argc != 4)
		fail("usage: peer_glpk ALGORITHM FORM INSTANCE", NULL);
	read_instance(argv[3], &problem, NULL);
	start = cpu_seconds();
	build_flow(&problem, flow_form(argv[2]), &flow);

	glp_term_out(GLP_OFF);
	graph = glp_create_graph(sizeof(Vertex), sizeof(Arc));
	glp_add_vertices(graph, flow.n_nodes);
	for (int32_t x = 0; x < flow.n_nodes; x++)
		((Vertex *) graph->v[x + 1]->data)->supply = flow.supply[x];
	for (int64_t a = 0; a < flow.n_arcs; a++)
	{
		glp_arc    *arc = glp_add_arc(graph, flow.from[a] + 1, flow.to[a] + 1);
		Arc		   *data = (Arc *) arc->data;

		data->lower = flow.lower[a];
		data->upper = flow.upper[a];
		data->cost = (double) flow.cost[a];
	}
	built = cpu_seconds();
	status = run(argv[1], graph, &total);
	solved = cpu_seconds();
	print_result(status == 0 ? "optimal" : status == GLP_EDATA ? "data_refused" :
				 status == GLP_ERANGE ? "out_of_range" : "failed",
				 (int64_t) (total < 0 ? total - 0.5 : total + 0.5) + flow.constant,
				 built - start, solved - built);
	return 0;
}
