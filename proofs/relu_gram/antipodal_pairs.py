"""Three antipodal pairs of inputs in the plane: a null vector of H_inf. Notation of `limit_gram`;
beta are the coefficients.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    pi,
    sequences,
    sum_over,
    term,
    written_out,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import truths
from ..textbook.forms import bounded_below, length
from . import thesis
from .gram import null_vector
from .limit_gram import along, gaussian_gram, half_spaces
from .network import c, d, i, j, lam, x
from .sectors import along as along_any
from .sectors import g, on, s
from .start import o
from .start_gram import P

locus = "Theorem 2.1, boundary of its hypothesis"
beta = sequences("beta")
UNITS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1))
UNEQUAL = ((1, 2), (-2, -4), (3, -1), (-3, 1), (1, 1), (-5, -5))


def null_says(inputs: Sequence[Sequence[int]], coefficients: Sequence[Any]) -> Any:
    """H_inf beta = 0 for these inputs in the plane and these coefficients."""
    n = len(inputs)
    entries = (x(i, c) == value for i, row in enumerate(inputs) for c, value in enumerate(row))
    values = (beta(j) == value for j, value in enumerate(coefficients))
    row = sum_over(j, n, gaussian_gram(i, j) * beta(j))
    return forall(g, x, P, beta, d)(
        given(d == 2, *entries, *values, half_spaces())
        >> conj(
            forall(i)(row == 0),
            forall(lam)(bounded_below(gaussian_gram, lam, term(n)) >> (lam <= 0)),
        )
    )


def null_proof(k: Any, inputs: Sequence[Sequence[int]]) -> Any:
    """The inputs 2a and 2a + 1 are a pair: what their half-spaces have in common with any other
    adds up to 1/2, which leaves half of beta_1 x_1 + beta_3 x_3 + .. = 0.
    """
    plane, *known, half, shared = k.given
    n = len(inputs)

    def coordinates(body):
        written = written_out(k, c, 2, body)
        return k.rewrite(plane, written, sum_over(c, d, body) == written.sides[1])

    def pair(one, two):
        """beta_1 H(x_i, x_1) + beta_2 H(x_i, x_2) is half of beta_1 x_i . x_1."""
        back = along_any(lambda c: -x(one, c))
        lines = [coordinates(g(c, o) * at) for at in (-x(one, c), x(two, c))]
        same = truths(k, on(along(two)) == on(back), (along(two) >= 0, back >= 0), *lines, *known)
        has = k.arith(integrable(E(o, on(along(two)))), k.at(half, two))
        fair = k.arith(Prob(o, back >= 0) == "1/2", k.mean_of_equal(k.for_all(same, o), has),
                       k.at(half, two))  # fmt: skip
        common = [k.at(shared, i, at) for at in (one, two)]
        other = k.arith(on(along(i)) * on(along(two)) == on(along(i)) * on(back), same)
        has = k.arith(integrable(E(o, on(along(i)) * on(along(two)))), common[1])
        other = k.mean_of_equal(k.for_all(other, o), has)
        vectors = [Lambda((c,), x(at, c)) for at in (i, one)]
        total = k.by("relu2.asm-2.1.antipode", g, *vectors, d)
        total = k.use(total, k.at(half, i), k.at(half, one), fair, common[0], other)
        products = [coordinates(x(i, c) * x(at, c)) for at in (one, two)]
        shares = k.arith(P(i, one) + P(i, two) == "1/2", k.part(total, 0), other, *common)
        left = gaussian_gram(i, one) * beta(one) + gaussian_gram(i, two) * beta(two)
        right = beta(one) * products[0].sides[1] / 2
        return k.arith(left == right, shares, *products, *known)

    pairs = [pair(2 * a, 2 * a + 1) for a in range(n // 2)]
    body = gaussian_gram(i, j) * beta(j)
    row = k.arith(sum_over(j, n, body) == 0, written_out(k, j, n, body), *pairs, *known)
    low = k.assume(bounded_below(gaussian_gram, lam, term(n)))
    product = beta(i) * sum_over(j, n, body)
    form = by_terms(k, i, n, lambda q: sum_over(i, q, product) == 0, [product], row)
    size = k.arith(length(beta, n) > 0, written_out(k, i, n, beta(i) ** 2), *known)
    least = k.arith(lam <= 0, k.at(low, beta), form, size)
    least = k.for_all(k.discharge(least, low.formula), lam)
    return k.both(k.for_all(row, i), least)


@claim(
    "relu2.thm-2.1.degenerate.example",
    thesis(locus),
    formula=r"X=\{\pm e_1,\pm e_2,\pm(e_1+e_2)\}\subset\mathbb R^2:\ "
    r"H^\infty(1,-1,1,-1,-1,1)^\top=0",
    hypotheses=("six inputs, three antipodal pairs in the plane",),
    says=lambda: null_says(UNITS, (1, -1, 1, -1, -1, 1)),
    uses=("relu2.asm-2.1.antipode",),
)
def three_pairs(judge):
    """Three antipodal pairs in the plane have lambda_0 = 0.

    An exact null vector of a 6 x 6 matrix.
    """
    k = judge.theorem()
    return k.qed(null_proof(k, UNITS))


@three_pairs.mutant
def another_last_coefficient(judge):
    """The row of e_1, whose entries have the angles 0, pi/4 and 3 pi/4, with s as the last
    coefficient.
    """
    row = term("1/2") - (pi - pi / 4) / (2 * pi) - s * (pi - 3 * pi / 4) / (2 * pi)
    return falsify(forall(s)((s == -1) >> (row == 0)))


def found() -> Any:
    why = null_vector(UNEQUAL)
    assert why is not None
    return null_says(UNEQUAL, why[1])


@claim(
    "relu2.thm-2.1.exact.decided",
    thesis(locus),
    formula=r"H^\infty c=0",
    hypotheses=("inputs (1, 2), (-2, -4), (3, -1), (-3, 1), (1, 1), (-5, -5)",),
    says=found,
    uses=("relu2.asm-2.1.antipode",),
)
def null_vector_found(judge):
    """Three antipodal pairs of unequal norms in the plane: the decision procedure finds a null
    vector, and H_inf c = 0 holds exactly.

    The coefficients of the statement are those that it finds.
    """
    k = judge.theorem()
    return k.qed(null_proof(k, UNEQUAL))


@null_vector_found.mutant
def another_first_coefficient(judge):
    """The row of (1, 2) grows with it by half of the squared norm."""
    return falsify(forall(s)((s == "5/2") >> (s == 0)))
