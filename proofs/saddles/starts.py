"""Corollary 7.2: other laws of the start, and the mass of a Gaussian start in the cube.

The start depends on a sample a, the noise of perturbed descent on a sample b that is independent of
it: a probability of both is the mean over a of the probability over b.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.checker.formal import free, put
from steepest.proofs.engine.theorems import (
    E,
    Formula,
    Lambda,
    Prob,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    mean_of_combination,
    nats,
    reals,
    samples,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.events import implied, same_probability, w
from ..textbook.normal import Phi, density, g_0, normal, whole
from . import chapter_7, tube
from .escape import ratio
from .paths import refuted_by
from .tube import T, eta, tau

d, n, i, j, m, t = nats("d n i j m t")
sigma, R, delta, S, z = reals("sigma R delta S z")
a, b = samples("a b")
Z = functions("Z", "nat", "sample")
FALSE = term(0) < term(0)


def cube(w, s):
    """The start sigma Z is in the cube of half-width sigma s."""
    return forall(i)((i < d) >> (abs(sigma * Z(i, w)) <= sigma * s))


def mass_says(least=4):
    rare = d * exp(-(log(d) ** 2) / 2)
    return forall(Z, Phi, g_0, sigma, d)(
        given(
            density(),
            whole(),
            forall(i)(normal(Z(i, w))),
            sigma > 0,
            d >= exp(least),
            integrable(Prob(w, cube(w, log(d)))),
        )
        >> conj(Prob(w, cube(w, log(d))) >= 1 - rare, 1 - rare >= 1 - 1 / d)
    )


@claim(
    "saddle.cor-7.2.gaussian",
    chapter_7("after Corollary 7.2"),
    formula=r"\mathcal N(0,\sigma^2I)\bigl(B_\infty(0,\sigma\log d)\bigr)\ge1-d\,e^{-(\log "
    r"d)^2/2}\ge1-\frac1d\quad(d\ge e^4)",
    hypotheses=("N(0, sigma^2 I) is the law of sigma Z, each Z_i standard normal",),
    says=mass_says,
    uses=("book.normal-tail", "book.none-of-many"),
)
def gaussian_mass(judge):
    """The mass outside the cube is at most 1/d for d >= e^4 (about 55): with s = log d, s - s^2/2
    <= -s. A larger s gives any power of 1/d.
    """
    k = judge.theorem()
    *law, each, size, many, measured = k.given
    positive = k.arith(term(d) > 0, many)
    wide, held = k.assume(S >= 0), k.assume(integrable(Prob(w, cube(w, S))))
    there = in_the_cube(k, law, each, size, wide, held)
    there = k.discharge(k.discharge(there, held.formula), S >= 0)
    s = log(d)
    large = k.arith(s >= 4, many, positive)
    found = k.at(k.for_all(there, S), s, defined=[positive])
    found = k.apply(k.apply(found, k.arith(s >= 0, large)), measured)
    # d exp(-s^2/2) <= 1/d
    A, B = reals("A B")
    power = S - S**2 / 2
    order = k.lemma(forall(S)((S >= 4) >> (power <= -S)), s, defined=[positive])
    rising = k.lemma(forall(A, B)((A <= B) >> (exp(A) <= exp(B))))
    rising = k.at(rising, s - s**2 / 2, -s, defined=[positive])
    product = k.lemma(forall(S)(exp(S) * exp(-(S**2) / 2) == exp(power)), s, defined=[positive])
    short = k.fold(product, k.use(rising, k.use(order, large)))
    number = k.arith(exp(s) == d, positive)
    part = k.arith(exp(-s) == 1 / d, positive)
    last = k.unfold(part, k.unfold(number, short))
    return k.qed(k.both(found, k.arith(k.target.part(1), last, positive)))


def in_the_cube(k, law, each, size, wide, measured):
    """P(all |sigma Z_i| <= sigma S) >= 1 - d exp(-S^2/2)"""
    # one coordinate
    inside = conj(-S <= Z(i, w), Z(i, w) <= S)
    beyond = abs(sigma * Z(i, w)) - sigma * S > 0
    known = k.by("book.normal-tail", Lambda((w,), Z(i, w)), Phi, g_0, S)
    known = k.use(known, *law, k.at(each, i), wide)
    has = k.arith(integrable(Prob(w, inside)), known)
    same = k.lemma(
        forall(S, z, sigma)(
            given(sigma > 0)
            >> conj(
                conj(-S <= z, z <= S) >> ~(abs(sigma * z) - sigma * S > 0),
                ~conj(-S <= z, z <= S) >> (abs(sigma * z) - sigma * S > 0),
            )
        ),
        S, Z(i, w), sigma,
    )  # fmt: skip
    in_, out = k.split(k.use(same, size))
    goal = indicator(beyond) == 1 - indicator(inside)
    yes, no = k.assume(inside), k.assume(~inside)
    bits = k.cases(
        k.excluded_middle(inside),
        k.arith(goal, k.indicator(inside, True, yes), k.indicator(beyond, False, k.use(in_, yes))),
        k.arith(goal, k.indicator(inside, False, no), k.indicator(beyond, True, k.use(out, no))),
    )
    unit = k.mean_of_constant(w, term(1))
    has_one = k.arith(integrable(E(w, term(1))), unit)
    parts = [(1, term(1), has_one), (-1, indicator(inside), has)]
    turned = mean_of_combination(k, w, indicator(beyond), parts, bits)
    rare = exp(-(S**2) / 2)
    small = k.arith(Prob(w, beyond) <= rare, turned, unit, known)
    # all of them
    none = forall(i)((i < d) >> ~beyond)

    near, out = abs(sigma * z) <= sigma * S, abs(sigma * z) - sigma * S > 0
    into, back = (
        k.lemma(forall(S, z, sigma)(one >> two), S, Z(i, w), sigma)
        for one, two in ((near, ~out), (~out, near))
    )

    def moved(event, rule):
        step = k.apply(k.at(k.assume(event), i), k.assume(i < d))
        return k.for_all(k.discharge(k.apply(rule, step), i < d), i)

    clear = moved(cube(w, S), into)
    back = k.absurd(moved(none, back), k.assume(~cube(w, S)), FALSE)
    out = k.negate(back, none)
    equal = same_probability(k, cube(w, S), none, measured, clear, out)
    lemma = k.by(
        "book.none-of-many", Lambda((i, w), abs(sigma * Z(i, w)) - sigma * S), d, rare
    )  # fmt: skip
    exist = k.for_all(k.arith(integrable(Prob(w, beyond)), turned), i)
    below = k.for_all(k.discharge(small, i < d), i)
    there = k.arith(integrable(Prob(w, none)), equal)
    none_of = k.apply(lemma, k.both(exist, below, there))
    return k.arith(Prob(w, cube(w, S)) >= 1 - d * rare, none_of, equal)


@gaussian_mass.mutant
def d_from_e_cubed(judge):
    """d = 21 > e^3: 21 exp(-(log 21)^2/2) > 1/21"""
    says = forall(d)((d >= exp(3)) >> (1 - d * exp(-(log(d) ** 2) / 2) >= 1 - 1 / d))
    return falsify(says, hints=[{"values": {"d": "21"}}], attempts=0)


# --- the corollary --------------------------------------------------------------------------------

x = functions("x", "nat", "nat", "sample")
G = functions("G", "sample", "sample")
c, zero = sequences("c z")
q = reals("q")  # 1/R
place = (x(t, j, a) - zero(j)) * q  # (x - z)/R, a point of the octopus
VALUES = {"x": ("lambda", ("t", "j"), place.node), "eta": (eta * q**2).node}


def on_g(formula):
    """What the formula says of (x - z)/R in place of x, and of the step size eta/R^2"""
    sorts = {**formula.sorts, **place.sorts}
    node = put(formula.node, VALUES)
    return Formula(node, {name: sorts[name] for name in free(node)})


def starts_inside():
    """x^(0) is in the cube of half-width R around z."""
    return forall(j)((j < d) >> (abs(x(0, j, a) - zero(j)) <= R))


def minimum():
    return forall(j)((j < d) >> (abs(c(j)) == 4 * tau))


def stays_away():
    """x^(T) is at least 2 tau R away from every minimum z + R c of g(x) = f((x - z)/R)."""
    return forall(c)(minimum() >> (sqrt(gap()) >= 2 * tau * R))


def gap():
    """|x^(T) - (z + R c)|^2"""
    return sum_over(m, d, (x(T, m, a) - (zero(m) + R * c(m))) ** 2)


def found():
    """The probability over the noise that perturbed descent from this start succeeds"""
    return Prob(b, G(a, b) > 0)


def rates():
    """(1 - delta)(1 - e^(-d))"""
    return (1 - delta) * (1 - exp(-d))


def corollary_says(lost=1):
    inside = starts_inside()
    least, most = 1 - exp(-d), E(a, found())
    exact = given(
        Prob(a, inside) == 1 - delta,
        forall(a)(inside >> (found() == least)),
        forall(a)(~inside >> (found() == 0)),
    )
    return forall(*tube.LETTERS, R, q, delta, d, n, T, zero, x, G)(
        given(
            R > 0,
            q * R == 1,
            delta >= 0,
            delta < 1,
            Prob(a, inside) >= 1 - delta,
            on_g(given(tube.numbers(), tube.wide(), d >= 1)),
            forall(a)(conj(place_of_the_last() == 0, on_g(tube.octopus_run()))),
            d == n + 1,
            T <= ratio**n,
            integrable(Prob(a, stays_away())),
            forall(a)(integrable(found())),
            integrable(most),
            forall(a)(inside >> (found() >= least)),
        )
        >> conj(
            Prob(a, stays_away()) >= 1 - delta,
            most >= rates(),
            rates() >= (1 - delta - exp(-d) if lost == 1 else 1 - delta - lost * exp(-d)),
            exact >> conj(most == rates(), most < 1 - delta),
        )
    )


def place_of_the_last():
    """The coordinate after the last, which is 0 (`saddle.lem-7.3`)"""
    return (x(0, d, a) - zero(d)) * q


@claim(
    "saddle.cor-7.2",
    chapter_7("Corollary 7.2"),
    formula=r"\nu(B_\infty(z,R))\ge1-\delta\implies\text{Theorem 7.3, part 2, with probability}\ge"
    r"(1-\delta)(1-e^{-d})\ge1-\delta-e^{-d}",
    hypotheses=(
        "part 2 of Theorem 7.3 for every start in the cube, with noise independent of the start: "
        "the probability over the noise is at least 1 - e^(-d) (saddle.thm-7.3.2)",
        "gradient descent on g(x) = f((x - z)/R) with step eta is descent of (x - z)/R on f with "
        "step eta/R^2 (saddle.cor-7.2.equivalence, .scaling, .step)",
    ),
    says=corollary_says,
    uses=("saddle.thm-7.3.1", "book.squares-nonnegative"),
    seconds=120.0,
)
def other_initial_laws(judge):
    """With another law of the start the two failure probabilities of part 2 add up: 1 - delta -
    e^{-d}. The 1 - delta of the statement leaves the second one out, and is not reached when delta
    < 1.

    Part 1, 2 tau R away from every minimum up to the time ((L + gamma)/gamma)^(d-1), holds with
    probability 1 - delta. If nothing is won outside the cube and no more than is said inside, the
    probability of part 2 is (1 - delta)(1 - e^(-d)), below 1 - delta.
    """
    k = judge.theorem()
    rest = k.arith(exp(-d) > 0)
    inside, least = starts_inside(), 1 - exp(-d)
    bit = indicator(inside)
    *_, runs, one_more, early, away, each, total, wins = k.given
    mass = next(g for g in k.given if "expect" in repr(g.formula.node))
    has = k.arith(integrable(Prob(a, inside)), mass)
    here, out = k.assume(inside), k.assume(~inside)
    yes, no = k.indicator(inside, True, here), k.indicator(inside, False, out)

    first = implied(k, inside, stays_away(), far_away(k, here, runs), has, away, a)

    nothing = k.mean_of_constant(b, term(0))
    win = G(a, b) > 0
    never = k.arith(term(0) <= indicator(win), k.indicator_range(win))
    positive = k.mean_is_monotone(
        k.for_all(never, b), k.arith(integrable(E(b, term(0))), nothing), k.at(each, a)
    )
    share = k.arith(least > 0, k.arith(exp(-d) < 1, k.arith(term(d) > 0, one_more)))
    goal = least * bit <= found()
    pointwise = k.cases(
        k.excluded_middle(inside),
        k.arith(goal, yes, k.apply(k.at(wins, a), here)),
        k.arith(goal, no, positive, nothing),
    )
    parts = [(least, bit, has)]
    scaled = mean_of_combination(k, a, least * bit, parts)
    there = k.arith(integrable(E(a, least * bit)), scaled)
    bound = k.mean_is_monotone(k.for_all(pointwise, a), there, total)
    second = k.arith(k.target.part(1), bound, scaled, mass, share)
    third = k.arith(k.target.part(2), rest, *k.given[:4])

    exact = k.target.part(3)
    mass, same, none = (k.part(k.assume(exact.left), n) for n in range(3))
    goal = found() == least * bit
    equal = k.cases(
        k.excluded_middle(inside),
        k.arith(goal, yes, k.apply(k.at(same, a), here)),
        k.arith(goal, no, k.apply(k.at(none, a), out)),
    )
    whole_ = mean_of_combination(k, a, found(), parts, equal)
    most = E(a, found())
    value = k.arith(most == rates(), whole_, mass)
    fourth = k.both(value, k.arith(most < 1 - delta, value, rest, *k.given[:4]))
    fourth = k.discharge(fourth, exact.left)
    first = k.arith(k.target.part(0), first, k.given[4])
    return k.qed(k.both(first, second, third, fourth))


def far_away(k, here, runs):
    """From a start in the cube: 2 tau R away from every minimum"""
    sizes = [
        g for g in k.given if g.formula.node[0] != "forall" and "expect" not in repr(g.formula.node)
    ]
    number = [k.meet(one, *k.given) for one in (R > 0, q * R == 1)]
    A, B = reals("A B")
    close = k.lemma(
        forall(A)(given(R > 0, q * R == 1, abs(A) <= R) >> tube.between(-1, A * q, 1)),
        x(0, j, a) - zero(j),
    )
    close = k.use(close, *number, k.apply(k.at(here, j), k.assume(j < d)))
    close = k.for_all(k.discharge(close, j < d), j)
    last, run = (k.part(k.at(runs, a), n) for n in range(2))
    least = k.assume(minimum())
    point = Lambda((t, j), place)
    known = k.by(
        "saddle.thm-7.3.1", tube.L, tube.gamma, tau, eta * q**2, tube.kappa, d, n, T, point, c
    )
    known = k.use(known, *sizes, k.both(close, last), run, least)
    body = ((x(T, m, a) - zero(m)) * q - c(m)) ** 2
    own = (x(T, m, a) - (zero(m) + R * c(m))) ** 2
    each = k.lemma(
        forall(A, B)((q * R == 1) >> ((A - R * B) ** 2 == R**2 * (A * q - B) ** 2)),
        x(T, m, a) - zero(m), c(m),
    )  # fmt: skip
    each = k.arith(own == R**2 * body, k.use(each, number[1]))
    same = by_terms(
        k, m, d, lambda p: sum_over(m, p, own) == R**2 * sum_over(m, p, body), [own, body], each
    )
    gap_ = Lambda((m,), (x(T, m, a) - zero(m)) * q - c(m))
    squares = k.by("book.squares-nonnegative", gap_, d)
    root = k.lemma(
        forall(A, B)(
            given(B >= 0, A == R**2 * B, R > 0, sqrt(B) >= 2 * tau) >> (sqrt(A) >= 2 * tau * R)
        ),
        gap(), sum_over(m, d, body),
    )  # fmt: skip
    end = k.use(root, squares, same, number[0], known)
    return k.for_all(k.discharge(end, minimum()), c)


@other_initial_laws.mutant
def one_minus_delta(judge):
    """1 - delta for both parts: (1 - delta)(1 - e^(-d)) is less."""
    says = forall(delta, d)(given(delta >= 0, delta < 1, d >= 1) >> (rates() >= 1 - delta))
    return refuted_by(judge, says, {"values": {"delta": "0", "d": "1"}})
