"""Tests made from the registry: every claim is well-formed, has the recorded verdict, and none of its mutants survives.

The claims are evaluated once, through the real runner; long claims belong to the slow half (`pytest -m slow`).
"""

from __future__ import annotations

import pytest
from steepest.proofs import registry
from steepest.proofs.papers import PAPERS
from steepest.verify import ledger
from steepest.verify.recheck import check_all, of_record
from steepest.verify.runner import jobs_for, run
from steepest.verify.store import Store
from steepest.verify.worker import mutant_id

CLAIMS = registry.claims()
LEDGER = ledger.recorded()


def slow(claim):
    return claim.full or claim.trial


def parameters(entries):
    """One test a claim, named by its id; long claims are marked slow."""
    return [pytest.param(claim, id=claim.id, marks=[pytest.mark.slow] if slow(claim) else []) for claim in entries]


def evaluated(claims, path, *, mutants):
    """The records of these claims (or of their mutants) by id."""
    with Store(path) as store:
        jobs = jobs_for(claims, mutants=mutants, full=any(claim.full for claim in claims), store=str(path))
        return {event.job.name: event.record for event in run(jobs, store) if event.record is not None}


class Lazy:
    """Evaluates the fast or the slow half the first time that one of its claims is asked for."""

    def __init__(self, folder, *, mutants):
        self.folder, self.mutants, self.halves = folder, mutants, {}

    def __call__(self, claim):
        half = slow(claim)
        if half not in self.halves:
            chosen = [other for other in CLAIMS.values() if slow(other) == half]
            path = self.folder / f"{'slow' if half else 'fast'}-{'mutants' if self.mutants else 'claims'}.sqlite"
            self.halves[half] = evaluated(chosen, path, mutants=self.mutants)
        return self.halves[half]


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory):
    return Lazy(tmp_path_factory.mktemp("claims"), mutants=False)


@pytest.fixture(scope="session")
def mutants(tmp_path_factory):
    return Lazy(tmp_path_factory.mktemp("mutants"), mutants=True)


def test_every_module_can_be_imported():
    assert registry.failures == {}


def test_the_ledger_knows_every_claim_and_no_other():
    """The long form (--full) takes hours: its claims are recorded when somebody has run them, and only then."""
    assert [id for id in LEDGER if id not in CLAIMS] == []
    assert [id for id, claim in CLAIMS.items() if id not in LEDGER and not claim.full] == []


@pytest.mark.parametrize("claim", [pytest.param(claim, id=claim.id) for claim in CLAIMS.values()])
def test_a_claim_is_well_formed(claim):
    assert claim.statement
    assert len(claim.title) <= 200
    assert claim.source.paper in PAPERS
    assert claim.source.locus
    assert claim.mutants or LEDGER.get(claim.id) == "UNDECIDED", "a check that cannot fail is a defect: register a mutant"
    assert len({mutant.name for mutant in claim.mutants}) == len(claim.mutants)
    if claim.amends is not None:
        assert LEDGER.get(claim.amends) == "REFUTED", "only what is false needs an amended form"


@pytest.mark.parametrize("definition", [pytest.param(entry, id=id) for id, entry in registry.definitions().items()])
def test_a_definition_is_well_formed(definition):
    assert definition.statement
    assert definition.source.paper in PAPERS


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("claim", parameters(CLAIMS.values()))
def test_the_verdict_is_the_recorded_one(claim, verdicts):
    record = verdicts(claim)[claim.id]
    assert record["verdict"] == LEDGER.get(claim.id), record["detail"]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("claim", parameters(claim for claim in CLAIMS.values() if claim.mutants))
def test_every_mutant_is_refuted(claim, mutants):
    records = mutants(claim)
    for mutant in claim.mutants:
        record = records[mutant_id(claim.id, mutant.name)]
        assert record["verdict"] == "REFUTED", f"{mutant.name}: {record['detail']}"


@pytest.mark.timeout(1200)
def test_all_evidence_is_accepted_by_the_independent_checker(verdicts, mutants):
    fast = next(claim for claim in CLAIMS.values() if not slow(claim))
    items = [item for record in verdicts(fast).values() for item in of_record(record)]
    items += [item for record in mutants(fast).values() for item in of_record(record)]
    assert [(item.id, reason) for item, (ok, reason, _) in check_all(items) if not ok] == []
