"""Stochastic gradient descent on fresh samples, one patch: no step moves away from w*, whatever the
sample, and the mean squared distance falls at a linear rate.

a = w.Z, b = w*.Z, y = d.Z = a - b, rho = (relu(a) - relu(b)) 1{a >= 0}: a step with the sample Z
changes |d|^2 by -2 eta rho y + eta^2 rho^2 |Z|^2, and rho y >= rho^2.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    nats,
    pi,
    reals,
    samples,
    sequences,
    sin,
    sqrt,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.events import truths
from . import chapter_6
from .cocoercivity import relu
from .descent import gap, own_product, product, root_of, split, square
from .moments import c, p, s, u, v, w, w_star
from .teacher_angle import cosines, n, size, teacher

t, T = nats("t T")
o = samples("o")  # the past: w_t is made of the samples before t
Z = functions("Z", "nat", "nat", "sample")  # Z(t, ., .) is the input of step t
W = functions("W", "nat", "nat", "sample")
G = functions("G", "nat", "nat", "sample")
w_0 = sequences("w_0")
eta, R, gamma, phi = reals("eta R gamma_0 phi_0")
a, b, y, r, S, D, f, m, x = reals("a b y r S D f m x")


def inputs(time, sample=s):
    return lambda index: Z(time, index, sample)


def run(time, sample=o):
    return lambda index: W(time, index, sample)


def dot(weights, time=t, sample=s):
    return product(weights, inputs(time, sample))


def region(weights, time=t, sample=s):
    return conj(dot(weights, time, sample) >= 0, dot(w_star, time, sample) >= 0)


def error(weights, time=t, sample=s):
    """rho"""
    gap_ = relu(dot(weights, time, sample)) - relu(dot(w_star, time, sample))
    return gap_ * indicator(dot(weights, time, sample) >= 0)


def distance(time, sample=o):
    """|w_t - w*|^2 on a path"""
    return square(gap(run(time, sample)))


def pushed(past, sample):
    """rho d.Z: the step, seen along d"""
    weights = run(t, past)
    return product(gap(weights), inputs(t, sample)) * error(weights, t, sample)


def descent():
    step = eta * (Z(t, c, o) * error(run(t), t, o))
    moved = forall(t, c, o)(W(t + 1, c, o) == W(t, c, o) - step)
    return moved, forall(c, o)(W(0, c, o) == w_0(c)), eta >= 0


def fresh():
    """w_t and the input of step t are independent, said for the mean that is used; G is the
    gradient at w_t; the means exist.
    """
    apart = E(o, pushed(o, o)) == E(o, E(s, pushed(o, s)))
    mean = forall(t, c, o)(G(t, c, o) == E(s, Z(t, c, s) * error(run(t))))
    return forall(t)(apart), forall(t)(integrable(E(o, distance(t)))), mean


def eigenvalues():
    """gamma_0 bounds the eigenvalues of A_{w,w*} from below up to the angle phi_0 =
    arcsin(|w_0 - w*|/|w*|), for the input of every step.
    """
    turned = given(size > 0, size**2 == square(v), product(v, w_star) >= size * n * cos(phi))
    form = E(s, dot(u) * (dot(u) * indicator(region(v))))
    low = forall(t, v, u, size)(turned >> (form >= gamma * square(u)))
    return phi >= 0, phi < pi / 2, (n * sin(phi)) ** 2 == square(gap(w_0)), low


def rate():
    known = given(
        forall(t, s)(square(inputs(t)) <= R**2), eta * R**2 <= 1, *fresh(), *eigenvalues()
    )
    fall = (1 - eta * gamma) ** T * square(gap(w_0))
    return known >> forall(T)(E(o, distance(T)) <= fall)


def says():
    short = eta * square(inputs(t, o)) <= 2
    surely = forall(t, o)(short >> (distance(t + 1) <= distance(t)))
    return forall(Z, W, G, w_star, w_0, n, eta, p)(
        given(teacher, *descent()) >> conj(surely, forall(R, gamma, phi)(rate()))
    )


@claim(
    "fsgd.thm-6.2-per-sample",
    chapter_6("Theorem 6.2"),
    formula=(
        r"g=\nabla_w\ell(w,Z),\ 0\le\eta\le\tfrac2{\|Z\|^2}\implies\|w_{t+1}-w_*\|\le\|w_t-w_*"
        r"\|\text{ surely};"
        r"\quad\eta\le\tfrac1{R^2}\implies E\|w_T-w_*\|^2\le(1-\eta\gamma(\phi_0))^T\|w_0-w_*\|^2"
    ),
    hypotheses=(
        "one patch, fresh samples: w_t is independent of the input of step t",
        "|Z| <= R for the rate",
        "|w_0 - w*| = |w*| sin(phi_0) < |w*|",
    ),
    says=says,
    uses=("fsgd.thm-6.2.inner", "fsgd.mean-inner", "book.cauchy-schwarz",
          "book.squares-nonnegative"),
)  # fmt: skip
def per_sample(judge):
    """Stochastic gradient descent on fresh samples, one patch: every single step brings w no
    farther from w*, whatever the sample, and in the mean the distance falls at a linear rate.

    The step with sample Z changes |d|^2 by -2 eta rho y + eta^2 rho^2 |Z|^2 <= -eta (2 - eta |Z|^2)
    rho^2. In the mean, with eta R^2 <= 1, E|d'|^2 <= E|d|^2 - eta E<grad, d>. No
    martingale, no Azuma, no noise floor, no bound B: no sample takes w farther away, so that the
    angle at the start is enough.
    """
    z = judge.theorem()
    exact, sign = expanded(z), positive(z)
    short = z.assume(eta * square(inputs(t, o)) <= 2)
    rule = forall(D, S, x, r, y, eta)(
        given(x == D - 2 * eta * (y * r) + eta**2 * r**2 * S, y * r >= r**2, eta >= 0, eta * S <= 2)
        >> (x <= D)
    )
    values = distance(t), square(inputs(t, o)), distance(t + 1), error(run(t), t, o)
    values = (*values, dot(gap(run(t)), t, o), eta)
    less = z.use(z.lemma(rule, *values), exact, sign, short, *z.given)
    surely = z.for_all(z.discharge(less, short.formula), t, o)
    known = z.assume(rate().left)
    bounded, small, apart, exist, mean, *angle_ = z.split(known)
    # <= 1: half of the square stays
    rule = forall(D, S, x, r, y, eta)(
        given(x == D - 2 * eta * (y * r) + eta**2 * r**2 * S, y * r >= r**2, eta >= 0, eta * S <= 1)
        >> (x <= D - eta * (y * r))
    )
    scale = z.lemma(forall(S, x, eta)(given(S <= x, eta >= 0, eta * x <= 1) >> (eta * S <= 1)),
                    square(inputs(t, o)), R**2, eta)  # fmt: skip
    scale = z.use(scale, z.at(bounded, t, o), small, *z.given)
    fall = z.use(z.lemma(rule, *values), exact, sign, scale, *z.given)
    kept = stays(z, surely, scale)
    inner = z.for_all(inner_bound(z, kept, mean, angle_), o)
    end = in_the_mean(z, fall, inner, apart, exist, contracted(z, bounded, small, angle_))
    end = z.for_all(z.discharge(end, known.formula), R, gamma, phi)
    return z.qed(z.both(surely, end))


def expanded(z):
    """|d_{t+1}|^2 = |d_t|^2 - 2 eta rho y + eta^2 rho^2 |Z|^2"""
    moved, rho = z.at(z.given[2], t, c, o), error(run(t), t, o)
    new, old = gap(run(t + 1))(c), gap(run(t))(c)
    bodies = [new**2, old**2, old * Z(t, c, o), Z(t, c, o) ** 2]

    def here(q):
        after, before, mixed, own = (sum_over(c, q, one) for one in bodies)
        return after == before - 2 * eta * (mixed * rho) + eta**2 * rho**2 * own

    rule = forall(a, b, x, y, r, eta)(
        given(a == b - eta * (x * r)) >> ((a - y) ** 2 == (b - y - eta * (x * r)) ** 2)
    )
    values = W(t + 1, c, o), W(t, c, o), Z(t, c, o), w_star(c), rho, eta
    return by_terms(z, c, p, here, bodies, z.use(z.lemma(rule, *values), moved))


def positive(z):
    """rho y >= rho^2"""
    seen, star = dot(run(t), t, o), dot(w_star, t, o)
    whole, own = dot(gap(run(t)), t, o), error(run(t), t, o)
    event = seen >= 0
    r_ = relu(a) - relu(b)
    rules = [
        forall(a, b, y, f)(given(y == a - b, a >= 0, f == 1) >> (y * (r_ * f) >= (r_ * f) ** 2)),
        forall(a, b, y, f)((f == 0) >> (y * (r_ * f) >= (r_ * f) ** 2)),
    ]
    values = seen, star, whole, indicator(event)
    line = split(z, run(t), inputs(t, o))
    ends = []
    for rule, case, truth in zip(rules, (event, ~event), (True, False), strict=True):
        here = z.assume(case)
        ends.append(z.use(z.lemma(rule, *values), line, here, z.indicator(event, truth, here)))
    return z.arith(whole * own >= own**2, z.cases(z.excluded_middle(event), *ends))


def stays(z, surely, scale):
    """|d_t| <= |d_0| on the path"""
    always = distance(t) <= square(gap(w_0))
    first = z.arith(always.put(t, 0), begins(z))
    less = z.apply(z.at(surely, t, o), z.arith(eta * square(inputs(t, o)) <= 2, scale))
    step = z.arith(always.put(t, t + 1), less, z.assume(always))
    return z.at(z.induction(t, always, first, step), t)


def inner_bound(z, kept, mean, angle_):
    """E[rho y | the past] >= gamma |d_t|^2"""
    low, wide, start, forms = angle_
    own = Lambda((c,), W(t, c, o))
    total = z.by("book.squares-nonnegative", own, p)
    root = root_of(z, square(run(t)), total)
    length = z.assume(conj(size >= 0, size**2 == square(run(t))))
    schwarz = z.by("book.cauchy-schwarz", own, w_star, p)
    expand = z.at(z.for_all(cosines(z), w), own)
    known = given(
        D == S**2 - 2 * m + n**2, D <= x, (n * a) ** 2 == x, a**2 + b**2 == 1, b > 0, n > 0,
        S >= 0, m**2 <= S**2 * n**2,
    )  # fmt: skip
    rule = forall(D, S, m, n, a, b, x)(known >> conj(S > 0, m >= S * n * b))
    values = distance(t), size, product(run(t), w_star), n, sin(phi), cos(phi), square(gap(w_0))
    premises = [
        z.arith(distance(t) == size**2 - 2 * product(run(t), w_star) + n**2, expand, length,
                *z.given[:2]),
        z.arith(product(run(t), w_star) ** 2 <= size**2 * n**2, schwarz, length, *z.given[:2]),
        z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1), z.arith(cos(phi) > 0, low, wide),
    ]  # fmt: skip
    turned = z.use(z.lemma(rule, *values), *premises, kept, start, length, *z.given[:2])
    form = z.for_all(z.use(z.at(forms, t, own, u, size), turned, length), u)
    law = Lambda((c, s), Z(t, c, s))
    slope = Lambda((c,), G(t, c, o))
    same = z.for_all(z.at(mean, t, c, o), c)
    push = z.by("fsgd.thm-6.2.inner", law, own, w_star, slope, gamma, p)
    push = z.use(push, same, form)
    rho, gaps = Lambda((s,), error(run(t))), Lambda((c,), gap(run(t))(c))
    as_mean = z.by("fsgd.mean-inner", law, rho, slope, gaps, p)
    as_mean = z.use(as_mean, same)
    end = z.arith(E(s, pushed(o, s)) >= gamma * distance(t), push, as_mean)
    end = z.for_all(z.discharge(end, length.formula), size)
    return z.apply(z.at(end, sqrt(square(run(t))), defined=[total]), root)


def contracted(z, bounded, small, angle_):
    """eta gamma <= 1: gamma is at most the greatest |Z|^2, seen at w = u = w*."""
    first, forms = term(0), angle_[3]
    own = own_product(z, w_star)
    rule = forall(n, a, x)(given(a == n**2, x <= 1, n > 0) >> (a >= n * n * x))
    straight = z.lemma(rule, n, product(w_star, w_star), cos(phi))
    known = z.arith(product(w_star, w_star) == n**2, own, *z.given[:2])
    straight = z.use(straight, known, z.arith(cos(phi) <= 1), *z.given[:2])
    form = z.use(z.at(forms, first, w_star, w_star, n), straight, *z.given[:2])
    seen = dot(w_star, first)
    body = seen * (seen * indicator(region(w_star, first)))
    schwarz = z.by("book.cauchy-schwarz", w_star, Lambda((c,), Z(first, c, s)), p)
    rule = forall(a, n, S, R)(
        given(a**2 <= n**2 * S, S <= R**2) >> conj(a * a <= n**2 * R**2, 0 <= n**2 * R**2)
    )
    size_ = square(inputs(first))
    most = z.lemma(rule, seen, n, size_, R)
    most = z.use(most, z.arith(seen**2 <= n**2 * size_, schwarz, *z.given[:2]),
                 z.at(bounded, first, s))  # fmt: skip
    point = truths(z, body <= n**2 * R**2, [region(w_star, first)], most)
    constant = z.mean_of_constant(s, n**2 * R**2)
    less = z.mean_is_monotone(z.for_all(point, s), z.arith(integrable(E(s, body)), form),
                              z.arith(integrable(E(s, n**2 * R**2)), constant))  # fmt: skip
    rule = forall(n, R, gamma, eta)(
        given(gamma * n**2 <= n**2 * R**2, n > 0, eta >= 0, eta * R**2 <= 1) >> (eta * gamma <= 1)
    )
    below = z.arith(gamma * n**2 <= n**2 * R**2, form, less, constant, *z.given[:2])
    return z.use(z.lemma(rule, n, R, gamma, eta), below, small, *z.given)


def in_the_mean(z, fall, inner, apart, exist, small):
    """E|d_T|^2 <= (1 - eta gamma)^T |d_0|^2"""
    now, soon = distance(t), distance(t + 1)
    push = pushed(o, o)
    rule = z.at(apart, t)
    has = z.arith(integrable(E(o, push)), rule)
    have = [z.at(exist, t), z.at(exist, t + 1), has]
    total = mean_of_combination(z, o, now - eta * push, [(1, now, have[0]), (-eta, push, has)])
    there = z.arith(integrable(E(o, now - eta * push)), total)
    less = z.mean_is_monotone(z.for_all(fall, o), have[1], there)
    low = mean_of_combination(z, o, gamma * now, [(gamma, now, have[0])])
    outer = E(o, E(s, pushed(o, s)))
    below = z.mean_is_monotone(inner_turned(z, inner), z.arith(integrable(E(o, gamma * now)), low),
                               z.arith(integrable(outer), rule))  # fmt: skip
    rule_ = forall(x, D, m, eta, gamma)(
        given(x <= D - eta * m, m >= gamma * D, eta >= 0) >> (x <= (1 - eta * gamma) * D)
    )
    values = E(o, soon), E(o, now), E(o, push), eta, gamma
    step = z.lemma(rule_, *values, defined=[have[1], have[0], has])
    step = z.use(step, z.arith(E(o, soon) <= E(o, now) - eta * E(o, push), less, total),
                 z.arith(E(o, push) >= gamma * E(o, now), rule, below, low), *z.given)  # fmt: skip
    power, start = (1 - eta * gamma) ** t, square(gap(w_0))
    always = E(o, now) <= power * start
    rule_ = forall(x, D, a, b, S)(given(x <= a * D, D <= b * S, a >= 0) >> (x <= b * a * S))
    values = E(o, soon), E(o, now), 1 - eta * gamma, power, start
    more = z.lemma(rule_, *values, defined=[have[1], have[0]])
    more = z.use(more, step, z.assume(always), z.arith(1 - eta * gamma >= 0, small))
    more = z.fold(z.power_step(1 - eta * gamma, t), more)
    constant = z.mean_of_constant(o, start)
    first = z.mean_is_monotone(z.for_all(begins(z), o), z.at(exist, 0),
                               z.arith(integrable(E(o, start)), constant))  # fmt: skip
    base = z.arith(always.put(t, 0), first, constant, z.power_zero(1 - eta * gamma))
    return z.for_all(z.at(z.induction(t, always, base, more), T), T)


def inner_turned(z, inner):
    """The bound of the inner mean, read from below"""
    here = z.at(inner, o)
    return z.for_all(z.arith(gamma * distance(t) <= E(s, pushed(o, s)), here), o)


def begins(z):
    """|w_0(path) - w*|^2 <= |w_0 - w*|^2"""
    bodies = [gap(run(term(0)))(c) ** 2, gap(w_0)(c) ** 2]
    rule = forall(a, b, x)((a == b) >> ((a - x) ** 2 == (b - x) ** 2))
    rule = z.lemma(rule, W(0, c, o), w_0(c), w_star(c))
    equal = z.use(rule, z.at(z.given[3], c, o))

    def here(q):
        first, second = (sum_over(c, q, one) for one in bodies)
        return first == second

    total = by_terms(z, c, p, here, bodies, equal)
    return z.arith(distance(term(0)) <= square(gap(w_0)), total)


@per_sample.mutant
def three_over_the_square(judge):
    """eta up to 3/|Z|^2, in letters: rho = y, |d|^2 = 1."""
    D_, eta_ = symbols.reals("D eta")
    where = [(D_, "==", 1), (eta_, ">", 0), (eta_, "<=", 3)]
    return holds(judge, (D_ - 2 * eta_ + eta_**2, "<=", D_), where)
