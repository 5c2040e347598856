/*
 * query_reader.h
 *	  A query given as text: run read-only, its rows checked and handed over
 *	  one by one.
 *
 * The caller says in a table which columns he wants.  They are found by name,
 * in any order, among any others; unless they are text, their types may be any
 * integer, numeric or floating-point type, or a domain over one, and every
 * value must convert without loss.
 *
 * Columns that have a plural may be given as arrays of that name instead, all
 * of them together: a row then stands for as many rows as the arrays have
 * elements, and costs the executor no more than one.
 */
#ifndef ASN_MUTASI_QUERY_READER_H
#define ASN_MUTASI_QUERY_READER_H

#include "query_value.h"

typedef struct QueryColumn
{
	const char *name;
	QueryColumnKind kind;
	bool		required;		/* may not be missing from the query */
	bool		null_allowed;
	bool		null_skips;		/* where it is NULL the row does not count, and
								 * nothing else of it is looked at */
	const char *plural;			/* name as an array, or NULL; the columns that
								 * have one are required and come last */
} QueryColumn;

typedef struct QueryDescription
{
	const char *name;			/* "posts": errors say "posts query" */
	const QueryColumn *columns;
	int			n_columns;
	int			n_key_columns;	/* the first so many columns name a row; with
								 * its number, if they are text */
} QueryDescription;

#define MAX_QUERY_COLUMNS	12

/*
 * Gets each row's values, in the order of the description's columns.  It runs
 * inside the executor, in a memory context that need not outlast the call.
 */
typedef void (*QueryRowReceiver) (void *state, const QueryValue *values);

/*
 * Runs the query on the caller's snapshot and hands every row to receive_row.
 * Rows come in the order of the query, which is any order when the plan is
 * parallel.  SPI is connected for the duration; all it allocates is gone
 * afterwards.
 *
 * Errors: 42601 not one statement that returns rows; 25006 it writes;
 * 42703 missing column; 42702 column twice; 42804 wrong type; 22004 NULL;
 * 2202E arrays of different lengths or of several dimensions; 22003 NaN,
 * infinite, out of range, or a fraction where a whole number is due; 22023
 * negative where that has no meaning; and whatever the query itself runs into,
 * with the query named in the context.
 */
extern void read_query(const QueryDescription *description, const char *query,
					   QueryRowReceiver receive_row, void *state);

#endif							/* ASN_MUTASI_QUERY_READER_H */
