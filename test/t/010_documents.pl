# What the documents show is what happens: every block of SQL that is followed
# by a block of output, run in one session per document, gives that output.

use strict;
use warnings;

use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = dirname(__FILE__) . '/../..';
my @documents = ("$top/README.md", glob("$top/doc/reference/*.md"));

# Pairs of a statement block and what it is said to print.
sub examples
{
	my ($path) = @_;
	my $text = slurp_file($path);
	my @examples;

	while ($text =~ /^```sql\n(.*?)^```\n\n```text\n(.*?)^```\n/msg)
	{
		push @examples, { sql => $1, output => $2 };
	}
	return @examples;
}

sub without_trailing_blanks
{
	my ($text) = @_;

	$text =~ s/[ \t]+$//mg;
	$text =~ s/\n+\z/\n/;
	return $text;
}

my $node = PostgreSQL::Test::Cluster->new('documents');
$node->init;
$node->start;

foreach my $path (@documents)
{
	my $name = basename($path);
	my @examples = examples($path);
	my ($output, $errors);

	$node->safe_psql('postgres', 'DROP DATABASE IF EXISTS documents');
	$node->safe_psql('postgres', 'CREATE DATABASE documents');
	my $script = "SET client_min_messages = warning;\nCREATE EXTENSION asn_mutasi;\n";
	$script .= "\\echo \@\@\n$_->{sql}" foreach @examples;
	# neither of psql()'s modes: the documents show aligned tables
	IPC::Run::run(
		[ 'psql', '-X', '-q', '-d', $node->connstr('documents'), '-f', '-' ],
		'<', \$script, '>', \$output, '2>', \$errors);
	is($errors, '', "$name: every example runs");

	my (undef, @outputs) = split /^\@\@\n/m, $output;
	foreach my $i (0 .. $#examples)
	{
		is( without_trailing_blanks($outputs[$i]),
			without_trailing_blanks($examples[$i]->{output}),
			"$name: example " . ($i + 1));
	}
}

ok(scalar(map { examples($_) } @documents) >= 5, 'there are examples');

$node->stop;
done_testing();
