"""Norms by the numbers of the data: kappa = |K|_2, and nu, the largest sum of the |K_ij| over a
row; K = X X^T for unit inputs.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form, length, norm_at_most

from . import thesis
from .network import c, d, i, j, kernel, n, p, symmetric_kernel, unit_inputs, v, x
from .perturbation import B, D

locus = "Theorems 2.2 and 2.3, with constants of the data"
q, nu, kappa = reals("q nu kappa")
X, Y, Z = reals("X Y Z")


def rows_below(K, nu):
    return forall(i)((i < n) >> (sum_over(j, n, abs(K(i, j))) <= nu))


def diagonal_below(k, entry, top):
    """K_ii <= kappa for an i < n, since v^T (-K) v >= -kappa |v|^2 for every v."""
    bodies = [-kernel(i, j) * v(j), kernel(i, j) * v(j)]
    row = by_terms(
        k, j, n, lambda u: sum_over(j, u, bodies[0]) == -sum_over(j, u, bodies[1]), bodies
    )
    rows = [v(i) * sum_over(j, n, body) for body in bodies]
    whole = by_terms(
        k, i, n, lambda u: sum_over(i, u, rows[0]) == -sum_over(i, u, rows[1]), rows, row
    )
    negative = lambda i, j: -kernel(i, j)  # noqa: E731
    whole = k.arith(form(negative) >= -kappa * length(), whole, k.at(top, v))
    lemma = k.by("book.diagonal-entry", Lambda((i, j), -kernel(i, j)), n, -kappa, i)
    return k.arith(kernel(i, i) <= kappa, k.use(lemma, entry, k.for_all(whole, v)))


def symmetric(K):
    return forall(i, j)(K(i, j) == K(j, i))


def flips_say():
    inside = conj(i < n, j < n)
    one = forall(i, j)(inside >> (abs(D(i, j)) <= p(i) * abs(B(i, j))))
    two = forall(i, j)(inside >> (abs(D(i, j)) <= (p(i) + p(j)) * abs(B(i, j))))
    shares = forall(i)((i < n) >> conj(p(i) >= 0, p(i) <= q))
    return forall(B, D, p, n, q, nu)(
        given(symmetric(B), rows_below(B, nu), nu >= 0, q >= 0, shares)
        >> conj(one >> norm_at_most(D, q * nu), two >> norm_at_most(D, 2 * q * nu))
    )


@claim(
    "relu2.thm-2.3-data.perturbation",
    thesis(locus),
    says=flips_say,
    uses=("book.row-sums",),
)
def weighted_flips(judge):
    """Flips that touch a share q of the neurons at every input change H by at most 2 q nu in norm,
    and one step by q nu.

    |E_ij| <= q_i |K_ij| gives |E|_2 <= q nu, and |H_ij - H_ij(0)| <= (q_i + q_j)|K_ij| gives |H -
    H(0)|_2 <= 2 q nu: rows and columns sum to at most these.
    """
    k = judge.theorem()
    turned, rows, nu_low, q_low, shares = k.given
    pair = k.both(k.assume(i < n), k.assume(j < n))
    own = [k.apply(k.at(shares, one), k.part(pair, at)) for at, one in enumerate((i, j))]

    def bounded(entries, factor, radius):
        """The norm from the entries, |E_ij| <= factor q |K_ij|."""
        known = k.assume(entries)
        entry = k.apply(k.at(known, i, j), pair)
        weight = k.lemma(
            forall(X, Y, Z, q)(
                given(X <= Y * Z, Y <= factor * q, Z >= 0) >> (X <= factor * q * Z)
            ),
            abs(D(i, j)), p(i) if factor == 1 else p(i) + p(j), abs(B(i, j)), q,
        )  # fmt: skip
        entry = k.use(
            weight, entry, k.arith(weight.formula.left.part(1), *own), k.arith(abs(B(i, j)) >= 0)
        )

        def added(fixed, index, *facts):
            bodies = [abs(D(i, j)), abs(B(fixed, index))]
            each = k.arith(bodies[0] <= factor * q * bodies[1], entry, *facts)
            sums = by_terms(
                k, index, n,
                lambda u: sum_over(index, u, bodies[0])
                <= factor * q * sum_over(index, u, bodies[1]),
                bodies, each,
            )  # fmt: skip
            rule = k.lemma(
                forall(X, Y, q, nu)(
                    given(X <= factor * q * Y, Y <= nu, q >= 0) >> (X <= radius)
                ),
                *(sum_over(index, n, body) for body in bodies), q, nu,
            )  # fmt: skip
            small = k.apply(k.at(rows, fixed), k.assume(fixed < n))
            return k.for_all(k.discharge(k.use(rule, sums, small, q_low), fixed < n), fixed)

        positive = k.lemma(forall(q, nu)(given(q >= 0, nu >= 0) >> (radius >= 0)), q, nu)
        positive = k.use(positive, q_low, nu_low)
        lemma = k.by("book.row-sums", Lambda((i, j), D(i, j)), n, radius)
        sums = added(i, j), added(j, i, k.at(turned, i, j))
        return k.discharge(k.use(lemma, positive, *sums), entries)

    one, two = k.target.part(0).left, k.target.part(1).left
    return k.qed(k.both(bounded(one, 1, q * nu), bounded(two, 2, 2 * q * nu)))


@weighted_flips.mutant
def half_of_it(judge):
    """|E|_2 <= q nu/2: the number E = q K."""
    return falsify(
        forall(X, q, nu)(given(q == 1, nu == 1, abs(X) <= q * nu) >> (abs(X) <= q * nu / 2)),
        hints=[{"values": {"q": "1", "nu": "1", "X": "1"}}],
    )


def order_says():
    least = forall(kappa)(given(kappa >= 0, norm_at_most(kernel, kappa)) >> (kappa >= 1))
    below = forall(nu)(given(nu >= 0, rows_below(kernel, nu)) >> norm_at_most(kernel, nu))
    top = forall(i)((i < n) >> (sum_over(j, n, abs(kernel(i, j))) <= n))
    return forall(x, n, d)(given(unit_inputs(), n >= 1) >> conj(least, below, top))


@claim(
    "relu2.thm-2.3-data.order",
    thesis(locus),
    says=order_says,
    uses=("book.row-sums", "book.sum-pick", "book.term-below-sum", "relu2.kernel-entries"),
)
def order_of_the_numbers(judge):
    """kappa = |K|_2 and nu, the largest absolute row sum of K, lie between 1 and n, and kappa <=
    nu.

    Every bound of the norm is at least 1, a diagonal entry; nu is a bound of the norm; and nu <= n
    because |x_i.x_j| <= 1.
    """
    k = judge.theorem()
    unit, one = k.given
    # the first unit vector
    known = k.assume(given(kappa >= 0, norm_at_most(kernel, kappa)))
    first = term(0)
    e1 = indicator(j == first)
    norm = k.at(k.part(known, 1), Lambda((j,), e1))
    inside = k.arith(first < n, one)
    bodies = [kernel(i, j) * e1, e1 * kernel(i, j)]
    swap = by_terms(
        k, j, n, lambda u: sum_over(j, u, bodies[0]) == sum_over(j, u, bodies[1]), bodies
    )
    pick = k.by("book.sum-pick", Lambda((j,), kernel(i, j)), 0, n)
    row = k.arith(sum_over(j, n, bodies[0]) == kernel(i, 0), swap, k.apply(k.part(pick, 0), inside))
    squares = [sum_over(j, n, bodies[0]) ** 2, kernel(i, 0) ** 2]
    whole = by_terms(
        k, i, n, lambda u: sum_over(i, u, squares[0]) == sum_over(i, u, squares[1]), squares,
        k.arith(squares[0] == squares[1], row),
    )  # fmt: skip
    largest = k.by("book.term-below-sum", Lambda((i,), kernel(i, 0) ** 2), n, 0)
    never = k.for_all(k.discharge(k.arith(kernel(i, 0) ** 2 >= 0), i < n), i)
    largest = k.apply(largest, k.both(inside, never))
    product, square = x(0, c) * x(0, c), x(0, c) ** 2
    corner = by_terms(
        k, c, d, lambda u: sum_over(c, u, product) == sum_over(c, u, square), [product, square]
    )
    own = k.arith(kernel(0, 0) == 1, k.apply(k.at(unit, 0), inside), corner)
    here, event = e1**2 == e1 * 1, j == first
    binary = k.cases(
        k.excluded_middle(event),
        k.arith(here, k.indicator(event, True, k.assume(event))),
        k.arith(here, k.indicator(event, False, k.assume(~event))),
    )
    ones = by_terms(
        k, j, n, lambda u: sum_over(j, u, e1**2) == sum_over(j, u, e1 * 1), [e1**2, e1 * 1], binary
    )
    count = k.by("book.sum-pick", Lambda((j,), term(1)), 0, n)
    count = k.apply(k.part(count, 0), inside)
    rule = k.lemma(
        forall(X, Y, Z, kappa)(
            given(X <= kappa**2 * Y, Y == 1, X >= Z**2, Z == 1, kappa >= 0) >> (kappa >= 1)
        ),
        sum_over(i, n, squares[0]), sum_over(j, n, e1**2), kernel(0, 0), kappa,
    )  # fmt: skip
    least = k.use(
        rule, k.arith(rule.formula.left.part(0), norm),
        k.arith(rule.formula.left.part(1), ones, count),
        k.arith(rule.formula.left.part(2), whole, largest), own, k.part(known, 0),
    )  # fmt: skip
    least = k.for_all(k.discharge(least, known.formula), kappa)
    # row sums
    below = k.assume(given(nu >= 0, rows_below(kernel, nu)))
    moduli = [abs(kernel(i, j)), abs(kernel(j, i))]
    columns = by_terms(
        k, i, n, lambda u: sum_over(i, u, moduli[0]) == sum_over(i, u, moduli[1]), moduli,
        k.arith(moduli[0] == moduli[1], symmetric_kernel(k)),
    )  # fmt: skip
    row = k.apply(k.at(k.part(below, 1), j), k.assume(j < n))
    columns = k.arith(sum_over(i, n, moduli[0]) <= nu, columns, row)
    columns = k.for_all(k.discharge(columns, j < n), j)
    lemma = k.by("book.row-sums", Lambda((i, j), kernel(i, j)), n, nu)
    norm = k.use(lemma, k.part(below, 0), k.part(below, 1), columns)
    norm = k.for_all(k.discharge(norm, below.formula), nu)
    small = k.at(k.apply(k.by("relu2.kernel-entries", x, n, d), unit), i, j)
    small = k.apply(small, k.both(k.assume(i < n), k.assume(j < n)))
    top = by_terms(
        k, j, n, lambda u: sum_over(j, u, abs(kernel(i, j))) <= u, [abs(kernel(i, j))], small
    )
    top = k.for_all(k.discharge(top, i < n), i)
    return k.qed(k.both(least, norm, top))


@order_of_the_numbers.mutant
def half_of_the_row_sum(judge):
    """|K|_2 <= nu/2: one input."""
    return falsify(
        forall(X, nu)(given(X == 1, nu == 1) >> (X <= nu / 2)),
        hints=[{"values": {"X": "1", "nu": "1"}}],
    )
