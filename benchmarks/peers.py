"""The judge beside z3 on the problems of other provers: `python -m benchmarks.peers [SUITE...]
[--seconds S] [--only N]`, one row a suite.

A row: how many of the true ones are shown, of the false ones refuted, wrong words, and the median
and 90 % of the processor seconds. z3 is asked once for the negation; sin, exp, ... are unknown
functions to it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).parents[1]))

from steepest.proofs.engine.language.decide import decide
from steepest.proofs.vocabulary import Verdict

from tests.peers.suites import SUITES, Problem, problems

WORDS = {Verdict.PROVED: True, Verdict.CERTIFIED: True, Verdict.REFUTED: False}


def judge(problem: Problem, seconds: float) -> bool | None:
    """True, False, or None where the judge does not know."""
    return WORDS.get(decide(problem.asked(), seconds=seconds).verdict)


def z3(problem: Problem, seconds: float) -> bool | None:
    """The word of z3 alone; a model counts only where it is one of the goal: no function is left
    unknown and no root is a variable of its own.
    """
    from steepest.proofs.engine.scalar import smt
    from steepest.proofs.engine.scalar.forms import heads

    goal = problem.asked().goal
    answer = smt.prove(goal, seconds, (), [])
    if answer is None:
        return None
    unknown = heads(goal.claim, *goal.where) - {"abs", "min", "max"}
    return True if answer.result == "unsat" else None if unknown else False


def row(name: str, found: list[tuple[Problem, bool | None, float]]) -> str:
    true = [word for one, word, _ in found if one.true]
    false = [word for one, word, _ in found if not one.true]
    wrong = sum(word is not None and word != one.true for one, word, _ in found)
    costs = sorted(cost for *_, cost in found)
    middle, late = (quantiles(costs, n=10)[i] for i in (4, 8)) if len(costs) > 1 else costs * 2
    return (
        f"{name:24} true {true.count(True):3}/{len(true):3}  false {false.count(False):3}/"
        f"{len(false):3}  wrong {wrong}  median {middle:6.2f} s  90 % {late:6.2f} s"
    )


def measured(suite: str, ask, seconds: float, only: int | None) -> list:
    found = []
    for one in problems(suite)[:only]:
        start = spent()
        found.append((one, ask(one, seconds), spent() - start))
    return found


def spent() -> float:
    """Processor seconds of this process and of its finished children."""
    return sum(os.times()[:4])


def main() -> int:
    options = argparse.ArgumentParser(description="The judge beside z3.")
    options.add_argument("suites", nargs="*", default=SUITES, metavar="SUITE")
    options.add_argument("--seconds", type=float, default=20.0, help="budget of a problem")
    options.add_argument("--only", type=int, help="the first N problems of a suite")
    given = options.parse_args()
    if unknown := set(given.suites) - set(SUITES):
        options.error(f"no suite is called {sorted(unknown)[0]}; there are {', '.join(SUITES)}")
    for suite in given.suites:
        for name, ask in (("steepest", judge), ("z3", z3)):
            found = measured(suite, ask, given.seconds, given.only)
            print(row(f"{suite} {name}", found), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
