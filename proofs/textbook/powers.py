"""Powers with a natural exponent, by induction."""

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
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis, inequalities

x, y, q, a = reals("x y q a")
A, B, F = reals("A B F")
f = sequences("f")
m, t, n = nats("m t n")


def bernoulli(least=-1):
    return forall(x)((x >= least) >> forall(t)((1 + x) ** t >= 1 + t * x))


@claim("book.bernoulli", inequalities("theorem 42"), says=bernoulli)
def by_induction(judge, least=-1):
    """Bernoulli's inequality: (1 + x)^t >= 1 + t x for x >= -1."""
    k = judge.theorem()
    always = (1 + x) ** t >= 1 + t * x
    base = k.arith(always.put(t, 0), k.power_zero(1 + x))
    scaled = k.arith((1 + x) * (1 + x) ** t >= (1 + x) * (1 + t * x), k.assume(always), *k.given)
    square = k.arith(t * x**2 >= 0)
    step = k.arith(always.put(t, t + 1), scaled, square, k.power_step(1 + x, t))
    return k.qed(k.induction(t, always, base, step))


by_induction.mutant("x >= -4", least=-4)


def nonnegative(least=0):
    return forall(q)((q >= least) >> forall(t)(q**t >= 0))


@claim("book.power-nonnegative", analysis("chapter 1"), says=nonnegative)
def powers_keep_the_sign(judge, least=0):
    """A power of a number q >= 0 is not negative."""
    k = judge.theorem()
    base = k.arith(q**0 >= 0, k.power_zero(q))
    step = k.arith(q ** (t + 1) >= 0, k.assume(q**t >= 0), k.power_step(q, t), *k.given)
    return k.qed(k.induction(t, q**t >= 0, base, step))


powers_keep_the_sign.mutant("q >= -1", least=-1)


def monotone(least=0):
    return forall(x, y)(given(x >= least, x <= y) >> forall(t)(conj(x**t >= 0, x**t <= y**t)))


@claim("book.power-monotone", analysis("chapter 1"), says=monotone)
def powers_keep_the_order(judge, least=0):
    """x^t is nonnegative and at most y^t for 0 <= x <= y."""
    k = judge.theorem()
    always = conj(x**t >= 0, x**t <= y**t)
    base = k.arith(always.put(t, 0), k.power_zero(x), k.power_zero(y))
    steps = [k.power_step(x, t), k.power_step(y, t)]
    now = k.assume(always)
    low, high = k.given
    larger = k.arith(x**t * x <= y**t * y, now, low, high)
    step = k.arith(always.put(t, t + 1), larger, now, *steps, low)
    return k.qed(k.induction(t, always, base, step))


powers_keep_the_order.mutant("x >= -2", least=-2)


def growing(least=1):
    return forall(x)((x >= least) >> forall(m, t)((m <= t) >> (x**m <= x**t)))


@claim("book.power-grows", analysis("chapter 1"), says=growing)
def powers_grow(judge, least=1):
    """x^m is at most x^t for x >= 1 and m <= t."""
    k = judge.theorem()
    here = conj(x**t >= 1, (m <= t) >> (x**m <= x**t))

    def equal(at, known):
        """x^m <= x^at from m == at"""
        return k.rewrite(known, k.arith(x**at <= x**at), x**m <= x**at)

    first = k.assume(m <= 0)
    base = k.discharge(equal(term(0), k.arith(m == 0, first)), first.formula)
    base = k.both(k.arith(x ** term(0) >= 1, k.power_zero(x)), base)
    now, soon = k.assume(here), k.assume(m <= t + 1)
    larger = k.arith(
        conj(x ** (t + 1) >= 1, x ** (t + 1) >= x**t), now, k.power_step(x, t), *k.given
    )
    earlier = k.apply(k.part(now, 1), k.assume(m <= t))
    earlier = k.arith(x**m <= x ** (t + 1), earlier, larger)
    cover = k.arith((m <= t) | (m == t + 1), soon)
    found = k.cases(cover, earlier, equal(t + 1, k.assume(m == t + 1)))
    step = k.both(k.part(larger, 0), k.discharge(found, soon.formula))
    always = k.at(k.induction(t, here, base, step), t)
    return k.qed(k.for_all(k.part(always, 1), m, t))


powers_grow.mutant("x >= 0", least=0)


def shrinking(most=1):
    return forall(q)(given(q >= 0, q <= most) >> forall(t)(conj(q**t >= 0, q**t <= 1)))


@claim("book.power-at-most-one", analysis("chapter 1"), says=shrinking)
def powers_stay_below_one(judge, most=1):
    """0 <= q^t <= 1 for 0 <= q <= 1."""
    k = judge.theorem()
    always = conj(q**t >= 0, q**t <= 1)
    base = k.arith(always.put(t, 0), k.power_zero(q))
    step = k.arith(always.put(t, t + 1), k.assume(always), k.power_step(q, t), *k.given)
    return k.qed(k.induction(t, always, base, step))


powers_stay_below_one.mutant("q <= 2", most=2)


@claim(
    "book.power-positive",
    analysis("chapter 1"),
    says=lambda base=0: forall(y, n)((y > base) >> (y**n > 0)),
    instance={"values": {"y": "2", "n": "3"}},
)
def powers_are_positive(judge, base=0):
    """Powers of a positive number are positive."""
    k = judge.theorem()
    step = k.arith(y ** (n + 1) > 0, k.power_step(y, n), k.assume(y**n > 0), *k.given)
    always = k.induction(n, y**n > 0, k.arith(y**0 > 0, k.power_zero(y)), step)
    return k.qed(k.at(always, n))


powers_are_positive.mutant("of a number above -2", base=-2)


@claim(
    "book.power-below-exp",
    analysis("theorem 8.6"),
    says=lambda slack=0: forall(y, a, n)(
        given(y >= 0, y <= 1 + a + slack) >> conj(y**n >= 0, y**n <= exp(a * n))
    ),
    instance={"values": {"y": "2", "a": "1", "n": "1"}},
)
def powers_below_exponentials(judge, slack=0):
    """y^n <= exp(a n) for 0 <= y <= 1 + a: a factor at every step becomes an exponential rate."""
    k = judge.theorem()
    always = conj(y**n >= 0, y**n <= exp(a * n))
    base = k.arith(always.put(n, 0), k.power_zero(y))
    tangent = k.arith(y <= exp(a), *k.given)
    now = k.assume(always)
    product = k.arith(y**n * y <= exp(a * n) * exp(a), tangent, now, *k.given)
    split = k.arith(exp(a * n) * exp(a) == exp(a * (n + 1)))
    step = k.arith(always.put(n, n + 1), product, split, now, k.power_step(y, n), *k.given)
    return k.qed(k.at(k.induction(n, always, base, step), n))


powers_below_exponentials.mutant("y <= 2 + a", slack=1)


@claim(
    "book.exp-late",
    analysis("theorem 8.6"),
    says=lambda share=1: forall(y, F, B)(
        given(F > 0, B > 0, y >= log(F / B)) >> (exp(-y) * F <= (B if share == 1 else share * B))
    ),
    instance={"values": {"y": "0", "F": "1", "B": "2"}},
)
def late_exponential(judge, share=1):
    """exp(-y) F is at most B once y >= log(F/B)."""
    k = judge.theorem()
    large = k.arith(exp(y) >= F / B, *k.given)
    P, Q = reals("P Q")
    rule = forall(P, Q, F, B)(given(P * Q == 1, P > 0, Q >= F / B, F > 0, B > 0) >> (P * F <= B))
    pair = k.arith(conj(exp(-y) * exp(y) == 1, exp(-y) > 0))
    return k.qed(k.use(k.lemma(rule, exp(-y), exp(y), F, B), pair, large, *k.given))


late_exponential.mutant("half of B", share="1/2")


@claim(
    "book.power-late",
    analysis("theorem 8.6"),
    says=lambda share=1: forall(q, F, B, n)(
        given(q >= 0, q <= 1, F > 0, B > 0, q * n >= log(F / B))
        >> ((1 - q) ** n * F <= (B if share == 1 else share * B))
    ),
    uses=("book.power-below-exp", "book.exp-late"),
    instance={"values": {"q": "0", "F": "1", "B": "2", "n": "0"}},
)
def late_power(judge, share=1):
    """(1 - q)^n F is at most B once q n >= log(F/B): how many steps a linear rate needs."""
    k = judge.theorem()
    low, high, *_ = k.given
    tail = k.use(k.by("book.power-below-exp", 1 - q, -q, n), low, high)
    late = k.use(k.by("book.exp-late", q * n, F, B), *k.given)
    same = k.arith(exp(-q * n) == exp(-(q * n)))
    P, Q = reals("P Q")
    rule = forall(P, Q, F, B)(given(P <= Q, F > 0, Q * F <= B) >> (P * F <= B))
    below = k.lemma(rule, (1 - q) ** n, exp(-(q * n)), F, B)
    return k.qed(k.use(below, k.arith((1 - q) ** n <= exp(-(q * n)), tail, same), late, *k.given))


late_power.mutant("half of B", share="1/2")


def linear_rate(share=1):
    falls = forall(t)(conj(f(t) >= 0, f(t + 1) <= (1 - q) * f(t)))
    small = f(n) <= (B if share == 1 else share * B) * f(0)
    return forall(f, q, B, n)(given(falls, B > 0, q * n >= log(1 / B)) >> small)


@claim(
    "book.linear-rate",
    analysis("theorem 8.6"),
    says=linear_rate,
    uses=("book.exp-late",),
    instance={
        "values": {"q": "0", "B": "2", "n": "0"},
        "functions": {"f": {"table": ["1"]}},
    },
)
def steps_of_a_linear_rate(judge, share=1):
    """What is not negative and loses the share q at every step is at most B times what it was once
    q n >= log(1/B).
    """
    k = judge.theorem()
    falls, positive, long = k.given
    always = f(t) <= exp(-q * t) * f(0)
    C, D = reals("C D")
    rule = forall(q, A, B, C, D)(
        given(A <= (1 - q) * B, B >= 0, B <= C * D) >> (A <= exp(-q) * C * D)
    )
    rule = k.lemma(rule, q, f(t + 1), f(t), exp(-q * t), f(0))
    step = k.use(rule, k.at(falls, t), k.assume(always))
    step = k.arith(always.put(t, t + 1), step, k.arith(exp(-q * (t + 1)) == exp(-q) * exp(-q * t)))
    base = k.arith(always.put(t, 0), k.arith(exp(-q * 0) == 1))
    ever = k.at(k.induction(t, always, base, step), n)
    late = k.use(k.by("book.exp-late", q * n, 1, B), positive, long)
    late = k.arith(exp(-q * n) <= B, late, k.arith(exp(-q * n) == exp(-(q * n))))
    rule = forall(A, B, C, D)(given(A <= C * D, C <= B, D >= 0) >> (A <= B * D))
    rule = k.lemma(rule, f(n), B, exp(-q * n), f(0))
    return k.qed(k.use(rule, ever, late, k.at(falls, 0)))


steps_of_a_linear_rate.mutant("half of B", share="1/2")


def logarithm(more=0):
    return forall(q)(
        (q > 0) >> forall(t)(conj(q**t > 0, log(q ** (t + more) if more else q**t) == t * log(q)))
    )


@claim("book.log-power", analysis("chapter 8"), says=logarithm)
def logarithm_of_a_power(judge, more=0):
    """log q^t = t log q for q > 0."""
    k = judge.theorem()
    always = conj(q**t > 0, log(q**t) == t * log(q))
    base = k.arith(always.put(t, 0), k.power_zero(q), *k.given)
    now = k.assume(always)
    power, before = k.power_step(q, t), k.part(now, 0)
    positive = k.arith(q ** (t + 1) > 0, power, before, *k.given)
    C, D = reals("C D")
    product = k.lemma(forall(A, B)(given(A > 0, B > 0) >> (log(A * B) == log(A) + log(B))), q**t, q)
    split = k.fold(power, k.use(product, before, *k.given))
    rule = forall(A, B, C, D)(given(A == B + C, B == D * C) >> (A == (D + 1) * C))
    logs = (log(q ** (t + 1)), log(q**t), log(q), t)
    grown = k.lemma(rule, *logs, defined=[positive, before])
    step = k.both(positive, k.use(grown, split, k.part(now, 1)))
    return k.qed(k.induction(t, always, base, step))


logarithm_of_a_power.mutant("one power more", more=1)


def growth():
    run = forall(t)((t < n) >> (f(t + 1) <= q * f(t)))
    return forall(f, q, n)(given(q >= 0, run) >> forall(t)((t <= n) >> (f(t) <= q**t * f(0))))


@claim("book.growth", analysis("chapter 3"), says=growth)
def factor_at_every_step(judge):
    """What grows by at most the factor q at every step is at most q^t times what it was."""
    k = judge.theorem()
    positive, run = k.given
    inside = k.assume(t + 1 <= n)
    here = (t <= n) >> (f(t) <= q**t * f(0))
    base = k.discharge(k.arith(f(0) <= q**0 * f(0), k.power_zero(q)), term(0) <= n)
    before = k.apply(k.assume(here), k.arith(t <= n, inside))
    step = k.apply(k.at(run, t), k.arith(t < n, inside))
    C, D = reals("C D")
    rule = k.lemma(
        forall(q, A, B, C, D)(given(q >= 0, A <= q * B, B <= C * D) >> (A <= C * q * D)),
        q, f(t + 1), f(t), q**t, f(0),
    )  # fmt: skip
    grown = k.use(rule, positive, step, before)
    grown = k.arith(f(t + 1) <= q ** (t + 1) * f(0), grown, k.power_step(q, t))
    return k.qed(k.induction(t, here, base, k.discharge(grown, t + 1 <= n)))


@factor_at_every_step.mutant
def the_square_root_of_the_factor(judge):
    """q = 4 at one step, and 2 f(0) at most."""
    return falsify(
        forall(q, A, B)(given(q == 4, A <= q * B) >> (A <= 2 * B)),
        hints=[{"values": {"q": "4", "A": "4", "B": "1"}}],
    )
