"""What the widths of the sharper theorems have in common."""

from __future__ import annotations

from typing import Any

from steepest.proofs import reals

from . import holds, root_two_pi


def flip_share(judge: Any, scale: Any, lam: Any, ratio: int, least: int = 1) -> Any:
    """R = sqrt(2 pi) lambda_0/(4 ratio scale) and tau = lambda_0/(2 ratio scale) let at most the
    share lambda_0/(ratio scale) of the neurons flip: P(A) + tau with P(A) <= 2R/sqrt(2 pi).
    """
    R, tau, share = reals("R tau share")
    where = [
        scale >= least if least else scale > 0,
        lam > 0,
        (4 * ratio * scale * R, "==", root_two_pi() * lam),
        (2 * ratio * scale * tau, "==", lam),
        share <= 2 * R / root_two_pi() + tau,
    ]
    return holds(judge, share <= lam / (ratio * scale), where)
