-- theil_decomposition against its definition written out in SQL, on random data:
-- parts, totals, weights as frequencies, group names of any type.
BEGIN;
SELECT plan(15);
SET LOCAL search_path = public, asn_mutasi;
SELECT setseed(0.42);

CREATE FUNCTION agree(a float8, b float8, tolerance float8 = 1e-12) RETURNS boolean LANGUAGE sql
RETURN a IS NOT DISTINCT FROM b OR abs(a - b) <= tolerance * greatest(abs(a), abs(b), 1e-3);

-- 40 groups of different sizes and levels, one of zeros; that without a name is '' here
-- and NULL in the query.
CREATE TABLE load AS
SELECT CASE g WHEN 13 THEN '' ELSE 'group ' || g END AS g,
	   CASE g WHEN 7 THEN 0 ELSE exp(3 * random()) * (1 + g % 5) END AS v,
	   1 + floor(4 * random()) AS w
FROM generate_series(1, 40) AS g, generate_series(1, 1 + g * g / 4) AS i;

-- The textbook's formulas, of amounts and their shares.
CREATE TEMP VIEW definition AS
WITH mean AS (
	SELECT g, sum(w) AS w, sum(w * v) / sum(w) AS m FROM load GROUP BY g
), whole AS (
	SELECT sum(w) AS w, sum(w * v) / sum(w) AS m FROM load
), theil AS (
	SELECT g, sum(l.w / mean.w * (v / m) * ln(v / m)) AS t
	FROM load AS l JOIN mean USING (g) WHERE v > 0 GROUP BY g
), parts AS (
	SELECT g AS group_name, mean.w / whole.w AS weight_share, mean.m AS mean, t AS theil,
		   coalesce(mean.w * mean.m / (whole.w * whole.m) * t, 0) AS within_part,
		   CASE mean.m WHEN 0 THEN 0
		   ELSE mean.w * mean.m / (whole.w * whole.m) * ln(mean.m / whole.m) END AS between_part
	FROM mean CROSS JOIN whole LEFT JOIN theil USING (g)
)
SELECT *, within_part + between_part AS contribution FROM parts;

CREATE TEMP TABLE answer AS
SELECT row_number() OVER () AS place, coalesce(group_name, '') AS name, d.*
FROM theil_decomposition('SELECT nullif(g, '''') AS group_name, v AS value, w AS weight FROM load') AS d;

SELECT is(count(*), 40::bigint, 'one row for each group, that without a name and that of zeros too') FROM answer;
SELECT is_empty($$
	SELECT a.group_name, a.*, d.*
	FROM answer AS a FULL JOIN definition AS d ON a.name = d.group_name
	WHERE NOT coalesce(agree(a.weight_share, d.weight_share) AND agree(a.mean, d.mean) AND agree(a.theil, d.theil)
					   AND agree(a.within_part, d.within_part) AND agree(a.between_part, d.between_part)
					   AND agree(a.contribution, d.contribution), false)
$$, 'every column is what its definition says');
SELECT is_empty($$
	SELECT * FROM answer AS a JOIN (SELECT g, theil(v, w) FROM load GROUP BY g) AS l ON l.g = a.name
	WHERE a.theil IS DISTINCT FROM l.theil AND NOT agree(a.theil, l.theil, 1e-14)
$$, 'theil is that of the aggregate');
SELECT ok(agree(sum(contribution), (SELECT theil(v, w) FROM load), 1e-13), 'the contributions add up to theil') FROM answer;
SELECT ok(agree(sum(weight_share), 1, 1e-14), 'the weight shares add up to 1') FROM answer;
SELECT ok(sum(between_part) > 0 AND bool_and(within_part >= 0), 'no index is below zero') FROM answer;
SELECT results_eq('SELECT place FROM answer ORDER BY contribution DESC, group_name', 'SELECT place FROM answer ORDER BY place',
				  'the largest contribution comes first');

SELECT is_empty($$
	SELECT * FROM answer AS a JOIN theil_decomposition(
		'SELECT g AS group_name, v AS value FROM load, generate_series(1, w::int)') AS r ON r.group_name = a.name
	WHERE NOT (agree(a.weight_share, r.weight_share) AND agree(a.mean, r.mean) AND coalesce(agree(a.theil, r.theil), a.theil IS NULL)
			   AND agree(a.contribution, r.contribution))
$$, 'a weight is so many rows; without weights each row is one');

-- Workers hand their rows over in any order.
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
ANALYZE load;
SELECT is_empty($$
	SELECT * FROM answer AS a JOIN theil_decomposition(
		'SELECT nullif(g, '''') AS group_name, v AS value, w AS weight FROM load') AS r ON r.group_name = a.name
	WHERE a.theil IS DISTINCT FROM r.theil AND NOT agree(a.theil, r.theil, 1e-14) OR NOT agree(a.contribution, r.contribution, 1e-14)
$$, 'the order of the rows does not matter');

-- Levels that differ in their last digits: the contributions cancel to 1e-19 of
-- them, which a difference of logarithms would lose.
SELECT ok(agree(sum(contribution) * 1e18, (SELECT theil(1 + i * 1e-9::float8) FROM generate_series(1, 4) AS i) * 1e18, 1e-6),
		  'the parts of nearly equal loads still add up')
FROM theil_decomposition('SELECT i AS group_name, 1 + i * 1e-9::float8 AS value FROM generate_series(1, 4) AS i');

-- One group for all, and one for each row.
SELECT ok(within_part = contribution AND between_part = 0 AND agree(theil, (SELECT theil(v, w) FROM load)), 'one group: all lies inside')
FROM theil_decomposition('SELECT 1 AS group_name, v AS value, w AS weight FROM load');
SELECT ok(count(*) = 20000 AND sum(within_part) = 0
		  AND agree(sum(between_part), (SELECT theil(i) FROM generate_series(1, 20000) AS i)), 'a group for each row: all lies between')
FROM theil_decomposition('SELECT i AS group_name, i AS value FROM generate_series(1, 20000) AS i');

-- Names are what a cast to text gives, whatever their type.
SELECT results_eq(format('SELECT group_name FROM theil_decomposition(%L)', 'SELECT ' || expression || ' AS group_name, 1 AS value'),
				  format('SELECT (%s)::text', expression), 'name: ' || expression)
FROM unnest('{true,''x''::char(5),"row(1,NULL)"}'::text[]) AS expression;

SELECT * FROM finish();
ROLLBACK;
