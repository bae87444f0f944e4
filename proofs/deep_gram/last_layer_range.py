"""Lemma 3.22, the constant C' of deep.lem-3.22.slopes-amended where the norms of the features lie
in a range [1/X, X]: on the whole segment between two Gram matrices.

a and b are the standard deviations at a point of the segment, rho is their correlation; the sizes
of the entries are those of A = [[A_11, A_12], [A_12, A_22]] and of B.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, pi, reals, sqrt
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

A_11, A_22, A_12, B_11, B_22, B_12 = reals("A_11 A_22 A_12 B_11 B_22 B_12")
a, b, rho, X, c, t, beta, L = reals("sd_1 sd_2 rho X c t beta L")
P, Q, R, S, Y = reals("P Q R S Y")


def between(first: Any, second: Any) -> Any:
    """The entry of A + t (B - A)"""
    return (1 - t) * first + t * second


def constant() -> Any:
    """C' at a point of the segment, for variances of at least 1/c"""
    spread = 1 + abs(rho) / 2 * (a / b + b / a)
    return beta**2 * spread + sqrt(2 / pi) * beta * L * sqrt(c)


def range_says(most: str = "25/8") -> Any:
    q = sqrt(2 / pi)
    variances = [conj(1 / X**2 <= one, one <= X**2) for one in (A_11, A_22, B_11, B_22)]
    return forall(A_11, A_22, A_12, B_11, B_22, B_12, X, c, beta, L, t, a, b, rho)(
        given(
            X >= 1, c == X**2, beta >= 0, L >= 0, *variances, A_12**2 <= A_11 * A_22,
            B_12**2 <= B_11 * B_22, t >= 0, t <= 1, a >= 0, a**2 == between(A_11, B_11),
            b >= 0, b**2 == between(A_22, B_22), rho * (a * b) == between(A_12, B_12),
        )
        >> conj(
            1 / c <= a**2, 1 / c <= b**2, abs(rho) <= 1,
            constant() <= beta**2 * (1 + (X**2 + 1 / X**2) / 2) + q * beta * L * X,
            (X == 2) >> (constant() <= most * beta**2 + 2 * q * beta * L),
        )
    )  # fmt: skip


ONES = ("A_11", "A_22", "B_11", "B_22", "X", "c", "beta", "L", "sd_1", "sd_2")
INSTANCE = {"values": dict.fromkeys(ONES, "1") | dict.fromkeys(("A_12", "B_12", "t", "rho"), "0")}


@claim(
    "deep.lem-3.22.slopes-normalised",
    chapter_3("Lemma 3.22"),
    formula=r"\tfrac1X\le\mathrm{sd}_1,\mathrm{sd}_2\le X\implies "
    r"C'\le\beta^2\Big(1+\frac{X^2+X^{-2}}2\Big)+\sqrt{\tfrac2\pi}\,\beta LX;\quad "
    r"X=2:\ C'\le\tfrac{25}8\beta^2+2\sqrt{\tfrac2\pi}\,\beta L",
    hypotheses=(
        "about the number C' alone, with c = X^2; that the means are Lipschitz with it is "
        "deep.lem-3.22.slopes-amended",
    ),
    says=range_says,
    instance=INSTANCE,
)
def slopes_of_normalised_features(judge):
    """How large the number C' of deep.lem-3.22.slopes-amended is on the segment between two Gram
    matrices whose diagonals lie in [1/X^2, X^2], X >= 1, and for X = 2.

    The segment stays in the range, and it stays positive semidefinite, so that |rho| <= 1;
    (X^2 b - a)(X^2 a - b) >= 0 is a/b + b/a <= X^2 + 1/X^2.
    """
    k = judge.theorem()
    X_low, c_is, beta_low, L_low, *rest = k.given
    ranges, (A_psd, B_psd, t_low, t_high, a_low, a_is, b_low, b_is, rho_is) = rest[:8], rest[8:]
    (A1, A1_top), (A2, A2_top), (B1, B1_top), (B2, B2_top) = (
        (ranges[at], ranges[at + 1]) for at in range(0, 8, 2)
    )
    nonzero = k.arith(X != 0, X_low)
    inverse = k.arith(conj(1 / X**2 > 0, 1 / X**2 * X**2 == 1), X_low)
    low_pos = k.part(inverse, 0)
    order = given(R <= P, P <= S, R <= Q, Q <= S, t >= 0, t <= 1)
    inside = forall(P, Q, R, S, t)(order >> conj(R <= between(P, Q), between(P, Q) <= S))
    first, second = (
        k.use(
            k.lemma(inside, *entries, 1 / X**2, X**2, t, defined=[nonzero]), *steps, t_low, t_high
        )
        for entries, steps in (
            ((A_11, B_11), (A1, A1_top, B1, B1_top)),
            ((A_22, B_22), (A2, A2_top, B2, B2_top)),
        )
    )
    ends = k.target
    variances = [
        k.arith(ends.part(0), first, a_is, c_is, nonzero),
        k.arith(ends.part(1), second, b_is, c_is, nonzero),
    ]
    root = forall(a, X, P)(
        given(a >= 0, a**2 <= X**2, X >= 1, P * X**2 == 1, P <= a**2) >> conj(a <= X, a * X >= 1)
    )
    sd_1, sd_2 = (
        k.use(
            k.lemma(root, one, X, 1 / X**2, defined=[nonzero]), low, X_low, inverse,
            k.arith(one**2 <= X**2, equal, step), k.arith(1 / X**2 <= one**2, equal, step, nonzero),
        )
        for one, low, equal, step in ((a, a_low, a_is, first), (b, b_low, b_is, second))
    )  # fmt: skip
    # the mixed products: 2 A_12 B_12 <= A_11 B_22 + A_22 B_11
    positive = [k.arith(one > 0, low, low_pos)
                for one, low in ((A_11, A1), (A_22, A2), (B_11, B1), (B_22, B2))]  # fmt: skip
    mixed = mixed_products(k)
    mixed = k.use(mixed, *positive, A_psd, B_psd)
    convex = k.lemma(
        forall(A_11, A_22, A_12, B_11, B_22, B_12, t)(
            given(
                A_12**2 <= A_11 * A_22, B_12**2 <= B_11 * B_22, t >= 0, t <= 1,
                2 * (A_12 * B_12) <= A_11 * B_22 + A_22 * B_11,
            )
            >> (between(A_12, B_12) ** 2 <= between(A_11, B_11) * between(A_22, B_22))
        ),
        A_11, A_22, A_12, B_11, B_22, B_12, t,
    )  # fmt: skip
    convex = k.use(convex, A_psd, B_psd, t_low, t_high, mixed)
    bounded = k.lemma(
        forall(a, b, rho, X, P, Q, R)(
            given(
                a * X >= 1, b * X >= 1, X >= 1, a**2 == P, b**2 == Q, rho * (a * b) == R,
                R**2 <= P * Q,
            )
            >> conj(rho**2 <= 1, a > 0, b > 0)
        ),
        a, b, rho, X, between(A_11, B_11), between(A_22, B_22), between(A_12, B_12),
    )  # fmt: skip
    bounded = k.use(bounded, k.part(sd_1, 1), k.part(sd_2, 1), X_low, a_is, b_is, rho_is, convex)
    small, a_pos, b_pos = k.split(bounded)
    small = k.arith(abs(rho) <= 1, small)
    ratio = k.lemma(
        forall(a, b, X)(
            given(a * X >= 1, b * X >= 1, a <= X, b <= X, a > 0, b > 0, X >= 1)
            >> (a**2 + b**2 <= (a * b) * (X**2 + 1 / X**2))
        ),
        a, b, X,
    )  # fmt: skip
    ratio = k.use(ratio, sd_1, sd_2, a_pos, b_pos, X_low)
    spread = k.lemma(
        forall(a, b, Y)(
            given(a**2 + b**2 <= (a * b) * Y, a > 0, b > 0)
            >> conj(a / b + b / a <= Y, a / b + b / a >= 0)
        ),
        a, b, X**2 + 1 / X**2, defined=[nonzero],
    )  # fmt: skip
    spread = k.use(spread, ratio, a_pos, b_pos)
    has = [k.arith(a != 0, a_pos), k.arith(b != 0, b_pos)]
    product = k.lemma(
        forall(P, Q, Y, beta)(
            given(P <= 1, P >= 0, Q <= Y, Q >= 0)
            >> (beta**2 * (1 + P / 2 * Q) <= beta**2 * (1 + Y / 2))
        ),
        abs(rho), a / b + b / a, X**2 + 1 / X**2, beta, defined=[*has, nonzero],
    )  # fmt: skip
    product = k.use(product, small, k.arith(abs(rho) >= 0), spread)
    width = k.lemma(forall(c, X)(given(c == X**2, X >= 1) >> (sqrt(c) == X)), c, X)
    width = k.use(width, c_is, X_low)
    whole = k.arith(ends.part(3), product, width, *has, nonzero)
    two = k.assume(X == 2)
    at_two = k.arith(ends.part(4).part(1), whole, two, *has)
    return k.qed(k.both(*variances, small, whole, k.discharge(at_two, two.formula)))


def mixed_products(k: Any) -> Any:
    """2 A_12 B_12 <= A_11 B_22 + A_22 B_11 for positive semidefinite A, B."""
    squares = k.lemma(
        forall(A_11, A_22, A_12, B_11, B_22, B_12)(
            given(
                A_11 > 0, A_22 > 0, B_11 > 0, B_22 > 0, A_12**2 <= A_11 * A_22,
                B_12**2 <= B_11 * B_22,
            )
            >> ((2 * (A_12 * B_12)) ** 2 <= (A_11 * B_22 + A_22 * B_11) ** 2)
        ),
        A_11, A_22, A_12, B_11, B_22, B_12,
    )  # fmt: skip
    given_ = k.assume(squares.formula.left)
    squared = k.apply(squares, given_)
    root = k.lemma(
        forall(P, Q)(given(P**2 <= Q**2, Q >= 0) >> (P <= Q)),
        2 * (A_12 * B_12), A_11 * B_22 + A_22 * B_11,
    )  # fmt: skip
    sizes = k.split(given_)
    low = k.lemma(
        forall(P, Q, R, S)(given(P > 0, Q > 0, R > 0, S > 0) >> (P * S + Q * R >= 0)),
        A_11, A_22, B_11, B_22,
    )  # fmt: skip
    low = k.use(low, *sizes[:4])
    return k.discharge(k.use(root, squared, low), given_.formula)


@slopes_of_normalised_features.mutant
def three_in_place(judge):
    """3 in place of 25/8: norms 2 and 1/2, correlation 1, beta = 1, L = 0."""
    return falsify(
        forall(a, b, rho, beta)(
            given(a == 2, b == "1/2", rho == 1, beta == 1)
            >> (beta**2 * (1 + abs(rho) / 2 * (a / b + b / a)) <= 3 * beta**2)
        ),
        hints=[{"values": {"sd_1": "2", "sd_2": "1/2", "rho": "1", "beta": "1"}}],
    )
