"""Theorem 6.3 with better constants and without beta: the step g/Lambda^2 and the factor 1 - eta g,
g = min gamma - (13/5) L_cross (`convolution` has the letters).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exists,
    forall,
    given,
    log,
    pi,
    sin,
    term,
)

from . import chapter_6, holds
from .convolution_rate import G, P_t, Q_t, R_t, T, image, run
from .descent import NONNEGATIVE, expanded, gap, product, square
from .moments import c, s, u, vector_of, w, w_star
from .network import Z, k, p
from .patch_moments import P, Q, R, cells, cross, crossing, exist, mean, x1, x2, x3
from .reach import always, assumed
from .smooth_patches import Lam, largest, thin
from .teacher_angle import (
    Phi,
    Size,
    Theta,
    W,
    angle,
    at,
    distance,
    eta,
    gamma,
    n,
    phi,
    shifted,
    size,
    t,
    teacher,
    theta,
)

g, a, b, f, D, m, x, y, X, M, q = theorems.reals("g a b f D m x y X M q")
NAMES = (Z, w_star, W, P_t, Q_t, R_t, G, Size, Theta, Phi, eta, gamma, Lam, cross, g, n, k, p)


def law():
    """Assumption 6.3 at every w: gamma is a lower bound of the eigenvalues of M_{++,++}, L_cross
    theta bounds the sum of the three norms; no patch lies on a hyperplane.
    """
    here = given(angle(w, size, theta), theta <= pi / 2, cells()[1])
    least = forall(u)(mean(u, P, u, P) >= gamma(theta) * square(u))
    rest = exists(x1, x2, x3)(conj(*crossing()))
    moments = forall(w, P, Q, R, size, theta)(here >> conj(exist(), least, rest))
    return moments, largest(), Lam > 0, cross >= 0, forall(w)((square(w) > 0) >> thin())


def margin():
    """g <= gamma(phi) - (13/5) L_cross for all phi up to phi_0"""
    inside = given(phi >= 0, phi <= Phi(term(0)))
    return g > 0, forall(phi)(inside >> (g <= gamma(phi) - term("13/5") * cross))


def steps():
    return forall(t)(conj(eta(t) >= 0, eta(t) * Lam**2 <= g))


def enough():
    long = T >= 2 * Lam**2 / g**2 * log(1 / x)
    return given(forall(t)(eta(t) * Lam**2 == g), x > 0, long)


def says():
    known = given(
        teacher, k >= 1, *law(), *run(), distance(term(0)) < n**2, *margin(), steps()
    )  # fmt: skip
    less = conj(distance(t) < n**2, distance(t + 1) <= (1 - eta(t) * g) * distance(t))
    late = forall(x, T)(enough() >> (distance(T) <= x**2 * distance(term(0))))
    return forall(*NAMES)(known >> conj(forall(t)(less), late))


@claim(
    "fsgd.thm-6.3-sharper",
    chapter_6("Theorem 6.3"),
    formula=(
        r"g=\min_{\phi\le\phi_0}\gamma(\phi)-\tfrac{13}5L_{\mathrm{cross}}>0,\ \eta\le\frac "
        r"g{\Lambda^2}\implies\|w_{t+1}-w_*\|^2\le(1-\eta g)\|w_t-w_*\|^2,"
        r"\quad T=\left\lceil\frac{2\Lambda^2}{g^2}\log\frac1\varepsilon\right\rceil"
    ),
    hypotheses=(
        "Assumption 6.3 alone, L_cross in spectral norms",
        "no mass on the hyperplanes v.Z_i = 0, v != 0",
        "|w_0 - w*| < |w*|",
        "Lambda = lambda_max((1/k) sum E[Z_i Z_i^T])",
    ),
    says=says,
    uses=(
        "fsgd.angle-below",
        "fsgd.thm-6.3.inner2",
        "fsgd.thm-6.3.geometry",
        "fsgd.patch-gradient-norm",
        "book.cosine-order",
        "book.linear-rate",
        "book.squares-nonnegative",
    ),
)
def sharper(judge):
    """Better constants, without beta: 13/5 in place of 6, one Lambda in place of L + 10 L_cross + 4
    beta, and 2 in place of 8 in the count.

    <grad, d> >= (gamma(theta) - (13/5) L_cross)|d|^2 by fsgd.thm-6.3.inner2 and .geometry, and
    |grad| <= Lambda |d|.
    """
    z = judge.theorem()
    reach = assumed(z)
    now, _, near, turned, quarter, between, _, wide = reach
    low = z.use(z.at(z.meet(margin()[1], *z.given), Theta(t)), between,
                z.arith(Theta(t) <= Phi(term(0)), between, wide))  # fmt: skip
    force = at_one_time(z, near, turned, quarter, between, z.part(now, 0))
    step_ = z.at(z.meet(run()[1], *z.given), t, c)
    shift = shifted(z, z.part(step_, 1), eta(t) * G(t, c))
    exact = expanded(z, shift, image, eta=eta(t), d=gap(at(t)), moved=gap(at(t + 1)))
    total = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    rule = forall(M, D, y, a, g, cross)(
        given(M >= (a - term("13/5") * cross) * y**2, y**2 == D, g <= a - term("13/5") * cross,
              D >= 0)
        >> (M >= g * D)
    )  # fmt: skip
    values = product(gap(at(t)), image), distance(t), n * sin(Phi(t)), gamma(Theta(t)), g, cross
    push = z.use(z.lemma(rule, *values), z.part(force, 0), quarter, low, total)
    rule = forall(X, D, M, q, a, g, Lam)(
        given(X == D - 2 * a * M + a**2 * q, M >= g * D, q <= Lam**2 * D, a * Lam**2 <= g, a >= 0,
              D >= 0, g > 0)
        >> conj(X <= (1 - a * g) * D, X <= D)
    )  # fmt: skip
    values = distance(t + 1), distance(t), product(gap(at(t)), image), square(image), eta(t), g, Lam
    short = z.at(z.meet(steps(), *z.given), t)
    less = z.use(z.lemma(rule, *values), exact, push, z.part(force, 1), short, total, *z.given)
    each = always(z, reach, less, z.part(now, 0), z.part(less, 0))
    return z.qed(z.both(each, in_time(z, each)))


def at_one_time(z, near, turned, arc, order, close):
    """<grad, d> >= (gamma - (13/5) L_cross)|d|^2 and |grad|^2 <= Lambda^2 |d|^2 at t"""
    means, slopes = (z.meet(one, *z.given) for one in run()[:2])
    own, force = (Lambda((c,), one) for one in (W(t, c), G(t, c)))
    seen = [Lambda((c, s), A(t, c, s)) for A in (P_t, Q_t, R_t)]
    means = z.for_all(z.at(means, t, c, s), c, s)
    here = z.at(z.meet(law()[0], *z.given), own, *seen, Size(t), Theta(t))
    *bounds, rest = z.split(z.use(here, turned, order, means))
    first = z.such(rest, x1)
    second = z.such(first, x2)
    third = z.such(second, x3)
    slopes = z.for_all(z.part(z.at(slopes, t, c), 0), c)
    reach = n * sin(Phi(t))
    sine = z.arith(sin(Phi(t)) >= 0, arc)
    long = z.use(z.lemma(NONNEGATIVE, n, sin(Phi(t))), sine, *z.given)
    facts = [means, slopes, *bounds, third, near, turned, arc, order, long]
    facts += [z.arith(reach == reach), *z.given]
    values = Z, own, w_star, *seen, force, gamma(Theta(t)), cross, Theta(t), x1, x2, x3, Size(t)
    push = z.use(z.by("fsgd.thm-6.3.inner2", *values, n, reach, k, p), *facts)
    push = turned_by(z, z.part(push, 0), third, arc, turned, close, long)
    push = z.obtain(rest, z.obtain(first, z.obtain(second, push, x3), x2), x1)
    return z.both(push, sized(z, own, seen, force, [*facts[:2], *bounds], law()[-1], turned))


def sized(z, own, seen, force, known, smooth, turned):
    """|grad|^2 <= Lambda^2 |d|^2 at t, where no patch is on a hyperplane (`smooth`)."""
    hyper = z.meet(smooth, *z.given)
    some = [
        z.use(z.at(hyper, one), z.arith(square(body) > 0, positive))
        for one, body, positive in ((own, at(t), squared(z, turned)),
                                    (w_star, w_star, z.arith(square(w_star) > 0, *z.given[:2])))
    ]  # fmt: skip
    size_ = z.by("fsgd.patch-gradient-norm", Z, own, w_star, *seen, force, Lam, k, p)
    return z.use(size_, *known, *some, *z.given)


def squared(z, turned):
    """|w_t|^2 > 0"""
    rule = forall(a, b)(given(a > 0, a**2 == b) >> (b > 0))
    return z.use(z.lemma(rule, Size(t), square(at(t))), turned)


def turned_by(z, push, norms, arc, turned, close, long):
    """The cross terms are at most (13/5) L_cross |d|^2."""
    reach = n * sin(Phi(t))
    own = Lambda((c,), W(t, c))
    apart, none = z.assume(distance(t) > 0), z.assume(distance(t) <= 0)
    turn = z.by("fsgd.thm-6.3.geometry", own, w_star, n, Size(t), Theta(t), Phi(t), p)
    turn = z.part(z.use(turn, turned, arc, apart, close, *z.given), 0)
    goal = product(gap(at(t)), image) >= (gamma(Theta(t)) - term("13/5") * cross) * reach**2
    sizes = forall(size, n, x1, x2, x3, cross, theta)(
        given(size >= 0, n >= 0, x1 >= 0, x2 >= 0, x3 >= 0, x1 + x2 + x3 <= cross * theta)
        >> (size * x1 + n * (x2 + x1 + x3) <= (size + n) * cross * theta)
    )
    sizes = z.lemma(sizes, Size(t), n, x1, x2, x3, cross, Theta(t))
    sizes = z.use(sizes, norms, turned, *z.given)
    whole = Size(t) * x1 + n * (x2 + x1 + x3)
    rule = forall(q, size, n, cross, theta, y)(
        given(q <= (size + n) * cross * theta, theta * (n + size) <= 13 * y / 5, cross >= 0)
        >> (q <= term("13/5") * cross * y)
    )
    small = z.use(z.lemma(rule, whole, Size(t), n, cross, Theta(t), reach), sizes, turn, *z.given)
    rule = forall(M, a, y, q, b)(
        given(M >= a * y**2 - y * q, q <= b * y, y >= 0) >> (M >= (a - b) * y**2)
    )
    values = product(gap(at(t)), image), gamma(Theta(t)), reach, whole, term("13/5") * cross
    rule_ = z.lemma(rule, *values)
    line = z.arith(rule_.formula.left.part(0), push)
    first = z.arith(goal, z.use(rule_, line, small, long))
    gone = forall(y, D)(given(y**2 == D, D <= 0) >> (y == 0))
    gone = z.use(z.lemma(gone, reach, distance(t)), arc, none)
    rule = forall(M, a, y, q, b)(given(M >= a * y**2 - y * q, y == 0) >> (M >= (a - b) * y**2))
    last = z.arith(goal, z.use(z.lemma(rule, *values), line, gone))
    return z.cases(z.arith((distance(t) > 0) | (distance(t) <= 0)), first, last)


def in_time(z, each):
    """T steps of size g/Lambda^2: |d_T| <= eps |d_0|."""
    equal, above, long = z.split(z.assume(enough()))
    zero = term(0)
    same = forall(a, b, m, Lam)(given(a * Lam**2 == m, b * Lam**2 == m, Lam > 0) >> (a == b))
    same = z.lemma(same, eta(t), eta(zero), g, Lam)
    same = z.use(same, z.at(equal, t), z.at(equal, zero), *z.given)
    put = forall(X, D, a, b, g)(given(X <= (1 - a * g) * D, a == b) >> (X <= (1 - b * g) * D))
    values = distance(t + 1), distance(t), eta(t), eta(zero), g
    falls = z.use(z.lemma(put, *values), z.part(z.at(each, t), 1), same)
    sizes = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    rule = forall(a, Lam, g, M, y)(
        given(a * Lam**2 == g, g > 0, Lam > 0, M >= 2 * Lam**2 / g**2 * y) >> (a * g * M >= 2 * y)
    )
    defined = [z.arith(1 / x > 0, above), z.arith(x != 0, above)]
    count = z.lemma(rule, eta(zero), Lam, g, T, log(1 / x), defined=defined)
    count = z.use(count, z.at(equal, zero), long, *z.given)
    double = z.lemma(forall(x)((x > 0) >> (log(1 / x**2) == 2 * log(1 / x))), x)
    count = z.arith(eta(zero) * g * T >= log(1 / x**2), count, z.use(double, above))
    end = z.by("book.linear-rate", Lambda((t,), distance(t)), eta(zero) * g, x**2, T)
    falls = z.for_all(z.both(sizes, falls), t)
    end = z.use(end, falls, z.arith(x**2 > 0, above), count)
    return z.for_all(z.discharge(end, enough()), x, T)


@sharper.mutant
def three_times_the_step(judge):
    """eta up to 3 g/Lambda^2, in letters: one input with every patch active has the gradient Lambda
    d, g = Lambda and L_cross = 0, and d grows by 2 a step.
    """
    D_, new, rate, most = reals("D new eta Lambda")
    where = [(D_, ">", 0), (rate, ">=", 0), (most, ">", 0), (rate * most, "<=", 3)]
    where.append((new, "==", (1 - rate * most) ** 2 * D_))
    return holds(judge, (new, "<=", (1 - rate * most) * D_), where)
