# One plan at a time is made in a workspace, and a plan that is interrupted
# leaves nothing behind.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

# North has a surplus of one archivist, west is short of one.
sub fill
{
	my ($workspace) = @_;

	return qq{
		SELECT asn_mutasi.create_workspace('$workspace');
		SET search_path = $workspace;
		DELETE FROM rule;
		INSERT INTO unit (unit_id, name) VALUES (1, 'North'), (2, 'West');
		INSERT INTO job_family (job_family_id, name) VALUES (1, 'General');
		INSERT INTO job (job_id, job_family_id, name) VALUES (1, 1, 'Archivist');
		INSERT INTO post (post_id, unit_id, job_id) VALUES (10, 1, 1), (20, 2, 1);
		INSERT INTO task (post_id, name, volume, minutes) VALUES (10, 'files', 4, 75000), (20, 'files', 4, 75000);
		INSERT INTO employee (employee_id, name) SELECT i, i FROM generate_series(1, 8) AS i;
		INSERT INTO assignment (employee_id, post_id, period)
		SELECT i, CASE WHEN i <= 5 THEN 10 ELSE 20 END, '[2021-01-01,)' FROM generate_series(1, 8) AS i};
}

# What a statement fails with.
sub refusal
{
	my ($sql) = @_;
	my ($status, $stdout, $stderr) = $node->psql('postgres', $sql);

	return $status == 0 ? 'none' : $stderr;
}

my $plan = q{SELECT asn_mutasi.create_plan('city', '2025-06-01', 0.1)};
my $hurried = q{SET lock_timeout = '100ms'};

$node->safe_psql('postgres', 'CREATE EXTENSION asn_mutasi');
$node->safe_psql('postgres', fill($_)) foreach ('city', 'town');

my $first = $node->background_psql('postgres');
is($first->query_safe("BEGIN; $plan"), 1, 'a first plan, not yet committed');
like(refusal("$hurried; $plan"), qr/lock timeout/, 'a second one in the same workspace waits');
is($node->safe_psql('postgres', q{SET lock_timeout = '100ms'; SELECT asn_mutasi.create_plan('town', '2025-06-01', 0.1)}), 1,
	'in another workspace it does not');
$first->query_safe('COMMIT');
is($node->safe_psql('postgres', "$hurried; $plan") > 1, 1, 'after the commit it goes on');

# Two plans in one transaction: the tables of the first are no hindrance.
$first->query_safe("BEGIN; $plan");
$first->query_safe($plan);
$first->query_safe('ROLLBACK');
$first->quit;
is($node->safe_psql('postgres', 'SELECT count(*) FROM city.plan'), 2, 'what is rolled back is not kept');

# Stopped in the middle: while it waits for the transfers to be written.
my $holder = $node->background_psql('postgres');
$holder->query_safe('BEGIN; LOCK city.plan_transfer IN EXCLUSIVE MODE');
like(refusal("SET statement_timeout = '500ms'; $plan"), qr/statement timeout/, 'a plan is stopped before its transfers are written');
$holder->query_safe('ROLLBACK');
$holder->quit;
is($node->safe_psql('postgres', 'SELECT count(*), sum(moves) FROM city.plan'), '2|2',
	'and nothing of it is kept');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_class WHERE relname LIKE 'plan\\_%' AND relpersistence = 't'"), 0,
	'no temporary table either');

$node->stop;
done_testing();
