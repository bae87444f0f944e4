"""Work is counted, never timed: a verdict is the same on a slow, a busy and a fast machine.

Engines `charge` what they do in steps (z3's own count of work, evaluations at points and boxes,
terms of polynomials); a `Budget` is a number of steps. One step is about a microsecond of one core,
so that budgets read like seconds: `Budget(20.0)` is 20 million steps. Real processor time is only
the last net (`NET` times the budget), and a question that it cut off is remembered in `cut_off`: an
UNDECIDED that follows means "out of time" and says nothing about the engines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STEP = 1e-6  # nominal seconds
Z3_STEPS = 1_000_000  # z3's count of work in a nominal second
MOST_VAIN = 100_000  # searches that are remembered
NET = 6.0  # processor seconds that a nominal second may take before a child process is ended

_done = 0.0
_limit = float("inf")
cut_off: list[str] = []  # what the net ended in this process
vain: dict[str, float] = {}  # searches that found nothing, with the steps that they took


class Exhausted(BaseException):
    """The work that this process may do is done. No engine catches it."""


def charge(steps: float) -> None:
    """Add work that was done. Raises `Exhausted` beyond the limit of this process."""
    global _done
    _done += steps * STEP
    if _done > _limit:
        raise Exhausted("the budget of work is used up")


def over(end: float, steps: float) -> bool:
    """Charge the steps that come next; whether the count has passed `end`."""
    charge(steps)
    return _done > end


def once(key: str, search: Callable[[], Any]) -> Any:
    """What a search finds. One that has found nothing before (by `key`, which names everything
    that it depends on) is charged again and not done again, so that counts are the same.
    """
    if _done + vain.get(key, float("inf")) * STEP < _limit:
        return charge(vain[key])
    before = _done
    found = search()
    if found is None:
        if len(vain) >= MOST_VAIN:
            vain.clear()
        vain[key] = (_done - before) / STEP
    return found


def limit(seconds: float) -> None:
    """This process may do so much more (for child processes; a lower limit stays)."""
    global _limit
    _limit = min(_limit, _done + seconds)


def done() -> float:
    """The work of this process and of its finished children so far, in nominal seconds."""
    return _done


def advance(to: float) -> None:
    """Take over the count of a child process that went on from ours."""
    global _done
    _done = max(_done, to)


class Budget:
    """An amount of work that stages share."""

    def __init__(self, seconds: float):
        self.end = _done + seconds

    @property
    def left(self) -> float:
        return max(0.0, self.end - _done)

    def share(self, fraction: float, at_most: float = float("inf")) -> float:
        """A part of what is left."""
        return min(self.left * fraction, at_most)
