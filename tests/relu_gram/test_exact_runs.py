"""The identities and bounds of the proofs on exact rational runs, where every indicator is certain
and equality means equality.
"""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from steepest.proofs.relu_gram import descent, dynamics, introduction, model
from steepest.proofs.relu_gram.exact import Network, NotExact, dot, example, rationals

ETA = Fraction(1, 5)


def small_network(seed, m=9, n=3, d=2):
    rng = np.random.default_rng(seed)

    def whole(*shape):
        return [[Fraction(int(v), 7) for v in row] for row in rng.integers(-9, 10, shape)]

    units = rationals([["3/5", "4/5"], ["5/13", "-12/13"], ["-8/17", "15/17"]])[:n]
    signs = [Fraction(int(v)) for v in rng.choice([-1, 1], m)]
    return Network(units, whole(1, n)[0], signs, whole(m, d))


def residual(network, W):
    return [u - y for u, y in zip(network.outputs(W), network.y)]


def test_gradient_is_the_derivative_off_the_kinks():
    network = example()
    gradient, h = network.gradient(network.W), Fraction(1, 10**6)
    loss = lambda W: sum(r * r for r in residual(network, W)) / 2  # noqa: E731
    for r in range(4):
        for j in range(2):
            moved = [list(row) for row in network.W]
            moved[r][j] += h
            back = [list(row) for row in network.W]
            back[r][j] -= h
            # a quadratic polynomial on the cell
            assert (loss(moved) - loss(back)) / (2 * h) == gradient[r][j]


@pytest.mark.parametrize("seed", range(6))
def test_one_step_splits_into_kept_and_flipped_neurons(seed):
    network = small_network(seed)
    before, after = network.descend(ETA, 1)
    scale, m, n = network.scale, len(before), len(network.X)
    e, u0, u1 = residual(network, before), network.outputs(before), network.outputs(after)
    on = lambda w, x: dot(w, x) >= 0  # noqa: E731
    total = Fraction(0)
    for i, x in enumerate(network.X):
        flips = [r for r in range(m) if on(before[r], x) != on(after[r], x)]
        change = lambda r, x=x: (  # noqa: E731
            network.a[r]
            * scale
            * (max(dot(after[r], x), Fraction(0)) - max(dot(before[r], x), Fraction(0)))
        )
        kept = sum((change(r) for r in range(m) if r not in flips), Fraction(0))
        H, perp = network.gram(before), network.gram(before, flips)
        assert kept == -ETA * sum(e[j] * (H[i][j] - perp[i][j]) for j in range(n))
        flipped = u1[i] - u0[i] - kept
        bound = float(ETA * len(flips)) * np.sqrt(n) * np.sqrt(float(dot(e, e))) / m
        assert abs(float(flipped)) <= bound + 1e-15
        total += (u1[i] - u0[i]) ** 2
    assert total <= ETA**2 * n**2 * dot(e, e)  # the quadratic term


def test_gram_matrix_drives_the_predictions_when_no_pattern_changes():
    network = replace(example(), W=[[10 * v for v in row] for row in example().W])
    before, after = network.descend(Fraction(1, 10), 1)
    H, e = network.gram(before), residual(network, before)
    assert network.gram(after) == H
    for i, (u0, u1) in enumerate(zip(network.outputs(before), network.outputs(after))):
        assert u1 - u0 == -Fraction(1, 10) * dot(H[i], e)


def test_float_functions_agree_with_the_exact_network():
    network = example()
    X, y, a, W = (
        np.array(part, dtype=float) for part in (network.X, network.y, network.a, network.W)
    )
    assert np.allclose(
        model.predictions(W, a, X),
        np.array(network.outputs(network.W), dtype=float),
        rtol=0,
        atol=1e-15,
    )
    assert np.isclose(
        model.empirical_risk(W, a, X, y),
        float(sum(r * r for r in residual(network, network.W))) / 2,
    )
    assert np.allclose(
        dynamics.velocity(W, a, X, y),
        -np.array(network.gradient(network.W), dtype=float),
        rtol=0,
        atol=1e-15,
    )
    flow = lambda V: -dynamics.velocity(V, a, X, y)  # noqa: E731
    path = introduction.gradient_descent(flow, W, 0.2, 3)
    assert np.allclose(
        path[-1], np.array(network.descend(ETA, 3)[-1], dtype=float), rtol=0, atol=1e-14
    )


def test_flippable_neurons_and_their_part_of_the_gram_matrix():
    network = small_network(1)
    Z = [[dot(w, x) for x in network.X] for w in network.W]
    flips = descent.flippable(Z, Fraction(1, 2))
    for i, rows in enumerate(flips):
        assert rows == [r for r in range(9) if -Fraction(1, 2) <= Z[r][i] < Fraction(1, 2)]
        expected = np.array(network.gram(network.W, rows), dtype=float)[i]
        K = [[float(dot(p, q)) for q in network.X] for p in network.X]
        assert np.allclose(
            descent.perpendicular_gram(np.array(Z, dtype=float), K, flips)[i],
            expected,
            rtol=0,
            atol=1e-15,
        )
    assert descent.flippable([[-1], [1]], 1) == [[0]]  # the boundary belongs to one side only
    assert descent.flippable([[-2], [1]], 1, norms=[2]) == [[0, 1]]


def test_induction_hypothesis_is_a_predicate_of_every_iteration():
    assert descent.induction_hypothesis(
        [Fraction(1), Fraction(3, 4), Fraction(2, 3)], Fraction(1), Fraction(1, 2)
    ) == [
        True,
        True,
        False,
    ]


def test_instances_without_rational_iterates_are_refused():
    one = example()
    with pytest.raises(NotExact, match="3 neurons were given.*perfect square"):
        Network(one.X, one.y, one.a[:3], one.W[:3])
    with pytest.raises(NotExact, match="sizes do not fit"):
        Network(one.X, one.y[:2], one.a, one.W)
