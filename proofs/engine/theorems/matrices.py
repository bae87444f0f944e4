"""Steps about matrices of every size: the matrix engine finds what the matrix leaf combines."""

from __future__ import annotations

from typing import Any

from ...checker._terms import Rejected
from ...checker.formal import show, to_json
from ...checker.formal.syntax import Node
from ...checker.kernel.matrices import question
from ...checker.kernel.theorem import common_sorts
from .steps import NotProved, Step, sorts_of
from .words import Formula

RELATIONS = ("equal", "==", "<", "<=", ">", ">=")
AMOUNT = 20.0  # of work for one step


class Matrices:
    """What a `Proof` knows of matrices."""

    def _line(self, rule: str, *premises: Step, **own: Any) -> Step:
        raise NotImplementedError

    def fact(self, name: str, **sizes: str) -> Step:
        """A textbook fact at these sizes: the theorem lists it among what it rests on."""
        return self._line("fact", name=name, sizes=sizes)

    def matrix(self: Any, formula: Formula, *premises: Step, amount: float = AMOUNT) -> Step:
        """A relation between matrices, or numbers made of them, from such relations: a combination
        that holds for all sizes. A conjunction part by part; other premises are left out.
        """
        head, *parts = formula.node
        if head == "and":
            inner = [Formula(one, formula.sorts) for one in parts]
            return self.both(*(self.matrix(one, *premises, amount=amount) for one in inner))
        steps = [one for premise in premises for one in self.split(premise)]
        steps = [one for one in steps if one.theorem.conclusion[0] in RELATIONS]
        sorts = common_sorts([one.theorem for one in steps], formula.sorts)
        try:
            asked, _ = question(formula.node, [one.theorem.conclusion for one in steps], sorts)
        except Rejected as problem:
            raise NotProved(f"no question about matrices: {problem}") from problem
        found = combined(asked, amount)
        if found is None:
            raise NotProved(f"no combination found for {show(formula.node)}")
        return self._line(
            "matrix",
            *steps,
            formula=to_json(formula.node),
            sorts=sorts_of(formula),
            certificate=found,
        )


def asked_of(header: dict[str, Any]) -> tuple[Any, Any, list[Any], list[Any]]:
    """The two sides, the equations and the inequalities as expressions of the engine."""
    from ..matrix.build import _read, from_tree
    from ..matrix.expressions import Relation, letter
    from ..matrix.variation import scalar

    size = lambda text: int(text) if text.isdigit() else text  # noqa: E731
    letters = {name: letter(name, *map(size, s)) for name, s in header["letters"].items()}
    scalars = {name: scalar(name) for name in header["scalars"]}
    read = lambda tree: from_tree(_read(tree), letters, scalars)  # noqa: E731
    rules = [(read(a), read(b)) for a, b in header["rules"]]
    where = [
        Relation("<" if i in header["strict"] else "<=", read(a), read(b))
        for i, (a, b) in enumerate(header["where"])
    ]
    return read(header["left"]), read(header["right"]), rules, where


def combined(header: dict[str, Any], amount: float) -> dict[str, Any] | None:
    """The fields that a line of the matrix leaf says, or None where no combination is found."""
    from .. import work
    from ..matrix import certificate
    from ..matrix.consequences import Ideal
    from ..matrix.inequality import Inequality, _factor
    from ..matrix.question import Question
    from ..matrix.search import prove

    class Plain:
        """No hypothesis becomes a kind of a letter: the leaf has none."""

        def _promote(self, given: Any) -> bool:
            return False

    left, right, rules, where = asked_of(header)
    sign, end = header["relation"], work.done() + amount
    if sign == "==":
        asked = type("Asked", (Plain, Question), {})(left, right, rules, 0, where)
        steps: Any = {}
        if asked.goal:
            ideal = Ideal(asked.rules, asked.letters, asked.rows)
            steps = ideal.combination(asked.goal, amount)
        if steps is None:
            return None
        (steps,), kept = certificate.used([steps], asked.rules)
        own: dict[str, Any] = {"kind": "matrix"}
        rows, letters = asked.rows, asked.letters
    else:
        asked = type("Asked", (Plain, Inequality), {})(left, right, rules, where, 0, sign == "<")
        found = prove(asked, end)
        if found is None:
            return None
        (steps,), kept = certificate.used([found.combination], found.rules)
        terms = [
            {"coefficient": str(q), "factors": [_factor(one) for one in brick.factors]}
            for q, brick in found.bricks
        ]
        own = {"kind": "matrix-sos", "terms": terms}
        if sign == "<":
            own["positive"] = next(
                i for i, (_, brick) in enumerate(found.bricks) if brick.positive(asked.strict)
            )
        rows, letters = None, found.letters
    own["combination"] = certificate.combination(steps, kept, rows, letters)
    more = [one for one in kept if not one.is_given]
    if more:
        from ..matrix.tree import to_json as tree_json

        own["inverses"] = [
            [int(one.reason.split()[1]), [tree_json(one.left.tree), tree_json(one.right.tree)]]
            for one in more
        ]
    return own


def models(node: Node) -> Any:
    """Candidates for models in which a statement about matrices is false, as `model` reads them:
    exact matrices that the engine finds against each part of the conclusion.
    """
    from ...vocabulary import Verdict
    from ..matrix import at_most, below, same

    sorts: dict[str, Any] = {}
    given: list[Node] = []
    while node[0] in ("forall", "implies"):
        if node[0] == "forall":
            sorts[node[1]] = node[2]
        else:
            given.append(node[1])
        node = node[-1]
    if not any(sort[0] == "matrix" for sort in sorts.values()):
        return
    for part in node[1:] if node[0] == "and" else (node,):
        try:
            header, table = question(part, given, sorts)
            left, right, rules, where = asked_of(header)
            ask = {"==": same, "<=": at_most, "<": below}[header["relation"]]
            found = ask(left, right, rules=rules, where=where, seconds=AMOUNT)
        except (Rejected, TypeError, ValueError, KeyError):
            continue
        witness = found.witness or {}
        if found.verdict != Verdict.REFUTED or witness.get("kind") != "matrix-point":
            continue
        values = {table.terms[name]: one for name, one in witness.get("scalars", {}).items()}
        shown = {table.terms[name]: one for name, one in witness["matrices"].items()}
        yield _model(sorts, values, shown, witness["sizes"])


def _model(sorts: Any, values: Any, shown: Any, sizes: dict[str, int]) -> dict[str, Any]:
    """Names that the question does not use are 0."""
    from ...checker.formal.syntax import sizes_in

    sizes = dict.fromkeys(sizes_in(tuple(sorts.values())), 1) | sizes
    found: dict[str, Any] = {"values": {}, "matrices": {}, "functions": {}, "sizes": sizes}
    for name, sort in sorts.items():
        if sort in ("real", "nat"):
            found["values"][name] = values.get(name, "0")
        elif sort[0] == "matrix":
            m, n = (sizes[one] if isinstance(one, str) else int(one) for one in sort[1:])
            found["matrices"][name] = shown.get(name, [["0"] * n for _ in range(m)])
    return found
