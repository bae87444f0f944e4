"""Lemma 7.4: the range of the connection function g_2, with its derivative by the table."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, deriv, forall, given
from steepest.proofs.engine.theorems import read as formal_read
from steepest.proofs.engine.theorems import reals as formal_reals

from . import chapter_7, slopes
from .construction import scaled

proof = "Lemma 7.4, proof"


@claim(
    "saddle.lem-7.4-g2.range",
    chapter_7(proof),
    formula=r"-\gamma\le g_2(x)\le L,\quad g_2'(x)\le0\quad(\tau\le x\le2\tau)",
    says=lambda least=1: forall(slopes.gamma, slopes.tau, slopes.kappa, slopes.x)(
        given(slopes.letters(), slopes.on_line())
        >> conj(
            slopes.g2() >= -Fraction(least) * slopes.gamma,
            slopes.g2() <= slopes.L,
            deriv(slopes.x, slopes.g2()) <= 0,
        )
    ),
    instance={"values": {"gamma": "1", "kappa": "2", "tau": "1", "x_i": "2"}},
)
def range_of_g2(judge, least=1):
    """g_2 falls, and never below -gamma nor above L."""
    p = judge.theorem()
    x, tau, gamma, kappa, u = (getattr(slopes, n) for n in ("x", "tau", "gamma", "kappa", "u"))
    names = {"kappa": kappa, "u": u}
    bend = formal_read(scaled().G2, names)
    steep = formal_read(scaled().slope, names)
    box = given(kappa > 1, u >= 0, u <= 1)
    nonzero = p.arith(tau != 0, *p.given)
    ends = conj(bend >= -1, bend <= kappa, steep >= 0)
    inside = p.at(p.lemma(forall(u)(box >> ends)), x / tau - 1, defined=[nonzero])
    low, high, rising = p.split(p.use(inside, *p.given))
    here = {"kappa": kappa, "u": x / tau - 1}
    value, slope = formal_read(scaled().G2, here), formal_read(scaled().slope, here)
    same = p.arith(slopes.g2() == gamma * value, nonzero)
    falls = deriv(x, slopes.g2())
    table = p.derivative(falls, nonzero)
    written = p.arith(falls == -(gamma * (kappa + 1) / tau) * slope, table, nonzero)
    Q = formal_reals("Q")
    known = p.lemma(
        forall(Q)(
            given(slopes.letters(), Q >= -1, Q <= kappa)
            >> conj(gamma * Q >= -Fraction(least) * gamma, gamma * Q <= slopes.L)
        )
    )
    between_ = p.use(p.at(known, value, defined=[nonzero]), low, high, *p.given)
    down = p.lemma(
        forall(Q)(given(slopes.letters(), Q >= 0) >> (-(gamma * (kappa + 1) / tau) * Q <= 0))
    )
    falling = p.use(p.at(down, slope, defined=[nonzero]), rising, *p.given)
    first, second = p.split(p.fold(same, between_))
    return p.qed(p.both(first, second, p.fold(written, falling)))


range_of_g2.mutant("not below -gamma/2", least="1/2")
