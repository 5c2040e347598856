-- What the extension as a whole promises: where it lives, and that whoever
-- looks at one of its objects is told what it is.
BEGIN;
SELECT plan(9);

-- Members of the extension, one row each.
CREATE TEMPORARY VIEW member AS
	SELECT d.classid, d.objid, d.objsubid,
		   pg_describe_object(d.classid, d.objid, d.objsubid) AS description
	FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
		  AND e.extname = 'asn_mutasi';

SELECT has_extension('asn_mutasi');
SELECT is((SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'asn_mutasi'),
		  'asn_mutasi', 'it lives in schema asn_mutasi');
SELECT is((SELECT extversion FROM pg_extension WHERE extname = 'asn_mutasi'),
		  (SELECT default_version FROM pg_available_extensions WHERE name = 'asn_mutasi'),
		  'it is installed in its default version');

-- The parts of an aggregate need none, nor do array types (members of an
-- extension since PostgreSQL 17): what they belong to speaks for them.
SELECT is_empty($$
	SELECT description FROM member
	WHERE classid IN ('pg_proc'::regclass, 'pg_type'::regclass, 'pg_class'::regclass,
					  'pg_operator'::regclass)
		  AND obj_description(objid, classid::regclass::name) IS NULL
		  AND NOT (classid = 'pg_type'::regclass AND EXISTS (
				SELECT FROM pg_type WHERE typarray = objid))
		  AND NOT (classid = 'pg_proc'::regclass AND EXISTS (
				SELECT FROM pg_aggregate
				WHERE objid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn,
								aggmtransfn, aggminvtransfn, aggmfinalfn)))
$$, 'every function, aggregate, type, relation and operator has a comment');

SELECT is_empty($$
	SELECT m.description, n.nspname
	FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
		 JOIN pg_namespace AS n ON n.oid = p.pronamespace
	WHERE n.nspname <> 'asn_mutasi'
$$, 'every function lies in schema asn_mutasi');

-- VOLATILE and PARALLEL UNSAFE are what a forgotten marking leaves behind, and
-- nothing in C writes.  A function that must be either is named here, with why:
-- transfer_candidates enters a workspace, which sets the search path.
SELECT is_empty($$
	SELECT m.description, p.provolatile, p.proparallel
	FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
		 JOIN pg_language AS l ON l.oid = p.prolang
	WHERE l.lanname IN ('c', 'internal') AND p.prokind <> 'a'
		  AND (p.provolatile = 'v' OR p.proparallel = 'u') AND p.proname <> 'transfer_candidates'
$$, 'no function in C is left volatile or parallel unsafe');

SELECT is_empty($$
	SELECT m.description
	FROM member AS m JOIN pg_aggregate AS a ON m.classid = 'pg_proc'::regclass AND a.aggfnoid = m.objid
		 JOIN pg_proc AS p ON p.oid = m.objid
	WHERE a.aggkind = 'n' AND (p.proparallel <> 's' OR a.aggcombinefn = 0)
$$, 'every aggregate is parallel safe and can be combined');

-- A function is tested by name, or as a part of one that is, or because C calls it;
-- whatever is neither lacks a test, or a use.  Tests and sources are read where they
-- lie, from the tree's root.
\set tests `cat test/pgtap/*.sql test/sql/*.sql`
\set sources `cat src/*.c`
CREATE TEMPORARY TABLE function AS
	SELECT p.oid, m.description, '\m' || p.proname || '\M' AS name, pg_get_functiondef(p.oid) AS definition, l.lanname = 'c' AS is_c
	FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
		 JOIN pg_language AS l ON l.oid = p.prolang
	WHERE p.prokind <> 'a'
		  AND NOT EXISTS (
			SELECT FROM pg_aggregate
			WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn, aggmfinalfn));
SELECT is_empty(format($$
	WITH RECURSIVE tested AS (
		SELECT f.oid, f.definition FROM function AS f WHERE %L ~ f.name OR (NOT f.is_c AND %L ~ f.name)
		UNION
		SELECT f.oid, f.definition FROM tested AS t JOIN function AS f ON t.definition ~ f.name AND t.oid <> f.oid
	)
	SELECT description FROM function WHERE oid NOT IN (SELECT oid FROM tested)
$$, :'tests', :'sources'), 'every function is tested, by itself or as a part of another');

-- The extension is trusted: its functions belong to a superuser.
SELECT is_empty($$
	SELECT m.description
	FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	WHERE p.prosecdef
$$, 'no function runs with its owner''s rights');

SELECT * FROM finish();
ROLLBACK;
