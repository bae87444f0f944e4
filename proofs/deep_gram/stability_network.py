"""Lemma 3.4 for the whole fully connected network: small movements of all weights move the Gram
matrix of its last layer little.

Input i < n, layers h <= T of the widths d(h + 1); x(i, h, r) are the features that enter layer h at
the start and y(i, h, r) after k steps, W, a and V, b the weights, so that H = T + 1 is the depth.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
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
from steepest.proofs.textbook.forms import image, length, norm_at_most
from steepest.proofs.textbook.forms import v as vector

from . import chapter_3
from .layer_norms import is_norm
from .layers import product
from .stability_entry import after_moving, fourth_powers
from .stability_terms import L, P, Q, beta, i, j, r, s, slope, smooth, steep

h, n, T = nats("h n T")
d = functions("d", "nat", value="nat")
E, F = functions("G_0 G", "nat", "nat")
x, y, W, V = functions("x y W V", "nat", "nat", "nat")
sigma = functions("sigma", "real")
a, b, g, root, scale, u = sequences("a b g root s u")
t, c, w, R, X, A, B, cx, lam = reals("t c c_w0 R c_x0 a_20 a_40 c_x lambda_0")
M, N, U, Y, Z, G, S = reals("M N U Y Z Q_1 S")


def size(entry, count, index=r):
    return sum_over(index, count, entry**2)


def pre(weights, features, i):
    return sum_over(s, d(h), weights(h, r, s) * features(i, h, s))


def smooth_activation():
    """sigma' = slope is bounded by L, and beta-Lipschitz."""
    return conj(forall(t)(deriv(Y, sigma(Y), t) == slope(t)), steep(), smooth())


def weights(inside):
    """|W(h)| <= c_w0 sqrt(m), |V(h) - W(h)|_F <= R sqrt(m), in every layer"""
    norm = forall(u)(
        sum_over(r, d(h + 1), sum_over(s, d(h), W(h, r, s) * u(s)) ** 2)
        <= (w * root(h)) ** 2 * size(u(s), d(h), s)
    )
    change = sum_over(r, d(h + 1), sum_over(s, d(h), (V(h, r, s) - W(h, r, s)) ** 2))
    return forall(h)(inside >> conj(norm, change <= (R * root(h)) ** 2))


def features():
    """The hidden layers before and after, from the same input, and |x^(h)(0)| <= c_x0"""
    one = lambda features, own: features(i, h + 1, r) == scale(h) * sigma(pre(own, features, i))  # noqa: E731
    layers = forall(h, r)(((h < T) & (r < d(h + 1))) >> conj(one(x, W), one(y, V)))
    short = forall(h)((h <= T) >> (size(x(i, h, s), d(h), s) <= X**2))
    return forall(i)((i < n) >> conj(layers, forall(s)(y(i, 0, s) == x(i, 0, s)), short))


def last_weights(last):
    """|a(0)| <= a_20 sqrt(m), the same for the fourth moments, and |a(k) - a(0)| <= R sqrt(m)"""
    m = d(last + 1)
    return conj(
        m >= 1, size(a(r), m) <= A**2 * m, sum_over(r, m, a(r) ** 4) <= B**4 * m,
        size(b(r) - a(r), m) <= R**2 * m,
    )  # fmt: skip


def inner(features, last=T):
    return sum_over(s, d(last), features(i, last, s) * features(j, last, s))


def slopes(own, features, last=T):
    return slope(pre(own, features, i).put(h, last)) * slope(pre(own, features, j).put(h, last))


def gram(features, own, out, unit, last=T):
    """G^(H)(i, j), equation (3.12) or (3.13)"""
    total = sum_over(r, d(last + 1), out(r) ** 2 * slopes(own, features, last))
    return unit * inner(features, last) * total


UNIT = c**2 / d(T + 1)
TERMS = (
    3 * c**3 * A**2 * X**2 * L**3, 2 * beta * c**2 * B**2 * X**3 * L, 12 * L**2 * X**2 * c**2 * A
)  # fmt: skip
SUM = TERMS[0] + TERMS[1] + TERMS[2]
FAR = c * L * X * g(T) * R
NAMES = [
    "c", "L", "beta", "w", "X", "A", "R", "lam", "slope", "steep", "smooth", "roots", "scale",
    "weights", "features", "many", "second", "fourth", "move", "grams", "cx", "zero", "run", "room",
    "near", "R_A", "R_w",
]  # fmt: skip


def changed(i, j):
    """G^(H)(k) - G^(H)(0)"""
    return F(i, j) - E(i, j)


def grams(unit, last=T):
    """E and F are the Gram matrices of the last layer before and after."""
    here = conj(E(i, j) == gram(x, W, a, unit, last), F(i, j) == gram(y, V, b, unit, last))
    return forall(i, j)(((i < n) & (j < n)) >> here)


def stability_says():
    sums = conj(g(0) == 0, forall(h)(g(h + 1) == cx * g(h) + 1))
    letters = x, y, W, V, a, b, E, F, sigma, slope, d, g, root, scale, n, T
    return forall(*letters, c, L, beta, w, X, A, B, R, cx, lam)(
        given(
            conj(c >= 0, L >= 0, beta >= 0, w > 0, X >= 0, A >= 0, R >= 0, lam > 0),
            smooth_activation(),
            forall(h)(is_norm(root(h), d(h + 1))), forall(h)(scale(h) * root(h) == c),
            weights(h <= T), features(), last_weights(T), grams(UNIT), cx == 2 * c * L * w, sums,
            4 * n * g(T + 1) * SUM * R <= lam, c * L * g(T + 1) * R <= 1, R <= A, R <= w,
        )
        >> norm_at_most(changed, lam / 4)
    )  # fmt: skip


@claim(
    "deep.lem-3.4",
    chapter_3("Lemma 3.4"),
    formula=r"R\le\frac{\lambda_0}{4n\,g_{c_x}(H)S},\ R\le\frac1{\sqrt{c_\sigma}Lg_{c_x}(H)},\ "
    r"R\le a_{2,0},\ R\le c_{w,0}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
    hypotheses=(
        "S = 3 c_sigma^(3/2) a_20^2 c_x0^2 L^3 + 2 beta c_sigma a_40^2 c_x0^3 L + 12 L^2 "
        "c_x0^2 c_sigma a_20: the c that is not printed is the least of 1/(4 S), 1/(sqrt(c_sigma) "
        "L), a_20 and c_w0",
        "every depth, all widths, any number of inputs; c_x = 2 sqrt(c_sigma) L c_w0",
    ),
    says=stability_says,
    uses=(
        "book.lipschitz", "book.minkowski", "deep.lem-3.3", "deep.lem-3.4-s2", "deep.lem-3.4-s3",
        "deep.lem-3.4-s4", "deep.lem-3.4-s5", "book.squares-nonnegative",
    ),
)  # fmt: skip
def stability_fc(judge):
    """All weights within R sqrt(m) of their start leave the Gram matrix of the last layer within
    lambda_0/4 of its start, in the spectral norm.

    The three terms of every entry add up to S g R; g(H) >= 1 covers the third term, which has no g,
    and n times the largest entry bounds the norm.
    """
    k = judge.theorem()
    has = dict(zip(NAMES, k.given, strict=True))
    low = grown(k, has)
    top, inside = g(T + 1), k.assume((i < n) & (j < n))
    bound = SUM * top * R
    equal = k.apply(k.at(has["grams"], i, j), inside)
    entry = k.arith(abs(changed(i, j)) <= bound, entry_moves(k, has, low, inside), equal)
    always = k.for_all(k.discharge(entry, inside.formula), i, j)
    least = product(k, SUM, top, k.part(sums_low(k, has), 0), k.arith(top >= 0, low))
    least = product(k, SUM * top, R, least, has["R"])
    lemma = k.by("deep.lem-3.4-s5", Lambda((i, j), changed(i, j)), n, bound)
    norm, frobenius = k.split(k.use(lemma, least, always))
    rule = k.lemma(
        forall(M, N, U, Z, P, lam)(
            given(M <= N * U, N <= (Z * P) ** 2, 4 * (Z * P) <= lam, Z * P >= 0, U >= 0, lam > 0)
            >> (M <= (lam / 4) ** 2 * U)
        ),
        image(changed), frobenius.sides[0], length(), n, bound, lam,
    )  # fmt: skip
    share = product(k, term(n), bound, k.arith(term(n) >= 0), least)
    near = k.arith(4 * (n * bound) <= lam, has["room"])
    positive = k.by("book.squares-nonnegative", vector, n)
    end = k.use(rule, k.at(norm, vector), frobenius, near, share, positive, has["lam"])
    return k.qed(k.for_all(end, vector))


def grown(k, has):
    """1 <= g(T + 1), 0 <= g(T) <= g(T + 1), and c L w >= 0"""
    rate = product(k, c * L, w, product(k, c, L, has["c"], has["L"]), k.arith(w >= 0, has["w"]))
    rate = k.arith(cx >= 0, rate, has["cx"])
    here = conj(g(h) >= 0, g(h + 1) >= 1, g(h) <= g(h + 1))
    base = k.arith(here.put(h, 0), has["zero"], k.at(has["run"], 0))
    rule = k.lemma(
        forall(M, N, U, Z)(
            given(Z >= 0, M >= 0, M <= N, N == Z * M + 1, U == Z * N + 1, N >= 1)
            >> conj(N >= 0, U >= 1, N <= U)
        ),
        g(h), g(h + 1), g(h + 1 + 1), cx,
    )  # fmt: skip
    step = k.use(rule, rate, k.assume(here), k.at(has["run"], h), k.at(has["run"], h + 1))
    return k.at(k.induction(h, here, base, step), T)


def sums_low(k, has):
    """S >= 0, and each of its three terms"""
    square = forall(M, N)((M >= 0) >> (N**2 * M >= 0))
    cL = product(k, c, L, has["c"], has["L"])
    slow = product(k, beta * X, L, product(k, beta, X, has["beta"], has["X"]), has["L"])
    factors = (c * L, A * X * c * L, cL), (beta * X * L, c * B * X, slow), (A, L * X * c, has["A"])
    parts = [k.use(k.lemma(square, one, root_), low) for one, root_, low in factors]
    return k.arith(conj(SUM >= 0, *(one >= 0 for one in TERMS)), *parts)


def entry_moves(k, has, low, inside):
    """|G(i, j) - G(i, j)(0)| <= S g(T + 1) R, for two inputs"""
    m, far = d(T + 1), FAR
    at_end = k.arith(term(T) <= T)
    pairs = [(one, k.part(inside, place)) for place, one in enumerate((i, j))]
    short = [
        k.apply(k.at(k.part(k.apply(k.at(has["features"], one), own), 2), T), at_end)
        for one, own in pairs
    ]
    moved = [one_moves(k, has, one, own) for one, own in pairs]
    g_low, signs = k.arith(g(T) >= 0, low), [has[one] for one in ("c", "L", "X", "A")]
    cL = product(k, c, L, *signs[:2])
    room = product(k, c * L * R, g(T + 1) - g(T), product(k, c * L, R, cL, has["R"]),
                   k.arith(g(T + 1) - g(T) >= 0, low))  # fmt: skip
    small = k.arith(c * L * g(T) * R <= 1, room, has["near"])
    reach = product(k, c * L * g(T), R, product(k, c * L, g(T), cL, g_low), has["R"])
    root_low, root_size = k.split(k.at(has["roots"], T))
    ends = [Lambda((i, s), one(i, T, s)) for one in (x, y)]
    rows = [Lambda((i, r), pre(own, one, i).put(h, T)) for own, one in ((W, x), (V, y))]
    first = k.by(
        "deep.lem-3.4-s2", *ends, rows[1], a, slope, i, j, d(T), m, c, L, X, A, g(T), R, far
    )
    first = k.use(
        first, has["many"], *signs, g_low, has["R"], small, k.arith(far == far), has["steep"],
        *short, *moved, has["second"],
    )  # fmt: skip
    second = k.by(
        "deep.lem-3.4-s3", *ends, *rows, Lambda((r, s), W(T, r, s)), Lambda((r, s), V(T, r, s)), a,
        slope, i, j, d(T), m, c, L, X, w, R, g(T), g(T + 1), far, beta, B, root(T),
    )  # fmt: skip
    same = k.arith(conj(*(one.body == one.body for one in rows)))
    same = k.for_all(k.discharge(same, r < m), i, r)
    step = k.arith(g(T + 1) == 2 * c * L * w * g(T) + 1, k.at(has["run"], T), has["cx"])
    second = k.use(
        second, has["many"], *signs[:3], has["w"], has["R"], has["R_w"], g_low, has["beta"], step,
        k.arith(far == far), has["steep"], has["smooth"], root_low, root_size,
        k.apply(k.at(has["weights"], T), at_end), same, *short, *moved,
        fourth_powers(k, has["fourth"], B**2 * root(T), root_size, m),
    )  # fmt: skip
    third = k.by(
        "deep.lem-3.4-s4", ends[1], rows[1], a, b, slope, i, j, d(T), m, c, L, X, A, R, root(T)
    )
    sizes = [
        k.arith(known.sides[0] <= (one * root(T)) ** 2, known, root_size)
        for known, one in ((has["second"], A), (has["move"], R))
    ]
    within = forall(M, X)(given(M >= 0, M <= 1, X >= 0) >> conj(X * M >= 0, X * M <= X))
    within = k.use(k.lemma(within, c * L * g(T) * R, X), reach, small, has["X"])
    within = [k.arith(one, within) for one in (far >= 0, far <= X)]
    twice = []
    for one, known, near in zip((i, j), short, moved, strict=True):
        old, new = (lambda s, one=one, own=own: own(one, T, s) for own in (x, y))
        twice.append(
            after_moving(k, old, new, d(T), X, far, has["X"], within[0], within[1], known, near)
        )
    third = k.use(
        third, has["many"], *(has[one] for one in ("X", "L", "A", "R")), has["R_A"], has["steep"],
        root_low, root_size, *twice, *sizes,
    )  # fmt: skip
    return together(k, has, low, first, k.part(second, 1), third)


def one_moves(k, has, one, own):
    """|y - x| <= FAR for the features of one input that enter the last layer: Lemma 3.3"""
    layers, start, short = k.split(k.apply(k.at(has["features"], one), own))
    bounded = k.arith(abs(deriv(Y, sigma(Y), t)) <= L, k.at(has["slope"], t), k.at(has["steep"], t))
    lipschitz = k.apply(k.by("book.lipschitz", sigma, L), k.for_all(bounded, t))
    inside = k.assume(h < T)
    before = k.arith(h <= T, inside)
    layer = k.both(
        k.part(k.at(has["roots"], h), 0), *k.split(k.apply(k.at(has["weights"], h), before)),
        k.apply(k.at(short, h), before),
    )  # fmt: skip
    bounds = k.for_all(k.discharge(layer, inside.formula), h)
    lemma = k.by(
        "deep.lem-3.3", Lambda((h, r), x(one, h, r)), Lambda((h, r), y(one, h, r)), W, V, sigma, d,
        g, root, scale, c, L, w, R, X, cx, T,
    )  # fmt: skip
    signs = [has[name] for name in ("c", "L", "w", "R", "R_w", "X")]
    known = [lipschitz, bounds, layers, has["scale"], start, has["cx"], has["zero"], has["run"]]
    near = k.use(lemma, *signs, *known)
    near = k.apply(k.at(near, T), k.arith(term(T) <= T))
    return k.arith(size(y(one, T, s) - x(one, T, s), d(T), s) <= FAR**2, near)


def together(k, has, low, first, second, third):
    """The three terms make up the change of the entry; g(T) <= g(T + 1) and 1 <= g(T + 1)"""
    m, has_m = d(T + 1), k.arith(term(d(T + 1)) != 0, has["many"])
    new, old = slopes(V, y), slopes(W, x)
    bodies = [
        a(r) ** 2 * new, a(r) ** 2 * old, b(r) ** 2 * new, a(r) ** 2 * (new - old),
        (b(r) ** 2 - a(r) ** 2) * new,
    ]  # fmt: skip

    def split(q):
        one, two, three, four, five = (sum_over(r, q, body) for body in bodies)
        return conj(four == one - two, five == three - one)

    apart = by_terms(k, r, m, split, bodies)
    sums = [sum_over(r, m, body) for body in bodies]
    rule = k.lemma(
        forall(Z, M, N, P, Q, U, G, S)(
            given(G == P - Q, S == U - P)
            >> (Z * N * U - Z * M * Q == Z * ((N - M) * P) + Z * (M * G) + Z * (N * S))
        ),
        c**2 / m, inner(x), inner(y), *sums, defined=[has_m],
    )  # fmt: skip
    whole = k.use(rule, apart)
    parts = sums_low(k, has)
    slack = [
        product(k, TERMS[place] * R, g(T + 1) - term(least), product(
            k, TERMS[place], R, k.part(parts, place + 1), has["R"]),
            k.arith(g(T + 1) - term(least) >= 0, low))
        for place, least in ((0, g(T)), (2, 1))
    ]  # fmt: skip
    top = [one.sides[1] for one in (first, second, third)]
    tops = k.arith(top[0] + top[1] + top[2] <= SUM * g(T + 1) * R, *slack)
    added = k.lemma(
        forall(M, N, P, Q, U, Y, Z, S)(
            given(M == N + P + Q, abs(N) <= U, abs(P) <= Y, abs(Q) <= Z, U + Y + Z <= S)
            >> (abs(M) <= S)
        ),
        gram(y, V, b, UNIT) - gram(x, W, a, UNIT),
        *(inside_modulus(one) for one in (first, second, third)), *top, SUM * g(T + 1) * R,
        defined=[has_m],
    )  # fmt: skip
    return k.use(added, whole, first, second, third, tops)


def inside_modulus(step):
    """The number whose modulus a step bounds"""
    node = step.sides[0]
    return type(node)(node.node[1], node.sorts)


@stability_fc.mutant
def one_third(judge):
    """1/(3 S) in place of 1/(4 S): one input, whose entry moves by S g R."""
    return falsify(
        forall(M, P, lam)(given(lam > 0, 3 * P <= lam, M <= P) >> (M <= lam / 4)),
        hints=[{"values": {"lambda_0": "3", "P": "1", "M": "1"}}],
    )
