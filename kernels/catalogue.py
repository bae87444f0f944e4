"""Every recurrence that comes with the package, with parameters at which it does something: what
the self-check runs. A subject offers its own in `kernels/<subject>/examples.py`.
"""

from __future__ import annotations

import importlib
import pkgutil

from .engine import examples
from .engine.examples import Entry as Entry


def _all() -> dict[str, Entry]:
    found = dict(examples.EXAMPLES)
    package = importlib.import_module("steepest.kernels")
    for folder in pkgutil.iter_modules(package.__path__):
        subject = (
            importlib.import_module(f"steepest.kernels.{folder.name}") if folder.ispkg else None
        )
        names = {each.name for each in pkgutil.iter_modules(getattr(subject, "__path__", ()))}
        if folder.name != "engine" and "examples" in names:
            found |= importlib.import_module(f"steepest.kernels.{folder.name}.examples").EXAMPLES
    return found


ENTRIES = _all()
