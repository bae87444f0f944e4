"""Lemma B.1 (Du, Hu, Lee 2018): f(U, V) = (1/2)|U V^T - M*|_F^2 is smooth where U and V are
bounded.

The Hessian form (12) is derived from the second variation for all sizes; theorems about it write it
out. Its bound is one over the norms of the five matrices, by Cauchy-Schwarz and |X Y| <= |X| |Y|.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.matrix import hessian_form, matrices, norm2
from steepest.proofs.engine.matrix import inner as product
from steepest.proofs.engine.relations import diff
from steepest.proofs.engine.terms import from_sympy
from steepest.proofs.engine.theorems import conj, forall, given, sqrt
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import eye, inner, norm
from steepest.proofs.engine.theorems.arrays import norm2 as square
from steepest.proofs.vocabulary import on_instance

from . import objective
from .objective import c, norms

U, V, M, A, B = matrices("U: d1 x r, V: d2 x r, M: d1 x d2, A: d1 x r, B: d2 x r")
f = Fraction(1, 2) * norm2(U @ V.T - M)


@claim(
    "balance.eq-12",
    du_hu_lee("equation (12)", "(4.12)"),
    formula=r"[\nabla^2f(U,V)](\Delta,\Delta)=2\langle UV^\top-M^*,\Delta_U\Delta_V^\top\rangle+\|U"
    r"\Delta_V^\top+\Delta_UV^\top\|_F^2",
)
def hessian_of_f(judge, factor=2):
    """The Hessian of the factorization objective as a quadratic form, from the second variation,
    for all sizes.
    """
    printed = factor * product(U @ V.T - M, A @ B.T) + norm2(U @ B.T + A @ V.T)
    return judge.same(hessian_form(f, {U: A, V: B}), printed)


hessian_of_f.mutant("without the factor 2", factor=1)


@hessian_of_f.mutant
def difference_inside_the_square(judge):
    printed = 2 * product(U @ V.T - M, A @ B.T) + norm2(U @ B.T - A @ V.T)
    return judge.same(hessian_form(f, {U: A, V: B}), printed)


@claim(
    "balance.eq-12.entries",
    du_hu_lee("equation (12)", "(4.12)"),
    formula=r"\sum_{ijkl}\frac{\partial^2f}{\partial W_{ij}\partial W_{kl}}\Delta_{ij}\Delta_{kl}",
    hypotheses=("(d1, d2, r) = (2, 2, 1)",),
)
def hessian_entrywise(judge, factor=2):
    """For (d1, d2, r) = (2, 2, 1) the second derivatives of f, summed against Delta twice, are the
    printed form: an independent route.
    """
    import sympy

    u, v, m, a, b = (sympy.Matrix(rows, cols, reals(f"{n}0:{rows * cols}")) for n, rows, cols in
                     (("u", 2, 1), ("v", 2, 1), ("m", 2, 2), ("a", 2, 1), ("b", 2, 1)))  # fmt: skip
    square = lambda x: sum(entry**2 for entry in x)  # noqa: E731
    value = square(u * v.T - m) / 2
    moves = list(zip([*u, *v], [*a, *b]))
    explicit = (
        "+",
        *(
            ("*", from_sympy(c), from_sympy(d), diff(value, x, y))
            for x, c in moves
            for y, d in moves
        ),
    )
    printed = factor * sum(x * y for x, y in zip(u * v.T - m, a * b.T)) + square(u * b.T + a * v.T)
    return on_instance(judge.equal(explicit, printed), "d1 = d2 = 2, r = 1")


hessian_entrywise.mutant("without the factor 2", factor=1)


X, Y, N, P, Q = objective.U, objective.V, objective.M, objective.A, objective.B
FORM, MOVED = objective.form(X, Y, P, Q), objective.square(P, Q)
INSTANCE = objective.scalars(U=1, V=1, M=-1, A=1, B=1, c=1)  # the worst, see `.attained`


def in_the_set():
    """c > 0, and (U, V) in the set S: |U|_F^2, |V|_F^2 <= c |M*|_F."""
    limit = c * norm(N)
    return conj(c > 0, square(X) <= limit, square(Y) <= limit)


def smooth(slope, offset):
    """|[Hessian of f](Delta, Delta)| <= (slope c + offset) |M*|_F |Delta|_F^2 on S."""
    return forall(c, X, Y, N, P, Q)(
        in_the_set() >> (abs(FORM) <= (slope * c + offset) * norm(N) * MOVED)
    )


def _over_the_norms(k):
    """The parts of the form (12) are bounded by the norms: the two products, as steps."""
    error, product, cross = objective.residual(X, Y), P @ Q.T, X @ Q.T + P @ Y.T
    parts = [
        k.matrix(inner(error, product) <= norm(error) * norm(product)),
        k.matrix(-inner(error, product) <= norm(error) * norm(product)),
        k.matrix(norm(error) <= norm(X @ Y.T) + norm(N)),
        k.matrix(norm(X @ Y.T) <= norm(X) * norm(Y)),
        k.matrix(norm(product) <= norm(P) * norm(Q)),
        k.matrix(norm(cross) <= norm(X @ Q.T) + norm(P @ Y.T)),
        k.matrix(norm(X @ Q.T) <= norm(X) * norm(Q)),
        k.matrix(norm(P @ Y.T) <= norm(P) * norm(Y)),
    ]
    facts = norms(k, X, Y, P, Q, N, error, product, cross)
    values = norm(X), norm(Y), norm(P), norm(Q), norm(N)
    u, v, a, b, m, e, p, i, q = numbers("u v a b m e p i q")
    whole = forall(u, v, a, b, m, e, p, i)(
        given(
            u >= 0, v >= 0, a >= 0, b >= 0, m >= 0, e >= 0, p >= 0, e <= u * v + m, p <= a * b,
            i <= e * p, -i <= e * p,
        )
        >> (abs(i) <= (u * v + m) * (a * b))
    )  # fmt: skip
    mixed = k.arith(norm(error) <= norm(X) * norm(Y) + norm(N), *parts)
    first = k.use(
        k.lemma(whole, *values, norm(error), norm(product), inner(error, product)),
        mixed, *parts, *facts,
    )  # fmt: skip
    sides = k.arith(norm(cross) <= norm(X) * norm(Q) + norm(P) * norm(Y), *parts)
    squared = forall(p, q, i)(given(p >= 0, p <= q, i == p**2) >> conj(i >= 0, i <= q**2))
    second = k.use(
        k.lemma(squared, norm(cross), norm(X) * norm(Q) + norm(P) * norm(Y), square(cross)),
        sides, *facts,
    )  # fmt: skip
    return [first, second, *facts]


def _bounded(k, slope, offset):
    """|form| <= (slope c + offset) |M*| |Delta|^2 over the norms."""
    u, v, a, b, m, i, q, p = numbers("u v a b m i q p")
    # u v <= c m, then 2 a b <= a^2 + b^2 in both terms
    mixed = forall(u, v, m)(given(u**2 <= c * m, v**2 <= c * m) >> (u * v <= c * m))
    first = forall(p, a, b, m, i)(
        given(a >= 0, b >= 0, m >= 0, c > 0, p <= c * m, abs(i) <= (p + m) * (a * b))
        >> (2 * abs(i) <= (c + 1) * m * (a**2 + b**2))
    )
    second = forall(u, v, a, b, m, q)(
        given(
            a >= 0, b >= 0, u**2 <= c * m, v**2 <= c * m, u * v <= c * m, q <= (u * b + a * v) ** 2
        )
        >> (q <= 2 * c * m * (a**2 + b**2))
    )  # fmt: skip
    size = m * (a**2 + b**2)
    lemma = forall(a, b, m, i, q)(
        given(2 * abs(i) <= (c + 1) * size, q >= 0, q <= 2 * c * size)
        >> (abs(2 * i + q) <= (slope * c + offset) * size)
    )
    error, product, cross = objective.residual(X, Y), P @ Q.T, X @ Q.T + P @ Y.T
    known = [*_over_the_norms(k), *k.given]
    x, y, lengths = norm(X), norm(Y), (norm(P), norm(Q), norm(N))
    inside, outside = inner(error, product), square(cross)
    near = k.use(k.lemma(mixed, x, y, norm(N)), *known)
    small = k.use(k.lemma(first, x * y, *lengths, inside), near, *known)
    other = k.use(k.lemma(second, x, y, *lengths, outside), near, *known)
    return known, k.use(k.lemma(lemma, *lengths, inside, outside), small, other, *known)


@claim(
    "balance.lem-B.1",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    says=lambda slope=6, offset=2: smooth(slope, offset),
    uses=("balance.lem-B.1.sharp",),
    instance=INSTANCE,
)
def smooth_on_bounded_set(judge, slope=6, offset=2):
    """On the set S the Hessian form (12) is between plus and minus (6 c + 2) |M*| |Delta|^2: f is
    (6 c + 2) |M*|-smooth there. (Smoothness needs both sides; the source bounds the largest
    eigenvalue only.)
    """
    k = judge.theorem()
    sharper = k.use(k.by("balance.lem-B.1.sharp", c, X, Y, N, P, Q), *k.given)
    x, m, d = numbers("x m d")
    lemma = forall(x, m, d)(
        given(c > 0, m >= 0, d >= 0, x <= (3 * c + 1) * m * d)
        >> (x <= (slope * c + offset) * m * d)
    )
    facts = norms(k, N, P, Q)
    moved = k.arith(MOVED >= 0, *facts)
    return k.qed(k.use(k.lemma(lemma, abs(FORM), norm(N), MOVED), sharper, moved, *facts, *k.given))


smooth_on_bounded_set.mutant("constant 2 c + 1", slope=2, offset=1)
smooth_on_bounded_set.mutant("constant 3 c", slope=3, offset=0)
smooth_on_bounded_set.mutant("constant 1", slope=0, offset=1)


@claim(
    "balance.lem-B.1.sharp",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    says=lambda slope=3, offset=1: smooth(slope, offset),
    instance=INSTANCE,
)
def sharper_smoothness(judge, slope=3, offset=1):
    """Half the printed constant suffices: 2 a b <= a^2 + b^2 is used where the source uses a, b <=
    |Delta|. It is attained, see balance.lem-B.1.attained.
    """
    k = judge.theorem()
    known, made = _bounded(k, slope, offset)
    return k.qed(k.arith(k.target, made, *known))


sharper_smoothness.mutant("0.1 % less", slope=Fraction(2997, 1000), offset=1)


ONE, m = eye("1"), numbers("m")
AT_WORST = sqrt(c * m) * ONE, sqrt(c * m) * ONE, -m * ONE  # U, V, M*


def worst():
    """The form (12) there, in the direction (1, 1)."""
    x, y, n = AT_WORST
    return 2 * inner(x @ y.T - n, ONE @ ONE.T) + square(x @ ONE.T + ONE @ y.T)


def attained(value=3):
    x, y, n = AT_WORST
    return forall(c, m)(
        given(c > 0, m > 0)
        >> conj(
            norm(n) == m,
            square(x) <= c * norm(n),
            square(y) <= c * norm(n),
            worst() == (value * c + 1) * norm(n) * objective.square(ONE, ONE),
        )
    )


@claim(
    "balance.lem-B.1.attained",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    says=attained,
    instance={"values": {"c": "1", "m": "1"}},
)
def smoothness_constant_attained(judge, value=3):
    """For d1 = d2 = r = 1 the point U = V = sqrt(c m), M* = -m lies in S for all c, m > 0, and the
    form (12) in the direction (1, 1) equals (3 c + 1) |M*| |Delta|^2.

    So 3 c + 1 is the best constant of Lemma B.1 (balance.lem-B.1.sharp).
    """
    k = judge.theorem()
    x, _, n = AT_WORST
    root = k.arith(sqrt(c * m) ** 2 == c * m, *k.given)
    length = k.matrix(conj(norm(n) ** 2 == m**2, norm(n) >= 0))
    size = k.arith(norm(n) == m, length, *k.given)
    inside = k.matrix(square(x) == c * m, root)
    there = k.matrix(worst() == (6 * c + 2) * m, root)
    moved = k.matrix(objective.square(ONE, ONE) == 2)
    return k.qed(k.arith(k.target, size, inside, there, moved))


smoothness_constant_attained.mutant("6 c + 1", value=6)


@claim(
    "balance.lem-B.1-proof.cauchy-schwarz",
    du_hu_lee("Lemma B.1, first two links", "Lemma 4.3"),
    formula=r"\langle X,Y\rangle^2\le\|X\|_F^2\|Y\|_F^2,\quad\|XY\|_F^2\le\|X\|_F^2\|Y\|_F^2",
)
def norm_inequalities(judge, factor=1):
    """The two matrix inequalities that turn (12) into a statement about norms, for all sizes."""
    X, Y, Z = matrices("X: d1 x d2, Y: d1 x d2, Z: d2 x r")
    return judge.all(
        judge.at_most(product(X, Y) * product(X, Y), factor * norm2(X) * norm2(Y)),
        judge.at_most(norm2(X @ Z), factor * norm2(X) * norm2(Z)),
    )


norm_inequalities.mutant("half the right side", factor=Fraction(1, 2))


@claim(
    "balance.lem-B.1-proof",
    du_hu_lee("Lemma B.1, third link", "Lemma 4.3"),
    says=lambda four=4: forall(c, X, Y, N, P, Q)(
        in_the_set()
        >> conj(
            2 * (norm(X) * norm(Y) + norm(N)) * norm(P) * norm(Q)
            + (norm(X) * norm(Q) + norm(P) * norm(Y)) ** 2
            <= 2 * (c + 1) * norm(N) * MOVED + four * c * norm(N) * MOVED,
            2 * (c + 1) * norm(N) * MOVED + 4 * c * norm(N) * MOVED
            == (6 * c + 2) * norm(N) * MOVED,
        )
    ),
    instance=INSTANCE,
)
def printed_chain(judge, four=4):
    """The printed bound over the norms; (2 sqrt(c |M*|) |Delta|)^2 is 4 c |M*| |Delta|^2."""
    k = judge.theorem()
    u, v, a, b, m = numbers("u v a b m")
    sized = given(
        u >= 0, v >= 0, a >= 0, b >= 0, m >= 0, c > 0, u**2 <= c * m, v**2 <= c * m
    )  # fmt: skip
    moved = a**2 + b**2
    first = forall(u, v, a, b, m)(sized >> (2 * (u * v + m) * a * b <= 2 * (c + 1) * m * moved))
    second = forall(u, v, a, b, m)(sized >> ((u * b + a * v) ** 2 <= four * c * m * moved))
    values = norm(X), norm(Y), norm(P), norm(Q), norm(N)
    facts = norms(k, X, Y, P, Q, N)
    links = [k.use(k.lemma(one, *values), *k.given, *facts) for one in (first, second)]
    squares = [k.part(one, 1) for one in facts[2:4]]
    for one in squares:
        links = [k.unfold(one, link) for link in links]
    top = k.arith(k.target.part(0), *links)
    return k.qed(k.both(top, k.arith(k.target.part(1))))


printed_chain.mutant("c/2 instead of 4 c in the square", four=Fraction(1, 2))
