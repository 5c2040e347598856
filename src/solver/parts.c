/*
 * parts.c
 *	  Independent parts of a problem, solved one by one.
 *
 * An employee links his own post and those he may go to.  Posts that nothing
 * links, not even through others, never exchange people: such parts can be
 * solved each by itself at the same price of a move, and what they come to
 * together is the solution of the whole.  So only the network of one part is
 * in memory at a time.  The pool of new hires links nobody, since it has room
 * for all of them at no price.
 *
 * Parts are solved the largest first.  Many tiny ones are taken together as
 * groups, else setting their networks up would take longer than solving them.
 * A group is a problem of its own, with posts and employees numbered in the
 * order they have in the whole, so that ties go the same way.
 *
 * The seats and prices of the groups are put together to a solution of the
 * whole, and that is certified once more: the parts need not be trusted to be
 * independent.
 *
 * Source: Galler and Fischer, Comm. ACM 7(5) 1964 (union and find); Tarjan and
 * van Leeuwen, J. ACM 31(2) 1984 (path halving).
 */
#include "parts.h"

#include <stdlib.h>

#include "solve.h"

/* Parts are taken together up to so many posts and candidates. */
#define GROUP_SIZE	512

#define NO_GROUP	(-1)

static int32_t
find_root(int32_t *parent, int32_t post)
{
	while (parent[post] != post)
		post = parent[post] = parent[parent[post]];
	return post;
}

/* A post of the part that an employee belongs to; NO_POST if to none. */
static inline int32_t
some_post(const TransferProblem *problem, int32_t employee)
{
	int64_t		c = problem->candidate_start[employee];

	if (problem->home[employee] != NO_POST)
		return problem->home[employee];
	return c < problem->candidate_start[employee + 1] ?
		problem->candidate_post[c] : NO_POST;
}

/* Links the posts that share a part.  True when all posts are one part. */
static bool
link_posts(const TransferProblem *problem, const Host *host, int32_t *parent)
{
	int32_t		n_roots = problem->n_posts;

	for (int32_t f = 0; f < problem->n_posts; f++)
		parent[f] = f;
	for (int32_t i = 0; i < problem->n_employees && n_roots > 1; i++)
	{
		int64_t		c = problem->candidate_start[i];
		int64_t		end = problem->candidate_start[i + 1];
		int32_t		root;

		if (i % 1024 == 0)
			CHECK_INTERRUPTS(host);
		if (c == end)
			continue;
		root = find_root(parent, some_post(problem, i));
		for (; c < end; c++)
		{
			int32_t		other = find_root(parent, problem->candidate_post[c]);

			if (other == root)
				continue;
			/* the lower number becomes the root of both */
			parent[other > root ? other : root] = other > root ? root : other;
			root = other > root ? root : other;
			n_roots--;
		}
	}
	return n_roots <= 1;
}

typedef struct Part
{
	int32_t		root;
	int32_t		n_posts;
	int64_t		n_candidates;
} Part;

static int
compare_parts(const void *a, const void *b)
{
	const Part *x = a;
	const Part *y = b;

	if (x->n_candidates != y->n_candidates)
		return x->n_candidates > y->n_candidates ? -1 : 1;
	return (x->root > y->root) - (x->root < y->root);
}

/* The parts that have candidates, the largest first. */
static Part *
list_parts(const TransferProblem *problem, const Host *host, int32_t *parent,
		   int32_t *n_parts)
{
	Part	   *parts = ALLOCATE_ARRAY(host, Part, problem->n_posts);
	int32_t		n = 0;

	for (int32_t f = 0; f < problem->n_posts; f++)
		parts[find_root(parent, f)].n_posts++;
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		n_candidates = problem->candidate_start[i + 1] -
			problem->candidate_start[i];

		if (n_candidates > 0)
			parts[find_root(parent, some_post(problem, i))].n_candidates += n_candidates;
	}
	for (int32_t f = 0; f < problem->n_posts; f++)
		if (parts[f].n_candidates > 0)
		{
			parts[n] = parts[f];
			parts[n++].root = f;
		}
	qsort(parts, n, sizeof(Part), compare_parts);
	*n_parts = n;
	return parts;
}

/* Turns counts, at the place after that of each group, into begins. */
static void
add_up(int32_t *begin, int32_t n_groups)
{
	for (int32_t g = 0; g < n_groups; g++)
		begin[g + 1] += begin[g];
}

/* After filling, each begin has become the next one: moves them back. */
static void
step_back(int32_t *begin, int32_t n_groups)
{
	for (int32_t g = n_groups; g > 0; g--)
		begin[g] = begin[g - 1];
	begin[0] = 0;
}

static Parts *
make_groups(const TransferProblem *problem, const Host *host, int32_t *parent)
{
	Parts	   *parts = ALLOCATE_ARRAY(host, Parts, 1);
	int32_t    *group = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	int64_t		size = GROUP_SIZE;
	int32_t		n_parts;
	Part	   *list = list_parts(problem, host, parent, &n_parts);

	for (int32_t f = 0; f < problem->n_posts; f++)
		group[f] = NO_GROUP;
	parts->n_candidates = ALLOCATE_ARRAY(host, int64_t, n_parts);
	for (int32_t p = 0; p < n_parts; p++)
	{
		size += list[p].n_candidates + list[p].n_posts;
		if (size > GROUP_SIZE)
		{
			size = list[p].n_candidates + list[p].n_posts;
			parts->n_groups++;
		}
		group[list[p].root] = parts->n_groups - 1;
		parts->n_candidates[parts->n_groups - 1] += list[p].n_candidates;
	}
	RELEASE(host, list);

	/* the group of every post, from that of its root */
	for (int32_t f = 0; f < problem->n_posts; f++)
		group[f] = group[find_root(parent, f)];

	parts->post_begin = ALLOCATE_ARRAY(host, int32_t, parts->n_groups);
	parts->employee_begin = ALLOCATE_ARRAY(host, int32_t, parts->n_groups);
	parts->number = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	for (int32_t f = 0; f < problem->n_posts; f++)
		if (group[f] != NO_GROUP)
			parts->number[f] = parts->post_begin[group[f] + 1]++;
	add_up(parts->post_begin, parts->n_groups);
	parts->post = ALLOCATE_ARRAY(host, int32_t, parts->post_begin[parts->n_groups]);
	for (int32_t f = 0; f < problem->n_posts; f++)
		if (group[f] != NO_GROUP)
			parts->post[parts->post_begin[group[f]] + parts->number[f]] = f;

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		post = some_post(problem, i);

		if (post != NO_POST && group[post] != NO_GROUP)
			parts->employee_begin[group[post] + 1]++;
	}
	add_up(parts->employee_begin, parts->n_groups);
	parts->employee = ALLOCATE_ARRAY(host, int32_t, parts->employee_begin[parts->n_groups]);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		post = some_post(problem, i);

		if (post != NO_POST && group[post] != NO_GROUP)
			parts->employee[parts->employee_begin[group[post]]++] = i;
	}
	step_back(parts->employee_begin, parts->n_groups);
	RELEASE(host, group);
	return parts;
}

SolverStatus
build_network_of_parts(const TransferProblem *problem, const Host *host,
					   Network *net)
{
	int32_t    *parent = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	SolverStatus status;

	if (link_posts(problem, host, parent))
		status = build_network(problem, host, net);
	else
	{
		status = build_frame(problem, host, net);
		if (status == SOLVER_OPTIMAL)
			net->parts = make_groups(problem, host, parent);
	}
	RELEASE(host, parent);
	return status;
}

void
free_parts(struct Parts *parts, const Host *host)
{
	if (parts == NULL)
		return;
	RELEASE(host, parts->post_begin);
	RELEASE(host, parts->post);
	RELEASE(host, parts->employee_begin);
	RELEASE(host, parts->employee);
	RELEASE(host, parts->n_candidates);
	RELEASE(host, parts->number);
	RELEASE(host, parts);
}

/* A group as a problem of its own, in new memory. */
static TransferProblem
extract_group(const Network *net, int32_t group)
{
	const TransferProblem *whole = net->problem;
	const Parts *parts = net->parts;
	const Host *host = net->host;
	const int32_t *post = parts->post + parts->post_begin[group];
	const int32_t *employee = parts->employee + parts->employee_begin[group];
	int32_t		n_posts = parts->post_begin[group + 1] - parts->post_begin[group];
	int32_t		n_employees = parts->employee_begin[group + 1] -
		parts->employee_begin[group];
	int64_t		n_candidates = parts->n_candidates[group];
	bool		has_all = n_candidates == whole->candidate_start[whole->n_employees];
	double	   *need = ALLOCATE_ARRAY(host, double, n_posts);
	int32_t    *min_staff = ALLOCATE_ARRAY(host, int32_t, n_posts);
	int32_t    *max_staff = ALLOCATE_ARRAY(host, int32_t, n_posts);
	int32_t    *max_out = ALLOCATE_ARRAY(host, int32_t, n_posts);
	int32_t    *max_in = ALLOCATE_ARRAY(host, int32_t, n_posts);
	int32_t    *home = ALLOCATE_ARRAY(host, int32_t, n_employees);
	int64_t    *start = ALLOCATE_ARRAY(host, int64_t, n_employees + 1);
	int32_t    *goal = ALLOCATE_ARRAY(host, int32_t, n_candidates);
	int64_t    *cost = has_all ? NULL : ALLOCATE_ARRAY(host, int64_t, n_candidates);
	int64_t		n = 0;

	for (int32_t f = 0; f < n_posts; f++)
	{
		need[f] = whole->need[post[f]];
		min_staff[f] = whole->min_staff[post[f]];
		max_staff[f] = whole->max_staff[post[f]];
		max_out[f] = whole->max_out[post[f]];
		max_in[f] = whole->max_in[post[f]];
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		home[i] = whole->home[employee[i]] == NO_POST ? NO_POST :
			parts->number[whole->home[employee[i]]];
		for (int64_t c = whole->candidate_start[employee[i]];
			 c < whole->candidate_start[employee[i] + 1]; c++)
		{
			goal[n] = parts->number[whole->candidate_post[c]];
			if (!has_all)
				cost[n] = whole->candidate_cost[c];
			n++;
		}
		start[i + 1] = n;
		if (i % 1024 == 0)
			CHECK_INTERRUPTS(host);
	}
	return (TransferProblem)
	{
		.n_posts = n_posts, .need = need, .min_staff = min_staff,
		.max_staff = max_staff, .max_out = max_out, .max_in = max_in,
		.n_employees = n_employees, .home = home, .candidate_start = start,
		.candidate_post = goal,
		/* a group with all candidates has them in the order of the whole */
		.candidate_cost = has_all ? whole->candidate_cost : cost,
		.move_cost = whole->move_cost, .max_moves = NO_BOUND
	};
}

static void
free_group(const TransferProblem *problem, const Network *net)
{
	const Host *host = net->host;

	RELEASE(host, (void *) problem->need);
	RELEASE(host, (void *) problem->min_staff);
	RELEASE(host, (void *) problem->max_staff);
	RELEASE(host, (void *) problem->max_out);
	RELEASE(host, (void *) problem->max_in);
	RELEASE(host, (void *) problem->home);
	RELEASE(host, (void *) problem->candidate_start);
	RELEASE(host, (void *) problem->candidate_post);
	if (problem->candidate_cost != net->problem->candidate_cost)
		RELEASE(host, (void *) problem->candidate_cost);
}

/* What a group has of a start for the whole, in new memory. */
static PairPrices
extract_start(const Network *net, int32_t group)
{
	const PairPrices *whole = net->start;
	const Parts *parts = net->parts;
	const Host *host = net->host;
	const int32_t *post = parts->post + parts->post_begin[group];
	const int32_t *employee = parts->employee + parts->employee_begin[group];
	int32_t		n_posts = parts->post_begin[group + 1] - parts->post_begin[group];
	int32_t		n_employees = parts->employee_begin[group + 1] -
		parts->employee_begin[group];
	PairPrices	start = {
		.scale = whole->scale,
		.surcharge = whole->surcharge,
		.entry = ALLOCATE_ARRAY(host, int64_t, n_posts),
		.stay = ALLOCATE_ARRAY(host, int64_t, n_posts),
		.place = ALLOCATE_ARRAY(host, int32_t, n_employees)
	};

	for (int32_t f = 0; f < n_posts; f++)
	{
		start.entry[f] = whole->entry[post[f]];
		start.stay[f] = whole->stay[post[f]];
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		int32_t		place = whole->place[employee[i]];

		start.place[i] = place == NO_POST ? NO_POST : parts->number[place];
	}
	return start;
}

/*
 * The solution before any group is solved: everybody stays, and a post is
 * worth what one more person adds to it, which is right where nobody moves.
 * The price of the pool is 0 and stays so: that of a part is below it only if
 * nobody is left there, and then a higher one is as right.
 */
static void
begin_solution(const Network *net, Pricing pricing, Solution *solution)
{
	const TransferProblem *problem = net->problem;

	*solution = (Solution)
	{
		.pricing = pricing,
		.seat = ALLOCATE_ARRAY(net->host, int32_t, problem->n_employees),
		.price = ALLOCATE_ARRAY(net->host, int64_t, net->n_nodes)
	};
	for (int32_t i = 0; i < problem->n_employees; i++)
		solution->seat[i] = AT_HOME;
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		solution->price[f] = post_marginal(problem, f, net->staff_before[f]) *
			pricing.scale;
		solution->price[net->home_node[f]] = solution->price[f];
		solution->price[net->entry_node[f]] = solution->price[f];
	}
}

/* Writes the solution of a group into that of the whole. */
static void
add_solution(const Network *net, int32_t group, const Network *part,
			 const Solution *of_part, Solution *solution)
{
	const Parts *parts = net->parts;
	const int32_t *post = parts->post + parts->post_begin[group];
	const int32_t *employee = parts->employee + parts->employee_begin[group];

	for (int32_t i = 0; i < part->problem->n_employees; i++)
		solution->seat[employee[i]] = of_part->seat[i];
	for (int32_t f = 0; f < part->problem->n_posts; f++)
	{
		int32_t		g = post[f];

		solution->price[g] = of_part->price[f];
		solution->price[net->home_node[g]] = of_part->price[part->home_node[f]];
		solution->price[net->entry_node[g]] = of_part->price[part->entry_node[f]];
	}
}

static SolverStatus
solve_group(const Network *net, int32_t group, Solution *solution)
{
	TransferProblem problem = extract_group(net, group);
	PairPrices	start = {0};
	Network		part;
	Solution	of_part;
	SolverStatus status = build_network(&problem, net->host, &part);

	if (net->start != NULL)
	{
		start = extract_start(net, group);
		part.start = &start;
	}
	if (status == SOLVER_OPTIMAL)
		status = solve_part(&part, solution->pricing, &of_part);
	if (status == SOLVER_OPTIMAL)
	{
		add_solution(net, group, &part, &of_part, solution);
		free_solution(&part, &of_part);
	}
	free_network(&part);
	free_pair_prices(&start, net->host);
	free_group(&problem, net);
	return status;
}

SolverStatus
solve_network(Network *net, Pricing pricing, Solution *solution)
{
	SolverStatus status = SOLVER_OPTIMAL;

	if (net->parts == NULL)
		return solve_part(net, pricing, solution);
	if ((__int128) net->largest_marginal * pricing.scale > INT64_MAX / 8)
		return SOLVER_OUT_OF_RANGE;

	begin_solution(net, pricing, solution);
	for (int32_t g = 0; g < net->parts->n_groups && status == SOLVER_OPTIMAL; g++)
		status = solve_group(net, g, solution);
	if (status == SOLVER_OPTIMAL)
	{
		sum_solution(net, solution);
		if (!certify_solution(net, solution))
			status = SOLVER_NOT_PROVED;
	}
	if (status != SOLVER_OPTIMAL)
		free_solution(net, solution);
	return status;
}
