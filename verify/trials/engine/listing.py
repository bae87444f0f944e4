"""`steepest trial` without a name: what can be tried, and with which settings."""

from __future__ import annotations

from ...terminal import emit, say
from .named import trials


def trials_table(*, json: bool = False) -> None:
    """Print every named trial with its parameters and their defaults; as JSON one object a line."""
    for name, one in trials().items():
        title = one.statement.split("\n", 1)[0]
        defaults = {key: parameter.default for key, parameter in one.parameters.items()}
        if json:
            emit({"name": name, "title": title, "parameters": defaults})
        else:
            shown = (f"{key}={value}" for key, value in defaults.items() if value is not None)
            say(f"{name:<26}{title}")
            say(f"{'':<26}{' '.join(shown)}")
    if not json:
        say(
            "\nSettings: --set KEY=VALUE. The ids of claims that are decided by trials can be "
            "given too; `steepest list` shows them."
        )
