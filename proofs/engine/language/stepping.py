"""The fields `times = "T"`, `invariant` and `always` of a table."""

from __future__ import annotations

from typing import Any

from ..terms import Term, names
from .citing import Citing
from .claim import UserClaim
from .induction import NEXT, Induction, NotInductive, statement

WHERE = 'a list of conditions, as in invariant = ["x_T >= 0"]'


class Stepping(Citing):
    """A claim for every number of steps."""

    def counted(self) -> bool:
        return isinstance(self.table.get("times"), str)

    def induction(self, common: dict[str, Any]) -> UserClaim:
        """The claim. Names are read as x (before), x_next (after one step), x_T (after T steps)."""
        count = self.declare(self.table["times"], "times")
        if common["uses"] or common["integers"] or "sharpest" in self.table:
            raise self.error(
                "`uses`, `integer` and `sharpest` do not go with a number of steps that is a name",
                "times",
            )
        if self.scope.letters:
            raise self.error(
                "a number of steps that is a name is for claims between numbers; give times a "
                "number beside matrices",
                "times",
            )
        step = self.get("step", dict, {}, 'a table, as in step = { x = "x - eta*x" }')
        states = self._states(step)
        if not states:
            raise self.error(
                "nothing moves: add step = { x = ... }, or a line with x_next to `where`", "times"
            )
        parameters = tuple(sorted(self.scope.scalars - set(states)))
        self.scope.scalars |= {name + NEXT for name in states}
        lines = [part for one in self._lines("where") for part in one]
        moves = tuple(
            ("==", name + NEXT, self.reader(f"step.{name}").expression(text).tree)
            for name, text in step.items()
        )
        coming = {name + NEXT for name in states}
        each = tuple(one for one in lines if set(names(one)) & coming)
        self.scope.scalars -= coming
        self._defined(each)
        always = tuple(part for one in self._lines("always") for part in one)
        self.scope.scalars |= {f"{name}_{count}" for name in states} | {count}
        self.scope.integers |= {count}
        made = self.reader("claim").formula(self.table.get("claim"))
        claim = made[0] if len(made) == 1 else ("and", *made)
        invariant = tuple(part for one in self._lines("invariant") for part in one) or (claim,)
        one = Induction(
            states,
            count,
            tuple(part for part in lines if part not in each),
            (*moves, *each),
            always,
            invariant,
            claim,
            parameters,
        )
        try:
            statement(one)
        except (NotInductive, KeyError) as problem:
            raise self.error(f"{problem}; see `times` in the guide", "claim") from None
        text = f"{self.table['claim']}  for all {count}"
        return UserClaim(**common | {"where": ()}, induction=one, text=text[:2000])

    def _states(self, step: dict[str, Any]) -> tuple[str, ...]:
        texts = " ".join(map(str, self.table.get("where", [])))
        named = [name for name in sorted(self.scope.scalars) if name + NEXT in texts]
        for name in step:
            if name not in self.scope.scalars:
                raise self.error(
                    f"the step of {name!r:.60} was given, which is not declared; add it to `real`",
                    "step",
                )
        free = self.get("sequence", list, [], 'names, as in sequence = ["noise"]')
        for name in free:
            if name not in self.scope.scalars:
                raise self.error(f"{name!r:.60} is not declared; add it to `real`", "sequence")
        moving = tuple(dict.fromkeys([*step, *named, *free]))
        if whole := [name for name in moving if name in self.scope.integers]:
            raise self.error(f"{whole[0]} moves and is an integer; declare it in `real`", "step")
        return moving

    def _defined(self, each: tuple[Term, ...]) -> None:
        """No state is said to be what it is: x_next == .. x_next .. has no meaning as a step."""
        rests: dict[str, set[str]] = {}
        for sign, *sides in each:
            for name, other in (sides, sides[::-1]) if sign == "==" else ():
                if isinstance(name, str) and name.endswith(NEXT):
                    rests.setdefault(name, set()).update(
                        one for one in names(other) if one.endswith(NEXT)
                    )
        for name in rests:
            waiting, seen = list(rests[name]), set()
            while waiting:
                here = waiting.pop()
                if here == name:
                    raise self.error(f"{name} is defined by itself; say it of {name} once", "where")
                if here not in seen:
                    seen.add(here)
                    waiting += rests.get(here, ())

    def _lines(self, field: str) -> list[list[Term]]:
        given = self.table.get(field, [])
        given = [given] if isinstance(given, str) else given
        if not isinstance(given, list):
            raise self.error(f"{given!r:.60} was given; expected {WHERE}", field)
        found: list[list[Term]] = []
        for place, text in enumerate(given, 1):
            made = self.reader(f"{field}, entry {place}").formula(text)
            found.append([p for one in made for p in (one[1:] if one[0] == "and" else (one,))])
        return found
