"""Gradient descent can take exponential time to escape saddle points (Du, Jin, Lee, Jordan, Poczos,
Singh 2017; thesis, Chapter 7).
"""

from __future__ import annotations

from typing import Any

from ..engine.relations import Relation as Relation
from ..engine.relations import at as at
from ..engine.relations import diff as diff
from ..engine.relations import every as every
from ..engine.relations import holds as holds
from ..engine.relations import number as number
from ..engine.relations import relation as relation
from ..engine.text import as_written as as_written
from ..vocabulary import Source

# trials whose thresholds were first chosen after a look at their own runs are registered anew under
# this seed; those runs are kept as pilots (proofs/pilots.toml)
SEED = 20261129


def chapter_7(locus: str) -> Source:
    """A place in Chapter 7 of the thesis."""
    return Source(
        "du-thesis",
        locus,
        "Du, Jin, Lee, Jordan, Poczos, Singh, NeurIPS 2017 (du-jin-lee-jordan-poczos-singh-2017)",
    )


def within(low: Any, term: Any, high: Any) -> list[Relation]:
    """low <= term <= high."""
    return [(term, ">=", low), (term, "<=", high)]
