"""Lemma 7.4: the connection functions g_1, g_2, nu, in closed form, and the matching on every face,
for all d.
"""

from __future__ import annotations

from steepest.proofs import claim

from . import as_written, at, chapter_7, diff, every, holds
from .construction import positive, scaled, spline, symbols, to_scaled

proof = "Lemma 7.4, proof"


@claim(
    "saddle.lem-7.4-g1.hypothesis",
    chapter_7(proof),
    formula=r"0>-2\gamma\tau>-4L\tau,\quad 2L>\frac{3(-4L\tau+2\gamma\tau)}{2\tau-\tau}",
    hypotheses=("L > gamma > 0, tau > 0",),
)
def hermite_hypothesis(judge, factor=3):
    """The data of g_1' satisfy the hypothesis of Theorem 7.4, every printed link."""
    s = symbols()
    links = [(0, ">", -2 * s.gamma * s.tau), (-2 * s.gamma * s.tau, ">", -4 * s.L * s.tau)]
    links.append(
        (2 * s.L, ">", factor * (-4 * s.L * s.tau + 2 * s.gamma * s.tau) / (2 * s.tau - s.tau))
    )
    return every(judge, links, positive())


hermite_hypothesis.mutant("the slope asked for with the other sign", factor=-3)


@claim(
    "saddle.lem-7.4-g1.cubic",
    chapter_7(proof),
    formula=r"p(\tau)=-2\gamma\tau,\ p(2\tau)=-4L\tau,\ p'(\tau)=-2\gamma,\ p'(2\tau)=2L",
)
def cubic(judge, end=-4):
    """The cubic p of the proof has the values -2 gamma tau, -4 L tau and the slopes -2 gamma, 2 L
    at tau and 2 tau.
    """
    s, p = symbols(), spline().p
    left, right = (s.x, s.tau), (s.x, 2 * s.tau)
    claims = [
        (at(p, left), "==", -2 * s.gamma * s.tau),
        (at(p, right), "==", end * s.L * s.tau),
        (at(diff(p, s.x), left), "==", -2 * s.gamma),
        (at(diff(p, s.x), right), "==", 2 * s.L),
    ]
    return every(judge, claims, positive())


cubic.mutant("-2 L tau at the end", end=-2)


@claim(
    "saddle.lem-7.4-g1.closed-form",
    chapter_7(proof),
    formula=r"g_1'(\tau(1+u))=\tau\left(-2\gamma-2\gamma "
    r"u+(10\gamma-14L)u^2+(10L-6\gamma)u^3\right)",
)
def closed_form(judge, middle=14):
    """The derivative of g_1 is the cubic p, which is this polynomial in u = x_i/tau - 1, and
    g_1(tau) = -gamma tau^2: the closed form that the source leaves to the reader.
    """
    s, f = symbols(), spline()
    u, L, gamma = s.u, s.L, s.gamma
    q = -2 * gamma - 2 * gamma * u + (10 * gamma - middle * L) * u**2 + (10 * L - 6 * gamma) * u**3
    derived = diff(f.g1, s.x)
    claims = [
        (derived, "==", f.p),
        (at(derived, (s.x, s.tau * (1 + u))), "==", s.tau * q),
        (at(f.g1, (s.x, s.tau)), "==", -gamma * s.tau**2),
    ]
    return every(judge, claims, [(s.tau, ">", 0)])


closed_form.mutant("13 L in the quadratic term", middle=13)


@claim(
    "saddle.lem-7.4-g1.nu",
    chapter_7("Lemma 7.4"),
    formula=r"\nu=-g_1(2\tau)+4L\tau^2=\frac{37L+13\gamma}{6}\tau^2>0",
)
def closed_form_of_nu(judge, coefficient=37):
    """The drop nu = -g_1(2 tau) + 4 L tau^2 is (37 L + 13 gamma) tau^2/6, and positive."""
    s, f = symbols(), spline()
    closed = (coefficient * s.L + 13 * s.gamma) * s.tau**2 / 6
    end = at(f.g1, (s.x, 2 * s.tau))
    drop = as_written("4*L*tau**2 - end", L=s.L, tau=s.tau, end=end)
    return judge.all(
        holds(judge, (drop, "==", closed), [(s.tau, ">", 0)]),
        holds(judge, (f.nu, "==", closed), [(s.tau, ">", 0)]),  # nu as the pieces have it
        holds(judge, ((37 * s.L + 13 * s.gamma) * s.tau**2 / 6, ">", 0), positive()),
    )


closed_form_of_nu.mutant("36 L", coefficient=36)


@claim(
    "saddle.lem-7.4-g2.derivative",
    chapter_7(proof),
    formula=r"g_2'(x)=-\frac{30(L+\gamma)(x-2\tau)^2(x-\tau)^2}{\tau^5}",
)
def derivative_of_g2(judge, factor=30):
    """The derivative of g_2 as printed, and g_2 = L - (L + gamma) s(u) with the quintic smooth step
    s.
    """
    s, f = symbols(), spline()
    printed = -factor * (s.L + s.gamma) * (s.x - 2 * s.tau) ** 2 * (s.x - s.tau) ** 2 / s.tau**5
    step = s.L - (s.L + s.gamma) * scaled().step
    return judge.all(
        holds(judge, (diff(f.g2, s.x), "==", printed), [(s.tau, ">", 0)]),
        holds(judge, (at(f.g2, (s.x, s.tau * (1 + s.u))), "==", step), [(s.tau, ">", 0)]),
    )


derivative_of_g2.mutant("factor 60", factor=60)


@claim(
    "saddle.lem-7.4-g2.ends",
    chapter_7(proof),
    formula=r"g_2(\tau)=L,\ g_2(2\tau)=-\gamma,\ g_2'(\tau)=g_2'(2\tau)=g_2''(\tau)=g_2''(2\tau)=0",
)
def ends_of_g2(judge, last=-1):
    """The values and the first two derivatives of g_2 at both ends."""
    s, g2 = symbols(), spline().g2
    first, second = diff(g2, s.x), diff(g2, s.x, s.x)
    left, right = (s.x, s.tau), (s.x, 2 * s.tau)
    claims = [(at(g2, left), "==", s.L), (at(g2, right), "==", last * s.gamma)]
    claims += [(at(f, end), "==", 0) for f in (first, second) for end in (left, right)]
    return every(judge, claims, positive())


ends_of_g2.mutant("g_2(2 tau) = gamma", last=1)


@claim(
    "saddle.scaled",
    chapter_7("Lemma 7.4"),
    formula=r"\partial_{x_i}g=-2\gamma\tau P(\kappa,u,v),\quad\nabla^2g=\gamma\begin{pmatrix}a&b"
    r"\\b&c"
    r"\end{pmatrix}",
)
def scaled_forms(judge, half=2):
    """First and second derivatives of g in the scaled variables kappa = L/gamma, x_i = tau(1 + u),
    x_{i+1} = tau v.
    """
    s, g, f = symbols(), spline().g, scaled()
    there = lambda *order: to_scaled(diff(g, *order))  # noqa: E731
    claims = [
        (there(s.x), "==", -half * s.gamma * s.tau * f.P),
        (there(s.z), "==", 2 * s.gamma * s.tau * f.G2 * s.v),
        (there(s.x, s.x), "==", s.gamma * f.a),
        (there(s.x, s.z), "==", s.gamma * f.b),
        (there(s.z, s.z), "==", s.gamma * f.c),
    ]
    return every(judge, claims, [(s.gamma, ">", 0), (s.tau, ">", 0)])


scaled_forms.mutant("without the factor 2", half=1)


@claim(
    "saddle.scaled.homogeneous",
    chapter_7("Section 7.7.1"),
    formula=r"g(\tau x,\tau z;cL,c\gamma,\tau)=c\tau^2g(x,z;L,\gamma,1)",
)
def homogeneous(judge, power=2):
    """With L and gamma multiplied by c, and x_i, x_{i+1} by tau, g at tau is c tau^2 times g at
    tau = 1.
    """
    from steepest.proofs import reals

    s, g = symbols(), spline().g
    (c,) = reals("c,")
    scaled_up = at(
        g, (s.L, c * s.L), (s.gamma, c * s.gamma), (s.x, s.tau * s.x), (s.z, s.tau * s.z)
    )
    once = as_written("c*tau**n*g".replace("n", str(power)), c=c, tau=s.tau, g=at(g, (s.tau, 1)))
    return holds(judge, (scaled_up, "==", once), [(s.tau, ">", 0)])


homogeneous.mutant("tau^1", power=1)
