"""Section 2 (Du, Hu, Lee 2018) on random networks: the two sides of every balance theorem, computed
by backpropagation.

Depth 2 to 6, widths 1 to 200, five losses, float64; a success is a relative violation of at most
1e-12. The theorems themselves are proved elsewhere in this folder: here the statement meets an
implementation that knows nothing of it. One row a claim; a mutant changes parameters of its plans.
"""

from __future__ import annotations

from ..tables import Row, table
from . import du_hu_lee

HOMOGENEOUS = ["relu", "leaky", "linear"]
SIDES = "the two sides agree to 1e-12 of the sum of their absolute terms, at every neuron "
SIDES += "(layer, entry)"
SIGMOID = {"sigmoid": {"activations": ["sigmoid"]}}
TANH = {"tanh": {"activations": ["tanh"]}}


def claims(hypotheses):
    return {"seconds": 300, "hypotheses": hypotheses}


table(
    __name__,
    "steepest.kernels.balancedness.network_trials",
    trials=600,  # all successful: the lower confidence limit is 0.981
    margin=0.02,
    basis="theory: two equal numbers, up to rounding",
)(
    Row(
        "balance.thm-2.1.trial",
        du_hu_lee("Theorem 2.1", "Theorem 4.1"),
        "<W_h[i,:], dL/dW_h[i,:]> = <W_{h+1}[:,i], dL/dW_{h+1}[:,i]> at every neuron of random\n"
        "networks.",
        "balance_rates",
        {},
        SIDES,
        TANH
        | {
            "sigmoid": {"activations": ["sigmoid"]},
            "quadratic activation": {"activations": ["quadratic"]},
        },
        plans={"neuron-balance": {"statement": "neuron", "activations": HOMOGENEOUS}},
        claim=claims(("ReLU, leaky ReLU or linear layers",)),
    ),
    Row(
        "balance.fn-8.trial",
        du_hu_lee("footnote 8"),
        "With biases: <W_h[i,:], dL/dW_h[i,:]> + b_h[i] dL/db_h[i] = <W_{h+1}[:,i],\n"
        "dL/dW_{h+1}[:,i]>.",
        "balance_rates",
        {},
        SIDES,
        SIGMOID,
        plans={"bias-balance": {"statement": "neuron", "bias": True, "activations": HOMOGENEOUS}},
        claim=claims(("homogeneous activations", "biases")),
    ),
    Row(
        "balance.thm-2.2.trial",
        du_hu_lee("Theorem 2.2", "Theorem 4.2"),
        "W_h W_h^T - W_{h+1}^T W_{h+1} has derivative zero around one linear activation, the\n"
        "others being ReLU, tanh and sigmoid.",
        "balance_rates",
        {},
        SIDES,
        {"ReLU at h": {"at": "relu"}},
        plans={
            "matrix-balance": {
                "statement": "matrix",
                "at": "linear",
                "activations": ["relu", "tanh", "sigmoid"],
                "widths": [2, 200],
            }
        },
        claim=claims(("phi_h is linear at one h only",)),
    ),
    Row(
        "balance.thm-2.3.trial",
        du_hu_lee("Theorem 2.3", "Theorem 4.3"),
        "<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> for random patterns of sparsity and sharing.",
        "balance_rates",
        {},
        SIDES,
        SIGMOID,
        plans={
            "random-balance": {
                "statement": "layer",
                "sharing": "random",
                "activations": HOMOGENEOUS,
                "widths": [2, 60],
            }
        },
        claim=claims(("any index map g_h",)),
    ),
    Row(
        "balance.thm-2.3.trial-conv",
        du_hu_lee("Theorem 2.3", "Theorem 4.3"),
        "<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> in convolutional networks of one and two\n"
        "dimensions, any stride and padding.",
        "balance_rates",
        {},
        SIDES,
        SIGMOID,
        plans={
            f"{sharing}-balance": {
                "statement": "layer",
                "sharing": sharing,
                "activations": HOMOGENEOUS,
            }
            for sharing in ("conv1d", "conv2d")
        },
        claim=claims(("convolutional layers",)),
    ),
    Row(
        "balance.cor-2.1.trial",
        du_hu_lee("Corollary 2.1", "Corollary 4.1"),
        "Along gradient flow (DOP853, tolerance 1e-10) ||W_h||_F^2 - ||W_{h+1}||_F^2 drifts by at\n"
        "most 1e-7 of the largest norm.",
        "flow_drift",
        {},
        "relative drift at most 1e-7 up to time 1 (or 120 steps)",
        TANH,
        plans={
            "flow-drift": {
                "depth": [2, 4],
                "widths": [1, 8],
                "activations": ["linear", "relu", "leaky"],
                "losses": ["quadratic", "logistic"],
                "samples": 4,
                "steps": 120,
            }
        },
        plan={"trials": 40, "margin": 0.3},
        claim=claims(("gradient flow",)),
    ),
    Row(
        "balance.def-homogeneous-net.trial",
        du_hu_lee("Section 1", "Section 4.1"),
        "f(x; ..., c W_a, ..., W_b / c, ...) = f(x; W) for any two layers, to 1e-12 relative.",
        "rescaling",
        {},
        "the outputs differ by at most 1e-12 of the largest output",
        TANH,
        plans={"rescaling": {"activations": HOMOGENEOUS}},
        claim=claims(("homogeneous activations",)),
    ),
    Row(
        "balance.discrete.trial",
        du_hu_lee("Section 4", "Section 4.4"),
        "A step of gradient descent changes ||W_h||^2 - ||W_{h+1}||^2 by eta^2 (||dL/dW_h||^2 -\n"
        "||dL/dW_{h+1}||^2), nothing else.",
        "one_step",
        {},
        "the change agrees to 1e-12 of the squared norms",
        SIGMOID,
        plans={"one-step": {"activations": HOMOGENEOUS}},
        claim=claims(("gradient descent with any step",)),
    ),
)
