"""Lemma 3.7 (Section 3.9): the quadratic term and the step sizes for which the fully connected
proof closes; the width; the residual at the start. The notation is that of `training`.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import chapter_3, holds, nonnegative, number, positive

LEMMA7 = "Lemma 3.7 and its proof"


@claim(
    "deep.lem-3.7",
    chapter_3("Lemma 3.7"),
    formula=r"\eta\le c\lambda_0\big(n^2H^2c_x^{2H}g_{2c_x}(H)\big)^{-1}\implies\|u(k+1)-u(k)\|^2"
    r"\le"
    r"\tfrac18\eta\lambda_0\|y-u(k)\|^2",
    hypotheses=(
        "any constant c > 0 that may depend on sigma, all H; sigma(z) = sin(w z) with w = "
        "2448, so L = w; c_w0 = 3; one datum, k = 0",
        "m -> infinity: u(1) - u(0) -> -eta G (u - y), and G is at least its first block, "
        "(c_sigma E sigma'^2)^H >= w^(2H)",
    ),
)
def quadratic_term(judge, width=2448):
    """As printed it is false for strongly oscillating activations: 8 c w^(4H) <= H^2 c_x^(2H) g_(2
    c_x)(H) fails for large H.

    c_x = 6 sqrt(c_sigma) w <= 8.49 w and g_(2 c_x)(H) <= (2 c_x)^H, so the right side is at most
    H^2 (1224 w^3)^H = H^2 (w^4/2)^H.
    """
    from sympy import Integer, exp, sqrt

    w = Integer(width)
    c_sigma = 2 / (1 - exp(-2 * w**2))
    slope = holds(judge, (c_sigma * w**2 * (1 + exp(-2 * w**2)) / 2, ">=", w**2))
    radius = holds(judge, (6 * sqrt(c_sigma) * w, "<=", number("8.49") * w))
    layer = holds(judge, (2 * (number("8.49") * w) ** 2 * (2 * number("8.49") * w), "<=", w**4))
    g, gamma, P, after = reals("g gamma P g_next")
    sums = holds(
        judge,
        (after, "<=", gamma * P - 1),
        [(gamma, ">=", 2), (P, ">=", 1), (g, "<=", P - 1), (after, "==", gamma * g + 1)],
    )
    c, H, D = reals("c H D")  # D = 2^H, at least H^3 from H = 10 on (deep.lem-3.7.closure)
    large = holds(
        judge,
        (8 * c * D, ">", H**2),
        [*positive(c), (H, ">=", 10), (8 * c * H, ">", 1), (D, ">=", H**3)],
    )
    because = (
        "for every c > 0 some depth has 8 c 2^H > H^2, and then eta G^2 > lambda_0/8 in "
        "the limit of infinite width"
    )
    return judge.contradicted(slope, radius, layer, sums, large, because=because)


quadratic_term.mutant("w = 3000", width=3000)


def closure_holds(power=2):
    """What the estimate needs, g_H <= K H^power with K = 1/(8 c C), for some K, at every depth; g_H
    = 2^H - 1, by its recurrence.
    """
    K, g, H = theorems.reals("K"), theorems.sequences("g"), theorems.nats("H")
    return theorems.exists(g, K)(
        theorems.conj(
            g(0) == 0,
            theorems.forall(H)(g(H + 1) == 2 * g(H) + 1),
            theorems.forall(H)((H >= 2) >> (g(H) <= K * H**power)),
        )
    )


@claim(
    "deep.lem-3.7.closure",
    chapter_3(LEMMA7),
    formula=r"8nc_{x,0}^2\eta^2Q'^2+16\,nc_\sigma L^2c_{x,0}^2a_{2,0}^2g_{2c_x}(H)^2\eta^2Q'^2\le"
    r"\tfrac18\eta\lambda_0\|y-u\|^2",
    hypotheses=(
        "the printed step size, any constant c > 0 in it, all H",
        "C = 256 c_sigma L^2 c_x0^4 a_20^4, the second term alone",
        "g_{2c_x}(H) >= 2^H - 1",
    ),
    says=closure_holds,
)
def closure_as_printed(judge, power=2):
    """The printed estimate with the printed step size. False: it needs g <= H^2/(8 c C), and g is
    at least 2^H - 1.
    """
    k = judge.refutation()
    K, g, (H, T) = theorems.reals("K"), theorems.sequences("g"), theorems.nats("H T")
    start, run, bound = k.inside(g, K)
    cubic = g(H) >= H**3 / 20  # all that is needed of 2^H - 1
    base = k.arith(cubic.put(H, 0), start)
    step = k.arith(cubic.put(H, H + 1), k.assume(cubic), k.at(run, H))
    always = k.induction(H, cubic, base, step)
    large = k.above(2 + 20 * abs(K), T)
    return k.qed(k.falsehood(k.use(k.at(bound, T), large), k.at(always, T), large))


closure_as_printed.mutant("with H in place of H^2", power=1)


@claim(
    "deep.width-3.1",
    chapter_3("Section 3.9"),
    formula=r"m\ge\Big(\frac{16c_{x,0}a_{2,0}C_0}{c}\Big)^2c_x^{2H}g_{c_x}(H)^2\,\frac{n^4}{"
    r"\lambda_0^4}\implies R'\le\frac{c\lambda_0}{n\,g_{c_x}(H)}",
    hypotheses=("|y - u(0)| <= C_0 sqrt(n)",),
)
def width_fc(judge, power=4):
    """The width for which the weights stay in the ball of Lemma 3.4: n^4/lambda_0^4 times c_x^(2H)
    g^2, which is 2^O(H).
    """
    # T = 16 X A c_x^H C_0, R = T n/(lambda sqrt(m))
    T, n, lam, g, c, root, R = reals("T n lambda_0 g c root_m R")
    where = [
        *positive(T, lam, g, c, root),
        (n, ">=", 1),
        (R, "==", T * n / (lam * root)),
        (c**2 * root**2 * lam**4, ">=", T**2 * g**2 * n**power),
    ]
    squared = holds(judge, (R**2, "<=", (c * lam / (n * g)) ** 2), where)
    a, b = reals("a b")
    return judge.all(squared, holds(judge, (a, "<=", b), [*nonnegative(a, b), (a**2, "<=", b**2)]))


width_fc.mutant("n^3", power=3)


@claim(
    "deep.claim-u0",
    chapter_3("Sections 3.9, 3.10"),
    formula=r"\|y-u(0)\|\le C_0\sqrt n\text{ with probability at least }1-\delta",
    hypotheses=(
        "C_0 independent of delta, n = 1, |x^(H)| = 1, y = 0",
        "u(0) is standard Gaussian given the features: P(|u(0)| > C) >= 2 phi(C + 1), the "
        "density on [C, C + 1]",
    ),
    case=True,
)
def initial_residual_as_printed(judge, factor=2):
    """|y - u(0)| = O(sqrt n), used without its probability: with a constant free of delta it is
    false, the output is Gaussian.
    """
    from sympy import exp, pi, sqrt

    C, delta = reals("C delta")
    return holds(
        judge,
        (factor * exp(-((C + 1) ** 2) / 2) / sqrt(2 * pi), "<=", delta),
        [*positive(C, delta), (delta, "<", 1)],
    )


initial_residual_as_printed.mutant("one tail", factor=1)
