"""Lemma 7.1, Remark 7.2 and Section 7.7.2: where the gradient of f is zero or small, for every d.

G is the gradient of a piece at the point y: G(j) is its partial derivative in coordinate j. A model
does not know derivatives; false variants are refuted with those of `gradient` written out.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, disj, forall, given, reals, sqrt

from ..textbook.vectors import squares
from . import chapter_7, slopes
from .gradient import (
    G,
    d,
    i,
    j,
    later_slope,
    own_slope,
    partial_A,
    partial_B,
    settled_slope,
    y,
)
from .paths import refuted_by
from .slopes import WRITTEN, gamma, kappa, tau, u, v
from .tube import between

LETTERS = (gamma, tau, kappa)
epsilon, g_thres, a, b, c, P = reals("epsilon g_thres a b c P")
norm = sqrt(squares(d))


def letters():
    return slopes.letters()


def gradient_A(form="derivative"):
    """G is the gradient of f at y, of the piece of A_i."""
    if form == "derivative":
        return forall(j)((j < d) >> (G(j) == partial_A()))
    return conj(
        forall(j)(conj(j < d, j < i) >> (G(j) == settled_slope(j))),
        (i < d) >> (G(i) == own_slope(i)),
        forall(j)(conj(j < d, j > i) >> (G(j) == later_slope(j))),
    )


def gradient_B(form="derivative"):
    """G is the gradient of f at y, of the piece of B_i."""
    if form == "derivative":
        return forall(j)((j < d) >> (G(j) == partial_B()))
    return G(i) == slopes.along(y(i), y(i + 1), WRITTEN)


def in_buffer():
    """y is in B_i, as far as it matters: tau <= y_i <= 2 tau, 0 <= y_{i+1} <= tau"""
    return conj(i < d, between(tau, y(i), 2 * tau), between(0, y(i + 1), tau))


def point(y_at=("0",), G_at=("0",), **values):
    """An instance: gamma = 1, kappa = 2, tau = 1, d = 1, i = 0 and the values."""
    numbers = {"gamma": "1", "kappa": "2", "tau": "1", "d": "1", "i": "0", "j": "0"}
    numbers |= {name: str(value) for name, value in values.items()}
    tables = {"y": {"table": list(y_at)}, "G": {"table": list(G_at)}}
    return {"values": numbers, "functions": tables}


@claim(
    "saddle.lem-7.1.buffers",
    chapter_7("Lemma 7.1"),
    formula=r"\partial f/\partial x_i\le-2\gamma\tau<0\text{ in }B_i",
    says=lambda factor=2, form="derivative": forall(*LETTERS, d, i, y, G)(
        given(letters(), in_buffer(), gradient_B(form))
        >> conj(G(i) <= -factor * gamma * tau, G(i) < 0)
    ),
    uses=("saddle.gradient-B",),
)
def none_in_the_buffers(judge, factor=2, form="derivative"):
    """No buffer has a stationary point, for every d: the derivative in x_i is at most -2 gamma
    tau (for i = d as well, where x_{i+1} = 0).
    """
    p = judge.theorem()
    facts = p.given
    inside = p.meet(i < d, *facts)
    said = p.use(p.by("saddle.gradient-B", *LETTERS, d, i, i, y), *facts)
    slope = p.use(p.part(said, 1), p.arith(i == i))
    own = p.use(p.at(p.meet(gradient_B(), *facts), i), inside)
    nonzero = p.arith(tau != 0, *facts)
    steep = lambda x, z: slopes.in_units(slopes.scaled().P, x, z)  # noqa: E731
    box = given(kappa > 1, u >= 0, u <= 1, v >= 0, v <= 1)
    term = slopes.read(slopes.scaled().P, {"kappa": kappa, "u": u, "v": v})
    known = p.lemma(forall(u, v)(box >> (term >= 1)))
    for place in (y(i) / tau - 1, y(i + 1) / tau):
        known = p.at(known, place, defined=[nonzero])
    bound = p.use(known, *facts)
    down = forall(P)(
        given(letters(), P >= 1)
        >> conj(-2 * gamma * tau * P <= -factor * gamma * tau, -2 * gamma * tau * P < 0)
    )
    made = p.use(p.at(p.lemma(down), steep(y(i), y(i + 1)), defined=[nonzero]), bound, *facts)
    return p.qed(p.fold(own, p.fold(slope, made)))


@none_in_the_buffers.mutant
def below_3_gamma_tau(judge):
    says = none_in_the_buffers.says(factor=3, form=WRITTEN)
    return refuted_by(judge, says, point(("1", "0"), ("-2",)))


def in_norm(p, conclude):
    """What follows for the norm, named a, from a >= 2 gamma tau."""
    down = p.use(p.by("saddle.lem-7.1.buffers", *LETTERS, d, i, y, G), *p.given)
    below = p.use(p.by("book.coordinate-below-norm", G, d, i), p.meet(i < d, *p.given))
    defined = p.by("book.squares-nonnegative", G, d)
    held = given(b <= -2 * gamma * tau, a >= abs(b))
    plain = [one for one in p.given if not quantified(one)]
    step = p.lemma(forall(a, b)(held >> conclude(a)), given=plain)
    step = p.at(step, norm, defined=[defined])
    return p.use(p.at(step, G(i)), p.part(down, 0), below)


def quantified(step):
    return step.theorem.conclusion[0] == "forall"


@claim(
    "saddle.rem-7.2.gradient",
    chapter_7("Remark 7.2"),
    formula=r"\|\nabla f\|\ge2\gamma\tau>\varepsilon\text{ in every "
    r"}B_i\quad(\varepsilon<\gamma\tau)",
    says=lambda factor=2, form="derivative": forall(*LETTERS, epsilon, d, i, y, G)(
        given(letters(), in_buffer(), gradient_B(form), epsilon < gamma * tau)
        >> conj(norm >= factor * gamma * tau, norm > epsilon)
    ),
    uses=("saddle.lem-7.1.buffers", "book.coordinate-below-norm", "book.squares-nonnegative"),
)
def gradient_in_the_buffers(judge, factor=2, form="derivative"):
    """In the connection regions the gradient is at least 2 gamma tau, so for epsilon < gamma tau no
    epsilon-SOSP lies there. For every d.
    """
    p = judge.theorem()
    return p.qed(in_norm(p, lambda a: conj(a >= factor * gamma * tau, a > epsilon)))


@gradient_in_the_buffers.mutant
def at_least_3_gamma_tau(judge):
    says = gradient_in_the_buffers.says(factor=3, form=WRITTEN)
    return refuted_by(judge, says, point(("1", "0"), ("-2",), epsilon=0))


@claim(
    "saddle.pgd.b",
    chapter_7("Section 7.7.2"),
    formula=r"g_{thres}\le\frac{\gamma\tau}{10}\implies\text{no noise while }\tau\le x_i\le2\tau",
    hypotheses=("noise is added where the norm of the gradient is at most g_thres",),
    says=lambda share="1/10", form="derivative": forall(*LETTERS, g_thres, d, i, y, G)(
        given(letters(), in_buffer(), gradient_B(form), g_thres <= Fraction(share) * gamma * tau)
        >> (norm > g_thres)
    ),
    uses=("saddle.lem-7.1.buffers", "book.coordinate-below-norm", "book.squares-nonnegative"),
)
def no_noise_in_the_buffers(judge, share="1/10", form="derivative"):
    """In a buffer the norm of the gradient is above the threshold, for every d."""
    p = judge.theorem()
    return p.qed(in_norm(p, lambda a: a > g_thres))


@no_noise_in_the_buffers.mutant
def g_thres_up_to_2_gamma_tau(judge):
    says = no_noise_in_the_buffers.says(share="2", form=WRITTEN)
    return refuted_by(judge, says, point(("1", "0"), ("-2",), g_thres=2))


def coordinate(p, place, inside):
    """|G(j)| is at most the norm."""
    return p.use(p.by("book.coordinate-below-norm", G, d, place), inside)


def partial(p, inside, which, place=j):
    """G(j) written out, from `saddle.gradient-A`; which: 0 j < i, 1 j == i, 2 j > i."""
    said = p.use(p.by("saddle.gradient-A", *LETTERS, d, i, place, y), inside)
    value = p.apply(p.part(said, which), p.assume((place < i, place == i, place > i)[which]))
    own = p.use(p.at(p.meet(gradient_A(), *p.given), place), inside)
    return p.unfold(value, own)


@claim(
    "saddle.eq-7.19.before",
    chapter_7("before equation (7.19)"),
    formula=r"\|\nabla f\|\le\frac{\gamma\tau}{10}\implies|x_j-4\tau|\le\frac\tau{20}\ (j<k),\ "
    r"|x_j|\le\frac\tau{20}\ (j\ge k)",
    says=lambda share="1/10", form="derivative": forall(*LETTERS, d, i, y, G)(
        given(letters(), gradient_A(form), norm <= Fraction(share) * gamma * tau)
        >> forall(j)(
            (j < d)
            >> conj(
                (j < i) >> (abs(y(j) - 4 * tau) <= tau / 20),
                (j >= i) >> (abs(y(j)) <= tau / 20),
            )
        )
    ),
    uses=("saddle.gradient-A", "book.coordinate-below-norm"),
)
def close_to_the_saddle(judge, share="1/10", form="derivative"):
    """A small gradient in A_k means that every coordinate is within tau/20 of the saddle's, for
    every d.
    """
    p = judge.theorem()
    facts = [one for one in p.given if not quantified(one)]
    inside = p.assume(j < d)
    below = coordinate(p, j, inside)
    size = p.arith(abs(G(j)) <= Fraction(share) * gamma * tau, below, *facts)
    near = []
    for which in (0, 2, 1):
        value = partial(p, inside, which)
        goal = abs(y(j) - 4 * tau) <= tau / 20 if which == 0 else abs(y(j)) <= tau / 20
        near.append(p.arith(goal, size, value, *facts[:3]))
    first = p.discharge(near[0], j < i)
    cover = p.arith(disj(j > i, j == i), p.assume(j >= i))
    second = p.discharge(p.cases(cover, near[1], near[2]), j >= i)
    whole = p.discharge(p.both(first, second), j < d)
    return p.qed(p.for_all(whole, j))


@close_to_the_saddle.mutant
def g_thres_up_to_gamma_tau_over_9(judge):
    says = close_to_the_saddle.says(share="1/9", form=WRITTEN)
    return refuted_by(judge, says, point(("1/18",), ("-1/9",)))


@claim(
    "saddle.lem-7.1.quadratic-regions",
    chapter_7("Lemma 7.1"),
    formula=r"\nabla f=0\text{ in }A_i\iff x=(4\tau,\dots,4\tau,0,\dots,0)",
    says=lambda centre=4, form="derivative": forall(*LETTERS, d, i, y, G)(
        given(letters(), gradient_A(form))
        >> conj(
            forall(j)((j < d) >> (G(j) == 0)) >> at_centre(centre),
            at_centre(centre) >> forall(j)((j < d) >> (G(j) == 0)),
        )
    ),
    uses=("saddle.gradient-A",),
)
def stationary_in_A(judge, centre=4, form="derivative"):
    """In A_i the gradient is zero exactly at x_j = 4 tau (j < i), x_j = 0 (j >= i): one point a
    region, d + 1 in all, for every d.
    """
    p = judge.theorem()
    facts = [one for one in p.given if not quantified(one)]
    inside = p.assume(j < d)
    zero = forall(j)((j < d) >> (G(j) == 0))
    flat = p.use(p.at(p.assume(zero), j), inside)
    values = [partial(p, inside, which) for which in range(3)]
    low = p.discharge(p.arith(y(j) == centre * tau, flat, values[0], *facts), j < i)
    cover = p.arith(disj(j == i, j > i), p.assume(j >= i))
    high = p.cases(cover, *(p.arith(y(j) == 0, flat, values[which], *facts) for which in (1, 2)))
    there = p.both(low, p.discharge(high, j >= i))
    first = p.discharge(p.for_all(p.discharge(there, j < d), j), zero)
    whole = at_centre(centre)
    here = p.use(p.at(p.assume(whole), j), inside)
    below = p.use(p.part(here, 0), p.assume(j < i))
    parts = [p.arith(G(j) == 0, below, values[0])]
    for which, place in ((1, j == i), (2, j > i)):
        at = p.use(p.part(here, 1), p.arith(j >= i, p.assume(place)))
        parts.append(p.arith(G(j) == 0, at, values[which]))
    back = p.cases(p.arith(disj(j < i, j == i, j > i)), *parts)
    second = p.discharge(p.for_all(p.discharge(back, j < d), j), whole)
    return p.qed(p.both(first, second))


def at_centre(centre=4):
    """y is the critical point of A_i"""
    return forall(j)((j < d) >> conj((j < i) >> (y(j) == centre * tau), (j >= i) >> (y(j) == 0)))


@stationary_in_A.mutant
def centres_at_3_tau(judge):
    says = stationary_in_A.says(centre=3, form=WRITTEN)
    return refuted_by(judge, says, point(("4",), ("0",), i=1))
