"""Lemmas 2.3 and 2.4: linear rate and bounded movement under gradient flow; r = y - u, r0 = |y -
u(0)|, lambda_0 > 0.

The exact trajectory that decides the constants: n = d = 1, x = 1, k of m neurons active with a_r =
1 and y > u, the others inactive. No preactivation changes its sign, H = k/m for all time, r(t) = r0
exp(-k t/m), and every active neuron moves by (r0/sqrt m)(m/k)(1 - exp(-k t/m)).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import derivative, inner, matrices, norm2, scalars

from ..engine.text import as_written
from . import equal, holds, rests_on, thesis

lemma, proof = "Lemma 2.3", "proof of Lemma 2.3"


def active_neuron(width: int, active: int) -> tuple[Any, Any, Any]:
    """(t, r(t)/r0, sqrt(m) |w(t) - w(0)|/r0) of an active neuron."""
    from sympy import Rational, exp

    (t,) = reals("t,")
    H = Rational(active, width)
    return t, exp(-H * t), (1 - exp(-H * t)) / H


def solves(judge: Any, width: int, active: int) -> Any:
    """The trajectory satisfies d(sqrt m w)/dt = r and dr/dt = -H r, and starts at (0, 1)."""
    from sympy import Rational

    t, r, moved = active_neuron(width, active)
    start = [(t, "==", 0)]
    return judge.all(
        judge.gradient(moved, {t: r}),
        judge.gradient(r, {t: -Rational(active, width) * r}),
        equal(judge, moved, 0, start),
        equal(judge, r, 1, start),
    )


@claim(
    "relu2.lem-2.3.trajectory",
    thesis(lemma),
    formula=r"n=1:\ r(t)=r_0e^{-kt/m},\ |w_r(t)-w_r(0)|=\tfrac{r_0}{\sqrt m}\tfrac mk(1-e^{-kt/m})",
    hypotheses=("k of m neurons active, x = 1, a_r = 1, y > u(0)",),
    missing=(
        "that these equations are the flow of the network while patterns stand",
        "other k and m than 1 and 4",
    ),
)
def one_sample_trajectory(judge, active=1):
    """An exact trajectory of the flow with one sample.

    The exact solution used below (m = 4, one active neuron): it solves the flow; active neurons
    grow, the others have no gradient.
    """
    from sympy import Rational

    t, r, moved = active_neuron(4, 1)
    return judge.all(
        solves(judge, 4, 1),
        judge.gradient(r, {t: -Rational(active, 4) * r}),
        holds(judge, moved >= 0, [t >= 0], axioms=[("exp-monotone", -t / 4, 0 * t)]),
    )


one_sample_trajectory.mutant("two active neurons", active=2)


@claim(
    "relu2.lem-2.3.loss-decay",
    thesis(proof),
    formula=r"\tfrac d{dt}\|r\|^2=-2r^\top Hr\le-\lambda_0\|r\|^2,\quad\tfrac "
    r"d{dt}\left(e^{\lambda_0t}\|r\|^2\right)\le0",
    hypotheses=("H(s) = (lambda_0/2) I + P, P positive semidefinite",),
    missing=("N, q and E stand for |r|^2, r^T H r and exp(lambda_0 t): the product rule",),
)
def loss_decay(judge, rate=1):
    """The loss falls at the rate lambda_0.

    The derivative of |y - u|^2 along du/dt = H (y - u), for all n, and the derivative of the
    product with exp(lambda_0 t). N = |r|^2, q = r^T H r, E = exp(lambda_0 t): d(E N)/dt = E
    (lambda_0 N - 2 q).
    """
    from steepest.proofs.engine.matrix import eye, psd

    u, y = matrices("u: n x 1, y: n x 1")
    P, half = psd("P: n x n"), scalars("half")  # half = lambda_0/2
    H = half * eye("n") + P
    slope = derivative(norm2(y - u), {u: H @ (y - u)})
    N, q, E, lam = reals("N q Err lam")
    where = [N >= 0, lam > 0, E > 0, 2 * q >= lam * N]
    return judge.all(
        judge.same(slope, -2 * inner(y - u, H @ (y - u))),
        judge.at_most(slope, -2 * rate * half * norm2(y - u), where=[0 * half <= half]),
        holds(judge, E * (rate * lam * N - 2 * q) <= 0, where),
    )


loss_decay.mutant("the rate 2 lambda_0", rate=2)


@claim(
    "relu2.lem-2.3.gradient-norm",
    thesis(proof),
    formula=r"\sqrt{\tfrac nm}\|y-u(s)\|\le\sqrt{\tfrac nm}\,e^{-\lambda_0s}\|y-u(0)\|",
    hypotheses=("lambda_min(H) >= lambda_0/2 up to s", "n = 1, m = 4: lambda_0 = 1/2, H = 1/4"),
)
def printed_gradient_norm(judge, rate=1):
    """The gradient falls like exp(-lambda_0 s).

    The last link as printed: false, (a) bounds the square, so the norm has exp(-lambda_0 s/2). With
    H = lambda_0/2 exactly r = r0 exp(-s/4). The links before it are true:
    relu2.lem-2.3.gradient-norm.triangle and .cauchy-schwarz.
    """
    from sympy import Rational, exp

    t, r, _ = active_neuron(4, 1)
    link = holds(judge, r <= exp(-rate * Rational(1, 2) * t), [t >= 0, t <= 8])
    return judge.all(link, support=[solves(judge, 4, 1)])


printed_gradient_norm.mutant("exp(-2 lambda_0 s)", rate=2)


@claim(
    "relu2.lem-2.3.gradient-norm-amended",
    thesis(proof),
    formula=r"\|\dot w_r(s)\|\le\sqrt{\tfrac nm}\,e^{-\lambda_0s/2}\|y-u(0)\|",
    amends="relu2.lem-2.3.gradient-norm",
    missing=(
        "size, r0 and E stand for |r(s)|, |r(0)| and exp(-lambda_0 s/2)",
        "the two links before (relu2.lem-2.3.gradient-norm.triangle, .cauchy-schwarz)",
    ),
)
def gradient_norm_amended(judge, power=2):
    """The gradient falls like exp(-lambda_0 s/2).

    From |r|^2 <= exp(-lambda_0 s)|r0|^2: the root of exp(-lambda_0 s) is exp(-lambda_0 s/2). E =
    exp(-lambda_0 s/2), size = |r|.
    """
    size, r0, E = reals("size r0 Err")
    steps = judge.all(
        judge.holds(as_written("exp(-lam*s/2)**2 == exp(-lam*s)")),
        holds(
            judge, size <= E * r0, [size >= 0, r0 >= 0, E > 0, E <= 1, size**2 <= E**power * r0**2]
        ),
    )
    return rests_on(
        steps, "relu2.lem-2.3.gradient-norm.triangle", "relu2.lem-2.3.gradient-norm.cauchy-schwarz"
    )


gradient_norm_amended.mutant("E in place of E^2", power=1)


@claim(
    "relu2.lem-2.3.integration",
    thesis(proof),
    formula=r"\|w_r(t)-w_r(0)\|\le\int_0^t\|\dot w_r\|ds\le\frac{\sqrt n\|y-u(0)\|}{\sqrt "
    r"m\lambda_0}",
    hypotheses=("n = 1, m = 4, one active neuron",),
)
def printed_integration(judge, factor=1):
    """The movement is at most sqrt n |y - u(0)|/(sqrt m lambda_0).

    The printed integral: false, the exact trajectory moves by 4 (1 - exp(-t/4)) r0/sqrt m, and the
    bound is 2 r0/sqrt m.
    """
    t, _, moved = active_neuron(4, 1)
    bound = holds(judge, moved <= 2 * factor, [t >= 0, t <= 16])
    return judge.all(bound, support=[solves(judge, 4, 1)])


printed_integration.mutant("half of the printed bound", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.3.integration-amended",
    thesis(proof),
    formula=r"\int_0^t\sqrt{\tfrac nm}e^{-\lambda_0s/2}r_0\,ds=\sqrt{\tfrac "
    r"nm}\tfrac2{\lambda_0}(1-e^{-\lambda_0t/2})r_0\le\frac{2\sqrt n\,r_0}{\sqrt m\lambda_0}",
    amends="relu2.lem-2.3.integration",
    missing=(
        "the length of a path bounds the distance of its ends",
        "the integral is the difference of a primitive",
    ),
)
def integration_amended(judge, two=2):
    """The movement is at most twice the printed bound.

    The length of a path bounds its ends' distance; primitive -(2/lambda_0) exp(-lambda_0 s/2).
    """
    from sympy import exp

    s, lam = reals("s lam")
    primitive = -two / lam * exp(-lam * s / 2)
    return judge.all(
        judge.gradient(primitive, {s: exp(-lam * s / 2)}, [lam > 0]),
        holds(
            judge,
            primitive - primitive.subs(s, 0) <= 2 / lam,
            [lam > 0, s >= 0],
            axioms=[("exp-positive", -lam * s / 2)],
        ),
    )


integration_amended.mutant("1/lambda_0", two=1)


@claim(
    "relu2.lem-2.3.a",
    thesis(lemma),
    formula=r"\lambda_{\min}(H(s))\ge\tfrac{\lambda_0}2\ (s\le t)\implies\|y-u(t)\|^2\le "
    r"e^{-\lambda_0t}\|y-u(0)\|^2",
    missing=(
        "a function whose derivative is at most 0 does not increase",
        "lambda_min by the quadratic form: H = (lambda_0/2) I + P",
    ),
)
def linear_rate(judge, rate=1):
    """Part (a): the squared residual falls like exp(-lambda_0 t).

    Part (a): exp(lambda_0 t)|r(t)|^2 does not increase, so it is at most its value at 0.
    """
    N, N0, E, F = reals("N N0 Err F")
    last = holds(judge, N <= F * N0, [E > 0, N >= 0, N0 >= 0, (E * F, "==", 1), E * N <= N0])
    return judge.all(loss_decay.check(judge, rate), last)


linear_rate.mutant("the rate 2 lambda_0", rate=2)


@claim(
    "relu2.lem-2.3",
    thesis(lemma),
    formula=r"\|y-u(t)\|^2\le e^{-\lambda_0t}\|y-u(0)\|^2\ \text{ and }\ "
    r"\|w_r(t)-w_r(0)\|\le\frac{\sqrt n\,\|y-u(0)\|}{\sqrt m\,\lambda_0}=R'",
    hypotheses=(
        "lambda_min(H(s)) >= lambda_0/2 for 0 <= s <= t",
        "n = 1, m = 4, one active neuron",
    ),
)
def printed_lemma(judge, factor=1):
    """Linear rate, and movement at most R' = sqrt n |y - u(0)|/(sqrt m lambda_0).

    Part (b) is false by a factor 2: with H = lambda_0/2 = 1/4 the active neuron moves by 4 (1 -
    exp(-t/4)) r0/sqrt m, above R' = 2 r0/sqrt m.
    """
    return printed_integration.check(judge, factor)


printed_lemma.mutant("half of the printed radius", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.3-amended",
    thesis(lemma),
    formula=r"R'=\frac{2\sqrt n\,\|y-u(0)\|}{\sqrt m\,\lambda_0}",
    amends="relu2.lem-2.3",
    missing=(
        "the length of a path bounds the distance of its ends",
        "that the rate, the gradient and the integral compose",
    ),
)
def lemma_amended(judge, two=2):
    """Linear rate, and movement at most 2 sqrt n |y - u(0)|/(sqrt m lambda_0).

    Twice the printed radius: the rate, the norm of the gradient, the integral.
    """
    return rests_on(
        integration_amended.check(judge, two),
        "relu2.lem-2.3.a",
        "relu2.lem-2.3.gradient-norm-amended",
    )


lemma_amended.mutant("the printed radius", two=1)


@claim(
    "relu2.lem-2.3.sharp",
    thesis(lemma),
    formula=r"\sup\frac{\|w_r(t)-w_r(0)\|\sqrt m\lambda_0}{\sqrt n\|y-u(0)\|}=2",
    hypotheses=("n = 1",),
    missing=(
        "that the trajectory is the flow of a network with lambda_0 = 1/2",
        "a supremum from values above 2 - eps",
    ),
)
def constant_is_sharp(judge, limit=2):
    """The factor 2 of the amended radius is sharp.

    The factor 2 of the amended lemma is attained in the limit: the trajectory's ratio 2 (1 -
    exp(-t/4)) exceeds 2 - eps for t > 4 log(2/eps).
    """
    from sympy import exp, log

    t, eps = reals("t eps")
    ratio = 2 * (1 - exp(-t / 4))
    late = holds(
        judge,
        ratio > limit - eps,
        [eps > 0, t > -4 * log(eps / 2)],
        axioms=[("exp-monotone", -t / 4, log(eps / 2)), ("exp-log", eps / 2)],
    )
    return judge.all(late, support=[solves(judge, 4, 1)])


constant_is_sharp.mutant("the limit 3", limit=3)


@claim(
    "relu2.lem-2.3.operator-norm",
    thesis(lemma),
    formula=r"\|w_r(t)-w_r(0)\|\le\frac{2\|X\|_2\|y-u(0)\|}{\sqrt "
    r"m\lambda_0},\qquad\|X\|_2\le\sqrt n",
    missing=(
        "the integral of the gradient",
        "|X|_2 <= |X|_F = sqrt(n) for unit inputs",
        "|D r|^2 <= |r|^2 enters as a premise",
    ),
)
def operator_norm_radius(judge, share=1):
    """The radius with |X|_2 in place of sqrt n.

    |X^T D r| <= |X|_2 |D r| <= |X|_2 |r|, in place of sqrt n: for nearly orthogonal inputs |X|_2 is
    near 1. bound = |X|_2^2, for all n, d.
    """
    from steepest.proofs.engine.matrix import diagonal, scalars

    X, r, v = matrices("X: n x d, r: n x 1, v: d x 1")
    D = diagonal("D: n x n")
    bound = scalars("bound")
    where = [norm2(X.T @ D @ r) <= bound * norm2(D @ r), norm2(D @ r) <= norm2(r), bound >= 0]
    return judge.all(
        judge.at_most(norm2(X.T @ D @ r), share * bound * norm2(r), where=where),
        judge.at_most(norm2(X @ v), norm2(X) * norm2(v)),
    )


operator_norm_radius.mutant("half of the bound", share=Fraction(1, 2))


@claim(
    "relu2.lem-2.4",
    thesis("Lemma 2.4"),
    formula=r"R'<R\implies\forall t:\ \lambda_{\min}(H(t))\ge\tfrac{\lambda_0}2,\ "
    r"\|w_r(t)-w_r(0)\|\le R',\ \|y-u(t)\|^2\le e^{-\lambda_0t}\|y-u(0)\|^2",
    hypotheses=(
        "on the events of Lemmas 2.1 and 2.2",
        "n = 1, m = 8, three active neurons, |w_r(0)| > R, r0 > 0 so small that R' < R",
    ),
)
def printed_bootstrap(judge, factor=1):
    """If R' < R, then for all time lambda_min(H) >= lambda_0/2, movement at most R', linear rate.

    With the printed R' the second conclusion is false: H = 3/8 = 3 lambda_0/4 for all time, the
    events of both lemmas hold, R' < R for small r0. The active neurons move by (8/3)(1 -
    exp(-3t/8)) r0/sqrt m, above R' = 2 r0/sqrt m.
    """
    t, _, moved = active_neuron(8, 3)
    bound = holds(judge, moved <= 2 * factor, [t >= 0, t <= 16])
    return judge.all(bound, support=[solves(judge, 8, 3)])


printed_bootstrap.mutant("half of the printed radius", factor=Fraction(1, 2))


@claim(
    "relu2.lem-2.4-amended",
    thesis("Lemma 2.4, Section 2.6"),
    formula=r"\frac{2\sqrt n\|y-u(0)\|}{\sqrt m\lambda_0}=R'<R\implies\text{the three conclusions}",
    hypotheses=(
        "lambda_min(H) >= lambda_0/2 whenever all |w_r - w_r(0)| <= R",
        "w continuous in t",
    ),
    amends="relu2.lem-2.4",
    missing=(
        "the first exit time, by continuity",
        "lambda_min by Weyl's inequality; relu2.lem-2.3-amended up to that time",
    ),
)
def bootstrap(judge, strict=True):
    """With the amended R' < R the three conclusions hold for all time.

    With the amended R': let t0 be the first time at which some |w_r - w_r(0)| is R. Up to t0 the
    least eigenvalue is at least lambda_0/2. Then Lemma 2.3 bounds the movement at t0 by R' < R, a
    contradiction, so there is no t0; hence the hypothesis of Lemma 2.3 holds for all t, and with it
    the three conclusions. moved is the movement at t0; the cases of the printed proof (b, c fail; a
    fails) are the same.
    """
    moved, small, R, low, lam, drop = reals("moved small R low lam drop")
    where = [R > 0, small >= 0, moved <= small, small < R if strict else small <= R]
    steps = judge.all(
        holds(judge, (moved, "!=", R), where),
        holds(judge, low - drop >= lam / 2, [lam > 0, low >= 3 * lam / 4, drop <= lam / 4]),
    )
    return rests_on(steps, "relu2.lem-2.3-amended")


bootstrap.mutant("R' = R", strict=False)


@claim(
    "relu2.three-observations.movement",
    thesis("Section 2.1, overview"),
    formula=r"\max_r\|w_r(t)-w_r(0)\|=O(1/\sqrt m)",
    missing=("the radius comes from relu2.lem-2.3-amended, argued itself",),
)
def weights_stay_close(judge, power=1):
    """Width, random start and linear rate keep every weight near its start: the radius 2 sqrt n
    r0/(sqrt m lambda_0) falls like 1/sqrt m.
    """
    n, r2, m, lam, eps, R2 = reals("n r2 m lam eps R2")
    where = [
        n >= 1,
        r2 >= 0,
        lam > 0,
        eps > 0,
        m > 0,
        m * lam**2 * eps >= 4 * n * r2,
        (R2, "==", 4 * n * r2 / (m**power * lam**2)),
    ]
    return rests_on(holds(judge, eps >= R2, where), "relu2.lem-2.3-amended")


weights_stay_close.mutant("without the width", power=0)
