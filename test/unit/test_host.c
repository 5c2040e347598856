/*
 * test_host.c
 *	  A Host that keeps account of its memory, and can give up at will.
 *
 * Each block comes from calloc by itself, so that the address sanitizer sees
 * every access beyond it.
 */
#include "test_host.h"

#include <stdlib.h>
#include <string.h>

typedef struct Block
{
	struct Block *previous;
	struct Block *next;
	int64_t		bytes;
	int64_t		padding;		/* keeps what follows aligned to 16 bytes */
} Block;

static void *
test_allocate(void *context, size_t bytes)
{
	TestHost   *host = context;
	Block	   *block;

	if (++host->allocations > host->max_allocations ||
		host->bytes + (int64_t) bytes > host->max_bytes)
		longjmp(host->give_up, 1);
	block = calloc(1, sizeof(Block) + bytes);
	if (block == NULL)
		abort();
	block->bytes = (int64_t) bytes;
	block->next = host->blocks;
	if (host->blocks != NULL)
		host->blocks->previous = block;
	host->blocks = block;
	host->bytes += block->bytes;
	if (host->bytes > host->most_bytes)
		host->most_bytes = host->bytes;
	return block + 1;
}

static void
test_release(void *context, void *pointer)
{
	TestHost   *host = context;
	Block	   *block;

	if (pointer == NULL)
		return;
	block = (Block *) pointer - 1;
	if (block->previous != NULL)
		block->previous->next = block->next;
	else
		host->blocks = block->next;
	if (block->next != NULL)
		block->next->previous = block->previous;
	host->bytes -= block->bytes;
	free(block);
}

static void
test_check_interrupts(void *context)
{
	TestHost   *host = context;

	if (++host->interrupts > host->max_interrupts)
		longjmp(host->give_up, 1);
}

static void
test_report(void *context, const char *phase, double share)
{
	(void) context;
	if (phase == NULL || share > 1)
		abort();
}

void
test_host_init(TestHost *host)
{
	memset(host, 0, sizeof(*host));
	host->host.context = host;
	host->host.allocate = test_allocate;
	host->host.release = test_release;
	host->host.check_interrupts = test_check_interrupts;
	host->host.report = test_report;
	host->max_bytes = NEVER;
	host->max_allocations = NEVER;
	host->max_interrupts = NEVER;
}

void
test_host_reset(TestHost *host)
{
	while (host->blocks != NULL)
		test_release(host, host->blocks + 1);
	host->most_bytes = 0;
	host->allocations = 0;
	host->interrupts = 0;
}
