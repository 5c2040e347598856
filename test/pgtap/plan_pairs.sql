-- create_plan: does pairs_not_listed = 0 prove that a short list of candidates
-- was enough, and do rounds of pairs beyond it make it so?  Small towns by chance,
-- planned over short lists, without and with rounds, and over lists of all posts;
-- a third of them with at most four transfers.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS asn_mutasi;
SELECT plan(14);

SELECT asn_mutasi.create_workspace('town') \gset
SET search_path = town, public;
DELETE FROM rule WHERE stage <> 'placement' AND code <> 'DISCIPLINE';
UPDATE setting SET value = '0.08' WHERE name = 'way_weight';
UPDATE setting SET value = '9' WHERE name = 'max_distance';
INSERT INTO job_family (job_family_id, name) VALUES (1, 'Umum'), (2, 'Khusus');
INSERT INTO job (job_id, job_family_id, name, rank_min) VALUES (1, 1, 'Arsiparis', 1), (2, 1, 'Sekretaris', 9), (3, 2, 'Pranata', 1);
INSERT INTO skill (skill_id, name) VALUES (1, 'Kearsipan');
INSERT INTO job_skill (job_id, skill_id, is_essential) VALUES (1, 1, true);
INSERT INTO unit (unit_id, name) SELECT i, 'Unit ' || i FROM generate_series(1, 8) AS i;
INSERT INTO post (post_id, unit_id, job_id) SELECT 10 * u + j, u, j FROM generate_series(1, 8) AS u, generate_series(1, 3) AS j;
INSERT INTO task (post_id, name, volume, minutes) SELECT post_id, 'tugas', 1, 75000 FROM post;
INSERT INTO employee (employee_id, name) SELECT i, 'Pegawai ' || i FROM generate_series(1, 48) AS i;

-- Another town: places, needs, wishes, kin, people held back, new hires.  In a
-- rough one some homes are not on the map, analyses are old, and not everybody
-- fits every job.
CREATE FUNCTION pg_temp.another_town(seed float8, rough boolean) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM setseed(seed);
	DELETE FROM assignment; DELETE FROM preference; DELETE FROM kinship; DELETE FROM employee_skill;
	UPDATE unit SET lat = -6.2 + 0.2 * random(), lon = 106.8 + 0.2 * random();
	UPDATE post SET analysed_on = CASE WHEN random() < 0.1 AND rough THEN date '2015-01-01' ELSE '2025-01-01' END;
	UPDATE task SET volume = floor(5 * random());
	UPDATE employee SET home_lat = CASE WHEN random() < 0.9 OR NOT rough THEN -6.2 + 0.2 * random() END, home_lon = 106.8 + 0.2 * random(),
		rank = 9 - (random() < 0.3 AND rough)::int, kind = CASE WHEN random() < 0.1 AND rough THEN 'PPPK' ELSE 'PNS' END,
		discipline_until = CASE WHEN random() < 0.1 THEN date '2030-01-01' END;
	INSERT INTO assignment (employee_id, post_id, period)
		SELECT employee_id, 10 * (1 + floor(8 * random())) + 1 + floor(3 * random()), '[2024-01-01,)'
		FROM employee WHERE employee_id <= 45;
	INSERT INTO employee_skill (employee_id, skill_id) SELECT employee_id, 1 FROM employee WHERE random() < 0.6 OR NOT rough;
	INSERT INTO preference (employee_id, unit_id, strength)
		SELECT employee_id, 1 + floor(8 * random()), 2 * random() - 1 FROM employee WHERE random() < 0.3;
	INSERT INTO kinship (employee_id, kin_id, relation) SELECT i, i + 1, 'saudara' FROM generate_series(1, 4, 3) AS i;
END $$;

CREATE TEMPORARY TABLE result (seed float8, nearest int, rounds int, candidates bigint, not_listed bigint, bound float8, objective float8, status text);
CREATE PROCEDURE pg_temp.try(seed float8, nearest int, rounds int DEFAULT 0)
LANGUAGE plpgsql AS $$
DECLARE
	made bigint;
BEGIN
	UPDATE setting SET value = CASE name WHEN 'pair_rounds' THEN rounds ELSE nearest END WHERE name IN ('pair_rounds', 'nearest_posts');
	made := asn_mutasi.create_plan('town', '2025-06-01', 0.05, CASE WHEN (16 * seed)::int % 3 = 0 THEN 4 END);
	INSERT INTO pg_temp.result
	SELECT seed, nearest, rounds, candidates, pairs_not_listed, lower_bound, objective_after, solver_status FROM town.plan WHERE plan_id = made;
END $$;
DO $$
DECLARE
	nearest int;
BEGIN
	FOR seed IN 1 .. 16 LOOP
		PERFORM pg_temp.another_town(seed / 16.0, seed % 2 = 0);
		-- in some, nearer than today is all that is lawful
		UPDATE setting SET value = CASE seed % 4 WHEN 1 THEN '1' ELSE '9' END WHERE name = 'max_distance';
		FOREACH nearest IN ARRAY '{2,5,7,10}'::int[] LOOP
			CALL pg_temp.try(seed / 16.0, nearest);
			CALL pg_temp.try(seed / 16.0, nearest, 20);
		END LOOP;
		CALL pg_temp.try(seed / 16.0, 100);
	END LOOP;
END $$;

CREATE TEMPORARY TABLE compared AS
SELECT short.*, short.bound - long.bound AS worse, long.candidates - short.candidates AS left_out,
	   short.objective - long.objective AS dearer, long.status AS long_status
FROM pg_temp.result AS short JOIN pg_temp.result AS long ON long.seed = short.seed AND long.nearest = 100
WHERE short.nearest < 100;
SELECT is_empty('SELECT * FROM pg_temp.compared WHERE not_listed = 0 AND abs(worse) > 1e-5',
	'where nothing left out could improve the plan, all pairs give no better one');
SELECT is_empty('SELECT * FROM pg_temp.compared WHERE not_listed IS NULL', 'it is always counted');
SELECT cmp_ok(count(*), '>', 5::bigint, 'some lists left out pairs and were enough') FROM pg_temp.compared WHERE rounds = 0 AND not_listed = 0 AND left_out > 0;
SELECT cmp_ok(count(*), '>', 5::bigint, 'some were not enough') FROM pg_temp.compared WHERE rounds = 0 AND worse > 1e-5;
SELECT is_empty('SELECT * FROM pg_temp.compared WHERE rounds > 0 AND (not_listed <> 0 OR abs(worse) > 1e-5)',
	'rounds make every list as good as that of all posts');
SELECT is_empty($$SELECT * FROM pg_temp.compared WHERE rounds > 0 AND status = 'optimal' AND long_status = 'optimal' AND abs(dearer) > 1e-5$$,
	'and the plan, too');
SELECT cmp_ok(count(*), '>', 30::bigint, 'which mostly says something') FROM pg_temp.compared WHERE rounds > 0 AND status = 'optimal' AND long_status = 'optimal';
SELECT cmp_ok(sum(left_out), '>', 3000::numeric, 'with many pairs never listed') FROM pg_temp.compared WHERE rounds > 0;

-- What is not on the map is not counted, and hinders nothing.
UPDATE unit SET lat = NULL;
CALL pg_temp.try(1, 2);
SELECT is(not_listed, 0::bigint, 'without a map there is nothing to count') FROM pg_temp.result WHERE seed = 1 ORDER BY ctid DESC LIMIT 1;

-- Without the bound nothing is claimed.
CALL pg_temp.try(0.5, 0);
SELECT is(not_listed, NULL, 'where only wishes are listed there is no such proof') FROM pg_temp.result WHERE nearest = 0;
UPDATE setting SET value = '-0.1' WHERE name = 'learning_weight';
CALL pg_temp.try(1, 2);
SELECT is(not_listed, NULL, 'with a negative weight there is no such proof') FROM pg_temp.result WHERE seed = 1 ORDER BY ctid DESC LIMIT 1;
SELECT alike(c ->> 'detail', 'not counted%', 'and the proof says so')
FROM plan, jsonb_array_elements(proof) AS c
WHERE plan_id = (SELECT max(plan_id) FROM plan) AND c ->> 'check' = 'pairs_not_listed';

-- A bound that does not suffice is kept, and said.
UPDATE setting SET value = '0.01' WHERE name = 'learning_weight';
SELECT pg_temp.another_town(0.75, true);
CALL pg_temp.try(0.75, 2, 20);
SELECT alike(c ->> 'detail', 'no lawful pair%; _ round(s) of pairs beyond the nearest', 'the proof tells the rounds')
FROM plan, jsonb_array_elements(proof) AS c
WHERE plan_id = (SELECT max(plan_id) FROM plan) AND c ->> 'check' = 'pairs_not_listed';
DELETE FROM setting WHERE name = 'pair_rounds';
SELECT throws_ok($$SELECT asn_mutasi.create_plan('town', '2025-06-01')$$, '22023', 'setting "pair_rounds" is missing');

SELECT * FROM finish();
ROLLBACK;
