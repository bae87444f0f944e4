"""Chapter 1: gradient descent, least squares as the convex example, a two-layer loss as the
non-convex one, notation.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import gradient, hessian_form, matrices, norm2, scalars
from steepest.proofs.engine.text import as_written

from . import at, equal, holds, thesis

X, theta, y, v = matrices("X: n x d, theta: d x 1, y: n x 1, v: d x 1")
c, bound = scalars("c bound")


@definition(
    "intro.eq-1.1", thesis("equation (1.1)"), r"\theta(k+1)=\theta(k)-\eta\nabla L(\theta(k))"
)
def gradient_descent(gradient: Callable[[Any], Any], start: Any, eta: Any, steps: int) -> list[Any]:
    """theta(0), ..., theta(steps) of gradient descent; exact for exact numbers, and for whatever
    formula is given as the gradient.
    """
    path = [start]
    for _ in range(steps):
        path.append(path[-1] - eta * gradient(path[-1]))
    return path


@definition(
    "intro.geometric-approach",
    thesis("Section 1.1, first approach"),
    r"\nabla L=0,\ \lambda_{\min}(\nabla^2L)<0",
)
def is_strict_saddle(gradient: Any, hessian: Any) -> bool:
    """A stationary point with a direction of negative curvature. (That perturbed descent then finds
    a global minimum is a cited result.)
    """
    import numpy as np

    return not np.any(gradient) and bool(np.linalg.eigvalsh(hessian)[0] < 0)


@definition("intro.overview-pointers", thesis("Section 1.1"))
def overview() -> dict[str, str]:
    """The announced results and the claims that decide them."""
    return {
        "wide two-layer ReLU networks reach zero loss at a linear rate": "relu2.thm-2.3",
        "deep networks and ResNets with smooth activations": "deep_gram",
        "gradient flow keeps differences of squared layer norms": "balance.thm-2.1",
        "a one-hidden-layer convolutional network with a spurious local minimum": "conv.thm-5.3",
        "a convolutional filter with general inputs": "filters",
        "gradient descent can take exponential time at saddles": "saddle.thm-7.1",
    }


@definition("intro.notation", thesis("Table 1.1"))
def notation() -> dict[str, str]:
    """The symbols of the thesis and the names this package uses for them."""
    return {
        r"\|v\|_2,\ \|A\|_F": "norm2 (the square)",
        r"\langle A,B\rangle": "inner",
        r"\|A\|_{op},\ \sigma_i(A)": "a number e with |A v|^2 <= e^2 |v|^2 for all v",
        r"\lambda_{\min}(A)": "a number h with v^T A v >= h |v|^2 for all v",
        r"\eta": "eta",
        r"\mathbb I\{E\}": "indicator",
        r"N(\mu,\Sigma)": "polar coordinates (limit_gram)",
        r"O,\Omega,\Theta": "explicit constants",
    }


@claim(
    "intro.eq-1.2",
    thesis("equation (1.2)"),
    formula=r"L=c\|X\theta-y\|^2:\ \nabla L=2cX^\top(X\theta-y),\ "
    r"v^\top\nabla^2L\,v=2c\|Xv\|^2\ge0",
    hypotheses=("c > 0",),
    missing=("a function with a positive semidefinite Hessian is convex",),
)
def least_squares(judge, two=2):
    """The loss of linear regression is convex: its gradient and Hessian, for all n, d."""
    loss = c * norm2(X @ theta - y)
    return judge.all(
        judge.same(gradient(loss, theta), two * c * X.T @ (X @ theta - y)),
        judge.same(hessian_form(loss, {theta: v}), two * c * norm2(X @ v)),
        judge.at_most(0, two * c * norm2(X @ v), where=[c >= 0]),
    )


least_squares.mutant("without the factor 2", two=1)


@claim(
    "intro.eq-1.2.smooth",
    thesis("equation (1.2)"),
    formula=r"\|\nabla L(\theta+v)-\nabla L(\theta)\|\le2c\|X\|_2^2\,\|v\|",
    hypotheses=("bound = |X|_2^2, used as |X v|^2 <= bound |v|^2 and |X^T z|^2 <= bound |z|^2",),
    missing=("the difference of the gradients is 2 c X^T X v (intro.eq-1.2)",),
)
def least_squares_smooth(judge, power=2):
    """The gradient is Lipschitz with the constant 2 c |X|_2^2 (squares compared, 4 c^2 divided
    out).
    """
    where = [
        norm2(X @ v) <= bound * norm2(v),
        norm2(X.T @ X @ v) <= bound * norm2(X @ v),
        bound >= 0,
    ]
    return judge.at_most(norm2(X.T @ X @ v), bound**power * norm2(v), where=where)


least_squares_smooth.mutant("|X|_2 instead of its square", power=1)


@claim(
    "intro.linreg-rate",
    thesis("after equation (1.2)"),
    formula=r"\eta=1/\beta,\ \beta=2c\|X\|_2^2:\ L(\theta(k))-\min "
    r"L\le\frac{\beta\|\theta(0)-\theta^*\|^2}{2k},\quad k\ge1",
    missing=(
        "the eigenbasis of the Hessian: one coordinate is decided",
        "induction over k",
    ),
)
def regression_rate(judge, lead=1):
    """Gradient descent with eta = 1/beta has L(theta(k)) - min L <= beta |theta(0) -
    theta*|^2/(2k): O(1/eps) steps.

    In an eigenbasis of the Hessian with the eigenvalues beta s, 0 <= s <= 1, a coordinate e of the
    error contributes beta s (1 - s)^{2k} e^2/2. Induction over k: (1 - s)^{2k} (1 + 2 k s) <= 1, so
    s (1 - s)^{2k} <= s/(1 + 2 k s) <= 1/k.
    """
    s, k, p = reals("s k p")
    unit = [s >= 0, s <= 1]
    return judge.all(
        judge.holds(as_written("(1 - s)**0*(1 + 2*0*s) == 1")),
        holds(
            judge,
            p * (1 - s) ** 2 * (1 + 2 * (k + 1) * s) <= 1,
            [*unit, k >= 0, p >= 0, p * (1 + 2 * k * s) <= 1],
        ),
        holds(judge, s * p <= lead / (2 * k), [*unit, k >= 1, p >= 0, p * (1 + 2 * k * s) <= 1]),
    )


regression_rate.mutant("1/(4k)", lead=Fraction(1, 2))


@claim(
    "intro.linreg-rate.sharper",
    thesis("after equation (1.2)"),
    formula=r"L(\theta(k))-\min L\le\frac{\beta\|\theta(0)-\theta^*\|^2}{2(2k+1)}",
    missing=(
        "the eigenbasis of the Hessian: one coordinate is decided",
        "induction over k",
    ),
)
def regression_rate_sharper(judge, extra=1):
    """The rate of linear regression with 2k + 1 in place of k.

    The same argument gives 2k + 1 in place of k: s/(1 + 2 k s) grows with s, so it is at most 1/(2k
    + 1); equality at k = 0.
    """
    s, k, p = reals("s k p")
    where = [s >= 0, s <= 1, k >= 0, p >= 0, p * (1 + 2 * k * s) <= 1]
    return judge.all(
        holds(judge, p * (1 - s) ** 2 * (1 + 2 * (k + 1) * s) <= 1, where),
        holds(judge, s * p <= 1 / (2 * k + extra), where),
    )


regression_rate_sharper.mutant("2k + 2", extra=2)


@claim(
    "intro.linreg-rate.strong",
    thesis("after equation (1.2)"),
    formula=r"L(\theta(k))-\min L\le(1-\mu/\beta)^{2k}(L(\theta(0))-\min L)",
    hypotheses=("mu the least positive eigenvalue of the Hessian; y any, X of any rank",),
    missing=(
        "the eigenbasis of the Hessian: one coordinate is decided",
        "induction over k",
    ),
)
def regression_is_linear(judge, least=1):
    """For fixed data the rate of linear regression is even linear, for every rank.

    For fixed data the rate is even linear, rank deficient or not: a coordinate with s = 0 costs
    nothing, the others have s >= mu/beta. One step multiplies the contribution beta s e^2/2 by (1 -
    s)^2; O(1/eps) is about all data at once.
    """
    s, mu, gap = reals("s mu gap")
    from sympy import Eq, Or

    where = [mu > 0, mu <= 1, s >= 0, s <= 1, Or(Eq(s, 0), s >= least * mu), gap >= 0]
    return holds(judge, s * (1 - s) ** 2 * gap <= (1 - mu) ** 2 * s * gap, where)


regression_is_linear.mutant("eigenvalues down to mu/2", least=Fraction(1, 2))


def tiny_loss(w1: Any, w2: Any) -> Any:
    """H = 2, one sample x = y = 1, scalar weights."""
    from sympy import Max

    return (w2 * Max(w1, 0) - 1) ** 2 / 2


@claim(
    "intro.eq-1.3",
    thesis("equation (1.3)"),
    formula=r"L(w_1,w_2)=\tfrac12(w_2\max(w_1,0)-1)^2:\ "
    r"L(\tfrac54,\tfrac54)>\tfrac12\left(L(\tfrac12,2)+L(2,\tfrac12)\right),\ "
    r"L\ge L(\tfrac12,2),\ L\ge L(2,\tfrac12)",
)
def deep_loss_not_convex(judge, end=2):
    """The loss of a two-layer network with one neuron and one sample is not convex: it is larger at
    the midpoint of two of its minima than their mean.
    """
    w1, w2 = reals("w_1 w_2")
    loss = tiny_loss(w1, w2)
    there = lambda a, b: at(loss, (w1, a), (w2, b))  # noqa: E731
    low, high = Fraction(1, end), Fraction(end)
    minima = [there(low, high), there(high, low)]
    mean = as_written("(first + second)/2", first=minima[0], second=minima[1])
    middle = (low + high) / 2
    return judge.all(
        holds(judge, (there(middle, middle), ">", mean)),
        *(holds(judge, (loss, ">=", minimum)) for minimum in minima),
    )


deep_loss_not_convex.mutant("twice the same minimum", end=1)


@claim(
    "intro.eq-1.3.kink",
    thesis("equation (1.3)"),
    formula=r"w_2\neq0:\ \partial^+_{w_1}L(0,w_2)=-w_2\ne0=\partial^-_{w_1}L(0,w_2)",
    missing=("the limit of the difference quotients",),
)
def deep_loss_not_smooth(judge, slope=-1):
    """The loss of a deep network is in general not differentiable.

    It is not differentiable either: at w1 = 0 the difference quotients are -w2 + w2^2 h/2 on the
    right and 0 on the left.
    """
    from sympy import Ne

    h, w2 = reals("h w2")
    right = ((w2 * h - 1) ** 2 / 2 - (w2 * 0 - 1) ** 2 / 2) / h
    return judge.all(
        equal(judge, right, slope * w2 + w2**2 * h / 2, [h > 0]),
        judge.holds(as_written("at(diff((w2*h - 1)**2/2, h), h, 0) != 0"), [Ne(w2, 0)]),
        equal(judge, (tiny_loss(h, w2) - tiny_loss(0, w2)) / h, 0, [h < 0]),
    )


deep_loss_not_smooth.mutant("the slope +w2", slope=1)


@claim(
    "intro.eq-1.3.curvature",
    thesis("equation (1.3)"),
    formula=r"\sigma(z)=z:\ \lambda_{\max}(\nabla^2L(w,w))\ge\partial_{w_1}^2L=w^2\ \text{ exceeds "
    r"every bound}",
    missing=(
        "lambda_max is at least a diagonal entry",
        "an unbounded Hessian: the gradient is not Lipschitz",
    ),
)
def deep_loss_unbounded_curvature(judge, share=1):
    """The gradient of a deep network's loss is not Lipschitz, even for a linear activation.

    Even for a linear activation the gradient is not Lipschitz: d^2 L/d w1^2 = w2^2 is unbounded.
    """
    import sympy

    w1, w2, beta = reals("w1 w2 beta")
    second = sympy.Derivative((w1 * w2 - 1) ** 2 / 2, w1, 2)
    return judge.all(
        equal(judge, second, share * w2**2), holds(judge, (beta + 1) ** 2 > beta, [beta > 0])
    )


deep_loss_unbounded_curvature.mutant("half of it", share=Fraction(1, 2))
