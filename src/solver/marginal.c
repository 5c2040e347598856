/*
 * marginal.c
 *	  What one person more or less at a post does to the optimum, and where
 *	  the next new people belong: shortest paths from an optimal plan.
 *
 * Let V be the least objective.  One person more at a post is one unit more
 * that flows into its node.  From an optimal seating and its prices y the new
 * optimum is reached along one cheapest path of the residual network, from
 * the post to a post whose next person costs least (or to the pool, where a
 * new hire is given up).  Prices make all arcs and ends of that network cost
 * nothing or more,
 *
 *		cost(x -> z) + y_z - y_x >= 0,		up(z) - y_z >= 0,
 *
 * as the solver has certified (but for an end that nobody could reach before;
 * that does no harm, as only arcs must not be negative).  So one Dijkstra
 * search from all ends at once, against the arcs, tells the change of V for
 * every post; and one along the arcs, from where down(z) can be saved, that of
 * one person less.
 *
 * New people one after the other are units from a source that leads to every
 * post.  V is convex in their number, and a cheapest path never passes the
 * source again: the best n posts are the best n - 1 and one more, found by n
 * searches.  After each the people along the path move on and prices rise to
 * the distances, at most to that of the path's begin.
 *
 * Arcs are collected afresh for each search: for each row the cheapest who
 * still sits at home, for those who do not sit at home all they can do, and
 * the gates.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 9.7
 * (successive shortest paths), 9.11 and 14.4 (sensitivity, convex costs).
 */
#include "what_if.h"

#include <string.h>

#include "frontier.h"
#include "seating.h"

typedef __int128 Distance;		/* along a path: sums of many amounts */

#define UNREACHED	((Distance) 1 << 120)
#define NO_ARC		(-1)
#define GATE		(-1)		/* instead of the employee of an arc */

typedef struct Arc
{
	int32_t		tail;
	int32_t		head;
	int32_t		employee;		/* or GATE */
	int64_t		slack;			/* cost under the prices, 0 or more */
} Arc;

typedef enum Direction
{
	ALONG_ARCS,
	AGAINST_ARCS
} Direction;

typedef struct Residual
{
	Network    *net;
	Solution   *optimum;
	int32_t    *people;			/* by node: seated there; at posts see staff */
	int32_t    *staff;			/* by post, gates included */

	/* arcs, and by node those that a search looks at from there */
	Arc		   *arcs;
	int64_t		n_arcs;
	int64_t		room;
	int64_t    *begin;
	int64_t    *order;

	/* the search, by node */
	Distance   *distance;
	int64_t    *arc;			/* by which it was reached, or NO_ARC */
	int32_t    *heap;			/* nodes, the nearest first */
	int32_t    *heap_place;		/* place in the heap plus 1, or 0 */
	int32_t		heap_size;
} Residual;

/* ----------------------------------------------------------------
 * A heap of nodes by distance
 * ----------------------------------------------------------------
 */
static inline bool
nearer(const Residual *residual, int32_t a, int32_t b)
{
	return residual->distance[a] != residual->distance[b] ?
		residual->distance[a] < residual->distance[b] : a < b;
}

static inline void
put_in_heap(Residual *residual, int32_t place, int32_t node)
{
	residual->heap[place] = node;
	residual->heap_place[node] = place + 1;
}

/* Takes a node in, or moves it up after its distance has fallen. */
static void
raise_in_heap(Residual *residual, int32_t node)
{
	int32_t		hole = residual->heap_place[node] > 0 ?
		residual->heap_place[node] - 1 : residual->heap_size++;

	while (hole > 0 && nearer(residual, node, residual->heap[(hole - 1) / 2]))
	{
		put_in_heap(residual, hole, residual->heap[(hole - 1) / 2]);
		hole = (hole - 1) / 2;
	}
	put_in_heap(residual, hole, node);
}

static int32_t
take_nearest(Residual *residual)
{
	int32_t		nearest = residual->heap[0];
	int32_t		last = residual->heap[--residual->heap_size];
	int32_t		hole = 0;

	residual->heap_place[nearest] = 0;
	if (residual->heap_size == 0)
		return nearest;
	for (;;)
	{
		int32_t		child = 2 * hole + 1;

		if (child >= residual->heap_size)
			break;
		if (child + 1 < residual->heap_size &&
			nearer(residual, residual->heap[child + 1], residual->heap[child]))
			child++;
		if (!nearer(residual, residual->heap[child], last))
			break;
		put_in_heap(residual, hole, residual->heap[child]);
		hole = child;
	}
	put_in_heap(residual, hole, last);
	return nearest;
}

/* ----------------------------------------------------------------
 * Arcs
 * ----------------------------------------------------------------
 */
static void
add_arc(Residual *residual, int32_t tail, int32_t head, int32_t employee,
		int64_t cost)
{
	const Host *host = residual->net->host;
	const int64_t *price = residual->optimum->price;

	if (residual->n_arcs == residual->room)
	{
		int64_t		room = residual->room * 2 + 1024;
		Arc		   *arcs = ALLOCATE_ARRAY(host, Arc, room);

		if (residual->n_arcs > 0)
			memcpy(arcs, residual->arcs, sizeof(Arc) * residual->n_arcs);
		RELEASE(host, residual->arcs);
		residual->arcs = arcs;
		residual->room = room;
	}
	residual->arcs[residual->n_arcs++] = (Arc)
	{
		tail, head, employee, cost + price[head] - price[tail]
	};
}

/* Where an employee sits. */
static int32_t
seat_node(const Residual *residual, int32_t employee)
{
	const Network *net = residual->net;
	int32_t		seat = residual->optimum->seat[employee];

	if (seat == AT_HOME)
		return home_node_of(net, employee);
	return net->entry_node[net->problem->candidate_post[
		net->problem->candidate_start[employee] + seat]];
}

/* One arc for each row: the cheapest of those who still sit at home. */
static void
add_row_arcs(Residual *residual, int32_t home)
{
	const Network *net = residual->net;
	const Solution *optimum = residual->optimum;
	int64_t		surcharge = home_surcharge(net->problem, &optimum->pricing, home);
	int32_t		tail = home == net->problem->n_posts ? net->pool : net->home_node[home];

	for (int64_t r = net->home_row[home]; r < net->home_row[home + 1]; r++)
	{
		int64_t		cheapest = NO_ARC;

		for (int64_t m = net->row_member[r]; m < net->row_member[r + 1]; m++)
			if (optimum->seat[net->member_employee[m]] == AT_HOME &&
				(cheapest == NO_ARC || net->member_cost[m] < net->member_cost[cheapest]))
				cheapest = m;
		if (cheapest != NO_ARC)
			add_arc(residual, tail, net->entry_node[net->row_post[r]],
					net->member_employee[cheapest],
					net->member_cost[cheapest] * optimum->pricing.scale + surcharge);
		if (r % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
}

/* Somebody who sits elsewhere may go home, and to his other candidates. */
static void
add_guest_arcs(Residual *residual, int32_t employee)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	int64_t		scale = residual->optimum->pricing.scale;
	int64_t		own = problem->candidate_start[employee] + residual->optimum->seat[employee];
	int32_t		tail = seat_node(residual, employee);

	add_arc(residual, tail, home_node_of(net, employee), employee,
			-problem->candidate_cost[own] * scale -
			move_surcharge(problem, &residual->optimum->pricing, employee));
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
		if (c != own)
			add_arc(residual, tail, net->entry_node[problem->candidate_post[c]],
					employee,
					(problem->candidate_cost[c] - problem->candidate_cost[own]) * scale);
}

static void
add_gate_arcs(Residual *residual, int32_t gate)
{
	const Network *net = residual->net;
	int32_t		post = net->node_post[gate];

	if (residual->people[gate] < net->gate_max[gate])
		add_arc(residual, gate, post, GATE, 0);
	if (residual->people[gate] > net->gate_min[gate])
		add_arc(residual, post, gate, GATE, 0);
}

/* Collects the arcs of the present seating, sorted for a search. */
static void
collect_arcs(Residual *residual, Direction direction)
{
	const Network *net = residual->net;
	int32_t		n_nodes = net->n_nodes;
	int64_t		sum = 0;

	residual->n_arcs = 0;
	for (int32_t home = 0; home <= net->problem->n_posts; home++)
		add_row_arcs(residual, home);
	for (int32_t i = 0; i < net->problem->n_employees; i++)
	{
		if (residual->optimum->seat[i] != AT_HOME)
			add_guest_arcs(residual, i);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	for (int32_t x = 0; x < n_nodes; x++)
		if (is_gate(net, x))
			add_gate_arcs(residual, x);

	RELEASE(net->host, residual->begin);
	RELEASE(net->host, residual->order);
	residual->begin = ALLOCATE_ARRAY(net->host, int64_t, n_nodes + 1);
	residual->order = ALLOCATE_ARRAY(net->host, int64_t, residual->n_arcs);
#define SEEN_FROM(a) \
	(direction == ALONG_ARCS ? residual->arcs[a].tail : residual->arcs[a].head)
	for (int64_t a = 0; a < residual->n_arcs; a++)
		residual->begin[SEEN_FROM(a)]++;
	/* begins become ends, and placing an arc moves an end back */
	for (int32_t x = 0; x <= n_nodes; x++)
	{
		sum += residual->begin[x];
		residual->begin[x] = sum;
	}
	for (int64_t a = 0; a < residual->n_arcs; a++)
		residual->order[--residual->begin[SEEN_FROM(a)]] = a;
#undef SEEN_FROM
}

/* ----------------------------------------------------------------
 * Searches
 * ----------------------------------------------------------------
 */
static void
begin_at(Residual *residual, int32_t node, Distance distance)
{
	residual->distance[node] = distance;
	raise_in_heap(residual, node);
}

static void
search_from_ends(Residual *residual, Direction direction)
{
	uint32_t	ticks = 0;

	while (residual->heap_size > 0)
	{
		int32_t		node = take_nearest(residual);

		for (int64_t k = residual->begin[node]; k < residual->begin[node + 1]; k++)
		{
			const Arc  *arc = &residual->arcs[residual->order[k]];
			int32_t		other = direction == ALONG_ARCS ? arc->head : arc->tail;
			Distance	distance = residual->distance[node] + arc->slack;

			if (distance >= residual->distance[other])
				continue;
			residual->distance[other] = distance;
			residual->arc[other] = residual->order[k];
			raise_in_heap(residual, other);
		}
		if (++ticks % 64 == 0)
			CHECK_INTERRUPTS(residual->net->host);
	}
}

static void
begin_search(Residual *residual)
{
	for (int32_t x = 0; x < residual->net->n_nodes; x++)
	{
		residual->distance[x] = UNREACHED;
		residual->arc[x] = NO_ARC;
	}
}

static Distance
marginal_at(const Residual *residual, int32_t post, int32_t staff)
{
	return (Distance) post_marginal(residual->net->problem, post, staff) *
		residual->optimum->pricing.scale;
}

/*
 * Does max_staff allow one more?  net->max_staff does not tell: it also knows
 * how many can come at all, and those who come here are more.
 */
static bool
takes_one_more(const Residual *residual, int32_t post)
{
	const Network *net = residual->net;
	int32_t		bound = net->problem->max_staff[post];

	return bound == NO_BOUND || residual->staff[post] < bound ||
		residual->staff[post] < net->staff_before[post];
}

/* For every node: what one person more there costs, less its price. */
static void
search_places(Residual *residual)
{
	const Network *net = residual->net;
	const int64_t *price = residual->optimum->price;

	collect_arcs(residual, AGAINST_ARCS);
	begin_search(residual);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
		if (takes_one_more(residual, f))
			begin_at(residual, f, marginal_at(residual, f, residual->staff[f]) - price[f]);
	if (net->pool >= 0)
		begin_at(residual, net->pool, -(Distance) price[net->pool]);
	search_from_ends(residual, AGAINST_ARCS);
}

/* For every node: what bringing one person there costs, plus its price. */
static void
search_people(Residual *residual)
{
	const Network *net = residual->net;
	const int64_t *price = residual->optimum->price;

	collect_arcs(residual, ALONG_ARCS);
	begin_search(residual);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
		if (residual->staff[f] > net->min_staff[f])
			begin_at(residual, f, price[f] - marginal_at(residual, f, residual->staff[f] - 1));
	if (net->pool >= 0 && residual->people[net->pool] > 0)
		begin_at(residual, net->pool, price[net->pool]);
	search_from_ends(residual, ALONG_ARCS);
}

static void
begin_residual(Residual *residual, Network *net, Solution *optimum)
{
	const Host *host = net->host;

	*residual = (Residual)
	{
		.net = net, .optimum = optimum
	};
	residual->people = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->staff = ALLOCATE_ARRAY(host, int32_t, net->problem->n_posts);
	residual->distance = ALLOCATE_ARRAY(host, Distance, net->n_nodes);
	residual->arc = ALLOCATE_ARRAY(host, int64_t, net->n_nodes);
	residual->heap = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->heap_place = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	for (int32_t i = 0; i < net->problem->n_employees; i++)
	{
		int32_t		node = seat_node(residual, i);

		residual->people[node]++;
		if (net->node_post[node] != NO_POST)
			residual->staff[net->node_post[node]]++;
	}
}

static void
end_residual(Residual *residual)
{
	const Host *host = residual->net->host;

	RELEASE(host, residual->people);
	RELEASE(host, residual->staff);
	RELEASE(host, residual->arcs);
	RELEASE(host, residual->begin);
	RELEASE(host, residual->order);
	RELEASE(host, residual->distance);
	RELEASE(host, residual->arc);
	RELEASE(host, residual->heap);
	RELEASE(host, residual->heap_place);
}

/*
 * The part of scaled objective * scale + moves that is the objective.  There
 * are fewer moves than scale, unless the optimum was solved without them.
 */
static int64_t
objective_part(Distance scaled, int64_t scale)
{
	Distance	quotient = scaled / scale;

	if (quotient * scale > scaled)
		quotient--;
	return (int64_t) quotient;
}

/* Moves of the optimum, as far as its pricing counts them. */
static int64_t
counted_moves(const Solution *optimum)
{
	return optimum->moves * optimum->pricing.move_price;
}

/* ----------------------------------------------------------------
 * One person more or less
 * ----------------------------------------------------------------
 */
static void
price_one_more(Residual *residual, PostPrice *prices)
{
	const Network *net = residual->net;
	const Solution *optimum = residual->optimum;

	search_places(residual);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
	{
		Distance	change = residual->distance[f] + optimum->price[f];
		Distance	staying = marginal_at(residual, f, residual->staff[f]);
		int32_t		bound = net->problem->max_staff[f];

		/* the bound is widened to the staff with him */
		if (bound != NO_BOUND && net->staff_before[f] >= bound && staying < change)
			change = staying;
		prices[f].gain_of_one_more =
			-objective_part(counted_moves(optimum) + change, optimum->pricing.scale);
	}
}

static void
price_one_fewer(Residual *residual, PostPrice *prices)
{
	const Network *net = residual->net;
	const Solution *optimum = residual->optimum;

	search_people(residual);
	for (int32_t f = 0; f < net->problem->n_posts; f++)
	{
		Distance	change = residual->distance[f] - optimum->price[f];
		Distance	staying = -marginal_at(residual, f, residual->staff[f] - 1);
		int32_t		bound = net->problem->min_staff[f];

		if (bound != NO_BOUND && net->staff_before[f] <= bound && staying < change)
			change = staying;
		prices[f].staff = net->staff_before[f];
		if (net->staff_before[f] > 0)
			prices[f].loss_of_one_fewer =
				objective_part(counted_moves(optimum) + change, optimum->pricing.scale);
	}
}

SolverStatus
price_posts(const TransferProblem *problem, const Host *host,
			PostPrice *prices)
{
	Network		net;
	Solution	optimum = {0};
	SolverStatus status = build_network(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
	{
		Residual	residual;

		begin_residual(&residual, &net, &optimum);
		price_one_more(&residual, prices);
		price_one_fewer(&residual, prices);
		end_residual(&residual);
		free_solution(&net, &optimum);
	}
	free_network(&net);
	return status;
}

/* ----------------------------------------------------------------
 * New people
 * ----------------------------------------------------------------
 */

/* The seat from which an employee's arc leads to a node. */
static int32_t
seat_at(const Network *net, int32_t employee, int32_t node)
{
	const TransferProblem *problem = net->problem;
	int64_t		begin = problem->candidate_start[employee];

	if (node == home_node_of(net, employee))
		return AT_HOME;
	for (int64_t c = begin; c < problem->candidate_start[employee + 1]; c++)
		if (net->entry_node[problem->candidate_post[c]] == node)
			return (int32_t) (c - begin);
	return AT_HOME;				/* not reached: the arc came from a candidate */
}

/* Moves everybody along the path from a post to its end. */
static void
follow_path(Residual *residual, int32_t post)
{
	const Network *net = residual->net;
	int32_t		x = post;

	while (residual->arc[x] != NO_ARC)
	{
		const Arc  *arc = &residual->arcs[residual->arc[x]];

		if (arc->employee != GATE)
			residual->optimum->seat[arc->employee] =
				seat_at(net, arc->employee, arc->head);
		else if (is_gate(net, arc->tail))
			residual->people[arc->tail]++;
		else
			residual->people[arc->head]--;
		x = arc->head;
	}
	if (x < net->problem->n_posts)
		residual->staff[x]++;
}

/* Prices rise to the distances, at most to limit; false: no room for that. */
static bool
raise_prices(Residual *residual, Distance limit)
{
	for (int32_t x = 0; x < residual->net->n_nodes; x++)
	{
		Distance	rise = residual->distance[x] < limit ? residual->distance[x] : limit;
		Distance	price = residual->optimum->price[x] + rise;

		if (price > INT64_MAX / 4 || price < -(INT64_MAX / 4))
			return false;
		residual->optimum->price[x] = (int64_t) price;
	}
	return true;
}

/* The post where one person more costs least; room counts positions left. */
static int32_t
cheapest_post(const Residual *residual, const int32_t *room, Distance *cost)
{
	int32_t		best = NO_POST;

	*cost = 0;
	for (int32_t f = 0; f < residual->net->problem->n_posts; f++)
	{
		Distance	here = residual->distance[f] + residual->optimum->price[f];

		if (room[f] > 0 && here < *cost)
		{
			*cost = here;
			best = f;
		}
	}
	return best;
}

static SolverStatus
place_people(Residual *residual, int64_t hires, TellHire tell, void *state)
{
	const Network *net = residual->net;
	int32_t		n_posts = net->problem->n_posts;
	int64_t		scale = residual->optimum->pricing.scale;
	Distance	value = counted_moves(residual->optimum);
	int32_t    *room = ALLOCATE_ARRAY(net->host, int32_t, n_posts);
	SolverStatus status = SOLVER_OPTIMAL;

	for (int32_t f = 0; f < n_posts; f++)
	{
		int32_t		bound = net->problem->max_staff[f];

		room[f] = bound == NO_BOUND ? INT32_MAX :
			bound > net->staff_before[f] ? bound - net->staff_before[f] : 0;
	}
	for (int64_t n = 0; n < hires; n++)
	{
		Distance	cost;
		int32_t		post;
		int64_t		gain;

		search_places(residual);
		post = cheapest_post(residual, room, &cost);
		if (post == NO_POST)
			break;
		gain = objective_part(value, scale) - objective_part(value + cost, scale);
		if (gain <= 0)
			break;
		tell(state, post, gain);
		value += cost;
		room[post]--;
		follow_path(residual, post);
		if (!raise_prices(residual, residual->distance[post]))
		{
			status = SOLVER_OUT_OF_RANGE;
			break;
		}
		report_progress(net->host, "placing new people", (double) n / (double) hires);
	}
	RELEASE(net->host, room);
	return status;
}

SolverStatus
plan_hires(const TransferProblem *problem, const Host *host, int64_t hires,
		   TellHire tell, void *state)
{
	Network		net;
	Solution	optimum = {0};
	SolverStatus status = build_network(problem, host, &net);

	if (status == SOLVER_OPTIMAL)
		status = solve_optimum(&net, &optimum);
	if (status == SOLVER_OPTIMAL)
	{
		Residual	residual;

		begin_residual(&residual, &net, &optimum);
		status = place_people(&residual, hires, tell, state);
		end_residual(&residual);
		free_solution(&net, &optimum);
	}
	free_network(&net);
	return status;
}
