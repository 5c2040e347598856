-- Inequality of loads: published numbers, definitions, bad input, parallel plans.
SET search_path = asn_mutasi, public;

CREATE FUNCTION agree(a float8, b float8, tolerance float8 = 1e-12) RETURNS boolean LANGUAGE sql
RETURN a IS NOT DISTINCT FROM b OR abs(a - b) <= tolerance * greatest(abs(a), abs(b));

-- Published values (PySAL for the first).
SELECT round(gini(v)::numeric, 7) AS gini, round(theil(v)::numeric, 7) AS theil,
	   round(mean_log_deviation(v)::numeric, 7) AS mld, round(hoover(v)::numeric, 7) AS hoover,
	   round(coefficient_of_variation(v)::numeric, 7) AS cv, round(jain(v)::numeric, 7) AS jain,
	   round(atkinson(v, 0.5)::numeric, 7) AS atkinson_05, round(atkinson(v, 1)::numeric, 7) AS atkinson_1,
	   round(peak_to_mean(v)::numeric, 7) AS peak
FROM unnest('{10, 20, 30, 40, 50}'::float8[]) AS v;
SELECT round(gini(v, w)::numeric, 7) AS gini, round(theil(v, w)::numeric, 7) AS theil,
	   round(hoover(v, w)::numeric, 7) AS hoover, round(coefficient_of_variation(v, w)::numeric, 7) AS cv,
	   round(jain(v, w)::numeric, 7) AS jain, round(peak_to_mean(v, w)::numeric, 7) AS peak
FROM (VALUES (10, 3), (20, 1), (30, 1)) AS t (v, w);
SELECT round(gini(v)::numeric, 7) FROM unnest('{400, 100, 300, 200, 500}'::float8[]) AS v;
SELECT round(gini(v)::numeric, 10) FROM unnest('{1, 1, 1, 1, 1, 1, 1, 1, 1, 10000}'::float8[]) AS v;
-- Two sets of loads that variance, Gini and Jain cannot tell apart.
SELECT agree(gini(a), gini(b)) AS gini, agree(jain(a), jain(b)) AS jain, agree(theil(a), theil(b)) AS theil
FROM unnest('{5, 5, 2, 2, 1}'::float8[], '{6, 3, 3, 2, 1}'::float8[]) AS t (a, b);

-- ----------------------------------------------------------------------
-- Against the formulas, written out slowly, on random data: n values with
-- weights 1 to 5, some of them equal, some far apart.
-- ----------------------------------------------------------------------
CREATE TABLE sample AS
SELECT n, kind, i,
	   CASE kind
	   WHEN 'spread' THEN 0.01 + 1000 * u * u * u
	   WHEN 'ties' THEN 1 + floor(u * 4)
	   WHEN 'tail' THEN exp(12 * u) END AS v,
	   1 + floor(5 * u2) AS w
FROM unnest('{1, 2, 3, 4, 7, 20, 100, 300}'::int[]) AS n,
	 unnest('{spread,ties,tail}'::text[]) AS kind,
	 generate_series(1, n) AS i,
	 LATERAL (SELECT ('x' || substr(md5(kind || n || ':' || i), 1, 8))::bit(32)::bigint / 4294967296.0::float8 AS u,
					 ('x' || substr(md5(kind || n || ':' || i), 9, 8))::bit(32)::bigint / 4294967296.0::float8 AS u2) AS random;

CREATE VIEW definition AS
WITH m AS (
	SELECT n, kind, sum(w) AS w, sum(w * v) / sum(w) AS m, max(v) AS peak FROM sample GROUP BY n, kind
), sums AS (
	SELECT n, kind, m.w AS total, m.m AS mean, peak,
		   sum(s.w / m.w * v / m.m * ln(v / m.m)) AS theil,
		   sum(s.w / m.w * ln(m.m / v)) AS mld,
		   sum(s.w / m.w * abs(v / m.m - 1)) / 2 AS hoover,
		   sqrt(sum(s.w / m.w * (v / m.m - 1) ^ 2)) AS cv,
		   sum(s.w * v) ^ 2 / (m.w * sum(s.w * v * v)) AS jain,
		   1 - sum(s.w / m.w * v ^ 0.5) ^ 2 / m.m AS atkinson_05,
		   1 - sum(s.w / m.w * v ^ 0.3) ^ (1 / 0.3) / m.m AS atkinson_07,
		   1 - exp(sum(s.w / m.w * ln(v))) / m.m AS atkinson_1,
		   1 - sum(s.w / m.w * v ^ (-0.5)) ^ (-2) / m.m AS atkinson_15,
		   1 - (1 / sum(s.w / m.w / v)) / m.m AS atkinson_2,
		   1 - sum(s.w / m.w * v ^ (-2)) ^ (-0.5) / m.m AS atkinson_3
	FROM sample AS s JOIN m USING (n, kind) GROUP BY n, kind, m.w, m.m, peak
), pairs AS (
	SELECT n, kind, sum(a.w * b.w * abs(a.v - b.v)) AS pairs
	FROM sample AS a JOIN sample AS b USING (n, kind) GROUP BY n, kind
)
SELECT *, pairs / (2 * total ^ 2 * mean) AS gini, peak / mean AS peak_to_mean FROM sums JOIN pairs USING (n, kind);

CREATE VIEW computed AS
SELECT n, kind, gini(v, w), hoover(v, w), theil(v, w), mean_log_deviation(v, w) AS mld,
	   coefficient_of_variation(v, w) AS cv, jain(v, w), peak_to_mean(v, w),
	   atkinson(v, w, 0.5) AS atkinson_05, atkinson(v, w, 0.7) AS atkinson_07, atkinson(v, w, 1) AS atkinson_1,
	   atkinson(v, w, 1.5) AS atkinson_15, atkinson(v, w, 2) AS atkinson_2, atkinson(v, w, 3) AS atkinson_3
FROM sample GROUP BY n, kind;

-- Differences of textbook sums are good to 1e-14 or so in absolute terms.
SELECT index, count(*) AS samples, bool_and(abs(c.value::float8 - d.value::float8) <= 5e-14 + 1e-12 * d.value::float8) AS agrees
FROM computed CROSS JOIN LATERAL jsonb_each_text(to_jsonb(computed)) AS c (index, value)
JOIN (SELECT n, kind, key, value FROM definition CROSS JOIN LATERAL jsonb_each_text(to_jsonb(definition))) AS d
	 ON d.n = computed.n AND d.kind = computed.kind AND d.key = c.index
WHERE c.index NOT IN ('n', 'kind')
GROUP BY index ORDER BY index;

-- Weights are frequencies: each row w times is the same.
CREATE VIEW replicated AS
SELECT n, kind, gini(v), hoover(v), theil(v), mean_log_deviation(v) AS mld,
	   coefficient_of_variation(v) AS cv, jain(v), peak_to_mean(v),
	   atkinson(v, 0.5) AS atkinson_05, atkinson(v, 0.7) AS atkinson_07, atkinson(v, 1) AS atkinson_1,
	   atkinson(v, 1.5) AS atkinson_15, atkinson(v, 2) AS atkinson_2, atkinson(v, 3) AS atkinson_3
FROM sample, generate_series(1, w::int) GROUP BY n, kind;

CREATE FUNCTION same(a jsonb, b jsonb, tolerance float8 = 1e-12) RETURNS text LANGUAGE sql
RETURN coalesce((SELECT string_agg(key || ': ' || x.value || ' <> ' || y.value, ', ')
				 FROM jsonb_each_text(a) AS x JOIN jsonb_each_text(b) AS y USING (key)
				 WHERE key NOT IN ('n', 'kind') AND NOT agree(x.value::float8, y.value::float8, tolerance)), 'same');

SELECT same(to_jsonb(c), to_jsonb(r)), count(*) FROM computed AS c JOIN replicated AS r USING (n, kind) GROUP BY 1;

-- Values scaled, or weights scaled, change nothing.
WITH scaled AS (
	SELECT n, kind, gini(v * 1024, w / 64) AS gini, hoover(v * 1024, w / 64) AS hoover, theil(v * 1024, w / 64) AS theil,
		   mean_log_deviation(v * 1024, w / 64) AS mld, coefficient_of_variation(v * 1024, w / 64) AS cv,
		   atkinson(v * 1024, w / 64, 0.7) AS atkinson_07
	FROM sample GROUP BY n, kind)
SELECT same(to_jsonb(s), to_jsonb(c)), count(*) FROM computed AS c JOIN scaled AS s USING (n, kind) GROUP BY 1;

-- ----------------------------------------------------------------------
-- Data that textbook formulas get wrong, against numeric with 100 decimals:
-- values that differ in their last bits, by 36 orders of magnitude, and a first
-- value far from all others; rising, falling, and put together from two and five states.
-- All values are sums of powers of 2, so that float8 has them exactly.
-- ----------------------------------------------------------------------
CREATE TABLE hard AS
SELECT kind, i, 1 + i % 3 AS w,
	   CASE kind
	   WHEN 'close' THEN 1 + i / two42
	   WHEN 'geometric' THEN two42 / 2::numeric ^ (2 * i)
	   WHEN 'tiny first' THEN CASE i WHEN 1 THEN 1 / two42 ELSE 1 + i / 1024::numeric(120, 100) END
	   WHEN 'huge first' THEN CASE i WHEN 1 THEN two42 ELSE 1 + i / 1024::numeric(120, 100) END
	   WHEN 'integers' THEN i::numeric(120, 100) END AS v
FROM unnest('{close,geometric,tiny first,huge first,integers}'::text[]) AS kind, generate_series(1, 60) AS i,
	 (SELECT (2::numeric ^ 42)::numeric(120, 100) AS two42) AS constant;

CREATE VIEW hard_numeric AS
WITH m AS (SELECT kind, sum(w) AS total, sum(w * v) / sum(w) AS m FROM hard GROUP BY kind),
r AS (SELECT kind, w / total::numeric(120, 100) AS w, v / m AS r FROM hard JOIN m USING (kind)),
pairs AS (SELECT kind, sum(a.w * b.w * abs(a.v - b.v)) AS pairs FROM hard AS a JOIN hard AS b USING (kind) GROUP BY kind)
SELECT kind, pairs / (2 * total * total * m) AS gini, sum(w * abs(r - 1)) / 2 AS hoover,
	   sum(w * r * ln(r)) AS theil, -sum(w * ln(r)) AS mld, sqrt(sum(w * (r - 1) * (r - 1))) AS cv,
	   1 - sum(w * sqrt(r)) * sum(w * sqrt(r)) AS a05, 1 - exp(sum(w * ln(r))) AS a1, 1 - 1 / sum(w / r) AS a2,
	   1 - 1 / sqrt(sum(w / (r * r))) AS a3, 1 - sum(w * sqrt(sqrt(r))) ^ 4 AS a075
FROM r JOIN m USING (kind) JOIN pairs USING (kind) GROUP BY kind, pairs, total, m;

CREATE VIEW hard_rising AS
SELECT kind, gini(v, w ORDER BY i), hoover(v, w ORDER BY i), theil(v, w ORDER BY i), mean_log_deviation(v, w ORDER BY i) AS mld,
	   coefficient_of_variation(v, w ORDER BY i) AS cv, atkinson(v, w, 0.5 ORDER BY i) AS a05, atkinson(v, w, 1 ORDER BY i) AS a1,
	   atkinson(v, w, 2 ORDER BY i) AS a2, atkinson(v, w, 3 ORDER BY i) AS a3, atkinson(v, w, 0.75 ORDER BY i) AS a075
FROM hard GROUP BY kind;
CREATE VIEW hard_falling AS
SELECT kind, gini(v, w ORDER BY i DESC), hoover(v, w ORDER BY i DESC), theil(v, w ORDER BY i DESC), mean_log_deviation(v, w ORDER BY i DESC) AS mld,
	   coefficient_of_variation(v, w ORDER BY i DESC) AS cv, atkinson(v, w, 0.5 ORDER BY i DESC) AS a05, atkinson(v, w, 1 ORDER BY i DESC) AS a1,
	   atkinson(v, w, 2 ORDER BY i DESC) AS a2, atkinson(v, w, 3 ORDER BY i DESC) AS a3, atkinson(v, w, 0.75 ORDER BY i DESC) AS a075
FROM hard GROUP BY kind;

CREATE AGGREGATE theil_state(float8, float8) (SFUNC = theil_accum, STYPE = float8[], INITCOND = '{1,1,0,0,0,0,0,0,0,0,0}');
CREATE AGGREGATE mld_state(float8, float8) (SFUNC = mean_log_deviation_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0,0,0,0,0,0}');
CREATE AGGREGATE cv_state(float8, float8) (SFUNC = jain_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}');
CREATE AGGREGATE atkinson_state(float8, float8, float8) (SFUNC = atkinson_accum, STYPE = float8[], INITCOND = '{1,9,0,0,0,0,0,0,0,0,0}');
CREATE AGGREGATE join_states(float8[]) (SFUNC = entropy_combine, STYPE = float8[], INITCOND = '{1,9,0,0,0,0,0,0,0,0,0}');
CREATE VIEW hard_joined AS
SELECT kind, parts, entropy_final(join_states(t)) AS theil, entropy_final(join_states(l)) AS mld, coefficient_of_variation_final(join_states(c)) AS cv,
	   atkinson_final(join_states(a05)) AS a05, atkinson_final(join_states(a1)) AS a1, atkinson_final(join_states(a2)) AS a2,
	   atkinson_final(join_states(a3)) AS a3, atkinson_final(join_states(a075)) AS a075
FROM (SELECT kind, parts, theil_state(v, w) AS t, mld_state(v, w) AS l, cv_state(v, w) AS c, atkinson_state(v, w, 0.5) AS a05, atkinson_state(v, w, 1) AS a1,
			 atkinson_state(v, w, 2) AS a2, atkinson_state(v, w, 3) AS a3, atkinson_state(v, w, 0.75) AS a075
	  FROM hard, unnest('{2, 5}'::int[]) AS parts GROUP BY kind, parts, i % parts) AS part GROUP BY kind, parts;
SELECT kind, same(to_jsonb(n), to_jsonb(r), 1e-13) AS rising, same(to_jsonb(n), to_jsonb(f), 1e-13) AS falling, parts, same(to_jsonb(n), to_jsonb(j) - 'parts', 1e-13) AS joined
FROM hard_numeric AS n JOIN hard_rising AS r USING (kind) JOIN hard_falling AS f USING (kind) JOIN hard_joined AS j USING (kind) ORDER BY kind, parts;
-- The same without weights, each row w times, in an order that mixes all: the
-- rows that wait in a block are in the result, wherever the group ends.
CREATE VIEW hard_replicated AS
SELECT kind, gini(v), hoover(v), theil(v), mean_log_deviation(v) AS mld, coefficient_of_variation(v) AS cv, atkinson(v, 0.5) AS a05,
	   atkinson(v, 1) AS a1, atkinson(v, 2) AS a2, atkinson(v, 3) AS a3, atkinson(v, 0.75) AS a075
FROM (SELECT kind, v FROM hard, generate_series(1, w) AS k ORDER BY md5(kind || i || k)) AS rows GROUP BY kind;
SELECT kind, same(to_jsonb(n), to_jsonb(r), 1e-13) FROM hard_numeric AS n JOIN hard_replicated AS r USING (kind) ORDER BY kind;
-- Atkinson of any epsilon takes logarithms and powers of its own making.
SELECT epsilon::float8, count(*) AS computed, count(*) FILTER (WHERE agree(computed.index, n.index, 1e-13)) AS agree
FROM (SELECT kind, epsilon, (1 - exp(ln(sum(w * exp((1 - epsilon) * ln(r)))) / (1 - epsilon)))::float8 AS index
	  FROM (SELECT kind, w / (sum(w) OVER kinds)::numeric(120, 100) AS w, v * sum(w) OVER kinds / sum(w * v) OVER kinds AS r
			FROM hard WINDOW kinds AS (PARTITION BY kind)) AS r, unnest('{0.001, 0.3, 0.7, 0.999, 1.3, 2.5, 5}'::numeric(120, 100)[]) AS epsilon
	  GROUP BY kind, epsilon) AS n
CROSS JOIN LATERAL (
	SELECT atkinson(v, w, epsilon::float8) FROM hard WHERE kind = n.kind
	UNION ALL SELECT atkinson(v, epsilon::float8) FROM (SELECT v FROM hard, generate_series(1, w) AS k WHERE kind = n.kind ORDER BY md5(i::text || k)) AS rows
) AS computed (index)
GROUP BY epsilon ORDER BY epsilon;

-- Every number of rows up to 300: with none, some, and all of a block waiting.
WITH growing AS (
	SELECT i, sum(w) OVER rising AS total, sum(w * v) OVER rising / sum(w) OVER rising AS m, sum(w * v * ln(v)) OVER rising AS vlnv,
		   sum(w * ln(v)) OVER rising AS lnv, sum(w * v * v) OVER rising AS vv, avg(v) OVER rising AS m1, avg(ln(v)) OVER rising AS lnv1,
		   theil(v, w) OVER rising AS theil, mean_log_deviation(v, w) OVER rising AS mld, jain(v, w) OVER rising AS jain,
		   mean_log_deviation(v) OVER rising AS mld1
	FROM sample WHERE n = 300 AND kind = 'spread' WINDOW rising AS (ORDER BY i))
SELECT bool_and(agree(theil, vlnv / (total * m) - ln(m)) AND agree(mld, ln(m) - lnv / total) AND
				agree(jain, total * m * m / vv) AND agree(mld1, ln(m1) - lnv1)) AS agree, count(*)
FROM growing WHERE i > 1;

-- Gini of sets large enough to be sorted digit by digit, against ranks in numeric:
-- values that differ only in bits that the leading digits leave, and one far
-- away; whole numbers with many ties; all equal but one; and the same shifted.
CREATE TABLE crowd AS
SELECT kind, i, 1 + i * 7919 % 5 AS w,
	   CASE kind
	   WHEN 'crowd' THEN CASE WHEN i = 77 THEN 1 / 1024::numeric(80, 60) ELSE 1 + i * 7919 % 5000 / two50 END
	   WHEN 'ties' THEN i * i % 97
	   WHEN 'one' THEN CASE WHEN i = 1234 THEN 2 ELSE 3 END
	   WHEN 'near' THEN two50 + i * 7919 % 5000 END AS v
FROM unnest('{crowd,ties,one,near}'::text[]) AS kind, generate_series(1, 5000) AS i,
	 (SELECT (2::numeric ^ 50)::numeric(80, 60) AS two50) AS constant;
SELECT kind, agree(gini_1, (SELECT gini(v) FROM crowd WHERE kind = k.kind), 1e-14) AS gini,
	   agree(gini_w, (SELECT gini(v, w) FROM crowd WHERE kind = k.kind), 1e-14) AS gini_w,
	   agree(gini_w, (SELECT gini(v, w ORDER BY v DESC) FROM crowd WHERE kind = k.kind), 1e-14) AS falling
FROM (SELECT kind, (sum(v * (2 * rank - count - 1)) / (max(count) * sum(v)))::float8 AS gini_1,
			 (sum(w * v * (2 * below - w - total)) / (max(total) * sum(w * v)))::float8 AS gini_w
	  FROM (SELECT kind, v, w, row_number() OVER (PARTITION BY kind ORDER BY v, i) AS rank, count(*) OVER (PARTITION BY kind) AS count,
				   sum(w) OVER (PARTITION BY kind ORDER BY v, i) AS below, sum(w) OVER (PARTITION BY kind) AS total FROM crowd) AS ranks
	  GROUP BY kind) AS k ORDER BY kind;

-- A worker without rows, or with nothing but zeros, changes nothing it should not.
SELECT bool_and(entropy_combine(t, '{1,1,0,0,0,0,0,0,0,0,0}') = t) AS empty,
	   bool_and(agree(entropy_final(entropy_combine('{1,1,0,0,0,0,0,0,0,0,0}', t)), entropy_final(t))) AS first_empty,
	   bool_and(entropy_final(entropy_combine(l, '{1,0,0,0,0,0,0,0,0,0,3}')) = 'Infinity') AS zeros,
	   bool_and(agree(entropy_final(entropy_combine(t, '{1,1,7,0,0,0,0,0,0,14,0}')), entropy_final(with_zeros))) AS theil_zeros
FROM (SELECT kind, theil_state(v, w) AS t, mld_state(v, w) AS l FROM sample GROUP BY n, kind HAVING n = 100) AS s
JOIN (SELECT kind, theil_state(v, w) AS with_zeros
	  FROM (SELECT kind, v, w FROM sample WHERE n = 100 UNION ALL SELECT DISTINCT kind, 0, 7 FROM sample) AS z (kind, v, w) GROUP BY kind) AS z USING (kind);
SELECT kind, to_char(theil, '9.99EEEE') AS theil, to_char(mld, '9.99EEEE') AS mld, to_char(a3, '9.99EEEE') AS a3 FROM hard_rising ORDER BY kind;

-- ----------------------------------------------------------------------
-- Nothing to measure, zeros, NULLs, zero weights.
-- ----------------------------------------------------------------------
-- (13 digits: the last ones depend on the machine's logarithm)
SET extra_float_digits = -2;
CREATE VIEW special AS
SELECT name, gini(v, w), hoover(v, w), theil(v, w), mean_log_deviation(v, w) AS mld,
	   coefficient_of_variation(v, w) AS cv, jain(v, w), peak_to_mean(v, w) AS peak,
	   atkinson(v, w, 0) AS a0, atkinson(v, w, 0.5) AS a05, atkinson(v, w, 1) AS a1, atkinson(v, w, 2) AS a2
FROM (VALUES ('all zero', 0, 1), ('all zero', 0, 2), ('equal', 0.1, 1), ('equal', 0.1, 7), ('equal', 0.1, 0.3),
	  ('one has all', 0, 3), ('one has all', 5, 1),
	  ('only NULL', NULL, 1), ('only NULL', 1, NULL), ('no weight', 3, 0), ('no weight', 'NaN', 0),
	  ('skipping', 1, 1), ('skipping', 3, 1), ('skipping', NULL, 1), ('skipping', 7, NULL), ('skipping', 9, 0)) AS t (name, v, w)
GROUP BY name;
SELECT * FROM special ORDER BY name COLLATE "C";
SELECT gini(v), hoover(v), theil(v), mean_log_deviation(v), coefficient_of_variation(v), jain(v), peak_to_mean(v), atkinson(v, 1)
FROM unnest('{}'::float8[]) AS v;
-- Zeros first, last or in between.
SELECT theil(v ORDER BY i) AS theil, coefficient_of_variation(v ORDER BY i) AS cv, atkinson(v, 0.5 ORDER BY i) AS a05,
	   mean_log_deviation(v ORDER BY i) AS mld, atkinson(v, 1.5 ORDER BY i) AS a15, atkinson(v, 0.7 ORDER BY i) AS a07
FROM (VALUES (1, '{0,0,3,1,2}'::float8[]), (2, '{3,1,2,0,0}'), (3, '{3,0,1,0,2}')) AS t (k, vs),
	 unnest(vs) WITH ORDINALITY AS u (v, i) GROUP BY k ORDER BY k;

RESET extra_float_digits;

-- ----------------------------------------------------------------------
-- Any order of rows, any number of workers, any partition: 1,000,000 rows.
-- ----------------------------------------------------------------------
CREATE TABLE big (part int, v float8, w float8) PARTITION BY LIST (part);
CREATE TABLE big_0 PARTITION OF big FOR VALUES IN (0);
CREATE TABLE big_1 PARTITION OF big FOR VALUES IN (1);
CREATE TABLE big_2 PARTITION OF big FOR VALUES IN (2);
ALTER TABLE big_0 SET (parallel_workers = 2);
ALTER TABLE big_1 SET (parallel_workers = 2);
ALTER TABLE big_2 SET (parallel_workers = 2);
INSERT INTO big
SELECT i % 3, 100 * u * u, 0.1 + (i % 7)
FROM generate_series(1, 1000000) AS i, LATERAL (SELECT ('x' || substr(md5(i::text), 1, 8))::bit(32)::bigint / 4294967296.0::float8 AS u) AS random;
ANALYZE big;

CREATE VIEW indices AS
SELECT count(*) AS n, gini(v, w), hoover(v, w), theil(v, w), mean_log_deviation(v, w) AS mld, coefficient_of_variation(v, w) AS cv,
	   jain(v, w), peak_to_mean(v, w), atkinson(v, w, 0.5) AS a05, atkinson(v, w, 0.7) AS a07, atkinson(v, w, 1) AS a1, atkinson(v, w, 2) AS a2,
	   gini(v) AS gini_1, hoover(v) AS hoover_1, theil(v) AS theil_1, staffing_need(v, w), load_ratio(v, w), coverage(v, w), staffing_need(v, w, 7) AS need_7,
	   category_allowance_factor(v / 1e9), teacher_need(v, w)
FROM big;
-- A plan in a few words: which of these nodes it has.
CREATE FUNCTION plan_has(query text, VARIADIC words text[]) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	line text;
	plan text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (COSTS OFF) ' || query LOOP
		plan := plan || line || E'\n';
	END LOOP;
	RETURN (SELECT bool_and(plan LIKE '%' || word || '%') FROM unnest(words) AS word);
END $$;

SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT * FROM indices;
SELECT n, round(gini::numeric, 10) AS gini, round(theil::numeric, 10) AS theil, round(hoover::numeric, 10) AS hoover, round(a07::numeric, 10) AS a07 FROM serial;
-- The formulas again, from ranks and plain sums, which drift a little.
WITH m AS (SELECT sum(v * w) / sum(w) AS m, sum(w) AS total, avg(v) AS m1 FROM big),
ranks AS (SELECT v, row_number() OVER (ORDER BY v) AS i FROM big)
SELECT agree((SELECT 2 * sum(i * v) / (1e6 * sum(v)) - (1e6 + 1) / 1e6 FROM ranks), gini_1, 1e-10) AS gini,
	   agree((SELECT sum(w * abs(v - m)) / total / m / 2 FROM big), hoover, 1e-10) AS hoover,
	   agree((SELECT sum(w / total * v / m * ln(v / m)) FROM big), theil, 1e-10) AS theil,
	   agree((SELECT sum(w / total * ln(m / v)) FROM big), mld, 1e-10) AS mld,
	   agree((SELECT sqrt(var_pop(v)) / m1 FROM big), (SELECT coefficient_of_variation(v) FROM big), 1e-10) AS cv,
	   agree((SELECT 1 - sum(w / total * v ^ 0.3) ^ (1 / 0.3) / m FROM big), a07, 1e-10) AS a07
FROM serial, m;

-- Sorted either way instead of as they come.
CREATE TEMP TABLE sorted AS
SELECT descending, theil(v, w), mean_log_deviation(v, w) AS mld, coefficient_of_variation(v, w) AS cv, jain(v, w), gini(v, w), hoover(v, w),
	   atkinson(v, w, 0.5) AS a05, atkinson(v, w, 0.7) AS a07, atkinson(v, w, 1) AS a1, atkinson(v, w, 2) AS a2, peak_to_mean(v, w), staffing_need(v, w), load_ratio(v, w)
FROM (SELECT true AS descending, * FROM (SELECT v, w FROM big ORDER BY v DESC) AS x
	  UNION ALL SELECT false, * FROM (SELECT v, w FROM big ORDER BY v) AS x) AS t GROUP BY descending;
SELECT descending, same(to_jsonb(sorted), to_jsonb(serial)) FROM sorted, serial ORDER BY descending;

SET max_parallel_workers_per_gather = 2;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
SET min_parallel_table_scan_size = 0;
SELECT plan_has('SELECT * FROM indices', 'Finalize Aggregate', 'Gather', 'Partial Aggregate', 'Parallel') AS parallel;
SELECT same(to_jsonb(i), to_jsonb(serial)) FROM indices AS i, serial;
SET max_parallel_workers_per_gather = 7;
SET parallel_leader_participation = off;
SELECT same(to_jsonb(i), to_jsonb(serial)) FROM indices AS i, serial;
RESET parallel_leader_participation;

SET max_parallel_workers_per_gather = 0;
SET enable_partitionwise_aggregate = on;
SELECT plan_has('SELECT * FROM indices', 'Finalize Aggregate', 'Append', 'Partial Aggregate') AS partition_wise;
SELECT same(to_jsonb(i), to_jsonb(serial)) FROM indices AS i, serial;
-- Runs of all lengths, one of them empty, that end one after the other, meet in ties, or lie apart.
CREATE TABLE runs (run int, v float8, w float8) PARTITION BY LIST (run);
SELECT format('CREATE TABLE runs_%s PARTITION OF runs FOR VALUES IN (%1$s)', run) FROM generate_series(0, 8) AS run
\gexec
INSERT INTO runs SELECT 1 + i % 7, v, w FROM (SELECT row_number() OVER () AS i, v, w FROM big LIMIT 20000) AS x WHERE i % 7 > 1 OR i < 2000;
INSERT INTO runs SELECT 8, CASE WHEN i % 3 = 0 THEN 5 WHEN i % 3 = 1 THEN '-0' ELSE 1e9 + i END, 2 FROM generate_series(1, 3000) AS i;
CREATE VIEW run_indices AS SELECT gini(v), gini(v, w) AS gini_w, hoover(v), hoover(v, w) AS hoover_w FROM runs;
SELECT plan_has('SELECT * FROM run_indices', 'Finalize Aggregate', 'Append', 'Partial Aggregate') AS partition_wise;
CREATE TEMP TABLE by_runs AS SELECT * FROM run_indices;
SET enable_partitionwise_aggregate = off;
SELECT same(to_jsonb(i), to_jsonb(by_runs)) FROM run_indices AS i, by_runs;
RESET enable_partitionwise_aggregate;
RESET max_parallel_workers_per_gather;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;

-- ----------------------------------------------------------------------
-- As window aggregates: every frame as if aggregated alone.
-- ----------------------------------------------------------------------
WITH series AS (SELECT i, v, w FROM sample WHERE n = 100 AND kind = 'spread'),
moving AS (
	SELECT i, gini(v, w) OVER frame AS gini, hoover(v, w) OVER frame AS hoover, theil(v, w) OVER frame AS theil,
		   mean_log_deviation(v, w) OVER frame AS mld, jain(v) OVER frame AS jain, atkinson(v, w, 0.7) OVER frame AS a07,
		   peak_to_mean(v) OVER frame AS peak, coverage(v, w) OVER frame AS coverage, staffing_need(v, w) OVER frame AS need
	FROM series WINDOW frame AS (ORDER BY i ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING))
SELECT same(to_jsonb(moving), to_jsonb(alone)), count(*)
FROM moving CROSS JOIN LATERAL (
	SELECT gini(v, w), hoover(v, w), theil(v, w), mean_log_deviation(v, w) AS mld, jain(v), atkinson(v, w, 0.7) AS a07,
		   peak_to_mean(v) AS peak, coverage(v, w), staffing_need(v, w) AS need
	FROM series WHERE series.i BETWEEN moving.i - 5 AND moving.i + 3) AS alone
GROUP BY 1;
-- A growing frame asks one state for its result again and again.
WITH series AS (SELECT i, v, w FROM sample WHERE n = 100 AND kind = 'tail'),
growing AS (SELECT i, gini(v, w) OVER (ORDER BY i) AS gini, theil(v, w) OVER (ORDER BY i) AS theil FROM series)
SELECT same(to_jsonb(growing), to_jsonb(alone)), count(*)
FROM growing CROSS JOIN LATERAL (SELECT gini(v, w), theil(v, w) FROM series WHERE series.i <= growing.i) AS alone GROUP BY 1;

-- ----------------------------------------------------------------------
-- Bad input.
-- ----------------------------------------------------------------------
SELECT gini(-1::float8);
\echo :LAST_ERROR_SQLSTATE
SELECT hoover(1, 'Infinity');
\echo :LAST_ERROR_SQLSTATE
SELECT theil(v) FROM unnest('{1, 2, NaN}'::float8[]) AS v;
\echo :LAST_ERROR_SQLSTATE
SELECT mean_log_deviation(1, -2);
\echo :LAST_ERROR_SQLSTATE
SELECT jain(-1::float8) OVER ();
\echo :LAST_ERROR_SQLSTATE
SELECT atkinson(1, -0.5);
\echo :LAST_ERROR_SQLSTATE
SELECT atkinson(1, 1, 'NaN');
\echo :LAST_ERROR_SQLSTATE
SELECT atkinson(1, e) FROM (VALUES (0.5), (1)) AS t (e);
\echo :LAST_ERROR_SQLSTATE
SELECT theil(1, w) FROM unnest('{1e308, 1e308}'::float8[]) AS w;
\echo :LAST_ERROR_SQLSTATE
SELECT gini(v) FROM unnest('{1e308, 1e308}'::float8[]) AS v;
\echo :LAST_ERROR_SQLSTATE
SELECT atkinson(v, 200) FROM unnest('{1e-9, 1}'::float8[]) AS v;
\echo :LAST_ERROR_SQLSTATE

-- Amounts so small that float8 would lose their digits unnoticed.
SELECT theil(v) FROM unnest('{1, 1e-300}'::float8[]) AS v;
\echo :LAST_ERROR_SQLSTATE
SELECT gini(1, 1e-251);
SELECT hoover(1e-130, 1e-130);
SELECT peak_to_mean(1e-200, 1e-51);
SELECT atkinson(1e-300, 2);
WITH tiny AS (SELECT n, kind, v * 1e-120 AS v, w * 1e-120 AS w FROM sample WHERE kind <> 'tail'),
indices AS (
	SELECT n, kind, gini(v, w), hoover(v, w), theil(v, w), mean_log_deviation(v, w) AS mld, coefficient_of_variation(v, w) AS cv,
		   jain(v, w), peak_to_mean(v, w), atkinson(v, w, 0.5) AS atkinson_05, atkinson(v, w, 0.7) AS atkinson_07, atkinson(v, w, 2) AS atkinson_2
	FROM tiny GROUP BY n, kind)
SELECT same(to_jsonb(i), to_jsonb(c)), count(*) FROM indices AS i JOIN computed AS c USING (n, kind) GROUP BY 1;

-- States from users are checked.
SELECT theil_accum('{1,1,0,0,0,0,0,0,0,0,0}', 5) AS fresh;
SELECT theil_accum('{1,1,0}', 5);
\echo :LAST_ERROR_SQLSTATE
SELECT theil_accum('{9,1,0,0,0,0,0,0,0,0,0}', 5);
SELECT theil_accum('{1,1,0,0,0,0,0,NaN,0,0,0}', 5);
SELECT entropy_combine('{1,1,0,0,0,0,0,0,0,0,0}', '{{1,1},{0,0}}');
SELECT entropy_combine('{1,1,3,0,6,0,0,0,2,6,0}', '{1,2,3,0,6,0,0,0,2,6,0}');
SELECT entropy_final('{1,1,3,0,6,0,0,0,2,6,NULL}');
SELECT peak_to_mean_final('{1,2,3}');
SELECT jain_final('{1,2,-3,0,1e308,0,1e308,0,5,0,0}') IS NOT NULL AS survives;
-- One with a block of rows waiting: their number is checked, whatever stands in
-- the block cannot harm, and a call by hand leaves what it was given.
CREATE FUNCTION theil_block(count float8, filler float8 = 1) RETURNS float8[] LANGUAGE sql
RETURN '{1,1,17,0,0,0,0,0,1,34,0}'::float8[] || count || array_fill(filler, ARRAY[16]);
SELECT (theil_accum(theil_block(0), 5))[12:14] AS block, (theil_accum(theil_block(15), 1))[3:12] AS full_block;
SELECT theil_accum(theil_block(-1), 5);
\echo :LAST_ERROR_SQLSTATE
SELECT entropy_final(theil_block(16));
SELECT entropy_final(theil_block(1e300));
SELECT entropy_combine(theil_block(0.5), theil_block(1));
SELECT entropy_combine(theil_block(1), theil_block(99));
SELECT filler, entropy_final(theil_block(15, filler)) IS NOT NULL AS survives FROM unnest('{-1, 0, 1e-320, 1e300}'::float8[]) AS filler;
SELECT theil_accum(theil_block(3), 5, 2);
SELECT theil_accum(theil_block(3) || 0::float8, 5);

-- Serialized states: every truncation and every flipped bit is refused, or
-- still a well-formed state.  (Declared like this, so that it can be called by
-- hand; its second argument is a dummy.)
CREATE AGGREGATE gini_bytes(float8, float8) (SFUNC = gini_accum, STYPE = internal, FINALFUNC = value_set_serialize_sorted);
CREATE AGGREGATE hoover_bytes(float8) (SFUNC = hoover_accum, STYPE = internal, FINALFUNC = value_set_serialize);
CREATE FUNCTION deserialize(bytes bytea) RETURNS void LANGUAGE C STRICT
AS '$libdir/asn_mutasi', 'value_set_deserialize';
CREATE FUNCTION verdict(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
BEGIN
	PERFORM deserialize(bytes);
	RETURN 'accepted';
EXCEPTION WHEN invalid_binary_representation THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	RETURN detail;
END $$;
CREATE TEMP TABLE wire AS
SELECT 'gini' AS name, gini_bytes(v, w) AS bytes FROM (VALUES (3, 2), (1, 1), (2, 0.5)) AS t (v, w)
UNION ALL SELECT 'hoover', hoover_bytes(v) FROM unnest('{3, 1, 2}'::float8[]) AS v;
SELECT name, length(bytes), verdict(bytes) FROM wire;
SELECT name, verdict(substr(bytes, 1, length)), count(*)
FROM wire, generate_series(0, length(bytes) - 1) AS length GROUP BY 1, 2 ORDER BY 1, 2;
SELECT name, verdict(bytes || '\x00') FROM wire;
SELECT name, position, verdict(set_byte(bytes, position, get_byte(bytes, position) # mask))
FROM wire, generate_series(0, 18) AS position, unnest('{1, 2, 4, 64, 128}'::int[]) AS mask
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3;
SELECT name, verdict(set_bit(bytes, bit, 1 - get_bit(bytes, bit))), count(*) > 0 AS seen
FROM wire, generate_series(8 * 19, 8 * length(bytes) - 1) AS bit GROUP BY 1, 2 ORDER BY 1, 2;
SELECT verdict('\x010100ffffffffffffffff' || mark), verdict('\x0102017fffffffffffffff' || mark), verdict('\x0101000000000000000000' || mark)
FROM (SELECT substr(bytes, 12, 8) AS mark FROM wire LIMIT 1) AS x;
-- Support functions of these two run only inside an aggregate.
CREATE FUNCTION accumulate(state float8, value float8) RETURNS void LANGUAGE C AS '$libdir/asn_mutasi', 'value_set_accum';
SELECT accumulate(NULL, 1);

-- ----------------------------------------------------------------------
-- Theil, decomposed.
-- ----------------------------------------------------------------------
CREATE TABLE office (agency text, load float8, staff int);
INSERT INTO office VALUES
	('fire', 1.6, 30), ('fire', 0.8, 20), ('fire', 1.0, 50), ('parks', 0.7, 40), ('parks', 0.5, 60), ('health', 1.3, 80),
	('health', NULL, 5), ('health', 1.4, 0), (NULL, 1.1, 10), ('idle', 0, 4);
SET extra_float_digits = -2;
SELECT * FROM theil_decomposition('SELECT agency AS group_name, load AS value, staff AS weight FROM office');
RESET extra_float_digits;
SELECT agree(sum(contribution), (SELECT theil(load, staff) FROM office)) AS adds_up, sum(between_part) > sum(within_part) AS between_agencies
FROM theil_decomposition('SELECT agency AS group_name, load AS value, staff AS weight FROM office');
SELECT * FROM theil_decomposition('SELECT ''a'' AS group_name, 1 AS value, 1 AS weight WHERE false');
SELECT * FROM theil_decomposition('SELECT 7 AS group_name, 0 AS value, 1 AS weight -- all of it');
-- A weight of 0 counts as absent, whatever the value; without weights all are 1.
SELECT * FROM theil_decomposition('SELECT * FROM (VALUES (true, -1, 0), (false, 2, 3)) AS t (group_name, value, weight)');
SELECT group_name, weight_share, mean FROM theil_decomposition('SELECT load AS value, agency AS group_name FROM office WHERE agency IN (''parks'', ''idle'')');
-- A row with a NULL is left out whatever else it says, as theil does.
CREATE TEMP TABLE partly_null (value, weight) AS VALUES (1::float8, 1::float8), (3, 1), (NULL, -1), (NULL, 'NaN'), (-1, NULL);
SELECT agree(theil(value, weight), (SELECT sum(contribution) FROM theil_decomposition('SELECT 1 AS group_name, * FROM partly_null'))) AS same
FROM partly_null;
-- Errors name the row and its group.
\set SHOW_CONTEXT never
SELECT * FROM theil_decomposition('SELECT 1 AS value, 1 AS weight');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT ''fire'' AS group_name, ''2'' AS value');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT ''fire'' AS group_name, unnest(''{1,-1}''::int[]) AS value, 1 AS weight');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT NULL AS group_name, 1 AS value, -1 AS weight');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT true AS group_name, ''NaN''::numeric AS value');
\echo :LAST_ERROR_SQLSTATE
\set SHOW_CONTEXT errors
SELECT * FROM theil_decomposition('SELECT ''parks'' AS group_name, unnest(''{1e308,0}''::float8[]) AS value, 2e300::float8 AS weight');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT ''parks'' AS group_name, 1 + (i / 20) * 1e308::float8 AS value, 1 + (i / 20) * 2e300::float8 AS weight FROM generate_series(1, 20) AS i');
SELECT * FROM theil_decomposition('SELECT ''parks'' AS group_name, 1e-260::float8 AS value, 1e20::float8 AS weight');
\echo :LAST_ERROR_SQLSTATE
\set SHOW_CONTEXT never
SELECT * FROM theil_decomposition('SELECT 1 AS group_name, 1e-150::float8 AS value, 1e-150::float8 AS weight');
SELECT * FROM theil_decomposition('SELECT 1 AS group_name, 0 AS value, 1e-251::float8 AS weight');
SELECT * FROM theil_decomposition('DELETE FROM office');
\echo :LAST_ERROR_SQLSTATE
SELECT * FROM theil_decomposition('SELECT 1; SELECT 2');
\echo :LAST_ERROR_SQLSTATE
CREATE FUNCTION fire_all() RETURNS int LANGUAGE sql AS 'DELETE FROM office RETURNING 1';
SELECT * FROM theil_decomposition('SELECT 1 AS group_name, fire_all() AS value, 1 AS weight');
\echo :LAST_ERROR_SQLSTATE
-- Many groups: their number is bounded by memory, which an error gives back.
SET asn_mutasi.memory_limit = '1MB';
\set VERBOSITY terse
SELECT * FROM theil_decomposition('SELECT i AS group_name, i AS value FROM generate_series(1, 100000) AS i');
\set VERBOSITY default
\echo :LAST_ERROR_SQLSTATE
RESET asn_mutasi.memory_limit;
\set SHOW_CONTEXT errors
SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'asn\_mutasi%';
BEGIN;
SELECT count(*) FROM theil_decomposition('SELECT agency AS group_name, load AS value, staff AS weight FROM office');
DELETE FROM office WHERE agency = 'idle';	-- the transaction may write again
COMMIT;
