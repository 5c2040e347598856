/*
 * seating.c
 *	  Keeps track of who sits where (see seating.h).
 */
#include "seating.h"

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
	seating->guest_arcs[node].stale = true;
}

static void
remove_guest(Seating *seating, int32_t employee)
{
	int32_t		node = seating->node[employee];
	int32_t		next = seating->next_guest[employee];
	int32_t		previous = seating->previous_guest[employee];

	if (next >= 0)
		seating->previous_guest[next] = previous;
	if (previous >= 0)
		seating->next_guest[previous] = next;
	else
		seating->first_guest[node] = next;
	seating->guest_arcs[node].stale = true;
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

/* Notes that a guest could go to a goal, if nobody cheaper can. */
static void
offer_guest_arc(Seating *seating, GuestArcs *guests, GuestArc offer)
{
	int32_t		known = seating->arc_of_goal[offer.goal];
	GuestArc   *arc;

	if (known == 0)
	{
		guests->arcs[guests->n_arcs++] = offer;
		seating->arc_of_goal[offer.goal] = guests->n_arcs;
		return;
	}
	arc = &guests->arcs[known - 1];
	if (offer.cost < arc->cost ||
		(offer.cost == arc->cost && offer.employee < arc->employee))
		*arc = offer;
}

/* Finds the cheapest guest of a node for each goal. */
void
gather_guest_arcs(Seating *seating, int32_t node)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	GuestArcs  *guests = &seating->guest_arcs[node];
	int64_t		scale = seating->pricing.scale;
	int64_t		most = 0;

	CHECK_INTERRUPTS(net->host);
	guests->stale = false;
	guests->n_arcs = 0;
	for (int32_t i = seating->first_guest[node]; i >= 0; i = seating->next_guest[i])
		most += problem->candidate_start[i + 1] - problem->candidate_start[i];
	if (most > net->n_nodes)
		most = net->n_nodes;
	if (most > guests->room)
	{
		RELEASE(net->host, guests->arcs);
		guests->room = (int32_t) (most + most / 2);
		guests->arcs = ALLOCATE_ARRAY(net->host, GuestArc, guests->room);
	}

	for (int32_t i = seating->first_guest[node]; i >= 0; i = seating->next_guest[i])
	{
		int64_t		here = problem->candidate_cost[seat_candidate(seating, i)];
		GuestArc	home = {
			.goal = home_node_of(net, i), .employee = i,
			.cost = -here * scale - move_surcharge(problem, &seating->pricing, i)
		};

		offer_guest_arc(seating, guests, home);
		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
		{
			GuestArc	other = {
				.goal = net->entry_node[problem->candidate_post[c]], .employee = i,
				.cost = (problem->candidate_cost[c] - here) * scale
			};

			if (other.goal != node)
				offer_guest_arc(seating, guests, other);
		}
	}
	for (int32_t g = 0; g < guests->n_arcs; g++)
		seating->arc_of_goal[guests->arcs[g].goal] = 0;
}

/* Rank of the cheapest candidate of an employee if it beats staying. */
static int32_t
cheapest_seat(const TransferProblem *problem, const Pricing *pricing,
			  int32_t employee)
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

/*
 * Seats everyone at the cheapest of home and candidates.  So no ring of the
 * residual network takes off anything to begin with, whatever the wishes
 * (negative costs); where nobody wishes anything it is the status quo.
 */
void
seat_everyone(Seating *seating, Network *net, Pricing pricing)
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

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		seat = cheapest_seat(problem, &pricing, i);

		if (seat != AT_HOME)
			move_employee(seating, i, net->entry_node[
				problem->candidate_post[problem->candidate_start[i] + seat]]);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(host);
	}

	for (int32_t x = problem->n_posts; x < net->n_nodes; x++)
		if (is_gate(net, x))
		{
			int32_t		post = net->node_post[x];

			seating->gate_flow[x] = bounded_flow(net, x, seating->seated[x]);
			seating->next_gate[x] = seating->first_gate[post];
			seating->first_gate[post] = x;
		}
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
	RELEASE(host, seating->first_guest);
	RELEASE(host, seating->guest_arcs);
	RELEASE(host, seating->seated);
	RELEASE(host, seating->gate_flow);
	RELEASE(host, seating->first_gate);
	RELEASE(host, seating->next_gate);
	RELEASE(host, seating->arc_of_goal);
}
