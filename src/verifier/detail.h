/*
 * detail.h
 *	  The sentences of the verifier's report.
 *
 * Private to the verifier.
 */
#ifndef ASN_MUTASI_DETAIL_H
#define ASN_MUTASI_DETAIL_H

#include <stdarg.h>

#include "assignment.h"

#define DETAIL_SIZE	1024		/* longer details are cut off */
#define AMOUNT_SIZE	48			/* room for any amount as text */

typedef struct Detail
{
	size_t		length;
	char	   *text;			/* DETAIL_SIZE bytes, zero-terminated */
} Detail;

/* Real ids by number, for details to speak of. */
typedef struct Names
{
	const int64_t *post_id;
	const int64_t *employee_id;
} Names;

extern void detail_init(Detail *detail, const Host *host);

extern void detail_append(Detail *detail, const char *format,...)
			__attribute__((format(printf, 2, 3)));
extern void detail_append_list(Detail *detail, const char *format,
							   va_list arguments)
			__attribute__((format(printf, 2, 0)));

/*
 * Writes an amount of millionths in units, with all six decimals, into buffer
 * of AMOUNT_SIZE bytes, and returns buffer.
 */
extern const char *format_amount(char *buffer, Wide amount);

#endif							/* ASN_MUTASI_DETAIL_H */
