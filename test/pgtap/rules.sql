-- Rules of release: who may leave on a day, and that the rows of table rule say so.
--
-- Each rule is asked about somebody who just meets it and somebody who just does
-- not, and on the day on which the verdict turns.  Days were counted by hand.
BEGIN;
SELECT plan(86);

CREATE SCHEMA desk;
SET search_path = desk, asn_mutasi, public;
SELECT workspace_tables();
INSERT INTO rule (code, stage, parameters, job_family_id, employee_kind, unit_id, period, description, legal_basis)
SELECT * FROM national_rules();

-- Units 1 > 11 > 111 and 2; 3 lies in a special region.  Family 1 teaches.
INSERT INTO unit (unit_id, parent_id, name, is_special_region)
VALUES (1, NULL, 'dinas', false), (11, 1, 'suku dinas', false), (111, 11, 'sekolah', false),
	   (2, NULL, 'badan', false), (3, NULL, 'sekolah pulau', true);
INSERT INTO job_family (job_family_id, name, rounding) VALUES (1, 'guru', 'teacher'), (2, 'administrasi', 'half_up');
INSERT INTO job (job_id, job_family_id, name, retirement_age)
VALUES (1, 1, 'guru kelas', 60), (2, 2, 'analis', 58), (3, 1, 'guru olahraga', 60);
INSERT INTO post (post_id, unit_id, job_id)
VALUES (1, 111, 1), (2, 2, 2), (3, 3, 1), (4, 11, 2), (5, 111, 3), (6, 1, 2);

CREATE FUNCTION person(employee_id bigint, post_id bigint, since date, kind text DEFAULT 'PNS', birth_date date DEFAULT '1990-05-10',
	contract_end date DEFAULT NULL, ratings text[] DEFAULT '{baik,baik}') RETURNS void LANGUAGE sql AS $$
	INSERT INTO employee (employee_id, kind, birth_date, contract_end) VALUES ($1, $4, $5, $6);
	INSERT INTO assignment (employee_id, post_id, period) VALUES ($1, $2, daterange($3, NULL));
	INSERT INTO performance (employee_id, year, rating)
	SELECT $1, 2025 - i, ($7)[i + 1] FROM generate_series(0, 1) AS i WHERE ($7)[i + 1] IS NOT NULL;
$$;
CREATE FUNCTION blocked(employee_id bigint, as_of date DEFAULT '2026-05-15') RETURNS text LANGUAGE sql
	RETURN (SELECT array_to_string(r.blocked_by, ' ') FROM release_check('desk', $2) AS r WHERE r.employee_id = $1);
CREATE FUNCTION reason(employee_id bigint, code text, as_of date DEFAULT '2026-05-15') RETURNS jsonb LANGUAGE sql
	RETURN (SELECT r.reasons -> $2 FROM release_check('desk', $3) AS r WHERE r.employee_id = $1);

-- The national rows.
SELECT is_empty($$SELECT * FROM national_rules() WHERE description !~ '\w' OR legal_basis !~ '\w'$$, 'every rule has its text and its law');
SELECT is(array_agg(DISTINCT code ORDER BY code),
	'{ABK,COMPETENCE,CONFLICT,CPNS,DISCIPLINE,MAX_TENURE,MIN_TENURE,PERFORMANCE,PINNED,PPPK_SAME_JOB,QUALIFICATION,RETIREMENT,STUDY,TEACHER_HOURS,TEACHER_TENURE}',
	'all rules of the law are there') FROM national_rules();
SELECT is_empty($$SELECT * FROM national_rules() AS a JOIN national_rules() AS b
	ON a.code = b.code AND a.stage = b.stage AND a <> b AND a.period && b.period$$, 'rows of one rule follow each other in time');

-- MIN_TENURE: six months from July 2025, two years before.
SELECT person(101, 2, '2025-11-15'), person(102, 2, '2025-11-16');
SELECT is(blocked(101), '', 'MIN_TENURE: six months to the day');
SELECT is(blocked(102), 'MIN_TENURE', 'MIN_TENURE: a day short');
SELECT is(blocked(102, '2026-05-16'), '', 'MIN_TENURE: the day after');
SELECT is(blocked(102, '2025-11-16'), 'MIN_TENURE PERFORMANCE', 'MIN_TENURE: on the first day in the post');
SELECT is(reason(102, 'MIN_TENURE') - 'rule_id',
	'{"verdict": "not met", "data": {"months": 6, "post_since": "2025-11-16", "free_from": "2026-05-16"},
	  "description": "Paling singkat 6 bulan dalam jabatan yang sekarang",
	  "legal_basis": "Pernyataan BKN Juli 2025 (nomor peraturan belum diketahui), atas PP 11/2017 Pasal 190 ayat (3)"}',
	'the reason has the data, the text and the law');
SELECT person(103, 2, '2023-07-01');
INSERT INTO performance VALUES (103, 2023, 'baik');
SELECT is(blocked(103, '2025-06-30'), 'MIN_TENURE', 'MIN_TENURE: of two years a day is lacking in June 2025');
SELECT is(blocked(103, '2025-07-01'), '', 'MIN_TENURE: the new row holds from July');
UPDATE rule SET parameters = '{"months": 7}' WHERE code = 'MIN_TENURE' AND upper_inf(period);
SELECT is(blocked(101), 'MIN_TENURE', 'MIN_TENURE: an UPDATE of its months is enough');
UPDATE rule SET period = daterange(lower(period), '2026-01-01') WHERE code = 'MIN_TENURE' AND upper_inf(period);
SELECT is(blocked(101), '', 'MIN_TENURE: or of its period');
UPDATE rule SET period = '[2025-07-01,)', parameters = '{"months": 6}' WHERE code = 'MIN_TENURE' AND lower(period) = '2025-07-01';

-- A stay: renewed decrees add up, a temporary posting does not end it.
SELECT person(104, 2, '2026-05-01'), person(105, 2, '2026-05-01'), person(106, 2, '2026-05-01'), person(107, 2, '2026-05-01');
INSERT INTO assignment (employee_id, post_id, period, kind) VALUES
	(104, 2, '[2025-01-01,2026-05-01)', 'permanent'),
	(105, 4, '[2026-02-01,2026-05-01)', 'temporary'), (105, 2, '[2025-01-01,2026-02-01)', 'permanent'),
	(106, 4, '[2026-02-01,2026-05-01)', 'permanent'), (106, 2, '[2025-01-01,2026-02-01)', 'permanent'),
	(107, 4, '[2025-01-01,2026-05-01)', 'temporary');
SELECT is(blocked(104), '', 'a new decree for the same post goes on counting');
SELECT is(blocked(105), '', 'so does time on a temporary posting in between');
SELECT is(blocked(106), 'MIN_TENURE', 'another post in between does not');
SELECT is(blocked(107), 'MIN_TENURE', 'nor does what came before the post was first held');

SELECT person(108, 2, '-infinity');
SELECT is(reason(108, 'MIN_TENURE') ->> 'verdict', 'data missing', 'a start that nobody knows forbids, and is named');

-- Whoever began by months_before has served the months, whoever began a day later has not.
SELECT is_empty($$
	SELECT d.day::date, m.months, months_before(d.day::date, m.months)
	FROM generate_series(date '2023-12-25', '2028-04-02', '1 day') AS d(day), unnest('{0,1,2,6,11,12,24,48,9999}'::int[]) AS m(months)
	WHERE NOT months_before(d.day::date, m.months) + make_interval(months => m.months) <= d.day
		  OR months_before(d.day::date, m.months) + 1 + make_interval(months => m.months) <= d.day$$, 'months_before is the last day that serves, also at the ends of short months');

-- TEACHER_TENURE: four years at the school, whatever the post there.
SELECT person(111, 1, '2022-05-15'), person(112, 1, '2022-05-16'), person(113, 3, '2025-01-01'), person(114, 4, '2025-01-01'), person(115, 1, '2024-01-01');
INSERT INTO assignment (employee_id, post_id, period) VALUES (115, 5, '[2020-01-01,2024-01-01)');
SELECT is(blocked(111), '', 'TEACHER_TENURE: four years to the day');
SELECT is(blocked(112), 'TEACHER_TENURE', 'TEACHER_TENURE: a day short');
SELECT is(blocked(112, '2026-05-16'), '', 'TEACHER_TENURE: the day after');
SELECT is(blocked(113), '', 'TEACHER_TENURE: not in special regions');
SELECT is(blocked(114), '', 'TEACHER_TENURE: not for others than teachers');
SELECT is(blocked(115), '', 'TEACHER_TENURE: another post at the same school counts');
SELECT person(116, 1, '2024-01-01');
INSERT INTO assignment (employee_id, post_id, period) VALUES (116, 2, '[2023-01-01,2024-01-01)'), (116, 1, '[2015-01-01,2023-01-01)');
SELECT is(blocked(116), 'TEACHER_TENURE', 'TEACHER_TENURE: who came back begins anew');
UPDATE rule SET job_family_id = 2 WHERE code = 'TEACHER_TENURE';
SELECT is(blocked(112) || '/' || blocked(114), '/TEACHER_TENURE', 'TEACHER_TENURE: a row for a family is for that family');
UPDATE rule SET job_family_id = NULL WHERE code = 'TEACHER_TENURE';

-- DISCIPLINE, STUDY, PINNED: to the last day.
SELECT person(120 + i, 2, '2020-01-01') FROM generate_series(1, 6) AS i;
UPDATE employee SET discipline_until = '2026-05-15' WHERE employee_id = 121;
UPDATE employee SET discipline_until = 'infinity' WHERE employee_id = 122;
UPDATE employee SET study_until = '2026-05-15' WHERE employee_id = 123;
UPDATE employee SET pinned_until = '2026-05-15', pinned_reason = 'membina pos baru' WHERE employee_id = 124;
SELECT is(blocked(id), code, code || ': on its last day') FROM (VALUES (121, 'DISCIPLINE'), (123, 'STUDY'), (124, 'PINNED')) AS v(id, code) ORDER BY 1;
SELECT is(blocked(id, '2026-05-16'), '', code || ': not after it') FROM (VALUES (121, 'DISCIPLINE'), (123, 'STUDY'), (124, 'PINNED')) AS v(id, code) ORDER BY 1;
SELECT is(blocked(122), 'DISCIPLINE', 'DISCIPLINE: as long as nothing is decided');
SELECT is(blocked(125), '', 'no date is no process, no study and no pin');
SELECT is(reason(124, 'PINNED') -> 'data' ->> 'pinned_reason', 'membina pos baru', 'PINNED: says why');

-- PERFORMANCE: the last two years, and until March those before.
SELECT person(131, 2, '2020-01-01', ratings => '{baik,sangat baik}'), person(132, 2, '2020-01-01', ratings => '{sangat baik,butuh perbaikan}'),
	   person(133, 2, '2020-01-01', ratings => '{baik}'), person(134, 2, '2020-01-01', ratings => '{NULL,baik}');
INSERT INTO performance VALUES (134, 2023, 'baik');
SELECT is(blocked(131), '', 'PERFORMANCE: baik or better');
SELECT is(blocked(132), 'PERFORMANCE', 'PERFORMANCE: one year below');
SELECT is(blocked(133), 'PERFORMANCE', 'PERFORMANCE: a year that is missing is not shown to be good');
SELECT is(reason(133, 'PERFORMANCE') #- '{rule_id}' -> 'data', '{"years": 2, "minimum": "baik", "ratings": {"2025": "baik", "2024": null}}',
	'PERFORMANCE: and is named');
SELECT is(reason(133, 'PERFORMANCE') ->> 'verdict', 'data missing', 'PERFORMANCE: as missing');
SELECT person(135, 2, '2020-01-01', ratings => '{NULL,kurang}');
SELECT is(reason(135, 'PERFORMANCE') ->> 'verdict', 'not met', 'PERFORMANCE: one year below is enough, whatever is missing');
SELECT is(blocked(134, '2026-03-31') || '/' || blocked(134, '2026-04-01'), '/PERFORMANCE', 'PERFORMANCE: the last rating is due in April');
UPDATE rule SET parameters = parameters || '{"minimum": "butuh perbaikan", "if_missing": "pass"}' WHERE code = 'PERFORMANCE';
SELECT is(blocked(132) || '/' || blocked(133), '/', 'PERFORMANCE: minimum and what is done without data are parameters');
UPDATE rule SET parameters = '{"years": 2, "minimum": "baik", "grace_months": 3}' WHERE code = 'PERFORMANCE';

-- RETIREMENT: analysts at 58, born in May 1969 retire on 1 June 2027.
SELECT person(141, 2, '2020-01-01', birth_date => '1969-05-31'), person(142, 2, '2020-01-01', birth_date => NULL), person(143, 2, '2020-01-01', birth_date => NULL);
UPDATE employee SET nip = '199001012015011001' WHERE employee_id = 143;
SELECT is(blocked(141, '2026-05-31') || '/' || blocked(141, '2026-06-01'), '/RETIREMENT', 'RETIREMENT: twelve months ahead');
SELECT is(blocked(142), 'RETIREMENT', 'RETIREMENT: nobody knows without a birth date');
SELECT is(reason(142, 'RETIREMENT') ->> 'verdict', 'data missing', 'RETIREMENT: and that is said');
SELECT is(blocked(143), '', 'RETIREMENT: the NIP has it');
UPDATE employee SET birth_date = '3969-05-31' WHERE employee_id = 142;
SELECT is(reason(142, 'RETIREMENT') ->> 'verdict', 'data missing', 'RETIREMENT: a birth date still to come is none');
-- A teacher, who retires at 60, helps out as an analyst.
SELECT person(144, 2, '2026-01-01', birth_date => '1968-05-31');
UPDATE assignment SET kind = 'temporary' WHERE employee_id = 144;
SELECT is(reason(144, 'RETIREMENT') -> 'data' ->> 'retires', '2026-06-01', 'RETIREMENT: the present job says when, if there is no other');
INSERT INTO assignment (employee_id, post_id, period) VALUES (144, 1, '[2010-01-01,2026-01-01)');
SELECT is(blocked(144), 'MIN_TENURE', 'RETIREMENT: the job that is held for good says when, not the one where he helps out');
UPDATE job SET retirement_age = 60 WHERE job_id = 2;
SELECT is(blocked(141, '2026-06-01'), '', 'RETIREMENT: the age is the job''s');

-- PPPK_SAME_JOB (the contract) and CPNS.
SELECT person(151, 2, '2020-01-01', 'PPPK', contract_end => '2027-05-14'), person(152, 2, '2020-01-01', 'PPPK', contract_end => '2027-05-13'),
	   person(153, 2, '2020-01-01', 'PPPK'), person(154, 2, '2026-01-01', 'CPNS');
SELECT is(blocked(151), '', 'PPPK_SAME_JOB: twelve months of contract left');
SELECT is(blocked(152), 'PPPK_SAME_JOB', 'PPPK_SAME_JOB: a day less');
SELECT is(reason(153, 'PPPK_SAME_JOB') ->> 'verdict', 'data missing', 'PPPK_SAME_JOB: the end must be known');
SELECT is(blocked(154), 'CPNS', 'CPNS: stay where they are');
UPDATE employee SET kind = 'PNS' WHERE employee_id = 154;
SELECT is(blocked(154), 'MIN_TENURE', 'CPNS: no longer; the rules of PNS are theirs now');

-- Every rule of release holds on the days of its period and on no other, told by
-- whom it holds back today.
SELECT person(155, 2, '2020-01-01', 'CPNS');
CREATE FUNCTION held_back(code text) RETURNS bigint[] LANGUAGE sql
	RETURN ARRAY(SELECT r.employee_id FROM release_check('desk', '2026-05-15') AS r WHERE $1 = ANY (r.blocked_by) ORDER BY 1);
CREATE FUNCTION held_back_if(code text, period daterange) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
	found bigint[];
BEGIN
	UPDATE rule AS r SET period = $2 WHERE r.code = $1 AND r.stage = 'release' AND r.period @> date '2026-05-15';
	found := held_back(code);
	UPDATE rule AS r SET period = n.period FROM national_rules() AS n
	WHERE r.code = $1 AND n.code = $1 AND r.stage = 'release' AND n.stage = 'release' AND r.period = $2 AND n.period @> date '2026-05-15';
	RETURN found;
END $$;
SELECT ok(cardinality(held_back(code)) > 0
		  AND held_back_if(code, '[2026-05-15,)') = held_back(code) AND held_back_if(code, '[2026-05-16,)') = '{}'
		  AND held_back_if(code, '[2026-01-01,2026-05-16)') = held_back(code) AND held_back_if(code, '[2026-01-01,2026-05-15)') = '{}',
		  code || ': from the first day of its period to the last')
FROM (SELECT DISTINCT code FROM rule WHERE stage = 'release') AS c ORDER BY code;

-- No rule of release without somebody whom it just holds, and one whom it just lets go.
CREATE TEMPORARY TABLE edge (code text, held bigint, held_on date, free bigint, free_on date);
INSERT INTO edge VALUES
	('MIN_TENURE', 102, '2026-05-15', 101, '2026-05-15'), ('TEACHER_TENURE', 112, '2026-05-15', 111, '2026-05-15'),
	('DISCIPLINE', 121, '2026-05-15', 121, '2026-05-16'), ('STUDY', 123, '2026-05-15', 123, '2026-05-16'),
	('PINNED', 124, '2026-05-15', 124, '2026-05-16'), ('PERFORMANCE', 132, '2026-05-15', 131, '2026-05-15'),
	('RETIREMENT', 141, '2028-06-01', 141, '2028-05-31'), ('PPPK_SAME_JOB', 152, '2026-05-15', 151, '2026-05-15'),
	('CPNS', 155, '2026-05-15', 154, '2026-05-15');
SELECT set_eq('SELECT code FROM edge', $$SELECT code FROM national_rules() WHERE stage = 'release'$$, 'every rule of release has both');
SELECT is_empty($$
	SELECT e.*, blocked(held, held_on), blocked(free, free_on) FROM edge AS e
	WHERE NOT e.code = ANY (string_to_array(blocked(held, held_on), ' ')) OR e.code = ANY (string_to_array(blocked(free, free_on), ' '))$$,
	'and the rule tells the one from the other');

-- Scope: kind, unit with all below it, stage.
UPDATE rule SET employee_kind = 'PPPK' WHERE code = 'MIN_TENURE';
SELECT is(blocked(102), '', 'scope: another kind');
UPDATE rule SET employee_kind = NULL, unit_id = 1 WHERE code = 'MIN_TENURE';
SELECT person(161, 6, '2026-05-01'), person(162, 4, '2026-05-01'), person(163, 3, '2026-05-01');
SELECT is(array_agg(blocked(i) ORDER BY i), '{"",MIN_TENURE,MIN_TENURE,""}', 'scope: the unit and those below, no others')
FROM unnest('{102,161,162,163}'::int[]) AS i;
UPDATE unit SET parent_id = 111 WHERE unit_id = 1;
SELECT is(blocked(162), 'MIN_TENURE', 'scope: units in a ring are all below each other');
UPDATE unit SET parent_id = NULL WHERE unit_id = 1;
UPDATE rule SET unit_id = 111 WHERE code = 'MIN_TENURE';
SELECT is(array_agg(blocked(i) ORDER BY i), '{"","",""}', 'scope: not those above') FROM unnest('{102,161,162}'::int[]) AS i;

UPDATE rule SET unit_id = NULL, stage = 'placement' WHERE code = 'MIN_TENURE';
SELECT is(blocked(102), '', 'scope: rules of another stage do not hold anybody');
UPDATE rule SET stage = 'release' WHERE code = 'MIN_TENURE';
INSERT INTO rule (rule_id, code, stage, parameters, job_family_id, description, legal_basis)
VALUES (1001, 'MIN_TENURE', 'release', '{"months": 36}', 2, 'tiga tahun', 'keputusan gubernur');
SELECT is(blocked(102), 'MIN_TENURE', 'two rows of a code: named once');
SELECT is((reason(101, 'MIN_TENURE') ->> 'rule_id')::int, 1001, 'two rows of a code: both must be met');
DELETE FROM rule WHERE rule_id = 1001;

-- What cannot be judged, and what is not known.
UPDATE rule SET unit_id = NULL, parameters = '{"months": "two years"}' WHERE code = 'MIN_TENURE';
SELECT is(reason(101, 'MIN_TENURE') -> 'data' -> 'months', 'null', 'a parameter that is no number forbids, and is named');
UPDATE rule SET parameters = '{"months": 6}' WHERE code = 'MIN_TENURE';
INSERT INTO rule (code, stage, description, legal_basis) VALUES ('ZODIAC', 'release', 'bintang', 'tidak ada');
SELECT is(blocked(101), '', 'an unknown code forbids nothing');
UPDATE rule SET parameters = '{"months": 7}' WHERE code = 'MIN_TENURE';
SELECT is(blocked(101), 'MIN_TENURE', 'this workspace now wants seven months');
-- Another workspace has its own rules; the caller's path leads nowhere.
CREATE SCHEMA other_desk;
SET search_path = other_desk, asn_mutasi, public;
SELECT workspace_tables();
INSERT INTO unit (unit_id, name) VALUES (1, 'dinas');
INSERT INTO job_family (job_family_id, name) VALUES (1, 'administrasi');
INSERT INTO job (job_id, job_family_id, name) VALUES (1, 1, 'analis');
INSERT INTO post (post_id, unit_id, job_id) VALUES (9, 1, 1);
INSERT INTO employee (employee_id) VALUES (101);
INSERT INTO assignment (employee_id, post_id, period) VALUES (101, 9, '[2026-05-01,)');
SET search_path = public, pg_temp;
SELECT results_eq($$SELECT * FROM asn_mutasi.release_check('other_desk', '2026-05-15')$$,
	$$VALUES (101::bigint, 9::bigint, true, '{}'::text[], '{}'::jsonb)$$, 'without rules everybody may leave');
SELECT is((SELECT blocked_by FROM asn_mutasi.release_check('desk', '2026-05-15') WHERE employee_id = 101), '{MIN_TENURE}', 'each workspace has its own');
SELECT is(current_setting('search_path'), 'public, pg_temp', 'the path is the caller''s again');
SET search_path = desk, asn_mutasi, public;
-- Tenure of 300 people with short random histories, by walking through the days:
-- the stay begins after the last day spent elsewhere for good, or nowhere.
CREATE FUNCTION draw(i int, salt text, n int) RETURNS int LANGUAGE sql
	RETURN ('x' || substr(md5(i || salt), 1, 6))::bit(24)::int % n;
INSERT INTO employee (employee_id) SELECT 1000 + i FROM generate_series(1, 300) AS i;
INSERT INTO assignment (employee_id, post_id, period, kind)
SELECT 1000 + i, draw(i, 'post' || k, 2) * 4 + 1 + draw(i, 'unit' || k, 2),
	   daterange('2026-01-01'::date + k * 10 + draw(i, 'gap' || k, 5) / 4, '2026-01-01'::date + k * 10 + 10),
	   CASE WHEN draw(i, 'kind' || k, 3) = 0 THEN 'temporary' ELSE 'permanent' END
FROM generate_series(1, 300) AS i, generate_series(0, 4) AS k;
CREATE TEMPORARY VIEW walked AS
	SELECT now.employee_id, now.post_id, p.unit_id, now.kind,
		   min(d.day) FILTER (WHERE d.day > b.post_break AND d.post_id = now.post_id) AS post_since,
		   min(d.day) FILTER (WHERE d.day > b.unit_break AND d.unit_id = p.unit_id) AS unit_since
	FROM assignment AS now JOIN post AS p USING (post_id)
		 CROSS JOIN LATERAL (
			SELECT '2025-12-31'::date + n AS day, a.post_id, q.unit_id, a.kind
			FROM generate_series(0, 46) AS n
				 LEFT JOIN assignment AS a ON a.employee_id = now.employee_id AND a.period @> '2025-12-31'::date + n
				 LEFT JOIN post AS q ON q.post_id = a.post_id) AS d
		 CROSS JOIN LATERAL (
			SELECT max(day) FILTER (WHERE e.post_id IS NULL OR (e.post_id <> now.post_id AND e.kind = 'permanent')) AS post_break,
				   max(day) FILTER (WHERE e.post_id IS NULL OR (e.unit_id <> p.unit_id AND e.kind = 'permanent')) AS unit_break
			FROM (SELECT '2025-12-31'::date + n AS day, a.post_id, q.unit_id, a.kind
				  FROM generate_series(0, 46) AS n
					   LEFT JOIN assignment AS a ON a.employee_id = now.employee_id AND a.period @> '2025-12-31'::date + n
					   LEFT JOIN post AS q ON q.post_id = a.post_id) AS e) AS b
	WHERE now.period @> date '2026-02-15' AND now.employee_id > 1000
	GROUP BY 1, 2, 3, 4;
SELECT set_eq($$SELECT employee_id, post_id, unit_id, post_since, unit_since FROM tenure('2026-02-15') WHERE employee_id > 1000$$, 'SELECT employee_id, post_id, unit_id, post_since, unit_since FROM walked', 'tenure is what a walk through the days finds');
SELECT cmp_ok(count(*), '>', 20::bigint, 'and the walk meets stays of every kind: ' || what)
FROM (SELECT unnest(ARRAY[CASE WHEN post_since < '2026-02-10' THEN 'of several assignments' END,
						  CASE WHEN unit_since < post_since THEN 'longer in the unit' END, CASE WHEN kind = 'temporary' THEN 'temporary' END]) AS what FROM walked) AS w
WHERE what IS NOT NULL GROUP BY what ORDER BY what;
SELECT throws_ok($$SELECT * FROM release_check(NULL)$$, '22004', NULL, 'no workspace');
SELECT throws_ok($$SELECT * FROM release_check('desk', 'infinity')$$, '22023', NULL, 'no day without end');

SELECT * FROM finish();
ROLLBACK;
