"""Verdicts do not depend on the machine's load: the exact part of two subjects, alone and beside
four busy processes, gives the same words, scopes and witnesses.
"""

from __future__ import annotations

import multiprocessing

import pytest
from steepest.proofs import registry
from steepest.verify.running.runner import evaluate_all, jobs_for

SHOWN = ("verdict", "scope", "method", "witness", "detail")
EXACT = [
    claim
    for claim in registry.claims().values()
    if claim.subject in ("saddles", "filters") and not (claim.trial or claim.full)
]
# a few of each kind of engine, quick enough for every run of the tests
FEW = [claim for claim in EXACT if claim.id.endswith((".warmup", "-7.1", "thm-6.1", "thm-6.2"))]


def busy():
    while True:
        pass


def records(claims):
    found = {}
    for event in evaluate_all(jobs_for(claims), workers=2):
        if event.record is not None:
            found[event.job.name] = {name: event.record[name] for name in SHOWN}
    return found


def both(claims):
    alone = records(claims)
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=busy, daemon=True) for _ in range(4)]
    for each in others:
        each.start()
    try:
        beside = records(claims)
    finally:
        for each in others:
            each.kill()
            each.join()
    return alone, beside


def test_a_few_claims():
    assert len(FEW) >= 4
    alone, beside = both(FEW)
    assert beside == alone


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_the_exact_part_of_saddles_and_filters():
    alone, beside = both(EXACT)
    assert beside == alone
    assert not [id for id, record in alone.items() if record["method"] == "out of time"]
