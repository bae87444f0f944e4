"""Matrix statements: the free algebra of words for all sizes, exact rational matrices for
witnesses.
"""

from .points import mismatch, point
from .proofs import prove

__all__ = ["mismatch", "point", "prove"]
