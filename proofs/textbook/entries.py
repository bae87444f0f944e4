"""The expectation of the sum of the entries of a random matrix."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    forall,
    functions,
    integrable,
    nats,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import concentration

i, j, n, m = nats("i j n m")
w = samples("w")
v = reals("v")
Z = functions("Z", "nat", "nat", "sample")


def of_entries():
    total = E(w, sum_over(i, n, sum_over(j, m, Z(i, j, w))))
    return forall(Z, v, n, m)(forall(i, j)(E(w, Z(i, j, w)) == v) >> (total == n * (m * v)))


@claim(
    "book.mean-of-entries",
    concentration("section 2.1"),
    says=of_entries,
    uses=("book.mean-of-sum",),
)
def mean_of_entries(judge):
    """The expectation of the sum of the entries of an n x m matrix, all of expectation v, is n m v;
    so is that of its squared Frobenius norm for entries of second moment v.
    """
    k = judge.theorem()
    (each,) = k.given

    def summed(index, count, body, mean, step):
        """From E(body) == mean for every index: E(sum of body) == count * mean."""
        there = k.for_all(k.arith(integrable(E(w, body)), step), index)
        means = k.apply(k.by("book.mean-of-sum", Lambda((index, w), body), count), there)
        equal = by_terms(
            k, index, count, lambda q: sum_over(index, q, E(w, body)) == q * mean, [E(w, body)],
            step, defined=[there],
        )  # fmt: skip
        return k.arith(E(w, sum_over(index, count, body)) == count * mean, means, equal)

    row = summed(j, m, Z(i, j, w), v, k.at(each, i, j))
    return k.qed(summed(i, n, sum_over(j, m, Z(i, j, w)), m * v, row))


@mean_of_entries.mutant
def one_row_more(judge):
    """A matrix with the one entry 1."""
    total = E(w, sum_over(i, n, sum_over(j, m, Z(i, j, w))))
    says = forall(Z, v, n, m)((E(w, Z(0, 0, w)) == v) >> (total == (n + 1) * (m * v)))
    model = {
        "values": {"v": "1", "n": "1", "m": "1"},
        "functions": {"Z": {"of": ["i", "j", "w"], "is": "1"}},
        "weights": ["1"],
    }
    return falsify(says, hints=[model], attempts=0)
