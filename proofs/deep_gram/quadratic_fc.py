"""Lemma 3.7 with the square of g: the quadratic term of a step of the fully connected network, for
any depth and widths. x(i, h, r) are the features of input i before the step and z after it, W and V
the weights, d(h) the widths; root is sqrt(m), m = d(H).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
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
from steepest.proofs.textbook.operators import map_at_most

from . import chapter_3
from .layers import d, h, j, p, product, q, sigma
from .recursions import H

i, r, n = nats("i r n")
P, S, T, U, Y = reals("P S T U Y")
a, b, label, g, v = sequences("a b y g v")
x, z, W, V = functions("x z W V", "nat", "nat", "nat")
s, root, eta, lam, c, L, w, X, A, cx, Q = reals(
    "s root_m eta lambda_0 root_c L c_w0 c_x0 a_20 c_x Q"
)


def size(vector, h):
    return sum_over(j, d(h), vector(j) ** 2)


def residual():
    return sum_over(i, n, (label(i) - sum_over(j, d(H), a(j) * x(i, H, j))) ** 2)


def change():
    after = sum_over(j, d(H), b(j) * z(i, H, j))
    return sum_over(i, n, (after - sum_over(j, d(H), a(j) * x(i, H, j))) ** 2)


def matrices():
    """|W| <= 2 c_w0 sqrt(m) and |V - W|_F <= eta Q' in every layer"""
    moved = sum_over(r, d(h + 1), sum_over(j, d(h), (V(h, r, j) - W(h, r, j)) ** 2))
    norm = map_at_most(lambda i, j: W(h, i, j), d(h + 1), d(h), 2 * w * root)
    return forall(h)((h < H) >> conj(norm, moved <= (eta * Q) ** 2))


def features():
    """Both networks, |x| <= 2 c_x0 before the step and |z| <= 2 c_x0 for the last features."""

    def layer(weights, features):
        inner = sum_over(j, d(h), weights(h, r, j) * features(i, h, j))
        return features(i, h + 1, r) == s * sigma(inner)

    layers = forall(h, r)(given(h < H, r < d(h + 1)) >> conj(layer(W, x), layer(V, z)))
    short = forall(h)((h < H) >> (size(lambda j: x(i, h, j), h) <= (2 * X) ** 2))
    last = size(lambda j: z(i, H, j), H) <= (2 * X) ** 2
    inputs = forall(j)(z(i, 0, j) == x(i, 0, j))
    return forall(i)((i < n) >> conj(inputs, layers, short, last))


def step_says():
    lipschitz = forall(p, q)(abs(sigma(p) - sigma(q)) <= L * abs(p - q))
    rate = n**2 * (cx**H) ** 2 * g(H) ** 2
    constant = 1024 * X**4 * A**2 * (1 + 4 * c**2 * L**2 * A**2)
    return forall(a, b, label, x, z, W, V, sigma, d, g, n, H, s, root, eta, lam, c, L, w, X, A, cx,
                  Q)(
        given(
            c > 0, L > 0, w > 0, X > 0, cx >= 2 * c * L * w, root > 0, root**2 == d(H),
            s * root == c, eta > 0, Q >= 0, Q**2 == (4 * X * A * cx**H) ** 2 * n * residual(),
            eta * Q <= 2 * w * root, constant * rate * eta <= lam, H >= 1, lipschitz, matrices(),
            features(), g(0) == 0, forall(h)(g(h + 1) == 2 * cx * g(h) + 1),
            size(lambda j: b(j) - a(j), H) <= (eta * Q) ** 2,
            size(a, H) <= (2 * A) ** 2 * d(H),
        )
        >> (change() <= eta * lam / 8 * residual())
    )  # fmt: skip


@claim(
    "deep.lem-3.7-amended",
    chapter_3("Lemma 3.7"),
    formula=r"\eta\le\frac{\lambda_0}{1024\,c_{x,0}^4a_{2,0}^2(1+4c_\sigma "
    r"L^2a_{2,0}^2)\,n^2c_x^{2H}g_{2c_x}(H)^2}\implies\|u(k+1)-u(k)\|^2\le\tfrac18\eta"
    r"\lambda_0\|y-u(k)\|^2",
    hypotheses=(
        "every block moves by at most eta Q' (deep.lem-3.5-s1), and that is at most 2 c_w0 sqrt(m)",
        "norms at most twice those of the start before the step, and of the last features after it",
    ),
    says=step_says,
    amends="deep.lem-3.7.closure",
    uses=("deep.lem-3.3", "deep.lem-3.14-amended", "book.squares-nonnegative"),
)
def quadratic_term_amended(judge):
    """|da| <= eta Q', |x(k+1)| <= 2 X, |a| <= 2 A sqrt(m), |dx| <= 2 c L X g eta Q'/sqrt(m)."""
    k = judge.theorem()
    (c_pos, L_pos, w_pos, X_pos, factor, root_pos, root_size, scale, eta_pos, Q_low, Q_size, near,
     least, deep, lip, both, networks, zero, run, *output) = k.given  # fmt: skip
    step, weights = output
    cL = k.lemma(forall(P, S)(given(P > 0, S > 0) >> (P * S > 0)), c, L)
    cL = k.use(cL, c_pos, L_pos)
    wide, reach = cx / (c * L), eta * Q / root
    there = [k.arith(c * L != 0, cL), k.arith(root != 0, root_pos)]
    larger = k.lemma(
        forall(P, S, T)(given(P >= 2 * S * T, S > 0) >> (P / S >= 2 * T)), cx, c * L, w
    )
    larger = k.use(larger, k.arith(cx >= 2 * (c * L) * w, factor), cL)
    per_root = k.arith(reach * root == eta * Q, root_pos)
    # one input
    own, inside = k.assume(i < n), k.assume(h < H)
    inputs, layers, short, last = k.split(k.apply(k.at(networks, i), own))
    norm, moved = k.split(k.apply(k.at(both, h), inside))
    rule = k.lemma(
        forall(P, S, T, U, Y)(
            given(P <= (2 * S * T) ** 2 * U, U >= 0, Y >= 2 * S, S > 0, T > 0)
            >> (P <= (Y * T) ** 2 * U)
        ),
        k.at(norm, v).sides[0], w, root, sum_over(j, d(h), v(j) ** 2), wide, defined=there,
    )  # fmt: skip
    low = k.by("book.squares-nonnegative", v, d(h))
    norm = k.for_all(k.use(rule, k.at(norm, v), low, larger, w_pos, root_pos), v)
    moved = k.fold(per_root, moved)
    here = k.both(k.arith(root >= 0, root_pos), norm, moved, k.apply(k.at(short, h), inside))
    bounds = k.for_all(k.discharge(here, h < H), h)
    one = lambda f: Lambda((h, j), f(i, h, j))  # noqa: E731
    lemma = k.by(
        "deep.lem-3.3", one(x), one(z), W, V, sigma, d, g, Lambda((h,), root), Lambda((h,), s),
        c, L, wide, reach, 2 * X, 2 * cx, H, defined=there,
    )  # fmt: skip
    rule = k.lemma(
        forall(P, S, T, U)(given(P * S == T, S > 0, T >= 0, T <= 2 * U * S)
                           >> conj(P >= 0, P <= 2 * U)),
        reach, root, eta * Q, w, defined=there,
    )  # fmt: skip
    moves = k.use(rule, per_root, root_pos, product(k, eta, Q, k.arith(eta >= 0, eta_pos), Q_low),
                  near)  # fmt: skip
    radius = k.arith(conj(wide > 0, reach >= 0, reach <= wide), moves, larger, w_pos, *there)
    same = k.arith(2 * cx == 2 * c * L * wide, cL)
    found = k.use(
        lemma, k.arith(conj(c >= 0, L >= 0), c_pos, L_pos), radius, k.arith(2 * X >= 0, X_pos), lip,
        bounds, layers, k.for_all(scale, h), inputs, same, zero, run,
    )  # fmt: skip
    far = k.use(k.at(found, H), k.arith(H <= H))
    factor_of = 2 * c * L * X * g(H)
    rule = k.lemma(
        forall(P, c, L, X, S, T, U, Y, Q)(
            given(P <= (c * L * (2 * X) * S * T) ** 2, T * U == Q, U**2 == Y)
            >> (Y * P <= (2 * c * L * X * S * Q) ** 2)
        ),
        far.sides[0], c, L, X, g(H), reach, root, d(H), eta * Q, defined=there,
    )  # fmt: skip
    far = k.use(rule, far, per_root, root_size)
    moved = size(lambda j: z(i, H, j) - x(i, H, j), H)
    far = k.arith(d(H) * moved <= (factor_of * eta * Q) ** 2, far)
    each = k.for_all(k.discharge(k.both(last, far), i < n), i)
    # g(H) >= 1
    here = conj(g(h) >= 0, (h >= 1) >> (g(h) >= 1))
    first = (h >= 1).put(h, 0)
    never = k.discharge(k.arith((g(h) >= 1).put(h, 0), k.assume(first)), first)
    base = k.both(k.arith((g(h) >= 0).put(h, 0), zero), never)
    rule = k.lemma(
        forall(P, S, T)(given(S >= 0, T == 2 * P * S + 1, P >= 0) >> conj(T >= 0, T >= 1)),
        cx, g(h), g(h + 1),
    )  # fmt: skip
    low = product(k, c * L, w, k.arith(c * L >= 0, cL), k.arith(w >= 0, w_pos))
    low = k.arith(cx >= 0, factor, low)
    grown = k.use(rule, k.part(k.assume(here), 0), k.at(run, h), low)
    grown = k.both(k.part(grown, 0), k.discharge(k.part(grown, 1), h + 1 >= 1))
    grown = k.use(k.part(k.at(k.induction(h, here, base, grown), H), 1), deep)
    # the step size
    rule = k.lemma(
        forall(X, A, P, c, L, S, U, eta, lam)(
            given(
                1024 * X**4 * A**2 * (1 + 4 * c**2 * L**2 * A**2) * (U**2 * P**2 * S**2) * eta
                <= lam, S >= 1, eta > 0,
            )
            >> (
                8 * (8 * (4 * X * A * P) ** 2 * (X**2 + 1 * A**2 * (2 * c * L * X * S) ** 2)) * U**2
                * eta <= lam
            )
        ),
        X, A, cx**H, c, L, g(H), n, eta, lam,
    )  # fmt: skip
    least = k.use(rule, least, grown, eta_pos)
    last_ones = [Lambda((i, j), f(i, H, j)) for f in (x, z)]
    lemma = k.by(
        "deep.lem-3.14-amended", a, b, *last_ones, label, d(H), n, eta, lam, 4 * X * A * cx**H,
        X, A, factor_of, Q,
    )  # fmt: skip
    return k.qed(k.use(lemma, eta_pos, least, Q_size, step, weights, each))


@quadratic_term_amended.mutant
def half_of_the_constant(judge):
    """512 in place of 1024: P is what the two terms are at most for eta = |y - u| = 1."""
    return falsify(
        forall(P, lam)(given(P == 128, 512 * P / 128 <= lam) >> (P <= lam / 8)),
        hints=[{"values": {"P": "128", "lambda_0": "512"}}],
    )
