"""Claim B.3 and (15) (Du, Hu, Lee 2018): a bounded product and near balance bound the factors, C(t)
of Lemma 3.1. Names as in `drift`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee
from steepest.proofs.engine.matrix import diagonal, eye, matrices, norm, norm2, selector, tr
from steepest.proofs.engine.text import as_written

HALF = Fraction(1, 2)
U, V = matrices("U: d1 x r, V: d2 x r")


@claim(
    "balance.claim-B.3.residual",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\tfrac12\|U_tV_t^\top-M^*\|^2\le2\|M^*\|^2\implies\|U_tV_t^\top\|\le3\|M^*\|",
    missing=(
        NORMS,
        "the triangle inequality for these letters",
    ),
)
def product_bound(judge, three=3):
    """Triangle inequality: p = |U V^T| <= |R| + |M*| with |R| <= 2 |M*|."""
    p, R2, m = reals("p residual m")
    return judge.holds(p <= three * m, where=[R2 >= 0, m >= 0, 2 * m**2 >= R2**2 / 2, p <= R2 + m])


product_bound.mutant("2.9 |M*|", three=Fraction(29, 10))


@claim(
    "balance.eq-15",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|UV^\top\|\le3\|M^*\|,\ \|U^\top U-V^\top "
    r"V\|\le\varepsilon\implies\|U\|^2,\|V\|^2\le5"
    r"\sqrt r\|M^*\|",
    hypotheses=("eps < |M*|_F", "r >= 1"),
    missing=(
        NORMS,
        "the identity and Cauchy-Schwarz (balance.eq-15.identity, .trace) for these letters",
    ),
)
def bounded_iterates(judge, five=5):
    """Bounded product and near balance bound the factors, without an SVD.

    |U^T U|^2 + |V^T V|^2 = |U^T U - V^T V|^2 + 2 |U V^T|^2 (`.identity`) and |U|_F^4 <= r |U^T
    U|_F^2 (`.trace`); a = |U|^2, x, y = |U^T U|, |V^T V|.
    """
    from sympy import Eq

    a, x, y, n, p, m, eps, rho = reals("a x y n p m eps rho")
    where = [
        a >= 0, x >= 0, y >= 0, n >= 0, p >= 0, m > 0, eps > 0, eps < m, rho >= 1,
        p <= 3 * m, n <= eps, Eq(x**2 + y**2, n**2 + 2 * p**2), a <= rho * x,
    ]  # fmt: skip
    square = judge.holds(x**2 <= 19 * m**2, where=where)
    return judge.all(
        square,
        judge.holds(a <= five * rho * m, where=[*where[:9], a <= rho * x, x**2 <= 19 * m**2]),
    )


bounded_iterates.mutant("4 sqrt(r) |M*|", five=4)


@claim(
    "balance.eq-15.identity",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U^\top U-V^\top V\|^2+2\|UV^\top\|^2=\|U^\top U\|^2+\|V^\top V\|^2",
)
def gram_identity(judge, two=2):
    """The identity behind (15), for all sizes; it replaces the singular value decomposition."""
    return judge.same(
        norm2(U.T @ U - V.T @ V) + two * norm2(U @ V.T), norm2(U.T @ U) + norm2(V.T @ V)
    )


gram_identity.mutant("without the factor 2", two=1)


@claim(
    "balance.eq-15.trace",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U\|_F^4\le r\,\|U^\top U\|_F^2",
)
def trace_cauchy_schwarz(judge, factor=1):
    """Cauchy-Schwarz between I_r and U^T U: tr(U^T U)^2 <= tr(I_r) |U^T U|^2."""
    return judge.at_most(tr(U.T @ U) * tr(U.T @ U), factor * tr(eye("r")) * norm2(U.T @ U))


trace_cauchy_schwarz.mutant("half the right side", factor=HALF)


@claim(
    "balance.eq-15.sharp",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"\|U\|_F^2\le\tfrac{1+\sqrt{37}}{2}\sqrt r\,\|M^*\|_F",
    hypotheses=("|U V^T|_F <= 3 |M*|_F, |U^T U - V^T V|_F <= eps <= |M*|_F",),
    missing=(
        NORMS,
        "that the identity and the inequalities for all matrices hold for these letters",
    ),
)
def sharper_bound(judge, constant=None):
    """The constant is (1 + sqrt 37)/2 = 3.541... instead of 5, and no smaller one (for r = 1, see
    balance.eq-15.attained).

    With a = |U|^2, x = |U^T U|, y = |V^T V|, n = |U^T U - V^T V|, p = |U V^T|, rho = sqrt(r): the
    identity x^2 + y^2 = n^2 + 2 p^2, the triangle inequality x <= y + n and Cauchy-Schwarz a <= rho
    x hold for all matrices; then x (x - n) <= 9 m^2 at the extreme.
    """
    from sympy import Eq, Rational, sqrt

    a, x, y, n, p, m, rho = reals("a x y n p m rho")
    value = (1 + sqrt(37)) / 2 if constant is None else Rational(constant)
    where = [
        x >= 0,
        y >= 0,
        n >= 0,
        p >= 0,
        m > 0,
        p <= 3 * m,
        n <= m,
        Eq(x**2 + y**2, n**2 + 2 * p**2),
        x - y <= n,
    ]
    A, B = matrices("A: r x r, B: r x r")
    lemmas = [x <= value * m] if constant is None else []
    return judge.all(
        judge.holds(a <= value * rho * m, where=[*where, rho >= 1, a <= rho * x], lemmas=lemmas),
        support=[
            gram_identity.check(judge),
            trace_cauchy_schwarz.check(judge),
            judge.at_most(norm(A), norm(A - B) + norm(B)),
        ],
    )


sharper_bound.mutant("3.54", constant="3.54")


@claim(
    "balance.eq-15.attained",
    du_hu_lee("equation (15)", "(4.15)"),
    formula=r"u^2-v^2=m,\ uv=3m\implies u^2=\tfrac{1+\sqrt{37}}2m",
    hypotheses=("d1 = d2 = r = 1, eps = |M*|",),
)
def sharp_bound_attained(judge, three=3):
    """Scalars attain it: u^2 - v^2 = m and u v = 3 m give u^2 = (1 + sqrt 37) m/2."""
    from sympy import Eq, sqrt

    u2, v2, m = reals("u2 v2 m")
    return judge.equal(
        u2,
        (1 + sqrt(37)) / 2 * m,
        where=[m > 0, u2 >= 0, v2 >= 0, Eq(u2 - v2, m), Eq(u2 * v2, (three * m) ** 2)],
    )


sharp_bound_attained.mutant("product 2 m", three=2)


@claim(
    "balance.eq-15.proof.1",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|UV^\top\|_F=\|\Phi\Sigma\Psi^\top V^\top\|_F=\|\Sigma\tilde "
    r"V^\top\|_F,\quad\|\Sigma\tilde V^\top\|_F^2=\sum_i\sigma_i^2\|\tilde V[:,i]\|^2",
    hypotheses=("U = Phi Sigma Psi^T, Phi and Psi orthogonal", "V~ = V Psi"),
    missing=("the sum over the rows of Sigma V~^T",),
)
def product_in_singular_basis(judge, orthogonal=True):
    """|U V^T| = |Sigma V~^T| with V~ = V Psi, and row i of Sigma V~^T is sigma_i times column i of
    V~ (S: the square diagonal part).
    """
    Phi, Sigma, Psi, W = matrices("Phi: d1 x d1, Sigma: d1 x r, Psi: r x r, W: d2 x r")
    rules = (
        [(Phi.T @ Phi, eye("d1")), (Psi.T @ Psi, eye("r")), (Psi @ Psi.T, eye("r"))]
        if orthogonal
        else []
    )
    product = (Phi @ Sigma @ Psi.T) @ V.T
    S, P = diagonal("S: r x r"), selector("P: r x r")
    return judge.all(
        judge.same(norm2(product), norm2(Sigma @ (V @ Psi).T), rules=rules),
        judge.same(norm2(P @ S @ W.T), tr(P @ S @ S @ W.T @ W)),
    )


product_in_singular_basis.mutant("factors not orthogonal", orthogonal=False)


@claim(
    "balance.eq-15.proof.2",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|U^\top U-V^\top V\|_F=\|\Sigma^\top\Sigma-\tilde V^\top\tilde "
    r"V\|_F\ge\sqrt{\textstyle\sum_i(\sigma_i^2-\|\tilde V[:,i]\|^2)^2}",
    missing=(
        "induction over the indices: two blocks are dropped once",
        "the entries that are left are sigma_i^2 - |V~[:,i]|^2",
    ),
)
def balance_in_singular_basis(judge, orthogonal=True):
    """Orthogonal invariance, then dropping the off-diagonal entries.

    For a selector P the four blocks of X are orthogonal: |X|^2 is the sum of their squares, so
    dropping two of them only decreases it. Repeated for every index this leaves the diagonal
    entries.
    """
    Phi, Sigma, Psi = matrices("Phi: d1 x d1, Sigma: d1 x r, Psi: r x r")
    rules = (
        [(Phi.T @ Phi, eye("d1")), (Psi.T @ Psi, eye("r")), (Psi @ Psi.T, eye("r"))]
        if orthogonal
        else []
    )
    product = Phi @ Sigma @ Psi.T
    Vt = V @ Psi
    (X,) = matrices("X: r x r")
    P = selector("P: r x r")
    rest = eye("r") - P
    diagonal_blocks = norm2(P @ X @ P) + norm2(rest @ X @ rest)
    off_diagonal = norm2(P @ X @ rest) + norm2(rest @ X @ P)
    return judge.all(
        judge.same(
            norm2(product.T @ product - V.T @ V), norm2(Sigma.T @ Sigma - Vt.T @ Vt), rules=rules
        ),
        judge.same(norm2(X), diagonal_blocks + off_diagonal),
        judge.at_most(diagonal_blocks, diagonal_blocks + off_diagonal),
    )


balance_in_singular_basis.mutant("factors not orthogonal", orthogonal=False)


@claim(
    "balance.eq-15.proof.3",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\sum\sigma_i^4\le\sum(\sigma_i^4+\|\tilde V_i\|^4)=\sum(\sigma_i^2-\|\tilde "
    r"V_i\|^2)^2+2\sum\sigma_i^2\|\tilde V_i\|^2\le\varepsilon^2+2(3\|M^*\|)^2\le19\|M^*\|^2",
    missing=("the sums over i: X, D, P stand for them", NORMS),
)
def fourth_powers(judge, nineteen=19):
    """Term by term (s = sigma_i^2, v = |V~_i|^2), then the sums (X = sum s^2, D = sum (s - v)^2, P
    = sum s v).
    """
    s, v, X, D, P, m, eps = reals("s v X D P m eps")
    return judge.all(
        judge.holds(as_written("s**2 <= s**2 + v**2")),
        judge.equal(s**2 + v**2, (s - v) ** 2 + 2 * s * v),
        judge.holds(
            eps**2 + 2 * (3 * m) ** 2 >= X, where=[X <= D + 2 * P, eps**2 >= D, (3 * m) ** 2 >= P]
        ),
        judge.holds(eps**2 + 2 * (3 * m) ** 2 <= nineteen * m**2, where=[eps > 0, m > 0, eps < m]),
    )


fourth_powers.mutant("18 |M*|^2", nineteen=18)


@claim(
    "balance.eq-15.proof.4",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|U\|_F^2=\sum\sigma_i^2\le\sqrt{r\sum\sigma_i^4}\le\sqrt{19r}\,\|M^*\|_F\le5\sqrt "
    r"r\,\|M^*\|_F",
    missing=("Cauchy-Schwarz over r terms: a, X stand for the sums",),
)
def norm_from_fourth_powers(judge, five=5):
    """Cauchy-Schwarz over r terms, then sqrt(19) <= 5 (a = sum sigma_i^2, X = sum sigma_i^4, rho =
    sqrt r).
    """
    from sympy import sqrt

    a, X, m, rho = reals("a X m rho")
    where = [a >= 0, X >= 0, m > 0, rho >= 1, a**2 <= rho**2 * X, 19 * m**2 >= X]
    return judge.all(
        judge.holds(a <= sqrt(19) * rho * m, where=where),
        judge.holds(sqrt(19) * rho * m <= five * rho * m, where=[m > 0, rho >= 1]),
    )


norm_from_fourth_powers.mutant("4 sqrt(r)", five=4)


@claim(
    "balance.eq-15.proof.4-as-printed",
    du_hu_lee("Claim B.3, last display"),
    formula=r"\sqrt{r\cdot19\|M^*\|_F^2}\le5\sqrt r\,\|M^*\|_F^2",
)
def last_display_as_printed(judge, five=5):
    """The last display as printed, with |M*|^2 at the end: false when |M*| < sqrt(19)/5 (the two
    sides scale differently).
    """
    from sympy import sqrt

    m, rho = reals("m rho")
    return judge.holds(sqrt(19) * rho * m <= five * rho * m**2, where=[m > 0, rho >= 1])


last_display_as_printed.mutant("50 instead of 5", five=50)


@claim(
    "balance.eq-15.proof.4-as-printed-amended",
    du_hu_lee("Claim B.3, last display"),
    formula=r"\sqrt{r\cdot19\|M^*\|_F^2}\le5\sqrt r\,\|M^*\|_F",
    amends="balance.eq-15.proof.4-as-printed",
    missing=(NORMS,),
)
def last_display_amended(judge, five=5):
    """With the first power of |M*| both sides scale alike and the display holds."""
    from sympy import sqrt

    m, rho = reals("m rho")
    return judge.holds(sqrt(19) * rho * m <= five * rho * m, where=[m > 0, rho >= 1])


last_display_amended.mutant("4 instead of 5", five=4)


@claim(
    "balance.claim-B.3",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\mathcal A(t),\mathcal B(t)\implies\mathcal C(t)",
    missing=(
        NORMS,
        "the triangle inequality, balance.eq-15.identity and .trace for these letters",
    ),
)
def iterates_stay_bounded(judge, five=5):
    """(15) applied to the iterate: a nonincreasing loss bounds the product, the product and the
    balance bound the factors.
    """
    from sympy import Eq

    a, x, y, n, p, R1, m, eps, rho = reals("a x y n p R1 m eps rho")
    start = [R1 >= 0, m > 0, 2 * m**2 >= R1**2 / 2, p <= R1 + m]
    return judge.all(
        judge.holds(p <= 3 * m, where=start),
        judge.holds(
            x**2 <= 19 * m**2,
            where=[
                m > 0,
                p >= 0,
                p <= 3 * m,
                n >= 0,
                n <= eps,
                eps < m,
                Eq(x**2 + y**2, n**2 + 2 * p**2),
            ],
        ),
        judge.holds(
            a <= five * rho * m, where=[m > 0, x >= 0, rho >= 1, x**2 <= 19 * m**2, a <= rho * x]
        ),
    )


iterates_stay_bounded.mutant("4 sqrt(r) |M*|", five=4)
