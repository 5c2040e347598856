/*
 * theil_decomposition.c
 *	  How much of an inequality lies between groups, and how much inside them.
 *
 * The rows of the query stream by once.  A hash table keeps the state of theil
 * (entropy.h) of each group, so that memory grows with the number of groups
 * alone; the states joined are that of the whole.  With W the weights, m the
 * means and T the index, and s = W_g m_g / (W m) a group's share of the total,
 *
 *		T = sum_g s_g T_g  +  sum_g s_g ln(m_g/m)
 *			within groups	  between them
 *
 * A. F. Shorrocks, Econometrica 48 (1980), 613-625.
 */
#include "postgres.h"

#include <math.h>

#include "compat.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/varlena.h"

#include "aggregate.h"
#include "asn_mutasi.h"
#include "entropy.h"
#include "query_reader.h"
#include "transfer_call.h"

typedef struct TheilGroup
{
	const char *name;			/* NULL is a group, too */
	EntropyState *state;
	EntropyBlock *block;		/* rows to come into it, or NULL */
	char		status;			/* of the hash table */
} TheilGroup;

/* Names that are NULL are equal. */
static inline bool
names_are_equal(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static inline uint32
hash_name(const char *name)
{
	return name == NULL ? 0 : hash_bytes((const unsigned char *) name, strlen(name));
}

#define SH_PREFIX groups
#define SH_ELEMENT_TYPE TheilGroup
#define SH_KEY_TYPE const char *
#define SH_KEY name
#define SH_HASH_KEY(table, key) hash_name(key)
#define SH_EQUAL(table, a, b) names_are_equal(a, b)
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Room for so many groups at first. */
#define FIRST_GROUPS	64

/* The columns of the query, in the order in which a row is looked at. */
enum
{
	QUERY_GROUP_NAME,
	QUERY_WEIGHT,
	QUERY_VALUE,
	QUERY_COLUMNS
};

static const QueryColumn query_columns[QUERY_COLUMNS] = {
	[QUERY_GROUP_NAME] = {"group_name", COLUMN_TEXT, .required = true, .null_allowed = true},
	[QUERY_WEIGHT] = {"weight", COLUMN_WEIGHT, .null_skips = true},
	[QUERY_VALUE] = {"value", COLUMN_QUANTITY, .required = true, .null_skips = true},
};

static const QueryDescription query_description = {
	.name = "decomposition",
	.columns = query_columns,
	.n_columns = QUERY_COLUMNS,
	.n_key_columns = 1
};

/* The columns of the result. */
enum
{
	PART_GROUP_NAME,
	PART_WEIGHT_SHARE,
	PART_MEAN,
	PART_THEIL,
	PART_WITHIN,
	PART_BETWEEN,
	PART_CONTRIBUTION,
	PART_COLUMNS
};

/* A row of the result. */
typedef struct Part
{
	const char *name;
	Datum		values[PART_COLUMNS];
	bool		nulls[PART_COLUMNS];
} Part;

typedef struct Decomposition
{
	FunctionCallInfo fcinfo;
	MemoryContext memory;		/* all that the call holds */
	groups_hash *groups;
	const TheilGroup *current;	/* whose sums are at work, or NULL */
} Decomposition;

PG_FUNCTION_INFO_V1(theil_decomposition);

/* Groups and results count against the limit; what stands already does. */
static void
check_memory_limit(const Decomposition *decomposition, Size more)
{
	Size		held = MemoryContextMemAllocated(decomposition->memory, true);

	if (held + more > (Size) asn_mutasi_memory_limit * 1024)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("theil_decomposition needs more memory than asn_mutasi.memory_limit allows"),
				 errdetail("%u groups take %zu kB, and the limit is %d kB.",
						   decomposition->groups->members, (held + more) / 1024,
						   asn_mutasi_memory_limit),
				 errhint("Form larger groups, or raise asn_mutasi.memory_limit.")));
}

static void
name_group_in_context(void *arg)
{
	const TheilGroup *group = ((Decomposition *) arg)->current;

	if (group == NULL)
		return;
	if (group->name == NULL)
		errcontext("group NULL");
	else
		errcontext("group \"%s\"", group->name);
}

/* What theil refuses of a row whose numbers are in the ranges of the columns. */
static void
check_amounts(FunctionCallInfo fcinfo, double value, double weight)
{
	if (unlikely(weight < LEAST_AMOUNT))
		refuse_tiny_amount(fcinfo, "weight", weight);
	if (unlikely(value < LEAST_AMOUNT) && value > 0)
		refuse_tiny_amount(fcinfo, "value", value);
	if (unlikely(value * weight < LEAST_AMOUNT) && value > 0)
		refuse_tiny(fcinfo, 0, value * weight);
}

static EntropyState *
make_theil(MemoryContext context)
{
	EntropyState *state = MemoryContextAllocZero(context, sizeof(EntropyState));

	state->version = STATE_VERSION;
	state->order = 1;
	return state;
}

/* Puts a row into its group; for read_query. */
static void
receive_row(void *state, const QueryValue *values)
{
	Decomposition *decomposition = state;
	FunctionCallInfo fcinfo = decomposition->fcinfo;
	double		value = values[QUERY_VALUE].real;
	double		weight = values[QUERY_WEIGHT].is_null ? 1 : values[QUERY_WEIGHT].real;	/* no such column */
	const char *name = values[QUERY_GROUP_NAME].is_null ? NULL : values[QUERY_GROUP_NAME].text;
	TheilGroup *group;
	bool		found;

	group = groups_insert(decomposition->groups, name, &found);
	if (!found)
	{
		if (name != NULL)
			group->name = MemoryContextStrdup(decomposition->memory, name);
		group->state = make_theil(decomposition->memory);
		group->block = NULL;
		check_memory_limit(decomposition, 0);
	}
	decomposition->current = group;
	check_amounts(fcinfo, value, weight);
	if (group->block != NULL)
		push_row(fcinfo, group->state, group->block, value, weight, true);
	else
	{
		add_to_entropy(fcinfo, group->state, value, weight);
		if (deserves_block(group->state, weight))
		{
			group->block = MemoryContextAllocZero(decomposition->memory, sizeof(EntropyBlock));
			check_memory_limit(decomposition, 0);
		}
	}
	decomposition->current = NULL;
}

static void
set_value(Part *part, int column, double value)
{
	part->values[column] = Float8GetDatum(value);
	part->nulls[column] = false;
}

/* What is not set here is NULL: all parts when the whole has no mean above 0. */
static void
fill_part(Part *part, const TheilGroup *group, const EntropyState *whole)
{
	double		weight_share = entropy_weight(group->state) / entropy_weight(whole);
	double		index = 0;
	double		above;
	double		amount_share;
	double		within;
	double		between;

	memset(part->nulls, true, sizeof(part->nulls));
	part->name = group->name;
	part->nulls[PART_GROUP_NAME] = group->name == NULL;
	if (group->name != NULL)
		part->values[PART_GROUP_NAME] = CStringGetTextDatum(group->name);
	set_value(part, PART_WEIGHT_SHARE, weight_share);
	set_value(part, PART_MEAN, entropy_mean(group->state));
	if (entropy_index(group->state, &index))
		set_value(part, PART_THEIL, index);
	if (entropy_mean(whole) == 0)
		return;

	above = mean_above_whole(group->state, whole);
	amount_share = weight_share * (1 + above);
	within = amount_share * index;
	between = entropy_mean(group->state) == 0 ? 0 : amount_share * log1p(above);
	set_value(part, PART_WITHIN, within);
	set_value(part, PART_BETWEEN, between);
	set_value(part, PART_CONTRIBUTION, within + between);
}

/* The largest contribution first, then by name, NULL last. */
static int
compare_parts(const void *a, const void *b, void *collation)
{
	const Part *one = a;
	const Part *other = b;
	double		difference = 0;

	if (!one->nulls[PART_CONTRIBUTION])
		difference = DatumGetFloat8(other->values[PART_CONTRIBUTION]) -
			DatumGetFloat8(one->values[PART_CONTRIBUTION]);
	if (difference != 0)
		return difference > 0 ? 1 : -1;
	if (one->name == NULL || other->name == NULL)
		return (one->name == NULL) - (other->name == NULL);
	return varstr_cmp(one->name, strlen(one->name), other->name, strlen(other->name),
					  *(Oid *) collation);
}

/* The parts of all groups, sorted. */
static Part *
make_parts(Decomposition *decomposition)
{
	FunctionCallInfo fcinfo = decomposition->fcinfo;
	Size		size = decomposition->groups->members * sizeof(Part);
	EntropyState *whole = make_theil(decomposition->memory);
	Oid			collation = PG_GET_COLLATION();
	groups_iterator iterator;
	const TheilGroup *group;
	Part	   *parts;
	Part	   *next;

	check_memory_limit(decomposition, size);
	parts = next = MemoryContextAllocHuge(decomposition->memory, size);

	groups_start_iterate(decomposition->groups, &iterator);
	while ((group = groups_iterate(decomposition->groups, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		if (group->block != NULL)
		{
			decomposition->current = group;
			add_block_to_entropy(fcinfo, group->state, group->block, true);
			decomposition->current = NULL;
		}
		join_entropy(fcinfo, whole, group->state);
	}
	groups_start_iterate(decomposition->groups, &iterator);
	while ((group = groups_iterate(decomposition->groups, &iterator)) != NULL)
	{
		CHECK_FOR_INTERRUPTS();
		fill_part(next++, group, whole);
		check_memory_limit(decomposition, 0);
	}
	qsort_interruptible(parts, decomposition->groups->members, sizeof(Part),
						compare_parts, &collation);
	return parts;
}

/*
 * theil_decomposition(query text) -> one row for each group
 */
Datum
theil_decomposition(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	Decomposition decomposition = {.fcinfo = fcinfo};
	ErrorContextCallback error_context = {
		.previous = error_context_stack,
		.callback = name_group_in_context,
		.arg = &decomposition
	};
	MemoryContext caller;
	Part	   *parts;

	InitMaterializedSRF(fcinfo, 0);
	check_row_type(result->setDesc, PART_COLUMNS);

	decomposition.memory = AllocSetContextCreate(CurrentMemoryContext,
												 "asn_mutasi groups",
												 ALLOCSET_DEFAULT_SIZES);
	decomposition.groups = groups_create(decomposition.memory, FIRST_GROUPS, NULL);
	error_context_stack = &error_context;
	read_query(&query_description, text_to_cstring(PG_GETARG_TEXT_PP(0)),
			   receive_row, &decomposition);

	caller = MemoryContextSwitchTo(decomposition.memory);
	parts = make_parts(&decomposition);
	error_context_stack = error_context.previous;
	for (uint32 i = 0; i < decomposition.groups->members; i++)
	{
		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc,
							 parts[i].values, parts[i].nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(decomposition.memory);
	PG_RETURN_NULL();
}
