"""Section 2 (Du, Hu, Lee 2018) on random networks: the two sides of every balance theorem, computed
by backpropagation.

Depth 2 to 6, widths 1 to 200, five losses, float64; a success is a relative violation of at most
1e-12. The theorems themselves are proved elsewhere in this folder: here the statement meets an
implementation that knows nothing of it. One row a claim; a mutant changes parameters of its plans.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from steepest.proofs import Plan, claim

from . import du_hu_lee

KERNEL = "steepest.kernels.balancedness.network_trials"
HOMOGENEOUS = ["relu", "leaky", "linear"]
SIDES = "the two sides agree to 1e-12 of the sum of their absolute terms, at every neuron "
SIDES += "(layer, entry)"


@dataclass(frozen=True)
class Row:
    """One claim: its plans, by name, run `batch` with these parameters."""

    id: str
    places: tuple[str, ...]
    statement: str
    hypotheses: tuple[str, ...]
    plans: dict[str, dict[str, Any]]
    mutants: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"sigmoid": {"activations": ["sigmoid"]}}
    )
    batch: str = "balance_rates"
    success: str = SIDES
    trials: int = 600  # all successful: the lower confidence limit is 0.981
    margin: float = 0.02


TANH = {"tanh": {"activations": ["tanh"]}}
ROWS = (
    Row(
        "balance.thm-2.1.trial",
        ("Theorem 2.1", "Theorem 4.1"),
        "<W_h[i,:], dL/dW_h[i,:]> = <W_{h+1}[:,i], dL/dW_{h+1}[:,i]> at every neuron of random\n"
        "networks.",
        ("ReLU, leaky ReLU or linear layers",),
        {"neuron-balance": {"statement": "neuron", "activations": HOMOGENEOUS}},
        TANH
        | {
            "sigmoid": {"activations": ["sigmoid"]},
            "quadratic activation": {"activations": ["quadratic"]},
        },
    ),
    Row(
        "balance.fn-8.trial",
        ("footnote 8",),
        "With biases: <W_h[i,:], dL/dW_h[i,:]> + b_h[i] dL/db_h[i] = <W_{h+1}[:,i],\n"
        "dL/dW_{h+1}[:,i]>.",
        ("homogeneous activations", "biases"),
        {"bias-balance": {"statement": "neuron", "bias": True, "activations": HOMOGENEOUS}},
    ),
    Row(
        "balance.thm-2.2.trial",
        ("Theorem 2.2", "Theorem 4.2"),
        "W_h W_h^T - W_{h+1}^T W_{h+1} has derivative zero around one linear activation, the\n"
        "others being ReLU, tanh and sigmoid.",
        ("phi_h is linear at one h only",),
        {
            "matrix-balance": {
                "statement": "matrix",
                "at": "linear",
                "activations": ["relu", "tanh", "sigmoid"],
                "widths": [2, 200],
            }
        },
        {"ReLU at h": {"at": "relu"}},
    ),
    Row(
        "balance.thm-2.3.trial",
        ("Theorem 2.3", "Theorem 4.3"),
        "<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> for random patterns of sparsity and sharing.",
        ("any index map g_h",),
        {
            "random-balance": {
                "statement": "layer",
                "sharing": "random",
                "activations": HOMOGENEOUS,
                "widths": [2, 60],
            }
        },
    ),
    Row(
        "balance.thm-2.3.trial-conv",
        ("Theorem 2.3", "Theorem 4.3"),
        "<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> in convolutional networks of one and two\n"
        "dimensions, any stride and padding.",
        ("convolutional layers",),
        {
            f"{sharing}-balance": {
                "statement": "layer",
                "sharing": sharing,
                "activations": HOMOGENEOUS,
            }
            for sharing in ("conv1d", "conv2d")
        },
    ),
    Row(
        "balance.cor-2.1.trial",
        ("Corollary 2.1", "Corollary 4.1"),
        "Along gradient flow (DOP853, tolerance 1e-10) ||W_h||_F^2 - ||W_{h+1}||_F^2 drifts by at\n"
        "most 1e-7 of the largest norm.",
        ("gradient flow",),
        {
            "flow-drift": {
                "depth": [2, 4],
                "widths": [1, 8],
                "activations": ["linear", "relu", "leaky"],
                "losses": ["quadratic", "logistic"],
                "samples": 4,
                "steps": 120,
            }
        },
        TANH,
        batch="flow_drift",
        success="relative drift at most 1e-7 up to time 1 (or 120 steps)",
        trials=40,
        margin=0.3,
    ),
    Row(
        "balance.def-homogeneous-net.trial",
        ("Section 1", "Section 4.1"),
        "f(x; ..., c W_a, ..., W_b / c, ...) = f(x; W) for any two layers, to 1e-12 relative.",
        ("homogeneous activations",),
        {"rescaling": {"activations": HOMOGENEOUS}},
        TANH,
        batch="rescaling",
        success="the outputs differ by at most 1e-12 of the largest output",
    ),
    Row(
        "balance.discrete.trial",
        ("Section 4", "Section 4.4"),
        "A step of gradient descent changes ||W_h||^2 - ||W_{h+1}||^2 by eta^2 (||dL/dW_h||^2 -\n"
        "||dL/dW_{h+1}||^2), nothing else.",
        ("gradient descent with any step",),
        {"one-step": {"activations": HOMOGENEOUS}},
        batch="one_step",
        success="the change agrees to 1e-12 of the squared norms",
    ),
)


def register(row: Row) -> None:
    def check(judge: Any, **changes: Any) -> Any:
        return judge.all(
            *(
                judge.trial(
                    Plan(
                        name,
                        f"{KERNEL}:{row.batch}",
                        parameters | changes,
                        row.trials,
                        row.success,
                        margin=row.margin,
                        basis="theory: two equal numbers, up to rounding",
                    )
                )
                for name, parameters in row.plans.items()
            )
        )

    check.__doc__ = row.statement
    made = claim(
        row.id, du_hu_lee(*row.places), trial=True, seconds=300, hypotheses=row.hypotheses
    )(check)
    for name, changes in row.mutants.items():
        made.mutant(name, **changes)


for row in ROWS:
    register(row)
