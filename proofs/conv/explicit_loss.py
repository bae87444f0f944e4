"""Theorem 5.3 with every constant, from T_1 on: the rate of the angle, the second layer, the loss,
and the theorem. Start, step and times are those of `explicit`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import thesis
from .explicit import locus, number, signal_phase
from .gaps import INDUCTION, LEMMAS, LETTERS, POWERS
from .state import g_range, holds, state


@claim(
    "conv.thm-5.3-amended.rate",
    thesis(locus),
    formula=r"\sin^2\phi^{T_1+t}\le\tfrac12\left(1-\tfrac1{40}\eta "
    r"n^2N\right)^t,\qquad\pi-g(\phi^{T_1+t})\le2e^{-\eta n^2Nt/40}",
    hypotheses=(
        "x >= n N/7, phi <= pi/4, |v|^2 <= 3/2",
        "pi - g <= (pi^3/8) sin^2 phi: conv.phase2-proof-amended",
    ),
    missing=(
        LEMMAS,
        INDUCTION,
        "(1 - y)^t <= exp(-y t)",
        "omega stands for (pi - phi)/(2 pi), c for cos phi",
    ),
)
def rate_phase(judge, share="1/40"):
    """(pi - phi)/(2 pi) >= 3/8 and cos phi >= 1/sqrt 2: lambda cos phi >= n^2 N (3/8)/(7 (3/2) sqrt
    2) = 0.02525 n^2 N; pi^3/8 < 4.
    """
    from sympy import Rational, pi, sqrt

    z = state()
    omega, c, lam, s2 = reals("omega c lam s2")
    where = [
        (z.n, ">", 0),
        (z.N, ">", 0),
        (z.x, ">=", z.n * z.N / 7),
        (8 * omega, ">=", 3),
        (z.V**2, ">=", 1),
        (2 * z.V**2, "<=", 3),
        (c, ">=", 1 / sqrt(2)),
        (lam, "==", z.n * z.x * omega / z.V**2),
    ]
    low = Rational(1, 28)
    facts = [
        (z.n * z.x * omega, ">=", Rational(3, 56) * z.n**2 * z.N),
        (lam, ">=", low * z.n**2 * z.N),
    ]
    facts += [(lam * c, ">=", low * z.n**2 * z.N / sqrt(2))]
    speed = holds(
        judge,
        (lam * c, ">=", number(share) * z.n**2 * z.N),
        where,
        facts if share == "1/40" else (),
    )
    two = holds(judge, (pi**3 / 8 * s2, "<=", 4 * s2), [(s2, ">=", 0)])
    return judge.all(speed, two)


rate_phase.mutant("1/39", share="1/39")


@claim(
    "conv.thm-5.3-amended.layer",
    thesis(locus),
    formula=r"\pi-g\le\delta\implies\|a^{t}-na^*\|\le\left(1+\tfrac1{\pi-1}\right)\delta "
    r"n\|a^*\|\quad\left(t\ge\tfrac{2\pi}{\eta(\pi-1)}\log\tfrac{D_0}{\delta n\|a^*\|}\right)",
    hypotheses=(
        "any n",
        "0 < eta <= 2 pi/(k + pi - 1)",
        "D_0 = max{|a^0 - n a*|, n |a*| pi/(pi - 1)} bounds |a - n a*| at all times",
    ),
    missing=("D stands for |a - n a*|: conv.lem-5.11 in units of n |a*|", INDUCTION, POWERS),
)
def layer_phase(judge, scale=1):
    """In units n |a*| = 1, D' <= (1 - kappa) D + kappa delta/(pi - 1) (conv.lem-5.11, any n by
    units); D_0 is kept because pi - g <= pi.
    """
    from sympy import exp, pi

    D, bound, kappa, delta = reals("D bound kappa delta")
    where = [
        (kappa, ">", 0),
        (kappa, "<=", 1),
        (delta, ">=", 0),
        (delta, "<=", pi),
        (D, ">=", 0),
        (D, "<=", bound),
        (bound, ">=", scale * pi / (pi - 1)),
    ]
    kept = holds(judge, ((1 - kappa) * D + kappa * delta / (pi - 1), "<=", bound), where)
    y, left, first, grown = reals("y left first grown")
    shrinks = holds(
        judge,
        (
            (1 - kappa) * D + kappa * delta / (pi - 1) - delta / (pi - 1),
            "<=",
            (1 - kappa) * (D - delta / (pi - 1)),
        ),
    )
    # left = (1 - kappa)^T, grown = exp(kappa T) >= D_0/delta by the choice of T
    late = [(left, ">=", 0), (left * grown, "<=", 1), (grown * delta, ">=", first), (grown, ">", 0)]
    end = holds(
        judge,
        (left * first + delta / (pi - 1), "<=", pi / (pi - 1) * delta),
        [*late, (delta, ">", 0)],
        [(left * first, "<=", left * grown * delta)],
    )
    return judge.all(kept, shrinks, end, holds(judge, (1 - y, "<=", exp(-y))))


layer_phase.mutant("half of the bound", scale=Fraction("1/2"))


@claim(
    "conv.thm-5.3-amended.loss",
    thesis(locus),
    formula=r"\delta=\frac\epsilon{\sqrt{k+1}},\ \pi-g\le\delta,\ "
    r"\|a-na^*\|\le\tfrac\pi{\pi-1}\delta "
    r"n\|a^*\|\implies\ell\le\epsilon n^2\|a^*\|^2",
    hypotheses=("0 < eps <= 1", "any k >= 1 and n > 0", "the bound of conv.lem-5.12-amended"),
    missing=("the bound of conv.lem-5.12-amended is written in as a formula",),
)
def loss_phase(judge, power=1):
    """Lemma 5.12 (amended) with eps'' = pi delta/(pi - 1): (2 + (k + pi + 1) eps'') eps''/(4 pi) <=
    eps. Here r = sqrt(k + 1).
    """
    from sympy import pi

    z = state()
    e, r, d = reals("e r d")
    reach = pi / (pi - 1) * d
    value = (2 + (z.k + pi + 1) * reach) * reach / (4 * pi)
    where = [(e, ">", 0), (e, "<=", 1), (r, ">", 0), (r**2, "==", z.k + 1), (z.k, ">=", 1)]
    where += [(d, ">", 0), (d * r, "==", e) if power else (d, "==", e)]
    facts = [
        (d**2 * (z.k + 1), "==", e**2),
        (r, ">=", number("7/5")),
        (5 * e, ">=", 7 * d),
        (2 * d**2, "<=", e**2),
        (e**2, "<=", e),
    ]
    return holds(judge, (value, "<=", e), where, facts if power else ())


loss_phase.mutant("delta = eps", power=0)


@claim(
    "conv.thm-5.3-amended",
    thesis(locus),
    formula=r"\ell(v^t,a^t)\le\epsilon\|w^*\|^2\|a^*\|^2\quad\text{for all }t\ge T_1+T_2,\qquad "
    r"T_1=\left\lceil\tfrac{6\log2}{\eta nm\cos\phi^0}\right\rceil+\left\lceil\tfrac{2\pi}{"
    r"\eta(\pi-1)}\right\rceil,\quad T_2=\left\lceil\tfrac{40}{\eta "
    r"n^2N}\log\tfrac{2\sqrt{k+1}}\epsilon\right\rceil+\left\lceil\tfrac{2\pi}{\eta(\pi-1)}"
    r"\log\tfrac{\sqrt{k+1}D_0}{\epsilon n\|a^*\|}\right\rceil",
    hypotheses=(
        "|v^0| = 1, phi^0 < pi/2, x_0 = a^0.a* > 0, |1.a^0| <= |w*| |1.a*|",
        "eta <= 2 pi/(k + pi - 1) and eta |w*| X <= cos phi^0, X = max{x_0, |w*| (|a*|^2 + 2 "
        "(1.a*)^2/(pi - 1))}",
        "m = min{x_0, |w*| (g(phi^0) - 1)|a*|^2/(pi - 1)}, D_0 = max{|a^0 - |w*| a*|, "
        "|w*||a*| pi/(pi - 1)}, 0 < eps <= 1",
        "n = |w*|, N = |a*|^2; all k, p",
    ),
    amends="conv.thm-5.3",
    missing=(
        LETTERS,
        "the bounds on |v|, the signal and the angle are theorems for all t "
        "(conv.thm-5.3-amended.norm, .signal-floor, .angle); decided here are the other steps, "
        "with their gaps",
        "that the two phases follow one another in T_1 + T_2 steps",
    ),
)
def main_theorem_explicit(judge):
    """Gradient descent reaches the global minimum in two phases, every constant explicit: all steps
    of the proof in order.

    Invariants; phase I (the angle to 45 degrees, then the signal to n |a*|^2/7); phase II (the
    angle at a linear rate, then the layer, then the loss). Since eps is free the loss tends to 0:
    the set of these starts lies in the basin of the global minimum.
    """
    parts = (signal_phase, rate_phase, layer_phase, loss_phase)
    return judge.all(*(each.check(judge) for each in parts))


@main_theorem_explicit.mutant
def in_no_time_at_all(judge):
    """T_1 = T_2 = 0: the loss is at most eps n^2 |a*|^2 at every start, here with k = n = 1."""
    z = state()
    start = [(z.k, "==", 1), (z.n, "==", 1), (z.N, "==", z.S**2), (z.q, "==", z.s**2)]
    start += [(z.x, "==", z.s * z.S), (z.x, ">", 0), (z.s**2, "<=", z.S**2), (z.S, ">", 0)]
    start += [*g_range(), (z.g, ">", 1)]
    return holds(judge, (z.loss, "<=", number("1/100") * z.N), start)
