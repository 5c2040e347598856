/*
 * detail.c
 *	  The sentences of the verifier's report.
 *
 * A detail is a buffer of fixed size: reports are for people, and a list of
 * moves that does not fit is of no use to them.
 */
#include "detail.h"

#include <stdio.h>

void
detail_init(Detail *detail, const Host *host)
{
	detail->length = 0;
	detail->text = host->allocate(host->context, DETAIL_SIZE);
}

void
detail_append_list(Detail *detail, const char *format, va_list arguments)
{
	size_t		room = DETAIL_SIZE - detail->length;
	int			wanted = vsnprintf(detail->text + detail->length, room,
								   format, arguments);

	if (wanted > 0)
		detail->length += (size_t) wanted < room ? (size_t) wanted : room - 1;
}

void
detail_append(Detail *detail, const char *format,...)
{
	va_list		arguments;

	va_start(arguments, format);
	detail_append_list(detail, format, arguments);
	va_end(arguments);
}

const char *
format_amount(char *buffer, Wide amount)
{
	Wide		size = amount < 0 ? -amount : amount;

	snprintf(buffer, AMOUNT_SIZE, "%s%lld.%06lld", amount < 0 ? "-" : "",
			 (long long) (size / MILLIONTHS), (long long) (size % MILLIONTHS));
	return buffer;
}
