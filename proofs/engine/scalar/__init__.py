"""The engine for scalar goals over the reals: identities, inequalities, counterexamples, sharp
constants.
"""

from .decide import decide as decide
from .sharp import ConstantError as ConstantError
from .sharp import enclose as enclose
from .sharp import sharpest as sharpest
