"""The one exception of this package."""

from __future__ import annotations


class KernelError(Exception):
    """A request that no kernel can serve. The message says what was given, what was expected, what
    to do next.
    """
