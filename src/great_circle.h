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

/* Kilometres between two points in degrees; NaN if any is. */
static inline double
great_circle_km(double lat1, double lon1, double lat2, double lon2)
{
	double		north = sin((lat2 - lat1) * (RADIANS_PER_DEGREE / 2));
	double		east = sin((lon2 - lon1) * (RADIANS_PER_DEGREE / 2));
	double		h = north * north + cos(lat1 * RADIANS_PER_DEGREE) *
		cos(lat2 * RADIANS_PER_DEGREE) * east * east;

	return 2 * EARTH_RADIUS_KM * asin(sqrt(h > 1 ? 1 : h));
}

#endif							/* ASN_MUTASI_GREAT_CIRCLE_H */
