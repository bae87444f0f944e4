"""The entries of H_inf for unit inputs by the arcsine of rho = x_i . x_j. Notation of `sectors`."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, read, reals, term
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import c, d
from .sectors import G, entry, g, inner, p, q, rotation_invariant, s, sums, t

locus = "Assumption 2.1"
rho = reals("rho")
DIGITS = "0.21144982940974003549"


def units():
    return conj(inner(p, p) == 1, inner(q, q) == 1, inner(p, q) == rho)


def arcsine_says():
    return forall(g, G, p, q, d, rho)(
        given(rotation_invariant(), units())
        >> (entry(p, q) == rho / 4 + rho * arc("asin") / (2 * pi))
    )


def arc(name):
    """The inverse sine or cosine of rho"""
    import sympy

    r = sympy.Symbol("r")
    return read(getattr(sympy, name)(r), {"r": rho})


@claim(
    "relu2.asm-2.1.arcsine",
    thesis(locus),
    says=arcsine_says,
    uses=("relu2.asm-2.1.closed-form.units", "book.cauchy-schwarz"),
)
def arcsine_form(judge):
    """The entries for unit inputs are rho/4 + rho asin(rho)/(2 pi).

    With theta = acos(rho) = pi/2 - asin(rho): an even power series in rho with nonnegative
    coefficients, plus rho/4.
    """
    k = judge.theorem()
    half, shared, one, two, angle = k.given
    inside = squares_below(k, one, two, angle)
    theta = arc("acos")
    ends = k.arith(conj(theta >= 0, theta <= pi), inside)
    cosine = k.arith(inner(p, q) == cos(theta), inside, angle)
    lemma = k.by("relu2.asm-2.1.closed-form.units", g, G, p, q, d, theta, defined=[inside])
    value = k.use(lemma, half, shared, one, two, cosine, ends)
    other = k.arith(theta == pi / 2 - arc("asin"), inside)
    return k.qed(k.arith(k.target, value, other, angle, inside))


def squares_below(k, one, two, angle):
    """-1 <= rho <= 1 for unit vectors"""
    lengths = sums(k, [p(c) * p(c), p(c) ** 2], lambda one, two: one == two)
    others = sums(k, [q(c) * q(c), q(c) ** 2], lambda one, two: one == two)
    cauchy = k.by("book.cauchy-schwarz", p, q, d)
    square = k.arith(rho**2 <= 1, cauchy, lengths, others, one, two, angle)
    return k.arith(conj(rho >= -1, rho <= 1), square)


@arcsine_form.mutant
def rho_halves(judge):
    """rho/2 + ..: at rho = 1 the entry is 1/2."""
    return falsify(forall(s, t)(given(s == 1, t == "1/2") >> (t == s / 2 + s / 4)))


def node_says():
    return forall(g, G, p, q, d, rho)(
        given(rotation_invariant(), units(), rho == "3/5")
        >> (abs(entry(p, q) - term(DIGITS)) <= Fraction(1, 10**19))
    )


@claim(
    "relu2.asm-2.1.nodes",
    thesis(locus),
    says=node_says,
    uses=("relu2.asm-2.1.arcsine",),
)
def numerical_entry(judge):
    """One entry of H_inf to nineteen digits, at cos(theta) = 3/5.

    The arcsine in ball arithmetic; the value is that of an independent quadrature of the Gaussian
    integral P(g >= 0, (3 g + 4 h)/5 >= 0).
    """
    k = judge.theorem()
    value = k.use(k.by("relu2.asm-2.1.arcsine", g, G, p, q, d, rho), *k.given[:-1])
    value = k.unfold(k.given[-1], value)
    number = value.sides[1]
    bound = k.arith(abs(number - term(DIGITS)) <= Fraction(1, 10**19))
    return k.qed(k.fold(value, bound))


@numerical_entry.mutant
def one_digit_changed(judge):
    """One digit changed: the entry is below 0.2114498294097401."""
    changed = term("0.21144982940974013549")
    says = forall(s)(given(s < "0.2114498294097401") >> (abs(s - changed) <= Fraction(1, 10**19)))
    return falsify(says, hints=[{"values": {"s": DIGITS}}])
