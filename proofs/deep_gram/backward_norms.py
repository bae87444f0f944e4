"""Norms of the gradients, for networks of any depth: the first bounds of Lemmas 3.5 and 3.12.

Layers are counted from the output: t = 0 is the last one. D(i, t, r) is the derivative of u_i in
pre-activation r of that layer, without the factor of the layer; J(i, t, r) are the slopes, x(i, t,
c) the features that enter it, e(i) = u_i - y_i. All hidden layers have the width m.
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
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.operators import map_at_most

from . import chapter_3
from .layers import product

i, t, r, j, n, m, H = nats("i t r c n m H")
d = functions("d", "nat", value="nat")
a, e = sequences("a e")
W, D, J, x = functions("W D J x", "nat", "nat", "nat")
z = functions("z", "nat", "nat")
s, c, root, L, w, A, X, cx = reals("s root_c root_m L c_w0 a_20 c_x0 c_x")
P, Q, R, S, T, U = reals("P Q R S T U")


def size(entry, count=m):
    return sum_over(r, count, entry(r) ** 2)


def residual():
    """|y - u|^2"""
    return sum_over(i, n, e(i) ** 2)


def gradient(t):
    """The squared Frobenius norm of the gradient in the weights of layer t"""
    entry = sum_over(i, n, e(i) * (D(i, t, r) * x(i, t, j)))
    return sum_over(r, m, sum_over(j, d(t), entry**2))


def pulled(vector):
    """(W^T v)_j for the layer t"""
    return sum_over(r, m, vector(r) * W(t, r, j))


def slopes():
    return forall(i, t, r)(given(i < n, t < H, r < m) >> (abs(J(i, t, r)) <= L))


def weights():
    """|W| <= 2 c_w0 sqrt(m) for the layers above the first one"""
    return forall(t)((t + 1 < H) >> map_at_most(lambda r, j: W(t, r, j), m, m, 2 * w * root))


def entering():
    """|x_i| <= 2 c_x0 for the features that enter a layer"""
    short = size(lambda r: x(i, t, r), d(t)) <= (2 * X) ** 2
    return forall(i, t)(given(i < n, t < H) >> short)


def sizes():
    return given(
        c >= 0, L >= 0, X > 0, root > 0, s * root == c, size(a) <= (2 * A * root) ** 2, slopes(),
        weights(), entering(),
    )  # fmt: skip


def backward_fc():
    """D of the last layer, and of the next one below by W^T"""
    first = forall(r)((r < m) >> (D(i, 0, r) == s * (J(i, 0, r) * a(r))))
    more = D(i, t + 1, j) == s * (J(i, t + 1, j) * pulled(lambda r: D(i, t, r)))
    more = forall(t, j)(given(t + 1 < H, j < m) >> more)
    return forall(i)((i < n) >> conj(first, more))


def damped(k, at, vector, factor, inside, equal, after):
    """|after|^2 <= (factor L)^2 |v|^2 from after == factor J v in the layer `at`"""
    slope = k.apply(k.at(k.meet(slopes(), *k.given), i, at, r), k.both(*inside, k.assume(r < m)))
    rule = k.lemma(
        forall(P, Q, R, S, L)(
            given(S == R * (P * Q), abs(P) <= L) >> (S**2 <= (R * L) ** 2 * Q**2)
        ),
        J(i, at, r), vector(r), factor, after(r), L,
    )  # fmt: skip
    bodies = [after(r) ** 2, vector(r) ** 2]
    return by_terms(
        k, r, m,
        lambda q: sum_over(r, q, bodies[0]) <= (factor * L) ** 2 * sum_over(r, q, bodies[1]),
        bodies, k.use(rule, equal, slope),
    )  # fmt: skip


def transposed(k, t, vector, there):
    """|W^T v|^2 <= (2 c_w0 sqrt(m))^2 |v|^2 in the layer t"""
    lemma = k.by("book.norm-of-transpose", Lambda((r, j), W(t, r, j)), m, m, 2 * w * root)
    known = k.apply(k.at(k.meet(weights(), *k.given), t), there)
    return k.at(k.apply(lemma, known), Lambda((r,), vector(r)))


def fc_says(share=4):
    bound = (share * X * A * cx**H) ** 2 * (n * residual())
    output = sum_over(r, m, sum_over(i, n, e(i) * z(i, r)) ** 2)
    last = forall(i)((i < n) >> (size(lambda r: z(i, r)) <= (2 * X) ** 2))
    return forall(a, e, W, D, J, x, z, d, n, m, H, s, c, root, L, w, A, X, cx)(
        given(
            sizes(), w >= "1/2", A >= "1/2", cx >= 1, cx >= 2 * c * L * w, backward_fc(), last,
        )
        >> conj(forall(t)((t < H) >> (gradient(t) <= bound)), output <= bound)
    )  # fmt: skip


def backward_is_bounded(k):
    """For all i < n and t < H: |D|^2 <= (2 sqrt(c_sigma) L a_20 c_x^t)^2, and c_x^t >= 1"""
    c_low, L_low, _, _, scale, short, *_, w_low, _, cx_low, factor, back, _ = k.given
    own = k.assume(i < n)
    back = k.apply(k.at(back, i), own)
    far = 2 * c * L * A * cx**t
    here = (t < H) >> conj(cx**t >= 1, size(lambda r: D(i, t, r)) <= far**2)
    # the last layer
    first = k.assume((t < H).put(t, 0))
    equal = k.apply(k.at(k.part(back, 0), r), k.assume(r < m))
    small = damped(k, 0, a, s, [own, first], equal, lambda r: D(i, 0, r))
    rule = k.lemma(
        forall(P, Q, s, c, L, A, root)(
            given(P <= (s * L) ** 2 * Q, Q <= (2 * A * root) ** 2, s * root == c)
            >> (P <= (2 * c * L * A) ** 2)
        ),
        small.sides[0], size(a), s, c, L, A, root,
    )  # fmt: skip
    base = k.arith(here.part(1).put(t, 0), k.use(rule, small, short, scale), k.power_zero(cx))
    base = k.discharge(base, first.formula)
    # one layer below
    there = k.assume(t + 1 < H)
    before = k.split(k.apply(k.assume(here), k.arith(t < H, there)))
    D_t, D_next = (lambda r: D(i, t, r)), (lambda r: D(i, t + 1, r))
    equal = k.apply(k.at(k.part(back, 1), t, r), k.both(there, k.assume(r < m)))
    down = lambda c: pulled(D_t).put(j, c)  # noqa: E731
    small = damped(k, t + 1, down, s, [own, there], equal, D_next)
    norm = transposed(k, t, D_t, there)
    rule = k.lemma(
        forall(P, Q, R, T, s, c, L, w, root, cx)(
            given(
                P <= (s * L) ** 2 * Q, Q <= (2 * w * root) ** 2 * R, R <= T**2, s * root == c,
            )
            >> (P <= (2 * c * L * w) ** 2 * T**2)
        ),
        size(D_next), size(down), size(D_t), far, s, c, L, w, root, cx,
    )  # fmt: skip
    small = k.use(rule, small, norm, before[1], scale)
    rule = k.lemma(
        forall(P, Q, R, T, cx, L)(
            given(P <= Q**2 * (L * R) ** 2, Q >= 0, Q <= cx, T == R * cx, R >= 1, cx >= 1)
            >> conj(T >= 1, P <= (L * T) ** 2)
        ),
        size(D_next), 2 * c * L * w, cx**t, cx ** (t + 1), cx, 2 * c * L * A,
    )  # fmt: skip
    low = product(k, c * L, w, product(k, c, L, c_low, L_low), k.arith(w >= 0, w_low))
    low = k.arith(2 * c * L * w >= 0, low)
    small = k.use(rule, small, low, factor, k.power_step(cx, t), before[0], cx_low)
    step = k.arith(here.part(1).put(t, t + 1), small)
    step = k.discharge(step, there.formula)
    return k.for_all(k.discharge(k.induction(t, here, base, step), i < n), i)


@claim(
    "deep.lem-3.5-s1",
    chapter_3("Lemma 3.5 and its proof"),
    formula=r"\Big\|\frac{\partial L}{\partial W^{(h)}}\Big\|_F,\Big\|\frac{\partial L}{\partial a}"
    r"\Big\|\le Q'=4c_{x,0}a_{2,0}c_x^H\sqrt n\|y-u\|",
    hypotheses=(
        "|J| <= L, |W^(k)| <= 2 c_w0 sqrt(m), |a| <= 2 a_20 sqrt(m), |x^(h-1)| <= 2 c_x0",
        "c_w0 >= 1/2, a_20 >= 1/2",
        "the gradient as deep.grad-fc has it, factor by factor",
        "every H and h",
    ),
    says=fc_says,
    uses=(
        "book.norm-of-transpose",
        "book.rank-one-sum",
        "book.frobenius",
        "book.power-grows",
        "book.squares-nonnegative",
    ),
)
def gradient_norms(judge):
    """Rank-one norms and Cauchy-Schwarz over the data; each layer above h contributes at most c_x;
    then c L <= c_x, and the same for a.
    """
    k = judge.theorem()
    c_low, L_low, X_pos, *_, entering, w_low, A_low, cx_low, factor, _, last = k.given
    near = backward_is_bounded(k)
    below, own = k.assume(t < H), k.assume(i < n)
    near = k.apply(k.at(k.apply(k.at(near, i), own), t), below)
    far = 2 * c * L * A * cx**t
    short = k.apply(k.at(entering, i, t), k.both(own, below))
    each = k.for_all(k.discharge(k.both(k.part(near, 1), short), i < n), i)
    factors = Lambda((i, r), D(i, t, r)), Lambda((i, j), x(i, t, j))
    whole = k.apply(k.by("book.rank-one-sum", e, *factors, n, m, d(t), far, 2 * X), each)
    # c_x^(t + 1) <= c_x^H
    grows = k.apply(k.by("book.power-grows", cx), cx_low)
    power = k.apply(k.at(grows, t + 1, H), k.arith(t + 1 <= H, below))
    least, ones = (k.arith(cx**one >= 1, k.use(k.at(grows, 0, one)), k.power_zero(cx))
                   for one in (H, t))  # fmt: skip
    small = product(k, c, L, c_low, L_low)
    rule = k.lemma(
        forall(P, Q, T, U, X, A, cx)(
            given(P >= 1, Q >= 0, Q <= cx, U == P * cx, U <= T, X > 0, A >= "1/2")
            >> conj(2 * Q * A * P * (2 * X) >= 0, 2 * Q * A * P * (2 * X) <= 4 * X * A * T)
        ),
        cx**t, c * L, cx**H, cx ** (t + 1), X, A, cx,
    )  # fmt: skip
    half = k.lemma(
        forall(P, Q, w)(given(P >= 2 * Q * w, Q >= 0, w >= "1/2") >> (Q <= P)), cx, c * L, w
    )
    half = k.use(half, k.arith(cx >= 2 * (c * L) * w, factor), small, w_low)
    shares = k.use(rule, ones, small, half, k.power_step(cx, t), power, X_pos, A_low)
    top = 4 * X * A * cx**H
    errors = k.by("book.squares-nonnegative", e, n)
    low = product(k, term(n), residual(), k.arith(n >= 0), errors)
    bounded = forall(P, Q, R, T)(given(P <= Q**2 * R, Q >= 0, Q <= T, R >= 0) >> (P <= T**2 * R))
    rule = k.lemma(bounded, gradient(t), far * (2 * X), n * residual(), top)
    first = k.arith(rule.formula.left.part(0), whole)
    first = k.use(rule, first, k.arith(conj(far * (2 * X) >= 0, far * (2 * X) <= top), shares), low)
    first = k.for_all(k.discharge(first, below.formula), t)
    # the output
    mixed = k.by("book.frobenius", Lambda((i, r), z(i, r)), e, n, m)
    own = size(lambda r: z(i, r))
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, own) <= q * (2 * X) ** 2, [own],
        k.apply(k.at(last, i), k.assume(i < n)),
    )  # fmt: skip
    rule = k.lemma(
        forall(P, Q, R, S, T)(
            given(P <= R * S, S <= T * Q**2, R >= 0) >> (P <= Q**2 * (T * R))
        ),
        mixed.sides[0], 2 * X, residual(), sum_over(i, n, own), n,
    )  # fmt: skip
    output = k.use(rule, mixed, total, errors)
    reach = k.lemma(
        forall(P, X, A)(
            given(P >= 1, X > 0, A >= "1/2") >> conj(2 * X >= 0, 2 * X <= 4 * X * A * P)
        ),
        cx**H, X, A,
    )  # fmt: skip
    reach = k.use(reach, least, X_pos, A_low)
    rule = k.lemma(bounded, output.sides[0], 2 * X, n * residual(), top)
    second = k.arith(k.target.part(1), k.use(rule, output, reach, low))
    return k.qed(k.both(first, second))


@gradient_norms.mutant
def smaller_weights(judge):
    """c_w0 >= 1/4 does not give c L <= c_x: for c L = 3 and c_w0 = 1/4."""
    return falsify(
        forall(P, w, cx)(given(w >= "1/4", cx >= 2 * P * w, cx >= 1, P >= 0) >> (P <= cx)),
        hints=[{"values": {"P": "3", "c_w0": "1/4", "c_x": "3/2"}}],
    )
