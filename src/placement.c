/*
 * placement.c
 *	  What a judgement of pairs looks at: eight queries -> numbers.
 *
 * What others name comes first: units, jobs, posts, people, and then what they
 * ask for, know, wish and whose kin they are.  Rows of one owner are brought
 * together by a counting sort, so that no query needs an ORDER BY.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "great_circle.h"
#include "placement.h"
#include "query_reader.h"

typedef struct PlacementReader
{
	Placement  *placement;
	int64		units_capacity;
	int64		people_capacity;
	IdNumbers	unit_numbers;
	IdNumbers	family_numbers;
	IdNumbers	job_numbers;
	IdNumbers	skill_numbers;
} PlacementReader;

/*
 * Groups of rows
 */

void *
add_grouped_row(PostgresHost *host, GroupedRows *grouped, Size row_size)
{
	grouped->rows = host_grow_array(host, grouped->rows, row_size, grouped->n,
									&grouped->capacity);
	return (char *) grouped->rows + row_size * grouped->n++;
}

void
group_rows(PostgresHost *host, GroupedRows *grouped, Size row_size, int32 n_groups)
{
	int64	   *next = host_allocate_raw(host, ((Size) n_groups + 1) * sizeof(int64));
	char	   *rows = host_allocate_raw(host, grouped->n * row_size);
	const char *row = grouped->rows;
	int64		first = 0;

	grouped->start = host_allocate_raw(host, ((Size) n_groups + 1) * sizeof(int64));
	memset(next, 0, ((Size) n_groups + 1) * sizeof(int64));
	for (int64 i = 0; i < grouped->n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		next[*(const int32 *) (row + i * row_size)]++;
	}
	for (int32 g = 0; g <= n_groups; g++)
	{
		int64		n = next[g];

		CHECK_FOR_INTERRUPTS();
		grouped->start[g] = next[g] = first;
		first += n;
	}
	for (int64 i = 0; i < grouped->n; i++, row += row_size)
	{
		CHECK_FOR_INTERRUPTS();
		memcpy(rows + row_size * next[*(const int32 *) row]++, row, row_size);
	}
	pfree(next);
	if (grouped->rows != NULL)
		pfree(grouped->rows);
	grouped->rows = rows;
	grouped->capacity = grouped->n;
}

/*
 * Values
 */

static int64
integer_or(const QueryValue *value, int64 otherwise)
{
	return value->is_null ? otherwise : value->integer;
}

static double
real_or(const QueryValue *value, double otherwise)
{
	return value->is_null ? otherwise : value->real;
}

static int32
number_or_none(const IdNumbers *numbers, const QueryValue *id)
{
	return id->is_null ? NO_NUMBER : find_number(numbers, id->integer);
}

/* The number of an id, a new one if need be; *n is how many there are. */
static int32
number_once(IdNumbers *numbers, int64 id, int32 *n)
{
	int32		number = number_id(numbers, id, *n);

	if (number == *n)
		(*n)++;
	return number;
}

static Place
place_at(const QueryValue *lat, const QueryValue *lon)
{
	bool		is_known = !lat->is_null && !lon->is_null;
	double		north = is_known ? lat->real * RADIANS_PER_DEGREE : NAN;
	double		east = is_known ? lon->real * RADIANS_PER_DEGREE : NAN;
	double		cos_lat = cos(north);

	return (Place)
	{
		.lat = is_known ? lat->real : NAN,
		.lon = is_known ? lon->real : NAN,
		.cos_lat = cos_lat,
		.x = cos_lat * cos(east),
		.y = cos_lat * sin(east),
		.z = sin(north)
	};
}

/*
 * Units
 */

enum
{
	UNIT_ID, UNIT_PARENT, N_UNIT_COLUMNS
};

static const QueryColumn unit_columns[N_UNIT_COLUMNS] = {
	[UNIT_ID] = {"unit_id", COLUMN_ID, .required = true},
	[UNIT_PARENT] = {"parent_id", COLUMN_ID, .required = true, .null_allowed = true},
};

static const QueryDescription units_query = {
	"units", unit_columns, N_UNIT_COLUMNS, .n_key_columns = 1
};

static void
receive_unit(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	int32		n = (int32) p->n_units;

	if (number_id(&reader->unit_numbers, values[UNIT_ID].integer, n) < n)
		return;
	p->units = host_grow_array(p->host, p->units, sizeof(UnitRow), p->n_units,
							   &reader->units_capacity);
	p->units[p->n_units++] = (UnitRow)
	{
		NO_NUMBER, integer_or(&values[UNIT_PARENT], 0), !values[UNIT_PARENT].is_null
	};
}

static void
read_units(PlacementReader *reader, const char *query)
{
	Placement  *p = reader->placement;

	read_query(&units_query, query, receive_unit, reader);
	for (int64 u = 0; u < p->n_units; u++)
		if (p->units[u].has_parent)
			p->units[u].parent = find_number(&reader->unit_numbers, p->units[u].parent_id);
}

/*
 * Jobs, and what they ask for
 */

enum
{
	JOB_ID, JOB_FAMILY, JOB_RANK_MIN, JOB_RANK_MAX, N_JOB_COLUMNS
};

static const QueryColumn job_columns[N_JOB_COLUMNS] = {
	[JOB_ID] = {"job_id", COLUMN_ID, .required = true},
	[JOB_FAMILY] = {"job_family_id", COLUMN_ID, .required = true, .null_allowed = true},
	[JOB_RANK_MIN] = {"rank_min", COLUMN_ID, .required = true, .null_allowed = true},
	[JOB_RANK_MAX] = {"rank_max", COLUMN_ID, .required = true, .null_allowed = true},
};

static const QueryDescription jobs_query = {
	"jobs", job_columns, N_JOB_COLUMNS, .n_key_columns = 1
};

static void
receive_job(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	JobRow	   *job = ADD_ROW(JobRow, p->host, p->jobs_of_family);

	*job = (JobRow)
	{
		.family = values[JOB_FAMILY].is_null ? NO_NUMBER :
			number_once(&reader->family_numbers, values[JOB_FAMILY].integer, &p->n_families),
		.id = values[JOB_ID].integer,
		.rank_min = integer_or(&values[JOB_RANK_MIN], PG_INT64_MIN),
		.rank_max = integer_or(&values[JOB_RANK_MAX], PG_INT64_MAX)
	};
}

static void
read_jobs(PlacementReader *reader, const char *query)
{
	Placement  *p = reader->placement;

	read_query(&jobs_query, query, receive_job, reader);
	for (int64 j = 0; j < p->jobs_of_family.n; j++)
	{
		JobRow	   *job = (JobRow *) p->jobs_of_family.rows + j;

		if (job->family == NO_NUMBER)
			job->family = p->n_families;
	}
	group_rows(p->host, &p->jobs_of_family, sizeof(JobRow), p->n_families + 1);
	p->jobs = p->jobs_of_family.rows;
	p->n_jobs = (int32) p->jobs_of_family.n;
	for (int32 j = 0; j < p->n_jobs; j++)
		(void) number_id(&reader->job_numbers, p->jobs[j].id, j);
}

enum
{
	DEMAND_JOB, DEMAND_SKILL, DEMAND_ESSENTIAL, DEMAND_REFUSAL, DEMAND_DAYS,
	N_DEMAND_COLUMNS
};

static const QueryColumn demand_columns[N_DEMAND_COLUMNS] = {
	[DEMAND_JOB] = {"job_id", COLUMN_ID, .required = true},
	[DEMAND_SKILL] = {"skill_id", COLUMN_ID, .required = true},
	[DEMAND_ESSENTIAL] = {"is_essential", COLUMN_COUNT, .required = true},
	[DEMAND_REFUSAL] = {"refusal", COLUMN_COUNT, .required = true},
	[DEMAND_DAYS] = {"days", COLUMN_COST, .required = true, .null_allowed = true},
};

static const QueryDescription demands_query = {
	"demands", demand_columns, N_DEMAND_COLUMNS, .n_key_columns = 2
};

static void
receive_demand(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	int32		job = find_number(&reader->job_numbers, values[DEMAND_JOB].integer);
	DemandRow  *demand;

	if (job == NO_NUMBER)
		return;
	demand = ADD_ROW(DemandRow, p->host, p->demands_of_job);
	*demand = (DemandRow)
	{
		.job = job,
		.skill = number_once(&reader->skill_numbers, values[DEMAND_SKILL].integer, &p->n_skills),
		.refusal = (int32) values[DEMAND_REFUSAL].integer,
		.is_essential = values[DEMAND_ESSENTIAL].integer != 0,
		.days = real_or(&values[DEMAND_DAYS], 0)
	};
	p->jobs[job].has_essential |= demand->is_essential;
}

/*
 * Posts
 */

enum
{
	POST_ID, POST_JOB, POST_UNIT, POST_LAT, POST_LON, POST_MINDED,
	N_POST_COLUMNS = POST_MINDED + N_KINDS
};

static const QueryColumn post_columns[N_POST_COLUMNS] = {
	[POST_ID] = {"post_id", COLUMN_ID, .required = true},
	[POST_JOB] = {"job_id", COLUMN_ID, .required = true, .null_allowed = true},
	[POST_UNIT] = {"unit_id", COLUMN_ID, .required = true, .null_allowed = true},
	[POST_LAT] = {"lat", COLUMN_LATITUDE, .required = true, .null_allowed = true},
	[POST_LON] = {"lon", COLUMN_LONGITUDE, .required = true, .null_allowed = true},
	[POST_MINDED] = {"minded_pns", COLUMN_COUNT, .required = true},
	[POST_MINDED + 1] = {"minded_cpns", COLUMN_COUNT, .required = true},
	[POST_MINDED + KIND_PPPK] = {"minded_pppk", COLUMN_COUNT, .required = true},
};

static const QueryDescription posts_query = {
	"posts", post_columns, N_POST_COLUMNS, .n_key_columns = 1
};

static void
receive_post(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	PostRow    *post = ADD_ROW(PostRow, p->host, p->posts_of_job);
	int32		job = number_or_none(&reader->job_numbers, &values[POST_JOB]);

	*post = (PostRow)
	{
		.job = job == NO_NUMBER ? p->n_jobs : job,
		.unit = number_or_none(&reader->unit_numbers, &values[POST_UNIT]),
		.id = values[POST_ID].integer,
		.place = place_at(&values[POST_LAT], &values[POST_LON])
	};
	for (int k = 0; k < N_KINDS; k++)
		post->minded[k] = (int32) values[POST_MINDED + k].integer;
}

static void
read_posts(PlacementReader *reader, const char *query)
{
	Placement  *p = reader->placement;

	read_query(&posts_query, query, receive_post, reader);
	group_rows(p->host, &p->posts_of_job, sizeof(PostRow), p->n_jobs + 1);
	p->posts = p->posts_of_job.rows;
	p->n_posts = (int32) p->posts_of_job.n;
	for (int32 f = 0; f < p->n_posts; f++)
		(void) number_id(&p->post_numbers, p->posts[f].id, f);
}

/*
 * People
 */

enum
{
	PERSON_ID, PERSON_POST, PERSON_JOB, PERSON_KIND, PERSON_RANK, PERSON_LAT,
	PERSON_LON, PERSON_MOOD, PERSON_DUE, PERSON_STAFF,
	N_PERSON_COLUMNS
};

static const QueryColumn person_columns[N_PERSON_COLUMNS] = {
	[PERSON_ID] = {"employee_id", COLUMN_ID, .required = true},
	[PERSON_POST] = {"post_id", COLUMN_ID, .required = true, .null_allowed = true},
	[PERSON_JOB] = {"job_id", COLUMN_ID, .required = true, .null_allowed = true},
	[PERSON_KIND] = {"kind", COLUMN_COUNT, .required = true, .null_allowed = true},
	[PERSON_RANK] = {"rank", COLUMN_ID, .required = true, .null_allowed = true},
	[PERSON_LAT] = {"home_lat", COLUMN_LATITUDE, .required = true, .null_allowed = true},
	[PERSON_LON] = {"home_lon", COLUMN_LONGITUDE, .required = true, .null_allowed = true},
	[PERSON_MOOD] = {"mood", COLUMN_COST, .required = true, .null_allowed = true},
	[PERSON_DUE] = {"is_due", COLUMN_COUNT, .required = true},
	[PERSON_STAFF] = {"staff", COLUMN_COUNT, .required = true, .null_allowed = true},
};

static const QueryDescription people_query = {
	"people", person_columns, N_PERSON_COLUMNS, .n_key_columns = 1
};

static void
receive_person(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;

	if (values[PERSON_KIND].is_null || values[PERSON_KIND].integer >= N_KINDS)
		return;
	p->people = host_grow_array(p->host, p->people, sizeof(PersonRow), p->n_people,
								&reader->people_capacity);
	p->people[p->n_people++] = (PersonRow)
	{
		.id = values[PERSON_ID].integer,
		.post_id = integer_or(&values[PERSON_POST], 0),
		.has_post = !values[PERSON_POST].is_null,
		.is_due = values[PERSON_DUE].integer != 0,
		.has_rank = !values[PERSON_RANK].is_null,
		.employee = number_once(&p->employee_numbers, values[PERSON_ID].integer, &p->n_employees),
		.post = number_or_none(&p->post_numbers, &values[PERSON_POST]),
		.job = number_or_none(&reader->job_numbers, &values[PERSON_JOB]),
		.kind = (int32) values[PERSON_KIND].integer,
		.staff = (int32) integer_or(&values[PERSON_STAFF], 0),
		.rank = integer_or(&values[PERSON_RANK], 0),
		.mood = real_or(&values[PERSON_MOOD], 0),
		.home = place_at(&values[PERSON_LAT], &values[PERSON_LON])
	};
}

enum
{
	OWNER, SKILL_ID, N_SKILL_COLUMNS
};

static const QueryColumn skill_columns[N_SKILL_COLUMNS] = {
	[OWNER] = {"employee_id", COLUMN_ID, .required = true},
	[SKILL_ID] = {"skill_id", COLUMN_ID, .required = true},
};

static const QueryDescription skills_query = {
	"skills", skill_columns, N_SKILL_COLUMNS, .n_key_columns = 2
};

static void
receive_skill(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	int32		skill = find_number(&reader->skill_numbers, values[SKILL_ID].integer);
	int32		employee = skill == NO_NUMBER ? NO_NUMBER :
		find_number(&p->employee_numbers, values[OWNER].integer);

	if (employee != NO_NUMBER)
		*ADD_ROW(SkillRow, p->host, p->skills) = (SkillRow)
	{
		employee, skill
	};
}

enum
{
	KIN_UNIT = OWNER + 1, N_KIN_COLUMNS
};

static const QueryColumn kin_columns[N_KIN_COLUMNS] = {
	[OWNER] = {"employee_id", COLUMN_ID, .required = true},
	[KIN_UNIT] = {"unit_id", COLUMN_ID, .required = true, .null_allowed = true},
};

static const QueryDescription kin_query = {
	"kin", kin_columns, N_KIN_COLUMNS, .n_key_columns = 1
};

static void
receive_kin(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	int32		employee = find_number(&p->employee_numbers, values[OWNER].integer);
	int32		unit = number_or_none(&reader->unit_numbers, &values[KIN_UNIT]);

	if (employee != NO_NUMBER && unit != NO_NUMBER)
		*ADD_ROW(KinRow, p->host, p->kin) = (KinRow)
	{
		employee, unit
	};
}

enum
{
	WISH_POST = OWNER + 1, WISH_UNIT, WISH_STRENGTH, N_WISH_COLUMNS
};

static const QueryColumn wish_columns[N_WISH_COLUMNS] = {
	[OWNER] = {"employee_id", COLUMN_ID, .required = true},
	[WISH_POST] = {"post_id", COLUMN_ID, .required = true, .null_allowed = true},
	[WISH_UNIT] = {"unit_id", COLUMN_ID, .required = true, .null_allowed = true},
	[WISH_STRENGTH] = {"strength", COLUMN_COST, .required = true},
};

static const QueryDescription wishes_query = {
	"wishes", wish_columns, N_WISH_COLUMNS, .n_key_columns = 1
};

static void
receive_wish(void *state, const QueryValue *values)
{
	PlacementReader *reader = state;
	Placement  *p = reader->placement;
	int32		employee = find_number(&p->employee_numbers, values[OWNER].integer);

	if (employee != NO_NUMBER)
		*ADD_ROW(WishRow, p->host, p->wishes) = (WishRow)
	{
		employee,
		number_or_none(&p->post_numbers, &values[WISH_POST]),
		number_or_none(&reader->unit_numbers, &values[WISH_UNIT]),
		values[WISH_STRENGTH].real
	};
}

void
read_placement(const PlacementQueries *queries, PostgresHost *host,
			   Placement *placement)
{
	PlacementReader reader = {.placement = placement};

	memset(placement, 0, sizeof(*placement));
	placement->host = host;
	start_numbering(&reader.unit_numbers, host);
	start_numbering(&reader.family_numbers, host);
	start_numbering(&reader.job_numbers, host);
	start_numbering(&reader.skill_numbers, host);
	start_numbering(&placement->post_numbers, host);
	start_numbering(&placement->employee_numbers, host);

	read_units(&reader, queries->units);
	read_jobs(&reader, queries->jobs);
	read_query(&demands_query, queries->demands, receive_demand, &reader);
	group_rows(host, &placement->demands_of_job, sizeof(DemandRow), placement->n_jobs);
	read_posts(&reader, queries->posts);
	read_query(&people_query, queries->people, receive_person, &reader);
	read_query(&skills_query, queries->skills, receive_skill, &reader);
	group_rows(host, &placement->skills, sizeof(SkillRow), placement->n_employees);
	read_query(&kin_query, queries->kin, receive_kin, &reader);
	group_rows(host, &placement->kin, sizeof(KinRow), placement->n_employees);
	read_query(&wishes_query, queries->wishes, receive_wish, &reader);
	group_rows(host, &placement->wishes, sizeof(WishRow), placement->n_employees);

	forget_numbers(&reader.unit_numbers);
	forget_numbers(&reader.family_numbers);
	forget_numbers(&reader.job_numbers);
	forget_numbers(&reader.skill_numbers);
}
