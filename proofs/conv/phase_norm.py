"""Theorem 5.3 with every constant: |v| and the signal stay bounded, and the angle falls at a linear
rate, at all times of a run (theorem_5_3).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_scalars import along as layer_at
from .network import Phi, Size, eta, n, phi, size, t
from .phase_bounds import (
    at_most_half,
    at_most_one,
    by,
    cosines,
    known,
    locus,
    omega,
    ratio,
)
from .theorem_5_3 import X, for_starts, m
from .turning import lam, x
from .turning_run import along, bounded_energy, energy, nonzero, taken

c = reals("c")


def turns(z, less=1):
    step = z.eta * z.lam
    smaller = z.sine_next**2 <= (1 - step * z.cosine) * z.sine**2
    grown = z.size_next**2 == z.size**2 * (1 + step**2 * z.sine**2)
    return conj(smaller, grown, z.size**2 * step <= less * z.cosine / 2)


@claim(
    "conv.thm-5.3-amended.turns",
    thesis(locus),
    says=lambda: for_starts(forall(t)(turns(along()))),
    uses=("conv.thm-5.3-amended.step", "conv.thm-5.3-amended.invariants", "conv.turn",
          "conv.lem-5.5-amended", "book.cosine-fall"),
)  # fmt: skip
def every_step_turns(judge):
    """Lemma 5.5 at all times, the increment of |v|^2, and |v|^2 eta lambda <= cos(phi)/2."""
    z = judge.theorem()
    held, angle = known(z)
    own = along()
    there = nonzero(z)
    step = by(z, "step")
    order = cosines(z, held, angle)
    A, B = reals("A B")
    sign = forall(eta, A)(given(eta > 0, eta * A >= 0) >> (A >= 0))
    sign = z.lemma(sign, eta, own.lam, defined=there)
    lam_positive = z.use(sign, step, *z.given)
    acute = z.arith(Phi(t) <= pi / 2, held, *z.given)
    amended = taken(z, "conv.lem-5.5-amended", acute, lam_positive, z.meet(eta > 0, *z.given))
    smaller = z.use(z.part(amended, 0), at_most_one(z, step, there))
    grown = z.part(taken(z, "conv.turn"), 0)
    force = forall(eta, n, x, phi, size)(
        given(size >= 1) >> (size**2 * (eta * lam) == eta * n * x * ((pi - phi) / (2 * pi)))
    )
    values = (eta, n, layer_at().x, Phi(t), Size(t))
    exact = z.use(z.lemma(force, *values, defined=there), held)
    bound = forall(eta, n, x, X, B, c, omega)(
        given(eta > 0, n > 0, x > 0, x <= X, eta * n * X <= B, B <= c, B > 0, omega >= 0,
              omega <= term("1/2"))
        >> (eta * n * x * omega <= c / 2)
    )  # fmt: skip
    less = z.use(
        z.lemma(bound, eta, n, layer_at().x, X, cos(Phi(0)), own.cosine, ratio),
        held, order, at_most_half(z, angle), *z.given,
    )  # fmt: skip
    small = z.arith(turns(own).part(2), exact, less)
    return z.qed(z.for_all(z.meet(turns(own), smaller, grown, small), t))


@every_step_turns.mutant
def half_as_small(judge):
    """|v|^2 eta lambda <= cos(phi)/4, in letters."""
    w, omega, c0 = symbols.reals("w omega c0")
    where = [(w, "==", omega * c0), (omega, ">=", 0), (2 * omega, "<=", 1), (c0, ">", 0)]
    return holds(judge, (4 * w, "<=", c0), where)


def bounded_norm():
    falls = energy(t + 1) <= energy()
    return for_starts(forall(t)(conj(falls, Size(t) ** 2 >= 1, Size(t) ** 2 <= term("3/2"))))


@claim(
    "conv.thm-5.3-amended.norm",
    thesis(locus),
    formula=r"\|v^{t+1}\|^2+\tfrac12\sin^2\phi^{t+1}\le\|v^t\|^2+\tfrac12\sin^2\phi^t,\quad"
    r"\text{so "
    r"}1\le\|v^t\|^2\le\tfrac32",
    hypotheses=("the start and the step of conv.thm-5.3-amended",),
    says=bounded_norm,
    uses=("conv.thm-5.3-amended.turns", "conv.thm-5.3-amended.step",
          "conv.thm-5.3-amended.invariants"),
)  # fmt: skip
def norm_is_bounded(judge):
    """|v'|^2 - |v|^2 = |v|^2 u^2 sin^2 phi with |v|^2 u = eta n x (pi - phi)/(2 pi) =: w <=
    cos(phi)/2, so it is at most half of what sin^2 phi loses.
    """
    z = judge.theorem()
    held, _ = known(z)
    own = along()
    less, end = bounded_energy(z, eta * own.lam, own.cosine, by(z, "turns"), by(z, "step"))
    return z.qed(z.for_all(z.both(less, z.arith(Size(t) ** 2 >= 1, held), end), t))


@norm_is_bounded.mutant
def a_quarter(judge):
    """A quarter of sin^2, in letters."""
    u, w, c, s2 = symbols.reals("u w c s2")
    where = [(u, ">=", 0), (2 * w, "<=", c), (c, "<=", 1), (s2, ">=", 0), (s2, "<=", 1)]
    return holds(judge, (w * u * s2, "<=", u * c * s2 / 4), [*where, (w, ">=", 0)])


@claim(
    "conv.thm-5.3-amended.signal-floor",
    thesis(locus),
    formula=r"m\le x_t\le X,\quad m=\min\left\{x_0,n\tfrac{g(\phi^0)-1}{\pi-1}N\right\}",
    hypotheses=("the start and the step of conv.thm-5.3-amended",),
    says=lambda: for_starts(forall(t)(conj(layer_at().x >= m, layer_at().x <= X))),
    uses=("conv.thm-5.3-amended.invariants",),
)
def signal_floor(judge):
    """x' = (1 - kappa) x + kappa G + (eta/(2 pi)) S (n S - 1.a) with G = n (g - 1) N/(pi - 1) >= m,
    and the last term is not negative.
    """
    z = judge.theorem()
    held, _ = known(z)
    both = z.meet(conj(layer_at().x >= m, layer_at().x <= X), held)
    return z.qed(z.for_all(both, t))


@signal_floor.mutant
def twice_the_floor(judge):
    """x >= 2 m at all times, in letters: not where x = m at the start."""
    floor, own = symbols.reals("m x")
    return holds(judge, (own, ">=", 2 * floor), [(floor, ">", 0), (own, ">=", floor)])
