"""How far weights move with kappa = |K|_2 in place of n, along the flow and under descent: the
notation is that of `flow_lemma` and `movement`; root = sqrt(kappa).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, by_terms, conj, forall, given, reals, sum_over
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form, length

from . import flow_decay, flow_lemma, movement, step, thesis
from .certificate_neurons import ONE, kappa, pulled
from .network import (
    W,
    a,
    active,
    b,
    c,
    d,
    eta,
    i,
    k,
    kernel,
    lam,
    m,
    n,
    pre,
    r,
    root,
    signs,
    size,
    unit_inputs,
    v,
    w,
    width,
    x,
    y,
)

FLOW = (flow_lemma.w, y, flow_decay.u, flow_decay.H, flow_decay.T, lam, size)
RUN = (w, y, movement.e, eta, movement.T, lam, size)


def norm():
    """v^T K v <= kappa |v|^2"""
    return forall(v)(form(kernel) <= kappa * length())


def small_gradients():
    own = sum_over(c, d, step.gradient(r, c) ** 2)
    return forall(W, step.e)(forall(r)((r < m) >> (own <= b**2 * (kappa * step.loss()))))


def along_the_flow():
    follows = (flow_decay.flow(), flow_decay.positive_definite(), flow_lemma.weights_flow())
    return given(lam > 0, *follows, flow_lemma.start())


def under_descent():
    run = (eta > 0, movement.residuals(), movement.descent(), lam > 0, eta * lam <= 2)
    return given(*run, movement.norm_of_start(), movement.condition())


def any_norms_say(four=4):
    near = lam**2 * movement.moved(k, r) <= (four * root * b * size) ** 2
    return forall(x, a, b, n, m, d, kappa, root, *RUN)(
        given(width(), signs(), norm(), root >= 0, root**2 == kappa, under_descent())
        >> forall(r, k)(((r < m) & (k <= movement.T)) >> near)
    )


@claim(
    "relu2.thm-2.3-norms.movement",
    thesis("after Theorem 2.2: the norms of the inputs"),
    says=any_norms_say,
    uses=("relu2.certificate.speed", "relu2.pattern", "book.minkowski"),
)
def movement_any_norms(judge, four=4):
    """Under descent a weight moves by at most 4 sqrt(kappa) |y - u(0)|/(sqrt(m) lambda_0), for
    inputs of any norms; kappa is at least |K|_2, and the descent that of Corollary 2.1.
    """
    K = judge.theorem()
    scale, _, signed, top, low, rooted, *run = K.given
    positive, _, steps, lam_positive, short, low_size, sized, decay = run

    def gradients(inside):
        e = lambda i: movement.e(k, i)  # noqa: E731
        return gradients_are_short(K, movement.at(k), e, inside, (signed, top, low, rooted))

    known = (scale, positive, steps, lam_positive, short, low, rooted, low_size, sized, decay)
    return K.qed(movement.travelled(K, kappa, gradients, known, four))


@movement_any_norms.mutant
def a_quarter_of_the_way(judge):
    """lambda_0 |w_r(1) - w_r(0)| <= 1/2 for one input, K = 1, and a step from 1 to 2."""
    one = conj(kernel(0, 0) <= kappa, n == 1)
    moved = lam**2 * movement.moved(1, 0) <= (root * b * size / 2) ** 2
    says = given(width(), signs(), one, root >= 0, root**2 == kappa, under_descent()) >> moved
    hint = {
        "values": movement.ONE_RUN["values"] | {"kappa": "1"},
        "functions": movement.ONE_RUN["functions"],
    }
    return falsify(forall(x, a, b, n, m, d, kappa, root, *RUN)(says), hints=[hint])


def movement_says():
    near = lam**2 * movement.moved(k, r) <= (4 * root * b * size) ** 2
    near = forall(r, k)(((r < m) & (k <= movement.T)) >> near)
    return forall(x, a, b, n, m, d, kappa, root)(
        given(width(), unit_inputs(), signs(), norm(), root >= 0, root**2 == kappa)
        >> conj(
            small_gradients(),
            forall(*FLOW)(along_the_flow() >> flow_lemma.radius(2, root)),
            forall(*RUN)(under_descent() >> near),
        )
    )


def gradients_are_short(K, weights, residual, inside, known):
    """|g_r|^2 <= kappa |e|^2/m, as r < m, from what is `known` of signs, |K|_2 and its root."""
    signed, top, low, rooted = known
    e = residual
    slope = active(weights, r, i)
    part = K.by("relu2.pattern", pre(weights, r, i))
    slopes = K.both(K.part(part, 1), K.part(part, 2))
    slopes = K.for_all(K.discharge(slopes, i < n), i)
    sign = K.apply(K.at(signed, r), inside)
    bound = K.by(
        "relu2.certificate.speed", x, Lambda((i,), slope), Lambda((i,), e(i)), b, a(r), kappa, n, d,
        0,
    )  # fmt: skip
    bound = K.part(K.use(bound, sign, slopes, K.arith(kappa >= 0, low, rooted), top), 1)
    bodies = [e(i) * x(i, c) * slope, e(i) * (slope * x(i, c))]
    same = by_terms(
        K, i, n, lambda q: sum_over(i, q, bodies[0]) == sum_over(i, q, bodies[1]), bodies
    )
    A, B, t = reals("A B t")
    rule = K.lemma(
        forall(A, B, t, b)((A == B) >> ((b * t * A) ** 2 == (b * t * B) ** 2)),
        *(sum_over(i, n, body) for body in bodies), a(r), b,
    )  # fmt: skip
    squares = [(b * a(r) * sum_over(i, n, body)) ** 2 for body in bodies]
    same = by_terms(
        K, c, d, lambda q: sum_over(c, q, squares[0]) == sum_over(c, q, squares[1]), squares,
        K.use(rule, same),
    )  # fmt: skip
    whole = sum_over(i, n, e(i) ** 2)
    return K.arith(sum_over(c, d, squares[0]) <= b**2 * (kappa * whole), bound, same)


@claim(
    "relu2.thm-2.3-data.movement",
    thesis("Theorems 2.2 and 2.3, with constants of the data"),
    says=movement_says,
    uses=("relu2.certificate.speed", "relu2.pattern", "relu2.lem-2.3.operator-norm",
          "relu2.thm-2.3-norms.movement", "book.gram-form"),
)  # fmt: skip
def movement_by_kappa(judge):
    """The movement of a weight with |K|_2 in place of n: |g_r| <= sqrt(kappa/m) |y - u|, so that a
    weight moves by at most R' = 2 sqrt(kappa) |y - u(0)|/(sqrt(m) lambda_0) along the flow.

    Under descent by at most 4 sqrt(kappa) |y - u(0)|/(sqrt(m) lambda_0). The flow is that of Lemma
    2.3, the descent that of Corollary 2.1.
    """
    K = judge.theorem()
    scale, square, unit, signed, top, low, rooted = K.given
    inside, short_by = K.assume(r < m), (signed, top, low, rooted)
    first = gradients_are_short(K, W, step.e, inside, short_by)
    first = K.for_all(K.for_all(K.discharge(first, r < m), r), W, step.e)
    # the flow: |X^T v| <= root |v|
    gram = K.by("book.gram-form", x, v, n, d)
    combined = sum_over(c, d, sum_over(i, n, v(i) * x(i, c)) ** 2)
    spectral = K.arith(combined <= root**2 * length(), gram, K.at(top, v), rooted)
    spectral = K.for_all(spectral, v)
    flow = K.assume(along_the_flow())
    flow_w, _, u, H, T, *_ = FLOW
    lemma = K.by(
        "relu2.lem-2.3.operator-norm", x, flow_w, a, y, u, H, b, n, m, d, T, lam, root, size
    )
    second = K.use(lemma, scale, square, unit, signed, *K.split(flow), low, spectral)
    second = K.for_all(K.discharge(second, flow.formula), *FLOW)
    run = K.assume(under_descent())
    lemma = K.by("relu2.thm-2.3-norms.movement", x, a, b, n, m, d, kappa, root, *RUN)
    third = K.use(lemma, scale, square, signed, top, low, rooted, *K.split(run))
    third = K.for_all(K.discharge(third, run.formula), *RUN)
    return K.qed(K.both(first, second, third))


@movement_by_kappa.mutant
def half_of_the_square(judge):
    """|g_r|^2 <= kappa |e|^2/(2 m) for one input: K is a number."""
    one = conj(kernel(0, 0) <= kappa, n == 1, kappa >= 0, a(0) ** 2 == 1, m == 1)
    own = sum_over(c, d, (b * a(0) * pulled(lambda i: active(W, 0, i), step.e, c)) ** 2)
    functions = {"a": {"table": ["1"]}, "W": {"of": ["r", "c"], "is": "1"}}
    hint = {"values": ONE["values"], "functions": ONE["functions"] | functions}
    less = one >> (own <= b**2 * kappa * step.loss() / 2)
    return falsify(forall(x, W, a, step.e, b, n, m, d, kappa)(less), hints=[hint])
