"""Trials of gradient descent on deep networks by name: the linear rate, the stability of the Gram
matrix, the movement of the weights.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs.vocabulary import Plan

from ..engine.named import choice, claimed, exact, integer, number, trial


@trial(
    "deep-training",
    kind=choice("fc", "resnet", "conv", says="the architecture"),
    activation=choice("tanh", "softplus", "sigmoid", "erf", "gelu", "relu", says="the activation"),
    depth=integer(2, "H, the number of weight layers", low=2, high=50),
    width=integer(256, "m", low=4, high=20_000),
    c_res=exact("0.9", "the factor of the residual branch", above=0, below=1),
    points=integer(3, "random inputs of norm 1, labels +1 and -1", low=1, high=500),
    dimension=integer(20, "their dimension (channels for conv)", low=1, high=10_000),
    positions=integer(4, "pixels (conv only)", low=1, high=1000),
    step=number(0.5, "the step size in units of 1/lambda_max(G(0))", above=0),
    steps=integer(25, "iterations", low=1, high=100_000),
    check=choice("rate", "stability", "movement", says="what has to hold at every (marked) step"),
    share=number(
        0.5, "rate: |y - u(k)|^2 <= (1 - share eta lambda_0)^k |y - u(0)|^2; stability: |G(k) - "
             "G(0)| <= share lambda_0; "
        "movement: no block moves further", above=0,
    ),
    at_least=claimed("0.99"),
)  # fmt: skip
def deep_training(
    at_least: str, steps: int, positions: int, c_res: str, share: float, check: str, **chosen: Any
) -> Plan:
    """Does gradient descent on all layers keep the promised rate, and the Gram matrix of the last
    hidden layer near its start?

    lambda_0 is the least eigenvalue of the derived limit K^(H) of each trial's own data.
    """
    says = {
        "rate": f"|y - u(k)|^2 <= (1 - {share} eta lambda_0)^k |y - u(0)|^2 for k <= {steps}",
        "stability": f"|G^(H)(k) - G^(H)(0)| <= {share} lambda_0 at four marked steps",
        "movement": f"every block moves by at most {share} (Frobenius norm)",
    }
    parameters = {
        **chosen,
        "c_res": c_res,
        "positions": positions if chosen["kind"] == "conv" else 1,
        "steps": steps,
        "share": share,
        "check": check,
    }
    place = "steepest.kernels.deep_gram.training_trials:descent"
    return Plan(
        "deep-training",
        place,
        parameters,
        100,
        says[check],
        at_least=at_least,
        margin="0.1",
        horizon=steps,
    )
