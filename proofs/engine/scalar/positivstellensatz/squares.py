"""Semidefinite multipliers: products of facts times sums of squares, found by `semidefinite`.

For a form P(y) with y >= 0: P m = sum over sets S of coordinates of y_S times squares, where m is a
nonnegative combination of monomials. In general: products of up to two facts times squares, and
equations times polynomials, that add up to minus something positive.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, product
from typing import Any

from ... import semidefinite
from .equations import Column, Equations, flat
from .forms import Form
from .known import Known
from .linear import combination_of
from .space import Fact

Exponents = tuple[int, ...]
MOST_BASIS, MOST_BLOCKS, TRIPLES = 60, 16, 150
EXTRA = (0, 1, 2)  # degrees of the multiplier m
ROOTS = range(4)  # coordinates at which zeros are looked for


def weighted(form: Form, extra: Sequence[int] = EXTRA) -> list | None:
    """The tree of a contradiction from P m = sum y_S squares."""
    zeros = _zeros(form)
    if zeros is None:
        return None
    for degree in extra:
        if degree % 2 and len(form.edges) > 3 and form.poly.total_degree() > 6:
            continue
        tree = _weighted(form, degree, zeros)
        if tree is not None:
            return tree
    return None


def _weighted(form: Form, extra: int, zeros: list[tuple[int, ...]]) -> list | None:
    poly, edges = form.poly, form.edges
    context, count = poly.context(), len(edges)
    top = poly.total_degree() + extra
    monomial = lambda e: context.from_dict({tuple(e): 1})  # noqa: E731
    strict = [i for i, one in enumerate(edges) if one.strict]
    factors = [e for e in exponents(count, extra) if all(i in strict for i, k in enumerate(e) if k)]
    if not factors:
        return None
    sets, blocks = [], []
    targets = [poly * monomial(e) for e in factors]
    support = {tuple(map(int, e)) for one in targets for e in one.monoms()}
    for size in range(top % 2, count + 1, 2):
        for some in combinations(range(count), size):
            if size > top:
                continue
            inside = [int(i in some) for i in range(count)]
            basis = exponents(count, (top - size) // 2)
            sets.append(inside)
            blocks.append(basis)
    blocks = _newton(blocks, sets, support)
    if max(map(len, blocks), default=0) > MOST_BASIS or not any(blocks):
        return None
    vectors = []
    for inside, basis in zip(sets, blocks):
        some = [monomial(e) for e in basis]
        seen = [z for z in zeros if all(z[i] for i, k in enumerate(inside) if k)]
        vectors.append(_vanishing_at(some, seen))
    keep = [k for k, some in enumerate(vectors) if some]
    sets, vectors = [sets[k] for k in keep], [vectors[k] for k in keep]
    outer = [monomial(inside) for inside in sets]

    def columns(b: int, v: Any, w: Any) -> dict:
        return flat(v * w * outer[b])

    once = {"strict": 1}
    if form.denied.strict:
        nonnegative = [flat(-one) | once for one in targets]
        positive: list[tuple[int, ...]] = []
    else:
        positive = [e for e in exponents(count, top) if set(_inside(e)) <= set(strict)]
        nonnegative = [flat(-one) for one in targets]
        nonnegative += [flat(monomial(e)) | once for e in positive]
    space = form.known.space
    space.spend(50)
    charge = lambda steps: space.spend(int(steps / 10))  # noqa: E731
    found = semidefinite.sum_of_squares(vectors, columns, nonnegative, [], once, charge)
    if found is None:
        return None
    products = [
        (d, inside, [form.back(root)])
        for inside, some in zip(sets, found.squares)
        for d, root in some
    ]
    coefficients = found.nonnegative[len(factors) :]
    products += [(c, e, []) for c, e in zip(coefficients, positive) if c != 0]
    multipliers = [(c, e) for c, e in zip(found.nonnegative, factors) if c != 0]
    return form.leaf(multipliers, products)


@lru_cache(maxsize=512)
def exponents(count: int, degree: int) -> tuple[Exponents, ...]:
    """Of the monomials of this degree in `count` variables."""
    return tuple(
        tuple(some.count(i) for i in range(count))
        for some in combinations_with_replacement(range(count), degree)
    )


def _inside(e: Sequence[int]) -> list[int]:
    return [i for i, k in enumerate(e) if k]


def _zeros(form: Form) -> list[tuple[int, ...]] | None:
    """Points with small coordinates at which the form is zero; None where it is negative at one."""
    count, found = len(form.edges), []
    for z in product(ROOTS, repeat=count) if count <= 5 else ():
        value = form.poly(*z)
        if value < 0:
            return None
        if value == 0 and any(z):
            found.append(z)
    return found


def consistent(known: Known) -> bool:
    """Whether a point with small coordinates has all the facts: there is nothing to refute."""
    space = known.space
    used = [
        i for i in range(len(space.generators)) if any(f.poly.degrees()[i] for f in known.facts)
    ]
    if not 0 < len(used) <= 4 or known.either or known.waiting:
        return False
    space.spend(20 * len(known.facts))
    for z in product((1, 2, 3, 0, -1), repeat=len(used)):
        point = _placed(z, used, len(space.generators))
        if all(_holds(fact, point) for fact in known.facts):
            return True
    return False


def _holds(fact: Fact, point: tuple[int, ...]) -> bool:
    value = fact.poly(*point)
    return {">": value > 0, ">=": value >= 0, "==": value == 0, "!=": value != 0}[fact.sign]


def _vanishing_at(some: list[Any], zeros: Sequence[tuple[int, ...]]) -> list[Any]:
    """A basis of the combinations that vanish at the points."""
    from flint import fmpq

    rows = [[fmpq(v(*z)) for v in some] for z in zeros]
    rows = [row for row in rows if any(x != 0 for x in row)]
    if not rows:
        return some
    made = []
    for row in semidefinite.complement(rows, len(some)):
        total = some[0] * 0
        for x, v in zip(row, some):
            if x != 0:
                total = total + v * x
        made.append(total)
    return made


def _newton(
    blocks: Sequence[Sequence[Exponents]],
    sets: list[list[int]],
    support: set[Exponents],
) -> list[list[Exponents]]:
    """Monomials whose square may be there: one that only squares give, and that the form has not,
    is none.
    """
    ends = [(min(column), max(column)) for column in zip(*support)]  # outside there is none either
    blocks = [
        [
            u
            for u in some
            if all(low <= 2 * x + s <= high for x, s, (low, high) in zip(u, inside, ends))
        ]
        for inside, some in zip(sets, blocks)
    ]
    # exponents as the digits of one number: a product of monomials is then a sum
    top = max((x for some in blocks for u in some for x in u), default=0)
    base = max(2 * top + 2, 1 + max((high for _, high in ends), default=0))
    number = lambda u: sum(x * base**i for i, x in enumerate(u))  # noqa: E731
    there = {number(e) for e in support}
    outer = [number(inside) for inside in sets]
    numbers = [[number(u) for u in some] for some in blocks]
    while True:
        squares = {2 * u + o for o, some in zip(outer, numbers) for u in some}
        mixed = {
            u + v + o
            for o, some in zip(outer, numbers)
            for a, u in enumerate(some)
            for v in some[:a]
        }
        bad = squares - mixed - there
        if not bad:
            break
        numbers = [[u for u in some if 2 * u + o not in bad] for o, some in zip(outer, numbers)]
    return [
        [u for u in some if number(u) in left]
        for some, left in zip(blocks, map(frozenset, numbers))
    ]


# --- products of facts in general -----------------------------------------------------------------


def general(known: Known, degree: int) -> list | None:
    """Products of up to two facts times squares of degree at most `degree` in all, and equations
    times polynomials."""
    space = known.space
    equations = Equations(space, [one for one in known.facts if one.sign == "=="])
    facts = [one for one in known.facts if one.sign != "=="]
    single = [Column((one,), (), equations.low(one.factor)) for one in facts]
    single = [one for one in single if not one.low.is_zero()]
    used = sorted(
        {i for one in single for i, d in enumerate(one.low.degrees()) if d}
        | {i for one, _ in equations.rest for i, d in enumerate(one.degrees()) if d}
    )
    if not 0 < len(used) <= 6 or len(single) > 12:
        return None
    pairs = [Column(a.facts + b.facts, (), a.low * b.low) for a, b in combinations(single, 2)]
    columns = [Column((), (), space.one), *single, *pairs]
    columns = [one for one in columns if one.low.total_degree() <= degree][: 4 * MOST_BLOCKS]
    outer, vectors = [], []
    for one in columns:
        half = (degree - one.low.total_degree()) // 2
        basis = [
            space.context.from_dict({_placed(e, used, len(space.generators)): 1})
            for k in range(half + 1)
            for e in exponents(len(used), k)
        ]
        if len(basis) > MOST_BASIS:
            return None
        outer.append(one)
        vectors.append(basis)
    free = []
    for number, (poly, _) in enumerate(equations.rest):
        for k in range(degree - poly.total_degree() + 1):
            for e in exponents(len(used), k):
                e = _placed(e, used, len(space.generators))
                monomial = space.context.from_dict({e: 1})
                free.append(((e, number), monomial * poly))
    single = [*columns, *_triples(single, degree)]
    if not any(one.strict for one in single):
        return None
    once = {"strict": 1}
    nonnegative = [flat(one.low) | (once if one.strict else {}) for one in single]
    space.spend(50)
    found = semidefinite.sum_of_squares(
        vectors,
        lambda b, v, w: flat(v * w * outer[b].low),
        nonnegative,
        [flat(poly) for _, poly in free],
        once,
        lambda steps: space.spend(int(steps / 10)),
    )
    if found is None:
        return None
    chosen = [(value, one, ()) for value, one in zip(found.nonnegative, single) if value != 0]
    for one, some in zip(outer, found.squares):
        for d, root in some:
            roots = () if root.is_one() else (root,)
            chosen.append((d, one, roots))
    rest = [(value, *one) for value, (one, _) in zip(found.free, free) if value != 0]
    return combination_of(space, equations, chosen, rest)


def _triples(single: list[Column], degree: int) -> list[Column]:
    """Products of three facts, those of low degree first."""
    found = [
        Column(a.facts + b.facts + c.facts, (), a.low * b.low * c.low)
        for a, b, c in combinations_with_replacement(single, 3)
        if sum(one.low.total_degree() for one in (a, b, c)) <= degree
    ]
    return sorted(found, key=lambda one: one.low.total_degree())[:TRIPLES]


def _placed(e: Sequence[int], used: Sequence[int], count: int) -> tuple[int, ...]:
    made = [0] * count
    for i, k in zip(used, e):
        made[i] = k
    return tuple(made)


__all__ = ["consistent", "general", "weighted"]
