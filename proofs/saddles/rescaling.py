"""Step sizes, local diffeomorphisms and rescaling: Theorems 7.1, 7.3 and Corollary 7.2."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    forall,
    functions,
    given,
    reals,
    sequences,
    sum_over,
)

from . import chapter_7, negative_curvature
from .gradient import d, m, n, s
from .paths import refuted_by
from .tube import between, eta, tau

c = sequences("c")
rho, a, b, ell = reals("rho a b ell")


curve = functions("f f_1 f_2 f_3", "real")
hessian = functions("H", "nat", "nat")
R, z, q, lam, big_L = reals("R z x lam L")
v = sequences("v")


@claim(
    "saddle.def-7.2.theorem-is-covered",
    chapter_7("Theorem 7.3 and Lemma 7.2"),
    formula=r"\eta\le1/\ell\implies\eta\le\frac1{2L}",
    says=lambda factor=2: forall(big_L, eta, ell, tau)(
        given(
            big_L > 0,
            eta > 0,
            tau > 0,
            forall(a, b)(
                given(between(0, a, tau), between(0, b, tau))
                >> (abs(slope_of_a_later(a) - slope_of_a_later(b)) <= ell * abs(a - b))
            ),
            eta * ell <= 1,
        )
        >> (factor * eta * big_L <= 1)
    ),
)
def theorem_covers_lemma(judge, factor=2):
    """Any Lipschitz constant ell of the gradient is at least 2 L, since the slope of L x_j^2 grows
    by 2 L tau from 0 to tau; so eta <= 1/ell satisfies the lemma's condition.
    """
    p = judge.theorem()
    *sizes, lipschitz, step = p.given
    apart = p.use(p.at(lipschitz, tau, 0), p.arith(tau >= 0, *sizes))
    one, two = (p.derivative(slope_of_a_later(place)) for place in (tau, 0))
    steep = p.arith(2 * big_L * tau <= ell * tau, apart, one, two, *sizes)
    return p.qed(p.arith(factor * eta * big_L <= 1, steep, step, *sizes))


def slope_of_a_later(place):
    """The derivative of L x_j^2"""
    return deriv(s, big_L * s**2, place)


@theorem_covers_lemma.mutant
def one_over_4_L(judge):
    says = forall(big_L, eta, ell)(
        given(big_L > 0, eta > 0, ell >= 2 * big_L, eta * ell <= 1) >> (4 * eta * big_L <= 1)
    )
    return refuted_by(judge, says, {"values": {"L": "1", "eta": "1/2", "ell": "2"}})


@claim(
    "saddle.thm-7.1.diffeomorphism",
    chapter_7("Theorem 7.1"),
    formula=r"\|\nabla^2f\|\le\ell,\ \eta<1/\ell\implies1-\eta\lambda>0\text{ for every "
    r"eigenvalue }\lambda\text{ of }\nabla^2f",
    hypotheses=("the determinant of I - eta H is the product of these factors",),
    says=lambda limit=1: forall(eta, ell, lam, d, hessian, v)(
        given(
            eta > 0,
            ell > 0,
            eta * ell < limit,
            forall(m)((m < d) >> (image(v) == lam * v(m))),
            sum_over(m, d, v(m) ** 2) > 0,
            forall(c)(sum_over(m, d, image(c) ** 2) <= ell**2 * sum_over(m, d, c(m) ** 2)),
        )
        >> (1 - eta * lam > 0)
    ),
    uses=("book.sum-scaled", "book.sum-equal"),
)
def steps_are_local_diffeomorphisms(judge, limit=1):
    """For eta < 1/ell a step is a local diffeomorphism: each factor 1 - eta times an eigenvalue of
    the Hessian H is positive, in any dimension, where |H v| <= ell |v| for every v.
    """
    p = judge.theorem()
    *sizes, eigen, positive, bound = p.given
    inside = p.assume(m < d)
    square = p.arith(image(v) ** 2 == lam**2 * v(m) ** 2, p.use(p.at(eigen, m), inside))
    total = negative_curvature.same_sum(p, image(v) ** 2, lam**2 * v(m) ** 2, square)
    pulled = p.by("book.sum-scaled", Lambda((m,), v(m) ** 2), lam**2, d)
    here = p.at(bound, v)
    size = p.arith(
        lam**2 * sum_over(m, d, v(m) ** 2) <= ell**2 * sum_over(m, d, v(m) ** 2),
        here, total, pulled,
    )  # fmt: skip
    known = p.lemma(
        forall(a)(given(a > 0, ell > 0, lam**2 * a <= ell**2 * a) >> (lam <= ell)),
        sum_over(m, d, v(m) ** 2),
    )
    top = p.use(known, positive, size, *sizes)
    return p.qed(p.arith(1 - eta * lam > 0, top, *sizes))


def image(c):
    """(H c)_m"""
    return sum_over(n, d, hessian(m, n) * c(n))


@steps_are_local_diffeomorphisms.mutant
def eta_below_2_over_ell(judge):
    says = forall(eta, ell, lam)(
        given(eta > 0, ell > 0, eta * ell < 2, lam <= ell, lam >= -ell) >> (1 - eta * lam > 0)
    )
    return refuted_by(judge, says, {"values": {"eta": "1", "ell": "3/2", "lam": "3/2"}})


def smooth_curve():
    """f_1, f_2, f_3 are the derivatives of f."""
    pairs = zip(curve, curve[1:])
    return conj(*(forall(a)(deriv(b, one(b), a) == other(a)) for one, other in pairs))


@claim(
    "saddle.cor-7.2.scaling",
    chapter_7("Section 7.7.3"),
    formula=r"\nabla g=\tfrac1R\nabla f,\ \nabla^2g=\tfrac1{R^2}\nabla^2f,\quad\ell_g=\ell_f/R^2,\ "
    r"\rho_g=\rho_f/R^3",
    hypotheses=("f along any line, with three derivatives f_1, f_2, f_3",),
    says=lambda cubic=3, form="derivative": forall(R, z, q, *curve)(
        given(R > 0, smooth_curve())
        >> conj(
            deriv(q, curve[0]((q - z) / R)) == curve[1]((q - z) / R) / R,
            deriv(q, curve[1]((q - z) / R) / R) == curve[2]((q - z) / R) / R**2,
            deriv(q, curve[2]((q - z) / R) / R**2) == curve[3]((q - z) / R) / R**cubic,
            forall(ell, a, b)(
                given(forall(a, b)(abs(curve[1](a) - curve[1](b)) <= ell * abs(a - b)))
                >> (
                    abs(curve[1]((a - z) / R) / R - curve[1]((b - z) / R) / R)
                    <= ell / R**2 * abs(a - b)
                )
            ),
            forall(rho, a, b)(
                given(forall(a, b)(abs(curve[2](a) - curve[2](b)) <= rho * abs(a - b)))
                >> (
                    abs(curve[2]((a - z) / R) / R**2 - curve[2]((b - z) / R) / R**2)
                    <= rho / R**cubic * abs(a - b)
                )
            ),
        )
    ),
)
def derivatives_of_the_scaled_function(judge, cubic=3, form="derivative"):
    """The chain rule for g(x) = f((x - z)/R): k-th derivatives are divided by R^k, along every
    line, and so are the Lipschitz constants of the gradient (by R^2) and of the Hessian (by R^3).
    """
    p = judge.theorem()
    positive, *flat = p.given
    nonzero = p.arith(R != 0, positive)
    place = (q - z) / R
    found = []
    for order, known in enumerate(flat):
        here = p.at(known, place, defined=[nonzero])
        body = (
            curve[order](place) / R**order
            if order > 1
            else curve[1](place) / R
            if order
            else curve[0](place)
        )
        mean = deriv(q, body)
        right = curve[order + 1](place) / (R ** (order + 1) if order else R)
        found.append(p.arith(mean == right, p.derivative(mean, here, nonzero), nonzero))
    for order, constant, power in ((1, ell, 2), (2, rho, 3)):
        lipschitz = forall(a, b)(abs(curve[order](a) - curve[order](b)) <= constant * abs(a - b))
        held = p.assume(lipschitz)
        first, second = (a - z) / R, (b - z) / R
        bound = p.at(p.at(held, first, defined=[nonzero]), second, defined=[nonzero])
        lemma = lipschitz_scaled(p, order, constant, power, first, second, nonzero)
        step = p.use(lemma, bound, positive)
        found.append(p.for_all(p.discharge(step, lipschitz), constant, a, b))
    return p.qed(p.both(*found))


def lipschitz_scaled(p, order, constant, power, first, second, nonzero):
    A, B = reals("A B")
    scale = R if order == 1 else R**order
    lemma = p.lemma(
        forall(A, B)(
            given(abs(A - B) <= constant * abs(first - second), R > 0)
            >> (abs(A / scale - B / scale) <= constant / R**power * abs(a - b))
        )
    )
    lemma = p.at(lemma, curve[order](first), defined=[nonzero])
    return p.at(lemma, curve[order](second), defined=[nonzero])


@derivatives_of_the_scaled_function.mutant
def third_derivatives_by_R_squared(judge):
    from steepest.proofs import reals as names

    from . import at, diff, every

    x_, z_, R_, y_ = names("x z R y")
    g = at(y_**3, (y_, (x_ - z_) / R_))
    return every(judge, [(diff(g, x_, x_, x_), "==", 6 / R_**2)], [(R_, ">", 0)])
