-- create_plan: is what it stores the best plan, told truly?
--
-- The best plan of a workspace this small is found by trying all of them, from
-- needs that follow from the tasks by hand and from the candidates.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS asn_mutasi;
SELECT plan(77);

-- A city of one agency with three offices: archivists, of whom the north has
-- twice its need and the west half, and clerks, who have nowhere to go.
SELECT asn_mutasi.create_workspace('city') \gset
SELECT asn_mutasi.create_workspace('empty town') \gset
SET search_path = city, public;
INSERT INTO unit (unit_id, parent_id, name, lat, lon) VALUES
	(1, NULL, 'Dinas', -6.20, 106.80), (2, 1, 'Sudin Utara', -6.13, 106.85),
	(3, 1, 'Sudin Barat', -6.17, 106.76), (4, 1, 'Sudin Timur', -6.20, 106.90);
INSERT INTO job_family (job_family_id, name) VALUES (1, 'Umum'), (2, 'Khusus');
INSERT INTO job (job_id, job_family_id, name) VALUES (1, 1, 'Arsiparis'), (2, 1, 'Juru Tulis');
INSERT INTO post (post_id, unit_id, job_id, analysed_on) VALUES
	(20, 2, 1, '2025-01-01'), (30, 3, 1, '2025-01-01'), (40, 4, 1, '2025-01-01'), (21, 2, 2, '2025-01-01');
INSERT INTO task (post_id, name, volume, minutes) VALUES
	(20, 'arsip', 2, 75000), (30, 'arsip', 4, 75000), (40, 'arsip', 2, 75000), (21, 'surat', 1, 75000);
INSERT INTO employee (employee_id, name, birth_date, rank, home_lat, home_lon)
	SELECT i, 'Pegawai ' || i, '1985-01-01', 9, -6.15, 106.70 + 0.03 * i FROM generate_series(1, 9) AS i;
INSERT INTO assignment (employee_id, post_id, period)
	SELECT i, CASE WHEN i <= 4 THEN 20 WHEN i <= 6 THEN 30 WHEN i <= 8 THEN 40 ELSE 21 END, '[2021-06-01,)'
	FROM generate_series(1, 9) AS i;
INSERT INTO performance (employee_id, year, rating)
	SELECT i, y, 'baik' FROM generate_series(1, 9) AS i, generate_series(2022, 2025) AS y;
INSERT INTO preference (employee_id, unit_id, strength) VALUES (2, 3, 1);

-- All plans: everybody stays or takes one of his candidates.
CREATE TEMPORARY TABLE need AS SELECT * FROM (VALUES (20, 2), (30, 4), (40, 2), (21, 1)) AS n (post_id, need);
CREATE FUNCTION pg_temp.best_objective(most_moves int, move_cost float8) RETURNS float8
LANGUAGE sql AS $$
	WITH RECURSIVE choice AS (
		SELECT employee_id, post_id, 0 AS moves, 0.0::float8 AS cost FROM city.assignment
		UNION ALL
		SELECT employee_id, post_id, 1, cost + move_cost FROM asn_mutasi.transfer_candidates('city', '2025-06-01')
	), trial (employee_id, staff, moves, cost) AS (
		SELECT 0::bigint, '{}'::bigint[], 0, 0.0::float8
		UNION ALL
		SELECT c.employee_id, t.staff || c.post_id, t.moves + c.moves, t.cost + c.cost
		FROM trial AS t JOIN choice AS c ON c.employee_id = t.employee_id + 1
		WHERE t.moves + c.moves <= most_moves
	)
	SELECT min(t.cost + (SELECT sum((cardinality(array_positions(t.staff, n.post_id::bigint)) - n.need) ^ 2 / greatest(n.need, 1))
						 FROM pg_temp.need AS n))
	FROM trial AS t WHERE t.employee_id = 9;
$$;

-- The plan is stored in the workspace, whatever lies on its caller's path.
CREATE TEMPORARY TABLE plan (nothing int);
CREATE SCHEMA bait;
CREATE TABLE bait.setting (name text, value text);
SET search_path = bait, public;
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1) AS plan_id \gset
SELECT is(count(*)::int, 1, 'one plan is stored') FROM city.plan WHERE plan_id = :plan_id;
SELECT is_empty('SELECT * FROM pg_temp.plan', 'and none where the caller''s path leads');
DROP TABLE pg_temp.plan;
SET search_path = city, public;

SELECT is(status, 'draft', 'it is a draft') FROM plan;
SELECT is(as_of, '2025-06-01', 'as_of is kept') FROM plan;
SELECT is(move_cost, 0.1::float8, 'move_cost is kept') FROM plan;
SELECT is(max_moves, NULL, 'and that moves are not limited') FROM plan;
SELECT is(imbalance_before, 3.0::float8, 'imbalance before: (4-2)^2/2 + (2-4)^2/4 = 3') FROM plan;
SELECT cmp_ok(moves, '>', 0::bigint, 'the plan has moves') FROM plan;
SELECT cmp_ok(abs(objective_after - pg_temp.best_objective(9, 0.1)), '<', 1e-5::float8, 'no plan of all is better')
	FROM plan;
SELECT is(solver_status, 'optimal', 'and it says so') FROM plan;
SELECT is(lower_bound, objective_after, 'its lower bound meets it') FROM plan;
SELECT ok(bool_and((c -> 'ok')::boolean) AND count(*) > 10, 'the proof is stored, every check passed')
	FROM plan, jsonb_array_elements(proof) AS c;
SELECT is(settings, (SELECT jsonb_object_agg(name, value) FROM setting), 'the settings are kept as they were') FROM plan;

-- The same problem, by hand.
SELECT results_eq($$
	SELECT solver_status, posts, employees, candidates, moves, imbalance_before, imbalance_after, cost,
		   objective_before, objective_after, lower_bound
	FROM plan$$, $$
	SELECT status, posts, employees, candidates, moves, imbalance_before, imbalance_after, cost,
		   objective_before, objective_after, lower_bound
	FROM asn_mutasi.solve_transfers('SELECT * FROM pg_temp.need', 'SELECT * FROM assignment',
		$q$SELECT * FROM asn_mutasi.transfer_candidates('city', '2025-06-01')$q$, 0.1)$$,
	'the figures are those of solve_transfers');
SELECT results_eq(
	'SELECT chain, step, employee_id, from_post, to_post, cost, gain FROM plan_transfer ORDER BY chain, step', $$
	SELECT * FROM asn_mutasi.plan_transfers('SELECT * FROM pg_temp.need', 'SELECT * FROM assignment',
		$q$SELECT * FROM asn_mutasi.transfer_candidates('city', '2025-06-01')$q$, 0.1)$$,
	'so are the transfers');

-- Before and after.
SELECT results_eq('SELECT post_id, need, staff_before FROM plan_post ORDER BY 1', $$
	SELECT post_id, need::float8, count(employee_id)::int
	FROM pg_temp.need JOIN assignment USING (post_id)
	WHERE post_id IN (SELECT unnest(ARRAY[from_post, to_post]) FROM plan_transfer)
	GROUP BY 1, 2 ORDER BY 1$$, 'every post touched, as it was');
SELECT is_empty($$
	SELECT post_id FROM plan_post AS p
	WHERE staff_after <> staff_before
		+ (SELECT count(*) FROM plan_transfer WHERE to_post = p.post_id)
		- (SELECT count(*) FROM plan_transfer WHERE from_post = p.post_id)$$, 'and as it will be');
SELECT is(sum(staff_after), sum(staff_before), 'nobody is lost') FROM plan_post;
SELECT cmp_ok(abs(sum(((staff_before - need) ^ 2 - (staff_after - need) ^ 2) / greatest(need, 1))
				  - (SELECT imbalance_before - imbalance_after FROM plan)), '<', 1e-5::float8,
			  'together they make the fall of the imbalance') FROM plan_post;
SELECT cmp_ok(abs(sum(cost + 0.1) - (SELECT cost FROM plan)), '<', 1e-5::float8, 'the costs add up') FROM plan_transfer;
SELECT cmp_ok(abs(sum(gain) - (SELECT objective_before - objective_after FROM plan)), '<', 1e-5::float8,
			  'the gains add up') FROM plan_transfer;
SELECT is_empty($$
	SELECT * FROM plan_transfer AS t
	WHERE abs(cost - (SELECT sum(value::float8) FROM jsonb_each(cost_parts))) > 1e-5$$,
	'the parts of each cost add up');

-- Reasons.
SELECT is_empty($$
	SELECT t.employee_id, t.reason_english
	FROM plan_transfer AS t JOIN plan_post AS f ON f.post_id = from_post JOIN plan_post AS g ON g.post_id = to_post
	WHERE reason_english NOT LIKE format('%%%s%%%% to %s%%%%%%%s%%%% to %s%%%%%%',
		round(100 * f.staff_before / f.need), round(100 * f.staff_after / f.need),
		round(100 * g.staff_before / g.need), round(100 * g.staff_after / g.need))
	   OR reason_indonesian NOT LIKE format('%%%s%%%% menjadi %s%%%%%%%s%%%% menjadi %s%%%%%%',
		round(100 * f.staff_before / f.need), round(100 * f.staff_after / f.need),
		round(100 * g.staff_before / g.need), round(100 * g.staff_after / g.need))$$,
	'reasons tell the coverage of both posts before and after');
-- 10.15 and 2.22 km by the haversine on a sphere of 6,371 km
SELECT ok(reason_english ~ '10\.[12] km to 2\.2 km' AND reason_indonesian ~ '10,[12] km menjadi 2,2 km',
		  'the way to work, with a comma in Indonesian') FROM plan_transfer WHERE employee_id = 2;
SELECT ok(reason_english LIKE '%wants this transfer%' AND reason_indonesian LIKE '%menginginkan mutasi ini%',
		  'and the wish of who has one') FROM plan_transfer WHERE employee_id = 2;

\set facts '{"from": {"job": "Guru", "unit": "SDN 01", "need": 3, "before": 4, "after": 3}, "to": {"job": "Guru", "unit": "SDN 02", "need": 2.5, "before": 1, "after": 2}, "way_before": 12.34, "way_after": 3, "preference": 0.2, "rotation": -0.1, "chain": 7, "step": 1, "steps": 2, "gain": 1.2345, "cost": 0.5}'
SELECT is(asn_mutasi.transfer_reason(:'facts', 'english'),
	'From Guru, SDN 01: staff 4 to 3, need 3.00, coverage 133% to 100%. To Guru, SDN 02: staff 1 to 2, need 2.50, coverage 40% to 80%. Way from home to work: 12.3 km to 3.0 km. The employee does not want this transfer. The employee is due for another place. Chain 7, step 1 of 2, takes 1.235 off the objective (cost of this transfer 0.500).',
	'a reason in English');
SELECT is(asn_mutasi.transfer_reason(:'facts', 'indonesian'),
	'Dari Guru, SDN 01: pegawai 4 menjadi 3, kebutuhan 3,00, cakupan 133% menjadi 100%. Ke Guru, SDN 02: pegawai 1 menjadi 2, kebutuhan 2,50, cakupan 40% menjadi 80%. Jarak dari rumah ke tempat kerja: 12,3 km menjadi 3,0 km. Pegawai tidak menginginkan mutasi ini. Pegawai sudah waktunya berganti tempat. Rantai 7, langkah 1 dari 2, menurunkan nilai tujuan sebesar 1,235 (biaya mutasi ini 0,500).',
	'and in Indonesian');
SELECT is(asn_mutasi.transfer_reason('{"to": {"job": "Guru", "unit": "SDN 02", "need": 0, "before": 0, "after": 1}, "chain": 1, "step": 1, "steps": 1, "gain": 1, "cost": 0}', 'english'),
	'New hire, without a post so far. To Guru, SDN 02: staff 0 to 1, no need. Chain 1, step 1 of 1, takes 1.000 off the objective (cost of this transfer 0.000).',
	'a new hire to a post without need, from an unknown home');

SELECT results_eq(format('SELECT * FROM asn_mutasi.plan_reasons(%L, %s, %L)', 'city', :plan_id, 'english'), $$
	SELECT chain, step, employee_id, 'Pegawai ' || employee_id,
		   'Arsiparis, ' || CASE from_post WHEN 20 THEN 'Sudin Utara' WHEN 30 THEN 'Sudin Barat' ELSE 'Sudin Timur' END,
		   'Arsiparis, ' || CASE to_post WHEN 20 THEN 'Sudin Utara' WHEN 30 THEN 'Sudin Barat' ELSE 'Sudin Timur' END,
		   reason_english
	FROM plan_transfer ORDER BY chain, step$$, 'plan_reasons shows them with names');
UPDATE setting SET value = 'indonesian' WHERE name = 'language';
SELECT results_eq(format('SELECT reason FROM asn_mutasi.plan_reasons(%L, %s)', 'city', :plan_id),
	'SELECT reason_indonesian FROM plan_transfer ORDER BY chain, step', 'in the language of the workspace');

-- Again, and with at most one move.
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1) AS second \gset
SELECT bag_eq(
	format('SELECT to_jsonb(t) - %L FROM plan_transfer AS t WHERE plan_id = %s', 'plan_id', :second),
	format('SELECT to_jsonb(t) - %L FROM plan_transfer AS t WHERE plan_id = %s', 'plan_id', :plan_id),
	'the same data give the same plan');
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1, 1) AS limited \gset
SELECT ok(moves <= 1 AND max_moves = 1 AND abs(objective_after - pg_temp.best_objective(1, 0.1)) < 1e-5,
		  'the best plan of one move') FROM plan WHERE plan_id = :limited;

-- Kin: all but two of the north's four stay; the two are a couple.
UPDATE employee SET pinned_until = '2030-01-01', pinned_reason = 'diperlukan' WHERE employee_id > 2;
INSERT INTO kinship (employee_id, kin_id, relation) VALUES (1, 2, 'istri');
DELETE FROM assignment WHERE employee_id = 1;
INSERT INTO assignment (employee_id, post_id, period) VALUES (1, 40, '[2021-06-01,)');
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.01) AS kin \gset
SELECT cmp_ok(count(*), '<=', 1::bigint, 'no two kin are sent into one unit')
	FROM plan_transfer WHERE plan_id = :kin AND to_post = 30 AND employee_id IN (1, 2);
SELECT is(lower_bound, objective_after, 'no other way to keep them apart is better') FROM plan WHERE plan_id = :kin;
SELECT is(solver_status, 'optimal', 'which the status says') FROM plan WHERE plan_id = :kin;
SELECT is(c ->> 'detail', 'no two kin are brought into one line of units; 3 solution(s), no other way to keep them apart is better', 'and the proof')
FROM plan, jsonb_array_elements(proof) AS c WHERE plan_id = :kin AND c ->> 'check' = 'kin';
-- The problem as it is, and one way to keep them apart; then time is up.
UPDATE setting SET value = '1' WHERE name = 'kin_rounds';
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.01) AS hasty \gset
UPDATE setting SET value = '40' WHERE name = 'kin_rounds';
SELECT cmp_ok(lower_bound, '<', objective_after, 'without time to search, a gap is left') FROM plan WHERE plan_id = :hasty;
SELECT is(solver_status, 'feasible', 'and the status says so') FROM plan WHERE plan_id = :hasty;
SELECT is(c ->> 'detail', format('no two kin are brought into one line of units; 2 solution(s), none can be better by more than %s', objective_after::numeric - lower_bound::numeric), 'and the proof how much')
FROM plan, jsonb_array_elements(proof) AS c WHERE plan_id = :hasty AND c ->> 'check' = 'kin';
SELECT cmp_ok(h.lower_bound, '<=', k.objective_after, 'its bound holds for the best plan') FROM plan AS h, plan AS k WHERE h.plan_id = :hasty AND k.plan_id = :kin;

SELECT is(x.detail, format('the plan sends employee %s, of kin, to post 30', t.employee_id), 'who stays for the sake of kin is told so')
FROM plan_transfer AS t, asn_mutasi.explain_transfer('city', 3 - t.employee_id, 30, '2025-06-01') AS x
WHERE t.plan_id = (SELECT max(plan_id) FROM plan) AND t.employee_id IN (1, 2) AND x.section = 'plan';

-- The rule has a scope: a unit and those below it, a kind of employee, a job family.
CREATE FUNCTION pg_temp.couple_in_west() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	made CONSTANT bigint := asn_mutasi.create_plan('city', '2025-06-01', 0.01);
BEGIN
	RETURN (SELECT count(*) FROM plan_transfer WHERE plan_id = made AND to_post = 30 AND employee_id IN (1, 2));
END $$;
UPDATE rule SET unit_id = 2 WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 2::bigint, 'where the rule is not in force both go');
UPDATE rule SET unit_id = 1 WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 1::bigint, 'below a unit where it is, one');
UPDATE rule SET unit_id = NULL, employee_kind = 'PPPK' WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 2::bigint, 'of a kind that it does not concern both go');
UPDATE rule SET employee_kind = NULL, job_family_id = 2 WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 2::bigint, 'to jobs of another family too');
UPDATE rule SET job_family_id = 1, period = '[2025-06-02,)' WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 2::bigint, 'and before it is in force');
UPDATE rule SET period = '[2025-06-01,)' WHERE code = 'CONFLICT';
SELECT is(pg_temp.couple_in_west(), 1::bigint, 'not from its first day on');

-- A couple and many places in one unit: one is kept out of all of them at once.
SAVEPOINT before_many;
INSERT INTO job (job_id, job_family_id, name) SELECT j, 1, 'Staf ' || j FROM generate_series(11, 20) AS j;
INSERT INTO post (post_id, unit_id, job_id, analysed_on) SELECT 300 + j, 3, j, '2025-01-01' FROM generate_series(11, 20) AS j;
INSERT INTO task (post_id, name, volume, minutes) SELECT 300 + j, 'surat', 4, 75000 FROM generate_series(11, 20) AS j;
SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.01) AS many \gset
SELECT ok(count(*) = 1 AND bool_and(post.unit_id = 3), 'one of a couple goes, wherever in the unit there is room')
FROM plan_transfer AS t JOIN post ON post_id = to_post WHERE plan_id = :many AND employee_id IN (1, 2);
SELECT alike(c ->> 'detail', '%; 3 solution(s)%', 'not of one after the other')
FROM plan, jsonb_array_elements(proof) AS c WHERE plan_id = :many AND c ->> 'check' = 'kin';
ROLLBACK TO before_many;

-- Many plans in one transaction: tables that each makes and drops would keep
-- their locks to the end.
CREATE FUNCTION pg_temp.locks_after(plans int) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. plans LOOP
		PERFORM asn_mutasi.create_plan('city', '2025-06-01', 0.01);
	END LOOP;
	RETURN (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid());
END $$;
SELECT pg_temp.locks_after(1) AS locks \gset
SELECT is(pg_temp.locks_after(40), :locks::bigint, 'forty plans more take no more locks');
SELECT is(count(DISTINCT objective_after), 1::bigint, 'and are the same')
FROM (SELECT objective_after FROM plan ORDER BY plan_id DESC LIMIT 41) AS p;
SELECT is_empty('SELECT relname FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relname LIKE ''plan\_%''', 'they leave no tables behind');

-- A workspace without anything.
SELECT asn_mutasi.create_plan('"empty town"', '2025-06-01') AS nothing \gset
SELECT results_eq('SELECT moves, objective_before, objective_after, solver_status FROM "empty town".plan',
	$$VALUES (0::bigint, 0.0::float8, 0.0::float8, 'optimal')$$, 'an empty workspace: a plan without moves');

-- Errors.
SELECT throws_ok('SELECT asn_mutasi.create_plan(NULL)', '22004', 'ws must not be NULL');
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', NULL)$$, '22004', 'as_of must not be NULL');
SELECT throws_ok($$SELECT * FROM asn_mutasi.plan_reasons('city', 4711)$$, 'P0002', 'there is no plan 4711');
SELECT throws_ok($$SELECT * FROM asn_mutasi.plan_reasons('city', 1, 'klingon')$$, '22023',
	'no reasons are written in language "klingon"');
SELECT throws_ok($$SELECT * FROM asn_mutasi.plan_reasons('city', NULL)$$, 'P0002', 'there is no plan NULL');
SELECT throws_ok('SELECT * FROM asn_mutasi.plan_reasons(NULL, 1)', '22004', 'ws must not be NULL');
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', 'infinity')$$, '22023', 'as_of must be a day of the years 1900 to 9999');
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', '2025-06-01', -0.1)$$, '22023', 'argument "move_cost" is negative');
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1, -1)$$, '22023', 'argument "max_moves" is negative');

SAVEPOINT settings;
DELETE FROM setting WHERE name IN ('move_cost', 'language');
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', '2025-06-01')$$, '22023', 'setting "move_cost" is missing');
SELECT throws_ok($$SELECT * FROM asn_mutasi.plan_reasons('city', 1)$$, '22023', 'setting "language" is missing');
DELETE FROM setting WHERE name = 'kin_rounds';
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1)$$, '22023', 'setting "kin_rounds" is missing');
ROLLBACK TO settings;
CREATE SCHEMA nothing;
SELECT throws_ok($$SELECT asn_mutasi.create_plan('nothing', '2025-06-01')$$, '42P01', NULL, 'a schema that is no workspace');

-- A plan that does not pass its verification is not stored.
SELECT count(*) AS stored FROM plan \gset
SAVEPOINT honest;
CREATE OR REPLACE FUNCTION asn_mutasi.verify_transfers(posts text, employees text, candidates text,
	transfers asn_mutasi.transfer[], move_cost float8 DEFAULT 0, max_moves bigint DEFAULT NULL)
RETURNS TABLE (check_name text, ok boolean, detail text)
LANGUAGE sql AS $$VALUES ('known_ids', true, 'all known'), ('objective', false, 'it is 1, not 2')$$;
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city', '2025-06-01')$$, 'XX000', 'the plan does not pass its verification');
SELECT is(count(*), :stored::bigint, 'a plan that fails a check is not stored') FROM plan;
ROLLBACK TO honest;

-- Rights: reading the workspace, writing the three tables, temporary tables.
SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()) \gexec
CREATE ROLE asn_mutasi_planner;
GRANT USAGE ON SCHEMA city TO asn_mutasi_planner;
GRANT SELECT ON ALL TABLES IN SCHEMA city TO asn_mutasi_planner;
CREATE FUNCTION city.lacks() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	message text;
BEGIN
	SET LOCAL ROLE asn_mutasi_planner;
	BEGIN
		PERFORM asn_mutasi.create_plan('city', '2025-06-01', 0.1);
		message := 'nothing';
	EXCEPTION WHEN insufficient_privilege THEN
		message := SQLERRM;
	END;
	RESET ROLE;
	RETURN message;
END $$;
SELECT alike(city.lacks(), 'permission denied %temp%', 'a plan needs temporary tables');
SELECT format('GRANT TEMPORARY ON DATABASE %I TO asn_mutasi_planner', current_database()) \gexec
SELECT is(city.lacks(), 'permission denied for table plan', 'the right to write plan');
GRANT INSERT ON plan TO asn_mutasi_planner;
SELECT is(city.lacks(), 'permission denied for table plan_post', 'and plan_post');
GRANT INSERT ON plan_post TO asn_mutasi_planner;
SELECT is(city.lacks(), 'permission denied for table plan_transfer', 'and plan_transfer');
SELECT is(count(*), :stored::bigint, 'none of these left a plan') FROM plan;
GRANT INSERT ON plan_transfer TO asn_mutasi_planner;
SELECT is(city.lacks(), 'nothing', 'and no more than that');
REVOKE SELECT ON kinship FROM asn_mutasi_planner;
SELECT is(city.lacks(), 'permission denied for table kinship', 'to read everything');
REVOKE SELECT ON plan_transfer FROM asn_mutasi_planner;
SET ROLE asn_mutasi_planner;
SELECT throws_ok(format('SELECT * FROM asn_mutasi.plan_reasons(%L, %s)', 'city', :plan_id), '42501',
	'permission denied for table plan_transfer', 'who may not read transfers reads no reasons');
RESET ROLE;
CREATE ROLE asn_mutasi_nobody;
GRANT USAGE ON SCHEMA city TO asn_mutasi_nobody;
SET ROLE asn_mutasi_nobody;
SELECT throws_ok($$SELECT asn_mutasi.create_plan('city')$$, '42501', NULL, 'who has no rights makes no plan');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
