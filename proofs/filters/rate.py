"""What the corollaries of Theorem 6.2 share."""

from __future__ import annotations

proof = "Section 6.6.1, proof of Theorem 6.2"
SETTING = ("one patch", "Assumption 6.1", "|w_0 - w*| < |w*|", "phi_t = arcsin(|w_t - w*|/|w*|)")
