"""What several claims leave to words (see `missing` in `vocabulary`): gaps between their goals
and their sentences.
"""

from __future__ import annotations

EXPECTATION = "the expectation of the pointwise statement over Z"
EIGENVALUES = "the letters stand for gamma, L, beta: extreme eigenvalues of the moments"
OPERATORS = "the letters stand for operator norms of the moments, with |u^T M v| <= |M| |u| |v|"
ANGLE = "that the angle stays below phi_0: induction over t, and arcsin of the distance"
VOLUME = "volumes of balls and caps: the probability as a quotient of integrals"
