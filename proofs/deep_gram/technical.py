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
    missing=(
        "induction over the factors",
        "first and rest stand for norms: |X Y Z|_F <= |X||Y|_F|Z| is a premise",
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
    missing=("the tail of the norm of a Gaussian matrix: quoted",),
)
def gaussian_norm(judge, centre=1):
    """The substitution t = (c_w0 - sqrt(c) - 1) sqrt(m), which is positive exactly for c_w0 >
    sqrt(c) + 1.
    """
    w, c, m, t = reals("w root_c root_m t")
    where = [*positive(c, m), (w, ">", c + 1), (t, "==", (w - c - centre) * m)]
    return judge.all(
        holds(judge, (m + c * m + t, "==", w * m), where),
        holds(judge, (t**2 / 2, "==", (w - c - 1) ** 2 * m**2 / 2), where),
        holds(judge, (t, ">", 0), where),
    )


gaussian_norm.mutant("without the 1", centre=0)


@claim(
    "deep.lem-3.27.square",
    chapter_3("Lemma 3.8"),
    formula=r"c=1,\ c_{w,0}>2,\ m\ge\frac{2\log(1/\delta)}{(c_{w,0}-2)^2}\implies "
    r"e^{-(c_{w,0}-2)^2m/2}\le\delta;\quad c_{w,0}=2.01:\ m\ge20000\log\tfrac1\delta",
    hypotheses=("deep.lem-3.27 for square matrices",),
)
def square_matrices(judge, scale=2):
    """For every c_w0 > 2 the exponent of deep.lem-3.27 needs m >= 2 log(1/delta)/(c_w0 - 2)^2: for
    c_w0 = 2.01 that is 20000 log(1/delta).
    """
    from sympy import exp, log

    m, w, delta, t, width, size = reals("m c_w0 delta t width log_size")
    base = [(w, ">", 2), (delta, ">", 0), (delta, "<", 1), (m, ">", 0)]
    enough = holds(
        judge,
        (exp(t), "<=", delta),
        [*base, (t, "==", -((w - 2) ** 2) * m / 2), ((w - 2) ** 2 * m, ">=", -scale * log(delta))],
        axioms=[("exp-monotone", t, log(delta)), ("exp-log", delta)],
    )
    near = holds(
        judge,
        (width, "==", 20000 * size),
        [(size, ">", 0), (w, "==", number("2.01")), (width * (w - 2) ** 2, "==", 2 * size)],
    )
    return judge.all(enough, near)


square_matrices.mutant("half of the width", scale=1)


@claim(
    "deep.lem-3.28",
    chapter_3("Lemma 3.28"),
    formula=r"|E_{N(0,a)}\sigma-E_{N(0,b)}\sigma|\le L\sqrt{\tfrac2\pi}\,|\sqrt a-\sqrt b|\le "
    r"L\sqrt{\tfrac2\pi}\,\tfrac{\sqrt c}2\,|a-b|",
    hypotheses=(
        "a, b variances in [1/c, c]",
        "if a, b are standard deviations, the first bound without the roots",
        "decided: the pointwise bound and the roots; the mean of |z| is deep.gaussian-moments, and "
        "that the mean is monotone is in words",
    ),
    missing=("expectation of the pointwise bound: the mean of |z|",),
)
def mean_is_lipschitz(judge, half=2):
    """|sigma(s z) - sigma(t z)| <= L|s - t||z|, and |sqrt a - sqrt b| <= (sqrt(c)/2)|a - b| as both
    roots are at least 1/sqrt(c).
    """
    from sympy import Abs

    L, s, t, z, change, r = reals("L s t z change root_c")
    point = holds(
        judge,
        (change, "<=", L * Abs(s - t) * Abs(z)),
        [*positive(L), (change, "<=", L * Abs(s * z - t * z))],
    )
    where = [*positive(r, L), (s, ">=", 1 / r), (t, ">=", 1 / r)]
    roots = holds(
        judge, (L * root() * Abs(s - t), "<=", L * root() * r / half * Abs(s**2 - t**2)), where
    )
    return judge.all(point, roots)


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
    missing=("the chain rule for F",),
)
def chain_rule(judge, sign=-1):
    """The derivatives of a = sqrt(A_11) and rho = A_12/sqrt(A_11 A_22), which the chain rule
    multiplies by those of F.
    """
    from sympy import Derivative, sqrt

    A, B, C = reals("A11 A22 A12")
    rho = C / (sqrt(A) * sqrt(B))
    where = positive(A, B)
    slopes = [
        (Derivative(sqrt(A), A), "==", 1 / (2 * sqrt(A))),
        (Derivative(rho, A), "==", sign * rho / (2 * A)),
        (Derivative(rho, C), "==", 1 / (sqrt(A) * sqrt(B))),
    ]
    return every(judge, slopes, where)


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

    L, beta, s, r, size, e, C = reals("L beta s root_c E_sigma e C")
    g1, g2, g12, d1, d2, d12, own = reals("g_ii g_jj g_ij d_ii d_jj d_ij own")
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
    mean = reals("e_m")
    means = holds(
        judge,
        (Abs(mean * d1), "<=", beta / 2 * e),
        [*base[:-3], (Abs(d1), "<=", e), (Abs(mean), "<=", beta / 2)],
    )
    return judge.all(sizes, off, on, means)


matrix_version.mutant("half of the first term", factor=1)


# --- tensor powers --------------------------------------------------------------------------------


@claim(
    "deep.lem-3.31",
    chapter_3("Lemma 3.31"),
    formula=r"\mathrm{rank}\,[\mathrm{vec}(v_1^{\otimes n}),\dots,\mathrm{vec}(v_n^{\otimes n})]=n",
    hypotheses=(
        "unit vectors of any dimension, no two parallel: |v_j . v_k| < 1",
        "every n",
        "<l_1 x ... x l_N, v^(xN)> = product of <l_k, v>",
    ),
    missing=(
        "tensor products: <l_1 x .. x l_N, v x .. x v> is the product of <l_k, v>",
        "the product over k != j, for every n",
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
    unit = [(norm2(w), 1)]
    kills = judge.same(inner(form, w), 0 * norm2(v), rules=unit)
    keeps = judge.same(inner(form, v), norm2(v) - inner(v, w) ** 2)
    rho, a, product = reals("rho a product")
    sign = holds(judge, (1 - rho**2, ">", 0), [(rho, ">=" if closed else ">", -1), (rho, "<", 1)])
    return judge.all(
        kills, keeps, sign, holds(judge, (a, "==", 0), [(a * product, "==", 0), (product, ">", 0)])
    )


tensor_powers.mutant("antiparallel vectors allowed", closed=True)


@claim(
    "deep.lem-3.31.order",
    chapter_3("Lemma 3.31"),
    formula=r"v_1^{\otimes(n-2)},\dots,v_n^{\otimes(n-2)}\text{ may be dependent: }"
    r"\sum_i\frac{t_i^k}{\prod_{j\ne i}(t_i-t_j)}=0,\ k\le n-2\quad(n=3,4)",
    hypotheses=(
        "v_i = (1, t_i) in the plane, the t_i all different: no two parallel; the coordinates of "
        "the (n-2)-nd power are 1, t_i, .., t_i^(n-2)",
        "order n - 1 is enough (deep.lem-3.31)",
    ),
    missing=(
        "that order n - 1 works (deep.lem-3.31)",
        "the coordinates of a tensor power of (1, t) are powers of t",
    ),
)
def order_is_sharp(judge, least=0):
    """For n = 3, 4 order n - 1 is the least that works for all configurations: the (n-2)-nd
    powers of any n vectors (1, t_i) are dependent.

    The divided difference of order n - 1 of a polynomial of degree n - 2 is 0; its weights are not.
    """
    from sympy import Integer, prod

    facts = []
    for n in (3, 4):
        t = reals(" ".join(f"t_{i}" for i in range(n)))
        apart = [(t[i], "!=", t[j]) for i in range(n) for j in range(i)]
        weights = [1 / prod(t[i] - t[j] for j in range(n) if j != i) for i in range(n)]
        for k in range(least, n - 1 + least):
            sum_ = sum((w * x**k for w, x in zip(weights, t, strict=True)), Integer(0))
            facts.append(holds(judge, (sum_, "==", 0), apart))
        facts.append(holds(judge, (weights[0], "!=", 0), apart))
    return judge.all(*facts)


order_is_sharp.mutant("the (n-1)-st powers", least=1)
