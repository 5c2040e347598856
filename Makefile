# asn_mutasi: workload of civil servants, and the transfers that even it out.
#
#   make demo          install what is missing, build, load real data, show a plan
#   make check         the same set-up, then every test
#   make               build            make install        install (as root)
#   make installcheck  the tests that need only a running server with asn_mutasi
#
# The version stands in asn_mutasi.control and nowhere else.

EXTENSION  = asn_mutasi
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" asn_mutasi.control)

# The install script, in parts: each may use what stands in an earlier one.
SQL_PARTS = \
	sql/00-header.sql \
	sql/10-workload.sql \
	sql/20-inequality.sql \
	sql/30-identity.sql

MODULE_big = asn_mutasi
OBJS = \
	src/asn_mutasi.o \
	src/aggregate.o \
	src/inequality.o \
	src/nip.o \
	src/rounding.o \
	src/value_set.o \
	src/workload.o

HEADERS = $(wildcard src/*.h src/*/*.h)

DATA_built  = asn_mutasi--$(EXTVERSION).sql
DATA        = $(wildcard sql/upgrade/asn_mutasi--*.sql)
EXTRA_CLEAN = asn_mutasi--*.sql

# pg_regress: inputs in test/sql, results in expected (test/expected links there).
REGRESS      = extension workload inequality identity
REGRESS_OPTS = --inputdir=test

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

asn_mutasi--$(EXTVERSION).sql: $(SQL_PARTS) asn_mutasi.control
	cat $(SQL_PARTS) > $@

$(OBJS): $(HEADERS)
