# A workspace is its owner's: a dump brings all of it back, plans and numbering
# too, and dropping the extension takes nothing of it.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# Every table of the workspace, a line each, with the number of its rows and a
# digest of them.
sub rows
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT relname, (xpath('/row/n/text()', content))[1], (xpath('/row/digest/text()', content))[1]
		FROM pg_class, LATERAL (SELECT query_to_xml(
			format('SELECT count(*) AS n, md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) AS digest FROM kerja.%I AS t', relname),
			false, true, '') AS content) AS c
		WHERE relnamespace = 'kerja'::regnamespace AND relkind = 'r' ORDER BY 1});
}

# What the relations are: columns, constraints, indexes, comments, and where the
# numbering of each table stands.
sub definitions
{
	my ($database) = @_;

	return $node->safe_psql($database, q{
		SELECT relname, obj_description(oid, 'pg_class') FROM pg_class
		WHERE relnamespace = 'kerja'::regnamespace AND relkind = 'r' ORDER BY 1;
		SELECT relname, 'column', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
			   pg_get_expr(adbin, adrelid), col_description(c.oid, attnum)
		FROM pg_class c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0
			 LEFT JOIN pg_attrdef ON adrelid = c.oid AND adnum = attnum
		WHERE relnamespace = 'kerja'::regnamespace AND relkind = 'r' ORDER BY 1, 3;
		SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint
		WHERE connamespace = 'kerja'::regnamespace ORDER BY 1::text, 2;
		SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'kerja' ORDER BY 1;
		SELECT s.sequencename, s.last_value, s.data_type, d.refobjid::regclass, d.refobjsubid, d.deptype
		FROM pg_sequences AS s JOIN pg_depend AS d
			 ON d.objid = format('kerja.%I', s.sequencename)::regclass AND d.refclassid = 'pg_class'::regclass
		WHERE s.schemaname = 'kerja' ORDER BY 1;
		SELECT obj_description('kerja'::regnamespace, 'pg_namespace')});
}

my $plan = q{SELECT asn_mutasi.create_plan('kerja', '2025-06-01', 0)};

# Rows in all of its tables, a plan among them, and a view over it of the agency.
$node->safe_psql('postgres', 'CREATE DATABASE source; CREATE DATABASE target');
$node->safe_psql('source', q{
	CREATE EXTENSION asn_mutasi;
	SELECT asn_mutasi.create_workspace('kerja');
	SET search_path = kerja, public;
	INSERT INTO unit (unit_id, parent_id, name, lat, lon, area) VALUES
		(1, NULL, 'Dinas', -6.2, 106.8, '((106,-7),(106,-6),(107,-6),(107,-7))'), (2, 1, 'Pos A', -6.2, 106.8, NULL), (3, 1, 'Pos B', -6.2, 106.8, NULL);
	INSERT INTO job_family (job_family_id, name) VALUES (1, 'Pemadam');
	INSERT INTO job (job_id, job_family_id, name) VALUES (1, 1, 'Pemadam');
	INSERT INTO post (post_id, unit_id, job_id, analysed_on) VALUES (1, 2, 1, '2025-01-01'), (2, 3, 1, '2025-01-01');
	INSERT INTO task (post_id, name, volume, minutes) VALUES (1, 'siaga', 1, 75000), (2, 'siaga', 2, 75000);
	INSERT INTO need_adjustment (post_id, factor, period, reason) VALUES (2, 1.5, '[2025-01-01,)', 'kemarau');
	INSERT INTO employee (employee_id, birth_date, rank) SELECT i, '1990-01-01', 9 FROM generate_series(1, 4) AS i;
	INSERT INTO assignment (employee_id, post_id, period) SELECT i, 1, '[2020-01-01,)' FROM generate_series(1, 3) AS i;
	INSERT INTO kinship VALUES (3, 4, 'anak');
	INSERT INTO skill (skill_id, name) VALUES (1, 'selam');
	INSERT INTO employee_skill (employee_id, skill_id) VALUES (1, 1);
	INSERT INTO job_skill VALUES (1, 1, false);
	INSERT INTO preference (employee_id, post_id) VALUES (1, 2);
	INSERT INTO performance SELECT i, y, 'baik' FROM generate_series(1, 3) AS i, generate_series(2023, 2024) AS y;
	INSERT INTO complaint (unit_id, received_on) VALUES (2, '2025-01-01');
	INSERT INTO briefing (employee_id, held_on, outcome) VALUES (1, '2025-01-01', 'welcomed');
	INSERT INTO workload_snapshot VALUES ('2025-01-01', 1, 1, 3);
	INSERT INTO audit_log (action, relation, key) VALUES ('load', 'unit', '1');
	UPDATE setting SET value = '0.7' WHERE name = 'move_cost';
	DELETE FROM rule WHERE code = 'CPNS';
	CREATE VIEW petugas AS SELECT employee_id, post_id FROM assignment WHERE period @> date '2025-06-01'});
is($node->safe_psql('source', $plan), '1', 'there is a plan');
$node->safe_psql('source', q{
	INSERT INTO kerja.response (plan_id, employee_id, answer) SELECT plan_id, employee_id, 'accepted' FROM kerja.plan_transfer;
	INSERT INTO kerja.refresh_run (status, plan_id) VALUES ('published', 1)});

my $rows = rows('source');
my $definitions = definitions('source');
unlike($rows, qr/\|0\|/, 'no table is empty');
like($definitions, qr/^plan_plan_id_seq\|1\|/m, 'numbering is compared');

my $file = "$PostgreSQL::Test::Utils::tmp_check/workspace.dump";
$node->command_ok([ 'pg_dump', '-Fc', '-f', $file, '-d', $node->connstr('source') ], 'pg_dump');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('target'), $file ], 'pg_restore');
is(rows('target'), $rows, 'all rows are back');
is(definitions('target'), $definitions, 'all tables are as they were');
is($node->safe_psql('target', q{SELECT count(*) FROM asn_mutasi.upgrade_workspace('kerja')}),
	'0', 'an upgrade finds nothing to do, and a deleted rule stays deleted');
is($node->safe_psql('target', q{
		INSERT INTO kerja.assignment (employee_id, post_id, period)
		VALUES (4, 1, '[2024-01-01,)') RETURNING assignment_id}),
	'4', 'numbering goes on where it was');
is($node->safe_psql('target', $plan), '2', 'of plans, too');

# The schema alone, into a database that knows no extension.
$node->safe_psql('postgres', 'CREATE DATABASE bare');
$node->command_ok([ 'pg_dump', '-Fc', '-n', 'kerja', '-f', $file, '-d', $node->connstr('source') ], 'pg_dump of the schema');
$node->command_ok([ 'pg_restore', '-e', '-d', $node->connstr('bare'), $file ], 'pg_restore where there is no extension');
is(rows('bare'), $rows, 'all rows are there');
is(definitions('bare'), $definitions, 'in the same tables');

# Not even CASCADE is needed: nothing hangs on the extension.
$node->safe_psql('source', 'DROP EXTENSION asn_mutasi');
is(rows('source'), $rows, 'dropping the extension keeps every row');
is(definitions('source'), $definitions, 'and every table as it was');
is($node->safe_psql('source', 'SELECT count(*) FROM kerja.petugas'), '3', 'and the views over them');
$node->safe_psql('source', 'CREATE EXTENSION asn_mutasi');
is($node->safe_psql('source', q{SELECT count(*) FROM asn_mutasi.upgrade_workspace('kerja')}),
	'0', 'a new extension takes the workspace as it is');
is($node->safe_psql('source', $plan), '2', 'and plans go on');
$node->safe_psql('source', 'DROP EXTENSION asn_mutasi CASCADE');
is(definitions('source') =~ s/plan_plan_id_seq\|2/plan_plan_id_seq|1/r, $definitions, 'CASCADE takes no more');

$node->stop;
done_testing();
