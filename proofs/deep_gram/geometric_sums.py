"""Geometric sums over layers and over steps: theorems by induction, for every depth and every
number of steps.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exp,
    forall,
    given,
    log,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .recursions import A, B, C, H, X, Y, a, compound, e, h

s = nats("s")
g, x = sequences("g x")
t, rho, eta, lam, eps = reals("t rho eta lambda_0 eps")


def geometric(q):
    """g(h) = 1 + q + .. + q^(h - 1)"""
    return conj(g(0) == 0, forall(h)(g(h + 1) == q * g(h) + 1))


def norms_say(width=2):
    near = abs(x(h) ** 2 - 1) <= g(h) / (width * g(H))
    inside = conj(x(h) ** 2 >= "1/2", x(h) ** 2 <= "3/2", x(h) >= "1/2", x(h) <= 2)
    return forall(g, x, C, H)(
        given(C >= 0, geometric(C), H >= 1, forall(h)((h <= H) >> conj(x(h) >= 0, near)))
        >> conj(forall(h)((h <= H) >> (g(h) <= g(H))), forall(h)((h <= H) >> inside))
    )


@claim("deep.lem-3.1-s1", chapter_3("Lemma 3.1"), says=norms_say)
def induction_hypothesis(judge):
    """g_C(h) <= g_C(H) for h <= H, so the hypothesis keeps every norm between 1/sqrt(2) and
    sqrt(3/2): inside [1/2, 2].

    The hypothesis: | |x^(h)|^2 - 1 | <= g_C(h)/(2 g_C(H)); x(h) stands for the norm.
    """
    k = judge.theorem()
    low, start, run, deep, near = k.given
    always = conj(g(h) >= 0, g(h + 1) >= g(h))
    base = k.arith(always.put(h, 0), start, k.at(run, 0))
    rule = k.lemma(
        forall(A, B, X, C)(
            given(C >= 0, X == C * B + 1, B == C * A + 1, B >= A, A >= 0) >> conj(B >= 0, X >= B)
        ),
        g(h), g(h + 1), g(h + 1 + 1), C,
    )  # fmt: skip
    step = k.use(rule, low, k.at(run, h + 1), k.at(run, h), k.assume(always))
    grows = k.induction(h, always, base, step)
    # from h on, by induction
    here = (h <= s) >> (g(h) <= g(s))
    equal = k.arith(h == 0, k.assume(h <= 0), k.arith(h >= 0))
    base = k.discharge(k.rewrite(equal, k.arith(g(h) <= g(h)), g(h) <= g(0)), h <= 0)
    before = k.apply(k.assume(here), k.assume(h <= s))
    goal = g(h) <= g(s + 1)
    longer = k.arith(goal, before, k.at(grows, s))
    equal = k.rewrite(k.assume(h == s + 1), k.arith(g(h) <= g(h)), goal)
    cover = k.arith((h <= s) | (h == s + 1), k.assume(h <= s + 1))
    step = k.discharge(k.cases(cover, longer, equal), h <= s + 1)
    below = k.for_all(k.induction(s, here, base, step), h)
    inside = k.assume(h <= H)
    first = k.apply(k.at(below, h, H), inside)
    least = k.apply(k.at(below, term(0) + 1, H), k.arith(term(0) + 1 <= H, deep))
    least = k.arith(g(H) >= 1, least, k.at(run, 0), start)
    rule = k.lemma(
        forall(A, B, X)(
            given(abs(A**2 - 1) <= B / (2 * X), B <= X, X >= 1, A >= 0)
            >> conj(A**2 >= "1/2", A**2 <= "3/2", A >= "1/2", A <= 2)
        ),
        x(h), g(h), g(H),
    )  # fmt: skip
    second = k.use(rule, k.apply(k.at(near, h), inside), first, least)
    ends = (k.for_all(k.discharge(one, h <= H), h) for one in (first, second))
    return k.qed(k.both(*ends))


@induction_hypothesis.mutant
def without_the_half(judge):
    """g_C(h)/g_C(H): norms down to 0."""
    return falsify(
        forall(A, B, X)(given(abs(A**2 - 1) <= B / X, B <= X, X >= 1) >> (A**2 >= "1/2")),
        hints=[{"values": {"A": "0", "B": "1", "X": "1"}}],
    )


def depth_says(rate=C):
    residual = forall(h)((h <= H) >> ((1 + a / H) ** h <= exp(a)))
    return forall(g, C)(
        given(C > 1, geometric(C))
        >> conj(forall(h)(g(h + 1) >= rate**h), forall(a, H)(given(a >= 0, H >= 1) >> residual))
    )


@claim(
    "deep.claim-3.8d.bounds",
    chapter_3("Section 3.8"),
    says=depth_says,
    uses=("book.power-below-exp",),
)
def depth_of_the_bounds(judge):
    """The bound for the fully connected network is at least c_x^(H-1): exponential for c_x > 1; the
    residual one is free of H.

    g_c(h + 1) >= c^h, whereas (1 + a/H)^h <= e^a for all h <= H.
    """
    k = judge.theorem()
    large, start, run = k.given
    here = g(h + 1) >= C**h
    base = k.arith(here.put(h, 0), start, k.at(run, 0), k.power_zero(C))
    product = k.lemma(
        forall(A, B, X, C)(given(C > 1, A >= B, X == C * A + 1) >> (X >= B * C)),
        g(h + 1), C**h, g(h + 1 + 1), C,
    )  # fmt: skip
    step = k.use(product, large, k.assume(here), k.at(run, h + 1))
    step = k.arith(here.put(h, h + 1), step, k.power_step(C, h))
    first = k.induction(h, here, base, step)
    known = k.assume(given(a >= 0, H >= 1))
    small, _ = compound(k, a, k.part(known, 0), k.part(known, 1), k.assume(h <= H))
    small = k.for_all(k.discharge(small, h <= H), h)
    return k.qed(k.both(first, k.for_all(k.discharge(small, known.formula), a, H)))


@depth_of_the_bounds.mutant
def twice_the_rate(judge):
    """g_c(2) = c + 1 >= 2 c, for c = 2."""
    return falsify(forall(C)((C == 2) >> (C + 1 >= 2 * C)), hints=[{"values": {"C": "2"}}])


def deduction_says():
    run = forall(s)(e(s + 1) <= (1 - eta * lam / 2) * e(s))
    soon = (s >= 2 * log(1 / eps) / (eta * lam)) >> (e(s) <= eps * e(0))
    return forall(e, eta, lam, eps)(
        given(eta > 0, lam > 0, eta * lam <= 2, eps > 0, e(0) >= 0, run)
        >> forall(s)(conj(e(s) <= (1 - eta * lam / 2) ** s * e(0), soon))
    )


@claim(
    "deep.thm-5.1.deduction",
    chapter_3("Theorem 3.1"),
    says=deduction_says,
    uses=("book.growth", "book.power-late"),
)
def many_steps(judge):
    """The induction over the steps, and the number of steps: (1 - x)^k <= e^(-k x).

    If a step multiplies the loss by at most 1 - eta lambda/2, then k steps by at most its k-th
    power, which is below epsilon after (2/(eta lambda)) log(1/epsilon) of them.
    """
    k = judge.theorem()
    step_pos, lam_pos, small, target, start, run = k.given
    rate = 1 - eta * lam / 2
    low = k.arith(rate >= 0, small)
    every = k.for_all(k.discharge(k.at(run, h), h < s), h)
    grown = k.use(k.by("book.growth", e, rate, s), low, every)
    first = k.apply(k.at(grown, s), k.arith(s <= s))
    wanted = k.assume(s >= 2 * log(1 / eps) / (eta * lam))
    rule = k.lemma(
        forall(A, X, eps)(
            given(X >= 2 * log(1 / eps) / A, A > 0, eps > 0) >> (A / 2 * X >= log(1 / eps))
        ),
        eta * lam, s, eps,
    )  # fmt: skip
    product = k.arith(eta * lam > 0, step_pos, lam_pos)
    long_enough = k.use(rule, wanted, product, target)
    late = k.by("book.power-late", eta * lam / 2, 1, eps, s)
    late = k.use(late, product, small, target, long_enough)
    rule = k.lemma(
        forall(A, B, X, Y)(given(A <= B * Y, B <= X, Y >= 0) >> (A <= X * Y)),
        e(s), rate**s, eps, e(0),
    )  # fmt: skip
    second = k.use(rule, first, k.arith(rate**s <= eps, late), start)
    second = k.discharge(second, wanted.formula)
    return k.qed(k.for_all(k.both(first, second), s))


@many_steps.mutant
def half_of_the_steps(judge):
    """log(1/epsilon)/(eta lambda) steps: two are not enough for 1/5 at the rate 1/2."""
    enough = given(A == "1/2", eps == "1/5", s == 2, s >= log(1 / eps) / (2 * A))
    return falsify(
        forall(A, eps, s)(enough >> (A**2 <= eps)),
        hints=[{"values": {"A": "1/2", "eps": "1/5", "s": "2"}}],
    )


def series_says():
    partial = sum_over(s, H, rho**s)
    return forall(t, rho)(
        given(t > 0, t < 1, rho >= 0, rho**2 == 1 - t)
        >> conj(1 - rho >= t / 2, forall(H)(partial * (t / 2) <= 1))
    )


@claim(
    "deep.lem-3.5-s2",
    chapter_3("Lemma 3.5"),
    says=series_says,
    uses=("relu2.cor-2.1.step2",),
    instance={"values": {"t": "3/4", "rho": "1/2"}},
)
def geometric_sum(judge):
    """1 - sqrt(1 - t) >= t/2, so the sum of the powers of sqrt(1 - t) is at most 2/t.

    For every number of terms; rho = sqrt(1 - t).
    """
    k = judge.theorem()
    positive, less, low, square = k.given
    first = k.arith(1 - rho >= t / 2, *k.given)
    lemma = k.use(k.by("relu2.cor-2.1.step2", t, rho), positive, less, low, square)
    bound, partial = k.part(lemma, 0), k.at(k.part(lemma, 1), H)
    rule = k.lemma(
        forall(A, B, t)(given(A <= B, B <= 2 / t, t > 0) >> (A * (t / 2) <= 1)),
        sum_over(s, H, rho**s), 1 / (1 - rho), t, defined=[k.arith(1 - rho != 0, first, positive)],
    )  # fmt: skip
    return k.qed(k.both(first, k.for_all(k.use(rule, partial, bound, positive), H)))


@geometric_sum.mutant
def a_limit_of_a_half(judge):
    """Two terms for t = 3/4."""
    here = given(t == "3/4", rho == "1/2")
    return falsify(
        forall(t, rho)(here >> ((1 + rho) * (t / 2) <= "1/2")),
        hints=[{"values": {"t": "3/4", "rho": "1/2"}}],
    )
