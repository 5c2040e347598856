-- The demo: is the data clean, does the need follow from it, is the plan lawful?
--
-- Run from the repository's root.  All is rolled back.  The figures come from the
-- files' origin, from counting the files by other means, or are invariants.  What
-- the best plans take off the objective was found by NetworkX's network simplex on
-- the same problem, too.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
BEGIN;
CREATE EXTENSION IF NOT EXISTS pgtap;
CREATE EXTENSION IF NOT EXISTS asn_mutasi;
\i demo/fire.sql
SET search_path = demo_fire, asn_mutasi, public;

SELECT plan(51);

-- Nothing was lost or invented.
SELECT is(count(*)::int, 95, 'fire: 95 posts') FROM post;
SELECT is(count(*)::int, 2146, 'fire: one employee a head') FROM employee;
SELECT is(count(*)::int, 1592, 'fire: 1,592 incidents') FROM incident;
SELECT is_empty(
	'SELECT post_id, staff FROM post EXCEPT SELECT post_id, count(*) FROM employee GROUP BY 1',
	'fire: every post has as many employees as heads');
SELECT is(count(DISTINCT name)::int, 95, 'fire: names tell posts apart') FROM post;

-- Person-hours a head, as they were published with the files.
SELECT results_eq(
	$$SELECT area, round(hours / staff, 1)
	  FROM (SELECT city AS area, sum(hours_reported * staff_reported) AS hours
			FROM incident GROUP BY 1) h
		   JOIN (SELECT area, sum(staff) AS staff FROM post GROUP BY 1) s USING (area)
	  WHERE area LIKE 'Jakarta %' ORDER BY area$$,
	$$VALUES ('Jakarta Barat', 100.1), ('Jakarta Pusat', 55.6), ('Jakarta Selatan', 26.1),
			 ('Jakarta Timur', 42.0), ('Jakarta Utara', 98.1)$$,
	'fire: person-hours a head by city are the published ones');

SELECT is_empty('SELECT * FROM incident WHERE hours NOT BETWEEN 0 AND 24 OR hours > hours_reported',
				'fire: no incident counts for more than a day');
SELECT is(array_agg(incident_id ORDER BY incident_id), '{379,457,963}',
		  'fire: the negative days are those of three incidents')
FROM incident JOIN raw_incident ON no::int = incident_id
WHERE lama_operasi_hari LIKE '-%' AND hours_reported = lama_operasi_jam::int
							 + (lama_operasi_menit::int + 1440 * abs(lama_operasi_hari::int)) / 60.0;

-- Places.
SELECT is_empty(
	$$SELECT incident_id, i.city, p.city FROM incident i LEFT JOIN place p USING (place_id)
	  WHERE replace(i.city, 'Kabupaten ', '') IS DISTINCT FROM p.city$$,
	'fire: every incident has a place, in the city that the register names');
SELECT is_empty(
	$$SELECT name, lat, lng FROM post
	  WHERE area <> 'Kepulauan Seribu'
		AND NOT (lat BETWEEN -6.38 AND -6.08 AND lng BETWEEN 106.68 AND 106.98)$$,
	'fire: no post outside the box around Jakarta');
SELECT is_empty(
	$$SELECT name, min(km(post.lat, post.lng, k.lat, k.lng))
	  FROM post JOIN place k ON k.kelurahan IS NOT NULL AND k.city = area
	  GROUP BY name HAVING min(km(post.lat, post.lng, k.lat, k.lng)) > 2$$,
	'fire: every post has a kelurahan of its own city within 2 km');
SELECT is(array_agg(line ORDER BY line), '{1,2,8,46,59,76}',
		  'fire: six coordinates of the portal are not believed')
FROM post_location WHERE km_off IS NOT NULL AND NOT portal_coordinate;
SELECT is(count(*)::int, 17, 'fire: seventeen have none')
FROM post_location WHERE km_off IS NULL;

-- The vehicles of an incident come from the nearest posts.
SELECT is_empty(
	$$SELECT incident_id, i.vehicles, coalesce(sum(t.vehicles), 0)
	  FROM incident i LEFT JOIN turnout t USING (incident_id)
	  GROUP BY 1, 2 HAVING i.vehicles <> coalesce(sum(t.vehicles), 0)$$,
	'fire: all vehicles of every incident come from somewhere');
SELECT is_empty(
	'SELECT * FROM turnout t JOIN post USING (post_id) WHERE t.vehicles > post.vehicles OR t.vehicles < 1',
	'fire: no post sends more than it has');
SELECT is_empty(
	$$SELECT t.incident_id, p.post_id
	  FROM (SELECT incident_id, max(km) AS km FROM turnout GROUP BY 1) t
		   JOIN incident i USING (incident_id) JOIN place USING (place_id)
		   CROSS JOIN post p
		   LEFT JOIN turnout u ON u.incident_id = i.incident_id AND u.post_id = p.post_id
	  WHERE km(place.lat, place.lng, p.lat, p.lng) < t.km
		AND u.vehicles IS DISTINCT FROM p.vehicles$$,
	'fire: no post sends any while a nearer one has some left');

-- Need.
SELECT is((crew, round(crew_more::numeric, 4))::text, '(4,1.3333)',
		  'fire: 4 people for the first vehicle, 1.33 for each further one') FROM standard;
SELECT is((SELECT round(sum(need - crew_need)::numeric * 1250, 3) FROM post),
		  (SELECT round(sum(hours * staff), 3) FROM incident WHERE vehicles > 0),
		  'fire: the posts'' work is the work of all incidents');

-- The plan.
SELECT is_empty('SELECT * FROM proof WHERE NOT ok', 'fire: the plan stands every check');
SELECT isnt_empty('SELECT * FROM proof', 'fire: there were checks');
SELECT is((SELECT (status, lower_bound = objective_after)::text FROM solution), '(optimal,t)',
		  'fire: the plan is optimal');
SELECT is((SELECT round((objective_before - objective_after)::numeric, 6) FROM solution), 42.942171,
		  'fire: it takes off the objective what another solver''s does');
SELECT is(sum(staff_after)::int, 2146, 'fire: nobody is lost on the way') FROM outcome;
SELECT is_empty(
	$$SELECT name FROM outcome JOIN post USING (post_id, name, staff)
	  WHERE staff_after < least(staff, min_staff)$$,
	'fire: no post falls below a crew a shift');
SELECT is_empty(
	$$SELECT from_post FROM move JOIN post ON post_id = from_post
	  GROUP BY from_post, staff HAVING count(*) > staff / 3$$,
	'fire: no post gives more than a third');
SELECT is((SELECT round(sum((staff_after - need) ^ 2 / need)::numeric, 3) FROM outcome),
		  (SELECT round(imbalance_after::numeric, 3) FROM solution),
		  'fire: the imbalance is that of the outcome');
SELECT ok(hoover(staff_after / need, need) < hoover(staff / need, need),
		  'fire: load is more even after') FROM outcome;

\i demo/schools.sql
SET search_path = demo_schools, asn_mutasi, public;

SELECT is((count(*), sum(staff), sum(need))::text, '(206,3889,3411)',
		  'schools: 206 schools, 3,889 teachers, 3,411 class groups') FROM post;
SELECT is(count(*)::int, 3889, 'schools: one employee a teacher') FROM employee;
SELECT is_empty('SELECT * FROM raw_school JOIN post ON post_id = npsn::bigint
				 WHERE kecamatan = ''Tambun Selatan''', 'schools: none of Bekasi');
SELECT is_empty('SELECT * FROM public_primary LEFT JOIN school_place p USING (npsn)
				 WHERE letters(p.kecamatan) IS DISTINCT FROM letters(public_primary.kecamatan)',
				'schools: every school lies in its kecamatan');
SELECT is_empty('SELECT * FROM post WHERE NOT (lat BETWEEN -6.47 AND -6.30 AND lng BETWEEN 106.70 AND 106.93)',
				'schools: none outside the box around Depok');
SELECT ok(bool_and(km = 0), 'schools: one kelurahan, no distance')
FROM route JOIN school_place a ON a.npsn::bigint = from_post
		   JOIN school_place b ON b.npsn::bigint = to_post
WHERE (a.kelurahan, a.kecamatan) = (b.kelurahan, b.kecamatan);

SELECT is_empty('SELECT * FROM proof WHERE NOT ok', 'schools: the plan stands every check');
SELECT is((SELECT (status, lower_bound = objective_after)::text FROM solution), '(optimal,t)',
		  'schools: the plan is optimal');
SELECT is((SELECT round((objective_before - objective_after)::numeric, 6) FROM solution), 12.153628,
		  'schools: it takes off the objective what another solver''s does');
SELECT is(sum(staff_after)::int, 3889, 'schools: nobody is lost on the way') FROM outcome;
SELECT is_empty('SELECT name FROM outcome WHERE staff_after < least(staff, need)',
				'schools: no school falls below a teacher a class group');
SELECT is_empty('SELECT from_post FROM move GROUP BY 1 HAVING count(*) > 2',
				'schools: no school gives more than two');
SELECT ok(hoover(staff_after / need::float8, need) < hoover(staff / need::float8, need),
		  'schools: load is more even after') FROM outcome;

-- The same as workspaces.
\o /dev/null
\i demo/workspaces.sql
\o
SET search_path = asn_mutasi, public;
SELECT is_empty(
	$$SELECT post_id, l.need, p.need, l.staff, p.staff
	  FROM post_load('damkar') l FULL JOIN demo_fire.post p USING (post_id)
	  WHERE (abs(l.need - p.need) < 1e-9 AND l.staff = p.staff AND l.legal_minimum = p.min_staff) IS NOT TRUE$$,
	'damkar: need and staff of every post are those of the demo');
SELECT is_empty(
	$$SELECT post_id, l.need, p.need, l.staff, p.staff
	  FROM post_load('sekolah') l FULL JOIN demo_schools.post p USING (post_id)
	  WHERE (l.need = p.need AND l.staff = p.staff AND l.legal_minimum = p.min_staff) IS NOT TRUE$$,
	'sekolah: need and staff of every school are those of the demo');
SELECT is((SELECT round(sum(need)::numeric * 1250, 3) FROM post_load('damkar'))
		  - (SELECT round(sum(crew_need)::numeric * 1250, 3) FROM demo_fire.post),
		  (SELECT round(sum(hours * staff), 3) FROM demo_fire.incident WHERE vehicles > 0),
		  'damkar: the posts'' work is the work of all incidents');
SELECT is((SELECT sum(inserted) FROM loaded WHERE workspace = 'damkar' AND target IN ('unit', 'post', 'employee', 'assignment'))::int,
		  (1 + 6 + 95) + 95 + 2146 + 2146, 'damkar: as many rows as the files have');
SELECT is_empty('SELECT * FROM loaded WHERE updated + unchanged > 0 OR inserted = 0', 'all were new');
SELECT is_empty(
	$$SELECT target, l.* FROM loaded, load_rows(workspace::regnamespace, target,
		format('%I.%I', CASE workspace WHEN 'damkar' THEN 'demo_fire' ELSE 'demo_schools' END, workspace || '_' || target)::regclass) l
	  WHERE (l.inserted, l.updated, l.unchanged) <> (0, 0, loaded.inserted)$$,
	'a second load changes nothing');

-- The plans too; only the distances are those of the great circle.
SELECT is(p.moves, s.moves, 'damkar: as many transfers') FROM damkar.plan p, demo_fire.solution s;
SELECT cmp_ok(abs(p.objective_after / s.objective_after - 1), '<', 0.001::float8, 'damkar: create_plan finds the demo''s plan')
FROM damkar.plan p, demo_fire.solution s;
SELECT is(p.moves, s.moves, 'sekolah: as many transfers') FROM sekolah.plan p, demo_schools.solution s;
SELECT cmp_ok(abs(p.objective_after / s.objective_after - 1), '<', 0.001::float8, 'sekolah: create_plan finds the demo''s plan')
FROM sekolah.plan p, demo_schools.solution s;
SELECT is(pairs_not_listed, 0::bigint, 'and the schools that were looked at were enough') FROM sekolah.plan;

SELECT * FROM finish();
ROLLBACK;
