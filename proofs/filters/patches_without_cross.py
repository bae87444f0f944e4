"""Theorem 6.3 without beta and L_cross: Omega bounds what is seen where the signs of w.Z_i and of
w*.Z_i differ.

Per input x = d.Z_++, h = d.Z_+- >= e = w.Z_+- >= 0 and 0 <= c = w*.Z_-+ <= |r|, r = d.Z_-+, so that
(x + e - c)(x + h) >= x^2 - 2|x|h - |x|c - c h >= (19/25) x^2 - (27/4) h^2 - (29/8) r^2.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    integrable,
    mean_of_combination,
    sum_over,
    term,
)

from ..textbook.events import truths
from . import chapter_6, holds
from .convolution_proof import G as slope_
from .convolution_proof import inner_known
from .convolution_rate import G, P_t, Q_t, R_t, image, run
from .descent import expanded, gap, product, split, square
from .moments import c, p, s, u, vector_of, w, w_star
from .network import Z, i, k, patch
from .patch_moments import (
    D,
    P,
    Q,
    R,
    a,
    averages,
    b,
    cells,
    exist,
    in_patches,
    mean,
    miss,
    region,
    seen,
    sign_of,
)
from .patches_without_beta import sized
from .reach import always, assumed
from .smooth_patches import Lam, largest, thin
from .teacher_angle import (
    Phi,
    Size,
    Theta,
    W,
    angle,
    at,
    distance,
    eta,
    n,
    shifted,
    size,
    t,
    teacher,
    theta,
)

low, Omega, e, f, h, r, x, y, X, M, q, m = theorems.reals("gamma Omega e f h r x y X M q m")
LETTERS = Z, w, w_star, P, Q, R, slope_, low, Omega, k, p


def differ():
    """The signs of w.Z_i and w*.Z_i differ."""
    return disj(region(1, -1), region(-1, 1))


def aside(vector):
    """The sum of (vector.Z_i)^2 over the patches whose signs differ"""
    return sum_over(i, k, patch(vector) ** 2 * indicator(differ()))


def few():
    return forall(u)(E(s, aside(u)) <= k * Omega * square(u))


def least():
    return forall(u)(mean(u, P, u, P) >= low * square(u))


def push_says():
    known = given(*inner_known(), least(), few(), low > 0, low >= 40 * Omega)
    return forall(*LETTERS)(known >> (product(gap(), slope_) >= low / 2 * square(gap())))


@claim(
    "fsgd.patch-push",
    chapter_6("Section 6.6.2, proof of Theorem 6.3"),
    formula=r"\gamma\ge40\,\Omega\implies\langle\nabla\ell(w),w-w_*\rangle\ge\tfrac\gamma2\|w-w_*\|^2",
    hypotheses=("any k, any law; gamma and Omega at w",),
    says=push_says,
    uses=(
        "fsgd.mean-inner",
        "book.cauchy-schwarz",
        "book.sum-exchange",
        "book.squares-nonnegative",
    ),
)
def push(judge):
    """<grad, d> >= gamma |d|^2/2 where gamma >= 40 Omega: the patches whose signs differ add terms
    of second order.
    """
    z = judge.theorem()
    slopes = z.meet(inner_known()[-1], *z.given)
    have = z.meet(exist(), *z.given)
    whole, d = Lambda((c, s), P(c, s) + Q(c, s)), vector_of(gap())
    inner = z.use(z.by("fsgd.mean-inner", whole, Lambda((s,), miss()), slope_, d, p), slopes)
    A = sum_over(c, p, gap()(c) * (P(c, s) + Q(c, s)))
    square_, small = seen(gap(), P) * seen(gap(), P), aside(gap())
    first = z.arith(integrable(E(s, square_)), z.at(have, d, d))
    bound = z.at(z.meet(few(), *z.given), d)
    second = z.arith(integrable(E(s, small)), bound)
    below = term("19/25") * (k * square_) + term("-83/8") * small
    point = z.for_all(z.arith(below <= k * (A * miss()), pointwise(z, A)), s)
    left = mean_of_combination(z, s, below, [
        (term("19/25") * k, square_, first), (term("-83/8"), small, second)])  # fmt: skip
    right = mean_of_combination(z, s, k * (A * miss()), [(k, A * miss(), z.part(inner, 0))])
    sides = [z.arith(integrable(one.sides[0]), one) for one in (left, right)]
    less = z.mean_is_monotone(point, *sides)
    rule = forall(M, x, y, low, Omega, D, k)(
        given(term("19/25") * k * x + term("-83/8") * y <= k * M, x >= low * D,
              y <= k * Omega * D, k >= 1, D >= 0, low > 0, low >= 40 * Omega)
        >> (M >= low / 2 * D)
    )  # fmt: skip
    values = product(gap(), slope_), E(s, square_), E(s, small), low, Omega, square(gap()), k
    rule = z.lemma(rule, *values, defined=[first, second])
    total = z.by("book.squares-nonnegative", d, p)
    line = z.arith(rule.formula.left.part(0), less, left, right, inner)
    form = z.at(z.meet(least(), *z.given), d)
    return z.qed(z.use(rule, line, form, bound, total, *z.given))


def minus(vector):
    return lambda index: -vector(index)


def opposite(z, vector, A):
    """(-v).A = -(v.A)"""
    bodies = [minus(vector)(c) * A(c), vector(c) * A(c)]
    return by_terms(
        z, c, p, lambda q: sum_over(c, q, bodies[0]) == -sum_over(c, q, bodies[1]), bodies
    )


def pointwise(z, A):
    """k (f - f*) d.(Z_++ + Z_+-) >= (19/25) k x^2 - (83/8) times what is seen aside"""
    means = z.split(z.at(z.meet(forall(c, s)(averages()), *z.given), c, s))
    e_ = sign_of(z, w, Q, (1, -1), means[1], [z.arith(patch(w) == patch(w))], [D == a, a >= 0])
    back, away = minus(w_star), minus(w)
    turned, other = (opposite(z, one, lambda c: Z(i, c, s)) for one in (w_star, w))
    f_ = sign_of(z, back, Q, (1, -1), means[1], [turned], [D == -b, -b >= 0])
    c_ = sign_of(z, w_star, R, (-1, 1), means[2], [z.arith(patch(w_star) == patch(w_star))],
                 [D == b, b >= 0])  # fmt: skip
    g_ = sign_of(z, away, R, (-1, 1), means[2], [other], [D == -a, -a >= 0])
    lines = [split(z, A=lambda c, A=A: A(c, s)) for A in (Q, R)]
    lines += [opposite(z, one, lambda c, A=A: A(c, s)) for one, A in ((w_star, Q), (w, R))]
    bodies = [gap()(c) * (P(c, s) + Q(c, s)), gap()(c) * P(c, s), gap()(c) * Q(c, s)]

    def both(q):
        all_, one, two = (sum_over(c, q, body) for body in bodies)
        return all_ == one + two

    line = by_terms(z, c, p, both, bodies)
    # h^2 and r^2 are at most the mean of what is seen aside
    rare, seen_ = [], aside(gap())
    for A_, signs, average in ((Q, (1, -1), means[1]), (R, (-1, 1), means[2])):
        bit = indicator(region(*signs))
        total = in_patches(z, gap(), A_, signs, average)
        own = patch(gap()) * bit
        apart = patch(gap()) ** 2 * indicator(differ())
        each = truths(z, own**2 <= apart, [region(*signs), differ()])
        every = [own, own * 1, term(1) ** 2, own**2, apart]

        def here(q, every=every):
            own, one, ones, sq, most = (sum_over(i, q, body) for body in every)
            return conj(one == own, ones == q, sq <= most)

        known = by_terms(z, i, k, here, every, each)
        schwarz = z.by("book.cauchy-schwarz", Lambda((i,), own), Lambda((i,), term(1)), k)
        many = z.meet(k >= 1, *z.given)
        short = z.arith(sum_over(i, k, own * 1) ** 2 <= k * seen_, schwarz, known, many)
        short = z.arith((k * seen(gap(), A_)) ** 2 <= k * seen_, short, known, total)
        rule = forall(h, y, k)(given((k * h) ** 2 <= k * y, k >= 1) >> (k * h**2 <= y))
        rare.append(z.use(z.lemma(rule, seen(gap(), A_), seen_, k), short, many))
    rule = forall(x, e, f, h, y, r, k)(
        given(h == e + f, e >= 0, f >= 0, y >= 0, r <= -y)
        >> (
            (x + e - y) * (x + h)
            >= term("19/25") * x**2 - term("27/4") * h**2 - term("29/8") * r**2
        )
    )
    values = (seen(gap(), P), seen(w, Q), -seen(w_star, Q), seen(gap(), Q), seen(w_star, R),
              seen(gap(), R), k)  # fmt: skip
    rule = z.lemma(rule, *values)
    rule = z.use(rule, e_, f_, c_, g_, *lines)
    whole = forall(x, e, y, h, r, q, k)(
        given(
            (x + e - y) * (x + h) >= term("19/25") * x**2 - term("27/4") * h**2
            - term("29/8") * r**2,
            k * h**2 <= q, k * r**2 <= q, k >= 1,
        )
        >> (k * ((x + e - y) * (x + h)) >= term("19/25") * k * x**2 - term("83/8") * q)
    )  # fmt: skip
    values = (seen(gap(), P), seen(w, Q), seen(w_star, R), seen(gap(), Q), seen(gap(), R), seen_, k)
    whole = z.use(z.lemma(whole, *values), rule, *rare, z.meet(k >= 1, *z.given))
    same = z.arith(A == seen(gap(), P) + seen(gap(), Q), line)
    return z.both(whole, same)


@push.mutant
def whole_gamma(judge):
    """gamma in place of gamma/2, in letters: the patches aside take a share."""
    form, rest, most = reals("form aside gamma")
    where = [(most, ">", 0), (rest, ">", 0), (40 * rest, "<=", most), (form, "==", most - rest)]
    return holds(judge, (form, ">=", most), where)


def law():
    """gamma and Omega at the filters up to the angle phi_0; Lambda; no patch on a hyperplane"""
    here = given(angle(w, size, theta), theta <= Phi(term(0)))
    moments = forall(w, P, Q, R, size, theta)(given(here, cells()[1]) >> conj(exist(), least()))
    rare = forall(w, size, theta)(here >> few())
    return moments, rare, largest(), Lam > 0, forall(w)((square(w) > 0) >> thin())


def says():
    steps = forall(t)(conj(eta(t) >= 0, 2 * eta(t) * Lam**2 <= low))
    known = given(
        teacher, k >= 1, *law(), *run(), distance(term(0)) < n**2, low > 0, low >= 40 * Omega, steps
    )
    less = distance(t + 1) <= (1 - eta(t) * low / 2) * distance(t)
    names = Z, w_star, W, P_t, Q_t, R_t, G, Size, Theta, Phi, eta, low, Omega, Lam, n, k, p
    return forall(*names)(known >> forall(t)(conj(distance(t) < n**2, less)))


@claim(
    "fsgd.thm-6.3-without-cross",
    chapter_6("Theorem 6.3"),
    formula=(
        r"\gamma\ge40\,\Omega(\phi_0)\text{ on }[0,\phi_0],\ "
        r"\eta\le\frac{\gamma}{2\Lambda^2}\implies\|w_{t+1}-w_*\|^2\le(1-\tfrac12\eta\gamma)"
        r"\|w_t-w_*\|^2,"
        r"\quad\Omega(\phi)=\max_{\theta\le\phi}\lambda_{\max}\Big(\tfrac1k\sum_iE[Z_iZ_i^"
        r"\top1\{\text{signs of }w^\top Z_i,w_*^\top Z_i\text{ differ}\}]\Big)"
    ),
    hypotheses=(
        "any k, any law; gamma the least value on [0, phi_0]",
        "no mass on the hyperplanes v.Z_i = 0, v != 0",
        "|w_0 - w*| = |w*| sin(phi_0) < |w*|",
        "Lambda = lambda_max((1/k) sum E[Z_i Z_i^T])",
    ),
    says=says,
    uses=("fsgd.angle-below", "fsgd.patch-push", "fsgd.patch-gradient-norm", "book.cosine-order",
          "book.squares-nonnegative"),
)  # fmt: skip
def without_cross(judge):
    """A statement without beta and L_cross: on +- and -+ the outputs are at most |d.Z_i|, so the
    cross terms are of second order near w*.
    """
    z = judge.theorem()
    reach = assumed(z)
    now, _, near, turned, quarter, between, _, wide = reach
    wide = z.arith(Theta(t) <= Phi(term(0)), between, wide)
    force = at_one_time(z, turned, wide)
    step_ = z.at(z.meet(run()[1], *z.given), t, c)
    shift = shifted(z, z.part(step_, 1), eta(t) * G(t, c))
    exact = expanded(z, shift, image, eta=eta(t), d=gap(at(t)), moved=gap(at(t + 1)))
    total = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    rule = forall(X, D, M, q, m, low, Lam)(
        given(X == D - 2 * m * M + m**2 * q, M >= low / 2 * D, q <= Lam**2 * D,
              2 * m * Lam**2 <= low, m >= 0, D >= 0, low > 0)
        >> conj(X <= (1 - m * low / 2) * D, X <= D)
    )  # fmt: skip
    values = distance(t + 1), distance(t), product(gap(at(t)), image), square(image), eta(t)
    short = z.at(z.given[-1], t)
    less = z.use(z.lemma(rule, *values, low, Lam), exact, force, short, total, *z.given)
    each = always(z, reach, less, z.part(now, 0), z.part(less, 0))
    return z.qed(each)


def at_one_time(z, turned, wide):
    """<grad, d> >= gamma |d|^2/2 and |grad|^2 <= Lambda^2 |d|^2 at t"""
    means, slopes = (z.meet(one, *z.given) for one in run()[:2])
    own, force = (Lambda((c,), one) for one in (W(t, c), G(t, c)))
    parts = [Lambda((c, s), A(t, c, s)) for A in (P_t, Q_t, R_t)]
    means = z.for_all(z.at(means, t, c, s), c, s)
    here = z.at(z.meet(law()[0], *z.given), own, *parts, Size(t), Theta(t))
    bounds = z.split(z.use(here, turned, wide, means))
    rare = z.use(z.at(z.meet(law()[1], *z.given), own, Size(t), Theta(t)), turned, wide)
    slopes = z.for_all(z.part(z.at(slopes, t, c), 0), c)
    pushed = z.by("fsgd.patch-push", Z, own, w_star, *parts, force, low, Omega, k, p)
    pushed = z.use(pushed, means, slopes, *bounds, rare, *z.given)
    known = [means, slopes, *bounds]
    return z.both(pushed, sized(z, own, parts, force, known, law()[-1], turned))


@without_cross.mutant
def six_times_the_step(judge):
    """In letters: Omega = 0, the gradient Lambda d, gamma = Lambda, the step up to 3/Lambda."""
    D_, new, rate, most = reals("D new eta Lambda")
    where = [(D_, ">", 0), (rate, ">=", 0), (most, ">", 0), (rate * most, "<=", 3)]
    where.append((new, "==", (1 - rate * most) ** 2 * D_))
    return holds(judge, (2 * new, "<=", (2 - rate * most) * D_), where)
