/*
 * all_pairs.c
 *	  Plans over all lawful pairs, without listing them.
 *
 * Column generation: solve over a few pairs of each employee, let the prices
 * of that plan say which other pairs would be worth having, add the best of
 * them, and solve again, until none is.  Then the prices prove the plan over
 * all lawful pairs: its lower bound is a sum over employees of the least that
 * any of his places costs, and no place that was left out costs less.
 *
 * The first few are those that look best while nobody has moved, when one
 * more person at a post is worth what its marginal says.
 *
 * A max_moves is let in only when the pairs suffice without one; from there
 * on the pairs are priced by the solution that gave the lower bound.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), section 17.5 (column
 * generation), 9.3 (reduced cost optimality).
 */
#include "all_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "pair_search.h"

/* How many pairs of an employee are added in one round, at most. */
#define PAIRS_A_ROUND	3

/* Employees between two looks at interrupts. */
#define EMPLOYEES_A_CHECK	64

/* The best pairs of one employee, the best first. */
typedef struct BestPairs
{
	int			n;
	LawfulPair	pairs[PAIRS_A_ROUND];
} BestPairs;

static int64_t
take_best(void *state, LawfulPair pair)
{
	BestPairs  *best = state;
	int			place;

	if (best->n < PAIRS_A_ROUND)
		best->n++;
	for (place = best->n - 1; place > 0 && best->pairs[place - 1].gap < pair.gap; place--)
		best->pairs[place] = best->pairs[place - 1];
	best->pairs[place] = pair;
	return best->n < PAIRS_A_ROUND ? 0 : best->pairs[PAIRS_A_ROUND - 1].gap;
}

static int
compare_by_post(const void *a, const void *b)
{
	int32_t		post_a = ((const LawfulPair *) a)->post;
	int32_t		post_b = ((const LawfulPair *) b)->post;

	return post_a < post_b ? -1 : post_a > post_b;
}

/* Pairs in the making: those of employees before the present one are final. */
typedef struct PairList
{
	const Host *host;
	int64_t		n;
	int64_t		room;
	int64_t    *start;
	int32_t    *post;
	int64_t    *cost;
} PairList;

static void *
grow(const Host *host, void *array, size_t used, size_t room)
{
	void	   *larger = host->allocate(host->context, room);

	if (used > 0)
		memcpy(larger, array, used);
	RELEASE(host, array);
	return larger;
}

static void
add_pair(PairList *list, int32_t post, int64_t cost)
{
	if (list->n == list->room)
	{
		int64_t		room = list->room + list->room / 2 + 1024;

		list->post = grow(list->host, list->post, sizeof(int32_t) * list->n,
						  sizeof(int32_t) * room);
		list->cost = grow(list->host, list->cost, sizeof(int64_t) * list->n,
						  sizeof(int64_t) * room);
		list->room = room;
	}
	list->post[list->n] = post;
	list->cost[list->n++] = cost;
}

static void
free_candidates(const TransferProblem *problem, const Host *host)
{
	RELEASE(host, (void *) problem->candidate_start);
	RELEASE(host, (void *) problem->candidate_post);
	RELEASE(host, (void *) problem->candidate_cost);
}

static PairList
begin_list(const TransferProblem *problem, const Host *host)
{
	return (PairList)
	{
		.host = host,
		.start = ALLOCATE_ARRAY(host, int64_t, problem->n_employees + 1)
	};
}

static void
end_list(PairList *list, TransferProblem *problem)
{
	list->start[problem->n_employees] = list->n;
	problem->candidate_start = list->start;
	problem->candidate_post = list->post;
	problem->candidate_cost = list->cost;
}

/* An employee's candidates and the pairs to add, merged by post. */
static void
merge_pairs(PairList *list, const TransferProblem *problem, int32_t employee,
			BestPairs *added)
{
	int64_t		c = problem->candidate_start[employee];
	int64_t		end = problem->candidate_start[employee + 1];

	qsort(added->pairs, added->n, sizeof(LawfulPair), compare_by_post);
	for (int k = 0; k < added->n; k++)
	{
		for (; c < end && problem->candidate_post[c] < added->pairs[k].post; c++)
			add_pair(list, problem->candidate_post[c], problem->candidate_cost[c]);
		add_pair(list, added->pairs[k].post, added->pairs[k].cost);
	}
	for (; c < end; c++)
		add_pair(list, problem->candidate_post[c], problem->candidate_cost[c]);
}

/* Adds the pairs that are worth having at these prices; how many there were. */
static int64_t
add_worthwhile_pairs(TransferProblem *problem, PairSearch *search,
					 const PairPrices *prices, const Host *host)
{
	PairList	list = begin_list(problem, host);
	int64_t		n_added = 0;

	report_progress(host, "pricing pairs", -1);
	set_pair_prices(search, prices);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		BestPairs	best = {0};

		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(host);
		search_pairs(search, i, take_best, &best);
		n_added += best.n;
		list.start[i] = list.n;
		merge_pairs(&list, problem, i, &best);
	}
	free_candidates(problem, host);
	end_list(&list, problem);
	return n_added;
}

static void
free_prices(PairPrices *prices, const Host *host)
{
	RELEASE(host, prices->entry);
	RELEASE(host, prices->own);
}

/* Prices while nobody has moved: what one more person adds to a post. */
static PairPrices
prices_of_status_quo(const TransferProblem *problem, const Host *host)
{
	PairPrices	prices = {
		.scale = 1,
		.surcharge = problem->move_cost,
		.entry = ALLOCATE_ARRAY(host, int64_t, problem->n_posts),
		.own = ALLOCATE_ARRAY(host, int64_t, problem->n_employees)
	};
	int32_t    *staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);

	for (int32_t i = 0; i < problem->n_employees; i++)
		if (problem->home[i] != NO_POST)
			staff[problem->home[i]]++;
	for (int32_t f = 0; f < problem->n_posts; f++)
		prices.entry[f] = post_marginal(problem, f, staff[f]);
	for (int32_t i = 0; i < problem->n_employees; i++)
		if (problem->home[i] != NO_POST)
			prices.own[i] = prices.entry[problem->home[i]];
	RELEASE(host, staff);
	return prices;
}

SolverStatus
solve_over_all_pairs(TransferProblem *problem, const LawfulPairs *pairs,
					 const Host *host, TransferPlan *plan)
{
	int64_t		max_moves = problem->max_moves;
	PairSearch *search = create_pair_search(problem, pairs, host);
	PairList	none = begin_list(problem, host);
	PairPrices	prices = prices_of_status_quo(problem, host);
	SolverStatus status;

	end_list(&none, problem);
	problem->max_moves = NO_BOUND;
	add_worthwhile_pairs(problem, search, &prices, host);
	free_prices(&prices, host);
	for (;;)
	{
		int64_t		n_added;

		status = solve_with_prices(problem, host, plan, &prices);
		if (status != SOLVER_OPTIMAL && status != SOLVER_FEASIBLE)
			break;
		n_added = add_worthwhile_pairs(problem, search, &prices, host);
		free_prices(&prices, host);
		if (n_added == 0 && problem->max_moves == max_moves)
			break;
		if (n_added == 0)
		{
			problem->max_moves = max_moves;
			if (plan->moves <= max_moves)
				break;
		}
		RELEASE(host, plan->steps);
	}
	problem->max_moves = max_moves;
	free_pair_search(search);
	return status;
}

/* Counts an employee's worthwhile pairs that are no candidates. */
typedef struct PairCounter
{
	const TransferProblem *problem;
	int32_t		employee;
	int64_t		n;
} PairCounter;

static int
compare_posts(const void *a, const void *b)
{
	int32_t		post_a = *(const int32_t *) a;
	int32_t		post_b = *(const int32_t *) b;

	return post_a < post_b ? -1 : post_a > post_b;
}

static int64_t
count_if_not_listed(void *state, LawfulPair pair)
{
	PairCounter *counter = state;
	const TransferProblem *problem = counter->problem;
	int64_t		begin = problem->candidate_start[counter->employee];
	int64_t		end = problem->candidate_start[counter->employee + 1];

	if (begin == end ||
		bsearch(&pair.post, problem->candidate_post + begin, end - begin,
				sizeof(int32_t), compare_posts) == NULL)
		counter->n++;
	return 0;
}

int64_t
count_pairs_not_listed(const TransferProblem *problem, const LawfulPairs *pairs,
					   const Host *host, const PairPrices *prices)
{
	PairSearch *search = create_pair_search(problem, pairs, host);
	PairCounter counter = {.problem = problem};

	report_progress(host, "pricing pairs", -1);
	set_pair_prices(search, prices);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(host);
		counter.employee = i;
		search_pairs(search, i, count_if_not_listed, &counter);
	}
	free_pair_search(search);
	return counter.n;
}

/* Gathers all pairs of one employee, to be sorted by post. */
typedef struct PairGatherer
{
	LawfulPair *pairs;			/* room for as many as there are posts */
	int32_t		n;
} PairGatherer;

static void
gather_pair(void *state, int32_t post, int64_t cost)
{
	PairGatherer *gatherer = state;

	gatherer->pairs[gatherer->n++] = (LawfulPair) {post, cost, 0};
}

void
list_all_pairs(TransferProblem *problem, const LawfulPairs *pairs,
			   const Host *host)
{
	PairSearch *search = create_pair_search(problem, pairs, host);
	PairList	list = begin_list(problem, host);
	PairGatherer gatherer = {
		.pairs = ALLOCATE_ARRAY(host, LawfulPair, problem->n_posts)
	};

	report_progress(host, "listing pairs", -1);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(host);
		gatherer.n = 0;
		list_pairs(search, i, gather_pair, &gatherer);
		qsort(gatherer.pairs, gatherer.n, sizeof(LawfulPair), compare_by_post);
		list.start[i] = list.n;
		for (int32_t k = 0; k < gatherer.n; k++)
			add_pair(&list, gatherer.pairs[k].post, gatherer.pairs[k].cost);
	}
	RELEASE(host, gatherer.pairs);
	free_pair_search(search);
	end_list(&list, problem);
}
