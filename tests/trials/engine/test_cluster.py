"""The same shards on a real Dask cluster, with a worker killed in the middle."""

import contextlib
import os
import signal
import warnings

import pytest
from steepest.proofs.vocabulary import Plan, Verdict
from steepest.verify.store.database import Store
from steepest.verify.trials import TrialError, run_plan

pytestmark = [pytest.mark.fault, pytest.mark.filterwarnings("ignore::ResourceWarning")]
distributed = pytest.importorskip("distributed")


@contextlib.contextmanager
def cluster(workers=2):
    import dask

    quiet = {
        "logging": {"distributed": "critical"},
        "distributed.admin.system-monitor.gil.enabled": False,
    }
    with warnings.catch_warnings(), dask.config.set(quiet):
        warnings.simplefilter("ignore")
        options = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": 50}
        local = distributed.LocalCluster(n_workers=workers, host="127.0.0.1", **options)
        try:
            yield local
        finally:
            # on a busy machine Dask gives up waiting for its own workers
            with contextlib.suppress(Exception):
                local.close(timeout=20)
            local.status = distributed.Status.closed


@pytest.fixture(scope="module")
def shared():
    here = os.path.dirname(__file__)
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [here, before]))
    try:
        with cluster() as local:
            yield local
    finally:
        os.environ["PYTHONPATH"] = before or ""


def plan(name="coin", trials=600, shard=50, **parameters):
    return Plan(
        "coin",
        f"toys:{name}",
        {"p": 0.95} | parameters,
        trials,
        "draw < p",
        "0.9",
        "0.1",
        shard=shard,
    )


def test_a_cluster_gives_the_same_table_and_a_killed_worker_changes_nothing(shared, tmp_path):
    slow, killed = plan("pause", seconds=2e-3), []

    def kill_one(step):
        if step.done >= 150 and not killed:
            pid = next(iter(shared.workers.values())).pid
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    with Store(tmp_path / "s.sqlite") as store:
        result = run_plan(slow, store, dask=shared.scheduler_address, report=kill_one)
        assert killed
        assert not result.failures
        here = run_plan(slow)
        assert {key: array.tobytes() for key, array in result.table.items()} == {
            key: array.tobytes() for key, array in here.table.items()
        }
        assert store.integrity() == []
        assert run_plan(slow, store).resumed == 600


def test_memory_and_contract_errors_come_back_as_such(shared):
    result = run_plan(plan("hungry", fits=20), dask=shared.scheduler_address)
    assert result.retries == 24
    assert result.counts.trials == 600
    with pytest.raises(TrialError, match="other than 0 and 1"):
        run_plan(plan("broken", how="not a flag"), dask=shared.scheduler_address)


@pytest.mark.slow
def test_a_shard_that_kills_every_worker_fails_alone():
    """Dask gives a task up after three dead workers, and each of our attempts is such a task."""
    import dask

    here = os.path.dirname(__file__)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "PYTHONPATH", os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH", "")]))
        )
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}), cluster() as local:
            result = run_plan(plan("deadly", trials=200, at=130), dask=local.scheduler_address)
    assert [(failure.first, failure.count) for failure in result.failures] == [(100, 50)]
    assert result.counts.unknown == 50
    assert result.verdict == Verdict.UNDECIDED


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "tcp://127.0.0.1", "tcp://127.0.0.1:many"]
)
def test_an_address_where_nobody_answers(address):
    from steepest.verify.trials.engine.cluster import Cluster

    with pytest.raises(TrialError, match=f"no Dask scheduler answers at '{address}'"):
        Cluster({"name": "coin"}, address, patience=0.3)


def test_a_scheduler_without_workers(shared, monkeypatch):
    from steepest.verify.trials.engine.cluster import Cluster

    def nobody(self, n_workers, timeout):
        raise TimeoutError

    monkeypatch.setattr(distributed.Client, "wait_for_workers", nobody)
    with pytest.raises(TrialError, match="has no workers; start some with `dask worker tcp://"):
        Cluster({"name": "coin"}, shared.scheduler_address)


def test_a_scheduler_that_goes_away(tmp_path):
    """What is done is stored, and the message says to run the same command again."""
    from steepest.verify.trials.engine.cluster import Cluster

    class Gone:
        status = "closed"

        def nthreads(self):
            return {}

        def close(self, timeout):
            pass

    executor = Cluster.__new__(Cluster)
    executor._client, executor._tasks, executor._patience, executor._seen = Gone(), {}, 0.0, 0.0
    import queue

    executor._done = queue.SimpleQueue()
    assert executor.free() == 1
    with pytest.raises(TrialError, match="the Dask scheduler is gone"):
        executor.wait(0.01)
    executor.close()


def test_without_dask_it_says_what_to_install(monkeypatch):
    import sys

    from steepest.verify.trials.engine.cluster import Cluster

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(TrialError, match=r"pip install 'steepest\[dask\]'"):
        Cluster({"name": "coin"}, "tcp://127.0.0.1:9")
