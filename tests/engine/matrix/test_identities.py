"""Identities of the factorization problem and of linear layers, for all sizes; wrong variants
refuted.
"""

from __future__ import annotations

import importlib.util
import json
from fractions import Fraction
from pathlib import Path

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.matrix import (
    ShapeMismatch,
    derivative,
    descend,
    diagonal,
    eye,
    flow,
    gradient,
    hessian_form,
    inner,
    is_zero,
    matrices,
    misshapen,
    norm2,
    orthogonal,
    same,
    scalars,
    selector,
    substitute,
    symmetric,
    through,
    tr,
    variation,
)
from steepest.proofs.vocabulary import Verdict

_spec = importlib.util.spec_from_file_location(
    "matrix_expand", Path(__file__).with_name("expand.py")
)
expand = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(expand)

HALF = Fraction(1, 2)
U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
R = U @ V.T - M
f = HALF * norm2(R)
W, W2, g, u = matrices(W="n x m", W2="p x n", g="p x 1", u="m x 1")


def proved(evidence):
    assert evidence.verdict == Verdict.PROVED, evidence
    certificate = json.loads(json.dumps(evidence.certificate))
    assert expand.expands(certificate)
    outcome = recheck(certificate)
    assert outcome.ok, outcome.reason
    return evidence


def refuted(evidence):
    assert evidence.verdict == Verdict.REFUTED, evidence
    witness = json.loads(json.dumps(evidence.witness))
    assert expand.refutes(witness)
    outcome = recheck(witness)
    assert outcome.ok, outcome.reason
    return evidence


def test_gradient_of_the_factorization_loss():
    found = proved(same(gradient(f, U), R @ V))
    assert found.scope == "all d1, d2, r"
    assert "5 random points" in found.detail
    proved(same(gradient(f, V), R.T @ U))
    refuted(same(gradient(f, U), 2 * R @ V))


def test_gradient_is_never_silently_zero():
    """The trap of SymPy issue 26585: the derivative of tr(X^T X A) by X is not 0."""
    X, A = matrices("X: n x n, A: n x n")
    proved(same(gradient(tr(X.T @ X @ A), X), X @ (A + A.T)))
    refuted(is_zero(gradient(tr(X.T @ X @ A), X)))


def test_second_variation():
    A, B = matrices("A: d1 x r, B: d2 x r")
    form = hessian_form(f, {U: A, V: B})
    proved(same(form, 2 * inner(R, A @ B.T) + norm2(U @ B.T + A @ V.T)))
    refuted(same(form, inner(R, A @ B.T) + norm2(U @ B.T + A @ V.T)))
    assert variation(f, {U: A, V: B}, 1, 1) == inner(R, A @ B.T) + inner(A @ V.T, U @ B.T)
    assert variation(f, {U: A, V: B}, 4) == HALF * norm2(A @ B.T)


def test_regularised_gradient():
    K = U.T @ U - V.T @ V
    h = f + Fraction(1, 8) * norm2(K)
    proved(same(gradient(h, U), R @ V + HALF * U @ K))
    proved(same(gradient(h, V), R.T @ U - HALF * V @ K))
    refuted(same(gradient(h, V), R.T @ U + HALF * V @ K))


def test_one_step_of_gradient_descent():
    eta = scalars("eta")
    K = U.T @ U - V.T @ V
    after = substitute(K, descend(f, U, V, step=eta))
    proved(same(after, K + eta**2 * (V.T @ R.T @ R @ V - U.T @ R @ R.T @ U)))
    refuted(same(after, K - eta**2 * (V.T @ R.T @ R @ V - U.T @ R @ R.T @ U)))


def test_a_misprinted_shape_is_refuted_as_such():
    with pytest.raises(ShapeMismatch, match="r x d1 and d2 x d1") as caught:
        U.T @ R.T @ R @ U
    evidence = misshapen(caught.value)
    assert evidence.verdict == Verdict.REFUTED
    assert evidence.witness["shapes"] == [["r", "d1"], ["d2", "d1"]]
    assert recheck(json.loads(json.dumps(evidence.witness))).ok


def test_flow_conserves_the_difference_of_gram_matrices():
    v = flow(f, U, V)
    proved(is_zero(derivative(U.T @ U - V.T @ V, v)))
    refuted(is_zero(derivative(U.T @ U + V.T @ V, v)))


def test_consecutive_linear_layers():
    dW, dW2 = through(W2 @ W @ u, g, W, W2)
    proved(same(dW, W2.T @ g @ u.T))
    proved(same(dW2, g @ (W @ u).T))
    v = {W: -dW, W2: -dW2}
    proved(same(derivative(W @ W.T, v), derivative(W2.T @ W2, v)))
    refuted(is_zero(derivative(W.T @ W, v)))


def test_neurons_with_a_homogeneous_activation():
    D, P = diagonal("D: n x n"), selector("P: n x n")
    dW, dW2 = through(W2 @ D @ W @ u, g, W, W2)
    v = {W: -dW, W2: -dW2}
    proved(same(derivative(tr(P @ W @ W.T), v), derivative(tr(P @ W2.T @ W2), v)))
    # only the diagonal is conserved
    refuted(same(derivative(W @ W.T, v), derivative(W2.T @ W2, v)))
    S = symmetric("S: n x n")
    dW, dW2 = through(W2 @ S @ W @ u, g, W, W2)
    v = {W: -dW, W2: -dW2}
    refuted(same(derivative(tr(P @ W @ W.T), v), derivative(tr(P @ W2.T @ W2), v)))


def test_activation_as_a_rule():
    z, phi = matrices("z: n x 1, phi: n x 1")
    D = diagonal("D: n x n")
    proved(same(z.T @ D @ z, z.T @ phi, [(phi, D @ z)]))
    refuted(same(z.T @ z, z.T @ phi, [(phi, D @ z)]))


def test_stationary_points():
    Us, Vs = matrices("Us: d1 x r, Vs: d2 x r")
    Q = orthogonal("Q: r x r")
    residual = U @ V.T - Us @ Vs.T
    dU, dV = U - Us @ Q, V - Vs @ Q
    rules = [(residual @ V, 0), (residual.T @ U, 0)]
    proved(same(inner(residual, dU @ dV.T), -norm2(residual), rules))
    refuted(same(inner(residual, dU @ dV.T), -norm2(residual), rules[:1]))
    proved(same(U @ dV.T + dU @ V.T, dU @ dV.T + residual))


def test_block_norm_identity():
    Us, Vs = matrices("Us: d1 x r, Vs: d2 x r")
    whole = norm2(U @ U.T - Us @ Us.T) + norm2(V @ V.T - Vs @ Vs.T) + 2 * norm2(U @ V.T - Us @ Vs.T)
    gram = norm2(U.T @ U - V.T @ V) + norm2(Us.T @ Us - Vs.T @ Vs)
    proved(same(whole, 4 * norm2(U @ V.T - Us @ Vs.T) - 2 * norm2(U.T @ Us - V.T @ Vs) + gram))
    refuted(same(whole, 4 * norm2(U @ V.T - Us @ Vs.T) - norm2(U.T @ Us - V.T @ Vs) + gram))


def test_orthogonal_rules():
    O, X = matrices("O: n x n, X: n x n")  # noqa: E741
    rule = [(O.T @ O, eye("n"))]
    proved(same(norm2(O @ X), norm2(X), rule))
    inverse = proved(same(O @ O.T, eye("n"), rule))
    assert "inverse 0" in inverse.certificate["reasons"]
    thin = matrices("O: d x r")[0]
    refuted(same(thin @ thin.T, eye("d"), [(thin.T @ thin, eye("r"))]))


def test_a_commuting_projection():
    A, P = matrices("A: n x n, P: n x n")
    rules = [(A @ P, P @ A), (P @ P, P)]
    proved(same(P @ A @ P, A @ P, rules))
    refuted(same(P @ A @ P, A @ P, rules[1:]))


def test_a_symmetry_given_as_a_rule():
    A, B = matrices("A: n x n, B: n x n")
    proved(same(tr(A @ B), tr(A @ B.T), [(A.T, A)]))
    refuted(same(tr(A @ B), tr(A @ B.T)))
    S, Z = symmetric("S Z: n x n")
    proved(same(tr(S @ Z @ A), tr(Z @ S @ A.T)))


def test_vectors_commute_as_scalars():
    x, y, z = matrices("x y z: n x 1")
    proved(same(x @ (y.T @ z) @ x.T, tr(y.T @ z) * (x @ x.T)))
    proved(same(x.T @ y, y.T @ x))
    proved(same(norm2(x @ y.T), norm2(x) * norm2(y)))
    refuted(same(x @ y.T, y @ x.T))


def test_unit_vectors_as_a_rule():
    x, A = matrices("x: n x 1, A: n x n")
    proved(same(x @ x.T @ x @ x.T, x @ x.T, [(norm2(x), 1)]))
    proved(same(x @ x.T @ x, x, [(x.T @ x, 1)]))
    refuted(same(A @ x, x, [(x.T @ x, 1)]))


def test_only_small_sizes_agree():
    """Amitsur and Levitzki: the standard identity of degree 4 holds for 2 x 2 matrices and fails
    from 3 x 3 on.
    """
    import itertools

    letters = matrices("A B C D: n x n")
    total = 0
    for order in itertools.permutations(range(4)):
        sign = (-1) ** sum(order[i] > order[j] for i in range(4) for j in range(i + 1, 4))
        product = letters[order[0]] @ letters[order[1]] @ letters[order[2]] @ letters[order[3]]
        total = total + sign * product
    found = refuted(is_zero(total))
    assert found.witness["sizes"]["n"] == 3


def test_no_point_is_no_proof():
    (A,) = matrices("A: m x n")
    found = same(A, 2 * A, [(A, 0), (norm2(A), 1)])
    assert found.verdict == Verdict.UNDECIDED
    assert found.detail.startswith("vacuous")


def test_balanced_factors_as_a_rule():
    Us, Vs = matrices("Us: d1 x r, Vs: d2 x r")
    rule = [(Us.T @ Us, Vs.T @ Vs)]
    proved(same(norm2(Us @ Us.T), norm2(Us @ Vs.T), rule))
    refuted(same(norm2(Us @ Us.T), norm2(Us @ Us.T) + norm2(Us) - 2 * norm2(Vs), rule))
