"""Which backend is chosen, what is said about a missing one, and how the cache of compiled kernels
behaves.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import sys
import types
from itertools import count

import numpy as np
import pytest
import sympy
from steepest.kernels import selfcheck
from steepest.kernels.engine import backends, cpu, cuda, drive
from steepest.kernels.engine.drive import run
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.recurrence import Recurrence

x = sympy.Symbol("x", real=True)
HALVING = Recurrence("halving", step={x: x / 2}, start={x: sympy.Integer(1)})


@pytest.fixture
def fresh():
    """Forget what was found out about this machine, before and after."""
    remembered = (
        cpu.compiler,
        cpu.native_flags,
        cpu.vector_math,
        cuda.unavailable,
        drive._prepared,
    )
    for memory in remembered:
        memory.cache_clear()
    yield
    for memory in remembered:
        memory.cache_clear()


def test_status_names_every_backend_and_a_reason():
    known = {backend.name: backend for backend in backends.status()}
    assert list(known) == ["cuda", "cpu", "numpy"]
    assert known["numpy"].available
    assert all(backend.detail for backend in known.values())


def test_no_compiler(monkeypatch, fresh):
    monkeypatch.setattr(cpu.shutil, "which", lambda name: None)
    status = {backend.name: backend for backend in backends.status()}["cpu"]
    assert not status.available
    assert (
        "no C++ compiler found (looked for g++, clang++, c++); install g++ or clang"
        in status.detail
    )
    with pytest.raises(KernelError, match=r"the backend cpu is not available: no C\+\+ compiler"):
        backends.choose("cpu")
    monkeypatch.setattr(cuda, "unavailable", lambda: "no device")
    assert backends.choose("auto") == "numpy"


def test_a_compiler_that_does_not_run(monkeypatch, fresh, tmp_path):
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("STEEPEST_CXX", str(broken))
    with pytest.raises(KernelError, match="does not run"):
        cpu.compiler()


def test_cupy_without_a_device_says_so(monkeypatch, fresh):
    fake = types.ModuleType("cupy")
    fake.is_available = lambda: False
    monkeypatch.setitem(sys.modules, "cupy", fake)
    assert cuda.unavailable() == "CuPy is installed but sees no CUDA device or driver"
    with pytest.raises(
        KernelError, match="the backend cuda is not available: CuPy is installed but"
    ):
        backends.choose("cuda")


def test_no_cupy_says_so(monkeypatch, fresh):
    monkeypatch.setitem(sys.modules, "cupy", None)
    assert "CuPy is not installed" in cuda.unavailable()


def test_auto_prefers_a_device(emulated_cuda):
    assert backends.choose("auto") == "cuda"
    assert backends.status()[0].detail == "make-believe, CuPy 0"


def test_an_unknown_backend_is_refused():
    with pytest.raises(KernelError, match="choose auto, cuda, cpu, numpy"):
        backends.choose("gpu")


def test_a_refused_text_is_reported(compiler):
    with pytest.raises(KernelError, match="refused a kernel"):
        cpu.build("this is no C++", ("-fPIC",))


def test_second_use_comes_from_the_cache(compiler, monkeypatch, fresh, tmp_path):
    monkeypatch.setenv("STEEPEST_CACHE", str(tmp_path))
    run(HALVING, count=3, horizon=3, backend="cpu")
    made = sorted((tmp_path / "kernels").iterdir())
    assert made
    assert all(file.suffix == ".so" for file in made)
    drive._prepared.cache_clear()
    monkeypatch.setattr(cpu.subprocess, "run", lambda *a, **k: pytest.fail("compiled again"))
    assert run(HALVING, count=3, horizon=3, backend="cpu")["x"][0] == 0.125


def test_a_damaged_file_in_the_cache_is_built_anew(compiler, monkeypatch, fresh, tmp_path):
    monkeypatch.setenv("STEEPEST_CACHE", str(tmp_path))
    text, flags = 'extern "C" int seven() { return 7; }\n', ("-fPIC",)
    cpu.build(text, flags).write_bytes(b"not a library")
    assert cpu._load(text, flags, ()).seven() == 7


def test_the_cache_key_knows_flags_and_compiler(compiler, monkeypatch, fresh, tmp_path):
    monkeypatch.setenv("STEEPEST_CACHE", str(tmp_path))
    one = cpu.build("int a;\n", ("-fPIC",))
    assert one == cpu.build("int a;\n", ("-fPIC",))
    assert one != cpu.build("int a;\n", ("-fPIC", "-O1"))
    monkeypatch.setattr(cpu, "processor", lambda: ("another processor", 2))
    assert one != cpu.build("int a;\n", ("-fPIC",))


def _build(folder: str, barrier, answers) -> None:
    os.environ["STEEPEST_CACHE"] = folder
    barrier.wait()
    answers.put(cpu._load('extern "C" int nine() { return 9; }\n', ("-fPIC", "-O1"), ()).nine())


def test_two_builders_at_once(compiler, tmp_path):
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(3), context.Queue()
    builders = [
        context.Process(target=_build, args=(str(tmp_path), barrier, answers)) for _ in range(3)
    ]
    for builder in builders:
        builder.start()
    got = [answers.get(timeout=60) for _ in builders]
    for builder in builders:
        builder.join(60)
    assert got == [9, 9, 9]
    assert len(list((tmp_path / "kernels").iterdir())) == 1


def test_an_unwritable_cache_is_replaced_by_a_temporary_one(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("STEEPEST_CACHE", str(blocked))
    assert cpu.cache_folder().name.startswith("steepest-kernels-")
    assert cpu.cache_folder() == cpu.cache_folder()


def test_threads(monkeypatch):
    monkeypatch.setenv("STEEPEST_THREADS", "3")
    assert cpu.threads() == 3
    monkeypatch.setattr(cpu, "_forked", True)
    assert cpu.threads() == 1
    monkeypatch.delenv("STEEPEST_THREADS")
    assert cpu.threads() == 1
    monkeypatch.setattr(cpu, "_forked", False)
    monkeypatch.setenv("OMP_NUM_THREADS", "5")
    assert cpu.threads() == 5
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert cpu.threads() >= 1
    monkeypatch.setenv("STEEPEST_THREADS", "many")
    with pytest.raises(
        KernelError, match="STEEPEST_THREADS=many was given; set it to a positive integer"
    ):
        cpu.threads()


def _in_child(answers) -> None:
    answers.put(float(run(HALVING, count=1000, horizon=4, backend="cpu")["x"][0]))


def test_a_forked_child_does_not_hang(compiler, monkeypatch):
    monkeypatch.setenv("STEEPEST_THREADS", "2")
    run(HALVING, count=1000, horizon=4, backend="cpu")
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_in_child, args=(answers,))
    child.start()
    assert answers.get(timeout=60) == 2.0**-4
    child.join(60)


def test_self_check_without_a_device_exits_3(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(cuda, "unavailable", lambda: "no device here")
    target = tmp_path / "report.json"
    assert selfcheck.main(["--json", str(target)]) == 3
    assert (
        "nothing checked: the backend cuda is not available here: no device here"
        in capsys.readouterr().out
    )
    assert json.loads(target.read_text())["available"] is False


def test_self_check_passes_and_fails(capsys, monkeypatch):
    from steepest.kernels.catalogue import ENTRIES

    few = {name: ENTRIES[name] for name in ("saddle momentum", "every function")}
    monkeypatch.setattr(selfcheck, "ENTRIES", few)
    assert selfcheck.main(["--backend", "numpy"]) == 0
    assert capsys.readouterr().out.count("PASS") == 2
    truth, calls = selfcheck.run, count()

    def bent(*arguments, **options):
        result = truth(*arguments, **options)
        name = next(iter(result))
        return result | {name: result[name] * (1 + 1e-6 * (next(calls) % 2))}

    monkeypatch.setattr(selfcheck, "run", bent)
    assert selfcheck.main(["--backend", "numpy"]) == 1
    assert capsys.readouterr().out.count("FAIL") == 2


def test_self_check_reports_errors_as_failures():
    from steepest.kernels.catalogue import ENTRIES, Entry

    outcome = selfcheck.check("broken", Entry(ENTRIES["rank-1 scalars"].build, {}, 5), "numpy")
    assert outcome["pass"] is False
    assert "missing" in outcome["detail"]


def test_difference_counts_equal_infinities_as_equal():
    bad = float("nan")
    assert selfcheck.difference([bad, np.inf, 1.0], [bad, np.inf, 1.0]) == 0
    assert selfcheck.difference([bad], [1.0]) == np.inf
    assert selfcheck.difference([np.inf], [1.0]) == np.inf
