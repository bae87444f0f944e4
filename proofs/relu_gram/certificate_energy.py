"""The certificate: one step of descent, and how it contracts the error while tight entries keep
their pattern. sigma(r, i) are the secant slopes of the step from W to V.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    reals,
    sum_over,
)

from . import thesis
from .certificate_neurons import locus, sigma
from .network import (
    V,
    W,
    a,
    active,
    b,
    c,
    d,
    eta,
    i,
    m,
    n,
    output,
    pre,
    r,
    relu,
    signs,
    width,
    x,
    y,
)
from .step import ONE, SIZES, e, gradient, loss, moved, residual

STEP = (*SIZES[:3], sigma, *SIZES[3:])


def secants():
    """The change of a ReLU is its secant slope times the change of its argument."""
    rise = relu(pre(V, r, i)) - relu(pre(W, r, i))
    same = rise == sigma(r, i) * (pre(V, r, i) - pre(W, r, i))
    return forall(r, i)(((r < m) & (i < n)) >> same)


def descends():
    return conj(width(), signs(), residual(), moved(), secants())


def P_e(r, c):
    """P e, where P stacks the m^{-1/2} X^T D_r (patterns)"""
    return b * sum_over(i, n, e(i) * (x(i, c) * active(W, r, i)))


def G(r, c, f=e):
    """G e, where G stacks the m^{-1/2} X^T Sigma_r (secant slopes)"""
    return b * sum_over(i, n, f(i) * (x(i, c) * sigma(r, i)))


def back(i):
    """(G^T P e)_i"""
    return sum_over(r, m, sum_over(c, d, b * (x(i, c) * sigma(r, i)) * P_e(r, c)))


def cross(f=e):
    """<G e, P e>"""
    return sum_over(r, m, sum_over(c, d, G(r, c, f) * P_e(r, c)))


def through(k, f):
    """<f, G^T P e> == <G f, P e>, the sums exchanged"""
    entry_ = f(i) * (x(i, c) * sigma(r, i))
    full = b * entry_ * P_e(r, c)
    deep = [b * (x(i, c) * sigma(r, i)) * P_e(r, c), full]
    row = by_terms(
        k, c, d, lambda q: f(i) * sum_over(c, q, deep[0]) == sum_over(c, q, deep[1]), deep
    )
    deep = [sum_over(c, d, one) for one in deep]
    rows = by_terms(
        k, r, m, lambda q: f(i) * sum_over(r, q, deep[0]) == sum_over(r, q, deep[1]), deep, row
    )
    deep = [f(i) * back(i), sum_over(r, m, deep[1])]
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, deep[0]) == sum_over(i, q, deep[1]), deep, rows
    )
    outer = k.by("book.sum-exchange", Lambda((i, r), sum_over(c, d, full)), n, m)
    inner = k.by("book.sum-exchange", Lambda((i, c), full), n, d)
    column = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, full) == b * sum_over(i, q, entry_) * P_e(r, c),
        [full, entry_],
    )  # fmt: skip
    deep = [sum_over(i, n, full), G(r, c, f) * P_e(r, c)]
    columns = by_terms(
        k, c, d, lambda q: sum_over(c, q, deep[0]) == sum_over(c, q, deep[1]), deep, column
    )
    deep = [sum_over(i, n, sum_over(c, d, full)), sum_over(c, d, G(r, c, f) * P_e(r, c))]
    neurons = by_terms(
        k, r, m, lambda q: sum_over(r, q, deep[0]) == sum_over(r, q, deep[1]), deep, inner, columns
    )
    return k.arith(sum_over(i, n, f(i) * back(i)) == cross(f), total, outer, neurons)


def after():
    """|e(k + 1)|^2"""
    return sum_over(i, n, (output(V, i) - y(i)) ** 2)


def energy_says(factor=2):
    step = output(V, i) - y(i) == e(i) - eta * back(i)
    expanded = loss() - factor * eta * cross() + eta**2 * sum_over(i, n, back(i) ** 2)
    return forall(*STEP)(given(descends()) >> conj(forall(i)((i < n) >> step), after() == expanded))


@claim(
    "relu2.certificate.energy",
    thesis(locus),
    says=energy_says,
    uses=("book.sum-exchange",),
    instance=ONE | {"functions": ONE["functions"] | {"sigma": {"of": ["r", "i"], "is": "1"}}},
)
def energy(judge, factor=2):
    """One step of descent: P stacks m^{-1/2} X^T D_r (patterns), G stacks m^{-1/2} X^T Sigma_r
    (secant slopes), so u moves by -eta G^T P e. All sizes.
    """
    k = judge.theorem()
    scale, _, signed, resid, moves, slopes = k.given
    neuron, entry = k.assume(r < m), k.assume(i < n)
    A, B, C, D, h, t, u, z = reals("A B C D h t u z")
    one = k.apply(k.at(signed, r), neuron)
    # the gradient of neuron r is a_r (P e)_r
    bodies = [e(i) * x(i, c) * active(W, r, i), e(i) * (x(i, c) * active(W, r, i))]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    own = k.arith(gradient(r, c) == a(r) * P_e(r, c), same)
    at_c = k.use(k.at(moves, r, c), neuron, k.assume(c < d))
    bodies = [V(r, c) * x(i, c), W(r, c) * x(i, c), x(i, c) * P_e(r, c)]

    def shift_to(q):
        new, old, along = (sum_over(c, q, body) for body in bodies)
        return new == old - eta * a(r) * along

    rule = k.lemma(
        forall(A, B, C, D, h, t, u, eta)(
            given(A == B - eta * C, C == h * D) >> (A * t == B * t - eta * h * (t * D))
        ),
        V(r, c), W(r, c), gradient(r, c), P_e(r, c), a(r), x(i, c), 0, eta,
    )  # fmt: skip
    shift = by_terms(k, c, d, shift_to, bodies, k.use(rule, at_c, own))
    rise = a(r) * relu(pre(V, r, i)) - a(r) * relu(pre(W, r, i))
    rule = k.lemma(
        forall(A, B, C, D, h, t, u, z, eta)(
            given(h**2 == 1, A - B == t * (C - D), C == D - eta * h * z)
            >> (h * A - h * B == -eta * (t * z))
        ),
        relu(pre(V, r, i)), relu(pre(W, r, i)), pre(V, r, i), pre(W, r, i), a(r), sigma(r, i), 0,
        sum_over(c, d, bodies[2]), eta,
    )  # fmt: skip
    rise = k.use(rule, one, k.use(k.at(slopes, r, i), neuron, entry), shift)
    inner = b * (x(i, c) * sigma(r, i)) * P_e(r, c)
    inside = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, inner) == b * (sigma(r, i) * sum_over(c, q, bodies[2])),
        [inner, bodies[2]],
    )  # fmt: skip
    parts = [a(r) * relu(pre(V, r, i)), a(r) * relu(pre(W, r, i)), sum_over(c, d, inner)]

    def whole(q):
        new, old, moved = (sum_over(r, q, part) for part in parts)
        return b * (new - old) == -eta * moved

    rise = k.arith(b * (parts[0] - parts[1]) == -eta * parts[2], rise, inside)
    change = by_terms(k, r, m, whole, parts, rise)
    step = output(V, i) - y(i) == e(i) - eta * back(i)
    step = k.arith(step, change, k.apply(k.at(resid, i), entry))
    # the square
    rule = k.lemma(
        forall(A, B, C, eta)(
            (A == B - eta * C) >> (A**2 == B**2 - 2 * eta * (B * C) + eta**2 * C**2)
        ),
        output(V, i) - y(i), e(i), back(i), eta,
    )  # fmt: skip
    bodies = [(output(V, i) - y(i)) ** 2, e(i) ** 2, e(i) * back(i), back(i) ** 2]

    def squares_to(q):
        new, old, mixed, last = (sum_over(i, q, body) for body in bodies)
        return new == old - 2 * eta * mixed + eta**2 * last

    squares = by_terms(k, i, n, squares_to, bodies, k.use(rule, step))
    exchanged = through(k, e)
    expanded = loss() - factor * eta * cross() + eta**2 * sum_over(i, n, back(i) ** 2)
    expanded = k.arith(after() == expanded, squares, exchanged)
    return k.qed(k.both(k.for_all(k.discharge(step, i < n), i), expanded))


energy.mutant("the cross term once", factor=1)
