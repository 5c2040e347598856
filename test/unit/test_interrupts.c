/*
 * test_interrupts.c
 *	  Solver and verifier cut short at every point where the host may do so.
 *
 * The host jumps away at its n-th allocation, beyond a number of bytes, or at
 * the n-th check for interrupts, for every n there is (or a sample of them,
 * when there are many).  It then frees what it has given out: the leak
 * sanitizer tells of memory that came from elsewhere, the address sanitizer of
 * anything that is used after that.  A run that is not cut short, afterwards,
 * must give what it gave before.
 */
#include <string.h>

#include "../../src/solver/what_if.h"
#include "claims.h"
#include "expect.h"
#include "solved.h"

#define CUTS	40				/* at most, of each kind and instance */

/* A copy of what a run gave, to compare with. */
typedef struct Outcome
{
	SolverStatus status;
	int64_t		objective;
	int64_t		n_steps;
	int64_t		n_corners;
	int64_t		gains;
	bool		verified;
} Outcome;

static void
add_gain(void *state, int32_t post, int64_t gain)
{
	*(int64_t *) state += gain + post;
}

/* What is asked around the plan; may jump away. */
static void
ask(const Instance *instance, TestHost *host, Outcome *outcome)
{
	TransferProblem problem = instance->problem;
	Corner	   *corners;
	PostPrice  *prices = host->host.allocate(host->host.context,
											 sizeof(PostPrice) * (size_t) problem.n_posts);

	problem.max_moves = NO_BOUND;
	trace_frontier(&problem, &host->host, &corners, &outcome->n_corners);
	price_posts(&problem, &host->host, prices);
	plan_hires(&problem, &host->host, 5, add_gain, &outcome->gains);
	for (int32_t f = 0; f < problem.n_posts; f++)
		outcome->gains += prices[f].gain_of_one_more + prices[f].loss_of_one_fewer;
}

/* Solves, verifies and asks; may jump away. */
static Outcome
run(const Instance *instance, TestHost *host, Claims *claims)
{
	TransferPlan plan;
	VerifierReport report;
	Outcome		outcome = {0};

	outcome.status = solve_transfer_problem(&instance->problem, &host->host,
											&plan);
	if (outcome.status != SOLVER_OPTIMAL && outcome.status != SOLVER_FEASIBLE)
		return outcome;
	outcome.objective = plan.objective_after;
	outcome.n_steps = plan.n_steps;
	claims_from_plan(claims, instance, &plan);
	if (claims_verify(claims, instance, host, &report) == VERIFIER_DONE)
		outcome.verified = report_failure(&report) == NULL;
	if (instance->problem.max_moves == NO_BOUND && instance->seed % 5 == 0)
		ask(instance, host, &outcome);
	return outcome;
}

/* A run that may be cut short; true when it was. */
static bool
run_cut_short(const Instance *instance, TestHost *host, Outcome *outcome)
{
	/* volatile: what a jump leaves of others is unspecified */
	Claims *volatile claims = &(Claims) {0};
	bool volatile cut = true;

	if (setjmp(host->give_up) == 0)
	{
		*outcome = run(instance, host, claims);
		cut = false;
	}
	claims_free(claims);
	test_host_reset(host);
	return cut;
}

/* Cuts runs short by raising a limit from 0 to the total, in CUTS steps. */
static void
cut_everywhere(const Instance *instance, TestHost *host, int64_t *limit,
			   int64_t total, const Outcome *whole, const char *what)
{
	int64_t		step = total / CUTS + 1;
	Outcome		outcome;

	for (*limit = 0; *limit < total; *limit += step)
		EXPECT(instance, run_cut_short(instance, host, &outcome),
			   "%s %lld of %lld", what, (long long) *limit, (long long) total);
	*limit = NEVER;
	EXPECT(instance, !run_cut_short(instance, host, &outcome), "not cut short");
	EXPECT(instance, outcome.status == whole->status &&
		   outcome.objective == whole->objective &&
		   outcome.n_steps == whole->n_steps &&
		   outcome.n_corners == whole->n_corners && outcome.gains == whole->gains,
		   "another outcome");
}

static void
check_instance(const Instance *instance, TestHost *host)
{
	Claims		claims = {0};
	Outcome		whole = run(instance, host, &claims);
	int64_t		allocations = host->allocations;
	int64_t		interrupts = host->interrupts;
	int64_t		bytes = host->most_bytes;

	EXPECT(instance, whole.verified, "status %d", (int) whole.status);
	EXPECT(instance, interrupts > 0, "never checks for interrupts");
	claims_free(&claims);
	test_host_reset(host);

	cut_everywhere(instance, host, &host->max_allocations, allocations, &whole,
				   "allocation");
	cut_everywhere(instance, host, &host->max_bytes, bytes, &whole, "byte");
	cut_everywhere(instance, host, &host->max_interrupts, interrupts, &whole,
				   "interrupt");
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 30;
	int64_t		n_instances = 0;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		for (int size = 0; size < 2; size++)
		{
			Instance	instance;

			if (size == 0)
				instance_small(&instance, seed);
			else
				instance_middle(&instance, seed);
			check_instance(&instance, &host);
			instance.problem.max_moves = 3;
			check_instance(&instance, &host);
			instance_free(&instance);
			n_instances++;
		}
	}
	return expect_summary("test_interrupts", "instances", n_instances);
}
