-- Workspaces: what create_workspace makes, keeps and refuses, and what the
-- tables let in.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SET search_path = public, pg_catalog;
SELECT plan(50);

SELECT is(asn_mutasi.create_workspace('simpeg')::text, 'simpeg', 'a workspace is its schema');
SELECT is((SELECT count(*) FROM pg_class WHERE relnamespace = 'simpeg'::regnamespace AND relkind = 'r'), 25::bigint, 'tables');
SELECT ok((SELECT bool_and(relowner = current_user::regrole) FROM pg_class WHERE relnamespace = 'simpeg'::regnamespace), 'the caller owns all of it');
SELECT is((SELECT count(*) FROM simpeg.rule), (SELECT count(*) FROM asn_mutasi.national_rules()), 'the national rules are in it');
SELECT is((SELECT count(*) FROM simpeg.setting), (SELECT count(*) FROM asn_mutasi.default_settings()) + 2, 'the settings are in it, its version and what it kept');
SELECT is_empty($$ SELECT a.attrelid::regclass, a.attname FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid
	WHERE r.relnamespace = 'simpeg'::regnamespace AND r.relkind = 'r' AND a.attnum > 0
		AND (col_description(r.oid, a.attnum) IS NULL OR obj_description(r.oid) IS NULL) $$, 'every table and column has a comment');
SELECT is_empty($$ SELECT f.conrelid::regclass, f.conname FROM pg_constraint f
	WHERE f.connamespace = 'simpeg'::regnamespace AND f.contype = 'f' AND NOT EXISTS (
		SELECT FROM pg_index i WHERE i.indrelid = f.conrelid AND i.indkey[0] = f.conkey[1]) $$, 'every foreign key has an index');
SELECT is_empty($$ SELECT d.objid FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'asn_mutasi'
	WHERE d.classid = 'pg_class'::regclass AND d.objid IN (SELECT oid FROM pg_class WHERE relnamespace = 'simpeg'::regnamespace) $$, 'nothing of it belongs to the extension');
SELECT is_empty($$ SELECT nspname FROM pg_namespace WHERE nspname LIKE 'asn\_mutasi\_template%' $$, 'the template is gone');
SELECT is(current_setting('search_path'), 'public, pg_catalog', 'the path is the caller''s again');

-- again, and up to date
UPDATE simpeg.setting SET value = '0.7' WHERE name = 'move_cost';
INSERT INTO simpeg.unit (unit_id, name) VALUES (1, 'Dinas');
SELECT lives_ok($$ SELECT asn_mutasi.create_workspace('simpeg') $$, 'once more changes nothing');
SELECT is((SELECT value FROM simpeg.setting WHERE name = 'move_cost'), '0.7', 'a changed setting stays');
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, 'nothing is missing');
ALTER TABLE simpeg.unit DROP COLUMN kind;
DROP TABLE simpeg.audit_log;
DELETE FROM simpeg.setting WHERE name = 'language';
DELETE FROM simpeg.rule WHERE code = 'CPNS';
SELECT set_eq($$ SELECT action, relation, detail FROM asn_mutasi.upgrade_workspace('simpeg') $$,
	$$ VALUES ('add column', 'unit', 'kind'), ('create table', 'audit_log', NULL), ('add setting', 'setting', 'language') $$,
	'what is missing comes back, but not a rule that the agency deleted');
SELECT asn_mutasi.create_workspace('simpeg') \g /dev/null
SELECT is_empty($$ SELECT FROM simpeg.rule WHERE code = 'CPNS' $$, 'nor by create_workspace');
SELECT is((SELECT name FROM simpeg.unit), 'Dinas', 'and rows stay');
SELECT is(col_description('simpeg.unit'::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = 'simpeg.unit'::regclass AND attname = 'kind')),
	'Jenis unit kerja, misalnya dinas, sekolah, puskesmas', 'with the comment');
ALTER TABLE simpeg.assignment DROP CONSTRAINT assignment_no_overlap;
ALTER TABLE simpeg.post DROP CONSTRAINT post_unit_id_fkey;
DROP INDEX simpeg.unit_parent_id_idx;
SELECT set_eq($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$,
	$$ VALUES ('add constraint', 'assignment', 'assignment_no_overlap'), ('add constraint', 'post', 'post_unit_id_fkey'),
		('add index', 'unit', 'unit_parent_id_idx') $$, 'keys, checks and indexes come back, too');
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, 'once');
ALTER TABLE simpeg.post RENAME CONSTRAINT post_unit_id_fkey TO di_unit;
ALTER TABLE simpeg.post RENAME CONSTRAINT post_pkey TO nomor;
ALTER INDEX simpeg.unit_parent_id_idx RENAME TO atasan;
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, 'under whatever names they are there');
COMMENT ON TABLE simpeg.employee IS 'Para pegawai';
ALTER TABLE simpeg.employee DROP CONSTRAINT employee_nip_key;
SELECT set_eq($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, $$ VALUES ('add constraint', 'employee', 'employee_nip_key') $$,
	'whatever the table''s comment says now');
INSERT INTO simpeg.job_family (job_family_id, name) VALUES (1, 'Umum');
INSERT INTO simpeg.job (job_id, job_family_id, name) VALUES (1, 1, 'Arsiparis');
INSERT INTO simpeg.post (post_id, unit_id, job_id) VALUES (1, 1, 1);
INSERT INTO simpeg.task (post_id, name, volume, minutes) VALUES (1, 'a', 1, 1), (1, 'b', 1, 1);
ALTER TABLE simpeg.task DROP COLUMN task_id;
SELECT set_eq($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$,
	$$ VALUES ('add column', 'task', 'task_id'), ('add constraint', 'task', 'task_pkey') $$, 'a column that numbers its rows comes back');
INSERT INTO simpeg.task (post_id, name, volume, minutes) VALUES (1, 'c', 1, 1);
SELECT is((SELECT array_agg(task_id ORDER BY name) FROM simpeg.task), '{1,2,3}', 'and numbers them, old and new ones');
DROP TABLE simpeg.rule;
SELECT asn_mutasi.upgrade_workspace('simpeg') \g /dev/null
SELECT is((SELECT count(*) FROM simpeg.rule), (SELECT count(*) FROM asn_mutasi.national_rules()), 'a table of rules made anew has all of them');

-- A later release: a generated column, a column with a default, one more rule,
-- and a second one that the agency has put in already.
SAVEPOINT present_release;
ALTER FUNCTION asn_mutasi.workspace_tables() RENAME TO first_tables;
CREATE FUNCTION asn_mutasi.workspace_tables() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	PERFORM asn_mutasi.first_tables();
	ALTER TABLE task ADD COLUMN hours float8 GENERATED ALWAYS AS (minutes / 60) STORED, ADD COLUMN origin text NOT NULL DEFAULT 'ABK';
	COMMENT ON COLUMN task.hours IS 'Norma waktu, jam';
END $$;
CREATE OR REPLACE FUNCTION asn_mutasi.workspace_version() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 2;
ALTER FUNCTION asn_mutasi.national_rules_since(int) RENAME TO first_rules;
CREATE FUNCTION asn_mutasi.national_rules_since(present int)
RETURNS TABLE (code text, stage text, parameters jsonb, job_family_id bigint, employee_kind text, unit_id bigint, period daterange, description text, legal_basis text)
LANGUAGE sql AS $$
	SELECT * FROM asn_mutasi.first_rules(present)
	UNION ALL
	SELECT v.code, 'release', '{}'::jsonb, NULL, v.kind, NULL, v.period, 'baru', 'UU baru'
	FROM (VALUES ('HEALTH', NULL, daterange('2027-01-01', NULL)), ('UNION', 'PPPK', '(,)'), ('UNION', 'PNS', '(,)')) AS v (code, kind, period)
	WHERE present < 2
$$;
DELETE FROM simpeg.rule WHERE code = 'STUDY';
INSERT INTO simpeg.rule (code, stage, employee_kind, period, description, legal_basis) VALUES ('UNION', 'release', 'PPPK', '[2020-01-01,)', 'lama', 'SK');
SELECT set_eq($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$,
	$$ VALUES ('add column', 'task', 'hours'), ('add column', 'task', 'origin'), ('add rule', 'rule', 'HEALTH'), ('add rule', 'rule', 'UNION') $$,
	'a later release brings what is new in it');
SELECT is((SELECT (hours, origin)::text FROM simpeg.task WHERE name = 'c'), format('(%s,ABK)', 1 / 60::float8), 'with generated and default values');
SELECT set_eq($$ SELECT employee_kind FROM simpeg.rule WHERE code = 'UNION' $$, $$ VALUES ('PPPK'), ('PNS') $$, 'a rule that is there is not doubled');
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, 'once');
DELETE FROM simpeg.rule WHERE code = 'HEALTH';
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, 'and what is deleted now stays deleted');
ROLLBACK TO present_release;

-- Rows that a key would refuse: told, with nothing changed.
SAVEPOINT clean_rows;
DROP TABLE simpeg.audit_log;
ALTER TABLE simpeg.unit DROP CONSTRAINT unit_lat_check;
UPDATE simpeg.unit SET lat = 91;
CREATE FUNCTION public.upgrade_error() RETURNS text LANGUAGE plpgsql AS $$
DECLARE state text; hint text;
BEGIN
	PERFORM asn_mutasi.upgrade_workspace('simpeg');
	RETURN NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' ', state, left(hint, 30));
END $$;
SELECT is(upgrade_error(), '23514 Nothing was changed.  validate', 'a row that a check would refuse');
SELECT hasnt_table('simpeg', 'audit_log', 'stops the whole upgrade');
UPDATE simpeg.setting SET value = '{unit}' WHERE name = 'kept_relations';
SELECT set_eq($$ SELECT * FROM asn_mutasi.upgrade_workspace('simpeg') $$, $$ VALUES ('create table', 'audit_log', NULL) $$,
	'unless the table is to be left without it');
ROLLBACK TO clean_rows;
UPDATE simpeg.setting SET value = '999' WHERE name = 'workspace_version';
SELECT throws_ok($$ SELECT asn_mutasi.upgrade_workspace('simpeg') $$, '55000', NULL, 'a newer workspace is refused');

-- relations that are there
CREATE SCHEMA "Data Lama";
CREATE TABLE "Data Lama".pegawai (id int PRIMARY KEY, nama varchar(80));
CREATE VIEW "Data Lama".employee AS SELECT id AS employee_id, NULL::text AS nip, nama AS name FROM "Data Lama".pegawai;
SELECT throws_like($$ SELECT asn_mutasi.create_workspace('Data Lama') $$, 'relations of schema "Data Lama" are not those of a workspace', 'a view without the columns is refused');
SELECT is_empty($$ SELECT relname FROM pg_class WHERE relnamespace = '"Data Lama"'::regnamespace AND relname = 'unit' $$, 'and nothing is made');
DROP VIEW "Data Lama".employee;
CREATE VIEW "Data Lama".employee AS
SELECT id AS employee_id, NULL::text AS nip, nama AS name, 'PNS'::text AS kind, NULL::date AS birth_date, NULL::smallint AS rank,
	NULL::float8 AS home_lat, NULL::float8 AS home_lon, NULL::date AS contract_end, NULL::date AS discipline_until,
	NULL::date AS study_until, NULL::date AS pinned_until, NULL::text AS pinned_reason
FROM "Data Lama".pegawai;
CREATE TABLE "Data Lama".unit (unit_id bigint PRIMARY KEY, parent_id bigint, name varchar NOT NULL, kind text, lat float8, lon float8, area polygon, is_special_region boolean);
SELECT lives_ok($$ SELECT asn_mutasi.create_workspace('Data Lama') $$, 'one with all of them, of types that convert, is kept');
SELECT is((SELECT relkind::text FROM pg_class WHERE oid = '"Data Lama".employee'::regclass), 'v', 'as the view it is');
SELECT ok(EXISTS (SELECT FROM pg_constraint WHERE conrelid = '"Data Lama".post'::regclass AND confrelid = '"Data Lama".unit'::regclass), 'a kept table with a key is referred to');

SELECT is((SELECT value FROM "Data Lama".setting WHERE name = 'kept_relations'), '{employee,unit}', 'what was kept is written down');
COMMENT ON TABLE "Data Lama".unit IS 'Unit kerja: kantor, sekolah, pos pemadam, dan sebagainya; membentuk pohon';
SELECT is_empty($$ SELECT * FROM asn_mutasi.upgrade_workspace('"Data Lama"') $$, 'an upgrade leaves both as they are');
DROP TABLE "Data Lama".unit CASCADE;
SELECT set_has($$ SELECT * FROM asn_mutasi.upgrade_workspace('"Data Lama"') $$, $$ VALUES ('create table', 'unit', NULL), ('add constraint', 'post', 'post_unit_id_fkey') $$,
	'a table in the stead of one that was kept');
SELECT is((SELECT value FROM "Data Lama".setting WHERE name = 'kept_relations'), '{employee}', 'is the workspace''s own');

-- names that are no workspaces
SELECT throws_ok($$ SELECT asn_mutasi.create_workspace('pg_toast') $$, '42939', NULL, 'PostgreSQL''s own');
SELECT throws_ok($$ SELECT asn_mutasi.create_workspace('asn_mutasi') $$, '42939', NULL, 'the extension''s own');
SELECT throws_ok($$ SELECT asn_mutasi.create_workspace(NULL) $$, '22004', NULL, 'NULL');
SELECT throws_ok($$ SELECT asn_mutasi.upgrade_workspace('public') $$, '55000', NULL, 'a schema that is none');

-- a hostile schema first in the path
CREATE SCHEMA hostile;
CREATE TABLE hostile.unit (unit_id text);
CREATE FUNCTION hostile.never(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.never);
SET search_path = hostile, public, pg_catalog;
SELECT lives_ok($$ SELECT asn_mutasi.create_workspace('damkar') $$, 'does not matter');
SELECT is((SELECT count(*)::int FROM pg_class WHERE relnamespace OPERATOR(pg_catalog.=) 'damkar'::regnamespace AND relkind OPERATOR(pg_catalog.=) 'r'), 25, 'everything is in the workspace');
SET search_path = public, pg_catalog;

-- what the tables keep out
INSERT INTO damkar.unit (unit_id, name) VALUES (1, 'Pos');
INSERT INTO damkar.job_family (job_family_id, name) VALUES (1, 'Pemadam');
INSERT INTO damkar.job (job_id, job_family_id, name) VALUES (1, 1, 'Pemadam');
INSERT INTO damkar.post (post_id, unit_id, job_id) VALUES (1, 1, 1);
INSERT INTO damkar.employee (employee_id) VALUES (1);
INSERT INTO damkar.assignment (employee_id, post_id, period) VALUES (1, 1, '[2024-01-01,2025-01-01)');
SELECT lives_ok($$ INSERT INTO damkar.assignment (employee_id, post_id, period) VALUES (1, 1, '[2025-01-01,)') $$, 'one assignment after another');
SELECT throws_ok($$ INSERT INTO damkar.assignment (employee_id, post_id, period) VALUES (1, 1, '[2026-01-01,2026-01-02)') $$, '23P01', NULL, 'two on one day are kept out');

SELECT * FROM finish();
ROLLBACK;
