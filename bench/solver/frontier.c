/*
 * frontier.c
 *	  How long the whole trade-off curve takes beside one solve, without
 *	  PostgreSQL: CPU times of trace_frontier() and solve_transfer_problem()
 *	  on the same instance, in turn.
 *
 * usage: frontier INSTANCE [RUNS]
 */
#include "instance.h"

#include "../../src/solver/solver.h"
#include "../../src/solver/what_if.h"

static void *
allocate(void *context, size_t bytes)
{
	(void) context;
	return allocate_or_fail(bytes);
}

static void
release(void *context, void *pointer)
{
	(void) context;
	free(pointer);
}

static void
check_interrupts(void *context)
{
	(void) context;
}

int
main(int argc, char **argv)
{
	const Host	host = {NULL, allocate, release, check_interrupts, NULL};
	int			runs = argc > 2 ? atoi(argv[2]) : 1;
	TransferProblem problem;

	if (argc < 2 || runs < 1)
		fail("usage: frontier INSTANCE [RUNS]", NULL);
	read_instance(argv[1], &problem);

	for (int run = 0; run < runs; run++)
	{
		TransferPlan plan = {0};
		Corner	   *corners = NULL;
		int64_t		n = 0;
		double		start = cpu_seconds();
		double		solved;
		double		traced;

		if (solve_transfer_problem(&problem, &host, &plan) != SOLVER_OPTIMAL)
			fail("not solved", argv[1]);
		solved = cpu_seconds();
		if (trace_frontier(&problem, &host, &corners, &n) != SOLVER_OPTIMAL)
			fail("no curve", argv[1]);
		traced = cpu_seconds();
		if (corners[n - 1].moves != plan.moves ||
			corners[n - 1].imbalance + corners[n - 1].cost != plan.objective_after)
			fail("the curve does not end at the plan", argv[1]);
		printf("moves=%lld corners=%lld solve=%.4f curve=%.4f ratio=%.1f\n",
			   (long long) plan.moves, (long long) n, solved - start, traced - solved,
			   (traced - solved) / (solved - start));
		fflush(stdout);
		free(plan.steps);
		free(corners);
	}
	return 0;
}
