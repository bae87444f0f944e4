"""The table and the figures are made, with their comparisons."""

from __future__ import annotations

import pytest
from steepest.verify.reproduce import names, reproduce


def test_names():
    assert {"table-5.1", "figure-5.1b", "figure-5.2", "conv-basins"} <= set(names())


def test_table(tmp_path):
    made = reproduce("table-5.1", tmp_path, trials=300)
    assert len(made.comparisons) == 36
    assert made.seconds < 60
    assert "in neither: 0 of" in made.remarks[0]
    assert (tmp_path / "table-5.1.csv").read_text().startswith("k,r,printed,measured,low,high,z")


def test_basins(tmp_path):
    made = reproduce("conv-basins", tmp_path, grid=24)
    assert {path.suffix for path in made.pictures} >= {".svg", ".pdf"}
    assert all(path.exists() for path in (*made.pictures, *made.data))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["figure-5.1b", "figure-5.2"])
def test_figures(tmp_path, name):
    made = reproduce(name, tmp_path)
    assert all(row.agrees is not False for row in made.comparisons)
    assert all(path.exists() for path in (*made.pictures, *made.data))
