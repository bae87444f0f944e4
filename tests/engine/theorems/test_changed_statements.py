"""One hypothesis or constant of a statement is changed so that the statement is false: a witness
says so, and what proved the statement proves the changed one no more.
"""

from __future__ import annotations

import pytest
from steepest.proofs import registry
from steepest.proofs.checker.formal import alike, to_json
from steepest.proofs.checker.formal.counterexample import refuted
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.vocabulary import Verdict

POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED, Verdict.ARGUED)


def changed():
    """(claim, mutant, changed statement), one for each claim whose mutant changes the statement."""
    for claim in registry.claims().values():
        for mutant in claim.mutants:
            statement = mutant.says(**mutant.changes) if callable(mutant.says) else mutant.says
            if statement is not None and not alike(statement.node, claim.formal.node):
                yield claim, mutant, statement
                break


CHANGED = {claim.id: (claim, mutant, statement) for claim, mutant, statement in changed()}


def witness(id):
    claim, mutant, statement = CHANGED[id]
    hints = [one for one in (mutant.instance, claim.instance) if one]
    found = falsify(statement, attempts=100, hints=hints)
    return found and found.witness


WITNESSES = {id: found for id in CHANGED if (found := witness(id))}


def test_sixty_theorems_have_a_false_neighbour():
    assert len(WITNESSES) >= 60


@pytest.mark.parametrize("id", WITNESSES)
def test_the_checker_accepts_the_witness(id):
    assert WITNESSES[id]["statement"] == to_json(CHANGED[id][2].node)
    refuted(WITNESSES[id])


SAMPLE = list(WITNESSES)[::12]


@pytest.mark.parametrize(
    "id",
    [
        *SAMPLE,
        *(pytest.param(id, marks=[pytest.mark.slow]) for id in WITNESSES if id not in SAMPLE),
    ],
)
def test_the_proof_does_not_prove_it(id):
    _, mutant, _ = CHANGED[id]
    assert mutant(Judge(seconds=30, seed=0)).verdict not in POSITIVE
