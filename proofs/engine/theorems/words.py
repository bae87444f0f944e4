"""Words for statements: variables with sorts, terms with operators, formulas, binders.

    eta, sigma = reals("eta sigma"); t = nats("t"); x, = sequences("x")
    forall(eta, x)(given(eta > 0, forall(t)(x(t + 1) == (1 - eta)*x(t))) >> forall(t)(...))

Every value is a node of `checker.formal` with the sorts of its free names; nothing is
simplified. `==` builds an equation, as in SymPy's and z3's relations: compare values with `is`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...checker.formal import put, show
from ...checker.formal.syntax import Node, Sort, Sorts
from ..terms import by_twos, from_sympy, names

Number = int | str | Fraction


def _merge(*tables: Sorts) -> dict[str, Sort]:
    merged: dict[str, Sort] = {}
    for table in tables:
        for name, sort in table.items():
            if merged.setdefault(name, sort) != sort:
                raise TypeError(
                    f"{name} is used with the sorts {merged[name]} and {sort}: rename one of them"
                )
    return merged


@dataclass(frozen=True, eq=False)
class Term:
    """A term: `node` and the sorts of its free names; a variable has a name as well.

    (One class for both: Python asks the right side of a comparison first if it is a subclass.)
    """

    node: Node
    sorts: Sorts = field(default_factory=dict)
    name: str = ""

    def _two(self, head: str, other: Any, swap: bool = False) -> Term:
        other = term(other)
        left, right = (other, self) if swap else (self, other)
        return Term((head, left.node, right.node), _merge(left.sorts, right.sorts))

    def __add__(self, other: Any) -> Term:
        return self._two("+", other)

    def __radd__(self, other: Any) -> Term:
        return self._two("+", other, swap=True)

    def __sub__(self, other: Any) -> Term:
        return self._two("-", other)

    def __rsub__(self, other: Any) -> Term:
        return self._two("-", other, swap=True)

    def __mul__(self, other: Any) -> Term:
        if hasattr(other, "shape"):  # a number times a matrix
            return NotImplemented
        return self._two("*", other)

    def __rmul__(self, other: Any) -> Term:
        return self._two("*", other, swap=True)

    def __truediv__(self, other: Any) -> Term:
        return self._two("/", other)

    def __rtruediv__(self, other: Any) -> Term:
        return self._two("/", other, swap=True)

    def __pow__(self, other: Any) -> Term:
        return self._two("^", other)

    def __rpow__(self, other: Any) -> Term:
        return self._two("^", other, swap=True)

    def put(self, variable: Variable, value: Any) -> Term:
        """The term with a value in place of a free variable."""
        return Term(*_put(self, variable, value))

    def __neg__(self) -> Term:
        return Term(("-", self.node), self.sorts)

    def __abs__(self) -> Term:
        return Term(("abs", self.node), self.sorts)

    def _relation(self, head: str, other: Any) -> Formula:
        made = self._two(head, other)
        return Formula(made.node, made.sorts)

    def __eq__(self, other: Any) -> Formula:
        return self._relation("==", other)

    def __ne__(self, other: Any) -> Formula:
        return self._relation("!=", other)

    def __lt__(self, other: Any) -> Formula:
        return self._relation("<", other)

    def __le__(self, other: Any) -> Formula:
        return self._relation("<=", other)

    def __gt__(self, other: Any) -> Formula:
        return self._relation(">", other)

    def __ge__(self, other: Any) -> Formula:
        return self._relation(">=", other)

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise TypeError(f"the term {show(self.node)} has no truth value")

    def __repr__(self) -> str:
        return show(self.node)


Variable = Term  # a number, natural number or sample with a name


@dataclass(frozen=True)
class Function:
    """A function with a name; called with terms it is the term of its value."""

    name: str
    sort: Sort

    @property
    def sorts(self) -> Sorts:
        return {self.name: self.sort}

    def __call__(self, *arguments: Any) -> Any:
        given = [one if isinstance(one, Lambda) else term(one) for one in arguments]
        node = ("apply", self.name, *(one.node for one in given))
        sorts = _merge(self.sorts, *(one.sorts for one in given))
        return self._valued(node, sorts)

    def _valued(self, node: Node, sorts: Sorts) -> Any:
        return Term(node, sorts)


@dataclass(frozen=True)
class Lambda:
    """The function that takes `names` to `body`: a family as the argument of a function, or what
    is put in for a function in `Proof.at`.
    """

    names: tuple[Variable, ...]
    body: Term

    @property
    def node(self) -> Node:
        return ("lambda", tuple(one.name for one in self.names), self.body.node)

    @property
    def sorts(self) -> Sorts:
        own = {one.name for one in self.names}
        return {name: sort for name, sort in self.body.sorts.items() if name not in own}


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula: `node` and the sorts of its free names. `a >> b` is "a implies b"."""

    node: Node
    sorts: Sorts = field(default_factory=dict)

    def __rshift__(self, other: Formula) -> Formula:
        return implies(self, other)

    def __and__(self, other: Formula) -> Formula:
        return conj(self, other)

    def __or__(self, other: Formula) -> Formula:
        return disj(self, other)

    def __invert__(self) -> Formula:
        return negation(self)

    def __bool__(self) -> bool:
        raise TypeError(
            f"the statement {show(self.node)} has no truth value in Python: chains such as "
            f"a <= b <= c and the words `and`, `or` do not build statements; use conj, disj"
        )

    def __repr__(self) -> str:
        return show(self.node)

    @property
    def left(self) -> Formula:
        """What an implication assumes."""
        return self.part(0)

    def part(self, index: int) -> Formula:
        """A part of a connective."""
        from ...checker.formal import free

        node = self.node[1 + index]
        return Formula(node, {name: self.sorts[name] for name in free(node)})

    def put(self, variable: Variable, value: Any) -> Formula:
        """The formula with a value in place of a free variable."""
        return Formula(*_put(self, variable, value))


def _put(one: Term | Formula, variable: Variable, value: Any) -> tuple[Node, Sorts]:
    value = value if hasattr(value, "shape") else term(value)
    rest = {name: sort for name, sort in one.sorts.items() if name != variable.name}
    return put(one.node, {variable.name: value.node}), _merge(rest, value.sorts)


def term(value: Any) -> Term:
    """A number as a term; a float is refused because it is not what it prints."""
    if isinstance(value, Term):
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Term(Fraction(value))
    if isinstance(value, str):
        return Term(Fraction(value))
    raise TypeError(f"{value!r} is no exact number: give an int, a Fraction or '1/3'")


def _variables(names: str, sort: Sort) -> Any:
    made = [Variable(name, {name: sort}, name) for name in names.split()]
    return made[0] if len(made) == 1 else tuple(made)


def reals(names: str) -> Any:
    """Real variables; one name gives the variable itself, several a tuple. So for the others."""
    return _variables(names, "real")


def nats(names: str) -> Any:
    """Natural numbers 0, 1, 2, .."""
    return _variables(names, "nat")


def samples(names: str) -> Any:
    """Points of the probability space."""
    return _variables(names, "sample")


def family(dimensions: int = 1) -> Sort:
    """The sort of families of reals with so many indices, for functions that take them."""
    return ("function", ("nat",) * dimensions, "real")


def functions(names: str, *arguments: Sort, value: str = "real") -> Any:
    made = [Function(name, ("function", tuple(arguments), value)) for name in names.split()]
    return made[0] if len(made) == 1 else tuple(made)


def sequences(names: str) -> Any:
    """Sequences of reals."""
    return functions(names, "nat")


def randoms(names: str) -> Any:
    """Real random variables: functions of the sample."""
    return functions(names, "sample")


def _connected(head: str, parts: Sequence[Formula]) -> Formula:
    if len(parts) == 1:
        return parts[0]
    return Formula((head, *(one.node for one in parts)), _merge(*(one.sorts for one in parts)))


def conj(*parts: Formula) -> Formula:
    return _connected("and", parts)


def disj(*parts: Formula) -> Formula:
    return _connected("or", parts)


given = conj  # the hypotheses of a statement: given(..) >> conclusion


def negation(part: Formula) -> Formula:
    return Formula(("not", part.node), part.sorts)


def implies(left: Formula, right: Formula) -> Formula:
    return Formula(("implies", left.node, right.node), _merge(left.sorts, right.sorts))


def _quantifier(head: str, names: Sequence[Variable | Function]) -> Callable[[Formula], Formula]:
    def bind(body: Formula) -> Formula:
        for one in reversed(names):
            sort = one.sorts[one.name]
            rest = {name: found for name, found in body.sorts.items() if name != one.name}
            if body.sorts.get(one.name, sort) != sort:
                raise TypeError(f"{one.name} has another sort inside: rename one of them")
            body = Formula((head, one.name, sort, body.node), rest)
        return body

    return bind


def forall(*names: Variable | Function) -> Callable[[Formula], Formula]:
    return _quantifier("forall", names)


def exists(*names: Variable | Function) -> Callable[[Formula], Formula]:
    return _quantifier("exists", names)


def sum_over(index: Variable, count: Any, body: Term) -> Term:
    """The sum of `body` over index = 0, .., count - 1."""
    count = term(count)
    rest = {name: sort for name, sort in body.sorts.items() if name != index.name}
    return Term(("sum", index.name, count.node, body.node), _merge(count.sorts, rest))


def indicator(event: Formula) -> Term:
    return Term(("indicator", event.node), event.sorts)


def E(sample: Variable, body: Any) -> Term:
    """The expectation of `body` over the sample."""
    body = term(body)
    rest = {name: sort for name, sort in body.sorts.items() if name != sample.name}
    return Term(("expect", sample.name, body.node), rest)


def Prob(sample: Variable, event: Formula) -> Term:
    return E(sample, indicator(event))


def integrable(mean: Term) -> Formula:
    """The expectation or derivative exists: its equation with itself, false without a value."""
    return Formula(("==", mean.node, mean.node), mean.sorts)


def deriv(variable: Variable, body: Any, at: Any = None) -> Term:
    """The derivative of `body` in the variable, at the point `at` (at the variable itself)."""
    body, point = term(body), variable if at is None else term(at)
    rest = {name: sort for name, sort in body.sorts.items() if name != variable.name}
    return Term(("deriv", variable.name, point.node, body.node), _merge(rest, point.sorts))


def _call(head: str) -> Callable[[Any], Term]:
    def call(argument: Any) -> Term:
        argument = term(argument)
        return Term((head, argument.node), argument.sorts)

    return call


sqrt, exp, log = _call("sqrt"), _call("exp"), _call("log")
sin, cos = _call("sin"), _call("cos")
tanh, erf = _call("tanh"), _call("erf")
pi = Term(("pi",))


def maximum(first: Any, second: Any) -> Term:
    """The larger of two numbers."""
    return term(first)._two("max", second)


def minimum(first: Any, second: Any) -> Term:
    """The smaller of two numbers."""
    return term(first)._two("min", second)


def read(expression: Any, values: Mapping[str, Term]) -> Term:
    """A SymPy expression, or a scalar term of the engine, with terms for its names: a step of a
    kernel as it runs, at x(t).
    """
    node = from_sympy(expression)
    used = names(node)
    missing = set(used) - set(values)
    if missing:
        raise TypeError(f"the expression uses {', '.join(sorted(missing))}: give their values")
    sorts = _merge(*(values[name].sorts for name in used))
    return Term(put(_tidy(node), {name: values[name].node for name in used}), sorts)


def _tidy(node: Node) -> Node:
    """SymPy's 1 + (-1)*x is 1 - x, and its numbers stand first: the same value, as one writes."""
    if not isinstance(node, tuple):
        return node
    head, *parts = node
    parts = [_tidy(part) for part in parts]
    if head == "*":
        parts.sort(key=lambda part: not isinstance(part, Fraction))
        if parts[0] == -1 and len(parts) > 1:
            return ("-", by_twos("*", parts[1:]))
        return by_twos("*", parts)
    if head == "+":
        parts.sort(key=_negative)
        made = parts[0]
        for part in parts[1:]:
            made = ("-", made, part[1]) if _negative(part) else ("+", made, part)
        return made
    return (head, *parts)


def _negative(part: Node) -> bool:
    return isinstance(part, tuple) and part[0] == "-" and len(part) == 2
