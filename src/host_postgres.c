/*
 * host_postgres.c
 *	  Memory, interrupts and progress for one call of a transfer function.
 *
 * The memory of a call is a context of its own, and what that context has
 * taken from the operating system is what counts against the limit: there is
 * no second book-keeping that could go wrong, and slack is paid for.
 *
 * Progress goes out as NOTICE, at most one a second, so that a call that
 * takes less than a second says nothing.
 */
#include "postgres.h"

#include <stddef.h>
#include <sys/mman.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "asn_mutasi.h"
#include "host_postgres.h"

/* Filled with zeros between two looks at interrupts: some milliseconds. */
#define ZERO_SLICE	((Size) 16 * 1024 * 1024)

/* Size and alignment of a huge page; a wrong guess only loses the gain. */
#define HUGE_PAGE	((Size) 2 * 1024 * 1024)

#define PLAIN_C_ALIGNMENT	_Alignof(max_align_t)

/* Fewest elements of a growing array. */
#define FIRST_CAPACITY	1024

/* Progress is reported this often, in milliseconds. */
#define REPORT_INTERVAL	1000

/* Refuses to take `more` bytes on top of what the call holds past the limit. */
static void
check_memory_limit(PostgresHost *self, Size more)
{
	Size		limit = (Size) asn_mutasi_memory_limit * 1024;
	Size		held = MemoryContextMemAllocated(self->memory, true);

	if (held > limit || more > limit - held)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("transfer problem needs more memory than asn_mutasi.memory_limit allows"),
				 errdetail("%zu kB are held, %zu kB more are needed, and the limit is %d kB.",
						   held / 1024, more / 1024 + 1, asn_mutasi_memory_limit),
				 errhint("Raise asn_mutasi.memory_limit, or plan one job family or region at a time.")));
}

/*
 * Asks for huge pages behind a large array.  First touch and random access of
 * tens of megabytes are a third of the time of reading without them, and many
 * kernels give them on request only.
 */
static void
prefer_huge_pages(void *memory, Size bytes)
{
#ifdef MADV_HUGEPAGE
	char	   *start = (char *) TYPEALIGN(HUGE_PAGE, memory);
	char	   *end = (char *) TYPEALIGN_DOWN(HUGE_PAGE, (char *) memory + bytes);

	if (start < end)
		(void) madvise(start, end - start, MADV_HUGEPAGE);
#endif
}

void *
host_allocate_raw(PostgresHost *self, Size bytes)
{
	void	   *memory;

	check_memory_limit(self, bytes);
	memory = MemoryContextAllocHuge(self->memory, bytes);
	prefer_huge_pages(memory, bytes);
	return memory;
}

/*
 * Memory for plain C is aligned for any type, which palloc's is not: the
 * pointer to what palloc gave stands right before it.
 */
static void *
allocate(void *context, size_t bytes)
{
	char	   *raw;
	char	   *memory;

	if (bytes > MaxAllocHugeSize - PLAIN_C_ALIGNMENT)
		elog(ERROR, "invalid allocation of %zu bytes", bytes);
	raw = host_allocate_raw(context, bytes + PLAIN_C_ALIGNMENT);
	memory = (char *) TYPEALIGN(PLAIN_C_ALIGNMENT, raw + sizeof(void *));
	((void **) memory)[-1] = raw;

	for (Size start = 0; start < bytes; start += ZERO_SLICE)
	{
		CHECK_FOR_INTERRUPTS();
		memset(memory + start, 0, Min(ZERO_SLICE, bytes - start));
	}
	return memory;
}

static void
release(void *context pg_attribute_unused(), void *pointer)
{
	if (pointer != NULL)
		pfree(((void **) pointer)[-1]);
}

static void
check_interrupts(void *context pg_attribute_unused())
{
	CHECK_FOR_INTERRUPTS();
}

/* Whether it is time for a NOTICE; if so, the next one is a second away. */
static bool
report_is_due(PostgresHost *self)
{
	TimestampTz now;

	if (!asn_mutasi_progress)
		return false;
	now = GetCurrentTimestamp();
	if (now < self->next_report)
		return false;
	self->next_report = TimestampTzPlusMilliseconds(now, REPORT_INTERVAL);
	return true;
}

static void
report(void *context, const char *phase, double share)
{
	if (!report_is_due(context))
		return;
	if (share < 0)
		ereport(NOTICE, (errmsg("asn_mutasi: %s", phase)));
	else
		ereport(NOTICE,
				(errmsg("asn_mutasi: %s, %d %% done",
						phase, (int) (Min(share, 1.0) * 100))));
}

void
host_report_rows(PostgresHost *self, const char *query_name, int64 rows)
{
	if (report_is_due(self))
		ereport(NOTICE,
				(errmsg("asn_mutasi: reading %s, %lld rows so far",
						query_name, (long long) rows)));
}

void *
host_grow_array(PostgresHost *self, void *array, Size element_size,
				int64 used, int64 *capacity)
{
	int64		new_capacity;

	if (used < *capacity)
		return array;
	new_capacity = Max(2 * *capacity, FIRST_CAPACITY);
	if (array == NULL)
		array = host_allocate_raw(self, new_capacity * element_size);
	else
	{
		check_memory_limit(self, (new_capacity - *capacity) * element_size);
		array = repalloc_huge(array, new_capacity * element_size);
	}
	*capacity = new_capacity;
	return array;
}

PostgresHost *
create_postgres_host(void)
{
	MemoryContext memory = AllocSetContextCreate(CurrentMemoryContext,
												 "asn_mutasi transfers",
												 ALLOCSET_DEFAULT_SIZES);
	PostgresHost *self = MemoryContextAllocZero(memory, sizeof(PostgresHost));

	self->memory = memory;
	self->host.context = self;
	self->host.allocate = allocate;
	self->host.release = release;
	self->host.check_interrupts = check_interrupts;
	self->host.report = report;
	self->next_report = TimestampTzPlusMilliseconds(GetCurrentTimestamp(),
													REPORT_INTERVAL);
	return self;
}

/* Gives back all that the call holds, the host included. */
void
destroy_postgres_host(PostgresHost *self)
{
	MemoryContextDelete(self->memory);
}
