"""A statement is false in a model: numbers for its names, functions, a finite probability space.

{"kind": "model", "statement": FORMULA, "values": {name: NUMBER or index of a sample},
 "functions": {name: {"start": NUMBER} | {"table": [NUMBER, ..]} | {"of": [name, ..], "is": TERM}},
 "weights": [NUMBER, ..], "sizes": {name: INTEGER}, "matrices": {name: [[NUMBER, ..], ..]}}

Where values of a function are matrices, rows stand in place of numbers. In place of weights
`"normal": k` makes the samples points of R^k under the standard normal law; random variables are
{"linear": [NUMBER, ..]}, k coefficients (`normal`).

The outer "for all x" take the values; every hypothesis has to be true; what is left has to be
false. A hypothesis "for all t: f(t + 1) == rhs and .." defines the functions that have a `start`:
their values follow, and it is true by construction. `table` ends in a value that stays for ever.
What is said of all real numbers is true in the cases of `everywhere`. Everything is exact, or an
enclosure that decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .._terms import COMPARE, ONE, TURNED, ZERO, Rejected, need
from .arrays import matrix_of, measure, rows_from, size_of, sizes_from
from .defined import obligations
from .everywhere import holds_everywhere, is_law, law
from .names import free
from .normal import COORDINATES, Expansion, Sample, linear, mean
from .reading import from_json
from .recurrences import at_once, recurrence
from .syntax import MEASURES, SIZED, Node, conjuncts
from .values import Undefined, compare, scalar, small

LIMIT = 20_000  # values of a bounded quantifier or sum
GIVEN = frozenset(map(frozenset, (("start",), ("table",), ("is",), ("is", "of"), ("linear",))))


class Model:
    def __init__(self, data: Mapping[str, Any]):
        self.functions: dict[str, Any] = {}
        self.rules: dict[str, tuple[str, Node]] = {}  # f: (t, rhs) with f(t + 1) == rhs
        self.known: dict[tuple[str, int], Any] = {}
        self.weights = [_number(one) for one in data.get("weights", [])]
        need(all(one >= 0 for one in self.weights), "weights are not negative")
        need(not self.weights or sum(self.weights) == 1, "weights add up to 1")
        self.normal = data.get("normal", 0)
        whole = type(self.normal) is int and 0 <= self.normal <= COORDINATES
        need(whole and not (self.normal and self.weights), "one law of the samples")
        for name, value in data.get("functions", {}).items():
            need(isinstance(value, dict), "a function is an object")
            need(frozenset(value) in GIVEN, "not a start, a table, a form, or a term")
            body = {"is": from_json(value["is"])} if "is" in value else {}
            self.functions[name] = value | body
        self.sizes = sizes_from(data.get("sizes", {}))
        self.values = {name: _number(value) for name, value in data.get("values", {}).items()}
        self.matrices = {name: rows_from(rows) for name, rows in data.get("matrices", {}).items()}
        need(not set(self.values) & set(self.matrices), "a name has two values")

    # --- terms

    def term(self, node: Node, env: Mapping[str, Any]) -> Any:
        """A Fraction, or an arb ball. Raises `Undefined`, `Rejected`."""
        if isinstance(node, Fraction):
            return node
        if isinstance(node, str):
            need(node in env, f"{node} has no value")
            return env[node]
        head, *parts = node
        if head == "apply":
            given = [self._argument(part, env) for part in parts[1:]]
            family = env.get(parts[0])
            return family(*given) if callable(family) else self._apply(parts[0], given)
        if head in MEASURES:
            return measure(head, [self.matrix(part, env) for part in parts], scalar)
        if head == "size":
            return Fraction(size_of(parts[0], self.sizes))
        if head == "sum":
            count = self.term(parts[1], env)
            need(count <= LIMIT, "a sum is too long")
            inner = [self.term(parts[2], {**env, parts[0]: Fraction(k)}) for k in range(int(count))]
            return scalar("+", inner) if inner else ZERO
        if head == "expect" and self.normal:
            self.alone(*parts, env)
            return mean(self.term(parts[1], {**env, parts[0]: Sample()}))
        if head == "expect":
            need(self.weights, "the model has no probability space")
            at = ({**env, parts[0]: Fraction(k)} for k in range(len(self.weights)))
            values = [self.term(parts[1], one) for one in at]
            return scalar("+", [scalar("*", list(pair)) for pair in zip(self.weights, values)])
        need(head != "deriv", "a model does not say what a derivative is")
        if head == "indicator":
            return ONE if self.formula(parts[0], env) else ZERO
        return scalar(head, [self.term(part, env) for part in parts])

    def alone(self, w: str, body: Node, env: Mapping[str, Any]) -> None:
        """Nothing else in the body is random: a mean within a mean has a sample of its own."""
        others = (env.get(name) for name in free(body) - {w})
        need(not any(isinstance(one, (Sample, Expansion)) for one in others), "two samples at once")

    def matrix(self, node: Node, env: Mapping[str, Any]) -> Any:
        """The rows of a matrix."""
        if isinstance(node, str):
            need(isinstance(env.get(node), list), f"{node} has no value")
            return env[node]
        head, *parts = node
        if head == "apply":
            given = [self._argument(part, env) for part in parts[1:]]
            return self._apply(parts[0], given, self.matrix)
        if head == "scale":
            values = [self.term(parts[0], env), self.matrix(parts[1], env)]
        else:
            values = parts if head in SIZED else [self.matrix(part, env) for part in parts]
        return matrix_of(head, values, self.sizes, scalar)

    def _argument(self, node: Node, env: Mapping[str, Any]) -> Any:
        """The value of a term; a family as a function of its indices. All its entries have values,
        whichever are asked for.
        """
        if not isinstance(node, tuple) or node[0] != "lambda":
            return self.term(node, env)
        _, names, body = node
        need(not obligations(body), "an entry of a family may be undefined")
        return lambda *at: self.term(body, {**env, **dict(zip(names, at))})

    def _apply(self, name: str, arguments: list[Any], value_of: Any = None) -> Any:
        need(name in self.functions, f"the function {name} is not in the model")
        own, read = self.functions[name], _number if value_of is None else rows_from
        value_of = value_of or self.term
        if "is" in own:
            names = own.get("of", [])
            need(len(names) == len(arguments), f"{name} takes {len(names)} arguments")
            return value_of(own["is"], dict(zip(names, arguments)))
        if "linear" in own:
            need(isinstance(arguments[0], Sample), f"{name} takes a sample")
            return linear([_number(one) for one in own["linear"]])
        need(len(arguments) == 1 and isinstance(arguments[0], Fraction), "one whole argument")
        place = int(arguments[0])
        need(arguments[0] == place >= 0, f"{name} takes a natural number")
        if "table" in own:
            table = own["table"]
            return read(table[min(place, len(table) - 1)])
        need(name in self.rules, f"nothing says what {name} is beyond its start")
        need(place <= LIMIT, "a sequence is followed too far")
        if (name, 0) not in self.known:
            self.known[name, 0] = read(own.get("start"))
        start = place
        while (name, start) not in self.known:
            start -= 1
        for k in range(start, place):  # forwards, so that nothing recurses deeply
            t, rhs = self.rules[name]
            value = value_of(rhs, {**self.values, **self.matrices, t: Fraction(k)})
            self.known[name, k + 1] = small(value)
        return self.known[name, place]

    # --- formulas

    def formula(self, node: Node, env: Mapping[str, Any]) -> bool:
        head, *parts = node
        if self.weights and _evident(node):
            return True
        if self.normal and is_law(node):
            return law(self, node, [], env)
        if head in COMPARE:
            try:
                left, right = (self.term(part, env) for part in parts)
            except Undefined:
                return False
            same = parts[0] == parts[1] and head in ("==", "<=", ">=")
            return same or compare(head, left, right)
        if head == "equal":
            try:
                left, right = (self.matrix(part, env) for part in parts)
            except Undefined:
                return False
            cells = zip((one for row in left for one in row), (one for row in right for one in row))
            return all(compare("==", a, b) for a, b in cells)
        if head == "and":
            return all(self.formula(part, env) for part in parts)
        if head == "or":
            return any(self.formula(part, env) for part in parts)
        if head == "not":
            return not self.formula(parts[0], env)
        if head == "implies":
            return not self.formula(parts[0], env) or self.formula(parts[1], env)
        name, sort, body = parts
        if (head, sort) == ("forall", "real"):
            return holds_everywhere(self, node, env)
        cases = (self.formula(body, {**env, name: one}) for one in self._range(node, env))
        need(sort in ("nat", "sample"), "a quantifier over the reals is not evaluated")
        return all(cases) if head == "forall" else any(cases)

    def _range(self, node: Node, env: Mapping[str, Any]) -> Iterator[Fraction]:
        """The values a bounded quantifier runs over. Raises `Rejected` for one without bound."""
        head, name, sort, body = node
        inner: set[str] = set()  # in "for all r, c: r < m and c < d implies .." the bound is inside
        while head == "forall" and body[0] == "forall":
            inner.add(body[1])
            body = body[3]
        if sort == "sample":
            need(self.weights, "the model has no probability space")
            return map(Fraction, range(len(self.weights)))
        # "for all t" is bounded by what it assumes, "there is t" by what it asks; a bound that "for
        # all t" asserts is a claim about every t
        bounding = body if head == "exists" else body[1] if body[0] == "implies" else None
        for one in conjuncts(bounding) if bounding else ():
            sign, *sides = one
            if sign in (">", ">="):
                sign, sides = TURNED[sign], sides[::-1]
            bound = sign in ("<", "<=") and sides[0] == name and name not in inner
            if bound and not (inner | {name}) & free(sides[1]):
                try:
                    top = self.term(sides[1], env)
                except Undefined:  # the bound is then false for every value
                    return iter(())
                need(isinstance(top, Fraction) and top <= LIMIT, "a bound is too large")
                last = top // 1 if sign == "<=" or top.denominator != 1 else top - 1
                return map(Fraction, range(int(last) + 1))
        period = max((len(self.functions[f]["table"]) for f in self._tables(body, name)), default=0)
        return map(Fraction, range(period + 1))

    def _tables(self, node: Node, t: str) -> Iterator[str]:
        """The sequences in which t occurs, all of them tables, at t or t + 1: beyond their ends
        nothing changes. Raises `Rejected` where t occurs otherwise.
        """
        if node == t:
            raise Rejected("a quantifier has no bound that the model knows")
        if not isinstance(node, tuple) or t not in free(node):
            return
        if node[0] == "apply" and node[2:] in ((t,), (("+", t, ONE),)):
            need("table" in self.functions.get(node[1], {}), "a quantifier has no bound")
            yield node[1]
            return
        for part in node[1:]:
            yield from self._tables(part, t)

    def define(self, hypothesis: Node) -> bool:
        """Take a recurrence as the definition of sequences with a start; False for anything
        else.
        """
        found = recurrence(hypothesis)
        for name, (t, rhs) in found.items():
            simple = "start" in self.functions.get(name, {}) and name not in self.rules
            if not simple or obligations(rhs) or not at_once(rhs, t):
                return False
        self.rules |= found
        return bool(found)


def _evident(node: Node) -> bool:
    """A mean exists, or all of them do: true in every finite probability space, if what is averaged
    is defined everywhere.
    """
    head, *parts = node
    if head in ("forall", "implies"):
        return _evident(parts[-1])
    if head == "==" and parts[0] == parts[1] and isinstance(parts[0], tuple):
        inside = parts[0][2] if parts[0][0] == "expect" else parts[0]
        return parts[0][0] != "deriv" and all(_evident(one) for one in obligations(inside))
    return False


def _number(data: Any) -> Fraction:
    value = from_json(data)
    need(isinstance(value, Fraction), "a number is expected")
    return value


__all__ = ["Model"]
