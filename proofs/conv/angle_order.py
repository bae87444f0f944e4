"""Lemma 5.2: the angle of v and w* does not grow for eta lambda <= 2, and 2 is the largest such
constant.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import holds
from steepest.proofs.engine.theorems import conj, cos, exists, forall, given, pi, reals

from .. import symbols
from . import thesis
from .network import eta, n, phi, size, turned
from .shrinking_angle import AFTER, TURN, lam, state
from .turned_angle import USES, in_letters, setting
from .turning import BEFORE, ONE, x

u, low = reals("u low")


def moved_on(s):
    """(|v'| cos phi')^2, from the exact step."""
    return s.size**2 * (s.cosine + s.eta * s.lam * s.sine**2) ** 2


def kept_cosine(s):
    """(|v'| cos phi)^2, from the exact step."""
    return s.size**2 * (s.cosine**2 * (1 + (s.eta * s.lam) ** 2 * s.sine**2))


def kept():
    before = given(BEFORE, AFTER, eta > 0, x > 0)
    enough = (eta * n * x <= 4 * size**2) >> (eta * lam <= 2)
    return forall(*TURN)(before >> conj((eta * lam <= 2) >> (turned <= phi), enough))


def moved_cosine(z, *step, side=lambda value: value):
    """cos phi' >= cos phi, on the side where 0 <= eta lambda <= 2; `side` turns the signs."""
    own = lambda s: [side(s.eta * s.lam) >= 0, side(s.eta * s.lam) <= 2]  # noqa: E731
    blunt, now = side(cos(phi)) < 0, state()
    there, known = setting(z)
    P, Q, C, D, F = reals("P Q C D F")
    turn = now.eta * now.lam
    rises = forall(P, Q, D)(given(P > 0, Q > 0, Q**2 == P**2 * (1 + D**2)) >> (Q >= P))
    values = (now.size, now.size_next, turn * now.sine)
    square = now.size_next**2 == now.size**2 * (1 + (turn * now.sine) ** 2)
    longer = z.use(
        z.lemma(rises, *values, defined=there), z.arith(square, *known), *known, *z.given
    )
    push = z.lemma(forall(P, Q)((side(P) >= 0) >> (side(P * Q**2) >= 0)), turn, now.sine,
                   defined=there)  # fmt: skip
    ahead = forall(P, Q, C, D, F)(
        given(Q * F == P * (C + D), side(D) >= 0, Q >= P, P > 0, side(C) < 0)
        >> (side(F) >= side(C))
    )
    values = (now.size, now.size_next, now.cosine, turn * now.sine**2,
              now.cosine_next)  # fmt: skip
    first = z.use(
        z.lemma(ahead, *values, defined=there), z.use(push, *step), longer, z.assume(blunt), *known
    )
    sharp = [z.assume(side(cos(phi)) >= 0), *step]
    gap = in_letters(
        z, lambda s: [*own(s), side(s.cosine) >= 0],
        lambda s: moved_on(s) >= kept_cosine(s), *sharp,
    )  # fmt: skip
    squares = in_letters(
        z, lambda s: [moved_on(s) >= kept_cosine(s)],
        lambda s: (s.size_next * s.cosine_next) ** 2 >= (s.size_next * s.cosine) ** 2, gap,
    )  # fmt: skip
    ahead = in_letters(
        z, lambda s: [*own(s), side(s.cosine) >= 0],
        lambda s: side(s.size_next * s.cosine_next) >= 0, *sharp,
    )  # fmt: skip
    second = in_letters(
        z, lambda s: [side(s.cosine) >= 0, side(s.size_next * s.cosine_next) >= 0,
                      (s.size_next * s.cosine_next) ** 2 >= (s.size_next * s.cosine) ** 2],
        lambda s: side(s.cosine_next) >= side(s.cosine), *sharp, ahead, squares,
    )  # fmt: skip
    return z.cases(z.arith(blunt | (side(cos(phi)) >= 0)), first, second)


@claim(
    "conv.lem-5.2-amended.step", thesis("Lemma 5.2"), says=kept, uses=USES,
)  # fmt: skip
def angle_is_kept(judge):
    """With u = eta lambda <= 2 the angle does not grow, and eta |w*| x <= 4 |v|^2 is enough."""
    z = judge.theorem()
    small = eta * lam <= 2
    there, known = setting(z)
    positive = known[0]
    share, half = reals("share half")
    bound = forall(eta, n, x, phi, size)(
        given(eta > 0, n > 0, x > 0, phi >= 0, phi <= pi, size > 0)
        >> conj(eta * lam >= 0, eta * lam <= eta * n * x / (2 * size**2))
    )
    sizes = z.use(z.lemma(bound, eta, n, x, phi, size, defined=[positive]), *z.given)
    wide = z.assume(eta * n * x <= 4 * size**2)
    quotient = forall(half, share)(given(share > 0, half <= 4 * share) >> (half / (2 * share) <= 2))
    two = z.use(
        z.lemma(quotient, eta * n * x, size**2, defined=there), wide, z.arith(size**2 > 0, positive)
    )
    enough = z.discharge(z.arith(eta * lam <= 2, sizes, two), eta * n * x <= 4 * size**2)
    larger = moved_cosine(z, z.assume(small), z.part(sizes, 0))
    order = z.use(z.by("book.cosine-order", phi, turned), larger, *z.given)
    return z.qed(z.both(z.discharge(order, small), enough))


@angle_is_kept.mutant
def beyond_two(judge):
    """u up to 2.1"""
    c, step = symbols.reals("c u")
    where = [(c, ">=", 0), (c, "<", 1), (step, ">", 0), (10 * step, "<=", 21)]
    return holds(judge, (2 * c + step * (1 - 2 * c**2), ">=", 0), where)


def kept_away():
    before = given(BEFORE, AFTER, eta > 0, x < 0)
    enough = (-(eta * n * x) <= 4 * size**2) >> (eta * lam >= -2)
    return forall(*TURN)(before >> conj((eta * lam >= -2) >> (phi <= turned), enough))


@claim(
    "conv.lem-5.2-amended.away", thesis("Lemma 5.2"), says=kept_away, uses=USES,
)  # fmt: skip
def angle_is_kept_away(judge):
    """The mirror image: where x < 0 and eta lambda >= -2 the angle does not shrink."""
    z = judge.theorem()
    small = eta * lam >= -2
    positive = setting(z)[1][0]
    bound = forall(eta, n, x, phi, size)(
        given(eta > 0, n > 0, x < 0, phi >= 0, phi <= pi, size > 0)
        >> conj(eta * lam <= 0, eta * lam >= eta * n * x / (2 * size**2))
    )
    sizes = z.use(z.lemma(bound, eta, n, x, phi, size, defined=[positive]), *z.given)
    wide = z.assume(-(eta * n * x) <= 4 * size**2)
    share, half = reals("share half")
    quotient = forall(half, share)(
        given(share > 0, -half <= 4 * share) >> (half / (2 * share) >= -2)
    )
    there = [z.arith(2 * size**2 != 0, positive)]
    two = z.lemma(quotient, eta * n * x, size**2, defined=there)
    two = z.use(two, wide, z.arith(size**2 > 0, positive))
    enough = z.discharge(z.arith(small, sizes, two), wide.formula)
    smaller = moved_cosine(z, z.assume(small), z.part(sizes, 0), side=lambda value: -value)
    order = z.use(z.by("book.cosine-order", turned, phi), z.arith(cos(turned) <= cos(phi), smaller),
                  *z.given)  # fmt: skip
    return z.qed(z.both(z.discharge(order, small), enough))


@angle_is_kept_away.mutant
def beyond_minus_two(judge):
    """eta lambda down to -2.1"""
    c, step = symbols.reals("c u")
    where = [(c, "<=", 0), (c, ">", -1), (step, "<", 0), (10 * step, ">=", -21)]
    return holds(judge, (-2 * c - step * (1 - 2 * c**2), ">=", 0), where)


def largest():
    near = given(BEFORE, AFTER, eta * lam == u, cos(phi) > low, cos(phi) < 1)
    beyond = exists(low)(conj(low < 1, forall(*TURN)(near >> (turned > phi))))
    return forall(u)((u > 2) >> beyond)


@claim(
    "conv.lem-5.2-amended.largest", thesis("Lemma 5.2"), says=largest, uses=USES,
    instance={"values": {"u": "3"}},
)  # fmt: skip
def two_is_the_largest(judge):
    """For every u > 2 a step with eta lambda = u makes the angle grow, at all small angles."""
    z = judge.theorem()
    (more,) = z.given
    floor = (3 * u + 2) / (4 * u)
    near = given(BEFORE, AFTER, eta * lam == u, cos(phi) > floor, cos(phi) < 1)
    here = z.split(z.assume(near))
    turn = lambda s: [s.eta * s.lam == u, u > 2]  # noqa: E731
    C = reals("C")
    falls = forall(u, C)(
        given(u > 2, C > floor, C < 1) >> conj(C > 0, 2 * C + u * (1 - 2 * C**2) < 0)
    )
    nonzero = z.arith(4 * u != 0, more)
    past = z.use(z.lemma(falls, u, cos(phi)), more, *here)
    smaller = in_letters(
        z,
        lambda s: [*turn(s), s.cosine > 0, s.cosine < 1,
                   2 * s.cosine + u * (1 - 2 * s.cosine**2) < 0],
        lambda s: moved_on(s) < kept_cosine(s), past, more, given_=here,
    )  # fmt: skip
    squares = in_letters(
        z, lambda s: [moved_on(s) < kept_cosine(s)],
        lambda s: (s.size_next * s.cosine_next) ** 2 < (s.size_next * s.cosine) ** 2,
        smaller, given_=here,
    )  # fmt: skip
    less = in_letters(
        z,
        lambda s: [s.cosine > 0,
                   (s.size_next * s.cosine_next) ** 2 < (s.size_next * s.cosine) ** 2],
        lambda s: s.cosine_next < s.cosine, past, squares, given_=here,
    )  # fmt: skip
    order = z.use(
        z.by("book.cosine-order", turned, phi), z.arith(cos(turned) <= cos(phi), less), *here
    )
    differ = z.arith(~(turned == phi), less)
    grows = z.arith(turned > phi, order, differ)
    every = z.for_all(z.discharge(grows, near), *TURN)
    below = z.arith(floor < 1, more)
    return z.qed(z.exhibit(z.target, floor, z.both(below, every), nonzero))


@two_is_the_largest.mutant
def one_is_the_largest(judge):
    """For every u > 1: not at u = 3/2."""
    c = symbols.reals("c,")[0]
    return holds(judge, (4 * c + 3 * (1 - 2 * c**2), "<", 0), [(c, ">", 0), (c, "<", 1)])


@claim(
    "conv.lem-5.2-amended",
    thesis("Lemma 5.2"),
    formula=r"(a^t)^\top a^*>0,\ \eta\lambda^t\le2\implies\phi^{t+1}\le\phi^t",
    hypotheses=("eta lambda <= 2; it suffices that eta n x <= 4 |v|^2",),
    amends="conv.lem-5.2",
    says=lambda: conj(kept(), largest()),
    uses=("conv.lem-5.2-amended.step", "conv.lem-5.2-amended.largest"),
    instance=ONE,
)
def angle_never_grows_amended(judge):
    """With u = eta lambda <= 2 the angle never grows, at any angle; 2 is the largest such constant
    (u > 2 fails near phi = 0).

    The squares of both sides differ by u s^2 (2 c + u (1 - 2 c^2)), which is at least 2 u s^2 (1 -
    c)(1 + 2c) where 2 c^2 > 1.
    """
    z = judge.theorem()
    return z.qed(z.both(z.by("conv.lem-5.2-amended.step"), z.by("conv.lem-5.2-amended.largest")))


@angle_never_grows_amended.mutant
def at_every_step(judge):
    """u up to 2.1"""
    return beyond_two(judge)
