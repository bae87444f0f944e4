"""`python -m steepest.kernels.resources`: registers, stack and spills of every kernel, compiled for
sm_90.
"""

from __future__ import annotations

from .catalogue import ENTRIES
from .engine.cubin import compile_for
from .engine.emit import source
from .engine.program import Program


def main() -> None:
    print(f"{'kernel':24} {'function':10} {'registers':>9} {'stack':>8} {'spills':>8}")
    for name, entry in ENTRIES.items():
        for found in compile_for(source(Program(entry.build()))):
            print(
                f"{name:24} {found.function:10} {found.registers:9} {found.stack_bytes:6} B "
                f"{found.spilled_bytes:6} B"
            )


if __name__ == "__main__":
    main()
