"""Matrix statements: the free algebra of words for all sizes, exact rational matrices for
witnesses.
"""

from .calculus import HEADS, plain
from .points import mismatch, point
from .proofs import prove

__all__ = ["HEADS", "mismatch", "plain", "point", "prove"]
