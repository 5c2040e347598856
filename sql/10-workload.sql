-- Workload: need, load, coverage.  C part: src/workload.c.

-- staffing_need ----------------------------------------------------------

CREATE FUNCTION staffing_need_accum(state float8[], volume float8, minutes float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'staffing_need_accum';

-- Named staffing_need_accum too, so that errors speak of staffing_need.
CREATE FUNCTION staffing_need_accum(state float8[], volume float8, minutes float8, effective_minutes float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'product_quotient_accum';

CREATE FUNCTION quotient_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION quotient_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE AGGREGATE staffing_need(volume float8, minutes float8) (
	SFUNC = staffing_need_accum, STYPE = float8[], INITCOND = '{1,0,0,0}',
	FINALFUNC = quotient_final, COMBINEFUNC = quotient_combine, PARALLEL = SAFE
);

CREATE AGGREGATE staffing_need(volume float8, minutes float8, effective_minutes float8) (
	SFUNC = staffing_need_accum, STYPE = float8[], INITCOND = '{1,0,0,0}',
	FINALFUNC = quotient_final, COMBINEFUNC = quotient_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE staffing_need(float8, float8) IS
'staff needed for tasks of a yearly volume and a norm of minutes each: sum(volume * minutes) / 75000';
COMMENT ON AGGREGATE staffing_need(float8, float8, float8) IS
'staff needed for tasks of a yearly volume and a norm of minutes each: sum(volume * minutes) / effective minutes of a working year, which must be the same in all rows';

-- load_ratio, coverage ---------------------------------------------------

CREATE FUNCTION load_ratio_accum(state float8[], need float8, staff float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'ratio_accum';

CREATE FUNCTION coverage_accum(state float8[], staff float8, need float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'ratio_accum';

CREATE FUNCTION ratio_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION ratio_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE AGGREGATE load_ratio(need float8, staff float8) (
	SFUNC = load_ratio_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0}',
	FINALFUNC = ratio_final, COMBINEFUNC = ratio_combine, PARALLEL = SAFE
);

CREATE AGGREGATE coverage(staff float8, need float8) (
	SFUNC = coverage_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0}',
	FINALFUNC = ratio_final, COMBINEFUNC = ratio_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE load_ratio(float8, float8) IS
'pooled load of posts, sum(need) / sum(staff): above 1 is overloaded; NULL without staff';
COMMENT ON AGGREGATE coverage(float8, float8) IS
'pooled coverage of needs, sum(staff) / sum(need): below 1 is short; NULL without need';
