"""When lambda_0 is zero and how small it can be, against eigenvalues of random and of degenerate
data.
"""

from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.relu_gram.gram import limiting_gram
from steepest.proofs.relu_gram import positivity
from steepest.proofs.relu_gram.data_width import data_numbers, data_width
from steepest.proofs.relu_gram.exact import Degenerate
from steepest.proofs.relu_gram.limit_gram import limiting_gram as defined
from steepest.proofs.relu_gram.separation import binomial_share, separation_bound


def least(X):
    return float(np.linalg.eigvalsh(limiting_gram(np.array(X, dtype=float)))[0])


def predicted_positive(X):
    """The exact criterion: no zero input, no positive multiples, independent directions of the
    antipodal pairs.
    """
    X = [np.array(x, dtype=float) for x in X]
    if any(not x.any() for x in X):
        return False
    U = [x / np.linalg.norm(x) for x in X]
    same = lambda a, b: np.allclose(a, b, rtol=0, atol=1e-12)  # noqa: E731
    if any(same(U[i], U[j]) for i in range(len(U)) for j in range(i)):
        return False
    pairs = [U[i] for i in range(len(U)) for j in range(i) if same(U[i], -U[j])]
    return not pairs or np.linalg.matrix_rank(np.array(pairs), tol=1e-9) == len(pairs)


@pytest.mark.parametrize("seed", range(40))
def test_criterion_agrees_with_the_eigenvalue(seed):
    rng = np.random.default_rng(seed)
    d = int(rng.integers(1, 4))
    X = [list(x) for x in rng.integers(-2, 3, (int(rng.integers(1, 7)), d))]
    if rng.random() < 0.5:
        X.append([-2 * v for v in X[0]])
    if rng.random() < 0.3 and len(X) > 2:
        X += [[-v for v in X[1]], [-v for v in X[2]]]
    assert (least(X) > 1e-9) == predicted_positive(X)


def test_three_antipodal_pairs_in_the_plane_are_singular_and_two_are_not():
    pairs = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    assert least(pairs) > 0.2
    assert abs(least([*pairs, (1, 1), (-1, -1)])) < 1e-12
    assert np.allclose(defined(np.eye(2)), np.eye(2) / 2)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("n", "d"), [(2, 2), (5, 3), (20, 6), (30, 200)])
def test_separation_bound_is_a_lower_bound(n, d, seed):
    rng = np.random.default_rng(seed)
    X = rng.standard_normal((n, d))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    rho = np.abs(X @ X.T - np.eye(n)).max()
    k, p = separation_bound(n, Fraction(float(rho)) + Fraction(1, 10**12))
    assert least(X) >= float(p) / (4 * np.pi)
    assert k == 0 or float(p) >= 1 / (2 * np.sqrt(k)) - 1e-15


def test_separation_bound_of_one_input_and_of_identical_inputs():
    assert separation_bound(1, Fraction(0)) == (0, 1)
    assert binomial_share(3) == Fraction(5, 16)
    with pytest.raises(Degenerate, match="rho = 1 was given"):
        separation_bound(2, Fraction(1))


def test_point_outside_the_other_hyperplanes():
    for index, row in enumerate(positivity.DATA):
        z = positivity.outside(positivity.DATA, index)
        products = [sum(p * Fraction(q) for p, q in zip(z, other)) for other in positivity.DATA]
        assert [j for j, value in enumerate(products) if value == 0] == [index], row
    with pytest.raises(Degenerate, match="input 1 is zero"):
        positivity.outside([[1, 0], [0, 0]], 1)
    with pytest.raises(Degenerate, match="parallel to input 0"):
        positivity.outside([[1, 2], [-2, -4]], 0)


def test_inner_product_of_features_is_the_limiting_gram_matrix():
    x, z = np.array([0.6, 0.8]), np.array([1.0, 0.0])
    feature = lambda v: lambda w: v * (w @ v >= 0)  # noqa: E731
    draws = np.random.default_rng(0).standard_normal((20000, 2))
    mean = positivity.inner_product(feature(x), feature(z), draws)
    assert abs(mean - limiting_gram(np.array([x, z]))[0, 1]) < 5 * 0.3 / np.sqrt(20000)


def test_numbers_of_the_data_are_ordered_and_the_width_follows_them():
    X = np.random.default_rng(3).standard_normal((12, 30))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    lam, kappa, nu = data_numbers(X)
    assert 1 <= kappa <= nu <= 12
    assert 0 < lam <= 0.5
    widths = data_width(X, 0.1)
    assert widths["of the data"] < widths["sharper"] < widths["printed"]
    assert data_width(np.eye(2), 0.5)["largest step"] == 0.4


@pytest.mark.parametrize("theta", [0.3, 0.03, 0.003])
@pytest.mark.parametrize("n", [2, 5, 12])
def test_bounds_by_the_angle_enclose_lambda_0(n, theta):
    """n inputs of which the first two are at the angle theta and all lines at least that far
    apart.
    """
    X = np.zeros((n, n + 1))
    X[np.arange(n), np.arange(n)] = 1
    X[1] = 0
    X[1, [0, n]] = np.cos(theta), np.sin(theta)
    low = theta / (8 * np.pi * np.sqrt(np.log(2 * n) + 2.5))
    assert low <= least(X) <= theta / (2 * np.pi) + theta**2 / 4
