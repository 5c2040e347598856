-- Need, staff and load in a workspace: post_load, post_holders, unit_load,
-- load_forecast.
--
-- Published examples come first, then who counts where on the days around each
-- change, surges, and last a larger workspace whose figures are counted again
-- in other ways.
BEGIN;
SELECT plan(71);

CREATE SCHEMA load_test;
SET LOCAL search_path = load_test, asn_mutasi, public;
SELECT workspace_tables();

INSERT INTO unit (unit_id, parent_id, name) VALUES
	(1, NULL, 'city'), (10, 1, 'health'), (11, 10, 'clinic'), (20, 1, 'schools'), (21, 20, 'school'), (30, 1, 'idle');
INSERT INTO job_family (job_family_id, name, effective_minutes, rounding) VALUES
	(1, 'general', 75000, 'half_up'), (2, 'health', 72000, 'wisn'), (3, 'WISN manual', 91140, 'wisn'),
	(4, 'teachers', 75000, 'teacher'), (5, 'annex in hours', 1250, 'half_up'), (6, 'upwards', 75000, 'ceil');
INSERT INTO job (job_id, job_family_id, name, retirement_age) VALUES
	(1, 1, 'clerk', 58), (2, 2, 'registrar', 58), (3, 3, 'nurse', 58), (4, 4, 'teacher', 60), (5, 5, 'aide', 58),
	(6, 3, 'midwife', 58), (7, 6, 'guard', 58), (8, 4, 'class teacher', 60);
INSERT INTO post (post_id, unit_id, job_id, min_staff) VALUES
	(1, 1, 1, NULL), (2, 11, 2, NULL), (3, 11, 3, NULL), (4, 21, 4, NULL), (5, 1, 5, NULL),
	(6, 11, 6, NULL), (7, 10, 7, 2), (8, 21, 8, 6), (9, 20, 4, NULL);

INSERT INTO task (post_id, name, kind, volume, minutes, per_person, share) VALUES
	(1, 'letters', 'workload', 15000, 10, NULL, NULL),
	(2, 'new patients', 'workload', 15800, 3, NULL, NULL),
	(2, 'known patients', 'workload', 45000, 5, NULL, NULL),
	(2, 'reports', 'category_allowance', NULL, NULL, NULL, 0.02),
	(2, 'meetings', 'category_allowance', NULL, NULL, NULL, 0.02),
	(3, 'examinations', 'workload', 8000, 10, NULL, NULL),
	(3, 'treatments', 'workload', 4000, 20, NULL, NULL),
	(3, 'records and meetings', 'category_allowance', NULL, NULL, NULL, 0.15),
	(4, 'contact hours a week', 'ratio', 38.4, NULL, 24, NULL),
	(5, 'a', 'workload', 10, 60, NULL, NULL), (5, 'b', 'workload', 20, 60, NULL, NULL),
	(5, 'c', 'workload', 12, 10, NULL, NULL), (5, 'd', 'workload', 15, 30, NULL, NULL),
	(5, 'e', 'workload', 5, 60, NULL, NULL), (5, 'f', 'workload', 5, 30, NULL, NULL),
	(6, 'examinations', 'workload', 8000, 10, NULL, NULL),
	(6, 'treatments', 'workload', 4000, 20, NULL, NULL),
	(6, 'records and meetings', 'category_allowance', NULL, NULL, NULL, 0.15),
	(6, 'supervision of trainees', 'individual_allowance', 10, 3600, NULL, NULL),
	(7, 'gate', 'workload', 1000, 75.1, NULL, NULL),
	(8, 'class groups', 'ratio', 12, NULL, 1, NULL);

INSERT INTO employee (employee_id, birth_date) SELECT 100 + n, date '1990-01-01' FROM generate_series(1, 12) AS n;
INSERT INTO assignment (employee_id, post_id, period)
	SELECT 100 + n, CASE WHEN n <= 3 THEN 5 ELSE 8 END, '[2020-01-01,)' FROM generate_series(1, 12) AS n;

CREATE TEMP TABLE today AS SELECT * FROM post_load('load_test', '2026-01-01');

-- Published examples ---------------------------------------------------------

SELECT is((SELECT round(need::numeric, 7) FROM today WHERE post_id = 2), 3.9409722, 'ABK-Kes: registration');
SELECT is((SELECT rounded_need FROM today WHERE post_id = 2), 4, 'ABK-Kes: registration needs four');
SELECT is((SELECT round(need::numeric, 7) FROM today WHERE post_id = 3), 2.0653423, 'WISN: workload and category allowance');
SELECT is((SELECT rounded_need FROM today WHERE post_id = 3), 2, 'WISN: two can carry it');
SELECT is((SELECT round(need::numeric, 7) FROM today WHERE post_id = 6), 2.4603390, 'WISN: an individual allowance is added');
SELECT is((SELECT rounded_need FROM today WHERE post_id = 6), 3, 'WISN: three are needed');
SELECT is((SELECT ROW(round(need::numeric, 3), rounded_need, staff, round(load_ratio::numeric, 3), grade) FROM today WHERE post_id = 5),
		  ROW(2.256::numeric, 2, 3, 0.752::numeric, 'C'::text), 'Lahat: aide');
SELECT is((SELECT round(coverage::numeric, 4) FROM today WHERE post_id = 5), 1.3298, 'coverage is the inverse of the load ratio');
SELECT is((SELECT need FROM today WHERE post_id = 1), 2::float8, 'ABK: 150,000 minutes are two persons');
SELECT is((SELECT ROW(round(need::numeric, 4), rounded_need, legal_minimum) FROM today WHERE post_id = 7),
		  ROW(1.0013, 2, 2), 'rounding up, and the legal minimum beside it');
SELECT is((SELECT ROW(round(need::numeric, 1), rounded_need) FROM today WHERE post_id = 4), ROW(1.6, 1), 'subject teachers: 1.6 become 1');
SELECT is((SELECT ROW(need, rounded_need, legal_minimum, staff, teacher_supply(staff, rounded_need, legal_minimum)) FROM today WHERE post_id = 8),
		  ROW(12::float8, 12, 6, 9, 'minimal'::text), 'Pulau Kelapa 02: below its need, not below the minimum');

-- Neither tasks nor staff.
SELECT is((SELECT count(*)::int FROM today), 9, 'one row a post');
SELECT is((SELECT ROW(unit_id, job_id, need, rounded_need, staff, load_ratio, coverage, grade) FROM today WHERE post_id = 9),
		  ROW(20::bigint, 4::bigint, 0::float8, 0, 0, NULL::float8, NULL::float8, NULL::text), 'a post without tasks needs nobody');
SELECT is((SELECT ROW(staff, load_ratio, coverage, grade) FROM today WHERE post_id = 2),
		  ROW(0, NULL::float8, 0::float8, NULL::text), 'without staff there is no load ratio');

-- Tasks count within their period only.
INSERT INTO task (post_id, name, volume, minutes, period) VALUES (9, 'census', 7500, 10, '[2026-02-01,2026-03-01)');
SELECT is((SELECT array_agg((SELECT need FROM post_load('load_test', d) WHERE post_id = 9) ORDER BY d)
		   FROM unnest('{2026-01-31,2026-02-01,2026-02-28,2026-03-01}'::date[]) AS d),
		  '{0,1,1,0}'::float8[], 'a task counts within its period');

SELECT results_eq($$SELECT need FROM load_forecast('load_test', 2, '2026-01-01') WHERE post_id = 9 ORDER BY month$$,
				  'VALUES (0::float8), (1), (0)', 'and a forecast knows it');

-- Staff ----------------------------------------------------------------------

INSERT INTO employee (employee_id, nip, birth_date) VALUES (8, '196602282000031002', NULL), (9, NULL, '0066-02-28');
INSERT INTO assignment (employee_id, post_id, period) VALUES (8, 2, '[2000-01-01,2025-01-01)'), (9, 2, '[2000-01-01,2025-01-01)');

-- Where an employee is on a date, NULL if he counts nowhere.
CREATE FUNCTION pg_temp.post_of(who bigint, as_of date) RETURNS bigint LANGUAGE sql
AS 'SELECT post_id FROM post_holders(''load_test'', as_of) WHERE employee_id = who';

INSERT INTO employee (employee_id, kind, birth_date, contract_end) VALUES
	(1, 'PNS', '1966-02-28', NULL), (2, 'PPPK', '1990-01-01', '2026-12-31'), (3, 'PNS', '1990-01-01', NULL),
	(4, 'PNS', '1967-01-15', NULL), (5, 'PNS', NULL, NULL), (6, 'PNS', '1990-01-01', NULL), (7, 'PNS', '1967-01-15', NULL);
INSERT INTO assignment (employee_id, post_id, period, kind) VALUES
	(1, 1, '[2000-01-01,)', 'permanent'),
	(2, 1, '[2024-01-01,)', 'permanent'),
	(3, 1, '[2020-01-01,2026-03-01)', 'permanent'), (3, 7, '[2026-03-01,2026-06-01)', 'temporary'), (3, 1, '[2026-06-01,)', 'permanent'),
	(4, 4, '[2000-01-01,2025-09-01)', 'permanent'), (4, 1, '[2025-09-01,2026-09-01)', 'temporary'), (4, 4, '[2026-09-01,)', 'permanent'),
	(5, 9, '[1960-01-01,)', 'permanent'),
	(7, 1, '[2025-09-01,)', 'temporary');

SELECT is(pg_temp.post_of(1, '2024-02-29'), 1::bigint, 'works in the month of the 58th birthday');
SELECT is(pg_temp.post_of(1, '2024-03-01'), NULL, 'is retired from the first of the next');
SELECT is(pg_temp.post_of(2, '2026-12-31'), 1::bigint, 'works on the last day of the contract');
SELECT is(pg_temp.post_of(2, '2027-01-01'), NULL, 'no longer works on the day after');
SELECT is(pg_temp.post_of(3, '2026-02-28'), 1::bigint, 'before a temporary posting: at home');
SELECT is(pg_temp.post_of(3, '2026-03-01'), 7::bigint, 'in it: where he helps');
SELECT is(pg_temp.post_of(3, '2026-05-31'), 7::bigint, 'still there on its last day');
SELECT is(pg_temp.post_of(3, '2026-06-01'), 1::bigint, 'and back at home');
SELECT is(pg_temp.post_of(3, '2019-12-31'), NULL, 'counts nowhere before the first assignment');
SELECT is(pg_temp.post_of(4, '2026-01-01'), 1::bigint, 'a teacher of 58 who helps among clerks retires as a teacher does');
SELECT is(pg_temp.post_of(4, '2027-01-31'), 4::bigint, 'at 60: works on the last of the month');
SELECT is(pg_temp.post_of(4, '2027-02-01'), NULL, 'at 60: retired on the first of the next');
SELECT is(pg_temp.post_of(5, '2026-01-01'), 9::bigint, 'without a birth date nobody is retired');
SELECT is(pg_temp.post_of(8, '2024-02-29'), 2::bigint, 'a birth date that is missing stands in the NIP: not yet 58');
SELECT is(pg_temp.post_of(8, '2024-03-01'), NULL, 'a birth date that is missing stands in the NIP: retired');
SELECT is(pg_temp.post_of(9, '2024-03-01'), 2::bigint, 'a birth date that cannot be retires nobody');
SELECT is(pg_temp.post_of(6, '2026-01-01'), NULL, 'who has no assignment counts nowhere');
SELECT is(pg_temp.post_of(7, '2025-02-01'), NULL, 'who retired before an assignment never counts there');
SELECT is(pg_temp.post_of(7, '2025-09-01'), NULL, 'nor does he once it begins');

SELECT results_eq(
	$$SELECT employee_id, kind, starts, ends, end_reason FROM post_holders('load_test', '2026-01-01') WHERE employee_id < 100 ORDER BY 1$$,
	$$VALUES (2::bigint, 'permanent', date '2024-01-01', date '2027-01-01', 'contract'),
			 (3, 'permanent', '2020-01-01', '2026-03-01', 'assignment'),
			 (4, 'temporary', '2025-09-01', '2026-09-01', 'assignment'),
			 (5, 'permanent', '1960-01-01', 'infinity', NULL)$$,
	'post_holders says how long and why no longer');
SELECT is((SELECT staff FROM post_load('load_test', '2026-01-01') WHERE post_id = 1), 3, 'post_load counts the same people');
SAVEPOINT before_endless;
INSERT INTO employee (employee_id, kind, contract_end) VALUES (10, 'PPPK', 'infinity'), (11, 'PPPK', '5874897-12-31'), (12, 'PNS', NULL);
INSERT INTO assignment (employee_id, post_id, period) VALUES (10, 1, '[2024-01-01,)'), (11, 1, '[2024-01-01,)'), (12, 1, '[2024-01-01,infinity)');
SELECT results_eq($$SELECT ends, end_reason FROM post_holders('load_test', '2026-01-01') WHERE employee_id BETWEEN 10 AND 12$$,
				  $$VALUES (date 'infinity', NULL), ('infinity', NULL), ('infinity', NULL)$$, 'what ends never has no reason to end');
ROLLBACK TO before_endless;
SELECT is(pg_temp.post_of(101, NULL), pg_temp.post_of(101, current_date), 'NULL means today');

-- Surges ---------------------------------------------------------------------

INSERT INTO need_adjustment (post_id, unit_id, factor, persons, period, reason) VALUES
	(NULL, 1, 1.5, NULL, '[2026-04-01,2026-07-01)', 'festivities'),
	(NULL, 10, 2, NULL, '[2026-05-01,2026-06-01)', 'dengue'),
	(2, NULL, 1.25, NULL, '[2026-05-01,2026-06-01)', 'dengue'),
	(2, NULL, NULL, 3, '[2026-05-15,2026-06-01)', 'dengue'),
	(2, NULL, NULL, -0.5, '[2026-05-15,2026-06-01)', 'volunteers'),
	(9, NULL, NULL, 2, '[2026-08-01,2026-09-01)', 'enrolment'),
	(1, NULL, NULL, -7, '[2026-08-01,2026-09-01)', 'closed');

SELECT is((SELECT need FROM post_load('load_test', '2026-03-31') WHERE post_id = 1), 2::float8, 'before a surge');
SELECT is((SELECT need FROM post_load('load_test', '2026-04-01') WHERE post_id = 1), 3::float8, 'a factor on the unit');
SELECT is((SELECT need FROM post_load('load_test', '2026-07-01') WHERE post_id = 1), 2::float8, 'after the surge');
SELECT is((SELECT round(need::numeric, 6) FROM post_load('load_test', '2026-04-01') WHERE post_id = 2),
		  round(3.9409722222 * 1.5, 6), 'a factor on a unit two levels above');
SELECT is((SELECT round(need::numeric, 6) FROM post_load('load_test', '2026-05-01') WHERE post_id = 2),
		  round(3.9409722222 * 1.5 * 2 * 1.25, 6), 'factors multiply');
SELECT is((SELECT round(need::numeric, 6) FROM post_load('load_test', '2026-05-15') WHERE post_id = 2),
		  round(3.9409722222 * 1.5 * 2 * 1.25 + 3 - 0.5, 6), 'persons are added after the factors');
SELECT is((SELECT need FROM post_load('load_test', '2026-05-15') WHERE post_id = 1), 3::float8, 'a surge elsewhere changes nothing');
SELECT is((SELECT need FROM post_load('load_test', '2026-08-15') WHERE post_id = 9), 2::float8, 'persons for a post without tasks');
SELECT is((SELECT need FROM post_load('load_test', '2026-08-15') WHERE post_id = 1), 0::float8, 'a need is never below 0');

SELECT results_eq($$SELECT as_of_date, need FROM load_forecast('load_test', 5, '2026-03-01') WHERE post_id = 1 ORDER BY month$$,
	$$VALUES (date '2026-03-01', 2::float8), ('2026-04-01', 3), ('2026-05-01', 3), ('2026-06-01', 3), ('2026-07-01', 2), ('2026-08-01', 0)$$,
	'a forecast knows the surges, from their first day to their last');

-- Units ----------------------------------------------------------------------

SELECT results_eq(
	$$SELECT unit_id, posts, staff, round(need::numeric, 4) FROM unit_load('load_test', '2026-01-01') ORDER BY 1$$,
	$$VALUES (1::bigint, 9::bigint, 16::bigint, 27.3240),	-- 2 + 3.9410 + 2.0653 + 1.6 + 2.256 + 2.4603 + 1.0013 + 12
			 (10, 4, 0, 9.4680), (11, 3, 0, 8.4667), (20, 3, 10, 13.6000), (21, 2, 9, 13.6000), (30, 0, 0, 0.0000)$$,
	'a unit with all below it');
SELECT is((SELECT ROW(round(load_ratio::numeric, 4), round(coverage::numeric, 4), grade) FROM unit_load('load_test', '2026-01-01') WHERE unit_id = 21),
		  ROW(round(13.6 / 9, 4), round(9 / 13.6, 4), 'A'::text), 'its load is pooled');
SELECT is((SELECT ROW(load_ratio, coverage, grade) FROM unit_load('load_test', '2026-01-01') WHERE unit_id = 30),
		  ROW(NULL::float8, NULL::float8, NULL::text), 'a unit without posts has no load');

-- Errors ---------------------------------------------------------------------

SELECT throws_ok($$SELECT post_load(NULL)$$, '22004', NULL, 'the workspace must be named');
SELECT throws_ok($$SELECT unit_load(NULL)$$, '22004', NULL, 'for unit_load, too');
SELECT throws_ok($$SELECT load_forecast(NULL, 12)$$, '22004', NULL, 'for load_forecast, too');
SELECT throws_ok($$SELECT load_forecast('load_test', -1)$$, '22023', 'months must be between 0 and 600', 'no forecast of the past');
SELECT throws_ok($$SELECT load_forecast('load_test', NULL)$$, '22023', 'months must be between 0 and 600', 'no forecast of unknown length');
SELECT throws_ok($$SELECT load_forecast('load_test', 1, 'infinity')$$, '22023', 'as_of must be a day of the years 1900 to 9999', 'none from the end of time');

-- Ten shares of 0.1 are 1, whatever float8 additions make of them.
SAVEPOINT before_allowances;
INSERT INTO task (post_id, name, kind, share) SELECT 7, 'allowance ' || n, 'category_allowance', 0.1 FROM generate_series(1, 10) AS n;
CREATE FUNCTION pg_temp.detail_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	EXECUTE query;
	RETURN NULL;
EXCEPTION WHEN invalid_parameter_value THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END
$$;
SELECT is(pg_temp.detail_of($$SELECT post_load('load_test', '2026-01-01')$$),
		  'Those of post 7 add up to 1 on 2026-01-01.', 'allowances that leave no time: the post is named');
ROLLBACK TO before_allowances;

-- Nothing in the caller's path or among temporary tables stands in for a table.
CREATE TEMP TABLE post AS TABLE load_test.post WITH NO DATA;
SET LOCAL search_path = pg_temp, pg_catalog, public;
SELECT set_eq($$SELECT * FROM asn_mutasi.post_load('load_test', '2026-01-01')$$,
			  $$SELECT * FROM today WHERE post_id NOT IN (1, 4, 9)
				UNION ALL SELECT post_id, unit_id, job_id, need, rounded_need, legal_minimum, s, need / nullif(s, 0), s / nullif(need, 0), asn_mutasi.efficiency_grade(need / nullif(s, 0))
				FROM today JOIN (VALUES (1, 3), (4, 0), (9, 1)) AS changed (p, s) ON p = post_id$$,
			  'only the tables of the workspace are read');
DROP TABLE pg_temp.post;

-- A larger workspace ---------------------------------------------------------

CREATE SCHEMA load_test_large;
SET LOCAL search_path = load_test_large, asn_mutasi, public;
SELECT workspace_tables();
INSERT INTO unit (unit_id, parent_id, name) SELECT n, nullif(n / 3, 0), 'unit ' || n FROM generate_series(1, 40) AS n;
INSERT INTO job_family (job_family_id, name) VALUES (1, 'general');
INSERT INTO job (job_id, job_family_id, name, retirement_age) VALUES (1, 1, 'clerk', 58), (2, 1, 'expert', 60);
INSERT INTO post (post_id, unit_id, job_id) SELECT n, (n + 1) / 2, 1 + n % 2 FROM generate_series(1, 80) AS n;
INSERT INTO task (post_id, name, volume, minutes, period)
	SELECT p, 'task ' || t, 1000 + (p * 37 + t * 11) % 900, 5 + t,
		   daterange(CASE WHEN t = 2 THEN date '2026-01-01' + p * 5 END, CASE WHEN t = 3 THEN date '2026-01-01' + p * 7 END)
	FROM generate_series(1, 80) AS p, generate_series(1, 5) AS t;
INSERT INTO need_adjustment (unit_id, factor, period, reason)
	SELECT 1 + n * 7 % 40, 1 + n / 16.0, daterange(date '2026-01-01' + n * 20, date '2026-03-15' + n * 30), 'surge' FROM generate_series(1, 12) AS n;
INSERT INTO employee (employee_id, kind, birth_date, contract_end)
	SELECT n, CASE WHEN n % 5 = 0 THEN 'PPPK' ELSE 'PNS' END, date '1965-06-01' + n * 13 % 2000,
		   CASE WHEN n % 5 = 0 THEN date '2026-01-15' + n % 400 END
	FROM generate_series(1, 900) AS n;
INSERT INTO assignment (employee_id, post_id, period)
	SELECT n, 1 + n * 7 % 80, daterange('2015-01-01', date '2025-12-01' + n % 500) FROM generate_series(1, 900) AS n
	UNION ALL
	SELECT n, 1 + n * 11 % 80, daterange(date '2025-12-01' + n % 500, NULL) FROM generate_series(1, 900) AS n WHERE n % 3 > 0;

CREATE TEMP TABLE forecast AS SELECT * FROM load_forecast('load_test_large', 14, '2026-01-31');

SELECT results_eq('SELECT DISTINCT month, as_of_date FROM forecast ORDER BY 1 LIMIT 4',
				  $$VALUES (0, date '2026-01-31'), (1, '2026-02-28'), (2, '2026-03-31'), (3, '2026-04-30')$$,
				  'a forecast goes month by month');
SELECT is((SELECT count(*)::int FROM forecast), 80 * 15, 'one row a post and month');
SELECT set_eq($$SELECT l.post_id, d.day::date, l.need, l.staff, l.load_ratio, l.coverage
				FROM (SELECT DISTINCT as_of_date AS day FROM forecast) AS d, post_load('load_test_large', d.day) AS l$$,
			  'SELECT post_id, as_of_date, need, staff, load_ratio, coverage FROM forecast',
			  'a forecast says of each month what post_load will say then');

-- From the first of a month, on which people retire.
SELECT set_eq($$SELECT l.post_id, d.day, l.need, l.staff
				FROM unnest('{2026-02-01,2026-03-01,2026-08-01}'::date[]) AS d(day), post_load('load_test_large', d.day) AS l$$,
			  $$SELECT post_id, as_of_date, need, staff FROM load_forecast('load_test_large', 6, '2026-02-01') WHERE month IN (0, 1, 6)$$,
			  'on the first of each month, too');

-- Retired: the month of the date is after that of the birthday.
SELECT set_eq(
	$$SELECT p.post_id, d.day, (SELECT count(*)::int FROM assignment AS a JOIN employee AS e USING (employee_id)
		WHERE a.post_id = p.post_id AND a.period @> d.day AND (e.contract_end IS NULL OR d.day <= e.contract_end)
			  AND extract(year FROM d.day) * 12 + extract(month FROM d.day)
				  <= (extract(year FROM e.birth_date) + j.retirement_age) * 12 + extract(month FROM e.birth_date))
	  FROM post AS p JOIN job AS j USING (job_id), (SELECT DISTINCT as_of_date AS day FROM forecast) AS d$$,
	'SELECT post_id, as_of_date, staff FROM forecast', 'staff, counted one by one');
-- Who leaves by retirement was at the post on the day before.
SELECT set_eq(
	$$SELECT p.post_id, d.day, (SELECT count(*)::int FROM assignment AS a JOIN employee AS e USING (employee_id),
			 retirement_date(e.birth_date, j.retirement_age) AS retires
		WHERE a.post_id = p.post_id AND a.period @> retires - 1 AND (e.contract_end IS NULL OR retires - 1 <= e.contract_end)
			  AND retires > '2026-01-31' AND retires <= d.day)
	  FROM post AS p JOIN job AS j USING (job_id), (SELECT DISTINCT as_of_date AS day FROM forecast) AS d$$,
	'SELECT post_id, as_of_date, retirements FROM forecast', 'retirements, counted one by one');
SELECT set_eq(
	$$SELECT p.post_id, d.day, (SELECT count(*)::int FROM assignment AS a JOIN employee AS e USING (employee_id)
		WHERE a.post_id = p.post_id AND a.period @> e.contract_end
			  AND e.contract_end + 1 < retirement_date(e.birth_date, j.retirement_age)
			  AND e.contract_end >= '2026-01-31' AND e.contract_end < d.day)
	  FROM post AS p JOIN job AS j USING (job_id), (SELECT DISTINCT as_of_date AS day FROM forecast) AS d$$,
	'SELECT post_id, as_of_date, contract_ends FROM forecast', 'ends of contracts, counted one by one');

-- The unit of each post and all units above it, one step at a time.
SELECT set_eq(
	$$WITH RECURSIVE above AS (
		SELECT l.post_id, l.unit_id, l.need, l.staff FROM post_load('load_test_large', '2026-05-01') AS l
		UNION ALL SELECT a.post_id, u.parent_id, a.need, a.staff FROM above AS a JOIN unit AS u USING (unit_id) WHERE u.parent_id IS NOT NULL)
	  SELECT unit_id, count(*), sum(staff), round(sum(need)::numeric, 9) FROM above GROUP BY 1$$,
	$$SELECT unit_id, posts, staff, round(need::numeric, 9) FROM unit_load('load_test_large', '2026-05-01')$$,
	'units, added up from below');

-- A birth date from which no retirement can be computed is as good as none.
UPDATE employee SET birth_date = '5874897-12-31'
WHERE employee_id = (SELECT min(h.employee_id) FROM post_holders('load_test_large', '2026-05-01') h);
SELECT lives_ok($$SELECT * FROM post_load('load_test_large', '2026-05-01')$$, 'one impossible birth date does not stop the rest');

-- A ring of units, which validate reports, is no endless loop.
UPDATE unit SET parent_id = 40 WHERE unit_id = 1;
SELECT is((SELECT count(*)::int FROM unit_load('load_test_large', '2026-05-01')), 40, 'a ring of units comes to an end');

SELECT * FROM finish();
ROLLBACK;
