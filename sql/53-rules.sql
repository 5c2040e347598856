-- Rules: what the law says about transfers, as dated rows, and what the rules of
-- release say about each employee.
--
-- A rule row says when, for whom, with which parameters and by which law; the
-- code says what is compared with what.  All rows in force apply, side by side:
-- two rows of one code are two conditions.  Whom a row concerns is said once, in
-- rules_by_post: release looks at the post that is held, placement at the post
-- that would receive.
--
-- A condition that cannot be judged because a date or a rating is missing is not
-- met: whoever proposes a transfer has to show that it is lawful (BKN 5/2019
-- wants the evidence with the proposal).  The verdict says what is missing.  A
-- row with "if_missing": "pass" among its parameters turns that round.

CREATE FUNCTION national_rules()
RETURNS TABLE (
	code text,
	stage text,
	parameters jsonb,
	job_family_id bigint,
	employee_kind text,
	unit_id bigint,
	period daterange,
	description text,
	legal_basis text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 16
SET search_path = pg_catalog, pg_temp
AS $body$
VALUES
	-- release: may the employee leave the post?
	('MIN_TENURE', 'release', '{"months": 24}'::jsonb, NULL::bigint, 'PNS', NULL::bigint, '(,2025-07-01)'::daterange,
	 'Paling singkat 2 tahun dalam jabatan yang sekarang',
	 'PP 11/2017 Pasal 190 ayat (3)'),
	('MIN_TENURE', 'release', '{"months": 6}', NULL, 'PNS', NULL, '[2025-07-01,)',
	 'Paling singkat 6 bulan dalam jabatan yang sekarang',
	 'Pernyataan BKN Juli 2025 (nomor peraturan belum diketahui), atas PP 11/2017 Pasal 190 ayat (3)'),
	('TEACHER_TENURE', 'release', '{"months": 48}', NULL, NULL, NULL, '(,)',
	 'Guru paling singkat 4 tahun pada satuan pendidikannya, kecuali di daerah khusus',
	 'PP 74/2008 Pasal 62 ayat (4)'),
	('DISCIPLINE', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang dalam proses atau menjalani hukuman disiplin, atau proses peradilan',
	 'Peraturan BKN 5/2019'),
	('PERFORMANCE', 'release', '{"years": 2, "minimum": "baik", "grace_months": 3}', NULL, 'PNS', NULL, '(,)',
	 'Predikat kinerja paling rendah baik dalam 2 tahun terakhir',
	 'Peraturan BKN 5/2019'),
	('STUDY', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang tugas belajar atau terikat ikatan dinas',
	 'Peraturan BKN 5/2019'),
	('RETIREMENT', 'release', '{"months": 12}', NULL, NULL, NULL, '(,)',
	 'Belum mencapai batas usia pensiun dalam 12 bulan ke depan',
	 'PP 11/2017 dan UU 20/2023 (batas usia pensiun); jangka waktu ditetapkan instansi'),
	('PPPK_SAME_JOB', 'release', '{"months": 12}', NULL, 'PPPK', NULL, '(,)',
	 'Perjanjian kerja PPPK masih berlaku paling singkat 12 bulan',
	 'Pernyataan BKN 2025 tentang PPPK; jangka waktu ditetapkan instansi'),
	('CPNS', 'release', '{}', NULL, 'CPNS', NULL, '(,)',
	 'Calon PNS tidak dimutasi selama masa percobaan',
	 'PP 11/2017 (masa percobaan calon PNS)'),
	('PINNED', 'release', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak sedang dipertahankan di tempatnya atas keputusan pejabat',
	 'Keputusan pejabat instansi'),

	-- placement: may the post receive the employee?
	('COMPETENCE', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Kompetensi dan pangkat memenuhi syarat jabatan dan pola karier',
	 'PP 11/2017 Pasal 190 ayat (4)'),
	('QUALIFICATION', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Pendidikan atau sertifikat sesuai dengan rumpun jabatan',
	 'PermenPANRB 1/2023'),
	('CONFLICT', 'placement', '{}', NULL, NULL, NULL, '(,)',
	 'Tidak ada benturan kepentingan: keluarga pada unit kerja yang sama atau segaris',
	 'PP 11/2017 Pasal 190 ayat (5)'),
	('ABK', 'placement', '{"months": 60}', NULL, NULL, NULL, '(,)',
	 'Analisis jabatan dan analisis beban kerja formasi penerima ada dan tidak lebih dari 5 tahun',
	 'Peraturan BKN 5/2019; masa berlaku analisis ditetapkan instansi'),
	('PPPK_SAME_JOB', 'placement', '{}', NULL, 'PPPK', NULL, '(,)',
	 'PPPK hanya pada jabatan yang sama di instansi yang sama',
	 'Pernyataan BKN 2025 tentang PPPK'),

	-- benefit: what speaks for a transfer
	('MAX_TENURE', 'benefit', '{"months": 60}', NULL, 'PNS', NULL, '(,)',
	 'Sudah 5 tahun dalam jabatan yang sama: saatnya rotasi',
	 'PP 11/2017 Pasal 190 ayat (3)')
$body$;

COMMENT ON FUNCTION national_rules() IS
'The rules of transfer that hold nationally: what create_workspace puts into the table rule.

One row each, in the columns of the table: code, stage (release, placement or benefit), parameters, scope (job_family_id, employee_kind, unit_id; NULL is everybody), period in which it is in force, description (Indonesian) and legal_basis. A code may have several rows: one after the other in time, or at both stages. The rows in a workspace are that workspace''s own: change them there, by UPDATE.';
