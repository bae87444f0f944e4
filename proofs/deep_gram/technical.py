"""Section 3.14: norms of Gaussian matrices, tensor powers."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, number, positive


@claim(
    "deep.lem-3.27",
    chapter_3("Lemma 3.27"),
    formula=r"P\big(\|W\|>c_{w,0}\sqrt m\big)\le\exp\Big(-\frac{(c_{w,0}-\sqrt "
    r"c-1)^2m}2\Big)\quad(c_{w,0}>\sqrt c+1)",
    hypotheses=(
        "P(|W| > sqrt(m) + sqrt(c m) + t) <= exp(-t^2/2) for m x c m Gaussian matrices (quoted "
        "there too)",
    ),
    missing=("the tail of the norm of a Gaussian matrix: quoted",),
)
def gaussian_norm(judge, centre=1):
    """The substitution t = (c_w0 - sqrt(c) - 1) sqrt(m), which is positive exactly for c_w0 >
    sqrt(c) + 1.
    """
    w, c, m, t = reals("w root_c root_m t")
    where = [*positive(c, m), (w, ">", c + 1), (t, "==", (w - c - centre) * m)]
    return judge.all(
        holds(judge, (m + c * m + t, "==", w * m), where),
        holds(judge, (t**2 / 2, "==", (w - c - 1) ** 2 * m**2 / 2), where),
        holds(judge, (t, ">", 0), where),
    )


gaussian_norm.mutant("without the 1", centre=0)


@claim(
    "deep.lem-3.27.square",
    chapter_3("Lemma 3.8"),
    formula=r"c=1,\ c_{w,0}>2,\ m\ge\frac{2\log(1/\delta)}{(c_{w,0}-2)^2}\implies "
    r"e^{-(c_{w,0}-2)^2m/2}\le\delta;\quad c_{w,0}=2.01:\ m\ge20000\log\tfrac1\delta",
    hypotheses=("deep.lem-3.27 for square matrices",),
)
def square_matrices(judge, scale=2):
    """For every c_w0 > 2 the exponent of deep.lem-3.27 needs m >= 2 log(1/delta)/(c_w0 - 2)^2: for
    c_w0 = 2.01 that is 20000 log(1/delta).
    """
    from sympy import exp, log

    m, w, delta, t, width, size = reals("m c_w0 delta t width log_size")
    base = [(w, ">", 2), (delta, ">", 0), (delta, "<", 1), (m, ">", 0)]
    enough = holds(
        judge,
        (exp(t), "<=", delta),
        [*base, (t, "==", -((w - 2) ** 2) * m / 2), ((w - 2) ** 2 * m, ">=", -scale * log(delta))],
        axioms=[("exp-monotone", t, log(delta)), ("exp-log", delta)],
    )
    near = holds(
        judge,
        (width, "==", 20000 * size),
        [(size, ">", 0), (w, "==", number("2.01")), (width * (w - 2) ** 2, "==", 2 * size)],
    )
    return judge.all(enough, near)


square_matrices.mutant("half of the width", scale=1)
