"""Lemma 3.11: small movements of all weights of a residual network move the Gram matrix of the last
layer little.

The notation is that of `stability_network`: input i < n, layers h < H of the widths d(h + 1), but
the last layer is T + 1, so that H = T + 2. The first layer has no skip connection.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    exp,
    forall,
    given,
    nats,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import image, length, norm_at_most
from steepest.proofs.textbook.forms import v as vector

from . import chapter_3, holds, positive
from .layer_norms import is_norm
from .layers import product
from .stability_network import (
    A,
    B,
    E,
    F,
    L,
    M,
    N,
    P,
    R,
    T,
    U,
    V,
    W,
    X,
    Y,
    Z,
    a,
    b,
    beta,
    c,
    changed,
    cx,
    d,
    grams,
    h,
    i,
    inside_modulus,
    j,
    lam,
    last_weights,
    n,
    pre,
    r,
    root,
    s,
    scale,
    sigma,
    size,
    slope,
    smooth_activation,
    t,
    w,
    weights,
    x,
    y,
)

RES = "Lemma 3.11 and its proof"
H = nats("H")
kappa = reals("c_res")


def features():
    """The layers before and after, from the same unit input, and |x^(h)(0)| <= c_x0"""

    def added(own, feature):
        return scale(h) * sigma(pre(own, feature, i))

    start = conj(*(f(i, 1, r) == added(own, f).put(h, 0) for own, f in ((W, x), (V, y))))
    more = conj(*(f(i, h + 1, r) == f(i, h, r) + added(own, f) for own, f in ((W, x), (V, y))))
    first = (x(i, 0, r) == y(i, 0, r)) & ((r < d(1)) >> start)
    later = forall(h, r)(given(h >= 1, h < H, r < d(h + 1)) >> more)
    unit = size(x(i, 0, s), d(0), s) <= 1
    short = forall(h)(given(h >= 1, h < H) >> (size(x(i, h, s), d(h), s) <= X**2))
    return forall(i)((i < n) >> conj(forall(r)(first), later, unit, short))


LAST = T + 1
SUM = (
    3 * X * cx * L**2 * A**2 + 2 * beta * X**2 * B**2 * (2 * cx * w + X) * L + 12 * L**2 * X**2 * A
)
UNIT = kappa**2 / (H**2 * d(LAST + 1))
NAMES = [
    "c", "L", "beta", "w", "X", "A", "R", "kappa", "lam", "depth", "slope", "steep", "smooth",
    "roots", "scale", "scales", "widths", "weights", "features", "many", "second", "fourth", "move",
    "grams", "cx", "room", "near", "R_A", "R_w",
]  # fmt: skip


def stability_says():
    letters = x, y, W, V, a, b, E, F, sigma, slope, d, root, scale, n, T, H
    return forall(*letters, c, L, beta, w, X, A, B, R, kappa, cx, lam)(
        given(
            conj(c >= 0, L >= 0, beta >= 0, w > 0, X >= 0, A >= 0, R >= 0, kappa >= 0, lam > 0),
            H == T + 2, smooth_activation(),
            forall(h)(is_norm(root(h), d(h + 1))), scale(0) * root(0) == c,
            forall(h)(given(h >= 1, h < H) >> (scale(h) * root(h) == kappa / H)),
            forall(h)((h >= 1) >> (d(h + 1) == d(h))), weights(h < H), features(),
            last_weights(LAST), grams(UNIT, LAST),
            cx == (c * L + X / w) * exp(2 * kappa * L * w),
            4 * n * kappa**2 * SUM * R <= lam * H**2, cx * R <= X, R <= A, R <= w,
        )
        >> norm_at_most(changed, lam / 4)
    )  # fmt: skip


@claim(
    "deep.lem-3.11",
    chapter_3("Lemma 3.11"),
    formula=r"R\le\frac{\lambda_0H^2}{4nc_{res}^2S},\ "
    r"R\le\min\{c_{x,0}/c_x,a_{2,0},c_{w,0}\}\implies\|G^{(H)}(k)-G^{(H)}(0)\|\le\frac{\lambda_0}4",
    hypotheses=(
        "S = 3 c_x0 c_x L^2 a_20^2 + 2 beta c_x0^2 a_40^2 (2 c_x c_w0 + c_x0) L + 12 L^2 "
        "c_x0^2 a_20: the c that is not printed is explicit",
        "c_x = (sqrt(c_sigma) L + c_x0/c_w0) e^(2 c_res c_w0 L), |x(k) - x(0)| <= c_x R",
        "every depth H >= 2, all widths, any number of inputs",
    ),
    says=stability_says,
    uses=(
        "book.lipschitz", "deep.lem-3.10", "deep.lem-3.11.z-amended", "deep.lem-3.4.entry",
        "deep.lem-3.4-s5", "book.squares-nonnegative",
    ),
)  # fmt: skip
def stability_res(judge):
    """All weights of a residual network within R sqrt(m) of their start leave the Gram matrix of
    the last layer within lambda_0/4 of its start, in the spectral norm.

    An entry moves by at most c_res^2/H^2 S R, and n times the largest one bounds the norm.
    """
    k = judge.theorem()
    has = dict(zip(NAMES, k.given, strict=True))
    inside = k.assume((i < n) & (j < n))
    cx_low = growth_low(k, has)
    core = entry_moves(k, has, cx_low, inside)
    low = sum_low(k, has, cx_low)
    return k.qed(by_entries(k, has, core, inside, d(LAST + 1), SUM, low))


def by_entries(k, has, core, inside, m, total, low):
    """|G - G(0)| <= lambda_0/4 from entries that move, without their scale c_res^2/(H^2 m), by at
    most m S R, which is `core`; `low` says that S, the `total`, is not negative.
    """
    bound, deep = kappa**2 / H**2 * (total * R), k.arith(conj(H >= 2, H != 0), has["depth"])
    unit = k.lemma(
        forall(M, N, P, Z, kappa)(
            given(abs(P) <= M * N, M >= 1, Z >= 2)
            >> (abs(kappa**2 / (Z**2 * M) * P) <= kappa**2 / Z**2 * N)
        ),
        m, total * R, inside_modulus(core), H, kappa,
    )  # fmt: skip
    entry = k.use(unit, core, has["many"], deep)
    equal = k.apply(k.at(has["grams"], i, j), inside)
    has_m = k.arith(H**2 * m != 0, has["many"], deep)
    entry = k.arith(abs(changed(i, j)) <= bound, entry, equal, has_m, deep)
    always = k.for_all(k.discharge(entry, inside.formula), i, j)
    least = k.lemma(
        forall(M, Z, kappa)(given(M >= 0, Z >= 2) >> (kappa**2 / Z**2 * M >= 0)),
        total * R,
        H,
        kappa,
    )
    least = k.use(least, product(k, total, R, low, has["R"]), deep)
    lemma = k.by("deep.lem-3.4-s5", Lambda((i, j), changed(i, j)), n, bound, defined=[deep])
    norm, frobenius = k.split(k.use(lemma, least, always))
    rule = k.lemma(
        forall(M, N, U, Z, P, lam)(
            given(M <= N * U, N <= (Z * P) ** 2, 4 * (Z * P) <= lam, Z * P >= 0, U >= 0, lam > 0)
            >> (M <= (lam / 4) ** 2 * U)
        ),
        image(changed), frobenius.sides[0], length(), n, bound, lam, defined=[deep],
    )  # fmt: skip
    share = product(k, term(n), bound, k.arith(term(n) >= 0), least)
    near = k.lemma(
        forall(M, N, Z, kappa, lam)(
            given(4 * N * kappa**2 * M <= lam * Z**2, Z >= 2)
            >> (4 * (N * (kappa**2 / Z**2 * M)) <= lam)
        ),
        total * R, n, H, kappa, lam,
    )  # fmt: skip
    near = k.use(near, k.arith(near.formula.left.part(0), has["room"]), deep)
    positive = k.by("book.squares-nonnegative", vector, n)
    end = k.use(rule, k.at(norm, vector), frobenius, near, share, positive, has["lam"])
    return k.for_all(end, vector)


def growth_low(k, has):
    """c_x >= 0"""
    has_w = k.arith(w != 0, has["w"])
    ratio = k.lemma(forall(M, N)(given(M >= 0, N > 0) >> (M / N >= 0)), X, w)
    ratio = k.use(ratio, has["X"], has["w"])
    low = k.arith(c * L + X / w >= 0, ratio, product(k, c, L, has["c"], has["L"]), has_w)
    power = exp(2 * kappa * L * w)
    low = product(k, c * L + X / w, power, low, k.arith(power >= 0))
    return k.arith(cx >= 0, has["cx"], low, has_w)


def sum_low(k, has, cx_low):
    """S >= 0"""
    square = forall(M, N)((M >= 0) >> (N**2 * M >= 0))
    wide = product(k, cx, w, cx_low, k.arith(w >= 0, has["w"]))
    wide = k.arith(2 * cx * w + X >= 0, wide, has["X"])
    slow = product(k, beta, L, has["beta"], has["L"])
    factors = (
        (X * cx, L * A, product(k, X, cx, has["X"], cx_low)),
        (beta * L * (2 * cx * w + X), X * B, product(k, beta * L, 2 * cx * w + X, slow, wide)),
        (A, L * X, has["A"]),
    )
    parts = [k.use(k.lemma(square, one, root_), low) for one, root_, low in factors]
    return k.arith(SUM >= 0, *parts)


def entry_moves(k, has, cx_low, inside):
    """An entry without its scale moves by at most m S R."""
    m, reach, far = d(LAST + 1), cx * R, (2 * cx * w + X) * R
    pairs = [(one, k.part(inside, place)) for place, one in enumerate((i, j))]
    last = k.both(k.arith(LAST >= 1), k.arith(LAST < H, has["depth"]))
    short = [
        k.apply(k.at(k.part(k.apply(k.at(has["features"], one), own), 3), LAST), last)
        for one, own in pairs
    ]
    moved = [one_moves(k, has, one, own) for one, own in pairs]
    root_low, root_size = k.split(k.at(has["roots"], LAST))
    norms = k.split(k.apply(k.at(has["weights"], LAST), k.part(last, 1)))
    shifts = []
    for one, known, near in zip((i, j), short, moved, strict=True):
        lemma = k.by(
            "deep.lem-3.11.z-amended", Lambda((h, r), x(one, h, r)), Lambda((h, r), y(one, h, r)),
            W, V, d, root, w, R, X, cx, LAST,
        )  # fmt: skip
        shift = k.use(lemma, has["w"], has["R"], has["R_w"], has["X"], cx_low, root_low, *norms,
                      known, near)  # fmt: skip
        shifts.append(k.arith(shift.sides[0] <= (far * root(LAST)) ** 2, shift))
    ends = [Lambda((i, s), one(i, LAST, s)) for one in (x, y)]
    rows = [Lambda((i, r), pre(own, one, i).put(h, LAST)) for own, one in ((W, x), (V, y))]
    core = k.by(
        "deep.lem-3.4.entry", *ends, *rows, a, b, slope, i, j, d(LAST), m, X, reach, L, A, beta, B,
        far, R, root(LAST),
    )  # fmt: skip
    wide = product(k, cx, w, cx_low, k.arith(w >= 0, has["w"]))
    wide = product(k, 2 * cx * w + X, R, k.arith(2 * cx * w + X >= 0, wide, has["X"]), has["R"])
    core = k.use(
        core, product(k, cx, R, cx_low, has["R"]), has["near"], has["L"], has["A"], has["beta"],
        wide, has["R"], has["R_A"], has["steep"], has["smooth"], root_low, root_size, *short,
        *moved, *shifts, has["second"], has["fourth"], has["move"],
    )  # fmt: skip
    return k.arith(core.sides[0] <= m * (SUM * R), core)


def one_moves(k, has, one, own):
    """|y - x| <= c_x R for the features of one input that enter the last layer: Lemma 3.10"""
    first, later, unit, short = k.split(k.apply(k.at(has["features"], one), own))
    bounded = k.arith(abs(deriv(Y, sigma(Y), t)) <= L, k.at(has["slope"], t), k.at(has["steep"], t))
    lipschitz = k.apply(k.by("book.lipschitz", sigma, L), k.for_all(bounded, t))
    inside = k.assume(h < H)
    layer = k.both(
        k.part(k.at(has["roots"], h), 0), *k.split(k.apply(k.at(has["weights"], h), inside))
    )
    bounds = k.for_all(k.discharge(layer, inside.formula), h)
    lemma = k.by(
        "deep.lem-3.10", Lambda((h, r), x(one, h, r)), Lambda((h, r), y(one, h, r)), W, V, sigma,
        d, root, scale, c, L, w, R, X, kappa, H,
    )  # fmt: skip
    signs = [has[name] for name in ("c", "L", "w", "R", "R_w", "X", "kappa")]
    known = [lipschitz, first, later, has["widths"], bounds, unit, short, has["scale"]]
    deep = k.arith(H >= 1, has["depth"])
    near = k.use(lemma, *signs, deep, *known, has["scales"])
    near = k.apply(k.at(near, T), k.arith(T < H, has["depth"]))
    near = k.fold(has["cx"], near)
    return k.arith(size(y(one, LAST, s) - x(one, LAST, s), d(LAST), s) <= (cx * R) ** 2, near)


@stability_res.mutant
def one_third(judge):
    """1/(3 S) in place of 1/(4 S): one input, whose entry moves by c_res^2/H^2 S R."""
    return falsify(
        forall(M, P, lam)(given(lam > 0, 3 * P <= lam, M <= P) >> (M <= lam / 4)),
        hints=[{"values": {"lambda_0": "3", "P": "1", "M": "1"}}],
    )


@claim(
    "deep.lem-3.11.z",
    chapter_3(RES),
    formula=r"\sum_r|z_{i,r}(k)-z_{i,r}(0)|^2\le(2c_xc_{w,0}+c_{x,0})^2L^2mR^2",
    hypotheses=(
        "c_x = (sqrt(c_sigma) L + c_x0/c_w0) e^(2 c_res c_w0 L), c_w0 = 2, c_x0 = 2, c_sigma = 1",
        "the perturbation changes W^(H) alone, along x^(H-1)(0) of norm c_x0: the left side "
        "is m R^2 c_x0^2",
    ),
    case=True,
)
def preactivations_as_printed(judge, extra=1):
    """The factor L^2 does not belong there: z = W x has not passed the activation. False for L <
    1/4, e.g. sigma = 1 + sin(z/10).
    """
    from sympy import exp

    L, kappa = letters("L c_res")
    cx = (L + 1) * exp(4 * kappa * L)
    return holds(
        judge, (4, "<=", extra * (4 * cx + 2) ** 2 * L**2), [*positive(L, kappa), (kappa, "<", 1)]
    )


preactivations_as_printed.mutant("twice the square", extra=2)
