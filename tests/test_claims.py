"""Tests made from the registry: every claim is well-formed, has the recorded verdict, and none of
its mutants survives.

The claims are evaluated once, through the real runner; what `make verify` has stored and is
unchanged is not computed again. The fast half has the claims that are decided exactly and the first
mutant of every third of them; trials, and the other mutants, belong to the slow half (`pytest -m
slow`). `make mutants` runs every mutant.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from steepest.proofs import registry
from steepest.proofs.papers import PAPERS
from steepest.verify.recheck.command import check_all
from steepest.verify.recheck.evidence import of_record
from steepest.verify.running.runner import jobs_for, run
from steepest.verify.running.worker import NOT_RUN, OUT_OF_TIME, mutant_id
from steepest.verify.store import ledger
from steepest.verify.store.database import Store
from steepest.verify.store.results import default_store

CLAIMS = registry.claims()
LEDGER = ledger.recorded()


def slow(claim):
    return claim.full or claim.trial


def parameter(claim, mutant=None):
    """One test, named by the id; what takes long is marked slow."""
    id = claim.id if mutant is None else mutant_id(claim.id, mutant.name)
    return pytest.param(
        claim if mutant is None else id, id=id, marks=[pytest.mark.slow] if id in SLOW else []
    )


FIRST = [mutant_id(claim.id, claim.mutants[0].name) for claim in CLAIMS.values() if claim.mutants]
EXACT = [claim for claim in CLAIMS.values() if claim.mutants and not slow(claim)]
SLOW = {claim.id for claim in CLAIMS.values() if slow(claim)}
SLOW |= {mutant_id(claim.id, mutant.name) for claim in CLAIMS.values() for mutant in claim.mutants}
SLOW -= {mutant_id(claim.id, claim.mutants[0].name) for claim in EXACT[::3]}


def start_from_what_is_known(path):
    """Copy the user's store, if there is one: a result counts there only while its sources and
    libraries are unchanged.
    """
    if default_store().exists():
        with (
            closing(sqlite3.connect(default_store())) as known,
            closing(sqlite3.connect(path)) as mine,
        ):
            known.backup(mine)


class Lazy:
    """The records by id; the fast or the slow half is evaluated the first time that one of its
    claims (or mutants) is asked for.
    """

    def __init__(self, path, *, mutants):
        self.path, self.mutants, self.halves = path, mutants, {}

    def __call__(self, id):
        half = id in SLOW
        if half not in self.halves:
            path, claims = self.path, list(CLAIMS.values())
            jobs = jobs_for(claims, mutants=self.mutants, full=half, store=str(path))
            with Store(path) as store:
                chosen = [job for job in jobs if (job.name in SLOW) == half]
                self.halves[half] = {
                    event.job.name: event.record
                    for event in run(chosen, store)
                    if event.record is not None
                }
        return self.halves[half]


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """One store for all: what a claim had to decide, its mutants read."""
    path = tmp_path_factory.mktemp("claims") / "results.sqlite"
    start_from_what_is_known(path)
    return path


@pytest.fixture(scope="session")
def verdicts(store):
    return Lazy(store, mutants=False)


@pytest.fixture(scope="session")
def mutants(store):
    return Lazy(store, mutants=True)


def test_every_module_can_be_imported():
    assert registry.failures == {}


def test_the_ledger_knows_every_claim_and_no_other():
    """The long form (--full) takes hours: its claims are recorded when somebody has run them, and
    only then.
    """
    assert [id for id in LEDGER if id not in CLAIMS] == []
    assert [id for id, claim in CLAIMS.items() if id not in LEDGER and not claim.full] == []


@pytest.mark.parametrize("claim", [pytest.param(claim, id=claim.id) for claim in CLAIMS.values()])
def test_a_claim_is_well_formed(claim):
    assert claim.statement
    assert len(claim.title) <= 200
    assert claim.source.paper in PAPERS
    assert claim.source.locus
    assert claim.mutants or LEDGER.get(claim.id) == "UNDECIDED", (
        "a check that cannot fail is a defect: register a mutant"
    )
    assert len({mutant.name for mutant in claim.mutants}) == len(claim.mutants)
    if claim.amends is not None:
        assert LEDGER.get(claim.amends) == "REFUTED", "only what is false needs an amended form"


@pytest.mark.parametrize(
    "definition", [pytest.param(entry, id=id) for id, entry in registry.definitions().items()]
)
def test_a_definition_is_well_formed(definition):
    assert definition.statement
    assert definition.source.paper in PAPERS


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("claim", [parameter(claim) for claim in CLAIMS.values()])
def test_the_verdict_is_the_recorded_one(claim, verdicts):
    record = verdicts(claim.id)[claim.id]
    if record["method"] in (OUT_OF_TIME, NOT_RUN):
        pytest.skip(f"{record['method']} on this machine: {record['detail']}")
    assert record["verdict"] == LEDGER.get(claim.id), record["detail"]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    "id", [parameter(claim, mutant) for claim in CLAIMS.values() for mutant in claim.mutants]
)
def test_every_mutant_is_refuted(id, mutants):
    record = mutants(id)[id]
    if record["method"] in (OUT_OF_TIME, NOT_RUN):
        pytest.skip(f"{record['method']} on this machine: {record['detail']}")
    assert record["verdict"] == "REFUTED", record["detail"]


@pytest.mark.timeout(1200)
def test_all_evidence_is_accepted_by_the_independent_checker(verdicts, mutants):
    fast = [next(id for id in every if id not in SLOW) for every in (CLAIMS, FIRST)]
    records = [*verdicts(fast[0]).values(), *mutants(fast[1]).values()]
    items = [item for record in records for item in of_record(record, bound=True)]
    assert [(item.id, reason) for item, (ok, reason, _) in check_all(items) if not ok] == []
