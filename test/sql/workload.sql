-- Needs, loads and coverage: published numbers, bad input, parallel plans.
SET search_path = asn_mutasi;
SET extra_float_digits = -2;

-- Perbup Lahat, job AJUDAN: hours of a task x volume, 1,250 hours a year.
CREATE TEMP TABLE ajudan (hours float8, volume float8);
INSERT INTO ajudan VALUES (60, 10), (60, 20), (10, 12), (30, 15), (60, 5), (30, 5);
SELECT staffing_need(volume, hours * 60) FROM ajudan;

-- ABK-Kes, registration (72,000 minutes) and the WISN manual (1,519 hours).
SELECT staffing_need(volume, minutes, 72000) FROM (VALUES (15800, 3), (45000, 5)) t (volume, minutes);
SELECT staffing_need(volume, minutes, 1519 * 60) FROM (VALUES (8000, 10), (4000, 20)) t (volume, minutes);

-- WISN end to end: category allowances 15 %, individual allowances of 600 hours.
WITH core AS (
	SELECT staffing_need(volume, minutes, 1519 * 60) AS need
	FROM (VALUES (8000, 10), (4000, 20)) t (volume, minutes)
), allowance AS (
	SELECT category_allowance_factor(share) AS factor FROM (VALUES (0.10), (0.05)) t (share)
)
SELECT need * factor AS with_categories, need * factor + 600 / 1519.0 AS required FROM core, allowance;
SELECT 3.783333333333333 * category_allowance_factor(share) AS registration FROM (VALUES (0.02), (0.02)) t (share);
SELECT category_allowance_factor(share) FROM (VALUES (NULL::float8), (0)) t (share);
SELECT category_allowance_factor(NULL);
SELECT category_allowance_factor(share) FROM (VALUES (0.7), (0.2), (0.1)) t (share);
\echo :LAST_ERROR_SQLSTATE
SELECT category_allowance_factor(15);

-- Pooled, not a mean of ratios; one is the inverse of the other.
SELECT load_ratio(need, staff), coverage(staff, need)
FROM (VALUES (2.256, 3), (10, 5), (0, 2)) t (need, staff);

-- A row with a NULL is left out as a whole; nothing left is NULL.
SELECT staffing_need(volume, minutes), load_ratio(volume, minutes), coverage(volume, minutes)
FROM (VALUES (75000, 2), (NULL, 5), (7, NULL)) t (volume, minutes);
SELECT staffing_need(NULL, 1), staffing_need(NULL, 1, 1), load_ratio(NULL, 1), coverage(1, NULL);
SELECT staffing_need(1, 1), load_ratio(1, 1) FROM ajudan WHERE false;

-- Work but no staff, staff but no need: no ratio.  No work is a need of 0.
SELECT load_ratio(3, 0), coverage(3, 0), load_ratio(0, 3), staffing_need(0, 10);


-- Whole persons.  teacher: 1.1, 1.6, 2.7, 2.9, 3.0 are the examples of the law.
SELECT need, round_need(need, 'half_up') AS half_up, round_need(need, 'ceil') AS ceil, round_need(need, 'wisn') AS wisn,
	   round_need(need, 'teacher') AS teacher, teacher_range(need) AS lawful,
	   round(teacher_hours(need, round_need(need, 'teacher'))::numeric, 1) AS hours
FROM unnest('{0, 0.01, 0.5, 1, 1.1, 1.11, 1.49999, 1.5, 1.6, 1.6666, 1.67, 1.99, 2, 2.2, 2.21, 2.256, 2.7, 2.9, 3, 3.3, 3.31, 10.9, 11, 11.1, 12.15}'::float8[]) AS need;
-- Noise of floating point is none: sums of tenths that miss a whole number.
SELECT sum(x) AS need, sum(x) > 3 AS above, round_need(sum(x), 'ceil') AS ceil, round_need(sum(x), 'wisn') AS wisn
FROM unnest('{1.1, 1.9000000000000004}'::float8[]) AS x;
SELECT round_need(0.1 * 3 * 10 - 1e-15, 'teacher') AS teacher, round_need(2.4999999999999996::float8, 'half_up') AS half_up;
-- The lawful range, from its definition: 24 to 40 hours each, below one need one.
SELECT count(*) AS needs, bool_and(teacher_range(k / 100.0) =
	(SELECT CASE WHEN count(*) = 0 THEN 'empty' ELSE int4range(min(n), max(n), '[]') END
	 FROM generate_series(1, 40) AS n WHERE 24 * k <= 40 * 100 * n AND (k >= 100 * n OR n = 1))) AS as_defined
FROM generate_series(1, 3000) AS k;
SELECT round_need(NULL, 'ceil'), round_need(1, NULL), efficiency_grade(NULL), teacher_range(NULL);
SELECT round_need(1, 'floor');
\echo :LAST_ERROR_SQLSTATE
SELECT round_need(-0.1, 'ceil');
\echo :LAST_ERROR_SQLSTATE
SELECT round_need('NaN', 'ceil');
\echo :LAST_ERROR_SQLSTATE
SELECT round_need(3e9, 'ceil');
\echo :LAST_ERROR_SQLSTATE

-- Grades, after rounding half up to two decimals.
SELECT ratio, efficiency_grade(ratio)
FROM unnest('{0, 0.4949, 0.495, 0.5, 0.694, 0.695, 0.7, 0.752, 0.894999, 0.895, 0.9, 1, 1.004, 1.005, 1.01, 7}'::float8[]) AS ratio;
-- The same as numeric does, on every thousandth.
SELECT count(*) AS ratios, bool_and(efficiency_grade(k / 1000.0) = CASE WHEN r > 1 THEN 'A' WHEN r >= 0.9 THEN 'B' WHEN r >= 0.7 THEN 'C' WHEN r >= 0.5 THEN 'D' ELSE 'E' END) AS same
FROM generate_series(0, 2000) AS k, LATERAL (SELECT round(k / 1000.0, 2) AS r) AS rounded;
SELECT efficiency_grade('Infinity');

-- Teachers: hours a week x class groups of each grade; two thresholds.
SELECT teacher_need(hours, class_groups) AS need, teacher_need(hours, class_groups, 18) AS at_18_hours
FROM (VALUES (5, 4), (5, 4), (4, 3)) AS t (hours, class_groups);
SELECT school, teacher_supply(teachers, class_groups, 6)
FROM (VALUES ('SDN Pulau Pari 02', 6, 6), ('SDN Pulau Panggang 01', 8, 9), ('SDN Pulau Kelapa 02', 12, 9), ('none', 6, 5)) AS t (school, class_groups, teachers);

-- Bad input names the argument and the aggregate.
SELECT load_ratio(-1, 2);
SELECT coverage(1, 'NaN');
SELECT staffing_need(volume, minutes, 75000) FROM (VALUES (1, 1::float8), (2, '-Infinity')) t (volume, minutes);
SELECT staffing_need(1, 1, effective) FROM (VALUES (72000), (75000)) t (effective);
SELECT staffing_need(1, 1, 0);

-- States from users are checked.
SELECT staffing_need_accum('{1,0,0,0}', 2, 3), ratio_combine('{1,1,0,2,0}', '{1,3,0,4,0}');
SELECT staffing_need_accum('{1,0,0}', 2, 3);
\echo :LAST_ERROR_SQLSTATE
SELECT quotient_combine('{1,75000,1,0}', '{2,75000,1,0}');
SELECT quotient_combine('{1,75000,1,0}', '{1,72000,1,0}');
\echo :LAST_ERROR_SQLSTATE
SELECT ratio_final('{1,1,0,NaN,0}');
SELECT ratio_final('{{1,1,0},{0,0,0}}');

-- Every aggregate and support function says what it is.
SELECT p.oid::regprocedure AS uncommented
FROM pg_aggregate AS a CROSS JOIN LATERAL unnest(ARRAY[aggfnoid, aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn]) AS f (oid)
JOIN pg_proc AS p ON p.oid = f.oid
WHERE a.aggfnoid::oid IN (SELECT objid FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid AND d.deptype = 'e' AND e.extname = 'asn_mutasi')
AND obj_description(p.oid) IS NULL;
