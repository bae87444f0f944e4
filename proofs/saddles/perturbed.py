"""Section 7.7.2: perturbed gradient descent stays in D. Scaled as in `descent`: h = 2 eta gamma,
theta = 2 eta L.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    exp,
    forall,
    given,
    nats,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems import reals as formal_reals

from . import SEED, buffer, chapter_7, critical, descent, holds, moves, slopes, tube
from .construction import scaled, symbols
from .escape import sizes_of
from .gradient import G, d, i, y
from .paths import refuted_by
from .tube import (
    LETTERS,
    bent,
    between,
    eta,
    gamma,
    grown,
    h,
    kappa,
    numbers,
    risen,
    shrunk,
    tau,
)

locus = "Section 7.7.2"
x_k, x_j = formal_reals("x_k x_j")


@claim(
    "saddle.pgd.c-left",
    chapter_7(locus),
    formula=r"x_j^{(t+1)}=(1-\eta L)x_j^{(t)}-4\eta L\tau\in[2\tau,6\tau]\quad(1\le j<k)",
)
def settled_as_printed(judge, sign=-1):
    """The display of Lemma 7.2 once more, with the same error. The true update is (1 - 2 eta L) x_j
    + 8 eta L tau.
    """
    return descent.settled_update_as_printed.check(judge, sign)


settled_as_printed.mutant("plus 4 eta L tau", sign=1)


@claim(
    "saddle.pgd.c-left-amended",
    chapter_7(locus),
    formula=r"x_j^{(t+1)}=(1-2\eta L)x_j^{(t)}+8\eta L\tau\in[2\tau,6\tau]",
    amends="saddle.pgd.c-left",
    says=moves.settled_update.says,
    uses=("saddle.lem-7.2.d-left-amended",),
    instance=moves.settled_update.instance,
)
def settled_amended(judge, limit=1):
    """The true update, which stays in [2 tau, 6 tau]."""
    return moves.once_more(judge, "saddle.lem-7.2.d-left-amended")


settled_amended.mutant("eta up to 3/(2 L)", limit=3)


@claim(
    "saddle.pgd.c-others",
    chapter_7(locus),
    formula=r"x_k^{(t+1)}\in[0,2\tau],\ x_j^{(t+1)}\in[0,\tau]\ (j>k)",
    says=lambda limit=1: forall(*LETTERS, x_k, x_j)(
        given(numbers(limit), between(0, x_k, tau), between(0, x_j, tau))
        >> conj(between(0, grown(x_k), 2 * tau), between(0, shrunk(x_j), tau))
    ),
    uses=("saddle.lem-7.2.d-middle", "saddle.lem-7.2.d-right"),
    instance=moves.at_point(x_k=1, x_j=1),
)
def other_coordinates(judge, limit=1):
    """The updates of coordinate k and of the later ones in A_k, between two perturbations."""
    p = judge.theorem()
    unstable = p.use(p.by("saddle.lem-7.2.d-middle", *LETTERS, x_k), *p.given)
    stable = p.use(p.by("saddle.lem-7.2.d-right", *LETTERS, x_j), *p.given)
    return p.qed(p.both(p.part(unstable, 1), p.part(stable, 1)))


other_coordinates.mutant("eta up to 1/L", limit=2)


@claim(
    "saddle.pgd.c-buffer",
    chapter_7(locus),
    formula=r"x_k-\eta\,\partial g/\partial x_k\le x_k+4\eta L\tau",
)
def buffer_step_as_printed(judge, factor=2):
    """A step in the buffer is at most 4 eta L tau (here in units of tau: h P <= 2 kappa h). False,
    because dg/dx_k reaches below -4 L tau.
    """
    s = symbols()
    return holds(judge, (s.h * scaled().P, "<=", factor * s.kappa * s.h), descent.scaled_steps())


buffer_step_as_printed.mutant("2 eta L tau", factor=1)


@claim(
    "saddle.pgd.c-buffer-amended",
    chapter_7(locus),
    formula=r"x_k-\eta\,\partial g/\partial x_k\le x_k+\tfrac{15}2\eta L\tau\le6\tau",
    amends="saddle.pgd.c-buffer",
    says=moves.buffer_overshoot.says,
    uses=("saddle.lem-7.2.e-amended",),
    instance=moves.buffer_overshoot.instance,
)
def buffer_step(judge, end=6):
    """With 15/2 in place of 4 the conclusion x_k <= 6 tau stands."""
    return moves.once_more(judge, "saddle.lem-7.2.e-amended")


buffer_step.mutant("5 tau", end=5)


a, b, xi = sequences("a b xi")
t, m, n, q, c = nats("t m n q c")
grow, shrink = 1 + h, 1 - 2 * eta * tube.L
A, B, C, N, P = formal_reals("A B C N P")


def product(q):
    """x_{k+1} (1 - 2 eta L)^m (1 + 2 eta gamma)^q: m steps in A_k, then q in B_k"""
    return b(0) * shrink**m * grow**q


def noise(share="1/20"):
    """The point y + xi after the last perturbation: the gradient was at most gamma tau/10 at y in
    A_i, the noise at most tau/20; b(0) >= 0 is the coordinate i + 1.
    """
    return conj(
        slopes.letters(),
        critical.gradient_A(),
        critical.norm <= Fraction(1, 10) * gamma * tau,
        sqrt(sum_over(c, d, xi(c) ** 2)) <= Fraction(share) * tau,
        i + 1 < d,
        b(0) == y(i + 1) + xi(i + 1),
        b(0) >= 0,
    )


def since_the_noise():
    """a and b are x_i and x_{i+1} from the last perturbation on: m steps in A_i, then n in B_i."""
    inside = conj(between(tau, a(q), 2 * tau), a(q) < 2 * tau)
    moved = conj(a(q + 1) == risen(a(q), b(m + q)), b(m + q + 1) == bent(a(q), b(m + q)))
    return conj(
        forall(t)((t < m) >> (b(t + 1) == shrunk(b(t)))),
        a(0) >= tau,
        forall(q)(conj(q < n, b(m + q) <= tau) >> conj(inside, moved)),
    )


@claim(
    "saddle.pgd.c-next",
    chapter_7(locus),
    formula=r"x_{k+1}^{(t')}(1-2\eta L)^{S_k-t'}(1+2\eta\gamma)^{t-S_k}\le\tau\quad(S_k<t\le T_k)",
    hypotheses=(
        "eta <= 1/(2 L)",
        "the coordinate positive (the other sign: saddle.lem-7.3.equivariance)",
    ),
    says=lambda: forall(*LETTERS, d, i, y, G, xi, m, n, a, b)(
        given(numbers(), noise(), since_the_noise())
        >> conj(between(0, b(m + n), product(n)), product(n) <= tau)
    ),
    uses=("saddle.eq-7.19", "saddle.lem-7.2.a", "saddle.eq-7.11.step", "book.power-below-exp"),
)
def next_coordinate(judge):
    """After the last perturbation the next coordinate stays below tau in the buffer: n log(1 + h)
    <= (1/h + 1) h <= 2 < log 10.

    It is at most tau/10 after the noise, by (7.19). The n iterates in the buffer are at most 1/h +
    1, since each step is at least h tau.
    """
    k = judge.theorem()
    sizes = sizes_of(k)
    *_, same, positive, before, high, stepping = k.given
    said = k.use(k.by("saddle.eq-7.19", gamma, tau, kappa, d, i, y, G, xi), *k.given)
    near = k.use(k.at(said, i + 1), k.meet(i + 1 < d, *k.given))
    near = k.apply(k.part(near, 1), k.arith(i + 1 >= i))
    begin = k.arith(between(0, b(0), tau / 10), near, same, positive)
    rate = k.arith(between(0, shrink, 1), *sizes)
    at_S = in_the_region(k, sizes, before, begin, rate)
    small = stays_small(k, sizes, begin, rate)
    always = in_the_buffer(k, sizes, begin, at_S, small, high, stepping)
    last = k.apply(k.at(always, n), k.arith(n <= n))
    end = k.use(k.at(small, n), k.part(last, 2))
    return k.qed(k.both(k.part(last, 1), end))


def in_the_region(k, sizes, before, begin, rate):
    """0 <= b(m) <= b(0) (1 - 2 eta L)^m"""
    always = (t <= m) >> between(0, b(t), b(0) * shrink**t)
    zero = k.arith(between(0, b(0), b(0) * shrink ** term(0)), begin, k.power_zero(shrink))
    base = k.discharge(zero, (t <= m).put(t, 0))
    soon = k.assume(t + 1 <= m)
    now = k.apply(k.assume(always), k.arith(t <= m, soon))
    moved = k.use(k.at(before, t), k.arith(t < m, soon))
    one = k.lemma(
        forall(A, B, P, C)(
            given(A >= 0, A <= B * P, between(0, C, 1)) >> between(0, C * A, B * (P * C))
        ),
        b(t), b(0), shrink**t, shrink,
    )  # fmt: skip
    one = k.use(one, *k.split(now), *k.split(rate))
    value = k.arith(b(t + 1) == shrink * b(t), moved, *sizes)
    power = k.arith(shrink**t * shrink == shrink ** (t + 1), k.power_step(shrink, t))
    step = k.fold(value, k.unfold(power, one))
    step = k.discharge(step, t + 1 <= m)
    return k.apply(k.at(k.induction(t, always, base, step), m), k.arith(m <= m))


def stays_small(k, sizes, begin, rate):
    """For all q: the product is at most tau if h q <= 1 + h."""
    theta = 2 * eta * tube.L
    powers = k.use(k.by("book.power-below-exp", shrink, -theta, m), k.part(rate, 0))
    less = k.lemma(forall(N)(given(numbers(), N >= 0) >> (-theta * N <= 0)), m)
    less = k.use(less, *sizes, k.arith(m >= 0))
    one = k.use(k.lemma(forall(A)((A <= 0) >> (exp(A) <= 1)), -theta * m), less)
    few = k.assume(h * q <= 1 + h)
    up = k.use(k.by("book.power-below-exp", grow, h, q), k.arith(grow >= 0, *sizes))
    short = k.lemma(forall(A)((A <= 2) >> (exp(A) <= 10)), h * q)
    short = k.use(short, k.arith(h * q <= 2, few, k.arith(h <= 1, *sizes)))
    joined = k.lemma(
        forall(A, B, C)(
            given(between(0, A, tau / 10), between(0, B, 1), between(0, C, 10))
            >> (A * B * C <= tau)
        ),
        b(0), shrink**m, grow**q,
    )  # fmt: skip
    low = k.arith(between(0, shrink**m, 1), powers, one)
    top = k.arith(between(0, grow**q, 10), up, short)
    found = k.use(joined, begin, low, top)
    return k.for_all(k.discharge(found, few.formula), q)


def in_the_buffer(k, sizes, begin, at_S, small, high, stepping):
    """q steps after S: x_i has risen, x_{i+1} is below the product, and h q <= 1 + h."""
    goal = conj(a(q) >= tau + q * (1 * h * tau), between(0, b(m + q), product(q)), h * q <= 1 + h)
    always = (q <= n) >> goal
    zero = k.arith(a(0) >= tau + term(0) * (1 * h * tau), high)
    start = k.arith(between(0, b(m), product(0)), at_S, k.power_zero(grow))
    none = k.both(zero, start, k.arith(h * term(0) <= 1 + h, *sizes))
    base = k.rewrite(k.arith(m + term(0) == m), none, goal.put(q, 0))
    base = k.discharge(base, (q <= n).put(q, 0))
    soon = k.assume(q + 1 <= n)
    now = k.apply(k.assume(always), k.arith(q <= n, soon))
    below = k.use(k.at(small, q), k.part(now, 2))
    less = k.arith(b(m + q) <= tau, below, k.part(now, 1))
    here = k.use(k.at(stepping, q), k.arith(q < n, soon), less)
    inside, moved = k.part(here, 0), k.part(here, 1)
    box = [*k.split(inside), *k.split(k.part(now, 1)), less]
    place = (*LETTERS, a(q), b(m + q))
    up = k.use(k.by("saddle.lem-7.2.a", *place), *sizes, *box)
    over = k.use(k.by("saddle.eq-7.11.step", *place), *sizes, *box)
    up, over = k.fold(k.part(moved, 0), up), k.fold(k.part(moved, 1), over)
    one = k.lemma(
        forall(A, B, N)(
            given(numbers(), A >= tau + N * (1 * h * tau), B >= A + 1 * h * tau, A < 2 * tau)
            >> conj(B >= tau + (N + 1) * (1 * h * tau), h * (N + 1) <= 1 + h)
        ),
        a(q), a(q + 1), q,
    )  # fmt: skip
    two = k.lemma(
        forall(A, B, P)(
            given(numbers(), between(0, A, P), between(0, B, (1 + 1 * h) * A))
            >> between(0, B, P * grow)
        ),
        b(m + q), b(m + q + 1), product(q),
    )  # fmt: skip
    rises = k.use(one, *sizes, k.part(now, 0), up, *k.split(inside))
    grows = k.use(two, *sizes, *k.split(k.part(now, 1)), *k.split(over))
    power = k.arith(product(q) * grow == product(q + 1), k.power_step(grow, q))
    both = k.both(k.part(rises, 0), k.unfold(power, grows), k.part(rises, 1))
    step = k.rewrite(k.arith(m + (q + 1) == m + q + 1), both, goal.put(q, q + 1))
    return k.induction(q, always, base, k.discharge(step, q + 1 <= n))


@next_coordinate.mutant
def from_a_seventh(judge):
    """From tau/7: exp(2)/7 is above 1."""
    says = forall(tau, A)(given(tau > 0, A == 2) >> (tau / 7 * exp(A) <= tau))
    return refuted_by(judge, says, {"values": {"tau": "1", "A": "2"}})


@claim(
    "saddle.pgd.c-first",
    chapter_7(locus),
    formula=r"\text{no noise before }S_1:\ x_2^{(t)}\le\tau\text{ in }B_1",
    hypotheses=("the case that Section 7.7.2 leaves out: A_1 is left before any perturbation",),
    says=buffer.next_coordinate_stays_small.says,
    uses=("saddle.eq-7.11",),
    instance=buffer.next_coordinate_stays_small.instance,
)
def before_any_noise(judge, top=1):
    """If no perturbation has come yet the run is one of gradient descent, and (7.11) applies: the
    next coordinate stays below tau in the buffer.
    """
    return moves.once_more(judge, "saddle.eq-7.11")


@before_any_noise.mutant
def below_a_hundredth(judge):
    return buffer.below_a_hundredth(judge)


@claim(
    "saddle.pgd.d",
    chapter_7(locus),
    formula=r"\Pr[\text{PGD reaches a local minimum in poly}(d,1/\varepsilon)]\ge1-e^{-d}",
    trial=True,
    seconds=120.0,
)
def reaches_a_minimum(judge, horizon=4000):
    """Perturbed gradient descent reaches the final region and never leaves D (d = 10, L = 3; the
    polynomial is not specified: 4000 steps).

    Registered as: with probability at least 0.9999 >= 1 - e^(-10) + margin, within the horizon and
    with no iterate outside D.
    """
    from steepest.proofs.vocabulary import Plan

    success = "all coordinates at least 2 tau within the horizon, and no iterate outside D"
    return judge.trial(
        Plan(
            "saddle.pgd.d",
            "steepest.kernels.saddles.pgd:batch",
            {"d": 10, "L": 3.0, "horizon": horizon},
            4000,
            success,
            at_least="0.9999",
            margin="0.01",
            horizon=horizon,
            backend="auto",
            seed=SEED,
            basis="theory: ten saddles of about 55 steps (saddle.exp-pgd.order), seven times over",
        )
    )


reaches_a_minimum.mutant("within 300 steps", horizon=300)
