# asn_mutasi: workload of civil servants, and the transfers that even it out.
#
#   make demo          install what is missing, build, load real data, show a plan
#   make check         the same set-up, then every test
#   make scratch-stop  end the servers that these two started, and drop their files
#
#   make               build            make install        install (as root)
#   make installcheck  the tests that need only a running server with asn_mutasi
#   make clean         remove what was built, and scratch-stop
#
# The first three need nothing but make (they run the scripts in tools/); the
# others are those of any PostgreSQL extension, take PG_CONFIG=..., and may be
# run in a directory of their own (make -f /path/to/Makefile).
#
# The version stands in asn_mutasi.control and nowhere else.

TOOL_GOALS = demo check help packages scratch-stop

ifneq (,$(filter $(TOOL_GOALS),$(MAKECMDGOALS)))

# One of the goals that must work before PostgreSQL is there.  Others beside it
# (make clean check) are made by a second make, in the order asked for.
.NOTPARALLEL:
.PHONY: $(MAKECMDGOALS)

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

packages:
	tools/install-packages check

demo:
	tools/install-packages build
	tools/server start
	tools/server install
	DEMO_PSQL="tools/server psql" tools/server run demo/run

check:
	tools/install-packages check
	tools/check

scratch-stop:
	tools/server -n demo clean
	tools/server -n check clean

$(filter-out $(TOOL_GOALS),$(MAKECMDGOALS)):
	$(MAKE) $@

else

top := $(dir $(firstword $(MAKEFILE_LIST)))

EXTENSION  = asn_mutasi
EXTVERSION := $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(top)asn_mutasi.control)

# The install script, in parts: each may use what stands in an earlier one.
SQL_PARTS = \
	sql/00-header.sql \
	sql/10-workload.sql \
	sql/20-inequality.sql \
	sql/30-identity.sql \
	sql/35-distance.sql \
	sql/40-transfers.sql \
	sql/45-what-if.sql \
	sql/50-workspace-tables.sql \
	sql/51-workspace.sql \
	sql/52-load.sql \
	sql/53-rules.sql \
	sql/54-candidates.sql \
	sql/55-validation.sql \
	sql/56-bulk-load.sql \
	sql/57-plans.sql

MODULE_big = asn_mutasi
OBJS = \
	src/aggregate.o \
	src/asn_mutasi.o \
	src/candidate_list.o \
	src/candidates.o \
	src/distance.o \
	src/entropy.o \
	src/entropy_terms.o \
	src/host_postgres.o \
	src/id_numbers.o \
	src/inequality.o \
	src/judge.o \
	src/nip.o \
	src/place_list.o \
	src/placement.o \
	src/planner.o \
	src/problem_reader.o \
	src/query_reader.o \
	src/query_value.o \
	src/rounding.o \
	src/row_sort.o \
	src/theil_decomposition.o \
	src/transfer_call.o \
	src/value_set.o \
	src/verify.o \
	src/what_if.o \
	src/workload.o \
	src/solver/all_pairs.o \
	src/solver/certify.o \
	src/solver/chains.o \
	src/solver/curve_walk.o \
	src/solver/frontier.o \
	src/solver/marginal.o \
	src/solver/network.o \
	src/solver/pair_search.o \
	src/solver/parts.o \
	src/solver/residual.o \
	src/solver/seating.o \
	src/solver/solve.o \
	src/solver/solver.o \
	src/verifier/assignment.o \
	src/verifier/detail.o \
	src/verifier/improvement.o \
	src/verifier/proof.o \
	src/verifier/verifier.o

DATA_built  = asn_mutasi--$(EXTVERSION).sql
DATA        = $(patsubst $(top)%,%,$(wildcard $(top)sql/upgrade/asn_mutasi--*.sql))
EXTRA_CLEAN = asn_mutasi--*.sql

# pg_regress: inputs in test/sql, results in expected (test/expected links there).
REGRESS      = extension workload inequality identity transfers transfers_errors transfers_pairs transfers_verify what_if
REGRESS_OPTS = --inputdir=$(top)test

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq (,$(wildcard $(PGXS)))
$(error $(PG_CONFIG) leads to no PGXS: run "make packages", or name the pg_config of your PostgreSQL with PG_CONFIG=...)
endif
include $(PGXS)

asn_mutasi--$(EXTVERSION).sql: $(SQL_PARTS) asn_mutasi.control
	cat $(filter %.sql,$^) > $@

object_dirs = $(addprefix $(CURDIR)/,$(sort $(dir $(OBJS))))
$(OBJS) $(OBJS:.o=.bc): $(wildcard $(top)src/*.h $(top)src/*/*.h) | $(object_dirs)
$(object_dirs):
	mkdir -p $@

# Nobody reads errno or traps floating-point exceptions, and without them blocks
# of rows are worked with vector instructions.
src/entropy.o src/entropy_terms.o: CFLAGS += -fno-math-errno -fno-trapping-math

clean: clean-scratch
clean-scratch:
	$(top)tools/server -n demo clean
	$(top)tools/server -n check clean

endif
