/*
 * dump_flow.c
 *	  Writes the minimum-cost flow of an instance for peers that are not
 *	  linked to C.
 *
 * usage: dump_flow binary FORM INSTANCE	for peer_highs.py: four int64 (nodes,
 *											arcs, constant, 0), then the arrays
 *											of Flow, all as int64
 *        dump_flow copy FORM INSTANCE		for pgRouting: COPY lines of edges
 *											(id, source, target, capacity, cost)
 *        dump_flow shift FORM INSTANCE		what copy added to the cost
 *
 * pgRouting sends a maximum flow from node 0 to node 1, and takes only edges
 * of cost >= 0.  FLOW_ASSIGN without bounds and new hires has that shape: the source has an
 * edge to every employee, and since each person leaves through exactly one
 * arc into the sink and one out of an employee, these arcs may all be made
 * dearer by the same.
 */
#include <inttypes.h>

#include "flow.h"

static void
put(int64_t number)
{
	fwrite(&number, sizeof(number), 1, stdout);
}

static void
put_binary(const Flow *flow)
{
	put(flow->n_nodes);
	put(flow->n_arcs);
	put(flow->constant);
	put(0);
	for (int32_t x = 0; x < flow->n_nodes; x++)
		put(flow->supply[x]);
	for (int64_t a = 0; a < flow->n_arcs; a++)
		put(flow->from[a]);
	for (int64_t a = 0; a < flow->n_arcs; a++)
		put(flow->to[a]);
	for (int64_t a = 0; a < flow->n_arcs; a++)
		put(flow->lower[a]);
	for (int64_t a = 0; a < flow->n_arcs; a++)
		put(flow->upper[a]);
	for (int64_t a = 0; a < flow->n_arcs; a++)
		put(flow->cost[a]);
}

/* How much dearer arcs become: those into the sink, and the others. */
static void
find_shifts(const Flow *flow, int64_t shift[2])
{
	shift[0] = shift[1] = 0;
	for (int64_t a = 0; a < flow->n_arcs; a++)
	{
		int			into_sink = flow->to[a] == flow->n_nodes - 1;

		if (flow->lower[a] != 0)
			fail("pgRouting knows no lower bounds", NULL);
		if (-flow->cost[a] > shift[into_sink])
			shift[into_sink] = -flow->cost[a];
	}
}

static void
put_edges(const Flow *flow, const int64_t shift[2])
{
	int64_t		id = 0;
	int32_t		sink = flow->n_nodes - 1;

	for (int64_t a = 0; a < flow->n_arcs; a++)
		printf("%" PRId64 "\t%d\t%d\t%d\t%" PRId64 "\n", ++id, flow->from[a] + 2,
			   flow->to[a] == sink ? 1 : flow->to[a] + 2, flow->upper[a],
			   flow->cost[a] + shift[flow->to[a] == sink]);
	for (int32_t x = 0; x < sink; x++)
		if (flow->supply[x] > 0)
			printf("%" PRId64 "\t0\t%d\t%d\t0\n", ++id, x + 2, flow->supply[x]);
}

int
main(int argc, char **argv)
{
	TransferProblem problem;
	Flow		flow;
	int64_t		shift[2];

	if (argc != 4)
		fail("usage: dump_flow binary|copy|shift FORM INSTANCE", NULL);
	read_instance(argv[3], &problem, NULL);
	build_flow(&problem, flow_form(argv[2]), &flow);
	if (strcmp(argv[1], "binary") == 0)
	{
		put_binary(&flow);
		return 0;
	}
	find_shifts(&flow, shift);
	if (strcmp(argv[1], "copy") == 0)
		put_edges(&flow, shift);
	else if (strcmp(argv[1], "shift") == 0)
		printf("%" PRId64 "\n",
			   (shift[0] + shift[1]) * problem.n_employees - flow.constant);
	else
		fail("is no way to dump a flow", argv[1]);
	return 0;
}
