"""The implementations of the definitions, exactly, and the closed forms against the numerical
laws.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.filters.arcs import MP, PM, PP
from steepest.proofs.filters import angles, initialization, invariant, model, patches
from steepest.proofs.filters.laws import Discrete, gaussian, sphere


@pytest.fixture
def rng():
    return np.random.default_rng(20180606)


def random_law(rng, n: int = 4, k: int = 3) -> Discrete:
    """Rational atoms off the hyperplane of w* = (1, 0)."""
    draw = lambda: Fraction(int(rng.integers(1, 40)) * int(rng.choice([-1, 1])), 20)  # noqa: E731
    return Discrete.of([[(draw(), draw()) for _ in range(k)] for _ in range(n)])


def test_patches_of_a_signal():
    assert model.patches([1, 2, 3, 4], 2) == [[1, 2], [2, 3], [3, 4]]
    assert model.patches(list(range(7)), 3, stride=2) == [[0, 1, 2], [2, 3, 4], [4, 5, 6]]
    assert model.patches([1, 2], 3) == []


def test_the_network_averages_active_patches():
    assert model.network([1, 0], [[2, 5], [-3, 1], [Fraction(1, 2), 0]]) == Fraction(5, 6)


def test_loss_and_update_are_exact():
    points, weights = [[[1, 0]], [[0, 1]]], [Fraction(1, 4), Fraction(3, 4)]
    assert model.loss([0, 2], [1, 0], points, weights) == Fraction(1, 8) + Fraction(3, 2)
    assert model.update([1, 2], lambda w: [2 * x for x in w], Fraction(1, 4)) == [Fraction(1, 2), 1]


def test_region_moments_and_averages_agree_with_the_exact_law(rng):
    law = random_law(rng)
    w = (Fraction(3, 7), Fraction(-2, 3))
    for atom in law.points:
        assert model.region_averages(w, law.target, atom) == law.averages(w, atom)
    single = random_law(rng, k=1)
    points = [atom[0] for atom in single.points]
    here = model.region_moment(w, single.target, points, single.weights)
    assert tuple(map(tuple, here)) == single.moment(w, PP, PP)
    there = model.region_moment(w, [-x for x in single.target], points, single.weights)
    assert tuple(map(tuple, there)) == single.moment(w, PM, PM)


@pytest.mark.parametrize("k", [1, 2, 4])
def test_the_gradient_formula_is_exact_on_random_laws(k, rng):
    """The display for k patches, with rational arithmetic: no tolerance."""
    for _ in range(20):
        law = random_law(rng, k=k)
        w = (Fraction(int(rng.integers(1, 30)), 7), Fraction(int(rng.integers(-30, 30)), 11))
        M = {(a, b): law.moment(w, a, b) for a in (PP, PM, MP) for b in (PP, PM, MP)}
        d = [x - y for x, y in zip(w, law.target)]
        times = lambda A, x: [sum(A[i][j] * x[j] for j in (0, 1)) for i in (0, 1)]  # noqa: E731
        plus = [(M[PP, PP], d), (M[PP, PM], w), (M[PM, PP], w), (M[PM, PM], w)]
        minus = [(M[PP, MP], law.target), (M[PM, PP], law.target), (M[PM, MP], law.target)]
        total = [
            sum(times(A, x)[i] for A, x in plus) - sum(times(A, x)[i] for A, x in minus)
            for i in (0, 1)
        ]
        assert tuple(total) == law.gradient(w)


@pytest.mark.parametrize(
    ("law", "divisor"),
    [(gaussian(2, 1), 1), (gaussian(7, 1), 1), (sphere(2, 1), 2), (sphere(5, 1), 5)],
)
def test_closed_forms_agree_with_the_numerical_laws(law, divisor):
    phi = np.array([1e-4, 0.3, 1.0, math.pi / 2, 2.5])
    gamma, L = angles.gamma_and_L(law, phi)
    np.testing.assert_allclose(
        gamma, (np.pi - phi - np.sin(phi)) / (2 * np.pi * divisor), atol=1e-13
    )
    np.testing.assert_allclose(L, (np.pi - phi + np.sin(phi)) / (2 * np.pi * divisor), atol=1e-13)
    assert angles.sharp_beta(law).value == pytest.approx(1 / (math.pi * divisor), rel=1e-9)
    low, high, least = patches.averaged_constants(law, phi)
    assert (low == gamma).all()
    assert (high == L).all()
    assert least.value == angles.sharp_beta(law).value


def test_one_patch_has_no_cross_moment():
    assert patches.sharp_cross(gaussian(3, 1)).value == 0


def test_the_wedge_entries():
    import sympy

    a, b = sympy.Rational(-3, 10), sympy.Rational(7, 5)
    t = sympy.Symbol("t")
    for entry, integrand in zip(
        invariant.wedge(a, b), (sympy.cos(t) ** 2, sympy.sin(t) * sympy.cos(t), sympy.sin(t) ** 2)
    ):
        assert abs(sympy.N(entry - sympy.Integral(integrand, (t, a, b)).evalf(20))) < 1e-14


@pytest.mark.parametrize("p", [1, 2, 3, 10, 100, 1000])
def test_the_success_probability_lies_between_the_bound_and_a_half(p):
    for share in (0.2, 0.5, 1.0):
        alpha = share / math.sqrt(2 * math.pi * p)
        exact = initialization.success_probability(p, alpha)
        sharper = 0.5 - alpha * math.sqrt((p + 1) / (2 * math.pi))
        assert 0.5 - alpha * math.sqrt(math.pi * p / 2) <= sharper <= exact < 0.5


@pytest.mark.parametrize("p", [1, 2, 7, 199, 200, 1000, 10_000])
def test_the_success_probability_where_its_second_cap_underflows(p):
    """I_x of the small cap is below 1e-308 from p = 200 on, its factor above 1e308."""
    mp = pytest.importorskip("mpmath").mp.clone()
    mp.dps = 40
    for alpha in (1e-3, 1 / math.sqrt(8 * math.pi * p), 0.3 / math.sqrt(p), 0.5, 0.72, 0.95, 1.0):
        x, a = mp.mpf(alpha) ** 2, mp.mpf(p + 1) / 2
        near = mp.betainc(a, 0.5, 0, 1 - x, regularized=True)
        far = mp.betainc(a, 0.5, 0, x, regularized=True) * ((1 - x) / x) ** (mp.mpf(p) / 2)
        got = initialization.success_probability(p, alpha)
        assert got == pytest.approx(float((near + far) / 2), rel=1e-12)
    assert initialization.success_probability(200, 1 / math.sqrt(400 * math.pi)) == pytest.approx(
        0.345487, abs=5e-7
    )


@pytest.mark.parametrize("p", [1, 2, 5, 30])
def test_the_success_probability_against_uniform_samples(p, rng):
    alpha, n = 1 / math.sqrt(8 * math.pi * p), 200_000
    directions = rng.standard_normal((n, p))
    points = (
        directions
        / np.linalg.norm(directions, axis=1, keepdims=True)
        * alpha
        * rng.random((n, 1)) ** (1 / p)
    )
    points[:, 0] -= 1
    share = (np.einsum("ij,ij->i", points, points) <= 1 - alpha**2).mean()
    exact = initialization.success_probability(p, alpha)
    assert abs(share - exact) < 5 * math.sqrt(exact * (1 - exact) / n)


def test_the_two_cap_formulas_agree():
    import sympy

    for p, m in ((1, 7), (2, 9), (9, 30), (12, 40)):
        alpha = 2 * m / (m * m + 1)
        assert float(sympy.N(initialization.exact_success(p, m), 30)) == pytest.approx(
            initialization.success_probability(p, alpha), rel=1e-12
        )
