"""The entry point of `steepest`: what the workers of `check` need is loaded by their own process
while this one reads the claims.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn


def main() -> None:
    command, *words = sys.argv[1:] or [""]
    if command == "check" and words and not {"-h", "--help"} & set(words):
        from .running.warm import prepare

        prepare()
        if all(word.endswith(".toml") and not word.startswith("-") for word in words):
            _check([Path(word) for word in words])
    from .cli import main as run

    run()


def _check(files: list[Path]) -> NoReturn:
    """`steepest check FILE.toml ...`, without the command line: a quarter of its time."""
    from .check_command import main as check
    from .guarded import guarded

    guarded(lambda: sys.exit(check(files)))
    raise AssertionError
