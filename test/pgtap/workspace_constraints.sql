-- Every constraint of a workspace, named by the catalog: keys, references and
-- required columns by rule, each check by values just inside and just outside it,
-- which a table here gives.  A constraint that is added without a line there makes
-- the first test fail.
\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
SELECT plan(8);

SELECT asn_mutasi.create_workspace('desk') \g /dev/null
SET search_path = public, pg_catalog, pg_temp;

-- A sound row of each table, in an order in which they can be inserted, and what
-- makes another sound one of it.
CREATE TABLE public.sound (number int GENERATED ALWAYS AS IDENTITY, relation text, sound jsonb, other jsonb);
INSERT INTO sound (relation, sound, other) VALUES
	('unit', '{"unit_id": 1, "name": "dinas", "is_special_region": false}', '{"unit_id": 3}'),
	('unit', '{"unit_id": 2, "name": "badan"}', '{"unit_id": 3}'),
	('job_family', '{"job_family_id": 1, "name": "umum", "effective_minutes": 75000, "rounding": "ceil"}', '{"job_family_id": 2}'),
	('job', '{"job_id": 1, "job_family_id": 1, "name": "analis", "rank_min": 5, "rank_max": 9, "retirement_age": 58}', '{"job_id": 2}'),
	('job', '{"job_id": 3, "job_family_id": 1, "name": "juru"}', '{"job_id": 2}'),
	('post', '{"post_id": 1, "unit_id": 1, "job_id": 1}', '{"post_id": 2, "unit_id": 2}'),
	('post', '{"post_id": 3, "unit_id": 1, "job_id": 3}', '{"post_id": 2, "unit_id": 2}'),
	('task', '{"task_id": 1, "post_id": 1, "name": "surat", "kind": "workload", "volume": 1, "minutes": 1, "period": "(,)"}', '{"task_id": 2}'),
	('need_adjustment', '{"need_adjustment_id": 1, "post_id": 1, "factor": 1, "period": "(,)", "reason": "banjir"}', '{"need_adjustment_id": 2}'),
	('employee', '{"employee_id": 1, "nip": "1", "kind": "PNS"}', '{"employee_id": 5, "nip": "5"}'),
	('employee', '{"employee_id": 2, "nip": "2", "kind": "PNS"}', '{"employee_id": 5, "nip": "5"}'),
	('employee', '{"employee_id": 3, "nip": "3", "kind": "PNS"}', '{"employee_id": 5, "nip": "5"}'),
	('assignment', '{"assignment_id": 1, "employee_id": 1, "post_id": 1, "period": "[2026-01-01,2026-02-01)", "kind": "permanent"}', '{"assignment_id": 2, "employee_id": 2}'),
	('kinship', '{"employee_id": 1, "kin_id": 2, "relation": "anak"}', '{"employee_id": 2, "kin_id": 3}'),
	('skill', '{"skill_id": 1, "name": "arsip", "kind": "skill"}', '{"skill_id": 3}'),
	('skill', '{"skill_id": 2, "name": "selam", "kind": "skill"}', '{"skill_id": 3}'),
	('employee_skill', '{"employee_id": 1, "skill_id": 1, "period": "(,)"}', '{"skill_id": 2}'),
	('job_skill', '{"job_id": 1, "skill_id": 1, "is_essential": true}', '{"skill_id": 2}'),
	('preference', '{"preference_id": 1, "employee_id": 1, "post_id": 1, "strength": 1, "period": "(,)"}', '{"preference_id": 2}'),
	('performance', '{"employee_id": 1, "year": 2025, "rating": "baik"}', '{"employee_id": 2}'),
	('rule', '{"rule_id": 1001, "code": "STUDY", "stage": "release", "parameters": {}, "period": "(,)", "description": "x", "legal_basis": "x"}', '{"rule_id": 1002}'),
	('setting', '{"name": "x", "value": "1", "description": "x"}', '{"name": "y"}'),
	('complaint', '{"complaint_id": 1, "unit_id": 1, "received_on": "2026-01-02"}', '{"complaint_id": 2}'),
	('plan', '{"plan_id": 1, "created_at": "2026-01-01", "created_by": "x", "as_of": "2026-01-01", "status": "draft", "move_cost": 0, "solver_status": "optimal",
			   "posts": 0, "employees": 0, "candidates": 0, "moves": 0, "imbalance_before": 0, "imbalance_after": 0, "cost": 0, "objective_before": 0,
			   "objective_after": 0, "lower_bound": 0, "read_ms": 0, "solve_ms": 0, "proof": [], "settings": {}}', '{"plan_id": 2}'),
	('plan_transfer', '{"plan_id": 1, "chain": 1, "step": 1, "employee_id": 1, "to_post": 1, "cost": 0, "cost_parts": {}, "reason_indonesian": "", "reason_english": ""}',
	 '{"chain": 3, "employee_id": 3}'),
	('plan_transfer', '{"plan_id": 1, "chain": 2, "step": 1, "employee_id": 2, "to_post": 1, "cost": 0, "cost_parts": {}, "reason_indonesian": "", "reason_english": ""}',
	 '{"chain": 3, "employee_id": 3}'),
	('plan_post', '{"plan_id": 1, "post_id": 1, "need": 1, "staff_before": 1, "staff_after": 2}', '{"post_id": 3}'),
	('response', '{"plan_id": 1, "employee_id": 1, "answer": "accepted", "answered_at": "2026-01-01"}', '{"employee_id": 2}'),
	('briefing', '{"briefing_id": 1, "employee_id": 1, "held_on": "2026-01-01", "outcome": "welcomed"}', '{"briefing_id": 2}'),
	('workload_snapshot', '{"as_of": "2026-01-01", "post_id": 1, "need": 1, "staff": 1}', '{"as_of": "2026-01-02"}'),
	('refresh_run', '{"refresh_run_id": 1, "started_at": "2026-01-01", "status": "running", "steps": []}', '{"refresh_run_id": 2}'),
	('audit_log', '{"audit_log_id": 1, "happened_at": "2026-01-01", "actor": "x", "action": "x", "relation": "x", "key": "x", "detail": {}}', '{"audit_log_id": 2}');

-- Values that a check just lets in, and that it just keeps out.
CREATE TABLE public.limits (constraint_name text, inside jsonb, outside jsonb);
INSERT INTO limits VALUES
	('assignment_kind_check', '{"kind": "temporary"}', '{"kind": "acting"}'),
	('assignment_no_overlap', '{"employee_id": 1, "period": "[2026-02-01,2026-02-02)"}', '{"employee_id": 1, "period": "[2026-01-31,2026-02-02)"}'),
	('assignment_period_check', '{"period": "[-infinity,)"}', '{"period": "(,2026-01-01)"}'),
	('assignment_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('briefing_outcome_check', '{"outcome": "resisted"}', '{"outcome": "refused"}'),
	('complaint_check', '{"resolved_on": "2026-01-02"}', '{"resolved_on": "2026-01-01"}'),
	('employee_check', '{"pinned_until": "2026-01-01", "pinned_reason": "x"}', '{"pinned_until": "2026-01-01"}'),
	('employee_home_lat_check', '{"home_lat": -90}', '{"home_lat": -90.001}'), ('employee_home_lat_check', '{"home_lat": 90}', '{"home_lat": 90.001}'),
	('employee_home_lon_check', '{"home_lon": -180}', '{"home_lon": -180.001}'), ('employee_home_lon_check', '{"home_lon": 180}', '{"home_lon": "NaN"}'),
	('employee_kind_check', '{"kind": "PPPK"}', '{"kind": "pppk"}'),
	('employee_rank_check', '{"rank": 1}', '{"rank": 0}'), ('employee_rank_check', '{"rank": 17}', '{"rank": 18}'),
	('employee_skill_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('job_check', '{"rank_min": 9}', '{"rank_min": 10}'),
	('job_family_effective_minutes_check', '{"effective_minutes": 0.001}', '{"effective_minutes": 0}'),
	('job_family_effective_minutes_check', '{"effective_minutes": 527040}', '{"effective_minutes": 527041}'),
	('job_family_rounding_check', '{"rounding": "teacher"}', '{"rounding": "floor"}'),
	('job_rank_max_check', '{"rank_max": 17}', '{"rank_max": 18}'),
	('job_rank_min_check', '{"rank_min": 1}', '{"rank_min": 0}'),
	('job_retirement_age_check', '{"retirement_age": 40}', '{"retirement_age": 39}'), ('job_retirement_age_check', '{"retirement_age": 80}', '{"retirement_age": 81}'),
	('kinship_check', '{"employee_id": 3, "kin_id": 2}', '{"employee_id": 3, "kin_id": 3}'),
	('need_adjustment_check', '{"post_id": null, "unit_id": 1}', '{"unit_id": 1}'),
	('need_adjustment_check1', '{"factor": null, "persons": 1}', '{"persons": 1}'),
	('need_adjustment_check2', '{"post_id": null, "unit_id": 1, "factor": 2}', '{"post_id": null, "unit_id": 1, "factor": null, "persons": 1}'),
	('need_adjustment_factor_check', '{"factor": 0}', '{"factor": -0.001}'), ('need_adjustment_factor_check', '{"factor": 1e300}', '{"factor": "NaN"}'),
	('need_adjustment_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('need_adjustment_persons_check', '{"factor": null, "persons": -1e300}', '{"factor": null, "persons": "-Infinity"}'),
	('need_adjustment_persons_check', '{"factor": null, "persons": 1e300}', '{"factor": null, "persons": "Infinity"}'),
	('performance_rating_check', '{"rating": "sangat kurang"}', '{"rating": "Baik"}'),
	('performance_year_check', '{"year": 1950}', '{"year": 1949}'), ('performance_year_check', '{"year": 2200}', '{"year": 2201}'),
	('plan_solver_status_check', '{"solver_status": "feasible"}', '{"solver_status": "unknown"}'),
	('plan_status_check', '{"status": "cancelled"}', '{"status": "done"}'),
	('post_check', '{"min_staff": 2, "max_staff": 2}', '{"min_staff": 3, "max_staff": 2}'),
	('post_max_in_check', '{"max_in": 0}', '{"max_in": -1}'), ('post_max_out_check', '{"max_out": 0}', '{"max_out": -1}'),
	('post_max_staff_check', '{"max_staff": 0}', '{"max_staff": -1}'), ('post_min_staff_check', '{"min_staff": 0}', '{"min_staff": -1}'),
	('preference_check', '{"post_id": null, "unit_id": 1}', '{"unit_id": 1}'),
	('preference_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('preference_strength_check', '{"strength": -1}', '{"strength": -1.001}'), ('preference_strength_check', '{"strength": 1}', '{"strength": 1.001}'),
	('refresh_run_status_check', '{"status": "published"}', '{"status": "done"}'),
	('response_answer_check', '{"answer": "accepted"}', '{"answer": "silent"}'),
	('response_check', '{"answer": "objected", "reason": "jauh"}', '{"answer": "objected"}'),
	('rule_code_check', '{"code": "A_1"}', '{"code": "1A"}'), ('rule_code_check', '{"code": "A"}', '{"code": "a"}'),
	('rule_employee_kind_check', '{"employee_kind": "CPNS"}', '{"employee_kind": "TNI"}'),
	('rule_parameters_check', '{"parameters": {"months": 1}}', '{"parameters": [1]}'),
	('rule_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('rule_stage_check', '{"stage": "benefit"}', '{"stage": "planning"}'),
	('skill_kind_check', '{"kind": "education"}', '{"kind": "degree"}'),
	('skill_learning_days_check', '{"learning_days": 0}', '{"learning_days": -0.001}'), ('skill_learning_days_check', '{"learning_days": 1e300}', '{"learning_days": "Infinity"}'),
	('task_check', '{"kind": "ratio", "minutes": null, "per_person": 1}', '{"kind": "ratio"}'),
	('task_check', '{"kind": "category_allowance", "volume": null, "minutes": null, "share": 0.1}', '{"kind": "category_allowance", "share": 0.1}'),
	('task_check', '{"kind": "individual_allowance"}', '{"kind": "individual_allowance", "share": 0.1}'),
	('task_check', '{"kind": "workload"}', '{"kind": "work"}'),
	('task_minutes_check', '{"minutes": 0}', '{"minutes": -0.001}'), ('task_minutes_check', '{"minutes": 1e300}', '{"minutes": "Infinity"}'),
	('task_per_person_check', '{"kind": "ratio", "minutes": null, "per_person": 1e-300}', '{"kind": "ratio", "minutes": null, "per_person": 0}'),
	('task_period_check', '{"period": "[2026-01-01,2026-01-02)"}', '{"period": "empty"}'),
	('task_share_check', '{"kind": "category_allowance", "volume": null, "minutes": null, "share": 0}', '{"kind": "category_allowance", "volume": null, "minutes": null, "share": -0.001}'),
	('task_share_check', '{"kind": "category_allowance", "volume": null, "minutes": null, "share": 0.999}', '{"kind": "category_allowance", "volume": null, "minutes": null, "share": 1}'),
	('task_volume_check', '{"volume": 0}', '{"volume": -0.001}'), ('task_volume_check', '{"volume": 1e300}', '{"volume": "Infinity"}'),
	('unit_check', '{"parent_id": 2}', '{"parent_id": 3}'),
	('unit_lat_check', '{"lat": -90}', '{"lat": -90.001}'), ('unit_lat_check', '{"lat": 90}', '{"lat": "NaN"}'),
	('unit_lon_check', '{"lon": -180}', '{"lon": -180.001}'), ('unit_lon_check', '{"lon": 180}', '{"lon": 180.001}');

-- What the catalog knows: each constraint and required column, and its columns.
CREATE TABLE public.known AS
	SELECT r.relname::text AS relation, c.conname::text AS name, c.contype::text AS kind,
		   ARRAY(SELECT a.attname::text FROM unnest(c.conkey) AS k (number) JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum = k.number) AS columns
	FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
	WHERE c.connamespace = 'desk'::regnamespace AND c.contype <> 'n'
	UNION ALL
	SELECT r.relname, a.attname, 'n', ARRAY[a.attname::text]
	FROM pg_attribute AS a JOIN pg_class AS r ON r.oid = a.attrelid
	WHERE r.relnamespace = 'desk'::regnamespace AND r.relkind = 'r' AND a.attnum > 0 AND a.attnotnull;

-- What becomes of a row: accepted, or the constraint or column that refuses it.
CREATE FUNCTION public.insert_row(relation text, new_row jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('INSERT INTO desk.%1$I (%2$s) SELECT %2$s FROM jsonb_populate_record(NULL::desk.%1$I, $1)', relation,
				   (SELECT string_agg(quote_ident(k), ', ') FROM jsonb_object_keys(new_row) AS k)) USING new_row;
END $$;
CREATE FUNCTION public.outcome(relation text, new_row jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	refused_by text;
	refused_for text;
BEGIN
	PERFORM public.insert_row(relation, new_row);
	RAISE EXCEPTION USING ERRCODE = 'ZZ001';
EXCEPTION
	WHEN SQLSTATE 'ZZ001' THEN RETURN 'accepted';
	WHEN integrity_constraint_violation THEN
		GET STACKED DIAGNOSTICS refused_by = CONSTRAINT_NAME, refused_for = COLUMN_NAME;
		RETURN coalesce(nullif(refused_by, ''), refused_for);
END $$;
CREATE VIEW public.fresh AS
	SELECT DISTINCT ON (relation) relation, sound, sound || other AS fresh FROM sound ORDER BY relation, number;

SELECT set_eq('SELECT constraint_name FROM limits', $$SELECT name FROM known WHERE kind IN ('c', 'x')$$, 'every check has its limits here, and every line its check');
SELECT set_eq('SELECT relation FROM sound', 'SELECT relation FROM known', 'every table has its sound row here');
SELECT lives_ok('SELECT insert_row(relation, sound) FROM (SELECT * FROM sound ORDER BY number) AS s', 'sound rows are accepted');
SELECT is_empty($$SELECT relation, o FROM fresh, outcome(relation, fresh) AS o WHERE o <> 'accepted'$$, 'and so is another one of each');

SELECT is_empty($$
	SELECT l.*, i, o FROM limits AS l JOIN known AS k ON k.name = l.constraint_name JOIN fresh AS f ON f.relation = k.relation,
		 outcome(f.relation, f.fresh || l.inside) AS i, outcome(f.relation, f.fresh || l.outside) AS o
	WHERE i <> 'accepted' OR o <> l.constraint_name$$, 'each check lets in what lies just inside it, and keeps out what lies just outside');

-- The keys of the first row for the second one.
SELECT is_empty($$
	SELECT k.relation, k.name, o
	FROM known AS k JOIN fresh AS f ON f.relation = k.relation
		 CROSS JOIN LATERAL (SELECT jsonb_object_agg(c, f.sound -> c) AS same FROM unnest(k.columns) AS c) AS s,
		 outcome(f.relation, f.fresh || s.same) AS o
	WHERE k.kind IN ('p', 'u') AND o <> k.name$$, 'no key is taken twice');
SELECT is_empty($$
	SELECT k.relation, k.name, o
	FROM known AS k JOIN fresh AS f ON f.relation = k.relation
		 CROSS JOIN LATERAL (SELECT jsonb_object_agg(c, 999) AS nowhere FROM unnest(k.columns) AS c) AS s,
		 outcome(f.relation, f.fresh || CASE WHEN k.columns = '{unit_id}' AND f.fresh ? 'post_id' AND k.relation <> 'post' THEN '{"post_id": null}'::jsonb ELSE '{}' END || s.nowhere) AS o
	WHERE k.kind = 'f' AND o <> k.name$$, 'no reference leads nowhere');
SELECT is_empty($$
	SELECT k.relation, k.name, o FROM known AS k JOIN fresh AS f ON f.relation = k.relation, outcome(f.relation, f.fresh || jsonb_build_object(k.name, NULL)) AS o
	WHERE k.kind = 'n' AND o <> k.name$$, 'no required column stays empty');

SELECT * FROM finish();
ROLLBACK;
