"""A quantitative Theorem 2.1: lambda_0 from the separation of the inputs alone, by a power series
and Schur's product theorem.

Unit inputs with |x_i.x_j| <= rho < 1. H_inf = K/4 + (1/2 pi) K o asin(K) entrywise, asin(t) = sum_j
c_j t^(2j+1), c_j = p_j/(2j+1), p_j = binom(2j, j)/4^j. Every term K^(o (2j+2)) is positive
semidefinite, and for large j it is nearly the identity. Hence
    lambda_0 >= p_k/(4 pi) >= 1/(8 pi sqrt k)   for every k >= 1 with (n - 1) rho^(2k+2) <= 1/2.
For two inputs at a small angle both sides are linear in the angle.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.theorems import by_terms, conj, forall, given, sum_over
from steepest.proofs.engine.theorems import reals as variables
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import form, i, j, length, n, v
from steepest.proofs.textbook.schur import A, B, hadamard

from . import CLOSED_FORM, equal, holds, number, rests_on, thesis
from .exact import Degenerate

locus = "Theorem 2.1, made quantitative"


def binomial_share(k: int) -> Fraction:
    """p_k = binom(2k, k)/4^k, exactly."""
    value = Fraction(1)
    for index in range(k):
        value *= Fraction(2 * index + 1, 2 * index + 2)
    return value


def separation_bound(n: int, rho: Fraction) -> tuple[int, Fraction]:
    """(k, p_k) with the least k such that (n - 1) rho^(2k+2) <= 1/2; then lambda_0 >= p_k/(4 pi).
    Exact arithmetic, rho in [0, 1).
    """
    if not 0 <= rho < 1:
        raise Degenerate(
            f"rho = {rho} was given; |x_i.x_j| <= rho < 1 is needed: identical or opposite "
            f"unit inputs have no separation. Drop one of them"
        )
    k = 0
    while (n - 1) * rho ** (2 * k + 2) > Fraction(1, 2):
        k += 1
    return k, binomial_share(k)


def trace():
    """tr(D A D B) for D = diag(v)"""
    product = v(i) * A(i, j) * v(j) * B(j, i)
    return sum_over(i, n, sum_over(j, n, product))


def schur_says():
    symmetric = forall(i, j)(conj(A(i, j) == A(j, i), B(i, j) == B(j, i)))
    psd = conj(*(forall(v)(form(one) >= 0) for one in (A, B)))
    product = form(hadamard)
    return forall(A, B, n)(
        given(symmetric, psd) >> forall(v)(conj(product == trace(), product >= 0))
    )


@claim(
    "relu2.thm-2.1.separation.schur",
    thesis(locus),
    formula=r"A,B\ge0\implies v^\top(A\circ B)v=\operatorname{tr}(D_vAD_vB)\ge0",
    says=schur_says,
    uses=("book.schur",),
)
def schur_product(judge):
    """Schur's product theorem: the entrywise product of two psd matrices is psd.

    v.(A o B) v is the trace of D A D B with D = diag(v).
    """
    k = judge.theorem()
    symmetric, first, second = k.given
    turned = k.part(k.at(symmetric, i, j), 1)
    bodies = [hadamard(i, j) * v(j), v(i) * A(i, j) * v(j) * B(j, i)]
    row = by_terms(
        k, j, n, lambda q: v(i) * sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies,
        k.arith(v(i) * bodies[0] == bodies[1], turned),
    )  # fmt: skip
    rows = [v(i) * sum_over(j, n, bodies[0]), sum_over(j, n, bodies[1])]
    whole = by_terms(
        k, i, n, lambda q: sum_over(i, q, rows[0]) == sum_over(i, q, rows[1]), rows, row
    )
    product = k.by("book.schur", A, B, 0, n)
    low = k.for_all(k.arith(form(A) >= 0 * length(), k.at(first, v)), v)
    never = k.at(k.use(product, k.for_all(turned, i, j), low, second), v)
    return k.qed(k.for_all(k.both(whole, k.arith(form(hadamard) >= 0, never)), v))


@schur_product.mutant
def the_negative(judge):
    """1 x 1 matrices"""
    a, b = variables("a b")
    return falsify(forall(a, b)(given(a >= 0, b >= 0) >> (-(a * b) >= 0)))


@claim(
    "relu2.thm-2.1.separation.series",
    thesis(locus),
    formula=r"(1-x^2)^{-1/2}=\sum_jp_jx^{2j},\ p_{j+1}=p_j\tfrac{2j+1}{2j+2}>0;\quad "
    r"\arcsin'=(1-x^2)^{-1/2}",
    missing=(
        "a power series that solves the same differential equation is the function",
        "integration term by term, and Abel's theorem at 1",
    ),
)
def arcsine_series(judge, odd=1):
    """The power series of the arcsine has nonnegative coefficients.

    Both sides solve (1 - x^2) s' = x s, s(0) = 1: coefficient of x^(2j+1) is (2j+2) p_(j+1) - 2j
    p_j = p_j. So asin has nonnegative coefficients. Integrated term by term, and at x = 1 by Abel's
    theorem.
    """
    from sympy import Derivative, asin, sqrt

    x, p, j, after = reals("x p j p_next")
    inside = [x > -1, x < 1]
    s = 1 / sqrt(1 - x**2)
    return judge.all(
        judge.gradient(asin(x), {x: s}, inside),
        equal(judge, (1 - x**2) * Derivative(s, x), x * s, inside),
        equal(
            judge,
            (2 * j + 2) * after - 2 * j * p,
            p,
            [j >= 0, (after, "==", p * (2 * j + odd) / (2 * j + 2))],
        ),
    )


arcsine_series.mutant("2j + 2 in the numerator", odd=2)


@claim(
    "relu2.thm-2.1.separation",
    thesis(locus),
    formula=r"\|x_i\|=1,\ |x_i^\top x_j|\le\rho,\ (n-1)\rho^{2k+2}\le\tfrac12\implies\lambda_0\ge"
    r"\frac{p_k}{4\pi}\ge\frac1{8\pi\sqrt k}\ (k\ge1)",
    hypotheses=("unit inputs", "k = 0 allowed in the first bound: p_0 = 1"),
    missing=(
        "the series of matrices: dropping terms, and the sum of lower bounds",
        "lambda_min by the quadratic form",
        CLOSED_FORM,
    ),
)
def separated_inputs(judge, half=2):
    """lambda_0 is at least p_k/(4 pi), from the largest |x_i.x_j| alone.

    Terms below k are dropped (Schur); from k on each is at least c_j/2 times the identity; the tail
    of the c_j is at least p_k. r = rho^(2j+2) <= rho^(2k+2), so 1 - (n - 1) r >= 1/2; lambda_0 >=
    (1/2 pi) (T/2), T >= p_k.
    """
    from sympy import pi

    n, r, T, p, k, lam, power, root = reals("n r T p k lam power root")
    first = holds(
        judge,
        1 - (n - 1) * r >= number("1/2"),
        [n >= 1, r >= 0, r <= power, (n - 1) * power <= number("1/2")],
    )
    second = holds(judge, lam >= p / (2 * half * pi), [p <= T, p >= 0, lam >= T / (4 * pi)])
    third = holds(
        judge,
        p / (4 * pi) >= 1 / (8 * pi * root),
        [p > 0, k >= 1, root > 0, (root**2, "==", k), p**2 * k >= number("1/4")],
    )
    steps = ("schur", "series", "tail", "diagonal-dominance")
    return rests_on(
        judge.all(first, second, third), *(f"relu2.thm-2.1.separation.{step}" for step in steps)
    )


separated_inputs.mutant("p_k/(2 pi)", half=1)


@claim(
    "relu2.thm-2.1.separation.angle",
    thesis(locus),
    formula=r"\text{all lines at "
    r"angles}\ge\theta\in(0,\tfrac\pi2):\quad\lambda_0\ge\frac\theta{8\pi\sqrt{\log(2n)+5/2}}",
    hypotheses=("unit inputs, n >= 2, |x_i.x_j| <= cos(theta)",),
    missing=(
        "some whole k meets the condition of relu2.thm-2.1.separation, argued itself",
        "(n - 1) rho^(2k) <= 1/2 from log cos(theta) <= -theta^2/2",
    ),
)
def in_terms_of_the_angle(judge, slack="5/2"):
    """lambda_0 is at least theta/(8 pi sqrt(log(2n) + 5/2)), theta the least angle between two of
    the lines.

    cos(theta) <= exp(-theta^2/2), so k <= log(2n)/theta^2 + 1 meets (n - 1) rho^(2k) <= 1/2; then
    1/(8 pi sqrt k) with theta^2 <= pi^2/4. s = sqrt k, L = log(2n); the exponents: (n - 1) exp(-k
    theta^2) <= 1/2 when k theta^2 >= L.
    """
    from sympy import cos, log, pi

    theta, k, s, L, bound, root = reals("theta k s L bound root")
    inside = [theta > 0, theta < pi / 2]
    gaussian = holds(judge, log(cos(theta)) <= -(theta**2) / 2, inside)
    where = [
        *inside,
        L > 0,
        s >= 1,
        (s**2, "==", k),
        k * theta**2 <= L + theta**2,
        root > 0,
        (root**2, "==", L + number(slack)),
    ]
    order = holds(judge, theta * s <= root, where)
    last = holds(
        judge,
        bound >= theta / (8 * pi * root),
        [*inside, s >= 1, root > 0, theta * s <= root, bound >= 1 / (8 * pi * s)],
    )
    return rests_on(
        judge.all(gaussian, order, last),
        "relu2.thm-2.1.separation",
        "relu2.thm-2.1.separation.tail",
    )


in_terms_of_the_angle.mutant("log(2n) + 1", slack="1")
