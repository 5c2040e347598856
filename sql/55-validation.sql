-- Validation: what is wrong, missing or implausible in the data of a workspace.
--
-- Tables of a workspace may be views over somebody else's, without keys or
-- checks, so nothing is taken for granted: what the constraints of
-- workspace_tables() forbid is looked for, too, unless the constraint is there.
--
-- A check is one row of validation_checks(): to add one, add a row.  Its query
-- has the columns key and data; $1 is the date, $2 has the post of
-- everybody who counts as staff that day.  The data fill the %1$s, %2$s of
-- the two texts.  Conversions that could fail on a dirty row are guarded.

-- what the tables should be ------------------------------------------------

CREATE FUNCTION validation_contract()
RETURNS TABLE (relation text, key_columns text[], required text[], unlawful text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 16
SET search_path = pg_catalog, pg_temp
AS $body$
	-- unlawful: what is true of a row whose values cannot be; NaN is greater
	-- than any number
	VALUES
	('unit', '{unit_id}'::text[], '{name,is_special_region}'::text[],
	 $$lat NOT BETWEEN -90 AND 90 OR lon NOT BETWEEN -180 AND 180$$),
	('job_family', '{job_family_id}', '{name,effective_minutes,rounding}',
	 $$NOT (effective_minutes > 0 AND effective_minutes <= 527040) OR rounding NOT IN ('half_up', 'ceil', 'wisn', 'teacher')$$),
	('job', '{job_id}', '{name,job_family_id,rank_min,rank_max,retirement_age}',
	 $$rank_min NOT BETWEEN 1 AND 17 OR rank_max NOT BETWEEN 1 AND 17 OR rank_min > rank_max OR retirement_age NOT BETWEEN 40 AND 80$$),
	('post', '{post_id}', '{unit_id,job_id}',
	 $$min_staff < 0 OR max_staff < 0 OR max_out < 0 OR max_in < 0 OR min_staff > max_staff$$),
	('task', '{task_id}', '{post_id,name,kind,period}',
	 $$NOT coalesce(volume >= 0 AND volume < 'Infinity', true) OR NOT coalesce(minutes >= 0 AND minutes < 'Infinity', true)
	   OR NOT coalesce(per_person > 0 AND per_person < 'Infinity', true) OR NOT coalesce(share >= 0 AND share < 1, true) OR isempty(period)
	   OR NOT CASE kind
		WHEN 'workload' THEN num_nonnulls(volume, minutes) = 2 AND num_nonnulls(per_person, share) = 0
		WHEN 'ratio' THEN num_nonnulls(volume, per_person) = 2 AND num_nonnulls(minutes, share) = 0
		WHEN 'category_allowance' THEN share IS NOT NULL AND num_nonnulls(volume, minutes, per_person) = 0
		WHEN 'individual_allowance' THEN num_nonnulls(volume, minutes) = 2 AND num_nonnulls(per_person, share) = 0
		ELSE kind IS NULL END$$),
	('need_adjustment', '{need_adjustment_id}', '{period,reason}',
	 $$NOT coalesce(factor >= 0 AND factor < 'Infinity', true) OR NOT coalesce(persons > '-Infinity' AND persons < 'Infinity', true)
	   OR isempty(period) OR num_nonnulls(post_id, unit_id) <> 1 OR num_nonnulls(factor, persons) <> 1
	   OR (post_id IS NULL AND factor IS NULL)$$),
	('employee', '{employee_id}', '{kind}',
	 $$kind NOT IN ('PNS', 'CPNS', 'PPPK') OR rank NOT BETWEEN 1 AND 17 OR home_lat NOT BETWEEN -90 AND 90
	   OR home_lon NOT BETWEEN -180 AND 180 OR (pinned_until IS NOT NULL AND pinned_reason IS NULL)$$),
	('assignment', '{assignment_id}', '{employee_id,post_id,period,kind}',
	 $$isempty(period) OR lower_inf(period) OR kind NOT IN ('permanent', 'temporary')$$),
	('kinship', '{employee_id,kin_id}', '{relation}', $$employee_id = kin_id$$),
	('skill', '{skill_id}', '{name,kind}',
	 $$kind NOT IN ('skill', 'certificate', 'education') OR NOT coalesce(learning_days >= 0 AND learning_days < 'Infinity', true)$$),
	('employee_skill', '{employee_id,skill_id}', '{period}', $$isempty(period)$$),
	('job_skill', '{job_id,skill_id}', '{is_essential}', $$false$$),
	('preference', '{preference_id}', '{employee_id,strength,period}',
	 $$strength NOT BETWEEN -1 AND 1 OR isempty(period) OR num_nonnulls(post_id, unit_id) <> 1$$),
	('performance', '{employee_id,year}', '{rating}',
	 $$year NOT BETWEEN 1950 AND 2200 OR rating NOT IN ('sangat baik', 'baik', 'butuh perbaikan', 'kurang', 'sangat kurang')$$),
	('rule', '{rule_id}', '{code,stage,parameters,period,description,legal_basis}',
	 $$isempty(period) OR employee_kind NOT IN ('PNS', 'CPNS', 'PPPK')$$),
	('setting', '{name}', '{value,description}', $$false$$),
	('complaint', '{complaint_id}', '{unit_id,received_on}', $$resolved_on < received_on$$),
	('briefing', '{briefing_id}', '{employee_id,held_on,outcome}',
	 $$outcome NOT IN ('welcomed', 'undecided', 'resisted')$$)
$body$;

COMMENT ON FUNCTION validation_contract() IS
'What keys, required columns and values the tables of a workspace should have, for tables that are views; part of validate.';

CREATE FUNCTION validation_references()
RETURNS TABLE (relation text, reference text, target text, target_column text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 26
SET search_path = pg_catalog, pg_temp
AS $body$
	VALUES
	('unit', 'parent_id', 'unit', 'unit_id'),
	('job', 'job_family_id', 'job_family', 'job_family_id'),
	('post', 'unit_id', 'unit', 'unit_id'),
	('post', 'job_id', 'job', 'job_id'),
	('task', 'post_id', 'post', 'post_id'),
	('need_adjustment', 'post_id', 'post', 'post_id'),
	('need_adjustment', 'unit_id', 'unit', 'unit_id'),
	('assignment', 'employee_id', 'employee', 'employee_id'),
	('assignment', 'post_id', 'post', 'post_id'),
	('kinship', 'employee_id', 'employee', 'employee_id'),
	('kinship', 'kin_id', 'employee', 'employee_id'),
	('employee_skill', 'employee_id', 'employee', 'employee_id'),
	('employee_skill', 'skill_id', 'skill', 'skill_id'),
	('job_skill', 'job_id', 'job', 'job_id'),
	('job_skill', 'skill_id', 'skill', 'skill_id'),
	('preference', 'employee_id', 'employee', 'employee_id'),
	('preference', 'post_id', 'post', 'post_id'),
	('preference', 'unit_id', 'unit', 'unit_id'),
	('performance', 'employee_id', 'employee', 'employee_id'),
	('rule', 'job_family_id', 'job_family', 'job_family_id'),
	('rule', 'unit_id', 'unit', 'unit_id'),
	('complaint', 'unit_id', 'unit', 'unit_id'),
	('briefing', 'employee_id', 'employee', 'employee_id')
$body$;

COMMENT ON FUNCTION validation_references() IS
'Which column of a workspace refers to which table, for tables that are views; part of validate.';

-- the checks ---------------------------------------------------------------

CREATE FUNCTION validation_checks()
RETURNS TABLE (code text, severity text, relation text, query text,
			   finding_indonesian text, finding_english text, remedy_indonesian text, remedy_english text)
LANGUAGE sql STABLE ROWS 100
AS $body$
	WITH contract AS (
		SELECT c.*, to_regclass(c.relation) AS oid,
			   (SELECT 'jsonb_build_object(' || string_agg(format('%L, x.%I', k, k), ', ') || ')' FROM unnest(c.key_columns) AS k) AS key
		FROM validation_contract() AS c
	)
	-- keys; a row without a key is told by value_missing
	SELECT 'key_duplicate', 'error', c.relation,
		   format('SELECT %s, ARRAY[count(*)::text] FROM %I AS x WHERE num_nulls(%s) = 0 GROUP BY %3$s HAVING count(*) > 1',
				  c.key, c.relation, (SELECT string_agg(format('x.%I', k), ', ') FROM unnest(u.columns) AS k)),
		   'Kunci ini ada pada %1$s baris', '%1$s rows have this key',
		   'Sisakan satu baris', 'Keep one row'
	FROM contract AS c CROSS JOIN LATERAL (VALUES (c.key_columns)) AS u(columns)
	WHERE NOT EXISTS (
		SELECT FROM pg_constraint AS o
		WHERE o.conrelid = c.oid AND pg_get_constraintdef(o.oid) IN (
			format('PRIMARY KEY (%s)', array_to_string(u.columns, ', ')), format('UNIQUE (%s)', array_to_string(u.columns, ', '))))

	UNION ALL
	SELECT 'value_missing', 'error', c.relation,
		   format('SELECT %s, ARRAY[%L] FROM %I AS x WHERE x.%I IS NULL', c.key, m.required, c.relation, m.required),
		   'Kolom %1$s kosong', 'Column %1$s is empty', 'Isi kolom itu', 'Fill the column'
	FROM contract AS c CROSS JOIN LATERAL unnest(c.key_columns || c.required) AS m(required)
	WHERE NOT EXISTS (
		SELECT FROM pg_attribute AS a
		WHERE a.attrelid = c.oid AND a.attname = m.required AND a.attnotnull)

	UNION ALL
	SELECT 'value_invalid', 'error', c.relation,
		   format('SELECT %s, ''{}''::text[] FROM %I AS x WHERE %s', c.key, c.relation, c.unlawful),
		   'Ada nilai yang tidak mungkin', 'A value cannot be',
		   'Lihat keterangan kolom untuk nilai yang boleh', 'See the comments on the columns for the values allowed'
	FROM contract AS c

	UNION ALL
	SELECT 'reference_dangling', 'error', r.relation,
		   format('SELECT %1$s, ARRAY[%2$L, x.%2$I::text, %3$L] FROM %4$I AS x WHERE x.%2$I IS NOT NULL AND NOT EXISTS (SELECT FROM %3$I AS t WHERE t.%5$I = x.%2$I)',
				  c.key, r.reference, r.target, r.relation, r.target_column),
		   'Kolom %1$s merujuk %2$s, yang tidak ada di tabel %3$s', 'Column %1$s refers to %2$s, which is not in table %3$s',
		   'Tambahkan baris yang dirujuk atau perbaiki rujukannya', 'Add the row referred to or correct the reference'
	FROM validation_references() AS r JOIN contract AS c USING (relation)
	WHERE NOT EXISTS (
		SELECT FROM pg_constraint AS o
		WHERE o.conrelid = c.oid AND o.contype = 'f' AND o.convalidated AND o.confrelid = to_regclass(r.target)
			  AND pg_get_constraintdef(o.oid) LIKE format('FOREIGN KEY (%s) REFERENCES %%(%s)%%', r.reference, r.target_column))

	UNION ALL
	VALUES
	-- units
	('unit_cycle', 'error', 'unit', $$
		WITH RECURSIVE rooted (unit_id) AS (
			SELECT u.unit_id FROM unit AS u
			WHERE u.parent_id IS NULL OR NOT EXISTS (SELECT FROM unit AS p WHERE p.unit_id = u.parent_id)
			UNION
			SELECT u.unit_id FROM rooted AS r JOIN unit AS u ON u.parent_id = r.unit_id
		), above (leaf, unit_id) AS (
			SELECT u.unit_id, u.parent_id FROM unit AS u
			WHERE u.unit_id IS NOT NULL AND NOT EXISTS (SELECT FROM rooted AS r WHERE r.unit_id = u.unit_id)
			UNION
			SELECT a.leaf, u.parent_id FROM above AS a JOIN unit AS u USING (unit_id)
		)
		SELECT jsonb_build_object('unit_id', leaf), ARRAY[string_agg(unit_id::text, ', ' ORDER BY unit_id)]
		FROM above GROUP BY leaf
		HAVING bool_or(unit_id = leaf) AND min(unit_id) = leaf $$,
	 'Pohon unit melingkar: %1$s', 'Units form a ring: %1$s',
	 'Perbaiki parent_id salah satu unit itu', 'Correct parent_id of one of these units'),
	('unit_coordinates_missing', 'warning', 'unit', $$
		SELECT jsonb_build_object('unit_id', unit_id), '{}'::text[] FROM unit WHERE lat IS NULL OR lon IS NULL $$,
	 'Koordinat kosong', 'Coordinates are missing', 'Isi lat dan lon', 'Fill lat and lon'),
	('unit_coordinates_zero', 'warning', 'unit', $$
		SELECT jsonb_build_object('unit_id', unit_id), '{}'::text[] FROM unit WHERE lat = 0 AND lon = 0 $$,
	 'Koordinat 0, 0', 'Coordinates are 0, 0', 'Isi lat dan lon yang benar, atau kosongkan', 'Give the right lat and lon, or none'),
	('unit_outside_area', 'warning', 'unit', $$
		WITH RECURSIVE inside (area_of, unit_id) AS (
			SELECT unit_id, unit_id FROM unit WHERE area IS NOT NULL
			UNION
			SELECT i.area_of, u.unit_id FROM inside AS i JOIN unit AS u ON u.parent_id = i.unit_id
		)
		SELECT jsonb_build_object('unit_id', u.unit_id), ARRAY[string_agg(DISTINCT a.unit_id::text, ', ')]
		FROM inside AS i JOIN unit AS u ON u.unit_id = i.unit_id JOIN unit AS a ON a.unit_id = i.area_of
		WHERE NOT (u.lat = 0 AND u.lon = 0) AND NOT (a.area @> point(u.lon, u.lat))
		GROUP BY u.unit_id $$,
	 'Koordinat di luar wilayah unit %1$s', 'Coordinates lie outside the area of unit %1$s',
	 'Periksa apakah lat dan lon tertukar, atau perbaiki area', 'See whether lat and lon are swapped, or correct the area'),

	-- posts and tasks
	('post_without_analysis', 'warning', 'post', $$
		SELECT jsonb_build_object('post_id', p.post_id),
			   ARRAY[coalesce(p.analysed_on::text, '-'), rule_number(l.parameters, 'months')::text]
		FROM post AS p
			 LEFT JOIN (SELECT s.post_id, r.parameters
						FROM rules_by_post($1, 'placement') AS s JOIN rules_in_force($1) AS r ON r.rule_id = s.rule_id
						WHERE r.code = 'ABK' AND rule_number(r.parameters, 'months') IS NOT NULL) AS a ON a.post_id = p.post_id
			 CROSS JOIN LATERAL (SELECT coalesce(a.parameters, '{"months": 60}') AS parameters) AS l
		WHERE NOT analysis_is_current(p.analysed_on, l.parameters, $1) AND coalesce(p.analysed_on <= $1, true) $$,
	 'Analisis beban kerja (ABK) tidak ada atau lebih dari %2$s bulan: %1$s', 'Workload analysis (ABK) is missing or older than %2$s months: %1$s',
	 'Lakukan ABK dan isi analysed_on', 'Analyse the workload and fill analysed_on'),
	('post_analysed_in_future', 'warning', 'post', $$
		SELECT jsonb_build_object('post_id', post_id), ARRAY[analysed_on::text] FROM post WHERE analysed_on > $1 $$,
	 'Tanggal ABK %1$s masih akan datang', 'Date of analysis %1$s lies in the future', 'Perbaiki analysed_on', 'Correct analysed_on'),
	('post_need_without_staff', 'warning', 'post', $$
		WITH RECURSIVE closed (unit_id) AS (		-- a surge of factor 0 leaves no need of its posts
			SELECT unit_id FROM need_adjustment WHERE factor = 0 AND period @> $1 AND unit_id IS NOT NULL
			UNION
			SELECT u.unit_id FROM closed AS c JOIN unit AS u ON u.parent_id = c.unit_id
		)
		SELECT jsonb_build_object('post_id', p.post_id), '{}'::text[]
		FROM post AS p
		WHERE ((EXISTS (SELECT FROM task AS t WHERE t.post_id = p.post_id
						AND t.period @> $1 AND t.volume > 0 AND (t.minutes > 0 OR t.kind = 'ratio'))
				AND NOT EXISTS (SELECT FROM need_adjustment AS a WHERE a.post_id = p.post_id AND a.factor = 0 AND a.period @> $1)
				AND NOT EXISTS (SELECT FROM closed AS c WHERE c.unit_id = p.unit_id))
			   OR p.post_id IN (SELECT post_id FROM need_adjustment WHERE period @> $1 GROUP BY post_id HAVING sum(persons) > 0))
			  AND p.post_id NOT IN (SELECT unnest($2)) $$,
	 'Ada kebutuhan tetapi tidak ada pegawai', 'There is need but no staff',
	 'Periksa penugasan; bila benar kosong, formasi ini menunggu mutasi', 'Check the assignments; if it is vacant indeed, it waits for a transfer'),
	('post_staff_without_task', 'warning', 'post', $$
		SELECT jsonb_build_object('post_id', h.post_id), ARRAY[count(*)::text]
		FROM unnest($2) AS h(post_id)
		WHERE NOT EXISTS (SELECT FROM task AS t WHERE t.post_id = h.post_id AND t.period @> $1)
			  AND NOT EXISTS (SELECT FROM need_adjustment AS a WHERE a.post_id = h.post_id AND a.period @> $1 AND a.persons > 0)
		GROUP BY h.post_id $$,
	 'Ada %1$s pegawai tetapi tidak ada uraian tugas', 'There are %1$s employees but no task',
	 'Tambahkan uraian tugas; tanpa itu kebutuhan dianggap 0', 'Add tasks; without them the need counts as 0'),
	('post_below_minimum', 'warning', 'post', $$
		SELECT jsonb_build_object('post_id', p.post_id), ARRAY[count(h.post_id)::text, p.min_staff::text]
		FROM post AS p LEFT JOIN unnest($2) AS h(post_id) ON h.post_id = p.post_id
		WHERE p.min_staff > 0
		GROUP BY p.post_id, p.min_staff HAVING count(h.post_id) < p.min_staff $$,
	 'Bezetting %1$s kurang dari min_staff %2$s', 'Staff %1$s is below min_staff %2$s',
	 'Periksa min_staff dan penugasan', 'Check min_staff and the assignments'),
	('task_minutes_implausible', 'warning', 'task', $$
		SELECT jsonb_build_object('task_id', task_id), ARRAY[minutes::text] FROM task
		WHERE kind = 'workload' AND minutes NOT BETWEEN 0.1 AND 10080 AND minutes >= 0 AND minutes < 'Infinity' $$,
	 'Norma waktu %1$s menit di luar 0,1 sampai 10.080', 'Norm of %1$s minutes is outside 0.1 to 10,080',
	 'Periksa satuan: menit per satuan volume', 'Check the unit: minutes per unit of volume'),
	('task_volume_zero', 'warning', 'task', $$
		SELECT jsonb_build_object('task_id', task_id), '{}'::text[] FROM task WHERE volume = 0 AND period && daterange($1, NULL) $$,
	 'Volume 0', 'Volume is 0', 'Isi volume setahun, atau akhiri masa berlaku tugas', 'Give the yearly volume, or end the period of the task'),
	('post_allowances_too_large', 'error', 'post', $$
		SELECT jsonb_build_object('post_id', post_id), ARRAY[sum(share ORDER BY task_id)::text] FROM task
		WHERE kind = 'category_allowance' AND period @> $1 AND share >= 0 AND share < 1
		GROUP BY post_id HAVING sum(share ORDER BY task_id) >= 1 $$,
	 'Jumlah bagian waktu kegiatan penunjang (CAF) %1$s, harus di bawah 1', 'Shares of category allowances (CAF) add up to %1$s, must stay below 1',
	 'Perbaiki share; 0,15 berarti 15 persen', 'Correct share; 0.15 means 15 percent'),
	('need_adjustment_overlap', 'warning', 'need_adjustment', $$
		SELECT jsonb_build_object('need_adjustment_id', a.need_adjustment_id), ARRAY[string_agg(b.need_adjustment_id::text, ', ' ORDER BY b.need_adjustment_id)]
		FROM need_adjustment AS a
			 JOIN need_adjustment AS b ON b.need_adjustment_id < a.need_adjustment_id AND b.period && a.period
				AND (b.post_id = a.post_id OR b.unit_id = a.unit_id)
		GROUP BY a.need_adjustment_id $$,
	 'Masa lonjakan tumpang tindih dengan %1$s', 'Period of the surge overlaps with %1$s',
	 'Pastikan keduanya berlaku: pengalinya dikalikan, orangnya dijumlahkan', 'Make sure that both hold: factors multiply, persons add up'),

	-- people
	('nip_duplicate', 'error', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), ARRAY[nip] FROM (
			SELECT employee_id, nip, min(employee_id) OVER w < max(employee_id) OVER w AS is_shared
			FROM employee WHERE nip IS NOT NULL WINDOW w AS (PARTITION BY nip)) AS n
		WHERE is_shared $$,
	 'NIP %1$s juga milik pegawai lain', 'NIP %1$s belongs to another employee, too', 'Perbaiki NIP', 'Correct the NIP'),
	('nip_missing', 'warning', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), '{}'::text[] FROM employee WHERE nip IS NULL $$,
	 'NIP kosong', 'NIP is missing', 'Isi NIP', 'Fill the NIP'),
	('nip_invalid', 'error', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), ARRAY[nip] FROM employee WHERE NOT nip_is_valid(nip) $$,
	 'NIP %1$s tidak sah', 'NIP %1$s is not valid', 'Perbaiki NIP: 18 angka', 'Correct the NIP: 18 digits'),
	('nip_other_birth_date', 'error', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), ARRAY[birth_date::text, nip_birth_date(nip)::text] FROM employee
		WHERE birth_date <> nip_birth_date(nip) $$,
	 'Tanggal lahir %1$s, menurut NIP %2$s', 'Birth date %1$s, but %2$s in the NIP', 'Perbaiki birth_date atau NIP', 'Correct birth_date or the NIP'),
	('nip_other_kind', 'error', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), ARRAY[kind, nip_kind(nip)] FROM employee
		WHERE (kind = 'PPPK') <> (nip_kind(nip) = 'PPPK') $$,
	 'Status %1$s, menurut NIP %2$s', 'Kind %1$s, but %2$s in the NIP', 'Perbaiki kind atau NIP', 'Correct kind or the NIP'),
	('birth_date_missing', 'warning', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), '{}'::text[] FROM employee
		WHERE coalesce(birth_date, nip_birth_date(nip)) IS NULL $$,
	 'Tanggal lahir tidak diketahui, maka tanggal pensiun pun tidak', 'The birth date is not known, so neither is the retirement',
	 'Isi birth_date', 'Fill birth_date'),
	('birth_date_impossible', 'error', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), ARRAY[coalesce(birth_date, nip_birth_date(nip))::text] FROM employee
		WHERE coalesce(birth_date, nip_birth_date(nip)) NOT BETWEEN '1900-01-01' AND $1 $$,
	 'Tanggal lahir %1$s tidak mungkin', 'Birth date %1$s cannot be', 'Perbaiki birth_date', 'Correct birth_date'),
	('home_missing', 'notice', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), '{}'::text[] FROM employee WHERE home_lat IS NULL OR home_lon IS NULL $$,
	 'Koordinat tempat tinggal kosong', 'Coordinates of the home are missing',
	 'Isi home_lat dan home_lon agar jarak dihitung', 'Fill home_lat and home_lon, so that distances count'),
	('home_zero', 'warning', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), '{}'::text[] FROM employee WHERE home_lat = 0 AND home_lon = 0 $$,
	 'Koordinat tempat tinggal 0, 0', 'Coordinates of the home are 0, 0',
	 'Isi yang benar, atau kosongkan', 'Give the right ones, or none'),
	('contract_end_missing', 'warning', 'employee', $$
		SELECT jsonb_build_object('employee_id', employee_id), '{}'::text[] FROM employee WHERE kind = 'PPPK' AND contract_end IS NULL $$,
	 'Akhir perjanjian kerja PPPK kosong', 'End of the contract of a PPPK is missing', 'Isi contract_end', 'Fill contract_end'),
	('contract_ended', 'error', 'assignment', $$
		SELECT jsonb_build_object('assignment_id', a.assignment_id), ARRAY[e.employee_id::text, e.contract_end::text]
		FROM assignment AS a JOIN employee AS e ON e.employee_id = a.employee_id
		WHERE a.period @> $1 AND e.contract_end < $1 $$,
	 'Pegawai %1$s masih bertugas, perjanjian kerjanya berakhir %2$s', 'Employee %1$s is still assigned, the contract ended on %2$s',
	 'Akhiri penugasan atau perbarui contract_end', 'End the assignment or renew contract_end'),
	('employee_retired', 'error', 'assignment', $$
		SELECT jsonb_build_object('assignment_id', a.assignment_id), ARRAY[a.employee_id::text, r.retires::text]
		FROM assignments_in_force($1, $1) AS a
			 JOIN employee AS e ON e.employee_id = a.employee_id
			 CROSS JOIN LATERAL (SELECT known_retirement(e.birth_date, e.nip, a.retirement_age, $1) AS retires) AS r
		WHERE r.retires <= $1 $$,
	 'Pegawai %1$s masih bertugas, pensiun sejak %2$s', 'Employee %1$s is still assigned, retired since %2$s',
	 'Akhiri penugasan, atau perbaiki tanggal lahir atau batas usia pensiun', 'End the assignment, or correct birth date or retirement age'),
	('employee_without_post', 'warning', 'employee', $$
		SELECT jsonb_build_object('employee_id', e.employee_id), '{}'::text[]
		FROM employee AS e
			 LEFT JOIN LATERAL permanent_job(e.employee_id, 'infinity') AS last ON true		-- who has left for good is not missed
			 LEFT JOIN job AS j ON j.job_id = last.job_id
		WHERE e.employee_id NOT IN (SELECT a.employee_id FROM assignment AS a WHERE a.period @> $1 AND a.employee_id IS NOT NULL)
			  AND coalesce(e.contract_end >= $1, true)
			  AND coalesce(known_retirement(e.birth_date, e.nip, j.retirement_age, $1) > $1, true) $$,
	 'Tidak bertugas pada formasi mana pun', 'Is not assigned to any post',
	 'Tambahkan penugasan; tanpa itu ia tidak dihitung', 'Add an assignment; without one the employee does not count'),
	('assignment_overlap', 'error', 'assignment', $$
		SELECT jsonb_build_object('assignment_id', assignment_id), ARRAY[employee_id::text] FROM (
			SELECT assignment_id, employee_id, coalesce(lower(period), '-infinity') AS starts,
				   max(coalesce(upper(period), 'infinity')) OVER (PARTITION BY employee_id
					   ORDER BY coalesce(lower(period), '-infinity'), assignment_id
					   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken_until
			FROM assignment WHERE employee_id IS NOT NULL AND NOT isempty(period)) AS a
		WHERE starts < taken_until $$,
	 'Tumpang tindih dengan penugasan lain pegawai %1$s', 'Overlaps with another assignment of employee %1$s',
	 'Akhiri penugasan yang satu sebelum yang lain mulai', 'End the one before the other begins'),
	('rank_outside_job', 'warning', 'assignment', $$
		SELECT jsonb_build_object('assignment_id', a.assignment_id), ARRAY[e.employee_id::text, e.rank::text, j.rank_min::text, j.rank_max::text]
		FROM assignment AS a
			 JOIN employee AS e ON e.employee_id = a.employee_id
			 JOIN post AS p ON p.post_id = a.post_id
			 JOIN job AS j ON j.job_id = p.job_id
		WHERE a.period @> $1 AND a.kind = 'permanent' AND e.rank BETWEEN 1 AND 17 AND e.rank NOT BETWEEN j.rank_min AND j.rank_max $$,
	 'Pangkat %2$s pegawai %1$s di luar %3$s sampai %4$s menurut jabatannya', 'Rank %2$s of employee %1$s is outside %3$s to %4$s of the job',
	 'Perbaiki pangkat, penugasan, atau syarat jabatan', 'Correct the rank, the assignment, or the job'),
	('preference_other_job', 'notice', 'preference', $$
		SELECT jsonb_build_object('preference_id', f.preference_id), ARRAY[f.post_id::text]
		FROM preference AS f JOIN post AS wanted ON wanted.post_id = f.post_id
		WHERE f.period @> $1 AND f.strength > 0
			  AND f.employee_id IN (SELECT employee_id FROM assignment WHERE period @> $1)
			  AND NOT EXISTS (SELECT FROM assignments_in_force($1, $1) AS a
							  WHERE a.employee_id = f.employee_id AND a.job_id = wanted.job_id) $$,
	 'Formasi %1$s yang diinginkan adalah jabatan lain', 'Post %1$s, which is wanted, is of another job',
	 'Periksa formasi, atau kompetensi untuk jabatan itu', 'Check the post, or the skills for that job'),
	('briefing_in_future', 'warning', 'briefing', $$
		SELECT jsonb_build_object('briefing_id', briefing_id), ARRAY[held_on::text] FROM briefing WHERE held_on > $1 $$,
	 'Tanggal sosialisasi %1$s masih akan datang', 'Date of the briefing %1$s lies in the future', 'Perbaiki held_on', 'Correct held_on'),

	-- rules and settings: the national rows and the default values say what is known
	('rule_unknown', 'error', 'rule', $$
		SELECT jsonb_build_object('rule_id', rule_id), ARRAY[code, stage] FROM rule
		WHERE (code, stage) NOT IN (SELECT n.code, n.stage FROM national_rules() AS n) $$,
	 'Aturan %1$s pada tahap %2$s tidak dikenal, maka tidak berlaku', 'Rule %1$s at stage %2$s is not known, so it has no effect',
	 'Periksa ejaan code dan stage', 'Check the spelling of code and stage'),
	('rule_parameter_invalid', 'error', 'rule', $$
		WITH known AS (
			SELECT DISTINCT n.code, n.stage, p.key AS name FROM national_rules() AS n CROSS JOIN jsonb_object_keys(n.parameters) AS p(key)
		), parameter AS (
			SELECT r.rule_id, k.name, r.parameters ->> k.name AS value, k.name = 'grace_months' AS may_be_absent,
				   CASE k.name WHEN 'minimum' THEN lower(r.parameters ->> k.name) IN ('sangat kurang', 'kurang', 'butuh perbaikan', 'baik', 'sangat baik')
							   ELSE rule_number(r.parameters, k.name) IS NOT NULL END AS is_good
			FROM rule AS r JOIN known AS k ON k.code = r.code AND k.stage = r.stage
			UNION ALL
			SELECT r.rule_id, 'if_missing', r.parameters ->> 'if_missing', true, r.parameters ->> 'if_missing' IN ('pass', 'refuse') FROM rule AS r
			UNION ALL
			SELECT r.rule_id, p.key, r.parameters ->> p.key, false, false
			FROM rule AS r CROSS JOIN jsonb_object_keys(CASE jsonb_typeof(r.parameters) WHEN 'object' THEN r.parameters ELSE '{}' END) AS p(key)
			WHERE p.key <> 'if_missing' AND EXISTS (SELECT FROM national_rules() AS n WHERE n.code = r.code AND n.stage = r.stage)
				  AND NOT EXISTS (SELECT FROM known AS k WHERE k.code = r.code AND k.stage = r.stage AND k.name = p.key)
		)
		SELECT jsonb_build_object('rule_id', rule_id), ARRAY[string_agg(format('%s = %s', name, coalesce(value, 'NULL')), ', ' ORDER BY name)]
		FROM parameter WHERE NOT coalesce(is_good, false) AND NOT (may_be_absent AND value IS NULL)
		GROUP BY rule_id $$,
	 'Parameter tidak ada, tidak dikenal, atau salah: %1$s', 'Parameters missing, unknown or wrong: %1$s',
	 'Bandingkan dengan baris national_rules()', 'Compare with the row of national_rules()'),
	('setting_missing', 'error', 'setting', $$
		SELECT jsonb_build_object('name', d.name), ARRAY[d.value] FROM default_settings() AS d
		WHERE NOT EXISTS (SELECT FROM setting AS s WHERE s.name = d.name) $$,
	 'Parameter tidak ada; nilai bawaan %1$s', 'The setting is missing; its default is %1$s',
	 'Jalankan upgrade_workspace', 'Run upgrade_workspace'),
	('setting_unknown', 'notice', 'setting', $$
		SELECT jsonb_build_object('name', s.name), '{}'::text[] FROM setting AS s
		WHERE s.name NOT IN ('workspace_version', 'kept_relations') AND NOT EXISTS (SELECT FROM default_settings() AS d WHERE d.name = s.name) $$,
	 'Parameter tidak dikenal, maka tidak berpengaruh', 'The setting is not known, so it has no effect',
	 'Periksa ejaan name', 'Check the spelling of name'),
	('setting_invalid', 'error', 'setting', $$
		SELECT jsonb_build_object('name', s.name), ARRAY[s.value] FROM setting AS s
			 JOIN (SELECT name, value FROM default_settings()
				   UNION ALL VALUES ('workspace_version', workspace_version()::text), ('kept_relations', '{}')) AS d ON d.name = s.name
		WHERE s.value !~ CASE
			-- no backslashes: they depend on standard_conforming_strings
			WHEN s.name = 'language' THEN '^(indonesian|english)$'
			WHEN s.name = 'kept_relations' THEN '^[{][a-z_,]*[}]$'
			WHEN d.value ~ '^[0-9]+$' THEN '^[0-9]{1,9}$'
			WHEN d.value ~ '^[0-9.]+$' THEN '^[-+]?([0-9]{1,15}([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]{1,2})?$'
			ELSE '' END $$,
	 'Nilai "%1$s" tidak dapat dibaca', 'Value "%1$s" cannot be read',
	 'Isi nilai sesuai description; pecahan memakai titik', 'Give a value as description says, with a decimal point')
$body$;

COMMENT ON FUNCTION validation_checks() IS
'The checks of validate, one row each: code, severity, relation, the query that looks, and what it says. Works in the workspace on the search path; part of validate.

query has the columns key (jsonb, of the row found) and data (text[], for the %1$s, %2$s of the finding); $1 is the date, $2 the post of everybody who counts as staff that day. Checks of keys, required columns and references are left out where a constraint of the table makes sure.';

-- validate -----------------------------------------------------------------

CREATE FUNCTION validate(ws regnamespace, as_of date DEFAULT current_date)
RETURNS TABLE (severity text, code text, relation text, key jsonb, finding text, remedy text)
LANGUAGE plpgsql VOLATILE ROWS 1000
SET search_path = pg_catalog, pg_temp SET jit = off
AS $body$
DECLARE
	speaks_english boolean;
	staff bigint[];			-- read once for all checks; NULL: cannot be told
	chk record;
BEGIN
	PERFORM @extschema@.enter_workspace(ws);
	as_of := day_of(as_of);
	FOR chk IN
		SELECT 'staff' AS code, NULL AS severity, 'assignment' AS relation, NULL AS query,
			   NULL AS finding_indonesian, NULL AS finding_english, NULL AS remedy_indonesian, NULL AS remedy_english
		UNION ALL
		SELECT * FROM validation_checks()
	LOOP
		CONTINUE WHEN staff IS NULL AND strpos(chk.query, '$2') > 0;
		BEGIN
			IF chk.query IS NULL THEN
				speaks_english := EXISTS (SELECT FROM setting AS s WHERE s.name = 'language' AND s.value = 'english');
				staff := ARRAY(SELECT h.post_id FROM holdings(as_of, as_of) AS h);
				CONTINUE;
			END IF;
			-- One finding a key: views may deliver a row, or a key, more than once.
			RETURN QUERY EXECUTE format(
				'SELECT DISTINCT ON (f.key) %L, %L, %L, f.key, format(%L, VARIADIC f.data), %L FROM (%s) AS f(key, data) ORDER BY f.key, f.data',
				chk.severity, chk.code, chk.relation,
				CASE WHEN speaks_english THEN chk.finding_english ELSE chk.finding_indonesian END,
				CASE WHEN speaks_english THEN chk.remedy_english ELSE chk.remedy_indonesian END,
				chk.query) USING as_of, staff;
		EXCEPTION
			-- What fails ends its check and is a finding; but not what the caller
			-- has to know: no right, to try again, no memory, a cancel (never in OTHERS).
			WHEN insufficient_privilege OR transaction_rollback OR lock_not_available OR insufficient_resources THEN
				RAISE;
			WHEN OTHERS THEN
				RETURN QUERY SELECT 'error', 'check_failed', chk.relation, jsonb_build_object('check', chk.code),
					format('%s: %s', SQLSTATE, SQLERRM),
					CASE WHEN speaks_english THEN 'Correct what the message speaks of; the other checks went on'
						 ELSE 'Perbaiki yang disebut dalam pesan; pemeriksaan lain tetap berjalan' END;
		END;
	END LOOP;
END
$body$;

COMMENT ON FUNCTION validate(regnamespace, date) IS
'What is wrong, missing or implausible in the data of a workspace: one row for each finding, none when all is well.

  severity  error: a function would fail or count wrongly; warning: probably wrong; notice: worth a look
  code      which check found it
  relation  the table, and key the primary key of the row in it, as an object
  finding   what is wrong with the data that show it, and remedy what to do; Indonesian, or English by the setting language

All checks run, whatever the first ones find, also over views without keys: duplicate keys, overlapping assignments and references to nothing are findings. An error while a check runs, say one that a view raises, ends that check only and is its finding, check_failed with SQLSTATE and message; a missing right, a cancel, and errors of class 40 (try again) or 53 (resources) end validate. One finding a check and key, also where a view has rows with the same key. Staff is that of post_holders. Nothing is written.
as_of NULL means today. Errors: 22004 ws is NULL, 22023 as_of lies outside the years 1900 to 9999, 42501 no right to read a table.';
