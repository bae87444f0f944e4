"""Witnesses in words."""

from __future__ import annotations

import pytest
from steepest.verify.pages.witness import pieces, readable, sides, steps_of, term_text

POINT = {
    "kind": "point",
    "goal": {
        "variables": ["x", "y"],
        "where": [[">=", "x", "0"]],
        "claim": ["<=", ["+", ["*", "-1", "y"], "x"], ["sqrt", "y"]],
    },
    "values": {"x": "5", "y": "1"},
}
MATRICES = {
    "kind": "matrix-point",
    "sizes": {"r": 2},
    "matrices": {"U": [["1", "0"], ["1/2", "1"]]},
    "scalars": {"eta": "-1"},
    "left": ["+", ["@", ["T", "U"], "U"], ["scale", "-1", ["I", "r"]]],
    "right": ["-", ["scale", "eta", ["T", ["+", "U", "U"]]], ["0", "r", "r"]],
    "relation": "==",
}


def test_points():
    assert readable(POINT) == [
        "x = 5, y = 1",
        "satisfies  x >= 0",
        "violates   x - y <= sqrt(y)",
        "there      4 <= 1",
    ]
    assert readable({"kind": "point"}) == ["no variables"]


def test_matrices():
    assert readable(MATRICES) == [
        "sizes r = 2",
        "U = [1  0; 1/2  1]",
        "eta = -1",
        "violates   U.T @ U - eye(r) == eta*(U + U).T - 0",
    ]


def test_other_kinds():
    assert readable(None) == []
    assert readable("text") == ["text"]
    assert readable({"kind": "shape", "detail": "2 x 3 against 3 x 2"}) == ["2 x 3 against 3 x 2"]
    assert readable(
        {"kind": "counts", "successes": 1, "trials": 9, "at_least": 0.5, "alpha": 1e-5}
    ) == ["1 of 9 trials succeeded; claimed at least 0.5, tested at level 1e-05"]
    assert readable({"kind": "new", "list": list(range(50))})[0].endswith("(50 entries)")


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (["+", ["*", "-1/2", "x"], "y"], "y - (1/2)*x"),
        (["*", "-1", "x", "y"], "-x*y"),
        (["+", ["-", "x"], ["-", "y"]], "-x - y"),
        (["-", "x", "y"], "x - y"),
        (["+", ["/", ["*", "-1", "x"], "y"], "-3", "z"], "z - x/y - 3"),
        (["*", "z", ["+", "x", ["*", "-2", "y"]]], "z*(x - 2*y)"),
        (["==", "x", ["/", "1", "0"]], "x == 1/0"),
    ],
)
def test_terms_as_people_write_them(term, text):
    assert term_text(term) == text


def test_what_is_no_term_is_shown_as_it_is():
    assert term_text({"a": 1}) == "{'a': 1}"


@pytest.mark.parametrize(
    ("claim", "values", "text"),
    [
        (["<", ["*", "2", "x"], ["+", "x", "1"]], {"x": "1"}, "2 < 2"),
        (["==", ["max", "x", ["abs", ["-", "3"]]], ["^", "x", "2"]], {"x": "1"}, "3 == 1"),
        (["==", "x", "x"], {"x": "1"}, ""),
        (["<=", ["log", "x"], "0"], {"x": "-1"}, ""),
        (["<=", ["cos", ["pi"]], ["E"]], {}, "-1 <= 2.718281828"),
        (["and", "x", "x"], {"x": "1"}, ""),
        (["<=", "y", "0"], {}, ""),
    ],
)
def test_both_sides_at_the_point(claim, values, text):
    assert sides(claim, values) == text


def test_what_a_certificate_is_made_of():
    certificate = {
        "kind": "lemmas",
        "lemmas": [{"goal": {}, "certificate": {"kind": "smt"}}],
        "final": {"kind": "all", "parts": [{"kind": "ball"}, {"kind": "smt"}]},
    }
    assert pieces(certificate) == {"smt": 2, "ball": 1}
    assert pieces(None) == {}


def test_steps():
    document = {
        "kind": "all",
        "step": "abc",
        "parts": [{"kind": "counts", "step": "def"}, {"kind": "counts", "step": None}],
    }
    assert steps_of({"certificate": document, "witness": None}) == ["abc", "def"]
    assert steps_of({"certificate": None, "witness": {"kind": "counts", "step": "abc"}}) == ["abc"]
    assert steps_of({}) == []


def test_a_proved_step_carries_the_hash_of_the_kernel():
    from steepest.kernels.factorization import rank_one
    from steepest.proofs import reals
    from steepest.proofs.engine.judge import Judge
    from steepest.proofs.vocabulary import Verdict

    judge, x = Judge(), reals("x")
    proved = judge.runs(rank_one.recurrence(), judge.equal((x + 1) ** 2, x**2 + 2 * x + 1))
    assert proved.verdict == Verdict.PROVED
    assert steps_of({"certificate": proved.certificate}) == [rank_one.recurrence().step_hash]
    assert judge.runs(rank_one.recurrence(), judge.equal(x, x + 1)).certificate is None
