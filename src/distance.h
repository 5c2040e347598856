/*
 * distance.h
 *	  Checks of coordinates that come from SQL.
 */
#ifndef ASN_MUTASI_DISTANCE_H
#define ASN_MUTASI_DISTANCE_H

/* Error 22003 unless -most <= degrees <= most; NaN is refused, too. */
extern double checked_degrees(const char *what, double degrees, double most);

#endif							/* ASN_MUTASI_DISTANCE_H */
