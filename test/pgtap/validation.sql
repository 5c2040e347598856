-- validate: a clean workspace has no findings, and each kind of dirt has its
-- own, with the key of its row.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SELECT plan(12);

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

SELECT * FROM finish();
ROLLBACK;
