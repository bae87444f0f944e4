"""A user's input law as a small TOML file: data, never code.

    kind = "discrete"                      kind = "mixture"            kind = "gaussian"       kind
    = "samples" atoms = [["3/5", "4/5"], [1, 0.1]]     sigma = 0.5                 p = 10
    file = "patches.csv" weights = ["1/3", "2/3"]               k = 5                       k = 1
    k = 4 w_star = [1, 0]                        coupling = "close"
    w_star = [1, 0, 0] w_0 = [0.4, 0.6]                       sigma_2 = 0.05

An atom is one patch, or a list of k patches. Decimals are exact; sigma and sigma_2 may also be
"pi/4" or "sqrt(2)". `samples` names a CSV beside the file, each line one input: k patches of p
numbers one after the other; a first line of names is skipped. `sphere` takes the keys of
`gaussian`. `mixture` (angles around w* and -w*) may have p, literal, k, coupling (equal, iid,
close) and sigma_2; sigma = "inf" makes the angle uniform, which is the rotation invariant law for p
= 2 alone (for p >= 3 use `sphere`: there a uniform angle prefers the axis of w*). `w_0` is the
start: in R^p for atoms and samples, (along w*, orthogonal to w*) with |w*| = 1 for the others.
Default: w* + |w*| (-0.6, 0.6) in such coordinates.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import Unreadable, decimal, rational, read_file
from .laws import Discrete, LawError

if TYPE_CHECKING:
    from .laws import InputLaw

LARGEST_FILE = 30_000_000
LARGEST = 200_000  # numbers that a law may hold: it travels with the plan of its trial
KEYS: dict[str, tuple[str, ...]] = {
    "discrete": ("atoms", "weights", "w_star", "w_0"),
    "samples": ("file", "k", "w_star", "w_0"),
    "mixture": ("sigma", "p", "literal", "k", "coupling", "sigma_2", "w_0"),
    "gaussian": ("p", "k", "w_0"),
    "sphere": ("p", "k", "w_0"),
}
BOUNDS = {"p": (2, 10_000), "k": (1, 10_000)}


@dataclass(frozen=True)
class Law:
    """A law that was read: the record that a trial stores, the start, and the exact law where there
    is one.
    """

    name: str
    record: dict[str, Any]
    start: list[float]
    exact: Discrete | None = None

    @property
    def numbers(self) -> InputLaw:
        from steepest.kernels.filters.laws import law_of

        return law_of(self.record)


def read(path: Path | str) -> Law:
    """The law of a TOML file; `LawError` says what is wrong with it."""
    path = Path(path)
    try:
        text = read_file(path, LARGEST_FILE).decode("utf-8")
        table = tomllib.loads(text, parse_float=_decimal)
    except Unreadable as error:
        raise LawError(f"the law {error}; give the path of a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise LawError(f"{path} is no TOML file: {error}; examples/laws has some") from None
    return law_from(table, path.name, path.parent)


def law_from(table: Mapping[str, Any], name: str = "law", folder: Path = Path()) -> Law:
    """The law of a table that has been parsed; `folder` is where a CSV of samples is looked for."""
    kind = table.get("kind")
    if not isinstance(kind, str) or kind not in KEYS:
        near = get_close_matches(str(kind), KEYS, n=1, cutoff=0.5)
        hint = f"; nearest: {near[0]}" if near else ""
        raise LawError(
            f"{name}: kind = {kind!r} was given; expected one of {', '.join(KEYS)}{hint}"
        )
    for key in table:
        if key != "kind" and key not in KEYS[kind]:
            near = get_close_matches(key, KEYS[kind], n=1, cutoff=0.5)
            hint = f"; nearest: {near[0]}" if near else ""
            raise LawError(
                f"{name}: a law of the kind {kind} has no key {key!r}; it may have "
                f"{', '.join(KEYS[kind])}{hint}"
            )
    if kind == "discrete":
        return _discrete(table, name)
    if kind == "samples":
        return _samples(table, name, folder)
    return _named(kind, table, name)


def _decimal(text: str) -> Any:
    """A decimal as an exact rational; inf and nan stay texts, which only sigma understands."""
    if text.lstrip("+-") in ("inf", "nan"):
        return text
    try:
        value = decimal(text)
    except ValueError:
        raise LawError(f"the number {text[:40]} has more than 60 digits; round it") from None
    if max(abs(value.numerator), value.denominator) > 10**60:
        raise LawError(f"the number {text[:40]} has more than 60 digits; round it")
    return value


def _number(value: Any, where: str) -> Fraction:
    try:
        if isinstance(value, bool) or (isinstance(value, str) and len(value) > 130):
            raise ValueError
        exact = rational(value) if isinstance(value, str) else Fraction(value)
    except (ValueError, TypeError, ZeroDivisionError, OverflowError):
        shown = str(value)[:40]
        raise LawError(f'{where}: {shown!r} is not a number; write 3, 0.25 or "1/3"') from None
    if max(abs(exact.numerator), exact.denominator) > 10**60:
        raise LawError(f"{where}: {str(value)[:40]} has more than 60 digits; round it")
    return exact


def _numbers(value: Any, where: str) -> list[Fraction]:
    if not isinstance(value, list) or not value:
        raise LawError(f"{where}: expected a list of numbers such as [1, 0.5], {value!r} was given")
    return [_number(entry, where) for entry in value]


def _whole(table: Mapping[str, Any], key: str, default: int, name: str) -> int:
    value = _number(table.get(key, default), f"{name}: {key}")
    low, high = BOUNDS[key]
    if value.denominator != 1 or not low <= value <= high:
        raise LawError(
            f"{name}: {key} = {value} was given; expected a whole number from {low} to {high}"
        )
    return int(value)


def _discrete(table: Mapping[str, Any], name: str) -> Law:
    atoms = table.get("atoms")
    if (
        not isinstance(atoms, list)
        or not atoms
        or not all(isinstance(atom, list) and atom for atom in atoms)
    ):
        raise LawError(
            f'{name}: a discrete law needs atoms, a list of patches such as [["3/5", "4/5"], [1, '
            f"0.1]]"
        )
    points = [
        [_numbers(patch, f"{name}: atom {n}") for patch in atom]
        if all(isinstance(patch, list) for patch in atom)
        else [_numbers(atom, f"{name}: atom {n}")]
        for n, atom in enumerate(atoms, start=1)
    ]
    if sum(len(patch) for atom in points for patch in atom) > LARGEST:
        raise LawError(f"{name}: more than {LARGEST:,} numbers; thin the atoms out")
    p = len(points[0][0])
    _sizes(p, max(abs(x) for atom in points for patch in atom for x in patch), name)
    weights = _numbers(table["weights"], f"{name}: weights") if "weights" in table else None
    target = (
        _numbers(table["w_star"], f"{name}: w_star")
        if "w_star" in table
        else [Fraction(int(i == 0)) for i in range(p)]
    )
    try:
        exact = Discrete.of(points, weights, target)
    except LawError as error:
        raise LawError(f"{name}: {error}") from None
    law = exact.numbers
    record = {
        "kind": "atoms",
        "points": law.points.tolist(),
        "weights": law.weights.tolist(),
        "w_star": law.target.tolist(),
    }
    return Law(name, record, _start(table, record["w_star"], name), exact)


def _sizes(p: int, largest: float | Fraction, name: str) -> None:
    if p < 2:
        raise LawError(
            f"{name}: a patch of {p} number was given; angles between filters need patches of at "
            f"least 2 numbers"
        )
    if largest > 10**9:
        raise LawError(
            f"{name}: an entry is as large as {float(largest):.3g}; rescale the patches to "
            f"entries of at most 1e9"
        )


def _samples(table: Mapping[str, Any], name: str, folder: Path) -> Law:
    file = table.get("file")
    if not isinstance(file, str) or not file:
        raise LawError(f'{name}: samples need file = "NAME.csv", each line one input')
    rows = _csv(folder / file, name, folder)
    k, width = _whole(table, "k", 1, name), len(rows[0])
    if width % k:
        raise LawError(
            f"{name}: {file} has {width} numbers a line, which are no k = {k} patches of equal "
            f"size; correct k"
        )
    p = width // k
    _sizes(p, max(abs(x) for row in rows for x in row), name)
    target = (
        [float(x) for x in _numbers(table["w_star"], f"{name}: w_star")]
        if "w_star" in table
        else [1.0] + [0.0] * (p - 1)
    )
    if len(target) != p or not any(target):
        raise LawError(f"{name}: w_star needs {p} numbers, not all 0; {target} was given")
    points = [[row[i * p : (i + 1) * p] for i in range(k)] for row in rows]
    record = {
        "kind": "atoms",
        "points": points,
        "weights": [1 / len(rows)] * len(rows),
        "w_star": target,
    }
    return Law(name, record, _start(table, target, name))


def _csv(path: Path, name: str, folder: Path) -> list[list[float]]:
    rows: list[list[float]] = []
    try:
        text = read_file(path, LARGEST_FILE, inside=folder).decode("utf-8")
        if text:
            for number, line in enumerate(csv.reader(text.splitlines()), start=1):
                if not line or (number == 1 and not any(_float(cell) is not None for cell in line)):
                    continue
                values = [_float(cell) for cell in line]
                if None in values or (rows and len(values) != len(rows[0])):
                    wanted = f"{len(rows[0])} finite numbers" if rows else "finite numbers"
                    raise LawError(
                        f"{name}: line {number} of {path.name} holds {', '.join(line)[:60]!r}; "
                        f"expected {wanted}"
                    )
                rows.append(values)
                if len(rows) * len(rows[0]) > LARGEST:
                    raise LawError(
                        f"{name}: {path.name} holds more than {LARGEST:,} numbers; thin the lines "
                        f"out"
                    )
    except Unreadable as error:
        raise LawError(
            f"{name}: the samples {error}; they lie in the folder of the law's file"
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise LawError(f"{name}: {path.name} is no CSV file: {error}") from None
    if not rows:
        raise LawError(f"{name}: {path.name} holds no input; give one line of numbers for each")
    return rows


def _float(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _named(kind: str, table: Mapping[str, Any], name: str) -> Law:
    record: dict[str, Any] = {
        "kind": kind,
        "p": _whole(table, "p", 2, name),
        "k": _whole(table, "k", 1, name),
    }
    if kind == "mixture":
        if "sigma" not in table:
            raise LawError(f'{name}: a mixture needs sigma, a positive number or "inf"')
        infinite = table["sigma"] in ("inf", "+inf")
        record["sigma"] = "inf" if infinite else _positive(table["sigma"], f"{name}: sigma")
        literal = table.get("literal", False)
        if not isinstance(literal, bool):
            raise LawError(f"{name}: literal = {literal!r} was given; expected true or false")
        record["literal"] = literal
        record["coupling"] = table.get("coupling", "equal" if record["k"] == 1 else "iid")
        if "sigma_2" in table:
            record["sigma_2"] = _positive(table["sigma_2"], f"{name}: sigma_2")
    from steepest.kernels.engine.errors import KernelError
    from steepest.kernels.filters.laws import law_of

    try:
        law_of(record)
    except KernelError as error:
        raise LawError(f"{name}: {error}") from None
    return Law(name, record, _start(table, [1.0, 0.0], name))


def _positive(value: Any, where: str) -> float:
    from steepest.kernels.engine.number import Number

    try:
        number = float(Number.of(value))
    except ValueError as error:
        raise LawError(f"{where}: {error}") from None
    if not 1e-4 <= number <= 1e6:
        raise LawError(f"{where} = {number:g} was given; expected a number from 1e-4 to 1e6")
    return number


def _start(table: Mapping[str, Any], target: list[float], name: str) -> list[float]:
    """w_0, checked against 0 < |w_0 - w*| < |w*|."""
    length = math.hypot(*target)
    if "w_0" in table:
        start = [float(x) for x in _numbers(table["w_0"], f"{name}: w_0")]
    else:
        unit = [x / length for x in target]
        axis = min(range(len(unit)), key=lambda i: abs(unit[i]))
        side = [(1.0 if i == axis else 0.0) - unit[axis] * unit[i] for i in range(len(unit))]
        scale = math.hypot(*side) or 1.0
        start = [length * (0.4 * u + 0.6 * s / scale) for u, s in zip(unit, side)]
    if len(start) != len(target):
        raise LawError(f"{name}: w_0 needs {len(target)} numbers, {len(start)} were given")
    gap = math.dist(start, target)
    if not 0 < gap < length:
        raise LawError(
            f"{name}: w_0 is at distance {gap:.6g} of w*; the theorems need a distance above "
            f"0 and below |w*| = {length:.6g}"
        )
    return start
