"""Goals written with derivatives: the checker differentiates by its own table."""

import mpmath
import pytest
from steepest.proofs.checker import plain, recheck
from steepest.proofs.checker._calculus import OUTER
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.terms import to_sympy
from steepest.proofs.engine.text import as_written

JUDGE = Judge()


@pytest.mark.parametrize("head", OUTER)
def test_the_table_of_derivatives_is_right(head):
    """Beside a difference quotient of mpmath, at points inside the domain."""
    slope, _ = plain(as_written(f"diff({head}(x**2/3 + x/2), x)"))
    outer = getattr(mpmath, head)
    for point in ("0.3", "0.7", "0.9"):
        at = mpmath.mpf(point)
        want = mpmath.diff(lambda x: outer(x**2 / 3 + x / 2), at)
        assert abs(_value(slope, at) - want) < 1e-10


def _value(term, at):
    import sympy

    x = sympy.Symbol("x", real=True)
    return mpmath.mpf(to_sympy(term).subs(x, sympy.Float(str(at), 40)).evalf(30))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("diff(x**2*y, x) == 2*x*y", []),
        (
            "diff((x - y)**4/y, y) == -4*(x - y)**3/y - (x - y)**4/y**2",
            ["y > 0"],
        ),
        ("diff(diff(x**3, x), x) == 6*x", []),
        ("at(diff(x**3, x), x, a + 1) == 3*(a + 1)**2", []),
        ("diff(at(x**2, x, y**3), y) == 6*y**5", []),
        ("diff(log(x), x) == 1/x", ["x > 0"]),
        ("diff(sqrt(x), x) == 1/(2*sqrt(x))", ["x > 0"]),
        ("diff(tanh(x), x) >= 0", []),
        ("y > 0", ["diff(log(x), x) == y"]),
        ("diff(x**-2, x) == -2*x**-3", ["x < 0"]),
    ],
)
def test_true_statements_are_proved_and_accepted(text, where):
    evidence = JUDGE.holds(as_written(text), [as_written(one) for one in where])
    assert evidence.verdict == "PROVED", evidence.detail
    outcome = recheck(evidence.certificate)
    assert outcome.ok, outcome.reason
    assert ("diff" in outcome.shows[0]) == ("diff" in "".join([text, *where]))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("diff(x**2, x) == 3*x", []),
        ("diff(log(x), x) == 1/x", []),  # no value at x <= 0
        ("diff(log(x), x) == 1/x", ["x != 0"]),
        ("diff(sqrt(x), x) == 1/(2*sqrt(x))", ["x >= 0"]),
        ("diff(sqrt(x), x)*sqrt(x) == 1/2", ["x >= 0"]),
        ("diff(asin(x), x) >= 1", ["x >= 0", "x <= 1"]),
        ("at(1/x, x, y) == 1/y", []),
        ("diff(x/x, x) == 0", []),
    ],
)
def test_false_statements_are_refuted_and_the_witness_accepted(text, where):
    evidence = JUDGE.holds(as_written(text), [as_written(one) for one in where])
    assert evidence.verdict == "REFUTED", evidence.detail
    outcome = recheck(evidence.witness)
    assert outcome.ok, outcome.reason


@pytest.mark.parametrize("text", ["diff(abs(x), x) == 1", "diff(max(x, 0), x) <= 1"])
def test_corners_are_refused(text):
    with pytest.raises(ValueError, match="corners"):
        JUDGE.holds(as_written(text))
    with pytest.raises(Rejected):
        plain(as_written(text))
    assert plain(as_written("diff(abs(y)*x, x)"))[0] is not None


def _certificate(text, where=()):
    given = [as_written(one) for one in where]
    return JUDGE.holds(as_written(text), given).certificate, given


def test_a_certificate_of_another_derivative_is_not_accepted():
    certificate, _ = _certificate("diff(x**2, x) == 2*x")
    certificate["goal"] = Goal.of(as_written("diff(x**2, x) == 3*x")).to_json()
    assert not recheck(certificate).ok


def test_the_domain_of_the_derivative_has_to_be_proved():
    certificate, _ = _certificate("diff(log(x), x) == 1/x", ["x > 1"])
    assert recheck(certificate).ok
    del certificate["defined"]
    assert "proves" in recheck(certificate).reason


def test_a_derivative_in_an_integer_is_refused():
    certificate, _ = _certificate("diff(x**2, x) == 2*x")
    certificate["goal"]["integers"] = ["x"]
    assert "integer" in recheck(certificate).reason


def test_derivatives_belong_to_written_goals_alone():
    goal = Goal.of(as_written("diff(x**2, x) == diff(x**2, x)")).to_json()
    for kind in ("identity", "smt"):
        data = {"kind": kind, "goal": goal, "relations": [], "cofactors": [], "axioms": []}
        assert not recheck(data | {"atoms": {"_a": ["diff", ["^", "x", "2"], "x"]}}).ok


def test_terms_that_grow_without_end_are_refused():
    text = "x"
    for _ in range(40):
        text = f"at(x*x, x, {text})"
    with pytest.raises(Rejected, match="nodes"):
        plain(as_written(text))
