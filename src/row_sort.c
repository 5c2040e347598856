/*
 * row_sort.c
 *	  Sort rows of numbers that are not negative by the first of each.
 *
 * The bits of such numbers are in the order of the numbers.  So many rows are
 * sorted by the leading bits of what they are above the least, digit by digit
 * from the last of these (radix sort), which takes a few passes over the rows
 * whatever their number.  DIGITS digits leave almost nothing undecided but where
 * values crowd together: what they leave, and few rows, goes to quicksort.
 *
 * D. E. Knuth, The Art of Computer Programming vol. 3, 5.2.5.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/memutils.h"

#include "row_sort.h"

#define DIGIT_BITS			11
#define DIGIT_VALUES		(1 << DIGIT_BITS)
#define DIGITS				3

/* So few rows are sorted faster by comparisons. */
#define FEW_ROWS			2048

/* Rows between two looks at whether the query has been cancelled. */
#define ROWS_AT_ONCE		4096

typedef struct WeightedRow
{
	double		value;
	double		weight;
} WeightedRow;

#define ST_SORT				quicksort_weighted_rows
#define ST_ELEMENT_TYPE		WeightedRow
#define ST_COMPARE(a, b)	((a)->value < (b)->value ? -1 : (a)->value > (b)->value)
#define ST_SCOPE			static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

#define ST_SORT				quicksort_values
#define ST_ELEMENT_TYPE		double
#define ST_COMPARE(a, b)	(*(a) < *(b) ? -1 : *(a) > *(b))
#define ST_SCOPE			static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static void
quicksort(double *rows, int64 count, int width)
{
	if (width == 1)
		quicksort_values(rows, count);
	else
		quicksort_weighted_rows((WeightedRow *) rows, count);
}

static inline uint64
bits_of(double value)
{
	uint64		bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* Bring rows into the order of one digit; those with the same keep theirs. */
static pg_attribute_always_inline void
sort_by_digit(double *to, const double *from, int64 count, int width,
			  uint64 least, int shift, int64 *position)
{
	for (int64 start = 0; start < count; start += ROWS_AT_ONCE)
	{
		int64		end = Min(start + ROWS_AT_ONCE, count);

		CHECK_FOR_INTERRUPTS();
		for (int64 i = start; i < end; i++)
		{
			const double *row = from + i * width;
			int			digit = ((bits_of(row[0]) - least) >> shift) & (DIGIT_VALUES - 1);
			double	   *out = to + position[digit]++ * width;

			out[0] = row[0];
			if (width == 2)
				out[1] = row[1];
		}
	}
}

/* Sort what has the same bits from shift on up, where it lies in a row. */
static void
sort_within(double *rows, int64 count, int width, uint64 least, int shift)
{
	int64		start = 0;
	bool		sorted = true;

	for (int64 i = 1; i <= count; i++)
	{
		if (i % ROWS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		if (i < count && ((bits_of(rows[i * width]) - least) >> shift) ==
			((bits_of(rows[start * width]) - least) >> shift))
			sorted &= rows[i * width] >= rows[(i - 1) * width];
		else
		{
			if (!sorted)
				quicksort(rows + start * width, i - start, width);
			start = i;
			sorted = true;
		}
	}
}

double *
sort_rows(double *rows, int64 count, int width, Size size)
{
	uint64		least = PG_UINT64_MAX;
	uint64		most = 0;
	int			bits;
	int			shift;
	int			digits;
	int64		(*position)[DIGIT_VALUES];
	double	   *other;

	if (count <= FEW_ROWS)
	{
		quicksort(rows, count, width);
		return rows;
	}

	for (int64 i = 0; i < count; i++)
	{
		uint64		value = bits_of(rows[i * width]);

		if (i % ROWS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		least = Min(least, value);
		most = Max(most, value);
	}
	if (least == most)
		return rows;

	/* the leading digits, of which the last begins at bit shift */
	bits = pg_leftmost_one_pos64(most - least) + 1;
	digits = Min((bits + DIGIT_BITS - 1) / DIGIT_BITS, DIGITS);
	shift = Max(bits - digits * DIGIT_BITS, 0);

	/* where the rows of each value of a digit begin: first their numbers */
	position = palloc0(digits * sizeof(*position));
	for (int64 i = 0; i < count; i++)
	{
		uint64		above = (bits_of(rows[i * width]) - least) >> shift;

		if (i % ROWS_AT_ONCE == 0)
			CHECK_FOR_INTERRUPTS();
		for (int digit = 0; digit < digits; digit++)
			position[digit][(above >> (digit * DIGIT_BITS)) & (DIGIT_VALUES - 1)]++;
	}
	for (int digit = 0; digit < digits; digit++)
	{
		int64		begin = 0;

		for (int i = 0; i < DIGIT_VALUES; i++)
		{
			int64		number = position[digit][i];

			position[digit][i] = begin;
			begin += number;
		}
	}

	other = MemoryContextAllocHuge(GetMemoryChunkContext(rows), size);
	for (int digit = 0; digit < digits; digit++)
	{
		double	   *sorted = other;

		if (width == 1)
			sort_by_digit(other, rows, count, 1, least, shift + digit * DIGIT_BITS, position[digit]);
		else
			sort_by_digit(other, rows, count, 2, least, shift + digit * DIGIT_BITS, position[digit]);
		other = rows;
		rows = sorted;
	}
	pfree(other);
	pfree(position);
	if (shift > 0)
		sort_within(rows, count, width, least, shift);
	return rows;
}
