"""Theorem 3.1 (Du, Hu, Lee 2018): rank-r factorization converges to a nearly optimal point; what is
checkable and what is quoted.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee

HALF = Fraction(1, 2)


@claim(
    "balance.fn-11",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\sum_{k\ge1}k^{-(1+2\delta)}\le1+\frac1{2\delta}",
    hypotheses=("0 < delta <= 1/2",),
    missing=(
        "the sum over k of the telescoping bound",
        "the powers of k are written as exponentials of logarithms",
    ),
)
def squares_are_summable(judge, factor=1):
    """For eta_t = (t+1)^-(1/2+delta) the squares are summable: each term is below a telescoping
    one.

    With x = 2 delta and L = log((k+1)/k): (k+1)^-(1+x) <= (k^-x - (k+1)^-x)/x, that is exp(x L) - 1
    >= x/(k+1), which follows from exp(x L) >= 1 + x L and L >= 1/(k+1). Summing gives 1 + 1/(2
    delta).
    """
    x, k = reals("x k")
    from sympy import exp, log

    ratio = (k + 1) / k
    argument = x * log(ratio)
    return judge.holds(
        exp(argument) - 1 >= factor * x / (k + 1),
        where=[x > 0, x <= 1, k >= 1],
        axioms=[("exp-tangent", argument), ("log-lower", ratio)],
    )


squares_are_summable.mutant("three times the lower bound", factor=3)


@claim(
    "balance.fn-11.divergent",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\sum_{k\le n}k^{-(1/2+\delta)}\ge\sum_{k\le n}\frac1k\ge\log(n+1)",
    hypotheses=("0 < delta <= 1/2",),
    missing=(
        "the sums over k, and that they grow without bound",
        "the powers of k are written as exponentials of logarithms",
    ),
)
def steps_are_not_summable(judge, half=HALF):
    """The step sizes themselves sum to infinity: k^-(1/2+delta) >= 1/k for delta <= 1/2, and 1/k >=
    log((k+1)/k).

    The first is exp(-(1/2+delta) l) >= exp(-l) with l = log k >= 0.
    """
    from sympy import exp, log

    delta, level, k = reals("delta level k")
    power = judge.holds(
        exp(-(Fraction(1, 2) + delta) * level) >= exp(-level),
        where=[delta > 0, delta <= half, level >= 0],
        axioms=[("exp-monotone", -level, -(HALF + delta) * level)],
    )
    return judge.all(
        power,
        judge.holds(
            1 / k >= log((k + 1) / k), where=[k >= 1], axioms=[("log-tangent", (k + 1) / k)]
        ),
    )


steps_are_not_summable.mutant("delta up to 1", half=Fraction(1))


@claim(
    "balance.fn-11.schedule",
    du_hu_lee("footnote 11", "Section 4.3.1"),
    formula=r"\eta_t=c\,(t+1)^{-(1/2+\delta)}:\quad\frac\varepsilon2+40\sqrt "
    r"r\|M^*\|^3c^2\left(1+\frac1{2\delta}\right)\le\varepsilon\iff "
    r"c^2\le\frac{\varepsilon\,\delta}{40\sqrt r\|M^*\|^3(2\delta+1)}",
    missing=("the other direction of the equivalence", NORMS),
)
def admissible_constant(judge, forty=40):
    """Which constant c in eta_t = c (t+1)^-(1/2+delta) keeps the balance below eps in the proof of
    Claim B.1, as a function of delta.
    """
    eps, rho, m, c, delta = reals("eps rho m c delta")
    where = [
        eps > 0,
        rho >= 1,
        m > 0,
        c > 0,
        delta > 0,
        delta <= HALF,
        c**2 <= eps * delta / (40 * rho * m**3 * (2 * delta + 1)),
    ]
    return judge.holds(
        eps / 2 + forty * rho * m**3 * c**2 * (1 + 1 / (2 * delta)) <= eps, where=where
    )


admissible_constant.mutant("41 instead of 40", forty=41)


@claim(
    "balance.eq-16",
    du_hu_lee("equation (16)", "(4.16)"),
    formula=r"f_{t+1}\le f_t-\tfrac12\|\nabla f_t\|_F\,\|W_{t+1}-W_t\|_F",
    missing=(NORMS,),
)
def sufficient_decrease(judge, half=HALF):
    """(14) rewritten with |W_{t+1} - W_t| = eta |grad f|."""
    from sympy import Eq

    f0, f1, G, step, d = reals("f0 f1 G step d")
    where = [G >= 0, step > 0, Eq(d, step * G), f1 <= f0 - step / 2 * G**2]
    return judge.holds(f1 <= f0 - half * G * d, where=where)


sufficient_decrease.mutant("without the factor 1/2", half=Fraction(1))


@claim(
    "balance.lem-B.2.liminf",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\sum_{t}\tfrac{\eta_t}2\|\nabla f_t\|^2\le f_0,\ "
    r"\sum_t\eta_t=\infty\implies\liminf\|\nabla f_t\|=0",
    missing=(
        "S and the decrease stand for sums over a stretch of steps",
        "the step sizes sum to infinity",
        "liminf = 0 from the contradiction on every stretch",
    ),
)
def gradient_vanishes_along_a_subsequence(judge, half=HALF):
    """Were |grad f_t|^2 >= g > 0 from some time on, the decrease (eta_t/2) g summed over eta_t =
    c/(t+1) would exceed f_0.

    In finite terms: S = sum of eta_t over a stretch; S > 2 f_0/g contradicts (S/2) g <= f_0. The
    harmonic sum reaches every S (`balance.fn-11.divergent`). `decrease` is the sum of
    (eta_t/2)|grad f_t|^2 over the stretch.
    """
    S, g, f0, decrease = reals("S g f0 decrease")
    where = [g > 0, f0 >= 0, S >= 0, decrease >= half * S * g, decrease <= f0]
    return judge.holds(2 * f0 / g >= S, where=where)


gradient_vanishes_along_a_subsequence.mutant("decrease of a quarter", half=Fraction(1, 4))


@claim(
    "balance.lem-B.2.telescope",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\sum_{s<t}\tfrac{\eta_s}2\|\nabla f_s\|^2\le f_0-f_t\le f_0",
    missing=("induction over t: one step is decided",),
)
def decreases_telescope(judge, share=1):
    """The inductive step of the telescoping sum: total so far at most f_0 - f_t, one more term, and
    f >= 0.
    """
    total, f0, f1, f2, step, G = reals("total f0 f1 f2 step G")
    where = [G >= 0, step > 0, f2 >= 0, total <= f0 - f1, f2 <= f1 - step / 2 * G]
    return judge.all(
        judge.holds(total + share * step / 2 * G <= f0 - f2, where=where),
        judge.holds(total <= f0, where=[f1 >= 0, total <= f0 - f1]),
    )


decreases_telescope.mutant("the full eta_t |grad f|^2", share=2)


@claim(
    "balance.lem-B.2.absil",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"(16)\ \text{and}\ f\ \text{analytic}\implies\ \|W_t\|\to\infty\ \text{or}\ W_t\ "
    r"\text{converges}",
)
def absil_mahony_andrews(judge, quoted=True):
    """Quoted: descent sequences of an analytic function that satisfy (16) converge or diverge to
    infinity (Absil, Mahony, Andrews 2005).

    Its hypotheses are met: f is a polynomial, and (16) with |W_{t+1} - W_t| = 0 only at a
    stationary point. The theorem itself rests on Lojasiewicz's inequality, which is outside the
    exact engines.
    """
    if not quoted:
        return _converges_without_descent(judge)
    return judge.undecided(
        "an external theorem (Lojasiewicz); its hypotheses are checked in balance.eq-16 and "
        "balance.lem-3.1"
    )


def _converges_without_descent(judge):
    """Bounded alone does not converge: +-1 alternating is bounded, and consecutive iterates stay 2
    apart.
    """
    from sympy import Abs, Eq

    x, y = reals("x y")
    return judge.holds(Abs(y - x) < 2, where=[Eq(x**2, 1), Eq(y, -x)])


absil_mahony_andrews.mutant("boundedness alone", quoted=False)


@claim(
    "balance.lem-B.2",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\lim(U_t,V_t)=(\bar U,\bar V)\ \text{exists, is stationary, and}\ \|\bar U^\top\bar "
    r"U-\bar V^\top\bar V\|_F\le\varepsilon",
)
def limit_exists(judge, parts=3):
    """The limit exists and is stationary. Existence rests on the quoted theorem; the rest is proved
    in the claims below it.
    """
    if parts < 3:
        return _converges_without_descent(judge)
    return judge.undecided(
        "existence of the limit is quoted (balance.lem-B.2.absil); boundedness, sufficient "
        "decrease and the vanishing gradient are proved"
    )


limit_exists.mutant("without descent", parts=2)


@claim(
    "balance.lem-B.2.limit-balance",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\|U_t^\top U_t-V_t^\top V_t\|_F\le\varepsilon\ \forall t\implies\|\bar U^\top\bar "
    r"U-\bar V^\top\bar V\|_F\le\varepsilon",
    missing=(
        "the balance is continuous: iterates come as near to its limit as asked",
        NORMS,
    ),
)
def limit_is_balanced(judge, slack=1):
    """A closed condition passes to the limit: were the limit n > eps, iterates within (n - eps)/2
    of it would violate n_t <= eps.
    """
    from sympy import Abs

    n, nt, eps = reals("n nt eps")
    return judge.holds(n <= eps, where=[nt <= eps * slack, Abs(nt - n) < Abs(n - eps) / 2])


limit_is_balanced.mutant("iterates balanced to 2 eps only", slack=2)


@claim(
    "balance.thm-3.1-finish",
    du_hu_lee("Theorem 3.1, end of proof", "Theorem 4.4"),
    formula=r"\Pr[\lim W_t\ \text{is a strict saddle}]=0",
)
def almost_sure_avoidance(judge, quoted=True):
    """Quoted: gradient descent avoids strict saddles for almost every initialisation (Lee et al.
    2016; Panageas, Piliouras 2016).

    The cited results are for a constant step size below 1/beta on a set that the iteration keeps;
    here the steps shrink like 1/t, for which the stable-manifold argument needs the time-dependent
    version. The setting is therefore not literally covered by the citation.
    """
    if not quoted:
        return _leaves_the_saddle(judge)
    return judge.undecided(
        "an external theorem; note that the cited versions assume a constant step size, while "
        "Theorem 3.1 uses eta_t proportional to 1/(t+1)"
    )


def _leaves_the_saddle(judge):
    """Started at U = V = 0 (scalars), one step of any size lowers the loss: false, the gradient
    vanishes there.
    """
    from sympy import Eq

    m, step, u, v = reals("m step u v")
    moved_u, moved_v = u - step * (u * v - m) * v, v - step * (u * v - m) * u
    return judge.holds(
        (moved_u * moved_v - m) ** 2 < (u * v - m) ** 2,
        where=[m > 0, step > 0, Eq(u, 0), Eq(v, 0)],
    )


almost_sure_avoidance.mutant("for every initialisation", quoted=False)


@claim(
    "balance.thm-3.1",
    du_hu_lee("Theorem 3.1", "Theorem 4.4"),
    formula=r"\Pr\left[\lim(U_t,V_t)\ \text{exists},\ \|\bar U\bar "
    r"V^\top-M^*\|_F\le\varepsilon\right]\ge1-o(1)",
    hypotheses=(
        "0 < eps < |M*|_F",
        "entries of U_0, V_0 ~ N(0, eps/poly(d))",
        "eta_t = sqrt(eps/r)/(100 (t+1)|M*|^(3/2))",
    ),
)
def theorem_3_1(judge, quoted=True):
    """Gradient descent with the printed schedule converges to a point with |U V^T - M*|_F <= eps.

    Proved here: Lemma 3.1 (invariants for all time) and Lemma 3.2 (landscape). Quoted: that the
    limit exists and avoids strict saddles.
    """
    if not quoted:
        return _leaves_the_saddle(judge)
    return judge.undecided(
        "rests on two quoted theorems (balance.lem-B.2.absil, balance.thm-3.1-finish); all "
        "other steps are decided"
    )


theorem_3_1.mutant("for every initialisation, the saddle U = V = 0 included", quoted=False)


@claim(
    "balance.intro-claims-summary.c",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\|U\|_F^4+\|V\|_F^4\le r\left(\varepsilon^2+2(\sqrt{2f}+\|M^*\|_F)^2\right)",
    hypotheses=("|U^T U - V^T V|_F <= eps",),
    missing=(
        NORMS,
        "the triangle inequality, balance.eq-15.identity and .trace for these letters",
    ),
)
def coercive_where_balanced(judge, two=2):
    """(c) where U^T U - V^T V is small the loss is coercive: the factors are bounded by an explicit
    function of the loss.

    x, y = |U^T U|, |V^T V|; a, b = |U|^2, |V|^2; p = |U V^T| <= sqrt(2 f) + m; the identity and the
    trace bound are `balance.eq-15.identity`, `.trace`.
    """
    from sympy import Eq

    a, b, x, y, n, p, q, m, eps, r = reals("a b x y n p q m eps r")
    where = [
        r >= 1, m >= 0, q >= 0, p >= 0, eps >= 0, n >= 0, n <= eps, p <= q + m,
        Eq(x**2 + y**2, n**2 + 2 * p**2), a**2 <= r * x**2, b**2 <= r * y**2,
    ]  # fmt: skip
    return judge.holds(a**2 + b**2 <= r * (eps**2 + two * (q + m) ** 2), where=where)


coercive_where_balanced.mutant("without the factor 2", two=1)
