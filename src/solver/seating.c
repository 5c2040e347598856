/*
 * seating.c
 *	  Keeps track of who sits where (see seating.h).
 */
#include "seating.h"

#include <string.h>

/* Moves the head of a row on to the first member that sits at home. */
static void
advance_head(Seating *seating, int64_t row)
{
	const Network *net = seating->net;
	int64_t		m = seating->row_head[row];
	int64_t		end = net->row_member[row + 1];

	while (m < end && seating->seat[net->member_employee[m]] != AT_HOME)
		m++;
	seating->row_head[row] = m;
	seating->row_cost[row] = m < end ? net->member_cost[m] : ROW_EMPTY;
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
		int64_t		head;

		while (net->row_post[row] != problem->candidate_post[c])
			row++;
		head = seating->row_head[row];

		if (leaves)
		{
			if (head < net->row_member[row + 1] &&
				net->member_employee[head] == employee)
			{
				/* an unsorted row has its head in front, and keeps it there */
				sort_row(net, row);
				advance_head(seating, row);
			}
		}
		else if (net->row_sorted[row] &&
				 (seating->row_cost[row] == ROW_EMPTY ||
				  problem->candidate_cost[c] < seating->row_cost[row] ||
				  (problem->candidate_cost[c] == seating->row_cost[row] &&
				   employee < net->member_employee[head])))
		{
			seating->row_head[row] = net->row_member[row];
			advance_head(seating, row);
			/* the row got cheaper and may be below the floor again */
			seating->active_rows[home_of(problem, employee)].floor = INT64_MIN;
		}
	}
}

static void
add_guest(Seating *seating, int32_t employee)
{
	int32_t		node = seating->node[employee];
	int32_t		next = seating->first_guest[node];

	seating->next_guest[employee] = next;
	seating->previous_guest[employee] = -1;
	if (next >= 0)
		seating->previous_guest[next] = employee;
	seating->first_guest[node] = employee;
	seating->guest_arcs[node].n_new++;
}

static void
remove_guest(Seating *seating, int32_t employee)
{
	int32_t		node = seating->node[employee];
	GuestArcs  *guests = &seating->guest_arcs[node];
	int32_t		next = seating->next_guest[employee];
	int32_t		previous = seating->previous_guest[employee];

	if (next >= 0)
		seating->previous_guest[next] = previous;
	if (previous >= 0)
		seating->next_guest[previous] = next;
	else
		seating->first_guest[node] = next;

	/* guests leave by an arc, so all of them are in the arcs by now */
	for (int32_t g = 0; g < guests->n_arcs; g++)
		if (guests->arcs[g].employee == employee)
			guests->arcs[g].employee = GUEST_LEFT;
}

/* Rank of a post among the candidates of an employee. */
static int32_t
candidate_rank(const TransferProblem *problem, int32_t employee, int32_t post)
{
	int64_t		low = problem->candidate_start[employee];
	int64_t		high = problem->candidate_start[employee + 1] - 1;

	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (problem->candidate_post[middle] < post)
			low = middle + 1;
		else
			high = middle;
	}
	return (int32_t) (low - problem->candidate_start[employee]);
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

/* What it would cost a guest to sit elsewhere: at home or by a candidate. */
static int64_t
guest_cost(const Seating *seating, int32_t employee, int64_t candidate)
{
	const TransferProblem *problem = seating->net->problem;
	int64_t		here = problem->candidate_cost[seat_candidate(seating, employee)];

	if (candidate == AT_HOME)
		return -here * seating->pricing.scale -
			move_surcharge(problem, &seating->pricing, employee);
	return (problem->candidate_cost[candidate] - here) * seating->pricing.scale;
}

static inline bool
cheaper_guest(int64_t cost, int32_t employee, const GuestArc *than)
{
	return cost < than->cost || (cost == than->cost && employee < than->employee);
}

/*
 * Notes that a guest could go to a goal, if nobody cheaper can.  An arc whose
 * guest has left counts as a guest of its lower bound: nobody who is not
 * below it is known to be the cheapest.
 */
static void
offer_guest_arc(Seating *seating, GuestArcs *guests, int32_t goal, int64_t cost,
				int32_t employee)
{
	int32_t		known = seating->arc_of_goal[goal];

	if (known == 0)
	{
		guests->arcs[guests->n_arcs++] = (GuestArc)
		{
			goal, employee, cost
		};
		seating->arc_of_goal[goal] = guests->n_arcs;
	}
	else if (cheaper_guest(cost, employee, &guests->arcs[known - 1]))
	{
		guests->arcs[known - 1].employee = employee;
		guests->arcs[known - 1].cost = cost;
	}
}

/* Makes room for as many arcs as the new guests may add. */
static void
make_room(const Seating *seating, int32_t node)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	GuestArcs  *guests = &seating->guest_arcs[node];
	int64_t		most = guests->n_arcs;
	int32_t		i = seating->first_guest[node];
	GuestArc   *arcs;

	for (int32_t n = 0; n < guests->n_new; n++, i = seating->next_guest[i])
		most += problem->candidate_start[i + 1] - problem->candidate_start[i];
	if (most > net->n_nodes)
		most = net->n_nodes;
	if (most <= guests->room)
		return;

	guests->room = (int32_t) (most + most / 4);
	arcs = ALLOCATE_ARRAY(net->host, GuestArc, guests->room);
	if (guests->n_arcs > 0)
		memcpy(arcs, guests->arcs, sizeof(GuestArc) * guests->n_arcs);
	RELEASE(net->host, guests->arcs);
	guests->arcs = arcs;
}

/* Works the guests who have come since into the arcs of a node. */
void
add_new_guests(Seating *seating, int32_t node)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	GuestArcs  *guests = &seating->guest_arcs[node];
	int32_t		i = seating->first_guest[node];

	make_room(seating, node);
	for (int32_t g = 0; g < guests->n_arcs; g++)
		seating->arc_of_goal[guests->arcs[g].goal] = g + 1;
	for (; guests->n_new > 0; guests->n_new--, i = seating->next_guest[i])
	{
		offer_guest_arc(seating, guests, home_node_of(net, i),
						guest_cost(seating, i, AT_HOME), i);
		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
			if (net->entry_node[problem->candidate_post[c]] != node)
				offer_guest_arc(seating, guests,
								net->entry_node[problem->candidate_post[c]],
								guest_cost(seating, i, c), i);
		if (guests->n_new % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	for (int32_t g = 0; g < guests->n_arcs; g++)
		seating->arc_of_goal[guests->arcs[g].goal] = 0;
}

/* Does an employee have a post among his candidates, and where? */
static bool
find_candidate(const TransferProblem *problem, int32_t employee, int32_t post,
			   int64_t *candidate)
{
	*candidate = problem->candidate_start[employee] +
		candidate_rank(problem, employee, post);
	return *candidate < problem->candidate_start[employee + 1] &&
		problem->candidate_post[*candidate] == post;
}

/*
 * Finds the cheapest guest for an arc whose guest has left.  If nobody has
 * its goal, the arc is dropped, the last one takes its place, and the result
 * is false.
 */
bool
refresh_guest_arc(Seating *seating, int32_t node, int32_t arc)
{
	const Network *net = seating->net;
	GuestArcs  *guests = &seating->guest_arcs[node];
	int32_t		goal = guests->arcs[arc].goal;
	int32_t		post = net->node_post[goal];
	GuestArc	best = {.goal = goal, .employee = GUEST_LEFT, .cost = INT64_MAX};

	CHECK_INTERRUPTS(net->host);
	for (int32_t i = seating->first_guest[node]; i >= 0; i = seating->next_guest[i])
	{
		int64_t		candidate;
		int64_t		cost;

		if (goal == home_node_of(net, i))
			cost = guest_cost(seating, i, AT_HOME);
		else if (post != NO_POST && goal == net->entry_node[post] &&
				 find_candidate(net->problem, i, post, &candidate))
			cost = guest_cost(seating, i, candidate);
		else
			continue;
		if (cheaper_guest(cost, i, &best))
		{
			best.employee = i;
			best.cost = cost;
		}
	}
	guests->arcs[arc] = best.employee == GUEST_LEFT ?
		guests->arcs[--guests->n_arcs] : best;
	return best.employee != GUEST_LEFT;
}

/* Has every node look at all its rows again: prices have fallen. */
void
forget_active_rows(Seating *seating)
{
	for (int32_t home = 0; home <= seating->net->problem->n_posts; home++)
	{
		seating->active_rows[home].floor = INT64_MIN;
		seating->active_rows[home].n_active = 0;
	}
}

/*
 * Rank of the cheapest candidate of an employee if it beats staying; at the
 * prices of start, if there is one, and then of equals the one that it has.
 */
static int32_t
cheapest_seat(const TransferProblem *problem, const Pricing *pricing,
			  const PairPrices *start, int32_t employee)
{
	int32_t		home = problem->home[employee];
	int64_t		surcharge = move_surcharge(problem, pricing, employee);
	int64_t		begin = problem->candidate_start[employee];
	int64_t		least = start == NULL || home == NO_POST ? 0 : start->stay[home];
	int32_t		seat = AT_HOME;

	for (int64_t c = begin; c < problem->candidate_start[employee + 1]; c++)
	{
		int32_t		post = problem->candidate_post[c];
		int64_t		cost = problem->candidate_cost[c] * pricing->scale + surcharge;

		if (start != NULL)
			cost += start->entry[post];
		if (cost < least ||
			(cost == least && start != NULL && post == start->place[employee]))
		{
			least = cost;
			seat = (int32_t) (c - begin);
		}
	}
	return seat;
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
	seating->next_guest = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->previous_guest = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->row_head = ALLOCATE_ARRAY(host, int64_t, n_rows);
	seating->row_cost = ALLOCATE_ARRAY(host, int64_t, n_rows);
	seating->active_rows = ALLOCATE_ARRAY(host, ActiveRows, problem->n_posts + 1);
	seating->active = ALLOCATE_ARRAY(host, int32_t, n_rows);
	seating->first_guest = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->guest_arcs = ALLOCATE_ARRAY(host, GuestArcs, net->n_nodes);
	seating->seated = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->gate_flow = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->first_gate = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->next_gate = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->arc_of_goal = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);

	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		seating->first_guest[x] = -1;
		seating->first_gate[x] = -1;
		seating->next_gate[x] = -1;
	}
	forget_active_rows(seating);
	for (int64_t r = 0; r < n_rows; r++)
	{
		seating->row_head[r] = net->row_member[r];
		seating->row_cost[r] = net->member_cost[net->row_member[r]];
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
 * Seats everyone at the cheapest of home and candidates.  So no ring of the
 * residual network takes off anything to begin with, whatever the wishes
 * (negative costs); where nobody wishes anything it is the status quo.
 *
 * The same holds at any prices of posts, since those cancel out along a ring:
 * at those of a start most people sit where they will in the end.  Not of
 * gates, whose arcs would have to fit the prices as well.
 */
void
seat_everyone(Seating *seating, Network *net, Pricing pricing)
{
	const TransferProblem *problem = net->problem;
	bool		has_gates = net->n_nodes > problem->n_posts + (net->pool >= 0);
	bool		has_start = net->start != NULL && !has_gates &&
		net->start->scale == pricing.scale;
	const PairPrices *start = has_start ? net->start : NULL;

	seat_at_home(seating, net, pricing);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		seat = cheapest_seat(problem, &pricing, start, i);

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
		RELEASE(host, seating->guest_arcs[x].arcs);
	RELEASE(host, seating->seat);
	RELEASE(host, seating->node);
	RELEASE(host, seating->next_guest);
	RELEASE(host, seating->previous_guest);
	RELEASE(host, seating->row_head);
	RELEASE(host, seating->row_cost);
	RELEASE(host, seating->active_rows);
	RELEASE(host, seating->active);
	RELEASE(host, seating->first_guest);
	RELEASE(host, seating->guest_arcs);
	RELEASE(host, seating->seated);
	RELEASE(host, seating->gate_flow);
	RELEASE(host, seating->first_gate);
	RELEASE(host, seating->next_gate);
	RELEASE(host, seating->arc_of_goal);
}
