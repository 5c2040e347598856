/*
 * query_value.c
 *	  A value of a query's row, converted without loss and checked for what it
 *	  is to mean.
 *
 * There is one small function for each type that numbers come from and each
 * type they are wanted in.  Which of them a column takes is settled before the
 * first row, so that a value costs one call and one comparison with the range
 * of its kind; what is wrong with it is asked only when it is not in there.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "parser/parse_coerce.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"

#include "query_value.h"

/* What the numbers of a kind may be, both ends included. */
typedef struct NumberRange
{
	bool		is_whole;
	int64		least_whole;
	int64		most_whole;
	double		least;
	double		most;
	const char *description;
} NumberRange;

#define WHOLE_NUMBERS(least, most, description) \
	{true, least, most, 0, 0, gettext_noop(description)}
#define REAL_NUMBERS(least, most, description) \
	{false, 0, 0, least, most, gettext_noop(description)}

#define ANY_ID \
	WHOLE_NUMBERS(PG_INT64_MIN, PG_INT64_MAX, "It must be a whole number that fits a bigint.")
#define ANY_QUANTITY \
	REAL_NUMBERS(0, DBL_MAX, "It must be a finite number, 0 or more.")
#define ANY_COST \
	REAL_NUMBERS(-MAX_COST, MAX_COST, "It must be a finite number from -1e9 to 1e9.")

static const NumberRange ranges[] = {
	[COLUMN_ID] = ANY_ID,
	[COLUMN_IDS] = ANY_ID,
	[COLUMN_COUNT] =
	WHOLE_NUMBERS(0, PG_INT32_MAX, "It must be a whole number from 0 to 2147483647."),
	[COLUMN_QUANTITY] = ANY_QUANTITY,
	[COLUMN_WEIGHT] = ANY_QUANTITY,
	[COLUMN_COST] = ANY_COST,
	[COLUMN_COSTS] = ANY_COST,
	[COLUMN_LATITUDE] =
	REAL_NUMBERS(-90, 90, "It must be in degrees, from -90 to 90."),
	[COLUMN_LONGITUDE] =
	REAL_NUMBERS(-180, 180, "It must be in degrees, from -180 to 180."),
};

bool
is_whole(QueryColumnKind kind)
{
	return ranges[kind].is_whole;
}

const char *
range_of_kind(QueryColumnKind kind)
{
	return _(ranges[kind].description);
}

const char *
conversion_fault(Conversion fault)
{
	switch (fault)
	{
		case NOT_A_NUMBER:
			return _("is not a number");
		case INFINITE:
			return _("is infinite");
		case FRACTION:
			return _("is not a whole number");
		case OUT_OF_RANGE:
			return _("is out of range");
		case NEGATIVE:
			return _("is negative");
		case CONVERTED:
			break;
	}
	elog(ERROR, "unexpected conversion result %d", (int) fault);
}

/*
 * Whole numbers
 */

static inline Conversion
take_whole(const ValueConverter *self, int64 integer, QueryValue *value)
{
	const NumberRange *range = self->range;

	value->integer = integer;
	if (likely(integer >= range->least_whole && integer <= range->most_whole))
		return CONVERTED;
	return integer < 0 && range->least_whole == 0 ? NEGATIVE : OUT_OF_RANGE;
}

static Conversion
whole_from_int8(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_whole(self, DatumGetInt64(datum), value);
}

static Conversion
whole_from_int4(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_whole(self, DatumGetInt32(datum), value);
}

static Conversion
whole_from_int2(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_whole(self, DatumGetInt16(datum), value);
}

static Conversion
whole_from_double(ValueConverter *self, double real, QueryValue *value)
{
	if (isnan(real))
		return NOT_A_NUMBER;
	if (isinf(real))
		return INFINITE;
	if (rint(real) != real)
		return FRACTION;
	if (!FLOAT8_FITS_IN_INT64(real))
		return OUT_OF_RANGE;
	return take_whole(self, (int64) real, value);
}

static Conversion
whole_from_float8(ValueConverter *self, Datum datum, QueryValue *value)
{
	return whole_from_double(self, DatumGetFloat8(datum), value);
}

static Conversion
whole_from_float4(ValueConverter *self, Datum datum, QueryValue *value)
{
	return whole_from_double(self, DatumGetFloat4(datum), value);
}

/* Read off the decimal text, which is exact and reports nothing by itself. */
static Conversion
whole_from_numeric(ValueConverter *self, Datum datum, QueryValue *value)
{
	Numeric		numeric = DatumGetNumeric(datum);
	int64		integer;
	char	   *text;
	char	   *end;

	if (numeric_is_nan(numeric))
		return NOT_A_NUMBER;
	if (numeric_is_inf(numeric))
		return INFINITE;
	text = DatumGetCString(DirectFunctionCall1(numeric_out,
											   NumericGetDatum(numeric)));
	errno = 0;
	integer = strtoll(text, &end, 10);
	if (*end == '.')
		end += 1 + strspn(end + 1, "0");
	if (*end != '\0')
		return FRACTION;
	if (errno == ERANGE)
		return OUT_OF_RANGE;
	return take_whole(self, integer, value);
}

/*
 * Real numbers
 */

static inline Conversion
take_real(const ValueConverter *self, double real, QueryValue *value)
{
	const NumberRange *range = self->range;

	value->real = real;
	if (likely(real >= range->least && real <= range->most))
		return CONVERTED;
	if (isnan(real))
		return NOT_A_NUMBER;
	if (isinf(real))
		return INFINITE;
	return real < 0 && range->least == 0 ? NEGATIVE : OUT_OF_RANGE;
}

static Conversion
real_from_float8(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_real(self, DatumGetFloat8(datum), value);
}

static Conversion
real_from_float4(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_real(self, DatumGetFloat4(datum), value);
}

static Conversion
real_from_int8(ValueConverter *self, Datum datum, QueryValue *value)
{
	int64		integer = DatumGetInt64(datum);
	double		real = (double) integer;

	/* beyond 2^53 a double has gaps; the cast back must be lawful */
	if (!FLOAT8_FITS_IN_INT64(real) || (int64) real != integer)
		return OUT_OF_RANGE;
	return take_real(self, real, value);
}

static Conversion
real_from_int4(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_real(self, DatumGetInt32(datum), value);
}

static Conversion
real_from_int2(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_real(self, DatumGetInt16(datum), value);
}

/* What is too large comes out infinite, without an error. */
static Conversion
real_from_numeric(ValueConverter *self, Datum datum, QueryValue *value)
{
	return take_real(self,
					 DatumGetFloat8(DirectFunctionCall1(numeric_float8_no_overflow, datum)),
					 value);
}

/* NULL for a type that is no number. */
static ConvertValue
find_number_conversion(bool whole, Oid base_type)
{
	switch (base_type)
	{
		case INT2OID:
			return whole ? whole_from_int2 : real_from_int2;
		case INT4OID:
			return whole ? whole_from_int4 : real_from_int4;
		case INT8OID:
			return whole ? whole_from_int8 : real_from_int8;
		case FLOAT4OID:
			return whole ? whole_from_float4 : real_from_float4;
		case FLOAT8OID:
			return whole ? whole_from_float8 : real_from_float8;
		case NUMERICOID:
			return whole ? whole_from_numeric : real_from_numeric;
		default:
			return NULL;
	}
}

/*
 * Text
 */

static Conversion
convert_to_text(ValueConverter *self, Datum datum, QueryValue *value)
{
	value->text = self->is_cast ?
		TextDatumGetCString(FunctionCall1(&self->to_text, datum)) :
		OutputFunctionCall(&self->to_text, datum);
	return CONVERTED;
}

/* Finds what value::text would do. */
static void
find_text_conversion(Oid base_type, ValueConverter *converter)
{
	Oid			function;
	bool		is_varlena;

	converter->is_cast = find_coercion_pathway(TEXTOID, base_type, COERCION_EXPLICIT,
											   &function) == COERCION_PATH_FUNC;
	if (!converter->is_cast)
		getTypeOutputInfo(base_type, &function, &is_varlena);
	fmgr_info(function, &converter->to_text);
	converter->convert = convert_to_text;
}

bool
find_converter(QueryColumnKind kind, Oid base_type, ValueConverter *converter)
{
	if (kind == COLUMN_TEXT)
	{
		find_text_conversion(base_type, converter);
		return true;
	}
	converter->range = &ranges[kind];
	converter->convert = find_number_conversion(is_whole(kind), base_type);
	return converter->convert != NULL;
}
