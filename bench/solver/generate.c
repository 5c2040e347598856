/*
 * generate.c
 *	  Makes the instances of the benchmark, the same ones for the same seed.
 *
 * A city.  Posts of some jobs lie in a square; jobs have from dozens to
 * thousands of posts, the staff of the posts falls off like their rank to a
 * power (one school of thousands, many offices of two), and need over staff
 * lies between 0.5 and 2, evenly in its logarithm.  Employees live some
 * kilometres from their post.  An employee may go to the 10 to 60 posts of
 * his job that are the nearest to his own, and to a few near posts of the
 * next job.  What a transfer costs is the change of the way to work in both
 * directions, the employee's own reluctance, something that only the pair
 * knows, and another job's surcharge.
 *
 * Kinds that deviate from it are listed in kinds[]; those that need a network
 * of their own have a function each.
 *
 * Pairs: the same city without candidates, but with places and jobs instead.
 * Everybody may go to every post of his job and of the next one within
 * PAIRS_KM of his home.
 *
 * usage: generate KIND SIZE SEED FILE       write an instance
 *        generate pairs SIZE SEED FILE      write one for all_pairs
 *        generate copy TABLE FILE           an instance's table, for COPY
 *        generate list                      names of the kinds
 */
#include <inttypes.h>
#include <math.h>

#include "instance.h"

/* ----------------------------------------------------------------
 * Chance
 * ----------------------------------------------------------------
 */
static uint64_t chance_state;

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t
chance_bits(void)
{
	uint64_t	z = (chance_state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Evenly in [0, 1). */
static double
chance(void)
{
	return (double) (chance_bits() >> 11) * 0x1p-53;
}

/* Evenly in [low, high). */
static double
chance_between(double low, double high)
{
	return low + (high - low) * chance();
}

/* Evenly in 0 .. n - 1. */
static int32_t
chance_below(int32_t n)
{
	return (int32_t) (chance() * n);
}

/* Exponential with the given mean. */
static double
chance_exponential(double mean)
{
	return -mean * log1p(-chance());
}

/* ----------------------------------------------------------------
 * Sizes and kinds
 * ----------------------------------------------------------------
 */
typedef struct Size
{
	const char *name;
	int32_t		n_employees;
	int32_t		n_posts;
	double		near_posts;		/* mean number of candidates in the same job */
} Size;

static const Size sizes[] = {
	{"S", 5000, 400, 32.2},
	{"M", 20000, 2000, 40.0},
	{"J", 100000, 6000, 39.2},
	{"X", 1000000, 60000, 29.2},
	{"N", 5000000, 300000, 29.2},	/* for pairs: its candidates fill 25 GB */
};

typedef struct Kind
{
	const char *name;
	double		move_cost;
	double		cost_factor;	/* of everything that a candidate costs */
	double		willing;		/* share of employees who want to move */
	double		hires;			/* share of employees without a post */
	void		(*adapt) (TransferProblem *problem);
	void		(*make) (TransferProblem *problem, const Size *size);
} Kind;

/* ----------------------------------------------------------------
 * Putting a problem together
 * ----------------------------------------------------------------
 */
static int64_t candidates_room;

static void
begin_problem(TransferProblem *problem, int32_t n_posts, int32_t n_employees,
			  int64_t most_candidates)
{
	int32_t   **bounds[] = {
		(int32_t **) &problem->min_staff, (int32_t **) &problem->max_staff,
		(int32_t **) &problem->max_out, (int32_t **) &problem->max_in
	};

	memset(problem, 0, sizeof(*problem));
	problem->n_posts = n_posts;
	problem->n_employees = n_employees;
	problem->max_moves = NO_BOUND;
	problem->need = allocate_or_fail(sizeof(double) * n_posts);
	for (int b = 0; b < 4; b++)
	{
		*bounds[b] = allocate_or_fail(sizeof(int32_t) * n_posts);
		for (int32_t f = 0; f < n_posts; f++)
			(*bounds[b])[f] = NO_BOUND;
	}
	problem->home = allocate_or_fail(sizeof(int32_t) * n_employees);
	problem->candidate_start =
		allocate_or_fail(sizeof(int64_t) * ((size_t) n_employees + 1));
	problem->candidate_post = allocate_or_fail(sizeof(int32_t) * most_candidates);
	problem->candidate_cost = allocate_or_fail(sizeof(int64_t) * most_candidates);
	candidates_room = most_candidates;
}

/*
 * Adds a candidate to the last employee begun, if it is not his home and new.
 * Posts come in any order; end_employee sorts them.
 */
static void
add_candidate(TransferProblem *problem, int32_t employee, int32_t post,
			  double cost)
{
	int64_t    *end = (int64_t *) &problem->candidate_start[employee + 1];

	if (post == problem->home[employee])
		return;
	for (int64_t c = problem->candidate_start[employee]; c < *end; c++)
		if (problem->candidate_post[c] == post)
			return;
	if (*end >= candidates_room)
		fail("too many candidates", NULL);
	((int32_t *) problem->candidate_post)[*end] = post;
	((int64_t *) problem->candidate_cost)[*end] = llround(cost * MILLIONTHS);
	(*end)++;
}

static void
begin_employee(TransferProblem *problem, int32_t employee, int32_t home)
{
	((int32_t *) problem->home)[employee] = home;
	((int64_t *) problem->candidate_start)[employee + 1] =
		problem->candidate_start[employee];
}

/* Sorts an employee's candidates by post (insertion: there are dozens). */
static void
end_employee(TransferProblem *problem, int32_t employee)
{
	int32_t    *post = (int32_t *) problem->candidate_post;
	int64_t    *cost = (int64_t *) problem->candidate_cost;
	int64_t		begin = problem->candidate_start[employee];

	for (int64_t c = begin + 1; c < problem->candidate_start[employee + 1]; c++)
	{
		int32_t		p = post[c];
		int64_t		k = cost[c];
		int64_t		hole = c;

		for (; hole > begin && post[hole - 1] > p; hole--)
		{
			post[hole] = post[hole - 1];
			cost[hole] = cost[hole - 1];
		}
		post[hole] = p;
		cost[hole] = k;
	}
}

static void
set_need(TransferProblem *problem, int32_t post, double need)
{
	/* hundredths, as workload analyses publish them */
	((double *) problem->need)[post] = round(need * 100) / 100;
}

/* ----------------------------------------------------------------
 * The city
 * ----------------------------------------------------------------
 */
#define MOST_NEAR		60		/* posts of the same job */
#define MOST_ACROSS		12		/* posts of the next job, of which a few each */
#define LARGEST_AT_J	3600	/* people in the largest post of size J */
#define COST_PER_KM		0.025	/* of the change of the daily way */
#define MEAN_WAY		8.0		/* km */

typedef struct Place
{
	double		x;
	double		y;
} Place;

static double
distance(Place a, Place b)
{
	return hypot(a.x - b.x, a.y - b.y);
}

/*
 * Staff of n posts, together total, the k-th largest as the k-th power of
 * rank, the largest about as given; in random order.
 */
static int32_t *
heavy_tail(int32_t n, int32_t total, double largest)
{
	int32_t    *staff = allocate_or_fail(sizeof(int32_t) * n);
	double		low = 0;
	double		high = 4;
	int64_t		sum = 0;

	for (int step = 0; step < 60; step++)
	{
		double		power = (low + high) / 2;

		sum = 0;
		for (int32_t k = 0; k < n; k++)
		{
			double		people = largest * pow(k + 1, -power);

			staff[k] = people > 1 ? (int32_t) people : 1;
			sum += staff[k];
		}
		if (sum > total)
			low = power;
		else
			high = power;
	}
	/* what rounding left over goes to the small ones, one each */
	for (int32_t k = n - 1; sum != total; k = k > 0 ? k - 1 : n - 1)
	{
		int32_t		step = sum < total ? 1 : staff[k] > 1 ? -1 : 0;

		staff[k] += step;
		sum += step;
	}
	for (int32_t k = n - 1; k > 0; k--)
	{
		int32_t		other = chance_below(k + 1);
		int32_t		swap = staff[k];

		staff[k] = staff[other];
		staff[other] = swap;
	}
	return staff;
}

/*
 * The nearest of the posts [begin, end) to a place, but for one, by rising
 * distance; returns how many there are.
 */
static int32_t
nearest_posts(const Place *place, int32_t begin, int32_t end, Place from,
			  int32_t except, int32_t most, int32_t *nearest)
{
	double		far[MOST_NEAR];
	int32_t		n = 0;

	for (int32_t f = begin; f < end; f++)
	{
		double		d = distance(place[f], from);
		int32_t		hole;

		if (f == except || (n == most && d >= far[n - 1]))
			continue;
		hole = n < most ? n++ : n - 1;
		for (; hole > 0 && far[hole - 1] > d; hole--)
		{
			far[hole] = far[hole - 1];
			nearest[hole] = nearest[hole - 1];
		}
		far[hole] = d;
		nearest[hole] = f;
	}
	return n;
}

/* One employee's candidates. */
static void
add_employee(TransferProblem *problem, const Kind *kind, int32_t employee,
			 int32_t post, const Place *place, const Size *size,
			 const int32_t *near, int32_t n_near,
			 const int32_t *across, int32_t n_across)
{
	double		angle = chance_between(0, 2 * M_PI);
	double		way = chance_exponential(MEAN_WAY);
	Place		lives = {place[post].x + way * cos(angle), place[post].y + way * sin(angle)};
	double		shape = (MOST_NEAR - 10) / (size->near_posts - 10) - 1;
	int32_t		k = 10 + (int32_t) ((MOST_NEAR - 9) * pow(chance(), shape));
	double		reluctance = 0.1 + chance_exponential(0.4);

	if (chance() < kind->willing)
		reluctance = -chance_exponential(0.5);
	if (k > n_near)
		k = n_near;
	begin_employee(problem, employee, chance() < kind->hires ? NO_POST : post);
	if (problem->home[employee] == NO_POST)
		way = MEAN_WAY;
	for (int32_t n = 0; n < k; n++)
		add_candidate(problem, employee, near[n], kind->cost_factor *
					  (reluctance + chance_between(0, 0.1) +
					   COST_PER_KM * 2 * (distance(lives, place[near[n]]) - way)));
	if (n_across > 0)
		for (int32_t n = 1 + chance_below(3); n > 0; n--)
		{
			int32_t		goal = across[chance_below(n_across)];

			add_candidate(problem, employee, goal, kind->cost_factor *
						  (reluctance + chance_between(0.3, 0.6) +
						   COST_PER_KM * 2 * (distance(lives, place[goal]) - way)));
		}
	end_employee(problem, employee);
}

/* Posts, their needs, staff and places, and how jobs divide them. */
typedef struct City
{
	int32_t		n_jobs;
	int32_t    *job_begin;		/* by job, one more: its posts */
	int32_t    *staff;			/* by post */
	Place	   *place;			/* by post, km */
} City;

static City
begin_city(TransferProblem *problem, const Size *size, double move_cost,
		   int64_t most_candidates)
{
	int32_t		n_posts = size->n_posts;
	double		side = 26 * sqrt(n_posts / 6000.0);
	double		harmonic = 0;
	City		city;

	city.n_jobs = n_posts / 150 > 4 ? n_posts / 150 : 4;
	city.job_begin = allocate_or_fail(sizeof(int32_t) * (city.n_jobs + 1));
	city.place = allocate_or_fail(sizeof(Place) * n_posts);
	begin_problem(problem, n_posts, size->n_employees, most_candidates);
	problem->move_cost = llround(move_cost * MILLIONTHS);
	city.staff = heavy_tail(n_posts, size->n_employees,
							LARGEST_AT_J * sqrt(size->n_employees / 100000.0));

	for (int32_t j = 0; j < city.n_jobs; j++)
		harmonic += 1.0 / (j + 1);
	for (int32_t j = 0; j < city.n_jobs; j++)
		city.job_begin[j + 1] = city.job_begin[j] +
			(int32_t) (n_posts / harmonic / (j + 1));
	city.job_begin[city.n_jobs] = n_posts;

	for (int32_t f = 0; f < n_posts; f++)
	{
		city.place[f] = (Place) {chance_between(0, side), chance_between(0, side)};
		set_need(problem, f, city.staff[f] * exp(chance_between(-M_LN2, M_LN2)));
	}
	return city;
}

static void
free_city(City *city)
{
	free(city->job_begin);
	free(city->place);
	free(city->staff);
}

static void
make_city(TransferProblem *problem, const Kind *kind, const Size *size)
{
	City		city = begin_city(problem, size, kind->move_cost,
								  (int64_t) size->n_employees * (MOST_NEAR + 3));
	const int32_t *job_begin = city.job_begin;
	const Place *place = city.place;
	int32_t		n_jobs = city.n_jobs;
	int32_t		employee = 0;

	for (int32_t j = 0; j < n_jobs; j++)
	{
		int32_t		next = (j + 1) % n_jobs;

		for (int32_t f = job_begin[j]; f < job_begin[j + 1]; f++)
		{
			int32_t		near[MOST_NEAR];
			int32_t		across[MOST_ACROSS];
			int32_t		n_near = nearest_posts(place, job_begin[j], job_begin[j + 1],
											   place[f], f, MOST_NEAR, near);
			int32_t		n_across = nearest_posts(place, job_begin[next],
												 job_begin[next + 1], place[f], f,
												 MOST_ACROSS, across);

			for (int32_t n = 0; n < city.staff[f]; n++)
				add_employee(problem, kind, employee++, f, place, size,
							 near, n_near, across, n_across);
		}
	}
	free_city(&city);
}

#define PAIRS_KM		11		/* the longest way to work that is lawful */
#define ORIGIN_LAT		(-6.4)	/* of the square's corner */
#define ORIGIN_LON		106.7
#define KM_PER_DEGREE	111.2

static double
latitude(Place place)
{
	return ORIGIN_LAT + place.y / KM_PER_DEGREE;
}

static double
longitude(Place place)
{
	return ORIGIN_LON + place.x / KM_PER_DEGREE;
}

static void
make_pairs(TransferProblem *problem, LawfulPairs *pairs, const Size *size)
{
	City		city = begin_city(problem, size, 0.1, 0);
	size_t		n_posts = size->n_posts;
	size_t		n_employees = size->n_employees;
	int32_t		employee = 0;

	*pairs = (LawfulPairs)
	{
		.n_jobs = city.n_jobs,
		.post_lat = allocate_or_fail(sizeof(double) * n_posts),
		.post_lon = allocate_or_fail(sizeof(double) * n_posts),
		.post_job = allocate_or_fail(sizeof(int32_t) * n_posts),
		.lat = allocate_or_fail(sizeof(double) * n_employees),
		.lon = allocate_or_fail(sizeof(double) * n_employees),
		.base_cost = allocate_or_fail(sizeof(double) * n_employees),
		.cost_per_km = allocate_or_fail(sizeof(double) * n_employees),
		.max_km = allocate_or_fail(sizeof(double) * n_employees),
		.job_start = allocate_or_fail(sizeof(int64_t) * (n_employees + 1)),
		.job = allocate_or_fail(sizeof(int32_t) * 2 * n_employees),
		.job_cost = allocate_or_fail(sizeof(double) * 2 * n_employees)	/* none */
	};
	for (int32_t j = 0; j < city.n_jobs; j++)
		for (int32_t f = city.job_begin[j]; f < city.job_begin[j + 1]; f++)
		{
			pairs->post_lat[f] = latitude(city.place[f]);
			pairs->post_lon[f] = longitude(city.place[f]);
			pairs->post_job[f] = j;
			for (int32_t n = 0; n < city.staff[f]; n++, employee++)
			{
				double		angle = chance_between(0, 2 * M_PI);
				double		way = chance_exponential(MEAN_WAY);
				Place		lives = {city.place[f].x + way * cos(angle),
				city.place[f].y + way * sin(angle)};
				int64_t		held = pairs->job_start[employee];

				begin_employee(problem, employee, f);
				pairs->lat[employee] = latitude(lives);
				pairs->lon[employee] = longitude(lives);
				pairs->base_cost[employee] = 0.1 + chance_exponential(0.4);
				pairs->cost_per_km[employee] = COST_PER_KM * 2;
				pairs->max_km[employee] = PAIRS_KM;
				pairs->job[held++] = j;
				if (j + 1 < city.n_jobs)
					pairs->job[held++] = j + 1;
				pairs->job_start[employee + 1] = held;
			}
		}
	free_city(&city);
}

/* ----------------------------------------------------------------
 * Adversaries made from a city
 * ----------------------------------------------------------------
 */
static void
set_all_costs(TransferProblem *problem, double low, double high)
{
	for (int64_t c = 0; c < problem->candidate_start[problem->n_employees]; c++)
		((int64_t *) problem->candidate_cost)[c] =
			llround(chance_between(low, high) * MILLIONTHS);
}

static void
adapt_equal_costs(TransferProblem *problem)
{
	set_all_costs(problem, 0.25, 0.25);
}

static void
adapt_wild_costs(TransferProblem *problem)
{
	set_all_costs(problem, -1e6, 1e6);
}

static void
adapt_wild_needs(TransferProblem *problem)
{
	for (int32_t f = 0; f < problem->n_posts; f++)
		set_need(problem, f, exp(chance_between(log(0.01), log(10000))));
}

/* Every post stands at some bound, and few may leave or enter. */
static void
adapt_bounds(TransferProblem *problem)
{
	int32_t    *staff = allocate_or_fail(sizeof(int32_t) * problem->n_posts);

	for (int32_t i = 0; i < problem->n_employees; i++)
		if (problem->home[i] != NO_POST)
			staff[problem->home[i]]++;
	for (int32_t f = 0; f < problem->n_posts; f++)
	{
		int32_t		which = chance_below(4);

		if (which != 1)
			((int32_t *) problem->min_staff)[f] = staff[f];
		if (which != 0)
			((int32_t *) problem->max_staff)[f] = staff[f];
		if (which == 3)
		{
			/* broken before the plan: may only be mended */
			((int32_t *) problem->min_staff)[f] = staff[f] + 1;
			((int32_t *) problem->max_staff)[f] = staff[f] + 3;
		}
		((int32_t *) problem->max_out)[f] = chance_below(3);
		((int32_t *) problem->max_in)[f] = chance_below(4);
	}
	free(staff);
}

/* ----------------------------------------------------------------
 * Adversaries with a network of their own
 * ----------------------------------------------------------------
 */

/* Half of all people in one post, the others spread; everyone knows many. */
static void
make_huge_post(TransferProblem *problem, const Size *size)
{
	int32_t		n = size->n_employees;
	int32_t		n_posts = size->n_posts;

	begin_problem(problem, n_posts, n, (int64_t) n * 41);
	set_need(problem, 0, n / 4);
	for (int32_t f = 1; f < n_posts; f++)
		set_need(problem, f, 0.75 * n / n_posts * exp(chance_between(-M_LN2, M_LN2)));
	for (int32_t i = 0; i < n; i++)
	{
		double		reluctance = chance_exponential(0.5);

		begin_employee(problem, i, i < n / 2 ? 0 : 1 + i % (n_posts - 1));
		for (int32_t k = 0; k < 40; k++)
			add_candidate(problem, i, chance_below(n_posts),
						  reluctance + chance_between(-0.1, 0.3));
		if (i >= n / 2)
			add_candidate(problem, i, 0, reluctance);
		end_employee(problem, i);
	}
}

/*
 * Rows of 51 posts, too many people in the first, too few in the last, and
 * only neighbours exchange people: every useful chain is 50 steps long.
 */
static void
make_long_chains(TransferProblem *problem, const Size *size)
{
	const int32_t length = 51;
	int32_t		n_posts = size->n_posts / length * length;
	int32_t		per_post = size->n_employees / n_posts;
	int32_t		n = per_post * n_posts;
	int32_t		i = 0;

	begin_problem(problem, n_posts, n, (int64_t) n * 2);
	problem->move_cost = 100;
	for (int32_t f = 0; f < n_posts; f++)
	{
		int32_t		at = f % length;

		set_need(problem, f, at == 0 ? per_post * 0.5 :
				 at == length - 1 ? per_post * 2.0 : per_post);
		for (int32_t k = 0; k < per_post; k++, i++)
		{
			begin_employee(problem, i, f);
			if (at > 0)
				add_candidate(problem, i, f - 1, chance_between(0, 0.01));
			if (at < length - 1)
				add_candidate(problem, i, f + 1, chance_between(0, 0.01));
			end_employee(problem, i);
		}
	}
}

/* Pairs of posts that know nothing of each other. */
static void
make_tiny_parts(TransferProblem *problem, const Size *size)
{
	int32_t		n = size->n_employees;
	int32_t		n_posts = n / 4 * 2;

	begin_problem(problem, n_posts, n, n);
	problem->move_cost = 100000;
	for (int32_t f = 0; f < n_posts; f++)
		set_need(problem, f, chance_between(0.5, 4));
	for (int32_t i = 0; i < n; i++)
	{
		int32_t		home = chance_below(n_posts);

		begin_employee(problem, i, home);
		add_candidate(problem, i, home ^ 1, chance_between(-0.2, 0.5));
		end_employee(problem, i);
	}
}

/* ----------------------------------------------------------------
 * The program
 * ----------------------------------------------------------------
 */
static const Kind kinds[] = {
	{"city", 0.1, 1, 0, 0, NULL, NULL},
	{"wishes", 0.1, 1, 0.5, 0, NULL, NULL},
	{"balance", 0.0001, 0.0001, 0, 0, NULL, NULL},
	{"hires", 0.1, 1, 0, 0.1, NULL, NULL},
	{"equal-costs", 0.1, 1, 0, 0, adapt_equal_costs, NULL},
	{"wild-costs", 0.1, 1, 0, 0, adapt_wild_costs, NULL},
	{"wild-needs", 0.1, 1, 0, 0, adapt_wild_needs, NULL},
	{"bounds", 0.1, 1, 0.2, 0, adapt_bounds, NULL},
	{"huge-post", 0, 0, 0, 0, NULL, make_huge_post},
	{"long-chains", 0, 0, 0, 0, NULL, make_long_chains},
	{"tiny-parts", 0, 0, 0, 0, NULL, make_tiny_parts},
};

#define COUNT(array)	((int) (sizeof(array) / sizeof((array)[0])))

static void
print_bound(int32_t bound)
{
	if (bound == NO_BOUND)
		printf("\t\\N");
	else
		printf("\t%d", bound);
}

/* Prints millionths as a decimal. */
static void
print_amount(int64_t amount)
{
	printf("%s%" PRId64 ".%06" PRId64, amount < 0 ? "-" : "",
		   amount < 0 ? -(amount / MILLIONTHS) : amount / MILLIONTHS,
		   amount < 0 ? -(amount % MILLIONTHS) : amount % MILLIONTHS);
}

/* Prints a table of an instance in PostgreSQL's COPY format. */
static void
copy_table(const char *table, const char *path)
{
	TransferProblem problem;

	read_instance(path, &problem, NULL);
	if (strcmp(table, "post") == 0)
		for (int32_t f = 0; f < problem.n_posts; f++)
		{
			printf("%lld\t%.17g", POST_ID(f), problem.need[f]);
			print_bound(problem.min_staff[f]);
			print_bound(problem.max_staff[f]);
			print_bound(problem.max_out[f]);
			print_bound(problem.max_in[f]);
			putchar('\n');
		}
	else if (strcmp(table, "employee") == 0)
		for (int32_t i = 0; i < problem.n_employees; i++)
			if (problem.home[i] == NO_POST)
				printf("%lld\t\\N\n", EMPLOYEE_ID(i));
			else
				printf("%lld\t%lld\n", EMPLOYEE_ID(i), POST_ID(problem.home[i]));
	else if (strcmp(table, "candidate") == 0)
		for (int32_t i = 0; i < problem.n_employees; i++)
			for (int64_t c = problem.candidate_start[i];
				 c < problem.candidate_start[i + 1]; c++)
			{
				printf("%lld\t%lld\t", EMPLOYEE_ID(i), POST_ID(problem.candidate_post[c]));
				print_amount(problem.candidate_cost[c]);
				putchar('\n');
			}
	else if (strcmp(table, "move_cost") == 0)
	{
		print_amount(problem.move_cost);
		putchar('\n');
	}
	else
		fail("is no table of an instance", table);
}

static void
generate(const char *kind_name, const char *size_name, const char *seed,
		 const char *path)
{
	const Kind *kind = NULL;
	const Size *size = NULL;
	TransferProblem problem;

	for (int k = 0; k < COUNT(kinds); k++)
		if (strcmp(kinds[k].name, kind_name) == 0)
			kind = &kinds[k];
	for (int s = 0; s < COUNT(sizes); s++)
		if (strcmp(sizes[s].name, size_name) == 0)
			size = &sizes[s];
	if (kind == NULL && strcmp(kind_name, "pairs") != 0)
		fail("is no kind of instance", kind_name);
	if (size == NULL)
		fail("is no size", size_name);

	chance_state = strtoull(seed, NULL, 10);
	if (kind == NULL)
	{
		LawfulPairs pairs;

		make_pairs(&problem, &pairs, size);
		write_instance(path, &problem, &pairs);
		return;
	}
	if (kind->make != NULL)
		kind->make(&problem, size);
	else
		make_city(&problem, kind, size);
	if (kind->adapt != NULL)
		kind->adapt(&problem);
	write_instance(path, &problem, NULL);
}

int
main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "copy") == 0)
		copy_table(argv[2], argv[3]);
	else if (argc == 2 && strcmp(argv[1], "list") == 0)
		for (int k = 0; k < COUNT(kinds); k++)
			puts(kinds[k].name);
	else if (argc == 5)
		generate(argv[1], argv[2], argv[3], argv[4]);
	else
		fail("usage: generate KIND SIZE SEED FILE | copy TABLE FILE | list", NULL);
	return 0;
}
