/*
 * network.c
 *	  Builds the network of a transfer problem: nodes, bounds and rows.
 *
 * Employees are put in order of their homes by a counting sort.  Then one
 * pass over each home's candidates counts them by goal, and another lays them
 * out row by row with the cheapest in front.  Both touch, beside the
 * candidates, only one counter per post.
 */
#include "network.h"

#include <stdlib.h>
#include <string.h>

/* Beyond this, need and staff together lose millionths in a double. */
#define LARGEST_NEED	1e9

/* Sums of amounts over a whole plan stay below this. */
#define LARGEST_TOTAL	(INT64_MAX / 8)

/* Every some thousand candidates. */
static inline void
check_now_and_then(const Host *host, int64_t employee)
{
	if (employee % 1024 == 0)
		CHECK_INTERRUPTS(host);
}

static int32_t *
staff_by_home(const TransferProblem *problem, const Host *host)
{
	int32_t    *staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts + 1);

	for (int32_t i = 0; i < problem->n_employees; i++)
		staff[home_of(problem, i)]++;
	return staff;
}

/*
 * Decides which posts get gates and numbers the nodes.
 *
 * arrivals counts the candidates that lead to each post: a max_in at or above
 * it cannot bind, nor can a max_out at or above the staff.
 */
static void
number_nodes(Network *net, const int32_t *home_staff, const int64_t *arrivals)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t		n_hires = home_staff[problem->n_posts];
	int32_t		next = problem->n_posts;
	int64_t		most_nodes = (int64_t) problem->n_posts + 1;

	for (int32_t f = 0; f < problem->n_posts; f++)
		most_nodes += (problem->max_out[f] != NO_BOUND) +
			(problem->max_in[f] != NO_BOUND);
	net->node_post = ALLOCATE_ARRAY(host, int32_t, most_nodes);
	net->gate_min = ALLOCATE_ARRAY(host, int32_t, most_nodes);
	net->gate_max = ALLOCATE_ARRAY(host, int32_t, most_nodes);
	net->home_node = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	net->entry_node = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int32_t		max_out = problem->max_out[f];
		int32_t		max_in = problem->max_in[f];

		net->node_post[f] = f;
		net->home_node[f] = f;
		net->entry_node[f] = f;

		if (max_out != NO_BOUND && max_out < home_staff[f])
		{
			net->home_node[f] = next;
			net->node_post[next] = f;
			net->gate_min[next] = home_staff[f] - max_out;
			net->gate_max[next] = home_staff[f];
			next++;
		}
		if (max_in != NO_BOUND && max_in < arrivals[f])
		{
			net->entry_node[f] = next;
			net->node_post[next] = f;
			net->gate_min[next] = 0;
			net->gate_max[next] = max_in;
			next++;
		}
	}
	net->has_bounds = next > problem->n_posts;

	net->pool = -1;
	if (n_hires > 0)
	{
		net->pool = next;
		net->node_post[next] = NO_POST;
		next++;
	}
	net->n_nodes = next;
}

/* Bounds on staff, widened to what it is; and the largest marginal. */
static void
set_staff_bounds(Network *net, const int32_t *home_staff,
				 const int64_t *arrivals)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;

	net->staff_before = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	net->min_staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	net->max_staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int32_t		staff = home_staff[f];
		/* one more than candidates can fill: prices mean something beyond them */
		int64_t		most = staff + arrivals[f] + 1;
		int32_t		lower = problem->min_staff[f];
		int32_t		upper = problem->max_staff[f];
		int64_t		marginal;

		net->staff_before[f] = staff;
		net->min_staff[f] = 0;
		net->max_staff[f] = most > INT32_MAX ? INT32_MAX : (int32_t) most;

		if (lower != NO_BOUND && lower > 0 && staff > 0)
		{
			net->min_staff[f] = lower < staff ? lower : staff;
			net->has_bounds = true;
		}
		if (upper != NO_BOUND && upper < most)
		{
			net->max_staff[f] = upper > staff ? upper : staff;
			net->has_bounds = true;
		}

		marginal = llabs((long long) post_marginal(problem, f, 0));
		if (marginal > net->largest_marginal)
			net->largest_marginal = marginal;
		marginal = llabs((long long) post_marginal(problem, f, most));
		if (marginal > net->largest_marginal)
			net->largest_marginal = marginal;
	}
}

static inline void
set_member(Network *net, int64_t m, Member member)
{
	if (net->packed_member != NULL)
		net->packed_member[m] = pack_member(member);
	else
		net->member[m] = member;
}

/* Puts the cheapest member of a row, of equal ones the lowest, in front. */
static void
find_head(Network *net, int64_t begin, int64_t end)
{
	int64_t		head = begin;
	Member		least = get_member(net, begin);

	for (int64_t m = begin + 1; m < end; m++)
		if (member_before(get_member(net, m), least))
		{
			head = m;
			least = get_member(net, m);
		}

	set_member(net, head, get_member(net, begin));
	set_member(net, begin, least);
}

static int
compare_posts(const void *a, const void *b)
{
	int32_t		x = *(const int32_t *) a;
	int32_t		y = *(const int32_t *) b;

	return (x > y) - (x < y);
}

/* Lays out the rows of every home. */
static void
build_rows(Network *net, const int32_t *home_staff)
{
	const TransferProblem *problem = net->problem;
	const Host *host = net->host;
	int32_t		n_homes = problem->n_posts + 1;
	int64_t		n_candidates = problem->candidate_start[problem->n_employees];
	int64_t    *home_begin = ALLOCATE_ARRAY(host, int64_t, n_homes);
	int32_t    *by_home = ALLOCATE_ARRAY(host, int32_t, problem->n_employees);
	int64_t    *place = ALLOCATE_ARRAY(host, int64_t, problem->n_posts);
	int32_t    *goals = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int64_t		n_rows = 0;
	int64_t		next_member = 0;

	for (int32_t a = 0; a < n_homes; a++)
		home_begin[a + 1] = home_begin[a] + home_staff[a];
	for (int32_t i = 0; i < problem->n_employees; i++)
		by_home[home_begin[home_of(problem, i)]++] = i;
	/* the pass above moved every begin to its end */
	for (int32_t a = n_homes; a > 0; a--)
		home_begin[a] = home_begin[a - 1];
	home_begin[0] = 0;

	net->home_row = ALLOCATE_ARRAY(host, int64_t, n_homes);
	if (net->largest_cost <= INT32_MAX)
		net->packed_member = ALLOCATE_ARRAY(host, uint64_t, n_candidates);
	else
		net->member = ALLOCATE_ARRAY(host, Member, n_candidates);

	/* count the rows first, so that their arrays are made once */
	for (int32_t a = 0; a < n_homes; a++)
	{
		net->home_row[a] = n_rows;
		for (int64_t e = home_begin[a]; e < home_begin[a + 1]; e++)
		{
			for (int64_t c = problem->candidate_start[by_home[e]];
				 c < problem->candidate_start[by_home[e] + 1]; c++)
				if (place[problem->candidate_post[c]] != a + 1)
				{
					place[problem->candidate_post[c]] = a + 1;
					n_rows++;
				}
			check_now_and_then(host, e);
		}
	}
	net->home_row[n_homes] = n_rows;
	for (int32_t f = 0; f < problem->n_posts; f++)
		place[f] = 0;

	net->row_post = ALLOCATE_ARRAY(host, int32_t, n_rows);
	net->row_member = ALLOCATE_ARRAY(host, int64_t, n_rows);
	net->row_sorted = ALLOCATE_ARRAY(host, bool, n_rows);

	for (int32_t a = 0; a < n_homes; a++)
	{
		int32_t		n_goals = 0;
		int64_t		first_row = net->home_row[a];

		for (int64_t e = home_begin[a]; e < home_begin[a + 1]; e++)
		{
			for (int64_t c = problem->candidate_start[by_home[e]];
				 c < problem->candidate_start[by_home[e] + 1]; c++)
				if (place[problem->candidate_post[c]]++ == 0)
					goals[n_goals++] = problem->candidate_post[c];
			check_now_and_then(host, e);
		}

		qsort(goals, n_goals, sizeof(int32_t), compare_posts);
		for (int32_t g = 0; g < n_goals; g++)
		{
			int64_t		count = place[goals[g]];

			net->row_post[first_row + g] = goals[g];
			net->row_member[first_row + g] = next_member;
			place[goals[g]] = next_member;
			next_member += count;
		}

		for (int64_t e = home_begin[a]; e < home_begin[a + 1]; e++)
		{
			for (int64_t c = problem->candidate_start[by_home[e]];
				 c < problem->candidate_start[by_home[e] + 1]; c++)
				set_member(net, place[problem->candidate_post[c]]++,
						   (Member) {problem->candidate_cost[c], by_home[e]});
			check_now_and_then(host, e);
		}

		for (int32_t g = 0; g < n_goals; g++)
		{
			find_head(net, net->row_member[first_row + g], place[goals[g]]);
			place[goals[g]] = 0;
		}
	}
	net->row_member[n_rows] = next_member;

	RELEASE(host, home_begin);
	RELEASE(host, by_home);
	RELEASE(host, place);
	RELEASE(host, goals);
}

/*
 * Sums up the status quo, and what a plan could take off it at the most: all
 * its imbalance, and all wishes granted.  False when amounts do not fit.
 */
static bool
measure_status_quo(Network *net)
{
	const TransferProblem *problem = net->problem;
	long double imbalance = 0;
	long double wishes = 0;
	long double change;

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		long double gap = net->staff_before[f] - (long double) problem->need[f];

		imbalance += gap * gap / (problem->need[f] > 1 ? problem->need[f] : 1);
	}
	imbalance *= MILLIONTHS;

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		least = 0;

		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
		{
			int64_t		cost = llabs((long long) problem->candidate_cost[c]);

			if (problem->candidate_cost[c] < least)
				least = problem->candidate_cost[c];
			if (cost > net->largest_cost)
				net->largest_cost = cost;
		}
		wishes -= least;
		if (least < net->least_cost)
			net->least_cost = least;
		check_now_and_then(net->host, i);
	}

	/* everybody moves, at the largest cost, over the largest step */
	change = ((long double) net->largest_marginal + net->largest_cost +
			  problem->move_cost) * problem->n_employees;
	if (imbalance > LARGEST_TOTAL || wishes > LARGEST_TOTAL || change > LARGEST_TOTAL)
		return false;

	net->imbalance_before = llroundl(imbalance);
	net->largest_improvement = (int64_t) (imbalance + wishes) + 1;
	return true;
}

/* Counts who is where, numbers the nodes, bounds them, and checks ranges. */
static SolverStatus
frame_network(const TransferProblem *problem, const Host *host, Network *net,
			  int32_t **home_staff)
{
	int64_t    *arrivals;

	*net = (Network)
	{
		.problem = problem, .host = host
	};
	*home_staff = NULL;

	for (int32_t f = 0; f < problem->n_posts; f++)
		if (problem->need[f] > LARGEST_NEED)
			return SOLVER_OUT_OF_RANGE;

	arrivals = ALLOCATE_ARRAY(host, int64_t, problem->n_posts);
	*home_staff = staff_by_home(problem, host);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		for (int64_t c = problem->candidate_start[i]; c < problem->candidate_start[i + 1]; c++)
			arrivals[problem->candidate_post[c]]++;
		check_now_and_then(host, i);
	}

	number_nodes(net, *home_staff, arrivals);
	set_staff_bounds(net, *home_staff, arrivals);
	RELEASE(host, arrivals);
	return measure_status_quo(net) ? SOLVER_OPTIMAL : SOLVER_OUT_OF_RANGE;
}

/*
 * Builds the network of a problem, which must outlive it.
 * SOLVER_OUT_OF_RANGE when a need or a total is too large to be counted in
 * millionths (the network is to be freed all the same); else SOLVER_OPTIMAL.
 */
SolverStatus
build_network(const TransferProblem *problem, const Host *host, Network *net)
{
	int32_t    *home_staff;
	SolverStatus status = frame_network(problem, host, net, &home_staff);

	if (status == SOLVER_OPTIMAL)
		build_rows(net, home_staff);
	RELEASE(host, home_staff);
	return status;
}

/* The same without rows, which is enough to sum up and certify a solution. */
SolverStatus
build_frame(const TransferProblem *problem, const Host *host, Network *net)
{
	int32_t    *home_staff;
	SolverStatus status = frame_network(problem, host, net, &home_staff);

	RELEASE(host, home_staff);
	return status;
}

/* Builds the rows of a network that has none. */
void
complete_frame(Network *net)
{
	int32_t    *home_staff;

	if (net->home_row != NULL)
		return;
	home_staff = staff_by_home(net->problem, net->host);
	build_rows(net, home_staff);
	RELEASE(net->host, home_staff);
}

void
free_network(Network *net)
{
	const Host *host = net->host;

	RELEASE(host, net->node_post);
	RELEASE(host, net->home_node);
	RELEASE(host, net->entry_node);
	RELEASE(host, net->staff_before);
	RELEASE(host, net->min_staff);
	RELEASE(host, net->max_staff);
	RELEASE(host, net->gate_min);
	RELEASE(host, net->gate_max);
	RELEASE(host, net->home_row);
	RELEASE(host, net->row_post);
	RELEASE(host, net->row_member);
	RELEASE(host, net->row_sorted);
	RELEASE(host, net->packed_member);
	RELEASE(host, net->member);
	free_parts(net->parts, host);
}

#define SORT				sort_packed
#define SORT_TYPE			uint64_t
#define SORT_BEFORE(a, b)	((a) < (b))
#include "merge_sort.h"

#define SORT				sort_members
#define SORT_TYPE			Member
#define SORT_BEFORE(a, b)	member_before(a, b)
#include "merge_sort.h"

/* Rows that are sorted without allocating anything. */
#define FEW_MEMBERS	256

/* Sorts the members of a row by cost, then employee, unless they are. */
void
sort_row(Network *net, int64_t row)
{
	const Host *host = net->host;
	int64_t		begin = net->row_member[row];
	int64_t		n = net->row_member[row + 1] - begin;

	if (net->row_sorted[row])
		return;
	if (net->packed_member != NULL)
	{
		uint64_t	few[FEW_MEMBERS + 1];
		uint64_t   *row_members = net->packed_member + begin;
		uint64_t   *scratch = n <= FEW_MEMBERS ? few : ALLOCATE_ARRAY(host, uint64_t, n);
		const uint64_t *sorted = sort_packed(row_members, scratch, n, host);

		if (sorted == scratch)
			memcpy(row_members, sorted, sizeof(uint64_t) * n);
		if (scratch != few)
			RELEASE(host, scratch);
	}
	else
	{
		Member	   *row_members = net->member + begin;
		Member	   *scratch = ALLOCATE_ARRAY(host, Member, n);
		const Member *sorted = sort_members(row_members, scratch, n, host);

		if (sorted == scratch)
			memcpy(row_members, sorted, sizeof(Member) * n);
		RELEASE(host, scratch);
	}
	net->row_sorted[row] = true;
}
