"""Lemma 2.2 on one outcome of the start: how far H moves when the weights stay within R of the
start W, entry by entry and in norm. U are the other weights; q_i is the share of the neurons whose
pattern at x_i can flip.
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
    indicator,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import norm_at_most

from . import thesis
from .movement import S
from .network import R, U, W, active, b, c, d, i, j, kernel, m, n, pre, r, unit_inputs, width, x
from .perturbation import gram_of
from .stability_event import within
from .step import ONE

FLIPPED = ONE["functions"] | {"U": {"of": ["r", "c"], "is": "-1"}}  # from 1 to -1


def near(start=W):
    """|w_r - w_r(0)| <= R for every neuron"""
    row = within(lambda c: U(r, c), lambda c: start(r, c))
    return forall(r)((r < m) >> row)


def can_flip(r, i, start=W):
    z = pre(start, r, i)
    return conj(-R <= z, z < R)


def flip(r, i, start=W):
    return indicator(can_flip(r, i, start))


def share(i, start=W):
    """q_i"""
    return b**2 * sum_over(r, m, flip(r, i, start))


def shares(start=W):
    return sum_over(i, n, share(i, start))


def moved(start=W):
    """H - H(0)"""
    return lambda i, j: gram_of(U)(i, j) - gram_of(start)(i, j)


def total(start=W):
    """The sum of all |H_ij - H_ij(0)|"""
    change = moved(start)
    return sum_over(i, n, sum_over(j, n, abs(change(i, j))))


def most(start=W):
    """What `total` is at most."""
    return (2 * n - 1) * shares(start)


def row_sums_say():
    change = moved()
    entries = forall(i, j)(
        ((i < n) & (j < n))
        >> conj(abs(change(i, j)) <= share(i) + share(j), abs(change(i, i)) <= share(i))
    )
    row = sum_over(j, n, abs(change(i, j)))
    rows = forall(i)((i < n) >> (row <= (n - 1) * share(i) + shares()))
    largest = forall(i)((i < n) >> (share(i) <= S))
    norm = given(S >= 0, largest) >> norm_at_most(change, (2 * n - 1) * S)
    return forall(x, W, b, n, m, d, R)(
        given(width(), unit_inputs(), n >= 1, R > 0)
        >> forall(U)(near() >> conj(entries, rows, total() <= most(), forall(S)(norm)))
    )


@claim(
    "relu2.lem-2.2.row-sums",
    thesis("Lemma 2.2, sharper"),
    says=row_sums_say,
    uses=(
        "relu2.lem-2.2.event-amended", "relu2.three-observations.stability", "relu2.pattern",
        "relu2.kernel-entries", "book.row-sums", "book.sum-pick",
    ),
    instance={
        "values": {"b": "1", "n": "1", "m": "1", "d": "1", "R": "2", "S": "1"},
        "functions": FLIPPED,
    },
)  # fmt: skip
def row_sum_bound(judge):
    """The norm of H - H(0) is at most its largest row sum, so at most (2n - 1) q.

    With q_i the share of the neurons that can flip at x_i, and q the largest: |H_ij - H_ij(0)| <=
    q_i + q_j, and on the diagonal, where one event counts, q_i. Row i has n - 1 entries of at most
    q_i + q_j <= 2q and one of at most q; all entries add up to at most (2n - 1)(q_1 + .. + q_n).
    """
    k = judge.theorem()
    scale, square, unit, one, R_pos = k.given
    change, stay, first = moved(), k.assume(near()), k.assume(i < n)
    # a pattern that cannot flip is kept
    event = can_flip(r, i)
    known = k.assume((r < m) & (i < n) & (flip(r, i) == 0))
    neuron, sample, still = k.split(known)
    happens = k.indicator(event, True, k.assume(event))
    never = k.negate(k.arith(term(0) < 0, happens, still), event)
    start, point = Lambda((c,), W(r, c)), Lambda((c,), x(i, c))
    keeps = k.by("relu2.lem-2.2.event-amended", start, point, d, R, 1)
    keeps = k.use(keeps, R_pos, k.apply(k.at(unit, i), sample))
    keeps = k.at(k.use(k.part(keeps, 1), never), Lambda((c,), U(r, c)))
    keeps = k.apply(keeps, k.apply(k.at(stay, r), neuron))
    keeps = k.for_all(k.discharge(keeps, known.formula), r, i)
    binary = disj(flip(r, i) == 0, flip(r, i) == 1)
    no = k.indicator(event, False, k.assume(~event))
    binary = k.cases(k.excluded_middle(event), k.arith(binary, happens), k.arith(binary, no))
    sets = k.for_all(k.discharge(binary, (r < m) & (i < n)), r, i)
    # entries
    lemma = k.by(
        "relu2.three-observations.stability", x, W, U, Lambda((r, i), flip(r, i)), b, n, m, d
    )
    entries = k.part(k.use(lemma, scale, square, unit, sets, keeps), 0)
    # the diagonal, where one event counts
    unit_entry = k.at(k.apply(k.by("relu2.kernel-entries", x, n, d), unit), i, i)
    unit_entry = k.apply(unit_entry, k.both(first, first))
    A, B, X, Y, f, u, w = reals("A B X Y f u w")
    rule = k.lemma(
        forall(f, u, w)(
            given(
                disj(f == 0, f == 1), disj(f == 1, u == w), u >= 0, u <= 1, w >= 0, w <= 1,
                disj(u == 0, u == 1), disj(w == 0, w == 1),
            )
            >> (abs(u * u - w * w) <= f)
        ),
        flip(r, i), active(U, r, i), active(W, r, i),
    )  # fmt: skip
    here = k.both(k.assume(r < m), first)
    still = k.assume(flip(r, i) == 0)
    kept = k.apply(k.at(keeps, r, i), k.both(here, still))
    goal = disj(flip(r, i) == 1, active(U, r, i) == active(W, r, i))
    binary = k.apply(k.at(sets, r, i), here)
    one_of = k.cases(binary, k.either(kept, goal), k.either(k.assume(flip(r, i) == 1), goal))
    patterns = [k.by("relu2.pattern", pre(weights, r, i)) for weights in (U, W)]
    each = k.use(rule, binary, one_of, *patterns)
    bodies = [active(A, r, i) * active(A, r, i) for A in (U, W)] + [flip(r, i)]

    def counted(q):
        after, before, flips = (sum_over(r, q, body) for body in bodies)
        return abs(after - before) <= flips

    count = by_terms(k, r, m, counted, bodies, each)
    rule = k.lemma(
        forall(A, B, X, Y, b)(
            given(abs(Y) <= 1, abs(A - B) <= X) >> (abs(b**2 * Y * A - b**2 * Y * B) <= b**2 * X)
        ),
        *(sum_over(r, m, body) for body in bodies), kernel(i, i), b,
    )  # fmt: skip
    own = k.use(rule, unit_entry, count)
    diagonal = k.for_all(k.discharge(own, i < n), i)
    pair = k.assume((i < n) & (j < n))
    entry = k.apply(k.at(entries, i, j), pair)
    entry = k.arith(abs(change(i, j)) <= share(i) + share(j), entry)
    pairs = k.both(entry, k.apply(k.at(diagonal, i), k.part(pair, 0)))
    entries = k.for_all(k.discharge(pairs, pair.formula), i, j)

    def added(fixed, index):
        """The sum of a row, or of a column: (n - 1) q + q_1 + .. + q_n at most."""
        entry = abs(change(i, j))
        goal = entry <= share(fixed) + share(index) - indicator(index == fixed) * share(index)
        same = k.assume(index == fixed)
        turned = k.apply(k.at(diagonal, fixed), k.assume(fixed < n))
        turned = k.rewrite(k.arith(fixed == index, same), turned, entry <= share(fixed))
        equal = k.rewrite(same, k.arith(share(index) == share(index)), share(index) == share(fixed))
        one_ = k.arith(goal, turned, equal, k.indicator(index == fixed, True, same))
        other = k.assume(~(index == fixed))
        pairs = k.part(k.apply(k.at(entries, i, j), k.both(k.assume(i < n), k.assume(j < n))), 0)
        two = k.arith(goal, pairs, k.indicator(index == fixed, False, other))
        term_ = k.cases(k.excluded_middle(index == fixed), one_, two)
        bodies = [entry, share(index), indicator(index == fixed) * share(index)]

        def here(q):
            whole, each, picked = (sum_over(index, q, body) for body in bodies)
            return whole <= q * share(fixed) + each - picked

        total = by_terms(k, index, n, here, bodies, term_)
        pick = k.by("book.sum-pick", Lambda((index,), share(index)), fixed, n)
        pick = k.apply(k.part(pick, 0), k.assume(fixed < n))
        whole = sum_over(index, n, entry)
        end = k.arith(whole <= (n - 1) * share(fixed) + shares(), total, pick)
        return k.for_all(k.discharge(end, fixed < n), fixed)

    rows, columns = added(i, j), added(j, i)
    row = sum_over(j, n, abs(change(i, j)))
    whole = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, row) <= (n - 1) * sum_over(i, q, share(i)) + q * shares(),
        [row, share(i)], k.apply(k.at(rows, i), first),
    )  # fmt: skip
    whole = k.arith(total() <= most(), whole)
    # the norm
    high = k.assume(given(S >= 0, forall(i)((i < n) >> (share(i) <= S))))
    largest = k.part(high, 1)
    sums = by_terms(k, j, n, lambda q: sum_over(j, q, share(j)) <= q * S, [share(j)],
                    k.apply(k.at(largest, j), k.assume(j < n)))  # fmt: skip
    rule = forall(A, B, X, Y, S)(
        given(A <= (B - 1) * X + Y, X <= S, Y <= B * S, B >= 1) >> (A <= (2 * B - 1) * S)
    )

    def bounded(sums_of, fixed, index):
        here = k.assume(fixed < n)
        whole = sum_over(index, n, abs(change(i, j)))
        small = k.lemma(rule, whole, n, share(fixed), shares(), S)
        small = k.use(
            small, k.apply(k.at(sums_of, fixed), here), k.apply(k.at(largest, fixed), here),
            sums, one,
        )  # fmt: skip
        return k.for_all(k.discharge(small, fixed < n), fixed)

    lemma = k.by("book.row-sums", Lambda((i, j), change(i, j)), n, (2 * n - 1) * S)
    positive = k.use(k.lemma(forall(B, S)(given(B >= 1, S >= 0) >> ((2 * B - 1) * S >= 0)), n, S),
                     one, high)  # fmt: skip
    norm = k.apply(lemma, k.both(positive, bounded(rows, i, j), bounded(columns, j, i)))
    norm = k.for_all(k.discharge(norm, high.formula), S)
    end = k.both(entries, rows, whole, norm)
    return k.qed(k.for_all(k.discharge(end, stay.formula), U))


@row_sum_bound.mutant
def one_event_less(judge):
    """(2n - 2) q: at n = 1 nothing would change, where one neuron flips."""
    x0, W0, U0 = (one(0, 0) for one in (x, W, U))
    here = given(n == 1, x0 == 1, abs(U0 - W0) <= R, S == 1)
    change = indicator(U0 * x0 >= 0) - indicator(W0 * x0 >= 0)
    return falsify(
        forall(x, W, U, n, R, S)(here >> (abs(change) <= (2 * n - 2) * S)),
        hints=[ONE | {"values": {"n": "1", "R": "2", "S": "1"}, "functions": FLIPPED}],
    )
