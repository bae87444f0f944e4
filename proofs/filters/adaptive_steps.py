"""The adaptive steps after Theorem 6.2, gamma(phi_t)/(2 (L(phi_t) + 4 beta)^2): how many.

The step is at most 1/Lambda for Lambda = 2 (L(phi_t) + 4 beta), which bounds the eigenvalues of
E[Z Z^T 1{w_t.Z >= 0}] = A_{w_t,w*} + A_{w_t,-w*}: they are at most L(theta_t) + beta theta_t, and
L(theta_t) <= 2 L(phi_t). Then the gradient is cocoercive, as in `descent_without_beta`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    forall,
    given,
    indicator,
    integrable,
    log,
    mean_of_combination,
    pi,
    term,
)

from ..textbook.events import truths
from . import chapter_6, holds
from .arcs import definition
from .cocoercivity import active, error, gradient
from .descent import gap, product, square
from .descent_rate import L, beta
from .descent_without_beta import G, T
from .moments import Z, c, dot, inside, p, s, u, vector_of, w, w_star
from .reach import always, assumed
from .teacher_angle import (
    Phi,
    Size,
    Theta,
    W,
    angle,
    angles,
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

a, b, f, m, x, y, D, K, M, X = theorems.reals("a b f m x y D K M X")


def seen(sign, weights=w):
    """(u.Z)^2 over w.Z >= 0, sign w*.Z >= 0"""
    return dot(u) * (dot(u) * indicator(inside(sign, weights)))


def whole(weights=w):
    """(u.Z)^2 over w.Z >= 0"""
    return dot(u) * dot(u) * indicator(active(weights))


def small_beta():
    """beta theta bounds the eigenvalues of A_{w,-w*} (Assumption 6.1)."""
    here = given(angle(w, size, theta), theta <= pi / 2)
    return forall(w, u, size, theta)(here >> (E(s, seen(-1)) <= beta * theta * square(u)))


def moments_exist():
    """The second moments of the inputs on a half-space, and that of rho"""
    square_ = integrable(E(s, error() * error()))
    return forall(w)(conj(square_, forall(u)(integrable(E(s, whole())))))


def run():
    """Gradient descent with the adaptive steps, and its angles"""
    moved = W(t + 1, c) == W(t, c) - eta(t) * G(t, c)
    parts = forall(t, c)(conj(G(t, c) == gradient(at(t)), moved))
    step = 2 * eta(t) * (L(Phi(t)) + 4 * beta) ** 2 == gamma(Phi(t))
    return parts, *angles(), forall(t)(step)


def largest_ratio():
    """K is at least (L(phi) + 4 beta)^2/gamma(phi)^2 for all phi up to phi_0."""
    within = given(phi >= 0, phi <= Phi(term(0)))
    return forall(phi)(within >> ((L(phi) + 4 * beta) ** 2 / gamma(phi) ** 2 <= K))


NAMES = Z, w_star, W, G, Size, Theta, Phi, eta, gamma, L, beta, n, K, p


def known():
    law = teacher, p >= 2, *definition(), beta >= 0, small_beta(), moments_exist()
    begun = gamma(Phi(term(0))) > 0, distance(term(0)) < n**2
    return *law, *run(), *begun, largest_ratio()


def says():
    enough = given(*known(), x > 0, T >= 4 * K * log(1 / x))
    return forall(*NAMES, x, T)(enough >> (distance(T) <= (x * n) ** 2))


@claim(
    "fsgd.cor-6.2-adaptive",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=(
        r"\eta_t=\frac{\gamma(\phi_t)}{2(L(\phi_t)+4\beta)^2},\ "
        r"T\ge4\max_{\phi\le\phi_0}\frac{(L(\phi)+4\beta)^2}{\gamma(\phi)^2}\log\frac1"
        r"\varepsilon"
        r"\implies\|w_T-w_*\|\le\varepsilon\|w_*\|"
    ),
    hypotheses=(
        "one patch, any law with second moments, p >= 2 (some filter is at every angle)",
        "gamma(phi), L(phi): the extreme eigenvalues of A_{w,w*} at the angle phi (Definition 6.1)",
        "Assumption 6.1: beta theta bounds the eigenvalues of A_{w,-w*}, theta <= pi/2",
        "|w_0 - w*| < |w*|, phi_t = arcsin(|w_t - w*|/|w*|), gamma(phi_0) > 0",
    ),
    says=says,
    uses=(
        "fsgd.two-angles",
        "fsgd.angle-below",
        "fsgd.lem-6.1-sharper",
        "fsgd.thm-6.2.inner",
        "fsgd.cocoercive-step",
        "book.squares-nonnegative",
        "book.cosine-order",
        "book.linear-rate",
    ),
)
def adaptive_iterations(judge):
    """The iteration count of the adaptive schedule, with its constant, 4.

    The steps may violate the condition of Theorem 6.2, but are never longer than 1/Lambda.
    |d_{t+1}|^2 <= (1 - eta_t gamma(phi_t))|d_t|^2, and eta_t gamma(phi_t) = gamma^2/(2 (L + 4
    beta)^2) >= 1/(2 K).
    """
    z = judge.theorem()
    reach = assumed(z)
    less = falls(z, reach)
    total = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    rule = forall(X, D, a, b)(given(X <= (1 - a * b) * D, a > 0, b > 0, D >= 0) >> (X <= D))
    values = distance(t + 1), distance(t), eta(t), gamma(Phi(t))
    kept = z.use(z.lemma(rule, *values), less, total)
    rule = forall(X, D, a, b, K)(
        given(X <= (1 - a * b) * D, 2 * K * (a * b) >= 1, K > 0, D >= 0)
        >> (X <= (1 - 1 / (2 * K)) * D)
    )
    rate = z.use(z.lemma(rule, *values, K), less, total)
    positive = z.at(always(z, reach, kept, z.arith(K > 0, less)), 0)
    rate = always(z, reach, kept, total, rate)
    return z.qed(in_time(z, rate, positive, reach.start))


def falls(z, reach):
    """One step, and its share: eta, gamma(phi_t), K are positive and 2 K eta gamma >= 1"""
    _, _, _, turned, quarter, between, begun, wide = reach
    exist, bounds = (z.meet(one, *z.given) for one in definition())
    zero, weights = term(0), Lambda((c,), W(t, c))
    most = z.use(z.at(z.meet(largest_ratio(), *z.given), Phi(t)), quarter, wide)
    pairs = [
        z.use(z.by("fsgd.two-angles", Z, w_star, L, gamma, n, low, high, p), *order, *z.given)
        for low, high, order in ((Theta(t), Phi(t), (between, quarter)),
                                 (Phi(t), Phi(zero), (quarter, wide, begun)))
    ]  # fmt: skip
    step = z.at(z.meet(run()[-1], *z.given), t)
    rule = forall(a, b, f, m, beta, K)(
        given(b >= f, f > 0, b <= m, beta >= 0, 2 * a * (m + 4 * beta) ** 2 == b,
              (m + 4 * beta) ** 2 / b**2 <= K)
        >> conj(b > 0, m + 4 * beta > 0, a > 0, a * (2 * (m + 4 * beta)) <= 1, K > 0,
                2 * K * (a * b) >= 1)
    )  # fmt: skip
    values = eta(t), gamma(Phi(t)), gamma(Phi(zero)), L(Phi(t)), beta, K
    sizes = z.use(z.lemma(rule, *values), pairs[1], pairs[0], step, most, *z.given)
    # the two eigenvalue bounds at w_t
    right = z.arith(conj(Theta(t) >= 0, Theta(t) < pi), between)
    upper, _, lower, _ = z.split(z.use(z.at(bounds, Theta(t)), right))
    ends = [z.apply(z.at(one, weights, u, Size(t)), turned) for one in (upper, lower)]
    total = z.by("book.squares-nonnegative", u, p)
    rule = forall(a, b, f, x)(given(a >= b * x, b >= f, x >= 0) >> (a >= f * x))
    form = E(s, seen(1, at(t)))
    there = z.arith(integrable(form), ends[0])
    low = z.lemma(rule, form, gamma(Theta(t)), gamma(Phi(t)), square(u), defined=[there])
    low = z.for_all(z.use(low, ends[1], pairs[0], total), u)
    Lam = 2 * (L(Phi(t)) + 4 * beta)
    few = z.use(
        z.at(z.meet(small_beta(), *z.given), weights, u, Size(t), Theta(t)), turned, between
    )
    have = z.at(z.meet(moments_exist(), *z.given), weights)
    high = both_sides(z, ends[0], few, z.at(z.part(have, 1), u), total, pairs[0], between, sizes)
    return stepped(z, Lam, low, z.for_all(high, u), z.part(have, 0), sizes)


def both_sides(z, upper, few, own, total, pair, between, sizes):
    """E[(u.Z)^2 1{w_t.Z >= 0}] <= L(theta_t)|u|^2 + beta theta_t |u|^2 <= Lambda |u|^2"""
    bodies = [seen(sign, at(t)) for sign in (1, -1)]
    have = [z.arith(integrable(E(s, one)), end)
            for one, end in zip(bodies, (upper, few), strict=True)]  # fmt: skip
    events = active(at(t)), dot(w_star) >= 0, inside(1, at(t)), inside(-1, at(t))
    point = truths(z, whole(at(t)) <= bodies[0] + bodies[1], events)
    parts = [(1, one, has) for one, has in zip(bodies, have, strict=True)]
    sum_ = mean_of_combination(z, s, bodies[0] + bodies[1], parts)
    there = z.arith(integrable(E(s, bodies[0] + bodies[1])), sum_)
    less = z.mean_is_monotone(z.for_all(point, s), own, there)
    rule = forall(a, b, f, x, m, beta, theta, D, M)(
        given(a <= b + f, b <= m * x, f <= beta * theta * x, x >= 0, m <= 2 * M, theta >= 0,
              theta <= D / 2, D <= 4, beta >= 0)
        >> (a <= 2 * (M + 4 * beta) * x)
    )  # fmt: skip
    values = (E(s, whole(at(t))), *(E(s, one) for one in bodies), square(u), L(Theta(t)), beta,
              Theta(t), pi, L(Phi(t)))  # fmt: skip
    rule = z.lemma(rule, *values, defined=[own, *have])
    less = z.arith(rule.formula.left.part(0), less, sum_)
    return z.use(rule, less, upper, few, total, pair, between, z.arith(pi <= 4), *z.given)


def stepped(z, Lam, low, high, exists, sizes):
    """The distance after the step, by cocoercivity"""
    gaps, after = (vector_of(gap(at(one))) for one in (t, t + 1))
    weights, image = Lambda((c,), W(t, c)), Lambda((c,), G(t, c))
    own, moved = z.split(z.at(z.meet(run()[0], *z.given), t, c))
    own = z.for_all(own, c)
    shift = shifted(z, moved, eta(t) * G(t, c))
    slope = lambda index: G(t, index)  # noqa: E731
    positive = z.arith(Lam > 0, sizes)
    force = z.by("fsgd.lem-6.1-sharper", Z, weights, w_star, image, Lam, p)
    force = z.use(force, own, exists, positive, high)
    chain = forall(a, b, y, M)(given(a <= M * b, y >= b, M > 0) >> (a <= M * y))
    mean = E(s, error(at(t)) * error(at(t)))
    values = square(slope), mean, product(gap(at(t)), slope), Lam
    bound = z.use(z.lemma(chain, *values, defined=[exists]), force, positive)
    pushed = z.by("fsgd.thm-6.2.inner", Z, weights, w_star, image, gamma(Phi(t)), p)
    pushed = z.use(pushed, own, low)
    less = z.by("fsgd.cocoercive-step", gaps, after, image, eta(t), Lam, gamma(Phi(t)), p)
    less = z.use(less, shift, sizes, positive, bound, pushed,
                 z.arith(eta(t) * Lam <= 2, sizes))  # fmt: skip
    total = z.by("book.squares-nonnegative", gaps, p)
    rule = forall(X, D, a, b, M)(
        given(X <= (1 - a * (2 - a * M) * b) * D, a > 0, b > 0, D >= 0, a * M <= 1)
        >> (X <= (1 - a * b) * D)
    )
    values = distance(t + 1), distance(t), eta(t), gamma(Phi(t)), Lam
    return z.both(z.use(z.lemma(rule, *values), less, sizes, total), sizes)


def in_time(z, rate, positive, start):
    """|d_T| <= eps |w*| from the share 1/(2 K) at every step"""
    zero = term(0)
    above, long = z.meet(x > 0, *z.given), z.given[-1]
    double = z.use(z.lemma(forall(x)((x > 0) >> (log(1 / x**2) == 2 * log(1 / x))), x), above)
    defined = [z.arith(1 / x > 0, above), z.arith(x != 0, above)]
    rule = forall(K, m, y)(given(K > 0, m >= 4 * K * y) >> (1 / (2 * K) * m >= 2 * y))
    count = z.use(z.lemma(rule, K, T, log(1 / x), defined=defined), positive, long)
    count = z.arith(1 / (2 * K) * T >= log(1 / x**2), count, double)
    nonzero = z.arith(2 * K != 0, positive)
    end = z.by(
        "book.linear-rate", Lambda((t,), distance(t)), 1 / (2 * K), x**2, T, defined=[nonzero]
    )
    end = z.use(end, rate, z.arith(x**2 > 0, above), count)
    rule = forall(a, D, n, x)(given(a <= x**2 * D, D < n**2) >> (a <= (x * n) ** 2))
    return z.use(z.lemma(rule, distance(T), distance(zero), n, x), end, start)


@adaptive_iterations.mutant
def quarter_of_the_count(judge):
    """1 in place of 4: Z is (1, 0) or (0, 1) with equal chance, w* = (1, 1), |d_0| = |w*|/2, so
    that gamma = L = 1/2 up to phi_0, beta = 0. Every step halves d, and 2^(-T)/2 <= eps needs T >=
    log(1/(2 eps))/log(2).
    """
    from sympy import exp, log

    T, eps = reals("T epsilon")
    where = [(eps, ">", 0), (eps, "<", 1), (T, ">=", -log(eps))]
    return holds(judge, (exp(-T * log(2)) / 2, "<=", eps), where)
