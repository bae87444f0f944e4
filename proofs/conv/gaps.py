"""What several claims leave to words (see `missing` in `vocabulary`): gaps between their goals
and their sentences.
"""

from __future__ import annotations

LETTERS = (
    "the letters n, N, S, s, x, q stand for |w*|, |a*|^2, 1.a*, 1.a, a.a*, |a|^2 and g for g(phi)"
)
INDUCTION = "induction over t: one step is decided"
POWERS = "logarithms and powers: (1 - y)^T <= exp(-y T) and the choice of T"
GAUSSIAN = "polar coordinates and the law of the Gaussian: each expectation as an integral"
EXPECTATION = "the expectation over Z of the identity for one sample"
