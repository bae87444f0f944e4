"""The iteration count of Theorem 6.2 with constant steps; gamma/(L + beta)^2 at two angles."""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems
from steepest.proofs.engine.theorems import Lambda, conj, forall, given, log, term

from .. import symbols
from . import chapter_6, equal, holds, number
from .descent import gap
from .descent_rate import ALL, L, beta, constants, run
from .moments import p, vector_of
from .rate import SETTING
from .reach import narrower
from .teacher_angle import Phi, at, distance, eta, gamma, n, phi, t, teacher

a, b, f, D, m, x, y = theorems.reals("a b f D m x y")
T = theorems.nats("T")


def in_words():
    """The setting of Theorem 6.2 without its steps: the law, the run, the start."""
    return teacher, *constants(), beta >= 0, *run(), distance(term(0)) < n**2


def constant_step():
    """gamma and L are monotone up to phi_0, as extreme eigenvalues are (fsgd.def-6.1.mono)."""
    first, K = gamma(Phi(term(0))), L(term(0)) + 4 * beta
    inside = given(phi >= 0, phi <= Phi(term(0)))
    monotone = inside >> conj(gamma(phi) >= first, L(phi) >= 0, L(phi) <= L(term(0)))
    step = forall(t)(2 * K**2 * eta(t) == first)
    known = *in_words(), forall(phi)(monotone), first > 0, step
    return forall(*ALL, x, T)(
        given(*known, x > 0, T >= 8 * K**2 / first**2 * log(1 / x)) >> (distance(T) <= (x * n) ** 2)
    )


# --- iteration counts -----------------------------------------------------------------------------


@claim(
    "fsgd.cor-6.2-rate",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\eta=\frac{\gamma(\phi_0)}{2(L(0)+4\beta)^2},\ "
    r"T\ge8\frac{(L(0)+4\beta)^2}{\gamma(\phi_0)^2}\log\frac1\varepsilon\implies\|w_T-w_*\|\le"
    r"\varepsilon\|w_*\|",
    hypotheses=(*SETTING, "gamma and L are non-increasing (fsgd.def-6.1.mono)"),
    says=constant_step,
    uses=(
        "fsgd.thm-6.2",
        "book.cosine-order",
        "book.linear-rate",
        "book.squares-nonnegative",
    ),
)
def iterations(judge):
    """The iteration count with its constant: 8 (L(0) + 4 beta)^2/gamma(phi_0)^2 log(1/eps). The
    constant step satisfies Theorem 6.2 throughout.
    """
    z = judge.theorem()
    *_, arc, start, monotone, positive, equal, above, long = z.given
    zero = term(0)
    first, K = gamma(Phi(zero)), L(zero) + 4 * beta
    begun = z.apply(z.at(arc, zero), z.arith(distance(zero) <= n**2, start))
    sign = forall(a, b, D)(given(2 * D**2 * a == b, b > 0) >> (a > 0))
    sign = z.use(z.lemma(sign, eta(t), first, K), z.at(equal, t), positive)
    # as long as the distance has not grown the angle is at most phi_0
    inside = conj(distance(t) <= distance(zero), phi >= 0, phi <= Phi(t))
    now = z.assume(inside)
    quarter_ = z.apply(z.at(arc, t), z.arith(distance(t) <= n**2, now, start))
    wide = narrower(z, quarter_, begun, z.part(now, 0))
    small = z.use(z.at(monotone, phi), now, wide)
    rule = forall(a, b, f, D, m, beta)(
        given(2 * (m + 4 * beta) ** 2 * a == b, a > 0, D >= 0, D <= m, beta >= 0, b <= f)
        >> (2 * a * (D + 4 * beta) ** 2 <= f)
    )
    rule = z.lemma(rule, eta(t), first, gamma(phi), L(phi), L(zero), beta)
    short = z.use(rule, z.at(equal, t), sign, small, *z.given)
    short = z.for_all(z.discharge(short, inside), t, phi)
    steps_ = z.for_all(z.arith(eta(t) >= 0, sign), t), short
    rates_ = z.at(z.use(z.by("fsgd.thm-6.2", *ALL), *z.given, *steps_), t)
    quarter_ = z.apply(z.at(arc, t), z.arith(distance(t) <= n**2, z.part(rates_, 0)))
    wide = narrower(z, quarter_, begun, z.part(rates_, 0))
    small = z.use(z.at(monotone, Phi(t)), z.part(quarter_, 0), wide)
    sizes = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    rule = forall(a, b, f, D, m, x, y)(
        given(
            x <= (1 - term("1/2") * (a * f)) * y,
            2 * D**2 * a == b,
            2 * D**2 * m == b,
            b > 0,
            b <= f,
            y >= 0,
        )
        >> (x <= (1 - m * b / 2) * y)
    )
    values = (eta(t), first, gamma(Phi(t)), K, eta(zero), distance(t + 1), distance(t))
    rule = z.lemma(rule, *values)
    falls = z.use(rule, rates_, z.at(equal, t), z.at(equal, zero), positive, small, sizes)
    return z.qed(in_time(z, first, K, falls, z.at(equal, zero), positive, above, long))


def in_time(z, first, K, falls, equal, positive, above, long):
    """|d_T| <= eps |w*| from the share eta first/2 at every step, 2 K^2 eta = first."""
    zero = term(0)
    start = z.meet(distance(zero) < n**2, *z.given)
    sizes = z.by("book.squares-nonnegative", vector_of(gap(at(t))), p)
    share = eta(zero) * first / 2
    double = z.use(z.lemma(forall(x)((x > 0) >> (log(1 / x**2) == 2 * log(1 / x))), x), above)
    count = forall(a, b, D, m, y)(
        given(2 * D**2 * a == b, b > 0, m >= 8 * D**2 / b**2 * y) >> (a * b / 2 * m >= 2 * y)
    )
    defined = [z.arith(1 / x > 0, above), z.arith(x != 0, above)]
    count = z.lemma(count, eta(zero), first, K, T, log(1 / x), defined=defined)
    count = z.use(count, equal, positive, long)
    count = z.arith(share * T >= log(1 / x**2), count, double)
    end = z.by("book.linear-rate", Lambda((t,), distance(t)), share, x**2, T)
    falls = z.for_all(z.both(sizes, falls), t)
    end = z.use(end, falls, z.arith(x**2 > 0, above), count)
    rule = forall(a, D, n, x)(given(a <= x**2 * D, D < n**2) >> (a <= (x * n) ** 2))
    return z.use(z.lemma(rule, distance(T), distance(zero), n, x), end, start)


def too_few(judge):
    """1 in place of 8, in letters: gamma = K, the factor is 1 - 1/4 and log(3/4) > -2."""
    from sympy import log

    steps, eps = symbols.reals("T epsilon")
    where = [(eps, ">", 0), (eps, "<", 1), (steps, ">=", -log(eps))]
    return holds(judge, (steps * log(number("3/4")), "<=", 2 * log(eps)), where)


iterations.mutant(too_few)


def jumping_law():
    """Three atoms with w*.Z > 0 (so beta may be any positive number): (1, 0) and (9, +-40)/41,
    which leave the common region at 12.7 degrees.
    """
    from .laws import Discrete

    return Discrete.of([("1", "0"), ("9/41", "40/41"), ("9/41", "-40/41")])


def eigenvalues(M):
    """Least and largest eigenvalue of a rational symmetric 2 x 2 matrix, as exact expressions."""
    from sympy import Rational, sqrt

    exact = lambda x: Rational(x.numerator, x.denominator)  # noqa: E731
    half = exact(M[0][0] + M[1][1]) / 2
    root = sqrt(exact((M[0][0] - M[1][1]) ** 2 / 4 + M[0][1] ** 2))
    return half - root, half + root


@claim(
    "fsgd.cor-6.2-adaptive.growth",
    chapter_6("Section 6.2.1, after Theorem 6.2"),
    formula=r"\phi'<\phi\implies\frac{\gamma(\phi')}{(L(\phi')+\beta)^2}\ge\frac{\gamma(\phi)}{(L("
    r"\phi)+\beta)^2}",
    hypotheses=(
        "as printed, for every law",
        "witness: atoms (1, 0), (9, +-40)/41 with equal chance, phi' = arctan(1/20), phi = "
        "arctan(3/4)",
    ),
)
def ratio_grows(judge, largest="1/10"):
    """gamma/(L + beta)^2 grows as the angle shrinks, which is to justify two-stage learning rates.
    False: L can drop by half while gamma stays.

    The two sides +-phi are mirror images, so one w per angle is enough; A_{w,-w*} = 0, so every
    beta > 0 satisfies Assumption 6.1.
    """
    from steepest.kernels.filters.arcs import PP

    law = jumping_law()
    near, far = law.moment((20, 1), PP, PP), law.moment((4, 3), PP, PP)
    from .patches import determinant, moment, trace

    sides = [
        [moment(law, (w[0], sign * w[1]), PP, PP) for sign in (1, -1)] for w in ((20, 1), (4, 3))
    ]
    beta = reals("beta,")[0]
    where = [(beta, ">", 0), (beta, "<=", number(largest))]
    ratio = lambda M: eigenvalues(M)[0] / (eigenvalues(M)[1] + beta) ** 2  # noqa: E731
    smaller = holds(judge, (ratio(near), "<", ratio(far)), where)
    mirrors = [
        equal(judge, quantity(N), quantity(M))
        for M, pair in zip((near, far), sides)
        for N in pair
        for quantity in (trace, determinant)
    ]
    return judge.contradicted(
        smaller,
        *mirrors,
        because="atoms (1, 0), (9, +-40)/41: gamma/(L + beta)^2 is smaller at arctan(1/20) than at "
        "arctan(3/4)",
    )


ratio_grows.mutant("for beta up to 1/5", largest="1/5")
