"""Lemmas 6.2 and 6.3, amended: stochastic gradient descent for the filter is a walk that its
gradient drives to w*. d(t) = w_t - w*; the assumptions hold at every w within r_1 of w*.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    exists,
    forall,
    functions,
    given,
    pi,
    reals,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .convolution_proof import LONGER, inner_known
from .convolution_proof import G as slope_of
from .convolution_proof import gamma as least_of
from .descent import gap, product, square
from .moments import c, s, u, w, w_star
from .network import Z, k, p
from .patch_moments import (
    P,
    Q,
    R,
    averages,
    cross,
    crossing,
    exist,
    mean,
    slope,
    x1,
    x2,
    x3,
)
from .stay_near import place
from .teacher_angle import angle, n, phi, quarter, size, teacher, theta
from .walk import (
    B,
    G,
    T,
    V,
    d,
    delta,
    eta,
    g,
    inner,
    martingale,
    measurable,
    near,
    o,
    r_0,
    r_1,
    short,
    t,
    walking,
)
from .walk import gamma as gamma_low
from .walk import square as length
from .walk_rate import close, coming, epsilon

A, C, D = reals("A C D")


def least():
    """gamma <= the eigenvalues of M_{++,++}"""
    return forall(u)(mean(u, P, u, P) >= least_of * square(u))


def bounded():
    """The assumptions at w, for some norms of the three mixed moments."""
    return exists(x1, x2, x3)(conj(least(), *crossing()))


def push_says_at():
    return product(gap(), slope_of) >= (least_of - 6 * cross) * square(gap())


def push_says():
    turned = angle(w, size, theta), quarter(phi, square(gap()))
    letters = Z, w, w_star, P, Q, R, slope_of, least_of, cross, theta, size, n, phi, k, p
    known = teacher, *inner_known(), bounded(), *turned, square(gap()) < n**2, cross >= 0
    return forall(*letters)(given(*known) >> push_says_at())


@claim(
    "fsgd.thm-6.3.push",
    chapter_6("Section 6.6.2, proof of Theorem 6.3"),
    formula=r"\|w-w_*\|<\|w_*\|\implies\langle\nabla\ell(w),w-w_*\rangle\ge"
    r"(\gamma-6L_{\mathrm{cross}})\|w-w_*\|^2",
    hypotheses=("gamma is at most the eigenvalues of M_{++,++} at w", "Assumption 6.3 at w"),
    says=push_says,
    uses=("fsgd.thm-6.3.inner4", "fsgd.angle-below", "book.squares-nonnegative"),
)
def push(judge):
    """The gradient points away from w*, at every w that is closer to w* than 0 is."""
    z = judge.theorem()
    some = z.meet(bounded(), *z.given)
    turned = z.meet(conj(angle(w, size, theta), quarter(phi, square(gap()))), *z.given)
    below = z.by("fsgd.angle-below", w, w_star, n, size, theta, phi, p)
    lengths = z.arith(conj(size >= 0, size**2 == square(w)), *z.given)
    below = z.use(below, lengths, *z.given)
    smaller = z.apply(z.part(below, 2), turned)
    y = n * sin(phi)
    sine = z.arith(sin(phi) >= 0, *z.given)
    low = z.use(z.lemma(forall(A, C)(given(A > 0, C >= 0) >> (A * C >= 0)), n, sin(phi)),
                sine, *z.given)  # fmt: skip
    own = z.arith(conj(y >= 0, y**2 == square(gap())), low, *z.given)
    star = z.arith(conj(n >= 0, n**2 == square(w_star)), *z.given)
    longer = z.arith(LONGER, below, smaller, *z.given)
    circle = z.arith(conj(phi >= 0, phi <= pi / 2, y == n * sin(phi)), *z.given)
    first = z.such(some, x1)
    second = z.such(first, x2)
    norms = z.such(second, x3)
    letters = Z, w, w_star, P, Q, R, slope_of, least_of, cross, theta, x1, x2, x3, size, n, y, k, p
    inner = z.by("fsgd.thm-6.3.inner4", *letters, phi)
    inner = z.use(inner, *z.given, *z.split(norms), lengths, star, own, longer, circle)
    end = z.arith(push_says_at(), inner, own)
    end = z.obtain(some, z.obtain(first, z.obtain(second, end, x3), x2), x1)
    return z.qed(end)


@push.mutant
def without_cross(judge):
    """Without L_cross, in letters: the cross moments push towards 0."""
    M, least_, L_, D_ = reals("M gamma L_cross D")
    return falsify(
        forall(M, least_, L_, D_)(
            given(M >= (least_ - 6 * L_) * D_, L_ >= 0, D_ > 0) >> (M >= least_ * D_)
        ),
        hints=[{"values": {"M": "0", "gamma": "1", "L_cross": "1", "D": "1"}}],
    )


Size, Theta, Phi = functions("size theta phi", "nat", "sample")


def weights(index):
    """w_t = w* + d_t"""
    return w_star(index) + d(t, index, o)


PATHS = functions("P_t Q_t R_t", "nat", "nat", "sample", "sample")  # of w_t: time, coordinate
AVERAGES = tuple(lambda c, s, own=own: own(t, c, s, o) for own in PATHS)


LETTERS = (Z, w_star, d, g, G, V, *PATHS, Size, Theta, Phi, least_of, cross, n, gamma_low, k)


def filtering():
    """What w* and the law of the patches satisfy, G is the gradient at w_t, and gamma' = gamma - 6
    L_cross.
    """
    here = angle(w, size, theta), square(gap()) <= r_1**2
    assumed = forall(w, P, Q, R, size, theta)(
        given(forall(c, s)(averages()), *here) >> conj(exist(), bounded())
    )
    inside = length(d) <= r_1**2
    turned = angle(weights, Size(t, o), Theta(t, o)), quarter(Phi(t, o), length(d))
    slopes = forall(c)(G(t, c, o) == slope(weights, *AVERAGES))
    sizes = conj(length(g) <= B**2, length(G) <= B**2)
    return (
        k >= 1, teacher, r_1 < n, cross >= 0, gamma_low == least_of - 6 * cross, assumed,
        forall(t, c, s, o)(averages(weights, *AVERAGES)),
        forall(t, o)(inside >> conj(*turned)), forall(t, o)(inside >> slopes),
        forall(t, o)(inside >> sizes),
    )  # fmt: skip


def driven(z):
    """Where |d_t| <= r_1 the gradient points away from w*, by fsgd.thm-6.3.push."""
    assumed, cells, turned, slopes, sizes = z.given[6:11]
    inside = z.assume(length(d) <= r_1**2)
    turned, slopes, sizes = (z.apply(z.at(one, t, o), inside) for one in (turned, slopes, sizes))
    angles, arc = z.part(turned, 0), z.part(turned, 1)
    # w_t - w* = d_t
    bodies = [(weights(c) - w_star(c)) ** 2, d(t, c, o) ** 2]
    same = by_terms(
        z, c, p, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies
    )
    pair = [(weights(c) - w_star(c)) * G(t, c, o), G(t, c, o) * d(t, c, o)]
    along = by_terms(z, c, p, lambda q: sum_over(c, q, pair[0]) == sum_over(c, q, pair[1]), pair)
    W = Lambda((c,), weights(c))
    P_, Q_, R_ = (Lambda((c, s), one(c, s)) for one in AVERAGES)
    cells = z.for_all(z.at(cells, t, c, s, o), c, s)
    close = z.arith(square(gap(weights)) <= r_1**2, same, inside)
    here = z.at(assumed, W, P_, Q_, R_, Size(t, o), Theta(t, o))
    here = z.apply(here, z.meet(here.formula.left, cells, angles, close))
    letters = (Z, W, w_star, P_, Q_, R_, Lambda((c,), G(t, c, o)), least_of, cross, Theta(t, o),
               Size(t, o), n, Phi(t, o), k, p)  # fmt: skip
    push_ = z.by("fsgd.thm-6.3.push", *letters)
    rule = z.lemma(
        forall(A, n, r_1)(given(A <= r_1**2, r_1 < n, r_1 > 0) >> (A < n**2)),
        square(gap(weights)), n, r_1,
    )  # fmt: skip
    wide = forall(r_0, r_1)(given(r_0 > 0, r_1 > r_0) >> (r_1 > 0))
    wide = z.use(z.lemma(wide, r_0, r_1), *z.given)
    short_ = z.use(rule, close, wide, *z.given)
    arc = z.arith(quarter(Phi(t, o), square(gap(weights))), arc, same)
    pushed_ = z.use(push_, *z.given, cells, *z.split(here), slopes, *z.split(angles), arc, short_)
    gamma_ = z.meet(gamma_low == least_of - 6 * cross, *z.given)
    rule = z.lemma(
        forall(A, C, D, gamma_low, least_of, cross)(
            given(A >= (least_of - 6 * cross) * C, gamma_low == least_of - 6 * cross, C == D)
            >> (A >= gamma_low * D)
        ),
        product(gap(weights), lambda c: G(t, c, o)), square(gap(weights)), length(d), gamma_low,
        least_of, cross,
    )  # fmt: skip
    rule = z.use(rule, pushed_, gamma_, same)
    goal = inner(G, d) >= gamma_low * length(d)
    both = z.both(z.arith(goal, rule, along), sizes)
    return z.for_all(z.discharge(both, inside.formula), t, o)


def stay_says():
    return forall(*LETTERS, eta, B, r_0, r_1, delta, T, p)(
        given(*filtering(), *short(), *walking(), *martingale(), *measurable())
        >> (Prob(o, near(T)) >= 1 - delta)
    )


HYPOTHESES = (
    "at every w with |w - w*| <= r_1 < |w*|: gamma(phi_1) is at most the eigenvalues of M_{++,++} "
    "(gamma non-increasing: automatic for one patch), Assumption 6.3",
    "|g|, |grad l| <= B there; g has the mean grad l(w_t) given the past, as the product rule for "
    "the means that are used",
    "theta_t and phi_t name the angles of w_t",
)


@claim(
    "fsgd.lem-6.2-amended",
    chapter_6(place),
    formula=(
        r"\eta\le\min\left\{\frac{\gamma'(r_1^2-r_0^2)^2}{16B^2r_1^2\log(T/\delta)},"
        r"\frac{2\gamma'r_0^2}{B^2},\frac1{2\gamma'}\right\}"
        r"\implies P(\|w_t-w_*\|\le r_1\ \forall t\le "
        r"T)\ge1-\delta,\quad\gamma'=\gamma(\phi_1)-6L_{\mathrm{cross}}>0"
    ),
    hypotheses=("0 < r_0 < r_1", *HYPOTHESES),
    amends="fsgd.lem-6.2",
    says=stay_says,
    uses=("fsgd.thm-6.3.push", "fsgd.lem-6.2.walk"),
)
def stays_near_amended(judge):
    """The iterates stay within r_1 of w* for T steps with probability 1 - delta: with explicit
    constants, homogeneous, and without K.
    """
    z = judge.theorem()
    walk_ = z.by("fsgd.lem-6.2.walk", d, g, G, V, eta, gamma_low, B, r_0, r_1, delta, T, p)
    return z.qed(z.use(walk_, driven(z), *z.given))


@stays_near_amended.mutant
def starts_outside(judge):
    """Without r_0 < r_1: the bound fails at t = 0, whatever the step and the noise are."""
    return falsify(forall(r_0, r_1)(given(r_0 > 0, r_1 > 0, r_0 != r_1) >> (r_0 <= r_1)))


def rate_says():
    return forall(*LETTERS, eta, B, r_0, r_1, delta, epsilon, T, p)(
        given(*filtering(), *short(), *coming()) >> (Prob(o, close()) >= 1 - 2 * delta)
    )


@claim(
    "fsgd.lem-6.3-amended",
    chapter_6("Lemma 6.3"),
    formula=(
        r"\text{step as in Lemma 6.2 amended},\ 2\eta\gamma'T\ge\log\frac{2r_0^2}{\delta"
        r"\varepsilon^2\|w_*\|^2},\ \eta B^2\le\delta\gamma'\varepsilon^2\|w_*\|^2"
        r"\implies P(\|w_T-w_*\|\le\varepsilon\|w_*\|)\ge1-2\delta"
    ),
    hypotheses=("gamma' = gamma(phi_1) - 6 L_cross, hypotheses of fsgd.lem-6.2-amended",
                "r_0 = |w_0 - w*|"),
    amends="fsgd.lem-6.3",
    says=rate_says,
    uses=("fsgd.thm-6.3.push", "fsgd.lem-6.3.walk"),
)  # fmt: skip
def rate_amended(judge):
    """The last iterate is within eps |w*| of w* with probability 1 - 2 delta: with delta in the
    noise condition, explicit constants and eps in place of 2 eps.
    """
    z = judge.theorem()
    letters = d, g, G, V, eta, gamma_low, B, r_0, r_1, delta, epsilon, n, T, p
    walk_ = z.by("fsgd.lem-6.3.walk", *letters)
    return z.qed(z.use(walk_, driven(z), *z.given))


@rate_amended.mutant
def without_delta_in_the_noise(judge):
    """eta B^2 <= gamma eps^2 |w*|^2: Markov's bound is then 1/2 and not delta."""
    F, X, Y = reals("F X Y")
    return falsify(
        forall(F, X, Y, delta)(
            given(F > 0, X == F / 2, Y == X / F, delta > 0, delta < "1/2") >> (Y <= delta)
        ),
        hints=[{"values": {"F": "1", "X": "1/2", "Y": "1/2", "delta": "1/4"}}],
    )
