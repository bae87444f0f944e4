"""The benchmark at a small size: the ways agree, the report prints, a missing rival is said to be
missing.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT))
    import benchmarks.measure
    import benchmarks.problem
    import benchmarks.rivals
    import benchmarks.run

    return benchmarks


@pytest.mark.parametrize("backend", ["numpy", "cpu"])
def test_our_ways_give_the_numbers_of_the_plain_program(bench, backend, compiler):
    first = bench.problem.starts(37)
    got = bench.rivals.ours(backend)(1)(first, 100)
    assert np.array_equal(got, bench.problem.plain(first, 100))


def test_a_small_run_writes_its_report(bench, tmp_path, monkeypatch, capsys, compiler):
    table = bench.measure.table
    monkeypatch.setattr(
        bench.run.measure,
        "table",
        lambda runs, trials, steps, repeats, say: table(runs, 64, 40, 1, say),
    )
    assert (
        bench.run.main(["--quick", "--only", "steepest", "--threads", "1", "--out", str(tmp_path)])
        == 0
    )
    report = json.loads((tmp_path / "benchmark.json").read_text())
    assert report["tables"][0]["rows"]["steepest cpu, exact"]["largest_difference"] == 0
    assert "times NumPy" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {
        f"benchmark.{kind}" for kind in ("json", "md", "png", "svg")
    }


def test_a_missing_rival_is_said_to_be_missing(bench, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "jax", None)
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "numba", None)
    ready, missing = bench.measure.prepared(
        1, ["JAX jit(vmap(scan))", "PyTorch eager", "Numba prange"]
    )
    assert ready == {}
    assert all("install the extra bench" in reason for reason in missing.values())


def test_cold_and_memory_readings_come_from_fresh_processes(bench, compiler):
    said = []
    reading = bench.measure.child("NumPy, as written by hand", 1, 100, 20)
    assert reading["seconds"] > 0
    assert reading["rss_kib"] > 1000
    assert bench.measure.cold(["steepest cuda, exact"], 1, 10, 20, 1, said.append) == {} or said


def test_device_readings_on_the_make_believe_device(bench, emulated_cuda, monkeypatch):
    """Runs the code of the device table; the numbers mean nothing here."""
    import types

    from benchmarks import device

    event = types.SimpleNamespace(record=lambda: None, synchronize=lambda: None)
    monkeypatch.setattr(emulated_cuda.cuda, "Event", lambda: event, raising=False)
    monkeypatch.setattr(
        emulated_cuda.cuda, "get_elapsed_time", lambda before, after: 2.0, raising=False
    )
    properties = {
        "name": b"make-believe",
        "major": 9,
        "minor": 0,
        "multiProcessorCount": 132,
        "clockRate": 1_980_000,
    }
    properties["maxThreadsPerMultiProcessor"] = 2048
    monkeypatch.setattr(emulated_cuda.cuda.runtime, "getDeviceProperties", lambda i: properties)
    monkeypatch.setattr("steepest.kernels.engine.cuda.CudaKernel.attributes", {"num_regs": 52})
    found = device.readings(lambda text: None, (16,))
    assert [row["mode"] for row in found["rows"]] == ["exact", "fast"]
    assert found["rows"][0]["trial_steps_per_second"] == 16 * 2_000 / 2e-3
    assert found["peak_flops"] == pytest.approx(33.5e12, rel=0.01)
    assert found["rows"][0]["occupancy"] == 0.5625
    assert "make-believe" in "\n".join(device.markdown(found))
