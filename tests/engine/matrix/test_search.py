"""The harder inequalities: Gram matrices with facial reduction, hypotheses that multiply,
strictness, time, the independent checker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from fractions import Fraction

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.matrix import (
    at_most,
    below,
    eye,
    inner,
    matrices,
    norm,
    norm2,
    orthogonal,
    psd,
    same,
    scalars,
    selector,
    tr,
)
from steepest.proofs.engine.semidefinite import squares_of
from steepest.proofs.vocabulary import Verdict

A, B, C = matrices("A B C: m x n")
x, y = matrices("x y: n x 1")
t, eta, eps, L = scalars("t eta eps L")


def accepted(evidence, verdict=Verdict.PROVED):
    assert evidence.verdict == verdict, evidence
    outcome = recheck(json.loads(json.dumps(evidence.certificate or evidence.witness)))
    assert outcome.ok, outcome.reason


def test_a_square_with_three_terms():
    total = (
        norm2(A)
        + 4 * norm2(B)
        + 9 * norm2(C)
        + 4 * inner(A, B)
        - 6 * inner(A, C)
        - 12 * inner(B, C)
    )
    accepted(at_most(0, total))
    accepted(at_most(0, total + norm2(B) + norm2(C)))
    accepted(at_most(0, total - Fraction(1, 100) * norm2(B)), Verdict.REFUTED)


def test_a_gram_matrix_without_interior():
    """(A + 2B - 3C)^2 + (B - 5C)^2 twice over: rank 2 of 3."""
    total = norm2(A + 2 * B - 3 * C) + 7 * norm2(B - 5 * C)
    expanded = (
        norm2(A)
        + 11 * norm2(B)
        + 184 * norm2(C)
        + 4 * inner(A, B)
        - 6 * inner(A, C)
        - 82 * inner(B, C)
    )
    accepted(same(total, expanded))
    accepted(at_most(0, expanded))


def test_exact_splitting_of_a_gram_matrix():
    from flint import fmpq_mat

    assert squares_of(fmpq_mat([[1, 2], [2, 4]])) is not None
    assert squares_of(fmpq_mat([[1, 2], [2, 3]])) is None
    assert squares_of(fmpq_mat([[0, 1], [1, 1]])) is None


def test_convexity_of_a_quadratic_form():
    H = psd("H: n x n")
    q = lambda z: tr(z.T @ H @ z)  # noqa: E731
    accepted(at_most(q(t * x + (1 - t) * y), t * q(x) + (1 - t) * q(y), where=[t >= 0, t <= 1]))
    accepted(
        at_most(q(t * x + (1 - t) * y), t * q(x) + (1 - t) * q(y), where=[t >= 0]), Verdict.REFUTED
    )


def test_gradient_descent_contracts_below_two_over_l():
    H, P = psd("H P: n x n")
    rules = [(H + P, L * eye("n"))]
    accepted(at_most(norm2(x - eta * H @ x), norm2(x), rules, [eta >= 0, eta * L <= 2]))
    assert (
        at_most(norm2(x - eta * H @ x), norm2(x), rules, [eta >= 0, eta * L <= 3]).verdict
        == Verdict.REFUTED
    )


def test_a_stationary_balanced_point_is_optimal_or_a_strict_saddle():
    """The curvature in the direction to the aligned optimum is at most eps^2/2 - ||R||^2."""
    U, V, Us, Vs = matrices("U: d1 x r, V: d2 x r, Us: d1 x r, Vs: d2 x r")
    Q = orthogonal("Q: r x r")
    R = U @ V.T - Us @ Vs.T
    dU, dV = U - Us @ Q, V - Vs @ Q
    rules = [(R @ V, 0), (R.T @ U, 0), (Us.T @ Us, Vs.T @ Vs)]
    delta = norm2(dU @ dU.T) + 2 * norm2(dU @ dV.T) + norm2(dV @ dV.T)
    whole = norm2(U @ U.T - Us @ Us.T) + 2 * norm2(R) + norm2(V @ V.T - Vs @ Vs.T)
    where = [delta <= 2 * whole, norm2(U.T @ U - V.T @ V) <= eps**2]
    form = 2 * inner(R, dU @ dV.T) + norm2(U @ dV.T + dU @ V.T)
    accepted(at_most(form, eps**2 / 2 - norm2(R), rules, where))
    accepted(at_most(form, eps**2 / 2 - norm2(R), rules, where[1:]), Verdict.REFUTED)


def test_a_sum_of_many_norms():
    U, V, G = matrices("U: d1 x r, V: d2 x r, G: d1 x d2")
    K = U.T @ U - V.T @ V
    after = K + V.T @ G.T @ G @ V - U.T @ G @ G.T @ U
    accepted(at_most(norm(after), norm(K) + (norm2(V) + norm2(U)) * norm2(G)))


def test_selectors_are_semidefinite():
    P = selector("P: n x n")
    accepted(at_most(0, tr(P @ A.T @ A)))
    accepted(at_most(tr(P @ A.T @ A), norm2(A)))


def test_strict():
    accepted(below(-norm2(A), 1))
    accepted(below(-norm2(A), 0), Verdict.REFUTED)
    assert (
        below(inner(A, B) ** 2, norm2(A) * norm2(B) + norm2(C), where=[norm2(C) >= 1]).verdict
        == Verdict.PROVED
    )
    assert (
        below(norm2(A) + norm2(B), norm2(C), where=[(norm2(A), norm2(C))], seconds=2).verdict
        == Verdict.REFUTED
    )


def test_time_is_kept():
    U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
    R = U @ V.T - M
    K = U.T @ U - V.T @ V
    hard = norm(K + eta**2 * (V.T @ R.T @ R @ V - U.T @ R @ R.T @ U))
    start = time.process_time()
    found = at_most(hard, norm(K) + eta**2 * (norm2(V) + norm2(U)) * norm2(R), seconds=3)
    assert found.verdict == Verdict.UNDECIDED
    assert "no argument" in found.detail
    assert time.process_time() - start < 6


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_same_certificate_for_every_hash_seed(seed):
    code = (
        "import json, hashlib; from steepest.proofs.engine.matrix import *; H, P = psd('H P: "
        "n x n'); x, = matrices('x: n x 1'); "
        "L, e = scalars('L e'); a = at_most(norm2(x - e*H@x), norm2(x), [(H+P, L*eye('n'))], "
        "[e >= 0, e*L <= 2]); "
        "O, X = matrices('O X: n x n'); b = same(norm2(O@X@O), norm2(X), [(O.T@O, eye('n'))]); "
        "print(hashlib.sha256(json.dumps([a.certificate, b.certificate]).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(s)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for s in (0, seed + 1)
    }
    assert len(runs) == 1


def test_what_holds_at_a_fixed_size_only():
    """Cayley and Hamilton for 2 x 2 matrices."""
    (M,) = matrices("M: 2 x 2")
    right = (tr(M) ** 2 - tr(M @ M)) / 2 * eye(2)
    accepted(same(M @ M - tr(M) * M, -right))
    accepted(same(M @ M - tr(M) * M, right), Verdict.REFUTED)
    accepted(at_most(tr(M) ** 2, 2 * norm2(M)))
    accepted(at_most(tr(M) ** 2 - tr(M @ M), norm2(M)))
    accepted(at_most(tr(M) ** 2 - tr(M @ M), norm2(M) * Fraction(9, 10)), Verdict.REFUTED)
