-- Load of posts and units: who is where on a date, how many are needed, and
-- what both will be.
--
-- holdings() is the one place that says who counts at a post, need_on() the one
-- that says how many a post needs.  Both work in the workspace on the search
-- path, for many dates at once, so that a forecast costs about as much as a day.

-- product ------------------------------------------------------------------

CREATE AGGREGATE product(value float8) (
	SFUNC = float8mul, STYPE = float8, INITCOND = '1', COMBINEFUNC = float8mul, PARALLEL = SAFE
);

COMMENT ON AGGREGATE product(float8) IS
'product of factors; NULLs are left out, and 1 comes of no rows';

-- staff --------------------------------------------------------------------

CREATE FUNCTION known_retirement(birth_date date, nip text, retirement_age int, as_of date)
RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE		-- not STRICT, so that it is inlined
RETURN CASE WHEN coalesce(birth_date, nip_birth_date(nip)) BETWEEN '1900-01-01' AND as_of AND retirement_age BETWEEN 40 AND 80
			THEN retirement_date(coalesce(birth_date, nip_birth_date(nip)), retirement_age) END;

COMMENT ON FUNCTION known_retirement(date, text, int, date) IS
'The retirement date of somebody born on a day, or, when birth_date is NULL, on that in the NIP. NULL when it cannot be told: a birth date before 1900 or after as_of, or an age outside 40 to 80 years, is as good as none.';

-- In SQL, so that they are inlined: a query with 100,000 calls costs what a join
-- does.  The tables are there only when they are called.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION permanent_job(of_employee bigint, before date)
RETURNS TABLE (job_id bigint)
LANGUAGE sql STABLE ROWS 1
AS $body$
	SELECT p.job_id
	FROM assignment AS a JOIN post AS p ON p.post_id = a.post_id
	WHERE a.employee_id = of_employee AND a.kind = 'permanent' AND lower(a.period) < before
	ORDER BY lower(a.period) DESC
	LIMIT 1
$body$;

COMMENT ON FUNCTION permanent_job(bigint, date) IS
'The job that an employee last held for good, by an assignment that began before a day; no row when there is none. Works in the workspace on the search path.';

CREATE FUNCTION assignments_in_force(first_day date, last_day date)
RETURNS TABLE (assignment_id bigint, employee_id bigint, post_id bigint, unit_id bigint, kind text, period daterange,
			   job_id bigint, retirement_age smallint)
LANGUAGE sql STABLE ROWS 100000
AS $body$
	SELECT a.assignment_id, a.employee_id, a.post_id, p.unit_id, a.kind, a.period, j.job_id, j.retirement_age
	FROM assignment AS a
		 JOIN post AS p ON p.post_id = a.post_id
		 JOIN job AS j ON j.job_id = CASE a.kind		-- looks back for the few on temporary postings only
			WHEN 'temporary' THEN coalesce((SELECT own.job_id FROM permanent_job(a.employee_id, lower(a.period)) AS own), p.job_id)
			ELSE p.job_id END
	WHERE a.period && daterange(first_day, last_day, '[]')
$body$;
SET LOCAL check_function_bodies = on;

COMMENT ON FUNCTION assignments_in_force(date, date) IS
'Assignments in force on some day from the first to the last (NULL: to the end of time), each with the job that its employee holds for good then, and the retirement age of that job.

A temporary assignment changes the place of work, not the job: whoever stands in for somebody (Plt, Plh) or is lent keeps the job held before (SE BKN 1/SE/I/2021), and what the law asks of the job is asked of that one. Of whom no permanent assignment is on record, the job of the temporary one is taken. Works in the workspace on the search path.';

CREATE FUNCTION holdings(first_day date, last_day date, of_posts bigint[] DEFAULT NULL, of_employees bigint[] DEFAULT NULL)
RETURNS TABLE (assignment_id bigint, employee_id bigint, post_id bigint, kind text, starts date, ends date, end_reason text, job_id bigint)
LANGUAGE plpgsql STABLE ROWS 100000
AS $body$
BEGIN
	RETURN QUERY
	WITH held AS MATERIALIZED (
		-- an end at infinity, or at the last day there is, is none
		SELECT a.assignment_id, a.employee_id, a.post_id, a.kind, lower(a.period) AS starts,
			   nullif(upper(a.period), 'infinity') AS assigned_to,
			   CASE WHEN e.contract_end < '5874897-12-31' THEN e.contract_end + 1 END AS contract_to,
			   known_retirement(e.birth_date, e.nip, a.retirement_age, coalesce(last_day, first_day)) AS retires, a.job_id
		FROM assignments_in_force(first_day, last_day) AS a
			 JOIN employee AS e ON e.employee_id = a.employee_id
		WHERE (of_posts IS NULL OR a.post_id IN (SELECT unnest(of_posts)))
			  AND (of_employees IS NULL OR a.employee_id IN (SELECT unnest(of_employees)))
	)
	SELECT h.assignment_id, h.employee_id, h.post_id, h.kind, h.starts, l.ends,
		   CASE l.ends WHEN h.retires THEN 'retirement' WHEN h.contract_to THEN 'contract' WHEN h.assigned_to THEN 'assignment' END,
		   h.job_id
	FROM held AS h
		 CROSS JOIN LATERAL (SELECT least(coalesce(h.assigned_to, 'infinity'), h.contract_to, h.retires) AS ends) AS l
	WHERE l.ends > greatest(h.starts, first_day);
END
$body$;

COMMENT ON FUNCTION holdings(date, date, bigint[], bigint[]) IS
'Assignments in force on some day from the first to the last (NULL: to the end of time), each with the days on which its employee counts and the job held for good (see assignments_in_force); part of post_load, post_holders and load_forecast.

starts is the first of these days and ends the day after the last, infinity when none is known: the earliest of the end of the assignment, the day after contract_end and the retirement date; end_reason says which: assignment, contract or retirement, NULL for none. of_posts and of_employees NULL mean all. Works in the workspace on the search path.';

CREATE FUNCTION post_holders(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (employee_id bigint, post_id bigint, assignment_id bigint, kind text, starts date, ends date, end_reason text)
LANGUAGE plpgsql VOLATILE ROWS 100000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	RETURN QUERY
	SELECT h.employee_id, h.post_id, h.assignment_id, h.kind, h.starts, h.ends, h.end_reason
	FROM holdings(as_of, as_of) AS h;
END
$body$;

COMMENT ON FUNCTION post_holders(regnamespace, date) IS
'Who works at which post on a date: one row for each employee who counts as staff.

A temporary assignment counts at the post where the person is that day; its permanent one is interrupted. Who has retired (first of the month after reaching job.retirement_age, of the job held for good; a missing birth date is read from the NIP, and without one, or with one before 1900 or in the future, nobody retires), whose contract_end has passed or who has no assignment on that day, is not listed.
starts is the first day of the assignment, ends the day after its last one: the earliest of its own end, the day after contract_end and the retirement date; infinity when none is known. end_reason says which: assignment, contract or retirement, NULL for none.
as_of NULL means today. Error 22023 for an as_of outside the years 1900 to 9999.';

-- need ---------------------------------------------------------------------

CREATE FUNCTION need_on(dates date[])
RETURNS TABLE (as_of date, post_id bigint, need float8)
LANGUAGE plpgsql STABLE ROWS 6000
AS $body$
DECLARE
	too_much record;
BEGIN
	SELECT d.as_of, t.post_id, staffing_need(t.share, 1, 1) AS shares INTO too_much
	FROM unnest(dates) AS d(as_of) JOIN task AS t ON t.period @> d.as_of
	WHERE t.kind = 'category_allowance'
	GROUP BY d.as_of, t.post_id HAVING staffing_need(t.share, 1, 1) >= 1
	ORDER BY d.as_of, t.post_id LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'category allowances of a post must add up to less than 1'
			USING ERRCODE = 'invalid_parameter_value',
				  DETAIL = format('Those of post %s add up to %s on %s.', too_much.post_id, too_much.shares, too_much.as_of),
				  HINT = 'Correct share or period of its rows in table task; a share is a part of the working time, 0.15 for 15 %.';
	END IF;

	-- Between two days on which tasks or surges begin or end all needs stay the
	-- same: they are computed once, for the first of the dates between.
	RETURN QUERY
	WITH RECURSIVE change AS (
		SELECT DISTINCT b.day
		FROM (SELECT t.period FROM task AS t UNION SELECT a.period FROM need_adjustment AS a) AS s
			 CROSS JOIN LATERAL (VALUES (lower(s.period)), (upper(s.period))) AS b(day)
		WHERE cardinality(dates) > 1
	), era AS (
		SELECT d.as_of, min(d.as_of) OVER (PARTITION BY c.changes) AS as_at
		FROM unnest(dates) AS d(as_of)
			 CROSS JOIN LATERAL (SELECT count(*) AS changes FROM change WHERE day <= d.as_of) AS c
	), adjusted (need_adjustment_id, unit_id) AS (
		SELECT a.need_adjustment_id, a.unit_id FROM need_adjustment AS a WHERE a.unit_id IS NOT NULL
		UNION							-- not ALL: ends in a ring of units, too
		SELECT a.need_adjustment_id, u.unit_id
		FROM adjusted AS a JOIN unit AS u ON u.parent_id = a.unit_id
	), surge AS (
		SELECT d.as_of, s.post_id, product(a.factor ORDER BY a.need_adjustment_id) AS factor,
			   coalesce(sum(a.persons ORDER BY a.need_adjustment_id), 0) AS persons
		FROM (SELECT a.need_adjustment_id, a.post_id FROM need_adjustment AS a WHERE a.post_id IS NOT NULL
			  UNION ALL
			  SELECT a.need_adjustment_id, p.post_id FROM adjusted AS a JOIN post AS p ON p.unit_id = a.unit_id) AS s
			 JOIN need_adjustment AS a ON a.need_adjustment_id = s.need_adjustment_id
			 JOIN era AS d ON d.as_of = d.as_at AND a.period @> d.as_of
		GROUP BY d.as_of, s.post_id
	), usual AS (
		SELECT d.as_of, t.post_id,
			   coalesce(staffing_need(t.volume, t.minutes, f.effective_minutes) FILTER (WHERE t.kind = 'workload'), 0)
			   * coalesce(category_allowance_factor(t.share) FILTER (WHERE t.kind = 'category_allowance'), 1)
			   + coalesce(staffing_need(t.volume, t.minutes, f.effective_minutes) FILTER (WHERE t.kind = 'individual_allowance'), 0)
			   + coalesce(sum(t.volume / t.per_person ORDER BY t.task_id) FILTER (WHERE t.kind = 'ratio'), 0) AS need
		FROM era AS d JOIN task AS t ON d.as_of = d.as_at AND t.period @> d.as_of
			 JOIN post AS p ON p.post_id = t.post_id
			 JOIN job AS j ON j.job_id = p.job_id
			 JOIN job_family AS f ON f.job_family_id = j.job_family_id
		GROUP BY d.as_of, t.post_id
	)
	SELECT d.as_of, p.post_id,
		   greatest(coalesce(u.need, 0) * coalesce(s.factor, 1) + coalesce(s.persons, 0), 0)
	FROM era AS d CROSS JOIN post AS p
		 LEFT JOIN usual AS u ON u.as_of = d.as_at AND u.post_id = p.post_id
		 LEFT JOIN surge AS s ON s.as_of = d.as_at AND s.post_id = p.post_id;
END
$body$;

COMMENT ON FUNCTION need_on(date[]) IS
'Need of every post on each of some dates, in persons, unrounded, after allowances and surges; part of post_load and load_forecast. Works in the workspace on the search path.';

-- post_load ----------------------------------------------------------------

CREATE FUNCTION post_load(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (post_id bigint, unit_id bigint, job_id bigint, need float8, rounded_need int,
			   legal_minimum int, staff int, load_ratio float8, coverage float8, grade text)
LANGUAGE plpgsql VOLATILE ROWS 6000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	RETURN QUERY
	SELECT p.post_id, p.unit_id, p.job_id, n.need, round_need(n.need, f.rounding), p.min_staff,
		   s.staff, r.load_ratio, s.staff / nullif(n.need, 0), efficiency_grade(r.load_ratio)
	FROM need_on(ARRAY[post_load.as_of]) AS n
		 JOIN post AS p ON p.post_id = n.post_id
		 JOIN job AS j ON j.job_id = p.job_id
		 JOIN job_family AS f ON f.job_family_id = j.job_family_id
		 LEFT JOIN (SELECT h.post_id, count(*)::int AS staff
					FROM holdings(post_load.as_of, post_load.as_of) AS h GROUP BY h.post_id) AS c ON c.post_id = p.post_id
		 CROSS JOIN LATERAL (SELECT coalesce(c.staff, 0) AS staff) AS s
		 CROSS JOIN LATERAL (SELECT n.need / nullif(s.staff, 0) AS load_ratio) AS r;
END
$body$;

COMMENT ON FUNCTION post_load(regnamespace, date) IS
'Need, staff and load of every post of a workspace on a date, one row a post.

need, in persons and unrounded, follows WISN (WHO 2010) and ABK (PermenPANRB 1/2020), over the tasks valid that day:
  sum(volume * minutes) of workload / effective minutes of the job family, times CAF = 1 / (1 - sum(share)) of category allowances,
  plus sum(volume * minutes) of individual allowances / effective minutes,
  plus sum(volume / per_person) of ratio standards,
then the surges valid that day (need_adjustment): times all factors on the post, its unit and the units above it, plus persons on the post; not below 0. A post without tasks has need 0.
rounded_need is the need in whole persons by the rounding of the job family, legal_minimum is post.min_staff.
staff counts as post_holders does. load_ratio is need / staff, NULL without staff; coverage is staff / need, NULL without need; grade is efficiency_grade(load_ratio).
as_of NULL means today. Error 22023 for an as_of outside the years 1900 to 9999, and where the category allowances of a post add up to 1 or more.';

-- unit_load ----------------------------------------------------------------

CREATE FUNCTION unit_load(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (unit_id bigint, need float8, staff bigint, posts bigint,
			   load_ratio float8, coverage float8, grade text)
LANGUAGE plpgsql VOLATILE ROWS 1000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	RETURN QUERY
	WITH RECURSIVE part (root, unit_id) AS (
		SELECT u.unit_id, u.unit_id FROM unit AS u
		UNION							-- not ALL: ends in a ring of units, too
		SELECT w.root, u.unit_id
		FROM part AS w JOIN unit AS u ON u.parent_id = w.unit_id
	), pooled AS (
		SELECT w.root, coalesce(sum(l.need ORDER BY l.post_id), 0) AS need,
			   coalesce(sum(l.staff), 0) AS staff, count(l.post_id) AS posts
		FROM part AS w LEFT JOIN post_load(ws, as_of) AS l ON l.unit_id = w.unit_id
		GROUP BY w.root
	)
	SELECT o.root, o.need, o.staff, o.posts, r.load_ratio, o.staff / nullif(o.need, 0), efficiency_grade(r.load_ratio)
	FROM pooled AS o
		 CROSS JOIN LATERAL (SELECT o.need / nullif(o.staff, 0) AS load_ratio) AS r;
END
$body$;

COMMENT ON FUNCTION unit_load(regnamespace, date) IS
'Need, staff and load of every unit of a workspace on a date, each with all units below it; one row a unit.

need, in persons and unrounded, and staff are the sums of post_load over the posts of the unit and of all units below it; posts is their number. load_ratio (EU of ABK) is need / staff of these sums, NULL without staff, and coverage staff / need, NULL without need: pooled, never means of ratios. grade is efficiency_grade(load_ratio).
A unit and the units below it tell of the same people: sum over the units of one level only.
as_of NULL means today. Error 22023 as post_load.';

-- load_forecast ------------------------------------------------------------

CREATE FUNCTION load_forecast(ws regnamespace, months int DEFAULT 12, as_of date DEFAULT current_date)
RETURNS TABLE (post_id bigint, month int, as_of_date date, need float8, staff int,
			   retirements int, contract_ends int, load_ratio float8, coverage float8)
LANGUAGE plpgsql VOLATILE ROWS 60000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
DECLARE
	dates date[];
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	IF months IS NULL OR months NOT BETWEEN 0 AND 600 THEN
		RAISE EXCEPTION 'months must be between 0 and 600'
			USING ERRCODE = 'invalid_parameter_value',
				  DETAIL = format('months is %s.', coalesce(months::text, 'NULL')),
				  HINT = 'Give the number of months to look ahead, 12 for a year.';
	END IF;
	-- Each from as_of, so that the last days of months do not wear off.
	dates := ARRAY(SELECT (as_of + make_interval(months => m))::date
				   FROM generate_series(0, months) AS m ORDER BY m);

	-- Who comes adds one from a month on, who goes takes one off: running sums.
	RETURN QUERY
	WITH event AS (
		SELECT h.post_id, e.month, sum(e.staff) AS staff, sum(e.retirements) AS retirements, sum(e.contract_ends) AS contract_ends
		FROM holdings(dates[1], dates[months + 1]) AS h
			 CROSS JOIN LATERAL (VALUES
				(width_bucket(h.starts - 1, dates), 1, 0, 0),
				(width_bucket(h.ends - 1, dates), -1, (h.end_reason = 'retirement')::int, (h.end_reason = 'contract')::int))
				AS e(month, staff, retirements, contract_ends)	-- month: how many dates lie before the day
		GROUP BY h.post_id, e.month
	), head AS (
		SELECT n.post_id, d.month, n.as_of, n.need,
			   coalesce(sum(e.staff) OVER past, 0)::int AS staff,
			   coalesce(sum(e.retirements) OVER past, 0)::int AS retirements,
			   coalesce(sum(e.contract_ends) OVER past, 0)::int AS contract_ends
		FROM need_on(dates) AS n
			 JOIN (SELECT u.as_of, u.number::int - 1 AS month FROM unnest(dates) WITH ORDINALITY AS u(as_of, number)) AS d
				ON d.as_of = n.as_of
			 LEFT JOIN event AS e ON e.post_id = n.post_id AND e.month = d.month
		WINDOW past AS (PARTITION BY n.post_id ORDER BY d.month)
	)
	SELECT h.post_id, h.month, h.as_of, h.need, h.staff, h.retirements, h.contract_ends,
		   h.need / nullif(h.staff, 0), h.staff / nullif(h.need, 0)
	FROM head AS h;
END
$body$;

COMMENT ON FUNCTION load_forecast(regnamespace, int, date) IS
'Need, staff and load of every post month by month, from as_of (month 0) to so many months later; one row a post and month.

as_of_date is as_of plus month months (31 January plus 1 is the last of February). need and staff are what post_load gives for that date by what is known now: staff after the retirements and contract ends until then and the assignments that begin or end, need after the tasks and surges that begin or end. People whom nobody has appointed yet are not in it.
retirements and contract_ends are the people who worked or were to work at the post and have left it for that reason since as_of, as the projection of BKN 9/2022 counts them: cumulative, never falling.
load_ratio is need / staff, NULL without staff; coverage is staff / need, NULL without need.
as_of NULL means today; months is 0 to 600. Error 22023 for other months, and as post_load.';
