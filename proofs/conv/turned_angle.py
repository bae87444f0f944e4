"""Lemma 5.2 and the plane of v and w*: when the angle does not grow."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.relations import holds
from steepest.proofs.engine.theorems import conj, forall, given, reals

from .. import symbols
from . import thesis
from .network import size
from .shrinking_angle import LETTERS, TURN, for_turns, in_a_state, lengths, speed_exists, state

USES = ("conv.turn", "book.cosine-order")


def setting(z, known=()):
    """|v| > 0, sin^2 + cos^2 = 1 with sin >= 0 before and after, and the exact step."""
    own, known = state(), known or z.given
    positive = z.meet(size > 0, *known)
    there = speed_exists(z, positive)
    circles = [
        z.arith(one, *known)
        for one in (
            conj(own.sine**2 + own.cosine**2 == 1, own.sine >= 0),
            conj(own.sine_next**2 + own.cosine_next**2 == 1, own.sine_next >= 0),
        )
    ]
    return there, [positive, *circles, z.use(z.by("conv.turn", *TURN), *known)]


def on_circles(L):
    return [L.size > 0, L.size_next > 0, L.sine**2 + L.cosine**2 == 1, L.sine >= 0,
            L.sine_next**2 + L.cosine_next**2 == 1, L.sine_next >= 0, lengths(L)]  # fmt: skip


def in_letters(z, assume, conclude, *more, given_=()):
    """By arithmetic from the exact step, with letters for lambda, the cosines and lengths."""
    there, known = setting(z, given_)
    made = given(*on_circles(LETTERS), *assume(LETTERS)) >> conclude(LETTERS)
    return z.use(in_a_state(z, made, there), *known, *more, *(given_ or z.given))


def plane(z, times=1):
    u = z.eta * z.lam
    along = z.size * z.cosine + times * (u * (z.size * z.sine) ** 2 / z.size)
    across = abs(1 - u * z.cosine) * (z.size * z.sine)
    return conj(z.size_next * z.cosine_next == along, z.size_next * z.sine_next == across)


@claim(
    "conv.reduction-v",
    thesis("Theorem 5.2, Algorithm 1 (our reduction)"),
    formula=r"(V\cos\phi)'=V\cos\phi+u\tfrac{(V\sin\phi)^2}V,\quad(V\sin\phi)'=|1-u\cos\phi|\,V\sin"
    r"\phi",
    hypotheses=("v' = v + m P w*, m = eta x (pi - phi)/(2 pi |v|), u = m n/|v|",),
    says=lambda: for_turns(plane),
    uses=("conv.turn",),
)
def filter_scalars(judge):
    """The v-step in the plane of v and w*: y = v.w*/n and z = |part of v orthogonal to w*|, for all
    p.

    From |v'|^2 = V^2 + m^2 n^2 sin^2 and v'.w* = v.w* + m n^2 sin^2 (conv.lem-5.5-proof): z'^2 =
    |v'|^2 - y'^2 = z^2 (1 - u y/V)^2.
    """
    z = judge.theorem()
    one = in_letters(z, lambda s: [], lambda s: plane(s).part(0))

    def root(s):
        across = (1 - s.eta * s.lam * s.cosine) * (s.size * s.sine)
        return (s.size_next * s.sine_next) ** 2 == across**2

    squares = in_letters(z, lambda s: [], root)
    A, B, C = reals("A B C")
    own = state()
    there, known = setting(z)
    signs = z.arith(
        conj(own.size_next * own.sine_next >= 0, own.size * own.sine >= 0), *known, *z.given
    )
    roots = forall(A, B, C)(given(A >= 0, C >= 0, A**2 == (B * C) ** 2) >> (A == abs(B) * C))
    two = z.lemma(
        roots, own.size_next * own.sine_next, 1 - own.eta * own.lam * own.cosine,
        own.size * own.sine, defined=there,
    )  # fmt: skip
    return z.qed(z.both(one, z.use(two, signs, squares)))


@filter_scalars.mutant
def twice_the_increment(judge):
    """Twice the increment along w*."""
    u, c, s, r = symbols.reals("u c s r")
    where = [(c**2 + s**2, "==", 1), (s, ">", 0), (u, ">", 0), (r, "==", c + u * s**2)]
    return holds(judge, (r, "==", c + 2 * u * s**2), where)
