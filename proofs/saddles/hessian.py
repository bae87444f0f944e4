"""The Hessian of f as a bilinear form, u^T H v = sum over m, n of u_m H_mn v_n, for every d.

It is the derivative along v of the slope along u (`saddle.gradient-A`, `saddle.gradient-B`). The
directions u and v are sequences; like y(d) they are 0 at d, the coordinate after the last.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    forall,
    read,
    reals,
    sequences,
    sum_over,
)

from . import chapter_7, slopes
from .construction import scaled
from .gradient import LETTERS, bent_A, bent_B, d, i, m, s, value_A, value_B, y
from .slopes import WRITTEN, gamma, kappa, tau, u, v, x, z

U, W = sequences("U V")
p_, q_ = reals("p q")


def in_units(first=u, second=v):
    """d^2 g/dx_i^2, d^2 g/dx_i dx_{i+1}, d^2 g/dx_{i+1}^2 over gamma, in kappa, u, v"""
    names = {"kappa": kappa, "u": first, "v": second}
    return tuple(read(one, names) for one in (scaled().a, scaled().b, scaled().c))


def entries(place, after):
    """The same at a place"""
    return in_units(place / tau - 1, after / tau)


@claim(
    "saddle.scaled.second",
    chapter_7("Lemma 7.4"),
    formula=r"\nabla^2g\,(p,q)=\gamma\begin{pmatrix}a&b\\b&c\end{pmatrix}(p,q)",
    says=lambda half=1: forall(*LETTERS, x, z, p_, q_)(
        (tau > 0)
        >> conj(
            *(
                deriv(s, slope(x + s * p_, z + s * q_, WRITTEN), 0)
                == gamma * (one * (half * p_ if half != 1 else p_) + other * q_)
                for slope, one, other in columns(x, z)
            )
        )
    ),
)
def second_derivatives(judge, half=1):
    """The derivatives of the partial derivatives of g along a direction (p, q), in kappa, u =
    x_i/tau - 1, v = x_{i+1}/tau.
    """
    k = judge.theorem()
    nonzero = k.arith(tau != 0, *k.given)
    found = []
    for which in range(2):
        goal = k.target.part(which)
        mean = type(x)(goal.node[1], goal.sorts)
        found.append(k.arith(goal, k.derivative(mean, nonzero), nonzero))
    return k.qed(k.both(*found))


def columns(place, after):
    first, mixed, last = entries(place, after)
    return (slopes.along, first, mixed), (slopes.across, mixed, last)


@second_derivatives.mutant
def half_of_the_first(judge):
    from .splines import scaled_forms

    return scaled_forms.check(judge, half=1)


# --- u^T H v --------------------------------------------------------------------------------------


def moved(n):
    return y(n) + s * W(n)


def block(first, second):
    """gamma times the form of the block of x_i and x_{i+1}"""
    one, mixed, last = entries(y(i), y(i + 1))
    return gamma * (
        one * (first(i) * second(i))
        + mixed * (first(i) * second(i + 1) + first(i + 1) * second(i))
        + last * (first(i + 1) * second(i + 1))
    )


def form_A(form="derivative"):
    """u^T H v in A_i"""
    if form == "derivative":
        return deriv(s, sum_over(m, d, U(m) * value_A(m, moved)), 0)
    return sum_over(m, d, bent_A(m) * (U(m) * W(m)))


def form_B(form="derivative"):
    """u^T H v in B_i"""
    if form == "derivative":
        here = slopes.along(moved(i), moved(i + 1), WRITTEN)
        beside = slopes.across(moved(i), moved(i + 1), WRITTEN)
        return deriv(
            s, sum_over(m, d, U(m) * value_B(m, moved)) + (U(i) * here + U(i + 1) * beside), 0
        )
    return sum_over(m, d, bent_B(m) * (U(m) * W(m))) + block(U, W)


def quadratic(p, slope, bend):
    """The derivative of the sum, term by term"""
    mean = deriv(s, U(m) * slope(m, moved), 0)
    one = p.arith(mean == bend(m) * (U(m) * W(m)), p.derivative(mean))
    return p.derivative_of_sum(p.for_all(p.discharge(one, m < d), m))


@claim(
    "saddle.hessian",
    chapter_7("equations (7.6) to (7.10)"),
    formula=r"u^\top\nabla^2f\,v=\sum_mh_mu_mv_m\text{ in }A_i,\quad\sum_{m\ne i,i+1}2Lu_mv_m+"
    r"\gamma(u_i,u_{i+1})\begin{pmatrix}a&b\\b&c\end{pmatrix}(v_i,v_{i+1})\text{ in }B_i",
    says=lambda: forall(*LETTERS, d, i, y, U, W)(
        (tau > 0) >> conj(form_A() == form_A(WRITTEN), form_B() == form_B(WRITTEN))
    ),
    uses=("saddle.scaled.second",),
)
def block_diagonal(judge):
    """The Hessian of f is diagonal in A_i, and in B_i diagonal but for the 2 x 2 block of x_i and
    x_{i+1}: for every d and all directions.
    """
    p = judge.theorem()
    first = quadratic(p, value_A, bent_A)
    nonzero = p.arith(tau != 0, *p.given)
    total = quadratic(p, value_B, bent_B)
    place = (y(i), y(i + 1), W(i), W(i + 1))
    known = p.use(p.by("saddle.scaled.second", *LETTERS, *place), *p.given)
    table = p.derivative(form_B(), total, *p.split(known), nonzero)
    return p.qed(p.both(first, p.arith(p.target.part(1), table, nonzero)))


@block_diagonal.mutant
def half_the_mixed_entry(judge):
    from . import diff, holds
    from .construction import spline, symbols, to_scaled

    q = symbols()
    mixed = to_scaled(diff(spline().g, q.x, q.z))
    where = [(q.gamma, ">", 0), (q.tau, ">", 0)]
    return holds(judge, (mixed, "==", q.gamma * scaled().b / 2), where)
