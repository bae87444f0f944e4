"""The growth of the time with the dimension, the long slope, and the benchmark's gradient against
the octopus.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.saddles import warmup as saddles_warmup
from steepest.kernels.saddles.octopus import Octopus
from steepest.verify.reproduce import reproduce


def test_growth_is_reproduced(tmp_path):
    made = reproduce("saddle-growth", tmp_path, runs=10, dimensions=(5, 20))
    assert len(made.comparisons) == 3
    assert made.comparisons[0].agrees is not None
    assert all(path.exists() for path in made.pictures)


def test_the_long_slope_is_left_as_predicted():
    found = saddles_warmup.batch(0, 50, {"high": 100.0}, 3, "numpy")
    assert found["success"].all()
    assert (saddles_warmup.descend(np.array([-50.0]), np.array([-1.0]), 20)[0] == -1).all()
    with pytest.raises(KernelError, match="do not know R"):
        saddles_warmup.batch(0, 1, {"R": 3}, 1, "numpy")


def test_the_rival_descends_the_same_function(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from benchmarks import escape

    f, rng = Octopus(escape.L, escape.GAMMA, escape.TAU), np.random.default_rng(3)
    points = []
    for i in range(escape.D + 1):
        for size in (0.4, 1.3, 1.9):
            x = rng.uniform(-1, 1, escape.D)
            x[:i] = rng.uniform(2.1, 5.9, i) * escape.TAU * rng.choice([-1, 1], i)
            if i < escape.D:
                x[i] = size * escape.TAU * rng.choice([-1, 1])
            points.append(x)
    gradient, region = escape.gradient(np, np.array(points).T, np.where)
    for j, x in enumerate(points):
        assert np.allclose(gradient[:, j], f.gradient(x))
        assert region[j] + 1 == f.region(x)[0]


@pytest.mark.slow
def test_rival_and_kernel_take_equally_long(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    from benchmarks import escape

    monkeypatch.setattr(escape, "TRIALS", 400)
    mine, other = (
        escape.ROW.ways[name](1)()["steps"]
        for name in ("steepest numpy, array program", "NumPy direct")
    )
    error = np.sqrt(mine.var() / 400 + other.var() / 400)
    assert abs(mine.mean() - other.mean()) < 5 * error
    assert "standard errors" in escape.compare({"steps": mine}, {"steps": other})
