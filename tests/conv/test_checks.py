"""The trials beside the table: measured times against the kernel, explicit times, laws of patches,
wrong settings.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.conv import (
    checks as conv_checks,
)
from steepest.kernels.conv import (
    direct as conv_direct,
)
from steepest.kernels.conv import (
    scalars as conv,
)
from steepest.kernels.engine.errors import KernelError
from steepest.verify.reproduce import names, reproduce

SETTING = {"k": 20.0, "n": 1.0, "N": 0.2, "S": math.sqrt(0.4), "eta": 0.2}


def test_measured_times_are_those_of_the_kernel():
    T1, T2 = (int(each[0]) for each in conv_checks.phase_times(SETTING, 0.1, 0.02))
    start = {
        "along": 0.1,
        "across": math.sqrt(0.99),
        "sums": -SETTING["S"],
        "inner": 0.02 - 0.2,
        "rest": 0.0,
    }
    path = conv_direct.reduced(SETTING, start, range(T1 + T2 + 1), "numpy")
    flat = {name: values[:, 0] for name, values in path.items()}
    ready = (np.arctan2(flat["across"], flat["along"]) <= math.pi / 4) & (
        0.2 + flat["inner"] >= 0.2 / 7
    )
    assert int(np.argmax(ready)) == T1
    assert conv.loss(SETTING, flat)[-1] <= 2e-4 < conv.loss(SETTING, flat)[-2]


def test_a_short_horizon_leaves_times_open():
    T1, T2 = conv_checks.phase_times(SETTING, 0.1, 0.02, horizon=10)
    assert (T1[0], T2[0]) == (-1, -1)


def test_explicit_times_exceed_the_measured_ones():
    bound = conv_checks.explicit_times(
        20, 1.0, 0.2, SETTING["S"], 0.2, 0.1, 0.02, math.sqrt(0.2), 1e-3
    )
    measured = conv_checks.phase_times(SETTING, 0.1, 0.02)
    assert bound[0] > measured[0][0] > 0
    assert bound[1] > measured[1][0] > 0


def test_patches_have_the_length_of_their_law():
    rng = np.random.default_rng(1)
    z = conv_checks._patches(rng, "sphere", (2000,), 3)
    assert np.allclose((z * z).sum(axis=0), 3)
    mixture = conv_checks._patches(rng, "mixture", (200_000,), 9)
    assert (mixture[0] ** 2).mean() == pytest.approx(4 / 3, rel=0.05)


@pytest.mark.parametrize(
    "batch",
    [
        conv_checks.monte_carlo,
        conv_checks.rotation_invariant,
        conv_checks.halving,
        conv_checks.scaling,
    ],
)
def test_unknown_parameters_are_answered(batch):
    with pytest.raises(KernelError, match="do not know wrong"):
        batch(0, 1, {"wrong": 1}, 1, "numpy")


def test_trials_do_not_depend_on_how_they_are_cut():
    whole = conv_checks.halving(0, 12, {"horizon": 2000}, 5, "numpy")
    part = conv_checks.halving(4, 5, {"horizon": 2000}, 5, "numpy")
    assert np.array_equal(whole["halvings"][4:9], part["halvings"])


def test_times_are_reproduced(tmp_path):
    assert "conv-times" in names()
    made = reproduce("conv-times", tmp_path)
    assert all(row.agrees is not False for row in made.comparisons)
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}


@pytest.mark.slow
def test_the_benchmark_row_agrees_with_itself(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2]))
    import benchmarks.table_5_1 as row
    from benchmarks import rows
    from benchmarks.rivals import Missing

    monkeypatch.setattr(row, "STARTS", 60)
    monkeypatch.setattr(row, "cells", lambda: [row.cell(25, r, 60) for r in (0, 4, 25)])
    wanted = row.numpy_direct(1)()
    assert set(np.unique(wanted["kinds"])) <= {row.GLOBAL, row.SPURIOUS, row.NEITHER}
    for way in (row.reduced, row.engine_direct):
        try:
            assert row.compare(way(1)(), wanted).startswith("0 of 180 runs")
        except Missing:
            continue
    small = rows.Row(
        "small", "Small", "A task.", {"NumPy direct": row.numpy_direct}, "NumPy direct", row.compare
    )
    assert rows.main(small, ["--out", str(tmp_path), "--repeats", "1", "--threads", "1"]) == 0
    assert (tmp_path / "small.json").exists()
