/*
 * placement.h
 *	  What a judgement of pairs of employee and post looks at, as numbers.
 *
 * Units, families, jobs, posts and employees are numbered; NO_NUMBER stands
 * where one is not known.  Posts of one job and jobs of one family stand
 * together.
 */
#ifndef ASN_MUTASI_PLACEMENT_H
#define ASN_MUTASI_PLACEMENT_H

#include "host_postgres.h"
#include "id_numbers.h"

/* PNS, CPNS and PPPK, in this order. */
#define N_KINDS		3
#define KIND_PPPK	2

/* Why a pair is refused; the bits of the column refusals. */
#define REFUSES_FAMILY			1
#define REFUSES_SKILL			2
#define REFUSES_RANK			4
#define REFUSES_UNKNOWN_RANK	8
#define REFUSES_PAPER			16	/* education or certificate */
#define REFUSES_OTHER_JOB		32	/* PPPK */
#define REFUSES_ANALYSIS		64
#define REFUSES_KIN				128
#define REFUSES_DISTANCE		256
#define REFUSES_HOURS			512

/* What closes a post whoever comes. */
#define REFUSES_ALL				(REFUSES_ANALYSIS | REFUSES_HOURS)

/* The queries, each a SELECT as text. */
typedef struct PlacementQueries
{
	const char *units;			/* unit_id, parent_id */
	const char *jobs;			/* job_id, job_family_id, rank_min, rank_max */
	const char *demands;		/* job_id, skill_id, is_essential, refusal, days */
	const char *posts;			/* post_id, job_id, unit_id, lat, lon, minded_pns,
								 * minded_cpns, minded_pppk */
	const char *people;			/* employee_id, post_id, job_id, kind, rank,
								 * home_lat, home_lon, mood, is_due, staff */
	const char *skills;			/* employee_id, skill_id */
	const char *kin;			/* employee_id, unit_id */
	const char *wishes;			/* employee_id, post_id, unit_id, strength */
} PlacementQueries;

/*
 * Rows of any kind that begin with an int32, the number of what they belong to.
 * Once grouped, those of number k are start[k] to start[k + 1] - 1.
 */
typedef struct GroupedRows
{
	void	   *rows;
	int64		n;
	int64		capacity;
	int64	   *start;
} GroupedRows;

typedef struct UnitRow
{
	int32		parent;
	int64		parent_id;		/* while units are read */
	bool		has_parent;
} UnitRow;

typedef struct JobRow
{
	int32		family;			/* or that after the last, when not known */
	int64		id;
	int64		rank_min;
	int64		rank_max;
	bool		has_essential;	/* asks for any skill from the first day on */
} JobRow;

/* A skill that a job asks for. */
typedef struct DemandRow
{
	int32		job;
	int32		skill;
	int32		refusal;		/* who lacks it is refused by that */
	bool		is_essential;
	double		days;			/* to learn it on the job; else 0 */
} DemandRow;

/* Degrees, and on the unit sphere; all NaN where a place is not known. */
typedef struct Place
{
	double		lat;
	double		lon;
	double		cos_lat;
	double		x;
	double		y;
	double		z;
} Place;

typedef struct PostRow
{
	int32		job;			/* or that after the last, when not known */
	int32		unit;
	int64		id;
	Place		place;
	int32		minded[N_KINDS];	/* bits that rules mind, by kind of employee */
} PostRow;

typedef struct PersonRow
{
	int64		id;
	int64		post_id;
	bool		has_post;
	bool		is_due;
	bool		has_rank;
	int32		employee;		/* the same for all rows of one id */
	int32		post;
	int32		job;			/* held for good */
	int32		kind;
	int32		staff;			/* of his post */
	int64		rank;
	double		mood;			/* from 1, resistance, to -0.5, welcome */
	Place		home;
} PersonRow;

typedef struct SkillRow
{
	int32		employee;
	int32		skill;
} SkillRow;

typedef struct KinRow
{
	int32		employee;
	int32		unit;			/* where one of his kin works */
} KinRow;

typedef struct WishRow
{
	int32		employee;
	int32		post;			/* the post, or all posts of the unit and below */
	int32		unit;
	double		strength;
} WishRow;

typedef struct Placement
{
	PostgresHost *host;
	UnitRow    *units;
	int64		n_units;
	JobRow	   *jobs;
	PostRow    *posts;
	PersonRow  *people;
	int64		n_people;
	int32		n_families;
	int32		n_jobs;
	int32		n_posts;
	int32		n_skills;		/* that any job asks for */
	int32		n_employees;
	GroupedRows jobs_of_family;
	GroupedRows posts_of_job;
	GroupedRows demands_of_job;
	GroupedRows skills;			/* of employees, as are those that follow */
	GroupedRows kin;
	GroupedRows wishes;
	IdNumbers	post_numbers;
	IdNumbers	employee_numbers;
} Placement;

/*
 * Runs the queries and lays out their rows, in memory of the host.  Rows that
 * belong to what is not there are passed over, and so are people of another
 * kind than those three, whom no rule knows.  Errors: those of read_query, and
 * 53200 at asn_mutasi.memory_limit.
 */
extern void read_placement(const PlacementQueries *queries, PostgresHost *host,
						   Placement *placement);

/* Room for one more row, to be filled. */
extern void *add_grouped_row(PostgresHost *host, GroupedRows *grouped,
							 Size row_size);

/*
 * Brings the rows, which stay in their order otherwise, into n_groups groups;
 * the numbers that they begin with are below n_groups.
 */
extern void group_rows(PostgresHost *host, GroupedRows *grouped, Size row_size,
					   int32 n_groups);

/* The rows of one group; *n is their number. */
static inline const void *
rows_of(const GroupedRows *grouped, Size row_size, int32 group, int32 *n)
{
	int64		first = grouped->start[group];

	*n = (int32) (grouped->start[group + 1] - first);
	return (const char *) grouped->rows + first * row_size;
}

/* The same, typed. */
#define ADD_ROW(type, host, grouped) \
	((type *) add_grouped_row(host, &(grouped), sizeof(type)))
#define ROWS(type, grouped, group, n) \
	((const type *) rows_of(&(grouped), sizeof(type), group, n))

#endif							/* ASN_MUTASI_PLACEMENT_H */
