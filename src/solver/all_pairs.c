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
 * A round costs more than what it adds, so it adds what is nearly worth having,
 * too.  The first pairs are those of rough prices, which come from letting
 * everybody in turn go to the best place there is.  Each solve starts from the
 * plan of the round before, the first from where that left everybody.
 *
 * A max_moves is let in only when the pairs suffice without one; from there
 * on the pairs are priced by the solution that gave the lower bound.
 *
 * Source: Ahuja, Magnanti, Orlin, Network Flows (1993), section 17.5 (column
 * generation), 9.3 (reduced cost optimality).
 */
#include "all_pairs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "growing_array.h"
#include "pair_search.h"

/*
 * How many pairs of an employee are added in one round, at most.  Rounds cost
 * more than pairs; but where prices are far off, nearly all pairs look good.
 */
#define PAIRS_A_ROUND	128

/*
 * What a pair may lack of being worth having to be added with those that are:
 * the mean step in which the prices of posts rise from one person to the next,
 * divided by this.
 */
#define SLACK_CUT		16

/* How often everybody may move to settle, and how the least gain falls. */
#define SWEEPS		6
#define THETA_BITS	2

/* Employees between two looks at interrupts. */
#define EMPLOYEES_A_CHECK	64

static bool
is_candidate(const TransferProblem *problem, int32_t employee, int32_t post)
{
	int64_t		end = problem->candidate_start[employee + 1];
	int64_t		c = find_post(problem->candidate_post, problem->candidate_start[employee],
							  end, post);

	return c < end && problem->candidate_post[c] == post;
}

/* The best pairs of one employee that are no candidates, the best first. */
typedef struct BestPairs
{
	const TransferProblem *problem;
	int32_t		employee;
	int64_t		least_gap;		/* of a pair that is taken */
	int			n;
	LawfulPair	pairs[PAIRS_A_ROUND];
} BestPairs;

static int64_t
take_best(void *state, LawfulPair pair)
{
	BestPairs  *best = state;
	int			place;

	if (is_candidate(best->problem, best->employee, pair.post))
		return best->least_gap;
	if (best->n < PAIRS_A_ROUND)
		best->n++;
	for (place = best->n - 1; place > 0 && best->pairs[place - 1].gap < pair.gap; place--)
		best->pairs[place] = best->pairs[place - 1];
	best->pairs[place] = pair;
	if (best->n == PAIRS_A_ROUND)
		best->least_gap = best->pairs[PAIRS_A_ROUND - 1].gap;
	return best->least_gap;
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

static void
add_pair(PairList *list, int32_t post, int64_t cost)
{
	if (list->n == list->room)
	{
		list->room = larger_room(list->room);
		list->post = enlarge_array(list->host, list->post, sizeof(int32_t), list->n, list->room);
		list->cost = enlarge_array(list->host, list->cost, sizeof(int64_t), list->n, list->room);
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

/* Gives the problem candidates of its own, which can be freed. */
static void
copy_candidates(TransferProblem *problem, const Host *host)
{
	int64_t		n = problem->candidate_start[problem->n_employees];
	int64_t    *start = ALLOCATE_ARRAY(host, int64_t, problem->n_employees + 1);
	int32_t    *post = ALLOCATE_ARRAY(host, int32_t, n);
	int64_t    *cost = ALLOCATE_ARRAY(host, int64_t, n);

	memcpy(start, problem->candidate_start, sizeof(int64_t) * (problem->n_employees + 1));
	if (n > 0)
	{
		memcpy(post, problem->candidate_post, sizeof(int32_t) * n);
		memcpy(cost, problem->candidate_cost, sizeof(int64_t) * n);
	}
	problem->candidate_start = start;
	problem->candidate_post = post;
	problem->candidate_cost = cost;
}

/* The candidates of a problem and pairs to add, merged by post. */
static void
merge_pairs(TransferProblem *problem, const PairList *added, const Host *host)
{
	PairList	list = begin_list(problem, host);

	list.room = problem->candidate_start[problem->n_employees] + added->n;
	list.post = ALLOCATE_ARRAY(host, int32_t, list.room);
	list.cost = ALLOCATE_ARRAY(host, int64_t, list.room);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int64_t		c = problem->candidate_start[i];
		int64_t		end = problem->candidate_start[i + 1];

		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(host);
		list.start[i] = list.n;
		for (int64_t a = added->start[i]; a < added->start[i + 1]; a++)
		{
			for (; c < end && problem->candidate_post[c] < added->post[a]; c++)
				add_pair(&list, problem->candidate_post[c], problem->candidate_cost[c]);
			add_pair(&list, added->post[a], added->cost[a]);
		}
		for (; c < end; c++)
			add_pair(&list, problem->candidate_post[c], problem->candidate_cost[c]);
	}
	free_candidates(problem, host);
	end_list(&list, problem);
}

/* Who is told of each pair that is added; take may be NULL. */
typedef struct PairListener
{
	TakeNewPair take;
	void	   *state;
} PairListener;

static void
tell_listener(PairListener listener, const PairList *added, int32_t n_employees)
{
	if (listener.take == NULL)
		return;
	for (int32_t i = 0; i < n_employees; i++)
	{
		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(added->host);
		for (int64_t a = added->start[i]; a < added->start[i + 1]; a++)
			listener.take(listener.state, i, added->post[a], added->cost[a]);
	}
}

/*
 * Adds the pairs that are worth having at these prices, if there are any, and
 * with them those that miss it by less than slack (millionths): the next prices
 * may want them.  How many were worth having.
 */
static int64_t
add_worthwhile_pairs(TransferProblem *problem, PairSearch *search,
					 const PairPrices *prices, const Host *host,
					 PairListener listener, int64_t slack)
{
	PairList	added = begin_list(problem, host);
	int64_t		least_gap = -slack * prices->scale;
	BestPairs	best = {.problem = problem};
	int64_t		n_worthwhile = 0;

	report_progress(host, "pricing pairs", -1);
	set_pair_prices(search, prices);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		if (i % EMPLOYEES_A_CHECK == 0)
			CHECK_INTERRUPTS(host);
		best.employee = i;
		best.least_gap = least_gap;
		best.n = 0;
		search_pairs(search, i, least_gap, take_best, &best);
		qsort(best.pairs, best.n, sizeof(LawfulPair), compare_by_post);
		for (int k = 0; k < best.n; k++)
		{
			add_pair(&added, best.pairs[k].post, best.pairs[k].cost);
			n_worthwhile += best.pairs[k].gap > 0;
		}
		added.start[i + 1] = added.n;
	}
	if (n_worthwhile > 0)
	{
		tell_listener(listener, &added, problem->n_employees);
		merge_pairs(problem, &added, host);
	}
	RELEASE(host, added.start);
	RELEASE(host, added.post);
	RELEASE(host, added.cost);
	return n_worthwhile;
}

/* ----------------------------------------------------------------
 * Rough prices to begin with
 * ----------------------------------------------------------------
 */

/* Who is where while everybody in turn takes the place that is best for him. */
typedef struct Settling
{
	const TransferProblem *problem;
	PairSearch *search;
	PairPrices *prices;			/* entry: what one more person adds */
	int32_t    *staff;			/* by post */
	int64_t    *cost;			/* by employee, of his place */
} Settling;

static void
change_staff(Settling *settling, int32_t post, int32_t by)
{
	if (post == NO_POST)
		return;
	settling->staff[post] += by;
	settling->prices->entry[post] = post_marginal(settling->problem, post,
												  settling->staff[post]);
	update_pair_price(settling->search, post);
}

static void
settle(Settling *settling, int32_t employee, int32_t post, int64_t cost)
{
	change_staff(settling, settling->prices->place[employee], -1);
	change_staff(settling, post, 1);
	settling->prices->place[employee] = post;
	settling->cost[employee] = cost;
}

static int64_t
take_if_best(void *state, LawfulPair pair)
{
	*(LawfulPair *) state = pair;
	return pair.gap;
}

/* Lets an employee go where it is better by more than theta. */
static void
settle_employee(Settling *settling, int32_t employee, int64_t theta)
{
	const TransferProblem *problem = settling->problem;
	PairPrices *prices = settling->prices;
	int32_t		place = prices->place[employee];
	int32_t		home = problem->home[employee];
	LawfulPair	best = {.post = NO_POST};
	int64_t		own = settling->cost[employee];

	if (place != NO_POST)
		own += post_marginal(problem, place, (int64_t) settling->staff[place] - 1);
	if (place != home)
	{
		int64_t		stay = home == NO_POST ? 0 : prices->entry[home];

		if (stay < own)
		{
			settle(settling, employee, home, 0);
			return;
		}
	}
	prices->own[employee] = own - theta;
	search_pairs(settling->search, employee, 0, take_if_best, &best);
	if (best.post != NO_POST && best.post != place)
		settle(settling, employee, best.post,
			   best.cost + (home == NO_POST ? 0 : prices->surcharge));
}

/*
 * Prices near those of the best plan, found without solving anything: everybody
 * in turn takes the best place there is, first only for large gains, then for
 * small ones, too.  Bounds are left aside.  A place is said to be worth what
 * one more person would make of it, so that places as good as it beat it.
 */
static PairPrices
rough_prices(const TransferProblem *problem, PairSearch *search, const Host *host)
{
	PairPrices	prices = {
		.scale = 1,
		.surcharge = problem->move_cost,
		.entry = ALLOCATE_ARRAY(host, int64_t, problem->n_posts),
		.stay = ALLOCATE_ARRAY(host, int64_t, problem->n_posts),
		.own = ALLOCATE_ARRAY(host, int64_t, problem->n_employees),
		.place = ALLOCATE_ARRAY(host, int32_t, problem->n_employees)
	};
	Settling	settling = {
		.problem = problem, .search = search, .prices = &prices,
		.staff = ALLOCATE_ARRAY(host, int32_t, problem->n_posts),
		.cost = ALLOCATE_ARRAY(host, int64_t, problem->n_employees)
	};
	int64_t		low = INT64_MAX;
	int64_t		high = INT64_MIN;

	report_progress(host, "estimating prices", -1);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		prices.place[i] = problem->home[i];
		if (problem->home[i] != NO_POST)
			settling.staff[problem->home[i]]++;
	}
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		prices.entry[f] = post_marginal(problem, f, settling.staff[f]);
		low = prices.entry[f] < low ? prices.entry[f] : low;
		high = prices.entry[f] > high ? prices.entry[f] : high;
	}
	set_pair_prices(search, &prices);
	for (int sweep = 0; sweep < SWEEPS && problem->n_posts > 0; sweep++)
	{
		int64_t		theta = sweep == SWEEPS - 1 ? 0 :
			(high / 2 - low / 2) >> (THETA_BITS * sweep);

		for (int32_t i = 0; i < problem->n_employees; i++)
		{
			if (i % EMPLOYEES_A_CHECK == 0)
				CHECK_INTERRUPTS(host);
			settle_employee(&settling, i, theta);
		}
	}

	memcpy(prices.stay, prices.entry, sizeof(int64_t) * problem->n_posts);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		place = prices.place[i];

		/* so that his present place, which costs as much, beats it as well */
		prices.own[i] = settling.cost[i] + 1 +
			(place == NO_POST ? 0 : prices.entry[place]);
	}
	RELEASE(host, settling.staff);
	RELEASE(host, settling.cost);
	return prices;
}

/* Below the largest amount of the problem, which leaves room to scale it. */
static int64_t
slack_of_pairs(const TransferProblem *problem)
{
	double		sum_of_steps = 0;

	for (int32_t f = 0; f < problem->n_posts; f++)
		sum_of_steps += 2.0 * MILLIONTHS / fmax(problem->need[f], 1);
	return (int64_t) (sum_of_steps / (problem->n_posts + 1) / SLACK_CUT);
}

/*
 * Solves, adds the pairs that the prices want, and solves again until there are
 * none.  The first solve starts from prices, if they say where everybody is;
 * they are used up.
 */
static SolverStatus
solve_until_none_is_missing(TransferProblem *problem, PairSearch *search,
							const Host *host, PairPrices prices,
							PairListener listener, TransferPlan *plan)
{
	int64_t		max_moves = problem->max_moves;
	int64_t		slack = slack_of_pairs(problem);
	SolverStatus status;

	problem->max_moves = NO_BOUND;
	for (;;)
	{
		PairPrices	start = prices;
		int64_t		n_added;

		status = solve_with_prices(problem, host, start.place != NULL ? &start : NULL,
								   plan, &prices);
		free_pair_prices(&start, host);
		if (status != SOLVER_OPTIMAL && status != SOLVER_FEASIBLE)
			break;
		n_added = add_worthwhile_pairs(problem, search, &prices, host, listener, slack);
		if (n_added == 0 &&
			(problem->max_moves == max_moves || plan->moves <= max_moves))
		{
			free_pair_prices(&prices, host);
			break;
		}
		if (n_added == 0)
			problem->max_moves = max_moves;
		RELEASE(host, plan->steps);
	}
	problem->max_moves = max_moves;
	return status;
}

SolverStatus
solve_over_all_pairs(TransferProblem *problem, const LawfulPairs *pairs,
					 const Host *host, TransferPlan *plan)
{
	PairSearch *search = create_pair_search(problem, pairs, host);
	PairList	none = begin_list(problem, host);
	PairPrices	prices = rough_prices(problem, search, host);
	PairListener nobody = {0};
	SolverStatus status;

	end_list(&none, problem);
	add_worthwhile_pairs(problem, search, &prices, host, nobody, 0);
	status = solve_until_none_is_missing(problem, search, host, prices, nobody, plan);
	free_pair_search(search);
	return status;
}

SolverStatus
solve_with_missing_pairs(TransferProblem *problem, const LawfulPairs *pairs,
						 const Host *host, TakeNewPair take, void *state,
						 TransferPlan *plan)
{
	PairSearch *search = create_pair_search(problem, pairs, host);
	PairPrices	unknown = {0};
	SolverStatus status;

	copy_candidates(problem, host);
	status = solve_until_none_is_missing(problem, search, host, unknown,
										 (PairListener) {take, state}, plan);
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

static int64_t
count_if_not_listed(void *state, LawfulPair pair)
{
	PairCounter *counter = state;

	if (!is_candidate(counter->problem, counter->employee, pair.post))
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
		search_pairs(search, i, 0, count_if_not_listed, &counter);
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
