"""Compile a kernel for a GPU architecture without a GPU, and read what it needs: registers, stack,
spills.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from .cuda import OPTIONS
from .errors import KernelError


@dataclass(frozen=True)
class Resources:
    """What one kernel function takes on the device."""

    function: str
    registers: int
    stack_bytes: int
    spilled_bytes: int
    tool: str


def compile_for(text: str, architecture: str = "sm_90", mode: str = "exact") -> list[Resources]:
    """Compile with nvcc, else with NVRTC (through CuPy and the wheel nvidia-cuda-nvrtc).

    Raises `KernelError` when neither is here ("no CUDA compiler ...") or when the text is refused.
    """
    tool, log = _nvcc(text, architecture, mode) or _nvrtc(text, architecture, mode)
    found = []
    for name, block in re.findall(
        r"Compiling entry function '(\w+)'(.*?)(?=Compiling entry function|\Z)", log, re.S
    ):
        memory = re.findall(
            r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", block
        )
        registers = re.findall(r"Used (\d+) registers", block)
        stack, stores, loads = (int(number) for number in memory[0])
        found.append(Resources(name, int(registers[0]), stack, stores + loads, tool))
    return found


def _nvcc(text: str, architecture: str, mode: str) -> tuple[str, str] | None:
    nvcc = shutil.which("nvcc")
    if nvcc is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / "kernel.cu"
        unit.write_text(text)
        command = [
            nvcc,
            *OPTIONS[mode],
            f"-arch={architecture}",
            "-cubin",
            "-Xptxas",
            "-v",
            "-o",
            f"{folder}/kernel.cubin",
            str(unit),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise KernelError(
            f"nvcc refused a kernel for {architecture}:\n{(done.stdout + done.stderr)[:2000]}"
        )
    return "nvcc", done.stderr


def _nvrtc(text: str, architecture: str, mode: str) -> tuple[str, str]:
    try:
        nvrtc: Any = import_module("cupy.cuda").nvrtc  # not a module of its own
        nvrtc.getVersion()
    # a missing CuPy and a missing library are told apart by nothing but their text
    except Exception as error:
        raise KernelError(
            f"no CUDA compiler: nvcc is not on the path and NVRTC does not load ({error})"
        ) from None
    unit = nvrtc.createProgram(text, "kernel.cu", (), ())
    try:
        nvrtc.compileProgram(
            unit, (f"--gpu-architecture={architecture}", *OPTIONS[mode], "--ptxas-options=-v")
        )
    except nvrtc.NVRTCError:
        raise KernelError(
            f"NVRTC refused a kernel for {architecture}:\n{nvrtc.getProgramLog(unit)[:2000]}"
        ) from None
    return "NVRTC", nvrtc.getProgramLog(unit)
