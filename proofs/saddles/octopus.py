"""Steps 2 and 3: the mirrored domain and function, Lemma 7.3, and what the extension to R^d
needs.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals

from . import at, chapter_7, diff, every, holds, number
from .construction import moved, pieces, positive, spline, symbols
from .gaps import COORDINATES, TERMS


@claim(
    "saddle.eq-7.18.even",
    chapter_7("after equation (7.18)"),
    formula=r"f(\dots,-x_i,\dots)=f(\dots,x_i,\dots)\quad(|x_i|\le\tau)",
    missing=(TERMS, "that the places of x_i listed are all"),
)
def even(judge, power=2):
    """For |x_i| <= tau f is an even polynomial in x_i: as the unstable coordinate (-gamma x_i^2),
    as x_{i+1} in g, as a later one.

    Where the sign of a coordinate changes the two mirrored pieces are then the same polynomial:
    nothing is lost at x_i = 0.
    """
    s, p = symbols(), pieces()
    A = -s.gamma * s.x**power + s.L * s.z**2
    flip = lambda f, v: at(f, (v, -v))  # noqa: E731
    claims = [(flip(A, s.x), "==", A), (flip(p.A, s.z), "==", p.A), (flip(p.B, s.z), "==", p.B)]
    return every(judge, claims, positive())


even.mutant("cubic unstable term", power=3)


@claim(
    "saddle.eq-7.14.mirrored",
    chapter_7("equations (7.14) to (7.18)"),
    formula=r"L(x_j+4\tau)^2=L(|x_j|-4\tau)^2,\ g(-x_i,x_{i+1})=g(|x_i|,|x_{i+1}|)\quad(x_j,x_i<0)",
    missing=("|x_{i+1}|: g is even in it (saddle.eq-7.18.even)",),
)
def printed_forms(judge, sign=1):
    """The forms printed for negative coordinates are f_0(|x_1|, .., |x_d|)."""
    from sympy import Abs

    s, g = symbols(), spline().g
    (size,) = reals("size_i,")
    negative = [*positive(), (s.x, "<", 0)]
    return judge.all(
        holds(
            judge,
            (s.L * (s.x + sign * 4 * s.tau) ** 2, "==", s.L * (Abs(s.x) - 4 * s.tau) ** 2),
            negative,
        ),
        holds(
            judge,
            (at(g, (s.x, -s.x)), "==", at(g, (s.x, size))),
            [*negative, (size, "==", -s.x)],
        ),
    )


printed_forms.mutant("minus for minus", sign=-1)


@claim(
    "saddle.lem-7.3.equivariance",
    chapter_7("Lemma 7.3"),
    formula=r"M_\eta(\sigma x)=\sigma M_\eta(x)\text{ for all sign vectors }\sigma",
    missing=(TERMS, COORDINATES),
)
def equivariance(judge, sign=-1):
    """Gradient descent commutes with the reflections: the step at the mirrored point is the
    mirrored step, in every region.
    """
    s, p = symbols(), pieces()
    times = lambda factor, term: ("*", Fraction(factor), term)  # noqa: E731
    claims = []
    for f in (p.A, p.B, p.A_next, p.end, p.B_last):
        mirrored = at(f, (s.x, -s.x))  # the piece used where x_i < 0
        there = at(moved(mirrored, s.x), (s.x, -s.x))
        claims.append((there, "==", times(sign, moved(f, s.x))))
    claims += [
        (at(moved(f, s.z), (s.z, -s.z)), "==", times(-1, moved(f, s.z)))
        for f in (p.A, p.B, p.A_next)
    ]
    return every(judge, claims, positive())


equivariance.mutant("the step does not change sign", sign=1)


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
    hypotheses=(
        "eta <= 1/(2 L) is the reading of an unreadable symbol",
        "the inequality that makes the next coordinate small: steps i and j of Lemma 7.2",
    ),
    missing=(
        "that the recursion of Lemma 7.2 needs just this",
        "(theta - 1) exp(theta) <= 1 read as theta - 1 <= exp(-theta)",
    ),
)
def shrinking_beyond_the_lemma(judge, limit="1.278"):
    """The recursion S_{k+1} >= ((L + gamma)/gamma) S_k needs that a step shrinks the next
    coordinate by exp(-2 eta L): true up to eta = 0.639/L.

    Beyond, up to 1/L, the iterates stay in D but the printed growth factor is no longer certain; at
    eta = 1/L nothing shrinks at all.
    """
    from sympy import Abs, exp

    (theta,) = reals("theta,")
    below = holds(judge, (1 - theta, "<=", exp(-theta)))
    above = holds(
        judge, ((theta - 1) * exp(theta), "<=", 1), [(theta, ">=", 1), (theta, "<=", number(limit))]
    )
    (e,) = reals("e,")
    joined = holds(
        judge, (Abs(1 - theta), "<=", e), [(e, ">", 0), (1 - theta, "<=", e), (theta - 1, "<=", e)]
    )  # e = exp(-theta); (theta - 1) e^theta <= 1 says theta - 1 <= e
    return judge.all(below, above, joined)


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
    seconds=120.0,
    missing=(
        "pieces that agree to second order on their faces are C^2 together",
        "a Lipschitz Hessian from bounded third derivatives",
    ),
)
def twice_differentiable(judge, extra=0):
    """What is true: f is C^2 across every face, and each piece is a polynomial with bounded third
    derivatives (`saddle.rem-7.1.rho`).

    An extension with Lipschitz Hessian then needs Whitney's theorem for C^{2,1}, not for C^3.
    """
    from .regularity import third_derivatives
    from .splines import from_A_to_B, from_B_to_A, from_last_A_to_last_B, from_last_B_to_the_end

    faces = (from_A_to_B, from_B_to_A, from_last_A_to_last_B, from_last_B_to_the_end)
    return judge.all(*[face.check(judge, extra) for face in faces], third_derivatives(judge))


twice_differentiable.mutant("curvature larger by 2 on one side", extra=1)


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
