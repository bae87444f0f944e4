"""Closed forms for rotationally invariant inputs and for angular mixtures; Theorems 6.7 and 6.8.

w* = (1, 0) and w = (cos phi, sin phi) in their plane. S(w, w*) is the sector [phi - pi/2, pi/2], S(w, -w*) the sector
[pi/2, pi/2 + phi]. For N(0, I_p) the radial integral of every second moment in the plane is 2, with density 1/(2 pi) in the angle; a
coordinate outside the plane is independent of both events, so it contributes the probability of the region.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.conv.gaussian import cubic_radial

from . import chapter_6, equal, every, holds, integral, number

place = "Section 6.2 and Section 6.6.1"
BOUNDED = "0 <= phi <= pi"


def wedge(low, high):
    """(m11, m12, m22) of the integral of (cos t, sin t)(cos t, sin t)^T over [low, high]."""
    from sympy import cos, sin

    width, middle = high - low, high + low
    return (width + cos(middle) * sin(width)) / 2, sin(middle) * sin(width) / 2, (width - cos(middle) * sin(width)) / 2


def symmetric_eigenvalues(judge, entries, first, second, where=()):
    """`first` and `second` are the eigenvalues of ((m11, m12), (m12, m22)): trace and determinant agree."""
    m11, m12, m22 = entries
    return judge.all(
        equal(judge, m11 + m22, first + second, where), equal(judge, m11 * m22 - m12**2, first * second, where)
    )  # fmt: skip


@claim(
    "fsgd.cf-wedge",
    chapter_6(place),
    formula=r"\int_a^b\binom{\cos t}{\sin t}(\cos t,\sin t)\,dt\ \text{has the eigenvalues}\ \tfrac12\left(b-a\pm\sin(b-a)\right)",
)
def wedge_integral(judge, factor=1):
    """The second moment of a sector: entries by primitives, eigenvalues by trace and determinant."""
    from sympy import cos, sin

    from sympy import diff

    t, x, y, C, S, R = reals("t x y C S R")
    primitives = [(t / 2 + sin(2 * t) / 4, cos(t) ** 2), (-cos(2 * t) / 4, sin(t) * cos(t)), (t / 2 - sin(2 * t) / 4, sin(t) ** 2)]
    slopes = [equal(judge, diff(primitive, t), integrand) for primitive, integrand in primitives]
    # the values at the ends, with x = b + a and y = b - a
    ends = [
        equal(judge, sin(x + y) - sin(x - y), 2 * cos(x) * sin(y)),
        equal(judge, cos(x - y) - cos(x + y), 2 * sin(x) * sin(y)),
    ]
    entries = ((y + C * R) / 2, S * R / 2, (y - C * R) / 2)  # C = cos x, S = sin x, R = sin y
    values = ((y + factor * R) / 2, (y - factor * R) / 2)
    return judge.all(*slopes, *ends, symmetric_eigenvalues(judge, entries, *values, where=[(C**2 + S**2, "==", 1)]))


wedge_integral.mutant("twice the sine", factor=2)


@claim(
    "fsgd.cf-gauss",
    chapter_6(place),
    formula=(
        r"Z\sim N(0,I_p):\ \mathrm{spec}A_{w,w_*}=\tfrac1{2\pi}\{\pi-\phi\pm\sin\phi,\ \pi-\phi\},\quad"
        r"\mathrm{spec}A_{w,-w_*}=\tfrac1{2\pi}\{\phi\pm\sin\phi,\ \phi\},\quad\gamma,L=\tfrac{\pi-\phi\mp\sin\phi}{2\pi}"
    ),
    hypotheses=("p >= 2; the last value has multiplicity p - 2", BOUNDED),
)
def gaussian_moments(judge, radial=2):
    """Second moments of both regions for the standard Gaussian, in every dimension p >= 2, by integration in the plane."""
    from sympy import pi, sin

    (phi,) = reals("phi,")
    scale = radial / (2 * pi)
    common, apart = wedge(phi - pi / 2, pi / 2), wedge(pi / 2, pi / 2 + phi)
    known = lambda x: ((x + sin(phi)) / (2 * pi), (x - sin(phi)) / (2 * pi))  # noqa: E731
    halves = lambda entries: tuple(scale * m for m in entries)  # noqa: E731
    where = [(phi, ">=", 0), (phi, "<=", pi)]
    between = [((pi - phi - sin(phi)), "<=", pi - phi), (pi - phi, "<=", pi - phi + sin(phi))]
    return judge.all(
        cubic_radial(judge, 2),
        symmetric_eigenvalues(judge, halves(common), *known(pi - phi)),
        symmetric_eigenvalues(judge, halves(apart), *known(phi)),
        every(judge, between, where),
    )


gaussian_moments.mutant("radial integral 1", radial=1)


@claim(
    "fsgd.cf-gauss.beta",
    chapter_6(place),
    formula=r"Z\sim N(0,I_p):\ \beta_{\mathrm{sharp}}=\sup_{0<\phi\le\pi/2}\frac{\phi+\sin\phi}{2\pi\phi}=\frac1\pi,\ \text{not attained}",
    hypotheses=("every p >= 2",),
)
def gaussian_beta(judge, value="1"):
    """The least beta of the standard Gaussian is 1/pi in every dimension: the quotient is below 1/pi and above (1 - phi^2/6)/pi."""
    from sympy import pi, sin

    value = number(value)

    (phi,) = reals("phi,")
    where = [(phi, ">", 0), (phi, "<=", pi / 2)]
    top = (phi + sin(phi)) / (2 * pi)
    below = holds(judge, (top, "<", value * phi / pi), where, [(sin(phi), "<", phi)])
    above = holds(judge, (phi + sin(phi), ">", 2 * value * (1 - phi**2 / 6) * phi), where)
    return judge.all(below, above)


gaussian_beta.mutant("3/(4 pi)", value="3/4")


@claim(
    "fsgd.cf-gauss.gradient",
    chapter_6(place),
    formula=r"\nabla\ell(w)=\tfrac12w-\tfrac1{2\pi}\left((\pi-\phi)w_*+\sin\phi\tfrac{\|w_*\|}{\|w\|}w\right)",
    hypotheses=("Z ~ N(0, I_p), p >= 2", "w != 0", BOUNDED),
)
def gaussian_gradient(judge, factor=1):
    """The population gradient in both coordinates of the plane: A_{w,w*}(w - w*) + A_{w,-w*} w, lengths W = |w|, n = |w*|."""
    from sympy import cos, pi, sin

    phi, W, n = reals("phi W n")
    c11, c12, c22 = (m / pi for m in wedge(phi - pi / 2, pi / 2))
    a11, a12, a22 = (m / pi for m in wedge(pi / 2, pi / 2 + phi))
    x, y = W * cos(phi), W * sin(phi)
    along = c11 * (x - n) + c12 * y + a11 * x + a12 * y
    across = c12 * (x - n) + c22 * y + a12 * x + a22 * y
    stretch = factor * sin(phi) * n / (2 * pi)
    return judge.all(
        equal(judge, along, x / 2 - (pi - phi) * n / (2 * pi) - stretch * cos(phi)),
        equal(judge, across, y / 2 - stretch * sin(phi)),
    )


gaussian_gradient.mutant("sin(phi)/pi", factor=2)


@claim(
    "fsgd.cf-gauss.loss",
    chapter_6(place),
    formula=r"\ell(w)=\tfrac14\|w\|^2+\tfrac14\|w_*\|^2-\tfrac1{2\pi}\left((\pi-\phi)\cos\phi+\sin\phi\right)\|w\|\|w_*\|",
    hypotheses=("Z ~ N(0, I_p), p >= 2",),
)
def gaussian_loss(judge, sign=1):
    """The population loss: 0 at w*, and its derivatives in |w| and in phi are those of fsgd.cf-gauss.gradient."""
    from sympy import cos, diff, pi, sin

    phi, W, n = reals("phi W n")
    loss = W**2 / 4 + n**2 / 4 - ((pi - phi) * cos(phi) + sign * sin(phi)) * W * n / (2 * pi)
    radial = W / 2 - ((pi - phi) * cos(phi) + sin(phi)) * n / (2 * pi)
    angular = (pi - phi) * sin(phi) * n * W / (2 * pi)
    zero = equal(judge, loss.subs({phi: 0, W: n}), 0)
    return judge.all(zero, equal(judge, diff(loss, W), radial), equal(judge, diff(loss, phi), angular))


gaussian_loss.mutant("minus sine", sign=-1)


@claim(
    "fsgd.cf-sphere",
    chapter_6(place),
    formula=(
        r"Z\text{ uniform on the unit sphere of }R^p:\ A^{\mathrm{sphere}}=\tfrac1pA^{\mathrm{Gauss}},\quad"
        r"\gamma,L=\tfrac{\pi-\phi\mp\sin\phi}{2\pi p},\quad\beta_{\mathrm{sharp}}=\tfrac1{\pi p},\quad\ell=\tfrac1p\ell^{\mathrm{Gauss}}"
    ),
    hypotheses=("p >= 2", "regions depend on the direction alone, and E|g|^2 = p for a Gaussian g = |g| u with |g|, u independent"),
)
def sphere_moments(judge, second_moment=1):
    """The sphere is the Gaussian divided by p; for p = 2 compared with direct integration over the circle, for p = 3 over the sphere.

    p = 3: a unit vector (r cos t, r sin t, h) has h uniform on [-1, 1], r^2 = 1 - h^2 with mean 2/3, and t uniform and independent.
    """
    from sympy import Rational, pi, sin

    phi, h, p, total, each = reals("phi h p total each")
    trace = holds(judge, (total, "==", p), [(each, "==", second_moment), (total, "==", p * each), (p, ">", 0)])
    mean = integral(judge, h / 2 - h**3 / 6, h, (1 - h**2) / 2, -1, 1, Rational(2, 3))
    m11, m12, m22 = wedge(phi - pi / 2, pi / 2)
    circle = [m / (2 * pi) for m in (m11, m12, m22)]
    ball = [Rational(2, 3) * m / (2 * pi) for m in (m11, m12, m22)]
    values = lambda dimension: ((pi - phi + sin(phi)) / (2 * pi * dimension), (pi - phi - sin(phi)) / (2 * pi * dimension))  # noqa: E731
    return judge.all(trace, mean, symmetric_eigenvalues(judge, circle, *values(2)), symmetric_eigenvalues(judge, ball, *values(3)))


sphere_moments.mutant("E g_j^2 = 2", second_moment=2)


@claim(
    "fsgd.cf-mixture",
    chapter_6("Section 6.4"),
    formula=(
        r"\int_a^be^{-s^2/2\sigma^2}e^{2is}ds=\sigma\sqrt{\tfrac\pi2}\,e^{-2\sigma^2}"
        r"\left[\mathrm{erf}\!\left(\tfrac s{\sigma\sqrt2}-i\sigma\sqrt2\right)\right]_a^b,\quad"
        r"\int(\cos,\sin)^\top(\cos,\sin)\,d\mu=\tfrac12\begin{pmatrix}P+C&S\\S&P-C\end{pmatrix}"
    ),
    hypotheses=("sigma > 0", "erf'(z) = (2/sqrt pi) exp(-z^2) on the complex plane"),
)
def mixture_moments(judge, shift=2):
    """Second moments of truncated normal angles through erf of complex argument: both sides have the same derivative.

    With z = u + i v, u = s/(sigma sqrt 2), v = -sigma sqrt 2: exp(-z^2) = exp(v^2 - u^2) exp(-2 i u v). P, C, S are the integrals of 1,
    cos 2s, sin 2s against the law of the angle, and cos^2 = (1 + cos 2s)/2, sin^2 = (1 - cos 2s)/2, sin cos = sin(2s)/2.
    """
    from sympy import cos, exp, pi, sin, sqrt

    s, sigma = reals("s sigma")
    u, v = s / (sigma * sqrt(2)), -sigma * sqrt(2)
    where = [(sigma, ">", 0)]
    front = sigma * sqrt(pi / 2) * 2 / sqrt(pi) / (sigma * sqrt(2))
    return judge.all(
        equal(judge, -2 * u * v, shift * s, where),
        equal(judge, v**2 - u**2, shift * sigma**2 - s**2 / (2 * sigma**2), where),
        equal(judge, front, 1, where),
        equal(judge, exp(-2 * sigma**2) * exp(2 * sigma**2), 1),
        equal(judge, cos(s) ** 2, (1 + cos(2 * s)) / 2),
        equal(judge, sin(s) ** 2, (1 - cos(2 * s)) / 2),
        equal(judge, sin(s) * cos(s), sin(2 * s) / 2),
    )


mixture_moments.mutant("exp(4 i s)", shift=4)


# --- Theorems 6.7 and 6.8 ---------------------------------------------------------------------------------------------

theorem_7 = "Theorem 6.7 and its proof"


@claim(
    "fsgd.thm-6.7",
    chapter_6("Theorem 6.7"),
    formula=r"\|Z\|=1,\ Z\text{ rotationally invariant}\implies\max_{\theta(w,w_*)\le\phi}\lambda_{\max}(A_{w,-w_*})=\frac{\phi+\sin\phi}{2\pi p}\le\phi",
    hypotheses=("p >= 2", "0 < phi <= pi/2"),
)
def unit_norm_beta(judge, beta=1):
    """Assumption 6.1 holds with beta = 1 for unit-norm rotationally invariant inputs. Sharp: beta = 1/(pi p) (fsgd.thm-6.7-sharp)."""
    from sympy import diff, pi, sin

    phi, p = reals("phi p")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (p, ">=", 2)]
    grows = holds(judge, (diff(phi + sin(phi), phi), ">=", 0))
    bound = holds(
        judge, ((phi + sin(phi)) / (2 * pi * p), "<=", beta * phi), where, [(phi + sin(phi), "<=", 2 * phi)] if beta else ()
    )
    return judge.all(grows, bound)


unit_norm_beta.mutant("beta = 0", beta=0)


@claim(
    "fsgd.thm-6.7-sharp",
    chapter_6("Theorem 6.7"),
    formula=r"\beta_{\mathrm{sharp}}=\frac1{\pi p}\quad(\text{uniform on the unit sphere of }R^p)",
    hypotheses=("p >= 2",),
)
def unit_norm_beta_sharp(judge, factor=1):
    """The least constant is 1/(pi p): below it for every angle, above (1 - phi^2/6)/(pi p)."""
    from sympy import pi, sin

    phi, p = reals("phi p")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (p, ">=", 2)]
    below = holds(judge, ((phi + sin(phi)) / (2 * pi * p), "<", phi / (factor * pi * p)), where, [(sin(phi), "<", phi)])
    return judge.all(below, holds(judge, (phi + sin(phi), ">", 2 * (1 - phi**2 / 6) * phi), where))


unit_norm_beta_sharp.mutant("1/(2 pi p)", factor=2)


@claim(
    "fsgd.thm-6.7.integral",
    chapter_6(theorem_7),
    formula=r"E[ZZ^\top1\{S(w,-w_*)\}]=\int_{-\pi/2}^{-\pi/2+\phi}\binom{\cos\theta}{\sin\theta}(\cos\theta,\sin\theta)\,d\theta",
    hypotheses=("p = 2, unit norm", "0 < phi <= pi/2"),
)
def without_normalisation(judge, share=1):
    """The display of the proof: an integral d theta in place of an expectation. The density 1/(2 pi) of the circle is missing."""
    from sympy import pi

    (phi,) = reals("phi,")
    true = wedge(pi / 2, pi / 2 + phi)[2] / (2 * pi)
    return equal(judge, true, share * wedge(-pi / 2, -pi / 2 + phi)[2], [(phi, ">", 0), (phi, "<=", pi / 2)])


without_normalisation.mutant("half of it", share=2)


@claim(
    "fsgd.thm-6.7.integral-amended",
    chapter_6(theorem_7),
    formula=r"E[ZZ^\top1\{S(w,-w_*)\}]_{\mathrm{plane}}=\frac1{\pi p}\int_{\pi/2}^{\pi/2+\phi}=\frac1{2\pi p}\begin{pmatrix}\phi-\sin\phi\cos\phi&-\sin^2\phi\\-\sin^2\phi&\phi+\sin\phi\cos\phi\end{pmatrix}",
    hypotheses=("p >= 2; each direction outside the plane has the second moment phi/(2 pi p)",),
    amends="fsgd.thm-6.7.integral",
)
def with_normalisation(judge, factor=1):
    """The matrix of the proof, divided by pi p (by 2 pi when p = 2)."""
    from sympy import cos, pi, sin

    phi, p = reals("phi p")
    m11, m12, m22 = (m / (pi * p) for m in wedge(pi / 2, pi / 2 + phi))
    where = [(p, ">=", 2)]
    unit = factor / (2 * pi * p)
    return judge.all(
        equal(judge, m11, unit * (phi - sin(phi) * cos(phi)), where),
        equal(judge, m12, -unit * sin(phi) ** 2, where),
        equal(judge, m22, unit * (phi + sin(phi) * cos(phi)), where),
    )


with_normalisation.mutant("twice", factor=2)


@claim(
    "fsgd.thm-6.7.region",
    chapter_6(theorem_7),
    formula=r"\theta\in[-\tfrac\pi2,-\tfrac\pi2+\phi]\implies w_*^\top Z=\cos\theta\le0",
    hypotheses=("0 < phi <= pi/2", "w* = (1, 0)"),
)
def region_as_printed(judge, offset=0):
    """The printed limits describe S(-w, w*), where w*.Z >= 0, and not S(w, -w*); by symmetry both have the same moments."""
    from sympy import cos, pi

    t, phi = reals("t phi")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (t, ">=", -pi / 2 + offset), (t, "<=", -pi / 2 + phi)]
    return holds(judge, (cos(t), "<=", 0), where)


region_as_printed.mutant("the upper part of the range", offset=1)


@claim(
    "fsgd.thm-6.7.region-amended",
    chapter_6(theorem_7),
    formula=r"\theta\in[\tfrac\pi2,\tfrac\pi2+\phi]\iff w^\top Z\ge0,\ w_*^\top Z\le0",
    hypotheses=("w = (cos phi, sin phi), 0 < phi <= pi/2",),
    amends="fsgd.thm-6.7.region",
)
def region(judge, shift=0):
    """On [pi/2, pi/2 + phi]: w*.Z = cos t <= 0 and w.Z = cos(t - phi) >= 0; with t = pi/2 + s these are -sin s and sin(phi - s)."""
    from sympy import cos, pi, sin

    s, phi = reals("s phi")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (s, ">=", 0), (s, "<=", phi + shift)]
    own = equal(judge, cos(pi / 2 + s), -sin(s))
    other = equal(judge, cos(pi / 2 + s - phi), sin(phi - s))
    (u,) = reals("u,")
    sine = holds(judge, (sin(u), ">=", 0), [(u, ">=", 0), (u, "<=", pi)])
    range_ = every(judge, [(phi - s, ">=", 0), (phi - s, "<=", pi), (s, "<=", pi)], where)
    return judge.all(own, other, sine, range_)


region.mutant("a range longer by 1", shift=1)


@claim(
    "fsgd.thm-6.7.eigenvalues",
    chapter_6(theorem_7),
    formula=r"\tfrac12\begin{pmatrix}\phi-\sin\phi\cos\phi&-\sin^2\phi\\-\sin^2\phi&\phi+\sin\phi\cos\phi\end{pmatrix}:\ \lambda=\tfrac12(\phi\pm\sin\phi)",
)
def printed_eigenvalues(judge, factor=1):
    """Trace and determinant of the printed matrix."""
    from sympy import cos, sin

    (phi,) = reals("phi,")
    entries = ((phi - sin(phi) * cos(phi)) / 2, -(sin(phi) ** 2) / 2, (phi + sin(phi) * cos(phi)) / 2)
    return symmetric_eigenvalues(judge, entries, (phi + factor * sin(phi)) / 2, (phi - factor * sin(phi)) / 2)


printed_eigenvalues.mutant("twice the sine", factor=2)


@claim(
    "fsgd.thm-6.7.bound",
    chapter_6(theorem_7),
    formula=r"\max_{\theta\le\phi}\tfrac12(\theta+\sin\theta)=\tfrac12(\phi+\sin\phi)\le\phi",
    hypotheses=("phi >= 0",),
)
def printed_bound(judge, factor=1):
    """The larger eigenvalue grows with the angle and stays below the angle."""
    from sympy import cos, sin

    (phi,) = reals("phi,")
    where = [(phi, ">=", 0)]
    return judge.all(holds(judge, (1 + cos(phi), ">=", 0)), holds(judge, ((phi + sin(phi)) / 2, "<=", factor * phi), where))


printed_bound.mutant("at most 0", factor=0)


@claim(
    "fsgd.thm-6.8",
    chapter_6("Theorem 6.8"),
    formula=r"Z\sim N(0,I_p)\implies\max_{\theta(w,w_*)\le\phi}\lambda_{\max}(A_{w,-w_*})=\frac{\phi+\sin\phi}{2\pi}\le p\,\phi",
    hypotheses=("p >= 1 (for p = 1 the left side is 0)", "0 < phi <= pi/2"),
)
def gaussian_beta_at_most_p(judge, factor=1):
    """beta <= p for Gaussian inputs. True, and far from sharp: beta = 1/pi in every dimension (fsgd.thm-6.8-sharp)."""
    from sympy import pi, sin

    phi, p = reals("phi p")
    where = [(phi, ">", 0), (phi, "<=", pi / 2), (p, ">=", 1)]
    lemmas = [(phi + sin(phi), "<=", 2 * phi)] if factor else ()
    return holds(judge, ((phi + sin(phi)) / (2 * pi), "<=", factor * p * phi), where, lemmas)


gaussian_beta_at_most_p.mutant("beta = 0", factor=0)


@claim(
    "fsgd.thm-6.8.moment",
    chapter_6("Theorem 6.8 and its proof"),
    formula=r"E\|Z\|^2=p\le p,\quad\beta_{\mathrm{Gauss}}=E\|Z\|^2\,\beta_{\mathrm{sphere}}\le p\cdot1",
)
def radius_times_angle(judge, bound=1):
    """The proof: angle and radius separate, so beta is E|Z|^2 = p times the one of the sphere, which is at most 1 (really 1/(pi p))."""
    p, sphere, gauss = reals("p beta_sphere beta_gauss")
    where = [(p, ">=", 1), (sphere, ">=", 0), (sphere, "<=", bound), (gauss, "==", p * sphere)]
    return holds(judge, (gauss, "<=", p), where)


radius_times_angle.mutant("beta up to 2 on the sphere", bound=2)


@claim(
    "fsgd.thm-6.8-sharp",
    chapter_6("Theorem 6.8"),
    formula=r"Z\sim N(0,I_p):\ \beta_{\mathrm{sharp}}=\frac1\pi\text{ for every }p\ge2",
)
def gaussian_beta_sharp(judge, value="1"):
    """The least beta does not grow with the dimension."""
    return gaussian_beta.check(judge, value)


gaussian_beta_sharp.mutant("2/(3 pi)", value="2/3")
