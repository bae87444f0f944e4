"""Trials with a name: `@trial("rank1", ...)` registers a function that makes a plan from typed,
bounded parameters.

`steepest trial NAME --set key=value` reads every value by the parameter's kind; decimals become
exact rationals where the kind is `rational`. Unknown names and keys are answered with the nearest
ones.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from steepest.kernels.engine.number import Number, rounded
from steepest.proofs.files import rational as read
from steepest.proofs.vocabulary import Plan, SteepestError

from ...subjects import import_subjects

LARGEST = 10**15
MARGIN = "0.01"


class TrialInputError(SteepestError):
    """A trial's name or a `--set` that cannot be used."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a named trial. Bounds are inclusive; `above` and `below` are strict ones."""

    kind: str  # "integer", "rational", "exact", "float", "choice", "flag" or "text"
    default: Any
    says: str = ""
    low: Any = None
    high: Any = None
    above: Any = None
    below: Any = None
    choices: tuple[str, ...] = ()

    def read(self, name: str, text: Any) -> Any:
        """The value of `text`; raises `TrialInputError` naming the parameter and the nearest valid
        value.
        """
        try:
            value = _READERS[self.kind](text)
        except (ValueError, ZeroDivisionError, OverflowError):
            raise TrialInputError(f"--set {name}={text}: {name} takes {self.range()}") from None
        if self.choices and value not in self.choices:
            near = get_close_matches(str(value), self.choices, n=1, cutoff=0.0)
            raise TrialInputError(
                f"--set {name}={text}: {name} takes {self.range()}; nearest: {near[0]}"
            )
        if self.low is not None and value < self.low:
            raise TrialInputError(
                f"--set {name}={text}: {name} takes {self.range()}; the nearest is {self.low}"
            )
        if self.high is not None and value > self.high:
            raise TrialInputError(
                f"--set {name}={text}: {name} takes {self.range()}; the nearest is {self.high}"
            )
        if (self.above is not None and not value > self.above) or (
            self.below is not None and not value < self.below
        ):
            raise TrialInputError(f"--set {name}={text}: {name} takes {self.range()}")
        return str(value) if isinstance(value, Fraction | Number) else value

    def range(self) -> str:
        """What values it takes, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        words = {
            "integer": "a whole number",
            "rational": "an exact number such as 0.1 or 1/10",
            "exact": "an exact number such as 0.1, 1/10, e, pi/4 or sqrt(2)",
            "float": "a number",
        }
        bounds = [
            f">= {self.low}" if self.low is not None else "",
            f"> {self.above}" if self.above is not None else "",
        ]
        bounds += [
            f"<= {self.high}" if self.high is not None else "",
            f"< {self.below}" if self.below is not None else "",
        ]
        return " ".join(
            [
                words.get(self.kind, {"flag": "true or false"}.get(self.kind, "a text")),
                " and ".join(filter(None, bounds)),
            ]
        ).strip()


def _integer(text: Any) -> int:
    value = read(str(text))  # 1e6 is a whole number too
    if value.denominator != 1 or abs(value) > 10**18:
        raise ValueError
    return int(value)


def _float(text: Any) -> float:
    value = rounded(text)
    if value != value or abs(value) == float("inf"):
        raise ValueError
    return value


def _flag(text: Any) -> bool:
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}[
        str(text).lower()
    ]


def _choice(text: Any) -> str:
    return str(text)


_READERS: dict[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "rational": lambda text: _bounded(read(str(text))),
    "exact": Number.of,
    "float": _float,
    "flag": lambda text: (
        _flag(text)
        if str(text).lower() in ("true", "yes", "1", "false", "no", "0")
        else _float("nan")
    ),
    "choice": _choice,
    "text": _choice,
}


def _bounded(value: Fraction) -> Fraction:
    if abs(value.numerator) > 10**40 or value.denominator > 10**40:
        raise ValueError
    return value


def integer(default: int, says: str = "", **bounds: Any) -> Parameter:
    return Parameter("integer", default, says, **bounds)


def rational(default: str | int, says: str = "", **bounds: Any) -> Parameter:
    """An exact number, handed on as text such as "1/10"; bounds may be decimals in text."""
    exact: dict[str, Any] = {key: Fraction(str(value)) for key, value in bounds.items()}
    return Parameter("rational", str(Fraction(default)), says, **exact)


def exact(default: str | int, says: str = "", **bounds: Any) -> Parameter:
    """An exact real number, handed on as text such as "1/10" or "sqrt(2)"; see `Number`."""
    limits: dict[str, Any] = {key: Number.of(value) for key, value in bounds.items()}
    return Parameter("exact", str(Number.of(default)), says, **limits)


def number(default: float, says: str = "", **bounds: Any) -> Parameter:
    return Parameter("float", default, says, **bounds)


def choice(default: str, *others: str, says: str = "") -> Parameter:
    return Parameter("choice", default, says, choices=(default, *others))


def text(default: str, says: str = "") -> Parameter:
    return Parameter("text", default, says)


def flag(default: bool, says: str = "") -> Parameter:
    return Parameter("flag", default, says)


@dataclass(frozen=True)
class NamedTrial:
    """A family of plans: its name, its parameters, and the function that makes the plan."""

    name: str
    make: Callable[..., Plan]
    parameters: Mapping[str, Parameter]

    @property
    def statement(self) -> str:
        return inspect.cleandoc(self.make.__doc__ or "")

    def explain(self, settings: Mapping[str, Any] | None = None) -> list[str]:
        """Lines to print after the result: what the trial's `explain` function, if it has one, says
        of these settings.
        """
        explain = getattr(self.make, "explain", None)
        return explain(**self.values(settings)) if explain else []

    def numbers(
        self, settings: Mapping[str, Any] | None, results: Iterable[Any]
    ) -> tuple[dict[str, Any], list[str]] | None:
        """Numbers for the record and the same as lines, of a trial that has a `numbers` function:
        theory beside its results.
        """
        numbers = getattr(self.make, "numbers", None)
        return numbers(results, **self.values(settings)) if numbers else None

    def plan(self, settings: Mapping[str, Any] | None = None) -> Plan:
        """The plan with these settings, the others at their defaults."""
        values = self.values(settings)
        from steepest.kernels.engine.errors import KernelError

        try:
            return self.make(**values)
        except KernelError as error:
            raise TrialInputError(f"{self.name}: {error}") from None

    def values(self, settings: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Every parameter's value: the settings, the others at their defaults."""
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        for name, text in (settings or {}).items():
            if name not in self.parameters:
                raise TrialInputError(unknown_key(self.name, name, self.parameters))
            values[name] = self.parameters[name].read(name, text)
        return values


_trials: dict[str, NamedTrial] = {}


def claimed(probability: str) -> Parameter:
    """The parameter `at_least`."""
    return rational(probability, "the claimed probability of success", low=0, high=1)


def kernel_plan(
    name: str,
    batch: str,
    parameters: dict[str, Any],
    success: str,
    at_least: str,
    horizon: int,
    trials: int = 5000,
) -> Plan:
    """A plan on a batch function of `steepest.kernels`, with the margin of every named trial."""
    return Plan(
        name,
        f"steepest.kernels.{batch}",
        parameters,
        trials,
        success,
        at_least=at_least,
        margin=MARGIN,
        horizon=horizon,
        backend="auto",
    )


def trial(
    name: str, **parameters: Parameter
) -> Callable[[Callable[..., Plan]], Callable[..., Plan]]:
    """Register the decorated function as the trial `name`; its docstring says what is tried."""

    def register(make: Callable[..., Plan]) -> Callable[..., Plan]:
        if name in _trials:
            raise ValueError(
                f"the trial {name} is registered twice: in {make.__module__} and before"
            )
        if not make.__doc__:
            raise ValueError(
                f"the trial {name} has no statement: write it as the docstring of {make.__name__}"
            )
        signature = inspect.signature(make).parameters.values()
        taken = {
            parameter.name
            for parameter in signature
            if parameter.kind != inspect.Parameter.VAR_KEYWORD
        }
        open_ended = len(taken) < len(signature)  # it takes **parameters
        if not (taken <= set(parameters) if open_ended else taken == set(parameters)):
            raise ValueError(
                f"the trial {name} declares {sorted(parameters)} but its function takes "
                f"{sorted(taken)}"
            )
        _trials[name] = NamedTrial(name, make, parameters)
        return make

    return register


def trials() -> dict[str, NamedTrial]:
    """Every named trial, by name."""
    import_subjects("steepest.verify.trials")
    return dict(_trials)


def unknown_key(trial_name: str, key: str, known: Iterable[str]) -> str:
    known = list(known)
    if not known:
        return f"--set {key}=...: {trial_name} has no parameters"
    near = get_close_matches(key, known, n=3, cutoff=0.4)
    advice = f"; nearest: {', '.join(near)}" if near else f"; it has {', '.join(known)}"
    return f"--set {key}=...: {trial_name} has no parameter {key!r}{advice}"


def parse_settings(settings: Iterable[str] | Mapping[str, Any]) -> dict[str, Any]:
    """{"key": "value"} from the "key=value" texts of the command line; each key at most once."""
    if isinstance(settings, Mapping):
        return dict(settings)
    found: dict[str, Any] = {}
    for text in settings:
        key, equals, value = text.partition("=")
        key, value = key.strip(), value.strip()
        if not equals or not key or not value:
            raise TrialInputError(f"--set {text}: expected key=value, such as --set d=1000")
        if key in found:
            raise TrialInputError(
                f"--set {key} is given twice, as {found[key]} and as {value}; keep one"
            )
        found[key] = value
    return found
