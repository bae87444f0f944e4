"""The example of docs/kernels.md runs as it is printed, and finds the rate that theory predicts."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[2] / "docs" / "kernels.md").read_text()


def predicted(eta: float, mu: float) -> float:
    b = 1 + mu - eta
    return math.log((b + math.sqrt(b * b - 4 * mu)) / 2)


@pytest.mark.parametrize("backend", ["numpy", "cpu"])
def test_the_documented_recurrence_gets_its_rate(backend, compiler):
    (example,) = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    assert (
        len([line for line in example.splitlines() if line.strip() and "import" not in line]) <= 16
    )
    space = {"backend": backend}
    exec(compile(example, "docs/kernels.md", "exec"), space)
    rate = space["rate"]
    assert rate.low <= predicted(0.01, 0.5) + 1e-5
    assert rate.high >= predicted(0.01, 0.5) - 1e-5
    assert rate.high - rate.low < 1e-4
    assert f"{predicted(0.01, 0.5):.6f}" in TEXT  # the number that the page prints
