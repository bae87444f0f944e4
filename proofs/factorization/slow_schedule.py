"""Claim B.1 (Du, Hu, Lee 2018) for the slower step sizes of footnote 11, eta_t = c (t + 1)^-(1/2 +
delta). Notation of `drift` and `step_sizes`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import conj, exp, forall, given, log, reals, sum_over
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.arrays import norm2 as square
from steepest.proofs.engine.theorems.falsify import falsify

from . import objective
from .objective import eps, root, s, sizes, t, u, v
from .step_sizes import HALF, N, c, delta, i, power

A, B, S, X = reals("A B S X")


def schedule(time):
    """eta_t"""
    return c * power(-(HALF + delta), time)


def run():
    step = objective.next_iterate(u(t), v(t), schedule(t))
    return forall(t)(conj(u(t + 1) == step[0], v(t + 1) == step[1]))


def small_constant():
    limit = eps * delta / (40 * root * norm(N) ** 3 * (2 * delta + 1))
    return given(eps > 0, norm(N) > 0, c > 0, delta > 0, delta <= HALF, c**2 <= limit)


def bounds():
    """B and C of Lemma 3.1, at every time"""
    return forall(s)(conj(objective.low_loss(u(s), v(s)), objective.bounded(u(s), v(s))))


def stays():
    start = norm(objective.balance(u(0), v(0))) <= HALF * eps
    return forall(eps, c, delta, N, u, v)(
        given(small_constant(), run(), start, bounds())
        >> forall(t)(objective.nearly_balanced(u(t), v(t)))
    )


@claim(
    "balance.claim-B.1.slow",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\eta_t=c\,(t+1)^{-(1/2+\delta)}:\quad\|U_t^\top U_t-V_t^\top V_t\|_F\le\varepsilon\ "
    r"\text{for all}\ t",
    hypotheses=(
        "0 < delta <= 1/2",
        "c^2 <= eps delta / (40 sqrt(r) |M*|^3 (2 delta + 1))",
        "B and C of Lemma 3.1 at every time, as in Claim B.1",
    ),
    says=stays,
    uses=("balance.eq-13", "balance.fn-11", "balance.fn-11.schedule"),
)
def balance_stays_small(judge):
    """Claim B.1 with eta_t = c (t+1)^-(1/2+delta): the balance, at most eps/2 at the start, is at
    most eps for all t if B and C hold at every time.

    By induction it is at most eps/2 + 40 sqrt(r) |M*|^3 times the sum of the squared step sizes.
    """
    k = judge.theorem()
    positive, large, size, slow, most, limit, recursion, start, before = k.given
    m = norm(N)
    body = power(-(1 + 2 * delta), i)
    total = lambda time: sum_over(i, time, body)  # noqa: E731
    always = norm(objective.balance(u(s), v(s))) <= HALF * eps + 40 * root * m**3 * c**2 * total(s)
    rooted = k.arith(root > 0, sizes(k))
    natural = k.arith(s + 1 > 0)
    base = k.arith(always.put(s, 0), start, k.sum_empty(i, body))
    step = schedule(s)
    grown = k.by("balance.eq-13", step, u(s), v(s), N, defined=[natural])
    links = k.split(k.use(grown, k.at(before, s)))
    before_step = norm(objective.balance(u(s), v(s)))
    first = k.arith(
        norm(objective.balance(*objective.next_iterate(u(s), v(s), step)))
        <= before_step + 2 * step**2 * (10 * root * m) * (2 * square(N)),
        *links,
    )
    for one in k.split(k.at(recursion, s)):
        first = k.fold(one, first)
    double = forall(X, delta)(exp(-(HALF + delta) * X) ** 2 == exp(-(1 + 2 * delta) * X))
    double = k.lemma(double, log(s + 1), delta, defined=[natural])
    whole_numbers = k.for_all(k.arith(i + 1 > 0), i)
    more = k.sum_step(i, s, body, whole_numbers)
    following = k.arith(
        always.put(s, s + 1), first, k.assume(always), more, double, rooted, large,
        k.matrix(m**2 == square(N)), natural,
    )  # fmt: skip
    whole = k.at(k.induction(s, always, base, following), t)
    summed = k.use(k.by("balance.fn-11", delta, t), slow, most)
    ends = k.by("balance.fn-11.schedule", eps, c, delta, N)
    last = k.apply(k.part(k.use(ends, positive, large, size, slow, most), 1), limit)
    rule = forall(eps, A, B, S, X)(
        given(A <= HALF * eps + B * S, S <= X, B >= 0, HALF * eps + B * X <= eps) >> (A <= eps)
    )
    factor = 40 * root * m**3 * c**2
    values = eps, norm(objective.balance(u(t), v(t))), factor, total(t), 1 + 1 / (2 * delta)
    rule = k.lemma(rule, *values, defined=[whole_numbers, k.arith(delta != 0, slow)])
    most_of_all = k.arith(rule.formula.left.part(3), last)
    never = k.arith(factor >= 0, rooted, large)
    end = k.use(rule, whole, summed, never, most_of_all)
    return k.qed(k.for_all(end, t))


@balance_stays_small.mutant
def a_constant_twice_as_large(judge):
    """c^2 twice as large: eps/2 and what the steps may add are then more than eps."""
    total = HALF * eps + 40 * A * c**2 * (1 + 1 / (2 * delta))
    limit = 2 * (eps * delta / (40 * A * (2 * delta + 1)))
    sized = given(eps > 0, A > 0, c > 0, delta > 0, delta <= HALF, c**2 <= limit)
    hint = {"values": {"epsilon": "80", "A": "1", "c": "1", "delta": "1/2"}}
    return falsify(forall(eps, A, c, delta)(sized >> (total <= eps)), hints=[hint])
