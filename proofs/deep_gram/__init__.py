"""Deep networks: population Gram matrices of three architectures, their stability, and convergence
of gradient descent.
"""

from __future__ import annotations

from typing import Any

from ..engine.relations import Relation as Relation
from ..engine.relations import every as every
from ..engine.relations import holds as holds
from ..engine.relations import number as number
from ..engine.relations import relation as relation
from ..vocabulary import Source


def chapter_3(locus: str) -> Source:
    """A place in Chapter 3 of the thesis, which prints the paper again with its appendix."""
    return Source("du-thesis", locus, "du-lee-li-wang-zhai-2019")


def printed(locus: str, thesis: str) -> Source:
    """A place in the main text of Du, Lee, Li, Wang, Zhai (2019), and where the thesis prints it
    again.
    """
    return Source("du-lee-li-wang-zhai-2019", locus, f"du-thesis, {thesis}")


def positive(*symbols: Any) -> list[Relation]:
    """Every symbol is positive."""
    return [(symbol, ">", 0) for symbol in symbols]


def nonnegative(*symbols: Any) -> list[Relation]:
    """No symbol is negative."""
    return [(symbol, ">=", 0) for symbol in symbols]
