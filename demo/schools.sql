-- Which public primary school of Depok should a teacher move to (2025)?
--
-- Run from the repository's root:   psql -f demo/schools.sql
--
-- The plan of this file:
--   1. load the files as text, as they are;
--   2. keep the public primary schools of Depok, and find their kelurahan;
--   3. list in a view what was found and what became of it;
--   4. need and staff of every school;
--   5. who may move where, and at what cost;
--   6. plan, and prove the plan (plan.sql).
--
-- Everything lands in the schema demo_schools, which is dropped first.

\set ON_ERROR_STOP on

-- What a plan may ask of people.  Other values may be given from outside, as in
--   psql -v schools_move_cost=0.3 -f demo/schools.sql
\if :{?schools_reach_km}
\else
	\set schools_reach_km 4
\endif
\if :{?schools_km_cost}
\else
	\set schools_km_cost 0.03
\endif
\if :{?schools_move_cost}
\else
	\set schools_move_cost 0.15
\endif

SELECT clock_timestamp() AS began \gset
SET client_min_messages = warning;
SET jit = off;			-- it would take longer to compile these queries than to run them
DROP SCHEMA IF EXISTS demo_schools CASCADE;
CREATE SCHEMA demo_schools;
SET search_path = demo_schools, asn_mutasi;

\ir distance.sql

CREATE TABLE about AS
SELECT 'Public primary schools of Depok, 2025' AS title,
	   'schools' AS posts, 'teachers' AS people, 'kecamatan' AS areas;


-- 1. The files as they are ---------------------------------------------------

CREATE TABLE raw_school (
	npsn text, nama text, jenjang text, status text, kota_kabupaten text,
	kecamatan text, desa_kelurahan text, guru text, siswa text, rombel text);

CREATE TABLE raw_kelurahan (
	kode text, nama text, kecamatan text, lat text, lng text);

\copy raw_school from 'demo/data/schools.csv' (format csv, header)
\copy raw_kelurahan from 'demo/data/desa_kelurahan.csv' (format csv, header)


-- 2. Schools and places ------------------------------------------------------

-- Nine schools of Jatimulya in the regency of Bekasi came with the city's list,
-- because Depok has a Jatimulya, too.
CREATE VIEW public_primary AS
SELECT * FROM raw_school
WHERE jenjang = 'SD' AND status = 'Negeri' AND kota_kabupaten = 'Kota Depok';

-- Names are compared by their letters alone: "DEPOK JAYA" is "Depok Jaya".
CREATE FUNCTION letters(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(name), '[^a-z]', '', 'g');

-- Spellings that differ in more.
CREATE TABLE spelling (
	written text PRIMARY KEY,		-- letters only
	meant   text NOT NULL);

INSERT INTO spelling VALUES
	('sawanganlama', 'sawangan');

-- The kecamatan belongs to the name: there is a Curug in Cimanggis and another in
-- Bojongsari.
CREATE TABLE school_place AS
SELECT s.npsn, k.nama AS kelurahan, k.kecamatan,
	   k.lat::float8 AS lat, k.lng::float8 AS lng
FROM public_primary s
	 LEFT JOIN spelling w ON w.written = letters(s.desa_kelurahan)
	 LEFT JOIN raw_kelurahan k
		ON letters(k.nama) = coalesce(w.meant, letters(s.desa_kelurahan))
	   AND letters(k.kecamatan) = letters(s.kecamatan);

ALTER TABLE school_place ALTER kelurahan SET NOT NULL;		-- every place was found


-- 3. What was found, and what became of it -----------------------------------

CREATE VIEW audit AS
SELECT 'school: outside Depok' AS fault, count(*) AS found, 'left out' AS treatment,
	   min(nama || ', ' || kecamatan) AS example
FROM raw_school WHERE kota_kabupaten <> 'Kota Depok'
UNION ALL
SELECT 'school: not a public primary school', count(*), 'left out', min(nama)
FROM raw_school
WHERE kota_kabupaten = 'Kota Depok' AND (jenjang, status) <> ('SD', 'Negeri')
UNION ALL
SELECT 'school: public primary, no teachers, pupils or groups', count(*),
	   'would be left out', min(nama)
FROM public_primary WHERE '0' IN (guru, siswa, rombel)
UNION ALL
SELECT 'school: kelurahan spelt with other spaces or case', count(*),
	   'letters alone are compared', min(desa_kelurahan || ' -> ' || kelurahan)
FROM public_primary JOIN school_place USING (npsn)
WHERE desa_kelurahan <> kelurahan AND letters(desa_kelurahan) = letters(kelurahan)
UNION ALL
SELECT 'school: kelurahan spelt otherwise', count(*), 'table spelling',
	   min(desa_kelurahan || ' -> ' || kelurahan)
FROM public_primary JOIN school_place USING (npsn)
WHERE letters(desa_kelurahan) <> letters(kelurahan);


-- 4. What every school needs -------------------------------------------------

-- A class teacher for each class group (rombel).  Teachers of religion and of
-- sports stand among the teachers of the file and cannot be told apart; every
-- school needs them in proportion to its groups, so that a coverage of 1.2 or
-- 1.3 is what a well staffed school has, and comparing coverages stays fair.
CREATE TABLE post AS
SELECT npsn::bigint AS post_id,
	   replace(initcap(nama), 'Sd Negeri', 'SDN') AS name,
	   kecamatan_found AS area, lat, lng,
	   guru::int AS staff,
	   rombel::int AS need,
	   rombel::int AS min_staff,		-- one teacher a group, whatever happens
	   2 AS max_out						-- no school loses more than two at once
FROM public_primary
	 JOIN school_place p (npsn, kelurahan, kecamatan_found, lat, lng) USING (npsn)
WHERE '0' NOT IN (guru, siswa, rombel);

ALTER TABLE post ADD PRIMARY KEY (post_id);

-- One employee a teacher: the school's number and the place in it.
CREATE TABLE employee AS
SELECT post_id * 100 + n AS employee_id, post_id
FROM post CROSS JOIN generate_series(1, staff) n;

ALTER TABLE employee ADD PRIMARY KEY (employee_id);


-- 5. Who may move where, and at what cost ------------------------------------

-- The file's coordinates are cut to whole degrees.  So a school lies at the
-- centroid of its kelurahan, and two of one kelurahan are 0 km apart.
CREATE TABLE route AS
SELECT a.post_id AS from_post, b.post_id AS to_post, km, km * :schools_km_cost AS cost
FROM post a
	 JOIN post b ON a.post_id <> b.post_id
	 CROSS JOIN LATERAL km(a.lat, a.lng, b.lat, b.lng)
WHERE km <= :schools_reach_km;

ALTER TABLE route ADD PRIMARY KEY (from_post, to_post);

CREATE VIEW candidate AS
SELECT e.employee_id, r.to_post AS post_id, r.cost
FROM employee e JOIN route r ON r.from_post = e.post_id;


-- 6. The plan, and its proof -------------------------------------------------

\set move_cost :schools_move_cost
\ir plan.sql
