-- Every function that works in a workspace or runs queries given as text, under a
-- hostile path and without rights: what lies on the caller's path changes nothing,
-- and who may not read a table or the schema gets PostgreSQL's own refusal, never
-- data.
--
-- The functions come from the catalog, and how to call each from "call" below:
-- one that is added without a line there makes the first test fail.
--
-- The hostile path has a function for every function of pg_catalog that can be
-- written in PL/pgSQL, an operator for every operator, types, and a relation of
-- each name in a workspace: whatever touches one of them fails.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SET search_path = public, pg_catalog, pg_temp;

-- A small workspace with rows in every table.
SELECT asn_mutasi.create_workspace('desk') \g /dev/null
SET search_path = desk, public;
INSERT INTO unit (unit_id, parent_id, name, lat, lon, area) VALUES
	(1, NULL, 'Dinas', -6.20, 106.80, '((106,-7),(106,-6),(107,-6),(107,-7))'), (2, 1, 'Utara', -6.13, 106.85, NULL),
	(3, 1, 'Barat', -6.17, 106.76, NULL);
INSERT INTO job_family (job_family_id, name) VALUES (1, 'Umum');
INSERT INTO job (job_id, job_family_id, name, rank_min) VALUES (1, 1, 'Arsiparis', 5), (2, 1, 'Juru Tulis', 1);
INSERT INTO post (post_id, unit_id, job_id, min_staff, analysed_on) VALUES
	(20, 2, 1, 1, '2025-01-01'), (30, 3, 1, NULL, '2025-01-01'), (21, 2, 2, NULL, '2025-01-01');
INSERT INTO task (post_id, name, kind, volume, minutes, share) VALUES
	(20, 'arsip', 'workload', 2, 75000, NULL), (30, 'arsip', 'workload', 4, 75000, NULL),
	(30, 'rapat', 'category_allowance', NULL, NULL, 0.2), (21, 'surat', 'workload', 1, 75000, NULL);
INSERT INTO need_adjustment (post_id, unit_id, factor, persons, period, reason) VALUES
	(NULL, 1, 1.1, NULL, '[2026-01-01,2026-03-01)', 'banjir'), (20, NULL, NULL, -1, '[2026-01-01,2027-01-01)', 'digital');
INSERT INTO employee (employee_id, nip, name, kind, birth_date, rank, home_lat, home_lon, contract_end) VALUES
	(1, '198501012010011001', 'A', 'PNS', '1985-01-01', 9, -6.15, 106.80, NULL),
	(2, '198601012010011002', 'B', 'PNS', '1986-01-01', 9, -6.15, 106.78, NULL),
	(3, '198701012010011003', 'C', 'PNS', NULL, 9, -6.15, 106.76, NULL),
	(4, '199001012023211004', 'D', 'PPPK', '1990-01-01', 9, NULL, NULL, '2026-06-01'),
	(5, '196801152000031005', 'E', 'PNS', '1968-01-15', 4, -6.15, 106.90, NULL),
	(6, NULL, 'F', 'PNS', '1999-01-01', 9, -6.16, 106.77, NULL);
INSERT INTO assignment (employee_id, post_id, period, kind) VALUES
	(1, 20, '[2020-01-01,)', 'permanent'), (2, 20, '[2015-01-01,2020-01-01)', 'permanent'), (2, 20, '[2020-01-01,)', 'permanent'),
	(3, 20, '[2020-01-01,)', 'permanent'), (4, 30, '[2024-01-01,)', 'permanent'),
	(5, 21, '[2000-01-01,2025-12-01)', 'permanent'), (5, 20, '[2025-12-01,)', 'temporary');
INSERT INTO kinship VALUES (1, 4, 'suami');
INSERT INTO skill (skill_id, name, kind, learning_days) VALUES (1, 'kearsipan', 'skill', 5), (2, 'diploma', 'education', NULL);
INSERT INTO employee_skill (employee_id, skill_id) VALUES (6, 1), (2, 2);
INSERT INTO job_skill VALUES (1, 1, true), (1, 2, false);
INSERT INTO preference (employee_id, post_id, unit_id) VALUES (2, NULL, 3), (3, 21, NULL);
INSERT INTO performance SELECT i, y, CASE i WHEN 3 THEN 'kurang' ELSE 'baik' END FROM generate_series(1, 5) AS i, generate_series(2023, 2025) AS y;
INSERT INTO complaint (unit_id, received_on) VALUES (2, '2025-12-01');
INSERT INTO briefing (employee_id, held_on, outcome) VALUES (2, '2025-12-01', 'welcomed');
INSERT INTO workload_snapshot VALUES ('2025-12-01', 20, 2, 3);
INSERT INTO refresh_run (status) VALUES ('failed');
INSERT INTO audit_log (action, relation, key) VALUES ('load', 'unit', '1');
SELECT asn_mutasi.create_plan('desk', '2026-01-01', 0) AS first_plan \gset
INSERT INTO response (plan_id, employee_id, answer) SELECT plan_id, employee_id, 'accepted' FROM plan_transfer;
CREATE TABLE need AS SELECT post_id, need FROM asn_mutasi.post_load('desk', '2026-01-01');
CREATE TABLE person AS SELECT * FROM asn_mutasi.planning_employees('desk', '2026-01-01');
CREATE TABLE candidate AS SELECT employee_id, post_id, cost FROM asn_mutasi.transfer_candidates('desk', '2026-01-01');
CREATE TABLE need_group AS SELECT unit_id AS group_name, need AS value, staff AS weight FROM asn_mutasi.post_load('desk', '2026-01-01');
DROP TABLE audit_log;					-- for upgrade_workspace to put back
CREATE SCHEMA staging;
CREATE TABLE staging.post AS SELECT post_id, unit_id, job_id, 5 AS max_staff FROM post;

-- How to call each function, and what then to compare.  "got" is what it
-- returned; plan numbers go on, and times differ.
SET search_path = public, pg_catalog, pg_temp;
\set problem '\'SELECT * FROM desk.need\', \'SELECT * FROM desk.person\', \'SELECT * FROM desk.candidate\''
CREATE TABLE public.call (function text PRIMARY KEY, invocation text NOT NULL, result text NOT NULL DEFAULT 'SELECT * FROM public.got');
INSERT INTO call VALUES
	('create_workspace(text)', $$asn_mutasi.create_workspace('other desk')$$,
	 $$SELECT format('%s %s', c.relname, c.relkind), count(a.attname)::text FROM pg_class AS c LEFT JOIN pg_attribute AS a ON a.attrelid = c.oid
	   WHERE c.relnamespace = '"other desk"'::regnamespace GROUP BY c.oid
	   UNION ALL SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = '"other desk"'::regnamespace
	   UNION ALL SELECT code, parameters::text FROM "other desk".rule UNION ALL SELECT name, value FROM "other desk".setting$$),
	('upgrade_workspace(regnamespace)', $$asn_mutasi.upgrade_workspace('desk')$$, DEFAULT),
	('complete_workspace(regnamespace,boolean)', $$asn_mutasi.complete_workspace('desk', true)$$, DEFAULT),
	('workspace_faults(regnamespace,regnamespace)', $$asn_mutasi.workspace_faults('staging', 'desk')$$, DEFAULT),
	('enter_workspace(regnamespace)',
	 $$(SELECT asn_mutasi.enter_workspace('desk') IS NULL AS failed, pg_catalog.current_setting('search_path') AS path) AS entered$$, DEFAULT),
	('load_rows(regnamespace,text,regclass)', $$asn_mutasi.load_rows('desk', 'post', 'staging.post')$$,
	 'SELECT got::text, post::text FROM public.got, desk.post'),
	('post_holders(regnamespace,date)', $$asn_mutasi.post_holders('desk', '2026-01-01')$$, DEFAULT),
	('post_load(regnamespace,date)', $$asn_mutasi.post_load('desk', '2026-01-01')$$, DEFAULT),
	('unit_load(regnamespace,date)', $$asn_mutasi.unit_load('desk', '2026-01-01')$$, DEFAULT),
	('load_forecast(regnamespace,integer,date)', $$asn_mutasi.load_forecast('desk', 36, '2026-01-01')$$, DEFAULT),
	('release_check(regnamespace,date)', $$asn_mutasi.release_check('desk', '2026-01-01')$$, DEFAULT),
	('planning_employees(regnamespace,date)', $$asn_mutasi.planning_employees('desk', '2026-01-01')$$, DEFAULT),
	('transfer_candidates(regnamespace,date)', $$asn_mutasi.transfer_candidates('desk', '2026-01-01')$$, DEFAULT),
	('explain_transfer(regnamespace,bigint,bigint,date)', $$asn_mutasi.explain_transfer('desk', 2, 30, '2026-01-01')$$, DEFAULT),
	('validate(regnamespace,date)', $$asn_mutasi.validate('desk', '2026-01-01')$$, DEFAULT),
	('create_plan(regnamespace,date,double precision,bigint)', $$asn_mutasi.create_plan('desk', '2026-01-01', 0)$$,
	 $$SELECT (t.chain, t.step, t.employee_id, t.from_post, t.to_post, t.cost, t.gain, t.cost_parts, t.reason_english)::text, p.proof::text, p.settings::text
	   FROM public.got AS g JOIN desk.plan AS p ON p.plan_id = g.create_plan JOIN desk.plan_transfer AS t ON t.plan_id = p.plan_id$$),
	('plan_reasons(regnamespace,bigint,text)', format('asn_mutasi.plan_reasons(''desk'', %s, ''english'')', :first_plan), DEFAULT),
	('plan_transfers(text,text,text,double precision,bigint)', 'asn_mutasi.plan_transfers(' || :'problem' || ')', DEFAULT),
	('solve_transfers(text,text,text,double precision,bigint)', 'asn_mutasi.solve_transfers(' || :'problem' || ')',
	 'SELECT moves, objective_after, transfers FROM public.got'),
	('missing_pairs(text,text,text,double precision,bigint)', $$asn_mutasi.missing_pairs('SELECT *, 0 AS lat, 0 AS lon, 1 AS job FROM desk.need',
		'SELECT *, 0 AS lat, 0 AS lon FROM desk.person', 'SELECT * FROM desk.candidate LIMIT 0')$$, DEFAULT),
	('verify_transfers(text,text,text,transfer[],double precision,bigint)', 'asn_mutasi.verify_transfers(' || :'problem' || $$, '{"(1,1,2,20,30,0,)"}')$$, DEFAULT),
	('transfer_frontier(text,text,text,double precision)', 'asn_mutasi.transfer_frontier(' || :'problem' || ')', DEFAULT),
	('post_prices(text,text,text,double precision)', 'asn_mutasi.post_prices(' || :'problem' || ')', DEFAULT),
	('hire_plan(text,text,text,bigint,double precision)', 'asn_mutasi.hire_plan(' || :'problem' || ', 2)', DEFAULT),
	('theil_decomposition(text)', $$asn_mutasi.theil_decomposition('SELECT * FROM desk.need_group')$$, DEFAULT);

CREATE VIEW public.concerned AS
	SELECT replace(p.oid::regprocedure::text, 'asn_mutasi.', '') AS function
	FROM pg_proc AS p JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
		 JOIN pg_extension AS e ON e.oid = d.refobjid AND d.refclassid = 'pg_extension'::regclass AND e.extname = 'asn_mutasi'
	WHERE p.proargtypes[0] = 'regnamespace'::regtype OR p.proname = 'create_workspace' OR p.proargnames[1] IN ('posts', 'query');

-- Calls one and undoes what it did; its rows as text without quotes, or its error.  Only the
-- call itself sees the path and has the role.
CREATE FUNCTION public.outcome(one public.call, path text, role name DEFAULT 'none') RETURNS text LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	call text := format('CREATE TABLE public.got AS SELECT * FROM %s', one.invocation);
	outcome text;
BEGIN
	BEGIN
		PERFORM set_config('role', role, true), set_config('search_path', path, true);
		EXECUTE call;
		SET LOCAL search_path = pg_catalog, pg_temp;
		SET LOCAL role = none;
		EXECUTE format('SELECT string_agg(r, chr(10) ORDER BY r COLLATE "C") FROM (SELECT translate(q::text, chr(34), '''') FROM (%s) AS q) AS t (r)', one.result)
		INTO outcome;
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION
		WHEN SQLSTATE 'ZZ001' THEN RETURN outcome;
		WHEN OTHERS THEN RETURN SQLSTATE || ' ' || SQLERRM;
	END;
END $$;

CREATE TABLE public.usual AS SELECT c AS call, c.function, outcome(c, 'public, pg_catalog') FROM call AS c;
CREATE VIEW public.over_views AS
	SELECT * FROM usual WHERE (call).invocation ~ '''desk''' AND function !~ '^(upgrade|complete|enter|load_rows|plan_reasons|explain|workspace_faults)';
SELECT plan(2 + 6 * (SELECT count(*)::int FROM concerned) + (SELECT count(*)::int FROM over_views)
	+ (SELECT count(*)::int FROM usual WHERE (call).invocation ~ '''desk''' AND function !~ '^(complete_workspace|workspace_faults)'));

SELECT set_eq('SELECT function FROM concerned', 'SELECT function FROM call', 'every such function has its line here');
SELECT ok(outcome ~ '^\(' AND outcome !~ '^[0-9A-Z]{5} ', function || ' returns something') FROM usual ORDER BY function;

-- A schema that is no workspace is told, whatever is asked of it.
CREATE SCHEMA empty_schema;
SELECT is(outcome(ROW(function, replace((call).invocation, '''desk''', '''empty_schema'''), '')::call, 'public, pg_catalog'),
		  CASE WHEN function ~ '^upgrade' THEN '55000' ELSE '42P01' END || ' schema empty_schema is no workspace', function || ' in a schema that is no workspace')
FROM usual WHERE (call).invocation ~ '''desk''' AND function !~ '^(complete_workspace|workspace_faults)' ORDER BY function;

-- Whatever the day, there is an answer, or one error.
SELECT is_empty($$
	SELECT c.function, d.day, o.outcome
	FROM call AS c CROSS JOIN unnest('{1899-12-31,1900-01-01,9999-12-31,10000-01-01,-infinity,infinity}'::text[]) AS d (day)
		 CROSS JOIN LATERAL (SELECT ROW(c.function, replace(c.invocation, '2026-01-01', d.day), c.result)::call AS asked) AS a
		 CROSS JOIN LATERAL (SELECT coalesce(outcome(asked, 'public, pg_catalog'), 'no rows') AS outcome) AS o
	WHERE strpos(c.invocation, '2026-01-01') > 0
		  AND NOT CASE WHEN d.day IN ('1900-01-01', '9999-12-31') THEN o.outcome !~ '^[0-9A-Z]{5} ' OR o.outcome = '22023 there is no such transfer to explain'
					   ELSE o.outcome = '22023 as_of must be a day of the years 1900 to 9999' END$$,
	'as_of is a day of the years 1900 to 9999');

-- Tables that are views over those of somebody else give the same answers, apart
-- from what writes to them and from plans that were made elsewhere.
CREATE SCHEMA viewed;
SELECT format('CREATE VIEW viewed.%1$I AS TABLE desk.%1$I', relation) FROM asn_mutasi.validation_contract() \gexec
SELECT asn_mutasi.create_workspace('viewed') \g /dev/null
SELECT is(outcome(viewed, 'public, pg_catalog'), u.outcome, u.function || ' over views')
FROM over_views AS u CROSS JOIN LATERAL (
	SELECT ROW(u.function, replace((u.call).invocation, '''desk''', '''viewed'''), replace((u.call).result, ' desk.', ' viewed.'))::call AS viewed) AS v
ORDER BY u.function;

-- The hostile path.
CREATE SCHEMA hostile;
DO $$
DECLARE
	shadow record;
	number int := 0;
BEGIN
	FOR shadow IN
		SELECT DISTINCT format('%I(%s)', p.proname, pg_catalog.oidvectortypes(p.proargtypes)) AS signature,
			   format_type(p.prorettype, NULL) AS result
		FROM pg_proc AS p
		WHERE p.pronamespace = 'pg_catalog'::regnamespace
			  AND NOT EXISTS (SELECT FROM pg_type AS t WHERE t.oid = ANY (p.proargtypes::oid[] || nullif(p.prorettype, 'void'::regtype))
							  AND t.typtype = 'p' AND (t.typname = 'any' OR t.typname NOT LIKE 'any%'))
	LOOP
		EXECUTE format('CREATE FUNCTION hostile.%s RETURNS %s LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''hostile function called''''; END''',
			shadow.signature, shadow.result);
	END LOOP;
	FOR shadow IN
		SELECT o.oprname, format_type(o.oprleft, NULL) AS "left", format_type(o.oprright, NULL) AS "right",
			   format_type(o.oprresult, NULL) AS result, o.oprleft = 0 AS is_prefix
		FROM pg_operator AS o
		WHERE o.oprnamespace = 'pg_catalog'::regnamespace AND o.oprresult <> 0 AND o.oprcode <> 0
	LOOP
		number := number + 1;
		EXECUTE format('CREATE FUNCTION hostile.operator_%s(%s) RETURNS %s LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''hostile operator called''''; END''',
			number, concat_ws(', ', CASE WHEN NOT shadow.is_prefix THEN shadow.left END, shadow.right), shadow.result);
		EXECUTE format('CREATE OPERATOR hostile.%s (%s RIGHTARG = %s, FUNCTION = hostile.operator_%s)',
			shadow.oprname, CASE WHEN NOT shadow.is_prefix THEN format('LEFTARG = %s,', shadow.left) END, shadow.right, number);
	END LOOP;
	-- what takes any arguments, for those that are likely
	FOR shadow IN
		SELECT f.name, t.type
		FROM unnest('{format,jsonb_build_object,concat_ws,num_nulls,num_nonnulls,count,jsonb_object_agg,string_agg}'::text[]) AS f (name)
			 CROSS JOIN unnest('{text,bigint,date,name,"text,text","text,bigint","text,date","text,name"}'::text[]) AS t (type)
	LOOP
		EXECUTE format('CREATE OR REPLACE FUNCTION hostile.%I(%s) RETURNS text LANGUAGE plpgsql AS ''BEGIN RAISE EXCEPTION ''''hostile function called''''; END''',
			shadow.name, shadow.type);
	END LOOP;
	FOR shadow IN
		SELECT relname AS name FROM pg_class WHERE relnamespace = 'desk'::regnamespace AND relkind = 'r'
		UNION SELECT unnest('{pg_class,pg_attribute,pg_constraint,pg_proc,pg_type,pg_namespace,pg_index,pg_cast,pg_attrdef}'::name[])
	LOOP
		EXECUTE format('CREATE TABLE hostile.%I (nothing int)', shadow.name);
		EXECUTE format('CREATE TEMPORARY TABLE %I (nothing int)', shadow.name);
	END LOOP;
	FOR shadow IN SELECT unnest('{text,date,float8,int8,jsonb,daterange,name,regclass,regnamespace,oid,transfer}'::name[]) AS name LOOP
		EXECUTE format('CREATE DOMAIN hostile.%I AS pg_catalog.bool', shadow.name);
	END LOOP;
END $$;
SELECT is(outcome(ROW('', probe, ''), 'hostile, pg_catalog'), message, 'the path is hostile: ' || probe)
FROM (VALUES ('(SELECT 1 = 1) AS x', 'P0001 hostile operator called'), ('abs(1)', 'P0001 hostile function called')) AS p (probe, message);

SELECT is(outcome(call, 'hostile, pg_catalog'), outcome, function || ' on a hostile path') FROM usual ORDER BY function;

-- Nor do settings that change what a statement means, or how it is carried out.
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SET transform_null_equals = on;
SET array_nulls = off;
SET quote_all_identifiers = on;
SET IntervalStyle = 'sql_standard';
SET TimeZone = 'Pacific/Kiritimati';
SET plpgsql.variable_conflict = 'use_variable';
SET plpgsql.extra_errors = 'all';
SET enable_hashjoin = off;
SET enable_hashagg = off;
SET join_collapse_limit = 1;
CREATE TABLE public.odd AS SELECT function, outcome(call, 'public, pg_catalog') FROM usual;
RESET ALL;
SET client_min_messages = warning;
SET search_path = public, pg_catalog, pg_temp;
SELECT is(odd.outcome, usual.outcome, function || ' under odd settings') FROM usual JOIN odd USING (function) ORDER BY function;

-- The helpers that take no workspace: what is bound when the extension is made
-- is safe, what is parsed at each call either fixes its path or says that it
-- works in the workspace on the path.
SELECT is_empty($$
	SELECT p.oid::regprocedure
	FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang AND l.lanname IN ('sql', 'plpgsql')
	WHERE p.pronamespace = 'asn_mutasi'::regnamespace AND p.prosqlbody IS NULL
		  AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c WHERE c LIKE 'search_path=pg_catalog, pg_temp')
		  AND obj_description(p.oid) !~ 'search path'$$, 'no other function is parsed on the path of its caller');

-- Without rights.  The role may do everything but one thing at a time.
CREATE ROLE hostile_stranger;
SELECT format('GRANT CREATE, TEMPORARY ON DATABASE %I TO hostile_stranger', current_database()) \gexec
GRANT ALL ON SCHEMA public, staging, desk TO hostile_stranger;
GRANT SELECT ON ALL TABLES IN SCHEMA staging TO hostile_stranger;
GRANT ALL ON ALL TABLES IN SCHEMA desk TO hostile_stranger;
GRANT ALL ON ALL SEQUENCES IN SCHEMA desk TO hostile_stranger;

CREATE FUNCTION public.without(what text, one public.call) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	found text;
BEGIN
	EXECUTE 'REVOKE ALL ON ' || what || ' FROM hostile_stranger';
	found := public.outcome(one, 'public, pg_catalog', 'hostile_stranger');
	EXECUTE 'GRANT ALL ON ' || what || ' TO hostile_stranger';
	RETURN found;
END $$;

CREATE VIEW public.judged AS
SELECT u.*, function ~ '^(create_workspace|workspace_faults|enter_workspace)' AS reads_nothing FROM usual AS u;
SELECT is(outcome(call, 'public, pg_catalog', 'hostile_stranger'), outcome,
		  function || ' with every right') FROM judged ORDER BY function;
SELECT is(left(without(CASE WHEN reads_nothing AND function !~ '^enter' THEN format('DATABASE %I', current_database()) ELSE 'SCHEMA desk' END, call), 23),
		  CASE WHEN function ~ '^workspace_faults' THEN left(outcome, 23) ELSE '42501 permission denied' END,
		  function || ' without a right to the schema') FROM judged ORDER BY function;

-- Tables are granted one by one until the call succeeds; then each is taken away
-- again.  The last row, without a relation, has the outcome with exactly those.
CREATE FUNCTION public.rights_needed(one public.call) RETURNS TABLE (relation name, outcome text) LANGUAGE plpgsql AS $$
DECLARE
	needed name[] := '{}';
	enough text;
BEGIN
	REVOKE ALL ON ALL TABLES IN SCHEMA desk FROM hostile_stranger;
	LOOP
		enough := public.outcome(one, 'public, pg_catalog', 'hostile_stranger');
		relation := substring(enough FROM '^42501 permission denied for table (.*)$');
		EXIT WHEN relation IS NULL OR relation = ANY (needed);
		needed := needed || relation;
		EXECUTE format('GRANT ALL ON desk.%I TO hostile_stranger', relation);
	END LOOP;
	FOREACH relation IN ARRAY needed LOOP
		outcome := public.without(format('desk.%I', relation), one);
		RETURN NEXT;
	END LOOP;
	GRANT ALL ON ALL TABLES IN SCHEMA desk TO hostile_stranger;
	relation := NULL;
	outcome := enough;
	RETURN NEXT;
END $$;
CREATE TABLE public.needed AS
SELECT j.function, r.relation, r.outcome, j.outcome AS usual
FROM judged AS j, rights_needed(j.call) AS r WHERE NOT reads_nothing;
SELECT ok(count(relation) > 0 AND bool_and(outcome = coalesce('42501 permission denied for table ' || relation, usual)),
		  function || ' needs each of: ' || string_agg(relation, ', ' ORDER BY relation))
FROM needed GROUP BY function ORDER BY function;

SELECT * FROM finish();
ROLLBACK;
