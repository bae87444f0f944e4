"""Section 3.13.2: for residual networks the least eigenvalue decays at most like 1/H^2, with an
explicit constant; fully connected ones differ.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, nonnegative, number, positive


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
    K, bi, bj, p, q, S = reals("K b_i b_j p q S")
    after = K + bi * p + bj * q + S
    return holds(judge, (after - (bi + p) * (bj + q), "==", K - bi * bj + scale * (S - p * q)))


identity_with_printed_cross_terms.mutant("half of the covariance", scale=Fraction("1/2"))


@claim(
    "deep.lem-3.25",
    chapter_3("Lemma 3.25"),
    formula=r"\lambda(K^{(h)})\ge\lambda(K^{(h)}-b^{(h)}b^{(h)\top})\ge\lambda(K^{(0)})",
    hypotheses=(
        "D^(h) is the identity for every h, the first layer included, b^(0) = 0",
        "for each 2 x 2 block and for the whole matrix",
    ),
    missing=(
        "the covariances added up over the layers (deep.lem-3.25.identity)",
        "lambda_min by the quadratic form, and each 2 x 2 block",
    ),
)
def eigenvalues_do_not_decrease(judge, factor=1):
    """As stated: K - b b^T only gains covariance matrices, and b b^T >= 0; for all n and every
    depth.
    """
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, psd, scalars

    v, b = matrices("v: n x 1, b: n x 1")
    # K^(0) = lambda I + P, C the sum of the covariances
    P, C, lam = psd("P: n x n"), psd("C: n x n"), scalars("lambda")
    K = lam * eye("n") + P + C + b @ b.T
    return judge.at_most(factor * lam * norm2(v), inner(v, K @ v), where=[(0 * lam, lam)])


eigenvalues_do_not_decrease.mutant("twice the eigenvalue", factor=2)


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

    (s,) = reals("s,")
    variance = (1 - exp(Integer(-2))) / 2
    return holds(judge, (1 - s**2 / (s**2 + variance), ">=", 1), [(s, ">", least)])


resnet_as_printed.mutant("s > 1", least=1)


@claim(
    "deep.lem-3.25-amended",
    chapter_3("proof of Proposition 3.2"),
    formula=r"K^{(h)}\succeq "
    r"K^{(1)}-b^{(1)}b^{(1)\top}=c_\sigma\mathrm{Cov}(\sigma(u_i),\sigma(u_j)),\quad h\ge1",
    hypotheses=(
        "ResNet with D^(1) = 0, D^(h) = I for h >= 2",
        "the right side is positive definite for non-parallel inputs: 1 and the sigma(w.x_i) "
        "are independent, as in deep.lem-3.23 from k >= 1",
    ),
    amends="deep.lem-3.25.resnet",
    missing=(
        "the covariances added up over the layers (deep.lem-3.25.identity)",
        "the right side is positive definite",
    ),
)
def eigenvalues_of_the_resnet(judge, sign=1):
    """The chain starts at the first layer: K^(h) = (K^(1) - b b^T) + covariances + b^(h) b^(h)T,
    for all n and every depth.
    """
    from steepest.proofs.engine.matrix import inner, matrices, psd

    v, b = matrices("v: n x 1, b: n x 1")
    first, C = psd("F: n x n"), psd("C: n x n")
    K = first + sign * C + b @ b.T
    return judge.at_most(inner(v, first @ v), inner(v, K @ v))


eigenvalues_of_the_resnet.mutant("covariances subtracted", sign=-1)


@claim(
    "deep.prop-3.2",
    chapter_3("Proposition 3.2"),
    formula=r"\lambda_{\min}(K^{(H)})\ge\frac{c_{res}^2}{H^2}\kappa,\quad\kappa=\lambda_{\min}"
    r"\big(c_"
    r"\sigma\mathrm{Cov}(\sigma(u_i),\sigma(u_j))\big)\min_iE\sigma'(u_i)^2",
    hypotheses=(
        "u_i ~ N(0, K^(0)) in the covariance, N(0, K^(H-1)_ii) in the last factor",
        "deep.schur, deep.lem-3.25-amended",
    ),
    missing=(
        "low and value stand for least eigenvalues: deep.schur and deep.lem-3.25-amended "
        "are premises",
    ),
)
def full_rank_res(judge, power=2):
    """An explicit kappa, for every depth and n: the printed argument by compactness rests on
    deep.lem-3.25.resnet.
    """
    lam, slope, c, H, low, value = reals("lambda slope c_res H low value")
    where = [
        *positive(c, H),
        *nonnegative(lam, slope),
        (H, ">=", 2),
        (low, ">=", lam),
        (value, ">=", c**2 / H**2 * low * slope),
    ]
    return holds(judge, (value, ">=", c**2 / H**power * lam * slope), where)


full_rank_res.mutant("c_res^2/H", power=1)


@claim(
    "deep.prop-3.2.softplus",
    chapter_3("Proposition 3.2"),
    formula=r"\kappa\ge\tfrac14\lambda_{\min}\big(c_\sigma\mathrm{Cov}(\sigma(u_i),\sigma(u_j))"
    r"\big)"
    r"\quad\text{(softplus)}",
    hypotheses=(
        "u centred Gaussian of any variance, so E sigma'(u) = E(sigma'(u) + sigma'(-u))/2",
    ),
    missing=("E sigma'(u) = 1/2 by symmetry and E X^2 >= (E X)^2: means are letters",),
)
def kappa_of_softplus(judge, value="1/4"):
    """For softplus kappa needs nothing about K^(H-1): sigma'(u) + sigma'(-u) = 1, so E sigma'(u)^2
    >= (E sigma'(u))^2 = 1/4.
    """
    from sympy import exp

    u, mean, square = reals("u mean square")
    pair = holds(judge, (1 / (1 + exp(-u)) + 1 / (1 + exp(u)), "==", 1))
    return judge.all(
        pair,
        holds(
            judge,
            (square, ">=", number(value)),
            [(mean, "==", number("1/2")), (square, ">=", mean**2)],
        ),
    )


kappa_of_softplus.mutant("1/3", value="1/3")


@claim(
    "deep.claim-lambda-depth",
    chapter_3("Section 3.5"),
    formula=r"c_{res}^2\kappa\le H^2\lambda_{\min}(K^{(H)})\le c_{res}^2X^2L^2\text{ for all "
    r"}H\ge2",
    hypotheses=(
        "K^(H) = (c_res/H)^2 (kappa I + P), P positive semidefinite, kappa free of H "
        "(deep.prop-3.2; softplus: deep.prop-3.2.softplus)",
        "one diagonal entry: K^(H-1)_11 <= X^2, E sigma'(u)^2 <= L^2",
    ),
    missing=(
        "the least eigenvalue is at most a diagonal entry",
        "K^(H) = (c_res/H)^2 (kappa I + P) from deep.prop-3.2",
    ),
)
def depth_res(judge, power=2):
    """The least eigenvalue of the ResNet decays like 1/H^2, neither exponentially nor slower: for
    all n, every v and every depth.
    """
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, psd, scalars

    (v,) = matrices("v: n x 1")
    P = psd("P: n x n")
    step, kappa, H = scalars("step kappa H")  # step = c_res/H
    K = step**2 * (kappa * eye("n") + P)
    below = judge.at_most((H * step) ** 2 * kappa * norm2(v), H**2 * inner(v, K @ v))
    c, h, own, slope, X, L, least = reals("c_res H own slope X L least")
    above = holds(
        judge,
        (h**power * least, "<=", c**2 * X**2 * L**2),
        [
            *positive(c, X, L),
            *nonnegative(own, slope),
            (h, ">=", 2),
            (own, "<=", X**2),
            (slope, "<=", L**2),
            (least, "<=", c**2 / h**2 * own * slope),
        ],
    )
    return judge.all(below, above)


depth_res.mutant("H^3 lambda_min", power=3)


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

    rho, s = reals("rho s")
    one = Integer(1)
    e = exp(-one)
    # sinh 1 - sinh rho <= cosh 1 (1 - rho): the difference decreases in 1 - rho
    convex = holds(
        judge,
        (sinh(one) - sinh(rho), "<=", cosh(one) * (1 - rho)),
        [(rho, ">=", 0), (rho, "<=", 1)],
    )
    c = 1 / (s**2 + e * sinh(one))
    gap = reals("gap")
    step = holds(judge, (1 - c * (s**2 + e * (sinh(one) - gap)), "==", c * e * gap), [(s, ">", 0)])
    factor = holds(judge, (e * cosh(one), "<", s**2 + e * sinh(one)), [(s, ">", threshold * e)])
    return judge.all(convex, step, factor)


depth_fc.mutant("s > e^(-1)/2", threshold=Fraction("1/2"))
