-- The two agencies of the demo as workspaces: damkar and sekolah.
--
-- Run after fire.sql and schools.sql, from whose cleaned tables it loads:
--   psql -f demo/workspaces.sql
--
-- For each workspace, views that give the agency's own tables the names that a
-- workspace uses, and one load_rows for each: what an agency does with SIMPEG.
-- What the files do not tell stays empty: names, birth dates, ranks.  Nor do they
-- tell where people live, so the way is counted from the present post, as in the
-- plans of fire.sql and schools.sql.  With their weights, create_plan finds the same.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
SET jit = off;
SET search_path = asn_mutasi;

-- Made anew each time; but only what an earlier run of this file has made.
DO $$
DECLARE
	name text;
BEGIN
	FOREACH name IN ARRAY '{damkar,sekolah}'::text[] LOOP
		IF obj_description(to_regnamespace(name), 'pg_namespace') LIKE 'Demo: %' THEN
			EXECUTE format('DROP SCHEMA %I CASCADE', name);
		ELSIF to_regnamespace(name) IS NOT NULL THEN
			RAISE EXCEPTION 'schema "%" exists and is not of the demo', name
				USING HINT = 'Run the demo in another database: PGDATABASE=other demo/run';
		END IF;
	END LOOP;
END $$;

SELECT asn_mutasi.create_workspace('damkar') \g /dev/null
SELECT asn_mutasi.create_workspace('sekolah') \g /dev/null
COMMENT ON SCHEMA damkar IS 'Demo: Dinas Pemadam Kebakaran dan Penyelamatan Jakarta, 2013';
COMMENT ON SCHEMA sekolah IS 'Demo: SD negeri Kota Depok, 2025';


-- Fire service ---------------------------------------------------------------

SET search_path = demo_fire, asn_mutasi;

-- The service, its offices of the six towns, and the posts, which keep their
-- number.
CREATE VIEW town AS
SELECT area, 1000 + row_number() OVER (ORDER BY area) AS unit_id
FROM (SELECT DISTINCT area FROM post) p;

CREATE VIEW damkar_unit AS
SELECT 1000 AS unit_id, NULL::bigint AS parent_id, 'Dinas Pemadam Kebakaran' AS name, 'dinas' AS kind,
	   NULL::float8 AS lat, NULL::float8 AS lon
UNION ALL
SELECT unit_id, 1000, 'Suku Dinas ' || area, 'suku dinas', NULL, NULL FROM town
UNION ALL
SELECT post_id, unit_id, name, 'pos pemadam', lat, lng FROM post JOIN town USING (area);

CREATE VIEW damkar_job_family AS
SELECT 1 AS job_family_id, 'Pemadam kebakaran' AS name, 75000 AS effective_minutes, 'half_up' AS rounding,
	   'Waktu kerja efektif 1.250 jam: PermenPANRB 1/2020' AS basis;

CREATE VIEW damkar_job AS
SELECT 1 AS job_id, 1 AS job_family_id, 'Petugas pemadam kebakaran' AS name;

CREATE VIEW damkar_post AS
SELECT post_id, post_id AS unit_id, 1 AS job_id, min_staff, max_out FROM post;

-- The crews, and for each kind of incident the people sent with the minutes that
-- one of them was busy on average.  A kind has its place in the alphabet as
-- number, so that a task keeps its own from load to load.
CREATE VIEW damkar_task AS
SELECT 100 * post_id AS task_id, post_id, 'Regu siaga, tiga kelompok jaga' AS name, 'ratio' AS kind,
	   crew_need::float8 AS volume, NULL::float8 AS minutes, 1 AS per_person
FROM post
UNION ALL
SELECT 100 * post_id + dense_rank() OVER (ORDER BY i.kind), post_id, 'Penanganan: ' || i.kind, 'workload',
	   sum(people), 60 * sum(people * t.hours) / sum(people), NULL
FROM turnout t JOIN incident i USING (incident_id)
WHERE people > 0
GROUP BY post_id, i.kind;

CREATE VIEW damkar_employee AS
SELECT employee_id, lat AS home_lat, lng AS home_lon FROM employee JOIN post USING (post_id);

-- Since when somebody serves is not known: for the year of the file.
CREATE VIEW damkar_assignment AS
SELECT employee_id AS assignment_id, employee_id, post_id, daterange('2013-01-01', NULL) AS period FROM employee;

CREATE TEMP TABLE loaded AS
SELECT 'damkar' AS workspace, target, l.*
FROM unnest('{unit,job_family,job,post,task,employee,assignment}'::text[]) WITH ORDINALITY u (target, position),
	 load_rows('damkar', target, ('demo_fire.damkar_' || target)::regclass) l;


-- Schools --------------------------------------------------------------------

SET search_path = demo_schools, asn_mutasi;

CREATE VIEW district AS
SELECT area, row_number() OVER (ORDER BY area) AS unit_id
FROM (SELECT DISTINCT area FROM post) p;

CREATE VIEW sekolah_unit AS
SELECT 1000 AS unit_id, NULL::bigint AS parent_id, 'Dinas Pendidikan Kota Depok' AS name, 'dinas' AS kind,
	   NULL::float8 AS lat, NULL::float8 AS lon
UNION ALL
SELECT unit_id, 1000, 'Kecamatan ' || area, 'kecamatan', NULL, NULL FROM district
UNION ALL
SELECT post_id, unit_id, name, 'sekolah', lat, lng FROM post JOIN district USING (area);

CREATE VIEW sekolah_job_family AS
SELECT 1 AS job_family_id, 'Guru' AS name, 'teacher' AS rounding, 'Satu guru kelas tiap rombongan belajar' AS basis;

CREATE VIEW sekolah_job AS
SELECT 1 AS job_id, 1 AS job_family_id, 'Guru SD' AS name, 60 AS retirement_age;

CREATE VIEW sekolah_post AS
SELECT post_id, post_id AS unit_id, 1 AS job_id, min_staff, max_out FROM post;

CREATE VIEW sekolah_task AS
SELECT post_id AS task_id, post_id, 'Guru kelas tiap rombongan belajar' AS name, 'ratio' AS kind,
	   need AS volume, 1 AS per_person
FROM post;

CREATE VIEW sekolah_employee AS
SELECT employee_id, lat AS home_lat, lng AS home_lon FROM employee JOIN post USING (post_id);

-- As the register stood in December 2025.
CREATE VIEW sekolah_assignment AS
SELECT employee_id AS assignment_id, employee_id, post_id, daterange('2025-12-01', NULL) AS period FROM employee;

INSERT INTO loaded
SELECT 'sekolah' AS workspace, target, l.*
FROM unnest('{unit,job_family,job,post,task,employee,assignment}'::text[]) WITH ORDINALITY u (target, position),
	 load_rows('sekolah', target, ('demo_schools.sekolah_' || target)::regclass) l;


-- Rules ----------------------------------------------------------------------

-- The files say neither how long somebody has served nor how well, how old he is
-- or when his post was analysed.  So the demo leaves out the rules on tenure, and
-- lets the others pass what is missing; an agency with its data does neither.
-- Nor does schools.sql ask whether teachers have their hours: where nearly all
-- schools have more teachers than class groups it evens out the surplus.
DELETE FROM damkar.rule WHERE code IN ('MIN_TENURE', 'TEACHER_TENURE');
DELETE FROM sekolah.rule WHERE code IN ('MIN_TENURE', 'TEACHER_TENURE', 'TEACHER_HOURS');
UPDATE damkar.rule SET parameters = parameters || '{"if_missing": "pass"}';
UPDATE sekolah.rule SET parameters = parameters || '{"if_missing": "pass"}';

-- What fire.sql and schools.sql ask for: how far somebody may go, and what a
-- kilometre and a transfer cost.
UPDATE damkar.setting SET value = v.value
FROM (VALUES ('max_distance', '5'), ('way_weight', '0.03'), ('move_cost', '0.7'), ('disruption_weight', '0')) AS v (name, value)
WHERE setting.name = v.name;
UPDATE sekolah.setting SET value = v.value
FROM (VALUES ('nearest_posts', '100'), ('max_distance', '4'), ('way_weight', '0.03'), ('move_cost', '0.15'), ('disruption_weight', '0')) AS v (name, value)
WHERE setting.name = v.name;

ANALYZE damkar.unit, damkar.post, damkar.task, damkar.employee, damkar.assignment,
		sekolah.unit, sekolah.post, sekolah.task, sekolah.employee, sekolah.assignment;


-- The posts that are shortest of staff ---------------------------------------

\pset footer off
SELECT workspace, sum(inserted) AS "rows loaded" FROM loaded GROUP BY 1 ORDER BY 1;

SELECT u.name AS damkar, round(need::numeric, 1) AS need, staff, round(load_ratio::numeric, 2) AS load, grade
FROM post_load('damkar') JOIN damkar.unit u USING (unit_id)
ORDER BY load_ratio DESC, post_id LIMIT 5;

SELECT u.name AS sekolah, round(need::numeric, 1) AS need, staff, round(load_ratio::numeric, 2) AS load, grade
FROM post_load('sekolah') JOIN sekolah.unit u USING (unit_id)
ORDER BY load_ratio DESC, post_id LIMIT 5;


-- A plan of each, for the day the files tell of ------------------------------

SELECT create_plan('damkar', '2013-12-31') AS damkar_plan, create_plan('sekolah', '2025-12-31') AS sekolah_plan \gset
SELECT 'damkar' AS workspace, moves, round(imbalance_before::numeric, 1) AS "imbalance before",
	   round(imbalance_after::numeric, 1) AS after, round(objective_after::numeric, 1) AS objective, solver_status AS proof, pairs_not_listed AS "pairs not listed"
FROM damkar.plan WHERE plan_id = :damkar_plan
UNION ALL
SELECT 'sekolah', moves, round(imbalance_before::numeric, 1), round(imbalance_after::numeric, 1), round(objective_after::numeric, 1),
	   solver_status, pairs_not_listed
FROM sekolah.plan WHERE plan_id = :sekolah_plan;

SELECT reason || E'\n' FROM plan_reasons('damkar', :damkar_plan) WHERE (chain, step) = (1, 1) \g (format=unaligned tuples_only=on)
SELECT reason || E'\n' FROM plan_reasons('sekolah', :sekolah_plan, 'english') WHERE (chain, step) = (1, 1) \g (format=unaligned tuples_only=on)
\pset footer on
