"""`steepest recheck`: evidence is checked again, and compared with the claims it stands beside."""

from .command import recheck
from .evidence import RecheckError

__all__ = ["RecheckError", "recheck"]
