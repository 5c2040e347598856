/*
 * candidate_list.h
 *	  Candidates as they are read, and then as the problem wants them.
 */
#ifndef ASN_MUTASI_CANDIDATE_LIST_H
#define ASN_MUTASI_CANDIDATE_LIST_H

#include "problem_reader.h"

typedef struct CandidateChunk
{
	struct CandidateChunk *next;
	int			n_rows;
	int			capacity;
	int32	   *employee;
	int32	   *post;
	int64	   *cost;			/* millionths */
} CandidateChunk;

/* Start with no chunks. */
typedef struct CandidateList
{
	PostgresHost *host;
	CandidateChunk *chunks;		/* the one being filled comes first */
} CandidateList;

extern void add_candidate_chunk(CandidateList *list);

/* The post is not the employee's own: staying is always allowed, and free. */
static inline void
add_candidate(CandidateList *list, int32 employee, int32 post, int64 cost)
{
	CandidateChunk *chunk = list->chunks;

	if (chunk == NULL || chunk->n_rows == chunk->capacity)
	{
		add_candidate_chunk(list);
		chunk = list->chunks;
	}
	chunk->employee[chunk->n_rows] = employee;
	chunk->post[chunk->n_rows] = post;
	chunk->cost[chunk->n_rows++] = cost;
}

/*
 * Sets the candidates of input->problem, whose posts and employees are there,
 * and empties the list.  A pair that is in it twice is refused (23505).
 */
extern void lay_out_candidates(CandidateList *list, TransferInput *input);

#endif							/* ASN_MUTASI_CANDIDATE_LIST_H */
