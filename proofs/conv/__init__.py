"""A two-layer convolutional network learned by gradient descent (Du, Lee, Tian, Poczos, Singh 2018;
thesis, Chapter 5).
"""

from __future__ import annotations

from ..vocabulary import Source


def thesis(locus: str) -> Source:
    """A place in Chapter 5 of the thesis, which prints the paper again."""
    return Source("du-thesis", locus, "du-lee-tian-poczos-singh-2018")
