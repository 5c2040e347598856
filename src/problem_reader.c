/*
 * problem_reader.c
 *	  Three queries -> one transfer problem.
 *
 * Posts come first, then employees, whose posts must be among them, then
 * candidates.  Posts and employees are gathered in an array each, sorted by
 * id, and numbered; a hash table leads from id to number.  Candidates, of
 * which there can be tens of millions, are looked up as they arrive and kept
 * as numbers, 16 bytes each, in chunks that never move; a counting sort by
 * employee and a short sort within each employee then lay them out as the
 * problem wants them, chunk by chunk, and free the chunks.  No query needs an
 * ORDER BY, and nothing of the order of the rows is left.
 *
 * Places and jobs, which make pairs lawful, are kept beside the rows that have
 * them, so that problems without any pay nothing for them.
 *
 * Everything is allocated from the host, under its limit, and every loop over
 * rows can be interrupted.
 */
#include "postgres.h"

#include <math.h>

#include "compat.h"
#include "miscadmin.h"

#include "problem_reader.h"
#include "query_reader.h"

/* Cost of a kilometre beyond this is refused as a mistake. */
#define MAX_COST_PER_KM	1e4

/* Rows between two looks at the clock. */
#define ROWS_PER_REPORT	4096

/* Rows of the first and of the largest chunk of candidates. */
#define FIRST_CHUNK_ROWS	1024
#define LARGEST_CHUNK_ROWS	524288

/*
 * The queries
 */

enum
{
	POST_ID, POST_NEED, POST_MIN_STAFF, POST_MAX_STAFF, POST_MAX_OUT, POST_MAX_IN,
	POST_LAT, POST_LON, POST_JOB,
	N_POST_COLUMNS
};

static const QueryColumn post_columns[N_POST_COLUMNS] = {
	[POST_ID] = {"post_id", COLUMN_ID, .required = true},
	[POST_NEED] = {"need", COLUMN_QUANTITY, .required = true},
	[POST_MIN_STAFF] = {"min_staff", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_STAFF] = {"max_staff", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_OUT] = {"max_out", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_IN] = {"max_in", COLUMN_COUNT, .null_allowed = true},
	[POST_LAT] = {"lat", COLUMN_LATITUDE, .null_allowed = true},
	[POST_LON] = {"lon", COLUMN_LONGITUDE, .null_allowed = true},
	[POST_JOB] = {"job", COLUMN_ID, .null_allowed = true},
};

static const QueryDescription posts_query = {
	"posts", post_columns, N_POST_COLUMNS, .n_key_columns = 1
};

enum
{
	EMPLOYEE_ID, EMPLOYEE_POST, EMPLOYEE_LAT, EMPLOYEE_LON,
	EMPLOYEE_BASE_COST, EMPLOYEE_COST_PER_KM, EMPLOYEE_MAX_KM, EMPLOYEE_JOBS,
	N_EMPLOYEE_COLUMNS
};

static const QueryColumn employee_columns[N_EMPLOYEE_COLUMNS] = {
	[EMPLOYEE_ID] = {"employee_id", COLUMN_ID, .required = true},
	[EMPLOYEE_POST] = {"post_id", COLUMN_ID, .required = true, .null_allowed = true},
	[EMPLOYEE_LAT] = {"lat", COLUMN_LATITUDE, .null_allowed = true},
	[EMPLOYEE_LON] = {"lon", COLUMN_LONGITUDE, .null_allowed = true},
	[EMPLOYEE_BASE_COST] = {"base_cost", COLUMN_COST, .null_allowed = true},
	[EMPLOYEE_COST_PER_KM] = {"cost_per_km", COLUMN_QUANTITY, .null_allowed = true},
	[EMPLOYEE_MAX_KM] = {"max_km", COLUMN_QUANTITY, .null_allowed = true},
	[EMPLOYEE_JOBS] = {"jobs", COLUMN_IDS, .null_allowed = true},
};

static const QueryDescription employees_query = {
	"employees", employee_columns, N_EMPLOYEE_COLUMNS, .n_key_columns = 1
};

enum
{
	CANDIDATE_EMPLOYEE, CANDIDATE_POST, CANDIDATE_COST,
	N_CANDIDATE_COLUMNS
};

static const QueryColumn candidate_columns[N_CANDIDATE_COLUMNS] = {
	[CANDIDATE_EMPLOYEE] = {"employee_id", COLUMN_ID, .required = true},
	[CANDIDATE_POST] = {"post_id", COLUMN_ID, .required = true, .plural = "post_ids"},
	[CANDIDATE_COST] = {"cost", COLUMN_COST, .required = true, .plural = "costs"},
};

static const QueryDescription candidates_query = {
	"candidates", candidate_columns, N_CANDIDATE_COLUMNS, .n_key_columns = 2
};

/*
 * The rows, until they are laid out as the problem wants them
 */

typedef struct PostRow
{
	int64		id;
	double		need;
	int32		min_staff;
	int32		max_staff;
	int32		max_out;
	int32		max_in;
	double		lat;			/* NaN when not given */
	double		lon;
	int64		job;
	bool		has_job;
} PostRow;

typedef struct EmployeeRow
{
	int64		id;
	int32		home;
	int32		row;			/* of his place, while that is not sorted */
} EmployeeRow;

/* What makes the pairs of one employee lawful. */
typedef struct EmployeePlace
{
	double		lat;			/* NaN when not given */
	double		lon;
	double		base_cost;
	double		cost_per_km;
	double		max_km;
	int64		first_job;		/* in the reader's jobs, as read */
	int32		n_jobs;			/* NO_LIST: that of his post */
} EmployeePlace;

#define NO_LIST	(-1)

typedef struct CandidateRow
{
	int32		employee;
	int32		post;
	int64		cost;
} CandidateRow;

typedef struct CandidateChunk
{
	struct CandidateChunk *next;
	int			n_rows;
	int			capacity;
	CandidateRow rows[FLEXIBLE_ARRAY_MEMBER];
} CandidateChunk;

/* A candidate of one employee, while his are sorted. */
typedef struct CandidatePlace
{
	int32		post;
	int64		cost;
} CandidatePlace;

/* id -> number, as a hash table of simplehash.h */
typedef struct IdEntry
{
	int64		id;
	int32		number;
	char		status;
} IdEntry;

#define SH_PREFIX		id_map
#define SH_ELEMENT_TYPE	IdEntry
#define SH_KEY_TYPE		int64
#define SH_KEY			id
#define SH_HASH_KEY(map, key)	((uint32) murmurhash64((uint64) (key)))
#define SH_EQUAL(map, a, b)		((a) == (b))
#define SH_SCOPE		static inline
#define SH_USE_NONDEFAULT_ALLOCATOR
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static inline void *
id_map_allocate(id_map_hash *map, Size bytes)
{
	Host	   *host = map->private_data;

	return host->allocate(host->context, bytes);
}

static inline void
id_map_free(id_map_hash *map, void *pointer)
{
	Host	   *host = map->private_data;

	host->release(host->context, pointer);
}

#define COMPARE(a, b)	((a) < (b) ? -1 : (a) > (b) ? 1 : 0)

#define ST_SORT			sort_posts
#define ST_ELEMENT_TYPE	PostRow
#define ST_COMPARE(a, b) COMPARE((a)->id, (b)->id)
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			sort_employees
#define ST_ELEMENT_TYPE	EmployeeRow
#define ST_COMPARE(a, b) COMPARE((a)->id, (b)->id)
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			sort_numbers
#define ST_ELEMENT_TYPE	int32
#define ST_COMPARE(a, b) COMPARE(*(a), *(b))
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT			sort_places
#define ST_ELEMENT_TYPE	CandidatePlace
#define ST_COMPARE(a, b) COMPARE((a)->post, (b)->post)
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

typedef struct ProblemReader
{
	PostgresHost *host;
	int64		rows_read;		/* of the query that is being read */

	PostRow    *posts;
	int64		n_posts;
	int64		posts_capacity;

	EmployeeRow *employees;
	int64		n_employees;
	int64		employees_capacity;

	EmployeePlace *places;		/* by row, as far as rows have any */
	int64		n_places;
	int64		places_capacity;
	int64	   *jobs;
	int64		n_jobs;
	int64		jobs_capacity;
	bool		posts_have_places;

	CandidateChunk *candidates; /* the chunk being filled comes first */

	id_map_hash *post_numbers;
	id_map_hash *employee_numbers;
	id_map_hash *job_numbers;
} ProblemReader;

int64
amount_in_millionths(double units)
{
	return llround(units * MILLIONTHS);
}

double
amount_in_units(int64 millionths)
{
	return (double) millionths / MILLIONTHS;
}

/*
 * Checks; each message once
 */

static void
refuse_duplicate_id(const char *query_name, const char *column, int64 id)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("duplicate %s in the %s query", column, query_name),
			 errdetail("%s %lld is in more than one row.", column, (long long) id),
			 errhint("Return one row for each %s.", column)));
}

static void
refuse_duplicate_candidate(int64 employee_id, int64 post_id)
{
	ereport(ERROR,
			(errcode(ERRCODE_UNIQUE_VIOLATION),
			 errmsg("duplicate candidate in the candidates query"),
			 errdetail("employee_id %lld, post_id %lld is in more than one row.",
					   (long long) employee_id, (long long) post_id),
			 errhint("Return one row for each pair, for example with min(cost) and GROUP BY.")));
}

static void
check_too_many(const char *query_name, int64 n)
{
	if (n >= PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%s query returns more than %d rows",
						query_name, PG_INT32_MAX),
				 errhint("Plan one job family or region at a time.")));
}

static void
check_staff_bounds(const PostRow *post)
{
	if (post->min_staff != NO_BOUND && post->max_staff != NO_BOUND &&
		post->min_staff > post->max_staff)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_staff is above max_staff in the posts query"),
				 errdetail("post_id %lld has min_staff %d and max_staff %d.",
						   (long long) post->id, post->min_staff, post->max_staff),
				 errhint("No staff meets both; raise max_staff, lower min_staff, or leave one NULL.")));
}

/* The number of the post that a row of the named query speaks of. */
static int32
find_post(const ProblemReader *reader, const char *query_name,
		  int64 employee_id, int64 post_id)
{
	IdEntry    *entry = id_map_lookup(reader->post_numbers, post_id);

	if (entry == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("unknown post_id in the %s query", query_name),
				 errdetail("employee_id %lld has post_id %lld, which the posts query does not return.",
						   (long long) employee_id, (long long) post_id),
				 errhint("Let the posts query return every post that is named, or leave such rows out.")));
	return entry->number;
}

static int32
find_employee(const ProblemReader *reader, int64 employee_id, int64 post_id)
{
	IdEntry    *entry = id_map_lookup(reader->employee_numbers, employee_id);

	if (entry == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("unknown employee_id in the candidates query"),
				 errdetail("employee_id %lld, post_id %lld: the employees query does not return this employee.",
						   (long long) employee_id, (long long) post_id),
				 errhint("Let the employees query return every employee that is named, or leave such rows out.")));
	return entry->number;
}

/*
 * Receiving rows
 */

static inline void
count_row(ProblemReader *reader, const char *query_name)
{
	if (++reader->rows_read % ROWS_PER_REPORT == 0)
		host_report_rows(reader->host, query_name, reader->rows_read);
}

static int32
bound_of(const QueryValue *value)
{
	return value->is_null ? NO_BOUND : (int32) value->integer;
}

static double
real_or(const QueryValue *value, double otherwise)
{
	return value->is_null ? otherwise : value->real;
}

static void
receive_post(void *state, const QueryValue *values)
{
	ProblemReader *reader = state;
	PostRow    *post;

	count_row(reader, posts_query.name);
	reader->posts = host_grow_array(reader->host, reader->posts,
									sizeof(PostRow), reader->n_posts,
									&reader->posts_capacity);
	post = &reader->posts[reader->n_posts++];
	post->id = values[POST_ID].integer;
	post->need = values[POST_NEED].real;
	post->min_staff = bound_of(&values[POST_MIN_STAFF]);
	post->max_staff = bound_of(&values[POST_MAX_STAFF]);
	post->max_out = bound_of(&values[POST_MAX_OUT]);
	post->max_in = bound_of(&values[POST_MAX_IN]);
	post->lat = real_or(&values[POST_LAT], NAN);
	post->lon = real_or(&values[POST_LON], NAN);
	post->has_job = !values[POST_JOB].is_null;
	post->job = post->has_job ? values[POST_JOB].integer : 0;
	if (post->has_job && !isnan(post->lat) && !isnan(post->lon))
		reader->posts_have_places = true;
	check_staff_bounds(post);
}

static void
check_cost_per_km(int64 employee_id, double cost_per_km)
{
	if (cost_per_km > MAX_COST_PER_KM)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("column \"cost_per_km\" of the employees query is out of range"),
				 errdetail("It is %g in the row with employee_id %lld.",
						   cost_per_km, (long long) employee_id),
				 errhint("It must be a number from 0 to 1e4.")));
}

/* Where an employee lives and what he may do; places has a row for each before. */
static void
receive_place(ProblemReader *reader, const QueryValue *values)
{
	EmployeePlace *place;

	reader->places = host_grow_array(reader->host, reader->places,
									 sizeof(EmployeePlace), reader->n_places,
									 &reader->places_capacity);
	place = &reader->places[reader->n_places++];
	place->lat = real_or(&values[EMPLOYEE_LAT], NAN);
	place->lon = real_or(&values[EMPLOYEE_LON], NAN);
	place->base_cost = real_or(&values[EMPLOYEE_BASE_COST], 0);
	place->cost_per_km = real_or(&values[EMPLOYEE_COST_PER_KM], 0);
	place->max_km = real_or(&values[EMPLOYEE_MAX_KM], INFINITY);
	check_cost_per_km(values[EMPLOYEE_ID].integer, place->cost_per_km);

	place->first_job = reader->n_jobs;
	place->n_jobs = NO_LIST;
	if (values[EMPLOYEE_JOBS].is_null)
		return;
	place->n_jobs = values[EMPLOYEE_JOBS].list_length;
	for (int32 j = 0; j < place->n_jobs; j++)
	{
		reader->jobs = host_grow_array(reader->host, reader->jobs, sizeof(int64),
									   reader->n_jobs, &reader->jobs_capacity);
		reader->jobs[reader->n_jobs++] = values[EMPLOYEE_JOBS].list[j];
	}
}

static void
receive_employee(void *state, const QueryValue *values)
{
	ProblemReader *reader = state;
	EmployeeRow *employee;

	count_row(reader, employees_query.name);
	reader->employees = host_grow_array(reader->host, reader->employees,
										sizeof(EmployeeRow), reader->n_employees,
										&reader->employees_capacity);
	employee = &reader->employees[reader->n_employees++];
	employee->id = values[EMPLOYEE_ID].integer;
	if (values[EMPLOYEE_POST].is_null)
		employee->home = NO_POST;
	else
		employee->home = find_post(reader, employees_query.name, employee->id,
								   values[EMPLOYEE_POST].integer);
	employee->row = (int32) (reader->n_employees - 1);
	if (reader->posts_have_places)
		receive_place(reader, values);
}

/* The chunk with room for one more candidate. */
static inline CandidateChunk *
chunk_with_room(ProblemReader *reader)
{
	CandidateChunk *last = reader->candidates;
	CandidateChunk *chunk;
	int			capacity;

	if (last != NULL && last->n_rows < last->capacity)
		return last;
	capacity = last == NULL ? FIRST_CHUNK_ROWS :
		Min(2 * last->capacity, LARGEST_CHUNK_ROWS);
	chunk = host_allocate_raw(reader->host,
							  offsetof(CandidateChunk, rows) +
							  capacity * sizeof(CandidateRow));
	chunk->next = last;
	chunk->n_rows = 0;
	chunk->capacity = capacity;
	reader->candidates = chunk;
	return chunk;
}

static void
receive_candidate(void *state, const QueryValue *values)
{
	ProblemReader *reader = state;
	int64		employee_id = values[CANDIDATE_EMPLOYEE].integer;
	int64		post_id = values[CANDIDATE_POST].integer;
	CandidateChunk *chunk = chunk_with_room(reader);
	CandidateRow *row = &chunk->rows[chunk->n_rows++];

	count_row(reader, candidates_query.name);
	row->employee = find_employee(reader, employee_id, post_id);
	row->post = find_post(reader, candidates_query.name, employee_id, post_id);
	row->cost = amount_in_millionths(values[CANDIDATE_COST].real);
}

static void
read_rows(ProblemReader *reader, const QueryDescription *description,
		  const char *query, QueryRowReceiver receive_row)
{
	reader->rows_read = 0;
	read_query(description, query, receive_row, reader);
}

/*
 * Laying the rows out
 */

static void *
allocate_array(const ProblemReader *reader, int64 n, Size element_size)
{
	return host_allocate_raw(reader->host, n * element_size);
}

/* The hash table from ids to their places in the array. */
static id_map_hash *
number_ids(const ProblemReader *reader, const int64 *ids, int32 n)
{
	id_map_hash *map = id_map_create(reader->host->memory, n, reader->host);

	for (int32 i = 0; i < n; i++)
	{
		bool		found;

		CHECK_FOR_INTERRUPTS();
		id_map_insert(map, ids[i], &found)->number = i;
		Assert(!found);
	}
	return map;
}

/* Places and jobs of the posts, which are sorted; jobs are numbered. */
static void
lay_out_post_places(ProblemReader *reader, int32_t n, LawfulPairs *pairs)
{
	double	   *lat = allocate_array(reader, n, sizeof(double));
	double	   *lon = allocate_array(reader, n, sizeof(double));
	int32	   *job = allocate_array(reader, n, sizeof(int32));

	reader->job_numbers = id_map_create(reader->host->memory, 64, reader->host);
	for (int32 i = 0; i < n; i++)
	{
		const PostRow *post = &reader->posts[i];

		CHECK_FOR_INTERRUPTS();
		lat[i] = post->lat;
		lon[i] = post->lon;
		job[i] = NO_JOB;
		if (post->has_job)
		{
			bool		found;
			IdEntry    *entry = id_map_insert(reader->job_numbers, post->job, &found);

			if (!found)
				entry->number = pairs->n_jobs++;
			job[i] = entry->number;
		}
	}
	pairs->post_lat = lat;
	pairs->post_lon = lon;
	pairs->post_job = job;
}

/*
 * Writes the numbers of an employee's jobs to *jobs, rising, none twice; how
 * many.  A job that no post has is left out.
 */
static int32
number_jobs(const ProblemReader *reader, const EmployeePlace *place,
			int32 home_job, int32 *jobs)
{
	int32		n = 0;
	int32		n_distinct = 0;

	if (place->n_jobs == NO_LIST)
	{
		jobs[0] = home_job;
		return home_job != NO_JOB;
	}
	for (int32 j = 0; j < place->n_jobs; j++)
	{
		IdEntry    *entry = id_map_lookup(reader->job_numbers,
										  reader->jobs[place->first_job + j]);

		if (entry != NULL)
			jobs[n++] = entry->number;
	}
	sort_numbers(jobs, n);
	for (int32 j = 0; j < n; j++)
		if (j == 0 || jobs[j] != jobs[j - 1])
			jobs[n_distinct++] = jobs[j];
	return n_distinct;
}

/* Places and jobs of the employees, who are sorted. */
static void
lay_out_employee_places(ProblemReader *reader, int32_t n, LawfulPairs *pairs)
{
	double	   *lat = allocate_array(reader, n, sizeof(double));
	double	   *lon = allocate_array(reader, n, sizeof(double));
	double	   *base_cost = allocate_array(reader, n, sizeof(double));
	double	   *cost_per_km = allocate_array(reader, n, sizeof(double));
	double	   *max_km = allocate_array(reader, n, sizeof(double));
	int64	   *job_start = allocate_array(reader, (int64) n + 1, sizeof(int64));
	int32	   *job = allocate_array(reader, n + reader->n_jobs, sizeof(int32));

	job_start[0] = 0;
	for (int32 i = 0; i < n; i++)
	{
		const EmployeeRow *employee = &reader->employees[i];
		const EmployeePlace *place = &reader->places[employee->row];
		int32		home_job = employee->home == NO_POST ? NO_JOB :
			pairs->post_job[employee->home];

		CHECK_FOR_INTERRUPTS();
		lat[i] = place->lat;
		lon[i] = place->lon;
		base_cost[i] = place->base_cost;
		cost_per_km[i] = place->cost_per_km;
		max_km[i] = place->max_km;
		job_start[i + 1] = job_start[i] +
			number_jobs(reader, place, home_job, job + job_start[i]);
	}
	pairs->lat = lat;
	pairs->lon = lon;
	pairs->base_cost = base_cost;
	pairs->cost_per_km = cost_per_km;
	pairs->max_km = max_km;
	pairs->job_start = job_start;
	pairs->job = job;
	if (reader->places != NULL)
		pfree(reader->places);
	if (reader->jobs != NULL)
		pfree(reader->jobs);
	id_map_destroy(reader->job_numbers);
}

/* Whether any employee is known to live anywhere. */
static bool
employees_have_places(const ProblemReader *reader)
{
	for (int64 i = 0; i < reader->n_places; i++)
		if (!isnan(reader->places[i].lat) && !isnan(reader->places[i].lon))
			return true;
	return false;
}

/* Sorts the posts that were read, numbers them and frees the rows. */
static void
lay_out_posts(ProblemReader *reader, TransferInput *input)
{
	int32		n = (int32) reader->n_posts;
	int64	   *ids = allocate_array(reader, n, sizeof(int64));
	double	   *need = allocate_array(reader, n, sizeof(double));
	int32	   *min_staff = allocate_array(reader, n, sizeof(int32));
	int32	   *max_staff = allocate_array(reader, n, sizeof(int32));
	int32	   *max_out = allocate_array(reader, n, sizeof(int32));
	int32	   *max_in = allocate_array(reader, n, sizeof(int32));

	sort_posts(reader->posts, n);
	for (int32 i = 0; i < n; i++)
	{
		const PostRow *post = &reader->posts[i];

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && post[-1].id == post->id)
			refuse_duplicate_id(posts_query.name, "post_id", post->id);
		ids[i] = post->id;
		need[i] = post->need;
		min_staff[i] = post->min_staff;
		max_staff[i] = post->max_staff;
		max_out[i] = post->max_out;
		max_in[i] = post->max_in;
	}
	if (reader->posts_have_places)
	{
		input->pairs = host_allocate_raw(reader->host, sizeof(LawfulPairs));
		memset(input->pairs, 0, sizeof(LawfulPairs));
		lay_out_post_places(reader, n, input->pairs);
	}
	if (reader->posts != NULL)
		pfree(reader->posts);
	reader->post_numbers = number_ids(reader, ids, n);

	input->post_ids = ids;
	input->problem.n_posts = n;
	input->problem.need = need;
	input->problem.min_staff = min_staff;
	input->problem.max_staff = max_staff;
	input->problem.max_out = max_out;
	input->problem.max_in = max_in;
}

/* The same for the employees. */
static void
lay_out_employees(ProblemReader *reader, TransferInput *input)
{
	int32		n = (int32) reader->n_employees;
	int64	   *ids = allocate_array(reader, n, sizeof(int64));
	int32	   *home = allocate_array(reader, n, sizeof(int32));

	sort_employees(reader->employees, n);
	for (int32 i = 0; i < n; i++)
	{
		const EmployeeRow *employee = &reader->employees[i];

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && employee[-1].id == employee->id)
			refuse_duplicate_id(employees_query.name, "employee_id", employee->id);
		ids[i] = employee->id;
		home[i] = employee->home;
	}
	if (input->pairs != NULL)
		lay_out_employee_places(reader, n, input->pairs);
	if (reader->employees != NULL)
		pfree(reader->employees);
	reader->employee_numbers = number_ids(reader, ids, n);

	input->employee_ids = ids;
	input->problem.n_employees = n;
	input->problem.home = home;
}

/*
 * Sets start[i] to the number of candidates that employees before i have.
 * Staying is always allowed, and free: candidates that name the employee's own
 * post are not counted.
 */
static void
count_candidates(const ProblemReader *reader, const TransferProblem *problem,
				 int64 *start)
{
	int64		n = 0;

	for (const CandidateChunk *chunk = reader->candidates; chunk != NULL;
		 chunk = chunk->next)
	{
		for (int i = 0; i < chunk->n_rows; i++)
		{
			const CandidateRow *row = &chunk->rows[i];

			start[row->employee] += row->post != problem->home[row->employee];
		}
		CHECK_FOR_INTERRUPTS();
	}
	for (int32 i = 0; i <= problem->n_employees; i++)
	{
		int64		count = start[i];

		CHECK_FOR_INTERRUPTS();
		start[i] = n;
		n += count;
	}
}

/*
 * Moves the candidates that were counted from the chunks to their employees'
 * places, in any order among themselves, and frees the chunks.
 */
static void
scatter_candidates(ProblemReader *reader, const TransferProblem *problem,
				   const int64 *start, int32 *posts, int64 *costs)
{
	Size		bytes = problem->n_employees * sizeof(int64);
	int64	   *next_place = host_allocate_raw(reader->host, bytes);
	CandidateChunk *chunk = reader->candidates;

	memcpy(next_place, start, bytes);
	while (chunk != NULL)
	{
		CandidateChunk *next = chunk->next;

		for (int i = 0; i < chunk->n_rows; i++)
		{
			const CandidateRow *row = &chunk->rows[i];

			if (row->post != problem->home[row->employee])
			{
				int64		place = next_place[row->employee]++;

				posts[place] = row->post;
				costs[place] = row->cost;
			}
		}
		pfree(chunk);
		CHECK_FOR_INTERRUPTS();
		chunk = next;
	}
	reader->candidates = NULL;
	pfree(next_place);
}

/* Sorts one employee's candidates by post; scratch has room for them. */
static void
sort_candidates(int32 *posts, int64 *costs, int64 n, CandidatePlace *scratch)
{
	int64		sorted = 1;

	while (sorted < n && posts[sorted - 1] <= posts[sorted])
		sorted++;
	if (sorted >= n)
		return;

	for (int64 i = 0; i < n; i++)
	{
		scratch[i].post = posts[i];
		scratch[i].cost = costs[i];
	}
	sort_places(scratch, n);
	for (int64 i = 0; i < n; i++)
	{
		posts[i] = scratch[i].post;
		costs[i] = scratch[i].cost;
	}
}

static void
lay_out_candidates(ProblemReader *reader, TransferInput *input)
{
	int32		n_employees = input->problem.n_employees;
	int64	   *start;
	int32	   *posts;
	int64	   *costs;
	CandidatePlace *scratch;
	int64		most = 0;

	start = reader->host->host.allocate(reader->host,
										(n_employees + 1) * sizeof(int64));
	count_candidates(reader, &input->problem, start);
	posts = allocate_array(reader, start[n_employees], sizeof(int32));
	costs = allocate_array(reader, start[n_employees], sizeof(int64));
	scatter_candidates(reader, &input->problem, start, posts, costs);

	for (int32 i = 0; i < n_employees; i++)
		most = Max(most, start[i + 1] - start[i]);
	scratch = allocate_array(reader, most, sizeof(CandidatePlace));
	for (int32 i = 0; i < n_employees; i++)
	{
		CHECK_FOR_INTERRUPTS();
		sort_candidates(posts + start[i], costs + start[i],
						start[i + 1] - start[i], scratch);
		for (int64 c = start[i] + 1; c < start[i + 1]; c++)
			if (posts[c - 1] == posts[c])
				refuse_duplicate_candidate(input->employee_ids[i],
										   input->post_ids[posts[c]]);
	}
	pfree(scratch);

	input->problem.candidate_start = start;
	input->problem.candidate_post = posts;
	input->problem.candidate_cost = costs;
}

/* The description with the columns first to last required as well. */
static QueryDescription
require_places(const QueryDescription *description, int first, int last,
			   QueryColumn *columns)
{
	QueryDescription required = *description;

	memcpy(columns, description->columns, description->n_columns * sizeof(QueryColumn));
	for (int i = first; i <= last; i++)
		columns[i].required = true;
	required.columns = columns;
	return required;
}

void
read_transfer_problem(const TransferQueries *queries, PostgresHost *host,
					  TransferInput *input)
{
	bool		lists_pairs = queries->candidates != NULL;
	ProblemReader reader = {.host = host, .posts_have_places = !lists_pairs};
	QueryColumn columns[MAX_QUERY_COLUMNS];
	QueryDescription description;
	bool		has_places;

	description = lists_pairs ? posts_query :
		require_places(&posts_query, POST_LAT, POST_JOB, columns);
	read_rows(&reader, &description, queries->posts, receive_post);
	check_too_many(posts_query.name, reader.n_posts);
	lay_out_posts(&reader, input);

	description = lists_pairs ? employees_query :
		require_places(&employees_query, EMPLOYEE_LAT, EMPLOYEE_LON, columns);
	read_rows(&reader, &description, queries->employees, receive_employee);
	check_too_many(employees_query.name, reader.n_employees);
	has_places = employees_have_places(&reader);
	lay_out_employees(&reader, input);

	if (lists_pairs)
	{
		if (!has_places)
			input->pairs = NULL;
		read_rows(&reader, &candidates_query, queries->candidates, receive_candidate);
		input->candidate_rows = reader.rows_read;
		lay_out_candidates(&reader, input);
	}

	id_map_destroy(reader.post_numbers);
	id_map_destroy(reader.employee_numbers);
}
