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

--
-- post_prices and hire_plan
--

UPDATE post SET need = need + 2;
-- The objective of the best plan over any employees and candidates.
CREATE FUNCTION objective(employees text, candidates text DEFAULT 'TABLE candidate', move_cost float8 DEFAULT 0.25)
RETURNS float8 LANGUAGE sql STABLE AS $$
	SELECT objective_after FROM solve_transfers('TABLE post', $1, $2, $3)
$$;
-- Sums of amounts that are rounded once each may differ in their last digits.
-- One more, by solving again: an employee who can go nowhere.
SELECT count(*) AS posts, bool_and(abs(v.gain_of_one_more - (
		   objective('TABLE employee') -
		   objective(format('TABLE employee UNION ALL VALUES (900, %s)', v.post_id)))) < 5e-6) AS gains_true
FROM post_prices('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25) v;
-- One fewer, by solving again: of two who can go nowhere, one is gone.
SELECT bool_and(abs(v.loss_of_one_fewer - (
		   objective(format('TABLE employee UNION ALL VALUES (900, %s)', p.post_id)) -
		   objective(format('TABLE employee UNION ALL VALUES (900, %s), (901, %1$s)', p.post_id)))) < 5e-6) AS losses_true
FROM post p, post_prices('TABLE post',
		format('TABLE employee UNION ALL VALUES (900, %s), (901, %1$s)', p.post_id), 'TABLE candidate', 0.25) v
WHERE v.post_id = p.post_id;
-- Of nobody, nobody can be gone.
SELECT bool_and((v.loss_of_one_fewer IS NULL) = (v.staff = 0)) AND bool_or(v.staff = 0) AS nobody_gone
FROM post_prices('TABLE post', 'TABLE employee', 'TABLE candidate') v;

-- New people, each against solving again with those before in their posts.
CREATE TABLE hired AS SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', 6, 0.25);
SELECT hire, post_id, gain FROM hired ORDER BY hire;
SELECT bool_and(abs(h.gain - (
		   objective('TABLE employee UNION ALL SELECT 900 + hire, post_id FROM hired WHERE hire < ' || hire) -
		   objective('TABLE employee UNION ALL SELECT 900 + hire, post_id FROM hired WHERE hire <= ' || hire))) < 5e-6) AS gains_true
FROM hired h;
-- The first is the best post to have one more at; max_staff was not reached here.
SELECT h.gain = max(v.gain_of_one_more) AS first_is_best
FROM hired h, post_prices('TABLE post', 'TABLE employee', 'TABLE candidate', 0.25) v
WHERE h.hire = 1 GROUP BY h.gain;
-- No pair of posts is better than the first two.
SELECT abs(min(objective(format('TABLE employee UNION ALL VALUES (901, %s), (902, %s)', a.post_id, b.post_id)))
		   - objective('TABLE employee UNION ALL SELECT 900 + hire, post_id FROM hired WHERE hire <= 2')) < 5e-6 AS two_are_best
FROM post a JOIN post b ON a.post_id <= b.post_id
WHERE a.max_staff IS NULL AND b.max_staff IS NULL;

-- Everybody has what he needs: nobody more is wanted, though asked for; and
-- up to max_staff only.
TRUNCATE post, employee, candidate;
INSERT INTO post VALUES (1, 2, NULL, NULL), (2, 5, NULL, 3);
INSERT INTO employee VALUES (1, 1), (2, 1), (3, 2);
SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', 10);
SELECT * FROM post_prices('TABLE post', 'TABLE employee', 'TABLE candidate');
SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', 1);
SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', 0);
SELECT * FROM hire_plan('SELECT * FROM post WHERE false', 'SELECT * FROM employee WHERE false', 'TABLE candidate', 1);
SELECT * FROM post_prices('SELECT * FROM post WHERE false', 'SELECT * FROM employee WHERE false', 'TABLE candidate');

SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', NULL);
SELECT * FROM hire_plan('TABLE post', 'TABLE employee', 'TABLE candidate', -1);
SELECT * FROM post_prices('TABLE post', NULL, 'TABLE candidate');
