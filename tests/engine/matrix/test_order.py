"""The semidefinite order between symmetric matrices; strict hypotheses and claims; reciprocals."""

from __future__ import annotations

import copy
import importlib.util
import json
from pathlib import Path

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.matrix import (
    MatrixError,
    Relation,
    at_most,
    below,
    eye,
    inner,
    matrices,
    norm2,
    psd,
    same,
    scalars,
    symmetric,
    tr,
)
from steepest.proofs.vocabulary import Verdict

_spec = importlib.util.spec_from_file_location(
    "matrix_expand", Path(__file__).with_name("expand.py")
)
expand = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(expand)

S, R, Z = symmetric("S R Z: n x n")
P, Q = psd("P Q: n x n")
A, B = matrices("A B: n x n")
C, x, y = matrices("C: n x m, x: n x 1, y: n x 1")
L, mu, eta = scalars("L mu eta")
one, zero = eye("n"), 0 * eye("n")

TRUE = {
    "gram": lambda: at_most(0, C @ C.T),
    "sum": lambda: at_most(0, P + Q),
    "congruence": lambda: at_most(C.T @ S @ C, C.T @ R @ C, where=[S <= R]),
    "transitive": lambda: at_most(S, Z, where=[S <= R, R <= Z]),
    "added": lambda: at_most(S + Z, R + Z, where=[S <= R]),
    "halves": lambda: at_most(S, R, where=[2 * S <= R + S]),
    "trace": lambda: at_most(tr(S), tr(R), where=[S <= R]),
    "form": lambda: at_most(mu * norm2(x), inner(x, S @ x), where=[mu * one <= S]),
    "square below": lambda: at_most(S @ S, L * S, where=[zero <= S, L * one >= S]),
    "norms": lambda: at_most(norm2(S), norm2(R), where=[zero <= S, S <= R]),
    "step": lambda: at_most(
        norm2(x - eta * (S @ x)),
        norm2(x),
        where=[zero <= S, L * one >= S, eta >= 0, eta * L <= 2],
    ),
    "antisymmetric": lambda: same(S, R, where=[S <= R, R <= S]),
    "vanishing": lambda: same(P, 0, [(tr(P), 0)]),
    "polarised": lambda: at_most(A @ B.T + B @ A.T, A @ A.T + B @ B.T),
    "strict sum": lambda: below(0, L + norm2(C), where=[L > 0]),
    "strict product": lambda: below(0, L * mu, where=[L > 0, mu > 0]),
    "strict slack": lambda: below(0, 2 * L - mu, where=[L > 0, mu <= L]),
    "size": lambda: below(0, tr(one)),
}
FALSE = {
    "anticommutator": lambda: at_most(0, P @ Q + Q @ P),
    "squares": lambda: at_most(S @ S, R @ R, where=[zero <= S, S <= R]),
    "cubes": lambda: at_most(S @ S @ S, R @ R @ R, where=[S <= R]),
    "traces": lambda: at_most(S, R, where=[tr(S) <= tr(R)]),
    "total": lambda: at_most(S, R),
    "norms": lambda: at_most(norm2(S), norm2(R), where=[S <= R]),
    "grams": lambda: at_most(A.T @ A, A @ A.T),
    "strict product": lambda: below(0, L * mu, where=[L > 0, mu >= 0]),
    "not strict": lambda: below(0, L, where=[L >= 0]),
    "equal": lambda: same(S, R, where=[S <= R]),
    "nonzero": lambda: at_most(0, L, where=[Relation("!=", L, 0)]),
}


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    found = TRUE[name]()
    assert found.verdict == Verdict.PROVED, found.detail
    data = json.loads(json.dumps(found.certificate))
    assert recheck(data).ok, recheck(data).reason
    if "root" not in str(data["reasons"]):
        assert expand.expands(data)


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    found = FALSE[name]()
    assert found.verdict == Verdict.REFUTED, found.detail
    data = json.loads(json.dumps(found.witness))
    assert recheck(data).ok, recheck(data).reason
    assert "_P" not in found.detail


def test_the_sides_are_symmetric():
    for left, right in ((A, A.T), (A @ B - B @ A, 0), (S, S @ R), (S @ R, S)):
        with pytest.raises(MatrixError, match="is not known to be symmetric"):
            at_most(left, right)
        with pytest.raises(MatrixError, match="is not known to be symmetric"):
            at_most(tr(S), tr(R), where=[left <= right])
    # commuting symmetric matrices have a symmetric product
    found = at_most(S @ R, S @ R, [(S @ R, R @ S)])
    assert found.verdict == Verdict.PROVED
    with pytest.raises(MatrixError, match="both sides must be symmetric"):
        at_most(C, C)
    with pytest.raises(MatrixError, match=r"compared with the number 1.*1\*eye\(n\)"):
        at_most(S, 1)
    with pytest.raises(MatrixError, match="Positive definite"):
        below(S, R)
    with pytest.raises(MatrixError, match="Positive definite"):
        at_most(tr(S), tr(R), where=[Relation("<", S, R)])


def test_contradictory_orders_prove_nothing():
    found = at_most(S, zero, where=[one <= S, zero >= S])
    assert found.verdict == Verdict.UNDECIDED
    assert found.detail.startswith("vacuous")


def test_the_vector_and_the_slacks_are_new():
    good = json.loads(json.dumps(TRUE["congruence"]().certificate))
    bad = []
    for change in (
        lambda d: d.update(where=[["0", ["inner", "_x", "_x"]]]),
        lambda d: d["rules"].append([["inner", "_x", "_x"], "1"]) or d["reasons"].append("given"),
        lambda d: d["letters"].update(_x=["n", "1"]),
        lambda d: d["rules"].append([["tr", "_P0"], "1"]) or d["reasons"].append("given"),
        lambda d: d.update(left=["-", d["left"], ["@", ["T", "C"], "_P0", "C"]]),
        lambda d: d.update(vector="C"),
        lambda d: d.update(relation="<"),
        lambda d: d.update(relation="=="),
        lambda d: d.update(symmetry=[{"coefficient": "1", "rule": 0, "transposed": False}]),
    ):
        data = copy.deepcopy(good)
        change(data)
        bad.append(recheck(data).ok)
    assert bad == [False, False, False, False, False, False, False, False, False]


def test_symmetry_is_checked():
    """x^T (A - A^T) x = 0 for every x, but A - A^T is not symmetric."""
    data = json.loads(json.dumps(at_most(A + A.T, A.T + A).certificate))
    data |= {"left": ["0", "n", "n"], "right": ["-", "A", ["T", "A"]]}
    assert not recheck(data).ok


def test_a_strict_claim_needs_its_positive_term():
    good = json.loads(json.dumps(TRUE["strict product"]().certificate))
    assert good["strict"] == [0, 1]
    assert good["relation"] == "<"
    for change in ({"strict": [0]}, {"strict": []}, {"positive": 5}):
        assert not recheck(good | change).ok
