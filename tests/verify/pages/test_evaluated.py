"""Witnesses with their numbers put in."""

from __future__ import annotations

import pytest
from steepest.verify.pages.evaluated import Row, evaluated, rows, values

POINT = {
    "kind": "point",
    "goal": {
        "variables": ["x", "y"],
        "where": [["and", [">=", "x", "0"], ["==", ["^", "y", "2"], "2"]]],
        "claim": ["<=", ["*", "2", "x"], "x"],
    },
    "values": {"x": "1/3", "y": ["sqrt", "2"]},
}


def test_every_relation_of_a_point():
    assert rows(POINT) == [
        Row("assumed", "x >= 0", "0.333333 >= 0"),
        Row("assumed", "y**2 == 2", "2 == 2"),  # rounding is no difference
        Row("claimed", "2*x <= x", "0.666667 <= 0.333333"),
    ]
    assert values(POINT) == [("x", "1/3 = 0.333333"), ("y", "sqrt(2) = 1.41421")]


def test_a_point_of_what_is_written():
    inner = {"kind": "written-point", "witness": POINT, "goal": POINT["goal"]}
    assert rows(inner) == rows(POINT)


@pytest.mark.parametrize("other", [None, "text", {"kind": "counts"}, {"kind": "point"}])
def test_other_witnesses_have_no_rows(other):
    assert rows(other) == []
    assert values(other) == []


@pytest.mark.parametrize(
    ("relation", "there"),
    [
        (["<", "1000000001", "1000000000"], "1000000001 < 1000000000"),
        (["<=", ["log", ["-", "x"]], "0"], ""),  # no value
        (["or", ["<", "x", "0"], [">", "x", "1"]], ""),
        (["<", "unknown", "0"], ""),
    ],
)
def test_digits_and_what_has_no_value(relation, there):
    assert evaluated(relation, {"x": "1"}) == there
