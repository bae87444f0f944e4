"""Section 3.14: products of matrices, norms of Gaussian matrices, Gaussian expectations as
functions of the covariance, tensor powers.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, every, holds, nonnegative, number, positive
from .initialization import root

LEMMA29 = "Lemma 3.29 and its proof"


@claim(
    "deep.lem-3.26",
    chapter_3("Lemma 3.26"),
    formula=r"\Big\|\prod_iA_i-\prod_iB_i\Big\|_F\le\Big(\sum_i\alpha_i\Big)\prod_iM_i",
    hypotheses=(
        "|A_i|, |B_i| <= M_i (operator norms), |A_i - B_i|_F <= alpha_i M_i",
        "|X Y Z|_F <= |X||Y|_F|Z|",
        "every number of factors, by induction",
    ),
)
def difference_of_products(judge, factor=1):
    """One factor more: A P - B Q = (A - B) P + B (P - Q); spelled out for three factors of any
    sizes.
    """
    from steepest.proofs.engine.matrix import matrices

    A, B, P, Q = matrices("A: m x n, B: m x n, P: n x k, Q: n x k")
    one_more = judge.same(A @ P - B @ Q, (A - B) @ P + B @ (P - Q))
    A1, A2, A3, B1, B2, B3 = matrices(
        "A1: m x n, A2: n x k, A3: k x l, B1: m x n, B2: n x k, B3: k x l"
    )
    three = judge.same(
        A1 @ A2 @ A3 - B1 @ B2 @ B3, (A1 - B1) @ A2 @ A3 + B1 @ (A2 - B2) @ A3 + B1 @ B2 @ (A3 - B3)
    )
    M, alpha, product, total, first, rest = reals("M alpha product total first rest")
    where = [
        *positive(M, product),
        *nonnegative(alpha, total),
        (first, "<=", alpha * M * product),
        (rest, "<=", M * (total * product)),
    ]
    return judge.all(
        one_more,
        three,
        holds(judge, (first + rest, "<=", factor * (alpha + total) * (M * product)), where),
    )


difference_of_products.mutant("half of the sum", factor=Fraction("1/2"))


@claim(
    "deep.lem-3.27",
    chapter_3("Lemma 3.27"),
    formula=r"P\big(\|W\|>c_{w,0}\sqrt m\big)\le\exp\Big(-\frac{(c_{w,0}-\sqrt "
    r"c-1)^2m}2\Big)\quad(c_{w,0}>\sqrt c+1)",
    hypotheses=(
        "P(|W| > sqrt(m) + sqrt(c m) + t) <= exp(-t^2/2) for m x c m Gaussian matrices (quoted "
        "there too)",
    ),
)
def gaussian_norm(judge, centre=1):
    """The substitution t = (c_w0 - sqrt(c) - 1) sqrt(m), which is positive exactly for c_w0 >
    sqrt(c) + 1.
    """
    w, c, m = reals("w root_c root_m")
    t = (w - c - centre) * m
    where = [*positive(c, m), (w, ">", c + 1)]
    return judge.all(
        holds(judge, (m + c * m + t, "==", w * m), where),
        holds(judge, (t**2 / 2, "==", (w - c - 1) ** 2 * m**2 / 2), where),
        holds(judge, (t, ">", 0), where),
    )


gaussian_norm.mutant("without the 1", centre=0)


@claim(
    "deep.lem-3.27.square",
    chapter_3("Lemma 3.8"),
    formula=r"2<c_{w,0}\implies P(\|W\|>c_{w,0}\sqrt m)\le e^{-(c_{w,0}-2)^2m/2}",
)
def square_matrices(judge, exponent="1/20000"):
    """For c_w0 = 2.01 the bound is e^(-m/20000): it needs m of the order 20000 log(1/delta)."""
    (m,) = reals("m,")
    return holds(
        judge, ((number("2.01") - 2) ** 2 * m / 2, "==", number(exponent) * m), positive(m)
    )


square_matrices.mutant("e^(-m/10000)", exponent="1/10000")


@claim(
    "deep.lem-3.28",
    chapter_3("Lemma 3.28"),
    formula=r"|E_{N(0,a)}\sigma-E_{N(0,b)}\sigma|\le L\sqrt{\tfrac2\pi}\,|\sqrt a-\sqrt b|\le "
    r"L\sqrt{\tfrac2\pi}\,\tfrac{\sqrt c}2\,|a-b|",
    hypotheses=(
        "a, b variances in [1/c, c]",
        "if a, b are standard deviations, the first bound without the roots",
    ),
)
def mean_is_lipschitz(judge, half=2):
    """|sigma(s z) - sigma(t z)| <= L|s - t||z|, and |sqrt a - sqrt b| <= (sqrt(c)/2)|a - b| as both
    roots are at least 1/sqrt(c).
    """
    from sympy import Abs

    L, s, t, change = reals("L s t change")
    q = root()
    first = holds(
        judge,
        (change, "<=", L * q * Abs(s - t)),
        [*positive(L), (change, "<=", L * Abs(s - t) * q)],
    )
    r = reals("root_c")
    where = [*positive(r), (s, ">=", 1 / r), (t, ">=", 1 / r)]
    return judge.all(first, holds(judge, (Abs(s - t), "<=", r / half * Abs(s**2 - t**2)), where))


mean_is_lipschitz.mutant("sqrt(c)/3", half=3)


@claim(
    "deep.lem-3.29-chain",
    chapter_3(LEMMA29),
    formula=r"\frac{\partial F}{\partial A_{11}}=\frac1{2\sqrt{A_{11}}}\frac{\partial "
    r"F}{\partial a}",
    hypotheses=(
        "F(a, b, rho) with a = sqrt(A_11), rho = A_12/sqrt(A_11 A_22)",
        "sigma(z) = z: F = a b rho = A_12",
    ),
)
def chain_rule_as_printed(judge, half=2):
    """The derivative in A_11 as used there: rho depends on A_11 too. False already for sigma(z) =
    z, where dF/dA_11 = 0.
    """
    a, b, rho = reals("a b rho")
    return holds(
        judge, (0, "==", b * rho / (half * a)), [*positive(a, b), (rho, ">", -1), (rho, "<", 1)]
    )


chain_rule_as_printed.mutant("without the half", half=1)


@claim(
    "deep.lem-3.29-chain-amended",
    chapter_3(LEMMA29),
    formula=r"\frac{\partial F}{\partial A_{11}}=\frac1{2a}\frac{\partial F}{\partial "
    r"a}-\frac\rho{2a^2}\frac{\partial F}{\partial\rho},\quad\frac{\partial F}{\partial "
    r"A_{12}}=\frac1{ab}\frac{\partial F}{\partial\rho}",
    amends="deep.lem-3.29-chain",
)
def chain_rule(judge, sign=-1):
    """The derivatives of a = sqrt(A_11) and rho = A_12/sqrt(A_11 A_22)."""
    from sympy import diff, sqrt

    A, B, C = reals("A11 A22 A12")
    rho = C / (sqrt(A) * sqrt(B))
    where = positive(A, B)
    return judge.all(
        holds(judge, (diff(sqrt(A), A), "==", 1 / (2 * sqrt(A))), where),
        holds(judge, (diff(rho, A), "==", sign * rho / (2 * A)), where),
        holds(judge, (diff(rho, C), "==", 1 / (sqrt(A) * sqrt(B))), where),
    )


chain_rule.mutant("the other sign", sign=1)


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
    a, b, c = reals("a b c")
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
    L, beta, s, c = reals("L beta s c")
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
)
def second_moment_is_lipschitz(judge, factor=2):
    """The mean value theorem on the segment with both derivatives bounded; the lemma holds, with a
    constant that also works at small variances.
    """
    from sympy import Abs

    L, beta, s, c, own = entry_constants()
    d11, d22, d12, g11, g22, g12, frob, change = reals("d11 d22 d12 g11 g22 g12 frobenius change")
    mean = reals("mean_sigma")
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
    G, S = reals("G S")
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
    x, y, z = reals("x y z")  # |d11|, |d22|, |d12|
    whole = holds(
        judge,
        (G * x + G * y + S * z, "<=", (2 * G + S) * frob),
        [*nonnegative(G, S, x, y, z), (x, "<=", frob), (y, "<=", frob), (z, "<=", frob)],
    )
    e = reals("e")
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
        "entry (i, j) depends on the 2 x 2 block of i and j only; the mean through dE/dA_ii = "
        "E sigma''/2",
        "C_mean = beta/2",
    ),
)
def matrix_version(judge, factor=2):
    """Every entry moves by at most (2 G + L^2) e with G = beta(|sigma(0)| + L sqrt(2c/pi))/2;
    diagonal entries by (L^2 + 2 G) e as well.
    """
    G, L, e, change, diagonal, beta, mean, s, q = reals("G L e change diagonal beta mean s q")
    off = holds(
        judge,
        (change, "<=", (factor * G + L**2) * e),
        [*nonnegative(G, e), (change, "<=", G * e + G * e + L**2 * e)],
    )
    on = holds(
        judge,
        (diagonal, "<=", (2 * G + L**2) * e),
        [*nonnegative(G, e), (diagonal, "<=", (L**2 + 2 * G) * e)],
    )
    means = holds(
        judge, (mean, "<=", beta / 2 * e), [*nonnegative(beta, e), (mean, "<=", beta * e / 2)]
    )
    size = holds(judge, (2 * (beta * (s + L * q) / 2) + L**2, "==", beta * (s + L * q) + L**2))
    return judge.all(off, on, means, size)


matrix_version.mutant("G in place of 2 G", factor=1)


# --- tensor powers
# --------------------------------------------------------------------------------------------------


@claim(
    "deep.lem-3.31",
    chapter_3("Lemma 3.31"),
    formula=r"\mathrm{rank}\,[\mathrm{vec}(v_1^{\otimes n}),\dots,\mathrm{vec}(v_n^{\otimes n})]=n",
    hypotheses=(
        "unit vectors of any dimension, no two parallel: |v_j . v_k| < 1",
        "every n",
        "<l_1 x ... x l_N, v^(xN)> = product of <l_k, v>",
    ),
)
def tensor_powers(judge, closed=False):
    """A dual certificate: l_jk = v_j - (v_j.v_k) v_k kills v_k and not v_j; their product over k !=
    j, times v_j, singles out v_j.

    The n - 1 forms show that already the (n-1)-st powers are independent.
    """
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    v, w = matrices("v: d x 1, w: d x 1")  # v_j, v_k
    form = v - inner(v, w) * w
    unit = [(norm2(v), 1), (norm2(w), 1)]
    kills = judge.same(inner(form, w), 0 * norm2(v), rules=unit)
    keeps = judge.same(inner(form, v), 1 - inner(v, w) ** 2, rules=unit)
    rho, a, product = reals("rho a product")
    sign = holds(judge, (1 - rho**2, ">", 0), [(rho, ">=" if closed else ">", -1), (rho, "<", 1)])
    return judge.all(
        kills, keeps, sign, holds(judge, (a, "==", 0), [(a * product, "==", 0), (product, ">", 0)])
    )


tensor_powers.mutant("antiparallel vectors allowed", closed=True)


@claim(
    "deep.lem-3.31.order",
    chapter_3("Lemma 3.31"),
    formula=r"v_1^{\otimes(n-2)},\dots,v_n^{\otimes(n-2)}\text{ may be dependent}",
    hypotheses=(
        "n = 3 in the plane: e_1, e_2, (3/5, 4/5); in R^2 the k-th powers span a space of "
        "dimension k + 1",
    ),
)
def order_is_sharp(judge, weight="3/5"):
    """Order n - 1 is the least that works for all configurations: three plane vectors are
    dependent, their squares are not.
    """
    a, b, c = reals("a b c")
    first = every(
        judge,
        [
            (number(weight) * 1 + number("4/5") * 0, "==", number("3/5")),
            (number("4/5"), "==", number("4/5")),
        ],
    )
    # squares: a (1,0,0) + b (0,0,1) + c (9, 12, 16)/25 = 0 in the coordinates x^2, xy, y^2
    where = [(25 * a + 9 * c, "==", 0), (12 * c, "==", 0), (25 * b + 16 * c, "==", 0)]
    return judge.all(first, every(judge, [(a, "==", 0), (b, "==", 0), (c, "==", 0)], where))


order_is_sharp.mutant("another combination", weight="4/5")
