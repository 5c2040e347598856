/*
 * flow.h
 *	  A transfer problem as the minimum-cost flow that general solvers take.
 *
 * One node per post, one per employee and one sink; a post's convex imbalance
 * becomes parallel arcs into the sink, one per person, of rising cost.  Two
 * forms of the same problem, since solvers differ in which they like:
 *
 * FLOW_ASSIGN	Every employee is a unit of supply and flows over home or a
 *				candidate into a post.
 * FLOW_CHANGE	The status quo is the zero flow: home -> employee -> candidate
 *				post, and the sink gives back the people a post loses.
 *
 * A post whose max_out or max_in may bind has a node of its own for those who
 * stay or leave, and for those who enter.
 *
 * A post has arcs for twice its staff and need and some more, or, where costs
 * are so large that they drown the imbalance, for all who have it among their
 * three cheapest candidates; the last one then stands for all further people,
 * at the price of the first of them.  So an optimum that puts two or more on
 * it is too low, and would show as an objective below the others'.
 */
#ifndef ASN_MUTASI_BENCH_FLOW_H
#define ASN_MUTASI_BENCH_FLOW_H

#include "instance.h"

typedef enum FlowForm
{
	FLOW_ASSIGN,
	FLOW_CHANGE
} FlowForm;

typedef struct Flow
{
	int32_t		n_nodes;
	int32_t    *supply;			/* by node; sums to 0 */

	int64_t		n_arcs;
	int32_t    *from;
	int32_t    *to;
	int32_t    *lower;
	int32_t    *upper;
	int64_t    *cost;			/* millionths */

	int64_t		constant;		/* what the flow's cost lacks to the change of
								 * the objective against the status quo */
} Flow;

#ifdef __cplusplus
extern "C"
{
#endif
extern void build_flow(const TransferProblem *problem, FlowForm form, Flow *flow);
extern FlowForm flow_form(const char *name);
#ifdef __cplusplus
}
#endif

#endif							/* ASN_MUTASI_BENCH_FLOW_H */
