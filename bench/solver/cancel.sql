-- Cancels the calls of the session "victim", and prints a row of cancel's table.
-- Variables: moments, name (of the call, in the table).

CREATE TEMP TABLE cancelled (elapsed float8, cpu float8);

-- Whether the victim calls, or when not, is idle or sleeps; and since when.
CREATE FUNCTION pg_temp.victim(OUT pid int, OUT calls bool, OUT since timestamptz) LANGUAGE plpgsql AS
$$
BEGIN
	PERFORM pg_stat_clear_snapshot();
	SELECT a.pid, a.state = 'active' AND a.query LIKE 'SELECT ''call''%',
		   CASE WHEN a.state = 'active' THEN a.query_start ELSE a.state_change END
		INTO pid, calls, since
		FROM pg_stat_activity AS a WHERE application_name = 'victim';
END
$$;

-- Waits until it is there and calls, or does not; tells when that began.
CREATE FUNCTION pg_temp.wait_until(calling bool) RETURNS timestamptz LANGUAGE plpgsql AS
$$
DECLARE
	victim record;
BEGIN
	LOOP
		victim := pg_temp.victim();
		IF victim.calls = calling THEN
			RETURN victim.since;
		END IF;
		PERFORM pg_sleep(0.001);
	END LOOP;
END
$$;

-- Seconds that a backend has been on a processor.
CREATE FUNCTION pg_temp.cpu(pid int) RETURNS float8 LANGUAGE sql AS
$$ SELECT split_part(pg_read_file('/proc/' || pid || '/schedstat'), ' ', 1)::float8 / 1e9 $$;

SELECT pg_temp.wait_until(true) AS start \gset
SELECT extract(epoch FROM pg_temp.wait_until(false) - :'start') AS whole, (pg_temp.victim()).pid AS pid \gset

CREATE PROCEDURE pg_temp.measure(whole float8, pid int, moments int) LANGUAGE plpgsql AS
$$
DECLARE
	start timestamptz;
	cpu float8;
BEGIN
	FOR moment IN 1 .. moments LOOP
		PERFORM pg_temp.wait_until(true);
		PERFORM pg_sleep(whole * moment / (moments + 1));
		cpu := pg_temp.cpu(pid);
		start := clock_timestamp();
		CONTINUE WHEN NOT (pg_temp.victim()).calls;	-- faster than the first time
		PERFORM pg_cancel_backend(pid);
		INSERT INTO cancelled
			SELECT extract(epoch FROM pg_temp.wait_until(false) - start), pg_temp.cpu(pid) - cpu;
	END LOOP;
END
$$;

CALL pg_temp.measure(:whole, :pid, :moments);

SELECT pg_terminate_backend(:pid, 10000) \g /dev/null
SELECT format('| `%s` | %s | %s | %s |', :'name', round(:whole, 1),
			  round(1000 * max(elapsed)::numeric), round(1000 * max(cpu)::numeric))
FROM cancelled;
