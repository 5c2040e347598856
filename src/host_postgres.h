/*
 * host_postgres.h
 *	  Memory, interrupts and progress for one call of a transfer function.
 *
 * Everything that a call holds (rows, solver, verifier) lives in one memory
 * context, a child of the context that was current when the host was made.
 * That context is the unit of accounting, asn_mutasi.memory_limit bounds it,
 * and of clean-up: an error, a cancel or a timeout discards it as a whole.
 */
#ifndef ASN_MUTASI_HOST_POSTGRES_H
#define ASN_MUTASI_HOST_POSTGRES_H

#include "utils/timestamp.h"

#include "host.h"

typedef struct PostgresHost
{
	Host		host;			/* for plain C; its context is this structure */
	MemoryContext memory;		/* all that the call holds, this included */
	TimestampTz next_report;	/* no progress NOTICE before this time */
} PostgresHost;

extern PostgresHost *create_postgres_host(void);
extern void destroy_postgres_host(PostgresHost *self);

/*
 * Memory under the limit, neither zero-filled nor aligned for more than palloc
 * does.  Past the limit an error (53200) with a hint.  Given back by pfree.
 */
extern void *host_allocate_raw(PostgresHost *self, Size bytes);

/*
 * Makes room for one more element in an array of *capacity elements, by
 * doubling, and returns the array, which may have moved.  Start with NULL and
 * a capacity of 0.
 */
extern void *host_grow_array(PostgresHost *self, void *array, Size element_size,
							 int64 used, int64 *capacity);

/* Progress of reading: that many rows of the named query so far. */
extern void host_report_rows(PostgresHost *self, const char *query_name,
							 int64 rows);

#endif							/* ASN_MUTASI_HOST_POSTGRES_H */
