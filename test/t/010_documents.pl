# What the documents show is what happens.

use strict;
use warnings;

use File::Basename;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $top = dirname(__FILE__) . '/../..';
my $node = PostgreSQL::Test::Cluster->new('documents');

$node->init;
$node->start;
$ENV{PGHOST} = $node->host;
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'postgres';

foreach my $document ("$top/README.md", "$top/doc/panduan.md", glob("$top/doc/reference/*.md"))
{
	my ($output, $errors);
	my $ok = IPC::Run::run([ "$top/doc/run_examples", '--check', $document ],
		'>', \$output, '2>', \$errors);

	ok($ok, 'the examples of ' . basename($document) . ' give what it says')
	  or diag($output, $errors);
}

$node->stop;
done_testing();
