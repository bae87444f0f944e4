"""Steps 2 and 3: the mirrored domain and function, Lemma 7.3, and what the extension to R^d
needs.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    disj,
    exp,
    family,
    forall,
    functions,
    given,
    indicator,
    nats,
    sequences,
)
from steepest.proofs.engine.theorems import reals as formal_reals
from steepest.proofs.engine.theorems.words import Term

from . import at, chapter_7, diff, holds, number, observation, slopes
from .construction import pieces, positive, symbols
from .moves import at_once
from .slopes import L, gamma, kappa, tau, x, z

theta = formal_reals("theta")  # 2 eta L


def put(term, variable, value):
    """The term with a value in place of a variable"""
    equation = (term == term).put(variable, value)
    return Term(equation.node[1], equation.sorts)


def unstable(place, power=2):
    return -gamma * place**power


@claim(
    "saddle.eq-7.18.even",
    chapter_7("after equation (7.18)"),
    formula=r"f(\dots,-x_i,\dots)=f(\dots,x_i,\dots)\quad(|x_i|\le\tau)",
    says=lambda power=2: forall(gamma, tau, kappa, x, z)(
        slopes.letters()
        >> conj(
            unstable(-x, power) == unstable(x, power),
            L * (-z) ** 2 == L * z**2,
            put(slopes.g(), z, -z) == slopes.g(),
        )
    ),
    instance={"values": {"gamma": "1", "kappa": "2", "tau": "1", "x_i": "1", "x_next": "1"}},
)
def even(judge, power=2):
    """Where |x_i| <= tau the terms of f with x_i are even polynomials: -gamma x_i^2 as the unstable
    coordinate, L x_i^2 as a later one, g(x_{i-1}, x_i) beside a buffer; there are no other terms.

    Where the sign of a coordinate changes the two mirrored pieces are then the same polynomial:
    nothing is lost at x_i = 0.
    """
    return at_once(judge)


even.mutant("cubic unstable term", power=3)


@claim(
    "saddle.eq-7.14.mirrored",
    chapter_7("equations (7.14) to (7.18)"),
    formula=r"L(x_j+4\tau)^2=L(|x_j|-4\tau)^2,\ g(-x_i,x_{i+1})=g(|x_i|,|x_{i+1}|)\quad(x_j,x_i<0)",
    says=lambda sign=1: forall(gamma, tau, kappa, x, z)(
        given(slopes.letters(), x < 0)
        >> conj(
            L * (x + sign * 4 * tau) ** 2 == L * (abs(x) - 4 * tau) ** 2,
            put(put(slopes.g(), x, -x), z, z) == put(put(slopes.g(), x, abs(x)), z, abs(z)),
        )
    ),
    instance={"values": {"gamma": "1", "kappa": "2", "tau": "1", "x_i": "-1", "x_next": "1"}},
)
def printed_forms(judge, sign=1):
    """The forms printed for negative coordinates are f_0(|x_1|, .., |x_d|)."""
    p = judge.theorem()
    quadratic = p.arith(p.target.part(0), *p.given)
    negative = p.arith(abs(x) == -x, *p.given)
    nonzero = p.arith(tau != 0, *p.given)
    mirrored = p.arith(put(slopes.g(), x, -x) == put(put(slopes.g(), x, -x), z, abs(z)), nonzero)
    return p.qed(p.both(quadratic, p.rewrite(negative, mirrored, p.target.part(1))))


printed_forms.mutant("minus for minus", sign=-1)


F = functions("F", family(1))
h = functions("h", "real")
s, y, v = sequences("s y v")
j, m = nats("j m")
slope, r, factor, eta = formal_reals("slope r c eta")


def mirrored(m):
    return s(m) * y(m)


def partial(place):
    """The partial derivative of F in coordinate j at the point"""
    return deriv(r, F(Lambda((m,), place(m) + r * indicator(m == j))), 0)


@claim(
    "saddle.lem-7.3.equivariance",
    chapter_7("Lemma 7.3"),
    formula=r"M_\eta(\sigma x)=\sigma M_\eta(x)\text{ for all sign vectors }\sigma",
    hypotheses=("f(x) = f_0(|x_1|, .., |x_d|): f(x) = f(|x_1|, .., |x_d|)",),
    says=lambda: forall(F, s, y, j, slope, eta)(
        given(
            forall(m)(disj(s(m) == 1, s(m) == -1)),
            forall(v)(F(Lambda((m,), v(m))) == F(Lambda((m,), abs(v(m))))),
            partial(y) == slope,
        )
        >> conj(
            partial(mirrored) == s(j) * slope,
            s(j) * y(j) - eta * partial(mirrored) == s(j) * (y(j) - eta * partial(y)),
        )
    ),
)
def equivariance(judge):
    """Gradient descent commutes with the reflections: the step at the mirrored point is the
    mirrored step, in every region and every coordinate, wherever f has a partial derivative.
    """
    p = judge.theorem()
    signs, even, known = p.given
    # h(c r) has the derivative c h'(0) at r = 0
    zero = p.assume(deriv(r, h(r), 0) == slope)
    nought = p.arith(factor * 0 == 0)
    inner = p.rewrite(nought, zero, deriv(r, h(r), factor * 0) == slope)
    mean = deriv(r, h(factor * r), 0)
    chain = p.arith(mean == factor * slope, p.derivative(mean, inner), nought)
    chain = p.for_all(p.discharge(chain, zero.formula), h, factor, slope)
    hit = indicator(m == j)
    along = Lambda((r,), F(Lambda((m,), y(m) + r * hit)))
    turned = p.apply(p.at(p.at(chain, along), s(j), slope), known)
    # F(s y + r e_j) == F(y + s_j r e_j)
    first, second = mirrored(m) + r * hit, y(m) + s(j) * r * hit
    goal = abs(first) == abs(second)
    own, other = p.assume(m == j), p.assume(~(m == j))
    a, b, c, e = formal_reals("a b c e")
    sign = disj(a == 1, a == -1)
    here = p.lemma(
        forall(a, b, r, e)(sign >> (abs(a * b + r * e) == abs(b + a * r * e))),
        s(m), y(m), r, hit,
    )  # fmt: skip
    here = p.rewrite(own, p.use(here, p.at(signs, m)), goal)
    zero = p.indicator(m == j, False, other)
    away = p.lemma(
        forall(a, b, c, r, e)(given(sign, e == 0) >> (abs(a * b + r * e) == abs(b + c * r * e))),
        s(m), y(m), s(j), r, hit,
    )  # fmt: skip
    away = p.use(away, p.at(signs, m), zero)
    each = p.for_all(p.cases(p.excluded_middle(m == j), here, away), m)
    values = [F(Lambda((m,), one)) for one in (first, second)]
    outer = [F(Lambda((m,), abs(one))) for one in (first, second)]
    joined = p.same_family(outer[0] == outer[1], each)
    ends = [p.at(even, Lambda((m,), one)) for one in (first, second)]
    same = p.arith(values[0] == values[1], joined, *ends)
    near = conj(-1 < r, r < 1)
    same = p.for_all(p.discharge(same, near), r)
    found = p.derivative_of_equal(same, turned)
    return p.qed(p.both(found, p.arith(p.target.part(1), found, known)))


@equivariance.mutant
def the_step_does_not_change_sign(judge):
    """Of f = x^2 the derivative at -x would be that at x."""
    q = symbols()
    square = q.L * q.x**2
    there = at(diff(square, q.x), (q.x, -q.x))
    return holds(judge, (there, "==", diff(square, q.x)), [(q.L, ">", 0)])


@claim(
    "saddle.lem-7.3.step-in-D",
    chapter_7("Lemma 7.3, condition on eta"),
    formula=r"\eta L\le1\iff|(1-2\eta L)y|\le|y|\quad(\eta,L>0,\ y\ne0)",
    hypotheses=("eta > 0, L > 0, y != 0",),
)
def stable_coordinates_of_the_octopus(judge, limit=1):
    """A step that multiplies y != 0 by 1 - 2 eta L does not enlarge |y| exactly if eta <= 1/L,
    twice the step of the lemma.

    So move the coordinates j != i, i + 1, with y = x_j or |x_j| - 4 tau. On the tube D_0 alone
    1/(2 L) is the limit (x_j >= 0), and on D_0 the lemma is first shown
    (`saddle.lem-7.2.d-right`).
    """
    from sympy import Abs

    s = symbols()
    where = [(s.eta, ">", 0), (s.L, ">", 0), (s.y, "!=", 0)]
    small = (s.eta * s.L, "<=", number(limit))
    shrinks = (Abs((1 - 2 * s.eta * s.L) * s.y), "<=", Abs(s.y))
    return judge.all(
        holds(judge, shrinks, [*where, small]),
        holds(judge, small, [*where, shrinks]),
    )


stable_coordinates_of_the_octopus.mutant("eta up to 3/(2 L)", limit="3/2")


@claim(
    "saddle.lem-7.3.eta",
    chapter_7("Lemma 7.3, condition on eta"),
    formula=r"|1-2\eta L|\le e^{-2\eta L}\quad\text{for }0\le2\eta L\le1.278",
    hypotheses=("eta <= 1/(2 L) is the reading of an unreadable symbol",),
    says=lambda limit="1.278": forall(theta)(
        given(theta >= 0, theta <= Fraction(limit)) >> (abs(1 - theta) <= exp(-theta))
    ),
)
def shrinking_beyond_the_lemma(judge, limit="1.278"):
    """A step shrinks a later coordinate by exp(-2 eta L), which the recursion of Lemma 7.2 uses
    (`saddle.lem-7.2.growth`), up to eta = 0.639/L.

    Beyond, up to 1/L, the iterates stay in D but the printed growth factor is no longer certain; at
    eta = 1/L nothing shrinks at all.
    """
    p = judge.theorem()
    below = p.arith(1 - theta <= exp(-theta))
    small = p.arith(theta - 1 <= exp(-theta), p.assume(theta <= 1))
    large = p.arith((theta - 1) * exp(theta) <= 1, p.assume(theta >= 1), *p.given)
    one = p.arith(exp(theta) * exp(-theta) == 1)
    a, b, c = formal_reals("a b c")
    divided = p.lemma(
        forall(a, b, c)(given(a * b <= 1, b * c == 1, b > 0) >> (a <= c)),
        theta - 1, exp(theta), exp(-theta),
    )  # fmt: skip
    beyond = p.use(divided, large, one, p.arith(exp(theta) > 0))
    above = p.cases(p.arith(disj(theta <= 1, theta >= 1)), small, beyond)
    joined = p.lemma(
        forall(c)(given(1 - theta <= c, theta - 1 <= c) >> (abs(1 - theta) <= c)), exp(-theta)
    )
    return p.qed(p.use(joined, below, above))


shrinking_beyond_the_lemma.mutant("up to 1.279", limit="1.279")


@claim("saddle.conclusion", chapter_7("Section 7.6"))
def open_directions(judge):
    """Open directions: stochastic gradients, minima inside the region of the start, lower bounds
    for other methods.
    """
    return judge.undecided(
        "an outlook, not a statement; trials of stochastic gradients: `steepest trial "
        "saddle-pgd --set noise=none --set sgd=0.1`"
    )


@claim(
    "saddle.step-3.smooth",
    chapter_7("Section 7.7.1, Step 3"),
    formula=r"\partial^3f\text{ continuous on }D",
    case=True,
)
def third_derivative(judge, order=3):
    """f has derivatives of all orders on D, as Theorem 7.5 with m >= 3 needs for a Lipschitz
    Hessian. False: the third derivative in x_i jumps at x_i = tau, from 0 to g_1'''(tau) = 2 (10
    gamma - 14 L)/tau.
    """
    s, p = symbols(), pieces()
    there = lambda f: at(diff(f.diff(s.x, order - 2), s.x, s.x), (s.x, s.tau))  # noqa: E731
    return holds(judge, (there(p.A_last), "==", there(p.B_last)), positive())


third_derivative.mutant("fourth derivative", order=4)


@claim(
    "saddle.step-3.smooth-amended",
    chapter_7("Section 7.7.1, Step 3"),
    formula=r"f\in C^2(D),\ \nabla^2f\text{ Lipschitz inside each region}",
    amends="saddle.step-3.smooth",
    says=lambda: conj(*(face.says() for face in observation.FACES)),
    uses=tuple(face.id for face in observation.FACES),
    missing=(
        "pieces that agree to second order on their faces are C^2 together, for every d",
        "the Lipschitz half is a theorem of its own, saddle.rem-7.1.rho",
    ),
)
def twice_differentiable(judge):
    """What is true: f is C^2 across every face, and each piece is a polynomial with bounded third
    derivatives (`saddle.rem-7.1.rho`).

    An extension with Lipschitz Hessian then needs Whitney's theorem for C^{2,1}, not for C^3.
    """
    p = judge.theorem()
    return p.qed(p.both(*(p.by(face.id) for face in observation.FACES)))


@twice_differentiable.mutant
def curvature_larger_by_2_on_one_side(judge):
    return observation.curvature_larger_by_2_on_one_side(judge)


@claim("saddle.thm-7.5", chapter_7("Theorem 7.5"), formula=r"\|T\|\le Cd^{5m/2}")
def whitney_extension(judge):
    """A linear extension operator C^m(E) -> C^m(R^d) of norm at most C d^{5m/2} (quoted from the
    literature).

    As quoted, it asks nothing of E or of Taylor's formula along E, which Whitney's theorem does.
    """
    return judge.undecided(
        "an external theorem (Whitney's extension theorem with explicit norm); its constant is "
        "not specified"
    )


@claim(
    "saddle.step-3",
    chapter_7("Section 7.7.1, Step 3"),
    formula=r"\exists F:\mathbb R^d\to\mathbb R,\ F|_D=f",
)
def extension(judge, refute=False):
    """f extends to R^d with bounds polynomial in d; the extension may have new stationary points,
    which descent never visits.

    That gradient descent stays in D is proved (`saddle.lem-7.2.d`, `.e`, `saddle.eq-7.11`). "Away
    from every local minimum" in Theorem 7.3 would also need that the extension puts no local
    minimum near the path, which is not discussed.
    """
    if refute:
        return third_derivative.check(judge)
    return judge.undecided(
        "rests on Theorem 7.5, an external existence theorem; moreover f is only C^2 on D "
        "(saddle.step-3.smooth)"
    )


extension.mutant("with continuous derivatives of all orders on D", refute=True)


@claim(
    "saddle.extension",
    chapter_7("Section 7.4.1"),
    formula=r"f:D\to\mathbb R\ \text{extends to}\ \mathbb R^d",
)
def extension_in_the_sketch(judge, refute=False):
    """The sketch announces the extension of `saddle.step-3`, with the same gap."""
    return extension.check(judge, refute)


extension_in_the_sketch.mutant("with continuous derivatives of all orders on D", refute=True)
