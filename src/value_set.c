/*
 * value_set.c
 *	  The inequality measures that need every value: gini and hoover.
 *
 * Hoover compares each value with the mean, which is known only at the end;
 * Gini needs the values in order.  Both keep the values in an array in the
 * aggregate's memory context: 8 bytes a row, 16 with weights, up to MAX_ROWS.
 *
 * In a parallel plan each worker ships its array, as it lies in memory.  The
 * leader puts what it receives one after the other.  The arrays of gini are
 * sorted before they leave, so the sorting is shared out among the workers; the
 * leader merges such runs while it computes, a block at a time, and never has
 * all of them in one order in memory.
 *
 * A final function may sort the array.  It changes no result by that, since
 * the array stands for a set.
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
#include "row_sort.h"

typedef struct ValueSet
{
	int64		count;			/* of rows */
	int64		capacity;		/* of rows */
	int			width;			/* of a row: 1 for value, 2 for value, weight */
	bool		sorted;			/* each run is in ascending order of value */
	int			runs;			/* 1 but for a leader's set */
	int			max_runs;
	int64	   *run_ends;		/* of all but the last run, which ends at count */
	double	   *rows;			/* values finite, >= 0, not -0; weights finite, > 0 */
	int64		totalled;		/* rows that are in the next two */
	ExactSum	weights;
	ExactSum	amount;			/* weighted values */
	const char *received;		/* or: the rows within the bytes of a worker, not
								 * aligned, and gone with those; rows is NULL */
} ValueSet;

/*
 * Rows in ascending order: those of a run, or those of two other streams, merged
 * into a buffer whenever it has been read to its end.
 */
typedef struct Stream
{
	const double *rows;			/* the next ones */
	int64		left;			/* so many of them */
	struct Stream *first;		/* NULL for a run */
	struct Stream *second;
	double	   *buffer;
} Stream;

/* Rows of a stream's buffer: those of all streams fit into the fastest cache. */
#define STREAM_ROWS			512

/* Rows between two looks at whether the query has been cancelled. */
#define ROWS_AT_ONCE		4096

/* Rows that one group may have: 2 GB of them, with weights. */
#define MAX_ROWS			(INT64CONST(1) << 27)
#define FIRST_CAPACITY		8

/*
 * On the wire: version, width, whether sorted, count; then numbers as this
 * machine keeps them: 1, to tell, and the rows.
 */
#define WIRE_VERSION		1
#define WIRE_HEADER			(3 + 8 + 8)

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
	set = MemoryContextAllocZero(context, sizeof(ValueSet));
	set->capacity = capacity;
	set->width = width;
	set->sorted = true;
	set->runs = 1;
	set->rows = MemoryContextAllocHuge(context, capacity * width * sizeof(double));
	return set;
}

/* Make room for count rows, and for more to come. */
static void
reserve(ValueSet *set, int64 count)
{
	if (count <= set->capacity)
		return;
	if (count > MAX_ROWS)
		refuse_size(count);
	count = Max(count, Min(2 * set->capacity, MAX_ROWS));
	set->rows = repalloc_huge(set->rows, count * set->width * sizeof(double));
	set->capacity = count;
}

static void
sort_set(ValueSet *set)
{
	if (set->sorted)
		return;
	set->rows = sort_rows(set->rows, set->count, set->width,
						  set->capacity * set->width * sizeof(double));
	set->sorted = true;
	set->runs = 1;
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
	value = weighted_argument(fcinfo, 1, weight) + 0.0;	/* -0 becomes 0 */

	if (set == NULL)
		set = make_value_set(context, width, FIRST_CAPACITY);
	else if (set->count == set->capacity)
		reserve(set, set->count + 1);
	if (set->count > 0 && value < set->rows[(set->count - 1) * width])
		set->sorted = false;
	set->rows[set->count * width] = value;
	if (width == 2)
		set->rows[set->count * 2 + 1] = weight;
	set->count++;
	PG_RETURN_POINTER(set);
}

/*
 * Bring the totals of a set up to date.  Sums are exact, so it does not matter
 * that sorting puts other rows among the first ones: all are in it in the end.
 */
static pg_attribute_always_inline void
add_totals(ValueSet *set, int64 count, int width)
{
	ExactSum	weights = set->weights;
	ExactSum	amount = set->amount;

	for (int64 i = set->totalled; i < count; i++)
	{
		const double *row = set->rows + i * width;

		if (width == 1)
			amount = sum_add(amount, row[0]);
		else
		{
			weights = sum_add(weights, row[1]);
			amount = sum_add_sum(amount, exact_product(row[0], row[1]));
		}
	}
	if (width == 1)
		weights.high = count;
	set->weights = weights;
	set->amount = amount;
	set->totalled = count;
}

static void
total(ValueSet *set)
{
	while (set->totalled < set->count)
	{
		int64		end = Min(set->count, set->totalled + ROWS_AT_ONCE);

		CHECK_FOR_INTERRUPTS();
		if (set->width == 1)
			add_totals(set, end, 1);
		else
			add_totals(set, end, 2);
	}
}

/* Put the rows of another set behind those of a set, as a run of its own. */
static void
append(MemoryContext context, ValueSet *set, const ValueSet *other)
{
	Size		row_size = set->width * sizeof(double);

	reserve(set, set->count + other->count);
	if (set->count == 0)
		set->sorted = other->sorted;
	else if (!(set->sorted && other->sorted))
	{
		set->sorted = false;
		set->runs = 1;
	}
	else
	{
		if (set->runs > set->max_runs)
		{
			set->max_runs = 2 * set->runs;
			set->run_ends = set->run_ends == NULL ?
				MemoryContextAlloc(context, set->max_runs * sizeof(int64)) :
				repalloc_huge(set->run_ends, set->max_runs * sizeof(int64));
		}
		set->run_ends[set->runs - 1] = set->count;
		set->runs++;
	}
	for (int64 done = 0; done < other->count; done += ROWS_AT_ONCE)
	{
		int64		count = Min(ROWS_AT_ONCE, other->count - done);

		memcpy(set->rows + set->count * set->width, other->received + done * row_size, count * row_size);
		set->count += count;
		total(set);				/* while they are in the cache */
	}
}

/* (state, one that has just been deserialized), either of them NULL without rows */
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
		if (set->width != other->width || other->received == NULL)
			elog(ERROR, "cannot combine states with and without weights, or not received");
		append(context, set, other);
	}
	if (set == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(set);
}

static bytea *
serialize(const ValueSet *set)
{
	StringInfoData buffer;
	const double mark = 1;
	Size		size = set->count * set->width * sizeof(double);

	if (size > MaxAllocSize - VARHDRSZ - WIRE_HEADER - 1)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many rows for a parallel gini or hoover"),
				 errdetail("A worker would have to ship %zu bytes at once.", size),
				 errhint("Set max_parallel_workers_per_gather to 0, or use smaller groups.")));

	/* room for all at once, so that nothing is ever moved */
	pq_begintypsend(&buffer);
	enlargeStringInfo(&buffer, WIRE_HEADER + size);
	pq_sendint8(&buffer, WIRE_VERSION);
	pq_sendint8(&buffer, set->width);
	pq_sendint8(&buffer, set->sorted);
	pq_sendint64(&buffer, set->count);
	appendBinaryStringInfo(&buffer, (const char *) &mark, sizeof(mark));
	for (int64 done = 0; done < set->count; done += ROWS_AT_ONCE)
	{
		int64		count = Min(ROWS_AT_ONCE, set->count - done);

		CHECK_FOR_INTERRUPTS();
		appendBinaryStringInfo(&buffer, (const char *) (set->rows + done * set->width),
							   count * set->width * sizeof(double));
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

/* Check the numbers of a set that has been received. */
static pg_attribute_always_inline void
check_rows(const ValueSet *set, int width)
{
	double		last = 0;
	bool		values_ok = true;
	bool		weights_ok = true;
	bool		ordered = true;

	for (int64 start = 0; start < set->count; start += ROWS_AT_ONCE)
	{
		int64		end = Min(start + ROWS_AT_ONCE, set->count);

		CHECK_FOR_INTERRUPTS();
		for (int64 i = start; i < end; i++)
		{
			double		row[2];

			memcpy(row, set->received + i * width * sizeof(double), width * sizeof(double));
			values_ok &= row[0] >= 0 && row[0] <= DBL_MAX;
			ordered &= row[0] >= last;
			last = row[0];
			if (width == 2)
				weights_ok &= row[1] > 0 && row[1] <= DBL_MAX;
		}
	}
	check_wire(values_ok, "A value is negative or not finite.");
	check_wire(weights_ok, "A weight is not positive or not finite.");
	check_wire(ordered || !set->sorted, "Its values are not in order.");
}

/*
 * (bytes, unused internal).  The bytes are not trusted: their number must match
 * the count, and every number is checked.  The rows stay where they are: the set
 * lives no longer than the bytes, which is until the combine function that comes
 * next has copied them.
 */
Datum
value_set_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	StringInfoData buffer;
	ValueSet   *set;
	double		mark;
	int			version;
	int			sorted;

	buffer.data = VARDATA_ANY(bytes);
	buffer.len = VARSIZE_ANY_EXHDR(bytes);
	buffer.maxlen = buffer.len;
	buffer.cursor = 0;

	set = palloc0(sizeof(ValueSet));
	check_wire(buffer.len >= WIRE_HEADER, "It is too short.");
	version = pq_getmsgbyte(&buffer);
	check_wire(version == WIRE_VERSION, "Its version is unknown.");
	set->width = pq_getmsgbyte(&buffer);
	check_wire(set->width == 1 || set->width == 2, "Its rows are neither values nor values with weights.");
	sorted = pq_getmsgbyte(&buffer);
	check_wire(sorted == 0 || sorted == 1, "Its order is unknown.");
	set->sorted = sorted != 0;
	set->count = pq_getmsgint64(&buffer);
	check_wire(set->count > 0 && set->count <= MAX_ROWS &&
			   set->count * set->width * (int64) sizeof(double) == buffer.len - WIRE_HEADER,
			   "Its length does not match its count.");
	pq_copymsgbytes(&buffer, (char *) &mark, sizeof(mark));
	check_wire(mark == 1, "It comes from another kind of machine.");

	set->received = pq_getmsgbytes(&buffer, buffer.len - WIRE_HEADER);
	if (set->width == 1)
		check_rows(set, 1);
	else
		check_rows(set, 2);
	pq_getmsgend(&buffer);
	PG_RETURN_POINTER(set);
}

static Datum
index_result(FunctionCallInfo fcinfo, double result)
{
	if (!isfinite(result))
		refuse_overflow(fcinfo);
	PG_RETURN_FLOAT8(result);
}

/* A stream of the runs from first to last. */
static Stream *
make_stream(const ValueSet *set, int first, int last)
{
	Stream	   *stream = palloc0(sizeof(Stream));

	if (first == last)
	{
		int64		start = first == 0 ? 0 : set->run_ends[first - 1];
		int64		end = first == set->runs - 1 ? set->count : set->run_ends[first];

		stream->rows = set->rows + start * set->width;
		stream->left = end - start;
	}
	else
	{
		int			middle = first + (last - first) / 2;

		stream->first = make_stream(set, first, middle);
		stream->second = make_stream(set, middle + 1, last);
		stream->buffer = palloc(STREAM_ROWS * set->width * sizeof(double));
	}
	return stream;
}

/*
 * Merge so many rows of two streams that have as many left.  Which is smaller
 * nobody can predict, so there is no branch on it.  The bits of numbers that are
 * not negative are in the order of the numbers, and are compared faster.
 */
static pg_attribute_always_inline void
merge_rows(double *out, Stream *first, Stream *second, int64 count, int width)
{
	const double *a = first->rows;
	const double *b = second->rows;

	for (int64 i = 0; i < count; i++, out += width)
	{
		int64		a_bits;
		int64		b_bits;
		bool		take_b;
		const double *row;

		memcpy(&a_bits, a, sizeof(a_bits));
		memcpy(&b_bits, b, sizeof(b_bits));
		take_b = b_bits < a_bits;
		row = take_b ? b : a;
		out[0] = row[0];
		if (width == 2)
			out[1] = row[1];
		a += width * !take_b;
		b += width * take_b;
	}
	first->left -= (a - first->rows) / width;
	first->rows = a;
	second->left -= (b - second->rows) / width;
	second->rows = b;
}

/* See that a stream has rows left, unless it has come to its end. */
static void
refill(Stream *stream, int width)
{
	int64		filled = 0;

	if (stream->left > 0 || stream->first == NULL)
		return;
	CHECK_FOR_INTERRUPTS();
	while (filled < STREAM_ROWS)
	{
		Stream	   *first = stream->first;
		Stream	   *second = stream->second;
		double	   *out = stream->buffer + filled * width;
		int64		room = STREAM_ROWS - filled;
		int64		count;

		refill(first, width);
		refill(second, width);
		count = Min(room, Min(first->left, second->left));
		if (count > 0 && width == 1)
			merge_rows(out, first, second, count, 1);
		else if (count > 0)
			merge_rows(out, first, second, count, 2);
		else
		{
			Stream	   *rest = first->left > 0 ? first : second;

			count = Min(room, rest->left);
			if (count == 0)
				break;
			memcpy(out, rest->rows, count * width * sizeof(double));
			rest->rows += count * width;
			rest->left -= count;
		}
		filled += count;
	}
	stream->rows = stream->buffer;
	stream->left = filled;
}

/* Whether there is a mean above zero; without one every index is NULL. */
static bool
has_mean(ValueSet *set)
{
	if (set == NULL)
		return false;
	total(set);
	return sum_value(set->amount) != 0;
}

/* What gini_final has added up of the rows in ascending order. */
typedef struct Areas
{
	ExactSum	below;			/* C_k */
	ExactSum	area;			/* sum of C_k (W - C_k)/W times the step above */
	double		last;			/* y_k */
} Areas;

static pg_attribute_always_inline void
add_areas(Areas *areas, ExactSum weights, const double *rows, int64 count, int width)
{
	Areas		sums = *areas;
	double		scale = 1 / sum_value(weights);

	for (int64 i = 0; i < count; i++, rows += width)
	{
		double		above = (weights.high - sums.below.high) + (weights.low - sums.below.low);
		double		step = rows[0] - sums.last;

		sums.area = sum_add(sums.area, sum_value(sums.below) * scale * above * step);
		if (width == 1)
			sums.below.high += 1;
		else
			sums.below = sum_add(sums.below, rows[1]);
		sums.last = rows[0];
	}
	*areas = sums;
}

Datum
gini_final(PG_FUNCTION_ARGS)
{
	ValueSet   *set = value_set_argument(fcinfo, 0);
	Areas		areas = {0};
	Stream	   *stream;

	(void) aggregate_context(fcinfo);
	if (!has_mean(set))
		PG_RETURN_NULL();
	sort_set(set);
	stream = make_stream(set, 0, set->runs - 1);
	for (;;)
	{
		int64		count;

		CHECK_FOR_INTERRUPTS();
		refill(stream, set->width);
		count = Min(stream->left, ROWS_AT_ONCE);
		if (count == 0)
			break;
		if (set->width == 1)
			add_areas(&areas, set->weights, stream->rows, count, 1);
		else
			add_areas(&areas, set->weights, stream->rows, count, 2);
		stream->rows += count * set->width;
		stream->left -= count;
	}
	return index_result(fcinfo, sum_value(areas.area) / sum_value(set->amount));
}

/* The sum of w |y - m|. */
static pg_attribute_always_inline ExactSum
sum_of_distances(const double *rows, int64 count, int width, ExactSum mean)
{
	ExactSum	sum = {0, 0};

	for (int64 i = 0; i < count; i++, rows += width)
		sum = sum_add(sum, (width == 1 ? 1 : rows[1]) * fabs((rows[0] - mean.high) - mean.low));
	return sum;
}

Datum
hoover_final(PG_FUNCTION_ARGS)
{
	ValueSet   *set = value_set_argument(fcinfo, 0);
	ExactSum	distance = {0, 0};
	ExactSum	mean;

	(void) aggregate_context(fcinfo);
	if (!has_mean(set))
		PG_RETURN_NULL();
	mean = sum_quotient(set->amount, set->weights);
	for (int64 start = 0; start < set->count; start += ROWS_AT_ONCE)
	{
		const double *rows = set->rows + start * set->width;
		int64		count = Min(ROWS_AT_ONCE, set->count - start);

		CHECK_FOR_INTERRUPTS();
		distance = sum_add_sum(distance, set->width == 1 ? sum_of_distances(rows, count, 1, mean) :
							   sum_of_distances(rows, count, 2, mean));
	}
	return index_result(fcinfo, sum_value(distance) / sum_value(set->amount) / 2);
}
