-- Plan the transfers of the current schema and prove the plan.
--
-- Included by fire.sql and schools.sql, which have made:
--   post      (post_id, name, area, staff, need, min_staff, max_out)
--   employee  (employee_id, post_id)
--   route     (from_post, to_post, km)
--   candidate (employee_id, post_id, cost)
--   about     (title, posts, people, areas): words for the screen
-- and set the psql variables move_cost and began (when it all began).

SELECT clock_timestamp() AS prepared \gset

-- The question, in three queries: everything asn_mutasi is told.
CREATE TABLE question AS
SELECT 'SELECT post_id, need, min_staff, max_out FROM post' AS posts,
	   'SELECT employee_id, post_id FROM employee'          AS employees,
	   'SELECT employee_id, post_id, cost FROM candidate'   AS candidates,
	   :move_cost::float8                                   AS move_cost;

CREATE TABLE solution AS
SELECT s.*
FROM question q,
	 solve_transfers(q.posts, q.employees, q.candidates, q.move_cost) s;

SELECT clock_timestamp() AS planned \gset

-- The proof shares no code with the solver.
CREATE TABLE proof AS
SELECT v.*
FROM question q, solution s,
	 verify_transfers(q.posts, q.employees, q.candidates, s.transfers, q.move_cost)
		WITH ORDINALITY v (check_name, ok, detail, position);

SELECT clock_timestamp() AS proved \gset

CREATE TABLE timing AS
SELECT 1000 * extract(epoch FROM :'prepared'::timestamptz - :'began') AS prepare_ms,
	   1000 * extract(epoch FROM :'planned'::timestamptz - :'prepared') AS plan_ms,
	   1000 * extract(epoch FROM :'proved'::timestamptz - :'planned') AS prove_ms;

-- One row a transfer, with names.
CREATE VIEW move AS
SELECT t.chain, t.step, t.employee_id,
	   a.name AS from_name, b.name AS to_name, r.km, t.cost, t.gain,
	   t.from_post, t.to_post
FROM solution s
	 CROSS JOIN unnest(s.transfers) t
	 JOIN post a ON a.post_id = t.from_post
	 JOIN post b ON b.post_id = t.to_post
	 JOIN route r USING (from_post, to_post);

-- One row a post, before and after.
CREATE VIEW outcome AS
SELECT post_id, name, area, need, staff,
	   staff + count(m.to_post) FILTER (WHERE m.to_post = post_id)
			 - count(m.to_post) FILTER (WHERE m.from_post = post_id) AS staff_after
FROM post LEFT JOIN move m ON post_id IN (m.from_post, m.to_post)
GROUP BY post_id, name, area, need, staff;
