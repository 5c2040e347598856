/*
 * query_value.h
 *	  A value of a query's row, converted without loss and checked for what it
 *	  is to mean.
 */
#ifndef ASN_MUTASI_QUERY_VALUE_H
#define ASN_MUTASI_QUERY_VALUE_H

#include "fmgr.h"

/* Costs beyond this, in units of imbalance, are refused as mistakes. */
#define MAX_COST	1e9

typedef enum QueryColumnKind
{
	COLUMN_ID,					/* whole number, any bigint -> integer */
	COLUMN_COUNT,				/* whole number from 0 to INT32_MAX -> integer */
	COLUMN_QUANTITY,			/* finite number, >= 0 -> real */
	COLUMN_COST,				/* finite number, at most MAX_COST either way
								 * -> real */
	COLUMN_LATITUDE,			/* degrees, from -90 to 90 -> real */
	COLUMN_LONGITUDE,			/* degrees, from -180 to 180 -> real */
	COLUMN_IDS,					/* array of whole numbers, none NULL -> ids */
	COLUMN_COSTS,				/* array of costs, none NULL -> costs */
	COLUMN_TEXT,				/* of any type, cast to text -> text */
	COLUMN_WEIGHT				/* a quantity; where it is 0 the row does not
								 * count: it is passed over, and the columns
								 * after this one are not looked at */
} QueryColumnKind;

static inline bool
is_list(QueryColumnKind kind)
{
	return kind == COLUMN_IDS || kind == COLUMN_COSTS;
}

/* A value of a row; a missing column is NULL in every row. */
typedef struct QueryValue
{
	bool		is_null;		/* and nothing else is set */
	int			list_length;	/* of ids or costs */
	union
	{
		int64		integer;
		double		real;
		const char *text;		/* this and what follows is gone after the row */
		const int64 *ids;
		const double *costs;
	};
} QueryValue;

/* What came of a conversion. */
typedef enum Conversion
{
	CONVERTED,
	NOT_A_NUMBER,
	INFINITE,
	FRACTION,
	OUT_OF_RANGE,
	NEGATIVE
} Conversion;

/*
 * How values of a type become those of a kind.  A value that is not NULL takes
 * one call of convert, which finds the rest settled.
 */
typedef struct ValueConverter ValueConverter;

typedef Conversion (*ConvertValue) (ValueConverter *self, Datum datum,
									QueryValue *value);

struct ValueConverter
{
	ConvertValue convert;		/* of a list: each of its elements */
	const struct NumberRange *range;	/* of the kind */
	FmgrInfo	to_text;		/* of COLUMN_TEXT: a cast, or the type's output */
	bool		is_cast;
};

/*
 * False when values of the type, which is no domain, cannot be of the kind:
 * numbers come from any integer, numeric or floating-point type, text from all.
 */
extern bool find_converter(QueryColumnKind kind, Oid base_type,
						   ValueConverter *converter);

/* Whether the numbers of a kind are whole; not of COLUMN_TEXT. */
extern bool is_whole(QueryColumnKind kind);

/* For messages: "is negative", and "It must be ...". */
extern const char *conversion_fault(Conversion fault);
extern const char *range_of_kind(QueryColumnKind kind);

#endif							/* ASN_MUTASI_QUERY_VALUE_H */
