"""Section 2.3.1: the neurons whose pattern may flip. Bounds of I_2 and H^perp, by the
gradients and on the event of Lemma 2.5, |S_1^perp| + .. + |S_n^perp| <= C m n R/delta. The notation
is that of `step_parts`; root = sqrt(n), size = |y - u(k)|.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    reals,
    sum_over,
)
from steepest.proofs.textbook.forms import image, length, norm_at_most

from . import thesis
from .network import (
    C,
    F,
    R,
    V,
    W,
    a,
    b,
    c,
    d,
    delta,
    eta,
    i,
    j,
    m,
    n,
    pre,
    r,
    relu,
    root,
    root_n,
    size,
    unit_inputs,
    v,
    width,
    x,
)
from .perturbation import (
    length_is_nonnegative,
    sets,
    share,
    shares,
    squares_below_moduli,
    squares_of_shares,
)
from .step import (
    e,
    gradient,
    loss,
    section,
    setting,
    total,
    total_against_loss,
    values_at,
)
from .step_parts import FLIPS, TWO_INPUTS, difference, perpendicular, second_part
from .weight_gradients import gradients_are_small

G = reals("G")
LETTERS = (C, R, delta, root)


def event():
    """Few patterns can flip: the event of Lemma 2.5."""
    flips = sum_over(i, n, sum_over(r, m, F(r, i)))
    return conj(C > 0, R > 0, delta > 0, flips <= C * m * n * R / delta)


def shares_are_small(k, few):
    """q_1 + .. + q_n <= C n R/delta, from the event."""
    scale, width = k.given[:2]
    count = sum_over(r, m, F(r, i))
    same = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, share(i)) == b**2 * sum_over(i, q, count),
        [share(i), count],
    )  # fmt: skip
    f, w, p, X = reals("f w p X")
    rule = forall(f, w, p, X, b, C, R, delta)(
        given(b > 0, b**2 * w == 1, delta > 0, f <= C * w * p * R / delta, X == b**2 * f)
        >> (X <= C * p * R / delta)
    )
    flips = sum_over(i, n, count)
    lemma = k.lemma(rule, flips, m, n, shares(), b, C, R, delta)
    return k.use(lemma, scale, width, few[2], few[3], same)


def along(r, i):
    """g_r . x_i"""
    return sum_over(c, d, gradient(r, c) * x(i, c))


def flipped_says(factor=1):
    own = sum_over(c, d, gradient(r, c) ** 2)
    largest = given(
        G >= 0,
        forall(r)((r < m) >> (own <= G**2)),
        exists(r)((r < m) & (own == G**2)),
    )
    first = eta * b * sum_over(r, m, F(r, i) * abs(along(r, i)))
    second = eta * b * sum_over(r, m, F(r, i)) * G
    third = eta * share(i) * root * size
    return forall(*FLIPS, root, size, G)(
        given(setting(), sets(), root_n(), size >= 0, size**2 == loss(), largest)
        >> forall(i)(
            (i < n) >> conj(factor * abs(second_part(i)) <= first, first <= second, second <= third)
        )
    )


@claim(
    "relu2.I2-bound",
    thesis(section),
    says=flipped_says,
    uses=("relu2.gradient-norm", "book.cauchy-schwarz"),
    instance=values_at(root="1", size="1", G="1"),
)
def flipped_part(judge, factor=1):
    """|I_2^i| is at most eta/sqrt(m) times the sum over S_i^perp of |g_r . x_i|, that at most eta
    |S_i^perp|/sqrt(m) max |g_r|, and that at most eta |S_i^perp| sqrt(n) |y - u|/m.

    Here root = sqrt(n), size = |y - u| and G = max |g_r|.
    """
    k = judge.theorem()
    (scale, width, unit, signed, positive, _, moves, flips, low_root, rooted, low_size, sized,
     low_G, most, attained) = k.given  # fmt: skip
    now = k.assume(i < n)
    inside = k.assume(r < m)
    at_c = k.apply(k.at(moves, r, c), k.both(inside, k.assume(c < d)))
    bodies = [V(r, c) * x(i, c), W(r, c) * x(i, c), gradient(r, c) * x(i, c)]

    def here(q):
        after, before, along_it = (sum_over(c, q, one) for one in bodies)
        return after == before - eta * along_it

    g, X, P, p = reals("g X P p")
    row = k.lemma(
        forall(g, X, P, p, eta)((P == p - eta * g) >> (P * X == p * X - eta * (g * X))),
        gradient(r, c), x(i, c), V(r, c), W(r, c), eta,
    )  # fmt: skip
    split = by_terms(k, c, d, here, bodies, k.apply(row, at_c))
    A, f, z, h, T, S = reals("A f z h T S")
    moved = forall(A, f, z, h, T, eta)(
        given((f == 0) | (f == 1), A**2 == 1, eta > 0, z == h - eta * T)
        >> (abs(f * (A * (relu(z) - relu(h)))) <= eta * (f * abs(T)))
    )
    pair = k.both(inside, now)
    flip = k.apply(k.at(flips, r, i), pair)
    rule = k.lemma(moved, a(r), F(r, i), pre(V, r, i), pre(W, r, i), along(r, i), eta)
    each = k.use(rule, flip, k.apply(k.at(signed, r), inside), positive, split)
    sums = [F(r, i) * difference(r, i), F(r, i) * abs(along(r, i)), F(r, i)]
    below = by_terms(
        k, r, m,
        lambda q: abs(sum_over(r, q, sums[0])) <= eta * sum_over(r, q, sums[1]),
        sums[:2], each,
    )  # fmt: skip
    first = k.use(
        k.lemma(
            forall(T, S, b, eta)(
                given(b > 0, abs(T) <= eta * S) >> (factor * abs(b * T) <= eta * b * S)
            ),
            sum_over(r, m, sums[0]), sum_over(r, m, sums[1]), b, eta,
        ),
        scale, below,
    )  # fmt: skip
    cs = k.by("book.cauchy-schwarz", Lambda((c,), gradient(r, c)), Lambda((c,), x(i, c)), d)
    own = sum_over(c, d, gradient(r, c) ** 2)
    capped = forall(T, S, X, G, f)(
        given(T**2 <= S * X, X == 1, S <= G**2, G >= 0, (f == 0) | (f == 1))
        >> (f * abs(T) <= f * G)
    )
    each = k.use(
        k.lemma(capped, along(r, i), own, sum_over(c, d, x(i, c) ** 2), G, F(r, i)),
        k.arith(along(r, i) ** 2 <= own * sum_over(c, d, x(i, c) ** 2), cs),
        k.apply(k.at(unit, i), now), k.apply(k.at(most, r), inside), low_G, flip,
    )  # fmt: skip
    limited = by_terms(
        k, r, m,
        lambda q: conj(sum_over(r, q, sums[1]) <= sum_over(r, q, sums[2]) * G,
                       sum_over(r, q, sums[2]) >= 0),
        sums[1:], each, k.lemma(forall(f)(((f == 0) | (f == 1)) >> (f >= 0)), F(r, i)), flip,
    )  # fmt: skip
    second = k.use(
        k.lemma(
            forall(T, S, G, b, eta)(
                given(b > 0, eta > 0, T <= S * G) >> (eta * b * T <= eta * b * S * G)
            ),
            sum_over(r, m, sums[1]), sum_over(r, m, sums[2]), G, b, eta,
        ),
        scale, positive, limited,
    )  # fmt: skip
    chosen = k.assume((r < m) & (own == G**2))
    bound = gradients_are_small(k, W, e, k.part(chosen, 0))
    N, w = reals("N w")
    largest = forall(T, G, N, w, b, root, size)(
        given(T <= b**2 * (w * N), T == G**2, G >= 0, b > 0, root >= 0, root**2 == w, size >= 0,
              size**2 == N)
        >> (G <= b * (root * size))
    )  # fmt: skip
    top = k.use(
        k.lemma(largest, own, G, loss(), n, b, root, size),
        bound, k.part(chosen, 1), low_G, scale, low_root, rooted, low_size, sized,
    )  # fmt: skip
    top = k.obtain(attained, top, r)
    third = k.use(
        k.lemma(
            forall(S, G, T, b, eta)(
                given(S >= 0, eta > 0, b > 0, G <= b * T)
                >> (eta * b * S * G <= eta * (b**2 * S) * T)
            ),
            sum_over(r, m, sums[2]), G, root * size, b, eta,
        ),
        limited, positive, scale, top,
    )  # fmt: skip
    last = k.arith(eta * b * sum_over(r, m, sums[2]) * G <= eta * share(i) * root * size, third)
    chain = k.both(first, second, last)
    return k.qed(k.for_all(k.discharge(chain, i < n), i))


flipped_part.mutant("half of it", factor=2)


def norm_says(factor=1):
    squares = sum_over(i, n, second_part(i) ** 2)
    added = sum_over(i, n, abs(second_part(i)))
    return forall(*FLIPS, *LETTERS, size)(
        given(setting(), sets(), root_n(), size >= 0, size**2 == loss(), event())
        >> conj(
            squares <= added**2,
            factor * added <= eta * root * size * shares(),
            factor * added <= C * eta * (n * root) * R / delta * size,
        )
    )


@claim(
    "relu2.I2-bound.norm",
    thesis(section),
    says=norm_says,
    uses=("relu2.I2-bound.entry", "book.squares-below-square", "book.square-of-sum"),
    instance=values_at(root="1", size="1", C="1", R="1", delta="1"),
)
def flipped_part_norm(judge, factor=1):
    """On the event of Lemma 2.5 the norm of I_2 is at most C eta n^(3/2) R |y - u|/delta."""
    k = judge.theorem()
    scale, width, unit, signed, positive, _, _, flips, low_root, rooted, low_size, sized, *few = (
        k.given
    )
    entry = k.apply(
        k.by("relu2.I2-bound.entry", *FLIPS), k.meet(given(setting(), sets()), *k.given)
    )
    now = k.assume(i < n)
    each = k.arith(abs(second_part(i)) <= eta * share(i) * total(), k.apply(k.at(entry, i), now))
    S = total()
    bodies = [abs(second_part(i)), share(i)]
    added = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, bodies[0]) <= eta * sum_over(i, q, bodies[1]) * S,
        bodies, each,
    )  # fmt: skip
    sum_I2 = sum_over(i, n, bodies[0])
    first = k.part(squares_below_moduli(k, i, second_part(i)), 1)
    N, w, T = reals("N w T")
    rule = forall(T, N, w, root, size)(
        given(T**2 <= w * N, root >= 0, root**2 == w, size >= 0, size**2 == N) >> (T <= root * size)
    )
    S_small = k.use(
        k.lemma(rule, S, loss(), n, root, size),
        total_against_loss(k), low_root, rooted, low_size, sized,
    )  # fmt: skip
    X = reals("X")
    grown = forall(X, N, T, w, eta)(
        given(X <= eta * N * T, N >= 0, eta > 0, T <= w) >> (factor * X <= eta * (w * N))
    )
    second = k.use(
        k.lemma(grown, sum_I2, shares(), S, root * size, eta),
        added, squares_of_shares(k, flips), positive, S_small,
    )  # fmt: skip
    small = shares_are_small(k, few)
    last = forall(X, N, T, w, eta, C, R, delta)(
        given(X <= eta * (w * N), N <= C * T * R / delta, w >= 0, eta > 0, delta > 0)
        >> (X <= C * eta * (T * w) * R / delta)
    )
    nonneg = k.arith(root * size >= 0, low_root, low_size)
    third = k.use(
        k.lemma(last, factor * sum_I2, shares(), n, root * size, eta, C, R, delta),
        second, small, nonneg, positive, few[2],
    )  # fmt: skip
    ends = [
        first,
        k.arith(k.target.part(1), second),
        k.arith(k.target.part(2), third, few[2]),
    ]
    return k.qed(k.both(*ends))


flipped_part_norm.mutant("half of it", factor=2)


def perpendicular_says(power=1):
    row = sum_over(j, n, abs(perpendicular(i, j)))
    entries = sum_over(i, n, row)
    bound = C * n**power * n * R / delta
    return forall(x, W, F, b, n, m, d, *LETTERS[:3])(
        given(width(), unit_inputs(), sets(), event())
        >> conj(
            entries <= n * shares(),
            n * shares() <= bound,
            norm_at_most(perpendicular, entries),
        )
    )


MANY = {
    "values": {"n": "2", "m": "1", "d": "1", "b": "1", "C": "1", "R": "1", "delta": "1"},
    "functions": TWO_INPUTS["functions"],
}


@claim(
    "relu2.Hperp-bound",
    thesis(section),
    says=perpendicular_says,
    uses=("relu2.Hperp-bound.sharper", "relu2.lem-2.2.perturbation"),
    instance=MANY,
)  # fmt: skip
def perpendicular_bound(judge, power=1):
    """On the event of Lemma 2.5 the norm of H^perp is at most the sum of the |H^perp_ij|, at most n
    (|S_1^perp| + .. + |S_n^perp|)/m, at most C n^2 R/delta: |H^perp v| is at most that times |v|,
    for all v.
    """
    k = judge.theorem()
    scale, width, unit, flips, *few = k.given
    lemma = k.apply(
        k.by("relu2.Hperp-bound.sharper", x, W, F, b, n, m, d),
        k.both(k.both(*k.given[:2]), unit, flips),
    )
    entries = k.part(lemma, 0)
    now = k.assume(i < n)
    entry = k.apply(k.at(entries, i, j), k.both(now, k.assume(j < n)))
    row = sum_over(j, n, abs(perpendicular(i, j)))
    entry = k.arith(abs(perpendicular(i, j)) <= share(i), entry)
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, abs(perpendicular(i, j))) <= q * share(i),
        [abs(perpendicular(i, j))], entry,
    )  # fmt: skip
    sums = by_terms(
        k,
        i,
        n,
        lambda q: sum_over(i, q, row) <= n * sum_over(i, q, share(i)),
        [row, share(i)],
        rows,
    )
    small = shares_are_small(k, few)
    T, w = reals("T w")
    last = k.lemma(
        forall(T, w, C, R, delta)(
            given(T <= C * w * R / delta, w >= 0, delta > 0)
            >> (w * T <= C * w**power * w * R / delta)
        ),
        shares(), n, C, R, delta,
    )  # fmt: skip
    third = k.use(last, small, few[2], k.arith(n >= 0))
    norms = k.by("relu2.lem-2.2.perturbation", Lambda((i, j), perpendicular(i, j)), v, n)
    positive = length_is_nonnegative(k)
    A, B, L, X = reals("A B L X")
    final = k.lemma(
        forall(A, B, L, X)(given(A <= B * L, B <= X**2, L >= 0) >> (A <= X**2 * L)),
        image(perpendicular), sum_over(i, n, sum_over(j, n, perpendicular(i, j) ** 2)), length(),
        sum_over(i, n, row),
    )  # fmt: skip
    first = k.for_all(k.use(final, norms, positive), v)
    return k.qed(k.both(sums, k.arith(k.target.part(1), third), first))


perpendicular_bound.mutant("n in place of n^2", power=0)
