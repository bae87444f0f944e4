"""The certificate neuron by neuron: what one neuron adds to a quadratic form, how fast it moves,
and what its share in the energy of a step of descent is at most.

S(i) are the slopes of one neuron, its pattern or weights in [0, 1]; sigma(r, i) and s(r, i) are
secant slopes and patterns of all neurons, and F(r, i) = 1 for loose entries.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, length

from . import thesis
from .network import b, c, d, i, j, kernel, lam, m, n, r, v, x
from .step import e

locus = "Theorems 2.2 and 2.3, a-posteriori form"
A, s, sigma = functions("A s sigma", "nat", "nat")
S, g, p, kap = sequences("S g p kappa_r")
sign, kappa, theta, delta, Q, top = reals("a kappa theta delta Q p_max")


def pulled(slopes, vector, c):
    """(X^T D v)_c for the diagonal matrix D of the slopes"""
    return sum_over(i, n, vector(i) * (slopes(i) * x(i, c)))


def pulled_length(slopes, vector):
    """|X^T D v|^2"""
    return sum_over(c, d, pulled(slopes, vector, c) ** 2)


def neuron(i, j, scale=b**2):
    """(D K D/m)_ij"""
    return scale * sum_over(c, d, S(i) * x(i, c) * (S(j) * x(j, c)))


def with_neuron(i, j, scale=b**2):
    """H and the neuron"""
    return A(i, j) + neuron(i, j, scale)


def drop_says():
    added = form(with_neuron) == form(A) + b**2 * pulled_length(S, v)
    return forall(A, x, S, b, n, d)(
        conj(
            forall(v)(conj(added, form(with_neuron) >= form(A))),
            forall(lam)(bounded_below(A, lam) >> bounded_below(with_neuron, lam)),
        )
    )


@claim(
    "relu2.certificate.drop",
    thesis(locus),
    says=drop_says,
    uses=("book.form-of-sum", "book.gram-form"),
)
def dropping_neurons(judge):
    """A neuron adds |X^T D_r v|^2/m >= 0 to v^T H v, whatever its pattern (or weights in [0, 1]):
    dropping it only lowers the least eigenvalue.

    All sizes; A is H without the neuron, and D may be any diagonal matrix.
    """
    k = judge.theorem()
    inner = sum_over(c, d, S(i) * x(i, c) * (S(j) * x(j, c)))
    gram = k.by("book.gram-form", Lambda((i, c), S(i) * x(i, c)), v, n, d)
    bodies = [neuron(i, j) * v(j), inner * v(j)]
    scaled = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == b**2 * sum_over(j, q, bodies[1]), bodies
    )
    rows = [v(i) * sum_over(j, n, body) for body in bodies]
    whole = by_terms(
        k, i, n, lambda q: sum_over(i, q, rows[0]) == b**2 * sum_over(i, q, rows[1]), rows, scaled
    )
    added = k.by("book.form-of-sum", A, Lambda((i, j), neuron(i, j)), v, n)
    pull = pulled(S, v, c) ** 2
    squares = by_terms(k, c, d, lambda q: sum_over(c, q, pull) >= 0, [pull])
    equal = form(with_neuron) == form(A) + b**2 * pulled_length(S, v)
    equal = k.arith(equal, added, gram, whole)
    L = reals("L")
    positive = k.lemma(forall(L, b)((L >= 0) >> (b**2 * L >= 0)), pulled_length(S, v), b)
    above = k.arith(form(with_neuron) >= form(A), equal, k.use(positive, squares))
    low = k.assume(bounded_below(A, lam))
    least = k.arith(form(with_neuron) >= lam * length(), above, k.at(low, v))
    least = k.discharge(k.for_all(least, v), bounded_below(A, lam))
    return k.qed(k.both(k.for_all(k.both(equal, above), v), k.for_all(least, lam)))


ONE = {
    "values": {"b": "1", "a": "1", "n": "1", "m": "1", "d": "1", "kappa": "1", "i": "0"},
    "functions": {
        "A": {"of": ["i", "j"], "is": "1"},
        "x": {"of": ["i", "c"], "is": "1"},
        "S": {"table": ["1"]},
        "v": {"table": ["1"]},
        "e": {"table": ["1"]},
    },
}  # one input, one neuron


@dropping_neurons.mutant
def a_neuron_that_subtracts(judge):
    """-1/m in place of 1/m."""
    less = lambda i, j: with_neuron(i, j, -(b**2))  # noqa: E731
    return falsify(forall(A, x, S, b, n, d, v)(form(less) >= form(A)), hints=[ONE])


def gram(slopes):
    """H_ij = x_i . x_j/m times the sum of the products of two slopes"""
    return lambda i, j: b**2 * kernel(i, j) * sum_over(r, m, slopes(r, i) * slopes(r, j))


def form_of_gram(k, slopes):
    """v^T H v == sum_r |X^T D_r v|^2/m for any slopes, neuron after neuron"""
    count = nats("neurons")
    both = slopes(r, i) * slopes(r, j)
    partial = lambda i, j: b**2 * kernel(i, j) * sum_over(r, count, both)  # noqa: E731
    share = b**2 * pulled_length(lambda i: slopes(r, i), v)
    always = form(partial) == sum_over(r, count, share)
    zero = b**2 * kernel(i, j) * sum_over(r, 0, both) * v(j)
    row = by_terms(k, j, n, lambda q: sum_over(j, q, zero) == 0, [zero], k.sum_empty(r, both))
    none = v(i) * sum_over(j, n, zero)
    base = by_terms(k, i, n, lambda q: sum_over(i, q, none) == 0, [none], row)
    base = k.arith(always.put(count, 0), base, k.sum_empty(r, share))
    own = lambda i: slopes(count, i)  # noqa: E731
    body = own(i) * x(i, c) * (own(j) * x(j, c))
    inner = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, body) == own(i) * own(j) * sum_over(c, q, x(i, c) * x(j, c)),
        [body, x(i, c) * x(j, c)],
    )  # fmt: skip
    longer = b**2 * kernel(i, j) * sum_over(r, count + 1, both)
    rows = [longer * v(j), (partial(i, j) + b**2 * sum_over(c, d, body)) * v(j)]
    entry = k.arith(rows[0] == rows[1], k.sum_step(r, count, both), inner)
    row = by_terms(
        k, j, n, lambda q: sum_over(j, q, rows[0]) == sum_over(j, q, rows[1]), rows, entry
    )
    rows = [v(i) * sum_over(j, n, one) for one in rows]
    whole = by_terms(
        k, i, n, lambda q: sum_over(i, q, rows[0]) == sum_over(i, q, rows[1]), rows, row
    )
    more = k.by(
        "relu2.certificate.drop", Lambda((i, j), partial(i, j)), x, Lambda((i,), own(i)), b, n, d
    )
    more = k.part(k.at(k.part(more, 0), v), 0)
    step = always.put(count, count + 1)
    step = k.arith(step, k.assume(always), more, whole, k.sum_step(r, count, share))
    return k.at(k.induction(count, always, base, step), m)


def fractions():
    return forall(i)((i < n) >> conj(S(i) >= 0, S(i) <= 1))


def velocity(c):
    """dw_r/dt, or a step of descent without its factor -eta; the sign is a_r"""
    return b * sign * pulled(S, e, c)


def speed_says(scale=b**2, norm=None):
    across = sum_over(c, d, velocity(c) * x(i, c))
    row = sum_over(j, n, kernel(i, j) ** 2)
    norm = forall(v)(form(kernel) <= kappa * length()) if norm is None else norm
    return forall(x, S, e, b, sign, kappa, n, d, i)(
        given(sign**2 == 1, fractions(), kappa >= 0, norm)
        >> conj(
            across**2 <= scale * row * length(e),
            sum_over(c, d, velocity(c) ** 2) <= scale * kappa * length(e),
        )
    )


@claim(
    "relu2.certificate.speed",
    thesis(locus),
    says=speed_says,
    uses=("book.cauchy-schwarz", "book.gram-form", "book.gram-image"),
)
def speed(judge):
    """Preactivation (r, i) moves by at most |K_i||e| m^{-1/2} a unit of time, w_r by
    sqrt(kappa/m)|e|: Cauchy-Schwarz, and (s e)^2 <= e^2.

    kappa is at least |K|_2, and b = 1/sqrt(m).
    """
    k = judge.theorem()
    plus, slopes, low, top_ = k.given
    B, C, D, L, h, t = reals("B C D L h t")
    shorter = k.lemma(forall(t, h)(given(h >= 0, h <= 1) >> ((t * h) ** 2 <= t**2)), e(i), S(i))
    shorter = k.use(shorter, k.apply(k.at(slopes, i), k.assume(i < n)))
    bodies = [(e(i) * S(i)) ** 2, e(i) ** 2]
    shorter = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) <= sum_over(i, q, bodies[1]), bodies, shorter
    )
    own = Lambda((i,), e(i) * S(i))
    across = sum_over(c, d, velocity(c) * x(i, c))
    entries = [e(j) * (S(j) * x(j, c)), e(j) * S(j) * x(j, c)]
    inside = by_terms(
        k, j, n, lambda q: sum_over(j, q, entries[0]) == sum_over(j, q, entries[1]), entries
    )
    bodies = [velocity(c) * x(i, c), sum_over(j, n, entries[1]) * x(i, c)]
    columns = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, bodies[0]) == b * sign * sum_over(c, q, bodies[1]),
        bodies, inside,
    )  # fmt: skip
    image = sum_over(j, n, kernel(i, j) * (e(j) * S(j)))
    same = k.arith(across == b * sign * image, columns, k.by("book.gram-image", x, own, n, d, i))
    schwarz = k.by("book.cauchy-schwarz", Lambda((j,), kernel(i, j)), own, n)
    row = sum_over(j, n, kernel(i, j) ** 2)
    rows = by_terms(k, j, n, lambda q: sum_over(j, q, kernel(i, j) ** 2) >= 0, [kernel(i, j) ** 2])
    first = k.lemma(
        forall(B, C, D, L, t, h, b, sign)(
            given(sign**2 == 1, t == b * sign * B, B**2 <= C * D, D <= L, C >= 0)
            >> (t**2 <= b**2 * C * L)
        ),
        image, row, length(lambda i: e(i) * S(i)), length(e), across, 0, b, sign,
    )  # fmt: skip
    first = k.use(first, plus, same, schwarz, shorter, rows)
    # along: the quadratic form of K at D e
    gram = k.by("book.gram-form", x, own, n, d)
    bodies = [e(i) * S(i) * x(i, c), e(i) * (S(i) * x(i, c))]
    inside = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    square = k.lemma(
        forall(B, C, b, sign)(given(sign**2 == 1, B == C) >> ((b * sign * C) ** 2 == b**2 * B**2)),
        sum_over(i, n, bodies[0]), pulled(S, e, c), b, sign,
    )  # fmt: skip
    squares = [velocity(c) ** 2, sum_over(i, n, bodies[0]) ** 2]
    whole = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, squares[0]) == b**2 * sum_over(c, q, squares[1]),
        squares, k.use(square, plus, inside),
    )  # fmt: skip
    second = k.lemma(
        forall(B, C, D, L, kappa, b)(
            given(B == b**2 * C, C <= kappa * D, D <= L, kappa >= 0)
            >> (B <= b**2 * kappa * L)
        ),
        sum_over(c, d, squares[0]), sum_over(c, d, squares[1]),
        length(lambda i: e(i) * S(i)), length(e), kappa, b,
    )  # fmt: skip
    most = k.arith(second.formula.left.part(1), gram, k.at(top_, own))
    second = k.use(second, whole, most, shorter, low)
    return k.qed(k.both(first, second))


@speed.mutant
def half_of_it(judge):
    """Half of the squares; for one input K is a number."""
    one = conj(kernel(0, 0) <= kappa, n == 1)
    return falsify(speed_says(scale=b**2 / 2, norm=one), hints=[ONE])


def part(g, p):
    """The inner product of the parts of one neuron"""
    return sum_over(c, d, g(c) * p(c))


def loose_says(divisor=1):
    value = -2 * part(g, p) + (2 - theta) * part(p, p)
    near = sum_over(c, d, (g(c) - p(c)) ** 2) <= delta**2
    tight = forall(c)((c < d) >> (g(c) == p(c)))
    return forall(g, p, d, theta, delta)(
        (theta > 0)
        >> conj(
            tight >> (value == -theta * part(p, p)), near >> (divisor * value <= delta**2 / theta)
        )
    )


@claim("relu2.certificate.loose-neurons", thesis(locus), says=loose_says)
def loose_neurons(judge, divisor=1):
    """A tight neuron (g = p) contributes -theta |p|^2; one with a loose entry at most
    delta^2/theta, by completing the square.

    p, g: the parts of one neuron in P e and G e; eta M^2 = 2 - theta.
    """
    k = judge.theorem()
    (positive,) = k.given
    value = -2 * part(g, p) + (2 - theta) * part(p, p)
    tight, near = (k.target.part(one).left for one in range(2))
    own = k.apply(k.at(k.assume(tight), c), k.assume(c < d))
    bodies = [g(c) * p(c), p(c) * p(c)]
    same = k.arith(bodies[0] == bodies[1], own)
    same = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == sum_over(c, q, bodies[1]), bodies, same
    )
    first = k.discharge(k.arith(value == -theta * part(p, p), same), tight)
    bodies += [(g(c) - p(c)) ** 2, (g(c) - p(c) + theta * p(c)) ** 2]

    def squares_to(q):
        mixed, own, change, whole = (sum_over(c, q, body) for body in bodies)
        return conj(
            whole == change + 2 * theta * mixed - 2 * theta * own + theta**2 * own, whole >= 0
        )

    squares = by_terms(k, c, d, squares_to, bodies)
    B, C, D, W = reals("B C D W")
    rule = k.lemma(
        forall(B, C, D, W, theta, delta)(
            given(theta > 0, D <= delta**2, W >= 0,
                  W == D + 2 * theta * B - 2 * theta * C + theta**2 * C)
            >> (divisor * (-2 * B + (2 - theta) * C) <= delta**2 / theta)
        ),
        *(sum_over(c, d, body) for body in bodies), theta, delta,
    )  # fmt: skip
    second = k.use(rule, positive, k.assume(near), squares)
    return k.qed(
        k.both(
            first, k.discharge(k.arith(divisor * value <= delta**2 / theta, second, positive), near)
        )
    )


loose_neurons.mutant("half of it", divisor=2)
