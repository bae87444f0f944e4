"""How far the supermartingale goes: Azuma, its weights, and the event of an exit."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    given,
    integrable,
    maximum,
    minimum,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import implied
from . import chapter_6, holds
from .descent import NONNEGATIVE, d, eta, root_of, square
from .moments import c as c_
from .moments import p
from .moments import s as sample
from .one_step import B, after, expand, force, g, mean_after, mixed, noisy
from .one_step import G as gradient
from .stay_near import proof

o = theorems.samples("o")
i, m, n = theorems.nats("i m n")
c = theorems.sequences("c")
s, x, radius = theorems.reals("s x r_1")


@claim(
    "fsgd.lem-6.2.diff",
    chapter_6(proof),
    formula=r"\left|\|d_{t}\|^2-E[\|d_t\|^2\mid F_{t-1}]\right|\le2\eta BKr_1+\eta^2B^2",
    hypotheses=(
        "in one dimension: d with |d| <= r_1, grad m with |m| <= K|d|, noise +-b with equal "
        "chance, |m| + b <= B, eta K <= 1",
    ),
    case=True,
)
def deviation(judge, power=1):
    """The factor K is out of place (<xi, d - eta grad> has |d - eta grad| <= r_1, not K r_1): false
    whenever K < 1, say.
    """
    from sympy import Abs

    d, m, b, eta, B, K, r1 = reals("d m b eta B K r_1")
    where = [
        (eta, ">", 0),
        (b, ">", 0),
        (K, ">", 0),
        (r1, ">", 0),
        (Abs(d), "<=", r1),
        (Abs(m), "<=", K * Abs(d)),
        (Abs(m) + b, "<=", B),
    ]
    where.append((eta * K, "<=", 1))
    return holds(
        judge,
        (2 * eta * b * Abs(d - eta * m), "<=", 2 * eta * B * K**power * r1 + eta**2 * B**2),
        where,
    )


deviation.mutant("with K^2", power=2)


def deviation_says():
    near = given(radius >= 0, square(d) <= radius**2, eta * B <= radius)
    return forall(d, g, gradient, eta, B, radius, p)(
        given(noisy(), near) >> forall(sample)(apart())
    )


def apart():
    return abs(after() - E(sample, after())) <= 4 * eta * B * radius


@claim(
    "fsgd.lem-6.2.diff-amended",
    chapter_6(proof),
    formula=r"\left|\|d_t\|^2-E[\|d_t\|^2\mid F_{t-1}]\right|\le4\eta Br_1",
    hypotheses=("|d_{t-1}| <= r_1", "eta B <= r_1", "|g| <= B"),
    amends="fsgd.lem-6.2.diff",
    says=deviation_says,
    uses=("fsgd.mean-inner", "book.cauchy-schwarz", "book.squares-nonnegative"),
)
def deviation_amended(judge):
    """|d - eta g|^2 lies between max(|d| - eta B, 0)^2 and (|d| + eta B)^2; so does its mean, and
    the two differ by at most 4 eta B r_1.
    """
    z = judge.theorem()
    low, B_low, small, slopes, size, *near = z.given
    mean = mean_after(z, slopes, size)
    D, X, Y, M, b, h, u, lo, hi = theorems.reals("D X Y M b h u lo hi")
    sizes = z.by("book.squares-nonnegative", d, p)
    length = z.both(sizes, root_of(z, square(d), sizes))
    own = z.by("book.squares-nonnegative", Lambda((c_,), g(c_, sample)), p)
    noise = z.both(own, root_of(z, force(), own))
    schwarz = z.by("book.cauchy-schwarz", d, Lambda((c_,), g(c_, sample)), p)
    # eta |d.g| <= |d| eta |g|, eta |g| <= eta B
    rule = forall(M, b, u, eta, B)(
        given(M**2 <= b**2 * u**2, b >= 0, u >= 0, u**2 <= B**2, B >= 0, eta >= 0)
        >> conj(
            eta * M <= b * (eta * u), -(eta * M) <= b * (eta * u), eta * u >= 0, eta * u <= eta * B
        )
    )
    rule = z.lemma(rule, mixed(), sqrt(square(d)), sqrt(force()), eta, B, defined=[length, noise])
    cross = z.use(
        rule,
        z.arith(rule.formula.left.part(0), schwarz, length, noise),
        length,
        noise,
        z.arith(sqrt(force()) ** 2 <= B**2, noise, z.at(small, sample)),
        *z.given,
    )
    rule = forall(X, M, b, u, h)(
        given(X == b**2 - 2 * M + u**2, M <= b * u, -M <= b * u, u >= 0, u <= h, b >= 0)
        >> conj(maximum(b - h, 0) ** 2 <= X, X <= (b + h) ** 2)
    )
    values = after(), eta * mixed(), sqrt(square(d)), eta * sqrt(force()), eta * B
    rule = z.lemma(rule, *values, defined=[length, noise])
    range_of = z.use(
        rule, z.arith(rule.formula.left.part(0), expand(z), length, noise), cross, length
    )
    # the mean lies where the values lie
    within = z.assume(forall(sample)(conj(lo <= after(), after() <= hi)))
    there = z.arith(integrable(E(sample, after())), mean)
    ends = []
    for end, bound in ((lo, lo <= after()), (hi, after() <= hi)):
        constant = z.mean_of_constant(sample, end)
        known = z.arith(integrable(E(sample, end)), constant)
        bound = z.for_all(z.arith(bound, z.at(within, sample)), sample)
        pair = (known, there) if end is lo else (there, known)
        ends += [z.mean_is_monotone(bound, *pair), constant]
    inside = z.arith(conj(lo <= E(sample, after()), E(sample, after()) <= hi), *ends)
    inside = z.for_all(z.discharge(inside, within.formula), lo, hi)
    low_, high = maximum(sqrt(square(d)) - eta * B, 0) ** 2, (sqrt(square(d)) + eta * B) ** 2
    inside = z.apply(z.at(inside, low_, high, defined=[length]), z.for_all(range_of, sample))
    rule = forall(X, Y, b, h, radius)(
        given(maximum(b - h, 0) ** 2 <= X, X <= (b + h) ** 2, maximum(b - h, 0) ** 2 <= Y,
              Y <= (b + h) ** 2, b >= 0, b**2 <= radius**2, radius >= 0, h >= 0, h <= radius)
        >> (abs(X - Y) <= 4 * h * radius)
    )  # fmt: skip
    values = after(), E(sample, after()), sqrt(square(d)), eta * B, radius
    rule = z.lemma(rule, *values, defined=[length, there])
    short = z.arith(sqrt(square(d)) ** 2 <= radius**2, length, *near)
    push = z.use(z.lemma(NONNEGATIVE, eta, B), low, B_low)
    end = z.use(rule, range_of, inside, length, short, push, *near)
    return z.qed(z.for_all(z.arith(apart(), end), sample))


@deviation_amended.mutant
def three_eta(judge):
    """3 eta B r_1, in letters: |d| = eta B = r_1, from 0 to 4 r_1^2."""
    (radius_,) = reals("r,")
    return holds(judge, (4 * radius_**2, "<=", 3 * radius_**2), [(radius_, ">", 0)])


@claim(
    "fsgd.lem-6.2.sum",
    chapter_6(proof),
    formula=r"\sum_{\tau\le t}(1-\eta a)^{-2\tau}\le T(1-\eta a)^{-2t}\le T(1+2\eta aT)",
    hypotheses=("0 < x = eta a < 1", "t = T = 1"),
    case=True,
)
def weights(judge, bound=2):
    """The last inequality is Bernoulli's, turned around: already (1 - x)^(-2) > 1 + 2 x for every x
    in (0, 1).
    """
    (x,) = reals("x,")
    return holds(judge, (1 / (1 - x) ** 2, "<=", 1 + bound * x), [(x, ">", 0), (x, "<", 1)])


weights.mutant("1 + x", bound=1)


def weights_say(factor=1):
    """tau runs from 1 to t; i = t - tau."""
    weights_ = sum_over(i, n, ((1 - x) ** 2) ** i)
    least = minimum(n, 1 / x) if factor == 1 else term(factor) * minimum(n, 1 / x)
    return forall(x, n)(given(x > 0, x <= 1) >> (weights_ <= least))


@claim(
    "fsgd.lem-6.2.sum-amended",
    chapter_6(proof),
    formula=r"\sum_{\tau\le t}(1-x)^{2(t-\tau)}\le\min\left(t,\tfrac1x\right)",
    hypotheses=(
        "0 < x <= 1",
        "the deviations are discounted to the time of exit, as the exit level is",
    ),
    amends="fsgd.lem-6.2.sum",
    says=weights_say,
    uses=("book.geometric-sum", "book.power-at-most-one"),
    instance={"values": {"x": "1/2", "n": "2"}},
)
def weights_amended(judge, factor=1):
    """Each of the t weights is at most 1, and x times their sum is at most 1 - (1 - x)^(2t): no
    factor T at all once T > 1/x.
    """
    k = judge.theorem()
    low, high = k.given
    q, total = (1 - x) ** 2, sum_over(i, n, ((1 - x) ** 2) ** i)
    range_of = k.arith(conj(q >= 0, q <= 1), low, high)
    powers = k.use(k.by("book.power-at-most-one", q), range_of)
    few = by_terms(
        k, i, n, lambda m: conj(sum_over(i, m, q**i) <= m, sum_over(i, m, q**i) >= 0), [q**i],
        k.at(powers, i),
    )  # fmt: skip
    exact = k.by("book.geometric-sum", q, n)
    a, b = theorems.reals("a b")
    rule = forall(x, a, b)(
        given((1 - (1 - x) ** 2) * a == 1 - b, b >= 0, x > 0, x <= 1, a >= 0) >> (a <= 1 / x)
    )
    small = k.use(k.lemma(rule, x, total, q**n), exact, k.at(powers, n), few, low, high)
    nonzero = k.arith(x != 0, low)
    return k.qed(k.arith(k.target, few, small, nonzero))


weights_amended.mutant("half of it", factor="1/2")


@claim(
    "fsgd.lem-6.2.exit",
    chapter_6(proof),
    formula=r"\{G_{t+1}(1-x)^{t+1}+e>G_0+e+r_1^2-r_0^2\}\subseteq\{G_{t+1}-G_0>r_1^2-r_0^2\}",
    hypotheses=("G_0 = r_0^2 - e", "q = (1 - x)^(t + 1) in (0, 1)"),
)
def exit_event(judge, enough=False):
    """True only when G_{t+1} >= 0 on the event; for e > r_1^2 it can be negative and the inclusion
    fails.
    """
    G, G0, q, e, r0, r1 = reals("G G_0 q e r_0 r_1")
    where = [
        (q, ">", 0),
        (q, "<", 1),
        (e, ">", 0),
        (r0, ">=", 0),
        (r1, ">", r0),
        (G0, "==", r0**2 - e),
        (G * q + e, ">", r1**2),
    ]
    if enough:
        where.append((e, "<=", r1**2))
    return holds(judge, (G - G0, ">", r1**2 - r0**2), where, [(G, ">", 0)] if enough else ())


@exit_event.mutant
def with_r_0_in_place_of_e(judge):
    G, q, e, r1 = reals("G q e r_1")
    return holds(
        judge,
        (G, ">", 0),
        [(q, ">", 0), (q, "<", 1), (e, "<=", 2 * r1**2), (r1, ">", 0), (G * q + e, ">", r1**2)],
    )


@claim(
    "fsgd.lem-6.2.exit-amended",
    chapter_6(proof),
    formula=r"\tfrac{\eta B^2}a\le r_1^2\implies\text{the inclusion}",
    amends="fsgd.lem-6.2.exit",
)
def exit_event_amended(judge, enough=True):
    """With eta B^2/a <= r_1^2."""
    return exit_event.check(judge, enough)


exit_event_amended.mutant("without it", enough=False)


COIN = {"functions": {"X": {"table": ["1", "-1"]}}, "weights": ["1/2", "1/2"]}


def azuma_without_two(level="9/10"):
    """The printed inequality for one step X with mean 0 and |X| <= 1."""
    (w, X), level = (theorems.samples("w"), theorems.randoms("X")), theorems.term(level)
    return theorems.forall(X)(
        theorems.given(
            theorems.forall(w)(abs(X(w)) <= 1),
            theorems.E(w, X(w)) == 0,
        )
        >> (theorems.Prob(w, X(w) > level) <= theorems.exp(-(level**2)))
    )


@claim(
    "fsgd.lem-6.2.azuma",
    chapter_6(proof),
    formula=r"P(G_n-G_0>\lambda)\le\exp\left(-\frac{\lambda^2}{\sum c_i^2}\right)",
    hypotheses=("n = 1, c_1 = 1, lambda = 9/10",),
    says=azuma_without_two,
    instance=COIN,
)
def azuma_as_printed(judge, level="9/10"):
    """The Azuma-Hoeffding inequality without its factor 2: a single fair coin exceeds 9/10 with
    probability 1/2 > exp(-81/100).
    """
    return judge.undecided(f"no coin exceeds {level} too often")  # the stored model refutes it


azuma_as_printed.mutant("at 19/20", level="19/20")


G, M = theorems.functions("G M", "nat", "sample")  # M_i = E[G_{i+1} | F_i]


def azuma_says():
    """That M_i is the conditional mean is used as the product rule for exp(s (X_0 + .. + X_{i-1}))
    and X_i = G_{i+1} - M_i.
    """
    step = G(i + 1, o) - M(i, o)
    whole = sum_over(i, n, step)
    rule = forall(s, n)(conj(integrable(E(o, exp(s * whole))), E(o, exp(s * whole) * last()) == 0))
    far = G(n, o) - G(0, o) >= x
    squares = sum_over(i, n, c(i) ** 2)
    return forall(G, M, c, n, x)(
        given(
            forall(i)(c(i) > 0), forall(i, o)(abs(step) <= c(i)), forall(i, o)(M(i, o) <= G(i, o)),
            rule, x > 0, n >= 1, integrable(Prob(o, far)),
            integrable(Prob(o, whole >= x)), integrable(Prob(o, -whole >= x)),
        )
        >> (Prob(o, far) <= exp(-(x**2) / (2 * squares)))
    )  # fmt: skip


def last():
    return G(n + 1, o) - M(n, o)


@claim(
    "fsgd.lem-6.2.azuma-amended",
    chapter_6(proof),
    formula=r"P(G_n-G_0\ge\lambda)\le\exp\left(-\frac{\lambda^2}{2\sum c_i^2}\right)",
    hypotheses=("|G_i - E[G_i | F_{i-1}]| <= c_i, supermartingale",),
    amends="fsgd.lem-6.2.azuma",
    says=azuma_says,
    uses=("book.azuma", "book.term-below-sum"),
)
def azuma(judge):
    """With the factor 2: G_n - G_0 is at most the sum of the G_i - E[G_i | F_{i-1}], which lie in
    intervals of lengths 2 c_i.
    """
    k = judge.theorem()
    wide, near, falls, rule, above, many, *has = k.given
    step = G(i + 1, o) - M(i, o)
    whole, squares = sum_over(i, n, step), sum_over(i, n, c(i) ** 2)
    below = by_terms(
        k, i, n, lambda q: G(q, o) - G(0, o) <= sum_over(i, q, step), [step], k.at(falls, i, o)
    )
    far, other = G(n, o) - G(0, o) >= x, whole >= x
    likely = k.arith(other, below, k.assume(far))
    first = implied(k, far, other, likely, has[0], has[1], o)
    twice = 2 * c(i)
    ranges = k.for_all(k.arith(conj(twice > 0, c(i) >= 0, c(i) <= twice), k.at(wide, i)), i)
    shifted = step + c(i)
    inside = k.arith(conj(shifted >= 0, shifted <= twice), k.at(near, i, o))
    has_rule = [k.for_all(one, m) for one in k.split(k.at(rule, s, m))]
    differences = k.for_all(k.both(*has_rule), s)
    longest = sum_over(i, n, twice**2)
    quarter = by_terms(
        k, i, n, lambda q: sum_over(i, q, twice**2) == 4 * sum_over(i, q, c(i) ** 2),
        [twice**2, c(i) ** 2],
    )  # fmt: skip
    own = k.by("book.term-below-sum", Lambda((i,), c(i) ** 2), n, 0)
    never = k.for_all(k.discharge(k.arith(c(i) ** 2 >= 0), i < n), i)
    own = k.use(own, k.arith(term(0) < n, many), never)
    positive = k.arith(squares > 0, own, k.arith(c(0) ** 2 > 0, k.at(wide, 0)))
    tail = k.by("book.azuma", Lambda((i, o), step), c, Lambda((i,), twice), n, x, 4 * squares)
    tail = k.use(
        tail, ranges, k.for_all(inside, i, o), differences, above,
        k.arith(4 * squares > 0, positive), k.arith(longest <= 4 * squares, quarter), *has[1:],
    )  # fmt: skip
    y = theorems.reals("y")
    same = forall(x, y)((y > 0) >> (exp(-2 * x**2 / (4 * y)) == exp(-(x**2) / (2 * y))))
    same = k.use(k.lemma(same, x, squares), positive)
    end = k.rewrite(same, k.part(tail, 0), Prob(o, other) <= exp(-(x**2) / (2 * squares)))
    return k.qed(k.arith(k.target, first, end, positive))


@azuma.mutant
def without_two(judge):
    """Without the factor 2, as printed."""
    return falsify(azuma_without_two(), hints=[COIN])
