/*
 * instance.c
 *	  Random transfer problems, the same on every machine.
 *
 * An instance is drawn in two steps: first its character (how needs, costs,
 * bounds and candidates are drawn), then its figures.  Drawing the character
 * first makes whole instances of ties, of needs far above the staff, or of
 * posts at their bounds, where faults hide that even mixtures never show.
 */
#include "instance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LARGE_COST	(INT64_C(1000000) * MILLIONTHS)

/* Assignments of a small instance, at most. */
#define SMALL_ASSIGNMENTS	20000

void
random_init(Random *random, uint64_t seed)
{
	/* splitmix64: neighbouring seeds give unrelated states */
	uint64_t	z = seed + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	random->state = (z ^ (z >> 31)) | 1;
}

uint64_t
random_next(Random *random)
{
	/* xorshift64* */
	random->state ^= random->state >> 12;
	random->state ^= random->state << 25;
	random->state ^= random->state >> 27;
	return random->state * UINT64_C(0x2545f4914f6cdd1d);
}

int64_t
random_below(Random *random, int64_t n)
{
	return (int64_t) ((random_next(random) >> 1) % (uint64_t) n);
}

int64_t
random_between(Random *random, int64_t low, int64_t high)
{
	return low + random_below(random, high - low + 1);
}

bool
random_chance(Random *random, int percent)
{
	return random_below(random, 100) < percent;
}

static void *
array(size_t n, size_t size)
{
	void	   *memory = calloc(n + 1, size);

	if (memory == NULL)
		abort();
	return memory;
}

/* Room for an instance without candidates; every bound absent. */
static void
instance_init(Instance *instance, int32_t n_posts, int32_t n_employees,
			  int64_t room_for_candidates)
{
	size_t		posts = (size_t) n_posts;
	size_t		employees = (size_t) n_employees;
	TransferProblem *problem = &instance->problem;

	memset(instance, 0, sizeof(*instance));
	instance->need = array(posts, sizeof(double));
	instance->min_staff = array(posts, sizeof(int32_t));
	instance->max_staff = array(posts, sizeof(int32_t));
	instance->max_out = array(posts, sizeof(int32_t));
	instance->max_in = array(posts, sizeof(int32_t));
	instance->home = array(employees, sizeof(int32_t));
	instance->candidate_start = array(employees + 1, sizeof(int64_t));
	instance->candidate_post = array((size_t) room_for_candidates,
									 sizeof(int32_t));
	instance->candidate_cost = array((size_t) room_for_candidates,
									 sizeof(int64_t));
	instance->post_id = array(posts, sizeof(int64_t));
	instance->employee_id = array(employees, sizeof(int64_t));

	problem->n_posts = n_posts;
	problem->n_employees = n_employees;
	problem->need = instance->need;
	problem->min_staff = instance->min_staff;
	problem->max_staff = instance->max_staff;
	problem->max_out = instance->max_out;
	problem->max_in = instance->max_in;
	problem->home = instance->home;
	problem->candidate_start = instance->candidate_start;
	problem->candidate_post = instance->candidate_post;
	problem->candidate_cost = instance->candidate_cost;
	problem->max_moves = NO_BOUND;

	/* ids that cannot be mistaken for numbers */
	for (int32_t f = 0; f < n_posts; f++)
	{
		instance->min_staff[f] = NO_BOUND;
		instance->max_staff[f] = NO_BOUND;
		instance->max_out[f] = NO_BOUND;
		instance->max_in[f] = NO_BOUND;
		instance->post_id[f] = 1000 + 10 * (int64_t) f;
	}
	for (int32_t i = 0; i < n_employees; i++)
		instance->employee_id[i] = INT64_C(198001010000) + 3 * (int64_t) i;
}

void
instance_free(Instance *instance)
{
	free(instance->need);
	free(instance->min_staff);
	free(instance->max_staff);
	free(instance->max_out);
	free(instance->max_in);
	free(instance->home);
	free(instance->candidate_start);
	free(instance->candidate_post);
	free(instance->candidate_cost);
	free(instance->post_id);
	free(instance->employee_id);
}

int32_t
instance_staff(const Instance *instance, int32_t post)
{
	int32_t		staff = 0;

	for (int32_t i = 0; i < instance->problem.n_employees; i++)
		staff += instance->home[i] == post;
	return staff;
}

int32_t
instance_floor(const Instance *instance, int32_t post)
{
	int32_t		staff = instance_staff(instance, post);

	if (instance->min_staff[post] == NO_BOUND)
		return 0;
	return instance->min_staff[post] < staff ? instance->min_staff[post] : staff;
}

int32_t
instance_ceiling(const Instance *instance, int32_t post)
{
	int32_t		staff = instance_staff(instance, post);

	if (instance->max_staff[post] == NO_BOUND)
		return INT32_MAX;
	return instance->max_staff[post] > staff ? instance->max_staff[post] : staff;
}

int64_t
instance_marginal(const Instance *instance, int32_t post, int64_t staff)
{
	double		r = instance->need[post];

	return llround((2 * ((double) staff - r) + 1) * 1e6 / fmax(r, 1));
}

enum
{
	NEED_NEAR_STAFF, NEED_FRACTION, NEED_ZERO, NEED_FAR_ABOVE, NEED_TINY,
	NEED_MIXED, N_NEEDS
};

static double
draw_need(Random *random, int kind, int32_t staff, int32_t average)
{
	double		need;

	switch (kind)
	{
		case NEED_NEAR_STAFF:
			need = (double) staff + (double) random_between(random, -2, 2);
			return need < 0 ? 0 : need;
		case NEED_FRACTION:
			return (double) random_below(random, 2000 * ((int64_t) average + 1)) / 1000;
		case NEED_ZERO:
			return 0;
		case NEED_FAR_ABOVE:
			return (double) random_between(random, 10, 10000);
		case NEED_TINY:
			return (double) random_between(random, 1, 99) / 100;
		default:
			return draw_need(random, (int) random_below(random, NEED_MIXED),
							 staff, average);
	}
}

enum
{
	COST_ZERO, COST_EQUAL, COST_FEW_VALUES, COST_ANY, COST_HUGE, COST_ROAD,
	COST_WISHES, COST_SMALLEST, N_COSTS
};

static int64_t
draw_cost(Random *random, int kind)
{
	switch (kind)
	{
		case COST_ZERO:
			return 0;
		case COST_EQUAL:
			return 300000;
		case COST_FEW_VALUES:
			return 250000 * random_between(random, -2, 2);
		case COST_ANY:
			return random_between(random, -2000000, 2000000);
		case COST_HUGE:
			return random_between(random, -LARGE_COST, LARGE_COST);
		case COST_ROAD:
			return random_chance(random, 10) ?
				random_between(random, -500000, 0) :
				random_between(random, 0, 1000000);
		case COST_WISHES:
			return random_between(random, -1500000, 200000);
		default:
			return random_between(random, -3, 3);
	}
}

enum
{
	BOUNDS_NONE, BOUNDS_FEW, BOUNDS_MANY, BOUNDS_TIGHT, BOUNDS_BROKEN, N_BOUNDS
};

static void
draw_bounds(Random *random, Instance *instance, int32_t post, int kind,
			int32_t staff)
{
	int			percent = kind == BOUNDS_FEW ? 20 : kind == BOUNDS_NONE ? 0 : 60;

	if (kind == BOUNDS_TIGHT)
	{
		instance->min_staff[post] = staff;
		instance->max_staff[post] = staff;
		percent = 30;
	}
	else if (kind == BOUNDS_BROKEN)
	{
		if (random_chance(random, 50))
			instance->min_staff[post] = staff + (int32_t) random_below(random, 3);
		else
			instance->max_staff[post] = (int32_t) random_below(random, staff + 1);
		percent = 30;
	}
	else
	{
		if (random_chance(random, percent))
			instance->min_staff[post] = (int32_t) random_below(random, staff + 2);
		if (random_chance(random, percent))
			instance->max_staff[post] = (int32_t)
				random_between(random,
							   instance->min_staff[post] == NO_BOUND ?
							   0 : instance->min_staff[post],
							   (int64_t) staff + 3);
	}
	if (random_chance(random, percent))
		instance->max_out[post] = (int32_t) random_below(random, 4);
	if (random_chance(random, percent))
		instance->max_in[post] = (int32_t) random_below(random, 4);
}

typedef struct Character
{
	int			need;
	int			cost;
	int			bounds;
	int			density;		/* percent of pairs that are candidates */
	int			hires;			/* percent of employees without a post */
	int			crowd;			/* percent of employees in post 0 */
	int			parts;			/* candidates link posts of one part only */
	int64_t		assignments;	/* at most; 0: as many as there are */
	int64_t		move_cost;
} Character;

static void
draw_character(Random *random, Character *character)
{
	static const int densities[] = {5, 20, 50, 80, 100};
	static const int64_t move_costs[] = {
		0, 0, 1, 400000, 400000, 2000000, LARGE_COST
	};

	character->need = (int) random_below(random, N_NEEDS);
	character->cost = (int) random_below(random, N_COSTS);
	character->bounds = (int) random_below(random, N_BOUNDS);
	character->density = densities[random_below(random, 5)];
	character->hires = random_chance(random, 50) ? 0 :
		(int) random_below(random, 60);
	character->crowd = random_chance(random, 60) ? 0 :
		(int) random_between(random, 30, 95);
	character->parts = random_chance(random, 75) ? 1 :
		(int) random_between(random, 2, 3);
	character->assignments = 0;
	character->move_cost = move_costs[random_below(random, 7)];
}

static void
draw_figures(Random *random, Instance *instance, const Character *character,
			 int32_t n_posts, int32_t n_employees)
{
	int64_t		n_candidates = 0;
	int64_t		assignments = 1;
	int32_t    *staff = array((size_t) n_posts, sizeof(int32_t));

	instance_init(instance, n_posts, n_employees,
				  (int64_t) n_posts * n_employees);
	instance->problem.move_cost = character->move_cost;

	for (int32_t i = 0; i < n_employees; i++)
	{
		int32_t		home = NO_POST;

		if (n_posts > 0 && !random_chance(random, character->hires))
			home = random_chance(random, character->crowd) ?
				0 : (int32_t) random_below(random, n_posts);
		instance->home[i] = home;
		if (home != NO_POST)
			staff[home]++;
	}
	for (int32_t f = 0; f < n_posts; f++)
	{
		instance->need[f] = draw_need(random, character->need, staff[f],
									  n_employees / n_posts);
		draw_bounds(random, instance, f, character->bounds, staff[f]);
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		int64_t		choices = 1;
		int32_t		home = instance->home[i];
		int32_t		part = home == NO_POST ?
			i % character->parts : home % character->parts;

		instance->candidate_start[i] = n_candidates;
		for (int32_t f = 0; f < n_posts; f++)
		{
			if (f == home || f % character->parts != part ||
				!random_chance(random, character->density) ||
				(character->assignments > 0 &&
				 assignments * (choices + 1) > character->assignments))
				continue;
			choices++;
			instance->candidate_post[n_candidates] = f;
			instance->candidate_cost[n_candidates] =
				draw_cost(random, character->cost);
			n_candidates++;
		}
		if (character->assignments > 0)
			assignments *= choices;
	}
	instance->candidate_start[n_employees] = n_candidates;
	free(staff);
}

void
instance_small(Instance *instance, uint64_t seed)
{
	Random		random;
	Character	character;
	int32_t		n_posts;
	int32_t		n_employees;

	random_init(&random, seed);
	draw_character(&random, &character);
	character.assignments = SMALL_ASSIGNMENTS;
	n_posts = random_chance(&random, 2) ? 0 :
		(int32_t) random_between(&random, 1, 5);
	n_employees = random_chance(&random, 2) ? 0 :
		(int32_t) random_between(&random, 1, 7);
	draw_figures(&random, instance, &character, n_posts, n_employees);
	instance->seed = seed;
	instance->kind = "small";
}

void
instance_middle(Instance *instance, uint64_t seed)
{
	Random		random;
	Character	character;

	random_init(&random, seed);
	draw_character(&random, &character);
	draw_figures(&random, instance, &character,
				 (int32_t) random_between(&random, 20, 60),
				 (int32_t) random_between(&random, 100, 400));
	instance->seed = seed;
	instance->kind = "middle";
}

/* Adds a candidate of the employee whose candidates are being written. */
static void
add_candidate(Instance *instance, int64_t *n_candidates, int32_t post,
			  int64_t cost)
{
	instance->candidate_post[*n_candidates] = post;
	instance->candidate_cost[*n_candidates] = cost;
	++*n_candidates;
}

/* A surplus at one end, a shortage at the other, and one way between. */
static void
awkward_long_chain(Random *random, Instance *instance)
{
	const int32_t n_posts = 51;
	int64_t		n_candidates = 0;
	int32_t		n_employees = 5 * n_posts;

	instance_init(instance, n_posts, n_employees, n_employees);
	for (int32_t f = 0; f < n_posts; f++)
		instance->need[f] = 5;
	instance->need[0] = 1;
	instance->need[n_posts - 1] = 12;
	for (int32_t i = 0; i < n_employees; i++)
	{
		instance->home[i] = i / 5;
		instance->candidate_start[i] = n_candidates;
		if (instance->home[i] + 1 < n_posts)
			add_candidate(instance, &n_candidates, instance->home[i] + 1,
						  random_between(random, 0, 3000));
	}
	instance->candidate_start[n_employees] = n_candidates;
}

/* Many pairs of posts that know nothing of each other. */
static void
awkward_tiny_parts(Random *random, Instance *instance)
{
	const int32_t n_parts = 600;
	const int32_t n_employees = 4 * n_parts;
	int64_t		n_candidates = 0;

	instance_init(instance, 2 * n_parts, n_employees, n_employees);
	for (int32_t f = 0; f < 2 * n_parts; f++)
		instance->need[f] = (double) random_below(random, 5000) / 1000;
	for (int32_t i = 0; i < n_employees; i++)
	{
		int32_t		part = i / 4;

		instance->home[i] = 2 * part + (int32_t) random_below(random, 2);
		instance->candidate_start[i] = n_candidates;
		add_candidate(instance, &n_candidates,
					  4 * part + 1 - instance->home[i],
					  random_between(random, -300000, 300000));
	}
	instance->candidate_start[n_employees] = n_candidates;
}

/* Everyone in a circle wishes for the next post: one long ring. */
static void
awkward_long_ring(Random *random, Instance *instance)
{
	const int32_t n_posts = 60;
	int64_t		n_candidates = 0;

	instance_init(instance, n_posts, n_posts, n_posts);
	for (int32_t f = 0; f < n_posts; f++)
	{
		instance->need[f] = 1;
		instance->min_staff[f] = 1;
		instance->max_staff[f] = 1;
		instance->max_out[f] = 1;
		instance->max_in[f] = 1;
		instance->home[f] = f;
		instance->candidate_start[f] = n_candidates;
		add_candidate(instance, &n_candidates, (f + 1) % n_posts,
					  f == 0 ? -60000 : random_between(random, 0, 1000));
	}
	instance->candidate_start[n_posts] = n_candidates;
}

void
instance_awkward(Instance *instance, int which, uint64_t seed)
{
	static const char *const kinds[N_AWKWARD] = {
		"long chain", "tiny parts", "long ring", "costs all equal",
		"one huge post", "every post at its bounds",
		"needs from 0.01 to 10000", "huge costs", "costs that hardly matter"
	};
	Random		random;
	Character	character = {
		.need = NEED_FRACTION, .cost = COST_ROAD, .bounds = BOUNDS_NONE,
		.density = 40, .parts = 1, .move_cost = 100000
	};

	random_init(&random, seed);
	switch (which)
	{
		case 0:
			awkward_long_chain(&random, instance);
			break;
		case 1:
			awkward_tiny_parts(&random, instance);
			break;
		case 2:
			awkward_long_ring(&random, instance);
			break;
		case 3:
			character.cost = COST_EQUAL;
			break;
		case 4:
			character.crowd = 95;
			break;
		case 5:
			character.bounds = BOUNDS_TIGHT;
			character.cost = COST_WISHES;
			break;
		case 6:
			character.need = NEED_MIXED;
			break;
		case 7:
			character.cost = COST_HUGE;
			break;
		default:
			character.cost = COST_SMALLEST;
			character.move_cost = 1;
			break;
	}
	if (which > 2)
		draw_figures(&random, instance, &character, 60, 400);
	instance->seed = seed;
	instance->kind = kinds[which];
}

/* Bytes that are drawn from; zeros when they are used up. */
typedef struct Bytes
{
	const uint8_t *next;
	const uint8_t *end;
} Bytes;

static int
take(Bytes *bytes, int n)
{
	return bytes->next == bytes->end ? 0 : *bytes->next++ % n;
}

/* A bound, absent half of the time. */
static int32_t
take_bound(Bytes *bytes, int low)
{
	int			value = take(bytes, 10);

	return value < 5 ? NO_BOUND : low + value - 5;
}

void
instance_decode(Instance *instance, const uint8_t *data, size_t n_bytes)
{
	static const double needs[] = {
		0, 0.01, 0.5, 0.999, 1, 1.5, 2, 3, 3.25, 7, 100, 10000
	};
	static const int64_t scales[] = {1, 1000, 250000, LARGE_COST / 8};
	Bytes		bytes = {data, data + n_bytes};
	int32_t		n_posts = take(&bytes, 6);
	int32_t		n_employees = take(&bytes, 7);
	int64_t		scale = scales[take(&bytes, 4)];
	int64_t		n_candidates = 0;
	int64_t		assignments = 1;

	instance_init(instance, n_posts, n_employees,
				  (int64_t) n_posts * n_employees);
	instance->kind = "fuzzed";
	instance->problem.move_cost = take(&bytes, 5) * scale / 2;
	for (int32_t f = 0; f < n_posts; f++)
	{
		instance->need[f] = needs[take(&bytes, 12)];
		instance->min_staff[f] = take_bound(&bytes, 0);
		instance->max_staff[f] =
			take_bound(&bytes, instance->min_staff[f] == NO_BOUND ?
					   0 : instance->min_staff[f]);
		instance->max_out[f] = take_bound(&bytes, 0);
		instance->max_in[f] = take_bound(&bytes, 0);
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		int64_t		choices = 1;

		instance->home[i] = take(&bytes, n_posts + 1) - 1;
		instance->candidate_start[i] = n_candidates;
		for (int32_t f = 0; f < n_posts; f++)
		{
			int			cost = take(&bytes, 32);

			if (f == instance->home[i] || cost >= 17 ||
				assignments * (choices + 1) > SMALL_ASSIGNMENTS)
				continue;
			choices++;
			add_candidate(instance, &n_candidates, f, (cost - 8) * scale);
		}
		assignments *= choices;
	}
	instance->candidate_start[n_employees] = n_candidates;
}

void
instance_union(Instance *whole, const Instance *parts, int n_parts)
{
	int32_t		n_posts = 0;
	int32_t		n_employees = 0;
	int64_t		n_candidates = 0;

	for (int p = 0; p < n_parts; p++)
	{
		n_posts += parts[p].problem.n_posts;
		n_employees += parts[p].problem.n_employees;
		n_candidates += parts[p].candidate_start[parts[p].problem.n_employees];
	}
	instance_init(whole, n_posts, n_employees, n_candidates);
	whole->seed = parts[0].seed;
	whole->kind = "union";
	whole->problem.move_cost = parts[0].problem.move_cost;

	n_posts = n_employees = 0;
	n_candidates = 0;
	for (int p = 0; p < n_parts; p++)
	{
		const Instance *part = &parts[p];

		for (int32_t i = 0; i < part->problem.n_employees; i++)
		{
			whole->home[n_employees] = part->home[i] == NO_POST ?
				NO_POST : n_posts + part->home[i];
			whole->candidate_start[n_employees++] = n_candidates;
			for (int64_t c = part->candidate_start[i];
				 c < part->candidate_start[i + 1]; c++)
				add_candidate(whole, &n_candidates, n_posts + part->candidate_post[c],
							  part->candidate_cost[c]);
		}
		for (int32_t f = 0; f < part->problem.n_posts; f++)
		{
			whole->need[n_posts] = part->need[f];
			whole->min_staff[n_posts] = part->min_staff[f];
			whole->max_staff[n_posts] = part->max_staff[f];
			whole->max_out[n_posts] = part->max_out[f];
			whole->max_in[n_posts++] = part->max_in[f];
		}
	}
	whole->candidate_start[n_employees] = n_candidates;
}

/* A random order of 0 .. n - 1. */
static int32_t *
draw_order(Random *random, int32_t n)
{
	int32_t    *order = array((size_t) n, sizeof(int32_t));

	for (int32_t k = 0; k < n; k++)
	{
		int32_t		other = (int32_t) random_below(random, (int64_t) k + 1);

		order[k] = order[other];
		order[other] = k;
	}
	return order;
}

void
instance_renumber(Instance *renumbered, const Instance *instance,
				  uint64_t seed)
{
	const TransferProblem *problem = &instance->problem;
	int32_t		n_posts = problem->n_posts;
	int32_t		n_employees = problem->n_employees;
	int64_t		n_candidates = 0;
	int32_t    *new_post;		/* by old number */
	int32_t    *old_employee;	/* by new number */
	int64_t    *candidate_at;	/* of one employee, by new post; -1: none */
	Random		random;

	random_init(&random, seed);
	new_post = draw_order(&random, n_posts);
	old_employee = draw_order(&random, n_employees);
	candidate_at = array((size_t) n_posts, sizeof(int64_t));

	instance_init(renumbered, n_posts, n_employees,
				  instance->candidate_start[n_employees]);
	renumbered->seed = instance->seed;
	renumbered->kind = instance->kind;
	renumbered->problem.move_cost = problem->move_cost;
	renumbered->problem.max_moves = problem->max_moves;
	for (int32_t f = 0; f < n_posts; f++)
	{
		renumbered->need[new_post[f]] = instance->need[f];
		renumbered->min_staff[new_post[f]] = instance->min_staff[f];
		renumbered->max_staff[new_post[f]] = instance->max_staff[f];
		renumbered->max_out[new_post[f]] = instance->max_out[f];
		renumbered->max_in[new_post[f]] = instance->max_in[f];
	}
	for (int32_t i = 0; i < n_employees; i++)
	{
		int32_t		old = old_employee[i];

		renumbered->home[i] = instance->home[old] == NO_POST ?
			NO_POST : new_post[instance->home[old]];
		renumbered->candidate_start[i] = n_candidates;
		for (int32_t f = 0; f < n_posts; f++)
			candidate_at[f] = -1;
		for (int64_t c = instance->candidate_start[old];
			 c < instance->candidate_start[old + 1]; c++)
			candidate_at[new_post[instance->candidate_post[c]]] = c;
		for (int32_t f = 0; f < n_posts; f++)
			if (candidate_at[f] >= 0)
				add_candidate(renumbered, &n_candidates, f,
							  instance->candidate_cost[candidate_at[f]]);
	}
	renumbered->candidate_start[n_employees] = n_candidates;
	free(new_post);
	free(old_employee);
	free(candidate_at);
}

void
instance_print(FILE *file, const Instance *instance)
{
	const TransferProblem *problem = &instance->problem;

	fprintf(file, "%s instance, seed %llu: %d posts, %d employees, %lld candidates, move_cost %lld, max_moves %lld\n",
			instance->kind, (unsigned long long) instance->seed,
			problem->n_posts, problem->n_employees,
			(long long) problem->candidate_start[problem->n_employees],
			(long long) problem->move_cost, (long long) problem->max_moves);
	if (problem->n_posts > 10 || problem->n_employees > 10)
		return;
	for (int32_t f = 0; f < problem->n_posts; f++)
		fprintf(file, "  post %d: staff %d need %.17g min %d max %d out %d in %d\n",
				f, instance_staff(instance, f), problem->need[f],
				problem->min_staff[f], problem->max_staff[f],
				problem->max_out[f], problem->max_in[f]);
	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		fprintf(file, "  employee %d in %d:", i, problem->home[i]);
		for (int64_t c = problem->candidate_start[i];
			 c < problem->candidate_start[i + 1]; c++)
			fprintf(file, "  %d (%lld)", problem->candidate_post[c],
					(long long) problem->candidate_cost[c]);
		fprintf(file, "\n");
	}
}
