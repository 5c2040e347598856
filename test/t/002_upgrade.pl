# An upgraded installation is the same as a fresh one, from every release.
#
# A release leaves its install script behind, frozen, in sql/upgrade (see
# CONTRIBUTING.md); CHANGELOG.md says which releases there were.
use strict;
use warnings FATAL => 'all';

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $tree = "$FindBin::Bin/../..";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# All that tells one set of the extension's objects from another: definitions,
# markings, comments and privileges, a line each, without object identifiers.
sub fingerprint
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		WITH member AS (
			SELECT d.classid, d.objid,
				   pg_describe_object(d.classid, d.objid, 0) AS name,
				   obj_description(d.objid, d.classid::regclass::name) AS comment
			FROM pg_depend AS d JOIN pg_extension AS e ON e.oid = d.refobjid
			WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
				  AND e.extname = 'asn_mutasi')
		SELECT concat_ws(' | ', m.name, m.comment,
			-- functions and procedures
			CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END,
			-- aggregates
			CASE WHEN p.prokind = 'a' THEN
				(SELECT concat_ws(' ', pg_get_function_arguments(p.oid),
						pg_get_function_result(p.oid), p.proparallel, p.provolatile,
						a.aggkind, a.aggnumdirectargs, a.aggtransfn, a.aggfinalfn, a.aggcombinefn,
						a.aggserialfn, a.aggdeserialfn, a.aggmtransfn, a.aggminvtransfn,
						a.aggmfinalfn, a.aggfinalextra, a.aggfinalmodify, a.aggsortop,
						a.aggtranstype::regtype, a.aggtransspace, a.aggmtranstype::regtype,
						coalesce(a.agginitval, 'NULL'), coalesce(a.aggminitval, 'NULL'))
				 FROM pg_aggregate AS a WHERE a.aggfnoid = p.oid) END,
			p.proacl::text,
			-- types
			t.typtype, t.typacl::text,
			-- columns, of composite types and of relations
			(SELECT string_agg(concat_ws(' ', c.attname, format_type(c.atttypid, c.atttypmod),
											   c.attnotnull), ', ' ORDER BY c.attnum)
			 FROM pg_attribute AS c
			 WHERE c.attrelid = coalesce(nullif(t.typrelid, 0), r.oid)
				   AND c.attnum > 0 AND NOT c.attisdropped),
			CASE WHEN r.relkind = 'v' THEN pg_get_viewdef(r.oid) END,
			r.relacl::text)
		FROM member AS m
			 LEFT JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
			 LEFT JOIN pg_type AS t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
			 LEFT JOIN pg_class AS r ON m.classid = 'pg_class'::regclass AND r.oid = m.objid
		ORDER BY 1});
}

# What the workspace "old" lacks of the workspace "new".
sub lacking_of_old_workspace
{
	my ($database) = @_;
	my $things = q{
		SELECT concat_ws(' ', r.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, col_description(r.oid, a.attnum))
		FROM pg_class AS r JOIN pg_attribute AS a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE r.relkind = 'r' AND r.relnamespace = 'SCHEMA'::regnamespace
		UNION ALL
		SELECT replace(concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)), 'SCHEMA.', '')
		FROM pg_constraint WHERE connamespace = 'SCHEMA'::regnamespace
		UNION ALL
		SELECT code || ' ' || stage || ' ' || period FROM SCHEMA.rule
		UNION ALL
		SELECT name FROM SCHEMA.setting};
	return $node->safe_psql($database, ($things =~ s/SCHEMA/new/gr) . ' EXCEPT ALL (' . ($things =~ s/SCHEMA/old/gr) . ')');
}

my ($current) = slurp_file("$tree/asn_mutasi.control") =~ /^default_version = '([^']+)'$/m;
my ($latest, @older) = slurp_file("$tree/CHANGELOG.md") =~ /^## \[?(\d+\.\d+\.\d+)/mg;
is($latest, $current, 'the latest release in CHANGELOG.md is the version of the control file');

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION asn_mutasi');
my $fresh = fingerprint('fresh');

foreach my $release (@older)
{
	ok(-f "$tree/sql/upgrade/asn_mutasi--$release.sql", "$release: its frozen install script");

	my $database = "upgraded_$release";
	$node->safe_psql('postgres', qq{CREATE DATABASE "$database"});
	$node->safe_psql($database, qq{CREATE EXTENSION asn_mutasi VERSION '$release'});
	isnt(fingerprint($database), $fresh, "$release: differs from $current");
	$node->safe_psql($database, q{SELECT asn_mutasi.create_workspace('old')});
	$node->safe_psql($database, 'ALTER EXTENSION asn_mutasi UPDATE');
	is(fingerprint($database), $fresh, "$release: upgraded, it is as a fresh $current");
	$node->safe_psql($database, q{SELECT asn_mutasi.upgrade_workspace('old'), asn_mutasi.create_workspace('new')});
	is(lacking_of_old_workspace($database), '', "$release: and its workspaces lack nothing");
}

# The comparisons see what an upgrade may forget.
$node->safe_psql('fresh', q{SELECT asn_mutasi.create_workspace('old'), asn_mutasi.create_workspace('new')});
is(lacking_of_old_workspace('fresh'), '', 'workspaces of one release are alike');
$node->safe_psql('fresh', q{ALTER TABLE old.unit DROP COLUMN kind});
like(lacking_of_old_workspace('fresh'), qr/^unit kind text/, 'the comparison sees a column that is lacking');
my $member = $node->safe_psql('fresh', q{
	SELECT p.oid::regprocedure
	FROM pg_depend AS d JOIN pg_proc AS p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
	WHERE d.deptype = 'e' AND p.pronamespace = 'asn_mutasi'::regnamespace AND p.prokind = 'f'
	ORDER BY 1 LIMIT 1});
foreach my $change (
	"COMMENT ON FUNCTION $member IS 'changed'",
	"ALTER FUNCTION $member PARALLEL UNSAFE",
	"REVOKE EXECUTE ON FUNCTION $member FROM PUBLIC",
	"ALTER EXTENSION asn_mutasi DROP FUNCTION $member")
{
	my $seen = fingerprint('fresh');
	$node->safe_psql('fresh', $change);
	isnt(fingerprint('fresh'), $seen, "the comparison sees: $change");
}

$node->stop;
done_testing();
