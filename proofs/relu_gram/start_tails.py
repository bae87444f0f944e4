"""The tail of an output at the random start, for unit inputs and all widths.
Notation of `start` and `start_error`: z(r, i, o) is w_r(0) . x_i, a standard normal number.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    disj,
    exp,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import b, i, m, r, relu, width
from .start import a, o, z
from .start_error import output, rectified

locus = "Theorems 2.2 and 2.3, in terms of log(1/delta)"
h, s, t = reals("h s t")
count = nats("count")
A, B, F, L, S, X = reals("A B F L S X")


def added(count):
    """sqrt(m) u_i(0), for the first neurons"""
    return sum_over(r, count, a(r, o) * rectified(r, i))


def random_signs():
    """Signs of mean 0 that are independent of the rows: the product rule for what is used."""
    alone = E(o, a(r, o) * exp(h * rectified(r, i))) == E(o, a(r, o)) * E(
        o, exp(h * rectified(r, i))
    )
    return conj(
        forall(r, o)(a(r, o) ** 2 == 1), forall(r)(E(o, a(r, o)) == 0), forall(r, i, h)(alone)
    )


def normal_rows():
    """w_r . x_i is standard normal, and as likely as its negative."""
    opposite = exp(h * relu(-z(r, i, o)))
    return forall(r, i, h)(
        conj(
            E(o, exp(h * z(r, i, o))) == exp(h**2 / 2),
            E(o, exp(h * rectified(r, i))) == E(o, opposite),
        )
    )


def independent_neurons():
    """The product rule for the exponential moments of one neuron more"""
    last = E(o, exp(h * (a(m, o) * rectified(m, i))))
    return forall(m, i, h)(E(o, exp(h * added(m + 1))) == E(o, exp(h * added(m))) * last)


def law():
    return conj(random_signs(), normal_rows(), independent_neurons())


def far():
    return abs(output(i)) >= t


def measurable():
    """The events have probabilities."""
    sides = (far(), output(i) >= t, -1 * output(i) >= t)
    return forall(i, t)(conj(*(integrable(Prob(o, one)) for one in sides)))


def factor(h):
    """E exp(h a relu(z))"""
    return (1 + exp(h**2 / 2)) / 2


def moment(s):
    return E(o, exp(s * output(i)))


def subgaussian_says():
    """Moments, and the tail"""
    moments = conj(moment(s) == factor(s * b) ** m, factor(s * b) ** m <= exp(s**2 / 2))
    tail = given(t >= 0) >> (Prob(o, far()) <= 2 * exp(-(t**2) / 2))
    return forall(z, a, b, m)(
        given(width(), law(), measurable()) >> forall(i)(conj(forall(s)(moments), forall(t)(tail)))
    )


@claim(
    "relu2.init-residual.subgaussian",
    thesis(locus),
    formula=r"E e^{su_i(0)}=\left(\tfrac12(1+e^{s^2/(2m)})\right)^m\le e^{s^2/2},\qquad "
    r"P(|u_i(0)|\ge t)\le2e^{-t^2/2}",
    hypotheses=("unit inputs",),
    says=subgaussian_says,
    uses=("book.chernoff",),
)
def subgaussian(judge):
    """An output at initialisation is subgaussian with the variance proxy 1, for every width.

    Over the sign E exp(s a relu(g)) = E cosh(s relu(g)) = (1 + E cosh(s g))/2 = (1 + exp(s^2/2))/2,
    which is at most exp(s^2/2); m factors with s/sqrt m give exp(s^2/2); Chernoff at s = t gives
    exp(-t^2/2). Of the law of the start the exponential moments of w_r . x_i are used, its
    symmetry, and the independence of signs and neurons as the product rule for these moments.
    """
    k = judge.theorem()
    scale, square, *_, product, has = k.given
    each = one_neuron(k)
    # all neurons
    whole = E(o, exp(h * added(count))) == factor(h) ** count
    nothing = k.sum_empty(r, a(r, o) * rectified(r, i))
    one = k.mean_of_constant(o, term(1))
    same = k.for_all(k.arith(term(1) == exp(h * added(term(0))), nothing), o)
    start = k.mean_of_equal(same, k.arith(integrable(E(o, term(1))), one))
    start = k.arith(whole.put(count, 0), start, one, k.power_zero(factor(h)))
    last = k.at(k.for_all(each, r), count)
    step = k.arith(
        whole.put(count, count + 1), k.at(product, count, i, h), last, k.assume(whole),
        k.power_step(factor(h), count),
    )  # fmt: skip
    whole = k.induction(count, whole, start, step)
    whole = k.at(k.for_all(k.at(whole, m), h), s * b)
    same = k.for_all(k.arith(exp(s * b * added(m)) == exp(s * output(i))), o)
    equal = k.mean_of_equal(same, k.arith(integrable(E(o, exp(s * b * added(m)))), whole))
    first = k.arith(moment(s) == factor(s * b) ** m, equal, whole)
    below = powers(k, scale, square)
    moments = k.for_all(k.both(first, below), s)
    # the tail
    positive, events = k.assume(t >= 0), k.split(k.at(has, i, t))
    ends = [one_side(k, sign, k.both(first, below), positive, own)
            for sign, own in zip((1, -1), events[1:])]  # fmt: skip
    sides = [sign * output(i) >= t if sign < 0 else output(i) >= t for sign in (1, -1)]
    rule = far_on_one_side(k, sides)
    parts = [(1, indicator(side), own) for side, own in zip(sides, events[1:])]
    total = indicator(sides[0]) + indicator(sides[1])
    total = mean_of_combination(k, o, total, parts)
    there = k.arith(integrable(total.sides[0]), total)
    bound = k.mean_is_monotone(k.for_all(rule, o), events[0], there)
    tail = k.arith(Prob(o, far()) <= 2 * exp(-(t**2) / 2), bound, total, *ends)
    tail = k.for_all(k.discharge(tail, positive.formula), t)
    return k.qed(k.for_all(k.both(moments, tail), i))


def one_neuron(k):
    """E exp(h a relu(z)) == (1 + exp(h^2/2))/2"""
    _, _, signs, fair, alone, normal, _, _ = k.given
    up, down = exp(h * rectified(r, i)), exp(-h * rectified(r, i))
    moments = [k.at(alone, r, i, one) for one in (h, -h)]
    laws = [k.split(k.at(normal, r, i, one)) for one in (h, -h)]

    def has(mean, known):
        return k.arith(integrable(E(o, mean)), known)

    owns = [has(one, own[1]) for one, own in zip((up, down), laws)]
    signed = [has(a(r, o) * one, own) for one, own in zip((up, down), moments)]
    body, half = exp(h * (a(r, o) * rectified(r, i))), term("1/2")
    parts = [(half, up, owns[0]), (half, down, owns[1]), (half, a(r, o) * up, signed[0]),
             (-half, a(r, o) * down, signed[1])]  # fmt: skip
    same = k.use(k.at(of_a_sign(k), a(r, o), rectified(r, i)), k.at(signs, r, o))
    mean = mean_of_combination(k, o, body, parts, same)
    mean = k.arith(E(o, body) == E(o, up) / 2 + E(o, down) / 2, mean, *moments, k.at(fair, r))
    # the law of z is that of -z
    left, right = exp(h * relu(-z(r, i, o))), exp(-h * relu(-z(r, i, o)))
    others = [has(one, own[1]) for one, own in zip((left, right), laws)]
    ends = exp(h * z(r, i, o)), exp(-h * z(r, i, o))
    whole = 2 + ends[0] + ends[1]
    four = [(1, one, own) for one, own in zip((up, down, left, right), owns + others)]
    first = mean_of_combination(k, o, whole, four, k.at(of_both_signs(k), z(r, i, o)))
    sure = k.mean_of_constant(o, term(1))
    three = [(2, term(1), has(term(1), sure))]
    three += [(1, one, has(one, own[0])) for one, own in zip(ends, laws)]
    second = mean_of_combination(k, o, whole, three)
    even = k.arith(exp((-h) ** 2 / 2) == exp(h**2 / 2))
    return k.arith(E(o, body) == factor(h), mean, first, second, sure, even, *laws[0], *laws[1])


def of_a_sign(k):
    """exp(h A X) in terms of exp(h X) and exp(-h X), for A = 1 and A = -1"""
    up, down = exp(h * X), exp(-h * X)
    half = term("1/2")
    split = half * up + half * down + half * (A * up) + -half * (A * down)
    goal = split == exp(h * (A * X))
    known = k.assume(A**2 == 1)
    ends = []
    for value in (1, -1):
        there = k.arith(goal.put(A, value))
        ends.append(k.rewrite(k.assume(A == value), there, goal))
    same = k.cases(k.arith((A == 1) | (A == -1), known), *ends)
    return k.for_all(k.discharge(same, known.formula), A, X)


def of_both_signs(k):
    """exp(h relu(X)) + exp(-h relu(X)) and the same for -X is 2 + exp(h X) + exp(-h X)."""
    B, F = reals("B F")
    total = exp(h * B) + exp(-h * B) + exp(h * F) + exp(-h * F)
    goal = total == 2 + exp(h * X) + exp(-h * X)
    ends = []
    for above in (True, False):
        case = k.assume(X >= 0 if above else X <= 0)
        values = (X, term(0)) if above else (term(0), -X)
        step = k.arith(goal.put(B, values[0]).put(F, values[1]))
        for name, value in zip((F, B), values[::-1]):
            positive = relu(X) if name is B else relu(-X)
            later = goal.put(F, relu(-X))
            later = later.put(B, positive if name is B else values[0])
            step = k.rewrite(k.arith(positive == value, case), step, later)
        ends.append(step)
    return k.for_all(k.cases(k.arith((X >= 0) | (X <= 0)), *ends), X)


def powers(k, scale, square):
    """((1 + exp(s^2/(2m)))/2)^m <= exp(s^2/2)"""
    here = conj(F**count >= 0, F**count <= exp(count * A))
    known = k.assume(conj(F >= 0, F <= exp(A)))
    base = k.arith(here.put(count, 0), k.power_zero(F), k.arith(exp(0 * A) == 1))
    rule = forall(B, F, L, S)(
        given(B >= 0, B <= S, F >= 0, F <= L) >> conj(B * F >= 0, B * F <= S * L)
    )
    rule = k.lemma(rule, F**count, F, exp(A), exp(count * A))
    step = k.use(rule, k.assume(here), known)
    grows = k.arith(exp((count + 1) * A) == exp(count * A) * exp(A))
    step = k.arith(here.put(count, count + 1), step, k.power_step(F, count), grows)
    always = k.part(k.at(k.induction(count, here, base, step), m), 1)
    always = k.for_all(k.discharge(always, known.formula), F, A)
    size = k.arith(conj(factor(h) >= 0, factor(h) <= exp(h**2 / 2)))
    size = k.at(k.for_all(size, h), s * b)
    below = k.apply(k.at(always, factor(s * b), (s * b) ** 2 / 2), size)
    total = k.arith(m * ((s * b) ** 2 / 2) == s**2 / 2, square)
    return k.unfold(total, below)


def one_side(k, sign, moments, positive, own):
    """P(u >= t) and P(-u >= t) are at most exp(-t^2/2)."""
    every = k.for_all(moments, s)
    side = output(i) if sign > 0 else -1 * output(i)
    known = k.at(every, t if sign > 0 else -t)
    here = exp(t * side)
    same = k.for_all(k.arith(exp((t if sign > 0 else -t) * output(i)) == here), o)
    equal = k.mean_of_equal(same, k.arith(integrable(moment(t if sign > 0 else -t)), known))
    square = k.arith(exp((-t) ** 2 / 2) == exp(t**2 / 2))
    small = k.arith(E(o, here) <= exp(t**2 / 2), equal, known, square)
    bound = k.by("book.chernoff", Lambda((o,), side), t, t)
    bound = k.use(bound, positive, k.arith(integrable(E(o, here)), small), own)
    product = k.arith(exp(t**2 / 2) * exp(-1 * t * t) == exp(-(t**2) / 2))
    rule = forall(A, B, F, L, S)(given(A <= B * F, B <= L, L * F == S, F > 0) >> (A <= S))
    event = side >= t
    rule = k.lemma(
        rule, Prob(o, event), E(o, here), exp(-1 * t * t), exp(t**2 / 2), exp(-(t**2) / 2),
        defined=[own, small],
    )  # fmt: skip
    return k.use(rule, bound, small, product, k.arith(exp(-1 * t * t) > 0))


def far_on_one_side(k, sides):
    """1{|u| >= t} <= 1{u >= t} + 1{-u >= t}"""
    goal = indicator(far()) <= indicator(sides[0]) + indicator(sides[1])
    ranges = [k.indicator_range(one) for one in (far(), *sides)]
    yes = [k.arith(goal, k.indicator(one, True, k.assume(one)), *ranges) for one in sides]
    none = k.assume(conj(~sides[0], ~sides[1]))
    never = k.indicator(far(), False, k.arith(~far(), none))
    low = k.arith(goal, never, *ranges)
    cover = k.arith(disj(*sides, none.formula))
    return k.cases(cover, *yes, low)


@subgaussian.mutant
def without_the_half(judge):
    """Without the factor 1/2: at s = 0 both sides are not 1."""
    return falsify(forall(s)((s == 0) >> (exp(s) == 1 + exp(s**2 / 2))))
