-- Candidates: distance, the nearest posts, who plans are about, each rule of
-- placement just inside and just outside and on the day it ends, each part of the
-- cost, and explain_transfer's agreement.
BEGIN;
SELECT plan(106);

SET search_path = asn_mutasi, public;
SELECT ok(abs(haversine_km(0, 0, 0, 180) - pi() * 6371.0088) < 1e-9, 'half round the equator');
SELECT ok(abs(haversine_km(90, 0, -90, 77) - pi() * 6371.0088) < 1e-9, 'from pole to pole, whatever the meridian');
-- by the spherical law of cosines
SELECT ok(abs(haversine_km(-6.2, 106.8, -6.9, 107.6)
	- 6371.0088 * acos(sind(-6.2) * sind(-6.9) + cosd(-6.2) * cosd(-6.9) * cosd(0.8))) < 1e-6, 'Jakarta to Bandung');
SELECT is(haversine_km(NULL, 0, 0, 0), NULL, 'NULL for an unknown place');
SELECT throws_ok(format('SELECT haversine_km(%s)', v), '22003', NULL, 'refused: ' || v)
FROM unnest('{"90.1,0,0,0","0,180.1,0,0","0,0,-90.1,0","0,0,0,''NaN''"}'::text[]) AS v;

-- The nearest posts against sorting all pairs: units on a grid, so that many ways
-- are equal; some that nobody knows; others centimetres apart, here and on the
-- other side of the Earth, where nobody's rounding may count.
SELECT create_workspace('grid');
SET search_path = grid, asn_mutasi, public;
DELETE FROM rule WHERE stage = 'release' OR code NOT IN ('COMPETENCE', 'PPPK_SAME_JOB', 'ABK');
CREATE FUNCTION die(id bigint, sides int) RETURNS int LANGUAGE sql IMMUTABLE RETURN (hashint8(id) & 1048575) % sides;
INSERT INTO unit (unit_id, name, lat, lon)
SELECT i, 'unit', CASE WHEN i % 17 > 0 THEN -6 - die(i, 8) / 100.0 END, 106.5 + die(i + 1000, 16) / 100.0 FROM generate_series(1, 60) AS i
UNION ALL SELECT 1000 * f + i, 'unit', 1e-7 * die(i, 16), CASE f WHEN 3 THEN 0 ELSE 179 END + 1e-7 * die(i + 200, 16) FROM generate_series(3, 4) AS f, generate_series(1, 200) AS i;
INSERT INTO job_family (job_family_id, name) SELECT i, 'rumpun' FROM generate_series(1, 4) AS i;
INSERT INTO job (job_id, job_family_id, name, rank_min) SELECT i, 1 + (i - 1) / 4, 'jabatan', 1 + i % 3 FROM generate_series(1, 8) AS i;
INSERT INTO job (job_id, job_family_id, name) VALUES (13, 3, 'dekat'), (14, 4, 'seberang');
INSERT INTO skill (skill_id, name, learning_days) VALUES (1, 'wajib', 5), (2, 'perlu', 8);
INSERT INTO job_skill VALUES (2, 1, true), (7, 1, true), (3, 2, false), (6, 2, false);
INSERT INTO post (post_id, unit_id, job_id, analysed_on)
SELECT 7 * (10 * u + j) % 6011, u, j, CASE WHEN die(10 * u + j, 9) > 0 THEN date '2026-01-01' END FROM generate_series(1, 60) AS u, generate_series(1, 8) AS j WHERE die(10 * u + j + 5000, 4) > 0
UNION ALL SELECT 7 * (10 * unit_id + 1) % 60013, unit_id, 10 + unit_id / 1000, '2026-01-01' FROM unit WHERE unit_id > 1000;
INSERT INTO employee (employee_id, kind, rank, birth_date, home_lat, home_lon)
SELECT i, CASE WHEN i % 5 = 0 THEN 'PPPK' ELSE 'PNS' END, 1 + die(i, 4), '1990-01-01', CASE WHEN i % 13 > 0 THEN -6 - die(i + 2000, 8) / 100.0 END, 106.5 + die(i + 3000, 16) / 100.0
FROM generate_series(1, 80) AS i UNION ALL VALUES (93, 'PNS', 5, date '1990-01-01', 0, 0), (94, 'PNS', 5, '1990-01-01', 0, 0);
INSERT INTO assignment (employee_id, post_id, period)
SELECT e.employee_id, (SELECT p.post_id FROM post AS p JOIN job AS j USING (job_id) WHERE (e.employee_id <= 80) = (j.job_id <= 8) AND j.job_family_id = CASE WHEN e.employee_id > 80 THEN e.employee_id - 90 ELSE 1 + e.employee_id % 2 END
						ORDER BY hashint8(100 * p.post_id + e.employee_id) LIMIT 1), '[2024-01-01,)'
FROM employee AS e WHERE employee_id % 11 > 0;
INSERT INTO employee_skill SELECT i, 1 FROM generate_series(2, 80, 3) AS i;
-- Whom the rules let go where, wherever he lives.
CREATE VIEW fit AS
SELECT e.employee_id, p.post_id, j.job_id, haversine_km(e.home_lat, e.home_lon, u.lat, u.lon) AS km, own.post_id AS own_post,
	   num_nulls(u.lat, u.lon) = 0 AS on_map
FROM employee AS e
	 LEFT JOIN assignment AS a ON a.employee_id = e.employee_id
	 LEFT JOIN post AS own ON own.post_id = a.post_id
	 LEFT JOIN job AS own_job ON own_job.job_id = own.job_id
	 JOIN post AS p ON p.post_id IS DISTINCT FROM own.post_id
	 JOIN unit AS u ON u.unit_id = p.unit_id
	 JOIN job AS j ON j.job_id = p.job_id
WHERE p.analysed_on IS NOT NULL AND e.rank BETWEEN j.rank_min AND j.rank_max
	  AND (e.kind <> 'PPPK' OR own.job_id IS NULL OR j.job_id = own.job_id)
	  AND CASE WHEN own.post_id IS NULL THEN j.job_id IN (2, 7) ELSE j.job_family_id = own_job.job_family_id END
	  AND (j.job_id NOT IN (2, 7) OR j.job_id = own.job_id OR EXISTS (SELECT FROM employee_skill AS s WHERE s.employee_id = e.employee_id));
CREATE FUNCTION nearest(most int) RETURNS TABLE (employee_id bigint, post_id bigint, km float8) LANGUAGE plpgsql AS $$
BEGIN
	UPDATE setting SET value = most WHERE name = 'nearest_posts';
	RETURN QUERY SELECT j.employee_id, j.post_id, j.km_after FROM judged_pairs('2026-05-15') AS j WHERE j.refusals & ~256 = 0 AND j.listed;
END $$;
SELECT results_eq('SELECT * FROM nearest(' || most || ') ORDER BY 1, 2', format($$
	SELECT employee_id, post_id, km FROM (SELECT f.*, row_number() OVER (PARTITION BY employee_id ORDER BY km, post_id) AS nth FROM fit AS f) AS ranked
	WHERE nth <= %s ORDER BY 1, 2$$, most), 'the ' || most || ' nearest posts, as sorting finds them')
FROM unnest('{0,1,7,40,100,1000}'::int[]) AS most;
SELECT cmp_ok(count(*)::int, '>', 60, 'most of the people have such a post') FROM (SELECT DISTINCT employee_id FROM fit) AS e;

-- Pairs that are asked about are judged whoever asks, and whether they are listed.
UPDATE setting SET value = 7 WHERE name = 'nearest_posts';
SELECT set_eq($$SELECT j.employee_id, j.post_id, j.listed, j.refusals & ~256 = 0 AS fits FROM judged_pairs('2026-05-15',
		(SELECT array_agg(e.employee_id ORDER BY e.employee_id, p.post_id) FROM employee AS e, post AS p), (SELECT array_agg(p.post_id ORDER BY e.employee_id, p.post_id) FROM employee AS e, post AS p)) AS j$$,
	$$SELECT e.employee_id, p.post_id, n.post_id IS NOT NULL AS listed, f.post_id IS NOT NULL AS fits
	  FROM employee AS e CROSS JOIN post AS p LEFT JOIN fit AS f USING (employee_id, post_id) LEFT JOIN nearest(7) AS n USING (employee_id, post_id)
	  WHERE NOT EXISTS (SELECT FROM assignment AS a WHERE a.employee_id = e.employee_id AND a.post_id = p.post_id)$$, 'every pair that is asked about');
SELECT set_eq($$SELECT j.employee_id, j.post_id FROM judged_pairs('2026-05-15', '{3,94}') AS j$$, $$SELECT employee_id, post_id FROM nearest(7) WHERE employee_id IN (3, 94)$$,
	'the nearest posts of some');
SAVEPOINT many;
INSERT INTO employee (employee_id) SELECT generate_series(1001, 10000);
SET LOCAL asn_mutasi.memory_limit = '1MB';
SELECT throws_ok($$SELECT judged_pairs('2026-05-15')$$, '53200', NULL, 'memory is bounded');
ROLLBACK TO many;
SELECT is_empty($$SELECT judged_pairs('2026-05-15', '{1,NULL,999,1}', '{NULL,1,1,999}')$$, 'what is not known is no pair');
SELECT throws_ok($$SELECT judged_pairs('2026-05-15', '{1,2}', '{1}')$$, '2202E', NULL, 'a post for each employee');
-- Without posts of its own a job has none but those of others.
SELECT set_eq($$SELECT employee_id, unnest(job_ids) FROM fitting_jobs('2026-05-15', (SELECT array_agg(employee_id) FROM employee))$$,
	$$SELECT employee_id, job_id FROM fit WHERE on_map
	  UNION SELECT a.employee_id, p.job_id FROM assignment AS a JOIN post AS p USING (post_id) JOIN unit AS u USING (unit_id) JOIN job AS j USING (job_id) JOIN employee AS e USING (employee_id)
	  WHERE p.analysed_on IS NOT NULL AND u.lat IS NOT NULL AND e.rank >= j.rank_min$$, 'fitting_jobs: those with a post on the map that could be his, as it is or would be');
SELECT is_empty($$SELECT f.employee_id, f.job_id FROM (SELECT employee_id, unnest(job_ids) AS job_id, unnest(learning) AS cost FROM fitting_jobs('2026-05-15', (SELECT array_agg(employee_id) FROM employee))) AS f
	JOIN judged_pairs('2026-05-15') AS j USING (employee_id) JOIN post AS p ON p.post_id = j.post_id AND p.job_id = f.job_id WHERE j.learning <> f.cost$$, 'fitting_jobs: with the cost of learning');
SELECT is((SELECT array_agg(DISTINCT learning) FROM judged_pairs('2026-05-15')), '{0,0.08}'::float8[], 'which some have and some have not');
UPDATE setting SET value = -1 WHERE name = 'nearest_posts';
SELECT throws_ok($$SELECT judged_pairs('2026-05-15')$$, '22023', NULL, 'a negative number of posts');
DELETE FROM setting WHERE name = 'nearest_posts';
SELECT throws_ok($$SELECT transfer_candidates('grid')$$, '22023', 'setting "nearest_posts" is missing', 'no number of posts');

SELECT create_workspace('desk');
SET search_path = desk, asn_mutasi, public;
DELETE FROM rule WHERE stage = 'release';
UPDATE setting SET value = '3' WHERE name = 'nearest_posts';

-- Units stand 1, 2, ... hundredths of a degree east of home; 1 above 2, 2 above 3.
INSERT INTO unit (unit_id, parent_id, name, lat, lon)
SELECT i, CASE WHEN i IN (2, 3) THEN i - 1 END, 'unit', 0, i / 100.0 FROM generate_series(1, 8) AS i;
INSERT INTO unit (unit_id, name, lat, lon) VALUES (9, 'jauh', 0, 0.45), (10, 'terlalu jauh', 0, 0.4497);
INSERT INTO job_family (job_family_id, name) VALUES (1, 'administrasi'), (2, 'teknik');
INSERT INTO job (job_id, job_family_id, name, rank_min, rank_max)
VALUES (1, 1, 'analis', 5, 9), (2, 1, 'arsiparis', 5, 9), (3, 2, 'teknisi', 1, 17);
INSERT INTO skill (skill_id, name, kind, learning_days)
VALUES (1, 'arsip', 'skill', 10), (2, 'ijazah', 'education', NULL), (3, 'bahasa', 'skill', 20);
INSERT INTO job_skill VALUES (2, 1, true), (2, 2, true), (2, 3, false);
-- Posts 1 to 8: job 1 in units 1 to 8; 21: job 2 in unit 1; 31: job 3 in unit 1.
INSERT INTO post (post_id, unit_id, job_id, analysed_on) SELECT i, i, 1, '2026-01-01' FROM generate_series(1, 10) AS i;
INSERT INTO post (post_id, unit_id, job_id, analysed_on) VALUES (21, 1, 2, '2026-01-01'), (31, 1, 3, '2026-01-01');
CREATE FUNCTION person(id bigint, at_post bigint, of_rank int DEFAULT 7, of_kind text DEFAULT 'PNS') RETURNS void LANGUAGE sql AS $$
	INSERT INTO employee (employee_id, kind, rank, birth_date, home_lat, home_lon) VALUES ($1, $4, $3, '1990-01-01', 0, 0);
	INSERT INTO assignment (employee_id, post_id, period) SELECT $1, $2, '[2024-01-01,)' WHERE $2 IS NOT NULL;
$$;
CREATE FUNCTION goes(id bigint, as_of date DEFAULT '2026-05-15') RETURNS text LANGUAGE sql
	RETURN (SELECT string_agg(c.post_id::text, ' ' ORDER BY c.post_id) FROM transfer_candidates('desk', $2) AS c WHERE c.employee_id = $1);
CREATE FUNCTION says(id bigint, post_id bigint, item text) RETURNS text LANGUAGE sql
	RETURN (SELECT min(x.verdict) FROM explain_transfer('desk', $1, $2, '2026-05-15') AS x WHERE x.section IN ('placement', 'verdict') AND x.item = $3);
CREATE FUNCTION part(id bigint, post_id bigint, name text) RETURNS numeric LANGUAGE sql
	RETURN (SELECT round((to_jsonb(c) ->> $3)::numeric, 6) FROM transfer_candidates('desk', '2026-05-15') AS c WHERE c.employee_id = $1 AND c.post_id = $2);

SELECT person(1, 4), person(2, NULL), person(3, 4, 5), person(4, 4, 4), person(5, 4, 9), person(6, 4, 10), person(7, 4, NULL),
	   person(8, 4, 7, 'PPPK'), person(9, 4), person(10, 4), person(11, 4), person(12, 5);
INSERT INTO employee (employee_id, birth_date) VALUES (90, '1990-01-01'), (91, '1940-01-01');
INSERT INTO assignment (employee_id, post_id, period) VALUES (90, 1, '[2020-01-01,2025-01-01)'), (91, 1, '[1980-01-01,)');
SELECT results_eq($$SELECT employee_id, post_id FROM planning_employees('desk', '2026-05-15') WHERE employee_id IN (1, 2, 90, 91) ORDER BY 1$$,
	$$VALUES (1::bigint, 4::bigint), (2, NULL)$$, 'holders and new hires; not who has left or retired');

SELECT is(goes(1), '1 2 3', 'the three nearest posts of the job');
SELECT is(says(1, 3, 'candidate') || '/' || says(1, 5, 'candidate'), 'allowed/allowed, not listed', 'the fourth is lawful, not listed');
UPDATE post SET max_staff = 0 WHERE post_id = 3;
SELECT is(goes(1), '1 2 3', 'a full post stays: somebody may leave it');
UPDATE setting SET value = '2' WHERE name = 'nearest_posts';
SELECT is(goes(1), '1 2', 'nearest_posts counts');
UPDATE setting SET value = '3' WHERE name = 'nearest_posts';

SELECT is(goes(3) || '/' || goes(5), '1 2 3/1 2 3', 'COMPETENCE: the lowest and the highest rank');
SELECT is(concat(goes(4), goes(6)), '', 'COMPETENCE: a rank below, a rank above');
SELECT is(says(3, 1, 'COMPETENCE') || '/' || says(4, 1, 'COMPETENCE'), 'met/not met', 'COMPETENCE: as explained');
SELECT is(goes(7), NULL, 'COMPETENCE: an unknown rank');
SELECT is(says(7, 1, 'COMPETENCE'), 'data missing', 'COMPETENCE: which is said');
UPDATE rule SET parameters = '{"if_missing": "pass"}' WHERE code = 'COMPETENCE';
SELECT is(goes(7), '1 2 3', 'COMPETENCE: if_missing lets it pass');

INSERT INTO employee_skill VALUES (9, 1, '(,)'), (9, 2, '(,2026-05-16)'), (10, 1, '(,)'), (10, 2, '(,2026-05-15)'), (11, 2, '(,)');
SELECT is(goes(9), '1 2 21', 'a job of the family whose essential skills are held on the day');
SELECT is(goes(10) || '/' || says(10, 21, 'QUALIFICATION'), '1 2 3/not met', 'QUALIFICATION: expired on the day');
SELECT is(goes(11) || '/' || says(11, 21, 'COMPETENCE'), '1 2 3/not met', 'COMPETENCE: a skill is lacking');
SELECT is(says(9, 31, 'job family') || '/' || says(9, 31, 'candidate'), 'not met/refused', 'never another family');
SELECT is(part(9, 21, 'learning'), 0.2, 'learning: 20 days of the desirable skill');
INSERT INTO job_skill VALUES (1, 3, false);
SELECT is(part(9, 21, 'learning'), 0::numeric, 'learning: none of what the present job asks for, too');
DELETE FROM job_skill WHERE job_id = 1;

INSERT INTO employee_skill VALUES (8, 1, '(,)'), (8, 2, '(,)');
SELECT is(goes(8) || '/' || says(8, 21, 'PPPK_SAME_JOB'), '1 2 3/not met', 'PPPK: the same job only');
DELETE FROM rule WHERE code = 'PPPK_SAME_JOB';
SELECT is(goes(8), '1 2 21', 'PPPK: without the rule the other job, too');

UPDATE post SET analysed_on = '2021-05-15' WHERE post_id = 1;
UPDATE post SET analysed_on = '2021-05-14' WHERE post_id = 2;
SELECT is(goes(1), '1 3 5', 'ABK: five years to the day, not a day more');
SELECT is(says(1, 1, 'ABK') || '/' || says(1, 2, 'ABK'), 'met/not met', 'ABK: as explained');
UPDATE post SET analysed_on = '2026-01-01' WHERE post_id IN (1, 2);

SELECT person(13, 2), person(14, 8);
INSERT INTO kinship VALUES (13, 1, 'saudara kandung');
SELECT is(goes(1), NULL, 'CONFLICT: not in the unit of kin, above it or below it');
SELECT is(says(1, 3, 'CONFLICT') || '/' || says(1, 5, 'CONFLICT'), 'not met/met', 'CONFLICT: as explained');

-- Kin who were, are, or by what is decided will be in unit 6, if they still work then.
CREATE FUNCTION kin_there(during daterange, born date DEFAULT '1990-01-01') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text;
BEGIN
	UPDATE assignment SET period = '[2024-01-01,2024-01-02)' WHERE employee_id = 13;
	UPDATE employee SET birth_date = born WHERE employee_id = 13;
	INSERT INTO assignment (employee_id, post_id, period) VALUES (13, 6, during);
	told := says(1, 6, 'CONFLICT');
	DELETE FROM assignment WHERE employee_id = 13 AND post_id = 6;
	UPDATE assignment SET period = '[2024-01-01,)' WHERE employee_id = 13;
	UPDATE employee SET birth_date = '1990-01-01' WHERE employee_id = 13;
	RETURN told;
END $$;
SELECT is(kin_there('[2025-01-01,2026-05-15)') || '/' || kin_there('[2025-01-01,2026-05-16)'), 'met/not met', 'CONFLICT: kin on their last day there, not after it');
SELECT is(kin_there('[2026-05-16,)') || '/' || kin_there('[2030-01-01,)'), 'not met/not met', 'CONFLICT: kin who are appointed already');
SELECT is(kin_there('[2026-06-01,)', '1968-05-31') || '/' || kin_there('[2026-05-31,)', '1968-05-31'), 'met/not met', 'CONFLICT: not when they will have retired by then');
DELETE FROM kinship;

-- Who helps out as an analyst, for however long, is still an archivist.
SELECT person(16, 21, of_kind => 'PPPK');
UPDATE assignment SET period = '[2024-01-01,2026-01-01)' WHERE employee_id = 16;
INSERT INTO assignment (employee_id, post_id, period, kind) VALUES (16, 4, '[2026-01-01,)', 'temporary');
INSERT INTO rule (code, stage, employee_kind, description, legal_basis) VALUES ('PPPK_SAME_JOB', 'placement', 'PPPK', 'jabatan yang sama', 'BKN');
SELECT is(goes(16) || '/' || says(16, 1, 'PPPK_SAME_JOB'), '21/not met', 'the job is the one held for good, be the temporary posting without end');
UPDATE assignment SET kind = 'permanent' WHERE employee_id = 16;
SELECT is(goes(16) || '/' || says(16, 21, 'PPPK_SAME_JOB'), '1 2 3/not met', 'and the new one once it is permanent');
UPDATE assignment SET kind = 'temporary' WHERE employee_id = 16;
SELECT is(goes(16), '1 2 3', 'without a permanent one on record, the temporary one counts');
DELETE FROM assignment WHERE employee_id = 16;
DELETE FROM employee WHERE employee_id = 16;
DELETE FROM rule WHERE code = 'PPPK_SAME_JOB';

-- 0.45 degrees are 50.04 km, 0.4497 are 50.005; the limit is moved between them
INSERT INTO preference (employee_id, post_id, strength) VALUES (12, 9, 1), (12, 10, 0.5);
UPDATE setting SET value = '50.02' WHERE name = 'max_distance';
SELECT is(goes(12), '1 2 3 10', 'distance: a wished post just inside the limit, not the one just outside');
SELECT is(says(12, 9, 'distance'), 'not met', 'distance: as explained');
SELECT is(part(12, 10, 'preference'), -0.15, 'preference: half a wish');

INSERT INTO preference (employee_id, unit_id, strength) VALUES (14, 1, 1), (14, 2, -1);
SELECT is(part(14, 1, 'preference') || ' ' || part(14, 3, 'preference'), '-0.300000 0.300000', 'preference: the nearest unit above counts');
INSERT INTO preference (employee_id, post_id, unit_id, strength, period)
VALUES (3, 8, NULL, 1, '(,2026-05-16)'), (3, 7, NULL, 1, '(,2026-05-15)'), (3, NULL, 6, 1, '(,2026-05-15)'), (3, NULL, 5, 1, '[2026-05-16,)');
SELECT is(goes(3), '1 2 3 8', 'preference: on the days of its period, and on no other');
INSERT INTO preference (employee_id, post_id, strength) VALUES (3, 8, 0.5);
SELECT is(part(3, 8, 'preference'), -0.15, 'preference: of two for one post the lesser');
DELETE FROM preference WHERE employee_id = 3;
SELECT is(part(1, 1, 'way'), round((0.01 * 6371.0088 * radians(-0.03))::numeric, 6), 'way: three hundredths of a degree less');
INSERT INTO briefing (employee_id, held_on, outcome) VALUES (1, '2026-05-01', 'resisted'), (1, '2026-04-01', 'welcomed'), (1, '2026-05-16', 'welcomed');
SELECT is(part(1, 1, 'briefing'), 0.2, 'briefing: the last one up to the day');
UPDATE assignment SET period = '[2021-05-16,)' WHERE employee_id = 1;
SELECT is(part(1, 1, 'rotation'), 0::numeric, 'rotation: not due a day before five years');
UPDATE assignment SET period = '[2021-05-15,)' WHERE employee_id = 1;
SELECT is(part(1, 1, 'rotation'), -0.1, 'rotation: due after five years');
UPDATE rule SET period = '(,2026-05-15)' WHERE code = 'MAX_TENURE';
SELECT is(part(1, 1, 'rotation'), 0::numeric, 'rotation: no longer, when the rule has ended');
UPDATE rule SET period = '(,)' WHERE code = 'MAX_TENURE';
SELECT set_eq($$SELECT code FROM national_rules() WHERE stage = 'benefit'$$, $$VALUES ('MAX_TENURE')$$, 'it is the only benefit');
SELECT is(part(14, 1, 'disruption'), 0.2, 'disruption: the only holder leaves');

-- TEACHER_HOURS: 72 hours a week are work for three teachers, 47.9 for one.
INSERT INTO job_family (job_family_id, name, rounding) VALUES (3, 'guru', 'teacher');
INSERT INTO job (job_id, job_family_id, name) VALUES (4, 3, 'guru');
INSERT INTO post (post_id, unit_id, job_id, analysed_on) SELECT 40 + i, i, 4, '2026-01-01' FROM generate_series(1, 3) AS i;
INSERT INTO task (post_id, name, kind, volume, per_person) VALUES (41, 'jam pelajaran', 'ratio', 72, 24), (42, 'jam pelajaran', 'ratio', 47.9, 24);
SELECT person(20 + i, CASE WHEN i < 3 THEN 41 WHEN i < 5 THEN 42 ELSE 43 END) FROM generate_series(1, 5) AS i;
SELECT is(goes(25), '41', 'TEACHER_HOURS: a third teacher where there are hours for three, none where minutes are lacking');
SELECT is(says(25, 41, 'TEACHER_HOURS') || '/' || says(25, 42, 'TEACHER_HOURS'), 'met/not met', 'TEACHER_HOURS: as explained');
SELECT is((SELECT detail FROM explain_transfer('desk', 25, 42, '2026-05-15') WHERE item = 'TEACHER_HOURS'),
	'3 teachers then, hours for 1', 'TEACHER_HOURS: with its numbers');
SELECT is(goes(21), NULL, 'TEACHER_HOURS: nowhere else is room; hours that nobody knows are none');
SELECT is(says(21, 43, 'TEACHER_HOURS'), 'data missing', 'TEACHER_HOURS: which is said');
SELECT is(says(1, 1, 'TEACHER_HOURS'), 'met', 'TEACHER_HOURS: not for others than teachers');
UPDATE rule SET parameters = '{"hours": 24, "if_missing": "pass"}' WHERE code = 'TEACHER_HOURS';
SELECT is(goes(21), '43', 'TEACHER_HOURS: if_missing lets it pass');
UPDATE rule SET parameters = '{"hours": 40}' WHERE code = 'TEACHER_HOURS';
SELECT is(goes(25), NULL, 'TEACHER_HOURS: the hours are a parameter');
UPDATE rule SET parameters = '{}' WHERE code = 'TEACHER_HOURS';
SELECT is(goes(25), NULL, 'TEACHER_HOURS: without them nobody can say');
UPDATE rule SET parameters = '{"hours": 24}' WHERE code = 'TEACHER_HOURS';
UPDATE task SET volume = 0.1 WHERE post_id = 42;
DELETE FROM assignment WHERE employee_id IN (23, 24);
SELECT is(goes(25), '41 42', 'TEACHER_HOURS: one teacher, be the hours ever so few');
UPDATE task SET volume = 47.9 WHERE post_id = 42;
INSERT INTO assignment (employee_id, post_id, period) VALUES (23, 42, '[2024-01-01,)'), (24, 42, '[2024-01-01,)');

-- Two full schools: nobody may come but in exchange.
SAVEPOINT full_schools;
UPDATE task SET volume = 48 WHERE post_id IN (41, 42);
SELECT is(goes(25), '41 42', 'TEACHER_HOURS: who comes may replace one who leaves');
SELECT is((SELECT detail FROM explain_transfer('desk', 25, 42, '2026-05-15') WHERE item = 'TEACHER_HOURS' AND verdict = 'met'),
	'2 teachers, hours for no more: only when one leaves', 'TEACHER_HOURS: which is said');
SELECT is((SELECT verdict FROM explain_transfer('desk', 25, 42, '2026-05-15') WHERE section = 'load' AND item = 'to'),
	'more than have their hours', 'TEACHER_HOURS: and that alone he may not');
INSERT INTO preference (employee_id, post_id, strength) VALUES (21, 42, 1);
SELECT create_plan('desk', '2026-05-15', 0.1) AS alone \gset
SELECT is_empty('SELECT * FROM plan_transfer WHERE to_post IN (41, 42)', 'TEACHER_HOURS: nobody leaves, nobody comes');
SELECT is((SELECT detail FROM explain_transfer('desk', 21, 42, '2026-05-15') WHERE section = 'plan'),
	'alone it breaks a bound: post 41, need 2.00, staff 2; post 42, need 2.00, staff 2', 'TEACHER_HOURS: for that is why');
INSERT INTO preference (employee_id, post_id, strength) VALUES (23, 41, 1);
SELECT create_plan('desk', '2026-05-15', 0.1) AS exchange \gset
SELECT results_eq(format('SELECT employee_id, to_post FROM plan_transfer WHERE plan_id = %s AND from_post IN (41, 42) ORDER BY 1', :exchange),
	'VALUES (21::bigint, 42::bigint), (23, 41)', 'TEACHER_HOURS: two full schools exchange teachers');
-- a rule for one kind says nothing of the others who come
UPDATE rule SET employee_kind = 'PNS' WHERE code = 'TEACHER_HOURS';
SELECT is(goes(25), NULL, 'TEACHER_HOURS: of one kind alone, full is full');
ROLLBACK TO full_schools;

SELECT is_empty($$
	SELECT e.employee_id, p.post_id
	FROM planning_employees('desk', '2026-05-15') AS e CROSS JOIN post AS p
		 LEFT JOIN transfer_candidates('desk', '2026-05-15') AS c ON c.employee_id = e.employee_id AND c.post_id = p.post_id
		 CROSS JOIN LATERAL explain_transfer('desk', e.employee_id, p.post_id, '2026-05-15') AS x
	WHERE p.post_id IS DISTINCT FROM e.post_id AND x.section = 'verdict' AND (x.verdict = 'allowed') <> (c.post_id IS NOT NULL)$$,
	'every pair is explained as it is listed');
SELECT throws_ok($$SELECT * FROM explain_transfer('desk', 1, 4, '2026-05-15')$$, '22023', NULL, 'the present post is no transfer');
SELECT throws_ok($$SELECT * FROM transfer_candidates(NULL)$$, '22004', NULL, 'a workspace must be named');

-- The day on which each rule ends: refused to the last, allowed after it.
UPDATE post SET analysed_on = '2021-05-14' WHERE post_id = 2;
INSERT INTO kinship VALUES (14, 11, 'saudara kandung');
INSERT INTO rule (code, stage, employee_kind, description, legal_basis) VALUES ('PPPK_SAME_JOB', 'placement', 'PPPK', 'jabatan yang sama', 'BKN');
CREATE FUNCTION turns(code text, id bigint, post_id bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	told text := says(id, post_id, 'candidate');
	until date;
BEGIN
	FOREACH until IN ARRAY '{2026-05-16,2026-05-15}'::date[] LOOP
		UPDATE rule AS r SET period = daterange(NULL, until) WHERE r.code = turns.code AND r.stage = 'placement';
		told := concat_ws(' ', told, says(id, post_id, 'candidate'));
	END LOOP;
	UPDATE rule AS r SET period = '(,)' WHERE r.code = turns.code AND r.stage = 'placement';
	RETURN replace(told, ', not listed', '');
END $$;
CREATE TEMPORARY TABLE refused (code text, id bigint, post bigint);
INSERT INTO refused VALUES
	('COMPETENCE', 4, 1), ('COMPETENCE', 11, 21), ('QUALIFICATION', 10, 21), ('CONFLICT', 11, 8), ('ABK', 1, 2), ('PPPK_SAME_JOB', 8, 21), ('TEACHER_HOURS', 25, 42);
SELECT is(turns(code, id, post), 'refused refused allowed', code || ': refused to its last day') FROM refused;
SELECT set_eq('SELECT code FROM refused', $$SELECT code FROM national_rules() WHERE stage = 'placement'$$, 'so is every rule of placement');
UPDATE rule SET unit_id = 2 WHERE code = 'ABK';
SELECT is(says(1, 2, 'candidate'), 'refused', 'scope: the post that would receive lies in the unit of the rule');
UPDATE rule SET unit_id = 4 WHERE code = 'ABK';
SELECT is(says(1, 2, 'candidate'), 'allowed', 'scope: it does not; the post that is left is no matter');

-- Whether it is in the plan, and why not.
CREATE FUNCTION planned(id bigint, post_id bigint) RETURNS text LANGUAGE sql
	RETURN (SELECT x.item || ': ' || x.verdict || ', ' || x.detail FROM explain_transfer('desk', $1, $2, '2026-05-15') AS x WHERE x.section = 'plan');
SELECT is(planned(1, 1), 'plan: no plan, no plan has been made, or all are cancelled', 'no plan yet');
SELECT person(26, 43), person(27, 43);
UPDATE post SET min_staff = 5 WHERE post_id = 41;
SELECT create_plan('desk', '2026-05-15') AS number \gset
SELECT is(count(*)::int, 1, 'TEACHER_HOURS: a min_staff for which there are no hours brings no more') FROM plan_transfer WHERE to_post = 41;
UPDATE post SET min_staff = NULL WHERE post_id = 41;
DELETE FROM plan;
UPDATE rule SET employee_kind = 'PNS' WHERE code = 'TEACHER_HOURS';
SELECT create_plan('desk', '2026-05-15') AS number \gset
SELECT is(count(*)::int, 1, 'TEACHER_HOURS: of one kind alone, too, only as many as have their hours come at once') FROM plan_transfer WHERE to_post = 41;
UPDATE rule SET employee_kind = NULL WHERE code = 'TEACHER_HOURS';
DELETE FROM plan;
SELECT create_plan('desk', '2026-05-15') AS number \gset
SELECT is_empty($$
	SELECT t.* FROM plan_transfer AS t
	WHERE planned(t.employee_id, t.to_post) <> format('plan %s: in the plan, %s', t.plan_id, t.reason_indonesian)$$, 'each transfer is in the plan, for its reason');
SELECT is(count(*)::int, 1, 'TEACHER_HOURS: of three who each may come, the plan sends as many as have their hours') FROM plan_transfer WHERE to_post = 41;
SELECT is(array_agg(DISTINCT planned(e, 41)), ARRAY[format('plan %s: not in the plan, other transfers gain more', :number)], 'the others are told so')
FROM unnest('{25,26,27}'::bigint[]) AS e WHERE e NOT IN (SELECT employee_id FROM plan_transfer);
SELECT is(planned(4, 1), format('plan %s: not in the plan, a rule refuses it', :number), 'not in the plan: a rule');
UPDATE post SET min_staff = 3 WHERE post_id = 43;
SELECT is((SELECT verdict FROM explain_transfer('desk', 27, 41, '2026-05-15') WHERE section = 'load' AND item = 'from'), 'fewer than min_staff', 'a post that would have too few is named');
UPDATE plan SET status = 'cancelled';
SELECT is(planned(4, 1), 'plan: no plan, no plan has been made, or all are cancelled', 'a plan that is cancelled is none');

SELECT * FROM finish();
ROLLBACK;
