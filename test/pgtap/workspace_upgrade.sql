-- Whatever an older workspace may lack, upgrade_workspace brings back: it is
-- compared with one made afresh, after every kind of thing was taken from it, from
-- all tables that have one.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SELECT plan(11);

SELECT asn_mutasi.create_workspace('torn'), asn_mutasi.create_workspace('whole') \g /dev/null
SET search_path = public, pg_catalog;

-- A line for each thing that a workspace has, without the name of its schema.
CREATE FUNCTION public.has(ws regnamespace) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT replace(thing, ws || '.', '')
	FROM (
		SELECT concat_ws(' ', 'table', relname, obj_description(oid, 'pg_class')) AS thing FROM pg_class WHERE relnamespace = ws AND relkind = 'r'
		UNION ALL
		SELECT concat_ws(' ', 'column', r.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text, pg_get_expr(d.adbin, d.adrelid),
						 col_description(r.oid, a.attnum))
		FROM pg_class AS r JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
			 LEFT JOIN pg_attrdef AS d ON d.adrelid = r.oid AND d.adnum = a.attnum
		WHERE r.relnamespace = ws AND r.relkind = 'r'
		UNION ALL
		SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = ws
		UNION ALL
		SELECT concat_ws(' ', 'index', tablename, indexname, indexdef) FROM pg_indexes WHERE schemaname = ws::text
		UNION ALL
		SELECT 'setting ' || substring(query_to_xml(format('SELECT name, value FROM %s.setting ORDER BY 1', ws), false, true, '')::text FROM '<row.*')
		UNION ALL
		SELECT 'rule ' || substring(query_to_xml(format('SELECT code, stage, period, parameters FROM %s.rule ORDER BY 1, 2, 3', ws), false, true, '')::text FROM '<row.*')) AS all_things
$$;

-- Runs commands on the workspace "torn", upgrades it, and says what is otherwise
-- than in a whole one; NULL when the commands took nothing.
CREATE FUNCTION public.differs_after(commands text[]) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE
	command text;
	added bigint;
BEGIN
	FOREACH command IN ARRAY commands LOOP
		EXECUTE command;
	END LOOP;
	SELECT count(*) INTO added FROM asn_mutasi.upgrade_workspace('torn');
	IF added = 0 THEN
		RETURN NEXT 'nothing was lacking';
	END IF;
	RETURN QUERY (SELECT '- ' || h FROM (SELECT has('whole') EXCEPT SELECT has('torn')) AS lacking (h)
				  UNION ALL SELECT '+ ' || h FROM (SELECT has('torn') EXCEPT SELECT has('whole')) AS other (h));
END $$;
CREATE FUNCTION public.drop_constraints(kinds text[]) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname))
	FROM pg_constraint WHERE connamespace = 'torn'::regnamespace AND contype::text = ANY (kinds)
$$;
CREATE FUNCTION public.drop_tables(remainder int) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(format('DROP TABLE IF EXISTS torn.%I CASCADE', relname))
	FROM (SELECT relname, row_number() OVER (ORDER BY relname) AS number FROM pg_class WHERE relnamespace = 'torn'::regnamespace AND relkind = 'r') AS t
	WHERE number % 2 = remainder AND relname <> 'setting'		-- without its settings it is no workspace
$$;

SELECT is_empty($$SELECT has('whole') EXCEPT SELECT has('torn')$$, 'two new workspaces are alike');
SELECT is_empty($$SELECT differs_after(drop_constraints('{c}'))$$, 'checks come back');
SELECT is_empty($$SELECT differs_after(drop_constraints('{f}'))$$, 'references');
SELECT is_empty($$SELECT differs_after(drop_constraints('{u,x}'))$$, 'unique keys and exclusion');
SELECT is_empty($$SELECT differs_after(drop_constraints('{p}'))$$, 'primary keys, with the references to them');
SELECT is_empty($$SELECT differs_after(ARRAY(SELECT format('DROP INDEX torn.%I', n.relname) FROM pg_index AS i JOIN pg_class AS n ON n.oid = i.indexrelid
	WHERE n.relnamespace = 'torn'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = n.oid)))$$, 'indexes');
SELECT is_empty($$SELECT differs_after(ARRAY(SELECT format('ALTER TABLE %s DROP COLUMN %I CASCADE', r.oid::regclass, a.attname)
	FROM pg_class AS r JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0
	WHERE r.relnamespace = 'torn'::regnamespace AND r.relkind = 'r' AND (NOT a.attnotnull OR a.atthasdef) AND r.relname NOT IN ('setting', 'rule')))$$,
	'columns that may be empty or have a default');
SELECT is_empty('SELECT differs_after(drop_tables(0))', 'one half of the tables');
SELECT is_empty('SELECT differs_after(drop_tables(1))', 'the other half');
SELECT is_empty($$SELECT differs_after(ARRAY['DELETE FROM torn.setting WHERE name NOT IN (''workspace_version'', ''kept_relations'')'])$$, 'settings');
SELECT is_empty($$SELECT asn_mutasi.upgrade_workspace('torn')$$, 'then nothing is lacking');

SELECT * FROM finish();
ROLLBACK;
