"""Lemma 5.1: the stationary points of the population loss, for every number of patches and every
size of the filter; K = k + pi - 1. The gradients are those of Theorem 5.2.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    by_terms,
    conj,
    cos,
    disj,
    forall,
    given,
    pi,
    reals,
    sin,
    sum_over,
)

from .. import symbols
from ..engine.relations import equal, holds
from . import thesis
from .angle_function import value_at_end, values_of_g
from .layer_scalars import ONE
from .network import (
    N,
    S,
    a,
    a_star,
    c,
    d,
    filter_gradient,
    g,
    i,
    k,
    layer_gradient,
    loss,
    loss_from,
    n,
    phi,
    product,
    signal,
    size,
    square,
    total,
    turned,
    v,
    w_star,
)
from .spurious_point import K, every
from .spurious_point import closed as spurious
from .turning import BEFORE

T, x, y, D, G, m, r, P, Q = reals("T x y D G m r P Q")
LAYER = (a, a_star, phi, n, k)
POINT = (v, w_star, a, a_star, phi, size, n, k, d)


def level(angle):
    """a(g) = n/(pi - 1) ((g - 1) a* + (pi - g) S/K 1), entry by entry."""
    return every(a(i) == n / (pi - 1) * ((g(angle) - 1) * a_star(i) + (pi - g(angle)) * S / K))


flat_layer = every(layer_gradient(a, phi)(i) == 0)
flat_filter = forall(c)((c < d) >> (filter_gradient(v, signal(a), phi, size)(c) == 0))
teacher_point = every(a(i) == n * a_star(i))


def critical():
    same = conj(flat_layer >> level(phi), level(phi) >> flat_layer)
    return forall(*LAYER)((k >= 1) >> same)


@claim("conv.critical-layer", thesis("Lemma 5.1"), says=critical, instance=ONE)
def critical_layer(judge):
    """At a fixed angle the gradient in a vanishes exactly at a(g): 11^T + (pi - 1) I has the
    inverse (I - 11^T/K)/(pi - 1); all k.
    """
    z = judge.theorem()
    forms = forall(T, x, y, D, G)(
        (k >= 1)
        >> conj(
            (1 / (2 * pi) * (T + (pi - 1) * x) - 1 / (2 * pi) * (n * D + n * (G - 1) * y) == 0)
            >> (T + (pi - 1) * x == n * (D + (G - 1) * y)),
            (T + (pi - 1) * x == n * (D + (G - 1) * y))
            >> (1 / (2 * pi) * (T + (pi - 1) * x) - 1 / (2 * pi) * (n * D + n * (G - 1) * y) == 0),
            (x == n / (pi - 1) * ((G - 1) * y + (pi - G) * D / K))
            >> ((pi - 1) * (K * x) == n * (K * ((G - 1) * y) + (pi - G) * D)),
            conj(K * T == n * (k + G - 1) * D, T + (pi - 1) * x == n * (D + (G - 1) * y))
            >> (x == n / (pi - 1) * ((G - 1) * y + (pi - G) * D / K)),
            conj(K * T == n * (k + G - 1) * D,
                 (pi - 1) * (K * x) == n * (K * ((G - 1) * y) + (pi - G) * D))
            >> (T + (pi - 1) * x == n * (D + (G - 1) * y)),
        )
    )  # fmt: skip
    forms = z.use(z.lemma(forms, total(a), a(i), a_star(i), S, g(phi)), *z.given)
    to_flat, from_flat, clear, solve, back = z.split(forms)

    def entry(system):
        return z.apply(z.at(z.assume(system), i), z.assume(i < k))

    def closed_form():
        here = z.apply(to_flat, entry(flat_layer))
        added = by_terms(
            z, i, k,
            lambda q: q * total(a) + (pi - 1) * sum_over(i, q, a(i))
            == n * (q * S + (g(phi) - 1) * sum_over(i, q, a_star(i))),
            [a(i), a_star(i)], here,
        )  # fmt: skip
        sums = z.arith(K * total(a) == n * (k + g(phi) - 1) * S, added)
        found = z.discharge(z.apply(solve, sums, here), i < k)
        return z.discharge(z.for_all(found, i), flat_layer)

    def gradient():
        here = z.apply(clear, entry(level(phi)))
        added = by_terms(
            z, i, k,
            lambda q: (pi - 1) * (K * sum_over(i, q, a(i)))
            == n * (K * ((g(phi) - 1) * sum_over(i, q, a_star(i))) + q * ((pi - g(phi)) * S)),
            [a(i), a_star(i)], here,
        )  # fmt: skip
        cancel = forall(T, D, G)(
            ((pi - 1) * (K * T) == n * (K * ((G - 1) * D) + k * ((pi - G) * D)))
            >> (K * T == n * (k + G - 1) * D)
        )
        sums = z.use(z.lemma(cancel, total(a), S, g(phi)), added)
        found = z.discharge(z.apply(from_flat, z.apply(back, sums, here)), i < k)
        return z.discharge(z.for_all(found, i), level(phi))

    return z.qed(z.both(closed_form(), gradient()))


@critical_layer.mutant
def half_of_the_multiple(judge):
    """Half of the multiple of 1, in letters, at one patch and angle pi."""
    from sympy import pi as circle

    own, star = symbols.reals("a a_star")
    where = [(circle * own, "==", 0), (star, ">", 0)]
    return holds(judge, ((circle - 1) * own, "==", star / 2 - star), where)


def at_an_end(z):
    """phi = 0 or phi = pi where the gradient in v vanishes and a.a* does not: its product with w*
    is -n^2 x (pi - phi) sin^2(phi)/(2 pi |v|).
    """
    flat = forall(c)((c < d) >> (-m * (w_star(c) - r * v(c)) == 0))
    entry = z.apply(z.at(z.assume(flat), c), z.assume(c < d))
    times = forall(m, x, y, r)((-m * (x - r * y) == 0) >> (m * (x**2 - r * (y * x)) == 0))
    entry = z.use(z.lemma(times, m, w_star(c), v(c), r), entry)
    sums = by_terms(
        z, c, d,
        lambda q: m * (square(w_star, q) - r * product(v, w_star, q)) == 0,
        [w_star(c) ** 2, v(c) * w_star(c)], entry,
    )  # fmt: skip
    sums = z.for_all(z.discharge(sums, flat), m, r)
    dot, positive = product(v, w_star, d), z.meet(size > 0, *z.given)
    there = [z.arith(2 * pi * size != 0, positive), z.arith(size**2 != 0, positive)]
    speed = signal(a) * (pi - phi) / (2 * pi * size)
    sums = z.at(sums, speed, dot / size**2, defined=there)
    sums = z.apply(sums, z.meet(flat_filter, *z.given))
    sine, cosine = reals("sine cosine")
    turn = forall(size, n, P, Q, x, phi, sine, cosine)(
        given(size > 0, n > 0, n**2 == P, size * n * cosine == Q, sine**2 + cosine**2 == 1, x != 0,
              x * (pi - phi) / (2 * pi * size) * (P - Q / size**2 * Q) == 0)
        >> disj(phi == pi, sine == 0)
    )  # fmt: skip
    circle = z.arith(sin(phi) ** 2 + cos(phi) ** 2 == 1)
    values = (size, n, square(w_star, d), dot, signal(a), phi, sin(phi), cos(phi))
    turn = z.use(z.lemma(turn, *values), circle, sums, *z.given)
    ends, between = disj(phi == 0, phi == pi), conj(phi > 0, phi < pi)
    inside = z.arith(ends, turn, z.arith(sin(phi) > 0, z.assume(between)), z.assume(between))
    cover = z.arith(disj(ends, between), *z.given)
    return z.cases(cover, z.assume(ends), inside)


def signal_of(z, solved):
    """(pi - 1) K a.a* = n (K (g - 1) |a*|^2 + (pi - g)(1.a*)^2), a = a(g) by the step `solved`."""
    entry = z.apply(z.at(solved, i), z.assume(i < k))
    cleared = forall(x, y, D, G)(
        given(x == n / (pi - 1) * ((G - 1) * y + (pi - G) * D / K), k >= 1)
        >> ((pi - 1) * (K * (x * y)) == n * (K * ((G - 1) * y**2) + (pi - G) * D * y))
    )
    cleared = z.use(z.lemma(cleared, a(i), a_star(i), S, g(phi)), entry, *z.given)
    sums = by_terms(
        z, i, k,
        lambda q: (pi - 1) * (K * sum_over(i, q, a(i) * a_star(i)))
        == n * (K * ((g(phi) - 1) * sum_over(i, q, a_star(i) ** 2))
                + (pi - g(phi)) * S * sum_over(i, q, a_star(i))),
        [a(i) * a_star(i), a_star(i), a_star(i) ** 2], cleared,
    )  # fmt: skip
    last = (pi - 1) * (K * signal(a)) == n * (K * ((g(phi) - 1) * N) + (pi - g(phi)) * S**2)
    return z.arith(last, sums)


def stationary_says():
    teacher = conj(phi == 0, teacher_point)
    known = given(BEFORE, k >= 1, flat_filter, flat_layer, signal(a) != 0)
    return forall(*POINT)(known >> disj(teacher, conj(phi == pi, spurious)))


@claim(
    "conv.lem-5.1",
    thesis("Lemma 5.1"),
    formula=r"\partial\ell=0,\ a^\top a^*\ne0\implies(\phi=0,\ a=\|w^*\|a^*)\text{ or }(\phi=\pi,\ "
    r"a=(11^\top+(\pi-1)I)^{-1}(11^\top-I)\|w^*\|a^*)",
    hypotheses=("0 < |v| < oo", "k >= 1", "n > 0"),
    says=stationary_says,
    uses=("conv.critical-layer",),
)
def stationary_points(judge):
    """x != 0 makes the v-gradient, of norm n |x| (pi - phi) sin(phi)/(2 pi |v|), positive for 0 <
    phi < pi; then a = a(pi) or a(0).
    """
    z = judge.theorem()
    at_ends = at_an_end(z)
    layer = z.part(z.use(z.by("conv.critical-layer", *LAYER), *z.given), 0)
    solved = z.apply(layer, z.meet(flat_layer, *z.given))
    entry = z.apply(z.at(solved, i), z.assume(i < k))

    def case(end, value, closed):
        here = z.assume(phi == end)
        there = value_at_end(z, here)
        simpler = forall(x, y, G, D)(
            given(x == n / (pi - 1) * ((G - 1) * y + (pi - G) * D / K), G == value, k >= 1)
            >> (x == closed)
        )
        made = z.use(z.lemma(simpler, a(i), a_star(i), g(phi), S), entry, there, *z.given)
        found = z.both(here, z.for_all(z.discharge(made, i < k), i))
        return z.either(found, z.target)

    first = case(0, pi, n * y)
    second = case(pi, 0, n / (pi - 1) * (pi * D / K - y))
    return z.qed(z.cases(at_ends, first, second))


@stationary_points.mutant
def a_quarter_turn(judge):
    """(pi - phi) sin(phi) = 0 at a right angle, in letters."""
    from sympy import pi as circle
    from sympy import sin as sine

    (angle,) = symbols.reals("phi,")
    where = [(2 * angle, ">=", circle), (2 * angle, "<=", circle)]
    return equal(judge, (circle - angle) * sine(angle), 0, where)


def escape_says():
    known = given(BEFORE, k >= 1, flat_filter, flat_layer, pi * S**2 > N * K)
    left = disj(conj(phi == 0, teacher_point), phi == pi)
    lower = forall(turned)(given(turned >= 0, turned < pi) >> (loss(a, turned) < loss(a, pi)))
    return forall(*POINT)(known >> conj(signal(a) > 0, left, (phi == pi) >> lower))


@claim(
    "conv.spurious-escape",
    thesis("Lemma 5.1, Theorem 5.5"),
    formula=r"r>\frac{k+\pi-1}\pi\implies x(g)>0\text{ for all }g\in[0,\pi]",
    hypotheses=("x(g) = a.a* where the gradient in a vanishes, at every angle",),
    says=escape_says,
    uses=(
        "conv.critical-layer",
        "conv.lem-5.1",
        "conv.g-order",
        "conv.g-strict",
        "book.square-of-sum",
        "book.squares-nonnegative",
    ),
)
def no_obstacle(judge):
    """Above the threshold a(g).a* is positive at every angle: no stationary point but the teacher
    is left except the unstable one at angle pi, from which the loss falls at every other angle.
    """
    z = judge.theorem()
    layer = z.part(z.use(z.by("conv.critical-layer", *LAYER), *z.given), 0)
    solved = z.apply(layer, z.meet(flat_layer, *z.given))
    low, high, _ = values_of_g(z, phi, *z.given)
    positive = forall(T, D, k)(given(pi * D > T * K, D <= k * T, T >= 0, k >= 1) >> (T > 0))
    sizes = [z.by(f"book.{one}", a_star, k) for one in ("square-of-sum", "squares-nonnegative")]
    target = z.use(z.lemma(positive, N, S**2, k), *sizes, *z.given)
    # pi (K (g - 1) N + (pi - g) S^2) = (pi - g)(pi S^2 - K N) + (pi - 1) g K N
    parts = lambda low, high: forall(r, T, G)(  # noqa: E731
        given(r > 0, T > 0, low, high) >> ((pi - G) * r + (pi - 1) * G * T > 0)
    )
    above, gain = pi * S**2 - K * N, K * N
    signs = forall(T, D, k)(
        given(pi * D > T * K, T > 0, k >= 1) >> conj(pi * D - K * T > 0, K * T > 0)
    )
    signs = z.use(z.lemma(signs, N, S**2, k), target, *z.given)
    late, early = (z.assume(one) for one in (g(phi) >= 1, g(phi) < 1))
    sides = [
        z.use(z.lemma(parts(*limits), above, gain, g(phi)), signs, known, low, high)
        for known, limits in ((late, (G >= 1, G <= pi)), (early, (G >= 0, G < 1)))
    ]
    push = z.cases(z.arith(disj(g(phi) >= 1, g(phi) < 1)), *sides)
    scaled = forall(T, D, G, k)(
        ((pi - G) * (pi * D - K * T) + (pi - 1) * G * (K * T) > 0)
        >> (K * ((G - 1) * T) + (pi - G) * D > 0)
    )
    scaled = z.use(z.lemma(scaled, N, S**2, g(phi), k), push)
    divide = forall(P, r, n, k)(given((pi - 1) * (K * P) == n * r, n > 0, r > 0, k >= 1) >> (P > 0))
    inner = signal_of(z, solved)
    force = K * ((g(phi) - 1) * N) + (pi - g(phi)) * S**2
    positive = z.use(z.lemma(divide, signal(a), force, n, k), inner, scaled, *z.given)
    left = z.use(z.by("conv.lem-5.1", *POINT), z.arith(signal(a) != 0, positive), *z.given)
    ends = z.target.part(1)
    teacher, far = (z.assume(one) for one in (left.formula.part(0), left.formula.part(1)))
    kept = z.cases(left, z.either(teacher, ends), z.either(z.part(far, 0), ends))
    return z.qed(z.both(positive, kept, falls(z, positive)))


def falls(z, positive):
    """The loss is smaller at every angle below pi, a being kept."""
    lower = z.target.part(2)
    below = z.assume(conj(turned >= 0, turned < pi))
    strict = z.use(z.by("conv.g-strict", turned, pi), z.arith(pi <= pi), below)
    rises = z.arith(g(turned) > g(pi), strict)
    q, R, s = reals("q R s")

    less = forall(T, q, x, R, s, n, G, D)(
        given(G > D, n > 0, x > 0, n * x * (G - D) > 0)
        >> (loss_from(T, q, x, R, s, G) < loss_from(T, q, x, R, s, D))
    )
    push = forall(n, x, G, D)(given(G > D, n > 0, x > 0) >> (n * x * (G - D) > 0))
    push = z.use(z.lemma(push, n, signal(a), g(turned), g(pi)), rises, positive, *z.given)
    values = (N, square(a, k, i), signal(a), S, total(a), n, g(turned), g(pi))
    less = z.use(z.lemma(less, *values), rises, positive, push, *z.given)
    less = z.for_all(z.discharge(less, below.formula), turned)
    return z.discharge(less, lower.left)


@no_obstacle.mutant
def half_the_threshold(judge):
    """r > K/(2 pi), in letters: x(0) at one patch, where r = 1 < K/pi."""
    from sympy import pi as circle

    target, level_ = symbols.reals("N r")
    where = [(target, ">", 0), (2 * circle * level_, ">", circle), (level_, "<=", 1)]
    return holds(judge, (circle * level_ * target - circle * target, ">", 0), where)
