"""When the population loss is zero: at the teacher alone, for every number of patches. The loss is
that of Theorem 5.1.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    pi,
    reals,
    sum_over,
    term,
)

from . import thesis
from .angle_function import value_at_end, values_of_g
from .network import (
    N,
    S,
    a,
    a_star,
    apart,
    error,
    g,
    i,
    k,
    loss,
    loss_from,
    n,
    phi,
    signal,
    square,
    total,
)
from .state import holds, state
from .stationary_points import teacher_point

G, T, Q, x, s, R, D, L, P, y = reals("G T Q x s R D L P y")
ZERO = conj(phi == 0, teacher_point)


def only_there():
    where = given(phi >= 0, phi <= pi, n > 0, N > 0)
    none = loss(a, phi) == 0
    return forall(a, a_star, phi, n, k)(where >> conj(none >> ZERO, ZERO >> none))


def value(angle):
    """The loss, in letters."""
    return loss_from(T, Q, x, R, s, angle)


def letters():
    return N, square(a, k, i), signal(a), S, total(a), n, g(phi)


@claim(
    "conv.optimal-uniqueness",
    thesis("footnote of Section 5.1"),
    formula=r"\ell(v,a)=0\iff\phi=0,\ a=\|w^*\|a^*",
    hypotheses=("a* != 0", "n = |w*| > 0", "phi in [0, pi]", "the loss is that of Theorem 5.1"),
    says=only_there,
    uses=("conv.g-order", "conv.g-strict", "book.cauchy-schwarz", "book.term-below-sum"),
)
def only_zero(judge):
    """4 pi loss = (pi - 1)(|a|^2 + n^2 |a*|^2) - 2 (g - 1) n a.a* + (1.(a - n a*))^2: a form
    that is positive for g < pi, and (pi - 1)|a - n a*|^2 and a square at g = pi.
    """
    z = judge.theorem()
    return z.qed(z.both(forward(z, z.target.part(0)), backward(z, z.target.part(1))))


def forward(z, goal):
    none = z.assume(goal.left)
    low, _, _ = values_of_g(z, phi, *z.given)
    later = z.assume(phi > 0)
    strict = z.use(z.by("conv.g-strict", 0, phi), z.arith(term(0) >= 0), later, *z.given)
    below = z.arith(g(phi) < pi, strict, z.arith(g(term(0)) == pi))
    never = z.arith(phi == 0, away(z, low, below), none)
    start = z.cases(z.arith(disj(phi > 0, phi == 0), *z.given), never, z.assume(phi == 0))
    sums = by_terms(
        z, i, k,
        lambda q: conj(
            sum_over(i, q, error(a)(i) ** 2)
            == sum_over(i, q, a(i) ** 2) - 2 * n * sum_over(i, q, a(i) * a_star(i))
            + n**2 * sum_over(i, q, a_star(i) ** 2),
            sum_over(i, q, error(a)(i) ** 2) >= 0,
        ),
        [error(a)(i) ** 2, a(i) ** 2, a(i) * a_star(i), a_star(i) ** 2],
    )  # fmt: skip
    end = forall(T, Q, x, R, s, n, G, D)(
        given(value(G) == 0, G == pi, D == Q - 2 * n * x + n**2 * T, D >= 0, (s - n * R) ** 2 >= 0)
        >> (D == 0)
    )
    square_ = z.arith((total(a) - n * S) ** 2 >= 0)
    end = z.use(z.lemma(end, *letters(), apart(a)), none, value_at_end(z, start), sums, square_)
    gap = error(a)(i) ** 2
    least = z.by("book.term-below-sum", Lambda((i,), gap), k, i)
    positive = z.for_all(z.discharge(z.arith(gap >= 0), i < k), i)
    least = z.apply(least, z.both(z.assume(i < k), positive))
    root = forall(x, y, D)(given((x - y) ** 2 <= D, D == 0) >> (x == y))
    root = z.lemma(root, a(i), n * a_star(i), apart(a))
    entry = z.discharge(z.use(root, least, end), i < k)
    return z.discharge(z.both(start, z.for_all(entry, i)), goal.left)


def away(z, low, below):
    """The loss is positive where g < pi."""
    product = z.by("book.cauchy-schwarz", a, a_star, k)
    wide = (pi - 1) ** 2 - (G - 1) ** 2
    form = (pi - 1) * n**2 * T + (pi - 1) * Q - 2 * (G - 1) * n * x
    three = conj(
        wide * n**2 * T * T > 0, (pi - 1) ** 2 * (Q * T - x**2) >= 0,
        ((pi - 1) * x - (G - 1) * n * T) ** 2 >= 0,
    )  # fmt: skip
    target, own, inner, _, _, size, at_angle = letters()
    there = (target, own, inner, size, at_angle)

    def step(assume, conclude, *known):
        lemma = z.lemma(forall(T, Q, x, n, G)(assume >> conclude), *there)
        return z.use(lemma, *known)

    start = given(T > 0, n > 0, G >= 0, G < pi, x**2 <= Q * T)
    signs = step(start, three, low, below, product, *z.given)
    scaled = step(three, (pi - 1) * (form * T) > 0, signs)
    positive = step(given((pi - 1) * (form * T) > 0, T > 0), form > 0, scaled, *z.given)
    end = forall(T, Q, x, R, s, n, G)(given(form > 0, (s - n * R) ** 2 >= 0) >> (value(G) > 0))
    return z.use(z.lemma(end, *letters()), positive, z.arith((total(a) - n * S) ** 2 >= 0))


def backward(z, goal):
    there = z.assume(goal.left)
    start, same = z.split(there)
    entry = z.apply(z.at(same, i), z.assume(i < k))
    powers = forall(x, y, n)((x == n * y) >> conj(x**2 == n**2 * y**2, x * y == n * y**2))
    powers = z.use(z.lemma(powers, a(i), a_star(i), n), entry)
    sums = by_terms(
        z, i, k,
        lambda q: conj(
            sum_over(i, q, a(i)) == n * sum_over(i, q, a_star(i)),
            sum_over(i, q, a(i) ** 2) == n**2 * sum_over(i, q, a_star(i) ** 2),
            sum_over(i, q, a(i) * a_star(i)) == n * sum_over(i, q, a_star(i) ** 2),
        ),
        [a(i), a_star(i), a(i) ** 2, a_star(i) ** 2, a(i) * a_star(i)], entry, powers,
    )  # fmt: skip
    end = forall(T, Q, x, R, s, n, G)(
        given(s == n * R, Q == n**2 * T, x == n * T, G == pi) >> (value(G) == 0)
    )
    return z.discharge(z.use(z.lemma(end, *letters()), sums, value_at_end(z, start)), goal.left)


@only_zero.mutant
def without_a_teacher(judge):
    """a* = 0 allowed: at a = 0 the loss is zero at every angle, in letters."""
    q = state()
    nothing = [(q.N, ">=", 0), (q.q, ">=", 0), (q.x**2, "<=", q.q * q.N), (q.s, "==", q.S)]
    where = [*nothing, (q.n, "==", 1), (q.g, ">=", 0), (q.g, "<=", 1)]
    return holds(judge, (q.loss, ">", 0), where)
