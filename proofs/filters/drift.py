"""The drift of the squared distance |d_t|^2, and the supermartingale G_t made of it."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    sin,
    sum_over,
    term,
)

from . import chapter_6, equal, holds
from .convolution_proof import LETTERS, bounds, gamma
from .descent import d, eta, gap, product, square
from .moments import c, p, s, vector_of, w, w_star
from .one_step import B, G, after, earlier, force, g, i, mean_after, noisy, t
from .patch_moments import cross, x1, x2, x3, y
from .stay_near import proof
from .teacher_angle import angle, n, phi, quarter, size, theta

gamma_1, K, a, radius = theorems.reals("gamma_1 K a r_1")
D, X = theorems.sequences("D"), theorems.randoms("X")


def next_distance():
    return E(s, sum_over(c, p, (gap()(c) - eta * g(c, s)) ** 2))


def drift_says():
    """gamma_1 = gamma(phi_1); the event C_t is fixed by the past, and there |d| < |w*|."""
    near = angle(w, size, theta), quarter(phi, square(gap())), square(gap()) < n**2
    least = conj(gamma >= gamma_1, gamma_1 >= 6 * cross, cross >= 0)
    rate = (1 - eta * gamma_1 + eta**2 * K**2) * square(gap()) + eta**2 * B**2
    return forall(*LETTERS, g, eta, gamma_1, K, B, phi)(
        given(n > 0, *bounds(), *near, least, noisy()) >> (next_distance() <= rate)
    )


@claim(
    "fsgd.lem-6.2.drift",
    chapter_6(proof),
    formula=r"E[\|d_{t+1}\|^21_{C_t}\mid F_t]\le\left((1-\eta\gamma(\phi_1)+\eta^2K^2)\|d_t\|^2+"
    r"\eta^2B^2\right)1_{C_t}",
    hypotheses=(
        "gamma(theta) >= gamma(phi_1) >= 6 L_cross for theta <= phi_1 (gamma non-increasing: "
        "automatic for one patch)",
        "the mean over the sample of the step, for every past in C_t",
    ),
    says=drift_says,
    uses=("fsgd.thm-6.3.inner2", "fsgd.thm-6.3.geometry", "fsgd.lem-6.2.drift-sharper",
          "book.squares-nonnegative"),
)  # fmt: skip
def drift(judge):
    """True with gamma(phi_1) although the analysis of Theorem 6.3 gives 2(gamma - 6 L_cross):
    <grad, d> >= gamma - X >= (1 - 13/30) gamma >= gamma/2, X <= (13/5) L_cross.

    Then E|d'|^2 = D - 2 eta <grad, d> + eta^2 E|g|^2, and K is not needed.
    """
    z = judge.theorem()
    a, M, S = theorems.reals("a M S")
    inner = z.use(z.by("fsgd.thm-6.3.inner2", *LETTERS), *z.given)
    apart, none = z.assume(y > 0), z.assume(y == 0)
    turn = z.by("fsgd.thm-6.3.geometry", w, w_star, n, size, theta, phi, p)
    turn = z.part(z.use(turn, z.arith(square(gap()) > 0, apart, *z.given), *z.given), 0)
    reach = forall(a, n, y)(given((n * a) ** 2 == y**2, a >= 0, n > 0, y >= 0) >> (n * a == y))
    circle = z.arith((n * sin(phi)) ** 2 == y**2, *z.given)
    sine = z.arith(sin(phi) >= 0, *z.given)
    reach = z.use(z.lemma(reach, sin(phi), n, y), circle, sine, *z.given)
    turn = z.arith(theta * (n + size) <= 13 * y / 5, turn, reach)
    rule = forall(M, gamma, size, n, cross, theta, y)(
        given(M >= (gamma - (size + n) * cross * theta / y) * y**2, y > 0)
        >> (M >= gamma * y**2 - cross * (theta * (n + size)) * y)
    )
    rule = z.lemma(rule, product(gap(), G), gamma, size, n, cross, theta, y)
    last = z.apply(z.part(inner, 1), apart)
    last = z.arith(rule.formula.left.part(0), z.part(inner, 0), last, z.arith(y != 0, apart))
    push = z.use(rule, last, apart)
    rule = forall(M, S, a, gamma, gamma_1, cross, y)(
        given(M >= gamma * y**2 - cross * a * y, a <= 13 * y / 5, gamma >= gamma_1,
              gamma_1 >= 6 * cross, cross >= 0, y > 0, y**2 == S)
        >> (M >= gamma_1 / 2 * S)
    )  # fmt: skip
    values = product(gap(), G), square(gap()), theta * (n + size), gamma, gamma_1, cross, y
    push = z.use(z.lemma(rule, *values), push, turn, apart, *z.given)
    rule = forall(M, S, a, y)(given(M >= y * a, y == 0, y**2 == S) >> (M >= gamma_1 / 2 * S))
    factor = gamma * y - size * x1 - n * (x2 + x1 + x3)
    rule = z.lemma(rule, product(gap(), G), square(gap()), factor, y)
    still = z.arith(rule.formula.left.part(0), z.part(inner, 0))
    still = z.use(rule, still, none, *z.given)
    push = z.cases(z.arith((y > 0) | (y == 0), *z.given), push, still)
    below = z.by("fsgd.lem-6.2.drift-sharper", vector_of(gap()), g, G, eta, gamma_1 / 2, B, p)
    below = z.use(below, push, *z.given)
    low = z.by("book.squares-nonnegative", vector_of(gap()), p)
    rule = forall(M, S, eta, gamma_1, K, B)(
        given(M <= (1 - 2 * eta * (gamma_1 / 2)) * S + eta**2 * B**2, S >= 0)
        >> (M <= (1 - eta * gamma_1 + eta**2 * K**2) * S + eta**2 * B**2)
    )
    rule = z.lemma(rule, next_distance(), square(gap()), eta, gamma_1, K, B, defined=[below])
    return z.qed(z.use(rule, below, low))


@drift.mutant
def twice_gamma(judge):
    """2 gamma, in letters: no noise, the gradient gamma d, K = 0."""
    D, rate = reals("D eta_gamma")
    where = [(D, ">", 0), (rate, ">", 0), (rate, "<=", 1)]
    return holds(judge, ((1 - rate) ** 2 * D, "<=", (1 - 2 * rate) * D), where)


def sharper_says():
    push = product(d, G) >= gamma * square(d)
    rate = (1 - 2 * eta * gamma) * square(d) + eta**2 * B**2
    return forall(d, g, G, eta, gamma, B, p)(given(noisy(), push) >> (E(s, after()) <= rate))


@claim(
    "fsgd.lem-6.2.drift-sharper",
    chapter_6(proof),
    formula=r"E\|d_{t+1}\|^2\le(1-2\eta\gamma')\|d_t\|^2+\eta^2B^2,\quad\gamma'=\gamma(\phi_1)-6L_{"
    r"\mathrm{cross}}",
    hypotheses=(
        "|g| <= B",
        "<grad l(w), d> >= gamma' |d|^2 on |d| <= r_1",
        "the mean over the sample of the step, for every past",
    ),
    says=sharper_says,
    uses=("fsgd.mean-inner",),
)
def drift_without_K(judge):
    """K is not needed: E|d'|^2 = D - 2 eta <grad, d> + eta^2 E|g|^2 and E|g|^2 <= B^2."""
    z = judge.theorem()
    low, _, small, slopes, size, push = z.given
    mean, constant = mean_after(z, slopes, size), z.mean_of_constant(s, B**2)
    there = z.arith(integrable(E(s, B**2)), constant)
    most = z.arith(E(s, force()) <= B**2, z.mean_is_monotone(small, size, there), constant)
    D, X, M, Y = theorems.reals("D X M Y")
    rule = forall(D, X, M, Y, eta, gamma, B)(
        given(X == D - 2 * eta * M + eta**2 * Y, M >= gamma * D, Y <= B**2, eta >= 0)
        >> (X <= (1 - 2 * eta * gamma) * D + eta**2 * B**2)
    )
    values = square(d), E(s, after()), product(d, G), E(s, force()), eta, gamma, B
    rule = z.lemma(rule, *values, defined=[z.arith(integrable(E(s, after())), mean), size])
    return z.qed(z.use(rule, mean, push, most, low))


@drift_without_K.mutant
def three_gamma(judge):
    """3 eta gamma, in letters: no noise, the gradient gamma d."""
    D, rate = reals("D eta_gamma")
    where = [(D, ">", 0), (rate, ">", 0), (rate, "<=", 1)]
    return holds(judge, ((1 - 2 * rate) * D + rate**2 * D, "<=", (1 - 3 * rate) * D), where)


@claim(
    "fsgd.lem-6.2.supermart",
    chapter_6(proof),
    formula=r"E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le G_t1_{C_{t-1}}",
    hypotheses=("C_t is a subset of C_{t-1}; outside C_t the distance exceeds r_1",),
    case=True,
)
def supermartingale(judge, enough=False):
    """The second inequality needs G_t >= 0 where the walk has just left; it is negative while r_1^2
    < D < eta B^2/a.
    """
    D, e, a, eta, B, r1 = reals("D e a eta B r_1")
    where = [
        (a, ">", 0),
        (eta, ">", 0),
        (eta * a, "<", 1),
        (B, ">", 0),
        (r1, ">", 0),
        (D, ">", r1**2),
        (e, "==", eta * B**2 / a),
    ]
    if enough:
        where.append((e, "<=", r1**2))
    return holds(judge, (D - e, ">=", 0), where)


@supermartingale.mutant
def bounded_by_twice_the_radius(judge):
    D, e, r1 = reals("D e r_1")
    return holds(judge, (D - e, ">=", 0), [(r1, ">", 0), (D, ">", r1**2), (e, "<=", 2 * r1**2)])


def supermart_says():
    """The past is fixed: |d_i|^2 = D(i) up to the time t; |d_{t+1}|^2 = X is random. On C_t it has
    the mean that the drift gives.
    """
    mean = E(s, X(s)) <= (1 - eta * a) * D(t) + eta**2 * B**2
    known = given(
        eta > 0, a > 0, eta * a < 1, eta * B**2 / a <= radius**2, integrable(E(s, X(s))),
        inside(t) >> mean,
    )  # fmt: skip
    here = E(s, weighted(X(s), t + 1) * bit(t)) <= weighted(D(t), t) * bit(t)
    return forall(D, X, eta, a, B, radius, t)(known >> conj(here, stays()))


def stays():
    return weighted(D(t + 1), t + 1) * bit(t + 1) <= weighted(D(t + 1), t + 1) * bit(t)


def bit(time):
    return indicator(inside(time))


def inside(time):
    """C_t"""
    return forall(i)((i <= time) >> (D(i) <= radius**2))


def weighted(value, time):
    """G_t = (1 - eta a)^(-t) (|d_t|^2 - eta B^2/a)"""
    return (value - eta * B**2 / a) / (1 - eta * a) ** time


@claim(
    "fsgd.lem-6.2.supermart-amended",
    chapter_6(proof),
    formula=r"\tfrac{\eta B^2}a\le r_1^2\implies E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le "
    r"G_t1_{C_{t-1}}",
    hypotheses=(
        "the drift (fsgd.lem-6.2.drift) at the time t, for every past",
        "or stop the process when it leaves: G at the stopped time is a supermartingale without "
        "this condition",
    ),
    amends="fsgd.lem-6.2.supermart",
    says=supermart_says,
    uses=("book.power-positive",),
)
def supermartingale_amended(judge):
    """The algebra of the drift, and the sign: (1 - x) D + eta^2 B^2 - e = (1 - x)(D - e) for e =
    eta B^2/a, x = eta a.
    """
    z = judge.theorem()
    low, a_low, short, near, has, drift_ = z.given
    floor, rate = eta * B**2 / a, 1 - eta * a
    nonzero, positive = z.arith(a != 0, a_low), z.arith(rate > 0, short)
    powers = [z.at(z.by("book.power-positive", rate), time) for time in (t, t + 1)]
    powers = [z.use(one, positive) for one in powers]
    whole = [nonzero, *(z.arith(one.sides[0] != 0, one) for one in powers)]
    u, v, e, M, P, Q = theorems.reals("u v e M P Q")
    # the mean of u (X - e)
    one = z.mean_of_constant(s, term(1))
    unit = z.arith(integrable(E(s, term(1))), one)
    total = mean_of_combination(z, s, u * (X(s) - e), [(u, X(s), has), (-u * e, term(1), unit)])
    total = z.arith(E(s, u * (X(s) - e)) == u * (E(s, X(s)) - e), total, one)
    share = bit(t) / rate ** (t + 1)
    total = z.at(z.for_all(total, u, e), share, floor, defined=whole)
    body = weighted(X(s), t + 1) * bit(t)
    same = z.for_all(z.arith(share * (X(s) - floor) == body, *whole), s)
    same = z.mean_of_equal(same, z.arith(integrable(E(s, share * (X(s) - floor))), total))
    mean = z.arith(E(s, body) == share * (E(s, X(s)) - floor), same, total)
    in_, out = z.assume(inside(t)), z.assume(~inside(t))
    on, off = z.indicator(inside(t), True, in_), z.indicator(inside(t), False, out)
    rule = forall(M, v, eta, a, B)(
        given(M <= (1 - eta * a) * v + eta**2 * B**2, eta > 0, a > 0)
        >> (M - eta * B**2 / a <= (1 - eta * a) * (v - eta * B**2 / a))
    )
    rule = z.lemma(rule, E(s, X(s)), D(t), eta, a, B, defined=[has])
    less = z.use(rule, z.apply(drift_, in_), low, a_low)
    rule = forall(u, v, e, P, Q, M)(
        given(u <= e * v, Q == P * e, P > 0, e > 0, M == 1) >> (M / Q * u <= v / P * M)
    )
    values = E(s, X(s)) - floor, D(t) - floor, rate, rate**t, rate ** (t + 1), bit(t)
    rule = z.lemma(rule, *values, defined=[has, *whole])
    yes = z.use(rule, less, z.power_step(rate, t), powers[0], positive, on)
    rule = forall(u, v, P, Q, M)(given(M == 0, P > 0, Q > 0) >> (M / Q * u <= v / P * M))
    values = E(s, X(s)) - floor, D(t) - floor, rate**t, rate ** (t + 1), bit(t)
    no = z.use(z.lemma(rule, *values, defined=[has, *whole]), off, *powers)
    first = z.cases(z.excluded_middle(inside(t)), yes, no)
    first = z.arith(z.target.part(0), mean, first, *whole)
    return z.qed(z.both(first, left_or_stayed(z, near, whole, powers[1])))


def left_or_stayed(z, near, whole, positive):
    """G 1_{C_t} <= G 1_{C_{t-1}}: where the walk has just left, |d|^2 > r_1^2 >= eta B^2/a."""
    v, e, P, M, Q, r = theorems.reals("v e P M Q r")
    soon, now = inside(t + 1), inside(t)
    value = weighted(D(t + 1), t + 1)
    weigh = forall(v, M, Q)(given(v >= 0, M == 0, Q == 1) >> (v * M <= v * Q))
    equal = forall(v, M, Q)(given(M == Q) >> (v * M <= v * Q))
    weigh, equal = (
        z.lemma(one, value, bit(t + 1), bit(t), defined=whole) for one in (weigh, equal)
    )
    both = z.assume(soon)
    on, off = z.indicator(now, True, earlier(z, both)), z.indicator(soon, False, z.assume(~soon))
    kept = z.use(equal, z.arith(bit(t + 1) == bit(t), on, z.indicator(soon, True, both)))
    # not all of them are near, the earlier ones are: the last one is not
    inner, last = z.assume(now), z.assume(D(t + 1) <= radius**2)
    at_last = z.rewrite(z.assume(i == t + 1), last, D(i) <= radius**2)
    each = z.cases(z.arith((i <= t) | (i == t + 1), z.assume(i <= t + 1)),
                   z.apply(z.at(inner, i), z.assume(i <= t)), at_last)  # fmt: skip
    every = z.for_all(z.discharge(each, i <= t + 1), i)
    far = D(t + 1) > radius**2
    close = z.absurd(every, z.assume(~soon), far)
    away = z.arith(far, z.assume(~(D(t + 1) <= radius**2)))
    away = z.cases(z.excluded_middle(D(t + 1) <= radius**2), close, away)
    rule = forall(v, e, P, r)(given(v > r**2, e <= r**2, P > 0) >> ((v - e) / P >= 0))
    values = D(t + 1), eta * B**2 / a, (1 - eta * a) ** (t + 1), radius
    rule = z.lemma(rule, *values, defined=whole)
    exits = z.use(weigh, z.use(rule, away, near, positive), off, z.indicator(now, True, inner))
    none = z.indicator(now, False, z.assume(~now))
    gone = z.use(equal, z.arith(bit(t + 1) == bit(t), off, none))
    return z.cases(z.excluded_middle(soon), kept, z.cases(z.excluded_middle(now), exits, gone))


@supermartingale_amended.mutant
def plus(judge):
    """Plus e, in letters: one step on the bound of the drift."""
    D_, x_, e_ = reals("D x e")
    where = [(x_, ">", 0), (x_, "<", 1), (e_, ">", 0), (D_, ">", 0)]
    return equal(judge, (1 - x_) * D_ + x_ * e_ + e_, (1 - x_) * (D_ + e_), where)
