-- Every fault of a caller: its SQLSTATE, message, detail and hint.
CREATE SCHEMA transfers_errors;
SET search_path = transfers_errors, asn_mutasi;
CREATE TABLE post AS SELECT * FROM (VALUES (1::bigint, 2::float8), (2, 1)) v (post_id, need);
CREATE TABLE employee AS SELECT * FROM (VALUES (17::bigint, 1::bigint), (18, 1), (19, NULL)) v (employee_id, post_id);
CREATE TABLE candidate AS SELECT * FROM (VALUES (17::bigint, 2::bigint, 0.1::float8), (19, 2, 0)) v (employee_id, post_id, cost);
CREATE TABLE log (what text);

-- What plan_transfers says to its arguments; those left out are in order.
CREATE FUNCTION refusal(posts text DEFAULT 'TABLE post',
						employees text DEFAULT 'TABLE employee',
						candidates text DEFAULT 'TABLE candidate',
						move_cost float8 DEFAULT 0, max_moves bigint DEFAULT NULL,
						OUT state text, OUT message text, OUT detail text, OUT hint text)
LANGUAGE plpgsql AS $$
BEGIN
	PERFORM plan_transfers(posts, employees, candidates, move_cost, max_moves);
	message := 'no error';
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
END
$$;
SELECT message FROM refusal();
\x on
\pset format aligned

-- arguments
SELECT * FROM refusal(posts => NULL);
SELECT * FROM refusal(employees => NULL);
SELECT * FROM refusal(candidates => NULL);
SELECT * FROM refusal(move_cost => NULL);
SELECT * FROM refusal(move_cost => 'NaN');
SELECT * FROM refusal(move_cost => 'Infinity');
SELECT * FROM refusal(move_cost => 1.1e9);
SELECT * FROM refusal(move_cost => -0.5);
SELECT * FROM refusal(max_moves => -1);

-- not one statement that returns rows
SELECT * FROM refusal(posts => '');
SELECT * FROM refusal(posts => ' ; -- nothing');
SELECT * FROM refusal(posts => 'TABLE post; TABLE post');
SELECT * FROM refusal(employees => 'SHOW work_mem');
SELECT * FROM refusal(employees => 'EXPLAIN TABLE employee');
SELECT * FROM refusal(employees => 'SET work_mem = 64');
SELECT * FROM refusal(employees => 'COMMIT');
SELECT * FROM refusal(employees => 'TABLE employee; COMMIT');
SELECT * FROM refusal(candidates => 'DECLARE c CURSOR FOR TABLE candidate');
SELECT * FROM refusal(candidates => 'DO $d$ BEGIN END $d$');
SELECT state, message FROM refusal(posts => 'SELEKT 1');
SELECT state, message FROM refusal(posts => 'SELECT * FROM nowhere');
SELECT state, message FROM refusal(posts => 'SELECT $1 AS post_id, 2 AS need');

-- a query that writes, or a function in it
SELECT * FROM refusal(posts => 'INSERT INTO post VALUES (9, 9)');
SELECT * FROM refusal(posts => 'INSERT INTO post VALUES (9, 9) RETURNING *');
SELECT * FROM refusal(posts => 'DELETE FROM post RETURNING *');
SELECT * FROM refusal(posts => 'UPDATE post SET need = 0 RETURNING *');
SELECT * FROM refusal(posts => 'WITH gone AS (DELETE FROM post RETURNING *) SELECT * FROM gone');
SELECT * FROM refusal(posts => 'SELECT * FROM post FOR UPDATE');
SELECT * FROM refusal(posts => 'SELECT * FROM (SELECT * FROM post FOR SHARE) p');
SELECT * FROM refusal(posts => 'SELECT * INTO other FROM post');
SELECT * FROM refusal(posts => 'CREATE TABLE other AS TABLE post');
SELECT * FROM refusal(posts => 'DROP TABLE post');
CREATE FUNCTION writing_need() RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO log VALUES ('written');
	RETURN 1;
END
$$;
CREATE SEQUENCE counter;
SELECT state, message FROM refusal(posts => 'SELECT post_id, writing_need() AS need FROM post');
SELECT state, message FROM refusal(posts => 'SELECT nextval(''counter'') AS post_id, need FROM post');
CREATE FUNCTION allow_writing() RETURNS float8 LANGUAGE plpgsql AS $$
BEGIN
	SET LOCAL transaction_read_only = off;
	INSERT INTO log VALUES ('written');
	RETURN 1;
END
$$;
SELECT state, message FROM refusal(posts => 'SELECT post_id, allow_writing() AS need FROM post');
-- nothing was written, and the transaction may write again
INSERT INTO log VALUES ('after');
TABLE log;
BEGIN;
SELECT count(*) FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate');
INSERT INTO log VALUES ('in the same transaction');
SHOW transaction_read_only;
ROLLBACK;
BEGIN READ ONLY;
SELECT count(*) FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate');
SHOW transaction_read_only;
ROLLBACK;

-- columns missing, twice, of another type
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 2 AS "Need"');
SELECT * FROM refusal(posts => 'SELECT');
SELECT * FROM refusal(employees => 'SELECT employee_id FROM employee');
SELECT * FROM refusal(candidates => 'SELECT employee_id, post_id FROM candidate');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 2 AS need, 3 AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 2 AS need, 3 AS max_in, 4 AS max_in');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, ''2'' AS need');
SELECT * FROM refusal(posts => 'SELECT true AS post_id, 2 AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 2 AS need, ''{1}''::int[] AS max_out');
CREATE DOMAIN label AS text;
SELECT * FROM refusal(employees => 'SELECT employee_id::text::label AS employee_id, post_id FROM employee');
SELECT * FROM refusal(candidates => 'SELECT employee_id, post_id, interval ''1 day'' AS cost FROM candidate');
-- types are checked even when there is no row
SELECT state, message FROM refusal(posts => 'SELECT 1 AS post_id, date ''2013-01-01'' AS need WHERE false');

-- NULL
SELECT * FROM refusal(posts => 'SELECT nullif(post_id, 2) AS post_id, need FROM post');
SELECT * FROM refusal(posts => 'SELECT post_id, nullif(need, 1) AS need FROM post');
SELECT * FROM refusal(employees => 'SELECT NULL::int AS employee_id, 1 AS post_id');
SELECT * FROM refusal(candidates => 'SELECT NULL::int AS employee_id, 1 AS post_id, 0 AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, NULL::int AS post_id, 0 AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_id, NULL::int AS cost');

-- numbers that are none, or do not fit
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, float8 ''NaN'' AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, numeric ''NaN'' AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, float4 ''Infinity'' AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 1e400 AS need') \gset
\echo :state :message
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 9007199254740993 AS need');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, -0.5 AS need');
SELECT * FROM refusal(posts => 'SELECT 1.5 AS post_id, 1 AS need');
SELECT * FROM refusal(posts => 'SELECT 1.5::float8 AS post_id, 1 AS need');
SELECT * FROM refusal(posts => 'SELECT numeric ''NaN'' AS post_id, 1 AS need');
SELECT * FROM refusal(posts => 'SELECT numeric ''-Infinity'' AS post_id, 1 AS need');
SELECT * FROM refusal(posts => 'SELECT 9223372036854775808 AS post_id, 1 AS need');
SELECT * FROM refusal(posts => 'SELECT 9223372036854775808::float8 AS post_id, 1 AS need');
SELECT message FROM refusal(posts => 'SELECT post_id::numeric(10, 4), need FROM post');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 1 AS need, 2147483648 AS max_staff');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 1 AS need, -1 AS min_staff');
SELECT * FROM refusal(posts => 'SELECT 1 AS post_id, 1 AS need, 0.5 AS max_in');
SELECT * FROM refusal(posts => 'SELECT post_id, need, 3 AS min_staff, 2 AS max_staff FROM post');
SELECT * FROM refusal(employees => 'SELECT 17 AS employee_id, 1.25 AS post_id');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_id, float8 ''NaN'' AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_id, -1000000001 AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_id, 1e10 AS cost');
SELECT message FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_id, -1e9 AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2.5 AS post_id, 0 AS cost');

-- candidates as arrays
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2] AS post_ids, 0.5 AS cost');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2] AS post_ids');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2] AS post_ids, ARRAY[''x''] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, 2 AS post_ids, ARRAY[0] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2, 1] AS post_ids, ARRAY[0] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2] AS post_ids, NULL::float8[] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[[2]] AS post_ids, ARRAY[0] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2, NULL] AS post_ids, ARRAY[0, 0] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[2] AS post_ids, ARRAY[float8 ''NaN''] AS costs');
SELECT * FROM refusal(candidates => 'SELECT 17 AS employee_id, ARRAY[1, 2, 2] AS post_ids, ARRAY[0, 0, 0] AS costs');

-- ids that are not there, or twice
SELECT * FROM refusal(posts => 'SELECT * FROM post WHERE post_id = 2');
SELECT * FROM refusal(posts => 'SELECT * FROM post WHERE post_id = 1');
SELECT * FROM refusal(posts => 'SELECT post_id * post_id AS post_id, need FROM post UNION ALL SELECT 3, 1');
SELECT * FROM refusal(posts => 'SELECT * FROM post UNION ALL SELECT 4e18, 0', candidates => 'SELECT 17 AS employee_id, 3 AS post_id, 0 AS cost');
SELECT * FROM refusal(employees => 'SELECT * FROM employee WHERE employee_id <> 19');
SELECT * FROM refusal(posts => 'SELECT * FROM post UNION ALL SELECT 1, 5');
SELECT * FROM refusal(employees => 'SELECT * FROM employee UNION ALL SELECT 17, NULL');
SELECT * FROM refusal(candidates => 'SELECT * FROM candidate UNION ALL SELECT 19, 2, 1');

-- amounts beyond exact arithmetic
SELECT * FROM refusal(posts => 'SELECT post_id, 1e18 AS need FROM post');
SELECT * FROM refusal(posts => 'SELECT post_id, 1e300 AS need FROM post');

-- an error inside a query says which query it was
\x off
\set VERBOSITY default
SELECT plan_transfers('TABLE post', 'TABLE employee', 'SELECT employee_id, post_id, 1 / (post_id - 2) AS cost FROM candidate');
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post FROM employee', 'TABLE candidate');
SELECT plan_transfers('SELECT post_id, -need AS need FROM post', 'TABLE employee', 'TABLE candidate');

-- the other functions check the same way
SELECT solve_transfers(NULL, 'TABLE employee', 'TABLE candidate');
SELECT solve_transfers('TABLE post', 'TABLE employee', 'SELECT 17 AS employee_id, 3 AS post_id, 0 AS cost');
SELECT verify_transfers('TABLE post', NULL, 'TABLE candidate', NULL);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', NULL, -1);
SELECT verify_transfers('SELECT post_id, 1e18 AS need FROM post', 'TABLE employee', 'TABLE candidate', NULL);

-- transfers that are none
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[NULL]::transfer[]);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[(1, 1, NULL, 1, 2, 0.1, 1)]::transfer[]);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[(1, 1, 17, 1, NULL, 0.1, 1)]::transfer[]);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[(1, 1, 17, 1, 2, NULL, 1)]::transfer[]);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[(1, 1, 17, 1, 2, 'NaN', 1)]::transfer[]);
SELECT verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', ARRAY[(1, 1, 17, 1, 2, 0.1, 1), (2, 1, 18, 1, 2, 0, '-Infinity')]::transfer[]);

-- settings
SHOW asn_mutasi.memory_limit;
SHOW asn_mutasi.progress;
SET asn_mutasi.memory_limit = '1MB';
\set VERBOSITY sqlstate
SET asn_mutasi.memory_limit = '1023kB';	-- each server says it in its own words
\set VERBOSITY terse
SELECT plan_transfers('TABLE post', 'TABLE employee',
					  'SELECT 17 AS employee_id, 2 AS post_id, 0 AS cost FROM generate_series(1, 100000)');
RESET asn_mutasi.memory_limit;
SET asn_mutasi.no_such_setting = 1;

SET client_min_messages = warning;
DROP SCHEMA transfers_errors CASCADE;
