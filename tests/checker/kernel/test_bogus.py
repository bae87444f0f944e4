"""Bogus derivations: each ends in a step that would prove something false, or that says more than
its premises. The kernel refuses every one.
"""

from __future__ import annotations

import pytest
from steepest.proofs.checker import prove
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.formal import to_json
from steepest.proofs.checker.kernel import RULES, replay
from steepest.proofs.engine.theorems import exists, forall

from .bogus import CASES
from .bogus.words import REAL, A, t, x
from .derive import refused


@pytest.mark.parametrize("name", CASES)
def test_a_bogus_step_is_refused(name):
    assert refused(*CASES[name])


def test_there_are_enough_of_them():
    assert len(CASES) >= 150
    touched = {entries[-1].get("rule") for entries in CASES.values()}
    assert set(RULES) - touched <= {"assume", "discharge", "excluded-middle"}


TRUE = [
    {"rule": "assume", "formula": to_json(A.node), "sorts": {"x": REAL}},
    {"rule": "discharge", "from": [0], "formula": to_json(A.node), "sorts": {"x": REAL}},
    {"rule": "generalize", "from": [1], "name": "x"},
]
SAYS = forall(x)(A >> A)
ENDS = {
    "another statement": (TRUE, forall(x)(A)),
    "a weaker hypothesis": (TRUE, forall(x)((x >= 0) >> A)),
    "another quantifier": (TRUE, exists(x)(A >> A)),
    "another sort": (TRUE, forall(t)((t > 0) >> (t > 0))),
    "a free name at the end": (TRUE[:2], A >> A),
    "a hypothesis at the end": (TRUE[:1], A),
    "no lines": ([], SAYS),
    "lines that are no list": ({}, SAYS),
}


@pytest.mark.parametrize("name", ENDS)
def test_the_last_line_has_to_be_the_statement(name):
    entries, says = ENDS[name]
    data = {"kind": "theorem", "statement": to_json(says.node), "lines": entries}
    with pytest.raises(Rejected):
        replay(data, prove, {})


def test_the_proof_without_the_mistake_is_accepted():
    data = {"kind": "theorem", "statement": to_json(SAYS.node), "lines": TRUE}
    assert not replay(data, prove, {}).hypotheses
