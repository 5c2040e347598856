# What a database owner meets who installs, dumps and drops the extension.
use strict;
use warnings FATAL => 'all';

use FindBin;
use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $tree = "$FindBin::Bin/../..";

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# Runs a query as a role that is no superuser; dies when it fails.
sub as_role
{
	my ($role, $database, $query) = @_;

	return $node->safe_psql($database, $query, extra_params => [ '-U', $role ]);
}

# Expects a query of a role to be refused with a message.
sub refused
{
	my ($role, $database, $query, $message, $test) = @_;
	my ($status, $stdout, $stderr) =
	  $node->psql($database, $query, extra_params => [ '-U', $role ]);

	isnt($status, 0, $test);
	like($stderr, $message, "$test: message");
}

# Everything that a database holds, one line each.
sub contents
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT pg_describe_object(c.catalog, c.oid, 0) FROM (
			SELECT 'pg_proc'::regclass AS catalog, oid FROM pg_proc
			UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_type
			UNION ALL SELECT 'pg_class'::regclass, oid FROM pg_class
			UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_namespace
			UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_operator
			UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_cast
			UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_extension
			UNION ALL SELECT 'pg_event_trigger'::regclass, oid FROM pg_event_trigger
			UNION ALL SELECT 'pg_default_acl'::regclass, oid FROM pg_default_acl) AS c
		ORDER BY 1});
}

# The version is typed in the control file; what repeats it must agree.
my ($version) = slurp_file("$tree/asn_mutasi.control") =~ /^default_version = '([^']+)'$/m;
my $meta = decode_json(slurp_file("$tree/META.json"));
is($meta->{version}, $version, 'META.json: version of the distribution');
is($meta->{provides}{asn_mutasi}{version}, $version, 'META.json: version of the extension');
ok(-f "$tree/$meta->{provides}{asn_mutasi}{$_}", "META.json: $_ exists") for qw(file docfile);

$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN');
$node->safe_psql('postgres', 'CREATE ROLE visitor LOGIN');
$node->safe_psql('postgres', 'CREATE DATABASE simpeg OWNER owner');
my $before = contents('simpeg');

refused('visitor', 'simpeg', 'CREATE EXTENSION asn_mutasi',
	qr/permission denied for database simpeg/,
	'a role without CREATE on the database may not install');
refused('owner', 'simpeg', 'CREATE EXTENSION asn_mutasi SCHEMA public',
	qr/must be installed in schema "asn_mutasi"/,
	'the schema is fixed');

as_role('owner', 'simpeg', 'CREATE EXTENSION asn_mutasi');
is( as_role('owner', 'simpeg', q{
		SELECT extversion || ' ' || extowner::regrole || ' ' || extnamespace::regnamespace
		FROM pg_extension WHERE extname = 'asn_mutasi'}),
	"$version owner asn_mutasi",
	'the owner of the database installs it, without superuser');
refused('owner', 'simpeg', 'ALTER EXTENSION asn_mutasi SET SCHEMA public',
	qr/does not support SET SCHEMA/,
	'the schema stays fixed');

# A dump holds the extension by name, none of its objects.
my $dump = "$PostgreSQL::Test::Utils::tmp_check/simpeg.sql";
$node->command_ok([ 'pg_dump', '-d', $node->connstr('simpeg'), '-f', $dump ], 'pg_dump');
my $dumped = slurp_file($dump);
like($dumped, qr/^CREATE EXTENSION IF NOT EXISTS asn_mutasi WITH SCHEMA asn_mutasi;$/m,
	'the dump installs the extension');
unlike($dumped, qr/^CREATE (FUNCTION|AGGREGATE|TYPE)/m, 'the dump holds none of its objects');
$node->safe_psql('postgres', 'CREATE DATABASE restored');
$node->command_ok(
	[ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('restored'), '-f', $dump ],
	'the dump restores');
is(contents('restored'), contents('simpeg'), 'a restored database holds the same');

# Dropped, it takes all it brought along, but for the schema, which belongs to
# whoever installed the extension.
isnt(contents('simpeg'), $before, 'installing adds objects');
as_role('owner', 'simpeg', 'DROP EXTENSION asn_mutasi');
as_role('owner', 'simpeg', 'DROP SCHEMA asn_mutasi');
is(contents('simpeg'), $before, 'dropping leaves nothing behind');
as_role('owner', 'simpeg', 'CREATE EXTENSION asn_mutasi');
is(contents('simpeg'), contents('restored'), 'it can be installed again');

$node->stop;
done_testing();
