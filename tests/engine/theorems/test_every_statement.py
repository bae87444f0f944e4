"""Every claim with a formal statement: it is closed and well formed, survives JSON and TeX, is not
vacuous, and withstands the falsifier with a fixed budget; what it uses exists.
"""

from __future__ import annotations

import json

import pytest
from steepest.proofs import registry
from steepest.proofs.checker.formal import alike, check_formula, formula_from, tex, to_json
from steepest.proofs.checker.formal.counterexample import satisfied
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.verify.store import ledger

FORMAL = {claim.id: claim for claim in registry.claims().values() if claim.says is not None}


@pytest.mark.parametrize("id", FORMAL)
def test_the_statement_is_data(id):
    node = FORMAL[id].formal.node
    check_formula(node, {})
    assert alike(formula_from(json.loads(json.dumps(to_json(node))), {}), node)
    assert tex(node)


FALSE = {id for id, word in ledger.recorded().items() if word == "REFUTED"}


@pytest.mark.parametrize("id", [id for id in FORMAL if id not in FALSE])
def test_the_falsifier_does_not_hit(id):
    claim = FORMAL[id]
    hints = [claim.instance] if claim.instance else []
    assert falsify(claim.formal, attempts=200, hints=hints) is None


@pytest.mark.parametrize("id", [id for id, claim in FORMAL.items() if claim.instance])
def test_the_hypotheses_hold_at_the_stored_instance(id):
    data = {"kind": "model", "statement": to_json(FORMAL[id].formal.node)}
    satisfied(data | FORMAL[id].instance)


@pytest.mark.parametrize("id", FORMAL)
def test_what_a_claim_uses_has_a_formal_statement(id):
    assert [other for other in FORMAL[id].uses if other not in FORMAL] == []
