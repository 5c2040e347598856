-- Workload: need, load, coverage.  C part: src/workload.c.

-- staffing_need ----------------------------------------------------------

CREATE FUNCTION staffing_need_accum(state float8[], volume float8, minutes float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'staffing_need_accum';
COMMENT ON FUNCTION staffing_need_accum(float8[], float8, float8) IS 'transition function of staffing_need';

-- Named staffing_need_accum too, so that errors speak of staffing_need.
CREATE FUNCTION staffing_need_accum(state float8[], volume float8, minutes float8, effective_minutes float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'product_quotient_accum';
COMMENT ON FUNCTION staffing_need_accum(float8[], float8, float8, float8) IS 'transition function of staffing_need';

CREATE FUNCTION quotient_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION quotient_combine(float8[], float8[]) IS 'combine function of staffing_need, teacher_need and category_allowance_factor';

CREATE FUNCTION quotient_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION quotient_final(float8[]) IS 'final function of staffing_need and teacher_need';

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
COMMENT ON FUNCTION load_ratio_accum(float8[], float8, float8) IS 'transition function of load_ratio';

CREATE FUNCTION coverage_accum(state float8[], staff float8, need float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'ratio_accum';
COMMENT ON FUNCTION coverage_accum(float8[], float8, float8) IS 'transition function of coverage';

CREATE FUNCTION ratio_combine(state float8[], other float8[])
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION ratio_combine(float8[], float8[]) IS 'combine function of load_ratio and coverage';

CREATE FUNCTION ratio_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION ratio_final(float8[]) IS 'final function of load_ratio and coverage';

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

-- category_allowance_factor ----------------------------------------------

CREATE FUNCTION category_allowance_factor_accum(state float8[], share float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION category_allowance_factor_accum(float8[], float8) IS 'transition function of category_allowance_factor';

CREATE FUNCTION category_allowance_factor_final(state float8[])
RETURNS float8 LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION category_allowance_factor_final(float8[]) IS 'final function of category_allowance_factor';

CREATE AGGREGATE category_allowance_factor(share float8) (
	SFUNC = category_allowance_factor_accum, STYPE = float8[], INITCOND = '{1,0,0,0}',
	FINALFUNC = category_allowance_factor_final, COMBINEFUNC = quotient_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE category_allowance_factor(float8) IS
'WISN category allowance factor: 1 / (1 - sum(share)), of shares of the available working time that add up to less than 1';

-- whole persons and grades -----------------------------------------------

CREATE FUNCTION round_need(need float8, rule text)
RETURNS int LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION round_need(float8, text) IS
'whole persons for a need, by a rule: half_up (ABK), ceil, wisn (up unless the overload stays within 10 % a person), teacher (down, at least 1)';

CREATE FUNCTION efficiency_grade(load_ratio float8)
RETURNS text LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';

COMMENT ON FUNCTION efficiency_grade(float8) IS
'ABK grade of a load ratio rounded half up to two decimals: A above 1.00, B from 0.90, C from 0.70, D from 0.50, E below';

-- teachers ---------------------------------------------------------------

CREATE FUNCTION teacher_need_accum(state float8[], hours float8, class_groups float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION teacher_need_accum(float8[], float8, float8) IS 'transition function of teacher_need';

CREATE FUNCTION teacher_need_accum(state float8[], hours float8, class_groups float8, full_load float8)
RETURNS float8[] LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'product_quotient_accum';
COMMENT ON FUNCTION teacher_need_accum(float8[], float8, float8, float8) IS 'transition function of teacher_need';

CREATE AGGREGATE teacher_need(hours float8, class_groups float8) (
	SFUNC = teacher_need_accum, STYPE = float8[], INITCOND = '{1,0,0,0}',
	FINALFUNC = quotient_final, COMBINEFUNC = quotient_combine, PARALLEL = SAFE
);

CREATE AGGREGATE teacher_need(hours float8, class_groups float8, full_load float8) (
	SFUNC = teacher_need_accum, STYPE = float8[], INITCOND = '{1,0,0,0}',
	FINALFUNC = quotient_final, COMBINEFUNC = quotient_combine, PARALLEL = SAFE
);

COMMENT ON AGGREGATE teacher_need(float8, float8) IS
'need of subject teachers: sum(contact hours a week of a class group * class groups) / 24, over the grades of a school';
COMMENT ON AGGREGATE teacher_need(float8, float8, float8) IS
'need of subject teachers: sum(contact hours a week of a class group * class groups) / hours of a full load, over the grades of a school';

CREATE FUNCTION teacher_range(need float8, least_hours float8 DEFAULT 24, most_hours float8 DEFAULT 40)
RETURNS int4range LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN int4range(round_need(need * least_hours / most_hours, 'ceil'),
				 greatest(round_need(need * least_hours / most_hours, 'ceil'),
						  round_need(need, 'teacher') + 1));

COMMENT ON FUNCTION teacher_range(float8, float8, float8) IS
'numbers of subject teachers that are lawful for a need: each has at least 24 and at most 40 contact hours a week; empty when none is, for needs above 5/3 and below 2';

CREATE FUNCTION teacher_hours(need float8, teachers int, full_load float8 DEFAULT 24)
RETURNS float8 LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN full_load * need / nullif(teachers, 0);

COMMENT ON FUNCTION teacher_hours(float8, int, float8) IS
'contact hours a week of each of so many teachers who share a need; NULL without teachers';

CREATE FUNCTION teacher_supply(teachers int, need int, legal_minimum int)
RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
	WHEN teachers > need THEN 'over'
	WHEN teachers = need THEN 'ideal'
	WHEN teachers >= legal_minimum THEN 'minimal'
	ELSE 'short'
END;

COMMENT ON FUNCTION teacher_supply(int, int, int) IS
'supply of a school against two thresholds, need and legal minimum: over, ideal, minimal (below the need, not below the minimum) or short';
