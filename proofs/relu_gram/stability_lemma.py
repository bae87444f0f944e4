"""Lemma 2.2 with its probability, for all sizes. The notation is that of `stability_rows` and
`stability_start`; g_0 = 1/sqrt(2 pi), so that c <= sqrt(2 pi)/16 is 16 c g_0 <= 1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    exists,
    forall,
    given,
    integrable,
    log,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, image, length, norm_at_most
from steepest.proofs.textbook.normal import g_0

from . import start_entries, start_matrix, thesis
from .false_variants import large_ball
from .network import (
    C,
    R,
    U,
    W,
    b,
    c,
    d,
    delta,
    i,
    j,
    kernel,
    lam,
    m,
    n,
    pre,
    r,
    symmetric_kernel,
    t,
    unit_inputs,
    v,
    width,
    x,
)
from .perturbation import form_after_change, gram_of, length_is_nonnegative
from .stability_event import locus
from .stability_rows import most, moved, near, total
from .stability_start import SIZES, START, setting
from .start import complement, o, of_network, unless
from .start_gram import P

s = reals("s")


def close(start=W):
    """|H - H(0)|_2 < lambda_0/4"""
    return exists(t)(conj(t >= 0, t < lam / 4, norm_at_most(moved(start), t)))


def steep():
    """lambda_min(H) > lambda_0/2"""
    return exists(s)(conj(s > lam / 2, bounded_below(gram_of(U), s)))


def level(delta=delta):
    """4 n^2 R/(sqrt(2 pi) delta)"""
    return 4 * n**2 * g_0 * R / delta


def eigen_says():
    low = bounded_below(gram_of(W), 3 * lam / 4)
    return forall(x, W, b, n, m, d, R, g_0, C, delta, lam)(
        given(
            width(), unit_inputs(), n >= 1, R > 0, g_0 > 0, delta > 0, lam > 0, 16 * C * g_0 <= 1,
            n**2 * R == C * delta * lam, most() < level(),
        )
        >> conj(level() <= lam / 4, forall(U)(near() >> conj(close(), low >> steep())))
    )  # fmt: skip


@claim(
    "relu2.lem-2.2.eigen",
    thesis(locus),
    says=eigen_says,
    uses=("relu2.lem-2.2.row-sums", "relu2.lem-2.2.perturbation", "relu2.lem-2.1.weyl"),
)
def eigenvalue_step(judge):
    """lambda_min(H) >= lambda_0/2 for c <= sqrt(2 pi)/16, on the event of Lemma 2.1.

    Where (2n - 1)(q_1 + .. + q_n) < 4 n^2 R/(sqrt(2 pi) delta) = 4 c lambda_0/sqrt(2 pi) <=
    lambda_0/4, all weights within R have |H - H(0)|_2 < lambda_0/4, and by Weyl's inequality
    lambda_min(H) > lambda_0/2 if lambda_min(H(0)) >= 3 lambda_0/4.
    """
    k = judge.theorem()
    scale, square, unit, one, R_pos, g_pos, d_pos, lam_pos, small_c, radius, few = k.given
    nonzero = k.arith(delta != 0, d_pos)
    A, B, X, Y, Z = reals("A B X Y Z")
    rule = k.lemma(
        forall(A, C, X, g_0, delta, lam)(
            given(A * X == C * delta * lam, 16 * C * g_0 <= 1, delta > 0, lam > 0)
            >> (4 * A * g_0 * X / delta <= lam / 4)
        ),
        n**2, C, R, g_0, delta, lam,
    )  # fmt: skip
    first = k.use(rule, radius, small_c, d_pos, lam_pos)
    stay, change = k.assume(near()), moved()
    rows = k.by("relu2.lem-2.2.row-sums", x, W, b, n, m, d, R)
    rows = k.apply(k.at(k.use(rows, scale, square, unit, one, R_pos), U), stay)
    sums = k.arith(total() <= most(), k.part(rows, 2))
    # |E|_2 <= |E|_F <= the sum of the |E_ij|
    entry = abs(change(i, j))
    never = by_terms(k, j, n, lambda q: sum_over(j, q, entry) >= 0, [entry])
    row = sum_over(j, n, entry)
    never = by_terms(k, i, n, lambda q: sum_over(i, q, row) >= 0, [row], never)
    norms = k.by("relu2.lem-2.2.perturbation", Lambda((i, j), change(i, j)), v, n)
    frobenius = sum_over(i, n, sum_over(j, n, change(i, j) ** 2))
    rule = k.lemma(
        forall(A, B, X, Y, Z)(
            given(A <= B * Z, B <= X**2, X >= 0, X <= Y, Z >= 0) >> (A <= Y**2 * Z)
        ),
        image(change), frobenius, total(), most(), length(),
    )  # fmt: skip
    norms = [k.arith(rule.formula.left.part(q), k.part(norms, q)) for q in (0, 1)]
    norm = k.for_all(k.use(rule, *norms, never, sums, length_is_nonnegative(k)), v)
    small = k.arith(most() < lam / 4, few, first, nonzero)
    positive = k.arith(most() >= 0, never, sums)
    near_enough = k.exhibit(close(), most(), k.both(positive, small, norm))
    # Weyl's inequality
    low = k.assume(bounded_below(gram_of(W), 3 * lam / 4))
    after = form_after_change(
        k, gram_of(W), change, gram_of(U), 3 * lam / 4, most(), low, norm, positive
    )
    above = k.arith(3 * lam / 4 - most() > lam / 2, small)
    steeper = k.exhibit(steep(), 3 * lam / 4 - most(), k.both(above, k.for_all(after, v)))
    both = k.both(near_enough, k.discharge(steeper, low.formula))
    return k.qed(k.both(first, k.for_all(k.discharge(both, stay.formula), U)))


@eigenvalue_step.mutant
def a_larger_ball(judge):
    """A c 1.1 times as large: 4 c lambda_0/sqrt(2 pi) exceeds lambda_0/4."""
    return falsify(
        forall(C, g_0)(given(g_0 > 0, 16 * C * g_0 <= "11/10") >> (4 * C * g_0 <= "1/4")),
        hints=[{"values": {"C": "11/64", "g_0": "2/5"}}],
    )


def sizes():
    return conj(delta > 0, lam > 0, 16 * C * g_0 <= 1)


def rare(delta=delta):
    return most(START) >= level(delta)


def first_says():
    good = forall(U)(near(START) >> close(START))
    measurable = (integrable(Prob(o, one)) for one in (rare(), good))
    return forall(*SIZES, C, delta, lam)(
        given(setting(), sizes(), n**2 * R == C * delta * lam, *measurable)
        >> (Prob(o, good) >= 1 - delta)
    )


@claim(
    "relu2.lem-2.2.first",
    thesis("Lemma 2.2"),
    says=first_says,
    uses=("relu2.lem-2.2.sum-markov", "relu2.lem-2.2.eigen"),
)
def first_assertion(judge):
    """With probability 1 - delta all weights within R have |H - H(0)|_2 < lambda_0/4, at every
    width.

    The first assertion of the lemma, for every c <= sqrt(2 pi)/16.
    """
    k = judge.theorem()
    *law, d_pos, lam_pos, small_c, radius, has_rare, measured = k.given
    tail = rarely_many(k, law, delta, d_pos, has_rare)
    few = k.assume(~rare())
    stay = k.assume(near(START))
    both = on_the_outcome(k, law, delta, d_pos, few, lam_pos, small_c, radius)
    here = k.part(k.apply(k.at(both, U), stay), 0)
    here = k.for_all(k.discharge(here, stay.formula), U)
    good = here.formula
    likely = unless(k, [rare()], good, [has_rare], measured, here)
    return k.qed(k.arith(Prob(o, good) >= 1 - delta, likely, tail))


first_assertion.mutant(large_ball)


def rarely_many(k, law, delta, d_pos, measurable):
    """P(the sum of all changes >= 4 n^2 R/(sqrt(2 pi) delta)) <= delta"""
    tails = k.part(k.use(k.by("relu2.lem-2.2.sum-markov", *SIZES), *law), 2)
    return k.use(k.at(tails, delta), d_pos, measurable)


def on_the_outcome(k, law, delta, d_pos, few, lam_pos, small_c, radius):
    """What the eigenvalue step says for all weights near the start of an outcome."""
    scale, square, unit, one, R_pos, g_pos, *_ = law
    start = Lambda((r, c), START(r, c))
    lemma = k.by("relu2.lem-2.2.eigen", x, start, b, n, m, d, R, g_0, C, delta, lam)
    A, B = reals("A B")
    below = forall(A, B)(~(A >= B) >> (A < B))
    nonzero = k.arith(delta != 0, d_pos)
    known = k.apply(k.lemma(below, most(START), level(delta), defined=[nonzero]), few)
    sizes_ = [scale, square, unit, one, R_pos, g_pos, d_pos, lam_pos, small_c, radius, known]
    return k.part(k.use(lemma, *sizes_), 1)


def limit_says():
    start = lambda one: of_network(one, pre(START, r, i))  # noqa: E731
    good = forall(U)(near(START) >> conj(close(START), steep()))
    event = start(start_matrix.close())
    measurable = (integrable(Prob(o, one)) for one in (rare(delta / 2), event, good))
    return forall(*SIZES, P, C, delta, lam)(
        given(
            setting(), start(start_entries.law()), start(start_entries.measurable()),
            start(bounded_below(start_matrix.limit, lam)), sizes(), delta < 1,
            n**2 * R == C * (delta / 2) * lam,
            m * lam**2 >= 8 * n**2 * log(n * (n + 1) / (delta / 2)), *measurable,
        )
        >> (Prob(o, good) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.lem-2.2-amended",
    thesis("Lemma 2.2"),
    says=limit_says,
    amends="relu2.lem-2.2",
    uses=(
        "relu2.lem-2.2.sum-markov", "relu2.lem-2.2.eigen", "relu2.lem-2.1-sharper",
        "relu2.kernel-entries",
    ),
)  # fmt: skip
def lemma_amended(judge):
    """Lemma 2.2 at the width of Lemma 2.1, with half of the radius.

    m >= (8 n^2/lambda_0^2) log(2n(n + 1)/delta) and R = c delta lambda_0/(2 n^2), c <= sqrt(2
    pi)/16: Lemma 2.1 at delta/2 and Markov at delta/2. Both events together fail with probability
    at most delta, and imply both assertions: with probability at least 1 - delta all weights within
    R have |H - H(0)|_2 < lambda_0/4 and lambda_min(H) > lambda_0/2.
    """
    k = judge.theorem()
    *known, has_rare, has_event, measured = k.given
    law, hidden, known = known[:9], known[9:12], known[12:]
    scale, square, unit, one, *_ = law
    low, d_pos, lam_pos, small_c, d_less, radius, wide = known
    half, half_pos = delta / 2, k.arith(delta / 2 > 0, d_pos)
    # Lemma 2.1
    symmetric = k.for_all(symmetric_kernel(k), i, j)
    entries = k.apply(k.by("relu2.kernel-entries", x, n, d), unit)
    values = Lambda((r, i, o), pre(START, r, i)), Lambda((i, j), kernel(i, j))
    lemma = k.by("relu2.lem-2.1-sharper", *values, P, b, n, m, lam, half)
    likely = k.use(
        lemma, scale, square, *hidden, symmetric, entries, one, half_pos,
        k.arith(half < 1, d_less, d_pos), lam_pos, low, wide, has_event,
    )  # fmt: skip
    # both events
    event = of_network(start_matrix.close(), pre(START, r, i))
    tail = rarely_many(k, law, half, half_pos, has_rare)
    few, start = k.assume(~rare(half)), k.assume(~~event)
    start = k.cases(
        k.excluded_middle(event), k.assume(event), k.absurd(k.assume(~event), start, event)
    )
    stay = k.assume(near(START))
    both = on_the_outcome(k, law, half, half_pos, few, lam_pos, small_c, radius)
    both = k.apply(k.at(both, U), stay)
    here = k.both(k.part(both, 0), k.apply(k.part(both, 1), k.part(start, 1)))
    here = k.for_all(k.discharge(here, stay.formula), U)
    good, other = here.formula, complement(k, event, likely)
    has_other = k.arith(integrable(Prob(o, ~event)), other)
    end = unless(k, [rare(half), ~event], good, [has_rare, has_other], measured, here)
    return k.qed(k.arith(Prob(o, good) >= 1 - delta, end, tail, other, likely))


lemma_amended.mutant(large_ball)
