"""Unbounded variables: a cut, and t = 1/x beyond it, where the functions are smooth up to t = 0 or
bounded; a bounded function of the tail becomes a variable of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ...goal import Goal
from ...processes import alone
from ...terms import Term, names, substitute, subterms
from ...work import Budget
from .. import identity, piecewise
from ..domain import Bound, Interval, box
from ..floats import function
from ..forms import ALGEBRAIC, ONE, ZERO, conditions, functions, heads
from ..monotone import _tidy, certificate, plausible
from ..points import rational_value
from ..rational import TooLarge
from ..rewriting import replaced, rewritten
from . import denominators, growing
from .cases import implied, split
from .settled import by_lemmas, instance, settled
from .variables import Step

MOST = 4  # functions of a tail that are rewritten
TINY = Fraction(1, 64)
WHOLE = "_u"
WAIT = 0.8  # nominal seconds
PLACES = (ONE, Fraction(4), Fraction(16), Fraction(64))
_BOUNDS = {"sin": (-ONE, ONE), "cos": (-ONE, ONE), "tanh": (-ONE, ONE)}


class NoLimit(Exception):
    """A function of the claim has no expansion at the end of its domain."""


def shortened(goal: Goal, budget: Budget) -> Step | None:
    """The goal on what is bounded of one variable, and in its reciprocal beyond."""
    if goal.integers or goal.claim[0] not in ("<=", "<", ">=", ">"):
        return None
    if not heads(goal.claim) - ALGEBRAIC:
        return None
    sides = box(goal)
    for name in names(goal.claim):
        side = sides[name]
        if side.bounded:
            continue
        found = _in_reciprocal(goal, name, side, budget)
        if found is None:
            found = _cut(goal, name, side, budget)
        if found is not None:
            return found
    return None


def _end(bound: Bound | None) -> Fraction | None:
    if bound is None:
        return None
    if isinstance(bound.at, Fraction):
        return bound.at
    return Fraction(float(bound.ball().mid())).limit_denominator(10**6)


def _cut(goal: Goal, name: str, side: Interval, budget: Budget) -> Step | None:
    low, high = _end(side.low), _end(side.high)
    for distance in PLACES:
        place = distance if high is None else -distance
        if (low is not None and low >= place) or (high is not None and high <= place):
            continue
        whens = [("<=", name, place), (">=", name, place)]
        when = whens[high is None]  # the tail as `split` will state it
        kept = (one for one in goal.where if not implied(one, when))
        tail = Goal(goal.variables, (*kept, when), goal.claim)
        for _ in range(MOST):
            grown = growing.written(tail, budget)
            if grown is None:
                break
            (tail,) = grown[0]
        if _in_reciprocal(tail, name, box(tail)[name], budget) is not None:
            return split(goal, goal.where, whens)
    return None


def _in_reciprocal(goal: Goal, name: str, side: Interval, budget: Budget) -> Step | None:
    low, high = _end(side.low), _end(side.high)
    if side.high is None and low is not None and low >= TINY:
        edges = [("<", ZERO, "_t"), ("<=", "_t", 1 / low)]
    elif side.low is None and high is not None and high <= -TINY:
        edges = [("<=", 1 / high, "_t"), ("<", "_t", ZERO)]
    else:
        return None
    return _put(goal, name, "_t", edges, budget)


def at_once(goal: Goal, budget: Budget) -> Step | None:
    """An unbounded goal by the sign of a derivative, its denominators multiplied out: what is left
    for a tail alone may no longer be true where they grow.
    """
    if goal.integers or len(names(goal.claim)) != 1 or box(goal)[names(goal.claim)[0]].bounded:
        return None
    found = denominators.cleared(goal, budget)
    if found is None:
        return None
    ((inner,), back), share = found, budget.share(0.5, WAIT)
    proof = alone(lambda: piecewise.certificate(inner, Budget(share)), 2 * share)
    return None if proof is None else ([], lambda _: back([proof]))


def turned(goal: Goal, budget: Budget) -> Step | None:
    """The goal in u = 1/x, where functions take 1/x and x comes near 0 from one side."""
    if goal.integers or goal.claim[0] not in ("<=", "<", ">=", ">") or WHOLE in goal.variables:
        return None
    sides = box(goal)
    for name in names(goal.claim):
        low, high = _end(sides[name].low), _end(sides[name].high)
        inside = [part[1] for part in functions(goal.claim) if name in names(part)]
        if not any(_pole(one, name) for one in inside):
            continue
        if low == 0:
            edges = [("<", ZERO, WHOLE), *([("<=", 1 / high, WHOLE)] if high else [])]
        elif high == 0:
            edges = [("<", WHOLE, ZERO), *([("<=", WHOLE, 1 / low)] if low else [])]
        else:
            continue
        drawn = growing.drawn(goal, name, 1 if low == 0 else -1, budget)
        return drawn or _put(goal, name, WHOLE, edges, budget)
    return None


def _pole(term: Term, name: str) -> bool:
    """Whether the term, without functions, has its only pole in the variable at 0, and no power of
    it above 0.
    """
    if names(term) != (name,) or heads(term):
        return False
    try:
        short = _tidy(substitute(term, {name: ("/", ONE, name)}))
    except (TooLarge, ZeroDivisionError):
        return False
    return not any(isinstance(one, tuple) and one[0] == "/" for one in subterms(short))


def _put(goal: Goal, name: str, t: str, edges: list[Term], budget: Budget) -> Step | None:
    """The goal in t = 1/name between these edges."""
    side = box(goal)[name]
    try:
        claim, fresh = _moved(goal.claim, name, t)
    except NoLimit:
        return None
    put: dict[str, Term] = {t: ("/", ONE, name)} | {new: old for old, new in fresh.items()}
    for old, new in fresh.items():
        low, high = _BOUNDS.get(old[0], (ZERO, None))
        edges += [("<=", low, new), ("<=", new, _most(old, name, side) if high is None else high)]
    others = tuple(part for part in goal.where if name not in names(part))
    inner = Goal((*(one for one in goal.variables if one != name), *put), (*others, *edges), claim)
    if not plausible(inner):
        return None
    known = [_edge(_under(goal, substitute(edge, put)), budget) for edge in edges]
    for one, proof in _kept(goal, name, t, put, budget):
        inner = Goal(inner.variables, (*inner.where, one), claim)
        known.append(proof)
    known.append(settled(_under(goal, ("!=", name, ZERO)), budget))
    if None in known:
        return None
    back = substitute(claim, put)
    pairs, equations = {}, []
    for mine, other in zip(goal.claim[1:], back[1:]):
        if mine != other:
            equation = _equal(_under(goal, ("==", mine, other)), budget)
            if equation is None:
                return None
            pairs[mine] = other
            equations.append((_under(goal, ("==", mine, other)), equation))
    moved = Goal(goal.variables, goal.where, back)
    plainly = replaced(goal, pairs) == replaced(moved, {})
    known_all = (*goal.where, *(one.claim for one, _ in equations), back)
    final = None if plainly else settled(Goal(goal.variables, known_all, goal.claim), budget)
    if final is None and not plainly:
        return None

    def back_again(proofs: list[dict]) -> dict:
        shown = instance(moved, put, proofs[0], known)
        if not equations:
            return shown
        if plainly:
            return rewritten(goal, [one for _, one in equations], shown)
        return by_lemmas(goal, [*equations, (moved, shown)], final)

    return [inner], back_again


def _kept(
    goal: Goal, name: str, t: str, put: dict[str, Term], budget: Budget
) -> Iterator[tuple[Term, dict]]:
    """The hypotheses that name other variables beside the one that is moved, in the new ones."""
    for part in goal.where:
        if name not in names(part) or names(part) == (name,) or heads(part) or part[0] == "or":
            continue
        moved = substitute(part, {name: ("/", ONE, t)})
        proof = settled(_under(goal, substitute(moved, put)), budget)
        if proof is not None:
            yield moved, proof


def _most(old: Term, name: str, side: Interval) -> Fraction:
    """A little more than exp of something that falls along the tail."""
    import numpy as np

    start = _end(side.low if side.high is None else side.high) or ONE
    height = float(function(old)({name: np.array([float(start)])})[0])
    return Fraction(height) * Fraction(1001, 1000) if 0 < height < 1 else ONE


def _edge(goal: Goal, budget: Budget) -> dict | None:
    found = settled(goal, budget)
    if found is None:  # in a process of its own: what the derivative argument keeps ends with it
        share = budget.share(0.5, 1.0)
        found = alone(lambda: certificate(goal, Budget(share), 1), 2 * share)
    return found


def _under(goal: Goal, claim: Term) -> Goal:
    return Goal(goal.variables, goal.where, claim)


def _equal(goal: Goal, budget: Budget) -> dict | None:
    """The two ways of writing a side are the same function."""
    try:
        found, needed = identity.plain(goal), None
        if found is None:
            found, needed = identity.modulo(goal) or (None, [])
    except (TooLarge, ZeroDivisionError):
        return None
    if found is None:
        return None
    return identity.proved(
        found,
        conditions(goal.claim) if needed is None else needed,
        goal,
        lambda one: settled(one, budget),
    )


def _moved(term: Term, name: str, new: str) -> tuple[Term, dict[Term, str]]:
    """The claim in 1/name; functions that do not settle but are bounded, by new names."""
    fresh: dict[Term, str] = {}

    def walk(part: Term) -> Term:
        if part == name:
            return ("/", ONE, new)
        if not isinstance(part, tuple) or name not in names(part):
            return part
        head, *inside = part
        if head in ("^",):
            return (head, walk(inside[0]), inside[1])
        if head in ("+", "-", "*", "/", "<=", "<", ">=", ">", "abs", "min", "max"):
            return (head, *map(walk, inside))
        argument, limit = _argument(walk(inside[0]), new)
        if limit is not None and (head != "log" or limit > 0) and (head != "sqrt" or limit > 0):
            if head in ("asin", "acos") and abs(limit) >= 1:
                raise NoLimit
            return (head, argument)
        if head in _BOUNDS or (head == "exp" and _falls(argument, new)):
            return fresh.setdefault(part, f"_f{len(fresh)}")
        raise NoLimit

    return walk(term), fresh


def _argument(term: Term, new: str) -> tuple[Term, Fraction | None]:
    """The term in lowest terms, and its value at 0 where it has one."""
    if set(names(term)) != {new} or heads(term):
        raise NoLimit
    try:
        short = _tidy(term)
    except (TooLarge, ZeroDivisionError):
        raise NoLimit from None
    return short, _at_zero(short, new)


def _at_zero(term: Term, new: str) -> Fraction | None:
    try:
        return rational_value(substitute(term, {new: ZERO}))
    except ZeroDivisionError:
        return None


def _falls(term: Term, new: str) -> bool:
    """The term is certainly negative near 0 on the side of it that matters."""
    import numpy as np

    heights = function(term)({new: np.array([1e-6, 1e-3, 0.1])})
    return bool((heights < 0).all())


__all__ = ["shortened"]
