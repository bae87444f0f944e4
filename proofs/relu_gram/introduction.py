"""Chapter 1: gradient descent, least squares as the convex example, a two-layer loss as the
non-convex one, notation.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import gradient, matrices, norm2, scalars
from steepest.proofs.engine.text import as_written

from . import at, convexity, equal, holds, regression, thesis

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
    says=convexity.convex,
)
def least_squares(judge):
    """The loss of linear regression is convex: its gradient, its Hessian 2 c X^T X >= 0, and its
    chords above it, for all n, d.
    """
    k = judge.theorem()
    return k.qed(convexity.convex_proof(k))


@least_squares.mutant
def without_the_factor_two(judge):
    return judge.same(gradient(c * norm2(X @ theta - y), theta), c * X.T @ (X @ theta - y))


@claim(
    "intro.eq-1.2.smooth",
    thesis("equation (1.2)"),
    formula=r"\|\nabla L(\theta+v)-\nabla L(\theta)\|\le2c\|X\|_2^2\,\|v\|",
    hypotheses=("|X|_2^2 used as |X v|^2 <= |X|_2^2 |v|^2 and the same of X^T",),
    says=regression.lipschitz,
)
def least_squares_smooth(judge):
    """The gradient is Lipschitz with the constant 2 c |X|_2^2."""
    k = judge.theorem()
    return k.qed(regression.lipschitz_proof(k))


@least_squares_smooth.mutant
def the_norm_instead_of_its_square(judge):
    where = [
        norm2(X @ v) <= bound * norm2(v),
        norm2(X.T @ X @ v) <= bound * norm2(X @ v),
        bound >= 0,
    ]
    return judge.at_most(norm2(X.T @ X @ v), bound * norm2(v), where=where)


@claim(
    "intro.linreg-rate",
    thesis("after equation (1.2)"),
    formula=r"\eta=1/\beta,\ \beta=2c\|X\|_2^2:\ L(\theta(k))-\min "
    r"L\le\frac{\beta\|\theta(0)-\theta^*\|^2}{2k},\quad k\ge1",
    hypotheses=("|X|_2^2 used as |X v|^2 <= |X|_2^2 |v|^2 and the same of X^T",),
    says=regression.printed,
    uses=("intro.linreg-rate.sharper",),
)
def regression_rate(judge):
    """Gradient descent with eta = 1/beta has L(theta(k)) - min L <= beta |theta(0) -
    theta*|^2/(2k): O(1/eps) steps.

    theta* solves the normal equations and is a minimum; X may have any rank.
    """
    k = judge.theorem()
    return k.qed(regression.printed_proof(k, "intro.linreg-rate.sharper"))


@regression_rate.mutant
def one_over_four_k(judge):
    """One coordinate with the eigenvalue beta s; p stands for (1 - s)^(2 k)."""
    s, k, p = reals("s k p")
    where = [s >= 0, s <= 1, k >= 1, p >= 0, p * (1 + 2 * k * s) <= 1]
    return holds(judge, s * p <= 1 / (4 * k), where)


@claim(
    "intro.linreg-rate.sharper",
    thesis("after equation (1.2)"),
    formula=r"L(\theta(k))-\min L\le\frac{\beta\|\theta(0)-\theta^*\|^2}{2(2k+1)}",
    says=regression.sublinear,
)
def regression_rate_sharper(judge):
    """The rate of linear regression with 2k + 1 in place of k; equality at k = 0 for X^T X = b I.

    With b = |X|_2^2 the quantity |e_k|^2 + (2k/b) |X e_k|^2 of the error e_k does not grow, and |X
    e_k|^2 <= b |e_k|^2.
    """
    k = judge.theorem()
    return k.qed(regression.sublinear_proof(k))


@regression_rate_sharper.mutant
def two_k_plus_two(judge):
    """One coordinate: at k = 0 and s = p = 1 the left side is 1."""
    s, k, p = reals("s k p")
    where = [s >= 0, s <= 1, k >= 0, p >= 0, p * (1 + 2 * k * s) <= 1]
    return holds(judge, s * p <= 1 / (2 * k + 2), where)


@claim(
    "intro.linreg-rate.strong",
    thesis("after equation (1.2)"),
    formula=r"L(\theta(k))-\min L\le(1-\mu/\beta)^{2k}(L(\theta(0))-\min L)",
    hypotheses=(
        "mu the least positive eigenvalue of the Hessian, used as 2 c |X^T X v|^2 >= mu |X v|^2",
        "y any, X of any rank",
    ),
    says=regression.linear,
)
def regression_is_linear(judge):
    """For fixed data the rate of linear regression is even linear, for every rank.

    A step multiplies z = X e by T/b, T = b - X X^T, and on the range of X 0 <= T <= b - m, mu = 2 c
    m. O(1/eps) is about all data at once.
    """
    k = judge.theorem()
    return k.qed(regression.linear_proof(k))


@regression_is_linear.mutant
def eigenvalues_down_to_half_of_mu(judge):
    """One coordinate with the eigenvalue beta s, mu in units of beta."""
    from sympy import Eq, Or

    s, mu, gap = reals("s mu gap")
    where = [mu > 0, mu <= 1, s >= 0, s <= 1, Or(Eq(s, 0), s >= mu / 2), gap >= 0]
    return holds(judge, s * (1 - s) ** 2 * gap <= (1 - mu) ** 2 * s * gap, where)


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
    says=convexity.kink,
)
def deep_loss_not_smooth(judge):
    """The loss of a deep network is in general not differentiable: at w1 = 0 the difference
    quotients tend to -w2 on the right and to 0 on the left.

    They are -w2 + w2^2 h/2 and 0.
    """
    k = judge.theorem()
    return k.qed(convexity.kink_proof(k))


@deep_loss_not_smooth.mutant
def the_slope_with_the_other_sign(judge):
    h, w2 = reals("h w2")
    right = ((w2 * h - 1) ** 2 / 2 - (w2 * 0 - 1) ** 2 / 2) / h
    return equal(judge, right, w2 + w2**2 * h / 2, [h > 0])


@claim(
    "intro.eq-1.3.curvature",
    thesis("equation (1.3)"),
    formula=r"\sigma(z)=z:\ \lambda_{\max}(\nabla^2L(w,w))\ge\partial_{w_1}^2L=w^2\ \text{ exceeds "
    r"every bound}",
    says=convexity.unbounded,
)
def deep_loss_unbounded_curvature(judge):
    """The gradient of a deep network's loss is not Lipschitz, even for a linear activation: d^2 L/d
    w1^2 = w2^2 is unbounded.
    """
    k = judge.theorem()
    return k.qed(convexity.unbounded_proof(k))


@deep_loss_unbounded_curvature.mutant
def half_of_the_curvature(judge):
    import sympy

    w1, w2 = reals("w1 w2")
    return equal(judge, sympy.Derivative((w1 * w2 - 1) ** 2 / 2, w1, 2), w2**2 / 2)
