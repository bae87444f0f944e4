"""What happens when you run it: recurrences and array programs. Knows no claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine.backends import Backend as Backend
    from .engine.backends import choose as choose
    from .engine.backends import status as status
    from .engine.drive import run as run
    from .engine.errors import KernelError as KernelError
    from .engine.recurrence import Recurrence as Recurrence
    from .engine.recurrence import content_hash as content_hash

_HOME = {
    "Backend": "backends",
    "KernelError": "errors",
    "Recurrence": "recurrence",
    "choose": "backends",
    "content_hash": "recurrence",
    "run": "drive",
    "status": "backends",
}
__all__ = [
    "Backend",
    "KernelError",
    "Recurrence",
    "choose",
    "content_hash",
    "run",
    "status",
]


def __getattr__(name: str) -> Any:  # SymPy takes half a second to import: only when a name is used
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".engine.{_HOME[name]}", __name__), name)
