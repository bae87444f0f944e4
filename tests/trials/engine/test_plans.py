"""Plans: validation, hashing, and how they are cut."""

import sys

import pytest
from steepest.proofs.vocabulary import Plan
from steepest.verify.store.database import Store
from steepest.verify.store.rows import canonical
from steepest.verify.trials import PlanError, plan_hash
from steepest.verify.trials.engine.plans import (
    batch_function,
    code_hash,
    registered,
    resolve_backend,
    shard_size,
    step_hash,
    validated,
)


def plan(**changes):
    return Plan(
        **(
            {
                "name": "coin",
                "batch": "toys:coin",
                "parameters": {"p": 0.5},
                "trials": 10,
                "success": "draw < p",
            }
            | changes
        )
    )


def test_the_hash_is_that_of_the_store(tmp_path):
    with Store(tmp_path / "s.sqlite") as store:
        assert store.put_plan(registered(plan())) == plan_hash(plan())


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"batch": "toys:pause"},
        {"parameters": {"p": 0.6}},
        {"trials": 11},
        {"success": "else"},
        {"at_least": 0.5},
        {"margin": 0.1},
        {"horizon": 3},
        {"seed": 1},
        {"alpha": 1e-3},
        {"diverged": "excluded"},
        {"censored": "unknown"},
        {"early": True},
        {"backend": "cpu"},
    ],
)
def test_whatever_can_change_a_result_changes_the_hash(changes):
    assert plan_hash(plan(**changes)) != plan_hash(plan())


def test_what_cannot_does_not():
    assert plan_hash(plan(shard=3)) == plan_hash(plan())
    assert plan_hash(plan(at_least="1/2")) == plan_hash(plan(at_least=0.5))


def test_a_changed_kernel_is_another_plan(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    hashes = []
    for number, text in enumerate(("STEP = 1", "STEP = 2")):
        (tmp_path / f"kernel_{number}.py").write_text("def batch(*a): ...\n" + text)
        hashes.append(code_hash(f"kernel_{number}:batch"))
    assert hashes[0] != hashes[1]
    assert hashes[0] == code_hash.__wrapped__("kernel_0:batch")
    (tmp_path / "own.py").write_text("def batch(*a): ...\nbatch.code_hash = 'abc'")
    assert code_hash("own:batch") == "abc"
    for name in ("kernel_0", "kernel_1", "own"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "has no name"),
        ({"trials": 0}, "from 1 to 10000000, the nearest is 1"),
        ({"trials": 10**18}, "the nearest is 10000000"),
        ({"trials": -4}, "the nearest is 1"),
        ({"trials": 2.5}, "whole number"),
        ({"trials": True}, "whole number"),
        ({"seed": -1}, "seed = -1"),
        ({"horizon": -1}, "horizon = -1"),
        ({"shard": -1}, "shard = -1"),
        ({"at_least": 1.5}, "at_least 3/2"),
        ({"margin": -0.1}, "margin -1/10"),
        ({"at_least": "1/2", "margin": "1/2"}, "SUPPORTED by any outcome"),
        ({"alpha": 0}, "alpha 0"),
        ({"alpha": 0.05}, "at most 1/100"),
        ({"success": ""}, "in words what a success is"),
        ({"diverged": "dropped"}, "diverged = 'dropped'"),
        ({"censored": "dropped"}, "censored = 'dropped'"),
        ({"early": True, "censored": "unknown"}, "needs an answer from every trial"),
        ({"parameters": {"p": float("nan")}}, "no JSON"),
        ({"parameters": {"p": {1, 2}}}, "no JSON"),
        ({"batch": "toys"}, "not of the form"),
        ({"batch": "no_such_module:x"}, "cannot be imported"),
        ({"batch": "toys:coyn"}, "nearest: coin"),
        ({"backend": "gpu"}, "no backend 'gpu'"),
    ],
)
def test_a_plan_that_cannot_run_is_refused_with_a_reason(changes, message):
    with pytest.raises(PlanError) as caught:
        validated(plan(**changes))
    assert message in str(caught.value)


def test_a_missing_backend_says_why(monkeypatch):
    from steepest.kernels.engine import cuda

    monkeypatch.setattr(cuda, "unavailable", lambda: "no driver")
    with pytest.raises(PlanError, match="no driver"):
        resolve_backend("cuda")
    assert resolve_backend("auto") in ("cpu", "numpy")
    assert resolve_backend("numpy") == "numpy"


@pytest.mark.parametrize(
    ("changes", "size"),
    [
        ({"trials": 10}, 10),
        ({"trials": 100}, 64),
        ({"trials": 10**6}, 4096),
        ({"trials": 10**6, "horizon": 2000}, 25_000),
        ({"trials": 10**6, "horizon": 10**7}, 512),
        ({"trials": 10**7, "horizon": 10**6}, 2442),
        ({"trials": 10**7, "horizon": 1000, "backend": "cuda"}, 2**20),
        ({"trials": 10**6, "shard": 7}, 7),
        ({"trials": 5, "shard": 7}, 5),
    ],
)
def test_shards_are_about_a_second_of_work(changes, size):
    assert shard_size(plan(**changes)) == size


def test_the_batch_is_code_that_is_named_and_never_contained():
    assert batch_function("toys:coin").__name__ == "coin"
    for text in ("os:system('x')", ":coin", "toys:", "toys:__import__('os')"):
        with pytest.raises(PlanError):
            batch_function(text)


def test_a_registered_plan_is_json():
    assert '"at_least":"1"' in canonical(registered(plan()))


def test_a_plan_says_which_step_it_runs():
    from steepest.kernels.engine.recurrence import content_hash
    from steepest.kernels.factorization import rank_one, rank_r

    assert step_hash(plan()) is None
    assert step_hash(
        plan(batch="steepest.kernels.factorization.rank_one:batch", parameters={})
    ) == content_hash(rank_one.STEP)
    assert (
        step_hash(plan(batch="steepest.kernels.factorization.rank_r:batch", parameters={"r": 3}))
        == rank_r.recurrence(3).step_hash
    )
