"""Random starts: when one is close enough to w*, and how many are enough (Section 6.3.2)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    nats,
    reals,
    samples,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import gap, product, square
from .moments import p, w, w_star
from .teacher_angle import cosines

alpha, q, delta = reals("alpha q delta")
i, n = nats("i n")
o = samples("o")
X = functions("X", "nat", "sample")


def event_says():
    near = square(gap(w)) <= (1 - alpha**2) * square(w_star)
    ahead = product(w, w_star) >= (square(w) + alpha**2 * square(w_star)) / 2
    return forall(w, w_star, alpha, p)(conj(near >> ahead, ahead >> near))


@claim(
    "fsgd.thm-6.6.event",
    chapter_6("Section 6.6.2, proof of Theorem 6.6"),
    formula=r"\|w_0-w_*\|^2\le(1-\alpha^2)\|w_*\|^2\iff w_0^\top "
    r"w_*\ge\tfrac12(\|w_0\|^2+\alpha^2\|w_*\|^2)",
    says=event_says,
)
def success_event(judge):
    """Expand the square."""
    z = judge.theorem()
    split = cosines(z)
    sides = [z.target.part(k) for k in (0, 1)]
    shown = [z.arith(side.part(1), z.assume(side.left), split) for side in sides]
    ends = (z.discharge(step, side.left) for step, side in zip(shown, sides, strict=True))
    return z.qed(z.both(*ends))


@success_event.mutant
def without_the_half(judge):
    """In letters, w_0 = w*: the distance is 0."""
    P, x, N = reals("P x N")
    near = (P - 2 * x + N) <= (1 - alpha**2) * N
    return falsify(
        forall(P, x, N, alpha)(near >> (x >= P + alpha**2 * N)),
        hints=[{"values": {"P": "1", "x": "1", "N": "1", "alpha": "1/2"}}],
    )


def failed(i):
    """The start i is not close enough."""
    return X(i, o) > 0


def all_failed(n):
    return forall(i)((i < n) >> failed(i))


def starts():
    """Independent starts, each of which succeeds with probability q."""
    each = forall(i)(Prob(o, failed(i)) == 1 - q)
    apart = Prob(o, all_failed(n + 1)) == Prob(o, all_failed(n)) * Prob(o, failed(n))
    return each, forall(n)(apart)


def conditions():
    """The numbers of starts in the text, for any q and for q = 1/4"""
    quarter = conj(q == "1/4", n >= "3.48" * log(1 / delta))
    return n >= log(1 / delta) / log(1 / (1 - q)), quarter


def restarts_says():
    rule, quarter = conditions()
    few = Prob(o, all_failed(n)) <= delta
    return forall(X, q, delta)(
        given(*starts(), q > 0, q < 1, delta > 0)
        >> forall(n)(conj(Prob(o, all_failed(n)) == (1 - q) ** n, rule >> few, quarter >> few))
    )


@claim(
    "fsgd.restarts",
    chapter_6("Section 6.3.2"),
    formula=r"n\ge\frac{\log(1/\delta)}{\log(1/(1-q))}\implies(1-q)^n\le\delta",
    hypotheses=(
        "independent starts with success probability q in (0, 1); a good one is recognised by its "
        "loss",
    ),
    says=restarts_says,
    uses=("book.log-power",),
)
def restarts(judge):
    """Random restarts: n starts all fail with probability (1 - q)^n <= delta; q = 1/4 needs n =
    ceil(3.48 log(1/delta)).
    """
    z = judge.theorem()
    each, apart, *known = z.given
    always = Prob(o, all_failed(n)) == (1 - q) ** n
    nothing = all_failed(term(0))
    never = z.assume(i < 0)
    empty = z.for_all(z.discharge(z.absurd(never, z.arith(~(i < 0)), failed(i)), i < 0), i)
    one = z.mean_of_constant(o, term(1))
    sure = z.for_all(z.arith(term(1) == indicator(nothing), z.indicator(nothing, True, empty)), o)
    sure = z.mean_of_equal(sure, z.arith(integrable(E(o, term(1))), one))
    base = z.arith(always.put(n, 0), sure, one, z.power_zero(1 - q))
    step = z.arith(
        always.put(n, n + 1), z.assume(always), z.at(apart, n), z.at(each, n),
        z.power_step(1 - q, n),
    )  # fmt: skip
    share = z.at(z.induction(n, always, base, step), n)
    rest = z.arith(1 - q > 0, *known)
    power = z.at(z.use(z.by("book.log-power", 1 - q), rest), n)
    L, D, R, S = reals("L D R S")
    less = forall(R, delta)(given(R > 0, delta > 0, log(R) <= log(delta)) >> (R <= delta))
    less = z.lemma(less, (1 - q) ** n, delta)
    turned = z.arith(log(1 / delta) == -log(delta), *known)

    def shown(condition, bound):
        few = z.use(less, bound, power, *known)
        return z.discharge(z.arith(Prob(o, all_failed(n)) <= delta, few, share), condition)

    enough, quarter = conditions()
    negative = z.arith(log(1 - q) < 0, *known)
    other = z.arith(log(1 / (1 - q)) == -log(1 - q), rest)
    rule = forall(n, L, D, R, S)(given(n >= R / S, R == -D, S == -L, L < 0) >> (n * L <= D))
    values = n, log(1 - q), log(delta), log(1 / delta), log(1 / (1 - q))
    bound = z.use(z.lemma(rule, *values), z.assume(enough), turned, other, negative)
    first = shown(enough, z.arith(log((1 - q) ** n) <= log(delta), bound, power))
    here = z.assume(quarter)
    rate = z.arith(log(1 - q) == log(term("3/4")), z.arith(1 - q == "3/4", here))
    number = z.arith("3.48" * log(term("3/4")) <= -1)
    rule = forall(n, L, D, R)(
        given(n >= "3.48" * R, R == -D, n >= 0, "3.48" * L <= -1) >> (n * L <= D)
    )
    scale = z.arith("3.48" * log(1 - q) <= -1, rate, number)
    bound = z.lemma(rule, n, log(1 - q), log(delta), log(1 / delta))
    bound = z.use(bound, here, turned, z.arith(n >= 0), scale)
    second = shown(quarter, z.arith(log((1 - q) ** n) <= log(delta), bound, power))
    return z.qed(z.for_all(z.both(share, first, second), n))


@restarts.mutant
def half_as_many(judge):
    """Half as many, in the letters L = log(1 - q) and D = log(delta): one start for two."""
    L, D = reals("L D")
    return falsify(
        forall(n, L, D)(given(L < 0, n >= -D / -L / 2) >> (n * L <= D)),
        hints=[{"values": {"n": "1", "L": "-1", "D": "-2"}}],
    )
