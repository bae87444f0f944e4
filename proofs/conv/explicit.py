"""Theorem 5.3 with every constant: two phases, any |w*| = n > 0, all k and p.

Start: |v^0| = 1, phi^0 < pi/2, x_0 = a^0.a* > 0, |1.a^0| <= n |1.a*|. Step: eta <= 2 pi/(k + pi -
1) and eta n X <= cos phi^0 with X = max{x_0, n (N + 2 S^2/(pi - 1))}. Then with m = min{x_0, n
(g(phi^0) - 1) N/(pi - 1)}, A = |a*|, D_0 = max{|a^0 - n a*|, n A pi/(pi - 1)}

    T_1 = ceil(6 log 2/(eta n m cos phi^0)) + ceil(2 pi/(eta (pi - 1))):       phi <= pi/4 and a.a*
    >= n N/7 from T_1 on, T_2 = ceil(40/(eta n^2 N) log(2 sqrt(k + 1)/eps)) + ceil(2 pi/(eta (pi -
    1)) log(sqrt(k + 1) D_0/(eps n A))):
                                                     loss <= eps n^2 N from T_1 + T_2 on, for every
                                                     eps in (0, 1].

The printed theorem bounds neither a^0 nor, through it, the step; `conv.thm-5.3` shows that no
constants repair that. Lemmas that are claims of their own (`conv.lem-5.2-amended`, ...) are named
where a step uses them and not decided a second time.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import invariance, thesis
from .gaps import LETTERS
from .state import g_range, holds, state

locus = "Theorem 5.3"
number = invariance._number


def base():
    """What holds at every step, as hypotheses on one step: n, N, eta > 0, k >= 1, eta K <= 2 pi,
    and its consequence for eta.
    """
    from sympy import pi

    z = state()
    return [
        (z.n, ">", 0),
        (z.N, ">", 0),
        (z.eta, ">", 0),
        (z.k, ">=", 1),
        (z.eta * z.K, "<=", 2 * pi),
        *g_range(),
    ]


@claim(
    "conv.thm-5.3-amended.signal",
    thesis(locus),
    formula=r"\sin^2\phi\le\tfrac12:\ \frac{g-1}{\pi-1}\ge\tfrac27;\quad x_t\ge\tfrac17nN\text{ "
    r"after "
    r"}\frac{2\pi}{\eta(\pi-1)}\text{ more steps, and from then on}",
    hypotheses=("0 <= phi <= pi/4", "1.a* 1.a <= n (1.a*)^2", "0 < eta <= 2 pi/(k + pi - 1)"),
    missing=(
        LETTERS,
        "that the increments add up over the steps, and the first time at which x reaches G/2",
    ),
)
def signal_phase(judge, share="2/7"):
    """g >= (pi - phi) cos phi >= 3 pi/(4 sqrt 2). Below half of G = (2/7) n N a step adds kappa G/2
    or more; from G/2 = n N/7 on it stays above.
    """
    from sympy import pi, sqrt

    z = state()
    G, T, floor = reals("G T floor")
    kappa = z.eta * (pi - 1) / (2 * pi)
    level = holds(
        judge,
        ((z.phi * 0 + (pi - z.phi) * z.cosine + z.sine - 1) / (pi - 1), ">=", number(share)),
        [
            (z.phi, ">=", 0),
            (4 * z.phi, "<=", pi),
            (z.cosine, ">=", 1 / sqrt(2)),
            (z.cosine, "<=", 1),
            (z.sine, ">=", 0),
        ],
        [((pi - z.phi) * z.cosine, ">=", 3 * pi / 4 / sqrt(2))] if share == "2/7" else (),
    )
    where = [
        *base(),
        (z.S * z.s, "<=", z.n * z.S**2),
        (z.eta * (pi - 1), "<=", 2 * pi),
        (G, ">", 0),
    ]
    where.append((z.n * (z.g - 1) * z.N / (pi - 1), ">=", G))
    gain = holds(judge, (z.x_next - z.x, ">=", kappa * G / 2), [*where, (2 * z.x, "<=", G)])
    stays = holds(
        judge,
        (z.x_next, ">=", floor),
        [*where, (floor, ">", 0), (floor, "<=", z.x), (2 * floor, "<=", G)],
    )
    enough = holds(
        judge,
        (T * kappa * G / 2, ">=", G / 2),
        [(G, ">", 0), (z.eta, ">", 0), (T * z.eta * (pi - 1), ">=", 2 * pi)],
    )
    return judge.all(level, gain, stays, enough)


signal_phase.mutant("a third", share="1/3")
