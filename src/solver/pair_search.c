/*
 * pair_search.c
 *	  Finds, among all lawful pairs, those that prices say are worth having.
 *
 * The posts of each job stand in a tree (a k-d tree over points on the unit
 * sphere).  Every node of it knows a box around its posts and the lowest price
 * among them.  The box is at some least distance from an employee's home, so
 * a pair below the node costs at least so much; a node whose cheapest thinkable
 * pair does not beat the employee's own place is not entered.  Most employees
 * are done at the root.
 *
 * Bounds are computed in floating point and made a little too low; what a leaf
 * compares are the whole numbers that the solver would.
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

/* Bounds are lowered by so much: a metre, and some millionths. */
#define SLACK_KM			0.001
#define SLACK_MILLIONTHS	4

typedef struct Point
{
	double		at[3];			/* on the unit sphere */
} Point;

typedef struct TreePost
{
	Point		point;
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
				point_of(pairs->post_lat[f], pairs->post_lon[f]), f
			};
	for (int32_t j = 0; j < pairs->n_jobs; j++)
	{
		search->root[j] = next[j] > first ?
			build_node(search, -1, first, next[j]) : -1;
		first = next[j];
	}
	RELEASE(host, next);
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
	RELEASE(host, search);
}

/* The lowest price below a node, its children's being known. */
static int64_t
least_entry_below(const PairSearch *search, int32_t number)
{
	const TreeNode *node = &search->nodes[number];
	const int64_t *entry = search->prices->entry;
	int64_t		least;

	if (node->right != 0)
	{
		int64_t		left = search->nodes[number + 1].least_entry;
		int64_t		right = search->nodes[node->right].least_entry;

		return left < right ? left : right;
	}
	least = entry[search->posts[node->first].post];
	for (int32_t p = node->first + 1; p < node->end; p++)
		if (entry[search->posts[p].post] < least)
			least = entry[search->posts[p].post];
	return least;
}

void
set_pair_prices(PairSearch *search, const PairPrices *prices)
{
	search->prices = prices;
	for (int32_t n = search->n_nodes - 1; n >= 0; n--)
		search->nodes[n].least_entry = least_entry_below(search, n);
}

void
update_pair_price(PairSearch *search, int32_t post)
{
	for (int32_t n = search->leaf[post]; n >= 0; n = search->nodes[n].parent)
	{
		int64_t		least = least_entry_below(search, n);

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
	int32_t		home;
	double		lat;
	double		lon;
	Point		point;
	double		present_way;
	double		base_cost;		/* in the job that is looked at */
	double		cost_per_km;
	double		max_km;
} Seeker;

/* False when the employee is in no pair. */
static bool
describe_seeker(const PairSearch *search, int32_t employee, Seeker *seeker)
{
	const LawfulPairs *pairs = search->pairs;
	int32_t		home = search->problem->home[employee];

	seeker->home = home;
	seeker->lat = pairs->lat[employee];
	seeker->lon = pairs->lon[employee];
	if (!is_located(seeker->lat, seeker->lon))
		return false;
	seeker->present_way = home == NO_POST ? 0 :
		great_circle_km(seeker->lat, seeker->lon,
						pairs->post_lat[home], pairs->post_lon[home]);
	if (isnan(seeker->present_way))
		return false;
	seeker->point = point_of(seeker->lat, seeker->lon);
	seeker->cost_per_km = pairs->cost_per_km[employee];
	seeker->max_km = pairs->max_km[employee];
	return true;
}

/* The cost of a way of so many kilometres, in millionths, not yet rounded. */
static double
cost_of_way(const Seeker *seeker, double km)
{
	return MILLIONTHS * (seeker->base_cost +
						 seeker->cost_per_km * (km - seeker->present_way));
}

/* No post below the node is nearer than this. */
static double
least_km(const Seeker *seeker, const TreeNode *node)
{
	double		square = 0;
	double		km;

	for (int axis = 0; axis < 3; axis++)
	{
		double		at = seeker->point.at[axis];
		double		beside = fmax(0, fmax(node->low[axis] - at, at - node->high[axis]));

		square += beside * beside;
	}
	km = 2 * EARTH_RADIUS_KM * asin(fmin(1, sqrt(square) / 2)) - SLACK_KM;
	return km > 0 ? km : 0;
}

/* Whether the post is lawful for the seeker, and at what cost. */
static bool
price_pair(const PairSearch *search, const Seeker *seeker, int32_t post,
		   int64_t *cost)
{
	double		km;

	if (post == seeker->home)
		return false;
	km = great_circle_km(seeker->lat, seeker->lon,
						 search->pairs->post_lat[post],
						 search->pairs->post_lon[post]);
	if (km > seeker->max_km)
		return false;
	*cost = llround(cost_of_way(seeker, km));
	return true;
}

void
search_pairs(const PairSearch *search, int32_t employee,
			 TakePair take, void *state)
{
	const PairPrices *prices = search->prices;
	const LawfulPairs *pairs = search->pairs;
	Seeker		seeker;
	__int128	own;
	int64_t		least_gap = 0;

	if (!describe_seeker(search, employee, &seeker))
		return;
	own = prices->own[employee];
	if (seeker.home != NO_POST)
		own -= prices->surcharge;

	for (int64_t j = pairs->job_start[employee]; j < pairs->job_start[employee + 1]; j++)
	{
		int32_t		stack[MAX_DEPTH];
		int			depth = 0;

		seeker.base_cost = pairs->base_cost[employee] + pairs->job_cost[j];
		if (search->root[pairs->job[j]] >= 0)
			stack[depth++] = search->root[pairs->job[j]];
		while (depth > 0)
		{
			const TreeNode *node = &search->nodes[stack[--depth]];
			double		km = least_km(&seeker, node);
			int64_t		cost = (int64_t) floor(cost_of_way(&seeker, km)) - SLACK_MILLIONTHS;

			if (km > seeker.max_km ||
				own - (__int128) cost * prices->scale - node->least_entry <= least_gap)
				continue;
			if (node->right != 0)
			{
				int32_t		left = (int32_t) (node - search->nodes) + 1;

				/* the nearer half first: what it has may rule out the other */
				bool		left_first = least_km(&seeker, &search->nodes[left]) <=
					least_km(&seeker, &search->nodes[node->right]);

				stack[depth++] = left_first ? node->right : left;
				stack[depth++] = left_first ? left : node->right;
				continue;
			}
			for (int32_t p = node->first; p < node->end; p++)
			{
				int32_t		post = search->posts[p].post;
				__int128	gap;

				if (!price_pair(search, &seeker, post, &cost))
					continue;
				gap = own - (__int128) cost * prices->scale - prices->entry[post];
				if (gap > least_gap)
					least_gap = take(state, (LawfulPair) {post, cost,
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
			int64_t		cost;

			if (price_pair(search, &seeker, search->posts[p].post, &cost))
				take(state, search->posts[p].post, cost);
		}
	}
}
