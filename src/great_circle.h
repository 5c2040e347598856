/*
 * great_circle.h
 *	  Distances on the Earth as a sphere.
 *
 * The haversine formula (R. W. Sinnott, Sky and Telescope 68(2) 1984) with the
 * mean radius R1 of GRS 80 (H. Moritz, J. Geodesy 74(1) 2000).  Against the
 * ellipsoid it errs by half a percent at most.
 */
#ifndef ASN_MUTASI_GREAT_CIRCLE_H
#define ASN_MUTASI_GREAT_CIRCLE_H

#include <math.h>

#define EARTH_RADIUS_KM		6371.0088
#define RADIANS_PER_DEGREE	0.017453292519943295

/* The same with the cosines of both latitudes at hand, for many points. */
static inline double
great_circle_km_of(double lat1, double lon1, double cos1,
				   double lat2, double lon2, double cos2)
{
	double		north = sin((lat2 - lat1) * (RADIANS_PER_DEGREE / 2));
	double		east = sin((lon2 - lon1) * (RADIANS_PER_DEGREE / 2));
	double		h = north * north + cos1 * cos2 * east * east;

	return 2 * EARTH_RADIUS_KM * asin(sqrt(h > 1 ? 1 : h));
}

/* Kilometres between two points in degrees; NaN if any is. */
static inline double
great_circle_km(double lat1, double lon1, double lat2, double lon2)
{
	return great_circle_km_of(lat1, lon1, cos(lat1 * RADIANS_PER_DEGREE),
							  lat2, lon2, cos(lat2 * RADIANS_PER_DEGREE));
}

#endif							/* ASN_MUTASI_GREAT_CIRCLE_H */
