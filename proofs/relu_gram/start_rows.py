"""Lemma 2.1 by Hoeffding's inequality, with the row sums of the data: nu is at least the largest
sum of the |K_ij| over a row. The notation and the hypotheses are those of `start_matrix`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    given,
    integrable,
    log,
    reals,
    sum_over,
    term,
)
from steepest.proofs.textbook.forms import bounded_below, form, length, norm_at_most

from . import thesis
from .false_variants import one_neuron
from .network import b, delta, i, j, lam, m, n, r, t, v, width
from .perturbation import form_after_change
from .start import o
from .start_entries import deviation, law, measurable
from .start_gram import K, P, active, both, difference
from .start_matrix import close, gram, limit, matrix_says
from .start_union import SETTING, union

nu = reals("nu")


def from_rows(k, near, symmetric, rows, low, large, positive):
    """`close` from "for all i, j < n: |H_ij - H_inf_ij| <= lambda_0/(4 nu) |K_ij|"."""
    level, defined = lam / (4 * nu), [k.arith(4 * nu != 0, large)]
    rule = k.lemma(
        forall(nu, lam)(
            given(nu > 0, lam > 0) >> conj(lam / (4 * nu) >= 0, lam / (4 * nu) * nu == lam / 4)
        ),
        nu, lam,
    )  # fmt: skip
    share, product = k.split(k.use(rule, large, positive))
    shares = k.both(share, k.arith(level <= level, *defined))
    lemma = k.by(
        "relu2.thm-2.3-data.perturbation", Lambda((i, j), K(i, j)),
        Lambda((i, j), difference(i, j)), Lambda((i,), t), n, t, nu,
    )  # fmt: skip
    lemma = k.at(k.for_all(lemma, t), level, defined=defined)
    shares = k.for_all(k.discharge(shares, i < n), i)
    norm = k.part(k.use(lemma, symmetric, rows, large, share, shares), 0)
    norm = k.rewrite(product, k.apply(norm, near), norm_at_most(difference, lam / 4))
    small = k.arith(lam / 4 >= 0, positive)
    low = form_after_change(k, limit, difference, gram, lam, lam / 4, low, norm, small)
    low = k.arith(form(gram) >= 3 * lam / 4 * length(), low)
    return k.both(norm, k.for_all(low, v))


def rows():
    return forall(i)((i < n) >> (sum_over(j, n, abs(K(i, j))) <= nu))


def wide():
    return m * lam**2 >= 8 * nu**2 * log(n * (n + 1) / delta)


def rows_say():
    return matrix_says(nu >= 1, rows(), wide(), names=(nu,))


def norms_say():
    sizes = conj(n >= 1, delta > 0, delta < 1, lam > 0, nu > 0, rows(), wide())
    return forall(*SETTING, nu, lam, delta)(
        given(
            width(), law(), measurable(), forall(i, j)(K(i, j) == K(j, i)), sizes,
            bounded_below(limit, lam), integrable(Prob(o, close())),
        )
        >> (Prob(o, close()) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3-norms.start",
    thesis("after Theorem 2.2: the norms of the inputs"),
    says=norms_say,
    uses=(
        "relu2.lem-2.1.hoeffding.mean", "relu2.lem-2.1.weyl", "relu2.thm-2.3-data.perturbation",
        "book.union-of-pairs",
    ),
)  # fmt: skip
def start_any_norms(judge):
    """Lemma 2.1 with the row sums of any symmetric K, so for inputs of any norms.

    m >= 8 nu^2 log(n(n + 1)/delta)/lambda_0^2. There are n(n + 1)/2 different means of indicators,
    all within t = lambda_0/(4 nu) with probability 1 - delta, as 2 m t^2 >= log(n(n + 1)/delta), so
    row i of the difference sums to at most nu t = lambda_0/4.
    """
    k = judge.theorem()
    scale, square, *_ = k.given
    laws = k.given[:5]
    symmetric, one, d_pos, d_less, positive, large, rows, wide, low, measured = k.given[5:]
    level = lam / (4 * nu)
    nonzero = k.arith(4 * nu != 0, large)
    defined = [nonzero, large, positive, k.arith(nu != 0, large)]
    A, B, D, X, Y = reals("A B D X Y")
    # the event
    far = lambda i, j: abs(deviation(i, j)) >= level  # noqa: E731
    clear = k.assume(forall(i, j)(conj(i < n, j < i + 1) >> ~far(i, j)))
    pair = k.assume(conj(i < n, j < n))
    below = k.assume(j < i + 1)
    first = k.apply(k.at(clear, i, j), k.both(k.part(pair, 0), below))
    second = k.apply(
        k.at(clear, j, i), k.both(k.part(pair, 1), k.arith(i < j + 1, k.assume(~(j < i + 1))))
    )
    turned = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, active(r, i) * active(r, j))
        == sum_over(r, q, active(r, j) * active(r, i)),
        [active(r, i) * active(r, j), active(r, j) * active(r, i)],
    )  # fmt: skip
    ways = [k.at(laws[2], r, *one_) for one_ in ((i, j), (j, i))]
    swap = k.for_all(k.arith(both(r) == active(r, j) * active(r, i)), o)
    swap = k.mean_of_equal(swap, k.arith(integrable(ways[0].sides[0]), ways[0]))
    mirrored = k.arith(P(i, j) == P(j, i), *ways, swap)
    equal = k.arith(deviation(i, j) == deviation(j, i), turned, mirrored)
    second = k.rewrite(equal, second, ~far(i, j))
    apart = k.cases(k.excluded_middle(j < i + 1), first, second)
    share = b**2 * sum_over(r, m, both(r)) - P(i, j)
    below = k.lemma(forall(A, B)(~(A >= B) >> (A <= B)), abs(share), level, defined=[nonzero])
    scaled = k.lemma(
        forall(A, B, D)((abs(A) <= B) >> (abs(D * A) <= abs(D) * B)), share, level, K(i, j),
        defined=[nonzero],
    )  # fmt: skip
    held = k.use(scaled, k.apply(below, k.assume(~far(i, j))))
    product = k.arith(difference(i, j) == K(i, j) * share)
    held = k.arith(abs(difference(i, j)) <= level * abs(K(i, j)), held, product, nonzero)
    held = k.apply(k.discharge(held, ~far(i, j)), apart)
    near = k.for_all(k.discharge(held, pair.formula), i, j)
    well = from_rows(k, near, symmetric, rows, low, large, positive)
    above = k.use(k.lemma(forall(B, lam)(given(B > 0, lam > 0) >> (lam / (4 * B) > 0)), nu, lam),
                  large, positive)  # fmt: skip
    likely = union(
        k, laws, level, above, lambda i: i + 1, lambda q: term("1/2") * (q**2 + q), close(),
        measured, well, defined=defined,
    )  # fmt: skip
    # the size
    logs = log(n * (n + 1) / delta)
    product = k.arith(n * (n + 1) / delta > 0, one, d_pos)
    exponent = k.lemma(
        forall(A, B, X, lam)(
            given(B > 0, A * lam**2 >= 8 * B**2 * X) >> (-2 * A * (lam / (4 * B)) ** 2 <= -X)
        ),
        m, nu, logs, lam, defined=[product],
    )  # fmt: skip
    exponent = k.use(exponent, large, wide)
    rule = k.lemma(
        forall(A, B, D)(
            given(A <= -log(B * (B + 1) / D), B >= 1, D > 0)
            >> (term("1/2") * (B**2 + B) * (2 * exp(A)) <= D)
        ),
        -2 * m * level**2, n, delta, defined=[nonzero],
    )  # fmt: skip
    rare = k.use(rule, exponent, one, d_pos)
    return k.qed(k.arith(k.target, likely, rare, nonzero))


@start_any_norms.mutant
def with_a_quarter(judge):
    """m >= (nu/lambda_0)^2 log(n(n + 1)/delta)/4."""
    return one_neuron(judge, "1/4", events=2)


@claim(
    "relu2.thm-2.3-data.start",
    thesis("Theorems 2.2 and 2.3, with constants of the data"),
    says=rows_say,
    uses=("relu2.thm-2.3-norms.start",),
)
def start(judge):
    """Lemma 2.1 with the row sums of the data: nu in place of n.

    m >= 8 nu^2 log(n(n + 1)/delta)/lambda_0^2.
    """
    k = judge.theorem()
    *laws, symmetric, _, one, d_pos, d_less, positive, low, large, rows, wide, measured = k.given
    lemma = k.by("relu2.thm-2.3-norms.start", *SETTING, nu, lam, delta)
    large = k.arith(nu > 0, large)
    sizes = one, d_pos, d_less, positive, large, rows, wide
    return k.qed(k.use(lemma, *laws, symmetric, *sizes, low, measured))


@start.mutant
def with_a_quarter_for_eight(judge):
    """m >= (nu/lambda_0)^2 log(n(n + 1)/delta)/4."""
    return one_neuron(judge, "1/4", events=2)
