"""Theorem 2.3 with a width that grows like log(n/delta): the residual of the start by its
subgaussian tail, L = log(6n/delta). The notation is that of `norms_theorem`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    given,
    integrable,
    log,
    pi,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import same_probability
from steepest.proofs.textbook.forms import bounded_below
from steepest.proofs.textbook.normal import density, g_0

from . import start_gram, start_tails, thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import nu, rows_below
from .descent_probability import limit_gram, loss, output
from .descent_theorem import q
from .false_variants import too_fast_in_steps
from .flips_share import tau
from .network import C, R, b, c, d, delta, i, j, kernel, lam, m, n, r, t, width, x, y
from .norms_start import always
from .norms_theorem import (
    DATA,
    along,
    descent,
    diagonal,
    limit,
    measurable,
    neurons,
    of,
    sizes,
    unit_vectors,
)
from .norms_width import logarithms, radius, square_of_radius
from .start import a, o
from .start_gram import P

locus = "Theorems 2.2 and 2.3, in terms of log(1/delta)"
L = log(6 * n / delta)
A, B, X, Y, Z = reals("A B X Y Z")


def level():
    return 2 * n * (C**2 + 2 * L)


def wide(constant=20861):
    return m * lam**4 >= constant * kappa * nu**2 * n * (C**2 + 2 * L)


def width_says():
    positive = conj(n >= 1, m >= 1, lam > 0, lam <= "1/2", delta > 0, delta < 1)
    near = 16 * kappa * level() <= m * (lam * R) ** 2
    return forall(n, m, C, kappa, nu, lam, delta, g_0, R, tau)(
        given(positive, nu > 0, kappa >= 1, wide(), radius()) >> conj(logarithms(), near)
    )


@claim(
    "relu2.thm-2.3-log.width",
    thesis(locus),
    says=width_says,
    uses=("relu2.thm-2.3-log.logarithm",),
)
def enough(judge):
    """The width m >= 20861 kappa nu^2 n (C^2 + 2 L)/lambda_0^4 is enough for the three events, L =
    log(6n/delta).

    m lambda_0^2 >= 166888 nu^2 L covers the logarithms, and 16 kappa times the level 2 n (C^2 + 2
    L) is at most m (lambda_0 R)^2, as 32 * 4096/(2 pi) = 20860.8.
    """
    k = judge.theorem()
    one, _, lam_pos, lam_small, d_pos, d_less, nu_pos, least, wide_, *rest = k.given
    *_, spread = rest
    nonzero = k.arith(delta != 0, d_pos)
    inside = k.lemma(
        forall(A, B)(
            given(A >= 1, B > 0)
            >> conj(6 * A / B > 0, 3 * A / B > 0, 3 * A * (A + 1) / B > 0,
                    3 * A * (A + 1) / B == A * (A + 1) / (B / 3))
        ),
        n, delta,
    )  # fmt: skip
    inside = k.use(inside, one, d_pos)
    logs = k.by("relu2.thm-2.3-log.logarithm", n, delta)
    first, second, third = k.split(k.use(logs, one, d_pos, d_less))
    third = k.unfold(k.part(inside, 3), third)
    positive = k.arith(n * (n + 1) / (delta / 3) > 0, inside)
    defined = [inside, nonzero, positive]
    rule = k.lemma(
        forall(A, B, X, Y, Z, C, kappa, lam)(
            # A = m, B = nu^2, X = n, Y = L
            given(A * lam**4 >= 20861 * kappa * B * X * (C**2 + 2 * Y), kappa >= 1, X >= 1, Y >= 1,
                  B > 0)
            >> (A * lam**4 >= 41722 * B * Y)
        ),
        m, nu**2, n, L, 0, C, kappa, lam, defined=defined,
    )  # fmt: skip
    rows = k.arith(nu**2 > 0, nu_pos)
    large = k.use(rule, wide_, least, one, first, rows)
    rule = k.lemma(
        forall(A, B, lam)(
            given(A * lam**4 >= B, B > 0, lam > 0, lam <= "1/2") >> (A * lam**2 >= 4 * B)
        ),
        m, 41722 * nu**2 * L, lam, defined=defined,
    )  # fmt: skip
    low = k.lemma(forall(A, B)(given(A > 0, B >= 1) >> (41722 * A * B > 0)), nu**2, L,
                  defined=defined)  # fmt: skip
    large = k.use(rule, large, k.use(low, rows, first), lam_pos, lam_small)
    rule = k.lemma(
        forall(A, B, X, Y)(
            given(A >= 4 * (41722 * B * Y), X <= 2 * Y, B > 0, Y >= 1) >> (A >= 8 * B * X)
        ),
        m * lam**2, nu**2, log(n * (n + 1) / (delta / 3)), L, defined=defined,
    )  # fmt: skip
    one_ = k.use(rule, large, third, rows, first)
    rule = k.lemma(
        forall(A, B, X, Y, Z, lam)(
            given(A * lam**2 >= 4 * (41722 * B**2 * Y), X <= Y, B > 0, Y >= 1, 32 * B * Z == lam)
            >> (2 * A * Z**2 >= X)
        ),
        m, nu, log(3 * n / delta), L, tau, lam, defined=defined,
    )  # fmt: skip
    two = k.use(rule, large, second, nu_pos, first, spread)
    rule = k.lemma(
        forall(A, B, X, Y, Z, lam)(
            # A = m, B = kappa n (C^2 + 2 L), X = nu^2, Y = R^2, Z = 2 pi
            given(A * lam**4 >= 20861 * (B * X), 4096 * X * Y == Z * lam**2, X > 0, B > 0,
                  Z * 20861 >= 131072, lam > 0, Z > 0)
            >> (32 * B <= A * (lam**2 * Y))
        ),
        m, kappa * n * (C**2 + 2 * L), nu**2, R**2, 2 * pi, lam, defined=defined,
    )  # fmt: skip
    circle = k.arith(conj(2 * pi > 0, 2 * pi * 20861 >= 131072))
    above = k.lemma(
        forall(A, B, C, Y)(given(A >= 1, B >= 1, Y >= 1) >> (A * B * (C**2 + 2 * Y) > 0)),
        kappa, n, C, L, defined=defined,
    )  # fmt: skip
    above = k.use(above, least, one, first)
    near = k.use(rule, k.arith(rule.formula.left.part(0), wide_, *defined),
                 square_of_radius(k, nu_pos), rows, above, circle, lam_pos)  # fmt: skip
    near = k.arith(k.target.part(1), near, *defined)
    return k.qed(k.both(k.both(one_, two), near))


@enough.mutant
def three_quarters(judge):
    """Three quarters of the constant: for one input at lambda_0 = 1/2 and kappa = nu = C = 1."""
    rule = forall(m, X)(
        given(m * term("1/16") >= 15646 * (1 + 2 * X), X >= 1)
        >> (32 * 4096 * (1 + 2 * X) <= m * term("1/16") * (2 * pi))
    )
    return falsify(rule, hints=[{"values": {"m": "751008", "X": "1"}}])


def law_of_the_start():
    """Of `norms_theorem`, along unit vectors, with exponential moments of rows and signs"""
    whole = conj(neurons(), start_tails.law())
    return forall(q)(unit_vectors(q) >> of(whole, q))


def theorem_says():
    labels = forall(i)((i < n) >> (abs(y(i)) <= C))
    tails = of(start_tails.measurable(), x)
    return forall(*DATA, C, R, tau, delta)(
        given(
            width(), unit_vectors(x), labels, density(t), law_of_the_start(), sizes(), norm(),
            rows_below(kernel, nu), wide(), radius(), limit(x), bounded_below(limit_gram, lam),
            descent(), measurable(x, level()), tails,
        )
        >> (Prob(o, always()) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3-log",
    thesis(locus),
    formula=r"m\ge20861\,\frac{\kappa\nu^2n\left(C^2+2\log\frac{6n}\delta\right)}{\lambda_0^4},\ "
    r"\eta\le\frac2{5\kappa}\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    says=theorem_says,
    uses=("relu2.thm-2.3-norms.probability", "relu2.thm-2.3-log.width", "relu2.init-residual.tail",
          "relu2.pattern", "book.diagonal-entry", "book.term-below-sum"),
)  # fmt: skip
def logarithmic(judge):
    """Gradient descent with m of order n^4 log(n/delta)/lambda_0^4 and eta of order 1/n converges
    linearly with probability at least 1 - delta.

    |u(k) - y|^2 <= (1 - eta lambda_0/2)^k |u(0) - y|^2 for every k, if m >= 20861 kappa nu^2 n (C^2
    + 2 log(6n/delta))/lambda_0^4 and eta <= 2/(5 kappa).

    kappa is |K|_2, or more, and nu the largest sum of the |x_i . x_j| over j, or more; both may be
    n. The step depends on neither lambda_0 nor delta. The inputs are the first n of the unit
    vectors x_0, x_1, .., |y_i| <= C, and lambda_0 > 0 is the least eigenvalue of H_inf, or less.

    The start enters by its law along unit vectors; events are assumed to be measurable, those of
    the proof with R = sqrt(2 pi) lambda_0/(64 nu) and tau = lambda_0/(32 nu).
    """
    K = judge.theorem()
    scale, square, units, labels, *rest = K.given
    law_density, (law, one, lam_pos, d_pos, d_less, eta_pos, short, *rest) = rest[:3], rest[3:]
    top, rows, wide_, *rest = rest
    ball, (limit_, low, moves, tails, pairs, *events) = rest[:6], rest[6:]
    events, others = events[:5], events[5:]
    normals, half, product, alike, apart, *signs = K.split(K.use(K.at(law, x), units))
    unit_norm = lambda i: term(1)  # noqa: E731
    scaled = K.for_all(K.arith(x(i, c) == term(1) * x(i, c)), i, c)
    bounds = K.for_all(K.discharge(K.arith(term(1) >= 0), i < n), i)
    entries = diagonal(K, (scaled, units, bounds), half, limit_, low, top, rows, lam_pos, unit_norm,
                       x)  # fmt: skip
    zero = K.apply(K.at(entries, 0), K.arith(term(0) < n, one))
    facts = K.arith(conj(lam <= "1/2", kappa >= 1, nu > 0, 2 * lam <= kappa), zero)
    inside = K.arith(6 * n / delta > 0, one, d_pos)
    many = K.arith(m >= 1, square, scale)
    lemma = K.by("relu2.thm-2.3-log.width", n, m, C, kappa, nu, lam, delta, g_0, R, tau)
    enough_ = K.use(lemma, one, many, lam_pos, facts, d_pos, d_less, wide_, *law_density[:2], *ball)
    # the residual of the start
    bodies = [(output(0, i) - y(i)) ** 2, (y(i) - output(0, i)) ** 2]
    turned = mirrored(K, bodies)
    event, other = loss(0) >= level(), sum_over(i, n, bodies[1]) >= level()
    into = K.arith(other, K.assume(event), turned, inside)
    rule = K.lemma(
        forall(A, B, X)(given(A == B, ~(A >= X)) >> ~(B >= X)), *turned.sides, level(),
        defined=[inside, K.arith(delta != 0, d_pos)],
    )  # fmt: skip
    out = K.apply(rule, turned, K.assume(~event))
    same = same_probability(K, event, other, events[2], into, out, o)
    tail = K.by("relu2.init-residual.tail", Lambda((r, i, o), along(x)), a, y, b, n, m, C, delta)
    has = K.arith(integrable(Prob(o, other)), same)
    rare = K.use(tail, scale, square, *signs, *others, one, d_pos, d_less, labels, has)
    rare = K.arith(Prob(o, event) <= delta / 3, rare, same)
    # the events
    core = K.by(
        "relu2.thm-2.3-norms.probability", *DATA[:1], DATA[1], Lambda((r, i, o), along(x)),
        *DATA[2:7], Lambda((i,), term(1)), *DATA[7:], R, tau, level(), delta,
        defined=[inside, K.arith(delta != 0, d_pos)],
    )  # fmt: skip
    lengths = K.arith(conj(term(1) > 0, term(1) ** 2 == sum_over(c, d, x(i, c) ** 2)),
                      K.at(units, i))  # fmt: skip
    lengths = K.for_all(K.discharge(lengths, i < n), i)
    z = along(x)
    starts = K.for_all(K.discharge(K.arith(z == 1 * z), i < n), r, i, o)
    own = of(E(o, start_gram.both(r)), x)
    mean = K.for_all(K.arith(own == P(i, j), K.at(alike, r, i, j), K.at(limit_, i, j)), r, i, j)
    result = K.use(
        core, scale, square, lengths, starts, signs[0], *law_density, normals, product, tails,
        mean, apart, pairs, one, lam_pos, d_pos, d_less, eta_pos, short, top, rows, facts,
        *ball[2:], enough_, low, moves, *events, rare,
    )  # fmt: skip
    return K.qed(result)


def mirrored(K, bodies):
    """|u(0) - y|^2 == |y - u(0)|^2"""
    return by_terms(
        K, i, n, lambda u: sum_over(i, u, bodies[0]) == sum_over(i, u, bodies[1]), bodies
    )


logarithmic.mutant(too_fast_in_steps)
