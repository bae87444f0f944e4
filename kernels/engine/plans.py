"""What the batch functions of trial plans share: reading their parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .errors import KernelError

Batch = TypeVar("Batch", bound=Callable[..., Any])


def runs(recurrence: Callable[[Mapping[str, Any]], Any]) -> Callable[[Batch], Batch]:
    """Say which recurrence a batch function runs, given its parameters: the trial's record then
    carries the hash of its step.
    """

    def mark(batch: Batch) -> Batch:
        batch.recurrence = recurrence
        return batch

    return mark


def settings(
    name: str, defaults: Mapping[str, Any], given: Mapping[str, Any], positive: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The parameters of a plan with the defaults filled in; unknown names and non-positive values
    are errors.
    """
    unknown = sorted(set(given) - set(defaults))
    if unknown:
        raise KernelError(
            f"{name} trials do not know {', '.join(unknown)}; they take {', '.join(defaults)}"
        )
    values = dict(defaults) | dict(given)
    for key in positive:
        if not (isinstance(values[key], int | float) and values[key] > 0):
            raise KernelError(f"{name} trials need {key} > 0; {values[key]!r} was given")
    return values


def at_least(name: str, key: str, value: Any, least: float) -> None:
    """Refuse a parameter below its smallest sensible value."""
    if not (isinstance(value, int | float) and value >= least):
        raise KernelError(f"{name} trials need {key} >= {least}; {value!r} was given")
