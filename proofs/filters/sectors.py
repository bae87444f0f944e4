"""The sector of the plane where w.Z >= 0 >= w*.Z: its angles, its second moment, and the
eigenvalues of that.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    deriv,
    forall,
    functions,
    given,
    pi,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.eigenvalues import spectrum
from . import chapter_6

place = "Theorem 6.7 and its proof"
phi, t, tau, x, a, b = reals("phi theta tau x a b")
PRIMITIVES = F_11, F_12, F_22 = functions("F_11 F_12 F_22", "real")


def region_says(longer=0):
    own = cos(phi) * cos(t) + sin(phi) * sin(t)
    end = pi / 2 + phi + longer if longer else pi / 2 + phi
    both, inside = conj(own >= 0, cos(t) <= 0), conj(t >= pi / 2, t <= end)
    return forall(phi, t)(
        given(phi > 0, phi <= pi / 2, t >= 0, t < 2 * pi) >> conj(inside >> both, both >> inside)
    )


@claim(
    "fsgd.thm-6.7.region-amended",
    chapter_6(place),
    formula=r"\theta\in[\tfrac\pi2,\tfrac\pi2+\phi]\iff w^\top Z\ge0,\ w_*^\top Z\le0",
    hypotheses=("w = (cos phi, sin phi), 0 < phi <= pi/2", "0 <= theta < 2 pi"),
    amends="fsgd.thm-6.7.region",
    says=region_says,
)
def region(judge):
    """w*.Z = cos t <= 0 and w.Z = cos(t - phi) >= 0 exactly on [pi/2, pi/2 + phi]; with
    t = pi/2 + s these are -sin s and sin(phi - s).
    """
    k = judge.theorem()
    inside, both = k.target.part(0).left, k.target.part(1).left
    here, there = k.assume(inside), k.assume(both)
    s = t - pi / 2
    turned = k.arith(cos(phi) * cos(t) + sin(phi) * sin(t) == sin(phi - s))
    across = k.arith(cos(t) == -sin(s))
    signs = conj(sin(phi - s) >= 0, sin(s) >= 0)
    into = k.arith(both, k.arith(signs, here, *k.given), turned, across)
    signs = k.arith(signs, there, turned, across)

    half = k.lemma(forall(x)(given(x > 0, x < pi) >> (sin(x) > 0)))
    never = k.lemma(forall(a, b)(given(a > 0, a == -b, b >= 0) >> (term(0) < 0)))

    def refuted(wrong, opposite, value, other, sign, *known):
        """0 < value < pi, and the sine of it is minus a sine that is nonnegative."""
        order = k.arith(conj(value > 0, value < pi), k.assume(wrong), *known, *k.given)
        above, odd = k.use(k.at(half, value), order), k.arith(sin(value) == -sin(other))
        no = k.use(k.at(never, sin(value), sin(other)), above, odd, sign)
        no = k.arith(opposite, no)
        return k.cases(k.excluded_middle(wrong), no, k.arith(opposite, k.assume(~wrong)))

    ahead, right = k.split(signs)
    low = refuted(t < pi / 2, t >= pi / 2, -s, s, right)
    most = refuted(s > pi, s <= pi, s - pi, s, right)
    high = refuted(t > pi / 2 + phi, t <= pi / 2 + phi, s - phi, phi - s, ahead, most)
    return k.qed(k.both(k.discharge(into, inside), k.discharge(k.both(low, high), both)))


@region.mutant
def a_range_longer_by_one(judge):
    return falsify(region_says(1), hints=[{"values": {"phi": "1/2", "theta": "5/2"}}])


def eigenvalues_says():
    mixed = sin(phi) * cos(phi)
    matrix = (phi - mixed) / 2, -(sin(phi) ** 2) / 2, (phi + mixed) / 2
    ends = (phi + sin(phi)) / 2, (phi - sin(phi)) / 2
    return forall(phi)(spectrum(*matrix, *ends))


@claim(
    "fsgd.thm-6.7.eigenvalues",
    chapter_6(place),
    formula=r"\tfrac12\begin{pmatrix}\phi-\sin\phi\cos\phi&-\sin^2\phi\\-\sin^2\phi&\phi+\sin\phi"
    r"\cos"
    r"\phi\end{pmatrix}:\ \lambda=\tfrac12(\phi\pm\sin\phi)",
    says=eigenvalues_says,
    uses=("book.two-eigenvalues",),
)
def printed_eigenvalues(judge):
    """Trace and determinant of the printed matrix."""
    k = judge.theorem()
    mixed, S = sin(phi) * cos(phi), sin(phi)
    values = (phi - mixed) / 2, -(S**2) / 2, (phi + mixed) / 2, (phi + S) / 2, (phi - S) / 2
    rule, circle = k.by("book.two-eigenvalues", *values), k.arith(S**2 + cos(phi) ** 2 == 1)
    return k.qed(k.use(rule, circle))


@printed_eigenvalues.mutant
def twice_the_sine(judge):
    """The determinant for twice the sine."""
    mixed, S = sin(phi) * cos(phi), sin(phi)
    determinant = (phi - mixed) * (phi + mixed) - S**4
    return falsify(forall(phi)(determinant == (phi + 2 * S) * (phi - 2 * S)))


def larger(angle):
    """The larger eigenvalue of the printed matrix"""
    return (angle + sin(angle)) / 2


def bound_says():
    most = forall(t)(given(t >= 0, t <= phi) >> (larger(t) <= larger(phi)))
    return forall(phi)((phi >= 0) >> conj(most, larger(phi) <= phi))


@claim(
    "fsgd.thm-6.7.bound",
    chapter_6(place),
    formula=r"\max_{\theta\le\phi}\tfrac12(\theta+\sin\theta)=\tfrac12(\phi+\sin\phi)\le\phi",
    hypotheses=("phi >= 0",),
    says=bound_says,
)
def printed_bound(judge):
    """The larger eigenvalue grows with the angle and stays below the angle."""
    k = judge.theorem()
    here = k.assume(conj(t >= 0, t <= phi))
    slope = deriv(tau, larger(tau), x)
    rising = k.arith(slope >= 0, k.derivative(slope))
    rising = k.for_all(k.discharge(rising, conj(t <= x, x <= phi)), x)
    grows = k.mean_value(rising, k.part(here, 1))
    grows = k.for_all(k.discharge(k.arith(larger(t) <= larger(phi), grows), here.formula), t)
    below = k.arith(larger(phi) <= phi, *k.given)
    return k.qed(k.both(grows, below))


@printed_bound.mutant
def at_most_half(judge):
    """Half of the angle"""
    bound = larger(phi) <= phi / 2
    return falsify(forall(phi)((phi >= 0) >> bound), hints=[{"values": {"phi": "1"}}])


def moments(low, high):
    """The integral of (cos, sin)(cos, sin)^T over [low, high], by primitives F_11, F_12, F_22."""
    return tuple(F(high) - F(low) for F in (F_11, F_12, F_22))


def primitives():
    slopes = zip((F_11, F_12, F_22), (cos(t) ** 2, sin(t) * cos(t), sin(t) ** 2), strict=True)
    return forall(t)(conj(*(deriv(tau, F(tau), t) == value for F, value in slopes)))


def integrals(k, slopes, low, high):
    """F - value is the same at both ends, for the known primitives of the three entries."""
    C, S = cos(tau), sin(tau)
    known = (tau + S * C) / 2, S**2 / 2, (tau - S * C) / 2
    slope = k.at(slopes, x)
    circle = k.arith(sin(x) ** 2 + cos(x) ** 2 == 1)
    parts = []
    for F, value in zip((F_11, F_12, F_22), known, strict=True):
        gap = deriv(tau, F(tau) - value, x)
        flat = k.arith(gap == 0, k.derivative(gap, *k.split(slope)), slope, circle)
        parts.append(k.constant(k.for_all(flat, x), low, high))
    return parts


def wedge_says():
    ends = (b - a + sin(b - a)) / 2, (b - a - sin(b - a)) / 2
    return forall(F_11, F_12, F_22, a, b)(primitives() >> spectrum(*moments(a, b), *ends))


@claim(
    "fsgd.cf-wedge",
    chapter_6("Section 6.2 and Section 6.6.1"),
    formula=r"\int_a^b\binom{\cos t}{\sin t}(\cos t,\sin t)\,dt\ \text{has the eigenvalues}\ "
    r"\tfrac12\left(b-a\pm\sin(b-a)\right)",
    says=wedge_says,
    uses=("book.two-eigenvalues",),
)
def wedge_integral(judge):
    """The second moment of a sector: entries by primitives, eigenvalues by trace and
    determinant.
    """
    k = judge.theorem()
    parts = integrals(k, k.given[0], a, b)
    values = (*moments(a, b), (b - a + sin(b - a)) / 2, (b - a - sin(b - a)) / 2)
    rule = k.by("book.two-eigenvalues", *values)
    trace = k.arith(rule.formula.left.part(0), *parts)
    p, q, r, s, w, y, z = reals("p q r s w y z")
    identity = forall(p, q, r, s, w, y, z, x)(
        given(2 * w == x + r * s - p * q, 2 * y == r**2 - p**2, 2 * z == x - r * s + p * q,
              p**2 + q**2 == 1, r**2 + s**2 == 1)
        >> (w * z - y**2 == (x + r * q - s * p) / 2 * ((x - (r * q - s * p)) / 2))
    )  # fmt: skip
    ends = sin(a), cos(a), sin(b), cos(b)
    m11, m12, m22 = moments(a, b)
    identity = k.lemma(identity, *ends, m11, m12, m22, b - a)
    circles = [k.arith(sin(one) ** 2 + cos(one) ** 2 == 1) for one in (a, b)]
    turned = k.arith(sin(b - a) == sin(b) * cos(a) - cos(b) * sin(a))
    product = k.arith(rule.formula.left.part(1), k.use(identity, *parts, *circles), turned)
    return k.qed(k.apply(rule, trace, product))


@wedge_integral.mutant
def the_whole_sine(judge):
    """Twice the sine: not over half a turn, where the second moment is pi/2 twice."""
    value = (pi / 2) ** 2
    return falsify(forall(x)((x == 1) >> (value == (pi + 2 * x) / 2 * ((pi - 2 * x) / 2))))
