/*
 * problem_reader.c
 *	  Three queries -> one transfer problem.
 *
 * Posts come first, then employees, whose posts must be among them, then
 * candidates.  Posts and employees are gathered in an array each, sorted by
 * id, and numbered; candidates are looked up as they arrive and kept as
 * numbers (candidate_list.h).  What makes pairs lawful is kept beside the rows
 * that have it (place_list.h).  No query needs an ORDER BY, and nothing of the
 * order of the rows is left.
 *
 * Everything is allocated from the host, under its limit, and every loop over
 * rows can be interrupted.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "candidate_list.h"
#include "id_numbers.h"
#include "place_list.h"
#include "problem_reader.h"
#include "query_reader.h"

/* Cost of a kilometre beyond this is refused as a mistake. */
#define MAX_COST_PER_KM	1e4

/* Rows between two looks at the clock. */
#define ROWS_PER_REPORT	4096

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
	EMPLOYEE_JOB_COSTS,
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
	[EMPLOYEE_JOB_COSTS] = {"job_costs", COLUMN_COSTS, .null_allowed = true},
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
	PostPlace	place;
} PostRow;

typedef struct EmployeeRow
{
	int64		id;
	int32		home;
	int32		row;			/* of his place, while that is not sorted */
} EmployeeRow;

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

	PlaceList	places;
	bool		posts_have_places;

	CandidateList candidates;
	const int32 *home;			/* by number of employee */
	int64		last_employee_id;	/* of the candidate before ... */
	int32		last_employee;	/* ... and his number, or NO_NUMBER */

	IdNumbers	post_numbers;
	IdNumbers	employee_numbers;
} ProblemReader;

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
static inline int32
find_post(const ProblemReader *reader, const char *query_name,
		  int64 employee_id, int64 post_id)
{
	int32		post = find_number(&reader->post_numbers, post_id);

	if (post == NO_NUMBER)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("unknown post_id in the %s query", query_name),
				 errdetail("employee_id %lld has post_id %lld, which the posts query does not return.",
						   (long long) employee_id, (long long) post_id),
				 errhint("Let the posts query return every post that is named, or leave such rows out.")));
	return post;
}

/* Mostly the one of the row before: candidates of one employee stand together. */
static inline int32
find_employee(ProblemReader *reader, int64 employee_id, int64 post_id)
{
	int32		employee;

	if (reader->last_employee != NO_NUMBER && employee_id == reader->last_employee_id)
		return reader->last_employee;
	employee = find_number(&reader->employee_numbers, employee_id);
	if (employee == NO_NUMBER)
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("unknown employee_id in the candidates query"),
				 errdetail("employee_id %lld, post_id %lld: the employees query does not return this employee.",
						   (long long) employee_id, (long long) post_id),
				 errhint("Let the employees query return every employee that is named, or leave such rows out.")));
	reader->last_employee_id = employee_id;
	reader->last_employee = employee;
	return employee;
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

static void
check_job_costs(int64 employee_id, const QueryValue *jobs, const QueryValue *costs)
{
	int			n_jobs = jobs->is_null ? 0 : jobs->list_length;

	if (!costs->is_null && costs->list_length != n_jobs)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("job_costs does not fit jobs in the employees query"),
				 errdetail("employee_id %lld has %d jobs and %d job_costs.",
						   (long long) employee_id, n_jobs, costs->list_length),
				 errhint("Give a cost for each job, in the same order, or leave job_costs NULL.")));
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

static PostPlace
place_of_post(const QueryValue *values)
{
	PostPlace	place;

	place.lat = real_or(&values[POST_LAT], NAN);
	place.lon = real_or(&values[POST_LON], NAN);
	place.has_job = !values[POST_JOB].is_null;
	place.job = place.has_job ? values[POST_JOB].integer : 0;
	return place;
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
	post->place = place_of_post(values);
	if (post->place.has_job && !isnan(post->place.lat) && !isnan(post->place.lon))
		reader->posts_have_places = true;
	check_staff_bounds(post);
}

static void
receive_place(ProblemReader *reader, const QueryValue *values)
{
	const QueryValue *jobs = &values[EMPLOYEE_JOBS];
	const QueryValue *job_costs = &values[EMPLOYEE_JOB_COSTS];
	EmployeePlace place = {
		.lat = real_or(&values[EMPLOYEE_LAT], NAN),
		.lon = real_or(&values[EMPLOYEE_LON], NAN),
		.base_cost = real_or(&values[EMPLOYEE_BASE_COST], 0),
		.cost_per_km = real_or(&values[EMPLOYEE_COST_PER_KM], 0),
		.max_km = real_or(&values[EMPLOYEE_MAX_KM], INFINITY)
	};

	check_cost_per_km(values[EMPLOYEE_ID].integer, place.cost_per_km);
	check_job_costs(values[EMPLOYEE_ID].integer, jobs, job_costs);
	add_employee_place(&reader->places, place, jobs->is_null ? NULL : jobs->ids,
					   job_costs->is_null ? NULL : job_costs->costs,
					   jobs->list_length);
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

static void
receive_candidate(void *state, const QueryValue *values)
{
	ProblemReader *reader = state;
	int64		employee_id = values[CANDIDATE_EMPLOYEE].integer;
	int64		post_id = values[CANDIDATE_POST].integer;
	int32		employee;
	int32		post;

	count_row(reader, candidates_query.name);
	employee = find_employee(reader, employee_id, post_id);
	post = find_post(reader, candidates_query.name, employee_id, post_id);
	if (post != reader->home[employee])
		add_candidate(&reader->candidates, employee, post,
					  amount_in_millionths(values[CANDIDATE_COST].real));
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
	if (reader->posts_have_places)
		start_post_places(&reader->places, n);
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
		if (reader->posts_have_places)
			set_post_place(&reader->places, i, &post->place);
	}
	if (reader->posts != NULL)
		pfree(reader->posts);
	number_sorted_ids(&reader->post_numbers, reader->host, ids, n);

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
	if (reader->posts_have_places)
		start_employee_places(&reader->places);
	for (int32 i = 0; i < n; i++)
	{
		const EmployeeRow *employee = &reader->employees[i];

		CHECK_FOR_INTERRUPTS();
		if (i > 0 && employee[-1].id == employee->id)
			refuse_duplicate_id(employees_query.name, "employee_id", employee->id);
		ids[i] = employee->id;
		home[i] = employee->home;
		if (reader->posts_have_places)
			set_employee_place(&reader->places, i, employee->row, employee->home);
	}
	if (reader->employees != NULL)
		pfree(reader->employees);
	number_sorted_ids(&reader->employee_numbers, reader->host, ids, n);

	input->employee_ids = ids;
	input->problem.n_employees = n;
	input->problem.home = home;
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
	ProblemReader reader = {
		.host = host,
		.places.host = host,
		.candidates.host = host,
		.last_employee = NO_NUMBER,
		.posts_have_places = !lists_pairs
	};
	QueryColumn columns[MAX_QUERY_COLUMNS];
	QueryDescription description;

	description = lists_pairs ? posts_query :
		require_places(&posts_query, POST_LAT, POST_JOB, columns);
	read_rows(&reader, &description, queries->posts, receive_post);
	check_too_many(posts_query.name, reader.n_posts);
	lay_out_posts(&reader, input);

	description = lists_pairs ? employees_query :
		require_places(&employees_query, EMPLOYEE_LAT, EMPLOYEE_LON, columns);
	read_rows(&reader, &description, queries->employees, receive_employee);
	check_too_many(employees_query.name, reader.n_employees);
	lay_out_employees(&reader, input);

	if (!lists_pairs || reader.places.any_home)
		input->pairs = reader.places.pairs;
	free_place_list(&reader.places);

	if (lists_pairs)
	{
		reader.home = input->problem.home;
		read_rows(&reader, &candidates_query, queries->candidates, receive_candidate);
		input->candidate_rows = reader.rows_read;
	}
	forget_numbers(&reader.post_numbers);
	forget_numbers(&reader.employee_numbers);
	if (lists_pairs)
		lay_out_candidates(&reader.candidates, input);
}
