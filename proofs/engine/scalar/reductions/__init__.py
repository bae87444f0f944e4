"""Goals as simpler goals: variables that equations define are put in, absolute values are two
inequalities, denominators of known sign are cleared, bounds that the hypotheses imply are said.

A reduction of a goal is a list of goals and what makes a certificate of it from certificates of
those. None of them searches long.
"""

from .steps import Reduction as Reduction
from .steps import reduced as reduced
