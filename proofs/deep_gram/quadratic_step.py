"""The quadratic term |u(k+1) - u(k)|^2 of a step: a and b are the output weights before and after
it, x_i and z_i the features, vectors of m entries or m x p matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3

i, r, c, n, m, p = nats("i r l n m p")
label = sequences("y")
eta, lam, C, X, A, cx, Q = reals("eta lambda_0 C c_x0 a_20 c_x Q")
P, R, S, T, U, V, Y = reals("P R S T U V Y")


@dataclass(frozen=True)
class Features:
    """Arrays with the indices `dims`, the innermost one first."""

    dims: tuple[Any, ...]

    @property
    def place(self):
        return [index for index, _ in reversed(self.dims)]

    @property
    def arrays(self):
        """a, b, x, z"""
        sorts = ["nat"] * len(self.dims)
        return *functions("a b", *sorts), *functions("x z", "nat", *sorts)

    def entries(self):
        """The entries of a and b, x_i and z_i"""
        a, b, x, z = self.arrays
        return a(*self.place), b(*self.place), x(i, *self.place), z(i, *self.place)

    def total(self, body):
        for index, count in self.dims:
            body = sum_over(index, count, body)
        return body

    def change(self):
        """u_i(k+1) - u_i(k) = <b, z_i> - <a, x_i>"""
        a, b, x, z = self.entries()
        return self.total(b * z) - self.total(a * x)

    def residual(self):
        """|y - u(k)|^2"""
        a, _, x, _ = self.entries()
        return sum_over(i, n, (label(i) - self.total(a * x)) ** 2)

    def sizes(self):
        """|b - a|^2, |a|^2, |z_i|^2 and |z_i - x_i|^2"""
        a, b, x, z = self.entries()
        return [self.total(one**2) for one in (b - a, a, z, z - x)]


VECTORS, MATRICES = Features(((r, m),)), Features(((c, p), (r, m)))


def two_terms_say(factor=2):
    step, weights, after, moved = MATRICES.sizes()
    bound = factor * step * sum_over(i, n, after) + factor * weights * sum_over(i, n, moved)
    return forall(*MATRICES.arrays, n, m, p)(sum_over(i, n, MATRICES.change() ** 2) <= bound)


@claim(
    "deep.lem-3.21.two-terms",
    chapter_3("Lemma 3.21"),
    says=two_terms_say,
    uses=("book.frobenius-schwarz",),
    instance={
        "values": {"n": "1", "m": "1", "p": "1"},
        "functions": {
            "a": {"of": ["r", "l"], "is": "1"}, "b": {"of": ["r", "l"], "is": "2"},
            "x": {"of": ["i", "r", "l"], "is": "1"}, "z": {"of": ["i", "r", "l"], "is": "1"},
        },
    },
)  # fmt: skip
def two_terms(judge, factor=2):
    """The estimate of deep.lem-3.7.two-terms with the Frobenius inner product: <b, z> - <a, x> =
    <b - a, z> + <a, z - x>, for all sizes.
    """
    k = judge.theorem()
    a, b, x, z = MATRICES.entries()
    bodies = [b * z, a * x, (b - a) * z, a * (z - x)]
    split = entrywise(
        k, lambda new, old, first, second: new - old == first + second, bodies, sizes=MATRICES.dims
    )
    bounds = [
        k.by("book.frobenius-schwarz", Lambda((r, c), one), Lambda((r, c), other), m, p)
        for one, other in ((b - a, z), (a, z - x))
    ]
    norms, change = MATRICES.sizes(), MATRICES.change()
    rule = k.lemma(
        forall(P, R, S, T, U, V, Y)(
            given(Y == U + V, U**2 <= P * S, V**2 <= R * T, (U - V) ** 2 >= 0)
            >> (Y**2 <= factor * P * S + factor * R * T)
        ),
        *(norms[q] for q in (0, 1, 2, 3)), *(MATRICES.total(one) for one in bodies[2:]), change,
    )  # fmt: skip
    bounds = [k.arith(rule.formula.left.part(q), one) for q, one in zip((1, 2), bounds)]
    each = k.use(rule, split, *bounds)
    parts = [change**2, *norms[2:]]

    def here(q):
        one, two, three = (sum_over(i, q, part) for part in parts)
        return one <= factor * norms[0] * two + factor * norms[1] * three

    return k.qed(by_terms(k, i, n, here, parts, each))


two_terms.mutant("factor 1/2", factor="1/2")


def estimate_says(features, pixels, constant=8):
    """If |b - a| <= eta Q, |a| <= 2 sqrt(pixels m) a_20 and |z_i| <= 2 c_x0, |z_i - x_i| <= c_x eta
    Q/sqrt(m) for all inputs, with Q = C sqrt(n)|y - u|: then eta <= lambda_0/(8 C' n^2) is enough.
    """
    step, weights, after, moved = features.sizes()
    each = conj(after <= (2 * X) ** 2, m * moved <= (cx * eta * Q) ** 2)
    shares = X**2 + pixels * A**2 * cx**2
    return forall(*features.arrays, label, *(one for _, one in features.dims), n, eta, lam,
                  C, X, A, cx, Q)(
        given(
            eta > 0, constant * (8 * C**2 * shares) * n**2 * eta <= lam,
            Q**2 == C**2 * n * features.residual(), step <= (eta * Q) ** 2,
            weights <= (2 * A) ** 2 * pixels * m, forall(i)((i < n) >> each),
        )
        >> (sum_over(i, n, features.change() ** 2) <= eta * lam / 8 * features.residual())
    )  # fmt: skip


def estimate_closes(judge, two_terms, features, pixels):
    """The two terms are at most 2 (eta Q)^2 n (2 c_x0)^2 and 2 (2 a_20)^2 pixels n (c_x
    eta Q)^2.
    """
    k = judge.theorem()
    rate, least, known, step, weights, each = k.given
    a, b, x, z = features.entries()
    norms, residual = features.sizes(), features.residual()
    after, moved = (sum_over(i, n, one) for one in norms[2:])
    every = (*features.dims, (i, n))
    lows = [entrywise(k, lambda q: q >= 0, [one**2], sizes=every) for one in (z, z - x)]
    error = (label(i) - features.total(a * x)) ** 2
    error = by_terms(k, i, n, lambda q: sum_over(i, q, error) >= 0, [error])
    short, near = k.split(k.apply(k.at(each, i), k.assume(i < n)))
    short = by_terms(
        k, i, n, lambda q: sum_over(i, q, norms[2]) <= q * (2 * X) ** 2, [norms[2]], short
    )
    near = by_terms(
        k, i, n, lambda q: m * sum_over(i, q, norms[3]) <= q * (cx * eta * Q) ** 2, [norms[3]], near
    )
    rule = forall(P, S, U, V)(given(P <= U, S <= V, S >= 0, U >= 0) >> (P * S <= U * V))
    rule = k.lemma(rule, norms[0], after, (eta * Q) ** 2, n * (2 * X) ** 2)
    first = k.use(rule, step, short, lows[0])
    rule = forall(P, S, U, V, T)(given(P <= U * T, T * S <= V, S >= 0, U >= 0) >> (P * S <= U * V))
    share = (2 * A) ** 2 * pixels
    rule = k.lemma(rule, norms[1], moved, share, n * (cx * eta * Q) ** 2, m)
    second = k.use(rule, weights, near, lows[1])
    shares = X**2 + pixels * A**2 * cx**2
    square = k.lemma(
        forall(C, S, T, U, V, Q, X, A, cx, P, eta, R)(
            given(
                R <= 2 * S + 2 * T, S <= (eta * Q) ** 2 * (U * (2 * X) ** 2),
                T <= (2 * A) ** 2 * P * (U * (cx * eta * Q) ** 2), Q**2 == C**2 * U * V,
            )
            >> (R <= eta**2 * (8 * C**2 * (X**2 + P * A**2 * cx**2)) * U**2 * V)
        ),
        C, norms[0] * after, norms[1] * moved, n, residual, Q, X, A, cx, pixels, eta,
        sum_over(i, n, features.change() ** 2),
    )  # fmt: skip
    both = k.arith(
        square.formula.left.part(0),
        k.by(two_terms, *features.arrays, n, *(one for _, one in reversed(features.dims))),
    )
    square = k.use(square, both, first, second, known)
    rule = k.lemma(
        forall(R, S, U, V, eta, lam)(
            given(
                R <= eta**2 * S * U**2 * V, 8 * S * U**2 * eta <= lam, eta > 0, V >= 0
            )
            >> (R <= eta * lam / 8 * V)
        ),
        square.sides[0], 8 * C**2 * shares, n, residual, eta, lam,
    )  # fmt: skip
    return k.qed(k.use(rule, square, least, rate, error))


def half_of_it(features, pixels):
    """4 in place of 8: one input, a = 2, b = 3, x = 1, z = 2, y = 3 and all constants 1."""
    place = [index.name for index in features.place]
    sizes = {count.name: "1" for _, count in features.dims}
    values = {"n": "1", "eta": "1", "lambda_0": "64"}
    ones = {one.name: "1" for one in (C, X, A, cx, Q)}
    arrays = {
        one.name: {"of": names, "is": value}
        for one, names, value in zip(
            features.arrays, [place, place, ["i", *place], ["i", *place]], "2312"
        )
    }
    functions = arrays | {"y": {"table": ["3"]}}
    return falsify(
        estimate_says(features, pixels, 4),
        hints=[{"values": sizes | values | ones, "functions": functions}],
    )
