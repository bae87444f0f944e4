"""Lemma 3.18 for the whole network: small movements of all weights of a convolutional network move
the Gram matrix of its last layer little.

Input i < n, layers h < H with width(h + 1) channels, the last one is T + 1 and H = T + 2; f(i, h,
c, l) are the features that enter layer h at the start and g(i, h, c, l) after the movement, x(i, h,
l, c, s) and y(i, h, l, c, s) their patches of q = 2 k + 1 offsets at p positions.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import norm_at_most

from ..textbook.frobenius import entrywise
from . import chapter_3
from .layer_norms import is_norm
from .layers import product
from .stability_conv import gram
from .stability_conv_second import at, image, rad
from .stability_conv_terms import c, d, l, m, o, p, r, root_p, root_q, s, weights_size
from .stability_network import (
    A,
    B,
    E,
    F,
    L,
    M,
    N,
    P,
    Q,
    R,
    T,
    U,
    X,
    Y,
    Z,
    beta,
    changed,
    cx,
    h,
    i,
    j,
    lam,
    n,
    sigma,
    slope,
    smooth_activation,
    t,
    w,
)
from .stability_residual import H, by_entries, kappa

LAST, COUNT = T + 1, 2 * rad + 1
width = functions("width", "nat", value="nat")
f, g = functions("f g", "nat", "nat", "nat", "nat")
x, y = functions("x y", "nat", "nat", "nat", "nat", "nat")
W, V = functions("W V", "nat", "nat", "nat", "nat")
a, b = functions("a b", "nat", "nat")
u = functions("u", "nat", "nat")
root, scale = sequences("root scale")
C = reals("root_c")
MANY = width(LAST + 1)


def size(feature, at):
    """|f|_F^2 in the layer `at`"""
    return sum_over(c, width(at), sum_over(l, p, feature(c, l) ** 2))


def pre(weights, patches, at):
    """W phi(f) in the layer `at`, at position l and channel r"""
    row = weights(at, r, c, s) * patches(i, at, l, c, s)
    return sum_over(c, width(at), sum_over(s, COUNT, row))


def patched(patches, feature):
    entry = sum_over(at, p, indicator(at + rad == l + s) * feature(i, h, c, at))
    return forall(c, l, s)(patches(i, h, l, c, s) == entry)


def features():
    """The layers before and after, from the same input, and |f^(h)(0)|_F <= c_x0"""
    pairs = ((W, x, f), (V, y, g))
    start = [e(i, 1, r, l) == scale(0) * sigma(pre(own, patch, 0)) for own, patch, e in pairs]
    more = [e(i, h + 1, r, l) == e(i, h, r, l) + scale(h) * sigma(pre(own, patch, h))
            for own, patch, e in pairs]  # fmt: skip
    short = size(lambda c, l: f(i, h, c, l), h) <= X**2  # noqa: E741
    return forall(i)(
        (i < n)
        >> conj(
            forall(h)((h < H) >> conj(patched(x, f), patched(y, g))),
            forall(c, l)(f(i, 0, c, l) == g(i, 0, c, l)),
            forall(r, l)(given(r < width(1), l < p) >> conj(*start)),
            forall(h, r, l)(given(h >= 1, h < H, r < width(h + 1), l < p) >> conj(*more)),
            size(lambda c, l: f(i, 0, c, l), 0) <= 1,  # noqa: E741
            forall(h)(given(h >= 1, h < H) >> short),
        )
    )


def weights():
    """|W| <= c_w0 sqrt(m) on patches, |V - W|_F <= R sqrt(m), in every layer"""
    whole = sum_over(c, width(h), sum_over(s, COUNT, W(h, r, c, s) * u(c, s)))
    length = sum_over(c, width(h), sum_over(s, COUNT, u(c, s) ** 2))
    norm = forall(u)(sum_over(r, width(h + 1), whole**2) <= (w * root(h)) ** 2 * length)
    gap = sum_over(c, width(h), sum_over(s, COUNT, (V(h, r, c, s) - W(h, r, c, s)) ** 2))
    moved = sum_over(r, width(h + 1), gap) <= (R * root(h)) ** 2
    return forall(h)((h < H) >> conj(norm, moved))


def at_end(term_):
    """What `stability_conv` has for any sizes, in the last layer"""
    return term_.put(d, width(LAST)).put(o, COUNT).put(m, MANY)


def patch_end(patch):
    return lambda i, l, c, s: patch(i, LAST, l, c, s)  # noqa: E741


def pre_end(weights, patch):
    last = lambda r, c, s: weights(LAST, r, c, s)  # noqa: E731
    return lambda i, l, r: image(last, patch_end(patch), i)  # noqa: E741


def end_gram(out, weights, pre_patch, patch):
    return at_end(gram(out, pre_end(weights, pre_patch), patch_end(patch)))


def last_weights():
    fourth = sum_over(r, m, sum_over(l, p, a(l, r) ** 4)) <= B**4 * (p * m)
    return [
        MANY >= 1,
        *(one.put(m, MANY) for one in (
            weights_size(a) <= A**2 * (p * m), fourth,
            weights_size(lambda l, r: b(l, r) - a(l, r)) <= R**2 * m)),  # noqa: E741
    ]  # fmt: skip


UNIT = kappa**2 / (H**2 * MANY)
PARTS = (
    3 * X * cx * L**2 * A**2, 2 * beta * L * X**2 * B**2 * root_q * (2 * cx * w + X),
    12 * L**2 * X**2 * A,
)  # fmt: skip
SUM = p * COUNT * (PARTS[0] + PARTS[1] + PARTS[2])
OLD, NEW = end_gram(a, W, x, x), end_gram(b, V, y, y)
NAMES = [
    "c", "L", "beta", "w", "X", "A", "R", "kappa", "lam", "depth", "pixels", "slope", "steep",
    "smooth", "roots", "p_low", "p_size", "q_low", "q_size", "scale", "scales", "widths", "weights",
    "features", "many", "second", "fourth", "move", "grams", "cx", "room", "near", "R_A", "R_w",
]  # fmt: skip


def stability_says():
    letters = f, g, x, y, W, V, a, b, E, F, sigma, slope, width, root, scale, n, T, H, p, rad
    grams = conj(E(i, j) == UNIT * OLD, F(i, j) == UNIT * NEW)
    return forall(*letters, C, L, beta, w, X, A, B, R, kappa, cx, lam, root_p, root_q)(
        given(
            conj(C >= 0, L >= 0, beta >= 0, w > 0, X >= 0, A >= 0, R >= 0, kappa >= 0, lam > 0),
            H == T + 2, p >= 1, smooth_activation(), forall(h)(is_norm(root(h), width(h + 1))),
            is_norm(root_p, p), is_norm(root_q, COUNT), scale(0) * root(0) == C,
            forall(h)(given(h >= 1, h < H) >> (scale(h) * root(h) == kappa / H)),
            forall(h)((h >= 1) >> (width(h + 1) == width(h))), weights(), features(),
            *last_weights(), forall(i, j)(((i < n) & (j < n)) >> grams),
            cx == (C * L * root_q + X / w) * exp(2 * root_q * kappa * w * L),
            4 * n * kappa**2 * SUM * R <= lam * H**2, cx * R <= X, R <= A, R <= w,
        )
        >> norm_at_most(changed, lam / 4)
    )  # fmt: skip


@claim(
    "deep.lem-3.18",
    chapter_3("Lemma 3.18"),
    formula=r"R\le\frac{\lambda_0H^2}{4nc_{res}^2S(p,q)}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{"
    r"\lambda_0}4",
    hypotheses=(
        "S(p,q) = p q (3 c_x0 c_x L^2 a_20^2 + 2 beta L c_x0^2 a_40^2 sqrt(q) (2 c_x c_w0 + "
        "c_x0) + 12 L^2 c_x0^2 a_20): polynomial in p",
        "R <= min(c_x0/c_x, a_20, c_w0), c_x of deep.lem-3.17",
        "stride 1, q = 2 k + 1 offsets, zero padding; every depth H >= 2, all numbers of channels, "
        "positions and inputs",
    ),
    says=stability_says,
    uses=(
        "book.lipschitz", "book.frobenius-triangle", "deep.lem-3.17", "deep.lem-3.18.patches",
        "deep.lem-3.18.I1-amended", "deep.lem-3.18.I2-amended", "deep.lem-3.18.I3-amended",
        "deep.lem-3.4-s5", "book.squares-nonnegative",
    ),
)  # fmt: skip
def stability_conv(judge):
    """Weights of a convolutional network within R sqrt(m) of their start, for R up to an explicit
    bound, leave the Gram matrix of the last layer within lambda_0/4 of its start, spectrally.

    The three amended terms with sqrt(p) <= p, and n times the largest entry bounds the norm.
    """
    k = judge.theorem()
    has = dict(zip(NAMES, k.given, strict=True))
    inside = k.assume((i < n) & (j < n))
    cx_low = growth_low(k, has)
    core = entry_moves(k, has, cx_low, inside)
    return k.qed(by_entries(k, has, core, inside, MANY, SUM, sums_low(k, has, cx_low)))


def growth_low(k, has):
    """c_x >= 0"""
    has_w = k.arith(w != 0, has["w"])
    ratio = k.lemma(forall(M, N)(given(M >= 0, N > 0) >> (M / N >= 0)), X, w)
    ratio = k.use(ratio, has["X"], has["w"])
    low = product(k, C * L, root_q, product(k, C, L, has["c"], has["L"]), has["q_low"])
    low = k.arith(C * L * root_q + X / w >= 0, ratio, low, has_w)
    power = exp(2 * root_q * kappa * w * L)
    low = product(k, C * L * root_q + X / w, power, low, k.arith(power >= 0))
    return k.arith(cx >= 0, has["cx"], low, has_w)


def wide_low(k, has, cx_low):
    wide = product(k, cx, w, cx_low, k.arith(w >= 0, has["w"]))
    return k.arith(2 * cx * w + X >= 0, wide, has["X"])


def sums_low(k, has, cx_low):
    """S >= 0"""
    square = forall(M, N)((M >= 0) >> (N**2 * M >= 0))
    slow = product(k, beta * L, root_q, product(k, beta, L, has["beta"], has["L"]), has["q_low"])
    slow = product(k, beta * L * root_q, 2 * cx * w + X, slow, wide_low(k, has, cx_low))
    factors = (
        (X * cx, L * A, product(k, X, cx, has["X"], cx_low)),
        (beta * L * root_q * (2 * cx * w + X), X * B, slow), (A, L * X, has["A"]),
    )  # fmt: skip
    parts = [k.use(k.lemma(square, one, root_), low) for one, root_, low in factors]
    inner = PARTS[0] + PARTS[1] + PARTS[2]
    low = product(k, p, COUNT, k.arith(p >= 0), k.arith(COUNT >= 0))
    return k.arith(SUM >= 0, product(k, p * COUNT, inner, low, k.arith(inner >= 0, *parts)))


def one_input(k, has, one, own, cx_low):
    """What is known of one input at the last layer: its patches, |f| <= c_x0, |g - f| <= c_x R, and
    the norms of the patches of f, of g - f and of g
    """
    known = k.apply(k.at(has["features"], one), own)
    patches, same, first, later, unit, short = k.split(known)
    bounded = k.arith(abs(deriv(Y, sigma(Y), t)) <= L, k.at(has["slope"], t), k.at(has["steep"], t))
    lipschitz = k.apply(k.by("book.lipschitz", sigma, L), k.for_all(bounded, t))
    inside = k.assume(h < H)
    layer = k.both(
        k.part(k.at(has["roots"], h), 0), *k.split(k.apply(k.at(has["weights"], h), inside))
    )
    bounds = k.for_all(k.discharge(layer, inside.formula), h)
    lemma = k.by(
        "deep.lem-3.17", Lambda((h, c, l), f(one, h, c, l)), Lambda((h, c, l), g(one, h, c, l)),
        Lambda((h, c, l, s), x(one, h, l, c, s)), Lambda((h, c, l, s), y(one, h, l, c, s)), W, V,
        sigma, width, root, scale, C, L, w, R, X, kappa, root_q, H, p, rad,
    )  # fmt: skip
    signs = [has[name] for name in ("c", "L", "w", "R", "R_w", "X", "kappa")]
    near = k.use(
        lemma, *signs, k.arith(H >= 1, has["depth"]), has["q_low"], has["q_size"], lipschitz,
        patches, same, first, later, has["widths"], bounds, unit, short, has["scale"],
        has["scales"],
    )  # fmt: skip
    near = k.fold(has["cx"], k.apply(k.at(near, T), k.arith(T < H, has["depth"])))
    last = k.both(k.arith(LAST >= 1), k.arith(LAST < H, has["depth"]))
    short = k.apply(k.at(short, LAST), last)
    before, after = k.split(k.apply(k.at(patches, LAST), k.part(last, 1)))
    gap = lambda c, l: g(one, LAST, c, l) - f(one, LAST, c, l)  # noqa: E731, E741
    near = k.arith(size(gap, LAST) <= (cx * R) ** 2, near)
    # |g| <= 2 c_x0
    reach_low = product(k, cx, R, cx_low, has["R"])
    entries = Lambda((c, l), f(one, LAST, c, l)), Lambda((c, l), gap(c, l))
    whole = k.by("book.frobenius-triangle", *entries, width(LAST), p, X, cx * R)
    whole = k.use(whole, has["X"], reach_low, short, near)
    bodies = [(f(one, LAST, c, l) + gap(c, l)) ** 2, g(one, LAST, c, l) ** 2]
    equal = entrywise(k, lambda one, two: one == two, bodies, sizes=((l, p), (c, width(LAST))))
    larger = k.lemma(
        forall(M, N, P, Q)(given(M == N, N <= (P + Q) ** 2, P >= 0, Q >= 0, Q <= P)
                           >> (M <= (2 * P) ** 2)),
        equal.sides[1], equal.sides[0], X, cx * R,
    )  # fmt: skip
    same = k.arith(equal.sides[1] == equal.sides[0], equal)
    far = k.use(larger, same, whole, has["X"], reach_low, has["near"])
    # the patches of g - f
    bodies = [indicator(at + rad == l + s) * e
              for e in (gap(c, at), g(one, LAST, c, at), f(one, LAST, c, at))]  # fmt: skip

    def apart(q):
        first, second, third = (sum_over(at, q, body) for body in bodies)
        return first == second - third

    step = y(one, LAST, l, c, s) - x(one, LAST, l, c, s)
    linear = k.arith(step == sum_over(at, p, bodies[0]), by_terms(k, at, p, apart, bodies),
                     k.at(before, c, l, s), k.at(after, c, l, s))  # fmt: skip
    linear = k.for_all(linear, c, l, s)

    def patch(feature, entry, formula, bound, known):
        lemma = k.by("deep.lem-3.18.patches", Lambda((c, l), feature), Lambda((l, c, s), entry),
                     bound, root_q, width(LAST), p, rad)  # fmt: skip
        return k.use(lemma, formula, has["q_size"], known)

    norms = [
        patch(f(one, LAST, c, l), x(one, LAST, l, c, s), before, X, short),
        patch(gap(c, l), step, linear, cx * R, near),
        patch(g(one, LAST, c, l), y(one, LAST, l, c, s), after, 2 * X, far),
    ]
    return (before, after, short, near), norms


def entry_moves(k, has, cx_low, inside):
    """An entry without its scale moves by at most m S R."""
    inputs = [one_input(k, has, one, k.part(inside, place), cx_low)
              for place, one in enumerate((i, j))]  # fmt: skip
    short, step, long = ([one[1][place] for one in inputs] for place in range(3))
    root_low, root_size = k.split(k.at(has["roots"], LAST))
    roots = [root_low, root_size, *(has[one] for one in ("p_low", "p_size", "q_low", "q_size"))]
    patches = [Lambda((i, l, c, s), one(i, LAST, l, c, s)) for one in (x, y)]
    rows = [
        Lambda((i, l, r), at_end(pre_end(own, patch)(i, l, r))) for own, patch in ((W, x), (V, y))
    ]
    sizes, reach = (width(LAST), COUNT, p, MANY), cx * R
    ends = root(LAST), root_p, root_q
    reach_low = product(k, cx, R, cx_low, has["R"])
    first = k.by("deep.lem-3.18.I1-amended", *patches, rows[1], a, slope, i, j, *sizes, X, reach, L,
                 A, *ends)  # fmt: skip
    first = k.use(first, reach_low, has["near"], has["L"], has["A"], has["steep"], *roots, *short,
                  *step, has["second"])  # fmt: skip
    third = k.by("deep.lem-3.18.I3-amended", patches[1], rows[1], a, b, slope, i, j, *sizes, X, L,
                 A, R, *ends)  # fmt: skip
    third = k.use(third, has["X"], has["L"], has["A"], has["R"], has["R_A"], has["pixels"],
                  has["steep"], *roots, *long, has["second"], has["move"])  # fmt: skip
    second = k.by(
        "deep.lem-3.18.I2-amended", Lambda((i, c, l), f(i, LAST, c, l)),
        Lambda((i, c, l), g(i, LAST, c, l)), *patches, *rows, Lambda((r, c, s), W(LAST, r, c, s)),
        Lambda((r, c, s), V(LAST, r, c, s)), a, slope, i, j, width(LAST), p, MANY, rad, X, L, beta,
        B, R, w, cx, *ends,
    )  # fmt: skip
    rest = []
    for one, ((before, after, near, moved), _) in zip((i, j), inputs, strict=True):
        equal = [at_end(pre_end(own, patch)(one, l, r)) for own, patch in ((W, x), (V, y))]
        equal = k.arith(conj(*(number == number for number in equal)))
        equal = k.for_all(k.discharge(equal, (l < p) & (r < MANY)), l, r)
        rest += [before, after, equal, near, moved]
    norms = k.split(k.apply(k.at(has["weights"], LAST), k.arith(LAST < H, has["depth"])))
    second = k.use(
        second, has["X"], has["L"], has["beta"], k.arith(w >= 0, has["w"]), has["R"], has["R_w"],
        cx_low, has["steep"], has["smooth"], *roots, *rest, *norms, has["fourth"],
    )  # fmt: skip
    # sqrt(p) <= p
    most = k.lemma(forall(M, N)(given(M >= 0, M**2 == N, N >= 1) >> (M <= N)), root_p, p)
    most = k.use(most, has["p_low"], has["p_size"], has["pixels"])
    slack = product(k, A, p - root_p, has["A"], k.arith(p - root_p >= 0, most))
    slack = product(k, R, A * (p - root_p), has["R"], slack)
    slack = product(k, (L * X) ** 2, R * (A * (p - root_p)), k.arith((L * X) ** 2 >= 0), slack)
    size_ = product(k, MANY, COUNT, k.arith(MANY >= 0), k.arith(COUNT >= 0))
    slack = product(k, MANY * COUNT, (L * X) ** 2 * (R * (A * (p - root_p))), size_, slack)
    tops = [
        k.arith(first.sides[1] == MANY * (p * COUNT * PARTS[0] * R)),
        k.arith(second.sides[1] == MANY * (p * root_q**2 * PARTS[1] * R)),
        k.arith(third.sides[1] <= MANY * (p * COUNT * PARTS[2] * R), slack),
    ]
    tops[1] = k.unfold(has["q_size"], tops[1])
    rule = k.lemma(
        forall(M, N, P, Q, U, Y, Z)(
            given(abs(M - N) <= P, abs(N - Q) <= U, abs(Q - Y) <= Z) >> (abs(M - Y) <= P + U + Z)
        ),
        NEW, end_gram(a, V, y, y), third.sides[1], end_gram(a, V, y, x), first.sides[1], OLD,
        second.sides[1],
    )  # fmt: skip
    whole = k.use(rule, third, first, second)
    return k.arith(abs(NEW - OLD) <= MANY * (SUM * R), whole, *tops)


@stability_conv.mutant
def one_third(judge):
    """1/(3 S) in place of 1/(4 S): one input, whose entry moves by c_res^2/H^2 S R."""
    return falsify(
        forall(M, P, lam)(given(lam > 0, 3 * P <= lam, M <= P) >> (M <= lam / 4)),
        hints=[{"values": {"lambda_0": "3", "P": "1", "M": "1"}}],
    )
