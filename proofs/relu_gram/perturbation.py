"""Perturbations of Gram matrices of any size n: norms by entries, the least eigenvalue as a
quadratic form, and how far H moves when few patterns flip.

|E|_2 <= t says that |E v|^2 <= t^2 |v|^2 for all v; lambda_min(B) >= s that v^T B v >= s |v|^2 for
all v.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    functions,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, image, length, norm_at_most

from . import thesis
from .network import (
    F,
    U,
    W,
    active,
    b,
    d,
    i,
    j,
    kernel,
    lam,
    m,
    n,
    pre,
    r,
    t,
    unit_inputs,
    v,
    width,
    x,
)
from .step import ONE

section = "Section 2.6, proof of Lemma 2.1"
stability = "Section 2.6, proof of Lemma 2.2"
B, D = functions("B D", "nat", "nat")
s = reals("s")


def length_is_nonnegative(k):
    """|v|^2 >= 0"""
    return by_terms(k, i, n, lambda q: sum_over(i, q, v(i) ** 2) >= 0, [v(i) ** 2])


def norm_by_frobenius(k, change, small, bound=lam / 4):
    """|E|_2 <= bound from |E|_F^2 <= bound^2, which is `small`."""
    norm = k.part(k.by("relu2.lem-2.2.perturbation", Lambda((i, j), change(i, j)), v, n), 0)
    A, B, X = reals("A B X")
    rule = k.lemma(
        forall(A, B, X, t)(given(A <= B * X, B <= t**2, X >= 0) >> (A <= t**2 * X)),
        image(change), sum_over(i, n, sum_over(j, n, change(i, j) ** 2)), length(), bound,
    )  # fmt: skip
    norm = k.arith(rule.formula.left.part(0), norm)
    return k.for_all(k.use(rule, norm, small, length_is_nonnegative(k)), v)


def form_after_change(k, before, change, after, least, bound, *known):
    """v^T A v >= (least - bound) |v|^2 for A = B + E, equal entry by entry, by Weyl's inequality;
    `known` are lambda_min(B) >= least, |E|_2 <= bound and bound >= 0.
    """
    weyl = k.by(
        "relu2.lem-2.1.weyl", Lambda((i, j), before(i, j)), Lambda((i, j), change(i, j)), n, least,
        bound,
    )  # fmt: skip
    low = k.at(k.use(weyl, *known), v)
    bodies = [(before(i, j) + change(i, j)) * v(j), after(i, j) * v(j)]
    entry = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies
    )
    rows = [v(i) * sum_over(j, n, body) for body in bodies]
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, rows[0]) == sum_over(i, q, rows[1]), rows, entry
    )
    return k.arith(form(after) >= (least - bound) * length(), low, same)


def squares_below_moduli(k, index, body):
    """The sum of the |a_j| is not negative, and its square is at least that of the a_j^2."""
    moduli, squares = sum_over(index, n, abs(body)), sum_over(index, n, body**2)
    lemma = k.by("book.squares-below-square", Lambda((index,), abs(body)), n)
    never = k.for_all(k.discharge(k.arith(abs(body) >= 0), index < n), index)
    same = by_terms(
        k, index, n,
        lambda q: sum_over(index, q, abs(body) ** 2) == sum_over(index, q, body**2),
        [abs(body) ** 2, body**2],
    )  # fmt: skip
    return k.arith(conj(moduli >= 0, squares <= moduli**2), k.apply(lemma, never), same)


def perturbation_says(factor=1):
    frobenius = sum_over(i, n, sum_over(j, n, D(i, j) ** 2))
    entries = sum_over(i, n, sum_over(j, n, abs(D(i, j))))
    return forall(D, v, n)(
        conj(factor * image(D) <= frobenius * length(), factor * frobenius <= entries**2)
    )


@claim(
    "relu2.lem-2.2.perturbation",
    thesis(stability),
    says=perturbation_says,
    uses=("book.cauchy-schwarz", "book.squares-below-square"),
    instance={
        "values": {"n": "1"},
        "functions": {"D": {"of": ["i", "j"], "is": "1"}, "v": {"table": ["1"]}},
    },
)
def perturbation(judge, factor=1):
    """Operator norm, Frobenius norm, sum of the entries: |E|_2 <= |E|_F <= sum_ij |E_ij|."""
    k = judge.theorem()
    row = sum_over(j, n, D(i, j) ** 2)
    product = sum_over(j, n, D(i, j) * v(j))
    cs = k.by("book.cauchy-schwarz", Lambda((j,), D(i, j)), v, n)
    each = k.arith(product**2 <= row * length(), cs)
    rows = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, product**2) <= sum_over(i, q, row) * length(),
        [product**2, row], each,
    )  # fmt: skip
    moduli = sum_over(j, n, abs(D(i, j)))
    one = squares_below_moduli(k, j, D(i, j))
    above = k.for_all(k.discharge(k.part(one, 0), i < n), i)
    whole = k.apply(k.by("book.squares-below-square", Lambda((i,), moduli), n), above)
    added = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, row) <= sum_over(i, q, moduli**2),
        [row, moduli**2], k.part(one, 1),
    )  # fmt: skip
    first = k.arith(k.target.part(0), rows)
    return k.qed(k.both(first, k.arith(k.target.part(1), whole, added)))


perturbation.mutant("half of it", factor=2)


def weyl_says(kept=1, low=None, small=None):
    total = lambda i, j: B(i, j) + D(i, j)  # noqa: E731
    low = bounded_below(B, s) if low is None else low
    small = norm_at_most(D, t) if small is None else small
    return forall(B, D, n, s, t)(
        given(low, small, t >= 0) >> forall(v)(form(total) >= (s - kept * t) * length())
    )


@claim(
    "relu2.lem-2.1.weyl",
    thesis(section),
    says=weyl_says,
    uses=("book.cauchy-schwarz", "book.form-of-sum"),
)
def weyl_step(judge, kept=1):
    """Weyl's inequality: lambda_min(B + E) >= lambda_min(B) - |E|_2. With lambda_min(B) >= lambda_0
    and |E|_2 <= lambda_0/4 this is 3 lambda_0/4.
    """
    k = judge.theorem()
    low, small, positive = k.given
    row = sum_over(j, n, D(i, j) * v(j))
    added = k.by("book.form-of-sum", B, D, v, n)
    cs = k.by("book.cauchy-schwarz", v, Lambda((i,), row), n)
    positive_length = length_is_nonnegative(k)
    p, L, Y = reals("p L Y")
    rule = forall(p, L, Y, t)(given(p**2 <= L * Y, Y <= t**2 * L, L >= 0, t >= 0) >> (p >= -t * L))
    bound = k.use(
        k.lemma(rule, form(D), length(), image(D), t),
        k.arith(form(D) ** 2 <= length() * image(D), cs),
        k.at(small, v), positive_length, positive,
    )  # fmt: skip
    total = lambda i, j: B(i, j) + D(i, j)  # noqa: E731
    end = k.arith(form(total) >= (s - kept * t) * length(), added, bound, k.at(low, v))
    return k.qed(k.for_all(end, v))


@weyl_step.mutant
def half_of_the_norm(judge):
    """Only |E|_2/2 is lost; 1 x 1 matrices are numbers."""
    small = conj(D(0, 0) ** 2 <= t**2, n == 1)
    hint = {
        "values": {"n": "1", "s": "1", "t": "1"},
        "functions": {
            "B": {"of": ["i", "j"], "is": "1"},
            "D": {"of": ["i", "j"], "is": "-1"},
            "v": {"table": ["1"]},
        },
    }
    return falsify(weyl_says(kept=Fraction(1, 2), low=B(0, 0) >= s, small=small), hints=[hint])


def gram_of(weights):
    """H at these weights"""
    return lambda i, j: (
        b**2 * kernel(i, j) * sum_over(r, m, active(weights, r, i) * active(weights, r, j))
    )


def share(i):
    """q_i = |S_i^perp|/m, the share of the neurons with F(r, i) = 1"""
    return b**2 * sum_over(r, m, F(r, i))


def shares():
    return sum_over(i, n, share(i))


def sets():
    """F is the indicator of S_i^perp."""
    return forall(r, i)(((r < m) & (i < n)) >> disj(F(r, i) == 0, F(r, i) == 1))


def squares_of_shares(k, flips):
    """q_1 + .. + q_n >= 0, and its square is at least q_1^2 + .. + q_n^2; `flips` is `sets()`."""
    f = reals("f")
    inside = k.both(k.assume(r < m), k.assume(i < n))
    flip = k.lemma(forall(f)(disj(f == 0, f == 1) >> (f >= 0)), F(r, i))
    flip = k.apply(flip, k.apply(k.at(flips, r, i), inside))
    many = by_terms(k, r, m, lambda q: sum_over(r, q, F(r, i)) >= 0, [F(r, i)], flip)
    weighted = k.lemma(forall(f, b)((f >= 0) >> (b**2 * f >= 0)), sum_over(r, m, F(r, i)), b)
    never = k.for_all(k.discharge(k.use(weighted, many), i < n), i)
    return k.apply(k.by("book.squares-below-square", Lambda((i,), share(i)), n), never)


def kept(old, new):
    """Neurons of S_i have the same pattern at x_i for both weights."""
    same = active(new, r, i) == active(old, r, i)
    return forall(r, i)(((r < m) & (i < n) & (F(r, i) == 0)) >> same)


def few_flips_says(factor=1):
    moved = lambda i, j: gram_of(U)(i, j) - gram_of(W)(i, j)  # noqa: E731
    each = factor * abs(moved(i, j)) <= share(i) + share(j)
    return forall(x, W, U, F, b, n, m, d)(
        given(width(), unit_inputs(), conj(sets(), kept(W, U)))
        >> conj(
            forall(i, j)(((i < n) & (j < n)) >> each),
            norm_at_most(moved, 2 * n * shares() / factor if factor != 1 else 2 * n * shares()),
        )
    )


@claim(
    "relu2.three-observations.stability",
    thesis("Section 2.1, overview"),
    says=few_flips_says,
    uses=("relu2.pattern", "relu2.kernel-entries", "relu2.lem-2.2.perturbation"),
    instance={
        "values": {**ONE["values"]},
        "functions": ONE["functions"] | {"U": {"of": ["r", "c"], "is": "-1"}},
    },
)
def few_flips_small_change(judge, factor=1):
    """If few patterns flip, H stays close: |H_ij - H_ij(0)| <= q_i + q_j for unit inputs, so that
    |H - H(0)|_2 <= 2 n (q_1 + .. + q_n), with q_i the share of the neurons that flip at x_i.
    """
    k = judge.theorem()
    _, _, unit, binary, stays = k.given
    pair = k.assume((i < n) & (j < n))
    small = k.apply(k.at(k.apply(k.by("relu2.kernel-entries", x, n, d), unit), i, j), pair)
    inside = k.assume(r < m)
    flips, same = [], []
    for one, part in ((i, 0), (j, 1)):
        here = k.both(inside, k.part(pair, part))
        flips.append(k.apply(k.at(binary, r, one), here))
        stand = k.assume(F(r, one) == 0)
        equal = k.apply(
            k.at(stays, r, one),
            k.meet(((r < m) & (one < n) & (F(r, one) == 0)), here, stand),
        )
        goal = disj(F(r, one) == 1, active(U, r, one) == active(W, r, one))
        same.append(
            k.cases(flips[-1], k.either(equal, goal), k.either(k.assume(F(r, one) == 1), goal))
        )
    f, g, p, q, u, w = reals("f g p q u w")
    rule = forall(f, g, p, q, u, w)(
        given(
            disj(f == 0, f == 1), disj(g == 0, g == 1), disj(f == 1, u == p), disj(g == 1, w == q),
            p >= 0, p <= 1, q >= 0, q <= 1, u >= 0, u <= 1, w >= 0, w <= 1,
        )
        >> (abs(u * w - p * q) <= f + g)
    )  # fmt: skip
    ranges = [k.by("relu2.pattern", pre(A, r, one)) for A in (W, U) for one in (i, j)]
    names = [F(r, i), F(r, j), active(W, r, i), active(W, r, j), active(U, r, i), active(U, r, j)]
    each = k.use(k.lemma(rule, *names), *flips, *same, *ranges)
    after, before = (active(A, r, i) * active(A, r, j) for A in (U, W))
    bodies = [after, before, F(r, i), F(r, j)]

    def here_(q):
        one, two, three, four = (sum_over(r, q, body) for body in bodies)
        return abs(one - two) <= three + four

    counts = by_terms(k, r, m, here_, bodies, each)
    A1, A2, A3, A4, K = reals("A1 A2 A3 A4 K")
    moved = lambda i, j: gram_of(U)(i, j) - gram_of(W)(i, j)  # noqa: E731
    product = forall(A1, A2, A3, A4, K, b)(
        given(abs(K) <= 1, abs(A1 - A2) <= A3 + A4)
        >> (factor * abs(b**2 * K * A1 - b**2 * K * A2) <= b**2 * A3 + b**2 * A4)
    )
    sums = [sum_over(r, m, body) for body in bodies]
    entry = k.use(k.lemma(product, *sums, kernel(i, j), b), small, counts)
    entries = k.for_all(k.discharge(entry, (i < n) & (j < n)), i, j)
    inner = k.apply(k.at(entries, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    row = sum_over(j, n, abs(moved(i, j)))
    rows = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, abs(moved(i, j))) <= q * share(i) + sum_over(j, q, share(j)),
        [abs(moved(i, j)), share(j)], inner,
    )  # fmt: skip
    total = by_terms(
        k, i, n,
        lambda q: conj(sum_over(i, q, row) <= n * sum_over(i, q, share(i)) + q * shares(),
                       sum_over(i, q, row) >= 0),
        [row, share(i)], rows,
        by_terms(k, j, n, lambda q: sum_over(j, q, abs(moved(i, j))) >= 0, [abs(moved(i, j))]),
    )  # fmt: skip
    lemma = k.by("relu2.lem-2.2.perturbation", Lambda((i, j), moved(i, j)), v, n)
    positive_length = length_is_nonnegative(k)
    Y, Z, L, S, X = reals("Y Z L S X")
    last = forall(Y, Z, L, S, X)(
        given(Y <= Z * L, Z <= S**2, S >= 0, S <= 2 * X, L >= 0) >> (Y <= (2 * X) ** 2 * L)
    )
    frobenius = sum_over(i, n, sum_over(j, n, moved(i, j) ** 2))
    end = k.use(
        k.lemma(last, image(moved), frobenius, length(), sum_over(i, n, row), n * shares()),
        lemma, total, k.arith(sum_over(i, n, row) <= 2 * (n * shares()), total), positive_length,
    )  # fmt: skip
    end = k.arith(image(moved) <= (2 * n * shares()) ** 2 * length(), end)
    return k.qed(k.both(entries, k.for_all(end, v)))


few_flips_small_change.mutant("a third of it", factor=3)
