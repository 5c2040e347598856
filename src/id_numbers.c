/*
 * id_numbers.c
 *	  Numbers the ids of posts, employees or jobs from 0, and finds them again.
 */
#include "postgres.h"

#include "compat.h"
#include "miscadmin.h"

#include "id_numbers.h"

/*
 * A table may be this many times as long as there are ids.  It then takes no
 * more memory than the hash table would, at 16 bytes an entry and at least one
 * entry in two filled.
 */
#define MOST_SPAN_PER_ID	8

typedef struct IdEntry
{
	int64		id;
	int32		number;
	char		status;
} IdEntry;

#define SH_PREFIX		id
#define SH_ELEMENT_TYPE	IdEntry
#define SH_KEY_TYPE		int64
#define SH_KEY			id
#define SH_HASH_KEY(hash, key)	((uint32) murmurhash64((uint64) (key)))
#define SH_EQUAL(hash, a, b)	((a) == (b))
#define SH_SCOPE		static inline
#define SH_USE_NONDEFAULT_ALLOCATOR
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static inline void *
id_allocate(id_hash *hash, Size bytes)
{
	Host	   *host = hash->private_data;

	return host->allocate(host->context, bytes);
}

static inline void
id_free(id_hash *hash, void *pointer)
{
	Host	   *host = hash->private_data;

	host->release(host->context, pointer);
}

void
start_numbering(IdNumbers *numbers, PostgresHost *host)
{
	memset(numbers, 0, sizeof(*numbers));
	numbers->hash = id_create(host->memory, 64, host);
}

int32
number_id(IdNumbers *numbers, int64 id, int32 n_numbers)
{
	bool		found;
	IdEntry    *entry = id_insert(numbers->hash, id, &found);

	if (!found)
		entry->number = n_numbers;
	return entry->number;
}

/* Fills the table, whose span is set. */
static void
fill_table(IdNumbers *numbers, PostgresHost *host, const int64 *ids, int32 n)
{
	int32		next = 0;

	numbers->table = host_allocate_raw(host, numbers->span * sizeof(int32));
	for (uint64 offset = 0; offset < numbers->span; offset++)
	{
		CHECK_FOR_INTERRUPTS();
		if ((uint64) ids[next] - (uint64) numbers->first == offset)
			numbers->table[offset] = next++;
		else
			numbers->table[offset] = NO_NUMBER;
	}
	Assert(next == n);
}

void
number_sorted_ids(IdNumbers *numbers, PostgresHost *host, const int64 *ids,
				  int32 n)
{
	memset(numbers, 0, sizeof(*numbers));
	if (n == 0)
		return;
	numbers->first = ids[0];
	numbers->span = (uint64) ids[n - 1] - (uint64) ids[0] + 1;
	if (numbers->span != 0 && numbers->span / MOST_SPAN_PER_ID <= (uint64) n)
	{
		fill_table(numbers, host, ids, n);
		return;
	}
	numbers->span = 0;
	numbers->hash = id_create(host->memory, n, host);
	for (int32 i = 0; i < n; i++)
	{
		CHECK_FOR_INTERRUPTS();
		(void) number_id(numbers, ids[i], i);
	}
}

int32
find_hashed_number(const IdNumbers *numbers, int64 id)
{
	IdEntry    *entry = id_lookup(numbers->hash, id);

	return entry == NULL ? NO_NUMBER : entry->number;
}

void
forget_numbers(IdNumbers *numbers)
{
	if (numbers->table != NULL)
		pfree(numbers->table);
	if (numbers->hash != NULL)
		id_destroy(numbers->hash);
	memset(numbers, 0, sizeof(*numbers));
}
