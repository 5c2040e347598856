-- What a NIP says, and when its holder retires.
SET search_path = asn_mutasi;
SET datestyle = ISO;

SELECT nip, nip_is_valid(nip) AS valid, nip_kind(nip) AS kind, nip_birth_date(nip) AS born,
	   nip_appointed(nip) AS appointed, nip_sex(nip) AS sex
FROM unnest('{
	198503152010011001,
	199912312024122999,
	197202292000031002,
	199001012023211001,
	199001012023292123,
	198503152010201001,
	198503152010301001,
	198503152010131001,
	198503152010001001,
	198502292010011001,
	198513012010011001,
	198500102010011001,
	189903152010011001,
	198503151985011001,
	198503152010013001,
	198503152010010001,
	19850315201001100,
	1985031520100110011,
	19850315201001100A,
	19850315 201001 1 001}'::text[]) AS nip;
SELECT nip_is_valid(NULL), nip_is_valid(''), nip_is_valid('١٩٨٥٠٣١٥٢');
-- A NIP is a bigint, too.
SELECT nip_is_valid(198503152010011001::bigint::text);

-- In constraints, generated columns and indexes.
CREATE TEMP TABLE employee (
	nip text PRIMARY KEY CHECK (nip_is_valid(nip)),
	born date GENERATED ALWAYS AS (nip_birth_date(nip)) STORED,
	retires date GENERATED ALWAYS AS (retirement_date(nip_birth_date(nip), 58)) STORED);
CREATE INDEX ON employee (nip_appointed(nip));
INSERT INTO employee VALUES ('198503152010011001');
INSERT INTO employee VALUES ('198513152010011001');
SELECT * FROM employee;

-- The first of the month after the one in which the age is reached.
SELECT born, age, retirement_date(born, age)
FROM (VALUES ('1966-02-28'::date, 58), ('1966-03-01', 58), ('1964-02-29', 60), ('1960-02-29', 58),
			 ('1960-12-31', 65), ('1960-05-01', 60), (NULL, 58), ('1960-05-01', NULL)) AS t (born, age);
