"""Declaring letters: ``U, V = matrices("U: d1 x r, V: d2 x r")``.

Kinds with properties (beyond symmetry each becomes a rule that certificates list): `symmetric` A^T
= A; `diagonal`, symmetric and commuting with every other diagonal letter of its size; `selector` P
= e_i e_i^T, diagonal with P^2 = P, tr(P) = 1 and P A P = tr(P A) P; `psd`, symmetric with v^T A v
>= 0; `orthogonal` O^T O = O O^T = I.
"""

from __future__ import annotations

import re
from fractions import Fraction

from ..terms import NAME
from .errors import MatrixError
from .expressions import Matrix, Scalar, letter
from .words import Size

_SHAPE = re.compile(r"\s*([A-Za-z0-9_]+)\s+x\s+([A-Za-z0-9_]+)\s*\Z")
RESERVED = {"I"}


def size_of(text: str) -> Size:
    """A size: a symbol or a positive integer."""
    if text.isdigit():
        if 1 <= int(text) <= 10**6:
            return int(text)
    elif NAME.match(text):
        return text
    raise MatrixError(f"{text!r} is no size: a size is a name such as d1 or a positive integer")


def _named(name: str) -> str:
    if not NAME.match(name) or name in RESERVED or name.startswith("_"):
        raise MatrixError(
            f"{name!r} cannot name a letter; use letters, digits and underscores, starting with a "
            f"letter, not I"
        )
    return name


def shape_of(text: str) -> tuple[Size, Size]:
    """The shape "d1 x r"."""
    found = _SHAPE.match(text)
    if not found:
        raise MatrixError(f"{text!r} is no shape; write rows x columns, as in 'd1 x r' or 'p x 1'")
    return size_of(found[1]), size_of(found[2])


def _declare(declaration: str, shapes: dict[str, str], kind: str) -> tuple[Matrix, ...]:
    pairs: list[tuple[str, str]] = []
    for part in filter(str.strip, declaration.split(",")):
        names, colon, shape = part.partition(":")
        if not colon:
            raise MatrixError(f"{part.strip()!r} is no declaration; write 'U: d1 x r'")
        pairs += [(name, shape) for name in names.split()]
    pairs += shapes.items()
    if not pairs:
        raise MatrixError("no letter is declared; write matrices('U: d1 x r, V: d2 x r')")
    made = []
    for name, text in pairs:
        rows, cols = shape_of(text)
        if kind and rows != cols:
            raise MatrixError(f"the {kind} letter {name} must be square, {rows} x {cols} was given")
        made.append(letter(_named(name.strip()), rows, cols, kind))
    if len({m.tree for m in made}) < len(made):
        raise MatrixError(f"a name is declared twice: {', '.join(m.tree for m in made)}")
    return tuple(made)


def matrices(declaration: str = "", /, **shapes: str) -> tuple[Matrix, ...]:
    """General letters; ``matrices("U V: n x r, g: p x 1")`` or ``matrices(U="n x r", g="p x
    1")``.
    """
    return _declare(declaration, shapes, "")


def _single_or_all(made: tuple[Matrix, ...]) -> Matrix | tuple[Matrix, ...]:
    return made[0] if len(made) == 1 else made


def symmetric(declaration: str = "", /, **shapes: str) -> Matrix | tuple[Matrix, ...]:
    """Letters with A^T = A. One declaration gives the letter itself, several a tuple."""
    return _single_or_all(_declare(declaration, shapes, "symmetric"))


def diagonal(declaration: str = "", /, **shapes: str) -> Matrix | tuple[Matrix, ...]:
    """Diagonal letters: symmetric, and commuting with each other. D @ z is an entrywise product."""
    return _single_or_all(_declare(declaration, shapes, "diagonal"))


def selector(declaration: str = "", /, **shapes: str) -> Matrix | tuple[Matrix, ...]:
    """Projections P = e_i e_i^T for an arbitrary index i: ||row i of W||^2 = tr(P W W^T)."""
    return _single_or_all(_declare(declaration, shapes, "selector"))


def psd(declaration: str = "", /, **shapes: str) -> Matrix | tuple[Matrix, ...]:
    """Symmetric positive semidefinite letters."""
    return _single_or_all(_declare(declaration, shapes, "psd"))


def orthogonal(declaration: str = "", /, **shapes: str) -> Matrix | tuple[Matrix, ...]:
    """Square letters with O^T O = O O^T = I."""
    return _single_or_all(_declare(declaration, shapes, "orthogonal"))


def scalars(names: str) -> Scalar | tuple[Scalar, ...]:
    """Commuting scalar indeterminates: ``eta, s, t = scalars("eta s t")``; one name gives the
    scalar itself.
    """
    made = tuple(
        Scalar({((("s", _named(name)), 1),): Fraction(1)}, {}, name)
        for name in names.replace(",", " ").split()
    )
    if not made:
        raise MatrixError("no scalar is named; write scalars('eta s t')")
    return made[0] if len(made) == 1 else made
