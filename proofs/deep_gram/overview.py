"""Section 3.3: how the predictions move in one step, and what makes the loss fall.

r = u - y, G = J J^T with J the Jacobian of the n predictions in all parameters, L' = J^T r the
gradient of the loss. A step moves the predictions by I_1 + I_2, with I_1 = -eta G r exactly and I_2
what the curvature of the network adds.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from ..engine.relations import integral
from . import chapter_3, holds, positive

DYNAMICS, OVERVIEW = "Section 3.3", "Section 3.8"


def one_neuron():
    """u = a sin(w): one neuron, input 1, both parameters trained; u, G = u_a^2 + u_w^2, and the
    parameters after a step.
    """
    from sympy import cos, sin

    a, w, y, eta = reals("a w y eta")
    u, ua, uw = a * sin(w), sin(w), a * cos(w)
    r = u - y
    return a, w, y, eta, u, ua**2 + uw**2, (a - eta * r * ua) * sin(w - eta * r * uw)


@claim(
    "deep.eq-dynamics",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta G(k))(y-u(k))",
    hypotheses=("read as an equation, for a step of any positive size",),
    case=True,
)
def dynamics_as_printed(judge, sign="=="):
    """The residual is multiplied by I - eta G(k). As an equation this is false: a step has
    second-order terms.
    """
    _, _, y, eta, u, G, after = one_neuron()
    return holds(judge, (y - after, sign, (1 - eta * G) * (y - u)), positive(eta))


dynamics_as_printed.mutant("as a lower bound", sign=">=")


@claim(
    "deep.eq-dynamics-amended",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta G(k))(y-u(k))-I_2(k),\quad I_2=0\text{ if only the output vector is "
    r"trained}",
    hypotheses=("I_2(k) = u(k+1) - u(k) + eta G(k)(u(k) - y)",),
    amends="deep.eq-dynamics",
)
def dynamics(judge, factor=1):
    """With the remainder I_2 it is an identity, and exact without it for a model linear in its
    trained parameters, for all sizes.
    """
    from steepest.proofs.engine.matrix import eye, matrices, scalars

    J, u, y, rest = matrices("J: n x q, u: n x 1, y: n x 1, I2: n x 1")
    eta = scalars("eta")
    after = u - factor * eta * (J @ J.T) @ (u - y) + rest
    general = judge.same(y - after, (eye("n") - eta * (J @ J.T)) @ (y - u) - rest)
    Phi, a = matrices("Phi: n x m, a: m x 1")
    moved = a - eta * Phi.T @ (Phi @ a - y)
    linear = judge.same(y - Phi @ moved, (eye("n") - eta * (Phi @ Phi.T)) @ (y - Phi @ a))
    return judge.all(general, linear)


dynamics.mutant("twice the step", factor=2)


@claim(
    "deep.eq-dynamics.flow",
    chapter_3(DYNAMICS),
    formula=r"\tfrac{d}{dt}(y-u)=-G\,(y-u)",
    missing=("u' = J theta' by the chain rule",),
)
def dynamics_of_the_flow(judge, factor=1):
    """In continuous time it is exact: u' = J theta' and theta' = -J^T (u - y)."""
    from steepest.proofs.engine.matrix import matrices

    J, u, y = matrices("J: n x q, u: n x 1, y: n x 1")
    return judge.same(-(J @ (-J.T @ (u - y))), -factor * (J @ J.T) @ (y - u))


dynamics_of_the_flow.mutant("half the rate", factor=Fraction("1/2"))


@claim(
    "deep.eq-dynamics.blocks",
    chapter_3(DYNAMICS),
    formula=r"G=\sum_{h=1}^{H+1}G^{(h)}",
    missing=("the sum over the blocks by induction: two are decided",),
)
def blocks(judge, weight=1):
    """The Gram matrix of all parameters is the sum over blocks of parameters (two blocks; more by
    induction), for all sizes.
    """
    from steepest.proofs.engine.matrix import eye, matrices, zeros

    first, second, E, F = matrices("J1: n x p, J2: n x q, E1: p x t, F: q x t")
    rules = [(E @ E.T, eye("p")), (F @ F.T, eye("q")), (E @ F.T, zeros("p", "q"))]
    whole = first @ E + second @ F
    return judge.same(whole @ whole.T, first @ first.T + weight * (second @ second.T), rules=rules)


blocks.mutant("a block counted twice", weight=2)


@claim(
    "deep.claim-2layer",
    chapter_3(DYNAMICS),
    formula=r"y-u(k+1)=(I-\eta H(k))(y-u(k))",
    hypotheses=("ReLU, only the first layer trained, any step",),
    case=True,
)
def two_layers_as_printed(judge, sign="=="):
    """Two layers with the first one trained obey the same equation. False for ReLU as soon as a
    neuron changes its side.
    """
    from sympy import Max

    a, w, y, eta = reals("a w y eta")
    u = a * w
    after = a * Max(w - eta * (u - y) * a, 0)
    return holds(judge, (y - after, sign, (1 - eta * a**2) * (y - u)), positive(eta, w))


two_layers_as_printed.mutant("at most", sign="<=")


@claim(
    "deep.claim-2layer-amended",
    chapter_3(DYNAMICS),
    formula=r"\text{no neuron changes its side}\implies y-u(k+1)=(I-\eta H(k))(y-u(k))",
    amends="deep.claim-2layer",
    missing=(
        "while no neuron changes its side the outputs are linear in the first layer: u = Z v",
    ),
)
def two_layers(judge, least=0):
    """Exact for ReLU while every neuron keeps its side: there u is linear in the first layer (all
    sizes), one neuron spelled out.
    """
    from steepest.proofs.engine.matrix import eye, matrices, scalars
    from sympy import Max

    a, w, y, eta, after = reals("a w y eta w_next")
    u = a * w
    where = [*positive(eta, w), (after, "==", w - eta * (u - y) * a), (after, ">=", least)]
    one = holds(judge, (y - a * Max(after, 0), "==", (1 - eta * a**2) * (y - u)), where)
    Z, v, t = matrices("Z: n x q, v: q x 1, t: n x 1")
    e = scalars("eta")
    return judge.all(
        one,
        judge.same(t - Z @ (v - e * Z.T @ (Z @ v - t)), (eye("n") - e * (Z @ Z.T)) @ (t - Z @ v)),
    )


two_layers.mutant("neurons that cross a little", least=-1)


@claim(
    "deep.claim-2layer.limit",
    chapter_3(DYNAMICS),
    formula=r"H^\infty_{ij}=x_i^\top x_j\,\frac{\pi-\arccos\rho}{2\pi}",
    hypotheses=(
        "ReLU",
        "phi = arccos rho in [0, pi]: both half planes meet in the angles [phi - pi/2, pi/2]",
    ),
    missing=(
        "polar coordinates: the angle of a Gaussian vector is uniform, and where both "
        "neurons are active",
    ),
)
def two_layer_limit(judge, total=1):
    """The probability that both neurons are active: the angle density 1/(2 pi) over an arc of
    length pi - phi.
    """
    from sympy import pi

    t, phi = reals("t phi")
    density = total / (2 * pi)
    value = (pi - phi) / (2 * pi)
    return integral(judge, t * density, t, 1 / (2 * pi), phi - pi / 2, pi / 2, value)


two_layer_limit.mutant("density 1/pi", total=2)


@claim("deep.claim-psd", chapter_3(DYNAMICS), formula=r"v^\top G^{(h)}v=\|J_h^\top v\|^2\ge0")
def positive_semidefinite(judge, sign=1):
    """Every block of the Gram matrix is positive semidefinite, for all sizes."""
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    J, v = matrices("J: n x q, v: n x 1")
    quadratic = inner(v, sign * (J @ J.T) @ v)
    return judge.all(judge.same(quadratic, norm2(J.T @ v)), judge.at_most(0 * norm2(v), quadratic))


positive_semidefinite.mutant("minus the Gram matrix", sign=-1)


@claim(
    "deep.claim-psd.descent",
    chapter_3(DYNAMICS),
    formula=r"\tfrac{d}{d\eta}L(\theta-\eta L')\big|_0=-(y-u)^\top "
    r"G(y-u)\le-\lambda_{\min}(G^{(h)})\|y-u\|^2",
    hypotheses=(
        "u != y, else the loss is 0 and stays",
        "then L < L(0) for all small steps, L being C^1 in eta",
    ),
    missing=(
        "the slope of the loss by the chain rule, and a C^1 function with negative slope falls",
        "block and others stand for quadratic forms, lambda for a least eigenvalue",
    ),
)
def loss_decreases(judge, factor=1):
    """The slope of the loss along a step is -|L'|^2, at most -lambda |y - u|^2 where one block has
    least eigenvalue lambda > 0.
    """
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    J, r = matrices("J: n x q, r: n x 1")
    slope = judge.same(inner(r, J @ (-J.T @ r)), -factor * inner(r, (J @ J.T) @ r))
    block, others, lam, size = reals("block others lambda size")
    where = [*positive(lam, size), (others, ">=", 0), (block, ">=", lam * size)]
    return judge.all(
        slope,
        judge.same(inner(r, (J @ J.T) @ r), norm2(J.T @ r)),
        holds(judge, (-(block + others), "<", 0), where),
    )


loss_decreases.mutant("twice the slope", factor=2)
