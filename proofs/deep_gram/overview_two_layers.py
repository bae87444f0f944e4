"""The Gram matrix of the two-layer network in the limit; theta is the angle of the inputs x, y."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.directions import M, N, x, y
from ..textbook.gaussian import W, c, d, squared, standard, theta, w
from ..textbook.half_planes import EVENT
from . import chapter_3
from .overview import DYNAMICS


def product():
    return sum_over(c, d, x(c) * y(c))


def limit_says():
    entry = E(w, product() * indicator(EVENT))
    return forall(W, x, y, d, N, M, theta)(
        given(
            standard(), N > 0, M > 0, squared(x) == N**2, squared(y) == M**2,
            product() == N * M * cos(theta), theta >= 0, theta <= pi,
        )
        >> (entry == product() * ((pi - theta) / (2 * pi)))
    )  # fmt: skip


@claim(
    "deep.claim-2layer.limit",
    chapter_3(DYNAMICS),
    formula=r"H^\infty_{ij}=x_i^\top x_j\,\frac{\pi-\arccos\rho}{2\pi}",
    hypotheses=(
        "ReLU: the slopes of a neuron with standard normal weights at x_i and x_j are indicators",
        "theta = arccos rho in [0, pi] is the angle between the inputs",
    ),
    says=limit_says,
    uses=("book.normal-half-planes",),
)
def two_layer_limit(judge):
    """The probability that both neurons are active: the angle density 1/(2 pi) over an arc of
    length pi - phi.
    """
    k = judge.theorem()
    chance = k.by("book.normal-half-planes", W, x, y, d, N, M, theta)
    chance = k.apply(chance, k.assume(k.assumed[0]))
    has = k.arith(integrable(Prob(w, EVENT)), chance)
    mean = mean_of_combination(
        k, w, product() * indicator(EVENT), [(product(), indicator(EVENT), has)]
    )
    return k.qed(k.arith(k.target, mean, chance))


@two_layer_limit.mutant
def density_one_over_pi(judge):
    """(pi - theta)/pi: for one vector twice, theta = 0, more than a half."""
    return falsify(
        forall(N)((N == "1/2") >> (N == (pi - 0) / pi)), hints=[{"values": {"N": "1/2"}}]
    )
