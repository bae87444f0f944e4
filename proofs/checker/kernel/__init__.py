"""Theorems are made by rules, and by nothing else.

A `Theorem` says: for all values of its free names (of their sorts), if all hypotheses hold, so does
the conclusion. Its constructor is private to the rules of this folder; `replay` runs a proof, a
list of rule applications in JSON, and ends with the theorem of a statement. No rule searches.
"""

from .replay import RULES as RULES
from .replay import replay as replay
from .theorem import Theorem as Theorem
