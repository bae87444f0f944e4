"""Figure 1 at a size that takes seconds."""

import csv

import pytest
from steepest.verify.reproduce import reproduce


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["figure-1", "figure-1b"])
def test_figure_1(tmp_path, name):
    made = reproduce(name, tmp_path, steps=320, eta=0.1)
    rows = read(tmp_path / "figure-1-equal.csv")
    assert len(rows) == 321
    assert float(rows[-1]["loss_plain"]) < 1e-6 * float(rows[0]["loss_plain"])
    verdicts = {comparison.quantity: comparison.agrees for comparison in made.comparisons}
    assert all(agrees for quantity, agrees in verdicts.items() if "final loss" in quantity)
    assert not verdicts["d1 = 100, d2 = 400, equal scales: ratio ||U||^2/||V||^2 constant to 1 %"]
    assert verdicts["equal sizes of 10,000, equal scales: ratio ||U||^2/||V||^2 constant to 1 %"]
    assert {path.suffix for path in made.pictures} == {".svg", ".pdf", ".png"}
    assert (tmp_path / f"{name}.txt").read_text().startswith("Figure")
    assert (tmp_path / f"{name}.png").read_bytes()[:4] == b"\x89PNG"
