"""Certified escape times, the evaluator, and the simulator that refuses to lie."""

import itertools
import math
import time
from fractions import Fraction

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.number import Number
from steepest.kernels.saddles.exact import (
    _at_least,
    batch,
    direct_times,
    escape_times,
    exact_starts,
)
from steepest.kernels.saddles.octopus import Octopus, simulate
from steepest.kernels.saddles.steps import one_saddle
from steepest.verify.trials.engine import named

SOME = [Fraction(1, 2), Fraction(-1, 3), Fraction(7, 9), Fraction(1)]


@pytest.mark.parametrize(
    ("d", "L", "gamma", "eta", "tau"),
    [
        (1, "3", "1", None, "e"),
        (4, "3/2", "1", None, "e"),
        (3, "2", "1/3", "1/40", "3"),
        (3, "5", "1", "19/200", "e"),
        (2, "10", "1", "1/500", "e"),
        (3, "e", "1", None, "e"),
        (2, "1", "1", None, "e"),
        (2, "e", "sqrt(2)", "pi/40", "pi"),
    ],
)
def test_jumping_through_the_regions_is_plain_iteration(d, L, gamma, eta, tau):
    exact = escape_times(SOME[:d], L, gamma, eta, tau)
    assert direct_times(SOME[:d], L, gamma, eta, tau, bits=6000) == (exact.S, exact.T)


def test_a_hundred_saddles_in_seconds():
    begun = time.perf_counter()
    run = escape_times(exact_starts(0, 1, 100, 7)[0], 3)
    assert time.perf_counter() - begun < 10
    assert all(b >= 4 * a for a, b in itertools.pairwise(run.S))
    assert run.T[-1] >= 4**100
    assert len(run.Delta) == 100
    assert max(run.T_buffer) <= 2 * 3 + 1
    assert 0 <= run.largest <= 1
    assert escape_times(exact_starts(0, 1, 100, 7)[0], 3, bits=2000).T == run.T


def test_too_few_bits_are_doubled_until_they_decide():
    few = escape_times(SOME * 5, 3, bits=16)
    assert few.T == escape_times(SOME * 5, 3).T
    assert few.bits > 16


def test_floats_agree_as_long_as_they_are_exact_enough():
    f = Octopus(3.0)
    x = [0.5, 0.25, 0.75]
    path, values = simulate(f, x, 1 / 12, 900)
    run = escape_times([Fraction(v) for v in x], 3)
    for k in range(3):
        assert int(np.argmax(np.abs(path[:, k]) >= f.tau)) == run.S[k]
        assert int(np.argmax(np.abs(path[:, k]) >= 2 * f.tau)) == run.T[k]
    assert values[-1] == pytest.approx(-3 * f.nu, rel=1e-9)


def test_the_simulator_stops_at_underflow():
    with pytest.raises(KernelError, match="coordinate 3 falls below 2.2e-308.*escape_times"):
        simulate(Octopus(3.0), [0.5, 1e-200, 1e-200], 1 / 12, 5000)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": [1], "L": "9/10"}, "need L >= gamma > 0"),
        ({"x": [1], "L": 3, "eta": "1/6"}, r"need 0 < eta < 1/\(2 L\)"),
        ({"x": [1], "L": 3, "eta": "1e-9"}, "the most is 1000000"),
        ({"x": [1, 0], "L": 3}, "a coordinate that starts at 0 never escapes"),
        ({"x": [4], "L": 3}, r"\|x_j\| <= tau"),
        ({"x": [1], "L": "three"}, "expected an exact number"),
        ({"x": [1], "L": 3, "tau": "-1"}, "need tau > 0"),
    ],
)
def test_wrong_input_is_answered(arguments, message):
    with pytest.raises(KernelError, match=message):
        escape_times(**arguments)


def test_a_horizon_that_is_too_short():
    with pytest.raises(KernelError, match="not reached within 5 steps"):
        direct_times(SOME, 3, horizon=5)
    with pytest.raises(
        KernelError, match="100 bits do not decide the next event after step .*; give more bits"
    ):
        direct_times(SOME, 3, bits=100)


def test_batches_do_not_depend_on_their_cut():
    whole = batch(0, 12, {"d": 6}, 3, "numpy")
    assert whole["success"].all()
    part = batch(5, 3, {"d": 6}, 3, "numpy")
    assert all((whole[key][5:8] == part[key]).all() for key in whole)
    for parameters, message in (
        ({"d": 0}, "need d >= 1"),
        ({"check": "x"}, "expected one of success"),
    ):
        with pytest.raises(KernelError, match=message):
            batch(0, 1, parameters, 3, "numpy")


# --- the evaluator --------------------------------------------------------------------------------


def points(rng, f, d, count):
    """Points of the domain, all regions, both signs."""
    for _ in range(count):
        i = rng.integers(1, d + 2)
        size = (
            np.concatenate((rng.uniform(2, 6, i - 1), rng.uniform(0, 2, 1), rng.uniform(0, 1, d)))[
                :d
            ]
            * f.tau
        )
        yield size * rng.choice([-1, 1], d)


def test_gradient_and_hessian_are_derivatives():
    f, rng, step = Octopus(2.5, 0.7, 1.3), np.random.default_rng(1), 1e-5
    for x in points(rng, f, 5, 60):
        slope, bend = f.gradient(x), f.hessian(x)
        for j, direction in enumerate(np.eye(5)):
            try:
                up, down = x + step * direction, x - step * direction
                if f.region(up) != f.region(down):
                    continue
            except KernelError:
                continue
            assert (f.value(up) - f.value(down)) / (2 * step) == pytest.approx(
                slope[j], rel=1e-6, abs=1e-6
            )
            assert (f.gradient(up) - f.gradient(down)) / (2 * step) == pytest.approx(
                bend[j], rel=1e-5, abs=1e-5
            )


def test_faces_match_to_second_order():
    f, tiny = Octopus(), 1e-9
    for face in (1.0, 2.0):
        left, right = (
            np.array([4 * f.tau, face * f.tau - tiny, 0.4]),
            np.array([4 * f.tau, face * f.tau + tiny, 0.4]),
        )
        assert f.region(left) != f.region(right)
        for part in (f.value, f.gradient, f.hessian):
            assert part(left) == pytest.approx(part(right), abs=1e-5)


def test_stationary_points_and_regions():
    f, c = Octopus(), 4 * Octopus().tau
    for k in range(4):
        x = np.array([c] * k + [0.0] * (3 - k))
        assert not f.gradient(x).any()
        assert f.value(x) == pytest.approx(-k * f.nu)
        assert f.region(x) == (k + 1, False)
        assert (np.linalg.eigvalsh(f.hessian(x))[0] > 0) == (k == 3)
    assert f.region([1.5 * f.tau, 0]) == (1, True)


def test_the_domain_is_checked():
    f = Octopus()
    with pytest.raises(KernelError, match=r"\|x_2\| = 3 lies outside the domain.*at most tau"):
        f.value([0.0, 3.0])
    with pytest.raises(KernelError, match="between 2 tau and 6 tau"):
        f.value([20.0, 0.0])
    with pytest.raises(KernelError, match="a vector of finite numbers"):
        f.value([[0.0]])
    with pytest.raises(KernelError, match="need L >= gamma > 0"):
        Octopus(0.9, 1.0)


def test_the_settings_of_the_chapter_are_taken():
    for parameters in ({"L": "e"}, {"L": "1"}, {"L": "sqrt(2)", "gamma": "e/4"}):
        found = batch(0, 4, {"d": 5} | parameters, 3, "numpy")
        assert found["success"].all()
    assert named.trials()["saddle-gd"].plan({"L": "e", "tau": "pi"}).parameters["L"] == "e"
    with pytest.raises(named.TrialInputError, match="takes an exact number"):
        named.trials()["saddle-gd"].plan({"L": "euler"})


def test_powers_of_an_irrational_ratio_are_compared_exactly():
    root = Number.of("sqrt(2)")
    assert _at_least(2, root, 2, 1, 64)  # equality
    assert _at_least(665857, root, 1, 470832, 8)  # a convergent from above, one from below
    assert not _at_least(1607521, root, 1, 1136689, 8)


def test_the_kernel_takes_the_steps_of_the_recurrence():
    """Plain iteration of `one_saddle` in floats, from the second saddle of an exact run."""
    from steepest.kernels.engine.drive import run as drive

    exact = escape_times([Fraction(1, 2), Fraction(1, 3)], 3, tau="3")
    for k, start in enumerate(("1/2", "1/3")):
        place = float(Fraction(start)) / 3 if k == 0 else math.exp(exact.at_T[0])
        height = float(Fraction("1/3")) / 3 if k == 0 else 0.0
        found = drive(
            one_saddle(),
            first=0,
            count=1,
            horizon=10**5,
            parameters={"kappa": 3.0, "h": 1 / 6, "place_0": place, "height_0": height},
            seed=0,
            backend="numpy",
        )
        before = exact.T[k - 1] if k else 0
        assert found["S"][0] == exact.S[k] - before
        assert found["T"][0] == exact.T[k] - before
