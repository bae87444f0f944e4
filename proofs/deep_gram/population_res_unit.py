"""Definition 6.1 for inputs of equal norms: the printed layers are right.

K(h, i) is K_ii and b(h, i) the bias of input i after layer h + 1; mu(t) and nu(t) are the means of
sigma(u) and sigma(u)^2 for a normal u of variance t.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
)
from steepest.proofs.engine.theorems.falsify import falsify

from .population_res import PLACE

h, i, j, n = nats("h i j n")
K, b = functions("K b", "nat", "nat")
mu, nu = functions("mu nu", "real")
size = sequences("size")
c, kappa, root_c, B, P = reals("c_sigma kappa root_c B P")


def layers():
    """size(i) = |x_i|^2, kappa = c_res/H"""
    first = conj(b(0, i) == root_c * mu(size(i)), K(0, i) == c * nu(size(i)))
    bias, variance = b(h, i), K(h, i)
    return first, conj(
        b(h + 1, i) == bias + kappa * mu(variance),
        K(h + 1, i) == variance + 2 * kappa * bias * mu(variance) + kappa**2 * nu(variance),
    )


def same(h):
    return conj(b(h, i) == b(h, j), K(h, i) == K(h, j))


def crossed():
    """The cross terms as printed, and as they are"""
    u, v = mu(K(h, i)), mu(K(h, j))
    return kappa * b(h, i) * u + kappa * b(h, j) * v == kappa * b(h, i) * v + kappa * b(h, j) * u


def unit_says():
    first, then = layers()
    return forall(K, b, mu, nu, size, c, root_c, kappa)(
        given(forall(i)(first), forall(h, i)(then), forall(i, j)(size(i) == size(j)))
        >> forall(h, i, j)(same(h) & crossed())
    )


@claim(
    "deep.def-6.1.hidden.unit",
    PLACE,
    formula=r"\|x_1\|=\dots=\|x_n\|\implies b_i=b_j,\ K^{(h)}_{ii}=K^{(h)}_{jj}\text{ and the "
    r"printed }K^{(h)}\text{ is right}",
    hypotheses=(
        "all inputs have the same norm, as in the theorems",
        "the printed cross terms pair b_i with sigma(u), those of the limit with sigma(v)",
    ),
    says=unit_says,
)
def right_for_equal_norms(judge):
    """For inputs of equal norms the printed cross terms are right, for every activation and all h
    <= H-1.

    Induction over h: if K_ii = K_jj and b_i = b_j, then E s(u) = E s(v), so the cross terms agree;
    b_i and K_ii of the next layer are the same functions of these numbers for i and j, hence equal
    again.
    """
    k = judge.theorem()
    first, then, equal = k.given

    def means(equation):
        """mu and nu have one value at equal variances"""
        one, two = equation.sides
        return [k.rewrite(equation, k.arith(f(one) == f(one)), f(one) == f(two)) for f in (mu, nu)]

    start = [k.at(first, one) for one in (i, j)]
    base = k.arith(same(h).put(h, 0), *start, *means(k.at(equal, i, j)))
    now = k.assume(same(h))
    bias, variance = k.split(now)
    steps = [k.at(then, h, one) for one in (i, j)]
    step = k.arith(same(h).put(h, h + 1), now, *steps, *means(variance))
    always = k.at(k.induction(h, same(h), base, step), h)
    bias, variance = k.split(always)
    goal = k.arith(crossed(), bias, means(variance)[0])
    return k.qed(k.for_all(k.both(k.both(bias, variance), goal), h, i, j))


@right_for_equal_norms.mutant
def unequal_norms(judge):
    """Biases and means that differ by 1."""
    pairs = given(B == 1, P == 0)
    return falsify(
        forall(B, P)(pairs >> (B * B + P * P == B * P + P * B)),
        hints=[{"values": {"B": "1", "P": "0"}}],
    )
