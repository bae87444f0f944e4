"""The general framework: one definition of the population matrices, of which the three
architectures are instances.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import chapter_3, every, number
from .definitions import general
from .population import compared, constants, dual, pair
from .population_res import as_printed

REMARK = chapter_3("Remark 3.5")


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
