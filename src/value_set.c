/*
 * value_set.c
 *	  The inequality measures that need every value: gini and hoover.
 *
 * Hoover compares each value with the mean, which is known only at the end;
 * Gini needs the values in order.  Both keep the values and their weights in
 * an array in the aggregate's memory context, 16 bytes a row, up to MAX_ITEMS.
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
#include "exact_sum.h"

typedef struct Item
{
	double		value;			/* finite, >= 0 */
	double		weight;			/* finite, > 0 */
} Item;

typedef struct ValueSet
{
	int64		count;
	int64		capacity;		/* of items */
	bool		sorted;			/* items are in ascending order of value */
	bool		weighted;		/* some weight is not 1 */
	Item	   *items;
} ValueSet;

/* Rows that one group may have: 2 GB of them. */
#define MAX_ITEMS			(INT64CONST(1) << 27)
#define FIRST_CAPACITY		8

/* On the wire: version, flags, count, the values, the weights unless all 1. */
#define WIRE_VERSION		1
#define WIRE_SORTED			0x01
#define WIRE_WEIGHTED		0x02
#define WIRE_HEADER			(1 + 1 + 8)

#define ST_SORT				sort_items
#define ST_ELEMENT_TYPE		Item
#define ST_COMPARE(a, b)	((a)->value < (b)->value ? -1 : (a)->value > (b)->value)
#define ST_SCOPE			static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

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
			 errdetail("They need %lld rows of 16 bytes at once, at most %lld are allowed.",
					   (long long) count, (long long) MAX_ITEMS),
			 errhint("Use smaller groups, or count equal values first and give the counts as weights.")));
}

static ValueSet *
make_value_set(MemoryContext context, int64 capacity)
{
	ValueSet   *set;

	if (capacity > MAX_ITEMS)
		refuse_size(capacity);
	set = MemoryContextAllocZero(context, sizeof(ValueSet));
	set->items = MemoryContextAllocHuge(context, capacity * sizeof(Item));
	set->capacity = capacity;
	set->sorted = true;
	return set;
}

/* Make room for count items. */
static void
reserve(ValueSet *set, int64 count)
{
	if (count <= set->capacity)
		return;
	if (count > MAX_ITEMS)
		refuse_size(count);
	set->items = repalloc_huge(set->items, count * sizeof(Item));
	set->capacity = count;
}

static void
sort_set(ValueSet *set)
{
	if (!set->sorted)
		sort_items(set->items, set->count);
	set->sorted = true;
}

/* (state, value [, weight]): not strict, since there is no first state */
Datum
value_set_accum(PG_FUNCTION_ARGS)
{
	MemoryContext context = aggregate_context(fcinfo);
	ValueSet   *set = value_set_argument(fcinfo, 0);
	Item		item = {0, 1};

	if (PG_ARGISNULL(1) || (PG_NARGS() > 2 && PG_ARGISNULL(2)))
		goto done;
	if (PG_NARGS() > 2)
		item.weight = nonnegative_argument(fcinfo, 2);
	if (item.weight == 0)
		goto done;
	item.value = nonnegative_argument(fcinfo, 1);

	if (set == NULL)
		set = make_value_set(context, FIRST_CAPACITY);
	else if (set->count == set->capacity)
		reserve(set, set->count == MAX_ITEMS ? MAX_ITEMS + 1 : 2 * set->capacity);
	if (set->count > 0 && item.value < set->items[set->count - 1].value)
		set->sorted = false;
	if (item.weight != 1)
		set->weighted = true;
	set->items[set->count++] = item;

done:
	if (set == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(set);
}

/* Merge two sorted sets from their ends, in the room reserved in the first. */
static void
merge_sorted(ValueSet *set, const ValueSet *other)
{
	int64		i = set->count - 1;
	int64		j = other->count - 1;
	Item	   *out = set->items + set->count + other->count - 1;

	while (j >= 0)
	{
		CHECK_FOR_INTERRUPTS();
		if (i >= 0 && set->items[i].value > other->items[j].value)
			*out-- = set->items[i--];
		else
			*out-- = other->items[j--];
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
			set = make_value_set(context, Max(other->count, FIRST_CAPACITY));
		reserve(set, set->count + other->count);
		if (set->sorted && other->sorted)
			merge_sorted(set, other);
		else
		{
			memcpy(set->items + set->count, other->items, other->count * sizeof(Item));
			set->sorted = false;
		}
		set->count += other->count;
		set->weighted |= other->weighted;
	}
	if (set == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(set);
}

static bytea *
serialize(const ValueSet *set)
{
	StringInfoData buffer;
	Size		size = set->count * (set->weighted ? sizeof(Item) : sizeof(double));

	if (size > MaxAllocSize - VARHDRSZ - WIRE_HEADER - 1)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("too many rows for a parallel gini or hoover"),
				 errdetail("A worker would have to ship %zu bytes at once.", size),
				 errhint("Set max_parallel_workers_per_gather to 0, or use smaller groups.")));

	pq_begintypsend(&buffer);
	enlargeStringInfo(&buffer, WIRE_HEADER + size);
	pq_sendint8(&buffer, WIRE_VERSION);
	pq_sendint8(&buffer, (set->sorted ? WIRE_SORTED : 0) | (set->weighted ? WIRE_WEIGHTED : 0));
	pq_sendint64(&buffer, set->count);
	for (int64 i = 0; i < set->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendfloat8(&buffer, set->items[i].value);
	}
	for (int64 i = 0; set->weighted && i < set->count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		pq_sendfloat8(&buffer, set->items[i].weight);
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

static void
check_wire(bool ok, const char *fault)
{
	if (!ok)
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
	int			flags;
	int64		count;
	int64		width;

	buffer.data = VARDATA_ANY(bytes);
	buffer.len = VARSIZE_ANY_EXHDR(bytes);
	buffer.maxlen = buffer.len;
	buffer.cursor = 0;

	check_wire(buffer.len >= WIRE_HEADER, "It is too short.");
	version = pq_getmsgbyte(&buffer);
	check_wire(version == WIRE_VERSION, "Its version is unknown.");
	flags = pq_getmsgbyte(&buffer);
	check_wire((flags & ~(WIRE_SORTED | WIRE_WEIGHTED)) == 0, "Its flags are unknown.");
	count = pq_getmsgint64(&buffer);
	width = (flags & WIRE_WEIGHTED) ? sizeof(Item) : sizeof(double);
	check_wire(count > 0 && count <= MAX_ITEMS &&
			   count * width == buffer.len - WIRE_HEADER,
			   "Its length does not match its count.");

	set = make_value_set(CurrentMemoryContext, count);
	set->count = count;
	set->sorted = (flags & WIRE_SORTED) != 0;
	set->weighted = (flags & WIRE_WEIGHTED) != 0;
	for (int64 i = 0; i < count; i++)
	{
		double		value = pq_getmsgfloat8(&buffer);

		CHECK_FOR_INTERRUPTS();
		check_wire(value >= 0 && value <= DBL_MAX, "A value is negative or not finite.");
		check_wire(!set->sorted || i == 0 || value >= set->items[i - 1].value,
				   "Its values are not in order.");
		set->items[i].value = value;
		set->items[i].weight = 1;
	}
	for (int64 i = 0; set->weighted && i < count; i++)
	{
		double		weight = pq_getmsgfloat8(&buffer);

		CHECK_FOR_INTERRUPTS();
		check_wire(weight > 0 && weight <= DBL_MAX, "A weight is not positive or not finite.");
		set->items[i].weight = weight;
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
		*weights = sum_add(*weights, set->items[i].weight);
		*amount = sum_add_sum(*amount, exact_product(set->items[i].value, set->items[i].weight));
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
		double		step = set->items[i + 1].value - set->items[i].value;
		double		above;

		CHECK_FOR_INTERRUPTS();
		below = sum_add(below, set->items[i].weight);
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
							set->items[i].weight * fabs((set->items[i].value - mean.high) - mean.low));
	}
	return index_result(fcinfo, sum_value(distance) / sum_value(amount) / 2);
}
