"""Arbitrary JSON is never accepted by accident and never raises."""

from __future__ import annotations

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from steepest.proofs.checker import recheck

from .good import GOOD

WORDS = st.sampled_from(
    [
        "kind",
        "all",
        "smt",
        "identity",
        "ball",
        "lemmas",
        "cases",
        "matrix",
        "matrix-sos",
        "matrix-point",
        "enclosure",
        "counts",
        "point",
        "shape",
        "goal",
        "variables",
        "where",
        "claim",
        "tree",
        "box",
        "x",
        "y",
        "0",
        "1",
        "-1/2",
        "1/0",
        "+",
        "-",
        "*",
        "/",
        "^",
        "sqrt",
        "exp",
        "<=",
        ">=",
        "==",
        "and",
        "or",
        "not",
        "direct",
        "mean",
        "split",
        "taylor",
        "edge",
        "lo",
        "hi",
        "hypothesis",
        "parts",
        "letters",
        "T",
        "@",
        "tr",
        "I",
        "d1",
    ]
)
SCALARS = (
    WORDS
    | st.none()
    | st.booleans()
    | st.integers(-3, 10**6)
    | st.floats(allow_nan=True)
    | st.text(max_size=4)
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=5),
    max_leaves=25,
)


@given(data=TREES)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_junk(data):
    assert not recheck(data).ok


QUICK = sorted(name for name in GOOD if name not in ("all", "enclosure", "lemmas", "cases"))


@given(name=st.sampled_from(QUICK), key=st.integers(0, 10**6), junk=TREES)
@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
def test_junk_inside(name, key, junk):
    data = copy.deepcopy(GOOD[name])
    fields = sorted(data)
    data[fields[key % len(fields)]] = junk
    outcome = recheck(data)
    assert outcome.ok or outcome.reason


def test_deep_nesting():
    term = "x"
    for _ in range(100_000):
        term = ["-", term]
    for kind in ("smt", "ball", "identity"):
        outcome = recheck(
            {"kind": kind, "goal": {"variables": ["x"], "where": [], "claim": [">=", term, "0"]}}
        )
        assert not outcome.ok
