# A workspace is its owner's: a dump brings all of it back, and dropping the
# extension takes nothing of it.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# Rows of every table of the workspace, a line each, counted table by table.
sub counts
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT relname, (xpath('/row/n/text()', query_to_xml(
			format('SELECT count(*) AS n FROM kerja.%I', relname), false, true, '')))[1]
		FROM pg_class WHERE relnamespace = 'kerja'::regnamespace AND relkind = 'r' ORDER BY 1});
}

# What the tables are: columns, constraints, indexes and comments.
sub definitions
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT relname, 'column', attname, format_type(atttypid, atttypmod), attnotnull, attidentity,
			   pg_get_expr(adbin, adrelid), col_description(c.oid, attnum)
		FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0
			 LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
		WHERE relnamespace = 'kerja'::regnamespace AND relkind = 'r' ORDER BY 1, 3;
		SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace = 'kerja'::regnamespace ORDER BY 1::text, 2;
		SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'kerja' ORDER BY 1});
}

$node->safe_psql('postgres', 'CREATE DATABASE source; CREATE DATABASE target');
$node->safe_psql('source', q{
	CREATE EXTENSION asn_mutasi;
	SELECT asn_mutasi.create_workspace('kerja');
	INSERT INTO kerja.unit (unit_id, parent_id, name) VALUES (1, NULL, 'Dinas'), (2, 1, 'Pos');
	INSERT INTO kerja.job_family (job_family_id, name) VALUES (1, 'Pemadam');
	INSERT INTO kerja.job (job_id, job_family_id, name) VALUES (1, 1, 'Pemadam');
	INSERT INTO kerja.post (post_id, unit_id, job_id) VALUES (1, 2, 1);
	INSERT INTO kerja.employee (employee_id) VALUES (1), (2);
	INSERT INTO kerja.assignment (employee_id, post_id, period) VALUES (1, 1, '[2024-01-01,)');
	UPDATE kerja.setting SET value = '0.7' WHERE name = 'move_cost'});

my $counts = counts('source');
my $definitions = definitions('source');
like($counts, qr/^unit\|2$/m, 'rows are counted');
like($counts, qr/^rule\|[1-9]/m, 'the rules are there');

my $file = "$PostgreSQL::Test::Utils::tmp_check/workspace.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $file, '-d', $node->connstr('source') ], 'pg_dump');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('target'), $file ], 'pg_restore');
is(counts('target'), $counts, 'all rows are back');
is(definitions('target'), $definitions, 'all tables are as they were');
is($node->safe_psql('target', q{SELECT count(*) FROM asn_mutasi.upgrade_workspace('kerja')}),
	'0', 'an upgrade finds nothing to do');
is($node->safe_psql('target', q{SELECT value FROM kerja.setting WHERE name = 'move_cost'}),
	'0.7', 'a changed setting is back');
is($node->safe_psql('target', q{
		INSERT INTO kerja.assignment (employee_id, post_id, period)
		VALUES (2, 1, '[2024-01-01,)') RETURNING assignment_id > 1}),
	't', 'numbering goes on where it was');

$node->safe_psql('source', 'DROP EXTENSION asn_mutasi CASCADE');
is(counts('source'), $counts, 'dropping the extension keeps every row');
is(definitions('source'), $definitions, 'and every table as it was');
$node->safe_psql('source', 'CREATE EXTENSION asn_mutasi');
is($node->safe_psql('source', q{SELECT count(*) FROM asn_mutasi.upgrade_workspace('kerja')}),
	'0', 'a new extension takes the workspace as it is');

$node->stop;
done_testing();
