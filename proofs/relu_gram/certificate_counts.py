"""The certificate: how much loose entries can cost at most, and the norm of the secant slopes.

s(r, i) are patterns and sigma(r, i) secant slopes, equal at the tight entries; F(r, i) = 1 for the
loose ones. K has a norm of at most kappa, and kappa_r on the entries that are loose at neuron r.
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
    maximum,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form, length

from . import thesis
from .certificate_neurons import ONE, Q, kap, kappa, locus, pulled_length, s, sigma, top
from .network import F, b, c, d, i, kernel, m, n, r, v, x
from .perturbation import sets
from .step import e

SLOPES = (x, s, sigma, F, kap, b, n, m, d, kappa, Q, top)


def slopes(s=s):
    """Patterns are 0 or 1, slopes lie in [0, 1], and both agree at tight entries."""
    inside = (r < m) & (i < n)
    tight = (F(r, i) == 0) >> (sigma(r, i) == s(r, i))
    values = conj(disj(s(r, i) == 0, s(r, i) == 1), sigma(r, i) >= 0, sigma(r, i) <= 1, tight)
    return forall(r, i)(inside >> values)


def at_loose(i):
    return F(r, i) * v(i)


def norms():
    """kappa >= |K|, and kappa_r >= |K| on the loose entries of neuron r"""
    own = conj(kap(r) >= 0, forall(v)(form(kernel, at_loose) <= kap(r) * length(at_loose)))
    whole = forall(v)(form(kernel) <= kappa * length())
    return conj(kappa >= 0, whole, forall(r)((r < m) >> own))


def shares(s=s):
    """Q_i <= Q and p_i <= p_max: what the loose entries, and the loose or active ones, add up to"""
    active = maximum(F(r, i), s(r, i))
    both = conj(b**2 * sum_over(r, m, kap(r) * F(r, i)) <= Q, b**2 * sum_over(r, m, active) <= top)
    return forall(i)((i < n) >> both)


def changes():
    """The sum over the neurons of delta_r^2 = |X^T (Sigma_r - D_r) e|^2/m"""
    change = lambda i: sigma(r, i) - s(r, i)  # noqa: E731
    return sum_over(r, m, b**2 * pulled_length(change, e))


def image():
    """|G v|^2"""
    return sum_over(r, m, b**2 * pulled_length(lambda i: sigma(r, i), v))


def counts_say(most=Q, share=top, sizes=None):
    return forall(*SLOPES, e, v)(
        given(sets(), slopes(), norms() if sizes is None else sizes, shares())
        >> conj(changes() <= most * length(e), image() <= kappa * share * length())
    )


def weighted(k, slope, on, vector, most, weight, bound, *each):
    """sum_r |X^T T_r v|^2/m <= bound |v|^2 for slopes T with T^2 <= on and on T = T, which is the
    first of `each`; the second is the norm of K at on T v, less than the number `most`, not
    negative by the third; `weight` says that (1/m) sum_r most on <= bound, for i < n.
    """
    own, norm, low = each
    B, C, D, L, h, t, u = reals("B C D L h t u")
    body = on * (slope * vector(i))
    short = k.lemma(
        forall(h, t, u)(given(t**2 <= h, h * t == t) >> ((h * (t * u)) ** 2 <= h * u**2)),
        on, slope, vector(i),
    )  # fmt: skip
    short = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, body**2) <= sum_over(i, q, on * vector(i) ** 2),
        [body**2, on * vector(i) ** 2], k.use(short, own),
    )  # fmt: skip
    gram = k.by("book.gram-form", x, Lambda((i,), body), n, d)
    entries = [body * x(i, c), vector(i) * (slope * x(i, c))]
    same = k.lemma(
        forall(h, t, u, B)((h * t == t) >> (h * (t * u) * B == u * (t * B))),
        on, slope, vector(i), x(i, c),
    )  # fmt: skip
    same = by_terms(
        k, i, n, lambda q: sum_over(i, q, entries[0]) == sum_over(i, q, entries[1]), entries,
        k.use(same, own),
    )  # fmt: skip
    pull = [sum_over(i, n, one) ** 2 for one in entries]
    square = k.lemma(
        forall(B, C)((B == C) >> (B**2 == C**2)), *(sum_over(i, n, t) for t in entries)
    )
    square = by_terms(
        k, c, d, lambda q: sum_over(c, q, pull[0]) == sum_over(c, q, pull[1]), pull,
        k.use(square, same),
    )  # fmt: skip
    total = sum_over(i, n, b**2 * (most * on) * vector(i) ** 2)
    inside = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, b**2 * (most * on) * vector(i) ** 2)
        == b**2 * most * sum_over(i, q, on * vector(i) ** 2),
        [b**2 * (most * on) * vector(i) ** 2, on * vector(i) ** 2],
    )  # fmt: skip
    one = k.lemma(
        forall(B, C, D, L, h, t, b)(
            given(B == C, C <= h * D, D <= L, h >= 0, t == b**2 * h * L) >> (b**2 * B <= t)
        ),
        sum_over(c, d, pull[1]), sum_over(c, d, pull[0]), length(lambda i: body),
        sum_over(i, n, on * vector(i) ** 2), most, total, b,
    )  # fmt: skip
    norm = k.arith(one.formula.left.part(1), norm, gram)
    one = k.use(one, square, norm, short, low, inside)
    bodies = [b**2 * sum_over(c, d, pull[1]), total]
    neurons = by_terms(
        k, r, m, lambda q: sum_over(r, q, bodies[0]) <= sum_over(r, q, bodies[1]), bodies, one
    )
    entry = b**2 * (most * on) * vector(i) ** 2
    swap = k.by("book.sum-exchange", Lambda((r, i), entry), m, n)
    column = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, entry) == b**2 * sum_over(r, q, most * on) * vector(i) ** 2,
        [entry, most * on],
    )  # fmt: skip
    few = k.lemma(
        forall(B, C, D, u)(given(B == C * u**2, C <= D) >> (B <= D * u**2)),
        sum_over(r, m, entry), b**2 * sum_over(r, m, most * on), bound, vector(i),
    )  # fmt: skip
    bodies = [sum_over(r, m, entry), vector(i) ** 2]
    rows = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, bodies[0]) <= bound * sum_over(i, q, bodies[1]),
        bodies, k.use(few, column, weight),
    )  # fmt: skip
    end = sum_over(r, m, b**2 * sum_over(c, d, pull[1])) <= bound * length(vector)
    return k.arith(end, neurons, swap, rows)


@claim(
    "relu2.certificate.counts",
    thesis(locus),
    says=counts_say,
    uses=("book.gram-form", "book.sum-exchange"),
)
def counting(judge):
    """delta_r^2 = |X^T (Sigma_r - D_r) e|^2/m <= (kappa_r/m) sum_{i loose at r} e_i^2, and |G v|^2
    <= (kappa/m) sum_r sum_{i active or loose} v_i^2.

    Differences of slopes lie in [-1, 1] and vanish at tight entries; slopes lie in [0, 1] and
    vanish where the neuron is tight and inactive. Exchanging the sums, e_i^2 gets the weight Q_i <=
    Q, and v_i^2 the weight kappa p_i.
    """
    k = judge.theorem()
    binary, values, low, norm, local, few = k.given
    neuron, entry = k.assume(r < m), k.assume(i < n)
    pair = k.both(neuron, entry)
    flip, here = k.apply(k.at(binary, r, i), pair), k.apply(k.at(values, r, i), pair)
    own = k.apply(k.at(local, r), neuron)
    weight = k.apply(k.at(few, i), entry)
    h = reals("h")
    tight = k.part(here, 3)

    def cases(goal):
        """The goal for tight entries, and for loose ones."""
        zero = k.assume(F(r, i) == 0)
        first = k.arith(goal, here, zero, k.apply(tight, zero))
        return k.cases(flip, first, k.arith(goal, here, k.assume(F(r, i) == 1)))

    change = sigma(r, i) - s(r, i)
    small = cases(conj(change**2 <= F(r, i), F(r, i) * change == change))
    there = k.at(k.part(own, 1), Lambda((i,), change * e(i)))
    first = weighted(
        k, change, F(r, i), e, kap(r), k.part(weight, 0), Q, small, there, k.part(own, 0)
    )
    on = maximum(F(r, i), s(r, i))
    small = cases(conj(sigma(r, i) ** 2 <= on, on * sigma(r, i) == sigma(r, i)))
    there = k.at(norm, Lambda((i,), on * (sigma(r, i) * v(i))))
    scaled = by_terms(
        k,
        r,
        m,
        lambda q: sum_over(r, q, kappa * on) == kappa * sum_over(r, q, on),
        [kappa * on, on],
    )
    B, C, D = reals("B C D")
    most = k.lemma(
        forall(B, C, D, h, b)(given(B == h * C, b**2 * C <= D, h >= 0) >> (b**2 * B <= h * D)),
        sum_over(r, m, kappa * on), sum_over(r, m, on), top, kappa, b,
    )  # fmt: skip
    most = k.use(most, scaled, k.part(weight, 1), low)
    second = weighted(k, sigma(r, i), on, v, kappa, most, kappa * top, small, there, low)
    return k.qed(k.both(first, second))


@counting.mutant
def the_mean_share(judge):
    """Half of the largest share; for one input and one neuron K is a number."""
    one = conj(kap(0) >= kernel(0, 0), kappa >= kernel(0, 0), n == 1, m == 1)
    values = {"kappa": "1", "Q": "1", "p_max": "1"}
    slopes = {
        "s": {"of": ["r", "i"], "is": "0"},
        "sigma": {"of": ["r", "i"], "is": "1"},
        "F": {"of": ["r", "i"], "is": "1"},
        "kappa_r": {"table": ["1"]},
    }
    hint = {"values": ONE["values"] | values, "functions": ONE["functions"] | slopes}
    return falsify(counts_say(most=Q / 2, share=top / 2, sizes=one), hints=[hint])
