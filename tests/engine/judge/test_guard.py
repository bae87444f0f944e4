"""Goals that say nothing are seen before any engine is asked."""

from fractions import Fraction

import pytest
import sympy as sp
from steepest.proofs import registry
from steepest.proofs.engine.judge import Judge, guard
from steepest.proofs.engine.judge.asking import offenders
from steepest.proofs.engine.matrix import matrices, norm2
from steepest.verify.running.runner import jobs_for
from steepest.verify.running.worker import evaluate

x, y, eta = sp.symbols("x y eta", real=True)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        (sp.true, []),
        (True, []),
        (sp.pi > 3, []),
        (("==", "x", "x"), []),
        (("<=", ("+", "x", "y"), ("+", "x", "y")), []),
        (("and", ("==", "x", "y"), ("<=", "x", "x")), []),
        (sp.Le(x, y), [x <= y]),
        (sp.Le(x, y), [x < y]),
        (sp.Ne(x, y), [x < y]),
        (sp.Le(x, y), [sp.Eq(y, x)]),
        (sp.Eq(2 * x, 2 * y), [sp.Eq(y, x)]),
        (sp.Le(3 * x - 3 * y, 3 * eta), [eta + y >= x]),
        (sp.Le(1 - y, 1 - x), [x <= y]),
        (sp.Le(x, y), [sp.And(x <= y, eta > 0)]),
        (sp.Or(x <= y, eta > 1), [x <= y]),
        (sp.Le((x - y) ** 2, eta), [x**2 - 2 * x * y + y**2 < eta]),
    ],
)
def test_a_goal_that_says_nothing_is_refused(claim, where):
    assert guard.objection(claim, where)
    with pytest.raises(guard.EmptyGoal, match="says nothing"):
        Judge().holds(claim, where)


@pytest.mark.parametrize(
    ("claim", "where"),
    [
        (sp.Lt(x, y), [x <= y]),
        (sp.Le(y, x), [x <= y]),
        (sp.Eq(x, y), [x <= y]),
        (sp.Le(x**2, y**2), [x <= y]),
        (sp.Le(x, y), [sp.Or(x <= y, eta > 0)]),
        (sp.Le(-2 * x, -2 * y), [x <= y]),
        (("==", ("*", Fraction(2), Fraction(3)), Fraction(6)), []),
        (("==", ("+", "x", "x"), ("*", Fraction(2), "x")), []),
    ],
)
def test_a_goal_that_says_something_is_asked(claim, where):
    assert guard.objection(claim, where) == ""


def test_the_same_for_matrices():
    A, B = matrices("A: m x n, B: m x n")
    assert guard.matrix_objection(A, "==", A)
    assert guard.matrix_objection(A - A, "==", 0) == ""
    assert guard.matrix_objection(2 * B, "==", 2 * A, [(A, B)])
    assert guard.matrix_objection(A.T, "==", B.T, [(A, B)])
    assert guard.matrix_objection(norm2(A), "<=", norm2(B), [], [(norm2(A), norm2(B))])
    assert guard.matrix_objection(norm2(B), "<=", norm2(A), [], [(norm2(A), norm2(B))]) == ""
    assert guard.matrix_objection(A @ B.T, "==", B @ A.T, [(A, B)]) == ""
    with pytest.raises(guard.EmptyGoal, match="one expression"):
        Judge().same(A, A)


@pytest.mark.parametrize("subject", registry.subjects())
def test_no_claim_asks_a_goal_that_says_nothing(subject):
    claims = [one for one in registry.claims().values() if one.subject == subject]
    assert offenders(claims) == {}


def test_a_claim_that_asks_one_is_an_error(tmp_path):
    """Through the worker that decides claims: the message names the goal."""
    claim = next(one for one in registry.claims().values() if not one.trial)
    job = jobs_for([claim], store=str(tmp_path / "s.sqlite"))[0]
    check = claim.check
    claim.check = lambda judge: judge.holds(("<=", "x", "y"), [("<", "x", "y")])
    says, claim.says = claim.says, None
    try:
        record = evaluate(job)
    finally:
        claim.check, claim.says = check, says
    assert record["verdict"] == "ERROR"
    assert "x <= y is the hypothesis x < y" in record["detail"]
