"""Section 2.3, the ingredients of Theorem 2.3: movement, flippable neurons, the split of one step,
the quadratic term.

r = y - u(k), N = |r|^2, g_r the gradient of neuron r, S_i^perp the neurons whose pattern at x_i may
flip within R, q_i = |S_i^perp|/m. Unit inputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import diagonal, inner, matrices, norm, norm2, scalars

from . import equal, holds, implies, indicator, number, rests_on, root_two_pi, thesis

section = "Section 2.3.1"


@definition(
    "relu2.cond-2.1",
    thesis("Condition 2.1"),
    r"\|y-u(k)\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|y-u(0)\|^2",
)
def induction_hypothesis(losses: Sequence[Any], eta: Any, lambda_0: Any) -> list[bool]:
    """For each iteration k whether the squared residual `losses[k]` is below the claimed geometric
    sequence. k = 0 is an identity.
    """
    factor = 1 - eta * lambda_0 / 2
    return [loss <= factor**k * losses[0] for k, loss in enumerate(losses)]


@definition("relu2.gd-event", thesis(section), r"S_i^\perp=\{r:A_{ir}\},\ R=c\lambda_0/n^2")
def flippable(
    Z: Sequence[Sequence[Any]], R: Any, norms: Sequence[Any] | None = None
) -> list[list[int]]:
    """S_i^perp for every input: the neurons with -R |x_i| <= w_r(0).x_i < R |x_i|; Z has the rows
    w_r(0).x_i. The radius is the caller's.
    """
    n = len(Z[0])
    size = [1] * n if norms is None else norms
    return [
        [r for r, row in enumerate(Z) if -R * size[i] <= row[i] < R * size[i]] for i in range(n)
    ]


@definition(
    "relu2.Hperp",
    thesis(section),
    r"H^\perp_{ij}=\tfrac1mx_i^\top x_j\sum_{r\in S_i^\perp}1\{w_r^\top x_i\ge0,w_r^\top "
    r"x_j\ge0\}",
)
def perpendicular_gram(Z: Any, K: Any, flips: Sequence[Sequence[int]]) -> Any:
    """The part of H that comes from flippable neurons of the row's input; not symmetric. Z has the
    rows w_r(k).x_i.
    """
    import numpy as np

    S = (np.asarray(Z) >= 0).astype(float)
    H = np.zeros((S.shape[1], S.shape[1]))
    for i, rows in enumerate(flips):
        H[i] = np.asarray(K)[i] * (S[rows, i] @ S[rows]) / len(S)
    return H


@claim(
    "relu2.cor-2.1.step1",
    thesis("Corollary 2.1, Section 2.7"),
    formula=r"\|w_r(k+1)-w_r(0)\|\le\eta\sum_{k'\le k}\|g_r(k')\|\le\eta\sum_{k'\le k}\sqrt{\tfrac "
    r"nm}\|y-u(k')\|",
    missing=(
        "the sum over the steps k' by induction",
        "|X|_F^2 = n for unit inputs, and the factor 1/m",
    ),
)
def movement_by_gradients(judge, slack=1):
    """A weight moves by at most eta times the sum of its gradients, each at most sqrt(n/m) |y - u|.

    w(k+1) - w(0) = -eta sum g, the triangle inequality (one more summand), and |g| = |X^T D r|/sqrt
    m <= sqrt(n/m) |r|, for all n, d.
    |X^T D r|^2 <= |X|_F^2 |D r|^2 = n |D r|^2, and |D r|^2 <= |r|^2 for an indicator matrix: D^2 =
    D, |r|^2 - |D r|^2 = |r - D r|^2.
    """
    total, g, r = matrices("total: d x 1, g: d x 1, r: n x 1")
    X, D = matrices("X: n x d")[0], diagonal("D: n x n")
    return judge.all(
        judge.at_most(norm(total + g), slack * (norm(total) + norm(g))),
        judge.at_most(norm2(X.T @ D @ r), norm2(X) * norm2(D @ r)),
        judge.same(norm2(r) - norm2(D @ r), norm2(r - D @ r), rules=[(D @ D, D)]),
    )


movement_by_gradients.mutant("half of the sum", slack=Fraction(1, 2))


@claim(
    "relu2.cor-2.1.step2",
    thesis("Corollary 2.1, Section 2.7"),
    formula=r"\sum_{k'\ge0}(1-q)^{k'/2}=\frac1{1-\sqrt{1-q}}\le\frac2q,\quad "
    r"q=\tfrac{\eta\lambda_0}2\in(0,1]",
    missing=("the partial sums of the geometric series and their limit",),
)
def geometric_sum(judge, two=2):
    """The geometric sum over the iterations is at most 2/q.

    (1 - sqrt(1 - q))(1 + sqrt(1 - q)) = q; and eta sqrt(n/m) (2/q) = 4 sqrt(n)/(sqrt(m) lambda_0).
    Partial sums: (1 - p) S = 1 - p^K <= 1.
    """
    from sympy import sqrt

    q, eta, lam, p, S, tail = reals("q eta lam p S tail")
    return judge.all(
        holds(judge, 1 / (1 - sqrt(1 - q)) <= two / q, [q > 0, q <= 1]),
        holds(judge, 1 / (1 - p) >= S, [p >= 0, p < 1, tail >= 0, ((1 - p) * S, "==", 1 - tail)]),
        equal(judge, eta * 2 / q, 4 / lam, [eta > 0, lam > 0, (q, "==", eta * lam / 2)]),
    )


geometric_sum.mutant("1/q", two=1)


@claim(
    "relu2.cor-2.1",
    thesis("Corollary 2.1"),
    formula=r"\|w_r(k+1)-w_r(0)\|\le\frac{4\sqrt n\,\|y-u(0)\|}{\sqrt m\,\lambda_0}=R'",
    hypotheses=("Condition 2.1 for k' = 0, ..., k", "0 < eta lambda_0/2 <= 1"),
    missing=(
        "moved, S, root and r0 stand for the movement, the sum over k', sqrt(n/m) and |y - u(0)|",
        "both steps enter as premises",
    ),
)
def bounded_movement(judge, four=4):
    """Bounded movement under the induction hypothesis.

    Both steps, with |r(k')| <= (1 - q)^(k'/2) r0. moved, S as in the steps; root = sqrt(n/m).
    """
    moved, S, root, r0, eta, lam = reals("moved S root r0 eta lam")
    where = [
        root > 0,
        r0 >= 0,
        eta > 0,
        lam > 0,
        eta * lam <= 2,
        S >= 0,
        S * eta * lam / 2 <= 2,
        moved <= eta * root * S * r0,
    ]
    return rests_on(
        holds(judge, moved * lam <= four * root * r0, where),
        "relu2.cor-2.1.step1",
        "relu2.cor-2.1.step2",
    )


bounded_movement.mutant("3 sqrt n", four=3)


@claim(
    "relu2.cor-2.1.sharp",
    thesis("Corollary 2.1"),
    formula=r"\sup\frac{\|w_r(k+1)-w_r(0)\|}{R'}=1",
    hypotheses=(
        "n = 1, a share h > 1/8 = lambda_0/4 of the neurons active, eta <= (2h - 1/4)/h^2",
    ),
    missing=(
        "that r_k = (1 - eta h)^k r0 is the run of the network, and its total movement",
        "a supremum from values above 1 - eps",
    ),
)
def four_is_sharp(judge, top=1):
    """The constant 4 of Corollary 2.1 cannot be lowered.

    The constant 4 cannot be lowered: r_k = (1 - eta h)^k r0 satisfies Condition 2.1, and the total
    movement is (r0/sqrt m)/h. R' = 8 r0/sqrt m, so the ratio is 1/(8 h), which exceeds 1 - eps for
    h = 1/(8 (1 - eps/2)).
    """
    h, eta, eps = reals("h eta eps")
    return judge.all(
        holds(
            judge,
            (1 - eta * h) ** 2 <= 1 - eta / 4,
            [h > number("1/8"), h <= 1, eta > 0, eta * h**2 <= 2 * h - number("1/4")],
        ),
        holds(judge, 1 / (8 * h) > top - eps, [eps > 0, eps < 1, (h * 8 * (1 - eps / 2), "==", 1)]),
        holds(judge, h > number("1/8"), [eps > 0, eps < 1, (h * 8 * (1 - eps / 2), "==", 1)]),
    )


four_is_sharp.mutant("a supremum of 3/2", top=Fraction(3, 2))


@claim(
    "relu2.lem-2.5",
    thesis("Lemma 2.5, equations (2.11), (2.12)"),
    formula=r"E|S_i^\perp|\le\tfrac{2mR}{\sqrt{2\pi}},\quad "
    r"P\left(\sum_i|S_i^\perp|\ge\tfrac{CmnR}\delta\right)\le\delta,\ C=\tfrac2{\sqrt{2\pi}}",
    missing=(
        "expectation of the indicators and the sums over r and i",
        "Markov's inequality enters as P a <= mean",
    ),
)
def few_flippable(judge, share=1):
    """With probability at least 1 - delta at most C m n R/delta patterns can flip within R, C =
    2/sqrt(2 pi).

    m indicators of probability at most 2R/sqrt(2 pi) each (exactly erf(R/sqrt 2)), n inputs,
    Markov's inequality.
    """
    m, n, R, delta, mean, P, a, p, each = reals("m n R delta mean P a p each")
    root = root_two_pi()
    C = share * 2 / root
    steps = judge.all(
        holds(judge, each <= 2 * m * R / root, [m >= 1, R > 0, p * root <= 2 * R, each <= m * p]),
        holds(
            judge,
            mean <= 2 * m * n * R / root,
            [m >= 1, n >= 1, R > 0, each * root <= 2 * m * R, mean <= n * each],
        ),
        holds(
            judge,
            delta >= P,
            [
                m >= 1,
                n >= 1,
                R > 0,
                delta > 0,
                P >= 0,
                mean * root <= 2 * m * n * R,
                (a, "==", C * m * n * R / delta),
                P * a <= mean,
            ],
        ),
    )
    return rests_on(steps, "relu2.lem-2.2.event-amended", "relu2.lem-2.2.anticoncentration")


few_flippable.mutant("half of the constant", share=Fraction(1, 2))


@claim(
    "relu2.pred-diff",
    thesis(section),
    formula=r"u_i(k+1)-u_i(k)=I_1^i+I_2^i",
    missing=("the letters stand for the sums over the neurons of S_i and over the others",),
)
def prediction_difference(judge, sign=1):
    """One step changes a prediction by I_1 (neurons of S_i) plus I_2 (the others).

    The difference of two outputs is the sum over r of the differences, and the sum over all r is
    that over S_i and over the rest.
    """
    new, old, kept_new, kept_old, rest_new, rest_old = reals(
        "new old kept_new kept_old rest_new rest_old"
    )
    where = [(new, "==", kept_new + rest_new), (old, "==", kept_old + rest_old)]
    return equal(judge, new - old, (kept_new - kept_old) + sign * (rest_new - rest_old), where)


prediction_difference.mutant("the difference of the parts", sign=-1)


@claim(
    "relu2.I2-bound",
    thesis(section),
    formula=r"|I_2^i|\le\tfrac\eta{\sqrt m}\sum_{r\in S_i^\perp}|g_r^\top "
    r"x_i|\le\tfrac{\eta|S_i^\perp|}{\sqrt m}\max_r\|g_r\|\le\tfrac{\eta|S_i^\perp|\sqrt "
    r"n\|u-y\|}m",
    missing=("the sum over r in S_i^perp; total, top, size stand for it, max |g_r| and |u - y|",),
)
def flipped_part(judge, lipschitz=1):
    """The bound of I_2 entry by entry, link by link.

    relu is 1-Lipschitz and |a_r| = 1; |g.x| <= |g| for unit x; |g_r| <= sqrt(n/m) |r|. root = sqrt
    n, M = sqrt m, s = |S_i^perp|.
    """
    p, h, s, eta, top, root, M, size, total = reals("p h s eta top root M size total")
    from sympy import Abs, Max

    g, x = matrices("g: d x 1, x: d x 1")
    positive = [s >= 0, eta > 0, top >= 0, root >= 1, M >= 1, size >= 0]
    return judge.all(
        holds(judge, Abs(Max(p + h, 0) - Max(p, 0)) <= lipschitz * Abs(h)),
        judge.at_most(inner(g, x) * inner(g, x), norm2(g), rules=[(norm2(x), 1)]),
        holds(judge, eta / M * total <= eta * s / M * top, [*positive, total <= s * top]),
        holds(
            judge,
            eta * s / M * top <= eta * s * root * size / M**2,
            [*positive, top * M <= root * size],
        ),
    )


flipped_part.mutant("1/2-Lipschitz", lipschitz=Fraction(1, 2))


@claim(
    "relu2.I2-bound.norm",
    thesis(section),
    formula=r"\|I_2\|_2\le\sum_i|I_2^i|\le\tfrac{\eta\sqrt "
    r"n}m\|u-y\|\sum_i|S_i^\perp|\le\tfrac{C\eta "
    r"n^{3/2}R}\delta\|u-y\|",
    missing=(
        "the sum over i by induction",
        "Lemma 2.5 and relu2.I2-bound enter as premises",
    ),
)
def flipped_part_norm(judge, power=3):
    """The norm of I_2 is at most C eta n^(3/2) R |u - y|/delta.

    Squares add up to at most the square of the sum; then Lemma 2.5. root = sqrt n.
    """
    Q, S, t, eta, root, m, size, flips, C, R, delta = reals("Q S t eta root m size flips C R delta")
    where = [
        eta > 0,
        root >= 1,
        m >= 1,
        size >= 0,
        R > 0,
        delta > 0,
        C > 0,
        flips >= 0,
        flips * delta <= C * m * root**2 * R,
    ]
    return judge.all(
        holds(judge, Q + t**2 <= (S + t) ** 2, [S >= 0, t >= 0, Q <= S**2]),
        holds(
            judge, eta * root / m * size * flips <= C * eta * root**power * R / delta * size, where
        ),
    )


flipped_part_norm.mutant("n in place of n^(3/2)", power=2)


@claim(
    "relu2.I1-identity.pattern",
    thesis(section),
    formula=r"r\in S_i,\ R'<R\implies1\{w_r(k+1)^\top x_i\ge0\}=1\{w_r(k)^\top x_i\ge0\}",
    missing=(
        "weights within R' of the start have preactivations within R' (relu2.cor-2.1, "
        "relu2.lem-2.2.event.projection)",
    ),
)
def pattern_is_kept(judge, reach=1):
    """Neurons of S_i keep their pattern at x_i from k to k + 1.

    z >= R or z < -R at the start; both later preactivations are within R' < R of z, so both have
    its sign.
    """
    z, t, t2, R, R2, s, s2 = reals("z t t2 R R2 s s2")
    from sympy import Abs, Or

    where = [
        R > 0,
        R2 >= 0,
        reach * R > R2,
        Or(z >= R, z < -R),
        Abs(t - z) <= R2,
        Abs(t2 - z) <= R2,
    ]
    return equal(judge, s, s2, [*where, *indicator(s, t), *indicator(s2, t2)])


pattern_is_kept.mutant("R' < 2R", reach=2)


@claim(
    "relu2.I1-identity",
    thesis(section),
    formula=r"I_1^i=-\tfrac\eta m\sum_jx_i^\top x_j(u_j-y_j)\sum_{r\in "
    r"S_i}1\{\cdot\}1\{\cdot\}=-\eta\sum_j(u_j-y_j)(H_{ij}-H^\perp_{ij})",
    missing=("the sums over r: S_i is all neurons without S_i^perp",),
)
def kept_part(judge, sign=1):
    """I_1 is -eta times (H - H^perp)(u - y).

    One neuron whose indicator at x_i (the i-th row of D) is kept: a s (relu' - relu) = -eta s^2 D X
    X^T D (u - y) in that row, a^2 = 1. Summed over r in S_i this is the first form; the sum over
    S_i is that over all r minus that over S_i^perp, which is H - H^perp. All n, d, m.
    """
    X, w, e = matrices("X: n x d, w: d x 1, e: n x 1")
    D = diagonal("D: n x n")
    a, s, eta = scalars("a s eta")
    g = a * s * X.T @ D @ e
    H, P, full, perp = reals("H P full perp")
    return judge.all(
        judge.same(
            a * s * (D @ X @ (w - eta * g) - D @ X @ w),
            -sign * eta * s * s * D @ X @ X.T @ D @ e,
            rules=[(a * a, 1)],
        ),
        equal(judge, H - P, full - perp, [(H, "==", full), (P, "==", perp)]),
    )


kept_part.mutant("the other sign", sign=-1)


@claim(
    "relu2.Hperp-bound",
    thesis(section),
    formula=r"\|H^\perp\|_2\le\sum_{ij}|H^\perp_{ij}|\le\tfrac "
    r"nm\sum_i|S_i^\perp|\le\tfrac{Cn^2R}\delta",
    missing=(
        "the norm by the sum of the entries, and the sum over all pairs",
        "Lemma 2.5 enters as a premise",
    ),
)
def perpendicular_bound(judge, power=2):
    """The norm of H^perp is at most C n^2 R/delta.

    |E|_2 <= |E|_F <= sum of entries (relu2.lem-2.2.perturbation); an entry of row i is at most
    |S_i^perp|/m; then Lemma 2.5.
    """
    n, m, flips, C, R, delta, rows = reals("n m flips C R delta rows")
    where = [n >= 1, m >= 1, C > 0, R > 0, delta > 0, flips >= 0]
    steps = holds(
        judge,
        rows <= C * n**power * R / delta,
        [*where, rows <= n * (flips / m), flips * delta <= C * m * n * R],
    )
    return rests_on(steps, "relu2.lem-2.2.perturbation", "relu2.lem-2.5")


perpendicular_bound.mutant("n in place of n^2", power=1)


@claim(
    "relu2.Hperp-bound.sharper",
    thesis(section),
    formula=r"\|H^\perp\|_2\le\|H^\perp\|_F\le\sqrt n\sum_iq_i\le\tfrac{Cn^{3/2}R}\delta",
    missing=(
        "induction over the rows",
        "|H^perp|_2 <= |H^perp|_F, the bound of one entry and Lemma 2.5",
    ),
)
def perpendicular_bound_sharper(judge, share=1):
    """The norm of H^perp is at most C n^(3/2) R/delta.

    Half a power of n less: row i has n entries of at most q_i, so |H^perp|_F^2 <= n sum q_i^2 <= n
    (sum q_i)^2 (induction over the rows).
    """
    n, Q, S, q = reals("n Q S q")
    return holds(
        judge, Q + n * q**2 <= share * n * (S + q) ** 2, [n >= 1, S >= 0, q >= 0, n * S**2 >= Q]
    )


perpendicular_bound_sharper.mutant("half of it", share=Fraction(1, 2))


@claim(
    "relu2.quadratic-bound",
    thesis(section),
    formula=r"\|u(k+1)-u(k)\|^2\le\eta^2\sum_i\tfrac1m\left(\sum_r\|g_r\|\right)^2\le\eta^2n^2"
    r"\|y-u(k)"
    r"\|^2",
    missing=("the sum over the neurons of |g_r| and over i; T2 and d stand for their squares",),
)
def quadratic_term(judge, power=2):
    """The quadratic term is at most eta^2 n^2 |y - u|^2.

    |u_i(k+1) - u_i(k)| <= (eta/sqrt m) sum_r |g_r| by the links of relu2.I2-bound; m gradients of
    at most sqrt(n/m)|r|, then n inputs. T = sum_r |g_r|, T^2 m <= m^2 n N, d = |u_i(k+1) -
    u_i(k)|^2.
    """
    n, m, N, T2, d, eta, total = reals("n m N T2 d eta total")
    where = [n >= 1, m >= 1, N >= 0, eta > 0, T2 >= 0]
    steps = judge.all(
        holds(judge, d <= eta**2 * n * N, [*where, m * n * N >= T2, d * m <= eta**2 * T2]),
        holds(judge, total <= eta**2 * n**power * N, [*where, total <= n * d, d <= eta**2 * n * N]),
    )
    return rests_on(steps, "relu2.I2-bound", "relu2.cor-2.1.step1")


quadratic_term.mutant("n in place of n^2", power=1)


@claim(
    "relu2.quadratic-bound.sharper",
    thesis(section),
    formula=r"u(k+1)-u(k)=\tfrac\eta m\sum_r\tilde D_rKD_rr,\ 0\le\tilde D_r\le "
    r"I:\quad\|u(k+1)-u(k)\|\le\eta\|K\|_2\|r\|\le\eta n\|r\|",
    missing=("the mean over the neurons, and the sum over the coordinates",),
)
def quadratic_term_sharper(judge, top=1):
    """The quadratic term with |K|_2 in place of n.

    The change of relu is a fraction in [0, 1] of the change of its argument, so one step is an
    average of D~ K D: |K|_2 in place of n.
    |D~ K D r| <= |K D r| <= k |D r| <= k |r|, and an average of vectors is no longer than the
    longest; for all n.
    """
    from sympy import Max

    p, h, f = reals("p h f")
    K, r = matrices("K: n x n, r: n x 1")
    D, F = diagonal("D: n x n, F: n x n")
    k2 = scalars("k2")
    where = [
        norm2(F @ K @ D @ r) <= norm2(K @ D @ r),
        norm2(K @ D @ r) <= k2 * norm2(D @ r),
        norm2(D @ r) <= norm2(r),
        k2 >= 0,
    ]
    slope = [(f * h, "==", Max(p + h, 0) - Max(p, 0)), (h, "!=", 0)]
    return judge.all(
        implies(judge, f >= 0, f <= top, where=slope),
        # coordinate by coordinate: |D~ v| <= |v|
        holds(judge, f**2 * h**2 <= h**2, [f >= 0, f <= 1]),
        judge.at_most(norm2(F @ K @ D @ r), k2 * norm2(r), where=where),
    )


quadratic_term_sharper.mutant("a fraction below 1/2", top=Fraction(1, 2))
