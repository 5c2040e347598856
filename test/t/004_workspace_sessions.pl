# Workspaces and several sessions: two that make or upgrade the same one, two that
# load the same table, and checks that are cancelled.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION asn_mutasi');

# The message of a statement that fails.
sub refusal
{
	my ($statement) = @_;
	my ($status, $output, $message) = $node->psql('postgres', $statement);

	return $status == 0 ? "no error: $output" : $message;
}

my $hurried = q{SET lock_timeout = '200ms'};
my $create = q{SELECT asn_mutasi.create_workspace('kerja')};
my $upgrade = q{SELECT count(*) FROM asn_mutasi.upgrade_workspace('kerja')};

# One makes it, the other waits and finds it made.
my $first = $node->background_psql('postgres');
is($first->query_safe("BEGIN; $create"), 'kerja', 'a workspace, not yet committed');
like(refusal("$hurried; $create"), qr/lock timeout/, 'a second session that makes the same one waits');
is($node->safe_psql('postgres', "$hurried; SELECT asn_mutasi.create_workspace('lain')"), 'lain', 'one that makes another does not');
my $second = $node->background_psql('postgres');
$second->query_until(qr/waiting/, "\\echo waiting\n$create;\n");
$node->poll_query_until('postgres', q{SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)})
	or die 'the second session does not wait';
$first->query_safe('COMMIT');
is($second->query_safe('SELECT count(*) FROM kerja.rule'),
	"kerja\n" . $node->safe_psql('postgres', 'SELECT count(*) FROM asn_mutasi.national_rules()'), 'then it finds it, made once');
$second->quit;

# So with upgrades.
$node->safe_psql('postgres', 'DROP TABLE kerja.audit_log');
is($first->query_safe("BEGIN; $upgrade"), '1', 'an upgrade, not yet committed');
like(refusal("$hurried; $upgrade"), qr/lock timeout/, 'a second one waits');
$first->query_safe('COMMIT');
is($node->safe_psql('postgres', "$hurried; $upgrade"), '0', 'and has nothing to do afterwards');

# Loads of one table follow each other; readers go on.
$node->safe_psql('postgres', q{CREATE TABLE new_unit AS SELECT 1::bigint AS unit_id, 'Dinas'::text AS name});
my $load = q{SELECT inserted, unchanged FROM asn_mutasi.load_rows('kerja', 'unit', 'new_unit')};
is($first->query_safe("BEGIN; $load"), '1|0', 'a load, not yet committed');
like(refusal("$hurried; $load"), qr/lock timeout/, 'a second one waits');
is($node->safe_psql('postgres', "$hurried; SELECT count(*) FROM asn_mutasi.unit_load('kerja')"), '0', 'who reads sees what was there');
$first->query_safe('COMMIT');
is($node->safe_psql('postgres', "$hurried; $load"), '0|1', 'and finds the rows loaded');
$first->quit;

# A cancel ends validate, whichever check it meets: it is no finding.
$node->safe_psql('postgres', q{
	DROP TABLE kerja.complaint;
	CREATE VIEW kerja.complaint AS
	SELECT n AS complaint_id, 1::bigint AS unit_id, date '2026-01-01' AS received_on, date '2026-01-01' + (pg_sleep(60) IS NULL)::int AS resolved_on
	FROM generate_series(1::bigint, 10) AS n});
like(refusal(q{SET statement_timeout = '300ms'; SELECT * FROM asn_mutasi.validate('kerja')}), qr/statement timeout/, 'a cancel ends validate');

$node->stop;
done_testing();
