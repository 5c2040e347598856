/*
 * candidate_list.h
 *	  Candidates as they are read, and then as the problem wants them.
 */
#ifndef ASN_MUTASI_CANDIDATE_LIST_H
#define ASN_MUTASI_CANDIDATE_LIST_H

#include "problem_reader.h"

typedef struct CandidateRow
{
	int32		employee;
	int32		post;
	int32		cost;			/* millionths */
} CandidateRow;

typedef struct CandidateChunk
{
	struct CandidateChunk *next;
	int			n_rows;
	int			capacity;
	int64	   *large_costs;	/* instead of those of the rows, if one does not
								 * fit there */
	CandidateRow rows[FLEXIBLE_ARRAY_MEMBER];
} CandidateChunk;

/* Start with no chunks. */
typedef struct CandidateList
{
	PostgresHost *host;
	CandidateChunk *chunks;		/* the one being filled comes first */
} CandidateList;

extern void add_candidate_chunk(CandidateList *list);
extern void add_large_cost(CandidateList *list, int64 cost);

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
	chunk->rows[chunk->n_rows] = (CandidateRow) {employee, post, (int32) cost};
	if (unlikely(cost != (int32) cost || chunk->large_costs != NULL))
		add_large_cost(list, cost);
	chunk->n_rows++;
}

/*
 * Sets the candidates of input->problem, whose posts and employees are there,
 * and empties the list.  A pair that is in it twice is refused (23505).
 */
extern void lay_out_candidates(CandidateList *list, TransferInput *input);

#endif							/* ASN_MUTASI_CANDIDATE_LIST_H */
