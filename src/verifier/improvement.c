/*
 * improvement.c
 *	  The search for a chain or ring of moves that improves an assignment.
 *
 * An assignment is a flow of people, and one that is legal is best exactly
 * when its residual network has no negative cycle.  The network is kept at the
 * level of single employees, with nothing condensed:
 *
 *	- A post is a node.  An employee who is there now, and may be at g instead,
 *	  is an arc to g: what being at g costs more than being here.  One node
 *	  holds an employee at a time, so a cycle moves nobody twice.
 *	- "Outside" is a node.  An arc from a post to it lets the post's staff grow
 *	  by one (the marginal imbalance), an arc from it to a post lets it shrink.
 *	  Those arcs are missing at the bounds of staff.  Unplaced new hires stand
 *	  outside.
 *	- Where max_out is given, the post's own people stand in an exit gate; the
 *	  arc from the post to the gate is there while somebody more may leave, the
 *	  one back while somebody is away.  Where max_in is given, people from
 *	  elsewhere stand in an entry gate, likewise.
 *
 * Bellman and Ford's labels are lowered pass by pass.  Employees where the
 * label has not changed since they were last looked at are skipped.  After
 * each pass the arcs that set the labels are searched for cycles: those are
 * negative whatever labels the search began with, so the labels are kept from
 * one search to the next.  The search ends without a cycle only after a pass
 * over everyone in which no label fell.
 *
 * Every node has one arc that set its label, so no two of these cycles share a
 * node.  Chains are cycles through outside, and only one of them would be
 * found; but wherever a path from outside has come to, it can be closed there.
 * Of those that improve and share no other node all are taken, the best first.
 * A bad plan is so put right in dozens of passes instead of one a chain.
 *
 * Labels are 128 bits wide: 64 for an amount, 32 for a denominator and 32 for
 * the length of a path.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), sections 5.5 and 9.6;
 * Cherkassky, Goldberg, Math. Programming 85 (1999), for the check of the
 * arrival arcs after each pass.
 */
#include "improvement.h"

#include <stdlib.h>
#include <string.h>

#define ARCS_PER_INTERRUPT_CHECK	1000000
#define NOWHERE	(-1)			/* the label is not set by an arc */

/* Marks of nodes beside numbers of walks: on a cycle, or reached from outside. */
#define IN_CYCLE	(-1)
#define REACHED		(-2)

/* The last arc of a chain, back outside, and the length of the whole. */
typedef struct ChainEnd
{
	Wide		length;
	Arc			last;
} ChainEnd;

void
improvement_init(ImprovementSearch *search, Assignment *assignment,
				 const Host *host)
{
	const TransferProblem *problem = assignment->problem;
	size_t		n_posts = (size_t) problem->n_posts;
	size_t		n_nodes;

	memset(search, 0, sizeof(*search));
	search->assignment = assignment;
	search->host = host;
	search->price_denominator = 1;
	search->all_due = true;
	search->arcs_until_interrupt = ARCS_PER_INTERRUPT_CHECK;

	search->exit_node = host->allocate(host->context,
									   (n_posts + 1) * sizeof(int32_t));
	search->entry_node = host->allocate(host->context,
										(n_posts + 1) * sizeof(int32_t));
	search->outside = problem->n_posts;
	search->n_nodes = problem->n_posts + 1;
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		search->exit_node[f] = problem->max_out[f] == NO_BOUND ?
			f : search->n_nodes++;
		search->entry_node[f] = problem->max_in[f] == NO_BOUND ?
			f : search->n_nodes++;
	}

	n_nodes = (size_t) search->n_nodes;
	search->label = host->allocate(host->context, n_nodes * sizeof(Wide));
	search->arrival = host->allocate(host->context, n_nodes * sizeof(Arc));
	search->changed = host->allocate(host->context, n_nodes * sizeof(int64_t));
	search->mark = host->allocate(host->context, n_nodes * sizeof(int32_t));
	search->cycles = host->allocate(host->context, n_nodes * sizeof(Cycle));
	/* the nodes of cycles, and outside once for each chain */
	search->arcs = host->allocate(host->context, 2 * n_nodes * sizeof(Arc));
	search->reached = host->allocate(host->context, n_nodes * sizeof(Wide));
	search->trail = host->allocate(host->context, n_nodes * sizeof(int32_t));
	search->ends = host->allocate(host->context, n_nodes * sizeof(ChainEnd));

	/* near the end, where nobody wants to leave: what leaving takes off */
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		Wide		label = -(Wide) post_marginal(problem, f,
												  (int64_t) assignment->staff[f] - 1);

		search->label[f] = label;
		search->label[search->exit_node[f]] = label;
		search->label[search->entry_node[f]] = label;
	}
}

void
improvement_set_price(ImprovementSearch *search, Wide numerator,
					  Wide denominator)
{
	/* any labels are a valid start, so the division may round */
	for (int32_t v = 0; v < search->n_nodes; v++)
		search->label[v] = search->label[v] / search->price_denominator *
			denominator;
	search->price_numerator = numerator;
	search->price_denominator = denominator;
	search->all_due = true;
}

/* Lowers the label of a node that is reached at a lower length. */
static inline bool
reach(ImprovementSearch *search, int32_t from, int32_t to, Wide length,
	  int32_t employee, int64_t place)
{
	if (length >= search->label[to])
		return false;
	search->label[to] = length;
	search->changed[to] = search->pass;
	search->arrival[to] = (Arc)
	{
		.from = from, .to = to, .employee = employee, .place = place
	};
	return true;
}

/* The arcs of a post that move nobody: staff that grows or shrinks, gates. */
static bool
relax_post(ImprovementSearch *search, int32_t post)
{
	const Assignment *assignment = search->assignment;
	const TransferProblem *problem = assignment->problem;
	Wide	   *label = search->label;
	Wide		unit = search->price_denominator;
	int64_t		staff = assignment->staff[post];
	int32_t		outside = search->outside;
	int32_t		exit = search->exit_node[post];
	int32_t		entry = search->entry_node[post];
	bool		fell = false;

	if (staff > staff_floor(assignment, post))
		fell |= reach(search, outside, post,
					  label[outside] - unit * post_marginal(problem, post, staff - 1),
					  NOBODY, AT_HOME);
	if (entry != post && assignment->entered[post] < problem->max_in[post])
		fell |= reach(search, entry, post, label[entry], NOBODY, AT_HOME);
	if (exit != post && assignment->left[post] > 0)
		fell |= reach(search, exit, post, label[exit], NOBODY, AT_HOME);

	if (staff < staff_ceiling(assignment, post))
		fell |= reach(search, post, outside,
					  label[post] + unit * post_marginal(problem, post, staff),
					  NOBODY, AT_HOME);
	if (entry != post && assignment->entered[post] > 0)
		fell |= reach(search, post, entry, label[post], NOBODY, AT_HOME);
	if (exit != post && assignment->left[post] < problem->max_out[post])
		fell |= reach(search, post, exit, label[post], NOBODY, AT_HOME);
	return fell;
}

/* The node where an employee stands when he is at place. */
static inline int32_t
standing(const ImprovementSearch *search, int32_t employee, int64_t place)
{
	const TransferProblem *problem = search->assignment->problem;

	if (place != AT_HOME)
		return search->entry_node[problem->candidate_post[place]];
	if (problem->home[employee] == NO_POST)
		return search->outside;
	return search->exit_node[problem->home[employee]];
}

/*
 * The arcs of an employee.  The one that leads to where he is changes
 * nothing, so it needs no exception.
 */
static bool
relax_employee(ImprovementSearch *search, int32_t employee)
{
	const TransferProblem *problem = search->assignment->problem;
	int64_t		place = search->assignment->place[employee];
	int32_t		here = standing(search, employee, place);
	Wide		unit = search->price_denominator;
	Wide		price = 0;
	Wide		base;
	int64_t		end = problem->candidate_start[employee + 1];
	bool		fell = false;

	if (!search->all_due && search->changed[here] < search->pass - 1)
		return false;

	if (problem->home[employee] != NO_POST)
		price = unit * problem->move_cost + search->price_numerator;

	base = search->label[here];
	if (place != AT_HOME)
	{
		base -= unit * problem->candidate_cost[place] + price;
		fell |= reach(search, here, standing(search, employee, AT_HOME), base,
					  employee, AT_HOME);
	}
	base += price;
	for (int64_t c = problem->candidate_start[employee]; c < end; c++)
		fell |= reach(search, here, search->entry_node[problem->candidate_post[c]],
					  base + unit * problem->candidate_cost[c], employee, c);

	search->arcs_until_interrupt -= end - problem->candidate_start[employee];
	if (search->arcs_until_interrupt < 0)
	{
		search->host->check_interrupts(search->host->context);
		search->arcs_until_interrupt = ARCS_PER_INTERRUPT_CHECK;
	}
	return fell;
}

/* What an arc of the cycle changes in the objective. */
static Wide
arc_change(const ImprovementSearch *search, const Arc *arc)
{
	const Assignment *assignment = search->assignment;
	const TransferProblem *problem = assignment->problem;
	Wide		change = 0;

	if (arc->employee != NOBODY)
	{
		int64_t		old_place = assignment->place[arc->employee];
		int64_t		move_cost = problem->home[arc->employee] == NO_POST ?
			0 : problem->move_cost;

		if (arc->place != AT_HOME)
			change += (Wide) problem->candidate_cost[arc->place] + move_cost;
		if (old_place != AT_HOME)
			change -= (Wide) problem->candidate_cost[old_place] + move_cost;
	}
	else if (arc->to == search->outside)
		change += post_marginal(problem, arc->from,
								assignment->staff[arc->from]);
	else if (arc->from == search->outside)
		change -= post_marginal(problem, arc->to,
								(int64_t) assignment->staff[arc->to] - 1);
	return change;
}

/* How an arc of the cycle changes the number of moves. */
static int
arc_moves(const ImprovementSearch *search, const Arc *arc)
{
	const Assignment *assignment = search->assignment;

	if (arc->employee == NOBODY ||
		assignment->problem->home[arc->employee] == NO_POST)
		return 0;
	return (arc->place != AT_HOME) -
		(assignment->place[arc->employee] != AT_HOME);
}

/* What an arc changes in objective + price * moves, scaled. */
static Wide
arc_length(const ImprovementSearch *search, const Arc *arc)
{
	return arc_change(search, arc) * search->price_denominator +
		arc_moves(search, arc) * search->price_numerator;
}

/*
 * Writes down the cycle that ends with an arc, the others being the arrivals
 * before it, in the order of moving; a chain begins and ends outside.
 */
static void
record_cycle(ImprovementSearch *search, const Arc *last)
{
	Cycle		cycle = {.begin = search->n_arcs, .length = 1};
	Arc		   *arc;

	for (int32_t v = last->from; v != last->to; v = search->arrival[v].from)
		cycle.length++;
	arc = &search->arcs[cycle.begin + cycle.length - 1];
	*arc = *last;
	for (int32_t v = last->from; v != last->to; v = search->arrival[v].from)
		*--arc = search->arrival[v];
	for (int32_t k = 0; k < cycle.length; k++, arc++)
	{
		cycle.change += arc_change(search, arc);
		cycle.moves += arc_moves(search, arc);
		if (arc->to != search->outside)
			search->mark[arc->to] = IN_CYCLE;
	}
	search->n_arcs += cycle.length;
	search->cycles[search->n_cycles++] = cycle;
}

/*
 * Records the rings among the arrival arcs, and works out how long the paths
 * of arrivals from outside are.  Each node is walked over once: back to a node
 * that is known, then forward again.
 */
static void
walk_arrivals(ImprovementSearch *search)
{
	memset(search->mark, 0, (size_t) search->n_nodes * sizeof(int32_t));
	search->mark[search->outside] = REACHED;
	search->reached[search->outside] = 0;
	for (int32_t start = 0; start < search->n_nodes; start++)
	{
		int32_t		walk = start + 1;
		int32_t		node = start;
		int32_t		n = 0;

		while (node != NOWHERE && search->mark[node] == 0)
		{
			search->mark[node] = walk;
			search->trail[n++] = node;
			node = search->arrival[node].from;
		}
		if (node != NOWHERE && search->mark[node] == walk)
			record_cycle(search, &search->arrival[node]);
		if (node == NOWHERE || search->mark[node] != REACHED)
			continue;
		while (n-- > 0)
		{
			node = search->trail[n];
			search->mark[node] = REACHED;
			search->reached[node] = search->reached[search->arrival[node].from] +
				arc_length(search, &search->arrival[node]);
		}
	}
}

static int
compare_ends(const void *a, const void *b)
{
	const ChainEnd *x = a;
	const ChainEnd *y = b;

	if (x->length != y->length)
		return x->length < y->length ? -1 : 1;
	return (x->last.from > y->last.from) - (x->last.from < y->last.from);
}

/* Notes a way back outside if the chain that it ends improves. */
static void
note_end(ImprovementSearch *search, int32_t *n_ends, Arc last)
{
	Wide		length;

	if (last.from == NOWHERE || search->mark[last.from] != REACHED)
		return;
	length = search->reached[last.from] + arc_length(search, &last);
	if (length < 0)
		search->ends[(*n_ends)++] = (ChainEnd)
		{
			length, last
		};
}

/* Does a path of arrivals from outside touch no cycle that is recorded? */
static bool
path_is_free(const ImprovementSearch *search, int32_t node)
{
	for (; node != search->outside; node = search->arrival[node].from)
		if (search->mark[node] == IN_CYCLE)
			return false;
	return true;
}

/*
 * Records chains: paths of arrivals from outside, closed where staff may grow,
 * or by the arrival outside.
 */
static void
find_chains(ImprovementSearch *search)
{
	const Assignment *assignment = search->assignment;
	int32_t		n_ends = 0;

	note_end(search, &n_ends, search->arrival[search->outside]);
	for (int32_t f = 0; f < assignment->problem->n_posts; f++)
		if (assignment->staff[f] < staff_ceiling(assignment, f))
			note_end(search, &n_ends, (Arc)
					 {
					 .from = f, .to = search->outside,
					 .employee = NOBODY, .place = AT_HOME
					 });
	qsort(search->ends, n_ends, sizeof(ChainEnd), compare_ends);
	for (int32_t e = 0; e < n_ends; e++)
		if (path_is_free(search, search->ends[e].last.from))
			record_cycle(search, &search->ends[e].last);
}

/* Lowers labels along every arc that is due, once. */
static bool
run_pass(ImprovementSearch *search)
{
	const TransferProblem *problem = search->assignment->problem;
	bool		fell = false;

	search->pass++;
	search->host->check_interrupts(search->host->context);
	if (search->host->report != NULL)
		search->host->report(search->host->context, "verifying the plan", -1);
	for (int32_t f = 0; f < problem->n_posts; f++)
		fell |= relax_post(search, f);
	for (int32_t i = 0; i < problem->n_employees; i++)
		fell |= relax_employee(search, i);
	return fell;
}

bool
find_improvements(ImprovementSearch *search)
{
	for (int32_t v = 0; v < search->n_nodes; v++)
		search->arrival[v].from = NOWHERE;

	for (;;)
	{
		bool		fell = run_pass(search);

		if (!fell && search->all_due)
			return false;
		search->all_due = !fell;
		if (!fell)
			continue;
		search->n_cycles = search->n_arcs = 0;
		walk_arrivals(search);
		find_chains(search);
		if (search->n_cycles > 0)
			return true;
	}
}

void
apply_cycle(ImprovementSearch *search, const Cycle *cycle)
{
	const Arc  *first = &search->arcs[cycle->begin];

	/* a new hire who stands outside may begin several chains: one has him */
	if (first->from == search->outside && first->employee != NOBODY &&
		search->assignment->place[first->employee] != AT_HOME)
		return;
	for (int32_t k = cycle->begin; k < cycle->begin + cycle->length; k++)
	{
		const Arc  *arc = &search->arcs[k];

		if (arc->employee == NOBODY)
			continue;
		assignment_put(search->assignment, arc->employee, arc->place);
		search->changed[arc->to] = search->pass;
	}
}
