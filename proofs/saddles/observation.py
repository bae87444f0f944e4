"""Section 7.4.1: two saddles in a row, the key observation about consecutive escape times, and the
smoothed function (7.4).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import at, chapter_7, diff, every, holds, splines
from .construction import moved, symbols
from .gaps import INDUCTION, LOGARITHMS

locus = "Section 7.4.1"


@claim(
    "saddle.eq-7.3",
    chapter_7("equation (7.3)"),
    formula=r"-\gamma x_1^2+Lx_2^2\ne L(x_1-2)^2-\gamma x_2^2\quad(x_1=1,\ 0\le x_2<1)",
)
def not_continuous(judge, top=1):
    """The first two pieces of (7.3) differ at every point of x_1 = 1, 0 <= x_2 < 1, where they
    meet.
    """
    s = symbols()
    where = [(s.gamma, ">", 0), (s.L, ">", s.gamma), (s.z, ">=", 0), (s.z, "<", top)]
    first, second = -s.gamma * s.x**2 + s.L * s.z**2, s.L * (s.x - 2) ** 2 - s.gamma * s.z**2
    return holds(judge, (at(first, (s.x, 1)), "!=", at(second, (s.x, 1))), where)


not_continuous.mutant("beyond x_2 = 1 as well", top=2)


@claim(
    "saddle.eq-7.3.stationary",
    chapter_7("equation (7.3)"),
    formula=r"\nabla f_k(x)=0\iff x=s_k,\quad s_1=(0,0),\ s_2=(2,0),\ s_3=(2,2)",
)
def stationary_points(judge, centre=2):
    """The three pieces of (7.3) have exactly one stationary point each: (0, 0), (2, 0) and (2, 2).

    Each piece is read as a polynomial on the whole plane.
    """
    s = symbols()
    x, z, L, gamma = s.x, s.z, s.L, s.gamma
    positive = [(gamma, ">", 0), (L, ">", gamma)]
    pieces = [
        (-gamma * x**2 + L * z**2, 0, 0),
        (L * (x - 2) ** 2 - gamma * z**2, centre, 0),
        (L * (x - 2) ** 2 + L * (z - 2) ** 2, centre, 2),
    ]
    parts = []
    for f, a, b in pieces:
        slopes = [diff(f, x), diff(f, z)]
        zero = [*positive, *((slope, "==", 0) for slope in slopes)]
        parts.append(every(judge, [(x, "==", a), (z, "==", b)], zero))
        there = [(at(slope, (x, a), (z, b)), "==", 0) for slope in slopes]
        parts.append(every(judge, there, positive))
    return judge.all(*parts)


stationary_points.mutant("a saddle at (3, 0)", centre=3)


@claim(
    "saddle.key-t1",
    chapter_7(locus),
    formula=r"x_1^{(t)}=(1+2\eta\gamma)^tx_1^{(0)},\ x_2^{(t)}=(1-2\eta L)^tx_2^{(0)}\quad(t\le "
    r"t_1)",
    missing=(INDUCTION,),
)
def first_escape(judge, contraction=2):
    """Both coordinates are geometric until the first escape (induction: powers P, Q become P (1 + 2
    eta gamma), Q (1 - 2 eta L)).
    """
    s = symbols()
    P, Q, a, b = reals("P Q x_1_start x_2_start")
    f = -s.gamma * s.x**2 + s.L * s.z**2
    step = lambda v, place: at(moved(f, v), (v, place))  # noqa: E731
    claims = [
        (step(s.x, P * a), "==", P * (1 + 2 * s.eta * s.gamma) * a),
        (step(s.z, Q * b), "==", Q * (1 - contraction * s.eta * s.L) * b),
    ]
    return every(judge, claims)


first_escape.mutant("contraction 1 - eta L", contraction=1)


def second_escape():
    """h, theta, t_1, t_2, x_2^(0) with the condition x_2^(t_2) >= 1 in logarithms."""
    from sympy import log

    h, kappa, t1, t2, x = reals("h kappa t_1 t_2 x_2_start")
    theta = kappa * h
    where = [
        (h, ">", 0),
        (kappa, ">", 1),
        (theta, "<", 1),
        (t1, ">=", 0),
        (t2, ">=", t1),
        (x, ">", 0),
        (x, "<=", 1),
    ]
    where.append(((t2 - t1) * log(1 + h) + t1 * log(1 - theta) + log(x), ">=", 0))
    elementary = [(log(1 - theta), "<=", -theta), (log(1 + h), "<=", h)]
    return h, kappa, t1, t2, x, where, elementary


@claim(
    "saddle.key-t2",
    chapter_7(locus),
    formula=r"t_2\ge\frac{2\eta(L+\gamma)t_1+\log(1/x_2^{(0)})}{2\eta\gamma}",
    hypotheses=(
        "x_2^(t_2) = (1 + 2 eta gamma)^(t_2 - t_1) (1 - 2 eta L)^t_1 x_2^(0) >= 1",
        "2 eta L < 1",
    ),
    missing=(LOGARITHMS,),
)
def second_escape_time(judge, factor=1):
    """The lower bound on the second escape time."""
    from sympy import log

    h, kappa, t1, t2, x, where, elementary = second_escape()
    return holds(judge, (h * t2, ">=", factor * (kappa + 1) * h * t1 - log(x)), where, elementary)


second_escape_time.mutant("twice the first term", factor=2)


@claim(
    "saddle.key-t2.ratio",
    chapter_7(locus),
    formula=r"t_2\ge\frac{L+\gamma}\gamma t_1",
    missing=(LOGARITHMS, "the bound of saddle.key-t2 enters as a hypothesis"),
)
def ratio_of_escape_times(judge, gain=1):
    """The second link: t_2 >= ((L + gamma)/gamma) t_1."""
    from sympy import log

    h, kappa, t1, t2, x, where, _ = second_escape()
    known = [*where[:-1], (h * t2, ">=", (kappa + 1) * h * t1 - log(x)), (log(x), "<=", 0)]
    return judge.all(
        holds(judge, (log(x), "<=", 0), [(x, ">", 0), (x, "<=", 1)]),
        holds(judge, (t2, ">=", (kappa + gain) * t1), known),
    )


ratio_of_escape_times.mutant("kappa + 2", gain=2)


@claim(
    "saddle.key-t2.equal",
    chapter_7(locus),
    formula=r"\frac{t_2}{t_1}\approx1+\frac{-\log(1-2\eta "
    r"L)}{\log(1+2\eta\gamma)}\overset?=\frac{L+"
    r"\gamma}\gamma",
    hypotheses=("x_1^(0) = x_2^(0) close to 1 or t_1 large: the limit of the ratio",),
)
def exact_ratio(judge, sign="=="):
    """The second saddle takes (L + gamma)/gamma times as long, as an equality. False for every step
    size: it takes longer.
    """
    from sympy import log

    h, kappa = reals("h kappa")
    where = [(h, ">", 0), (kappa, ">", 1), (kappa * h, "<", 1)]
    return holds(judge, (-log(1 - kappa * h), sign, kappa * log(1 + h)), where)


exact_ratio.mutant("at most", sign="<=")


@claim(
    "saddle.key-t2.equal-amended",
    chapter_7(locus),
    formula=r"1+\frac{-\log(1-2\eta L)}{\log(1+2\eta\gamma)}>\frac{L+\gamma}\gamma,\ "
    r"\to\frac{L+\gamma}\gamma\ (\eta\to0)",
    amends="saddle.key-t2.equal",
    missing=(
        "that the bounds on the two logarithms combine into those on their quotient",
        "the limit eta -> 0",
    ),
)
def exact_ratio_amended(judge, gain=1):
    """The true growth factor exceeds (L + gamma)/gamma at every step size; the two agree as eta
    tends to 0.
    """
    from sympy import log

    h, kappa = reals("h kappa")
    where = [(h, ">", 0), (kappa, ">", 1), (kappa * h, "<", 1)]
    p, q = reals("p q")  # -log(1 - theta) and log(1 + h)
    bigger = judge.all(
        holds(judge, (-log(1 - kappa * h), ">=", kappa * h), where),
        holds(judge, (log(1 + h), "<", h), [(h, ">", 0)]),
        holds(
            judge,
            (p, ">", gain * kappa * q),
            [*where[:2], (p, ">=", kappa * h), (q, "<", h), (q, ">", 0)],
        ),
    )
    # -log(1 - theta) <= theta/(1 - theta), log(1 + h) >= h/(1 + h): the ratio is at most kappa (1 +
    # h)/(1 - theta)
    above = [
        (-log(1 - kappa * h), "<=", kappa * h / (1 - kappa * h)),
        (log(1 + h), ">=", h / (1 + h)),
    ]
    return judge.all(bigger, every(judge, above, where))


exact_ratio_amended.mutant("more than twice as large", gain=2)


@claim(
    "saddle.eq-7.4",
    chapter_7("equation (7.4)"),
    formula=r"f\in C^2\text{ on the tube, }d=2",
    missing=(
        "pieces that agree to second order on their faces are C^2 together, at the corner too",
    ),
)
def smooth_in_two_dimensions(judge, extra=0):
    """The function (7.4) is C^2 across x_1 = tau, x_1 = 2 tau, x_2 = tau (for x_1 >= 2 tau), x_2 =
    2 tau, and at the corner (2 tau, tau).

    It is the case d = 2 of the construction; at the corner the faces x_1 = 2 tau and x_2 = tau
    meet, and each matches there.
    """
    faces = (
        splines.from_A_to_B,
        splines.from_B_to_A,
        splines.from_last_A_to_last_B,
        splines.from_last_B_to_the_end,
    )
    return judge.all(*[part.check(judge, extra) for part in faces])


smooth_in_two_dimensions.mutant("curvature larger by 2 on one side", extra=1)
