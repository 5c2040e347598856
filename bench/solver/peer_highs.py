"""HiGHS, through scipy's linprog, on an instance that dump_flow wrote.

usage: peer_highs.py METHOD FILE, with METHOD highs-ds or highs-ipm

The matrix of a flow is totally unimodular, so that a vertex is integral; the
objective is recomputed from the rounded flow in whole numbers.
"""
import resource
import sys

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


method, path = sys.argv[1:]
numbers = numpy.fromfile(path, dtype=numpy.int64)
n_nodes, n_arcs, constant, _ = numbers[:4]
supply = numbers[4:4 + n_nodes]
source, target, lower, upper, cost = numbers[4 + n_nodes:].reshape(5, n_arcs)

start = cpu_seconds()
arc = numpy.arange(n_arcs)
matrix = coo_matrix((numpy.concatenate([numpy.ones(n_arcs), -numpy.ones(n_arcs)]),
                     (numpy.concatenate([source, target]), numpy.concatenate([arc, arc]))),
                    shape=(n_nodes, n_arcs)).tocsc()
built = cpu_seconds()
# In units, not millionths: HiGHS likes numbers near 1.
answer = linprog(cost / 1e6, A_eq=matrix, b_eq=supply,
                 bounds=numpy.column_stack([lower, upper]), method=method)
solved = cpu_seconds()

change = 0
status = "failed"
if answer.status == 0:
    flow = numpy.rint(answer.x).astype(numpy.int64)
    legal = (matrix.astype(numpy.int64) @ flow == supply).all()
    status = "optimal" if legal else "not_integral"
    change = int(flow @ cost + constant)
print(f"status={status} change={change} build={built - start:.4f} solve={solved - built:.4f}")
