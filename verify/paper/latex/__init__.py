r"""LaTeX sources: `%steepest` lines in theorem-like environments."""

from .reading import LatexClaim as LatexClaim
from .reading import read_latex as read_latex
from .reading import stale as stale
from .scan import LatexError as LatexError
