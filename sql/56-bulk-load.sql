-- Loading many rows into a workspace.
--
-- One MERGE by primary key, generated from the columns of the source: what is
-- new is inserted, what differs is updated, nothing is ever deleted.  Costs one
-- pass over the source to look for keys given twice, one join to count what is
-- new (MERGE tells only the sum before PostgreSQL 17), and the MERGE.
--
-- What PostgreSQL says about a value that does not convert, or that refers to
-- nothing, does not name the row.  Only after such an error is the row searched.

CREATE FUNCTION load_rows(ws regnamespace, target text, source regclass,
						  OUT inserted bigint, OUT updated bigint, OUT unchanged bigint)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $body$
DECLARE
	into_table	regclass;
	given		name[];		-- the columns of the source
	keys		name[];		-- the columns of the primary key
	wrong		name[];
	casts		text;		-- the columns of the source in the types of the target
	typed		text;		-- the source, so converted
	same_key	text;
	named_key	text;		-- an expression: "Key (a, b)=(1, 2)", as PostgreSQL writes it
	changes		text;
	key_column	name;
	last_key	bigint;
	touched		bigint;
	found_key	text;
	search		text;
	problem		text;
	state		text;
	details		text;
	broken		text;
	its_column	name;
	source_type	text;
	its_type	text;
BEGIN
	IF ws IS NULL OR target IS NULL OR source IS NULL THEN
		RAISE null_value_not_allowed USING
			MESSAGE = 'workspace, target and source must not be null',
			HINT = 'For example load_rows(''simpeg'', ''employee'', ''staging'').';
	END IF;
	PERFORM @extschema@.enter_workspace(ws);

	into_table := to_regclass(format('%s.%I', ws, target));
	IF into_table IS NULL THEN
		RAISE undefined_table USING
			MESSAGE = format('workspace %s has no table "%s"', ws, target),
			HINT = 'Give the name of a table of the workspace, without its schema.';
	END IF;
	SELECT array_agg(a.attname ORDER BY array_position(i.indkey::int2[], a.attnum)) INTO keys
	FROM pg_index AS i
		 JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[])
		 JOIN pg_class AS c ON c.oid = i.indrelid
	WHERE i.indrelid = into_table AND i.indisprimary AND c.relkind IN ('r', 'p');
	IF keys IS NULL THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is not a table with a primary key', into_table),
			DETAIL = 'Rows are told apart by the primary key of the table they are loaded into.',
			HINT = 'Where the workspace has a view over another table, load that table.';
	END IF;

	SELECT array_agg(attname ORDER BY attnum) INTO given
	FROM pg_attribute
	WHERE attrelid = source AND attnum > 0 AND NOT attisdropped;

	SELECT array_agg(g ORDER BY n) INTO wrong
	FROM unnest(given) WITH ORDINALITY AS u (g, n)
	WHERE NOT EXISTS (SELECT FROM pg_attribute
					  WHERE attrelid = into_table AND attname = g AND attnum > 0
							AND NOT attisdropped AND attgenerated = '');
	IF wrong IS NOT NULL THEN
		RAISE undefined_column USING
			MESSAGE = format('%s has columns that %s does not take', source, into_table),
			DETAIL = format('They are: %s.', array_to_string(wrong, ', ')),
			HINT = 'Load from a view that gives the columns of the target their names, and leaves out the others.';
	END IF;

	SELECT array_agg(k ORDER BY n) INTO wrong
	FROM unnest(keys) WITH ORDINALITY AS u (k, n)
	WHERE k <> ALL (coalesce(given, '{}'));
	IF wrong IS NOT NULL THEN
		RAISE undefined_column USING
			MESSAGE = format('%s lacks key columns of %s', source, into_table),
			DETAIL = format('They are: %s.', array_to_string(wrong, ', ')),
			HINT = 'Every row needs a number that stays the same from load to load; without it a second load would add every row again.';
	END IF;

	SELECT string_agg(format('x.%1$I::%2$s AS %1$I', attname, format_type(atttypid, atttypmod)),
					  ', ' ORDER BY attnum),
		   string_agg(format('t.%1$I = s.%1$I', attname), ' AND ' ORDER BY attnum)
				FILTER (WHERE attname = ANY (keys)),
		   string_agg(format('%1$I = s.%1$I', attname), ', ' ORDER BY attnum)
				FILTER (WHERE attname <> ALL (keys))
	INTO casts, same_key, changes
	FROM pg_attribute
	WHERE attrelid = into_table AND attname = ANY (given);
	typed := format('(SELECT %s FROM %s AS x)', casts, source);
	SELECT format('format(%L, %s)',
				  format('Key (%s)=(%s)', string_agg(replace(k, '%', '%%'), ', ' ORDER BY n),
						 string_agg('%s', ', ' ORDER BY n)),
				  string_agg(format('s.%I', k), ', ' ORDER BY n)) INTO named_key
	FROM unnest(keys) WITH ORDINALITY AS u (k, n);

	-- Nobody else changes the table between counting and merging.
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', into_table);
	BEGIN
		EXECUTE format('SELECT %s FROM %s AS s GROUP BY %s HAVING count(*) > 1 LIMIT 1', named_key, typed,
					   (SELECT string_agg(format('s.%I', k), ', ') FROM unnest(keys) AS k))
		INTO found_key;
		IF found_key IS NOT NULL THEN
			RAISE cardinality_violation USING
				MESSAGE = format('%s has two rows for one of %s', source, into_table),
				DETAIL = format('%s is given more than once.', found_key),
				HINT = 'Nothing was loaded.  Decide which of them holds.';
		END IF;

		EXECUTE format('SELECT count(*) FILTER (WHERE t.%1$I IS NULL), count(*) FROM %2$s AS s LEFT JOIN %3$s AS t ON %4$s',
					   keys[1], typed, into_table, same_key)
		INTO inserted, unchanged;

		-- *<> compares what is stored, NULLs included, in every type: also in
		-- those that have no equality, such as polygon.
		EXECUTE format('MERGE INTO %s AS t USING %s AS s ON %s', into_table, typed, same_key)
			|| CASE WHEN changes IS NULL THEN '' ELSE
				format(' WHEN MATCHED AND ROW(%s)::record OPERATOR(pg_catalog.*<>) ROW(%s)::record THEN UPDATE SET %s',
					   (SELECT string_agg(format('t.%I', g), ', ' ORDER BY n)
						FROM unnest(given) WITH ORDINALITY AS u (g, n)),
					   (SELECT string_agg(format('s.%I', g), ', ' ORDER BY n)
						FROM unnest(given) WITH ORDINALITY AS u (g, n)),
					   changes) END
			|| format(' WHEN NOT MATCHED THEN INSERT (%s) VALUES (%s)',
					  (SELECT string_agg(format('%I', g), ', ' ORDER BY n)
					   FROM unnest(given) WITH ORDINALITY AS u (g, n)),
					  (SELECT string_agg(format('s.%I', g), ', ' ORDER BY n)
					   FROM unnest(given) WITH ORDINALITY AS u (g, n)));
		GET DIAGNOSTICS touched = ROW_COUNT;
	EXCEPTION
		WHEN foreign_key_violation THEN
			GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, state = RETURNED_SQLSTATE,
				details = PG_EXCEPTION_DETAIL, broken = CONSTRAINT_NAME;
			-- Which row it was PostgreSQL does not say: the first one is named.
			-- Rows of the same load count as there: a unit may come with its parent.
			-- Only who may read what is referred to can be told.
			SELECT format('SELECT format(%L, %s, %s) FROM %s AS s WHERE %s AND NOT EXISTS (SELECT FROM %s AS r WHERE %s)',
						  format('%%s of %s: (%s)=(%s) is not present in table "%s".', source,
								 string_agg(replace(own.attname, '%', '%%'), ', '), string_agg('%s', ', '),
								 c.confrelid::regclass),
						  named_key, string_agg(format('s.%I', own.attname), ', '), typed,
						  string_agg(format('s.%I IS NOT NULL', own.attname), ' AND '),
						  c.confrelid::regclass,
						  string_agg(format('r.%I = s.%I', its.attname, own.attname), ' AND '))
				   || CASE WHEN c.confrelid = c.conrelid THEN
					format(' AND NOT EXISTS (SELECT FROM %s AS r WHERE %s)', typed,
						   string_agg(format('r.%I = s.%I', its.attname, own.attname), ' AND '))
					ELSE '' END
				   || ' ORDER BY 1 LIMIT 1'
			FROM pg_constraint AS c
				 CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS u (own, its)
				 JOIN pg_attribute AS own ON own.attrelid = c.conrelid AND own.attnum = u.own
				 JOIN pg_attribute AS its ON its.attrelid = c.confrelid AND its.attnum = u.its
			WHERE c.conrelid = into_table AND c.conname = broken AND has_table_privilege(c.confrelid, 'SELECT')
			GROUP BY c.oid
			INTO search;
			IF search IS NOT NULL THEN
				EXECUTE search INTO found_key;
			END IF;
			RAISE EXCEPTION USING ERRCODE = state, MESSAGE = problem, CONSTRAINT = broken,
				DETAIL = coalesce(found_key, details),
				HINT = 'Nothing was loaded.  Load what the rows refer to first, or correct them.';
		WHEN data_exception THEN
			GET STACKED DIAGNOSTICS problem = MESSAGE_TEXT, state = RETURNED_SQLSTATE,
				details = PG_EXCEPTION_DETAIL;
			-- First the column, in one pass each; then the row, one by one.
			FOR its_column, source_type, its_type IN
				SELECT t.attname, format_type(s.atttypid, s.atttypmod), format_type(t.atttypid, t.atttypmod)
				FROM pg_attribute AS t
					 JOIN pg_attribute AS s ON s.attrelid = source AND s.attname = t.attname
				WHERE t.attrelid = into_table AND t.attname = ANY (given)
				ORDER BY t.attnum
			LOOP
				BEGIN
					EXECUTE format('SELECT count(%I::%s) FROM %s', its_column, its_type, source)
					INTO last_key;
				EXCEPTION WHEN data_exception THEN
					FOR found_key, broken IN
						EXECUTE format('SELECT %s, s.%I::text FROM %s AS s', named_key, its_column, source)
					LOOP
						BEGIN
							EXECUTE format('SELECT $1::%s::%s', source_type, its_type) USING broken;
						EXCEPTION WHEN data_exception THEN
							RAISE EXCEPTION USING ERRCODE = state, MESSAGE = SQLERRM,
								COLUMN = its_column,
								DETAIL = format('%s of %s, column %s.', found_key, source, its_column),
								HINT = 'Nothing was loaded.  Correct the row, or convert the column in a view.';
						END;
					END LOOP;
				END;
			END LOOP;
			RAISE EXCEPTION USING ERRCODE = state, MESSAGE = problem, DETAIL = details;
	END;

	updated := touched - inserted;
	unchanged := unchanged - touched;

	-- Numbers given from outside must not be given out again.
	SELECT attname INTO key_column
	FROM pg_attribute
	WHERE attrelid = into_table AND attname = ANY (keys) AND attidentity <> '';
	IF key_column IS NOT NULL AND inserted > 0 THEN
		EXECUTE format('SELECT max(%I) FROM %s', key_column, into_table) INTO last_key;
		PERFORM setval(q.sequence, last_key)
		FROM (SELECT pg_get_serial_sequence(into_table::text, key_column)::regclass AS sequence) AS q
		WHERE coalesce(pg_sequence_last_value(q.sequence), 0) < last_key;
	END IF;
END
$body$;

COMMENT ON FUNCTION load_rows(regnamespace, text, regclass) IS
'Loads the rows of a table or view into a table of a workspace: one MERGE by primary key.

source is a table, view, materialized view or foreign table with the key and any other columns of the target, under the same names; each value is cast to the target''s type, so that a staging table may be all text. Rows with a new key are inserted (columns that the source lacks get their defaults), rows that differ are updated in the columns the source has, nothing is deleted. Gives the number of rows inserted, updated and unchanged. All or nothing: any error leaves the target as it was.

A NULL in the source is loaded as NULL. Errors: 22004 a NULL argument; 42P01 no such table in the workspace; 42809 the target is a view or has no primary key; 42703 columns that the target has not, or key columns that the source lacks, all listed; 21000 one key twice; what the types and constraints of the target refuse, under its own SQLSTATE, with the key of the row. Locks the target against other writers until the end of the transaction.
Needs SELECT on the source, SELECT, INSERT and UPDATE on the target, and SELECT and UPDATE on the sequence of a key that the target numbers itself.';
