"""Claims for every number of steps: true and false twins, what cannot be read."""

from __future__ import annotations

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError, decide
from steepest.proofs.engine.language.table import table


def claim(text, real, where=(), times="T", **fields):
    return table({"id": "a", "real": real, "where": list(where), "claim": text,
                  "times": times, **fields})  # fmt: skip


CONTRACTS = ["0 <= r", "r <= 1", "f_next <= (1 - r)*f"]
TRUE = {
    "rate": claim("f_T <= (1 - r)**T*f", ["f", "r"], CONTRACTS),
    "never above": claim(
        "x_T <= 1", ["x", "r"], ["0 <= r", "r <= 1", "x <= 1"], step={"x": "r*x + 1 - r"}
    ),
    "twice the exponent": claim("x_T**2 == r**(2*T)*x**2", ["x", "r"], step={"x": "r*x"}),
    "linear": claim("s_T <= s + T*a", ["s", "a"], ["s_next <= s + a"]),
    "an invariant": claim(
        "a_T >= 0", ["a", "b"], ["a >= 0", "b >= 0"], step={"a": "a + b", "b": "b"},
        invariant=["a_T >= 0", "b_T >= 0"],
    ),
    "always": claim(
        "s_T >= s", ["s", "g"], ["s_next == s + g"], sequence=["g"], always=["g >= 0"]
    ),
    "another letter": claim("x_K == x", ["x"], times="K", step={"x": "x"}),
}  # fmt: skip
FALSE = {
    "rate": claim("f_T <= (1 - r)**T*f", ["f", "r"], ["0 <= r", "r <= 3", CONTRACTS[2]]),
    "never above": claim("x_T <= 1", ["x", "r"], ["0 <= r", "r <= 1"], step={"x": "r*x + 1 - r"}),
    "twice the exponent": claim("x_T**2 == r**T*x**2", ["x", "r"], step={"x": "r*x"}),
    "linear": claim("s_T <= s + a", ["s", "a"], ["a >= 0", "s_next <= s + a"]),
    "always": claim("s_T >= s", ["s", "g"], ["g >= 0", "s_next == s + g"], sequence=["g"]),
    "a step too far": claim("x_T == x + T + 1", ["x"], step={"x": "x + 1"}),
}


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    found = decide(TRUE[name])
    assert found.verdict == "PROVED", found.detail
    assert found.certificate["kind"] == "theorem"
    assert recheck(found.certificate, {}).ok


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    found = decide(FALSE[name])
    assert found.verdict == "REFUTED", found.detail
    assert recheck(found.witness, {}).ok


def test_what_holds_at_the_start_is_no_condition_on_every_state():
    """The same words in `where` and in `always` are different hypotheses."""
    start = claim("x_T >= 0", ["x"], ["x >= 0"], sequence=["x"])
    every = claim("x_T >= 0", ["x"], sequence=["x"], always="x >= 0")
    both = claim("x_T >= 0 and x >= 0", ["x"], ["x >= 0"], sequence=["x"], always="x >= 0",
                 invariant="x >= 0")  # fmt: skip
    words = [str(decide(one).verdict) for one in (start, every, both)]
    assert words[0] != "PROVED"
    assert words[1:] == ["PROVED", "PROVED"]


def test_a_proof_that_does_not_go_through_decides_nothing():
    found = decide(claim("a_T >= 0", ["a", "b"], ["a >= 0", "b >= 0"],
                         step={"a": "a + b", "b": "b"}))  # fmt: skip
    assert found.verdict == "UNDECIDED"
    assert "the proof does not go through" in found.detail


BAD = {
    "nothing moves": ({"real": ["x"], "claim": "x >= 0"}, "nothing moves"),
    "undeclared": ({"step": {"x": "x"}, "claim": "x_T >= 0"}, "is not declared"),
    "the letter is taken": (
        {"real": ["x", "T"], "step": {"x": "x"}, "claim": "x_T >= 0"},
        "declared twice",
    ),
    "matrices": (
        {"matrix": {"A": "n x n"}, "step": {"A": "A"}, "claim": "A_T == A"},
        "between numbers",
    ),
    "another exponent": (
        {"real": ["x", "r"], "step": {"x": "x"}, "claim": "x_T >= r**(T - 1)"},
        "nor made of T",
    ),
    "x_next in the claim": (
        {"real": ["x"], "step": {"x": "x"}, "claim": "x_next >= 0"},
        "is not declared",
    ),
    "by itself": (
        {"real": ["x"], "where": ["x_next == x_next + x"], "claim": "x_T >= 0"},
        "is defined by itself",
    ),
    "in a circle": (
        {
            "real": ["x", "y"],
            "where": ["x_next == y_next", "y_next == x_next"],
            "claim": "x_T >= 0",
        },
        "is defined by itself",
    ),
    "an integer": (
        {"integer": ["x"], "step": {"x": "x"}, "claim": "x_T >= 0"},
        "do not go with",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read(case):
    fields, message = BAD[case]
    with pytest.raises(ClaimFileError, match=message):
        table({"id": "a", "times": "T", **fields})


def test_invariant_without_a_letter():
    with pytest.raises(ClaimFileError, match="a number of steps with a name"):
        table({"id": "a", "real": ["x"], "claim": "x >= 0", "invariant": "x >= 0"})
