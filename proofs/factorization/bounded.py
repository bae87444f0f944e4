"""Equation (15) (Du, Hu, Lee 2018): a bounded product and near balance bound the factors, C(t) of
Lemma 3.1.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import eye, matrices, norm2, tr
from steepest.proofs.engine.theorems import (
    conj,
    forall,
    given,
    sqrt,
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
