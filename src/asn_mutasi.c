/*
 * asn_mutasi.c
 *	  Module magic and settings; nothing else.
 */
#include "postgres.h"

#include <limits.h>

#include "fmgr.h"
#include "utils/guc.h"

#include "asn_mutasi.h"

#define KILOBYTES_PER_GIGABYTE	(1024 * 1024)

PG_MODULE_MAGIC;

int			asn_mutasi_memory_limit = 2 * KILOBYTES_PER_GIGABYTE;
bool		asn_mutasi_progress = false;

void		_PG_init(void);

void
_PG_init(void)
{
	DefineCustomIntVariable("asn_mutasi.memory_limit",
							"Memory that one call of a transfer function may use.",
							"Covers the rows read, the solver and the verifier; "
							"the queries themselves are bounded by work_mem.",
							&asn_mutasi_memory_limit,
							2 * KILOBYTES_PER_GIGABYTE,
							1024,
							MAX_KILOBYTES,
							PGC_USERSET,
							GUC_UNIT_KB,
							NULL, NULL, NULL);

	DefineCustomBoolVariable("asn_mutasi.progress",
							 "Reports the progress of transfer functions.",
							 "At most one NOTICE a second, with the phase and "
							 "the share of it that is done.",
							 &asn_mutasi_progress,
							 false,
							 PGC_USERSET,
							 0,
							 NULL, NULL, NULL);

	MarkGUCPrefixReserved("asn_mutasi");
}
