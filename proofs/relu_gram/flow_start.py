"""The start of the flow: moments of the initial residual, and the three events of the proof."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from ..engine.text import as_written
from . import equal, holds, number, rests_on, thesis

end = "Section 2.2, after Lemma 2.4"


@claim(
    "relu2.init-residual.moments",
    thesis(end),
    formula=r"E[\max(g,0)^2]=\tfrac12\ (g\sim N(0,1)),\quad E[a_r]=0,\ E[a_ra_s]=1\{r=s\}",
    missing=(
        "Gaussian integrals by parts: the boundary terms, the total mass and the symmetry",
        "independence of the signs: means over their values",
    ),
)
def moments(judge, value="1/2"):
    """The moments of a rectified Gaussian and of random signs.

    g^2 exp(-g^2/2) = exp(-g^2/2) - (g exp(-g^2/2))', so the second moment is the total mass 1, and
    by symmetry half of it lies in g > 0.
    """
    from sympy import exp

    g, mass, total, half = reals("g mass total half")
    density = exp(-(g**2) / 2)
    second = [(mass, "==", 1), (total - mass, "==", 0), (2 * half, "==", total)]
    signs = (
        "(1 + (-1))/2 == 0",
        "(1*1 + (-1)*(-1))/2 == 1",
        "(1*1 + 1*(-1) + (-1)*1 + (-1)*(-1))/4 == 0",
    )
    return judge.all(
        judge.gradient(g * density, {g: density - g**2 * density}),
        holds(judge, (half, "==", number(value)), second),
        *(judge.holds(as_written(text)) for text in signs),
    )


moments.mutant("1", value="1")


@claim(
    "relu2.init-residual.cross-term",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i\left(y_i^2+y_iE[f(x_i)]+E[f(x_i)^2]\right)",
    missing=("expectation is linear, E f = 0 by the random signs, and the sum over i",),
)
def cross_term(judge, mean=0):
    """The expected squared residual, first equality.

    The printed first equality: the cross term should be -2 y_i E f, but E f = 0 for random signs,
    so both are zero.
    """
    y, f, f2 = reals("y f f2")
    return equal(judge, y**2 - 2 * y * f + f2, y**2 + y * f + f2, [(f, "==", mean)])


cross_term.mutant("a mean that is not zero", mean=1)


@claim(
    "relu2.init-residual",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i(y_i^2+1)",
    hypotheses=("unit inputs", "n = 1"),
)
def printed_residual(judge, second=1):
    """The expected squared residual at initialisation is sum (y_i^2 + 1).

    The printed value: false, E f(x_i)^2 is 1/2, not 1. E f^2 = (1/m) sum_rs E[a_r a_s] E[..] = E
    relu(g)^2 = 1/2 for every m. As an upper bound it is true.
    """
    (y,) = reals("y,")
    value = equal(judge, y**2 + number("1/2"), y**2 + second)
    return judge.all(value, support=[moments(judge)])


printed_residual.mutant("2 instead of 1", second=2)


@claim(
    "relu2.init-residual-amended",
    thesis(end),
    formula=r"E\|y-u(0)\|^2=\sum_i\left(y_i^2+\tfrac12\|x_i\|^2\right)\le n(C^2+\tfrac12)",
    amends="relu2.init-residual",
    missing=(
        "expectation over the signs and the Gaussian rows",
        "the sum over i",
    ),
)
def residual_amended(judge, half="1/2"):
    """The expected squared residual at initialisation is sum (y_i^2 + |x_i|^2/2).

    Exactly, for every m, n, d; relu(w.x) = |x| relu(g). The sum of n terms of at most C^2 + 1/2 for
    unit inputs.
    """
    y2, C, f2, total, n = reals("y2 C f2 total n")
    from sympy import Max

    size, g = reals("size g")
    return judge.all(
        moments(judge),
        holds(judge, (Max(size * g, 0) ** 2, "==", size**2 * Max(g, 0) ** 2), [size >= 0]),
        holds(
            judge,
            total <= n * (C**2 + number(half)),
            [n >= 1, y2 >= 0, y2 <= C**2, (f2, "==", number("1/2")), total <= n * (y2 + f2)],
        ),
    )


residual_amended.mutant("1/3", half="1/3")


@claim(
    "relu2.init-markov",
    thesis(end),
    formula=r"P\left(\|y-u(0)\|^2\ge\tfrac{n(C^2+1/2)}\delta\right)\le\delta",
    missing=(
        "Markov's inequality enters as P a <= mean, with the expectation of "
        "relu2.init-residual-amended",
    ),
)
def markov(judge, share=1):
    """With probability at least 1 - delta the squared residual at initialisation is below n (C^2 +
    1/2)/delta.

    Markov's inequality P(S >= a) a <= E S with the exact expectation: O(n/delta) has the constant
    C^2 + 1/2.
    """
    n, C, delta, mean, P, a = reals("n C delta mean P a")
    top = n * (C**2 + number("1/2"))
    where = [
        n >= 1,
        delta > 0,
        P >= 0,
        mean >= 0,
        mean <= top,
        (a, "==", share * top / delta),
        P * a <= mean,
    ]
    return rests_on(holds(judge, delta >= P, where), "relu2.init-residual-amended")


markov.mutant("half of the threshold", share=Fraction(1, 2))


def three_events(judge, share=3):
    """The union bound for three events of probability at most delta/share."""
    delta, one, two, three = reals("delta p_1 p_2 p_3")
    events = [event <= delta / share for event in (one, two, three)]
    return holds(judge, one + two + three <= delta, [delta > 0, delta < 1, *events])
