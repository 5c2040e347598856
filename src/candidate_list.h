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
	int64		cost;			/* millionths */
} CandidateRow;

typedef struct CandidateChunk
{
	struct CandidateChunk *next;
	int			n_rows;
	int			capacity;
	CandidateRow rows[FLEXIBLE_ARRAY_MEMBER];
} CandidateChunk;

/* Start with no chunks. */
typedef struct CandidateList
{
	PostgresHost *host;
	CandidateChunk *chunks;		/* the one being filled comes first */
} CandidateList;

extern void add_candidate_chunk(CandidateList *list);

/* Room for one more candidate, which the caller fills. */
static inline CandidateRow *
add_candidate(CandidateList *list)
{
	if (list->chunks == NULL || list->chunks->n_rows == list->chunks->capacity)
		add_candidate_chunk(list);
	return &list->chunks->rows[list->chunks->n_rows++];
}

/*
 * Sets the candidates of input->problem, whose posts and employees are there,
 * and empties the list.  A pair that is in it twice is refused (23505).
 */
extern void lay_out_candidates(CandidateList *list, TransferInput *input);

#endif							/* ASN_MUTASI_CANDIDATE_LIST_H */
