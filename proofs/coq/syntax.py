"""Terms and formulas as Coq text.

A relation becomes "its terms are defined, and it holds": Coq's division and square root are total,
so that definedness has to be said. A term of sort nat that contains a name is a Coq nat, read as a
real by INR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from ..checker._definedness import obligations as scalar_obligations
from ..checker._terms import ARITY, COMPARE, Goal, names
from ..checker.formal.defined import obligations
from ..checker.formal.names import free

Node = Any


class NotExported(Exception):
    """There is no Coq form of this evidence yet; the message is the reason."""


@lru_cache(256)
def variables(target: Goal) -> tuple[str, ...]:
    """The names of a goal, in the order in which its lemma binds them."""
    return tuple(sorted(names(target.claim, *target.where) | set(target.integers)))


FUNCTIONS = {"log": "ln", "abs": "Rabs", "min": "Rmin", "max": "Rmax"}
SIGNS = {"==": "=", "!=": "<>"}
# what the generated text itself uses; a name with a prime cannot be written in a statement
WORDS = """R nat Z N S O I E Q INR IZR pow powerRZ Rpower rpower sqrt exp ln sin cos tan asin acos
atan sinh cosh tanh Rabs Rmin Rmax PI conj proj1 proj2 ex_intro or_introl or_intror False_ind
indicator sum_below average integrable Omega P True False not and or ex eq is_integer Prop Set
Type as at
cofix else end exists exists2 fix for forall fun if IF in let match mod return then using where
with SProp Derive ex_derive locally by struct max min add mul sub"""
TAKEN = frozenset(WORDS.split())


TEXTS = 2**14  # formulas whose texts are kept
LEGAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@cache
def name(text: str) -> str:
    """A name as Coq takes it. What comes from a file is a name and nothing else."""
    if not LEGAL.match(text):
        raise NotExported(f"the name {text[:40]!r}")
    if text in TAKEN or re.fullmatch(r"[DEHKLZ][0-9]*|[Ths][0-9]+|leaf_.*|line_.*|_", text):
        return text + "'"
    return text


class Writer:
    """Writes terms and formulas over names of known sorts. `full` puts every parenthesis, so that
    texts can be compared after a substitution; `shown` is the text for a name.
    """

    def __init__(
        self,
        sorts: Mapping[str, Any],
        *,
        full: bool = False,
        shown: Mapping[str, str] | None = None,
    ):
        self.sorts, self.full, self.names = dict(sorts), full, dict(shown or {})

    def bound(self, variable: str, sort: Any) -> Writer:
        inner = {key: text for key, text in self.names.items() if key != variable}
        return Writer({**self.sorts, variable: sort}, full=self.full, shown=inner)

    def name(self, text: str) -> str:
        return self.names.get(text, name(text))

    # --- terms

    def natural(self, node: Node) -> bool:
        """The term is written as a nat: it has a name, and is made of nats throughout."""
        return self._whole(node) and bool(free(node))

    def _whole(self, node: Node) -> bool:
        if isinstance(node, str):
            return self.sorts.get(node) == "nat"
        if not isinstance(node, tuple):
            return node >= 0 and node.denominator == 1
        head, *parts = node
        if head == "apply":
            return self.sorts[parts[0]][2] == "nat"
        if head == "^" and not free(parts[0]):
            return False  # 2^t is a real power
        return head in ("+", "*", "^", "min", "max") and all(map(self._whole, parts))

    def nat(self, node: Node) -> str:
        """A term in Coq's nat, without its scope."""
        if isinstance(node, str):
            return self.name(node)
        if not isinstance(node, tuple):
            if node < 0 or node.denominator != 1:
                raise NotExported(f"{node} in place of a natural number")
            return str(node)
        head, *parts = node
        if not self._whole(node):
            raise NotExported(f"a natural number made by {head}")
        if head == "apply":
            return f"({self._applied(parts)})"
        if head in ("min", "max"):
            left, right = map(self.nat, parts)
            return f"(Nat.{head} {left} {right})"
        mark = "@" if self.full else ""  # a sum of naturals is no sum of reals
        inner = f" {head}{mark} ".join(map(self.nat, parts))
        return inner if len(parts) == 1 else f"({inner})"

    def _argument(self, node: Node, sort: Any) -> str:
        if isinstance(sort, tuple):
            return self.family(node)
        if sort == "real":
            return self.atom(node)
        if sort == "sample":
            return self.name(node)
        text = self.nat(node)
        return text if isinstance(node, str) else f"{text}%nat"

    def family(self, node: Node) -> str:
        """A family by its entries."""
        if isinstance(node, str):
            return self.name(node)
        _, indices, body = node
        inner = self
        for one in indices:
            inner = inner.bound(one, "nat")
        return f"(fun {' '.join(map(inner.name, indices))} : nat => {inner.real(body)})"

    def function(self, bound: str, sort: Any, body: Node) -> str:
        """A number as a function of one variable."""
        inner = self.bound(bound, sort)
        return f"(fun {inner.name(bound)} : {kind(sort)} => {inner.real(body)})"

    def _applied(self, parts: Iterable[Node]) -> str:
        function, *arguments = parts
        sort = self.sorts[function]
        texts = [self._argument(one, kind) for one, kind in zip(arguments, sort[1])]
        return " ".join([self.name(function), *texts])

    def atom(self, node: Node) -> str:
        return self.real(node, 5)

    def real(self, node: Node, level: int = 0) -> str:
        """level: 0 whole, 1 in a sum, 2 left in a product, 3 right in it, 4 a base, 5 argument."""
        text, own = self._real(node)
        if self.full:
            return text if own == 5 else f"({text})"
        return f"({text})" if own < level else text

    def _real(self, node: Node) -> tuple[str, int]:
        if type(node) is Fraction:
            if node.denominator == 1:
                return (str(node), 5) if node >= 0 else (f"({node})", 5)
            return f"({node.numerator} / {node.denominator})", 5
        if isinstance(node, str) and self.sorts.get(node, "real") == "real":
            return self.name(node), 5
        if self.natural(node):
            text = self.nat(node)
            return f"INR {text}" if isinstance(node, str) else f"INR {text}%nat", 5 - 1
        if isinstance(node, str):
            raise NotExported(f"{node} is no number")
        head, *parts = node
        match head:
            case "apply":
                return self._applied(parts), 4
            case "sum":
                inner = self.bound(parts[0], "nat")
                count = self._argument(parts[1], "nat")
                return (
                    f"sum_below {count} (fun {inner.name(parts[0])} => {inner.real(parts[2])})",
                    4,
                )
            case "expect":
                inner = self.bound(parts[0], "sample")
                return f"average P (fun {inner.name(parts[0])} => {inner.real(parts[1])})", 4
            case "indicator":
                return f"indicator ({self.formula(parts[0])})", 4
            case "+":
                first, *rest = parts
                return " + ".join([self.real(first, 1), *(self.real(p, 2) for p in rest)]), 1
            case "-" if len(parts) == 1:
                return f"- {self.real(parts[0], 3)}", 1
            case "-":
                return f"{self.real(parts[0], 1)} - {self.real(parts[1], 2)}", 1
            case "*":
                first, *rest = parts
                return " * ".join([self.real(first, 2), *(self.real(p, 3) for p in rest)]), 2
            case "/":
                return f"{self.real(parts[0], 2)} / {self.real(parts[1], 3)}", 2
            case "^":
                return self._power(*parts)
            case "pi":
                return "PI", 5
            case "E":
                return "exp 1", 4
            case "deriv":
                bound, point, body = parts
                return f"Derive {self.function(bound, 'real', body)} {self.atom(point)}", 4
            case "diff":
                return self._derivative(*parts)
            case "at":
                term, variable, value = parts
                return f"(fun {self.name(variable)} : R => {self.real(term)}) {self.atom(value)}", 4
        if head == "power":
            return f"powerRZ {self.atom(parts[0])} {self._integer(parts[1])}%Z", 4
        if head == "rpower":
            return f"rpower {self.atom(parts[0])} {self.atom(parts[1])}", 4
        if head not in ARITY or head == "erf":
            raise NotExported(f"the term {head}")
        return " ".join([FUNCTIONS.get(head, head), *map(self.atom, parts)]), 4

    def _power(self, base: Node, exponent: Node) -> tuple[str, int]:
        if isinstance(exponent, Fraction):
            size = abs(int(exponent))
            text = f"{self.real(base, 5)} ^ {size}"
            return (f"/ ({text})", 2) if exponent < 0 else (text, 4 - 1)
        return f"{self.real(base, 5)} ^ {self._argument(exponent, 'nat')}", 4 - 1

    def _derivative(self, term: Node, variable: str) -> tuple[str, int]:
        own = self.name(variable)
        return f"Derive (fun {own} : R => {self.real(term)}) {own}", 4

    def _integer(self, node: Node) -> str:
        """A term made of integers, in Coq's Z."""
        if isinstance(node, Fraction):
            return str(node) if node >= 0 else f"({node})"
        if isinstance(node, str):
            return f"{self.name(node)}"
        head, *parts = node
        texts = list(map(self._integer, parts))
        if head == "-" and len(parts) == 1:
            return f"(- {texts[0]})"
        if head in ("abs", "min", "max"):
            return f"(Z.{head} {' '.join(texts)})"
        return f"({f' {head} '.join(texts)})"

    # --- formulas

    def relation(self, node: Node) -> str:
        """The bare relation, without the definedness of its terms."""
        head, left, right = node
        if head == "==" and left == right and isinstance(left, tuple):
            if left[0] == "expect":
                return self._integrable(*left[1:])
            if left[0] == "deriv":
                return self._differentiable(*left[1:])
        return f"{self.real(left)} {SIGNS.get(head, head)} {self.real(right)}"

    def _integrable(self, bound: str, body: Node) -> str:
        inner = self.bound(bound, "sample")
        where = f"fun {inner.name(bound)} => {inner.real(body)}"
        duties = [inner.duty(one) for one in obligations(body)]
        total = f"forall {inner.name(bound)} : Omega, {_joined(duties)}" if duties else ""
        return _joined([f"({total})"] * bool(total) + [f"integrable P ({where})"])

    def _differentiable(self, bound: str, point: Node, body: Node) -> str:
        """The point has a value, the body has one around it, and the derivative exists."""
        inner = self.bound(bound, "real")
        own, at = inner.name(bound), self.atom(point)
        duties = [self.duty(one) for one in obligations(point)]
        around = []
        for one in obligations(body):
            if bound in free(one):
                around.append(inner.duty(one))
            else:
                duties.append(self.duty(one))
        if around:
            duties.append(f"locally {at} (fun {own} : R => {_joined(around)})")
        return _joined([*duties, f"ex_derive (fun {own} : R => {inner.real(body)}) {at}"])

    def duty(self, node: Node) -> str:
        """An obligation: its terms are defined where the obligations before it hold."""
        head, *parts = node
        if head in COMPARE:
            return self.relation(node)
        if head == "forall":
            inner = self.bound(parts[0], parts[1])
            return f"(forall {inner.name(parts[0])} : {kind(parts[1])}, {inner.duty(parts[2])})"
        word = {"and": " /\\ ", "or": " \\/ ", "implies": " -> "}[head]
        return f"({word.join(f'({self.duty(one)})' for one in parts)})"

    def formula(self, node: Node) -> str:
        """Lines repeat their hypotheses: a text is made once for the same meaning of its names."""
        own = free(node)
        sorts = tuple((one, self.sorts[one]) for one in own if one in self.sorts)
        shown = tuple((one, self.names[one]) for one in own if one in self.names)
        return _formula(node, sorts, self.full, shown)

    def spelled(self, node: Node) -> str:
        head, *parts = node
        if head in COMPARE:
            owed = [self.duty(one) for part in parts for one in obligations(part)]
            return _joined([*dict.fromkeys(owed), self.relation(node)])
        if head == "and":
            return " /\\ ".join(map(self.inside, parts))
        if head == "or":
            return " \\/ ".join(map(self.inside, parts))
        if head == "not":
            return f"~ {self.inside(parts[0])}"
        if head == "implies":
            return f"{self.inside(parts[0])} -> {self.inside(parts[1])}"
        found, rest = [], node
        while rest[0] == head and rest[1] not in {one for one, _ in found}:
            found.append((rest[1], rest[2]))
            rest = rest[3]
        inner = self
        for variable, sort in found:
            inner = inner.bound(variable, sort)
        word = "forall" if head == "forall" else "exists"
        return f"{word} {binders(found)}, {inner.formula(rest)}"

    # --- hypotheses and claims of scalar goals

    def stated(self, node: Node) -> str:
        """The terms are defined, and it is true."""
        if node[0] == "and":
            return " /\\ ".join(f"({self.stated(part)})" for part in node[1:])
        if node[0] in COMPARE:
            return self.formula(node)
        owed = [self.duty(one) for one in scalar_obligations(node)]
        return " /\\ ".join([*owed, f"({self.bare(node)})"]) if owed else self.bare(node)

    def bare(self, node: Node) -> str:
        head, *parts = node
        if head in COMPARE:
            return self.relation(node)
        if head == "not":
            return f"~ ({self.bare(parts[0])})"
        word = " /\\ " if head == "and" else " \\/ "
        return word.join(f"({self.bare(part)})" for part in parts)

    def inside(self, node: Node) -> str:
        text = self.formula(node)
        plain = node[0] in COMPARE and "/\\" not in text and not self.full
        return text if plain else f"({text})"


@lru_cache(TEXTS)
def _formula(node: Node, sorts: Any, full: bool, shown: Any) -> str:
    return Writer(dict(sorts), full=full, shown=dict(shown)).spelled(node)


def _joined(texts: list[str]) -> str:
    return " /\\ ".join(texts)


def kind(sort: Any) -> str:
    """The Coq type of a sort."""
    if sort[0] == "matrix":
        raise NotExported("a matrix in a statement")
    if isinstance(sort, str):
        return {"real": "R", "nat": "nat", "sample": "Omega", "integer": "Z"}[sort]
    inner = [f"({kind(one)})" if isinstance(one, tuple) else kind(one) for one in sort[1]]
    return " -> ".join([*inner, kind(sort[2])])


def binders(names: Iterable[tuple[str, Any]]) -> str:
    """(eta mu : R) (f : nat -> R)"""
    groups: list[tuple[Any, list[str]]] = []
    for one, sort in names:
        if not groups or groups[-1][0] != sort:
            groups.append((sort, []))
        groups[-1][1].append(name(one))
    return " ".join(f"({' '.join(some)} : {kind(sort)})" for sort, some in groups)


__all__ = ["NotExported", "Writer", "binders", "kind", "name"]
