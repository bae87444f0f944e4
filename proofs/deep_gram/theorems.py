"""The main theorems, what follows from them, and what they rest on: widths, step sizes, iterations.

lambda = lambda_min(K^(H)). For residual networks lambda = kappa/H^2 with kappa free of H
(deep.prop-3.2).
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_3, holds, positive


def unrestricted_step(judge):
    """A false variant of every rate: (1 - eta lambda)^2 <= 1 - eta lambda/2 for all steps eta
    > 0.
    """
    eta, lam = reals("eta lambda_0")
    return holds(judge, ((1 - eta * lam) ** 2, "<=", 1 - eta * lam / 2), positive(eta, lam))


REASON = (
    "all constants (Omega, O, 2^O(H), poly) are unspecified and the required width is "
    "beyond simulation; "
)


@claim(
    "deep.thm-5.1",
    chapter_3("Theorem 3.1"),
    formula=r"m=\Omega\Big(2^{O(H)}\max\{\tfrac{n^4}{\lambda^4},\tfrac "
    r"n\delta,\tfrac{n^2\log(Hn/\delta)}{\lambda^2}\}\Big),\ "
    r"\eta=O\Big(\tfrac\lambda{n^22^{O(H)}}\Big)\implies "
    r"L(\theta(k))\le(1-\tfrac{\eta\lambda}2)^kL(\theta(0))",
)
def theorem_fc(judge, refute=False):
    """Linear convergence of the fully connected network to zero training loss."""
    if refute:
        return unrestricted_step(judge)
    return judge.undecided(
        REASON
        + "the deduction is argued (deep.proof-3.1, lem-3.3 to lem-3.6, lem-3.7.by-gradients, "
        "width-3.1), given initialization in the "
        "sense of lem-3.1 and lem-3.2, up to a factor log(n/delta) in the width "
        "(deep.thm-5.1.logarithm); with every constant, and 1/delta in place "
        "of log(1/delta), it is deep.thm-5.1.explicit; tried: deep.thm-5.1.trial"
    )


theorem_fc.mutant("any step size", refute=True)


@claim(
    "deep.thm-5.1.logarithm",
    chapter_3("Theorem 3.1"),
    formula=r"m=K\max\Big\{\frac{n^4}{\lambda^4},\frac n\delta,\frac{n^2\log(Hn/\delta)}{\lambda^2}"
    r"\Big\}\implies m\ge C\frac{n^4\log(2n/\delta)}{\lambda^4}",
    hypotheses=(
        "what deep.width-3.1 needs with |y - u(0)|^2 of the order n log(2n/delta) "
        "(deep.claim-u0-amended)",
        "n = 2, H = 1, two nearly parallel inputs (lambda -> 0), delta = lambda^4/8, so "
        "n^4/lambda^4 = n/delta = 16/lambda^4 = q",
    ),
)
def width_without_logarithm(judge, power=1):
    """The printed width covers the Gaussian output at initialization. False: along delta =
    lambda^4/8 a logarithm is missing.
    """
    from sympy import log

    q, K, s, value = reals("q K s log_q")  # q = 16/lambda^4 = 2/delta = s^4
    # the third term is 4 log(2/delta)/lambda^2 = s^2 log(q) = 4 s^2 log(s) <= s^4 = q
    third = holds(judge, (4 * log(s), "<=", s**2), [(s, ">", 0)])
    fact = holds(
        judge, (value * q, ">", K * q), [(q, ">", 0), (K, ">", 0), (value, ">", K * power)]
    )
    return judge.contradicted(
        third,
        fact,
        because="the maximum is K q, while C q log(2 q) is needed: for every K/C it fails once "
        "log(2 q) > K/C",
    )


width_without_logarithm.mutant("with twice the margin", power=2)


@claim(
    "deep.thm-5.1.logarithm-amended",
    chapter_3("Theorem 3.1"),
    formula=r"m\ge C\,\frac{n^4\log(2n/\delta)}{\lambda^4}\implies R'\le\frac{c\lambda}{n\,g}",
    hypotheses=(
        "R' = T sqrt(n) |y - u(0)|/(lambda sqrt(m)), |y - u(0)|^2 <= C_1 n log(2n/delta)",
        "C = T^2 C_1 g^2/c^2",
    ),
    amends="deep.thm-5.1.logarithm",
)
def width_with_logarithm(judge, power=4):
    """One factor log(2n/delta) in the first term repairs it."""
    T, n, lam, g, c, m, R, log, C1 = reals("T n lambda_0 g c m R2 log C_1")  # R2 = R'^2
    where = [
        *positive(T, lam, g, c, m, log, C1),
        (n, ">=", 1),
        (R, "<=", T**2 * n * C1 * n * log / (lam**2 * m)),
        (c**2 * m * lam**4, ">=", T**2 * C1 * g**2 * n**power * log),
    ]
    return holds(judge, (R, "<=", (c * lam / (n * g)) ** 2), where)


width_with_logarithm.mutant("n^3", power=3)


@claim(
    "deep.thm-6.1",
    chapter_3("Theorem 3.2"),
    formula=r"m=\Omega\Big(\max\{\tfrac{n^4}{\lambda^4H^6},\tfrac{n^2}{\lambda^2H^2},\tfrac "
    r"n\delta,\tfrac{n^2\log(Hn/\delta)}{\lambda^2}\}\Big),\ \eta=O\Big(\tfrac{\lambda "
    r"H^2}{n^2}\Big)\implies L(\theta(k))\le(1-\tfrac{\eta\lambda}2)^kL(\theta(0))",
)
def theorem_res(judge, refute=False):
    """Linear convergence of the ResNet to zero training loss."""
    if refute:
        return unrestricted_step(judge)
    return judge.undecided(
        REASON + "the printed proof fails for the first layer and the output (deep.lem-3.12, "
        "deep.lem-3.14 are false); with eta = O(lambda/n^2) and "
        "the width of deep.proof-3.2.corrected it closes. In the limit of infinite width the "
        "conclusion holds for the printed step as well (deep.thm-6.1.limit)"
    )


theorem_res.mutant("any step size", refute=True)


@claim(
    "deep.thm-7.1",
    chapter_3("Theorem 3.3"),
    formula=r"m=\Omega\Big(\max\{\tfrac{n^4}{\lambda_0^4H^6},\tfrac{n^4}{\lambda_0^4H^2},\tfrac "
    r"n\delta,\tfrac{n^2\log(Hn/\delta)}{\lambda_0^2}\}\mathrm{poly}(p)\Big),\ "
    r"\eta=O\Big(\tfrac{\lambda_0H^2}{n^2\mathrm{poly}(p)}\Big)\implies "
    r"L(\theta(k))\le(1-\tfrac{\eta\lambda_0}2)^kL(\theta(0))",
)
def theorem_conv(judge, refute=False):
    """Linear convergence of the convolutional ResNet to zero training loss."""
    if refute:
        return unrestricted_step(judge)
    return judge.undecided(
        REASON + "as for the ResNet the printed proof fails for the first layer and the output "
        "(deep.lem-3.19, deep.lem-3.21 are false), its amended "
        "pieces are deep.lem-3.18, deep.lem-3.19-amended, deep.lem-3.21-amended; lambda_0 "
        "belongs to the derived limit; tried: deep.thm-7.1.trial"
    )


theorem_conv.mutant("any step size", refute=True)


@claim(
    "deep.thm-7.1.terms",
    chapter_3("Theorem 3.3"),
    formula=r"\frac{n^4}{\lambda_0^4H^6}\le\frac{n^4}{\lambda_0^4H^2}",
)
def redundant_term(judge, power=2):
    """The first term of the printed maximum is never the largest; with n^2/(lambda^2 H^2), as in
    Theorem 3.2, it would not be redundant.
    """
    n, lam, H = reals("n lambda_0 H")
    return holds(
        judge,
        (n**4 / (lam**4 * H**6), "<=", n**4 / (lam**4 * H**power)),
        [*positive(lam), (n, ">=", 1), (H, ">=", 1)],
    )


redundant_term.mutant("H^7", power=7)
