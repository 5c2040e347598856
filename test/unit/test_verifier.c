/*
 * test_verifier.c
 *	  The verifier against brute force, and against plans spoiled on purpose.
 *
 * The solver has no part in this.  For each number of moves brute force finds
 * the best plan with exactly that many: the verifier must accept those that
 * are optimal, say of the others that they are not, and find the lower convex
 * hull of their objectives by itself.  Then one thing is spoiled in a good
 * plan, and the check whose business it is must fail.
 */
#include <string.h>

#include "brute_force.h"
#include "claims.h"
#include "expect.h"

static int64_t
parse_amount(const char *text)
{
	long long	units;
	long long	millionths;
	bool		negative = *text == '-';

	if (sscanf(negative ? text + 1 : text, "%lld.%6lld", &units, &millionths) != 2)
		return INT64_MIN;
	units = units * MILLIONTHS + millionths;
	return negative ? -units : units;
}

/* The amount that follows a word of a detail. */
static int64_t
told_amount(const char *detail, const char *word)
{
	const char *at = strstr(detail, word);

	return at == NULL ? INT64_MIN : parse_amount(at + strlen(word));
}

/* Everything but how good the plan is must be well. */
static void
expect_legal(const Instance *instance, const VerifierReport *report)
{
	static const char *const names[] = {
		"known_ids", "moved_once", "from_present_post", "allowed_candidates",
		"claimed_costs", "staff_bounds", "flow_bounds", "max_moves",
		"chain_numbers", "chain_paths", "chain_prefixes", "chain_gains",
		"chain_order"
	};

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
	{
		const VerifierCheck *check = report_check(report, names[k]);

		EXPECT(instance, check != NULL && check->ok, "%s: %s", names[k],
			   check == NULL ? "missing" : check->detail);
	}
}

/* One of brute force's plans, without a limit on moves. */
static void
check_optimality(const Instance *instance, const BruteForce *brute, int moves,
				 TestHost *host)
{
	int64_t		change = brute->exactly[moves].change;
	int64_t		best = brute_change(brute, NO_BOUND);
	Claims		claims;
	VerifierReport report;
	const VerifierCheck *check;

	claims_from_places(&claims, instance, brute->exactly[moves].place);
	EXPECT(instance,
		   claims_verify(&claims, instance, host, &report) == VERIFIER_DONE,
		   "status");
	expect_legal(instance, &report);
	EXPECT(instance, report.n_checks == 15, "%d checks", report.n_checks);

	check = report_check(&report, "optimality");
	EXPECT(instance, check->ok == (change == best),
		   "%d moves change %lld, best %lld: %s", moves, (long long) change,
		   (long long) best, check->detail);
	if (!check->ok)
	{
		int64_t		gain = told_amount(check->detail, "gains ");

		EXPECT(instance, gain > 0 && change - gain >= best,
			   "%d moves change %lld, best %lld: %s", moves,
			   (long long) change, (long long) best, check->detail);
	}

	check = report_check(&report, "objective");
	EXPECT(instance, check->ok == (change <= 0), "%s", check->detail);
	EXPECT(instance,
		   told_amount(check->detail, "objective ") -
		   told_amount(check->detail, "imbalance ") == change,
		   "%lld: %s", (long long) change, check->detail);

	claims_free(&claims);
	test_host_reset(host);
}

/* One of brute force's plans under a limit it keeps. */
static void
check_gap(Instance *instance, const BruteForce *brute, int moves, int max_moves,
		  TestHost *host)
{
	int64_t		change = brute->exactly[moves].change;
	int64_t		hull = brute_hull(brute, max_moves);
	int64_t		last_corner = 0;
	int64_t		bound;
	Claims		claims;
	VerifierReport report;
	const VerifierCheck *check;

	for (int k = 0; k <= max_moves && k <= brute->max_moves; k++)
		if (brute->corner[k])
			last_corner = brute->exactly[k].change;

	instance->problem.max_moves = max_moves;
	claims_from_places(&claims, instance, brute->exactly[moves].place);
	EXPECT(instance,
		   claims_verify(&claims, instance, host, &report) == VERIFIER_DONE,
		   "status");
	expect_legal(instance, &report);

	check = report_check(&report, "gap");
	EXPECT(instance, check->ok == (change <= last_corner),
		   "change %lld, corner %lld: %s", (long long) change,
		   (long long) last_corner, check->detail);
	EXPECT(instance,
		   (strstr(check->detail, "optimal") != NULL) == (change == hull),
		   "change %lld, hull %lld: %s", (long long) change, (long long) hull,
		   check->detail);

	/* both are told against the same objective before */
	bound = told_amount(check->detail, "lower bound ") -
		told_amount(check->detail, "objective ") + change;
	EXPECT(instance, check->ok ? bound == hull : bound <= hull,
		   "bound %lld, hull %lld: %s", (long long) bound, (long long) hull,
		   check->detail);

	claims_free(&claims);
	test_host_reset(host);
	instance->problem.max_moves = NO_BOUND;
}

/* The report on claims must fail one of two checks. */
static void
expect_caught_by_either(const Instance *instance, const Claims *claims,
						const char *name, const char *other_name,
						const char *spoiling, TestHost *host)
{
	VerifierReport report;
	const VerifierCheck *check;
	const VerifierCheck *other;

	EXPECT(instance,
		   claims_verify(claims, instance, host, &report) == VERIFIER_DONE,
		   "%s: status", spoiling);
	check = report_check(&report, name);
	other = report_check(&report, other_name);
	EXPECT(instance, !check->ok || !other->ok, "%s: not caught: %s, %s",
		   spoiling, check->detail, other->detail);
	test_host_reset(host);
}

/* The report on claims must fail a check. */
static void
expect_caught(const Instance *instance, const Claims *claims,
			  const char *name, const char *spoiling, TestHost *host)
{
	expect_caught_by_either(instance, claims, name, name, spoiling, host);
}

static int32_t
employee_number(const Instance *instance, const ClaimedTransfer *transfer)
{
	for (int32_t i = 0; i < instance->problem.n_employees; i++)
		if (instance->employee_id[i] == transfer->employee_id)
			return i;
	return -1;
}

/* Spoils the optimal plan in one way after another. */
static void
spoil_plan(Instance *instance, const BruteForce *brute, Random *random,
		   TestHost *host)
{
	int			best = brute->at_most[brute->max_moves];
	int64_t		place[BRUTE_EMPLOYEES];
	Claims		claims;
	ClaimedTransfer *some;
	ClaimedTransfer whole;
	int32_t		employee;

	claims_from_places(&claims, instance, brute->exactly[best].place);
	if (claims.n == 0)
	{
		claims_free(&claims);
		return;
	}
	some = &claims.transfers[random_below(random, claims.n)];
	whole = *some;
	employee = employee_number(instance, some);

#define SPOIL(statement, check, spoiling) \
	do { \
		statement; \
		expect_caught(instance, &claims, check, spoiling, host); \
		*some = whole; \
	} while (0)

	SPOIL(some->employee_id++, "known_ids", "an unknown employee");
	SPOIL(some->employee_id++, "chain_prefixes", "an unknown employee");
	SPOIL(some->employee_id = INT64_MIN, "optimality", "an unknown employee");
	SPOIL(some->to_post_id++, "known_ids", "an unknown post to go to");
	SPOIL(some->to_post_id = INT64_MAX, "allowed_candidates",
		  "an unknown post to go to");
	SPOIL((some->from_post_id = 1, some->has_from_post = true), "known_ids",
		  "an unknown post to leave");
	SPOIL((some->from_post_id = some->to_post_id, some->has_from_post = true),
		  "from_present_post", "a transfer from where he does not work");
	if (whole.has_from_post)
	{
		SPOIL(some->has_from_post = false, "from_present_post",
			  "an employee placed like a new hire");
		SPOIL((some->from_post_id = whole.to_post_id,
			   some->to_post_id = whole.from_post_id),
			  "from_present_post", "a transfer reversed");
		SPOIL((some->from_post_id = whole.to_post_id,
			   some->to_post_id = whole.from_post_id),
			  "allowed_candidates", "a transfer reversed");
		SPOIL(some->to_post_id = some->from_post_id, "allowed_candidates",
			  "a transfer to where he is");
	}
	SPOIL(some->cost++, "claimed_costs", "a millionth more of cost");
	SPOIL(some->cost = INT64_MIN, "claimed_costs", "an absurd cost");
	SPOIL(some->chain = 0, "chain_numbers", "a chain numbered 0");
	SPOIL(some->chain = INT32_MIN, "chain_numbers", "an absurd chain");
	SPOIL(some->chain += (int32_t) claims.n, "chain_numbers",
		  "a gap between chains");
	SPOIL(some->step += 1, "chain_numbers", "a step numbered too high");
	SPOIL(some->step = 0, "chain_numbers", "a step numbered 0");
	SPOIL(some->has_gain = !some->has_gain, "chain_gains",
		  "a gain where none belongs, or none where one does");
	if (whole.has_gain)
	{
		SPOIL(some->gain++, "chain_gains", "a millionth more of gain");
		SPOIL(some->gain = INT64_MIN, "chain_gains", "an absurd gain");
	}
	if (claims.n > 1)
		SPOIL(*some = claims.transfers[(some - claims.transfers + 1) % claims.n],
			  "moved_once", "an employee moved twice");

	/* a post that nobody lets him go to */
	for (int32_t f = 0; f < instance->problem.n_posts; f++)
	{
		bool		candidate = f == instance->home[employee];

		for (int64_t c = instance->candidate_start[employee];
			 c < instance->candidate_start[employee + 1]; c++)
			candidate |= instance->candidate_post[c] == f;
		if (!candidate)
		{
			SPOIL(some->to_post_id = instance->post_id[f],
				  "allowed_candidates", "a post that is no candidate");
			break;
		}
	}

	/* the best plan with one limit more than it keeps */
	if (best > 0)
	{
		instance->problem.max_moves = best - 1;
		expect_caught(instance, &claims, "max_moves", "a move too many", host);
		expect_caught(instance, &claims, "gap", "a move too many", host);
		instance->problem.max_moves = NO_BOUND;
	}
	for (int32_t f = 0; f < instance->problem.n_posts; f++)
	{
		int32_t		in = 0;
		int32_t		out = 0;
		int32_t		before = instance_staff(instance, f);
		int32_t		bound;

		for (int64_t k = 0; k < claims.n; k++)
		{
			in += claims.transfers[k].to_post_id == instance->post_id[f];
			out += claims.transfers[k].has_from_post &&
				claims.transfers[k].from_post_id == instance->post_id[f];
		}
		if (in > 0)
		{
			bound = instance->max_in[f];
			instance->max_in[f] = in - 1;
			expect_caught(instance, &claims, "flow_bounds", "max_in", host);
			expect_caught(instance, &claims, "chain_prefixes", "max_in", host);
			instance->max_in[f] = bound;
		}
		if (out > 0)
		{
			bound = instance->max_out[f];
			instance->max_out[f] = out - 1;
			expect_caught(instance, &claims, "flow_bounds", "max_out", host);
			expect_caught(instance, &claims, "chain_prefixes", "max_out", host);
			expect_caught(instance, &claims, "optimality", "max_out", host);
			instance->max_out[f] = bound;
		}
		if (in > out)
		{
			bound = instance->max_staff[f];
			instance->max_staff[f] = before + in - out - 1;
			expect_caught(instance, &claims, "staff_bounds", "max_staff", host);
			expect_caught(instance, &claims, "chain_prefixes", "max_staff",
						  host);
			instance->max_staff[f] = bound;
		}
		if (in < out)
		{
			bound = instance->min_staff[f];
			instance->min_staff[f] = before + in - out + 1;
			expect_caught(instance, &claims, "staff_bounds", "min_staff", host);
			expect_caught(instance, &claims, "chain_prefixes", "min_staff",
						  host);
			instance->min_staff[f] = bound;
		}
	}

	/* the two of a chain in the wrong order, and two chains exchanged */
	for (int64_t k = 0; k + 1 < claims.n; k++)
	{
		ClaimedTransfer *a = &claims.transfers[k];
		ClaimedTransfer *b = a + 1;

		if (a->chain == b->chain &&
			!(b->has_from_post && a->has_from_post &&
			  b->to_post_id == a->from_post_id))
		{
			a->step++;
			b->step--;
			expect_caught(instance, &claims, "chain_paths",
						  "steps exchanged", host);
			a->step--;
			b->step++;
			break;
		}
		if (a->chain != b->chain && a->step == 1 && a->gain != b->gain &&
			(k + 2 == claims.n || claims.transfers[k + 2].chain != b->chain))
		{
			a->chain++;
			b->chain--;
			expect_caught_by_either(instance, &claims, "chain_order",
									"chain_gains", "chains exchanged", host);
			a->chain--;
			b->chain++;
			break;
		}
	}
	claims_free(&claims);

	/* plans of one employee fewer or elsewhere: only brute force's is best */
	for (int64_t to = -1; to < instance->candidate_start[employee + 1]; to++)
	{
		VerifierReport report;
		Claims		changed;
		bool		legal;
		int64_t		change;

		if (to >= 0 && to < instance->candidate_start[employee])
			continue;
		memcpy(place, brute->exactly[best].place, sizeof(place));
		place[employee] = to;
		claims_from_places(&changed, instance, place);
		claims_verify(&changed, instance, host, &report);
		legal = report_check(&report, "staff_bounds")->ok &&
			report_check(&report, "flow_bounds")->ok;
		change = told_amount(report_check(&report, "objective")->detail,
							 "objective ") -
			told_amount(report_check(&report, "objective")->detail,
						"imbalance ");
		EXPECT(instance, report_check(&report, "optimality")->ok ==
			   (legal && change == brute->exactly[best].change),
			   "one employee changed, change %lld: %s", (long long) change,
			   report_check(&report, "optimality")->detail);
		claims_free(&changed);
		test_host_reset(host);
	}
}

/* The report must not depend on the order of the claims. */
static void
check_order(const Instance *instance, const BruteForce *brute, Random *random,
			TestHost *host)
{
	int			moves = (int) random_below(random, brute->max_moves + 1);
	Claims		claims;
	VerifierReport report;
	VerifierReport shuffled;

	if (brute->exactly[moves].change == INFEASIBLE)
		return;
	claims_from_places(&claims, instance, brute->exactly[moves].place);
	if (claims.n > 0 && random_chance(random, 50))
		claims.transfers[random_below(random, claims.n)].cost++;
	if (claims.n > 0 && random_chance(random, 50))
		claims.transfers[random_below(random, claims.n)].chain++;
	claims_verify(&claims, instance, host, &report);
	for (int64_t k = 1; k < claims.n; k++)
	{
		int64_t		other = random_below(random, k + 1);
		ClaimedTransfer transfer = claims.transfers[k];

		claims.transfers[k] = claims.transfers[other];
		claims.transfers[other] = transfer;
	}
	claims_verify(&claims, instance, host, &shuffled);
	for (int32_t k = 0; k < report.n_checks; k++)
		EXPECT(instance, report.checks[k].ok == shuffled.checks[k].ok &&
			   strcmp(report.checks[k].detail, shuffled.checks[k].detail) == 0,
			   "%s: %s; shuffled: %s", report.checks[k].name,
			   report.checks[k].detail, shuffled.checks[k].detail);
	claims_free(&claims);
	test_host_reset(host);
}

static void
check_nonsense(Random *random, const Instance *instance, TestHost *host)
{
	static const int64_t values[] = {
		INT64_MIN, INT64_MAX, -2, -1, 0, 1, 2, 1000, 1010, 1020,
		INT64_C(198001010000), INT64_C(198001010003)
	};
	ClaimedTransfer transfers[6];
	Claims		claims = {.n = random_below(random, 7), .transfers = transfers};
	VerifierReport report;

	for (int64_t k = 0; k < claims.n; k++)
		transfers[k] = (ClaimedTransfer)
	{
		.chain = (int32_t) values[random_below(random, 8)],
			.step = (int32_t) values[random_below(random, 8)],
			.employee_id = values[random_below(random, 12)],
			.has_from_post = random_chance(random, 80),
			.from_post_id = values[random_below(random, 12)],
			.to_post_id = values[random_below(random, 12)],
			.cost = values[random_below(random, 12)],
			.has_gain = random_chance(random, 50),
			.gain = values[random_below(random, 12)]
	};
	EXPECT(instance,
		   claims_verify(&claims, instance, host, &report) == VERIFIER_DONE,
		   "status");
	EXPECT(instance, report.n_checks == 15, "%d checks", report.n_checks);
	test_host_reset(host);
}

int
main(int argc, char **argv)
{
	uint64_t	first_seed = 1;
	int64_t		n_seeds = 4000;
	TestHost	host;

	read_arguments(argc, argv, &first_seed, &n_seeds);
	test_host_init(&host);
	for (uint64_t seed = first_seed; seed < first_seed + (uint64_t) n_seeds; seed++)
	{
		Instance	instance;
		BruteForce	brute;
		Random		random;

		random_init(&random, ~seed);
		instance_small(&instance, seed);
		brute_force(&brute, &instance);
		for (int moves = 0; moves <= brute.max_moves; moves++)
		{
			if (brute.exactly[moves].change == INFEASIBLE)
				continue;
			check_optimality(&instance, &brute, moves, &host);
			for (int max_moves = moves; max_moves <= brute.max_moves + 1;
				 max_moves++)
				check_gap(&instance, &brute, moves, max_moves, &host);
		}
		spoil_plan(&instance, &brute, &random, &host);
		check_order(&instance, &brute, &random, &host);
		check_nonsense(&random, &instance, &host);
		instance_free(&instance);
	}
	return expect_summary("test_verifier", "instances", n_seeds);
}
