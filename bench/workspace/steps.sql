-- Load city_source into the workspace city and time each function over it.
-- Read by bench/workspace/run, which says the rest.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET search_path = asn_mutasi;
DROP SCHEMA IF EXISTS city CASCADE;
DROP SCHEMA IF EXISTS city_bare CASCADE;

CREATE TEMP TABLE timed (step int GENERATED ALWAYS AS IDENTITY, what text, rows bigint, ms float8, cpu_ms float8);

-- What this session has used of a processor, in hundredths of a second: other
-- work on the machine hardly shows in it.  It has to be all in one process.
SET max_parallel_workers_per_gather = 0;
CREATE FUNCTION pg_temp.cpu_ms() RETURNS float8
LANGUAGE sql AS $$
	SELECT 10 * (field[12]::float8 + field[13]::float8)			-- utime and stime, after the name in brackets
	FROM string_to_array(substring(pg_read_file('/proc/self/stat') FROM '\) (.*)'), ' ') AS field
$$;

CREATE PROCEDURE pg_temp.note(what text, rows bigint, began timestamptz, cpu_began float8)
LANGUAGE sql AS $$
	INSERT INTO pg_temp.timed (what, rows, ms, cpu_ms)
	VALUES (what, rows, 1000 * extract(epoch FROM clock_timestamp() - began), pg_temp.cpu_ms() - cpu_began)
$$;

-- Runs a query to its last row and notes how long it took.
CREATE PROCEDURE pg_temp.timed(what text, query text)
LANGUAGE plpgsql AS $$
DECLARE
	began timestamptz := clock_timestamp();
	cpu_began float8 := pg_temp.cpu_ms();
	n bigint;
BEGIN
	EXECUTE format('SELECT count(*) FROM (%s) q', query) INTO n;
	CALL pg_temp.note(what, n, began, cpu_began);
EXCEPTION WHEN undefined_function THEN
	INSERT INTO pg_temp.timed (what) VALUES (what || ': not in this build');
END $$;

SELECT asn_mutasi.create_workspace('city') \g /dev/null
SET search_path = asn_mutasi;

-- Loading is timed beside bare INSERTs of the same rows into another workspace.
SELECT asn_mutasi.create_workspace('city_bare') \g /dev/null
SET search_path = asn_mutasi;
CREATE PROCEDURE pg_temp.loaded()
LANGUAGE plpgsql AS $$
DECLARE
	target text;
	began timestamptz := clock_timestamp();
	cpu_began float8 := pg_temp.cpu_ms();
	n bigint := 0;
	m bigint;
BEGIN
	FOREACH target IN ARRAY '{unit,job_family,job,post,task,need_adjustment,employee,assignment,kinship,skill,job_skill,employee_skill,preference,performance,complaint}'::text[]
	LOOP
		SELECT inserted INTO m FROM load_rows('city', target, ('city_source.' || target)::regclass);
		n := n + m;
	END LOOP;
	CALL pg_temp.note('load_rows, all tables', n, began, cpu_began);

	began := clock_timestamp();
	cpu_began := pg_temp.cpu_ms();
	FOREACH target IN ARRAY '{unit,job_family,job,post,task,need_adjustment,employee,assignment,kinship,skill,job_skill,employee_skill,preference,performance,complaint}'::text[]
	LOOP
		EXECUTE format('INSERT INTO city_bare.%1$I (%2$s) SELECT %2$s FROM city_source.%1$I', target,
					   (SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
						WHERE attrelid = ('city_source.' || target)::regclass AND attnum > 0));
	END LOOP;
	CALL pg_temp.note('beside it: bare INSERTs into the same tables', n, began, cpu_began);
END $$;
CALL pg_temp.loaded();
DROP SCHEMA city_bare CASCADE;
CALL pg_temp.timed('load_rows again, employee, nothing changed',
	$$SELECT generate_series(1, l.unchanged) FROM load_rows('city', 'employee', 'city_source.employee') AS l$$);
ANALYZE city.unit, city.job_family, city.job, city.post, city.task, city.need_adjustment, city.employee, city.assignment,
		city.kinship, city.skill, city.job_skill, city.employee_skill, city.preference, city.performance, city.complaint;

SET search_path = asn_mutasi, city;
CALL pg_temp.timed('beside what follows: read all rows once',
	$$SELECT 1 FROM unit UNION ALL SELECT 1 FROM task UNION ALL SELECT 1 FROM post UNION ALL SELECT 1 FROM employee
	  UNION ALL SELECT 1 FROM assignment UNION ALL SELECT 1 FROM employee_skill UNION ALL SELECT 1 FROM preference
	  UNION ALL SELECT 1 FROM performance UNION ALL SELECT 1 FROM complaint$$);
CALL pg_temp.timed('beside it: join of employees, present assignments and posts',
	$$SELECT e.employee_id, p.unit_id FROM employee e JOIN assignment a USING (employee_id) JOIN post p USING (post_id)
	  WHERE a.period @> city_source.today()$$);
CALL pg_temp.timed('beside it: join of employees and all posts of the same job',
	$$SELECT a.employee_id, q.post_id FROM assignment a JOIN post p USING (post_id) JOIN post q USING (job_id)
	  WHERE a.period @> city_source.today() AND q.post_id <> p.post_id$$);
CALL pg_temp.timed('validate', $$SELECT * FROM validate('city')$$);
CALL pg_temp.timed('post_load', $$SELECT * FROM post_load('city', city_source.today())$$);
CALL pg_temp.timed('release_check', $$SELECT * FROM release_check('city', city_source.today())$$);
CALL pg_temp.timed('transfer_candidates', $$SELECT * FROM transfer_candidates('city', city_source.today())$$);
CREATE TEMP TABLE candidate AS SELECT employee_id, post_id FROM transfer_candidates('city', city_source.today());
ANALYZE candidate;
CALL pg_temp.timed('beside it: join of as many pairs, stored, with employees, posts and units',
	$$SELECT c.*, e.home_lat, e.home_lon, u.lat, u.lon FROM candidate c JOIN employee e USING (employee_id) JOIN post p USING (post_id) JOIN unit u USING (unit_id)$$);
DROP TABLE candidate;
CALL pg_temp.timed('load_forecast, 12 months', $$SELECT * FROM load_forecast('city', 12, city_source.today())$$);
CALL pg_temp.timed('create_plan', $$SELECT create_plan('city', city_source.today())$$);
INSERT INTO pg_temp.timed (what, rows, ms)
SELECT v.* FROM city.plan AS p, LATERAL (VALUES
	('of which solve_transfers, reading candidates', p.candidates, p.read_ms),
	('of which solve_transfers, solving and proving: transfers', p.moves, p.solve_ms)) AS v;

\pset footer off
\pset format unaligned
\pset fieldsep ' | '
\pset tuples_only on
SELECT '| step | rows | ms | CPU ms |' UNION ALL SELECT '|---|---:|---:|---:|';
SELECT format('| %s | %s | %s | %s |', what, coalesce(to_char(rows, 'FM999,999,999'), ''), coalesce(to_char(ms, 'FM999,999,990'), ''),
			  coalesce(to_char(cpu_ms, 'FM999,999,990'), ''))
FROM timed ORDER BY step;
