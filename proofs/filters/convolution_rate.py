"""The number of steps of gradient descent for k patches (after Theorem 6.3), for every law.

The gradient is the first display of the proof of Theorem 6.3: E[(f - f*)(Z_++ + Z_+-)] with the
averages of the patches over the regions (`patch_moments`).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    exists,
    forall,
    functions,
    given,
    log,
    nats,
    pi,
    reals,
    sin,
    term,
)

from . import chapter_6
from .convolution import SETTING
from .descent import NONNEGATIVE, expanded, gap, product, square
from .iterations import in_time, too_few
from .moments import c, s, u, vector_of, w, w_star
from .network import Z, k, p
from .patch_moments import (
    P,
    Q,
    R,
    averages,
    cells,
    cross,
    crossing,
    exist,
    mean,
    norm,
    slope,
    x1,
    x2,
    x3,
)
from .reach import always, assumed
from .teacher_angle import (
    Phi,
    Size,
    Theta,
    W,
    angle,
    angles,
    at,
    distance,
    eta,
    gamma,
    n,
    phi,
    shifted,
    size,
    t,
    teacher,
    theta,
)

L = functions("L", "real")
G = functions("G", "nat", "nat")
P_t, Q_t, R_t = functions("P_t Q_t R_t", "nat", "nat", "sample")
beta, a, b, f, D, m, x, y, X, M = reals("beta a b f D m x y X M")
T = nats("T")


def law():
    """Assumptions 6.2 and 6.3 at every w: gamma, L and beta theta bound the eigenvalues, L_cross
    theta the norms.
    """
    here = given(angle(w, size, theta), theta <= pi / 2, cells()[1])
    least = forall(u)(mean(u, P, u, P) >= gamma(theta) * square(u))
    most = norm(P, P, L(theta)), norm(Q, Q, beta * theta), L(theta) >= 0
    rest = exists(x1, x2, x3)(conj(*crossing()))
    return forall(w, P, Q, R, size, theta)(here >> conj(exist(), least, *most, rest))


def run():
    """Gradient descent, the averages along it, and its angles."""
    own = P_t, Q_t, R_t
    seen = [lambda index, sample, A=A: A(t, index, sample) for A in own]
    means = forall(t, c, s)(averages(at(t), *seen))
    steps = conj(G(t, c) == slope(at(t), *seen), W(t + 1, c) == W(t, c) - eta(t) * G(t, c))
    return means, forall(t, c)(steps), *angles()


def constant_step():
    first, K = gamma(Phi(term(0))) - 6 * cross, L(term(0)) + 10 * cross + 4 * beta
    inside = given(phi >= 0, phi <= Phi(term(0)))
    monotone = inside >> conj(gamma(phi) >= gamma(Phi(term(0))), L(phi) <= L(term(0)))
    known = (
        teacher, k >= 1, law(), beta >= 0, cross >= 0, *run(), distance(term(0)) < n**2,
        forall(phi)(monotone), first > 0, forall(t)(2 * K**2 * eta(t) == first),
    )  # fmt: skip
    names = (Z, w_star, W, P_t, Q_t, R_t, G, Size, Theta, Phi, eta, gamma, L, beta, cross, n, k, p)
    return forall(*names, x, T)(
        given(*known, x > 0, T >= 8 * K**2 / first**2 * log(1 / x)) >> (distance(T) <= (x * n) ** 2)
    )


@claim(
    "fsgd.cor-6.3-rate",
    chapter_6("Section 6.3, after Theorem 6.3"),
    formula=(
        r"\eta=\frac{\gamma(\phi_0)-6L_{\mathrm{cross}}}{2(L(0)+10L_{\mathrm{cross}}+4\beta)^2},\ "
        r"T\ge8\frac{(L(0)+10L_{\mathrm{cross}}+4\beta)^2}{(\gamma(\phi_0)-6L_{"
        r"\mathrm{cross}})^2}\log\frac1\varepsilon\implies\|w_T-w_*\|\le\varepsilon\|w_*\|"
    ),
    hypotheses=(
        *SETTING,
        "gamma(phi) >= gamma(phi_0) and L(phi) <= L(0) on [0, phi_0]: automatic for one "
        "patch, false in general (fsgd.asm-6.2.mono, L-mono); "
        "otherwise read min gamma and max L over [0, phi_0]",
    ),
    says=constant_step,
    uses=(
        "fsgd.angle-below",
        "fsgd.thm-6.3.inner4",
        "fsgd.thm-6.3.norm",
        "book.cosine-order",
        "book.linear-rate",
        "book.squares-nonnegative",
    ),
)
def iterations(judge):
    """The iteration count with its constant 8: <grad, d> >= (gamma(phi_0) - 6 L_cross)|d|^2 and
    |grad| <= (L(0) + 10 L_cross + 4 beta)|d| as long as the distance does not grow, which it does
    not.
    """
    z = judge.theorem()
    law_, _, _, means, steps, _, _, _, _, monotone, positive, equal, above, long = z.given[3:]
    zero = term(0)
    first, K = gamma(Phi(zero)) - 6 * cross, L(zero) + 10 * cross + 4 * beta
    reach = assumed(z)
    _, _, near, turned, quarter_, between, _, wide = reach
    bound = z.use(z.at(monotone, Theta(t)), between, z.arith(Theta(t) <= Phi(zero), between, wide))
    force = at_one_time(z, (law_, means, steps), near, turned, quarter_, between)
    shift = shifted(z, z.part(z.at(steps, t, c), 1), eta(t) * G(t, c))
    exact = expanded(z, shift, image, eta=eta(t), d=gap(at(t)), moved=gap(at(t + 1)))
    sign = forall(a, b, D)(given(2 * D**2 * a == b, b > 0) >> (a > 0))
    sign = z.use(z.lemma(sign, eta(t), first, K), z.at(equal, t), positive)
    total = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    values = distance(t), n * sin(Phi(t)), gamma(Theta(t)), gamma(Phi(zero)), cross
    rule = forall(M, D, y, a, b, cross)(
        given(M >= (a - 6 * cross) * y**2, y**2 == D, a >= b, D >= 0) >> (M >= (b - 6 * cross) * D)
    )
    rule = z.lemma(rule, product(gap(at(t)), image), *values)
    push = z.use(rule, z.part(force, 0), quarter_, bound, total)
    rule = forall(X, D, y, a, b, cross, beta)(
        given(X <= ((a + 10 * cross + 4 * beta) * y) ** 2, y**2 == D, a >= 0, a <= b, cross >= 0,
              beta >= 0)
        >> (X <= (b + 10 * cross + 4 * beta) ** 2 * D)
    )  # fmt: skip
    values = square(image), distance(t), n * sin(Phi(t)), L(Theta(t)), L(zero), cross, beta
    small = z.use(z.lemma(rule, *values), force, quarter_, bound, *z.given)
    rule = forall(X, D, M, y, a, b, f)(
        given(X == D - 2 * a * M + a**2 * y, M >= b * D, y <= f**2 * D, 2 * f**2 * a == b, a > 0,
              D >= 0, b > 0)
        >> conj(X <= (1 - a * b / 2) * D, X <= D)
    )  # fmt: skip
    values = distance(t + 1), distance(t), product(gap(at(t)), image), square(image)
    rule = z.lemma(rule, *values, eta(t), first, K)
    less = z.use(rule, exact, push, small, z.at(equal, t), sign, total, positive)
    same = forall(X, D, a, b, f, m)(
        given(X <= (1 - a * b / 2) * D, 2 * f**2 * a == b, 2 * f**2 * m == b, b > 0)
        >> (X <= (1 - m * b / 2) * D)
    )
    same = z.lemma(same, distance(t + 1), distance(t), eta(t), first, K, eta(zero))
    falls = z.use(same, z.part(less, 0), z.at(equal, t), z.at(equal, zero), positive)
    falls = z.at(always(z, reach, less, falls), t)
    return z.qed(in_time(z, first, K, falls, z.at(equal, zero), positive, above, long))


def image(index):
    return G(t, index)


def at_one_time(z, known, near, turned, arc, order):
    """<grad, d> >= (gamma - 6 L_cross)|d|^2 and |grad| <= (L + 10 L_cross + 4 beta)|d| at t, and
    L >= 0.
    """
    law_, means, steps = known
    own, force = (Lambda((c,), one) for one in (W(t, c), G(t, c)))
    seen = [Lambda((c, s), A(t, c, s)) for A in (P_t, Q_t, R_t)]
    means = z.for_all(z.at(means, t, c, s), c, s)
    here = z.at(law_, own, *seen, Size(t), Theta(t))
    *bounds, rest = z.split(z.use(here, turned, order, means))
    first = z.such(rest, x1)
    second = z.such(first, x2)
    slopes = z.for_all(z.part(z.at(steps, t, c), 0), c)
    reach = n * sin(Phi(t))
    sine = z.arith(sin(Phi(t)) >= 0, arc)
    long = z.use(z.lemma(NONNEGATIVE, n, sin(Phi(t))), sine, *z.given)
    facts = [means, slopes, *bounds, z.such(second, x3), near, turned, arc, order, long]
    facts += [z.arith(reach == reach), *z.given]
    values = Z, own, w_star, *seen, force, gamma(Theta(t)), cross, Theta(t), x1, x2, x3, Size(t)
    values = *values, n, reach, k, p
    push = z.use(z.by("fsgd.thm-6.3.inner4", *values, Phi(t)), *facts)
    size_ = z.use(z.by("fsgd.thm-6.3.norm", *values, L(Theta(t)), beta, Phi(t)), *facts)
    both = z.both(push, size_, z.meet(L(Theta(t)) >= 0, *bounds))
    return z.obtain(rest, z.obtain(first, z.obtain(second, both, x3), x2), x1)


iterations.mutant(too_few)
