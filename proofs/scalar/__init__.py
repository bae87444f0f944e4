"""The engine for scalar goals over the reals: identities, inequalities, counterexamples, sharp constants."""

from .decide import decide as decide
