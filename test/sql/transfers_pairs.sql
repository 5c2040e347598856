-- Plans over all lawful pairs: against the same pairs listed in SQL, and
-- pairs_not_listed against what the full list does to the plan.
\set VERBOSITY terse
CREATE SCHEMA transfers_pairs;
SET search_path = transfers_pairs, asn_mutasi;
SET jit = off;

CREATE TABLE post (post_id bigint, need float8, min_staff int, max_staff int, max_out int, max_in int,
				   lat float8, lon float8, job bigint);
CREATE TABLE employee (employee_id bigint, post_id bigint, lat float8, lon float8,
					   base_cost float8, cost_per_km float8, max_km float8, jobs bigint[], job_costs float8[]);

-- the way as the crow flies, by the spherical law of cosines: another formula
CREATE FUNCTION way(lat1 float8, lon1 float8, lat2 float8, lon2 float8)
RETURNS float8 LANGUAGE sql IMMUTABLE STRICT AS $$
	SELECT 6371.0088 * acos(least(1, greatest(-1,
		sind(lat1) * sind(lat2) + cosd(lat1) * cosd(lat2) * cosd(lon2 - lon1))))
$$;

CREATE VIEW lawful AS
SELECT e.employee_id, g.post_id,
	   coalesce(e.base_cost, 0)
	   + coalesce((SELECT min(c.cost) FROM unnest(e.jobs, e.job_costs) AS c (job, cost) WHERE c.job = g.job), 0)
	   + coalesce(e.cost_per_km, 0) * (way(e.lat, e.lon, g.lat, g.lon)
			- CASE WHEN e.post_id IS NULL THEN 0 ELSE way(e.lat, e.lon, h.lat, h.lon) END) AS cost
FROM employee e
LEFT JOIN post h USING (post_id)
JOIN post g ON g.job = ANY (coalesce(e.jobs, ARRAY[h.job])) AND g.post_id IS DISTINCT FROM e.post_id
WHERE way(e.lat, e.lon, g.lat, g.lon) <= coalesce(e.max_km, 'Infinity')
  AND (e.post_id IS NULL OR h.lat + h.lon IS NOT NULL);

CREATE FUNCTION pick(n int, VARIADIC what text[]) RETURNS int LANGUAGE sql IMMUTABLE AS $$
	SELECT abs(hashtext(array_to_string(what, ' ')) % n)
$$;

CREATE PROCEDURE fill(seed int, posts int, people int) LANGUAGE plpgsql AS $$
BEGIN
	TRUNCATE post, employee;
	INSERT INTO post
	SELECT p, pick(60, 'need', p::text, seed::text) / 6.0,
		   CASE pick(9, 'min', p::text, seed::text) WHEN 0 THEN 2 END,
		   CASE pick(9, 'max', p::text, seed::text) WHEN 0 THEN 6 END,
		   CASE pick(9, 'out', p::text, seed::text) WHEN 0 THEN 1 END,
		   CASE pick(9, 'in', p::text, seed::text) WHEN 0 THEN 1 END,
		   CASE WHEN pick(19, 'lost', p::text, seed::text) > 0
				THEN -6.1 - pick(300, 'lat', p::text, seed::text) / 1000.0 END,
		   106.7 + pick(300, 'lon', p::text, seed::text) / 1000.0,
		   nullif(pick(4, 'job', p::text, seed::text), 0)
	FROM generate_series(1, posts) p;
	INSERT INTO employee
	SELECT e, nullif(pick(posts + 1, 'home', e::text, seed::text), 0),
		   CASE WHEN pick(29, 'lost', e::text, seed::text) > 0
				THEN -6.1 - pick(300, 'elat', e::text, seed::text) / 1000.0 END,
		   106.7 + pick(300, 'elon', e::text, seed::text) / 1000.0,
		   CASE WHEN e % 3 > 0 THEN (pick(7, 'base', e::text, seed::text) - 2) / 10.0 END,
		   CASE WHEN e % 5 > 0 THEN pick(4, 'km', e::text, seed::text) / 100.0 END,
		   CASE WHEN e % 2 > 0 THEN 5 + pick(30, 'most', e::text, seed::text) + 0.123 END,
		   CASE WHEN e % 7 = 0 OR pick(posts + 1, 'home', e::text, seed::text) = 0
				THEN ARRAY[1 + e % 3, 1 + e % 2, 1 + e % 3, 99] END,
		   CASE WHEN e % 7 = 0 AND e % 2 = 0 THEN ARRAY[0.3, 0.1, -0.05 * (e % 4), 9] END
	FROM generate_series(1, people) e;
END
$$;

-- For each instance: the plan over all pairs is proved, costs what the plan
-- over the listed ones costs (listed with costs of another formula: up to the
-- last digits), looked at fewer, and stands up to verify_transfers.
CREATE FUNCTION compare(seed int, move_cost float8, max_moves bigint,
	OUT proved bool, OUT as_listed bool, OUT as_bounded bool, OUT verified bool, OUT fewer bool)
LANGUAGE plpgsql AS $$
DECLARE
	a record;
	l record;
BEGIN
	SELECT * INTO a FROM solve_transfers('TABLE post', 'TABLE employee', NULL, move_cost, max_moves);
	SELECT * INTO l FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE lawful', move_cost, max_moves);
	proved := a.status = 'optimal' AND a.objective_after = a.lower_bound AND a.pairs_not_listed = 0
		OR max_moves IS NOT NULL;
	as_listed := abs(a.objective_after - l.objective_after) < 1e-3 OR max_moves IS NOT NULL;
	as_bounded := abs(a.lower_bound - l.lower_bound) < 1e-3 AND l.pairs_not_listed = 0;
	SELECT bool_and(v.ok) INTO verified
	FROM verify_transfers('TABLE post', 'TABLE employee', NULL, a.transfers, move_cost, max_moves) v;
	fewer := a.candidates < l.candidates;
END
$$;

DO $$
DECLARE
	c record;
BEGIN
	FOR seed IN 1..40 LOOP
		CALL fill(seed, 5 + seed * 2, 40 + 12 * seed);
		SELECT * INTO c FROM compare(seed, seed % 4 / 10.0,
			CASE WHEN seed % 5 = 0 THEN seed / 2 END);
		IF (c IS DISTINCT FROM (true, true, true, true, true)) THEN
			RAISE NOTICE 'seed %: proved %, as listed %, as bounded %, verified %, fewer %',
				seed, c.proved, c.as_listed, c.as_bounded, c.verified, c.fewer;
		END IF;
	END LOOP;
END
$$;

-- Of each only the two cheapest posts: pairs are left that could improve the
-- plan, and over all pairs it is better.
SELECT bool_and(s.pairs_not_listed > 0) AS some_could_improve,
	   bool_and(s.lower_bound > a.objective_after) AS and_do
FROM solve_transfers('TABLE post', 'TABLE employee', $$
		SELECT employee_id, post_id, cost FROM (
			SELECT *, row_number() OVER (PARTITION BY employee_id ORDER BY cost, post_id) AS n FROM lawful) n
		WHERE n <= 2 $$) s,
	solve_transfers('TABLE post', 'TABLE employee', NULL) a;
-- A pair is left out that the plan needs: it is counted.
CREATE TABLE plan AS SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', 'TABLE lawful');
SELECT count(*) > 5 AS many, bool_and(s.pairs_not_listed > 0) AS counted
FROM (SELECT * FROM plan ORDER BY employee_id LIMIT 30) p,
	solve_transfers('TABLE post', 'TABLE employee', format(
		'SELECT * FROM lawful WHERE (employee_id, post_id) <> (%s, %s)', p.employee_id, p.to_post)) s,
	solve_transfers('TABLE post', 'TABLE employee', 'TABLE lawful') a
WHERE s.objective_after > a.objective_after;

-- The pairs that a short list misses, some listed pairs being dearer than their
-- columns say: with them it is as good as the whole list.
CREATE VIEW short AS
SELECT employee_id, post_id, cost + employee_id % 3 / 4.0 AS cost
FROM (SELECT *, row_number() OVER (PARTITION BY employee_id ORDER BY cost, post_id) AS n FROM lawful) n
WHERE n <= 2;
CREATE VIEW whole AS
SELECT employee_id, post_id, coalesce(s.cost, l.cost) AS cost FROM lawful AS l LEFT JOIN short AS s USING (employee_id, post_id);
CREATE TABLE missing (employee_id bigint, post_id bigint, cost float8);
CREATE FUNCTION fill_up(max_moves bigint,
	OUT any_missing bool, OUT fewer bool, OUT new bool, OUT lawful bool, OUT enough bool, OUT proved bool, OUT as_whole bool)
LANGUAGE plpgsql AS $$
DECLARE
	filled text := 'TABLE short UNION ALL TABLE missing';
	before record;
	after record;
	best record;
BEGIN
	TRUNCATE missing;
	INSERT INTO missing SELECT * FROM missing_pairs('TABLE post', 'TABLE employee', 'TABLE short', 0.1, max_moves);
	SELECT * INTO before FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE short', 0.1, max_moves);
	SELECT * INTO after FROM solve_transfers('TABLE post', 'TABLE employee', filled, 0.1, max_moves);
	SELECT * INTO best FROM solve_transfers('TABLE post', 'TABLE employee', 'TABLE whole', 0.1, max_moves);
	any_missing := EXISTS (TABLE missing);
	fewer := after.candidates < best.candidates;
	new := NOT EXISTS (SELECT FROM missing JOIN short USING (employee_id, post_id));
	SELECT count(*) = count(l.cost) AND max(abs(l.cost - m.cost)) < 2e-6 INTO lawful
	FROM missing AS m LEFT JOIN lawful AS l USING (employee_id, post_id);
	enough := max_moves IS NOT NULL OR NOT EXISTS (SELECT FROM missing_pairs('TABLE post', 'TABLE employee', filled, 0.1));
	proved := before.pairs_not_listed > 0 AND after.pairs_not_listed = 0;
	as_whole := abs(after.lower_bound - best.lower_bound) < 1e-3;
END
$$;
SELECT * FROM fill_up(NULL);
SELECT * FROM fill_up(9);
SELECT count(*) FROM missing_pairs('TABLE post', 'TABLE employee', 'TABLE whole');
SELECT count(*) FROM missing_pairs('SELECT post_id, need FROM post', 'TABLE employee', 'TABLE short');
SELECT missing_pairs('TABLE post', 'TABLE employee', NULL);
SELECT missing_pairs('TABLE post', 'TABLE employee', 'TABLE short', -1);

-- Nothing is known of pairs without places, and nothing is asked for.
SELECT pairs_not_listed FROM solve_transfers('SELECT post_id, need FROM post', 'TABLE employee', 'TABLE lawful');
SELECT pairs_not_listed FROM solve_transfers('TABLE post', 'SELECT employee_id, post_id FROM employee', 'TABLE lawful');

-- The same rows in another order: the same plan.
CREATE TABLE first_plan AS SELECT * FROM plan_transfers('TABLE post', 'TABLE employee', NULL, 0.1);
SELECT count(*) > 20 AS many FROM first_plan;
SELECT * FROM plan_transfers('SELECT * FROM post ORDER BY md5(post_id::text)',
	'SELECT * FROM employee ORDER BY md5(employee_id::text)', NULL, 0.1)
EXCEPT TABLE first_plan;

-- Faults
SELECT plan_transfers('SELECT post_id, need, lat, lon FROM post', 'TABLE employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat FROM employee', NULL);
SELECT plan_transfers('SELECT post_id, need, 91 AS lat, lon, job FROM post', 'TABLE employee', NULL);
SELECT plan_transfers('SELECT post_id, need, lat, 180.1 AS lon, job FROM post', 'TABLE employee', NULL);
SELECT plan_transfers('SELECT post_id, need, lat, lon, ''nurse'' AS job FROM post', 'TABLE employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, -1 AS cost_per_km FROM employee', NULL);
SELECT count(*) >= 0 AS allowed FROM plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, 10000 AS cost_per_km FROM employee LIMIT 1', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, 10001 AS cost_per_km FROM employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, 1 AS jobs FROM employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, ARRAY[1, NULL] AS jobs FROM employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, ARRAY[1.5] AS jobs FROM employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, ARRAY[1, 2] AS jobs, ARRAY[1] AS job_costs FROM employee', NULL);
SELECT plan_transfers('TABLE post', 'SELECT employee_id, post_id, lat, lon, ARRAY[1] AS jobs, ARRAY[''NaN''::float8] AS job_costs FROM employee', NULL);

-- Nobody, or nowhere to go
SELECT candidates, moves, pairs_not_listed FROM solve_transfers('TABLE post', 'SELECT * FROM employee LIMIT 0', NULL);
SELECT candidates, moves, pairs_not_listed FROM solve_transfers('SELECT * FROM post LIMIT 0', 'SELECT * FROM employee WHERE post_id IS NULL', NULL);

SET client_min_messages = warning;
DROP SCHEMA transfers_pairs CASCADE;
