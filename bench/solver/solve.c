/*
 * solve.c
 *	  Runs the solver of asn_mutasi on an instance, without PostgreSQL.
 *
 * The host's memory is malloc with a count of what is in use, so that the
 * peak of the solver alone can be printed: the instance itself, which inside
 * PostgreSQL the reader holds, does not count.
 *
 * usage: solve INSTANCE [RUNS]		of candidates
 *		  solve pairs INSTANCE [RUNS]	over all lawful pairs, of "generate pairs"
 *		  solve listed INSTANCE [RUNS]	the same, with all of them listed first
 */
#include "instance.h"

#include "../../src/solver/all_pairs.h"

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

typedef enum Way
{
	OF_CANDIDATES, ALL_PAIRS, LISTED_PAIRS
} Way;

static void
run_once(TransferProblem problem, const LawfulPairs *pairs, Way way)
{
	Memory		memory = {0, 0};
	Host		host = {&memory, allocate, release, check_interrupts, NULL};
	TransferPlan plan = {0};
	SolverStatus status;
	int64_t		n_candidates;
	double		start;
	double		built;
	double		solved;

	start = cpu_seconds();
	if (way == LISTED_PAIRS)
		list_all_pairs(&problem, pairs, &host);
	built = cpu_seconds();
	status = way == ALL_PAIRS ?
		solve_over_all_pairs(&problem, pairs, &host, &plan) :
		solve_transfer_problem(&problem, &host, &plan);
	solved = cpu_seconds();

	n_candidates = problem.candidate_start[problem.n_employees];
	printf("employees=%d posts=%d candidates=%lld moves=%lld "
		   "bytes_per_candidate=%.1f megabytes=%.0f ",
		   problem.n_employees, problem.n_posts, (long long) n_candidates,
		   (long long) plan.moves,
		   (double) memory.peak / (double) (n_candidates > 0 ? n_candidates : 1),
		   (double) memory.peak / 1048576);
	print_result(status_name(status),
				 plan.objective_after - plan.objective_before,
				 built - start, solved - built);
	fflush(stdout);
	if (status == SOLVER_OPTIMAL || status == SOLVER_FEASIBLE)
		release(&memory, plan.steps);
	if (way != OF_CANDIDATES)
	{
		release(&memory, (void *) problem.candidate_start);
		release(&memory, (void *) problem.candidate_post);
		release(&memory, (void *) problem.candidate_cost);
	}
	if (memory.in_use != 0)
		fprintf(stderr, "the solver left %zu bytes behind\n", memory.in_use);
}

int
main(int argc, char **argv)
{
	Way			way = OF_CANDIDATES;
	TransferProblem problem;
	LawfulPairs pairs;
	int			runs;

	if (argc > 2 && strcmp(argv[1], "pairs") == 0)
		way = ALL_PAIRS;
	if (argc > 2 && strcmp(argv[1], "listed") == 0)
		way = LISTED_PAIRS;
	if (way != OF_CANDIDATES)
	{
		argc--;
		argv++;
	}
	runs = argc > 2 ? atoi(argv[2]) : 1;
	if (argc < 2 || runs < 1)
		fail("usage: solve [pairs | listed] INSTANCE [RUNS]", NULL);
	read_instance(argv[1], &problem, way == OF_CANDIDATES ? NULL : &pairs);
	for (int run = 0; run < runs; run++)
		run_once(problem, &pairs, way);
	return 0;
}
