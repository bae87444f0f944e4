"""The norm of a gradient in the weights of one neuron, against the residual (Corollary 2.1). The
notation is that of `step`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    forall,
    given,
    reals,
    sum_over,
)

from . import thesis
from .network import (
    W,
    a,
    active,
    b,
    c,
    d,
    i,
    m,
    n,
    pre,
    r,
    signs,
    unit_inputs,
    width,
    x,
)
from .step import (
    ONE,
    e,
    gradient,
    loss,
)

A = active(W, r, i) * x(i, c)  # the input of a neuron that is active


def combined():
    """The sum over i of e_i 1{w_r . x_i >= 0} x_i, a gradient without its factor"""
    return sum_over(i, n, e(i) * A)


def square_of_gradient(k, signed):
    """|g_r|^2 = |combined|^2/m, as r < m."""
    inner = e(i) * x(i, c) * active(W, r, i)
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, inner) == sum_over(i, q, e(i) * A), [inner, e(i) * A]
    )
    B, S, T = reals("B S T")
    scaled = k.lemma(
        forall(B, S, T, b)(given(B**2 == 1, S == T) >> ((b * B * S) ** 2 == b**2 * T**2)),
        a(r), sum_over(i, n, inner), combined(), b,
    )  # fmt: skip
    each = k.use(scaled, k.apply(k.at(signed, r), k.assume(r < m)), same)
    return by_terms(
        k, c, d,
        lambda q: sum_over(c, q, gradient(r, c) ** 2) == b**2 * sum_over(c, q, combined() ** 2),
        [gradient(r, c) ** 2, combined() ** 2], each,
    )  # fmt: skip


def active_input_is_short(k, unit):
    """|1{w_r . x_i >= 0} x_i| <= 1, as i < n."""
    B, h = reals("B h")
    square = k.lemma(
        forall(B, h)(given(h >= 0, h <= 1) >> ((h * B) ** 2 <= B**2)), x(i, c), active(W, r, i)
    )
    entry = k.use(square, k.by("relu2.pattern", pre(W, r, i)))
    bodies = [A**2, x(i, c) ** 2]
    row = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) <= sum_over(c, q, bodies[1]), bodies, entry
    )
    return k.arith(sum_over(c, d, A**2) <= 1, row, k.apply(k.at(unit, i), k.assume(i < n)))


def gradient_says(factor=1):
    own = sum_over(c, d, gradient(r, c) ** 2)
    return forall(x, W, a, e, b, n, m, d)(
        given(width(), unit_inputs(), signs())
        >> forall(r)((r < m) >> (factor * own <= b**2 * (n * loss())))
    )


@claim(
    "relu2.gradient-norm",
    thesis("Corollary 2.1, Section 2.7"),
    says=gradient_says,
    uses=("book.frobenius", "relu2.pattern"),
    instance=ONE,
)
def gradient_of_a_neuron(judge, factor=1):
    """The gradient of a neuron is at most sqrt(n/m) |y - u|, for unit inputs."""
    k = judge.theorem()
    _, _, unit, signed = k.given
    whole = k.by("book.frobenius", Lambda((i, c), A), e, n, d)
    norm = sum_over(c, d, A**2)
    short = active_input_is_short(k, unit)
    rows = by_terms(k, i, n, lambda q: sum_over(i, q, norm) <= q, [norm], short)
    positive = by_terms(k, i, n, lambda q: sum_over(i, q, e(i) ** 2) >= 0, [e(i) ** 2])
    B, S, T, N, w = reals("B S T N w")
    last = forall(B, S, T, N, w, b)(
        given(B == b**2 * S, S <= N * T, T <= w, N >= 0) >> (factor * B <= b**2 * (w * N))
    )
    end = k.use(
        k.lemma(last, sum_over(c, d, gradient(r, c) ** 2), sum_over(c, d, combined() ** 2),
                sum_over(i, n, norm), loss(), n, b),
        square_of_gradient(k, signed), whole, rows, positive,
    )  # fmt: skip
    return k.qed(k.for_all(k.discharge(end, r < m), r))


gradient_of_a_neuron.mutant("half of the square", factor=2)


def gradients_are_small(k, weights, residual, inside):
    """The same at any weights and residual, from the first hypotheses of a statement, which are
    those of the theorem, and `inside`: r < m.
    """
    lemma = k.by("relu2.gradient-norm", x, weights, a, residual, b, n, m, d)
    return k.apply(k.at(k.use(lemma, *k.given[:4]), r), inside)
