/*
 * candidates.c
 *	  What transfer_candidates does too often for SQL: the nearest posts of many
 *	  people, and what somebody would have to learn.
 *
 * nearest_posts gets posts, people and searches as arrays, so that one call
 * does the searches of a whole administration.  Posts that may serve one search
 * stand together: a search names a slice, and the searches of one person share
 * one ranking.  Each person's best posts are kept in a heap with the worst on
 * top.  Most posts are ruled out by the straight line through the Earth, which
 * costs three multiplications and grows as the way over it does; only for the
 * others is the way computed, by the formula of haversine_km.  At some hundred
 * posts a search that is cheaper than any tree.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "compat.h"
#include "distance.h"
#include "great_circle.h"
#include "transfer_call.h"

#define NEAREST_COLUMNS		4

/*
 * Straight lines are compared with so much to spare, in Earth radii (6 micrometres):
 * far more than what rounding does to them and to the way.
 */
#define LINE_SLACK			1e-12

PG_FUNCTION_INFO_V1(nearest_posts);
PG_FUNCTION_INFO_V1(missing_weight);

/* A place on the Earth; all NaN where it is not known. */
typedef struct Place
{
	double		lat;			/* degrees */
	double		lon;
	double		at[3];			/* on the unit sphere */
} Place;

typedef struct PostPlace
{
	Place		place;
	int64		post_id;
	int32		refuses;		/* bits */
} PostPlace;

typedef struct Person
{
	Place		home;
	int64		post_id;		/* his present post */
	bool		has_post;
	int32		first;			/* his searches are order[first] to order[end - 1] */
	int32		end;
} Person;

typedef struct Searches
{
	int			n;
	const int32 *person;		/* each from 1 */
	const int32 *first_post;
	const int32 *last_post;
	const int32 *bits;
	int32	   *order;			/* by person */
} Searches;

typedef struct Found
{
	double		km;				/* infinite when it is not known */
	double		line;			/* square of the straight line, in Earth radii */
	int64		post_id;
	int32		search;			/* from 0 */
} Found;

/* The best so far; once it is full, found[0] is the worst of them. */
typedef struct Ranking
{
	Found	   *found;
	int			n;
	int			most;
} Ranking;

static Place
place_at(double lat, double lon)
{
	double		north = lat * RADIANS_PER_DEGREE;
	double		east = lon * RADIANS_PER_DEGREE;

	return (Place)
	{
		lat, lon, {cos(north) * cos(east), cos(north) * sin(east), sin(north)}
	};
}

static inline double
squared_line(const Place *a, const Place *b)
{
	double		x = a->at[0] - b->at[0];
	double		y = a->at[1] - b->at[1];
	double		z = a->at[2] - b->at[2];

	return x * x + y * y + z * z;
}

/*
 * Arguments
 */

/* The elements of an array without NULLs, where they are. */
static const void *
elements_of(ArrayType *array)
{
	Size		offset = ARR_HASNULL(array) ? (Size) array->dataoffset :
		ARR_OVERHEAD_NONULLS(ARR_NDIM(array));

	return (const char *) array + offset;
}

pg_noreturn static void
refuse_array(FunctionCallInfo fcinfo, int argument, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
			 errmsg("argument %d of function nearest_posts does not fit the others", argument + 1),
			 errdetail_internal("%s", detail),
			 errhint("Posts, people and searches are one-dimensional arrays each, and those of one kind are equally long.")));
}

/*
 * An array of an argument, one-dimensional or empty.  *n is its length, or when
 * that is not -1 already, what its length must be.
 */
static ArrayType *
array_argument(FunctionCallInfo fcinfo, int argument, int *n)
{
	ArrayType  *array = PG_GETARG_ARRAYTYPE_P(argument);
	int			length = ArrayGetNItems(ARR_NDIM(array), ARR_DIMS(array));

	if (ARR_NDIM(array) > 1)
		refuse_array(fcinfo, argument, "It has more than one dimension.");
	if (*n >= 0 && length != *n)
		refuse_array(fcinfo, argument, psprintf("It has %d elements, not %d.", length, *n));
	*n = length;
	return array;
}

/* The integers of an array argument without NULLs, where they are. */
static const int32 *
integers_argument(FunctionCallInfo fcinfo, int argument, int *n)
{
	ArrayType  *array = array_argument(fcinfo, argument, n);

	if (array_contains_nulls(array))
		refuse_array(fcinfo, argument, "It has a NULL.");
	return elements_of(array);
}

/* The elements of an array argument of an eight-byte type, which may be NULL. */
static Datum *
elements_argument(FunctionCallInfo fcinfo, int argument, Oid type, int *n, bool **nulls)
{
	ArrayType  *array = array_argument(fcinfo, argument, n);
	Datum	   *elements;
	int			length;

	deconstruct_array(array, type, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
					  &elements, nulls, &length);
	return elements;
}

/* Places from two arguments, one after the other: latitudes and longitudes. */
static Place *
places_argument(FunctionCallInfo fcinfo, int argument, int *n)
{
	bool	   *no_lat;
	bool	   *no_lon;
	Datum	   *lats = elements_argument(fcinfo, argument, FLOAT8OID, n, &no_lat);
	Datum	   *lons = elements_argument(fcinfo, argument + 1, FLOAT8OID, n, &no_lon);
	Place	   *places = MemoryContextAllocHuge(CurrentMemoryContext, (*n + 1) * sizeof(Place));

	for (int i = 0; i < *n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (no_lat[i] || no_lon[i])
			places[i] = place_at(NAN, NAN);
		else
			places[i] = place_at(checked_degrees("latitude", DatumGetFloat8(lats[i]), 90),
								 checked_degrees("longitude", DatumGetFloat8(lons[i]), 180));
	}
	return places;
}

static PostPlace *
posts_argument(FunctionCallInfo fcinfo, int *n)
{
	bool	   *no_id;
	Datum	   *ids = elements_argument(fcinfo, 0, INT8OID, n, &no_id);
	Place	   *places = places_argument(fcinfo, 1, n);
	const int32 *refuses = integers_argument(fcinfo, 3, n);
	PostPlace  *posts = MemoryContextAllocHuge(CurrentMemoryContext, (*n + 1) * sizeof(PostPlace));

	for (int i = 0; i < *n; i++)
	{
		if (no_id[i])
			refuse_array(fcinfo, 0, "It has a NULL.");
		posts[i] = (PostPlace)
		{
			places[i], DatumGetInt64(ids[i]), refuses[i]
		};
	}
	pfree(places);
	return posts;
}

static Person *
people_argument(FunctionCallInfo fcinfo, int *n)
{
	Place	   *homes = places_argument(fcinfo, 4, n);
	bool	   *no_post;
	Datum	   *ids = elements_argument(fcinfo, 6, INT8OID, n, &no_post);
	Person	   *people = MemoryContextAllocHuge(CurrentMemoryContext, (*n + 1) * sizeof(Person));

	for (int i = 0; i < *n; i++)
		people[i] = (Person)
	{
		homes[i], DatumGetInt64(ids[i]), !no_post[i], 0, 0
	};
	pfree(homes);
	return people;
}

/* Searches, ordered by person; each person learns which are his. */
static Searches
searches_argument(FunctionCallInfo fcinfo, int n_posts, Person *people, int n_people)
{
	Searches	s;
	int32		end = 0;

	s.n = -1;
	s.person = integers_argument(fcinfo, 7, &s.n);
	s.first_post = integers_argument(fcinfo, 8, &s.n);
	s.last_post = integers_argument(fcinfo, 9, &s.n);
	s.bits = integers_argument(fcinfo, 10, &s.n);
	s.order = MemoryContextAllocHuge(CurrentMemoryContext, ((Size) s.n + 1) * sizeof(int32));

	for (int i = 0; i < s.n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (s.person[i] < 1 || s.person[i] > n_people)
			refuse_array(fcinfo, 7, psprintf("Search %d is for person %d of %d.", i + 1, s.person[i], n_people));
		if (s.first_post[i] < 1)
			refuse_array(fcinfo, 8, psprintf("Search %d begins at post %d.", i + 1, s.first_post[i]));
		if (s.last_post[i] > n_posts)
			refuse_array(fcinfo, 9, psprintf("Search %d ends at post %d of %d.", i + 1, s.last_post[i], n_posts));
		people[s.person[i] - 1].end++;
	}
	for (int p = 0; p < n_people; p++)
	{
		people[p].first = end;
		end += people[p].end;
		people[p].end = people[p].first;
	}
	for (int i = 0; i < s.n; i++)
		s.order[people[s.person[i] - 1].end++] = i;
	return s;
}

/*
 * Ranking
 */

static inline bool
is_worse(const Found *a, const Found *b)
{
	return a->km != b->km ? a->km > b->km : a->post_id > b->post_id;
}

/* Puts an element where found[hole] was; the heap below stays one. */
static void
sift_down(Ranking *ranking, int hole, Found element)
{
	Found	   *found = ranking->found;
	int			child;

	while ((child = 2 * hole + 1) < ranking->n)
	{
		if (child + 1 < ranking->n && is_worse(&found[child + 1], &found[child]))
			child++;
		if (!is_worse(&found[child], &element))
			break;
		found[hole] = found[child];
		hole = child;
	}
	found[hole] = element;
}

/* Takes one more in, and drops the worst when there are too many. */
static void
rank(Ranking *ranking, Found element)
{
	if (ranking->n < ranking->most)
	{
		ranking->found[ranking->n++] = element;
		if (ranking->n == ranking->most)
			for (int i = ranking->n / 2 - 1; i >= 0; i--)
				sift_down(ranking, i, ranking->found[i]);
	}
	else if (is_worse(&ranking->found[0], &element))
		sift_down(ranking, 0, element);
}

/* Which line is surely too long to be among the best; infinite as long as none is. */
static double
longest_line(const Ranking *ranking)
{
	double		line;

	if (ranking->n < ranking->most || isinf(ranking->found[0].km))
		return INFINITY;
	line = sqrt(ranking->found[0].line) + LINE_SLACK;
	return line * line;
}

static void
search_posts(const Searches *s, int32 search, const Person *person,
			 const PostPlace *posts, Ranking *ranking)
{
	double		longest = longest_line(ranking);

	for (int32 f = s->first_post[search] - 1; f < s->last_post[search]; f++)
	{
		const PostPlace *post = &posts[f];
		double		line;
		double		km;

		if ((post->refuses & s->bits[search]) != 0 ||
			(person->has_post && post->post_id == person->post_id))
			continue;
		line = squared_line(&person->home, &post->place);
		if (line > longest)
			continue;
		if (isnan(line))		/* a place is unknown */
			km = INFINITY;
		else
			km = great_circle_km(person->home.lat, person->home.lon,
								 post->place.lat, post->place.lon);
		rank(ranking, (Found) {km, line, post->post_id, search});
		longest = longest_line(ranking);
	}
}

/*
 * nearest_posts(post_ids bigint[], post_lats float8[], post_lons float8[], refuses int[],
 *				 home_lats float8[], home_lons float8[], present_posts bigint[],
 *				 people int[], first_posts int[], last_posts int[], bits int[],
 *				 most int) -> (person int, post_id bigint, search int, km float8)
 *
 * What it means stands with its declaration.
 */
Datum
nearest_posts(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int			n_posts = -1;
	int			n_people = -1;
	PostPlace  *posts;
	Person	   *people;
	Searches	searches;
	Ranking		ranking = {NULL, 0, PG_GETARG_INT32(11)};

	if (ranking.most < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of nearest posts must not be negative"),
				 errdetail("It is %d.", ranking.most),
				 errhint("Correct the setting nearest_posts.")));
	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, NEAREST_COLUMNS);

	posts = posts_argument(fcinfo, &n_posts);
	people = people_argument(fcinfo, &n_people);
	searches = searches_argument(fcinfo, n_posts, people, n_people);
	if (ranking.most == 0)
		PG_RETURN_NULL();
	ranking.most = Min(ranking.most, n_posts + 1);
	ranking.found = MemoryContextAllocHuge(CurrentMemoryContext, ranking.most * sizeof(Found));

	for (int32 p = 0; p < n_people; p++)
	{
		ranking.n = 0;
		for (int32 i = people[p].first; i < people[p].end; i++)
		{
			CHECK_FOR_INTERRUPTS();
			search_posts(&searches, searches.order[i], &people[p], posts, &ranking);
		}
		for (int i = 0; i < ranking.n; i++)
		{
			const Found *found = &ranking.found[i];
			Datum		values[NEAREST_COLUMNS];
			bool		nulls[NEAREST_COLUMNS] = {0};

			values[0] = Int32GetDatum(p + 1);
			values[1] = Int64GetDatum(found->post_id);
			values[2] = Int32GetDatum(found->search + 1);
			values[3] = Float8GetDatum(found->km);
			nulls[3] = isinf(found->km);
			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		}
	}
	PG_RETURN_NULL();
}

/*
 * missing_weight(ids bigint[], weights float8[], known bigint[]): the weights of
 * the ids that are not known, added up.
 */
Datum
missing_weight(PG_FUNCTION_ARGS)
{
	ArrayType  *arrays[3];
	int			n[3];
	const int64 *ids;
	const float8 *weights;
	const int64 *known;
	double		sum = 0;

	for (int i = 0; i < 3; i++)
	{
		arrays[i] = PG_GETARG_ARRAYTYPE_P(i);
		n[i] = ArrayGetNItems(ARR_NDIM(arrays[i]), ARR_DIMS(arrays[i]));
		if (array_contains_nulls(arrays[i]))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument %d of function missing_weight has a NULL", i + 1),
					 errhint("Leave such elements out.")));
	}
	if (n[0] != n[1])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there must be as many weights as ids"),
				 errdetail("There are %d ids and %d weights.", n[0], n[1]),
				 errhint("Give one weight for each id.")));
	ids = elements_of(arrays[0]);
	weights = elements_of(arrays[1]);
	known = elements_of(arrays[2]);
	for (int i = 0; i < n[0]; i++)
	{
		bool		is_known = false;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < n[2] && !is_known; k++)
			is_known = known[k] == ids[i];
		if (!is_known)
			sum += weights[i];
	}
	PG_RETURN_FLOAT8(sum);
}
