"""Sections 1 and 3 (Du, Hu, Lee 2018): the two factorization objectives, their gradients, and what
is said about their landscape.

f(U, V) = (1/2)|U V^T - M|_F^2 and g(U, V) = f(U, V) + (1/8)|U^T U - V^T V|_F^2, with U: d1 x r, V:
d2 x r, M: d1 x d2. For g, M = Us Vs^T with Us^T Us = Vs^T Vs (the balanced factors of a thin SVD).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import gradient, hessian_form, matrices, norm2
from steepest.proofs.vocabulary import on_instance

from . import du_hu_lee

HALF = Fraction(1, 2)
U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
f = HALF * norm2(U @ V.T - M)
g = f + Fraction(1, 8) * norm2(U.T @ U - V.T @ V)


@definition(
    "balance.eq-1",
    du_hu_lee("equations (1) and (8)", "(4.1), (4.8)"),
    r"f(U,V)=\tfrac12\|UV^\top-M^*\|_F^2",
)
def objective(u, v, m):
    """Half the squared Frobenius distance of U V^T to the matrix that is factorized."""
    return ((u @ v.T - m) ** 2).sum() / 2


@claim(
    "balance.eq-2",
    du_hu_lee("equation (2)", "(4.2)"),
    formula=r"\frac{\partial f}{\partial U}=(UV^\top-M^*)V,\qquad \frac{\partial f}{\partial "
    r"V}=(UV^\top-M^*)^\top U",
)
def gradients_of_f(judge, factor=1):
    """The gradient of the factorization objective, read off the first variation for all sizes."""
    return judge.all(
        judge.same(gradient(f, U), factor * (U @ V.T - M) @ V),
        judge.same(gradient(f, V), (U @ V.T - M).T @ U),
    )


gradients_of_f.mutant("twice the gradient: the factor 1/2 forgotten", factor=2)


@claim(
    "balance.eq-2.entries",
    du_hu_lee("equation (2)", "(4.2)"),
    formula=r"\frac{\partial f}{\partial U_{ij}}=\left[(UV^\top-M^*)V\right]_{ij},"
    r"\ \frac{\partial f}{\partial V_{ij}}=\left[(UV^\top-M^*)^\top U\right]_{ij}",
    hypotheses=("(d1, d2, r) = (2, 3, 2)",),
)
def gradients_of_f_entrywise(judge, transposed=False):
    """For (d1, d2, r) = (2, 3, 2) every entry of the two gradients of f is the derivative in that
    entry: an independent route through derivatives of polynomials.
    """
    import sympy

    u, v, m = (
        sympy.Matrix(rows, cols, reals(f"{name}0:{rows * cols}"))
        for name, rows, cols in (("u", 2, 2), ("v", 3, 2), ("m", 2, 3))
    )
    residual = u * v.T - m
    value = sum(entry**2 for entry in residual) / 2
    printed_u, printed_v = (
        residual * v,
        (residual.T * u if not transposed else (residual.T * u) * 2),
    )
    printed = dict(zip([*u, *v], [*printed_u, *printed_v]))
    return on_instance(judge.gradient(value, printed), "d1 = 2, d2 = 3, r = 2, all entries")


gradients_of_f_entrywise.mutant("a wrong factor in the V-gradient", transposed=True)


@claim(
    "balance.intro-grad-not-homogeneous",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\nexists\,k:\ \nabla f(cU,V/c)=c^k\,\nabla f(U,V)\ \text{for all}\ c>0,\,U,\,V",
    hypotheses=("d1 = d2 = r = 1",),
    missing=("the gradient at (c U, V/c) is written down by hand",),
)
def gradient_not_homogeneous(judge, both_parts=True):
    """Under (U, V) -> (c U, V/c), which leaves f unchanged, the U-gradient scales like 1/c and the
    V-gradient like c.

    A single power c^k would be one common factor for both parts. For c > 1 and a point where
    neither part vanishes there is none.
    """
    from sympy import Ne, Or

    u, v, m, c, factor = reals("u v m c factor")
    du, dv = (u * v - m) * v, (u * v - m) * u
    differ = [Ne((u * v - m) * v / c, factor * du)] + (
        [Ne((u * v - m) * c * u, factor * dv)] if both_parts else []
    )
    return judge.holds(Or(*differ), where=[c > 1, Ne(du, 0), Ne(dv, 0)])


gradient_not_homogeneous.mutant("the U-part alone is homogeneous", both_parts=False)


@claim(
    "balance.intro-unbalanced-ill-conditioned",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"UV^\top=M^*\implies[\nabla^2f](A,0)=\|AV^\top\|_F^2",
    missing=("the order 1/eps^2 of |A V^T|^2",),
)
def curvature_at_optimum(judge, factor=1):
    """At a global optimum the curvature along (A, 0) is |A V^T|_F^2, of order 1/eps^2 when |V| is
    of order 1/eps.
    """
    A, zero = matrices("A: d1 x r, Z: d2 x r")
    form = hessian_form(f, {U: A, V: 0 * zero})
    return judge.same(form, factor * norm2(A @ V.T), rules=[(U @ V.T, M)])


curvature_at_optimum.mutant("half of it", factor=HALF)


@claim(
    "balance.intro-unbalanced-ill-conditioned.scalar",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\lambda_{\max}\left(\nabla^2 f(\varepsilon,1/\varepsilon)\right)=\varepsilon^2+"
    r"\varepsilon^{-2}",
    hypotheses=("d1 = d2 = r = 1", "M* = 1"),
    missing=("the eigenvalues are the roots of the characteristic polynomial",),
)
def largest_curvature(judge, power=2):
    """For scalars with M* = 1 at U = eps, V = 1/eps the Hessian has the eigenvalues 0 and eps^2 +
    eps^-2: no uniform bound.
    """
    import sympy

    u, v, x, eps = reals("u v x eps")
    hessian = sympy.hessian((u * v - 1) ** 2 / 2, (u, v)).subs({u: eps, v: 1 / eps})
    characteristic = (hessian - x * sympy.eye(2)).det()
    return judge.equal(characteristic, x * (x - eps**power - eps**-2), where=[eps > 0])


largest_curvature.mutant("eps instead of eps^2", power=1)


@claim(
    "balance.intro-unbalanced-ill-conditioned.no-bound",
    du_hu_lee("Section 1, footnote 6", "Section 4.1"),
    formula=r"\forall\beta>0\ \exists\,\varepsilon:\ \varepsilon^2+\varepsilon^{-2}>\beta",
    missing=("that eps^2 + eps^-2 is the curvature at the optimum (.scalar)",),
)
def not_smooth_near_optimum(judge, share=1):
    """No beta works: at the global optimum with eps^2 = 1/(beta + 1) the curvature exceeds beta,
    for every beta > 0.
    """
    (beta,) = reals("beta,")
    eps2 = 1 / (beta + 1)
    return judge.holds(share * (eps2 + 1 / eps2) > beta, where=[beta > 0])


not_smooth_near_optimum.mutant("half the curvature at the same point", share=HALF)


@claim(
    "balance.eq-3",
    du_hu_lee("equation (3)", "(4.3)"),
    formula=r"\nabla_Ug=(UV^\top-M)V+\tfrac12U(U^\top U-V^\top V),\quad \nabla_Vg=(UV^\top-M)^\top "
    r"U-\tfrac12V(U^\top U-V^\top V)",
)
def gradients_of_g(judge, factor=HALF):
    """The gradient of the regularised objective."""
    balance = U.T @ U - V.T @ V
    return judge.all(
        judge.same(gradient(g, U), (U @ V.T - M) @ V + factor * U @ balance),
        judge.same(gradient(g, V), (U @ V.T - M).T @ U - factor * V @ balance),
    )


gradients_of_g.mutant("1/4 instead of 1/2", factor=Fraction(1, 4))
