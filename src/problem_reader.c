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
 * Everything is allocated from the host, under its limit, and every loop over
 * rows can be interrupted.
 */
#include "postgres.h"

#include <math.h>

#include "compat.h"
#include "miscadmin.h"

#include "problem_reader.h"
#include "query_reader.h"

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
	N_POST_COLUMNS
};

static const QueryColumn post_columns[N_POST_COLUMNS] = {
	[POST_ID] = {"post_id", COLUMN_ID, .required = true},
	[POST_NEED] = {"need", COLUMN_QUANTITY, .required = true},
	[POST_MIN_STAFF] = {"min_staff", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_STAFF] = {"max_staff", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_OUT] = {"max_out", COLUMN_COUNT, .null_allowed = true},
	[POST_MAX_IN] = {"max_in", COLUMN_COUNT, .null_allowed = true},
};

static const QueryDescription posts_query = {
	"posts", post_columns, N_POST_COLUMNS, .n_key_columns = 1
};

enum
{
	EMPLOYEE_ID, EMPLOYEE_POST,
	N_EMPLOYEE_COLUMNS
};

static const QueryColumn employee_columns[N_EMPLOYEE_COLUMNS] = {
	[EMPLOYEE_ID] = {"employee_id", COLUMN_ID, .required = true},
	[EMPLOYEE_POST] = {"post_id", COLUMN_ID, .required = true, .null_allowed = true},
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
} PostRow;

typedef struct EmployeeRow
{
	int64		id;
	int32		home;
} EmployeeRow;

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

	CandidateChunk *candidates; /* the chunk being filled comes first */

	id_map_hash *post_numbers;
	id_map_hash *employee_numbers;
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
	check_staff_bounds(post);
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

void
read_transfer_problem(const TransferQueries *queries, PostgresHost *host,
					  TransferInput *input)
{
	ProblemReader reader = {.host = host};

	read_rows(&reader, &posts_query, queries->posts, receive_post);
	check_too_many(posts_query.name, reader.n_posts);
	lay_out_posts(&reader, input);

	read_rows(&reader, &employees_query, queries->employees, receive_employee);
	check_too_many(employees_query.name, reader.n_employees);
	lay_out_employees(&reader, input);

	read_rows(&reader, &candidates_query, queries->candidates, receive_candidate);
	input->candidate_rows = reader.rows_read;
	lay_out_candidates(&reader, input);

	id_map_destroy(reader.post_numbers);
	id_map_destroy(reader.employee_numbers);
}
