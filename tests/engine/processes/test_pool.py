"""Warm workers: every way of ending, limits, order, cancellation, and nothing left behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from steepest.proofs.engine.processes import Ended, Limits, Pool, Stopped, Task, as_they_end


def task(work, *arguments, **more):
    return Task(work, arguments, **more)


def ended(pool, *tasks):
    return [event for event in as_they_end(tasks, pool) if isinstance(event, Ended)]


def one(pool, work, *arguments, **more):
    (found,) = ended(pool, task(work, *arguments, name="one", **more))
    return found


@pytest.fixture(scope="module")
def pool():
    with Pool(2) as opened:
        yield opened


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False


def test_values_errors_crashes(pool):
    assert one(pool, "math:gcd", 12, 18).value == 6
    raised = one(pool, "math:sqrt", -1)
    assert raised.how == "raised"
    assert "math domain error" in raised.value
    assert one(pool, "os:_exit", 3).how == "crash"
    assert "exit status 3" in one(pool, "os:_exit", 3).value
    assert "SIGSEGV" in one(pool, "signal:raise_signal", 11).value
    assert "no_such_module" in one(pool, "no_such_module:f").value


def test_a_worker_stays_warm_and_a_fresh_one_does_not(pool):
    pids = {one(pool, "os:getpid").value for _ in range(4)}
    assert len(pids) == 1
    with Pool(1, fresh=True) as fresh:
        assert len({one(fresh, "os:getpid").value for _ in range(3)}) == 3
        assert fresh.pids() == []


def test_limits(pool):
    assert one(pool, "builtins:bytearray", 10**9, limits=Limits(memory_gb=0.25)).how == "memory"
    slept = one(pool, "time:sleep", 30, limits=Limits(wall=0.1))
    assert slept.how == "time"
    assert slept.seconds < 20
    # asleep, it uses no processor time, and a limit of processor time lets it go on
    assert one(pool, "time:sleep", 0.9, limits=Limits(processor=0.3)).how == "done"
    loop = "while True: pass"
    assert one(pool, "builtins:exec", loop, limits=Limits(processor=0.3)).how == "time"
    assert one(pool, "math:gcd", 4, 6).value == 2


def test_what_a_task_started_ends_with_its_limit(pool):
    start = f"import subprocess; subprocess.Popen(['sleep', '61']); {'while True: pass'}"
    begun = time.time()
    assert (
        one(pool, "builtins:exec", start.replace("; while", "\nwhile"), limits=Limits(wall=1)).how
        == "time"
    )
    found = subprocess.run(["pgrep", "-f", "sleep 61"], capture_output=True, text=True).stdout
    assert not [pid for pid in found.split() if alive(int(pid))], begun


def test_the_order_of_starts_and_of_ends():
    tasks = [
        task("time:sleep", 0.01, name="last", after=frozenset(["first", "unknown"])),
        task("time:sleep", 0.3, name="first"),
        task("time:sleep", 0.01, name="short"),
    ]
    with Pool(2) as pool:
        events = list(as_they_end(tasks, pool))
    names = [event.task.name if isinstance(event, Ended) else event.name for event in events]
    assert names == ["first", "short", "short", "first", "last", "last"]


def test_closing_and_stopping_end_what_runs():
    reader, writer = os.pipe()
    with Pool(2) as pool:
        events = as_they_end([task("time:sleep", 60, name=str(i)) for i in range(3)], pool, reader)
        next(events), next(events)
        pids = pool.pids()
        os.write(writer, b"!")
        with pytest.raises(Stopped):
            next(events)
        assert not any(map(alive, pids))
    os.close(reader)
    os.close(writer)


def test_an_idle_worker_that_was_killed_is_replaced(pool):
    pid = one(pool, "os:getpid").value
    os.kill(pid, 9)
    time.sleep(0.2)
    assert one(pool, "os:getpid").value != pid


PROGRAM = """
import os, sys
from steepest.proofs.engine.processes import Pool, Task, as_they_end
from steepest.proofs.engine.processes.pool import server
pool = Pool(2)
tasks = [Task("os:getpid", (), "a"), Task("time:sleep", (60,), "b")]
events = as_they_end(tasks, pool)
next(events), next(events), next(events)
print(server().process.pid, *pool.pids(), flush=True)
if sys.argv[1] == "kill":
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("how", ["end", "kill"])
def test_no_process_is_left_behind(how):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, how], capture_output=True, text=True, timeout=60
    )
    pids = [int(each) for each in done.stdout.split()]
    assert len(pids) >= 2, done.stderr
    if how == "kill":  # the server sees that its socket is closed
        time.sleep(0.5)
    assert not any(map(alive, pids))
