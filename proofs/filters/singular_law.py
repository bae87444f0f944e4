"""A continuous law that no beta of Assumption 6.1 fits: the angle beyond the hyperplane of w* is
the square of a uniform number U, so that a sector of opening phi has the mass sqrt(phi).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    cos,
    exists,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    randoms,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .moments import s

U = randoms("U")
b, beta, phi, x, y = reals("b beta phi x y")
FIRST, SECOND = -sin(U(s) ** 2), cos(U(s) ** 2)  # Z, with w* = (1, 0)


def event():
    """w.Z >= 0 >= w*.Z for w = (cos(phi), sin(phi))"""
    return conj(cos(phi) * FIRST + sin(phi) * SECOND >= 0, FIRST <= 0)


def moment():
    """The second moment across w* on the region"""
    return E(s, SECOND**2 * indicator(event()))


def above():
    return conj(phi > 0, phi <= pi / 2, moment() > beta * phi)


def says():
    uniform = forall(b)(conj(b >= 0, b <= 1) >> (Prob(s, U(s) <= b) == b))
    inside = forall(s)(conj(U(s) >= 0, U(s) <= 1))
    has = forall(phi)(integrable(moment()))
    return forall(U)(given(inside, uniform, has) >> forall(beta)(exists(phi)(above())))


@claim(
    "fsgd.asm-6.1.singular",
    chapter_6("before Assumption 6.1"),
    formula=r"\text{angular density}\sim\tfrac12t^{-1/2}\text{ at the hyperplane of "
    r"}w_*\implies\nexists\beta:\ \sqrt\phi\le\beta\phi\ (0<\phi\le\tfrac\pi2)",
    hypotheses=(
        "Z on the unit circle, at the angle pi/2 + U^2 with U uniform on [0, 1]: the sector of "
        "opening phi has the mass sqrt(phi)",
    ),
    says=says,
)
def continuity_is_not_enough(judge):
    """Continuity alone does not give Assumption 6.1: for every beta some small phi has a second
    moment above beta phi. It is at least sqrt(phi)/4, here at phi = r^2, r = 1/(4 (|beta| + 1)).
    """
    k = judge.theorem()
    inside, uniform, has = k.given
    r = 1 / (4 * (abs(beta) + 1))
    angle = r**2
    size = forall(b)((b >= 0) >> conj(1 / (4 * (b + 1)) > 0, 1 / (4 * (b + 1)) <= "1/4"))
    positive = k.arith(abs(beta) >= 0)
    size = k.use(k.lemma(size, abs(beta)), positive)
    nonzero = k.arith(4 * (abs(beta) + 1) != 0, positive)
    early = U(s) <= y
    here = k.assume(conj(y > 0, y <= "1/4"))
    # y in the place of r
    at_y = event().put(phi, y**2)
    body = (SECOND**2 * indicator(event())).put(phi, y**2)
    low = k.at(inside, s)
    rule = forall(x, y)(
        given(x >= 0, x <= y, y <= "1/4") >> conj(x**2 >= 0, x**2 <= y**2, y**2 <= "1/16")
    )
    square = k.use(k.lemma(rule, U(s), y), low, k.assume(early), here)
    turn = forall(x, y)(
        given(x >= 0, x <= y, y <= "1/16") >> conj(sin(y - x) >= 0, -sin(x) <= 0, cos(x) >= "1/2")
    )
    turn = k.use(k.lemma(turn, U(s) ** 2, y**2), square)
    turned = k.lemma(
        forall(x, y)(sin(y - x) == cos(y) * -sin(x) + sin(y) * cos(x)), U(s) ** 2, y**2
    )
    happens = k.arith(at_y, turn, turned)
    goal = term("1/4") * indicator(early) <= body
    quarter = forall(x)((x >= "1/2") >> (x**2 >= "1/4"))
    quarter = k.use(k.lemma(quarter, SECOND), turn)
    yes = k.indicator(at_y, True, happens), k.indicator(early, True, k.assume(early))
    rule = forall(x, y)(given(y >= 0) >> (x**2 * y >= 0))
    rest = k.use(k.lemma(rule, SECOND, indicator(at_y)), k.indicator_range(at_y))
    no = k.indicator(early, False, k.assume(~early)), rest
    point = k.cases(k.excluded_middle(early), k.arith(goal, *yes, quarter), k.arith(goal, *no))
    share = k.use(k.at(uniform, y), here)
    parts = [(term("1/4"), indicator(early), k.arith(integrable(Prob(s, early)), share))]
    total = mean_of_combination(k, s, term("1/4") * indicator(early), parts)
    there = k.arith(integrable(total.sides[0]), total)
    less = k.mean_is_monotone(k.for_all(point, s), there, k.at(has, y**2))
    mass = k.arith(E(s, body) >= y / 4, less, total, share)
    always = k.for_all(k.discharge(mass, here.formula), y)
    mass = k.use(k.at(always, r, defined=[nonzero]), size)
    small = forall(b, x, beta)(
        given(x > 0, x <= "1/4", b >= x / 4, beta * x < "1/4")
        >> conj(x**2 > 0, x**2 <= pi / 2, b > beta * x**2)
    )
    slope = forall(beta)(beta * (1 / (4 * (abs(beta) + 1))) < "1/4")
    slope = k.lemma(slope, beta)
    value = moment().put(phi, angle)
    have = k.arith(integrable(value), mass)
    small = k.use(k.lemma(small, value, r, beta, defined=[have, nonzero]), size, mass, slope)
    shown = k.exhibit(exists(phi)(above()), angle, small, nonzero)
    return k.qed(k.for_all(shown, beta))


@continuity_is_not_enough.mutant
def at_a_right_angle(judge):
    """At phi = 1 the root is no more than beta = 1 allows, in letters."""
    rule = forall(x, beta)(given(x == 1, beta == 1) >> (x > beta * x**2))
    return falsify(rule, hints=[{"values": {"x": "1", "beta": "1"}}])
