"""Figures and tables of the sources, recomputed: data as CSV, a picture, and a comparison with the
printed numbers.
"""

from .command import main as main
from .command import reproduce_command as reproduce_command
from .registry import Reproduction as Reproduction
from .registry import UnknownReproduction as UnknownReproduction
from .registry import names as names
from .registry import reproduce as reproduce
from .registry import reproduction as reproduction
