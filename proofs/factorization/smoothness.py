"""Lemma B.1 (Du, Hu, Lee 2018): f(U, V) = (1/2)|U V^T - M*|_F^2 is smooth where U and V are
bounded.

The Hessian form (12) is derived from the second variation for all sizes; its bound is decided over
the norms u = |U|_F, v = |V|_F, a = |Delta_U|_F, b = |Delta_V|_F, m = |M*|_F, which enter through
Cauchy-Schwarz and |X Y|_F <= |X|_F |Y|_F.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import NORMS, du_hu_lee
from steepest.proofs.engine.matrix import hessian_form, inner, matrices, norm2
from steepest.proofs.engine.relations import diff
from steepest.proofs.engine.terms import from_sympy
from steepest.proofs.vocabulary import on_instance

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
    printed = factor * inner(U @ V.T - M, A @ B.T) + norm2(U @ B.T + A @ V.T)
    return judge.same(hessian_form(f, {U: A, V: B}), printed)


hessian_of_f.mutant("without the factor 2", factor=1)


@hessian_of_f.mutant
def difference_inside_the_square(judge):
    printed = 2 * inner(U @ V.T - M, A @ B.T) + norm2(U @ B.T - A @ V.T)
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


def _norms():
    return reals("u v a b m c"), lambda u, v, a, b, m, c: [
        u >= 0, v >= 0, a >= 0, b >= 0, m >= 0, c > 0, u**2 <= c * m, v**2 <= c * m
    ]  # fmt: skip


@claim(
    "balance.lem-B.1",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    formula=r"\|U\|_F^2,\|V\|_F^2\le c\|M^*\|_F\implies|[\nabla^2f](\Delta,\Delta)|\le(6c+2)\|M^*"
    r"\|_F"
    r"\|\Delta\|_F^2",
    hypotheses=("c > 0", "|U|_F^2 <= c |M*|_F", "|V|_F^2 <= c |M*|_F"),
    missing=(
        NORMS,
        "the form (12) is bounded over the norms by Cauchy-Schwarz",
        "a bounded Hessian on a convex set gives a Lipschitz gradient",
    ),
)
def smooth_on_bounded_set(judge, slope=6, offset=2):
    """On the set S the Hessian form is between plus and minus (6 c + 2)|M*| |Delta|^2, so f is (6 c
    + 2)|M*|-smooth there.

    Smoothness needs both sides; the source bounds the largest eigenvalue only. h stands for the
    form, bounded by (12) and Cauchy-Schwarz: |h - square| <= 2 (u v + m) a b with 0 <= square <= (u
    b + a v)^2.
    """
    from sympy import Abs

    (u, v, a, b, m, c), where = _norms()
    inner_part, square = reals("inner_part square")
    domain = where(u, v, a, b, m, c) + [
        Abs(inner_part) <= 2 * (u * v + m) * a * b,
        square >= 0,
        square <= (u * b + a * v) ** 2,
    ]
    bound = (slope * c + offset) * m * (a**2 + b**2)
    return judge.all(
        judge.holds(inner_part + square <= bound, where=domain),
        judge.holds(inner_part + square >= -bound, where=domain),
    )


smooth_on_bounded_set.mutant("constant 2 c + 1", slope=2, offset=1)
smooth_on_bounded_set.mutant("constant 3 c", slope=3, offset=0)
smooth_on_bounded_set.mutant("constant 1", slope=0, offset=1)


@claim(
    "balance.lem-B.1.sharp",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    formula=r"|[\nabla^2f](\Delta,\Delta)|\le(3c+1)\|M^*\|_F\|\Delta\|_F^2",
    hypotheses=("the hypotheses of Lemma B.1",),
    missing=(
        NORMS,
        "the form (12) is bounded over the norms by Cauchy-Schwarz",
    ),
)
def sharper_smoothness(judge, slope=3, offset=1):
    """Half the printed constant suffices: 2 a b <= a^2 + b^2 is used where the source uses a, b <=
    |Delta|.

    It is attained: U, V, Delta_U, Delta_V rank one along the same unit vectors with u^2 = v^2 = c m
    and M* = -m along them.
    """
    (u, v, a, b, m, c), where = _norms()
    total = 2 * (u * v + m) * a * b + (u * b + a * v) ** 2
    return judge.holds(
        total <= (slope * c + offset) * m * (a**2 + b**2), where=where(u, v, a, b, m, c)
    )


sharper_smoothness.mutant("0.1 % less", slope=Fraction(2997, 1000), offset=1)


@claim(
    "balance.lem-B.1.attained",
    du_hu_lee("Lemma B.1", "Lemma 4.3"),
    formula=r"\sup_{S}\lambda_{\max}(\nabla^2f)=(3c+1)\|M^*\|_F",
    hypotheses=("d1 = d2 = r = 1 already attains it",),
    missing=(
        "lambda_max by Rayleigh quotient",
        "that the supremum is not larger (balance.lem-B.1.sharp)",
    ),
)
def smoothness_constant_attained(judge, value=3):
    """The Hessian form of (U V - M)^2/2 at U = V = s, M = -m, Delta = (1, 1), s^2 = c m, equals (3
    c + 1) m |Delta|^2 exactly.
    """
    import sympy

    u, v, mm, m, c = reals("u v mm m c")
    hessian = sympy.hessian((u * v - mm) ** 2 / 2, (u, v))
    form = sum(hessian)
    at_point = form.subs({v: u, mm: -m})
    return judge.equal(at_point, (value * c + 1) * m * 2, where=[sympy.Eq(u**2, c * m)])


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
        judge.at_most(inner(X, Y) * inner(X, Y), factor * norm2(X) * norm2(Y)),
        judge.at_most(norm2(X @ Z), factor * norm2(X) * norm2(Z)),
    )


norm_inequalities.mutant("half the right side", factor=Fraction(1, 2))


@claim(
    "balance.lem-B.1-proof",
    du_hu_lee("Lemma B.1, third link", "Lemma 4.3"),
    formula=r"2(\|U\|\|V\|+\|M^*\|)\|\Delta_U\|\|\Delta_V\|+(\cdot)^2\le2(c+1)\|M^*\|\|\Delta"
    r"\|^2+(2"
    r"\sqrt{c\|M^*\|}\|\Delta\|)^2=(6c+2)\|M^*\|\|\Delta\|^2",
    missing=(NORMS,),
)
def printed_chain(judge, four=4):
    """Each part of the printed bound on its own, and the final sum."""
    (u, v, a, b, m, c), where = _norms()
    domain, delta2 = where(u, v, a, b, m, c), a**2 + b**2
    return judge.all(
        judge.holds(2 * (u * v + m) * a * b <= 2 * (c + 1) * m * delta2, where=domain),
        judge.holds((u * b + a * v) ** 2 <= four * c * m * delta2, where=domain),
        judge.equal(2 * (c + 1) * m * delta2 + 4 * c * m * delta2, (6 * c + 2) * m * delta2),
    )


printed_chain.mutant("c instead of 4 c in the square", four=1)
