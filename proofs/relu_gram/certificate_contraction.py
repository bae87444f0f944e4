"""The certificate: one step of descent inside the tube contracts the error. T(r) = 1 for neurons
without a loose entry, which alone count in H_s.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    reals,
    sequences,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import thesis
from .certificate_counts import norms, shares, slopes
from .certificate_energy import STEP, G, P_e, after, back, cross, descends, through
from .certificate_neurons import (
    Q,
    form_of_gram,
    gram,
    kap,
    kappa,
    locus,
    part,
    pulled,
    pulled_length,
    sigma,
    theta,
    top,
)
from .network import F, W, active, b, c, d, eta, i, lam, m, n, r, v, x
from .perturbation import sets
from .step import e, loss

T = sequences("T")
TUBE = (*STEP, F, T, kap, kappa, Q, top, theta, lam)


def pattern(r, i):
    return active(W, r, i)


def stable(r, i):
    """The pattern of a neuron without a loose entry, 0 for the others"""
    return T(r) * pattern(r, i)


def tight():
    """T is 0 or 1, and a neuron with T = 1 has no loose entry."""
    none = (T(r) == 1) >> forall(i)((i < n) >> (F(r, i) == 0))
    return forall(r)((r < m) >> conj(disj(T(r) == 0, T(r) == 1), none))


def inside_the_tube(low=None):
    low = bounded_below(gram(stable), lam) if low is None else low
    rate = conj(theta > 0, top >= 0, eta > 0, theta == 2 - eta * (kappa * top))
    return given(descends(), sets(), slopes(pattern), norms(), shares(pattern), tight(), rate, low)


def contraction_says():
    factor = 1 - eta * (theta * lam - Q / theta)
    return forall(*TUBE)(inside_the_tube() >> (after() <= factor * loss()))


def difference(r, i):
    return sigma(r, i) - pattern(r, i)


def lengths():
    """|P e|^2"""
    return sum_over(r, m, sum_over(c, d, P_e(r, c) ** 2))


def tight_lengths():
    """The same of the neurons without a loose entry"""
    return sum_over(r, m, T(r) * sum_over(c, d, P_e(r, c) ** 2))


def changes_of():
    """The sum of the delta_r^2 = |g_r - p_r|^2"""
    return sum_over(r, m, b**2 * pulled_length(lambda i: difference(r, i), e))


def square_of_step(k, spectral, low):
    """|G^T P e|^2 <= kappa p_max |P e|^2, from |G v|^2 <= kappa p_max |v|^2."""
    A, B, C, X, Y = reals("A B C X Y")
    turned = through(k, back)
    entries = Lambda((r, c), G(r, c, back)), Lambda((r, c), P_e(r, c))
    schwarz = k.by("book.frobenius-schwarz", *entries, m, d)
    own = pulled(lambda i: sigma(r, i), back, c)
    bodies = [back(i) * (x(i, c) * sigma(r, i)), back(i) * (sigma(r, i) * x(i, c))]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    rule = k.lemma(
        forall(A, B, b)((A == B) >> ((b * A) ** 2 == b**2 * B**2)),
        sum_over(i, n, bodies[0]), own, b,
    )  # fmt: skip
    squares = [G(r, c, back) ** 2, own**2]
    same = by_terms(
        k, c, d, lambda q: sum_over(c, q, squares[0]) == b**2 * sum_over(c, q, squares[1]),
        squares, k.use(rule, same),
    )  # fmt: skip
    rows = [sum_over(c, d, squares[0]), b**2 * sum_over(c, d, squares[1])]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, rows[0]) == sum_over(r, q, rows[1]), rows, same
    )
    most = k.at(spectral, Lambda((i,), back(i)))
    size = sum_over(i, n, back(i) ** 2)
    pairs = [back(i) * back(i), back(i) ** 2]
    squared = by_terms(
        k, i, n,
        lambda q: conj(sum_over(i, q, pairs[0]) == sum_over(i, q, pairs[1]),
                       sum_over(i, q, pairs[1]) >= 0),
        pairs,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, X, Y)(  # A = |G^T P e|^2, B = |G G^T P e|^2, C = |P e|^2
            given(A == X, X**2 <= B * C, B <= Y * A, A >= 0, C >= 0, Y >= 0) >> (A <= Y * C)
        ),
        size, sum_over(r, m, rows[0]), lengths(), cross(back), kappa * top,
    )  # fmt: skip
    own = k.arith(size == cross(back), turned, squared)
    return k.use(rule, own, schwarz, k.arith(rule.formula.left.part(2), same, most), squared, low)


def sum_of_neurons(k, calm, values, positive):
    """-2 <G e, P e> + (2 - theta) |P e|^2 <= -theta (that of the tight ones) + changes/theta"""
    A, B, C, D, h = reals("A B C D h")
    neuron, entry = k.assume(r < m), k.assume(i < n)
    near = sum_over(c, d, (G(r, c) - P_e(r, c)) ** 2)
    squares = [(G(r, c) - P_e(r, c)) ** 2, P_e(r, c) * P_e(r, c), P_e(r, c) ** 2]
    low = by_terms(
        k, c, d,
        lambda q: conj(sum_over(c, q, squares[0]) >= 0,
                       sum_over(c, q, squares[1]) == sum_over(c, q, squares[2])),
        squares,
    )  # fmt: skip
    g, p = Lambda((c,), G(r, c)), Lambda((c,), P_e(r, c))
    known = k.part(low, 0)
    lemma = k.by("relu2.certificate.loose-neurons", g, p, d, theta, sqrt(near), defined=[known])
    lemma = k.use(lemma, positive)
    is_tight, one = k.assume(T(r) == 1), k.apply(k.at(calm, r), neuron)
    none = k.apply(k.at(k.apply(k.part(one, 1), is_tight), i), entry)
    same = k.apply(k.part(k.use(k.at(values, r, i), neuron, entry), 3), none)
    bodies = [e(i) * (x(i, c) * sigma(r, i)), e(i) * (x(i, c) * pattern(r, i))]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], same),
    )  # fmt: skip
    same = k.for_all(k.discharge(k.arith(G(r, c) == P_e(r, c), same), c < d), c)
    first = k.apply(k.part(lemma, 0), same)
    second = k.apply(k.part(lemma, 1), k.arith(near <= sqrt(near) ** 2, known))
    second = k.arith(second.sides[0] <= near / theta, second, known, positive)
    mixed, own = part(lambda c: G(r, c), lambda c: P_e(r, c)), sum_over(c, d, squares[2])
    # A, B, C stand for <g, p>, |p|^2 and |g - p|^2
    rules = [
        forall(A, B, C, h, theta)(
            given(h == 1, theta > 0, C >= 0, -2 * A + (2 - theta) * B == -theta * B)
            >> goal(A, B, C, h)
        ),
        forall(A, B, C, h, theta)(
            given(h == 0, theta > 0, -2 * A + (2 - theta) * B <= C / theta) >> goal(A, B, C, h)
        ),
    ]
    stays, moves = (k.lemma(rule, mixed, own, near, T(r), theta) for rule in rules)
    stays = k.use(stays, is_tight, positive, known, k.arith(stays.formula.left.part(3), first, low))
    loose = k.assume(T(r) == 0)
    moves = k.use(moves, loose, positive, k.arith(moves.formula.left.part(2), second, low))
    each = k.cases(k.part(one, 0), moves, stays)
    # the changes, by the slopes
    bodies += [e(i) * (difference(r, i) * x(i, c))]

    def apart_to(q):
        new, old, change = (sum_over(i, q, body) for body in bodies)
        return new - old == change

    apart = by_terms(k, i, n, apart_to, bodies)
    change = pulled(lambda i: difference(r, i), e, c)
    rule = k.lemma(
        forall(A, B, C, b)((A - B == C) >> ((b * A - b * B) ** 2 == b**2 * C**2)),
        *(sum_over(i, n, body) for body in bodies), b,
    )  # fmt: skip
    pair = [squares[0], change**2]
    equal = by_terms(
        k, c, d, lambda q: sum_over(c, q, pair[0]) == b**2 * sum_over(c, q, pair[1]), pair,
        k.use(rule, apart),
    )  # fmt: skip
    delta = b**2 * sum_over(c, d, pair[1])
    parts = [mixed, own, T(r) * own, delta]

    def whole(q):
        one, two, three, four = (sum_over(r, q, each) for each in parts)
        return -2 * one + (2 - theta) * two <= -theta * three + four / theta

    one = -2 * mixed + (2 - theta) * own <= -theta * parts[2] + delta / theta
    each = k.arith(one, each, equal, positive)
    return by_terms(k, r, m, whole, parts, each, always=[positive])


def goal(A, B, C, h):
    return -2 * A + (2 - theta) * B <= -theta * (h * B) + C / theta


def stable_form(k, calm, least):
    """The tight neurons have e^T H_s e together, which is at least lambda |e|^2."""
    A, B, h = reals("A B h")
    equation = k.at(k.for_all(form_of_gram(k, stable), v), e)
    bodies = [e(i) * (stable(r, i) * x(i, c)), e(i) * (x(i, c) * pattern(r, i))]
    inside = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == T(r) * sum_over(i, q, bodies[1]), bodies
    )
    one = k.part(k.apply(k.at(calm, r), k.assume(r < m)), 0)
    rule = k.lemma(
        forall(A, B, h, b)(
            given(A == h * B, disj(h == 0, h == 1)) >> (b**2 * A**2 == h * (b * B) ** 2)
        ),
        *(sum_over(i, n, body) for body in bodies), T(r), b,
    )  # fmt: skip
    own = pulled(lambda i: stable(r, i), e, c)
    pair = [own**2, P_e(r, c) ** 2]
    squares = by_terms(
        k, c, d, lambda q: b**2 * sum_over(c, q, pair[0]) == T(r) * sum_over(c, q, pair[1]), pair,
        k.use(rule, inside, one),
    )  # fmt: skip
    rows = [b**2 * sum_over(c, d, pair[0]), T(r) * sum_over(c, d, pair[1])]
    total = by_terms(
        k, r, m, lambda q: sum_over(r, q, rows[0]) == sum_over(r, q, rows[1]), rows, squares
    )
    return k.arith(tight_lengths() >= lam * loss(), equation, total, k.at(least, e))


@claim(
    "relu2.certificate.contraction",
    thesis(locus),
    says=contraction_says,
    uses=("relu2.certificate.energy", "relu2.certificate.counts", "relu2.certificate.loose-neurons",
          "relu2.certificate.drop", "book.frobenius-schwarz", "book.sum-exchange"),
)  # fmt: skip
def contraction(judge):
    """The step inside the tube: cross terms and square together are at most -eta theta e^T H_s e +
    (eta/theta) Q |e|^2.

    So |e(k + 1)|^2 <= (1 - eta (theta lambda - Q/theta)) |e(k)|^2, where lambda = lambda_min(H_s).
    The square is at most M^2 = kappa p_max times the sum of the |p_r|^2, neuron by neuron.
    """
    k = judge.theorem()
    base, rest = k.given[:6], k.given[6:]
    binary, values, low, norm, local, few, calm, positive, share, rate, equal, least = rest
    expanded = k.part(k.use(k.by("relu2.certificate.energy", *STEP), *base), 1)
    letters = (x, Lambda((r, i), pattern(r, i)), sigma, F, kap, b, n, m, d, kappa, Q, top, e, v)
    counts = k.by("relu2.certificate.counts", *letters)
    counts = k.use(counts, binary, values, low, norm, local, few)
    spectral = k.for_all(k.part(counts, 1), v)
    shorter = square_of_step(k, spectral, k.arith(kappa * top >= 0, low, share))
    neurons = sum_of_neurons(k, calm, values, positive)
    stands = stable_form(k, calm, least)
    A, B, C, D, N, X, Y = reals("A B C D N X Y")
    end = k.lemma(
        forall(A, B, C, D, N, X, Y, eta, theta, lam, Q)(
            # A = |e(k + 1)|^2, B = <G e, P e>, C = |G^T P e|^2, D = |P e|^2, X of the tight ones
            given(A == N - 2 * eta * B + eta**2 * C, eta * C <= (2 - theta) * D,
                  -2 * B + (2 - theta) * D <= -theta * X + Y / theta, X >= lam * N, Y <= Q * N,
                  eta > 0, theta > 0)
            >> (A <= (1 - eta * (theta * lam - Q / theta)) * N)
        ),
        after(), cross(), sum_over(i, n, back(i) ** 2), lengths(), loss(), tight_lengths(),
        changes_of(), eta, theta, lam, Q,
    )  # fmt: skip
    rule = k.lemma(
        forall(C, D, X, eta, theta)(
            given(C <= X * D, theta == 2 - eta * X, eta > 0) >> (eta * C <= (2 - theta) * D)
        ),
        sum_over(i, n, back(i) ** 2), lengths(), kappa * top, eta, theta,
    )  # fmt: skip
    shorter = k.use(rule, shorter, equal, rate)
    few = k.arith(changes_of() <= Q * loss(), k.part(counts, 0))
    return k.qed(k.use(end, expanded, shorter, neurons, stands, few, rate, positive))


@contraction.mutant
def loose_neurons_help(judge):
    """Q/theta with the other sign, for the numbers of one step: e^T H_s e = |e|^2 = 1 and Q = 1."""
    A, N, X, Y = reals("A N X Y")
    numbers = given(
        eta > 0, theta > 0, X >= lam * N, Y <= Q * N, A <= N + eta * (-theta * X + Y / theta)
    )
    helped = numbers >> (A <= (1 - eta * (theta * lam + Q / theta)) * N)
    values = {"A": "1", "N": "1", "X": "1", "Y": "1", "eta": "1", "theta": "1", "lambda_0": "1"}
    hint = {"values": values | {"Q": "1"}}
    return falsify(forall(A, N, X, Y, eta, theta, lam, Q)(helped), hints=[hint])
