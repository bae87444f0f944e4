"""Trials of deep networks at initialisation: does the Gram matrix of finite networks tend to the
recursion, as printed or as derived?
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import TrialInputError, choice, claimed, exact, flag, integer, trial

NETWORK = {
    "kind": choice("resnet", "fc", "conv", says="the architecture"),
    "activation": choice(
        "softplus", "sigmoid", "tanh", "erf", "gelu", "relu", says="the activation"
    ),
    "depth": integer(3, "H, the number of weight layers", low=1, high=50),
    "c_res": exact("0.9", "the factor of the residual branch", above=0, below=1),
    "statistic": choice(
        "gram", "K", "b", says="G^(H), the second moments of layer `layer`, or its means"
    ),
    "layer": integer(0, "which layer (statistic K or b); 0: H", low=0, high=50),
}


def _target(
    kind: str,
    activation: str,
    depth: int,
    c_res: float,
    statistic: str,
    layer: int,
    printed: bool,
    data: Any,
) -> Any:
    from steepest.proofs.deep_gram.simulation import derived, printed_limit

    if layer > depth:
        raise TrialInputError(
            f"--set layer={layer}: the network has {depth} layers; the nearest is {depth}"
        )
    if printed:
        if depth < 2 or (statistic != "gram" and not 0 < layer < depth):
            raise TrialInputError(
                "--set printed=true: the printed recursion defines K^(H) for depth >= 2, and "
                "K, b of the layers 1 .. depth - 1"
            )
        K, b = printed_limit(kind, activation, depth, data, c_res)
        if statistic == "b" and not b:
            raise TrialInputError(
                "--set printed=true: the printed recursion of fc has no b; choose statistic gram "
                "or K"
            )
        # the factor that the printed convolutional matrix lacks
        scale = (c_res / depth) ** 2 if kind == "conv" else 1.0
        return K[depth] * scale if statistic == "gram" else (K if statistic == "K" else b)[layer]
    found = derived(kind, activation, depth, data, c_res)
    return found.gram if statistic == "gram" else (found.K if statistic == "K" else found.b)[layer]


@trial(
    "deep-gram",
    **NETWORK,
    printed=flag(
        False,
        "compare with the recursion as it is printed, not as it follows from the architecture",
    ),
    unit=flag(False, "inputs of norm 1; otherwise their norms differ"),
    width=integer(192, "m", low=8, high=1_000_000),
    draws=integer(48, "networks in one trial", low=8, high=10_000),
    direct=flag(
        True, "draw the weight matrices; otherwise the pre-activations, which have the same law"
    ),
    at_least=claimed("0.99"),
)
def deep_gram(
    at_least: str,
    printed: bool,
    unit: bool,
    width: int,
    draws: int,
    direct: bool,
    c_res: str,
    **chosen: Any,
) -> Plan:
    """Is the mean of G^(H)(0) over networks of width m within five standard errors of the
    population matrix, in every entry?

    Three inputs (three images of 2 channels and 3 pixels for conv).
    """
    from fractions import Fraction

    from steepest.proofs.deep_gram.simulation import network_trial, sample

    chosen["layer"] = chosen["layer"] or chosen["depth"]
    value = float(Fraction(c_res))
    data = sample(chosen["kind"], unit)
    target = _target(c_res=value, printed=printed, data=data, **chosen)
    made = network_trial(
        target=target, inputs=data, c_res=value, width=width, draws=draws, direct=direct, **chosen
    )
    return replace(made, name="deep-gram", at_least=at_least, margin="2/5")


@trial("deep-gram-rate", **NETWORK, at_least=claimed("0.9"))
def deep_gram_rate(at_least: str, c_res: str, layer: int, **chosen: Any) -> Plan:
    """sqrt(m) times the root-mean-square deviation from the limit is the same for m = 128 and 1024,
    to 25 %.
    """
    from fractions import Fraction

    from steepest.proofs.deep_gram.simulation import rate_trial

    if layer > chosen["depth"]:
        raise TrialInputError(
            f"--set layer={layer}: the network has {chosen['depth']} layers; the nearest is "
            f"{chosen['depth']}"
        )
    made = rate_trial(c_res=float(Fraction(c_res)), layer=layer or chosen["depth"], **chosen)
    return replace(made, name="deep-gram-rate", at_least=at_least, margin="1/2")
