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

CREATE FUNCTION months_before(as_of date, months int)
RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE		-- at the end of a short month later days reach it, too
RETURN greatest(as_of - make_interval(months => months), as_of + 1 - make_interval(months => months) - interval '1 day')::date;

COMMENT ON FUNCTION months_before(date, int) IS
'The last day from which so many months have passed on a day: d + months <= as_of says the same as d <= months_before(as_of, months). NULL when an argument is.';

-- What follows is in SQL, and parsed when it is called, so that it is inlined: a
-- caller that only wants to know who is held back has no reasons made.
SET LOCAL check_function_bodies = off;

-- tenure ---------------------------------------------------------------------

CREATE FUNCTION tenure(as_of date, of_employee bigint DEFAULT NULL)
RETURNS TABLE (employee_id bigint, post_id bigint, unit_id bigint, post_since date, unit_since date, retirement_age smallint)
LANGUAGE sql STABLE ROWS 100000
AS $body$
	-- A stay is what is left of the history once other postings have cut it; a
	-- temporary one does not cut.  It begins where the place itself was first held.
	-- Few have been in the unit before, or helped out: of all others nothing but
	-- the present assignment counts.  A start that nobody knows is NULL.
	WITH present AS MATERIALIZED (
		SELECT a.employee_id, a.post_id, a.unit_id, a.kind, a.period, a.retirement_age
		FROM assignments_in_force(as_of, as_of) AS a
		WHERE of_employee IS NULL OR a.employee_id = of_employee
	), past AS MATERIALIZED (
		SELECT h.employee_id, h.post_id, q.unit_id, h.kind, h.period
		FROM assignment AS h
			 JOIN present AS n ON n.employee_id = h.employee_id
			 JOIN post AS q ON q.post_id = h.post_id
		WHERE upper(h.period) <= as_of AND (q.unit_id = n.unit_id OR h.kind = 'temporary')
			  AND (of_employee IS NULL OR h.employee_id = of_employee)
	), back AS (
		SELECT n.* FROM present AS n WHERE n.employee_id IN (SELECT p.employee_id FROM past AS p)
	), held AS (
		SELECT b.employee_id, b.post_id AS present_post, b.unit_id AS present_unit, h.post_id, h.unit_id, h.kind, h.period
		FROM back AS b JOIN past AS h ON h.employee_id = b.employee_id
		UNION ALL
		SELECT b.employee_id, b.post_id, b.unit_id, b.post_id, b.unit_id, b.kind, b.period FROM back AS b
	), stay AS (
		SELECT h.employee_id, h.present_post,
			   range_agg(h.period) FILTER (WHERE h.post_id = h.present_post OR h.kind = 'temporary') AS post_stays,
			   range_agg(h.period) AS unit_stays
		FROM held AS h
		GROUP BY h.employee_id, h.present_post
	), begun AS (
		SELECT s.employee_id, s.present_post,
			   min(coalesce(lower(h.period), '-infinity')) FILTER (WHERE h.post_id = s.present_post AND h.period <@ p.stay) AS in_post,
			   min(coalesce(lower(h.period), '-infinity')) FILTER (WHERE h.unit_id = h.present_unit AND h.period <@ u.stay) AS in_unit
		FROM stay AS s
			 JOIN unnest(s.post_stays) AS p(stay) ON p.stay @> as_of
			 JOIN unnest(s.unit_stays) AS u(stay) ON u.stay @> as_of
			 JOIN held AS h ON h.employee_id = s.employee_id AND h.present_post = s.present_post
		GROUP BY s.employee_id, s.present_post
	)
	SELECT n.employee_id, n.post_id, n.unit_id,
		   nullif(coalesce(b.in_post, lower(n.period)), '-infinity'), nullif(coalesce(b.in_unit, lower(n.period)), '-infinity'),
		   n.retirement_age
	FROM present AS n
		 LEFT JOIN begun AS b ON b.employee_id = n.employee_id AND b.present_post = n.post_id
$body$;

COMMENT ON FUNCTION tenure(date, bigint) IS
'Since when each employee has been in the present post and in the present unit, without a break: one row for each who has an assignment on the date.

Assignments that follow each other at the same post (or unit) are one stay; a temporary posting elsewhere does not break it, another permanent post or a gap does. NULL: the start is not known. retirement_age is that of the job held for good (see assignments_in_force). of_employee NULL means everybody. Works in the workspace on the search path.';

-- release --------------------------------------------------------------------

CREATE FUNCTION release_verdicts(as_of date, of_employee bigint DEFAULT NULL, refusals_only boolean DEFAULT false)
RETURNS TABLE (employee_id bigint, post_id bigint, rule_id bigint, code text, verdict text,
			   data jsonb, description text, legal_basis text)
LANGUAGE sql STABLE ROWS 100000
AS $body$
	-- Every rule of release but one says between which days a day of the employee
	-- must lie.  So all of them are one comparison: of an element of an array, in
	-- which whoever a rule spares has the infinity that passes, with two days of the
	-- rule.  Only ratings, for PERFORMANCE, are judged on their own.
	WITH condition AS MATERIALIZED (
		SELECT r.*, c.fact, coalesce(c.first_day, 'infinity') AS first_day, coalesce(c.last_day, '-infinity') AS last_day,
			   CASE WHEN num_nulls(c.first_day, c.last_day) = 0 THEN false END AS unknown		-- NULL: a parameter is missing
		FROM (SELECT r.rule_id, r.code, r.description, r.legal_basis, r.job_family_id, g.ratings,
					 rule_number(r.parameters, 'months') AS months,
					 rule_number(r.parameters, 'years') AS years,
					 array_position(g.ratings, lower(r.parameters ->> 'minimum')) AS minimum,
					 -- until the new ratings are due, those of a year earlier do
					 extract(month FROM as_of) <= coalesce(rule_number(r.parameters, 'grace_months'), 0) AS grace,
					 extract(year FROM as_of)::int - 1 AS last_year,
					 coalesce(r.parameters ->> 'if_missing' = 'pass', false) AS pass_missing
			  FROM rules_in_force(as_of) AS r
				   CROSS JOIN (VALUES ('{sangat kurang,kurang,butuh perbaikan,baik,sangat baik}'::text[])) AS g(ratings)
			  WHERE r.stage = 'release') AS r
			 JOIN LATERAL (VALUES
				('MIN_TENURE', 1, date '-infinity', months_before(as_of, r.months)),
				('TEACHER_TENURE', CASE WHEN r.job_family_id IS NULL THEN 2 ELSE 3 END, '-infinity', months_before(as_of, r.months)),
				('DISCIPLINE', 4, '-infinity', as_of - 1),
				('STUDY', 5, '-infinity', as_of - 1),
				('PINNED', 6, '-infinity', as_of - 1),
				('CPNS', 7, '-infinity', as_of),
				('RETIREMENT', 8, (as_of + make_interval(months => r.months))::date + 1, 'infinity'),
				('PPPK_SAME_JOB', 9, (as_of + make_interval(months => r.months))::date - 1, 'infinity'),
				('PERFORMANCE', NULL, NULL, NULL)
			 ) AS c(code, fact, first_day, last_day) ON c.code = r.code
	), rated AS (
		SELECT n.employee_id, n.rule_id, n.late,
			   CASE WHEN n.lowest < n.minimum THEN false WHEN n.known = n.years THEN n.lowest >= n.minimum END AS met
		FROM (SELECT c.employee_id, c.rule_id, c.late, c.minimum, c.years,
					 CASE c.late WHEN 1 THEN c.earlier ELSE c.latest END AS known,
					 CASE c.late WHEN 1 THEN c.earlier_low ELSE c.latest_low END AS lowest
			  FROM (SELECT f.employee_id, r.rule_id, min(r.minimum) AS minimum, min(r.years) AS years,
						   (bool_or(r.grace) AND NOT bool_or(f.year = r.last_year))::int AS late,
						   count(g.grade) FILTER (WHERE f.year > r.last_year - r.years) AS latest,
						   count(g.grade) FILTER (WHERE f.year < r.last_year) AS earlier,
						   min(g.grade) FILTER (WHERE f.year > r.last_year - r.years) AS latest_low,
						   min(g.grade) FILTER (WHERE f.year < r.last_year) AS earlier_low
					FROM performance AS f
						 JOIN condition AS r ON f.year BETWEEN r.last_year - r.years AND r.last_year
						 CROSS JOIN LATERAL (SELECT array_position(r.ratings, lower(f.rating)) AS grade) AS g
					WHERE r.fact IS NULL AND (of_employee IS NULL OR f.employee_id = of_employee)
					GROUP BY f.employee_id, r.rule_id) AS c) AS n
	), place AS (
		SELECT p.post_id, f.rounding = 'teacher' AS is_teacher, u.is_special_region
		FROM post AS p
			 JOIN unit AS u ON u.unit_id = p.unit_id
			 JOIN job AS j ON j.job_id = p.job_id
			 JOIN job_family AS f ON f.job_family_id = j.job_family_id
	), person AS (
		SELECT t.employee_id, t.post_id, t.unit_since, t.retirement_age, e.kind, e.contract_end, e.discipline_until, e.study_until,
			   e.pinned_until, e.pinned_reason, coalesce(e.birth_date, nip_birth_date(e.nip)) AS birth_date, p.is_teacher, p.is_special_region,
			   ARRAY[
				t.post_since,
				CASE WHEN p.is_teacher AND NOT p.is_special_region THEN t.unit_since ELSE '-infinity' END,
				CASE WHEN p.is_special_region THEN '-infinity' ELSE t.unit_since END,
				coalesce(e.discipline_until, '-infinity'),
				coalesce(e.study_until, '-infinity'),
				coalesce(e.pinned_until, '-infinity'),
				CASE e.kind WHEN 'CPNS' THEN date 'infinity' ELSE '-infinity' END,
				known_retirement(e.birth_date, e.nip, t.retirement_age, as_of),
				CASE e.kind WHEN 'PPPK' THEN e.contract_end ELSE 'infinity' END] AS days
		FROM tenure(as_of, of_employee) AS t
			 JOIN place AS p ON p.post_id = t.post_id
			 JOIN employee AS e ON e.employee_id = t.employee_id
		OFFSET 0			-- once for each person, not for each of his rules
	), judged AS MATERIALIZED (
		SELECT p.*, c.rule_id, c.code, c.description, c.legal_basis, c.months, c.years, c.ratings[c.minimum] AS minimum,
			   c.last_year - coalesce(r.late, c.grace::int) AS rated_year, c.fact, c.pass_missing, v.met
		FROM person AS p
			 JOIN (rules_by_post(as_of, 'release') AS s JOIN condition AS c ON c.rule_id = s.rule_id)
				 ON s.post_id = p.post_id AND (s.employee_kind IS NULL OR s.employee_kind = p.kind)
			 LEFT JOIN rated AS r ON c.fact IS NULL AND r.rule_id = c.rule_id AND r.employee_id = p.employee_id
			 CROSS JOIN LATERAL (SELECT p.days[c.fact] BETWEEN c.first_day AND c.last_day OR c.unknown AS met) AS by_day
			 CROSS JOIN LATERAL (SELECT CASE WHEN c.fact IS NULL THEN r.met ELSE by_day.met END AS met) AS v
		WHERE NOT refusals_only
			  OR by_day.met IS NOT TRUE			-- by itself, so that the many whom no rule holds back go no further
				 AND (NOT v.met OR (v.met IS NULL AND NOT c.pass_missing))
	), shown AS (
		SELECT j.employee_id, j.rule_id, jsonb_object_agg(y.year, f.rating) AS ratings
		FROM judged AS j
			 CROSS JOIN LATERAL generate_series(j.rated_year - j.years + 1, j.rated_year) AS y(year)
			 LEFT JOIN performance AS f ON f.employee_id = j.employee_id AND f.year = y.year
		WHERE j.fact IS NULL
		GROUP BY j.employee_id, j.rule_id
	)
	SELECT j.employee_id, j.post_id, j.rule_id, j.code,
		   CASE WHEN j.met THEN 'met' WHEN NOT j.met THEN 'not met'
				WHEN j.pass_missing THEN 'met, data missing' ELSE 'data missing' END,
		   CASE j.code
			   WHEN 'MIN_TENURE' THEN jsonb_build_object('post_since', j.days[1], 'months', j.months,
				   'free_from', (j.days[1] + make_interval(months => j.months))::date)
			   WHEN 'TEACHER_TENURE' THEN jsonb_build_object('unit_since', j.unit_since, 'months', j.months,
				   'free_from', (j.unit_since + make_interval(months => j.months))::date,
				   'is_teacher', j.is_teacher, 'is_special_region', j.is_special_region)
			   WHEN 'DISCIPLINE' THEN jsonb_build_object('discipline_until', j.discipline_until)
			   WHEN 'STUDY' THEN jsonb_build_object('study_until', j.study_until)
			   WHEN 'PINNED' THEN jsonb_build_object('pinned_until', j.pinned_until, 'pinned_reason', j.pinned_reason)
			   WHEN 'CPNS' THEN jsonb_build_object('kind', j.kind)
			   WHEN 'RETIREMENT' THEN jsonb_build_object('birth_date', j.birth_date, 'retirement_age', j.retirement_age,
				   'retires', j.days[8], 'months', j.months)
			   WHEN 'PPPK_SAME_JOB' THEN jsonb_build_object('kind', j.kind, 'contract_end', j.contract_end, 'months', j.months)
			   WHEN 'PERFORMANCE' THEN jsonb_build_object('minimum', j.minimum, 'years', j.years, 'ratings', s.ratings)
			   ELSE '{}'
		   END,
		   j.description, j.legal_basis
	FROM judged AS j
		 LEFT JOIN shown AS s ON s.employee_id = j.employee_id AND s.rule_id = j.rule_id
$body$;
SET LOCAL check_function_bodies = on;

COMMENT ON FUNCTION release_verdicts(date, bigint, boolean) IS
'What each rule of release in force says about each employee with an assignment on a date: one row for each employee and rule that concerns him; part of release_check and explain_transfer.

verdict is met, not met, data missing (refused: a NULL in data names what is missing), or met, data missing (the row says "if_missing": "pass"). data holds the dates and numbers compared. of_employee NULL means everybody; refusals_only leaves out what is met. Codes that are not rules of release known here have no verdict. Works in the workspace on the search path.';

CREATE FUNCTION release_check(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (employee_id bigint, post_id bigint, may_leave boolean, blocked_by text[], reasons jsonb)
LANGUAGE plpgsql VOLATILE ROWS 100000
SET search_path = pg_catalog, pg_temp SET jit = off
SET enable_mergejoin = off		-- the planner takes the rules for one, and would sort everybody for each
AS $body$
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	RETURN QUERY
	SELECT a.employee_id, a.post_id, r.employee_id IS NULL, coalesce(r.codes, '{}'), coalesce(r.reasons, '{}')
	FROM assignment AS a
		 LEFT JOIN (
			SELECT v.employee_id, array_agg(v.code) AS codes,
				   jsonb_object_agg(v.code, jsonb_build_object(
					   'rule_id', v.rule_id, 'verdict', v.verdict, 'data', v.data,
					   'description', v.description, 'legal_basis', v.legal_basis)) AS reasons
			FROM (SELECT DISTINCT ON (w.employee_id, w.code) w.*	-- of two rows of one code that of the lower number
				  FROM release_verdicts(as_of, NULL, true) AS w
				  ORDER BY w.employee_id, w.code, w.rule_id) AS v
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
