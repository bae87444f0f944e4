"""Theorem 6.2 without Assumption 6.1: the rate of gradient descent at every step up to 1/Lambda.

Lambda bounds the eigenvalues of E[Z Z^T 1{w.Z >= 0}]; the gradient is E[rho Z] (`cocoercivity`).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    log,
    nats,
    pi,
    reals,
    sequences,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .cocoercivity import (
    Lam,
    active,
    bounded_force,
    error,
    gradient,
    largest,
    relu,
)
from .descent import d, eta, expanded, gap, moved, product, split, square
from .moments import Z, at_every_sample, c, dot, inside, p, s, u, vector_of, w, w_star
from .reach import always, assumed
from .teacher_angle import (
    Phi,
    Size,
    Theta,
    W,
    angles,
    at,
    common,
    distance,
    gamma,
    least,
    n,
    shifted,
    t,
    teacher,
)
from .teacher_angle import eta as eta_t

G = functions("G", "nat", "nat")  # the gradient at w_t
low, a, b, x, y, M, D, X = reals("gamma_w a b x y M D X")
T = nats("T")
g = sequences("g")


def step(share=2):
    known = given(
        forall(c)(moved(c) == d(c) - eta * g(c)), eta >= 0, Lam > 0, eta * Lam <= 2,
        square(g) <= Lam * product(d, g), low * square(d) <= product(d, g),
    )  # fmt: skip
    rate = eta * (share - eta * Lam)
    down = square(moved) <= square(d) - rate * product(d, g)
    return forall(d, moved, g, eta, Lam, low, p)(
        known >> conj(down, square(moved) <= (1 - rate * low) * square(d))
    )


@claim(
    "fsgd.cocoercive-step",
    chapter_6("Section 6.6.1, proof of Theorem 6.1"),
    says=step,
    instance={
        "values": {"eta": "0", "Lambda": "1", "gamma_w": "0", "p": "1"},
        "functions": {name: {"table": ["0"]} for name in ("d", "d_next", "g")},
    },
)
def distance_after_a_step(judge):
    """|d'|^2 <= |d|^2 - eta (2 - eta Lambda) <grad, d> where |grad|^2 <= Lambda <grad, d>."""
    z = judge.theorem()
    exact = expanded(z, z.given[0], g)
    rule = forall(X, D, M, a, eta, Lam)(
        given(X == D - 2 * eta * M + eta**2 * a, a <= Lam * M, eta >= 0)
        >> (X <= D - eta * (2 - eta * Lam) * M)
    )
    values = (square(moved), square(d), product(d, g), square(g), eta, Lam)
    first = z.use(z.lemma(rule, *values), exact, *z.given[1:])
    rule = forall(X, D, M, low, eta, Lam)(
        given(X <= D - eta * (2 - eta * Lam) * M, eta >= 0, eta * Lam <= 2, low * D <= M)
        >> (X <= (1 - eta * (2 - eta * Lam) * low) * D)
    )
    values = (square(moved), square(d), product(d, g), low, eta, Lam)
    return z.qed(z.both(first, z.use(z.lemma(rule, *values), first, *z.given[1:])))


@distance_after_a_step.mutant
def three_in_place_of_two(judge):
    """3 - eta Lambda, in letters: grad = d, eta = 1/2, Lambda = 1."""
    D_, new = symbols.reals("D new")
    return holds(judge, (4 * new, "<=", -D_), [(D_, ">", 0), (4 * new, "==", D_)])


def seen(weights):
    """(d.Z)^2 over w.Z >= 0, w*.Z >= 0, for d = w - w*"""
    return dot(gap(weights)) * (dot(gap(weights)) * indicator(inside(1, weights)))


def inner_bound():
    known = given(forall(c)(g(c) == gradient()), forall(u)(common() >= low * square(u)))
    return forall(Z, w, w_star, g, low, p)(known >> (product(gap(w), g) >= low * square(gap(w))))


@claim(
    "fsgd.thm-6.2.inner",
    chapter_6("Section 6.6.1, proof of Theorem 6.2"),
    formula=r"\langle\nabla\ell(w),w-w_*\rangle\ge\gamma(\theta_t)\|w-w_*\|^2",
    hypotheses=("gamma bounds the eigenvalues of A_{w,w*} from below", "one patch, any law"),
    says=inner_bound,
    uses=("fsgd.mean-inner",),
)
def inner_product_bound(judge):
    """d^T A_{w,w*} d >= gamma |d|^2, and what the rest of the inputs adds is not negative: rho (a -
    b) >= 0 at every sample.
    """
    z = judge.theorem()
    means, form = z.given
    rho, gaps = error(), vector_of(gap(w))
    inner = z.use(z.by("fsgd.mean-inner", Z, Lambda((s,), rho), g, gaps, p), means)
    form = z.at(form, gaps)
    values = (dot(w), dot(w_star), dot(gap(w)))
    whole = split(z)
    r = relu(a) - relu(b)
    signs = at_every_sample(
        z, active(), lambda f: x * (r * f) >= 0, [x == a - b, a >= 0], (a, b, x), values, whole
    )
    event, f, h = inside(1), *reals("f h")
    on, off = z.assume(event), z.assume(~event)
    both = forall(a, b, x, f, h)(
        given(x == a - b, a >= 0, b >= 0, f == 1, h == 1) >> (x * (x * h) <= x * (r * f))
    )
    both = z.lemma(both, *values, indicator(active()), indicator(event))
    first = z.indicator(active(), True, z.part(on, 0))
    one = z.use(both, whole, on, first, z.indicator(event, True, on))
    none = forall(x, y, h)(given(h == 0, y >= 0) >> (x * (x * h) <= y))
    none = z.lemma(none, dot(gap(w)), dot(gap(w)) * rho, indicator(event))
    two = z.use(none, z.indicator(event, False, off), signs)
    point = z.cases(z.excluded_middle(event), one, two)
    there = z.arith(integrable(E(s, seen(w))), form)
    less = z.mean_is_monotone(z.for_all(point, s), there, z.part(inner, 0))
    return z.qed(z.arith(z.target, less, form, inner))


@inner_product_bound.mutant
def twice_gamma(judge):
    """2 gamma, in letters: all inputs in the common region, gamma = 1."""
    D_, form = symbols.reals("D form")
    return holds(judge, (form, ">=", 2 * D_), [(D_, ">", 0), (form, ">=", D_)])


def run():
    """Gradient descent, with its angles."""
    moved_on = W(t + 1, c) == W(t, c) - eta_t(t) * G(t, c)
    parts = conj(G(t, c) == gradient(at(t)), moved_on)
    short = conj(eta_t(t) >= 0, eta_t(t) * Lam <= 1)
    return forall(t, c)(parts), *angles(), forall(t)(short)


def law():
    """rho has a second moment, and Lambda is a bound, at every w."""
    return forall(w)(conj(integrable(E(s, error() * error())), largest()))


ALL = (Z, w_star, W, G, Size, Theta, Phi, eta_t, gamma, Lam, n, p)


def rates():
    each = conj(
        distance(t) < n**2,
        distance(t + 1) <= (1 - eta_t(t) * gamma(Theta(t))) * distance(t),
        distance(t + 1) <= (1 - eta_t(t) * gamma(Phi(0))) * distance(t),
    )
    known = given(
        teacher, least(), law(), Lam > 0, *run(), gamma(Phi(0)) > 0, distance(term(0)) < n**2
    )
    enough = given(forall(t)(eta_t(t) * Lam == 1), x > 0, T >= 2 * Lam / gamma(Phi(0)) * log(1 / x))
    late = forall(x, T)(enough >> (distance(T) <= x**2 * distance(term(0))))
    return forall(*ALL)(known >> conj(forall(t)(each), late))


@claim(
    "fsgd.thm-6.2-without-beta",
    chapter_6("Theorem 6.2"),
    formula=(
        r"0\le\eta_t\le\frac1{\Lambda}\implies\|w_{t+1}-w_*\|^2\le(1-\eta_t\gamma(\theta_t))"
        r"\|w_t-w_*\|^2,\ (1-\eta_t\gamma(\phi_0))\|w_t-w_*\|^2,"
        r"\quad T=\left\lceil\frac{2\Lambda}{\gamma(\phi_0)}\log\frac1\varepsilon\right\rceil"
    ),
    hypotheses=(
        "one patch, any law with second moments",
        "|w_0 - w*| < |w*|",
        "Lambda = lambda_max(E[Z Z^T]); E[Z Z^T 1{w.Z >= 0}] is enough",
        "gamma as in fsgd.thm-6.2, gamma(phi_0) > 0",
    ),
    says=rates,
    uses=(
        "fsgd.angle-below",
        "fsgd.lem-6.1-sharper",
        "fsgd.thm-6.2.inner",
        "fsgd.cocoercive-step",
        "book.squares-nonnegative",
        "book.cosine-order",
        "book.linear-rate",
    ),
)
def without_beta(judge):
    """A stronger and simpler theorem: no Assumption 6.1, step 1/Lambda, and Lambda/gamma steps in
    place of (L + 4 beta)^2/gamma^2.

    From cocoercivity, |grad|^2 <= Lambda <grad, d> (fsgd.lem-6.1-sharper): the distance never
    grows, so theta_t <= phi_t <= phi_0 throughout. Then (1 - gamma/Lambda)^T <= eps^2.
    """
    z = judge.theorem()
    lower, laws, _, parts, _, _, _, short, positive, _ = z.given[2:]
    reach = assumed(z)
    now, _, near, turned, quarter_, between, begun, wide = reach
    gaps, after = (vector_of(gap(at(one))) for one in (t, t + 1))
    weights, image = Lambda((c,), W(t, c)), Lambda((c,), G(t, c))
    own, moved_on = z.split(z.at(parts, t, c))
    own = z.for_all(own, c)
    square_, most = z.split(z.at(laws, weights))
    shift = shifted(z, moved_on, eta_t(t) * G(t, c))
    inner = product(gap(at(t)), lambda index: G(t, index))
    bound = bounded_force(z, at(t), lambda index: G(t, index), square_, own, most)
    steps = z.at(short, t)
    results = []
    for angle_, order in ((Theta(t), z.arith(Theta(t) <= Theta(t))), (Phi(0), wide)):
        most_angle = z.meet(conj(Theta(t) <= angle_, angle_ <= pi / 2), order, between, begun)
        form = z.for_all(z.use(z.at(lower, weights, u, Size(t), Theta(t), angle_), turned, between,
                               most_angle), u)  # fmt: skip
        values = (Z, weights, w_star, image, gamma(angle_), p)
        pushed = z.use(z.by("fsgd.thm-6.2.inner", *values), own, form)
        values = (gaps, after, image, eta_t(t), Lam, gamma(angle_), p)
        less = z.use(z.by("fsgd.cocoercive-step", *values), shift, steps, bound, pushed, z.arith(
            eta_t(t) * Lam <= 2, steps), *z.given)  # fmt: skip
        results.append(shorter(z, less, angle_, inner, bound, pushed, steps))
    total = z.by("book.squares-nonnegative", gaps, p)
    fall = forall(X, D, a, low)(given(X <= (1 - a * low) * D, a >= 0, low > 0, D >= 0) >> (X <= D))
    values = (distance(t + 1), distance(t), eta_t(t), gamma(Phi(0)))
    kept = z.use(z.lemma(fall, *values), results[1], steps, positive, total)
    each = always(z, reach, kept, z.part(now, 0), *results)
    return z.qed(z.both(each, in_time(z, each, positive)))


def shorter(z, less, angle_, inner, bound, pushed, steps):
    """|d'|^2 <= (1 - eta gamma)|d|^2, since eta Lambda <= 1 and <grad, d> >= 0."""
    size = z.by("book.squares-nonnegative", Lambda((c,), G(t, c)), p)
    sign = forall(a, M, Lam)(given(a >= 0, a <= Lam * M, Lam > 0) >> (M >= 0))
    sign = z.lemma(sign, square(lambda index: G(t, index)), inner, Lam)
    sign = z.use(sign, size, bound, *z.given)
    rule = forall(X, D, M, a, Lam, low)(
        given(X <= D - a * (2 - a * Lam) * M, a >= 0, a * Lam <= 1, M >= 0, low * D <= M)
        >> (X <= (1 - a * low) * D)
    )
    values = (distance(t + 1), distance(t), inner, eta_t(t), Lam, gamma(angle_))
    pushed = z.arith(gamma(angle_) * distance(t) <= inner, pushed)
    return z.use(z.lemma(rule, *values), z.part(less, 0), steps, sign, pushed)


def in_time(z, each, positive):
    """T steps of size 1/Lambda: |d_T| <= eps |d_0|."""
    enough = given(forall(t)(eta_t(t) * Lam == 1), x > 0, T >= 2 * Lam / gamma(Phi(0)) * log(1 / x))
    equal, above, long = z.split(z.assume(enough))
    rate = eta_t(term(0)) * gamma(Phi(0))
    same = forall(a, b, Lam)(given(a * Lam == 1, b * Lam == 1, Lam > 0) >> (a == b))
    same = z.lemma(same, eta_t(t), eta_t(term(0)), Lam)
    same = z.use(same, z.at(equal, t), z.at(equal, term(0)), *z.given)
    put = forall(X, D, a, b, low)(given(X <= (1 - a * low) * D, a == b) >> (X <= (1 - b * low) * D))
    values = (distance(t + 1), distance(t), eta_t(t), eta_t(term(0)), gamma(Phi(0)))
    falls = z.use(z.lemma(put, *values), z.part(z.at(each, t), 2), same)
    sizes = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    product_ = forall(a, Lam, low, M, y)(
        given(a * Lam == 1, low > 0, Lam > 0, M >= 2 * Lam / low * y) >> (a * low * M >= 2 * y)
    )
    inverse = z.arith(1 / x > 0, above)
    values = (eta_t(term(0)), Lam, gamma(Phi(0)), T, log(1 / x))
    count = z.lemma(product_, *values, defined=[inverse, z.arith(x != 0, above)])
    count = z.use(count, z.at(equal, term(0)), long, positive, *z.given)
    double = z.lemma(forall(x)((x > 0) >> (log(1 / x**2) == 2 * log(1 / x))), x)
    count = z.arith(rate * T >= log(1 / x**2), count, z.use(double, above))
    end = z.by("book.linear-rate", Lambda((t,), distance(t)), rate, x**2, T)
    falls = z.for_all(z.both(sizes, falls), t)
    end = z.use(end, falls, z.arith(x**2 > 0, above), count)
    return z.for_all(z.discharge(end, enough), x, T)


@without_beta.mutant
def twice_eta_gamma(judge):
    """2 eta gamma, in letters: D = 1, grad = d, eta = Lambda = 1/2."""
    D_, new, rate = symbols.reals("D new eta")
    where = [(D_, ">", 0), (rate, ">", 0), (2 * rate, "<=", 1), (new, "==", (1 - rate) ** 2 * D_)]
    return holds(judge, (new, "<=", (1 - 2 * rate) * D_), where)
