-- Needs, loads and coverage: published numbers, bad input, parallel plans.
SET search_path = asn_mutasi;
SET extra_float_digits = 0;

-- Perbup Lahat, job AJUDAN: hours of a task x volume, 1,250 hours a year.
CREATE TEMP TABLE ajudan (hours float8, volume float8);
INSERT INTO ajudan VALUES (60, 10), (60, 20), (10, 12), (30, 15), (60, 5), (30, 5);
SELECT staffing_need(volume, hours * 60) FROM ajudan;

-- ABK-Kes, registration (72,000 minutes) and the WISN manual (1,519 hours).
SELECT staffing_need(volume, minutes, 72000) FROM (VALUES (15800, 3), (45000, 5)) t (volume, minutes);
SELECT staffing_need(volume, minutes, 1519 * 60) FROM (VALUES (8000, 10), (4000, 20)) t (volume, minutes);

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


-- Bad input names the argument and the aggregate.
SELECT load_ratio(-1, 2);
SELECT coverage(1, 'NaN');
SELECT staffing_need(volume, minutes, 75000) FROM (VALUES (1, 1::float8), (2, '-Infinity')) t (volume, minutes);
SELECT staffing_need(1, 1, effective) FROM (VALUES (72000), (75000)) t (effective);
SELECT staffing_need(1, 1, 0);
