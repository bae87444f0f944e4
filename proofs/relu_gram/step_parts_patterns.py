"""The parts of a step neuron by neuron (Section 2.3.1): those that keep their pattern give I_1,
those that may flip give I_2 and the perpendicular Gram matrix. The notation is that of
`step_parts`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    reals,
    sum_over,
)

from . import thesis
from .network import (
    F,
    V,
    W,
    a,
    active,
    b,
    d,
    eta,
    i,
    j,
    kernel,
    m,
    n,
    pre,
    r,
    relu,
    unit_inputs,
    v,
    width,
    x,
)
from .perturbation import kept, sets, share, shares, squares_of_shares
from .step import (
    ONE,
    SIZES,
    e,
    influence,
    section,
    setting,
    total,
)
from .step_parts import FLIPS, difference, first_part, gram, perpendicular, second_part


def identity_says(sign=1):
    sums = sum_over(j, n, (gram(i, j) - perpendicular(i, j)) * e(j))
    return forall(*FLIPS)(
        given(setting(), sets(), kept(W, V))
        >> forall(i)((i < n) >> (first_part(i) == -sign * eta * sums))
    )


@claim(
    "relu2.I1-identity",
    thesis(section),
    says=identity_says,
    uses=("relu2.step.preactivations", "relu2.pattern", "book.sum-exchange"),
    instance=ONE | {"functions": ONE["functions"] | {"F": {"of": ["r", "i"], "is": "0"}}},
)
def kept_part(judge, sign=1):
    """I_1 is -eta times (H - H^perp)(u - y), if the neurons of S_i keep their pattern."""
    k = judge.theorem()
    scale, width, _, signed, positive, _, _, flips, stays = k.given
    shift = k.apply(k.by("relu2.step.preactivations", *SIZES), k.meet(setting(), *k.given))
    now = k.assume(i < n)
    pair = k.both(k.assume(r < m), now)
    equation = k.part(k.apply(k.at(shift, r, i), pair), 0)
    s, z, zV = active(W, r, i), pre(W, r, i), pre(V, r, i)
    before, after = k.by("relu2.pattern", z), k.by("relu2.pattern", zV)
    either = k.apply(k.at(flips, r, i), pair)
    outside = k.both(k.assume(r < m), now, k.assume(F(r, i) == 0))
    outside = k.apply(k.at(stays, r, i), k.meet(((r < m) & (i < n) & (F(r, i) == 0)), outside))
    A, f, p, q, S, T, R1, R2 = reals("A f p q S T R1 R2")
    J = influence(r, i)
    moved = forall(A, f, p, q, S, T, R1, R2, eta, b, J_ := reals("J"))(
        given(f == 0, A**2 == 1, R1 == S * p, R2 == T * q, T == S, q - p == -eta * (b * A * J_))
        >> ((1 - f) * (A * (R2 - R1)) == -eta * b * ((1 - f) * (S * J_)))
    )
    body = (1 - F(r, i)) * difference(r, i)
    goal = body == -eta * b * ((1 - F(r, i)) * (s * J))
    rule = k.lemma(moved, a(r), F(r, i), z, zV, s, active(V, r, i), relu(z), relu(zV), eta, b, J)
    one = k.apply(k.at(signed, r), k.assume(r < m))
    stay = k.use(
        rule, k.assume(F(r, i) == 0), one, k.part(before, 0), k.part(after, 0), outside, equation
    )
    flip = k.arith(goal, k.assume(F(r, i) == 1))
    each = k.cases(either, stay, flip)
    # (1 - F) s J as a sum over j, then the sums exchanged
    entry = (1 - F(r, i)) * (s * (e(j) * (kernel(i, j) * active(W, r, j))))
    term = e(j) * (kernel(i, j) * active(W, r, j))
    inside = by_terms(
        k, j, n,
        lambda q: (1 - F(r, i)) * (s * sum_over(j, q, term)) == sum_over(j, q, entry),
        [term, entry],
    )  # fmt: skip
    rows = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, body) == -eta * b * sum_over(r, q, sum_over(j, n, entry)),
        [body, sum_over(j, n, entry)],
        each, inside,
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((r, j), entry), m, n)
    both = active(W, r, i) * active(W, r, j)
    parts = [entry, both, F(r, i) * both]

    def here(q):
        one, two, three = (sum_over(r, q, part) for part in parts)
        return one == e(j) * kernel(i, j) * (two - three)

    column = by_terms(k, r, m, here, parts)
    weighted = (gram(i, j) - perpendicular(i, j)) * e(j)
    each_column = k.arith(b**2 * sum_over(r, m, entry) == weighted, column)
    columns = by_terms(
        k, j, n,
        lambda q: b**2 * sum_over(j, q, sum_over(r, m, entry)) == sum_over(j, q, weighted),
        [sum_over(r, m, entry), weighted],
        each_column,
    )  # fmt: skip
    end = first_part(i) == -sign * eta * sum_over(j, n, weighted)
    return k.qed(k.for_all(k.discharge(k.arith(end, rows, swap, columns), i < n), i))


kept_part.mutant("the other sign", sign=-1)


def flipped_says(factor=1):
    bound = eta * share(i) * total()
    return forall(*FLIPS)(
        given(setting(), sets()) >> forall(i)((i < n) >> (factor * abs(second_part(i)) <= bound))
    )


@claim(
    "relu2.I2-bound.entry",
    thesis(section),
    says=flipped_says,
    uses=("relu2.step.preactivations",),
    instance=ONE,
)
def flipped_part_entry(judge, factor=1):
    """|I_2^i| is at most eta q_i times the sum of the |u_j - y_j|."""
    k = judge.theorem()
    scale, width, _, signed, positive, _, _, flips = k.given
    shift = k.apply(k.by("relu2.step.preactivations", *SIZES), k.meet(setting(), *k.given))
    now = k.assume(i < n)
    pair = k.both(k.assume(r < m), now)
    small = k.part(k.apply(k.at(shift, r, i), pair), 1)
    A, f, z, h, T, D = reals("A f z h T D")
    S = total()
    moves = forall(A, f, z, h, T)(
        given(disj(f == 0, f == 1), A**2 == 1, abs(z - h) <= T)
        >> (abs(f * (A * (relu(z) - relu(h)))) <= f * T)
    )
    rule = k.lemma(moves, a(r), F(r, i), pre(V, r, i), pre(W, r, i), eta * b * S)
    one = k.apply(k.at(signed, r), k.assume(r < m))
    each = k.use(rule, k.apply(k.at(flips, r, i), pair), one, small)
    bodies = [F(r, i) * difference(r, i), F(r, i)]

    def here(q):
        first, second = (sum_over(r, q, body) for body in bodies)
        return abs(first) <= second * (eta * b * S)

    sums = by_terms(k, r, m, here, bodies, each)
    f2 = forall(D, T, A, b, eta)(
        given(b > 0, abs(D) <= T * (eta * b * A)) >> (factor * abs(b * D) <= eta * (b**2 * T) * A)
    )
    end = k.use(
        k.lemma(f2, sum_over(r, m, bodies[0]), sum_over(r, m, F(r, i)), S, b, eta), scale, sums
    )
    return k.qed(k.for_all(k.discharge(end, i < n), i))


flipped_part_entry.mutant("half of it", factor=2)


def perpendicular_says(factor=1):
    image = sum_over(i, n, sum_over(j, n, perpendicular(i, j) * v(j)) ** 2)
    return forall(x, W, F, b, n, m, d)(
        given(width(), unit_inputs(), sets())
        >> conj(
            forall(i, j)(((i < n) & (j < n)) >> (factor * abs(perpendicular(i, j)) <= share(i))),
            forall(v)(factor * image <= n * shares() ** 2 * sum_over(i, n, v(i) ** 2)),
        )
    )


@claim(
    "relu2.Hperp-bound.sharper",
    thesis(section),
    says=perpendicular_says,
    uses=("relu2.kernel-entries", "relu2.pattern", "book.cauchy-schwarz",
          "book.squares-below-square"),
    instance=ONE,
)  # fmt: skip
def perpendicular_bound_sharper(judge, factor=1):
    """The norm of H^perp is at most sqrt(n) times the sum of the shares q_i, because an entry of
    row i is at most q_i: |H^perp v| <= sqrt(n) (q_1 + .. + q_n) |v| for all v.
    """
    k = judge.theorem()
    _, _, unit, flips = k.given
    pair = k.assume((i < n) & (j < n))
    both = active(W, r, i) * active(W, r, j)
    small = k.apply(k.at(k.apply(k.by("relu2.kernel-entries", x, n, d), unit), i, j), pair)
    f, s, t, A, B, C = reals("f s t A B C")
    unit_interval = forall(f, s, t)(
        given(disj(f == 0, f == 1), s >= 0, s <= 1, t >= 0, t <= 1)
        >> conj(f * (s * t) >= 0, f * (s * t) <= f)
    )
    rule = k.lemma(unit_interval, F(r, i), active(W, r, i), active(W, r, j))
    now = k.both(k.assume(r < m), k.part(pair, 0))
    ranges = [k.by("relu2.pattern", pre(W, r, one)) for one in (i, j)]
    each = k.use(rule, k.apply(k.at(flips, r, i), now), *ranges)
    bodies = [F(r, i) * both, F(r, i)]

    def here(q):
        one, two = (sum_over(r, q, body) for body in bodies)
        return conj(one >= 0, one <= two)

    counts = by_terms(k, r, m, here, bodies, each)
    product = forall(A, B, C, b)(
        given(abs(A) <= 1, B >= 0, B <= C) >> (factor * abs(b**2 * A * B) <= b**2 * C)
    )
    entry = k.use(
        k.lemma(product, kernel(i, j), sum_over(r, m, bodies[0]), sum_over(r, m, F(r, i)), b),
        small, counts,
    )  # fmt: skip
    entries = k.for_all(k.discharge(entry, (i < n) & (j < n)), i, j)
    # rows
    size = sum_over(j, n, v(j) ** 2)
    row = sum_over(j, n, perpendicular(i, j) * v(j))
    cs = k.by("book.cauchy-schwarz", Lambda((j,), perpendicular(i, j)), v, n)
    q_i = share(i)
    squared = k.lemma(
        forall(A, B)((factor * abs(A) <= B) >> (factor**2 * A**2 <= B**2)), perpendicular(i, j), q_i
    )
    squares = by_terms(
        k, j, n,
        lambda q: factor**2 * sum_over(j, q, perpendicular(i, j) ** 2) <= q * q_i**2,
        [perpendicular(i, j) ** 2],
        k.apply(squared, k.apply(k.at(entries, i, j), k.both(k.assume(i < n), k.assume(j < n)))),
    )  # fmt: skip
    size_positive = by_terms(k, j, n, lambda q: sum_over(j, q, v(j) ** 2) >= 0, [v(j) ** 2])
    chain = forall(A, B, C, s, t)(given(A <= B * C, B <= t * s**2, C >= 0) >> (A <= t * C * s**2))
    each_row = k.use(
        k.lemma(chain, row**2, sum_over(j, n, perpendicular(i, j) ** 2), size, q_i, n),
        cs, squares, size_positive,
    )  # fmt: skip
    rows = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, row**2) <= n * size * sum_over(i, q, q_i**2),
        [row**2, q_i**2],
        each_row,
    )  # fmt: skip
    Z = reals("Z")
    last = forall(A, B, C, s, Z)(
        given(s >= 0, C >= 0, A <= s * C * B, B <= Z**2) >> (factor * A <= s * Z**2 * C)
    )
    end = k.use(
        k.lemma(last, sum_over(i, n, row**2), sum_over(i, n, q_i**2), size, n,
                sum_over(i, n, q_i)),
        rows, squares_of_shares(k, flips), size_positive, k.arith(n >= 0),
    )  # fmt: skip
    return k.qed(k.both(entries, k.for_all(end, v)))


perpendicular_bound_sharper.mutant("half of it", factor=2)
