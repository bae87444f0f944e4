"""`Recurrence`: a small description, in SymPy terms, of what one trial does.

    x_0 = start(parameters, draws);   x_{t+1} = step(x_t, t, parameters, draws_t);   stop at the
    first t with stop(x_t, t)

Records are running functions of x_0, ..., x_T (T: the time at which the trial ends): largest,
smallest, total, first time of an event, value at a given time, final value. The same description is
interpreted by NumPy and emitted as C++ and CUDA.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sympy

from .errors import KernelError
from .laws import Draws, Law

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}\Z")
RESERVED = ("steps", "stopped", "diverged", "underflow", "censored", "trial")


@dataclass(frozen=True)
class Record:
    """What to keep of a run; made by the functions below. A later record may use an earlier one by
    its name.
    """

    kind: str
    expression: Any
    at: int = 0

    @property
    def before(self) -> float:
        """The value before the first state is seen."""
        kinds = {
            "largest": "-inf",
            "smallest": "inf",
            "total": 0.0,
            "first": -1.0,
            "value": "nan",
            "final": "nan",
        }
        return float(kinds[self.kind])


def largest(expression: Any) -> Record:
    """max over t = 0..T."""
    return Record("largest", sympy.sympify(expression))


def smallest(expression: Any) -> Record:
    """min over t = 0..T."""
    return Record("smallest", sympy.sympify(expression))


def total(expression: Any) -> Record:
    """The sum over t = 0..T, added in this order."""
    return Record("total", sympy.sympify(expression))


def first_time(condition: Any) -> Record:
    """min{t : condition holds at x_t}; -1 if it never does."""
    return Record("first", sympy.sympify(condition))


def value_at(time: int, expression: Any) -> Record:
    """The value at one time; NaN if the trial ended before."""
    return Record("value", sympy.sympify(expression), int(time))


def final(expression: Any) -> Record:
    """The value at time T."""
    return Record("final", sympy.sympify(expression))


def content_hash(*parts: Any) -> str:
    """A fingerprint of expressions, the same in every process: the hash that ties a proof to the
    kernel that runs.
    """
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Mapping):
            part = "|".join(
                f"{sympy.srepr(key)}={sympy.srepr(value)}" for key, value in part.items()
            )
        elif isinstance(part, sympy.Basic | sympy.MatrixBase):
            part = sympy.srepr(part)
        digest.update(str(part).encode() + b"\0")
    return digest.hexdigest()


@dataclass(frozen=True, eq=False)
class Recurrence:
    """One family of trials. Everything is a SymPy expression in real symbols; see the module's
    first lines.

    step        next value of each state variable; all of them are updated at once start       first
    value of each state variable, in parameters, constants and starting draws parameters  numbers
    given for each run constants   numbers computed once per run from the parameters (in order; a
    later one may use an earlier one) derived     abbreviations in terms of the state, expanded in
    order stop        condition that ends a trial (None: every trial runs to the horizon) record
    what to keep, by name draws       fresh draws of every step; `starting_draws` those of the start
    draw_when   condition on the state under which a step uses its draws; in other steps each draw
    reads 1/2, which is fast time        the symbol that stands for t bound       a trial with a
    state beyond it, or not finite, is flagged as diverged (looked at every 32 steps)
    """

    name: str
    step: Mapping[Any, Any]
    start: Mapping[Any, Any]
    parameters: tuple[sympy.Symbol, ...] = ()
    constants: Mapping[sympy.Symbol, Any] = field(default_factory=dict)
    derived: Mapping[sympy.Symbol, Any] = field(default_factory=dict)
    stop: Any = None
    record: Mapping[str, Record] = field(default_factory=dict)
    draws: Draws = field(default_factory=dict)
    starting_draws: Draws = field(default_factory=dict)
    draw_when: Any = None
    time: sympy.Symbol | None = None
    bound: float = 1e100

    def __post_init__(self) -> None:
        names = [
            *self.step,
            *self.parameters,
            *self.constants,
            *self.derived,
            *self.draws,
            *self.starting_draws,
        ]
        names += [sympy.Symbol(name, real=True) for name in self.record] + (
            [self.time] if self.time else []
        )
        for symbol in names:
            if not NAME.match(getattr(symbol, "name", "")):
                raise KernelError(
                    f"{self.name}: {symbol!r} is not a plain symbol; use letters, digits and _ "
                    f"(at most 31)"
                )
            if symbol.name in RESERVED:
                raise KernelError(
                    f"{self.name}: the name {symbol.name} is taken by the results of a run; "
                    f"choose another"
                )
        repeated = {
            symbol.name for symbol in names if sum(symbol.name == other.name for other in names) > 1
        }
        if repeated:
            raise KernelError(
                f"{self.name}: declared twice: {', '.join(sorted(repeated))}; give each name one "
                f"role"
            )
        if self.start and list(self.start) != list(self.step):
            raise KernelError(
                f"{self.name}: start and step must list the same state variables in the same order"
            )
        self._check(
            "start", self.start.values(), [*self.parameters, *self.constants, *self.starting_draws]
        )
        state = [
            *self.step,
            *self.parameters,
            *self.constants,
            *self.draws,
            *([self.time] if self.time else []),
        ]
        self._check(
            "draw_when",
            [] if self.draw_when is None else [self.expanded(self.draw_when)],
            set(state) - set(self.draws),
        )
        seen = list(state)
        for symbol, expression in self.derived.items():
            self._check(f"derived {symbol}", [expression], seen)
            seen.append(symbol)
        self._check("step", self.step.values(), seen)
        for name, record in self.record.items():
            self._check(f"record {name}", [record.expression], seen)
            seen.append(sympy.Symbol(name, real=True))
        self._check("stop", [] if self.stop is None else [self.stop], seen)
        known = list(self.parameters)
        for symbol, expression in self.constants.items():
            self._check(f"constant {symbol}", [expression], known)
            known.append(symbol)
        for symbol, law in [*self.draws.items(), *self.starting_draws.items()]:
            self._check(f"law of {symbol}", law.arguments, known)

    def _check(self, where: str, expressions: Iterable[Any], allowed: Iterable[Any]) -> None:
        allowed = set(allowed)
        for expression in expressions:
            strange = sympy.sympify(expression).free_symbols - allowed
            if strange:
                listed = ", ".join(sorted(f"{symbol}" for symbol in strange))
                twin = {symbol.name for symbol in allowed} & {symbol.name for symbol in strange}
                hint = (
                    " (same name, other assumptions: make every symbol real=True)" if twin else ""
                )
                raise KernelError(
                    f"{self.name}, {where}: unknown symbols {listed}{hint}; declare them or "
                    f"correct the formula"
                )

    # --- what the emitter and the interpreter need ------------------------------------------------

    def expanded(self, expression: Any) -> Any:
        """The expression with the derived quantities put in."""
        for symbol, value in reversed(list(self.derived.items())):
            expression = sympy.sympify(expression).xreplace({symbol: sympy.sympify(value)})
        return expression

    @property
    def running(self) -> dict[str, Record]:
        """The records that need work at every step."""
        return {name: record for name, record in self.record.items() if record.kind != "final"}

    @property
    def laws(self) -> list[Law]:
        return [*self.starting_draws.values(), *self.draws.values()]

    @property
    def step_hash(self) -> str:
        """The fingerprint of the step alone: compare with `content_hash` of the mapping that a
        proof uses.
        """
        return content_hash({key: self.expanded(value) for key, value in self.step.items()})

    @property
    def hash(self) -> str:
        """The fingerprint of everything that can change a result."""
        records = [
            f"{name}:{r.kind}:{sympy.srepr(r.expression)}:{r.at}" for name, r in self.record.items()
        ]
        laws = [f"{law.kind}{[sympy.srepr(a) for a in law.arguments]}" for law in self.laws]
        stop = [
            None if condition is None else sympy.srepr(condition)
            for condition in (self.stop, self.draw_when)
        ]
        mappings = (self.step, self.start, self.constants, self.derived)
        return content_hash(
            self.name, *mappings, self.parameters, stop, records, laws, self.time, self.bound
        )
