"""lambda_0 of three inputs in R^3 with given coordinates, from the closed form of the entries of
H_inf: enclosures of the angles, and squares that add up. Notation of `sectors`; the inputs are p, q
and e.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    exists,
    forall,
    given,
    pi,
    read,
    reals,
    sqrt,
    term,
    written_out,
)

from . import holds, number, on_instance, thesis
from .degenerate import gram_of
from .exact import dot
from .gram import Inputs, ends
from .gram_instances import NEAR, at_least, near_parallel
from .network import c, d
from .sectors import G, e, entry, g, inner, p, q, rotation_invariant

A, B, F, H, rho = reals("A B F H rho")
VECTORS, WEIGHTS = (p, q, e), (A, B, F)
PAIRS = [(i, j) for i in range(3) for j in range(3)]
Rows = Sequence[Sequence[str]]

UNIT = (("3/5", "4/5", "0"), ("0", "1", "0"), ("2/3", "1/3", "2/3"))
TWELVE = Fraction("0.143871876653"), Fraction("0.143871876654")


def gram(i: int, j: int) -> Any:
    """H_inf(i, j)"""
    return entry(VECTORS[i], VECTORS[j]).put(d, 3)


def form(weights: Sequence[Any] = WEIGHTS) -> Any:
    """v . H_inf v"""
    parts = [weights[i] * (gram(i, j) * weights[j]) for i, j in PAIRS]
    return sum(parts[1:], parts[0])


def square(weights: Sequence[Any] = WEIGHTS) -> Any:
    return weights[0] ** 2 + weights[1] ** 2 + weights[2] ** 2


def setting(rows: Rows) -> Any:
    """The law of the weights, in R^3, and the coordinates of the inputs"""
    places = [
        one(index) == value for one, row in zip(VECTORS, rows) for index, value in enumerate(row)
    ]
    return conj(rotation_invariant().put(d, 3), *places)


def at_least_says(rows: Rows, low: Fraction) -> Any:
    return forall(*WEIGHTS)(form() >= low * square())


def reached_by(high: Fraction) -> Any:
    return exists(*WEIGHTS)(conj(square() > 0, form() <= high * square()))


def enclosed(k: Any, rows: Rows, digits: int) -> tuple[list[Any], list[Fraction], Fraction]:
    """Enclosures of the nine entries, their centers and their radius"""
    half, shared, *places = k.given
    exact = [[Fraction(one) for one in row] for row in rows]
    inside = k.assume(conj(rho >= -1, rho <= 1))
    angle = read(_acos(), {"r": rho})
    facts = k.arith(conj(cos(angle) == rho, angle >= 0, angle <= pi), inside)
    facts = k.for_all(k.discharge(facts, inside.formula), rho)
    products, sizes = {}, []
    for i, j in PAIRS:
        one, two = VECTORS[i], VECTORS[j]
        whole = written_out(k, c, 3, one(c) * two(c))
        value = dot(exact[i], exact[j])
        known = [*places[3 * i : 3 * i + 3], *places[3 * j : 3 * j + 3]]
        products[i, j] = k.arith(inner(one, two).put(d, 3) == value, whole, *known)
    for i in range(3):
        size, own = root(dot(exact[i], exact[i])), products[i, i]
        sizes.append((size, k.arith(conj(size > 0, size**2 == own.sides[0]), own)))
    found, centers, radius = [], [], Fraction(1, 10**digits)
    for i, j in PAIRS:
        value, lengths = dot(exact[i], exact[j]), (sizes[i][0], sizes[j][0])
        if i == j:
            turn, known = term(0), [k.arith(conj(cos(0) == 1, term(0) <= pi))]
        else:
            cosine = value / (lengths[0] * lengths[1])
            own = k.arith(conj(cosine >= -1, cosine <= 1))
            turn = angle.put(rho, cosine)
            known = [k.apply(k.at(facts, cosine), own), own]
        lemma = k.by(
            "relu2.asm-2.1.closed-form", g, G, VECTORS[i], VECTORS[j], 3, *lengths, turn,
            defined=known,
        )  # fmt: skip
        between = inner(VECTORS[i], VECTORS[j]).put(d, 3) == lengths[0] * lengths[1] * cos(turn)
        parts = [sizes[i][1], sizes[j][1], *known, k.arith(between, products[i, j], *known)]
        share = k.part(k.use(lemma, half, shared, *parts), 0)
        center = decimals(exact, i, j, digits)
        here = value * share.sides[1]
        number_ = k.arith(conj(here >= center - radius, here <= center + radius))
        number_ = k.fold(share, number_)
        found.append(
            k.arith(
                conj(gram(i, j) >= center - radius, gram(i, j) <= center + radius),
                number_, products[i, j],
            )
        )  # fmt: skip
        centers.append(center)
    return found, centers, radius


def _acos() -> Any:
    import sympy

    return sympy.acos(sympy.Symbol("r"))


def root(value: Fraction) -> Any:
    """The square root, a number where it is rational"""
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    if top**2 == value.numerator and bottom**2 == value.denominator:
        return term(Fraction(top, bottom))
    return sqrt(term(value))


def decimals(exact: list[list[Fraction]], i: int, j: int, digits: int) -> Fraction:
    """value (pi - theta)/(2 pi) to so many digits, and those of the diagonal exactly"""
    from flint import ctx

    if i == j:
        return dot(exact[i], exact[i]) / 2
    with ctx.workprec(128):
        return ends(Inputs(exact).entry(i, j), digits)[0]


def squares_add_up(k: Any, centers: list[Fraction], low: Fraction) -> Any:
    """The form of the centers is at least low |v|^2: a square for each pivot."""
    M = [[centers[3 * i + j] - (low if i == j else 0) for j in range(3)] for i in range(3)]
    parts, rest = [], [row[:] for row in M]
    for t in range(3):
        line = WEIGHTS[t]
        for j in range(t + 1, 3):
            line = line + rest[t][j] / rest[t][t] * WEIGHTS[j]
        parts.append(rest[t][t] * line**2)
        rest = [
            [rest[i][j] - rest[i][t] * rest[t][j] / rest[t][t] for j in range(3)] for i in range(3)
        ]
    total = sum(parts[1:], parts[0])
    middle = [WEIGHTS[i] * (centers[3 * i + j] * WEIGHTS[j]) for i, j in PAIRS]
    middle = sum(middle[1:], middle[0])
    same = k.arith(middle - low * square() == total)
    return k.arith(middle >= low * square(), same, k.arith(total >= 0))


def from_below(k: Any, low: Fraction, found: list[Any], centers: list[Fraction], radius: Fraction):
    """The form is at least low |v|^2, from the enclosures of the entries."""
    rule = forall(H, A, B)(
        given(H >= -radius, H <= radius) >> (A * (H * B) >= -radius * (A**2 + B**2) / 2)
    )
    changes = []
    for (i, j), own, center in zip(PAIRS, found, centers):
        gap = gram(i, j) - center
        lemma = k.lemma(rule, gap, WEIGHTS[i], WEIGHTS[j], defined=[own])
        changes.append(k.use(lemma, k.arith(conj(gap >= -radius, gap <= radius), own)))
    middle = squares_add_up(k, centers, low + 3 * radius)
    return k.arith(form() >= low * square(), middle, *changes)


NEARLY = Fraction("1.4e-11")


@claim(
    "relu2.asm-2.1.near-parallel",
    thesis("Assumption 2.1"),
    formula=r"x_1=(1,0,0),\ x_2=(1,10^{-10},0),\ x_3=(\tfrac35,0,\tfrac45):\ "
    r"\lambda_0\ge1.4\cdot10^{-11}",
    hypotheses=("the three stated inputs; x_1 and x_2 at an angle with the tangent 10^-10",),
    says=lambda: forall(g, G, *VECTORS)(setting(NEAR) >> at_least_says(NEAR, NEARLY)),
    uses=("relu2.asm-2.1.closed-form",),
)
def nearly_parallel_inputs(judge):
    """Two inputs at an angle with the tangent 10^-10 leave lambda_0 positive, at least 1.4 10^-11.

    Entries are enclosed through the exact inner products; 1 - cos(theta) = 5 10^-21 would have no
    digit left in 16.
    """
    k = judge.theorem()
    end = from_below(k, NEARLY, *enclosed(k, NEAR, 14))
    return k.qed(k.for_all(end, *WEIGHTS))


@nearly_parallel_inputs.mutant
def ten_to_the_minus_ten(judge):
    """At least 10^-10"""
    return at_least(judge, near_parallel(), Fraction("1e-10"), "the three stated inputs")


@claim(
    "relu2.thm-2.1.instance",
    thesis("Theorem 2.1"),
    formula=r"0.143871876653\le\lambda_0\le0.143871876654",
    hypotheses=("the unit inputs (3/5, 4/5, 0), (0, 1, 0), (2/3, 1/3, 2/3)",),
    says=lambda: forall(g, G, *VECTORS)(
        setting(UNIT) >> conj(at_least_says(UNIT, TWELVE[0]), reached_by(TWELVE[1]))
    ),
    uses=("relu2.asm-2.1.closed-form",),
)
def certified_eigenvalue(judge):
    """lambda_0 of three rational inputs to twelve digits.

    H_inf - low I is a sum of three squares, up to what the entries may differ from their decimals;
    a vector shows that the form reaches the upper bound.
    """
    k = judge.theorem()
    found, centers, radius = enclosed(k, UNIT, 15)
    below = k.for_all(from_below(k, TWELVE[0], found, centers, radius), *WEIGHTS)
    vector = "0.7459533920518387", "-0.5666077919219443", "-0.3500130669270713"
    vector = [term(one) for one in vector]
    here = k.arith(form(vector) <= TWELVE[1] * square(vector), *found)
    here = k.both(k.arith(square(vector) > 0), here)
    return k.qed(k.both(below, k.exhibit_all(reached_by(TWELVE[1]), vector, here)))


@certified_eigenvalue.mutant
def a_larger_lower_bound(judge):
    """1/4 from below: the determinant of H_inf - 1/4 is not positive."""
    from sympy import eye

    H = gram_of([[Fraction(one) for one in row] for row in UNIT]) - number("1/4") * eye(3)
    minors = [holds(judge, (H[:s, :s].det(method="berkowitz"), ">", 0)) for s in (1, 2, 3)]
    return on_instance(judge.all(*minors), "the stated inputs")
