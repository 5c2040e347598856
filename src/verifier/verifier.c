/*
 * verifier.c
 *	  A second opinion on a plan, which trusts nothing of the solver.
 *
 * Claims are looked up in the problem and put in the order of their chains.
 * One walk over them then makes the transfers, chain by chain, in an
 * assignment of the verifier's own (assignment.c), and checks each prefix and
 * each gain on the way.  What stands at the end of the walk is the plan as a
 * whole: its bounds and its objective are checked, and, when it is legal, how
 * good it is (proof.c).
 *
 * A transfer that cannot be made, because its ids are unknown, it is no
 * candidate, or its employee has been moved already, is left out of the
 * assignment; every check that would need it says so.
 *
 * Each check counts its faults and tells the first one, in the order of the
 * claims, so that the report does not depend on the order they came in.
 */
#include "verifier.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "proof.h"

#define UNKNOWN		(-2)		/* number of an id that nobody has */
#define NO_PLACE	(-2)		/* place of a transfer that is no candidate */

#define STEPS_PER_INTERRUPT_CHECK	10000

typedef enum Check
{
	KNOWN_IDS,
	MOVED_ONCE,
	FROM_PRESENT_POST,
	ALLOWED_CANDIDATES,
	CLAIMED_COSTS,
	STAFF_BOUNDS,
	FLOW_BOUNDS,
	MAX_MOVES,
	CHAIN_NUMBERS,
	CHAIN_PATHS,
	CHAIN_PREFIXES,
	CHAIN_GAINS,
	CHAIN_ORDER,
	OBJECTIVE,
	PROOF,
	N_CHECKS
} Check;

static const char *const check_names[N_CHECKS] = {
	"known_ids",
	"moved_once",
	"from_present_post",
	"allowed_candidates",
	"claimed_costs",
	"staff_bounds",
	"flow_bounds",
	"max_moves",
	"chain_numbers",
	"chain_paths",
	"chain_prefixes",
	"chain_gains",
	"chain_order",
	"objective",
	"optimality"				/* "gap" with max_moves */
};

/* A claim, with its ids as numbers. */
typedef struct Step
{
	const ClaimedTransfer *claim;
	int32_t		employee;		/* or UNKNOWN */
	int32_t		from_post;		/* or NO_POST, or UNKNOWN */
	int32_t		to_post;		/* or UNKNOWN */
	int64_t		place;			/* the candidate, or NO_PLACE */
	bool		repeated;		/* an earlier step moves this employee */
} Step;

typedef struct Finding
{
	int64_t		faults;
	Detail		detail;
} Finding;

typedef struct Verifier
{
	const TransferProblem *problem;
	const Host *host;
	Names		names;
	int64_t		n_steps;
	Step	   *steps;			/* in the order of their chains */
	Assignment	plan;
	Finding		findings[N_CHECKS];
	int64_t		steps_done;		/* since interrupts were checked */
} Verifier;

static void fault(Verifier *verifier, Check check, const char *format,...)
			__attribute__((format(printf, 3, 4)));
static void conclude(Verifier *verifier, Check check, const char *format,...)
			__attribute__((format(printf, 3, 4)));

/* Counts a fault, and describes it if it is the first of its check. */
static void
fault(Verifier *verifier, Check check, const char *format,...)
{
	Finding    *finding = &verifier->findings[check];
	va_list		arguments;

	if (finding->faults++ > 0)
		return;
	va_start(arguments, format);
	detail_append_list(&finding->detail, format, arguments);
	va_end(arguments);
}

/* Ends a check, with what to say of it when it has no fault. */
static void
conclude(Verifier *verifier, Check check, const char *format,...)
{
	Finding    *finding = &verifier->findings[check];
	va_list		arguments;

	if (finding->faults > 1)
		detail_append(&finding->detail, " (the first of %" PRId64 " faults)",
					  finding->faults);
	if (finding->faults > 0)
		return;
	va_start(arguments, format);
	detail_append_list(&finding->detail, format, arguments);
	va_end(arguments);
}

static void
tick(Verifier *verifier)
{
	if (++verifier->steps_done < STEPS_PER_INTERRUPT_CHECK)
		return;
	verifier->steps_done = 0;
	verifier->host->check_interrupts(verifier->host->context);
}

/* The number of an id among n rising ids, or UNKNOWN. */
static int32_t
number_of(int64_t id, const int64_t *ids, int32_t n)
{
	int32_t		low = 0;
	int32_t		high = n;

	while (low < high)
	{
		int32_t		middle = low + (high - low) / 2;

		if (ids[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && ids[low] == id ? low : UNKNOWN;
}

/* The candidate of an employee for a post, or NO_PLACE. */
static int64_t
candidate_of(const TransferProblem *problem, int32_t employee, int32_t post)
{
	int64_t		low = problem->candidate_start[employee];
	int64_t		end = problem->candidate_start[employee + 1];
	int64_t		high = end;

	while (low < high)
	{
		int64_t		middle = low + (high - low) / 2;

		if (problem->candidate_post[middle] < post)
			low = middle + 1;
		else
			high = middle;
	}
	return low < end && problem->candidate_post[low] == post ? low : NO_PLACE;
}

static bool
can_be_made(const Step *step)
{
	return step->place != NO_PLACE && !step->repeated;
}

static int
compare_int64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By chain and step; what follows makes the order one of values alone. */
static int
compare_steps(const Step *a, const Step *b)
{
	const ClaimedTransfer *x = a->claim;
	const ClaimedTransfer *y = b->claim;
	int			order;

	if ((order = compare_int64(x->chain, y->chain)) != 0 ||
		(order = compare_int64(x->step, y->step)) != 0 ||
		(order = compare_int64(x->employee_id, y->employee_id)) != 0 ||
		(order = compare_int64(x->to_post_id, y->to_post_id)) != 0 ||
		(order = compare_int64(a->from_post, b->from_post)) != 0 ||
		(order = compare_int64(x->cost, y->cost)) != 0 ||
		(order = compare_int64(x->has_gain, y->has_gain)) != 0)
		return order;
	return compare_int64(x->gain, y->gain);
}

/* Lets a step sink to its place in a heap of n steps. */
static void
sift_down(Step *steps, int64_t n, int64_t top)
{
	Step		sinking = steps[top];

	for (;;)
	{
		int64_t		child = 2 * top + 1;

		if (child + 1 < n && compare_steps(&steps[child], &steps[child + 1]) < 0)
			child++;
		if (child >= n || compare_steps(&steps[child], &sinking) <= 0)
			break;
		steps[top] = steps[child];
		top = child;
	}
	steps[top] = sinking;
}

/* Heapsort: in place, and it can be interrupted. */
static void
sort_steps(Verifier *verifier)
{
	Step	   *steps = verifier->steps;

	for (int64_t top = verifier->n_steps / 2 - 1; top >= 0; top--)
	{
		tick(verifier);
		sift_down(steps, verifier->n_steps, top);
	}
	for (int64_t n = verifier->n_steps - 1; n > 0; n--)
	{
		Step		largest = steps[0];

		tick(verifier);
		steps[0] = steps[n];
		steps[n] = largest;
		sift_down(steps, n, 0);
	}
}

static void
look_up_claims(Verifier *verifier, const ClaimedTransfer *transfers)
{
	const TransferProblem *problem = verifier->problem;
	const Host *host = verifier->host;

	verifier->steps = host->allocate(host->context,
									 ((size_t) verifier->n_steps + 1) * sizeof(Step));
	for (int64_t j = 0; j < verifier->n_steps; j++)
	{
		const ClaimedTransfer *claim = &transfers[j];
		Step	   *step = &verifier->steps[j];

		tick(verifier);
		step->claim = claim;
		step->employee = number_of(claim->employee_id,
								   verifier->names.employee_id,
								   problem->n_employees);
		step->from_post = !claim->has_from_post ? NO_POST :
			number_of(claim->from_post_id, verifier->names.post_id,
					  problem->n_posts);
		step->to_post = number_of(claim->to_post_id, verifier->names.post_id,
								  problem->n_posts);
		step->place = NO_PLACE;
		if (step->employee != UNKNOWN && step->to_post != UNKNOWN)
			step->place = candidate_of(problem, step->employee, step->to_post);
	}
}

/* What holds of each transfer by itself: ids, home, candidate, cost. */
static void
check_transfers(Verifier *verifier)
{
	const TransferProblem *problem = verifier->problem;
	const Host *host = verifier->host;
	bool	   *moved = host->allocate(host->context,
									   (size_t) problem->n_employees + 1);
	Wide		total_cost = 0;
	int64_t		employees_moved = 0;
	char		amount[AMOUNT_SIZE];
	char		other_amount[AMOUNT_SIZE];

	for (int64_t j = 0; j < verifier->n_steps; j++)
	{
		Step	   *step = &verifier->steps[j];
		const ClaimedTransfer *claim = step->claim;

		tick(verifier);
		total_cost += claim->cost;

		if (step->employee == UNKNOWN)
			fault(verifier, KNOWN_IDS, "there is no employee %" PRId64,
				  claim->employee_id);
		if (step->to_post == UNKNOWN)
			fault(verifier, KNOWN_IDS, "there is no post %" PRId64
				  ", to which employee %" PRId64 " would go",
				  claim->to_post_id, claim->employee_id);
		if (step->from_post == UNKNOWN)
			fault(verifier, KNOWN_IDS, "there is no post %" PRId64
				  ", which employee %" PRId64 " would leave",
				  claim->from_post_id, claim->employee_id);

		if (step->employee != UNKNOWN)
		{
			int32_t		home = problem->home[step->employee];

			step->repeated = moved[step->employee];
			moved[step->employee] = true;
			if (step->repeated)
				fault(verifier, MOVED_ONCE, "employee %" PRId64
					  " is moved again in chain %d, step %d",
					  claim->employee_id, claim->chain, claim->step);
			else
				employees_moved++;

			if (step->from_post != home && home == NO_POST)
				fault(verifier, FROM_PRESENT_POST, "employee %" PRId64
					  " leaves post %" PRId64 ", but holds none",
					  claim->employee_id, claim->from_post_id);
			else if (step->from_post != home && !claim->has_from_post)
				fault(verifier, FROM_PRESENT_POST, "employee %" PRId64
					  " is placed like a new hire, but holds post %" PRId64,
					  claim->employee_id, verifier->names.post_id[home]);
			else if (step->from_post != home)
				fault(verifier, FROM_PRESENT_POST, "employee %" PRId64
					  " leaves post %" PRId64 ", but holds post %" PRId64,
					  claim->employee_id, claim->from_post_id,
					  verifier->names.post_id[home]);
		}

		if (step->place == NO_PLACE)
			fault(verifier, ALLOWED_CANDIDATES, "post %" PRId64
				  " is no candidate of employee %" PRId64,
				  claim->to_post_id, claim->employee_id);
		else if (claim->cost != problem->candidate_cost[step->place])
			fault(verifier, CLAIMED_COSTS, "employee %" PRId64 " to post %"
				  PRId64 " claims to cost %s, and costs %s",
				  claim->employee_id, claim->to_post_id,
				  format_amount(amount, claim->cost),
				  format_amount(other_amount,
								problem->candidate_cost[step->place]));
	}

	conclude(verifier, KNOWN_IDS,
			 "the employees and posts of all %" PRId64 " transfers exist",
			 verifier->n_steps);
	conclude(verifier, MOVED_ONCE, "%" PRId64 " of %d employees are moved, each once",
			 employees_moved, problem->n_employees);
	conclude(verifier, FROM_PRESENT_POST,
			 "each is moved from the post he holds");
	conclude(verifier, ALLOWED_CANDIDATES,
			 "each transfer is one of the %" PRId64 " candidates",
			 problem->candidate_start[problem->n_employees]);
	conclude(verifier, CLAIMED_COSTS,
			 "the costs are those of the candidates, %s in all without move_cost",
			 format_amount(amount, total_cost));
}

static bool
staff_is_legal(const Assignment *plan, int32_t post)
{
	return plan->staff[post] >= staff_floor(plan, post) &&
		plan->staff[post] <= staff_ceiling(plan, post);
}

static bool
flow_is_legal(const Assignment *plan, int32_t post)
{
	const TransferProblem *problem = plan->problem;

	return (problem->max_out[post] == NO_BOUND ||
			plan->left[post] <= problem->max_out[post]) &&
		(problem->max_in[post] == NO_BOUND ||
		 plan->entered[post] <= problem->max_in[post]);
}

/* A post whose bounds are broken after a chain, or NO_POST. */
static int32_t
post_broken_by(const Verifier *verifier, int64_t begin, int64_t end)
{
	const Assignment *plan = &verifier->plan;

	for (int64_t j = begin; j < end; j++)
	{
		const Step *step = &verifier->steps[j];
		int32_t		home;

		if (!can_be_made(step))
			continue;
		home = verifier->problem->home[step->employee];
		if (home != NO_POST &&
			!(staff_is_legal(plan, home) && flow_is_legal(plan, home)))
			return home;
		if (!staff_is_legal(plan, step->to_post) ||
			!flow_is_legal(plan, step->to_post))
			return step->to_post;
	}
	return NO_POST;
}

/* The numbers of a chain and its steps, and that each step takes on the last. */
static void
check_chain_shape(Verifier *verifier, int64_t number, int64_t begin,
				  int64_t end)
{
	int32_t		chain = verifier->steps[begin].claim->chain;

	if (chain != number)
		fault(verifier, CHAIN_NUMBERS,
			  "chain %" PRId64 " in order is numbered %d", number, chain);
	for (int64_t j = begin; j < end; j++)
	{
		const ClaimedTransfer *claim = verifier->steps[j].claim;

		if (claim->step != j - begin + 1)
			fault(verifier, CHAIN_NUMBERS,
				  "step %" PRId64 " in order of chain %d is numbered %d",
				  j - begin + 1, chain, claim->step);
		if (j > begin)
		{
			const ClaimedTransfer *previous = verifier->steps[j - 1].claim;

			if (!claim->has_from_post)
				fault(verifier, CHAIN_PATHS, "in chain %d, employee %" PRId64
					  " comes from no post, but not first",
					  chain, claim->employee_id);
			else if (claim->from_post_id != previous->to_post_id)
				fault(verifier, CHAIN_PATHS, "in chain %d, employee %" PRId64
					  " leaves post %" PRId64 " after employee %" PRId64
					  " entered post %" PRId64,
					  chain, claim->employee_id, claim->from_post_id,
					  previous->employee_id, previous->to_post_id);
		}
	}
}

/* The gains claimed in a chain, given what it takes off the objective. */
static void
check_chain_gain(Verifier *verifier, int64_t begin, int64_t end, Wide gain)
{
	int32_t		chain = verifier->steps[begin].claim->chain;
	char		amount[AMOUNT_SIZE];
	char		other_amount[AMOUNT_SIZE];

	for (int64_t j = begin; j < end; j++)
	{
		const ClaimedTransfer *claim = verifier->steps[j].claim;

		if (claim->has_gain && j > begin)
			fault(verifier, CHAIN_GAINS,
				  "chain %d claims a gain after its first step, for employee %"
				  PRId64, chain, claim->employee_id);
		else if (!claim->has_gain && j == begin)
			fault(verifier, CHAIN_GAINS,
				  "chain %d claims no gain on its first step", chain);
		else if (j == begin && claim->gain != gain)
			fault(verifier, CHAIN_GAINS,
				  "chain %d claims to gain %s, and gains %s", chain,
				  format_amount(amount, claim->gain),
				  format_amount(other_amount, gain));
	}
}

/* Makes the transfers chain by chain, and checks the chains on the way. */
static void
walk_chains(Verifier *verifier)
{
	Assignment *plan = &verifier->plan;
	int64_t		n_chains = 0;
	int64_t		longest = 0;
	int64_t		rings = 0;
	Wide		last_gain = 0;
	int64_t		last_length = 0;	/* 0: there was no chain before */
	char		amount[AMOUNT_SIZE];
	char		other_amount[AMOUNT_SIZE];

	for (int64_t begin = 0, end; begin < verifier->n_steps; begin = end)
	{
		const ClaimedTransfer *first = verifier->steps[begin].claim;
		Wide		objective = assignment_objective_change(plan);
		Wide		gain;
		int64_t		not_made = 0;
		int64_t		length;
		int32_t		post;

		for (end = begin; end < verifier->n_steps &&
			 verifier->steps[end].claim->chain == first->chain; end++)
		{
			const Step *step = &verifier->steps[end];

			tick(verifier);
			if (can_be_made(step))
				assignment_put(plan, step->employee, step->place);
			else
				not_made++;
		}
		length = end - begin;
		gain = objective - assignment_objective_change(plan);
		if (length > longest)
			longest = length;
		if (first->has_from_post &&
			verifier->steps[end - 1].claim->to_post_id == first->from_post_id)
			rings++;

		check_chain_shape(verifier, ++n_chains, begin, end);

		post = post_broken_by(verifier, begin, end);
		if (post != NO_POST)
			fault(verifier, CHAIN_PREFIXES,
				  "after chain %d, post %" PRId64 " breaks its bounds",
				  first->chain, verifier->names.post_id[post]);
		if (not_made > 0)
		{
			fault(verifier, CHAIN_PREFIXES, "%" PRId64
				  " transfers of chain %d cannot be made", not_made,
				  first->chain);
			fault(verifier, CHAIN_GAINS, "%" PRId64
				  " transfers of chain %d cannot be made", not_made,
				  first->chain);
			fault(verifier, CHAIN_ORDER, "%" PRId64
				  " transfers of chain %d cannot be made", not_made,
				  first->chain);
		}
		else
			check_chain_gain(verifier, begin, end, gain);

		/* gain / length <= last_gain / last_length */
		if (last_length > 0 && gain * last_length > last_gain * length)
			fault(verifier, CHAIN_ORDER,
				  "chain %d gains %s in %" PRId64
				  " steps, and the one before it %s in %" PRId64,
				  first->chain, format_amount(amount, gain), length,
				  format_amount(other_amount, last_gain), last_length);
		last_gain = gain;
		last_length = length;
	}

	conclude(verifier, CHAIN_NUMBERS, "%" PRId64
			 " chains of at most %" PRId64 " steps, without gap",
			 n_chains, longest);
	conclude(verifier, CHAIN_PATHS, "%" PRId64 " paths and %" PRId64 " rings",
			 n_chains - rings, rings);
	conclude(verifier, CHAIN_PREFIXES,
			 "the plan is legal after each of its %" PRId64 " chains",
			 n_chains);
	conclude(verifier, CHAIN_GAINS, "the gains are true and add up to %s",
			 format_amount(amount, -assignment_objective_change(plan)));
	conclude(verifier, CHAIN_ORDER, "the gain per step never rises");
}

/* The bounds of all posts after the plan, and the number of moves. */
static void
check_bounds(Verifier *verifier)
{
	const TransferProblem *problem = verifier->problem;
	const Assignment *plan = &verifier->plan;
	int64_t		moves = 0;
	int64_t		placements = 0;

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int64_t		id = verifier->names.post_id[f];

		tick(verifier);
		if (plan->staff[f] < staff_floor(plan, f))
			fault(verifier, STAFF_BOUNDS, "post %" PRId64
				  " keeps %d of %d persons; min_staff is %d",
				  id, plan->staff[f], plan->staff_before[f],
				  problem->min_staff[f]);
		if (plan->staff[f] > staff_ceiling(plan, f))
			fault(verifier, STAFF_BOUNDS, "post %" PRId64
				  " gets %d persons instead of %d; max_staff is %d",
				  id, plan->staff[f], plan->staff_before[f],
				  problem->max_staff[f]);
		if (problem->max_out[f] != NO_BOUND &&
			plan->left[f] > problem->max_out[f])
			fault(verifier, FLOW_BOUNDS, "%d persons leave post %" PRId64
				  "; max_out is %d", plan->left[f], id, problem->max_out[f]);
		if (problem->max_in[f] != NO_BOUND &&
			plan->entered[f] > problem->max_in[f])
			fault(verifier, FLOW_BOUNDS, "%d persons enter post %" PRId64
				  "; max_in is %d", plan->entered[f], id, problem->max_in[f]);
	}
	conclude(verifier, STAFF_BOUNDS, "the staff of all %d posts is in bounds",
			 problem->n_posts);
	conclude(verifier, FLOW_BOUNDS,
			 "the people who leave and enter all %d posts are in bounds",
			 problem->n_posts);

	for (int64_t j = 0; j < verifier->n_steps; j++)
	{
		const Step *step = &verifier->steps[j];

		tick(verifier);
		if (step->employee != UNKNOWN &&
			problem->home[step->employee] == NO_POST)
			placements++;
		else
			moves++;
	}
	if (problem->max_moves == NO_BOUND)
		conclude(verifier, MAX_MOVES, "%" PRId64 " moves and %" PRId64
				 " placements of new hires; max_moves is not given",
				 moves, placements);
	else
	{
		if (moves > problem->max_moves)
			fault(verifier, MAX_MOVES, "%" PRId64 " moves; max_moves is %" PRId64,
				  moves, problem->max_moves);
		conclude(verifier, MAX_MOVES, "%" PRId64 " moves and %" PRId64
				 " placements of new hires; max_moves is %" PRId64,
				 moves, placements, problem->max_moves);
	}
}

static bool
fits_int64(Wide amount)
{
	return amount >= INT64_MIN && amount <= INT64_MAX;
}

/* Totals stay well inside an int64. */
#define LARGEST_IMBALANCE	9e18

/* The imbalance of the status quo, rounded once; false when it is too large. */
static bool
measure_imbalance(Verifier *verifier, Wide *imbalance)
{
	const TransferProblem *problem = verifier->problem;
	long double total = 0;

	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		long double need = problem->need[f];
		long double gap = verifier->plan.staff_before[f] - need;

		tick(verifier);
		total += gap * gap / fmaxl(need, 1);
	}
	if (!(total * MILLIONTHS <= LARGEST_IMBALANCE))
		return false;
	*imbalance = llroundl(total * MILLIONTHS);
	return true;
}

/* The objective, recomputed; false when it is too large. */
static bool
check_objective(Verifier *verifier, Wide imbalance_before)
{
	const Assignment *plan = &verifier->plan;
	Wide		imbalance_after = imbalance_before + plan->imbalance_change;
	Wide		objective = imbalance_after + plan->cost;
	Wide		change = assignment_objective_change(plan);
	int64_t		not_made = 0;
	char		before[AMOUNT_SIZE];
	char		after[AMOUNT_SIZE];
	char		cost[AMOUNT_SIZE];
	char		total[AMOUNT_SIZE];

	if (!fits_int64(imbalance_after) || !fits_int64(plan->cost) ||
		!fits_int64(objective))
		return false;

	for (int64_t j = 0; j < verifier->n_steps; j++)
	{
		tick(verifier);
		not_made += !can_be_made(&verifier->steps[j]);
	}

	format_amount(before, imbalance_before);
	format_amount(after, imbalance_after);
	format_amount(cost, plan->cost);
	format_amount(total, objective);
	if (not_made > 0)
		fault(verifier, OBJECTIVE, "without the %" PRId64
			  " transfers that cannot be made: imbalance %s before, %s after; cost %s; objective %s",
			  not_made, before, after, cost, total);
	else if (change > 0)
		fault(verifier, OBJECTIVE,
			  "the plan is worse than none: imbalance %s before, %s after; cost %s; objective %s",
			  before, after, cost, total);
	conclude(verifier, OBJECTIVE,
			 "imbalance %s before, %s after; cost %s; objective %s",
			 before, after, cost, total);
	return true;
}

/* How good the plan is, if it is one at all. */
static void
check_proof(Verifier *verifier, Wide imbalance_before)
{
	static const Check legality[] = {
		KNOWN_IDS, MOVED_ONCE, FROM_PRESENT_POST, ALLOWED_CANDIDATES,
		STAFF_BOUNDS, FLOW_BOUNDS, MAX_MOVES
	};
	Finding    *finding = &verifier->findings[PROOF];
	bool		ok;

	for (size_t k = 0; k < sizeof(legality) / sizeof(legality[0]); k++)
	{
		if (verifier->findings[legality[k]].faults == 0)
			continue;
		fault(verifier, PROOF, "not examined, because the plan fails %s",
			  check_names[legality[k]]);
		return;
	}

	if (verifier->problem->max_moves == NO_BOUND)
		ok = prove_optimality(&verifier->plan, &verifier->names,
							  verifier->host, &finding->detail);
	else
		ok = measure_gap(&verifier->plan, imbalance_before, verifier->host,
						 &finding->detail);
	if (!ok)
		finding->faults = 1;
}

VerifierStatus
verify_transfer_plan(const TransferProblem *problem, const int64_t *post_id,
					 const int64_t *employee_id,
					 const ClaimedTransfer *transfers, int64_t n_transfers,
					 const Host *host, VerifierReport *report)
{
	Verifier	verifier = {
		.problem = problem,
		.host = host,
		.names = {.post_id = post_id, .employee_id = employee_id},
		.n_steps = n_transfers
	};
	Wide		imbalance_before;

	for (int check = 0; check < N_CHECKS; check++)
		detail_init(&verifier.findings[check].detail, host);
	assignment_init(&verifier.plan, problem, host);
	if (!measure_imbalance(&verifier, &imbalance_before))
		return VERIFIER_OUT_OF_RANGE;

	look_up_claims(&verifier, transfers);
	sort_steps(&verifier);
	check_transfers(&verifier);
	walk_chains(&verifier);
	check_bounds(&verifier);
	if (!check_objective(&verifier, imbalance_before))
		return VERIFIER_OUT_OF_RANGE;
	check_proof(&verifier, imbalance_before);

	report->n_checks = N_CHECKS;
	report->checks = host->allocate(host->context,
									N_CHECKS * sizeof(VerifierCheck));
	for (int check = 0; check < N_CHECKS; check++)
	{
		report->checks[check].name = check_names[check];
		report->checks[check].ok = verifier.findings[check].faults == 0;
		report->checks[check].detail = verifier.findings[check].detail.text;
	}
	if (problem->max_moves != NO_BOUND)
		report->checks[PROOF].name = "gap";
	return VERIFIER_DONE;
}
