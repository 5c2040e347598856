/*
 * rounding.c
 *	  From needs and load ratios to whole persons and grades.
 *
 * The law rounds decimal numbers; we get float8, in which 0.895 or 2.7 are a
 * hair off.  A number within NOISE of a boundary therefore counts as on it:
 * 0.895 rounds half up to 0.90, and 3.0000000000000004 persons are 3.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "utils/builtins.h"

/* Relative: some units in the last place, far below what anybody measures. */
#define NOISE	1e-14

PG_FUNCTION_INFO_V1(efficiency_grade);
PG_FUNCTION_INFO_V1(round_need);

static double
floor_decimal(double x)
{
	return floor(x + x * NOISE);
}

static double
ceil_decimal(double x)
{
	return ceil(x - x * NOISE);
}

/* Errors 22003, 22023 unless the argument is a finite number >= 0. */
static double
checked_number(const char *what, double value)
{
	if (!isfinite(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number", what),
				 errdetail("It is %s.", isnan(value) ? "NaN" :
						   value > 0 ? "Infinity" : "-Infinity"),
				 errhint("Use NULL where it is unknown.")));
	if (value < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%s must not be negative", what),
				 errdetail("It is %.15g.", value),
				 errhint("Use NULL where it is unknown.")));
	return value;
}

/*
 * Grade of a load ratio, need / staff, rounded half up to two decimals: A above
 * 1.00, B from 0.90, C from 0.70, D from 0.50, E below (PermenPANRB 1/2020).
 */
Datum
efficiency_grade(PG_FUNCTION_ARGS)
{
	double		ratio = checked_number("load ratio", PG_GETARG_FLOAT8(0));
	double		percent = floor_decimal(ratio * 100 + 0.5);
	const char *grade =
		percent > 100 ? "A" :
		percent >= 90 ? "B" :
		percent >= 70 ? "C" :
		percent >= 50 ? "D" : "E";

	PG_RETURN_TEXT_P(cstring_to_text(grade));
}

/* A half and more up (ABK). */
static double
round_half_up(double need)
{
	return floor_decimal(need + 0.5);
}

/*
 * Down while the overload stays within 10 % a person, that is when the
 * fraction is at most a tenth of the floor; else up (WISN manual 2010).
 */
static double
round_wisn(double need)
{
	double		whole = floor_decimal(need);

	return need - whole <= whole * (0.1 + NOISE) + need * NOISE ? whole : ceil_decimal(need);
}

/*
 * The largest number of teachers that leaves each a full load of 24 hours: the
 * floor, but at least 1.  It is lawful, since nobody has more than 40 hours,
 * except for needs above 5/3 and below 2, where no number is (guidelines on
 * SKB 5 Menteri 2011).
 */
static double
round_teacher(double need)
{
	return Max(floor_decimal(need), 1);
}

static const struct
{
	const char *name;
	double		(*round) (double need);
}			rules[] =
{
	{"half_up", round_half_up},
	{"ceil", ceil_decimal},
	{"wisn", round_wisn},
	{"teacher", round_teacher},
};

/* round_need(need, rule): whole persons for a need.  A need of 0 is 0. */
Datum
round_need(PG_FUNCTION_ARGS)
{
	double		need = checked_number("need", PG_GETARG_FLOAT8(0));
	char	   *rule = text_to_cstring(PG_GETARG_TEXT_PP(1));

	for (int i = 0; i < (int) lengthof(rules); i++)
	{
		if (strcmp(rule, rules[i].name) == 0)
		{
			double		persons = need == 0 ? 0 : rules[i].round(need);

			if (persons > PG_INT32_MAX)
				ereport(ERROR,
						(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						 errmsg("need is out of range"),
						 errdetail("It is %.15g persons.", need),
						 errhint("Check the unit: volumes per year, minutes per piece of work.")));
			PG_RETURN_INT32((int32) persons);
		}
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown rounding rule \"%s\"", rule),
			 errhint("Use \"half_up\", \"ceil\", \"wisn\" or \"teacher\".")));
}
