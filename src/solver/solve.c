/*
 * solve.c
 *	  The best seating at one price of a move: cost scaling.
 *
 * Every node x has a price y_x, what one more person there adds to the
 * objective.  The people at a post are what its outlet to the ground absorbs:
 * arcs post -> ground at the cost up(x) of the next person there, and back at
 * that of the present one, -down(x); so the imbalance is made of arcs like all
 * others.  The pool is the ground itself.  The key of an arc x -> z is its
 * cost plus y_z, and a seating is optimal if no node x has an arc whose key is
 * below y_x.
 *
 * A phase makes that true up to epsilon.  Whoever could gain more than epsilon
 * by an arc moves along it.  That leaves nodes with too many people (excess)
 * and with too few.  One after the other, people of the former move on: by the
 * cheapest arc, if its key is below y_x; else y_x rises to that key plus
 * epsilon.  Nobody moves before the next few arcs are known as well (partial
 * augmentation, with a look ahead from the first gainful arc on), which spares
 * most of the moves that would be undone by the next.  Then epsilon is cut and
 * the next phase begins.  Prices only ever rise, which seating.h makes much
 * of; what counts are their differences.
 *
 * Settling.  A seating may need no better prices than those it has come with
 * to be proved.  So after a phase that has moved few, prices are raised where
 * arcs demand it, y_z to y_x - cost, as shortest paths are found by correcting
 * labels.  Where the raises come back to a node on their own way, they have
 * found a ring that takes something off: people move around it.  That is given
 * up after some raises, for what it has not done the next phase does.  Where
 * it was enough, and without end after the last phase, it leaves the optimum
 * and whole prices that prove it: every ring takes off at least one unit of the
 * objective, and there are hardly any left by then.
 *
 * The start is the cheapest seat for everyone (see seat_everyone), within
 * bounds as far as outlets and gates can keep them; people beyond are excess.
 * The status quo breaks no bound, so there is always a way out for them.  Or
 * it is what the problem with fewer candidates came to, seats and prices, which
 * few people can improve on by much: only they move in the first phase.
 *
 * Sources: Goldberg and Tarjan, Math. of OR 15(3) 1990 (cost scaling);
 * Goldberg, J. Algorithms 22(1) 1997 (price refinement, implementation);
 * Kiraly and Kovacs, Acta Univ. Sapientiae, Informatica 4(1) 2012 (partial
 * augmentation); Ahuja, Magnanti, Orlin, Network Flows (1993), sections 5.5
 * (detecting negative cycles), 9.6 (cancelling them), 10.3 (cost scaling),
 * 14.5 (convex costs); Bertsekas, Network Optimization (1998), ch. 7.
 */
#include "solve.h"

#include <stdlib.h>
#include <string.h>

#include "key_heap.h"
#include "seating.h"

/* Every sum of two amounts of the problem stays below this. */
#define LARGEST_AMOUNT	(INT64_MAX / 8)

/* Beyond this a price has no room to rise. */
#define LARGEST_PRICE	(INT64_MAX / 4)

/*
 * The first epsilon: what the start could gain by an arc, divided by this; or
 * if it is the plan of a problem with fewer candidates, by that.
 */
#define FIRST_CUT		128
#define WARM_CUT		4

/* Each phase divides epsilon by this. */
#define EPSILON_CUT		8

/* Floors of active rows stand above the cutoff by this many epsilon. */
#define SLACK_EPSILONS	2

/* Arcs that one person's leaving moves people along before he is looked at again. */
#define LONGEST_PATH	6

/* Raises until they give up, for each node. */
#define SETTLE_RAISES	2

/* Of an outlet: no next person may come, or no present one may go. */
#define CLOSED			INT64_MAX

/* How an arc is used, beside what seating.h knows: by an outlet. */
#define VIA_OUTLET		(INT64_MIN + 1)

/* An arc out of a node. */
typedef struct WayOut
{
	int64_t		key;			/* its cost plus the goal's price */
	int32_t		goal;
	Via			via;
} WayOut;

typedef struct Search
{
	Network    *net;
	const Host *host;
	Seating		seating;
	int32_t		ground;			/* the pool, or the node after the last */
	int64_t		epsilon;
	int64_t		n_moves;		/* in this phase */
	bool		out_of_range;	/* a price has no room */

	/* by node, the ground included; outlets at posts only */
	int64_t    *price;
	int64_t    *up;				/* or CLOSED */
	int64_t    *down;			/* or CLOSED */
	int32_t    *level;			/* people the outlet absorbs */
	int32_t    *excess;			/* people too many, negative if too few */

	/* posts by a lower bound of the key of the arc from the ground */
	KeyHeap		outlets;

	/* nodes to look at, first come first served */
	int32_t    *queue;
	bool	   *queued;
	int32_t		queue_begin;
	int32_t		queue_length;

	WayOut		best;			/* see find_best() */

	/* settling prices: who raised a node, or -1, and by which arc */
	int32_t    *raised_by;
	Via		   *raised_via;
	int32_t		node;			/* whose arcs are being scanned */
	int64_t		cutoff;			/* no key may be below */
	int64_t		raises_left;
	int32_t		ring;			/* a node on a ring that was found, or -1 */

	uint32_t	ticks;			/* for interrupts */
} Search;

static inline void
tick(Search *search)
{
	if (++search->ticks % 64 == 0)
		CHECK_INTERRUPTS(search->host);
}

static inline void
raise_price(Search *search, int32_t node, int64_t price)
{
	search->price[node] = price;
	if (price > LARGEST_PRICE)
		search->out_of_range = true;
}

/* ----------------------------------------------------------------
 * The queue
 * ----------------------------------------------------------------
 */
static inline void
enqueue(Search *search, int32_t node)
{
	int32_t		n = search->ground + 1;
	int32_t		end = search->queue_begin + search->queue_length;

	if (search->queued[node])
		return;
	search->queued[node] = true;
	search->queue[end < n ? end : end - n] = node;
	search->queue_length++;
}

static inline int32_t
dequeue(Search *search)
{
	int32_t		node = search->queue[search->queue_begin];

	search->queue_begin = search->queue_begin < search->ground ? search->queue_begin + 1 : 0;
	search->queue_length--;
	search->queued[node] = false;
	return node;
}

/* ----------------------------------------------------------------
 * Outlets
 * ----------------------------------------------------------------
 */

/* Key of the arc from the ground to a post: somebody goes who is there now. */
static inline int64_t
outlet_key(const Search *search, int32_t post)
{
	return search->down[post] == CLOSED ? INT64_MAX :
		search->price[post] - search->down[post];
}

static void
set_outlet_bound(Search *search, int32_t post, int64_t bound)
{
	set_key(&search->outlets, post, bound, lower_first, NULL);
}

/* The post whose arc from the ground has the least key; its bound is the key. */
static int32_t
cheapest_outlet(Search *search)
{
	for (;;)
	{
		int32_t		post = search->outlets.entries[0].number;
		int64_t		key = outlet_key(search, post);

		if (key <= search->outlets.entries[0].key)
			return post;
		set_outlet_bound(search, post, key);
	}
}

static void
set_level(Search *search, int32_t post, int32_t level)
{
	const Network *net = search->net;
	int64_t		scale = search->seating.pricing.scale;
	int64_t		key;

	search->level[post] = level;
	search->up[post] = level < net->max_staff[post] ?
		post_marginal(net->problem, post, level) * scale : CLOSED;
	search->down[post] = level > net->min_staff[post] ?
		post_marginal(net->problem, post, (int64_t) level - 1) * scale : CLOSED;
	key = outlet_key(search, post);
	if (search->outlets.place[post] == 0 ||
		key < search->outlets.entries[search->outlets.place[post] - 1].key)
		set_outlet_bound(search, post, key);
}

/* People at a post: those who sit there, and those its gates let through. */
static int32_t
first_level(const Seating *seating, int32_t node)
{
	int32_t		level = seating->node_arcs[node].seated;

	if (is_gate(seating->net, node))
		return level - seating->gate_flow[node];
	for (int32_t gate = seating->node_arcs[node].first_gate; gate >= 0;
		 gate = seating->next_gate[gate])
		level += seating->gate_flow[gate];
	return level;
}

/* ----------------------------------------------------------------
 * Arcs
 * ----------------------------------------------------------------
 */
static inline void
take_if_best(void *state, int32_t goal, int64_t cost, Via via)
{
	Search	   *search = state;
	int64_t		key = cost + search->price[goal];

	if (key < search->best.key)
		search->best = (WayOut)
	{
		key, goal, via
	};
}

/* Visits the arcs of outlets, and then those of the seating: see scan_arcs(). */
ALWAYS_INLINE void
scan_all_arcs(Search *search, int32_t node, const int64_t *cutoff, VisitArc visit)
{
	if (node == search->ground)
		while (search->outlets.n > 0)
		{
			int32_t		post = cheapest_outlet(search);

			if (search->outlets.entries[0].key >= *cutoff)
				break;
			visit(search, post, -search->down[post], VIA_OUTLET);
		}
	else if (search->up[node] != CLOSED)
		visit(search, search->ground, search->up[node], VIA_OUTLET);
	if (node < search->net->n_nodes)
		scan_arcs(&search->seating, search->price, node, cutoff, visit, search);
	tick(search);
}

/*
 * Leaves the arc of the least key out of a node in search->best; the limit
 * itself if no key is below it.
 */
static void
find_best(Search *search, int32_t node, int64_t limit)
{
	search->best = (WayOut)
	{
		limit, -1, VIA_OUTLET
	};
	scan_all_arcs(search, node, &search->best.key, take_if_best);
}

/* Has somebody move along an arc. */
static void
take_arc(Search *search, int32_t from, int32_t to, Via via)
{
	Seating    *seating = &search->seating;
	Network    *net = search->net;

	search->n_moves++;
	search->excess[from]--;
	search->excess[to]++;
	if (via == VIA_OUTLET && from == search->ground)
		set_level(search, to, search->level[to] - 1);
	else if (via == VIA_OUTLET)
		set_level(search, from, search->level[from] + 1);
	else if (via == VIA_GATE && is_gate(net, from))
		seating->gate_flow[from]++;
	else if (via == VIA_GATE)
		seating->gate_flow[to]--;
	else
	{
		int32_t		employee = via >= 0 ? seating->head_employee[via] : (int32_t) VIA_GUEST(via);

		move_employee(seating, employee, to);
		if (seating->seat[employee] != AT_HOME)
			look_at_guest(seating, search->price, employee);
	}
}

/* ----------------------------------------------------------------
 * Prices to start with
 * ----------------------------------------------------------------
 */

/*
 * What one more person would add at once, or if that is less, by moving on;
 * one pass over the nodes tells most of it.
 */
static void
set_first_prices(Search *search)
{
	const Network *net = search->net;

	for (int32_t x = 0; x < search->ground; x++)
	{
		int32_t		post = net->node_post[x];

		search->price[x] = post_marginal(net->problem, post, search->level[post]) *
			search->seating.pricing.scale;
	}
	for (int32_t x = 0; x < search->ground; x++)
	{
		find_best(search, x, search->price[x]);
		search->price[x] = search->best.key;
	}
	forget_bounds(&search->seating);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
		set_outlet_bound(search, f, outlet_key(search, f));
}

/*
 * The start of a network, if its prices are of a scale that fits and leave room
 * for those to come.
 */
static const PairPrices *
usable_start(const Network *net, Pricing pricing)
{
	const PairPrices *start = net->start;
	int64_t		largest;

	if (start == NULL || pricing.scale % start->scale != 0)
		return NULL;
	largest = LARGEST_AMOUNT / (pricing.scale / start->scale);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
		if (llabs((long long) start->entry[f]) > largest ||
			llabs((long long) start->stay[f]) > largest)
			return NULL;
	return start;
}

/* Those of a start.  It says none of a post behind two gates: near is enough. */
static void
take_start_prices(Search *search, const PairPrices *start)
{
	const Network *net = search->net;
	int64_t		factor = search->seating.pricing.scale / start->scale;

	for (int32_t f = 0; f < net->problem->n_posts; f++)
	{
		search->price[f] = start->stay[f] * factor;
		search->price[net->home_node[f]] = start->stay[f] * factor;
		search->price[net->entry_node[f]] = start->entry[f] * factor;
	}
	for (int32_t f = 0; f < net->problem->n_posts; f++)
		set_outlet_bound(search, f, outlet_key(search, f));
}

/* The most that anybody could gain by an arc. */
static int64_t
largest_gain(Search *search)
{
	int64_t		largest = 0;

	for (int32_t x = 0; x <= search->ground; x++)
	{
		find_best(search, x, search->price[x] - largest);
		largest = search->price[x] - search->best.key;
	}
	return largest;
}

/* ----------------------------------------------------------------
 * Settling prices
 * ----------------------------------------------------------------
 */

/* Raises the goal of an arc, unless its key is high enough. */
static void
raise_goal(void *state, int32_t goal, int64_t cost, Via via)
{
	Search	   *search = state;

	if (cost + search->price[goal] >= search->cutoff)
		return;
	raise_price(search, goal, search->cutoff - cost);
	search->raised_by[goal] = search->node;
	search->raised_via[goal] = via;
	search->raises_left--;
	enqueue(search, goal);

	for (int32_t x = search->node; x >= 0; x = search->raised_by[x])
		if (x == goal)
		{
			search->ring = goal;
			search->cutoff = INT64_MIN;
			break;
		}
}

static void
forget_raises(Search *search)
{
	search->ring = -1;
	for (int32_t x = 0; x <= search->ground; x++)
		search->raised_by[x] = -1;
}

/* Has people move around the ring that was found. */
static void
cancel_ring(Search *search)
{
	int32_t		to = search->ring;

	do
	{
		int32_t		from = search->raised_by[to];

		take_arc(search, from, to, search->raised_via[to]);
		enqueue(search, to);
		to = from;
	} while (to != search->ring);
	/* who moved may have been on other ways, too */
	forget_raises(search);
}

/*
 * Raises prices until no key is below its node's price; false if so many
 * raises were not enough.
 */
static bool
settle_prices(Search *search, int64_t raises)
{
	forget_raises(search);
	search->raises_left = raises;
	for (int32_t x = 0; x <= search->ground; x++)
		enqueue(search, x);
	while (search->queue_length > 0)
	{
		search->node = dequeue(search);
		if (search->raises_left <= 0 || search->out_of_range)
			continue;
		search->cutoff = search->price[search->node];
		scan_all_arcs(search, search->node, &search->cutoff, raise_goal);
		if (search->ring >= 0)
			cancel_ring(search);
	}
	return search->raises_left > 0;
}

/* ----------------------------------------------------------------
 * Phases
 * ----------------------------------------------------------------
 */

/* An arc on the way of people who move on. */
typedef struct Step
{
	int32_t		from;
	WayOut		way;
} Step;

static bool
is_on_path(const Step *path, int length, int32_t node)
{
	for (int k = 0; k < length; k++)
		if (path[k].from == node)
			return true;
	return false;
}

/*
 * Moves one person on from a node, along cheapest arcs to the first node that
 * lacks somebody, or as far as a path may be.  Prices on the way rise first,
 * and may turn the path back: false if nobody moves, since no arc out of the
 * node has a key below the limit (or a price no room to rise).
 */
static bool
move_on(Search *search, int32_t start, int64_t limit)
{
	Step		path[LONGEST_PATH];
	int			length = 0;
	int32_t		node = start;

	do
	{
		find_best(search, node, length == 0 ? limit : INT64_MAX);
		if (length == 0 && (search->best.key >= limit || search->out_of_range))
			return false;
		if (search->best.key == INT64_MAX)
			break;				/* nobody there yet: who comes may go back */
		if (search->best.key >= search->price[node])
		{
			raise_price(search, node, search->best.key + search->epsilon);
			if (length > 0)
			{
				node = path[--length].from;
				continue;
			}
		}
		path[length++] = (Step)
		{
			node, search->best
		};
		node = search->best.goal;
	} while (!search->out_of_range &&
			 (length == 0 || (length < LONGEST_PATH && search->excess[node] >= 0 &&
							  !is_on_path(path, length, node))));

	for (int k = 0; k < length; k++)
		take_arc(search, path[k].from, path[k].way.goal, path[k].way.via);
	if (search->excess[node] > 0)
		enqueue(search, node);
	return length > 0;
}

static void
run_phase(Search *search, int64_t epsilon)
{
	search->epsilon = epsilon;
	search->n_moves = 0;
	if (__builtin_mul_overflow(epsilon, SLACK_EPSILONS, &search->seating.slack))
		search->seating.slack = INT64_MAX;
	for (int32_t x = 0; x <= search->ground; x++)
		while (move_on(search, x, search->price[x] - epsilon))
			;
	for (int32_t x = 0; x <= search->ground; x++)
		if (search->excess[x] > 0)
			enqueue(search, x);
	while (search->queue_length > 0)
	{
		int32_t		x = dequeue(search);

		while (search->excess[x] > 0 && move_on(search, x, INT64_MAX))
			;
	}
}

/* The largest amount that an arc can cost, absolute. */
static __int128
largest_amount(const Network *net, Pricing pricing)
{
	return ((__int128) net->largest_marginal + net->largest_cost +
			net->problem->move_cost) * pricing.scale +
		llabs((long long) pricing.move_price);
}

static void
run_phases(Search *search, int64_t first_cut)
{
	int64_t		gain = largest_gain(search);
	int64_t		first;
	int64_t		epsilon;

	/* people beyond bounds may have to go wherever there is room */
	for (int32_t x = 0; x < search->ground; x++)
		if (search->excess[x] != 0)
			gain = (int64_t) largest_amount(search->net, search->seating.pricing);
	first = gain / first_cut + 1;
	for (epsilon = first; epsilon > 0 && !search->out_of_range; epsilon /= EPSILON_CUT)
	{
		run_phase(search, epsilon);
		if (search->n_moves < search->ground &&
			settle_prices(search, SETTLE_RAISES * ((int64_t) search->ground + 1)))
			return;
		report_progress(search->host, "solving",
						1.0 - log((double) epsilon) / log((double) first + 1));
	}
	(void) settle_prices(search, INT64_MAX);
}

/* ----------------------------------------------------------------
 * The whole
 * ----------------------------------------------------------------
 */

static int32_t
clamp(int32_t people, int32_t least, int32_t most)
{
	return people < least ? least : people > most ? most : people;
}

static void
begin_search(Search *search, Network *net, Pricing pricing, const PairPrices *start)
{
	const Host *host = net->host;
	int32_t		n_nodes = net->n_nodes + 1;
	int32_t		n_posts = net->problem->n_posts;

	*search = (Search)
	{
		.net = net, .host = host,
		.ground = net->pool >= 0 ? net->pool : net->n_nodes
	};
	search->price = ALLOCATE_ARRAY(host, int64_t, n_nodes);
	search->up = ALLOCATE_ARRAY(host, int64_t, n_nodes);
	search->down = ALLOCATE_ARRAY(host, int64_t, n_nodes);
	search->level = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	search->excess = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	begin_key_heap(&search->outlets, host, n_posts);
	search->queue = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	search->queued = ALLOCATE_ARRAY(host, bool, n_nodes);
	search->raised_by = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	search->raised_via = ALLOCATE_ARRAY(host, Via, n_nodes);

	seat_everyone(&search->seating, net, pricing, start);
	for (int32_t x = 0; x <= search->ground; x++)
		search->up[x] = search->down[x] = CLOSED;
	for (int32_t x = 0; x < search->ground; x++)
	{
		search->excess[x] = first_level(&search->seating, x);
		if (x < n_posts)
		{
			set_level(search, x, clamp(search->excess[x], net->min_staff[x], net->max_staff[x]));
			search->excess[x] -= search->level[x];
		}
		search->excess[search->ground] -= search->excess[x];
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
	RELEASE(host, search->excess);
	end_key_heap(&search->outlets, host);
	RELEASE(host, search->queue);
	RELEASE(host, search->queued);
	RELEASE(host, search->raised_by);
	RELEASE(host, search->raised_via);
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
	const PairPrices *start = usable_start(net, pricing);
	Search		search;
	SolverStatus status = SOLVER_OPTIMAL;

	/* an arc's cost is the difference of two people's, or of two seats */
	if (4 * largest_amount(net, pricing) > LARGEST_AMOUNT)
		return SOLVER_OUT_OF_RANGE;

	begin_search(&search, net, pricing, start);
	if (start != NULL)
		take_start_prices(&search, start);
	else
		set_first_prices(&search);
	run_phases(&search, start != NULL ? WARM_CUT : FIRST_CUT);
	if (!search.out_of_range)
		settle_ties(&search.seating);

	/* one more person on the ground adds nothing */
	for (int32_t x = 0; x < search.ground; x++)
		search.price[x] -= search.price[search.ground];
	search.price[search.ground] = 0;
	*solution = (Solution)
	{
		.pricing = pricing, .seat = search.seating.seat, .price = search.price
	};
	end_search(&search);
	if (search.out_of_range)
		status = SOLVER_OUT_OF_RANGE;
	else
	{
		sum_solution(net, solution);
		if (!certify_solution(net, solution))
			status = SOLVER_NOT_PROVED;
	}
	if (status != SOLVER_OPTIMAL)
		free_solution(net, solution);
	return status;
}

void
free_solution(const Network *net, Solution *solution)
{
	RELEASE(net->host, solution->seat);
	RELEASE(net->host, solution->price);
	*solution = (Solution) {0};
}
