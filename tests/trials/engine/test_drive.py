"""The engine: invariance, resuming, retries, early stopping, and what the judge gets."""

import numpy as np
import pytest
from steepest.proofs.engine.judge import Judge
from steepest.proofs.vocabulary import Plan, Verdict
from steepest.verify.store.database import Store, StoreError
from steepest.verify.trials import (
    Interrupted,
    TrialDefect,
    TrialError,
    evidence,
    judge_trials,
    run_plan,
)
from steepest.verify.trials.engine.drive import _Run
from steepest.verify.trials.engine.table import Memory, gaps, ranges, table


def coin(**changes):
    fields = {"trials": 600, "at_least": "0.9", "margin": "0.1", "success": "draw < p"} | changes
    return Plan(
        "coin", fields.pop("batch", "toys:coin"), fields.pop("parameters", {"p": 0.95}), **fields
    )


def assert_same_table(left, right):
    assert left.keys() == right.keys()
    for key in left:
        assert left[key].dtype == right[key].dtype
        assert left[key].tobytes() == right[key].tobytes(), key


@pytest.mark.parametrize(
    ("shards", "batch", "workers"),
    [(shards, batch, 0) for shards in (1, 2, 5) for batch in (1, 7, 4096)]
    + [(1, 4096, 2), (2, 7, 2), (5, 1, 2), (5, 7, 3)],
)
def test_shards_batches_and_workers_never_change_a_bit(shards, batch, workers):
    plan = coin(batch="toys:descent", parameters={"eta": 1.2}, trials=500, horizon=60)
    whole = run_plan(plan)
    cut = run_plan(Plan(**{**vars(plan), "shard": -(-500 // shards)}), workers=workers, batch=batch)
    assert_same_table(cut.table, whole.table)
    assert (cut.counts, cut.hash) == (whole.counts, whole.hash)
    assert evidence(cut) == evidence(whole)


def test_worker_counts_never_change_a_bit():
    plan = coin(trials=300, shard=20)
    tables = [run_plan(plan, workers=workers).table for workers in (1, 3, 5)]
    for other in tables[1:]:
        assert_same_table(tables[0], other)


def test_the_plan_is_stored_before_the_first_shard(tmp_path):
    class Witness(Memory):
        events: list = []

        def put_plan(self, plan):
            self.events.append("plan")
            return super().put_plan(plan)

        def put_shard(self, plan, shard, arrays):
            self.events.append("shard")
            super().put_shard(plan, shard, arrays)

    run_plan(coin(shard=200), Witness())
    assert Witness.events == ["plan", "shard", "shard", "shard"]


def test_a_run_continues_from_what_is_stored_whatever_the_shard_size(tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        full = run_plan(coin(shard=100), Memory())
        for first in (100, 300):
            arrays = {
                key: array[first : first + 100]
                for key, array in full.table.items()
                if key != "trial"
            }
            (
                store.put_plan({}),
                store.put_shard(full.hash, first, arrays | {"_range": np.array([first, 100])}),
            )
        steps = []
        resumed = run_plan(coin(shard=70), store, report=steps.append)
        assert resumed.resumed == 200
        assert_same_table(resumed.table, full.table)
        assert [step.done for step in steps] == [200, 270, 300, 370, 400, 470, 540, 600]
        again = run_plan(coin(), store)
        assert again.resumed == 600
        assert_same_table(again.table, full.table)


def test_fresh_runs_again_and_compares(tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        first = run_plan(coin(shard=100), store)
        again = run_plan(coin(shard=250), store, fresh=True)
        assert again.resumed == 0
        assert_same_table(again.table, first.table)


def test_a_kernel_that_is_not_reproducible_is_caught_by_fresh(tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        done = run_plan(coin(shard=600), Memory())
        arrays = {key: array for key, array in done.table.items() if key != "trial"}
        arrays["draw"] = arrays["draw"] + 1
        store.put_shard(done.hash, 0, arrays | {"_range": np.array([0, 600])})
        with pytest.raises(StoreError, match="not reproducible"):
            run_plan(coin(shard=600), store, fresh=True)


def test_memory_errors_halve_the_batch():
    for workers in (0, 2):
        plan = coin(batch="toys:hungry", parameters={"p": 0.95, "fits": 40}, shard=300)
        result = run_plan(plan, workers=workers)
        assert result.retries == 6  # 300 -> 150 -> 75 -> 37, twice
        assert not result.failures
        assert result.counts.successes == run_plan(coin()).counts.successes


def test_a_shard_that_never_fits_fails_alone_and_its_trials_have_no_answer():
    plan = coin(batch="toys:hungry", parameters={"p": 0.95, "fits": 3}, shard=100, trials=102)
    result = run_plan(plan)
    assert [(failure.first, failure.count) for failure in result.failures] == [(0, 100)]
    assert "no memory for a batch of 12 trials" in result.failures[0].cause
    assert result.counts.unknown == 100
    assert result.verdict == Verdict.UNDECIDED
    assert "1 shards failed four times, first trials 0 to 99" in evidence(result).detail


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("no success", "with the key 'success'"),
        ("no dict", "with the key 'success'"),
        ("wrong length", "for 10 trials"),
        ("not a flag", "other than 0 and 1"),
        ("objects", "'name' with shape"),
        ("moody", "other keys or types"),
    ],
)
def test_a_batch_that_breaks_its_contract_is_refused(how, message):
    with pytest.raises(TrialError, match=message):
        run_plan(coin(batch="toys:broken", parameters={"how": how}, trials=20), batch=10)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_kernel_that_raises_is_a_defect_with_its_traceback(workers):
    with pytest.raises(TrialDefect, match=r"(?s)trials 0 to 19.*IndexError"):
        run_plan(
            coin(batch="toys:broken", parameters={"how": "raises"}, trials=20), workers=workers
        )


@pytest.mark.parametrize("how", ["nan", "inf"])
def test_a_success_that_is_not_finite_is_a_divergence_and_never_a_success(how):
    result = run_plan(coin(batch="toys:broken", parameters={"how": how}, trials=30), batch=7)
    assert (result.counts.successes, result.counts.diverged) == (20, 10)
    assert result.first_failing == 0


def test_diverged_and_censored_trials_are_counted():
    far = coin(
        batch="toys:descent", parameters={"eta": 1.5, "horizon": 3000}, trials=200, at_least="0.5"
    )
    result = run_plan(far)
    counts = result.counts
    assert counts.successes + counts.diverged + counts.censored == 200
    assert counts.diverged > 50
    assert counts.successes > 50
    assert result.table["diverged_at"][result.table["diverged"] == 1].min() > 100
    assert "nonfinite" in result.summary()["steps"]
    assert result.summary()["steps"]["median"] is None
    short = run_plan(
        coin(batch="toys:descent", parameters={"eta": 0.1, "horizon": 20}, trials=100)
    ).counts
    assert (short.successes, short.censored) == (0, 100)


def test_a_plan_says_what_divergence_and_the_horizon_mean():
    wild = {"eta": 1.5, "horizon": 3000}
    excluded = run_plan(
        coin(batch="toys:descent", parameters=wild, trials=200, at_least="0.5", diverged="excluded")
    )
    assert excluded.counts.trials + excluded.counts.excluded == 200
    assert excluded.verdict != Verdict.REFUTED
    assert (
        run_plan(coin(batch="toys:descent", parameters=wild, trials=200, at_least="0.5")).verdict
        == Verdict.REFUTED
    )
    tame = {"eta": 0.1, "horizon": 20}
    assert (
        run_plan(coin(batch="toys:descent", parameters=tame, trials=200)).verdict == Verdict.REFUTED
    )
    unknown = run_plan(coin(batch="toys:descent", parameters=tame, trials=200, censored="unknown"))
    assert unknown.counts.unknown == 200
    assert unknown.verdict == Verdict.UNDECIDED


def test_nothing_left_after_exclusion_is_vacuous():
    result = run_plan(
        coin(
            batch="toys:descent",
            parameters={"eta": 9.0, "horizon": 3000},
            trials=20,
            diverged="excluded",
        )
    )
    assert result.verdict == Verdict.UNDECIDED
    assert "vacuous" in evidence(result).detail


def test_evidence_of_support_and_of_refutation():
    judge = Judge(trials=judge_trials(None))
    good = judge.trial(coin(trials=2000))
    assert good.verdict == Verdict.SUPPORTED
    assert good.certificate["kind"] == "counts"
    assert good.certificate["at_least"] == "9/10"
    assert good.witness is None
    assert (good.certificate["seed"], good.certificate["backend"]) == (20180604, "numpy")
    low, high = good.certificate["interval"]
    assert low < good.certificate["successes"] / 2000 < high
    bad = judge.trial(coin(trials=2000, parameters={"p": 0.7}))
    assert bad.verdict == Verdict.REFUTED
    assert bad.certificate is None
    index = bad.witness["first_failing"]
    assert bad.witness["replay"] == f"steepest trial coin --only {index}"
    table = run_plan(coin(trials=2000, parameters={"p": 0.7})).table
    assert table["success"][index] == 0
    assert table["success"][:index].all()
    unsure = judge.trial(coin(trials=30))
    assert unsure.verdict == Verdict.UNDECIDED
    assert unsure.certificate is None
    assert "support needs at least 52 trials" in unsure.detail


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize(("p", "word"), [(0.99, Verdict.SUPPORTED), (0.7, Verdict.REFUTED)])
def test_the_independent_checker_accepts_the_evidence(p, word, early):
    from steepest.proofs.checker import recheck

    found = evidence(run_plan(coin(trials=2000, parameters={"p": p}, early=early)))
    assert found.verdict == word
    document = found.certificate or found.witness
    assert recheck(document).ok, recheck(document)
    assert not recheck(document | {"successes": 1640 if word == Verdict.SUPPORTED else 1790}).ok


def test_judge_trials_keeps_its_shards_by_path_and_joins(tmp_path):
    path = tmp_path / "s.sqlite"
    with Store(path) as owner:
        first = judge_trials(path)(coin())
        hash = run_plan(coin()).hash
        assert owner.shard_ids(hash)
        assert owner.plan(hash)["name"] == "coin"
    assert judge_trials(str(path), full=True, backend="numpy")(coin()) == first


def test_an_early_plan_stops_where_it_is_settled_for_any_way_of_running_it():
    plan = coin(parameters={"p": 0.7}, trials=20_000, early=True)
    results = [
        run_plan(Plan(**{**vars(plan), "shard": shard}), workers=workers)
        for shard, workers in ((20_000, 0), (333, 2), (50, 0))
    ]
    assert {result.stopped for result in results} == {results[0].stopped}
    assert results[0].stopped < 400
    for result in results[1:]:
        assert_same_table(result.table, results[0].table)
    found = evidence(results[0])
    assert found.verdict == Verdict.REFUTED
    assert found.witness["sequential"]
    assert found.witness["power"] is None
    assert found.witness["trials"] == results[0].stopped
    assert "settled after" in found.detail
    assert (
        judge_trials(None, full=True)(coin(parameters={"p": 0.7}, trials=800, early=True)).witness[
            "trials"
        ]
        == 800
    )


def test_an_early_plan_that_is_settled_in_the_store_runs_nothing_more():
    plan, ledger = coin(parameters={"p": 0.7}, trials=20_000, early=True, shard=500), Memory()
    first = run_plan(plan, ledger)
    steps = []
    again = run_plan(plan, ledger, report=steps.append)
    assert again.stopped == first.stopped
    assert not steps


def test_an_early_plan_that_is_never_settled_uses_every_trial():
    result = run_plan(coin(parameters={"p": 0.9}, trials=400, margin="0.01", early=True, shard=50))
    assert result.stopped is None
    assert result.counts.trials == 400


def test_shards_that_are_not_what_they_say_are_refused():
    arrays = {"success": np.ones(3), "diverged": np.ones(3), "censored": np.ones(3)}
    good = arrays | {"_range": np.array([5, 3])}
    assert ranges({5: good}, 10) == [(5, 3)]
    for number, shard, trials in (
        (4, good, 10),
        (5, arrays, 10),
        (5, good, 7),
        (5, good | {"_range": np.array([5, 4])}, 10),
    ):
        with pytest.raises(TrialError, match="does not hold the trials"):
            ranges({number: shard}, trials)
    with pytest.raises(TrialError, match="record different quantities"):
        table({0: good | {"_range": np.array([0, 3])}, 5: good | {"extra": np.ones(3)}}, 10)


def test_gaps_and_overlaps():
    assert gaps([], 5) == [(0, 5)]
    assert gaps([(2, 2), (3, 4)], 9) == [(0, 2), (7, 2)]
    assert gaps([(0, 9)], 9) == []
    shards = {
        first: {key: np.arange(first, first + 4) for key in ("success", "diverged", "censored")}
        | {"_range": np.array([first, 4])}
        for first in (0, 2, 5)
    }
    assert table(shards, 9)["success"].tolist() == list(range(9))
    assert len(table({}, 9)["success"]) == 0


def test_an_interruption_says_how_far_it_came():
    run = _Run(coin(shard=100), "x", Memory(), {}, lambda step: None, 0.0, None, False)
    from steepest.verify.trials.engine.plans import registered
    from steepest.verify.trials.engine.tasks import Here

    plan = coin(shard=100)
    with pytest.raises(Interrupted, match="stopped by SIGTERM after 100 of 600 trials") as caught:
        run.work(Here(registered(plan)), lambda: 15)
    assert caught.value.number == 15
