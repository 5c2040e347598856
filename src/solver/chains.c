/*
 * chains.c
 *	  Takes the difference of two seatings apart into chains.
 *
 * Every employee whose seat differs is an arc from one post to another.  The
 * arcs fall into paths from posts that lose staff on balance to posts that
 * gain, and rings.  A walk starts at a losing post (or the pool), always
 * takes the arc of the lowest employee that is left, ends at the first post
 * that still has to gain, and cuts a ring off whenever it comes back to a
 * post it has passed.  So no chain passes a post twice, and the staff of
 * every post changes in one direction only, whichever chains are applied and
 * in whatever order: what lies between two legal plans is legal.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), theorem 3.5 (flow
 * decomposition).
 */
#include "chains.h"

#include <string.h>

#include "key_heap.h"
#include "seating.h"

typedef struct Walk
{
	const Network *net;
	ChainList  *list;

	/* arcs by the post they leave (n_posts is the pool), by rising employee */
	SeatChange *arcs;
	int32_t    *arc_goal;
	int64_t    *next_arc;		/* by post: the first that is left */
	int64_t    *end_arc;

	int32_t    *excess;			/* by post: arcs out less arcs in, to be used */

	/* the walk so far */
	int64_t    *path;			/* arcs */
	int64_t		length;
	int64_t    *position;		/* by post: its place on the path plus 1 */
} Walk;

/* The post of a seat, n_posts for the pool. */
static int32_t
seat_post(const Network *net, int32_t employee, int32_t seat)
{
	const TransferProblem *problem = net->problem;

	return seat == AT_HOME ? home_of(problem, employee) :
		problem->candidate_post[problem->candidate_start[employee] + seat];
}

static int64_t
seat_cost(const Network *net, int32_t employee, int32_t seat)
{
	const TransferProblem *problem = net->problem;

	if (seat == AT_HOME)
		return 0;
	return problem->candidate_cost[problem->candidate_start[employee] + seat] +
		(is_new_hire(problem, employee) ? 0 : problem->move_cost);
}

/* Turns the path from place begin on into a chain, and forgets that part. */
static void
emit_chain(Walk *walk, int64_t begin, int32_t source, int32_t sink)
{
	ChainList  *list = walk->list;
	const Network *net = walk->net;
	Chain	   *chain = &list->chains[list->n_chains++];

	*chain = (Chain)
	{
		.begin = list->n_changes, .source = source, .sink = sink,
		.n_changes = (int32_t) (walk->length - begin)
	};
	for (int64_t p = begin; p < walk->length; p++)
	{
		SeatChange	change = walk->arcs[walk->path[p]];

		walk->position[seat_post(net, change.employee, change.from_seat)] = 0;
		list->changes[list->n_changes++] = change;
		chain->cost += seat_cost(net, change.employee, change.to_seat) -
			seat_cost(net, change.employee, change.from_seat);
		if (!is_new_hire(net->problem, change.employee))
			chain->moves += (change.to_seat != AT_HOME) -
				(change.from_seat != AT_HOME);
	}
	walk->length = begin;
}

/* Walks from a post until a post that has to gain, or no arc is left. */
static void
walk_from(Walk *walk, int32_t start)
{
	int32_t		pool = walk->net->problem->n_posts;
	int32_t		post = start;

	for (;;)
	{
		if (walk->position[post] != 0)
			emit_chain(walk, walk->position[post] - 1, NO_POST, NO_POST);
		if (walk->length > 0 && walk->excess[post] < 0)
		{
			walk->excess[post]++;
			walk->excess[start]--;
			emit_chain(walk, 0, start == pool ? NO_POST : start,
					   post == pool ? NO_POST : post);
			return;
		}
		if (walk->next_arc[post] == walk->end_arc[post])
			return;
		walk->position[post] = walk->length + 1;
		walk->path[walk->length++] = walk->next_arc[post];
		post = walk->arc_goal[walk->next_arc[post]++];
	}
}

/*
 * Takes apart what leads from one seating to another.  The chains come in no
 * order of merit; gain is not set.
 */
void
decompose_changes(const Network *net, const int32_t *from_seat,
				  const int32_t *to_seat, ChainList *list)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t		n_homes = problem->n_posts + 1;
	int64_t		n_arcs = 0;
	Walk		walk = {.net = net, .list = list};

	walk.next_arc = ALLOCATE_ARRAY(host, int64_t, n_homes);
	walk.end_arc = ALLOCATE_ARRAY(host, int64_t, n_homes);
	walk.excess = ALLOCATE_ARRAY(host, int32_t, n_homes);
	walk.position = ALLOCATE_ARRAY(host, int64_t, n_homes);

	for (int32_t i = 0; i < problem->n_employees; i++)
		if (from_seat[i] != to_seat[i])
		{
			walk.end_arc[seat_post(net, i, from_seat[i])]++;
			walk.excess[seat_post(net, i, from_seat[i])]++;
			walk.excess[seat_post(net, i, to_seat[i])]--;
			n_arcs++;
		}

	walk.arcs = ALLOCATE_ARRAY(host, SeatChange, n_arcs);
	walk.arc_goal = ALLOCATE_ARRAY(host, int32_t, n_arcs);
	walk.path = ALLOCATE_ARRAY(host, int64_t, n_arcs);
	*list = (ChainList)
	{
		.chains = ALLOCATE_ARRAY(host, Chain, n_arcs),
		.changes = ALLOCATE_ARRAY(host, SeatChange, n_arcs)
	};

	for (int32_t f = 1; f < n_homes; f++)
		walk.end_arc[f] += walk.end_arc[f - 1];
	for (int32_t f = n_homes - 1; f > 0; f--)
	{
		walk.next_arc[f] = walk.end_arc[f - 1];
		walk.end_arc[f] = walk.end_arc[f - 1];
	}
	walk.end_arc[0] = 0;
	for (int32_t i = 0; i < problem->n_employees; i++)
		if (from_seat[i] != to_seat[i])
		{
			int64_t		arc = walk.end_arc[seat_post(net, i, from_seat[i])]++;

			walk.arcs[arc] = (SeatChange)
			{
				i, from_seat[i], to_seat[i]
			};
			walk.arc_goal[arc] = seat_post(net, i, to_seat[i]);
		}
	CHECK_INTERRUPTS(host);

	for (int32_t f = 0; f < n_homes; f++)
		while (walk.excess[f] > 0)
			walk_from(&walk, f);
	CHECK_INTERRUPTS(host);
	/* what is left are rings */
	for (int32_t f = 0; f < n_homes; f++)
		while (walk.next_arc[f] < walk.end_arc[f])
			walk_from(&walk, f);

	RELEASE(host, walk.next_arc);
	RELEASE(host, walk.end_arc);
	RELEASE(host, walk.excess);
	RELEASE(host, walk.position);
	RELEASE(host, walk.arcs);
	RELEASE(host, walk.arc_goal);
	RELEASE(host, walk.path);
}

/* What a chain takes off the objective when applied to the given staff. */
int64_t
chain_gain(const Network *net, const Chain *chain, const int32_t *staff)
{
	int64_t		gain = -chain->cost;

	if (chain->source != NO_POST)
		gain += post_marginal(net->problem, chain->source,
							  (int64_t) staff[chain->source] - 1);
	if (chain->sink != NO_POST)
		gain -= post_marginal(net->problem, chain->sink, staff[chain->sink]);
	return gain;
}

/* The key of a chain: its gain per move, the larger first, rounded to whole amounts. */
static inline int64_t
chain_key(const Chain *chain)
{
	return -(chain->gain / chain->n_changes);
}

/* Does chain a come before chain b, exactly, at the gains they have now? */
static inline bool
chain_before(const void *state, KeyEntry a, KeyEntry b)
{
	const ChainList *list = state;
	const Chain *chain_a = &list->chains[a.number];
	const Chain *chain_b = &list->chains[b.number];
	__int128	x;
	__int128	y;

	if (a.key != b.key)
		return a.key < b.key;
	x = (__int128) chain_a->gain * chain_b->n_changes;
	y = (__int128) chain_b->gain * chain_a->n_changes;
	if (x != y)
		return x > y;
	return list->changes[chain_a->begin].employee < list->changes[chain_b->begin].employee;
}

/*
 * Puts chains that lead away from the status quo in order of falling gain per
 * change, each gain being what the chain takes off the objective after those
 * before it.  Gains only fall as other chains are applied, so a heap with the
 * gains of yesterday is enough: the top one is brought up to date and sinks
 * unless it is still the best.
 */
void
order_chains(const Network *net, ChainList *list)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t		n = (int32_t) list->n_chains;	/* each has an employee of its own */
	int32_t    *staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	Chain	   *ordered = ALLOCATE_ARRAY(host, Chain, n);
	KeyHeap		heap;

	memcpy(staff, net->staff_before, sizeof(int32_t) * problem->n_posts);
	begin_key_heap(&heap, host, n);
	for (int32_t c = 0; c < n; c++)
	{
		list->chains[c].gain = chain_gain(net, &list->chains[c], staff);
		set_key(&heap, c, chain_key(&list->chains[c]), chain_before, list);
	}

	for (int32_t k = 0; k < n;)
	{
		int32_t		c = heap.entries[0].number;
		Chain	   *top = &list->chains[c];
		int64_t		gain = chain_gain(net, top, staff);

		if (gain == top->gain)
		{
			if (top->source != NO_POST)
				staff[top->source]--;
			if (top->sink != NO_POST)
				staff[top->sink]++;
			ordered[k++] = *top;
			take_first(&heap, chain_before, list);
		}
		else
		{
			top->gain = gain;
			set_key(&heap, c, chain_key(top), chain_before, list);
		}
		if (k % 1024 == 0)
			CHECK_INTERRUPTS(host);
	}

	end_key_heap(&heap, host);
	RELEASE(host, staff);
	RELEASE(host, list->chains);
	list->chains = ordered;
}

void
free_chains(const Network *net, ChainList *list)
{
	RELEASE(net->host, list->chains);
	RELEASE(net->host, list->changes);
}
