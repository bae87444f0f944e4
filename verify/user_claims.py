"""The claims of a user, decided each in a process of its own with a time limit.

From Python::

    from steepest.verify import check, claim

    check("paper.claims.toml")  # a list of records, one for each claim
    check(claim("am-gm", 2 * x * y <= x**2 + y**2))  # SymPy relations
    check(claim("drift", (W @ W.T, V.T @ V), where=[...]))  # of `steepest.proofs.engine.matrix`
    check(claim("text", "x**2 >= 0", real=["x"]))  # the fields of a claim file

A pair of matrix expressions is an equation.
"""

from __future__ import annotations

import json as json_module
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from steepest.proofs.engine import work
from steepest.proofs.engine.language import UserClaim, load, resolved
from steepest.proofs.engine.language.lemmas import questions
from steepest.proofs.engine.language.table import table
from steepest.proofs.engine.processes import Ended, Limits, Task, as_they_end
from steepest.proofs.vocabulary import Evidence, SteepestError, Verdict

from . import sympy_form
from .running.acceptance import accepted
from .running.warm import WORKERS, warm
from .running.worker import FIELDS
from .store.composition import Verdicts
from .store.keys import versions
from .store.rows import canonical, digest
from .sympy_form import BadClaim

SECONDS = 20.0
NET = 3.0  # processor seconds that a second of counted work may take
GRACE = 1.0
MEMORY_GB = 3.0


# --- the Python form ------------------------------------------------------------------------------


def claim(id: str, statement: Any = None, where: Iterable[Any] = (), **fields: Any) -> UserClaim:
    """A claim from SymPy relations, from matrix expressions, or (as strings) from the fields of a
    claim file.

    `statement`: a SymPy relation or Boolean; a relation or a pair (left, right) of
    `steepest.proofs.engine.matrix`; or text. Further fields: says, timeout, expect; sharpest,
    direction, width (with numbers); integers; for text every field of a claim file.
    """
    if isinstance(statement, str) or "conserved" in fields:
        text = {"claim": statement} if statement is not None else {}
        return table(
            {"id": id, **text, **({"where": list(where)} if where else {}), **fields},
            file="<python>",
        )
    common = {name: fields.pop(name) for name in ("says", "timeout", "expect") if name in fields}
    relations = _matrix_relations(statement)
    if relations:
        return _matrix_claim(
            id,
            relations,
            [one for part in where for one in _matrix_relations(part)],
            common,
            fields,
        )
    goal = sympy_form.goal(id, statement, where, fields.pop("integers", ()))
    constant = str(fields.pop("sharpest", ""))
    smallest, width = (
        fields.pop("direction", "smallest") == "smallest",
        float(fields.pop("width", 1e-6)),
    )
    _nothing_left(id, fields)
    if constant and constant not in goal.variables:
        raise BadClaim(
            f"claim {id!r}: the constant {constant!r} does not occur; name a symbol of the "
            f"statement"
        )
    return UserClaim(
        id=id,
        file="<python>",
        text=str(goal),
        goal=goal,
        constant=constant,
        smallest=smallest,
        width=width,
        **common,
    )


def _nothing_left(id: str, fields: dict[str, Any]) -> None:
    if fields:
        raise BadClaim(
            f"claim {id!r}: the field {min(fields)!r} is not known here; text statements take "
            f"every field of a claim file"
        )


def _matrix_relations(statement: Any) -> list[tuple[str, Any, Any]]:
    """(sign, left, right) for statements of the matrix engine, nothing for others."""
    if "steepest.proofs.engine.matrix" not in sys.modules:
        return []
    from steepest.proofs.engine.matrix import Matrix, Relation, Scalar

    if isinstance(statement, Relation):
        return [(statement.operator, statement.left, statement.right)]
    pair = isinstance(statement, tuple) and len(statement) == 2
    if pair and any(isinstance(side, (Matrix, Scalar)) for side in statement):
        left, right = (
            side if isinstance(side, (Matrix, Scalar)) else Scalar.of(side) for side in statement
        )
        return [("==", left, right)]
    return []


def _matrix_claim(
    id: str, relations: list, where: list, common: dict[str, Any], fields: dict[str, Any]
) -> UserClaim:
    from steepest.proofs.engine.matrix.tree import names_in, show

    _nothing_left(id, fields)
    letters = {
        name: (str(one.rows), str(one.cols), one.kind)
        for _, *sides in relations + where
        for s in sides
        for name, one in s.letters.items()
    }
    trees = [(sign, left.tree, right.tree) for sign, left, right in relations + where]
    scalars = set().union(*(names_in(side) for _, *sides in trees for side in sides)) - set(letters)
    text = ", ".join(
        f"{show(left)} {sign} {show(right)}" for sign, left, right in trees[: len(relations)]
    )
    return UserClaim(
        id=id,
        file="<python>",
        text=text,
        relations=tuple(trees[: len(relations)]),
        where=tuple(trees[len(relations) :]),
        letters=letters,
        scalars=tuple(sorted(scalars)),
        **common,
    )


def check(
    claims: Any, *, seconds: float = SECONDS, seed: int = 0, workers: int = WORKERS
) -> list[dict[str, Any]]:
    """The records of all claims, in order. `claims`: a path, a claim, or an iterable of both."""
    return [
        record
        for _, record in sorted(
            results(gathered(claims), seconds=seconds, seed=seed, workers=workers),
            key=lambda pair: pair[0],
        )
    ]


def gathered(claims: Any) -> list[UserClaim]:
    if isinstance(claims, UserClaim):
        return [claims]
    if isinstance(claims, (str, Path)):
        return resolved(load(claims, strict=False))
    parts = list(claims)
    if all(isinstance(part, UserClaim) for part in parts):
        return resolved(parts)
    return [one for part in parts for one in gathered(part)]


# --- in worker processes --------------------------------------------------------------------------


def preload() -> None:
    """Load what most claims need, once for all workers; z3 comes where it is asked."""
    import numpy  # noqa: F401
    from steepest.proofs import checker  # noqa: F401
    from steepest.proofs.engine import scalar  # noqa: F401
    from steepest.proofs.engine.language import decide  # noqa: F401

    versions()


def results(
    claims: list[UserClaim],
    *,
    seconds: float = SECONDS,
    seed: int = 0,
    workers: int = WORKERS,
    wall: float | None = None,
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(index, record) as they come; those of claims that use others last, in their light.

    `seconds` (a claim's own `timeout` goes before it) is work, by count; `wall`: a limit on the
    clock for each claim.
    """
    tasks = []
    for index, one in enumerate(claims):
        if one.problem:
            yield index, mistaken(one, one.problem, seed)
            continue
        limit = one.timeout or seconds
        limits = Limits(
            processor=None if wall else NET * limit + GRACE, wall=wall, memory_gb=MEMORY_GB
        )
        tasks.append(
            Task("steepest.verify.user_claims:decided", (one, limit, seed), str(index), limits)
        )
    held = {}
    found: dict[str, dict[str, Any]] = {
        one.id: {"verdict": "ERROR"} for one in claims if one.problem
    }
    for event in as_they_end(tasks, warm(workers)) if tasks else ():
        if isinstance(event, Ended):
            index = int(event.task.name)
            one, made = claims[index], _finish(claims[index], event, seed)
            found[one.id] = made
            if one.lemmas:
                held[index] = made
            else:
                yield index, made
    used = {one.id: tuple(id for id, _ in one.uses) for one in claims}
    verdicts = Verdicts(found, lambda id: used.get(id, ()))
    for index in held:
        yield index, verdicts.of(claims[index].id) or held[index]


def decided(claim: UserClaim, limit: float, seed: int) -> str:
    """One claim as JSON text: what a worker process answers."""
    started = time.perf_counter()
    from steepest.proofs.engine.language import decide

    work.cut_off.clear()
    try:
        found = decide(claim, seconds=limit, seed=seed)
        evidence = accepted(found, Verdict.UNDECIDED, stated=_stated(claim), seconds=SECONDS)
        if evidence.verdict == Verdict.UNDECIDED and work.cut_off:
            evidence = replace(evidence, method="out of time")
        return canonical(record(claim, evidence, time.perf_counter() - started, seed))
    except SteepestError as problem:
        return canonical(mistaken(claim, str(problem), seed))


def _stated(claim: UserClaim) -> list[Any]:
    """The goals that evidence for the claim may be about, as data."""
    from steepest.proofs.engine.scalar.alternatives import goals

    goal = questions(claim)[1] if claim.goal is not None else None
    return [] if goal is None else [one.to_json() for one in (goal, *goals(goal))]


def _states(data: dict[str, Any], one: Any) -> bool:
    """Whether a theorem (or a model) is of (or against) the statement of a claim by induction."""
    from steepest.proofs.checker.formal import alike
    from steepest.proofs.checker.formal.reading import from_json
    from steepest.proofs.engine.language.induction import statement

    return "statement" in data and alike(from_json(data["statement"]), statement(one).node)


def _finish(claim: UserClaim, ended: Ended, seed: int) -> dict[str, Any]:
    if ended.how == "done":
        found = json_module.loads(ended.value)
        return {name: found[name] for name in FIELDS}
    limits = ended.task.limits
    words = {
        "time": (
            "UNDECIDED",
            "out of time",
            "stopped at the time limit of "
            f"{limits.wall or limits.processor or 0:g} s; --timeout raises it",
        ),
        "memory": ("UNDECIDED", "memory limit", str(ended.value)),
        "raised": (
            "ERROR",
            "exception",
            (str(ended.value).strip().splitlines() or ["no reason was given"])[-1][:500],
        ),
        "crash": ("ERROR", "crash", f"the worker process {ended.value} without a result"),
    }
    verdict, method, detail = words[ended.how]
    evidence = Evidence(Verdict(verdict), "", method, detail=detail)
    return record(claim, evidence, ended.seconds, seed)


def mistaken(claim: UserClaim, problem: str, seed: int) -> dict[str, Any]:
    """The record of a claim that cannot be understood."""
    return record(claim, Evidence(Verdict.ERROR, "", "input", detail=problem), 0.0, seed)


def record(claim: UserClaim, evidence: Evidence, seconds: float, seed: int) -> dict[str, Any]:
    """The public record of one claim."""
    fields = sorted((name, value) for name, value in asdict(claim).items() if name != "line")
    key = digest(repr(fields), *versions(), f"seed={seed}")
    values = (
        claim.id,
        claim.says or claim.text,
        claim.file,
        str(evidence.verdict),
        evidence.scope,
        evidence.method,
        round(seconds, 3),
        evidence.certificate,
        evidence.witness,
        evidence.detail,
        key,
        "exact",
        seed,
        None,
    )
    return dict(zip(FIELDS, values, strict=True))
