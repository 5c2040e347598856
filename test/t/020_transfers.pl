# Transfer functions under stress: time-outs, cancels and the memory limit leave
# the session usable and nothing behind; parallel workers read; other sessions'
# changes are not mixed in.

use strict;
use warnings;

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;

# An instance that is read in no time and takes the solver a hundred times as
# long: everybody may go to eight posts anywhere, and a budget of moves takes
# several solves.
$node->safe_psql('postgres', q{
	CREATE EXTENSION asn_mutasi;
	CREATE TABLE post AS
		SELECT p AS post_id, 5 + p % 17 AS need FROM generate_series(1, 6000) p;
	CREATE TABLE employee AS
		SELECT e AS employee_id, 1 + (e * 7919::bigint) % 6000 AS post_id
		FROM generate_series(1, 72000) e;
	CREATE TABLE candidate AS
		SELECT employee_id, post_id, min(cost) AS cost
		FROM (SELECT e AS employee_id, (k % 7) / 100.0::float8 AS cost,
					 1 + (hashint8(e * 16 + k)::bigint & 2147483647) % 6000 AS post_id
			  FROM generate_series(1, 72000) e, generate_series(1, 8) k) c
		GROUP BY 1, 2;
	CREATE TABLE small_post AS SELECT p AS post_id, p AS need FROM generate_series(1, 3) p;
	CREATE TABLE small_employee AS SELECT e AS employee_id, 1 AS post_id FROM generate_series(1, 6) e;
	CREATE TABLE small_candidate AS
		SELECT e AS employee_id, p AS post_id, 0 AS cost
		FROM generate_series(1, 6) e, generate_series(2, 3) p;
	ANALYZE;
});

my $solve = q{SELECT status, moves FROM asn_mutasi.solve_transfers(
	'TABLE post', 'TABLE employee', 'TABLE candidate', max_moves => 6000)};
my $solve_small = q{SELECT status, moves FROM asn_mutasi.solve_transfers(
	'TABLE small_post', 'TABLE small_employee', 'TABLE small_candidate')};
my $read_for_ever = q{SELECT * FROM asn_mutasi.plan_transfers(
	'TABLE small_post', 'TABLE small_employee',
	'SELECT 1 AS employee_id, 2 AS post_id, 0 AS cost, generate_series(1, 2000000000)')};

# What a session says after a failed call: the SQLSTATE, the contexts left over,
# and a small plan.
my $afterwards = qq{
	\\echo :LAST_ERROR_SQLSTATE
	RESET ALL;
	SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'asn\\_mutasi%';
	$solve_small;
};

sub fails_cleanly
{
	my ($name, $sqlstate, $sql) = @_;
	my ($stdout, $stderr);

	$node->psql('postgres', "$sql;\n$afterwards", stdout => \$stdout, stderr => \$stderr,
				on_error_stop => 0);
	is($stdout, "$sqlstate\n0\noptimal|5", "$name: $sqlstate, no memory left, session usable");
	return $stderr;
}

# The last NOTICE of progress among the messages of a session.
sub last_phase
{
	my @phases = $_[0] =~ /NOTICE:\s+asn_mutasi: (.*)/g;

	return $phases[-1] // 'none';
}

is($node->safe_psql('postgres', $solve_small), 'optimal|5', 'the small plan by itself');

# What the tests below find gone is there during a call: the employees query
# sees one context by that name, and so names post 1.
is( $node->safe_psql('postgres', q{
	SELECT employees FROM asn_mutasi.solve_transfers(
		'SELECT 1 AS post_id, 1 AS need',
		$$SELECT 1 AS employee_id, count(*) AS post_id FROM pg_backend_memory_contexts
		  WHERE name = 'asn_mutasi transfers'$$,
		'SELECT * FROM small_candidate WHERE false')}),
	1, 'a call has one memory context of its own');

# Time-outs

my $stderr = fails_cleanly('time-out while reading', '57014',
	"SET asn_mutasi.progress = on; SET statement_timeout = '1500ms'; $read_for_ever");
like(last_phase($stderr), qr/^reading candidates, \d+ rows so far$/, '... it was reading');
like($stderr, qr/CONTEXT:.*candidates query/s, '... the error names the query');

fails_cleanly('time-out in a function that a query calls', '57014',
	q{SET statement_timeout = '200ms'; SELECT * FROM asn_mutasi.plan_transfers(
	  'TABLE small_post', 'TABLE small_employee',
	  'SELECT 1 AS employee_id, 2 AS post_id, 0 AS cost FROM pg_sleep(600)')});

# On a slow machine it takes longer until reading is over.
my $seconds = 1;
do
{
	$seconds *= 2;
	$stderr = fails_cleanly("time-out while solving, after $seconds s", '57014',
		"SET asn_mutasi.progress = on; SET statement_timeout = '${seconds}s'; $solve");
} while (last_phase($stderr) =~ /^reading|^none/ && $seconds < 30);
unlike(last_phase($stderr), qr/^reading|^none/, '... it was past reading');

# Starts a session in the background; returns a handle to finish it by.
sub start_session
{
	my ($sql) = @_;
	my $session = { stdout => '', stderr => '' };
	my $script = PostgreSQL::Test::Utils::tempdir() . '/session.sql';

	append_to_file($script, $sql);
	$session->{run} = IPC::Run::start(
		[ 'psql', '-XAtq', '-d', $node->connstr('postgres'), '-f', $script ],
		'>', \$session->{stdout}, '2>', \$session->{stderr},
		IPC::Run::timeout($PostgreSQL::Test::Utils::timeout_default));
	return $session;
}

sub wait_for
{
	my ($session, $pattern) = @_;

	$session->{run}->pump until $session->{stderr} =~ $pattern;
}

sub finish
{
	my ($session) = @_;

	$session->{run}->finish;
	return $session->{stdout};
}

# Cancels; progress tells when it is time.

foreach my $case ([ 'reading', $read_for_ever, qr/reading candidates/ ],
	[ 'solving', $solve, qr/NOTICE:  asn_mutasi: (?!reading)/ ])
{
	my ($phase, $sql, $notice) = @$case;
	my $session = start_session("SET application_name = 'victim'; SET asn_mutasi.progress = on;\n"
								. "$sql;\n$afterwards");

	wait_for($session, $notice);
	is($node->safe_psql('postgres', q{SELECT count(pg_cancel_backend(pid))
		FROM pg_stat_activity WHERE application_name = 'victim'}), 1, "cancel while $phase");
	is(finish($session), "57014\n0\noptimal|5\n", '... no memory left, session usable');
}

# The memory limit, in the reader and in the solver

$stderr = fails_cleanly('memory limit while reading', '53200',
	"SET asn_mutasi.memory_limit = '1MB'; $solve");
like($stderr, qr/HINT:.*Raise asn_mutasi\.memory_limit/, '... with a hint');
like($stderr, qr/CONTEXT:.*employees query/s, '... where it was met');

$stderr = fails_cleanly('memory limit while solving', '53200',
	"SET asn_mutasi.memory_limit = '24MB'; $solve");
like($stderr, qr/HINT:.*Raise asn_mutasi\.memory_limit/, '... with a hint');
unlike($stderr, qr/CONTEXT/, '... outside any query');

# Parallel workers read, and the plan is that of a serial read.

my $parallel = q{
	SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
	SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2;
};
my $plan = q{SELECT md5(string_agg(t::text, ' ' ORDER BY chain, step)) FROM asn_mutasi.plan_transfers(
	'SELECT * FROM post WHERE post_id <= 100', 'SELECT * FROM employee WHERE post_id <= 100',
	'SELECT * FROM candidate WHERE employee_id IN (SELECT employee_id FROM employee WHERE post_id <= 100)
	 AND post_id <= 100') t};
my $log_start = -s $node->logfile;
my $parallel_plan = $node->safe_psql('postgres', qq{
	LOAD 'auto_explain';
	SET auto_explain.log_min_duration = 0; SET auto_explain.log_analyze = on;
	SET auto_explain.log_nested_statements = on;
	$parallel $plan});
my $log = substr(slurp_file($node->logfile), $log_start);

like($log, qr/Query Text: SELECT \* FROM candidate(?:(?!Query Text).)*Workers Launched: [12]/s,
	 'parallel workers read the candidates');
is($parallel_plan,
   $node->safe_psql('postgres', "SET max_parallel_workers_per_gather = 0; $plan"),
   'a parallel read gives the same plan');
isnt($parallel_plan, '', '... and not an empty one');

# Three queries, one snapshot: the first waits for a lock while another session
# dismisses everybody.

my $holder = $node->background_psql('postgres');
$holder->query_safe('SELECT pg_advisory_lock(7)');
my $reader = start_session(q{SELECT posts, employees, candidates, moves FROM asn_mutasi.solve_transfers(
	'SELECT post_id, need FROM small_post, (SELECT pg_advisory_lock_shared(7)) l',
	'TABLE small_employee', 'TABLE small_candidate')});
ok($node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks
	WHERE locktype = 'advisory' AND NOT granted}), 'the posts query waits');
$holder->query_safe('DELETE FROM small_candidate; DELETE FROM small_employee');
$holder->query_safe('SELECT pg_advisory_unlock(7)');
is(finish($reader), "3|6|12|5\n", 'what was deleted meanwhile is still read');
is($node->safe_psql('postgres', 'SELECT count(*) FROM small_employee'), 0, '... and is gone');
$holder->quit;

$node->stop;
done_testing();
