"""Figures and tables of the sources, recomputed: data as CSV, a picture, and a comparison with the
printed numbers.
"""

from .engine.command import main as main
from .engine.command import reproduce_command as reproduce_command
from .engine.registry import Reproduction as Reproduction
from .engine.registry import UnknownReproduction as UnknownReproduction
from .engine.registry import names as names
from .engine.registry import reproduce as reproduce
from .engine.registry import reproduction as reproduction
