"""`steepest doctor`: what this installation can do, and the reason for everything that it
cannot.
"""

from __future__ import annotations

import importlib
import os
import platform
import shutil
import struct
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from steepest.proofs import registry

from .store import ledger
from .store.database import Store, StoreError
from .store.keys import DECIDING
from .store.results import known
from .store.salvage import salvage as rescue
from .terminal import emit, say

COMPILERS = ("c++", "g++", "clang++")


def subnormals() -> str:
    """The self-test that a fast-math library fails: halving the smallest normal number must not
    give zero, in C and in NumPy.
    """
    import numpy

    tiny = struct.unpack("d", struct.pack("Q", 0x0010000000000000))[0]
    sound = (
        tiny / 2 > 0 and float((numpy.array([tiny]) / 2)[0]) > 0 and bool(numpy.float64(5e-324) > 0)
    )
    return (
        "kept"
        if sound
        else "flushed to zero: a library in this process set fast-math mode; kernels are not "
        "bit-reproducible here"
    )


def compiler() -> str:
    """The first line of the C++ compiler's version, or why kernels run under NumPy."""
    for name in (os.environ.get("CXX"), *COMPILERS):
        path = shutil.which(name) if name else None
        if path:
            done = subprocess.run(
                [path, "--version"], capture_output=True, text=True, timeout=20, check=False
            )
            return (
                f"{path}: {(done.stdout or done.stderr).splitlines()[0]}"
                if done.stdout or done.stderr
                else path
            )
    return (
        f"none of {', '.join(COMPILERS)} is on PATH; kernels run under NumPy, the verdicts "
        f"are the same"
    )


def coq() -> str:
    """The version of coqc, or what is lost without it."""
    path = shutil.which("coqc")
    if path is None:
        return "coqc is not on PATH; `recheck --coq` needs it, nothing else does"
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return f"{path}: {(done.stdout or done.stderr or 'it says no version').splitlines()[0]}"


def cuda() -> str:
    """The CUDA device, or the first missing thing on the way to one."""
    try:
        cupy = importlib.import_module("cupy")
    except ImportError:
        return (
            "CuPy is not installed; `pip install 'steepest[gpu12]'` (CUDA 12) or "
            "'steepest[gpu13]' (CUDA 13)"
        )
    try:
        count = cupy.cuda.runtime.getDeviceCount()
        if not count:
            return f"CuPy {cupy.__version__} finds no CUDA device"
        name = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
        return f"{name}, CuPy {cupy.__version__}, {count} device{'' if count == 1 else 's'}"
    except Exception as error:  # the runtime's own error classes exist only where CuPy does
        return f"CuPy {cupy.__version__} is installed, but: {error}"


def store_state(path: Path) -> dict[str, Any]:
    """What the store holds and whether it is sound."""
    if not path.exists():
        return {"path": str(path), "state": "not made yet; `steepest run` makes it", "sound": True}
    try:
        with Store(path, "read") as store:
            problems = store.integrity()
            if problems:
                return {
                    "path": str(path),
                    "state": f"damaged: {problems[0]}; --salvage keeps the sound rows",
                    "sound": False,
                }
            results, plans = len(store.latest()), len(store.plans())
    except StoreError as error:
        return {"path": str(path), "state": str(error), "sound": False}
    stale = sum(item.stale for item in known(registry.claims().values(), path))
    return {
        "path": str(path),
        "state": f"sound: {results} results ({stale} stale), {plans} trial plans",
        "sound": True,
    }


def findings(path: Path) -> dict[str, Any]:
    """Everything, as one JSON object."""
    claims = registry.claims()
    return {
        "steepest": metadata.version("steepest"),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "libraries": {name: _version(name) for name in (*DECIDING, "matplotlib", "dask")},
        "compiler": compiler(),
        "cuda": cuda(),
        "coq": coq(),
        "subnormals": subnormals(),
        "claims": f"{len(claims)} claims, {len(registry.definitions())} definitions, "
        f"{len(ledger.recorded())} verdicts in the ledger",
        "broken": dict(registry.failures),
        "store": store_state(path),
    }


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


def examine(path: Path, *, salvage: bool, json: bool) -> int:
    """Print the findings; exit code 1 if the store or a module of claims is broken."""
    import sys

    if salvage:
        kept, lost, aside = rescue(path)
        say(f"kept {kept} rows, lost {lost}; the damaged file is {aside}", file=sys.stderr)
    found = findings(path)
    if json:
        emit(found)
    else:
        for name, value in found.items():
            if name == "libraries":
                value = ", ".join(f"{library} {version}" for library, version in value.items())
            elif name == "store":
                value = f"{value['path']}: {value['state']}"
            elif name == "broken":
                value = (
                    "; ".join(f"{module}: {reason}" for module, reason in value.items())
                    or "no module"
                )
            say(f"{name:<11} {value}")
    return 0 if found["store"]["sound"] and not found["broken"] else 1
