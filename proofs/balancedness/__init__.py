"""Layer balance: what gradient flow conserves in homogeneous networks, and what gradient descent
changes.
"""

from ..vocabulary import Source

# what the algebra of a claim leaves to words (`missing`)
NORMS = "the letters stand for norms of the matrices, a loss or a root of r"


def du_hu_lee(locus: str, thesis: str = "") -> Source:
    """A place in Du, Hu, Lee (2018) and, where it is printed again, in the thesis."""
    return Source("du-hu-lee-2018", locus, f"du-thesis, {thesis}" if thesis else "")
