"""Inequalities for all sizes: squares, Cauchy-Schwarz, norms of products, semidefinite letters;
false ones refuted exactly.
"""

from __future__ import annotations

import importlib.util
import json
from fractions import Fraction
from pathlib import Path

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.matrix import (
    MatrixError,
    at_most,
    eye,
    inner,
    matrices,
    norm,
    norm2,
    orthogonal,
    psd,
    scalars,
    tr,
)
from steepest.proofs.vocabulary import Verdict

_spec = importlib.util.spec_from_file_location(
    "matrix_expand", Path(__file__).with_name("expand.py")
)
expand = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(expand)

A, B, C = matrices("A B C: m x n")
X, Y, Z = matrices("X: m x k, Y: k x n, Z: n x q")
S, Q = matrices("S Q: n x n")
P, P2 = psd("P P2: n x n")
(x,) = matrices("x: n x 1")
eta, L = scalars("eta L")

TRUE = {
    "young": (inner(A, B), (norm2(A) + norm2(B)) / 2),
    "parallelogram": (norm2(A + B), 2 * norm2(A) + 2 * norm2(B)),
    "three terms": (norm2(A + B + C), 3 * norm2(A) + 3 * norm2(B) + 3 * norm2(C)),
    "product": (norm2(X @ Y), norm2(X) * norm2(Y)),
    "product of three": (norm2(X @ Y @ Z), norm2(X) * norm2(Y) * norm2(Z)),
    "cauchy-schwarz": (inner(A, B) ** 2, norm2(A) * norm2(B)),
    "gram matrix": (norm2(A.T @ A), norm2(A) ** 2),
    "trace": (tr(S) ** 2, tr(eye("n")) * norm2(S)),
    "trace of a square": (tr(S @ S), norm2(S)),
    "commutator": (2 * tr(S @ Q @ S.T @ Q.T), norm2(S @ Q) + norm2(Q @ S)),
    "psd form": (0, tr(P @ A.T @ A)),
    "psd product": (0, tr(P @ P2)),
    "psd traces": (tr(P @ P2), tr(P) * tr(P2)),
    "psd norm": (norm2(P), tr(P) ** 2),
    "triangle": (norm(A + B), norm(A) + norm(B)),
    "root cauchy-schwarz": (inner(A, B), norm(A) * norm(B)),
    "root product": (norm(X @ Y @ Z), norm(X) * norm(Y) * norm(Z)),
    "means": (norm(A) * norm(B), (norm2(A) + norm2(B)) / 2),
    "equality": (norm2(orthogonal("O: n x n") @ Z), norm2(Z)),
}

FALSE = {
    "young": (inner(A, B), Fraction(49, 100) * (norm2(A) + norm2(B))),
    "parallelogram": (norm2(A + B), norm2(A) + 2 * norm2(B)),
    "three terms": (norm2(A + B + C), 3 * norm2(A) + 3 * norm2(B) + 2 * norm2(C)),
    "product": (norm2(X @ Y), Fraction(999, 1000) * norm2(X) * norm2(Y)),
    "cauchy-schwarz": (inner(A, B) ** 2, Fraction(999, 1000) * norm2(A) * norm2(B)),
    "only large": (tr(S) ** 2, 5 * norm2(S)),
    "trace of a square": (norm2(S), tr(S @ S)),
    "psd": (tr(P @ S), tr(P) * norm2(S)),
    "indefinite": (0, tr(S @ A.T @ A)),
    "orthogonal": (norm2(orthogonal("O: n x n")), 5),
    "root product": (norm(X @ Y), Fraction(99, 100) * norm(X) * norm(Y)),
    "reverse triangle": (norm(A) + norm(B), norm(A + B)),
}


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    found = at_most(*TRUE[name])
    assert found.verdict == Verdict.PROVED, found
    assert expand.expands(json.loads(json.dumps(found.certificate)))
    assert recheck(json.loads(json.dumps(found.certificate))).ok


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    found = at_most(*FALSE[name])
    assert found.verdict == Verdict.REFUTED, found
    assert expand.refutes(json.loads(json.dumps(found.witness)))
    assert recheck(json.loads(json.dumps(found.witness))).ok


def test_the_curvature_bound_of_the_factorization():
    """2 <R, dU dV^T> + ||U dV^T + dU V^T||^2 <= 2 (|U||V| + |M|) |dU||dV| + (|U||dV| +
    |dU||V|)^2.
    """
    U, dU, V, dV, M = matrices("U dU: d1 x r, V dV: d2 x r, M: d1 x d2")
    form = 2 * inner(U @ V.T - M, dU @ dV.T) + norm2(U @ dV.T + dU @ V.T)
    bound = (
        2 * (norm(U) * norm(V) + norm(M)) * norm(dU) * norm(dV)
        + (norm(U) * norm(dV) + norm(dU) * norm(V)) ** 2
    )
    found = at_most(form, bound)
    assert found.verdict == Verdict.PROVED
    assert expand.expands(json.loads(json.dumps(found.certificate)))
    assert at_most(form, bound - norm2(dU) * norm2(V)).verdict == Verdict.REFUTED


def test_smoothness_of_a_quadratic():
    """0 <= H <= L I gives |H x|^2 <= L x^T H x."""
    H = psd("H: n x n")
    found = at_most(norm2(H @ x), L * tr(x.T @ H @ x), rules=[(H + P, L * eye("n"))])
    assert found.verdict == Verdict.PROVED
    assert expand.expands(json.loads(json.dumps(found.certificate)))
    assert at_most(norm2(H @ x), L * tr(x.T @ H @ x)).verdict == Verdict.REFUTED


def test_hypotheses():
    assert at_most(eta * norm2(A), norm2(A), where=[eta <= 1]).verdict == Verdict.PROVED
    assert at_most(eta * norm2(A), norm2(A)).verdict == Verdict.REFUTED
    assert at_most(norm2(A), 4, where=[norm2(A) <= 2]).verdict == Verdict.PROVED
    assert at_most(norm2(A), 1, where=[(norm2(A), 2)]).verdict == Verdict.REFUTED
    found = at_most(norm2(X @ Y), 6, where=[norm2(X) <= 2, norm2(Y) <= 3])
    assert found.verdict == Verdict.PROVED, found
    assert expand.expands(json.loads(json.dumps(found.certificate)))


def test_contradictory_hypotheses_prove_nothing():
    found = at_most(norm2(A), -1, where=[norm2(A) <= -2])
    assert found.verdict == Verdict.UNDECIDED
    assert found.detail.startswith("vacuous")


def test_mistakes():
    with pytest.raises(MatrixError, match="between matrices <= means the semidefinite order"):
        at_most(A, B)
    with pytest.raises(MatrixError, match="a hypothesis is a relation"):
        at_most(norm2(A), norm2(B), where=[norm2(A)])
