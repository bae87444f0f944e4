"""Exactly when lambda_0 is zero: zero inputs, positive multiples, and too many antipodal pairs.
Beyond Theorem 2.1.

Sort the inputs by lines. A line with the unit direction e carries inputs c e (feature c e on {w.e >
0}) and -c' e (feature -c' e on {w.e < 0}). The half-ball argument of Theorem 2.1 at this line's
hyperplane gives alpha c + alpha' c' = 0 for the coefficients of a vanishing combination; what is
left of the line is the constant field alpha c e.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import eye, matrices
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    forall,
    given,
    integrable,
    nats,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from ..textbook.events import truths
from . import equal, rests_on, thesis
from .limit_gram import along, entry, gaussian_gram, in_common
from .network import c, d, i, j, lam, n, x
from .sectors import g, on, s, sums
from .start import o
from .start_gram import P

locus = "Theorem 2.1, boundary of its hypothesis"
one, two = nats("p q")


def multiple_says():
    parallel = forall(c)((c < d) >> (x(two, c) == s * x(one, c)))
    null = forall(i)(s * gaussian_gram(i, one) - gaussian_gram(i, two) == 0)
    return forall(g, x, P, n, d, lam, s, one, two)(
        given(
            in_common(), s >= 0, parallel, one < n, two < n, one != two,
            bounded_below(gaussian_gram, lam),
        )
        >> conj(null, lam <= 0)
    )  # fmt: skip


@claim(
    "relu2.thm-2.1.degenerate.multiple",
    thesis(locus),
    says=multiple_says,
    uses=("book.two-by-two-block",),
)
def positive_multiples(judge):
    """A positive multiple of another input, or a zero input (c = 0), makes lambda_0 = 0: row by
    row, H(x, c x_i) = c H(x, x_i).

    Here s stands for c: s e_i - e_j is a null vector of H_inf, whatever the law of the weights.
    """
    k = judge.theorem()
    shared, positive, parallel, *places, low = k.given
    row = k.use(k.at(parallel, c), k.assume(c < d))

    def scaled(bodies):
        return sums(k, bodies, lambda one, two: one == s * two, row)

    entry = scaled([x(i, c) * x(two, c), x(i, c) * x(one, c)])
    line = scaled([g(c, o) * x(two, c), g(c, o) * x(one, c)])
    goal = s * gaussian_gram(i, one) - gaussian_gram(i, two) == 0
    strict, none = k.assume(s > 0), k.assume(s == 0)
    signs = truths(
        k, on(along(two)) == on(along(one)), (along(one) >= 0, along(two) >= 0), line, strict
    )
    product = on(along(i)) * on(along(two))
    same = k.arith(on(along(i)) * on(along(one)) == product, signs)
    pair = [k.at(shared, i, at) for at in (one, two)]
    same = k.mean_of_equal(
        k.for_all(same, o), k.arith(integrable(E(o, on(along(i)) * on(along(one)))), pair[0])
    )
    null = k.cases(
        k.arith((s > 0) | (s == 0), positive),
        k.arith(goal, same, *pair, entry),
        k.arith(goal, entry, none),
    )
    null = k.for_all(null, i)
    block = k.by("book.two-by-two-block", Lambda((i, j), gaussian_gram(i, j)), n, lam, one, two)
    block = k.at(k.use(block, *places, low), s, -1)
    least = k.arith(lam <= 0, block, k.at(null, one), k.at(null, two))
    return k.qed(k.both(null, least))


@positive_multiples.mutant
def negative_multiples(judge):
    """x_j = -x_i: then H_ij = 0 and H_ii = |x_i|^2/2."""
    return falsify(forall(s)(given(s == -1) >> (s / 2 - 0 == 0)))


@claim(
    "relu2.thm-2.1.degenerate.jump",
    thesis(locus),
    formula=r"\alpha c\,e1\{+\}-\alpha'c'\,e1\{-\}\text{ has the jump }(\alpha c+\alpha'c')e;\ "
    r"\text{without a jump it is the constant }\alpha c\,e",
    hypotheses=(
        "at most one input on each side of the line: c, c' > 0, or alpha' = 0 if there is none",
    ),
)
def jump_of_a_line(judge, sign=1):
    """What one line contributes to a combination of features that vanishes.

    No jump leaves the same field on both sides; with an input on one side only, it forces alpha =
    0.
    """
    alpha, alpha2, c, c2, plus, minus = reals("alpha alpha2 c c2 plus minus")
    sides = [(plus, "==", alpha * c), (minus, "==", -sign * alpha2 * c2)]
    return judge.all(
        equal(judge, plus - minus, alpha * c + alpha2 * c2, sides),
        equal(judge, alpha, 0, [*sides, c > 0, (plus - minus, "==", 0), (alpha2, "==", 0)]),
        equal(judge, minus, alpha * c, [*sides, (plus - minus, "==", 0)]),
    )


jump_of_a_line.mutant("the antipode with the other sign", sign=-1)


@claim(
    "relu2.thm-2.1.exact",
    thesis(locus),
    formula=r"\lambda_0>0\iff\text{no zero input},\ \text{no two inputs }x_j=cx_i\ (c>0),\ "
    r"\{e_k:\pm e_k\text{ both occur}\}\text{ linearly independent}",
    amends="relu2.thm-2.1.zero-input",
    missing=(
        "the half-ball argument and the jumps (relu2.thm-2.1.ball, relu2.thm-2.1.degenerate.jump)",
        "independent columns have a left inverse",
        "the null vectors of the other direction (relu2.thm-2.1.degenerate.multiple, .pairs)",
    ),
)
def exactly_when(judge, independent=True):
    """lambda_0 > 0 exactly when no input is zero, no two are positive multiples, and the lines with
    antipodal inputs have independent directions.

    Only if: the null vectors above. If: by the jumps a vanishing combination is a constant field
    sum_k beta_k e_k = 0 over the antipodal lines, E beta = 0; independence of the columns of E is a
    left inverse G, G E = I, and gives beta = G E beta = 0.
    """
    E, G, beta = matrices("E_0: d x k, G: k x d, beta: k x 1")
    rules = [(E @ beta, 0 * (E @ beta))] + ([(G @ E, eye("k"))] if independent else [])
    steps = ("degenerate.multiple", "degenerate.pairs", "degenerate.jump", "gram", "ball")
    return rests_on(
        judge.same(beta, 0 * beta, rules=rules), *(f"relu2.thm-2.1.{step}" for step in steps)
    )


exactly_when.mutant("dependent directions", independent=False)


def gram_of(X: list[list[Fraction]]) -> Any:
    """H_inf of rational inputs as a SymPy matrix (exact, with acos)."""
    from sympy import Matrix, Rational, acos, sqrt

    exact = [[Rational(str(value)) for value in row] for row in X]
    dot = lambda a, b: sum(p * q for p, q in zip(a, b))  # noqa: E731
    n = len(exact)
    return Matrix(
        n,
        n,
        lambda i, j: (
            dot(exact[i], exact[i]) / 2
            if i == j
            else entry(
                dot(exact[i], exact[j]),
                acos(
                    dot(exact[i], exact[j])
                    / sqrt(dot(exact[i], exact[i]) * dot(exact[j], exact[j]))
                ),
            )
        ),
    )
