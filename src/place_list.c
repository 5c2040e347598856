/*
 * place_list.c
 *	  What makes pairs lawful, as it is read, and then as LawfulPairs.
 *
 * Places and jobs lie beside the posts and employees that have them, so that
 * problems without any pay nothing for them.
 */
#include "postgres.h"

#include <math.h>

#include "miscadmin.h"

#include "place_list.h"

/* by job, the cheapest first */
#define COMPARE(a, b)	((a) < (b) ? -1 : (a) > (b))

#define ST_SORT			sort_jobs
#define ST_ELEMENT_TYPE	JobOfEmployee
#define ST_COMPARE(a, b) ((a)->job != (b)->job ? COMPARE((a)->job, (b)->job) : \
						  COMPARE((a)->cost, (b)->cost))
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ALLOCATE(list, type, n) \
	((type *) host_allocate_raw((list)->host, sizeof(type) * ((Size) (n))))

void
start_post_places(PlaceList *list, int32 n)
{
	LawfulPairs *pairs = ALLOCATE(list, LawfulPairs, 1);

	memset(pairs, 0, sizeof(*pairs));
	pairs->post_lat = ALLOCATE(list, double, n);
	pairs->post_lon = ALLOCATE(list, double, n);
	pairs->post_job = ALLOCATE(list, int32, n);
	start_numbering(&list->job_numbers, list->host);
	list->pairs = pairs;
}

void
set_post_place(PlaceList *list, int32 post, const PostPlace *place)
{
	LawfulPairs *pairs = list->pairs;
	int32		job = NO_JOB;

	if (place->has_job)
	{
		job = number_id(&list->job_numbers, place->job, pairs->n_jobs);
		pairs->n_jobs = Max(pairs->n_jobs, job + 1);
	}
	pairs->post_lat[post] = place->lat;
	pairs->post_lon[post] = place->lon;
	pairs->post_job[post] = job;
}

void
add_employee_place(PlaceList *list, EmployeePlace place, const int64 *jobs,
				   const double *job_costs, int32 n_jobs)
{
	place.first_job = list->n_jobs;
	place.n_jobs = jobs == NULL ? NO_LIST : n_jobs;
	for (int32 j = 0; j < place.n_jobs; j++)
	{
		list->jobs = host_grow_array(list->host, list->jobs, sizeof(JobOfEmployee),
									 list->n_jobs, &list->jobs_capacity);
		list->jobs[list->n_jobs++] = (JobOfEmployee)
		{
			jobs[j], job_costs == NULL ? 0 : job_costs[j]
		};
	}
	list->any_home = list->any_home || (!isnan(place.lat) && !isnan(place.lon));
	list->employees = host_grow_array(list->host, list->employees,
									  sizeof(EmployeePlace), list->n_employees,
									  &list->employees_capacity);
	list->employees[list->n_employees++] = place;
}

void
start_employee_places(PlaceList *list)
{
	LawfulPairs *pairs = list->pairs;
	int64		n = list->n_employees;

	pairs->lat = ALLOCATE(list, double, n);
	pairs->lon = ALLOCATE(list, double, n);
	pairs->base_cost = ALLOCATE(list, double, n);
	pairs->cost_per_km = ALLOCATE(list, double, n);
	pairs->max_km = ALLOCATE(list, double, n);
	pairs->job_start = ALLOCATE(list, int64, n + 1);
	pairs->job_start[0] = 0;
	/* each has his list, or the one job of his post */
	pairs->job = ALLOCATE(list, int32, n + list->n_jobs);
	pairs->job_cost = ALLOCATE(list, double, n + list->n_jobs);
}

/*
 * Writes the numbers of an employee's jobs to *jobs, rising, none twice, and
 * what each costs at least to *costs; how many.  A job that no post has is left
 * out.
 */
static int32
number_jobs(const PlaceList *list, const EmployeePlace *place, int32 home_job,
			int32 *jobs, double *costs)
{
	JobOfEmployee *own = list->jobs + place->first_job;
	int32		n = 0;
	int32		n_distinct = 0;

	if (place->n_jobs == NO_LIST)
	{
		jobs[0] = home_job;
		costs[0] = 0;
		return home_job != NO_JOB;
	}
	for (int32 j = 0; j < place->n_jobs; j++)
	{
		int32		job = find_number(&list->job_numbers, own[j].job);

		if (job != NO_NUMBER)
			own[n++] = (JobOfEmployee) {job, own[j].cost};
	}
	sort_jobs(own, n);
	for (int32 j = 0; j < n; j++)
		if (j == 0 || own[j].job != own[j - 1].job)
		{
			jobs[n_distinct] = (int32) own[j].job;
			costs[n_distinct++] = own[j].cost;
		}
	return n_distinct;
}

void
set_employee_place(PlaceList *list, int32 employee, int32 row, int32 home)
{
	LawfulPairs *pairs = list->pairs;
	const EmployeePlace *place = &list->employees[row];
	int32		home_job = home == NO_POST ? NO_JOB : pairs->post_job[home];
	int64		first_job = pairs->job_start[employee];

	pairs->lat[employee] = place->lat;
	pairs->lon[employee] = place->lon;
	pairs->base_cost[employee] = place->base_cost;
	pairs->cost_per_km[employee] = place->cost_per_km;
	pairs->max_km[employee] = place->max_km;
	pairs->job_start[employee + 1] = first_job +
		number_jobs(list, place, home_job, pairs->job + first_job,
					pairs->job_cost + first_job);
}

void
free_place_list(PlaceList *list)
{
	if (list->employees != NULL)
		pfree(list->employees);
	if (list->jobs != NULL)
		pfree(list->jobs);
	forget_numbers(&list->job_numbers);
}
