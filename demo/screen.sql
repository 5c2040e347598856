-- Show a plan on a terminal: before and after, the best chains, the proof.
--
--   psql -v schema=demo_fire -f demo/screen.sql
--
-- Reads what plan.sql left in the schema.  100 columns wide.  Colours are psql
-- variables; when bold is not given, there are none.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?bold}
\else
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

-- A bar of at most so many cells, to the left of the middle when value < 0, to
-- the right when value > 0.  Half a cell is the smallest step.
CREATE OR REPLACE FUNCTION pg_temp.bar(value float8, one_cell float8, cells int,
									   left_colour text, right_colour text, plain text)
RETURNS text
LANGUAGE sql
AS $$
	SELECT CASE WHEN value < 0
				THEN blank || left_colour || repeat('▐', halves % 2)
					 || repeat('█', halves / 2) || plain || '│' || repeat(' ', cells)
				ELSE repeat(' ', cells) || '│' || right_colour
					 || repeat('█', halves / 2) || repeat('▌', halves % 2) || plain || blank
		   END
	FROM least(round(2 * abs(value) / one_cell)::int, 2 * cells) halves,
		 repeat(' ', cells - (halves + 1) / 2) blank
$$;

-- The head.
SELECT format(E'\n%s%s%s %s%s%s\n%s %s, %s %s, %s allowed transfers\n',
			  :'bold', title, :'plain', :'dim', repeat('─', 99 - length(title)), :'plain',
			  to_char(s.posts, 'FM999,999'), a.posts,
			  to_char(s.employees, 'FM999,999'), a.people,
			  to_char(s.candidates, 'FM999,999,999'))
FROM about a, solution s;

-- Before and after, by area.
SELECT format(E'%s%s  %s  %s  %s  after%s\n%s%sbars: how far from %s, the coverage of all %s%s',
			  :'bold', rpad('Coverage by ' || areas, 22), lpad('need', 5), rpad('staff', 11),
			  rpad('before', 26), :'plain',
			  repeat(' ', 44), :'dim', to_char(average, 'FM0.00'), posts, :'plain')
FROM about, (SELECT coverage(staff, need) AS average FROM outcome) o;

WITH all_posts AS (
	SELECT coverage(staff, need) AS average FROM outcome),
by_area AS (
	SELECT area, sum(need) AS need, sum(staff) AS staff, sum(staff_after) AS staff_after,
		   coverage(staff, need) AS before, coverage(staff_after, need) AS after
	FROM outcome
	GROUP BY area),
scale AS (
	-- areas that no transfer reaches may be off the scale
	SELECT coalesce(max(greatest(abs(before - average), abs(after - average)))
					FILTER (WHERE staff <> staff_after) / 10, 0.01) AS one_cell
	FROM by_area, all_posts)
SELECT format('%s  %s  %s  %s %s  %s %s',
			  rpad(area, 22), to_char(need, '9999'), rpad(format('%4s → %s', staff, staff_after), 11),
			  to_char(before, 'FM0.00'),
			  pg_temp.bar(before - average, one_cell, 10, :'red', :'blue', :'plain'),
			  to_char(after, 'FM0.00'),
			  pg_temp.bar(after - average, one_cell, 10, :'red', :'blue', :'plain'))
FROM by_area, all_posts, scale
ORDER BY before, area;

-- The ten best chains; those through the same posts count together.
SELECT format(E'\n%sThe ten best chains%s\n%s    gain  times    km  (equal ones together)%s',
			  :'bold', :'plain', :'dim', :'plain');

WITH one_chain AS (
	SELECT chain,
		   (array_agg(from_name ORDER BY step))[1] || ' → '
		   || string_agg(to_name, ' → ' ORDER BY step) AS names,
		   sum(km) AS km, sum(gain) AS gain
	FROM move
	GROUP BY chain)
SELECT format('%s%s%s  %s  %s  %s', :'green', to_char(sum(gain), '9990.00'), :'plain',
			  lpad(count(*) || '×', 5), to_char(max(km), '90.0'),
			  CASE WHEN length(names) > 76 THEN left(names, 75) || '…' ELSE names END)
FROM one_chain
GROUP BY names
ORDER BY sum(gain) DESC, min(chain)
LIMIT 10;

-- Totals.
WITH posts AS (
	SELECT min(staff / need) AS lowest, min(staff_after / need) AS lowest_after,
		   count(*) FILTER (WHERE staff < 0.9 * average * need) AS short,
		   count(*) FILTER (WHERE staff_after < 0.9 * average * need) AS short_after,
		   hoover(staff / need, need) AS hoover, hoover(staff_after / need, need) AS hoover_after,
		   sum(greatest(staff - need, 0)) AS surplus,
		   (sum(staff) - sum(need)) ^ 2 / sum(need) AS evenly
	FROM (SELECT staff, staff_after, need::float8, coverage(staff, need) OVER () AS average
		  FROM outcome) o),
way AS (
	SELECT avg(km) AS km, max(km) AS longest FROM move)
SELECT format(E'\n%sTotals%s', :'bold', :'plain')
	|| format(E'\n%s%s of %s %s (%s %%), %s %% of the surplus; %s km each, %s at most',
			  rpad('transfers', 22), moves, to_char(employees, 'FM999,999'), people,
			  to_char(100.0 * moves / employees, 'FM90.0'), to_char(100 * moves / surplus, 'FM990'),
			  to_char(km, 'FM90.0'), to_char(longest, 'FM90.0'))
	|| format(E'\n%s%s → %s  (spread evenly without regard to law or distance: %s)',
			  rpad('imbalance', 22), to_char(imbalance_before, 'FM9990.0'),
			  to_char(imbalance_after, 'FM9990.0'), to_char(evenly, 'FM9990.0'))
	|| format(E'\n%s%s → %s  (share of the staff that sits in the wrong place)',
			  rpad('Hoover index', 22), to_char(hoover, 'FM0.0000'), to_char(hoover_after, 'FM0.0000'))
	|| format(E'\n%s%s → %s;  %s more than a tenth below average: %s → %s', rpad('lowest coverage', 22),
			  to_char(lowest, 'FM0.00'), to_char(lowest_after, 'FM0.00'),
			  about.posts, short, short_after)
FROM solution, about, posts, way;

-- The proof.
SELECT format(E'\n%sProof%s %s(status: %s)%s', :'bold', :'plain', :'dim', status, :'plain')
	|| format(E'\n%s%s = imbalance %s + cost %s', rpad('objective', 22),
			  to_char(objective_after, 'FM9999990.000000'),
			  to_char(imbalance_after, 'FM9999990.000000'), to_char(cost, 'FM9999990.000000'))
	|| format(E'\n%s%s: no lawful plan is better%s', rpad('lower bound', 22),
			  to_char(lower_bound, 'FM9999990.000000'),
			  CASE WHEN objective_after > lower_bound
				   THEN to_char(objective_after - lower_bound, '" by more than "FM0.000000') ELSE '' END)
FROM solution;

-- The checks, four to a line; then what the last one says, and any that failed.
SELECT rtrim(string_agg(CASE WHEN ok THEN :'green' || '✔ ' ELSE :'red' || '✘ ' END || :'plain'
						|| rpad(replace(check_name, '_', ' '), 20), '' ORDER BY position))
FROM proof
GROUP BY (position - 1) / 4
ORDER BY (position - 1) / 4;

SELECT rtrim(regexp_replace(replace(check_name, '_', ' ') || ': ' || detail,
							'(.{1,99})(\s|$)', E'\\1\n', 'g'), E'\n')
FROM proof, (SELECT max(position) AS last FROM proof) l
WHERE NOT ok OR position = last
ORDER BY position;

SELECT format('%s%sload and clean %s ms, plan %s ms (read %s, solve %s), verify %s ms%s',
			  rpad('time', 22), :'dim', round(prepare_ms), round(plan_ms),
			  round(read_ms), round(solve_ms), round(prove_ms), :'plain')
FROM timing, solution;
