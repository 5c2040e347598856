/*
 * merge_sort.h
 *	  A merge sort that can be interrupted, to be included with
 *
 *		SORT		the name of the function to define
 *		SORT_TYPE	what it sorts
 *		SORT_BEFORE(a, b)	does a come before b; a strict total order
 *
 * qsort() would go on whatever happens, and take memory that is on no account.
 * Short runs are sorted by insertion, and merged without branches, which
 * nobody could foretell.
 */
#define SORT_RUN	8

/*
 * Sorts n elements, with scratch for as many; either array has room for one
 * more, which may be looked at.  Returns the one that has come to hold them.
 */
static SORT_TYPE *
SORT(SORT_TYPE *elements, SORT_TYPE *scratch, int64_t n, const Host *host)
{
	for (int64_t begin = 0; begin < n; begin += SORT_RUN)
		for (int64_t m = begin + 1; m < begin + SORT_RUN && m < n; m++)
		{
			SORT_TYPE	element = elements[m];
			int64_t		hole = m;

			for (; hole > begin && SORT_BEFORE(element, elements[hole - 1]); hole--)
				elements[hole] = elements[hole - 1];
			elements[hole] = element;
		}

	for (int64_t width = SORT_RUN; width < n; width *= 2)
	{
		SORT_TYPE  *merged = scratch;

		for (int64_t begin = 0; begin < n; begin += 2 * width)
		{
			int64_t		middle = begin + width < n ? begin + width : n;
			int64_t		end = begin + 2 * width < n ? begin + 2 * width : n;
			int64_t		left = begin;
			int64_t		right = middle;

			for (int64_t m = begin; m < end; m++)
			{
				bool		take_right = (left >= middle) |
					((right < end) & SORT_BEFORE(elements[right], elements[left]));

				merged[m] = elements[take_right ? right : left];
				right += take_right;
				left += !take_right;
			}
		}
		scratch = elements;
		elements = merged;
		CHECK_INTERRUPTS(host);
	}
	return elements;
}

#undef SORT
#undef SORT_TYPE
#undef SORT_BEFORE
#undef SORT_RUN
