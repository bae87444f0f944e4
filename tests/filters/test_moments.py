"""Second moments of activation regions: closed forms against quadrature, balls, samples and exact
rationals.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, pi

import numpy as np
import pytest
from scipy.integrate import quad
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.filters.arcs import PM, PP, Bell, Cone, Mixture, Rotational, Truncated, ends
from steepest.kernels.filters.constants import descend_many
from steepest.proofs.filters.laws import (
    Atoms,
    Discrete,
    L_cross,
    LawError,
    beta,
    cross,
    descend,
    eigenvalues,
    gamma_and_L,
    gaussian,
    guarantee,
    law_of,
    mixture,
    population,
    side,
    sphere,
)
from steepest.proofs.filters.laws_balls import ClosePatches

E1 = np.array((1.0, 0.0))
PLANE = [
    Mixture(0.1),
    Mixture(1.0),
    Mixture(15.0),
    Mixture(25.0),
    Mixture(inf),
    Truncated(0.3),
    Truncated(2.0),
    Truncated(inf),
]


@pytest.mark.parametrize("law", PLANE, ids=str)
@pytest.mark.parametrize("angle", [0.3, 2.5, -0.7])
def test_arcs_against_quadrature(law, angle):
    regions, (first, last) = law.regions(angle), ends(angle)
    for a in range(3):
        cuts = sorted(
            {
                first[a],
                last[a],
                *(
                    b + t
                    for b in law.breaks
                    for t in (-2 * pi, 0, 2 * pi)
                    if first[a] < b + t < last[a]
                ),
            }
        )

        def integral(g, cuts=cuts):
            weighted = lambda s: g(s) * float(law.density(s))  # noqa: E731
            return sum(quad(weighted, x, y, epsabs=1e-13)[0] for x, y in zip(cuts, cuts[1:]))

        assert abs(regions.block[a, 0, 0] - integral(lambda t: np.cos(t) ** 2)) < 1e-12
        assert abs(regions.block[a, 0, 1] - integral(lambda t: np.cos(t) * np.sin(t))) < 1e-12
        assert abs(regions.first[a, 1] - integral(np.sin)) < 1e-12


def test_gaussian_closed_forms():
    angles = np.array((0.0, 0.4, 1.3, 3.0))
    for p in (2, 7):
        gamma, L = gamma_and_L(gaussian(p), angles)
        assert np.allclose(gamma, (pi - angles - np.sin(angles)) / (2 * pi), atol=1e-15)
        assert np.allclose(L, (pi - angles + np.sin(angles)) / (2 * pi), atol=1e-15)
        gamma, _ = gamma_and_L(sphere(p), angles)
        assert np.allclose(gamma, (pi - angles - np.sin(angles)) / (2 * pi * p), atol=1e-15)
        assert beta(sphere(p)).value == pytest.approx(1 / (pi * p), abs=1e-15)
    assert beta(gaussian(3)).value == pytest.approx(1 / pi, abs=1e-15)


def test_length_of_a_shadow():
    rng = np.random.default_rng(3)
    Z = rng.standard_normal((200_000, 5))
    Z /= np.linalg.norm(Z, axis=1, keepdims=True)
    lengths = np.hypot(Z[:, 0], Z[:, 1])
    assert abs(lengths.mean() - Rotational(5, unit=True).length) < 5 * lengths.std() / 200_000**0.5


@pytest.mark.parametrize(
    "law",
    [
        gaussian(3, 4),
        sphere(3, 3),
        mixture(0.7),
        mixture(0.7, literal=True),
        mixture(1.0, p=4),
        mixture(1.0, p=3, k=3, coupling="iid"),
        mixture(1.0, k=5, coupling="close", sigma_2=0.1),
        mixture(0.8, literal=True, k=3, coupling="close", sigma_2=0.4),
    ],
    ids=str,
)
def test_laws_against_samples(law):
    Z, angle = law.sample(np.random.default_rng(1), 100_000), 0.8
    w, target = (
        np.eye(law.p)[0] * np.cos(angle) + np.eye(law.p)[1] * np.sin(angle),
        np.eye(law.p)[0],
    )
    sampled = Atoms(np.ascontiguousarray(Z), np.full(len(Z), 1 / len(Z)), target).moments_at(w)
    exact = law.moments(angle)
    size = 5 * float((Z**2).sum(axis=2).max(axis=1).std() + 1) / len(Z) ** 0.5
    assert np.abs(sampled[..., :2, :2] - exact.block).max() < size
    if law.p > 2:
        assert np.abs(sampled[..., 2, 2] - exact.rest).max() < size
    mean = sampled[PP, PP] @ (w - target)
    assert mean.shape == (law.p,)


@pytest.mark.parametrize(("sigma", "sigma_2", "angle"), [("0.5", "0.4", "1.2")])
def test_close_patches_lie_in_their_balls(sigma, sigma_2, angle):
    law = mixture(float(sigma), k=5, coupling="close", sigma_2=float(sigma_2))
    block = law.moments(float(angle)).block
    balls = ClosePatches(sigma, sigma_2, 5, angle)
    for a, b in ((PP, PP), (PP, PM)):
        for i, row in enumerate(balls.block(a, b)):
            for j, ball in enumerate(row):
                assert float(ball.rad()) < 1e-15
                assert abs(float(ball.mid()) - block[a, b, i, j]) < 1e-14
    assert law.error(float(angle)) < 1e-13


@pytest.mark.parametrize(
    "law",
    [
        gaussian(2),
        sphere(3, 2),
        mixture(0.5),
        mixture(1.0, p=4),
        mixture(0.5, k=3, coupling="iid"),
        mixture(1.0, k=5, coupling="close", sigma_2=0.01),
    ],
    ids=str,
)
def test_limits_at_zero(law):
    angle = np.array((1e-6,))
    first, second = law.limits()
    assert side(law.at_angle(angle))[0] / 1e-6 == pytest.approx(first, rel=2e-3)
    assert cross(law.at_angle(angle))[0] / 1e-6 == pytest.approx(second, rel=2e-3, abs=1e-9)


def test_L_cross_of_close_patches_does_not_vanish():
    law = lambda s: mixture(1.0, k=5, coupling="close", sigma_2=s)  # noqa: E731
    limit = 0.8 * float(Mixture(1.0).density(pi / 2))
    assert L_cross(law(0.01)).value == pytest.approx(limit, rel=0.02)
    assert L_cross(mixture(1.0, k=5)).value == 0.0


def test_gradient_and_loss_agree():
    for law in (
        gaussian(2),
        mixture(0.6, k=3, coupling="iid"),
        mixture(0.6, k=3, coupling="close", sigma_2=0.3),
    ):
        w, h = np.array((0.5, 0.7)), 1e-5
        gradient, _ = population(law, w, E1)
        for i, e in enumerate(np.eye(2)):
            slope = (population(law, w + h * e, E1)[1] - population(law, w - h * e, E1)[1]) / (
                2 * h
            )
            assert slope == pytest.approx(gradient[i], rel=1e-6)


def test_population_descent_is_the_planar_recursion():
    """For the uniform angle A_{w,w*} d + A_{w,-w*} w in closed form, written out here once more."""
    w = np.array((0.4, 0.6))
    path = descend(mixture(inf), w, 0.5, 100)
    for t in range(100):
        phi = np.arctan2(w[1], w[0])
        r, s = np.hypot(*w), np.sin(phi)
        w = w - 0.5 / (4 * pi) * (pi * w - (pi - phi) * E1 - s * w / r)
        assert np.allclose(path[t + 1], w, atol=1e-12)
    many = descend_many(mixture(inf), [(0.4, 0.6), (0.9, -0.2)], [0.5, 0.2], 100)
    assert np.allclose(many[:, 0], path, atol=1e-14)


def test_symmetries_and_monotony():
    law = Mixture(0.4)
    left, right = law.regions(0.9), law.regions(-0.9)
    flip = np.diag((1.0, -1.0))
    assert np.allclose(left.block, flip @ right.block @ flip, atol=1e-14)
    angles = np.linspace(0, pi, 60)
    for one in (mixture(0.3), mixture(0.8, p=5), mixture(0.7, literal=True)):
        gamma, L = gamma_and_L(one, angles)
        assert (np.diff(gamma) <= 1e-12).all()
        assert (np.diff(L) <= 1e-12).all()


def test_cone_at_the_ends():
    """At angle 0 the half space of w*: E cos^2(s)/2, E sin^2(s)/2/(p - 1) each way; at pi nothing
    is left.
    """
    law, bell = Cone(1.0, 4), Bell(1.0, pi / 2)
    regions = law.regions(np.array((0.0, pi)))
    square = quad(lambda s: np.cos(s) ** 2 * bell.density(s), -pi / 2, pi / 2)[0]
    assert np.allclose(regions.block[0, PP], np.diag((square / 2, (1 - square) / 6)), atol=1e-12)
    assert regions.rest[0, PP] == pytest.approx((1 - square) / 6, abs=1e-12)
    assert np.abs(regions.block[0, PM]).max() < 1e-12
    assert np.abs(regions.block[1, PP]).max() < 1e-12


RATIONAL = [[[1, "1/2"], ["4/5", "3/5"]], [["-3/5", "4/5"], [-1, 1]], [[2, -3], [1, -1]]]


def test_discrete_is_exact_and_agrees_with_floats():
    law = Discrete.of(RATIONAL, ["1/2", "1/3", "1/6"])
    w = (Fraction(1, 2), Fraction(2, 3))
    exact = np.array(
        [
            [[[float(x) for x in row] for row in law.moment(w, a, b)] for b in range(3)]
            for a in range(3)
        ]
    )
    assert np.allclose(exact, law.numbers.moments_at(np.array([float(x) for x in w])), atol=1e-15)
    gradient, loss = population(law.numbers, np.array([float(x) for x in w]), E1)
    assert np.allclose([float(x) for x in law.gradient(w)], gradient, atol=1e-14)
    assert float(law.loss(w)) == pytest.approx(loss, abs=1e-15)
    for which, found in (("beta", beta(law.numbers)), ("cross", L_cross(law.numbers))):
        ball, where = law.growth(which)
        assert abs(float(ball.mid()) - found.value) < 1e-12
        assert where is not None
        assert found.how == "all breakpoints"


def test_breakpoints_are_the_orthogonal_directions_in_order():
    law = Discrete.of([["3/5", "4/5"], [-1, "1/7"], ["12/13", "-5/13"]])
    angles = [np.arctan2(float(y), float(x)) for x, y in law.breakpoints(1)]
    assert angles == sorted(angles)
    assert len(angles) == 3
    sectors = law.sectors(1)
    assert len(sectors) == 4
    for sector in sectors:
        low, high = eigenvalues(law.moment(sector.inner, PP, PP))
        assert float(low.mid()) <= float(high.mid())
    assert len(Discrete.of([[1, 0]]).sectors(1)) == 2


def test_exact_gradient_of_three_dimensions():
    law = Discrete.of([[1, 2, 3], [-1, 2, 1]], target=(1, 1, 0))
    assert law.gradient((1, 1, 0)) == (0, 0, 0)
    with pytest.raises(LawError, match="enumerated in the plane"):
        law.breakpoints(1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[1, 0], [1, 2, 3]],), "same number of patches"),
        (([],), "same number of patches"),
        (([[1, 0]], ["1/2"]), "sum 1/2"),
        (([[1, 0], [1, 1]], [2, -1]), "positive numbers"),
        (([[1, 1]], None, (0, 0)), "w_star is 0"),
        (([[0, 1]],), "orthogonal to w_star"),
    ],
)
def test_impossible_discrete_laws(arguments, words):
    with pytest.raises(LawError, match=words):
        Discrete.of(*arguments)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: gaussian(1), "needs p >= 2"),
        (lambda: mixture(0.0), "sigma > 0"),
        (lambda: mixture(1.0, p=3, literal=True), "use p = 2"),
        (lambda: mixture(1.0, k=2, coupling="far"), "coupling"),
        (lambda: mixture(1.0, k=0), "at least 1"),
        (lambda: mixture(1.0, k=2, coupling="close"), "sigma_2"),
        (lambda: mixture(1.0, p=3, k=2, coupling="close", sigma_2=1.0), "need p = 2"),
        (lambda: law_of({"kind": "cauchy"}), "cauchy"),
        (lambda: law_of({"kind": "gaussian", "width": 3}), "cannot be made"),
        (
            lambda: law_of({"kind": "atoms", "points": [[1, 2]], "weights": [1], "w_star": [1, 0]}),
            "shape",
        ),
        (lambda: Cone(1.0, 2), "p >= 3"),
        (lambda: population(object(), E1, E1), "population dynamics"),
    ],
)
def test_impossible_laws(make, words):
    with pytest.raises(KernelError, match=words):
        make()


def test_guarantee():
    law = gaussian(2)
    made = guarantee(law, 0.5, beta(law).value, 0.0)
    gamma, L = (float(x[0]) for x in gamma_and_L(law, [0.5]))
    assert made.step == pytest.approx(gamma / (2 * (L + 4 / pi) ** 2), rel=1e-3)
    assert made.iterations(1e-6) > 1000
    assert guarantee(law, 0.5, 0.3, 1.0).step is None
    assert guarantee(law, 0.5, 0.3, 1.0).iterations(0.1) is None


def test_bell_densities_integrate_to_one():
    for bell in (Bell(0.2, pi / 2), Bell(3.0, pi), Bell(inf, pi)):
        assert 2 * bell.integral(0, bell.edge).real == pytest.approx(1.0, abs=1e-14)
        assert quad(bell.density, -bell.edge, bell.edge, points=[0])[0] == pytest.approx(
            1.0, abs=1e-10
        )
