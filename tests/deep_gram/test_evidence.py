"""The two kinds of certificates: accepted when right, rejected after every change that makes them
false.
"""

import copy
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx
from steepest.proofs.checker import recheck
from steepest.proofs.deep_gram.balls.evidence import ends, mean_between
from steepest.proofs.engine.judge import Judge


def smt(claim, *where):
    return {
        "kind": "smt",
        "goal": {"variables": ["z"], "where": list(where), "claim": claim},
        "axioms": [],
    }


def second_moment():
    """E z^2 = 1 with the bound z^2 <= 0 + 1 z^2."""
    square = ["^", "z", "2"]
    bound = ["+", "0", ["*", "1", square]]
    return {
        "kind": "gaussian-mean",
        "variable": "z",
        "function": square,
        "cut": "20",
        "bound": ["0", "1"],
        "interval": ["999999999999/1000000000000", "1000000000001/1000000000000"],
        "tail": [smt(["<=", square, bound]), smt([">=", square, ["-", bound]])],
    }


def matrix():
    return {
        "kind": "least-eigenvalue",
        "matrix": [[["2", "2"]], [["1", "1"], ["2", "2"]]],
        "at_least": "999/1000",
        "at_most": "1",
        "vector": ["1", "-1"],
    }


def changed(data, **fields):
    return copy.deepcopy(data) | fields


def test_good_certificates():
    assert recheck(second_moment()).ok
    # E z^4 = 3
    assert recheck(
        changed(second_moment(), times=["0", "0", "1"], interval=["29999/10000", "30001/10000"])
    ).ok
    assert recheck(
        changed(second_moment(), times=["0", "1"], interval=["-1/1000000", "1/1000000"])
    ).ok
    outcome = recheck(matrix())
    assert outcome.ok
    assert "least eigenvalue > 999/1000 and <= 1" in outcome.shows[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"interval": ["1000000000001/1000000000000", "2"]},
        {"interval": ["0", "999999999999/1000000000000"]},
        {"cut": "1"},
        {"cut": "100"},
        {"bound": ["0", "2"]},
        {"bound": ["-1", "1"]},
        {"tail": []},
        {"tail": second_moment()["tail"][:1]},
        {"function": ["abs", "z"]},
        {"function": ["^", "y", "2"]},
        {"times": []},
        {"times": ["0", "0", "1"]},
        {"interval": ["z", "2"]},
    ],
)
def test_changed_means_are_rejected(fields):
    assert not recheck(changed(second_moment(), **fields)).ok


@pytest.mark.parametrize(
    "fields",
    [
        {"at_least": "1"},
        {"at_least": "z"},
        {"at_most": "99/100"},
        {"vector": ["1", "1"]},
        {"vector": ["0", "0"]},
        {"vector": ["1"]},
        {"matrix": []},
        {"matrix": [[["2", "2"]], [["1", "1"]]]},
        {"matrix": [[["2", "2"]], [["1", "11/10"], ["2", "2"]]]},
        {"matrix": [[["2", "1"]], [["1", "1"], ["2", "2"]]]},
        {"matrix": [[["2"]], [["1", "1"], ["2", "2"]]]},
    ],
)
def test_changed_matrices_are_rejected(fields):
    assert not recheck(changed(matrix(), **fields)).ok


def test_a_tail_bound_for_one_side_only_is_not_enough():
    data = second_moment()
    for one in data["tail"]:
        one["goal"]["where"] = [[">=", "z", "0"]]
    assert not recheck(data).ok


def test_branch_cuts_are_noticed():
    """log(z^2) is not bounded near 0, and its integrand touches the cut: no enclosure, so nothing
    is shown.
    """
    data = second_moment() | {"function": ["log", ["^", "z", "2"]]}
    assert not recheck(data).ok


def test_evidence_of_a_mean():
    from sympy import Symbol, tanh

    x, judge = Symbol("x", real=True), Judge(seconds=10)
    with ctx.workprec(256):
        value = arb("0.3942944903978411744164598") + arb(0, 1e-20)
    low, high = Fraction(39, 100), Fraction(40, 100)
    found = mean_between(judge, tanh(x) ** 2, x, value, low, high, (1, 0))
    assert found.verdict == "CERTIFIED"
    assert recheck(found.certificate).ok
    refuted = mean_between(judge, tanh(x) ** 2, x, value, Fraction(1, 10), Fraction(2, 10), (1, 0))
    assert refuted.verdict == "REFUTED"
    assert recheck(refuted.witness).ok
    assert (
        mean_between(
            judge, tanh(x) ** 2, x, value, low, Fraction(39429449039784117442, 10**20), (1, 0)
        ).verdict
        == "UNDECIDED"
    )
    # the bound does not hold
    assert mean_between(judge, 2 * tanh(x), x, value, low, high, (1, 0)).verdict == "UNDECIDED"


@pytest.mark.parametrize("value", ["0", "1/3", "-17/7", "1e-20", "123456789/7"])
def test_rational_ends_contain_the_ball(value):
    exact = Fraction(value)
    with ctx.workprec(256):
        one = arb(exact.numerator) / exact.denominator + arb(0, 1e-25)
        low, high = ends(one, 30)
        assert low <= exact <= high
        assert high - low < Fraction(1, 10**24)
        assert arb(low.numerator) / low.denominator < one
        assert arb(high.numerator) / high.denominator > one


def test_least_eigenvalues_of_random_matrices():
    from steepest.proofs.deep_gram.balls.gram import _least

    rng = np.random.default_rng(2)
    for n in (1, 2, 7):
        A = rng.integers(-9, 10, (n, n + 1))
        K = np.array([[arb(int(v)) for v in row] for row in A @ A.T], dtype=object).reshape(n, n)
        with ctx.workprec(256):
            low, high, _ = _least(K)
        known = np.linalg.eigvalsh(A @ A.T)[0]
        assert float(low) <= known + 1e-9 * n
        assert float(high) >= known - 1e-9 * n
        assert high - low < Fraction(1, 10**18)
