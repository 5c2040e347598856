-- Who should serve where in Jakarta's fire and rescue service (2013)?
--
-- Run from the repository's root:   psql -f demo/fire.sql
--
-- The plan of this file:
--   1. load the portal's files as text, as they are;
--   2. clean the places (spellings, then coordinates);
--   3. clean the incidents (durations, staff);
--   4. work out the need of every post from its crews and its incidents;
--   5. list in a view what was found and what became of it;
--   6. say who may move where, and at what cost;
--   7. plan, and prove the plan (plan.sql).
--
-- Everything lands in the schema demo_fire, which is dropped first.

\set ON_ERROR_STOP on

-- What a plan may ask of people.  Other values may be given from outside, as in
--   psql -v fire_move_cost=0.5 -f demo/fire.sql
\if :{?fire_reach_km}
\else
	\set fire_reach_km 5
\endif
\if :{?fire_km_cost}
\else
	\set fire_km_cost 0.03
\endif
\if :{?fire_move_cost}
\else
	\set fire_move_cost 0.7
\endif

SELECT clock_timestamp() AS began \gset
SET client_min_messages = warning;
SET jit = off;			-- it would take longer to compile these queries than to run them
DROP SCHEMA IF EXISTS demo_fire CASCADE;
CREATE SCHEMA demo_fire;
SET search_path = demo_fire, asn_mutasi;

\ir distance.sql

CREATE TABLE about AS
SELECT 'Fire and rescue service of Jakarta, 2013' AS title,
	   'posts' AS posts, 'people' AS people, 'city' AS areas;


-- 1. The files as they are ---------------------------------------------------

CREATE TABLE raw_post (
	line int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	nama_pos_pemadam text, kotamadya text, kecamatan text, kelurahan text,
	alamat text, personil_group_a text, personil_group_b text,
	personil_group_c text, kendaraan text, latitude text, longitude text);

CREATE TABLE raw_incident (
	no text, tanggal text, keterangan_jkb text,
	kelurahan text, kecamatan text, wilayah text,
	jumlah_unit text, jumlah_sdm text,
	lama_operasi_hari text, lama_operasi_jam text, lama_operasi_menit text);

CREATE TABLE raw_kelurahan (
	kode text, kelurahan text, kecamatan text, kota text, lat text, lng text);

CREATE TABLE raw_kecamatan (
	kode text, kecamatan text, kota text, lat text, lng text);

\copy raw_post (nama_pos_pemadam, kotamadya, kecamatan, kelurahan, alamat, personil_group_a, personil_group_b, personil_group_c, kendaraan, latitude, longitude) from 'demo/data/posts.csv' (format csv, header)
\copy raw_incident from 'demo/data/incidents.csv' (format csv, header)
\copy raw_kelurahan from 'demo/data/kelurahan.csv' (format csv, header)
\copy raw_kecamatan from 'demo/data/kecamatan.csv' (format csv, header)


-- 2. Places ------------------------------------------------------------------

-- Names are compared by their letters alone, so that "Rawajati" is "Rawa Jati".
CREATE FUNCTION letters(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(lower(name), '[^a-z]', '', 'g');

-- A place is a kelurahan or a whole kecamatan, known by its centroid.
CREATE TABLE place (
	place_id  int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	kelurahan text,					-- NULL: the whole kecamatan
	kecamatan text NOT NULL,
	city      text NOT NULL,
	lat       float8 NOT NULL,
	lng       float8 NOT NULL,
	key       text GENERATED ALWAYS AS (coalesce(letters(kelurahan), '') || '/' ||
										letters(kecamatan) || '/' || letters(city)) STORED UNIQUE);

INSERT INTO place (kelurahan, kecamatan, city, lat, lng)
SELECT kelurahan, kecamatan, kota, lat::float8, lng::float8
FROM raw_kelurahan ORDER BY kode;

INSERT INTO place (kecamatan, city, lat, lng)
SELECT kecamatan, kota, lat::float8, lng::float8
FROM raw_kecamatan ORDER BY kode;

-- 44 incidents were help for neighbouring towns, of which the register says no
-- more than the name, three times over.  They get the town's middle, to a
-- hundredth of a degree.
INSERT INTO place (kelurahan, kecamatan, city, lat, lng) VALUES
	('Tangerang', 'Tangerang', 'Kota Tangerang', -6.18, 106.63),
	('Bekasi',    'Bekasi',    'Kota Bekasi',    -6.24, 106.99),
	('Depok',     'Depok',     'Kota Depok',     -6.40, 106.82);

-- Spellings that differ in more than case, spaces and dots.
CREATE TABLE spelling (
	written text PRIMARY KEY,		-- letters only
	meant   text NOT NULL);

INSERT INTO spelling VALUES
	('kebunjeruk',               'kebonjeruk'),
	('pangadegan',               'pengadegan'),
	('pondokrangon',             'pondokranggon'),
	('kampungtengah',            'tengah'),
	('kepseribuselatan',         'kepulauanseribuselatan'),
	('kabupatenkepulauanseribu', 'kepulauanseribu');

CREATE FUNCTION spelt_right(name text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce((SELECT meant FROM spelling WHERE written = letters(name)),
				letters(name), '');

-- The place that a row means; NULL when there is none.
CREATE FUNCTION find_place(its_kelurahan text, its_kecamatan text, its_city text) RETURNS int
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT place_id FROM place
		WHERE key = spelt_right(its_kelurahan) || '/' || spelt_right(its_kecamatan) || '/' ||
					spelt_right(its_city));

-- Where the file does not say, or says what cannot be, where a post lies, we say
-- it by hand: the name or the street of the post tells.
CREATE TABLE post_place (
	line      int PRIMARY KEY REFERENCES raw_post,
	kelurahan text,
	kecamatan text NOT NULL,
	city      text NOT NULL,
	fault     text NOT NULL,
	why       text NOT NULL);

INSERT INTO post_place VALUES
	-- Nothing but a name and a street: the portal found no coordinate.
	(19, 'Wijaya Kusuma', 'Grogol Petamburan', 'Jakarta Barat', 'no place', 'Komp. Duta Mas lies in Wijaya Kusuma'),
	(20, NULL, 'Cengkareng', 'Jakarta Barat', 'no place', 'the name is that of the kecamatan'),
	(55, 'Lebak Bulus', 'Cilandak', 'Jakarta Selatan', 'no place', 'Pasar Jumat lies in Lebak Bulus'),
	(56, 'Cipete Selatan', 'Cilandak', 'Jakarta Selatan', 'no place', 'the name is that of the neighbourhood'),
	(57, NULL, 'Tebet', 'Jakarta Selatan', 'no place', 'the name is that of the kecamatan'),
	(74, NULL, 'Duren Sawit', 'Jakarta Timur', 'no place', 'the name is that of the kecamatan'),
	(75, NULL, 'Cipayung', 'Jakarta Timur', 'no place', 'the name is that of the kecamatan'),
	(86, 'Penjaringan', 'Penjaringan', 'Jakarta Utara', 'no place', 'Muara Baru lies in Penjaringan'),
	(87, 'Kalibaru', 'Cilincing', 'Jakarta Utara', 'no place', 'the name is that of the kelurahan'),
	(88, 'Rorotan', 'Cilincing', 'Jakarta Utara', 'no place', 'the name is that of the kelurahan'),
	(89, 'Sunter Agung', 'Tanjung Priok', 'Jakarta Utara', 'no place', 'the Podomoro estate lies in Sunter Agung'),
	(90, NULL, 'Kelapa Gading', 'Jakarta Utara', 'no place', 'the name is that of the kecamatan'),
	(91, 'Pademangan Timur', 'Pademangan', 'Jakarta Utara', 'no place', 'the name is that of the kelurahan'),
	(92, 'Ancol', 'Pademangan', 'Jakarta Utara', 'no place', 'Lodan and Bina Ria lie in Ancol'),
	(93, 'Pluit', 'Penjaringan', 'Jakarta Utara', 'no place', 'the name is that of the kelurahan'),
	(94, 'Penjaringan', 'Penjaringan', 'Jakarta Utara', 'no place', 'the name is that of the kelurahan'),
	(95, 'Pulau Panggang', 'Kepulauan Seribu Utara', 'Kepulauan Seribu', 'no place', 'Pulau Karya lies beside Pulau Panggang'),
	-- The kelurahan is not in the kecamatan: one of the two is wrong.
	( 1, NULL, 'Kembangan', 'Jakarta Barat', 'kelurahan elsewhere', 'Puri Indah lies in Kembangan; Cipete Selatan does not'),
	(10, NULL, 'Taman Sari', 'Jakarta Barat', 'kelurahan elsewhere', 'Sawah Besar is Jakarta Pusat; of Barat, Taman Sari is next to it'),
	(34, 'Bungur', 'Senen', 'Jakarta Pusat', 'kelurahan elsewhere', 'Bungur lies in Senen'),
	(40, NULL, 'Jagakarsa', 'Jakarta Selatan', 'kelurahan elsewhere', 'the name is that of the kecamatan'),
	(52, 'Cipulir', 'Kebayoran Lama', 'Jakarta Selatan', 'kelurahan elsewhere', 'Cipulir lies in Kebayoran Lama'),
	(72, NULL, 'Cakung', 'Jakarta Timur', 'kelurahan elsewhere', 'there is a Cakung Barat and a Cakung Timur, no Cakung'),
	-- Place and coordinate agree with each other, but not with the name.
	(46, NULL, 'Pesanggrahan', 'Jakarta Selatan', 'name elsewhere', 'a sector office serves the kecamatan it is named after'),
	(59, NULL, 'Kramat Jati', 'Jakarta Timur', 'name elsewhere', 'Raya Bogor runs through Kramat Jati, too');

-- The portal's coordinate is believed only when it lies within 3 km of the
-- centroid of the place; 4 km if only the kecamatan is known.  (Of those kept the
-- farthest is 2.7 km off, of those dropped the nearest 5.3 km.)
CREATE TABLE post_location AS
WITH placed AS (
	SELECT r.line, h.fault, h.why, p.*,
		   latitude::float8 AS portal_lat, longitude::float8 AS portal_lng,
		   km(latitude::float8, longitude::float8, p.lat, p.lng) AS km_off
	FROM raw_post r
		 LEFT JOIN post_place h USING (line)
		 JOIN place p ON place_id =
			CASE WHEN h.line IS NULL THEN find_place(r.kelurahan, r.kecamatan, r.kotamadya)
				 ELSE find_place(h.kelurahan, h.kecamatan, h.city) END),
judged AS (
	SELECT *, coalesce(km_off <= CASE WHEN kelurahan IS NULL THEN 4 ELSE 3 END, false)
			  AS portal_coordinate
	FROM placed)
SELECT line, kelurahan, kecamatan, city, fault, why, km_off, portal_coordinate,
	   CASE WHEN portal_coordinate THEN portal_lat ELSE lat END AS lat,
	   CASE WHEN portal_coordinate THEN portal_lng ELSE lng END AS lng
FROM judged;


-- 3. Incidents ---------------------------------------------------------------

-- hours_reported and staff_reported are what the register says, once the days are
-- read right; hours and staff are what we can believe.
CREATE TABLE incident AS
SELECT no::int AS incident_id,
	   to_date(tanggal, 'MM/DD/YYYY') AS day,
	   keterangan_jkb AS kind,
	   find_place(kelurahan, kecamatan, wilayah) AS place_id,
	   wilayah AS city,
	   -- A call that counts staff but no vehicle took one.
	   CASE WHEN vehicles = 0 AND staff > 0 THEN 1 ELSE vehicles END AS vehicles,
	   staff AS staff_reported,
	   -- Four in five incidents have exactly 5 people a vehicle.  So do, here, those
	   -- with vehicles but no people, and the one with 36 people a vehicle.
	   CASE WHEN vehicles > 0 AND staff NOT BETWEEN 1 AND 20 * vehicles
			THEN 5 * vehicles ELSE staff END AS staff,
	   hours AS hours_reported,
	   -- After a day the crew was relieved, and the register does not say by how
	   -- many: no more than a day counts.
	   least(hours, 24) AS hours
FROM raw_incident
	 CROSS JOIN LATERAL (
		SELECT jumlah_unit::int, jumlah_sdm::int,
			   -- The minutes contain the days once more.  A negative number of
			   -- days comes from a wrong date: the clock times still tell hours
			   -- and minutes, and the days are none.
			   greatest(lama_operasi_hari::int, 0) * 24.0
			   + lama_operasi_jam::int
			   + (lama_operasi_menit::int - 1440 * lama_operasi_hari::int) / 60.0
		) x (vehicles, staff, hours);

ALTER TABLE incident ADD PRIMARY KEY (incident_id);
ALTER TABLE incident ALTER place_id SET NOT NULL;		-- every place was found


-- 4. What every post needs ---------------------------------------------------

-- A crew around the clock: the service works in three shift groups.  How many a
-- group needs is taken from what the service itself does.  The middle one of its
-- posts with one vehicle has 4 people a group; for further vehicles the middle
-- post adds 1.33 people each.
CREATE TABLE standard AS
WITH shift_group AS (
	SELECT kendaraan::int AS vehicles,
		   (personil_group_a::int + personil_group_b::int + personil_group_c::int) / 3.0 AS people
	FROM raw_post),
first_vehicle AS (
	SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY people) AS crew
	FROM shift_group WHERE vehicles = 1)
SELECT crew,
	   percentile_cont(0.5) WITHIN GROUP (ORDER BY (people - crew) / (vehicles - 1)) AS crew_more
FROM shift_group, first_vehicle
WHERE vehicles > 1
GROUP BY crew;

-- The work of an incident goes to the posts whose vehicles went there.  The
-- register does not say which: the nearest post sends what it has, then the next,
-- until the vehicles that were sent are together.
CREATE TABLE turnout AS
WITH by_distance AS (
	SELECT incident_id, line AS post_id, km,
		   kendaraan::int AS own,
		   sum(kendaraan::int) OVER (PARTITION BY incident_id ORDER BY km, line) AS own_and_nearer
	FROM incident
		 JOIN place p USING (place_id)
		 CROSS JOIN raw_post
		 JOIN post_location l USING (line)
		 CROSS JOIN LATERAL km(p.lat, p.lng, l.lat, l.lng))
SELECT incident_id, post_id, km,
	   least(own, vehicles - (own_and_nearer - own)) AS vehicles,
	   staff::float8 * least(own, vehicles - (own_and_nearer - own)) / vehicles AS people,
	   hours::float8
FROM by_distance JOIN incident USING (incident_id)
WHERE own_and_nearer - own < vehicles;

CREATE TABLE post AS
WITH work AS (
	SELECT post_id,
		   sum(people * hours) AS work_hours,
		   staffing_need(people, 60 * hours) AS work_need	-- volume x minutes / 75,000
	FROM turnout
	GROUP BY post_id),
known AS (
	SELECT line AS post_id,
		   -- blanks put right; a bare "Kantor Sektor" gets its kecamatan
		   regexp_replace(regexp_replace(nama_pos_pemadam, '\s+', ' ', 'g'), '\( ', '(')
		   || CASE nama_pos_pemadam WHEN 'Kantor Sektor' THEN ' ' || r.kecamatan ELSE '' END AS name,
		   replace(kotamadya, 'Kabupaten ', '') AS area,
		   lat, lng,
		   kendaraan::int AS vehicles,
		   personil_group_a::int + personil_group_b::int + personil_group_c::int AS staff
	FROM raw_post r JOIN post_location USING (line))
SELECT known.*,
	   3 * (crew + crew_more * (vehicles - 1)) AS crew_need,
	   coalesce(work_hours, 0) AS work_hours,
	   3 * (crew + crew_more * (vehicles - 1)) + coalesce(work_need, 0) AS need,
	   (3 * crew)::int AS min_staff,		-- one crew a shift, whatever happens
	   staff / 3 AS max_out					-- one shift group's worth
FROM known LEFT JOIN work USING (post_id) CROSS JOIN standard;

ALTER TABLE post ADD PRIMARY KEY (post_id);

-- One employee a head.  The number tells the post of 2013 and the place in it:
-- 35007 is the seventh of post 35.
CREATE TABLE employee AS
SELECT line * 1000 + row_number() OVER (PARTITION BY line ORDER BY shift, n) AS employee_id,
	   line AS post_id, shift
FROM raw_post
	 CROSS JOIN LATERAL (VALUES ('A', personil_group_a), ('B', personil_group_b),
								('C', personil_group_c)) g (shift, people)
	 CROSS JOIN generate_series(1, people::int) n;

ALTER TABLE employee ADD PRIMARY KEY (employee_id);


-- 5. What was found, and what became of it -----------------------------------

CREATE VIEW audit AS
WITH misspelt AS (
	SELECT concat_ws(', ', i.kelurahan, i.kecamatan, i.wilayah) AS written,
		   concat_ws(', ', p.kelurahan, p.kecamatan, p.city) AS meant,
		   EXISTS (SELECT FROM spelling
				   WHERE written IN (letters(i.kelurahan), letters(i.kecamatan))) AS by_table
	FROM raw_incident i JOIN incident ON incident_id = no::int JOIN place p USING (place_id)
	WHERE p.kelurahan IS NOT NULL
	  AND (i.kelurahan, i.kecamatan) IS DISTINCT FROM (p.kelurahan, p.kecamatan))
SELECT 'incident: negative days' AS fault, count(*) AS found,
	   'days taken as 0, the clock times kept' AS treatment,
	   min('no. ' || no || ': ' || lama_operasi_hari || ' days') AS example
FROM raw_incident WHERE lama_operasi_hari::int < 0
UNION ALL
SELECT 'incident: minutes contain the days', count(*),
	   '1440 minutes a day taken off',
	   min('no. ' || no || ': ' || lama_operasi_hari || ' days, ' || lama_operasi_menit || ' minutes')
FROM raw_incident WHERE lama_operasi_hari::int <> 0
UNION ALL
SELECT 'incident: longer than a day', count(*),
	   '24 hours count: the crew was relieved',
	   (array_agg('no. ' || incident_id || ': ' || round(hours_reported, 1) || ' hours'
				  ORDER BY hours_reported DESC))[1]
FROM incident WHERE hours_reported > hours
UNION ALL
SELECT 'incident: staff missing or absurd', count(*),
	   '5 people a vehicle, the usual number',
	   (array_agg('no. ' || incident_id || ': ' || staff_reported || ' people, ' || vehicles || ' vehicles'
				  ORDER BY staff_reported DESC))[1]
FROM incident WHERE staff <> staff_reported
UNION ALL
SELECT 'incident: staff but no vehicle', count(*), 'taken as one vehicle',
	   min('no. ' || no || ': ' || jumlah_sdm || ' people')
FROM raw_incident WHERE jumlah_unit::int = 0 AND jumlah_sdm::int > 0
UNION ALL
SELECT 'incident: neither staff nor vehicle', count(*), 'kept; it adds no work',
	   min('no. ' || no)
FROM raw_incident WHERE jumlah_unit::int = 0 AND jumlah_sdm::int = 0
UNION ALL
SELECT 'incident: outside Jakarta', count(*), 'placed in the middle of that town',
	   min(i.city)
FROM incident i JOIN place p USING (place_id) WHERE p.city LIKE 'Kota %'
UNION ALL
SELECT 'incident: same as an earlier one but for its number', sum(times - 1),
	   'kept: may be several boats in one flood',
	   (array_agg('no. ' || first || ' and ' || times - 1 || ' more' ORDER BY times DESC, first))[1]
FROM (SELECT min(no::int) AS first, count(*) AS times
	  FROM raw_incident
	  GROUP BY tanggal, keterangan_jkb, kelurahan, kecamatan, wilayah, jumlah_unit, jumlah_sdm,
			   lama_operasi_hari, lama_operasi_jam, lama_operasi_menit) r
UNION ALL
SELECT 'incident: place spelt with other spaces or case', count(*), 'letters alone are compared',
	   min(written || ' -> ' || meant)
FROM misspelt WHERE NOT by_table
UNION ALL
SELECT 'incident: place spelt otherwise', count(*), 'table spelling',
	   min(written || ' -> ' || meant)
FROM misspelt WHERE by_table
UNION ALL
SELECT 'post: ' || fault, count(*), 'place said by hand, table post_place',
	   min(nama_pos_pemadam || ': ' || why)
FROM post_place JOIN raw_post USING (line) GROUP BY fault
UNION ALL
SELECT 'post: coordinate ' || CASE WHEN portal_coordinate THEN 'near its place'
								   WHEN km_off IS NULL THEN 'missing'
								   ELSE 'far from its place' END,
	   count(*),
	   CASE WHEN portal_coordinate THEN 'believed'
			ELSE format('centroid of its kelurahan (%s) or kecamatan (%s)',
						count(l.kelurahan), count(*) - count(l.kelurahan)) END,
	   (array_agg(concat(nama_pos_pemadam, ': ' || round(km_off::numeric, 1) || ' km off')
				  ORDER BY km_off DESC, line))[1]
FROM post_location l JOIN raw_post USING (line)
GROUP BY portal_coordinate, km_off IS NULL
UNION ALL
SELECT 'post: name that others bear, too', count(*), 'its kecamatan is added',
	   min(nama_pos_pemadam)
FROM raw_post WHERE nama_pos_pemadam = 'Kantor Sektor'
UNION ALL
SELECT 'post: people and vehicles do not match', count(*),
	   'kept; look at these before believing their transfers',
	   min(name || ': ' || staff || ' people, ' || vehicles || ' vehicles')
FROM post WHERE staff NOT BETWEEN crew_need / 2 AND crew_need * 2;


-- 6. Who may move where, and at what cost ------------------------------------

-- Everyone may go to every post within reach; far is dearer.
CREATE TABLE route AS
SELECT a.post_id AS from_post, b.post_id AS to_post, km, km * :fire_km_cost AS cost
FROM post a
	 JOIN post b ON a.post_id <> b.post_id
	 CROSS JOIN LATERAL km(a.lat, a.lng, b.lat, b.lng)
WHERE km <= :fire_reach_km;

ALTER TABLE route ADD PRIMARY KEY (from_post, to_post);

CREATE VIEW candidate AS
SELECT e.employee_id, r.to_post AS post_id, r.cost
FROM employee e JOIN route r ON r.from_post = e.post_id;


-- 7. The plan, and its proof -------------------------------------------------

\set move_cost :fire_move_cost
\ir plan.sql
