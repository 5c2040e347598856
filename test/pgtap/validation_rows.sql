-- validate: a clean workspace has no finding, and each dirty row gets exactly
-- the findings written here by hand.  The dirty tables have lost their
-- constraints, as views would.
BEGIN;
SET client_min_messages = warning;
SELECT plan(58);

SELECT asn_mutasi.create_workspace('desk');
SET search_path = desk, asn_mutasi, public;

-- Three clean people: a teacher, a contract teacher, an analyst.
INSERT INTO unit (unit_id, parent_id, name, lat, lon, area)
VALUES (1, NULL, 'dinas', -6.2, 106.8, '((106,-7),(108,-7),(108,-6),(106,-6))'), (2, 1, 'sekolah', -6.3, 106.9, NULL);
INSERT INTO job_family (job_family_id, name) VALUES (1, 'guru'), (2, 'administrasi');
INSERT INTO job (job_id, job_family_id, name, rank_min, rank_max) VALUES (1, 1, 'guru', 9, 17), (2, 2, 'analis', 9, 12);
INSERT INTO post (post_id, unit_id, job_id, min_staff, analysed_on) VALUES (1, 2, 1, 2, '2025-01-01'), (2, 1, 2, 1, '2021-05-15');
INSERT INTO task (task_id, post_id, name, kind, volume, minutes, share)
VALUES (1, 1, 'mengajar', 'workload', 1000, 0.1, NULL), (2, 2, 'menelaah', 'workload', 10, 10080, NULL),
	   (3, 2, 'rapat', 'category_allowance', NULL, NULL, 0.4);
INSERT INTO need_adjustment (need_adjustment_id, post_id, factor, period, reason)
VALUES (1, 1, 1.5, '[2026-01-01,2026-02-01)', 'ujian'), (2, 1, 1.5, '[2026-02-01,2026-03-01)', 'ujian');
INSERT INTO employee (employee_id, nip, kind, birth_date, rank, home_lat, home_lon, contract_end)
VALUES (1, '199005102015031001', 'PNS', '1990-05-10', 9, -6.2, 106.8, NULL),
	   (2, '199005102024212001', 'PPPK', '1990-05-10', 9, -6.2, 106.8, '2026-05-15'),
	   (3, '196805102015031001', 'PNS', '1968-05-10', 12, -6.2, 106.8, NULL);
INSERT INTO assignment (assignment_id, employee_id, post_id, period)
VALUES (1, 1, 2, '[2015-03-01,2020-01-01)'), (2, 1, 1, '[2020-01-01,)'), (3, 2, 1, '[2024-01-01,)'), (4, 3, 2, '[2015-03-01,)');
INSERT INTO kinship VALUES (1, 3, 'suami');
INSERT INTO preference (preference_id, employee_id, post_id) VALUES (1, 1, 1);
INSERT INTO briefing (briefing_id, employee_id, held_on, outcome) VALUES (1, 1, '2026-05-15', 'welcomed');
INSERT INTO performance VALUES (1, 2025, 'baik');

SELECT is_empty($$SELECT * FROM validate('desk', '2026-05-15')$$, 'a clean workspace, with everything just inside its limit');

-- Takes every constraint from the workspace.
CREATE FUNCTION public.unbind() RETURNS void LANGUAGE plpgsql AS $$
DECLARE c record;
BEGIN
	FOR c IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
		WHERE connamespace = 'desk'::regnamespace AND contype IN ('p', 'u', 'f', 'x', 'c') ORDER BY contype = 'p'
	LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', c.relation, c.conname); END LOOP;
	FOR c IN SELECT attrelid::regclass AS relation, attname FROM pg_attribute
		WHERE attnotnull AND NOT attisdropped AND attidentity = '' AND attnum > 0
			  AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'desk'::regnamespace AND relkind = 'r')
	LOOP EXECUTE format('ALTER TABLE %s ALTER %I DROP NOT NULL', c.relation, c.attname); END LOOP;
END $$;
SELECT unbind();
SELECT is_empty($$SELECT * FROM validate('desk', '2026-05-15')$$, 'clean without constraints, too: now all checks run');

-- Does something dirty, compares the findings, undoes it.
CREATE FUNCTION public.finds(dirt text, expected text, as_of date DEFAULT '2026-05-15') RETURNS text LANGUAGE plpgsql AS $$
DECLARE found text;
BEGIN
	BEGIN
		EXECUTE dirt;
		found := (SELECT string_agg(format('%s %s %s %s', severity, code, relation, key), E'\n'
					ORDER BY relation COLLATE "C", code COLLATE "C", key::text COLLATE "C")
				  FROM validate('desk', as_of));
		RAISE EXCEPTION USING ERRCODE = 'ZZ001';
	EXCEPTION WHEN SQLSTATE 'ZZ001' THEN NULL;
	END;
	RETURN is(found, expected, split_part(expected, ' ', 2) || ': ' || regexp_replace(dirt, '\s+', ' ', 'g'));
END $$;

-- what constraints forbid
SELECT finds($$INSERT INTO employee SELECT * FROM employee WHERE employee_id = 1$$,
	'error key_duplicate employee {"employee_id": 1}');
SELECT finds($$INSERT INTO employee SELECT employee_id, 'x' || n, name, kind, birth_date, rank, home_lat, home_lon FROM employee, generate_series(1, 2) AS n WHERE employee_id = 1;
	DELETE FROM employee WHERE nip = '199005102015031001'$$,
	E'error key_duplicate employee {"employee_id": 1}\nerror nip_invalid employee {"employee_id": 1}');
SELECT finds($$INSERT INTO performance VALUES (1, 2025, 'kurang')$$,
	'error key_duplicate performance {"year": 2025, "employee_id": 1}');
SELECT finds($$UPDATE unit SET name = NULL WHERE unit_id = 2$$,
	'error value_missing unit {"unit_id": 2}');
SELECT finds($$INSERT INTO complaint (complaint_id, unit_id, received_on, resolved_on) VALUES (7, 1, '2026-01-02', '2026-01-01')$$,
	'error value_invalid complaint {"complaint_id": 7}');
SELECT finds($$UPDATE task SET minutes = 'NaN' WHERE task_id = 1$$,
	'error value_invalid task {"task_id": 1}');
SELECT finds($$INSERT INTO preference (preference_id, employee_id, unit_id) VALUES (7, 1, 99)$$,
	'error reference_dangling preference {"preference_id": 7}');
SELECT finds($$INSERT INTO assignment (assignment_id, employee_id, post_id, period) VALUES (7, 1, 1, '[2025-01-01,2025-02-01)')$$,
	'error assignment_overlap assignment {"assignment_id": 7}');

-- units
SELECT finds($$UPDATE unit SET parent_id = 2 WHERE unit_id = 1$$,
	'error unit_cycle unit {"unit_id": 1}');
SELECT finds($$UPDATE unit SET lon = NULL WHERE unit_id = 2$$,
	'warning unit_coordinates_missing unit {"unit_id": 2}');
SELECT finds($$UPDATE unit SET lat = 0, lon = 0 WHERE unit_id = 2$$,
	'warning unit_coordinates_zero unit {"unit_id": 2}');
SELECT finds($$UPDATE unit SET lat = -5.9 WHERE unit_id = 2$$,
	'warning unit_outside_area unit {"unit_id": 2}');

-- posts; what else a dirty row makes wrong is named, too
SELECT finds($$UPDATE post SET analysed_on = CASE post_id WHEN 2 THEN date '2021-05-14' END$$,
	E'warning post_without_analysis post {"post_id": 1}\nwarning post_without_analysis post {"post_id": 2}');
SELECT finds($$INSERT INTO rule (rule_id, code, stage, parameters, job_family_id, description, legal_basis) VALUES
	(101, 'ABK', 'placement', '{"months": 12}', 1, '-', '-'), (102, 'ABK', 'placement', '{"months": 12}', 2, '-', '-')$$,
	E'warning post_without_analysis post {"post_id": 1}\nwarning post_without_analysis post {"post_id": 2}');
SELECT finds($$INSERT INTO rule (rule_id, code, stage, parameters, job_family_id, description, legal_basis) VALUES (101, 'ABK', 'placement', '{"months": 12}', 1, '-', '-');
	UPDATE post SET analysed_on = '2025-05-15' WHERE post_id = 1$$, NULL);
SELECT finds($$UPDATE post SET analysed_on = '2026-05-16' WHERE post_id = 1$$,
	'warning post_analysed_in_future post {"post_id": 1}');
SELECT finds($$UPDATE assignment SET post_id = 1 WHERE assignment_id = 4$$,
	E'warning post_below_minimum post {"post_id": 2}\nwarning post_need_without_staff post {"post_id": 2}');
-- what is needed follows the surges, as the load does
SELECT finds($$UPDATE assignment SET post_id = 1 WHERE assignment_id = 4; UPDATE post SET min_staff = NULL;
	INSERT INTO need_adjustment (need_adjustment_id, unit_id, factor, period, reason) VALUES (7, 1, 0, '[2026-05-15,2026-05-16)', 'tutup')$$, NULL);
SELECT finds($$UPDATE assignment SET post_id = 1 WHERE assignment_id = 4; UPDATE post SET min_staff = NULL;
	INSERT INTO need_adjustment (need_adjustment_id, unit_id, factor, period, reason) VALUES (7, 1, 0, '[2026-05-16,2026-05-17)', 'tutup')$$,
	'warning post_need_without_staff post {"post_id": 2}');
SELECT finds($$UPDATE assignment SET post_id = 1 WHERE assignment_id = 4; UPDATE post SET min_staff = NULL;
	INSERT INTO need_adjustment (need_adjustment_id, post_id, factor, period, reason) VALUES (7, 2, 0, '[2026-05-15,2026-05-16)', 'tutup')$$, NULL);
SELECT finds($$DELETE FROM task WHERE post_id = 1$$,
	'warning post_staff_without_task post {"post_id": 1}');
SELECT finds($$INSERT INTO task (task_id, post_id, name, volume, minutes) VALUES (7, 1, 'a', 1, 0.09), (8, 1, 'b', 1, 10081)$$,
	E'warning task_minutes_implausible task {"task_id": 7}\nwarning task_minutes_implausible task {"task_id": 8}');
SELECT finds($$INSERT INTO task (task_id, post_id, name, volume, minutes) VALUES (7, 1, 'a', 0, 5)$$,
	'warning task_volume_zero task {"task_id": 7}');
SELECT finds($$INSERT INTO task (task_id, post_id, name, kind, share) VALUES (7, 2, 'a', 'category_allowance', 0.6)$$,
	'error post_allowances_too_large post {"post_id": 2}');
SELECT finds($$UPDATE need_adjustment SET period = '[2026-01-31,2026-03-01)' WHERE need_adjustment_id = 2$$,
	'warning need_adjustment_overlap need_adjustment {"need_adjustment_id": 2}');

-- people
SELECT finds($$UPDATE employee SET nip = CASE employee_id WHEN 1 THEN 'x' WHEN 2 THEN '199005102015031001' END, birth_date = CASE WHEN employee_id < 3 THEN birth_date END$$,
	E'warning birth_date_missing employee {"employee_id": 3}\nerror nip_invalid employee {"employee_id": 1}\n'
	'warning nip_missing employee {"employee_id": 3}\nerror nip_other_kind employee {"employee_id": 2}');
SELECT finds($$UPDATE employee SET nip = '199005102015031001' WHERE employee_id = 3$$,
	E'error nip_duplicate employee {"employee_id": 1}\nerror nip_duplicate employee {"employee_id": 3}\nerror nip_other_birth_date employee {"employee_id": 3}');
SELECT finds($$UPDATE employee SET birth_date = 'infinity', nip = NULL WHERE employee_id = 1$$,
	E'error birth_date_impossible employee {"employee_id": 1}\nwarning nip_missing employee {"employee_id": 1}');
SELECT finds($$UPDATE employee SET home_lat = CASE employee_id WHEN 1 THEN 0 END, home_lon = 0 WHERE employee_id < 3$$,
	E'notice home_missing employee {"employee_id": 2}\nwarning home_zero employee {"employee_id": 1}');
SELECT finds($$UPDATE employee SET contract_end = '2026-05-14' WHERE employee_id = 2; UPDATE employee SET kind = 'PPPK', nip = '199005102024211001' WHERE employee_id = 1$$,
	E'error contract_ended assignment {"assignment_id": 3}\nwarning contract_end_missing employee {"employee_id": 1}\nwarning post_below_minimum post {"post_id": 1}');
SELECT finds($$UPDATE employee SET birth_date = '1968-04-30', nip = '196804302015031001' WHERE employee_id = 3; UPDATE employee SET rank = 8 WHERE employee_id = 1;
	INSERT INTO employee (employee_id, nip, birth_date, home_lat, home_lon) VALUES (7, '199005102015031002', '1990-05-10', -6.2, 106.8);
	INSERT INTO preference (preference_id, employee_id, post_id) VALUES (7, 1, 2);
	INSERT INTO briefing (briefing_id, employee_id, held_on, outcome) VALUES (7, 1, '2026-05-16', 'welcomed')$$,
	E'error employee_retired assignment {"assignment_id": 4}\nwarning rank_outside_job assignment {"assignment_id": 2}\n'
	'warning briefing_in_future briefing {"briefing_id": 7}\nwarning employee_without_post employee {"employee_id": 7}\n'
	'warning post_below_minimum post {"post_id": 2}\nwarning post_need_without_staff post {"post_id": 2}\nnotice preference_other_job preference {"preference_id": 7}');

-- retired from the first of the month after on
SELECT finds($$UPDATE employee SET birth_date = '1968-04-30', nip = '196804302015031001' WHERE employee_id = 3$$,
	E'error employee_retired assignment {"assignment_id": 4}\nwarning briefing_in_future briefing {"briefing_id": 1}\n'
	'warning post_below_minimum post {"post_id": 2}\nwarning post_need_without_staff post {"post_id": 2}', '2026-05-01');

-- on a temporary posting the job is the one held for good
SELECT finds($$UPDATE assignment SET period = '[2020-01-01,2026-01-01)' WHERE assignment_id = 2;
	INSERT INTO assignment (assignment_id, employee_id, post_id, period, kind) VALUES (7, 1, 2, '[2026-01-01,)', 'temporary')$$,
	'warning post_below_minimum post {"post_id": 1}');
SELECT finds($$UPDATE assignment SET period = '[2020-01-01,2026-01-01)' WHERE assignment_id = 2;
	INSERT INTO assignment (assignment_id, employee_id, post_id, period) VALUES (7, 1, 2, '[2026-01-01,)')$$,
	E'warning post_below_minimum post {"post_id": 1}\nnotice preference_other_job preference {"preference_id": 1}');

-- a birth date too far away to compute with stops nothing
SELECT finds($$UPDATE employee SET birth_date = '5874897-01-01', nip = NULL WHERE employee_id = 1; UPDATE unit SET lon = NULL WHERE unit_id = 2$$,
	E'error birth_date_impossible employee {"employee_id": 1}\n'
	'warning nip_missing employee {"employee_id": 1}\nwarning unit_coordinates_missing unit {"unit_id": 2}');

-- nor does an age at which nobody retires
SELECT finds($$UPDATE job SET retirement_age = -32768$$,
	E'error value_invalid job {"job_id": 1}\nerror value_invalid job {"job_id": 2}');

-- rules and settings
SELECT finds($$INSERT INTO rule (rule_id, code, stage, parameters, description, legal_basis)
	VALUES (101, 'MIN_TENUR', 'release', '{}', '-', '-'), (102, 'MIN_TENURE', 'release', '{"months": "6 bulan"}', '-', '-'),
		   (103, 'CPNS', 'release', '{"month": 6}', '-', '-'), (104, 'PERFORMANCE', 'release', '{"years": 2, "minimum": "baik"}', '-', '-'),
		   (105, 'STUDY', 'release', '{"if_missing": "pas"}', '-', '-'), (106, 'ABK', 'placement', '[]', '-', '-')$$,
	E'error rule_parameter_invalid rule {"rule_id": 102}\nerror rule_parameter_invalid rule {"rule_id": 103}\n'
	'error rule_parameter_invalid rule {"rule_id": 105}\nerror rule_parameter_invalid rule {"rule_id": 106}\nerror rule_unknown rule {"rule_id": 101}');
SELECT finds($$UPDATE setting SET value = '0,4' WHERE name = 'move_cost'; UPDATE setting SET value = '12.5' WHERE name = 'nearest_posts';
	UPDATE setting SET name = 'way_wait' WHERE name = 'way_weight'$$,
	E'error setting_invalid setting {"name": "move_cost"}\nerror setting_invalid setting {"name": "nearest_posts"}\n'
	'error setting_missing setting {"name": "way_weight"}\nnotice setting_unknown setting {"name": "way_wait"}');
SET standard_conforming_strings = off;
SET escape_string_warning = off;
SELECT finds($$UPDATE setting SET value = '0.5' WHERE name = 'move_cost'; UPDATE setting SET value = '1x' WHERE name = 'way_weight'$$,
	'error setting_invalid setting {"name": "way_weight"}');
RESET standard_conforming_strings;
RESET escape_string_warning;

-- its words
UPDATE setting SET value = 'english' WHERE name = 'language';
UPDATE unit SET parent_id = 2 WHERE unit_id = 1;
SELECT results_eq($$SELECT finding, remedy FROM validate('desk', '2026-05-15')$$,
	$$VALUES ('Units form a ring: 1, 2', 'Correct parent_id of one of these units')$$, 'English by the setting language');

-- It never stops: whatever a view raises ends one check, and is told.
UPDATE unit SET parent_id = NULL WHERE unit_id = 1;
ALTER TABLE complaint RENAME TO complaint_table;
CREATE FUNCTION public.fail_with(state text) RETURNS date LANGUAGE plpgsql STABLE AS $$
BEGIN RAISE EXCEPTION USING ERRCODE = state, MESSAGE = 'the archive is closed'; END $$;
CREATE FUNCTION public.complaints_that_fail(state text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE OR REPLACE VIEW desk.complaint AS SELECT 1::bigint AS complaint_id, 1::bigint AS unit_id, date ''2026-01-01'' AS received_on, public.fail_with(%L) AS resolved_on', state);
	RETURN (SELECT string_agg(concat_ws(' ', f.severity, f.code, f.relation, f.key, f.finding), E'\n') FROM validate('desk', '2026-05-15') AS f);
EXCEPTION WHEN OTHERS OR query_canceled THEN
	RETURN 'raised ' || SQLSTATE;
END $$;
SELECT is(complaints_that_fail(state), format('error check_failed complaint {"check": "value_invalid"} %s: the archive is closed', state),
		  'a check that fails is a finding, and the others go on: ' || state)
FROM unnest('{22007,P0001,XX000,42P01,55000}'::text[]) AS state;
SELECT is(complaints_that_fail(state), 'raised ' || state, 'but this ends validate: ' || state)
FROM unnest('{42501,57014,40001,40P01,53200,55P03}'::text[]) AS state;
DROP VIEW complaint;
SELECT is((SELECT string_agg(DISTINCT concat_ws(' ', code, relation, left(finding, 6)), E'\n') FROM validate('desk', '2026-05-15')),
		  'check_failed complaint 42P01:', 'a table that is not there');
ALTER TABLE complaint_table RENAME TO complaint;

-- The caller's path counts for nothing, and his rights for everything.
UPDATE unit SET lon = NULL WHERE unit_id = 2;
CREATE SCHEMA hostile;
CREATE TABLE hostile.unit (unit_id bigint, parent_id bigint, name text, lat float8, lon float8, area polygon);
CREATE FUNCTION hostile.never(bigint, bigint) RETURNS boolean LANGUAGE sql RETURN false;
CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.never);
CREATE AGGREGATE hostile.sum(float8) (SFUNC = float8mi, STYPE = float8, INITCOND = '-9');
CREATE TEMPORARY TABLE unit AS TABLE hostile.unit;
SET search_path = hostile, pg_catalog, desk, asn_mutasi, public;
SELECT results_eq($$SELECT code || ' ' || relation || ' ' || key::text FROM asn_mutasi.validate('desk', '2026-05-15')$$,
	$$VALUES ('unit_coordinates_missing unit {"unit_id": 2}')$$, 'a hostile schema first in the path changes nothing');
SELECT is(current_setting('search_path'), 'hostile, pg_catalog, desk, asn_mutasi, public', 'the caller''s path comes back');
SET search_path = desk, asn_mutasi, public;

SELECT throws_ok($$SELECT * FROM validate(NULL)$$, '22004', NULL, 'no workspace');
CREATE ROLE validation_stranger;
GRANT USAGE ON SCHEMA desk, asn_mutasi, public TO validation_stranger;
GRANT SELECT ON ALL TABLES IN SCHEMA desk TO validation_stranger;
REVOKE SELECT ON employee FROM validation_stranger;
SET ROLE validation_stranger;
SELECT throws_ok($$SELECT * FROM validate('desk')$$, '42501', NULL, 'no right to read a table');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
