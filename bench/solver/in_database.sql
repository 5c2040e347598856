-- Times solve_transfers() against a sum over its candidates, in one session.
-- Variables: instance, runs, move_cost.  Prints lines of results.

SET client_min_messages = warning;
SET max_parallel_workers_per_gather = 0;	-- one process each, on both sides
SET jit = off;
SET asn_mutasi.memory_limit = '8GB';

CREATE TEMP TABLE timing (peer text, elapsed float8, cpu float8, read_ms float8,
						  solve_ms float8, change bigint, bytes_per_candidate float8);

-- Seconds that this backend has been on a processor.
CREATE FUNCTION pg_temp.cpu() RETURNS float8 LANGUAGE sql AS
$$ SELECT split_part(pg_read_file('/proc/self/schedstat'), ' ', 1)::float8 / 1e9 $$;

-- Memory of this backend, in bytes: VmRSS, or VmHWM, the most that it ever was.
CREATE FUNCTION pg_temp.memory(line text) RETURNS float8 LANGUAGE sql AS
$$ SELECT substring(pg_read_file('/proc/self/status') FROM line || ':\s*(\d+)')::float8 * 1024 $$;

CREATE PROCEDURE pg_temp.measure(runs int, move_cost float8) LANGUAGE plpgsql AS
$$
DECLARE
	start timestamptz;
	cpu float8;
	memory float8;
	plan record;
BEGIN
	-- all that fits is in memory now, and this session has had to do with it
	PERFORM sum(cost) FROM candidate;
	PERFORM count(*) FROM employee;
	PERFORM count(*) FROM post;
	memory := pg_temp.memory('VmRSS');
	FOR run IN 1 .. runs LOOP
		start := clock_timestamp();
		cpu := pg_temp.cpu();
		PERFORM sum(cost) FROM candidate;
		INSERT INTO timing
			VALUES ('sum', extract(epoch FROM clock_timestamp() - start), pg_temp.cpu() - cpu);

		start := clock_timestamp();
		cpu := pg_temp.cpu();
		SELECT candidates, objective_before, objective_after, s.read_ms, s.solve_ms INTO plan
			FROM asn_mutasi.solve_transfers('SELECT * FROM post', 'SELECT * FROM employee',
											'SELECT * FROM candidate', move_cost) AS s;
		INSERT INTO timing
			VALUES ('solve_transfers', extract(epoch FROM clock_timestamp() - start),
					pg_temp.cpu() - cpu, plan.read_ms, plan.solve_ms,
					round((plan.objective_after - plan.objective_before) * 1e6),
					(pg_temp.memory('VmHWM') - memory) / plan.candidates);
	END LOOP;
END
$$;

CALL pg_temp.measure(:runs, :move_cost);

SELECT :'instance' || ' database:' || peer || ' status=optimal'
	|| coalesce(' change=' || change, '')
	|| format(' solve=%s elapsed=%s', round(cpu::numeric, 4), round(elapsed::numeric, 4))
	|| coalesce(' read_ms=' || round(read_ms::numeric, 1) || ' solve_ms=' || round(solve_ms::numeric, 1)
				|| ' bytes_per_candidate=' || round(bytes_per_candidate::numeric, 1), '')
FROM timing;
