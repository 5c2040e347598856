/*
 * place_list.h
 *	  What makes pairs lawful, as it is read, and then as LawfulPairs.
 */
#ifndef ASN_MUTASI_PLACE_LIST_H
#define ASN_MUTASI_PLACE_LIST_H

#include "id_numbers.h"
#include "transfer_problem.h"

/* Of one post. */
typedef struct PostPlace
{
	double		lat;			/* NaN when not given */
	double		lon;
	int64		job;
	bool		has_job;
} PostPlace;

/* Of one employee; jobs are in the list, from first_job on. */
typedef struct EmployeePlace
{
	double		lat;			/* NaN when not given */
	double		lon;
	double		base_cost;
	double		cost_per_km;
	double		max_km;
	int64		first_job;
	int32		n_jobs;			/* NO_LIST: that of his post */
} EmployeePlace;

#define NO_LIST	(-1)

typedef struct JobOfEmployee
{
	int64		job;			/* as read; once his place is set, its number */
	double		cost;
} JobOfEmployee;

/* Start with the host alone. */
typedef struct PlaceList
{
	PostgresHost *host;
	EmployeePlace *employees;
	int64		n_employees;
	int64		employees_capacity;
	JobOfEmployee *jobs;
	int64		n_jobs;
	int64		jobs_capacity;
	bool		any_home;		/* does anybody live at a known place? */
	IdNumbers	job_numbers;
	LawfulPairs *pairs;
} PlaceList;

/*
 * Room for n posts in list->pairs, which is made; then each of them.  A job is
 * numbered when its first post comes.
 */
extern void start_post_places(PlaceList *list, int32 n);
extern void set_post_place(PlaceList *list, int32 post, const PostPlace *place);

/*
 * Adds what makes one employee's pairs lawful; jobs: NULL, that of his post;
 * job_costs: NULL, nothing.
 */
extern void add_employee_place(PlaceList *list, EmployeePlace place,
							   const int64 *jobs, const double *job_costs,
							   int32 n_jobs);

/*
 * Room for all employees in list->pairs, once all were added; then each of
 * them, by rising number, from the row-th that was added; home is his post.
 */
extern void start_employee_places(PlaceList *list);
extern void set_employee_place(PlaceList *list, int32 employee, int32 row,
							   int32 home);

/* Gives back all but list->pairs. */
extern void free_place_list(PlaceList *list);

#endif							/* ASN_MUTASI_PLACE_LIST_H */
