"""Theorem 2.3 for unit inputs, with the width that the data ask for and with the smaller power of
n. The notation is that of `norms_theorem`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    Prob,
    by_terms,
    conj,
    disj,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.textbook.forms import bounded_below, form, image, length
from steepest.proofs.textbook.normal import density

from . import thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import nu, rows_below
from .descent_probability import labels, limit_gram
from .false_variants import too_fast_in_steps
from .flips_share import tau
from .network import (
    C,
    R,
    c,
    d,
    delta,
    eta,
    i,
    j,
    kernel,
    lam,
    m,
    n,
    t,
    v,
    width,
    x,
)
from .norms_start import always
from .norms_theorem import (
    DATA,
    descent,
    law_of_the_start,
    limit,
    mean_square,
    measurable,
    sizes,
)
from .norms_width import radius
from .start import o

A, B, X, Y = reals("A B X Y")
level = n * mean_square(term(1)) / (delta / 3)


def unit():
    return forall(i)(sum_over(c, d, x(i, c) ** 2) == 1)


def data_says():
    wide = m * lam**4 * delta >= 31292 * (C**2 + term("1/2")) * kappa * nu**2 * n
    return forall(*DATA, C, R, tau, delta)(
        given(
            width(), unit(), labels(), density(t), law_of_the_start(), sizes(), norm(),
            rows_below(kernel, nu), wide, radius(), limit(x), bounded_below(limit_gram, lam),
            descent(), measurable(x, level),
        )
        >> (Prob(o, always()) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3-data",
    thesis("Theorems 2.2 and 2.3, with constants of the data"),
    formula=r"m\ge31292\,(C^2+\tfrac12)\frac{\kappa\nu^2n}{\lambda_0^4\delta},\ "
    r"\eta\le\frac2{5\kappa}\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    says=data_says,
    uses=("relu2.thm-2.3-norms",),
)
def of_the_data(judge):
    """Gradient descent at the width of the data converges linearly with probability at least 1 -
    delta.

    |u(k) - y|^2 <= (1 - eta lambda_0/2)^k |u(0) - y|^2 for every k, if m >= 31292 (C^2 + 1/2) kappa
    nu^2 n/(lambda_0^4 delta) and eta <= 2/(5 kappa).

    The inputs are the first n of the unit vectors x_0, x_1, .., |y_i| <= C, and lambda_0 > 0 is the
    least eigenvalue of H_inf, or less; kappa is |K|_2, or more, and nu the largest sum of the |x_i
    . x_j| over j, or more.

    The start enters by its law along vectors; events are assumed to be measurable, those of the
    proof with R = sqrt(2 pi) lambda_0/(64 nu) and tau = lambda_0/(32 nu).
    """
    K = judge.theorem()
    scale, square, units, small_labels, *rest = K.given
    law_density, (law, *sizes_), rest = rest[:3], rest[3:10], rest[10:]
    top, rows, wide, *rest = rest
    lemma = K.by("relu2.thm-2.3-norms", *DATA, Lambda((i,), term(1)), x, 1, C, R, tau, delta)
    polar = K.for_all(K.arith(x(i, c) == 1 * x(i, c)), i, c)
    norms = K.arith(conj(term(1) >= 0, term(1) <= 1))
    norms = K.for_all(K.discharge(norms, i < n), i)
    least = 31292 * mean_square(term(1)) * kappa * nu**2 * n
    wide = K.arith(m * lam**4 * delta >= least, wide)
    return K.qed(K.use(lemma, scale, square, polar, units, norms, small_labels, *law_density, law,
                       *sizes_, top, rows, wide, *rest))  # fmt: skip


of_the_data.mutant(too_fast_in_steps)


def options():
    """A step of order 1/n, or of order 1/|K|_2"""
    return 5 * eta * n <= 2, conj(norm(), 5 * eta * kappa <= 2)


def sharper_says():
    wide = m * lam**4 * delta >= 31292 * (C**2 + term("1/2")) * n**4
    short = disj(*options())
    data = tuple(one for one in DATA if one is not nu)
    positive = conj(n >= 1, lam > 0, delta > 0, delta < 1, eta > 0)
    return forall(*data, C, R, tau, delta)(
        given(
            width(), unit(), labels(), density(t), law_of_the_start(), positive, short, wide,
            radius().put(nu, n), limit(x), bounded_below(limit_gram, lam), descent(),
            measurable(x, level),
        )
        >> (Prob(o, always()) >= 1 - delta)
    )  # fmt: skip


@claim(
    "relu2.thm-2.3-sharper",
    thesis("Theorem 2.3, sharper"),
    formula=r"m\ge31292\,(C^2+\tfrac12)\frac{n^4}{\lambda_0^4\delta},\ \eta\le\frac2{5n}\ "
    r"\left(\text{or }\tfrac2{5\|K\|_2}\right)\implies P\left(\forall "
    r"k:\|u(k)-y\|^2\le(1-\tfrac{\eta\lambda_0}2)^k\|u(0)-y\|^2\right)\ge1-\delta",
    says=sharper_says,
    uses=("relu2.thm-2.3-data", "relu2.thm-2.3-data.order", "book.cauchy-schwarz"),
)
def sharper(judge):
    """Gradient descent with m of order n^4/(lambda_0^4 delta) and eta of order 1/n converges
    linearly with probability at least 1 - delta.

    |u(k) - y|^2 <= (1 - eta lambda_0/2)^k |u(0) - y|^2 for every k, if m >= 31292 (C^2 + 1/2)
    n^4/(lambda_0^4 delta) and eta <= 2/(5n), or eta <= 2/(5 |K|_2).

    n^4/(lambda_0^4 delta) in place of n^6/(lambda_0^4 delta^3), and a step of order 1/n (or
    1/|K|_2) in place of lambda_0/n^2. The width of the data with nu <= n and |K|_2 <= n, which is
    98304/pi = 31291.1 rounded up.

    The inputs are the first n of the unit vectors x_0, x_1, .., |y_i| <= C, and lambda_0 > 0 is the
    least eigenvalue of H_inf, or less; kappa is |K|_2, or more. The start enters by its law along
    vectors; events are assumed to be measurable, those of the proof with R = sqrt(2 pi)
    lambda_0/(64 n) and tau = lambda_0/(32 n).
    """
    K = judge.theorem()
    scale, square, units, small_labels, *rest = K.given
    law_density, (law, one, lam_pos, d_pos, d_less, eta_pos, step, wide, *rest) = rest[:3], rest[3:]
    inside = K.for_all(K.discharge(K.at(units, i), i < n), i)
    order = K.use(K.by("relu2.thm-2.3-data.order", x, n, d), inside, one)
    rows = K.part(order, 2)
    norm_ = K.at(K.use(K.at(K.part(order, 1), n), K.arith(n >= 0), rows), v)
    schwarz = K.by("book.cauchy-schwarz", v, Lambda((i,), sum_over(j, n, kernel(i, j) * v(j))), n)
    never = by_terms(K, i, n, lambda u: sum_over(i, u, v(i) ** 2) >= 0, [v(i) ** 2])
    rule = K.lemma(
        forall(A, B, X, Y)(
            given(A**2 <= X * B, B <= Y**2 * X, X >= 0, Y >= 0) >> (A <= Y * X)
        ),
        form(kernel), image(kernel), length(), n,
    )  # fmt: skip
    top = K.use(rule, K.arith(rule.formula.left.part(0), schwarz), norm_, never, K.arith(n >= 0))
    top = K.for_all(top, v)

    def ends(value, below, short):
        """The theorem of the data, with |K|_2 <= value <= n."""
        values = [value if name is kappa else n if name is nu else name for name in DATA]
        lemma = K.by("relu2.thm-2.3-data", *values, C, R, tau, delta)
        rule = K.lemma(
            forall(A, B, X, Y)(
                given(A >= 31292 * B * X**4, B > 0, X >= 1, Y <= X)
                >> (A >= 31292 * B * Y * X**2 * X)
            ),
            m * lam**4 * delta, C**2 + term("1/2"), n, value,
        )  # fmt: skip
        enough = K.use(rule, wide, K.arith(C**2 + term("1/2") > 0), one, below[1])
        short = K.arith(eta * value <= "2/5", short)
        return K.use(lemma, scale, square, units, small_labels, *law_density, law, one, lam_pos,
                     d_pos, d_less, eta_pos, short, below[0], rows, enough, *rest)  # fmt: skip

    first, second = options()
    whole = ends(n, (top, K.arith(n <= n)), K.assume(first))
    given_ = K.assume(second)
    small = K.assume(kappa <= n)
    near = ends(kappa, (K.part(given_, 0), small), K.part(given_, 1))
    large = K.assume(~(kappa <= n))
    rule = K.lemma(
        forall(X, Y, eta)(given(5 * eta * Y <= 2, ~(Y <= X), eta > 0) >> (5 * eta * X <= 2)), n,
        kappa, eta,
    )  # fmt: skip
    far = K.use(rule, K.part(given_, 1), large, eta_pos)
    far = K.apply(K.discharge(whole, first), far)
    return K.qed(K.cases(step, whole, K.cases(K.excluded_middle(kappa <= n), near, far)))


sharper.mutant(too_fast_in_steps)
