# The examples of the reference give the output that stands there.

use strict;
use warnings;

use FindBin;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('main');
$node->init;
$node->start;

local $ENV{PGHOST} = $node->host;
local $ENV{PGPORT} = $node->port;
local $ENV{PGDATABASE} = 'postgres';

my $doc = "$FindBin::RealBin/../../doc";
foreach my $page (glob "$doc/reference/*.md")
{
	my ($name) = $page =~ m{([^/]+)$};
	my $output = qx($^X $doc/run_examples --check $page 2>&1);
	is($? >> 8, 0, "examples of $name") or diag($output);
}

$node->stop;
done_testing();
