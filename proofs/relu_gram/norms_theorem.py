"""Theorem 2.3 with the width and the step that the data ask for, S = C^2 + B^2/2: kappa is at least
|K|_2, K = X X^T, and nu at least the largest sum of the |x_i . x_j| over j.

The inputs are x_i = rho_i xi_i with unit vectors xi_0, xi_1, .. and the norms rho_i. A neuron is
active at x_i when w_r . xi_i >= 0; H_inf = K o P_inf, where P_inf(i, j) is the probability that one
is active at both. The notation is that of `norms_start`.
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
    functions,
    given,
    integrable,
    reals,
    sum_over,
    term,
)
from steepest.proofs.textbook.forms import bounded_below
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import flips_share, start, start_entries, start_error, start_gram, start_matrix, thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import diagonal_below, nu, rows_below
from .data_start import B
from .descent_probability import descent_step, labels, limit_gram, loss, output, w
from .descent_theorem import q
from .false_variants import too_fast_in_steps
from .flips_share import tau
from .network import (
    C,
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
    t,
    width,
    x,
    y,
)
from .norms_run import rho
from .norms_start import always
from .norms_step import locus
from .norms_width import radius
from .sectors import on
from .start import a, o, rarely_large
from .start_gram import P

xi = functions("xi", "nat", "nat")
X, Y, Z = reals("X Y Z")
DATA = (x, w, a, y, Phi, P, g_0, b, eta, n, m, d, lam, kappa, nu)


def along(vectors):
    """w_r(0) . q_i"""
    return sum_over(c, d, w(0, r, c, o) * vectors(i, c))


def of(formula, vectors):
    """A formula of `start` for the preactivations along these vectors"""
    return start.of_network(formula, along(vectors), vectors)


def neurons():
    """Standard normal numbers along unit vectors, not negative with probability 1/2; the neurons
    have one law and are independent.
    """
    same = E(o, start_gram.both(r)) == E(o, start_gram.both(term(0)))
    return conj(
        forall(r, i)(start.normal(start.z(r, i, o))),
        forall(r, i)(Prob(o, start.z(r, i, o) >= 0) == "1/2"),
        flips_share.independent(),
        forall(r, i, j)(same),
        start_entries.law().part(1),
    )


def unit_vectors(vectors):
    return forall(i)(sum_over(c, d, vectors(i, c) ** 2) == 1)


def law_of_the_start():
    """w_r(0) ~ N(0, I) and fair signs, all independent. Along unit vectors the products w_r(0) .
    q_i are standard normal and not negative with probability 1/2; the neurons have one law and are
    independent. Along any vectors they are symmetric, of second moment |q_i|^2, and independent of
    the signs. Independence is the product rule for the means that are used.
    """
    signs = conj(start_error.symmetric(), start_error.signs_law())
    return forall(q)(conj(unit_vectors(q) >> of(neurons(), q), of(signs, q)))


def limit(vectors):
    """P_inf(i, j) is the probability that a neuron is active at both inputs."""
    return forall(i, j)(of(E(o, start_gram.both(term(0))) == P(i, j), vectors))


def descent():
    return forall(o, k, r, c)(((r < m) & (c < d)) >> descent_step())


def measurable(vectors, level):
    """The events of the proof: the tails of Hoeffding's inequality, the three good events, all of
    them together, and the conclusion.
    """
    tails = (flips_share.deviation(i) >= t, -flips_share.deviation(i) >= t)
    tails = forall(i, t)(conj(*(integrable(Prob(o, one)) for one in tails)))
    close = start.of_network(start_matrix.close(), along(vectors), vectors)
    few = of(flips_share.few(), vectors)
    large = loss(0) >= level
    events = (close, few, large, conj(close, few, ~large), always())
    both = conj(tails, start_entries.measurable())
    return conj(of(both, vectors), *(integrable(Prob(o, one)) for one in events))


def sizes():
    return conj(n >= 1, lam > 0, delta > 0, delta < 1, eta > 0, eta * kappa <= "2/5")


def enough(constant, of_labels, of_data):
    return m * lam**4 * delta >= constant * of_labels * of_data * n


def mean_square(bound):
    return C**2 + bound**2 / 2


def norms_say():
    polar = conj(
        forall(i, c)(x(i, c) == rho(i) * xi(i, c)),
        forall(i)(sum_over(c, d, xi(i, c) ** 2) == 1),
        forall(i)((i < n) >> conj(rho(i) >= 0, rho(i) <= B)),
    )
    wide = m * lam**4 * delta >= 31292 * mean_square(B) * kappa * nu**2 * n
    level = n * mean_square(B) / (delta / 3)
    return forall(*DATA, rho, xi, B, C, R, tau, delta)(
        given(
            width(), polar, labels(), density(t), law_of_the_start(), sizes(), norm(),
            rows_below(kernel, nu), wide, radius(), limit(xi), bounded_below(limit_gram, lam),
            descent(), measurable(xi, level),
        )
        >> (Prob(o, always()) >= 1 - delta)
    )  # fmt: skip


def diagonal(K, polar, half, limit_, low, top, rows, lam_pos, rho=rho, xi=xi):
    """For i < n: lambda_0 <= |x_i|^2/2, |x_i|^2 <= kappa, |x_i|^2 <= nu; rho_i > 0 and rho_i^2 =
    |x_i|^2; all of it in terms of rho_i.
    """
    scaled, unit, norms = polar
    entry = K.assume(i < n)
    product, squares = x(i, c) * x(i, c), xi(i, c) ** 2
    own = by_terms(
        K, c, d, lambda u: sum_over(c, u, product) == rho(i) ** 2 * sum_over(c, u, squares),
        [product, squares], K.arith(product == rho(i) ** 2 * squares, K.at(scaled, i, c)),
    )  # fmt: skip
    own = K.arith(kernel(i, i) == rho(i) ** 2, own, K.at(unit, i))
    # P_inf(i, i) = 1/2
    z = along(xi).put(r, 0)
    pattern = K.part(K.by("relu2.pattern", z), 3)
    square = K.arith(on(z) == on(z) * on(z), pattern)
    share = K.at(half, 0, i)
    same = K.mean_of_equal(K.for_all(square, o), K.arith(integrable(E(o, on(z))), share))
    value = K.arith(P(i, i) == "1/2", same, share, K.at(limit_, i, i))
    value = K.arith(limit_gram(i, i) == rho(i) ** 2 / 2, value, own)
    lemma = K.by("book.diagonal-entry", Lambda((i, j), limit_gram(i, j)), n, lam, i)
    least = K.use(lemma, entry, low)
    least = K.arith(lam <= rho(i) ** 2 / 2, least, value)
    under = K.arith(rho(i) ** 2 <= kappa, diagonal_below(K, entry, top), own)
    # nu, a term of its row
    lemma = K.by("book.term-below-sum", Lambda((j,), abs(kernel(i, j))), n, i)
    never = K.for_all(K.discharge(K.arith(abs(kernel(i, j)) >= 0), j < n), j)
    most = K.apply(lemma, K.both(entry, never))
    most = K.arith(rho(i) ** 2 <= nu, most, K.apply(K.at(rows, i), entry), own)
    bounds = K.apply(K.at(norms, i), entry)
    positive = K.lemma(
        forall(X, lam)(given(lam > 0, X >= 0, lam <= X**2 / 2) >> (X > 0)), rho(i), lam
    )
    positive = K.use(positive, lam_pos, bounds, least)
    bodies = [x(i, c) ** 2, xi(i, c) ** 2]
    sized = by_terms(
        K, c, d, lambda u: sum_over(c, u, bodies[0]) == rho(i) ** 2 * sum_over(c, u, bodies[1]),
        bodies, K.arith(bodies[0] == rho(i) ** 2 * bodies[1], K.at(scaled, i, c)),
    )  # fmt: skip
    sized = K.arith(rho(i) ** 2 == sum_over(c, d, bodies[0]), sized, K.at(unit, i))
    every = K.both(positive, sized, least, under, most, bounds)
    return K.for_all(K.discharge(every, i < n), i)


def start_is_small(K, signs, labels_, entries, positive, third, measured):
    """P(|y - u(0)|^2 >= 3 n (C^2 + B^2/2)/delta) <= delta/3 by Markov's inequality."""
    z, ell = along(x), sum_over(c, d, x(i, c) ** 2)
    lemma = K.by("relu2.init-residual-amended", Lambda((r, i, o), z), a, Lambda((i,), ell), y, b,
                 n, m, C)  # fmt: skip
    scale, square, *_ = K.given
    symmetric, *law = signs
    mean = K.part(K.use(lemma, scale, square, *law, symmetric, labels_), 0)
    entry = K.assume(i < n)
    own = K.apply(K.at(entries, i), entry)
    rule = K.lemma(forall(X, Y, B)(given(X**2 == Y, X >= 0, X <= B) >> (Y <= B**2)), rho(i), ell, B)
    exact = y(i) ** 2 + term("1/2") * ell
    total = by_terms(
        K, i, n, lambda u: sum_over(i, u, exact) <= u * mean_square(B), [exact],
        K.use(rule, own), K.apply(K.at(labels_, i), entry),
    )  # fmt: skip
    bodies = [(output(0, i) - y(i)) ** 2, (y(i) - output(0, i)) ** 2]
    turned = by_terms(
        K, i, n,
        lambda u: conj(sum_over(i, u, bodies[0]) == sum_over(i, u, bodies[1]),
                       sum_over(i, u, bodies[0]) >= 0),
        bodies,
    )  # fmt: skip
    other = sum_over(i, n, bodies[1])
    same = K.arith(other == loss(0), turned)
    same = K.mean_of_equal(K.for_all(same, o), K.arith(integrable(E(o, other)), mean))
    small = K.arith(E(o, loss(0)) <= n * mean_square(B), mean, same, total)
    never = K.part(turned, 1)
    return rarely_large(K, loss(0), n * mean_square(B), never, small, positive, third, measured,
                        delta / 3)  # fmt: skip


@claim(
    "relu2.thm-2.3-norms",
    thesis(locus),
    formula=r"m\ge31292\,(C^2+\tfrac12B^2)\frac{\kappa\nu^2n}{\lambda_0^4\delta},\ "
    r"\eta\le\frac2{5\kappa}\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    says=norms_say,
    uses=("relu2.thm-2.3-norms.probability", "relu2.thm-2.3-norms.width",
          "relu2.init-residual-amended", "relu2.pattern", "book.markov", "book.diagonal-entry",
          "book.term-below-sum"),
)  # fmt: skip
def any_norms(judge):
    """Gradient descent for inputs of any norms, at the width and the step of the data, converges
    linearly with probability at least 1 - delta.

    |u(k) - y|^2 <= (1 - eta lambda_0/2)^k |u(0) - y|^2 for every k, if m >= 31292 (C^2 + B^2/2)
    kappa nu^2 n/(lambda_0^4 delta) and eta <= 2/(5 kappa).

    |x_i| <= B, |y_i| <= C, and lambda_0 > 0 is the least eigenvalue of H_inf, or less; kappa is
    |K|_2, or more, and nu the largest sum of the |x_i . x_j| over j, or more.

    The start enters by its law along vectors; events are assumed to be measurable, those of the
    proof with R = sqrt(2 pi) lambda_0/(64 nu) and tau = lambda_0/(32 nu).
    """
    K = judge.theorem()
    scale, square, scaled, unit, norms, small_labels, *rest = K.given
    law_density, (law, one, lam_pos, d_pos, d_less, eta_pos, short, *rest) = rest[:3], rest[3:]
    top, rows, wide, g_pos, circle, R_pos, equal, tau_pos, spread, limit_, low, *rest = rest
    moves, tails, *rest = rest
    pairs, *events = rest
    normals, half, product, alike, apart = K.split(K.apply(K.part(K.at(law, xi), 0), unit))
    signs = K.split(K.part(K.at(law, x), 1))
    entries = diagonal(K, (scaled, unit, norms), half, limit_, low, top, rows, lam_pos)
    zero = K.apply(K.at(entries, 0), K.arith(term(0) < n, one))
    rule = K.lemma(
        forall(X, lam, kappa, nu, B, C)(
            given(lam <= X**2 / 2, X**2 <= kappa, X**2 <= nu, X >= 0, X <= B, lam > 0)
            >> conj(2 * lam <= kappa, nu > 0, C**2 + B**2 / 2 >= lam)
        ),
        rho(0), lam, kappa, nu, B, C,
    )  # fmt: skip
    double, nu_pos, above = K.split(K.use(rule, zero, lam_pos))
    third = K.arith(delta / 3 > 0, d_pos)
    most = K.lemma(forall(X, Y, lam)(given(X >= 1, Y >= lam, lam > 0) >> (X * Y > 0)), n,
                   mean_square(B), lam)  # fmt: skip
    most = K.use(most, one, above, lam_pos)
    rare = start_is_small(K, signs, small_labels, entries, most, third, events[2])
    many = K.arith(m >= 1, square, scale)
    level = n * mean_square(B) / (delta / 3)
    lemma = K.by("relu2.thm-2.3-norms.width", n, m, mean_square(B), kappa, nu, lam, delta, g_0, R,
                 tau)  # fmt: skip
    wide = K.use(lemma, one, many, lam_pos, d_pos, d_less, nu_pos, above, double, wide, g_pos,
                 circle, R_pos, equal, tau_pos, spread)  # fmt: skip
    core = K.by(
        "relu2.thm-2.3-norms.probability", x, w, Lambda((r, i, o), along(xi)), a, y, Phi, P, g_0,
        rho, b, eta, n, m, d, lam, kappa, nu, R, tau, level, delta,
        defined=[K.arith(delta / 3 != 0, d_pos)],
    )  # fmt: skip
    inside = K.apply(K.at(entries, i), K.assume(i < n))
    lengths = K.both(K.part(inside, 0), K.part(inside, 1))
    lengths = K.for_all(K.discharge(lengths, i < n), i)
    bodies = [w(0, r, c, o) * x(i, c), w(0, r, c, o) * xi(i, c)]
    starts = by_terms(
        K, c, d, lambda u: sum_over(c, u, bodies[0]) == rho(i) * sum_over(c, u, bodies[1]), bodies,
        K.arith(bodies[0] == rho(i) * bodies[1], K.at(scaled, i, c)),
    )  # fmt: skip
    starts = K.for_all(K.discharge(starts, i < n), r, i, o)
    own = of(E(o, start_gram.both(r)), xi)
    mean = K.for_all(K.arith(own == P(i, j), K.at(alike, r, i, j), K.at(limit_, i, j)), r, i, j)
    result = K.use(
        core, scale, square, lengths, starts, signs[1], *law_density, normals, product, tails,
        mean, apart, pairs, one, lam_pos, d_pos, d_less, eta_pos, short, top, rows, nu_pos, double,
        R_pos, equal, tau_pos, spread, wide, low, moves, *events, rare,
    )  # fmt: skip
    return K.qed(result)


any_norms.mutant(too_fast_in_steps)
