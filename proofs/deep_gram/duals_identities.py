"""Dual activations in closed form, derived: heat equation in the covariance, independence at c = 0.

The density p of N(0, [[s, c], [c, t]]) satisfies dp/dc = d^2 p/(du dv) (deep.ref-price), so d/dc E
g(u)h(v) = E g'(u)h'(v): a closed form F(c) of E g(u)g(v) is right if dF/dc is the closed form of E
g'(u)g'(v) and F(0) = E g(u) E g(v). For ReLU this is used twice, the second derivative being a unit
mass at 0, whose mean is the density at (0, 0).
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, reals

from ..engine.terms import from_sympy
from ..engine.text import as_written
from . import every, holds, number
from .duals_price import IDENTITY

DOMAIN = ("s, t > 0", "c^2 < s t")


def covariance() -> tuple[Any, Any, Any, list]:
    s, t, c = reals("s t c")
    return s, t, c, [(s, ">", 0), (t, ">", 0), (s * t - c**2, ">", 0)]


@claim(
    "deep.ref-arccos",
    IDENTITY,
    formula=r"E[\sigma\sigma]=\tfrac{\sqrt{ab}}{2\pi}(\sqrt{1-\rho^2}+\rho(\pi-\arccos\rho)),\ "
    r"E[\sigma'\sigma']=\tfrac{\pi-\arccos\rho}{2\pi}",
    hypotheses=DOMAIN,
    missing=(
        "d/dc of the mean by Price's theorem, with a unit mass as second derivative of ReLU",
        "independence at c = 0 gives the values there",
    ),
)
def arc_cosine(judge, sign=-1):
    """ReLU. With theta = acos(c/sqrt(st)): E s s = (sqrt(st - c^2) + c (pi - theta))/(2 pi), E s'
    s' = (pi - theta)/(2 pi).

    d/dc of the first is the second; d/dc of the second is the density 1/(2 pi sqrt(st - c^2)) at
    the origin; at c = 0 they are E s(u) E s(v) = sqrt(st)/(2 pi) and 1/4. In terms of rho the two
    are the printed forms.
    """
    from sympy import Derivative, Rational, Subs, acos, pi, sqrt

    c, r = reals("c r")  # r = sqrt(s t)
    where = [(r, ">", 0), (c, ">", -r), (c, "<", r)]
    root, theta = sqrt(r**2 - c**2), acos(c / r)
    value, slope = (root + c * (pi + sign * theta)) / (2 * pi), (pi + sign * theta) / (2 * pi)
    facts = [
        (Derivative(value, c), "==", slope),
        (Derivative(slope, c), "==", 1 / (2 * pi * root)),
    ]
    start = [
        (Subs(value, c, 0), "==", r / (2 * pi)),
        (Subs(slope, c, 0), "==", Rational(1, 4)),
    ]
    return judge.all(every(judge, facts, where), every(judge, start, where[:1]))


arc_cosine.mutant("pi + theta", sign=1)


@claim(
    "deep.ref-arccos.rho",
    IDENTITY,
    formula=r"c=\rho\sqrt{ab}\implies\sqrt{ab-c^2}=\sqrt{ab}\sqrt{1-\rho^2}",
    hypotheses=("a, b > 0", "|rho| <= 1"),
)
def in_terms_of_rho(judge, power=2):
    """The form in rho: with c = rho sqrt(ab), sqrt(ab - c^2) = sqrt(ab) sqrt(1 - rho^2)."""
    from sympy import sqrt

    a, b, rho = reals("a b rho")
    where = [(a, ">", 0), (b, ">", 0), (rho, ">=", -1), (rho, "<=", 1)]
    inner = a * b - rho**power * sqrt(a * b) ** 2
    return holds(judge, (inner, "==", a * b * (1 - rho**2)), where)


in_terms_of_rho.mutant("rho cubed", power=3)


@claim(
    "deep.ref-erf",
    IDENTITY,
    formula=r"E[\mathrm{erf}\,\mathrm{erf}]=\tfrac2\pi\arcsin\frac{2c}{\sqrt{(1+2a)(1+2b)}},\ "
    r"E[\mathrm{erf}'\mathrm{erf}']=\frac{4/\pi}{\sqrt{(1+2a)(1+2b)-4c^2}}",
    hypotheses=DOMAIN,
    missing=(
        "d/dc of the mean by Price's theorem",
        "the Gaussian integral from the identities of its exponent; independence at c = 0",
    ),
)
def error_function(judge, factor=2):
    """erf. E erf' erf' = (4/pi) E exp(-u^2 - v^2) = (4/pi)/sqrt(det(I + 2A)); its primitive in c
    that vanishes at c = 0 is the arc sine.

    The Gaussian integral: exp(-u^2 - v^2) times the density of N(0, A) is det(I + 2A)^(-1/2) times
    the density of N(0, B), B = (A^(-1) + 2I)^(-1): checked as the two identities B (I + 2A) = A and
    det B det(I + 2A) = det A.
    """
    from sympy import Derivative, Subs, asin, pi, sqrt

    s, t, c, where = covariance()
    D = (1 + 2 * s) * (1 + 2 * t) - 4 * c**2
    b11, b22, b12 = (s * (1 + 2 * t) - 2 * c**2) / D, (t * (1 + 2 * s) - 2 * c**2) / D, c / D
    product = [
        (b11 * (1 + 2 * s) + b12 * 2 * c, "==", s),
        (b11 * 2 * c + b12 * (1 + 2 * t), "==", c),
        (b12 * 2 * c + b22 * (1 + 2 * t), "==", t),
        ((b11 * b22 - b12**2) * D, "==", s * t - c**2),
    ]
    (r,) = reals("r,")  # r^2 = (1 + 2s)(1 + 2t)
    value = 2 / pi * asin(factor * c / r)
    inside = [(r, ">", 0), (2 * c, ">", -r), (2 * c, "<", r)]
    positive = holds(judge, (D, ">", 0), where)
    gaussian = every(judge, product, [*where, (D, ">", 0)])
    slope = holds(judge, (Derivative(value, c), "==", 4 / pi / sqrt(r**2 - 4 * c**2)), inside)
    return judge.all(
        positive, gaussian, slope, holds(judge, (Subs(value, c, 0), "==", 0), inside[:1])
    )


error_function.mutant("asin(c/..)", factor=1)


@claim(
    "deep.ref-gelu",
    IDENTITY,
    formula=r"E[u\Phi(u)v\Phi(v)]=cP+Q\left(ab-c^2+\tfrac{c^2}{1+a}+\tfrac{c^2}{1+b}\right),\ "
    r"P=\tfrac14+\tfrac{1}{2\pi}\arcsin\frac{c}{\sqrt{(1+a)(1+b)}},\ "
    r"Q=\frac{1}{2\pi\sqrt{(1+a)(1+b)-c^2}}",
    hypotheses=DOMAIN,
    missing=(
        "d/dc of the mean by Price's theorem; P = 1/4 at c = 0 by independence",
        "X, Y, Z stand for means, with the integrations by parts as premises",
    ),
)
def gelu(judge, quarter="1/4"):
    """GELU u Phi(u), with P = E Phi(u)Phi(v) and Q = E phi(u)phi(v).

    P: dP/dc = Q and P = 1/4 at c = 0. The mean: by parts (E u g = s E g_u + c E g_v), with X = E u
    phi(u) Phi(v), Y = E v phi(u) Phi(v), Z = E v Phi(u) phi(v): X = -s X + c Q, Y = -c X + t Q, Z =
    -t Z + c Q and E = s Y + c (P + Z).
    """
    from sympy import Derivative, Subs, asin, pi, sqrt

    s, t, c, where = covariance()
    (r,) = reals("r,")  # r^2 = (1 + s)(1 + t)
    inside = [(r, ">", 0), (c, ">", -r), (c, "<", r)]
    P = asin(c / r) / (2 * pi) + number(quarter)
    Q = 1 / (2 * pi * sqrt(r**2 - c**2))
    normal = [
        holds(judge, (Derivative(P, c), "==", Q), inside),
        holds(judge, (Subs(P, c, 0), "==", number("1/4")), inside[:1]),
    ]
    p, q, X, Y, Z = reals("P Q X Y Z")
    parts = [(X, "==", -s * X + c * q), (Y, "==", -c * X + t * q), (Z, "==", -t * Z + c * q)]
    closed = c * p + q * (s * t - c**2 + c**2 / (1 + s) + c**2 / (1 + t))
    return judge.all(
        *normal, holds(judge, (s * Y + c * (p + Z), "==", closed), [*where[:2], *parts])
    )


gelu.mutant("P = 1/2 at c = 0", quarter="1/2")


@claim(
    "deep.ref-sin",
    IDENTITY,
    formula=r"E[\sin(pu)\sin(qv)]=e^{-(p^2a+q^2b)/2}\sinh(pqc),\ "
    r"pq\,E[\cos(pu)\cos(qv)]=pq\,e^{-(p^2a+q^2b)/2}\cosh(pqc)",
    hypotheses=("any two frequencies p, q; p = q = w for the activation sin(w z)",),
    missing=(
        "d/dc of the mean by Price's theorem, and independence at c = 0",
        "a linear system with given values has one solution",
    ),
)
def sine(judge, factor=1):
    """sin(p u) and sin(q v): the two forms are each other's derivative in c up to the factor
    p^2 q^2, and have the right values at c = 0.

    F = E s s and D = E s's' obey dF/dc = D and dD/dc = E s''s'' = p^2 q^2 F (s'' = -w^2 s); F(0) =
    0, D(0) = p q E cos(pu) E cos(qv) with E cos(wu) = exp(-w^2 s/2) (deep.const-csigma.sin). A
    linear system with given values at 0 has one solution.
    """
    from sympy import Derivative, Subs, cosh, exp, sinh

    s, t, c, _ = covariance()
    p, q = reals("p q")
    decay = exp(-(p**2 * s + q**2 * t) / 2)
    value, slope = decay * sinh(factor * p * q * c), p * q * decay * cosh(p * q * c)
    system = [
        (Derivative(value, c), "==", slope),
        (Derivative(slope, c), "==", p**2 * q**2 * value),
    ]
    start = [
        (Subs(value, c, 0), "==", 0),
        (Subs(slope, c, 0), "==", p * q * exp(-(p**2) * s / 2) * exp(-(q**2) * t / 2)),
    ]
    return every(judge, system + start)


sine.mutant("sinh(2 p q c)", factor=2)


@claim(
    "deep.ref-hermite",
    IDENTITY,
    formula=r"E\,h_i(u)h_j(v)=\delta_{ij}\rho^i,\ k(\rho)=\sum_i\alpha_i^2\rho^i,\ "
    r"E\sigma'(u)\sigma'(v)=k'(\rho)",
    missing=(
        "the mean of exp(a u + b v)",
        "series compared term by term",
        "Parseval's identity",
    ),
)
def hermite(judge, sign=1):
    """For unit variances the Hermite polynomials are orthogonal with E h_i(u) h_j(v) = delta_ij
    rho^i, for all i, j.

    Decided: the exponents, the derivative of the generating function and the square; that E exp(a u
    + b v) is what it is, that series are compared term by term and Parseval are in words.

    Generating function: sum_i h_i(u) a^i/sqrt(i!) = exp(a u - a^2/2), and E exp(a u + b v) =
    exp((a^2 + 2 rho a b + b^2)/2), so the mean of the product is exp(rho a b) = sum_i (rho a
    b)^i/i!. Hence k(rho) = sum alpha_i^2 rho^i for square-integrable s (Parseval). h_i' = sqrt(i)
    h_(i-1) gives alpha_i(s') = sqrt(i + 1) alpha_(i+1)(s), so E s'(u)s'(v) = sum i alpha_i^2
    rho^(i-1) = k'(rho).
    """
    from sympy import exp

    a, u = reals("a u")
    exponent = judge.holds(
        as_written(
            "(a**2 + 2*rho*a*b + b**2)/2 - a**2/2 - sign*b**2/2 == rho*a*b", sign=number(sign)
        )
    )
    wave = exp(a * u - a**2 / 2)
    # the coefficients of a^i: h_i'/sqrt(i!) = h_(i-1)/sqrt((i-1)!)
    lowering = judge.gradient(wave, {u: a * wave})
    square = as_written("(sqrt(i + 1)*alpha)**2 == (i + 1)*alpha**2")
    moved = judge.holds(square, [as_written("i >= 0")])
    return judge.all(exponent, lowering, moved)


hermite.mutant("plus b^2/2", sign=-1)


@claim(
    "deep.ref-hermite.mehler",
    IDENTITY,
    formula=r"E\,He_i(u)He_j(\rho u+\sqrt{1-\rho^2}\,w)=\delta_{ij}\,i!\,\rho^i",
    hypotheses=("i, j = 1, .., 5",),
    missing=("the moments of independent u and w; for i + j odd no even monomials",),
)
def mehler(judge, factor=1):
    """The same by expansion: with v = rho u + r w, r^2 = 1 - rho^2, u, w independent standard
    normal, i, j up to 5; a second route.
    """
    from sympy import Poly, factorial, factorial2

    rho, r, u, w = reals("rho r u w")
    He: list[Any] = [u**0, u]
    for k in range(1, 5):
        He.append(u * He[-1] - k * factor * He[-2])
    facts = []
    for i in range(1, 6):
        for j in range(i, 6, 2):  # for i + j odd there are no even monomials
            terms = Poly(He[i] * He[j].subs(u, rho * u + r * w), u, w).terms()
            mean = [
                ("*", from_sympy(c), from_sympy(factorial2(m - 1) * factorial2(n - 1)))
                for (m, n), c in terms
                if m % 2 == 0 and n % 2 == 0
            ]
            facts.append((("+", *mean), "==", factorial(i) * rho**i if i == j else 0 * u))
    return every(judge, facts, [(r**2, "==", 1 - rho**2)])


mehler.mutant("He_(k+1) = u He_k - 2 k He_(k-1)", factor=2)
