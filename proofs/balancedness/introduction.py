"""Sections 1 and 3 (Du, Hu, Lee 2018): the two factorization objectives, their gradients, and what
is said about their landscape.

f(U, V) = (1/2)|U V^T - M|_F^2 and g(U, V) = f(U, V) + (1/8)|U^T U - V^T V|_F^2, with U: d1 x r, V:
d2 x r, M: d1 x d2. For g, M = Us Vs^T with Us^T Us = Vs^T Vs (the balanced factors of a thin SVD).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.matrix import gradient, matrices, norm2
from steepest.proofs.engine.theorems.arrays import arrays
from steepest.proofs.engine.theorems.arrays import norm2 as square
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.vocabulary import on_instance

from ..textbook import lines
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


u, v, m, c, y, t = theorems.reals("u v m c y t")
kappa = theorems.functions("kappa", "real")


def no_common_factor(both_parts=True):
    """For every factor kappa(c), such as c^k, some c > 0 and (u, v) show that it is not common."""
    parts = [
        theorems.deriv(y, (y * (v / c) - m) ** 2 / 2, c * u)
        != kappa(c) * theorems.deriv(y, (y * v - m) ** 2 / 2, u),
        theorems.deriv(y, (c * u * y - m) ** 2 / 2, v / c)
        != kappa(c) * theorems.deriv(y, (u * y - m) ** 2 / 2, v),
    ]
    one = theorems.disj(*parts) if both_parts else parts[0]
    return theorems.forall(m, kappa)(theorems.exists(c, u, v)(theorems.conj(c > 0, one)))


@claim(
    "balance.intro-grad-not-homogeneous",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\nexists\,k:\ \nabla f(cU,V/c)=c^k\,\nabla f(U,V)\ \text{for all}\ c>0,\,U,\,V",
    hypotheses=("d1 = d2 = r = 1",),
    says=no_common_factor,
)
def gradient_not_homogeneous(judge, both_parts=True):
    """Under (U, V) -> (c U, V/c), which leaves f unchanged, the U-gradient scales like 1/c and the
    V-gradient like c.

    A single power c^k would be one common factor for both parts. For c = 2 and a point where
    neither part vanishes there is none.
    """
    proof = judge.theorem()
    two, one = theorems.term(2), theorems.term(1)
    at = abs(m) + 1
    half = proof.arith(two != 0)
    bodies = (
        ((y * (one / two) - m) ** 2 / 2, two * at), ((y * one - m) ** 2 / 2, at),
        ((two * at * y - m) ** 2 / 2, one / two), ((at * y - m) ** 2 / 2, one),
    )  # fmt: skip
    tables = [proof.derivative(theorems.deriv(y, body, place), half) for body, place in bodies]
    slopes = [
        proof.arith(theorems.deriv(y, body, place) == value, table)
        for (body, place), value, table in zip(
            bodies, ((at - m) / 2, at - m, 2 * at * (at - m), at * (at - m)), tables
        )
    ]
    K, A, B, C, D, U, R = theorems.reals("K A B C D U R")
    never = theorems.forall(K, A, B, C, D, U, R)(
        theorems.given(U >= 1, R >= 1, A == R / 2, B == R, C == 2 * U * R, D == U * R)
        >> theorems.disj(A != K * B, C != K * D)
    )
    means = [theorems.deriv(y, body, place) for body, place in bodies]
    sizes = proof.arith(theorems.conj(at >= 1, at - m >= 1))
    exist = [proof.differentiable(mean, step) for mean, step in zip(means, slopes)]
    lemma = proof.at(proof.lemma(never), kappa(two), *means, at, at - m, defined=exist)
    differ = proof.use(lemma, *slopes, sizes)
    whole = proof.both(proof.arith(two > 0), differ)
    return proof.qed(proof.exhibit_all(proof.target, (two, at, one), whole))


@gradient_not_homogeneous.mutant
def the_u_part_alone(judge):
    """The U-part alone has the factor 1/c, here 1/2 at c = 2."""
    from sympy import Ne

    u, v, m, c, factor = reals("u v m c factor")
    du = (u * v - m) * v
    return judge.holds(Ne((u * v - m) * v / c, factor * du), where=[c > 1, Ne(du, 0)])


eps, d, e, beta = theorems.reals("eps d e beta")


U_, V_, M_, A = arrays("U: d1 x r, V: d2 x r, M: d1 x d2, A: d1 x r")


def moved(y):
    """The residual at (eps U + y A, V/eps)."""
    return (eps * U_ + y * A) @ ((1 / eps) * V_).T - M_


OPTIMUM = {
    "sizes": {"d1": 1, "d2": 1, "r": 1},
    "matrices": {"U": [["1"]], "V": [["2"]], "M": [["2"]], "A": [["1"]]},
    "values": {"eps": "1/2"},
}


def curved():
    second = theorems.deriv(t, theorems.deriv(y, square(moved(y)) / 2, t), 0)
    return theorems.forall(U_, V_, M_, A, eps)(
        theorems.given(U_ @ V_.T == M_, eps > 0) >> (second == square(A @ V_.T) / eps**2)
    )


@claim(
    "balance.intro-unbalanced-ill-conditioned",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"UV^\top=M^*\implies[\nabla^2f(\varepsilon U,V/\varepsilon)](A,0)="
    r"\|AV^\top\|_F^2/\varepsilon^2",
    says=curved,
    instance=OPTIMUM,
)
def curvature_at_optimum(judge):
    """At a global optimum (U, V) the curvature along (A, 0) is |A V^T|_F^2; at the optimum (eps U,
    V/eps) it is |A V^T|_F^2/eps^2, of order 1/eps^2.
    """
    proof = judge.theorem()
    optimum, positive = proof.given
    inverse = proof.arith(eps * (1 / eps) == 1, positive)
    off = proof.arith(eps != 0, positive)
    size = square(A @ V_.T) / eps**2
    line = square(moved(y)) / 2
    flat = proof.matrix(
        square(moved(y)) == y**2 * (1 / eps) ** 2 * square(A @ V_.T), optimum, inverse
    )
    flat = proof.arith(line == y**2 * size / 2, flat, off)
    first = lines.slope(proof, flat, t * size, off)
    return proof.qed(lines.second(proof, first, size, off))


@curvature_at_optimum.mutant
def half_of_it(judge):
    """f is y^2 half of the second derivative; with half of it y^2/2 at y = 1 is too small."""
    at = theorems.given(U_ @ V_.T == M_, eps > 0)
    half = square(moved(1)) / 2 == HALF * (square(A @ V_.T) / eps**2) / 2
    says = theorems.forall(U_, V_, M_, A, eps)(at >> half)
    return falsify(says, hints=[OPTIMUM])


def along_a_line(d, e):
    """f = (u v - 1)^2/2 at (eps, 1/eps) + y (d, e)."""
    return ((eps + y * d) * (1 / eps + y * e) - 1) ** 2 / 2


def curvature(d, e):
    """The second derivative along the line, at the optimum."""
    return theorems.deriv(t, theorems.deriv(y, along_a_line(d, e), t), 0)


def second_derivative(proof, d, e, positive):
    """curvature == (d/eps + e eps)^2"""
    off = proof.arith(eps != 0, positive)
    product = (eps + t * d) * (1 / eps + t * e) - 1
    slope = product * (d * (1 / eps + t * e) + (eps + t * d) * e)
    mean = theorems.deriv(y, along_a_line(d, e), t)
    first = proof.arith(mean == slope, proof.derivative(mean, off), off)
    return lines.second(proof, first, (d / eps + e * eps) ** 2, off)


def largest(power=2):
    """At most eps^2 + eps^-2 in every direction, and no less in the direction (1/eps, eps)."""
    most = eps**power + 1 / eps**2
    every = theorems.forall(d, e)(curvature(d, e) <= most * (d**2 + e**2))
    here = curvature(1 / eps, eps) == most * ((1 / eps) ** 2 + eps**2)
    return theorems.forall(eps)((eps > 0) >> theorems.conj(every, here))


@claim(
    "balance.intro-unbalanced-ill-conditioned.scalar",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\lambda_{\max}\left(\nabla^2 f(\varepsilon,1/\varepsilon)\right)=\varepsilon^2+"
    r"\varepsilon^{-2}",
    hypotheses=("d1 = d2 = r = 1", "M* = 1"),
    says=largest,
)
def largest_curvature(judge, power=2):
    """For scalars with M* = 1 the second derivative of f at U = eps, V = 1/eps along a unit vector
    is at most eps^2 + eps^-2, and it is that along (1/eps, eps): no uniform bound.
    """
    proof = judge.theorem()
    (positive,) = proof.given
    r = 1 / eps
    off = proof.arith(eps != 0, positive)
    x, z = theorems.reals("x z")
    cauchy = theorems.forall(x, z, d, e)((d * x + e * z) ** 2 <= (z**2 + x**2) * (d**2 + e**2))
    general = second_derivative(proof, d, e, positive)
    bound = proof.at(proof.lemma(cauchy, defined=[off]), r, eps, d, e, defined=[off])
    same = proof.arith((d / eps + e * eps) ** 2 == (d * r + e * eps) ** 2, off)
    most = proof.arith(eps**2 + 1 / eps**2 == eps**2 + r**2, off)
    total = proof.arith(
        (eps**2 + 1 / eps**2) * (d**2 + e**2) == (eps**2 + r**2) * (d**2 + e**2), most, off
    )
    every = proof.arith(
        curvature(d, e) <= (eps**2 + 1 / eps**2) * (d**2 + e**2), general, same, total, bound
    )
    every = proof.for_all(every, d, e)
    here = second_derivative(proof, r, eps, positive)
    value = proof.arith((r / eps + eps * eps) ** 2 == (eps**2 + 1 / eps**2) * (r**2 + eps**2), off)
    end = proof.arith(curvature(r, eps) == (eps**2 + 1 / eps**2) * (r**2 + eps**2), here, value)
    return proof.qed(proof.both(every, end))


@largest_curvature.mutant
def eps_in_place_of_its_square(judge):
    """The characteristic polynomial of the Hessian has other roots."""
    import sympy

    u, v, x, eps = reals("u v x eps")
    hessian = sympy.hessian((u * v - 1) ** 2 / 2, (u, v)).subs({u: eps, v: 1 / eps})
    characteristic = (hessian - x * sympy.eye(2)).det()
    return judge.equal(characteristic, x * (x - eps - eps**-2), where=[eps > 0])


@claim(
    "balance.intro-unbalanced-ill-conditioned.no-bound",
    du_hu_lee("Section 1, footnote 6", "Section 4.1"),
    formula=r"\forall\beta>0\ \exists\,\varepsilon:\ "
    r"\nabla^2f(\varepsilon,1/\varepsilon)\not\preceq\beta I",
    says=lambda: theorems.forall(beta)(
        (beta > 0) >> theorems.exists(eps)(theorems.conj(eps > 0, curvature(1, 0) > beta))
    ),
)
def not_smooth_near_optimum(judge):
    """No beta works: at the global optimum (eps, 1/eps) with eps = 1/(beta + 1) the second
    derivative along the first axis is (beta + 1)^2, for every beta > 0.
    """
    proof = judge.theorem()
    (positive,) = proof.given
    one, zero = theorems.term(1), theorems.term(0)
    held = eps > 0
    found = second_derivative(proof, one, zero, proof.assume(held))
    every = proof.for_all(proof.discharge(found, held), eps)
    place = 1 / (beta + 1)
    off = proof.arith(beta + 1 != 0, positive)
    small = proof.arith(place > 0, positive)
    value = proof.use(proof.at(every, place, defined=[off]), small)
    mean, _ = value.sides
    size = proof.arith((one / place + zero * place) ** 2 > beta, positive, small)
    large = proof.arith(mean > beta, value, size)
    whole = proof.target
    return proof.qed(proof.exhibit(whole, place, proof.both(small, large), off))


@not_smooth_near_optimum.mutant
def half_the_curvature_at_the_same_point(judge):
    (beta,) = reals("beta,")
    eps2 = 1 / (beta + 1)
    return judge.holds(HALF * (eps2 + 1 / eps2) > beta, where=[beta > 0])


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
