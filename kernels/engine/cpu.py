"""The cpu backend: the emitted text compiled by the host's C++ compiler, REAL = a vector of
doubles, OpenMP threads.

Shared objects are kept in a cache folder under a name made of everything that shapes them (text,
flags, compiler version, processor), written under another name first and then renamed, so two
processes may build the same one at once.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .arrays import Arrays
from .emit import source
from .errors import KernelError
from .program import Program

COMPILERS = ("g++", "clang++", "c++")
MODES = {"exact": ("-ffp-contract=off",), "fast": ("-ffp-contract=fast",)}
# Nothing here may imply -ffast-math: at link time it would switch the whole process to flush
# subnormals to zero.
FLAGS = (
    "-std=c++17",
    "-O3",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-fPIC",
    "-Wno-psabi",
    "-Wno-unknown-pragmas",
)
_forked = False


def _after_fork() -> None:
    global _forked
    # GNU OpenMP cannot start its team again in a forked child: run on one thread there
    _forked = True


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def cache_folder() -> Path:
    """STEEPEST_CACHE, else the user's cache folder, else (if that cannot be written) a temporary
    one.
    """
    home = os.environ.get("STEEPEST_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache"),
        "steepest",
    )
    folder = Path(home) / "kernels"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return _temporary()


@cache
def _temporary() -> Path:
    return Path(tempfile.mkdtemp(prefix="steepest-kernels-"))


def threads() -> int:
    """STEEPEST_THREADS, else OMP_NUM_THREADS, else the processors this process may use; one in a
    forked child.
    """
    asked = os.environ.get("STEEPEST_THREADS")
    if asked:
        if not asked.isdigit() or int(asked) < 1:
            raise KernelError(
                f"STEEPEST_THREADS={asked} was given; set it to a positive integer or unset it"
            )
        return 1 if _forked else int(asked)
    if _forked:
        return 1
    usual = os.environ.get("OMP_NUM_THREADS", "").split(",")[0]
    if usual.isdigit() and int(usual) > 0:
        return int(usual)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def compiler() -> tuple[str, str]:
    """Path and version line of the C++ compiler. Raises `KernelError` when there is none."""
    asked = os.environ.get("STEEPEST_CXX")
    for name in (asked,) if asked else COMPILERS:
        path = shutil.which(name)
        if path:
            try:
                done = subprocess.run(
                    [path, "--version"], capture_output=True, text=True, timeout=30, check=True
                )
            except (OSError, subprocess.SubprocessError) as error:
                raise KernelError(
                    f"the compiler {path} does not run ({error}); repair it or set STEEPEST_CXX "
                    f"to another"
                ) from None
            return path, done.stdout.splitlines()[0]
    looked = asked or ", ".join(COMPILERS)
    raise KernelError(
        f"no C++ compiler found (looked for {looked}); install g++ or clang, or use the numpy "
        f"backend"
    )


@cache
def processor() -> tuple[str, int]:
    """What identifies the processor's instruction set, and the number of doubles in its widest
    vector.
    """
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        flags = next(
            (
                line.split(":", 1)[1].split()
                for line in lines
                if line.startswith(("flags", "Features"))
            ),
            [],
        )
    except OSError:
        flags = []
    width = 8 if {"avx512f", "avx512dq"} <= set(flags) else 4 if "avx2" in flags else 2
    return f"{platform.machine()} {platform.processor()} {' '.join(sorted(flags))}", width


def lanes() -> int:
    asked = os.environ.get("STEEPEST_LANES")
    return int(asked) if asked in ("1", "2", "4", "8") else processor()[1]


def groups(program: Program) -> int:
    """Vectors per loop: two or three hide the latency of one another while all fit into the
    registers.
    """
    size = program.width + len(program.recurrence.running) + 4 * bool(program.fills)
    return 3 if size <= 6 else 2 if size <= 16 else 1


def build(text: str, flags: tuple[str, ...], libraries: tuple[str, ...] = ()) -> Path:
    """Compile the text to a shared object in the cache, unless it is there. Returns its path."""
    path, version = compiler()
    key = "\0".join([text, path, version, processor()[0], *flags, *libraries])
    target = cache_folder() / f"{hashlib.sha256(key.encode()).hexdigest()[:40]}.so"
    if target.exists():
        return target
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="build-") as folder:
        unit, made = Path(folder) / "kernel.cpp", Path(folder) / "kernel.so"
        unit.write_text(text)
        try:
            done = subprocess.run(
                [path, *flags, "-shared", "-o", str(made), str(unit), *libraries],
                capture_output=True,
                text=True,
                timeout=300,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise KernelError(
                f"the compiler {path} failed to run ({error}); use the numpy backend"
            ) from None
        if done.returncode:
            raise KernelError(
                f"{path} refused a kernel; use the numpy backend. Its first "
                f"words:\n{done.stderr[:2000]}"
            )
        os.replace(made, target)
    return target


def _load(text: str, flags: tuple[str, ...], libraries: tuple[str, ...]) -> ctypes.CDLL:
    target = build(text, flags, libraries)
    try:
        return ctypes.CDLL(str(target))
    except OSError:  # damaged in the cache: build it anew, once
        target.unlink(missing_ok=True)
        return ctypes.CDLL(str(build(text, flags, libraries)))


@cache
def native_flags() -> tuple[str, ...]:
    """-march=native and -fopenmp, as far as this compiler takes them."""
    taken: tuple[str, ...] = ()
    for flag in ("-march=native", "-fopenmp"):
        try:
            build("int empty;\n", (*taken, flag, "-fPIC"))
        except KernelError:
            continue
        taken = (*taken, flag)
    return taken


@cache
def vector_math() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The flags that call glibc's vector sine and its kin (at most 4 units in the last place), if
    they are there.
    """
    letter = {8: "e", 4: "d", 2: "b"}.get(lanes())
    if letter is None or platform.machine() != "x86_64":
        return (), ()
    flag = f"-DVECTOR_MATH=_ZGV{letter}N{lanes()}v_"
    probe = (
        f"typedef double REAL __attribute__((vector_size({8 * lanes()})));\n"
        f'extern "C" REAL _ZGV{letter}N{lanes()}v_tanh(REAL);\nREAL probe(REAL x) {{ return '
        f"_ZGV{letter}N{lanes()}v_tanh(x); }}\n"
    )
    try:
        build(
            probe, (*native_flags(), "-fPIC", "-Wl,--no-undefined", "-Wno-psabi"), ("-lmvec", "-lm")
        )
    except KernelError:
        return (), ()
    return (flag,), ("-lmvec",)


class CpuKernel:
    """One recurrence, compiled; starts and advances trials held in NumPy arrays."""

    xp = np
    compacts = True  # trials that end leave their lanes inside a chunk

    def __init__(self, program: Program, mode: str = "exact"):
        self.program = program
        extra, libraries = vector_math() if mode == "fast" else ((), ())
        width = (f"-DLANES={lanes()}", f"-DGROUPS={groups(program)}")
        flags = (*FLAGS, *MODES[mode], *native_flags(), *width, *extra)
        self._library = _load(source(program), flags, (*libraries, "-lm"))
        i64, u64, pointer, c_int = (
            ctypes.c_longlong,
            ctypes.c_ulonglong,
            ctypes.c_void_p,
            ctypes.c_int,
        )
        for function in (self._library.start, self._library.advance):
            function.argtypes = [
                i64,
                pointer,
                i64,
                u64,
                u64,
                ctypes.c_uint,
                *[pointer] * 5,
                i64,
                i64,
                c_int,
                c_int,
            ]
            function.restype = None

    def _call(
        self, function: Any, a: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        index = np.ascontiguousarray(index, dtype=np.int64)
        if not len(index):
            return
        rows = [array.ctypes.data for array in (number, a.state, a.record, a.steps, a.flag)]
        team = threads()

        def part(own: Any, team: int) -> None:
            function(
                len(own),
                own.ctypes.data,
                a.count,
                a.first,
                a.seed,
                a.stream,
                *rows,
                t0,
                t1,
                int(last),
                team,
            )

        if "-fopenmp" in native_flags() or team == 1:
            part(index, team)
        else:  # a compiler without OpenMP: threads of Python, which a foreign call does not block
            with ThreadPoolExecutor(team) as pool:
                list(
                    pool.map(
                        lambda own: part(own, 1),
                        [own for own in np.array_split(index, 4 * team) if len(own)],
                    )
                )

    def start(self, arrays: Arrays, index: Any, number: Any) -> None:
        self._call(self._library.start, arrays, index, number, 0, 0, False)

    def advance(
        self, arrays: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        """Run the trials at `index` from time t0 to t1; with `last`, look once more at t1, the
        horizon.
        """
        self._call(self._library.advance, arrays, index, number, t0, t1, last)
