/*
 * pair_search.c
 *	  Finds, among all lawful pairs, those that prices say are worth having.
 *
 * The posts of each job stand in a tree (a k-d tree over points on the unit
 * sphere).  Every node of it knows a box around its posts and the lowest price
 * among them.  The box is at some least distance from an employee's home, so
 * a pair below the node costs at least so much; a node whose cheapest thinkable
 * pair does not beat the employee's own place is not entered.  Most employees
 * are done near the root.
 *
 * Bounds are computed in floating point, with the straight line in place of the
 * way around the sphere, and come out a little too good.  What passes them is
 * compared in the whole numbers that the solver has.
 *
 * Source: J. L. Bentley, Comm. ACM 18(9) 1975 (k-d trees); Desrosiers and
 * Luebbecke, A Primer in Column Generation (2005).
 */
#include "pair_search.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../great_circle.h"
#include "network.h"

#define LEAF_POSTS		8
#define MAX_DEPTH		64

/* Bounds are better than what they bound by so much: a metre, some millionths, */
#define SLACK_KM			0.001
#define SLACK_MILLIONTHS	4
/* and some last bits of each amount. */
#define SLACK_SHARE			1e-14

typedef struct Point
{
	double		at[3];			/* on the unit sphere */
} Point;

typedef struct TreePost
{
	Point		point;
	double		lat;
	double		lon;
	double		cos_lat;
	int64_t		entry;			/* price */
	int32_t		post;
} TreePost;

typedef struct TreeNode
{
	double		low[3];
	double		high[3];
	int64_t		least_entry;	/* price, of the posts below */
	int32_t		first;			/* its posts are [first, end) */
	int32_t		end;
	int32_t		right;			/* its left child is the next node; 0: a leaf */
	int32_t		parent;			/* -1: a root */
} TreeNode;

/* Where an employee lives. */
typedef struct Home
{
	Point		point;
	double		present_way;	/* km; NaN when he is in no pair */
} Home;

struct PairSearch
{
	const TransferProblem *problem;
	const LawfulPairs *pairs;
	const Host *host;
	const PairPrices *prices;
	TreePost   *posts;			/* by job, and within it as the tree splits */
	TreeNode   *nodes;			/* children after their parents */
	int32_t		n_nodes;
	int32_t    *root;			/* by job, -1 when no post has it */
	int32_t    *leaf;			/* by post, -1 when it is in no tree */
	Home	   *homes;			/* by employee */
	int64_t		largest_entry;	/* of the prices, absolute, or more */
};

static Point
point_of(double lat, double lon)
{
	double		north = lat * RADIANS_PER_DEGREE;
	double		east = lon * RADIANS_PER_DEGREE;

	return (Point)
	{
		{
			cos(north) * cos(east), cos(north) * sin(east), sin(north)
		}
	};
}

static bool
is_located(double lat, double lon)
{
	return !isnan(lat) && !isnan(lon);
}

/*
 * Building
 */

static int
compare_points(const TreePost *a, const TreePost *b, int axis)
{
	if (a->point.at[axis] != b->point.at[axis])
		return a->point.at[axis] < b->point.at[axis] ? -1 : 1;
	return a->post < b->post ? -1 : a->post > b->post;
}

static int
compare_x(const void *a, const void *b)
{
	return compare_points(a, b, 0);
}

static int
compare_y(const void *a, const void *b)
{
	return compare_points(a, b, 1);
}

static int
compare_z(const void *a, const void *b)
{
	return compare_points(a, b, 2);
}

static int32_t
build_node(PairSearch *search, int32_t parent, int32_t first, int32_t end)
{
	static int	(*const compare[3]) (const void *, const void *) =
	{
		compare_x, compare_y, compare_z
	};
	int32_t		number = search->n_nodes++;
	TreeNode   *node = &search->nodes[number];
	int			widest = 0;

	CHECK_INTERRUPTS(search->host);
	node->parent = parent;
	node->first = first;
	node->end = end;
	for (int axis = 0; axis < 3; axis++)
	{
		node->low[axis] = node->high[axis] = search->posts[first].point.at[axis];
		for (int32_t p = first + 1; p < end; p++)
		{
			node->low[axis] = fmin(node->low[axis], search->posts[p].point.at[axis]);
			node->high[axis] = fmax(node->high[axis], search->posts[p].point.at[axis]);
		}
		if (node->high[axis] - node->low[axis] >
			node->high[widest] - node->low[widest])
			widest = axis;
	}
	if (end - first > LEAF_POSTS)
	{
		int32_t		middle = first + (end - first) / 2;

		qsort(search->posts + first, end - first, sizeof(TreePost), compare[widest]);
		build_node(search, number, first, middle);
		search->nodes[number].right = build_node(search, number, middle, end);
	}
	else
		for (int32_t p = first; p < end; p++)
			search->leaf[search->posts[p].post] = number;
	return number;
}

static Home *
locate_homes(const TransferProblem *problem, const LawfulPairs *pairs,
			 const Host *host)
{
	Home	   *homes = ALLOCATE_ARRAY(host, Home, problem->n_employees);

	for (int32_t i = 0; i < problem->n_employees; i++)
	{
		int32_t		home = problem->home[i];

		if (i % 1024 == 0)
			CHECK_INTERRUPTS(host);
		homes[i].present_way = !is_located(pairs->lat[i], pairs->lon[i]) ? NAN :
			home == NO_POST ? 0 :
			great_circle_km(pairs->lat[i], pairs->lon[i],
							pairs->post_lat[home], pairs->post_lon[home]);
		homes[i].point = point_of(pairs->lat[i], pairs->lon[i]);
	}
	return homes;
}

PairSearch *
create_pair_search(const TransferProblem *problem, const LawfulPairs *pairs,
				   const Host *host)
{
	PairSearch *search = ALLOCATE_ARRAY(host, PairSearch, 1);
	int32_t    *next = ALLOCATE_ARRAY(host, int32_t, pairs->n_jobs + 1);
	int32_t		first = 0;

	search->problem = problem;
	search->pairs = pairs;
	search->host = host;
	search->posts = ALLOCATE_ARRAY(host, TreePost, problem->n_posts);
	/* a split leaves more than LEAF_POSTS / 2 posts to each side */
	search->nodes = ALLOCATE_ARRAY(host, TreeNode, 2 * (int64_t) problem->n_posts);
	search->root = ALLOCATE_ARRAY(host, int32_t, pairs->n_jobs);
	search->leaf = ALLOCATE_ARRAY(host, int32_t, problem->n_posts);
	for (int32_t f = 0; f < problem->n_posts; f++)
		search->leaf[f] = -1;

	/* next[j]: where the posts of job j begin, then where they end */
	for (int32_t f = 0; f < problem->n_posts; f++)
		if (pairs->post_job[f] != NO_JOB &&
			is_located(pairs->post_lat[f], pairs->post_lon[f]))
			next[pairs->post_job[f] + 1]++;
	for (int32_t j = 0; j < pairs->n_jobs; j++)
		next[j + 1] += next[j];
	for (int32_t f = 0; f < problem->n_posts; f++)
		if (pairs->post_job[f] != NO_JOB &&
			is_located(pairs->post_lat[f], pairs->post_lon[f]))
			search->posts[next[pairs->post_job[f]]++] = (TreePost)
			{
				.point = point_of(pairs->post_lat[f], pairs->post_lon[f]),
				.lat = pairs->post_lat[f],
				.lon = pairs->post_lon[f],
				.cos_lat = cos(pairs->post_lat[f] * RADIANS_PER_DEGREE),
				.post = f
			};
	for (int32_t j = 0; j < pairs->n_jobs; j++)
	{
		search->root[j] = next[j] > first ?
			build_node(search, -1, first, next[j]) : -1;
		first = next[j];
	}
	RELEASE(host, next);
	search->homes = locate_homes(problem, pairs, host);
	return search;
}

void
free_pair_search(PairSearch *search)
{
	const Host *host = search->host;

	RELEASE(host, search->posts);
	RELEASE(host, search->nodes);
	RELEASE(host, search->root);
	RELEASE(host, search->leaf);
	RELEASE(host, search->homes);
	RELEASE(host, search);
}

/*
 * The lowest price below a node, its children's being known; a leaf reads those
 * of its posts again.
 */
static int64_t
read_least_entry(PairSearch *search, int32_t number)
{
	const TreeNode *node = &search->nodes[number];
	int64_t		least = INT64_MAX;

	if (node->right != 0)
	{
		int64_t		left = search->nodes[number + 1].least_entry;
		int64_t		right = search->nodes[node->right].least_entry;

		return left < right ? left : right;
	}
	for (int32_t p = node->first; p < node->end; p++)
	{
		TreePost   *post = &search->posts[p];

		post->entry = search->prices->entry[post->post];
		least = post->entry < least ? post->entry : least;
		if (llabs((long long) post->entry) > search->largest_entry)
			search->largest_entry = llabs((long long) post->entry);
	}
	return least;
}

void
set_pair_prices(PairSearch *search, const PairPrices *prices)
{
	search->prices = prices;
	search->largest_entry = 0;
	for (int32_t n = search->n_nodes - 1; n >= 0; n--)
		search->nodes[n].least_entry = read_least_entry(search, n);
}

void
update_pair_price(PairSearch *search, int32_t post)
{
	for (int32_t n = search->leaf[post]; n >= 0; n = search->nodes[n].parent)
	{
		int64_t		least = read_least_entry(search, n);

		if (least == search->nodes[n].least_entry)
			break;
		search->nodes[n].least_entry = least;
	}
}

/*
 * Searching
 */

/* An employee, as the search needs him. */
typedef struct Seeker
{
	const Home *home;
	int32_t		home_post;
	double		lat;
	double		lon;
	double		cos_lat;
	double		cost_per_km;
	double		max_km;
	double		base_cost;		/* in the job that is looked at */

	/* a pair's gap is at most gap_at_home - gap_per_radius * distance - entry */
	double		gap_at_home;
	double		gap_per_radius;
	double		max_square;		/* no lawful post is beyond it */
} Seeker;

/* False when the employee is in no pair. */
static bool
describe_seeker(const PairSearch *search, int32_t employee, Seeker *seeker)
{
	const LawfulPairs *pairs = search->pairs;
	const Home *home = &search->homes[employee];
	double		max_radius;

	if (isnan(home->present_way))
		return false;
	seeker->home = home;
	seeker->home_post = search->problem->home[employee];
	seeker->lat = pairs->lat[employee];
	seeker->lon = pairs->lon[employee];
	seeker->cos_lat = cos(seeker->lat * RADIANS_PER_DEGREE);
	seeker->cost_per_km = pairs->cost_per_km[employee];
	seeker->max_km = pairs->max_km[employee];
	max_radius = (seeker->max_km + SLACK_KM) / EARTH_RADIUS_KM;
	seeker->max_square = max_radius * max_radius;
	return true;
}

/* The cost of a way of so many kilometres, in millionths, not yet rounded. */
static double
cost_of_way(const Seeker *seeker, double km)
{
	return MILLIONTHS * (seeker->base_cost +
						 seeker->cost_per_km * (km - seeker->home->present_way));
}

/* Sets what the gaps of the job that is looked at can be at most. */
static void
bound_gaps(const PairSearch *search, Seeker *seeker, __int128 own)
{
	double		scale = (double) search->prices->scale;
	double		per_km = MILLIONTHS * seeker->cost_per_km * scale;
	double		base = MILLIONTHS * seeker->base_cost * scale;
	double		present = per_km * seeker->home->present_way;
	double		largest = fabs((double) own) + fabs(base) + present +
		(double) search->largest_entry;

	seeker->gap_per_radius = per_km * EARTH_RADIUS_KM;
	seeker->gap_at_home = (double) own - base + present + per_km * SLACK_KM +
		SLACK_MILLIONTHS * scale + SLACK_SHARE * largest;
}

static inline double
square_of(double a)
{
	return a * a;
}

/* Square of the straight distance to a post, in radii of the Earth. */
static inline double
square_to_post(const Point *from, const TreePost *post)
{
	return square_of(post->point.at[0] - from->at[0]) +
		square_of(post->point.at[1] - from->at[1]) +
		square_of(post->point.at[2] - from->at[2]);
}

/* The same to the box of a node. */
static inline double
square_to_box(const Point *from, const TreeNode *node)
{
	double		square = 0;

	for (int axis = 0; axis < 3; axis++)
	{
		double		below = node->low[axis] - from->at[axis];
		double		above = from->at[axis] - node->high[axis];
		double		beside = below > above ? below : above;

		square += beside > 0 ? beside * beside : 0;
	}
	return square;
}

/* No lawful pair at such a distance and price has a larger gap. */
static inline double
largest_gap(const Seeker *seeker, double square, int64_t entry)
{
	return square > seeker->max_square ? -INFINITY :
		seeker->gap_at_home - seeker->gap_per_radius * sqrt(square) - (double) entry;
}

/* Whether the post is lawful for the seeker, and at what cost. */
static bool
price_pair(const Seeker *seeker, const TreePost *post, int64_t *cost)
{
	double		km;

	if (post->post == seeker->home_post)
		return false;
	km = great_circle_km_of(seeker->lat, seeker->lon, seeker->cos_lat,
							post->lat, post->lon, post->cos_lat);
	if (km > seeker->max_km)
		return false;
	*cost = llround(cost_of_way(seeker, km));
	return true;
}

/* A node that is still to be entered. */
typedef struct OpenNode
{
	int32_t		node;
	double		gap;			/* the largest that may be below it */
} OpenNode;

static inline OpenNode
open_node(const PairSearch *search, const Seeker *seeker, int32_t number)
{
	const TreeNode *node = &search->nodes[number];

	return (OpenNode)
	{
		number, largest_gap(seeker, square_to_box(&seeker->home->point, node),
							node->least_entry)
	};
}

void
search_pairs(const PairSearch *search, int32_t employee, int64_t least_gap,
			 TakePair take, void *state)
{
	const PairPrices *prices = search->prices;
	const LawfulPairs *pairs = search->pairs;
	Seeker		seeker;
	__int128	own;

	if (!describe_seeker(search, employee, &seeker))
		return;
	own = prices->own[employee];
	if (seeker.home_post != NO_POST)
		own -= prices->surcharge;

	for (int64_t j = pairs->job_start[employee]; j < pairs->job_start[employee + 1]; j++)
	{
		OpenNode	stack[MAX_DEPTH];
		int			depth = 0;

		if (search->root[pairs->job[j]] < 0)
			continue;
		seeker.base_cost = pairs->base_cost[employee] + pairs->job_cost[j];
		bound_gaps(search, &seeker, own);
		stack[depth++] = open_node(search, &seeker, search->root[pairs->job[j]]);
		while (depth > 0)
		{
			OpenNode	open = stack[--depth];
			const TreeNode *node = &search->nodes[open.node];

			if (open.gap <= (double) least_gap)
				continue;
			if (node->right != 0)
			{
				OpenNode	left = open_node(search, &seeker, open.node + 1);
				OpenNode	right = open_node(search, &seeker, node->right);

				/* the better half first: what it has may rule out the other */
				stack[depth++] = left.gap > right.gap ? right : left;
				stack[depth++] = left.gap > right.gap ? left : right;
				continue;
			}
			for (int32_t p = node->first; p < node->end; p++)
			{
				const TreePost *post = &search->posts[p];
				int64_t		cost;
				__int128	gap;

				if (largest_gap(&seeker, square_to_post(&seeker.home->point, post),
								post->entry) <= (double) least_gap ||
					!price_pair(&seeker, post, &cost))
					continue;
				gap = own - (__int128) cost * prices->scale - post->entry;
				if (gap > least_gap)
					least_gap = take(state, (LawfulPair) {post->post, cost,
							gap > INT64_MAX ? INT64_MAX : (int64_t) gap});
			}
		}
	}
}

void
list_pairs(const PairSearch *search, int32_t employee,
		   TakeEveryPair take, void *state)
{
	const LawfulPairs *pairs = search->pairs;
	Seeker		seeker;

	if (!describe_seeker(search, employee, &seeker))
		return;
	for (int64_t j = pairs->job_start[employee]; j < pairs->job_start[employee + 1]; j++)
	{
		int32_t		root = search->root[pairs->job[j]];

		if (root < 0)
			continue;
		seeker.base_cost = pairs->base_cost[employee] + pairs->job_cost[j];
		for (int32_t p = search->nodes[root].first; p < search->nodes[root].end; p++)
		{
			const TreePost *post = &search->posts[p];
			int64_t		cost;

			if (square_to_post(&seeker.home->point, post) <= seeker.max_square &&
				price_pair(&seeker, post, &cost))
				take(state, post->post, cost);
		}
	}
}
