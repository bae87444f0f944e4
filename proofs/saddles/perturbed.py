"""Section 7.7.2: perturbed gradient descent stays in D. Scaled as in `descent`: h = 2 eta gamma,
theta = 2 eta L.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import conj, forall, given
from steepest.proofs.engine.theorems import reals as formal_reals

from . import SEED, buffer, chapter_7, descent, holds, moves, number
from .construction import scaled, symbols
from .gaps import INDUCTION, LOGARITHMS
from .tube import LETTERS, between, grown, numbers, shrunk, tau

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


@claim(
    "saddle.pgd.c-next",
    chapter_7(locus),
    formula=r"x_{k+1}^{(t')}(1-2\eta L)^{S_k-t'}(1+2\eta\gamma)^{t-S_k}\le\tau\quad(S_k<t\le T_k)",
    hypotheses=(
        "x_{k+1}^(t') <= tau/10 by (7.19)",
        "t - S_k <= T_k^tau <= 1/(2 eta gamma) + 1, the amended count",
        "eta <= 1/(2 L)",
    ),
    missing=(LOGARITHMS, "the amended count and equation (7.19) enter as hypotheses", INDUCTION),
)
def next_coordinate(judge, start="1/10"):
    """After the last perturbation the next coordinate stays below tau in the buffer: n log(1 + h)
    <= (1/h + 1) h <= 2 < log 10.
    """
    from sympy import exp

    n, b, h = reals("n b h")  # b = log(1 + h) in (0, h]
    exponent = holds(
        judge,
        (n * b, "<=", 2),
        [(h, ">", 0), (h, "<=", 1), (b, ">", 0), (b, "<=", h), (n, ">=", 0), (n, "<=", 1 / h + 1)],
    )
    (y,) = reals("y,")
    end = holds(judge, (number(start) * exp(y), "<=", 1), [(y, "<=", 2), (y, ">=", 0)])
    return judge.all(exponent, end)


next_coordinate.mutant("from tau/7", start="1/7")


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
