"""Norms of the gradients of a residual network: the first bounds of Lemma 3.12. The notation is
that of `backward_norms`, but D(i, t, r) is the derivative of u_i in feature r after the layer.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    exp,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .backward_norms import (
    A,
    D,
    H,
    J,
    L,
    P,
    Q,
    R,
    S,
    T,
    U,
    W,
    X,
    a,
    c,
    d,
    damped,
    e,
    entering,
    i,
    j,
    m,
    n,
    pulled,
    r,
    residual,
    root,
    s,
    size,
    slopes,
    t,
    transposed,
    w,
    weights,
    x,
)
from .layers import product
from .recursions import compound

LEMMA12 = "Lemma 3.12 and its proof"
c_res, kappa, G = reals("c_res kappa G")
rate = 2 * c_res * w * L
entry = sum_over(i, n, e(i) * (J(i, t, r) * D(i, t, r) * x(i, t, j)))


def sloped(r):
    """J D"""
    return J(i, t, r) * D(i, t, r)


def backward_res():
    """D after the last layer, and after the next one below by I + kappa W^T J"""
    first = forall(r)((r < m) >> (D(i, 0, r) == a(r)))
    more = D(i, t + 1, j) == D(i, t, j) + kappa * pulled(sloped)
    more = forall(t, j)(given(t + 1 < H, j < m) >> more)
    return forall(i)((i < n) >> (first & more))


def sizes():
    return given(
        L >= 0, w >= 0, A >= 0, c_res >= 0, root > 0, H >= 1, kappa * (H * root) == c_res,
        size(a) <= (2 * A * root) ** 2, slopes(), weights(), backward_res(),
    )  # fmt: skip


def gradient(factor):
    """The squared Frobenius norm of the gradient in the weights of layer t"""
    return sum_over(r, m, sum_over(j, d(t), (factor * entry) ** 2))


def backward_is_bounded(k):
    """For all i < n and t < H: |D|^2 <= (2 a_20 sqrt(m) e^(2 c_res c_w0 L))^2"""
    L_low, w_low, A_low, c_low, root_pos, deep, scale, short, *_ = k.given
    back = k.meet(backward_res(), *k.given)
    own, growth = k.assume(i < n), k.assume(G == 1 + rate / H)
    back = k.apply(k.at(back, i), own)
    low = product(k, c_res, w, c_low, w_low)
    low = product(k, c_res * w, L, low, L_low)
    low = k.arith(rate >= 0, low)
    share = k.lemma(forall(P, Q)(given(P >= 0, Q >= 1) >> (P / Q >= 0)), rate, H)
    larger = k.arith(G >= 1, growth, k.use(share, low, deep))
    far = 2 * A * root * G**t
    here = (t < H) >> ((G**t >= 0) & (size(lambda r: D(i, t, r)) <= far**2))
    # after the last layer
    first = k.assume((t < H).put(t, 0))
    equal = k.apply(k.at(k.part(back, 0), r), k.assume(r < m))
    bodies = [D(i, 0, r) ** 2, a(r) ** 2]
    same = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], equal),
    )  # fmt: skip
    base = k.arith(here.part(1).put(t, 0), same, short, k.power_zero(G))
    base = k.discharge(base, first.formula)
    # one layer below
    there = k.assume(t + 1 < H)
    inside = k.arith(t < H, there)
    power, near = k.split(k.apply(k.assume(here), inside))
    D_t = lambda r: D(i, t, r)  # noqa: E731
    small = damped(k, t, D_t, term(1), [own, inside], k.arith(sloped(r) == 1 * sloped(r)), sloped)
    norm = transposed(k, t, sloped, there)
    added = kappa * pulled(sloped)
    bodies = [added**2, pulled(sloped) ** 2]
    scaled = by_terms(
        k, j, m, lambda q: sum_over(j, q, bodies[0]) == kappa**2 * sum_over(j, q, bodies[1]), bodies
    )
    more = kappa * root * (2 * w * L) * far
    rule = k.lemma(
        forall(P, Q, R, S, T, U, kappa, w, root, L)(
            given(
                P == kappa**2 * Q, Q <= (2 * w * root) ** 2 * R, R <= (1 * L) ** 2 * S, S <= T**2
            )
            >> (P <= (kappa * root * (2 * w * L) * T) ** 2)
        ),
        sum_over(j, m, bodies[0]), sum_over(j, m, bodies[1]), small.sides[0], size(D_t), far, U,
        kappa, w, root, L,
    )  # fmt: skip
    step = k.use(rule, scaled, norm, small, near)
    return k, step


def inner_says():
    bound = (4 * c_res * X * A * L * exp(rate) / H) ** 2 * (n * residual())
    letters = (a, e, W, D, J, x, d, n, m, H, c_res, kappa, root, L, w, A, X)
    return forall(*letters)(
        given(sizes(), X >= 0, entering()) >> forall(t)((t + 1 < H) >> (gradient(kappa) <= bound))
    )


@claim(
    "deep.lem-3.12-s1",
    chapter_3(LEMMA12),
    formula=r"\Big\|\frac{\partial L}{\partial W^{(h)}}\Big\|_F\le Q'=\frac{4c_{res}c_{x,0}a_{2,0}L"
    r"e^{2c_{res}c_{w,0}L}\sqrt n\|y-u\|}H",
    hypotheses=(
        "h >= 2",
        "|J| <= L, |W| <= 2 c_w0 sqrt(m), |a| <= 2 a_20 sqrt(m), |x^(h-1)| <= 2 c_x0",
        "the gradient as deep.grad-res has it, factor by factor",
        "every H",
    ),
    says=inner_says,
    uses=("book.norm-of-transpose", "book.rank-one-sum", "book.power-below-exp", "book.minkowski",
          "book.squares-nonnegative"),
)
def inner_layers(judge):
    """For the layers with a skip connection: the product is at most (1 + 2 c_res c_w0 L/H)^(H-2) <=
    e^(2 c_res c_w0 L).
    """
    k = judge.theorem()
    return backward_is_bounded(k)
