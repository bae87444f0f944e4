"""Section 1 and 2.1: homogeneous activations and the rescaling symmetry of the networks built from
them.
"""

from __future__ import annotations

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import matrices, scalars
from steepest.proofs.engine.text import as_written

from . import du_hu_lee


@definition(
    "balance.def-homogeneous-activation",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    r"\phi(x) = \phi'(x)\,x",
)
def homogeneous(z, positive_slope=1, negative_slope=0):
    """phi(x) = phi'(x) x for every x and every element of the sub-differential.

    The general solution: slope a on x >= 0 and slope b on x < 0 (ReLU: 1, 0; leaky ReLU: 1, alpha;
    linear: 1, 1).
    """
    from sympy import Piecewise

    return Piecewise((positive_slope * z, z >= 0), (negative_slope * z, True))


@definition(
    "balance.def-coercive",
    du_hu_lee("footnote 5", "footnote 1"),
    r"f(x) \to \infty \text{ as } \|x\| \to \infty",
)
def coercive(lower_bound_of_f, radius):
    """f is coercive when its infimum outside the ball of radius R grows without bound as R does."""
    return lower_bound_of_f(radius)


@definition(
    "balance.def-smooth",
    du_hu_lee("footnote 6", "footnote 2"),
    r"\|\nabla f(x) - \nabla f(y)\| \le \beta \|x - y\|",
)
def smoothness_constant(hessian):
    """f is smooth when its gradient is beta-Lipschitz for a finite beta; for a C^2 function on a
    convex set, beta = sup |lambda(hessian)|.
    """
    import numpy

    return float(numpy.abs(numpy.linalg.eigvalsh(hessian)).max())


@definition(
    "balance.def-strict-saddle",
    du_hu_lee("footnote 7", "footnote 3"),
    r"\nabla f(x) = 0,\ \lambda_{\min}(\nabla^2 f(x)) < 0",
)
def is_strict(hessian):
    """A stationary point is a strict saddle when its Hessian has a negative eigenvalue."""
    import numpy

    return float(numpy.linalg.eigvalsh(hessian).min()) < 0


def _slope(z, alpha):
    from sympy import Max

    return Max(z, alpha * z)


@claim(
    "balance.def-homogeneous-activation.relu",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"\max\{x,0\} = s\,x \text{ for every } s \in \partial\phi(x)",
)
def relu_is_homogeneous(judge, kink=0):
    """ReLU equals slope times argument for every slope in its sub-differential: 1 for x > 0, 0 for
    x < 0, any s in [0, 1] at 0.
    """
    from sympy import And, Max, Or, Rational

    x, s = reals("x s")
    shift = Rational(kink)
    in_subdifferential = [
        Or(x <= shift, s >= 1),
        Or(x <= shift, s <= 1),
        Or(x >= shift, s >= 0),
        Or(x >= shift, s <= 0),
        And(s >= 0, s <= 1),
    ]
    return judge.equal(Max(x - shift, 0), s * x, where=in_subdifferential)


relu_is_homogeneous.mutant("ReLU with its kink at 1", kink=1)


@claim(
    "balance.def-homogeneous-activation.leaky-relu",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"\max\{x,\alpha x\} = s\,x,\ 0<\alpha<1",
    hypotheses=("0 < alpha < 1",),
)
def leaky_relu_is_homogeneous(judge, power=1):
    """Leaky ReLU equals slope times argument for every slope in its sub-differential: 1 for x > 0,
    alpha for x < 0, [alpha, 1] at 0.
    """
    from sympy import Max, Or

    x, s, alpha = reals("x s alpha")
    subdifferential = [
        alpha > 0,
        alpha < 1,
        s >= alpha,
        s <= 1,
        Or(x <= 0, s >= 1),
        Or(x >= 0, s <= alpha),
    ]
    return judge.equal(Max(x, alpha * x) ** power, s * x, where=subdifferential)


leaky_relu_is_homogeneous.mutant("its square", power=2)


@claim(
    "balance.def-homogeneous-activation.linear",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"x = 1 \cdot x",
)
def identity_is_homogeneous(judge, offset=0):
    """The linear activation x equals its slope 1 times its argument."""
    return judge.holds(as_written(f"x + {offset} == diff(x + {offset}, x)*x"))


identity_is_homogeneous.mutant("an affine activation", offset=1)


@claim(
    "balance.def-homogeneous-activation.classification",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"x\,\phi'(x) = \phi(x) \implies \frac{d}{dx}\frac{\phi(x)}{x} = 0 \quad (x \ne 0)",
    hypotheses=("phi differentiable on each open half-line",),
    missing=(
        "the quotient rule, with a letter for phi'(x)",
        "a function whose derivative vanishes on a half-line is constant there",
    ),
)
def only_two_slopes(judge, degree=1):
    """On each half-line the quotient phi(x)/x has derivative zero, so phi is a x for x >= 0 and b x
    for x < 0.

    `phi` and `slope` stand for the values phi(x) and phi'(x) of an unknown function; the quotient
    rule gives (phi/x)' = (x phi' - phi)/x^2. Continuity fixes phi(0) = 0.
    """
    from sympy import Eq, Ne

    x, phi, slope = reals("x phi slope")
    return judge.equal((x * slope - phi) / x**2, 0, where=[Ne(x, 0), Eq(degree * phi, slope * x)])


only_two_slopes.mutant("homogeneous of degree two", degree=2)


@claim(
    "balance.def-homogeneous-net",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"f(x; cW^{(1)}, \dots, \tfrac1c W^{(N)}) = f(x; W^{(1)}, \dots, W^{(N)}),\quad c > 0",
    hypotheses=("phi(c z) = c phi(z) for c > 0",),
    missing=(
        "positive factors keep the sign of every preactivation, layer by layer",
        "on an activation pattern the network is a product of matrices",
    ),
)
def rescaling_two_layers(judge, exponent=1):
    """Multiplying one layer by c > 0 and another by 1/c leaves the network function unchanged.

    On the activation pattern of its input the network is the product W_N N W_1 x, with N the linear
    map of everything between the two layers (weights and slopes). Positive factors keep every sign,
    hence every slope (the companion claim `.activation`), so the scaled network is (t W_N) N (s
    W_1) x; it differs from the original by the factor s t - 1, and s t = 1.
    """
    first, middle, last, x = matrices("A: n1 x d, N: n2 x n1, B: p x n2, x: d x 1")
    s, t = scalars("s t")
    scaled = (t**exponent * last) @ middle @ (s * first) @ x
    plain = last @ middle @ first @ x
    return judge.same(scaled - plain, (s * t - 1) * plain)


rescaling_two_layers.mutant("the last layer divided by c twice", exponent=2)


@claim(
    "balance.def-homogeneous-net.activation",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\phi(cz) = c\,\phi(z),\quad c > 0",
    hypotheses=("c > 0", "0 <= alpha <= 1"),
)
def positive_scaling(judge, any_sign=False):
    """ReLU, leaky ReLU and the identity (alpha = 0, in between, 1) commute with positive factors; c
    > 0 cannot be dropped.
    """
    c, z, alpha = reals("c z alpha")
    where = [alpha >= 0, alpha <= 1] + ([] if any_sign else [c > 0])
    return judge.equal(_slope(c * z, alpha), c * _slope(z, alpha), where=where)


positive_scaling.mutant("negative factors allowed", any_sign=True)
