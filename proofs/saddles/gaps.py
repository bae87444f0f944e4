"""What several claims leave to words (see `missing` in `vocabulary`): gaps between their goals
and their sentences.
"""

from __future__ import annotations

SCALED = "the derivative of g in the scaled letters kappa, u, v is that of saddle.scaled"
TERMS = "f is a sum of terms in few coordinates: a partial derivative sees one of them"
COORDINATES = "that the coordinates combine: one coordinate (or two) is decided"
INDUCTION = "induction over the steps: one step is decided"
FIRST_TIME = "the letters S and T stand for first times at which a coordinate reaches its bound"
LOGARITHMS = "logarithms of the products and powers in the formula"
NORM = "a partial derivative or coordinate is at most the norm, a letter"
LEMMAS = "the bounds of earlier steps enter as hypotheses"
