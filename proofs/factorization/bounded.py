"""Claim B.3 and (15) (Du, Hu, Lee 2018): a bounded product and near balance bound the factors, C(t)
of Lemma 3.1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import diagonal, eye, matrices, norm2, selector, tr
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    forall,
    given,
    nats,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.arrays import norm2 as square

from . import objective
from .objective import (
    balance,
    bounded,
    eps,
    low_loss,
    nearly_balanced,
    norms,
    r,
    residual,
    root,
    scalars,
    sizes,
    small,
)

HALF = Fraction(1, 2)
U, V = matrices("U: d1 x r, V: d2 x r")
X, Y, M = objective.U, objective.V, objective.M
INSTANCE = scalars(U="15/8", V="8/5", M=1, epsilon="24/25")  # close to the worst
i, n = nats("i n")
m = numbers("m")
s, w = sequences("s w")
SUMS = {
    "values": {"n": "1", "m": "1", "epsilon": "1/2"},
    "functions": {"s": {"table": ["1"]}, "w": {"table": ["1"]}},
}


def total(count, body):
    return sum_over(i, count, body)


def spread(count):
    return total(count, (s(i) - w(i)) ** 2)


def small_numbers():
    return conj(eps > 0, eps < m)


@claim(
    "balance.claim-B.3.residual",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    says=lambda three=3: forall(X, Y, M)(low_loss(X, Y) >> (norm(X @ Y.T) <= three * norm(M))),
    instance=INSTANCE,
)
def product_bound(judge, three=3):
    """If the loss is at most 2 |M*|^2, the product is at most 3 |M*|."""
    k = judge.theorem()
    triangle = k.matrix(norm(X @ Y.T) <= norm(residual(X, Y)) + norm(M))
    error = k.arith(norm(residual(X, Y)) <= 2 * norm(M), *k.given, *norms(k, residual(X, Y), M))
    return k.qed(k.arith(norm(X @ Y.T) <= three * norm(M), triangle, error))


product_bound.mutant("2.9 |M*|", three=Fraction(29, 10))


@claim(
    "balance.eq-15",
    du_hu_lee("equation (15)", "(4.15)"),
    says=lambda five=5: forall(eps, X, Y, M)(
        given(norm(X @ Y.T) <= 3 * norm(M), nearly_balanced(X, Y), small(eps))
        >> bounded(X, Y, five)
    ),
    instance=INSTANCE,
)
def bounded_iterates(judge, five=5):
    """|U V^T| <= 3 |M*| and |U^T U - V^T V| <= eps, 0 < eps < |M*|, bound both factors: |U|^2,
    |V|^2 <= 5 sqrt(r) |M*|. (Without a singular value decomposition.)
    """
    k = judge.theorem()
    a, x, m = numbers("a x m")
    gram = _fourth_powers(k)
    one = forall(a, x, m)(
        given(a**2 <= r * x, x <= 19 * m**2, m > 0, r >= 1) >> (a <= five * root * m)
    )
    known = [*k.given, *norms(k, M), sizes(k)]
    positive = k.arith(norm(M) > 0, *k.given)
    ends = []
    for factor, quartic in zip((X, Y), gram):
        whole = k.matrix(square(factor) ** 2 <= r * square(factor.T @ factor))
        lemma = k.lemma(one, square(factor), square(factor.T @ factor), norm(M))
        ends.append(k.use(lemma, whole, quartic, positive, *known))
    return k.qed(k.both(*ends))


bounded_iterates.mutant("3.5 sqrt(r) |M*|", five=Fraction(7, 2))


def _fourth_powers(k):
    """|U^T U|^2, |V^T V|^2 <= 19 |M*|^2: together they are |U^T U - V^T V|^2 + 2 |U V^T|^2."""
    gram_u, gram_v, gap = X.T @ X, Y.T @ Y, balance(X, Y)
    identity = k.matrix(square(gap) + 2 * square(X @ Y.T) == square(gram_u) + square(gram_v))
    p, n, P, N, x, y, m, e = numbers("p n P N x y m e")
    lemma = forall(p, n, P, N, x, y, m, e)(
        given(
            p >= 0, n >= 0, p**2 == P, n**2 == N, x >= 0, y >= 0, N + 2 * P == x + y,
            p <= 3 * m, n <= e, e > 0, e < m,
        )
        >> conj(x <= 19 * m**2, y <= 19 * m**2)
    )  # fmt: skip
    values = (norm(X @ Y.T), norm(gap), square(X @ Y.T), square(gap), square(gram_u))
    made = k.lemma(lemma, *values, square(gram_v), norm(M), eps)
    return k.split(k.use(made, identity, *k.given, *norms(k, X @ Y.T, gap, gram_u, gram_v)))


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
    says=lambda constant=None: forall(eps, X, Y, M)(
        given(norm(X @ Y.T) <= 3 * norm(M), nearly_balanced(X, Y), eps <= norm(M))
        >> (square(X) <= _constant(constant) * root * norm(M))
    ),
    instance=scalars(U="18817/10000", V="30000/18817", M=1, epsilon=1),
)
def sharper_bound(judge, constant=None):
    """The constant is (1 + sqrt 37)/2 = 3.541... instead of 5, also for eps = |M*|. (No smaller one
    for r = 1: balance.eq-15.attained.)
    """
    k = judge.theorem()
    value = _constant(constant)
    gram_u, gram_v, gap = X.T @ X, Y.T @ Y, balance(X, Y)
    identity = k.matrix(square(gap) + 2 * square(X @ Y.T) == square(gram_u) + square(gram_v))
    triangle = k.matrix(norm(gram_u) <= norm(gap) + norm(gram_v))
    trace = k.matrix(square(X) ** 2 <= r * square(gram_u))
    x, y, p, n, m, e = numbers("x y p n m e")
    lemma = forall(x, y, p, n, m, e)(
        given(
            x >= 0, y >= 0, p >= 0, n >= 0, n**2 + 2 * p**2 == x**2 + y**2, x <= n + y,
            p <= 3 * m, n <= e, e <= m, m >= 0,
        )
        >> (x <= value * m)
    )  # fmt: skip
    facts = norms(k, gram_u, gram_v, X @ Y.T, gap, M)
    equation = k.arith(
        norm(gap) ** 2 + 2 * norm(X @ Y.T) ** 2 == norm(gram_u) ** 2 + norm(gram_v) ** 2,
        identity,
        *facts,
    )
    values = (norm(gram_u), norm(gram_v), norm(X @ Y.T), norm(gap), norm(M), eps)
    least = k.use(k.lemma(lemma, *values), equation, triangle, *k.given, *facts)
    a = numbers("a")
    end = forall(a, x)(given(a**2 <= r * x**2, x >= 0, a >= 0, r >= 1) >> (a <= root * x))
    rooted = k.arith(square(X) ** 2 <= r * norm(gram_u) ** 2, trace, *facts)
    first = k.use(k.lemma(end, square(X), norm(gram_u)), rooted, *facts, *norms(k, X), sizes(k))
    product = forall(a, x, m)(
        given(a <= root * x, x <= value * m, r >= 1) >> (a <= value * root * m)
    )
    last = k.lemma(product, square(X), norm(gram_u), norm(M))
    return k.qed(k.use(last, first, least, sizes(k)))


sharper_bound.mutant("3.54", constant="3.54")


def _constant(constant):
    return (1 + sqrt(37)) / 2 if constant is None else Fraction(constant)


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
    says=lambda nineteen=19: forall(n, eps, m, s, w)(
        given(small_numbers(), spread(n) <= eps**2, total(n, s(i) * w(i)) <= (3 * m) ** 2)
        >> conj(
            total(n, s(i) ** 2) <= total(n, s(i) ** 2 + w(i) ** 2),
            total(n, s(i) ** 2 + w(i) ** 2) == spread(n) + 2 * total(n, s(i) * w(i)),
            spread(n) + 2 * total(n, s(i) * w(i)) <= eps**2 + 2 * (3 * m) ** 2,
            eps**2 + 2 * (3 * m) ** 2 <= nineteen * m**2,
        )
    ),
    uses=("book.sum-bound", "book.sum-linear", "book.sum-equal"),
    instance=SUMS,
)
def fourth_powers(judge, nineteen=19):
    """The sums over i of s_i = sigma_i^2 and w_i = |V~_i|^2, link by link (m stands for |M*|)."""
    k = judge.theorem()
    more = k.for_all(k.discharge(k.arith(s(i) ** 2 <= s(i) ** 2 + w(i) ** 2), i < n), i)
    first = k.use(
        k.by("book.sum-bound", Lambda((i,), s(i) ** 2), Lambda((i,), s(i) ** 2 + w(i) ** 2), n),
        more,
    )
    split = 1 * (s(i) - w(i)) ** 2 + 2 * (s(i) * w(i))
    same = k.for_all(k.discharge(k.arith(s(i) ** 2 + w(i) ** 2 == split), i < n), i)
    equal = k.use(
        k.by("book.sum-equal", Lambda((i,), s(i) ** 2 + w(i) ** 2), Lambda((i,), split), n), same
    )
    parts = Lambda((i,), (s(i) - w(i)) ** 2), Lambda((i,), s(i) * w(i))
    linear = k.by("book.sum-linear", 1, 2, *parts, n)
    return k.qed(k.meet(k.target, first, equal, linear, *k.given))


fourth_powers.mutant("18 |M*|^2", nineteen=18)


@claim(
    "balance.eq-15.proof.4",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    says=lambda five=5: forall(n, m, s)(
        given(n >= 1, m > 0, forall(i)((i < n) >> (s(i) >= 0)), total(n, s(i) ** 2) <= 19 * m**2)
        >> conj(
            total(n, s(i)) <= sqrt(n * total(n, s(i) ** 2)),
            sqrt(n * total(n, s(i) ** 2)) <= sqrt(19 * n) * m,
            sqrt(19 * n) * m <= five * sqrt(n) * m,
        )
    ),
    uses=(
        "book.cauchy-schwarz",
        "book.sum-constant",
        "book.sum-equal",
        "book.squares-nonnegative",
    ),
    instance=SUMS,
)
def norm_from_fourth_powers(judge, five=5):
    """Cauchy-Schwarz over r terms s_i = sigma_i^2, then sqrt(19) <= 5 (m stands for |M*|)."""
    k = judge.theorem()
    one, positive, _, low = k.given
    mixed, squares = total(n, s(i)), total(n, s(i) ** 2)
    ones = k.by("book.sum-constant", 1, n)
    cauchy = k.by("book.cauchy-schwarz", s, Lambda((i,), term(1)), n)
    terms = k.for_all(k.discharge(k.arith(s(i) * 1 == s(i)), i < n), i)
    same = k.use(k.by("book.sum-equal", Lambda((i,), s(i) * 1), s, n), terms)
    unit = k.for_all(k.discharge(k.arith(term(1) ** 2 == 1), i < n), i)
    count = k.use(
        k.by("book.sum-equal", Lambda((i,), term(1) ** 2), Lambda((i,), term(1)), n), unit
    )
    square = k.arith(mixed**2 <= n * squares, cauchy, same, count, ones)
    none = k.by("book.squares-nonnegative", s, n)
    x, y, z = numbers("x y z")
    first = forall(x, y)((x**2 <= y) >> (x <= sqrt(y)))
    second = forall(x, y, z)(
        given(x >= 1, z > 0, y <= 19 * z**2, y >= 0) >> (sqrt(x * y) <= sqrt(19 * x) * z)
    )
    third = forall(x, z)(given(x >= 1, z > 0) >> (sqrt(19 * x) * z <= five * sqrt(x) * z))
    links = [
        k.use(k.lemma(first, mixed, n * squares), square),
        k.use(k.lemma(second, n, squares, m), one, positive, low, none),
        k.use(k.lemma(third, n, m), one, positive),
    ]
    return k.qed(k.both(*links))


norm_from_fourth_powers.mutant("4 sqrt(n)", five=4)


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
    says=lambda five=5: forall(M)(sqrt(r * (19 * square(M))) <= five * root * norm(M)),
    amends="balance.eq-15.proof.4-as-printed",
    instance=INSTANCE,
)
def last_display_amended(judge, five=5):
    """With the first power of |M*| both sides scale alike and the display holds."""
    k = judge.theorem()
    n, m = numbers("n m")
    lemma = forall(n, m)(given(n >= 1, m >= 0) >> (sqrt(n * (19 * m**2)) <= five * sqrt(n) * m))
    facts = norms(k, M)
    whole = k.use(k.lemma(lemma, r, norm(M)), sizes(k), *facts)
    return k.qed(k.unfold(k.part(facts[0], 1), whole))


last_display_amended.mutant("4 instead of 5", five=4)


@claim(
    "balance.claim-B.3",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    says=lambda five=5: forall(eps, X, Y, M)(
        given(nearly_balanced(X, Y), low_loss(X, Y), small(eps)) >> bounded(X, Y, five)
    ),
    uses=("balance.claim-B.3.residual", "balance.eq-15"),
    instance=INSTANCE,
)
def iterates_stay_bounded(judge, five=5):
    """(15) applied to an iterate: where A(t) and B(t) hold, a loss of at most 2 |M*|^2 bounds the
    product, and product and balance bound the factors: C(t).
    """
    k = judge.theorem()
    near, low, *limits = k.given
    product = k.use(k.by("balance.claim-B.3.residual", X, Y, M), low)
    return k.qed(k.use(k.by("balance.eq-15", eps, X, Y, M), product, near, *limits))


iterates_stay_bounded.mutant("3.5 sqrt(r) |M*|", five=Fraction(7, 2))
