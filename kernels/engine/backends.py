"""Which backends this machine has, and why not the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .errors import KernelError

ORDER = ("cuda", "cpu", "numpy")


@dataclass(frozen=True)
class Backend:
    """A backend, whether it can run here, and a sentence: what it is, or why it cannot."""

    name: str
    available: bool
    detail: str


def status() -> list[Backend]:
    """All backends in the order in which `auto` prefers them."""
    return [_cuda(), _cpu(), Backend("numpy", True, "the reference, always there")]


def _cuda() -> Backend:
    from .cuda import unavailable

    reason = unavailable()
    if reason:
        return Backend("cuda", False, reason)
    import cupy  # pyright: ignore[reportMissingImports]  # an extra

    name = cupy.cuda.runtime.getDeviceProperties(0)["name"]
    return Backend(
        "cuda",
        True,
        f"{name.decode() if isinstance(name, bytes) else name}, CuPy {cupy.__version__}",
    )


def _cpu() -> Backend:
    from . import cpu

    try:
        path, version = cpu.compiler()
        flags = cpu.native_flags()
    except KernelError as error:
        return Backend("cpu", False, str(error))
    openmp = "OpenMP" if "-fopenmp" in flags else "Python threads (no OpenMP)"
    return Backend(
        "cpu", True, f"{version} ({path}), {cpu.lanes()} lanes, {openmp}, {cpu.threads()} threads"
    )


def choose(name: str = "auto") -> str:
    """The backend to use: the first of cuda, cpu, numpy that is there, or the one asked for.

    Asking for one that is missing is a `KernelError` that says why it is missing.
    """
    if name == "auto":
        from .cuda import unavailable

        return "cuda" if not unavailable() else "cpu" if _cpu().available else "numpy"
    if name not in ORDER:
        raise KernelError(f"the backend {name!r} was given; choose auto, {', '.join(ORDER)}")
    if name != "numpy":
        backend = _cuda() if name == "cuda" else _cpu()
        if not backend.available:
            raise KernelError(
                f"the backend {name} is not available: {backend.detail}. Use auto, or another one"
            )
    return name


def kernel(name: str) -> Any:
    """The class that runs recurrences on a chosen backend."""
    if name == "cuda":
        from .cuda import CudaKernel

        return CudaKernel
    if name == "cpu":
        from .cpu import CpuKernel

        return CpuKernel
    from .reference import NumpyKernel

    return NumpyKernel
