"""The random start for inputs of any norms: lambda_0 against the norms, the mean of the residual,
and how likely a pattern can flip. The notation is that of `limit_gram`, `start_error` and
`stability_event`; B is at least every |x_i|.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.events import same_probability
from steepest.proofs.textbook.forms import bounded_below, form, length
from steepest.proofs.textbook.normal import Phi, density, g_0

from . import thesis
from .certificate_neurons import kappa
from .data_rows import diagonal_below
from .limit_gram import along, gaussian_gram, half_spaces
from .network import C, R, b, c, d, i, j, kernel, lam, m, n, q, size, t, v, width, x, y
from .sectors import g, on
from .stability_event import dot, flippable, within
from .start import X, a, near_zero, normal, o, z
from .start_error import ell, signs_law, start_loss, symmetric
from .start_gram import P

locus = "after Theorem 2.2: the norms of the inputs"
B = reals("B")
w_0 = functions("w_0", "nat", "sample")
f = sequences("f")


def scales_say():
    labels = forall(i)((i < n) >> (y(i) ** 2 <= C**2))
    norms = forall(i)((i < n) >> conj(ell(i) == kernel(i, i), ell(i) <= B**2))
    start = given(width(), signs_law(), symmetric(), labels)
    mean = E(o, start_loss()) <= n * (C**2 + B**2 / 2)
    top = forall(v)(form(kernel) <= kappa * length())
    below = forall(i)((i < n) >> conj(lam <= term("1/2") * ell(i), lam <= term("1/2") * B**2))
    return forall(g, x, P, z, a, ell, y, b, n, m, d, lam, kappa, C, B)(
        given(n >= 1, norms, half_spaces(), bounded_below(gaussian_gram, lam), top)
        >> conj(below, lam <= term("1/2") * kappa, start >> mean)
    )


@claim(
    "relu2.thm-2.3-norms.scales",
    thesis(locus),
    says=scales_say,
    uses=("book.diagonal-entry", "relu2.pattern", "relu2.init-residual-amended"),
)
def scales(judge):
    """How lambda_0 compares with the norms of the inputs: lambda_0 <= |x_i|^2/2 <= B^2/2 and
    lambda_0 <= kappa/2; the mean of |y - u(0)|^2 is at most n (C^2 + B^2/2).

    Rayleigh quotients at a unit vector e_i: lambda_0 <= H_ii = |x_i|^2/2 and kappa >= K_ii =
    |x_i|^2.
    """
    k = judge.theorem()
    one, norms, half, both, low, top = k.given
    entry = k.assume(i < n)
    share, own = k.at(half, i), on(along(i))
    square = k.arith(own == own * own, k.part(k.by("relu2.pattern", along(i)), 3))
    same = k.mean_of_equal(k.for_all(square, o), k.arith(integrable(E(o, own)), share))
    norm = k.apply(k.at(norms, i), entry)
    value = gaussian_gram(i, i) == term("1/2") * ell(i)
    value = k.arith(value, share, same, k.at(both, i, i), norm)
    gram = Lambda((i, j), gaussian_gram(i, j))
    least = k.use(k.by("book.diagonal-entry", gram, n, lam, i), entry, low)
    below = k.both(
        k.arith(lam <= term("1/2") * ell(i), least, value),
        k.arith(lam <= term("1/2") * B**2, least, value, norm),
    )
    least = diagonal_below(k, entry, top)
    under = k.arith(lam <= term("1/2") * kappa, below, least, norm)
    every = k.for_all(k.discharge(under, i < n), i)
    under = k.apply(k.at(every, 0), k.arith(term(0) < n, one))
    below = k.for_all(k.discharge(below, i < n), i)
    # the residual
    start = k.assume(k.target.part(2).left)
    mean = k.by("relu2.init-residual-amended", z, a, ell, y, b, n, m, C)
    mean = k.part(k.apply(mean, start), 0)
    *_, labels = k.split(start)
    exact = y(i) ** 2 + term("1/2") * ell(i)
    total = by_terms(
        k, i, n, lambda q: sum_over(i, q, exact) <= q * (C**2 + B**2 / 2), [exact], norm,
        k.apply(k.at(labels, i), entry),
    )  # fmt: skip
    last = k.arith(E(o, start_loss()) <= n * (C**2 + B**2 / 2), mean, total)
    return k.qed(k.both(below, under, k.discharge(last, start.formula)))


@scales.mutant
def below_a_third(judge):
    """lambda_0 <= kappa/3: for one unit input H_inf = 1/2 = lambda_0 and K = 1."""
    return falsify(forall(lam, t)(given(t == "1/2", t >= lam) >> (lam <= "1/3")))


def inside(u):
    return conj(-R <= u, u < R)


def event_says():
    start = dot(lambda c: w_0(c, o))
    flips = flippable(start, R, size)
    keeps = forall(f)(within(f, lambda c: w_0(c, o)) >> same(f))
    return forall(w_0, X, q, Phi, g_0, d, R, size)(
        given(
            R > 0, size > 0, size**2 == sum_over(c, d, q(c) ** 2), density(t), normal(X(o)),
            forall(o)(start == size * X(o)),
        )
        >> conj(
            forall(o)(conj(flips >> ~keeps, ~flips >> keeps)),
            Prob(o, flips) == near_zero(X(o)),
            Prob(o, flips) <= 2 * R * g_0,
        )
    )  # fmt: skip


def same(weights):
    """The pattern of the weights is that of the start."""
    return indicator(dot(weights) >= 0) == indicator(dot(lambda c: w_0(c, o)) >= 0)


@claim(
    "relu2.thm-2.3-norms.event",
    thesis(locus),
    says=event_says,
    uses=("relu2.lem-2.2.event-amended", "relu2.lem-2.2.anticoncentration"),
)
def norm_free_event(judge):
    """A pattern flips within R with a probability that does not depend on the norm of the input:
    that of a standard normal number in [-R, R), at most 2 R/sqrt(2 pi).

    X = w_0 . x/|x| is standard normal; q is the input x, size = |x|.
    """
    k = judge.theorem()
    R_pos, size_pos, square, *law, own, scaled = k.given
    start = dot(lambda c: w_0(c, o))
    flips, window = flippable(start, R, size), inside(X(o))
    event = k.by("relu2.lem-2.2.event-amended", Lambda((c,), w_0(c, o)), q, d, R, size)
    event = k.for_all(k.use(event, R_pos, size_pos, square), o)
    small = k.by("relu2.lem-2.2.anticoncentration", X, Phi, g_0, R)
    small = k.part(k.use(small, *law, own, R_pos), 0)
    u = reals("u")
    A = reals("A")
    letters = given(size > 0, A == size * u)
    into, back = (
        k.lemma(forall(A, u, size, R)(given(letters, one) >> other), start, X(o), size, R)
        for one, other in ((inside(u), flippable(A, R, size)), (flippable(A, R, size), inside(u)))
    )
    scaled = k.at(scaled, o)
    into = k.use(into, size_pos, scaled, k.assume(window))
    back = k.use(back, size_pos, scaled, k.assume(flips))
    out = k.negate(k.absurd(back, k.assume(~window), term(0) < 0), flips)
    has = k.arith(integrable(Prob(o, window)), small)
    equal = same_probability(k, window, flips, has, into, out, w=o)
    least = k.arith(Prob(o, flips) <= 2 * R * g_0, equal, small)
    return k.qed(k.both(event, equal, least))


@norm_free_event.mutant
def half_as_likely(judge):
    """R/sqrt(2 pi): the probability is at least 2 g_0 (R - R^3/6)."""
    at_one = given(R == 1, g_0 > "3989/10000")
    return falsify(
        forall(R, g_0)(at_one >> (2 * g_0 * (R - R**3 / 6) <= R * g_0)),
        hints=[{"values": {"R": "1", "g_0": "39894/100000"}}],
    )
