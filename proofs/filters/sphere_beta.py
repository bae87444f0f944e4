"""Theorems 6.7 and 6.8 for inputs on the unit sphere: beta is 1/(pi p), that of the Gaussian input
divided by p.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    exists,
    forall,
    given,
    integrable,
    pi,
    sin,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import square
from .gaussian_beta import beta, x
from .gaussian_regions import ALL, frame, moment, off, phi, plane
from .moments import c, p, s, u, vector_of
from .sphere import SPHERE, a, b, e, g, of_g, uniform, y


def divided(k, known, relation, value, of_gauss, bound):
    """moment <= bound/p (or ==) from p moment == of_gauss, of_gauss <= bound."""
    rule = forall(a, b, e, p)(
        given(p >= 2, p * a == b, (b <= e if relation == "<=" else b == e))
        >> (a <= e / p if relation == "<=" else a == e / p)
    )
    have = [k.arith(integrable(one), known) for one in (value, of_gauss)]
    return k.lemma(rule, value, of_gauss, bound, p, defined=have)


def sphere_says():
    here = given(p >= 2, *uniform(), *plane(), phi <= x, x > 0, x <= pi / 2)
    top = (x + sin(x)) / (2 * pi) / p
    largest = conj(forall(u)(moment(-1) <= top * square(u)), square(off) == 1)
    same = (phi == x) >> (moment(-1, off) == top)
    return forall(*SPHERE, x)(here >> conj(largest, same, top <= x))


@claim(
    "fsgd.thm-6.7",
    chapter_6("Theorem 6.7"),
    formula=r"\|Z\|=1,\ Z\text{ rotationally invariant}\implies\max_{\theta(w,w_*)\le\phi}\lambda_{"
    r"\max}(A_{w,-w_*})=\frac{\phi+\sin\phi}{2\pi p}\le\phi",
    hypotheses=("p >= 2", "0 < phi <= pi/2"),
    says=sphere_says,
    uses=("fsgd.sphere-forms", "fsgd.thm-6.8"),
)
def unit_norm_beta(judge):
    """Assumption 6.1 holds with beta = 1 for unit-norm rotationally invariant inputs. Sharp: beta =
    1/(pi p) (fsgd.thm-6.7-sharp).
    """
    k = judge.theorem()
    forms = k.part(k.use(k.by("fsgd.sphere-forms", *SPHERE), *k.given), 1)
    one = k.arith(p >= 1, k.given[0])
    gauss = k.use(k.by("fsgd.thm-6.8", g, *ALL[1:], x), *k.given, one)
    largest, same, _ = (k.part(gauss, index) for index in range(3))
    top = (x + sin(x)) / (2 * pi)
    known, size = k.split(k.at(forms, u))[2], square(u)
    below = divided(k, known, "<=", moment(-1), of_g(-1), top * size)
    below = k.use(below, k.given[0], known, k.at(k.part(largest, 0), u))
    nonzero = k.arith(p != 0, one)
    below = k.arith(moment(-1) <= top / p * size, below, nonzero)
    equal = k.assume(phi == x)
    known = k.split(k.at(forms, vector_of(off)))[2]
    at_off = divided(k, known, "==", moment(-1, off), of_g(-1, off), top)
    at_off = k.use(at_off, k.given[0], known, k.apply(same, equal))
    rule = forall(a, e, p)(given(p >= 2, a >= 0, e <= a) >> (e / p <= a))
    small = k.arith(top <= x, k.arith(sin(x) <= x, *k.given[-3:]), *k.given[-3:])
    small = k.use(k.lemma(rule, x, top, p), *k.given, small)
    largest = k.both(k.for_all(below, u), k.part(largest, 1))
    return k.qed(k.both(largest, k.discharge(at_off, equal.formula), small))


@unit_norm_beta.mutant
def no_beta(judge):
    """beta = 0, in letters"""
    rule = forall(a, b)(given(a > 0, b == a) >> (a + b <= 0))
    return falsify(rule, hints=[{"values": {"a": "1", "b": "1"}}])


def larger():
    """Some angle has an eigenvalue above beta times the angle."""
    return exists(x)(conj(x > 0, x <= pi / 2, (x + sin(x)) / (2 * pi) / p > beta * x))


def sharp_says():
    here = given(p >= 2, *uniform(), *plane(), phi <= x, x > 0, x <= pi / 2)
    holds_ = forall(u)(moment(-1) <= x / pi / p * square(u))
    at_its_angle = conj(frame(), moment(-1, off) == (phi + sin(phi)) / (2 * pi) / p)
    least = forall(beta)((beta < 1 / (pi * p)) >> larger())
    return forall(*SPHERE, x)(here >> conj(holds_, at_its_angle, least))


@claim(
    "fsgd.thm-6.7-sharp",
    chapter_6("Theorem 6.7"),
    formula=r"\beta_{\mathrm{sharp}}=\frac1{\pi p}\quad(\text{uniform on the unit sphere of }R^p)",
    hypotheses=("p >= 2",),
    says=sharp_says,
    uses=("fsgd.sphere-forms", "fsgd.thm-6.8-sharp"),
)
def unit_norm_beta_sharp(judge):
    """The least constant is 1/(pi p): enough for every angle, and no smaller one is enough for the
    small ones.
    """
    k = judge.theorem()
    forms = k.part(k.use(k.by("fsgd.sphere-forms", *SPHERE), *k.given), 1)
    gauss = k.use(k.by("fsgd.thm-6.8-sharp", g, *ALL[1:], x), *k.given)
    most, attained, rest = (k.part(gauss, index) for index in range(3))
    known, size = k.split(k.at(forms, u))[2], square(u)
    below = divided(k, known, "<=", moment(-1), of_g(-1), x / pi * size)
    below = k.use(below, k.given[0], known, k.at(most, u))
    nonzero = k.arith(p != 0, k.given[0])
    below = k.for_all(k.arith(moment(-1) <= x / pi / p * size, below, nonzero), u)
    known = k.split(k.at(forms, vector_of(off)))[2]
    at_off = divided(k, known, "==", moment(-1, off), of_g(-1, off), (phi + sin(phi)) / (2 * pi))
    at_off = k.use(at_off, k.given[0], known, k.part(attained, 1))

    small = k.assume(beta < 1 / (pi * p))
    rule = forall(beta, p)(given(p >= 2, beta < 1 / (pi * p)) >> (p * beta < 1 / pi))
    scaled = k.use(k.lemma(rule, beta, p), k.given[0], small)
    some = k.use(k.at(rest, p * beta), scaled)
    found = k.such(some, y)
    rule = forall(a, b, e, p)(given(p >= 2, a > p * b * e) >> (a / p > b * e))
    rule = k.lemma(rule, (y + sin(y)) / (2 * pi), beta, y, p)
    above = k.use(rule, k.given[0], k.part(found, 2))
    shown = k.exhibit(larger(), y, k.both(k.part(found, 0), k.part(found, 1), above))
    least = k.for_all(k.discharge(k.obtain(some, shown, y), small.formula), beta)
    return k.qed(k.both(below, k.both(k.part(attained, 0), at_off), least))


@unit_norm_beta_sharp.mutant
def half_of_it(judge):
    """1/(2 pi p), in letters: a small angle, for which the sine is the angle."""
    rule = forall(a, b)(given(a > 0, b == a) >> ((a + b) / 2 <= a / 2))
    return falsify(rule, hints=[{"values": {"a": "1", "b": "1"}}])


def radius_says():
    here = given(p >= 2, *uniform(), *plane(), phi <= x, x > 0, x <= pi / 2)
    length = E(s, sum_over(c, p, g(c, s) ** 2))
    each = conj(of_g(-1) == length * moment(-1), of_g(-1) <= p * x * square(u))
    return forall(*SPHERE, x)(here >> conj(length == p, forall(u)(each)))


@claim(
    "fsgd.thm-6.8.moment",
    chapter_6("Theorem 6.8 and its proof"),
    formula=r"E\|Z\|^2=p\le p,\quad\beta_{\mathrm{Gauss}}=E\|Z\|^2\,\beta_{\mathrm{sphere}}\le "
    r"p\cdot1",
    hypotheses=("p >= 2", "the Gaussian input is R Z, Z on the sphere independent of R"),
    says=radius_says,
    uses=("fsgd.sphere-forms", "fsgd.thm-6.7", "book.squares-nonnegative"),
)
def radius_times_angle(judge):
    """The proof: angle and radius separate, so beta is E|Z|^2 = p times the one of the sphere,
    which is at most 1 (really 1/(pi p)).
    """
    k = judge.theorem()
    forms = k.use(k.by("fsgd.sphere-forms", *SPHERE), *k.given)
    length, forms = k.part(k.part(forms, 0), 0), k.part(forms, 1)
    sphere = k.use(k.by("fsgd.thm-6.7", *SPHERE, x), *k.given)
    known, size = k.split(k.at(forms, u))[2], square(u)
    first = k.arith(of_g(-1) == length.sides[0] * moment(-1), known, length)
    largest, bound = k.at(k.part(k.part(sphere, 0), 0), u), k.part(sphere, 2)
    rule = forall(a, b, e, x, p)(given(p >= 2, a <= b * e, b <= x, e >= 0) >> (p * a <= p * x * e))
    have = k.arith(integrable(moment(-1)), known)
    nonzero = k.arith(p != 0, k.given[0])
    values = moment(-1), (x + sin(x)) / (2 * pi) / p, size, x, p
    rule = k.lemma(rule, *values, defined=[have, nonzero])
    second = k.use(rule, k.given[0], largest, bound, k.by("book.squares-nonnegative", u, p))
    second = k.arith(of_g(-1) <= p * x * size, second, known)
    return k.qed(k.both(length, k.for_all(k.both(first, second), u)))


@radius_times_angle.mutant
def beta_up_to_two(judge):
    """beta up to 2 on the sphere, in letters"""
    rule = forall(a, b, p)(given(p == 2, b >= 0, b <= 2, a == p * b) >> (a <= p))
    return falsify(rule, hints=[{"values": {"p": "2", "b": "2", "a": "4"}}])
