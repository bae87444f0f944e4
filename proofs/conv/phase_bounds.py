"""Theorem 5.3 with every constant: the step, |v|, the signal and the angle at all times of a run
from such a start (theorem_5_3).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_scalars import along as layer_at
from .network import Phi, Size, eta, n, phi, size, t
from .theorem_5_3 import VARIABLES, X, for_starts
from .turning import lam, x
from .turning_run import along

locus = "Theorem 5.3"
omega, C, u, c = reals("omega C u c")
ratio = (pi - Phi(t)) / (2 * pi)  # omega stands for it


def by(z, name, time=t):
    """conv.thm-5.3-amended.<name> at a time."""
    return z.at(z.use(z.by(f"conv.thm-5.3-amended.{name}", *VARIABLES), *z.given), time)


def known(z):
    """The invariants, and the angle and |v| > 0, at the time t."""
    return by(z, "invariants"), z.at(z.given[3], t)


def turning_speed(z, held, there, time=t):
    """lambda = n x (pi - phi)/(2 pi)/|v|^2"""
    rule = forall(n, x, phi, size)(
        given(size >= 1) >> (lam == n * x * ((pi - phi) / (2 * pi)) / size**2)
    )
    values = (n, layer_at(time).x, Phi(time), Size(time))
    return z.use(z.lemma(rule, *values, defined=there), held)


def at_most_one(z, step, there, time=t):
    """eta lambda cos(phi) <= 1, since eta lambda <= cos(phi(0))/2 <= cos(phi)/2."""
    rule = forall(u, C, c)(given(u >= 0, u <= C / 2, C <= c, c <= 1) >> (u * c <= 1))
    own = along(time)
    rule = z.lemma(rule, eta * own.lam, cos(Phi(0)), own.cosine, defined=there)
    return z.use(rule, step, z.arith(own.cosine <= 1))


def at_most_half(z, angle):
    return z.arith(conj(ratio >= 0, ratio <= term("1/2")), angle)


def small_step():
    u, first = eta * along().lam, cos(Phi(0))
    return conj(u >= 0, u <= term("1/2") * first, first <= cos(Phi(t)))


def cosines(z, held, angle):
    """0 < cos phi(0) <= cos phi(t) <= 1"""
    first = z.at(z.given[3], term(0))
    later = z.arith(Phi(0) <= pi / 2, *z.given)
    order = z.use(z.by("book.cosine-fall", Phi(t), Phi(0)), held, angle, first, later)
    return z.both(order, z.arith(cos(Phi(t)) <= 1), z.arith(cos(Phi(0)) > 0, first, *z.given))


@claim(
    "conv.thm-5.3-amended.step",
    thesis(locus),
    formula=r"\eta nX\le\cos\phi^0,\ x\le X,\ \|v\|\ge1\implies\eta\lambda\le\tfrac12\cos\phi^0\le"
    r"\tfrac12\cos\phi",
    hypotheses=("0 <= phi <= phi^0 < pi/2",),
    says=lambda: for_starts(forall(t)(small_step())),
    uses=("conv.thm-5.3-amended.invariants", "book.cosine-fall"),
)
def step_is_small(judge):
    """eta lambda = eta n x (pi - phi)/(2 pi |v|^2), and (pi - phi)/(2 pi) <= 1/2: so every
    condition on the step in Section 5.9 holds.
    """
    z = judge.theorem()
    held, angle = known(z)
    order = cosines(z, held, angle)
    letters = forall(eta, n, x, X, C, omega, size)(
        given(eta > 0, n > 0, x > 0, x <= X, eta * n * X <= C, omega >= 0, omega <= term("1/2"),
              size >= 1)
        >> conj(eta * n * x * omega / size**2 >= 0, eta * n * x * omega / size**2 <= C / 2)
    )  # fmt: skip
    there = [z.arith(Size(t) ** 2 != 0, angle)]
    values = (eta, n, layer_at().x, X, cos(Phi(0)), ratio, Size(t))
    lemma = z.lemma(letters, *values, defined=there)
    bound = z.use(lemma, at_most_half(z, angle), held, *z.given)
    same = forall(eta, n, x, phi, size)(
        given(size >= 1) >> (eta * lam == eta * n * x * ((pi - phi) / (2 * pi)) / size**2)
    )
    equal = z.use(z.lemma(same, eta, n, layer_at().x, Phi(t), Size(t), defined=there), held, angle)
    u = eta * along().lam
    ends = z.arith(conj(u >= 0, u <= term("1/2") * cos(Phi(0))), bound, equal)
    return z.qed(z.for_all(z.meet(small_step(), ends, order), t))


@step_is_small.mutant
def a_third(judge):
    """eta lambda <= cos(phi)/3, in letters."""
    u, omega, c = symbols.reals("u omega c")
    where = [(u, "==", omega * c), (omega, ">=", 0), (2 * omega, "<=", 1), (c, ">", 0)]
    return holds(judge, (3 * u, "<=", c), where)
