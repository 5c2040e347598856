/*
 * key_heap.h
 *	  A binary heap of numbered things, each with a key beside it, that knows
 *	  where each of them is.
 *
 * The order is the user's, and must be strict and total.  Where it goes by the
 * keys, putting an entry in its place looks at nothing else; what is no int64
 * it may look up by the numbers instead, and leave the keys alone.  Inlined
 * together with the order into each user.
 */
#ifndef ASN_MUTASI_KEY_HEAP_H
#define ASN_MUTASI_KEY_HEAP_H

#include "network.h"

typedef struct KeyEntry
{
	int64_t		key;
	int32_t		number;
	int32_t		tag;			/* whatever its user wants to know of it */
} KeyEntry;

typedef struct KeyHeap
{
	KeyEntry   *entries;		/* the first one in front */
	int32_t    *place;			/* by number: place in entries plus 1, or 0 */
	int32_t		n;
} KeyHeap;

/* Is a to come out before b? */
typedef bool (*KeyOrder) (const void *state, KeyEntry a, KeyEntry b);

static inline void
begin_key_heap(KeyHeap *heap, const Host *host, int32_t n)
{
	heap->entries = ALLOCATE_ARRAY(host, KeyEntry, n);
	heap->place = ALLOCATE_ARRAY(host, int32_t, n);
	heap->n = 0;
}

static inline void
end_key_heap(KeyHeap *heap, const Host *host)
{
	RELEASE(host, heap->entries);
	RELEASE(host, heap->place);
}

ALWAYS_INLINE bool
lower_first(const void *state, KeyEntry a, KeyEntry b)
{
	(void) state;
	return a.key != b.key ? a.key < b.key : a.number < b.number;
}

ALWAYS_INLINE bool
higher_first(const void *state, KeyEntry a, KeyEntry b)
{
	(void) state;
	return a.key != b.key ? a.key < b.key : a.number > b.number;
}

ALWAYS_INLINE void
put_entry(KeyHeap *heap, int32_t place, KeyEntry entry)
{
	heap->entries[place] = entry;
	heap->place[entry.number] = place + 1;
}

/* Puts an entry where it belongs, from a place that is free. */
ALWAYS_INLINE void
settle_entry(KeyHeap *heap, int32_t hole, KeyEntry entry, KeyOrder before,
			 const void *state)
{
	for (; hole > 0 && before(state, entry, heap->entries[(hole - 1) / 2]);
		 hole = (hole - 1) / 2)
		put_entry(heap, hole, heap->entries[(hole - 1) / 2]);
	for (;;)
	{
		int32_t		child = 2 * hole + 1;

		if (child >= heap->n)
			break;
		if (child + 1 < heap->n &&
			before(state, heap->entries[child + 1], heap->entries[child]))
			child++;
		if (!before(state, heap->entries[child], entry))
			break;
		put_entry(heap, hole, heap->entries[child]);
		hole = child;
	}
	put_entry(heap, hole, entry);
}

/* Takes an entry in, or gives it another key. */
ALWAYS_INLINE void
set_entry(KeyHeap *heap, KeyEntry entry, KeyOrder before, const void *state)
{
	int32_t		place = heap->place[entry.number] > 0 ? heap->place[entry.number] - 1 : heap->n++;

	settle_entry(heap, place, entry, before, state);
}

/* The same for an entry without a tag. */
ALWAYS_INLINE void
set_key(KeyHeap *heap, int32_t number, int64_t key, KeyOrder before, const void *state)
{
	set_entry(heap, (KeyEntry) {.key = key, .number = number}, before, state);
}

ALWAYS_INLINE void
remove_entry(KeyHeap *heap, int32_t number, KeyOrder before, const void *state)
{
	int32_t		place = heap->place[number] - 1;
	KeyEntry	last = heap->entries[--heap->n];

	heap->place[number] = 0;
	if (last.number != number)
		settle_entry(heap, place, last, before, state);
}

/* Takes the first entry out. */
ALWAYS_INLINE int32_t
take_first(KeyHeap *heap, KeyOrder before, const void *state)
{
	int32_t		first = heap->entries[0].number;

	remove_entry(heap, first, before, state);
	return first;
}

#endif							/* ASN_MUTASI_KEY_HEAP_H */
