"""lambda_0 of concrete inputs, certified from the inputs on: enclosures of the entries of H_inf,
LDL^T in balls, a vector for the upper side.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from steepest.proofs import Evidence, claim
from steepest.proofs.vocabulary import Verdict

from . import CLOSED_FORM, holds, thesis
from .gram import LeastEigenvalue, lambda_0, separation_bound

locus = "Assumption 2.1"
NEAR = (("1", "0", "0"), ("1", "1/10000000000", "0"), ("3/5", "0", "4/5"))


def evidence(found: LeastEigenvalue, scope: str) -> Evidence:
    """The enclosure as evidence."""
    said = f"lambda_0 in [{float(found.low):.15g}, {float(found.high):.15g}]"
    return Evidence(
        Verdict.CERTIFIED, scope, "LDL^T in balls and a vector", found.certificate, detail=said
    )


def at_least(judge: Any, found: LeastEigenvalue, bound: Fraction, scope: str) -> Evidence:
    """lambda_0 >= bound: CERTIFIED from the lower side of the enclosure, REFUTED from its upper
    side.
    """
    if bound <= found.low:
        return evidence(found, scope)
    if bound > found.high:
        return judge.contradicted(
            evidence(found, scope), because=f"lambda_0 <= {found.high} < {bound}"
        )
    return judge.undecided(f"{bound} lies inside the enclosure [{found.low}, {found.high}]")


@lru_cache(maxsize=8)
def near_parallel() -> LeastEigenvalue:
    return lambda_0(NEAR, decimals=25)


@lru_cache(maxsize=2)
def many_inputs(n: int = 40, d: int = 8) -> tuple[tuple[Fraction, ...], ...]:
    """n Gaussian inputs in R^d, rounded to 1/1000."""
    from steepest.kernels.engine.philox import normals

    draws = normals(range(n), d, seed=20180604, stream=22)
    return tuple(
        tuple(Fraction(round(1000 * float(v)), 1000) for v in draws[:, i]) for i in range(n)
    )


@lru_cache(maxsize=2)
def many() -> LeastEigenvalue:
    return lambda_0(many_inputs())


@claim(
    "relu2.asm-2.1.forty-inputs",
    thesis(locus),
    formula=r"\lambda_0\ge0.29",
    hypotheses=(
        "40 Gaussian inputs in R^8, rounded to 1/1000",
        "entries enclosed by 128-bit balls",
    ),
    missing=(
        CLOSED_FORM,
        "that the entries lie in their balls: the certificate starts from the enclosed matrix",
    ),
)
def many_inputs_certified(judge, bound="0.29"):
    """lambda_0 of 40 inputs in R^8, to twelve digits: K has rank 8, H_inf has rank 40."""
    return at_least(judge, many(), Fraction(bound), "40 stated inputs")


many_inputs_certified.mutant("0.3", bound="0.3")


@claim(
    "relu2.asm-2.1.separation-instance",
    thesis(locus),
    formula=r"0<\min_i\|x_i\|^2\,p_k/(4\pi)\le\lambda_0",
    hypotheses=("the 40 inputs of relu2.asm-2.1.forty-inputs",),
    missing=(
        CLOSED_FORM,
        "that the entries lie in their balls, and the arithmetic of the bound",
    ),
)
def separation_against_value(judge, factor=1):
    """The bound from the largest cosine alone is positive and below the certified value, 0.0163
    against 0.2901.
    """
    bound, found = separation_bound(many_inputs()), many()
    value = at_least(judge, found, factor * bound, "40 stated inputs")
    return value if value.verdict != Verdict.CERTIFIED else value & holds(judge, (bound, ">", 0))


separation_against_value.mutant("a thousand times the bound", factor=1000)
