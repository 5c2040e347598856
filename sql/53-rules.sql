-- Rules: what the law says about transfers, as dated rows, and what the rules of
-- release say about each employee.
--
-- A rule row says when, for whom, with which parameters and by which law; the
-- code says what is compared with what.  All rows in force apply, side by side:
-- two rows of one code are two conditions.  Whom a row concerns is said once, in
-- rules_by_post: release looks at the post that is held, placement at the post
-- that would receive.
--
-- A condition that cannot be judged because a date or a rating is missing is not
-- met: whoever proposes a transfer has to show that it is lawful (BKN 5/2019
-- wants the evidence with the proposal).  The verdict says what is missing.  A
-- row with "if_missing": "pass" among its parameters turns that round.

-- Each version of workspaces (see workspace_version) has its own list of what it
-- brought.
CREATE FUNCTION national_rules_since(present int)
RETURNS TABLE (
	code text,
	stage text,
	parameters jsonb,
	job_family_id bigint,
	employee_kind text,
	unit_id bigint,
	period daterange,
	description text,
	legal_basis text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 16
SET search_path = pg_catalog, pg_temp
AS $body$
SELECT r.* FROM (VALUES
	-- release: may the employee leave the post?
	('MIN_TENURE', 'release', '{"months": 24}'::jsonb, NULL::bigint, 'PNS', NULL::bigint, '(,2025-07-01)'::daterange,
	 'Paling singkat 2 tahun dalam jabatan yang sekarang',
	 'PP 11/2017 Pasal 190 ayat (3)'),
	('MIN_TENURE', 'release', '{"months": 6}', NULL, 'PNS', NULL, '[2025-07-01,)',
	 'Paling singkat 6 bulan dalam jabatan yang sekarang',
	 'Pernyataan BKN Juli 2025 (nomor peraturan belum diketahui), atas PP 11/2017 Pasal 190 ayat (3)'),
	('TEACHER_TENURE', 'release', '{"months": 48}', NULL, NULL, NULL, '(,)',
	 'Guru paling singkat 4 tahun pada satuan pendidikannya, kecuali di daerah khusus',
	 'PP 74/2008 Pasal 62 ayat (4)'),
	('DISCIPLINE', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang dalam proses atau menjalani hukuman disiplin, atau proses peradilan',
	 'Peraturan BKN 5/2019'),
	('PERFORMANCE', 'release', '{"years": 2, "minimum": "baik", "grace_months": 3}', NULL, 'PNS', NULL, '(,)',
	 'Predikat kinerja paling rendah baik dalam 2 tahun terakhir',
	 'Peraturan BKN 5/2019'),
	('STUDY', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang tugas belajar atau terikat ikatan dinas',
	 'Peraturan BKN 5/2019'),
	('RETIREMENT', 'release', '{"months": 12}', NULL, NULL, NULL, '(,)',
	 'Belum mencapai batas usia pensiun dalam 12 bulan ke depan',
	 'PP 11/2017 dan UU 20/2023 (batas usia pensiun); jangka waktu ditetapkan instansi'),
	('PPPK_SAME_JOB', 'release', '{"months": 12}', NULL, 'PPPK', NULL, '(,)',
	 'Perjanjian kerja PPPK masih berlaku paling singkat 12 bulan',
	 'Pernyataan BKN 2025 tentang PPPK; jangka waktu ditetapkan instansi'),
	('CPNS', 'release', '{}', NULL, 'CPNS', NULL, '(,)',
	 'Calon PNS tidak dimutasi selama masa percobaan',
	 'PP 11/2017 (masa percobaan calon PNS)'),
	('PINNED', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang dipertahankan di tempatnya atas keputusan pejabat',
	 'Keputusan pejabat instansi'),

	-- placement: may the post receive the employee?
	('COMPETENCE', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Kompetensi dan pangkat memenuhi syarat jabatan dan pola karier',
	 'PP 11/2017 Pasal 190 ayat (4)'),
	('QUALIFICATION', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Pendidikan atau sertifikat sesuai dengan rumpun jabatan',
	 'PermenPANRB 1/2023'),
	('CONFLICT', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak ada benturan kepentingan: keluarga pada unit kerja yang sama atau segaris',
	 'PP 11/2017 Pasal 190 ayat (5)'),
	('ABK', 'placement', '{"months": 60}', NULL, NULL, NULL, '(,)',
	 'Analisis jabatan dan analisis beban kerja formasi penerima ada dan tidak lebih dari 5 tahun',
	 'Peraturan BKN 5/2019; masa berlaku analisis ditetapkan instansi'),
	('TEACHER_HOURS', 'placement', '{"hours": 24}', NULL, NULL, NULL, '(,)',
	 'Guru pada satuan pendidikan penerima, termasuk yang pindah, masing-masing paling sedikit 24 jam tatap muka seminggu',
	 'UU 14/2005 Pasal 35 ayat (2) dan PP 74/2008'),
	('PPPK_SAME_JOB', 'placement', '{}', NULL, 'PPPK', NULL, '(,)',
	 'PPPK hanya pada jabatan yang sama di instansi yang sama',
	 'Pernyataan BKN 2025 tentang PPPK'),

	-- benefit: what speaks for a transfer
	('MAX_TENURE', 'benefit', '{"months": 60}', NULL, 'PNS', NULL, '(,)',
	 'Sudah 5 tahun dalam jabatan yang sama: saatnya rotasi',
	 'PP 11/2017 Pasal 190 ayat (3)')
	) AS r WHERE present < 1
$body$;

COMMENT ON FUNCTION national_rules_since(int) IS
'The rows of national_rules that came after a version of workspaces: what upgrade_workspace adds to one of that version; 0: all of them.';

CREATE FUNCTION national_rules()
RETURNS TABLE (
	code text,
	stage text,
	parameters jsonb,
	job_family_id bigint,
	employee_kind text,
	unit_id bigint,
	period daterange,
	description text,
	legal_basis text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 16
BEGIN ATOMIC
	SELECT * FROM national_rules_since(0);
END;

COMMENT ON FUNCTION national_rules() IS
'The rules of transfer that hold nationally: what create_workspace puts into the table rule.

One row each, in the columns of the table: code, stage (release, placement or benefit), parameters, scope (job_family_id, employee_kind, unit_id; NULL is everybody), period in which it is in force, description (Indonesian) and legal_basis. A code may have several rows: one after the other in time, or at both stages. The rows in a workspace are that workspace''s own: change them there, by UPDATE.';

-- which rules, and for whom --------------------------------------------------

CREATE FUNCTION rules_in_force(as_of date)
RETURNS TABLE (
	rule_id bigint,
	code text,
	stage text,
	parameters jsonb,
	job_family_id bigint,
	employee_kind text,
	unit_id bigint,
	period daterange,
	description text,
	legal_basis text)
LANGUAGE plpgsql STABLE ROWS 16
AS $body$
BEGIN
	RETURN QUERY
	SELECT r.rule_id, r.code, r.stage, r.parameters, r.job_family_id, r.employee_kind, r.unit_id,
		   r.period, r.description, r.legal_basis
	FROM rule AS r
	WHERE r.period @> as_of;
END
$body$;

COMMENT ON FUNCTION rules_in_force(date) IS
'The rows of table rule that are in force on a date, of every stage and scope. Works in the workspace on the search path.';

CREATE FUNCTION rules_by_post(as_of date, of_stage text)
RETURNS TABLE (post_id bigint, rule_id bigint, employee_kind text)
LANGUAGE plpgsql STABLE ROWS 60000
AS $body$
BEGIN
	RETURN QUERY
	WITH RECURSIVE reach (rule_id, unit_id) AS (
		SELECT r.rule_id, r.unit_id FROM rules_in_force(as_of) AS r
		WHERE r.stage = of_stage AND r.unit_id IS NOT NULL
		UNION							-- not ALL: ends in a ring of units, too
		SELECT c.rule_id, u.unit_id FROM reach AS c JOIN unit AS u ON u.parent_id = c.unit_id
	)
	SELECT p.post_id, r.rule_id, r.employee_kind
	FROM post AS p
		 JOIN job AS j ON j.job_id = p.job_id
		 JOIN rules_in_force(as_of) AS r
			 ON r.stage = of_stage
				AND (r.job_family_id IS NULL OR r.job_family_id = j.job_family_id)
		 LEFT JOIN reach AS c ON c.rule_id = r.rule_id AND c.unit_id = p.unit_id
	WHERE r.unit_id IS NULL OR c.unit_id IS NOT NULL;
END
$body$;

COMMENT ON FUNCTION rules_by_post(date, text) IS
'Which rules of a stage concern which post on a date: the scope of rules, in one place.

A row for each post and rule whose job family is the post''s, or none, and whose unit is the post''s, one above it, or none. What is left to the caller is the employee: the rule concerns him when employee_kind is NULL or his kind. Works in the workspace on the search path.';

CREATE FUNCTION rule_number(parameters jsonb, name text)
RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE		-- not STRICT, so that it is inlined
RETURN CASE WHEN parameters ->> name ~ '^[0-9]{1,4}$' THEN (parameters ->> name)::int END;

COMMENT ON FUNCTION rule_number(jsonb, text) IS
'A parameter of a rule as a whole number from 0 to 9999; NULL when it is missing or anything else, so that the rule cannot be judged.';

-- tenure ---------------------------------------------------------------------

CREATE FUNCTION tenure(as_of date, of_employee bigint DEFAULT NULL)
RETURNS TABLE (employee_id bigint, post_id bigint, unit_id bigint, kind text, post_since date, unit_since date)
LANGUAGE plpgsql STABLE ROWS 100000
SET plan_cache_mode = force_custom_plan		-- one employee's plan does not serve for all
AS $body$
BEGIN
	-- A stay is what is left of the history once other postings have cut it; a
	-- temporary one does not cut.  It begins where the place itself was first
	-- held.  A start that nobody knows is NULL.
	RETURN QUERY
	WITH held AS MATERIALIZED (
		SELECT a.employee_id, a.post_id, p.unit_id, a.kind, a.period
		FROM assignment AS a JOIN post AS p ON p.post_id = a.post_id
		WHERE (of_employee IS NULL OR a.employee_id = of_employee)
			  AND a.period && daterange(NULL, as_of, '[]')
	), present AS MATERIALIZED (
		SELECT n.* FROM held AS n WHERE n.period @> as_of
	), back AS MATERIALIZED (
		-- Few have been in the unit before, or helped out: of all others nothing but
		-- the present assignment counts.
		SELECT n.employee_id
		FROM held AS h JOIN present AS n ON n.employee_id = h.employee_id
		WHERE h.unit_id = n.unit_id OR h.kind = 'temporary'
		GROUP BY n.employee_id HAVING count(*) > 1
	), stay AS (
		SELECT n.employee_id, n.post_id, n.unit_id, n.kind,
			   range_agg(h.period) FILTER (WHERE h.post_id = n.post_id OR h.kind = 'temporary') AS post_stays,
			   range_agg(h.period) FILTER (WHERE h.unit_id = n.unit_id OR h.kind = 'temporary') AS unit_stays
		FROM back AS b
			 JOIN present AS n ON n.employee_id = b.employee_id
			 JOIN held AS h ON h.employee_id = b.employee_id
		GROUP BY n.employee_id, n.post_id, n.unit_id, n.kind
	)
	SELECT n.employee_id, n.post_id, n.unit_id, n.kind, nullif(lower(n.period), '-infinity'), nullif(lower(n.period), '-infinity')
	FROM present AS n
	WHERE n.employee_id NOT IN (SELECT b.employee_id FROM back AS b)
	UNION ALL
	SELECT s.employee_id, s.post_id, s.unit_id, s.kind,
		   nullif(min(coalesce(lower(h.period), '-infinity'))
				  FILTER (WHERE h.post_id = s.post_id AND h.period <@ p.stay), '-infinity'),
		   nullif(min(coalesce(lower(h.period), '-infinity'))
				  FILTER (WHERE h.unit_id = s.unit_id AND h.period <@ u.stay), '-infinity')
	FROM stay AS s
		 JOIN unnest(s.post_stays) AS p(stay) ON p.stay @> as_of
		 JOIN unnest(s.unit_stays) AS u(stay) ON u.stay @> as_of
		 JOIN held AS h ON h.employee_id = s.employee_id
	GROUP BY s.employee_id, s.post_id, s.unit_id, s.kind;
END
$body$;

COMMENT ON FUNCTION tenure(date, bigint) IS
'Since when each employee has been in the present post and in the present unit, without a break: one row for each who has an assignment on the date.

Assignments that follow each other at the same post (or unit) are one stay; a temporary posting elsewhere does not break it, another permanent post or a gap does. NULL: the start is not known. kind is that of the present assignment. of_employee NULL means everybody. Works in the workspace on the search path.';

-- release --------------------------------------------------------------------

CREATE FUNCTION release_verdicts(as_of date, of_employee bigint DEFAULT NULL, refusals_only boolean DEFAULT false)
RETURNS TABLE (employee_id bigint, post_id bigint, rule_id bigint, code text, verdict text,
			   data jsonb, description text, legal_basis text)
LANGUAGE plpgsql STABLE ROWS 100000
AS $body$
#variable_conflict use_column
DECLARE
	ratings CONSTANT text[] := '{sangat kurang,kurang,butuh perbaikan,baik,sangat baik}';
	last_year CONSTANT int := extract(year FROM as_of) - 1;
BEGIN
	RETURN QUERY
	WITH parameter AS MATERIALIZED (
		SELECT r.rule_id, r.code, r.job_family_id, r.description, r.legal_basis,
			   rule_number(r.parameters, 'months') AS months,
			   rule_number(r.parameters, 'years') AS years,
			   array_position(ratings, lower(r.parameters ->> 'minimum')) AS minimum,
			   -- until the new ratings are due, those of a year earlier do
			   extract(month FROM as_of) <= coalesce(rule_number(r.parameters, 'grace_months'), 0) AS grace,
			   coalesce(r.parameters ->> 'if_missing' = 'pass', false) AS pass_missing
		FROM rules_in_force(as_of) AS r
	), rated AS (
		SELECT employee_id, rule_id, late,
			   CASE late WHEN 1 THEN earlier ELSE latest END AS years,
			   CASE late WHEN 1 THEN earlier_low ELSE latest_low END AS lowest
		FROM (
			SELECT f.employee_id, r.rule_id,
				   (r.grace AND NOT bool_or(f.year = last_year))::int AS late,
				   count(g.grade) FILTER (WHERE f.year > last_year - r.years) AS latest,
				   count(g.grade) FILTER (WHERE f.year < last_year) AS earlier,
				   min(g.grade) FILTER (WHERE f.year > last_year - r.years) AS latest_low,
				   min(g.grade) FILTER (WHERE f.year < last_year) AS earlier_low
			FROM parameter AS r
				 JOIN performance AS f ON f.year BETWEEN last_year - r.years AND last_year
				 CROSS JOIN LATERAL (SELECT array_position(ratings, lower(f.rating)) AS grade) AS g
			WHERE r.code = 'PERFORMANCE' AND (of_employee IS NULL OR f.employee_id = of_employee)
			GROUP BY f.employee_id, r.rule_id, r.grace) AS counted
	), person AS MATERIALIZED (
		SELECT t.employee_id, t.post_id, t.post_since, t.unit_since, e.kind, e.contract_end,
			   e.discipline_until, e.study_until, e.pinned_until, e.pinned_reason,
			   f.rounding = 'teacher' AS is_teacher, u.is_special_region,
			   b.birth_date, a.retirement_age,
			   known_retirement(b.birth_date, a.retirement_age, as_of) AS retires
		FROM tenure(as_of, of_employee) AS t
			 JOIN employee AS e ON e.employee_id = t.employee_id
			 JOIN post AS p ON p.post_id = t.post_id
			 JOIN unit AS u ON u.unit_id = p.unit_id
			 JOIN job AS j ON j.job_id = p.job_id
			 JOIN job_family AS f ON f.job_family_id = j.job_family_id
			 LEFT JOIN LATERAL permanent_job(t.employee_id, CASE t.kind WHEN 'temporary' THEN as_of END) AS own ON true
			 CROSS JOIN LATERAL (SELECT
				coalesce(e.birth_date, nip_birth_date(e.nip)) AS birth_date) AS b
			 CROSS JOIN LATERAL (SELECT
				coalesce(own.retirement_age, j.retirement_age) AS retirement_age) AS a
	), judged AS (
		-- met is NULL where a date, a rating or a parameter is missing
		SELECT p.*, r.rule_id, r.code, r.description, r.legal_basis, r.months, r.years, r.minimum,
			   coalesce(t.late, r.grace::int) AS late, r.pass_missing,
			   CASE r.code
				   WHEN 'MIN_TENURE' THEN p.post_since + make_interval(months => r.months) <= as_of
				   WHEN 'TEACHER_TENURE' THEN
					   (r.job_family_id IS NULL AND NOT p.is_teacher) OR p.is_special_region
					   OR p.unit_since + make_interval(months => r.months) <= as_of
				   WHEN 'DISCIPLINE' THEN coalesce(p.discipline_until < as_of, true)
				   WHEN 'STUDY' THEN coalesce(p.study_until < as_of, true)
				   WHEN 'PINNED' THEN coalesce(p.pinned_until < as_of, true)
				   WHEN 'CPNS' THEN p.kind <> 'CPNS'
				   WHEN 'RETIREMENT' THEN p.retires > as_of + make_interval(months => r.months)
				   WHEN 'PPPK_SAME_JOB' THEN
					   p.kind <> 'PPPK' OR p.contract_end >= as_of + make_interval(months => r.months) - interval '1 day'
				   WHEN 'PERFORMANCE' THEN
					   CASE WHEN t.lowest < r.minimum THEN false
							WHEN t.years = r.years THEN t.lowest >= r.minimum END
				   ELSE true		-- not a rule of release that is known here: validate tells
			   END AS met
		FROM person AS p
			 JOIN rules_by_post(as_of, 'release') AS s
				 ON s.post_id = p.post_id AND (s.employee_kind IS NULL OR s.employee_kind = p.kind)
			 JOIN parameter AS r ON r.rule_id = s.rule_id
			 LEFT JOIN rated AS t
				 ON r.code = 'PERFORMANCE' AND t.employee_id = p.employee_id AND t.rule_id = r.rule_id
	)
	SELECT j.employee_id, j.post_id, j.rule_id, j.code,
		   CASE WHEN j.met THEN 'met' WHEN NOT j.met THEN 'not met'
				WHEN j.pass_missing THEN 'met, data missing' ELSE 'data missing' END,
		   CASE j.code
			   WHEN 'MIN_TENURE' THEN jsonb_build_object('post_since', j.post_since, 'months', j.months,
				   'free_from', (j.post_since + make_interval(months => j.months))::date)
			   WHEN 'TEACHER_TENURE' THEN jsonb_build_object('unit_since', j.unit_since, 'months', j.months,
				   'free_from', (j.unit_since + make_interval(months => j.months))::date,
				   'is_teacher', j.is_teacher, 'is_special_region', j.is_special_region)
			   WHEN 'DISCIPLINE' THEN jsonb_build_object('discipline_until', j.discipline_until)
			   WHEN 'STUDY' THEN jsonb_build_object('study_until', j.study_until)
			   WHEN 'PINNED' THEN jsonb_build_object('pinned_until', j.pinned_until, 'pinned_reason', j.pinned_reason)
			   WHEN 'CPNS' THEN jsonb_build_object('kind', j.kind)
			   WHEN 'RETIREMENT' THEN jsonb_build_object('birth_date', j.birth_date, 'retirement_age', j.retirement_age,
				   'retires', j.retires, 'months', j.months)
			   WHEN 'PPPK_SAME_JOB' THEN jsonb_build_object('kind', j.kind, 'contract_end', j.contract_end, 'months', j.months)
			   WHEN 'PERFORMANCE' THEN jsonb_build_object('minimum', ratings[j.minimum], 'years', j.years, 'ratings', (
				   SELECT jsonb_object_agg(y.year, f.rating)
				   FROM generate_series(last_year - j.late - j.years + 1, last_year - j.late) AS y(year)
						LEFT JOIN performance AS f ON f.employee_id = j.employee_id AND f.year = y.year))
			   ELSE '{}'
		   END,
		   j.description, j.legal_basis
	FROM judged AS j
	WHERE NOT refusals_only OR NOT j.met OR (j.met IS NULL AND NOT j.pass_missing);
END
$body$;

COMMENT ON FUNCTION release_verdicts(date, bigint, boolean) IS
'What each rule of release in force says about each employee with an assignment on a date: one row for each employee and rule that concerns him; part of release_check and explain_transfer.

verdict is met, not met, data missing (refused: a NULL in data names what is missing), or met, data missing (the row says "if_missing": "pass"). data holds the dates and numbers compared. of_employee NULL means everybody; refusals_only leaves out what is met. A code that is not a rule of release known here is met. Works in the workspace on the search path.';

CREATE FUNCTION release_check(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (employee_id bigint, post_id bigint, may_leave boolean, blocked_by text[], reasons jsonb)
LANGUAGE plpgsql VOLATILE ROWS 100000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	RETURN QUERY
	SELECT a.employee_id, a.post_id, r.employee_id IS NULL, coalesce(r.codes, '{}'), coalesce(r.reasons, '{}')
	FROM assignment AS a
		 LEFT JOIN (
			-- of two rows of one code, the reasons show that of the lower number
			SELECT v.employee_id, array_agg(DISTINCT v.code ORDER BY v.code) AS codes,
				   jsonb_object_agg(v.code, jsonb_build_object(
					   'rule_id', v.rule_id, 'verdict', v.verdict, 'data', v.data,
					   'description', v.description, 'legal_basis', v.legal_basis) ORDER BY v.rule_id DESC) AS reasons
			FROM release_verdicts(as_of, NULL, true) AS v
			GROUP BY v.employee_id) AS r ON r.employee_id = a.employee_id
	WHERE a.period @> as_of;
END
$body$;

COMMENT ON FUNCTION release_check(regnamespace, date) IS
'Who may leave the present post, and who may not, by which rules, on what data and by which law: one row for each employee with an assignment on the date.

  may_leave   no rule of release in force on that day forbids it
  blocked_by  codes of those that do, in alphabetical order; empty when none
  reasons     an object: code -> rule_id, verdict (not met, or data missing), data (the dates and numbers compared; NULL where missing), description (Indonesian) and legal_basis

Rules are the rows of table rule with stage release; change parameters, period or scope there. A rule that cannot be judged for want of a date, a rating or a parameter forbids, unless its parameters say "if_missing": "pass". An unknown code forbids nothing. A birth date that is missing is read from the NIP; one before 1900 or after as_of counts as missing.
as_of NULL means today. Errors: 22004 ws is NULL, 22023 as_of lies outside the years 1900 to 9999.
Sources: PP 11/2017, PP 74/2008, Peraturan BKN 5/2019, as each row says.';
