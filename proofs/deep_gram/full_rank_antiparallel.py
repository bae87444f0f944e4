"""The edge of the hypothesis of Lemma 3.23: z_2 = -z_1 is parallel to z_1, and for an odd
activation the kernel matrix of both is singular, whatever the law of the weights is.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    reals,
    samples,
    sequences,
    sum_over,
    term,
    term_after_term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

w = samples("w")
W = functions("W", "nat", "sample")
sigma = functions("sigma", "real")
z = sequences("z")
c, d = nats("c d")
x, p, q = reals("x p q")

VALUE, OPPOSITE = (sigma(sum_over(c, d, sign * z(c) * W(c, w))) for sign in (1, -1))
OWN, MIXED, OTHER = (E(w, one) for one in (VALUE**2, VALUE * OPPOSITE, OPPOSITE**2))
FORM = p**2 * OWN + 2 * p * q * MIXED + q**2 * OTHER


def says(odd=True):
    known = [forall(x)(sigma(-x) == -sigma(x))] if odd else []
    singular = conj(OWN * OTHER - MIXED**2 == 0, OWN + 2 * MIXED + OTHER == 0)
    return forall(W, sigma, z, d, p, q)(given(*known, integrable(OWN)) >> conj(FORM >= 0, singular))


@claim(
    "deep.lem-3.23.antiparallel",
    chapter_3("Lemma 3.23"),
    formula=r"z_2=-z_1,\ \sigma\text{ odd}\implies\lambda_{\min}=0",
    hypotheses=("the hypothesis of the lemma excludes it: -z_1 lies in the span of z_1",),
    says=says,
)
def antiparallel_inputs(judge):
    """At the edge of the hypothesis the matrix is singular: the determinant of the kernel of z, -z
    is 0 at every norm.

    Its form is E s(w.z)^2 (p - q)^2: never negative, and 0 at p = q = 1.
    """
    k = judge.theorem()
    odd, has = k.given
    line, turned = (sum_over(c, d, sign * z(c) * W(c, w)) for sign in (1, -1))
    sums = sum_over(c, d, -1 * z(c) * W(c, w)) == -sum_over(c, d, 1 * z(c) * W(c, w))
    opposite = term_after_term(k, c, sums, d, *(sign * z(c) * W(c, w) for sign in (1, -1)))
    opposite = k.at(opposite, d)
    minus = k.fold(opposite, k.at(odd, line))
    mixed = mean_of_combination(k, w, VALUE * OPPOSITE, [(-1, VALUE**2, has)], minus)
    other = mean_of_combination(k, w, OPPOSITE**2, [(1, VALUE**2, has)], minus)
    zero = k.mean_of_constant(w, 0)
    square = k.for_all(k.arith(term(0) <= VALUE**2), w)
    square = k.mean_is_monotone(square, k.arith(integrable(zero.sides[0]), zero), has)
    known = (mixed, other, k.arith(OWN >= 0, square, zero))
    form = k.arith(FORM >= 0, k.arith(OWN * (p - q) ** 2 >= 0, known[-1]), *known)
    return k.qed(k.both(form, k.arith(k.target.part(1), *known)))


@antiparallel_inputs.mutant
def an_even_activation(judge):
    """For sigma(t) = t^2 both are equal: the sum of the entries is 4."""
    model = {
        "values": {"d": "1", "p": "1", "q": "1"},
        "weights": ["1"],
        "functions": {
            "sigma": {"of": ["t"], "is": ["^", "t", "2"]},
            "z": {"table": ["1"]},
            "W": {"of": ["c", "w"], "is": "1"},
        },
    }
    return falsify(says(odd=False), hints=[model])
