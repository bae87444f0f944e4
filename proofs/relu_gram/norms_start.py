"""Theorem 2.3 for inputs of any norms with its probability: the events of the start, the union
bound, and the linear rate on every outcome of them.

w(k, r, c, o) are the weights after k steps on the outcome o, a(r, o) the signs; z(r, i, o) = w_r(0)
. x_i/|x_i| and rho(i) = |x_i|. That the residual of the start is small enters as a hypothesis, so
that Markov's inequality and the subgaussian tail lead to one theorem each.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    log,
    reals,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import implied
from steepest.proofs.textbook.forms import bounded_below, form, length
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import flips_share, start, start_entries, start_matrix, thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import nu, rows_below
from .descent_probability import descent_step, limit_gram, loss, output, pre, rate, w
from .flips_share import tau
from .movement import T
from .network import (
    R,
    b,
    c,
    d,
    delta,
    eta,
    i,
    j,
    k,
    kernel,
    lam,
    m,
    n,
    r,
    symmetric_kernel,
    t,
    v,
    width,
    x,
    y,
)
from .norms_run import lengths, rho
from .norms_step import locus
from .stability_event import flippable
from .start import a, complement, normal, o, z
from .start_gram import P

level = reals("level")
A, B, X, Y, Z = reals("A B X Y Z")
ALL = (x, w, z, a, y, Phi, P, g_0, rho, b, eta, n, m, d, lam, kappa, nu, R, tau, level, delta)


def own(formula):
    """A formula of `start_matrix` with K = X X^T"""
    return start.of_network(formula, z(r, i, o))


def close():
    return own(start_matrix.close())


def large():
    return loss(0) >= level


def good():
    return conj(close(), flips_share.few(), ~large())


def always():
    return forall(k)(rate())


def starts():
    return forall(r, i, o)((i < n) >> (pre(0, r, i) == rho(i) * z(r, i, o)))


def laws():
    """Standard normal z, in half-spaces as P_inf says, independent, with measurable events"""
    tails = (flips_share.deviation(i) >= t, -flips_share.deviation(i) >= t)
    events = forall(i, t)(conj(*(integrable(Prob(o, one)) for one in tails)))
    gram = conj(start_entries.law(), start_entries.measurable())
    flips = conj(forall(r, i)(normal(z(r, i, o))), flips_share.independent(), events)
    return conj(flips, gram)


def numbers():
    """kappa >= |K|_2 and the row sums; the radius R and the deviation tau"""
    data = conj(norm(), rows_below(kernel, nu), nu > 0, 2 * lam <= kappa)
    return conj(n >= 1, lam > 0, delta > 0, delta < 1, eta > 0, eta * kappa <= "2/5", data,
                R > 0, 64 * g_0 * nu * R == lam, tau > 0, 32 * nu * tau == lam)  # fmt: skip


def wide():
    third = delta / 3
    return conj(
        m * lam**2 >= 8 * nu**2 * log(n * (n + 1) / third),
        2 * m * tau**2 >= log(3 * n / delta),
        16 * kappa * level <= m * (lam * R) ** 2,
    )


def descent():
    return forall(o, k, r, c)(((r < m) & (c < d)) >> descent_step())


def probability_says():
    events = (close(), flips_share.few(), large(), good(), always())
    measurable = conj(*(integrable(Prob(o, one)) for one in events))
    return forall(*ALL)(
        given(
            width(), lengths(), starts(), forall(r, o)(a(r, o) ** 2 == 1), density(t), laws(),
            numbers(), wide(), bounded_below(limit_gram, lam), descent(), measurable,
            Prob(o, large()) <= delta / 3,
        )
        >> (Prob(o, always()) >= 1 - delta)
    )  # fmt: skip


def turned(K, event, other, into, out):
    """indicator(event) == indicator(other)"""
    yes, no = K.assume(event), K.assume(~event)
    goal = indicator(event) == indicator(other)
    return K.cases(
        K.excluded_middle(event),
        K.arith(goal, K.indicator(event, True, yes), K.indicator(other, True, into)),
        K.arith(goal, K.indicator(event, False, no), K.indicator(other, False, out)),
    )


def same_patterns(K, sized, scaled):
    """w_r(0) . x_i and z have one sign, and what can flip is said of either: for i < n."""
    first, second = pre(0, r, i) >= 0, z(r, i, o) >= 0
    sign = turned(
        K, first, second,
        K.arith(second, K.assume(first), sized, scaled),
        K.arith(~second, K.assume(~first), sized, scaled),
    )  # fmt: skip
    first = flippable(pre(0, r, i), R, rho(i))
    second = conj(-R <= z(r, i, o), z(r, i, o) < R)
    rules = [
        K.lemma(
            forall(A, B, X, R)(given(X > 0, A == X * B, one) >> other), pre(0, r, i), z(r, i, o),
            rho(i), R,
        )
        for one, other in (
            (flippable(A, R, X), conj(-R <= B, B < R)), (conj(-R <= B, B < R), flippable(A, R, X))
        )
    ]  # fmt: skip
    into = K.use(rules[0], sized, scaled, K.assume(first))
    back = K.use(rules[1], sized, scaled, K.assume(second))
    out = K.negate(K.absurd(back, K.assume(~first), term(0) < 0), second)
    return sign, turned(K, first, second, into, out)


def on_outcome(K, near, known):
    """The rate at every time, on one outcome of the events."""
    (scale, square, sizes, scaled, signed, law_density, one, lam_pos, eta_pos, short, top, rows,
     nu_pos, double, R_pos, radius, tau_pos, spread, wide_3, moves) = known  # fmt: skip
    _, low, few, small = near
    sized = K.apply(K.at(sizes, i), K.assume(i < n))
    equal = K.apply(K.at(scaled, r, i, o), K.assume(i < n))
    sign, flip = same_patterns(K, K.part(sized, 0), equal)
    # lambda_min(H(0))
    sign = K.for_all(K.discharge(sign, i < n), i)
    both = [K.apply(K.at(sign, at), K.assume(at < n)) for at in (i, j)]
    on = lambda at: indicator(z(r, at, o) >= 0)  # noqa: E731
    off = lambda at: indicator(pre(0, r, at) >= 0)  # noqa: E731
    bodies = [on(i) * on(j), off(i) * off(j)]
    count = by_terms(
        K, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        K.arith(bodies[0] == bodies[1], *both),
    )  # fmt: skip
    H, H0 = (
        lambda i, j, at=at: b**2 * kernel(i, j) * sum_over(r, m, at(i) * at(j)) for at in (on, off)
    )
    rows_ = [H(i, j) * v(j), H0(i, j) * v(j)]
    inner = by_terms(
        K, j, n, lambda q: sum_over(j, q, rows_[0]) == sum_over(j, q, rows_[1]), rows_,
        K.arith(rows_[0] == rows_[1], count),
    )  # fmt: skip
    outer = [v(i) * sum_over(j, n, one_) for one_ in rows_]
    whole = by_terms(
        K, i, n, lambda q: sum_over(i, q, outer[0]) == sum_over(i, q, outer[1]), outer, inner
    )
    eigen = K.for_all(K.arith(form(H0) >= 3 * lam / 4 * length(), whole, K.at(low, v)), v)
    # the flips
    first = indicator(flippable(pre(0, r, i), R, rho(i)))
    second = indicator(conj(-R <= z(r, i, o), z(r, i, o) < R))
    count = by_terms(
        K, r, m, lambda q: sum_over(r, q, first) == sum_over(r, q, second), [first, second], flip
    )
    share = 2 * R * g_0 + tau
    few = K.apply(K.at(few, i), K.assume(i < n))
    few = K.arith(b**2 * sum_over(r, m, first) <= share, few, count)
    few = K.for_all(K.discharge(few, i < n), i)
    rule = K.lemma(
        forall(R, g_0, tau, nu, lam)(
            given(64 * g_0 * nu * R == lam, 32 * nu * tau == lam)
            >> (16 * (2 * R * g_0 + tau) * nu <= lam)
        ),
        R, g_0, tau, nu, lam,
    )  # fmt: skip
    little = K.use(rule, radius, spread)
    low_share = K.lemma(
        forall(R, g_0, tau)(given(R > 0, g_0 > 0, tau > 0) >> (2 * R * g_0 + tau >= 0)), R, g_0, tau
    )
    low_share = K.use(low_share, R_pos, law_density[0], tau_pos)
    # R' < R
    start_loss = loss(0)
    above = by_terms(
        K, i, n, lambda q: sum_over(i, q, (output(0, i) - y(i)) ** 2) >= 0,
        [(output(0, i) - y(i)) ** 2],
    )  # fmt: skip
    positive = K.arith(kappa >= 0, lam_pos, double)
    root, size = sqrt(kappa), sqrt(start_loss)
    root_of = forall(X)((X >= 0) >> conj(sqrt(X) >= 0, sqrt(X) ** 2 == X))
    roots = [K.use(K.lemma(root_of, kappa), positive), K.use(K.lemma(root_of, start_loss), above)]
    below = K.lemma(forall(A, B)(~(A >= B) >> (A < B)), start_loss, level)
    small = K.apply(below, small)
    rule = K.lemma(
        forall(A, B, X, Y, Z)(given(A < B, X > 0, X * B <= Y) >> (X * A < Y)),
        start_loss, level, 16 * kappa, m * (lam * R) ** 2, 0,
    )  # fmt: skip
    small = K.use(rule, small, K.arith(16 * kappa > 0, lam_pos, double), wide_3)
    rule = K.lemma(
        forall(A, B, X, Y, Z, b, kappa)(
            # A = |y - u(0)|^2, X its root, B that of kappa, Y = m, Z = lambda_0 R
            given(16 * kappa * A < Y * Z**2, b**2 * Y == 1, b > 0, B**2 == kappa, X**2 == A)
            >> ((4 * B * b * X) ** 2 < Z**2)
        ),
        start_loss, root, size, m, lam * R, b, kappa, defined=[positive, above],
    )  # fmt: skip
    near_ = K.use(rule, small, square, scale, *roots)
    rule = K.lemma(
        forall(A, B)(given(A**2 < B**2, B > 0) >> (A < B)), 4 * root * b * size, lam * R,
        defined=[positive, above],
    )  # fmt: skip
    near_ = K.use(rule, near_, K.arith(lam * R > 0, lam_pos, R_pos))
    errors = Lambda((k, i), output(k, i) - y(i))
    values = (
        x, Lambda((k, r, c), w(k, r, c, o)), Lambda((r,), a(r, o)), y, errors, b, eta, n, m, d, T,
        rho, lam, kappa, nu, R, share, root, size,
    )  # fmt: skip
    core = K.by("relu2.thm-2.3-norms.on-the-events", *values, defined=[positive, above])
    signs = K.for_all(K.discharge(K.at(signed, r, o), r < m), r)
    trivial = K.arith(output(k, i) - y(i) == output(k, i) - y(i))
    trivial = K.for_all(K.discharge(trivial, (k <= T) & (i < n)), k, i)
    steps = K.assume((k < T) & (r < m) & (c < d))
    going = K.use(K.at(moves, o, k, r, c), K.part(K.part(steps, 0), 1), K.part(steps, 1))
    going = K.for_all(K.discharge(going, steps.formula), k, r, c)
    result = K.use(
        core, scale, square, signs, eta_pos, trivial, going, sizes, lam_pos, double, short, top,
        rows, K.arith(nu >= 0, nu_pos), *roots, eigen, R_pos, low_share, little, few, near_,
    )  # fmt: skip
    now = K.part(K.apply(K.at(result, T), K.arith(T <= T)), 0)
    return K.for_all(now, T)


@claim(
    "relu2.thm-2.3-norms.probability",
    thesis(locus),
    says=probability_says,
    uses=("relu2.thm-2.3-norms.on-the-events", "relu2.thm-2.3-norms.start",
          "relu2.thm-2.2-sharper.flips"),
)  # fmt: skip
def probability(judge):
    """Gradient descent converges linearly with probability at least 1 - delta, for inputs of any
    norms, where the residual of the start is below a level with probability at least 1 - delta/3.

    |u(k) - y|^2 <= (1 - eta lambda_0/2)^k |u(0) - y|^2 for every k.

    With R = sqrt(2 pi) lambda_0/(64 nu) and tau = lambda_0/(32 nu): m >= 8 nu^2 log(3 n(n +
    1)/delta)/lambda_0^2, m >= log(3n/delta)/(2 tau^2), m >= 16 kappa level/(lambda_0 R)^2 and eta
    <= 2/(5 kappa). The union bound has three events of delta/3. The law of the start is the product
    rule for the means that are used, and events are assumed to be measurable.
    """
    K = judge.theorem()
    scale, square, sizes, scaled, signed, *rest = K.given
    law_density, (normals, product, tails, *gram), rest = rest[:3], rest[3:9], rest[9:]
    one, lam_pos, d_pos, d_less, eta_pos, short, top, rows, nu_pos, double, *rest = rest
    R_pos, radius, tau_pos, spread, wide_1, wide_2, wide_3, low, moves, *rest = rest
    *measured, rare = rest
    third = K.arith(delta / 3 > 0, d_pos)
    # the three events
    entries = K.for_all(symmetric_kernel(K), i, j)
    lemma = K.by("relu2.thm-2.3-norms.start", z, Lambda((i, j), kernel(i, j)), P, b, n, m, nu, lam,
                 delta / 3)  # fmt: skip
    first = K.use(lemma, scale, square, *gram, entries, one, third, K.arith(delta / 3 < 1, d_less),
                  lam_pos, nu_pos, rows, wide_1, low, measured[0])  # fmt: skip
    lemma = K.by("relu2.thm-2.2-sharper.flips", z, Phi, g_0, b, n, m, R, tau)
    lemma = K.use(lemma, scale, square, *law_density, normals, product, tails, one, R_pos, tau_pos,
                  measured[1])  # fmt: skip
    second = K.use(K.at(K.part(lemma, 1), delta), d_pos, wide_2)
    likely = [first, K.arith(Prob(o, flips_share.few()) >= 1 - delta / 3, K.part(lemma, 0), second)]
    fine = close(), flips_share.few()
    others = [complement(K, event, one_) for event, one_ in zip(fine, likely)]
    bad = (~fine[0], ~fine[1], large())
    has = [*(K.arith(integrable(Prob(o, one_)), rule) for one_, rule in zip(bad, others)),
           measured[2]]  # fmt: skip
    none = []
    for event, wrong in zip(fine, bad):
        no = K.absurd(K.assume(~event), K.assume(~wrong), event)
        none.append(K.cases(K.excluded_middle(event), K.assume(event), no))
    none = K.both(*none, K.assume(~large()))
    union = start.unless(K, bad, good(), has, measured[3], none)
    union = K.arith(Prob(o, good()) >= 1 - delta, union, *others, *likely, rare)
    # an outcome of them
    here = K.assume(good())
    known = (scale, square, sizes, scaled, signed, law_density, one, lam_pos, eta_pos, short, top,
             rows, nu_pos, double, R_pos, radius, tau_pos, spread, wide_3, moves)  # fmt: skip
    ever = on_outcome(K, K.split(here), known)
    sure = implied(K, good(), always(), ever, measured[3], measured[4], o)
    return K.qed(K.arith(K.target, union, sure))


@probability.mutant
def events_of_half_of_delta(judge):
    """Each event with delta/2 in place of delta/3: the union bound does not close."""
    p, q, s = reals("p q s")
    each = [one <= delta / 2 for one in (p, q, s)]
    return falsify(forall(p, q, s, delta)(given(delta > 0, *each) >> (1 - p - q - s >= 1 - delta)))
