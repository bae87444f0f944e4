"""The three architectures as functions of their weights, gradient descent, and the patches of a
convolution.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, definition, reals

from . import holds, printed

CONV = printed("Section 3.3", "Section 3.2.2")


@definition(
    "deep.arch-fc",
    printed("equation (2)", "equation (3.2)"),
    r"x^{(h)}=\sqrt{c_\sigma/m}\,\sigma(W^{(h)}x^{(h-1)}),\ f=a^\top x^{(H)}",
)
def fully_connected(weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float) -> float:
    """The output of the fully connected network: m is the number of rows of each weight matrix."""
    for W in weights:
        x = (c_sigma / len(W)) ** 0.5 * sigma(W @ x)
    return a @ x


@definition(
    "deep.arch-res",
    printed("equation (3)", "equation (3.3)"),
    r"x^{(1)}=\sqrt{c_\sigma/m}\,\sigma(W^{(1)}x),\ x^{(h)}=x^{(h-1)}+\tfrac{c_{res}}{H\sqrt "
    r"m}\sigma(W^{(h)}x^{(h-1)}),\ f=a^\top x^{(H)}",
)
def residual(weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float, c_res: float) -> float:
    """The output of the ResNet: the first layer normalises, every other one adds to its input."""
    m, H = len(weights[0]), len(weights)
    x = (c_sigma / m) ** 0.5 * sigma(weights[0] @ x)
    for W in weights[1:]:
        x = x + c_res / (H * m**0.5) * sigma(W @ x)
    return a @ x


@definition(
    "deep.arch-conv",
    CONV,
    r"x^{(h)}=x^{(h-1)}+\tfrac{c_{res}}{H\sqrt m}\sigma(W^{(h)}\phi_h(x^{(h-1)})),\ f=\langle "
    r"a,x^{(H)}\rangle",
)
def convolutional(
    weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float, c_res: float, q: int = 3
) -> float:
    """The output of the convolutional ResNet for x of shape (channels, positions): stride 1, odd q,
    zero padding.
    """
    m, H = len(weights[0]), len(weights)
    x = (c_sigma / m) ** 0.5 * sigma(weights[0] @ patches_of(x, q))
    for W in weights[1:]:
        x = x + c_res / (H * m**0.5) * sigma(W @ patches_of(x, q))
    return (a * x).sum()


def patches_of(x: Any, q: int) -> Any:
    """phi(x): column l holds the values of every channel at the positions l - (q-1)/2, .., l +
    (q-1)/2, zero outside.
    """
    from steepest.kernels.deep_gram.finite import neighbours

    return neighbours(x, x.shape[1], q)


@definition(
    "deep.alg-gd",
    CONV,
    r"W^{(h)}(k)=W^{(h)}(k-1)-\eta\,\partial L/\partial W^{(h)}(k-1),\ "
    r"a(k)=a(k-1)-\eta\,\partial L/\partial a(k-1)",
)
def gradient_step(parameters: list[Any], gradients: list[Any], eta: float) -> list[Any]:
    """One step of gradient descent on all layers and the output weights at once: every gradient is
    taken at the old parameters.
    """
    return [value - eta * gradient for value, gradient in zip(parameters, gradients, strict=True)]


@claim(
    "deep.arch-fc.normalised",
    printed("equation (2)", "equation (3.2)"),
    trial=True,
    formula=r"\|x\|=1\implies E\|x^{(1)}\|^2=c_\sigma E_{z\sim N(0,1)}\sigma(z)^2=1",
)
def normalised(judge, factor=1.0):
    """For unit inputs the first layer has squared norm 1 in the mean, at every width.

    E |x^(1)|^2 = (c_sigma/m) sum_r E s(w_r.x)^2 = c_sigma E s(z)^2 = 1, as w.x ~ N(0, |x|^2);
    trials with softplus, unit inputs, drawn weights.
    """
    from .simulation import UNIT, network_trial

    c, second, m, total = reals("c_sigma second m total")
    mean = holds(
        judge,
        (c / m * total, "==", 1),
        [(c * second, "==", 1), (total, "==", m * second), (m, ">", 0)],
    )
    plan = network_trial("fc", "softplus", 1, statistic="K", layer=1, inputs=UNIT, factor=factor)
    return judge.all(mean, judge.trial(plan))


normalised.mutant("1.05 in the mean", factor=1.05)
