/*
 * asn_mutasi.h
 *	  The settings of the extension, defined in asn_mutasi.c.
 */
#ifndef ASN_MUTASI_H
#define ASN_MUTASI_H

/* asn_mutasi.memory_limit: kilobytes one call may hold, reader and solver. */
extern int	asn_mutasi_memory_limit;

/* asn_mutasi.progress: one NOTICE a second while a call runs. */
extern bool asn_mutasi_progress;

#endif							/* ASN_MUTASI_H */
