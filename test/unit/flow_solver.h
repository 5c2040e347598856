/*
 * flow_solver.h
 *	  The transfer problem as a minimum-cost flow, solved by LEMON.
 */
#ifndef FLOW_SOLVER_H
#define FLOW_SOLVER_H

#include "instance.h"

#ifdef __cplusplus
extern "C"
{
#endif

typedef enum FlowAlgorithm
{
	NETWORK_SIMPLEX,
	COST_SCALING
} FlowAlgorithm;

typedef struct FlowPlan
{
	int64_t		change;			/* of the objective */
	int64_t		moves;
	int64_t    *place;			/* by employee: candidate or -1; the caller's
								 * array, may be NULL */
} FlowPlan;

typedef struct FlowNetwork FlowNetwork;

extern FlowNetwork *flow_network_create(const Instance *instance);
extern void flow_network_free(FlowNetwork *network);

/*
 * Minimises scale * objective + price * moves.  False when LEMON found no
 * optimum, which cannot be.
 */
extern bool flow_solve(FlowNetwork *network, FlowAlgorithm algorithm,
					   int64_t scale, int64_t price, FlowPlan *plan);

#ifdef __cplusplus
}
#endif

#endif							/* FLOW_SOLVER_H */
