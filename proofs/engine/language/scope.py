"""What an expression may name, and how large it may become. Every tree carries its shape, so that
a clash is reported where it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ..terms import FUNCTIONS as SCALAR
from ..terms import Term
from .classes import Known

DEEPEST_TREE = 150  # levels, with all `let` names written out
LARGEST_TREE = 20_000  # nodes, with all `let` names written out
LARGEST_DEGREE = 1_000
FUNCTIONS = (*SCALAR, "relu", "sign", "floor", "piecewise", "diff", "sum")
MATRIX_FUNCTIONS = (
    *("tr", "norm2", "norm", "inner", "eye", "inv", "lmin", "lmax", "opnorm", "grad", "hadamard"),
    "elementwise",
)
ZERO, ONE = Fraction(0), Fraction(1)
Shape = tuple[str, str] | None  # None: a scalar


@dataclass(frozen=True)
class Built:
    """A tree with its shape, its number of nodes and its depth."""

    tree: Term
    shape: Shape = None
    size: int = 1
    depth: int = 1
    # of the polynomial that it would be with every number and function taken as a variable
    degree: int = 1
    needs: tuple[Term, ...] = ()  # what must hold for it to have a value, beyond its own terms

    def too_large(self) -> str:
        if self.size > LARGEST_TREE:
            return f"has more than {LARGEST_TREE} parts"
        if self.depth > DEEPEST_TREE:
            return f"is nested deeper than {DEEPEST_TREE}"
        return f"has powers beyond {LARGEST_DEGREE}" if self.degree > LARGEST_DEGREE else ""


def combined(head: str, parts: list[Built], shape: Shape) -> Built:
    """The tree of an operator with its measures."""
    size, depth = (
        1 + sum(part.size for part in parts),
        1 + max((part.depth for part in parts), default=0),
    )
    degrees = [part.degree for part in parts]
    degree = sum(degrees) if head in ("*", "/", "@", "scale", "inner") else max(degrees, default=1)
    if head == "^":
        degree = degrees[0] * int(abs(parts[1].tree))
    return Built(
        (head, *(part.tree for part in parts)),
        shape,
        size,
        depth,
        2 * degree if head == "norm2" else degree,
        tuple(dict.fromkeys(one for part in parts for one in part.needs)),
    )


def measured(tree: Term, shape: Shape) -> Built:
    """A tree with its size, depth and degree."""
    if not isinstance(tree, tuple) or tree[0] in ("I", "0"):
        return Built(tree, shape)
    return combined(tree[0], [measured(part, None) for part in tree[1:]], shape)


@dataclass
class Scope:
    """The names that an expression may use."""

    scalars: set[str] = field(default_factory=set)
    integers: set[str] = field(default_factory=set)  # those of the scalars that are integers
    letters: dict[str, tuple[str, str]] = field(default_factory=dict)
    # `let` entries and the next state of a recurrence
    known: dict[str, Built] = field(default_factory=dict)
    # undefined functions, where they are allowed
    losses: dict[str, list[tuple[Built, ...]]] | None = None
    functions: dict[str, Known] = field(default_factory=dict)  # by their class
    named: dict[str, Any] = field(default_factory=dict)  # see `cases`
    spectra: list[Any] = field(default_factory=list)  # see `spectra`
    introduced: set[str] = field(default_factory=set)  # names that no input may write
    random: dict[str, Any] = field(default_factory=dict)  # see `chance`
    mean: bool = False  # inside E or Prob
    means: dict[str, str] = field(default_factory=dict)  # of random vectors
    families: dict[str, str] = field(default_factory=dict)  # with their lengths
    indices: dict[str, str] = field(default_factory=dict)  # in force, with how far they run
    mixtures: list[Any] = field(default_factory=list)  # see `mixtures`
    laws: int = 0  # comparisons of E of numbers of any law

    @property
    def sizes(self) -> set[str]:
        return {size for shape in self.letters.values() for size in shape}

    def new_name(self, stem: str) -> str:
        """A name that is not in use, for a value that a hypothesis defines."""
        used = {*self, *self.named, *self.random, *self.sizes}
        return next(
            name for name in (f"{stem}_{k}" for k in range(1, len(used) + 2)) if name not in used
        )

    def __iter__(self):
        return iter([*sorted(self.scalars), *self.letters, *self.known])


def shown(shape: Shape) -> str:
    return f"{shape[0]} x {shape[1]}" if shape else "1 x 1 (a scalar)"
