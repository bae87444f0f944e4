"""The judge beside z3 on the problems of other provers: `python -m benchmarks.peers [SUITE...]
[--seconds S] [--then S] [--z3-seconds S] [--only N] [--stored]`, one row a suite and prover.

Every answer is one line of a file of rows; a run goes on where the last one stopped, and asks again
only what was asked with another budget or has another statement. z3 is asked once for the negation;
sin, exp, ... are unknown functions to it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

from steepest.proofs.checker import recheck
from steepest.proofs.engine.language.decide import decide
from steepest.proofs.vocabulary import Verdict

from tests.peers.suites import SUITES, Problem, problems

Ask = Callable[[Problem, float], "Answer"]
LISTS = (*SUITES, "olympiad")
WORDS = {Verdict.PROVED: True, Verdict.CERTIFIED: True, Verdict.REFUTED: False}
ROWS = Path(__file__).parent / "results" / "peers.jsonl"
HEAD = """\
| suite | prover, budget | true shown | false refuted | wrong | not accepted | median s | 90 % s |
|---|---|---:|---:|---:|---:|---:|---:|
"""


class Answer(NamedTuple):
    """`word`: true, false, or None where the prover does not know; `accepted`: whether the checker
    takes its certificate or witness (None: there is none).
    """

    word: bool | None
    accepted: bool | None = None


class Asked(NamedTuple):
    """One line of the file of rows; `cost` in processor seconds."""

    suite: str
    name: str
    prover: str
    budget: float
    statement: str
    word: bool | None
    accepted: bool | None
    cost: float

    @property
    def key(self) -> tuple:
        return self[:5]


def judge(problem: Problem, seconds: float) -> Answer:
    evidence = decide(problem.asked(), seconds=seconds)
    data = evidence.certificate or evidence.witness
    accepted = None if data is None else recheck(json.loads(json.dumps(data))).ok
    return Answer(WORDS.get(evidence.verdict), accepted)


def z3(problem: Problem, seconds: float) -> Answer:
    """The word of z3 alone; a model counts only where it is one of the goal: no function and no
    constant is left unknown, and no root is a variable of its own.
    """
    from steepest.proofs.engine.scalar import smt
    from steepest.proofs.engine.scalar.forms import heads
    from steepest.proofs.engine.terms import subterms

    goal = problem.asked().goal
    answer = smt.prove(goal, seconds, (), [])
    if answer is None:
        return Answer(None)
    terms = goal.claim, *goal.where
    constants = {("pi",), ("E",)} & {part for term in terms for part in subterms(term)}
    unknown = heads(*terms) - {"abs", "min", "max"} | constants
    return Answer(True if answer.result == "unsat" else None if unknown else False)


def row(suite: str, prover: str, found: list[tuple[Problem, Asked]]) -> str:
    true = [one.word for problem, one in found if problem.true]
    false = [one.word for problem, one in found if not problem.true]
    wrong = sum(one.word is not None and one.word != problem.true for problem, one in found)
    refused = sum(one.accepted is False for _, one in found)
    costs = sorted(one.cost for _, one in found)
    middle, late = (quantiles(costs, n=10)[i] for i in (4, 8)) if len(costs) > 1 else costs * 2
    shown = f"{true.count(True)} of {len(true)} | {false.count(False)} of {len(false)}"
    return (
        f"| {suite} | {prover.strip()} | {shown} | {wrong} | {refused} | {middle:.2f} | "
        f"{late:.2f} |\n"
    )


class Book:
    """The file of rows; `asking`: whether what it does not have is asked and added."""

    def __init__(self, rows: Path, asking: bool = True):
        self.rows, self.asking = rows, asking
        self.known: dict[tuple, Asked] = {}
        text = rows.read_text() if rows.exists() else ""
        for line in text.splitlines():
            try:
                one = Asked(**json.loads(line))
            except (ValueError, TypeError):  # a line cut short
                continue
            self.known[one.key] = one
        if asking and text and not text.endswith("\n"):
            rows.write_text(text + "\n")

    def answer(self, problem: Problem, prover: str, ask: Ask, seconds: float) -> Asked | None:
        statement = " ; ".join((*problem.where, problem.claim))
        key = (problem.suite, problem.name, prover, seconds, statement)
        if key not in self.known and self.asking:
            start = spent()
            answer = ask(problem, seconds)
            self.known[key] = Asked(*key, *answer, round(spent() - start, 3))
            with self.rows.open("a") as file:
                file.write(json.dumps(self.known[key]._asdict()) + "\n")
        return self.known.get(key)


def measured(
    listed: Iterable[Problem], prover: str, ask: Ask, budgets: list[float], book: Book
) -> list[tuple[Problem, Asked]]:
    """The answers of one prover: what is undecided with one budget is asked with the next, and
    what all of them took counts.
    """
    found: dict[Problem, Asked] = {}
    listed = list(listed)
    for seconds in budgets:
        for problem in listed:
            before = found.get(problem)
            if seconds != budgets[0] and (before is None or before.word is not None):
                continue
            one = book.answer(problem, prover, ask, seconds)
            if one is not None:
                cost = one.cost + (before.cost if before else 0.0)
                found[problem] = one._replace(budget=budgets[0], cost=cost)
    return list(found.items())


def spent() -> float:
    """Processor seconds of this process and of its finished children."""
    return sum(os.times()[:4])


def asked(arguments: list[str] | None) -> Any:
    options = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    options.add_argument("suites", nargs="*", default=LISTS, metavar="SUITE")
    options.add_argument("--seconds", type=float, default=20.0, help="the judge's, a problem")
    options.add_argument("--then", type=float, help="the judge's for what is undecided then")
    options.add_argument("--z3-seconds", type=float, default=2.0, help="z3's, a problem; 0: none")
    options.add_argument("--stored", action="store_true", help="count what is stored, ask nothing")
    options.add_argument("--only", type=int, help="the first N problems of a suite")
    options.add_argument("--rows", type=Path, default=ROWS, help="the file of rows")
    given = options.parse_args(arguments)
    if unknown := set(given.suites) - set(LISTS):
        options.error(f"no suite is called {sorted(unknown)[0]}; there are {', '.join(LISTS)}")
    return given


def main(arguments: list[str] | None = None) -> int:
    given = asked(arguments)
    book, text = Book(given.rows, not given.stored), HEAD
    provers = (
        ("steepest", judge, [given.seconds, *([given.then] if given.then else [])]),
        ("z3", z3, [given.z3_seconds]),
    )
    for suite in given.suites:
        listed = problems(suite)[: given.only]
        for name, ask, budgets in provers:
            found = measured(listed, name, ask, budgets, book) if budgets[0] > 0 else []
            if found:
                text += row(suite, f"{name}, {'then '.join(f'{b:g} s ' for b in budgets)}", found)
                print(text.splitlines()[-1], flush=True)
    if given.rows == ROWS and given.only is None and set(given.suites) == set(LISTS):
        ROWS.with_suffix(".md").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
