"""The search for exact certificates in place of z3's word."""

from .search import positivstellensatz

__all__ = ["positivstellensatz"]
