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
from .gaps import INDUCTION, LEMMAS, LETTERS
from .state import g_range, holds, implies, state

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
    "conv.thm-5.3-amended.step",
    thesis(locus),
    formula=r"\eta nX\le\cos\phi^0,\ x\le X,\ \|v\|\ge1\implies\eta\lambda\le\tfrac12\cos\phi^0\le"
    r"\tfrac12\cos\phi",
    hypotheses=("0 <= phi <= phi^0 < pi/2",),
    missing=(LETTERS, "omega stands for (pi - phi)/(2 pi), c0 and c for cosines of phi^0 and phi"),
)
def step_is_small(judge, share="1/2"):
    """eta lambda = eta n x (pi - phi)/(2 pi |v|^2), and (pi - phi)/(2 pi) <= 1/2: so every
    condition on the step in Section 5.9 holds.
    """
    z = state()
    X, omega, c0, c = reals("X omega c0 c")
    where = [
        (z.n, ">", 0),
        (z.eta, ">", 0),
        (z.x, ">", 0),
        (z.x, "<=", X),
        (z.eta * z.n * X, "<=", c0),
        (c0, ">", 0),
        (c0, "<=", c),
        (c, "<=", 1),
        (omega, ">=", 0),
        (2 * omega, "<=", 1),
        (z.V, ">=", 1),
    ]
    u = z.eta * z.n * z.x * omega / z.V**2
    facts = [
        (z.eta * z.n * z.x, "<=", z.eta * z.n * X),
        (z.eta * z.n * z.x * omega, "<=", c0 / 2),
        (u, "<=", z.eta * z.n * z.x * omega),
    ]
    return implies(
        judge, (u, "<=", number(share) * c0), where=where, lemmas=facts if share == "1/2" else ()
    )


step_is_small.mutant("a third", share="1/3")


@claim(
    "conv.thm-5.3-amended.norm",
    thesis(locus),
    formula=r"\|v^{t+1}\|^2+\tfrac12\sin^2\phi^{t+1}\le\|v^t\|^2+\tfrac12\sin^2\phi^t,\quad"
    r"\text{so "
    r"}1\le\|v^t\|^2\le\tfrac32",
    hypotheses=(
        "eta n X <= cos phi^0 <= cos phi",
        "sin^2 phi' <= (1 - eta lambda cos phi) sin^2 phi: conv.lem-5.5-amended",
    ),
    missing=(
        "the letters u, w, s2, V2; the increment of |v|^2 is from conv.lem-5.5-proof",
        LEMMAS,
        INDUCTION,
    ),
)
def norm_is_bounded(judge, share="1/2"):
    """|v'|^2 - |v|^2 = |v|^2 u^2 sin^2 phi with |v|^2 u = eta n x (pi - phi)/(2 pi) =: w <=
    cos(phi)/2, so it is at most half of what sin^2 phi loses.
    """
    u, w, c, s2, new, V2 = reals("u w c s2 new V2")
    where = [
        (u, ">=", 0),
        (w, ">=", 0),
        (V2 * u, "==", w),
        (2 * w, "<=", c),
        (c, "<=", 1),
        (s2, ">=", 0),
        (s2, "<=", 1),
    ]
    where += [(new, "<=", (1 - u * c) * s2), (V2, ">=", 1)]
    facts = [(w * u * s2, "<=", c * u * s2 / 2)] if share == "1/2" else []
    step = holds(
        judge,
        (V2 + V2 * u**2 * s2 + number(share) * new, "<=", V2 + number(share) * s2),
        where,
        facts,
    )
    end = holds(
        judge, (V2, "<=", number("3/2")), [(V2 + s2 / 2, "<=", number("3/2")), (s2, ">=", 0)]
    )
    return judge.all(step, end)


norm_is_bounded.mutant("a quarter of sin^2", share="1/4")


@claim(
    "conv.thm-5.3-amended.signal-floor",
    thesis(locus),
    formula=r"m\le x_t\le X,\quad m=\min\left\{x_0,n\tfrac{g(\phi^0)-1}{\pi-1}N\right\}",
    hypotheses=(
        "any n > 0, 0 < eta <= 2 pi/(k + pi - 1)",
        "1.a* 1.a <= n (1.a*)^2 for all t: conv.lem-5.4.general; x <= X: conv.lem-5.8-amended",
        "g never shrinks: conv.lem-5.2-amended, conv.g-facts",
    ),
    missing=(LETTERS, LEMMAS, INDUCTION),
)
def signal_floor(judge, floor=1):
    """x' = (1 - kappa) x + kappa G + (eta/(2 pi)) S (n S - 1.a) with G = n (g - 1) N/(pi - 1) >= m,
    and the last term is not negative.
    """
    from sympy import pi

    z = state()
    m, later = reals("m later")
    target = z.n * (z.g - 1) * z.N / (pi - 1)
    where = [*base(), (z.S * z.s, "<=", z.n * z.S**2), (z.eta * (pi - 1), "<=", 2 * pi)]
    small = holds(judge, (z.eta * (pi - 1), "<=", 2 * pi), base())
    lower = holds(
        judge, (z.x_next, ">=", floor * m), [*where, (m, ">", 0), (m, "<=", z.x), (m, "<=", target)]
    )
    grows = holds(
        judge,
        (z.n * (later - 1) * z.N / (pi - 1), ">=", m),
        [*base(), (m, "<=", target), (later, ">=", z.g)],
    )
    return judge.all(small, lower, grows)


signal_floor.mutant("twice the floor", floor=2)


@claim(
    "conv.thm-5.3-amended.angle",
    thesis(locus),
    formula=r"\lambda^t\ge\frac{nm}6,\quad\sin^2\phi^t\le\left(1-\tfrac16\eta "
    r"nm\cos\phi^0\right)^t\le\tfrac12\quad\left(t\ge\frac{6\log2}{\eta nm\cos\phi^0}\right)",
    hypotheses=(
        "x >= m, |v|^2 <= 3/2, phi <= pi/2",
        "sin^2 phi' <= (1 - eta lambda cos phi) sin^2 phi: conv.lem-5.5-amended",
    ),
    missing=(
        "omega, lam, c, s2 stand for (pi - phi)/(2 pi), lambda, cos phi, sin^2 phi",
        LEMMAS,
        INDUCTION,
        "the logarithm of the power",
    ),
)
def angle_phase(judge, share="1/6"):
    """(pi - phi)/(2 pi) >= 1/4 and |v|^2 <= 3/2 give n m/6; then Lemma 5.5; t log(1 - q) <= -q t <=
    -log 2.
    """
    from sympy import log

    z = state()
    m, omega, q, t, y, lam, c, c0, b, s2, R = reals("m omega q t y lam c c0 b s2 R")
    where = [
        (z.n, ">", 0),
        (m, ">", 0),
        (z.x, ">=", m),
        (4 * omega, ">=", 1),
        (z.V**2, ">=", 1),
        (2 * z.V**2, "<=", 3),
    ]
    least = (
        [(z.n * z.x * omega, ">=", z.n * m / 4), (z.n * z.x * omega / z.V**2, ">=", z.n * m / 6)]
        if share == "1/6"
        else []
    )
    rate = holds(judge, (z.n * z.x * omega / z.V**2, ">=", number(share) * z.n * m), where, least)
    own = [
        (lam, ">=", b),
        (b, ">", 0),
        (c, ">=", c0),
        (c0, ">", 0),
        (z.eta, ">", 0),
        (s2, ">=", 0),
        (s2, "<=", R),
    ]
    step = holds(
        judge,
        ((1 - z.eta * lam * c) * s2, "<=", (1 - z.eta * b * c0) * R),
        [*own, (z.eta * lam * c, "<=", 1)],
        [
            (z.eta * lam * c, ">=", z.eta * b * c0),
            ((1 - z.eta * lam * c) * s2, "<=", (1 - z.eta * lam * c) * R),
        ],
    )
    power = holds(judge, (log(1 - q), "<=", -q), [(q, ">", 0), (q, "<", 1)])
    # b = log(1 - q), y = log 2
    half = holds(judge, (t * b, "<=", -y), [(b, "<=", -q), (t, ">=", 0), (q * t, ">=", y)])
    return judge.all(rate, step, power, half)


angle_phase.mutant("a fifth", share="1/5")


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
