"""The cuda backend: the same text compiled by NVRTC through CuPy, one thread per trial. CuPy is
imported only here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from .arrays import Arrays
from .emit import source
from .errors import KernelError
from .program import Program

OPTIONS = {"exact": ("-std=c++17", "-fmad=false"), "fast": ("-std=c++17",)}
BLOCK = 128


@cache
def unavailable() -> str:
    """Why there is no cuda backend here; the empty string when there is one.

    CuPy imports without a driver, so importing it says nothing: only `cupy.is_available()` does.
    """
    try:
        import cupy  # pyright: ignore[reportMissingImports]  # an extra
    except ImportError as error:
        return f"CuPy is not installed ({error}); install the extra gpu12 or gpu13"
    if not cupy.is_available():
        return "CuPy is installed but sees no CUDA device or driver"
    return ""


class CudaKernel:
    """One recurrence, compiled for the device; starts and advances trials held in CuPy arrays."""

    compacts = False  # a thread whose trial has ended waits for its warp until the chunk is over

    def __init__(self, program: Program, mode: str = "exact"):
        import cupy  # pyright: ignore[reportMissingImports]  # an extra

        self.program, self.xp = program, cupy
        self._module = cupy.RawModule(code=source(program), options=OPTIONS[mode])
        self._start, self._advance = (
            self._module.get_function("start"),
            self._module.get_function("advance"),
        )

    @property
    def attributes(self) -> dict[str, Any]:
        """Registers, local memory and the like of the loop kernel, as the driver reports them."""
        return dict(self._advance.attributes)

    def _call(
        self, function: Any, a: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        xp = self.xp
        trials = int(index.shape[0])
        if not trials:
            return
        grid = (trials + BLOCK - 1) // BLOCK
        if grid >= 2**31:
            raise KernelError(f"{trials} trials at once exceed one launch; ask for fewer at a time")
        held = (
            xp.asarray(number) if number.size else xp.zeros(1),
            a.state,
            a.record,
            a.steps,
            a.flag,
        )
        scalars = (np.int64(a.count), np.uint64(a.first), np.uint64(a.seed), np.uint32(a.stream))
        times = (np.int64(t0), np.int64(t1), np.int32(last))
        function((grid,), (BLOCK,), (np.int64(trials), index, *scalars, *held, *times))
        xp.cuda.Stream.null.synchronize()

    def start(self, arrays: Arrays, index: Any, number: Any) -> None:
        self._call(self._start, arrays, index, number, 0, 0, False)

    def advance(
        self, arrays: Arrays, index: Any, number: Any, t0: int, t1: int, last: bool
    ) -> None:
        """Run the trials at `index` from time t0 to t1; with `last`, look once more at t1, the
        horizon.
        """
        self._call(self._advance, arrays, index, number, t0, t1, last)
