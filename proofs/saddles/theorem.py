"""Theorems 7.1 to 7.3 and Corollaries 7.1, 7.2: what follows from the lemmas, each assertion by
itself.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_7, every, holds, number
from .construction import positive, symbols


@claim("saddle.thm-7.1", chapter_7("Theorem 7.1"), formula=r"\Pr[\lim x^{(t)}\text{ is a SOSP}]=1")
def almost_sure_limits(judge, refute=False):
    """With a random start gradient descent with eta < 1/ell converges, if it does, to second-order
    stationary points (quoted).
    """
    if refute:  # "for every start": the centre of x_1^2 - x_2^2 is a fixed point and no SOSP
        (eta,) = reals("eta,")
        return holds(judge, (eta * 0, "!=", 0), [(eta, ">", 0)])
    return judge.undecided(
        "an external theorem (stable manifolds); its consequence on the octopus is "
        "saddle.thm-7.1.diffeomorphism"
    )


almost_sure_limits.mutant("for every start", refute=True)


@claim(
    "saddle.thm-7.1.diffeomorphism",
    chapter_7("Theorem 7.1"),
    formula=r"\|\nabla^2f\|\le\ell,\ \eta<1/\ell\implies\det(I-\eta\nabla^2f)>0",
)
def steps_are_local_diffeomorphisms(judge, limit=1):
    """For eta < 1/ell a step is a local diffeomorphism: each factor 1 - eta times an eigenvalue is
    positive (in any dimension).
    """
    eta, ell, value = reals("eta ell eigenvalue")
    where = [
        (eta, ">", 0),
        (ell, ">", 0),
        (eta * ell, "<", limit),
        (value, "<=", ell),
        (value, ">=", -ell),
    ]
    return holds(judge, (1 - eta * value, ">", 0), where)


steps_are_local_diffeomorphisms.mutant("eta < 2/ell", limit=2)


@claim(
    "saddle.thm-7.2",
    chapter_7("Theorem 7.2"),
    formula=r"O\left(\frac{\ell B}{\varepsilon^2}\log^4\frac{d\ell B}{\varepsilon^2\delta}\right)",
)
def perturbed_descent_in_general(judge, refute=False):
    """Perturbed gradient descent finds an epsilon-SOSP in that many iterations with probability 1 -
    delta (quoted; constants unspecified).
    """
    # "without any dependence on B": descending from height B at slope <= 1 takes at least B steps
    # of length 1
    if refute:
        B, T = reals("B T")
        return holds(judge, (T, "<=", 1), [(B, ">", 0), (T, ">=", B)])
    return judge.undecided(
        "an external theorem with unspecified constants; on the octopus saddle.pgd.d and "
        "saddle.thm-7.3.2 are tried instead"
    )


perturbed_descent_in_general.mutant("independent of B", refute=True)


@claim(
    "saddle.thm-7.3.1",
    chapter_7("Theorem 7.3, part 1"),
    formula=r"|x_d^{(T)}|\le2\tau\implies\|x^{(T)}-x^*\|\ge2\tau\quad\text{for every minimum "
    r"}(\pm4\tau,\dots,\pm4\tau)\text{ of }f\text{ in }D",
    hypotheses=(
        "T <= ((L + gamma)/gamma)^(d-1), eta <= 1/ell: then |x_d| <= 2 tau by Lemma 7.3 "
        "(saddle.lem-7.3)",
        "minima of f in D",
    ),
)
def far_from_every_minimum(judge, distance=2):
    """Until exponential time gradient descent is at least 2 tau away from every minimum in D, for
    every start in the cube.

    It is certain, not only almost sure. Minima that the extension may add outside D are not covered
    (`saddle.step-3`).
    """
    from sympy import Abs

    x, tau, norm, centre = reals("x_d tau norm centre")
    where = [
        (tau, ">", 0),
        (Abs(x), "<=", 2 * tau),
        (Abs(centre), "==", 4 * tau),
        (norm, ">=", Abs(x - centre)),
    ]
    return holds(judge, (norm, ">=", distance * tau), where)


far_from_every_minimum.mutant("3 tau", distance=3)


@claim(
    "saddle.thm-7.3.1-exponential",
    chapter_7("Theorem 7.3, part 1"),
    formula=r"\left(\frac{L+\gamma}\gamma\right)^{d-1}=(1+e)^{d-1}\ge e^{d-1}",
    hypotheses=("L = e, gamma = 1",),
)
def exponential_in_d(judge, base=1):
    """The bound is e^{Omega(d)}: log(1 + kappa) >= 1 for kappa = e, so the logarithm of the bound
    is at least d - 1.
    """
    from sympy import E, log

    d, rate = reals("d rate")
    return judge.all(
        holds(judge, (log(1 + E), ">=", base)),
        holds(judge, ((d - 1) * rate, ">=", d - 1), [(d, ">=", 1), (rate, ">=", 1)]),
    )


exponential_in_d.mutant("e^(3(d-1)/2)", base=Fraction("3/2"))


@claim(
    "saddle.thm-7.3.regularity",
    chapter_7("Theorem 7.3"),
    formula=r"B,\ell,\rho\le\mathrm{poly}(d)\text{ on }D:\ \ell\le16L,\ B\le d\nu",
    hypotheses=("on D; on R^d it rests on Theorem 7.5 (saddle.step-3)",),
)
def bounds_are_polynomial(judge, power=1):
    """On D: |f| <= d nu <= (25/3) L tau^2 d and the Hessian's norm does not depend on d
    (`saddle.def-7.1.tube`, `saddle.def-7.2.tube-amended`).
    """
    s = symbols()
    (d,) = reals("d,")
    nu = (37 * s.L + 13 * s.gamma) * s.tau**2 / 6
    return holds(
        judge,
        (d**power * nu, "<=", number("25/3") * s.L * s.tau**2 * d),
        [*positive(), (d, ">=", 1)],
    )


bounds_are_polynomial.mutant("d^2 nu", power=2)


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
        )
    )


perturbed_descent_is_fast.mutant("40 steps a saddle", per_saddle=40)


@claim(
    "saddle.thm-7.3.2-end",
    chapter_7("Theorem 7.3, part 2"),
    formula=r"x^{(t+1)}-x^*=(1-2\eta L)(x^{(t)}-x^*)\text{ in }A_{d+1}",
)
def linear_convergence_at_the_end(judge, factor=2):
    """In the final region the distance to the minimum shrinks by the factor 1 - 2 eta L a step, and
    the region is not left.
    """
    s = symbols()
    f = s.L * (s.x - 4 * s.tau) ** 2
    step = s.x - s.eta * f.diff(s.x)
    return holds(judge, (step - 4 * s.tau, "==", (1 - factor * s.eta * s.L) * (s.x - 4 * s.tau)))


linear_convergence_at_the_end.mutant("1 - eta L", factor=1)


@claim(
    "saddle.rem-thm-7.3",
    chapter_7("Remark after Theorem 7.3"),
    formula=r"c=4\tau:\ 2^d\text{ minima }(\pm c,\dots,\pm c),\ \text{saddles }(\pm c,\dots,\pm "
    r"c,0,\dots,0),\ |c|>1",
)
def minima_and_saddles(judge, least=1):
    """The sign vectors give 2^d minima by the mirror symmetry (`saddle.lem-7.1`,
    `saddle.lem-7.3.equivariance`); they lie outside the cube.

    Checked here: the mirrored pieces are stationary exactly at the mirrored points, and 4 tau > 1
    for tau >= 1.
    """
    s = symbols()
    mirrored = s.L * (s.x + 4 * s.tau) ** 2
    where = [*positive(), (s.tau, ">=", least)]
    return judge.all(
        holds(judge, (s.x, "==", -4 * s.tau), [*where, (mirrored.diff(s.x), "==", 0)]),
        holds(judge, (4 * s.tau, ">", 1), where),
    )


minima_and_saddles.mutant("tau >= 1/8", least=Fraction("1/8"))


@claim(
    "saddle.cor-7.1",
    chapter_7("Corollary 7.1"),
    formula=r"\varepsilon<\min(2\gamma\tau,4\gamma^2/\rho)\implies\text{no "
    r"}\varepsilon\text{-SOSP is "
    r"visited for }T\le\left(\frac{L+\gamma}\gamma\right)^{d-1}",
    hypotheses=("|x_d^(T)| <= 2 tau by Lemma 7.3", "rho polynomial in d, as in Theorem 7.3"),
)
def no_sosp_is_visited(judge, factor=4):
    """With |x_d| < 2 tau every region but the last is possible, and none of them has an
    epsilon-SOSP (`saddle.rem-7.2`).

    On the face x_d = 2 tau itself the gradient is 4 L tau > epsilon. With rho = poly(d), epsilon =
    2 gamma^2/rho is 1/poly(d).
    """
    from .regularity import no_approximate_sosp

    s = symbols()
    eps, rho = reals("epsilon rho")
    face = holds(judge, (4 * s.L * s.tau, ">", eps), [*positive(), (eps, "<", 2 * s.gamma * s.tau)])
    chosen = holds(
        judge, (2 * s.gamma**2 / rho, "<", 4 * s.gamma**2 / rho), [*positive(), (rho, ">", 0)]
    )
    return judge.all(no_approximate_sosp.check(judge, factor), face, chosen)


no_sosp_is_visited.mutant("epsilon < 9 gamma^2/rho", factor=9)


def scaled_function():
    """g(x) = F((x - z)/R) for an arbitrary smooth F, one coordinate (the others alike): value, and
    derivatives by the chain rule.
    """
    import sympy

    x, z, R = reals("x z R")
    F = sympy.Function("F")
    g = F((x - z) / R)
    names = {k: sympy.Symbol(f"F_{k}", real=True) for k in (1, 2, 3)}

    def put(expression):
        expression = expression.doit()
        for k in (3, 2, 1):
            for node in [n for n in expression.atoms(sympy.Subs) if n.expr.derivative_count == k]:
                expression = expression.subs(node, names[k])
        return expression

    return x, z, R, names, [put(g.diff(x, k)) for k in (1, 2, 3)]


@claim(
    "saddle.cor-7.2.scaling",
    chapter_7("Section 7.7.3"),
    formula=r"\nabla g=\tfrac1R\nabla f,\ \nabla^2g=\tfrac1{R^2}\nabla^2f,\quad\ell_g=\ell_f/R^2,\ "
    r"\rho_g=\rho_f/R^3",
)
def derivatives_of_the_scaled_function(judge, cubic=3):
    """The chain rule for g(x) = f((x - z)/R): k-th derivatives are divided by R^k (along every
    direction; tensors scale alike).
    """
    x, z, R, F, derived = scaled_function()
    powers = (1, 2, cubic)
    return every(
        judge,
        [(one, "==", F[k] / R**p) for k, (one, p) in enumerate(zip(derived, powers), 1)],
        [(R, ">", 0)],
    )


derivatives_of_the_scaled_function.mutant("third derivatives by R^2", cubic=2)


@claim(
    "saddle.cor-7.2.equivalence",
    chapter_7("Section 7.7.3"),
    formula=r"x^{(t+1)}=x^{(t)}-\frac\eta R\nabla f(y^{(t)})\implies "
    r"y^{(t+1)}=y^{(t)}-\frac\eta{R^2}\nabla f(y^{(t)})",
)
def same_trajectory(judge, power=2):
    """With y = (x - z)/R, descent with step eta on g is descent with step eta/R^2 on f (coordinate
    by coordinate).
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
    """The step condition carries over: eta <= 1/ell_g = R^2/ell_f says eta/R^2 <= 1/ell_f."""
    R, eta, ell = reals("R eta ell_f")
    return holds(
        judge,
        (eta / R**2, "<=", 1 / ell),
        [(R, ">", 0), (ell, ">", 0), (eta, "<=", R**power / ell)],
    )


step_condition.mutant("eta <= R^3/ell_f", power=3)


@claim(
    "saddle.cor-7.2.gaussian",
    chapter_7("after Corollary 7.2"),
    formula=r"\mathcal N(0,\sigma^2I)\bigl(B_\infty(0,\sigma\log d)\bigr)\ge1-d\,e^{-(\log "
    r"d)^2/2}\ge1-\frac1d\quad(d\ge e^4)",
    hypotheses=("2 Q(s) <= e^{-s^2/2}, the standard Gaussian tail bound, and the union bound",),
)
def gaussian_mass(judge, least=4):
    """The mass outside the cube is at most 1/d for d >= e^4 (about 55): with s = log d, s - s^2/2
    <= -s. A larger s gives any power of 1/d.
    """
    (s,) = reals("s,")
    return holds(judge, (s - s**2 / 2, "<=", -s), [(s, ">=", least)])


gaussian_mass.mutant("d >= e^3", least=3)


@claim(
    "saddle.cor-7.2",
    chapter_7("Corollary 7.2"),
    formula=r"\nu(B_\infty(z,R))\ge1-\delta\implies\text{Theorem 7.3 with probability}\ge1-\delta",
)
def other_initial_laws(judge, loss=1):
    """The conclusion holds on the event that the start lies in the cube, so with probability at
    least 1 - delta, for part 1.

    For part 2 the event of Theorem 7.3 itself fails with probability e^{-d}, which the statement
    leaves out: 1 - delta - e^{-d}.
    """
    inside, good, delta = reals("inside good delta")
    where = [(delta, ">=", 0), (inside, ">=", 1 - delta), (good, ">=", inside), (inside, "<=", 1)]
    return holds(judge, (good, ">=", 1 - loss * delta), where)


other_initial_laws.mutant("1 - delta/2", loss=Fraction("1/2"))
