/*
 * distance.c
 *	  The distance between two places, for SQL; the formula is great_circle.h's.
 */
#include "postgres.h"

#include "fmgr.h"

#include "distance.h"
#include "great_circle.h"

PG_FUNCTION_INFO_V1(haversine_km);

double
checked_degrees(const char *what, double degrees, double most)
{
	if (!(degrees >= -most && degrees <= most))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be between %g and %g degrees", what, -most, most),
				 errdetail("It is %.15g.", degrees),
				 errhint("Latitude comes before longitude, in decimal degrees.")));
	return degrees;
}

/* haversine_km(lat1, lon1, lat2, lon2): degrees in, kilometres out. */
Datum
haversine_km(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(great_circle_km(checked_degrees("latitude", PG_GETARG_FLOAT8(0), 90),
									 checked_degrees("longitude", PG_GETARG_FLOAT8(1), 180),
									 checked_degrees("latitude", PG_GETARG_FLOAT8(2), 90),
									 checked_degrees("longitude", PG_GETARG_FLOAT8(3), 180)));
}
