"""Lemma 7.2: the recursion S_{k+1} >= ((L + gamma)/gamma) S_k, for every d and k."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    disj,
    exp,
    forall,
    given,
    log,
    nats,
    reals,
)
from steepest.proofs.engine.theorems.words import term

from . import chapter_7
from .buffer import R, difference, grow, powers, product, r, shrink
from .escape import (
    sizes_of,
)
from .first_times import S, always_below, first, i, n, s
from .paths import model, path, refuted_by
from .times import AT_S, starts
from .tube import (
    LETTERS,
    T,
    between,
    d,
    eta,
    gamma,
    h,
    kappa,
    numbers,
    tau,
    theta,
    wide,
    x,
)
from .walk import (
    descends,
)

locus = "Lemma 7.2, proof"
y, a, b, c, P, Q, M, N = reals("y a b c P Q M N")


def next_first(n):
    """S = S_k, and S + n = S_{k+1}"""
    return given(descends(), i + 1 < d, first(S, i), first(S + n, i + 1))


@claim(
    "saddle.lem-7.2.h",
    chapter_7(locus),
    formula=r"x_{k+1}^{(0)}(1-2\eta L)^{S_k}(1+2\eta\gamma)^{S_{k+1}-S_k}\ge\tau",
    hypotheses=("T_k^tau + (S_{k+1} - T_k) = S_{k+1} - S_k = n",),
    says=lambda top=1: forall(*LETTERS, d, T, x, i, S, n)(
        next_first(n) >> (product(n) >= top * tau if top != 1 else product(n) >= tau)
    ),
    uses=("saddle.lem-7.2.before", "saddle.lem-7.2.f"),
)
def size_at_the_next_escape(judge, top=1):
    """At S_{k+1} the coordinate is at least tau, and it is at most the product: it grew by at most
    1 + 2 eta gamma a step since S_k.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    m = nats("m")
    within = p.arith(i < d, *facts)
    said = p.use(p.by("saddle.lem-7.2.f", *LETTERS, d, T, x, i, S), *facts, within)
    beside = p.use(p.at(said, i + 1), p.arith(conj(i + 1 <= d, i + 1 > i), within))
    equal = x(S + m, i + 1) <= product(m)
    always = (m <= n) >> equal
    at_S = p.arith((S + m == S).put(m, 0))
    start_ = p.arith(x(S, i + 1) <= product(0), beside, p.power_zero(grow))
    base = p.discharge(p.rewrite(at_S, start_, equal.put(m, 0)), (m <= n).put(m, 0))
    soon = p.assume(m + 1 <= n)
    now = p.apply(p.assume(always), p.arith(m <= n, soon))
    below = p.meet(always_below(i + 1, S + n, tau, strict=True), *facts)
    upto = p.assume(s <= S + m)
    less = p.use(p.at(below, s), p.arith(s < S + n, upto, soon))
    small = p.for_all(p.discharge(less, upto.formula), s)
    early = p.arith(S + m < T, soon, *facts)
    step = p.part(
        p.use(p.by("saddle.lem-7.2.before", *LETTERS, d, T, x, i + 1, S + m), *facts, small, early),
        0,
    )
    once = p.lemma(
        forall(y, a, P)(given(numbers(), y <= P, a <= (1 + 1 * h) * y) >> (a <= P * grow)),
        x(S + m, i + 1), x(S + m + 1, i + 1), product(m),
    )  # fmt: skip
    grown_on = p.use(once, *sizes, now, p.part(step, 1))
    power = p.arith(product(m) * grow == product(m + 1), p.power_step(grow, m))
    same = p.arith(S + (m + 1) == S + m + 1)
    after = p.fold(same, p.unfold(power, grown_on))
    whole_way = p.induction(m, always, base, p.discharge(after, soon.formula))
    last = p.use(p.at(whole_way, n), p.arith(n <= n))
    reached = p.meet(x(S + n, i + 1) >= tau, *facts)
    return p.qed(p.arith(p.target, last, reached))


@size_at_the_next_escape.mutant
def two_hundred_tau(judge):
    says = forall(*LETTERS, x, i, S, n)(
        given(numbers(), between(0, x(0, i + 1), 1), product(n) >= tau) >> (product(n) >= 200 * tau)
    )
    found = model(path((0, 1)), i=0, S=0, n=10)
    return refuted_by(judge, says, found)


@claim(
    "saddle.lem-7.2.i",
    chapter_7(locus),
    seconds=240.0,
    formula=r"2\eta\gamma(S_{k+1}-S_k)\ge\log\frac{\tau}{x_{k+1}^{(0)}}+2\eta LS_k",
    says=lambda factor=1: forall(*LETTERS, d, T, x, i, S, n)(
        next_first(n)
        >> conj(
            x(0, i + 1) > 0,
            h * n >= log(tau / x(0, i + 1)) + (theta * S if factor == 1 else factor * theta * S),
        )
    ),
    uses=("saddle.lem-7.2.h", "book.power-below-exp"),
)
def logarithmic_recursion(judge, factor=1):
    """Logarithms of step h: (1 - theta)^S (1 + h)^n is at most exp(h n - theta S)."""
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    reached = p.use(p.by("saddle.lem-7.2.h", *LETTERS, d, T, x, i, S, n), *facts)
    begin = starts(p, i + 1)
    up = p.split(p.use(p.by("book.power-below-exp", grow, h, n), p.arith(grow >= 0, *sizes)))
    down = p.split(powers(p))
    positive = p.use(
        p.lemma(
            forall(a, P, Q)(given(tau > 0, a >= 0, P >= 0, Q >= 0, a * P * Q >= tau) >> (a > 0)),
            x(0, i + 1), shrink**S, grow**n,
        ),
        *sizes, p.part(begin, 0), up[0], down[0], reached,
    )  # fmt: skip
    joined = p.lemma(
        forall(a, b, c, P, Q)(
            given(a > 0, P >= 0, Q >= 0, P <= exp(b), Q <= exp(c), a * P * Q >= tau)
            >> (a * exp(c + b) >= tau)
        ),
        x(0, i + 1), -theta * S, h * n, shrink**S, grow**n,
    )  # fmt: skip
    bound = p.use(joined, positive, *up, *down, reached)
    taken = p.lemma(
        forall(a, b)(given(tau > 0, a > 0, a * exp(b) >= tau) >> (exp(b) >= tau / a)),
        x(0, i + 1), h * n + -theta * S,
    )  # fmt: skip
    above = p.use(taken, *sizes, positive, bound)
    logs = p.lemma(forall(a, b)(given(b > 0, exp(a) >= b) >> (a >= log(b))), h * n + -theta * S)
    nonzero = p.arith(x(0, i + 1) != 0, positive)
    ratio_positive = p.arith(tau / x(0, i + 1) > 0, positive, *sizes)
    least = p.use(p.at(logs, tau / x(0, i + 1), defined=[nonzero]), ratio_positive, above)
    return p.qed(p.both(positive, p.arith(p.target.part(1), least, ratio_positive)))


@logarithmic_recursion.mutant
def twice_theta(judge):
    says = forall(*LETTERS, a, S, n)(
        given(numbers(), a > 0, a <= 1, a * shrink**S * grow**n >= tau)
        >> (h * n >= log(tau / a) + 2 * theta * S)
    )
    found = {"values": {"L": "2", "gamma": "1", "tau": "3", "eta": "1/100", "kappa": "2"}}
    found["values"] |= {"a": "1", "S": "100", "n": "270"}
    return refuted_by(judge, says, found)


@claim(
    "saddle.lem-7.2.j",
    chapter_7(locus),
    seconds=240.0,
    formula=r"S_{k+1}=T_{k+1}-T_{k+1}^\tau\ge\frac{L+\gamma}\gamma(T_k-T_k^\tau)=\frac{L+\gamma}"
    r"\gamma S_k",
    says=lambda gain=1: forall(*LETTERS, d, T, x, i, S, R)(
        given(descends(), i + 1 < d, first(S, i), first(R, i + 1))
        >> conj(S <= R, R >= (kappa + gain) * S, R >= (kappa + gain) * S + 1 / h)
    ),
    uses=("saddle.lem-7.2.f", "saddle.lem-7.2.i", "book.power-below-exp"),
)
def recursion(judge, gain=1):
    """S_{k+1} >= ((L + gamma)/gamma) S_k, and more: S_{k+1} >= ((L + gamma)/gamma) S_k + 1/(2 eta
    gamma). For every d and k.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    within = p.arith(i < d, *facts)
    reached = p.meet(x(R, i + 1) >= tau, *facts)
    begin = p.split(starts(p, i + 1))
    # R < S would leave x_{i+1} shrinking, below tau
    early = p.assume(R < S)
    below = p.meet(always_below(i, S, tau, strict=True), *facts)
    inside = p.assume(s < R)
    less = p.use(p.at(below, s), p.arith(s < S, inside, early))
    small = p.for_all(p.discharge(less, inside.formula), s)
    said = p.use(p.by("saddle.lem-7.2.f", *LETTERS, d, T, x, i, R), *facts, within, small)
    beside = p.use(p.at(said, i + 1), p.arith(conj(i + 1 <= d, i + 1 > i), within))
    power = p.split(
        p.use(
            p.by("book.power-below-exp", shrink, term(0), R), p.arith(shrink >= 0, *sizes), *sizes
        )
    )
    at_most = p.lemma(
        forall(a, b, P)(
            given(wide(), a >= 0, a <= 1, P >= 0, P <= exp(0 * b), b >= 0) >> (P * a < tau)
        ),
        x(0, i + 1), R, shrink**R,
    )  # fmt: skip
    flat = p.use(at_most, p.meet(wide(), *facts), *begin, *power, p.arith(R >= 0))
    against = p.arith(~reached.formula, beside, flat)
    order = S <= R
    never = p.absurd(reached, against, order)
    later = p.cases(p.arith(disj(R < S, order)), never, p.assume(order))
    # R = S + n
    apart = p.assume(R == S + r)
    other = p.unfold(apart, p.meet(first(R, i + 1), *facts))
    step = p.use(p.by("saddle.lem-7.2.i", *LETTERS, d, T, x, i, S, r), *facts, other)
    ratio_ = p.lemma(forall(a)(given(wide(), a > 0, a <= 1) >> (log(tau / a) >= 1)), x(0, i + 1))
    one = p.use(ratio_, p.meet(wide(), *facts), p.part(step, 0), begin[1])
    counted = p.lemma(
        forall(M, N, c)(
            given(numbers(), M >= 0, c >= 1, h * N >= c + theta * M)
            >> conj(M + N >= (kappa + gain) * M, M + N >= (kappa + gain) * M + 1 / h)
        ),
        S, r,
    )  # fmt: skip
    defined = [p.arith(tau / x(0, i + 1) > 0, p.part(step, 0), *sizes),
               p.arith(x(0, i + 1) != 0, p.part(step, 0))]  # fmt: skip
    known = p.at(counted, log(tau / x(0, i + 1)), defined=defined)
    long = p.fold(apart, p.use(known, *sizes, p.arith(S >= 0), one, p.part(step, 1)))
    whole_step = p.obtain(difference(p, R, p.arith(R >= S, later)), long, r)
    return p.qed(p.both(later, *p.split(whole_step)))


@recursion.mutant
def kappa_plus_2(judge):
    return refuted_by(
        judge,
        forall(*LETTERS, a, S, R)(
            given(numbers(), a >= 1, h * (R - S) >= a + theta * S) >> (R >= (kappa + 2) * S)
        ),
        {"values": {"L": "2", "gamma": "1", "tau": "3", "eta": "1/4", "kappa": "2", "a": "1",
                    "S": "10", "R": "32"}},
    )  # fmt: skip


@claim(
    "saddle.lem-7.2.b",
    chapter_7(locus),
    formula=r"S_1\ge\frac1{2\eta\gamma}\log\frac\tau{x_1^{(0)}}",
    hypotheses=("S_1 = T_1 - T_1^tau",),
    says=lambda factor=1: forall(*LETTERS, d, T, x, S)(
        given(descends(), S <= T, x(S, 0) >= tau, forall(s)((s < S) >> (x(s, 0) < tau)))
        >> conj(x(0, 0) > 0, h * S >= log(tau / x(0, 0)))
    ),
    uses=("saddle.lem-7.2.b-update", "book.power-below-exp"),
    instance=AT_S,
)
def first_escape(judge, factor=1):
    """The time to leave A_1; from (1 + h)^S <= exp(h S)."""
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    update = p.use(p.by("saddle.lem-7.2.b-update", *LETTERS, d, T, x, S), *facts)
    begin = starts(p, term(0))
    grows = 1 + 2 * eta * gamma
    power = p.by("book.power-below-exp", grows, h, S)
    up = p.split(p.use(power, p.arith(grows >= 0, *sizes)))
    reached = p.meet(x(S, 0) >= tau, *facts)
    value = p.arith((1 + 2 * eta * gamma) ** S * x(0, 0) >= tau, update, reached)
    positive = p.use(
        p.lemma(
            forall(a, P)(given(tau > 0, a >= 0, P >= 0, P * a >= tau) >> (a > 0)),
            x(0, 0), (1 + 2 * eta * gamma) ** S,
        ),
        *sizes, p.part(begin, 0), up[0], value,
    )  # fmt: skip
    taken = p.lemma(
        forall(a, b, P)(
            given(tau > 0, a > 0, P >= 0, P <= exp(b), P * a >= tau) >> (exp(b) >= tau / a)
        ),
        x(0, 0), h * S, (1 + 2 * eta * gamma) ** S,
    )  # fmt: skip
    above = p.use(taken, *sizes, positive, *up, value)
    logs = p.lemma(forall(a, b)(given(b > 0, exp(a) >= b) >> (a >= log(b))), h * S)
    nonzero = p.arith(x(0, 0) != 0, positive)
    ratio_positive = p.arith(tau / x(0, 0) > 0, positive, *sizes)
    least = p.use(p.at(logs, tau / x(0, 0), defined=[nonzero]), ratio_positive, above)
    return p.qed(p.both(positive, least))


@first_escape.mutant
def twice_as_long(judge):
    says = forall(*LETTERS, d, T, x, S)(
        given(descends(), S <= T, x(S, 0) >= tau, forall(s)((s < S) >> (x(s, 0) < tau)))
        >> (h * S >= 2 * log(tau / x(0, 0)))
    )
    return refuted_by(judge, says, AT_S)
