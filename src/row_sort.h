/*
 * row_sort.h
 *	  Sort rows of numbers that are not negative by the first of each.
 */
#ifndef ASN_MUTASI_ROW_SORT_H
#define ASN_MUTASI_ROW_SORT_H

/*
 * Sorts count rows of width (1 or 2) finite float8, in ascending order of the
 * first, which must be >= 0 and not -0.  Returns where they are then: in the
 * array given, or in a new one of as many bytes (size) in its memory context, in
 * which case that one has been freed.  Takes as much again while it runs.  Can be
 * cancelled.
 */
extern double *sort_rows(double *rows, int64 count, int width, Size size);

#endif							/* ASN_MUTASI_ROW_SORT_H */
