"""Theorem 7.3, Corollary 7.1, Section 7.7.2: what follows from Lemmas 7.1 to 7.3, for every d."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.checker.formal import put
from steepest.proofs.engine.theorems import (
    Formula,
    Lambda,
    conj,
    disj,
    exists,
    exp,
    forall,
    given,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
)

from ..textbook.vectors import squares
from . import chapter_7, critical, curvature, negative_curvature, tube
from .critical import G, gradient_A, norm
from .escape import (
    ratio,
    sizes_of,
)
from .gradient import L, d, i, j, m, n, y
from .lower_bound import in_buffer, in_region, too_late
from .mirror import octopus_descent
from .paths import model, path, refuted_by
from .slopes import WRITTEN, kappa
from .tube import T, between, distance, eta, gamma, numbers, settled, tau, x
from .walk import (
    descends,
)

c, xi, before, after = sequences("c xi before after")
k = nats("k")
epsilon, rho, a, b, ell = reals("epsilon rho a b ell")


def far(T):
    """|x^(T) - c|"""
    return sqrt(sum_over(m, d, (x(T, m) - c(m)) ** 2))


@claim(
    "saddle.thm-7.3.1",
    chapter_7("Theorem 7.3, part 1"),
    formula=r"T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}\implies\|x^{(T)}-x^*\|\ge2\tau\quad"
    r"\text{for every minimum }(\pm4\tau,\dots,\pm4\tau)\text{ of }f\text{ in }D",
    hypotheses=("eta <= 1/(2 L), which eta <= 1/ell implies", "minima of f in D"),
    says=lambda far_=2: forall(*tube.LETTERS, d, n, T, x, c)(
        given(
            octopus_descent(),
            d == n + 1,
            T <= ratio**n,
            forall(j)((j < d) >> (abs(c(j)) == 4 * tau)),
        )
        >> (far(T) >= far_ * tau)
    ),
    uses=("saddle.lem-7.3", "book.coordinate-below-norm"),
    instance={
        **model(path((1, 0), ("3/2", 0)), d=1, n=0, T=1),
        "functions": {**model(path((1, 0), ("3/2", 0)))["functions"], "c": {"table": ["16"]}},
    },
)
def far_from_every_minimum(judge, far_=2):
    """Until exponential time gradient descent is at least 2 tau away from every minimum in D, for
    every start in the cube, every d and every T.

    It is certain, not only almost sure. Minima that the extension may add outside D are not covered
    (`saddle.step-3`).
    """
    p = judge.theorem()
    facts = p.given
    small = p.use(p.by("saddle.lem-7.3", *tube.LETTERS, d, n, T, x), *facts)
    last = p.arith(n < d, p.meet(d == n + 1, *facts))
    centre = p.use(p.at(facts[-1], n), last)
    gap = Lambda((m,), x(T, m) - c(m))
    below = p.use(p.by("book.coordinate-below-norm", gap, d, n), last)
    apart = p.arith(
        abs(x(T, n) - c(n)) >= far_ * tau, small, centre, p.arith(tau > 0, *sizes_of(p))
    )
    return p.qed(p.arith(p.target, below, apart))


@far_from_every_minimum.mutant
def five_tau(judge):
    return refuted_by(judge, far_from_every_minimum.says(far_=5), far_from_every_minimum.instance)


@claim(
    "saddle.thm-7.3.1-exponential",
    chapter_7("Theorem 7.3, part 1"),
    formula=r"T\le e^{d-1}\le(1+e)^{d-1}=\left(\frac{L+\gamma}\gamma\right)^{d-1}\implies"
    r"|x_d^{(T)}|\le2\tau",
    hypotheses=("L = e, gamma = 1",),
    says=lambda more=0: forall(*tube.LETTERS, d, n, T, x)(
        given(octopus_descent(), gamma == 1, kappa == exp(1), d == n + 1)
        >> conj(
            exp(1) ** n <= (1 + exp(1)) ** n,
            (T <= (exp(1) ** (n + more) if more else exp(1) ** n)) >> (distance(T, n) <= 2 * tau),
        )
    ),
    uses=("saddle.lem-7.3", "book.power-monotone"),
)
def exponential_in_d(judge, more=0):
    """The bound is e^{Omega(d)}: with L = e and gamma = 1 gradient descent has |x_d| <= 2 tau up to
    the time e^(d-1), for every d.
    """
    p = judge.theorem()
    facts = p.given
    order = p.use(
        p.by("book.power-monotone", exp(1), 1 + exp(1)),
        p.arith(exp(1) >= 0), p.arith(exp(1) <= 1 + exp(1)),
    )  # fmt: skip
    power = p.part(p.at(order, n), 1)
    bound = T <= exp(1) ** n
    value = p.meet(kappa == exp(1), *facts)
    base = p.arith(ratio == 1 + exp(1), value)
    reflexive = p.arith(ratio**n == ratio**n)
    equal = p.rewrite(base, reflexive, ratio**n == (1 + exp(1)) ** n)
    early = p.arith(T <= ratio**n, p.assume(bound), power, equal)
    small = p.use(p.by("saddle.lem-7.3", *tube.LETTERS, d, n, T, x), *facts, early)
    return p.qed(p.both(power, p.discharge(small, bound)))


@exponential_in_d.mutant
def at_most_powers_of_e(judge):
    says = forall(n)((1 + exp(1)) ** n <= exp(1) ** n)
    return refuted_by(judge, says, {"values": {"n": "1"}})


@claim(
    "saddle.thm-7.3.2-end",
    chapter_7("Theorem 7.3, part 2"),
    formula=r"x^{(t+1)}-x^*=(1-2\eta L)(x^{(t)}-x^*)\text{ in }A_{d+1}",
    says=lambda factor=2: forall(*tube.LETTERS, d, before, after)(
        given(
            numbers(),
            forall(m)((m < d) >> between(2 * tau, before(m), 6 * tau)),
            forall(m)((m < d) >> (after(m) == settled(before(m)))),
        )
        >> conj(
            forall(m)((m < d) >> between(2 * tau, after(m), 6 * tau)),
            sum_over(m, d, (after(m) - 4 * tau) ** 2)
            == (1 - factor * eta * tube.L) ** 2 * sum_over(m, d, (before(m) - 4 * tau) ** 2),
        )
    ),
    uses=("saddle.lem-7.2.d-left-amended", "book.sum-scaled", "book.sum-equal"),
    instance={
        **model(d=1),
        "functions": {"before": {"table": ["17"]}, "after": {"table": ["16"]}},
    },
)
def linear_convergence_at_the_end(judge, factor=2):
    """In the final region the squared distance to the minimum shrinks by the factor (1 - 2 eta L)^2
    a step, and the region is not left. For every d.
    """
    p = judge.theorem()
    sizes, facts = sizes_of(p), p.given
    inside = p.assume(m < d)
    here, moved = p.use(p.at(facts[-2], m), inside), p.use(p.at(facts[-1], m), inside)
    kept = p.use(p.by("saddle.lem-7.2.d-left-amended", *tube.LETTERS, before(m)), *sizes, here)
    stays = p.fold(moved, p.part(kept, 1))
    first = p.for_all(p.discharge(stays, m < d), m)
    rate = (1 - factor * eta * tube.L) ** 2
    square = p.arith(
        (after(m) - 4 * tau) ** 2 == rate * (before(m) - 4 * tau) ** 2, moved, p.part(kept, 0)
    )
    left, right = (after(m) - 4 * tau) ** 2, rate * (before(m) - 4 * tau) ** 2
    total = negative_curvature.same_sum(p, left, right, square)
    pulled = p.by("book.sum-scaled", Lambda((m,), (before(m) - 4 * tau) ** 2), rate, d)
    goal = p.target.part(1)
    return p.qed(p.both(first, p.arith(goal, total, pulled)))


@linear_convergence_at_the_end.mutant
def one_minus_eta_L(judge):
    says = linear_convergence_at_the_end.says(factor=1)
    return refuted_by(judge, says, linear_convergence_at_the_end.instance)


def from_minimum():
    """|y - x*|"""
    return sqrt(sum_over(m, d, (y(m) - 4 * tau) ** 2))


@claim(
    "saddle.pgd.a",
    chapter_7("Section 7.7.2"),
    formula=r"x\in A_{d+1},\ \|\nabla f(x)\|\le\varepsilon\implies\|x-x^*\|=\frac{\|\nabla "
    r"f(x)\|}{2L}\le\varepsilon",
    hypotheses=(
        "L = e, as fixed in Section 7.7.1; in general 2 L >= 1",
        "no earlier region has an epsilon-SOSP: saddle.rem-7.2",
    ),
    says=lambda least=1, form="derivative": forall(*critical.LETTERS, epsilon, d, i, y, G)(
        given(
            critical.letters(),
            2 * L >= Fraction(least),
            i == d,
            gradient_A(form),
            norm <= epsilon,
        )
        >> conj(from_minimum() <= epsilon, from_minimum() == norm / (2 * L))
    ),
    uses=("saddle.gradient-A", "book.sum-scaled", "book.squares-nonnegative", "book.sum-equal"),
)
def close_to_the_minimum(judge, least=1, form="derivative"):
    """In the final region every epsilon-SOSP is epsilon-close to the minimum, for every d: the
    gradient there is 2 L (x - x*).
    """
    p = judge.theorem()
    facts = [one for one in p.given if not critical.quantified(one)]
    inside = p.assume(m < d)
    said = p.use(p.by("saddle.gradient-A", *critical.LETTERS, d, i, m, y), inside)
    low = p.arith(m < i, inside, p.meet(i == d, *facts))
    own = p.use(p.at(p.meet(gradient_A(), *p.given), m), inside)
    value = p.unfold(p.use(p.part(said, 0), low), own)
    square = p.arith(G(m) ** 2 == (2 * L) ** 2 * (y(m) - 4 * tau) ** 2, value)
    total = negative_curvature.same_sum(p, G(m) ** 2, (2 * L) ** 2 * (y(m) - 4 * tau) ** 2, square)
    pulled = p.by("book.sum-scaled", Lambda((m,), (y(m) - 4 * tau) ** 2), (2 * L) ** 2, d)
    positive = p.by("book.squares-nonnegative", Lambda((m,), y(m) - 4 * tau), d)
    root = p.lemma(
        forall(ell, a, b)(
            given(ell >= Fraction(least), a >= 0, b == ell**2 * a)
            >> conj(sqrt(a) == sqrt(b) / ell, sqrt(a) <= sqrt(b))
        ),
        2 * L, sum_over(m, d, (y(m) - 4 * tau) ** 2), squares(d),
    )  # fmt: skip
    equal = p.arith(
        squares(d) == (2 * L) ** 2 * sum_over(m, d, (y(m) - 4 * tau) ** 2), total, pulled
    )
    found = p.split(p.use(root, *facts, positive, equal))
    return p.qed(p.both(p.arith(from_minimum() <= epsilon, found[1], *facts), found[0]))


@close_to_the_minimum.mutant
def any_L_from_a_quarter(judge):
    found = critical.point(
        ("9/8",), ("1/16",), i=1, epsilon="1/16", kappa="2", gamma="1/8", tau="1/4"
    )
    found["functions"] = {"y": {"table": ["9/8"]}, "G": {"table": ["1/16"]}}
    return refuted_by(judge, close_to_the_minimum.says(least="1/2", form=WRITTEN), found)


@claim(
    "saddle.eq-7.19",
    chapter_7("equation (7.19)"),
    formula=r"|(x+\xi)_j-4\tau|\le\frac\tau{10}\ (j<k),\quad|(x+\xi)_j|\le\frac\tau{10}\ (j\ge k)",
    hypotheses=("||xi|| <= r <= tau/20",),
    says=lambda radius="1/20", form="derivative": forall(*critical.LETTERS, d, i, y, G, xi)(
        given(
            critical.letters(),
            gradient_A(form),
            norm <= Fraction(1, 10) * gamma * tau,
            sqrt(sum_over(m, d, xi(m) ** 2)) <= Fraction(radius) * tau,
        )
        >> forall(j)(
            (j < d)
            >> conj(
                (j < i) >> (abs(y(j) + xi(j) - 4 * tau) <= tau / 10),
                (j >= i) >> (abs(y(j) + xi(j)) <= tau / 10),
            )
        )
    ),
    uses=("saddle.eq-7.19.before", "book.coordinate-below-norm"),
)
def close_after_the_noise(judge, radius="1/20", form="derivative"):
    """After a perturbation every coordinate is within tau/10 of the saddle's, for every d: the norm
    of the gradient was at most gamma tau/10, that of the noise at most tau/20.
    """
    p = judge.theorem()
    facts = [one for one in p.given if not critical.quantified(one)]
    said = p.use(p.by("saddle.eq-7.19.before", *critical.LETTERS, d, i, y, G), *p.given)
    inside = p.assume(j < d)
    near = p.use(p.at(said, j), inside)
    noise = p.use(p.by("book.coordinate-below-norm", xi, d, j), inside)
    small = p.arith(abs(xi(j)) <= Fraction(radius) * tau, noise, *facts)
    low, high = p.assume(j < i), p.assume(j >= i)
    first = p.arith(abs(y(j) + xi(j) - 4 * tau) <= tau / 10, p.use(p.part(near, 0), low), small)
    second = p.arith(abs(y(j) + xi(j)) <= tau / 10, p.use(p.part(near, 1), high), small)
    both = p.both(p.discharge(first, j < i), p.discharge(second, j >= i))
    return p.qed(p.for_all(p.discharge(both, j < d), j))


@close_after_the_noise.mutant
def r_up_to_tau_over_10(judge):
    found = critical.point(("1/20",), ("-1/10",))
    found["functions"]["xi"] = {"table": ["1/10"]}
    return refuted_by(judge, close_after_the_noise.says(radius="1/10", form=WRITTEN), found)


# --- Corollary 7.1 --------------------------------------------------------------------------------


def at_iterate(formula, place):
    """A statement about y and i, for the iterate x^(T) and region `place`"""
    values = {"y": ("lambda", ("m",), x(T, m).node), "i": place.name}
    sorts = {name: sort for name, sort in formula.sorts.items() if name not in values}
    sorts |= {**x.sorts, **T.sorts, **place.sorts}
    node = put(formula.node, values)
    from steepest.proofs.checker.formal import free

    return Formula(node, {name: sorts[name] for name in free(node)})


def no_sosp(place):
    """Neither in A_k nor in B_k is x^(T) an epsilon-second-order stationary point."""
    not_flat = ~curvature.sosp()
    steep = critical.gradient_B() >> (norm > epsilon)
    return disj(
        conj(tube.in_A(place, T), at_iterate(not_flat, place)),
        conj(tube.in_B(place, T), at_iterate(steep, place)),
    )


@claim(
    "saddle.cor-7.1",
    chapter_7("Corollary 7.1"),
    formula=r"\varepsilon<\min(2\gamma\tau,4\gamma^2/\rho)\implies\text{no "
    r"}\varepsilon\text{-SOSP is "
    r"visited for }T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}",
    hypotheses=(
        "on the tube; on the octopus by reflection (saddle.lem-7.3.reflection)",
        "with rho = poly(d), as in Theorem 7.3, epsilon = 2 gamma^2/rho is 1/poly(d)",
    ),
    says=lambda: forall(*tube.LETTERS, rho, epsilon, d, n, T, x, G)(
        given(
            descends(),
            d == n + 1,
            T <= ratio**n,
            rho > 0,
            epsilon > 0,
            rho * epsilon < 4 * gamma**2,
            epsilon < 2 * gamma * tau,
        )
        >> exists(k)(conj(k < d, no_sosp(k)))
    ),
    uses=("saddle.lem-7.2.place", "saddle.rem-7.2", "book.power-positive"),
)
def no_sosp_is_visited(judge):
    """Up to exponential time the iterate lies in a region A_k or a buffer B_k, k <= d, and there no
    point is an epsilon-SOSP (`saddle.rem-7.2`): for every d and T.
    """
    p = judge.theorem()
    facts, sizes = p.given, sizes_of(p)
    goal = exists(k)(conj(k < d, no_sosp(k)))
    said = p.use(p.by("saddle.lem-7.2.place", *tube.LETTERS, d, T, x), *facts)
    there = p.use(p.at(said, T), p.arith(T <= T))
    early = p.meet(T <= ratio**n, *facts)
    late = p.absurd(early, too_late(p, early.formula), goal)
    point = Lambda((m,), x(T, m))

    def case(which, whole, place):
        held = p.assume(conj(k < d, place))
        within, here = p.part(held, 0), p.part(held, 1)
        known = p.by("saddle.rem-7.2", gamma, tau, kappa, rho, epsilon, d, k, point, G)
        none = p.part(p.use(known, *facts, *sizes, within), which)
        options = no_sosp(k)
        if which:
            steep = at_iterate(critical.gradient_B(), k)
            slope = p.assume(steep)
            inside = p.both(
                p.both(within, p.meet(between(tau, x(T, k), 2 * tau), here),
                       p.meet(between(0, x(T, k + 1), tau), here)),
                slope,
            )  # fmt: skip
            none = p.discharge(p.apply(none, inside), steep)
        step = p.either(p.both(here, none), options)
        return p.obtain(p.assume(whole), p.exhibit(goal, k, p.both(within, step)), k)

    region = case(0, in_region(T), tube.in_A(k, T))
    buffer = case(1, in_buffer(T), tube.in_B(k, T))
    return p.qed(p.cases(there, region, buffer, late))


@no_sosp_is_visited.mutant
def epsilon_below_9_gamma_squared_over_rho(judge):
    return curvature.epsilon_below_9_gamma_squared_over_rho(judge)
