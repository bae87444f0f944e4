"""An independent checker of certificates and witnesses: no simplifier, no search, no code shared
with the engines.

`recheck(data)` says whether a certificate proves (or a witness refutes) what it says, and what that
is. FORMAT.md describes every kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from flint import arb, ctx, fmpq

from . import matrix
from ._algebra import identity
from ._balls import on_box, point
from ._calculus import WRITTEN, witnessed, written
from ._calculus import plain as plain
from ._crossing import crossing
from ._gaussian import gaussian_mean
from ._positive import least_eigenvalue
from ._relu import relu_rate
from ._slopes import monotone
from ._smt import smt
from ._terms import (
    TURNED,
    Goal,
    Rejected,
    Term,
    field,
    formula,
    goal,
    names,
    need,
    obligations,
    parse,
    substitute,
)
from .formal import show as show_statement
from .formal.model import refuted
from .kernel import Theorem, replay

IMPLIED = {"<": ("<=", "!="), ">": (">=", "!="), "==": ("<=", ">=")}


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
        if isinstance(data, dict) and data.get("kind") == "theorem":
            return Outcome(True, "", (f"true: {show_statement(theorem(data, claims).conclusion)}",))
        shows = tuple(dict.fromkeys(statements(data)))
        need(shows, "nothing is shown")
        return Outcome(True, "", shows)
    except Rejected as problem:
        return Outcome(False, str(problem))
    except Exception as problem:  # malformed data: whatever it breaks, it proves nothing
        return Outcome(False, f"malformed: {type(problem).__name__}: {str(problem)[:200]}")


def statements(data: Any) -> list[str]:
    kind = field(data, "kind", str)
    if kind == "all":
        parts = field(data, "parts", list)
        need(parts, "no parts")
        return [text for part in parts for text in statements(part)]
    if kind in PROVERS:
        return [f"true: {prove(data)}"]
    if kind in WITNESSES:
        return [f"false: {WITNESSES[kind](data)}"]
    need(kind in OTHERS, f"unknown kind {kind[:40]!r}")
    return [OTHERS[kind](data)]


def prove(data: Any) -> Goal:
    """The goal that a scalar certificate proves."""
    kind = field(data, "kind", str)
    need(kind in PROVERS, f"{kind[:40]!r} is no certificate of a scalar goal")
    target = goal(data, WRITTEN) if kind == "written" else goal(data)
    PROVERS[kind](target, data)
    return target


def theorem(data: Any, claims: Mapping[str, Any] | None = None) -> Theorem:
    """The theorem of a proof, replayed. Raises `Rejected`."""
    return replay(data, prove, claims or {})


def proofs(entries: Any) -> list[Goal]:
    return [prove(entry) for entry in entries]


def settled(target: Goal, data: dict) -> tuple[frozenset, Callable[[list[Term]], None]]:
    """(what `defined` proves, a check that obligations are hypotheses, follow at once from one, or
    are proved).
    """
    proved = set()
    for one in proofs(data.get("defined", [])):
        need(one.within(target), "a certificate in `defined` has other hypotheses")
        proved |= set(one.claim[1:] if one.claim[0] == "and" else [one.claim])
    known = proved | set(target.where)
    known |= {(TURNED[one[0]], one[2], one[1]) for one in known if one[0] in TURNED}
    known |= {(weaker, *one[1:]) for one in known for weaker in IMPLIED.get(one[0], ())}

    def settle(conditions: list[Term]) -> None:
        for one in conditions:
            need(one in known, f"no certificate in `defined` proves {str(one)[:200]}")

    return frozenset(known), settle


def lemmas(target: Goal, data: dict) -> None:
    facts: list[Term] = []
    for entry in field(data, "lemmas", list):
        lemma = goal(entry)
        need(
            prove(field(entry, "certificate")).covers(lemma),
            "a lemma's certificate proves something else",
        )
        need(lemma.within(target.given(*facts)), "a lemma has other hypotheses")
        facts.append(lemma.claim)
    need(
        prove(field(data, "final")).covers(target.given(*facts)),
        "the final certificate does not prove the goal from the lemmas",
    )


def cases(target: Goal, data: dict) -> None:
    whens = [formula(field(entry, "when")) for entry in field(data, "cases", list)]
    for when, entry in zip(whens, data["cases"]):
        need(
            prove(field(entry, "certificate")).covers(target.given(when)),
            "a case's certificate proves something else",
        )
    cover = target._replace(claim=("or", *whens) if len(whens) > 1 else whens[0])
    need(prove(field(data, "cover")).covers(cover), "the cases are not shown to cover the domain")


def derivative(target: Goal, data: dict) -> None:
    settled(target, data)[1](obligations(target.claim))
    monotone(target, data, prove, lambda inside, entries: settled(inside, entries)[1])


def rewrite(target: Goal, data: dict) -> None:
    """Terms are replaced by equal ones: `equations` prove each pair equal (with both sides defined)
    under the goal's hypotheses. `final` proves the goal so rewritten; b^3 may be power(b, 3) there.
    """
    final, pairs = prove(field(data, "final")), {}
    for one in proofs(field(data, "equations", list)):
        need(one.within(target) and one.claim[0] == "==", "an equation has other hypotheses")
        pairs[one.claim[1]] = one.claim[2]
    moved = target.put(pairs)
    need(final.put({}).covers(moved), "the final certificate does not prove the rewritten goal")


def induction(target: Goal, data: dict) -> None:
    """From the least integer that the bounds of the variable allow, upwards."""
    name = field(data, "variable", str)
    need(name in target.integers, "induction is over a variable declared integer")
    bounds = [one for one in target.where if name in names(one)]
    others = tuple(one for one in target.where if name not in names(one))
    start = max(map(first_integer(name), bounds), default=None)
    need(start is not None, "the variable has no lower bound")
    base, step = prove(field(data, "base")), prove(field(data, "step"))
    below = target._replace(where=others)
    need(base.put({}).covers(below.put({name: start})), "`base` proves something else")
    next_one = substitute(target.claim, {name: ("+", name, Fraction(1))})
    above = below._replace(claim=next_one).given((">=", name, start), target.claim)
    need(step.put({}).covers(above.put({})), "`step` proves something else")


def first_integer(name: str) -> Callable[[Term], Fraction]:
    """The least integer that a lower bound of the variable by a number allows."""

    def first(one: Term) -> Fraction:
        sign, left, right = one if len(one) == 3 else ("", "", "")
        if right == name:
            sign, left, right = TURNED.get(sign, ""), right, left
        need(
            sign in (">", ">=") and left == name and isinstance(right, Fraction),
            "a hypothesis about the variable is no lower bound by a number",
        )
        return Fraction(floor(right) + 1 if sign == ">" else ceil(right))

    return first


PROVERS: dict[str, Callable[[Goal, dict], None]] = {
    "identity": lambda target, data: identity(target, data, settled(target, data)[1]),
    "smt": smt,
    "ball": lambda target, data: on_box(target, data, settled(target, data)[0]),
    "derivative": derivative,
    "lemmas": lemmas,
    "cases": cases,
    "written": lambda target, data: written(
        target, data, prove, lambda inner, given: settled(inner, given)[1]
    ),
    "rewrite": rewrite,
    "induction": induction,
}


def witness_point(data: dict) -> str:
    target = goal(data)
    point(target, data, proofs(data.get("helped", [])))
    return str(target)


def enclosure(data: dict) -> str:
    """The goal holds with the constant at one end of the interval and fails at the other end.

    Hypotheses on the constant alone say which constants are asked about; the two sides may leave
    them out.
    """
    constant, target, ends = (
        field(data, "constant", str),
        goal(data),
        [parse(end) for end in field(data, "interval", list)],
    )
    need(
        len(ends) == 2 and all(isinstance(end, Fraction) for end in ends) and ends[0] <= ends[1],
        "the interval is a pair lo <= hi",
    )
    good, bad = ends[::-1] if field(data, "smallest", bool) else ends
    beyond = (">=" if data["smallest"] else "<=", constant, good)
    holds, witness = prove(field(data, "holds")), field(data, "fails")
    need(
        holds.covers(target.put({constant: good})) or holds.covers(target.given(beyond)),
        "`holds` proves something else",
    )
    need(field(witness, "kind") == "point", "`fails` is a point")
    alone = target._replace(where=tuple(one for one in target.where if names(one) != {constant}))
    same = [
        there
        for there in (target.put({constant: bad}), alone.put({constant: bad}))
        if goal(witness).covers(there) and there.covers(goal(witness))
    ]
    need(same, "`fails` refutes something else")
    witness_point(witness)
    return f"true: {target} with {constant} = {good}, false with {constant} = {bad}"


def counts(data: dict) -> str:
    """Exact binomial tails: P(X >= x | p - margin) <= alpha supports, P(X <= x | p) <= alpha
    rejects "with probability >= p".
    """
    x, n = field(data, "successes", int), field(data, "trials", int)
    p, margin, alpha = (Fraction(str(data.get(key, 0))) for key in ("at_least", "margin", "alpha"))
    need(
        0 <= x <= n <= 10**7
        and n > 0
        and 0 <= p <= 1
        and margin >= 0
        and 0 < alpha <= Fraction(1, 100),
        "no such trial",
    )
    verdict = field(data, "verdict", str)
    need(verdict in ("SUPPORTED", "REFUTED"), "the verdict of counts is SUPPORTED or REFUTED")
    low = p - margin if verdict == "SUPPORTED" else p
    decided = (
        low <= 0 or at_most(n - x, n, 1 - low, alpha)
        if verdict == "SUPPORTED"
        else at_most(x, n, p, alpha)
    )
    need(decided, f"{x} of {n} successes do not decide at level {alpha}")
    word = "supported" if verdict == "SUPPORTED" else "false"
    return (
        f"{word}: {x} of {n} successes, at level {float(alpha):g} the probability is "
        f"{'>=' if verdict == 'SUPPORTED' else '<'} {low}"
    )


def at_most(x: int, n: int, p: Fraction, alpha: Fraction) -> bool:
    """P(X <= x) <= alpha for a binomial X with n trials of probability p, by enclosures."""
    if p in (0, 1) or x >= n:
        return p == 1 and x < n
    with ctx.workprec(128):
        odds, term = (
            arb(fmpq(p.numerator, p.denominator - p.numerator)),
            arb(fmpq((1 - p).numerator, p.denominator)) ** n,
        )
        total = term
        for k in range(1, x + 1):
            term = term * odds * (n - k + 1) / k
            total += term
        return total <= arb(fmpq(alpha.numerator, alpha.denominator))


def contradiction(data: dict) -> str:
    """What `certificate` establishes, and the sentence that says why the claim cannot hold beside
    it.
    """
    shown = statements(field(data, "certificate"))
    return f"a claim that contradicts [{'; '.join(shown)}]: {field(data, 'because', str)}"


def law_count(data: dict) -> str:
    from ._laws import law_count as counted  # NumPy is needed for this kind alone

    return f"true: {counted(data)}"


def witness_crossing(data: dict) -> str:
    target = goal(data)
    crossing(target, data)
    return str(target)


WITNESSES = {
    "model": lambda data: show_statement(refuted(data)),
    "contradiction": contradiction,
    "crossing": witness_crossing,
    "point": witness_point,
    "matrix-point": matrix.point,
    "shape": matrix.mismatch,
    "written-point": lambda data: witnessed(data, statements),
}
OTHERS = {
    "matrix": lambda data: f"true: {matrix.prove(data)}",
    "matrix-sos": lambda data: f"true: {matrix.prove(data)}",
    "enclosure": enclosure,
    "counts": counts,
    "gaussian-mean": lambda data: f"true: {gaussian_mean(data, proofs)}",
    "least-eigenvalue": lambda data: f"true: {least_eigenvalue(data)}",
    "law-count": law_count,
    "relu-rate": lambda data: f"true: {relu_rate(data)}",
}
