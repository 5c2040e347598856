/*
 * node_heap.h
 *	  A binary heap of nodes, or of anything else that has a number, that knows
 *	  where each of them is.
 *
 * The order is the user's: a function before(state, a, b) that says whether
 * node a comes out before node b.  It must be a strict total order.  When the
 * key of a node in the heap changes, move_in_heap() puts it right.  Inlined
 * together with that function into each user.
 */
#ifndef ASN_MUTASI_NODE_HEAP_H
#define ASN_MUTASI_NODE_HEAP_H

#include "network.h"

typedef struct NodeHeap
{
	int32_t    *nodes;			/* the first one in front */
	int32_t    *place;			/* by node: place in nodes plus 1, or 0 */
	int32_t		n;
} NodeHeap;

typedef bool (*NodeBefore) (const void *state, int32_t a, int32_t b);

ALWAYS_INLINE void
begin_heap(NodeHeap *heap, const Host *host, int32_t n_nodes)
{
	heap->nodes = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	heap->place = ALLOCATE_ARRAY(host, int32_t, n_nodes);
	heap->n = 0;
}

ALWAYS_INLINE void
end_heap(NodeHeap *heap, const Host *host)
{
	RELEASE(host, heap->nodes);
	RELEASE(host, heap->place);
}

ALWAYS_INLINE void
put_in_heap(NodeHeap *heap, int32_t place, int32_t node)
{
	heap->nodes[place] = node;
	heap->place[node] = place + 1;
}

/* Lets a node rise from a place that is free to where it belongs. */
ALWAYS_INLINE void
rise_in_heap(NodeHeap *heap, int32_t hole, int32_t node, NodeBefore before,
			 const void *state)
{
	while (hole > 0 && before(state, node, heap->nodes[(hole - 1) / 2]))
	{
		put_in_heap(heap, hole, heap->nodes[(hole - 1) / 2]);
		hole = (hole - 1) / 2;
	}
	put_in_heap(heap, hole, node);
}

/* Lets a node sink from a place that is free to where it belongs. */
ALWAYS_INLINE void
sink_in_heap(NodeHeap *heap, int32_t hole, int32_t node, NodeBefore before,
			 const void *state)
{
	for (;;)
	{
		int32_t		child = 2 * hole + 1;

		if (child >= heap->n)
			break;
		if (child + 1 < heap->n &&
			before(state, heap->nodes[child + 1], heap->nodes[child]))
			child++;
		if (!before(state, heap->nodes[child], node))
			break;
		put_in_heap(heap, hole, heap->nodes[child]);
		hole = child;
	}
	put_in_heap(heap, hole, node);
}

/* Takes a node in, or moves it to where its new key belongs. */
ALWAYS_INLINE void
move_in_heap(NodeHeap *heap, int32_t node, NodeBefore before, const void *state)
{
	int32_t		place = heap->place[node] > 0 ? heap->place[node] - 1 : heap->n++;

	if (place > 0 && before(state, node, heap->nodes[(place - 1) / 2]))
		rise_in_heap(heap, place, node, before, state);
	else
		sink_in_heap(heap, place, node, before, state);
}

ALWAYS_INLINE int32_t
take_from_heap(NodeHeap *heap, NodeBefore before, const void *state)
{
	int32_t		first = heap->nodes[0];
	int32_t		last = heap->nodes[--heap->n];

	heap->place[first] = 0;
	if (heap->n > 0)
		sink_in_heap(heap, 0, last, before, state);
	return first;
}

#endif							/* ASN_MUTASI_NODE_HEAP_H */
