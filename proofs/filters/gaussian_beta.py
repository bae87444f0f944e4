"""Gaussian inputs: gamma <= L with equality at the ends, and the least beta of Assumption 6.1."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    deriv,
    disj,
    exists,
    forall,
    given,
    pi,
    reals,
    sin,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_6
from .descent import square
from .gaussian_regions import (
    ALL,
    between,
    frame,
    least,
    moment,
    most,
    normal,
    off,
    phi,
    place,
    plane,
)
from .moments import p, u

beta, x, S, a, b, y = reals("beta phi S a b y")
RISE = forall(a, b, y)(given(a <= b, y >= 0) >> (a * y <= b * y))


def ordered_says():
    equal, ends = least(1) == most(1), disj(phi == 0, phi == pi)
    known = given(normal(), *plane())
    order = conj(least(1) <= most(1), equal >> ends, ends >> equal)
    return forall(*ALL)(known >> conj(frame(), between(1), order))


@claim(
    "fsgd.def-6.1.rotinv-amended",
    chapter_6("Definition 6.1 and the text after it"),
    formula=r"Z\sim N(0,I_p):\ \gamma(\phi)=\tfrac{\pi-\phi-\sin\phi}{2\pi}\le\tfrac{\pi-\phi+\sin"
    r"\phi}{2\pi}=L(\phi),\ \text{equal iff }\phi\in\{0,\pi\}",
    hypotheses=("p >= 2; for the unit sphere see fsgd.cf-sphere", "0 <= phi <= pi"),
    amends="fsgd.def-6.1.rotinv",
    says=ordered_says,
    uses=("fsgd.cf-gauss",),
)
def ordered_for_gaussians(judge):
    """L - gamma = sin(phi)/pi: positive strictly between 0 and pi."""
    k = judge.theorem()
    known, _, spectrum, _ = (k.part(whole(k), index) for index in range(4))
    equal, ends = least(1) == most(1), disj(phi == 0, phi == pi)
    zero = k.arith(sin(phi) == 0, k.assume(equal))
    inside = k.arith(conj(phi > 0, phi < pi), k.assume(~ends), *k.given[-2:])
    into = k.arith(ends, k.arith(sin(phi) > 0, inside), zero)
    into = k.cases(k.excluded_middle(ends), k.assume(ends), into)
    flat = [k.arith(sin(phi) == sin(end), k.assume(phi == end)) for end in (term(0), pi)]
    out = k.cases(k.assume(ends), *(k.arith(equal, one) for one in flat))
    order = k.arith(least(1) <= most(1), k.arith(sin(phi) >= 0, *k.given[-2:]))
    order = k.both(order, k.discharge(into, equal), k.discharge(out, ends))
    return k.qed(k.both(known, spectrum, order))


@ordered_for_gaussians.mutant
def equal_at_a_right_angle(judge):
    """Equal at pi/2 too, in the letter of its sine: 1"""
    rule = forall(S)((S == 1) >> (pi / 2 - S == pi / 2 + S))
    return falsify(rule, hints=[{"values": {"S": "1"}}])


def whole(k):
    """fsgd.cf-gauss, for the filters of the statement"""
    return k.use(k.by("fsgd.cf-gauss", *ALL), *k.given)


def larger():
    """Some angle has an eigenvalue above beta times the angle."""
    return exists(x)(conj(x > 0, x <= pi / 2, (x + sin(x)) / (2 * pi) > beta * x))


def beta_says():
    known = given(normal(), *plane(), phi > 0, phi <= pi / 2)
    here = conj(frame(), between(-1), most(-1) < phi / pi)
    return forall(*ALL)(known >> conj(here, forall(beta)((beta < 1 / pi) >> larger())))


@claim(
    "fsgd.cf-gauss.beta",
    chapter_6(place),
    formula=r"Z\sim N(0,I_p):\ \beta_{\mathrm{sharp}}=\sup_{0<\phi\le\pi/2}\frac{\phi+\sin\phi}{2"
    r"\pi"
    r"\phi}=\frac1\pi,\ \text{not attained}",
    hypotheses=("every p >= 2",),
    says=beta_says,
    uses=("fsgd.cf-gauss",),
)
def gaussian_beta(judge):
    """The least beta of the standard Gaussian is 1/pi in every dimension: the quotient is below
    1/pi and above (1 - phi^2/6)/pi.
    """
    k = judge.theorem()
    known, _, _, spectrum = (k.part(whole(k), index) for index in range(4))
    below = k.arith(sin(phi) < phi, *k.given[-2:])
    below = k.arith(most(-1) < phi / pi, below)
    return k.qed(k.both(k.both(known, spectrum, below), nearly(k)))


@gaussian_beta.mutant
def attained_at_zero(judge):
    """At the angle 0 both sides are 0."""
    rule = forall(S)((S == 0) >> ((S + S) / 2 < S))
    return falsify(rule, hints=[{"values": {"S": "0"}}])


def nearly(k):
    """1 - beta pi = t > 0: at the angle t/(1 + t)."""
    low = k.assume(beta < 1 / pi)
    gap = 1 - beta * pi
    rest = k.arith(gap > 0, low)
    rule = forall(S)((S > 0) >> conj(S / (1 + S) > 0, S / (1 + S) < 1, (S / (1 + S)) ** 2 < 12 * S))
    rule = k.use(k.lemma(rule, gap), rest)
    at_x = k.lemma(
        forall(x, beta)(
            given(x > 0, x < 1, x**2 < 12 * (1 - beta * pi))
            >> conj(x <= pi / 2, (x + sin(x)) / (2 * pi) > beta * x)
        )
    )
    angle = gap / (1 + gap)
    nonzero = k.arith(1 + gap != 0, rest)
    found = k.use(k.at(at_x, angle, beta, defined=[nonzero]), rule)
    shown = k.exhibit(larger(), angle, k.both(k.part(rule, 0), *k.split(found)), nonzero)
    return k.for_all(k.discharge(shown, low.formula), beta)


def sharp_says():
    """Assumption 6.1 with beta = 1/pi, and with no smaller one"""
    up_to = given(normal(), *plane(), phi <= x, x > 0, x <= pi / 2)
    holds_ = forall(u)(moment(-1) <= x / pi * square(u))
    at_its_angle = conj(frame(), moment(-1, off) == most(-1))
    return forall(*ALL, x)(
        up_to >> conj(holds_, at_its_angle, forall(beta)((beta < 1 / pi) >> larger()))
    )


@claim(
    "fsgd.thm-6.8-sharp",
    chapter_6("Theorem 6.8"),
    formula=r"Z\sim N(0,I_p):\ \beta_{\mathrm{sharp}}=\frac1\pi\text{ for every }p\ge2",
    says=sharp_says,
    uses=("fsgd.cf-gauss", "book.squares-nonnegative"),
)
def gaussian_beta_sharp(judge):
    """The least beta does not grow with the dimension."""
    k = judge.theorem()
    known, _, _, spectrum = (k.part(whole(k), index) for index in range(4))
    here, size = k.at(k.part(spectrum, 0), u), square(u)
    positive = k.by("book.squares-nonnegative", u, p)
    sine = k.arith(sin(phi) <= phi, *k.given[-5:])
    top = k.arith(most(-1) <= x / pi, sine, *k.given[-5:])
    total = k.use(k.lemma(RISE, most(-1), x / pi, size), top, positive)
    below = k.arith(moment(-1) <= x / pi * size, here, total)
    below = k.for_all(below, u)
    return k.qed(k.both(below, k.both(known, k.part(k.part(spectrum, 1), 1)), nearly(k)))


@gaussian_beta_sharp.mutant
def three_quarters(judge):
    """3/4 in the place of 1, in letters: a small angle, for which the sine is the angle."""
    rule = forall(x, S)(given(x > 0, S == x) >> ((x + S) / 2 <= 3 * x / 4))
    return falsify(rule, hints=[{"values": {"phi": "1", "S": "1"}}])


def at_most_p_says():
    here = given(normal(), *plane(), phi <= x, x > 0, x <= pi / 2, p >= 1)
    top = (x + sin(x)) / (2 * pi)
    largest = conj(forall(u)(moment(-1) <= top * square(u)), square(off) == 1)
    same = (phi == x) >> (moment(-1, off) == top)
    return forall(*ALL, x)(here >> conj(largest, same, top <= p * x))


@claim(
    "fsgd.thm-6.8",
    chapter_6("Theorem 6.8"),
    formula=r"Z\sim N(0,I_p)\implies\max_{\theta(w,w_*)\le\phi}\lambda_{\max}(A_{w,-w_*})=\frac{"
    r"\phi+"
    r"\sin\phi}{2\pi}\le p\,\phi",
    hypotheses=(
        "p >= 2 (for p = 1 the region is the point 0, and the left side 0)",
        "0 < phi <= pi/2",
    ),
    says=at_most_p_says,
    uses=("fsgd.cf-gauss", "book.squares-nonnegative"),
)
def gaussian_beta_at_most_p(judge):
    """beta <= p for Gaussian inputs. True, and far from sharp: beta = 1/pi in every dimension
    (fsgd.thm-6.8-sharp).
    """
    k = judge.theorem()
    known, _, _, spectrum = (k.part(whole(k), index) for index in range(4))
    here, size = k.at(k.part(spectrum, 0), u), square(u)
    top = (x + sin(x)) / (2 * pi)
    slope = deriv(S, S + sin(S), a)
    rising = k.arith(slope >= 0, k.derivative(slope))
    rising = k.for_all(k.discharge(rising, conj(phi <= a, a <= x)), a)
    grows = k.mean_value(rising, k.arith(phi <= x, *k.given[-4:]))
    grows = k.arith(most(-1) <= top, grows)
    positive = k.by("book.squares-nonnegative", u, p)
    below = k.use(k.lemma(RISE, most(-1), top, size), grows, positive)
    below = k.for_all(k.arith(moment(-1) <= top * size, here, below), u)
    equal = k.assume(phi == x)
    sine = k.arith(sin(phi) == sin(x), equal)
    attained_ = k.part(k.part(spectrum, 1), 1)
    same = k.arith(moment(-1, off) == top, attained_, sine, equal)
    more = k.use(k.lemma(RISE, term(1), p, x), *k.given)
    linear = k.arith(top <= p * x, more, k.arith((x + sin(x)) / (2 * pi) <= x, *k.given[-3:]))
    return k.qed(k.both(k.both(below, k.part(known, 1)), k.discharge(same, equal.formula), linear))


@gaussian_beta_at_most_p.mutant
def no_beta(judge):
    """beta = 0, in letters"""
    rule = forall(x, S)(given(x > 0, S == x) >> (x + S <= 0))
    return falsify(rule, hints=[{"values": {"phi": "1", "S": "1"}}])
