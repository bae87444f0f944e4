"""Section 3.12: concentration of the empirical moments layer by layer, the constants of Theorem
3.4, and the last layer.

e_l is the largest error of the moments (second moments and means) after l layers, A, C, Lambda, B,
M the constants of Theorem 3.4, W = 1 + |W|.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import chapter_3, every, holds, positive

THEOREM, REMARK = "Theorem 3.4 and its proof", "Remark 3.7"


@claim(
    "deep.thm-3.4",
    chapter_3("Theorem 3.4"),
    formula=r"\max\big\|\tfrac1mXX^\top-K^{(h)}\big\|_\infty\le\mathcal E\sqrt{\log(Hn\max "
    r"p/\delta)/m}",
)
def concentration(judge, refute=False):
    """All empirical moments are within E sqrt(log/m) of their limits, E at most C times a product
    over the layers.
    """
    if refute:  # with E = 0: one Gaussian feature, m = 1, K = 1
        (z,) = reals("z,")
        return holds(judge, (z**2, "==", 1))
    return judge.undecided(
        "the constant C is absolute but not given, and Lambda^(h) is only said to depend on "
        "rho^(h); Bernstein's inequality for products of "
        "Lipschitz functions of Gaussians is quoted. Claims of their own: the expectations "
        "(deep.thm-3.4-s1, -s2), the error recursion "
        "(deep.thm-3.4-s3), its accumulation (deep.thm-3.4.accumulation), the constants "
        "(deep.rem-3.7); tried: deep.thm-3.4.fc, .resnet"
    )


concentration.mutant("without error", refute=True)


@claim(
    "deep.thm-3.4-s3",
    chapter_3(THEOREM),
    formula=r"\max\|E\hat K^{(l)}-K^{(l)}\|_\infty\le(A+\Lambda\mathfrak W+2CA\,B\mathfrak "
    r"W+2CA\sqrt{\mathfrak WM})\,e_{l-1},\quad\max\|E\hat "
    r"b^{(l)}-b^{(l)}\|_\infty\le(A+\Lambda\mathfrak W)e_{l-1}",
    hypotheses=(
        "|D M D^T|_inf <= A |M|_inf, |D v|_inf <= A|v|_inf, |hat b| <= B, |E rho(U)| <= C "
        "sqrt(W M)",
        "|E rho(hat U) - E rho(U)| <= C W e (and <= Lambda W e), |E rho rho(hat) - E rho rho| "
        "<= Lambda W e (Lemmas 3.28 to 3.30)",
    ),
    missing=(
        "the letters stand for one entry; the largest over all entries",
        "Lipschitz bounds of the means are premises",
    ),
)
def error_recursion(judge, factor=2):
    """Each of the two cross terms: |p' b' - p b| <= |p' - p||b'| + |p||b' - b|."""
    from sympy import Abs

    p, b, P, Q = reals("p b p_hat b_hat")
    product = holds(judge, (Abs(P * Q - p * b), "<=", Abs(P - p) * Abs(Q) + Abs(p) * Abs(Q - b)))
    A, Lam, W, C, B, root, e, error = reals("A Lambda W C B root_WM e error")
    carried, left, right, fresh = reals("carried left right fresh")
    where = [
        *positive(A, Lam, W, C, B, root, e),
        (error, "<=", carried + left + right + fresh),
        (carried, "<=", A * e),
        (left, "<=", C * W * e * A * B + C * root * A * e),
        (right, "<=", C * W * e * A * B + C * root * A * e),
        (fresh, "<=", Lam * W * e),
    ]
    total = holds(
        judge,
        (error, "<=", (A + Lam * W + factor * C * A * B * W + factor * C * A * root) * e),
        where,
    )
    means = holds(
        judge,
        (Abs(carried + fresh), "<=", (A + Lam * W) * e),
        [*positive(A, Lam, W, e), (Abs(carried), "<=", A * e), (Abs(fresh), "<=", Lam * W * e)],
    )
    return judge.all(product, total, means)


error_recursion.mutant("without the factors 2", factor=1)


@claim(
    "deep.thm-3.4.product",
    chapter_3(THEOREM),
    formula=r"A+\Lambda\mathfrak W+2CAB\mathfrak W+2CA\sqrt{\mathfrak WM}\le A+\Lambda\mathfrak "
    r"W+CAB+CA\sqrt{\mathfrak WM}",
    hypotheses=("the factor of the proof against the factor of the product in the theorem",),
)
def product_as_printed(judge, scale=1):
    """The product in the statement covers the factors of the proof. False: factors 2 and a W are
    missing (an absolute constant to the power H).
    """
    A, Lam, W, C, B, root = reals("A Lambda W C B root_WM")
    where = [(A, ">=", 1), (W, ">=", 1), (B, ">=", 1), (root, ">=", 1), *positive(Lam, C)]
    proof = A + Lam * W + 2 * C * A * B * W + 2 * C * A * root
    return holds(judge, (proof, "<=", scale * (A + Lam * W + C * A * B + C * A * root)), where)


product_as_printed.mutant("twice the factor", scale=2)


@claim(
    "deep.thm-3.4.product-amended",
    chapter_3(THEOREM),
    formula=r"A+\Lambda\mathfrak W+2CAB\mathfrak W+2CA\sqrt{\mathfrak WM}\le2\mathfrak "
    r"W\,(A+\Lambda\mathfrak W+CAB+CA\sqrt{\mathfrak WM})",
    amends="deep.thm-3.4.product",
)
def product(judge, scale=2):
    """With a factor 2 W in every layer the printed product is enough: harmless where 2^O(H) is
    allowed, not for residual networks.
    """
    A, Lam, W, C, B, root = reals("A Lambda W C B root_WM")
    where = [(A, ">=", 1), (W, ">=", 1), (B, ">=", 1), (root, ">=", 1), *positive(Lam, C)]
    proof = A + Lam * W + 2 * C * A * B * W + 2 * C * A * root
    return holds(judge, (proof, "<=", scale * W * (A + Lam * W + C * A * B + C * A * root)), where)


product.mutant("3/2 W", scale=Fraction("3/2"))


@claim(
    "deep.rem-3.7",
    chapter_3(REMARK),
    formula=r"A_{(h)}=0\ (\text{fully connected}),\quad A_{(h)}=1\ (\text{ResNet})",
    hypotheses=(
        "A^(h) = 1 + max(|D|, |D . D^T|), with |D| = |D . D^T| = 0, or 1 for the identity",
    ),
    case=True,
)
def constants_as_printed(judge, shift=0):
    """The values given in the remark. False with the definition in the theorem, which adds 1: they
    are 1 and 2.
    """
    from sympy import Integer, Max

    zero, one = Integer(0), Integer(1)
    return every(judge, [(1 + Max(zero, zero), "==", shift), (1 + Max(one, one), "==", shift + 1)])


constants_as_printed.mutant("2 and 3", shift=2)


def bounded_product(base=2):
    """Factors of at least `base` have a product that stays bounded, for some factors."""
    B, (f, p), t = theorems.reals("B"), theorems.sequences("factor product"), theorems.nats("t")
    return theorems.exists(f, p, B)(
        theorems.conj(
            p(0) == 1,
            theorems.forall(t)(p(t + 1) == f(t) * p(t)),
            theorems.forall(t)(f(t) >= base),
            theorems.forall(t)(p(t) <= B),
        )
    )


@claim(
    "deep.rem-3.7.resnet",
    chapter_3(REMARK),
    formula=r"\prod_{h=2}^{H-1}\big(A+\Lambda\mathfrak W+CAB+CA\sqrt{\mathfrak WM}\big)=O(1)\text{ "
    r"for the ResNet}",
    hypotheses=(
        "A = 2 by definition, all terms nonnegative",
        "so the width n^2 log(Hn/delta)/lambda_0^2 without 2^O(H)",
    ),
    says=bounded_product,
)
def product_of_the_resnet(judge, base=2):
    """The product is said to stay bounded in H. False with the printed definition: every factor is
    at least 2, so that a product of t factors is at least t + 1.
    """
    k = judge.refutation()
    B, (f, p), (t, T) = (
        theorems.reals("B"),
        theorems.sequences("factor product"),
        theorems.nats("t T"),
    )
    start, run, least, bound = k.inside(f, p, B)
    grows = p(t) >= t + 1  # Bernoulli
    base = k.arith(grows.put(t, 0), start)
    step = k.arith(grows.put(t, t + 1), k.assume(grows), k.at(run, t), k.at(least, t))
    always = k.induction(t, grows, base, step)
    large = k.above(B, T)
    return k.qed(k.falsehood(k.at(bound, T), k.at(always, T), large))


product_of_the_resnet.mutant("factors at least 3", base=3)
