/*
 * value_set.c
 *	  The inequality measures that need every value: gini and hoover.
 *
 * Hoover compares each value with the mean, which is known only at the end;
 * Gini needs the values in order.  Both keep the values in an array in the
 * aggregate's memory context: 8 bytes a row, 16 with weights, up to MAX_ROWS.
 *
 * In a parallel plan each worker ships its array.  Those of gini are sorted
 * before they leave and merged where they arrive, so the sorting is shared
 * out among the workers; those of hoover are just appended.
 *
 * A final function may sort the array.  It changes no result by that, since
 * the array stands for a set, and what is sorted already sorts fast when a
 * window asks again.
 *
 * Gini by the areas between neighbours (weights w, values y ascending, W and
 * S the sums of w and w y, C_k the sum of the first k weights):
 *
 *		G = sum_ij w_i w_j |y_i - y_j| / (2 W S)
 *		  = sum_k C_k (W - C_k) (y_{k+1} - y_k) / (W S)
 *
 * No term is negative, so nothing cancels, also when all values are nearly
 * equal.  Hoover = sum_i w_i |y_i - m| / (2 S) with m = S/W to twice the digits
 * of float8, for the same reason.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "aggregate.h"
#include "compat.h"
#include "exact_sum.h"

typedef struct ValueSet
{
	int64		count;			/* of rows */
	int64		capacity;		/* of rows */
	int			width;			/* of a row: 1 for value, 2 for value, weight */
	bool		sorted;			/* rows are in ascending order of value */
	double	   *rows;			/* values finite, >= 0; weights finite, > 0 */
} ValueSet;

/* Rows that one group may have: 2 GB of them, with weights. */
#define MAX_ROWS			(INT64CONST(1) << 27)
#define FIRST_CAPACITY		8

/* On the wire: version, width, whether sorted, count, and the rows. */
#define WIRE_VERSION		1
#define WIRE_HEADER			(3 + 8)

typedef struct WeightedRow
{
	double		value;
	double		weight;
} WeightedRow;

#define ST_SORT				sort_weighted_rows
#define ST_ELEMENT_TYPE		WeightedRow
#define ST_COMPARE(a, b)	((a)->value < (b)->value ? -1 : (a)->value > (b)->value)
#define ST_SCOPE			static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT				sort_values
#define ST_ELEMENT_TYPE		double
#define ST_COMPARE(a, b)	(*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE			static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static inline double
row_value(const ValueSet *set, int64 i)
{
	return set->rows[i * set->width];
}

static inline double
row_weight(const ValueSet *set, int64 i)
{
	return set->width == 1 ? 1 : set->rows[i * 2 + 1];
}

PG_FUNCTION_INFO_V1(value_set_accum);
PG_FUNCTION_INFO_V1(value_set_combine);
PG_FUNCTION_INFO_V1(value_set_serialize);
PG_FUNCTION_INFO_V1(value_set_serialize_sorted);
PG_FUNCTION_INFO_V1(value_set_deserialize);
PG_FUNCTION_INFO_V1(gini_final);
PG_FUNCTION_INFO_V1(hoover_final);

/* Everything but deserialize runs only inside an aggregate. */
static MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("support function of an aggregate called outside of one"),
				 errhint("Call the aggregate itself.")));
	return context;
}

static ValueSet *
value_set_argument(FunctionCallInfo fcinfo, int argno)
{
	return PG_ARGISNULL(argno) ? NULL : (ValueSet *) PG_GETARG_POINTER(argno);
}

static void
refuse_size(int64 count)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("too many rows in a group of gini or hoover"),
			 errdetail("It would keep %lld rows; at most %lld are allowed.",
					   (long long) count, (long long) MAX_ROWS),
			 errhint("Use smaller groups, or count equal values first and give the counts as weights.")));
}

/* An empty set; there is always room for at least one row. */
static ValueSet *
make_value_set(MemoryContext context, int width, int64 capacity)
{
	ValueSet   *set;

	if (capacity > MAX_ROWS)
		refuse_size(capacity);
	set = MemoryContextAlloc(context, sizeof(ValueSet));
	set->count = 0;
	set->capacity = capacity;
	set->width = width;
	set->sorted = true;
	set->rows = MemoryContextAllocHuge(context, capacity * width * sizeof(double));
	return set;
}

/* Make room for count rows. */
static void
reserve(ValueSet *set, int64 count)
{
	if (count <= set->capacity)
		return;
	if (count > MAX_ROWS)
		refuse_size(count);
	set->rows = repalloc_huge(set->rows, count * set->width * sizeof(double));
	set->capacity = count;
}

static void
sort_set(ValueSet *set)
{
	if (set->sorted)
		return;
	if (set->width == 1)
		sort_values(set->rows, set->count);
	else
		sort_weighted_rows((WeightedRow *) set->rows, set->count);
	set->sorted = true;
}

/* (state, value [, weight]): not strict, since there is no first state */
Datum
value_set_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ValueSet   *set = value_set_argument(fcinfo, 0);
	int			width = PG_NARGS() - 1;
	double		value;
	double		weight = 1;

	if (PG_ARGISNULL(1) || (width == 2 && PG_ARGISNULL(2)) ||
		(width == 2 && (weight = amount_argument(fcinfo, 2)) == 0))
	{
		if (set == NULL)
			PG_RETURN_NULL();
		PG_RETURN_POINTER(set);
	}
	value = weighted_argument(fcinfo, 1, weight);

	if (set == NULL)
		set = make_value_set(context, width, FIRST_CAPACITY);
	else if (set->count == set->capacity)
		reserve(set, set->count + Max(1, Min(set->count, MAX_ROWS - set->count)));
	if (set->count > 0 && value < row_value(set, set->count - 1))
		set->sorted = false;
	set->rows[set->count * width] = value;
	if (width == 2)
		set->rows[set->count * 2 + 1] = weight;
	set->count++;
	PG_RETURN_POINTER(set);
}

/* Merge two sorted sets from their ends, in the room reserved in the first. */
static void
merge_sorted(ValueSet *set, const ValueSet *other)
{
	int			width = set->width;
	int64		i = set->count;
	int64		j = other->count;

	while (j > 0)
	{
		bool		from_set = i > 0 && row_value(set, i - 1) > row_value(other, j - 1);
		double	   *out = set->rows + (i + j - 1) * width;
		const double *row = from_set ? set->rows + --i * width : other->rows + --j * width;

		CHECK_FOR_INTERRUPTS();
		out[0] = row[0];
		if (width == 2)
			out[1] = row[1];
	}
}

/* The first state becomes the union of both; the second is only read. */
Datum
value_set_combine(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ValueSet   *set = value_set_argument(fcinfo, 0);
	ValueSet   *other = value_set_argument(fcinfo, 1);

	if (other != NULL)
	{
		if (set == NULL)
			set = make_value_set(context, other->width, other->count);
		if (set->width != other->width)
			elog(ERROR, "cannot combine states with and without weights");
		reserve(set, set->count + other->count);
		if (set->count > 0 && set->sorted && other->sorted)
			merge_sorted(set, other);
		else
		{
			memcpy(set->rows + set->count * set->width, other->rows,
				   other->count * set->width * sizeof(double));
			set->sorted = set->count == 0 && other->sorted;
		}
		set->count += other->count;
	}
	if (set == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(set);
}

static bytea *
serialize(const ValueSet *set)
{
	StringInfoData buffer;
	int64		numbers = set->count * set->width;
	Size		size = numbers * sizeof(double);

	if (size > MaxAllocSize - VARHDRSZ - WIRE_HEADER - 1)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many rows for a parallel gini or hoover"),
				 errdetail("A worker would have to ship %zu bytes at once.", size),
				 errhint("Set max_parallel_workers_per_gather to 0, or use smaller groups.")));

	pq_begintypsend(&buffer);
	enlargeStringInfo(&buffer, WIRE_HEADER + size);
	pq_sendint8(&buffer, WIRE_VERSION);
	pq_sendint8(&buffer, set->width);
	pq_sendint8(&buffer, set->sorted);
	pq_sendint64(&buffer, set->count);
	for (int64 i = 0; i < numbers; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendfloat8(&buffer, set->rows[i]);
	}
	return pq_endtypsend(&buffer);
}

Datum
value_set_serialize(PG_FUNCTION_ARGS)
{
	(void) aggregate_context(fcinfo);
	PG_RETURN_BYTEA_P(serialize((ValueSet *) PG_GETARG_POINTER(0)));
}

Datum
value_set_serialize_sorted(PG_FUNCTION_ARGS)
{
	ValueSet   *set = (ValueSet *) PG_GETARG_POINTER(0);

	(void) aggregate_context(fcinfo);
	sort_set(set);
	PG_RETURN_BYTEA_P(serialize(set));
}

static inline void
check_wire(bool ok, const char *fault)
{
	if (unlikely(!ok))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid serialized state of gini or hoover"),
				 errdetail_internal("%s", fault)));
}

/*
 * (bytes, unused internal).  The bytes are not trusted: nothing is allocated
 * before their number is known to match the count, and every number is checked.
 */
Datum
value_set_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData buffer;
	ValueSet   *set;
	int			version;
	int			width;
	int			sorted;
	int64		count;

	buffer.data = VARDATA_ANY(bytes);
	buffer.len = VARSIZE_ANY_EXHDR(bytes);
	buffer.maxlen = buffer.len;
	buffer.cursor = 0;

	check_wire(buffer.len >= WIRE_HEADER, "It is too short.");
	version = pq_getmsgbyte(&buffer);
	check_wire(version == WIRE_VERSION, "Its version is unknown.");
	width = pq_getmsgbyte(&buffer);
	check_wire(width == 1 || width == 2, "Its rows are neither values nor values with weights.");
	sorted = pq_getmsgbyte(&buffer);
	check_wire(sorted == 0 || sorted == 1, "Its order is unknown.");
	count = pq_getmsgint64(&buffer);
	check_wire(count > 0 && count <= MAX_ROWS &&
			   count * width * (int64) sizeof(double) == buffer.len - WIRE_HEADER,
			   "Its length does not match its count.");

	set = make_value_set(CurrentMemoryContext, width, count);
	set->count = count;
	set->sorted = sorted != 0;
	for (int64 i = 0; i < count; i++)
	{
		double		value = pq_getmsgfloat8(&buffer);

		CHECK_FOR_INTERRUPTS();
		check_wire(value >= 0 && value <= DBL_MAX, "A value is negative or not finite.");
		check_wire(!set->sorted || i == 0 || value >= row_value(set, i - 1),
				   "Its values are not in order.");
		set->rows[i * width] = value;
		if (width == 2)
		{
			double		weight = pq_getmsgfloat8(&buffer);

			check_wire(weight > 0 && weight <= DBL_MAX, "A weight is not positive or not finite.");
			set->rows[i * 2 + 1] = weight;
		}
	}
	pq_getmsgend(&buffer);
	PG_RETURN_POINTER(set);
}

/*
 * Sum of the weights and of the weighted values.  False when there is no mean
 * or it is zero, which makes every index NULL.
 */
static bool
totals(const ValueSet *set, ExactSum *weights, ExactSum *amount)
{
	*weights = (ExactSum) {0, 0};
	*amount = (ExactSum) {0, 0};
	if (set == NULL)
		return false;
	for (int64 i = 0; i < set->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		*weights = sum_add(*weights, row_weight(set, i));
		*amount = sum_add_sum(*amount, set->width == 1 ? (ExactSum) {row_value(set, i), 0} :
							  exact_product(row_value(set, i), row_weight(set, i)));
	}
	return sum_value(*amount) != 0;
}

static Datum
index_result(FunctionCallInfo fcinfo, double result)
{
	if (!isfinite(result))
		refuse_overflow(fcinfo);
	PG_RETURN_FLOAT8(result);
}

Datum
gini_final(PG_FUNCTION_ARGS)
{
	ValueSet   *set = value_set_argument(fcinfo, 0);
	ExactSum	weights;
	ExactSum	amount;
	ExactSum	below = {0, 0};
	ExactSum	area = {0, 0};

	(void) aggregate_context(fcinfo);
	if (!totals(set, &weights, &amount))
		PG_RETURN_NULL();
	sort_set(set);
	for (int64 i = 0; i + 1 < set->count; i++)
	{
		double		step = row_value(set, i + 1) - row_value(set, i);
		double		above;

		CHECK_FOR_INTERRUPTS();
		below = sum_add(below, row_weight(set, i));
		if (step == 0)
			continue;
		above = (weights.high - below.high) + (weights.low - below.low);
		area = sum_add(area, sum_value(below) / sum_value(weights) * above * step);
	}
	return index_result(fcinfo, sum_value(area) / sum_value(amount));
}

Datum
hoover_final(PG_FUNCTION_ARGS)
{
	ValueSet   *set = value_set_argument(fcinfo, 0);
	ExactSum	weights;
	ExactSum	amount;
	ExactSum	distance = {0, 0};
	ExactSum	mean;

	(void) aggregate_context(fcinfo);
	if (!totals(set, &weights, &amount))
		PG_RETURN_NULL();
	mean = sum_quotient(amount, weights);
	for (int64 i = 0; i < set->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		distance = sum_add(distance,
							row_weight(set, i) * fabs((row_value(set, i) - mean.high) - mean.low));
	}
	return index_result(fcinfo, sum_value(distance) / sum_value(amount) / 2);
}
