/*
 * chains.h
 *	  Changes of seats, taken apart into chains that can be applied one by one.
 */
#ifndef ASN_MUTASI_CHAINS_H
#define ASN_MUTASI_CHAINS_H

#include "network.h"

/* One employee who changes seats. */
typedef struct SeatChange
{
	int32_t		employee;
	int32_t		from_seat;		/* see seating.h */
	int32_t		to_seat;
} SeatChange;

/*
 * A chain: the changes [begin, begin + n_changes) of its ChainList.  It takes
 * one person from the staff of source and adds one to that of sink, or is a
 * ring and has neither.
 */
typedef struct Chain
{
	int64_t		begin;
	int32_t		n_changes;
	int32_t		source;			/* post, or NO_POST: the pool or a ring */
	int32_t		sink;			/* post, or NO_POST likewise */
	int64_t		cost;			/* change of cost, move_cost included */
	int64_t		moves;			/* change of the number of moves */
	int64_t		gain;			/* see order_chains() */
} Chain;

typedef struct ChainList
{
	int64_t		n_chains;
	Chain	   *chains;
	int64_t		n_changes;
	SeatChange *changes;		/* chain by chain, each from source to sink */
} ChainList;

extern void decompose_changes(const Network *net, const int32_t *from_seat,
							  const int32_t *to_seat, ChainList *list);
extern int64_t chain_gain(const Network *net, const Chain *chain, const int32_t *staff);
extern void order_chains(const Network *net, ChainList *list);
extern void free_chains(const Network *net, ChainList *list);

#endif							/* ASN_MUTASI_CHAINS_H */
