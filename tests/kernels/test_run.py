"""One recurrence, many ways to run it: the same bits from every backend, batch, chunk and vector
width; honest flags.
"""

from __future__ import annotations

import os
import subprocess
import sys
import warnings

import numpy as np
import pytest
import sympy
from steepest.kernels.catalogue import ENTRIES
from steepest.kernels.engine import cpu, drive, laws
from steepest.kernels.engine.drive import run
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.engine.recurrence import (
    Recurrence,
    final,
    first_time,
    largest,
    smallest,
    total,
    value_at,
)
from steepest.kernels.factorization import rank_one
from steepest.kernels.selfcheck import check

x, y, a, t, z = sympy.symbols("x y a t z", real=True)
COMPILED = ["every function", "every law", "rank-1 scalars", "saddle, perturbed", "rank-2"]


def same(left: dict, right: dict) -> bool:
    return left.keys() == right.keys() and all(
        np.array_equal(left[k], right[k], equal_nan=True) for k in left
    )


def short(name: str, **changes):
    entry = ENTRIES[name]
    parameters = {key: value for key, value in entry.parameters.items() if value is not None}
    return run(
        entry.build(),
        **(
            {
                "horizon": entry.horizon,
                "parameters": parameters,
                "count": 50,
                "seed": 3,
                "backend": "numpy",
            }
            | changes
        ),
    )


@pytest.mark.parametrize("name", COMPILED)
def test_cpu_equals_numpy(name, compiler):
    outcome = check(name, ENTRIES[name], "cpu")
    assert outcome["pass"], outcome


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(ENTRIES) - set(COMPILED)))
def test_cpu_equals_numpy_for_the_rest(name, compiler):
    outcome = check(name, ENTRIES[name], "cpu")
    assert outcome["pass"], outcome


@pytest.mark.parametrize(
    "name",
    [
        "every function",
        "every law",
        "rank-1 scalars",
        "saddle, perturbed",
        "rank-2",
        "saddle momentum",
    ],
)
def test_cuda_text_run_thread_by_thread_equals_numpy(name, emulated_cuda):
    outcome = check(name, ENTRIES[name], "cuda")
    assert outcome["pass"], outcome


@pytest.mark.parametrize("backend", ["numpy", "cpu"])
def test_batches_shards_and_chunks_change_nothing(backend, compiler):
    whole = short("rank-1 scalars", count=4096, backend=backend)
    for size in (1, 7):
        for first in (0, 4095 - size, 1000):
            part = short("rank-1 scalars", count=size, first=first, backend=backend)
            assert same(part, {key: value[first : first + size] for key, value in whole.items()})
    tiny_chunks = short("rank-1 scalars", count=4096, backend=backend, seconds=1e-9)
    assert same(whole, tiny_chunks)


def test_two_threads_change_nothing(compiler, monkeypatch):
    one = short("rank-1 scalars", count=3001, backend="cpu")
    monkeypatch.setenv("STEEPEST_THREADS", "2")
    assert same(one, short("rank-1 scalars", count=3001, backend="cpu"))


def test_threads_without_openmp_change_nothing(compiler, monkeypatch):
    wanted = short("rank-1 scalars", count=1001, backend="cpu")
    monkeypatch.setenv("STEEPEST_THREADS", "3")
    monkeypatch.setattr(cpu, "native_flags", lambda: ("-march=native",))
    drive._prepared.cache_clear()
    assert same(wanted, short("rank-1 scalars", count=1001, backend="cpu"))
    drive._prepared.cache_clear()


@pytest.mark.parametrize(
    "lanes",
    [pytest.param("1", marks=pytest.mark.slow), "2", pytest.param("4", marks=pytest.mark.slow)],
)
def test_vector_width_changes_nothing(lanes, compiler, monkeypatch):
    wanted = short("rank-1 scalars", count=101)
    monkeypatch.setenv("STEEPEST_LANES", lanes)
    cpu.vector_math.cache_clear()
    drive._prepared.cache_clear()
    assert same(wanted, short("rank-1 scalars", count=101, backend="cpu"))
    drive._prepared.cache_clear()


def test_fast_mode_is_close(compiler):
    exact, fast = (short("every function", backend="cpu", mode=mode) for mode in ("exact", "fast"))
    assert max(np.max(np.abs(exact[k] - fast[k])) for k in ("x", "y", "high", "low")) < 1e-9


def halving(**changes) -> Recurrence:
    parts = {
        "step": {x: a * x},
        "start": {x: 1},
        "parameters": (a,),
        "record": {"low": smallest(x), "sum": total(x)},
    }
    return Recurrence(**({"name": "geometric"} | parts | changes))


@pytest.mark.parametrize("backend", ["numpy", "cpu"])
class TestFlags:
    """Each flag on a recurrence whose fate is known."""

    def one(
        self, recurrence: Recurrence, horizon: int, backend: str, factor: float, **changes
    ) -> dict:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = run(
                recurrence,
                count=3,
                horizon=horizon,
                parameters={"a": factor},
                backend=backend,
                **changes,
            )
        return {key: value[0] for key, value in result.items()}

    def test_horizon(self, backend, compiler):
        got = self.one(halving(), 5, backend, 0.5)
        assert (got["x"], got["low"], got["sum"], got["steps"]) == (
            2.0**-5,
            2.0**-5,
            2 - 2.0**-5,
            5,
        )
        assert (got["censored"], got["stopped"], got["diverged"], got["underflow"]) == (1, 0, 0, 0)

    def test_horizon_zero(self, backend, compiler):
        got = self.one(halving(), 0, backend, 0.5)
        assert (got["x"], got["low"], got["steps"], got["censored"]) == (1, 1, 0, 1)

    def test_stop(self, backend, compiler):
        got = self.one(halving(stop=x <= sympy.Rational(1, 8)), 1000, backend, 0.5)
        assert (got["x"], got["steps"], got["stopped"], got["censored"]) == (0.125, 3, 1, 0)

    def test_stop_at_the_start_and_at_the_horizon(self, backend, compiler):
        assert self.one(halving(stop=x >= 1), 10, backend, 0.5)["steps"] == 0
        last = self.one(halving(stop=x <= sympy.Rational(1, 8)), 3, backend, 0.5)
        assert (last["steps"], last["stopped"], last["censored"]) == (3, 1, 0)

    def test_divergence(self, backend, compiler):
        got = self.one(halving(), 10_000, backend, 1e30)
        assert (got["diverged"], got["censored"], got["steps"]) == (1, 0, 32)

    def test_not_a_number_is_divergence(self, backend, compiler):
        got = self.one(halving(step={x: sympy.log(x) * a}), 100, backend, 1.0)
        assert got["diverged"] == 1

    def test_underflow(self, backend, compiler):
        assert self.one(halving(), 1060, backend, 0.5)["underflow"] == 1
        gone = self.one(halving(), 3000, backend, 0.001)
        assert (gone["x"], gone["underflow"]) == (0, 1)
        assert self.one(halving(), 1000, backend, 0.5)["underflow"] == 0


@pytest.mark.parametrize("backend", ["numpy", "cpu"])
def test_records_with_time_and_with_one_another(backend, compiler):
    recurrence = halving(
        step={x: a * x + 0 * t},
        record={
            "when": first_time(x < sympy.Rational(1, 5)),
            "after": largest(
                sympy.Piecewise((x, sympy.Symbol("when", real=True) >= 0), (-1, True))
            ),
            "fourth": value_at(4, x),
            "never": value_at(400, x),
            "weighted": total(t * x),
            "end": final(-sympy.log(x) / sympy.log(2) + t),
        },
        time=t,
        stop=x < 2 * sympy.Symbol("fourth", real=True) / 4,
    )
    got = {
        key: value[1]
        for key, value in run(
            recurrence, count=2, horizon=50, parameters={"a": 0.5}, backend=backend
        ).items()
    }
    assert (got["when"], got["after"], got["fourth"], got["steps"]) == (3, 0.125, 2.0**-4, 6)
    assert np.isnan(got["never"])
    assert (got["weighted"], got["end"]) == (sum(k * 2.0**-k for k in range(7)), 12)


def test_given_starts_and_snapshots(compiler):
    first = np.array([1.0, 2.0, 4.0])
    for backend in ("numpy", "cpu"):
        got = run(
            halving(stop=x <= 1),
            count=3,
            horizon=70,
            parameters={"a": 0.5},
            backend=backend,
            start={"x": first},
            snapshots=(0, 1, 40),
        )
        assert got["at"][:, 0].tolist() == [[1, 2, 4], [1, 1, 2], [1, 1, 1]]
        assert got["steps"].tolist() == [0, 1, 2]


def test_progress_is_told_and_can_interrupt():
    seen = []

    def interrupt(time, running):
        seen.append((time, running))
        if len(seen) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(
            halving(),
            count=5,
            horizon=10**7,
            parameters={"a": 1.0},
            backend="numpy",
            seconds=1e-6,
            progress=interrupt,
        )
    assert seen[0] == (64, 5)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"count": 0}, "need count >= 1"),
        ({"horizon": -1}, "horizon >= 0"),
        ({"mode": "sloppy"}, "choose exact"),
        ({"seed": 2**64}, "need 0 <= seed"),
        ({"stream": -1}, "0 <= stream"),
        ({"parameters": {}}, "missing: a"),
        ({"parameters": {"a": 1, "b": 2}}, "unknown: b"),
        ({"backend": "tpu"}, "choose auto"),
        ({"start": {"y": 1}}, "it must give x"),
        ({"start": {"x": np.zeros(3)}}, "has shape"),
    ],
)
def test_bad_requests(changes, message):
    with pytest.raises(KernelError, match=message):
        run(
            halving(),
            **({"count": 5, "horizon": 3, "parameters": {"a": 0.5}, "backend": "numpy"} | changes),
        )


def test_more_bad_requests():
    with pytest.raises(KernelError, match="has no start of its own"):
        run(halving(start={}), count=1, horizon=1, parameters={"a": 1}, backend="numpy")
    noisy = halving(draws={z: laws.normal()}, step={x: a * x + z})
    with pytest.raises(KernelError, match="counter blocks"):
        run(noisy, count=1, horizon=2**32, parameters={"a": 1}, backend="numpy")
    for low, high, message in ((2, 1, "needs low < high"), (60, 61, "no mass")):
        narrow = halving(draws={z: laws.truncated_normal(low, high)}, step={x: z})
        with pytest.raises(KernelError, match=message):
            run(narrow, count=1, horizon=1, parameters={"a": 1}, backend="numpy")
    with pytest.raises(KernelError, match="degrees of freedom"):
        run(
            halving(draws={z: laws.chi(-a)}, step={x: z}),
            count=1,
            horizon=1,
            parameters={"a": 1},
            backend="numpy",
        )


def test_laws_of_draws_inside_a_kernel():
    from scipy import stats

    coordinates, draws = laws.ball("q", 3)
    names = sympy.symbols("c0 c1 c2", real=True)
    low, cut = sympy.symbols("low cut", real=True)
    recurrence = Recurrence(
        "laws",
        step={name: name for name in (*names, cut)},
        start=dict(zip(names, coordinates)) | {cut: low},
        starting_draws=draws | {low: laws.truncated_normal(sympy.Rational(3, 2), 4)},
    )
    got = run(recurrence, count=20_000, horizon=0, backend="numpy", seed=9)
    radius = np.sqrt(got["c0"] ** 2 + got["c1"] ** 2 + got["c2"] ** 2)
    assert stats.kstest(radius**3, stats.uniform.cdf).pvalue > 1e-4
    assert stats.kstest(got["cut"], stats.truncnorm(1.5, 4).cdf).pvalue > 1e-4


def test_shadow_of_a_ball_in_many_dimensions():
    from scipy import stats

    (first,), rest, draws = laws.shadow("q", 1000, 1)
    recurrence = Recurrence(
        "shadow", step={x: x, y: y}, start={x: first, y: rest}, starting_draws=draws
    )
    got = run(recurrence, count=20_000, horizon=0, backend="numpy", seed=9)
    assert stats.kstest(got["x"] ** 2, stats.beta(0.5, 1001 / 2).cdf).pvalue > 1e-4
    assert stats.kstest((got["x"] ** 2 + got["y"] ** 2) ** 500, stats.uniform.cdf).pvalue > 1e-4


def test_time_of_the_longest_runs_is_kept_in_chunks():
    seen = []
    run(
        halving(),
        count=100,
        horizon=4000,
        parameters={"a": 1.0},
        backend="numpy",
        seconds=0.02,
        progress=lambda *told: seen.append(told),
    )
    assert len(seen) > 2
    assert all(time % 32 == 0 for time, _ in seen[:-1])


def test_subnormals_survive_loading_a_kernel(compiler, tmp_path):
    """Linking with -ffast-math would make the whole process flush subnormals to zero."""
    program = (
        "import numpy as np, sympy\n"
        "from steepest.kernels.factorization import rank_one\n"
        "for mode in ('exact', 'fast'):\n"
        "    from steepest.kernels.engine.drive import run\n"
        "    x = sympy.Symbol('x', real=True)\n"
        "    from steepest.kernels import Recurrence\n"
        "    r = Recurrence('sines', step={x: sympy.sin(x) / 2}, start={x: sympy.Integer(1)})\n"
        "    got = run(r, count=16, horizon=1060, backend='cpu', mode=mode)['x'][0]\n"
        "    assert 0 < got < 2.3e-308, got\n"
        "    assert 1e-310 * 0.5 == 5e-311 and np.float64(1e-310) * 0.5 != 0\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ.copy(),
    )
    assert done.returncode == 0, done.stderr


def test_the_rank_one_client_is_ready_for_a_plan():
    got = rank_one.batch(0, 20, {"d": 30, "reading": "deviation"}, 5, "numpy")
    assert {len(value) for value in got.values()} == {20}
    assert set(np.unique(got["success"])) <= {0, 1}
