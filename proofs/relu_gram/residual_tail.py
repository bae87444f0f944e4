"""The tail of the residual at the random start, by the union bound. Notation of `start_tails`."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    disj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    log,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import C, b, delta, i, m, n, width, y
from .start import a, o, z
from .start_error import output, start_loss
from .start_tails import A, B, L, S, far, law, locus, measurable, t


def level():
    """log(6n/delta)"""
    return log(6 * n / delta)


def large():
    return start_loss() >= 2 * n * (C**2 + 2 * level())


def tail_says():
    labels = forall(i)((i < n) >> (abs(y(i)) <= C))
    return forall(z, a, y, b, n, m, C, delta)(
        given(
            width(), law(), measurable(), n >= 1, delta > 0, delta < 1, labels,
            integrable(Prob(o, large())),
        )
        >> (Prob(o, large()) <= delta / 3)
    )  # fmt: skip


@claim(
    "relu2.init-residual.tail",
    thesis(locus),
    formula=r"P\left(\|y-u(0)\|^2\ge2n\left(C^2+2\log\tfrac{6n}\delta\right)\right)\le\tfrac"
    r"\delta3",
    hypotheses=("unit inputs, |y_i| <= C, n >= 1, 0 < delta < 1",),
    says=tail_says,
    uses=("relu2.init-residual.subgaussian", "book.mean-of-sum"),
)
def residual_tail(judge):
    """With probability at least 1 - delta/3 the squared residual at initialisation is below 2 n
    (C^2 + 2 log(6 n/delta)).

    A union over n tails of 2 exp(-t^2/2) = delta/(3 n) at t^2 = 2 L, and (y - u)^2 <= 2 y^2 + 2 u^2
    < 2 C^2 + 4 L where |u| < t.
    """
    k = judge.theorem()
    *known, one, positive, below_one, labels, has = k.given
    ratio = forall(S, B)(
        given(S >= 1, B > 0, B < 1) >> conj(6 * S / B >= 6, B / (6 * S) == 1 / (6 * S / B))
    )
    nonzero = k.arith(delta != 0, positive)
    ratio = k.use(k.lemma(ratio, n, delta), one, positive, below_one)
    size = forall(S)((S >= 6) >> conj(log(S) >= 0, exp(-log(S)) == 1 / S))
    size = k.use(k.lemma(size, 6 * n / delta, defined=[nonzero]), k.part(ratio, 0))
    here = k.assume(conj(t >= 0, t**2 == 2 * level()))
    # each output
    lemma = k.use(k.by("relu2.init-residual.subgaussian", z, a, b, m), *known)
    rare = k.apply(k.at(k.part(k.at(lemma, i), 1), t), k.part(here, 0))
    same = k.arith(-(t**2) / 2 == -level(), here)
    rare = k.unfold(same, rare)
    rare = k.arith(Prob(o, far()) <= delta / (3 * n), rare, size, ratio, one, positive)
    # one of them is far where the residual is large
    hits = indicator(far())
    every = k.for_all(k.arith(integrable(Prob(o, far())), rare), i)
    inner = k.apply(k.by("book.mean-of-sum", Lambda((i, o), hits), n), every)
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, Prob(o, far())) <= q * (delta / (3 * n)),
        [Prob(o, far())], rare, defined=[every], always=[k.arith(3 * n != 0, one)],
    )  # fmt: skip
    there = k.arith(integrable(E(o, sum_over(i, n, hits))), inner)
    bound = k.mean_is_monotone(k.for_all(some_far(k, labels, one, here), o), has, there)
    whole = k.arith(n * (delta / (3 * n)) == delta / 3, one)
    end = k.arith(k.target, bound, inner, total, whole)
    end = k.for_all(k.discharge(end, here.formula), t)
    root = forall(L)((L >= 0) >> conj(sqrt(2 * L) >= 0, sqrt(2 * L) ** 2 == 2 * L))
    root = k.lemma(root, level(), defined=[nonzero, size])
    root = k.use(root, k.part(size, 0))
    return k.qed(k.use(k.at(end, sqrt(2 * level()), defined=[root, nonzero]), root))


def some_far(k, labels, one, here):
    """1{large} <= the sum of 1{|u_i| >= t}: otherwise every square is below 2 C^2 + 2 t^2."""
    hits, square = indicator(far()), (y(i) - output(i)) ** 2
    size = 2 * (C**2 + t**2)
    label = k.apply(k.at(labels, i), k.assume(i < n))
    rule = forall(A, B, C, t)(given(abs(A) <= C, abs(B) < t) >> ((A - B) ** 2 < 2 * (C**2 + t**2)))
    near = k.assume(~far())
    small = k.use(k.lemma(rule, y(i), output(i), C, t), label, k.arith(abs(output(i)) < t, near))
    goal = conj(hits >= 0, disj(hits >= 1, square < size))
    each = k.cases(
        k.excluded_middle(far()),
        k.arith(goal, k.indicator(far(), True, k.assume(far()))),
        k.arith(goal, small, k.indicator(far(), False, near)),
    )

    def counted(q):
        F, S = sum_over(i, q, hits), sum_over(i, q, square)
        return conj(F >= 0, disj(F >= 1, conj(term(q) == 0, S == 0), S < q * size))

    whole = by_terms(k, i, n, counted, [hits, square], each)
    event = large()
    goal = indicator(event) <= sum_over(i, n, hits)
    yes = k.assume(event)
    reached = k.arith(sum_over(i, n, hits) >= 1, whole, yes, one, here)
    yes = k.arith(goal, k.indicator(event, True, yes), reached)
    no = k.arith(goal, k.indicator(event, False, k.assume(~event)), whole)
    return k.cases(k.excluded_middle(event), yes, no)


@residual_tail.mutant
def half_of_the_square(judge):
    """n (C^2 + 2 L): for one sample with y = 1 and u = -1 the square is 4."""
    says = forall(A, B, C, L)(given(A**2 <= C**2, B**2 <= 2 * L) >> ((A - B) ** 2 <= C**2 + 2 * L))
    return falsify(says, hints=[{"values": {"A": "1", "B": "-1", "C": "1", "L": "1/2"}}])
