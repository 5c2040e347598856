-- A synthetic administration of Jakarta's size, the same one for the same seed.
--
--   psql -v scale=0.05 -v seed=1 -f bench/workspace/generate.sql
--
-- Makes the schema city_source anew, with a table for each table of a workspace,
-- under its name and with its columns, ready for load_rows.  At scale 1: 100,000
-- employees, 6,000 posts, 900 units.  Nobody in it exists.
--
-- Shapes: posts per job and people per post fall off like their rank to a power
-- (1,600 people in the largest post, most have less than ten, some nobody); need
-- over staff lies between 0.5 and 2, evenly in its logarithm; homes lie some
-- kilometres from work, a few far off; tenure is exponential.  As in real
-- registers some rows are wrong in ways that a table cannot refuse: the view
-- city_source.dirt counts them, and validate should find them.
--
-- All chance comes from hashes of a row's number, so that it depends neither on
-- the order of rows nor on the plan.  "Today" is the date city_source.today().

\set ON_ERROR_STOP on
\if :{?scale}
\else
	\set scale 0.05
\endif
\if :{?seed}
\else
	\set seed 1
\endif

SET client_min_messages = warning;
SET jit = off;
DROP SCHEMA IF EXISTS city_source CASCADE;
CREATE SCHEMA city_source;
SET search_path = city_source;

CREATE FUNCTION today() RETURNS date LANGUAGE sql IMMUTABLE RETURN '2026-01-01'::date;

-- Evenly in [0, 1): of a row, another one for each purpose.
CREATE FUNCTION chance(id bigint, purpose int) RETURNS float8
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((hashint8extended(id, purpose) >> 11) & 9007199254740991)::float8 / 9007199254740992;

CREATE TABLE size AS
SELECT greatest(round(100000 * :scale), 10)::int AS employees,
	   greatest(round(6000 * :scale), 8)::int AS posts,
	   greatest(round(900 * :scale), 4)::int AS units,
	   greatest(round(150 * sqrt(:scale)), 12)::int AS jobs,
	   1000 * :seed AS s;		-- purposes of another seed

-- Organisation ----------------------------------------------------------------

-- The top, a twentieth of all units below it, the rest below those.
CREATE TABLE unit AS
WITH numbered AS (
	SELECT u AS unit_id, greatest(units / 20, 1) AS agencies, s
	FROM size, generate_series(1, units) u
), tree AS (
	SELECT unit_id, s,
		   CASE WHEN unit_id = 1 THEN NULL WHEN unit_id <= 1 + agencies THEN 1
				ELSE 2 + floor(agencies * chance(unit_id, s + 1) ^ 1.5) END::bigint AS parent_id
	FROM numbered)
SELECT unit_id::bigint, parent_id,
	   CASE WHEN parent_id IS NULL THEN 'Pemerintah Kota Contoh' ELSE 'Unit ' || unit_id END AS name,
	   CASE WHEN parent_id IS NULL THEN 'pemerintah' WHEN parent_id = 1 THEN 'dinas'
			ELSE (ARRAY['sekolah', 'puskesmas', 'kelurahan', 'kantor'])[1 + unit_id % 4] END AS kind,
	   CASE WHEN chance(unit_id, s + 2) > 0.02 THEN -6.37 + 0.28 * chance(unit_id, s + 3) END AS lat,
	   CASE WHEN chance(unit_id, s + 2) > 0.02 THEN 106.69 + 0.28 * chance(unit_id, s + 4) END AS lon
FROM tree;

CREATE TABLE job_family AS
SELECT f::bigint AS job_family_id, name, rounding, effective_minutes::float8
FROM (VALUES (1, 'Guru', 'teacher', 75000), (2, 'Tenaga kesehatan', 'wisn', 72000), (3, 'Pemadam', 'ceil', 75000),
			 (4, 'Administrasi', 'half_up', 75000), (5, 'Perencanaan', 'half_up', 75000), (6, 'Keuangan', 'half_up', 75000),
			 (7, 'Teknik', 'half_up', 78000), (8, 'Hukum', 'half_up', 75000), (9, 'Sosial', 'half_up', 75000),
			 (10, 'Perhubungan', 'half_up', 75000)) f (f, name, rounding, effective_minutes);

CREATE TABLE job AS
SELECT j::bigint AS job_id, 1 + (j - 1) % 10 AS job_family_id, 'Jabatan ' || j AS name,
	   (1 + floor(8 * chance(j, s + 5)))::int AS rank_min, 17 AS rank_max,
	   CASE WHEN (j - 1) % 10 = 0 THEN 60 ELSE 58 END AS retirement_age
FROM size, generate_series(1, jobs) j;

-- The first jobs and units are the most common ones: drawn anew until there are
-- enough different pairs.
CREATE TABLE post AS
WITH drawn AS (
	SELECT n, (1 + floor(units * chance(n, s + 6) ^ 1.2))::bigint AS unit_id,
		   floor(jobs ^ chance(n, s + 7))::bigint AS job_id, posts, s
	FROM size, generate_series(1, 8 * posts) n
), pair AS (
	SELECT unit_id, job_id, min(n) AS n, s
	FROM drawn GROUP BY unit_id, job_id, posts, s
	ORDER BY min(n) LIMIT (SELECT posts FROM size)
)
SELECT row_number() OVER (ORDER BY n) AS post_id, unit_id, job_id,
	   CASE WHEN chance(n, s + 8) < 0.3 THEN 1 END AS min_staff,
	   CASE WHEN chance(n, s + 9) > 0.03 THEN today() - floor(2200 * chance(n, s + 10) ^ 2)::int END AS analysed_on
FROM pair;

-- People of the posts: cut from the line of all employees in proportion to
-- (rank + 4) ^ -0.85.
CREATE TABLE held AS
WITH ranked AS (
	SELECT post_id, (4 + row_number() OVER (ORDER BY chance(post_id, s + 11), post_id)) ^ -0.85 AS weight
	FROM post, size
), line AS (
	SELECT post_id, floor(employees * (sum(weight) OVER up_to - weight) / sum(weight) OVER ())::int AS before,
		   floor(employees * (sum(weight) OVER up_to) / sum(weight) OVER () + 1e-6)::int AS last
	FROM ranked, size
	WINDOW up_to AS (ORDER BY weight DESC, post_id)
)
SELECT post_id, before + 1 AS first, last, last - before AS staff,
	   greatest(last - before, chance(post_id, s + 12)) * 2 ^ (2 * chance(post_id, s + 13) - 1) AS need
FROM line, size;

-- Need ------------------------------------------------------------------------

-- Teachers by class groups, everybody else by tasks, health with an allowance
-- for what all of them do besides.
CREATE TABLE task AS
WITH p AS (
	SELECT h.post_id, h.need, j.job_family_id, f.effective_minutes, s,
		   CASE j.job_family_id WHEN 2 THEN 0.15 ELSE 0 END AS share,
		   (2 + floor(5 * chance(h.post_id, s + 14)))::int AS tasks
	FROM held h JOIN post USING (post_id) JOIN job j USING (job_id) JOIN job_family f USING (job_family_id), size
), part AS (
	SELECT p.*, t, 10 * post_id + t AS id,
		   (ARRAY[5, 10, 15, 30, 60, 120, 480])[1 + floor(7 * chance(10 * post_id + t, s + 15))::int] AS norm,
		   (0.1 + chance(10 * post_id + t, s + 16)) / sum(0.1 + chance(10 * post_id + t, s + 16)) OVER (PARTITION BY post_id) AS portion
	FROM p, generate_series(1, tasks) t
	WHERE job_family_id <> 1
)
SELECT id AS task_id, post_id, 'Tugas ' || t AS name, 'workload' AS kind,
	   need * (1 - share) * portion * effective_minutes / norm AS volume,
	   -- wrong: a norm in seconds
	   CASE WHEN chance(id, s + 17) < 0.0005 THEN 60 ELSE 1 END * norm::float8 AS minutes,
	   NULL::float8 AS per_person, NULL::float8 AS share
FROM part
UNION ALL
SELECT 10 * post_id + 9, post_id, 'Kegiatan penunjang', 'category_allowance', NULL, NULL, NULL, share FROM p WHERE share > 0
UNION ALL
SELECT 10 * post_id, post_id, 'Rombongan belajar', 'ratio', greatest(round(need), 1), NULL, 1, NULL FROM p WHERE job_family_id = 1;

CREATE TABLE need_adjustment AS
SELECT n::bigint AS need_adjustment_id, (1 + floor(units * chance(n, s + 18)))::bigint AS unit_id, 1.2::float8 AS factor,
	   daterange(today() - 30, today() + 60) AS period, 'Banjir' AS reason
FROM size, generate_series(1, greatest(units / 50, 1)) n;

-- People ----------------------------------------------------------------------

CREATE TABLE employee AS
WITH person AS (
	SELECT e::bigint AS employee_id, s, u.lat, u.lon,
		   CASE WHEN chance(e, s + 20) < 0.78 THEN 'PNS' WHEN chance(e, s + 20) < 0.98 THEN 'PPPK' ELSE 'CPNS' END AS kind,
		   today() - (365.25 * (22 + 36.5 * chance(e, s + 21)))::int AS birth_date,
		   1 + (chance(e, s + 22) < 0.54)::int AS sex,
		   -- kilometres from home to work, and in which direction
		   -8 * ln(1 - chance(e, s + 23)) AS km, 2 * pi() * chance(e, s + 24) AS direction
	FROM held JOIN post USING (post_id) JOIN unit u USING (unit_id), generate_series(first, last) e, size
), dated AS (
	-- appointed when 20 to 35 years old, and before today
	SELECT *, least(birth_date + (365.25 * (20 + 15 * chance(employee_id, s + 25)))::int, today() - 200) AS appointed
	FROM person
), numbered AS (
	SELECT *, to_char(birth_date, 'YYYYMMDD')
			  || CASE kind WHEN 'PPPK' THEN to_char(appointed, 'YYYY') || '21' ELSE to_char(appointed, 'YYYYMM') END || sex AS front
	FROM dated
), whole AS (
	SELECT *, front || lpad((row_number() OVER (PARTITION BY front ORDER BY employee_id))::text, 3, '0') AS nip
	FROM numbered
)
SELECT employee_id,
	   -- wrong: none, a digit short, a space in it
	   CASE WHEN chance(employee_id, s + 26) < 0.005 THEN NULL
			WHEN chance(employee_id, s + 26) < 0.007 THEN left(nip, 17)
			WHEN chance(employee_id, s + 26) < 0.008 THEN left(nip, 8) || ' ' || substr(nip, 9)
			ELSE nip END AS nip,
	   'Pegawai ' || employee_id AS name, kind,
	   -- wrong: day and month of another century, missing
	   CASE WHEN chance(employee_id, s + 27) < 0.005 THEN birth_date + 40
			WHEN chance(employee_id, s + 27) < 0.01 THEN NULL
			ELSE birth_date END AS birth_date,
	   CASE WHEN chance(employee_id, s + 28) > 0.01
			THEN least(17, greatest(1, 5 + (today() - appointed) / 1461 + floor(3 * chance(employee_id, s + 29))::int)) END AS rank,
	   -- wrong: in the Gulf of Guinea, missing; the rest as far as the unit's place is known
	   CASE WHEN chance(employee_id, s + 30) < 0.002 THEN 0 WHEN chance(employee_id, s + 30) > 0.02
			THEN lat + km * sin(direction) / 111.2 END AS home_lat,
	   CASE WHEN chance(employee_id, s + 30) < 0.002 THEN 0 WHEN chance(employee_id, s + 30) > 0.02
			THEN lon + km * cos(direction) / 110.5 END AS home_lon,
	   CASE WHEN kind = 'PPPK' THEN today() + floor(1800 * chance(employee_id, s + 31))::int - 20 END AS contract_end,
	   CASE WHEN chance(employee_id, s + 32) < 0.005 THEN today() + 180 END AS discipline_until,
	   CASE WHEN chance(employee_id, s + 33) < 0.01 THEN today() + 365 END AS study_until,
	   CASE WHEN chance(employee_id, s + 34) < 0.005 THEN today() + 90 END AS pinned_until,
	   CASE WHEN chance(employee_id, s + 34) < 0.005 THEN 'tim inti' END AS pinned_reason
FROM whole;

-- The present assignment, and up to three earlier ones at other posts, one after
-- the other.  One employee in 200 has none yet.
CREATE TABLE assignment AS
WITH stay AS (
	SELECT e AS employee_id, k, h.post_id AS present, s, posts,
		   60 + floor(-1800 * ln(1 - chance(10 * e + k, s + 40)))::int AS days
	FROM held h, generate_series(first, last) e, size,
		 generate_series(0, floor(4 * chance(e, s + 41) ^ 1.5)::int) k
	WHERE chance(e, s + 42) >= 0.005
), line AS (
	SELECT *, today() - (sum(days) OVER up_to)::int AS starts, today() - (sum(days) OVER up_to - days)::int AS ends
	FROM stay
	WINDOW up_to AS (PARTITION BY employee_id ORDER BY k)
)
SELECT 10 * employee_id::bigint + k AS assignment_id, employee_id::bigint,
	   CASE WHEN k = 0 THEN present ELSE (1 + floor(posts * chance(10 * employee_id + k, s + 43)))::bigint END AS post_id,
	   daterange(starts, CASE WHEN k > 0 THEN ends END) AS period,
	   CASE WHEN k = 0 AND chance(employee_id, s + 44) < 0.01 THEN 'temporary' ELSE 'permanent' END AS kind,
	   'SK/' || employee_id || '/' || k AS decree
FROM line;

CREATE TABLE kinship AS
SELECT e::bigint AS employee_id, e + 1 + floor(chance(e, s + 45) * least(200, employees - e))::bigint AS kin_id, 'saudara kandung' AS relation
FROM size, generate_series(1, employees - 1) e
WHERE chance(e, s + 46) < 0.01 AND e + 1 + floor(chance(e, s + 45) * least(200, employees - e)) <= employees;

-- Of each family an education, the rest are skills.
CREATE TABLE skill AS
SELECT k::bigint AS skill_id, CASE WHEN k <= 10 THEN 'Pendidikan ' ELSE 'Kompetensi ' END || k AS name,
	   CASE WHEN k <= 10 THEN 'education' WHEN k <= 20 THEN 'certificate' ELSE 'skill' END AS kind,
	   CASE WHEN k > 10 THEN 5 + floor(60 * chance(k, s + 50)) END AS learning_days
FROM size, generate_series(1, 200) k;

CREATE TABLE job_skill AS
SELECT job_id, job_family_id::bigint AS skill_id, true AS is_essential FROM job
UNION ALL
SELECT DISTINCT job_id, (11 + floor(190 * chance(10 * job_id + n, s + 51)))::bigint, false
FROM job, generate_series(1, 3) n, size;

-- What the own job wants, with gaps, and two more.
CREATE TABLE employee_skill AS
SELECT employee_id, skill_id, CASE WHEN skill_id BETWEEN 11 AND 20 THEN daterange(NULL, today() + 700) ELSE '(,)' END AS period
FROM (
	SELECT e::bigint AS employee_id, skill_id
	FROM held JOIN post USING (post_id) JOIN job_skill USING (job_id), generate_series(first, last) e, size
	WHERE chance(1000 * e::bigint + skill_id, s + 52) < CASE WHEN is_essential THEN 0.97 ELSE 0.8 END
	UNION
	SELECT e, (1 + floor(200 * chance(10 * e::bigint + n, s + 53)))::bigint
	FROM size, generate_series(1, employees) e, generate_series(1, 2) n) has;

CREATE TABLE preference AS
SELECT e::bigint AS preference_id, e::bigint AS employee_id,
	   CASE WHEN e % 2 = 0 THEN (1 + floor(posts * chance(e, s + 54)))::bigint END AS post_id,
	   CASE WHEN e % 2 = 1 THEN (1 + floor(units * chance(e, s + 55)))::bigint END AS unit_id,
	   2 * chance(e, s + 56) - 1 AS strength
FROM size, generate_series(1, employees) e
WHERE chance(e, s + 57) < 0.1;

CREATE TABLE performance AS
SELECT e::bigint AS employee_id, y AS year,
	   CASE WHEN c < 0.15 THEN 'sangat baik' WHEN c < 0.93 THEN 'baik' WHEN c < 0.98 THEN 'butuh perbaikan'
			WHEN c < 0.997 THEN 'kurang' ELSE 'sangat kurang' END AS rating
FROM size, generate_series(1, employees) e, generate_series(2023, 2025) y, LATERAL (SELECT chance(10000 * e::bigint + y, s + 58) AS c) r
WHERE chance(10000 * e::bigint + y, s + 59) > 0.01;

-- One a head in the last year, more in January.
CREATE TABLE complaint AS
SELECT c::bigint AS complaint_id, (1 + floor(units * chance(c, s + 60) ^ 2))::bigint AS unit_id,
	   today() - 365 + floor(365 * chance(c, s + 61) ^ 1.2)::int AS received_on, 'JAKI' AS channel
FROM size, generate_series(1, employees) c;

CREATE VIEW dirt AS
SELECT 'NIP missing or misspelt' AS fault, count(*) AS rows FROM employee WHERE nip IS NULL OR nip !~ '^\d{18}$'
UNION ALL
SELECT 'birth date is not that of the NIP', count(*) FROM employee WHERE nip ~ '^\d{18}$' AND birth_date <> to_date(left(nip, 8), 'YYYYMMDD')
UNION ALL
SELECT 'birth date missing', count(*) FROM employee WHERE birth_date IS NULL
UNION ALL
SELECT 'home far from the city', count(*) FROM employee WHERE home_lat = 0
UNION ALL
SELECT 'home missing', count(*) FROM employee WHERE home_lat IS NULL
UNION ALL
SELECT 'no assignment', count(*) FROM employee e WHERE NOT EXISTS (SELECT FROM assignment a WHERE a.employee_id = e.employee_id)
UNION ALL
SELECT 'unit without a place', count(*) FROM unit WHERE lat IS NULL
UNION ALL
SELECT 'norm in seconds', count(*) FROM task WHERE minutes / 60 IN (5, 10, 15, 30, 60, 120, 480) AND chance(task_id, (SELECT s FROM size) + 17) < 0.0005
UNION ALL
SELECT 'workload not analysed', count(*) FROM post WHERE analysed_on IS NULL;

ANALYZE unit, job_family, job, post, task, need_adjustment, employee, assignment, kinship, skill, job_skill, employee_skill, preference, performance, complaint;
