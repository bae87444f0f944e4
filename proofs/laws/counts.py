"""The published counts of conservation laws, on instances: both ends certified."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim

from . import chain, counted, marcotte, model, modern


@claim(
    "laws.linear-2",
    marcotte(2023, "two-layer linear networks"),
    formula=r"N(2,3,2)=6,\quad N(3,4,2)=10",
)
def two_linear_layers(judge, laws=(6, 10), loss="squared"):
    """The linear networks 2-3-2 and 3-4-2 have exactly 6 and 10 laws, r(r + 1)/2 for r hidden
    units.

    The source has r(r + 1)/2, the entries of W W^T - V^T V, for every r <= n + m; two sizes are
    decided.
    """
    shapes = ((2, 3, 2), (3, 4, 2))
    return judge.all(*(counted(judge, chain(*w, loss=loss), n) for w, n in zip(shapes, laws)))


two_linear_layers.mutant("r(r - 1)/2", laws=(3, 6))
two_linear_layers.mutant("cross-entropy as squared loss", loss="cross-entropy")


@claim(
    "laws.linear-2.wide",
    marcotte(2023, "two-layer linear networks"),
    formula=r"N=\tfrac{r(r+1)}{2}\ \text{for every}\ r",
    case=True,
)
def wide_linear_layers(judge, laws=15):
    """Read without r <= n + m: 2-5-2 has 15 laws."""
    return counted(judge, chain(2, 5, 2), laws)


wide_linear_layers.mutant("one law more", laws=16)


@claim(
    "laws.linear-2.wide-amended",
    marcotte(2023, "two-layer linear networks"),
    formula=r"N(2,5,2)=14,\quad N(1,3,1)=5",
    amends="laws.linear-2.wide",
)
def wide_linear_layers_amended(judge, laws=(14, 5)):
    """The linear networks 2-5-2 and 1-3-1, with r > n + m, have exactly 14 and 5 laws, fewer than
    r(r + 1)/2.

    Both are (n + m) r - (n + m)(n + m - 1)/2; two sizes are decided.
    """
    return judge.all(
        counted(judge, chain(2, 5, 2), laws[0]), counted(judge, chain(1, 3, 1), laws[1])
    )


wide_linear_layers_amended.mutant("one too many", laws=(14, 6))


@claim("laws.linear-deep", marcotte(2023, "deep linear networks"))
def deep_linear_networks(judge, laws=(6, 16)):
    """The linear networks 2-2-2-2 and 2-3-4-2 have exactly 3 + 3 and 6 + 10 laws, as many as their
    pairs of layers have together.
    """
    return judge.all(
        counted(judge, chain(2, 2, 2, 2), laws[0]), counted(judge, chain(2, 3, 4, 2), laws[1])
    )


deep_linear_networks.mutant("one law a layer", laws=(2, 5))


@claim("laws.linear-bias", marcotte(2023, "with biases"))
def biases_join_the_rows(judge, bias=True, laws=3):
    """The linear network 2-2-2 has exactly 3 laws, with biases and without."""
    return judge.all(
        counted(judge, chain(2, 2, 2, bias=bias), laws), counted(judge, chain(2, 2, 2), 3)
    )


biases_join_the_rows.mutant("a law more for the bias", laws=5)


@claim("laws.relu-2", marcotte(2023, "two-layer ReLU networks"))
def one_law_a_relu_neuron(judge, act="relu", laws=3):
    """The ReLU networks 2-3-2 and, with biases, 2-3-1 have exactly 3 laws, one a hidden neuron."""
    return judge.all(
        counted(judge, chain(2, 3, 2, act=act), laws),
        counted(judge, chain(2, 3, 1, act=act, bias=True), laws),
    )


one_law_a_relu_neuron.mutant("a linear activation", act="linear")
one_law_a_relu_neuron.mutant("GELU as ReLU", act="gelu")
one_law_a_relu_neuron.mutant("a law a pair of neurons", laws=6)


@claim("laws.relu-deep", marcotte(2023, "deep ReLU networks"))
def deep_relu_networks(judge, act="relu", laws=6):
    """The ReLU network 2-3-3-2 has exactly 6 laws, one a hidden neuron."""
    return counted(judge, chain(2, 3, 3, 2, act=act), laws)


deep_relu_networks.mutant("tanh", act="tanh")
deep_relu_networks.mutant("a linear activation", act="linear")


@claim("laws.homogeneous", modern("activations"))
def homogeneous_activations(judge, kept="relu leaky square cube", lost="tanh sigmoid gelu"):
    """The network 2-1-1 has exactly one law with ReLU, leaky ReLU, square and cube, and none with
    tanh, sigmoid, GELU, SiLU, softplus and erf.
    """
    more = "silu softplus erf" if kept == "relu leaky square cube" else ""
    return judge.all(
        *(counted(judge, chain(2, 1, 1, act=act), 1) for act in kept.split()),
        *(counted(judge, chain(2, 1, 1, act=act), 0) for act in f"{lost} {more}".split()),
    )


homogeneous_activations.mutant("SiLU among the homogeneous ones", kept="silu", lost="tanh")
homogeneous_activations.mutant("square among the others", kept="relu", lost="square")


@claim("laws.residual", marcotte(2025, "residual blocks"))
def residual_blocks(judge, laws=6):
    """Two residual ReLU blocks x + V relu(W x) of 3 neurons on two coordinates have exactly 6 laws,
    one a neuron.
    """
    weights = {"W1": [3, 2], "V1": [2, 3], "W2": [3, 2], "V2": [2, 3]}
    layers = ["h = x + V1 relu(W1 x)", "y = h + V2 relu(W2 h)"]
    return counted(judge, model(weights, [2], layers), laws)


residual_blocks.mutant("a law more for each skip", laws=8)


@claim("laws.residual.between", marcotte(2025, "residual blocks"))
def no_laws_between_residual_blocks(judge, skip="h", laws=4):
    """Two linear residual blocks x + V W x of widths 1 and 2 on two coordinates have exactly 1 + 3
    laws: none between the blocks.
    """
    weights = {"W1": [1, 2], "V1": [2, 1], "W2": [2, 2], "V2": [2, 2]}
    plus = f"{skip} + " if skip else ""
    first = "h = x + V1 (W1 x)" if skip else "h = V1 (W1 x)"
    return counted(judge, model(weights, [2], [first, f"y = {plus}V2 (W2 h)"]), laws)


no_laws_between_residual_blocks.mutant("without the skip", skip="")


@claim(
    "laws.convolution",
    marcotte(2025, "convolutional layers"),
    formula=r"N=\sum_{\ell}\tfrac{c_\ell(c_\ell+1)}{2}",
    case=True,
)
def channel_laws_only(judge, laws=3):
    """Linear convolutional layers have no laws but those of their channels, c(c + 1)/2 for c inner
    channels: read for one input and output channel, 1-2-1 with kernels of length 2 has 3.
    """
    return counted(judge, _convolution(2), laws)


channel_laws_only.mutant("a law a channel", laws=2)


@claim(
    "laws.convolution-amended",
    marcotte(2025, "convolutional layers"),
    formula=r"N(1,2,1)=4,\quad N(1,1,1)=1",
    amends="laws.convolution",
)
def a_law_more_for_one_channel(judge, laws=4, other=1):
    """Two linear convolutions with channels 1-2-1 and kernels of length 2 have exactly 4 laws, one
    more than c(c + 1)/2; with channels 1-1-1 they have one.

    `steepest laws examples/conservation/convolution-linear.toml` prints the fourth, a_1.b_2 -
    a_2.b_1.
    """
    return judge.all(counted(judge, _convolution(2), laws), counted(judge, _convolution(1), other))


a_law_more_for_one_channel.mutant("two for one channel", other=2)


@claim("laws.convolution.relu", marcotte(2025, "convolutional layers"))
def channels_with_relu(judge, act="relu", laws=2):
    """Two convolutions with channels 1-2-1, kernels of length 2 and ReLU between them have exactly
    2 laws, one a channel.
    """
    weights = {"a": [2, 1, 2], "b": [1, 2, 2]}
    layers = [f"h = {act}(conv(a, x))", "y = conv(b, h)"]
    return counted(judge, model(weights, [1, 5], layers), laws)


channels_with_relu.mutant("linear layers", act="linear")
channels_with_relu.mutant("a law a kernel entry", laws=4)


@claim("laws.gate", modern("gated units"))
def gated_units(judge, gate="swiglu", laws=3):
    """SwiGLU, GLU and GEGLU layers of 3 hidden units on two coordinates have exactly 3 laws, one a
    unit.
    """
    return judge.all(
        counted(judge, _gated(gate), laws),
        counted(judge, _gated("glu"), laws),
        counted(judge, _gated("geglu"), laws),
    )


gated_units.mutant("a bilinear gate has two a unit", gate="bilinear")
gated_units.mutant("two a unit", laws=6)


@claim("laws.gate.relu", modern("gated units"))
def homogeneous_gates(judge, gate="bilinear", laws=6):
    """A bilinear gate and a ReLU gate of 3 hidden units on two coordinates have exactly 6 laws, two
    a unit.
    """
    return judge.all(counted(judge, _gated(gate), laws), counted(judge, _gated("reglu"), laws))


homogeneous_gates.mutant("SwiGLU", gate="swiglu")


@claim("laws.cross-entropy", marcotte(2023, "the role of the loss"))
def cross_entropy_keeps_sums(judge, loss="cross-entropy", laws=(5, 3)):
    """With softmax cross-entropy the linear network 2-2-2 has exactly 3 + 2 laws, and the tanh
    network 2-2-3 with biases exactly 3.

    It moves differences of outputs only: the column sums of the last layer are conserved too.
    """
    return judge.all(
        counted(judge, chain(2, 2, 2, loss=loss), laws[0]),
        counted(judge, chain(2, 2, 3, act="tanh", bias=True, loss=loss), laws[1]),
    )


cross_entropy_keeps_sums.mutant("squared loss", loss="squared")
cross_entropy_keeps_sums.mutant("only the sum of all entries", laws=(4, 1))


@claim("laws.norm", modern("normalization"))
def normalization_gains(judge, eps="1/100000", laws=4):
    """RMSNorm with 2 gains and eps = 1/100000 before the ReLU network 2-2-2 has exactly 4 laws, one
    a gain and one a hidden unit.
    """
    weights = {"g": [2], "W": [2, 2], "V": [2, 2]}
    layers = [f"n = rmsnorm(x, g, eps={eps})", "y = V relu(W n)"]
    return counted(judge, model(weights, [2], layers), laws)


normalization_gains.mutant("no law for the gains", laws=2)


@claim("laws.norm.scale", modern("normalization"))
def scale_before_normalization(judge, eps="0", laws=1):
    """The network V tanh(rmsnorm(W x)), with W of 2 x 2 and V of 1 x 2, has exactly one law without
    eps and none with eps = 1/100000.
    """
    weights = {"W": [2, 2], "V": [1, 2]}
    without, with_eps = (
        model(weights, [2], [f"y = V tanh(rmsnorm(W x, eps={e}))"]) for e in (eps, "1/100000")
    )
    return judge.all(counted(judge, without, laws), counted(judge, with_eps, 0))


scale_before_normalization.mutant("with eps", eps="1/100000")


@claim("laws.tied", marcotte(2023, "weight sharing"))
def tied_weights_have_no_balance(judge, layer="y = W.T relu(W x)", laws=0):
    """The network with tied weights W^T relu(W x), W of 3 x 2, has no law."""
    return counted(judge, model({"W": [3, 2]}, [2], [layer]), laws)


tied_weights_have_no_balance.mutant("one a neuron", laws=3)


@claim("laws.momentum.count", marcotte(2024, "fewer laws under momentum"))
def momentum_has_fewer_laws(judge, tau="1/2", laws=3):
    """Under the heavy ball with friction 1/2 the linear network 2-3-2 has exactly 3 laws, r(r -
    1)/2 in place of r(r + 1)/2.
    """
    return counted(judge, chain(2, 3, 2, optimizer=f"heavy-ball({tau})"), laws)


momentum_has_fewer_laws.mutant("as many as the flow", laws=6)


@claim("laws.momentum.relu", marcotte(2024, "fewer laws under momentum"))
def momentum_loses_the_neurons(judge, act="relu", laws=0):
    """Under the heavy ball with friction 1 the ReLU network 2-2-1 has no law."""
    model = chain(2, 2, 1, act=act, optimizer="heavy-ball(1)")
    return counted(judge, model, laws)


momentum_loses_the_neurons.mutant("one a neuron", laws=2)


def _convolution(channels: int) -> dict[str, Any]:
    weights = {"a": [channels, 1, 2], "b": [1, channels, 2]}
    return model(weights, [1, 5], ["y = conv(b, conv(a, x))"])


def _gated(gate: str) -> dict[str, Any]:
    weights = {"W": [3, 2], "U": [3, 2], "D": [2, 3]}
    return model(weights, [2], [f"y = D {gate}(W x, U x)"])
