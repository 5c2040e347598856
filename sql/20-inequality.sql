-- Inequality of loads.  C parts: src/inequality.c, src/value_set.c.

-- hoover -----------------------------------------------------------------

CREATE FUNCTION hoover_accum(state internal, value float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE FUNCTION hoover_accum(state internal, value float8, weight float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE FUNCTION value_set_combine(state internal, other internal)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION value_set_serialize(state internal)
RETURNS bytea LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION value_set_deserialize(bytes bytea, state internal)
RETURNS internal LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION hoover_final(state internal)
RETURNS float8 LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE AGGREGATE hoover(value float8) (
	SFUNC = hoover_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = hoover_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

CREATE AGGREGATE hoover(value float8, weight float8) (
	SFUNC = hoover_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = hoover_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE hoover(float8) IS
'Hoover index: the share of the total that would have to move to make all values equal (0 to 1)';
COMMENT ON AGGREGATE hoover(float8, float8) IS
'Hoover index of values with weights as frequencies: the share of the total that would have to move to make all values equal (0 to 1)';
