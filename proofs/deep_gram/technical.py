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


@claim(
    "deep.lem-3.31.order",
    chapter_3("Lemma 3.31"),
    formula=r"v_1^{\otimes(n-2)},\dots,v_n^{\otimes(n-2)}\text{ may be dependent: }"
    r"\sum_i\frac{t_i^k}{\prod_{j\ne i}(t_i-t_j)}=0,\ k\le n-2\quad(n=3,4)",
    hypotheses=(
        "v_i = (1, t_i) in the plane, the t_i all different: no two parallel; the coordinates of "
        "the (n-2)-nd power are 1, t_i, .., t_i^(n-2)",
        "order n - 1 is enough (deep.lem-3.31)",
    ),
    missing=(
        "that order n - 1 works (deep.lem-3.31)",
        "the coordinates of a tensor power of (1, t) are powers of t",
    ),
)
def order_is_sharp(judge, least=0):
    """For n = 3, 4 order n - 1 is the least that works for all configurations: the (n-2)-nd
    powers of any n vectors (1, t_i) are dependent.

    The divided difference of order n - 1 of a polynomial of degree n - 2 is 0; its weights are not.
    """
    from sympy import Integer, prod

    facts = []
    for n in (3, 4):
        t = reals(" ".join(f"t_{i}" for i in range(n)))
        apart = [(t[i], "!=", t[j]) for i in range(n) for j in range(i)]
        weights = [1 / prod(t[i] - t[j] for j in range(n) if j != i) for i in range(n)]
        for k in range(least, n - 1 + least):
            sum_ = sum((w * x**k for w, x in zip(weights, t, strict=True)), Integer(0))
            facts.append(holds(judge, (sum_, "==", 0), apart))
        facts.append(holds(judge, (weights[0], "!=", 0), apart))
    return judge.all(*facts)


order_is_sharp.mutant("the (n-1)-st powers", least=1)
