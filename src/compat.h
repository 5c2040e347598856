/*
 * compat.h
 *	  Every difference between the supported PostgreSQL versions, 15 to 18.
 *
 * What a newer version brought and an older one lacks is defined here under
 * its new name, so that the other files are written for the newest one.
 */
#ifndef ASN_MUTASI_COMPAT_H
#define ASN_MUTASI_COMPAT_H

#include "common/hashfn.h"

#if PG_VERSION_NUM < 150000
#error "asn_mutasi needs PostgreSQL 15 or newer"
#endif

/* 16 moved what reads and makes varlena values out of postgres.h. */
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

/* common/hashfn.h has it since 17: the finalizer of MurmurHash3 for 64 bits. */
#if PG_VERSION_NUM < 170000
static inline uint64
murmurhash64(uint64 data)
{
	uint64		h = data;

	h ^= h >> 33;
	h *= UINT64CONST(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64CONST(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return h;
}
#endif

/* 18 renamed the attribute, so that it stands where C11 and C23 want it. */
#if PG_VERSION_NUM < 180000
#define pg_noreturn pg_attribute_noreturn()
#endif

#endif							/* ASN_MUTASI_COMPAT_H */
