"""Closed forms on the unit sphere: those of a Gaussian input, divided by p."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    cos,
    forall,
    given,
    integrable,
    maximum,
    pi,
    sin,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import product, square
from .gaussian_beta import beta
from .gaussian_loss import loss, output
from .gaussian_regions import (
    ALL,
    C,
    S,
    e_1,
    e_2,
    frame,
    least,
    mid,
    moment,
    most,
    off,
    phi,
    place,
    plane,
    value,
)
from .moments import c, dot, p, s, u, vector_of, w, w_star
from .sectors import PRIMITIVES, integrals, moments, primitives
from .sphere import SPHERE, R, a, b, e, f, g, of_g, seen, theorem_7, turned, uniform, x
from .sphere_beta import divided, larger


def error():
    return output(w) - output(w_star)


def error_of_g():
    return maximum(seen(w), 0) - maximum(seen(w_star), 0)


def independent():
    """The product rule for the loss"""
    return E(s, R(s) ** 2 * error() ** 2) == E(s, R(s) ** 2) * E(s, error() ** 2)


def bounds(sign):
    size = square(u)
    low, high = least(sign) / p * size <= moment(sign), moment(sign) <= most(sign) / p * size
    return conj(low, high)


def attained(sign):
    low, high = (off, mid) if sign > 0 else (mid, off)
    return conj(moment(sign, low) == least(sign) / p, moment(sign, high) == most(sign) / p)


def beta_part():
    """beta = 1/(pi p), and no less"""
    enough = forall(u)(moment(-1) <= phi / pi / p * square(u))
    needed = forall(beta)((beta < 1 / (pi * p)) >> larger())
    return conj(phi > 0, phi <= pi / 2) >> conj(enough, needed)


def says():
    forms = forall(u)(conj(p * moment(1) == of_g(1), p * moment(-1) == of_g(-1)))
    ends = [conj(forall(u)(bounds(sign)), attained(sign)) for sign in (1, -1)]
    losses = loss() == E(s, error_of_g() ** 2) / 2 / p
    known = given(p >= 2, *uniform(), *plane(), independent())
    return forall(*SPHERE)(known >> conj(frame(), forms, *ends, beta_part(), losses))


@claim(
    "fsgd.cf-sphere",
    chapter_6(place),
    formula=(
        r"Z\text{ uniform on the unit sphere of }R^p:\ "
        r"A^{\mathrm{sphere}}=\tfrac1pA^{\mathrm{Gauss}},\quad"
        r"\gamma,L=\tfrac{\pi-\phi\mp\sin\phi}{2\pi p},\quad\beta_{\mathrm{sharp}}=\tfrac1{"
        r"\pi p},\quad\ell=\tfrac1p\ell^{\mathrm{Gauss}}"
    ),
    hypotheses=(
        "p >= 2",
        "regions depend on the direction alone, and E|g|^2 = p for a Gaussian g = |g| u with |g|, "
        "u independent",
    ),
    says=says,
    uses=("fsgd.sphere-forms", "fsgd.cf-gauss", "fsgd.thm-6.7-sharp"),
)
def sphere_moments(judge):
    """The sphere is the Gaussian divided by p: the moments of both regions, their eigenvalues, the
    least beta and the loss.
    """
    k = judge.theorem()
    many, _, polar, unit = k.given[:4]
    whole = k.use(k.by("fsgd.sphere-forms", *SPHERE), *k.given)
    radius, forms = k.part(k.part(whole, 0), 1), k.part(whole, 1)
    gauss = k.use(k.by("fsgd.cf-gauss", g, *ALL[1:]), *k.given)
    nonzero, size = k.arith(p != 0, many), square(u)

    def at(vector, sign):
        """p moment == that of g"""
        return k.split(k.at(forms, vector))[0 if sign > 0 else 2]

    below = forall(a, b, e, p)(given(p >= 2, p * a == b, e <= b) >> (e / p <= a))
    parts = []
    for sign, place_ in ((1, 2), (-1, 3)):
        spectrum, known = k.part(gauss, place_), at(u, sign)
        here = k.split(k.at(k.part(spectrum, 0), u))
        have = [k.arith(integrable(one), known) for one in (moment(sign), of_g(sign))]
        low = k.lemma(below, moment(sign), of_g(sign), least(sign) * size, p, defined=have)
        low = k.use(low, many, known, here[0])
        high = divided(k, known, "<=", moment(sign), of_g(sign), most(sign) * size)
        high = k.use(high, many, known, here[1])
        all_forms = k.for_all(k.arith(bounds(sign), low, high, nonzero), u)
        ends = []
        for index, vector in enumerate((off, mid) if sign > 0 else (mid, off)):
            bound, known = (least, most)[index](sign), at(vector_of(vector), sign)
            end = divided(k, known, "==", moment(sign, vector), of_g(sign, vector), bound)
            ends.append(k.use(end, many, known, k.part(k.part(spectrum, 1), index)))
        parts.append(k.both(all_forms, k.both(*ends)))

    small = k.assume(beta_part().left)
    sharp = k.use(k.by("fsgd.thm-6.7-sharp", *SPHERE, phi), *k.given, small)
    sharp = k.discharge(k.both(k.part(sharp, 0), k.part(sharp, 2)), small.formula)

    lines = [turned(k, one, k.at(polar, c, s)) for one in (w, w_star)]
    scale = forall(a, e, x)(given(a == x * e, x >= 0) >> (maximum(a, 0) == x * maximum(e, 0)))
    outputs = [
        k.use(k.lemma(scale, seen(one), dot(one), R(s)), line, k.at(unit, s))
        for one, line in zip((w, w_star), lines, strict=True)
    ]
    rule = forall(a, b, e, f, x)(
        given(a == x * e, b == x * f) >> (x**2 * (e - f) ** 2 == (a - b) ** 2)
    )
    values = maximum(seen(w), 0), maximum(seen(w_star), 0), output(w), output(w_star), R(s)
    same = k.for_all(k.use(k.lemma(rule, *values), *outputs), s)
    rule_of_means = k.given[-1]
    have = k.arith(integrable(E(s, R(s) ** 2 * error() ** 2)), rule_of_means)
    moved = k.mean_of_equal(same, have)
    mine, its = E(s, error() ** 2), E(s, error_of_g() ** 2)
    total = k.arith(p * mine == its, moved, rule_of_means, radius)
    have = [k.arith(integrable(one), total) for one in (mine, its)]
    half = forall(a, b, p)(given(p >= 2, p * a == b) >> (a / 2 == b / 2 / p))
    losses = k.use(k.lemma(half, mine, its, p, defined=have), many, total)
    both = [k.both(at(u, sign)) for sign in (1, -1)]
    return k.qed(k.both(k.part(gauss, 0), k.for_all(k.both(*both), u), *parts, sharp, losses))


@sphere_moments.mutant
def not_divided(judge):
    """The Gaussian's own moment, in letters: p = 2"""
    rule = forall(a, b, p)(given(p == 2, p * a == b) >> (a == b))
    return falsify(rule, hints=[{"values": {"p": "2", "a": "1", "b": "2"}}])


ENTRIES = phi - S * C, -(S**2), phi + S * C


def form():
    """2 pi p times the moment: the matrix in the plane, phi outside"""
    first, second = product(u, e_1), product(u, e_2)
    flat = ENTRIES[0] * first**2 + 2 * ENTRIES[1] * first * second + ENTRIES[2] * second**2
    return flat + phi * (square(u) - first**2 - second**2)


def sector():
    """The integral over the sector, divided by pi p"""
    values = zip(moments(pi / 2, pi / 2 + phi), ENTRIES, strict=True)
    return [one / (pi * p) == value / (2 * pi * p) for one, value in values]


def matrix_says():
    known = given(p >= 2, *uniform(), *plane(), primitives())
    matrix = forall(u)(moment(-1) == form() / (2 * pi * p))
    return forall(*SPHERE, *PRIMITIVES)(known >> conj(matrix, *sector()))


@claim(
    "fsgd.thm-6.7.integral-amended",
    chapter_6(theorem_7),
    formula=r"E[ZZ^\top1\{S(w,-w_*)\}]_{\mathrm{plane}}=\frac1{\pi "
    r"p}\int_{\pi/2}^{\pi/2+\phi}=\frac1{2\pi p}\begin{pmatrix}\phi-\sin\phi\cos\phi&-\sin^2"
    r"\phi\\-\sin^2\phi&\phi+\sin\phi\cos\phi\end{pmatrix}",
    hypotheses=("p >= 2; each direction outside the plane has the second moment phi/(2 pi p)",),
    amends="fsgd.thm-6.7.integral",
    says=matrix_says,
    uses=("fsgd.sphere-forms",),
)
def with_normalisation(judge):
    """The matrix of the proof, divided by pi p (by 2 pi when p = 2)."""
    k = judge.theorem()
    forms = k.part(k.use(k.by("fsgd.sphere-forms", *SPHERE), *k.given), 1)
    known, nonzero = k.split(k.at(forms, u))[3], k.arith(p != 0, k.given[0])
    have = k.arith(form() == value(-1))
    matrix = k.arith(moment(-1) == form() / (2 * pi * p), known, have, nonzero)
    turned_ = k.arith(conj(sin(pi / 2 + phi) == C, cos(pi / 2 + phi) == -S))
    right = k.arith(conj(sin(pi / 2) == 1, cos(pi / 2) == 0))
    circle = k.arith(S**2 + C**2 == 1)
    ends = integrals(k, k.given[-1], pi / 2, pi / 2 + phi)
    halves = forall(a, b, p)(given(p >= 2, 2 * a == b) >> (a / (pi * p) == b / (2 * pi * p)))
    parts = []
    for end, one, entry in zip(ends, moments(pi / 2, pi / 2 + phi), ENTRIES, strict=True):
        twice = k.arith(2 * one == entry, end, turned_, right, circle)
        parts.append(k.use(k.lemma(halves, one, entry, p), k.given[0], twice))
    return k.qed(k.both(k.for_all(matrix, u), *parts))


@with_normalisation.mutant
def twice_the_matrix(judge):
    """Twice the matrix, in letters"""
    rule = forall(a, b, p)(given(p == 2, 2 * a == b) >> (a / p == b / p))
    return falsify(rule, hints=[{"values": {"p": "2", "a": "1", "b": "2"}}])
