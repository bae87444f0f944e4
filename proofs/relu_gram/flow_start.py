"""The start of the flow: moments of the initial residual, and the three events of the proof."""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import equal, holds, number, thesis

end = "Section 2.2, after Lemma 2.4"


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
    case=True,
)
def printed_residual(judge, second=1):
    """The expected squared residual at initialisation is sum (y_i^2 + 1).

    The printed value: false, E f(x_i)^2 is 1/2, not 1. E f^2 = (1/m) sum_rs E[a_r a_s] E[..] = E
    relu(g)^2 = 1/2 for every m. As an upper bound it is true.
    """
    (y,) = reals("y,")
    return equal(judge, y**2 + number("1/2"), y**2 + second)


printed_residual.mutant("2 instead of 1", second=2)


def three_events(judge, share=3):
    """The union bound for three events of probability at most delta/share."""
    delta, one, two, three = reals("delta p_1 p_2 p_3")
    events = [event <= delta / share for event in (one, two, three)]
    return holds(judge, one + two + three <= delta, [delta > 0, delta < 1, *events])
