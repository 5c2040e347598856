/*
 * judge.c
 *	  The one judgement of a pair of employee and post: may he go there, and what
 *	  does it cost?
 *
 * What there is to know is read first (placement.h).  People are then taken one
 * after the other.  What a job means to somebody is found once a job, see
 * fit_of; what is left for each of its posts is a few bits, kin, wishes and the
 * way, see judge_pair.
 *
 * The nearest posts are found by the straight line through the Earth, which
 * costs three multiplications and grows as the way over it does.  A heap of the
 * shortest lines so far tells where the last one that counts lies; the way is
 * computed for those up to there alone, and decides where lines are too close
 * to tell.  At some hundred posts a search that is cheaper than any tree.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "great_circle.h"
#include "judge.h"

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

/* From the person's home to a post; NaN when one is not known. */
static double
km_to(const Judge *judge, const PostRow *post)
{
	const Place *home = &judge->person->home;

	return great_circle_km_of(home->lat, home->lon, home->cos_lat,
							  post->place.lat, post->place.lon, post->place.cos_lat);
}

void
meet_person(Judge *judge, int64 i)
{
	const Placement *p = &judge->placement;
	const PersonRow *person = &p->people[i];
	const SkillRow *skills;
	int32		n;

	judge->person = person;
	judge->turn = i + 1;
	judge->job = person->job;
	judge->family = judge->job == NO_NUMBER ? NO_NUMBER : p->jobs[judge->job].family;
	judge->km_before = person->post == NO_NUMBER ? NAN :
		km_to(judge, &p->posts[person->post]);
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

const Fit *
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

/* Judges and prices one pair; km as in Pair, strength that of the wish. */
static void
judge_pair(Judge *judge, const PostRow *post, double km, double strength,
		   bool is_listed)
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

void
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
	for (int64 f = p->posts_of_job.start[first];
		 f < p->posts_of_job.start[last]; f++)
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

void
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

void
prepare_judge(Judge *judge)
{
	read_placement(&judge->question.queries, judge->host, &judge->placement);
	prepare_desk(judge);
}
