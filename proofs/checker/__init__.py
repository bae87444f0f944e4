"""An independent checker of certificates and witnesses: no simplifier, no search, no code shared
with the engines.

`recheck(data)` says whether a certificate proves (or a witness refutes) what it says, and what that
is. FORMAT.md describes every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import _composed, matrix
from ._algebra import identity
from ._balls import on_box
from ._between import between
from ._calculus import WRITTEN, witnessed, written
from ._calculus import plain as plain
from ._composed import settled
from ._counts import counts
from ._crossing import crossing
from ._enclosure import enclosure
from ._gaussian import gaussian_mean
from ._points import point
from ._positive import least_eigenvalue
from ._positivstellensatz import positivstellensatz
from ._relu import relu_rate
from ._shape import kind_of
from ._shape import parsed as parsed
from ._terms import Goal, Rejected, goal, need
from .formal import alike
from .formal import show as show_statement
from .formal.counterexample import refuted
from .formal.reading import from_json
from .kernel import Theorem, replay


@dataclass(frozen=True)
class Outcome:
    """`ok`: accepted; else `reason` says why not. `shows`: the statements that are proved, or
    refuted, in words.
    """

    ok: bool
    reason: str = ""
    shows: tuple[str, ...] = ()


def recheck(data: Any, claims: Mapping[str, Any] | None = None) -> Outcome:
    """Check a certificate or a witness from its JSON form. Malformed data is not accepted and never
    raises. `claims`: statements of claims whose own evidence is checked beside this one, which a
    theorem may call.
    """
    try:
        if isinstance(data, dict) and data.get("kind") == "theorem" and kind_of(data):
            return Outcome(True, "", (f"true: {show_statement(theorem(data, claims).conclusion)}",))
        shows = tuple(dict.fromkeys(statements(data)))
        need(shows, "nothing is shown")
        return Outcome(True, "", shows)
    except Rejected as problem:
        return Outcome(False, str(problem))
    except Exception as problem:  # malformed data: whatever it breaks, it proves nothing
        return Outcome(False, f"malformed: {type(problem).__name__}: {str(problem)[:200]}")


def statements(data: Any) -> list[str]:
    kind = kind_of(data)
    if kind == "all":
        need(data["parts"], "no parts")
        return [text for part in data["parts"] for text in statements(part)]
    if kind in PROVERS:
        return [f"true: {prove(data)}"]
    if kind in WITNESSES:
        return [f"false: {WITNESSES[kind](data)}"]
    return [OTHERS[kind](data)]


def prove(data: Any) -> Goal:
    """The goal that a scalar certificate proves."""
    kind = kind_of(data)
    need(kind in PROVERS, f"{kind[:40]!r} is no certificate of a scalar goal")
    target = goal(data, WRITTEN) if kind == "written" else goal(data)
    PROVERS[kind](target, data)
    return target


def theorem(data: Any, claims: Mapping[str, Any] | None = None) -> Theorem:
    """The theorem of a proof, replayed. Raises `Rejected`."""
    return replay(data, prove, claims or {})


def proofs(entries: Any) -> list[Goal]:
    return [prove(entry) for entry in entries]


def smt(target: Goal, data: dict) -> None:
    from ._smt import smt as unsatisfiable  # z3 is loaded where it is asked

    unsatisfiable(target, data)


PROVERS: dict[str, Callable[[Goal, dict], None]] = {
    "identity": lambda target, data: identity(target, data, settled(target, data, prove)[1]),
    "smt": smt,
    "positivstellensatz": positivstellensatz,
    "ball": lambda target, data: on_box(target, data, settled(target, data, prove)[0]),
    "derivative": lambda target, data: _composed.derivative(target, data, prove),
    "lemmas": lambda target, data: _composed.lemmas(target, data, prove),
    "cases": lambda target, data: _composed.cases(target, data, prove),
    "written": lambda target, data: written(
        target, data, prove, lambda inner, given: settled(inner, given, prove)[1]
    ),
    "rewrite": lambda target, data: _composed.rewrite(target, data, prove),
    "instance": lambda target, data: _composed.instance(target, data, prove),
    "induction": lambda target, data: _composed.induction(target, data, prove),
}


def witness_point(data: dict) -> str:
    target = goal(data)
    point(target, data, proofs(data.get("helped", [])))
    return str(target)


def contradiction(data: dict) -> str:
    """What `certificate` establishes, and the sentence that says why a claim cannot hold beside it.
    The sentence is a person's: nothing here checks it.
    """
    shown = statements(data["certificate"])
    return f"in words: {data['because']} (beside [{'; '.join(shown)}])"


def negation(data: dict) -> str:
    """The negation of the statement is a theorem, which calls no other claim."""
    shown, denied = theorem(data["certificate"]), from_json(data["statement"])
    need(kind_of(data["certificate"]) == "theorem", "a theorem is expected")
    need(alike(shown.conclusion, ("not", denied)), "the theorem is no negation of the statement")
    return show_statement(denied)


def law_count(data: dict) -> str:
    from ._laws import law_count as counted  # NumPy is needed for this kind alone

    return f"true: {counted(data)}"


def law_miscount(data: dict) -> str:
    """The claimed number of laws lies outside of both ends of a checked count."""
    inner, claimed = data["certificate"], data["claimed"]
    need(kind_of(inner) == "law-count", "a count of laws is expected")
    shown = law_count(inner)
    need(not inner["lower"] <= claimed <= inner["upper"], "the claimed count is possible")
    return f"the network has exactly {claimed} laws (beside [{shown}])"


def witness_crossing(data: dict) -> str:
    target = goal(data)
    crossing(target, data)
    return str(target)


WITNESSES = {
    "negation": negation,
    "model": lambda data: show_statement(refuted(data)),
    "crossing": witness_crossing,
    "law-miscount": law_miscount,
    "point": witness_point,
    "matrix-point": matrix.point,
    "shape": matrix.mismatch,
    "written-point": lambda data: witnessed(data, statements),
}
OTHERS = {
    "contradiction": contradiction,
    "matrix": lambda data: f"true: {matrix.prove(data)}",
    "matrix-sos": lambda data: f"true: {matrix.prove(data)}",
    "enclosure": lambda data: enclosure(data, prove, witness_point),
    "between": lambda data: between(data, statements),
    "counts": counts,
    "gaussian-mean": lambda data: f"true: {gaussian_mean(data, proofs)}",
    "least-eigenvalue": lambda data: f"true: {least_eigenvalue(data)}",
    "law-count": law_count,
    "relu-rate": lambda data: f"true: {relu_rate(data)}",
}
