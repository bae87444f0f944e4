"""What a command may raise, as one message and an exit code: 2 for the mistakes of a user."""

from __future__ import annotations

import sys
from collections.abc import Callable

from steepest.proofs.vocabulary import SteepestError

from .terminal import say


def loud(command: Callable[[], object]) -> None:
    """Run a command line; claims that are missing because their module could not be imported are
    named at its end, and it does not end well.
    """
    try:
        command()
    except (SystemExit, SteepestError) as ended:
        if warn_of_failures() and isinstance(ended, SystemExit) and not ended.code:
            sys.exit(1)
        raise


def warn_of_failures() -> int:
    """Name the modules of claims that could not be imported; returns how many."""
    from steepest.proofs import registry

    for module, reason in registry.failures.items():
        say(
            f"steepest: {module} could not be imported, so its claims are MISSING here: {reason}\n"
            f"  `python -c 'import {module}'` shows where; mend the module, or uninstall its "
            f"package",
            file=sys.stderr,
        )
    return len(registry.failures)


def guarded(command: Callable[[], object]) -> None:
    """Run a command; mistakes of a user become one message on stderr and exit code 2."""
    try:
        command()
    except SteepestError as error:
        say(f"steepest: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        say(
            f"steepest: {error.filename}: permission denied; choose another file, or change its "
            f"owner or mode",
            file=sys.stderr,
        )
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output left: nothing more to say
        sys.exit(1)
