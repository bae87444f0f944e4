"""Trial plans: finite networks at initialisation against a population matrix. All thresholds are
fixed here, before any run.

A trial draws `draws` networks and asks whether every entry of the mean is within 5 standard errors
of the target. With n = 3 inputs (6 different entries) and independent draws, a true target fails
with probability below 1e-3 (Student's t with 47 degrees of freedom), the bias of order 1/m being a
fraction of a standard error at these sizes; so success is claimed with probability 99/100.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

INPUTS = [["1", "1/2"], ["0", "3/2"], ["3/5", "-4/5"]]  # unequal norms
UNIT = [["1", "0"], ["3/5", "4/5"], ["5/13", "-12/13"]]
IMAGES = [  # 2 channels, 3 pixels, unequal patch norms
    [["3/5", "-1/5", "1/10"], ["2/5", "1/2", "0"]],
    [["1/10", "4/5", "-3/10"], ["0", "1/5", "1/2"]],
    [["-1/2", "1/5", "3/5"], ["1/5", "-2/5", "1/10"]],
]
THRESHOLD, DRAWS, TRIALS, WIDTH = 5.0, 48, 24, 192


def numbers(rows: Any) -> Any:
    """Nested lists of rational texts (or numbers) as floats."""
    from fractions import Fraction

    return [numbers(row) for row in rows] if isinstance(rows, list) else float(Fraction(rows))


def derived(
    kind: str,
    activation: str,
    depth: int,
    inputs: Any,
    c_res: float,
    filter: int = 3,
    coefficients: Any = (),
) -> Any:
    """The derived limits in float64."""
    from fractions import Fraction

    from steepest.kernels.deep_gram.duals import float_dual
    from steepest.kernels.deep_gram.gram import build, input_gram, population

    dual = float_dual(activation, tuple(map(Fraction, coefficients)))
    positions = len(inputs[0][0]) if kind == "conv" else 1
    network = build(kind, dual, depth, c_res=c_res, positions=positions, filter=filter)
    return population(network, input_gram(inputs), last=True)


def all_blocks(kind: str, activation: str, depth: int, inputs: Any, c_res: float) -> Any:
    """The limit of the Gram matrix of the gradients of all parameters, in float64."""
    from steepest.kernels.deep_gram.duals import float_dual
    from steepest.kernels.deep_gram.gram import build, every_gram, input_gram

    positions = len(inputs[0][0]) if kind == "conv" else 1
    return sum(
        every_gram(
            build(kind, float_dual(activation), depth, c_res=c_res, positions=positions),
            input_gram(inputs),
        )
    )


def sample(kind: str, unit: bool) -> Any:
    """The three inputs of the trials; with `unit` scaled to norm 1."""
    data = numbers(IMAGES if kind == "conv" else INPUTS)
    if not unit:
        return data
    import numpy as np

    return [(np.array(one) / np.linalg.norm(one)).tolist() for one in data]


def printed_limit(
    kind: str, activation: str, depth: int, inputs: Any, c_res: float
) -> tuple[Any, Any]:
    """(K^(0..H), b) of the recursion as printed, in float64; the convolution with A^(h-1) and zero
    padding in the patches.
    """
    from math import sqrt

    from steepest.kernels.deep_gram.duals import float_dual, normalisation_of
    from steepest.kernels.deep_gram.gram import input_gram, patches

    from . import definitions

    dual, K0 = float_dual(activation), input_gram(inputs)
    c = float(normalisation_of(dual))
    if kind == "fc":
        return definitions.printed_fully_connected(dual, c, K0, depth), []
    if kind == "resnet":
        return definitions.printed_residual(dual, c, sqrt(c), K0, depth, c_res)
    p = len(inputs[0][0])
    return definitions.printed_convolutional(dual, c, sqrt(c), patches(K0, p, 3), depth, c_res, p)


def network_trial(
    kind: str,
    activation: str,
    depth: int,
    *,
    statistic: str = "gram",
    layer: int = -1,
    target: Any = None,
    inputs: Any = None,
    c_res: float = 0.9,
    width: int = WIDTH,
    draws: int = DRAWS,
    trials: int = TRIALS,
    direct: bool = True,
    factor: float = 1.0,
    printed: bool = False,
    seed: int = Plan.seed,
) -> Plan:
    """The mean of a statistic of networks of this width against the derived limit (times `factor`),
    the printed one, or a given target.

    For the convolution the printed K^(H) is taken with the factor c_res^2/H^2 that it lacks.
    """
    data = numbers(inputs or (IMAGES if kind == "conv" else INPUTS))
    if target is None and printed:
        K, b = printed_limit(kind, activation, depth, data, c_res)
        target = (
            K[-1] * ((c_res / depth) ** 2 if kind == "conv" else 1)
            if statistic == "gram"
            else (K if statistic == "K" else b)[layer]
        )
    if target is None:
        found = derived(kind, activation, depth, data, c_res)
        target = (
            found.gram if statistic == "gram" else (found.K if statistic == "K" else found.b)[layer]
        )
    parameters = {
        "kind": kind,
        "activation": activation,
        "depth": depth,
        "width": width,
        "c_res": c_res,
        "inputs": data,
        "draws": draws,
        "statistic": statistic,
        "layer": layer,
        "target": (target * factor).tolist(),
        "threshold": THRESHOLD,
        "direct": direct,
    }
    where = f"deep-gram-{kind}-{activation}-{depth}-{statistic}{layer if layer >= 0 else ''}"
    success = (
        f"every entry of the mean of {draws} networks of width {width} is within "
        f"{THRESHOLD:g} standard errors of the limit"
    )
    return Plan(
        where,
        "steepest.kernels.deep_gram.networks:z_scores",
        parameters,
        trials,
        success,
        at_least="99/100",
        margin="2/5",
        seed=seed,
    )


def rate_trial(
    kind: str,
    activation: str,
    depth: int,
    *,
    statistic: str = "gram",
    layer: int = -1,
    c_res: float = 0.9,
    trials: int = 16,
    widths: Any = (128, 1024),
) -> Plan:
    """sqrt(m) times the root-mean-square deviation from the limit is the same for all widths, to 25
    %.

    With 300 draws a root mean square is known to about 3 %, so 25 % is six standard errors of the
    quotient.
    """
    data = numbers(IMAGES if kind == "conv" else INPUTS)
    found = derived(kind, activation, depth, data, c_res)
    target = (
        found.gram if statistic == "gram" else (found.K if statistic == "K" else found.b)[layer]
    )
    parameters = {
        "kind": kind,
        "activation": activation,
        "depth": depth,
        "widths": list(widths),
        "c_res": c_res,
        "inputs": data,
        "draws": 300,
        "statistic": statistic,
        "layer": layer,
        "target": target.tolist(),
        "slack": 0.25,
    }
    success = (
        "sqrt(m) times the root-mean-square deviation varies by at most 25 % between the widths"
    )
    return Plan(
        f"deep-gram-rate-{kind}-{activation}-{depth}",
        "steepest.kernels.deep_gram.networks:root_m",
        parameters,
        trials,
        success,
        at_least="9/10",
        margin="9/20",
    )
