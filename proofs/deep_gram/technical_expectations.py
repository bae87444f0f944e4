"""Section 3.14: Gaussian expectations as functions of the covariance, Lemmas 3.28 to 3.30."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    forall,
    given,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sqrt,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3, every, holds, nonnegative, positive
from .initialization import L, Z, lipschitz, root, sigma, w

LEMMA29 = "Lemma 3.29 and its proof"

a, b, c, p, r, S, T = reals("a b c p r S T")


def mean_says(half=2):
    """a = S^2, b = T^2"""
    first, second = E(w, sigma(S * Z(w))), E(w, sigma(T * Z(w)))
    q = sqrt(2 / pi)
    return forall(sigma, Z, L, a, b, S, T, c)(
        given(
            L >= 0, lipschitz(), E(w, abs(Z(w))) == q, c > 0, 1 / c <= a, a <= c, 1 / c <= b,
            b <= c, S >= 0, S**2 == a, T >= 0, T**2 == b, integrable(first), integrable(second),
        )
        >> conj(
            abs(first - second) <= L * q * abs(S - T),
            L * q * abs(S - T) <= L * q * (sqrt(c) / half) * abs(a - b),
        )
    )  # fmt: skip


@claim(
    "deep.lem-3.28",
    chapter_3("Lemma 3.28"),
    formula=r"|E_{N(0,a)}\sigma-E_{N(0,b)}\sigma|\le L\sqrt{\tfrac2\pi}\,|\sqrt a-\sqrt b|\le "
    r"L\sqrt{\tfrac2\pi}\,\tfrac{\sqrt c}2\,|a-b|",
    hypotheses=(
        "a, b variances in [1/c, c]; N(0, a) is the law of sqrt(a) Z",
        "if a, b are standard deviations, the first bound without the roots",
    ),
    says=mean_says,
    uses=("book.mean-difference",),
)
def mean_is_lipschitz(judge, half=2):
    """|sigma(s z) - sigma(t z)| <= L|s - t||z|, and |sqrt a - sqrt b| <= (sqrt(c)/2)|a - b| as both
    roots are at least 1/sqrt(c).
    """
    k = judge.theorem()
    slope, lip, moment, c_low, *_ = k.given
    ranges, has = k.given[4:12], k.given[12:]
    z, q = Z(w), sqrt(2 / pi)
    one = k.arith(integrable(E(w, abs(z))), moment)
    gap = L * abs(S - T) * abs(z)
    mean = mean_of_combination(k, w, gap, [(L * abs(S - T), abs(z), one)])
    size = k.arith(abs(S * z - T * z) == abs(S - T) * abs(z))
    f, g = sigma(S * z), sigma(T * z)
    near = k.arith(abs(f - g) <= gap, k.at(lip, S * z, T * z), size)
    lemma = k.by("book.mean-difference", *(Lambda((w,), body) for body in (f, g, gap)))
    there = k.arith(integrable(E(w, gap)), mean)
    bound = k.apply(lemma, k.both(*has, there, k.for_all(near, w)))
    first = k.arith(k.target.part(0), bound, mean, moment)
    root = sqrt(c)
    known = [k.arith(conj(root > 0, root**2 == c), c_low)]
    known += [k.arith(root * one >= 1, *ranges, *known, c_low) for one in (S, T)]
    rule = k.lemma(
        forall(S, T, r, p)(
            given(r * S >= 1, r * T >= 1, r > 0, p >= 0)
            >> (p * abs(S - T) <= p * (r / half) * abs(S**2 - T**2))
        ),
        S, T, root, L * q,
    )  # fmt: skip
    second = k.use(rule, *known, k.arith(L * q >= 0, slope))
    return k.qed(k.both(first, k.arith(k.target.part(1), second, *ranges, *known)))


@mean_is_lipschitz.mutant
def a_third(judge):
    """sqrt(c)/3, at a = 1/c = 1/4 and a little more."""
    inside = given(S == "1/2", T == "51/100", r == 2)
    return falsify(
        forall(S, T, r)(inside >> (abs(S - T) <= r / 3 * abs(S**2 - T**2))),
        hints=[{"values": {"S": "1/2", "T": "51/100", "r": "2"}}],
    )


@claim(
    "deep.lem-3.29-chain",
    chapter_3(LEMMA29),
    formula=r"\frac{\partial F}{\partial A_{11}}=\frac1{2\sqrt{A_{11}}}\frac{\partial "
    r"F}{\partial a}",
    hypotheses=(
        "F(a, b, rho) with a = sqrt(A_11), rho = A_12/sqrt(A_11 A_22)",
        "sigma(z) = z: F = a b rho = A_12",
    ),
    case=True,
)
def chain_rule_as_printed(judge, half=2):
    """The derivative in A_11 as used there: rho depends on A_11 too. False already for sigma(z) =
    z, where dF/dA_11 = 0.
    """
    a, b, rho = letters("a b rho")
    return holds(
        judge, (0, "==", b * rho / (half * a)), [*positive(a, b), (rho, ">", -1), (rho, "<", 1)]
    )


chain_rule_as_printed.mutant("without the half", half=1)


@claim(
    "deep.lem-3.29-bounds",
    chapter_3(LEMMA29),
    formula=r"\frac1{2a}\le\frac1{2c},\quad\frac1{ab}\le\frac1{c^2}",
    hypotheses=("1/c <= a, b <= c, c > 1",),
)
def inverse_bounds_as_printed(judge, power=1):
    """The bounds 1/(2c) and 1/c^2 of the derivatives of a and rho. False: a may be as small
    as 1/c.
    """
    a, b, c = letters("a b c")
    where = [(c, ">", 1), (a, ">=", 1 / c), (a, "<=", c), (b, ">=", 1 / c), (b, "<=", c)]
    return every(
        judge,
        [(1 / (2 * a), "<=", 1 / (2 * c**power)), (1 / (a * b), "<=", 1 / c ** (2 * power))],
        where,
    )


inverse_bounds_as_printed.mutant("with 1/c^2", power=2)


@claim(
    "deep.lem-3.29-bounds-amended",
    chapter_3(LEMMA29),
    formula=r"\frac1{2a}\le\frac c2,\quad\frac1{ab}\le c^2",
    amends="deep.lem-3.29-bounds",
)
def inverse_bounds(judge, power=-1):
    """c in place of 1/c."""
    return inverse_bounds_as_printed.check(judge, power)


inverse_bounds.mutant("1 in place of c", power=0)


def entry_constants():
    """|dF/dA_11| <= beta(s + L c q)/2 with q = E|z|, standard deviations at most c, and |dF/dA_12|
    <= L^2.
    """
    L, beta, s, c = letters("L beta s c")
    return L, beta, s, c, beta * (s + L * c * root()) / 2


@claim(
    "deep.lem-3.29",
    chapter_3("Lemma 3.29"),
    formula=r"|F(A)-F(B)|\le C\|A-B\|_F\le2C\|A-B\|_\infty,\quad "
    r"C=\beta(|\sigma(0)|+Lc\sqrt{\tfrac2\pi})+L^2",
    hypotheses=(
        "A, B positive definite with standard deviations in [1/c, c]: so is the segment "
        "between them",
        "derivatives of deep.ref-price",
        "the lower bound 1/c is not needed",
    ),
    missing=(
        "mean value theorem on the segment",
        "the derivatives of the means (deep.ref-price): letters",
    ),
)
def second_moment_is_lipschitz(judge, factor=2):
    """The mean value theorem on the segment with both derivatives bounded; the lemma holds, with a
    constant that also works at small variances.
    """
    from sympy import Abs

    L, beta, s, c, own = entry_constants()
    d11, d22, d12, g11, g22, g12, frob, change = letters("d11 d22 d12 g11 g22 g12 frobenius change")
    mean = letters("mean_sigma")
    derivative = holds(
        judge,
        (g11, "<=", own),
        [
            *positive(L, beta, c),
            (s, ">=", 0),
            (mean, "<=", s + L * c * root()),
            (g11, "<=", beta * mean / 2),
        ],
    )
    G, S = letters("G S")
    where = [
        *nonnegative(G, S, frob),
        (frob**2, "==", d11**2 + d22**2 + 2 * d12**2),
        (Abs(g11), "<=", G),
        (Abs(g22), "<=", G),
        (Abs(g12), "<=", S),
        (change, "==", g11 * d11 + g22 * d22 + g12 * d12),
    ]
    pieces = every(
        judge,
        [(Abs(d11), "<=", frob), (Abs(d22), "<=", frob), (Abs(d12), "<=", frob)],
        [*nonnegative(frob), where[3]],
    )
    x, y, z = letters("x y z")  # |d11|, |d22|, |d12|
    whole = holds(
        judge,
        (G * x + G * y + S * z, "<=", (2 * G + S) * frob),
        [*nonnegative(G, S, x, y, z), (x, "<=", frob), (y, "<=", frob), (z, "<=", frob)],
    )
    e = letters("e")
    entry = holds(
        judge,
        (frob, "<=", factor * e),
        [
            *nonnegative(frob, x, y, z, e),
            (x, "<=", e),
            (y, "<=", e),
            (z, "<=", e),
            (frob**2, "==", x**2 + y**2 + 2 * z**2),
        ],
    )
    return judge.all(derivative, pieces, whole, entry)


second_moment_is_lipschitz.mutant("|.|_F <= |.|_inf", factor=1)


@claim(
    "deep.lem-3.30",
    chapter_3("Lemma 3.30"),
    formula=r"\|E\sigma(U)-E\sigma(U')\|_\infty\vee\|E\sigma(U)\sigma(U)^\top-E\sigma(U')"
    r"\sigma(U')^"
    r"\top\|_\infty\le C\|A-B\|_\infty,\quad C=\beta(|\sigma(0)|+L\sqrt{\tfrac{2c}\pi})+L^2",
    hypotheses=(
        "A, B in R^(2p x 2p) with diagonals in (0, c]",
        "entry (i, j) depends on the 2 x 2 block of i and j only; dE/dA_ii = E[sigma'' "
        "sigma]/2 off the diagonal, E[sigma'^2 + sigma sigma''] on it, E sigma''/2 for the mean "
        "(deep.ref-price), at a point of the segment (mean value theorem)",
        "the letters e_2, e_1, e_m stand for E|sigma|, E[sigma' sigma'] and these means; that "
        "E|sigma(U)| <= |sigma(0)| + L E|U| is in words",
        "C_mean = beta/2",
    ),
    missing=(
        "mean value theorem on the segment",
        "the derivatives of the means (deep.ref-price): letters",
        "E|sigma(U)| <= |sigma(0)| + L E|U|",
    ),
)
def matrix_version(judge, factor=2):
    """Every entry moves by at most C e, e = |A - B|_inf: off the diagonal through A_ii, A_jj and
    A_ij, on it through A_ii; the means by beta e/2.
    """
    from sympy import Abs

    L, beta, s, r, size, e, C = letters("L beta s root_c E_sigma e C")
    g1, g2, g12, d1, d2, d12, own = letters("g_ii g_jj g_ij d_ii d_jj d_ij own")
    base = [
        *positive(L, beta, r),
        *nonnegative(s, e, size),
        (size, "<=", s + L * r * root()),
        (C, "==", beta * (s + L * r * root()) * factor / 2 + L**2),
        *((Abs(one), "<=", e) for one in (d1, d2, d12)),
    ]
    half = [(Abs(one), "<=", beta * size / 2) for one in (g1, g2)]
    sizes = holds(judge, (L**2 + beta * size, "<=", C), base)
    spread = [
        *nonnegative(e, C),
        (L**2 + beta * size, "<=", C),
        *((Abs(one), "<=", e) for one in (d1, d2, d12)),
    ]
    off = holds(
        judge,
        (Abs(g1 * d1 + g2 * d2 + g12 * d12), "<=", C * e),
        [*spread, *half, (Abs(g12), "<=", L**2)],
    )
    on = holds(
        judge,
        (Abs((own + g12) * d1), "<=", C * e),
        [*spread, (Abs(own), "<=", beta * size), (Abs(g12), "<=", L**2)],
    )
    mean = letters("e_m")
    means = holds(
        judge,
        (Abs(mean * d1), "<=", beta / 2 * e),
        [*base[:-3], (Abs(d1), "<=", e), (Abs(mean), "<=", beta / 2)],
    )
    return judge.all(sizes, off, on, means)


matrix_version.mutant("half of the first term", factor=1)
