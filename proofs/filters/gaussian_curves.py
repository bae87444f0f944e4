"""Gaussian inputs: gamma, L and L_- as curves over the angle (Figure 6.2b), and their quotient."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import conj, cos, deriv, forall, given, pi, sin, term

from . import chapter_6, holds
from .gaussian_regions import ALL, between, frame, least, most, normal, phi, plane

t, x, y = theorems.reals("t x y")
a, b, f, g, h = theorems.reals("a b f g h")


def gamma(angle):
    """The least eigenvalue of A_{w,w*} at an angle"""
    return least(1).put(phi, angle)


def large(angle, sign=1):
    """The largest eigenvalue of A_{w,w*} at an angle, of A_{w,-w*} for the sign -1"""
    return most(sign).put(phi, angle)


def law():
    return normal(), *plane()


def spectra(*signs):
    """The three curves are the ends of the spectra, for every w at the angle phi."""
    return conj(frame(), *(between(sign) for sign in signs))


def whole(z, *signs):
    """The spectra, from fsgd.cf-gauss"""
    known = z.use(z.by("fsgd.cf-gauss", *ALL), *z.given)
    parts = (z.part(known, 2 if sign > 0 else 3) for sign in signs)
    return z.both(z.part(known, 0), *parts)


def positive_says():
    return forall(*ALL)(given(*law(), phi < pi) >> conj(spectra(1), least(1) > 0))


@claim(
    "fsgd.thm-6.1.gaussian",
    chapter_6("Section 6.2, after Theorem 6.1"),
    formula=r"Z\sim N(0,I_p):\ \lambda_{\min}(A_{w_1,w_2})=\frac{\pi-\theta-\sin\theta}{2\pi}>0"
    r"\quad("
    r"\theta<\pi)",
    says=positive_says,
    uses=("fsgd.cf-gauss",),
)
def gaussian_is_nondegenerate(judge):
    """Gaussian inputs satisfy the hypothesis of Theorem 6.1 in every dimension: pi - theta -
    sin(theta) > 0 below pi.
    """
    z = judge.theorem()
    turned = z.arith(sin(phi) == sin(pi - phi))
    above = z.arith(pi - phi > sin(pi - phi), *z.given[-3:])
    return z.qed(z.both(whole(z, 1), z.arith(least(1) > 0, turned, above)))


@gaussian_is_nondegenerate.mutant
def beyond_pi(judge):
    """Beyond pi, in letters."""
    import sympy

    (angle,) = reals("u,")
    return holds(judge, (angle - sympy.sin(angle), ">", 0), [(angle, ">", -1)])


INSIDE = given(x >= 0, x < y, y <= pi)


def moves():
    """gamma is below L; both fall, and L_- rises."""
    order = gamma(x) <= large(x), gamma(y) <= large(y)
    return conj(*order, gamma(y) < gamma(x), large(y) < large(x), large(x, -1) < large(y, -1))


def ends():
    zero = term(0)
    equal = gamma(zero) == large(zero), gamma(pi) == 0, large(pi) == 0, large(zero, -1) == 0
    return conj(*equal)


def curves_say():
    curves = forall(x, y)(INSIDE >> moves())
    return forall(*ALL)(given(*law()) >> conj(spectra(1, -1), curves, ends()))


@claim(
    "fsgd.fig-6.2",
    chapter_6("Figure 6.2b"),
    formula=r"\gamma=\tfrac{\pi-\phi-\sin\phi}{2\pi},\ L=\tfrac{\pi-\phi+\sin\phi}{2\pi},\ "
    r"L_{-w_*}=\tfrac{\phi+\sin\phi}{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "0 <= phi <= pi"),
    says=curves_say,
    uses=("fsgd.cf-gauss",),
)
def three_curves(judge):
    """The three curves as drawn: gamma and L decrease from a common value to 0 at pi, gamma below
    L, and L_- increases from 0.

    Their slopes are -(1 + cos phi)/(2 pi), -(1 - cos phi)/(2 pi) and (1 + cos phi)/(2 pi).
    """
    z = judge.theorem()
    inside = z.assume(INSIDE)
    middle, half = (x + y) / 2, (y - x) / 2
    apart = z.arith(sin(y) - sin(x) == 2 * cos(middle) * sin(half))
    short = z.arith(conj(sin(half) >= 0, sin(half) < half), inside)
    turn = z.arith(conj(cos(middle) <= 1, cos(middle) >= -1))
    rule = forall(a, b, f, g, h)(
        given(a - b == 2 * f * g, g >= 0, g < h, f <= 1, f >= -1)
        >> conj(a - b < 2 * h, b - a < 2 * h)
    )
    steps = z.use(z.lemma(rule, sin(y), sin(x), cos(middle), sin(half), half), apart, short, turn)
    signs = [z.arith(sin(one) >= 0, inside) for one in (x, y)]
    curves = z.for_all(z.discharge(z.arith(moves(), steps, inside, *signs), INSIDE), x, y)
    last = z.arith(ends(), z.arith(conj(sin(term(0)) == 0, sin(pi) == 0)))
    return z.qed(z.both(whole(z, 1, -1), curves, last))


@three_curves.mutant
def twice_the_sine(judge):
    """L with twice the sine, in letters: its slope at 0 is positive."""
    import sympy

    low, high = reals("low high")
    where = [(low, ">=", 0), (low, "<=", high), (high, "<=", sympy.pi)]
    return holds(judge, (2 * sympy.sin(high) - high, "<=", 2 * sympy.sin(low) - low), where)


def mirror_says():
    value = term("1/4") + 1 / (2 * pi)
    image = forall(x)(large(x, -1) == large(pi - x))
    meet = conj(large(pi / 2, -1) == value, large(pi / 2) == value)
    return forall(*ALL)(given(*law()) >> conj(spectra(1, -1), image, meet))


@claim(
    "fsgd.fig-6.2.mirror",
    chapter_6("Figure 6.2b"),
    formula=r"L_{-w_*}(\phi)=L(\pi-\phi),\qquad L_{-w_*}\left(\tfrac\pi2\right)=L\left(\tfrac\pi2"
    r"\right)=\tfrac14+\tfrac1{2\pi}",
    hypotheses=("Z ~ N(0, I_p), p >= 2",),
    says=mirror_says,
    uses=("fsgd.cf-gauss",),
)
def mirror(judge):
    """For the Gaussian law the curve L_- is the mirror image of L, and the two meet at pi/2 (not
    drawn so).
    """
    z = judge.theorem()
    image = z.arith(large(x, -1) == large(pi - x), z.arith(sin(pi - x) == sin(x)))
    value = term("1/4") + 1 / (2 * pi)
    meet = conj(large(pi / 2, -1) == value, large(pi / 2) == value)
    meet = z.arith(meet, z.arith(sin(pi / 2) == 1))
    return z.qed(z.both(whole(z, 1, -1), z.for_all(image, x), meet))


@mirror.mutant
def mirrored_at_pi(judge):
    """Mirrored at pi, in letters."""
    from sympy import pi, sin

    (angle,) = reals("phi,")
    return holds(judge, (angle - pi + sin(2 * pi - angle), "==", angle + sin(angle)))


def quotient(angle):
    """gamma/(L + 4 beta)^2 with beta = 1/pi"""
    return gamma(angle) / (large(angle) + 4 / pi) ** 2


def growth_says():
    falls = forall(x, y)(INSIDE >> (quotient(y) <= quotient(x)))
    return forall(*ALL)(given(*law()) >> conj(spectra(1), falls))


@claim(
    "fsgd.cor-6.2-adaptive.growth-amended",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"Z\sim N(0,I_p),\ \beta=\tfrac1\pi:\ \frac{\gamma(\phi)}{(L(\phi)+4\beta)^2}\text{ is "
    r"non-increasing on }[0,\pi]",
    hypotheses=("for the sphere the same function, times p",),
    amends="fsgd.cor-6.2-adaptive.growth",
    says=growth_says,
    uses=("fsgd.cf-gauss",),
)
def ratio_grows_for_gaussians(judge):
    """For rotationally invariant inputs the claim is true: the derivative has the sign of -(1 +
    cos)(pi - phi + sin + 8) + 2(1 - cos)(pi - phi - sin).
    """
    z = judge.theorem()
    m = theorems.reals("m")
    inside, order = conj(x <= m, m <= y), z.assume(INSIDE)
    here = z.both(order, z.assume(inside))
    K, c, s = large(m) + 4 / pi, cos(m), sin(m)
    positive = z.arith(K > 0, z.arith(s >= 0, here), here)
    slope = deriv(t, quotient(t), m)
    exact = z.derivative(slope, positive)
    sign = -(1 + c) * (pi - m + s + 8) + 2 * (1 - c) * (pi - m - s) <= 0
    sign = z.lemma(forall(m)(given(m >= 0, m <= pi) >> sign), m)
    sign = z.use(sign, here)
    # the quotient rule, with P = pi, C = cos(m), G = 2 pi gamma and K = L + 4 beta
    P, C, G, H, K_ = theorems.reals("P C G H K")
    zero = term(0)
    fall = ((zero - 1 - C * 1) * 2 * P - G * 0) / (2 * P * 2 * P)
    rise = ((zero - 1 + C * 1) * 2 * P - H * 0) / (2 * P * 2 * P) + 0
    value = (fall * K_**2 - G / (2 * P) * 2 * K_**1 * rise) / (K_**2 * K_**2)
    top = -(1 + C) * (2 * P * K_) + 2 * (1 - C) * G
    rule = forall(P, C, G, H, K_)(given(P > 0, K_ > 0) >> (value == top / (4 * P**2 * K_**3)))
    values = pi, c, pi - m - s, pi - m + s, K
    nonzero = z.arith(pi > 0)
    value = z.use(z.lemma(rule, *values), positive, nonzero)
    rule = forall(P, C, G, K_)(given(top <= 0, P > 0, K_ > 0) >> (top / (4 * P**2 * K_**3) <= 0))
    rule = z.lemma(rule, *values[:3], K)
    low = z.use(rule, z.arith(rule.formula.left.part(0), sign), positive, nonzero)

    same = z.arith(slope == value.sides[0], exact)
    low = z.fold(same, z.fold(value, low))
    down = z.for_all(z.discharge(low, inside), m)
    less = z.mean_value(down, z.arith(x <= y, order))
    falls = z.for_all(z.discharge(less, INSIDE), x, y)
    return z.qed(z.both(whole(z, 1), falls))


@ratio_grows_for_gaussians.mutant
def first_power(judge):
    """The first power of L + 4 beta, in letters: the sign of the derivative."""
    from sympy import cos, pi, sin

    (u,) = reals("u,")
    where = [(u, ">=", 0), (u, "<=", pi)]
    sign = -(1 - cos(u)) * (u + sin(u) + 8) + 20 * (1 + cos(u)) * (u - sin(u))
    return holds(judge, (sign, "<=", 0), where)
