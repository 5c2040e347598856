-- Candidates: who may go where by the records of a workspace, and what it costs.

-- Costs are in units of imbalance: taking one person from a post 20 % over its
-- need to one 20 % under gains about 0.8.
CREATE FUNCTION default_settings()
RETURNS TABLE (name text, value text, unit text, description text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 14
SET search_path = pg_catalog, pg_temp
AS $body$
	VALUES
	('language', 'indonesian', NULL, 'Bahasa alasan mutasi: indonesian atau english'),
	('horizon_months', '12', 'bulan', 'Jangka waktu ke depan yang direncanakan: pensiun, akhir kontrak, dan perubahan kebutuhan yang sudah diketahui ikut dihitung'),
	('move_cost', '0.4', 'ketimpangan', 'Biaya tiap mutasi: 0,4 meminta beda pemenuhan sekitar 20 poin persen'),
	('nearest_posts', '70', 'formasi', 'Paling banyak formasi terdekat yang diperiksa untuk tiap pegawai'),
	('pair_rounds', '20', 'putaran', 'Paling banyak putaran menambah pasangan di luar formasi terdekat sampai rencana terbukti terbaik atas semua pasangan yang sah; 0: formasi terdekat saja'),
	('kin_rounds', '40', 'penyelesaian', 'Paling banyak penyelesaian untuk mencari rencana terbaik yang tidak mempertemukan keluarga; sesudahnya yang lebih mahal dijauhkan tanpa mencari lagi'),
	('max_distance', '50', 'km', 'Jarak terjauh rumah ke tempat kerja yang baru; lebih dekat dari yang sekarang selalu boleh'),
	('way_weight', '0.01', 'ketimpangan per km', 'Bobot perubahan jarak rumah ke tempat kerja'),
	('learning_weight', '0.01', 'ketimpangan per hari', 'Bobot hari belajar kompetensi yang belum dimiliki'),
	('preference_weight', '0.3', 'ketimpangan', 'Bobot keinginan pegawai: dikurangkan bila diinginkan'),
	('resistance_weight', '0.2', 'ketimpangan', 'Biaya bila sosialisasi terakhir ditolak; separuh negatifnya bila disambut'),
	('rotation_weight', '0.1', 'ketimpangan', 'Keringanan bila masa tugas sudah melewati batas rotasi'),
	('disruption_weight', '0.2', 'ketimpangan', 'Biaya gangguan pada formasi yang dilepas: bagian pegawainya yang pergi')
$body$;

COMMENT ON FUNCTION default_settings() IS
'The settings that create_workspace puts into the table setting: weights of the cost of a transfer, in units of imbalance, and parameters.';

-- who ------------------------------------------------------------------------

CREATE FUNCTION planning_people(as_of date)
RETURNS TABLE (employee_id bigint, post_id bigint, job_id bigint)
LANGUAGE plpgsql STABLE ROWS 100000
AS $body$
BEGIN
	RETURN QUERY
	SELECT h.employee_id, h.post_id, h.job_id FROM holdings(as_of, as_of) AS h
	UNION ALL
	SELECT e.employee_id, NULL, NULL
	FROM employee AS e
	WHERE NOT EXISTS (SELECT FROM assignment AS a WHERE a.employee_id = e.employee_id)
		  AND coalesce(e.contract_end >= as_of, true);
END
$body$;

COMMENT ON FUNCTION planning_people(date) IS
'The rows of planning_employees, with the job that each holds for good (see assignments_in_force), for the workspace on the search path.';

CREATE FUNCTION planning_employees(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (employee_id bigint, post_id bigint)
LANGUAGE plpgsql VOLATILE ROWS 100000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	RETURN QUERY SELECT p.employee_id, p.post_id FROM planning_people(as_of) AS p;
END
$body$;

COMMENT ON FUNCTION planning_employees(regnamespace, date) IS
'The employees that a plan is about: who holds a post on the day, and new hires, whose post_id is NULL.

A holder is one that post_holders shows: neither retired nor past the end of the contract. A new hire is an employee with no assignment at all, past or future; who had one and has none now has left. as_of NULL means today. Errors: 22004 ws is NULL, 22023 as_of lies outside the years 1900 to 9999.';

-- what a post minds ----------------------------------------------------------

-- Why a pair is refused, as bits.  A rule of placement looks at some of them;
-- the part that only data can answer has a bit of its own, so that a row with
-- "if_missing": "pass" can let it go.
CREATE FUNCTION placement_bits(code text, parameters jsonb)
RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE code
	WHEN 'COMPETENCE' THEN 2 | 4 | CASE WHEN parameters ->> 'if_missing' = 'pass' THEN 0 ELSE 8 END
	WHEN 'QUALIFICATION' THEN 16
	WHEN 'PPPK_SAME_JOB' THEN 32
	WHEN 'CONFLICT' THEN 128
	ELSE 0 END;

COMMENT ON FUNCTION placement_bits(text, jsonb) IS
'Which bits of refusals (see judged_pairs) a rule of placement minds. ABK and TEACHER_HOURS, which look at the post alone, have none here: placement_minded judges them.';

CREATE FUNCTION analysis_is_current(analysed_on date, parameters jsonb, as_of date)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(analysed_on <= as_of
				AND analysed_on + make_interval(months => rule_number(parameters, 'months')) >= as_of,
				parameters ->> 'if_missing' = 'pass', false);

COMMENT ON FUNCTION analysis_is_current(date, jsonb, date) IS
'Whether a post''s analysis satisfies a row of the rule ABK: at most so many months old on the day.';

-- A need counts teachers with a full load of 24 hours a week (see teacher_need),
-- or class groups with a teacher each.
CREATE FUNCTION most_teachers(need float8, parameters jsonb)
RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN round_need(24 * nullif(need, 0) / nullif(rule_number(parameters, 'hours'), 0), 'teacher');

COMMENT ON FUNCTION most_teachers(float8, jsonb) IS
'How many teachers a post keeps in work by a row of the rule TEACHER_HOURS: each with at least so many hours a week; one even where there are fewer hours.

need is that of post_load. NULL when it is 0, since no class groups or hours are on record, or when the row''s hours are missing or 0.';

CREATE FUNCTION teacher_places(as_of date, of_post bigint DEFAULT NULL)
RETURNS TABLE (post_id bigint, rule_id bigint, employee_kind text, staff int, most int, is_open boolean)
LANGUAGE plpgsql STABLE ROWS 1000
AS $body$
BEGIN
	IF NOT EXISTS (SELECT FROM rules_in_force(as_of) AS r WHERE r.code = 'TEACHER_HOURS') THEN
		RETURN;
	END IF;
	RETURN QUERY
	WITH concerned AS MATERIALIZED (
		SELECT s.post_id, r.rule_id, r.employee_kind, r.parameters
		FROM rules_by_post(as_of, 'placement') AS s
			 JOIN rules_in_force(as_of) AS r ON r.rule_id = s.rule_id
			 JOIN post AS p ON p.post_id = s.post_id
			 JOIN job AS j ON j.job_id = p.job_id
			 JOIN job_family AS f ON f.job_family_id = j.job_family_id
		WHERE r.code = 'TEACHER_HOURS' AND (f.rounding = 'teacher' OR r.job_family_id IS NOT NULL)
			  AND (of_post IS NULL OR s.post_id = of_post)
	), holder AS (
		SELECT h.post_id, count(*)::int AS staff
		FROM holdings(as_of, as_of, ARRAY(SELECT c.post_id FROM concerned AS c)) AS h
		GROUP BY h.post_id
	)
	SELECT c.post_id, c.rule_id, c.employee_kind, p.staff, p.most,
		   coalesce(CASE WHEN c.employee_kind IS NULL THEN p.staff <= p.most ELSE p.staff < p.most END,
					p.most IS NULL AND c.parameters ->> 'if_missing' = 'pass', false)
	FROM concerned AS c
		 JOIN need_on(ARRAY[as_of]) AS n ON n.post_id = c.post_id
		 LEFT JOIN holder AS h ON h.post_id = c.post_id
		 CROSS JOIN LATERAL (SELECT coalesce(h.staff, 0) AS staff, most_teachers(n.need, c.parameters) AS most) AS p;
END
$body$;

COMMENT ON FUNCTION teacher_places(date, bigint) IS
'The posts that a row of the rule TEACHER_HOURS concerns: staff on the day, the most teachers that all have their hours (see most_teachers), and whether one may come.

is_open: there is room for one more, or for one who comes when another leaves; then most is an upper bound of the staff in create_plan. A row for one kind of employee says nothing of others who come, so no such exchange is counted on there. Where there are more teachers than hours already, nobody may come.
Teachers'' posts are those whose job family rounds as such, or which the row names by job_family_id. Where nothing is known (most is NULL) a post is open only with "if_missing": "pass". of_post NULL means all. Errors as need_on. Works in the workspace on the search path.';

CREATE FUNCTION placement_minded(as_of date)
RETURNS TABLE (post_id bigint, kind text, bits int)
LANGUAGE plpgsql STABLE ROWS 18000
AS $body$
BEGIN
	RETURN QUERY
	WITH condition AS MATERIALIZED (
		SELECT r.rule_id, r.code, r.parameters, placement_bits(r.code, r.parameters) AS bits
		FROM rules_in_force(as_of) AS r
		WHERE r.stage = 'placement'
	), judged AS (
		SELECT s.post_id, s.employee_kind,
			   bit_or(c.bits
					  | CASE WHEN c.code = 'ABK' AND NOT analysis_is_current(p.analysed_on, c.parameters, as_of) THEN 64 ELSE 0 END
					  | CASE WHEN NOT t.is_open THEN 512 ELSE 0 END) AS bits
		FROM rules_by_post(as_of, 'placement') AS s
			 JOIN condition AS c ON c.rule_id = s.rule_id
			 JOIN post AS p ON p.post_id = s.post_id
			 LEFT JOIN teacher_places(as_of) AS t ON t.post_id = s.post_id AND t.rule_id = s.rule_id
		GROUP BY s.post_id, s.employee_kind
	)
	SELECT j.post_id, k.kind, bit_or(j.bits)
	FROM judged AS j
		 JOIN (VALUES ('PNS'), ('CPNS'), ('PPPK')) AS k(kind) ON j.employee_kind IS NULL OR j.employee_kind = k.kind
	GROUP BY j.post_id, k.kind;
END
$body$;

COMMENT ON FUNCTION placement_minded(date) IS
'What the rules of placement in force mind at each post for each kind of employee, in bits of refusals (see judged_pairs). 64 and 512 stand where ABK and TEACHER_HOURS close the post to everybody, the others where they are minded. A post and kind that no rule concerns has no row. Works in the workspace on the search path.';

-- what the judgement reads -----------------------------------------------------

CREATE FUNCTION candidate_people(as_of date, of_employees bigint[] DEFAULT NULL)
RETURNS TABLE (employee_id bigint, post_id bigint, job_id bigint, kind int, rank int, home_lat float8, home_lon float8,
			   mood float8, is_due int, staff int)
LANGUAGE plpgsql STABLE ROWS 100000
SET join_collapse_limit = 1 SET enable_mergejoin = off SET plan_cache_mode = force_custom_plan
AS $body$
#variable_conflict use_column
DECLARE
	kinds CONSTANT text[] := '{PNS,CPNS,PPPK}';
	only_one CONSTANT bigint := CASE cardinality(of_employees) WHEN 1 THEN of_employees[1] END;
BEGIN
	-- The planner knows nothing of the rows that functions return: left alone it
	-- sorts them.  So joins go in the order written, and each is hashed.  A plan for
	-- one employee does not serve for all: each call makes its own.
	RETURN QUERY
	WITH holder AS MATERIALIZED (
		SELECT employee_id, post_id, job_id FROM planning_people(as_of)
	), staffed AS (
		SELECT post_id, count(*)::int AS staff FROM holder WHERE post_id IS NOT NULL GROUP BY post_id
	), turn AS MATERIALIZED (			-- who has been at a post since then is due
		SELECT s.post_id, k.kind, max(months_before(as_of, rule_number(r.parameters, 'months'))) AS since
		FROM rules_by_post(as_of, 'benefit') AS s
			 JOIN rules_in_force(as_of) AS r ON r.rule_id = s.rule_id
			 JOIN unnest(kinds) AS k(kind) ON s.employee_kind IS NULL OR s.employee_kind = k.kind
		WHERE r.code = 'MAX_TENURE'
		GROUP BY s.post_id, k.kind
	), answer AS (
		SELECT DISTINCT ON (employee_id) employee_id, mood
		FROM (SELECT b.employee_id, b.held_on AS day,
					 CASE b.outcome WHEN 'resisted' THEN 1 WHEN 'welcomed' THEN -0.5 ELSE 0 END AS mood
			  FROM briefing AS b
			  UNION ALL
			  SELECT r.employee_id, r.answered_at::date, CASE r.answer WHEN 'objected' THEN 1 ELSE -0.5 END
			  FROM response AS r) AS told
		WHERE day <= as_of
		ORDER BY employee_id, day DESC, mood DESC
	)
	SELECT e.employee_id, h.post_id, h.job_id, array_position(kinds, e.kind) - 1, e.rank::int, e.home_lat, e.home_lon,
		   a.mood::float8, coalesce(t.post_since <= d.since, false)::int, s.staff
	FROM holder AS h
		 JOIN employee AS e ON e.employee_id = h.employee_id
		 LEFT JOIN staffed AS s ON s.post_id = h.post_id
		 LEFT JOIN tenure(as_of, only_one) AS t ON t.employee_id = h.employee_id AND t.post_id = h.post_id
		 LEFT JOIN turn AS d ON d.post_id = h.post_id AND d.kind = e.kind
		 LEFT JOIN answer AS a ON a.employee_id = h.employee_id
		 LEFT JOIN (SELECT DISTINCT v.employee_id FROM release_verdicts(as_of, NULL, true) AS v WHERE of_employees IS NULL) AS v
			 ON v.employee_id = h.employee_id
	WHERE CASE WHEN of_employees IS NULL THEN v.employee_id IS NULL ELSE h.employee_id = ANY (of_employees) END;
END
$body$;

COMMENT ON FUNCTION candidate_people(date, bigint[]) IS
'What is known of the people whose pairs are judged, see candidate_queries: those of planning_employees whom no rule of release holds back; or those of of_employees, whether they may leave or not.

  job_id  held for good, see planning_employees
  kind    0 PNS, 1 CPNS, 2 PPPK; NULL: another
  mood    of the last briefing or answer: 1 resistance, -0.5 welcome, 0 neither; NULL: none
  is_due  1: for rotation, by MAX_TENURE; else 0
  staff   of the post that is held
Works in the workspace on the search path.';

CREATE FUNCTION candidate_posts(as_of date)
RETURNS TABLE (post_id bigint, job_id bigint, unit_id bigint, lat float8, lon float8,
			   minded_pns int, minded_cpns int, minded_pppk int)
LANGUAGE plpgsql STABLE ROWS 6000
AS $body$
BEGIN
	RETURN QUERY
	SELECT p.post_id, p.job_id, p.unit_id, u.lat, u.lon,
		   coalesce(m.pns, 0), coalesce(m.cpns, 0), coalesce(m.pppk, 0)
	FROM post AS p
		 JOIN unit AS u ON u.unit_id = p.unit_id
		 LEFT JOIN (SELECT n.post_id, max(n.bits) FILTER (WHERE n.kind = 'PNS') AS pns,
						   max(n.bits) FILTER (WHERE n.kind = 'CPNS') AS cpns,
						   max(n.bits) FILTER (WHERE n.kind = 'PPPK') AS pppk
					FROM placement_minded(as_of) AS n GROUP BY n.post_id) AS m ON m.post_id = p.post_id;
END
$body$;

COMMENT ON FUNCTION candidate_posts(date) IS
'All posts, with their place in degrees and what rules of placement mind there for each kind of employee, in bits of placement_minded: see candidate_queries. Works in the workspace on the search path.';

CREATE FUNCTION candidate_queries(as_of date, of_employees bigint[] DEFAULT NULL)
RETURNS TABLE (units text, jobs text, demands text, posts text, people text, skills text, kin text, wishes text,
			   nearest int, max_distance float8, way_weight float8, learning_weight float8, preference_weight float8,
			   resistance_weight float8, rotation_weight float8, disruption_weight float8)
LANGUAGE plpgsql STABLE ROWS 1
AS $body$
BEGIN
	RETURN QUERY SELECT
		'SELECT unit_id, parent_id FROM unit',
		'SELECT job_id, job_family_id, rank_min, rank_max FROM job',
		-- what is lacking refuses, or has to be learnt; in this order, so that days always add up to the same
		'SELECT s.job_id, s.skill_id, s.is_essential::int,
				CASE WHEN NOT s.is_essential THEN 0 WHEN k.kind = ''skill'' THEN 2 ELSE 16 END AS refusal,
				CASE WHEN NOT s.is_essential THEN k.learning_days END AS days
		 FROM job_skill AS s JOIN skill AS k ON k.skill_id = s.skill_id
		 ORDER BY s.job_id, s.skill_id',
		format('SELECT * FROM candidate_posts(%L)', as_of),
		format('SELECT * FROM candidate_people(%L, %L)', as_of, of_employees),
		format('SELECT employee_id, skill_id FROM employee_skill WHERE period @> %L::date', as_of),
		-- where kin are or will be, by what is decided
		format('WITH kin AS MATERIALIZED (SELECT employee_id, kin_id FROM kinship UNION SELECT kin_id, employee_id FROM kinship)
				SELECT k.employee_id, q.unit_id
				FROM kin AS k
					 JOIN holdings(%L, NULL, of_employees => ARRAY(SELECT kin_id FROM kin)) AS h ON h.employee_id = k.kin_id
					 JOIN post AS q ON q.post_id = h.post_id', as_of),
		format('SELECT employee_id, post_id, unit_id, strength FROM preference WHERE period @> %L::date', as_of),
		setting_value('nearest_posts')::int, setting_value('max_distance')::float8,
		setting_value('way_weight')::float8, setting_value('learning_weight')::float8,
		setting_value('preference_weight')::float8, setting_value('resistance_weight')::float8,
		setting_value('rotation_weight')::float8, setting_value('disruption_weight')::float8;
END
$body$;

COMMENT ON FUNCTION candidate_queries(date, bigint[]) IS
'What the judgement of pairs looks at: queries as text, which read the workspace on the search path, and settings. One row; transfer_candidates, judged_pairs and fitting_jobs take its columns in their order.

of_employees: see candidate_people. Error 22023: a setting is missing.';

-- the pairs ------------------------------------------------------------------

CREATE FUNCTION judged_pairs(as_of date, of_employees bigint[] DEFAULT NULL, of_posts bigint[] DEFAULT NULL)
RETURNS TABLE (employee_id bigint, from_post bigint, post_id bigint, listed boolean, refusals int,
			   km_before float8, km_after float8, way float8, learning float8, preference float8,
			   briefing float8, rotation float8, disruption float8)
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 1000000;

COMMENT ON FUNCTION judged_pairs(date, bigint[], bigint[]) IS
'Pairs of employee and post with the verdict of placement and the parts of the cost: the one place that judges a pair, behind transfer_candidates and explain_transfer.

Of all employees who may leave, or of of_employees, whether they may leave or not, the nearest posts of the jobs that fit, and those wished for; with of_posts, as many as employees, those pairs alone. listed: among the nearest, or wished. km_before and km_after are NULL where a place is not known. refusals, bits: 1 another job family (of a new hire: a job without essential skills), 2 essential skills, 4 rank out of range, 8 rank unknown, 16 education or certificate, 32 PPPK another job, 64 ABK, 128 kin in the unit or line, 256 too far, 512 TEACHER_HOURS. 0: lawful. Of equally far posts the one with the lower post_id is nearer; an unknown way is the farthest. Works in the workspace on the search path.
Errors: 22023 nearest_posts is negative, or a setting is missing; 2202E more or fewer employees than posts; 22003 degrees out of range; 53200 asn_mutasi.memory_limit is too low.';

CREATE FUNCTION fitting_jobs(as_of date, of_employees bigint[])
RETURNS TABLE (employee_id bigint, job_ids bigint[], learning float8[])
AS 'MODULE_PATHNAME'
LANGUAGE C STABLE PARALLEL RESTRICTED COST 100000 ROWS 100000;

COMMENT ON FUNCTION fitting_jobs(date, bigint[]) IS
'The jobs that each of some employees may hold at some post on the map, with the cost of learning, by the judgement of judged_pairs: what refuses him at all such posts of a job refuses the job. Posts that are closed to all kinds of employees do not count; nor do kin and distance.

job_ids and learning are of one length, which is not 0: who may hold no job has no row. of_employees as in candidate_people. Works in the workspace on the search path. Errors as judged_pairs.';

CREATE FUNCTION transfer_candidates(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (employee_id bigint, post_id bigint, cost float8, way float8, learning float8,
			   preference float8, briefing float8, rotation float8, disruption float8)
AS 'MODULE_PATHNAME'
LANGUAGE C VOLATILE COST 100000 ROWS 1000000		-- it enters the workspace, as others do
SET search_path = pg_catalog, pg_temp SET jit = off;

COMMENT ON FUNCTION transfer_candidates(regnamespace, date) IS
'Who may go where, and what it costs: the allowed pairs of employee and post, with the cost and its parts in units of imbalance.

Employees are those of planning_employees whom no rule of release holds back. Posts are the nearest ones to home (setting nearest_posts) of the same job and of jobs of the family that the employee is fit for, and those he wishes for; full posts too, since somebody may leave them.
  way         way_weight x (km from home to the post - km to the present one); 0 where a place is unknown
  learning    learning_weight x days of the desirable skills that are lacking and that the present job does not ask for
  preference  -preference_weight x strength of the wish for the post, or for its unit or the nearest one above
  briefing    resistance_weight when the last briefing or answer was resistance, minus half of it when welcome
  rotation    -rotation_weight when due by MAX_TENURE
  disruption  disruption_weight / staff of the post that is left
as_of NULL means today. Errors: 22004 ws is NULL, 22023 a setting is missing, or as_of lies outside the years 1900 to 9999.';

-- one pair explained ---------------------------------------------------------

CREATE FUNCTION explain_transfer(ws regnamespace, employee_id bigint, post_id bigint, as_of date DEFAULT current_date)
RETURNS TABLE (section text, item text, verdict text, detail text, basis text, value float8)
LANGUAGE plpgsql VOLATILE ROWS 30
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
#variable_conflict use_column
DECLARE
	who CONSTANT bigint := employee_id;
	target CONSTANT bigint := post_id;
	pair record;
	pair_cost float8;
	gain float8;
	loads text[];
	coverages float8[];
	bounds text[];
	may_leave boolean;
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	SELECT * INTO pair FROM judged_pairs(as_of, ARRAY[who], ARRAY[target]);
	IF NOT FOUND THEN
		RAISE EXCEPTION 'there is no such transfer to explain'
			USING ERRCODE = 'invalid_parameter_value',
				  DETAIL = format('Employee %s, post %s, on %s.', coalesce(who::text, 'NULL'), coalesce(target::text, 'NULL'), as_of),
				  HINT = 'The employee must be among planning_employees on that day, and the post another one than the present.';
	END IF;
	pair_cost := pair.way + pair.learning + pair.preference + pair.briefing + pair.rotation + pair.disruption;

	RETURN QUERY
	SELECT 'release', v.code, v.verdict, v.data::text, v.legal_basis, NULL::float8
	FROM release_verdicts(as_of, who) AS v ORDER BY v.code, v.rule_id;
	SELECT NOT EXISTS (SELECT FROM release_verdicts(as_of, who, true)) INTO may_leave;

	RETURN QUERY
	SELECT 'placement', r.code,
		   CASE WHEN f.failed = 0 THEN 'met'
				WHEN f.failed = 8 OR (f.failed = 512 AND t.most IS NULL)
					 OR (f.failed = 64 AND num_nulls(p.analysed_on, rule_number(r.parameters, 'months')) > 0) THEN 'data missing'
				ELSE 'not met' END,
		   CASE r.code
			   WHEN 'COMPETENCE' THEN format('rank %s, job asks %s to %s; essential skills %s', coalesce(e.rank::text, 'unknown'),
				   j.rank_min, j.rank_max, CASE WHEN pair.refusals & 2 = 0 THEN 'held or same job' ELSE 'lacking' END)
			   WHEN 'ABK' THEN format('analysed on %s', coalesce(p.analysed_on::text, 'unknown'))
			   WHEN 'TEACHER_HOURS' THEN CASE WHEN t.post_id IS NULL THEN 'not a post of teachers'
				   WHEN t.is_open AND t.staff = t.most THEN format('%s teachers, hours for no more: only when one leaves', t.staff)
				   ELSE format('%s teachers then, hours for %s', t.staff + 1, coalesce(t.most::text, 'an unknown number')) END
			   ELSE r.description END,
		   r.legal_basis, NULL::float8
	FROM rules_by_post(as_of, 'placement') AS s
		 JOIN rules_in_force(as_of) AS r ON r.rule_id = s.rule_id
		 JOIN post AS p ON p.post_id = s.post_id
		 JOIN job AS j ON j.job_id = p.job_id
		 JOIN employee AS e ON e.employee_id = who
		 LEFT JOIN teacher_places(as_of, target) AS t ON t.rule_id = s.rule_id
		 CROSS JOIN LATERAL (SELECT CASE r.code
			 WHEN 'ABK' THEN CASE WHEN analysis_is_current(p.analysed_on, r.parameters, as_of) THEN 0 ELSE 64 END
			 WHEN 'TEACHER_HOURS' THEN CASE WHEN t.is_open IS NOT FALSE THEN 0 ELSE 512 END
			 ELSE pair.refusals & placement_bits(r.code, r.parameters) END AS failed) AS f
	WHERE s.post_id = target AND (s.employee_kind IS NULL OR s.employee_kind = e.kind)
	ORDER BY r.code, r.rule_id;

	RETURN QUERY VALUES
	('placement', 'job family', CASE WHEN pair.refusals & 1 = 0 THEN 'met' ELSE 'not met' END,
	 'a job of the same family; for a new hire a job whose essential skills are held', NULL::text, NULL::float8),
	('placement', 'distance', CASE WHEN pair.refusals & 256 = 0 THEN 'met' ELSE 'not met' END,
	 format('%s km from home, at present %s', coalesce(round(pair.km_after::numeric, 2)::text, 'unknown'),
			coalesce(round(pair.km_before::numeric, 2)::text, 'unknown')), 'setting max_distance', pair.km_after),
	('listed', 'nearest posts or wished', CASE WHEN pair.listed THEN 'yes' ELSE 'no' END, NULL, 'setting nearest_posts', NULL),
	('verdict', 'candidate', CASE WHEN NOT may_leave OR pair.refusals <> 0 THEN 'refused'
								  WHEN pair.listed THEN 'allowed' ELSE 'allowed, not listed' END, NULL, NULL, NULL),
	('cost', 'way', NULL, NULL, 'setting way_weight', pair.way),
	('cost', 'learning', NULL, NULL, 'setting learning_weight', pair.learning),
	('cost', 'preference', NULL, NULL, 'setting preference_weight', pair.preference),
	('cost', 'briefing', NULL, NULL, 'setting resistance_weight', pair.briefing),
	('cost', 'rotation', NULL, NULL, 'setting rotation_weight', pair.rotation),
	('cost', 'disruption', NULL, NULL, 'setting disruption_weight', pair.disruption),
	('cost', 'total', NULL, NULL, NULL, pair_cost);

	-- the fall of imbalance, less the cost; placing a new hire is free of move_cost
	SELECT sum(((l.staff - l.need) ^ 2 - (l.staff + l.change - l.need) ^ 2) / greatest(l.need, 1)) - pair_cost
		   - CASE WHEN pair.from_post IS NULL THEN 0 ELSE setting_value('move_cost')::float8 END,
		   array_agg(format('post %s, need %s, staff %s, then %s', l.post_id, round(l.need::numeric, 2), l.staff, l.staff + l.change) ORDER BY l.item),
		   array_agg((l.staff + l.change) / nullif(l.need, 0) ORDER BY l.item),
		   array_agg(CASE WHEN l.change < 0 AND l.staff <= l.min_staff THEN 'fewer than min_staff'
						  WHEN l.change > 0 AND l.staff >= l.max_staff THEN 'more than max_staff'
						  WHEN l.change > 0 AND l.staff >= l.taught THEN 'more than have their hours' ELSE 'within bounds' END
					 ORDER BY l.item)
	INTO gain, loads, coverages, bounds
	FROM (SELECT x.item, x.change, p.post_id, p.min_staff, p.max_staff, n.need, coalesce(h.staff, 0) AS staff,
				 (SELECT min(t.most) FROM teacher_places(as_of, target) AS t WHERE t.is_open) AS taught
		  FROM (VALUES ('from', pair.from_post, -1), ('to', target, 1)) AS x(item, post_id, change)
			   JOIN post AS p ON p.post_id = x.post_id
			   JOIN need_on(ARRAY[as_of]) AS n ON n.post_id = x.post_id
			   LEFT JOIN (SELECT h.post_id, count(*)::int AS staff
						  FROM holdings(as_of, as_of, ARRAY[pair.from_post, target]) AS h GROUP BY h.post_id) AS h
				   ON h.post_id = x.post_id) AS l;
	RETURN QUERY
	SELECT 'load', CASE WHEN pair.from_post IS NOT NULL AND u.nth = 1 THEN 'from' ELSE 'to' END, u.bound, u.load, NULL::text, u.coverage
	FROM unnest(loads, coverages, bounds) WITH ORDINALITY AS u(load, coverage, bound, nth) ORDER BY u.nth;
	RETURN QUERY SELECT 'gain', 'this transfer alone', CASE WHEN gain > 0 THEN 'pays' ELSE 'does not pay' END,
		'fall of imbalance - cost - move_cost', 'setting move_cost', gain;

	RETURN QUERY
	SELECT 'plan', p.item, p.verdict, p.detail, NULL::text, p.gain
	FROM explain_plan(who, pair.from_post, target, may_leave AND pair.refusals = 0, pair.listed, pair_cost, ws) AS p;
END
$body$;

COMMENT ON FUNCTION explain_transfer(regnamespace, bigint, bigint, date) IS
'Why one employee may or may not go to one post, and what it would bring: each rule with its verdict, data and basis, each part of the cost, the load of both posts, the gain, and the latest plan.

section is release, placement, listed, verdict (candidate: allowed; allowed, not listed; refused), cost, load (value: coverage after), gain (of this transfer alone, on the day, as if nobody else moved) or plan (the latest that is not cancelled: whether the transfer is in it, with its reason, or why not, by the needs of its horizon; value: the gain of its whole chain, or of this transfer alone). Verdicts of placement come from the judgement that transfer_candidates uses. as_of NULL means today.
Errors: 22004 ws is NULL, 22023 the employee is not among planning_employees, or the post is unknown or the present one.';
