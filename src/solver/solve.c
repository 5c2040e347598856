/*
 * solve.c
 *	  The best seating at one price of a move: price homotopy with local
 *	  shortest paths.
 *
 * Every node x has a price y_x, what one more person there would add to the
 * objective, and an outlet: a convex function of the people it absorbs.  The
 * outlet of a post is its imbalance, with steps up(x) to the next person and
 * down(x) to the present one.  At a gate it absorbs whoever the bound turns
 * away, and in the pool those who are not placed.  Outside of its bounds an
 * outlet is not closed but very steep (PENALTY): so every search ends, and
 * seats that break a bound are given up before anything else.
 *
 * Throughout, prices satisfy
 *
 *		y_x <= cost(arc) + y_z	for every residual arc x -> z
 *		y_x <= up(x)
 *
 * and the seating is optimal once down(x) <= y_x everywhere, too.  Where that
 * fails, one person too many sits at x.  A Dijkstra search over the reduced
 * costs of arcs, from x only as far as it must, finds where one person less
 * costs the least; staying put, at cost down(x), is one of the choices.
 * Prices of the labelled nodes then rise so that the path is tight, and the
 * people along it move.
 *
 * Homotopy.  Posts that would give up people they had at the start only do so
 * for a gain of at least theta, which falls level by level to 0: their steps
 * below the starting level are lowered by theta.  So the largest gains are
 * made first and searches stay local.  At each level the prices are first
 * lifted where that needs no search.  Prices only ever rise.
 *
 * The start is the cheapest seat for everyone (see seat_everyone) and the
 * largest prices that satisfy the conditions above, found by one Dijkstra over
 * the reversed arcs.
 *
 * Sources: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 9.7
 * (successive shortest paths), 14.5 (convex costs); the shift by theta is a
 * parametric form of the former.
 */
#include "solve.h"

#include <stdlib.h>
#include <string.h>

#include "seating.h"

/* Every sum of two amounts of the search stays below this. */
#define LARGEST_AMOUNT	(INT64_MAX / 8)

/* Each level cuts the largest gain that is left by a factor of 1 - 1/this. */
#define LEVEL_CUT		8

/* Last level before 0: the first one divided by this. */
#define LAST_LEVEL		512

/* Floors of active rows stand above the cutoff by theta divided by this. */
#define SLACK_SHARE		256

typedef struct HeapEntry
{
	int64_t		key;
	int32_t		node;
} HeapEntry;

typedef struct Heap
{
	HeapEntry  *entries;
	int64_t		n;
	int64_t		room;
} Heap;

typedef struct Search
{
	Network    *net;
	const Host *host;
	Seating		seating;
	int64_t		penalty;
	int64_t		theta;

	/* by node */
	int64_t    *price;
	int64_t    *up;
	int64_t    *down;
	int32_t    *level;			/* people the outlet absorbs */
	int32_t    *first_level;

	/* the search from one node: labels hold where stamp is the current one */
	int64_t    *distance;
	int32_t    *came_from;
	Via		   *via;
	uint32_t   *stamp;
	uint32_t	current;
	int32_t    *labelled;
	int32_t		n_labelled;
	Heap		heap;

	int32_t		node;			/* whose arcs are being scanned */
	int64_t		base;			/* its distance, less its price */
	int64_t		limit;			/* cost of the best end found so far */
	int64_t		cutoff;			/* limit less base */
	int32_t		end;			/* the node it ends at */

	uint32_t	ticks;			/* for interrupts */
} Search;

/* ----------------------------------------------------------------
 * A binary heap, the lowest key first and then the lowest node.
 * ----------------------------------------------------------------
 */
static inline bool
heap_before(HeapEntry a, HeapEntry b)
{
	return a.key != b.key ? a.key < b.key : a.node < b.node;
}

static void
heap_push(Search *search, int64_t key, int32_t node)
{
	Heap	   *heap = &search->heap;
	HeapEntry	entry = {key, node};
	int64_t		hole = heap->n++;

	if (hole == heap->room)
	{
		HeapEntry  *entries;

		heap->room = heap->room * 2 + 1024;
		entries = ALLOCATE_ARRAY(search->host, HeapEntry, heap->room);
		if (hole > 0)
			memcpy(entries, heap->entries, sizeof(HeapEntry) * hole);
		RELEASE(search->host, heap->entries);
		heap->entries = entries;
	}
	while (hole > 0 && heap_before(entry, heap->entries[(hole - 1) / 2]))
	{
		heap->entries[hole] = heap->entries[(hole - 1) / 2];
		hole = (hole - 1) / 2;
	}
	heap->entries[hole] = entry;
}

static HeapEntry
heap_pop(Heap *heap)
{
	HeapEntry	first = heap->entries[0];
	HeapEntry	last = heap->entries[--heap->n];
	int64_t		hole = 0;

	for (;;)
	{
		int64_t		child = 2 * hole + 1;

		if (child >= heap->n)
			break;
		if (child + 1 < heap->n &&
			heap_before(heap->entries[child + 1], heap->entries[child]))
			child++;
		if (!heap_before(heap->entries[child], last))
			break;
		heap->entries[hole] = heap->entries[child];
		hole = child;
	}
	heap->entries[hole] = last;
	return first;
}

static inline void
tick(Search *search)
{
	if (++search->ticks % 256 == 0)
		CHECK_INTERRUPTS(search->host);
}

/* ----------------------------------------------------------------
 * Outlets
 * ----------------------------------------------------------------
 */

/* What the outlet of a node charges for one person more than level. */
static int64_t
outlet_step(const Search *search, int32_t node, int32_t level)
{
	const Network *net = search->net;
	int64_t		step;

	if (node < net->problem->n_posts)
		step = level < net->min_staff[node] ? -search->penalty :
			level >= net->max_staff[node] ? search->penalty :
			post_marginal(net->problem, node, level) *
			search->seating.pricing.scale;
	else if (level < 0)
		step = -search->penalty;
	else
		step = node == net->pool ? 0 : search->penalty;

	return level < search->first_level[node] ? step - search->theta : step;
}

static void
set_level(Search *search, int32_t node, int32_t level)
{
	search->level[node] = level;
	search->up[node] = outlet_step(search, node, level);
	search->down[node] = outlet_step(search, node, level - 1);
}

/* Does an outlet absorb more or fewer people than its bounds allow? */
static bool
breaks_bound(const Search *search, int32_t node)
{
	const Network *net = search->net;
	int32_t		level = search->level[node];

	if (node < net->problem->n_posts)
		return level < net->min_staff[node] || level > net->max_staff[node];
	return node != net->pool && level != 0;
}

/* People at a post: those who sit there, and those its gates let through. */
static int32_t
first_level(const Seating *seating, int32_t node)
{
	int32_t		level = seating->seated[node];

	if (is_gate(seating->net, node))
		return level - seating->gate_flow[node];
	for (int32_t gate = seating->first_gate[node]; gate >= 0;
		 gate = seating->next_gate[gate])
		level += seating->gate_flow[gate];
	return level;
}

/* ----------------------------------------------------------------
 * Prices to start with
 * ----------------------------------------------------------------
 */

/* Arcs in reverse: into each node, from where and at what cost. */
typedef struct ReverseArcs
{
	int64_t    *begin;			/* by node, one more */
	int32_t    *from;
	int64_t    *cost;
	int32_t		node;			/* whose arcs are being scanned */
} ReverseArcs;

static void
count_reverse_arc(void *state, int32_t goal, int64_t cost, Via via)
{
	ReverseArcs *reverse = state;

	(void) cost;
	(void) via;
	reverse->begin[goal]++;
}

static void
place_reverse_arc(void *state, int32_t goal, int64_t cost, Via via)
{
	ReverseArcs *reverse = state;
	int64_t		place = --reverse->begin[goal];

	(void) via;
	reverse->from[place] = reverse->node;
	reverse->cost[place] = cost;
}

/* The largest prices with y_x <= up(x) and y_x <= cost + y_z on every arc. */
static void
set_first_prices(Search *search)
{
	const Host *host = search->host;
	int32_t		n_nodes = search->net->n_nodes;
	ReverseArcs reverse = {0};
	int64_t		n_arcs = 0;
	const int64_t no_cutoff = INT64_MAX;

	reverse.begin = ALLOCATE_ARRAY(host, int64_t, n_nodes + 1);
	for (int32_t x = 0; x < n_nodes; x++)
	{
		scan_arcs(&search->seating, search->price, x, &no_cutoff,
				  count_reverse_arc, &reverse);
		tick(search);
	}
	/* begins become ends, and placing an arc moves an end back */
	for (int32_t x = 0; x < n_nodes; x++)
	{
		n_arcs += reverse.begin[x];
		reverse.begin[x] = n_arcs;
	}
	reverse.begin[n_nodes] = n_arcs;
	reverse.from = ALLOCATE_ARRAY(host, int32_t, n_arcs);
	reverse.cost = ALLOCATE_ARRAY(host, int64_t, n_arcs);
	for (int32_t x = 0; x < n_nodes; x++)
	{
		reverse.node = x;
		scan_arcs(&search->seating, search->price, x, &no_cutoff,
				  place_reverse_arc, &reverse);
		tick(search);
	}

	for (int32_t x = 0; x < n_nodes; x++)
	{
		search->price[x] = search->up[x];
		heap_push(search, search->price[x], x);
	}
	while (search->heap.n > 0)
	{
		HeapEntry	entry = heap_pop(&search->heap);

		tick(search);
		if (entry.key > search->price[entry.node])
			continue;
		for (int64_t a = reverse.begin[entry.node];
			 a < reverse.begin[entry.node + 1]; a++)
			if (entry.key + reverse.cost[a] < search->price[reverse.from[a]])
			{
				search->price[reverse.from[a]] = entry.key + reverse.cost[a];
				heap_push(search, search->price[reverse.from[a]],
						  reverse.from[a]);
			}
	}
	forget_active_rows(&search->seating);
	RELEASE(host, reverse.begin);
	RELEASE(host, reverse.from);
	RELEASE(host, reverse.cost);
}

/* ----------------------------------------------------------------
 * One person's way out
 * ----------------------------------------------------------------
 */
static inline void
label_node(Search *search, int32_t node, int64_t distance, int32_t came_from,
		   Via via)
{
	if (search->stamp[node] != search->current)
	{
		search->stamp[node] = search->current;
		search->labelled[search->n_labelled++] = node;
	}
	search->distance[node] = distance;
	search->came_from[node] = came_from;
	search->via[node] = via;
	heap_push(search, distance, node);
}

static void
relax_arc(void *state, int32_t goal, int64_t cost, Via via)
{
	Search	   *search = state;
	int64_t		distance = search->base + cost + search->price[goal];
	int64_t		end;

	if (distance >= search->limit ||
		(search->stamp[goal] == search->current &&
		 distance >= search->distance[goal]))
		return;

	label_node(search, goal, distance, search->node, via);
	end = distance + (search->up[goal] - search->price[goal]);
	if (end < search->limit)
	{
		search->limit = end;
		search->cutoff = end - search->base;
		search->end = goal;
	}
}

/* Moves the people along the path that ends at search->end. */
static void
move_along_path(Search *search, int32_t start)
{
	Seating    *seating = &search->seating;
	Network    *net = search->net;

	for (int32_t x = search->end; x != start; x = search->came_from[x])
	{
		Via			via = search->via[x];
		int32_t		from = search->came_from[x];

		if (via == VIA_GATE)
		{
			if (is_gate(net, from))
				seating->gate_flow[from]++;
			else
				seating->gate_flow[x]--;
		}
		else if (via >= 0)
			move_employee(seating,
						  net->member_employee[seating->row_head[via]], x);
		else
			move_employee(seating, (int32_t) VIA_GUEST(via), x);
	}
	set_level(search, start, search->level[start] - 1);
	set_level(search, search->end, search->level[search->end] + 1);
}

/*
 * Finds the cheapest place for one person too many at a node, which may be
 * the node itself, and raises prices so that the way there is tight.
 */
static void
release_person(Search *search, int32_t start)
{
	search->current++;
	search->n_labelled = 0;
	search->heap.n = 0;
	search->limit = search->down[start] - search->price[start];
	search->end = start;
	label_node(search, start, 0, -1, VIA_GATE);

	while (search->heap.n > 0)
	{
		HeapEntry	entry = heap_pop(&search->heap);

		if (entry.key >= search->limit)
			break;
		if (entry.key > search->distance[entry.node])
			continue;
		search->node = entry.node;
		search->base = entry.key - search->price[entry.node];
		search->cutoff = search->limit - search->base;
		scan_arcs(&search->seating, search->price, entry.node, &search->cutoff,
				  relax_arc, search);
		tick(search);
	}

	for (int32_t l = 0; l < search->n_labelled; l++)
	{
		int32_t		x = search->labelled[l];

		if (search->distance[x] < search->limit)
			search->price[x] += search->limit - search->distance[x];
	}
	if (search->end != start)
		move_along_path(search, start);
}

/* ----------------------------------------------------------------
 * Levels
 * ----------------------------------------------------------------
 */
static void
lower_lift(void *state, int32_t goal, int64_t cost, Via via)
{
	Search	   *search = state;
	(void) via;
	if (cost + search->price[goal] < search->cutoff)
		search->cutoff = cost + search->price[goal];
}

/* Raises each price as far as the others allow. */
static void
lift_prices(Search *search)
{
	for (int32_t x = 0; x < search->net->n_nodes; x++)
	{
		if (search->price[x] == search->up[x])
			continue;
		search->cutoff = search->up[x];
		scan_arcs(&search->seating, search->price, x, &search->cutoff,
				  lower_lift, search);
		if (search->cutoff > search->price[x])
			search->price[x] = search->cutoff;
		tick(search);
	}
}

/* Makes theta the least gain of a transfer and releases people until it is. */
static void
run_level(Search *search, int64_t theta)
{
	int32_t		n_nodes = search->net->n_nodes;

	search->theta = theta;
	search->seating.slack = theta / SLACK_SHARE;
	for (int32_t x = 0; x < n_nodes; x++)
		set_level(search, x, search->level[x]);
	lift_prices(search);
	for (int32_t x = 0; x < n_nodes; x++)
		while (search->down[x] > search->price[x])
			release_person(search, x);
}

/*
 * The largest gain that giving up one more person could still bring, bounds
 * aside: a level below it releases somebody, one above it nobody.
 */
static int64_t
largest_gain(const Search *search)
{
	int64_t		largest = 0;

	for (int32_t x = 0; x < search->net->n_nodes; x++)
		if (search->level[x] <= search->first_level[x])
		{
			int64_t		gain = search->down[x] + search->theta - search->price[x];

			if (gain > largest && gain < search->penalty / 2)
				largest = gain;
		}
	return largest;
}

static void
run_levels(Search *search)
{
	int64_t		first = largest_gain(search);

	if (search->net->has_bounds)
		run_level(search, first);
	for (;;)
	{
		int64_t		gain = largest_gain(search);
		int64_t		theta = gain - gain / LEVEL_CUT - 1;

		if (theta <= first / LAST_LEVEL)
			break;
		run_level(search, theta);
		report_progress(search->host, "solving", 1.0 - (double) theta / first);
	}
	run_level(search, 0);
}

/* ----------------------------------------------------------------
 * The whole
 * ----------------------------------------------------------------
 */

/*
 * What it costs to break a bound by one person: more than any plan could gain
 * by it, since the status quo breaks none and gains nothing.  Where nothing
 * can be broken it only has to stand apart from the steps of outlets.  0 if it
 * exceeds LARGEST_AMOUNT.
 */
static int64_t
choose_penalty(const Network *net, Pricing pricing)
{
	__int128	step = net->largest_marginal;
	__int128	transfer = (__int128) net->largest_cost + net->problem->move_cost;
	__int128	by_breaking = net->has_bounds ? net->largest_improvement : 0;
	__int128	penalty = (4 * (step + transfer) + by_breaking) *
		pricing.scale + 4 * (__int128) llabs((long long) pricing.move_price) + 1;

	return penalty <= LARGEST_AMOUNT ? (int64_t) penalty : 0;
}

static void
begin_search(Search *search, Network *net, Pricing pricing, int64_t penalty)
{
	const Host *host = net->host;

	*search = (Search)
	{
		.net = net, .host = host, .penalty = penalty
	};
	search->price = ALLOCATE_ARRAY(host, int64_t, net->n_nodes);
	search->up = ALLOCATE_ARRAY(host, int64_t, net->n_nodes);
	search->down = ALLOCATE_ARRAY(host, int64_t, net->n_nodes);
	search->level = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	search->first_level = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	search->distance = ALLOCATE_ARRAY(host, int64_t, net->n_nodes);
	search->came_from = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	search->via = ALLOCATE_ARRAY(host, Via, net->n_nodes);
	search->stamp = ALLOCATE_ARRAY(host, uint32_t, net->n_nodes);
	search->labelled = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);

	seat_everyone(&search->seating, net, pricing);
	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		search->first_level[x] = first_level(&search->seating, x);
		set_level(search, x, search->first_level[x]);
	}
}

/* Ends a search; the prices and seats go to the caller. */
static void
end_search(Search *search)
{
	const Host *host = search->host;

	search->seating.seat = NULL;
	free_seating(&search->seating);
	RELEASE(host, search->up);
	RELEASE(host, search->down);
	RELEASE(host, search->level);
	RELEASE(host, search->first_level);
	RELEASE(host, search->distance);
	RELEASE(host, search->came_from);
	RELEASE(host, search->via);
	RELEASE(host, search->stamp);
	RELEASE(host, search->labelled);
	RELEASE(host, search->heap.entries);
}

void
sum_solution(const Network *net, Solution *solution)
{
	const TransferProblem *problem = net->problem;
	int32_t    *staff = ALLOCATE_ARRAY(net->host, int32_t, problem->n_posts);

	solution->moves = solution->imbalance = solution->cost = 0;
	memcpy(staff, net->staff_before, sizeof(int32_t) * problem->n_posts);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		c = problem->candidate_start[i] + solution->seat[i];

		if (solution->seat[i] < 0)
			continue;
		solution->cost += problem->candidate_cost[c];
		staff[problem->candidate_post[c]]++;
		if (!is_new_hire(problem, i))
		{
			staff[problem->home[i]]--;
			solution->cost += problem->move_cost;
			solution->moves++;
		}
	}
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		for (int32_t h = net->staff_before[f]; h < staff[f]; h++)
			solution->imbalance += post_marginal(problem, f, h);
		for (int32_t h = net->staff_before[f]; h > staff[f]; h--)
			solution->imbalance -= post_marginal(problem, f, h - 1);
	}
	RELEASE(net->host, staff);
}

SolverStatus
solve_part(Network *net, Pricing pricing, Solution *solution)
{
	Search		search;
	bool		legal = true;
	int64_t		penalty = choose_penalty(net, pricing);

	if (penalty == 0)
		return SOLVER_OUT_OF_RANGE;

	begin_search(&search, net, pricing, penalty);
	set_first_prices(&search);
	run_levels(&search);

	for (int32_t x = 0; x < net->n_nodes; x++)
		legal = legal && !breaks_bound(&search, x);
	*solution = (Solution)
	{
		.pricing = pricing, .seat = search.seating.seat, .price = search.price
	};
	end_search(&search);
	sum_solution(net, solution);
	if (!legal || !certify_solution(net, solution))
	{
		free_solution(net, solution);
		return SOLVER_NOT_PROVED;
	}
	return SOLVER_OPTIMAL;
}

void
free_solution(const Network *net, Solution *solution)
{
	RELEASE(net->host, solution->seat);
	RELEASE(net->host, solution->price);
	*solution = (Solution) {0};
}
