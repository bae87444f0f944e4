"""Lemma 2.2: Gram matrices of all weights within R of the initial ones. Unit inputs, R = c delta
lambda_0/n^2.

A_ir: some w with |w - w_r(0)| <= R has another indicator at x_i than w_r(0). z = w_r(0).x_i is a
standard normal variable. The sum over pairs is bounded before the expectation is taken: A_ir does
not depend on the w's, so they may depend on the initialisation in any way.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import holds, implies, indicator, number, thesis

locus = "Lemma 2.2 and its proof"


@claim(
    "relu2.lem-2.2.event.projection",
    thesis(locus),
    formula=r"\{w^\top x:\|w-w_0\|\le R\}=[z-R,z+R],\quad\|x\|=1",
)
def projection(judge, norm=1):
    """Weights within R of w_0 have preactivations in [z - R, z + R], and reach all of them.

    Only the line along x matters, for every d: (w_0 + s x).x = z + s at the distance |s|, and |(w -
    w_0).x| <= |w - w_0| for every w.
    """
    x, w0, h = matrices("x: d x 1, w0: d x 1, h: d x 1")
    s = scalars("s")
    unit = [(norm2(x), norm)]
    return judge.all(
        judge.same(inner(w0 + s * x, x), inner(w0, x) + s, rules=unit),
        judge.same(norm2(s * x), s * s, rules=unit),
        judge.at_most(inner(h, x) * inner(h, x), norm2(h), rules=unit),
    )


projection.mutant("|x|^2 = 2", norm=2)


@claim(
    "relu2.lem-2.2.event",
    thesis(locus),
    formula=r"A_{ir}\iff|w_r(0)^\top x_i|<R",
)
def printed_event(judge, bound=1):
    """A pattern can flip within R if and only if |w_r(0).x_i| < R.

    The event as printed: false at the boundary value z = -R. There z < 0, but t = 0 is within R and
    has the indicator 1.
    """
    z, t, R = reals("z t R")
    from sympy import Abs

    return holds(judge, Abs(z) < bound * R, [R > 0, Abs(t - z) <= R, z < 0, t >= 0])


printed_event.mutant("|z| < R/2", bound=Fraction(1, 2))


@claim(
    "relu2.lem-2.2.entrywise.pointwise",
    thesis(locus),
    formula=r"|s_is_j-s_i's_j'|\le1\{A_i\cup A_j\}\le1\{A_i\}+1\{A_j\}",
)
def pointwise(judge, both=1):
    """Products of indicators differ only if one of the two flipped.

    All 16 cases, A >= |s - s'|, A in {0, 1}.
    """
    si, sj, ti, tj, A, B = reals("si sj ti tj A B")
    from sympy import Abs, Max

    binary = [(v * (1 - v), "==", 0) for v in (si, sj, ti, tj, A, B)]
    where = [*binary, Abs(si - ti) <= A, Abs(sj - tj) <= B]
    return implies(
        judge, Abs(si * sj - ti * tj) <= both * Max(A, B), Max(A, B) <= A + B, where=where
    )


pointwise.mutant("half of it", both=Fraction(1, 2))


@claim(
    "relu2.lem-2.2",
    thesis("Lemma 2.2"),
    formula=r"P\left(\forall w:\|w_r-w_r(0)\|\le R:\ \|H-H(0)\|_2<\tfrac{\lambda_0}4,\ "
    r"\lambda_{\min}(H)>\tfrac{\lambda_0}2\right)\ge1-\delta",
    hypotheses=("as printed: no condition on m", "n = m = 1, delta < 1/2, any c > 0"),
)
def printed_lemma(judge, share="1/4"):
    """With probability 1 - delta all weights within R have |H - H(0)|_2 < lambda_0/4 and
    lambda_min(H) > lambda_0/2, at every width.

    Without a width the second assertion is false: at n = m = 1 the weights w = w(0) are admissible
    and H = 1{w.x >= 0} is 0 with probability 1/2. Lemma 2.1 is needed for lambda_min(H(0)), so m =
    Omega(n^2 log(n/delta)/lambda_0^2), and its own failure probability.
    """
    s, z, P, delta = reals("s z P delta")
    # lambda_0 = 1/2 at n = 1
    zero = holds(judge, number(share) >= s, [*indicator(s, z), z < 0])
    unlikely = holds(judge, 1 - delta > P, [delta > 0, delta < number("1/2"), number("1/2") >= P])
    return judge.contradicted(
        zero,
        unlikely,
        because="lambda_min(H) = 0 with probability 1/2, so the event has probability at most "
        "1/2 < 1 "
        "- delta",
    )


printed_lemma.mutant("lambda_min(H) > 0", share="0")
