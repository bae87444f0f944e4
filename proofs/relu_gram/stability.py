"""Lemma 2.2: Gram matrices of all weights within R of the initial ones. Unit inputs, R = c delta
lambda_0/n^2.

A_ir: some w with |w - w_r(0)| <= R has another indicator at x_i than w_r(0). z = w_r(0).x_i is a
standard normal variable. The sum over pairs is bounded before the expectation is taken: A_ir does
not depend on the w's, so they may depend on the initialisation in any way.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import holds, implies, indicator, number, rests_on, root_two_pi, thesis
from .false_variants import large_ball

locus = "Lemma 2.2 and its proof"


def largest_c() -> Any:
    """sqrt(2 pi)/16 = 0.1567: the largest c for which the printed chain ends at lambda_0/4."""
    return root_two_pi() / 16


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
    "relu2.lem-2.2.event-amended",
    thesis(locus),
    formula=r"A_{ir}\iff-R\le w_r(0)^\top x_i<R;\qquad\|x_i\|\ne1:\ -R\|x_i\|\le\cdot<R\|x_i\|",
    amends="relu2.lem-2.2.event",
    missing=(
        "weights within R reach exactly [z - R, z + R] (relu2.lem-2.2.event.projection)",
        "the case |x_i| != 1",
    ),
)
def event_amended(judge, open_below=False):
    """A pattern can flip within R if and only if -R <= w_r(0).x_i < R.

    Both directions: t = z + s, |s| <= R. For 0 <= z < R the value t = z - R < 0 flips it, for -R <=
    z < 0 the value t = 0. The two versions differ by the null event z = -R, so no probability
    changes.
    """
    z, t, R = reals("z t R")
    from sympy import Abs

    near = [R > 0, Abs(t - z) <= R]
    inside = (lambda v: v > -R) if open_below else (lambda v: v >= -R)
    return judge.all(
        holds(judge, inside(z), [*near, z < 0, t >= 0]),
        holds(judge, z < R, [*near, z >= 0, t < 0]),
        implies(judge, t < 0, Abs(t - z) <= R, where=[R > 0, z >= 0, z < R, (t, "==", z - R)]),
        holds(judge, Abs(t - z) <= R, [R > 0, z < 0, z >= -R, (t, "==", 0)]),
    )


event_amended.mutant("open at -R", open_below=True)


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
    "relu2.lem-2.2.entrywise",
    thesis(locus),
    formula=r"E\sup_w|H_{ij}(0)-H_{ij}|\le\tfrac1m\sum_rE[1\{A_{ir}\cup "
    r"A_{jr}\}]\le\tfrac{4R}{\sqrt{2\pi}}",
    hypotheses=("|x_i.x_j| <= 1", "the supremum over all admissible w is inside the expectation"),
    missing=(
        "expectation of the pointwise bound, with the supremum inside",
        "the mean over r",
    ),
)
def entrywise(judge, four=4):
    """An entry of H changes by at most 4R/sqrt(2 pi) in expectation, for the worst weights.

    Averages over r of the pointwise bound, |x_i.x_j| <= 1, and P(A) <= 2R/sqrt(2 pi) for both; p, q
    are the two probabilities.
    """
    k, D, p, q, R, E = reals("k D p q R Err")
    from sympy import Abs

    root = root_two_pi()
    x, x2 = matrices("x: d x 1, x2: d x 1")
    steps = judge.all(
        judge.at_most(inner(x, x2) * inner(x, x2), 1, rules=[(norm2(x), 1), (norm2(x2), 1)]),
        holds(judge, Abs(k) * D <= D, [Abs(k) <= 1, D >= 0]),
        holds(
            judge,
            four * R / root >= E,
            [R > 0, p * root <= 2 * R, q * root <= 2 * R, p >= 0, q >= 0, p + q >= E],
        ),
    )
    return rests_on(steps, "relu2.lem-2.2.entrywise.pointwise", "relu2.lem-2.2.anticoncentration")


entrywise.mutant("3R/sqrt(2 pi)", four=3)


@claim(
    "relu2.lem-2.2.sum-markov",
    thesis(locus),
    formula=r"E\sum_{ij}|H_{ij}(0)-H_{ij}|\le\tfrac{4n^2R}{\sqrt{2\pi}};\quad "
    r"P\left(\sum_{ij}\ge\tfrac{4n^2R}{\sqrt{2\pi}\delta}\right)\le\delta",
    missing=(
        "expectation of the sum over n^2 entries",
        "Markov's inequality enters as P a <= mean",
    ),
)
def sum_and_markov(judge, four=4):
    """The sum of all changes, in expectation and with probability 1 - delta.

    n^2 entries of mean at most 4R/sqrt(2 pi); Markov: P(S >= a) a <= E S.
    """
    n, R, delta, mean, P, a = reals("n R delta mean P a")
    root = root_two_pi()
    where = [
        n >= 1,
        R > 0,
        delta > 0,
        mean * root <= 4 * n**2 * R,
        (a, "==", four * n**2 * R / (root * delta)),
        P * a <= mean,
        P >= 0,
    ]
    return holds(judge, delta >= P, where)


sum_and_markov.mutant("2 n^2 R in the threshold", four=2)


@claim(
    "relu2.lem-2.2.sum-markov.diagonal",
    thesis(locus),
    formula=r"E\sum_{ij}|H_{ij}(0)-H_{ij}|\le\tfrac{(4n^2-2n)R}{\sqrt{2\pi}}",
    missing=("expectation of the sum over the entries: off and own stand for their means",),
)
def diagonal_counts_once(judge, saved=2):
    """The sum of all changes with the diagonal counted once.

    A diagonal entry involves one event only: n(n - 1) entries of 4R and n of 2R.
    """
    n, R, mean, off, own = reals("n R mean off own")
    root = root_two_pi()
    each = [root * off <= 4 * R, root * own <= 2 * R]
    return holds(
        judge,
        mean * root <= (4 * n**2 - saved * n) * R,
        [n >= 1, R > 0, *each, mean <= n * (n - 1) * off + n * own],
    )


diagonal_counts_once.mutant("4n^2 - 3n", saved=3)


@claim(
    "relu2.lem-2.2.eigen",
    thesis(locus),
    formula=r"\lambda_{\min}(H)\ge\lambda_{\min}(H(0))-\frac{4n^2R}{\sqrt{2\pi}\delta}\ge\frac{"
    r"\lambda_0}2,\quad R=\frac{c\delta\lambda_0}{n^2},\ c\le\tfrac{\sqrt{2\pi}}{16}",
    hypotheses=("lambda_min(H(0)) >= 3 lambda_0/4, the event of Lemma 2.1",),
    missing=(
        "lambda_min by Weyl's inequality; low stands for lambda_min(H(0))",
        "the bound of |H - H(0)| on the event of relu2.lem-2.2.sum-markov",
    ),
)
def eigenvalue_step(judge, scale=1):
    """lambda_min(H) >= lambda_0/2 for c <= sqrt(2 pi)/16, on the event of Lemma 2.1.

    Weyl's inequality, and 4 n^2 R/(sqrt(2 pi) delta) = 4 c lambda_0/sqrt(2 pi) <= lambda_0/4
    exactly for c <= sqrt(2 pi)/16.
    """
    n, R, delta, lam, c, low = reals("n R delta lam c low")
    root = root_two_pi()
    where = [
        n >= 1,
        delta > 0,
        lam > 0,
        c > 0,
        c <= scale * largest_c(),
        (R, "==", c * delta * lam / n**2),
        low >= Fraction(3, 4) * lam,
    ]
    links = implies(
        judge,
        4 * n**2 * R / (root * delta) <= lam / 4,
        low - 4 * n**2 * R / (root * delta) >= lam / 2,
        where=where,
    )
    return rests_on(links, "relu2.lem-2.1.weyl")


eigenvalue_step.mutant("a c 1.1 times as large", scale=Fraction(11, 10))


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


@claim(
    "relu2.lem-2.2.first",
    thesis("Lemma 2.2"),
    formula=r"P\left(\forall w:\ \|H-H(0)\|_2<\tfrac{\lambda_0}4\right)\ge1-\delta,\quad "
    r"R=\tfrac{c\delta\lambda_0}{n^2},\ c\le\tfrac{\sqrt{2\pi}}{16},\ \text{every }m",
    missing=(
        "expectation of the pointwise bound and Markov's inequality",
        "that the steps named compose",
    ),
)
def first_assertion(judge, scale=1):
    """With probability 1 - delta all weights within R have |H - H(0)|_2 < lambda_0/4, at every
    width.

    The first assertion of the lemma, with c = sqrt(2 pi)/16: the steps together.
    """
    n, R, delta, lam, c = reals("n R delta lam c")
    where = [
        n >= 1,
        delta > 0,
        lam > 0,
        c > 0,
        c <= scale * largest_c(),
        (R, "==", c * delta * lam / n**2),
    ]
    close = holds(judge, 4 * n**2 * R / (root_two_pi() * delta) <= lam / 4, where)
    steps = ("event.projection", "event-amended", "entrywise", "sum-markov", "perturbation")
    return rests_on(close, *(f"relu2.lem-2.2.{step}" for step in steps))


first_assertion.mutant(large_ball)


@claim(
    "relu2.lem-2.2-amended",
    thesis("Lemma 2.2"),
    formula=r"m\ge\tfrac{8n^2}{\lambda_0^2}\log\tfrac{2n(n+1)}\delta,\ "
    r"R=\tfrac{c\delta\lambda_0}{2n^2}:\ P(\ldots)\ge1-\delta",
    hypotheses=("unit inputs", "c <= sqrt(2 pi)/16"),
    amends="relu2.lem-2.2",
    missing=(
        "union bound over the two events",
        "that the lemmas named compose",
    ),
)
def lemma_amended(judge, share=2):
    """Lemma 2.2 at the width of Lemma 2.1, with half of the radius.

    Lemma 2.1 at delta/2 and Markov at delta/2: both events together fail with probability at most
    delta, and imply both assertions.
    """
    n, R, delta, lam, c, half = reals("n R delta lam c half")
    where = [
        n >= 1,
        delta > 0,
        lam > 0,
        c > 0,
        c <= largest_c(),
        (R, "==", c * delta * lam / (share * n**2)),
        (half, "==", delta / 2),
    ]
    first, second = reals("p_1 p_2")
    steps = implies(
        judge,
        4 * n**2 * R / (root_two_pi() * half) <= lam / 4,
        first + second <= delta,
        where=[*where, first <= half, second <= half],
    )
    return rests_on(steps, "relu2.lem-2.2.first", "relu2.lem-2.2.eigen", "relu2.lem-2.1-sharper")


lemma_amended.mutant(large_ball)


@claim(
    "relu2.lem-2.2.row-sums",
    thesis("Lemma 2.2, sharper"),
    formula=r"\|H-H(0)\|_2\le\max_i\sum_j|H_{ij}-H_{ij}(0)|\le(2n-1)\max_iq_i",
    missing=(
        "the sum over all pairs of the bound of one pair",
        "off and own stand for sums over r",
    ),
)
def row_sum_bound(judge, less=1):
    """The norm of H - H(0) is at most its largest row sum, so at most (2n - 1) q.

    A symmetric matrix has the norm at most its largest row sum: 2 |E_ij v_i v_j| <= |E_ij| (v_i^2 +
    v_j^2). One event on the diagonal. One pair (i, j), then the sum over all pairs; row i has n - 1
    entries of at most q_i + q_j <= 2q and one of at most q.
    """
    e, a, b, E, n, q, row, off, own = reals("e a b Err n q row off own")
    from sympy import Abs

    return judge.all(
        holds(judge, 2 * Abs(e * a * b) <= E * (a**2 + b**2), [(E, "==", Abs(e))]),
        holds(
            judge,
            row <= (2 * n - less) * q,
            [n >= 1, q >= 0, off <= 2 * q, own <= q, row <= (n - 1) * off + own],
        ),
    )


row_sum_bound.mutant("2n - 2", less=2)
