-- Plans of transfers: against brute force over all assignments in SQL, against
-- the definitions, and against themselves when the rows come in another order.
\set VERBOSITY terse
CREATE SCHEMA transfers_test;
SET search_path = transfers_test, asn_mutasi;
SET jit = off;

CREATE TABLE post (post_id bigint, need float8,
				   min_staff int, max_staff int, max_out int, max_in int);
CREATE TABLE employee (employee_id bigint, post_id bigint);
CREATE TABLE candidate (employee_id bigint, post_id bigint, cost float8);

-- The judge: posts after the plan that sends employee homes[i] to goals[i].
CREATE FUNCTION judge(homes bigint[], goals bigint[], OUT imbalance float8, OUT legal bool)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
	SELECT sum((s.after - p.need) ^ 2 / greatest(p.need, 1)),
		   coalesce(bool_and((s.after <= p.max_staff OR s.after <= s.before OR p.max_staff IS NULL)
					AND (s.after >= p.min_staff OR s.after >= s.before OR p.min_staff IS NULL)
					AND (s.gone <= p.max_out OR p.max_out IS NULL)
					AND (s.come <= p.max_in OR p.max_in IS NULL)), true)
	FROM post p, LATERAL (
		SELECT count(*) FILTER (WHERE home = p.post_id) AS before,
			   count(*) FILTER (WHERE goal = p.post_id) AS after,
			   count(*) FILTER (WHERE home = p.post_id AND goal <> home) AS gone,
			   count(*) FILTER (WHERE goal = p.post_id AND goal IS DISTINCT FROM home) AS come
		FROM unnest(homes, goals) AS u (home, goal)) s
$$;

-- The least objective of all plans there are, by trying them all.
CREATE FUNCTION best_objective(move_cost float8 DEFAULT 0, max_moves bigint DEFAULT NULL)
RETURNS numeric LANGUAGE sql STABLE AS $$
	WITH RECURSIVE numbered AS (
		SELECT row_number() OVER (ORDER BY employee_id) AS n, employee_id, post_id AS home
		FROM employee
	), choice AS (
		SELECT n, home, home AS goal, 0::float8 AS cost, 0 AS moves
		FROM numbered
		UNION ALL
		SELECT n, home, c.post_id, c.cost + CASE WHEN home IS NULL THEN 0 ELSE $1 END,
			   (home IS NOT NULL)::int
		FROM numbered JOIN candidate c USING (employee_id)
		WHERE c.post_id IS DISTINCT FROM home
	), plan AS (
		SELECT 0::bigint AS n, '{}'::bigint[] AS homes, '{}'::bigint[] AS goals,
			   0::float8 AS cost, 0 AS moves
		UNION ALL
		SELECT c.n, array_append(p.homes, c.home), array_append(p.goals, c.goal),
			   p.cost + c.cost, p.moves + c.moves
		FROM plan p JOIN choice c ON c.n = p.n + 1
		WHERE $2 IS NULL OR p.moves + c.moves <= $2
	)
	SELECT round(min(j.imbalance + p.cost)::numeric, 6)
	FROM plan p, judge(p.homes, p.goals) j
	WHERE p.n = (SELECT count(*) FROM employee) AND j.legal
$$;

CREATE FUNCTION solve(move_cost float8 DEFAULT 0, max_moves bigint DEFAULT NULL,
					  OUT status text, OUT moves bigint, OUT objective numeric,
					  OUT bound numeric, OUT transfers transfer[])
LANGUAGE sql STABLE AS $$
	SELECT s.status, s.moves, s.objective_after::numeric, s.lower_bound::numeric, s.transfers
	FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', $1, $2) s
$$;

-- After each chain of a plan: is what is done so far legal, and does the
-- objective stand where the gains say?
CREATE FUNCTION prefixes(transfers transfer[], move_cost float8 DEFAULT 0,
						 OUT chain int, OUT legal bool, OUT gain_is_true bool)
RETURNS SETOF record LANGUAGE sql STABLE AS $$
	WITH prefix AS (
		SELECT k.chain,
			   array_agg(e.post_id ORDER BY e.employee_id) AS homes,
			   array_agg(coalesce(t.to_post, e.post_id) ORDER BY e.employee_id) AS goals,
			   coalesce(sum(t.cost + CASE WHEN t.from_post IS NULL THEN 0 ELSE move_cost END), 0) AS cost,
			   coalesce(sum(t.gain), 0) AS gain,
			   bool_and(t.from_post IS NOT DISTINCT FROM e.post_id) FILTER (WHERE t.chain IS NOT NULL) AS from_home
		FROM (SELECT 0 AS chain UNION SELECT u.chain FROM unnest(transfers) u) k
		CROSS JOIN employee e
		LEFT JOIN unnest(transfers) t ON t.employee_id = e.employee_id AND t.chain <= k.chain
		GROUP BY k.chain
	), judged AS (
		SELECT p.*, j.legal AS within_bounds, j.imbalance + p.cost AS objective
		FROM prefix p, judge(p.homes, p.goals) j
	)
	SELECT p.chain, p.within_bounds AND coalesce(p.from_home, true),
		   abs(p.objective + p.gain - (SELECT objective FROM judged WHERE judged.chain = 0)) < 1e-4
	FROM judged p ORDER BY p.chain
$$;

--
-- Small examples that can be followed by hand
--

-- One post too many, two short: three go.
INSERT INTO post (post_id, need) VALUES (1, 2), (2, 1), (3, 1);
INSERT INTO employee SELECT g, 2 FROM generate_series(1, 4) g;
INSERT INTO candidate SELECT g, f, g / 10.0 FROM generate_series(1, 4) g, generate_series(1, 3) f;
SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate');
SELECT status, posts, employees, candidates, moves, imbalance_before, imbalance_after, cost,
	   objective_before, objective_after, lower_bound, transfers,
	   read_ms >= 0 AND solve_ms >= 0 AS timed
FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate') \gx
SELECT best_objective();

-- A move must gain more than it costs.
SELECT chain, employee_id, to_post, cost, gain
FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', move_cost => 1);
SELECT objective_after, cost
FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', move_cost => 1);
SELECT best_objective(1);

-- At most so many moves.
SELECT k, s.moves, s.objective, s.bound <= s.objective AS bounded,
	   s.status, best_objective(0.25, k)
FROM generate_series(0, 4) k, solve(0.25, k) s;

-- A chain: 1 has one too many, 3 one too few, and only 2 lies between.
TRUNCATE post, employee, candidate;
INSERT INTO post (post_id, need) VALUES (1, 1), (2, 1), (3, 1);
INSERT INTO employee VALUES (10, 1), (11, 1), (20, 2);
INSERT INTO candidate VALUES (10, 2, 0.1), (11, 2, 0.2), (20, 3, 0.1);
SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate');

-- A ring: three who want each other's posts.
TRUNCATE post, employee, candidate;
INSERT INTO post (post_id, need) VALUES (1, 1), (2, 1), (3, 1);
INSERT INTO employee VALUES (10, 1), (20, 2), (30, 3);
INSERT INTO candidate VALUES (10, 2, -0.5), (20, 3, -0.5), (30, 1, 0.3);
SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.1);
SELECT objective_after FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.1);
SELECT best_objective(0.1);

-- New hires: placed free of move_cost, not counted as moves, and left alone
-- where placing them makes things worse.
TRUNCATE post, employee, candidate;
INSERT INTO post (post_id, need) VALUES (1, 2), (2, 1);
INSERT INTO employee VALUES (1, NULL), (2, NULL), (3, NULL), (4, 2);
INSERT INTO candidate SELECT e, p, 0 FROM generate_series(1, 3) e, generate_series(1, 2) p;
SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 5, 0);
SELECT moves, cost FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 5, 0);

-- Each bound by itself, over the first example.
TRUNCATE post, employee, candidate;
INSERT INTO employee SELECT g, 2 FROM generate_series(1, 4) g;
INSERT INTO candidate SELECT g, f, g / 10.0 FROM generate_series(1, 4) g, generate_series(1, 3) f;
CREATE FUNCTION bounded(bound text, OUT objective numeric, OUT brute_force numeric, OUT moves bigint)
LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM post;
	INSERT INTO post (post_id, need) VALUES (1, 2), (2, 1), (3, 1);
	EXECUTE 'UPDATE post SET ' || bound;
	SELECT s.objective, s.moves, best_objective() INTO objective, moves, brute_force FROM solve() s;
END
$$;
SELECT * FROM bounded('max_in = 1 WHERE post_id = 1');
SELECT * FROM bounded('max_out = 2 WHERE post_id = 2');
SELECT * FROM bounded('max_staff = 0 WHERE post_id = 3');
SELECT * FROM bounded('min_staff = 2 WHERE post_id = 2');
-- broken before the plan: may only be mended
SELECT * FROM bounded('min_staff = 3, max_staff = 3 WHERE post_id = 2');
SELECT * FROM bounded('min_staff = 1, max_staff = 1 WHERE post_id = 3');
SELECT * FROM bounded('max_in = 0, max_out = 0');

--
-- Columns: found by name, any number type, domains, extra columns
--
TRUNCATE post, employee, candidate;
INSERT INTO post VALUES (1, 2, 0, 9, 9, 9), (2, 1, 0, 9, 9, 9), (3, 1, 0, 9, 9, 9);
INSERT INTO employee SELECT g, 2 FROM generate_series(1, 4) g;
INSERT INTO candidate SELECT g, f, g / 8.0 FROM generate_series(1, 4) g, generate_series(1, 3) f;
CREATE DOMAIN whole AS numeric(12, 0);
CREATE DOMAIN share AS real CHECK (VALUE >= -1);
SELECT plan = first_value(plan) OVER () AS same FROM (VALUES
	(1, (SELECT array_agg(t) FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate') t)::text),
	(2, (SELECT array_agg(t) FROM plan_transfers(
		'SELECT ''x'' AS label, need::real, NULL::text, post_id::text AS t, post_id::smallint FROM post',
		'SELECT post_id::float8, now() AS now, employee_id::numeric(10, 3) FROM employee',
		'SELECT cost::share, post_id::whole, employee_id::int FROM candidate') t)::text),
	(3, (SELECT array_agg(t) FROM plan_transfers(
		'SELECT max_in::smallint, max_out::bigint, max_staff::float8, min_staff::numeric, need::numeric, post_id::int FROM post',
		'SELECT post_id::whole, employee_id::real FROM employee',
		'WITH c AS MATERIALIZED (SELECT * FROM candidate) SELECT cost::numeric, employee_id::whole, post_id::float4 FROM c') t)::text)
	) AS v (n, plan) ORDER BY n;
-- ids over the whole range of bigint, and beyond the exact range of a double
SELECT * FROM plan_transfers(
	$$SELECT * FROM (VALUES ((-9223372036854775808)::bigint, 0), (9223372036854775807, 1)) v (post_id, need)$$,
	$$SELECT 9007199254740993::numeric AS employee_id, -9223372036854775808 AS post_id$$,
	$$SELECT 9007199254740993 AS employee_id, 9223372036854775807::numeric AS post_id, 0 AS cost$$);
-- costs whose millionths fit 32 bits, before and after some that do not
SELECT employee_id, cost FROM plan_transfers('TABLE post', 'TABLE employee', $$
	SELECT employee_id, 1 AS post_id, cost
	FROM (VALUES (1, -20.5), (2, -2147.483648), (3, -2147.483649), (4, -999999999.75)) v (employee_id, cost)
	UNION ALL SELECT employee_id, 3, -7.25 FROM employee $$)
ORDER BY employee_id;

--
-- Nothing to do
--
CREATE FUNCTION outline(posts text, employees text, candidates text)
RETURNS TABLE (status text, posts bigint, employees bigint, candidates bigint,
			   moves bigint, objective_after float8, transfers transfer[])
LANGUAGE sql AS $$
	SELECT s.status, s.posts, s.employees, s.candidates, s.moves, s.objective_after, s.transfers
	FROM solve_transfers($1, $2, $3) s
$$;
SELECT * FROM outline('SELECT * FROM post WHERE false', 'SELECT * FROM employee WHERE false', 'SELECT * FROM candidate WHERE false');
SELECT * FROM outline('TABLE post', 'SELECT * FROM employee WHERE false', 'SELECT * FROM candidate WHERE false');
SELECT * FROM outline('SELECT * FROM post WHERE false', 'SELECT employee_id, NULL::int AS post_id FROM employee', 'SELECT * FROM candidate WHERE false');
SELECT * FROM outline('TABLE post', 'TABLE employee', 'SELECT * FROM candidate WHERE false');
SELECT count(*) FROM plan_transfers('TABLE post', 'TABLE employee', 'SELECT * FROM candidate WHERE post_id = 2');
-- no candidate row counts that names the employee's own post, whatever it says
SELECT * FROM outline('TABLE post', 'TABLE employee', 'SELECT employee_id, post_id, -5 AS cost FROM candidate WHERE post_id = 2');

--
-- Random instances
--

-- A number from 0 to n - 1 that only depends on the words.
CREATE FUNCTION pick(n int, VARIADIC words text[]) RETURNS int LANGUAGE sql IMMUTABLE AS $$
	SELECT (('x' || substr(md5(array_to_string(words, ' ')), 1, 8))::bit(32)::bigint % n)::int
$$;

-- Needs divide a million, so that the marginals have no rounding to argue about.
CREATE FUNCTION make_instance(seed int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM post;
	DELETE FROM employee;
	DELETE FROM candidate;
	INSERT INTO post
		SELECT p, ('{0,1,2,4,0.5,1.25,8}'::float8[])[1 + pick(7, 'need', s, p::text)],
			   CASE pick(8, 'min', s, p::text) WHEN 0 THEN pick(3, 'min_staff', s, p::text) END,
			   CASE pick(8, 'max', s, p::text) WHEN 0 THEN 2 + pick(2, 'max_staff', s, p::text) END,
			   CASE pick(8, 'out', s, p::text) WHEN 0 THEN pick(3, 'max_out', s, p::text) END,
			   CASE pick(8, 'in', s, p::text) WHEN 0 THEN pick(3, 'max_in', s, p::text) END
		FROM generate_series(1, 3 + pick(2, 'posts', seed::text)) p, CAST(seed AS text) s;
	INSERT INTO employee
		SELECT e, nullif((SELECT post_id FROM post ORDER BY md5(s || ' home ' || e || ' ' || post_id) LIMIT 1),
						 CASE pick(6, 'hire', s, e::text) WHEN 0
						 THEN (SELECT post_id FROM post ORDER BY md5(s || ' home ' || e || ' ' || post_id) LIMIT 1) END)
		FROM generate_series(1, 4 + pick(2, 'employees', seed::text)) e, CAST(seed AS text) s;
	INSERT INTO candidate
		SELECT employee_id, p.post_id, (pick(13, 'cost', s, employee_id::text, p.post_id::text) - 4) / 8.0
		FROM employee, post p, CAST(seed AS text) s
		WHERE pick(5, 'candidate', s, employee_id::text, p.post_id::text) < 3;
END
$$;

CREATE TABLE outcome (seed int, max_moves bigint, status text, moves bigint, steps int,
					  objective numeric, bound numeric, brute_force numeric,
					  legal bool, gains_true bool, verified bool);
DO $$
DECLARE
	move_cost float8;
BEGIN
	FOR seed IN 1 .. 60 LOOP
		PERFORM make_instance(seed);
		move_cost := pick(3, 'move_cost', seed::text) / 4.0;
		INSERT INTO outcome
			SELECT seed, k, s.status, s.moves, cardinality(s.transfers), s.objective, s.bound, best_objective(move_cost, k),
				   p.legal, p.gains_true,
				   (SELECT bool_and(v.ok) FROM verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate',
																s.transfers, move_cost, k) v)
			FROM unnest(CASE WHEN seed % 4 = 0 THEN '{NULL,0,1,2,3,4,5}' ELSE '{NULL}' END::bigint[]) k,
				 solve(move_cost, k) s,
				 LATERAL (SELECT bool_and(p.legal) AS legal, bool_and(p.gain_is_true) AS gains_true
						  FROM prefixes(s.transfers, move_cost) p) p;
	END LOOP;
END
$$;
SELECT max_moves IS NULL AS unbounded, count(*) AS instances,
	   bool_and(objective = brute_force) FILTER (WHERE status = 'optimal') AS optimal_is_best,
	   bool_and(bound <= brute_force AND brute_force <= objective) AS bounded,
	   bool_and(moves <= max_moves) AS within_max_moves,
	   bool_and(legal) AS prefixes_legal, bool_and(gains_true) AS gains_true,
	   bool_and(verified) AS verified,
	   count(*) FILTER (WHERE steps > 1) >= 8 AS not_trivial
FROM outcome GROUP BY 1 ORDER BY 1 DESC;
SELECT * FROM outcome
WHERE (status = 'optimal' AND objective <> brute_force) OR bound > brute_force OR brute_force > objective
   OR moves > max_moves OR NOT legal OR NOT gains_true OR NOT verified;
-- more moves never make it worse
SELECT count(*) FROM outcome a JOIN outcome b USING (seed)
WHERE a.max_moves < b.max_moves AND a.objective < b.objective;

--
-- The same rows in another order: the same plan
--
TRUNCATE post, employee, candidate;
INSERT INTO post SELECT p, 1 + pick(20, 'need', p::text), NULL, NULL, NULL, CASE WHEN p % 5 = 0 THEN 3 END
FROM generate_series(1, 40) p;
INSERT INTO employee SELECT e, nullif(pick(41, 'home', e::text), 0) FROM generate_series(1, 400) e;
INSERT INTO candidate
SELECT DISTINCT ON (e, p) e, p, (pick(9, 'cost', e::text, p::text) - 1) / 8.0
FROM generate_series(1, 400) e, generate_series(1, 8) c, LATERAL (SELECT 1 + pick(40, e::text, c::text) AS p) x;
CREATE TABLE plan AS SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25);
CREATE TABLE same_plan AS SELECT * FROM plan_transfers(
	'SELECT * FROM post ORDER BY md5(''a'' || post_id)',
	'SELECT * FROM employee ORDER BY md5(''b'' || employee_id)',
	'SELECT * FROM candidate ORDER BY md5(employee_id || '' '' || post_id)', 0.25);
SELECT count(*) > 50 AS not_trivial FROM plan;
(TABLE plan EXCEPT TABLE same_plan) UNION ALL (TABLE same_plan EXCEPT TABLE plan);
SELECT bool_and(ok) FROM verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate',
										  (SELECT array_agg(ROW(p.*)::transfer) FROM plan p), 0.25);
SELECT bool_and(legal) AS legal, bool_and(gain_is_true) AS gains_true
FROM prefixes((SELECT array_agg(ROW(p.*)::transfer) FROM plan p), 0.25);

-- candidates as arrays, cut into parts of any size and of other types: the same plan
CREATE TABLE plan_of_arrays AS SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', $$
	SELECT employee_id::int, array_agg(post_id::numeric ORDER BY cost) AS post_ids,
		   array_agg(cost::float4 ORDER BY cost) AS costs
	FROM candidate GROUP BY employee_id, post_id % 3
	UNION ALL SELECT 1, '{}', '{}' $$, 0.25);
(TABLE plan EXCEPT TABLE plan_of_arrays) UNION ALL (TABLE plan_of_arrays EXCEPT TABLE plan);
SELECT candidates = (SELECT count(*) FROM candidate) AS pairs_counted
FROM solve_transfers('TABLE post', 'TABLE employee', $$
	SELECT employee_id, array_agg(post_id) AS post_ids, array_agg(cost) AS costs
	FROM candidate GROUP BY 1 $$, 0.25);

-- chains are numbered by falling gain per transfer
SELECT count(*) FROM (
	SELECT chain, max(gain) / count(*) AS gain, lag(max(gain) / count(*)) OVER (ORDER BY chain) AS gain_before
	FROM plan GROUP BY chain) g
WHERE gain > gain_before + 1e-9;

SET client_min_messages = warning;
DROP SCHEMA transfers_test CASCADE;
