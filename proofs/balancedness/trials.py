"""Section 2 (Du, Hu, Lee 2018) on random networks: the two sides of every balance theorem, computed
by backpropagation.

Depth 2 to 6, widths 1 to 200, five losses, float64; a success is a relative violation of at most
1e-12. The theorems themselves are proved elsewhere in this folder: here the statement meets an
implementation that knows nothing of it.
"""

from __future__ import annotations

from steepest.proofs import Plan, claim

from . import du_hu_lee

KERNEL = "steepest.kernels.balancedness.network_trials"
TRIALS = 600  # all successful: the lower confidence limit is 0.981


def _rates(judge, name, trials=TRIALS, **parameters):
    success = (
        "the two sides agree to 1e-12 of the sum of their absolute terms, at every neuron "
        "(layer, entry)"
    )
    return judge.trial(
        Plan(name, f"{KERNEL}:balance_rates", parameters, trials, success, margin=0.02)
    )


@claim(
    "balance.thm-2.1.trial",
    du_hu_lee("Theorem 2.1", "Theorem 4.1"),
    trial=True,
    seconds=300,
    hypotheses=("ReLU, leaky ReLU or linear layers",),
)
def neurons_balance(judge, activations=("relu", "leaky", "linear")):
    """<W_h[i,:], dL/dW_h[i,:]> = <W_{h+1}[:,i], dL/dW_{h+1}[:,i]> at every neuron of random
    networks.
    """
    return _rates(judge, "neuron-balance", statement="neuron", activations=list(activations))


neurons_balance.mutant("tanh", activations=("tanh",))
neurons_balance.mutant("sigmoid", activations=("sigmoid",))
neurons_balance.mutant("quadratic activation", activations=("quadratic",))


@claim(
    "balance.fn-8.trial",
    du_hu_lee("footnote 8"),
    trial=True,
    seconds=300,
    hypotheses=("homogeneous activations", "biases"),
)
def neurons_balance_with_biases(judge, activations=("relu", "leaky", "linear")):
    """With biases: <W_h[i,:], dL/dW_h[i,:]> + b_h[i] dL/db_h[i] = <W_{h+1}[:,i],
    dL/dW_{h+1}[:,i]>.
    """
    return _rates(
        judge, "bias-balance", statement="neuron", bias=True, activations=list(activations)
    )


neurons_balance_with_biases.mutant("sigmoid", activations=("sigmoid",))


@claim(
    "balance.thm-2.2.trial",
    du_hu_lee("Theorem 2.2", "Theorem 4.2"),
    trial=True,
    seconds=300,
    hypotheses=("phi_h is linear at one h only",),
)
def linear_layers_balance(judge, at="linear"):
    """W_h W_h^T - W_{h+1}^T W_{h+1} has derivative zero around one linear activation, the others
    being ReLU, tanh and sigmoid.
    """
    elsewhere = ["relu", "tanh", "sigmoid"]
    return _rates(
        judge, "matrix-balance", statement="matrix", at=at, activations=elsewhere, widths=[2, 200]
    )


linear_layers_balance.mutant("ReLU at h", at="relu")


def _shared(judge, sharing, activations, **more):
    return _rates(
        judge,
        f"{sharing}-balance",
        statement="layer",
        sharing=sharing,
        activations=list(activations),
        **more,
    )


@claim(
    "balance.thm-2.3.trial",
    du_hu_lee("Theorem 2.3", "Theorem 4.3"),
    trial=True,
    seconds=300,
    hypotheses=("any index map g_h",),
)
def shared_weights_balance(judge, activations=("relu", "leaky", "linear")):
    """<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> for random patterns of sparsity and sharing."""
    return _shared(judge, "random", activations, widths=[2, 60])


shared_weights_balance.mutant("sigmoid", activations=("sigmoid",))


@claim(
    "balance.thm-2.3.trial-conv",
    du_hu_lee("Theorem 2.3", "Theorem 4.3"),
    trial=True,
    seconds=300,
    hypotheses=("convolutional layers",),
)
def convolutions_balance(judge, activations=("relu", "leaky", "linear")):
    """<v_h, dL/dv_h> = <v_{h+1}, dL/dv_{h+1}> in convolutional networks of one and two dimensions,
    any stride and padding.
    """
    return judge.all(_shared(judge, "conv1d", activations), _shared(judge, "conv2d", activations))


convolutions_balance.mutant("sigmoid", activations=("sigmoid",))


@claim(
    "balance.cor-2.1.trial",
    du_hu_lee("Corollary 2.1", "Corollary 4.1"),
    trial=True,
    seconds=300,
    hypotheses=("gradient flow",),
)
def flow_keeps_the_differences(judge, activations=("linear", "relu", "leaky")):
    """Along gradient flow (DOP853, tolerance 1e-10) ||W_h||_F^2 - ||W_{h+1}||_F^2 drifts by at most
    1e-7 of the largest norm.
    """
    parameters = {
        "depth": [2, 4],
        "widths": [1, 8],
        "activations": list(activations),
        "losses": ["quadratic", "logistic"],
        "samples": 4,
        "steps": 120,
    }
    success = "relative drift at most 1e-7 up to time 1 (or 120 steps)"
    return judge.trial(
        Plan("flow-drift", f"{KERNEL}:flow_drift", parameters, 40, success, margin=0.3)
    )


flow_keeps_the_differences.mutant("tanh", activations=("tanh",))


@claim(
    "balance.def-homogeneous-net.trial",
    du_hu_lee("Section 1", "Section 4.1"),
    trial=True,
    seconds=300,
    hypotheses=("homogeneous activations",),
)
def rescaling_changes_nothing(judge, activations=("relu", "leaky", "linear")):
    """f(x; ..., c W_a, ..., W_b / c, ...) = f(x; W) for any two layers, to 1e-12 relative."""
    parameters = {"activations": list(activations)}
    success = "the outputs differ by at most 1e-12 of the largest output"
    return judge.trial(
        Plan("rescaling", f"{KERNEL}:rescaling", parameters, TRIALS, success, margin=0.02)
    )


rescaling_changes_nothing.mutant("tanh", activations=("tanh",))


@claim(
    "balance.discrete.trial",
    du_hu_lee("Section 4", "Section 4.4"),
    trial=True,
    seconds=300,
    hypotheses=("gradient descent with any step",),
)
def one_step_changes_the_differences_by_eta_squared(judge, activations=("relu", "leaky", "linear")):
    """A step of gradient descent changes ||W_h||^2 - ||W_{h+1}||^2 by eta^2 (||dL/dW_h||^2 -
    ||dL/dW_{h+1}||^2), nothing else.
    """
    parameters = {"activations": list(activations)}
    success = "the change agrees to 1e-12 of the squared norms"
    return judge.trial(
        Plan("one-step", f"{KERNEL}:one_step", parameters, TRIALS, success, margin=0.02)
    )


one_step_changes_the_differences_by_eta_squared.mutant("sigmoid", activations=("sigmoid",))
