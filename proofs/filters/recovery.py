"""Theorem 6.1 for every law of one patch: gradient descent recovers w* at every step below
2/Lambda, from every start with l(w_0) < l(0).

The loss keeps the angle away from pi: l(0) - l(w) <= E[relu(a) relu(b)] = w^T A_{w,w*} w* <=
L(theta)|w||w*|, so L(theta) is at least `level` along the run.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .cocoercivity import Lam, active, bounded_force, error, gradient, relu
from .descent import gap, product, square
from .descent_rate import L, part
from .loss_descent import bounded, loss, miss
from .moments import Z, at_every_sample, c, dot, inside, p, s, u, v, vector_of, w, w_star
from .teacher_angle import (
    Size,
    Theta,
    W,
    angle,
    angles,
    at,
    common,
    distance,
    n,
    shifted,
    size,
    t,
    teacher,
    theta,
)

A, G = functions("A G", "nat", "nat")  # A_{w_t,w*} w* and the gradient at w_t
eta, low, rho, a, b, x, y, M, D, X = reals("eta gamma_1 r_0 a b x y M D X")
at_zero = E(s, relu(dot(w_star)) * relu(dot(w_star))) / 2  # l(0)
start = loss(at(term(0)))
level = (at_zero - start) / (n * (n + rho))


def law():
    """The means exist, at every w."""
    form = E(s, dot(u) * dot(u) * indicator(active()))
    each = conj(integrable(E(s, error() * error())), integrable(loss(w)))
    return forall(w)(each), forall(w, u)(integrable(form)), bounded()


def constants():
    """L is an upper bound of the eigenvalues of A_{w,w*} at an angle, gamma_1 a lower one at all
    angles with L(theta) >= level.
    """
    here, image = angle(w, size, theta), forall(c)(v(c) == part(w, 1, u))
    most = conj(L(theta) >= 0, square(v) <= L(theta) ** 2 * square(u))
    return (
        forall(w, u, v, size, theta)(conj(here, image) >> most),
        forall(w, u, size, theta)(given(here, L(theta) >= level) >> (common() >= low * square(u))),
    )


def run():
    moved = W(t + 1, c) == W(t, c) - eta * G(t, c)
    parts = conj(G(t, c) == gradient(at(t)), moved, A(t, c) == part(at(t), 1, w_star))
    return forall(t, c)(parts), *angles()[:2]


ALL = (Z, w_star, W, A, G, Size, Theta, L, low, eta, Lam, n, rho, p)


def recovers(largest=2):
    rate = 1 - eta * (largest - eta * Lam) * low
    each = conj(
        loss(at(t)) <= start, distance(t) <= rho**2, L(Theta(t)) >= level,
        distance(t + 1) <= rate * distance(t),
    )  # fmt: skip
    known = given(
        teacher, *law(), Lam > 0, *constants(), *run(), eta > 0, eta * Lam < 2, rho >= 0,
        rho**2 == distance(term(0)), start < at_zero,
    )  # fmt: skip
    return forall(*ALL)(known >> forall(t)(each))


@claim(
    "fsgd.thm-6.1-amended",
    chapter_6("Theorem 6.1"),
    formula=(
        r"0<\eta<\tfrac2\Lambda,\ \ell(w_0)<\ell(0)\implies\|w_{t+1}-w_*\|^2\le\left(1-\eta(2-"
        r"\eta\Lambda)\gamma(\bar\theta)\right)\|w_t-w_*\|^2,"
        r"\quad L(\bar\theta)\ge\frac{\ell(0)-\ell(w_0)}{\|w_*\|(\|w_*\|+\|w_0-w_*\|)}"
    ),
    hypotheses=(
        "A_{w1,w2} > 0 whenever the angle of w1, w2 is below pi makes gamma positive",
        "l(w_0) < l(0), second moments",
        "Lambda = lambda_max(E[Z Z^T])",
        "gamma(thetabar) bounds A_{w,w*} at all angles with that value of L or more",
    ),
    amends="fsgd.thm-6.1",
    says=recovers,
    uses=(
        "fsgd.mean-inner",
        "fsgd.lem-6.1-sharper",
        "fsgd.thm-6.2.inner",
        "fsgd.cocoercive-step",
        "fsgd.thm-6.1.d-amended",
        "book.cauchy-schwarz",
        "book.minkowski",
        "book.squares-nonnegative",
    ),
)
def recovery(judge):
    """At every constant step below 2/lambda_max(E[Z Z^T]), from every start with l(w_0) < l(0),
    each step multiplies |w - w*|^2 by at most 1 - eta (2 - eta Lambda) gamma(thetabar).

    So w* is recovered at a linear rate where gamma(thetabar) > 0. The distance never grows
    (cocoercivity), the loss never grows (fsgd.thm-6.1.d-amended), and the loss keeps the angle away
    from pi. Then <grad, d> >= gamma |d|^2.
    """
    z = judge.theorem()
    means, forms, most, _, upper, lower, parts, lengths, turn, *_ = z.given[2:]
    held = conj(loss(at(t)) <= start, distance(t) <= rho**2)
    now = z.assume(held)
    weights, image, gaps = (Lambda((c,), one) for one in (W(t, c), G(t, c), gap(at(t))(c)))
    own, moved, star = z.split(z.at(parts, t, c))
    own, star, own_moved = (z.for_all(one, c) for one in (own, star, moved))
    lengths = z.at(lengths, t)
    exist = z.at(means, weights)
    mixed = overlap(z, exist, star, weights)
    large = z.arith(at_zero - start <= mixed.sides[1], mixed, now)
    pushed, turned, angle_bound = far_from_pi(z, large, lengths, turn, upper, star, now)
    form = z.use(z.at(lower, weights, u, Size(t), Theta(t)), turned, angle_bound)
    form = z.for_all(form, u)
    whole = z.for_all(region(z, forms, most, weights), u)
    inner = product(gap(at(t)), lambda index: G(t, index))
    size_g = square(lambda index: G(t, index))
    bound = bounded_force(z, at(t), lambda index: G(t, index), z.part(exist, 0), own, whole)
    pushed = z.use(z.by("fsgd.thm-6.2.inner", Z, weights, w_star, image, low, p), own, form)
    shift = shifted(z, moved, eta * G(t, c))
    after = vector_of(gap(at(t + 1)))
    step = z.by("fsgd.cocoercive-step", gaps, after, image, eta, Lam, low, p)
    step = z.use(step, shift, bound, pushed, z.arith(eta * Lam <= 2, *z.given), *z.given)
    nonneg = z.by("book.squares-nonnegative", image, p)
    less = forall(X, D, M, eta, Lam, a)(
        given(X <= D - eta * (2 - eta * Lam) * M, eta > 0, eta * Lam < 2, a >= 0, a <= Lam * M,
              Lam > 0)
        >> (X <= D)
    )  # fmt: skip
    less = z.lemma(less, distance(t + 1), distance(t), inner, eta, Lam, size_g)
    closer = z.use(less, z.part(step, 0), nonneg, bound, *z.given)
    following = Lambda((c,), W(t + 1, c))
    descent = z.by("fsgd.thm-6.1.d-amended", Z, weights, w_star, image, following, eta, Lam, p)
    exist_next = z.at(means, following)
    descent = z.use(descent, own, own_moved, most, z.part(exist, 1), z.part(exist_next, 1))
    down = z.use(z.part(descent, 1), z.arith(conj(eta >= 0, eta * Lam <= 2), *z.given))
    later = z.arith(held.put(t, t + 1), down, closer, now)
    first = z.arith(held.put(t, 0), *z.given)
    ever = z.at(z.induction(t, held, first, later), t)
    each = z.both(z.part(now, 0), z.part(now, 1), angle_bound, z.part(step, 1))
    each = z.at(z.for_all(z.discharge(each, held), t), t)
    return z.qed(z.for_all(z.apply(each, ever), t))


def region(z, forms, most, weights):
    """E[(u.Z)^2 1{w.Z >= 0}] <= E[(u.Z)^2] <= Lambda |u|^2"""
    event = active(at(t))
    there, whole = z.at(forms, weights, u), z.at(most, u)
    less = at_every_sample(
        z, event, lambda f: x * x * f <= x * x, [x * x >= 0], (x,), (dot(u),),
        z.arith(dot(u) * dot(u) >= 0),
    )  # fmt: skip
    has = z.arith(integrable(E(s, dot(u) * dot(u))), whole)
    less = z.mean_is_monotone(z.for_all(less, s), there, has)
    goal = E(s, dot(u) * dot(u) * indicator(event)) <= Lam * square(u)
    return z.arith(goal, less, whole)


def overlap(z, exist, star, weights):
    """l(0) - l(w) <= w^T A_{w,w*} w*"""
    event = inside(1, at(t))
    chosen = dot(w_star) * indicator(event)
    image = Lambda((c,), A(t, c))
    inner = z.by("fsgd.mean-inner", Z, Lambda((s,), chosen), image, weights, p)
    inner = z.use(inner, star)
    first, second = relu(dot(w_star)) * relu(dot(w_star)), miss(at(t)) * miss(at(t))
    there = [z.arith(integrable(E(s, first)), *z.given[-1:]),
             z.arith(integrable(E(s, second)), z.part(exist, 1))]  # fmt: skip
    lower = mean_of_combination(
        z, s, first - second, [(1, first, there[0]), (-1, second, there[1])]
    )
    body = dot(at(t)) * chosen
    twice = mean_of_combination(z, s, 2 * body, [(2, body, z.part(inner, 0))])
    event_off = z.assume(~event)
    none = z.arith(relu(dot(at(t))) * relu(dot(w_star)) == 0, event_off)
    both = z.assume(event)
    same = z.arith(conj(relu(dot(at(t))) == dot(at(t)), relu(dot(w_star)) == dot(w_star)), both)
    region_ = indicator(event)
    on = forall(a, b, x, y, D)(
        given(x == a, y == b, D == 1) >> (y * y - (x - y) * (x - y) <= 2 * (a * (b * D)))
    )
    off = forall(a, b, x, y, D)(
        given(x * y == 0, D == 0) >> (y * y - (x - y) * (x - y) <= 2 * (a * (b * D)))
    )
    values = (dot(at(t)), dot(w_star), relu(dot(at(t))), relu(dot(w_star)), region_)
    point = z.cases(
        z.excluded_middle(event),
        z.use(z.lemma(on, *values), same, z.indicator(event, True, both)),
        z.use(z.lemma(off, *values), none, z.indicator(event, False, event_off)),
    )
    has = [z.arith(integrable(one.sides[0]), one) for one in (lower, twice)]
    less = z.mean_is_monotone(z.for_all(point, s), *has)
    total = at_zero - loss(at(t)) <= product(at(t), lambda index: A(t, index))
    return z.arith(total, less, lower, twice, inner)


def far_from_pi(z, large, lengths, turn, upper, star, now):
    """w_t != 0, its angle, and L(theta_t) >= level."""
    weights, image = Lambda((c,), W(t, c)), Lambda((c,), A(t, c))
    inner, size_a = product(at(t), lambda index: A(t, index)), square(lambda index: A(t, index))
    gain = at_zero - start
    schwarz = z.by("book.cauchy-schwarz", weights, image, p)
    nonzero = forall(X, M, y, a, D)(
        given(X > 0, X <= M, M**2 <= y * D, y == a**2, a >= 0, D >= 0) >> (a > 0)
    )
    positive = z.arith(gain > 0, *z.given[-1:])
    values = (gain, inner, square(at(t)), Size(t), size_a)
    there = [z.arith(integrable(at_zero), *z.given[-1:]), z.arith(integrable(start), *z.given[-1:])]
    nonneg = z.by("book.squares-nonnegative", image, p)
    nonzero = z.lemma(nonzero, *values, defined=there)
    nonzero = z.use(nonzero, positive, large, schwarz, lengths, nonneg)
    turned = z.apply(z.at(turn, t), nonzero)
    bound = z.use(z.at(upper, weights, w_star, image, Size(t), Theta(t)), turned, star)
    root = forall(M, y, a, D, b, n)(
        given(M**2 <= y * D, y == a**2, D <= b**2 * n**2, a > 0, b >= 0, n > 0, y >= 0)
        >> (M**2 <= (a * (b * n)) ** 2)
    )
    sizes = z.arith(size_a <= L(Theta(t)) ** 2 * n**2, bound, *z.given[:2])
    values = (inner, square(at(t)), Size(t), size_a, L(Theta(t)), n)
    own = z.by("book.squares-nonnegative", weights, p)
    root = z.lemma(root, *values)
    root = z.use(root, schwarz, lengths, sizes, nonzero, bound, own, *z.given[:2])
    sign = forall(a, b, n)(given(a > 0, b >= 0, n > 0) >> (a * (b * n) >= 0))
    sign = z.use(z.lemma(sign, Size(t), L(Theta(t)), n), nonzero, bound, *z.given[:2])
    below = forall(M, X)(given(X >= 0, M**2 <= X**2) >> (M <= X))
    below = z.use(z.lemma(below, inner, Size(t) * (L(Theta(t)) * n)), sign, root)
    short = shorter(z, lengths, now)
    end = forall(X, M, a, b, n, rho)(
        given(X <= M, M <= a * (b * n), a <= n + rho, b >= 0, n > 0, rho >= 0)
        >> (b >= X / (n * (n + rho)))
    )
    end = z.lemma(end, gain, inner, Size(t), L(Theta(t)), n, rho, defined=there)
    level_ = z.use(end, large, below, short, bound, *z.given)
    return nonzero, turned, level_


def shorter(z, lengths, now):
    """|w_t| <= |w*| + |w_0 - w*|"""
    gaps = vector_of(gap(at(t)))
    sums = z.by("book.minkowski", w_star, gaps, p, n, rho)
    roots = z.arith(conj(n >= 0, square(w_star) <= n**2), *z.given[:2])
    sums = z.use(sums, roots, z.part(now, 1), *z.given)
    both = (w_star(c) + gap(at(t))(c)) ** 2
    same = by_terms(
        z, c, p, lambda q: sum_over(c, q, both) == sum_over(c, q, W(t, c) ** 2),
        [both, W(t, c) ** 2],
    )  # fmt: skip
    rule = forall(a, b, y, n, rho)(
        given(b <= (n + rho) ** 2, a**2 == y, y == b, n > 0, rho >= 0, a >= 0) >> (a <= n + rho)
    )
    lemma = z.lemma(rule, Size(t), sum_over(c, p, both), square(at(t)), n, rho)
    equal = z.arith(square(at(t)) == sum_over(c, p, both), same)
    return z.use(lemma, sums, lengths, equal, *z.given)


@recovery.mutant
def up_to_three(judge):
    """eta up to 3/Lambda, in letters: grad = Lambda d, D = 1."""
    D_, new, rate = symbols.reals("D new eta")
    where = [(D_, ">", 0), (rate, ">", 2), (rate, "<=", 3), (new, "==", (1 - rate) ** 2 * D_)]
    return holds(judge, (new, "<=", D_), where)
