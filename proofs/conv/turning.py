"""How one step of gradient descent turns the filter: |v| and the angle, for filters of every size.

u = eta lambda with lambda = |w*| (pi - phi) x/(2 pi |v|^2); x = a.a* may be any number.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    cos,
    forall,
    given,
    pi,
    reals,
    sin,
    sum_over,
)

from . import thesis
from .network import (
    c,
    d,
    eta,
    factor,
    filter_step,
    is_angle,
    n,
    phi,
    product,
    size,
    speed,
    square,
    teacher,
    v,
    w_star,
)

locus = "Lemma 5.5 and its proof, Section 5.9.1"
x, size_next = reals("x size_next")
moved = filter_step(v, x, phi, size)
lam = speed(x, phi, size)
BEFORE = conj(teacher, n > 0, is_angle(v, size, phi))
ONE = {  # v = w* = 1: the step does not move v
    "values": {"x": "1", "phi": "0", "phi_next": "0", "size": "1", "size_next": "1", "n": "1",
               "eta": "1", "d": "1"},
    "functions": {"v": {"table": ["1"]}, "w_star": {"table": ["1"]}},
}  # fmt: skip


def nonzero(z, known, size=size):
    """What a step divides by is not zero, for every coordinate."""
    return [z.for_all(z.arith(one, known), c) for one in (2 * pi * size != 0, size**2 != 0)]


def squares_and_products(times=1):
    amount = factor(x, phi, size)
    gained = sin(phi) ** 2 * n**2
    return forall(v, w_star, x, phi, size, n, eta, d)(
        BEFORE
        >> conj(
            square(moved, d) == size**2 + times * (amount**2 * gained),
            product(moved, w_star, d) == product(v, w_star, d) + times * (amount * gained),
        )
    )


@claim(
    "conv.lem-5.5-proof",
    thesis(locus),
    formula=r"\|v^{t+1}\|^2=\|v^t\|^2+\eta^2\left(\tfrac{x(\pi-\phi)}{2\pi\|v\|}\right)^2\sin^2\phi"
    r"\|w^*\|^2,\quad(v^{t+1})^\top w^*=(v^t)^\top "
    r"w^*+\eta\tfrac{x(\pi-\phi)}{2\pi\|v\|}\sin^2\phi\|w^*\|^2",
    says=squares_and_products,
    instance=ONE,
)
def moved_norm_and_product(judge, times=1):
    """v' = v + m P w*, P = I - v v^T/|v|^2, for all p; i = 1/|v|^2. |P w*|^2 = |w*|^2 -
    (v.w*)^2/|v|^2 = n^2 sin^2 phi.
    """
    z = judge.theorem()
    m, r, P, Q, D, C, sine, B, F, M = reals("m r P Q D C sine B F M")
    body, own, star = v(c) + m * (w_star(c) - r * v(c)), v(c), w_star(c)

    def summed(value):
        return lambda q: sum_over(c, q, value)

    norm, mixed, target, new, dot = map(summed, (own**2, own * star, star**2, body**2, body * star))
    one = by_terms(
        z, c, d,
        lambda q: new(q) == norm(q) + 2 * m * (mixed(q) - r * norm(q))
        + m**2 * (target(q) - 2 * r * mixed(q) + r**2 * norm(q)),
        [body**2, own**2, own * star, star**2],
    )  # fmt: skip
    two = by_terms(
        z, c, d, lambda q: dot(q) == mixed(q) + m * (target(q) - r * mixed(q)),
        [body * star, own * star, star**2],
    )  # fmt: skip
    inner, amount = product(v, w_star, d), factor(x, phi, size)
    positive = z.meet(size > 0, *z.given)
    defined = [positive, z.arith(2 * pi * size != 0, positive), z.arith(size**2 != 0, positive)]
    sums = [
        z.at(z.for_all(each, m, r), amount, inner / size**2, defined=defined) for each in (one, two)
    ]
    circle = z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1)
    V = reals("V")
    end = forall(B, F, M, V, P, Q, D, C, sine, n)(
        given(
            V > 0, n > 0, V**2 == P, n**2 == Q, V * n * C == D, sine**2 + C**2 == 1,
            B == P + 2 * M * (D - D / V**2 * P)
            + M**2 * (Q - 2 * (D / V**2) * D + (D / V**2) ** 2 * P),
            F == D + M * (Q - D / V**2 * D),
        )
        >> conj(
            B == V**2 + times * (M**2 * (sine**2 * n**2)), F == D + times * (M * (sine**2 * n**2))
        )
    )  # fmt: skip
    values = (square(moved, d), product(moved, w_star, d), amount, size,
              square(v, d), square(w_star, d), inner, cos(phi), sin(phi),
              n)  # fmt: skip
    lemma = z.lemma(end, *values, defined=[*defined, *nonzero(z, positive)])
    return z.qed(z.use(lemma, circle, *sums, *z.given))


def norm_after():
    share = (eta * x * (pi - phi) / (2 * pi)) ** 2
    grown = size**2 + share * (sin(phi) ** 2 * n**2 / size**2)
    return forall(v, w_star, x, phi, size, n, eta, d)(BEFORE >> (square(moved, d) == grown))


@claim(
    "conv.lem-5.9-norm-recursion",
    thesis("Lemma 5.9 and its proof, Section 5.9.2"),
    formula=r"\|v^t\|^2=\|v^{t-1}\|^2+\eta^2\left(\tfrac{x(\pi-\phi)}{2\pi}\right)^2\frac{\sin^2"
    r"\phi"
    r"\|w^*\|^2}{\|v^{t-1}\|^2}",
    says=norm_after,
    uses=("conv.lem-5.5-proof",),
    instance=ONE,
)
def norm_recursion(judge):
    """The first line: v' = v + m P w* with m = eta x (pi - phi)/(2 pi |v|), so |v'|^2 = |v|^2 + m^2
    n^2 sin^2 phi (all p).
    """
    z = judge.theorem()
    known = z.use(z.by("conv.lem-5.5-proof", v, w_star, x, phi, size, n, eta, d), *z.given)
    P, s = reals("P s")
    amount, share = factor(x, phi, size), (eta * x * (pi - phi) / (2 * pi)) ** 2
    lemma = forall(P, s, eta, x, phi, size, n)(
        given(size > 0, P == size**2 + amount**2 * (s**2 * n**2))
        >> (P == size**2 + share * (s**2 * n**2 / size**2))
    )
    positive = z.meet(size > 0, *z.given)
    values = (square(moved, d), sin(phi), eta, x, phi, size, n)
    there = [positive, *nonzero(z, positive)]
    return z.qed(z.use(z.lemma(lemma, *values, defined=there), known, *z.given))


@norm_recursion.mutant
def divided_by_the_norm(judge):
    """Divided by |v|, in letters."""
    from steepest.proofs.engine.relations import equal

    from .. import symbols

    V, m = symbols.reals("V m")
    return equal(judge, V**2 + (m / V) ** 2, V**2 + m**2 / V, [(V, ">", 0)])


@moved_norm_and_product.mutant
def twice_the_increments(judge):
    """Twice the increments, at one coordinate across w*."""
    from steepest.proofs.engine.matrix import matrices, norm2, scalars

    own, star = matrices("v: p x 1, ws: p x 1")
    (m, _) = scalars("m unused")
    orthogonal = [(own.T @ star, 0 * own.T @ star)]
    return judge.same(norm2(own + m * star), norm2(own) + 2 * m * m * norm2(star), rules=orthogonal)
