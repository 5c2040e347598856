-- Show a plan on a terminal: before and after, the best chains, the proof.
--
--   psql -v schema=demo_fire -f demo/screen.sql
--
-- Reads what plan.sql left in the schema.  100 columns wide.  Colours are psql
-- variables; left alone, they are empty.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?bold}  \else
	\set bold ''
	\set dim ''
	\set red ''
	\set green ''
	\set blue ''
	\set plain ''
\endif
\pset format unaligned
\pset tuples_only on
\pset pager off

SET client_min_messages = warning;
SET search_path = :schema, asn_mutasi;

-- A bar that leaves the middle to the left when value < 0, to the right when
-- value > 0; half a cell is the smallest step.
CREATE OR REPLACE FUNCTION pg_temp.bar(value float8, one_cell float8, cells int,
									   left_colour text, right_colour text, plain text)
RETURNS text
LANGUAGE sql
AS $$
	SELECT CASE WHEN value < 0
				THEN repeat(' ', cells - (halves + 1) / 2) || left_colour
					 || repeat('▐', halves % 2) || repeat('█', halves / 2) || plain
					 || '│' || repeat(' ', cells)
				ELSE repeat(' ', cells) || '│' || right_colour
					 || repeat('█', halves / 2) || repeat('▌', halves % 2) || plain
					 || repeat(' ', cells - (halves + 1) / 2)
		   END
	FROM least(round(2 * abs(value) / one_cell)::int, 2 * cells) halves
$$;

-- The head.
SELECT format(E'\n%s%s%s  %s', :'bold', title, :'plain', :'dim')
	   || repeat('─', 97 - length(title)) || :'plain'
	   || format(E'\n %s %s, %s %s, %s allowed transfers',
				 to_char(s.posts, 'FM999,999'), a.posts,
				 to_char(s.employees, 'FM999,999'), a.people,
				 to_char(s.candidates, 'FM999,999,999'))
FROM about a, solution s;

-- Before and after, by area.
SELECT format(E'\n %s%s  %s  %s  %s%s', :'bold', rpad('Coverage by ' || areas, 22), 'need',
			  rpad('staff', 11), 'before' || repeat(' ', 24) || 'after', :'plain')
	   || format(E'\n %s%s staff / need; bars: points above or below all %s, %s%s', :'dim',
				 repeat(' ', 41), posts, 'coverage ' || to_char(average, 'FM0.00'), :'plain')
FROM about, (SELECT coverage(staff, need) AS average FROM outcome) o;

WITH all_posts AS (
	SELECT coverage(staff, need) AS average FROM outcome),
by_area AS (
	SELECT area, sum(need) AS need, sum(staff) AS staff, sum(staff_after) AS staff_after,
		   coverage(staff, need) AS before, coverage(staff_after, need) AS after
	FROM outcome GROUP BY area),
scale AS (
	SELECT greatest(max(greatest(abs(before - average), abs(after - average))) / 10, 0.01) AS one_cell
	FROM by_area, all_posts)
SELECT format(' %s  %s  %s  %s %s  %s %s',
			  rpad(area, 22),
			  to_char(need, '9999'),
			  rpad(format('%4s → %s', staff, staff_after), 11),
			  to_char(before, 'FM0.00'),
			  pg_temp.bar(before - average, one_cell, 10, :'red', :'blue', :'plain'),
			  to_char(after, 'FM0.00'),
			  pg_temp.bar(after - average, one_cell, 10, :'red', :'blue', :'plain'))
FROM by_area, all_posts, scale
ORDER BY before;

-- The ten best chains; chains through the same posts count together.
SELECT format(E'\n %sThe ten best chains%s %sgain   times   km  (equal chains together)%s', :'bold', :'plain', :'dim', :'plain');

WITH step AS (
	SELECT chain, array_agg(from_name ORDER BY step) AS from_names,
		   array_agg(to_name ORDER BY step) AS to_names,
		   sum(km) AS km, sum(gain) AS gain
	FROM move GROUP BY chain),
path AS (
	SELECT from_names[1] || ' → ' || array_to_string(to_names, ' → ') AS names,
		   min(chain) AS first_chain, count(*) AS times, max(km) AS km, sum(gain) AS gain
	FROM step GROUP BY 1)
SELECT format('%s %s%s%s %s  %s  %s', lpad(row_number() OVER (ORDER BY first_chain)::text, 4),
			  :'green', to_char(gain, '90.00'), :'plain',
			  lpad(times || '×', 4), to_char(km, '90.0'), names)
FROM path
ORDER BY first_chain
LIMIT 10;

-- Totals.
SELECT format(E'\n %sTotals%s', :'bold', :'plain');

WITH s AS (
	SELECT count(*) FILTER (WHERE staff < 0.9 * average * need) AS short_before,
		   count(*) FILTER (WHERE staff_after < 0.9 * average * need) AS short_after,
		   min(staff / need) AS least_before, min(staff_after / need) AS least_after,
		   hoover(staff / need, need) AS hoover_before,
		   hoover(staff_after / need, need) AS hoover_after,
		   sum(greatest(staff - average * need, 0)) AS surplus,
		   (sum(staff) - sum(need)) ^ 2 / sum(need) AS imbalance_even
	FROM (SELECT staff, staff_after, need::float8, coverage(staff, need) OVER () AS average
		  FROM outcome) o),
m AS (
	SELECT avg(km) AS km, max(km) AS km_most FROM move)
SELECT format(E' %s %s\n %s %s\n %s %s\n %s %s',
			  rpad('moves', 22),
			  format('%s of %s %s (%s %%); of the surplus %s %%; %s km on average, %s at most',
					 moves, to_char(employees, 'FM999,999'), people,
					 to_char(100.0 * moves / employees, 'FM90.0'),
					 to_char(100 * moves / surplus, 'FM990'),
					 to_char(km, 'FM90.0'), to_char(km_most, 'FM90.0')),
			  rpad('imbalance', 22),
			  format('%s → %s  (%s if everyone could be spread evenly)',
					 to_char(imbalance_before, 'FM9990.0'), to_char(imbalance_after, 'FM9990.0'),
					 to_char(imbalance_even, 'FM9990.0')),
			  rpad('Hoover index', 22),
			  format('%s → %s', to_char(hoover_before, 'FM0.0000'), to_char(hoover_after, 'FM0.0000')),
			  rpad('lowest coverage', 22),
			  format('%s → %s;  %s more than a tenth below all: %s → %s',
					 to_char(least_before, 'FM0.00'), to_char(least_after, 'FM0.00'),
					 about.posts, short_before, short_after))
FROM solution, about, s, m;

-- Proof.
SELECT format(E'\n %sProof%s', :'bold', :'plain')
	   || format(E'\n %s %s = %s imbalance + %s cost', rpad('objective', 22),
				 to_char(objective_after, 'FM99990.000000'),
				 to_char(imbalance_after, 'FM99990.000000'), to_char(cost, 'FM99990.000000'))
	   || format(E'\n %s %s  no legal plan is better: gap %s', rpad('lower bound', 22),
				 to_char(lower_bound, 'FM99990.000000'),
				 to_char(objective_after - lower_bound, 'FM90.000000'))
FROM solution;

SELECT format(' %s %s%s%s %s', rpad(replace(check_name, '_', ' '), 22),
			  CASE WHEN ok THEN :'green' ELSE :'red' END, CASE WHEN ok THEN '✔' ELSE '✘ NOT' END, :'plain',
			  left(detail, 74))
FROM proof;

SELECT format(' %s %sload and clean %s ms; plan %s ms (read %s, solve %s); prove %s ms%s', rpad('time', 22), :'dim',
			  round(prepare_ms), round(plan_ms), round(read_ms), round(solve_ms::numeric, 1), round(prove_ms), :'plain')
FROM timing, solution;
