"""The engine for scalar goals over the reals: identities, inequalities, counterexamples, sharp
constants.
"""

from .constants import ConstantError as ConstantError
from .constants import enclose as enclose
from .decide import decide as decide
from .sharp import sharpest as sharpest
