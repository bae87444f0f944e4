"""Section 2.3.1, the final display: one step contracts the loss. The notation is that of
`step_parts`; root = sqrt(n).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import thesis
from .flipped import LETTERS, event, shares_are_small
from .network import (
    C,
    F,
    R,
    V,
    W,
    a,
    b,
    d,
    delta,
    eta,
    i,
    j,
    lam,
    m,
    n,
    output,
    root,
    root_n,
    x,
    y,
)
from .perturbation import kept, sets, share, shares, squares_of_shares
from .step import (
    ONE,
    SIZES,
    change,
    e,
    loss,
    section,
    setting,
    total,
    total_against_loss,
    values_at,
)
from .step_parts import FLIPS, gram, perpendicular, second_part


def next_loss():
    return sum_over(i, n, (output(V, i) - y(i)) ** 2)


def contraction_says(speed=1, low=None):
    rate = 1 - speed * eta * lam + 2 * C * eta * n**2 * R / delta
    low = bounded_below(gram, lam / 2) if low is None else low
    rate = rate + 2 * C * eta * (n * root) * R / delta + eta**2 * n**2
    return forall(*FLIPS, *LETTERS, lam)(
        given(setting(), sets(), kept(W, V), root_n(), event(), low)
        >> (next_loss() <= rate * loss())
    )


@claim(
    "relu2.induction-contraction-1",
    thesis(section),
    says=contraction_says,
    uses=(
        "relu2.pred-diff", "relu2.I1-identity", "relu2.I2-bound.entry",
        "relu2.Hperp-bound.sharper", "relu2.quadratic-bound", "book.cauchy-schwarz",
        "book.square-of-sum", "book.squares-below-square",
    ),
)  # fmt: skip
def one_step_contracts(judge):
    """One step of gradient descent contracts the loss: the four bounds put into the expansion.

    The neurons of S_i keep their pattern, lambda_min(H) >= lambda_0/2, and the event of Lemma
    2.5 holds. root = sqrt(n), and root n is n^(3/2).
    """
    k = judge.theorem()
    (scale, width, unit, signed, positive, resid, _, flips, stays, low_root, rooted, *rest) = (
        k.given
    )
    few, low = rest[:4], rest[4]
    base = k.meet(setting(), *k.given)
    now = k.assume(i < n)
    D, I2 = change(i), second_part(i)
    split = k.at(k.by("relu2.pred-diff", x, W, V, F, a, b, m, d), i)
    kept_part = k.by("relu2.I1-identity", *FLIPS)
    kept_part = k.apply(kept_part, k.meet(given(setting(), sets(), kept(W, V)), base, flips, stays))
    kept_part = k.apply(k.at(kept_part, i), now)
    Hv = sum_over(j, n, gram(i, j) * e(j))
    Pv = sum_over(j, n, perpendicular(i, j) * e(j))
    both = (gram(i, j) - perpendicular(i, j)) * e(j)
    parts = [both, gram(i, j) * e(j), perpendicular(i, j) * e(j)]

    def here(q):
        one, two, three = (sum_over(j, q, part) for part in parts)
        return one == two - three

    rows = by_terms(k, j, n, here, parts)
    each = k.arith(D == -eta * (Hv - Pv) + I2, split, kept_part, rows)
    # the square of the new residual
    new = output(V, i) - y(i)
    here_e = k.apply(k.at(resid, i), now)
    moved = k.arith(new == e(i) + D, here_e)
    A, p, q1, q2, q3, X = reals("A p q1 q2 q3 X")
    expand = k.lemma(
        forall(A, p, q1, q2, q3, X, eta)(
            given(A == p + X, X == -eta * (q1 - q2) + q3)
            >> (A**2 == p**2 - 2 * eta * (p * q1) + 2 * eta * (p * q2) + 2 * (p * q3) + X**2)
        ),
        new, e(i), Hv, Pv, I2, D, eta,
    )  # fmt: skip
    term = k.use(expand, moved, each)
    bodies = [new**2, e(i) ** 2, e(i) * Hv, e(i) * Pv, e(i) * I2, D**2]

    def whole(q):
        one, two, three, four, five, six = (sum_over(i, q, body) for body in bodies)
        return one == two - 2 * eta * three + 2 * eta * four + 2 * five + six

    expanded = by_terms(k, i, n, whole, bodies, term)
    after, N, hh, pp, ii, dd = (sum_over(i, n, body) for body in bodies)
    low_h = k.at(low, e)
    quadratic = k.part(k.apply(k.by("relu2.quadratic-bound", *SIZES), base), 1)
    perp = k.by("relu2.Hperp-bound.sharper", x, W, F, b, n, m, d)
    perp = k.at(k.part(k.apply(perp, k.both(k.both(scale, width), unit, flips)), 1), e)
    cs_p = k.by("book.cauchy-schwarz", e, Lambda((i,), Pv), n)
    cs_i = k.by("book.cauchy-schwarz", e, Lambda((i,), I2), n)
    entry = k.apply(k.by("relu2.I2-bound.entry", *FLIPS), k.both(base, flips))
    S = total()
    entry = k.apply(k.at(entry, i), now)
    B = reals("B")
    squared = k.lemma(forall(A, B)((abs(A) <= B) >> (A**2 <= B**2)), I2, eta * share(i) * S)
    squared = k.use(squared, k.arith(abs(I2) <= eta * share(i) * S, entry))
    I2_squares = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, I2**2) <= (eta * S) ** 2 * sum_over(i, q, share(i) ** 2),
        [I2**2, share(i) ** 2], squared,
    )  # fmt: skip
    Qs = squares_of_shares(k, flips)
    S2 = total_against_loss(k)
    N_positive = by_terms(k, i, n, lambda q: sum_over(i, q, e(i) ** 2) >= 0, [e(i) ** 2])
    Q, T, w, Y, Z, L = reals("Q T w Y Z L")
    root_bound = forall(p, L, Y, Q, root)(  # p^2 <= L Y, Y <= root^2 Q^2 L
        given(p**2 <= L * Y, Y <= root**2 * Q**2 * L, root >= 0, Q >= 0, L >= 0)
        >> (abs(p) <= root * Q * L)
    )
    Q_sum = shares()
    perp = k.arith(sum_over(i, n, Pv**2) <= root**2 * Q_sum**2 * N, perp, rooted)
    pp_small = k.use(
        k.lemma(root_bound, pp, N, sum_over(i, n, Pv**2), Q_sum, root),
        k.arith(pp**2 <= N * sum_over(i, n, Pv**2), cs_p), perp, low_root, Qs, N_positive,
    )  # fmt: skip
    product = forall(Y, S_ := reals("S"), T, Q, w, L, root, eta)(
        given(Y <= (eta * S_) ** 2 * T, T <= Q**2, S_**2 <= w * L, root**2 == w)
        >> (Y <= root**2 * (eta * Q) ** 2 * L)
    )
    I2_small = k.use(
        k.lemma(product, sum_over(i, n, I2**2), S, sum_over(i, n, share(i) ** 2), Q_sum, n, N,
                root, eta),
        I2_squares, k.part(Qs, 1), S2, rooted,
    )  # fmt: skip
    ii_small = k.use(
        k.lemma(root_bound, ii, N, sum_over(i, n, I2**2), eta * Q_sum, root),
        k.arith(ii**2 <= N * sum_over(i, n, I2**2), cs_i), I2_small, low_root,
        k.arith(eta * Q_sum >= 0, positive, Qs), N_positive,
    )  # fmt: skip
    small = shares_are_small(k, few)
    g1, g2, g3, g4, g5 = reals("g1 g2 g3 g4 g5")
    final = forall(g1, L, g2, g3, g4, g5, Q, w, root, eta, lam, X)(
        given(
            g1 == L - 2 * eta * g2 + 2 * eta * g3 + 2 * g4 + g5,
            g2 >= lam / 2 * L,
            abs(g3) <= root * Q * L,
            abs(g4) <= root * (eta * Q) * L,
            g5 <= eta**2 * w**2 * L,
            Q >= 0, Q <= X, root >= 0, root <= w, eta > 0, L >= 0, w >= 0,
        )
        >> (g1 <= (1 - eta * lam + 2 * eta * (w * X) + 2 * eta * (root * X) + eta**2 * w**2) * L)
    )  # fmt: skip
    at_most_n = k.lemma(
        forall(root, w)(given(root >= 0, root**2 == w, (w == 0) | (w >= 1)) >> (root <= w)), root, n
    )
    at_most_n = k.use(at_most_n, low_root, rooted, k.arith((n == 0) | (n >= 1)))
    end = k.use(
        k.lemma(final, after, N, hh, pp, ii, dd, Q_sum, n, root, eta, lam, C * n * R / delta),
        expanded, low_h, pp_small, ii_small, quadratic, Qs, small, low_root, at_most_n, positive,
        N_positive, k.arith(n >= 0),
    )  # fmt: skip
    return k.qed(k.arith(k.target, end, few[2]))


@one_step_contracts.mutant
def twice_the_rate(judge):
    """1 - 2 eta lambda_0 in the bracket; for one input H is a number."""
    one = conj(n == 1, gram(0, 0) >= lam / 2)
    hint = values_at(eta="1/10", root="1", C="1/100", R="1/100", delta="1", lambda_0="2")
    still = {"F": {"of": ["r", "i"], "is": "0"}, "V": {"of": ["r", "c"], "is": "11/10"}}
    return falsify(
        contraction_says(speed=2, low=one), hints=[hint | {"functions": ONE["functions"] | still}]
    )
