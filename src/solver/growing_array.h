/*
 * growing_array.h
 *	  Arrays that grow as elements are added.
 */
#ifndef ASN_MUTASI_GROWING_ARRAY_H
#define ASN_MUTASI_GROWING_ARRAY_H

#include <string.h>

#include "network.h"

/* The elements used of an array, in a larger one; the old one is given back. */
static inline void *
enlarge_array(const Host *host, void *array, size_t element, int64_t used,
			  int64_t room)
{
	void	   *larger = host->allocate(host->context, element * (size_t) room);

	if (used > 0)
		memcpy(larger, array, element * (size_t) used);
	RELEASE(host, array);
	return larger;
}

/* Room to go on with when an array is full. */
static inline int64_t
larger_room(int64_t room)
{
	return room + room / 2 + 8;
}

#endif							/* ASN_MUTASI_GROWING_ARRAY_H */
