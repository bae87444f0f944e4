"""Lemma 5.5: how much the angle shrinks in one step, from the exact step (`turning`)."""

from __future__ import annotations

from types import SimpleNamespace

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, sin

from .. import symbols
from ..engine.relations import equal
from . import thesis
from .network import d, eta, factor, is_angle, n, phi, product, size, square, turned, v, w_star
from .turning import BEFORE, lam, locus, moved, nonzero, size_next, x

AFTER = is_angle(moved, size_next, turned)
TURN = (v, w_star, x, phi, turned, size, size_next, n, eta, d)
NAMES = ("lam", "eta", "cosine", "sine", "cosine_next", "sine_next", "size", "size_next")
LETTERS = SimpleNamespace(**{name: reals(name) for name in NAMES})


def state():
    """lambda, the cosines and sines before and after the step, |v| and |v'|."""
    return SimpleNamespace(
        lam=lam, eta=eta, cosine=cos(phi), sine=sin(phi), cosine_next=cos(turned),
        sine_next=sin(turned), size=size, size_next=size_next,
    )  # fmt: skip


def in_a_state(z, made, defined):
    """The lemma `made`, which is about LETTERS, with the state in their place."""
    every = forall(*(getattr(LETTERS, name) for name in NAMES))
    return z.lemma(every(made), *(getattr(state(), name) for name in NAMES), defined=defined)


def speed_exists(z, *known):
    """What lambda divides by is not zero."""
    return [z.arith(2 * pi * size**2 != 0, z.meet(size > 0, *known))]


def lengths(z):
    u = z.eta * z.lam
    along = z.size_next * z.cosine_next == z.size * (z.cosine + u * z.sine**2)
    return conj(z.size_next**2 == z.size**2 * (1 + u**2 * z.sine**2), along)


def for_turns(conclude, assume=lambda z: []):
    """For all filters, teachers and angles before and after a step."""
    z = state()
    return forall(*TURN)(given(BEFORE, AFTER, *assume(z)) >> conclude(z))


@claim(
    "conv.turn", thesis(locus), says=lambda: for_turns(lengths), uses=("conv.lem-5.5-proof",),
)  # fmt: skip
def lengths_after_a_step(judge):
    """|v'|^2 = |v|^2 (1 + u^2 sin^2 phi) and |v'| cos phi' = |v| (cos phi + u sin^2 phi), u = eta
    lambda.
    """
    z = judge.theorem()
    known = z.use(z.by("conv.lem-5.5-proof", v, w_star, x, phi, size, n, eta, d), *z.given)
    amount, positive = factor(x, phi, size), z.meet(size > 0, *z.given)
    there = [positive, *nonzero(z, positive), z.arith(2 * pi * size != 0, positive),
             *speed_exists(z, positive)]  # fmt: skip
    L, (P, F, D, m) = LETTERS, reals("P F D m")
    moved_by = amount * n == eta * lam * size
    same = z.arith(moved_by, positive)
    made = forall(m, n, P, F, D, *(getattr(L, name) for name in NAMES))(
        given(
            L.size > 0, n > 0, L.size_next**2 == P, L.size * n * L.cosine == D,
            L.size_next * n * L.cosine_next == F, P == L.size**2 + m**2 * (L.sine**2 * n**2),
            F == D + m * (L.sine**2 * n**2), m * n == L.eta * L.lam * L.size,
        )
        >> lengths(L)
    )  # fmt: skip
    values = (amount, n, square(moved, d), product(moved, w_star, d),
              product(v, w_star, d), *(getattr(state(), name) for name in NAMES))  # fmt: skip
    return z.qed(z.use(z.lemma(made, *values, defined=there), known, same, *z.given))


@lengths_after_a_step.mutant
def nothing_gained(judge):
    """|v| does not change, in letters."""
    V, u = symbols.reals("V u")
    return equal(judge, V**2 * (1 + u**2), V**2, [(V, ">", 0)])


def exact(z):
    """sin^2 phi' = sin^2 phi (1 - u cos phi)^2/(1 + u^2 sin^2 phi)"""
    u = z.eta * z.lam
    return z.sine_next**2 == z.sine**2 * (1 - u * z.cosine) ** 2 / (1 + u**2 * z.sine**2)


@claim(
    "conv.lem-5.5-exact",
    thesis(locus),
    formula=r"\sin^2\phi^{t+1}=\sin^2\phi^t\,\frac{(1-\eta\lambda\cos\phi)^2}{1+\eta^2\lambda^2"
    r"\sin^2"
    r"\phi}",
    says=lambda: for_turns(exact),
    uses=("conv.turn",),
)
def exact_step(judge):
    """1 - (cos phi + u sin^2 phi)^2/(1 + u^2 sin^2 phi), simplified; no approximation is needed."""
    z = judge.theorem()
    positive = z.meet(size > 0, *z.given)
    circles = z.arith(
        conj(sin(phi) ** 2 + cos(phi) ** 2 == 1, sin(turned) ** 2 + cos(turned) ** 2 == 1)
    )
    there = speed_exists(z, positive)
    known = z.use(z.by("conv.turn", *TURN), *z.given)
    L = LETTERS
    u = L.eta * L.lam
    grown, shrunk = 1 + (u * L.sine) ** 2, L.sine**2 * (1 - u * L.cosine) ** 2
    circle = conj(L.sine**2 + L.cosine**2 == 1, L.sine_next**2 + L.cosine_next**2 == 1)
    both = L.size**2 * (L.sine_next**2 * grown) == L.size**2 * shrunk
    made = given(L.size > 0, lengths(L), circle) >> both
    scaled = z.use(in_a_state(z, made, there), positive, circles, known)
    divide = given(L.size > 0, both) >> exact(L)
    return z.qed(z.use(in_a_state(z, divide, there), positive, scaled))


@exact_step.mutant
def first_power(judge):
    """Without the square: at phi with cos phi = 3/5, u = 1."""
    c, u = symbols.reals("c u")
    return equal(judge, 1 - (c + u * (1 - c**2)) ** 2 / (1 + u**2 * (1 - c**2)),
                 (1 - c**2) * (1 - u * c) / (1 + u**2 * (1 - c**2)),
                 [(c, ">", -1), (c, "<", 1), (u, ">", 0)])  # fmt: skip
