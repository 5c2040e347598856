/*
 * test_host.h
 *	  A Host that keeps account of its memory, and can give up at will.
 */
#ifndef TEST_HOST_H
#define TEST_HOST_H

#include <setjmp.h>
#include <stdint.h>

#include "../../src/host.h"

#define NEVER	INT64_MAX

typedef struct TestHost
{
	Host		host;
	struct Block *blocks;		/* all memory that was not given back */
	int64_t		bytes;			/* in those blocks */
	int64_t		most_bytes;		/* at any time so far */
	int64_t		allocations;	/* calls so far */
	int64_t		interrupts;		/* calls so far */

	/* jumps to give_up when a count goes beyond its limit */
	int64_t		max_bytes;
	int64_t		max_allocations;
	int64_t		max_interrupts;
	jmp_buf		give_up;
} TestHost;

/* Without limits. */
extern void test_host_init(TestHost *host);

/* Frees all memory the host has given out. */
extern void test_host_reset(TestHost *host);

#endif							/* TEST_HOST_H */
