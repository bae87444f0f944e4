"""The falsifier: a statement is attacked as data before any proof of it is believed.

Extreme and random numbers, short sequences (recurrences among the hypotheses are followed, other
sequences are short tables), small probability spaces, functions from families, normal variables
where a hypothesis states their law (`normal_models`). A hit is checked exactly by the checker's
`model`; nothing here decides.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

from ...checker._terms import Rejected
from ...checker.formal import show, to_json
from ...checker.formal.counterexample import fails, refuted
from ...checker.formal.recurrences import recurrence
from ...checker.formal.syntax import Node, is_matrix, sizes_in
from ...vocabulary import Evidence, Verdict
from . import normal_models
from .words import Formula

NICE = [0, 1, -1, 2, -2, "1/2", "-1/2", 3, "1/10", "9/10", "11/10", "1/100", "99/100", 10, "-1/3"]
TERMS = ["x", "-x", "x**2", "x**3", "1", "0", "abs(x)", "max(x,0)", "sin(x)", "exp(x)", "tanh(x)"]
TERMS += ["log(1+exp(x))", "sqrt(x**2+1/100)", "1/(1+exp(-x))"]


def falsify(
    says: Formula,
    *,
    judge: Any = None,
    seed: int = 0,
    attempts: int = 3000,
    hints: Iterable[dict[str, Any]] = (),
) -> Evidence | None:
    """REFUTED with a model in which the statement is false, or None. Counts attempts, no clock.

    With a judge the statement is also unrolled at small times and given to the scalar engine.
    `hints` are models that are tried first.
    """
    statement = to_json(says.node)
    for found in chain(hints, _candidates(says.node, judge, seed, attempts)):
        data = {"values": {}, "functions": {}} | found
        data |= {"kind": "model", "statement": statement}
        try:
            fails(says.node, data)  # without reading the statement anew for each model
            refuted(data)
        except Rejected:
            continue
        except (ArithmeticError, ValueError, RecursionError, IndexError):
            continue
        words = [f"{name} = {value}" for name, value in data["values"].items()]
        words += [f"{name}: {_described(one)}" for name, one in data["functions"].items()]
        words += [f"{name} = {_rows(one)}" for name, one in data.get("matrices", {}).items()]
        return Evidence(
            Verdict.REFUTED,
            scope=show(says.node),
            method="model",
            witness=data,
            detail="false in the model " + ", ".join(words),
        )
    return None


def _candidates(node: Node, judge: Any, seed: int, attempts: int) -> Iterator[dict[str, Any]]:
    source, plan = random.Random(seed), _plan(node)
    for attempt in range(attempts // 4):
        yield _model(plan, source, attempt)
    if judge is not None:
        from . import matrices, unroll

        yield from matrices.models(node)
        yield from unroll.models(node, judge)
    yield from normal_models.models(node, seed, attempts)
    for attempt in range(attempts // 4, attempts):
        yield _model(plan, source, attempt)


def _rows(matrix: list[list[str]]) -> str:
    return "; ".join(" ".join(row) for row in matrix)


def _described(own: dict[str, Any]) -> str:
    if "start" in own:
        return f"starts at {own['start']}"
    if "linear" in own:
        return f"({', '.join(map(str, own['linear']))}) times a standard normal point"
    return (
        f"0, 1, ..: {', '.join(map(str, own['table']))}"
        if "table" in own
        else f"the function {own['is']}"
    )


def _plan(node: Node) -> dict[str, Any]:
    """Names with their sorts, outermost first, and the sequences that recurrences define."""
    names, hypotheses, _ = normal_models.opened(node)
    defined = {name for one in hypotheses for name in recurrence(one)}
    sizes = sorted(sizes_in(tuple(names.values())))
    return {"names": names, "defined": defined, "sizes": sizes}


def _model(plan: dict[str, Any], source: random.Random, attempt: int) -> dict[str, Any]:
    values, functions, matrices = {}, {}, {}
    points = source.choice((1, 2, 2, 3))
    sizes = {name: source.choice((1, 1, 2, 3)) for name in plan["sizes"]}
    for name, sort in plan["names"].items():
        if sort == "real":
            values[name] = _real(source, attempt)
        elif sort == "nat":
            values[name] = str(source.choice((0, 1, 1, 2, 2, 3, 4, 5, 10, 30)))
        elif sort == "sample":
            values[name] = str(source.randrange(points))
        elif is_matrix(sort):
            matrices[name] = _matrix(sort, sizes, source, attempt)
        elif is_matrix(sort[2]):
            own = [_matrix(sort[2], sizes, source, attempt) for _ in range(2)]
            functions[name] = {"start": own[0]} if name in plan["defined"] else {"table": own}
        elif name in plan["defined"]:
            functions[name] = {"start": _real(source, attempt)}
        elif sort[1] == ("real",):
            functions[name] = {"of": ["x"], "is": _family(source, attempt)}
        elif len(sort[1]) > 1:
            functions[name] = _polynomial(len(sort[1]), source, attempt)
        else:
            length = points if sort[1] == ("sample",) else source.choice((1, 2, 3, 5))
            functions[name] = {"table": [_real(source, attempt) for _ in range(length)]}
    parts = [source.randint(1, 9) for _ in range(points)]
    weights = [str(Fraction(one, sum(parts))) for one in parts]
    made = {"values": values, "functions": functions, "weights": weights}
    return made | ({"matrices": matrices, "sizes": sizes} if sizes else {})


def _matrix(sort: Any, sizes: dict[str, int], source: random.Random, attempt: int) -> list:
    m, n = (sizes[one] if isinstance(one, str) else int(one) for one in sort[1:])
    return [[_real(source, attempt) for _ in range(n)] for _ in range(m)]


def _polynomial(arity: int, source: random.Random, attempt: int) -> dict[str, Any]:
    """a + b_1 x_1 + .. + c x_1 x_2 .. in the arguments; a sample counts as its index."""
    names = [f"x_{k}" for k in range(arity)]
    parts = [["*", _real(source, attempt), one] for one in (*names, ["*", *names])]
    return {"of": names, "is": ["+", _real(source, attempt), *parts]}


def _real(source: random.Random, attempt: int) -> str:
    kind = source.random()
    if kind < 0.5:
        return str(Fraction(source.choice(NICE)))
    if kind < 0.9:
        scale = source.choice((1, 1, 10, 100, 1000)) if attempt % 2 else 1
        return str(Fraction(source.randint(-60, 60), source.choice((1, 2, 3, 7, 10))) / scale)
    return str(Fraction(source.choice((1, -1)) * 10 ** source.randint(1, 4)))


def _family(source: random.Random, attempt: int) -> Any:
    from ..scalar.facts import read

    if source.random() < 0.5:
        return to_json(read(source.choice(TERMS)))
    first, second, third = (_real(source, attempt) for _ in range(3))
    return ["+", ["*", first, ["sin", ["*", second, "x"]]], ["*", third, "x"]]
