/*
 * id_numbers.h
 *	  Numbers the ids of posts, employees or jobs from 0, and finds them again.
 *
 * Ids that come from a sequence lie close together: for them a table indexed
 * by id answers with one load.  Others, such as ids made of a NIP, are looked
 * up in a hash table.
 */
#ifndef ASN_MUTASI_ID_NUMBERS_H
#define ASN_MUTASI_ID_NUMBERS_H

#include "host_postgres.h"

#define NO_NUMBER	(-1)

typedef struct IdNumbers
{
	int64		first;			/* id at the start of the table */
	uint64		span;			/* of the table; 0: it is not used */
	int32	   *table;
	struct id_hash *hash;		/* NULL: it is not used */
} IdNumbers;

/* Numbers ids, which rise, by their places; memory is the host's. */
extern void number_sorted_ids(IdNumbers *numbers, PostgresHost *host,
							  const int64 *ids, int32 n);

/* Starts without any ids; number_id() adds them. */
extern void start_numbering(IdNumbers *numbers, PostgresHost *host);

/* The number of an id; the next free one, n_numbers, if it has none yet. */
extern int32 number_id(IdNumbers *numbers, int64 id, int32 n_numbers);

extern int32 find_hashed_number(const IdNumbers *numbers, int64 id);
extern void forget_numbers(IdNumbers *numbers);

/* The number of an id, or NO_NUMBER. */
static inline int32
find_number(const IdNumbers *numbers, int64 id)
{
	uint64		offset = (uint64) id - (uint64) numbers->first;

	if (offset < numbers->span)
		return numbers->table[offset];
	return numbers->hash == NULL ? NO_NUMBER : find_hashed_number(numbers, id);
}

#endif							/* ASN_MUTASI_ID_NUMBERS_H */
