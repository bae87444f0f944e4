"""Definition 6.1: gamma and L as functions of the angle between w and w*, and why they fall.

For 0 <= phi' <= phi < pi the direction w' at the angle phi' on the arc from w* to w is
sin(phi) w' = sin(phi') w + sin(phi - phi') w* for unit vectors, with factors that are not negative,
so that w.Z >= 0 and w*.Z >= 0 give w'.Z >= 0.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    cos,
    forall,
    given,
    indicator,
    integrable,
    pi,
    reals,
    sin,
    sum_over,
    term,
)

from .. import symbols
from ..engine.relations import holds
from . import chapter_6
from .descent import own_product, product, square
from .descent_rate import L
from .moments import Z, c, dot, inside, p, s, u, vector_of, w, w_star
from .teacher_angle import angle, gamma, n, phi, size, teacher, theta
from .two_mirrors import bounded_at, long, seen, v

inner, K, x, y, a, b, f, q, m = reals("phi_inner K x y a b f q m")


def bounded_below_at(theta, bound):
    """bound is at most every eigenvalue of A_{w,w*} at the angle."""
    return forall(w, u, size)(angle(w, size, theta) >> (E(s, seen()) >= bound * square(u)))


def definition():
    """gamma(theta) is the greatest lower bound of the eigenvalues of A_{w,w*} over the filters at
    the angle, L(theta) their least upper bound.
    """
    most = conj(bounded_at(theta, L(theta)), forall(K)(bounded_at(theta, K) >> (L(theta) <= K)))
    least = conj(
        bounded_below_at(theta, gamma(theta)),
        forall(K)(bounded_below_at(theta, K) >> (gamma(theta) >= K)),
    )
    within = given(theta >= 0, theta < pi)
    exist = forall(w, u)(integrable(E(s, seen())))
    return exist, forall(theta)(within >> conj(most, least))


def on_the_arc():
    """w is the direction at the angle phi' on the arc from w* to v, which is at the angle phi."""
    right = sin(inner) * (v(c) / long) + sin(phi - inner) * (w_star(c) / n)
    return given(size > 0, forall(c)(sin(phi) * (w(c) / size) == right))


def more():
    """The common region of v lies in that of w, A_{w,w*} is not below A_{v,w*}."""
    form = forall(u)(E(s, seen(v)) <= E(s, seen(w)))
    return conj(forall(s)(inside(1, v) >> inside(1, w)), form)


def says():
    known = given(teacher, *definition(), inner >= 0, inner < phi, phi < pi, angle(v, long, phi))
    fall = conj(gamma(inner) >= gamma(phi), L(inner) >= L(phi))
    arcs = forall(w, size)(on_the_arc() >> more())
    return forall(Z, v, w_star, L, gamma, n, long, phi, inner, p)(known >> conj(arcs, fall))


@claim(
    "fsgd.def-6.1.mono",
    chapter_6("Definition 6.1 and the text after it"),
    formula=r"\phi'\le\phi\implies S(w,w_*)\subseteq S(w',w_*)\implies A_{w',w_*}\succeq "
    r"A_{w,w_*},\ "
    r"\gamma(\phi')\ge\gamma(\phi),\ L(\phi')\ge L(\phi)",
    hypotheses=(
        "one patch, any law with second moments, w' on the arc from w* to w",
        "0 <= phi' < phi < pi, and some filter is at the angle phi (p >= 2)",
    ),
    says=says,
    uses=("book.cauchy-schwarz",),
)
def gamma_and_L_decrease(judge):
    """gamma and L are non-increasing in the angle: turning w towards w* only adds inputs to the
    common region (every law; for p = 1 there are no such filters).

    For gamma extend the arc of any filter at phi' to phi; for L go back from any filter at phi on
    its arc.
    """
    z = judge.theorem()
    known, turn = z.meet(teacher, *z.given), z.meet(angle(v, long, phi), *z.given)
    exist, bounds = (z.meet(one, *z.given) for one in definition())
    order = z.meet(conj(inner >= 0, inner < phi, phi < pi), *z.given)
    trig = z.both(
        z.arith(conj(sin(phi) > 0, sin(phi - inner) >= 0, sin(inner) >= 0), order),
        z.arith(sin(phi - inner) == sin(phi) * cos(inner) - cos(phi) * sin(inner)),
        z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1),
        z.arith(sin(inner) ** 2 + cos(inner) ** 2 == 1),
    )
    near = z.apply(z.at(bounds, inner), z.arith(conj(inner >= 0, inner < pi), order))
    far = z.apply(z.at(bounds, phi), z.arith(conj(phi >= 0, phi < pi), order))
    near, far = z.split(near), z.split(far)
    arcs = along_an_arc(z, known, turn, trig, exist)
    bigger = [one(z, known, turn, trig, exist, order, near, far) for one in (gamma_falls, L_falls)]
    return z.qed(z.both(arcs, z.both(*bigger)))


def covers(z, first, second, line, exist, factors=(f, x, y)):
    """`more`, for f second.Z = x first.Z + y w*.Z with f > 0 and x, y >= 0"""
    event, other = inside(1, first), inside(1, second)
    here, away = z.assume(event), z.assume(~event)
    rule = forall(a, b, f, q, x, y)(
        given(f * q == x * a + y * b, f > 0, x >= 0, y >= 0, a >= 0, b >= 0) >> (q >= 0)
    )
    f_, x_, y_ = factors
    rule = z.lemma(rule, dot(first), dot(w_star), f_, dot(second), x_, y_)
    into = z.arith(other, z.use(rule, line, here), here)
    region = z.for_all(z.discharge(into, event), s)
    less = seen(first) <= seen(second)
    yes = z.arith(less, z.indicator(event, True, here), z.indicator(other, True, into))
    rule = forall(a, b, q)(given(b == 0, q >= 0) >> (a * (a * b) <= a * (a * q)))
    rule = z.lemma(rule, dot(u), indicator(event), indicator(other))
    no = z.use(rule, z.indicator(event, False, away), z.indicator_range(other))
    point = z.for_all(z.cases(z.excluded_middle(event), yes, no), s)
    have = [z.at(exist, vector_of(one), u) for one in (first, second)]
    return z.both(region, z.for_all(z.mean_is_monotone(point, *have), u))


def linear(z, f_, second, x_, first, y_, weight, *each):
    """f second.weight = x first.weight + y w*.weight"""
    bodies = [one(c) * weight for one in (second, first, w_star)]

    def here(count):
        left, one, star = (sum_over(c, count, body) for body in bodies)
        return f_ * left == x_ * one + y_ * star

    return by_terms(z, c, p, here, bodies, *each)


def along_an_arc(z, known, turn, trig, exist):
    """The first part: every direction on the arc"""
    arc = z.assume(on_the_arc())
    lengths = f * size == sin(phi), x * long == sin(inner), y * n == sin(phi - inner)
    factors = z.assume(conj(*lengths, f > 0, x >= 0, y >= 0))
    S, l_, A, B, D = reals("S l A B D")
    rule = forall(f, x, y, S, l_, n, A, B, D, q, a, b)(
        given(f * S == A, x * l_ == B, y * n == D, S > 0, l_ > 0, n > 0,
              A * (q / S) == B * (a / l_) + D * (b / n))
        >> (f * q == x * a + y * b)
    )  # fmt: skip
    values = f, x, y, size, long, n, sin(phi), sin(inner), sin(phi - inner), w(c), v(c), w_star(c)
    at_c = z.at(z.part(arc, 1), c)
    at_c = z.use(z.lemma(rule, *values), factors, z.part(arc, 0), turn, known, at_c)
    line = linear(z, f, w, x, v, y, Z(c, s), at_c)
    end = covers(z, v, w, z.both(line, factors), exist)
    end = z.for_all(z.discharge(end, factors.formula), f, x, y)
    nonzero = z.arith(conj(size != 0, long != 0, n != 0), z.part(arc, 0), turn, known)
    quotients = sin(phi) / size, sin(inner) / long, sin(phi - inner) / n
    end = z.at(end, *quotients, defined=z.split(nonzero))
    rule = forall(x, y)(given(x >= 0, y > 0) >> conj(x / y * y == x, x / y >= 0))
    shown = [z.arith(sin(phi) / size > 0, trig, z.part(arc, 0))]
    for top, low in ((sin(phi), size), (sin(inner), long), (sin(phi - inner), n)):
        first = z.arith(conj(top >= 0, low > 0), trig, z.part(arc, 0), turn, known)
        shown.append(z.use(z.lemma(rule, top, low), first))
    return z.for_all(z.discharge(z.use(end, *shown), arc.formula), w, size)


def turned(z, sign, own, known, trig, lengths):
    """The image x w + sign y w* of a filter w: where it is, and how long"""

    def image(index):
        return x * w(index) + sign * (y * w_star(index))

    bodies = [image(c) ** 2, w(c) ** 2, w(c) * w_star(c), w_star(c) ** 2]

    def here(count):
        left, one, mixed, star = (sum_over(c, count, body) for body in bodies)
        return left == x**2 * one + 2 * sign * x * y * mixed + y**2 * star

    whole = by_terms(z, c, p, here, bodies)
    along = linear(z, term(1), image, x, w, sign * y, w_star(c))
    start, goal = (phi, inner) if sign > 0 else (inner, phi)
    top, bottom = sin(start), sin(goal)
    S, A, B, C_, D_, d = reals("S A B C D d")
    # A, B and C, D: sines and cosines of the start and of the goal; d = sin(phi - phi')
    rule = forall(x, y, S, n, A, B, C_, D_, d)(
        given(x * S == B, y * n == d, A**2 + C_**2 == 1,
              B**2 + D_**2 == 1, d == sign * (A * D_ - C_ * B))
        >> conj(x**2 * S**2 + 2 * sign * x * y * (S * n * C_) + y**2 * n**2 == A**2,
                x * (S * n * C_) + sign * y * n**2 == A * n * D_)
    )  # fmt: skip
    rule = z.lemma(rule, x, y, size, n, top, bottom, cos(start), cos(goal), sin(phi - inner))
    shown = z.use(rule, lengths, trig)
    own_ = own_product(z, w_star)
    square_ = z.arith(square(image) == top**2, whole, shown, own, known)
    return image, z.both(square_, z.arith(product(image, w_star) == top * n * cos(goal), along,
                                          shown, own, known, own_))  # fmt: skip


def scaled_back(z, end, factors, own, known, tops):
    """x = top/|w| and y = sin(phi - phi')/n"""
    end = z.for_all(z.discharge(end, factors.formula), x, y)
    nonzero = z.arith(conj(size != 0, n != 0), own, known)
    end = z.at(end, tops[0] / size, tops[1] / n, defined=z.split(nonzero))
    rule = forall(x, y)(given(x >= 0, y > 0) >> conj(x / y * y == x, x / y >= 0))
    shown = [
        z.use(z.lemma(rule, top, low), z.arith(low > 0, own, known), sign)
        for (top, sign), low in zip(tops[2], (size, n), strict=True)
    ]
    return z.use(end, *shown)


def L_falls(z, known, turn, trig, exist, order, near, far):
    """Every filter at phi has its image at phi'."""
    own = z.assume(angle(w, size, phi))
    factors = z.assume(conj(x * size == sin(inner), x >= 0, y * n == sin(phi - inner), y >= 0))
    image, placed = turned(z, 1, own, known, trig, factors)
    there = z.arith(angle(image, sin(phi), inner), placed, trig, order)
    bound = z.apply(z.at(near[0], vector_of(image), u, sin(phi)), there)
    line = linear(z, term(1), image, x, w, y, Z(c, s))
    line = z.both(line, z.arith(term(1) > 0), factors)
    cover = covers(z, w, image, line, exist, (term(1), x, y))
    less = z.arith(E(s, seen(w)) <= L(inner) * square(u), z.at(z.part(cover, 1), u), bound)
    tops = sin(inner), sin(phi - inner)
    signs = [(one, z.arith(one >= 0, trig)) for one in tops]
    less = scaled_back(z, less, factors, own, known, (*tops, signs))
    less = z.for_all(z.discharge(less, own.formula), w, u, size)
    return z.arith(L(inner) >= L(phi), z.apply(z.at(far[1], L(inner)), less))


def gamma_falls(z, known, turn, trig, exist, order, near, far):
    """Every filter at phi' has an image at phi, on the arc through it; at phi' = 0 it is a multiple
    of w*, and the common region of v lies in its own.
    """
    own = z.assume(angle(w, size, inner))
    goal = E(s, seen(w)) >= gamma(phi) * square(u)
    wide, flat = z.assume(inner > 0), z.assume(inner <= 0)
    positive = z.arith(sin(inner) > 0, wide, order)
    factors = z.assume(conj(x * size == sin(phi), x >= 0, y * n == sin(phi - inner), y >= 0))
    image, placed = turned(z, -1, own, known, trig, factors)
    there = z.arith(angle(image, sin(inner), phi), placed, positive, order)
    bound = z.apply(z.at(far[2], vector_of(image), u, sin(inner)), there)
    line = linear(z, x, w, term(1), image, y, Z(c, s))
    rule = forall(x, y, q)(given(x * y == q, q > 0, y > 0) >> (x > 0))
    rule = z.use(z.lemma(rule, x, size, sin(phi)), factors, trig, own)
    line = z.both(line, rule, z.arith(term(1) >= 0), factors)
    cover = covers(z, image, w, line, exist, (x, term(1), y))
    first = z.arith(goal, z.at(z.part(cover, 1), u), bound)
    tops = sin(phi), sin(phi - inner)
    signs = [(one, z.arith(one >= 0, trig)) for one in tops]
    first = scaled_back(z, first, factors, own, known, (*tops, signs))
    # at the angle 0
    bound = z.apply(z.at(far[2], v, u, long), turn)
    line = z.both(parallel(z, own, known, z.arith(inner == 0, flat, order)),
                  z.arith(conj(n > 0, term(0) >= 0, size >= 0), own, known))  # fmt: skip
    cover = covers(z, v, w, line, exist, (n, term(0), size))
    last = z.arith(goal, z.at(z.part(cover, 1), u), bound)
    less = z.cases(z.arith((inner > 0) | (inner <= 0)), first, last)
    less = z.for_all(z.discharge(less, own.formula), w, u, size)
    return z.arith(gamma(inner) >= gamma(phi), z.apply(z.at(near[3], gamma(phi)), less))


def parallel(z, own, known, zero):
    """n w.Z = |w| w*.Z at the angle 0: |n w - |w| w*|^2 = 0"""

    def off(index):
        return n * w(index) - size * w_star(index)

    bodies = [off(c) ** 2, w(c) ** 2, w(c) * w_star(c), w_star(c) ** 2]

    def here(count):
        left, one, mixed, star = (sum_over(c, count, body) for body in bodies)
        return left == n**2 * one - 2 * n * size * mixed + size**2 * star

    whole = by_terms(z, c, p, here, bodies)
    cosine = z.arith(cos(inner) == 1, zero)
    rule = forall(m, n, q, x, y, a, b)(
        given(m == n**2 * a - 2 * n * q * x + q**2 * b, a == q**2, b == n**2, q * n * y == x,
              y == 1)
        >> (m == 0)
    )  # fmt: skip
    values = square(off), n, size, product(w, w_star), cos(inner), square(w), square(w_star)
    none = z.use(z.lemma(rule, *values), whole, z.arith(square(w) == size**2, own),
                 z.arith(square(w_star) == n**2, known), own, cosine)  # fmt: skip
    schwarz = z.by("book.cauchy-schwarz", vector_of(off), Lambda((c,), Z(c, s)), p)
    rule = forall(m, a, b)(given(a**2 <= m * b, m == 0) >> (a == 0))
    size_ = sum_over(c, p, Z(c, s) ** 2)
    gone = z.use(z.lemma(rule, square(off), dot(off), size_), schwarz, none)
    bodies = [off(c) * Z(c, s), w(c) * Z(c, s), w_star(c) * Z(c, s)]

    def split_(count):
        left, one, star = (sum_over(c, count, body) for body in bodies)
        return left == n * one - size * star

    line = by_terms(z, c, p, split_, bodies)
    return z.arith(n * dot(w) == 0 * dot(v) + size * dot(w_star), line, gone)


@gamma_and_L_decrease.mutant
def beyond_the_arc(judge):
    """w' beyond the arc, in letters: c w + e w* with e = -1."""
    a_, b_, c_ = symbols.reals("a b c")
    where = [(a_, ">=", 0), (b_, ">=", 0), (c_, ">=", 0)]
    return holds(judge, (c_ * a_ - b_, ">=", 0), where)
