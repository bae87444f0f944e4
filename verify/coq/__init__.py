"""`steepest export --coq` and `steepest recheck --coq`: stored evidence as files for Coq."""

from .export import export
from .recheck import recheck

__all__ = ["export", "recheck"]
