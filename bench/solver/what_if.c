/*
 * what_if.c
 *	  How long the questions around the best plan take beside the plan itself,
 *	  without PostgreSQL: CPU times in turn on the same instance.
 *
 * Prints one row of a Markdown table: instance, moves, corners of the curve,
 * seconds of the plan, and as multiples of that: half of its moves as a budget,
 * the whole curve, the prices of all posts, and 100 new people.  Medians of the
 * runs.
 *
 * usage: what_if INSTANCE RUNS
 */
#include "instance.h"

#include "../../src/solver/solver.h"
#include "../../src/solver/what_if.h"

#define MOST_RUNS	99
#define HIRES		100

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

static void
ignore_hire(void *state, int32_t post, int64_t gain)
{
	(void) state;
	(void) post;
	(void) gain;
}

typedef enum Question
{
	PLAN, BUDGET, CURVE, PRICES, NEW_PEOPLE, N_QUESTIONS
} Question;

typedef struct Answers
{
	int64_t		moves;
	int64_t		objective;
	int64_t		n_corners;
} Answers;

static void
solve(TransferProblem *problem, const Host *host, int64_t max_moves, TransferPlan *plan)
{
	SolverStatus status;

	problem->max_moves = max_moves;
	status = solve_transfer_problem(problem, host, plan);
	problem->max_moves = NO_BOUND;
	if (status != SOLVER_OPTIMAL && status != SOLVER_FEASIBLE)
		fail("not solved", NULL);
	free(plan->steps);
}

static void
ask(Question question, TransferProblem *problem, const Host *host, Answers *answers)
{
	TransferPlan plan;
	Corner	   *corners;
	PostPrice  *prices;

	switch (question)
	{
		case PLAN:
			solve(problem, host, NO_BOUND, &plan);
			answers->moves = plan.moves;
			answers->objective = plan.objective_after;
			break;
		case BUDGET:
			solve(problem, host, answers->moves / 2, &plan);
			break;
		case CURVE:
			if (trace_frontier(problem, host, &corners, &answers->n_corners) != SOLVER_OPTIMAL)
				fail("no curve", NULL);
			if (corners[answers->n_corners - 1].moves != answers->moves ||
				corners[answers->n_corners - 1].imbalance +
				corners[answers->n_corners - 1].cost != answers->objective)
				fail("the curve does not end at the plan", NULL);
			free(corners);
			break;
		case PRICES:
			prices = allocate_or_fail(sizeof(PostPrice) * problem->n_posts);
			if (price_posts(problem, host, prices) != SOLVER_OPTIMAL)
				fail("no prices", NULL);
			free(prices);
			break;
		case NEW_PEOPLE:
			if (plan_hires(problem, host, HIRES, ignore_hire, NULL) != SOLVER_OPTIMAL)
				fail("no hires", NULL);
			break;
		case N_QUESTIONS:
			break;
	}
}

static int
compare_doubles(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	const Host	host = {NULL, allocate, release, check_interrupts, NULL};
	int			runs = argc == 3 ? atoi(argv[2]) : 0;
	TransferProblem problem;
	Answers		answers = {0};
	double		seconds[N_QUESTIONS][MOST_RUNS];
	const char *name;

	if (runs < 1 || runs > MOST_RUNS)
		fail("usage: what_if INSTANCE RUNS", NULL);
	read_instance(argv[1], &problem, NULL);
	for (int run = 0; run < runs; run++)
		for (int question = 0; question < N_QUESTIONS; question++)
		{
			double		start = cpu_seconds();

			ask(question, &problem, &host, &answers);
			seconds[question][run] = cpu_seconds() - start;
		}
	for (int question = 0; question < N_QUESTIONS; question++)
		qsort(seconds[question], runs, sizeof(double), compare_doubles);

	name = strrchr(argv[1], '/');
	printf("| %s | %lld | %lld | %.3f", name ? name + 1 : argv[1],
		   (long long) answers.moves, (long long) answers.n_corners,
		   seconds[PLAN][runs / 2]);
	for (int question = BUDGET; question < N_QUESTIONS; question++)
		printf(" | %.1f", seconds[question][runs / 2] / seconds[PLAN][runs / 2]);
	printf(" |\n");
	return 0;
}
