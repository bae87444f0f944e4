"""Faults on purpose: kill -9, signals, a full disk, flipped bytes, two runs at once, dying workers,
no memory.

The default sizes are small; those marked slow are the published ones (docs/reliability.md).
"""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import toy_run
from steepest.proofs.vocabulary import Plan, SteepestError, Verdict
from steepest.verify.store.database import Store, StoreError
from steepest.verify.store.salvage import salvage
from steepest.verify.trials import evidence, run_plan
from steepest.verify.trials.engine.pool import Pool

pytestmark = pytest.mark.fault
PROGRAM = [sys.executable, str(Path(__file__).with_name("toy_run.py"))]


def start(path, *settings, workers=2, **options):
    command = [*PROGRAM, str(path), str(workers), *settings]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def run(path, *settings, workers=2, **options):
    process = start(path, *settings, workers=workers, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def stored(path, plan):
    """Shards in the store, 0 while it has no tables."""
    with contextlib.suppress(StoreError), Store(path, "read") as store:
        return len(store.shard_ids(toy_run.plan_hash(plan)))
    return 0


def wait_for_shards(path, plan, number, seconds=30):
    deadline = time.monotonic() + seconds
    while stored(path, plan) < number:
        assert time.monotonic() < deadline, "the run stores nothing"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The digest of an uninterrupted run of the default plan, computed in another way: here, in one
    shard.
    """
    path = tmp_path_factory.mktemp("undisturbed") / "s.sqlite"
    plan = toy_run.chosen(["shard=2000", "seconds=0.0"])
    with Store(path) as store:
        run_plan(plan, store)
    return toy_run.digest(path, plan)


SETTINGS = ("seconds=5e-4",)


def kill_and_resume(tmp_path, kills, seed, undisturbed):
    """Kill the run at random moments until the kills are used up, then let it finish; (digest,
    restarts that lost work).
    """
    plan, choice = toy_run.chosen(SETTINGS), random.Random(seed)
    path = tmp_path / "s.sqlite"
    lost, landed = 0, 0
    for number in range(kills):
        process = start(path, *SETTINGS)
        time.sleep(choice.uniform(0.1, 1.4))
        before = stored(path, plan)
        landed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        after = stored(path, plan)
        lost += after < before
        if after == 40:
            path = tmp_path / f"s{number}.sqlite"  # it was done already: kill a fresh one
    code, _, err = run(path, *SETTINGS)
    assert code == 0, err
    with Store(path) as store:
        assert store.integrity() == []
    return toy_run.digest(path, plan), lost, landed


@pytest.mark.parametrize(
    "kills", [5, pytest.param(100, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_kill_9_and_resume_gives_the_undisturbed_table(tmp_path, kills, undisturbed):
    digest, lost, landed = kill_and_resume(tmp_path, kills, 2018, undisturbed)
    print(
        f"{kills} kills, {landed} of them in the middle of a run, {lost} acknowledged shards lost"
    )
    assert lost == 0  # what was acknowledged stays
    assert landed >= kills // 2
    assert digest == undisturbed


def test_killing_the_run_ends_its_workers(tmp_path):
    plan = toy_run.chosen(["seconds=1e-3"])
    process = start(tmp_path / "s.sqlite", "seconds=1e-3")
    wait_for_shards(tmp_path / "s.sqlite", plan, 1)
    children = [each for child in children_of(process.pid) for each in (child, *children_of(child))]
    assert len(children) >= 2  # the process that workers are forked from, and they
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
# in the middle of many shards, and inside one endless kernel call
@pytest.mark.parametrize("seconds", ["1e-3", "20"])
def test_a_signal_ends_the_run_within_two_seconds_and_says_how_to_resume(
    tmp_path, number, code, seconds
):
    path = tmp_path / "s.sqlite"
    setting = f"seconds={seconds}"
    plan = toy_run.chosen([setting])
    process = start(path, setting)
    if seconds == "1e-3":
        wait_for_shards(path, plan, 1)
    else:
        wait_until(lambda: len(workers_of(process.pid)) >= 2)
    began = time.monotonic()
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 2
    assert process.returncode == code
    last = err.strip().splitlines()[-1]
    assert last.startswith(f"steepest: stopped by {number.name} after ")
    assert f"To go on: steepest trial slow-coin --set {setting} --store {path} --resume" in last
    assert "Traceback" not in err
    with Store(path) as store:
        assert store.integrity() == []


def children_of(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [int(each) for each in text.split()]
    return []


def workers_of(pid):
    return [each for child in children_of(pid) for each in children_of(child)]


def wait_until(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    time.sleep(0.3)


def limit_file_size(size):
    def apply():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return apply


@pytest.mark.parametrize("size", [20_000, 60_000, 120_000])
def test_a_full_disk_is_one_line_and_the_run_resumes_when_there_is_space(
    tmp_path, size, undisturbed
):
    path = tmp_path / "s.sqlite"
    code, _, err = run(path, "seconds=0.0", preexec_fn=limit_file_size(size))
    assert code in (74, 2), err  # 2 where not even the tables fit
    assert (code == 2) == (size == 20_000)
    message = err.strip().splitlines()[-1]
    assert message.startswith("steepest: ")
    assert "space" in message
    assert "Traceback" not in err
    code, _, err = run(path, "seconds=0.0")
    assert code == 0, err
    with Store(path) as store:
        assert store.integrity() == []
    assert toy_run.digest(path, toy_run.chosen(["seconds=0.0"])) == undisturbed


def flip(path, choice):
    """Change one random bit of the file, or cut its end off once in twenty."""
    data = bytearray(path.read_bytes())
    place = choice.randrange(len(data))
    if choice.random() < 0.05:
        del data[place:]
    else:
        data[place] ^= 1 << choice.randrange(8)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "flips", [100, pytest.param(1000, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
def test_flipped_bytes_are_detected_or_harmless_and_never_a_wrong_verdict(tmp_path, flips):
    plan = Plan("coin", "toys:coin", {"p": 0.93}, 3600, "draw < p", "0.9", "0.1", shard=180)
    clean, path = tmp_path / "clean.sqlite", tmp_path / "s.sqlite"
    with Store(clean) as store:
        truth = run_plan(plan, store)
        for shard in range(0, 3600, 720):  # something is left to do: resuming reads what is stored
            store._connection.execute("DELETE FROM shards WHERE shard = ?", (shard,))
        store._connection.execute("VACUUM")  # free pages would make flips harmless
        store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    expected = evidence(truth)
    choice, messages = random.Random(2018), set()
    counts = {"detected": 0, "harmless": 0, "salvaged": 0}
    for number in range(flips):
        for leftover in tmp_path.glob("s.sqlite*"):
            leftover.unlink()
        shutil.copy(clean, path)
        flip(path, choice)
        try:
            with Store(path) as store:
                assert evidence(run_plan(plan, store)) == expected, f"flip {number}"
            counts["harmless"] += 1
        except SteepestError as error:
            messages.add("\n" in str(error))
            counts["detected"] += 1
            if number % 10 == 0:
                counts["salvaged"] += resumed_after_salvage(path, plan, expected)
    print(f"{flips} flips: {counts}")
    assert counts["detected"] + counts["harmless"] == flips
    assert messages == {False}  # one line each
    assert counts["detected"] > flips // 4
    assert counts["harmless"] > 0


def resumed_after_salvage(path, plan, expected):
    try:
        salvage(path)
    except StoreError:
        return 0  # another application's mark: not ours to move
    with Store(path) as store:
        assert evidence(run_plan(plan, store)) == expected
    return 1


def test_a_second_run_on_the_same_store_is_refused_by_naming_the_first(tmp_path):
    path = tmp_path / "s.sqlite"
    plan = toy_run.chosen(["seconds=1e-3"])
    first = start(path, "seconds=1e-3")
    wait_for_shards(path, plan, 1)
    code, _, err = run(path, "seconds=1e-3")
    assert code == 2
    assert f"in use by another run, process {first.pid}" in err
    assert first.wait(60) == 0
    first.communicate()
    assert run(path, "seconds=1e-3")[0] == 0


def test_two_workers_that_join_one_store_with_the_same_plan_agree(tmp_path):
    """What the runner does with two claims that share a plan: both finish, and each shard is there
    once.
    """
    program = (
        "import sys; from pathlib import Path; import toy_run; from steepest.verify.trials "
        "import judge_trials\n"
        "print(judge_trials(sys.argv[1])(toy_run.chosen(['seconds=1e-4', 'trials=1000'])).detail)"
    )
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        both = [
            subprocess.Popen(
                [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        texts = {process.communicate(timeout=60)[0] for process in both}
        assert [process.returncode for process in both] == [0, 0]
        assert len(texts) == 1
        plan = toy_run.chosen(["seconds=1e-4", "trials=1000"])
        assert len(store.shard_ids(toy_run.plan_hash(plan))) == 20
        assert store.integrity() == []


def coin(name="coin", **parameters):
    return Plan(
        "coin", f"toys:{name}", {"p": 0.95} | parameters, 300, "draw < p", "0.9", "0.1", shard=40
    )


def test_a_worker_that_dies_once_costs_its_shard_one_attempt(tmp_path):
    result = run_plan(coin("deadly", at=130, once=str(tmp_path / "died")), workers=2)
    assert result.retries == 1
    assert not result.failures
    assert result.table["draw"].tobytes() == run_plan(coin()).table["draw"].tobytes()


def test_a_batch_that_kills_its_worker_runs_when_it_is_halved():
    result = run_plan(coin("deadly", at=130, fits=10), workers=2)
    assert result.retries == 2
    assert not result.failures


def test_a_trial_that_always_kills_its_worker_fails_its_shard_and_no_other():
    result = run_plan(coin("deadly", at=130), workers=2)
    assert [(failure.first, failure.count) for failure in result.failures] == [(120, 40)]
    assert "ended by SIGKILL" in result.failures[0].cause
    assert result.retries == 3
    assert len(result.table["trial"]) == 260
    assert result.counts.unknown == 40


def test_workers_killed_from_outside_are_replaced():
    plan = Plan(
        "coin", "toys:pause", {"p": 0.95, "seconds": 2e-3}, 600, "draw < p", "0.9", "0.1", shard=20
    )
    killed, pools = [], []
    original = Pool.__init__

    def noted(self, *given):
        original(self, *given)
        pools.append(self)

    def kill_one(step):
        if step.done in (100, 200, 300):
            os.kill(pools[0].pids()[0], signal.SIGKILL)
            killed.append(step.done)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pool, "__init__", noted)
        result = run_plan(plan, workers=2, report=kill_one)
    assert killed == [100, 200, 300]
    assert result.retries <= 3  # none for a worker that was killed while it had nothing to do
    assert result.verdict == Verdict.SUPPORTED
    assert not result.failures


def test_an_allocation_that_fails_is_tried_with_half_the_batch():
    plan = Plan(
        "coin",
        "toys:glutton",
        {"p": 0.95, "megabytes": 4},
        200,
        "draw < p",
        "0.9",
        "0.1",
        shard=100,
    )
    result = run_plan(plan, workers=1, memory_gb=0.25)
    assert result.retries >= 1
    assert not result.failures
    assert result.counts.trials == len(result.table["trial"]) == 200
