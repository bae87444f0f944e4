"""Section 7.4.1: two saddles in a row, the key observation about consecutive escape times, and the
smoothed function (7.4).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import (
    Formula,
    conj,
    deriv,
    exists,
    exp,
    forall,
    given,
    log,
    nats,
    sequences,
)
from steepest.proofs.engine.theorems import reals as formal_reals

from . import at, chapter_7, diff, every, faces, glued, holds
from .construction import symbols
from .mirror import times
from .paths import refuted_by
from .tube import between
from .two_dimensions import on_the_tube, smooth_on_the_tube

locus = "Section 7.4.1"
FACES = (
    faces.from_A_to_B,
    faces.from_B_to_A,
    faces.from_last_A_to_last_B,
    faces.from_last_B_to_the_end,
)


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


H, K, EPS, A, B = formal_reals("h kappa epsilon a b")
t, n, m = nats("t n m")
a, b = sequences("x_1 x_2")
ETA, L, GAMMA = formal_reals("eta L gamma")


def geometric(f, factor):
    """f(t + 1) == factor f(t) up to the time n"""
    return forall(t)((t < n) >> (f(t + 1) == factor * f(t)))


@claim(
    "saddle.key-t1",
    chapter_7(locus),
    formula=r"x_1^{(t)}=(1+2\eta\gamma)^tx_1^{(0)},\ x_2^{(t)}=(1-2\eta L)^tx_2^{(0)}\quad(t\le "
    r"t_1)",
    says=lambda contraction=2: forall(ETA, L, GAMMA, n, a, b)(
        given(
            forall(t)(
                (t < n)
                >> conj(
                    a(t + 1) == a(t) - ETA * deriv(A, -GAMMA * A**2 + L * b(t) ** 2, a(t)),
                    b(t + 1) == b(t) - ETA * deriv(A, -GAMMA * a(t) ** 2 + L * A**2, b(t)),
                )
            )
        )
        >> forall(t)(
            (t <= n)
            >> conj(
                a(t) == (1 + 2 * ETA * GAMMA) ** t * a(0),
                b(t) == (1 - contraction * ETA * L) ** t * b(0),
            )
        )
    ),
)
def first_escape(judge, contraction=2):
    """Both coordinates are geometric until the first escape, n = t_1: as long as the steps are
    those of gradient descent on -gamma x_1^2 + L x_2^2.
    """
    p = judge.theorem()
    (run,) = p.given
    grow, shrink = 1 + 2 * ETA * GAMMA, 1 - contraction * ETA * L
    always = (t <= n) >> conj(a(t) == grow**t * a(0), b(t) == shrink**t * b(0))
    base = p.discharge(
        p.arith(always.part(1).put(t, 0), p.power_zero(grow), p.power_zero(shrink)),
        always.part(0).put(t, 0),
    )
    soon = p.assume(t + 1 <= n)
    now = p.apply(p.assume(always), p.arith(t <= n, soon))
    step = p.split(p.use(p.at(run, t), p.arith(t < n, soon)))
    first = p.derivative(deriv(A, -GAMMA * A**2 + L * b(t) ** 2, a(t)))
    second = p.derivative(deriv(A, -GAMMA * a(t) ** 2 + L * A**2, b(t)))
    one = p.arith(a(t + 1) == grow * a(t), step[0], first)
    two = p.arith(b(t + 1) == shrink * b(t), step[1], second)
    after = p.arith(
        always.part(1).put(t, t + 1), one, two, now, p.power_step(grow, t), p.power_step(shrink, t)
    )
    return p.qed(p.induction(t, always, base, p.discharge(after, t + 1 <= n)))


@first_escape.mutant
def contraction_1_minus_eta_L(judge):
    says = forall(ETA, L, GAMMA, n, a, b)(
        given(geometric(a, 1 + 2 * ETA * GAMMA), geometric(b, 1 - 2 * ETA * L))
        >> (b(n) == (1 - ETA * L) ** n * b(0))
    )
    found = {"values": {"eta": "1/4", "L": "1", "gamma": "1", "n": "1"}}
    found["functions"] = {"x_1": {"table": ["0"]}, "x_2": {"table": ["1", "1/2"]}}
    return refuted_by(judge, says, found)


def sizes():
    """h = 2 eta gamma > 0, kappa = L/gamma > 1, 2 eta L = kappa h < 1"""
    return conj(H > 0, K > 1, K * H < 1)


def second_saddle():
    """x_2^(t_2) = (1 + h)^(t_2 - t_1) (1 - theta)^t_1 x_2^(0) >= 1 with 0 < x_2^(0) <= 1: m = t_1
    steps at the first saddle, n = t_2 - t_1 at the second.
    """
    return given(sizes(), A > 0, A <= 1, (1 + H) ** n * (1 - K * H) ** m * A >= 1)


@claim(
    "saddle.key-t2",
    chapter_7(locus),
    seconds=240.0,
    formula=r"t_2\ge\frac{2\eta(L+\gamma)t_1+\log(1/x_2^{(0)})}{2\eta\gamma}",
    hypotheses=("2 eta L < 1",),
    says=lambda factor=1: forall(H, K, A, m, n)(
        second_saddle() >> (H * (m + n) >= times(factor, K + 1) * H * m - log(A))
    ),
    uses=("book.power-below-exp",),
    instance={"values": {"h": "1/2", "kappa": "3/2", "x_1": "0", "a": "1", "m": "1", "n": "4"}},
)
def second_escape_time(judge, factor=1):
    """The lower bound on the second escape time t_2 = m + n, where t_1 = m."""
    p = judge.theorem()
    *known, product = p.given
    base, shrink = 1 + H, 1 - K * H
    up = p.use(p.by("book.power-below-exp", base, H, n), p.arith(base >= 0, *known))
    down = p.use(p.by("book.power-below-exp", shrink, -(K * H), m), p.arith(shrink >= 0, *known))
    c, e, f, g = formal_reals("c e f g")
    joined = p.lemma(
        forall(c, e, f, g, A)(
            given(c >= 0, e >= 0, c <= exp(f), e <= exp(g), A > 0, c * e * A >= 1)
            >> (exp(f + g) * A >= 1)
        ),
        base**n, shrink**m, H * n, -(K * H) * m, A,
    )  # fmt: skip
    whole = p.use(joined, up, down, product, *known)
    positive = p.arith(A > 0, *known)
    same = p.arith(A == exp(log(A)), positive)
    rate = H * n + -(K * H) * m
    sum_of = p.arith(exp(rate + log(A)) == exp(rate) * exp(log(A)), positive)
    one = p.arith(exp(rate + log(A)) >= 1, sum_of, same, whole)
    taken = p.at(p.lemma(forall(c)((exp(c) >= 1) >> (c >= 0))), rate + log(A), defined=[positive])
    return p.qed(p.arith(p.target, p.use(taken, one)))


second_escape_time.mutant("twice the first term", factor=2)


@claim(
    "saddle.key-t2.ratio",
    chapter_7(locus),
    formula=r"t_2\ge\frac{L+\gamma}\gamma t_1",
    says=lambda gain=1: forall(H, K, A, m, n)(second_saddle() >> (m + n >= (K + gain) * m)),
    uses=("saddle.key-t2",),
    instance={"values": {"h": "1/2", "kappa": "3/2", "a": "1", "m": "1", "n": "4"}},
)
def ratio_of_escape_times(judge, gain=1):
    """The second link: t_2 >= ((L + gamma)/gamma) t_1."""
    p = judge.theorem()
    bound = p.use(p.by("saddle.key-t2", H, K, A, m, n), *p.given)
    small = p.arith(log(A) <= 0, *p.given[3:5])
    return p.qed(p.arith(p.target, bound, small, *p.given[:3]))


ratio_of_escape_times.mutant("kappa + 2", gain=2)


def growth():
    """1 - log(1 - 2 eta L)/log(1 + 2 eta gamma)"""
    return 1 + -log(1 - K * H) / log(1 + H)


def near_the_limit():
    """The growth factor tends to kappa + 1 as h tends to 0."""
    close = forall(H)(given(H > 0, H < B) >> between(K + 1 - EPS, growth(), K + 1 + EPS))
    return forall(EPS)((EPS > 0) >> exists(B)(conj(B > 0, close)))


@claim(
    "saddle.key-t2.equal-amended",
    chapter_7(locus),
    formula=r"1+\frac{-\log(1-2\eta L)}{\log(1+2\eta\gamma)}>\frac{L+\gamma}\gamma,\ "
    r"\to\frac{L+\gamma}\gamma\ (\eta\to0)",
    amends="saddle.key-t2.equal",
    says=lambda gain=1: forall(K)(
        (K > 1)
        >> conj(
            forall(H)(given(H > 0, K * H < 1) >> (growth() > gain * K + 1)),
            near_the_limit(),
        )
    ),
)
def exact_ratio_amended(judge, gain=1):
    """The true growth factor exceeds (L + gamma)/gamma at every step size; the two agree as eta
    tends to 0.
    """
    p = judge.theorem()
    return p.qed(p.both(larger(p, gain), limit(p)))


def quotient(p, *premises):
    """-log(1 - theta)/log(1 + h) lies above kappa and at most at kappa (1 + h)/(1 - theta)."""
    positive = p.arith(H > 0, *premises)
    low = p.both(p.arith(log(1 + H) > 0, positive), p.arith(log(1 + H) < H, positive))
    up = p.arith(-log(1 - K * H) >= K * H, *premises)
    least = p.arith(log(1 + H) >= H / (1 + H), *premises)
    most = p.arith(-log(1 - K * H) <= K * H / (1 - K * H), *premises)
    return low, up, least, most


def larger(p, gain):
    where = given(H > 0, K * H < 1)
    here = p.assume(where)
    low, up, _, _ = quotient(p, here, *p.given)
    step = p.arith(growth() > gain * K + 1, low, up, here, *p.given)
    return p.for_all(p.discharge(step, where), H)


def limit(p):
    """For epsilon > 0 the factor is within epsilon of kappa + 1 if h < epsilon/(4 kappa^2 + 2
    epsilon kappa).
    """
    positive = p.assume(EPS > 0)
    bound = EPS / (4 * K**2 + 2 * EPS * K)
    where = given(H > 0, H < bound)
    here = p.assume(where)
    divided = p.arith(4 * K**2 + 2 * EPS * K > 0, positive, *p.given)
    small = p.arith(H * (4 * K**2 + 2 * EPS * K) < EPS, here, divided)
    short = p.arith(K * H < "1/2", here, small, positive, *p.given)
    low, up, least, most = quotient(p, here, short, *p.given)
    above = p.arith(growth() >= K + 1 - EPS, low, up, here, positive, *p.given)
    ceiling = p.arith(
        -log(1 - K * H) / log(1 + H) <= K * (1 + H) / (1 - K * H), low, least, most, short, here,
        *p.given,
    )  # fmt: skip
    roof = p.arith(K * (1 + H) / (1 - K * H) <= K + EPS, small, short, here, positive, *p.given)
    below = p.arith(growth() <= K + 1 + EPS, ceiling, roof)
    close = p.for_all(p.discharge(p.both(above, below), where), H)
    nonzero = p.arith(4 * K**2 + 2 * EPS * K != 0, divided)
    goal = near_the_limit()
    inner = Formula(goal.node[3][2], {**goal.sorts, "epsilon": "real"})
    found = p.exhibit(inner, bound, p.both(p.arith(bound > 0, divided, positive), close), nonzero)
    return p.for_all(p.discharge(found, EPS > 0), EPS)


@exact_ratio_amended.mutant
def more_than_twice_as_large(judge):
    says = forall(K, H)(given(K > 1, H > 0, K * H < 1) >> (growth() > 2 * K + 1))
    return refuted_by(judge, says, {"values": {"kappa": "2", "h": "1/100"}})


@claim(
    "saddle.eq-7.4",
    chapter_7("equation (7.4)"),
    formula=r"f\in C^2\text{ on the tube, }d=2",
    says=smooth_on_the_tube,
    uses=glued.USES,
)
def smooth_in_two_dimensions(judge):
    """The function (7.4) on the tube is the restriction of a twice continuously differentiable
    function of the plane: across x_1 = tau, x_1 = 2 tau, x_2 = tau, x_2 = 2 tau, and at the corner
    (2 tau, tau).

    It is the case d = 2 of the construction.
    """
    return on_the_tube(judge.theorem())


@smooth_in_two_dimensions.mutant
def curvature_larger_by_2_on_one_side(judge):
    says = FACES[0].says(extra=1)
    return refuted_by(judge, says, FACES[0].instance)
