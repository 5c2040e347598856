/*
 * claims.c
 *	  Plans as the verifier takes them.
 *
 * A set of transfers is cut into chains by walking along it from posts that
 * lose people to posts that gain some; a walk that comes to a post again
 * splits off a ring.  Chains are then taken greedily by gain per step.  Since
 * a chain that is applied never makes another one gain more, that order is
 * one of falling gain per step.
 */
#include "claims.h"

#include <stdlib.h>
#include <string.h>

typedef struct Walk
{
	const Instance *instance;
	const int64_t *place;
	int32_t    *next_of;		/* by employee: next one who leaves that post */
	int32_t    *first_of;		/* by post and NO_POST + n_posts + 1 */
	int32_t    *net;			/* by post: people who leave minus who enter */
	int32_t    *on_stack;		/* by post: 1 + depth on the stack, 0: not */
	int32_t    *stack;			/* employees */
	int32_t		depth;

	/* the chains found: employees one after another */
	int32_t		n_chains;
	int32_t    *chain_start;
	int32_t    *members;
} Walk;

static int32_t
target(const Walk *walk, int32_t employee)
{
	return walk->instance->candidate_post[walk->place[employee]];
}

/* New hires leave from a node behind the posts. */
static int32_t
origin(const Walk *walk, int32_t employee)
{
	int32_t		home = walk->instance->home[employee];

	return home == NO_POST ? walk->instance->problem.n_posts : home;
}

/* Makes the employees on the stack from depth on a chain. */
static void
cut_chain(Walk *walk, int32_t depth)
{
	int32_t		end = walk->chain_start[walk->n_chains];

	for (int32_t k = depth; k < walk->depth; k++)
	{
		walk->members[end++] = walk->stack[k];
		walk->on_stack[origin(walk, walk->stack[k])] = 0;
	}
	walk->depth = depth;
	walk->chain_start[++walk->n_chains] = end;
}

static void
walk_from(Walk *walk, int32_t start)
{
	int32_t		node = start;
	bool		path = walk->net[start] > 0;

	for (;;)
	{
		int32_t		employee = walk->first_of[node];

		if (path && walk->net[node] < 0)
		{
			walk->net[start]--;
			walk->net[node]++;
			cut_chain(walk, 0);
			return;
		}
		if (employee < 0)
			abort();			/* a walk ends where people are gained */
		walk->first_of[node] = walk->next_of[employee];
		walk->on_stack[node] = walk->depth + 1;
		walk->stack[walk->depth++] = employee;
		node = target(walk, employee);
		if (walk->on_stack[node] > 0)
			cut_chain(walk, walk->on_stack[node] - 1);
		if (!path && walk->depth == 0)
			return;
	}
}

static void
find_chains(Walk *walk)
{
	int32_t		n_nodes = walk->instance->problem.n_posts + 1;

	for (int32_t f = 0; f < n_nodes; f++)
		walk->first_of[f] = -1;
	for (int32_t i = walk->instance->problem.n_employees - 1; i >= 0; i--)
	{
		int32_t		from = origin(walk, i);

		if (walk->place[i] < 0)
			continue;
		walk->next_of[i] = walk->first_of[from];
		walk->first_of[from] = i;
		walk->net[from]++;
		walk->net[target(walk, i)]--;
	}
	for (int32_t f = 0; f < n_nodes; f++)
		while (walk->net[f] > 0)
			walk_from(walk, f);
	for (int32_t f = 0; f < n_nodes; f++)
		while (walk->first_of[f] >= 0)
			walk_from(walk, f);
}

/* What a chain takes off the objective, given the staff before it. */
static __int128
chain_gain(const Walk *walk, int32_t chain, const int32_t *staff)
{
	const Instance *instance = walk->instance;
	int32_t		begin = walk->chain_start[chain];
	int32_t		end = walk->chain_start[chain + 1];
	int32_t		from = instance->home[walk->members[begin]];
	int32_t		to = target(walk, walk->members[end - 1]);
	__int128	gain = 0;

	for (int32_t k = begin; k < end; k++)
	{
		gain -= instance->candidate_cost[walk->place[walk->members[k]]];
		if (instance->home[walk->members[k]] != NO_POST)
			gain -= instance->problem.move_cost;
	}
	if (from == to)
		return gain;
	if (from != NO_POST)
		gain += instance_marginal(instance, from, staff[from] - 1);
	return gain - instance_marginal(instance, to, staff[to]);
}

static void
add_chain(Claims *claims, const Walk *walk, int32_t chain, int32_t number,
		  __int128 gain)
{
	const Instance *instance = walk->instance;
	int32_t		begin = walk->chain_start[chain];

	for (int32_t k = begin; k < walk->chain_start[chain + 1]; k++)
	{
		int32_t		employee = walk->members[k];
		int32_t		home = instance->home[employee];

		claims->transfers[claims->n++] = (ClaimedTransfer)
		{
			.chain = number,
			.step = k - begin + 1,
			.employee_id = instance->employee_id[employee],
			.has_from_post = home != NO_POST,
			.from_post_id = home == NO_POST ? 0 : instance->post_id[home],
			.to_post_id = instance->post_id[target(walk, employee)],
			.cost = instance->candidate_cost[walk->place[employee]],
			.has_gain = k == begin,
			.gain = k == begin ? (int64_t) gain : 0
		};
	}
}

void
claims_from_places(Claims *claims, const Instance *instance,
				   const int64_t *place)
{
	size_t		n_nodes = (size_t) instance->problem.n_posts + 1;
	size_t		n_employees = (size_t) instance->problem.n_employees + 1;
	int32_t    *staff = calloc(n_nodes, sizeof(int32_t));
	bool	   *taken = calloc(n_employees, sizeof(bool));
	Walk		walk = {
		.instance = instance,
		.place = place,
		.next_of = calloc(n_employees, sizeof(int32_t)),
		.first_of = calloc(n_nodes, sizeof(int32_t)),
		.net = calloc(n_nodes, sizeof(int32_t)),
		.on_stack = calloc(n_nodes, sizeof(int32_t)),
		.stack = calloc(n_employees, sizeof(int32_t)),
		.chain_start = calloc(n_employees + 1, sizeof(int32_t)),
		.members = calloc(n_employees, sizeof(int32_t))
	};

	find_chains(&walk);

	claims->n = 0;
	claims->transfers = calloc(n_employees, sizeof(ClaimedTransfer));
	for (int32_t i = 0; i < instance->problem.n_employees; i++)
		if (instance->home[i] != NO_POST)
			staff[instance->home[i]]++;
	for (int32_t number = 1; number <= walk.n_chains; number++)
	{
		int32_t		best = -1;
		__int128	best_gain = 0;
		int32_t		best_length = 0;

		for (int32_t chain = 0; chain < walk.n_chains; chain++)
		{
			int32_t		length = walk.chain_start[chain + 1] -
				walk.chain_start[chain];
			__int128	gain;

			if (taken[chain])
				continue;
			gain = chain_gain(&walk, chain, staff);
			if (best < 0 || gain * best_length > best_gain * length)
			{
				best = chain;
				best_gain = gain;
				best_length = length;
			}
		}
		taken[best] = true;
		add_chain(claims, &walk, best, number, best_gain);
		for (int32_t k = walk.chain_start[best];
			 k < walk.chain_start[best + 1]; k++)
		{
			int32_t		home = instance->home[walk.members[k]];

			if (home != NO_POST)
				staff[home]--;
			staff[target(&walk, walk.members[k])]++;
		}
	}

	free(staff);
	free(taken);
	free(walk.next_of);
	free(walk.first_of);
	free(walk.net);
	free(walk.on_stack);
	free(walk.stack);
	free(walk.chain_start);
	free(walk.members);
}

void
claims_from_plan(Claims *claims, const Instance *instance,
				 const TransferPlan *plan)
{
	claims->n = plan->n_steps;
	claims->transfers = calloc((size_t) plan->n_steps + 1,
							   sizeof(ClaimedTransfer));
	for (int64_t k = 0; k < plan->n_steps; k++)
	{
		const TransferStep *step = &plan->steps[k];

		claims->transfers[k] = (ClaimedTransfer)
		{
			.chain = step->chain,
			.step = step->step,
			.employee_id = instance->employee_id[step->employee],
			.has_from_post = step->from_post != NO_POST,
			.from_post_id = step->from_post == NO_POST ?
				0 : instance->post_id[step->from_post],
			.to_post_id = instance->post_id[step->to_post],
			.cost = step->cost,
			.has_gain = step->step == 1,
			.gain = step->gain
		};
	}
}

void
claims_free(Claims *claims)
{
	free(claims->transfers);
}

VerifierStatus
claims_verify(const Claims *claims, const Instance *instance, TestHost *host,
			  VerifierReport *report)
{
	return verify_transfer_plan(&instance->problem, instance->post_id,
								instance->employee_id, claims->transfers,
								claims->n, &host->host, report);
}

const VerifierCheck *
report_check(const VerifierReport *report, const char *name)
{
	for (int32_t k = 0; k < report->n_checks; k++)
		if (strcmp(report->checks[k].name, name) == 0)
			return &report->checks[k];
	return NULL;
}

const VerifierCheck *
report_failure(const VerifierReport *report)
{
	for (int32_t k = 0; k < report->n_checks; k++)
		if (!report->checks[k].ok)
			return &report->checks[k];
	return NULL;
}
