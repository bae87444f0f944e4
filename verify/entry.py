"""The entry point of `steepest`: what the workers of `check` need is loaded by their own process
while this one loads the command line.
"""

from __future__ import annotations

import sys


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["check"] and len(words) > 1 and not {"-h", "--help"} & set(words):
        from .running.warm import prepare

        prepare()
    from .cli import main as command

    command()
