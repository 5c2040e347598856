-- load_rows: what it loads, what it leaves alone, and whom it names when a row
-- is bad.  Expected values are counted by hand, or those of the source itself.
BEGIN;
SELECT plan(39);

-- A workspace whose name must be quoted.
CREATE SCHEMA "bulk Load";
SET search_path = "bulk Load", asn_mutasi, public;
SELECT workspace_tables();
SET search_path = public;

-- load_rows as one text; or SQLSTATE, column and detail of its error.
CREATE FUNCTION pg_temp.load(target text, source regclass) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	state text; its_column text; details text;
BEGIN
	RETURN (SELECT format('%s inserted, %s updated, %s unchanged', inserted, updated, unchanged)
			FROM asn_mutasi.load_rows('"bulk Load"', target, source));
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, its_column = COLUMN_NAME, details = PG_EXCEPTION_DETAIL;
	RETURN concat_ws('|', state, nullif(its_column, ''), nullif(details, ''));
END $$;

-- Units, all text, children before parents, with a polygon.
CREATE TEMP TABLE unit (unit_id text, parent_id text, name text, area text);
INSERT INTO unit VALUES
	('3', '2', 'Pos A', NULL), ('2', '1', 'Sudin', '((106,-6),(107,-6),(107,-7))'), ('1', NULL, 'Dinas', NULL);
SELECT is(pg_temp.load('unit', 'pg_temp.unit'), '3 inserted, 0 updated, 0 unchanged', 'text is converted, parents may come later');
SELECT is(pg_temp.load('unit', 'pg_temp.unit'), '0 inserted, 0 updated, 3 unchanged', 'a second load changes nothing');
SELECT results_eq('SELECT unit_id, parent_id, name, area::text, is_special_region FROM "bulk Load".unit ORDER BY 1',
	$$VALUES (1::bigint, NULL::bigint, 'Dinas', NULL, false), (2, 1, 'Sudin', '((106,-6),(107,-6),(107,-7))', false), (3, 2, 'Pos A', NULL, false)$$,
	'every value arrived, and defaults where the source has no column');
UPDATE "bulk Load".unit SET kind = 'pos' WHERE unit_id = 3;
UPDATE pg_temp.unit SET name = 'Pos B' WHERE unit_id = '3';
UPDATE pg_temp.unit SET area = '((106,-6),(107,-6),(107,-7.5))' WHERE unit_id = '2';
DELETE FROM pg_temp.unit WHERE unit_id = '1';
INSERT INTO pg_temp.unit VALUES ('4', '1', 'Pos C', NULL);
SELECT is(pg_temp.load('unit', 'pg_temp.unit'), '1 inserted, 2 updated, 0 unchanged', 'new and changed rows, also in a type without equality');
SELECT results_eq('SELECT unit_id, name, kind FROM "bulk Load".unit ORDER BY 1',
	$$VALUES (1::bigint, 'Dinas', NULL), (2, 'Sudin', NULL), (3, 'Pos B', 'pos'), (4, 'Pos C', NULL)$$,
	'nothing is deleted, and columns that the source lacks keep their values');
UPDATE pg_temp.unit SET area = NULL WHERE unit_id = '2';
SELECT is(pg_temp.load('unit', 'pg_temp.unit'), '0 inserted, 1 updated, 2 unchanged', 'NULL replaces a value');
SELECT is((SELECT area::text FROM "bulk Load".unit WHERE unit_id = 2), NULL, '... and stands there');
CREATE TEMP VIEW nothing AS SELECT 1::bigint AS unit_id WHERE false;
SELECT is(pg_temp.load('unit', 'nothing'), '0 inserted, 0 updated, 0 unchanged', 'an empty source');
CREATE TEMP VIEW fourth AS SELECT 4 AS unit_id;
SELECT is(pg_temp.load('unit', 'fourth'), '0 inserted, 0 updated, 1 unchanged', 'a source of nothing but keys');

-- Errors; each leaves the target as it was.
CREATE TEMP TABLE before AS TABLE "bulk Load".unit;
CREATE TEMP TABLE bad (unit_id text, parent_id text, name text, lat text);
INSERT INTO bad VALUES ('10', '1', 'good', '-6.1'), ('11', '1', 'bad', '6,2'), ('12', '1', 'good', NULL);
SELECT is(pg_temp.load('unit', 'bad'), '22P02|lat|Key (unit_id)=(11) of bad, column lat.',
		  'a value that does not convert: row and column are named');
UPDATE bad SET lat = '1e400' WHERE unit_id = '11';
SELECT is(pg_temp.load('unit', 'bad'), '22003|lat|Key (unit_id)=(11) of bad, column lat.', 'a value out of range');
CREATE TEMP VIEW wide AS SELECT * FROM (VALUES (20::float8, 1.5::float8, 'x'), (21, 1e30, 'x')) v (unit_id, parent_id, name);
SELECT is(pg_temp.load('unit', 'wide'), '22003|parent_id|Key (unit_id)=(21) of wide, column parent_id.', 'a number too large; one that is merely rounded is no error');
UPDATE bad SET lat = NULL, parent_id = '77' WHERE unit_id = '11';
UPDATE bad SET parent_id = '11' WHERE unit_id = '10';
SELECT is(pg_temp.load('unit', 'bad'), '23503|Key (unit_id)=(11) of bad: (parent_id)=(77) is not present in table "unit".',
		  'a parent that is not there: the child is named');
UPDATE bad SET parent_id = '1', lat = CASE unit_id WHEN '12' THEN '91' END;
SELECT alike(pg_temp.load('unit', 'bad'), '23514|Failing row contains (12, 1, good, %', 'a check: the row is named');
UPDATE bad SET lat = NULL, name = nullif(name, 'bad');
SELECT alike(pg_temp.load('unit', 'bad'), '23502|name|Failing row contains (11, 1, null, %', 'a missing value: the row is named');
UPDATE bad SET name = 'x';
INSERT INTO bad VALUES ('012', '1', 'x', NULL);
SELECT is(pg_temp.load('unit', 'bad'), '21000|Key (unit_id)=(12) is given more than once.', 'a key given twice, though written otherwise');
UPDATE bad SET unit_id = NULL WHERE unit_id = '012';
SELECT alike(pg_temp.load('unit', 'bad'), '23502|unit_id|Failing row contains (null, 1, x, %', 'a row without a key');
SELECT is(pg_temp.load('no such', 'bad'), '42P01', 'no such table');
ALTER TABLE bad RENAME lat TO latitude;
ALTER TABLE bad ADD "Wide, col" int, ADD gone int, ADD last int;
ALTER TABLE bad DROP gone;
SELECT is(pg_temp.load('unit', 'bad'), '42703|They are: latitude, Wide, col, last.', 'columns that the target has not, all of them');
CREATE TEMP VIEW keyless AS SELECT 1 AS skill_id;
SELECT is(pg_temp.load('employee_skill', 'keyless'), '42703|They are: employee_id.', 'a key column that the source lacks');
CREATE VIEW "bulk Load".a_view AS TABLE "bulk Load".unit;
SELECT is(pg_temp.load('a_view', 'fourth'), '42809|Rows are told apart by the primary key of the table they are loaded into.',
		  'a view is no target');
SELECT throws_ok(format('SELECT asn_mutasi.load_rows(%s)', a), '22004', NULL, 'NULL: ' || a)
FROM unnest(ARRAY[$$NULL, 'unit', 'bad'$$, $$'"bulk Load"', NULL, 'bad'$$, $$'"bulk Load"', 'unit', NULL$$]) a;
SELECT bag_eq('SELECT unit_id, parent_id, name, area::text FROM "bulk Load".unit', 'SELECT unit_id, parent_id, name, area::text FROM before',
			  'nothing of all these was loaded, nothing lost');

-- Keys of two columns, and numbers that the table gives itself.
INSERT INTO "bulk Load".job_family (job_family_id, name) VALUES (1, 'f');
INSERT INTO "bulk Load".job (job_id, job_family_id, name) VALUES (1, 1, 'j');
INSERT INTO "bulk Load".post (post_id, unit_id, job_id) VALUES (1, 3, 1);
INSERT INTO "bulk Load".employee (employee_id) SELECT generate_series(1, 100);
INSERT INTO "bulk Load".skill (skill_id, name) VALUES (1, 's'), (2, 't');
CREATE TEMP TABLE has AS SELECT e AS employee_id, 1 + e % 2 AS skill_id FROM generate_series(1, 100) e;
SELECT is(pg_temp.load('employee_skill', 'has'), '100 inserted, 0 updated, 0 unchanged', 'a key of two columns');
SELECT bag_eq('SELECT employee_id, skill_id FROM "bulk Load".employee_skill', 'SELECT employee_id::bigint, skill_id::bigint FROM has', '... row by row');
INSERT INTO has SELECT e, 2 FROM generate_series(2, 20, 2) e;
SELECT is(pg_temp.load('employee_skill', 'has'), '10 inserted, 0 updated, 100 unchanged', '... and only what is new the second time');
INSERT INTO has VALUES (22, 2), (1000, 2);
SELECT is(pg_temp.load('employee_skill', 'has'),
		  '23503|Key (employee_id, skill_id)=(1000, 2) of has: (employee_id)=(1000) is not present in table "employee".',
		  '... which is named whole');

CREATE TEMP TABLE served AS
SELECT 500 + e AS assignment_id, e AS employee_id, 1 AS post_id, daterange('2020-01-01', NULL) AS period FROM generate_series(1, 50) e;
SELECT is(pg_temp.load('assignment', 'served'), '50 inserted, 0 updated, 0 unchanged', 'numbers from outside');
INSERT INTO "bulk Load".assignment (employee_id, post_id, period) VALUES (99, 1, '[2020-01-01,)');
SELECT is((SELECT assignment_id FROM "bulk Load".assignment WHERE employee_id = 99), 551::bigint, 'the table goes on behind them');
UPDATE served SET employee_id = 2 WHERE assignment_id = 501;
SELECT alike(pg_temp.load('assignment', 'served'), '23P01|Key %=([2,3), [2020-01-01,)) conflicts with existing key %', 'an overlap: the employee is named');
UPDATE served SET employee_id = 1, period = '[2020-01-01,2024-01-01)' WHERE assignment_id = 501;
SELECT is(pg_temp.load('assignment', 'served'), '0 inserted, 1 updated, 49 unchanged', 'an end date that came later');
CREATE TEMP VIEW unnumbered AS SELECT employee_id, post_id, period FROM served;
SELECT is(pg_temp.load('assignment', 'unnumbered'), '42703|They are: assignment_id.', 'rows without a number are refused: a second load would double them');
SELECT is(current_setting('search_path'), 'public', 'the caller keeps its search path');

-- A loader needs the rights that the function's comment names, and no other.
CREATE ROLE bulk_loader;
GRANT USAGE ON SCHEMA "bulk Load" TO bulk_loader;
GRANT SELECT, INSERT, UPDATE ON "bulk Load".assignment TO bulk_loader;
UPDATE served SET assignment_id = assignment_id + 100, employee_id = employee_id + 40 WHERE assignment_id > 540;
SET ROLE bulk_loader;
SELECT is(pg_temp.load('assignment', 'pg_temp.served'), '42501', 'no right to the source');
RESET ROLE;
GRANT SELECT ON served TO bulk_loader;
SET ROLE bulk_loader;
SELECT is(pg_temp.load('assignment', 'pg_temp.served'), '42501', 'nor to the numbering of the target');
RESET ROLE;
GRANT SELECT, UPDATE ON SEQUENCE "bulk Load".assignment_assignment_id_seq TO bulk_loader;
SET ROLE bulk_loader;
SELECT is(pg_temp.load('assignment', 'pg_temp.served'), '10 inserted, 0 updated, 40 unchanged', 'with all of them it loads');
RESET ROLE;
UPDATE served SET employee_id = 1000 WHERE assignment_id = 650;
SET ROLE bulk_loader;
SELECT is(pg_temp.load('assignment', 'pg_temp.served'), '23503|Key (employee_id)=(1000) is not present in table "employee".',
		  'who may not read what is referred to is told what PostgreSQL tells');
RESET ROLE;

SELECT * FROM finish();
ROLLBACK;
