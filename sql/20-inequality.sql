-- Inequality of loads.  C parts: src/inequality.c, src/value_set.c.
-- Every aggregate has a form with weights, which act as frequencies.

-- One pass, state float8[] -------------------------------------------------

CREATE FUNCTION entropy_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION peak_to_mean_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION entropy_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION atkinson_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION coefficient_of_variation_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION jain_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION peak_to_mean_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION theil_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE theil(value float8) (
	SFUNC = theil_accum, STYPE = float8[], INITCOND = '{1,1,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE theil(float8) IS
'Theil''s T index: 0 when all values are equal, at most the logarithm of their number';

CREATE FUNCTION theil_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE theil(value float8, weight float8) (
	SFUNC = theil_accum, STYPE = float8[], INITCOND = '{1,1,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE theil(float8, float8) IS
'Theil''s T index: 0 when all values are equal, at most the logarithm of their number; weights act as frequencies';

CREATE FUNCTION mean_log_deviation_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE mean_log_deviation(value float8) (
	SFUNC = mean_log_deviation_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE mean_log_deviation(float8) IS
'mean logarithmic deviation (Theil''s L): 0 when all values are equal; Infinity when one is 0';

CREATE FUNCTION mean_log_deviation_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE mean_log_deviation(value float8, weight float8) (
	SFUNC = mean_log_deviation_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE mean_log_deviation(float8, float8) IS
'mean logarithmic deviation (Theil''s L): 0 when all values are equal; Infinity when one is 0; weights act as frequencies';

CREATE FUNCTION coefficient_of_variation_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE coefficient_of_variation(value float8) (
	SFUNC = coefficient_of_variation_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = coefficient_of_variation_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE coefficient_of_variation(float8) IS
'standard deviation of the population divided by the mean';

CREATE FUNCTION coefficient_of_variation_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE coefficient_of_variation(value float8, weight float8) (
	SFUNC = coefficient_of_variation_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = coefficient_of_variation_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE coefficient_of_variation(float8, float8) IS
'standard deviation of the population divided by the mean; weights act as frequencies';

CREATE FUNCTION jain_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE jain(value float8) (
	SFUNC = jain_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = jain_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE jain(float8) IS
'Jain''s fairness index: 1 when all values are equal, at least 1 / their number';

CREATE FUNCTION jain_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';

CREATE AGGREGATE jain(value float8, weight float8) (
	SFUNC = jain_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = jain_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE jain(float8, float8) IS
'Jain''s fairness index: 1 when all values are equal, at least 1 / their number; weights act as frequencies';

CREATE FUNCTION peak_to_mean_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'peak_to_mean_accum';

CREATE AGGREGATE peak_to_mean(value float8) (
	SFUNC = peak_to_mean_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0}',
	FINALFUNC = peak_to_mean_final, COMBINEFUNC = peak_to_mean_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE peak_to_mean(float8) IS
'largest value divided by the mean';

CREATE FUNCTION peak_to_mean_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'peak_to_mean_accum';

CREATE AGGREGATE peak_to_mean(value float8, weight float8) (
	SFUNC = peak_to_mean_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0}',
	FINALFUNC = peak_to_mean_final, COMBINEFUNC = peak_to_mean_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE peak_to_mean(float8, float8) IS
'largest value divided by the mean; weights act as frequencies';

CREATE FUNCTION atkinson_accum(state float8[], value float8, epsilon float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'atkinson_accum';

CREATE AGGREGATE atkinson(value float8, epsilon float8) (
	SFUNC = atkinson_accum, STYPE = float8[], INITCOND = '{1,9,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = atkinson_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE atkinson(float8, float8) IS
'Atkinson index: the share of the total that equality could do without (0 to 1), for an aversion epsilon to inequality, which must be the same in all rows; 1 when a value is 0 and epsilon at least 1';

CREATE FUNCTION atkinson_accum(state float8[], value float8, weight float8, epsilon float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'atkinson_weighted_accum';

CREATE AGGREGATE atkinson(value float8, weight float8, epsilon float8) (
	SFUNC = atkinson_accum, STYPE = float8[], INITCOND = '{1,9,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = atkinson_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE atkinson(float8, float8, float8) IS
'Atkinson index: the share of the total that equality could do without (0 to 1), for an aversion epsilon to inequality, which must be the same in all rows; 1 when a value is 0 and epsilon at least 1; weights act as frequencies';

-- All values kept, 16 bytes a row, state internal ----------------------------

CREATE FUNCTION value_set_combine(state internal, other internal)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION value_set_serialize(state internal)
RETURNS bytea LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

-- Sorts first, so that the workers of a parallel plan share that work.
CREATE FUNCTION value_set_serialize_sorted(state internal)
RETURNS bytea LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION value_set_deserialize(bytes bytea, state internal)
RETURNS internal LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION gini_final(state internal)
RETURNS float8 LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION gini_accum(state internal, value float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE AGGREGATE gini(value float8) (
	SFUNC = gini_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = gini_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize_sorted,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE gini(float8) IS
'Gini index: 0 when all values are equal, close to 1 when one has all';

CREATE FUNCTION gini_accum(state internal, value float8, weight float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE AGGREGATE gini(value float8, weight float8) (
	SFUNC = gini_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = gini_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize_sorted,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE gini(float8, float8) IS
'Gini index: 0 when all values are equal, close to 1 when one has all; weights act as frequencies';

CREATE FUNCTION hoover_final(state internal)
RETURNS float8 LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';

CREATE FUNCTION hoover_accum(state internal, value float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE AGGREGATE hoover(value float8) (
	SFUNC = hoover_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = hoover_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE hoover(float8) IS
'Hoover index: the share of the total that would have to move to make all values equal (0 to 1)';

CREATE FUNCTION hoover_accum(state internal, value float8, weight float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';

CREATE AGGREGATE hoover(value float8, weight float8) (
	SFUNC = hoover_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = hoover_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE hoover(float8, float8) IS
'Hoover index: the share of the total that would have to move to make all values equal (0 to 1); weights act as frequencies';
