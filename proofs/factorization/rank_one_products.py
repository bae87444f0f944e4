"""Lemma C.2 (Du, Hu, Lee 2018) as printed: the product bound I, and J from it.

The product of the factors 1 - eta xi_0 r^i, i < n, with r = 1 - c_1 c_step, is the sequence
product(n), said by its recursion: product(0) = 1 and one factor more in every step. Time is counted
from T_1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exp,
    forall,
    given,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from .rank_one_contraction import C1, rate
from .rank_one_convergence import xi
from .rank_one_growth import a, b, c, eta, p, q, run, sigma, signs, t
from .rank_one_stage2 import C_1, C_INIT, C_STEP, locus, thesis
from .rank_one_state import du_hu_lee
from .rank_one_times import RUN

i, n = nats("i n")
product = sequences("product")
xi_0, signal, at_T1 = reals("xi_0 signal at_T1")
MOST = Fraction(C_INIT) ** 2
A, B, C, D = reals("A B C D")  # names of single steps of the arithmetic


def factors(start):
    """product(n) is the product of 1 - eta start r^i over i < n."""
    step = product(n + 1) == product(n) * (1 - eta * start * rate() ** n)
    return conj(product(0) == 1, forall(n)(step))


# --- I => J, the product --------------------------------------------------------------------------


def decay(start):
    """2 eta xi_0/(c_1 c_step)"""
    return 2 * (eta * start) / (C1 * eta * sigma)


def bounds(slope=2):
    """The product of n factors above two exponentials."""
    series = exp(-slope * (eta * xi_0) * sum_over(i, n, rate() ** i))
    return conj(product(n) >= series, series >= exp(-decay(xi_0)))


def product_says(slope=2):
    return forall(eta, sigma, C1, xi_0, product)(
        given(
            eta * xi_0 >= 0, eta * xi_0 <= "1/2", C1 * eta * sigma > 0, C1 * eta * sigma < 1,
            factors(xi_0),
        )
        >> forall(n)(bounds(slope))
    )  # fmt: skip


EMPTY = {  # the product before the first factor
    "values": {"eta": "1/2", "sigma": "1", "c_1": "1/2", "xi_0": "1", "n": "0"},
    "functions": {"product": {"start": "1"}},
}


@claim(
    "balance.lem-C.2.I->J-product",
    du_hu_lee(f"{locus}, I implies J", thesis),
    says=product_says,
    uses=("book.geometric-sum", "book.power-at-most-one"),
    instance=EMPTY,
)
def product_bound(judge, slope=2):
    """Every finite product is above the exponential of the geometric series, and that above the
    exponential of its limit; by induction on the number of factors, since 1 - x >= exp(-2 x) for 0
    <= x <= 1/2.
    """
    k = judge.theorem()
    low, high, gap, below, begin, more = k.given
    x, r, total = eta * xi_0, rate(), sum_over(i, n, rate() ** i)
    always = product(n) >= exp(-slope * x * total)
    base = k.arith(always.put(n, 0), begin, k.sum_empty(i, r**i))
    positive = k.arith(conj(r >= 0, r <= 1), gap, below)
    power = k.at(k.use(k.by("book.power-at-most-one", r), positive), n)
    small = forall(A, B)(
        given(A >= 0, A <= "1/2", B >= 0, B <= 1) >> conj(A * B >= 0, A * B <= "1/2")
    )
    small = k.use(k.lemma(small, x, r**n), low, high, power)
    line = forall(A)(
        given(A >= 0, A <= "1/2") >> conj(1 - A >= exp(-slope * A), exp(-slope * A) > 0)
    )
    line = k.use(k.lemma(line, x * r**n), small)
    times = forall(A, B, C, D)(given(A >= C, B >= D, C > 0, D > 0) >> (A * B >= C * D))
    ends = exp(-slope * x * total), exp(-slope * (x * r**n))
    times = k.lemma(times, product(n), 1 - x * r**n, *ends)
    times = k.use(times, k.assume(always), line, k.arith(ends[0] > 0))
    whole = forall(A, B, C)(
        exp(-slope * A * (B + C)) == exp(-slope * A * B) * exp(-slope * (A * C))
    )
    step = k.fold(k.lemma(whole, x, total, r**n), times)
    step = k.fold(k.sum_step(i, n, r**i), k.fold(k.at(more, n), step))
    found = k.at(k.induction(n, always, base, step), n)
    series = k.by("book.geometric-sum", r, n)
    small = forall(A, B, C, D)(
        given((1 - (1 - B)) * C == 1 - D, D >= 0, B > 0, A >= 0)
        >> (-slope * A * C >= -(slope * A / B))
    )
    small = k.use(k.lemma(small, x, C1 * eta * sigma, total, r**n), series, power, low, gap)
    monotone = k.lemma(forall(A, B)((A <= B) >> (exp(A) <= exp(B))), *small.sides[::-1])
    last = k.use(monotone, small)
    return k.qed(k.for_all(k.meet(bounds(slope), found, last), n))


product_bound.mutant("exp(-x) in place of exp(-2x)", slope=1)


# --- I => J ---------------------------------------------------------------------------------------


def chain():
    """From the product bound of a signal to sqrt(c_1 sigma_1), link by link."""
    root = sqrt(C1 * sigma)
    ends = (
        signal,
        at_T1 * exp(-decay(xi_0)),
        at_T1 * exp(-(200 * (eta * sigma * c) / (C1 * eta * sigma))),
        2 * root * exp(-(200 * c / C1)),
        root,
    )
    return conj(*(above >= below for above, below in zip(ends, ends[1:])))


def kept_says(c_init=C_INIT, c_1=C_1):
    return forall(eta, sigma, C1, c, xi_0, signal, at_T1, n, product)(
        given(
            eta > 0, sigma > 0, eta * sigma <= C_STEP, C1 == c_1, c > 0, c <= Fraction(c_init) ** 2,
            xi_0 >= 0, xi_0 <= 100 * c * sigma, factors(xi_0),
            at_T1 >= 2 * sqrt(C1 * sigma), signal >= at_T1 * product(n),
        )
        >> chain()
    )  # fmt: skip


@claim(
    "balance.lem-C.2.I->J",
    du_hu_lee(f"{locus}, I implies J", thesis),
    says=kept_says,
    uses=("balance.lem-C.2.I->J-product",),
    instance={
        "values": {
            "eta": "1/100000", "sigma": "1", "c_1": "1/80008", "c_init_squared": "1/25000000",
            "xi_0": "1/250000", "signal": "1/100", "at_T1": "1/100", "n": "0",
        },
        "functions": {"product": {"start": "1"}},
    },
)  # fmt: skip
def signals_do_not_vanish(judge, c_init=C_INIT, c_1=C_1):
    """J from I: a signal that is at least its value at T_1 times the product, and that value at
    least 2 sqrt(c_1 sigma_1), is at least sqrt(c_1 sigma_1), by the printed links.

    c_init_squared is c_init^2 <= 1/5000^2, c_1 = 1/80008 and c_step = eta sigma_1 <= 1/100000.
    """
    k = judge.theorem()
    known, (begin, more, least, above) = k.given[:-4], k.given[-4:]
    gap = k.arith(conj(C1 * eta * sigma > 0, C1 * eta * sigma < 1, C1 > 0, C1 * sigma > 0), *known)
    scaled = forall(A, B, C, D)(given(A > 0, D <= 100 * B * C) >> (A * D <= 100 * (A * C * B)))
    scaled = k.use(k.lemma(scaled, eta, c, sigma, xi_0), *known)
    small = forall(A, B, C)(
        given(A > 0, A <= C_STEP, B > 0, B <= MOST, C <= 100 * (A * B)) >> (C <= "1/2")
    )
    small = k.use(k.lemma(small, eta * sigma, c, eta * xi_0), scaled, *known)
    low = k.lemma(forall(A, B)(given(A > 0, B >= 0) >> (A * B >= 0)), eta, xi_0)
    low = k.use(low, *known)
    bound = k.by("balance.lem-C.2.I->J-product", eta, sigma, C1, xi_0, product)
    bound = k.at(k.use(bound, low, small, gap, begin, more), n)
    e_1, e_2 = exp(-decay(xi_0)), exp(-(200 * (eta * sigma * c) / (C1 * eta * sigma)))
    e_3, root = exp(-(200 * c / C1)), sqrt(C1 * sigma)
    larger = forall(A, B, C)(
        given(A <= 100 * B, C > 0) >> conj(exp(-(2 * A / C)) >= exp(-(200 * B / C)))
    )
    larger = k.use(k.lemma(larger, eta * xi_0, eta * sigma * c, C1 * eta * sigma), scaled, gap)
    same = k.lemma(
        forall(eta, sigma, C1, c)(given(eta > 0, sigma > 0, C1 > 0) >> (e_2 == e_3)),
        eta, sigma, C1, c,
    )  # fmt: skip
    same = k.use(same, gap, *known)
    half = k.lemma(
        forall(C1, c)(given(C1 == c_1, c > 0, c <= Fraction(c_init) ** 2)
                      >> conj(2 * e_3 >= 1, e_3 > 0)),
        C1, c,
    )  # fmt: skip
    half = k.use(half, *known)
    root_of = k.use(k.lemma(forall(A)((A > 0) >> (sqrt(A) > 0)), C1 * sigma), gap)
    value = k.arith(at_T1 > 0, least, root_of)
    lower = forall(A, B, C)(given(A > 0, B >= C) >> (A * B >= A * C))
    first = k.lemma(lower, at_T1, product(n), e_1)
    first = k.use(first, value, k.arith(product(n) >= e_1, bound))
    second = k.use(k.lemma(lower, at_T1, e_1, e_2), value, larger)
    third = forall(A, B, C, D)(given(A >= 2 * B, C == D, D > 0) >> (A * C >= 2 * B * D))
    third = k.use(k.lemma(third, at_T1, root, e_2, e_3), least, same, half)
    last = forall(A, B)(given(A > 0, 2 * B >= 1) >> (2 * A * B >= A))
    last = k.use(k.lemma(last, root, e_3), root_of, half)
    return k.qed(k.both(k.arith(chain().part(0), above, first), second, third, last))


@signals_do_not_vanish.mutant
def larger_start(judge):
    """c_init = 1/4800, and nothing of the product left but its bound."""
    model = {
        "values": {
            "at_T1": "1/1000", "c_1": "1/80008", "c_init_squared": "1/23040000", "n": "0",
            "eta": "1/1000000", "sigma": "1/100", "signal": "1", "xi_0": "0",
        },
        "functions": {"product": {"start": "1"}},
    }  # fmt: skip
    return falsify(kept_says(c_init="1/4800"), hints=[model])


# --- I, J, K, L => I at t + 1 ---------------------------------------------------------------------


def layers():
    """(signal, the noise that it loses to, the other signal) for u and for v."""
    return (a, q, b), (b, p, a)


def goes_on(one, own, other, lost=eta):
    """The printed links for one layer."""
    h = a(t) * b(t) - sigma
    links = (
        one(t + 1),
        (1 - lost * own(t) ** 2) * one(t),
        (1 - eta * xi(t)) * one(t),
        (1 - eta * xi_0 * rate() ** t) * one(t),
        one(0) * product(t + 1),
    )
    exact = one(t + 1) == (1 - eta * own(t) ** 2) * one(t) - eta * h * other(t)
    return conj(exact, *(above >= below for above, below in zip(links, links[1:])))


def goes_on_says(lost=eta, bounded=True):
    held = (
        signs(a(0), b(0)),
        signs(a(t), b(t)),
        *((a(t) * b(t) <= sigma,) if bounded else ()),
        xi(t) <= rate() ** t * xi_0,
        a(t) >= a(0) * product(t),
        b(t) >= b(0) * product(t),
    )
    return forall(eta, sigma, C1, xi_0, *RUN, product, t)(
        given(
            run(), eta > 0, sigma > 0, C1 * eta * sigma > 0, C1 * eta * sigma < 1,
            xi_0 == xi(0), eta * xi_0 < 1, factors(xi_0), *held,
        )
        >> conj(*(goes_on(*layer, lost) for layer in layers()))
    )  # fmt: skip


def started(alpha, beta):
    """A state of stage two with these signals and some noise."""
    starts = {
        "alpha": alpha, "beta": beta, "alpha_perp": "1/2", "beta_perp": "1/2", "product": "1",
    }  # fmt: skip
    return {
        "values": {"eta": "1/10", "sigma": "1", "c_1": "1/2", "xi_0": "1/2", "t": "0"},
        "functions": {name: {"start": value} for name, value in starts.items()},
    }


@claim(
    "balance.lem-C.2.IJKL->I'",
    du_hu_lee(f"{locus}, I, J, K, L imply I at t + 1", thesis),
    says=goes_on_says,
    uses=("book.power-at-most-one",),
    instance=started("1/2", "1/2"),
)
def product_goes_on(judge):
    """The signals lose at most the factor 1 - eta xi_t in a step, and so stay above their values at
    T_1 times the product: the identity and the four inequalities, for both layers.
    """
    k = judge.theorem()
    moves, *known = k.given
    more = known[7]
    r = rate()
    positive = k.arith(conj(r >= 0, r <= 1), *known)
    powers = k.use(k.by("book.power-at-most-one", r), positive)
    start = k.arith(xi_0 >= 0, known[4], k.arith(xi(0) >= 0))
    loss = k.lemma(
        forall(A, B, C)(given(A > 0, B >= 0, A * B < 1, C >= 0, C <= 1) >> (1 - A * B * C >= 0)),
        eta, xi_0, r**n,
    )  # fmt: skip
    loss = k.for_all(k.use(loss, k.at(powers, n), start, *known), n)
    changes = k.split(k.at(moves, t))
    below = k.arith(a(t) * b(t) - sigma <= 0, *known)
    noise = k.arith(conj(p(t) ** 2 <= xi(t), q(t) ** 2 <= xi(t)))
    ends = []
    for (one, own, other), change in zip(layers(), changes):
        goal = goes_on(one, own, other)
        exact = k.arith(goal.part(0), change)
        pulled = forall(A, B, C)(given(A > 0, B <= 0, C > 0) >> (-A * B * C >= 0))
        pulled = k.use(k.lemma(pulled, eta, a(t) * b(t) - sigma, other(t)), below, *known)
        first = k.arith(goal.part(1), exact, pulled)
        shrinks = forall(A, B, C, D)(
            given(A > 0, B <= C, D > 0) >> ((1 - A * B) * D >= (1 - A * C) * D)
        )
        second = k.use(k.lemma(shrinks, eta, own(t) ** 2, xi(t), one(t)), noise, *known)
        third = k.lemma(shrinks, eta, xi(t), rate() ** t * xi_0, one(t))
        third = k.use(third, *known)
        third = k.arith(goal.part(3), third)
        fourth = forall(A, B, C, D)(given(A >= B * C, D >= 0) >> (D * A >= B * (C * D)))
        fourth = k.use(
            k.lemma(fourth, one(t), one(0), product(t), loss_of(t)), k.at(loss, t), *known
        )
        fourth = k.fold(k.at(more, t), fourth)
        ends.append(k.both(exact, first, second, third, fourth))
    return k.qed(k.both(*ends))


@product_goes_on.mutant
def without_K(judge):
    return falsify(goes_on_says(bounded=False), hints=[started("3", "3")])


@product_goes_on.mutant
def no_loss_to_noise(judge):
    return falsify(goes_on_says(lost=0 * eta), hints=[started("1", "1")])


def loss_of(n):
    """1 - eta xi_0 r^n"""
    return 1 - eta * xi_0 * rate() ** n
