"""Goals decided before: believed only when the checker accepts them for the goal asked."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
import sympy as sp
from steepest.proofs.checker import recheck
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.judge.remembered import Remembered, believed, question
from steepest.proofs.vocabulary import Verdict

x = sp.Symbol("x", real=True)
TRUE = Goal.of(x**2 >= 2 * x - 1, [x >= 0])
FALSE = Goal.of(x**2 >= 2 * x, [x >= 0])
EQUAL = Goal.of(sp.Eq((x + 1) * (x - 1), x**2 - 1, evaluate=False))
NEVER = Goal.of(x >= 1, [x >= 3, x <= 2])
DERIVATIVE = Goal.of(("==", ("diff", ("^", "x", Fraction(2)), "x"), ("*", Fraction(2), "x")))


def entry(goal):
    """The text of the entry that deciding a goal leaves."""
    remembered = Remembered(lambda key: None)
    Judge(remembered=remembered).decide(goal)
    assert len(remembered.fresh) == 1
    return next(iter(remembered.fresh.values()))


def changed(text, **changes):
    return json.dumps(json.loads(text) | changes)


@pytest.mark.parametrize("goal", [TRUE, FALSE, EQUAL, DERIVATIVE], ids=str)
def test_an_entry_gives_the_same_evidence(goal):
    store: dict[str, str] = {}
    first = Remembered(store.get)
    fresh = Judge(remembered=first).decide(goal)
    store |= first.fresh
    second = Remembered(store.get)
    again = Judge(remembered=second).decide(goal)
    assert (second.hits, second.fresh) == (1, {})
    assert again.certificate == json.loads(json.dumps(fresh.certificate))
    assert again.witness == json.loads(json.dumps(fresh.witness))
    assert (again.verdict, again.scope, again.method) == (fresh.verdict, fresh.scope, fresh.method)


def test_one_process_decides_a_goal_once():
    remembered = Remembered(lambda key: None)
    judge = Judge(remembered=remembered)
    assert judge.decide(TRUE).verdict == judge.decide(TRUE).verdict == Verdict.PROVED
    assert len(remembered.fresh) == 1


def test_an_undecided_goal_is_not_kept():
    remembered = Remembered(lambda key: None)
    assert Judge(seconds=2, remembered=remembered).decide(NEVER).verdict == Verdict.UNDECIDED
    assert remembered.fresh == {}


def test_what_is_forged_is_not_believed():
    true, false = entry(TRUE), entry(FALSE)
    assert believed(TRUE, true).verdict == Verdict.PROVED
    assert believed(FALSE, false).verdict == Verdict.REFUTED
    certificate = json.loads(true)["certificate"]
    proves_false = certificate | {"goal": FALSE.to_json()}
    stronger = json.loads(json.dumps(certificate).replace('">="', '">"'))
    for goal, text in [
        (FALSE, true),  # another goal's
        (TRUE, false),
        (FALSE, changed(true, certificate=proves_false)),
        (TRUE, changed(true, certificate=stronger)),
        (TRUE, changed(true, verdict="CERTIFIED")),  # another word
        (TRUE, changed(true, verdict="REFUTED")),
        (TRUE, changed(true, certificate=None)),
        (TRUE, changed(true, certificate={"kind": "contradiction", "goal": TRUE.to_json()})),
        (TRUE, changed(true, more=1)),
        (TRUE, "{}"),
        (TRUE, "no JSON"),
        (TRUE, "[" * 100_000),
        (TRUE, "null"),
    ]:
        assert believed(goal, text) is None


def test_a_true_certificate_of_a_vacuous_goal_is_not_believed():
    certificate = {"kind": "smt", "goal": NEVER.to_json(), "axioms": []}
    assert recheck(certificate).ok
    vacuous = changed(entry(TRUE), certificate=certificate)
    assert believed(NEVER, vacuous) is None


def test_a_wrong_entry_is_decided_anew():
    remembered = Remembered(lambda key: changed(entry(TRUE), verdict="REFUTED"))
    assert Judge(remembered=remembered).decide(TRUE).verdict == Verdict.PROVED
    assert remembered.hits == 0
    assert len(remembered.fresh) == 1


def test_every_part_of_a_question_counts():
    lemma, fact = (">=", "x", Fraction(0)), ("exp-tangent", "x")
    keys = {
        question(TRUE, [], [], 20.0, 0),
        question(FALSE, [], [], 20.0, 0),
        question(TRUE, [lemma], [], 20.0, 0),
        question(TRUE, [], [fact], 20.0, 0),
        question(TRUE, [], [], 10.0, 0),
        question(TRUE, [], [], 20.0, 1),
    }
    assert len(keys) == 6
