"""A user's architecture and data: the file of `steepest gram`, the certified population matrix, and
its least eigenvalue.

::

    [gram]
    architecture = "resnet"            # fc, resnet, conv
    activation = "softplus"            # softplus sigmoid tanh erf gelu relu sin polynomial
    depth = 3
    c_res = "1/2"                      # resnet, conv
    inputs = [[0.6, 0.8], [1, 0], ["5/13", "-12/13"]]

Numbers are exact: decimals are read as rationals, "p/q" is one. Further fields: csv (a file with
one input a row, beside this file) in place of inputs; normalize = true (inputs of norm 1);
coefficients (polynomial), frequency (sin); conv: inputs are channels x positions, or rows with
`channels`; filter (odd number of positions of a patch, 3). mode = "certified" (balls) or "float"
(float64, any number of inputs up to 5000).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..files import MIB, Unreadable, rational, read_file, toml
from ..vocabulary import SteepestError

ARCHITECTURES = ("fc", "resnet", "conv")
ACTIVATIONS = ("softplus", "sigmoid", "tanh", "erf", "gelu", "relu", "sin", "polynomial")
FIELDS = (
    "name",
    "architecture",
    "activation",
    "depth",
    "c_res",
    "inputs",
    "csv",
    "normalize",
    "coefficients",
    "frequency",
    "channels",
    "filter",
    "mode",
)
CERTIFIED_ROWS, FLOAT_ROWS, DEEPEST = 128, 5000, 200
LARGEST_FILE = 64 * MIB
LARGEST_POWER = 60  # digits of a number
WIDEST_FILTER = 1001


class GramFileError(SteepestError):
    """A file of `steepest gram` that cannot be used: what was given, what was expected, what to do
    next.
    """


@dataclass(frozen=True)
class Request:
    """A population matrix to compute. `inputs`: n x d rationals, for conv n x channels x
    positions.
    """

    name: str
    architecture: str
    activation: str
    depth: int
    inputs: tuple[Any, ...]
    c_res: Fraction = Fraction(1, 2)
    normalize: bool = False
    coefficients: tuple[Fraction, ...] = ()
    frequency: Fraction = Fraction(1)
    filter: int = 3
    mode: str = "certified"

    @property
    def positions(self) -> int:
        return len(self.inputs[0][0]) if self.architecture == "conv" else 1

    @property
    def rows(self) -> int:
        return len(self.inputs) * self.positions


def load(path: Path, *, outside: bool = False) -> Request:
    """Read a file; every mistake is a `GramFileError`. A CSV lies in the folder of the file, unless
    it may lie `outside`.
    """
    try:
        text = read_file(path, LARGEST_FILE)
    except Unreadable as error:
        raise GramFileError(f"{error}; give a TOML file with a table [gram]") from None
    try:
        data = toml(text)
    except Unreadable as error:
        raise GramFileError(f"{path}: {error}; see `steepest gram --help` for an example") from None
    table = data.get("gram")
    if not isinstance(table, dict) or set(data) != {"gram"}:
        raise GramFileError(
            f"{path}: expected one table [gram], found "
            f"{', '.join(sorted(data)) or 'nothing'}; start the file with [gram]"
        )
    return request(table, path, outside=outside)


def request(table: dict[str, Any], path: Path, *, outside: bool = False) -> Request:
    """The request of a table; `path` names the file in messages and is where a CSV is looked
    for.
    """
    where = f"{path}: [gram]"
    for key in table:
        if key not in FIELDS:
            raise GramFileError(
                f"{where}: the field {key!r} is not known{_nearest(key, FIELDS)}; known are "
                f"{', '.join(FIELDS)}"
            )
    architecture = _choice(table, "architecture", ARCHITECTURES, where)
    activation = _choice(table, "activation", ACTIVATIONS, where)
    depth, mode = table.get("depth"), table.get("mode")
    if not isinstance(depth, int) or isinstance(depth, bool) or not 1 <= depth <= DEEPEST:
        raise GramFileError(
            f"{where}: depth = {_text(depth)}; expected a whole number of layers from 1 to "
            f"{DEEPEST}"
        )
    inputs = _inputs(table, architecture, path, where, outside)
    filter = table.get("filter", 3)
    whole = isinstance(filter, int) and not isinstance(filter, bool)
    if not whole or not 0 < filter <= WIDEST_FILTER or filter % 2 == 0:
        raise GramFileError(
            f"{where}: filter = {_text(filter)}; expected an odd number of positions such as 3, at "
            f"most {WIDEST_FILTER}"
        )
    c_res = _rational(table.get("c_res", "1/2"), "c_res", where)
    if not 0 < c_res < 1:
        raise GramFileError(f"{where}: c_res = {c_res}; the residual networks take 0 < c_res < 1")
    coefficients = table.get("coefficients", [])
    if (
        not isinstance(coefficients, list)
        or (activation == "polynomial") != bool(coefficients)
        or len(coefficients) > 20
    ):
        raise GramFileError(
            f'{where}: coefficients go with activation = "polynomial": a list [c0, c1, ..] of 1 '
            f"to 20 numbers"
        )
    if mode not in (None, "certified", "float"):
        raise GramFileError(f'{where}: mode = {_text(mode)}; expected "certified" or "float"')
    for key in ("normalize",):
        if not isinstance(table.get(key, False), bool):
            raise GramFileError(f"{where}: {key} = {_text(table[key])}; expected true or false")
    read = tuple(_rational(c, "coefficients", where) for c in coefficients)
    if read and not any(read):
        raise GramFileError(
            f"{where}: the polynomial is zero, so c_sigma does not exist; give a nonzero "
            f"coefficient"
        )
    frequency = _rational(table.get("frequency", 1), "frequency", where)
    if frequency == 0:
        raise GramFileError(
            f"{where}: frequency = 0 makes the activation zero; give another number"
        )
    made = Request(
        str(table.get("name", path.stem)),
        architecture,
        activation,
        depth,
        inputs,
        c_res,
        table.get("normalize", False),
        read,
        frequency,
        filter,
        mode or "certified",
    )
    if mode is None and made.rows > CERTIFIED_ROWS:
        made = Request(**{**made.__dict__, "mode": "float"})
    largest = CERTIFIED_ROWS if made.mode == "certified" else FLOAT_ROWS
    if made.rows > largest:
        raise GramFileError(
            f"{where}: {made.rows} rows (inputs times positions) were given; mode = "
            f'"{made.mode}" takes up to {largest}; give fewer inputs'
            + (', or mode = "float"' if made.mode == "certified" else "")
        )
    if made.normalize and not all(any(_flat(one)) for one in inputs):
        raise GramFileError(f"{where}: an input is zero and cannot be normalized; leave it out")
    return made


def _choice(table: dict[str, Any], key: str, known: tuple[str, ...], where: str) -> str:
    value = table.get(key)
    if value not in known:
        raise GramFileError(
            f"{where}: {key} = {_text(value)}{_nearest(value, known)}; expected one of "
            f"{', '.join(known)}"
        )
    return str(value)


def _inputs(
    table: dict[str, Any], architecture: str, path: Path, where: str, outside: bool
) -> tuple[Any, ...]:
    if ("inputs" in table) == ("csv" in table):
        raise GramFileError(
            f'{where}: give the data either as inputs = [[..], ..] or as csv = "file.csv"'
        )
    if "csv" in table:
        rows = _from_csv(path.parent / str(table["csv"]), where, None if outside else path.parent)
    else:
        rows = table["inputs"]
    if not isinstance(rows, list) or not rows:
        raise GramFileError(f"{where}: inputs is empty; give at least one input")
    flat = "csv" in table or all(
        isinstance(row, list) and row and not isinstance(row[0], list) for row in rows
    )
    if architecture == "conv" and flat:
        rows = _folded(rows, table.get("channels", 1), where)
    read = tuple(_numbers(row, where, 2 if architecture == "conv" else 1) for row in rows)
    if len({tuple(map(len, row)) if architecture == "conv" else len(row) for row in read}) != 1:
        raise GramFileError(
            f"{where}: the inputs have different shapes; give all of them the same number of "
            f"entries"
        )
    if architecture == "conv" and len({len(channel) for channel in read[0]}) != 1:
        raise GramFileError(
            f"{where}: the channels of an input have different lengths; give one value for each "
            f"position"
        )
    return read


def _folded(rows: list, channels: Any, where: str) -> list:
    if not isinstance(channels, int) or isinstance(channels, bool) or channels < 1:
        raise GramFileError(
            f"{where}: channels = {_text(channels)}; expected a whole number from 1"
        )
    for row in rows:
        if not isinstance(row, list) or not row or len(row) % channels:
            raise GramFileError(
                f"{where}: an input has {len(row)} numbers, which is no multiple of channels "
                f"= {channels}; give channels x positions"
            )
    return [
        [
            row[k * (len(row) // channels) : (k + 1) * (len(row) // channels)]
            for k in range(channels)
        ]
        for row in rows
    ]


def _from_csv(path: Path, where: str, folder: Path | None) -> list[list[str]]:
    try:
        text = read_file(path, LARGEST_FILE, inside=folder).decode("utf-8")
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(text.splitlines())
            if any(cell.strip() for cell in row)
        ]
    except Unreadable as error:
        hint = "; --outside allows it" if "leads out of" in str(error) else ""
        raise GramFileError(f"{where}: csv: {error}{hint}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise GramFileError(
            f'{where}: csv = "{path.name}" cannot be read ({error}); give a file of numbers '
            f"beside {where.split(':')[0]}"
        ) from None
    return rows[1:] if rows and not any(map(_is_number, rows[0])) else rows  # a first line of names


def _is_number(text: str) -> bool:
    try:
        rational(text)
    except (ValueError, ZeroDivisionError):
        return False
    return True


def _numbers(row: Any, where: str, nested: int) -> tuple[Any, ...]:
    if not isinstance(row, list) or not row:
        raise GramFileError(
            f"{where}: an input is {_text(row)}; expected a list of numbers"
            + (" for each channel" if nested == 2 else "")
        )
    if nested == 2:
        return tuple(_numbers(channel, where, 1) for channel in row)
    return tuple(_rational(value, "inputs", where) for value in row)


def _rational(value: Any, key: str, where: str) -> Fraction:
    usable = isinstance(value, (int, Fraction)) and not isinstance(value, bool)
    try:
        exact = Fraction(value) if usable else rational(value) if isinstance(value, str) else None
        if exact is not None and max(abs(exact.numerator), exact.denominator) <= 10**LARGEST_POWER:
            return exact
    except (ValueError, ZeroDivisionError):
        pass
    raise GramFileError(
        f'{where}: {key} holds {_text(value)}; expected a number such as 3, 0.25 or "1/4", of at '
        f"most {LARGEST_POWER} digits"
    )


def _flat(one: Any) -> list[Fraction]:
    return [value for part in one for value in (part if isinstance(part, tuple) else (part,))]


def _nearest(value: Any, known: tuple[str, ...]) -> str:
    found = get_close_matches(str(value), known, n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""


def _text(value: Any) -> str:
    return (
        "missing"
        if value is None
        else repr(str(value) if isinstance(value, Fraction) else value)[:60]
    )
