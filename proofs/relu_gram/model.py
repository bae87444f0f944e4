"""Section 2.1: the network, its loss, a step of one neuron, and formula (2.3) at several kinks. The
formula itself is `gradient_of_neuron`.

On the cell of one activation pattern neuron r contributes s D X w_r to the predictions, s =
a_r/sqrt m, D = diag(1{w_r.x_i >= 0}); `rest` collects the other neurons. Everything about one
neuron is then an identity between matrices, for all n, d and m.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import descend, diagonal, matrices, norm2, scalars
from steepest.proofs.engine.theorems import term

from . import convexity, holds, implies, on_instance, thesis
from .exact import example

X, w, rest, y = matrices("X: n x d, w: d x 1, rest: n x 1, y: n x 1")
D = diagonal("D: n x n")
s, eta = scalars("s eta")
u = s * D @ X @ w + rest
loss = norm2(u - y) / 2


@definition(
    "relu2.def-model",
    thesis("Section 2.1"),
    r"f(W,a,x)=\tfrac1{\sqrt m}\sum_ra_r\max(w_r^\top x,0)",
)
def predictions(W: Any, a: Any, X: Any) -> Any:
    """u_i = f(W, a, x_i) for the rows x_i of X."""
    import numpy as np

    return np.asarray(a) @ np.maximum(np.asarray(W) @ np.asarray(X).T, 0) / np.sqrt(len(W))


@definition("relu2.eq-2.1", thesis("equation (2.1)"), r"L(W,a)=\tfrac12\sum_i(f(W,a,x_i)-y_i)^2")
def empirical_risk(W: Any, a: Any, X: Any, y: Any) -> float:
    """Half the squared distance of the predictions from the labels."""
    return 0.5 * float(((predictions(W, a, X) - y) ** 2).sum())


@claim(
    "relu2.eq-2.2",
    thesis("equation (2.2)"),
    formula=r"w_r-\eta\tfrac{\partial}{\partial w_r}\tfrac12|u-y|^2=w_r-\eta sX^\top D_r(u-y),"
    r"\quad u=sD_rXw_r+\mathrm{rest}",
)
def first_layer_step(judge, share=1):
    """With its activation pattern D held fixed, a step w - eta dL/dw of one neuron is w - eta s X^T
    D (u - y), for all n and d.

    s = a_r/sqrt m, and the other neurons, however many, enter u as one vector. Off the kinks D =
    diag(1{w_r.x_i >= 0}) does not change near w_r, so that this is gradient descent with (2.3)
    there.
    """
    return judge.same(descend(loss, w, step=eta)[w], w - share * eta * s * X.T @ D @ (u - y))


first_layer_step.mutant("without the derivative of the square", share=2)


@claim(
    "relu2.eq-2.2.exact",
    thesis("equation (2.2)"),
    formula=r"|u^{\mathrm{float}}(k)-u(k)|\le10^{-12},\quad k=0,1,5,20,40",
    hypotheses=("n = 3, d = 2, m = 4, eta = 1/4, the instance of `exact.example`",),
    missing=("the differences are computed by this program, which hands the largest to the judge",),
)
def floating_point_run(judge, eta_float=0.25):
    """Forty steps in double precision agree with rational arithmetic to 1e-12, compared after 0,
    1, 5, 20 and 40 of them.

    The kernel in double precision against the same 40 steps in rational arithmetic: largest
    difference of a prediction.
    """
    import numpy as np
    from steepest.kernels.relu_gram.gram import descend as run

    network = example()
    path = network.descend(Fraction(1, 4), 40)
    X, y, a, W = (
        np.array(part, dtype=float) for part in (network.X, network.y, network.a, network.W)
    )
    worst = Fraction(0)
    for k in (0, 1, 5, 20, 40):
        approximate = run(X @ X.T, y, W @ X.T, a, eta_float, k).u
        worst = max(
            worst,
            *(abs(Fraction(float(p)) - q) for p, q in zip(approximate, network.outputs(path[k]))),
        )
    return on_instance(judge.holds(("<=", worst, Fraction(1, 10**12))), "the stated instance")


floating_point_run.mutant("another step size", eta_float=0.2500001)


@claim(
    "relu2.eq-2.3.kinks",
    thesis("equation (2.3), footnote; Section 2.2, footnote"),
    formula=r"\text{at kinks the formula (2.3) lies between the one-sided derivatives (in the "
    r"subdifferential of the inclusion)}",
    hypotheses=("n = 2, d = m = 1", "x = (1, -1), w = 0"),
    case=True,
)
def several_kinks(judge, sign=1):
    """At kinks the formula (2.3) is a subgradient.

    Several preactivations vanish at once: false, the formula adds slopes that never occur together.
    Slopes at w = 0: -a y1 on the right, a y2 on the left. The formula gives a (y2 - y1). For a = 1,
    y = (-1, 1) the loss is even differentiable at 0 with derivative 1, and the formula says 2: a
    notation, as the footnote has it, but no subgradient.
    """
    y1, y2, low, high = reals("y1 y2 low high")
    from sympy import Max, Min

    # u = 0 at w = 0, so that sample i has the slope -y_i x_i while it is active
    samples = [(1, y1), (-1, y2)]
    right = sum(-x * label for x, label in samples if x > 0)
    left = sum((-x * label for x, label in samples if x < 0), 0 * y1)
    formula = sign * sum(-x * label for x, label in samples)
    where = [(low, "==", Min(left, right)), (high, "==", Max(left, right))]
    return implies(judge, (formula, ">=", low), (formula, "<=", high), where=where)


several_kinks.mutant("the negative of the formula", sign=-1)


@claim(
    "relu2.nonconvex",
    thesis("Section 2.1"),
    formula=r"L(w)=\tfrac12(\max(w,0)-1)^2:\ L(0)>\tfrac12(L(-1)+L(1)),\quad "
    r"\partial^+L(0)=-1\ne0=\partial^-L(0)",
    says=convexity.one_neuron,
    uses=("intro.eq-1.3.kink",),
)
def not_convex_not_smooth(judge):
    """The loss in W alone is not convex and not differentiable: one neuron and one sample are
    enough.

    n = m = d = 1, x = y = a = 1: the loss of `intro.eq-1.3` with the second weight 1.
    """
    k = judge.theorem()
    kink = k.apply(k.by("intro.eq-1.3.kink", 1), k.arith(term(1) != 0))
    return k.qed(k.both(k.arith(k.target.part(0)), kink))


@not_convex_not_smooth.mutant
def the_label_minus_one(judge):
    """(max(w, 0) + 1)^2/2 is convex."""
    from sympy import Integer, Max

    loss = lambda w: (Max(Integer(w), 0) + 1) ** 2 / 2  # noqa: E731
    return holds(judge, (loss(0), ">", (loss(-1) + loss(1)) / 2))
