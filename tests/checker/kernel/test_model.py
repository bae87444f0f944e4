"""Models: what is accepted as a refutation is one; what an enclosure or a missing bound leaves open
is refused.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from steepest.proofs.checker import _terms, recheck
from steepest.proofs.checker.formal import obligations, to_json
from steepest.proofs.engine.theorems import conj, exists, exp, forall, given, log, nats, reals, sqrt

x, y = reals("x y")
t, n = nats("t n")


def refutes(says, **model):
    return recheck({"kind": "model", "statement": to_json(says.node), **model}).ok


FALSE = x - x < 0


def test_a_bound_that_is_asserted_does_not_bound():
    """ "For all t: t < 5 and .." says that every t is below 5: it is false, not true up to 4."""
    says = forall(x)(forall(t)(conj(t < 5, t >= 0)) >> FALSE)
    assert not refutes(says, values={"x": "0"})
    assert refutes(forall(t)((t < 5) >> (t < 3)), values={"t": "4"})
    assert refutes(forall(n)(exists(t)(conj(t < 5, t > n))), values={"n": "4"})
    assert not refutes(forall(n)(exists(t)(conj(t < 5, t > n))), values={"n": "3"})


@pytest.mark.parametrize(
    "term", [1 / (exp(x) - exp(x)), log(exp(x) - exp(x)), sqrt(exp(x) - exp(x))]
)
def test_what_an_enclosure_leaves_open_is_no_refutation(term):
    assert not refutes(forall(x)(term >= term), values={"x": "1"})


def test_a_term_without_value_is_a_refutation():
    assert refutes(forall(x)(1 / x >= 1 / x), values={"x": "0"})
    assert refutes(forall(x)(log(x) >= log(x)), values={"x": "0"})


def test_a_hypothesis_that_is_false_is_no_model():
    assert refutes(forall(x, y)(given(x > 0, y > 0) >> (x > y)), values={"x": "1", "y": "1"})
    assert not refutes(forall(x, y)(given(x > 0, y > 0) >> (x > y)), values={"x": "0", "y": "1"})


def test_statements_and_goals_have_one_table_of_definedness():
    """Every scalar head that a statement may have needs in it what it needs in a goal."""
    source = Random(0)
    heads = [head for head in _terms.ARITY if head not in ("power", "rpower", "pi", "E")]
    for _ in range(400):
        term = "x"
        for head in source.choices(heads, k=3):
            number = Fraction(source.randint(-3, 3))
            arity = _terms.ARITY[head]
            single = 1 in arity and (2 not in arity or source.random() < 0.5)
            term = (head, term) if single else (head, term, number)
        assert obligations(term) == _terms.obligations(term)
