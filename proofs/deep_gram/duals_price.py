"""Price's theorem: the density of a Gaussian pair solves a heat equation in its covariance."""

from __future__ import annotations

from typing import Any

from steepest.proofs import Source, claim
from steepest.proofs.checker.formal.names import free, replaced
from steepest.proofs.engine.theorems import (
    Formula,
    conj,
    deriv,
    exp,
    forall,
    given,
    pi,
    reals,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

IDENTITY = Source(
    "du-lee-li-wang-zhai-2019",
    "expectations in Definitions 5.1, 6.1, 7.1",
    "du-thesis, Definitions 3.1 to 3.3",
)

s, t, c, u, v, x, y, z = reals("s t c u v x y z")


def density(s=s, t=t, c=c, u=u, v=v):
    """The density of N(0, [[s, c], [c, t]]) at (u, v)"""
    square = t * u**2 - 2 * c * u * v + s * v**2
    return exp(-square / (2 * (s * t - c**2))) / (2 * pi * sqrt(s * t - c**2))


def price_says(half="1/2"):
    by_c, by_s = deriv(x, density(c=x), c), deriv(x, density(s=x), s)
    mixed = deriv(y, deriv(z, density(u=y, v=z), v), u)
    twice = deriv(y, deriv(z, density(u=z), y), u)
    return forall(s, t, c, u, v)(
        given(s > 0, t > 0, c**2 < s * t) >> conj(by_c == mixed, by_s == term(half) * twice)
    )


GAP = s * t - c**2
FORM = t * u**2 - 2 * c * u * v + s * v**2
# the derivatives of the exponent
IN_U, IN_V = (c * v - t * u) / GAP, (c * u - s * v) / GAP


def closed(k: Any, mean: Any, factor: Any, positive: Any, at: Any = u) -> Any:
    """The derivative is the density times a factor: with letters for the exponential and for the
    root R of st - c^2 this is an identity of rational functions.
    """
    R, P = reals("R P")
    root = k.arith(sqrt(GAP) > 0, positive)
    table = k.derivative(mean, positive, root)
    whole, bell = density(u=at), exp(-FORM.put(u, at) / (2 * GAP))
    node = (table.sides[1] == whole * factor).node
    for old, new in ((bell, P), (sqrt(GAP), R), (GAP, R**2)):
        node = replaced(node, old.node, new.node)
    sorts = dict.fromkeys(free(node), "real")
    rule = k.lemma(
        forall(R, P)((R > 0) >> Formula(node, sorts)), sqrt(GAP), bell, defined=[positive, root]
    )
    rule = k.unfold(k.arith(sqrt(GAP) ** 2 == GAP, positive), k.use(rule, root))
    return k.rewrite(rule, table, mean == whole * factor)


def closed_twice(k: Any, inner: Any, factors: Any, positive: Any) -> Any:
    """The same of the derivative in u of the derivative `inner`, which is the density times the
    first factor, at y for u.
    """
    first, second = factors
    step = closed(k, inner, first.put(u, y), positive, y)
    same = k.for_all(k.discharge(step, conj(u - 1 < y, y < u + 1)), y)
    value = density(u=y) * first.put(u, y)
    return k.derivative_of_equal(same, closed(k, deriv(y, value, u), second, positive))


@claim(
    "deep.ref-price",
    IDENTITY,
    formula=r"\partial_cp=\partial_u\partial_vp,\ \partial_sp=\tfrac12\partial_u^2p\text{ for the "
    r"density of }N(0,A)",
    hypotheses=("s, t > 0", "c^2 < s t"),
    says=price_says,
)
def price(judge):
    """The density of a Gaussian pair solves a heat equation in the entries of its covariance
    (Price's theorem).

    All four derivatives are the density times rational functions.
    """
    k = judge.theorem()
    positive = k.arith(GAP > 0, *k.given)
    by_c = closed(k, deriv(x, density(c=x), c), u * v / GAP - c * FORM / GAP**2 + c / GAP, positive)
    factor = -(v**2) / (2 * GAP) + t * FORM / (2 * GAP**2) - t / (2 * GAP)
    by_s = closed(k, deriv(x, density(s=x), s), factor, positive)
    mixed = IN_U * IN_V + c / GAP
    mixed = closed_twice(k, deriv(z, density(u=y, v=z), v), (IN_V, mixed), positive)
    twice = IN_U**2 - t / GAP
    twice = closed_twice(k, deriv(z, density(u=z), y), (IN_U, twice), positive)
    first = agree(k, by_c, mixed, 1, positive)
    return k.qed(k.both(first, agree(k, by_s, twice, "1/2", positive)))


def agree(k: Any, one: Any, other: Any, factor: Any, positive: Any) -> Any:
    """The left side of one is `factor` times that of the other, as the right sides are."""
    value = other.sides[1] if factor == 1 else term(factor) * other.sides[1]
    same = k.arith(one.sides[1] == value, positive)
    return k.fold(other, k.unfold(same, one))


@price.mutant
def without_the_half(judge):
    """Without the half: at s = t = 1, c = u = v = 0 the slope in s is -1/2 of the density, the
    second one in u -1 of it.
    """
    return falsify(
        forall(s, t, c, u, v)(
            given(s == 1, t == 1, c == 0, u == 0, v == 0)
            >> (t * FORM / (2 * GAP**2) - t / (2 * GAP) == IN_U**2 - t / GAP)
        ),
        hints=[{"values": {"s": "1", "t": "1", "c": "0", "u": "0", "v": "0"}}],
    )
