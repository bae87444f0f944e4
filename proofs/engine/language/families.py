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
from ..terms import Term

ONE, TWO = Fraction(1), Fraction(2)
MOST_PAIRS = 10
INDEX = "index"  # of hypotheses about every member


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
    from ..theorems import NotProved, nats
    from ..theorems.words import Term

    sums = list(_sums(goal.node))
    lengths = {one[2] for one in sums}
    if len(lengths) != 1:
        raise NotProved("the sums have several lengths")
    n, count = nats(next(iter(lengths))), nats("count")
    if not any(one[2] == n.name for one in sums):
        raise NotProved("no sum")
    here = (count <= n) >> goal.put(n, count)
    bodies = [(nats(i), Term(body, {**goal.sorts, i: "nat"})) for _, i, _, body in sums]
    bodies = [(i, Term(b.node, _free(b.node, b.sorts))) for i, b in bodies]
    fixed = [one for one in start if not set(one.theorem.sorts) & {n.name}]
    empty = [k.sum_empty(i, body) for i, body in bodies]
    base = k.discharge(k.arith(goal.put(n, 0), *empty, *fixed), (count <= n).put(count, 0))
    soon = k.assume(count + 1 <= n)
    inside = k.arith(count < n, soon)
    before = k.apply(k.assume(here), k.arith(count <= n, soon))
    facts = [k.use(k.at(each, count), inside) for each in universal]
    steps = [k.sum_step(i, count, body) for i, body in bodies]
    longer = k.arith(goal.put(n, count + 1), before, *steps, *facts, *fixed)
    step = k.discharge(longer, count + 1 <= n)
    shown = k.at(k.induction(count, here, base, step), n)
    return k.apply(shown, k.arith(n <= n))


def _by_products(k: Any, goal: Any, universal: list[Any], start: list[Any]) -> Any:
    """By arithmetic from Cauchy-Schwarz between the factors of the sums."""
    from ..theorems import nats
    from ..theorems.words import Term

    facts: list[Any] = []
    i = nats("i")
    sums = list(_sums(goal.node))
    for length in dict.fromkeys(one[2] for one in sums):
        factors: dict[Any, None] = {}
        for _, name, own, body in sums:
            if own == length:
                factors |= dict.fromkeys(_renamed(one, name, "i") for one in _factors(body))
        for one in (*factors, ONE):
            square = Term(_times(one, one), _free(_times(one, one), {**goal.sorts, "i": "nat"}))
            facts += _nonnegative(k, i, nats(length), square)
        pairs = list(combinations_with_replacement([*factors, ONE], 2))[:MOST_PAIRS]
        for a, b in pairs:
            f, g = (Term(x, _free(x, {**goal.sorts, "i": "nat"})) for x in (a, b))
            made = _cauchy_schwarz(k, i, nats(length), f, g)
            facts.append(made)
            facts += _same_sums(k, made, i, nats(length), sums, goal)
        facts.append(_constant(k, i, nats(length)))
    return k.arith(goal, *facts, *start)


def _cauchy_schwarz(k: Any, i: Any, n: Any, f: Any, g: Any) -> Any:
    """(sum f g)^2 <= sum f^2 sum g^2, by induction on the length."""
    from ...checker.formal import put
    from ..theorems import conj, forall, given, nats, reals, sum_over
    from ..theorems.words import Term

    count = nats("count")
    bodies = (f * g, f * f, g * g)
    mixed, first, second = (sum_over(i, count, one) for one in bodies)
    here = conj(first >= 0, second >= 0, mixed**2 <= first * second)
    base = k.arith(here.put(count, 0), *(k.sum_empty(i, one) for one in bodies))
    p, P, Q, u, v = reals("p_1 P_1 Q_1 u_1 v_1")
    one_more = forall(p, P, Q, u, v)(
        given(P >= 0, Q >= 0, p**2 <= P * Q) >> ((p + u * v) ** 2 <= (P + u * u) * (Q + v * v))
    )
    now = k.assume(here)
    last = (Term(put(one.node, {i.name: count.node}), _at(one, i, count)) for one in (f, g))
    longer = k.use(k.lemma(one_more, mixed, first, second, *last), now)
    steps = [k.sum_step(i, count, one) for one in bodies]
    step = k.arith(here.put(count, count + 1), longer, now, *steps)
    return k.part(k.at(k.induction(count, here, base, step), n), 2)


def _at(one: Any, i: Any, count: Any) -> dict[str, Any]:
    rest = {name: sort for name, sort in one.sorts.items() if name != i.name}
    return rest | (count.sorts if i.name in one.sorts else {})


def _constant(k: Any, i: Any, n: Any) -> Any:
    """The sum of n ones."""
    from ..theorems import nats, sum_over, term

    count, one = nats("count"), term(1) * 1
    here = sum_over(i, count, one) == count
    base = k.arith(here.put(count, 0), k.sum_empty(i, one))
    step = k.arith(here.put(count, count + 1), k.assume(here), k.sum_step(i, count, one))
    return k.at(k.induction(count, here, base, step), n)


def _nonnegative(k: Any, i: Any, n: Any, body: Any) -> Iterator[Any]:
    from ..theorems import NotProved, nats, sum_over

    count = nats("count")
    here = sum_over(i, count, body) >= 0
    try:
        base = k.arith(here.put(count, 0), k.sum_empty(i, body))
        step = k.arith(here.put(count, count + 1), k.assume(here), k.sum_step(i, count, body))
        yield k.at(k.induction(count, here, base, step), n)
    except NotProved:
        return


def _same_sums(k: Any, made: Any, i: Any, n: Any, sums: list[Any], goal: Any) -> Iterator[Any]:
    """The sums of the lemma are those of the goal, where their terms are equal."""
    from ..theorems import NotProved, nats, sum_over
    from ..theorems.words import Term

    count = nats("count")
    sorts = {**goal.sorts, "i": "nat"}
    own = list(dict.fromkeys(one[3] for one in _sums(made.theorem.conclusion)))
    wanted = [_renamed(body, name, "i") for _, name, length, body in sums if length == n.name]
    for first in own:
        for second in dict.fromkeys([*wanted, ONE]):
            if first == second or _heads(first) != _heads(second):
                continue
            a, b = (Term(x, _free(x, sorts)) for x in (first, second))
            here = sum_over(i, count, a) == sum_over(i, count, b)
            try:
                base = k.arith(here.put(count, 0), k.sum_empty(i, a), k.sum_empty(i, b))
                grown = (k.sum_step(i, count, a), k.sum_step(i, count, b))
                step = k.arith(here.put(count, count + 1), k.assume(here), *grown)
                yield k.at(k.induction(count, here, base, step), n)
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


def _factors(body: Any) -> list[Any]:
    """The factors of a product, of squares their base: candidates for Cauchy-Schwarz."""
    if isinstance(body, tuple) and body[0] == "*":
        return [one for part in body[1:] for one in _factors(part)] + [body]
    if isinstance(body, tuple) and body[0] == "^" and body[2] == TWO:
        return [body[1]]
    return [] if isinstance(body, Fraction) else [body]


def _times(a: Any, b: Any) -> Any:
    return ("*", a, b)


def _renamed(node: Any, old: str, new: str) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(part, old, new) for part in node)
    return new if node == old else node


def _free(node: Any, sorts: Any) -> dict[str, Any]:
    from ...checker.formal.names import free

    return {name: sorts[name] for name in free(node)}


def _links(claim: Term) -> list[Term]:
    return list(claim[1:]) if claim[0] == "and" else [claim]


def _formula(tree: Term, sorts: Any) -> Any:
    from ..theorems import Formula

    node = to_node(tree)
    return Formula(node, _free(node, sorts))


def to_node(tree: Term) -> Any:
    """A term of claim files as one of statements, two operands at a time."""
    if not isinstance(tree, tuple):
        return tree
    head, *parts = tree
    if head == "sum":
        return ("sum", parts[0], parts[1], to_node(parts[2]))
    if head == "apply":
        return tree
    made = [to_node(part) for part in parts]
    if head in ("+", "*") and len(made) > 2:
        total = made[0]
        for part in made[1:]:
            total = (head, total, part)
        return total
    return (head, *made)
