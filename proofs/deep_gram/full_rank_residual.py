"""Section 3.13.2: for residual networks the least eigenvalue decays at most like 1/H^2, with an
explicit constant; fully connected ones differ.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs import reals as symbols
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    exp,
    forall,
    functions,
    given,
    integrable,
    reals,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, i, j, length, n, v

from . import chapter_3, holds
from .least_eigenvalues import (
    A,
    B,
    C,
    K,
    N,
    X,
    Y,
    Z,
    b,
    c,
    first_layer,
    h,
    kappa,
    layers,
    mean,
    moment,
    related_forms,
    root,
    scaled_covariance,
    w,
    z,
)


@claim(
    "deep.lem-3.25.identity",
    chapter_3("proof of Lemma 3.25"),
    formula=r"K^{(h)}-b^{(h)}b^{(h)\top}=K^{(h-1)}-b^{(h-1)}b^{(h-1)\top}+\mathrm{Cov}(\rho(U),"
    r"\rho(U))",
    hypotheses=(
        "Definition 3.4 with D^(h) the identity: cross terms b_i E rho(U_j) + b_j E rho(U_i)",
        "as n x n matrices, all n",
    ),
    amends="deep.lem-3.25.printed-cross",
)
def key_identity(judge, crossed=True):
    """K' = K + b m^T + m b^T + S and b' = b + m give K' - b'b'^T = K - b b^T + (S - m m^T)."""
    from steepest.proofs.engine.matrix import matrices, symmetric

    K, S = symmetric("K: n x n, S: n x n")
    b, m = matrices("b: n x 1, m: n x 1")
    cross = b @ m.T + m @ b.T if crossed else 2 * b @ m.T
    after = b + m
    return judge.same(K + cross + S - after @ after.T, K - b @ b.T + S - m @ m.T)


key_identity.mutant("cross terms not symmetric", crossed=False)


@claim(
    "deep.lem-3.25.printed-cross",
    chapter_3("Definition 3.2 in Lemma 3.25"),
    formula=r"E[b_i\sigma(u)+b_j\sigma(v)]\text{ in place of }E[b_i\sigma(v)+b_j\sigma(u)]",
    hypotheses=("entry (i, j), u belongs to i; p = E sigma(u), q = E sigma(v)",),
    case=True,
)
def identity_with_printed_cross_terms(judge, scale=1):
    """With the cross terms as printed for residual networks the identity fails unless (b_i - b_j)(p
    - q) = 0, as for inputs of equal norm.
    """
    K, bi, bj, p, q, S = symbols("K b_i b_j p q S")
    after = K + bi * p + bj * q + S
    return holds(judge, (after - (bi + p) * (bj + q), "==", K - bi * bj + scale * (S - p * q)))


identity_with_printed_cross_terms.mutant("half of the covariance", scale=Fraction("1/2"))


@claim(
    "deep.lem-3.25.resnet",
    chapter_3("proof of Proposition 3.2"),
    formula=r"\lambda(K^{(h)})\ge\lambda(K^{(0)})\text{ for the ResNet}",
    hypotheses=(
        "its first layer has no skip connection: D^(1) = 0",
        "sigma = s + sin, an orthonormal pair: K^(0) = I, K^(1)_12 = c_sigma s^2, h = 1",
    ),
    case=True,
)
def resnet_as_printed(judge, least=0):
    """The lemma as it is used in Proposition 3.2. False: lambda(K^(1)) = 1 - s^2/(s^2 + (1 -
    e^(-2))/2) < 1 = lambda(K^(0)).
    """
    from sympy import Integer, exp

    (s,) = symbols("s,")
    variance = (1 - exp(Integer(-2))) / 2
    return holds(judge, (1 - s**2 / (s**2 + variance), ">=", 1), [(s, ">", least)])


resnet_as_printed.mutant("s > 1", least=1)


sigma, slope = functions("sigma slope", "real")
u = functions("u", "nat", "nat", "sample")  # what enters the layers after the first
S = functions("S", "nat", "nat")  # E sigma'(u_i) sigma'(u_j) at K^(H-1)
depth, (step, size, x, l) = N + 2, reals("step s x l")  # noqa: E741


def steps(h):
    """c_res/H sigma(u): what a residual layer adds"""
    return lambda i, w: step * sigma(u(h, i, w))


def slopes(i, w):
    return slope(u(N, i, w))


def kernel(i, j):
    """K^(H), from K^(H-1)"""
    return step**2 * K(N, i, j) * S(i, j)


def network():
    """Of depth H = N + 2."""
    last = forall(i, j)(S(i, j) == moment(slopes, i, j))
    exist = forall(i)(integrable(mean(slopes, i)))
    return conj(step * depth == kappa, first_layer(), layers(steps), exist, last)


def full_rank_says(power=2):
    large = forall(i)((i < n) >> (S(i, i) >= size))
    bound = kappa**2 / depth**power * (A * size)
    return forall(K, b, S, sigma, slope, u, z, c, root, kappa, step, n, N, A, size)(
        given(network(), A >= 0, bounded_below(scaled_covariance, A), large)
        >> bounded_below(kernel, bound)
    )


@claim(
    "deep.prop-3.2",
    chapter_3("Proposition 3.2"),
    says=full_rank_says,
    uses=("deep.lem-3.25-amended", "deep.schur", "book.covariance"),
)
def full_rank_res(judge):
    """lambda_min(K^(H)) >= c_res^2/H^2 lambda_min(c_sigma Cov(sigma(u_i), sigma(u_j))) min_i E
    sigma'(u_i)^2: an explicit kappa for every depth H >= 2 and every n.

    The printed argument by compactness rests on deep.lem-3.25.resnet. u_i ~ N(0, K^(0)) in the
    covariance, N(0, K^(H-1)) in the last factor; the bound does not need that they are normal.
    """
    k = judge.theorem()
    whole, A_low, least, large = (k.part(k.assume(k.assumed[0]), at) for at in range(4))
    scale, start, run, exist, last = (k.part(whole, at) for at in range(5))
    chain = k.by("deep.lem-3.25-amended", K, b, Lambda((h, i, w), steps(h)(i, w)), z, c, root, n, N)
    chain = k.apply(chain, k.both(start, run))
    above = k.at(k.apply(k.at(chain, N), k.arith(N <= N)), v)
    above = k.arith(form(lambda i, j: K(N, i, j)) >= A * length(), above, k.at(least, v))
    above = k.for_all(above, v)
    # S is symmetric and positive semidefinite
    here = k.at(last, i, j)
    has = k.arith(integrable(moment(slopes, i, j)), here)
    turn = k.for_all(k.arith(slopes(i, w) * slopes(j, w) == slopes(j, w) * slopes(i, w)), w)
    turn = k.mean_of_equal(turn, has)
    symmetric = k.arith(S(i, j) == S(j, i), here, k.at(last, j, i), turn)
    symmetric = k.for_all(symmetric, i, j)
    has = k.for_all(has, i, j)
    positive = k.by("book.covariance", Lambda((i, w), slopes(i, w)), v, n)
    positive = k.part(k.apply(positive, k.both(exist, has)), 1)
    same = related_forms(
        k, [S, lambda i, j: moment(slopes, i, j)], lambda one, two: one == two, here, has
    )
    positive = k.for_all(k.arith(form(S) >= 0, same, positive), v)
    schur = k.by("deep.schur", Lambda((i, j), K(N, i, j)), S, n, A)
    schur = k.part(k.apply(schur, k.both(above, symmetric, positive)), 1)
    schur = k.at(k.apply(k.at(schur, size), k.both(A_low, large)), v)
    product = lambda i, j: K(N, i, j) * S(i, j)  # noqa: E731
    whole = related_forms(
        k, [kernel, product], lambda one, two: one == step**2 * two,
        k.arith(kernel(i, j) == step**2 * product(i, j)),
    )  # fmt: skip
    rule = k.lemma(
        forall(X, Y, Z, A, C)(given(X == C**2 * Y, Y >= A * Z) >> (X >= C**2 * A * Z)),
        form(kernel), form(product), length(), A * size, step,
    )  # fmt: skip
    bound = k.use(rule, whole, schur)
    ratio = k.lemma(
        forall(X, Y, Z)(given(X * (Y + 2) == Z, Y >= 0) >> (X**2 == Z**2 / (Y + 2) ** 2)),
        step, N, kappa,
    )  # fmt: skip
    ratio = k.use(ratio, scale, k.arith(N >= 0))
    end = k.arith(form(kernel) >= kappa**2 / depth**2 * (A * size) * length(), bound, ratio)
    return k.qed(k.for_all(end, v))


@full_rank_res.mutant
def over_the_depth(judge):
    """c_res^2/H in place of c_res^2/H^2, for 1 x 1 matrices and H = 4."""
    return falsify(
        forall(X, Y)(given(X == 1, Y == X / 4**2) >> (Y >= X / 4)),
        hints=[{"values": {"X": "1", "Y": "1/16"}}],
    )


def mean_square(k, exact, last):
    """m^2 <= S_ii, from E sigma'(u_i) == m"""
    own = slopes(i, w)
    square = k.for_all(k.arith(own * own == own**2), w)
    here = k.at(last, i, i)
    square = k.mean_of_equal(square, k.arith(integrable(E(w, own * own)), here))
    lemma = k.by("book.square-of-mean", Lambda((w,), own), exact.sides[1], defined=[exact])
    lemma = k.apply(lemma, k.both(exact, k.arith(integrable(E(w, own**2)), square)))
    return k.arith(exact.sides[1] ** 2 <= S(i, i), lemma, square, here)


f = functions("f", "real")


def softplus_says(share="1/4"):
    law = forall(f, i)(
        integrable(E(w, f(u(N, i, w)))) >> (E(w, f(u(N, i, w))) == E(w, f(-u(N, i, w))))
    )
    bound = kappa**2 / depth**2 * (A * share)
    return forall(K, b, S, sigma, slope, u, z, c, root, kappa, step, n, N, A)(
        given(
            network(), A >= 0, bounded_below(scaled_covariance, A),
            forall(x)(slope(x) == 1 / (1 + exp(-x))), law,
        )
        >> bounded_below(kernel, bound)
    )  # fmt: skip


@claim(
    "deep.prop-3.2.softplus",
    chapter_3("Proposition 3.2"),
    says=softplus_says,
    uses=("deep.prop-3.2", "book.square-of-mean"),
)
def kappa_of_softplus(judge):
    """For softplus kappa >= lambda_min(c_sigma Cov(sigma(u_i), sigma(u_j)))/4 needs nothing about
    K^(H-1): sigma'(u) + sigma'(-u) = 1, so E sigma'(u)^2 >= (E sigma'(u))^2 = 1/4.

    For u of any law that is symmetric about 0, as centred normal ones are.
    """
    k = judge.theorem()
    whole, A_low, least, formula, law = (k.part(k.assume(k.assumed[0]), at) for at in range(5))
    exist, last = (k.part(whole, at) for at in (3, 4))
    own, other = slopes(i, w), slope(-u(N, i, w))
    pair = k.lemma(forall(x)(1 / (1 + exp(-x)) + 1 / (1 + exp(x)) == 1), u(N, i, w))
    minus = -u(N, i, w)
    same = k.arith(exp(-minus) == exp(u(N, i, w)))
    pair = k.arith(own + other == 1, pair, same, *(k.at(formula, at) for at in (u(N, i, w), minus)))
    has = k.at(exist, i)
    turned = k.apply(k.at(law, slope, i), has)
    total = k.mean_of_sum(w, 1, own, 1, other, has, k.arith(integrable(E(w, other)), turned))
    one = k.mean_of_equal(
        k.for_all(k.arith(1 * own + 1 * other == 1, pair), w),
        k.arith(integrable(E(w, 1 * own + 1 * other)), total),
    )
    half = k.arith(E(w, own) == "1/2", one, total, turned, k.mean_of_constant(w, 1))
    large = k.arith(S(i, i) >= "1/4", mean_square(k, half, last))
    large = k.for_all(k.discharge(large, i < n), i)
    bound = k.by("deep.prop-3.2", K, b, S, sigma, slope, u, z, c, root, kappa, step, n, N, A, "1/4")
    return k.qed(k.apply(bound, k.both(whole, A_low, least, large)))


@kappa_of_softplus.mutant
def a_third(judge):
    """lambda/3: sigma' = 1/2 at u = 0, which a law of variance 0 has."""
    return falsify(
        forall(X)((X == 1 / (1 + exp(0 * X))) >> (X**2 >= "1/3")),
        hints=[{"values": {"X": "1/2"}}],
    )


def depth_says(power=2):
    low = bounded_below(kernel, kappa**2 / depth**2 * (A * size))
    high = depth**power * l <= kappa**2 * (X**2 * Y**2)
    large = forall(i)((i < n) >> (S(i, i) >= size))
    return forall(K, b, S, sigma, slope, u, z, c, root, kappa, step, n, N, A, size, X, Y)(
        given(
            network(), A >= 0, bounded_below(scaled_covariance, A), large, n >= 1,
            K(N, 0, 0) <= X**2, S(0, 0) <= Y**2,
        )
        >> conj(low, forall(l)(bounded_below(kernel, l) >> high))
    )  # fmt: skip


@claim(
    "deep.claim-lambda-depth",
    chapter_3("Section 3.5"),
    says=depth_says,
    uses=("deep.prop-3.2", "book.diagonal-entry", "book.square-of-mean"),
)
def depth_res(judge):
    """The least eigenvalue of the ResNet decays like 1/H^2, neither exponentially nor slower:
    c_res^2 kappa <= H^2 lambda_min(K^(H)) <= c_res^2 X^2 L^2 for all H >= 2 and all n.

    kappa is that of deep.prop-3.2 (for softplus free of H: deep.prop-3.2.softplus); X and L bound
    the features of one datum, K^(H-1)_11 <= X^2, and E sigma'(u_1)^2 <= L^2.
    """
    k = judge.theorem()
    whole, A_low, least, large, some, short, flat = (
        k.part(k.assume(k.assumed[0]), at) for at in range(7)
    )
    scale, exist, last = (k.part(whole, at) for at in (0, 3, 4))
    low = k.by("deep.prop-3.2", K, b, S, sigma, slope, u, z, c, root, kappa, step, n, N, A, size)
    low = k.apply(low, k.both(whole, A_low, least, large))
    known = k.assume(bounded_below(kernel, l))
    entry = k.by("book.diagonal-entry", Lambda((i, j), kernel(i, j)), n, l, 0)
    entry = k.apply(entry, k.both(k.arith(term(0) < n, some), known))
    square = mean_square(k, k.at(exist, i), last)
    square = k.at(k.for_all(k.arith(S(i, i) >= 0, square), i), 0)
    rule = k.lemma(
        forall(X, Y, A, B)(
            given(A <= X**2, B <= Y**2, B >= 0) >> (A * B <= X**2 * Y**2)
        ),
        X, Y, K(N, 0, 0), S(0, 0),
    )  # fmt: skip
    small = k.use(rule, short, flat, square)
    rule = k.lemma(
        forall(X, Y, Z, A, B, C, l, kappa)(
            given(l <= C**2 * A * B, A * B <= X**2 * Y**2, C * Z == kappa)
            >> (Z**2 * l <= kappa**2 * (X**2 * Y**2))
        ),
        X, Y, depth, K(N, 0, 0), S(0, 0), step, l, kappa,
    )  # fmt: skip
    entry = k.arith(l <= step**2 * K(N, 0, 0) * S(0, 0), entry)
    high = k.use(rule, entry, small, scale)
    high = k.for_all(k.discharge(high, known.formula), l)
    return k.qed(k.both(low, high))


@depth_res.mutant
def the_cube_of_the_depth(judge):
    """H^3 lambda_min, for 1 x 1 matrices and H = 2."""
    return falsify(
        forall(X, Y)(given(X == 1, Y == X / 4) >> (8 * Y <= X)),
        hints=[{"values": {"X": "1", "Y": "1/4"}}],
    )


@claim(
    "deep.claim-lambda-depth.fc",
    chapter_3("Section 3.5"),
    formula=r"1-\rho_{h+1}\le\frac{e^{-1}\cosh1}{s^2+e^{-1}\sinh1}(1-\rho_h),\quad "
    r"s>e^{-1}\implies\lambda_{\min}\text{ decays exponentially}",
    hypotheses=(
        "fully connected, sigma = s + sin, unit inputs, two data with correlation rho_0 >= 0",
        "rho_{h+1} = c_sigma(s^2 + e^(-1) sinh rho_h)",
    ),
    missing=(
        "induction over the layers",
        "lambda_min of two data from 1 - rho, and the kernel in closed form (deep.ref-sin)",
    ),
)
def depth_fc(judge, threshold=1):
    """For the fully connected network exponential decay does happen: 1 - rho contracts by a factor
    below 1 with every layer.
    """
    from sympy import Integer, cosh, exp, sinh

    rho, s = symbols("rho s")
    one = Integer(1)
    e = exp(-one)
    # sinh 1 - sinh rho <= cosh 1 (1 - rho): the difference decreases in 1 - rho
    convex = holds(
        judge,
        (sinh(one) - sinh(rho), "<=", cosh(one) * (1 - rho)),
        [(rho, ">=", 0), (rho, "<=", 1)],
    )
    c = 1 / (s**2 + e * sinh(one))
    gap = symbols("gap")
    step = holds(judge, (1 - c * (s**2 + e * (sinh(one) - gap)), "==", c * e * gap), [(s, ">", 0)])
    factor = holds(judge, (e * cosh(one), "<", s**2 + e * sinh(one)), [(s, ">", threshold * e)])
    return judge.all(convex, step, factor)


depth_fc.mutant("s > e^(-1)/2", threshold=Fraction("1/2"))
