"""`steepest trial` without a name: what can be tried, and with which settings."""

from __future__ import annotations

import json as json_module

from .named import trials


def trials_table(*, json: bool = False) -> None:
    """Print every named trial with its parameters and their defaults; as JSON one object a line."""
    for name, one in trials().items():
        title = one.statement.split("\n", 1)[0]
        defaults = {key: parameter.default for key, parameter in one.parameters.items()}
        if json:
            print(
                json_module.dumps(
                    {"name": name, "title": title, "parameters": defaults}, default=str
                )
            )
        else:
            shown = (f"{key}={value}" for key, value in defaults.items() if value is not None)
            print(f"{name:<26}{title}")
            print(f"{'':<26}{' '.join(shown)}")
    if not json:
        print(
            "\nSettings: --set KEY=VALUE. The ids of claims that are decided by trials can be "
            "given too; `steepest list` shows them."
        )
