-- validate: a clean workspace has no findings, and each kind of dirt has its
-- own, with the key of its row.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SELECT plan(16);

SELECT asn_mutasi.create_workspace('clean') \g /dev/null
SET search_path = clean, public;
INSERT INTO unit (unit_id, name, lat, lon, area) VALUES (1, 'Dinas', -6.2, 106.8, '((106,-7),(106,-6),(107,-6),(107,-7))');
INSERT INTO unit (unit_id, parent_id, name, lat, lon) VALUES (2, 1, 'Pos', -6.3, 106.9);
INSERT INTO job_family (job_family_id, name) VALUES (1, 'Umum');
INSERT INTO job (job_id, job_family_id, name, rank_min, rank_max) VALUES (1, 1, 'Arsiparis', 5, 12), (2, 1, 'Juru Tulis', 1, 17);
INSERT INTO post (post_id, unit_id, job_id, analysed_on) VALUES (1, 1, 1, '2024-01-01'), (2, 2, 1, '2024-01-01');
INSERT INTO task (task_id, post_id, name, volume, minutes) VALUES (1, 1, 'arsip', 100, 750), (2, 2, 'arsip', 100, 750);
INSERT INTO employee (employee_id, nip, name, birth_date, rank, home_lat, home_lon) VALUES
	(1, '198503152010011001', 'A', '1985-03-15', 9, -6.2, 106.8),
	(2, '199001012015012002', 'B', '1990-01-01', 9, -6.2, 106.8);
INSERT INTO assignment (assignment_id, employee_id, post_id, period) VALUES (1, 1, 1, '[2020-01-01,)'), (2, 2, 2, '[2020-01-01,)');

SELECT is_empty($$ SELECT * FROM asn_mutasi.validate('clean', '2025-06-01') $$, 'a clean workspace has no findings');

-- dirt that the constraints let in
INSERT INTO employee (employee_id, nip, name, birth_date, rank, home_lat, home_lon, kind, contract_end) VALUES
	(11, '198513152010011001', 'a NIP of a 13th month', '1985-03-15', 9, -6.2, 106.8, 'PNS', NULL),
	(12, '198503152010012003', 'another birth date', '1985-03-16', 9, -6.2, 106.8, 'PNS', NULL),
	(13, '199001012023211004', 'a PPPK by the NIP', '1990-01-01', 9, -6.2, 106.8, 'PNS', NULL),
	(14, '196001011985011005', 'long retired', '1960-01-01', 9, -6.2, 106.8, 'PNS', NULL),
	(15, '199001012015011006', 'without a post', '1990-01-01', 9, -6.2, 106.8, 'PNS', NULL),
	(16, '199001012015011007', 'of too low a rank', '1990-01-01', 4, -6.2, 106.8, 'PNS', NULL);
INSERT INTO assignment (assignment_id, employee_id, post_id, period)
SELECT e, e, 1, '[2020-01-01,)' FROM unnest('{11,12,13,14,16}'::bigint[]) e;
INSERT INTO unit (unit_id, parent_id, name, lat, lon) VALUES (3, 1, 'tertukar', 60.8, -6.2), (4, NULL, 'ring', -6.2, 106.8), (5, 4, 'ring', -6.2, 106.8);
UPDATE unit SET parent_id = 5 WHERE unit_id = 4;
INSERT INTO post (post_id, unit_id, job_id, analysed_on) VALUES (3, 1, 2, NULL), (4, 2, 2, '2024-01-01');
INSERT INTO task (task_id, post_id, name, volume, minutes) VALUES (11, 1, 'norma', 1, 0.05), (12, 1, 'volume', 0, 60), (13, 4, 'kosong', 100, 750);
INSERT INTO task (task_id, post_id, name, kind, share) VALUES (14, 2, 'rapat', 'category_allowance', 0.5), (15, 2, 'laporan', 'category_allowance', 0.5);
INSERT INTO rule (rule_id, code, stage, description, legal_basis) VALUES (4711, 'NO_SUCH_RULE', 'release', 'x', 'x');
INSERT INTO briefing (briefing_id, employee_id, held_on, outcome) VALUES (1, 1, '2030-01-01', 'welcomed');
UPDATE setting SET value = 'banyak' WHERE name = 'nearest_posts';

CREATE TEMPORARY TABLE found AS SELECT * FROM asn_mutasi.validate('clean', '2025-06-01');
SELECT set_has('SELECT code, severity, relation, key FROM found', $$ VALUES
	('nip_invalid', 'error', 'employee', '{"employee_id": 11}'::jsonb),
	('nip_other_birth_date', 'error', 'employee', '{"employee_id": 12}'),
	('nip_other_kind', 'error', 'employee', '{"employee_id": 13}'),
	('employee_retired', 'error', 'assignment', '{"assignment_id": 14}'),
	('employee_without_post', 'warning', 'employee', '{"employee_id": 15}'),
	('rank_outside_job', 'warning', 'assignment', '{"assignment_id": 16}') $$, 'people');
SELECT set_has('SELECT code, severity, relation, key FROM found', $$ VALUES
	('unit_outside_area', 'warning', 'unit', '{"unit_id": 3}'::jsonb),
	('unit_cycle', 'error', 'unit', '{"unit_id": 4}') $$, 'units');
SELECT set_has('SELECT code, severity, relation, key FROM found', $$ VALUES
	('post_without_analysis', 'warning', 'post', '{"post_id": 3}'::jsonb),
	('post_need_without_staff', 'warning', 'post', '{"post_id": 4}'),
	('task_minutes_implausible', 'warning', 'task', '{"task_id": 11}'),
	('task_volume_zero', 'warning', 'task', '{"task_id": 12}'),
	('post_allowances_too_large', 'error', 'post', '{"post_id": 2}') $$, 'posts and tasks');
SELECT set_has('SELECT code, severity, relation, key FROM found', $$ VALUES
	('rule_unknown', 'error', 'rule', '{"rule_id": 4711}'::jsonb),
	('setting_invalid', 'error', 'setting', '{"name": "nearest_posts"}'),
	('briefing_in_future', 'warning', 'briefing', '{"briefing_id": 1}') $$, 'rules, settings, briefings');
SELECT is_empty('SELECT code, key FROM found GROUP BY 1, 2 HAVING count(*) > 1', 'each is told once');
SELECT is((SELECT count(*) FROM found WHERE code = 'check_failed'), 0::bigint, 'no check fails on the dirt');
SELECT is_empty('SELECT * FROM found WHERE finding IS NULL OR remedy IS NULL OR severity NOT IN (''error'', ''warning'', ''notice'')', 'all of them say what and what to do');

-- views without keys
CREATE SCHEMA views;
CREATE VIEW views.assignment AS SELECT * FROM (VALUES
	(1::bigint, 1::bigint, 99::bigint, daterange('2020-01-01', NULL), 'permanent'::text, NULL::text),
	(1, 1, 99, '[2019-01-01,2019-02-01)', 'permanent', NULL),
	(2, 1, 99, '[2021-01-01,)', 'permanent', NULL)) v (assignment_id, employee_id, post_id, period, kind, decree);
SELECT asn_mutasi.create_workspace('views') \g /dev/null
SELECT set_has($$ SELECT code, severity, relation, key FROM asn_mutasi.validate('views', '2025-06-01') $$, $$ VALUES
	('key_duplicate', 'error', 'assignment', '{"assignment_id": 1}'::jsonb),
	('assignment_overlap', 'error', 'assignment', '{"assignment_id": 2}'),
	('reference_dangling', 'error', 'assignment', '{"assignment_id": 2}') $$, 'what keys would have kept out');

UPDATE clean.setting SET value = 'english' WHERE name = 'language';
SELECT is((SELECT finding FROM asn_mutasi.validate('clean', '2025-06-01') WHERE code = 'nip_invalid'),
	'NIP 198513152010011001 is not valid', 'in English by the setting');
SELECT throws_ok($$ SELECT * FROM asn_mutasi.validate(NULL) $$, '22004', NULL, 'no workspace');
CREATE ROLE asn_mutasi_nobody;
SET ROLE asn_mutasi_nobody;
SELECT throws_ok($$ SELECT * FROM asn_mutasi.validate('clean') $$, '42501', NULL, 'who has no rights sees nothing');
RESET ROLE;

-- What is looked for in views is what the tables make sure of: keys, required
-- columns, references, and, over made-up rows, the checks.
SELECT set_eq($$ SELECT relation, key_columns, ARRAY(SELECT unnest(key_columns || required) ORDER BY 1) AS filled FROM asn_mutasi.validation_contract() $$,
	$$ SELECT c.relname::text, ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY AS o (number, n)
								JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = o.number ORDER BY n) AS key,
			  ARRAY(SELECT a.attname::text FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull ORDER BY 1) AS filled
	   FROM pg_class AS c JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p'
	   WHERE c.relnamespace = 'clean'::regnamespace
			 AND c.relname IN (SELECT relation FROM asn_mutasi.validation_contract()) $$,
	'keys and required columns are those of the tables');
SELECT set_eq('SELECT relation, reference, target, target_column FROM asn_mutasi.validation_references()',
	$$ SELECT s.relname::text, a.attname::text, t.relname::text AS target, b.attname::text AS target_column
	   FROM pg_constraint AS f JOIN pg_class AS s ON s.oid = f.conrelid JOIN pg_class AS t ON t.oid = f.confrelid
			JOIN pg_attribute AS a ON a.attrelid = s.oid AND a.attnum = f.conkey[1] JOIN pg_attribute AS b ON b.attrelid = t.oid AND b.attnum = f.confkey[1]
	   WHERE f.contype = 'f' AND f.connamespace = 'clean'::regnamespace AND t.relname <> 'plan'
			 AND s.relname IN (SELECT relation FROM asn_mutasi.validation_contract()) $$, 'and so are references');

-- Rows with two columns replaced by all kinds of values: does the contract find
-- fault where a check does?  What is empty, the codes of rules, and rings of units
-- have checks of their own.
CREATE FUNCTION pg_temp.compare_checks(relation text, unlawful text, required text[], OUT made bigint, OUT faulty bigint, OUT differing text)
LANGUAGE plpgsql AS $$
DECLARE
	lawful text := (SELECT string_agg(format('(%s) IS NOT FALSE', pg_get_expr(conbin, conrelid)), ' AND ') FROM pg_constraint
					WHERE conrelid = format('clean.%I', relation)::regclass AND contype = 'c'
						  AND conname NOT IN ('unit_check', 'rule_code_check', 'rule_stage_check', 'rule_parameters_check'));
BEGIN
	EXECUTE format($query$
		WITH choice AS (
			SELECT a.attname AS name, v.value
			FROM pg_attribute AS a CROSS JOIN LATERAL unnest(CASE a.atttypid
				WHEN 'int2'::regtype THEN '{-1,0,1,17,18,39,40,80,81,1949,1950,2200,2201}'::text[]
				WHEN 'int4'::regtype THEN '{-1,0,1}'
				WHEN 'int8'::regtype THEN '{1,2}'
				WHEN 'float8'::regtype THEN '{-181,-180,-91,-90,-1.5,-1,0,0.5,1,90,91,180,181,527040,527041,NaN,Infinity,-Infinity}'
				WHEN 'date'::regtype THEN '{2026-01-01,2026-01-02}'
				WHEN 'daterange'::regtype THEN '{empty,"(,)","[2026-01-01,)"}'
				WHEN 'text'::regtype THEN (
					SELECT '{x}'::text[] || array_agg(DISTINCT w.word[1])
					FROM pg_constraint AS c CROSS JOIN LATERAL regexp_matches(pg_get_expr(c.conbin, c.conrelid), '''([^'']*)''::text', 'g') AS w (word)
					WHERE c.conrelid = a.attrelid AND c.contype = 'c')
				END || NULL::text) AS v (value)
			WHERE a.attrelid = 'clean.%1$I'::regclass AND a.attnum > 0
		), made AS (
			SELECT m.*
			FROM choice AS a JOIN choice AS b ON a.name <= b.name AND (a.name < b.name OR a.value = b.value)
				 CROSS JOIN (SELECT value FROM choice WHERE name = 'kind' UNION SELECT NULL) AS k
				 CROSS JOIN LATERAL jsonb_populate_record(NULL::clean.%1$I, jsonb_build_object('kind', k.value, 'strength', 0, 'period', '(,)', 'rank_min', 1, 'rank_max', 17,
						'retirement_age', 58, 'effective_minutes', 75000, 'rounding', 'ceil', 'rating', 'baik', 'year', 2026, 'outcome', 'welcomed',
						'employee_id', 1, 'kin_id', 2) || jsonb_build_object(a.name, a.value, b.name, b.value)) AS m
		), judged AS (
			SELECT m AS found, %2$s AS is_lawful, coalesce(%3$s, false) AS is_unlawful
			FROM made AS m WHERE num_nulls(VARIADIC ARRAY[%4$s]::text[]) = 0
		)
		SELECT count(*), count(*) FILTER (WHERE NOT is_lawful), left(string_agg(found::text, E'\n') FILTER (WHERE is_lawful = is_unlawful), 300)
		FROM judged$query$, relation, coalesce(lawful, 'true'), unlawful,
		(SELECT string_agg(format('m.%I::text', r), ', ') FROM unnest(required) AS r))
	INTO made, faulty, differing;
END $$;
CREATE TEMPORARY TABLE compared AS
SELECT c.relation, d.*, EXISTS (SELECT FROM pg_constraint WHERE conrelid = format('clean.%I', c.relation)::regclass AND contype = 'c') AS has_checks
FROM asn_mutasi.validation_contract() AS c,
	 pg_temp.compare_checks(c.relation, c.unlawful, ARRAY(
		SELECT unnest(c.required)
		INTERSECT SELECT unnest('{kind,strength,period,rank_min,rank_max,retirement_age,effective_minutes,rounding,rating,year,outcome}'::text[]))) AS d;
SELECT is_empty('SELECT relation, differing FROM compared WHERE differing IS NOT NULL', 'values that cannot be are those that the checks refuse');
SELECT is_empty('SELECT relation, made, faulty FROM compared WHERE has_checks AND (faulty = 0 OR faulty = made)', 'and there are rows of both kinds');

SELECT * FROM finish();
ROLLBACK;
