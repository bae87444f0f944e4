"""What several claims leave to words (see `missing` in `vocabulary`): gaps between their goals
and their sentences.
"""

from __future__ import annotations

TERMS = "f is a sum of terms in few coordinates: a partial derivative sees one of them"
COORDINATES = "that the coordinates combine: one coordinate (or two) is decided"
INDUCTION = "induction over the steps: one step is decided"
LOGARITHMS = "logarithms of the products and powers in the formula"
