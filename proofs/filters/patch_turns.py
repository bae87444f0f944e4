"""Several patches: how the moment of Z_++ changes between the angle of w and the angle 0, where the
regions are w*.Z_i >= 0 and w*.Z_i <= 0.

P, Q, R are the averages Z_++, Z_+-, Z_-+ at w (`patch_moments`), A is the one of w*.Z_i >= 0, and O
the one of w.Z_i = 0, w*.Z_i >= 0, where P and R overlap: it has no mass. theta is the angle of w
and w*, of which nothing else is used than Assumption 6.3.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Prob,
    by_terms,
    conj,
    exists,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    sum_over,
    term,
)

from ..textbook.events import implied, truths
from . import chapter_6, holds
from .descent import square
from .model import NO_MASS
from .moments import c, nonnegative, s, u, w, w_star
from .network import Z, i, k, p, patch
from .patch_moments import (
    P,
    Q,
    R,
    cells,
    cross,
    crossing,
    exist,
    mean,
    region,
    seen,
    x1,
    x2,
    x3,
)
from .teacher_angle import theta

A, O = functions("A O", "nat", "sample")  # noqa: E741
a, b, f, g, h, x, y = theorems.reals("a b f g h x y")
low = theorems.reals("gamma_w")
EDGE = conj(patch(w) == 0, patch(w_star) >= 0)


def at_zero():
    """A and O"""
    return conj(
        *(
            B(c, s) == sum_over(i, k, Z(i, c, s) * indicator(event)) / k
            for B, event in ((A, patch(w_star) >= 0), (O, EDGE))
        )
    )


def known():
    """Assumption 6.3 at w, and no mass where w.Z_i = 0."""
    moment = integrable(E(s, seen(u, A) ** 2))
    none = forall(u)(conj(moment, E(s, seen(u, O) ** 2) == 0))
    return *cells(), exist(), *crossing(), forall(c, s)(at_zero()), none


LETTERS = (Z, w, w_star, P, Q, R, A, O, cross, theta, x1, x2, x3, k, p)


def at_most():
    """u^T M u at w, by that at the angle 0"""
    return mean(u, P, u, P) <= E(s, seen(u, A) ** 2) + 2 * cross * theta * square(u)


def form_says():
    return forall(*LETTERS)(given(*known()) >> forall(u)(at_most()))


@claim(
    "fsgd.asm-6.2.form",
    chapter_6("Section 6.6.2, proof of Theorem 6.3, last step"),
    says=form_says,
    uses=("book.squares-nonnegative",),
)
def moment_at_zero(judge):
    """u.A = u.(P + R - O), so that E[(u.A)^2] >= E[(u.P)^2] + 2 E[(u.P)(u.R)]: O adds nothing."""
    z = judge.theorem()
    _, averages_, there, _, second, _, *signs, places, none = z.given
    sides = seen(u, P), seen(u, R), seen(u, O), seen(u, A)
    split = parts_of(z, z.at(averages_, c, s), z.at(places, c, s))
    has, gone = z.split(z.at(none, u))
    own, cross_ = (z.part(z.at(there, u, u), j) for j in (0, 3))
    # h (u.A)^2 >= h (1 - h) ((u.P)^2 + 2 (u.P)(u.R)) - (1 - h)(u.O)^2
    small = z.assume(conj(h > 0, h < 1))
    rule = forall(x, y, f, a, h)(
        given(a == x + y - f, h > 0, h < 1)
        >> (h * (1 - h) * (x * x + 2 * (x * y)) - (1 - h) * f**2 <= h * a**2)
    )
    point = z.use(z.lemma(rule, *sides, h), split, small)
    total = mean_of_combination(
        z, s, point.sides[0],
        [(h * (1 - h), sides[0] * sides[0], own), (2 * h * (1 - h), sides[0] * sides[1], cross_),
         (h - 1, sides[2] ** 2, z.arith(integrable(E(s, sides[2] ** 2)), gone))],
    )  # fmt: skip
    scaled = mean_of_combination(z, s, point.sides[1], [(h, sides[3] ** 2, has)])
    ends = [z.arith(integrable(E(s, side)), one) for side, one in zip(point.sides, (total, scaled))]
    less = z.mean_is_monotone(z.for_all(point, s), *ends)
    S, T = mean(u, P, u, P) + 2 * mean(u, P, u, R), E(s, sides[3] ** 2)
    less = z.arith(h * (1 - h) * S <= h * T, less, total, scaled, gone)
    always = z.for_all(z.discharge(less, small.formula), h)
    positive = nonnegative(z, sides[3] ** 2, z.arith(sides[3] ** 2 >= 0), has)
    kept = limit(z, always, S, T, z.arith(T >= 0, positive), [own, cross_, has])
    rule = forall(a, f, x, theta, x2, g)(
        given(f**2 <= x2**2 * (x * x), x2 >= 0, x >= 0, x2 <= g) >> (-f <= g * x)
    )
    low = z.by("book.squares-nonnegative", u, p)
    values = 0, mean(u, P, u, R), square(u), theta, x2, cross * theta
    rule = z.lemma(rule, *values, defined=[cross_])
    sum_ = z.arith(x2 <= cross * theta, *signs)
    bound = z.use(rule, z.at(second, u, u), low, sum_, *signs)
    return z.qed(z.for_all(z.arith(at_most(), kept, bound, own, cross_, has), u))


def parts_of(z, averages_, places):
    """u.A = u.P + u.R - u.O at a sample"""
    events = region(1, 1), region(-1, 1), EDGE, patch(w_star) >= 0
    bits = [indicator(event) for event in events]
    equal = truths(z, bits[0] + bits[1] - bits[2] == bits[3], events)
    bodies = [Z(i, c, s) * bit for bit in bits]

    def here(q):
        one, two, both, whole = (sum_over(i, q, body) for body in bodies)
        return one + two - both == whole

    sums = by_terms(
        z, i, k, here, bodies, z.arith(bodies[0] + bodies[1] - bodies[2] == bodies[3], equal)
    )
    whole = [u(c) * B(c, s) for B in (P, R, O, A)]

    def seen_(q):
        one, two, both, all_ = (sum_over(c, q, body) for body in whole)
        return all_ == one + two - both

    one, two, both, all_ = (sum_over(i, k, body) for body in bodies)
    rule = forall(a, b, h, g, k)(given(a + b - h == g, k >= 1) >> (g / k == a / k + b / k - h / k))
    shares = z.use(z.lemma(rule, one, two, both, all_, k), sums, z.given[0])
    each = z.arith(A(c, s) == P(c, s) + R(c, s) - O(c, s), shares, averages_, places, z.given[0])
    return by_terms(z, c, p, seen_, whole, each)


def limit(z, always, S, T, positive, defined):
    """S <= T from h (1 - h) S <= h T for all 0 < h < 1, and T >= 0: h = (S - T)/(2 S)."""
    more = z.assume(T < S)
    share = (S - T) / (2 * S)
    rule = forall(a, b)(
        given(b >= 0, b < a)
        >> conj((a - b) / (2 * a) > 0, (a - b) / (2 * a) < 1, 2 * a * ((a - b) / (2 * a)) == a - b)
    )
    inside = z.use(z.lemma(rule, S, T, defined=defined), positive, more)
    nonzero = z.arith(2 * S != 0, positive, more)
    here = z.use(z.at(always, share, defined=[nonzero, *defined]), inside)
    rule = forall(a, b, h)(given(h * (1 - h) * a <= h * b, h > 0, 2 * a * h == a - b) >> (a <= b))
    wrong = z.use(z.lemma(rule, S, T, share, defined=[nonzero, *defined]), here, inside)
    return z.cases(z.arith((T < S) | (S <= T), *defined), wrong, z.assume(S <= T))


def at_least():
    return E(s, seen(u, A) ** 2) >= (low - 2 * cross * theta) * square(u)


def mono_says():
    least = forall(u)(mean(u, P, u, P) >= low * square(u))
    return forall(*LETTERS, low)(given(*known(), least) >> forall(u)(at_least()))


@claim(
    "fsgd.asm-6.2.mono-amended",
    chapter_6("Section 6.6.2, proof of Theorem 6.3, last step"),
    formula=r"\gamma(0)\ge\gamma(\phi)-2L_{\mathrm{cross}}\phi\quad(0\le\phi\le\tfrac\pi2)",
    hypotheses=("any k and any law with Assumption 6.3", NO_MASS, "at every w at the angle phi"),
    amends="fsgd.asm-6.2.mono",
    says=mono_says,
    uses=("fsgd.asm-6.2.form",),
)
def almost_decreases(judge):
    """What remains true between 0 and phi: at w = w* the active average is Z_++ + Z_-+, so x^T M x
    loses at most twice the cross moment.

    Between two angles theta < phi the defect is bounded in the direction d of the descent
    (fsgd.thm-6.3.defect), which is what the theorem needs.
    """
    z = judge.theorem()
    *_, least = z.given
    turned = z.at(z.use(z.by("fsgd.asm-6.2.form", *LETTERS), *z.given), u)
    return z.qed(z.for_all(z.arith(at_least(), turned, z.at(least, u)), u))


def L_says():
    most = forall(u)(E(s, seen(u, A) ** 2) <= low * square(u))
    return forall(*LETTERS, low)(given(*known(), most) >> forall(u)(below()))


def below():
    return mean(u, P, u, P) <= (low + 2 * cross * theta) * square(u)


@claim(
    "fsgd.asm-6.2.L-mono-amended",
    chapter_6("Section 6.3, after Theorem 6.3: L(0) in the step size"),
    formula=r"L(0)\ge L(\phi)-2L_{\mathrm{cross}}\phi\quad(0\le\phi\le\tfrac\pi2)",
    hypotheses=("any k and any law with Assumption 6.3", NO_MASS, "at every w at the angle phi"),
    amends="fsgd.asm-6.2.L-mono",
    says=L_says,
    uses=("fsgd.asm-6.2.form",),
)
def L_almost_decreases(judge):
    """The same bound for L: the moment at phi is at most L(0) + 2 L_cross phi."""
    z = judge.theorem()
    *_, most = z.given
    turned = z.at(z.use(z.by("fsgd.asm-6.2.form", *LETTERS), *z.given), u)
    return z.qed(z.for_all(z.arith(below(), turned, z.at(most, u)), u))


def once(judge):
    """Once the cross moment, in letters: (x + y)^2 for x = 1, y = -1/4."""
    one, two = reals("x y")
    where = [(one, "==", 1), (4 * two, "==", -1)]
    return holds(judge, ((one + two) ** 2, ">=", one**2 + one * two), where)


moment_at_zero.mutant(once)
almost_decreases.mutant(once)
L_almost_decreases.mutant(once)


# --- the angle 0 ----------------------------------------------------------------------------------

ON_PLANE = exists(i)((i < k) & (patch(w_star) == 0))


def alive(B):
    """B != 0"""
    return exists(c)((c < p) & (B(c, s) != 0))


def zero_says():
    ray = forall(c)(w(c) == a * w_star(c))
    has = conj(*(integrable(Prob(s, alive(B))) for B in (Q, R)))
    none = conj(*(Prob(s, alive(B)) == 0 for B in (Q, R)))
    known = given(*cells(), a > 0, ray, Prob(s, ON_PLANE) == 0, has)
    return forall(Z, w, w_star, P, Q, R, a, k, p)(known >> none)


@claim(
    "fsgd.asm-6.3.zero",
    chapter_6("after Assumption 6.3"),
    formula=r"\phi=0\implies Z_{+-}=Z_{-+}=0\text{ almost surely}",
    hypotheses=("no mass on the hyperplane w*.Z_i = 0",),
    says=zero_says,
)
def nothing_at_zero(judge):
    """At phi = 0 both regions need w*.Z_i = 0."""
    z = judge.theorem()
    many, averages_, above, ray, plane, *has = z.given
    bodies = [w(c) * Z(i, c, s), w_star(c) * Z(i, c, s)]
    rule = forall(x, y, a, f)((x == a * y) >> (x * f == a * (y * f)))
    equal = z.use(z.lemma(rule, w(c), w_star(c), a, Z(i, c, s)), z.at(ray, c))
    here = lambda q: sum_over(c, q, bodies[0]) == a * sum_over(c, q, bodies[1])  # noqa: E731
    scaled = by_terms(z, c, p, here, bodies, equal)
    off, inside = z.assume(~ON_PLANE), z.assume(i < k)
    found = z.exhibit(ON_PLANE, i, z.both(inside, z.assume(patch(w_star) == 0)))
    away = z.negate(z.absurd(found, off, term(0) < term(0)), patch(w_star) == 0)
    measured = z.arith(integrable(Prob(s, ON_PLANE)), plane)
    _, *averages_ = z.split(z.at(averages_, c, s))
    ends = []
    for B, signs, average, own in zip((Q, R), ((1, -1), (-1, 1)), averages_, has, strict=True):
        empty = vanishes(z, B, region(*signs), scaled, away, average)
        r = nats("r")
        there = z.such(z.assume(alive(B)), r)
        seen_ = z.arith(~(B(r, s) == 0), z.part(there, 1))
        wrong = z.absurd(z.at(z.for_all(empty, c), r), seen_, ON_PLANE)
        wrong = z.obtain(z.assume(alive(B)), wrong, r)
        happens = z.cases(z.excluded_middle(ON_PLANE), z.assume(ON_PLANE), wrong)
        less = implied(z, alive(B), ON_PLANE, happens, own, measured, s)
        low_ = nonnegative(z, indicator(alive(B)), z.indicator_range(alive(B)), own)
        ends.append(z.arith(Prob(s, alive(B)) == 0, less, low_, plane))
    return z.qed(z.both(*ends))


def vanishes(z, B, event, scaled, away, average):
    """B = 0 at a sample, where no w*.Z_i is 0."""
    rule = forall(x, y, a)(
        given(x == a * y, a > 0, ~(y == 0)) >> conj(~conj(x >= 0, -y >= 0), ~conj(-x >= 0, y >= 0))
    )
    never = z.use(z.lemma(rule, patch(w), patch(w_star), a), scaled, away, z.given[2])
    never = z.meet(~event, never)
    body = Z(i, c, s) * indicator(event)
    none = z.arith(body == 0, z.indicator(event, False, never))
    total = by_terms(z, i, k, lambda q: sum_over(i, q, body) == 0, [body], none)
    rule = forall(x, y, k)(given(x == y / k, y == 0, k >= 1) >> (x == 0))
    rule = z.lemma(rule, B(c, s), sum_over(i, k, body), k)
    return z.use(rule, average, total, z.given[0])


@nothing_at_zero.mutant
def at_pi(judge):
    """At phi = pi, in letters."""
    one, star, factor = reals("a b c")
    where = [(factor, ">", 0), (one, "==", -factor * star), (one, ">=", 0), (star, "<=", 0)]
    return holds(judge, (star, "==", 0), where)
