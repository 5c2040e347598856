-- What if: the curve of moves and objective, one person more or less, new people.
\set VERBOSITY default
CREATE SCHEMA what_if;
SET search_path = what_if, asn_mutasi;
SET jit = off;

CREATE TABLE post (post_id bigint, need float8, min_staff int, max_staff int, max_out int, max_in int);
CREATE TABLE employee (employee_id bigint, post_id bigint);
CREATE TABLE candidate (employee_id bigint, post_id bigint, cost float8);

--
-- transfer_frontier
--

-- By hand: 1 has four and needs one, 2 and 3 need two and one.  To 2 gains
-- (9 - 4) + (2 - 0.5) = 6.5, then to 3 (4 - 1) + (1 - 0) = 4, and to 2 again
-- (1 - 0) + (0.5 - 0) = 1.5; of that go the costs 0.1, 0.2 and 0.3.
INSERT INTO post (post_id, need) VALUES (1, 1), (2, 2), (3, 1);
INSERT INTO employee SELECT g, 1 FROM generate_series(1, 4) g;
INSERT INTO candidate SELECT g, f, 0.1 * g FROM generate_series(1, 4) g, generate_series(2, 3) f;
SELECT * FROM transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate');

-- move_cost is part of the cost, and takes as much off every price.
SELECT * FROM transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate', 1);

-- Nobody may go anywhere; nobody is there; nothing is there.
SELECT * FROM transfer_frontier('TABLE post', 'TABLE employee', 'SELECT * FROM candidate WHERE false');
SELECT * FROM transfer_frontier('TABLE post', 'SELECT * FROM employee WHERE false', 'SELECT * FROM candidate WHERE false');
SELECT * FROM transfer_frontier('SELECT * FROM post WHERE false', 'SELECT * FROM employee WHERE false', 'SELECT * FROM candidate WHERE false');

-- New hires are placed where there is no move.
SELECT moves, imbalance, cost FROM transfer_frontier('TABLE post',
	'SELECT 9::bigint AS employee_id, NULL::bigint AS post_id', 'SELECT 9::bigint AS employee_id, 2::bigint AS post_id, 0.5 AS cost', 7);

-- The curve against the plans themselves: each corner is the optimum of its
-- number of moves; it lies on or below every other plan; prices fall.
TRUNCATE post, employee, candidate;
INSERT INTO post SELECT g, (g * 7 % 11) / 2.0, NULL, CASE WHEN g % 4 = 0 THEN 6 END, CASE WHEN g % 3 = 0 THEN 2 END, CASE WHEN g % 5 = 0 THEN 1 END
	FROM generate_series(1, 12) g;
INSERT INTO employee SELECT g, nullif(g * g % 13, 0) FROM generate_series(1, 45) g;
INSERT INTO candidate SELECT e, p, (e * 17 + p * 29) % 23 / 10.0 - 0.4
	FROM generate_series(1, 45) e, generate_series(1, 12) p WHERE (e * p) % 4 <> 1;
CREATE TABLE corner AS
	SELECT *, lag(imbalance + cost) OVER w - imbalance - cost AS fall,
		   moves - lag(moves) OVER w AS step,
		   lag(move_price) OVER w AS price_before
	FROM transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25)
	WINDOW w AS (ORDER BY moves);
SELECT count(*) AS corners, min(moves), bool_and(abs(fall / step - move_price) < 1e-9) AS prices_true,
	   bool_and(move_price < price_before) AS prices_fall
FROM corner;
SELECT bool_and(s.status = 'optimal' AND s.moves = c.moves AND abs(s.objective_after - c.imbalance - c.cost) < 1e-9) AS corners_true
FROM corner c, solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25, c.moves) s;
SELECT bool_and(s.objective_after >= c.imbalance + c.cost + (c.moves - k) * c.move_price - 1e-9) AS all_above
FROM corner c, generate_series(0, 30) k,
	 solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25, k) s
WHERE c.moves > 0;
-- A dearer move cuts the curve off where its price says.
SELECT bool_and(s.moves = c.moves) AS cut_off
FROM corner c, LATERAL solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25 + c.move_price - 1e-5) s
WHERE c.moves > 0;
SELECT s.moves = max(c.moves) AS ends_at_optimum
FROM corner c, solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25) s
GROUP BY s.moves;

-- Errors are those of plan_transfers.
SELECT * FROM transfer_frontier(NULL, 'TABLE employee', 'TABLE candidate');
SELECT * FROM transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate', -1);
SELECT * FROM transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate', NULL);
