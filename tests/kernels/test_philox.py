"""The generator against its published vectors; the laws against their distribution functions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special, stats
from steepest.kernels.engine import arithmetic, philox
from steepest.kernels.engine.errors import KernelError

TRIALS = np.arange(20_000)


@pytest.mark.parametrize(
    ("counter", "key", "expected"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((2**32 - 1,) * 4, (2**32 - 1,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_known_answers(counter, key, expected):
    assert tuple(int(word) for word in philox.philox(counter, key)) == expected


def test_a_draw_depends_on_seed_stream_trial_and_place_alone():
    whole = philox.normals(TRIALS[:100], 5, seed=7, stream=3)
    part = philox.normals(TRIALS[40:60], 5, seed=7, stream=3)
    assert np.array_equal(whole[:, 40:60], part)
    assert not np.array_equal(whole, philox.normals(TRIALS[:100], 5, seed=8, stream=3))
    assert not np.array_equal(whole, philox.normals(TRIALS[:100], 5, seed=7, stream=4))
    beyond = philox.uniforms(np.array([5, 5 + 2**32], dtype=np.uint64), 1, seed=7)[0]
    assert beyond[0] != beyond[1]


def test_uniforms_never_touch_the_ends():
    zero = philox._pair(tuple(np.zeros(1, np.uint64) for _ in range(4)), np)[0]
    full = philox._pair(tuple(np.full(1, 2**32 - 1, np.uint64) for _ in range(4)), np)[0]
    assert 0 < zero[0] == 2.0**-53
    assert full[0] == 1 - 2.0**-53


def test_a_seed_that_is_no_64_bit_number_is_refused():
    with pytest.raises(KernelError, match="seed -1 was given; use an integer from 0"):
        philox.uniforms(TRIALS[:2], 1, seed=-1)


def test_exp_log_and_quantile_are_accurate():
    x = np.concatenate([np.linspace(-745, 709, 20_001), [-0.0, 0.0, 1e-300, 1e-17]])
    assert np.max(np.abs(arithmetic.exp(x) / np.exp(x) - 1)[np.exp(x) > 1e-300]) < 3e-16
    y = np.concatenate([np.geomspace(1e-320, 1e308, 20_001), np.linspace(0.5, 2, 5_000)])
    wanted = np.log(y)
    assert np.max(np.abs(arithmetic.log(y) - wanted) / np.maximum(np.abs(wanted), 1e-300)) < 4e-16
    p = np.concatenate([np.geomspace(2.0**-53, 0.5, 2_000), 1 - np.geomspace(2.0**-53, 0.5, 2_000)])
    wanted = special.ndtri(p)
    assert (
        np.max(np.abs(arithmetic.normal_quantile(p) - wanted) / np.maximum(np.abs(wanted), 1e-12))
        < 2e-15
    )


def test_exp_and_log_at_the_edges():
    assert arithmetic.exp(np.array([np.inf, -np.inf, 800.0, -800.0])).tolist() == [
        np.inf,
        0,
        np.inf,
        0,
    ]
    assert np.isnan(arithmetic.exp(np.nan))
    assert arithmetic.log(np.array([0.0, np.inf, 1.0])).tolist() == [-np.inf, np.inf, 0]
    assert np.isnan(arithmetic.log(np.array([-1.0, np.nan]))).all()
    assert arithmetic.exp(-744.0) == np.exp(-744.0) > 0  # a subnormal number


@pytest.mark.parametrize("freedom", [0.5, 1, 2, 3.7, 10, 1e4, 1e9 - 1, 1e15])
def test_chi_variables_have_their_law(freedom):
    values = philox.chi(freedom, TRIALS, 0, 0, seed=20180604)
    assert (
        stats.kstest(
            values, stats.chi(freedom).cdf if freedom < 1e6 else _large_chi(freedom)
        ).pvalue
        > 1e-4
    )


def _large_chi(freedom):
    return lambda x: special.gammainc(freedom / 2, x**2 / 2)


def test_points_on_spheres_and_in_balls():
    on = philox.sphere_points(TRIALS, 3, seed=5)
    assert np.allclose(np.sum(on**2, axis=0), 1)
    # Archimedes: a coordinate is uniform
    assert stats.kstest(on[1], stats.uniform(-1, 2).cdf).pvalue > 1e-4
    inside = philox.ball_points(TRIALS, 4, seed=6)
    radius2 = np.sum(inside**2, axis=0)
    assert radius2.max() < 1
    assert stats.kstest(radius2**2, stats.uniform.cdf).pvalue > 1e-4
    assert stats.kstest(inside[2] ** 2, stats.beta(0.5, 2.5).cdf).pvalue > 1e-4
