"""Multipliers by linear programming: products of facts, equations times monomials, that add up to
zero. The support of a vertex is solved exactly.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mat

from .chains import chained
from .equations import Column, Equations, flat
from .known import Known
from .space import Fact, Space

COLUMNS = (300, 700, 1500, 2500)  # by level
CHAIN = 1500
ROOTS = 40
MULTIPLES = 800
TINY = 1e-12, 1e-9, 1e-6
CLOSE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


def columns(known: Known, equations: Equations, level: int, facts: list[Fact]) -> list[Column]:
    """Products of up to `level` facts, also with a square."""
    space, most = known.space, COLUMNS[level - 1]
    single = [Column((one,), (), equations.low(one.factor)) for one in facts]
    used = [i for i in range(len(space.generators)) if any(one.low.degrees()[i] for one in single)]
    present = {monomial for one in single for monomial in one.low.monoms()}
    roots = []
    for i in used:
        x = space.generators[i]
        if known.least(x) is None and known.least(-x) is None:
            roots += [x, x - 1, x + 1] if level > 1 else [x]
        elif _monomial(space, i, i) in present:
            roots += [x - 1]
    for i, j in combinations(used, 2):
        both = {_monomial(space, i, i), _monomial(space, j, j)}
        if len(used) <= 7 or _monomial(space, i, j) in present or both <= present:
            x, y = space.generators[i], space.generators[j]
            signed = any(known.least(one) or known.least(-one) for one in (x, y))
            roots += [x - y] if signed else [x - y, x + y]
    roots = roots[:ROOTS]
    squares = [Column((), (x,), equations.low(x * x)) for x in roots]
    made = [Column((), (), space.one), *single, *squares]
    for count in range(2, level + 1):
        more: list[tuple[Column, ...]] = []
        if _count(len(single), count) <= 4 * most:
            more += combinations_with_replacement(single, count)
        if count <= 3 and _count(len(single), count - 1) * len(squares) <= 2 * most:
            below = combinations_with_replacement(single, count - 1)
            more += [(*some, one) for some in below for one in squares]
        if not more:
            break
        more.sort(key=_degree)
        made += map(_product, more[: most - len(made)] if len(made) < most else [])
    return made


def _degree(some: tuple[Column, ...]) -> int:
    """The degree of the product."""
    if any(one.low.is_zero() for one in some):
        return 0
    return sum(one.degree for one in some)


def _monomial(space: Space, i: int, j: int) -> tuple[int, ...]:
    """The exponents of the product of two generators."""
    return tuple((k == i) + (k == j) for k in range(len(space.generators)))


def _count(n: int, k: int) -> int:
    from math import comb

    return comb(n + k - 1, k)


def _product(some: tuple[Column, ...]) -> Column:
    low = some[0].low
    for one in some[1:]:
        low = low * one.low
    return Column(
        tuple(fact for one in some for fact in one.facts),
        tuple(root for one in some for root in one.roots),
        low,
    )


def vanishing(
    known: Known, level: int, chain: bool = False, facts: list[Fact] | None = None
) -> list | None:
    """The tree of a contradiction among products of facts, if there is one at this level."""
    facts = known.facts if facts is None else facts
    equations, found = _level(known, level, facts)
    if chain:
        found = chained(known, equations, found, CHAIN)
    return combination(known.space, equations, found)


def _level(known: Known, level: int, facts: list[Fact]) -> tuple[Equations, list[Column]]:
    """The equations and the columns of a level, which are used again with their multiples."""
    key = level, sum(map(len, known.signs.values())), tuple(map(id, facts))
    if key not in known.levels:
        equations = Equations(known.space, [one for one in facts if one.sign == "=="])
        found = columns(known, equations, level, [one for one in facts if one.sign != "=="])
        known.levels[key] = equations, found, facts[:]  # the facts keep their identities
    equations, found, _ = known.levels[key]
    return equations, found


def combination(space: Space, equations: Equations, found: list[Column]) -> list | None:
    terms = [one.terms for one in found]
    space.spend(100 + sum(map(len, terms)))
    free = _multiples(equations, terms)
    more = [flat(poly) for _, poly in free]
    keep = _kept(terms, more, found)
    if keep is None:
        return None
    found, terms = [found[k] for k in keep], [terms[k] for k in keep]
    solution = _solve(found, terms, more)
    if solution is None:
        return None
    chosen = [(value, found[k], ()) for k, value in solution[0]]
    return combination_of(space, equations, chosen, [(v, *free[k][0]) for k, v in solution[1]])


def combination_of(
    space: Space,
    equations: Equations,
    chosen: list[tuple[Any, Column, tuple]],
    rest: list[tuple[Any, Any, int]],
) -> list:
    """The tree of a sum: (number, column, further roots), and (number, monomial, equation of the
    unsolved ones)."""
    total, products = space.zero, []
    for value, one, roots in chosen:
        part = space.one * value
        for fact in one.facts:
            part = part * fact.factor
        for root in (*one.roots, *roots):
            part = part * root * root
        total = total + part
        products.append((value, list(one.facts), [*one.roots, *roots]))
    cofactors: dict[Any, tuple[Fact, Any]] = {}
    used = [(fact, -factor) for fact, factor in equations.cofactors(total)]
    for value, exponents, number in rest:
        monomial = space.context.from_dict({exponents: 1})
        used += [(fact, monomial * factor * value) for fact, factor in equations.rest[number][1]]
    for fact, factor in used:
        _, before = cofactors.get(fact.formula, (fact, space.zero))
        cofactors[fact.formula] = fact, before + factor
    kept = [(fact, factor) for fact, factor in cofactors.values() if not factor.is_zero()]
    return space.leaf(products, kept)


def _multiples(equations: Equations, terms: list[dict]) -> list[tuple[tuple[Any, int], Any]]:
    """Monomials times the equations that are not solved, whose leading terms occur."""
    found: dict[tuple, tuple] = {}
    context, leads = equations.space.context, []
    for number, (poly, _) in enumerate(equations.rest):
        some = [tuple(map(int, one)) for one in poly.monoms()]
        leads += [(number, poly, one) for one in (some if len(some) <= 3 else some[:1])]
    present = {exponents for one in terms for exponents in one} if leads else set()
    for _ in range(2):
        added = set()
        for number, poly, lead in leads:
            equations.space.spend(len(present) // 8)
            for exponents in sorted(present):
                left = tuple(a - b for a, b in zip(exponents, lead))
                if min(left) < 0 or (left, number) in found:
                    continue
                if len(found) >= MULTIPLES:
                    return list(found.values())
                monomial = context.from_dict({left: 1})
                product = monomial * poly
                found[left, number] = (left, number), product
                added |= {tuple(map(int, one)) for one in product.monoms()}
                equations.space.spend(len(poly))
        present = added - present
    return list(found.values())


def _kept(terms: list[dict], free: list[dict], found: list[Column]) -> list[int] | None:
    """Columns without a monomial that can not cancel; None if no strict one is left."""
    touched = {exponents for one in free for exponents in one}
    above: dict[tuple, set[int]] = {}  # the columns with a positive coefficient there
    below: dict[tuple, set[int]] = {}
    for k, one in enumerate(found):
        for exponents, sign in one.signed:
            (above if sign > 0 else below).setdefault(exponents, set()).add(k)
    alive = [True] * len(terms)
    bad = [one for one in above.keys() ^ below.keys() if one not in touched]
    while bad:
        exponents = bad.pop()
        for k in (*above.get(exponents, ()), *below.get(exponents, ())):
            if not alive[k]:
                continue
            alive[k] = False
            for other, sign in found[k].signed:
                mine, opposite = (above, below) if sign > 0 else (below, above)
                mine[other].discard(k)
                if not mine[other] and opposite.get(other) and other not in touched:
                    bad.append(other)
    if not any(one.strict for one, lives in zip(found, alive) if lives):
        return None
    return [k for k, lives in enumerate(alive) if lives]


def _solve(found: list[Column], terms: list[dict], free: list[dict]) -> tuple | None:
    """(multipliers of the columns, multipliers of the equations), exact and without zeros."""
    from scipy.optimize import linprog
    from scipy.sparse import csc_matrix

    rows: dict[tuple, int] = {}
    values, row, column = [], [], []
    every = [*terms, *free]
    for k, one in enumerate(every):
        for exponents, value in one.items():
            values.append(float(Fraction(int(value.p), int(value.q))))  # parts beyond a float
            row.append(rows.setdefault(exponents, len(rows)))
            column.append(k)
    data = _balanced(
        np.array(values), np.array(row, int), np.array(column, int), len(rows), len(every)
    )
    strict = [k for k, one in enumerate(found) if one.strict]
    last = len(rows)
    data, row, column = (
        [*data, *[1.0] * len(strict)],
        [*row, *[last] * len(strict)],
        column + strict,
    )
    matrix = csc_matrix((data, (row, column)), shape=(last + 1, len(every)))
    right = np.zeros(last + 1)
    right[last] = 1.0
    cost = [1.0 + 0.5 * len(one.facts) + len(one.roots) for one in found] + [0.0] * len(free)
    bounds = [(0, None)] * len(terms) + [(None, None)] * len(free)
    answer = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options=CLOSE)
    if answer.status != 0:
        return None
    for tiny in TINY:  # what is zero but for rounding is not known
        support = [k for k, value in enumerate(answer.x) if abs(value) > tiny]
        exact = _exact(every, support, strict, len(terms))
        if exact is not None:
            return exact
    return None


def _balanced(
    values: np.ndarray, row: np.ndarray, column: np.ndarray, rows: int, columns: int
) -> np.ndarray:
    """The entries of a matrix with rows and columns scaled to a geometric mean of 1: what the
    units of the variables were does not matter.
    """
    size = np.log(np.abs(values))
    for _ in range(6):
        for index, count in ((row, rows), (column, columns)):
            mean = np.bincount(index, size, count) / np.maximum(
                np.bincount(index, minlength=count), 1
            )
            size = size - mean[index]
    return np.sign(values) * np.exp(np.clip(size, -18, 18))


def _exact(every: list[dict], support: list[int], strict: list[int], count: int) -> tuple | None:
    rows: dict[tuple, int] = {}
    for k in support:
        for exponents in every[k]:
            rows.setdefault(exponents, len(rows))
    width = len(support) + 1
    entries = [[fmpq(0)] * width for _ in range(len(rows) + 1)]
    chosen = set(strict)
    for place, k in enumerate(support):
        for exponents, value in every[k].items():
            entries[rows[exponents]][place] = value
        entries[-1][place] = fmpq(int(k in chosen))
    entries[-1][-1] = fmpq(1)
    reduced, rank = fmpq_mat(len(entries), width, [x for one in entries for x in one]).rref()
    values = [fmpq(0)] * width
    for i in range(rank):
        pivot = next(j for j in range(width) if reduced[i, j] != 0)
        if pivot == width - 1:
            return None
        values[pivot] = reduced[i, width - 1]
    if any(value < 0 for value, k in zip(values, support) if k < count):
        return None
    pairs = [(k, value) for k, value in zip(support, values) if value != 0]
    return [one for one in pairs if one[0] < count], [
        (k - count, value) for k, value in pairs if k >= count
    ]
