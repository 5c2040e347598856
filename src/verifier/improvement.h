/*
 * improvement.h
 *	  The search for a chain or ring of moves that improves an assignment.
 *
 * Private to the verifier.
 */
#ifndef ASN_MUTASI_IMPROVEMENT_H
#define ASN_MUTASI_IMPROVEMENT_H

#include "assignment.h"

/* A step in the residual network. */
typedef struct Arc
{
	int32_t		from;
	int32_t		to;
	int32_t		employee;		/* who moves, or NOBODY */
	int64_t		place;			/* where he goes */
} Arc;

#define NOBODY	(-1)

/* A cycle in the residual network: a chain of moves or a ring. */
typedef struct Cycle
{
	int32_t		begin;			/* its first arc in the arcs of the search */
	int32_t		length;
	Wide		change;			/* of the objective */
	int64_t		moves;			/* change of the number of moves */
} Cycle;

/*
 * The search looks at objective + price * moves, where a price of a move is
 * the fraction price_numerator / price_denominator.
 */
typedef struct ImprovementSearch
{
	Assignment *assignment;
	const Host *host;

	/*
	 * Nodes: the posts, then "outside" (where unplaced new hires are, and
	 * where staff comes from and goes to), then the gates.
	 */
	int32_t		n_nodes;
	int32_t		outside;
	int32_t    *exit_node;		/* by post: where its own people stand */
	int32_t    *entry_node;		/* by post: where people from elsewhere stand */

	Wide		price_numerator;
	Wide		price_denominator;

	Wide	   *label;			/* by node: length of a shortest path to it */
	Arc		   *arrival;		/* by node: last arc of that path */
	int64_t    *changed;		/* by node: pass in which the label last fell */
	int32_t    *mark;			/* by node: scratch */
	int64_t		pass;			/* passes so far, over the life of the search */
	int64_t		arcs_until_interrupt;
	bool		all_due;		/* the next pass must look at everyone */

	/* the improvements found last; no two share a node but outside */
	int32_t		n_cycles;
	Cycle	   *cycles;
	int32_t		n_arcs;
	Arc		   *arcs;

	/* scratch */
	Wide	   *reached;		/* by node: length of the path from outside */
	int32_t    *trail;
	struct ChainEnd *ends;		/* where chains may end */
} ImprovementSearch;

/* A search over a legal assignment, at price 0 of a move. */
extern void improvement_init(ImprovementSearch *search,
							 Assignment *assignment, const Host *host);

extern void improvement_set_price(ImprovementSearch *search,
								  Wide numerator, Wide denominator);

/*
 * Finds cycles each of which lowers objective + price * moves, and by as much
 * when others are applied.  When there is none, the labels prove that no legal
 * assignment is better at this price.
 */
extern bool find_improvements(ImprovementSearch *search);

/*
 * Makes the moves of a cycle found last, unless its new hire has been placed by
 * another, which the first to be applied never meets.
 */
extern void apply_cycle(ImprovementSearch *search, const Cycle *cycle);

#endif							/* ASN_MUTASI_IMPROVEMENT_H */
