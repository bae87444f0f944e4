"""Lemma 7.2: one step of gradient descent in a region A_k and in a buffer B_k of the tube,
coordinate by coordinate. The steps are the kernel's: `saddle.kernel` says that they are those of
gradient descent on f.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, reals

from . import chapter_7
from .tube import (
    LETTERS,
    L,
    bent,
    bent_by,
    between,
    eta,
    gamma,
    grown,
    h,
    kappa,
    numbers,
    rise,
    risen,
    settled,
    shrunk,
    tau,
)

locus = "Lemma 7.2, proof"
place, after, u, v, P = reals("x_k x_next u v P")
LETTERS_AT = {"L": "2", "gamma": "1", "tau": "3", "eta": "1/4", "kappa": "2"}


def at_point(**values):
    """An instance: L = 2, gamma = 1, tau = 3, eta = 1/4, and the values."""
    return {"values": {**LETTERS_AT, **{name: str(value) for name, value in values.items()}}}


def in_buffer():
    """tau <= x_k <= 2 tau, 0 <= x_{k+1} <= tau"""
    return conj(between(tau, place, 2 * tau), between(0, after, tau))


def at_once(judge):
    """A quantifier-free statement that the arithmetic engines decide as it stands."""
    p = judge.theorem()
    return p.qed(p.arith(p.target, *p.given))


def once_more(judge, id):
    """The statement of another claim, said in another place."""
    p = judge.theorem()
    whole = p.by(id)
    return p.qed(whole)


@claim(
    "saddle.lem-7.2.d-left-amended",
    chapter_7(locus),
    formula=r"x_j^{(t+1)}=(1-2\eta L)x_j^{(t)}+8\eta L\tau\in[2\tau,6\tau]\quad(1\le j<k)",
    amends="saddle.lem-7.2.d-left",
    says=lambda limit=1: forall(*LETTERS, place)(
        given(numbers(limit), between(2 * tau, place, 6 * tau))
        >> conj(
            settled(place) == (1 - 2 * eta * L) * place + 8 * eta * L * tau,
            between(2 * tau, settled(place), 6 * tau),
        )
    ),
    instance=at_point(x_k=7),
)
def settled_update(judge, limit=1):
    """x_j - 4 tau is multiplied by 1 - 2 eta L, so x_j stays in [2 tau, 6 tau]. (True up to eta =
    1/L.)
    """
    return at_once(judge)


settled_update.mutant("eta up to 3/(2 L)", limit=3)


@claim(
    "saddle.lem-7.2.d-middle",
    chapter_7(locus),
    formula=r"x_k^{(t+1)}=(1+2\eta\gamma)x_k^{(t)}\in[0,2\tau]",
    says=lambda limit=1: forall(*LETTERS, place)(
        given(numbers(limit), between(0, place, tau))
        >> conj(grown(place) == (1 + 2 * eta * gamma) * place, between(0, grown(place), 2 * tau))
    ),
    instance=at_point(x_k=1),
)
def unstable_inclusion(judge, limit=1):
    """From x_k <= tau the next x_k is at most 2 tau: the buffer is never jumped over."""
    return at_once(judge)


unstable_inclusion.mutant("eta up to 1/L", limit=2)


@claim(
    "saddle.lem-7.2.d-right",
    chapter_7(locus),
    formula=r"x_j^{(t+1)}=(1-2\eta L)x_j^{(t)}\in[0,\tau]\quad(j\ge k+1)",
    says=lambda limit=1: forall(*LETTERS, place)(
        given(numbers(limit), between(0, place, tau))
        >> conj(shrunk(place) == (1 - 2 * eta * L) * place, between(0, shrunk(place), tau))
    ),
    instance=at_point(x_k=1),
)
def stable_inclusion(judge, limit=1):
    """The later coordinates contract and keep their sign."""
    return at_once(judge)


stable_inclusion.mutant("eta up to 1/L", limit=2)


def scaled_place(p, formula, *values):
    """A statement for all u (and v), at u = x_k/tau - 1 (and v = x_{k+1}/tau)."""
    nonzero = p.arith(tau != 0, *p.given)
    step = p.lemma(formula)
    for value in values:
        step = p.at(step, value, defined=[nonzero])
    return p.use(step, *p.given)


def in_box(*more):
    """0 <= u <= 1, 0 <= v <= 1, kappa > 1: the buffer in units of tau"""
    return given(kappa > 1, u >= 0, u <= 1, v >= 0, v <= 1, *more)


def pulled(p, formula, *premises):
    """A consequence for the step in B_k, where the rise P is known by the premises only."""
    nonzero = p.arith(tau != 0, *p.given)
    known = p.at(p.lemma(formula), rise(place / tau - 1, after / tau), defined=[nonzero])
    return p.use(known, *premises, *p.given)


@claim(
    "saddle.lem-7.2.a",
    chapter_7(locus),
    formula=r"x_k^{(t+1)}\ge x_k^{(t)}+2\eta\gamma\tau\ \text{in}\ B_k",
    says=lambda factor=1: forall(*LETTERS, place, after)(
        given(numbers(), in_buffer()) >> (risen(place, after) >= place + factor * h * tau)
    ),
    instance=at_point(x_k=3, x_next=1),
)
def buffer_step(judge, factor=1):
    """Every step in the buffer moves x_k up by at least 2 eta gamma tau (the rise P is at least
    1).
    """
    p = judge.theorem()
    scaled = (place / tau - 1, after / tau)
    steep = scaled_place(p, forall(u, v)(in_box() >> (rise(u, v) >= 1)), *scaled)
    known = given(numbers(), P >= 1)
    more = place + tau * (h * P) >= place + factor * h * tau
    return p.qed(pulled(p, forall(P)(known >> more), steep))


buffer_step.mutant("by 4 eta gamma tau", factor=2)


@claim(
    "saddle.lem-7.2.e-amended",
    chapter_7(locus),
    formula=r"x_k-\eta\,\partial g/\partial x_k\le x_k+\tfrac{15}2\eta L\tau,\quad "
    r"x_k^{(t+1)}\le6\tau",
    amends="saddle.lem-7.2.e",
    says=lambda end=6: forall(*LETTERS, place, after)(
        given(numbers(), in_buffer())
        >> conj(
            risen(place, after) <= place + Fraction(15, 2) * eta * L * tau,
            risen(place, after) <= end * tau,
        )
    ),
    instance=at_point(x_k=3, x_next=1),
)
def buffer_overshoot(judge, end=6):
    """The step is at most (15/2) eta L tau, which for eta <= 1/(2 L) keeps x_k below 6 tau (even
    below (23/4) tau).
    """
    p = judge.theorem()
    scaled = (place / tau - 1, after / tau)
    flat = scaled_place(p, forall(u, v)(in_box() >> (4 * rise(u, v) <= 15 * kappa)), *scaled)
    known = given(numbers(), between(tau, place, 2 * tau), 4 * P <= 15 * kappa)
    moved = place + tau * (h * P)
    bound = conj(moved <= place + Fraction(15, 2) * eta * L * tau, moved <= end * tau)
    return p.qed(pulled(p, forall(P)(known >> bound), flat))


buffer_overshoot.mutant("5 tau", end=5)


@claim(
    "saddle.eq-7.11.step",
    chapter_7("equation (7.11)"),
    formula=r"0\le x_{k+1}^{(t+1)}=(1-2\eta g_2(x_k))x_{k+1}^{(t)}\le(1+2\eta\gamma)x_{k+1}^{(t)}\ "
    r"\text{in}\ B_k",
    says=lambda growth=1: forall(*LETTERS, place, after)(
        given(numbers(), between(tau, place, 2 * tau), after >= 0)
        >> between(0, bent(place, after), (1 + growth * h) * after)
    ),
    instance=at_point(x_k=3, x_next=1),
)
def growth_in_the_buffer(judge, growth=1):
    """In the buffer the next coordinate grows at most by the factor 1 + 2 eta gamma and keeps its
    sign.
    """
    p = judge.theorem()
    bend = bent_by(u)
    range_of = forall(u)(given(kappa > 1, u >= 0, u <= 1) >> conj(bend >= -1, bend <= kappa))
    bounds = scaled_place(p, range_of, place / tau - 1)
    nonzero = p.arith(tau != 0, *p.given)
    known = given(numbers(), P >= -1, P <= kappa, after >= 0)
    kept = forall(P)(known >> between(0, after * (1 - h * P), (1 + growth * h) * after))
    made = p.at(p.lemma(kept), bent_by(place / tau - 1), defined=[nonzero])
    return p.qed(p.use(made, *p.split(bounds), *p.given))


growth_in_the_buffer.mutant("by 1 + eta gamma", growth=Fraction(1, 2))
