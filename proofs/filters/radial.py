"""Laws with independent length and direction: gamma, L and beta scale with the second moment."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    pi,
    randoms,
    sum_over,
)

from ..textbook.events import truths
from . import chapter_6, holds
from .descent import square
from .informal import place
from .moments import c, p, s, u, w, w_star
from .teacher_angle import angle, n, size, teacher, theta

U = functions("U", "nat", "sample")  # the direction
LENGTHS = randoms("R R_0")
scale, y, a, b, f, g, h, x = theorems.reals("scale y a b f g h x")
phi = theorems.reals("phi_0")
NAMES = ("gamma", "L", "beta")
OWN, OTHER = (theorems.reals(" ".join(name + end for name in NAMES)) for end in ("", "_normal"))


def dot(vector, R=None):
    """vector . U, or vector . (R U)"""
    return sum_over(c, p, vector(c) * (U(c, s) if R is None else R(s) * U(c, s)))


def place_of(sign, R=None):
    """The input is in the region of w and w*, or of w and -w*."""
    return conj(dot(w, R) >= 0, dot(w_star, R) >= 0 if sign > 0 else -dot(w_star, R) >= 0)


def form(sign, R=None):
    """u^T A u for the input R U"""
    return E(s, dot(u, R) ** 2 * indicator(place_of(sign, R)))


def independent(R):
    """The length is not negative and independent of the direction, in the products in use."""
    product = conj(
        *(
            E(s, R(s) ** 2 * (dot(u) ** 2 * indicator(place_of(sign))))
            == E(s, R(s) ** 2) * form(sign)
            for sign in (1, -1)
        )
    )
    return forall(s)(R(s) >= 0), forall(w, u)(product)


def at(*more):
    return given(angle(w, size, theta), *more)


def bounds(R, value):
    """gamma(phi_0) from below, L(0) from above, beta of Assumption 6.1, as sets of admissible y"""
    low = forall(w, u, size, theta)(at(theta == phi) >> (form(1, R) >= value * square(u)))
    high = forall(w, u, size, theta)(at(theta == 0) >> (form(1, R) <= value * square(u)))
    side = at(theta > 0, theta <= pi / 2) >> (form(-1, R) <= value * (theta * square(u)))
    return low, high, forall(w, u, size, theta)(side)


def best(R, names):
    """The best constants: admissible, and no other admissible one is better."""
    made = []
    for number, name in enumerate(names):
        better = y <= name if number == 0 else name <= y
        made.append(bounds(R, name)[number])
        made.append(forall(y)(bounds(R, y)[number] >> better))
    return conj(*made)


def radial_says():
    R, R_0 = LENGTHS
    ratio = (OWN[1] + 4 * OWN[2]) / OWN[0] == (OTHER[1] + 4 * OTHER[2]) / OTHER[0]
    known = given(
        teacher, *independent(R), *independent(R_0), scale > 0,
        E(s, R(s) ** 2) == scale * E(s, R_0(s) ** 2), best(R, OWN), best(R_0, OTHER), OTHER[0] > 0,
    )  # fmt: skip
    return forall(U, R, R_0, w_star, n, scale, phi, *OWN, *OTHER, p)(known >> ratio)


@claim(
    "fsgd.claim-informal-smoothness.tightest-amended",
    chapter_6(place),
    formula=r"Z=R\,U,\ U\text{ uniform on the sphere},\ R\text{ "
    r"independent}:\quad\frac{L(0)+4\beta}{\gamma(\phi_0)}\text{ is that of }N(0,I_p)",
    hypotheses=(
        "R >= 0 with 0 < E[R^2] = s p; N(0, I_p) is R_0 U with an independent length R_0, E[R_0^2] "
        "= p; of U nothing is used",
    ),
    amends="fsgd.claim-informal-smoothness.tightest",
    says=radial_says,
)
def same_for_all_invariant_laws(judge):
    """All rotationally invariant laws share the Gaussian's ratio: only the size of the second
    moment depends on the radius.
    """
    z = judge.theorem()
    R, R_0 = LENGTHS
    sides = [z.given[number] for number in (2, 3, 4, 5)]
    means = z.meet(E(s, R(s) ** 2) == scale * E(s, R_0(s) ** 2), *z.given)
    forms = {}
    for sign in (1, -1):
        own = moved(z, R, sign, sides[0], sides[1])
        other = moved(z, R_0, sign, sides[2], sides[3])
        rule = forall(a, b, f, g, h, scale)(
            given(a == f * h, b == g * h, f == scale * g) >> (a == scale * b)
        )
        values = form(sign, R), form(sign, R_0), E(s, R(s) ** 2), E(s, R_0(s) ** 2), form(sign)
        rule = z.lemma(rule, *values, scale, defined=[own, other, means])
        forms[sign] = z.for_all(z.use(rule, own, other, means), w, u)
    ends = [constant(z, forms, number) for number in range(3)]
    rule = forall(a, b, f, g, h, x, scale)(
        given(a == scale * f, b == scale * g, h == scale * x, scale > 0, f > 0)
        >> ((b + 4 * h) / a == (g + 4 * x) / f)
    )
    values = OWN[0], OWN[1], OTHER[0], OTHER[1], OWN[2], OTHER[2], scale
    return z.qed(z.use(z.lemma(rule, *values), *ends, *z.given))


def moved(z, R, sign, low, product):
    """u^T A u of R U is E[R^2] times that of U."""
    lines = []
    for vector in (u, w, w_star):
        bodies = [vector(c) * (R(s) * U(c, s)), vector(c) * U(c, s)]
        here = lambda q, bodies=bodies: (  # noqa: E731
            sum_over(c, q, bodies[0]) == R(s) * sum_over(c, q, bodies[1])
        )
        lines.append(by_terms(z, c, p, here, bodies))
    events = place_of(sign, R), place_of(sign)
    none, some = z.assume(R(s) == 0), z.assume(R(s) > 0)
    bits = [indicator(event) for event in events]
    rule = forall(a, b, f, g, h, x)(given(a == x * b, x == 0) >> (x**2 * (b**2 * g) == a**2 * f))
    values = dot(u, R), dot(u), *bits, 0, R(s)
    empty = z.use(z.lemma(rule, *values), lines[0], none)
    ways = (
        (a >= 0) >> (b >= 0),
        (b >= 0) >> (a >= 0),
        (-a >= 0) >> (-b >= 0),
        (-b >= 0) >> (-a >= 0),
    )
    sign_of = forall(a, b, x)(given(a == x * b, x > 0) >> conj(*ways))
    signs = [
        z.use(z.lemma(sign_of, dot(vector, R), dot(vector), R(s)), line, some)
        for vector, line in zip((w, w_star), lines[1:], strict=True)
    ]
    equal = truths(z, bits[0] == bits[1], events, *signs)
    rule = forall(a, b, f, g, h, x)(given(a == x * b, f == g) >> (x**2 * (b**2 * g) == a**2 * f))
    full = z.use(z.lemma(rule, *values), lines[0], equal)
    cover = z.arith((R(s) == 0) | (R(s) > 0), z.at(low, s))
    same = z.for_all(z.cases(cover, empty, full), s)
    known = z.part(z.at(product, w, u), 0 if sign > 0 else 1)
    there = z.arith(integrable(E(s, R(s) ** 2 * (dot(u) ** 2 * bits[1]))), known)
    end = z.mean_of_equal(same, there)
    return z.arith(form(sign, R) == E(s, R(s) ** 2) * form(sign), end, known)


def constant(z, forms, number):
    """The best constant is the scale times the other one: each is admissible for the other law."""
    (R, R_0), first, second = LENGTHS, OWN[number], OTHER[number]
    same = z.at(forms[-1 if number == 2 else 1], w, u)
    size_ = x * g if number == 2 else g

    def admissible(law, own, rule):
        known = z.at(z.meet(bounds(law, own)[number], *z.given), w, u, size, theta)
        inside = z.assume(known.formula.left)
        sides = form(-1 if number == 2 else 1, R), form(-1 if number == 2 else 1, R_0)
        rule = z.lemma(rule, *sides, own, square(u), theta, scale, defined=[same])
        premise = z.arith(rule.formula.left.part(1), z.apply(known, inside))
        end = z.use(rule, same, premise, *z.given)
        return z.for_all(z.discharge(end, inside.formula), w, u, size, theta)

    names = a, b, f, g, x, scale
    up = number == 0
    down = forall(*names)(
        given(a == scale * b, (a >= f * size_) if up else (a <= f * size_), scale > 0)
        >> ((b >= f / scale * size_) if up else (b <= f / scale * size_))
    )
    lift = forall(*names)(
        given(a == scale * b, (b >= f * size_) if up else (b <= f * size_), scale > 0)
        >> ((a >= scale * f * size_) if up else (a <= scale * f * size_))
    )
    nonzero = z.arith(scale != 0, *z.given)
    ends = []
    for law, own, other, best_, target, rule in (
        (R, first, R_0, second, first / scale, down), (R_0, second, R, first, scale * second, lift),
    ):  # fmt: skip
        step = admissible(law, own, rule)
        better = y <= best_ if up else best_ <= y
        most = z.meet(forall(y)(bounds(other, y)[number] >> better), *z.given)
        ends.append(z.apply(z.at(most, target, defined=[nonzero]), step))
    rule = forall(a, b, scale)(
        given(
            (a / scale <= b) if up else (b <= a / scale),
            (scale * b <= a) if up else (a <= scale * b),
            scale > 0,
        )
        >> (a == scale * b)
    )
    return z.use(z.lemma(rule, first, second, scale), *ends, *z.given)


@same_for_all_invariant_laws.mutant
def beta_alone(judge):
    """beta times s^2, in letters."""
    L, beta, gamma, s_ = reals("L beta gamma s")
    where = [(s_, ">", 0), (gamma, ">", 0)]
    ratio = (s_ * L + 4 * s_**2 * beta) / (s_ * gamma)
    return holds(judge, (ratio, "==", (L + 4 * beta) / gamma), where)
