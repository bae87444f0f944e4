"""Model files: weights, inputs, layers, loss and optimizer in TOML. docs/laws.md describes them.

A file is data: it is read with limits, and nothing in it is executed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

from ...files import Unreadable, read_file
from .graph import Graph, ModelError, Tensor
from .syntax import NAME, Reader, names_of, split_line

LOSSES = ("squared", "cross-entropy", "scalar", "any")
KEYS = ("name", "loss", "optimizer", "output", "layers", "sizes", "weights", "inputs")
LARGEST = 1500  # weights; the cost grows with the cube
MAX_BYTES, MAX_LAYERS = 200_000, 300
EXAMPLE = 'layers = ["h = relu(W x)", "y = V h"]'


@dataclass(frozen=True)
class Model:
    """An architecture with its loss: the nodes of its graph, and where each weight lies."""

    name: str
    loss: str
    momentum: str | None  # the friction tau of the heavy ball; None: gradient flow
    graph: Graph
    output: Tensor
    layers: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.graph.size

    @property
    def network(self) -> list[list[Any]]:
        """The nodes of the certificate."""
        return self.graph.upto(self.output)

    @property
    def entries(self) -> list[tuple[str, tuple[int, ...]]]:
        """The name and the index of each of the D weights, in order."""
        import numpy as np

        return [(name, at) for name, w in self.graph.weights.items() for at in np.ndindex(*w.shape)]

    def offsets(self) -> dict[str, int]:
        found, start = {}, 0
        for name, weight in self.graph.weights.items():
            found[name], start = start, start + prod(weight.shape)
        return found


def load(path: str | Path) -> Model:
    """The model of a TOML file; raises `ModelError` with one message."""
    path = Path(path)
    try:
        text = read_file(path, MAX_BYTES).decode("utf-8")
        data = tomllib.loads(text)
    except Unreadable as error:
        raise ModelError(f"{error}; give a model file such as {EXAMPLE}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        raise ModelError(f"{path}: not a TOML file: {error}") from None
    return read(data, str(path), text)


def read(data: Mapping[str, Any], where: str = "model", text: str = "") -> Model:
    """The model of a dictionary with the keys of a model file."""
    try:
        return _read(dict(data), text)
    except ModelError as error:
        raise ModelError(f"{where}: {error}") from None


def _read(data: dict[str, Any], text: str) -> Model:
    unknown = [key for key in data if key not in KEYS]
    if unknown:
        raise ModelError(f"unknown key {unknown[0]!r}; expected some of {', '.join(KEYS)}")
    lines = data.get("layers")
    if not isinstance(lines, list) or not lines or not all(isinstance(s, str) for s in lines):
        raise ModelError(f"`layers` is a list of lines, not empty: {EXAMPLE}")
    if len(lines) > MAX_LAYERS:
        raise ModelError(f"{len(lines)} layers; at most {MAX_LAYERS} are read")
    sizes = _sizes(data.get("sizes", {}))
    shapes = {part: _shapes(data.get(part), part, sizes) for part in ("weights", "inputs")}
    both = sorted(set(shapes["weights"]) & set(shapes["inputs"]))
    if both:
        raise ModelError(f"{both[0]!r} is a weight and an input; give one of them another name")
    _affordable(shapes["weights"], sizes)
    graph = Graph()
    scope = {name: graph.weight(name, *shape) for name, shape in shapes["weights"].items()}
    scope |= {name: graph.input(*shape) for name, shape in shapes["inputs"].items()}
    _layers(graph, scope, lines, text)
    output = data.get("output", split_line(lines[-1])[0])
    if output not in scope:
        raise ModelError(f"output = {output!r} is no layer; the last one is taken if not given")
    if not scope[output].data:
        raise ModelError(f"the output {output!r} depends on no input; there is nothing to learn")
    loss, momentum = _loss(data, scope[output]), _momentum(data.get("optimizer", "flow"))
    name = data.get("name", "model")
    if not isinstance(name, str) or len(name) > 100:
        raise ModelError("`name` is a text of at most 100 characters")
    return Model(name, loss, momentum, graph, scope[output], tuple(lines))


def _layers(graph: Graph, scope: dict[str, Tensor], lines: list[str], text: str) -> None:
    defined = {}
    for k, line in enumerate(lines):
        at = next((i for i, one in enumerate(text.splitlines(), 1) if line in one), None)
        place = f"layer {k + 1}{f' (line {at})' if at else ''}, {line!r}"
        try:
            name, expression = split_line(line)
            later = {split_line(one)[0] for one in lines[k:] if "=" in one} - set(scope)
            ahead = sorted(names_of(expression) & later)
            if ahead:
                raise ModelError(
                    f"{ahead[0]!r} is defined by this layer or a later one: a layer uses the ones "
                    f"above it, so that there is no cycle"
                )
            if name in scope:
                raise ModelError(f"{name!r} has a meaning already; give the layer another name")
            scope[name] = Reader(graph, scope).read(expression)
            defined[name] = k
        except ModelError as error:
            raise ModelError(f"{place}: {error}") from None


def _sizes(data: Any) -> dict[str, int]:
    if not isinstance(data, dict) or not all(
        type(n) is int and 0 < n <= 10**9 for n in data.values()
    ):
        raise ModelError("[sizes] holds whole numbers >= 1, such as d = 8")
    return data


def _shapes(data: Any, part: str, sizes: dict[str, int]) -> dict[str, tuple[int, ...]]:
    form = f"[{part}] holds shapes, such as {'W = [3, 2]' if part == 'weights' else 'x = [2]'}"
    if not isinstance(data, dict) or not data:
        raise ModelError(f"{form}; none is given")
    found = {}
    for name, shape in data.items():
        if not NAME.match(name):
            raise ModelError(f"{name[:60]!r} is no name; expected letters, digits and _")
        shape = [shape] if type(shape) in (int, str) else shape
        if not isinstance(shape, list) or len(shape) > 4:
            raise ModelError(f"{form}; {name} = {shape!r} was given (at most four axes)")
        numbers = [sizes.get(n, n) if isinstance(n, str) else n for n in shape]
        if not all(type(n) is int and 0 < n <= 10**9 for n in numbers):
            raise ModelError(
                f"{form}; {name} = {shape!r} was given: sizes are whole numbers >= 1 or names of "
                f"[sizes]"
            )
        found[name] = tuple(numbers)
    return found


def _affordable(weights: dict[str, tuple[int, ...]], sizes: dict[str, int]) -> None:
    """Before any work: what it would cost, and the sizes that are small enough."""
    total = sum(map(prod, weights.values()))
    if total <= LARGEST:
        return
    seconds, factor = 30 * (total / 500) ** 3, 1
    shrink = lambda n: max(min(n, 2), n // factor)  # noqa: E731
    while sum(prod(map(shrink, shape)) for shape in weights.values()) > 400 and factor < 10**9:
        factor *= 2
    distinct = sizes or {str(n): n for shape in weights.values() for n in shape}
    offer = ", ".join(
        f"{name} = {shrink(n)}" if sizes else f"{n} -> {shrink(n)}"
        for name, n in distinct.items()
        if shrink(n) != n
    )
    smaller = sum(prod(map(shrink, shape)) for shape in weights.values())
    raise ModelError(
        f"the model has {total:,} weights; at most {LARGEST:,} are counted (the time grows with "
        f"the cube: about {_duration(seconds)} for this one). The laws follow the same pattern at "
        f"smaller sizes: try {offer} ({smaller} weights)"
    )


def _duration(seconds: float) -> str:
    for unit, length in (("years", 3.15e7), ("days", 86400), ("hours", 3600)):
        if seconds > 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:,.0f} s"


def _loss(data: dict[str, Any], output: Tensor) -> str:
    loss = data.get("loss", "squared")
    if loss not in LOSSES:
        raise ModelError(f"loss = {loss!r} was given; expected one of {', '.join(LOSSES)}")
    if loss == "scalar" and prod(output.shape) != 1:
        raise ModelError(f'loss = "scalar" needs one output; its shape is {list(output.shape)}')
    if loss == "cross-entropy" and (not output.shape or output.shape[-1] < 2):
        raise ModelError(
            f'loss = "cross-entropy" needs at least two classes on the last axis; the output has '
            f"shape {list(output.shape)}"
        )
    return loss


def _momentum(text: Any) -> str | None:
    if text == "flow":
        return None
    match = isinstance(text, str) and re.match(r"heavy-ball\(([0-9./]{1,20})\)\Z", text)
    try:
        return str(Fraction(match.group(1)))  # type: ignore[union-attr]
    except (AttributeError, ValueError, ZeroDivisionError):
        raise ModelError(
            f'optimizer = {text!r} was given; expected "flow" or "heavy-ball(1/2)" with the '
            f"friction tau >= 0"
        ) from None
