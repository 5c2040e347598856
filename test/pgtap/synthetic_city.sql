-- The synthetic city of bench/workspace at 1 %: the same one every time, loads
-- whole, and has the shapes that its head promises.
--
-- Run from the repository's root.  All is rolled back.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SELECT plan(12);

\set scale 0.01
\set seed 1
\i bench/workspace/generate.sql
CREATE TABLE public.first_city AS
SELECT (SELECT md5(string_agg(t::text, E'\n' ORDER BY task_id)) FROM task t) AS task,
	   (SELECT md5(string_agg(e::text, E'\n' ORDER BY employee_id)) FROM employee e) AS employee,
	   (SELECT md5(string_agg(a::text, E'\n' ORDER BY assignment_id)) FROM assignment a) AS assignment;
\i bench/workspace/generate.sql
SET search_path = city_source, public;
SELECT is((SELECT md5(string_agg(t::text, E'\n' ORDER BY task_id)) FROM task t), first_city.task, 'the same tasks again') FROM first_city;
SELECT is((SELECT md5(string_agg(e::text, E'\n' ORDER BY employee_id)) FROM employee e), first_city.employee, 'the same people') FROM first_city;
SELECT is((SELECT md5(string_agg(a::text, E'\n' ORDER BY assignment_id)) FROM assignment a), first_city.assignment, 'the same assignments') FROM first_city;
\set seed 2
\i bench/workspace/generate.sql
SET search_path = city_source, public;
SELECT isnt((SELECT md5(string_agg(e::text, E'\n' ORDER BY employee_id)) FROM employee e), first_city.employee, 'other people of another seed') FROM first_city;

SELECT is((SELECT (count(*), count(DISTINCT employee_id))::text FROM employee), '(1000,1000)', '1 % of 100,000 employees');
SELECT is((SELECT (count(*), count(DISTINCT (unit_id, job_id)))::text FROM post), '(60,60)', '... of 6,000 posts');
SELECT is((SELECT sum(staff)::int FROM held), 1000, 'everybody belongs to a post');
SELECT is_empty('SELECT * FROM held WHERE staff > 0 AND need / staff NOT BETWEEN 0.5 AND 2', 'need over staff between 0.5 and 2');
SELECT ok(max(staff) > 5 * percentile_cont(0.5) WITHIN GROUP (ORDER BY staff), 'a heavy tail: the largest post has many times the middle one''s people') FROM held;

SELECT asn_mutasi.create_workspace('city_test') \g /dev/null
SET search_path = asn_mutasi, public;
CREATE TEMP TABLE loaded AS
SELECT target, l.*
FROM unnest('{unit,job_family,job,post,task,need_adjustment,employee,assignment,kinship,skill,job_skill,employee_skill,preference,performance,complaint}'::text[]) target,
	 load_rows('city_test', target, ('city_source.' || target)::regclass) l;
SELECT is_empty('SELECT * FROM loaded WHERE inserted = 0 OR updated + unchanged > 0', 'all tables load');
-- What the generator meant a post to need, which post_load works out from the
-- tasks.  Teachers' class groups are whole, surges and wrong norms change others.
SELECT is_empty($$
	SELECT post_id, l.need, h.need
	FROM post_load('city_test', city_source.today()) l JOIN city_source.held h USING (post_id)
		 JOIN city_test.job j USING (job_id)
	WHERE abs(l.need - CASE job_family_id WHEN 1 THEN greatest(round(h.need), 1) ELSE h.need END) > 1e-6 * (1 + h.need)
		  AND NOT EXISTS (SELECT FROM city_test.task t WHERE t.post_id = l.post_id
						  AND city_source.chance(task_id, (SELECT s FROM city_source.size) + 17) < 0.0005)
		  AND NOT EXISTS (WITH RECURSIVE above AS (
								SELECT u.unit_id, u.parent_id FROM city_test.unit u WHERE u.unit_id = l.unit_id
								UNION SELECT u.unit_id, u.parent_id FROM above a JOIN city_test.unit u ON u.unit_id = a.parent_id)
						  SELECT FROM above JOIN city_test.need_adjustment USING (unit_id))$$,
	'post_load finds the need that the tasks were made from');
SELECT cmp_ok((SELECT sum(rows)::int FROM city_source.dirt), '>', 20, 'and there is dirt to find');

SELECT * FROM finish();
ROLLBACK;
