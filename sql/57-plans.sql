-- Plans: solve, verify, explain, and keep.
--
-- create_plan copies the problem into temporary tables, so that the
-- solver, the verifier and the explanations read the same rows and the
-- candidates are computed once.  Temporary tables come last in the search path:
-- they are named with pg_temp, lest a relation of the workspace be taken.
--
-- These tables live in a subtransaction that is always rolled back: a dropped
-- table keeps its locks until the transaction ends, so that many plans in one
-- would run out of them.  What is stored comes out of it in variables.
--
-- Staff is that of today, need that of the tightest month ahead: who leaves a
-- post within the horizon by what is known now is needed on top.  So a surplus
-- that melts by then is none, and a post that people will leave is short
-- already, when there is still time to hand over.

-- Reasons --------------------------------------------------------------------

CREATE FUNCTION number_text(value float8, digits int, language text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(round(value::numeric, digits)::text, '.', CASE language WHEN 'indonesian' THEN ',' ELSE '.' END);

COMMENT ON FUNCTION number_text(float8, int, text) IS
'A number as its readers write it: with a decimal comma in indonesian, a point in english.

digits: decimals kept, rounded half away from zero. NULL gives NULL.';

CREATE FUNCTION transfer_reason(facts jsonb, language text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	WITH word AS (
		SELECT * FROM (VALUES
			('indonesian', 'Dari', 'Ke', 'pegawai', 'menjadi', 'kebutuhan', ' (kini %s)', 'cakupan', 'tanpa kebutuhan',
			 'Pegawai baru, belum mempunyai formasi.', 'Jarak dari rumah ke tempat kerja',
			 'Pegawai menginginkan mutasi ini.', 'Pegawai tidak menginginkan mutasi ini.',
			 'Pegawai sudah waktunya berganti tempat.',
			 'Rantai %s, langkah %s dari %s, menurunkan nilai tujuan sebesar %s (biaya mutasi ini %s).'),
			('english', 'From', 'To', 'staff', 'to', 'need', ' (now %s)', 'coverage', 'no need',
			 'New hire, without a post so far.', 'Way from home to work',
			 'The employee wants this transfer.', 'The employee does not want this transfer.',
			 'The employee is due for another place.',
			 'Chain %s, step %s of %s, takes %s off the objective (cost of this transfer %s).')
		) AS w (language, from_word, to_word, staff, becomes, needs, now, coverage, no_need,
				new_hire, way, wanted, unwanted, due, chain)
		WHERE w.language = transfer_reason.language
	), place AS (
		SELECT side, format('%s %s, %s: %s %s %s %s, %s.',
				CASE side WHEN 'from' THEN w.from_word ELSE w.to_word END,
				post ->> 'job', post ->> 'unit',
				w.staff, post ->> 'before', w.becomes, post ->> 'after',
				CASE WHEN need > 0 THEN format('%s %s%s, %s %s%% %s %s%%',
					w.needs, number_text(need, 2, language),
					CASE WHEN need_today <> need THEN format(w.now, number_text(need_today, 2, language)) END, w.coverage,
					number_text((post ->> 'before')::float8 / need * 100, 0, language), w.becomes,
					number_text((post ->> 'after')::float8 / need * 100, 0, language))
				ELSE w.no_need END) AS sentence
		FROM word AS w, (VALUES ('from'), ('to')) AS s (side),
			 LATERAL (SELECT facts -> side AS post, (facts -> side ->> 'need')::float8 AS need,
							 (facts -> side ->> 'need_today')::float8 AS need_today) AS p
		WHERE jsonb_typeof(post) = 'object'
	)
	SELECT concat_ws(' ',
		coalesce((SELECT sentence FROM place WHERE side = 'from'), w.new_hire),
		(SELECT sentence FROM place WHERE side = 'to'),
		w.way || ': ' || nullif(concat_ws(' ' || w.becomes || ' ',
			number_text((facts ->> 'way_before')::float8, 1, language) || ' km',
			number_text((facts ->> 'way_after')::float8, 1, language) || ' km'), '') || '.',
		CASE sign((facts ->> 'preference')::float8) WHEN -1 THEN w.wanted WHEN 1 THEN w.unwanted END,
		CASE WHEN (facts ->> 'rotation')::float8 < 0 THEN w.due END,
		format(w.chain, facts ->> 'chain', facts ->> 'step', facts ->> 'steps',
			number_text((facts ->> 'gain')::float8, 3, language),
			number_text((facts ->> 'cost')::float8, 3, language)))
	FROM word AS w;
END;

COMMENT ON FUNCTION transfer_reason(jsonb, text) IS
'The reason of one transfer in words, from its figures; NULL when language is neither indonesian nor english.

facts, of which all but "to" may be missing:
  from, to       {job, unit, need, need_today, before, after}: the two posts, with the need planned for, that of today where it is another, and their staff before and after the plan; without "from" the employee is a new hire
  way_before, way_after  km from home to work; without them the way is not mentioned
  preference     below 0: the employee wants it; above 0: does not
  rotation       below 0: the employee is due for another place
  chain, step, steps, gain, cost  where the transfer stands in its chain of so many steps, what the chain gains, what this transfer costs

Coverage is staff / need, in percent.';

-- Making a plan ----------------------------------------------------------------

CREATE FUNCTION judge_candidates(as_of date, of_employees bigint[] DEFAULT NULL, of_posts bigint[] DEFAULT NULL)
RETURNS void LANGUAGE plpgsql
AS $body$
BEGIN
	INSERT INTO pg_temp.plan_candidate
	SELECT c.employee_id, c.post_id, c.way + c.learning + c.preference + c.briefing + c.rotation + c.disruption,
		   c.way, c.learning, c.preference, c.briefing, c.rotation, c.disruption, c.refusals
	FROM judged_pairs(as_of, of_employees => of_employees, of_posts => of_posts) AS c
	WHERE c.employee_id NOT IN (SELECT employee_id FROM pg_temp.plan_employee WHERE NOT stays);
END
$body$;

COMMENT ON FUNCTION judge_candidates(date, bigint[], bigint[]) IS
'Adds pairs to the temporary table plan_candidate of create_plan, as judged_pairs judges them: the pairs given, or those near and wished. Works in the workspace on the search path.';

CREATE FUNCTION planned_posts(as_of date, horizon int, ws regnamespace)
RETURNS TABLE (post_id bigint, need float8, need_today float8, min_staff int, max_staff int, max_out int, max_in int)
LANGUAGE plpgsql
AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH ahead AS (
		SELECT f.post_id, f.month, f.need,
			   first_value(f.staff) OVER (PARTITION BY f.post_id ORDER BY f.month) - f.staff AS gone
		FROM load_forecast(ws, horizon, as_of) AS f
	), tightest AS (
		SELECT post_id, max(need + gone) AS need, max(need) FILTER (WHERE month = 0) AS need_today, max(gone) AS gone
		FROM ahead GROUP BY post_id
	), taught AS (			-- several may come at once, of whatever kind: no more than have their hours
		SELECT post_id, min(most) AS most FROM teacher_places(as_of) WHERE is_open GROUP BY post_id
	)
	SELECT p.post_id, t.need, t.need_today,
		   CASE WHEN p.min_staff IS NOT NULL THEN least(p.min_staff + t.gone, p.max_staff, h.most) END,
		   least(p.max_staff, h.most), p.max_out, p.max_in
	FROM tightest AS t
		 JOIN post AS p ON p.post_id = t.post_id
		 LEFT JOIN taught AS h ON h.post_id = p.post_id;
END
$body$;

COMMENT ON FUNCTION planned_posts(date, int, regnamespace) IS
'What a plan aims at and keeps to at each post, by a horizon in months (see create_plan): the need of the tightest month, that of the day, and the bounds, min_staff with those who will be missing, max_staff no more than teachers have hours for. Works in the workspace on the search path, which must be ws.';

CREATE FUNCTION gather_problem(as_of date, ws regnamespace)
RETURNS boolean LANGUAGE plpgsql
AS $body$
DECLARE
	horizon CONSTANT int := setting_value('horizon_months');
	last_day CONSTANT date := as_of + make_interval(months => horizon);
	nearest CONSTANT int := setting_value('nearest_posts');
	max_distance CONSTANT float8 := setting_value('max_distance');
	way_weight CONSTANT float8 := setting_value('way_weight');
	bounds_hold CONSTANT boolean := nearest > 0 AND NOT EXISTS (SELECT FROM setting WHERE right(name, 7) = '_weight' AND value::float8 < 0);
BEGIN
	CREATE TEMPORARY TABLE plan_minded AS
		SELECT p.post_id, k.kind, coalesce(m.bits, 0) AS bits
		FROM post AS p CROSS JOIN (VALUES ('PNS'), ('CPNS'), ('PPPK')) AS k(kind)
			 LEFT JOIN placement_minded(as_of) AS m ON m.post_id = p.post_id AND m.kind = k.kind;

	-- A post without a job is in no pair beyond the list: one that is not on the
	-- map, or is closed to all (placement_minded).  Its place still has to be one,
	-- for the people who leave it.
	CREATE TEMPORARY TABLE plan_need AS
		WITH closed AS (
			SELECT post_id FROM pg_temp.plan_minded GROUP BY post_id HAVING bit_and(bits) & (64 | 512) <> 0
		)
		SELECT t.*, coalesce(u.lat, 0) AS lat, coalesce(u.lon, 0) AS lon,
			   CASE WHEN c.post_id IS NULL AND num_nulls(u.lat, u.lon) = 0 THEN p.job_id END AS job
		FROM planned_posts(as_of, horizon, ws) AS t
			 JOIN post AS p ON p.post_id = t.post_id
			 JOIN unit AS u ON u.unit_id = p.unit_id
			 LEFT JOIN closed AS c ON c.post_id = p.post_id;

	-- Who will be gone or elsewhere at the end is needed on top where he is, so he
	-- is not moved as well.
	CREATE TEMPORARY TABLE plan_employee AS
		SELECT now.employee_id, now.post_id, now.job_id,
			   later.employee_id IS NOT NULL AND now.post_id IS NOT DISTINCT FROM later.post_id AS stays
		FROM planning_people(as_of) AS now LEFT JOIN planning_people(last_day) AS later ON later.employee_id = now.employee_id;

	CREATE TEMPORARY TABLE plan_candidate (employee_id bigint, post_id bigint, cost float8, way float8, learning float8,
		preference float8, briefing float8, rotation float8, disruption float8, refusals int);
	PERFORM judge_candidates(as_of);
	ANALYZE pg_temp.plan_candidate;

	-- What a pair that is not listed costs at least: the way, the learning, and
	-- what all pairs of the employee cost alike.  It is not wished for, since wishes are listed; so
	-- it is with weights that are not negative.  Of whom fewer posts than
	-- nearest_posts were judged, all were.
	CREATE TEMPORARY TABLE plan_place AS
		WITH listed AS (
			SELECT employee_id, min(briefing + rotation + disruption) AS base_cost
			FROM pg_temp.plan_candidate GROUP BY employee_id
			HAVING count(*) >= nearest
		), goer AS MATERIALIZED (
			SELECT l.employee_id, l.base_cost, p.home_lat, p.home_lon, num_nulls(p.home_lat, p.home_lon) = 0 AS is_known,
				   haversine_km(p.home_lat, p.home_lon, u.lat, u.lon) AS km
			FROM listed AS l
				 JOIN pg_temp.plan_employee AS e ON e.employee_id = l.employee_id
				 JOIN employee AS p ON p.employee_id = l.employee_id
				 LEFT JOIN post AS q ON q.post_id = e.post_id
				 LEFT JOIN unit AS u ON u.unit_id = q.unit_id
			WHERE bounds_hold
		)
		-- A way that is not known costs nothing, from wherever.
		SELECT employee_id, f.job_ids AS jobs, f.learning AS job_costs, base_cost, base_cost - coalesce(way_weight * km, 0) AS least_cost,
			   CASE WHEN is_known THEN home_lat ELSE 0 END AS lat, CASE WHEN is_known THEN home_lon ELSE 0 END AS lon,
			   CASE WHEN km IS NULL THEN 0 ELSE way_weight END AS cost_per_km,
			   CASE WHEN is_known THEN greatest(max_distance, km) END AS max_km		-- nearer than today is allowed
		FROM goer JOIN fitting_jobs(as_of, ARRAY(SELECT employee_id FROM goer)) AS f USING (employee_id);

	ANALYZE pg_temp.plan_need, pg_temp.plan_employee, pg_temp.plan_place;
	RETURN bounds_hold;
END
$body$;

COMMENT ON FUNCTION gather_problem(date, regnamespace) IS
'Makes the temporary tables of create_plan: plan_minded (what rules mind at each post for each kind of employee), plan_need (posts, with place and, where pairs beyond the list are conceivable, job), plan_employee (stays: at the same post at the end of the horizon), plan_candidate (all pairs judged so far; refusals 0: lawful), and plan_place: homes, jobs with their learning, and least costs of employees who may have lawful pairs beyond the candidates, a relaxation for missing_pairs and for pairs_not_listed of solve_transfers. False when a weight is negative or nearest_posts is 0: then there is no such relaxation, and plan_place is empty. Works in the workspace on the search path.';

CREATE FUNCTION kin_clashes(transfers transfer[])
RETURNS TABLE (one bigint, one_posts bigint[], other bigint, other_posts bigint[])
LANGUAGE plpgsql
AS $body$
#variable_conflict use_column
DECLARE
	conflict CONSTANT int := placement_bits('CONFLICT', '{}');
	movers CONSTANT bigint[] := (SELECT array_agg(t.employee_id) FROM unnest(transfers) AS t);
	ones bigint[];
	others bigint[];
	others_to bigint[];
BEGIN
	-- The few who meet, mostly none; the many candidates are looked at only for them.
	WITH kin AS MATERIALIZED (
		SELECT o.one, o.other
		FROM kinship AS k CROSS JOIN LATERAL (VALUES (k.employee_id, k.kin_id), (k.kin_id, k.employee_id)) AS o (one, other)
		WHERE k.employee_id = ANY (movers) AND k.kin_id = ANY (movers)
	), moved AS MATERIALIZED (
		SELECT t.employee_id, t.to_post, t.cost, p.unit_id, d.bits & conflict <> 0 AS is_minded
		FROM (SELECT * FROM unnest(transfers) WHERE employee_id IN (SELECT k.one FROM kin AS k)) AS t
			 JOIN post AS p ON p.post_id = t.to_post
			 JOIN employee AS e ON e.employee_id = t.employee_id
			 JOIN pg_temp.plan_minded AS d ON d.post_id = t.to_post AND d.kind = e.kind
	)
	SELECT array_agg(m.one), array_agg(m.other), array_agg(m.other_to)
	INTO ones, others, others_to
	FROM (SELECT DISTINCT a.employee_id AS one, b.employee_id AS other, b.to_post AS other_to
		  FROM kin AS k
			   JOIN moved AS a ON a.employee_id = k.one
			   JOIN moved AS b ON b.employee_id = k.other
		  WHERE (a.cost, a.employee_id) > (b.cost, b.employee_id) AND (a.is_minded OR b.is_minded)
				AND (a.unit_id IN (SELECT units_above(b.unit_id)) OR b.unit_id IN (SELECT units_above(a.unit_id)))) AS m;
	IF ones IS NULL THEN
		RETURN;
	END IF;

	RETURN QUERY
	WITH option AS MATERIALIZED (
		SELECT c.employee_id, c.post_id, p.unit_id, ARRAY(SELECT units_above(p.unit_id)) AS line, d.bits & conflict <> 0 AS is_minded
		FROM (SELECT * FROM pg_temp.plan_candidate WHERE refusals = 0 AND employee_id = ANY (ones || others)) AS c
			 JOIN post AS p ON p.post_id = c.post_id
			 JOIN employee AS e ON e.employee_id = c.employee_id
			 JOIN pg_temp.plan_minded AS d ON d.post_id = c.post_id AND d.kind = e.kind
	), clash AS MATERIALIZED (			-- any two posts that they may not both enter
		SELECT k.one, k.other, f.post_id AS one_post, g.post_id AS other_post, g.post_id = k.other_to AS is_now
		FROM unnest(ones, others, others_to) AS k (one, other, other_to)
			 JOIN option AS f ON f.employee_id = k.one
			 JOIN option AS g ON g.employee_id = k.other
		WHERE (f.is_minded OR g.is_minded) AND (f.unit_id = ANY (g.line) OR g.unit_id = ANY (f.line))
	), now AS (
		SELECT c.one, c.other, array_agg(c.one_post) AS one_posts
		FROM clash AS c WHERE c.is_now
		GROUP BY c.one, c.other
	)
	SELECT n.one, n.one_posts, n.other, a.other_posts
	FROM now AS n
		 CROSS JOIN LATERAL (
			SELECT array_agg(s.other_post) AS other_posts
			FROM (SELECT c.other_post FROM clash AS c
				  WHERE c.one = n.one AND c.other = n.other AND c.one_post = ANY (n.one_posts)
				  GROUP BY c.other_post HAVING count(*) = cardinality(n.one_posts)) AS s) AS a
	ORDER BY n.one, n.other;
END
$body$;

COMMENT ON FUNCTION kin_clashes(transfer[]) IS
'Which transfers bring kin into one unit, or a unit above the other, where a rule CONFLICT concerns one of the two; part of create_plan.

A row for each two of kin: one, the dearer to move, other, and candidates of theirs, those in the plan among them, of which each of one_posts clashes with each of other_posts: a plan without clashes keeps one out of all of one_posts, or other out of all of other_posts. Works in the workspace on the search path, with the temporary tables of create_plan.';

CREATE FUNCTION touched_posts(moves transfer[])
RETURNS TABLE (post_id bigint, need float8, need_today float8, staff_before int, staff_after int)
LANGUAGE plpgsql
AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	SELECT n.post_id, n.need, n.need_today, coalesce(s.staff, 0), coalesce(s.staff, 0) + d.change
	FROM (SELECT v.post_id, sum(v.change)::int AS change
		  FROM unnest(moves) AS t CROSS JOIN LATERAL (VALUES (t.from_post, -1), (t.to_post, 1)) AS v (post_id, change)
		  WHERE v.post_id IS NOT NULL
		  GROUP BY v.post_id) AS d
		 JOIN pg_temp.plan_need AS n ON n.post_id = d.post_id
		 LEFT JOIN (SELECT e.post_id, count(*)::int AS staff FROM pg_temp.plan_employee AS e GROUP BY e.post_id) AS s ON s.post_id = d.post_id;
END
$body$;

COMMENT ON FUNCTION touched_posts(transfer[]) IS
'The posts that transfers leave or enter, with the need planned for, that of today, and their staff before and after; part of create_plan. Works in the workspace on the search path, with the temporary tables of create_plan.';

CREATE FUNCTION told_transfers(moves transfer[])
RETURNS TABLE (chain int, step int, employee_id bigint, from_post bigint, to_post bigint, cost float8, gain float8,
			   cost_parts jsonb, reason_indonesian text, reason_english text)
LANGUAGE plpgsql
AS $body$
#variable_conflict use_column
BEGIN
	RETURN QUERY
	WITH chosen AS MATERIALIZED (			-- first, lest all candidates be hashed
		SELECT * FROM pg_temp.plan_candidate AS c
		WHERE (c.employee_id, c.post_id) IN (SELECT t.employee_id, t.to_post FROM unnest(moves) AS t)
	), place AS MATERIALIZED (
		SELECT d.post_id, u.lat, u.lon,
			   jsonb_build_object('job', j.name, 'unit', u.name, 'need', d.need, 'need_today', d.need_today,
								  'before', d.staff_before, 'after', d.staff_after) AS facts
		FROM touched_posts(moves) AS d
			 JOIN post AS p ON p.post_id = d.post_id
			 JOIN unit AS u ON u.unit_id = p.unit_id
			 JOIN job AS j ON j.job_id = p.job_id
	), told AS (
		SELECT t.*, jsonb_build_object('way', c.way, 'learning', c.learning, 'preference', c.preference,
					'briefing', c.briefing, 'rotation', c.rotation, 'disruption', c.disruption) AS parts,
			   jsonb_build_object('from', f.facts, 'to', g.facts,
					'way_before', haversine_km(e.home_lat, e.home_lon, f.lat, f.lon),
					'way_after', haversine_km(e.home_lat, e.home_lon, g.lat, g.lon),
					'preference', c.preference, 'rotation', c.rotation,
					'chain', t.chain, 'step', t.step, 'steps', count(*) OVER chain,
					'gain', max(t.gain) OVER chain, 'cost', t.cost) AS facts
		FROM unnest(moves) AS t
			 JOIN chosen AS c ON c.employee_id = t.employee_id AND c.post_id = t.to_post
			 JOIN employee AS e ON e.employee_id = t.employee_id
			 JOIN place AS g ON g.post_id = t.to_post
			 LEFT JOIN place AS f ON f.post_id = t.from_post
		WINDOW chain AS (PARTITION BY t.chain)
	)
	SELECT chain, step, employee_id, from_post, to_post, cost, gain, parts,
		   transfer_reason(facts, 'indonesian'), transfer_reason(facts, 'english')
	FROM told;
END
$body$;

COMMENT ON FUNCTION told_transfers(transfer[]) IS
'Transfers with the parts of their cost and their reasons (see transfer_reason); part of create_plan. Works in the workspace on the search path, with the temporary tables of create_plan.';

CREATE FUNCTION create_plan(
	ws regnamespace,
	as_of date DEFAULT current_date,
	move_cost float8 DEFAULT NULL,
	max_moves bigint DEFAULT NULL)
RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $body$
DECLARE
	posts CONSTANT text := 'SELECT * FROM pg_temp.plan_need';
	employees text := 'SELECT employee_id, post_id FROM pg_temp.plan_employee';
	-- At %2$L and %3$L: employees and posts, pairs that are not to be.  Of most
	-- candidates the employee alone says that they are none of them.
	allowed CONSTANT text := 'refusals = 0 AND (employee_id <> ALL (%2$L::bigint[]) OR (employee_id, post_id) NOT IN (SELECT * FROM unnest(%2$L::bigint[], %3$L::bigint[])))';
	lawful CONSTANT text := 'SELECT employee_id, post_id, cost FROM pg_temp.plan_candidate WHERE ' || allowed;
	known text := 'SELECT employee_id, post_id, CASE WHEN ' || allowed || ' THEN cost ELSE %1$s END AS cost FROM pg_temp.plan_candidate';
	dear float8;
	has_places boolean;
	most_pair_rounds int;
	pair_rounds int := 0;
	most_solutions int;
	solutions int := 0;
	here record;			-- the problem at hand: pairs kept out, and a lower bound
	solved record;			-- its solution
	clash record;
	best record;			-- the best solution without clashes, and its problem
	best_here record;
	least_objective float8 := 'infinity';
	bound float8 := 'infinity';			-- below all solutions that were left as they are
	not_listed bigint;
	missing_employees bigint[];
	missing_posts bigint[];
	touched jsonb;
	told jsonb;
	proof jsonb;
	new_plan bigint;
BEGIN
	IF ws IS NULL OR as_of IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed',
			MESSAGE = format('%s must not be NULL', CASE WHEN ws IS NULL THEN 'ws' ELSE 'as_of' END),
			HINT = 'Name the schema of a workspace, and the day on which to look at it.';
	END IF;
	PERFORM @extschema@.enter_workspace(ws);

	-- One at a time: a second call waits, and then sees what the first one left.
	PERFORM pg_advisory_xact_lock(hashtextextended('asn_mutasi.create_plan', ws::oid::bigint));

	move_cost := coalesce(move_cost, setting_value('move_cost')::float8);
	most_pair_rounds := setting_value('pair_rounds');
	most_solutions := setting_value('kin_rounds');

	BEGIN
		has_places := @extschema@.gather_problem(as_of, ws);
		IF has_places THEN
			employees := 'SELECT * FROM pg_temp.plan_employee LEFT JOIN pg_temp.plan_place USING (employee_id)';
			not_listed := 0;
		END IF;

		-- Pairs that are not to be stay on the list, lest they count as missing,
		-- at a cost that no plan pays: more than all that could ever be gained.
		SELECT 1 + coalesce(sum((coalesce(h.staff, 0) - n.need) ^ 2 / greatest(n.need, 1)), 0)
			   + (SELECT coalesce(sum(-cost), 0) FROM pg_temp.plan_candidate WHERE refusals = 0 AND cost < 0)
			   + (SELECT coalesce(sum(-least_cost), 0) FROM pg_temp.plan_place WHERE least_cost < 0)
		INTO dear
		FROM pg_temp.plan_need AS n
			 LEFT JOIN (SELECT post_id, count(*) AS staff FROM pg_temp.plan_employee GROUP BY post_id) AS h ON h.post_id = n.post_id;
		IF dear > 1e9 THEN			-- where the solver takes no such cost, they are left out after all
			known := lawful;
			most_pair_rounds := 0;
		END IF;

		-- Branch and bound: kin who meet are kept apart in two ways, one kept out or
		-- the other, and a solution without such pairs is the best of all when it
		-- meets the least bound of the problems still open.  That of a problem is at
		-- least that of the one it comes from.  Of equal bounds the last is taken: it
		-- has fewest pairs left.
		CREATE TEMPORARY TABLE plan_problem AS
			SELECT 0 AS number, '-infinity'::float8 AS bound, '{}'::bigint[] AS employees, '{}'::bigint[] AS posts;
		LOOP
			DELETE FROM pg_temp.plan_problem AS p
			WHERE p.number = (SELECT q.number FROM pg_temp.plan_problem AS q ORDER BY q.bound, q.number DESC LIMIT 1)
			RETURNING p.* INTO here;
			EXIT WHEN NOT FOUND;
			IF least_objective < 'infinity' AND (here.bound >= least_objective OR solutions >= most_solutions) THEN
				bound := least(bound, here.bound);
				EXIT;
			END IF;

			-- The nearest posts may not be enough.  What the prices say is missing is
			-- judged and listed at its true cost, which may be more than the least
			-- thinkable one.  When nothing is missing any more, the list is as good as
			-- that of all lawful pairs.
			LOOP
				SELECT * INTO STRICT solved
				FROM solve_transfers(posts, employees, format(known, dear, here.employees, here.posts), move_cost, max_moves);
				EXIT WHEN coalesce(solved.pairs_not_listed, 0) = 0 OR pair_rounds >= most_pair_rounds;
				SELECT array_agg(m.employee_id), array_agg(m.post_id) INTO missing_employees, missing_posts
				FROM missing_pairs(posts, employees, format(known, dear, here.employees, here.posts), move_cost, max_moves) AS m;
				EXIT WHEN missing_employees IS NULL;
				PERFORM judge_candidates(as_of, missing_employees, missing_posts);
				pair_rounds := pair_rounds + 1;
			END LOOP;
			solutions := solutions + 1;
			not_listed := greatest(not_listed, CASE WHEN has_places THEN solved.pairs_not_listed END);

			SELECT * INTO clash FROM kin_clashes(solved.transfers) LIMIT 1;
			IF NOT FOUND THEN
				bound := least(bound, solved.lower_bound);
				IF solved.objective_after < least_objective THEN
					least_objective := solved.objective_after;
					best := solved;
					best_here := here;
				END IF;
			ELSIF solutions < most_solutions THEN
				INSERT INTO pg_temp.plan_problem VALUES
					(2 * solutions, greatest(here.bound, solved.lower_bound),
					 here.employees || array_fill(clash.other, ARRAY[cardinality(clash.other_posts)]), here.posts || clash.other_posts),
					(2 * solutions + 1, greatest(here.bound, solved.lower_bound),
					 here.employees || array_fill(clash.one, ARRAY[cardinality(clash.one_posts)]), here.posts || clash.one_posts);
			ELSE
				-- No time to search: straight to a plan, by keeping out all the dearer ones.
				bound := least(bound, greatest(here.bound, solved.lower_bound));
				INSERT INTO pg_temp.plan_problem
					SELECT 2 * solutions, '-infinity', here.employees || array_agg(k.one), here.posts || array_agg(p.post_id)
					FROM kin_clashes(solved.transfers) AS k CROSS JOIN LATERAL unnest(k.one_posts) AS p (post_id);
			END IF;
		END LOOP;
		bound := least(bound, least_objective);

		-- The proof, by code that shares nothing with the solver.
		SELECT jsonb_agg(jsonb_build_object('check', v.check_name, 'ok', v.ok, 'detail', v.detail) ORDER BY v.ordinality)
		INTO proof
		FROM verify_transfers(posts, employees, format(lawful, NULL, best_here.employees, best_here.posts), best.transfers, move_cost, max_moves)
			 WITH ORDINALITY AS v;
		IF EXISTS (SELECT FROM jsonb_array_elements(proof) AS v WHERE NOT (v -> 'ok')::boolean) THEN
			RAISE EXCEPTION USING ERRCODE = 'internal_error',
				MESSAGE = 'the plan does not pass its verification',
				DETAIL = (SELECT string_agg(format('%s: %s', v ->> 'check', v ->> 'detail'), E'\n')
						  FROM jsonb_array_elements(proof) AS v WHERE NOT (v -> 'ok')::boolean),
				HINT = 'Nothing was stored. Please report this with the three queries of the problem.';
		END IF;
		best.candidates := (SELECT count(*) FROM pg_temp.plan_candidate WHERE refusals = 0);
		touched := (SELECT jsonb_agg(to_jsonb(p)) FROM touched_posts(best.transfers) AS p);
		told := (SELECT jsonb_agg(to_jsonb(t)) FROM told_transfers(best.transfers) AS t);
		RAISE SQLSTATE 'AM000';			-- the end; no error has this code
	EXCEPTION WHEN SQLSTATE 'AM000' THEN
		NULL;
	END;

	proof := proof || jsonb_build_object('check', 'kin', 'ok', true, 'detail',
		format('no two kin are brought into one line of units; %s solution(s), %s', solutions,
			   CASE WHEN least_objective = bound THEN 'no other way to keep them apart is better'
					ELSE format('none can be better by more than %s', round((least_objective - bound)::numeric, 6)) END))
		|| jsonb_build_object('check', 'pairs_not_listed', 'ok', true, 'detail', CASE
			WHEN not_listed IS NULL THEN 'not counted, since a weight is negative or nearest_posts is 0'
			WHEN not_listed = 0 THEN format('no lawful pair outside the list of candidates, to a post on the map, could improve the plan; %s round(s) of pairs beyond the nearest', pair_rounds)
			ELSE format('at most %s lawful pairs outside the list of candidates, to posts on the map, could improve the plan; %s round(s) of pairs beyond the nearest: a larger pair_rounds or nearest_posts lists more', not_listed, pair_rounds) END);
	INSERT INTO plan (as_of, move_cost, max_moves, solver_status, posts, employees, candidates, moves,
		imbalance_before, imbalance_after, cost, objective_before, objective_after, lower_bound,
		pairs_not_listed, read_ms, solve_ms, proof, settings)
	VALUES (as_of, move_cost, max_moves, CASE WHEN least_objective = bound THEN 'optimal' ELSE 'feasible' END,
		best.posts, best.employees, best.candidates, best.moves,
		best.imbalance_before, best.imbalance_after, best.cost,
		best.objective_before, best.objective_after, bound,
		not_listed, best.read_ms, best.solve_ms, proof,
		(SELECT coalesce(jsonb_object_agg(s.name, s.value), '{}') FROM setting AS s))
	RETURNING plan_id INTO new_plan;
	INSERT INTO plan_post (plan_id, post_id, need, staff_before, staff_after)
	SELECT new_plan, p.*
	FROM jsonb_to_recordset(touched) AS p (post_id bigint, need float8, staff_before int, staff_after int);
	INSERT INTO plan_transfer (plan_id, chain, step, employee_id, from_post, to_post, cost, gain, cost_parts,
		reason_indonesian, reason_english)
	SELECT new_plan, t.*
	FROM jsonb_to_recordset(told) AS t (chain int, step int, employee_id bigint, from_post bigint, to_post bigint,
		cost float8, gain float8, cost_parts jsonb, reason_indonesian text, reason_english text);
	RETURN new_plan;
END
$body$;

COMMENT ON FUNCTION create_plan(regnamespace, date, float8, bigint) IS
'Finds the best lawful transfers of a workspace, verifies them, and stores them as a draft; returns the plan_id.

  as_of      the day whose needs, staff, rules and wishes count; default today
  move_cost  added to the cost of every transfer, in units of imbalance; NULL: setting move_cost
  max_moves  at most so many transfers; NULL: as many as pay

The staff is that of planning_employees on as_of; the need is that of the tightest of the months 0 to horizon_months (a setting; 0 plans for the day alone) of load_forecast:
  need = max over months m of (need in m + staff today - staff in m)
so that staff - need is the least surplus, or the worst shortage, that is known to come. Today''s surplus which retires within the horizon is none, and who will be missed is planned for while he is still there. min_staff rises by the most people that will be missing in any month, up to max_staff; the other bounds are those of the table post. Candidates are those of transfer_candidates, but for people who by what is known will not hold the same post at the end of the horizon. The problem is solved by solve_transfers; verify_transfers then proves it, and a failed check is an error (XX000) that stores nothing. Written are one row of plan, with the checks (proof) and all settings as they were, the rows of plan_transfer, with cost parts and reasons in two languages, and of plan_post, for each post that somebody leaves or enters.

Two transfers that would bring kin into one unit, or a unit above the other, where a rule CONFLICT concerns one of the two, are not both in a plan. Where the best plan has such a pair, branch and bound over such pairs finds the best without: the problem is solved once with each of the two kept away, and the more promising of the problems so made is followed first. kin_rounds (a setting) bounds the number of solutions; past it, the dearer one of each pair is kept out until no pair is left. lower_bound holds over all ways to keep kin apart, so solver_status is feasible, and the gap seen, when kin_rounds was too few.

The nearest posts are the beginning of the list only: pairs beyond them that could improve the plan (missing_pairs) are judged, the lawful ones are added, and again, in at most pair_rounds rounds (a setting; 0: the nearest alone). lower_bound is over the pairs listed in the end. pairs_not_listed counts those beyond, of employees who may leave, to posts on the map, of jobs they are fit for, within max_distance, that could improve the plan: 0 proves that none can, so that lower_bound holds over all lawful pairs to posts on the map; of the others it covers those that nearest_posts reaches. In a synthetic city of 100,000 employees the rounds take ten seconds. More is an upper bound: some of them may be unlawful because of kin, or not wanted by the employee, and so dearer; raise pair_rounds or nearest_posts to list more. NULL: not counted, since a weight is negative or nearest_posts is 0.

One plan at a time is made in a workspace: a second call waits for the end of the first one''s transaction. The caller needs the right to read the workspace, to write the three tables, and to make temporary tables.
Errors: 22004 ws or as_of is NULL; 22023 a setting is missing, horizon_months is not 0 to 600, as_of lies outside the years 1900 to 9999, a negative move_cost or max_moves; 42501 a right is missing.';

-- Reading one --------------------------------------------------------------------

CREATE FUNCTION plan_reasons(
	ws regnamespace,
	plan_id bigint,
	language text DEFAULT NULL)
RETURNS TABLE (chain int, step int, employee_id bigint, employee text, from_post text, to_post text, reason text)
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $body$
#variable_conflict use_column
BEGIN
	IF ws IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'null_value_not_allowed', MESSAGE = 'ws must not be NULL',
			HINT = 'Name the schema of a workspace.';
	END IF;
	PERFORM @extschema@.enter_workspace(ws);
	plan_reasons.language := coalesce(plan_reasons.language, setting_value('language'));
	IF plan_reasons.language NOT IN ('indonesian', 'english') THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value',
			MESSAGE = format('no reasons are written in language "%s"', plan_reasons.language),
			HINT = 'The languages are indonesian and english.';
	END IF;
	IF NOT EXISTS (SELECT FROM plan AS p WHERE p.plan_id = plan_reasons.plan_id) THEN
		RAISE EXCEPTION USING ERRCODE = 'no_data_found',
			MESSAGE = format('there is no plan %s', coalesce(plan_reasons.plan_id::text, 'NULL')),
			DETAIL = format('Workspace %s, table plan.', ws),
			HINT = 'create_plan returns the number of the plan it made.';
	END IF;
	RETURN QUERY
	SELECT t.chain, t.step, t.employee_id, e.name, f.name, g.name,
		   CASE plan_reasons.language WHEN 'english' THEN t.reason_english ELSE t.reason_indonesian END
	FROM plan_transfer AS t
		 JOIN employee AS e ON e.employee_id = t.employee_id
		 JOIN LATERAL (SELECT format('%s, %s', j.name, u.name) AS name
			FROM post AS p JOIN unit AS u USING (unit_id) JOIN job AS j USING (job_id)
			WHERE p.post_id = t.to_post) AS g ON true
		 LEFT JOIN LATERAL (SELECT format('%s, %s', j.name, u.name) AS name
			FROM post AS p JOIN unit AS u USING (unit_id) JOIN job AS j USING (job_id)
			WHERE p.post_id = t.from_post) AS f ON true
	WHERE t.plan_id = plan_reasons.plan_id
	ORDER BY t.chain, t.step;
END
$body$;

COMMENT ON FUNCTION plan_reasons(regnamespace, bigint, text) IS
'The transfers of a plan for readers: one row each, by chain and step, with the names of employee and posts and the stored reason.

  language   indonesian or english; NULL: setting language
  employee   his name as the table employee has it
  from_post, to_post  job and unit by name; from_post is NULL for a new hire

The reason was written when the plan was made, from the figures of that day. Errors: 22004 ws is NULL; 22023 another language; P0002 no such plan.';

-- Why a transfer is or is not in it ------------------------------------------------

CREATE FUNCTION explain_plan(who bigint, from_post bigint, target bigint, is_lawful boolean, is_listed boolean, pair_cost float8, ws regnamespace)
RETURNS TABLE (item text, verdict text, detail text, gain float8)
LANGUAGE plpgsql
AS $body$
#variable_conflict use_variable
DECLARE
	made record;
	moved record;
	kin record;
	alone record;
BEGIN
	SELECT p.plan_id, p.as_of, p.move_cost, p.pairs_not_listed, n.months, (p.as_of + make_interval(months => n.months))::date AS last_day
	INTO made
	FROM plan AS p CROSS JOIN LATERAL (SELECT coalesce((p.settings ->> 'horizon_months')::int, 0) AS months) AS n
	WHERE p.status <> 'cancelled' ORDER BY p.plan_id DESC LIMIT 1;
	IF NOT FOUND THEN
		RETURN QUERY VALUES ('plan', 'no plan', 'no plan has been made, or all are cancelled', NULL::float8);
		RETURN;
	END IF;
	item := 'plan ' || made.plan_id;
	SELECT t.to_post, CASE setting_value('language') WHEN 'english' THEN t.reason_english ELSE t.reason_indonesian END AS reason,
		   (SELECT first.gain FROM plan_transfer AS first
			WHERE first.plan_id = t.plan_id AND first.chain = t.chain AND first.step = 1) AS gain
	INTO moved
	FROM plan_transfer AS t WHERE t.plan_id = made.plan_id AND t.employee_id = who;
	IF moved.to_post = target THEN
		RETURN QUERY VALUES (item, 'in the plan', moved.reason, moved.gain);
		RETURN;
	END IF;

	verdict := 'not in the plan';
	IF NOT is_lawful THEN
		detail := 'a rule refuses it';
	ELSIF NOT EXISTS (SELECT FROM holdings(made.last_day, made.last_day, ARRAY[from_post], ARRAY[who]))
		  AND (from_post IS NOT NULL OR EXISTS (SELECT FROM employee AS e WHERE e.employee_id = who AND e.contract_end < made.last_day)) THEN
		detail := format('by %s, the end of its horizon of %s months, the employee will not be where he is now', made.last_day, made.months);
	ELSIF moved.to_post IS NOT NULL THEN
		detail := format('the plan sends the employee to post %s', moved.to_post);
	ELSE
		-- as create_plan sees it: by the needs and bounds of its horizon
		SELECT sum(((l.staff - l.need) ^ 2 - (l.staff + l.change - l.need) ^ 2) / greatest(l.need, 1)) - pair_cost
			   - CASE WHEN from_post IS NULL THEN 0 ELSE made.move_cost END AS gain,
			   string_agg(format('post %s, need %s, staff %s', l.post_id, round(l.need::numeric, 2), l.staff), '; ' ORDER BY l.change) AS loads,
			   bool_or(CASE WHEN l.change < 0 THEN l.staff <= l.min_staff OR l.max_out = 0 ELSE l.staff >= l.max_staff OR l.max_in = 0 END) AS breaks
		INTO alone
		FROM (SELECT x.change, p.*, (SELECT count(*) FROM holdings(made.as_of, made.as_of, ARRAY[p.post_id])) AS staff
			  FROM (VALUES (from_post, -1), (target, 1)) AS x (post_id, change)
				   JOIN planned_posts(made.as_of, made.months, ws) AS p ON p.post_id = x.post_id) AS l;
		gain := alone.gain;
		SELECT t.employee_id, t.to_post INTO kin
		FROM plan_transfer AS t
			 JOIN kinship AS k ON who IN (k.employee_id, k.kin_id) AND t.employee_id IN (k.employee_id, k.kin_id)
			 JOIN post AS p ON p.post_id = t.to_post
			 JOIN post AS q ON q.post_id = target
		WHERE t.plan_id = made.plan_id
			  AND (p.unit_id IN (SELECT units_above(q.unit_id)) OR q.unit_id IN (SELECT units_above(p.unit_id)))
			  AND EXISTS (SELECT FROM placement_minded(made.as_of) AS m JOIN employee AS e ON e.kind = m.kind
						  WHERE (m.post_id, e.employee_id) IN ((target, who), (t.to_post, t.employee_id))
								AND m.bits & placement_bits('CONFLICT', '{}') <> 0)
		ORDER BY t.employee_id LIMIT 1;
		detail := CASE WHEN kin.employee_id IS NOT NULL THEN format('the plan sends employee %s, of kin, to post %s', kin.employee_id, kin.to_post)
					   WHEN alone.breaks THEN format('alone it breaks a bound: %s', alone.loads)
					   WHEN alone.gain <= 0 THEN format('alone it does not pay: %s', alone.loads)
					   WHEN NOT is_listed AND made.pairs_not_listed IS DISTINCT FROM 0 THEN 'not among the candidates'
					   ELSE 'other transfers gain more' END;
	END IF;
	RETURN NEXT;
END
$body$;

COMMENT ON FUNCTION explain_plan(bigint, bigint, bigint, boolean, boolean, float8, regnamespace) IS
'Whether a transfer is in the latest plan that is not cancelled, with its reason, or why not; part of explain_transfer, which says whether the pair is lawful and listed, and its cost.

Needs, bounds and who stays are those of the plan''s day and horizon, by the records as they are now. gain is that of the chain, or of this transfer alone where it is not in the plan; NULL where it cannot be. Works in the workspace on the search path, which must be ws.';
