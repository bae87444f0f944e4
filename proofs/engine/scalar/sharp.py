"""The sharp constant of an inequality: a rigorous enclosure, proved at one end and refuted at the
other.

The extremal value is guessed by floating-point optimisation (of the constant that each single point
asks for) and, where it looks like p/q, sqrt(p/q) or a rational multiple of pi, tried exactly;
proofs and counterexamples then fix the enclosure.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from ...checker import recheck
from ...vocabulary import Evidence, Verdict
from ..goal import Goal
from ..terms import Term, names, show, substitute, to_json
from ..work import Budget
from .asked import asked_for
from .constants import ConstantError, decimal, recognised, rounded
from .decide import decide
from .domain import box
from .floats import margin
from .forms import ALGEBRAIC, folded, heads, positive
from .points import holds
from .refute import Found, Search, shrink, violates
from .stages import ORDER
from .stages.enclosures import boxed
from .stages.run import Run

_POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED)
LARGEST = Fraction(10**12)


class Sharp:
    """One question for a sharp constant."""

    def __init__(
        self, constant: str, goal: Goal, smallest: bool, width: Fraction, seconds: float, seed: int
    ):
        if constant in goal.integers:
            raise ConstantError(
                f"the constant {constant} is declared as an integer; declare it in `real`, or "
                f"state the claim with numbers in its place"
            )
        if constant not in names(goal.claim):
            raise ConstantError(
                f"the constant {constant} does not occur in the claim {show(goal.claim)}; "
                f"name one of {', '.join(goal.variables)}"
            )
        self.constant, self.goal, self.smallest, self.width, self.seed = (
            constant,
            goal,
            smallest,
            width,
            seed,
        )
        # a part of the work is for whether the claim holds again beyond the enclosure
        self.budget, self.whole = Budget(0.75 * seconds), Budget(seconds)
        self.domain = Goal(
            tuple(name for name in goal.variables if name != constant),
            tuple(part for part in goal.where if constant not in names(part)),
            goal.claim,
            goal.integers,
        )
        # hypotheses on the constant alone say which constants are asked about
        self.limits = [part for part in goal.where if set(names(part)) == {constant}]
        self.ends = box(Goal((constant,), tuple(self.limits), goal.claim))[constant]
        low, high = (
            None if end is None else float(end.ball().mid())
            for end in (self.ends.low, self.ends.high)
        )
        self._asked_about = (-1e6 if low is None else low, 1e6 if high is None else high)
        self.extremal: dict[str, Fraction] | None = None
        self.holds: tuple[Term, Evidence] | None = None
        self.fails: tuple[Fraction, dict] | None = None

    def at(self, constant: Term) -> Goal:
        put = {self.constant: constant}
        rest = (part for part in self.goal.where if part not in self.limits)
        where = tuple(dict.fromkeys(folded(substitute(part, put)) for part in rest))
        claim = folded(substitute(self.goal.claim, put))
        return Goal(self.domain.variables, where, claim, self.goal.integers)

    def allowed(self, constant: Fraction) -> bool:
        return all(holds(part, {self.constant: constant}) is True for part in self.limits)

    # --- guessing ---------------------------------------------------------------------------------

    def guess(self) -> float | None:
        """The supremum (infimum) over the domain of the constant that a single point asks for."""
        import numpy as np
        from scipy.optimize import minimize

        search = Search(
            Goal(
                self.domain.variables,
                self.domain.where,
                ("==", Fraction(0), Fraction(0)),
                self.goal.integers,
            ),
            self.seed,
        )
        asked = asked_for(self.goal, self.constant, self.smallest, self._asked_about)
        sign = -1.0 if self.smallest else 1.0
        candidates = search.special(1500) + search.scattered(1500)
        best: list[tuple[float, dict]] = []
        for point in itertools.islice(search.screened(candidates), 3000):
            values = {n: float(q) for n, q in point.items() if isinstance(q, Fraction)}
            if len(values) == len(point):
                found = sign * asked(values)
                if found == found and abs(found) < 1e300:
                    best.append((found, point))
        if not best:
            return None
        best.sort(key=lambda each: each[0])
        hypotheses = [margin(positive(part)) for part in self.domain.where]
        free = search.free

        def height(vector: np.ndarray) -> float:
            full = search.complete_floats({name: float(each) for name, each in zip(free, vector)})
            penalty = sum(
                0.0 if gap >= 0 else 1e3 * (1 - gap)
                for gap in (float(check(full)) for check in hypotheses)
            )
            result = sign * asked(full)
            return (result if result == result else 1e30) + penalty * (1 + abs(best[0][0]))

        value_, point = best[0]
        if free and not self.goal.integers:
            for _, start in best[:4]:
                vector = np.array([float(start[name]) for name in free])
                with np.errstate(all="ignore"):
                    found = minimize(
                        height,
                        vector,
                        method="Nelder-Mead",
                        options={"maxfev": 400 * len(vector), "xatol": 1e-13, "fatol": 1e-16},
                    )
                if found.fun < value_ - 1e-15 * abs(value_):
                    value_ = float(found.fun)
                    point = {
                        name: Fraction(float(each)).limit_denominator(10**12)
                        for name, each in zip(free, found.x)
                    }
        self.extremal = {name: each for name, each in point.items() if name in free}
        self.search = search
        return sign * value_

    # --- deciding ---------------------------------------------------------------------------------

    def test(self, constant: Fraction, seconds: float) -> bool | None:
        """True when proved at this constant, False when refuted; both are remembered."""
        found = self._counterexample(constant)
        if found is None:
            evidence = self._on_box(constant, seconds) or decide(
                self.at(constant), seconds=min(seconds, self.budget.left), seed=self.seed
            )
            if evidence.verdict in _POSITIVE:
                if self.holds is None or self._inward(self.holds[0], constant):
                    self.holds = (constant, evidence)
                return True
            if evidence.verdict != Verdict.REFUTED:
                return None
            witness = evidence.witness
        else:
            witness = found.witness(self.at(constant))
        if self.fails is None or self._inward(constant, self.fails[0], strict=True):
            self.fails = (constant, witness)
        return False

    def _on_box(self, constant: Fraction, seconds: float) -> Evidence | None:
        """Balls at once, where decide would come to them last."""
        goal = self.at(constant)
        if goal.integers or not heads(goal.claim) - ALGEBRAIC:
            return None
        return boxed(Run(goal, min(seconds / 2, self.budget.left), self.seed, (), ORDER))

    def _inward(self, a: Fraction, b: Fraction, strict: bool = False) -> bool:
        return (a > b) if self.smallest else (a < b)

    def _counterexample(self, constant: Fraction) -> Found | None:
        """The extremal point, and rationals near it, tried first."""
        if self.extremal is None:
            return None
        goal = self.at(constant)
        for bound in (1, 10, 10**3, 10**6, 10**9, 10**12):
            point = self.search.complete(
                {name: each.limit_denominator(bound) for name, each in self.extremal.items()}
            )
            if point is not None and violates(goal, point):
                return Found(shrink(goal, point, Budget(min(1.0, self.budget.left))))
        return None

    def enclosure(self) -> Evidence:
        rough = self.guess()
        if rough is None or abs(rough) > LARGEST:
            return self._undecided(
                "no finite extremal value was found: every constant tried fails, or the domain is "
                "empty"
            )
        outward = 1 if self.smallest else -1
        base = Fraction(rough).limit_denominator(10**15)
        end = self.ends.low if self.smallest else self.ends.high
        if self.limits and not self.allowed(base):
            return self._at_the_limit(end.at if end is not None else None, base)
        for candidate in recognised(rough):
            if self.allowed(candidate) and self.test(candidate, self.budget.share(0.4)) is True:
                break
        step = max(abs(base), self.width) * self.width / 4
        self._fail(base, step)
        if self.holds is None and not self._bounded():  # first something that is proved at all
            coarse = rounded(base + outward * max(abs(base), Fraction(1, 10)) / 2, step)
            if self.allowed(coarse):
                self.test(coarse, self.budget.share(0.5))
        while self.budget.left > 0 and not self._narrow():
            if self.holds is None:
                # nearer than the first constant that is proved, as far as time allows
                wanted = rounded(base + outward * step, step / 8)
                if abs(wanted) > LARGEST or not self.allowed(wanted):
                    break
                step *= 64 if self.test(wanted, self.budget.share(0.2)) is None else 4
            elif self.fails is None:
                wanted = rounded(self.holds[0] - outward * step, step / 8)
                if abs(wanted) > LARGEST:
                    return self._undecided(self._everywhere())
                self.test(wanted, self.budget.share(0.4))
                step *= 64
            else:
                middle = (self.holds[0] + self.fails[0]) / 2
                if self.test(middle, self.budget.share(0.4)) is None:
                    break
        return self._evidence()

    def _everywhere(self) -> str:
        word, end = ("smallest", "below") if self.smallest else ("largest", "above")
        return (
            f"no {word} {self.constant}: the claim holds at every constant tried, as far as "
            f"{decimal(self.holds[0])}; say in `where` which values of {self.constant} are meant, "
            f"none {end} some number"
        )

    def _bounded(self) -> bool:
        sides = box(self.domain)
        return all(sides[name].bounded for name in self.domain.variables if name in sides)

    def _fail(self, base: Fraction, step: Fraction) -> None:
        """The extremal point refutes constants just short of the extremal value."""
        if self.fails is not None:
            return
        for _ in range(12):
            constant = rounded(base - step if self.smallest else base + step, step / 8)
            found = self._counterexample(constant)
            if found is not None:
                self.fails = (constant, found.witness(self.at(constant)))
                return
            step *= 4

    def _at_the_limit(self, end: Any, wanted: Fraction) -> Evidence:
        """The hypotheses on the constant exclude the value that the claim asks for."""
        word = "smallest" if self.smallest else "largest"
        asked = ", ".join(map(show, self.limits))
        inside = isinstance(end, Fraction) and ((end >= wanted) == self.smallest)
        if inside and self.allowed(end) and self.test(end, self.budget.share(0.6)) is True:
            return self._undecided(
                f"the claim holds at {self.constant} = {end}, the {word} value that {asked} "
                f"allows, so the hypotheses and not the claim set it"
            )
        return self._undecided(
            f"the claim asks for {self.constant} near {decimal(wanted)}, which {asked} does not "
            f"allow"
        )

    def _narrow(self) -> bool:
        if self.holds is None or self.fails is None:
            return False
        one, other = abs(self.holds[0]), abs(self.fails[0])
        size = 1 if 0 in (one, other) else max(one, other)  # at zero the width is absolute
        return abs(self.holds[0] - self.fails[0]) <= self.width * size

    def _evidence(self) -> Evidence:
        if self.holds is None or self.fails is None:
            missing = "proved for no constant" if self.holds is None else "refuted for no constant"
            return self._undecided(f"{missing} within the time limit")
        good, bad = self.holds[0], self.fails[0]
        low, high = min(good, bad), max(good, bad)
        certificate = {
            "kind": "enclosure",
            "constant": self.constant,
            "goal": self.goal.to_json(),
            "smallest": self.smallest,
            "interval": [str(low), str(high)],
            "enclosure": [str(low), str(high)],
            "holds": self.holds[1].certificate,
            "fails": self.fails[1],
        }
        outcome = recheck(certificate)
        if not outcome.ok:
            return self._beyond(bad, outcome.reason)
        word = "smallest" if self.smallest else "largest"
        places = ", ".join(
            f"{name} = {show_json(each)}" for name, each in self.fails[1]["values"].items()
        )
        side = "below" if self.smallest else "above"
        at = f" at {places}" if places else ""
        text = (
            f"the {word} {self.constant} lies in [{decimal(low)}, {decimal(high)}]: it holds at "
            f"{decimal(good)}, and at {decimal(bad)} and {side} it fails{at}"
        )
        if not self._narrow():
            text = (
                f"only enclosed, wider than the relative width {float(self.width):g} that was "
                f"asked for: {text}"
            )
        return Evidence(
            Verdict.CERTIFIED,
            self._scope(),
            f"bisection; {self.holds[1].method}",
            certificate=certificate,
            detail=text,
        )

    def _beyond(self, bad: Fraction, reason: str) -> Evidence:
        """No enclosure: the claim holds again beyond the end where it fails, or may do so."""
        word, away = ("smallest", -1) if self.smallest else ("largest", 1)
        near = [Fraction(n) for n in range(-12, 13) if (n - bad) * away > 0]
        far = [bad + away * distance for distance in (1, 2, 3, 10, 100, 1000)]
        for constant in dict.fromkeys([*near, *far]):
            if self.whole.left <= 0:
                break
            if not self.allowed(constant):
                continue
            found = decide(self.at(constant), seconds=self.whole.share(0.3, 2.0), seed=self.seed)
            if found.verdict in _POSITIVE:
                return self._undecided(
                    f"no {word} {self.constant}: the claim fails at {decimal(bad)} and holds "
                    f"again at {constant}; say in `where` which values of {self.constant} are "
                    f"meant, as in {self.constant} >= 0"
                )
        return self._undecided(
            f"the claim fails at {self.constant} = {decimal(bad)}, but not certainly everywhere "
            f"beyond ({reason})"
        )

    def _scope(self) -> str:
        rest = self.goal.domain({self.constant})
        asked = f" with {', '.join(map(show, self.limits))}" if self.limits else ""
        return f"{self.constant}{asked}" + (f", for {rest}" if rest else "")

    def _undecided(self, reason: str) -> Evidence:
        return Evidence(Verdict.UNDECIDED, "", "bisection", detail=reason)


def show_json(data: Any) -> str:
    from ..terms import from_json

    return show(from_json(data))


def sharpest(
    constant: str,
    goal: Goal,
    *,
    smallest: bool = True,
    width: float = 1e-6,
    seconds: float = 60.0,
    seed: int = 0,
) -> Evidence:
    """The smallest (largest) value of `constant` for which the claim holds on the domain, as a
    rigorous enclosure.
    """
    exact = Fraction(width).limit_denominator(10**18)
    if exact <= 0:
        raise ConstantError(
            f"the relative width {width} was given; it has to be positive, for example 1e-6"
        )
    return Sharp(constant, goal, smallest, exact, seconds, seed).enclosure()


__all__ = ["sharpest", "to_json"]
