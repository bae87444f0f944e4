"""The row "olympiad": the inequalities of tests/peers/olympiad.txt by the judge, and by plain z3
on the same polynomials (its nonlinear solver, with a limit of its own count of work).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .rows import Answer, Row

SECONDS = 20.0  # nominal, a problem


def problems() -> list[Any]:
    from tests.peers.suites import problems as listed

    return [one.asked().goal for one in listed("olympiad")]


def timed(decided: Callable[[Any], bool]) -> Callable[[], Answer]:
    def go() -> Answer:
        found, seconds = 0, []
        for goal in problems():
            began = time.perf_counter()
            found += decided(goal)
            seconds.append(time.perf_counter() - began)
        return {"decided": found, "of": len(seconds), "seconds": seconds}

    return go


def steepest(threads: int) -> Callable[[], Answer]:
    from steepest.proofs.engine.scalar import decide
    from steepest.proofs.vocabulary import Verdict

    return timed(lambda goal: decide(goal, seconds=SECONDS).verdict == Verdict.PROVED)


def z3(threads: int) -> Callable[[], Answer]:
    from steepest.proofs.engine.processes import alone
    from steepest.proofs.engine.scalar import smt

    def decided(goal: Any) -> bool:
        variant = smt.Variant("nlsat", seconds=SECONDS)
        answer = alone(lambda: smt.solve(goal, (), variant), SECONDS)
        return answer is not None and answer.result == "unsat"

    return timed(decided)


def compare(mine: Answer, wanted: Answer) -> str:
    middle, late = np.percentile(mine["seconds"], [50, 90])
    return f"{mine['decided']} of {mine['of']} proved; median {middle:.1f} s, 90 % in {late:.1f} s"


ROW = Row(
    "olympiad",
    "Olympiad inequalities",
    "64 true inequalities in three or four positive variables, drawn from public lists.",
    {"steepest": steepest, "z3": z3},
    "steepest",
    compare,
    ("steepest", "z3"),
)
