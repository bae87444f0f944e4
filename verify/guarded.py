"""What a command may raise, as one message and an exit code: 2 for the mistakes of a user."""

from __future__ import annotations

import sys
from collections.abc import Callable

from steepest.proofs.vocabulary import SteepestError

from .terminal import say


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
