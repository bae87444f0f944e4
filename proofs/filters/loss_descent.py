"""The loss of one patch along gradient descent, for every law: it falls at every step up to
2/Lambda, Lambda = lambda_max(E[Z Z^T]).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sequences,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .cocoercivity import Lam, active, error, gradient, relu
from .descent import own_product, square
from .moments import Z, c, dot, p, s, u, w, w_star

g, moved = sequences("g w_next")
eta, a, x, y, X, Y, M, D = reals("eta a x y X Y M D")


def miss(weights):
    """f(w, Z) - f(w*, Z)"""
    return relu(dot(weights)) - relu(dot(w_star))


def loss(weights):
    """l(w) = E (f(w, Z) - f(w*, Z))^2/2"""
    return E(s, miss(weights) * miss(weights)) / 2


def bounded():
    """Lambda bounds the eigenvalues of E[Z Z^T]."""
    return forall(u)(E(s, dot(u) * dot(u)) <= Lam * square(u))


def descends(curvature=1):
    known = given(
        forall(c)(g(c) == gradient()), forall(c)(moved(c) == w(c) - eta * g(c)),
        integrable(loss(w)), integrable(loss(moved)), bounded(),
    )  # fmt: skip
    half = Lam / 2 if curvature == 1 else term(curvature) * Lam / 2
    down = loss(moved) <= loss(w) - eta * (1 - eta * half) * square(g)
    never = given(eta >= 0, eta * Lam <= 2) >> (loss(moved) <= loss(w))
    return forall(Z, w, w_star, g, moved, eta, Lam, p)(known >> conj(down, never))


def at_a_sample(z, along):
    """(relu(w'.Z) - h)^2 <= (relu(w.Z) - h)^2 - 2 eta rho grad.Z + (eta grad.Z)^2, h >= 0."""
    event, f, h, A, Y = active(), *reals("f h A Y")
    on, off = z.assume(event), z.assume(~event)
    region, label = indicator(event), z.arith(relu(dot(w_star)) >= 0)
    goal = (Y - h) * (Y - h) <= (A - h) * (A - h) - 2 * eta * (x * ((A - h) * f)) + eta**2 * (x * x)
    # where w.Z >= 0 the right side is (w'.Z - h)^2
    kink = forall(y, h)((h >= 0) >> ((relu(y) - h) ** 2 <= (y - h) ** 2))
    kink = z.use(z.lemma(kink, dot(moved), relu(dot(w_star))), label)
    inside_ = forall(Y, A, h, x, f, eta, y)(
        given((Y - h) ** 2 <= (y - h) ** 2, y == A - eta * x, f == 1) >> goal
    )
    values = (relu(dot(moved)), relu(dot(w)), relu(dot(w_star)), dot(g), region, eta)
    same = z.arith(relu(dot(w)) == dot(w), on)
    shift = z.arith(dot(moved) == relu(dot(w)) - eta * dot(g), along, same)
    first = z.lemma(inside_, *values, dot(moved))
    first = z.use(first, kink, shift, z.indicator(event, True, on))
    # elsewhere relu(w'.Z) is at most |eta grad.Z|
    short = forall(y, a, M)(given(y == a - M, a < 0) >> conj(relu(y) >= 0, relu(y) ** 2 <= M**2))
    short = z.lemma(short, dot(moved), dot(w), eta * dot(g))
    short = z.use(short, along, z.arith(dot(w) < 0, off))
    outside = forall(Y, A, h, x, f, eta)(
        given(Y >= 0, Y**2 <= (eta * x) ** 2, h >= 0, A == 0, f == 0) >> goal
    )
    silent = z.arith(relu(dot(w)) == 0, off)
    second = z.lemma(outside, *values)
    second = z.use(second, short, label, silent, z.indicator(event, False, off))
    return z.cases(z.excluded_middle(event), first, second)


@claim(
    "fsgd.thm-6.1.d-amended",
    chapter_6("Section 6.6.1, proof of Theorem 6.1"),
    formula=r"\ell(w-\eta\nabla\ell(w))\le\ell(w)-\eta\left(1-\tfrac{\eta\Lambda}2\right)\|\nabla"
    r"\ell(w)\|^2,\quad\Lambda=\lambda_{\max}(E[ZZ^\top])",
    hypotheses=("any law, atoms included", "0 <= eta <= 2/Lambda for descent"),
    amends="fsgd.thm-6.1.d",
    says=descends,
    uses=("fsgd.mean-inner", "book.squares-nonnegative"),
)
def descent_lemma(judge):
    """The loss is Lambda-smooth from above, kinks and all: psi(a) = (relu(a) - y)^2/2 <= psi(c) +
    psi'(c)(a - c) + (a - c)^2/2 for y >= 0.

    Taking expectations with a - c = -eta grad.Z gives the display; the kink of psi at 0 is concave,
    so it only helps. No density is needed.
    """
    z = judge.theorem()
    means, rule, before, after, most = z.given
    rho = error()
    own = z.use(z.by("fsgd.mean-inner", Z, Lambda((s,), rho), g, g, p), means)
    most = z.at(most, g)
    bodies = [moved(c) * Z(c, s), w(c) * Z(c, s), g(c) * Z(c, s)]

    def split(q):
        new, old, force = (sum_over(c, q, one) for one in bodies)
        return new == old - eta * force

    along = by_terms(z, c, p, split, bodies, z.at(rule, c))
    first, last, force = miss(w) * miss(w), dot(g) * dot(g), dot(g) * rho
    there = [z.arith(integrable(E(s, first)), before), z.part(own, 0),
             z.arith(integrable(E(s, last)), most)]  # fmt: skip
    whole = first - 2 * eta * force + eta**2 * last
    parts = zip((1, -2 * eta, eta**2), (first, force, last), there, strict=True)
    upper = mean_of_combination(z, s, whole, list(parts))
    point = at_a_sample(z, along)
    has = [z.arith(integrable(E(s, miss(moved) * miss(moved))), after),
           z.arith(integrable(E(s, whole)), upper)]  # fmt: skip
    less = z.mean_is_monotone(z.for_all(point, s), *has)
    total = E(s, miss(moved) * miss(moved)) <= E(s, first) - 2 * eta * square(g) + eta**2 * E(
        s, last
    )
    total = z.arith(total, less, upper, own, own_product(z, g))
    smooth = forall(X, Y, M, D, eta, Lam)(
        given(X <= Y - 2 * eta * M + eta**2 * D, D <= Lam * M)
        >> (X / 2 <= Y / 2 - eta * (1 - eta * (Lam / 2)) * M)
    )
    values = (E(s, miss(moved) * miss(moved)), E(s, first), square(g), E(s, last), eta, Lam)
    smooth = z.use(z.lemma(smooth, *values, defined=[*there, *has]), total, most)
    down, never = z.target.part(0), z.target.part(1)
    down = z.arith(down, smooth)
    short = z.assume(never.left)
    fall = forall(X, Y, M, eta, Lam)(
        given(X <= Y - eta * (1 - eta * (Lam / 2)) * M, M >= 0, eta >= 0, eta * Lam <= 2)
        >> (X <= Y)
    )
    lemma = z.lemma(fall, loss(moved), loss(w), square(g), eta, Lam, defined=[before, after])
    fall = z.use(lemma, down, short, z.by("book.squares-nonnegative", g, p))
    return z.qed(z.both(down, z.discharge(fall, never.left)))


@descent_lemma.mutant
def half_the_curvature(judge):
    """Half of Lambda, in letters: one input, l = (w - 1)^2/2, eta = Lambda = 1."""
    D_, after = symbols.reals("D after")
    return holds(judge, (after, "<=", D_ / 2 - 3 * D_ / 4), [(D_, ">", 0), (after, "==", 0)])
