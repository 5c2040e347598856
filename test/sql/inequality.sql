-- Inequality of loads: published numbers, definitions, bad input, parallel plans.
SET search_path = asn_mutasi;
SET extra_float_digits = 0;

SELECT hoover(value) FROM unnest('{10, 20, 30, 40, 50}'::float8[]) value;
SELECT hoover(value, weight) FROM (VALUES (10, 3), (20, 1), (30, 1)) t (value, weight);
