/*
 * instance.h
 *	  A transfer problem in a file, as the generator writes it and every
 *	  program of this benchmark reads it.
 *
 * The file is the arrays of TransferProblem one after the other, in the byte
 * order of the machine, behind a header that says how long they are.  It is
 * made and read in one run of the benchmark, so it has no version.
 */
#ifndef ASN_MUTASI_BENCH_INSTANCE_H
#define ASN_MUTASI_BENCH_INSTANCE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "../../src/transfer_problem.h"

#define INSTANCE_MAGIC	"transfer"
#define PAIRS_MAGIC		"allpairs"

typedef struct InstanceHeader
{
	char		magic[8];
	int32_t		n_posts;
	int32_t		n_employees;
	int64_t		n_candidates;
	int64_t		move_cost;		/* millionths */
} InstanceHeader;

/* Behind an instance without candidates: what makes its pairs lawful. */
typedef struct PairsHeader
{
	char		magic[8];
	int32_t		n_jobs;
	int64_t		n_held;			/* jobs of all employees together */
} PairsHeader;

/* Ids in the database: far apart, as the numbers of real personnel are. */
#define POST_ID(number)		(1000000LL + 7LL * (number))
#define EMPLOYEE_ID(number)	(196000000000000000LL + 1300000037LL * (number))

/* Ends the program with a message and, if given, the file it is about. */
static inline void
fail(const char *message, const char *file)
{
	if (file != NULL)
		fprintf(stderr, "%s: %s\n", file, message);
	else
		fprintf(stderr, "%s\n", message);
	exit(1);
}

static inline void *
allocate_or_fail(size_t bytes)
{
	void	   *memory = calloc(bytes + 1, 1);

	if (memory == NULL)
		fail("out of memory", NULL);
	return memory;
}

/* CPU seconds of this process. */
static inline double
cpu_seconds(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
		1e-6 * (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static inline void
transfer_array(FILE *stream, void *array, size_t bytes, int writing,
			   const char *path)
{
	size_t		done = writing ? fwrite(array, 1, bytes, stream) :
		fread(array, 1, bytes, stream);

	if (done != bytes)
		fail(writing ? "cannot be written" : "ends early", path);
}

/* An array of a file, which reading makes. */
#define TRANSFER_ARRAY(field, type, n) \
	do { \
		size_t		bytes = sizeof(type) * (size_t) (n); \
\
		if (!writing) \
			(field) = (type *) allocate_or_fail(bytes); \
		transfer_array(stream, (void *) (field), bytes, writing, path); \
	} while (0)

/* The arrays of a problem in the order of the file. */
static inline void
transfer_arrays(FILE *stream, TransferProblem *problem, int64_t n_candidates,
				int writing, const char *path)
{
	TRANSFER_ARRAY(problem->need, double, problem->n_posts);
	TRANSFER_ARRAY(problem->min_staff, int32_t, problem->n_posts);
	TRANSFER_ARRAY(problem->max_staff, int32_t, problem->n_posts);
	TRANSFER_ARRAY(problem->max_out, int32_t, problem->n_posts);
	TRANSFER_ARRAY(problem->max_in, int32_t, problem->n_posts);
	TRANSFER_ARRAY(problem->home, int32_t, problem->n_employees);
	TRANSFER_ARRAY(problem->candidate_start, int64_t, (int64_t) problem->n_employees + 1);
	TRANSFER_ARRAY(problem->candidate_post, int32_t, n_candidates);
	TRANSFER_ARRAY(problem->candidate_cost, int64_t, n_candidates);
}

/* Those of pairs; n_held is the number of jobs of all employees. */
static inline void
pair_arrays(FILE *stream, const TransferProblem *problem, LawfulPairs *pairs,
			int64_t n_held, int writing, const char *path)
{
	TRANSFER_ARRAY(pairs->post_lat, double, problem->n_posts);
	TRANSFER_ARRAY(pairs->post_lon, double, problem->n_posts);
	TRANSFER_ARRAY(pairs->post_job, int32_t, problem->n_posts);
	TRANSFER_ARRAY(pairs->lat, double, problem->n_employees);
	TRANSFER_ARRAY(pairs->lon, double, problem->n_employees);
	TRANSFER_ARRAY(pairs->base_cost, double, problem->n_employees);
	TRANSFER_ARRAY(pairs->cost_per_km, double, problem->n_employees);
	TRANSFER_ARRAY(pairs->max_km, double, problem->n_employees);
	TRANSFER_ARRAY(pairs->job_start, int64_t, (int64_t) problem->n_employees + 1);
	TRANSFER_ARRAY(pairs->job, int32_t, n_held);
	TRANSFER_ARRAY(pairs->job_cost, double, n_held);
}
#undef TRANSFER_ARRAY

static inline FILE *
open_file(const char *path, const char *mode)
{
	FILE	   *stream = fopen(path, mode);

	if (stream == NULL)
		fail("cannot be opened", path);
	return stream;
}

/* Writes a problem, and the pairs behind it unless NULL. */
static inline void
write_instance(const char *path, TransferProblem *problem, LawfulPairs *pairs)
{
	FILE	   *stream = open_file(path, "wb");
	InstanceHeader header;

	memset(&header, 0, sizeof(header));
	memcpy(header.magic, INSTANCE_MAGIC, sizeof(header.magic));
	header.n_posts = problem->n_posts;
	header.n_employees = problem->n_employees;
	header.n_candidates = problem->candidate_start[problem->n_employees];
	header.move_cost = problem->move_cost;
	transfer_array(stream, &header, sizeof(header), 1, path);
	transfer_arrays(stream, problem, header.n_candidates, 1, path);
	if (pairs != NULL)
	{
		PairsHeader pairs_header;

		memset(&pairs_header, 0, sizeof(pairs_header));
		memcpy(pairs_header.magic, PAIRS_MAGIC, sizeof(pairs_header.magic));
		pairs_header.n_jobs = pairs->n_jobs;
		pairs_header.n_held = pairs->job_start[problem->n_employees];
		transfer_array(stream, &pairs_header, sizeof(pairs_header), 1, path);
		pair_arrays(stream, problem, pairs, pairs_header.n_held, 1, path);
	}
	if (fclose(stream) != 0)
		fail("cannot be written", path);
}

/* Reads a problem, and the pairs behind it unless NULL. */
static inline void
read_instance(const char *path, TransferProblem *problem, LawfulPairs *pairs)
{
	FILE	   *stream = open_file(path, "rb");
	InstanceHeader header;

	transfer_array(stream, &header, sizeof(header), 0, path);
	if (memcmp(header.magic, INSTANCE_MAGIC, sizeof(header.magic)) != 0)
		fail("is no instance of this benchmark", path);
	memset(problem, 0, sizeof(*problem));
	problem->n_posts = header.n_posts;
	problem->n_employees = header.n_employees;
	problem->move_cost = header.move_cost;
	problem->max_moves = NO_BOUND;
	transfer_arrays(stream, problem, header.n_candidates, 0, path);
	if (pairs != NULL)
	{
		PairsHeader pairs_header;

		transfer_array(stream, &pairs_header, sizeof(pairs_header), 0, path);
		if (memcmp(pairs_header.magic, PAIRS_MAGIC, sizeof(pairs_header.magic)) != 0)
			fail("has no places and jobs", path);
		pairs->n_jobs = pairs_header.n_jobs;
		pair_arrays(stream, problem, pairs, pairs_header.n_held, 0, path);
	}
	fclose(stream);
}

/*
 * What a peer prints of its run, for the table: "optimal" or why there is no
 * answer, the change of the objective in millionths, and the CPU seconds of
 * building its model and of solving it.
 */
static inline void
print_result(const char *status, int64_t change, double build_seconds,
			 double solve_seconds)
{
	printf("status=%s change=%lld build=%.4f solve=%.4f\n", status,
		   (long long) change, build_seconds, solve_seconds);
}

#endif							/* ASN_MUTASI_BENCH_INSTANCE_H */
