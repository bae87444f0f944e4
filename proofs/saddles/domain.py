"""The tube D_0 and the octopus D as sets, in every dimension.

A point is the sequence y of its coordinates y(0), .., y(d - 1). Region i of (7.5), i = 0, .., d, is
counted from 0; i = d is the final region, which has no coordinate at work.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exists,
    forall,
    given,
    nats,
    reals,
    sequences,
)

from . import chapter_7
from .escape import (
    each,
)
from .tube import between

tau, r = reals("tau r")
d, i, j, m = nats("d i j m")
y, s = sequences("y s")


def same(k):
    return y(k)


def size(k):
    return abs(y(k))


def signed(k):
    return s(k) * y(k)


def region(i, of=same):
    """6 tau >= x_j >= 2 tau for j < i, 2 tau >= x_i >= 0, tau >= x_j >= 0 for j > i"""
    return conj(
        forall(j)((j < i) >> between(2 * tau, of(j), 6 * tau)),
        (i < d) >> between(0, of(i), 2 * tau),
        forall(j)(conj(j < d, j > i) >> between(0, of(j), tau)),
    )


def sign(value):
    return disj(value == 1, value == -1)


def tube(of=same):
    """The point is in D_0."""
    return exists(i)(conj(i <= d, region(i, of)))


def cube(low, high, least=1):
    return given(tau >= least, forall(j)((j < d) >> between(low, y(j), high)))


def in_first_region(judge, of, low):
    p = judge.theorem()
    nobody = between(2 * tau, of(j), 6 * tau)
    none = each(p, j, j < 0, p.absurd(p.assume(j < 0), p.arith(~(j < 0)), nobody))
    inside = next(one for one in p.given if one.theorem.conclusion[0] == "forall")
    large = next(one for one in p.given if one.theorem.conclusion[0] != "forall")
    first = p.assume((i < d).put(i, 0))
    at_work = p.discharge(
        p.arith(between(0, of(0), 2 * tau), p.use(p.at(inside, 0), first), large), first.formula
    )
    where = conj(j < d, j > 0)
    one = p.use(p.at(inside, j), p.assume(where))
    rest = each(p, j, where, p.arith(between(0, of(j), tau), one, large))
    zero = p.arith((i <= d).put(i, 0))
    return p.qed(p.exhibit(tube(of), 0, p.both(zero, p.both(none, at_work, rest))))


@claim(
    "saddle.eq-7.5.cube",
    chapter_7("equation (7.5)"),
    formula=r"[0,1]^d\subset D_0\quad(\tau\ge1)",
    says=lambda least=1: forall(tau, d, y)(cube(0, 1, least) >> tube()),
    instance={"values": {"tau": "1", "d": "1"}, "functions": {"y": {"table": ["1"]}}},
)
def cube_inside(judge, least=1):
    """The cube lies in D_0, for every d: in its first region."""
    return in_first_region(judge, same, 0)


cube_inside.mutant("tau >= 1/4", least="1/4")


@claim(
    "saddle.eq-7.13",
    chapter_7("equation (7.13)"),
    formula=r"[-1,1]^d\subset D\quad(\tau\ge1)",
    says=lambda half=1: forall(tau, d, y)(cube(-half, half) >> tube(size)),
    instance={"values": {"tau": "1", "d": "2"}, "functions": {"y": {"table": ["0", "1"]}}},
)
def whole_cube_inside(judge, half=1):
    """The cube [-1, 1]^d lies in D (the points whose distances |x_j| are in D_0), for every d."""
    return in_first_region(judge, size, -1)


whole_cube_inside.mutant("[-7, 7]^d", half=7)


@claim(
    "saddle.eq-7.5.faces",
    chapter_7("equation (7.5)"),
    formula=r"\text{region }i\cap\text{region }m\subset\{x_i=2\tau,\ x_{i+1}\le\tau\}\ (m=i+1),\ "
    r"\emptyset\ "
    r"(m>i+1)",
    says=lambda least=2: forall(tau, d, i, m, y)(
        given(tau > 0, i < m, m <= d, region(i), region(m))
        >> conj(y(i) == least * tau, m == i + 1, (i + 1 < d) >> (y(i + 1) <= tau))
    ),
    instance={
        "values": {"tau": "1", "d": "1", "i": "0", "m": "1"},
        "functions": {"y": {"table": ["2"]}},
    },
)
def shared_faces(judge, least=2):
    """Regions i and i + 1 share only x_i = 2 tau (there x_{i+1} <= tau); regions i and m >= i + 2
    are disjoint. For every d.
    """
    p = judge.theorem()
    positive, below, top = p.given[:3]
    lower, upper = p.given[3:6], p.given[6:9]
    high = p.use(lower[1], p.arith(i < d, below, top))
    low = p.use(p.at(upper[0], i), below)
    equal = p.arith(y(i) == least * tau, high, low, positive)
    goal = m == i + 1
    apart = m > i + 1
    far = p.assume(apart)
    settled = p.use(p.at(upper[0], i + 1), p.arith(i + 1 < m, far))
    later = p.use(p.at(lower[2], i + 1), p.arith(conj(i + 1 < d, i + 1 > i), far, top))
    never = p.absurd(p.part(settled, 0), p.arith(~(y(i + 1) >= 2 * tau), later, positive), goal)
    next_one = p.cases(p.arith(disj(goal, apart), below), p.assume(goal), never)
    inside = p.assume(i + 1 < d)
    beside = p.use(p.at(lower[2], i + 1), p.both(inside, p.arith(i + 1 > i)))
    return p.qed(p.both(equal, next_one, p.discharge(p.part(beside, 1), i + 1 < d)))


shared_faces.mutant("x_i = 3 tau", least=3)


@claim(
    "saddle.eq-7.12",
    chapter_7("equations (7.12), (7.13)"),
    formula=r"x\in D_s\iff(|x_1|,\dots,|x_d|)\in D_0\text{ and }s_jx_j\ge0",
    says=lambda least=0: forall(tau, d, s, y)(
        given(tau > 0, forall(j)((j < d) >> disj(s(j) == 1, s(j) == -1)))
        >> conj(
            tube(signed) >> conj(tube(size), forall(j)((j < d) >> (s(j) * y(j) >= least))),
            conj(tube(size), forall(j)((j < d) >> (s(j) * y(j) >= 0))) >> tube(signed),
        )
    ),
    instance={
        "values": {"tau": "1", "d": "1"},
        "functions": {"y": {"table": ["-1/2"]}, "s": {"table": ["-1"]}},
    },
)
def mirrored_domain(judge, least=0):
    """With s the signs of x, the conditions of the mirrored domain D_s are those of D_0 on |x_j|,
    for every d.
    """
    p = judge.theorem()
    positive, signs = p.given
    return p.qed(p.both(forwards(p, positive, signs, least), backwards(p, signs)))


mirrored_domain.mutant("s_j x_j >= tau", least=tau)


def same_size(p, signs, not_negative, place):
    """|x_j| == s_j x_j, where s_j = 1 or -1 and s_j x_j >= 0"""
    a, b = reals("a b")
    known = p.lemma(
        forall(a, b)(given(disj(a == 1, a == -1), a * b >= 0) >> (abs(b) == a * b)),
        s(place), y(place),
    )  # fmt: skip
    return p.use(known, signs, not_negative)


def rewritten(p, signs, held, old, new, not_negative):
    """Region i for the coordinates `new`, from region i for the coordinates `old`."""
    before, work, after = (p.part(p.part(held, 1), place) for place in range(3))
    top = p.part(held, 0)

    def each_place(whole, where, low, high):
        inside = p.assume(where)
        bound = p.use(p.at(whole, j), inside)
        within = p.arith(j < d, inside, top)
        sign = p.use(p.at(signs, j), within)
        equal = same_size(p, sign, not_negative(j, bound, within), j)
        moved = p.fold(equal, bound) if new is size else p.unfold(equal, bound)
        return each(p, j, where, moved)

    first = each_place(before, j < i, 2 * tau, 6 * tau)
    inside = p.assume(i < d)
    bound = p.use(work, inside)
    equal = same_size(p, p.use(p.at(signs, i), inside), not_negative(i, bound, inside), i)
    middle = p.discharge(p.fold(equal, bound) if new is size else p.unfold(equal, bound), i < d)
    last = each_place(after, conj(j < d, j > i), 0, tau)
    return p.exhibit(tube(new), i, p.both(top, p.both(first, middle, last)))


def forwards(p, positive, signs, least):
    held = p.assume(conj(i <= d, region(i, signed)))

    def not_negative(place, bound, within):
        return p.arith(s(place) * y(place) >= 0, bound, positive)

    moved = rewritten(p, signs, held, signed, size, not_negative)
    before, work, after = (p.part(p.part(held, 1), place) for place in range(3))
    goal = s(j) * y(j) >= least
    inside = p.assume(j < d)
    own, low, high = j == i, j < i, j > i
    at_work = p.fold(p.assume(own), p.use(work, p.unfold(p.assume(own), inside)))
    pieces = (
        p.arith(goal, at_work, positive),
        p.arith(goal, p.use(p.at(before, j), p.assume(low)), positive),
        p.arith(goal, p.use(p.at(after, j), inside, p.assume(high)), positive),
    )
    every = each(p, j, j < d, p.cases(p.arith(disj(own, low, high)), *pieces))
    step = p.obtain(p.assume(tube(signed)), p.both(moved, every), i)
    return p.discharge(step, tube(signed))


def backwards(p, signs):
    whole = conj(tube(size), forall(j)((j < d) >> (s(j) * y(j) >= 0)))
    positive = p.part(p.assume(whole), 1)
    held = p.assume(conj(i <= d, region(i, size)))

    def not_negative(place, bound, within):
        return p.use(p.at(positive, place), within)

    moved = rewritten(p, signs, held, size, signed, not_negative)
    step = p.obtain(p.part(p.assume(whole), 0), moved, i)
    return p.discharge(step, whole)


@claim(
    "saddle.mirror",
    chapter_7("Section 7.4.1"),
    formula=r"\text{saddles }(\pm4\tau,\dots,0,\dots,0):\ \|y-x\|_\infty\le r\tau,\ r\le1\implies "
    r"y\in D",
    says=lambda radius=1: forall(tau, r, d, i, s, y)(
        given(
            tau > 0,
            r > 0,
            r <= radius,
            i < d,
            forall(j)(
                (j < i)
                >> conj(disj(s(j) == 1, s(j) == -1), abs(y(j) - s(j) * (4 * tau)) <= r * tau)
            ),
            forall(j)(conj(j < d, j >= i) >> (abs(y(j)) <= r * tau)),
        )
        >> tube(size)
    ),
    instance={
        "values": {"tau": "1", "r": "1", "d": "1", "i": "0"},
        "functions": {"y": {"table": ["1"]}, "s": {"table": ["1"]}},
    },
)
def saddles_are_interior(judge, radius=1):
    """After mirroring every saddle is an interior point of D, for every d: the box of half-width
    r tau, r <= 1, around it lies in D.

    Smoothness across x_j = 0: `saddle.eq-7.18.even`.
    """
    p = judge.theorem()
    sizes, near, small = p.given[:3], p.given[4], p.given[5]
    where = j < i
    close = p.use(p.at(near, j), p.assume(where))
    a, b = reals("a b")
    far = p.lemma(
        forall(a, b)(
            given(tau > 0, r > 0, r <= radius, sign(a), abs(b - a * (4 * tau)) <= r * tau)
            >> between(2 * tau, abs(b), 6 * tau)
        ),
        s(j), y(j),
    )  # fmt: skip
    first = each(p, j, where, p.use(far, *sizes, *p.split(close)))
    within = p.given[3]
    middle = p.discharge(
        p.arith(
            between(0, size(i), 2 * tau),
            p.use(p.at(small, i), within, p.arith(i >= i)), *sizes,
        ),
        i < d,
    )  # fmt: skip
    where = conj(j < d, j > i)
    inside = p.assume(where)
    tiny = p.use(p.at(small, j), p.arith(j >= i, inside), inside)
    last = each(p, j, where, p.arith(between(0, size(j), tau), tiny, *sizes))
    here = p.arith(i <= d, within)
    return p.qed(p.exhibit(tube(size), i, p.both(here, p.both(first, middle, last))))


saddles_are_interior.mutant("half-widths up to 3 tau", radius=3)
