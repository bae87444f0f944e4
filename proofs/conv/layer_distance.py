"""How far the second layer is from its target n a*, after a step, for every number of patches:
D = |a - n a*|, A = |a*|, kappa = eta (pi - 1)/(2 pi).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    pi,
    reals,
    sequences,
    sum_over,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .angle_function import values_of_g
from .network import (
    A,
    N,
    Phi,
    S,
    a,
    a_star,
    apart,
    at,
    divisors,
    error,
    eta,
    family,
    g,
    i,
    k,
    layer_step,
    length,
    n,
    phi,
    total,
)

R, size_star = reals("R A")  # A = |a*|
moved = sequences("a_next")
kappa = eta * (pi - 1) / (2 * pi)
STEP = conj(n > 0, eta > 0, eta * (k + pi - 1) <= 2 * pi)
TEACHER = length(size_star, a_star, k, i)


def after(bound, angle):
    """(1 - kappa) D + eta (pi - g) n A/(2 pi)"""
    return (1 - kappa) * bound + eta / (2 * pi) * ((pi - g(angle)) * n * size_star)


def one_step():
    """D' <= (1 - kappa) D + eta (pi - g) n A/(2 pi)"""
    known = given(
        forall(i)(moved(i) == layer_step(a, phi)(i)), phi >= 0, phi <= pi, STEP, size_star >= 0,
        N <= size_star**2, R >= 0, apart(a) <= R**2,
    )  # fmt: skip
    return forall(a, moved, a_star, phi, n, eta, k, size_star, R)(
        known >> (apart(moved) <= after(R, phi) ** 2)
    )


@claim(
    "conv.layer-distance",
    thesis("Lemma 5.11"),
    says=one_step,
    uses=("conv.g-order", "book.minkowski", "book.sum-equal"),
)
def distance_after_a_step(judge):
    """a' - n a* = (I - eta M/(2 pi))(a - n a*) - eta (pi - g) n a*/(2 pi) with M = 1 1^T + (pi - 1)
    I: the first part is at most (1 - kappa)|a - n a*|, since eta (k + pi - 1) <= 2 pi.
    """
    z = judge.theorem()
    h, s, c = reals("h s c")
    own = error(a)(i)
    shrunk = own - h * (s + (pi - 1) * own)
    rest = 1 - h * (pi - 1)
    sums = {name: sum_over(i, k, one) for name, one in {"L": own, "Q": own**2}.items()}

    def squares(q):
        line, square = sum_over(i, q, own), sum_over(i, q, own**2)
        whole = rest**2 * square - 2 * rest * h * s * line + q * (h**2 * s**2)
        return sum_over(i, q, shrunk**2) == whole

    free = z.for_all(by_terms(z, i, k, squares, [shrunk**2, own, own**2]), h, s)
    step, line = eta / (2 * pi), sums["L"]
    exact = z.at(free, step, line)
    P, Q, L, X, Y, q = reals("P Q L X Y q")
    whole, part = z.arith(1 - step * (pi - 1) >= k * step, *z.given), 1 - step * (pi - 1)
    small = z.arith(conj(step > 0, k >= 0, k * step >= 0), *z.given)
    force = forall(h, q, L, c)(
        given(h > 0, q >= 0, c >= q * h) >> (q * (h**2 * L**2) <= 2 * c * h * L * L)
    )
    force = z.use(z.lemma(force, step, k, line, part, defined=divisors(z)), small, whole)
    less = forall(P, Q, X, Y, c, R)(
        given(P == c**2 * Q - Y + X, X <= Y, Q <= R**2, R >= 0, c >= 0)
        >> conj(P <= (c * R) ** 2, c * R >= 0)
    )
    values = (exact.sides[0], sums["Q"], k * (step**2 * line**2), 2 * part * step * line * line)
    less = z.lemma(less, *values, part, R, defined=divisors(z))
    kept = z.use(less, exact, force, z.arith(part >= 0, whole, small), *z.given)
    _, high, _ = values_of_g(z, phi, *z.given)
    push = step * ((pi - g(phi)) * n)
    forced = by_terms(
        z, i, k,
        lambda q: sum_over(i, q, (-c * a_star(i)) ** 2) == c**2 * sum_over(i, q, a_star(i) ** 2),
        [(-c * a_star(i)) ** 2, a_star(i) ** 2],
    )  # fmt: skip
    forced = z.at(z.for_all(forced, c), push, defined=divisors(z))
    size = z.lemma(
        forall(P, Q, c, R)(
            given(P == c**2 * Q, Q <= R**2, R >= 0, c >= 0) >> conj(P <= (c * R) ** 2, c * R >= 0)
        ),
        forced.sides[0], N, push, size_star, defined=divisors(z),
    )  # fmt: skip
    sign = z.lemma(
        forall(h, P, n)(given(h > 0, P <= pi, n > 0) >> (h * ((pi - P) * n) >= 0)), step, g(phi), n,
        defined=divisors(z),
    )  # fmt: skip
    bounded = z.use(size, forced, z.use(sign, small, high, *z.given), *z.given)
    norms = z.by("book.minkowski", Lambda((i,), shrunk), Lambda((i,), -c * a_star(i)), k)
    values = ((1 - step * (pi - 1)) * R, push * size_star)
    triangle = z.at(z.for_all(norms, h, s, c), step, line, push, *values, defined=divisors(z))
    shifted = own - step * (line + (pi - 1) * own)
    both = z.use(triangle, kept, bounded)
    parts = by_terms(
        z, i, k,
        lambda q: sum_over(i, q, a(i)) == sum_over(i, q, own) + n * sum_over(i, q, a_star(i)),
        [a(i), own, a_star(i)],
    )  # fmt: skip
    new, each = error(moved)(i), z.at(z.given[0], i)
    G = reals("G")
    entry = z.lemma(
        forall(h, X, Y, G, P, Q, L, n)(
            given(P == L + n * Q)
            >> (
                X - h * (P + (pi - 1) * X) + h * (n * Q + n * (G - 1) * Y) - n * Y
                == (X - n * Y) - h * (L + (pi - 1) * (X - n * Y)) + -(h * ((pi - G) * n)) * Y
            )
        ),
        step, a(i), a_star(i), g(phi), total(a), S, line, n, defined=divisors(z),
    )  # fmt: skip
    same = z.arith(new == shifted + -push * a_star(i), z.use(entry, parts), each)
    # with h, s and c for what has quotients
    loose = shrunk + -c * a_star(i)
    alike = forall(i)(new == loose)
    square = z.lemma(forall(X, Y)((X == Y) >> (X**2 == Y**2)), new, loose)
    square = z.discharge(z.use(square, z.at(z.assume(alike), i)), i < k)
    pair = (Lambda((i,), one) for one in (new**2, loose**2))
    sums_ = z.use(z.by("book.sum-equal", *pair, k), z.for_all(square, i))
    sums_ = z.for_all(z.discharge(sums_, alike), h, s, c)
    sums_ = z.at(sums_, step, line, push, defined=divisors(z))
    sums_ = z.apply(sums_, z.for_all(same, i))
    return z.qed(z.arith(z.target, sums_, both))


@distance_after_a_step.mutant
def twice_the_rate(judge):
    """(1 - 2 kappa) D at angle 0, in letters."""
    D, rate = symbols.reals("D kappa")
    where = [(D, ">", 0), (rate, ">", 0), (2 * rate, "<=", 1)]
    return holds(judge, ((1 - rate) * D, "<=", (1 - 2 * rate) * D), where)


def along_a_run(z, time, bound, *known):
    """One step of a run, D(time) <= bound being known: conv.layer-distance."""
    angles, rule = z.given[:2]
    pair = (family(at(A, one), i) for one in (time, time + 1))
    lemma = z.by("conv.layer-distance", *pair, a_star, Phi(time), n, eta, k, size_star, bound)
    return z.use(lemma, z.at(rule, time), z.at(angles, time), *known, *z.given)
