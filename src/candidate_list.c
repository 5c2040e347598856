/*
 * candidate_list.c
 *	  Candidates as they are read, and then as the problem wants them.
 *
 * There can be tens of millions, and nothing else holds as much memory while
 * they are read.  They are kept as numbers, 12 bytes each unless costs are
 * large, in chunks that never move.  A counting sort by employee and a short
 * sort within each employee then lay them out, chunk by chunk, and free the
 * chunks.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "candidate_list.h"

/* Rows of the first and of the largest chunk. */
#define FIRST_CHUNK_ROWS	1024
#define LARGEST_CHUNK_ROWS	524288

/* A candidate of one employee, while his are sorted. */
typedef struct CandidatePlace
{
	int32		post;
	int64		cost;
} CandidatePlace;

#define ST_SORT			sort_places
#define ST_ELEMENT_TYPE	CandidatePlace
#define ST_COMPARE(a, b) ((a)->post < (b)->post ? -1 : (a)->post > (b)->post)
#define ST_SCOPE		static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

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

void
add_candidate_chunk(CandidateList *list)
{
	CandidateChunk *last = list->chunks;
	int			capacity = last == NULL ? FIRST_CHUNK_ROWS :
		Min(2 * last->capacity, LARGEST_CHUNK_ROWS);
	CandidateChunk *chunk =
		host_allocate_raw(list->host, offsetof(CandidateChunk, rows) +
						  capacity * sizeof(CandidateRow));

	chunk->next = last;
	chunk->n_rows = 0;
	chunk->capacity = capacity;
	chunk->large_costs = NULL;
	list->chunks = chunk;
}

/* The cost of the row that is being added, in a chunk that has large ones. */
void
add_large_cost(CandidateList *list, int64 cost)
{
	CandidateChunk *chunk = list->chunks;

	if (chunk->large_costs == NULL)
	{
		chunk->large_costs = host_allocate_raw(list->host,
											   chunk->capacity * sizeof(int64));
		for (int i = 0; i < chunk->n_rows; i++)
			chunk->large_costs[i] = chunk->rows[i].cost;
	}
	chunk->large_costs[chunk->n_rows] = cost;
}

/* Sets start[i] to the number of candidates that employees before i have. */
static void
count_candidates(const CandidateList *list, int32 n_employees, int64 *start)
{
	int64		n = 0;

	for (const CandidateChunk *chunk = list->chunks; chunk != NULL;
		 chunk = chunk->next)
	{
		for (int i = 0; i < chunk->n_rows; i++)
			start[chunk->rows[i].employee]++;
		CHECK_FOR_INTERRUPTS();
	}
	for (int32 i = 0; i <= n_employees; i++)
	{
		int64		count = start[i];

		CHECK_FOR_INTERRUPTS();
		start[i] = n;
		n += count;
	}
}

/*
 * Moves the candidates from the chunks to their employees' places, in any order
 * among themselves, and frees the chunks.
 */
static void
scatter_candidates(CandidateList *list, const int64 *start, int32 n_employees,
				   int32 *posts, int64 *costs)
{
	Size		bytes = n_employees * sizeof(int64);
	int64	   *next_place = host_allocate_raw(list->host, bytes);
	CandidateChunk *chunk = list->chunks;

	memcpy(next_place, start, bytes);
	while (chunk != NULL)
	{
		CandidateChunk *next = chunk->next;

		for (int i = 0; i < chunk->n_rows; i++)
		{
			const CandidateRow *row = &chunk->rows[i];
			int64		place = next_place[row->employee]++;

			posts[place] = row->post;
			costs[place] = chunk->large_costs == NULL ? row->cost :
				chunk->large_costs[i];
		}
		if (chunk->large_costs != NULL)
			pfree(chunk->large_costs);
		pfree(chunk);
		CHECK_FOR_INTERRUPTS();
		chunk = next;
	}
	list->chunks = NULL;
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

void
lay_out_candidates(CandidateList *list, TransferInput *input)
{
	int32		n_employees = input->problem.n_employees;
	int64	   *start;
	int32	   *posts;
	int64	   *costs;
	CandidatePlace *scratch;
	int64		most = 0;

	start = list->host->host.allocate(list->host,
									  (n_employees + 1) * sizeof(int64));
	count_candidates(list, n_employees, start);
	posts = host_allocate_raw(list->host, start[n_employees] * sizeof(int32));
	costs = host_allocate_raw(list->host, start[n_employees] * sizeof(int64));
	scatter_candidates(list, start, n_employees, posts, costs);

	for (int32 i = 0; i < n_employees; i++)
		most = Max(most, start[i + 1] - start[i]);
	scratch = host_allocate_raw(list->host, most * sizeof(CandidatePlace));
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

