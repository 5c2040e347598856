/*
 * seating.c
 *	  Keeps track of who sits where (see seating.h).
 */
#include "seating.h"

#include <string.h>

#include "growing_array.h"

/* Where a member stands in a sorted row. */
static int64_t
place_in_row(const Network *net, int64_t row, Member member)
{
	int64_t		low = net->row_member[row];
	int64_t		high = net->row_member[row + 1] - 1;

	while (low < high)
	{
		int64_t		middle = (low + high) / 2;

		if (member_before(get_member(net, middle), member))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The head of a row; ROW_EMPTY and -1 if nobody of it sits at home. */
static inline Member
get_head(const Seating *seating, int64_t row)
{
	return (Member) {head_cost(seating, row), seating->head_employee[row]};
}

static inline void
set_head(Seating *seating, int64_t row, Member head)
{
	seating->row_head[row + seating->head_shift[row]].cost = head.cost;
	seating->head_employee[row] = head.employee;
}

/* Moves the head of a sorted row on to the next member that sits at home. */
static void
advance_head(Seating *seating, int64_t row)
{
	const Network *net = seating->net;
	int64_t		m = place_in_row(net, row, get_head(seating, row));
	int64_t		end = net->row_member[row + 1];
	Member		next = {ROW_EMPTY, -1};

	for (; m < end && next.employee < 0; m++)
		if (seating->seat[get_member(net, m).employee] == AT_HOME)
			next = get_member(net, m);
	set_head(seating, row, next);
}

/* Has a node look at a row again that got cheaper, and may be below the floor. */
static void
activate_row(Seating *seating, int32_t node, int64_t row)
{
	NodeArcs   *rows = &seating->node_arcs[node];
	int32_t		place = (int32_t) (row - rows->first_row) + seating->head_shift[row];

	if (place >= rows->n_active)
		swap_heads(seating, rows->first_row, place, rows->n_active++);
}

/* The row of a home to a post, from that to a lower post on. */
static inline int64_t
next_row(const Network *net, int64_t row, int32_t post)
{
	while (net->row_post[row] != post)
		row++;
	return row;
}

static void
advance_heads(Seating *seating, const int64_t *rows, int n)
{
	for (int r = 0; r < n; r++)
	{
		sort_row(seating->net, rows[r]);
		advance_head(seating, rows[r]);
	}
}

/* Heads that are advanced together, when their members have been fetched. */
#define HEADS_AT_ONCE	32

/* Takes an employee who leaves home out of his rows: those that he heads. */
static void
leave_rows(Seating *seating, int32_t employee)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		row = net->home_row[home_of(problem, employee)];
	int64_t		headed[HEADS_AT_ONCE];
	int			n_headed = 0;

	/* candidates and rows both stand by rising post */
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		row = next_row(net, row, problem->candidate_post[c]);
		if (seating->head_employee[row] != employee)
			continue;
		prefetch_member(net, net->row_member[row]);
		headed[n_headed++] = row;
		if (n_headed == HEADS_AT_ONCE)
		{
			advance_heads(seating, headed, n_headed);
			n_headed = 0;
		}
	}
	advance_heads(seating, headed, n_headed);
}

/* Puts an employee who comes home into his rows: those that he will head. */
static void
join_rows(Seating *seating, int32_t employee)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		row = net->home_row[home_of(problem, employee)];

	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
	{
		Member		member = {problem->candidate_cost[c], employee};

		row = next_row(net, row, problem->candidate_post[c]);
		if (member_before(member, get_head(seating, row)))
		{
			set_head(seating, row, member);
			activate_row(seating, home_node_of(net, employee), row);
		}
	}
}

/* ----------------------------------------------------------------
 * Guests
 * ----------------------------------------------------------------
 */

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

/*
 * Looks at all arcs of a guest: home, and his other candidates.  What his own
 * seat costs, which is just another of them, is found on the way: nothing has
 * to wait for it.
 */
void
remember_arcs(const Seating *seating, const int64_t *price, int32_t employee,
			  GuestArcs *arcs)
{
	const Network *net = seating->net;
	const TransferProblem *problem = net->problem;
	int64_t		scale = seating->pricing.scale;
	int64_t		own = seat_candidate(seating, employee);
	int32_t		home = home_node_of(net, employee);
	int64_t		home_cost = -move_surcharge(problem, &seating->pricing, employee);
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
		int64_t		cost = problem->candidate_cost[c] * scale;

		if (c == own)
			arcs->here = cost;
		else
			remember_arc(arcs, keys, cost + price[goal], goal, cost);
	}
}

/* Of a guest: has all of his arcs looked at the next time. */
static const GuestArcs nothing_known = {.others = INT64_MIN, .goal = {-1}};

/* Looks at all arcs of a guest, which sets his bound right. */
void
look_at_guest(Seating *seating, const int64_t *price, int32_t employee)
{
	KeyHeap    *guests = &seating->node_arcs[seating->node[employee]].guests;
	KeyEntry	guest = guests->entries[guests->place[employee] - 1];
	GuestArcs  *arcs = &seating->guest_arcs[guest.tag];
	int			cheapest;

	remember_arcs(seating, price, employee, arcs);
	guest.key = cheapest_remembered(arcs, price, &cheapest) - arcs->here;
	set_entry(guests, guest, higher_first, NULL);
}

/* A slot for what is known of a guest's arcs. */
static int32_t
take_slot(Seating *seating)
{
	int32_t		slot = seating->free_slot;

	if (slot >= 0)
	{
		seating->free_slot = seating->guest_arcs[slot].goal[0];
		return slot;
	}
	if (seating->n_slots == seating->room)
	{
		seating->room = (int32_t) larger_room(seating->room);
		seating->guest_arcs = enlarge_array(seating->net->host, seating->guest_arcs,
											sizeof(GuestArcs), seating->n_slots, seating->room);
	}
	return seating->n_slots++;
}

static void
add_guest(Seating *seating, int32_t employee)
{
	NodeArcs   *arcs = &seating->node_arcs[seating->node[employee]];
	KeyHeap    *heap = &arcs->guests;
	int32_t		slot = take_slot(seating);

	if (heap->n == arcs->room)
	{
		arcs->room = (int32_t) larger_room(arcs->room);
		heap->entries = enlarge_array(seating->net->host, heap->entries,
									  sizeof(KeyEntry), heap->n, arcs->room);
		heap->place = seating->guest_place;
	}
	seating->guest_arcs[slot] = nothing_known;
	set_entry(heap, (KeyEntry) {INT64_MIN, employee, slot}, higher_first, NULL);
}

static void
remove_guest(Seating *seating, int32_t employee)
{
	KeyHeap    *heap = &seating->node_arcs[seating->node[employee]].guests;
	int32_t		slot = heap->entries[heap->place[employee] - 1].tag;

	remove_entry(heap, employee, higher_first, NULL);
	seating->guest_arcs[slot].goal[0] = seating->free_slot;
	seating->free_slot = slot;
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
	seating->node_arcs[seating->node[employee]].seated--;

	seating->node[employee] = goal;
	seating->node_arcs[goal].seated++;
	seating->seat[employee] = to_home ? AT_HOME :
		candidate_rank(net->problem, employee, net->node_post[goal]);
	if (!to_home)
		add_guest(seating, employee);
	if (from_home)
		leave_rows(seating, employee);
	if (to_home)
		join_rows(seating, employee);
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
			int64_t		row;
			int32_t		lower;

			if (i % 1024 == 0)
				CHECK_INTERRUPTS(net->host);
			if (seating->seat[i] == AT_HOME)
				continue;
			row = find_row(net, home_of(problem, i), problem->candidate_post[c]);
			lower = seating->head_employee[row];
			if (head_cost(seating, row) == problem->candidate_cost[c] && lower < i)
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
	for (int32_t x = 0; x < seating->net->n_nodes; x++)
	{
		NodeArcs   *arcs = &seating->node_arcs[x];

		arcs->floor = INT64_MIN;
		arcs->n_active = 0;
		for (int32_t g = 0; g < arcs->guests.n; g++)
		{
			KeyEntry	guest = arcs->guests.entries[g];

			seating->guest_arcs[guest.tag] = nothing_known;
			guest.key = INT64_MIN;
			set_entry(&arcs->guests, guest, higher_first, NULL);
		}
	}
}

/* Rank of the cheapest candidate of an employee if it beats staying. */
static int32_t
cheapest_seat(const Network *net, const Pricing *pricing, int32_t employee)
{
	const TransferProblem *problem = net->problem;
	int64_t		surcharge = move_surcharge(problem, pricing, employee);
	int64_t		begin = problem->candidate_start[employee];
	int64_t		least = 0;
	int32_t		seat = AT_HOME;

	if (net->least_cost * pricing->scale + surcharge >= 0)
		return AT_HOME;			/* whatever his candidates are */
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

/* The cheapest member of a row who sits at home; ROW_EMPTY and -1 if nobody does. */
static Member
find_head(const Seating *seating, int64_t row)
{
	const Network *net = seating->net;
	int64_t		begin = net->row_member[row];
	Member		head = get_member(net, begin);

	if (seating->seat[head.employee] == AT_HOME)
		return head;			/* the cheapest of all */
	head = (Member) {ROW_EMPTY, -1};
	for (int64_t m = begin + 1; m < net->row_member[row + 1]; m++)
	{
		Member		member = get_member(net, m);

		if (seating->seat[member.employee] == AT_HOME && member_before(member, head))
			head = member;
	}
	return head;
}

static void
begin_rows(Seating *seating)
{
	const Network *net = seating->net;
	int32_t		n_posts = net->problem->n_posts;

	for (int32_t home = 0; home <= n_posts; home++)
	{
		int64_t		first_row = net->home_row[home];
		int32_t		n_rows = (int32_t) (net->home_row[home + 1] - first_row);
		NodeArcs   *arcs;

		if (n_rows == 0)
			continue;
		arcs = &seating->node_arcs[home < n_posts ? net->home_node[home] : net->pool];
		arcs->first_row = first_row;
		arcs->n_rows = n_rows;
		for (int32_t rank = 0; rank < n_rows; rank++)
		{
			int64_t		row = first_row + rank;
			Member		head = find_head(seating, row);

			seating->row_head[row] = (RowHead)
			{
				head.cost, net->entry_node[net->row_post[row]], rank
			};
			seating->head_employee[row] = head.employee;
		}
		CHECK_INTERRUPTS(net->host);
	}
}

/* Begins with everyone where he sits; the array of seats becomes the seating's. */
void
begin_seating(Seating *seating, Network *net, Pricing pricing, int32_t *seat)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int64_t		n_rows = net->home_row[problem->n_posts + 1];

	*seating = (Seating)
	{
		.net = net, .pricing = pricing, .seat = seat, .free_slot = -1
	};
	seating->node = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->guest_place = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	seating->row_head = ALLOCATE_ARRAY(host, RowHead, n_rows);
	seating->head_shift = ALLOCATE_ARRAY(host, int32_t, n_rows);
	seating->head_employee = ALLOCATE_ARRAY(host, int32_t, n_rows);
	seating->node_arcs = ALLOCATE_ARRAY(host, NodeArcs, net->n_nodes);
	seating->gate_flow = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	seating->next_gate = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		seating->node[i] = seat[i] == AT_HOME ? home_node_of(net, i) :
			net->entry_node[problem->candidate_post[seat_candidate(seating, i)]];
		seating->node_arcs[seating->node[i]].seated++;
		if (seat[i] != AT_HOME)
			add_guest(seating, i);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(host);
	}
	begin_rows(seating);

	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		seating->node_arcs[x].floor = INT64_MIN;
		seating->node_arcs[x].first_gate = -1;
		seating->next_gate[x] = -1;
	}
	for (int32_t x = problem->n_posts; x < net->n_nodes; x++)
		if (is_gate(net, x))
		{
			int32_t		post = net->node_post[x];

			seating->gate_flow[x] = bounded_flow(net, x, seating->node_arcs[x].seated);
			seating->next_gate[x] = seating->node_arcs[post].first_gate;
			seating->node_arcs[post].first_gate = x;
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
	int32_t    *seat = ALLOCATE_ARRAY(net->host, int32_t, problem->n_employees);

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		seat[i] = start != NULL ? seat_at(problem, i, start->place[i]) :
			cheapest_seat(net, &pricing, i);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	begin_seating(seating, net, pricing, seat);
}

void
free_seating(Seating *seating)
{
	const Host *host = seating->net->host;

	for (int32_t x = 0; x < seating->net->n_nodes; x++)
		RELEASE(host, seating->node_arcs[x].guests.entries);
	RELEASE(host, seating->seat);
	RELEASE(host, seating->node);
	RELEASE(host, seating->guest_place);
	RELEASE(host, seating->guest_arcs);
	RELEASE(host, seating->row_head);
	RELEASE(host, seating->head_shift);
	RELEASE(host, seating->head_employee);
	RELEASE(host, seating->node_arcs);
	RELEASE(host, seating->gate_flow);
	RELEASE(host, seating->next_gate);
}
