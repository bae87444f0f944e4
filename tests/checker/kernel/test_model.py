"""Models: what is accepted as a refutation is one; what an enclosure or a missing bound leaves open
is refused.
"""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from steepest.proofs.checker import _definedness, _terms, recheck
from steepest.proofs.checker.formal import obligations, to_json
from steepest.proofs.engine.theorems import (
    conj,
    exists,
    exp,
    forall,
    functions,
    given,
    indicator,
    log,
    nats,
    reals,
    sequences,
    sqrt,
)

x, y = reals("x y")
t, n = nats("t n")
f = sequences("f")
h = functions("h", "real")


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
        assert obligations(term) == _definedness.obligations(term)


def test_a_recurrence_defines_a_sequence_once():
    """Two equations for f(t + 1) in one hypothesis may contradict each other: no f satisfies it."""
    both = forall(t)(conj(f(t + 1) == 0, f(t + 1) == 1))
    assert not refutes(forall(f)(both >> FALSE_AT(0)), functions={"f": {"start": "0"}})
    one = forall(t)(f(t + 1) == f(t) + 1)
    assert refutes(forall(f)(one >> (f(3) == 4)), functions={"f": {"start": "0"}})


def FALSE_AT(time):
    return f(time) < f(time)


@pytest.mark.parametrize("more", [{"table": ["0", "7"]}, {"of": ["x"], "is": "7"}, {"note": "1"}])
def test_a_sequence_is_given_in_one_way(more):
    """The values of a table are not those of the recurrence that its start would follow."""
    says = forall(f)(forall(t)(f(t + 1) == f(t) + 1) >> (f(1) == f(0) + 1))
    assert not refutes(says, functions={"f": {"start": "0", **more}})


@pytest.mark.parametrize(
    "term",
    [
        ["^", "x", ["-", "1"]],  # an exponent that is no number: 0**(-1) has no value
        ["^", "x", "1/2"],
        ["power", "x", "-1"],
        ["rpower", "x", "x"],
        ["expect", "x", "x"],
        ["sum", "k", "x", "k"],
        ["apply", "x", "x"],
        "y",
    ],
)
def test_a_function_of_a_model_is_a_term_that_is_defined(term):
    given_as = {"h": {"of": ["x"], "is": term}}
    assert not refutes(forall(h)(h(0) == h(0)), functions=given_as)
    assert not refutes(forall(h)(h(0) < h(0) + 1), functions=given_as)


def test_a_bound_without_value_bounds_nothing():
    """ "For all t < 1/0" is about no t: it is true, and its indicator is 1."""
    inside = forall(t)((t < 1 / x) >> (x > 0))
    assert not refutes(forall(x)(inside), values={"x": "0"})
    assert not refutes(forall(x)(indicator(inside) >= 1), values={"x": "0"})
    assert refutes(forall(x)(indicator(exists(t)(conj(t < 1 / x, x >= 0))) >= 1), values={"x": "0"})


def test_what_a_sum_needs_is_about_its_own_name():
    """sum(1/(t - 1) for t < t): the t of the count is another than that of the terms."""
    node = ("sum", "t", "t", ("/", Fraction(1), ("-", "t", Fraction(1))))
    ((head, name, _, (_, (_, inner, count), owed)),) = obligations(node)
    assert (head, inner, count) == ("forall", name, "t")
    assert name != "t"
    assert owed == ("!=", ("-", name, Fraction(1)), Fraction(0))


def test_bounds_of_several_indices_stand_together():
    """ "For all s, t: s < 2 and t < n implies .." runs over finitely many pairs."""
    s, g = nats("s"), functions("g", "nat", "nat")
    square = {"functions": {"g": {"of": ["s", "t"], "is": ["*", "s", "t"]}}}
    pairs = forall(s, t)(((s < 2) & (t < n)) >> (g(s, t) <= n))
    says = forall(g, n)(pairs >> (n > 5))
    assert refutes(says, values={"n": "3"}, **square)
    assert not refutes(forall(g, n)(~pairs >> (n > 5)), values={"n": "3"}, **square)
    inner = forall(s, t)(((s < t) & (t < n)) >> (g(s, t) <= n))  # s is bounded by t alone
    assert not refutes(forall(g, n)(inner >> (n > 5)), values={"n": "3"}, **square)


def test_a_bound_stands_beside_a_negation():
    says = forall(x)(exists(t)(conj(~(t < 1), t < 2, t > x)))
    assert refutes(says, values={"x": "1"})
    assert not refutes(says, values={"x": "0"})
