"""Does it hold: the command line, the runner, statistics, the store, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .user_claims import check as check
    from .user_claims import claim as claim

__all__ = ["check", "claim"]


def __getattr__(name: str) -> Any:
    """`check` and `claim` for users who prefer code; loaded on first use, so that the command line
    stays quick.
    """
    if name in ("check", "claim"):
        from . import user_claims

        return getattr(user_claims, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
