"""Inequalities with roots as inequalities without them: every root is bounded by a tangent form."""

from .bounded import without_roots as without_roots
