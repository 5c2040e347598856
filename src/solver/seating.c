/*
 * seating.c
 *	  Keeps track of who sits where (see seating.h).
 */
#include "seating.h"

#include <string.h>

#include "growing_array.h"

/* Where a member stands in a sorted row. */
static int64_t
place_in_row(const Network *net, int64_t row, int64_t cost, int32_t employee)
{
	int64_t		low = net->row_member[row];
	int64_t		high = net->row_member[row + 1] - 1;

	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (member_cost(net, middle) < cost ||
			(member_cost(net, middle) == cost && net->member_employee[middle] < employee))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Moves the head of a sorted row on to the next member that sits at home. */
static void
advance_head(Seating *seating, int64_t row)
{
	const Network *net = seating->net;
	RowHead    *head = &seating->row_head[row];
	int64_t		m = place_in_row(net, row, head->cost, head->employee);
	int64_t		end = net->row_member[row + 1];

	while (m < end && seating->seat[net->member_employee[m]] != AT_HOME)
		m++;
	head->employee = m < end ? net->member_employee[m] : -1;
	head->cost = m < end ? member_cost(net, m) : ROW_EMPTY;
}

/* Has a home look at a row again that got cheaper, and may be below the floor. */
static void
activate_row(Seating *seating, int32_t home, int64_t row)
{
	int64_t		first_row = seating->net->home_row[home];

	if (seating->row_active[row])
		return;
	seating->row_active[row] = true;
	seating->active[first_row + seating->active_rows[home].n_active++] =
		(int32_t) (row - first_row);
}

/*
 * Takes an employee who leaves home out of his rows, or puts one who comes
 * back into them.  Only heads are kept, so only rows where he was or becomes
 * the head change.  seat[] says already where he is.
 */
static void
update_rows(Seating *seating, int32_t employee)
{
	Network    *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		row = net->home_row[home_of(problem, employee)];
	bool		leaves = seating->seat[employee] != AT_HOME;

	/* candidates and rows both stand by rising post */
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		int64_t		cost = problem->candidate_cost[c];
		RowHead    *head;

		while (net->row_post[row] != problem->candidate_post[c])
			row++;
		head = &seating->row_head[row];

		if (leaves)
		{
			if (head->employee == employee)
			{
				sort_row(net, row);
				advance_head(seating, row);
			}
		}
		else if (cost < head->cost || (cost == head->cost && employee < head->employee))
		{
			head->cost = cost;
			head->employee = employee;
			activate_row(seating, home_of(problem, employee), row);
		}
	}
}

/* ----------------------------------------------------------------
 * Guests
 * ----------------------------------------------------------------
 */

/* Of equals the highest goes on first: so the lowest is moved, not sent home. */
static bool
guest_before(const void *state, int32_t a, int32_t b)
{
	const Seating *seating = state;

	int64_t		bound_a = seating->guest_arcs[a].bound;
	int64_t		bound_b = seating->guest_arcs[b].bound;

	return bound_a != bound_b ? bound_a < bound_b : a > b;
}

void
raise_guest_bound(Seating *seating, int32_t employee, int64_t bound)
{
	seating->guest_arcs[employee].bound = bound;
	move_in_heap(&seating->guests[seating->node[employee]].heap, employee,
				 guest_before, seating);
}

/* Makes as much of an arc as its key is worth: the cheapest ones, in order. */
static inline void
remember_arc(GuestArcs *arcs, int64_t *keys, int64_t key, int32_t goal, int64_t cost)
{
	int			a = GUEST_ARCS - 1;

	if (key >= keys[a])
	{
		if (key < arcs->others)
			arcs->others = key;
		return;
	}
	arcs->others = keys[a];
	for (; a > 0 && key < keys[a - 1]; a--)
	{
		keys[a] = keys[a - 1];
		arcs->goal[a] = arcs->goal[a - 1];
		arcs->cost[a] = arcs->cost[a - 1];
	}
	keys[a] = key;
	arcs->goal[a] = goal;
	arcs->cost[a] = cost;
}

/* Looks at all arcs of a guest: home, and his other candidates. */
void
remember_arcs(Seating *seating, const int64_t *price, int32_t employee)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		scale = seating->pricing.scale;
	int64_t		own = seat_candidate(seating, employee);
	int64_t		here = problem->candidate_cost[own] * scale;
	int32_t		home = home_node_of(net, employee);
	int64_t		home_cost = -here - move_surcharge(problem, &seating->pricing, employee);
	GuestArcs  *arcs = &seating->guest_arcs[employee];
	int64_t		keys[GUEST_ARCS];

	arcs->others = INT64_MAX;
	for (int a = 0; a < GUEST_ARCS; a++)
	{
		keys[a] = INT64_MAX;
		arcs->goal[a] = -1;
	}
	remember_arc(arcs, keys, home_cost + price[home], home, home_cost);
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		int32_t		goal = net->entry_node[problem->candidate_post[c]];
		int64_t		cost = problem->candidate_cost[c] * scale - here;

		if (c != own)
			remember_arc(arcs, keys, cost + price[goal], goal, cost);
	}
}

/* Has all arcs of a guest looked at before his bound says anything. */
static void
forget_arcs(Seating *seating, int32_t employee)
{
	seating->guest_arcs[employee] = (GuestArcs)
	{
		.bound = INT64_MIN, .others = INT64_MIN, .goal = {-1}
	};
}

static void
add_guest(Seating *seating, int32_t employee)
{
	Guests	   *guests = &seating->guests[seating->node[employee]];
	NodeHeap   *heap = &guests->heap;

	if (heap->n == guests->room)
	{
		guests->room = (int32_t) larger_room(guests->room);
		heap->nodes = enlarge_array(seating->net->host, heap->nodes,
									sizeof(int32_t), heap->n, guests->room);
		heap->place = seating->guest_place;
	}
	forget_arcs(seating, employee);
	move_in_heap(heap, employee, guest_before, seating);
}

static void
remove_guest(Seating *seating, int32_t employee)
{
	NodeHeap   *heap = &seating->guests[seating->node[employee]].heap;
	int32_t		place = heap->place[employee] - 1;
	int32_t		last = heap->nodes[--heap->n];

	heap->place[employee] = 0;
	if (last != employee)
	{
		put_in_heap(heap, place, last);
		move_in_heap(heap, last, guest_before, seating);
	}
}

/* Rank of a post among the candidates of an employee. */
static int32_t
candidate_rank(const TransferProblem *problem, int32_t employee, int32_t post)
{
	int64_t		begin = problem->candidate_start[employee];

	return (int32_t) (find_post(problem->candidate_post, begin,
								problem->candidate_start[employee + 1], post) - begin);
}

/* Seats an employee at another node: his home, or one he may go to. */
void
move_employee(Seating *seating, int32_t employee, int32_t goal)
{
	const Network *net = seating->net;
	bool		from_home = seating->seat[employee] == AT_HOME;
	bool		to_home = goal == home_node_of(net, employee);

	if (!from_home)
		remove_guest(seating, employee);
	seating->seated[seating->node[employee]]--;

	seating->node[employee] = goal;
	seating->seated[goal]++;
	seating->seat[employee] = to_home ? AT_HOME :
		candidate_rank(net->problem, employee, net->node_post[goal]);
	if (!to_home)
		add_guest(seating, employee);
	if (from_home || to_home)
		update_rows(seating, employee);
}

/*
 * Of two people of one home whom a post costs alike, has the lower one move
 * there.  For an optimum: nobody who stays costs less, so it is enough to look
 * at heads.  Each exchange lowers the sum of those who moved.
 */
void
settle_ties(Seating *seating)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	bool		is_settled;

	do
	{
		is_settled = true;
		for (int32_t i = problem->n_employees - 1; i >= 0; i--)
		{
			int64_t		c = seat_candidate(seating, i);
			int32_t		node = seating->node[i];
			const RowHead *head;
			int32_t		lower;

			if (i % 1024 == 0)
				CHECK_INTERRUPTS(net->host);
			if (seating->seat[i] == AT_HOME)
				continue;
			head = &seating->row_head[find_row(net, home_of(problem, i),
											   problem->candidate_post[c])];
			lower = head->employee;
			if (head->cost == problem->candidate_cost[c] && lower < i)
			{
				move_employee(seating, i, home_node_of(net, i));
				move_employee(seating, lower, node);
				is_settled = false;
			}
		}
	} while (!is_settled);
}

/* Has every node look at all its rows and guests again: prices have fallen. */
void
forget_bounds(Seating *seating)
{
	for (int32_t home = 0; home <= seating->net->problem->n_posts; home++)
	{
		seating->active_rows[home].floor = INT64_MIN;
		seating->active_rows[home].n_active = 0;
	}
	memset(seating->row_active, 0, seating->net->home_row[seating->net->problem->n_posts + 1]);
	for (int32_t i = 0; i < seating->net->problem->n_employees; i++)
		forget_arcs(seating, i);
}

/* Rank of the cheapest candidate of an employee if it beats staying. */
static int32_t
cheapest_seat(const TransferProblem *problem, const Pricing *pricing, int32_t employee)
{
	int64_t		surcharge = move_surcharge(problem, pricing, employee);
	int64_t		begin = problem->candidate_start[employee];
	int64_t		least = 0;
	int32_t		seat = AT_HOME;

	for (int64_t c = begin; c < problem->candidate_start[employee + 1]; c++)
	{
		int64_t		cost = problem->candidate_cost[c] * pricing->scale + surcharge;

		if (cost < least)
		{
			least = cost;
			seat = (int32_t) (c - begin);
		}
	}
	return seat;
}

/* The seat at a post, home or not; AT_HOME if it is no candidate. */
static int32_t
seat_at(const TransferProblem *problem, int32_t employee, int32_t post)
{
	int64_t		begin = problem->candidate_start[employee];
	int32_t		rank;

	if (post == problem->home[employee] || begin == problem->candidate_start[employee + 1])
		return AT_HOME;
	rank = candidate_rank(problem, employee, post);
	return problem->candidate_post[begin + rank] == post ? rank : AT_HOME;
}

/* Flow through a gate that sits as close to its people as its bounds allow. */
static int32_t
bounded_flow(const Network *net, int32_t gate, int32_t seated)
{
	if (seated < net->gate_min[gate])
		return net->gate_min[gate];
	if (seated > net->gate_max[gate])
		return net->gate_max[gate];
	return seated;
}

/* Seats everyone at home. */
void
seat_at_home(Seating *seating, Network *net, Pricing pricing)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int64_t		n_rows = net->home_row[problem->n_posts + 1];

	*seating = (Seating)
	{
		.net = net, .pricing = pricing
	};
	seating->seat = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->node = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->guest_place = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->guest_arcs = ALLOCATE_ARRAY(host, GuestArcs, problem->n_employees);
	seating->row_head = ALLOCATE_ARRAY(host, RowHead, n_rows);
	seating->active_rows = ALLOCATE_ARRAY(host, ActiveRows, problem->n_posts + 1);
	seating->row_active = ALLOCATE_ARRAY(host, bool, n_rows);
	seating->active = ALLOCATE_ARRAY(host, int32_t, n_rows);
	seating->guests = ALLOCATE_ARRAY(host, Guests, net->n_nodes);
	seating->seated = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->gate_flow = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->first_gate = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->next_gate = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);

	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		seating->first_gate[x] = -1;
		seating->next_gate[x] = -1;
	}
	forget_bounds(seating);
	for (int64_t r = 0; r < n_rows; r++)
	{
		int64_t		m = net->row_member[r];

		seating->row_head[r] = (RowHead)
		{
			member_cost(net, m), net->entry_node[net->row_post[r]], net->member_employee[m]
		};
	}
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		seating->seat[i] = AT_HOME;
		seating->node[i] = home_node_of(net, i);
		seating->seated[seating->node[i]]++;
	}

	for (int32_t x = problem->n_posts; x < net->n_nodes; x++)
		if (is_gate(net, x))
		{
			int32_t		post = net->node_post[x];

			seating->gate_flow[x] = seating->seated[x];
			seating->next_gate[x] = seating->first_gate[post];
			seating->first_gate[post] = x;
		}
}

/*
 * Seats everyone where the start has them, or else at the cheapest of home and
 * candidates.  So no ring of the residual network takes off anything to begin
 * with, whatever the wishes (negative costs); where nobody wishes anything it
 * is the status quo.
 */
void
seat_everyone(Seating *seating, Network *net, Pricing pricing, const PairPrices *start)
{
	const TransferProblem *problem = net->problem;

	seat_at_home(seating, net, pricing);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		seat = start != NULL ? seat_at(problem, i, start->place[i]) :
			cheapest_seat(problem, &pricing, i);

		if (seat != AT_HOME)
			move_employee(seating, i, net->entry_node[
				problem->candidate_post[problem->candidate_start[i] + seat]]);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	for (int32_t x = problem->n_posts; x < net->n_nodes; x++)
		if (is_gate(net, x))
			seating->gate_flow[x] = bounded_flow(net, x, seating->seated[x]);
}

void
free_seating(Seating *seating)
{
	const Host *host = seating->net->host;

	for (int32_t x = 0; x < seating->net->n_nodes; x++)
		RELEASE(host, seating->guests[x].heap.nodes);
	RELEASE(host, seating->seat);
	RELEASE(host, seating->node);
	RELEASE(host, seating->guest_place);
	RELEASE(host, seating->guest_arcs);
	RELEASE(host, seating->row_head);
	RELEASE(host, seating->active_rows);
	RELEASE(host, seating->row_active);
	RELEASE(host, seating->active);
	RELEASE(host, seating->guests);
	RELEASE(host, seating->seated);
	RELEASE(host, seating->gate_flow);
	RELEASE(host, seating->first_gate);
	RELEASE(host, seating->next_gate);
}
