"""Section 3.8: one step moves the loss by a first term that decreases it and by terms of second
order.

The notation is that of `overview`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import chapter_3, holds, positive
from .overview import OVERVIEW


@claim(
    "deep.eq-3.11",
    chapter_3("equation (3.11)"),
    formula=r"\|y-u(k+1)\|^2=\|y-u(k)\|^2-2(y-u(k))^\top(u(k+1)-u(k))+\|u(k+1)-u(k)\|^2",
)
def expansion(judge, factor=2):
    """The square of a difference, for all n."""
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    y, u, v = matrices("y: n x 1, u: n x 1, v: n x 1")
    return judge.same(norm2(y - v), norm2(y - u) - factor * inner(y - u, v - u) + norm2(v - u))


expansion.mutant("factor 1", factor=1)


@claim(
    "deep.eq-I1I2",
    chapter_3(OVERVIEW),
    formula=r"u(k+1)-u(k)=I_1+I_2,\quad I_1^i=-\eta\langle "
    r"L',u_i'\rangle=-\eta\sum_j(u_j-y_j)G_{ij}",
    hypotheses=(
        "the fundamental theorem of calculus along theta(k) - s L', spelled out for u = a sin(w x)",
    ),
    missing=(
        "the fundamental theorem of calculus along the step",
        "other networks than u = a sin(w x)",
    ),
)
def two_terms(judge, sign=1):
    """The predictions move by I_1 + I_2: I_1 = -eta G (u - y) for all sizes, and the integrand of
    I_1 + I_2 is dU/ds on the segment.
    """
    from steepest.proofs.engine.matrix import matrices, scalars
    from sympy import Derivative, cos, sin

    J, u, y = matrices("J: n x q, u: n x 1, y: n x 1")
    eta = scalars("eta")
    first = judge.same(-eta * (J @ (J.T @ (u - y))), -sign * eta * (J @ J.T) @ (u - y))
    a, w, x, s, p, q = reals("a w x s p q")  # L' = (p, q)
    moved_a, moved_w = a - s * p, w - s * q
    U = moved_a * sin(moved_w * x)

    def at(t):
        return (
            p * sin((w - t * q) * x),
            q * (a - t * p) * x * cos((w - t * q) * x),
        )  # <L', u'(theta - t L')>, two summands  # noqa: E731

    along = holds(judge, (Derivative(U, s), "==", -sum(at(s))))
    one, two = reals("i_1 i_2")  # the integrands of I_1 and I_2
    split = [(one, "==", -sum(at(0))), (two, "==", sum(at(0)) - sum(at(s)))]
    integrands = holds(judge, (one + two, "==", Derivative(U, s)), split)
    return judge.all(first, along, integrands)


two_terms.mutant("I_1 with the other sign", sign=-1)


@claim(
    "deep.ineq-3.8a",
    chapter_3(OVERVIEW),
    formula=r"(y-u)^\top I_1=\eta(y-u)^\top G(y-u)\ge\eta\lambda_{\min}(G^{(H)})\|y-u\|^2",
    hypotheses=("G - G^(H) is positive semidefinite",),
    missing=("(y - u).I_1 = eta (y - u).G(y - u) by deep.eq-I1I2; lambda I + psd for G^(H)",),
)
def first_term(judge, factor=1):
    """The first term decreases the loss at least as fast as the last hidden layer alone, for
    all n.
    """
    from steepest.proofs.engine.matrix import eye, inner, matrices, norm2, psd, scalars

    (r,) = matrices("r: n x 1")
    rest, above = psd("P: n x n, Q: n x n")  # G = G^(H) + P, G^(H) = lambda I + Q
    lam = scalars("lambda")
    G = lam * eye("n") + rest + above
    chain = judge.at_most(
        lam * norm2(r), inner(r, G @ r) if factor == 1 else inner(r, (G - lam * eye("n")) @ r)
    )
    return judge.all(
        judge.same(inner(r, G @ r), lam * norm2(r) + inner(r, rest @ r) + inner(r, above @ r)),
        chain,
    )


first_term.mutant("without lambda", factor=0)


@claim(
    "deep.ineq-3.8a.decrease",
    chapter_3(OVERVIEW),
    formula=r"\|y-u(k+1)\|^2\le(1-\eta\lambda_{\min}(G^{(H)}(k)))\|y-u(k)\|^2-2(y-u)^\top "
    r"I_2+\|u(k+1)-u(k)\|^2",
    hypotheses=("lambda_min(G^(H)) >= 0",),
    missing=(
        "after, size, first, second, moved stand for the terms of deep.eq-3.11, with "
        "deep.ineq-3.8a as a premise",
    ),
)
def decrease(judge, rate=1):
    """The combination of (3.11) with the bound on I_1. It holds with rate 2 as well
    (`deep.ineq-3.8a.sharp`).
    """
    after, size, first, second, moved, eta, lam = reals("after size first second moved eta lambda")
    where = [
        *positive(eta), (lam, ">=", 0), (size, ">=", 0), (first, ">=", eta * lam * size),
        (after, "==", size - 2 * (first + second) + moved),
    ]  # fmt: skip
    return holds(judge, (after, "<=", (1 - rate * eta * lam) * size - 2 * second + moved), where)


decrease.mutant("rate 3", rate=3)


@claim(
    "deep.ineq-3.8a.sharp",
    chapter_3(OVERVIEW),
    formula=r"\|y-u(k+1)\|^2\le(1-2\eta\lambda_{\min}(G^{(H)}(k)))\|y-u(k)\|^2-2(y-u)^\top "
    r"I_2+\|u(k+1)-u(k)\|^2",
    missing=(
        "after, size, first, second, moved stand for the terms of deep.eq-3.11, with "
        "deep.ineq-3.8a as a premise",
    ),
)
def decrease_sharp(judge, rate=2):
    """The printed inequality gives away half of the first term: 2 eta lambda is what the steps
    show.
    """
    return decrease.check(judge, rate)


decrease_sharp.mutant("rate 9/4", rate=Fraction("9/4"))


@claim(
    "deep.claim-3.8b",
    chapter_3(OVERVIEW),
    formula=r"|(y-u)^\top I_2|\le\eta^2\|y-u\|^2\cdot|u|\,|y-u|,\quad\|u(k+1)-u(k)\|^2\le\eta^2"
    r"\|y-u"
    r"\|^2(G+\eta|u||y-u|)^2",
    hypotheses=("the product network u = a w, on which both terms are polynomials",),
    missing=(
        "moved, G and product stand for |u(k+1) - u(k)|, the Gram matrix and |u|",
        "that the factors stay bounded",
    ),
)
def perturbation_terms(judge, power=2):
    """Both perturbation terms are at most eta^2 |y - u|^2 times a quantity that stays bounded, as
    eta and the residual do.
    """
    from sympy import Abs

    a, w, y, eta = reals("a w y eta")
    r = a * w - y
    moved = (a - eta * r * w) * (w - eta * r * a) - a * w
    second = moved + eta * (a**2 + w**2) * r
    exact = holds(judge, (second, "==", eta**power * r**2 * a * w))
    first = holds(
        judge, (Abs(r * second), "<=", eta**2 * r**2 * Abs(a * w) * Abs(r)), positive(eta)
    )
    sum_, G, n, e, s = reals("moved G product eta size")  # |moved| <= eta s G + eta^2 s^2 n
    bound = holds(
        judge,
        (sum_**2, "<=", e**2 * s**2 * (G + e * n * s) ** 2),
        [(sum_, ">=", 0), (sum_, "<=", e * s * G + e**2 * s**2 * n), *positive(e, s, n, G)],
    )
    return judge.all(exact, first, bound)


perturbation_terms.mutant("of first order in eta", power=1)


@claim(
    "deep.proof-3.1",
    chapter_3("Section 3.9"),
    formula=r"(1-\eta\lambda_0)+\tfrac28\eta\lambda_0+\tfrac18\eta\lambda_0\le1-\tfrac{\eta"
    r"\lambda_0}2",
    hypotheses=(
        "lambda_min(G^(H)(k)) >= lambda_0/2",
        "Lemmas 3.6 and 3.7",
        "terms G^(h), h != H, dropped: they are psd",
    ),
    missing=(
        "the letters stand for norms and inner products; Lemmas 3.6 and 3.7 are premises",
        "induction over k",
    ),
)
def combination(judge, factor=2):
    """One step of the induction: |y - u|^2 shrinks by 1 - eta lambda_0/2 (in fact by 1 - 5/8 eta
    lambda_0).
    """
    after, size, first, second, moved, eta, lam = reals(
        "after size first second moved eta lambda_0"
    )
    norm, root = reals("norm_I2 root")
    where = [
        *positive(eta, lam),
        (size, ">=", 0),
        (root, ">=", 0),
        (root**2, "==", size),
        (first, ">=", eta * lam / 2 * size),
        (norm, "<=", eta * lam * root / 8),
        (norm, ">=", 0),
        (second, ">=", -root * norm),
        (moved, "<=", eta * lam * size / 8),
        (after, "==", size - 2 * (first + second) + moved),
    ]
    cauchy = holds(judge, (-second, "<=", eta * lam * size / 8), where)
    small = [part for part in where if part[0] not in (norm,)]
    rest = holds(
        judge,
        (after, "<=", (1 - factor * eta * lam / 4) * size),
        [*small, (-second, "<=", eta * lam * size / 8)],
    )
    return judge.all(cauchy, rest)


combination.mutant("rate 3/4", factor=3)
