"""Compiled kernels go to a temporary cache; a stand-in for CuPy runs the CUDA text on the host,
thread by thread.
"""

from __future__ import annotations

import ctypes
import subprocess
import types
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.engine import cpu
from steepest.kernels.engine.errors import KernelError


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # one cache for all workers
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEEPEST_CACHE", str(shared / "cache"))
        patch.setenv("STEEPEST_THREADS", "1")
        yield


@pytest.fixture
def compiler() -> str:
    try:
        return cpu.compiler()[0]
    except KernelError as reason:
        pytest.skip(str(reason))


SHIM = """
#include <cmath>
#include <cstring>
#define __CUDACC__ 1
#define __device__
#define __global__
#define __forceinline__ inline
#define __noinline__
struct Three { unsigned x, y, z; };
static Three blockIdx, blockDim, threadIdx;
static inline long long __double_as_longlong(double x) {
    long long y; std::memcpy(&y, &x, 8); return y;
}
static inline double __longlong_as_double(long long x) {
    double y; std::memcpy(&y, &x, 8); return y;
}
"""
LAUNCH = """
#define PASSED trials, index, capacity, first, seed, stream, number, state, record, steps, flag, \\
    t0, t1, last
#define EACH(name) extern "C" void launch_##name(unsigned grid, unsigned block, ARGUMENTS) { \\
    blockDim.x = block; \\
    for (blockIdx.x = 0; blockIdx.x < grid; ++blockIdx.x) \\
        for (threadIdx.x = 0; threadIdx.x < block; ++threadIdx.x) name(PASSED); }
EACH(start) EACH(advance)
"""


class _Module:
    """Stands in for cupy.RawModule: compiles the CUDA branch of the text with the host compiler."""

    folder: Path
    compiler: str

    def __init__(self, code: str, options: tuple[str, ...]):
        assert "--use_fast_math" not in options
        unit = self.folder / f"kernel{len(list(self.folder.iterdir()))}.cpp"
        unit.write_text(SHIM + code + LAUNCH)
        contract = "off" if "-fmad=false" in options else "fast"
        made = unit.with_suffix(".so")
        flags = [
            "-std=c++17",
            "-O1",
            f"-ffp-contract={contract}",
            "-fPIC",
            "-shared",
            "-Wl,-Bsymbolic",
            "-Wno-unknown-pragmas",
        ]
        subprocess.run([self.compiler, *flags, "-o", str(made), str(unit)], check=True)
        self._library = ctypes.CDLL(str(made))

    def get_function(self, name: str):
        function = getattr(self._library, f"launch_{name}")
        function.restype = None

        def launch(grid, block, arguments):
            passed = []
            for argument in arguments:
                if isinstance(argument, np.ndarray):
                    passed.append(ctypes.c_void_p(argument.ctypes.data))
                else:
                    kind = {
                        "int64": ctypes.c_longlong,
                        "uint64": ctypes.c_ulonglong,
                        "uint32": ctypes.c_uint,
                        "int32": ctypes.c_int,
                    }
                    passed.append(kind[argument.dtype.name](int(argument)))
            function(ctypes.c_uint(grid[0]), ctypes.c_uint(block[0]), *passed)

        return launch


@pytest.fixture
def emulated_cuda(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, compiler: str):
    """The cuda backend on a make-believe device: its Python code, its kernels, its launch
    arithmetic; not its speed.
    """
    import sys

    from steepest.kernels.engine import cuda, drive

    folder = tmp_path / "modules"
    folder.mkdir()
    fake = types.ModuleType("cupy")
    fake.__dict__.update(
        {
            name: getattr(np, name)
            for name in ("empty", "zeros", "full", "arange", "asarray", "int32", "int64", "float64")
        }
    )
    fake.RawModule = type("RawModule", (_Module,), {"folder": folder, "compiler": compiler})
    fake.is_available = lambda: True
    fake.__version__ = "0"
    nothing = types.SimpleNamespace(synchronize=lambda: None)
    runtime = types.SimpleNamespace(getDeviceProperties=lambda i: {"name": b"make-believe"})
    fake.cuda = types.SimpleNamespace(Stream=types.SimpleNamespace(null=nothing), runtime=runtime)
    monkeypatch.setitem(sys.modules, "cupy", fake)
    cuda.unavailable.cache_clear()
    drive._prepared.cache_clear()
    yield fake
    cuda.unavailable.cache_clear()
    drive._prepared.cache_clear()
