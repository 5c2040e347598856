/*
 * candidates.c
 *	  Who may go where, and what it costs: the one judgement of a pair of
 *	  employee and post, for all pairs near and wished, for some, or for one.
 *
 * What there is to know is read first (placement.h); its queries come from the
 * SQL function candidate_queries, so that no table is named here.  People are
 * then taken one after the other.  What a job means to somebody is found once a
 * job, see fit_of; what is left for each of its posts is a few bits, kin, wishes
 * and the way, see judge_pair.
 *
 * The nearest posts are found by the straight line through the Earth, which
 * costs three multiplications and grows as the way over it does.  A heap of the
 * shortest lines so far tells where the last one that counts lies; the way is
 * computed for those up to there alone, and decides where lines are too close
 * to tell.  At some hundred posts a search that is cheaper than any tree.
 */
#include "postgres.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "compat.h"
#include "great_circle.h"
#include "placement.h"
#include "transfer_call.h"

/*
 * Straight lines, as squares in Earth radii: none is longer than 4.  They are
 * compared with so much to spare, in Earth radii (6 micrometres): far more than
 * what rounding does to them and to the way.
 */
#define LINE_SLACK		1e-12
#define LINE_UNKNOWN	1e3
#define LINE_REFUSED	INFINITY

/* Units above one another, at most; it ends the climb in a ring of units. */
#define MOST_HEIGHT		40
#define NOT_ABOVE		(MOST_HEIGHT + 1)

PG_FUNCTION_INFO_V1(transfer_candidates);
PG_FUNCTION_INFO_V1(judged_pairs);
PG_FUNCTION_INFO_V1(fitting_jobs);

/* What candidate_queries returns; its columns are in this order. */
typedef struct Question
{
	PlacementQueries queries;
	int			nearest;
	double		max_km;
	double		way_weight;
	double		learning_weight;
	double		preference_weight;
	double		resistance_weight;
	double		rotation_weight;
	double		disruption_weight;
} Question;

/* What one job means to the person at hand. */
typedef struct Fit
{
	int64		person;			/* of whom this tells: his place, from 1 */
	int32		refusals;
	double		days;			/* of learning */
} Fit;

typedef struct Pick
{
	int32		post;
	double		km;				/* infinite when it is not known */
	int64		post_id;
} Pick;

typedef struct Pair
{
	const PostRow *post;
	bool		is_listed;
	int32		refusals;
	double		km;				/* NaN when not known, as the next */
	double		km_before;
	double		way;
	double		learning;
	double		preference;
	double		briefing;
	double		rotation;
	double		disruption;
} Pair;

typedef struct AskedRow
{
	int32		employee;
	int32		post;
} AskedRow;

typedef struct Judge Judge;
typedef void (*ReceivePair) (Judge *judge, const Pair *pair);

struct Judge
{
	PostgresHost *host;
	Question	question;
	Placement	placement;
	ReceivePair receive;
	ReturnSetInfo *result;
	struct CandidateRow *row;	/* of transfer_candidates: in row_slot's tuple */
	TupleTableSlot *row_slot;
	GroupedRows asked;			/* by employee; no start: nothing was asked */

	/* The person at hand. */
	const PersonRow *person;
	int64		turn;			/* his place, from 1 */
	int32		job;			/* held for good, or NO_NUMBER */
	int32		family;			/* of his job, or NO_NUMBER */
	double		km_before;
	const WishRow *wishes;
	int32		n_wishes;
	const KinRow *kin;
	int32		n_kin;
	int64	   *held;			/* by skill: the turn of who has it */
	int64	   *known;			/* the same, with what his job asks for */
	Fit		   *fits;			/* by job */

	/* His nearest posts. */
	double	   *x;				/* of posts, on the unit sphere */
	double	   *y;
	double	   *z;
	int32	   *minded[N_KINDS];
	double	   *lines;			/* to the posts looked at */
	int32	   *line_posts;
	double	   *shortest;		/* a heap, the longest on top */
	int			n_shortest;
	Pick	   *picks;
	int			n_picks;
};

#define ROWS(type, grouped, group, n) \
	((const type *) rows_of(&(grouped), sizeof(type), group, n))

#define ALLOCATE(host, type, n) \
	((type *) host_allocate_raw(host, sizeof(type) * ((Size) (n) + 1)))

/*
 * One person
 */

/* Steps from a unit up to another; NOT_ABOVE when that is not above it. */
static int
height_above(const Judge *judge, int32 unit, int32 above)
{
	for (int height = 0; height <= MOST_HEIGHT && unit != NO_NUMBER; height++)
	{
		if (unit == above)
			return height;
		unit = judge->placement.units[unit].parent;
	}
	return NOT_ABOVE;
}

static bool
is_near_kin(const Judge *judge, int32 unit)
{
	for (int32 i = 0; i < judge->n_kin; i++)
	{
		int32		other = judge->kin[i].unit;

		if (height_above(judge, unit, other) != NOT_ABOVE ||
			height_above(judge, other, unit) != NOT_ABOVE)
			return true;
	}
	return false;
}

/*
 * How strongly the person wishes for a post; 0 when he said nothing.  A word
 * about the post itself counts more than one about its unit, and that more than
 * one about a unit above; of two that count alike, the lesser.
 */
static double
strength_of_wish(const Judge *judge, const PostRow *post)
{
	int			lowest = NOT_ABOVE;
	double		strength = 0;

	for (int32 i = 0; i < judge->n_wishes; i++)
	{
		const WishRow *wish = &judge->wishes[i];
		int			height = NOT_ABOVE;

		if (wish->post != NO_NUMBER && post == &judge->placement.posts[wish->post])
			height = -1;
		else if (wish->unit != NO_NUMBER)
			height = height_above(judge, post->unit, wish->unit);
		if (height == NOT_ABOVE)
			continue;
		if (height < lowest || (height == lowest && wish->strength < strength))
		{
			lowest = height;
			strength = wish->strength;
		}
	}
	return strength;
}

static void
meet_person(Judge *judge, int64 i)
{
	const Placement *p = &judge->placement;
	const PersonRow *person = &p->people[i];
	const PostRow *post = person->post == NO_NUMBER ? NULL : &p->posts[person->post];
	const SkillRow *skills;
	int32		n;

	judge->person = person;
	judge->turn = i + 1;
	judge->job = person->job;
	judge->family = judge->job == NO_NUMBER ? NO_NUMBER : p->jobs[judge->job].family;
	judge->km_before = post == NULL ? NAN :
		great_circle_km_of(person->home.lat, person->home.lon, person->home.cos_lat,
						   post->place.lat, post->place.lon, post->place.cos_lat);
	judge->wishes = ROWS(WishRow, p->wishes, person->employee, &judge->n_wishes);
	judge->kin = ROWS(KinRow, p->kin, person->employee, &judge->n_kin);

	skills = ROWS(SkillRow, p->skills, person->employee, &n);
	for (int32 s = 0; s < n; s++)
		judge->held[skills[s].skill] = judge->known[skills[s].skill] = judge->turn;
	if (judge->job != NO_NUMBER)
	{
		const DemandRow *demands = ROWS(DemandRow, p->demands_of_job, judge->job, &n);

		for (int32 d = 0; d < n; d++)
			judge->known[demands[d].skill] = judge->turn;
	}
}

/*
 * What speaks against a job for the person at hand, whether a rule minds it or
 * not, and what he would have to learn.
 */
static const Fit *
fit_of(Judge *judge, int32 job_number)
{
	const Placement *p = &judge->placement;
	const JobRow *job = &p->jobs[job_number];
	const PersonRow *person = judge->person;
	Fit		   *fit = &judge->fits[job_number];
	bool		is_same = job_number == judge->job;
	const DemandRow *demands;
	int32		n;

	if (fit->person == judge->turn)
		return fit;
	fit->person = judge->turn;
	fit->refusals = 0;
	fit->days = 0;
	/* of a new hire nothing shows that he is fit but what the job asks for */
	if (judge->job == NO_NUMBER ? !job->has_essential :
		job->family != judge->family || job->family == p->n_families)
		fit->refusals |= REFUSES_FAMILY;
	if (!person->has_rank)
		fit->refusals |= REFUSES_UNKNOWN_RANK;
	else if (person->rank < job->rank_min || person->rank > job->rank_max)
		fit->refusals |= REFUSES_RANK;
	if (person->kind == KIND_PPPK && judge->job != NO_NUMBER && !is_same)
		fit->refusals |= REFUSES_OTHER_JOB;
	demands = ROWS(DemandRow, p->demands_of_job, job_number, &n);
	for (int32 d = 0; d < n; d++)
	{
		int32		skill = demands[d].skill;

		if (!is_same && judge->held[skill] != judge->turn)
			fit->refusals |= demands[d].refusal;
		if (judge->known[skill] != judge->turn)
			fit->days += demands[d].days;
	}
	return fit;
}

/* What a job's posts, or what they all have in common, refuse the person. */
static inline int32
refusals_of(const Fit *fit, int32 minded)
{
	return (fit->refusals & (minded | REFUSES_FAMILY)) | (minded & REFUSES_ALL);
}

/* Judges and prices one pair; km as in Pair, strength that of the wish. */
static void
judge_pair(Judge *judge, const PostRow *post, double km, double strength, bool is_listed)
{
	const Question *q = &judge->question;
	const PersonRow *person = judge->person;
	int32		minded = post->minded[person->kind];
	const Fit  *fit = fit_of(judge, post->job);
	double		km_more = km - judge->km_before;
	Pair		pair = {
		.post = post,
		.is_listed = is_listed,
		.refusals = refusals_of(fit, minded),
		.km = km,
		.km_before = judge->km_before,
		.way = isnan(km_more) ? 0 : q->way_weight * km_more,
		.learning = q->learning_weight * fit->days,
		.preference = strength == 0 ? 0 : -q->preference_weight * strength,
		.briefing = q->resistance_weight * person->mood,
		.rotation = person->is_due ? -q->rotation_weight : 0,
		.disruption = person->staff == 0 ? 0 : q->disruption_weight / person->staff
	};

	if ((minded & REFUSES_KIN) != 0 && is_near_kin(judge, post->unit))
		pair.refusals |= REFUSES_KIN;
	/* nearer than today is allowed, however far */
	if (km > q->max_km && !(km < judge->km_before))
		pair.refusals |= REFUSES_DISTANCE;
	judge->receive(judge, &pair);
}

static double
km_to(const Judge *judge, const PostRow *post)
{
	const Place *home = &judge->person->home;

	return great_circle_km_of(home->lat, home->lon, home->cos_lat,
							  post->place.lat, post->place.lon, post->place.cos_lat);
}

/*
 * The nearest posts
 */

/* By the way, those of unknown way last, and then by post. */
#define IS_NEARER(a, b) \
	((a)->km != (b)->km ? (a)->km < (b)->km : (a)->post_id < (b)->post_id)

#define ST_SORT			sort_picks
#define ST_ELEMENT_TYPE	Pick
#define ST_COMPARE(a, b) (IS_NEARER(a, b) ? -1 : IS_NEARER(b, a))
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

/* Puts a line where the heap has a hole, below which it is one. */
static inline void
sift_down(double *heap, int n, int hole, double line)
{
	int			child;

	while ((child = 2 * hole + 1) < n)
	{
		if (child + 1 < n && heap[child + 1] > heap[child])
			child++;
		if (heap[child] <= line)
			break;
		heap[hole] = heap[child];
		hole = child;
	}
	heap[hole] = line;
}

/* The longest line that can be among the nearest. */
static double
longest_line(Judge *judge, int64 n_lines)
{
	double	   *heap = judge->shortest;
	int			most = judge->question.nearest;
	int			n = 0;
	double		line;

	for (int64 i = 0; i < n_lines; i++)
	{
		line = judge->lines[i];
		if (n == most)
		{
			if (line < heap[0])
				sift_down(heap, n, 0, line);
		}
		else if (line != LINE_REFUSED)
		{
			heap[n++] = line;
			if (n == most)
				for (int h = n / 2 - 1; h >= 0; h--)
					sift_down(heap, n, h, heap[h]);
		}
	}
	if (n < most || heap[0] == LINE_UNKNOWN)
		return LINE_UNKNOWN;
	line = sqrt(heap[0]) + LINE_SLACK;
	return line * line;
}

/* Lines to all posts of a job, added to the n_lines there are. */
static int64
add_lines(Judge *judge, int32 job, int64 n_lines)
{
	const Place home = judge->person->home;
	int32		bits = fit_of(judge, job)->refusals | REFUSES_ALL;
	int32		first = (int32) judge->placement.posts_of_job.start[job];
	int32		last = (int32) judge->placement.posts_of_job.start[job + 1];
	const int32 *minded = judge->minded[judge->person->kind];
	const double *post_x = judge->x;
	const double *post_y = judge->y;
	const double *post_z = judge->z;
	double	   *lines = judge->lines + n_lines;
	int32	   *line_posts = judge->line_posts + n_lines;

	for (int32 f = first; f < last; f++)
	{
		double		x = home.x - post_x[f];
		double		y = home.y - post_y[f];
		double		z = home.z - post_z[f];
		double		line = x * x + y * y + z * z;

		line = line <= LINE_UNKNOWN ? line : LINE_UNKNOWN;	/* not a number */
		lines[f - first] = (minded[f] & bits) == 0 ? line : LINE_REFUSED;
		line_posts[f - first] = f;
	}
	if (judge->person->post >= first && judge->person->post < last)
		lines[judge->person->post - first] = LINE_REFUSED;
	return n_lines + last - first;
}

/* The jobs that the person may be looked for in: from *first to *last - 1. */
static void
open_jobs(const Judge *judge, int32 *first, int32 *last)
{
	const Placement *p = &judge->placement;

	*first = 0;
	*last = p->n_jobs;
	if (judge->family != NO_NUMBER)
	{
		*first = (int32) p->jobs_of_family.start[judge->family];
		*last = (int32) p->jobs_of_family.start[judge->family + 1];
	}
}

/* Finds the person's nearest posts of jobs that fit: his picks, in no order. */
static void
pick_nearest(Judge *judge)
{
	int32		first;
	int32		last;
	int64		n_lines = 0;
	double		longest;

	judge->n_picks = 0;
	if (judge->question.nearest == 0)
		return;
	open_jobs(judge, &first, &last);
	for (int32 j = first; j < last; j++)
		if ((fit_of(judge, j)->refusals & REFUSES_FAMILY) == 0)
		{
			CHECK_FOR_INTERRUPTS();
			n_lines = add_lines(judge, j, n_lines);
		}
	longest = longest_line(judge, n_lines);
	for (int64 i = 0; i < n_lines; i++)
		if (judge->lines[i] <= longest)
		{
			const PostRow *post = &judge->placement.posts[judge->line_posts[i]];

			judge->picks[judge->n_picks++] = (Pick)
			{
				judge->line_posts[i],
				judge->lines[i] == LINE_UNKNOWN ? INFINITY : km_to(judge, post),
				post->id
			};
		}
	if (judge->n_picks > judge->question.nearest)
	{
		sort_picks(judge->picks, judge->n_picks);
		judge->n_picks = judge->question.nearest;
	}
}

/*
 * All of a person's pairs
 */

static void
judge_near(Judge *judge)
{
	pick_nearest(judge);
	for (int i = 0; i < judge->n_picks; i++)
	{
		const Pick *pick = &judge->picks[i];
		const PostRow *post = &judge->placement.posts[pick->post];
		double		strength = strength_of_wish(judge, post);

		if (strength <= 0)		/* others come as wishes */
			judge_pair(judge, post, isinf(pick->km) ? NAN : pick->km, strength, true);
	}
}

static void
judge_wished(Judge *judge)
{
	const Placement *p = &judge->placement;
	int32		first;
	int32		last;

	if (judge->n_wishes == 0)
		return;
	open_jobs(judge, &first, &last);
	for (int64 f = p->posts_of_job.start[first]; f < p->posts_of_job.start[last]; f++)
	{
		const PostRow *post = &p->posts[f];
		double		strength = strength_of_wish(judge, post);

		CHECK_FOR_INTERRUPTS();
		if (strength > 0 && f != judge->person->post)
			judge_pair(judge, post, km_to(judge, post), strength, true);
	}
}

static void
judge_asked(Judge *judge)
{
	int32		n;
	const AskedRow *asked = ROWS(AskedRow, judge->asked, judge->person->employee, &n);

	if (n > 0)
		pick_nearest(judge);
	for (int32 a = 0; a < n; a++)
	{
		const PostRow *post = &judge->placement.posts[asked[a].post];
		double		strength = strength_of_wish(judge, post);
		bool		is_listed = strength > 0;

		CHECK_FOR_INTERRUPTS();
		if (asked[a].post == judge->person->post || post->job == judge->placement.n_jobs)
			continue;
		for (int i = 0; i < judge->n_picks && !is_listed; i++)
			is_listed = judge->picks[i].post == asked[a].post;
		judge_pair(judge, post, km_to(judge, post), strength, is_listed);
	}
}

static void
judge_people(Judge *judge)
{
	const Placement *p = &judge->placement;

	for (int64 i = 0; i < p->n_people; i++)
	{
		CHECK_FOR_INTERRUPTS();
		meet_person(judge, i);
		if (judge->asked.start != NULL)
			judge_asked(judge);
		else
		{
			judge_near(judge);
			judge_wished(judge);
		}
	}
}

/*
 * The question
 */

/* Runs a statement of the extension's own; its only row is in SPI_tuptable. */
static void
ask(const char *statement, int n, Oid *types, Datum *values, const char *nulls, bool read_only)
{
	if (SPI_execute_with_args(statement, n, types, values, nulls, read_only, 0) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "no single row from: %s", statement);
}

/* The schema of the function that is called, quoted. */
static const char *
own_schema(FunctionCallInfo fcinfo)
{
	return quote_identifier(get_namespace_name(get_func_namespace(fcinfo->flinfo->fn_oid)));
}

static void
enter_workspace(FunctionCallInfo fcinfo, NullableDatum ws)
{
	Oid			type = REGNAMESPACEOID;

	SPI_connect();
	ask(psprintf("SELECT %s.enter_workspace($1)", own_schema(fcinfo)),
		1, &type, &ws.value, ws.isnull ? "n" : " ", false);
	SPI_finish();
}

static Datum
answer(int column)
{
	bool		is_null;
	Datum		value = SPI_getbinval(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, column, &is_null);

	if (is_null)
		elog(ERROR, "column %d of candidate_queries is NULL", column);
	return value;
}

static double
answered_number(int column)
{
	return DatumGetFloat8(answer(column));
}

static const char *
answered_query(Judge *judge, int column)
{
	return MemoryContextStrdup(judge->host->memory, TextDatumGetCString(answer(column)));
}

static void
check_nearest(int nearest)
{
	if (nearest < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the number of nearest posts must not be negative"),
				 errdetail("It is %d.", nearest),
				 errhint("Correct the setting nearest_posts.")));
}

/* What candidate_queries says about a day and the employees asked about. */
static void
read_question(FunctionCallInfo fcinfo, Judge *judge, NullableDatum as_of, NullableDatum of_employees)
{
	Question   *q = &judge->question;
	char		nulls[] = {as_of.isnull ? 'n' : ' ', of_employees.isnull ? 'n' : ' '};
	int			column = 0;

	SPI_connect();
	ask(psprintf("SELECT q.* FROM %1$s.candidate_queries(%1$s.day_of($1), $2) AS q", own_schema(fcinfo)),
		2, (Oid[]) {DATEOID, INT8ARRAYOID}, (Datum[]) {as_of.value, of_employees.value}, nulls, true);
	q->queries.units = answered_query(judge, ++column);
	q->queries.jobs = answered_query(judge, ++column);
	q->queries.demands = answered_query(judge, ++column);
	q->queries.posts = answered_query(judge, ++column);
	q->queries.people = answered_query(judge, ++column);
	q->queries.skills = answered_query(judge, ++column);
	q->queries.kin = answered_query(judge, ++column);
	q->queries.wishes = answered_query(judge, ++column);
	q->nearest = DatumGetInt32(answer(++column));
	q->max_km = answered_number(++column);
	q->way_weight = answered_number(++column);
	q->learning_weight = answered_number(++column);
	q->preference_weight = answered_number(++column);
	q->resistance_weight = answered_number(++column);
	q->rotation_weight = answered_number(++column);
	q->disruption_weight = answered_number(++column);
	SPI_finish();
	check_nearest(q->nearest);
}

/* Memory for what is known of the person at hand, and the posts side by side. */
static void
prepare_desk(Judge *judge)
{
	const Placement *p = &judge->placement;
	PostgresHost *host = judge->host;

	judge->held = ALLOCATE(host, int64, p->n_skills);
	judge->known = ALLOCATE(host, int64, p->n_skills);
	judge->fits = ALLOCATE(host, Fit, p->n_jobs);
	memset(judge->held, 0, sizeof(int64) * p->n_skills);
	memset(judge->known, 0, sizeof(int64) * p->n_skills);
	memset(judge->fits, 0, sizeof(Fit) * p->n_jobs);

	judge->question.nearest = Min(judge->question.nearest, p->n_posts + 1);
	judge->shortest = ALLOCATE(host, double, judge->question.nearest);
	judge->lines = ALLOCATE(host, double, p->n_posts);
	judge->line_posts = ALLOCATE(host, int32, p->n_posts);
	judge->picks = ALLOCATE(host, Pick, p->n_posts);
	judge->x = ALLOCATE(host, double, p->n_posts);
	judge->y = ALLOCATE(host, double, p->n_posts);
	judge->z = ALLOCATE(host, double, p->n_posts);
	for (int k = 0; k < N_KINDS; k++)
		judge->minded[k] = ALLOCATE(host, int32, p->n_posts);
	for (int32 f = 0; f < p->n_posts; f++)
	{
		CHECK_FOR_INTERRUPTS();
		judge->x[f] = p->posts[f].place.x;
		judge->y[f] = p->posts[f].place.y;
		judge->z[f] = p->posts[f].place.z;
		for (int k = 0; k < N_KINDS; k++)
			judge->minded[k][f] = p->posts[f].minded[k];
	}
}

/*
 * A judge of the call, who knows all there is to know.  The rows go to the
 * result of the call, which has so many columns.
 */
static Judge *
call_judge(FunctionCallInfo fcinfo, NullableDatum as_of, NullableDatum of_employees, int n_columns)
{
	PostgresHost *host;
	Judge	   *judge;

	InitMaterializedSRF(fcinfo, 0);
	host = create_postgres_host();
	judge = MemoryContextAllocZero(host->memory, sizeof(Judge));
	judge->host = host;
	judge->result = (ReturnSetInfo *) fcinfo->resultinfo;
	check_row_type(judge->result->setDesc, n_columns);
	read_question(fcinfo, judge, as_of, of_employees);
	read_placement(&judge->question.queries, host, &judge->placement);
	prepare_desk(judge);
	return judge;
}

/*
 * transfer_candidates(ws, as_of): the lawful pairs near and wished.
 */

/* A row of the result as it lies in a tuple: no NULL, each column eight bytes. */
typedef struct CandidateRow
{
	int64		employee_id;
	int64		post_id;
	double		cost;
	double		way;
	double		learning;
	double		preference;
	double		briefing;
	double		rotation;
	double		disruption;
} CandidateRow;

#define CANDIDATE_COLUMNS	(sizeof(CandidateRow) / sizeof(int64))

/*
 * The one tuple that all rows of the result go through.  They are millions:
 * to put them together column by column would take as long as to judge them.
 */
static void
start_candidate_rows(Judge *judge)
{
	TupleDesc	columns = judge->result->setDesc;
	Datum		values[CANDIDATE_COLUMNS] = {0};
	bool		nulls[CANDIDATE_COLUMNS] = {0};
	double		nothing = 0;
	MinimalTuple tuple;

	for (int i = 0; i < columns->natts; i++)
	{
		if (TupleDescAttr(columns, i)->attlen != sizeof(int64))
			elog(ERROR, "column %d of transfer_candidates is not of eight bytes", i + 1);
		values[i] = Float8GetDatum(nothing);
	}
	tuple = heap_form_minimal_tuple(columns, values, nulls);
	judge->row = (CandidateRow *) ((char *) tuple - MINIMAL_TUPLE_OFFSET + tuple->t_hoff);
	judge->row_slot = MakeSingleTupleTableSlot(columns, &TTSOpsMinimalTuple);
	ExecStoreMinimalTuple(tuple, judge->row_slot, false);
}

static void
return_candidate(Judge *judge, const Pair *pair)
{
	if (pair->refusals != 0)
		return;
	*judge->row = (CandidateRow)
	{
		.employee_id = judge->person->id,
		.post_id = pair->post->id,
		.cost = pair->way + pair->learning + pair->preference + pair->briefing +
			pair->rotation + pair->disruption,
		.way = pair->way,
		.learning = pair->learning,
		.preference = pair->preference,
		.briefing = pair->briefing,
		.rotation = pair->rotation,
		.disruption = pair->disruption
	};
	tuplestore_puttupleslot(judge->result->setResult, judge->row_slot);
}

Datum
transfer_candidates(PG_FUNCTION_ARGS)
{
	NullableDatum nobody = {0, true};
	Judge	   *judge;

	enter_workspace(fcinfo, fcinfo->args[0]);
	judge = call_judge(fcinfo, fcinfo->args[1], nobody, CANDIDATE_COLUMNS);
	judge->receive = return_candidate;
	start_candidate_rows(judge);
	judge_people(judge);
	ExecDropSingleTupleTableSlot(judge->row_slot);
	destroy_postgres_host(judge->host);
	PG_RETURN_NULL();
}

/*
 * judged_pairs(as_of, of_employees, of_posts): pairs with all that was found.
 */

enum
{
	PAIR_EMPLOYEE, PAIR_FROM_POST, PAIR_POST, PAIR_LISTED, PAIR_REFUSALS,
	PAIR_KM_BEFORE, PAIR_KM, PAIR_WAY, PAIR_LEARNING, PAIR_PREFERENCE,
	PAIR_BRIEFING, PAIR_ROTATION, PAIR_DISRUPTION, PAIR_COLUMNS
};

static void
return_pair(Judge *judge, const Pair *pair)
{
	const PersonRow *person = judge->person;
	Datum		values[PAIR_COLUMNS];
	bool		nulls[PAIR_COLUMNS] = {0};

	values[PAIR_EMPLOYEE] = Int64GetDatum(person->id);
	values[PAIR_FROM_POST] = Int64GetDatum(person->post_id);
	nulls[PAIR_FROM_POST] = !person->has_post;
	values[PAIR_POST] = Int64GetDatum(pair->post->id);
	values[PAIR_LISTED] = BoolGetDatum(pair->is_listed);
	values[PAIR_REFUSALS] = Int32GetDatum(pair->refusals);
	values[PAIR_KM_BEFORE] = Float8GetDatum(pair->km_before);
	nulls[PAIR_KM_BEFORE] = isnan(pair->km_before);
	values[PAIR_KM] = Float8GetDatum(pair->km);
	nulls[PAIR_KM] = isnan(pair->km);
	values[PAIR_WAY] = Float8GetDatum(pair->way);
	values[PAIR_LEARNING] = Float8GetDatum(pair->learning);
	values[PAIR_PREFERENCE] = Float8GetDatum(pair->preference);
	values[PAIR_BRIEFING] = Float8GetDatum(pair->briefing);
	values[PAIR_ROTATION] = Float8GetDatum(pair->rotation);
	values[PAIR_DISRUPTION] = Float8GetDatum(pair->disruption);
	tuplestore_putvalues(judge->result->setResult, judge->result->setDesc, values, nulls);
}

/* The pairs of two arrays; what is not known, or NULL, is passed over. */
static void
read_asked(Judge *judge, ArrayType *of_employees, ArrayType *of_posts)
{
	Placement  *p = &judge->placement;
	ArrayType  *arrays[2] = {of_employees, of_posts};
	Datum	   *ids[2];
	bool	   *is_null[2];
	int			n[2];

	for (int a = 0; a < 2; a++)
		deconstruct_array(arrays[a], INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE,
						  &ids[a], &is_null[a], &n[a]);
	if (n[0] != n[1])
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there must be as many posts as employees"),
				 errdetail("There are %d employees and %d posts.", n[0], n[1]),
				 errhint("Give a pair for each element.")));
	for (int i = 0; i < n[0]; i++)
	{
		AskedRow	pair = {NO_NUMBER, NO_NUMBER};

		CHECK_FOR_INTERRUPTS();
		if (!is_null[0][i])
			pair.employee = find_number(&p->employee_numbers, DatumGetInt64(ids[0][i]));
		if (!is_null[1][i])
			pair.post = find_number(&p->post_numbers, DatumGetInt64(ids[1][i]));
		if (pair.employee != NO_NUMBER && pair.post != NO_NUMBER)
			*(AskedRow *) add_grouped_row(judge->host, &judge->asked, sizeof(AskedRow)) = pair;
	}
	group_rows(judge->host, &judge->asked, sizeof(AskedRow), p->n_employees);
}

Datum
judged_pairs(PG_FUNCTION_ARGS)
{
	Judge	   *judge = call_judge(fcinfo, fcinfo->args[0], fcinfo->args[1], PAIR_COLUMNS);

	judge->receive = return_pair;
	if (!PG_ARGISNULL(1) && !PG_ARGISNULL(2))
		read_asked(judge, PG_GETARG_ARRAYTYPE_P(1), PG_GETARG_ARRAYTYPE_P(2));
	judge_people(judge);
	destroy_postgres_host(judge->host);
	PG_RETURN_NULL();
}

/*
 * fitting_jobs(as_of, of_employees): the jobs that somebody may hold, wherever.
 */

#define FITTING_COLUMNS	3

/* Bits that all posts of a job have in common, by kind; -1 without such a post. */
static int32 *
common_bits(Judge *judge)
{
	const Placement *p = &judge->placement;
	int32	   *common = ALLOCATE(judge->host, int32, (Size) p->n_jobs * N_KINDS);

	memset(common, -1, sizeof(int32) * p->n_jobs * N_KINDS);
	for (int64 f = 0; f < p->posts_of_job.start[p->n_jobs]; f++)
	{
		const PostRow *post = &p->posts[f];
		int32		closed = REFUSES_ALL;

		CHECK_FOR_INTERRUPTS();
		for (int k = 0; k < N_KINDS; k++)
			closed &= post->minded[k];
		if (closed == 0 && !isnan(post->place.lat))
			for (int k = 0; k < N_KINDS; k++)
				common[post->job * N_KINDS + k] &= post->minded[k];
	}
	return common;
}

static ArrayType *
eight_byte_array(Datum *elements, int n, Oid type)
{
	return construct_array(elements, n, type, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE);
}

/* The jobs of the person at hand, a row, unless there is none. */
static void
return_jobs(Judge *judge, const int32 *common, Datum *ids, Datum *costs)
{
	Datum		values[FITTING_COLUMNS];
	bool		nulls[FITTING_COLUMNS] = {0};
	int32		first;
	int32		last;
	int			n = 0;

	open_jobs(judge, &first, &last);
	for (int32 j = first; j < last; j++)
	{
		const Fit  *fit = fit_of(judge, j);
		int32		minded = common[j * N_KINDS + judge->person->kind];

		if (minded == -1 || refusals_of(fit, minded) != 0)
			continue;
		ids[n] = Int64GetDatum(judge->placement.jobs[j].id);
		costs[n++] = Float8GetDatum(judge->question.learning_weight * fit->days);
	}
	if (n == 0)
		return;
	values[0] = Int64GetDatum(judge->person->id);
	values[1] = PointerGetDatum(eight_byte_array(ids, n, INT8OID));
	values[2] = PointerGetDatum(eight_byte_array(costs, n, FLOAT8OID));
	tuplestore_putvalues(judge->result->setResult, judge->result->setDesc, values, nulls);
	pfree(DatumGetPointer(values[1]));
	pfree(DatumGetPointer(values[2]));
}

Datum
fitting_jobs(PG_FUNCTION_ARGS)
{
	Judge	   *judge = call_judge(fcinfo, fcinfo->args[0], fcinfo->args[1], FITTING_COLUMNS);
	const Placement *p = &judge->placement;
	int32	   *common = common_bits(judge);
	Datum	   *ids = ALLOCATE(judge->host, Datum, p->n_jobs);
	Datum	   *costs = ALLOCATE(judge->host, Datum, p->n_jobs);

	for (int64 i = 0; i < p->n_people; i++)
	{
		CHECK_FOR_INTERRUPTS();
		meet_person(judge, i);
		return_jobs(judge, common, ids, costs);
	}
	destroy_postgres_host(judge->host);
	PG_RETURN_NULL();
}
