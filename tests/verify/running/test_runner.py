"""The runner: limits, isolation, reuse."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from steepest.proofs import registry
from steepest.proofs.engine import work
from steepest.proofs.vocabulary import Claim, SteepestError
from steepest.verify.running.runner import evaluate_all, jobs_for, reusable, run
from steepest.verify.running.worker import FIELDS, OUT_OF_TIME, Job, evaluate, failed, mutant_id
from steepest.verify.store.database import Store


def finished(events):
    return {event.job.name: event.record for event in events if event.record is not None}


def jobs(*ids, **options):
    return jobs_for([registry._claims[id] for id in ids], **options)


@pytest.fixture
def bad(fakes):
    return [id for id in registry._claims if id.startswith("bad.")]


def test_every_way_of_ending_is_a_verdict_of_its_own(bad):
    records = finished(evaluate_all(jobs(*bad, "fake.proved", "fake.refuted")))
    verdicts = {id: record["verdict"] for id, record in records.items()}
    assert verdicts == {
        "bad.hang": "UNDECIDED",
        "bad.crash": "ERROR",
        "bad.exit": "ERROR",
        "bad.exception": "ERROR",
        "bad.memory": "UNDECIDED",
        "bad.type": "ERROR",
        "bad.json": "ERROR",
        "bad.noise": "PROVED",
        "fake.proved": "PROVED",
        "fake.refuted": "REFUTED",
    }
    assert records["bad.hang"]["method"] == OUT_OF_TIME
    assert "3 s of processor time; --timeout raises it" in records["bad.hang"]["detail"]
    assert "SIGSEGV" in records["bad.crash"]["detail"]
    assert "exit status 3" in records["bad.exit"]["detail"]
    assert "ZeroDivisionError" in records["bad.exception"]["detail"]
    assert "memory limit of 0.25 GB" in records["bad.memory"]["detail"]
    assert "returned bool; a check returns Evidence" in records["bad.type"]["detail"]
    assert "TypeError" in records["bad.json"]["detail"]
    for record in records.values():
        assert set(record) == set(FIELDS)


def test_a_hang_takes_its_children_along(fakes, tmp_path, monkeypatch):
    pid_file = tmp_path / "pid"
    job = replace(jobs("bad.hang")[0], seconds=1.5, strict=True)
    monkeypatch.setenv("FAKE_PID", str(pid_file))
    import fake_claims

    monkeypatch.setattr(fake_claims, "__doc__", "unused in the worker")
    record = finished(evaluate_all([job]))["bad.hang"]
    assert record["method"] == OUT_OF_TIME
    # the worker sees this variable only if the fork server started after it was set
    if pid_file.exists():
        pid = int(pid_file.read_text())
        for _ in range(50):
            with contextlib.suppress(FileNotFoundError):
                if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                    break
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.1)
        else:
            pytest.fail(f"process {pid} survived its claim")


def test_unchanged_results_are_reused(fakes, store_path):
    wanted = jobs("fake.proved", "fake.refuted", "bad.exception")
    with Store(store_path) as store:
        first = list(run(wanted, store))
        assert [event.reused for event in first if event.record] == [False] * 3
        again = {event.job.name: event.reused for event in run(wanted, store) if event.record}
        assert again == {"fake.proved": True, "fake.refuted": True, "bad.exception": False}
        assert not any(event.reused for event in run(wanted, store, fresh=True))
        changed = [replace(job, key="another") for job in wanted]
        assert not any(event.reused for event in run(changed, store))


def test_a_goal_is_decided_once(fakes, store_path):
    """The claim and its mutant ask one goal in common, and the claim asks it again when only its
    own source has changed; with `fresh` everything is decided anew.
    """
    wanted = jobs("asks.goals", store=str(store_path))
    mutants = jobs("asks.goals", mutants=True, store=str(store_path))
    with Store(store_path) as store:
        answers = [event for event in run(wanted, store) if event.record]
        assert len(answers[0].goals) == store.goals() == 2
        answers = [event for event in run(mutants, store) if event.record]
        assert answers[0].record["verdict"] == "REFUTED"
        assert (len(answers[0].goals), store.goals()) == (1, 3)
        edited = [replace(job, key="another") for job in wanted]
        answers = [event for event in run(edited, store) if event.record]
        assert answers[0].record["verdict"] == "PROVED"
        assert answers[0].goals == {}
        answers = [event for event in run(wanted, store, fresh=True) if event.record]
        assert len(answers[0].goals) == 2


def test_what_the_clock_or_the_memory_stopped_is_asked_again():
    assert reusable({"verdict": "UNDECIDED", "method": "none"})
    assert not reusable({"verdict": "UNDECIDED", "method": OUT_OF_TIME})
    assert not reusable({"verdict": "UNDECIDED", "method": "memory limit"})
    assert not reusable({"verdict": "ERROR", "method": "exception"})
    assert not reusable(None)


def test_a_claim_runs_after_those_that_it_uses(fakes):
    wanted = jobs("slow.0", "slow.1", "slow.2")
    wanted[0] = replace(wanted[0], uses=("slow.2",))
    wanted[2] = replace(wanted[2], uses=("slow.1",))
    ended = [event.job.name for event in evaluate_all(wanted, workers=3) if event.record]
    assert ended == ["slow.1", "slow.2", "slow.0"]
    circle = [replace(wanted[0], uses=("slow.1",)), replace(wanted[1], uses=("slow.0",))]
    with pytest.raises(SteepestError, match="in a circle: slow.* -> slow.* -> slow"):
        list(evaluate_all(circle))


def test_what_an_engine_left_to_the_clock_is_out_of_time(fakes, monkeypatch):
    def check(judge):
        """Asks an engine that does not end."""
        work.cut_off.append("out of time")
        return judge.undecided("no engine")

    monkeypatch.setitem(registry._claims, "x.late", Claim("x.late", fakes.HERE, check))
    record = evaluate(Job("x.late", "fake_claims", "k", 60.0))
    assert (record["verdict"], record["method"]) == ("UNDECIDED", OUT_OF_TIME)


def test_mutants_are_jobs_of_their_own(fakes):
    wanted = jobs("fake.proved", "fake.proved.step-1", mutants=True)
    records = finished(evaluate_all(wanted))
    assert {name: record["verdict"] for name, record in records.items()} == {
        "fake.proved ~ two": "REFUTED",
        "fake.proved ~ with another sign": "REFUTED",
        "fake.proved.step-1 ~ survivor": "CERTIFIED",
    }
    assert mutant_id("a", "b") == "a ~ b"


def test_the_limit_of_a_claim_or_of_the_user(fakes):
    assert [job.seconds for job in jobs("bad.hang", "fake.proved")] == [1.0, 60.0]
    assert [job.seconds for job in jobs("bad.hang", "fake.proved", timeout=7.0)] == [7.0, 7.0]


def test_closing_the_run_ends_its_workers(fakes, store_path):
    with Store(store_path) as store:
        events = run(jobs(*(f"slow.{n}" for n in range(4))), store, workers=2)
        next(events)
        started = time.monotonic()
        events.close()
        assert time.monotonic() - started < 1.0
        assert store.latest() == {}


def test_full_reaches_the_judge(fakes):
    assert finished(evaluate_all(jobs("long.one", full=True)))["long.one"]["verdict"] == "PROVED"
    assert finished(evaluate_all(jobs("long.one")))["long.one"]["verdict"] == "UNDECIDED"


def test_a_claim_that_is_not_registered_in_the_worker():
    job = Job("no.such", "steepest.proofs.vocabulary", "k", 1.0)
    record = evaluate(job)
    assert record["verdict"] == "ERROR"
    assert set(record) == set(FIELDS)
    assert failed(job, record["verdict"], "m", "d", 0.0)["title"] == ""


def test_evaluation_in_this_process(fakes):
    record = evaluate(jobs("fake.supported")[0])
    assert record["backend"] == "numpy"
    assert list(record) == list(FIELDS)
    assert evaluate(jobs("fake.proved", mutants=True)[1])["witness"]["kind"] == "point"
    assert os.getpid()  # still here


def test_a_limit_of_a_claim_is_processor_time_and_of_a_user_the_clock(fakes, monkeypatch):
    job = replace(jobs("slow.0")[0], seconds=0.1)
    monkeypatch.setattr("steepest.proofs.engine.processes.pool.GRACE", 0.0)
    assert finished(evaluate_all([job]))["slow.0"]["verdict"] == "PROVED"
    assert finished(evaluate_all([replace(job, strict=True)]))["slow.0"]["method"] == OUT_OF_TIME


def test_processor_time_of_a_group():
    import subprocess
    import sys

    busy = (
        "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: "
        "pass\nprint('done', flush=True)\ntime.sleep(30)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", busy], start_new_session=True, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    from steepest.proofs.engine.processes import processor_seconds

    spent = processor_seconds(child.pid)
    child.kill()
    child.wait()
    child.stdout.close()
    assert 0.2 < spent < 2.0
