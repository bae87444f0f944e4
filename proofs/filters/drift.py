"""The drift of the squared distance |d_t|^2, and the supermartingale G_t made of it."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import E, forall, given, integrable, mean_of_combination, term

from . import chapter_6, equal, holds
from .descent import d, eta, product, square
from .gaps import EIGENVALUES, LEMMAS, MARTINGALE
from .moments import p, s
from .one_step import B, G, after, force, g, mean_after, noisy
from .stay_near import proof

gamma = theorems.reals("gamma")


@claim(
    "fsgd.lem-6.2.drift",
    chapter_6(proof),
    formula=r"E[\|d_{t+1}\|^21_{C_t}\mid F_t]\le\left((1-\eta\gamma(\phi_1)+\eta^2K^2)\|d_t\|^2+"
    r"\eta^2B^2\right)1_{C_t}",
    hypotheses=(
        "gamma(theta) >= gamma(phi_1) >= 6 L_cross for theta <= phi_1 (gamma non-increasing: "
        "automatic for one patch)",
        "X = (|w| + |w*|) L_cross theta/|d| <= (13/5) L_cross, from fsgd.thm-6.3.geometry",
    ),
    missing=(MARTINGALE, LEMMAS, EIGENVALUES),
)
def drift(judge, share=1):
    """True with gamma(phi_1) although the analysis of Theorem 6.3 gives 2(gamma - 6 L_cross):
    <grad, d> >= gamma - X >= (1 - 13/30) gamma >= gamma/2.

    E|xi|^2 = E|g|^2 - |grad|^2 <= B^2, the mean of xi is 0, so E|d'|^2 = D - 2 eta <grad, d> +
    eta^2 |grad|^2 + eta^2 E|xi|^2.
    """
    D, new, eta, N, g, c, X, K, q, noise, B = reals("D new eta N gamma c X K q noise B")
    half = [(N, ">=", g - X), (X, "<=", 13 * c / 5), (g, ">=", 6 * c), (c, ">=", 0)]
    inner = holds(judge, (2 * N, ">=", share * g), half)
    where = [
        (D, ">=", 0),
        (eta, ">=", 0),
        (2 * N, ">=", share * g),
        (q, "<=", K**2 * D),
        (noise, "<=", B**2),
    ]
    where.append((new, "==", D - 2 * eta * N * D + eta**2 * (q + noise)))
    lemmas = [
        (2 * eta * N * D, ">=", eta * share * g * D),
        (eta**2 * (q + noise), "<=", eta**2 * (K**2 * D + B**2)),
    ]
    return judge.all(
        inner,
        holds(
            judge,
            (new, "<=", (1 - eta * share * g + eta**2 * K**2) * D + eta**2 * B**2),
            where,
            lemmas,
        ),
    )


drift.mutant("2 gamma", share=2)


def sharper_says():
    push = product(d, G) >= gamma * square(d)
    rate = (1 - 2 * eta * gamma) * square(d) + eta**2 * B**2
    return forall(d, g, G, eta, gamma, B, p)(given(noisy(), push) >> (E(s, after()) <= rate))


@claim(
    "fsgd.lem-6.2.drift-sharper",
    chapter_6(proof),
    formula=r"E\|d_{t+1}\|^2\le(1-2\eta\gamma')\|d_t\|^2+\eta^2B^2,\quad\gamma'=\gamma(\phi_1)-6L_{"
    r"\mathrm{cross}}",
    hypotheses=(
        "|g| <= B",
        "<grad l(w), d> >= gamma' |d|^2 on |d| <= r_1",
        "the mean over the sample of the step, for every past",
    ),
    says=sharper_says,
    uses=("fsgd.mean-inner",),
)
def drift_without_K(judge):
    """K is not needed: E|d'|^2 = D - 2 eta <grad, d> + eta^2 E|g|^2 and E|g|^2 <= B^2."""
    z = judge.theorem()
    low, _, small, slopes, size, push = z.given
    mean, one, unit = mean_after(z, slopes, size)
    most = mean_of_combination(z, s, B**2, [(B**2, term(1), unit)])
    most = z.arith(E(s, force()) <= B**2, z.mean_is_monotone(small, size, z.arith(
        integrable(E(s, B**2)), most)), most, one)  # fmt: skip
    D, X, M, Y = theorems.reals("D X M Y")
    rule = forall(D, X, M, Y, eta, gamma, B)(
        given(X == D - 2 * eta * M + eta**2 * Y, M >= gamma * D, Y <= B**2, eta >= 0)
        >> (X <= (1 - 2 * eta * gamma) * D + eta**2 * B**2)
    )
    values = square(d), E(s, after()), product(d, G), E(s, force()), eta, gamma, B
    rule = z.lemma(rule, *values, defined=[z.arith(integrable(E(s, after())), mean), size])
    return z.qed(z.use(rule, mean, push, most, low))


@drift_without_K.mutant
def three_gamma(judge):
    """3 eta gamma, in letters: no noise, the gradient gamma d."""
    D, rate = reals("D eta_gamma")
    where = [(D, ">", 0), (rate, ">", 0), (rate, "<=", 1)]
    return holds(judge, ((1 - 2 * rate) * D + rate**2 * D, "<=", (1 - 3 * rate) * D), where)


@claim(
    "fsgd.lem-6.2.supermart",
    chapter_6(proof),
    formula=r"E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le G_t1_{C_{t-1}}",
    hypotheses=("C_t is a subset of C_{t-1}; outside C_t the distance exceeds r_1",),
    case=True,
)
def supermartingale(judge, enough=False):
    """The second inequality needs G_t >= 0 where the walk has just left; it is negative while r_1^2
    < D < eta B^2/a.
    """
    D, e, a, eta, B, r1 = reals("D e a eta B r_1")
    where = [
        (a, ">", 0),
        (eta, ">", 0),
        (eta * a, "<", 1),
        (B, ">", 0),
        (r1, ">", 0),
        (D, ">", r1**2),
        (e, "==", eta * B**2 / a),
    ]
    if enough:
        where.append((e, "<=", r1**2))
    return holds(judge, (D - e, ">=", 0), where)


@supermartingale.mutant
def bounded_by_twice_the_radius(judge):
    D, e, r1 = reals("D e r_1")
    return holds(judge, (D - e, ">=", 0), [(r1, ">", 0), (D, ">", r1**2), (e, "<=", 2 * r1**2)])


@claim(
    "fsgd.lem-6.2.supermart-amended",
    chapter_6(proof),
    formula=r"\tfrac{\eta B^2}a\le r_1^2\implies E[G_{t+1}1_{C_t}\mid F_t]\le G_t1_{C_t}\le "
    r"G_t1_{C_{t-1}}",
    hypotheses=(
        "or stop the process when it leaves: G at the stopped time is a supermartingale without "
        "this condition",
    ),
    amends="fsgd.lem-6.2.supermart",
    missing=(MARTINGALE, "fsgd.lem-6.2.drift enters by its bound", "indicators of the events"),
)
def supermartingale_amended(judge, sign=-1):
    """The algebra of the drift, and the sign: (1 - x) D + eta^2 B^2 - e = (1 - x)(D - e) for e =
    eta B^2/a, x = eta a.
    """
    D, a, eta, B = reals("D a eta B")
    e = eta * B**2 / a
    algebra = equal(
        judge,
        (1 - eta * a) * D + eta**2 * B**2 + sign * e,
        (1 - eta * a) * (D + sign * e),
        [(a, ">", 0)],
    )
    return judge.all(algebra, supermartingale.check(judge, True))


supermartingale_amended.mutant("plus e", sign=1)
