"""Lemma 3.4: small movements of all weights move the Gram matrix of the last layer little,
with explicit constants.

Letters: c = sqrt(c_sigma), L, beta (Lipschitz constant of sigma'), X = c_x0, A = a_20, B = a_40, R,
D a bound of |x(k) - x(0)|, g = g_{c_x}(H).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3, holds
from .initialization import L
from .layer_norms import is_norm
from .layers import product
from .stability_terms import (
    FC,
    a,
    b,
    beta,
    d,
    i,
    inner,
    j,
    m,
    moved,
    r,
    root_m,
    s,
    short,
    size,
    slope,
    slopes,
    smooth,
    steep,
    v,
    x,
    y,
    z,
)

u = sequences("u")
W, V = functions("W V", "nat", "nat")
c, g, g_H, w, A, B, D, P, Q, R, T, X = reals("c g g_H c_w0 a_20 a_40 D P Q R T c_x0")


@claim(
    "deep.lem-3.4-s1",
    chapter_3(FC),
    formula=r"G_{ij}(k)-G_{ij}(0)=I_1+I_2+I_3",
    hypotheses=(
        "p = x_i.x_j, s = sigma' sigma', q = a^2, primes for step k: I_1 = (p' - p) q s', I_2 "
        "= p q (s' - s), I_3 = p' (q' - q) s'",
    ),
)
def split(judge, sign=1):
    """A product of three factors changes one factor at a time; neuron by neuron."""
    p, s, q, P, S, Q = letters("p s q p_k s_k q_k")
    return holds(
        judge,
        (P * S * Q - p * s * q, "==", (P - p) * q * S + p * q * (S - s) + sign * P * (Q - q) * S),
    )


split.mutant("the third term subtracted", sign=-1)


def scaled(number):
    """The scale of an entry of the Gram matrix is c_sigma/m, c = sqrt(c_sigma)."""
    return c**2 / m * number


def first_says():
    change = inner(y) - inner(x)
    weights = sum_over(r, m, a(r) ** 2 * slopes(v))
    bound = 3 * c**2 * A**2 * X**2 * c * L**3 * g * R
    return forall(x, y, v, a, slope, i, j, d, m, c, L, X, A, g, R, D)(
        given(
            m >= 1, c >= 0, L >= 0, X >= 0, A >= 0, g >= 0, R >= 0, c * L * g * R <= 1,
            D == c * L * X * g * R, steep(), short(x, X), moved(D), size(a, m) <= A**2 * m,
        )
        >> (abs(scaled(change * weights)) <= bound)
    )  # fmt: skip


def by_scale(k, bound, rest, *known):
    """c^2/m |S| <= c^2 rest from |S| <= rest m, which `bound` gives"""
    rule = k.lemma(
        forall(A, B, c, D)(given(abs(A) <= B * D, D >= 1) >> (abs(c**2 / D * A) <= c**2 * B)),
        bound, rest, c, m,
    )  # fmt: skip
    return k.use(rule, *known)


@claim(
    "deep.lem-3.4-s2",
    chapter_3(FC),
    formula=r"I_1\le3c_\sigma a_{2,0}^2c_{x,0}^2\sqrt{c_\sigma}L^3g_{c_x}(H)R",
    hypotheses=(
        "R <= 1/(sqrt(c_sigma) L g), which is R <= c/g with an explicit c",
        "|x(k) - x(0)| <= D = sqrt(c_sigma) L c_x0 g R (Lemma 3.3)",
        "the sum of a(0)^2 is at most a_20^2 m",
    ),
    says=first_says,
    uses=("deep.lem-3.4.features",),
)
def first_term(judge):
    """|p(k) - p(0)| <= D (2 X + D) <= 3 X D, times c_sigma L^2 A^2 for the sum over the neurons."""
    k = judge.theorem()
    many, c_low, L_low, X_low, A_low, g_low, R_low, near, D_is, *rest = k.given
    low, reach = c_low, c
    for more, step in ((L, L_low), (g, g_low), (R, R_low)):
        low, reach = product(k, reach, more, low, step), reach * more
    rule = forall(P, X, D)(given(P >= 0, P <= 1, X >= 0, D == X * P) >> conj(D >= 0, D <= X))
    rule = k.lemma(rule, c * L * g * R, X, D)
    small = k.use(rule, low, near, X_low, k.arith(D == X * (c * L * g * R), D_is))
    core = k.by("deep.lem-3.4.features", x, y, v, a, slope, i, j, d, m, X, D, L, A)
    core = k.use(core, small, L_low, A_low, *rest)
    change, weights = inner(y) - inner(x), sum_over(r, m, a(r) ** 2 * slopes(v))
    top = 3 * X * D * (L**2 * A**2)
    core = k.arith(abs(change * weights) <= top * m, core)
    end = by_scale(k, change * weights, top, core, many)
    return k.qed(k.arith(k.target, k.unfold(D_is, end)))


@first_term.mutant
def five_halves(judge):
    """5/2 in place of 3: D = X."""
    return falsify(
        forall(X, D)(given(X == 1, D == 1) >> (D * (2 * X + D) <= "5/2" * X * D)),
        hints=[{"values": {"c_x0": "1", "D": "1"}}],
    )


def maps():
    """z = W x and v = V y for every input"""
    image = lambda W, x: sum_over(s, d, W(r, s) * x(i, s))  # noqa: E731
    return forall(i, r)((r < m) >> conj(z(i, r) == image(W, x), v(i, r) == image(V, y)))


def weights_move():
    """|W| <= w sqrt(m), |V - W|_F <= R sqrt(m)"""
    image = sum_over(r, m, sum_over(s, d, W(r, s) * u(s)) ** 2)
    return (
        forall(u)(image <= (w * root_m) ** 2 * sum_over(s, d, u(s) ** 2)),
        sum_over(r, m, sum_over(s, d, (V(r, s) - W(r, s)) ** 2)) <= (R * root_m) ** 2,
    )


def second_says():
    change = sum_over(r, m, a(r) ** 2 * (slopes(v) - slopes(z)))
    moved_ = size(lambda r: v(i, r) - z(i, r), m) <= X**2 * g_H**2 * m * R**2
    bound = 2 * beta * c**2 * B**2 * X**3 * L * g_H * R
    names = c, L, X, w, R, g, g_H, D, beta, B, root_m
    return forall(x, y, z, v, W, V, a, slope, i, j, d, m, *names)(
        given(
            m >= 1, c >= 0, L >= 0, X >= 0, w > 0, R >= 0, R <= w, g >= 0, beta >= 0,
            g_H == 2 * c * L * w * g + 1, D == c * L * X * g * R, steep(), smooth(),
            is_norm(root_m, m), *weights_move(), maps(), short(x, X), moved(D),
            sum_over(r, m, (a(r) ** 2) ** 2) <= (B**2 * root_m) ** 2,
        )
        >> conj(moved_, abs(scaled(inner(x) * change)) <= bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.4-s3",
    chapter_3(FC),
    formula=r"\sum_r|z_{i,r}(k)-z_{i,r}(0)|^2\le c_{x,0}^2g_{c_x}(H)^2mR^2,\quad I_2\le2\beta "
    r"c_\sigma a_{4,0}^2c_{x,0}^3Lg_{c_x}(H)R",
    hypotheses=(
        "z = W^(H) x^(H-1), |W(0)| <= c_w0 sqrt(m), |W(k) - W(0)|_F <= R sqrt(m), R <= c_w0",
        "g_H = c_x g + 1 for g = g_{c_x}(H-1), c_x = 2 sqrt(c_sigma) L c_w0; Lemma 3.3 with g",
        "the sum of a(0)^4 is at most a_40^4 m",
    ),
    says=second_says,
    uses=("deep.lem-3.4.slopes", "book.image-moves"),
)
def second_term(judge):
    """|z(k) - z(0)| <= sqrt(m) X R (c_x g(H-1) + 1) = sqrt(m) X R g(H); then Cauchy-Schwarz with
    the fourth moments of a.
    """
    k = judge.theorem()
    many, c_low, L_low, X_low, w_pos, R_low, R_small, g_low, b_low, after, D_is = k.given[:11]
    bound, smooth_, m_low, m_size, norm, change, same, x_i, x_j, d_i, d_j, fourth = k.given[11:]
    w_low, low, reach = k.arith(w >= 0, w_pos), c_low, c
    for more, step in ((L, L_low), (X, X_low), (g, g_low), (R, R_low)):
        low, reach = product(k, reach, more, low, step), reach * more
    D_low = k.arith(D >= 0, low, D_is)
    lows = [product(k, one, root_m, step, m_low) for one, step in ((w, w_low), (R, R_low))]
    far = X * g_H * root_m * R
    inner_ = (w * root_m + R * root_m) * D + R * root_m * X
    rule = k.lemma(
        forall(c, L, w, R, X, g, g_H, D, T)(
            given(g_H == 2 * c * L * w * g + 1, D == c * L * X * g * R, R <= w, T * D >= 0,
                  (w - R) * (T * D) >= 0, w >= 0, R * T >= 0, X >= 0, w * (T * D) >= 0,
                  R * (T * D) >= 0, R * T * X >= 0)
            >> conj((w * T + R * T) * D + R * T * X >= 0,
                    (w * T + R * T) * D + R * T * X <= X * g_H * T * R)
        ),
        c, L, w, R, X, g, g_H, D, root_m,
    )  # fmt: skip
    mD = product(k, root_m, D, m_low, D_low)
    room = k.arith(w - R >= 0, R_small)
    small = k.use(
        rule, after, D_is, R_small, mD, product(k, w - R, root_m * D, room, mD), w_low,
        lows[1], X_low, product(k, w, root_m * D, w_low, mD),
        product(k, R, root_m * D, R_low, mD), product(k, R * root_m, X, lows[1], X_low),
    )  # fmt: skip

    scales = w * root_m, R * root_m

    def shift(one, short_, near):
        moves = k.by(
            "book.image-moves", Lambda((r, s), W(r, s)), Lambda((r, s), V(r, s)),
            Lambda((s,), x(one, s)), Lambda((s,), y(one, s)), m, d, *scales, D, X,
        )  # fmt: skip
        moves = k.use(moves, *lows, D_low, X_low, norm, change, near, short_)
        row = k.apply(k.at(same, one, r), k.assume(r < m))
        gap, image = v(one, r) - z(one, r), moves.sides[0]
        rows = (sum_over(s, d, V(r, s) * y(one, s)) - sum_over(s, d, W(r, s) * x(one, s))) ** 2
        equal = by_terms(
            k, r, m, lambda q: sum_over(r, q, gap**2) == sum_over(r, q, rows), [gap**2, rows],
            k.arith(gap**2 == rows, row),
        )  # fmt: skip
        rule = k.lemma(
            forall(A, B, P, Q)(given(A == B, B <= P**2, P >= 0, P <= Q) >> (A <= Q**2)),
            equal.sides[0], image, inner_, far,
        )  # fmt: skip
        return k.use(rule, equal, moves, small)

    shifts = [shift(i, x_i, d_i), shift(j, x_j, d_j)]
    first = k.arith(shifts[0].sides[0] <= (X * g_H * R) ** 2 * root_m**2, shifts[0])
    first = k.arith(k.target.part(0), k.unfold(m_size, first))
    far_low = k.arith(far >= 0, small)
    core = k.by("deep.lem-3.4.slopes", x, z, v, a, slope, i, j, d, m, X, L, beta, B, far, root_m)
    core = k.use(
        core, X_low, L_low, b_low, far_low, bound, smooth_, m_low, m_size, x_i, x_j, *shifts, fourth
    )
    number = inner(x) * sum_over(r, m, a(r) ** 2 * (slopes(v) - slopes(z)))
    top = X**2 * (L * beta * (2 * (B**2 * (X * g_H * R))))
    core = k.arith(abs(number) <= top * root_m**2, core)
    end = by_scale(k, number, top, k.unfold(m_size, core), many)
    return k.qed(k.both(first, k.arith(k.target.part(1), end)))


@second_term.mutant
def factor_one(judge):
    """Factor 1: both slopes move."""
    return falsify(
        forall(L, beta, D)(
            given(L == 2, beta == 1, D == 1) >> (L**2 - (L - beta * D) ** 2 <= L * beta * D)
        ),
        hints=[{"values": {"L": "2", "beta": "1", "D": "1"}}],
    )


def third_says():
    change = sum_over(r, m, (b(r) ** 2 - a(r) ** 2) * slopes(v))
    return forall(y, v, a, b, slope, i, j, d, m, c, L, X, A, R, root_m)(
        given(
            m >= 1, X >= 0, L >= 0, A >= 0, R >= 0, R <= A, steep(), is_norm(root_m, m),
            short(y, 2 * X), size(a, m) <= (A * root_m) ** 2,
            size(lambda r: b(r) - a(r), m) <= (R * root_m) ** 2,
        )
        >> (abs(scaled(inner(y) * change)) <= 12 * L**2 * X**2 * c**2 * A * R)
    )  # fmt: skip


@claim(
    "deep.lem-3.4-s4",
    chapter_3(FC),
    formula=r"I_3\le12L^2c_{x,0}^2c_\sigma a_{2,0}R",
    hypotheses=(
        "|a(k) - a(0)| <= R sqrt(m), |a(0)| <= a_20 sqrt(m)",
        "|x(k)| <= 2 c_x0",
        "R <= a_20 (not printed, follows from a small c)",
    ),
    says=third_says,
    uses=("deep.lem-3.4.output",),
)
def third_term(judge):
    """|x_i.x_j| <= 4 X^2, and the sum of |a(k)^2 - a(0)^2| is at most |da|(2|a(0)| + |da|) <= m R
    (2 A + R) <= 3 A R m.
    """
    k = judge.theorem()
    many, X_low, L_low, A_low, R_low, small, *rest = k.given
    core = k.by("deep.lem-3.4.output", y, v, a, b, slope, i, j, d, m, X, L, A, R, root_m)
    core = k.use(core, X_low, L_low, A_low, R_low, *rest)
    number = inner(y) * sum_over(r, m, (b(r) ** 2 - a(r) ** 2) * slopes(v))
    top = 4 * X**2 * (L**2 * (R * (2 * A + R)))
    core = k.arith(abs(number) <= top * m, core)
    end = by_scale(k, number, top, core, many)
    rule = k.lemma(
        forall(A, R, P, D)(
            given(D <= P**2 * (4 * (R * (2 * A + R))), R <= A, R >= 0) >> (D <= P**2 * (12 * A * R))
        ),
        A, R, L * X * c, abs(scaled(number)), defined=[k.arith(m != 0, many)],
    )  # fmt: skip
    end = k.use(rule, k.arith(rule.formula.left.part(0), end), small, R_low)
    return k.qed(k.arith(k.target, end))


@third_term.mutant
def ten_for_twelve(judge):
    """10 in place of 12, for R = A."""
    return falsify(
        forall(A, R)(given(A == 1, R == 1) >> (4 * R * (2 * A + R) <= 10 * A * R)),
        hints=[{"values": {"a_20": "1", "R": "1"}}],
    )


@third_term.mutant
def twice_the_weights(judge):
    """R <= 2 a_20"""
    return falsify(
        forall(A, R)(given(A == 1, R == 2) >> (4 * R * (2 * A + R) <= 12 * A * R)),
        hints=[{"values": {"a_20": "1", "R": "2"}}],
    )
