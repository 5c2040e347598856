-- Signatures of the aggregates and scalars of workload, inequality and
-- identity: names, arguments, results, and what the planner may do with them.
BEGIN;
SELECT plan(61);

CREATE TEMPORARY TABLE expected (name text, arguments text, result text);
INSERT INTO expected VALUES
	('staffing_need', 'volume double precision, minutes double precision', 'double precision'),
	('staffing_need', 'volume double precision, minutes double precision, effective_minutes double precision', 'double precision'),
	('load_ratio', 'need double precision, staff double precision', 'double precision'),
	('coverage', 'staff double precision, need double precision', 'double precision'),
	('category_allowance_factor', 'share double precision', 'double precision'),
	('teacher_need', 'hours double precision, class_groups double precision', 'double precision'),
	('teacher_need', 'hours double precision, class_groups double precision, full_load double precision', 'double precision');
INSERT INTO expected
SELECT name, arguments, 'double precision'
FROM unnest('{gini,hoover,theil,mean_log_deviation,jain,coefficient_of_variation,peak_to_mean}'::text[]) AS name,
	 unnest('{"value double precision","value double precision, weight double precision"}'::text[]) AS arguments
UNION ALL VALUES
	('atkinson', 'value double precision, epsilon double precision', 'double precision'),
	('atkinson', 'value double precision, weight double precision, epsilon double precision', 'double precision');

SELECT set_eq($$
	SELECT p.proname::text, pg_get_function_arguments(p.oid), pg_get_function_result(p.oid)
	FROM pg_proc AS p WHERE p.pronamespace = 'asn_mutasi'::regnamespace AND p.prokind = 'a'
		 AND p.proname IN (SELECT name FROM expected)
$$, 'SELECT * FROM expected', 'aggregates have the arguments that are written in the reference');

-- The one-pass ones keep a float8[], which other servers can combine.
SELECT is(format_type(a.aggtranstype, NULL),
		  CASE WHEN p.proname IN ('gini', 'hoover') THEN 'internal' ELSE 'double precision[]' END,
		  p.proname || ': type of the state')
FROM pg_aggregate AS a JOIN pg_proc AS p ON p.oid = a.aggfnoid
WHERE p.pronamespace = 'asn_mutasi'::regnamespace AND p.proname IN (SELECT name FROM expected)
ORDER BY p.oid;
SELECT ok(a.aggfinalmodify = 'r' AND a.aggkind = 'n' AND p.proparallel = 's' AND p.provolatile = 'i',
		  p.proname || ': usable as window aggregate, parallel safe')
FROM pg_aggregate AS a JOIN pg_proc AS p ON p.oid = a.aggfnoid
WHERE p.pronamespace = 'asn_mutasi'::regnamespace AND p.proname IN (SELECT name FROM expected)
ORDER BY p.oid;

-- Scalars: immutable, strict, parallel safe.
SELECT ok(p.provolatile = 'i' AND p.proisstrict AND p.proparallel = 's', p.oid::regprocedure || ' is immutable, strict, parallel safe')
FROM pg_proc AS p
WHERE p.oid IN ('asn_mutasi.round_need(float8, text)'::regprocedure, 'asn_mutasi.efficiency_grade(float8)'::regprocedure,
				'asn_mutasi.teacher_range(float8, float8, float8)'::regprocedure, 'asn_mutasi.teacher_hours(float8, int, float8)'::regprocedure,
				'asn_mutasi.teacher_supply(int, int, int)'::regprocedure, 'asn_mutasi.retirement_date(date, int)'::regprocedure,
				'asn_mutasi.nip_is_valid(text)'::regprocedure, 'asn_mutasi.nip_birth_date(text)'::regprocedure,
				'asn_mutasi.nip_appointed(text)'::regprocedure, 'asn_mutasi.nip_sex(text)'::regprocedure, 'asn_mutasi.nip_kind(text)'::regprocedure)
ORDER BY p.oid;

-- Whatever type the columns have that converts to float8.
SELECT is(asn_mutasi.coverage(3::int, 2.5::numeric), 1.2::float8, 'coverage takes int and numeric');
SELECT is(asn_mutasi.gini(v), 0.25::float8, 'gini takes bigint') FROM unnest('{1, 3}'::bigint[]) AS v;
SELECT is(asn_mutasi.efficiency_grade(0.895), 'B', 'efficiency_grade takes numeric');

SELECT * FROM finish();
ROLLBACK;
