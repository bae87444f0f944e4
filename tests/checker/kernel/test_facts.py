"""The textbook facts of the kernel, each tested by numbers: they are believed, not derived."""

from __future__ import annotations

import math

import numpy as np
import pytest
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import show
from steepest.proofs.checker.kernel.facts import FACTS, fact

RADIUS, WEIGHT = np.polynomial.legendre.leggauss(400)


def plane(mean_of, low, high):
    """E f(X, Y) over the sector of angles between low and high, by quadrature in x and y: in polar
    coordinates the fact would be tested by itself.
    """
    x, dx = np.polynomial.legendre.leggauss(2000)
    x, dx = 9 * x, 9 * dx
    X, Y = np.meshgrid(x, x)
    density = np.exp(-(X**2 + Y**2) / 2) / (2 * np.pi) * np.outer(dx, dx)
    inside = (np.sin(low) * X <= np.cos(low) * Y) & (np.cos(high) * Y <= np.sin(high) * X)
    return float(np.sum(mean_of(X, Y) * inside * density))


@pytest.mark.parametrize(("k", "moment"), [(0, 1), (1, math.sqrt(math.pi / 2)), (2, 2), (4, 8)])
@pytest.mark.parametrize("ends", [(-1.1, 0.9), (0.3, 0.3 + math.pi), (2.0, 2.4), (-3.0, -0.5)])
def test_a_sector_of_the_normal_plane(k, moment, ends):
    def G(x, y):
        radius = np.hypot(x, y)
        return radius**k * (2 + x / radius + 3 * (y / radius) ** 2)

    low, high = ends
    t = (low + high) / 2 + (high - low) / 2 * RADIUS
    circle = (high - low) / 2 * np.sum(WEIGHT * G(np.cos(t), np.sin(t)))  # F(high) - F(low)
    assert plane(G, low, high) == pytest.approx(moment * circle / (2 * np.pi), rel=3e-3)


@pytest.mark.parametrize(
    ("k", "value"), [(0, 1 / 2), (1, 1 / math.sqrt(2 * math.pi)), (2, 1 / 2), (4, 3 / 2)]
)
def test_a_normal_half_line(k, value):
    x = 6 * (RADIUS + 1)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    assert np.sum(6 * WEIGHT * x**k * density) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("own", "other", "value"), [(2, (0, 0), 1.2 / (2 * math.pi)), (1, (1, 0), 0), (1, (0, 1), 0)]
)
def test_a_third_number_beside_a_sector(own, other, value):
    """On a grid of R^3, without the product of the means: U as the third coordinate."""
    x, dx = np.polynomial.legendre.leggauss(180)
    x, dx = 6 * x, 6 * dx
    dx = dx * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    X, Y, U = np.meshgrid(x, x, x, indexing="ij")
    low, high = -0.4, 0.8
    inside = (math.sin(low) * X <= math.cos(low) * Y) & (math.cos(high) * Y <= math.sin(high) * X)
    weights = dx[:, None, None] * dx[None, :, None] * dx[None, None, :]
    mean = np.sum(weights * inside * U**own * X ** other[0] * Y ** other[1])
    assert mean == pytest.approx(value, abs=6e-3)


@pytest.mark.parametrize("part", ["b <= a + pi", "(s**2 + t**2 + r**2)/2"])
def test_the_hypotheses_of_the_third_number(part):
    """More than a half-plane has another indicator; without the joint law U = X is possible."""
    assert part in show(fact("normal-third", {}).conclusion)


def test_every_fact_is_closed_and_has_a_reference():
    for name, (sizes, _, source) in FACTS.items():
        made = fact(name, dict.fromkeys(sizes, "n"))
        assert made.facts == {name}
        assert not made.hypotheses
        assert not made.sorts
        assert ":" in source


@pytest.mark.parametrize("part", ["k == 2 and c == 2", "b <= a + pi", "<= B", "r > 0 implies"])
def test_the_hypotheses_of_the_sector(part):
    """What would make it false if it were left out: the degree, more than a half-plane, a primitive
    of an unbounded function, homogeneity at 0.
    """
    assert part in show(fact("normal-sector", {}).conclusion)


def test_a_fact_at_a_size_it_does_not_take():
    with pytest.raises(Rejected, match="takes"):
        fact("normal-sector", {"n": "n"})
    with pytest.raises(Rejected, match="unknown fact"):
        fact("everything", {})
