/*
 * solve.c
 *	  Runs the solver of asn_mutasi on an instance, without PostgreSQL.
 *
 * The host's memory is malloc with a count of what is in use, so that the
 * peak of the solver alone can be printed: the instance itself, which inside
 * PostgreSQL the reader holds, does not count.
 *
 * usage: solve INSTANCE [RUNS]
 */
#include "instance.h"

#include "../../src/solver/solver.h"

typedef struct Memory
{
	size_t		in_use;
	size_t		peak;
} Memory;

/* In front of each piece of memory; as large as the strictest alignment. */
typedef union Label
{
	size_t		bytes;
	long double align;
	char		cache_friendly[64];
} Label;

static void *
allocate(void *context, size_t bytes)
{
	Memory	   *memory = (Memory *) context;
	Label	   *label = (Label *) allocate_or_fail(bytes + sizeof(Label));

	label->bytes = bytes;
	memory->in_use += bytes;
	if (memory->in_use > memory->peak)
		memory->peak = memory->in_use;
	return label + 1;
}

static void
release(void *context, void *pointer)
{
	Memory	   *memory = (Memory *) context;
	Label	   *label = (Label *) pointer - 1;

	if (pointer == NULL)
		return;
	memory->in_use -= label->bytes;
	free(label);
}

static void
check_interrupts(void *context)
{
	(void) context;
}

static const char *
status_name(SolverStatus status)
{
	switch (status)
	{
		case SOLVER_OPTIMAL:
			return "optimal";
		case SOLVER_FEASIBLE:
			return "feasible";
		case SOLVER_OUT_OF_RANGE:
			return "out_of_range";
		case SOLVER_NOT_PROVED:
			return "not_proved";
	}
	return "unknown";
}

int
main(int argc, char **argv)
{
	int			runs = argc > 2 ? atoi(argv[2]) : 1;
	TransferProblem problem;
	int64_t		n_candidates;

	if (argc < 2 || runs < 1)
		fail("usage: solve INSTANCE [RUNS]", NULL);
	read_instance(argv[1], &problem);
	n_candidates = problem.candidate_start[problem.n_employees];

	for (int run = 0; run < runs; run++)
	{
		Memory		memory = {0, 0};
		Host		host = {&memory, allocate, release, check_interrupts, NULL};
		TransferPlan plan = {0};
		double		start = cpu_seconds();
		SolverStatus status = solve_transfer_problem(&problem, &host, &plan);
		double		seconds = cpu_seconds() - start;

		printf("employees=%d posts=%d candidates=%lld moves=%lld "
			   "bytes_per_candidate=%.1f ",
			   problem.n_employees, problem.n_posts, (long long) n_candidates,
			   (long long) plan.moves,
			   (double) memory.peak / (double) (n_candidates > 0 ? n_candidates : 1));
		print_result(status_name(status),
					 plan.objective_after - plan.objective_before, 0.0, seconds);
		fflush(stdout);
		if (status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE)
			release(&memory, plan.steps);
		if (memory.in_use != 0)
			fprintf(stderr, "the solver left %zu bytes behind\n", memory.in_use);
	}
	return 0;
}
