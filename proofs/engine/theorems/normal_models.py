"""Models with normal random variables for the falsifier: where to look for a false statement.

Random variables are linear forms of a standard normal point, chosen near each other as often as
not; functions of a real number are sums of two waves; numbers that hypotheses bound are set to
where these just hold (a Lipschitz constant is then the steepest slope found). A hill climb in the
gap of the conclusion moves all that is free. Floating point proposes, the checker's `model`
decides.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from math import inf
from typing import Any

from flint import ctx

from ...checker._terms import COMPARE, ONE, ZERO, Rejected, need
from ...checker.formal import conjuncts, put, to_json
from ...checker.formal.everywhere import degree, is_law
from ...checker.formal.model import Model
from ...checker.formal.names import free
from ...checker.formal.syntax import Node
from ...checker.formal.values import Undefined, ball

COORDINATES = 2
BASES = ((1, 0), (1, 0), (0, 1), ("3/5", "4/5"), ("1/2", 0), (2, 0), (1, 1))
STEPS = ("1/10", "1/100", "1/1000", "1/3", 1)
RATES = (1, 2, 3, 5, 10, 20, 50, 100)
RATIOS = (2, 3)
WEIGHTS = (1, "1/2", "1/10", 3)
PARTS = (0, 0, "1/20", "-1/20", "1/10", "-1/10", "1/4", "-1/4", 1, -1)
NUMBERS = (0, 1, "1/2", 2, "1/10", -1, 3, "-1/2", 10)
SLACK = Fraction(101, 100)  # a bound found on a grid is a little too small
STARTS = 40  # of which the best one is taken
PATIENCE = 300  # moves without gain before a new start
SAMPLES = 4000
GAIN = 1e-9


def models(node: Node, seed: int, moves: int) -> Iterator[dict[str, Any]]:
    """Candidates, best ones first found; nothing if no hypothesis is a normal law."""
    names, hypotheses, conclusion = opened(node)
    if not any(is_law(_inside(one)) for one in hypotheses) or not all(
        sort == "real" or (isinstance(sort, tuple) and sort[1] in (("real",), ("sample",)))
        for sort in names.values()
    ):
        return
    search = _Search(names, hypotheses, conclusion, random.Random(seed))
    yield from search.climb(moves)


def opened(node: Node) -> tuple[dict[str, Any], list[Node], Node]:
    """The sorts of the outer names, the hypotheses, and the conclusion."""
    names: dict[str, Any] = {}
    hypotheses: list[Node] = []
    while node[0] in ("forall", "implies"):
        if node[0] == "forall":
            names[node[1]] = node[2]
        else:
            hypotheses += conjuncts(node[1])
        node = node[-1]
    return names, hypotheses, node


def _inside(node: Node) -> Node:
    while node[0] == "forall" and node[2] == "real":
        node = node[3]
    return node


class _Search:
    def __init__(self, names: Any, hypotheses: list[Node], conclusion: Node, source: Any):
        self.names, self.source, self.conclusion = names, source, conclusion
        self.laws = [one for one in hypotheses if is_law(_inside(one))]
        self.bounds = [one for one in hypotheses if one not in self.laws]
        self.found: dict[Any, Fraction] = {}
        self.points = self._points()
        bounded = free(*self.bounds) if self.bounds else frozenset()
        kinds = {name: 1 if sort == "real" else 2 for name, sort in names.items()}
        kinds |= {name: 0 for name, sort in names.items() if sort == "real" and name in bounded}
        kinds |= {name: 6 for name, sort in names.items() if sort[1:2] == (("real",),)}
        self.waves = [name for name, count in kinds.items() if count == 6]
        self.movable = [name for name, count in kinds.items() for _ in range(count)]
        self.movable += ["base", "step", "step"]

    def climb(self, moves: int) -> Iterator[dict[str, Any]]:
        state, best, idle, made = self._start(), -inf, 0, 0
        for _ in range(moves):
            if idle > PATIENCE:
                best, idle, made = -inf, 0, 0
            made += 1
            tried = self._start() if made < STARTS or best == -inf else self._moved(state)
            try:
                model = self._model(tried)
                gap = self._gap(model)
            except (Rejected, Undefined, ArithmeticError, ValueError):
                continue
            idle += 1
            if gap >= best:  # moves that change nothing are made, so that it does not get stuck
                idle = 0 if gap > best + GAIN else idle
                state, best = tried, gap
            if gap > GAIN:
                yield _data(model)

    # --- states: what is chosen freely

    def _start(self) -> dict[str, Any]:
        pick = self.source.choice
        state: dict[str, Any] = {"base": pick(BASES), "step": pick(STEPS)}
        for name in self.names:
            state[name] = self._choice(name, state)
        return state

    def _choice(self, name: str, state: dict[str, Any]) -> Any:
        pick, sort = self.source.choice, self.names[name]
        if sort == "real":
            return pick(NUMBERS)
        if sort[1] == ("real",):
            return pick(WEIGHTS), pick(("sin", "cos")), pick(RATES), pick(PARTS), pick(RATIOS)
        if self.source.random() < 0.3:
            return pick(BASES), (0, 0)
        return state["base"], tuple(pick((0, 0, 1, -1)) for _ in range(COORDINATES))

    def _moved(self, state: dict[str, Any]) -> dict[str, Any]:
        """One or two choices made anew; of a sum of waves one number as often as not."""
        moved = dict(state)
        for _ in range(self.source.choice((1, 1, 2))):
            name = self.source.choice(self.movable)
            if name in ("base", "step"):
                moved[name] = self.source.choice(BASES if name == "base" else STEPS)
                if name == "step" and self.source.random() < 0.5:  # finer, and faster waves
                    rate = self.source.choice(RATES)
                    moved |= {one: (*moved[one][:2], rate, *moved[one][3:]) for one in self.waves}
                continue
            new = self._choice(name, moved)
            if self.names[name] != "real" and self.source.random() < 0.8:
                k = self.source.randrange(len(new))
                new = (*moved[name][:k], new[k], *moved[name][k + 1 :])
            moved[name] = new
        return moved

    # --- a model: functions, laws, bounds that just hold

    def _model(self, state: dict[str, Any]) -> Model:
        values, functions = {}, {}
        for name, sort in self.names.items():
            own = state[name]
            if sort == "real":
                values[name] = str(Fraction(own))
            elif sort[1] == ("real",):
                functions[name] = {"of": ["x"], "is": to_json(_waves(*own))}
            else:
                base, way = own
                row = [Fraction(b) + Fraction(state["step"]) * d for b, d in zip(base, way)]
                functions[name] = {"linear": [str(one) for one in row]}
        model = Model({"values": values, "functions": functions, "normal": COORDINATES})
        self._solve_laws(model)
        for name in values:
            model.values[name] = self._just(name, model, state)
        return model

    def _solve_laws(self, model: Model) -> None:
        """Names in E exp(T) == exp(U), in U alone, take the values that the forms have."""
        import numpy as np

        for one in self.laws:
            _, (_, w, (_, form)), (_, found) = _inside(one)
            inner = [name for name in free(form, found) - {w} if name not in self.names]
            unknown = [name for name in sorted(free(found) - free(form)) if name in model.values]
            if not unknown or degree(found, unknown) != 1:
                continue
            square = ("/", ("expect", w, ("^", form, Fraction(2))), Fraction(2))
            rows, right = [], []
            for _ in range(3 * len(unknown)):
                point = {name: Fraction(self.source.randint(-9, 9)) for name in inner}
                point |= dict.fromkeys(unknown, ZERO)
                start = _value(model, found, point)
                right.append(_value(model, square, point) - start)
                rows.append([_value(model, found, point | {name: ONE}) - start for name in unknown])
            fitted = np.linalg.lstsq(np.array(rows), np.array(right), rcond=None)[0]
            for name, value in zip(unknown, fitted):
                model.values[name] = Fraction(float(value)).limit_denominator(10**7)

    def _just(self, name: str, model: Model, state: dict[str, Any]) -> Fraction:
        """The least number for which the hypotheses hold that bound it from below, or the largest
        for those that bound it from above; the number it has where nothing bounds it.
        """
        mine = [one for one in self.bounds if name in free(one)]
        around = free(*mine) if mine else frozenset()
        chosen = tuple(state[one] for one in state if one in (*around, "base", "step"))
        numbers = tuple(value for one, value in model.values.items() if one in around)
        key = name, chosen, numbers
        if key not in self.found:
            self.found[key] = self._bisected(name, mine, model)
        return self.found[key]

    def _bisected(self, name: str, mine: list[Node], model: Model) -> Fraction:
        margins = [margin for one in mine for margin in self._margins(one, model, name)]
        low, high = 1e-9, 1e9

        def holds(value: float) -> bool:
            return all(margin(value) for margin in margins)

        upward, now = holds(high), model.values[name]
        if holds(low) == upward:
            tried = [one for one in (now, ONE, Fraction(low)) if one is not None]
            some = [one for one in tried if holds(float(one))]
            need(bool(some), "no value of a name within its bounds")
            return some[0]
        for _ in range(50):
            middle = (low * high) ** 0.5
            low, high = (low, middle) if holds(middle) == upward else (middle, high)
        everywhere = any(one[0] == "forall" for one in mine)
        value = Fraction(high if upward else low)
        if everywhere:
            value = value * SLACK if upward else value / SLACK
        return _rounded(value, ROUND_CEILING if upward else ROUND_FLOOR)

    def _margins(self, hypothesis: Node, model: Model, name: str) -> Iterator[Callable]:
        """Whether comparisons hold at all sample points, as functions of the name's value."""
        from ..scalar.floats import function

        known = {
            one: ("lambda", tuple(own["of"]), own["is"])
            for one, own in model.functions.items()
            if "is" in own
        }
        for body in conjuncts(_inside(hypothesis)):
            if body[0] not in ("<", "<=", ">", ">="):
                continue
            flat, means = _without_means(body)
            try:
                values = {one: _value(model, term, {}) for one, term in means.items()}
            except Rejected:  # a mean that depends on a quantified number
                continue
            values |= {one: float(own) for one, own in model.values.items()}
            inner = sorted(free(flat) - set(values) - set(self.names))
            values |= dict(zip(inner, self.points))
            low, high = flat[1:] if body[0] in ("<", "<=") else flat[:0:-1]
            gap = function(put(("-", high, low), known))
            yield _margin(lambda value, gap=gap, own=values: gap(own | {name: value}))

    def _points(self) -> list[Any]:
        import numpy as np

        source = np.random.default_rng(self.source.randrange(2**32))
        first = source.uniform(-4, 4, SAMPLES)
        near = first + source.choice([1e-4, -1e-4, 1e-2, 1.0], SAMPLES)
        return [first, near, source.uniform(-4, 4, SAMPLES)]

    def _gap(self, model: Model) -> float:
        """How far the conclusion is from true, relative to its sides; not above 0 if true."""
        gaps = []
        for head, *sides in conjuncts(self.conclusion):
            if head in COMPARE:
                low, high = (_value(model, side, {}) for side in sides)
                size = abs(low) + abs(high)
                apart = (low - high) / size if size else -1.0  # 0 and 0 say nothing
                signed = {"<": apart, "<=": apart, ">": -apart, ">=": -apart}
                gaps.append(signed.get(head, abs(apart)))
        return max(gaps, default=0.0)


def _value(model: Model, term: Node, point: dict[str, Any]) -> float:
    with ctx.workprec(80):
        return float(ball(model.term(term, {**model.values, **point})).mid())


def _margin(gap: Callable) -> Callable[[float], bool]:
    """Whether the gap is nowhere negative, as a function of the number in it: linear as a rule, so
    that it is evaluated three times.
    """
    import numpy as np

    tiny = 1e-12
    with np.errstate(all="ignore"):
        zero, one, two = (np.asarray(gap(value), dtype=float) for value in (0.0, 1.0, 2.0))
        slope = one - zero
        linear = np.allclose(two - one, slope, rtol=1e-6, atol=tiny)
        least = np.max(np.where(slope > 0, -zero / slope, -np.inf))
        most = np.min(np.where(slope < 0, -zero / slope, np.inf))
        free_of_it = bool(np.all((slope != 0) | (zero >= -tiny)))

    def holds(value: float) -> bool:
        if linear:
            return free_of_it and least <= value * (1 + tiny) + tiny and value <= most + tiny
        with np.errstate(all="ignore"):
            return bool(np.all(np.asarray(gap(value), dtype=float) >= -tiny))

    return holds


def _rounded(value: Fraction, way: str) -> Fraction:
    context = Context(prec=6, rounding=way)
    return Fraction(context.divide(Decimal(value.numerator), Decimal(value.denominator)))


def _data(model: Model) -> dict[str, Any]:
    functions = {
        name: own | ({"is": to_json(own["is"])} if "is" in own else {})
        for name, own in model.functions.items()
    }
    values = {name: str(value) for name, value in model.values.items()}
    return {"values": values, "functions": functions, "normal": model.normal}


def _waves(weight: Any, head: str, rate: int, part: Any, ratio: int) -> Any:
    """weight (sin(rate x) + part sin(ratio rate x)), or the same with cos"""
    wave = lambda c, a: ("*", c, (head, ("*", Fraction(a), "x")))  # noqa: E731
    return (
        "+",
        wave(Fraction(weight), rate),
        wave(Fraction(weight) * Fraction(part), rate * ratio),
    )


def _without_means(node: Node) -> tuple[Node, dict[str, Node]]:
    """The formula with names for its means."""
    means: dict[str, Node] = {}

    def walk(part: Node) -> Node:
        if not isinstance(part, tuple):
            return part
        if part[0] == "expect":
            name = f"mean_{len(means)}"
            means[name] = part
            return name
        return (part[0], *map(walk, part[1:]))

    return walk(node), means


__all__ = ["models", "opened"]
