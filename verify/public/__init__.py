"""steepest machine-checks the theory of gradient descent.

    from steepest import check, claim
    check(claim("am-gm", "2*x*y <= x**2 + y**2", real=["x", "y"]))

`check` decides claims, `claim` makes one, `laws` counts conservation laws of a model, `theorem`
proves by rules with the words of `steepest.words`. Everything is loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from steepest.proofs.vocabulary import SteepestError as SteepestError
    from steepest.proofs.vocabulary import Verdict as Verdict
    from steepest.verify.python.checking import check as check
    from steepest.verify.python.checking import claim as claim
    from steepest.verify.python.checking import laws as laws
    from steepest.verify.python.checking import theorem as theorem
    from steepest.verify.python.records import Record as Record
    from steepest.verify.python.records import Records as Records

_WHERE = {
    "check": "steepest.verify.python.checking",
    "claim": "steepest.verify.python.checking",
    "laws": "steepest.verify.python.checking",
    "theorem": "steepest.verify.python.checking",
    "Record": "steepest.verify.python.records",
    "Records": "steepest.verify.python.records",
    "SteepestError": "steepest.proofs.vocabulary",
    "Verdict": "steepest.proofs.vocabulary",
}
__all__ = ["Record", "Records", "SteepestError", "Verdict", "check", "claim", "laws", "theorem"]


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        from importlib import import_module

        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
