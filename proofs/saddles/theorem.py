"""Theorems 7.1 to 7.3 and Corollaries 7.1, 7.2: what follows from the lemmas, each assertion by
itself.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import Lambda, conj, forall, given, term
from steepest.proofs.engine.theorems import reals as formal_reals

from . import SEED, at, chapter_7, diff, heights, holds, norms, sizes
from .construction import positive, symbols
from .gradient import LETTERS, d, i, m, y
from .hessian import U, W
from .paths import refuted_by
from .slopes import WRITTEN, L, letters, tau

count = formal_reals("count")


@claim("saddle.thm-7.1", chapter_7("Theorem 7.1"), formula=r"\Pr[\lim x^{(t)}\text{ is a SOSP}]=1")
def almost_sure_limits(judge):
    """With a random start gradient descent with eta < 1/ell converges, if it does, to second-order
    stationary points (quoted).
    """
    return judge.undecided(
        "an external theorem (stable manifolds); its consequence on the octopus is "
        "saddle.thm-7.1.diffeomorphism"
    )


@claim(
    "saddle.thm-7.2",
    chapter_7("Theorem 7.2"),
    formula=r"O\left(\frac{\ell B}{\varepsilon^2}\log^4\frac{d\ell B}{\varepsilon^2\delta}\right)",
)
def perturbed_descent_in_general(judge):
    """Perturbed gradient descent finds an epsilon-SOSP in that many iterations with probability 1 -
    delta (quoted; constants unspecified).
    """
    return judge.undecided(
        "an external theorem with unspecified constants; on the octopus saddle.pgd.d and "
        "saddle.thm-7.3.2 are tried instead"
    )


def size(m):
    return abs(y(m))


@claim(
    "saddle.thm-7.3.regularity",
    chapter_7("Theorem 7.3"),
    formula=r"B,\ell,\rho\le\mathrm{poly}(d)\text{ on }D:\ \ell\le16L,\ B\le d\nu",
    hypotheses=(
        "on D; on R^d it rests on Theorem 7.5 (saddle.step-3)",
        "derivatives at the point (|x_1|, .., |x_d|) of the tube: a reflection takes directions to "
        "directions of the same length",
    ),
    says=lambda ell=16, height="25/3", form="derivative": forall(*LETTERS, d, i, y, U, W)(
        given(letters(), norms.directions())
        >> conj(
            heights.bounded(of=size),
            d * heights.nu <= Fraction(height) * L * tau**2 * d,
            norms.bounded(ell, form),
            norms.in_buffer() >> conj(*third_at(y(i), y(i + 1))),
        )
    ),
    uses=("saddle.def-7.1.tube", "saddle.def-7.2.tube-amended", "saddle.rem-7.1.third"),
    instance=norms.AT | {"values": norms.AT["values"] | {"kappa": "101/100"}},
)
def bounds_are_polynomial(judge, ell=16, height="25/3"):
    """On D: |f| <= d nu <= (25/3) L tau^2 d; the Hessian's norm is at most 16 L and the third
    derivatives at most 150 L/tau, whatever d is.

    The changes of gradient and Hessian along a segment inside one region are the integrals of
    these: see `saddle.rem-7.1.rho`.
    """
    p = judge.theorem()
    values = p.use(p.by("saddle.def-7.1.tube", *LETTERS, d, i, Lambda((m,), size(m))), *p.given)
    known = p.lemma(
        forall(count)(
            given(letters(), count >= 0)
            >> (count * heights.nu <= Fraction(height) * L * tau**2 * count)
        ),
        d,
    )
    low = p.use(known, p.arith(term(d) >= 0), *p.given)
    norm = p.use(p.by("saddle.def-7.2.tube-amended", *LETTERS, d, i, y, U, W), *p.given)
    held = p.assume(norms.in_buffer())
    third = p.use(p.by("saddle.rem-7.1.third", *LETTERS, y(i), y(i + 1)), held, *p.given)
    bounds = p.both(*(p.part(third, k) for k in range(3)))
    bounds = p.discharge(bounds, norms.in_buffer())
    return p.qed(p.both(values, low, p.part(norm, 0), bounds))


def third_at(place, after):
    """The third derivatives of g there"""
    return [one.put(sizes.x, place).put(sizes.z, after) for one in sizes.thirds()]


@bounds_are_polynomial.mutant
def ell_15_L(judge):
    says = bounds_are_polynomial.says(ell=15, form=WRITTEN)
    return refuted_by(judge, says, bounds_are_polynomial.instance)


@bounds_are_polynomial.mutant
def height_8(judge):
    """B = 8 L tau^2 d, above which -f lies at the minimum"""
    says = forall(*LETTERS, d)(letters() >> (d * heights.nu <= 8 * L * tau**2 * d))
    found = {"gamma": "1", "kappa": "101/100", "tau": "1", "d": "1"}
    return refuted_by(judge, says, {"values": found})


@claim(
    "saddle.thm-7.3.2",
    chapter_7("Theorem 7.3, part 2"),
    formula=r"\Pr[\|x-x^*\|\le\varepsilon\text{ in poly}(d,1/\varepsilon)\text{ "
    r"iterations}]\ge1-e^{-d}",
    trial=True,
    seconds=120.0,
)
def perturbed_descent_is_fast(judge, per_saddle=100):
    """Perturbed gradient descent reaches the final region in at most 100 steps a saddle (d = 50, L
    = 3), and never leaves D.

    From there (1 - 2 eta L)^t brings it epsilon-close in log(1/epsilon) more steps
    (`saddle.thm-7.3.2-end`). The polynomial is unspecified; the linear one is ours.
    """
    from steepest.proofs.vocabulary import Plan

    horizon = 50 * per_saddle
    success = "all coordinates at least 2 tau within the horizon, and no iterate outside D"
    parameters = {"d": 50, "L": 3.0, "horizon": horizon}
    return judge.trial(
        Plan(
            "saddle.thm-7.3.2",
            "steepest.kernels.saddles.pgd:batch",
            parameters,
            400,
            success,
            at_least="0.999",
            margin="0.05",
            horizon=horizon,
            shard=400,
            seed=SEED,
            basis="theory: about 60 steps a saddle at d = 50 (saddle.exp-pgd.order), 100 allowed",
        )
    )


perturbed_descent_is_fast.mutant("40 steps a saddle", per_saddle=40)


@claim(
    "saddle.rem-thm-7.3",
    chapter_7("Remark after Theorem 7.3"),
    formula=r"c=4\tau:\ 2^d\text{ minima }(\pm c,\dots,\pm c),\ \text{saddles }(\pm c,\dots,\pm "
    r"c,0,\dots,0),\ |c|>1",
    missing=("that the coordinates combine, and the count 2^d of the sign vectors",),
)
def minima_and_saddles(judge, least=1):
    """The sign vectors give 2^d minima and the saddles by the mirror symmetry; they lie outside the
    cube.

    Checked coordinate by coordinate: the mirrored pieces L (x + 4 tau)^2, -gamma x^2, L x^2 are
    stationary exactly at -4 tau, 0, 0, with the curvatures 2 L, -2 gamma, 2 L, and 4 tau > 1 for
    tau >= 1. The buffers have none (`saddle.lem-7.1.buffers`, `saddle.lem-7.3.equivariance`).
    """
    s = symbols()
    x, where = s.x, [*positive(), (s.tau, ">=", least)]
    parts = [holds(judge, (4 * s.tau, ">", 1), where)]
    for f, zero, sign in (
        (s.L * (x + 4 * s.tau) ** 2, -4 * s.tau, ">"),
        (-s.gamma * x**2, 0, "<"),
        (s.L * x**2, 0, ">"),
    ):
        parts.append(holds(judge, (at(diff(f, x), (x, zero)), "==", 0), where))
        parts.append(holds(judge, (x, "==", zero), [*where, (diff(f, x), "==", 0)]))
        parts.append(holds(judge, (diff(f, x, x), sign, 0), where))
    return judge.all(*parts)


minima_and_saddles.mutant("tau >= 1/8", least=Fraction("1/8"))


@claim(
    "saddle.cor-7.2.equivalence",
    chapter_7("Section 7.7.3"),
    formula=r"x'=x-\frac\eta Rs\implies y'=y-\frac\eta{R^2}s\quad"
    r"\left(y=\frac{x-z}R,\ y'=\frac{x'-z}R\right)",
)
def same_trajectory(judge, power=2):
    """With y = (x - z)/R, a step of -(eta/R) s in a coordinate of x is one of -(eta/R^2) s in y.

    Here s is the partial derivative of f at y, so that s/R is that of g(x) = f((x - z)/R): the
    chain rule, which is not decided here.
    """
    x, z, R, eta, slope = reals("x z R eta slope")
    after = (x - eta * slope / R - z) / R
    return holds(judge, (after, "==", (x - z) / R - eta / R**power * slope), [(R, ">", 0)])


same_trajectory.mutant("step eta/R", power=1)


@claim(
    "saddle.cor-7.2.step",
    chapter_7("Corollary 7.2"),
    formula=r"\eta\le1/\ell_g\iff\eta/R^2\le1/\ell_f",
)
def step_condition(judge, power=2):
    """With ell_g = ell_f/R^2, eta <= 1/ell_g exactly if eta/R^2 <= 1/ell_f."""
    R, eta, ell, scaled = reals("R eta ell_f ell_g")
    where = [(R, ">", 0), (ell, ">", 0), (scaled, ">", 0), (scaled * R**power, "==", ell)]
    of_g, of_f = (eta, "<=", 1 / scaled), (eta / R**2, "<=", 1 / ell)
    return judge.all(
        holds(judge, of_f, [*where, of_g]),
        holds(judge, of_g, [*where, of_f]),
    )


step_condition.mutant("ell_g = ell_f/R^3", power=3)
