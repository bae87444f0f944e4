"""Definition 5.1 against the limit of the fully connected network.

The limit, layer by layer. Given x^(h-1), the rows of W^(h) are independent N(0, I), so a row maps
the pair (x_i, x_j) to a Gaussian pair with covariance A[Khat^(h-1)](i, j), Khat the Gram matrix of
the features: E[Khat^(h)_ij | x^(h-1)] = c_sigma E s(u)s(v) at Khat^(h-1), for every width. In the
same way G^(H)_ij = (c_sigma/m) Khat^(H-1)_ij sum_r a_r^2 s'(w_r x_i) s'(w_r x_j) has mean c_sigma
Khat^(H-1)_ij E s'(u)s'(v) with (u, v) of covariance A[Khat^(H-1)] = A^(H): the pre-activations of
layer H are made of the features of layer H-1, not of layer H-2.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from . import every, printed
from .definitions import printed_fully_connected
from .population import compared, constants, dual, free_polynomial, limit, pair, symmetric

PLACE = printed("Definition 5.1, equation (7)", "Definition 3.1, equation (3.7)")
LAST = r"K^{(H)}_{ij}=c_\sigma K^{(H-1)}_{ij}E_{N(0,A^{(H-1)}_{ij})}[\sigma'(u)\sigma'(v)]"
RIGHT = r"K^{(H)}_{ij}=c_\sigma K^{(H-1)}_{ij}E_{N(0,A^{(H)}_{ij})}[\sigma'(u)\sigma'(v)]"


def row_mean(p: tuple[Any, ...], x: tuple[Any, Any], y: tuple[Any, Any] | None) -> Any:
    """E p(w.x) p(w.y), without y E p(w.x), for w ~ N(0, I) in the plane, from the moments
    E w_1^a w_2^b = (a-1)!! (b-1)!! (a, b even).
    """
    import sympy

    u, v = sympy.symbols("u v", real=True)
    g = lambda z: sum(c * z**k for k, c in enumerate(p))  # noqa: E731
    other = 1 if y is None else g(u * y[0] + v * y[1])
    poly = sympy.Poly(sympy.expand(g(u * x[0] + v * x[1]) * other), u, v)
    even = [(a, b, c) for (a, b), c in poly.terms() if a % 2 == 0 and b % 2 == 0]
    return sum(c * sympy.factorial2(a - 1) * sympy.factorial2(b - 1) for a, b, c in even)


def derivative(p: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(k * c for k, c in enumerate(p))[1:]


@claim(
    "deep.def-5.1.expectation",
    PLACE,
    formula=r"E_w[\sigma(w^\top x)\sigma(w^\top y)],\ E_w[\sigma'(w^\top x)\sigma'(w^\top "
    r"y)]\text{ depend on }|x|^2,\langle x,y\rangle,|y|^2\text{ only}",
    hypotheses=(
        "sigma a polynomial of degree 3 with any coefficients",
        "w ~ N(0, I) in the plane of x and y",
    ),
    missing=("the moments of a Gaussian row: E w_1^a w_2^b = (a-1)!! (b-1)!! for even a, b",),
)
def conditional_means(judge, wrong=0):
    """One layer in the mean, for any width: E s(w.x)s(w.y) and E s'(w.x)s'(w.y) are the dual
    formulas at the covariance A[x.x, x.y, y.y].

    The left sides are expanded in the moments of the entries of w, the right sides are the duals
    that the recursions use.
    """
    p = reals("p0 p1 p2 p3")
    x1, x2, y1, y2 = reals("x1 x2 y1 y2")
    K = symmetric(x1**2 + x2**2, y1**2 + y2**2, x1 * y1 + (1 + wrong) * x2 * y2)
    one = free_polynomial(p)
    values = [(row_mean(p, (x1, x2), (y1, y2)), "==", one.second(K)[0, 1])]
    values += [(row_mean(derivative(p), (x1, x2), (y1, y2)), "==", one.slope(K)[0, 1])]
    return every(judge, values)


conditional_means.mutant("another covariance", wrong=1)


@claim(
    "deep.def-5.1.hidden",
    PLACE,
    formula=r"K^{(h)}_{ij}=c_\sigma E_{N(0,A^{(h)}_{ij})}[\sigma(u)\sigma(v)],\ h\le H-1",
    hypotheses=(
        "decided: one layer, for sigma = p0 + p1 z + p2 z^2 with any coefficients, at every "
        "K^(h-1)",
        "that the Gram matrix of a layer of growing width tends to its mean (law of large numbers) "
        "is in words; trials: deep.def-5.1.gram.amended",
    ),
    missing=(
        "law of large numbers: a layer of growing width tends to its mean",
        "the moments of a Gaussian row: E w_1^a w_2^b = (a-1)!! (b-1)!! for even a, b",
        "other activations than quadratic polynomials",
    ),
)
def hidden(judge, factor=1):
    """Each printed layer K^(1), .., K^(H-1) is the mean over one Gaussian row of weights: c_sigma
    E s(w.x)s(w.y), for x, y with the Gram matrix K^(h-1).

    Every positive semidefinite K^(h-1) is that of two vectors of the plane: (a, 0) and (c/a, d),
    a^2 = s, d^2 = t - c^2/s.
    """
    from sympy import sqrt

    p, (c, s, t, i) = reals("p0 p1 p2"), reals("c_sigma s t i")
    x, y = reals("x1 x2"), reals("y1 y2")
    K0 = symmetric(x[0] ** 2 + x[1] ** 2, y[0] ** 2 + y[1] ** 2, x[0] * y[0] + x[1] * y[1])
    K = printed_fully_connected(free_polynomial(p), factor * c, K0, 2)[1]
    layer = [(K[0, 1], "==", c * row_mean(p, x, y)), (K[0, 0], "==", c * row_mean(p, x, x))]
    a, b, d = reals("a b d")
    vectors = [(a, "==", sqrt(s)), (b, "==", i / sqrt(s)), (d, "==", sqrt(t - i**2 / s))]
    gram = every(
        judge,
        [(a**2, "==", s), (a * b, "==", i), (b**2 + d**2, "==", t)],
        [(s, ">", 0), (s * t, ">=", i**2), *vectors],
    )
    return judge.all(every(judge, layer), gram)


hidden.mutant("twice c_sigma", factor=2)


def compare(judge: Any, depth: int, shift: int, K0: Any, name: str = "erf") -> Any:
    """The entry (1, 2) of the printed K^(H) (with its index A^(H-shift)) against the limit."""
    one = dual(name)
    found = printed_fully_connected(one, constants(one)[0], K0, depth, shift)[-1]
    return compared(judge, found[0, 1], limit("fc", one, depth, K0).gram[0, 1])


@claim(
    "deep.def-5.1.gram",
    PLACE,
    formula=LAST,
    hypotheses=("H = 2", "sigma = erf", "|x_1| = |x_2| = 1, x_1.x_2 = 1/2"),
    case=True,
)
def last_layer(judge, shift=1, depth=2):
    """The printed K^(H) is the limit of G^(H)(0).

    False for H >= 2: the expectation is printed over A^(H-1), which is built from K^(H-2), while
    the derivatives of layer H are taken at the features of layer H-1. For H = 1 the printed A^(0)
    is not defined. The error is there for unit inputs and an activation that satisfies Conditions
    3.1 and 3.2.
    """
    return compare(judge, depth, shift, pair())


last_layer.mutant("three layers", depth=3)


@claim("deep.def-5.1.gram.amended", PLACE, formula=RIGHT, amends="deep.def-5.1.gram", trial=True)
def last_layer_right(judge, shift=0, against_printed=False):
    """With A^(H) in place of A^(H-1), K^(H) is the limit of G^(H)(0), for any norms.

    The last layer in the mean, at any two vectors with Gram matrix K^(H-1), cubic sigma; and
    trials: every entry of the mean of G^(H)(0) over networks whose weight matrices are drawn, GELU,
    H = 2, unequal norms, is within five standard errors of it. The same trials reject the printed
    matrix.
    """
    from .simulation import network_trial

    if shift:
        return compare(judge, 2, shift, pair())
    trial = judge.trial(
        network_trial("fc", "gelu", 2, printed=against_printed, width=256, draws=48)
    )
    p, c = reals("p0 p1 p2 p3"), reals("c_sigma")
    x, y = reals("x1 x2"), reals("y1 y2")
    K0 = symmetric(x[0] ** 2 + x[1] ** 2, y[0] ** 2 + y[1] ** 2, x[0] * y[0] + x[1] * y[1])
    K = printed_fully_connected(free_polynomial(p), c, K0, 1, 0)[1]
    last = c * (x[0] * y[0] + x[1] * y[1]) * row_mean(derivative(p), x, y)
    return judge.all(judge.equal(K[0, 1], last), trial)


last_layer_right.mutant("A^(H-1), as printed", shift=1)
last_layer_right.mutant("trials against the printed matrix", against_printed=True)


@claim(
    "deep.def-5.1.gram.square",
    PLACE,
    formula=r"\sigma(z)=\tfrac12z^2,\ H=2:\quad E\,G^{(2)}_{ij}=c_\sigma\left((K^{(1)}_{ij})^2+"
    r"\tfrac1m\mathrm{Var}\right)",
    hypotheses=("sigma(z) = z^2/2, for which everything is a polynomial", "any width m"),
    missing=(
        "the moments of a Gaussian row: E w_1^a w_2^b = (a-1)!! (b-1)!! for even a, b",
        "independence of the m copies",
    ),
)
def exact_mean(judge, power=2):
    """The mean of G^(2)(0) at every width m for s(z) = z^2/2: it tends to c_sigma (K^(1)_ij)^2, and
    the printed value is c_sigma K^(1)_ij K^(0)_ij.

    s'(u)s'(v) = uv has mean Khat^(1)_ij given the features, so E G^(2)_ij = c_sigma E
    (Khat^(1)_ij)^2; Khat is the mean of m independent copies of c_sigma s(u)s(v), whose second
    moment is a polynomial in s, t, c (Isserlis). Compared with the expansion in the entries of the
    weights.
    """
    from sympy import Rational, expand

    x1, x2, y1, y2, m = reals("x1 x2 y1 y2 m")
    half = (0, 0, Rational(1, 2))
    s, t, c = x1**2 + x2**2, y1**2 + y2**2, x1 * y1 + x2 * y2
    first = row_mean(half, (x1, x2), (y1, y2))  # K^(1)/c_sigma
    fourth = row_mean((0, 0, 0, 0, Rational(1, 4)), (x1, x2), (y1, y2))  # E (s(u)s(v))^2
    printed_first = (s * t + 2 * c**2) / 4
    printed_fourth = Rational(1, 16) * (9 * s**2 * t**2 + 72 * s * t * c**2 + 24 * c**4)
    mean = (first**power * m * (m - 1) + m * fourth) / m**2  # E of the square of a mean of m copies
    known = printed_first**2 + (printed_fourth - printed_first**2) / m
    return every(
        judge,
        [(first, "==", printed_first), (fourth, "==", printed_fourth), (expand(mean), "==", known)],
        [(m, ">", 0)],
    )


exact_mean.mutant("the mean itself, not its square", power=1)


@claim(
    "deep.remark-5.1",
    printed("Section 5, after Definition 5.1", "Section 3.4"),
    formula=r"H=1:\ K^{(1)}_{ij}=E[\sigma'(u)\sigma'(v)]\,x_i^\top x_j",
    hypotheses=(
        "ReLU, the activation of the two-layer result, unit inputs with inner product 1/2",
    ),
    case=True,
)
def two_layers(judge, factor=None):
    """For H = 1 the matrix is that of the two-layer network, E[s'(w.x_i)s'(w.x_j)] x_i.x_j.

    False as an equation: (i) the printed K^(1) refers to A^(0), which is not defined; (ii) read
    with A[K^(0)] it carries the factor c_sigma of this architecture, 2 for ReLU, which the
    two-layer network f = sum a_r s(w_r.x)/sqrt m does not have.
    """
    from sympy import Rational, acos, pi

    rho = Rational(1, 2)
    earlier = rho * (pi - acos(rho)) / (2 * pi)
    return judge.equal(earlier * (factor or 2), earlier)


two_layers.mutant("factor 3", factor=3)


@claim(
    "deep.remark-5.1.amended",
    printed("Section 5, after Definition 5.1", "Section 3.4"),
    amends="deep.remark-5.1",
    formula=r"H=1:\ K^{(1)}=c_\sigma H^\infty",
    missing=("the moments of a Gaussian row: E w_1^a w_2^b = (a-1)!! (b-1)!! for even a, b",),
)
def two_layers_right(judge, factor=1):
    """For H = 1, with A[K^(0)], the matrix is c_sigma times that of the two-layer network, for
    every cubic activation.

    Both sides as expressions in the activation p0 + p1 z + p2 z^2 + p3 z^3 and any two inputs of
    the plane: the recursion at A[K^(0)] against the moments of a Gaussian row. (For other
    activations both are the mean of s'(u)s'(v) over one law, that of (w.x, w.y); not decided here.)
    """
    from steepest.kernels.deep_gram.gram import fully_connected, population

    p = reals("p0 p1 p2 p3")
    x1, x2, y1, y2, c = reals("x1 x2 y1 y2 c_sigma")
    K = symmetric(x1**2 + x2**2, y1**2 + y2**2, x1 * y1 + x2 * y2)
    found = population(fully_connected(free_polynomial(p), c, 1, c), K).gram[0, 1]
    return judge.equal(found, factor * c * row_mean(derivative(p), (x1, x2), (y1, y2)) * K[0, 1])


two_layers_right.mutant("twice that", factor=2)
