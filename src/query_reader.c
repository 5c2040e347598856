/*
 * query_reader.c
 *	  A query given as text: run read-only, its rows checked and handed over
 *	  one by one.
 *
 * The rows stream from the executor through a DestReceiver, so that they are
 * held nowhere but where the caller puts them, and a query that runs to its
 * end in one go may use parallel workers.  A cursor would do neither.
 *
 * Read-only means three things here.  The statement is looked at before it
 * runs, so that one that writes is refused by a message of its own.  SPI runs
 * it on the snapshot of the calling statement, so that several queries of one
 * call see the same data.  And the transaction counts as read-only meanwhile,
 * so that a function inside the query cannot write either.
 *
 * How values are converted (query_value.h) is settled before the first row,
 * when the columns are found by their names.
 */
#include "postgres.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "compat.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "tcop/cmdtag.h"
#include "tcop/dest.h"
#include "tcop/utility.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"

#include "query_reader.h"

/* Where a column of the description is found in the rows of the query. */
typedef struct ColumnSource
{
	int			attribute;		/* index into the row, -1 when missing */
	Oid			declared_type;	/* as the query has it, perhaps a domain */
	Oid			base_type;		/* of a value */
	int16		length;			/* how base_type stands in an array */
	bool		by_value;
	char		alignment;
	QueryColumnKind kind;
	bool		null_allowed;	/* as in a missing column, too */
	ValueConverter converter;
} ColumnSource;

typedef struct QueryReader
{
	DestReceiver receiver;		/* must be first */
	const QueryDescription *description;
	QueryRowReceiver receive_row;
	void	   *state;
	ColumnSource sources[MAX_QUERY_COLUMNS];
	int			n_scalars;		/* columns before the first that is an array */
	int			last_attribute; /* rows are taken apart up to here */
	bool		may_skip;		/* a column has null_skips */
	MemoryContext scratch;		/* of one row: detoasted numerics, arrays */
	bool		uses_scratch;
	int64		row_number;
} QueryReader;

static const char *
query_name(const QueryReader *reader)
{
	return reader->description->name;
}

/*
 * The statement
 */

static void
refuse_statement(const QueryReader *reader, const char *fact)
{
	ereport(ERROR,
			(errcode(ERRCODE_SYNTAX_ERROR),
			 errmsg("%s query is not one statement that returns rows",
					query_name(reader)),
			 errdetail_internal("%s", fact),
			 errhint("Give one SELECT, VALUES, TABLE or WITH query, without parameters.")));
}

static void
refuse_writing(const QueryReader *reader, const char *fact)
{
	ereport(ERROR,
			(errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION),
			 errmsg("%s query must not write", query_name(reader)),
			 errdetail_internal("%s", fact),
			 errhint("Give a query that only reads; store what it needs beforehand.")));
}

/* Whether there is FOR UPDATE or the like, here or in a subquery. */
static bool
locks_rows(Node *node, void *context)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return ((Query *) node)->rowMarks != NIL ||
			query_tree_walker((Query *) node, locks_rows, context, 0);
	return expression_tree_walker(node, locks_rows, context);
}

/* Refuses whatever is not one statement that only reads and returns rows. */
static void
check_statement(const QueryReader *reader, SPIPlanPtr plan)
{
	List	   *statements = SPI_plan_get_plan_sources(plan);
	CachedPlanSource *statement;
	ListCell   *lc;

	if (list_length(statements) != 1)
		refuse_statement(reader, psprintf(_("It has %d statements."),
										  list_length(statements)));

	statement = linitial(statements);
	foreach(lc, statement->query_list)
	{
		Query	   *query = lfirst_node(Query, lc);
		CommandTag	tag = CreateCommandTag((Node *) query);
		const char *fact = psprintf(_("It is a statement of kind %s."),
									GetCommandTagName(tag));

		if (query->commandType == CMD_UTILITY)
		{
			/* The statements that fire event triggers are DDL. */
			if (command_tag_event_trigger_ok(tag))
				refuse_writing(reader, fact);
			refuse_statement(reader, fact);
		}
		if (query->commandType != CMD_SELECT)
			refuse_writing(reader, fact);
		if (query->hasModifyingCTE)
			refuse_writing(reader, _("Its WITH clause changes data."));
		if (locks_rows((Node *) query, NULL))
			refuse_writing(reader, _("It locks the rows it reads (FOR UPDATE or FOR SHARE)."));
	}
	if (statement->resultDesc == NULL)
		refuse_statement(reader, _("It returns no rows."));
}

/*
 * The columns
 */

static char *
quoted_column_list(TupleDesc row)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < row->natts; i++)
		appendStringInfo(&list, "%s\"%s\"", i == 0 ? "" : ", ",
						 NameStr(TupleDescAttr(row, i)->attname));
	return list.data;
}

/* Index of the named column in the row, -1 when there is none. */
static int
find_attribute(const QueryReader *reader, TupleDesc row, const char *name)
{
	int			found = -1;

	for (int i = 0; i < row->natts; i++)
	{
		if (strcmp(NameStr(TupleDescAttr(row, i)->attname), name) != 0)
			continue;
		if (found >= 0)
			ereport(ERROR,
					(errcode(ERRCODE_AMBIGUOUS_COLUMN),
					 errmsg("%s query has more than one column \"%s\"",
							query_name(reader), name),
					 errdetail("Its columns are %s.", quoted_column_list(row)),
					 errhint("Columns are found by name; give another name to all but one.")));
		found = i;
	}
	return found;
}

static void
check_column_is_there(const QueryReader *reader, TupleDesc row,
					  const QueryColumn *column, const char *name,
					  int attribute)
{
	if (attribute < 0 && column->required)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("%s query has no column \"%s\"",
						query_name(reader), name),
				 row->natts == 0 ? errdetail("It has no columns.") :
				 errdetail("Its columns are %s.", quoted_column_list(row)),
				 errhint("Columns are found by name; write SELECT ... AS %s.",
						 name)));
}

static void
refuse_column_type(const QueryReader *reader, const ColumnSource *source,
				   const char *name, bool is_array)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("column \"%s\" of the %s query is of type %s",
					name, query_name(reader),
					format_type_be(source->declared_type)),
			 is_array ?
			 errdetail("It must be an array of an integer, numeric or floating-point type.") :
			 errdetail("It must be of an integer, numeric or floating-point type."),
			 errhint("Cast it: %s::%s%s.", name,
					 is_whole(source->kind) ? "bigint" : "float8",
					 is_array ? "[]" : "")));
}

/*
 * The values
 */

/* The name by which the query gives a column. */
static const char *
column_name(const QueryReader *reader, int column)
{
	const QueryColumn *described = &reader->description->columns[column];

	return column < reader->n_scalars ? described->name : described->plural;
}

/*
 * Names the row that is being read: by those of its keys that stand before
 * the given column, and by its number when they are not all there, or are text,
 * which many rows may share.
 */
static char *
row_name(const QueryReader *reader, const QueryValue *values, int column)
{
	const QueryDescription *description = reader->description;
	int			n_keys = Min(column, description->n_key_columns);
	StringInfoData name;

	initStringInfo(&name);
	if (n_keys < description->n_key_columns || description->columns[0].kind == COLUMN_TEXT)
		appendStringInfo(&name, "row %lld", (long long) reader->row_number);
	else
		appendStringInfoString(&name, "the row");
	for (int i = 0; i < n_keys; i++)
	{
		appendStringInfo(&name, "%s %s ", i == 0 ? " with" : ",",
						 description->columns[i].name);
		if (values[i].is_null)
			appendStringInfoString(&name, "NULL");
		else if (description->columns[i].kind == COLUMN_TEXT)
			appendStringInfo(&name, "\"%s\"", values[i].text);
		else
			appendStringInfo(&name, "%lld", (long long) values[i].integer);
	}
	return name.data;
}

pg_noreturn static void refuse_null(const QueryReader *reader,
									const QueryValue *values, int n_read,
									int column);
pg_noreturn static void refuse_value(const QueryReader *reader,
									 const QueryValue *values, int column,
									 Datum datum, Conversion fault);

/* n_read: how many columns of the row are read already */
static void
refuse_null(const QueryReader *reader, const QueryValue *values, int n_read,
			int column)
{
	const char *name = column_name(reader, column);

	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("column \"%s\" of the %s query is NULL",
					name, query_name(reader)),
			 errdetail("It is NULL in %s.", row_name(reader, values, n_read)),
			 errhint("Leave such rows out with WHERE, or put a value in place with coalesce().")));
}

static void
refuse_value(const QueryReader *reader, const QueryValue *values, int column,
			 Datum datum, Conversion fault)
{
	Oid			output_function;
	bool		is_varlena;

	getTypeOutputInfo(reader->sources[column].base_type,
					  &output_function, &is_varlena);
	ereport(ERROR,
			(errcode(fault == NEGATIVE ? ERRCODE_INVALID_PARAMETER_VALUE :
					 ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("column \"%s\" of the %s query %s",
					column_name(reader, column), query_name(reader),
					conversion_fault(fault)),
			 errdetail("It is %s in %s.",
					   OidOutputFunctionCall(output_function, datum),
					   row_name(reader, values, column)),
			 errhint("%s", range_of_kind(reader->sources[column].kind))));
}

/*
 * The receiver
 */

/*
 * Whether the columns that may be arrays are: when the query has one of their
 * plurals.  One that it also has in the singular would say it twice.
 */
static bool
gives_arrays(const QueryReader *reader, TupleDesc row)
{
	const QueryDescription *description = reader->description;
	const char *singular = NULL;
	const char *plural = NULL;

	for (int i = 0; i < description->n_columns; i++)
	{
		const QueryColumn *column = &description->columns[i];

		if (column->plural == NULL)
			continue;
		if (find_attribute(reader, row, column->name) >= 0)
			singular = column->name;
		if (find_attribute(reader, row, column->plural) >= 0)
			plural = column->plural;
	}
	if (singular != NULL && plural != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_AMBIGUOUS_COLUMN),
				 errmsg("%s query has both \"%s\" and \"%s\"",
						query_name(reader), singular, plural),
				 errdetail("Its columns are %s.", quoted_column_list(row)),
				 errhint("Give single values throughout, or arrays throughout.")));
	return plural != NULL;
}

/* Finds and checks the columns, before the first row. */
static void
start_reading(DestReceiver *self, int operation pg_attribute_unused(),
			  TupleDesc row)
{
	QueryReader *reader = (QueryReader *) self;
	const QueryDescription *description = reader->description;
	bool		has_arrays = gives_arrays(reader, row);

	reader->n_scalars = description->n_columns;
	reader->last_attribute = 0;
	reader->uses_scratch = false;
	reader->may_skip = false;
	for (int i = 0; i < description->n_columns; i++)
	{
		const QueryColumn *column = &description->columns[i];
		ColumnSource *source = &reader->sources[i];
		bool		is_unrolled = has_arrays && column->plural != NULL;
		bool		is_array = is_list(column->kind) || is_unrolled;
		const char *name = is_unrolled ? column->plural : column->name;

		if (is_unrolled)
			reader->n_scalars = Min(reader->n_scalars, i);
		source->attribute = find_attribute(reader, row, name);
		source->kind = column->kind;
		source->null_allowed = column->null_allowed || source->attribute < 0;
		check_column_is_there(reader, row, column, name, source->attribute);
		if (source->attribute < 0)
			continue;
		source->declared_type = TupleDescAttr(row, source->attribute)->atttypid;
		source->base_type = getBaseType(source->declared_type);
		if (is_array)
		{
			source->base_type = get_element_type(source->base_type);
			if (OidIsValid(source->base_type))
				source->base_type = getBaseType(source->base_type);
		}
		if (!find_converter(source->kind, source->base_type, &source->converter))
			refuse_column_type(reader, source, name, is_array);
		get_typlenbyvalalign(source->base_type, &source->length,
							 &source->by_value, &source->alignment);
		reader->last_attribute = Max(reader->last_attribute,
									 source->attribute + 1);
		if (is_array || column->kind == COLUMN_TEXT || source->base_type == NUMERICOID)
			reader->uses_scratch = true;
		if (column->null_skips)
			reader->may_skip = true;
	}
}

/* Takes an array apart. */
static int
read_array(const QueryReader *reader, const QueryValue *values, int column,
		   Datum datum, Datum **elements, bool **nulls)
{
	const ColumnSource *source = &reader->sources[column];
	int			n_read = Min(column, reader->n_scalars);
	ArrayType  *array = DatumGetArrayTypeP(datum);
	int			n;

	if (ARR_NDIM(array) > 1)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("array \"%s\" of the %s query has %d dimensions",
						column_name(reader, column), query_name(reader),
						ARR_NDIM(array)),
				 errdetail("It has so many in %s.",
						   row_name(reader, values, n_read)),
				 errhint("Give plain lists, for example with array_agg().")));
	deconstruct_array(array, source->base_type, source->length,
					  source->by_value, source->alignment, elements, nulls, &n);
	return n;
}

static void
read_list(QueryReader *reader, QueryValue *values, int column, Datum datum)
{
	ColumnSource *source = &reader->sources[column];
	Datum	   *elements;
	bool	   *nulls;
	int			n = read_array(reader, values, column, datum, &elements, &nulls);
	int64	   *ids = palloc(n * sizeof(int64));
	double	   *costs = palloc(n * sizeof(double));

	for (int e = 0; e < n; e++)
	{
		Conversion	result;
		QueryValue	value;

		CHECK_FOR_INTERRUPTS();
		if (nulls[e])
			refuse_null(reader, values, column, column);
		result = source->converter.convert(&source->converter, elements[e], &value);
		if (result != CONVERTED)
			refuse_value(reader, values, column, elements[e], result);
		if (source->kind == COLUMN_IDS)
			ids[e] = value.integer;
		else
			costs[e] = value.real;
	}
	if (source->kind == COLUMN_IDS)
		values[column].ids = ids;
	else
		values[column].costs = costs;
	values[column].list_length = n;
}

/* Checks one value and puts it among the row's. */
static inline void
read_value(QueryReader *reader, QueryValue *values, int column,
		   Datum datum, bool is_null)
{
	ColumnSource *source = &reader->sources[column];
	Conversion	result;

	values[column].is_null = is_null;
	if (is_null)
	{
		if (!source->null_allowed)
			refuse_null(reader, values, column, column);
		return;
	}
	if (is_list(source->kind))
	{
		read_list(reader, values, column, datum);
		return;
	}
	result = source->converter.convert(&source->converter, datum, &values[column]);
	if (unlikely(result != CONVERTED))
		refuse_value(reader, values, column, datum, result);
}

/* Hands over the rows that a row with arrays stands for. */
static void
receive_elements(QueryReader *reader, TupleTableSlot *slot,
				 QueryValue *values)
{
	int			first = reader->n_scalars;
	int			n_columns = reader->description->n_columns;
	Datum	   *elements[MAX_QUERY_COLUMNS];
	bool	   *nulls[MAX_QUERY_COLUMNS];
	int			length = 0;

	for (int i = first; i < n_columns; i++)
	{
		int			attribute = reader->sources[i].attribute;
		int			n;

		if (slot->tts_isnull[attribute])
			refuse_null(reader, values, first, i);
		n = read_array(reader, values, i, slot->tts_values[attribute],
					   &elements[i], &nulls[i]);
		if (i > first && n != length)
			ereport(ERROR,
					(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
					 errmsg("arrays of the %s query differ in length",
							query_name(reader)),
					 errdetail("In %s, \"%s\" has %d elements and \"%s\" has %d.",
							   row_name(reader, values, first),
							   column_name(reader, first), length,
							   column_name(reader, i), n),
					 errhint("Make the arrays of a row with one array_agg() each over the same rows, in the same order.")));
		length = n;
	}
	for (int e = 0; e < length; e++)
	{
		CHECK_FOR_INTERRUPTS();
		for (int i = first; i < n_columns; i++)
			read_value(reader, values, i, elements[i][e], nulls[i][e]);
		reader->receive_row(reader->state, values);
	}
}

/* Whether a NULL says that its row does not count. */
static bool
is_skipped(const QueryReader *reader, const TupleTableSlot *slot)
{
	for (int i = 0; i < reader->n_scalars; i++)
	{
		int			attribute = reader->sources[i].attribute;

		if (reader->description->columns[i].null_skips && attribute >= 0 &&
			slot->tts_isnull[attribute])
			return true;
	}
	return false;
}

/* Whether a column says that its row does not count. */
static inline bool
is_weightless(const QueryReader *reader, const QueryValue *values, int column)
{
	return reader->sources[column].kind == COLUMN_WEIGHT &&
		!values[column].is_null && values[column].real == 0;
}

static bool
receive_row(TupleTableSlot *slot, DestReceiver *self)
{
	QueryReader *reader = (QueryReader *) self;
	QueryValue	values[MAX_QUERY_COLUMNS];
	MemoryContext query_context = CurrentMemoryContext;
	bool		counts = true;

	reader->row_number++;
	slot_getsomeattrs(slot, reader->last_attribute);
	if (reader->may_skip && is_skipped(reader, slot))
		return true;
	if (reader->uses_scratch)
		MemoryContextSwitchTo(reader->scratch);

	for (int i = 0; i < reader->n_scalars && counts; i++)
	{
		int			attribute = reader->sources[i].attribute;

		read_value(reader, values, i,
				   attribute < 0 ? (Datum) 0 : slot->tts_values[attribute],
				   attribute < 0 || slot->tts_isnull[attribute]);
		counts = !is_weightless(reader, values, i);
	}
	if (counts && reader->n_scalars < reader->description->n_columns)
		receive_elements(reader, slot, values);
	else if (counts)
		reader->receive_row(reader->state, values);

	if (reader->uses_scratch)
	{
		MemoryContextSwitchTo(query_context);
		MemoryContextReset(reader->scratch);
	}
	return true;
}

static void
do_nothing(DestReceiver *self pg_attribute_unused())
{
}

static void
name_query_in_context(void *arg)
{
	errcontext("%s query", query_name(arg));
}

void
read_query(const QueryDescription *description, const char *query,
		   QueryRowReceiver receive, void *state)
{
	QueryReader reader = {
		.receiver = {
			.receiveSlot = receive_row,
			.rStartup = start_reading,
			.rShutdown = do_nothing,
			.rDestroy = do_nothing,
			.mydest = DestTuplestore	/* there is none for extensions */
		},
		.description = description,
		.receive_row = receive,
		.state = state
	};
	SPIExecuteOptions options = {
		.read_only = true,
		.must_return_tuples = true,
		.dest = &reader.receiver
	};
	ErrorContextCallback error_context = {
		.previous = error_context_stack,
		.callback = name_query_in_context,
		.arg = &reader
	};
	bool		was_read_only = XactReadOnly;

	Assert(description->n_columns <= MAX_QUERY_COLUMNS);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	error_context_stack = &error_context;
	reader.scratch = AllocSetContextCreate(CurrentMemoryContext,
										   "asn_mutasi row",
										   ALLOCSET_SMALL_SIZES);
	XactReadOnly = true;
	PG_TRY();
	{
		SPIPlanPtr	plan = SPI_prepare_cursor(query, 0, NULL,
											  CURSOR_OPT_PARALLEL_OK);
		int			result;

		if (plan == NULL)
			elog(ERROR, "SPI_prepare_cursor failed: %s",
				 SPI_result_code_string(SPI_result));
		check_statement(&reader, plan);
		result = SPI_execute_plan_extended(plan, &options);
		if (result < 0)
			elog(ERROR, "SPI_execute_plan_extended failed: %s",
				 SPI_result_code_string(result));
	}
	PG_FINALLY();
	{
		XactReadOnly = was_read_only;
	}
	PG_END_TRY();
	error_context_stack = error_context.previous;
	SPI_finish();
}
