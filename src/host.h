/*
 * host.h
 *	  What plain C code (the solver, the verifier) gets from the program that
 *	  calls it.
 *
 * The solver and the verifier include no PostgreSQL header, so that they can
 * be compiled, tested and fuzzed alone.  Memory, interrupts and progress come
 * to them through this structure.  Inside PostgreSQL (see planner.c) memory
 * is a memory context under asn_mutasi.memory_limit, and an interrupt is
 * CHECK_FOR_INTERRUPTS().
 *
 * allocate and check_interrupts may leave by longjmp instead of returning.
 * Code that holds a Host therefore owns nothing but memory from allocate, and
 * leaves nothing half done outside it: whoever jumped discards that memory as
 * a whole.
 */
#ifndef ASN_MUTASI_HOST_H
#define ASN_MUTASI_HOST_H

#include <stddef.h>

typedef struct Host
{
	void	   *context;		/* handed back to every callback */

	/* Zero-filled memory, aligned for any type.  Never returns NULL. */
	void	   *(*allocate) (void *context, size_t bytes);

	/* Gives memory from allocate back.  NULL is allowed. */
	void		(*release) (void *context, void *pointer);

	/* Called at least once in some ten milliseconds. */
	void		(*check_interrupts) (void *context);

	/*
	 * Told now and then what is being done and the share of it that is done
	 * (0 to 1; below 0 when unknown).  NULL when nobody listens.
	 */
	void		(*report) (void *context, const char *phase, double share);
} Host;

#endif							/* ASN_MUTASI_HOST_H */
