"""The start of the flow: moments of the initial residual, and the three events of the proof."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    E,
    forall,
    given,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import equal, holds, number, start_error, thesis
from .network import b, i, m, n, t, width, y
from .start import a, o, z
from .start_error import ell, signs_law, symmetric

end = "Section 2.2, after Lemma 2.4"


def squares_of_errors():
    """As printed for one sample"""
    value = start_error.output(i)
    return y(i) ** 2 + y(i) * E(o, value) + E(o, value**2)


def cross_term_says():
    return forall(z, a, ell, y, b, n, m)(
        given(width(), signs_law(), symmetric())
        >> (E(o, start_error.start_loss()) == sum_over(i, n, squares_of_errors()))
    )


@claim(
    "relu2.init-residual.cross-term",
    thesis(end),
    says=cross_term_says,
    uses=("relu2.init-residual.moments", "book.mean-of-sum"),
)
def cross_term(judge):
    """The expected squared residual, first equality.

    The printed cross term y E f should be -2 y E f, but E f = 0 for random signs, so both are zero.
    """
    k = judge.theorem()
    return k.qed(start_error.mean_of_start_loss(k, squares_of_errors(), *k.given))


@cross_term.mutant
def a_mean_that_is_not_zero(judge):
    """E f = 1 = E f^2 and y = 1: (y - f)^2 = 0 is not y^2 + y E f + E f^2 = 3."""
    return falsify(forall(t)(given(t == 1) >> ((1 - t) ** 2 == 1 + t + t**2)))


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
