"""Dual activations: closed forms, Hermite expansions and balls against each other and against
quadrature in both variables.
"""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from steepest.kernels.deep_gram.duals import (
    NAMES,
    SMOOTH,
    Hermite,
    Polynomial,
    float_dual,
    normalisation_of,
)
from steepest.kernels.deep_gram.finite import activation
from steepest.kernels.engine.errors import KernelError
from steepest.proofs.deep_gram.balls.duals import (
    Expansion,
    Strip,
    array,
    ball,
    ball_dual,
    c_sigma,
    coefficients,
)

CUBIC = (Fraction(1), Fraction(1, 2), Fraction(-1, 3), Fraction(1, 5))
ENTRIES = [["13/10", "1/2", "-1/5"], ["1/2", "7/10", "1/10"], ["-1/5", "1/10", "4"]]


def chosen(name):
    return (name, CUBIC if name == "polynomial" else (), Fraction(3, 2))


def floats():
    return np.array([[float(Fraction(v)) for v in row] for row in ENTRIES])


def quadrature(g, K, i, j, nodes=160):
    z, w = np.polynomial.hermite_e.hermegauss(nodes)
    w = w / w.sum()
    s, t, c = K[i, i], K[j, j], K[i, j]
    u = np.sqrt(s) * z[:, None]
    v = c / np.sqrt(s) * z[:, None] + np.sqrt(max(t - c * c / s, 0.0)) * z[None, :]
    return float((g(u) * g(v) * w[:, None] * w[None, :]).sum())


@pytest.mark.parametrize("name", NAMES)
def test_floats_agree_with_quadrature(name):
    K, dual, (g, slope) = floats(), float_dual(*chosen(name)), activation(*chosen(name))
    # the quadrature, not the dual, is this coarse
    tolerance = 2e-3 if name == "relu" else 2e-7 if name == "tanh" else 1e-10
    for i, j in ((0, 1), (0, 2), (1, 2), (1, 1)):
        assert dual.second(K)[i, j] == pytest.approx(quadrature(g, K, i, j), abs=tolerance)
        if name != "relu":
            assert dual.slope(K)[i, j] == pytest.approx(quadrature(slope, K, i, j), abs=tolerance)


@pytest.mark.parametrize("name", NAMES)
def test_balls_are_narrow_and_contain_the_floats(name):
    K, dual, fast = floats(), ball_dual(*chosen(name)), float_dual(*chosen(name))
    with ctx.workprec(256):
        exact = array([[ball(v) for v in row] for row in ENTRIES])
        for method in ("mean", "second", "slope"):
            found, near = np.ravel(getattr(dual, method)(exact)), np.ravel(getattr(fast, method)(K))
            assert all(float(one.rad()) < 1e-20 for one in found)
            assert all(abs(float(one.mid()) - value) < 2e-14 for one, value in zip(found, near))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "relu"])
def test_slope_is_the_derivative_in_the_covariance(name):
    """Price's theorem, by central differences."""
    dual, step = float_dual(*chosen(name)), 1e-5
    at = lambda c: np.array([[1.2, c], [c, 0.8]])  # noqa: E731
    difference = (dual.second(at(0.3 + step))[0, 1] - dual.second(at(0.3 - step))[0, 1]) / (
        2 * step
    )
    assert dual.slope(at(0.3))[0, 1] == pytest.approx(difference, abs=1e-8)


def test_relu_at_parallel_opposite_and_zero_inputs():
    K = np.array(
        [[1.0, 2.0, -1.0, 0.0], [2.0, 4.0, -2.0, 0.0], [-1.0, -2.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0]]
    )
    dual = float_dual("relu")
    assert dual.second(K)[0] == pytest.approx([0.5, 1.0, 0.0, 0.0], abs=1e-12)
    assert dual.slope(K)[0, :3] == pytest.approx([0.5, 0.5, 0.0])
    exact = ball_dual("relu")
    with ctx.workprec(256):
        found = exact.second(array([[arb(v) for v in row] for row in K]))
    assert all(found[0, j].contains(value) for j, value in enumerate((0.5, 1, 0, 0)))


def test_an_expansion_of_erf_encloses_its_closed_form():
    """The trapezoidal sums and the tail bound on a function whose dual is known: |erf(y + ib)| <= 1
    + (2/sqrt pi) b exp(b^2).
    """
    strip = Strip(
        lambda x: x.erf(), Fraction(3, 2), lambda b: 1 + 2 / arb.pi().sqrt() * b * (b * b).exp()
    )
    with ctx.workprec(256):
        exact = array([[ball(v) for v in row] for row in ENTRIES])
        found, known = Expansion(strip, strip).second(exact), ball_dual("erf").second(exact)
        assert all(
            a.overlaps(b) and float(a.rad()) < 1e-20
            for a, b in zip(np.ravel(found), np.ravel(known))
        )


def test_the_enclosures_do_not_depend_on_the_number_of_terms():
    with ctx.workprec(256):
        short = coefficients(ball_dual("softplus").value, arb(2), 48)
        long = coefficients(ball_dual("softplus").value, arb(2), 192)
        assert all(a.overlaps(b) for a, b in zip(short[0], long[0]))
        assert short[1].overlaps(long[1])
        assert long[2].upper() < short[2].upper()


def test_a_zero_input_is_a_constant():
    dual = ball_dual("sigmoid")
    with ctx.workprec(256):
        K = array([[arb(0), arb(0)], [arb(0), arb(1)]])
        assert dual.second(K)[0, 0].contains(ball("1/4"))
        assert dual.second(K)[0, 1].overlaps(dual.mean(K)[1] / 2)


def test_a_variance_that_may_be_negative_is_refused():
    with pytest.raises(ValueError, match="not known to be positive"):
        coefficients(ball_dual("tanh").value, arb(0, 1), 48)


def test_polynomials_are_exact_over_the_rationals():
    class Exact:
        number = staticmethod(lambda value: Fraction(value))

    K = np.array([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(3)]], dtype=object)
    square = Polynomial((Fraction(0), Fraction(0), Fraction(1)), Exact)
    assert square.second(K)[0, 1] == 2 * 3 + 2 * 1
    assert square.slope(K)[0, 1] == 4
    assert list(square.mean(K)) == [2, 3]


@pytest.mark.parametrize(
    ("name", "value"),
    [("relu", "2"), ("softplus", "1.0854865029883434"), ("tanh", "2.5361754332174537")],
)
def test_normalisation(name, value):
    assert float(c_sigma(name)) == pytest.approx(float(value), abs=1e-15)
    assert normalisation_of(float_dual(name)) == pytest.approx(float(value), abs=1e-14)


def test_the_truncation_error_is_told():
    K = np.array([[30.0, 29.9], [29.9, 30.0]])
    coarse = Hermite("tanh")
    coarse.MOST = 8
    found = coarse.second(K)[0, 1]
    assert abs(found - float_dual("tanh").second(K)[0, 1]) <= coarse.error
    assert coarse.error > 1e-4


def test_unknown_activation():
    with pytest.raises(KernelError, match="'swish' was given"):
        activation("swish")
    assert set(SMOOTH) < set(NAMES)
