"""Certified enclosures of lambda_0, the exact decision when it is zero, and the bound from the
separation.
"""

from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.relu_gram.gram import limiting_gram
from steepest.proofs.checker import recheck
from steepest.proofs.relu_gram.gram import (
    InputError,
    Inputs,
    lambda_0,
    null_vector,
    separation_bound,
)


@pytest.mark.parametrize(("n", "d"), [(1, 1), (2, 5), (6, 2), (25, 7)])
def test_the_enclosure_holds_the_float_value_and_the_certificate_is_accepted(n, d):
    X = np.random.default_rng(n).standard_normal((n, d))
    found = lambda_0(X)
    value = np.linalg.eigvalsh(limiting_gram(X))[0]
    assert found.low < found.high <= found.low * (1 + Fraction(1, 10**9))
    assert float(found.low) * (1 - 1e-9) <= value <= float(found.high) * (1 + 1e-9)
    assert recheck(found.certificate).ok
    assert separation_bound(X) <= found.high


@pytest.mark.parametrize("angle", ["1/1000", "1e-12", "1e-60", "1e-300"])
def test_near_parallel_inputs(angle):
    found = lambda_0([[1, 0], [1, angle]])
    theta = float(Fraction(angle))
    assert float(found.low) == pytest.approx(theta / (2 * np.pi), rel=0.01)
    assert recheck(found.certificate).ok


def test_a_tampered_certificate_is_not_accepted():
    certificate = lambda_0([[1, 2], [2, 1]]).certificate
    assert not recheck(certificate | {"at_least": "10"}).ok
    assert not recheck(certificate | {"at_most": "1/1000"}).ok


DEGENERATE = {
    "zero": [[0, 0], [1, 2]],
    "positive multiple": [[1, 2], [3, 1], [2, 4]],
    "dependent": [[1, 0], [-1, 0], [0, 2], [0, -1], [1, 1], [-3, -3]],
}


@pytest.mark.parametrize("word", DEGENERATE)
def test_exactly_zero(word):
    X = DEGENERATE[word]
    why, c = null_vector(X)
    assert word in why
    assert any(c)
    assert np.allclose(
        limiting_gram(np.array(X, dtype=float)) @ np.array(c, dtype=float), 0, atol=1e-14
    )
    found = lambda_0(X)
    assert (found.low, found.high, found.reason) == (0, 0, why)
    assert separation_bound(X) == 0


@pytest.mark.parametrize(
    "X", [[[1, 2], [-1, -2]], [[1, 0], [-2, 0], [0, 1], [0, -3]], [[1, 1], [1, 2], [-1, -1]]]
)
def test_antipodal_pairs_with_independent_directions_are_fine(X):
    assert null_vector(X) is None
    assert lambda_0(X).low > 0


def test_decimals_round_outwards():
    X = [["1", "0"], ["3/5", "4/5"]]
    coarse, fine = lambda_0(X, digits=6, decimals=9), lambda_0(X)
    assert coarse.low <= fine.low
    assert coarse.high >= fine.high - Fraction(1, 10**10)
    assert max(len(e[0]) for row in coarse.certificate["matrix"] for e in row) < 25


@pytest.mark.parametrize("bad", [[], [[]], [[1, 2], [3]], [[float("nan")]], [["one"]]])
def test_inputs_are_checked(bad):
    with pytest.raises(InputError, match="expected|give rows"):
        Inputs.of(bad)


def test_digits_are_checked():
    with pytest.raises(InputError, match="choose 1 to 100"):
        lambda_0([[1]], digits=0)
