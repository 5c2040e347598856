-- verify_transfers: a good plan passes, a spoiled one fails where it is spoiled.
CREATE SCHEMA transfers_verify;
SET search_path = transfers_verify, asn_mutasi;
CREATE TABLE post (post_id bigint, need float8, min_staff int, max_staff int, max_out int, max_in int);
CREATE TABLE employee (employee_id bigint, post_id bigint);
CREATE TABLE candidate (employee_id bigint, post_id bigint, cost float8);
-- 1 has two too many, 2 stands between it and 3, which is one short; 4 lacks one
INSERT INTO post (post_id, need) VALUES (1, 1), (2, 1), (3, 1), (4, 1);
INSERT INTO employee VALUES (11, 1), (12, 1), (13, 1), (21, 2), (50, NULL);
INSERT INTO candidate VALUES (11, 2, 0.1), (12, 2, 0.2), (21, 3, 0.1), (13, 4, 1), (50, 4, 0.5), (50, 1, 0);

CREATE TABLE good AS
	SELECT t.* FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25) t;
TABLE good ORDER BY chain, step;
CREATE FUNCTION verify(transfers transfer[], move_cost float8 DEFAULT 0.25, max_moves bigint DEFAULT NULL)
RETURNS TABLE (check_name text, ok boolean, detail text) LANGUAGE sql AS $$
	SELECT * FROM verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', $1, $2, $3)
$$;
CREATE FUNCTION good_plan() RETURNS transfer[] LANGUAGE sql AS $$
	SELECT array_agg(ROW(g.*)::transfer ORDER BY chain, step) FROM good g
$$;
-- The checks that fail when the good plan is changed by a query over it.
CREATE FUNCTION spoil(query text, max_moves bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	spoiled transfer[];
BEGIN
	EXECUTE 'SELECT array_agg(ROW(chain, step, employee_id, from_post, to_post, cost, gain)::transfer) FROM ('
		|| query || ') q' INTO spoiled;
	RETURN (SELECT string_agg(v.check_name, ', ' ORDER BY n)
			FROM verify(spoiled, 0.25, max_moves) WITH ORDINALITY v (check_name, ok, detail, n) WHERE NOT v.ok);
END
$$;

SELECT check_name, ok FROM verify(good_plan());
SELECT check_name FROM verify(good_plan()) WHERE detail IS NULL OR detail = '';
-- in any order
SELECT spoil('SELECT * FROM good ORDER BY md5(employee_id::text)');

-- NULL and the empty array are the empty plan: legal, and not the best
SELECT check_name, ok FROM verify(NULL) WHERE NOT ok;
SELECT check_name, ok FROM verify('{}') WHERE NOT ok;

-- one fault at a time
SELECT spoil('SELECT chain, step, employee_id + 900 AS employee_id, from_post, to_post, cost, gain FROM good') AS unknown_employee;
SELECT spoil('SELECT chain, step, employee_id, from_post, to_post + 900 AS to_post, cost, gain FROM good') AS unknown_post;
SELECT spoil('SELECT * FROM good UNION ALL SELECT 9, 1, 11, 1, 2, 0.1, 0') LIKE '%moved_once%' AS moved_twice;
SELECT spoil('SELECT chain, step, employee_id, 3 AS from_post, to_post, cost, gain FROM good') LIKE '%from_present_post%' AS other_home;
SELECT spoil('SELECT * FROM good UNION ALL SELECT 9, 1, 13, 1, 3, 0.1, 0') LIKE '%allowed_candidates%' AS no_candidate;
SELECT spoil('SELECT chain, step, employee_id, from_post, to_post, cost + 0.000001 AS cost, gain FROM good') AS other_cost;
SELECT spoil('SELECT chain, step, employee_id, from_post, to_post, cost, gain + 0.000001 AS gain FROM good') AS other_gain;
SELECT spoil('SELECT chain, step, employee_id, from_post, to_post, cost, NULL::float8 AS gain FROM good') AS no_gain;
SELECT spoil('SELECT chain + 1 AS chain, step, employee_id, from_post, to_post, cost, gain FROM good') AS no_first_chain;
SELECT spoil('SELECT chain, -step AS step, employee_id, from_post, to_post, cost, gain FROM good') LIKE '%chain_numbers%' AS negative_step;
SELECT spoil('SELECT * FROM good WHERE chain = 1') AS half_of_it;
SELECT spoil('SELECT * FROM good', 0) LIKE '%max_moves%' AS too_many_moves;

-- who leaves what he does not hold
SELECT detail
FROM (VALUES (11, NULL::bigint, 2, 0.1), (11, 3, 2, 0.1), (50, 2, 4, 0.5)) AS t (employee_id, from_post, to_post, cost),
	 verify(ARRAY[(1, 1, employee_id, from_post, to_post, cost, 0)::transfer])
WHERE check_name = 'from_present_post';

-- bounds that the plan breaks
UPDATE post SET max_in = 0 WHERE post_id = 3;
SELECT string_agg(check_name, ', ') FROM verify(good_plan()) WHERE NOT ok;
UPDATE post SET max_in = NULL, max_staff = 0 WHERE post_id = 3;
SELECT string_agg(check_name, ', ') FROM verify(good_plan()) WHERE NOT ok;
UPDATE post SET max_staff = NULL;

-- with max_moves the gap to the verifier's own bound stands in for optimality
SELECT k, check_name, ok
FROM generate_series(0, 3) k,
	 LATERAL (SELECT transfers FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25, k)) s,
	 verify(s.transfers, 0.25, k) v
WHERE NOT ok OR check_name IN ('optimality', 'gap') ORDER BY k;

SET client_min_messages = warning;
DROP SCHEMA transfers_verify CASCADE;
