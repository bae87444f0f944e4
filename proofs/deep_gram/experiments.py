"""Trials of one step on finite networks, and what all trials of the chapter share. The sources
report no experiments; sizes and thresholds are ours.

Every plan says where its threshold comes from: from the statement (theory), or from a pilot that is
stored in pilots.toml and was run under another seed. The seed of the plans was never run before
they were registered. Success is claimed with probability 0.99; 24 of 24 successes support it with
margin 0.4. Data: 3 random unit inputs in R^20, labels +1 and -1, eta = 1/(2 lambda_max(G(0))).
"""

from __future__ import annotations

from collections.abc import Callable

from ..tables import Row, table
from . import chapter_3

FC = {"kind": "fc", "activation": "tanh", "depth": 2, "width": 512}
RES = {"kind": "resnet", "activation": "tanh", "depth": 3, "width": 512, "c_res": 0.9}
CONV = {
    "kind": "conv",
    "activation": "tanh",
    "depth": 2,
    "width": 256,
    "c_res": 0.9,
    "positions": 4,
    "dimension": 5,
}
SOFTPLUS = {
    "kind": "resnet",
    "activation": "softplus",
    "depth": 32,
    "width": 128,
    "c_res": 0.5,
    "shallow": 2,
}


SEED = 20261129  # registered before it was run; the pilots have another one


def rows_of(module: str) -> Callable[..., None]:
    """The table of a module's trials: 24 of one step each, unless a row says otherwise."""
    return table(
        module,
        "steepest.kernels.deep_gram.training_trials",
        says="{success} (threshold: {threshold})",
        trials=24,
        at_least="99/100",
        margin="2/5",
        seed=SEED,
        horizon=1,
    )


rows_of(__name__)(
    Row(
        "deep.eq-dynamics.trial",
        chapter_3("Section 3.3"),
        "One step of a wide network is nearly linear: the remainder is a small part of the\nstep.",
        "one_step",
        {**FC, "eta": 0.01, "share": 0.0021},
        "remainder at most 0.0021 eta of the residual",
        {"a remainder of eta/10^6": {"share": 1e-06}},
        threshold="pilot",
        claim={
            "formula": r"\|(y-u(1))-(I-\eta G(0))(y-u(0))\|\le\tfrac{21\eta}{10^4}\|y-u(0)\|",
            "hypotheses": (
                "fully connected, tanh, H = 2, m = 512, eta = 0.01",
                "the full G of all blocks",
            ),
        },
    ),
    Row(
        "deep.claim-2layer.trial",
        chapter_3("Section 3.3"),
        "For wide two-layer networks the limit matrix predicts the step.",
        "one_step",
        {
            "share": 0.15,
            "kind": "fc",
            "activation": "relu",
            "depth": 1,
            "width": 2000,
            "G": "limit",
            "eta": 0.01,
        },
        "at most 0.15 eta of the residual",
        {"at most eta/1000": {"share": 0.001}},
        threshold="pilot",
        claim={
            "formula": r"\|(y-u(1))-(I-\eta H^\infty)(y-u(0))\|\le\tfrac{3\eta}{20}\|y-u(0)\|",
            "hypotheses": ("ReLU, c_sigma = 2, first layer trained, m = 2000, eta = 0.01",),
        },
    ),
    Row(
        "deep.claim-3.8b.trial",
        chapter_3("Section 3.8"),
        "Both perturbation terms are of second order in the step: log-log slopes between\n"
        "1.9 and 2.1.",
        "orders",
        {**FC, "low": 1.9, "high": 2.1},
        "both slopes in [1.9, 2.1]",
        {"third order": {"low": 2.9, "high": 3.1}},
        claim={
            "formula": r"|(y-u)^\top I_2|\propto\eta^2,\ \|u(k+1)-u(k)\|^2\propto\eta^2",
            "hypotheses": (
                "slopes between eta = 1e-3 and 1e-4",
                "fully connected, tanh, H = 2, m = 512",
            ),
        },
    ),
    Row(
        "deep.lem-3.13.trial",
        chapter_3("Lemma 3.13"),
        "The same for the residual network.",
        "orders",
        {**RES, "low": 1.9, "high": 2.1},
        "both slopes in [1.9, 2.1]",
        {"third order": {"low": 2.9, "high": 3.1}},
        claim={"formula": r"\|I_2\|=O(\eta^2)", "hypotheses": ("ResNet, tanh, H = 3, m = 512",)},
    ),
)
