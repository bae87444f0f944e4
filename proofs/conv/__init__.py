"""A two-layer convolutional network learned by gradient descent (Du, Lee, Tian, Poczos, Singh 2018;
thesis, Chapter 5).
"""

from __future__ import annotations

from ..vocabulary import Source

# trials whose thresholds were first chosen after a look at their own runs are registered anew under
# this seed; those runs are kept as pilots (proofs/pilots.toml)
SEED = 20261129


def thesis(locus: str) -> Source:
    """A place in Chapter 5 of the thesis, which prints the paper again."""
    return Source("du-thesis", locus, "du-lee-tian-poczos-singh-2018")
