"""Section 3.13: the population Gram matrices are positive definite, with explicit lower bounds
where the source argues by compactness.

Two tools replace tensor powers and compactness. (1) Along a generic line w = t v the numbers v.z_i
have distinct absolute values, and sum a_i sigma(t v.z_i) = 0 for all t kills the a_i through the
Taylor coefficients of sigma. (2) Schur: A o B >= lambda_min(A) diag(B).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as symbols
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    forall,
    functions,
    given,
    reals,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below, form, i, j, length, n, v

from . import chapter_3, holds, number, positive

P, Q = functions("A B", "nat", "nat")
lam, low, X, Y, Z = reals("lambda low X Y Z")


@claim(
    "deep.lem-3.23",
    chapter_3("Lemma 3.23"),
    formula=r"\lambda_{\min}\big(E_w[\sigma(w^\top z_i)\sigma(w^\top z_j)]\big)>0",
    hypotheses=(
        "sigma analytic, no polynomial: infinitely many Taylor coefficients at 0 do not "
        "vanish, infinitely many of one parity",
        "no z_i in the span of another, no z_i = 0: some direction v gives |v.z_i| > 0, all "
        "different",
        "hence sum a_i b_i^k = 0 for infinitely many k of one parity, 0 < b_n < ... < b_1 "
        "(signs absorbed in the a_i)",
    ),
    missing=(
        "analyticity: a combination that vanishes has vanishing Taylor coefficients",
        "a direction v with all |v.z_i| different",
        "induction over the coefficients, and lambda_min > 0 from a form that vanishes at 0 only",
    ),
)
def features_independent(judge, strict=True):
    """If sum a_i b_i^k = 0 for infinitely many k, the coefficient of the largest b vanishes: |a_1|
    <= S q^k for all those k, q < 1.

    Then the next largest, and so on. The quadratic form is E(sum a_i sigma(w.z_i))^2, so it
    vanishes only for a = 0.
    """
    from sympy import exp, log

    a, S, q, k = symbols("a S q k")
    sign = "<" if strict else "<="
    t, u, v = symbols("t u v")
    small = holds(
        judge,
        (S * exp(t), "<", a),
        [*positive(a, S), (t, "<", log(a / S))],
        axioms=[("exp-monotone", t, log(a / S)), ("exp-log", a / S)],
    )
    # a power k with q^k = exp(k log q) small enough: any k > log(a/S)/log q
    rate, level = symbols("log_q log_a_S")
    reach = holds(judge, (k * rate, "<", level), [(rate, "<", 0), (k, ">", level / rate)])
    exists = holds(judge, (log(q), "<", 0), [(q, ">", 0), (q, sign, 1)])
    form = holds(judge, ((u + v) ** 2, ">=", 0))
    return judge.all(small, reach, exists, form)


features_independent.mutant("equal absolute values allowed", strict=False)


@claim(
    "deep.lem-3.23.polynomial",
    chapter_3("Lemma 3.23"),
    formula=r"\sigma(z)=z^2,\ n>\tfrac{d(d+1)}2\implies\lambda_{\min}=0",
    hypotheses=("d = 2, n = 4: (1,0), (0,1), (3/5,4/5), (4/5,-3/5), no two parallel",),
    missing=(
        "a relation among the four functions makes lambda_min 0",
        "other n and d than the instance",
    ),
)
def polynomial_activation(judge, weight=1):
    """A polynomial activation fails: the four functions (w.z_i)^2 lie in a space of dimension 3.
    Here the squares of both pairs have one sum.
    """
    w1, w2 = symbols("w_1 w_2")
    three, four = number("3/5"), number("4/5")
    left = w1**2 + weight * w2**2
    right = (three * w1 + four * w2) ** 2 + (four * w1 - three * w2) ** 2
    return holds(judge, (left, "==", right))


polynomial_activation.mutant("another combination", weight=2)


@claim(
    "deep.lem-3.23-s1",
    chapter_3("proof of Lemma 3.23"),
    formula=r"\langle\phi_{z_i},\phi_{z_j}\rangle=E[\sigma(w^\top z_i)\sigma(w^\top z_j)]\text{ "
    r"for }\phi_z(w)=\sigma(w^\top z)z",
    case=True,
)
def feature_map_as_printed(judge, sign="=="):
    """The feature map sigma(w.z) z is said to induce the kernel. False: its kernel has the further
    factor z_i.z_j.
    """
    second, product = symbols("second_moment z_i_z_j")
    return holds(
        judge,
        (second * product, sign, second),
        [(second, ">", 0), (product, ">=", -1), (product, "<=", 1)],
    )


feature_map_as_printed.mutant("at least", sign=">=")


@claim(
    "deep.lem-3.23-s2",
    chapter_3("proof of Lemma 3.23"),
    formula=r"D^{n-2}\big[\sigma(w^\top z)z\big]=\sigma^{(n-1)}(w^\top z)z^{\otimes(n-1)}",
    hypotheses=("one coordinate, sigma = sin, n = 3",),
    case=True,
)
def derivatives_as_printed(judge, order=2):
    """The number of derivatives. False: n - 2 derivatives of sigma(w.z) z give sigma^(n-2), not
    sigma^(n-1).
    """
    from sympy import Derivative, Subs, sin

    w, z, t = symbols("w z t")
    outer = Subs(Derivative(sin(t), (t, order)), t, w * z)
    return holds(judge, (Derivative(sin(w * z) * z, w), "==", outer * z**2), positive(z))


derivatives_as_printed.mutant("sigma^(n)", order=3)


def schur_says():
    product = lambda i, j: P(i, j) * Q(i, j)  # noqa: E731
    symmetric = forall(i, j)(Q(i, j) == Q(j, i))
    diagonal = forall(v)(form(product) >= lam * sum_over(i, n, Q(i, i) * v(i) ** 2))
    entries = forall(i)((i < n) >> (Q(i, i) >= low))
    least = forall(low)(given(lam >= 0, entries) >> bounded_below(product, lam * low))
    return forall(P, Q, n, lam)(
        given(bounded_below(P, lam), symmetric, forall(v)(form(Q) >= 0)) >> conj(diagonal, least)
    )


@claim(
    "deep.schur",
    chapter_3("Section 3.13.2"),
    says=schur_says,
    uses=("book.schur",),
)
def schur(judge):
    """Schur's product theorem with a constant, for all n: A o B >= lambda diag(B) if A >= lambda I
    and B >= 0, hence lambda_min(A o B) >= lambda min_i B_ii for lambda >= 0.
    """
    k = judge.theorem()
    above, symmetric, positive = k.given
    first = k.apply(k.by("book.schur", P, Q, lam, n), k.both(symmetric, above, positive))
    known = k.assume(given(lam >= 0, forall(i)((i < n) >> (Q(i, i) >= low))))
    lam_low, entries = k.split(known)
    each = k.apply(k.at(entries, i), k.assume(i < n))
    bodies = [Q(i, i) * v(i) ** 2, v(i) ** 2]
    rule = k.lemma(forall(X, Y, low)((X >= low) >> (X * Y**2 >= low * Y**2)), Q(i, i), v(i), low)
    total = by_terms(
        k, i, n, lambda c: sum_over(i, c, bodies[0]) >= low * sum_over(i, c, bodies[1]), bodies,
        k.use(rule, each),
    )  # fmt: skip
    rule = k.lemma(
        forall(X, Y, Z, lam, low)(
            given(Z >= lam * X, X >= low * Y, lam >= 0) >> (Z >= lam * low * Y)
        ),
        sum_over(i, n, bodies[0]), length(), form(lambda i, j: P(i, j) * Q(i, j)), lam, low,
    )  # fmt: skip
    least = k.for_all(k.use(rule, k.at(first, v), total, lam_low), v)
    return k.qed(k.both(first, k.for_all(k.discharge(least, known.formula), low)))


@schur.mutant
def twice_lambda(judge):
    """Twice lambda: 1 x 1 matrices."""
    return falsify(
        forall(X, Y, lam)(given(X >= lam, Y >= 0) >> (X * Y >= 2 * lam * Y)),
        hints=[{"values": {"X": "1", "Y": "1", "lambda": "1"}}],
    )


@claim(
    "deep.lem-3.24",
    chapter_3("Lemma 3.24"),
    formula=r"\lambda_{\min}\big(E_w[\sigma'(w^\top z_i)\sigma'(w^\top z_j)z_i^\top "
    r"z_j]\big)\ge\lambda_{\min}\big(E_w[\sigma'\sigma']\big)\min_i\|z_i\|^2>0",
    hypotheses=(
        "sigma' is analytic and no polynomial: deep.lem-3.23 applies to it, E[sigma'sigma'] = "
        "lambda I + P with lambda > 0",
        "the Gram matrix of the z_i is the sum over coordinates of b b^T, b = D 1: two coordinates "
        "spelled out, any n (deep.schur)",
    ),
    missing=(
        "the sum over the coordinates: two are decided",
        "E[sigma' sigma'] = lambda I + P with lambda > 0 (deep.lem-3.23)",
    ),
)
def derivative_kernel(judge, least=0):
    """A product of a positive definite and a Gram matrix with positive diagonal (another proof; the
    printed one counts as deep.lem-3.24-s1).
    """
    from steepest.proofs.engine.matrix import diagonal, eye, inner, matrices, norm2, psd, scalars

    (v,) = matrices("v: n x 1")
    D, F = diagonal("D: n x n, F: n x n")
    P, lam = psd("P: n x n"), scalars("lambda")
    M = lam * eye("n") + P
    kernel = D @ M @ D + F @ M @ F
    bound = judge.at_most(
        lam * (norm2(D @ v) + norm2(F @ v)), inner(v, kernel @ v), where=[(0 * lam, lam)]
    )
    # one summand of |D v|^2 + |F v|^2 = sum of v_i^2 |z_i|^2
    low, a, b, x, l = symbols("low a b x lambda")  # noqa: E741
    entry = holds(
        judge,
        (l * (a**2 * x**2 + b**2 * x**2), ">", 0),
        [
            (l, ">", 0),
            (low, ">" if least == 0 else ">=", 0),
            (a**2 + b**2, ">=", low),
            (x, "!=", 0),
        ],
    )
    return judge.all(bound, entry)


derivative_kernel.mutant("with z = 0 among the data", least=-1)


@claim(
    "deep.lem-3.24-s1",
    chapter_3("proof of Lemma 3.24"),
    formula=r"D^{n-2}\big[\sigma'(w^\top z)z\big]=\sigma^{(n)}(w^\top z)z^{\otimes(n-1)}",
    hypotheses=("one coordinate, sigma = sin, n = 3",),
    case=True,
)
def derivative_count_as_printed(judge, order=3):
    """The order of sigma. False by one: n - 2 derivatives of sigma'(w.z) z give sigma^(n-1)."""
    from sympy import Derivative, Subs, cos, sin

    w, z, t = symbols("w z t")
    outer = Subs(Derivative(sin(t), (t, order)), t, w * z)
    return holds(judge, (Derivative(cos(w * z) * z, w), "==", outer * z**2), positive(z))


derivative_count_as_printed.mutant("sigma^(n+1)", order=4)


@claim(
    "deep.prop-3.1",
    chapter_3("Proposition 3.1"),
    formula=r"x_i\nparallel x_j\implies\lambda_{\min}(K^{(H)})>0",
    hypotheses=(
        "K^(h), h >= 1, is the kernel of Lemma 3.23 at the rows of a square root of K^(h-1); "
        "a positive definite K^(h-1) has no two parallel rows there",
        "K^(H) is that of Lemma 3.24 at a root of K^(H-1)",
    ),
    missing=(
        "induction over the layers",
        "the kernels at the rows of a square root (deep.lem-3.23, deep.lem-3.24)",
    ),
)
def full_rank_fc(judge, least=0):
    """Induction: positive definite 2 x 2 minors mean independent rows, so each layer passes on the
    hypothesis of the two lemmas; the last one is a Schur product (deep.lem-3.24).
    """
    a, b, c, t = symbols("a b c t")
    # rows with Gram matrix [[a, c], [c, b]]: one in the span of the other means c = t b, a = t^2 b,
    # hence determinant 0
    parallel = holds(judge, (a * b - c**2, "==", 0), [(c, "==", t * b), (a, "==", t**2 * b)])
    return judge.all(parallel, derivative_kernel.check(judge, least))


full_rank_fc.mutant("with a zero input", least=-1)


@claim(
    "deep.prop-3.1.instance",
    chapter_3("Proposition 3.1"),
    formula=r"\det K^{(H)}>0,\quad H=1,\dots,4",
    hypotheses=(
        "sigma = sin, unit inputs with correlation 4/5: K^(h)_12 = sinh(K^(h-1)_12)/sinh(1), last "
        "factor cosh",
        "2 x 2",
    ),
    missing=("the recursion in closed form (deep.ref-sin)",),
)
def full_rank_instance(judge, correlation="4/5"):
    """The determinant of the 2 x 2 population matrix in balls, up to four layers: diagonal cosh(1),
    entry rho cosh(rho) (up to a factor).
    """
    from sympy import Integer, cosh, sinh

    rho, parts = number(correlation), []
    for _ in range(4):
        parts.append(holds(judge, (cosh(Integer(1)) ** 2 - (rho * cosh(rho)) ** 2, ">", 0)))
        rho = sinh(rho) / sinh(Integer(1)) if correlation != "1" else rho
    return judge.all(*parts)


full_rank_instance.mutant("parallel inputs", correlation="1")
