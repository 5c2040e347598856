/*
 * residual.c
 *	  Shortest paths through the residual network of an optimal seating, and
 *	  how they change when people move.
 *
 * The labels are the largest prices: of every arc and of every end the
 * reduced cost is 0 or more,
 *
 *		cost(x -> z) + label_z - label_x >= 0,	end(x) - label_x >= 0,
 *
 * and 0 on the forest.  They are found by Dijkstra's search against the arcs,
 * from all ends at once.
 *
 * Repair.  When people move along a path of the forest, all reduced costs
 * stay 0 or more: only arcs out of the nodes of the path change, the reverse
 * arcs cost 0, and what else those who moved could do costs no less than
 * before.  So labels only rise, and only those of the path's nodes and of the
 * nodes behind them.  These are labelled anew by the same search: it begins
 * with their ends and with their arcs to nodes outside, and the old labels are
 * its potentials.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 4.5, 5.6,
 * 9.7 (reduced costs and potentials); Ramalingam and Reps, J. Algorithms
 * 21(2) 1996 (shortest paths that change).
 */
#include "residual.h"

#include <string.h>

/* What labels, and sums of some of them, may reach. */
#define LARGEST_LABEL	(INT64_MAX / 8)

static inline void
tick(Residual *residual)
{
	if (++residual->ticks % 64 == 0)
		CHECK_INTERRUPTS(residual->net->host);
}

/* ----------------------------------------------------------------
 * The forest
 * ----------------------------------------------------------------
 */
static void
attach(Residual *residual, int32_t node)
{
	int32_t		next = residual->next_node[node];
	int32_t		sibling;

	if (next == PATH_ENDS)
		return;
	sibling = residual->first_child[next];
	residual->next_child[node] = sibling;
	residual->previous_child[node] = -1;
	if (sibling >= 0)
		residual->previous_child[sibling] = node;
	residual->first_child[next] = node;
}

static void
detach(Residual *residual, int32_t node)
{
	int32_t		next = residual->next_node[node];
	int32_t		sibling = residual->next_child[node];
	int32_t		previous = residual->previous_child[node];

	if (next == PATH_ENDS)
		return;
	if (sibling >= 0)
		residual->previous_child[sibling] = previous;
	if (previous >= 0)
		residual->next_child[previous] = sibling;
	else
		residual->first_child[next] = sibling;
}

/* Lists the nodes whose paths lead through a node, itself first. */
void
collect_subtree(Residual *residual, int32_t root)
{
	residual->subtree[0] = root;
	residual->n_subtree = 1;
	for (int32_t k = 0; k < residual->n_subtree; k++)
		for (int32_t x = residual->first_child[residual->subtree[k]]; x >= 0;
			 x = residual->next_child[x])
			residual->subtree[residual->n_subtree++] = x;
}

/* Does the path from a node lead through another? */
bool
is_on_path(const Residual *residual, int32_t node, int32_t start)
{
	int32_t		x = start;

	while (x != PATH_ENDS && x != node)
		x = residual->next_node[x];
	return x != PATH_ENDS;
}

/* Adds an amount to the labels of the nodes listed in subtree. */
void
shift_subtree(Residual *residual, Amount change)
{
	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		Amount	   *label = &residual->label[residual->subtree[k]];

		*label = add_amounts(*label, change);
	}
}

/* Lets the path from a node begin with another arc, or end at once. */
void
set_next(Residual *residual, int32_t node, int32_t next, Via via)
{
	detach(residual, node);
	residual->next_node[node] = next;
	residual->next_via[node] = via;
	attach(residual, node);
}

/* ----------------------------------------------------------------
 * The search
 * ----------------------------------------------------------------
 */
static inline bool
nearer(const void *state, KeyEntry a, KeyEntry b)
{
	const Weight *distance = ((const Residual *) state)->distance;

	return distance[a.number] != distance[b.number] ?
		distance[a.number] < distance[b.number] : a.number < b.number;
}

typedef struct NodeScan
{
	Residual   *residual;
	int32_t		node;
} NodeScan;

/*
 * Takes a label if it is shorter; of equal ones that which falls the faster
 * with the price of a move.
 */
static inline bool
take_label(Residual *residual, int32_t node, Amount label, int32_t next,
		   Via via)
{
	Weight		distance = weigh(label, residual->pricing) - residual->potential[node];

	if (distance > residual->distance[node] ||
		(distance == residual->distance[node] &&
		 label.moves <= residual->label[node].moves))
		return false;
	residual->distance[node] = distance;
	residual->label[node] = label;
	residual->next_node[node] = next;
	residual->next_via[node] = via;
	return true;
}

static inline void
begin_label(void *state, int32_t goal, Amount cost, Via via)
{
	NodeScan   *scan = state;
	Residual   *residual = scan->residual;

	if (!residual->in_doubt[goal])
		take_label(residual, scan->node, add_amounts(cost, residual->label[goal]),
				   goal, via);
}

static inline void
relax_label(void *state, int32_t tail, Amount cost, Via via)
{
	NodeScan   *scan = state;
	Residual   *residual = scan->residual;

	if (residual->in_doubt[tail] &&
		take_label(residual, tail, add_amounts(cost, residual->label[scan->node]),
				   scan->node, via))
		set_key(&residual->heap, tail, 0, nearer, residual);
}

/*
 * Labels the nodes listed in subtree anew.  Their potentials are set, and
 * none has a child that is not listed.
 */
static void
label_listed(Residual *residual)
{
	NodeScan	scan = {.residual = residual};

	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		residual->in_doubt[residual->subtree[k]] = true;
		residual->first_child[residual->subtree[k]] = -1;
	}
	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		int32_t		x = residual->subtree[k];

		scan.node = x;
		residual->label[x] = (Amount) {end_cost(residual, x), 0};
		residual->next_node[x] = PATH_ENDS;
		residual->distance[x] = weigh(residual->label[x], residual->pricing) -
			residual->potential[x];
		scan_out(residual, x, begin_label, &scan);
		set_key(&residual->heap, x, 0, nearer, residual);
		tick(residual);
	}
	while (residual->heap.n > 0)
	{
		scan.node = take_first(&residual->heap, nearer, residual);
		residual->in_doubt[scan.node] = false;
		attach(residual, scan.node);
		scan_in(residual, scan.node, relax_label, &scan);
		tick(residual);
	}
}

/* Labels a node and those behind it anew, and leaves them listed. */
void
repair_subtree(Residual *residual, int32_t root)
{
	collect_subtree(residual, root);
	detach(residual, root);
	for (int32_t k = 0; k < residual->n_subtree; k++)
	{
		int32_t		x = residual->subtree[k];

		residual->potential[x] = weigh(residual->label[x], residual->pricing);
	}
	label_listed(residual);
}

typedef struct Arrivals
{
	Residual   *residual;
	int32_t		node;
	Amount	   *arrival;
} Arrivals;

static inline void
reach_node(void *state, int32_t goal, Amount cost, Via via)
{
	Arrivals   *arrivals = state;
	Residual   *residual = arrivals->residual;
	Amount		arrival = add_amounts(arrivals->arrival[arrivals->node], cost);
	Weight		distance = weigh(add_amounts(arrival, residual->label[goal]), residual->pricing);
	(void) via;

	if (distance >= residual->distance[goal])
		return;
	residual->distance[goal] = distance;
	arrivals->arrival[goal] = arrival;
	set_key(&residual->heap, goal, 0, nearer, residual);
}

/*
 * What it costs to bring one person to each node, who comes from wherever one
 * fewer costs the least: by the same search along the arcs.
 */
void
find_arrivals(Residual *residual, Amount *arrival)
{
	Arrivals	arrivals = {.residual = residual, .arrival = arrival};

	for (int32_t x = 0; x < residual->net->n_nodes; x++)
	{
		arrival[x] = (Amount) {-begin_saving(residual, x), 0};
		residual->distance[x] = weigh(add_amounts(arrival[x], residual->label[x]),
									  residual->pricing);
		set_key(&residual->heap, x, 0, nearer, residual);
	}
	while (residual->heap.n > 0)
	{
		arrivals.node = take_first(&residual->heap, nearer, residual);
		scan_out(residual, arrivals.node, reach_node, &arrivals);
		tick(residual);
	}
}

/* ----------------------------------------------------------------
 * People
 * ----------------------------------------------------------------
 */
static void
add_comer(Residual *residual, int32_t node, int32_t employee, Amount seat)
{
	Comers	   *comers = &residual->comers[node];

	if (comers->n == comers->room)
	{
		comers->room = (int32_t) larger_room(comers->room);
		comers->list = enlarge_array(residual->net->host, comers->list, sizeof(Comer),
									 comers->n, comers->room);
	}
	comers->list[comers->n++] = (Comer)
	{
		seat.objective, (int32_t) seat.moves, employee
	};
}

/* Notes everywhere that somebody who leaves home could go there. */
static void
note_comer(Residual *residual, int32_t employee)
{
	const Network *net = residual->net;
	const TransferProblem *problem = net->problem;
	bool		new_hire = is_new_hire(problem, employee);

	residual->is_comer[employee] = true;
	add_comer(residual, home_node_of(net, employee), employee, (Amount) {0, 0});
	for (int64_t c = problem->candidate_start[employee];
		 c < problem->candidate_start[employee + 1]; c++)
		add_comer(residual, net->entry_node[problem->candidate_post[c]], employee,
				  away_cost(problem, problem->candidate_cost[c], new_hire));
}

/* Brings what the rows of a home cost up to date where they lead to. */
static void
update_in_rows(Residual *residual, int32_t home)
{
	const Network *net = residual->net;

	for (int64_t r = net->home_row[home]; r < net->home_row[home + 1]; r++)
		residual->in_rows[residual->in_place[r]].cost = head_cost(&residual->seating, r);
}

/* Notes where somebody sits, and that he may come to other nodes once he has left home. */
static void
note_seat(Residual *residual, int32_t employee)
{
	const TransferProblem *problem = residual->net->problem;
	const Seating *seating = &residual->seating;
	Amount		cost;

	if (seating->seat[employee] == AT_HOME)
	{
		residual->away[employee] = (Seat)
		{
			0, 0, NO_NODE
		};
		return;
	}
	cost = away_cost(problem, problem->candidate_cost[seat_candidate(seating, employee)],
					 is_new_hire(problem, employee));
	residual->away[employee] = (Seat)
	{
		cost.objective, (int32_t) cost.moves, seating->node[employee]
	};
	if (!residual->is_comer[employee])
		note_comer(residual, employee);
}

/* Seats somebody at another node; what that costs. */
static Amount
seat_elsewhere(Residual *residual, int32_t employee, int32_t goal)
{
	Seat		before = residual->away[employee];

	move_employee(&residual->seating, employee, goal);
	note_seat(residual, employee);
	if (before.node == NO_NODE || residual->away[employee].node == NO_NODE)
		update_in_rows(residual, home_of(residual->net->problem, employee));
	return subtract_amounts(amount_of_seat(&residual->away[employee]), amount_of_seat(&before));
}

/* Adds an arc to the path, with whoever goes by it now. */
void
add_to_path(Residual *residual, int32_t from, int32_t to, Via via)
{
	int32_t		employee = via == VIA_GATE ? GATE : via < 0 ? (int32_t) VIA_GUEST(via) :
		residual->seating.head_employee[via];

	residual->path[residual->n_path++] = (PathArc)
	{
		from, to, employee
	};
}

/*
 * Adds the path of the forest from a node up to another, or to its end if it
 * does not lead there; where that is.
 */
int32_t
add_forest_path(Residual *residual, int32_t start, int32_t last)
{
	int32_t		x = start;

	for (; x != last && residual->next_node[x] != PATH_ENDS; x = residual->next_node[x])
		add_to_path(residual, x, residual->next_node[x], residual->next_via[x]);
	return x;
}

/*
 * Lets everybody on the path go on by his arc; what that costs.  Staff and
 * labels are left to the caller.
 */
Amount
move_along_path(Residual *residual)
{
	int32_t    *gate_flow = residual->seating.gate_flow;
	Amount		cost = {0, 0};

	for (int32_t k = 0; k < residual->n_path; k++)
	{
		const PathArc *arc = &residual->path[k];

		if (arc->employee != GATE)
			cost = add_amounts(cost, seat_elsewhere(residual, arc->employee, arc->to));
		else if (is_gate(residual->net, arc->from))
			gate_flow[arc->from]++;
		else
			gate_flow[arc->to]--;
	}
	return cost;
}

/* How somebody who sits at a node gets to another one. */
Via
way_of(const Residual *residual, int32_t employee, int32_t from, int32_t to)
{
	const Network *net = residual->net;

	if (employee == GATE)
		return VIA_GATE;
	if (residual->away[employee].node == from)
		return VIA_GUEST(employee);
	return VIA_ROW(find_row(net, home_of(net->problem, employee), net->node_post[to]));
}

/* ----------------------------------------------------------------
 * The whole
 * ----------------------------------------------------------------
 */

/* Groups the rows of the present seating by the node that they lead to. */
static void
group_rows_by_goal(Residual *residual)
{
	const Network *net = residual->net;
	const Host *host = net->host;
	int32_t		pool_home = net->problem->n_posts;
	int64_t		n_rows = net->home_row[pool_home + 1];
	int64_t		sum = 0;

	residual->in_begin = ALLOCATE_ARRAY(host, int64_t, net->n_nodes + 1);
	residual->in_rows = ALLOCATE_ARRAY(host, InRow, n_rows);
	residual->in_row = ALLOCATE_ARRAY(host, int64_t, n_rows);
	residual->in_place = ALLOCATE_ARRAY(host, int64_t, n_rows);
	for (int64_t r = 0; r < n_rows; r++)
		residual->in_begin[net->entry_node[net->row_post[r]]]++;
	/* begins become ends, and placing a row moves an end back */
	for (int32_t x = 0; x <= net->n_nodes; x++)
	{
		sum += residual->in_begin[x];
		residual->in_begin[x] = sum;
	}
	for (int32_t home = pool_home; home >= 0; home--)
		for (int64_t r = net->home_row[home + 1] - 1; r >= net->home_row[home]; r--)
		{
			int64_t		place = --residual->in_begin[net->entry_node[net->row_post[r]]];

			residual->in_place[r] = place;
			residual->in_row[place] = r;
			residual->in_rows[place] = (InRow)
			{
				head_cost(&residual->seating, r),
				home == pool_home ? net->pool : net->home_node[home]
			};
		}
}

/* Seats everyone as an optimal plan does. */
static void
seat_as_planned(Residual *residual, const int32_t *seat)
{
	Network    *net = residual->net;
	Seating    *seating = &residual->seating;
	int32_t		n_employees = net->problem->n_employees;
	int32_t    *seats = ALLOCATE_ARRAY(net->host, int32_t, n_employees);

	if (n_employees > 0)
		memcpy(seats, seat, sizeof(int32_t) * n_employees);
	begin_seating(seating, net, residual->pricing, seats);
	for (int32_t i = 0; i < n_employees; i++)
	{
		note_seat(residual, i);
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(net->host);
	}
	group_rows_by_goal(residual);
	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		if (is_gate(net, x))
			seating->gate_flow[x] = seating->node_arcs[x].seated;
		if (net->node_post[x] != NO_POST)
			residual->staff[net->node_post[x]] += seating->node_arcs[x].seated;
	}
}

/*
 * The price of an end that is closed: more than a plan could gain by it, and
 * more than one more person costs anywhere.  0 if there is no room for it.
 */
static int64_t
price_of_bounds(const Network *net)
{
	__int128	price = 4 * ((__int128) net->largest_marginal + net->largest_cost +
							 net->problem->move_cost) +
		(net->has_bounds ? net->largest_improvement : 0) + 1;

	return price <= LARGEST_LABEL ? (int64_t) price : 0;
}

/*
 * Begins with an optimal plan, and the prices that prove it.  False if
 * amounts leave no room for exact arithmetic; there is nothing to end then.
 */
bool
begin_residual(Residual *residual, Network *net, const Solution *optimum)
{
	const Host *host = net->host;
	int32_t		n_posts = net->problem->n_posts;
	int32_t		n_employees = net->problem->n_employees;

	*residual = (Residual)
	{
		.net = net, .pricing = optimum->pricing, .out_of_bounds = price_of_bounds(net)
	};
	if (residual->out_of_bounds == 0)
		return false;

	complete_frame(net);
	residual->staff = ALLOCATE_ARRAY(host, int32_t, n_posts);
	residual->away = ALLOCATE_ARRAY(host, Seat, n_employees);
	residual->is_comer = ALLOCATE_ARRAY(host, bool, n_employees);
	residual->comers = ALLOCATE_ARRAY(host, Comers, net->n_nodes);
	residual->label = ALLOCATE_ARRAY(host, Amount, net->n_nodes);
	residual->next_node = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->next_via = ALLOCATE_ARRAY(host, Via, net->n_nodes);
	residual->first_child = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->next_child = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->previous_child = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->in_doubt = ALLOCATE_ARRAY(host, bool, net->n_nodes);
	residual->potential = ALLOCATE_ARRAY(host, Weight, net->n_nodes);
	residual->distance = ALLOCATE_ARRAY(host, Weight, net->n_nodes);
	residual->subtree = ALLOCATE_ARRAY(host, int32_t, net->n_nodes);
	residual->path = ALLOCATE_ARRAY(host, PathArc, net->n_nodes);
	begin_key_heap(&residual->heap, host, net->n_nodes);
	seat_as_planned(residual, optimum->seat);

	for (int32_t x = 0; x < net->n_nodes; x++)
	{
		residual->potential[x] = optimum->price[x];
		residual->subtree[x] = x;
	}
	residual->n_subtree = net->n_nodes;
	label_listed(residual);
	return true;
}

void
end_residual(Residual *residual)
{
	const Host *host = residual->net->host;

	for (int32_t x = 0; x < residual->net->n_nodes; x++)
		RELEASE(host, residual->comers[x].list);
	free_seating(&residual->seating);
	end_key_heap(&residual->heap, host);
	RELEASE(host, residual->staff);
	RELEASE(host, residual->away);
	RELEASE(host, residual->is_comer);
	RELEASE(host, residual->in_begin);
	RELEASE(host, residual->in_row);
	RELEASE(host, residual->in_rows);
	RELEASE(host, residual->in_place);
	RELEASE(host, residual->comers);
	RELEASE(host, residual->label);
	RELEASE(host, residual->next_node);
	RELEASE(host, residual->next_via);
	RELEASE(host, residual->first_child);
	RELEASE(host, residual->next_child);
	RELEASE(host, residual->previous_child);
	RELEASE(host, residual->in_doubt);
	RELEASE(host, residual->potential);
	RELEASE(host, residual->distance);
	RELEASE(host, residual->subtree);
	RELEASE(host, residual->path);
}
