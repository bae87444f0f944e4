"""L(0) <= 2 L(phi): the half-space of w* is covered by the common regions of two mirror images.

w at the angle phi and its mirror image w_2 across the line of w* have w.Z + w_2.Z = c w*.Z, c >= 0:
w*.Z >= 0 gives w.Z >= 0 or w_2.Z >= 0. L(theta) is the least upper bound of the eigenvalues of
A_{w,w*} over the filters w at the angle theta (Definition 6.1).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sequences,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from ..textbook.events import truths
from . import chapter_6
from .descent import own_product, square
from .descent_rate import L, beta
from .iterations import eigenvalues, jumping_law
from .moments import Z, c, dot, inside, nonnegative, p, s, u, vector_of, w, w_star
from .teacher_angle import angle, gamma, n, phi, size, teacher, theta

v = sequences("v")
K, q, x, y = reals("K q x y")
long = reals("size_v")


def seen(weights=w):
    """(u.Z)^2 on the common region of the weights and w*"""
    return dot(u) * (dot(u) * indicator(inside(1, weights)))


def bounded_at(theta, bound):
    """bound is one of the eigenvalues of A_{w,w*} at the angle."""
    return forall(w, u, size)(angle(w, size, theta) >> (E(s, seen()) <= bound * square(u)))


def least_bound():
    """L(theta) is the maximum of Definition 6.1: a bound, and no smaller number is one."""
    smaller = forall(K)(bounded_at(theta, K) >> (L(theta) <= K))
    within = given(theta >= 0, theta <= pi / 2)
    return forall(theta)(within >> bounded_at(theta, L(theta))), smaller.put(theta, 0)


def start():
    """There is a filter v at the angle phi (for p >= 2), and phi is at most a right angle."""
    return angle(v, long, phi), phi <= pi / 2


def zero_says():
    return forall(Z, v, w_star, L, n, long, phi, p)(
        given(teacher, *least_bound(), *start()) >> conj(L(0) >= 0, L(0) <= 2 * L(phi))
    )


@claim(
    "fsgd.L-at-zero",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"L(0)\le2L(\phi)\quad(0\le\phi\le\tfrac\pi2)",
    hypotheses=("one patch, any law", "p >= 2: some filter is at the angle phi"),
    says=zero_says,
    uses=("book.squares-nonnegative",),
)
def at_most_twice(judge):
    """L(0) <= 2 L(phi) up to a right angle, for every law of one patch: the half-space of w* is
    covered by the common regions of a filter at the angle phi and of its mirror image.
    """
    z = judge.theorem()
    bounds, smaller = (z.meet(one, *z.given) for one in least_bound())
    zero = term(0)
    half = z.arith(conj(zero >= 0, zero <= pi / 2))
    at_zero = z.apply(z.at(bounds, zero), half)
    turn, right = (z.meet(one, *z.given) for one in start())
    at_phi = z.apply(z.at(bounds, phi), z.arith(conj(phi >= 0, phi <= pi / 2), turn, right))
    # L(0) >= 0, at w = u = w*
    own = own_product(z, w_star)
    cosine = z.arith(cos(zero) == 1)
    known = z.meet(teacher, *z.given)
    straight = z.arith(angle(w_star, n, zero), known, own, cosine)
    form = z.apply(z.at(at_zero, w_star, w_star, n), straight)
    body = dot(w_star) * (dot(w_star) * indicator(inside(1, w_star)))
    event = inside(1, w_star)
    point = truths(z, body >= 0, [event])
    above = nonnegative(z, body, point, z.arith(integrable(E(s, body)), form))
    rule = forall(x, K, y)(given(x >= 0, x <= K * y**2, y > 0) >> (K >= 0))
    values = E(s, body), L(zero), n
    low = z.lemma(rule, *values, defined=[z.arith(integrable(E(s, body)), form)])
    low = z.use(low, above, z.arith(E(s, body) <= L(zero) * n**2, form, known), known)
    # the mirror image
    factor = z.assume(conj(q >= 0, q * n == 2 * long * cos(phi)))
    image = mirror(z, turn, known, factor)
    flat = z.assume(angle(w, size, zero))
    ends = [z.apply(z.at(at_zero, w, u, size), flat)]
    for one, shown in ((v, turn), (vector_of(mirrored), image)):
        ends.append(z.apply(z.at(at_phi, one, u, long), shown))
    bodies = [seen(one) for one in (w, v, mirrored)]
    have = [z.arith(integrable(E(s, one)), end) for one, end in zip(bodies, ends, strict=True)]
    line = linear(z, Z(c, s))
    point = truths(z, bodies[0] <= bodies[1] + bodies[2],
                   [inside(1, one) for one in (w, v, mirrored)], line, factor)  # fmt: skip
    total = mean_of_combination(
        z, s, bodies[1] + bodies[2], [(1, bodies[1], have[1]), (1, bodies[2], have[2])]
    )
    there = z.arith(integrable(E(s, bodies[1] + bodies[2])), total)
    less = z.mean_is_monotone(z.for_all(point, s), have[0], there)
    less = z.arith(E(s, bodies[0]) <= 2 * L(phi) * square(u), less, total, *ends)
    less = z.for_all(z.discharge(less, flat.formula), w, u, size)
    less = z.apply(z.at(smaller, 2 * L(phi)), less)
    less = z.for_all(z.discharge(less, factor.formula), q)
    nonzero = z.arith(n != 0, known)
    less = z.at(less, 2 * long * cos(phi) / n, defined=[nonzero])
    rule = forall(x, y, n)(
        given(x >= 0, y >= 0, n > 0) >> conj(2 * x * y / n >= 0, 2 * x * y / n * n == 2 * x * y)
    )
    sign = z.arith(cos(phi) >= 0, turn, right)
    rule = z.use(z.lemma(rule, long, cos(phi), n), z.arith(long >= 0, turn), sign, known)
    return z.qed(z.both(low, z.apply(less, rule)))


def mirrored(index):
    """The image of v across the line of w*, by its coordinates"""
    return q * w_star(index) - v(index)


def linear(z, weight):
    """v'.x = q w*.x - v.x"""
    bodies = [one(c) * weight for one in (mirrored, w_star, v)]

    def here(count):
        whole, first, second = (sum_over(c, count, one) for one in bodies)
        return whole == q * first - second

    return by_terms(z, c, p, here, bodies)


def mirror(z, turn, known, factor):
    """The image has the length and the angle of v."""
    bodies = [mirrored(c) ** 2, w_star(c) ** 2, v(c) * w_star(c), v(c) ** 2]

    def here(count):
        whole, star, mixed, own = (sum_over(c, count, one) for one in bodies)
        return whole == q**2 * star - 2 * q * mixed + own

    size_ = by_terms(z, c, p, here, bodies)
    along = linear(z, w_star(c))
    own = own_product(z, w_star)
    rule = forall(x, y, q, n, K)(
        given(q * n == 2 * x * y)
        >> conj(q**2 * n**2 - 2 * q * (x * n * y) + K == K, q * n**2 - x * n * y == x * n * y)
    )
    rule = z.use(z.lemma(rule, long, cos(phi), q, n, square(v)), factor)
    return z.arith(angle(mirrored, long, phi), turn, known, size_, along, own, rule)


@at_most_twice.mutant
def no_more(judge):
    """L(0) <= L(phi), in letters: a region is covered by two of the same second moment."""
    L0, most = symbols.reals("L_zero L")
    return holds(judge, (L0, "<=", most), [(most, ">", 0), (L0, "<=", 2 * most)])


def gain_says():
    ratio = lambda angle_: (L(angle_) + 4 * beta) ** 2  # noqa: E731
    within = given(theta >= 0, theta <= phi)
    most = forall(theta)(within >> (ratio(theta) / gamma(theta) ** 2 <= K))
    gain = ratio(term(0)) / gamma(phi) ** 2 <= 4 * K
    known = given(teacher, *least_bound(), *start(), beta >= 0, gamma(phi) > 0, most)
    return forall(Z, v, w_star, L, gamma, beta, n, long, phi, K, p)(known >> gain)


@claim(
    "fsgd.cor-6.2-adaptive.gain",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\frac{(L(0)+4\beta)^2}{\gamma(\phi_0)^2}\le4\max_{\phi\le\phi_0}\frac{(L(\phi)+4"
    r"\beta)^2}{\gamma(\phi)^2}",
    hypotheses=(
        "one patch, any law, L(theta) the least upper bound of Definition 6.1",
        "0 <= phi_0 <= pi/2, and some filter is at this angle (p >= 2)",
    ),
    says=gain_says,
    uses=("fsgd.L-at-zero",),
)
def gain_is_at_most_four(judge):
    """The improvement of the bound by adaptive steps is at most a factor 4, for every law: L(0) <=
    2 L(phi_0).
    """
    z = judge.theorem()
    known = z.use(z.by("fsgd.L-at-zero", Z, v, w_star, L, n, long, phi, p), *z.given)
    most = z.given[-1]
    turn = z.meet(start()[0], *z.given)
    most = z.apply(z.at(most, phi), z.arith(conj(phi >= 0, phi <= phi), turn))
    rule = forall(x, y, beta, q, K)(
        given(x >= 0, x <= 2 * y, beta >= 0, q > 0, (y + 4 * beta) ** 2 / q**2 <= K)
        >> ((x + 4 * beta) ** 2 / q**2 <= 4 * K)
    )
    rule = z.lemma(rule, L(0), L(phi), beta, gamma(phi), K)
    return z.qed(z.use(rule, known, most, *z.given))


@gain_is_at_most_four.mutant
def adaptive_steps_gain_nothing(judge):
    """A factor 1 in place of 4. Atoms (1, 0), (9, +-40)/41 with equal chance, phi_0 = arctan(3/4):
    gamma and L take two values on [0, phi_0], before and after an atom leaves, and any beta > 0
    satisfies Assumption 6.1.
    """
    from steepest.kernels.filters.arcs import PP
    from sympy import Max

    law, beta = jumping_law(), symbols.reals("beta,")[0]
    near, far = (eigenvalues(law.moment(w, PP, PP)) for w in ((20, 1), (4, 3)))
    both = [(largest + 4 * beta) ** 2 / least**2 for least, largest in (near, far)]
    constant = (near[1] + 4 * beta) ** 2 / far[0] ** 2
    return holds(judge, (constant, "<=", Max(*both)), [(beta, ">", 0), (beta, "<=", 1)])
