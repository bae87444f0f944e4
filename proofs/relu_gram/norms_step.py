"""One step of descent for inputs of any norms, and what flips do to H: nu is at least the largest
sum of the |K_ij| over a row, kappa at least |K|_2. The notation is that of `step` and
`perturbation`.
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
from steepest.proofs.textbook.forms import norm_at_most

from . import thesis
from .data_rows import nu, q, rows_below
from .network import (
    F,
    U,
    V,
    W,
    a,
    active,
    b,
    c,
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
    signs,
    symmetric_kernel,
    x,
)
from .perturbation import gram_of, kept, sets, share
from .step import ONE, change, e, influence, moved

locus = "after Theorem 2.2: the norms of the inputs"
A, B, C, D, S, f, g, p, s, u, w = reals("A B C D S f g p s u w")


def few():
    """q_i <= q"""
    return forall(i)((i < n) >> (share(i) <= q))


def stands(k, binary, stays, inside, one, old, new):
    """The pattern of a neuron stands or it is one of those that may flip."""
    flip = k.apply(k.at(binary, r, one), inside)
    still = k.assume(F(r, one) == 0)
    same = active(new, r, one) == active(old, r, one)
    equal = k.meet((r < m) & (one < n) & (F(r, one) == 0), inside, still)
    goal = disj(F(r, one) == 1, same)
    equal = k.either(k.apply(k.at(stays, r, one), equal), goal)
    return flip, k.cases(flip, equal, k.either(k.assume(F(r, one) == 1), goal))


def bounds():
    return given(rows_below(kernel, nu), nu >= 0, q >= 0, few())


def stability_says(factor=1):
    moved = lambda i, j: gram_of(U)(i, j) - gram_of(W)(i, j)  # noqa: E731
    size = abs(moved(i, j))
    each = (size if factor == 1 else factor * size) <= (share(i) + share(j)) * abs(kernel(i, j))
    close = bounds() >> norm_at_most(moved, 2 * q * nu)
    return forall(x, W, U, F, b, n, m, d)(
        given(sets(), kept(W, U))
        >> conj(forall(i, j)(((i < n) & (j < n)) >> each), forall(q, nu)(close))
    )


@claim(
    "relu2.thm-2.3-norms.stability",
    thesis(locus),
    says=stability_says,
    uses=("relu2.pattern", "relu2.thm-2.3-data.perturbation"),
    instance={
        "values": {**ONE["values"]},
        "functions": ONE["functions"] | {"U": {"of": ["r", "c"], "is": "-1"}},
    },
)
def stability(judge, factor=1):
    """If few patterns flip, H stays close, for inputs of any norms: |H_ij - H_ij(0)| <= (q_i + q_j)
    |x_i . x_j|, with q_i the share of the neurons that flip at x_i.

    So |H - H(0)|_2 <= 2 q nu where all q_i <= q, with nu the largest absolute row sum of K.
    """
    k = judge.theorem()
    binary, stays = k.given
    pair, inside = k.assume((i < n) & (j < n)), k.assume(r < m)
    found = [
        stands(k, binary, stays, k.both(inside, k.part(pair, at)), one, W, U)
        for at, one in enumerate((i, j))
    ]
    flips, same = zip(*found)
    rule = forall(f, p, u)(
        given(disj(f == 0, f == 1), disj(f == 1, u == p), p >= 0, p <= 1, u >= 0, u <= 1)
        >> (abs(u - p) <= f)
    )
    ranges = [[k.by("relu2.pattern", pre(one, r, at)) for one in (W, U)] for at in (i, j)]
    near = [
        k.use(k.lemma(rule, F(r, one), active(W, r, one), active(U, r, one)), flip, stay, *own)
        for one, flip, stay, own in zip((i, j), flips, same, ranges)
    ]
    rule = forall(f, g, p, s, u, w)(
        given(abs(u - p) <= f, abs(w - s) <= g, p >= 0, p <= 1, w >= 0, w <= 1)
        >> (abs(u * w - p * s) <= f + g)
    )
    names = [F(r, i), F(r, j), active(W, r, i), active(W, r, j), active(U, r, i), active(U, r, j)]
    each = k.use(k.lemma(rule, *names), *near, *ranges[0], *ranges[1])
    after, before = (active(one, r, i) * active(one, r, j) for one in (U, W))
    bodies = [after, before, F(r, i), F(r, j)]

    def here(count):
        one, two, three, four = (sum_over(r, count, body) for body in bodies)
        return abs(one - two) <= three + four

    counts = by_terms(k, r, m, here, bodies, each)
    far = abs(b**2 * S * A - b**2 * S * B)
    rule = forall(A, B, C, D, S, b)(
        (abs(A - B) <= C + D)
        >> ((far if factor == 1 else factor * far) <= (b**2 * C + b**2 * D) * abs(S))
    )
    sums = [sum_over(r, m, body) for body in bodies]
    entry = k.use(k.lemma(rule, *sums, kernel(i, j), b), counts)
    entries = k.for_all(k.discharge(entry, pair.formula), i, j)
    # the norm
    known = k.assume(bounds())
    rows, nu_low, q_low, small = k.split(known)
    flip = k.lemma(forall(f)(disj(f == 0, f == 1) >> (f >= 0)), F(r, i))
    flip = k.apply(flip, k.apply(k.at(binary, r, i), k.both(inside, k.assume(i < n))))
    many = by_terms(k, r, m, lambda t: sum_over(r, t, F(r, i)) >= 0, [F(r, i)], flip)
    low = k.lemma(forall(f, b)((f >= 0) >> (b**2 * f >= 0)), sum_over(r, m, F(r, i)), b)
    own = k.both(k.use(low, many), k.apply(k.at(small, i), k.assume(i < n)))
    own = k.for_all(k.discharge(own, i < n), i)
    moved = Lambda((i, j), gram_of(U)(i, j) - gram_of(W)(i, j))
    lemma = k.by("relu2.thm-2.3-data.perturbation", Lambda((i, j), kernel(i, j)), moved,
                 Lambda((i,), share(i)), n, q, nu)  # fmt: skip
    turned = k.for_all(symmetric_kernel(k), i, j)
    lemma = k.part(k.use(lemma, turned, rows, nu_low, q_low, own), 1)
    close = k.discharge(k.apply(lemma, entries), known.formula)
    return k.qed(k.both(entries, k.for_all(close, q, nu)))


stability.mutant("a third of it", factor=3)


def row(i):
    """The sum over j of |K_ij| |u_j - y_j|"""
    return sum_over(j, n, abs(kernel(i, j)) * abs(e(j)))


def product(i):
    """(H e)_i"""
    return sum_over(j, n, gram_of(W)(i, j) * e(j))


def shift_of(k, moves, inside):
    """w_r . x_i moves by -eta a_r/sqrt(m) times the influence of x_i on neuron r."""
    s = active(W, r, j)
    inner = sum_over(j, n, e(j) * x(j, c) * s)
    at_c = k.apply(k.at(moves, r, c), k.both(inside, k.assume(c < d)))
    bodies = [V(r, c) * x(i, c), W(r, c) * x(i, c), inner * x(i, c)]
    weight = eta * (b * a(r))

    def here(count):
        after, before, along = (sum_over(c, count, one) for one in bodies)
        return after == before - weight * along

    split = by_terms(
        k, c, d, here, bodies, k.arith(bodies[0] == bodies[1] - weight * bodies[2], at_c)
    )
    entry = e(j) * x(j, c) * s * x(i, c)
    into = by_terms(
        k, j, n,
        lambda t: sum_over(j, t, e(j) * x(j, c) * s) * x(i, c) == sum_over(j, t, entry),
        [e(j) * x(j, c) * s, entry],
    )  # fmt: skip
    pair = [inner * x(i, c), sum_over(j, n, entry)]
    columns = by_terms(
        k, c, d, lambda t: sum_over(c, t, pair[0]) == sum_over(c, t, pair[1]), pair, into
    )
    swap = k.by("book.sum-exchange", Lambda((c, j), entry), d, n)
    factored = by_terms(
        k, c, d,
        lambda t: sum_over(c, t, entry) == e(j) * (sum_over(c, t, x(i, c) * x(j, c)) * s),
        [entry, x(i, c) * x(j, c)],
    )  # fmt: skip
    pair = [sum_over(c, d, entry), e(j) * (kernel(i, j) * s)]
    rows = by_terms(
        k, j, n, lambda t: sum_over(j, t, pair[0]) == sum_over(j, t, pair[1]), pair, factored
    )
    shift = pre(V, r, i) - pre(W, r, i) == -1 * eta * (b * a(r) * influence(r, i))
    return k.arith(shift, split, columns, swap, rows)


def off_says(factor=1):
    off = change(i) + eta * product(i)
    return forall(x, W, V, F, a, e, b, eta, n, m, d)(
        given(b > 0, signs(), eta > 0, moved(), sets(), kept(W, V))
        >> forall(i)((i < n) >> (factor * abs(off) <= eta * share(i) * row(i)))
    )


FLIPPED = ONE["functions"] | {
    "V": {"of": ["r", "c"], "is": "-2"},
    "e": {"table": ["3"]},
}


@claim(
    "relu2.thm-2.3-norms.change",
    thesis(locus),
    says=off_says,
    uses=("relu2.pattern", "book.sum-exchange"),
    instance={"values": ONE["values"], "functions": FLIPPED},
)
def change_of_predictions(judge, factor=1):
    """One step moves the predictions by -eta H e, up to eta q_i times the sum of the |K_ij| |e_j|:
    q_i is the share of the neurons that may flip at x_i, e = u - y. Inputs of any norms.
    """
    k = judge.theorem()
    scale, signed, positive, moves, binary, stays = k.given
    entry, inside = k.assume(i < n), k.assume(r < m)
    flip, same = stands(k, binary, stays, k.both(inside, entry), i, W, V)
    sign = k.apply(k.at(signed, r), inside)
    shift = shift_of(k, moves, inside)
    slope = k.indicator_range(pre(W, r, j) >= 0)
    rule = k.lemma(
        forall(A, B, s)(given(s >= 0, s <= 1) >> (abs(A * (B * s)) <= abs(B) * abs(A))),
        e(j), kernel(i, j), active(W, r, j),
    )  # fmt: skip
    bodies = [e(j) * (kernel(i, j) * active(W, r, j)), abs(kernel(i, j)) * abs(e(j))]
    most = by_terms(
        k, j, n, lambda t: abs(sum_over(j, t, bodies[0])) <= sum_over(j, t, bodies[1]), bodies,
        k.use(rule, slope),
    )  # fmt: skip
    # one neuron, P and Q its preactivations after and before
    P, Q, s_, z_ = pre(V, r, i), pre(W, r, i), active(W, r, i), active(V, r, i)
    rule = k.lemma(
        forall(A, B, C, D, f, s, u)(
            given(A == u * C, B == s * D, A >= 0, B >= 0, A >= C, B >= D, disj(f == 0, f == 1),
                  disj(f == 1, u == s), disj(s == 0, s == 1), disj(u == 0, u == 1))
            >> (abs(A - B - s * (C - D)) <= f * abs(C - D))
        ),
        relu(P), relu(Q), P, Q, F(r, i), s_, z_,
    )  # fmt: skip
    own = [k.by("relu2.pattern", one) for one in (P, Q)]
    above = [k.arith(conj(relu(one) >= 0, relu(one) >= one)) for one in (P, Q)]
    each = k.use(rule, *own, flip, same, *above)
    rule = k.lemma(
        forall(A, B, S, f, g, s, w, b, eta)(
            # A is the change of relu, B that of its argument, S = row and w = influence
            given(abs(A - s * B) <= f * abs(B), B == -1 * eta * (b * g * w), g**2 == 1,
                  disj(f == 0, f == 1), disj(s == 0, s == 1), abs(w) <= S, b > 0, eta > 0)
            >> (abs(g * A + eta * b * (s * w)) <= eta * b * (f * S))
        ),
        relu(P) - relu(Q), P - Q, row(i), F(r, i), a(r), s_, influence(r, i), b, eta,
    )  # fmt: skip
    binary = k.part(own[1], 3)
    each = k.use(rule, each, shift, sign, flip, binary, most, scale, positive)
    bodies = [a(r) * relu(P), a(r) * relu(Q), s_ * influence(r, i), F(r, i)]

    def whole(count):
        one, two, three, four = (sum_over(r, count, body) for body in bodies)
        return abs(one - two + eta * b * three) <= eta * b * (four * row(i))

    one = abs(bodies[0] - bodies[1] + eta * b * bodies[2]) <= eta * b * (F(r, i) * row(i))
    each = k.arith(one, each)
    total = by_terms(k, r, m, whole, bodies, each)
    # (H e)_i
    deep = s_ * (e(j) * (kernel(i, j) * active(W, r, j)))
    into = by_terms(
        k, j, n,
        lambda t: s_ * sum_over(j, t, e(j) * (kernel(i, j) * active(W, r, j)))
        == sum_over(j, t, deep),
        [e(j) * (kernel(i, j) * active(W, r, j)), deep],
    )  # fmt: skip
    pair = [s_ * influence(r, i), sum_over(j, n, deep)]
    into = by_terms(
        k, r, m, lambda t: sum_over(r, t, pair[0]) == sum_over(r, t, pair[1]), pair, into
    )
    swap = k.by("book.sum-exchange", Lambda((r, j), deep), m, n)
    both = s_ * active(W, r, j)
    out = by_terms(
        k, r, m,
        lambda t: b**2 * sum_over(r, t, deep) == b**2 * kernel(i, j) * sum_over(r, t, both) * e(j),
        [deep, both],
    )  # fmt: skip
    pair = [sum_over(r, m, deep), gram_of(W)(i, j) * e(j)]
    out = by_terms(
        k, j, n, lambda t: b**2 * sum_over(j, t, pair[0]) == sum_over(j, t, pair[1]), pair, out
    )
    end = k.lemma(
        forall(A, B, C, D, S, w, b, eta)(
            # A = (H e)_i, B and w the outputs, C the sum of the s w, D that of the flips
            given(abs(B - w + eta * b * C) <= eta * b * (D * S), A == b**2 * C, b > 0)
            >> (factor * abs(b * B - b * w + eta * A) <= eta * (b**2 * D) * S)
        ),
        product(i), sum_over(r, m, bodies[0]), sum_over(r, m, bodies[2]), sum_over(r, m, F(r, i)),
        row(i), sum_over(r, m, bodies[1]), b, eta,
    )  # fmt: skip
    form_ = k.arith(product(i) == b**2 * sum_over(r, m, bodies[2]), into, swap, out)
    result = k.use(end, total, form_, scale)
    return k.qed(k.for_all(k.discharge(result, i < n), i))


change_of_predictions.mutant("a third of it", factor=3)
