/*
 * solve.h
 *	  The best seating of a network at one price of a move.
 */
#ifndef ASN_MUTASI_SOLVE_H
#define ASN_MUTASI_SOLVE_H

#include "network.h"

/*
 * Where everybody sits at the optimum, and the prices that prove it: price[x]
 * is what one more person at node x would add to the objective, scaled.
 */
typedef struct Solution
{
	Pricing		pricing;
	int32_t    *seat;			/* by employee, rank of a candidate or AT_HOME */
	int64_t    *price;			/* by node */
	int64_t		moves;
	int64_t		imbalance;		/* change against the status quo */
	int64_t		cost;			/* of the transfers, move_cost included */
} Solution;

/*
 * Minimises objective * scale + moves * move_price, and certifies the result.
 * SOLVER_OPTIMAL, SOLVER_OUT_OF_RANGE or SOLVER_NOT_PROVED; *solution is set
 * in the first case only.
 */
extern SolverStatus solve_network(Network *net, Pricing pricing,
								  Solution *solution);

/* The same for a network with rows. */
extern SolverStatus solve_part(Network *net, Pricing pricing,
							   Solution *solution);

/* Sums up what the seats change against the status quo. */
extern void sum_solution(const Network *net, Solution *solution);
extern void free_solution(const Network *net, Solution *solution);

/* certify.c; needs no rows */
extern bool certify_solution(const Network *net, const Solution *solution);

#endif							/* ASN_MUTASI_SOLVE_H */
