"""The proof of (15) (Du, Hu, Lee 2018) display by display, in the singular basis of U, and Claim
B.3.

Phi Sigma Psi^T = U with orthogonal Phi, Psi; V~ = V Psi. The columns of a matrix X are its products
X e_i with the standard basis: unit vectors with tr X = sum over i of <e_i, X e_i> for every X.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import matrices
from steepest.proofs.engine.matrix import norm2 as squared
from steepest.proofs.engine.theorems import (
    Lambda,
    array_sequences,
    arrays,
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
from steepest.proofs.engine.theorems.arrays import eye, inner, norm, tr
from steepest.proofs.engine.theorems.arrays import norm2 as square

from .bounded import INSTANCE, M, X, Y
from .objective import (
    bounded,
    eps,
    low_loss,
    nearly_balanced,
    norms,
    r,
    root,
    sizes,
    small,
)

Phi, Sigma, Psi, Z = arrays("Phi: d1 x d1, Sigma: d1 x r, Psi: r x r, Z: r x r")
(e,) = array_sequences("e: r x 1")
i, n = nats("i n")
m = numbers("m")
s, w = sequences("s w")
U, TURNED = Phi @ Sigma @ Psi.T, Y @ Psi  # V~
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


def in_the_singular_basis(conclusion):
    """For all singular value decompositions of U, s_i = sigma_i, and the standard basis e_i."""
    orthogonal = [
        Phi.T @ Phi == eye("d1"),
        Psi.T @ Psi == eye("r"),
        Psi @ Psi.T == eye("r"),
    ]
    basis = [
        forall(i)((i < r) >> (square(e(i)) == 1)),
        forall(Z)(tr(Z) == total(r, inner(e(i), Z @ e(i)))),
    ]
    values = forall(i)((i < r) >> (Sigma.T @ Sigma @ e(i) == s(i) ** 2 * e(i)))
    return forall(Phi, Sigma, Psi, Y, e, s)(given(*orthogonal, *basis, values) >> conclusion)


def summed(k, matrix, body, known):
    """tr of a matrix is the sum of the bodies, from <e_i, matrix e_i> == body for i < r."""
    diagonal = inner(e(i), matrix @ e(i))
    each = k.for_all(k.discharge(known, i < r), i)
    same = k.by("book.sum-equal", Lambda((i,), diagonal), Lambda((i,), body), r)
    trace = k.at(k.given[4], matrix)
    return k.arith(tr(matrix) == total(r, body), trace, k.apply(same, each))


def product_says():
    """|U V^T| = |Sigma V~^T|, whose square is the sum of sigma_i^2 |V~[:, i]|^2."""
    body = s(i) ** 2 * square(TURNED @ e(i))
    product = Sigma @ TURNED.T
    return in_the_singular_basis(
        conj(norm(U @ Y.T) == norm(product), square(product) == total(r, body))
    )


@claim(
    "balance.eq-15.proof.1",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|UV^\top\|_F=\|\Phi\Sigma\Psi^\top V^\top\|_F=\|\Sigma\tilde "
    r"V^\top\|_F,\quad\|\Sigma\tilde V^\top\|_F^2=\sum_i\sigma_i^2\|\tilde V[:,i]\|^2",
    hypotheses=("U = Phi Sigma Psi^T, Phi and Psi orthogonal", "V~ = V Psi"),
    says=product_says,
    uses=("book.sum-equal",),
)
def product_in_singular_basis(judge):
    """|U V^T| = |Sigma V~^T| with V~ = V Psi, whose square is the sum of sigma_i^2 |V~[:, i]|^2
    over the columns of V~: the trace of V~ Sigma^T Sigma V~^T.
    """
    k = judge.theorem()
    product, orthogonal = Sigma @ TURNED.T, k.given[:3]
    first = k.matrix(square(U @ Y.T) == square(product), *orthogonal)
    equal = _same_norms(k, U @ Y.T, product, first)
    gram = TURNED.T @ TURNED @ (Sigma.T @ Sigma)
    value = k.apply(k.at(k.given[5], i), k.assume(i < r))
    body = s(i) ** 2 * square(TURNED @ e(i))
    known = k.matrix(inner(e(i), gram @ e(i)) == body, value)
    whole = k.matrix(square(product) == tr(gram))
    return k.qed(k.both(equal, k.arith(k.target.part(1), whole, summed(k, gram, body, known))))


def _same_norms(k, one, other, squares):
    p, q, x, y = numbers("p q x y")
    lemma = forall(p, q, x, y)(given(p >= 0, q >= 0, p**2 == x, q**2 == y, x == y) >> (p == q))
    made = k.lemma(lemma, norm(one), norm(other), square(one), square(other))
    return k.use(made, squares, *norms(k, one, other))


@product_in_singular_basis.mutant
def factors_not_orthogonal(judge):
    A, B, C, V = matrices("A: d1 x d1, B: d1 x r, C: r x r, V: d2 x r")
    return judge.same(squared(A @ B @ C.T @ V.T), squared(B @ (V @ C).T))


def diagonal_says():
    """|U^T U - V^T V| = |Sigma^T Sigma - V~^T V~|, at least the norm of its diagonal."""
    gap = Sigma.T @ Sigma - TURNED.T @ TURNED
    entries = total(r, (s(i) ** 2 - square(TURNED @ e(i))) ** 2)
    return in_the_singular_basis(
        conj(norm(U.T @ U - Y.T @ Y) == norm(gap), norm(gap) >= sqrt(entries))
    )


@claim(
    "balance.eq-15.proof.2",
    du_hu_lee("Claim B.3", "Claim 4.3"),
    formula=r"\|U^\top U-V^\top V\|_F=\|\Sigma^\top\Sigma-\tilde V^\top\tilde "
    r"V\|_F\ge\sqrt{\textstyle\sum_i(\sigma_i^2-\|\tilde V[:,i]\|^2)^2}",
    says=diagonal_says,
    uses=("book.sum-equal", "book.sum-bound", "book.squares-nonnegative"),
)
def balance_in_singular_basis(judge):
    """Orthogonal invariance, then dropping the entries off the diagonal: <e_i, X e_i>^2 <= |X
    e_i|^2, and the latter add up to |X|^2.
    """
    k = judge.theorem()
    gap, orthogonal = Sigma.T @ Sigma - TURNED.T @ TURNED, k.given[:3]
    first = k.matrix(square(U.T @ U - Y.T @ Y) == square(gap), *orthogonal)
    equal = _same_norms(k, U.T @ U - Y.T @ Y, gap, first)
    inside = k.assume(i < r)
    one, value = (k.apply(k.at(k.given[place], i), inside) for place in (3, 5))
    column, entry = gap @ e(i), s(i) ** 2 - square(TURNED @ e(i))
    diagonal = inner(e(i), column)
    facts = [
        k.matrix(diagonal == s(i) ** 2 * square(e(i)) - square(TURNED @ e(i)), value),
        k.matrix(diagonal**2 <= square(e(i)) * square(column)),
    ]
    p, q, x, y, z = numbers("p q x y z")
    lemma = forall(p, q, x, y, z)(
        given(p == x * q - y, q == 1, p**2 <= q * z) >> ((x - y) ** 2 <= z)
    )
    values = diagonal, square(e(i)), s(i) ** 2, square(TURNED @ e(i)), square(column)
    each = k.use(k.lemma(lemma, *values), one, *facts)
    less = k.by("book.sum-bound", Lambda((i,), entry**2), Lambda((i,), square(column)), r)
    less = k.apply(less, k.for_all(k.discharge(each, i < r), i))
    known = k.matrix(inner(e(i), gap.T @ gap @ e(i)) == square(column))
    whole = summed(k, gap.T @ gap, square(column), known)
    some = k.by("book.squares-nonnegative", Lambda((i,), entry), r)
    size = forall(p, x, y)(given(p >= 0, p**2 == y, x <= y, x >= 0) >> (p >= sqrt(x)))
    size = k.lemma(size, norm(gap), total(r, entry**2), square(gap))
    trace = k.matrix(square(gap) == tr(gap.T @ gap))
    below = k.arith(total(r, entry**2) <= square(gap), less, whole, trace)
    return k.qed(k.both(equal, k.use(size, below, some, *norms(k, gap))))


@balance_in_singular_basis.mutant
def factors_that_are_not_orthogonal(judge):
    A, B, C, V = matrices("A: d1 x d1, B: d1 x r, C: r x r, V: d2 x r")
    product, turned = A @ B @ C.T, V @ C
    return judge.same(squared(product.T @ product - V.T @ V), squared(B.T @ B - turned.T @ turned))


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
