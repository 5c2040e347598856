# Shards: job families on two servers, seen as one from a third with postgres_fdw.
# Whole aggregates run where the rows are, and the merged curves of the shards
# share one budget of moves as well as one solve over all rows.
use strict;
use warnings FATAL => 'all';

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my %node;
foreach my $name (qw(shard_1 shard_2 coordinator))
{
	$node{$name} = PostgreSQL::Test::Cluster->new($name);
	$node{$name}->init;
	$node{$name}->append_conf('postgresql.conf', "jit = off\nfsync = off");
	$node{$name}->start;
	$node{$name}->safe_psql('postgres', 'CREATE EXTENSION asn_mutasi');
}

sub query
{
	my ($sql) = @_;

	return $node{coordinator}->safe_psql('postgres', $sql);
}

# The shard of family f: 20 posts in a row, whose people may go to the next post
# on either side, so that the far ones take chains; and the views that answer for
# it.  The search path of a connection from another server is pg_catalog.
foreach my $f (1, 2)
{
	$node{"shard_$f"}->safe_psql('postgres', qq{
		CREATE TABLE post AS
			SELECT $f AS job_family_id, $f * 1000 + p AS post_id, 3 + (p * 7 + $f * 3) % 11 + p / 16.0::float8 AS need,
				   p % 4 AS district, 0 AS staff
			FROM generate_series(1, 20) AS p;
		CREATE TABLE employee AS
			SELECT $f AS job_family_id, $f * 1000 + e AS employee_id, $f * 1000 + 1 + (e * e * $f + e) % 20 AS post_id
			FROM generate_series(1, 170) AS e;
		UPDATE post SET staff = (SELECT count(*) FROM employee WHERE employee.post_id = post.post_id);
		CREATE TABLE candidate AS
			SELECT e.job_family_id, employee_id, p.post_id, ((employee_id * 31 + p.post_id * 17) % 40) / 100.0::float8 AS cost
			FROM employee AS e JOIN post AS p ON abs(p.post_id - e.post_id) = 1;
		CREATE TABLE budget AS SELECT $f AS job_family_id, 0::bigint AS max_moves;
		CREATE VIEW frontier AS
			SELECT $f AS job_family_id, f.*
			FROM asn_mutasi.transfer_frontier('TABLE public.post', 'TABLE public.employee', 'TABLE public.candidate', 0.05) AS f;
		CREATE VIEW plan AS
			SELECT b.job_family_id, t.*
			FROM budget AS b, asn_mutasi.plan_transfers('TABLE public.post', 'TABLE public.employee', 'TABLE public.candidate', 0.05, b.max_moves) AS t;
		CREATE VIEW solution AS
			SELECT b.job_family_id, s.moves, s.objective_after
			FROM budget AS b, asn_mutasi.solve_transfers('TABLE public.post', 'TABLE public.employee', 'TABLE public.candidate', 0.05, b.max_moves) AS s;
	});
}

# The city: partitioned tables whose partitions lie on the shards.
query('CREATE EXTENSION postgres_fdw');
foreach my $f (1, 2)
{
	my $shard = $node{"shard_$f"};

	query(sprintf q{
		CREATE SERVER shard_%d FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '%s', port '%d', dbname 'postgres', extensions 'asn_mutasi', async_capable 'true');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard_%d},
		$f, $shard->host, $shard->port, $f);
}
my %columns = (
	post => 'post_id bigint, need float8, district int, staff int',
	employee => 'employee_id bigint, post_id bigint',
	candidate => 'employee_id bigint, post_id bigint, cost float8',
	budget => 'max_moves bigint',
	frontier => 'moves bigint, imbalance float8, cost float8, move_price float8',
	plan => 'chain int, step int, employee_id bigint, from_post bigint, to_post bigint, cost float8, gain float8',
	solution => 'moves bigint, objective_after float8');
foreach my $table (sort keys %columns)
{
	query("CREATE TABLE $table (job_family_id int, $columns{$table}) PARTITION BY LIST (job_family_id)");
	query("CREATE FOREIGN TABLE ${table}_$_ PARTITION OF $table FOR VALUES IN ($_) SERVER shard_$_ OPTIONS (table_name '$table')")
	  foreach (1, 2);
}
query('CREATE TABLE here AS SELECT * FROM post');

# Aggregates.

my %aggregate = (
	load_ratio => 'need, staff',
	coverage => 'staff, need',
	staffing_need => 'staff, need',
	category_allowance_factor => 'need / 1000',
	teacher_need => 'need, staff',
	product => 'need / 8',
	atkinson => 'staff / need, need, 0.5',
	map { $_ => 'staff / need, need' }
	  qw(gini hoover theil mean_log_deviation jain coefficient_of_variation peak_to_mean));
my $loads = join ', ', map { "asn_mutasi.$_($aggregate{$_})" } sort keys %aggregate;
my $partitionwise = 'SET enable_partitionwise_aggregate = on';

sub remote_sql
{
	my ($sql) = @_;

	return join "\n", query("$partitionwise; EXPLAIN (VERBOSE, COSTS OFF) $sql") =~ /Remote SQL: (.*)/g;
}

sub same_as_here
{
	my ($by, $name) = @_;

	# all but the last digits, which may depend on the order of the rows
	is( query("$partitionwise; SET extra_float_digits = -2; SELECT $by, $loads FROM post GROUP BY 1 ORDER BY 1"),
		query("SET extra_float_digits = -2; SELECT $by, $loads FROM here GROUP BY 1 ORDER BY 1"),
		$name);
}

my $by_family = "SELECT job_family_id, $loads FROM post GROUP BY 1";
my $sent = remote_sql($by_family);
is(scalar(() = $sent =~ /asn_mutasi\.$_\(/g), 2, "$_ by shard is computed on both shards")
  foreach sort keys %aggregate;
is(join(' ', sort keys %aggregate),
	query(q{SELECT string_agg(DISTINCT proname, ' ' ORDER BY proname) FROM pg_proc
			WHERE pronamespace = 'asn_mutasi'::regnamespace AND prokind = 'a'}), 'these are all aggregates');
same_as_here('job_family_id', 'the shards compute what one server does');
like(remote_sql("SELECT $loads FROM post_1"), qr/asn_mutasi\.load_ratio\(/, 'one shard without GROUP BY: whole aggregates go there');
unlike(remote_sql("SELECT district, $loads FROM post GROUP BY 1"), qr/asn_mutasi/,
	'grouped by something else the rows come here: postgres_fdw sends no partial aggregate');
same_as_here('district', 'and are put together here');

query("ALTER SERVER shard_$_ OPTIONS (DROP extensions)") foreach (1, 2);
unlike(remote_sql($by_family), qr/asn_mutasi/, 'without option extensions no aggregate is sent');
query("ALTER SERVER shard_$_ OPTIONS (ADD extensions 'asn_mutasi')") foreach (1, 2);

# Curves.

my $plan_of_frontier = query('EXPLAIN (COSTS OFF) SELECT * FROM frontier');
is(scalar(() = $plan_of_frontier =~ /Async Foreign Scan/g), 2, 'both shards trace their curves at the same time');

query(q{
	CREATE TABLE corner AS SELECT * FROM frontier;
	CREATE TABLE merged AS
		SELECT job_family_id, moves, move_price, more, sum(more) OVER falling AS city_moves,
			   start - sum(more * move_price) OVER falling AS city_objective
		FROM (SELECT job_family_id, moves, move_price,
					 moves - lag(moves) OVER (PARTITION BY job_family_id ORDER BY moves) AS more
			  FROM corner) AS c,
			 (SELECT sum(imbalance + cost) AS start FROM corner WHERE moves = 0) AS s
		WHERE more > 0
		WINDOW falling AS (ORDER BY move_price DESC, job_family_id, moves);
	CREATE TABLE city AS
		SELECT * FROM asn_mutasi.transfer_frontier('TABLE post', 'TABLE employee', 'TABLE candidate', 0.05)});
cmp_ok(query('SELECT count(*) FROM merged WHERE more > 1'), '>', 0, 'some corners are several moves apart');
cmp_ok(query('SELECT count(DISTINCT job_family_id) FROM merged AS a WHERE EXISTS (
				SELECT FROM merged AS b WHERE b.job_family_id <> a.job_family_id AND b.move_price > a.move_price)
				AND EXISTS (SELECT FROM merged AS b WHERE b.job_family_id <> a.job_family_id AND b.move_price < a.move_price)'),
	'==', 2, 'the curves interlock');
is(query(q{
	SELECT count(*), bool_and(abs(c.imbalance + c.cost - m.city_objective) < 1e-4)
	FROM city AS c LEFT JOIN merged AS m ON m.city_moves = c.moves WHERE c.moves > 0}),
	query('SELECT count(*), true FROM city WHERE moves > 0'),
	'every corner of the curve over all rows is one of the merged curve, with its objective');
is(query(q{
	SELECT count(*) FROM merged AS m WHERE NOT EXISTS (SELECT FROM city AS c WHERE c.moves = m.city_moves)
		AND NOT EXISTS (SELECT FROM merged AS o WHERE o.job_family_id <> m.job_family_id AND abs(o.move_price - m.move_price) < 2e-6)}),
	'0', 'and no other, but where both shards have one price');

# Budgets.  The statements that give each shard the moves of its last corner that
# fits, and compare what the shards make of it with one solve over all rows.
sub share
{
	my ($max_moves) = @_;

	return qq{
		BEGIN;
		UPDATE budget SET max_moves = coalesce((
			SELECT max(moves) FROM merged
			WHERE merged.job_family_id = budget.job_family_id AND city_moves <= $max_moves), 0);
		SELECT s.moves <= $max_moves AS within,
			   abs(s.objective - coalesce(m.city_objective, start.objective)) < 1e-4 AS as_predicted,
			   s.objective > u.objective_after - 1e-4 AS not_better,
			   s.objective < u.objective_after + 1e-4 AS as_good,
			   s.objective < u.lower_bound + ($max_moves - s.moves) * coalesce(next.move_price, 0) + 1e-4 AS gap_as_said
		FROM (SELECT sum(moves) AS moves, sum(objective_after) AS objective FROM solution) AS s
			 CROSS JOIN (SELECT sum(imbalance + cost) AS objective FROM corner WHERE moves = 0) AS start
			 LEFT JOIN merged AS m ON m.city_moves = s.moves
			 LEFT JOIN LATERAL (SELECT move_price FROM merged WHERE city_moves > s.moves ORDER BY city_moves LIMIT 1) AS next ON true,
			 asn_mutasi.solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.05, $max_moves) AS u;
		COMMIT;};
}

my @corners = split /\n/, query('SELECT city_moves FROM merged ORDER BY 1');
my %is_corner = map { $_ => 1 } 0, @corners;
my @budgets = (0 .. $corners[-1]);
my @outcomes = split /\n/, query(join '', map { share($_) } @budgets);
my @at_corners = @outcomes[ grep { $is_corner{$_} } @budgets ];
my @between = @outcomes[ grep { !$is_corner{$_} } @budgets ];

is(scalar(@outcomes), scalar(@budgets), 'every budget has an outcome');
is(scalar(grep { $_ ne 't|t|t|t|t' } @at_corners), 0, 'at corners the shards are as good together as one solve over all rows')
  or diag("@outcomes");
is(scalar(grep { !/^t\|t\|t\|.\|t$/ } @between), 0,
	'between corners never better, and short of it by no more than moves left times the next price')
  or diag("@outcomes");
cmp_ok(scalar(grep { /^t\|t\|t\|f/ } @between), '>', 0, 'there are budgets of which the shards leave something');

# The moves left, given to the shard of the piece that did not fit.
sub share_all
{
	my ($max_moves) = @_;

	return share($max_moves) . qq{
		BEGIN;
		CREATE TEMP TABLE without ON COMMIT DROP AS
			SELECT sum(moves) AS moves, sum(objective_after) AS objective FROM solution;
		UPDATE budget SET max_moves = max_moves + $max_moves - (SELECT sum(max_moves) FROM budget)
		WHERE job_family_id = (SELECT job_family_id FROM merged WHERE city_moves > $max_moves ORDER BY city_moves LIMIT 1);
		SELECT sum(s.moves) <= $max_moves AS within,
			   sum(s.objective_after) < min(w.objective) + 1e-4 AS not_worse,
			   sum(s.objective_after) < min(w.objective) - 1e-4 AS better,
			   sum(s.objective_after) > min(u.lower_bound) - 1e-4 AS above_bound
		FROM solution AS s, without AS w,
			 asn_mutasi.solve_transfers('TABLE post', 'TABLE employee', 'TABLE candidate', 0.05, $max_moves) AS u;
		COMMIT;};
}

my @left = grep { !$is_corner{$_} } @budgets;
my @given = grep { /^[tf](?:\|[tf]){3}$/ } split /\n/, query(join '', map { share_all($_) } @left);

is(scalar(grep { /^t\|t\|.\|t$/ } @given), scalar(@left), 'the moves left, given to the next shard, never do harm')
  or diag("@given");
cmp_ok(scalar(grep { /^t\|t\|t\|t$/ } @given), '>', 0, 'and may help');

# The plans of the shards, chains numbered anew by gain per move, are a plan of
# the city that the verifier accepts.
my $half = $corners[ $#corners / 2 ];
query(share($half));
is(query(qq{
	CREATE TABLE city_plan AS
		SELECT dense_rank() OVER (ORDER BY gain_per_move DESC, job_family_id, chain)::int AS chain,
			   step, employee_id, from_post, to_post, cost, gain
		FROM (SELECT *, sum(gain) OVER chain / count(*) OVER chain AS gain_per_move
			  FROM plan WINDOW chain AS (PARTITION BY job_family_id, chain)) AS p;
	SELECT count(*) = $half, (
		SELECT string_agg(check_name || ': ' || detail, E'\\n') FILTER (WHERE NOT ok)
		FROM asn_mutasi.verify_transfers('TABLE post', 'TABLE employee', 'TABLE candidate',
			(SELECT array_agg((t.chain, t.step, t.employee_id, t.from_post, t.to_post, t.cost, t.gain)::asn_mutasi.transfer
							  ORDER BY t.chain, t.step) FROM city_plan AS t), 0.05, $half))
	FROM city_plan}), 't|', 'the verifier accepts the plans of the shards as one plan of the city');

$_->stop foreach values %node;
done_testing();
