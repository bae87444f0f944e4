"""One fact against the others, as a form: show P >= 0 where its coordinates are >= 0.

The denied fact says -g > 0 (or >= 0). Linear facts that span a cone with as many edges as there are
coordinates become the variables y of a homogeneous P(y). Where g is not homogeneous, a relation
between forms of two degrees makes it so (a + b + c = 3, or a^2 + b^2 <= 2), or takes a variable
away (a b c = 1), or else the number 1 is a further coordinate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from flint import fmpq, fmpq_mat, fmpq_mpoly_ctx

from .equations import Equations
from .known import Known
from .space import Fact

LARGEST, MOST_TERMS = 16, 1500  # degree and terms of a form
COORDINATES = 6


class Edge(NamedTuple):
    """A coordinate that is >= 0: a fact (none for the number 1), and the factor to it."""

    fact: Fact | None
    poly: Any

    @property
    def strict(self) -> bool:
        return self.fact is None or self.fact.strict


class Form(NamedTuple):
    """P(y) = g * lift modulo the relation, with y the polynomials of the edges."""

    known: Known
    denied: Fact
    lift: tuple[Fact, ...]
    relation: Fact | None  # an equation, or an inequality that is used once
    pinned: Equations
    edges: tuple[Edge, ...]
    values: tuple[Any, ...]  # the names of the goal (and 1) as linear forms in y
    names: tuple[int, ...]
    poly: Any  # P, in a ring of its own

    @property
    def key(self) -> tuple:
        """Everything that a proof of the form depends on."""
        pins = [(i, value) for i, value, *_ in self.pinned.solved]
        return self.poly, self.denied, self.lift, self.relation, self.edges, pins

    def back(self, poly: Any) -> Any:
        """A polynomial in y as one in the names of the goal."""
        space = self.known.space
        return poly.compose(*(one.poly for one in self.edges), ctx=space.context)

    def leaf(
        self,
        multipliers: Sequence[tuple[Any, Sequence[int]]],
        products: Sequence[tuple[Any, Sequence[int], Sequence[Any]]],
        edges: Sequence[Edge] | None = None,
    ) -> list | None:
        """sum c (denied lift y^e) + sum c y^e r^2 = 0 modulo the relation; exponents e."""
        space, edges = self.known.space, edges or self.edges
        total, listed = space.zero, []
        for c, exponents in multipliers:
            facts, value = _powers(edges, exponents, space)
            facts = [self.denied, *self.lift, *facts]
            for one in (self.denied, *self.lift):
                value = value * one.poly
            total, listed = total + value * c, [*listed, (c, facts, [])]
        for c, exponents, roots in products:
            facts, value = _powers(edges, exponents, space)
            roots = [one for one in roots if not one.is_one()]
            for root in roots:
                value = value * root * root
            total, listed = total + value * c, [*listed, (c, facts, roots)]
        below, cofactors = self.pinned.low(total), {}
        if not below.is_zero():
            if self.relation is None:
                return None
            factor, rest = divmod(-below, self.relation.poly)
            if not rest.is_zero():
                return None
            total = total + factor * self.relation.poly
            if self.relation.sign == "==":
                cofactors[self.relation.formula] = self.relation, factor
            else:
                more = self._nonnegative(factor)
                if more is None:
                    return None
                listed += more
        for fact, part in self.pinned.cofactors(total):
            _, before = cofactors.get(fact.formula, (fact, space.zero))
            cofactors[fact.formula] = fact, before - part
        return space.leaf(listed, list(cofactors.values()))

    def _nonnegative(self, factor: Any) -> list | None:
        """The factor of the inequality as a sum of products of edges."""
        if any(d for i, d in enumerate(factor.degrees()) if i not in self.names):
            return None
        inner = in_coordinates(factor, self.names, self.values)
        if any(c < 0 for _, c in inner.terms()):
            return None
        found = []
        for e, c in inner.terms():
            facts, _ = _powers(self.edges, list(map(int, e)), self.known.space)
            found.append((c, [self.relation, *facts], []))
        return found


def _powers(edges: Sequence[Edge], exponents: Sequence[int], space: Any) -> tuple[list, Any]:
    """The facts of y^e, and its value."""
    facts, value = [], space.one
    for one, e in zip(edges, exponents):
        if e and one.fact is not None:
            facts += [one.fact] * e
            value = value * one.fact.poly**e
    return facts, value


def forms(known: Known) -> Iterator[Form]:
    """The facts that may be denied, larger ones first."""
    space = known.space
    pins = [one for one in known.facts if one.sign == "==" and _pins(one.poly)]
    pinned = Equations(space, pins)
    used = [one for one in known.facts if one.sign in (">", ">=") and len(one.poly) > 1]
    used = [one for one in used if 1 < one.poly.total_degree() <= LARGEST]
    relations = [one for one in known.facts if one not in pins and one.sign in ("==", ">", ">=")]
    relations.sort(key=lambda one: one.sign != "==")
    for denied in sorted(used, key=lambda one: (-one.poly.total_degree(), -len(one.poly)))[:2]:
        space.spend(20 * len(denied.poly))
        g = pinned.low(-denied.poly)
        if g.total_degree() < 1:
            continue
        others = [one for one in relations if one is not denied]
        for lift, relation, raised in _homogeneous(known, g, others):
            form = _form(known, denied, lift, relation, pinned, raised)
            if form is not None:
                yield form


def _pins(poly: Any) -> bool:
    """The polynomial says that a variable is a number."""
    return poly.total_degree() == 1 and sum(bool(d) for d in poly.degrees()) == 1


def _homogeneous(
    known: Known, g: Any, relations: list[Fact]
) -> Iterator[tuple[tuple[Fact, ...], Fact | None, Any]]:
    """(facts that multiply, relation, polynomial): g times the facts modulo the relation."""
    degrees = {sum(map(int, exponents)) for exponents in g.monoms()}
    if len(degrees) == 1:
        yield (), None, g
        return
    top, equations = max(degrees), [one for one in relations if one.sign == "=="]
    for one in relations:
        high, low = _two_degrees(one.poly)
        if high is None:
            continue
        h, k = high.total_degree(), low.total_degree()
        if all((top - each) % (h - k) == 0 for each in degrees):
            raised = _raised(known, g, high, low)
            if raised is not None:
                lift, poly = raised
                yield lift, one, poly
                if one.sign == "==":
                    return
        elif one.sign == "==" and len(high) == 1 and k == 0:
            moved = _without(known, g, high / low.leading_coefficient())
            if moved is not None:
                lift, poly = moved
                yield lift, one, poly
    if not equations:
        yield (), None, g


def _two_degrees(poly: Any) -> tuple[Any, Any]:
    """(high, low): forms of two degrees with high - low a multiple of the polynomial."""
    parts: dict[int, dict] = {}
    for e, v in poly.terms():
        e = tuple(map(int, e))
        parts.setdefault(sum(e), {})[e] = v
    if len(parts) != 2:
        return None, None
    context = poly.context()
    low, high = (context.from_dict(parts[k]) for k in sorted(parts))
    if low.leading_coefficient() < 0:
        return high, -low
    return -high, low


def _raised(known: Known, g: Any, high: Any, low: Any) -> tuple[tuple[Fact, ...], Any] | None:
    """g with powers of high / low (which is 1), times the power of low that this needs."""
    space, step = known.space, high.total_degree() - low.total_degree()
    parts: dict[int, dict] = {}
    for exponents, value in g.terms():
        exponents = tuple(map(int, exponents))
        parts.setdefault(sum(exponents), {})[exponents] = value
    top = max(parts)
    most = (top - min(parts)) // step
    facts: tuple[Fact, ...] = ()
    if low.is_constant():
        high, low = high / low.leading_coefficient(), space.one
    else:
        known.evident(low)
        fact = known.sign(low)
        if fact is None or fact.sign != ">":
            return None
        ratio = fact.poly.leading_coefficient() / low.leading_coefficient()
        high, low, facts = high * ratio, fact.poly, (fact,) * most
    total = space.zero
    for k, some in parts.items():
        j = (top - k) // step
        total = total + space.context.from_dict(some) * high**j * low ** (most - j)
    return facts, total


def _without(known: Known, g: Any, unit: Any) -> tuple[tuple[Fact, ...], Any] | None:
    """The last variable x of a monomial equation x m = 1 put as 1/m, times a power of m."""
    space = known.space
    exponents, value = next(iter(unit.terms()))
    exponents = list(map(int, exponents))
    last = max((i for i, e in enumerate(exponents) if e == 1), default=None)
    if last is None:
        return None
    rest = exponents[:last] + [0] + exponents[last + 1 :]
    monomial = space.context.from_dict({tuple(rest): value})
    degree = max(int(e[last]) for e in g.monoms())
    total = space.zero
    for e, v in g.terms():
        e = list(map(int, e))
        power, e[last] = e[last], 0
        total = total + space.context.from_dict({tuple(e): v}) * monomial ** (degree - power)
    facts = []
    for i, e in enumerate(rest):
        fact = known.least(space.generators[i]) if e else None
        if e and (fact is None or not fact.strict or fact.poly != space.generators[i]):
            return None
        facts += [fact] * (e * degree) if e else []
    return tuple(facts), total * (1 / value**degree)


def _form(
    known: Known, denied: Fact, lift: tuple, relation: Fact | None, pinned: Equations, g: Any
) -> Form | None:
    if g.is_zero():
        return None
    names = [i for i, d in enumerate(g.degrees()) if d]
    degrees = {sum(map(int, exponents)) for exponents in g.monoms()}
    affine = len(degrees) > 1
    if max(degrees) > LARGEST or len(names) + affine > COORDINATES or len(g) > MOST_TERMS:
        return None
    edges = _cone(known, names, affine, denied)
    if edges is None:
        return None
    matrix = fmpq_mat(
        len(edges), len(edges), [x for one in edges for x in _vector(one.poly, names, affine)]
    )
    inverse = matrix.inv()  # x_i = sum over edges of inverse[i, j] y_j
    ring = fmpq_mpoly_ctx.get([f"y{i}" for i in range(len(edges))], "degrevlex")
    values = [
        sum((y * inverse[i, j] for j, y in enumerate(ring.gens())), ring.constant(0))
        for i in range(len(edges))
    ]
    poly = in_coordinates(g, names, values)
    return Form(known, denied, lift, relation, pinned, edges, tuple(values), tuple(names), poly)


def in_coordinates(g: Any, names: Sequence[int], values: Sequence[Any]) -> Any:
    """A polynomial in the names as one in y; with a value for 1 as well, a homogeneous one."""
    ring = values[0].context()
    unit = values[-1] if len(values) > len(names) else None
    top = g.total_degree()
    total, powers = ring.constant(0), {}
    for exponents, c in g.terms():
        exponents = list(map(int, exponents))
        term = ring.constant(c)
        for i, value in zip(names, values):
            if exponents[i]:
                key = i, exponents[i]
                if key not in powers:
                    powers[key] = value ** exponents[i]
                term = term * powers[key]
        if unit is not None:
            term = term * unit ** (top - sum(exponents))
        total = total + term
    return total


def _vector(poly: Any, names: list[int], affine: bool) -> list[fmpq]:
    found = {tuple(map(int, e)): v for e, v in poly.terms()}
    count = len(poly.degrees())
    units = [tuple(int(k == i) for k in range(count)) for i in names]
    vector = [found.get(one, fmpq(0)) for one in units]
    return [*vector, found.get((0,) * count, fmpq(0))] if affine else vector


def _cone(known: Known, names: list[int], affine: bool, denied: Fact) -> tuple[Edge, ...] | None:
    """As many linear facts as coordinates, of which the others are sums."""
    space, found = known.space, []
    for one in known.facts:
        if one.sign not in (">", ">=") or one is denied or one.poly.total_degree() != 1:
            continue
        if any(d for i, d in enumerate(one.poly.degrees()) if i not in names):
            continue
        if not affine and not all(any(e) for e in one.poly.monoms()):
            continue
        found.append(Edge(one, one.poly))
    if affine:
        found.append(Edge(None, space.one))
    count = len(names) + affine
    if len(found) < count or len(found) > 9:
        return None
    vectors = [_vector(one.poly, names, affine) for one in found]
    for chosen in combinations(range(len(found)), count):
        square = fmpq_mat(count, count, [x for k in chosen for x in vectors[k]])
        if square.det() == 0:
            continue
        inverse = square.inv()
        if all(x >= 0 for one in vectors for x in (fmpq_mat(1, count, one) * inverse).entries()):
            return tuple(found[k] for k in chosen)
    return None


__all__ = ["Edge", "Form", "forms"]
