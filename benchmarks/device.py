"""Readings on a CUDA device: kernel time by CUDA events, share of the FP64 peak, occupancy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .problem import ETA, SIGMA, recurrence, starts

SIZES = (5_120, 130_000, 1_000_000, 10_000_000)
FLOPS = 25  # operations of one step of the problem
# FP64 fused units a multiprocessor, by compute capability
LANES_PER_SM = {(8, 0): 32, (9, 0): 64, (10, 0): 64}


def occupancy(
    registers: int, block: int, threads: int, register_file: int = 65536, granule: int = 8
) -> float:
    """Resident threads over the most a multiprocessor can hold, as far as registers limit it."""
    taken = -(-registers // granule) * granule * block
    return min(register_file // taken * block, threads) / threads


def readings(say: Callable[[str], None], sizes: tuple[int, ...]) -> dict[str, Any]:
    """One row a size, exact and fast mode; 2,000 steps each."""
    import cupy
    from steepest.kernels.engine.arrays import allocate
    from steepest.kernels.engine.cuda import BLOCK, CudaKernel
    from steepest.kernels.engine.program import Program

    properties = cupy.cuda.runtime.getDeviceProperties(0)
    capability = (properties["major"], properties["minor"])
    units = LANES_PER_SM.get(capability, 0) * properties["multiProcessorCount"]
    # a fused multiply-add is two operations; clockRate is in kHz
    peak = 2 * units * 1e3 * properties["clockRate"]
    program, rows = Program(recurrence()), []
    number = program.parameter_values({"eta": ETA, "sigma": SIGMA})
    for mode in ("exact", "fast"):
        kernel = CudaKernel(program, mode)
        for trials in sizes:
            say(f"device, {mode}: {trials:,} trials")
            first = cupy.asarray(starts(trials))
            index, taken = cupy.arange(trials, dtype=cupy.int64), []
            for _ in range(4):
                arrays = allocate(program, 0, trials, 0, 0, cupy)
                arrays.state[:] = first
                before, after = cupy.cuda.Event(), cupy.cuda.Event()
                before.record()
                kernel.advance(arrays, index, number, 0, 2_000, True)
                after.record()
                after.synchronize()
                taken.append(1e-3 * cupy.cuda.get_elapsed_time(before, after))
            rate = trials * 2_000 / min(taken[1:])
            registers = int(kernel.attributes["num_regs"])
            rows.append(
                {
                    "mode": mode,
                    "trials": trials,
                    "seconds": min(taken[1:]),
                    "trial_steps_per_second": rate,
                    "share_of_fp64_peak": FLOPS * rate / peak if peak else None,
                    "registers": registers,
                    "occupancy": occupancy(
                        registers, BLOCK, properties["maxThreadsPerMultiProcessor"]
                    ),
                }
            )
    name = properties["name"]
    return {
        "device": name.decode() if isinstance(name, bytes) else name,
        "peak_flops": peak,
        "rows": rows,
    }


def markdown(found: dict[str, Any]) -> list[str]:
    """The readings as a table."""
    text = ["", f"**On {found['device']}** (2,000 steps, CUDA events)", ""]
    text += [
        "| mode | trials | ms | trial-steps/s | share of FP64 peak | registers | occupancy |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for row in found["rows"]:
        share = row["share_of_fp64_peak"]
        said = "?" if share is None else f"{share:.1%}"
        numbers = f"{1e3 * row['seconds']:.3f} | {row['trial_steps_per_second']:.2e} | {said}"
        text.append(
            f"| {row['mode']} | {row['trials']:,} | {numbers} | {row['registers']} | "
            f"{row['occupancy']:.0%} |"
        )
    return text


def available() -> bool:
    from steepest.kernels.engine.cuda import unavailable

    return not unavailable()
