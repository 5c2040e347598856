-- Inequality of loads.  C parts: src/inequality.c, src/entropy.c, src/value_set.c,
-- src/theil_decomposition.c.
-- Every aggregate has a form with weights, which act as frequencies.

-- One pass, state float8[] -------------------------------------------------

CREATE FUNCTION entropy_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION entropy_combine(float8[], float8[]) IS 'combine function of theil, mean_log_deviation, coefficient_of_variation, jain and atkinson';

CREATE FUNCTION peak_to_mean_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION peak_to_mean_combine(float8[], float8[]) IS 'combine function of peak_to_mean';

CREATE FUNCTION entropy_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION entropy_final(float8[]) IS 'final function of theil and mean_log_deviation';

CREATE FUNCTION atkinson_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION atkinson_final(float8[]) IS 'final function of atkinson';

CREATE FUNCTION coefficient_of_variation_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION coefficient_of_variation_final(float8[]) IS 'final function of coefficient_of_variation';

CREATE FUNCTION jain_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION jain_final(float8[]) IS 'final function of jain';

CREATE FUNCTION peak_to_mean_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION peak_to_mean_final(float8[]) IS 'final function of peak_to_mean';

CREATE FUNCTION theil_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';
COMMENT ON FUNCTION theil_accum(float8[], float8) IS 'transition function of theil';

CREATE AGGREGATE theil(value float8) (
	SFUNC = theil_accum, STYPE = float8[], INITCOND = '{1,1,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE theil(float8) IS
'Theil''s T index: 0 when all values are equal, at most the logarithm of their number';

CREATE FUNCTION theil_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_weighted_accum';
COMMENT ON FUNCTION theil_accum(float8[], float8, float8) IS 'transition function of theil';

CREATE AGGREGATE theil(value float8, weight float8) (
	SFUNC = theil_accum, STYPE = float8[], INITCOND = '{1,1,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE theil(float8, float8) IS
'Theil''s T index: 0 when all values are equal, at most the logarithm of their number; weights act as frequencies';

CREATE FUNCTION mean_log_deviation_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';
COMMENT ON FUNCTION mean_log_deviation_accum(float8[], float8) IS 'transition function of mean_log_deviation';

CREATE AGGREGATE mean_log_deviation(value float8) (
	SFUNC = mean_log_deviation_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE mean_log_deviation(float8) IS
'mean logarithmic deviation (Theil''s L): 0 when all values are equal; Infinity when one is 0';

CREATE FUNCTION mean_log_deviation_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_weighted_accum';
COMMENT ON FUNCTION mean_log_deviation_accum(float8[], float8, float8) IS 'transition function of mean_log_deviation';

CREATE AGGREGATE mean_log_deviation(value float8, weight float8) (
	SFUNC = mean_log_deviation_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = entropy_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE mean_log_deviation(float8, float8) IS
'mean logarithmic deviation (Theil''s L): 0 when all values are equal; Infinity when one is 0; weights act as frequencies';

CREATE FUNCTION coefficient_of_variation_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';
COMMENT ON FUNCTION coefficient_of_variation_accum(float8[], float8) IS 'transition function of coefficient_of_variation';

CREATE AGGREGATE coefficient_of_variation(value float8) (
	SFUNC = coefficient_of_variation_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = coefficient_of_variation_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE coefficient_of_variation(float8) IS
'standard deviation of the population divided by the mean';

CREATE FUNCTION coefficient_of_variation_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_weighted_accum';
COMMENT ON FUNCTION coefficient_of_variation_accum(float8[], float8, float8) IS 'transition function of coefficient_of_variation';

CREATE AGGREGATE coefficient_of_variation(value float8, weight float8) (
	SFUNC = coefficient_of_variation_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = coefficient_of_variation_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE coefficient_of_variation(float8, float8) IS
'standard deviation of the population divided by the mean; weights act as frequencies';

CREATE FUNCTION jain_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_accum';
COMMENT ON FUNCTION jain_accum(float8[], float8) IS 'transition function of jain';

CREATE AGGREGATE jain(value float8) (
	SFUNC = jain_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = jain_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE jain(float8) IS
'Jain''s fairness index: 1 when all values are equal, at least 1 / their number';

CREATE FUNCTION jain_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'entropy_weighted_accum';
COMMENT ON FUNCTION jain_accum(float8[], float8, float8) IS 'transition function of jain';

CREATE AGGREGATE jain(value float8, weight float8) (
	SFUNC = jain_accum, STYPE = float8[], INITCOND = '{1,2,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = jain_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE jain(float8, float8) IS
'Jain''s fairness index: 1 when all values are equal, at least 1 / their number; weights act as frequencies';

CREATE FUNCTION peak_to_mean_accum(state float8[], value float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'peak_to_mean_accum';
COMMENT ON FUNCTION peak_to_mean_accum(float8[], float8) IS 'transition function of peak_to_mean';

CREATE AGGREGATE peak_to_mean(value float8) (
	SFUNC = peak_to_mean_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0}',
	FINALFUNC = peak_to_mean_final, COMBINEFUNC = peak_to_mean_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE peak_to_mean(float8) IS
'largest value divided by the mean';

CREATE FUNCTION peak_to_mean_accum(state float8[], value float8, weight float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'peak_to_mean_accum';
COMMENT ON FUNCTION peak_to_mean_accum(float8[], float8, float8) IS 'transition function of peak_to_mean';

CREATE AGGREGATE peak_to_mean(value float8, weight float8) (
	SFUNC = peak_to_mean_accum, STYPE = float8[], INITCOND = '{1,0,0,0,0,0}',
	FINALFUNC = peak_to_mean_final, COMBINEFUNC = peak_to_mean_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE peak_to_mean(float8, float8) IS
'largest value divided by the mean; weights act as frequencies';

CREATE FUNCTION atkinson_accum(state float8[], value float8, epsilon float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'atkinson_accum';
COMMENT ON FUNCTION atkinson_accum(float8[], float8, float8) IS 'transition function of atkinson';

CREATE AGGREGATE atkinson(value float8, epsilon float8) (
	SFUNC = atkinson_accum, STYPE = float8[], INITCOND = '{1,9,0,0,0,0,0,0,0,0,0}',
	FINALFUNC = atkinson_final, COMBINEFUNC = entropy_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE atkinson(float8, float8) IS
'Atkinson index: the share of the total that equality could do without (0 to 1), for an aversion epsilon to inequality, which must be the same in all rows; 1 when a value is 0 and epsilon at least 1';

CREATE FUNCTION atkinson_accum(state float8[], value float8, weight float8, epsilon float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'atkinson_weighted_accum';
COMMENT ON FUNCTION atkinson_accum(float8[], float8, float8, float8) IS 'transition function of atkinson';

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
COMMENT ON FUNCTION value_set_combine(internal, internal) IS 'combine function of gini and hoover';

CREATE FUNCTION value_set_serialize(state internal)
RETURNS bytea LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION value_set_serialize(internal) IS 'serialization function of hoover';

-- Sorts first, so that the workers of a parallel plan share that work.
CREATE FUNCTION value_set_serialize_sorted(state internal)
RETURNS bytea LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION value_set_serialize_sorted(internal) IS 'serialization function of gini, which sorts first';

CREATE FUNCTION value_set_deserialize(bytes bytea, state internal)
RETURNS internal LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION value_set_deserialize(bytea, internal) IS 'deserialization function of gini and hoover';

CREATE FUNCTION gini_final(state internal)
RETURNS float8 LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION gini_final(internal) IS 'final function of gini';

CREATE FUNCTION gini_accum(state internal, value float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';
COMMENT ON FUNCTION gini_accum(internal, float8) IS 'transition function of gini';

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
COMMENT ON FUNCTION gini_accum(internal, float8, float8) IS 'transition function of gini';

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
COMMENT ON FUNCTION hoover_final(internal) IS 'final function of hoover';

CREATE FUNCTION hoover_accum(state internal, value float8)
RETURNS internal LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'value_set_accum';
COMMENT ON FUNCTION hoover_accum(internal, float8) IS 'transition function of hoover';

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
COMMENT ON FUNCTION hoover_accum(internal, float8, float8) IS 'transition function of hoover';

CREATE AGGREGATE hoover(value float8, weight float8) (
	SFUNC = hoover_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = hoover_final,
	COMBINEFUNC = value_set_combine, SERIALFUNC = value_set_serialize,
	DESERIALFUNC = value_set_deserialize, PARALLEL = SAFE
);

COMMENT ON AGGREGATE hoover(float8, float8) IS
'Hoover index: the share of the total that would have to move to make all values equal (0 to 1); weights act as frequencies';

-- Between groups or inside them? ---------------------------------------------

CREATE FUNCTION theil_decomposition(query text)
RETURNS TABLE (group_name text, weight_share float8, mean float8, theil float8,
			   within_part float8, between_part float8, contribution float8)
LANGUAGE C STABLE STRICT PARALLEL RESTRICTED COST 10000 ROWS 100
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION theil_decomposition(text) IS
'Theil index of a query, split into the parts within and between its groups: one row for each group, the largest contribution first.

The query''s columns are found by name, others are ignored:
  group_name    of any type, taken as text; NULL is a group, too
  value         a number, 0 or more
  weight        a number, 0 or more; acts as frequency. 1 when the query has no such column
Rows with a value or weight of NULL, or a weight of 0, are left out. It runs read-only, once; memory grows with the number of groups, up to asn_mutasi.memory_limit.

  weight_share  of the group in all weights
  mean, theil   of the group; theil is NULL where the mean is 0
  within_part   share of the group in the total (weight x value) times theil
  between_part  that share times ln(mean / mean of all); below 0 for a group below the mean
  contribution  their sum; all of them add up to theil(value, weight). The three are NULL when the mean of all is 0
Source: A. F. Shorrocks, Econometrica 48 (1980).';
