"""The formula that is proved is the formula that runs: the kernel of Table 5.1 against the
reduction, expression by expression.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import thesis
from .state import as_written, equal, state

locus = "Theorem 5.2, Algorithm 1 (our reduction)"


@claim(
    "conv.reduction-kernel",
    thesis(locus),
    formula=r"\text{the step that the trials run is that of the five scalars}",
    hypotheses=("|v| > 0",),
)
def kernel_runs_the_reduction(judge, sign=1):
    """One step of the kernel equals the proved one (conv.reduction-v, conv.reduction-a), with sums
    = 1.a - n S and inner = a.a* - n N.

    The kernel writes pi - g as a form without cancellation (conv.reduction-deficit) and pi - phi as
    an angle psi; both are letters here.
    """
    from steepest.kernels.conv import scalars as conv
    from sympy import pi

    z = state()
    y, across, V, psi, rest, deficit = reals("y z V psi rest deficit")
    letters = {conv.DEFICIT: deficit, conv.PSI: psi, conv.V: V}
    names = {
        conv.along: y,
        conv.across: across,
        conv.sums: z.s - z.n * z.S,
        conv.inner: z.x - z.n * z.N,
        conv.rest: rest,
    }
    names |= {conv.k: z.k, conv.n: z.n, conv.N: z.N, conv.S: z.S, conv.eta: sign * z.eta}
    step = {
        variable: conv.STEP[variable]
        .subs(letters)
        .subs(names | {deficit: pi - z.g}, simultaneous=True)
        for variable in conv.STATE
    }
    where = [(V, ">", 0), (V**2, "==", y**2 + across**2)]
    u = as_written("eta*x*psi/(2*pi*V)*n/V")
    grown = as_written("y + u*z**2/V", u=u)
    turned = as_written("abs(1 - u*y/V)*z", u=u)
    kept = as_written("(1 - eta*(pi - 1)/(2*pi))*rest")
    return judge.runs(
        conv.recurrence(),
        equal(judge, step[conv.along], grown, where),
        equal(judge, step[conv.across], turned, where),
        equal(judge, step[conv.sums] + z.n * z.S, z.s_next),
        equal(judge, step[conv.inner] + z.n * z.N, z.x_next),
        equal(judge, step[conv.rest], kept),
    )


kernel_runs_the_reduction.mutant("ascent", sign=-1)


@claim(
    "conv.reduction-deficit",
    thesis(locus),
    formula=r"\pi-g(\phi)=\pi\frac{\sin^2\phi}{1+\cos\phi}-(\sin\phi-\phi\cos\phi)",
    hypotheses=("0 < phi < pi",),
)
def deficit_without_cancellation(judge, side=1):
    """The kernel's form of pi - g, accurate for small angles: pi - g is of order phi^2 there, and
    its two terms are of order 1.

    (Below 1/10 the kernel takes sin t - t cos t from five terms of its alternating series; the
    sixth is below 1e-19.)
    """
    from sympy import pi

    cosine, sine, phi = reals("cosine sine phi")
    g = (pi - phi) * cosine + sine
    on_circle = [(cosine**2 + sine**2, "==", 1), (cosine, ">", -1), (cosine, "!=", 1)]
    return equal(
        judge, pi - g, pi * sine**2 / (1 + side * cosine) - (sine - phi * cosine), on_circle
    )


deficit_without_cancellation.mutant("1 - cos for 1 + cos", side=-1)
