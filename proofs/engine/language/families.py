"""Families and sums of any length: `family = { x = "n" }`, `x[i]`, `sum(i, 1, n, x[i]**2)`.

x[1], .., x[n] are numbers, n = 1, 2, 3, ..; a line of `where` with an index that is not bound holds
for all i = 1, .., n. The claim is a statement of the kernel about sequences (its sums run from 0 to
n - 1, so that i is one more there); it is shown by induction on the length, or by arithmetic from
the inequalities of Cauchy and Schwarz between the sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

from ...vocabulary import Evidence
from ..terms import Term, by_twos, substitute
from .exponents import natural_power

ONE, TWO = Fraction(1), Fraction(2)
MOST_PAIRS = 10


@dataclass(frozen=True)
class Families:
    """A claim about families, each part a term in x[i] = ("apply", x, i)."""

    families: tuple[tuple[str, str], ...]  # name, length
    where: tuple[Term, ...]
    each: tuple[tuple[str, str, Term], ...]  # for all index < length
    claim: Term
    parameters: tuple[str, ...]


def statement(one: Families) -> Any:
    """For all parameters, lengths and families: the hypotheses imply the claim."""
    from ..theorems import conj, forall, given, nats, reals, sequences

    lengths = list(dict.fromkeys(length for _, length in one.families))
    names = [reals(name) for name in one.parameters]
    counts = [nats(name) for name in lengths]
    families = [sequences(name) for name, _ in one.families]
    sorts: dict[str, Any] = {}
    for variable in (*names, *counts, *families):
        sorts |= variable.sorts
    parts = [count >= 1 for count in counts]
    parts += [_formula(part, sorts) for part in one.where]
    for index, length, part in one.each:
        i = nats(index)
        inside = _formula(part, sorts | {index: "nat"})
        parts.append(forall(i)((i < nats(length)) >> inside))
    goal = conj(*(_formula(part, sorts) for part in _links(one.claim)))
    return forall(*names, *counts, *families)(given(*parts) >> goal)


def prove(one: Families, judge: Any) -> Evidence:
    from ..theorems import proved

    return proved(judge.about(statement(one)), lambda own: by_sums(one, own))


def by_sums(one: Families, judge: Any) -> Evidence:
    """The proof: `judge.says` is `statement(one)`."""
    k = judge.theorem()
    universal = [step for step in k.given if step.theorem.conclusion[0] == "forall"]
    start = [step for step in k.given if step not in universal]
    found = [_link(k, part, universal, start) for part in _parts(k.target)]
    return k.qed(k.both(*found))


def _parts(target: Any) -> list[Any]:
    if target.node[0] != "and":
        return [target]
    return [target.part(i) for i in range(len(target.node) - 1)]


def _link(k: Any, goal: Any, universal: list[Any], start: list[Any]) -> Any:
    from ..theorems import NotProved

    problems = []
    for way in (_by_length, _by_products):
        try:
            return way(k, goal, universal, start)
        except NotProved as problem:
            problems.append(problem)
    raise problems[0]


def _by_length(k: Any, goal: Any, universal: list[Any], start: list[Any]) -> Any:
    """By induction on the length, with every sum of the goal one term longer in the step."""
    from ...checker.formal.names import free
    from ..theorems import NotProved, nats
    from .induction import signs_of_powers

    sums = list(_sums(goal.node))
    lengths = {one[2] for one in sums}
    if len(lengths) != 1:
        raise NotProved("the sums have several lengths")
    n = nats(next(iter(lengths)))
    count = nats(_fresh("count", goal, *universal, *start))
    if not any(one[2] == n.name for one in sums):
        raise NotProved("no sum")
    here = (count <= n) >> goal.put(n, count)
    bodies = [(nats(i), _term(body, {**goal.sorts, i: "nat"})) for _, i, _, body in sums]
    fixed = [one for one in start if n.name not in free(one.theorem.conclusion)]
    empty = [k.sum_empty(i, body) for i, body in bodies]
    powers = [_term(one, goal.put(n, count).sorts) for one in _bases(goal.node, n.name, sums)]
    zero = [k.power_zero(one) for one in powers]
    base = k.discharge(k.arith(goal.put(n, 0), *empty, *zero, *fixed), (count <= n).put(count, 0))
    soon = k.assume(count + 1 <= n)
    inside = k.arith(count < n, soon)
    before = k.apply(k.assume(here), k.arith(count <= n, soon))
    facts = [k.use(k.at(each, count), inside) for each in universal]
    steps = [k.sum_step(i, count, body) for i, body in bodies]
    signs = [k.at(one, count) for base in powers for one in signs_of_powers(k, base, count, fixed)]
    steps += [*signs, *(k.power_step(one, count) for one in powers)]
    seen = nats(_fresh("seen", goal, *universal, *start))
    for i, body in bodies:  # sums of squares are not negative
        steps += _nonnegative(k, i, seen, count, body)
    longer = k.arith(goal.put(n, count + 1), before, *steps, *facts, *fixed)
    step = k.discharge(longer, count + 1 <= n)
    shown = k.at(k.induction(count, here, base, step), n)
    return k.apply(shown, k.arith(n <= n))


def _by_products(k: Any, goal: Any, universal: list[Any], start: list[Any]) -> Any:
    """By arithmetic from Cauchy-Schwarz between the factors of the sums."""
    from ..theorems import nats, sum_over, term, term_after_term
    from ..theorems.sums import cauchy_schwarz

    facts: list[Any] = []
    i, count = (nats(_fresh(stem, goal, *start)) for stem in ("i", "count"))
    sorts = goal.sorts | i.sorts
    sums = [
        (length, substitute(body, {name: i.name})) for _, name, length, body in _sums(goal.node)
    ]
    for length in dict.fromkeys(own for own, _ in sums):
        n, one = nats(length), term(1) ** 2
        bodies = list(dict.fromkeys(body for own, body in sums if own == length))
        factors = [*dict.fromkeys(one for body in bodies for one in _factors(body)), ONE]
        for factor in factors:
            facts += _nonnegative(k, i, count, n, _term(factor, sorts) ** 2)
        for a, b in list(combinations_with_replacement(factors, 2))[:MOST_PAIRS]:
            made = k.at(cauchy_schwarz(k, i, count, _term(a, sorts), _term(b, sorts)), n)
            facts += [made, *_same_sums(k, made, i, count, n, bodies, sorts)]
        ones = sum_over(i, count, one) == count
        facts.append(k.at(term_after_term(k, i, ones, count, one), n))
    return k.arith(goal, *facts, *start)


def _nonnegative(k: Any, i: Any, count: Any, n: Any, body: Any) -> Iterator[Any]:
    from ..theorems import NotProved, sum_over, term_after_term

    try:
        yield k.at(term_after_term(k, i, sum_over(i, count, body) >= 0, count, body), n)
    except NotProved:
        return


def _same_sums(
    k: Any, made: Any, i: Any, count: Any, n: Any, bodies: list[Any], sorts: Any
) -> Iterator[Any]:
    """The sums of the lemma are those of the goal, where their terms are equal."""
    from ..theorems import NotProved, sum_over, term_after_term

    for first in dict.fromkeys(one[3] for one in _sums(made.theorem.conclusion)):
        for second in dict.fromkeys([*bodies, ONE]):
            if first == second or _heads(first) != _heads(second):
                continue
            a, b = _term(first, sorts), _term(second, sorts)
            here = sum_over(i, count, a) == sum_over(i, count, b)
            try:
                yield k.at(term_after_term(k, i, here, count, a, b), n)
            except NotProved:
                continue


# --- terms ----------------------------------------------------------------------------------------


def _heads(node: Any) -> frozenset[Any]:
    """The members that occur: equal terms have the same."""
    if not isinstance(node, tuple):
        return frozenset()
    if node[0] == "apply":
        return frozenset([node])
    return frozenset().union(*map(_heads, node[1:]))


def _sums(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        if node[0] == "sum":
            yield node
        for part in node[1:]:
            yield from _sums(part)


def _bases(node: Any, length: str, sums: list[Any]) -> list[Any]:
    """The bases of powers whose exponent is the length or the index of a sum, each once."""
    exponents = {length, *(one[1] for one in sums)}
    found: dict[Any, None] = {}

    def walk(tree: Any) -> None:
        if isinstance(tree, tuple):
            if tree[0] == "^" and tree[2] in exponents:
                found.setdefault(tree[1])
            for part in tree[1:]:
                walk(part)

    walk(node)
    return list(found)


def _factors(body: Any) -> list[Any]:
    """The factors of a product, of squares their base: candidates for Cauchy-Schwarz."""
    if isinstance(body, tuple) and body[0] == "*":
        return [one for part in body[1:] for one in _factors(part)] + [body]
    if isinstance(body, tuple) and body[0] == "^" and body[2] == TWO:
        return [body[1]]
    return [] if isinstance(body, Fraction) else [body]


def _free(node: Any, sorts: Any) -> dict[str, Any]:
    from ...checker.formal.names import free

    return {name: sorts[name] for name in free(node)}


def _fresh(stem: str, goal: Any, *steps: Any) -> str:
    """A name that the goal and the steps do not use."""
    used = set(goal.sorts).union(*(step.theorem.sorts for step in steps))
    return next(n for n in (stem, *(f"{stem}_{k}" for k in range(len(used) + 1))) if n not in used)


def _term(node: Any, sorts: Any) -> Any:
    from ..theorems.words import Term

    return Term(node, _free(node, sorts))


def _links(claim: Term) -> list[Term]:
    return list(claim[1:]) if claim[0] == "and" else [claim]


def _formula(tree: Term, sorts: Any) -> Any:
    from ..theorems import Formula

    node = to_node(tree, {name for name, sort in sorts.items() if sort == "nat"})
    return Formula(node, _free(node, sorts))


def to_node(tree: Term, naturals: set[str]) -> Any:
    """A term of claim files as one of statements, two operands at a time. Raises `TypeError` for a
    power that has none.
    """
    if not isinstance(tree, tuple):
        return tree
    head, *parts = tree
    if head == "sum":
        return ("sum", parts[0], parts[1], to_node(parts[2], naturals | {parts[0]}))
    if head == "apply":
        return tree
    if head in ("power", "rpower"):
        base, exponent = parts
        found = natural_power(to_node(base, naturals), exponent, naturals)
        if found is None:
            raise TypeError(
                "beside sums the exponents of powers are numbers, indices and lengths, and their "
                "sums and multiples, as in q**(n + 1)"
            )
        return found
    made = [to_node(part, naturals) for part in parts]
    if head in ("+", "*") and len(made) > 2:
        return by_twos(head, made)
    return (head, *made)
