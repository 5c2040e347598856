-- create_plan looks ahead: what leaves, ends or begins within horizon_months
-- counts as if it were so today.
--
-- Two posts and four or five people, so that every need, bound and imbalance
-- follows by hand.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS asn_mutasi;
SELECT plan(37);

-- On 1 June 2025 the north has four for a need of three, the west two for three.
-- Employee 1 turns 58 on 15 November and retires on 1 December: of the months
-- ahead, the sixth is the first without him.  No rule holds anybody back.
SELECT asn_mutasi.create_workspace('kota') \gset
SET search_path = kota, public;
DELETE FROM rule;
INSERT INTO unit (unit_id, name) VALUES (1, 'Utara'), (2, 'Barat');
INSERT INTO job_family (job_family_id, name) VALUES (1, 'Umum');
INSERT INTO job (job_id, job_family_id, name) VALUES (1, 1, 'Arsiparis');
INSERT INTO post (post_id, unit_id, job_id) VALUES (10, 1, 1), (20, 2, 1);
INSERT INTO task (post_id, name, volume, minutes) VALUES (10, 'arsip', 3, 75000), (20, 'arsip', 3, 75000);
INSERT INTO employee (employee_id, name, birth_date)
	SELECT i, 'Pegawai ' || i, CASE i WHEN 1 THEN date '1967-11-15' ELSE '1985-01-01' END FROM generate_series(1, 6) AS i;
INSERT INTO assignment (employee_id, post_id, period)
	SELECT i, CASE WHEN i <= 4 THEN 10 ELSE 20 END, '[2021-01-01,)' FROM generate_series(1, 6) AS i;

CREATE FUNCTION pg_temp.planned(months int) RETURNS kota.plan
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
	found_plan kota.plan;
BEGIN
	UPDATE setting SET value = months WHERE name = 'horizon_months';
	made := asn_mutasi.create_plan('kota', '2025-06-01', 0.1);
	SELECT * INTO STRICT found_plan FROM plan WHERE plan_id = made;
	RETURN found_plan;
END $$;
-- Who moves: "employee>post".
CREATE FUNCTION pg_temp.moves(months int) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	made CONSTANT kota.plan := pg_temp.planned(months);
BEGIN
	RETURN (SELECT coalesce(string_agg(format('%s>%s', employee_id, to_post), ' ' ORDER BY employee_id), '')
			FROM plan_transfer WHERE plan_id = made.plan_id);
END $$;

-- Why somebody is or is not in a plan with that horizon.
CREATE FUNCTION pg_temp.why(months int, who bigint) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.planned(months);
	UPDATE setting SET value = 24 WHERE name = 'horizon_months';		-- what the plan was made with counts, not this
	RETURN (SELECT CASE verdict WHEN 'in the plan' THEN verdict ELSE detail END
			FROM asn_mutasi.explain_transfer('kota', who, 20, '2025-06-01') WHERE section = 'plan');
END $$;

SELECT is((SELECT value FROM setting WHERE name = 'horizon_months'), '12', 'a plan looks a year ahead unless told otherwise');

-- A surplus that retires.
SELECT is(pg_temp.moves(12), '', 'today''s surplus which retires within the horizon is not moved');
SELECT is(pg_temp.moves(6), '', 'nor when he is just gone at its end');
SELECT isnt(pg_temp.moves(5), '', 'when he is just there at its end, it is');
SELECT isnt(pg_temp.moves(0), '', 'and when nobody looks ahead');
SELECT is(pg_temp.why(12, 2), 'alone it does not pay: post 10, need 4.00, staff 4; post 20, need 3.00, staff 2', 'which explains why somebody stays');
SELECT is(pg_temp.why(12, 1), 'by 2026-06-01, the end of its horizon of 12 months, the employee will not be where he is now', 'and why he does who retires');
SELECT is(pg_temp.why(5, 1), 'in the plan', 'not where the plan did not look that far');
SELECT is(pg_temp.why(5, 2), 'other transfers gain more', 'then others stay, for his sake');
SELECT is(imbalance_before, 0.333333::float8, 'ahead: (4-4)^2/4 + (2-3)^2/3') FROM pg_temp.planned(12);
SELECT is(imbalance_before, 0.666667::float8, 'for the day: (4-3)^2/3 + (2-3)^2/3') FROM pg_temp.planned(0);
SELECT is(settings ->> 'horizon_months', '7', 'what was used is kept with the plan') FROM pg_temp.planned(7);

-- A shortage that will come: the west loses one of two, so it needs four of
-- whom two are there, and the north gives although it has no surplus then.
UPDATE employee SET birth_date = '1985-01-01' WHERE employee_id = 1;
UPDATE employee SET birth_date = '1967-11-15' WHERE employee_id = 5;
SELECT is(imbalance_before, 1.333333::float8, 'who will be missed is needed already: (4-3)^2/3 + (2-4)^2/4')
	FROM pg_temp.planned(12);
SELECT max(plan_id) AS made FROM plan \gset
SELECT results_eq('SELECT post_id, need, staff_before, staff_after FROM plan_post WHERE plan_id = ' || :made || ' ORDER BY 1',
	'VALUES (10::bigint, 3::float8, 4, 3), (20, 4, 2, 3)', 'the plan keeps the need it planned for');
SELECT ok(reason_english ~ 'need 3\.00, .* need 4\.00 \(now 3\.00\), coverage 50% to 75%\.'
		  AND reason_indonesian ~ 'kebutuhan 4,00 \(kini 3,00\), cakupan 50% menjadi 75%\.',
		  'and the reason tells both needs where they differ') FROM plan_transfer WHERE plan_id = :made;

-- Who leaves is not moved himself, however much he wishes.
INSERT INTO preference (employee_id, post_id, strength) VALUES (1, 20, 1);
UPDATE employee SET birth_date = CASE employee_id WHEN 1 THEN date '1967-11-15' ELSE '1985-01-01' END;
UPDATE task SET volume = 1 WHERE post_id = 10;
SELECT alike(pg_temp.moves(0), '1>20%', 'for the day, he goes who wants to');
SELECT isnt(pg_temp.moves(12), '', 'a surplus beyond the one who retires is moved');
SELECT unalike(pg_temp.moves(12), '%1>20%', 'but not by moving him');
UPDATE employee SET birth_date = '1985-01-01', kind = 'PPPK', contract_end = '2025-11-30' WHERE employee_id = 1;
SELECT alike(pg_temp.moves(5), '1>20%', 'the last day of a contract is not yet its end');
SELECT unalike(pg_temp.moves(6), '%1>20%', 'whose contract ends within the horizon is not moved');
UPDATE employee SET kind = 'PNS', contract_end = NULL WHERE employee_id = 1;
UPDATE assignment SET period = '[2021-01-01,2025-09-01)' WHERE employee_id = 1;
INSERT INTO assignment (employee_id, post_id, period) VALUES (1, 10, '[2025-09-01,)');
SELECT alike(pg_temp.moves(12), '1>20%', 'an assignment that is renewed is no end');
UPDATE assignment SET post_id = 20 WHERE lower(period) = '2025-09-01';
UPDATE task SET volume = 3 WHERE post_id = 10;
SELECT is(pg_temp.moves(12), '', 'who goes to another post anyway is not moved, and is no surplus here');
DELETE FROM assignment WHERE lower(period) = '2025-09-01';
UPDATE assignment SET period = '[2021-01-01,)' WHERE employee_id = 1;

-- New hires: 7 stays, the contract of 8 ends.
INSERT INTO employee (employee_id, name, kind, contract_end) VALUES (7, 'Baru', 'PPPK', '2027-01-01'), (8, 'Sebentar', 'PPPK', '2025-08-31');
INSERT INTO skill (skill_id, name) VALUES (1, 'Kearsipan');
INSERT INTO job_skill (job_id, skill_id, is_essential) VALUES (1, 1, true);
INSERT INTO employee_skill (employee_id, skill_id) VALUES (7, 1), (8, 1);
UPDATE task SET volume = 9 WHERE post_id = 20;
SELECT alike(pg_temp.moves(0), '%7>20 8>20', 'for the day, both new hires are placed');
SELECT alike(pg_temp.moves(12), '%7>20', 'ahead, only who will still be there');
SELECT is(pg_temp.why(12, 7), 'in the plan', 'who is so is told so');
SELECT is(pg_temp.why(12, 8), 'by 2026-06-01, the end of its horizon of 12 months, the employee will not be where he is now', 'and so is who is not');
DELETE FROM employee_skill;
DELETE FROM plan;
DELETE FROM employee WHERE employee_id > 6;
UPDATE task SET volume = 3 WHERE post_id = 20;

-- A need that will rise takes the surplus as well; one that falls gives none.
DELETE FROM preference;
INSERT INTO need_adjustment (post_id, persons, period, reason) VALUES (10, 1, '[2025-09-01,2025-12-01)', 'sensus');
SELECT isnt(pg_temp.moves(2), '', 'before a surge begins, a surplus is one');
SELECT is(pg_temp.moves(3), '', 'a surge ahead needs it');
DELETE FROM need_adjustment;
INSERT INTO need_adjustment (post_id, persons, period, reason) VALUES (20, -1, '[2025-09-01,)', 'daring');
SELECT isnt(pg_temp.moves(12), '', 'a need that will fall is still there today');
DELETE FROM need_adjustment;

-- min_staff must hold in every month: three, and one who retires.
UPDATE employee SET birth_date = '1967-11-15' WHERE employee_id = 1;
UPDATE task SET volume = 1 WHERE post_id = 10;
UPDATE post SET min_staff = 3 WHERE post_id = 10;
SELECT is(pg_temp.moves(12), '', 'nobody goes whom the minimum will need');
SELECT is(pg_temp.why(12, 2), 'alone it breaks a bound: post 10, need 2.00, staff 4; post 20, need 3.00, staff 2', 'for which reason');
SELECT isnt(pg_temp.moves(5), '', 'before that, one may');
UPDATE post SET min_staff = 4, max_staff = 4 WHERE post_id = 10;
SELECT lives_ok('SELECT pg_temp.planned(12)', 'the minimum does not rise above the maximum');
UPDATE post SET min_staff = NULL, max_staff = 6 WHERE post_id = 10;
SELECT isnt(pg_temp.moves(0), '', 'a maximum alone is no minimum');
UPDATE post SET max_in = 0 WHERE post_id = 20;
SELECT is(pg_temp.why(0, 2), 'alone it breaks a bound: post 10, need 1.00, staff 4; post 20, need 3.00, staff 2', 'a post that nobody may enter explains itself');

SELECT throws_ok('SELECT pg_temp.planned(601)', '22023', 'months must be between 0 and 600');
DELETE FROM setting WHERE name = 'horizon_months';
SELECT throws_ok($$SELECT asn_mutasi.create_plan('kota', '2025-06-01')$$, '22023', 'setting "horizon_months" is missing');

SELECT * FROM finish();
ROLLBACK;
