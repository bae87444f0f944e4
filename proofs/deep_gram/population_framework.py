"""The general framework: one definition of the population matrices, of which the three
architectures are instances.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import chapter_3, every, number
from .definitions import general
from .population import both_residual, compared, constants, dual, pair
from .population_res import as_printed

SETUP = chapter_3("Section 3.12")
REMARK = chapter_3("Remark 3.5")


@claim(
    "deep.fw-setup",
    SETUP,
    formula=r"\mathcal W(K)_{lr}=E[WKW^\top]_{lr}=\sum_sK_{l+s,r+s}\quad(W\text{ banded Toeplitz})",
    hypotheses=("p = 2, 3, 4 positions with q = 3, p = 3 with q = 5, every K",),
    missing=(
        "E v_s v_t = 1 for s = t and 0 otherwise: the mean of W K W^T is the sum over the shifts",
    ),
)
def covariance_of_a_convolution(judge, power=1):
    """A convolution is a Gaussian law on banded Toeplitz matrices W = sum_s v_s T_s, T_s the shift
    by s; then E W K W^T = sum_s T_s K T_s^T.

    E v_s v_t is 1 for s = t and 0 otherwise. The right side is the operator of patches that the
    kernels apply, as bilinear forms y^T (..) z in symbols.
    """
    import numpy as np
    from steepest.kernels.deep_gram.gram import patches

    facts = []
    for p, q in ((2, 3), (3, 3), (4, 3), (3, 5)):
        K = np.array(
            reals(" ".join(f"k{i}{j}" for i in range(p) for j in range(p)) + ","), dtype=object
        ).reshape(p, p)
        y, z = (
            np.array(reals(" ".join(f"{name}{i}" for i in range(p)) + ","), dtype=object)
            for name in "yz"
        )
        shifts = [np.eye(p, k=power * s, dtype=int) for s in range(-(q // 2), q // 2 + 1)]
        mean = sum(y @ (T @ K @ T.T) @ z for T in shifts)
        facts.append((mean, "==", y @ patches(K, p, q) @ z))
    return every(judge, facts)


covariance_of_a_convolution.mutant("shifts twice as far", power=2)


@claim(
    "deep.fw-setup.remark-3.5",
    REMARK,
    formula=r"\rho^{(h)}=\sigma,\ D^{(h)}=0\text{ recovers the fully connected network}",
    hypotheses=("erf, unit input",),
    case=True,
)
def bare_activation(judge, power=1):
    """With rho = sigma and D = 0 the framework is the fully connected network.

    False without a factor: the network has sqrt(c_sigma) sigma. For erf and a unit input K^(1) is
    (2/pi) asin(2/3) = 0.46 in the framework with rho = sigma, and 1 in the network.
    """
    one = dual("erf")
    second = one.second(pair())[0, 0]
    return judge.equal(second**power, constants(one)[0] * second)


bare_activation.mutant("its square", power=2)


@claim(
    "deep.fw-setup.remark-3.5.amended",
    REMARK,
    amends="deep.fw-setup.remark-3.5",
    formula=r"\rho^{(h)}=\sqrt{c_\sigma}\sigma\ (\text{fully connected; first layer of a "
    r"ResNet}),\ \rho^{(h)}=\tfrac{c_{res}}H\sigma,\ D^{(h)}=I\ (h\ge2)",
)
def with_the_scaling(judge, square=1):
    """With X^(h) = sqrt(m) x^(h): rho^(1) = sqrt(c_sigma) sigma and D^(1) = 0 in all three, then
    sqrt(c_sigma) sigma and D = 0, or (c_res/H) sigma and D = I.

    sqrt(m) times the layer of the architecture is the layer of the framework: with X = sqrt(m) x,
    sqrt(m) sqrt(c/m) s(W x) = sqrt(c) s(W X/sqrt m), and sqrt(m)(x + (k/sqrt m) s(W x)) = X + k s(W
    X/sqrt m); s stands for the activation at the same pre-activation.
    """
    x, X, m = reals("x X root_m")
    where = [(m, ">", 0), (X, "==", m * x)]
    texts = (
        f"root_m*(root_c/root_m**{square}*s) == root_c*s",
        "root_m*(x + k/root_m*s) == X + k*s",
    )
    return every(judge, [as_written(text) for text in texts], where)


with_the_scaling.mutant("1/m in place of 1/sqrt m", square=2)


@claim(
    "deep.def-3.4.step",
    chapter_3("Definition 3.4, equation (3.15)"),
    formula=r"E[(Dx_i+\rho(U))(Dx_j+\rho(V))]=DK_{ij}D+E\rho(V)Db_i+E\rho(U)Db_j+E\rho(U)\rho(V)",
    missing=(
        "the means of the monomials: independence given the layer below, and expectation is linear",
    ),
)
def one_layer(judge, crossed=True):
    """The general definition is one layer in the mean: the product of two outputs, averaged over
    channels and over the new weights.

    Channels of x have mean b and second moment K; U, V are independent of them given x, with means
    mu, mv: the cross terms are b_i mv + mu b_j.
    """
    D, xi, xj, u, v, K, bi, bj, mu, mv, second = reals("D x_i x_j u v K b_i b_j mu mv second")
    product = (D * xi + u) * (D * xj + v)
    monomials = {xi * xj: K, xi * v: bi * mv, xj * u: bj * mu, u * v: second}
    from sympy import Poly

    mean = sum(
        c * D ** powers[0] * monomials[_product((xi, xj, u, v), powers[1:])]
        for powers, c in Poly(product, D, xi, xj, u, v).terms()
    )
    cross = "D*b_i*mv + D*b_j*mu" if crossed else "D*b_i*mu + D*b_j*mv"
    return judge.equal(mean, as_written(f"D*K*D + ({cross}) + second"))


one_layer.mutant("b_i with its own activation", crossed=False)


def _product(names: Any, powers: Any) -> Any:
    total = 1
    for name, power in zip(names, powers):
        total = total * name**power
    return total


@claim(
    "deep.def-3.4.consistent",
    chapter_3("Definition 3.4 and Definitions 3.1, 3.2"),
    formula=r"\text{Definition 3.4 with the three choices of }\rho,D\text{ gives the recursions of "
    r"Definitions 3.1--3.3 for }h\le H-1",
    hypotheses=("GELU, c_res = 1/2, H = 3, orthogonal inputs of norms 1 and 2",),
    case=True,
)
def consistent(judge, second=4):
    """The general definition reproduces the recursions of the three architectures.

    False for the ResNets: the general one pairs b_j with rho(U) and b_i with rho(V), the special
    ones b_i with s(u) and b_j with s(v). One source, two definitions of the same matrix.
    """
    one, K0 = dual("gelu"), pair(1, second, 0)
    K, _ = general(_layers(one, 3), K0, 1)
    return compared(judge, K[2][0, 1], as_printed("gelu", 3, K0)[0][2][0, 1])


consistent.mutant("norms 1 and 3", second=9)


def _layers(one: Any, depth: int) -> Any:
    from steepest.kernels.deep_gram.gram import residual

    c, root = constants(one)
    return residual(one, c, depth, root, number("1/2")).layers[:-1]


@claim(
    "deep.def-3.4.consistent.amended",
    chapter_3("Definition 3.4 and Definitions 3.1, 3.2"),
    amends="deep.def-3.4.consistent",
    formula=r"\text{agreement for Definition 3.1, for Definition 3.2 with crossed }b\text{ (or "
    r"equal norms)}",
    missing=("other activations than quadratic polynomials, and layers beyond the second",),
)
def consistent_after_correction(judge, crossed=True):
    """The general definition agrees with Definition 3.1 as printed (h <= H-1), and with Definition
    3.2 once b_i meets s(v) and b_j meets s(u).

    Fully connected: deep.def-5.1.hidden. ResNet: as polynomials, for the activation p0 + p1 z + p2
    z^2, any two inputs, the second hidden layer (the first is that of deep.def-5.1.hidden).
    """
    (K, b), found, step = both_residual(3, crossed)
    pairs = [(K[2][0, 1], "==", found.K[2][0, 1]), (b[2][1], "==", found.b[2][1])]
    return every(judge, pairs, step)


consistent_after_correction.mutant("as printed", crossed=False)
