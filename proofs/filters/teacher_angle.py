"""The angles of a run of gradient descent near the teacher, for every law of one patch.

d = w - w*, D = |d|^2, theta the angle of w and w*, and phi the angle of the first quarter with |d|
= |w*| sin(phi): where |d| < |w*|, theta <= phi.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    indicator,
    nats,
    pi,
    reals,
    sequences,
    sin,
    sum_over,
)

from ..engine.theorems.falsify import falsify
from . import chapter_6
from .descent import gap, product, square
from .moments import c, dot, inside, p, s, u, w, w_star

W = functions("W", "nat", "nat")  # a run: W(t, c)
Size, Theta, Phi, eta = sequences("size theta phi eta")
gamma = functions("gamma", "real")
n, size, theta, phi = reals("n size_w theta_w phi_w")
D, m, S, a, b = reals("D m S a b")
t = nats("t")
teacher = conj(n > 0, n**2 == square(w_star))


def at(time):
    return lambda index: W(time, index)


def shifted(z, moved, change):
    """d_{t+1} = d_t - change, from w_{t+1} = w_t - change."""
    shift = gap(at(t + 1))(c) == gap(at(t))(c) - change
    return z.for_all(z.arith(shift, moved), c)


def distance(time):
    """|w_t - w*|^2"""
    return square(gap(at(time)))


def angle(weights, size, theta):
    """0 <= theta <= pi is the angle of w and w*, size = |w| > 0."""
    lengths = conj(size > 0, size**2 == square(weights))
    return conj(lengths, theta >= 0, theta <= pi, size * n * cos(theta) == product(weights, w_star))


def quarter(phi, distance):
    """phi = arcsin(|d|/|w*|)"""
    return conj(phi >= 0, phi <= pi / 2, (n * sin(phi)) ** 2 == distance)


def cosines(z):
    """|d|^2 = |w|^2 - 2 w.w* + |w*|^2"""
    bodies = [gap(w)(c) ** 2, w(c) ** 2, w(c) * w_star(c), w_star(c) ** 2]

    def split(count):
        whole, own, mixed, star = (sum_over(c, count, one) for one in bodies)
        return whole == own - 2 * mixed + star

    return by_terms(z, c, p, split, bodies)


ALIKE = {
    "values": {"p": "1", "n": "1", "size_w": "1", "theta_w": "0", "phi_w": "0"},
    "functions": {"w": {"table": ["1"]}, "w_star": {"table": ["1"]}},
}


def near_the_teacher(most=2):
    """Where |d| < |w*|: w != 0, |w| <= 2 |w*|, and theta <= phi."""
    lengths = conj(size >= 0, size**2 == square(w))
    close = given(teacher, lengths, square(gap(w)) < n**2)
    turned = given(angle(w, size, theta), quarter(phi, square(gap(w)))) >> (theta <= phi)
    return forall(w, w_star, n, size, theta, phi, p)(
        close >> conj(size > 0, size <= most * n, turned)
    )


@claim(
    "fsgd.angle-below",
    chapter_6("Section 6.6.1, proof of Theorem 6.2"),
    formula=r"\|w-w_*\|<\|w_*\|\implies\theta(w,w_*)\le\arcsin\frac{\|w-w_*\|}{\|w_*\|},\quad\|w\|"
    r"\le2\|w_*\|",
    says=near_the_teacher,
    uses=("book.cauchy-schwarz", "book.squares-nonnegative", "book.cosine-order"),
    instance=ALIKE,
)
def angle_below(judge):
    """w.w* = (|w|^2 + |w*|^2 - |d|^2)/2 >= |w| sqrt(|w*|^2 - |d|^2), and the right side is |w||w*|
    cos(phi).
    """
    z = judge.theorem()
    expand = cosines(z)
    schwarz = z.by("book.cauchy-schwarz", w, w_star, p)
    squares = z.by("book.squares-nonnegative", w, p)
    known = given(
        D == S**2 - 2 * m + n**2, D < n**2, m**2 <= S**2 * n**2, n > 0, S >= 0
    )  # fmt: skip
    values = (square(gap(w)), size, product(w, w_star), n)
    scalars = forall(D, S, m, n)(known >> conj(m > 0, S > 0))
    premises = [
        z.arith(square(gap(w)) == size**2 - 2 * product(w, w_star) + n**2, expand, *z.given),
        z.arith(product(w, w_star) ** 2 <= size**2 * n**2, schwarz, *z.given),
        squares,
        *z.given,
    ]
    first = z.use(z.lemma(scalars, *values), *premises)
    root = forall(S, m, n)(given(m**2 <= (S * n) ** 2, S > 0, n > 0) >> (m <= S * n))
    squared = z.arith(product(w, w_star) ** 2 <= (size * n) ** 2, *premises[:2])
    below = z.use(z.lemma(root, size, product(w, w_star), n), squared, first, *z.given)
    short = forall(D, S, m, n)(
        given(D == S**2 - 2 * m + n**2, D < n**2, m <= S * n, S > 0, n > 0) >> (S <= 2 * n)
    )
    small = z.use(z.lemma(short, *values), below, first, *premises)
    turn = z.target.part(2)
    angles = z.split(z.assume(turn.left))
    circle = z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1)
    across = forall(D, S, m, n, a, b)(
        given(D == S**2 - 2 * m + n**2, (n * a) ** 2 == D, a**2 + b**2 == 1)
        >> ((n * b) ** 2 == 2 * m - S**2)
    )
    across = z.use(z.lemma(across, *values, sin(phi), cos(phi)), circle, *angles, *premises)
    ahead = forall(S, m, a)(
        given(a**2 == 2 * m - S**2, (m - S**2) ** 2 >= 0) >> ((S * a) ** 2 <= m**2)
    )
    ahead = z.lemma(ahead, size, product(w, w_star), n * cos(phi))
    ahead = z.use(ahead, across, z.arith((product(w, w_star) - size**2) ** 2 >= 0))
    order = forall(S, m, n, a, b)(
        given((S * (n * b)) ** 2 <= m**2, m > 0, S * n * a == m, S > 0, n > 0) >> (b <= a)
    )
    order = z.lemma(order, size, product(w, w_star), n, cos(theta), cos(phi))
    order = z.use(order, ahead, first, *angles, *z.given)
    half = z.arith(conj(phi >= 0, phi <= pi), *angles[-3:-1])
    less = z.use(z.by("book.cosine-order", phi, theta), order, half, *angles)
    return z.qed(z.both(z.part(first, 1), small, z.discharge(less, turn.left)))


@angle_below.mutant
def no_longer_than_the_teacher(judge):
    """|w| <= |w*|: not at w = 3/2, w* = 1."""
    model = {
        "values": {"p": "1", "n": "1", "size_w": "3/2", "theta_w": "0", "phi_w": "0"},
        "functions": {"w": {"table": ["3/2"]}, "w_star": {"table": ["1"]}},
    }
    return falsify(near_the_teacher(1), hints=[model], attempts=0)


def close_says():
    lengths = conj(size >= 0, size**2 == square(w))
    turned = given(angle(w, size, theta), quarter(phi, square(gap(w))))
    return forall(w, w_star, n, size, theta, phi, p)(
        given(teacher, lengths, square(gap(w)) < n**2)
        >> conj(size > 0, turned >> conj(theta <= phi, phi < pi / 2))
    )


@claim(
    "fsgd.obs-angle",
    chapter_6("Section 6.6.1, proof of Theorem 6.2, first line"),
    formula=r"\|w-w_*\|<\|w_*\|\implies\theta(w,w_*)\le\arcsin\frac{\|w-w_*\|}{\|w_*\|}<\tfrac\pi2",
    says=close_says,
    uses=("fsgd.angle-below",),
    instance=ALIKE,
)
def angle_of_a_close_filter(judge):
    """A filter closer to w* than 0 is turned by at most arcsin(|w - w*|/|w*|), less than a quarter
    turn.
    """
    z = judge.theorem()
    near = z.use(z.by("fsgd.angle-below", w, w_star, n, size, theta, phi, p), *z.given)
    angles_ = z.target.part(1).left
    here = z.assume(angles_)
    below = z.use(z.part(near, 2), here)
    rule = forall(D, S, n)(given((n * S) ** 2 == D, D < n**2) >> (S != 1))
    rule = z.lemma(rule, square(gap(w)), sin(phi), n)
    short = z.use(rule, here, *z.given)
    wide = z.assume(phi >= pi / 2)
    top = z.arith(sin(phi) == 1, z.arith(phi == pi / 2, wide, here))
    end = phi < pi / 2
    less = z.cases(z.arith(end | (phi >= pi / 2)), z.assume(end), z.arith(end, top, short))
    return z.qed(z.both(z.part(near, 0), z.discharge(z.both(below, less), angles_)))


@angle_of_a_close_filter.mutant
def at_any_distance(judge):
    """|w - w*| = |w*|, in letters: the sine is 1."""
    return falsify(
        forall(D, S, n)(given((n * S) ** 2 == D, D <= n**2, n > 0) >> (S != 1)),
        hints=[{"values": {"D": "1", "S": "1", "n": "1"}}],
    )


def angles():
    """|w_t|, the angle theta_t of w_t != 0, and phi_t where |d_t| <= |w*|."""
    lengths = conj(Size(t) >= 0, Size(t) ** 2 == square(at(t)))
    turn = (Size(t) > 0) >> angle(at(t), Size(t), Theta(t))
    arc = (distance(t) <= n**2) >> quarter(Phi(t), distance(t))
    return forall(t)(lengths), forall(t)(turn), forall(t)(arc)


def common():
    """u^T A_{w,w*} u"""
    return E(s, dot(u) * (dot(u) * indicator(inside(1))))


def least():
    """gamma is a lower bound of the eigenvalues of A_{w,w*} up to an angle (Definition 6.1)."""
    here = given(angle(w, size, theta), theta <= pi / 2, theta <= phi, phi <= pi / 2)
    return forall(w, u, size, theta, phi)(here >> (common() >= gamma(phi) * square(u)))


def located(z, close, lengths, turn, arc):
    """What |d_t| < |w*| gives at the time t: fsgd.angle-below, the two angles, and theta_t <=
    phi_t <= pi/2; the statement assumes `teacher` first.
    """
    own = Lambda((c,), W(t, c))
    near = z.by("fsgd.angle-below", own, w_star, n, Size(t), Theta(t), Phi(t), p)
    near = z.use(near, *z.given[:2], z.at(lengths, t), close)
    turned = z.apply(z.at(turn, t), z.part(near, 0))
    arc = z.apply(z.at(arc, t), z.arith(distance(t) <= n**2, close))
    below = z.use(z.part(near, 2), turned, arc)
    order = conj(Theta(t) >= 0, Theta(t) <= pi / 2, Theta(t) <= Phi(t))
    return near, turned, arc, z.arith(order, below, turned, arc)
