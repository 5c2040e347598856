/*
 * judge.h
 *	  The one judgement of a pair of employee and post: may he go there, and what
 *	  does it cost?
 */
#ifndef ASN_MUTASI_JUDGE_H
#define ASN_MUTASI_JUDGE_H

#include "placement.h"

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
	GroupedRows asked;			/* by employee; no start: nothing was asked */
	ReceivePair receive;
	void	   *state;			/* of receive */

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
	Pick	   *picks;
	int			n_picks;
};

/* Memory for n elements; never none, so that memory is always there. */
#define ALLOCATE(host, type, n) \
	((type *) host_allocate_raw(host, sizeof(type) * ((Size) (n) + 1)))

/* Reads what question.queries return; host and question are set. */
extern void prepare_judge(Judge *judge);

/*
 * Hands pairs to receive, person by person: those that were asked about, or
 * else, of everybody, the nearest posts and those wished for.
 */
extern void judge_people(Judge *judge);

/* Makes one of placement.people the person at hand. */
extern void meet_person(Judge *judge, int64 i);

/* The jobs that he may be looked for in: from *first to *last - 1. */
extern void open_jobs(const Judge *judge, int32 *first, int32 *last);

/*
 * What speaks against a job for the person at hand, whether a rule minds it or
 * not, and what he would have to learn.
 */
extern const Fit *fit_of(Judge *judge, int32 job_number);

/* What posts that mind these bits refuse him. */
static inline int32
refusals_of(const Fit *fit, int32 minded)
{
	return (fit->refusals & (minded | REFUSES_FAMILY)) | (minded & REFUSES_ALL);
}

#endif							/* ASN_MUTASI_JUDGE_H */
