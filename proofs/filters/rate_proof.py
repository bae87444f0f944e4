"""The steps of the printed proof of Theorem 6.2."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sin,
    sqrt,
    sum_over,
)

from .. import symbols
from ..textbook.means import mean_of_terms
from . import chapter_6, equal, holds, number
from .cocoercivity import active, error, gradient, relu
from .descent import (
    NONNEGATIVE,
    F,
    H,
    eta,
    expanded,
    force,
    gap,
    moved,
    product,
    root_of,
    split,
    square,
)
from .descent_rate import SETTING, L, beta, constants, forward, part
from .model import NO_MASS
from .moments import Z, c, dot, e, entry, exists, inside, p, s, vector_of, w, w_star
from .rate import proof
from .teacher_angle import angle, gamma, n, phi, quarter, size, teacher, theta

a, b = reals("a b")

# --- the steps of the printed proof ---------------------------------------------------------------


@claim(
    "fsgd.thm-6.2.sign",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)-E[w^\top Z\ge0,w_*^\top Z\le0]\,w_t\right)",
    hypotheses=("the sign as printed (three times); the bracket read as A_{w,-w*}",),
    case=True,
)
def dynamics_as_printed(judge, sign=-1):
    """The proof prints a minus sign before the second term of the gradient. On +- the gradient is
    +a Z (fsgd.grad-k1).
    """
    from . import model

    x, y = symbols.reals("a b")
    gap_ = model.relu(x) - model.relu(y)
    return equal(judge, gap_, sign * x, [(x, ">", 0), (y, "<", 0)])


dynamics_as_printed.mutant("twice, with minus", sign=-2)


def overlap():
    """w.Z >= 0 and w*.Z = 0"""
    return conj(dot(w) >= 0, dot(w_star) == 0)


def image(u, region):
    """(E[Z Z^T region] u)_c"""
    return sum_over(e, p, u(e) * entry(region))


def two_parts():
    printed = image(gap(), indicator(inside(1))) + image(w, indicator(inside(-1)))
    return moved(c) == w(c) - eta * printed


def law():
    """The regions have second moments, and where they meet there is no mass."""
    meet = forall(c, e)(entry(indicator(overlap())) == 0)
    return exists(indicator(inside(1))), exists(indicator(inside(-1))), meet


def overlap_exists(z, nothing):
    """The second moments on the overlap, which carries no mass."""
    there = z.arith(integrable(entry(indicator(overlap()))), z.at(nothing, c, e))
    return z.for_all(there, c, e)


def dynamics_says():
    return forall(Z, w, w_star, moved, eta, p)(
        given(*law(), forall(c)(moved(c) == w(c) - eta * gradient())) >> forall(c)(two_parts())
    )


@claim(
    "fsgd.thm-6.2.sign-amended",
    chapter_6(proof),
    formula=r"w_{t+1}=w_t-\eta\left(A_{w,w_*}(w_t-w_*)+A_{w,-w_*}w_t\right)",
    hypotheses=(NO_MASS,),
    amends="fsgd.thm-6.2.sign",
    says=dynamics_says,
    uses=("book.mean-of-sum",),
)
def dynamics(judge):
    """With the plus sign of Section 6.2; only norms are taken afterwards, so nothing else
    changes.
    """
    z = judge.theorem()
    *exist, nothing, rule = z.given
    regions = [indicator(one) for one in (inside(1), inside(-1), overlap())]
    exist.append(overlap_exists(z, nothing))
    images = [
        row_is_mean(z, u, region, one)
        for u, region, one in zip((gap(), w, w), regions, exist, strict=True)
    ]
    bodies = [Z(c, s) * (dot(u) * region) for u, region in zip((gap(), w, w), regions)]
    parts = [
        (k, body, z.arith(integrable(E(s, body)), known))
        for k, body, known in zip((1, 1, -1), bodies, images)
    ]
    total = mean_of_combination(z, s, Z(c, s) * error(), parts, by_regions(z))
    each = z.at(nothing, c, e)
    none = by_terms(
        z, e, p, lambda q: sum_over(e, q, w(e) * entry(regions[2])) == 0,
        [w(e) * entry(regions[2])], each, defined=[z.at(exist[2], c)],
    )  # fmt: skip
    return z.qed(z.for_all(z.arith(two_parts(), z.at(rule, c), total, *images, none), c))


@dynamics.mutant
def minus(judge):
    """Minus, in letters: on +- the gradient of one input is a Z."""
    return dynamics_as_printed.check(judge, -1)


def row_is_mean(z, u, region, known):
    """E[Z_c (u.Z) region] = sum_e u_e E[Z_c Z_e region]"""
    pair, there = Z(c, s) * Z(e, s) * region, z.at(known, c, e)
    body = u(e) * pair
    scaled = mean_of_combination(z, s, body, [(u(e), pair, there)])
    total = mean_of_terms(z, e, p, body, u(e) * E(s, pair), scaled, z.at(known, c), w=s)
    whole = Z(c, s) * (dot(u) * region)
    bodies = [body, u(e) * Z(e, s)]
    out = by_terms(
        z, e, p,
        lambda q: sum_over(e, q, bodies[0]) == Z(c, s) * region * sum_over(e, q, bodies[1]),
        bodies,
    )  # fmt: skip
    same = z.for_all(z.arith(sum_over(e, p, body) == whole, out), s)
    end = z.mean_of_equal(same, z.arith(integrable(E(s, sum_over(e, p, body))), total))
    return z.arith(E(s, whole) == image(u, region), end, total)


def by_regions(z):
    """rho = (d.Z) 1{++} + (w.Z) 1{+-} - (w.Z) 1{w.Z >= 0, w*.Z = 0}"""
    events = active(), inside(1), inside(-1), overlap()
    x, first, second, third, fourth = reals("x f g h k")
    whole = (relu(a) - relu(b)) * first == x * second + a * third - a * fourth
    values = dot(w), dot(w_star), dot(gap()), *(indicator(one) for one in events)
    known, found = split(z), []
    own = [z.assume(dot(w_star) > 0), z.assume(dot(w_star) == 0), z.assume(dot(w_star) < 0)]
    on, off = z.assume(events[0]), z.assume(~events[0])
    for sign, side, holding in (
        (b > 0, own[0], (1, 1, 0, 0)), (b == 0, own[1], (1, 1, 1, 1)), (b < 0, own[2], (1, 0, 1, 0))
    ):  # fmt: skip
        bits = [one == bit for one, bit in zip((first, second, third, fourth), holding)]
        rule = forall(a, b, x, first, second, third, fourth)(
            given(x == a - b, a >= 0, sign, *bits) >> whole
        )
        here = [
            z.indicator(event, bit == 1, z.meet(event if bit else ~event, on, side))
            for event, bit in zip(events, holding)
        ]
        found.append(z.use(z.lemma(rule, *values), known, on, side, *here))
    sides = disj(dot(w_star) > 0, dot(w_star) == 0, dot(w_star) < 0)
    inside_ = z.cases(z.arith(sides), *found)
    rule = forall(a, b, x, first, second, third, fourth)(
        given(first == 0, second == 0, third == 0, fourth == 0) >> whole
    )
    none = [z.indicator(event, False, z.meet(~event, off)) for event in events]
    return z.cases(z.excluded_middle(events[0]), inside_, z.use(z.lemma(rule, *values), *none))


def one_step():
    """A filter in the ball of Theorem 6.2 with its angles, and the two parts of its gradient."""
    images_ = forall(c)(conj(F(c) == part(w, 1, gap()), H(c) == part(w, -1, w)))
    near = angle(w, size, theta), quarter(phi, square(gap())), square(gap()) < n**2
    return images_, *near


def length(f):
    return sqrt(square(f))


def norm_says():
    _, most, small = constants()
    top, d_ = L(theta), length(gap())
    middle, last = top * d_ + beta * theta * size, (top + 4 * beta) * d_
    squared = (top**2 + 8 * top * beta + 16 * beta**2) * square(gap())
    return forall(Z, w, w_star, F, H, L, beta, n, size, theta, phi, p)(
        given(teacher, most, small, beta >= 0, *one_step())
        >> conj(length(force) <= middle, middle <= last, square(force) <= squared)
    )


@claim(
    "fsgd.thm-6.2.norm",
    chapter_6(proof),
    formula=r"\|\nabla\ell\|\le L(\theta)\|d\|+\beta\theta\|w\|\le(L(\theta)+4\beta)\|d\|,\quad\|"
    r"\nabla\ell\|^2\le(L^2+8L\beta+16\beta^2)\|d\|^2",
    hypotheses=SETTING,
    says=norm_says,
    uses=("fsgd.angle-below", "book.minkowski", "book.squares-nonnegative"),
)
def gradient_norm(judge):
    """theta <= phi <= 2 sin(phi) and |w| <= 2|w*| turn beta theta |w| into 4 beta |d|."""
    z = judge.theorem()
    most, small, _, images, *near = z.given[2:]
    located_ = z.use(z.by("fsgd.angle-below", w, w_star, n, size, theta, phi, p), *z.given)
    order = z.use(z.part(located_, 2), *z.given)
    narrow = z.arith(theta <= pi / 2, order, *near)
    first, second = (z.for_all(one, c) for one in z.split(z.at(images, c)))
    ahead = z.use(z.at(most, w, vector_of(gap()), F, size, theta), *near, narrow, first)
    aside = z.use(z.at(small, w, w, H, size, theta), *near, narrow, second)
    dist, sizes = length(gap()), z.by("book.squares-nonnegative", vector_of(gap()), p)
    dist_is = root_of(z, square(gap()), sizes)
    P, Q, X, Y, D, S, x = reals("P Q X Y D S x")
    arcs = z.arith(conj(phi <= 2 * sin(phi), sin(phi) >= 0), *near)
    rule = forall(beta, theta, S, n, x, phi, D)(
        given(beta >= 0, theta >= 0, theta <= phi, phi <= 2 * x, S > 0, S <= 2 * n, x >= 0, n > 0,
              D >= 0, (n * x) ** 2 == D**2)
        >> conj(beta * theta * S <= 4 * beta * D, beta * theta * S >= 0)
    )  # fmt: skip
    turned = z.use(z.lemma(rule, beta, theta, size, n, sin(phi), phi, dist), located_, order, arcs,
                   dist_is, *z.given)  # fmt: skip
    scaled = forall(a, X, D, x)(given(X <= a**2 * D, D == x**2) >> (X <= (a * x) ** 2))
    down = z.use(z.lemma(scaled, L(theta), square(F), square(gap()), dist), ahead, dist_is)
    up = z.use(z.lemma(scaled, beta * theta, square(H), square(w), size), aside, *near)
    product_ = z.lemma(NONNEGATIVE, L(theta), dist)
    low = z.use(product_, ahead, dist_is)
    P, Q = L(theta) * dist, beta * theta * size
    both = z.use(z.by("book.minkowski", F, H, p, P, Q), low, turned, down, up)
    short = forall(X, Y)(given(X >= 0, X <= Y**2, Y >= 0) >> (sqrt(X) <= Y))
    low = z.arith(P + Q >= 0, low, turned)
    whole = z.by("book.squares-nonnegative", vector_of(force), p)
    norm = z.use(z.lemma(short, square(force), P + Q), whole, both, low)
    middle = z.arith(z.target.part(1), turned)
    last = forall(X, Y, beta, a, x, D)(
        given(X <= Y**2, Y >= 0, Y <= (a + 4 * beta) * x, x**2 == D)
        >> (X <= (a**2 + 8 * a * beta + 16 * beta**2) * D)
    )
    values = (square(force), P + Q, beta, L(theta), dist, square(gap()))
    end = z.use(z.lemma(last, *values), both, low, middle, dist_is)
    return z.qed(z.both(norm, middle, end))


@gradient_norm.mutant
def three_beta(judge):
    """3 beta in place of 4 beta: theta = phi near pi/2 and |w| = 2|w*| give pi beta |d|."""
    from sympy import pi, sin

    beta, theta, W, n, phi = symbols.reals("beta theta W n phi")
    where = [
        (beta, ">", 0),
        (theta, ">=", 0),
        (theta, "<=", phi),
        (phi, "<=", pi / 2),
        (W, ">=", 0),
        (W, "<=", 2 * n),
        (n, ">", 0),
    ]
    return holds(judge, (beta * theta * W, "<=", 3 * beta * n * sin(phi)), where)


def after(index):
    """d_{t+1}"""
    return moved(index) - w_star(index)


def expansion_says():
    exact = square(gap()) - 2 * eta * product(force, gap()) + eta**2 * square(force)
    rate = 1 - eta * gamma(theta) + eta**2 * (L(theta) + 4 * beta) ** 2
    known = teacher, *constants(), beta >= 0, *one_step(), gamma(theta) >= 0, eta >= 0
    return forall(Z, w, w_star, moved, F, H, gamma, L, beta, n, size, theta, phi, eta, p)(
        given(*known, forall(c)(moved(c) == w(c) - eta * force(c)))
        >> conj(square(after) == exact, exact <= rate * square(gap()))
    )


@claim(
    "fsgd.thm-6.2.expand",
    chapter_6(proof),
    formula=r"\|d_{t+1}\|^2=\|d_t\|^2-2\eta\langle\nabla\ell,d_t\rangle+\eta^2\|\nabla\ell\|^2"
    r"\le(1-"
    r"\eta\gamma(\theta_t)+\eta^2(L(\theta_t)+4\beta)^2)\|d_t\|^2",
    hypotheses=SETTING,
    says=expansion_says,
    uses=("fsgd.thm-6.2.norm", "fsgd.angle-below", "fsgd.mean-inner", "book.squares-nonnegative"),
)
def expansion(judge):
    """The expansion, every p, and the printed bound (which drops one of the two copies of eta
    gamma).
    """
    z = judge.theorem()
    lower, most, small, _, images, *near = z.given[2:]
    located_ = z.use(z.by("fsgd.angle-below", w, w_star, n, size, theta, phi, p), *z.given)
    order = z.use(z.part(located_, 2), *z.given)
    narrow = z.arith(conj(theta <= pi / 2, theta <= theta), order, *near)
    form = z.use(z.at(lower, w, vector_of(gap()), size, theta, theta), *near, narrow)
    push, across = forward(z, w, F, H, images, [form])
    norm = z.by("fsgd.thm-6.2.norm", Z, w, w_star, F, H, L, beta, n, size, theta, phi, p)
    norm = z.part(z.use(norm, *z.given), 2)
    shift = z.for_all(z.arith(after(c) == gap()(c) - eta * force(c), z.at(z.given[-1], c)), c)
    exact = expanded(z, shift, F, H, d=gap(), moved=after)
    bodies = [force(c) * gap()(c), gap()(c) * F(c), gap()(c) * H(c)]

    def split_(q):
        whole, one, two = (sum_over(c, q, body) for body in bodies)
        return whole == one + two

    mixed = by_terms(z, c, p, split_, bodies)
    exact = z.arith(z.target.part(0), exact, mixed)
    M, J, D, X = reals("M J D X")
    rule = forall(M, J, D, X, eta, a, b, beta)(
        given(b * D <= M, J >= 0, X <= (a**2 + 8 * a * beta + 16 * beta**2) * D, eta >= 0, b >= 0,
              D >= 0)
        >> (D - 2 * eta * (M + J) + eta**2 * X <= (1 - eta * b + eta**2 * (a + 4 * beta) ** 2) * D)
    )  # fmt: skip
    values = product(gap(), F), product(gap(), H), square(gap()), square(force)
    rule = z.lemma(rule, *values, eta, L(theta), gamma(theta), beta)
    low = z.by("book.squares-nonnegative", vector_of(gap()), p)
    less = z.use(rule, push, across, norm, low, *z.given)
    return z.qed(z.both(exact, z.arith(z.target.part(1), less, mixed)))


@expansion.mutant
def one_copy(judge):
    """One copy of eta <grad, d> in the identity, in letters: one coordinate."""
    d_, g, rate = symbols.reals("d g eta")
    where = [(d_, ">", 0), (g, ">", 0), (rate, ">", 0)]
    return equal(judge, (d_ - rate * g) ** 2, d_**2 - rate * g * d_ + rate**2 * g**2, where)


@claim(
    "fsgd.thm-6.2.combine",
    chapter_6(proof),
    formula=r"1-\eta g_\theta+\eta^2K^2\le1-\tfrac12\eta g_\theta\le1-\tfrac12\eta g_\phi",
    hypotheses=(
        "eta >= 0, K >= 0, 2 eta K^2 <= g_theta: theta_t is one of the angles of the minimum",
        "g_theta >= g_phi >= 0",
    ),
)
def combination(judge, share="1/2"):
    """If eta >= 0, 2 eta K^2 <= g_theta and g_theta >= g_phi >= 0, then 1 - eta g_theta + eta^2 K^2
    <= 1 - eta g_theta/2 <= 1 - eta g_phi/2.

    The last step of the proof, with g_theta = gamma(theta_t), g_phi = gamma(phi_t) and K =
    L(theta_t) + 4 beta: the bound on the step, and gamma non-increasing.
    """
    rate, K, gt, gp = symbols.reals("eta K gamma_theta gamma_phi")
    where = [(rate, ">=", 0), (2 * rate * K**2, "<=", gt), (gt, ">=", gp), (gp, ">=", 0)]
    where.append((K, ">=", 0))
    one = holds(judge, (1 - rate * gt + rate**2 * K**2, "<=", 1 - number(share) * rate * gt), where)
    return judge.all(one, holds(judge, (1 - rate * gt / 2, "<=", 1 - rate * gp / 2), where))


combination.mutant("3/4 in place of 1/2", share="3/4")
