/*
 * curve_walk.h
 *	  The walk along the curve of the best plans by number of moves.
 */
#ifndef ASN_MUTASI_CURVE_WALK_H
#define ASN_MUTASI_CURVE_WALK_H

#include "chains.h"
#include "residual.h"

typedef struct CurveWalk
{
	Residual	residual;

	Pricing    *event;			/* by node: the price of its next event, or more */
	KeyHeap		events;			/* the highest in front */

	/* the plan reached, at the price of its last move */
	int64_t		moves;
	int64_t		imbalance;		/* change against the status quo */
	int64_t		cost;
	Pricing		pricing;

	/* changes of seats since the last corner; to_seat is not set */
	SeatChange *changes;
	int64_t		n_changes;
	int64_t		room;
} CurveWalk;

/*
 * Begins with the best plan without moves, solved at a price at which none is
 * worth while.  False if amounts leave no room for exact arithmetic; there is
 * nothing to end then.
 */
extern bool begin_walk(CurveWalk *walk, Network *net, const Solution *no_moves);
extern void end_walk(CurveWalk *walk);

/*
 * Walks along the next edge to its end, which is optimal from the edge's price
 * (walk->pricing) down to that of the next one.  False at the end of the curve.
 */
extern bool walk_to_next_corner(CurveWalk *walk);

/* The plan reached, or that before the edge that led there; without prices. */
extern void write_walk_plan(const CurveWalk *walk, bool before_edge, Solution *plan);

/*
 * The prices of the plan reached, as of Solution, which prove that before the
 * edge as well; false where they do not fit in 64 bits.
 */
extern bool write_walk_prices(const CurveWalk *walk, Solution *solution);

/* Is the plan reached optimal at its price?  True where that cannot be told. */
extern bool certify_walk(const CurveWalk *walk);

#endif							/* ASN_MUTASI_CURVE_WALK_H */
