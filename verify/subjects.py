"""The subjects of a layer: the folders of a package, found by looking; nothing lists them."""

from __future__ import annotations

import importlib
import pkgutil

NO_SUBJECT = "engine"  # every other folder beside it is a subject


def import_subjects(package: str) -> None:
    """Import every module of every subject of a package, so that it registers what it offers."""
    for folder in pkgutil.iter_modules(importlib.import_module(package).__path__):
        if folder.ispkg and folder.name != NO_SUBJECT:
            subject = importlib.import_module(f"{package}.{folder.name}")
            for module in pkgutil.iter_modules(subject.__path__):
                importlib.import_module(f"{subject.__name__}.{module.name}")
