"""Derivations whose last step has to be refused, by family."""

from .arithmetic import ARITHMETIC
from .calculus import CALCULUS
from .families import FAMILIES
from .forms import FORMS
from .logic import LOGIC
from .matrices import MATRICES
from .means import MEANS
from .numbers import NUMBERS

CASES = {**LOGIC, **NUMBERS, **ARITHMETIC, **MEANS, **FORMS, **CALCULUS, **MATRICES, **FAMILIES}
