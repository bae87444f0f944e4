"""The least eigenvalue of every symmetric matrix with entries in given intervals: LDL^T in balls,
and a vector for the other side.
"""

from __future__ import annotations

from flint import arb, ctx

from ._gaussian import exact, rational
from ._terms import field, need

LARGEST = 400


def least_eigenvalue(data: dict) -> str:
    """`matrix`: the lower triangle by rows, entries [lo, hi]; `at_least`: every pivot of K -
    at_least is positive; `at_most`: v^T K v <= at_most v^T v.
    """
    rows, at_least = field(data, "matrix", list), rational(field(data, "at_least"))
    need(0 < len(rows) <= LARGEST, f"the matrix has 1 to {LARGEST} rows")
    with ctx.workprec(min(max(int(data.get("precision", 128)), 64), 4096)):
        K: list[list[arb]] = []
        for i, row in enumerate(rows):
            need(
                isinstance(row, list) and len(row) == i + 1,
                "row i of the lower triangle has i entries",
            )
            K.append([])
            for entry in row:
                need(isinstance(entry, list) and len(entry) == 2, "an entry is a pair [lo, hi]")
                low, high = map(rational, entry)
                need(low <= high, "an entry is a pair lo <= hi")
                K[-1].append(exact(low).union(exact(high)))
        text = (
            f"every symmetric {len(K)} x {len(K)} matrix with entries in the given intervals "
            f"has least eigenvalue > {at_least}"
        )
        if "at_most" in data:
            v, at_most = (
                [exact(rational(one)) for one in field(data, "vector", list)],
                rational(data["at_most"]),
            )
            need(len(v) == len(K), "the vector has one entry for each row")
            form = sum(
                (
                    v[i] * v[j] * K[i][j] * (1 if i == j else 2)
                    for i in range(len(K))
                    for j in range(i + 1)
                ),
                arb(0),
            )
            square = sum((one * one for one in v), arb(0))
            need(
                square > 0 and form <= exact(at_most) * square,
                "the vector does not show the upper bound",
            )
            text += f" and <= {at_most}"
        for i in range(len(K)):
            K[i][i] = K[i][i] - exact(at_least)
        for k in range(len(K)):
            need(K[k][k] > 0, f"pivot {k + 1} of the LDL^T factorization is not certainly positive")
            for i in range(k + 1, len(K)):
                factor = K[i][k] / K[k][k]
                for j in range(k + 1, i + 1):
                    K[i][j] = K[i][j] - factor * K[j][k]
    return text
