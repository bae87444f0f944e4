"""Lemma 3.8: norms of the features of residual networks at initialization.

t = c_res c_w0 L, s = |sigma(0)|. The printed proofs use |sigma(W x)| <= c_w0 L sqrt(m) |x|, which
needs sigma(0) = 0; with sigma(0) != 0 each layer adds up to c_res s/H more. The corrected constants
carry the quotient rho = s/(c_w0 L).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    Prob,
    conj,
    exp,
    forall,
    given,
    integrable,
    nats,
    pi,
    reals,
    sequences,
    sqrt,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3, holds, number, positive
from .initialization import (
    L,
    N,
    R,
    W,
    Z,
    c,
    d,
    lipschitz,
    m,
    next_layer,
    second_moment,
    sigma,
    t,
    u,
    w,
    x,
)
from .initialization_chebyshev import variance_as_printed
from .initialization_variance import setting, spread_within, variance_of

C_2, delta, kappa, root_c = reals("C_2 delta kappa root_c")
K, S, b = sequences("K S b")
h = nats("h")

RES = "Lemma 3.8 and its proof"


# --- the first layer ------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s1.printed",
    chapter_3(RES),
    formula=r"\mathrm{Var}\|x^{(1)}\|^2\le\frac{C_2}m,\quad C_2=\sigma(0)^4+\dots+32L^4\text{ "
    r"without }c_\sigma^2",
    hypotheses=("sigma = t sin, L = t <= 1, |x| = 1",),
    case=True,
)
def first_layer_as_printed(judge, coefficient=32):
    """The bracket alone, as it is defined there. False for flat activations, as
    deep.lem-3.1-s5.printed.
    """
    return variance_as_printed.check(judge, coefficient)


first_layer_as_printed.mutant("320 L^4", coefficient=320)


def bracket():
    S, q = abs(sigma(0)), sqrt(2 / pi)
    return S**4 + 4 * S**3 * L * q + 6 * S**2 * L**2 + 8 * S * L**3 * q + 32 * L**4


def far():
    """|x|^2 is not within 3/4 of 1."""
    return (next_layer() - 1) ** 2 >= term("3/4") ** 2


def first_says():
    wide = given(delta > 0, 9 * m * delta >= 16 * c**2 * bracket(), integrable(Prob(w, far())))
    between = conj("1/2" <= sqrt(next_layer()), sqrt(next_layer()) <= 2)
    rest = conj(Prob(w, far()) <= delta, forall(w)(~far() >> between))
    return forall(sigma, W, Z, L, c, R, m, d, x, N, delta)(
        given(*setting(), N == 1, c * second_moment(Z(w)) == 1)
        >> conj(
            E(w, next_layer()) == 1, variance_of(next_layer()) <= c**2 / m * bracket(),
            wide >> rest,
        )
    )  # fmt: skip


@claim(
    "deep.lem-3.8-s1",
    chapter_3(RES),
    formula=r"E\|x^{(1)}\|^2=1,\quad\mathrm{Var}\le\frac{c_\sigma^2}m\big(\sigma(0)^4+4|"
    r"\sigma(0)|^3L"
    r"\sqrt{\tfrac2\pi}+6\sigma(0)^2L^2+8|\sigma(0)|L^3\sqrt{\tfrac2\pi}+32L^4\big)",
    hypotheses=("|x| = 1",),
    amends="deep.lem-3.8-s1.printed",
    says=first_says,
    uses=(
        "deep.lem-3.1-s2",
        "deep.lem-3.1-s5.independent",
        "deep.lem-3.1-s5.fourth",
        "book.chebyshev",
    ),
)
def first_layer(judge):
    """E(|sigma(0)| + L|z|)^4 term by term (3 L^4 would do for 32 L^4), and Chebyshev: 1/2 <=
    |x^(1)| <= 2 for m >= (16/9) c_sigma^2 C_2/delta.
    """
    k = judge.theorem()
    _, R_low, scale, rows, N_low, length = k.given[6:12]
    second, one, unit = k.given[14], *k.given[16:]
    mean = k.by("deep.lem-3.1-s2", sigma, W, Z, c, R, m, d)
    mean = k.apply(mean, k.both(k.both(R_low, scale), rows))
    mean = k.apply(k.at(mean, x, N), k.both(k.both(N_low, length), second))
    scaled, plain = sigma(N * Z(w)) ** 2, sigma(Z(w)) ** 2
    equal = k.rewrite(k.arith(N * Z(w) == Z(w), one), k.arith(scaled == scaled), scaled == plain)
    equal = k.mean_of_equal(k.for_all(equal, w), second)
    mean = k.arith(E(w, next_layer()) == 1, mean, equal, unit)
    spread = spread_within(k, 1, bracket(), k.arith(N <= 1, one))
    # Chebyshev's inequality at 3/4
    known = k.assume(k.target.part(2).left)
    *wide, event = k.split(known)
    about = k.unfold(mean, spread)
    tail = k.by("book.chebyshev", Lambda((w,), next_layer()), 1, "3/4")
    there = k.arith(integrable(about.sides[0]), about)
    tail = k.use(tail, there, event)
    rule = k.lemma(
        forall(N, L, C_2, c, R, delta)(
            given(N <= L / term("3/4") ** 2, L <= c**2 / R * C_2, R >= 1, delta > 0,
                  9 * R * delta >= 16 * c**2 * C_2)
            >> (N <= delta)
        ),
        Prob(w, far()), about.sides[0], bracket(), c, m, delta, defined=[event, there],
    )  # fmt: skip
    small = k.use(rule, k.arith(rule.formula.left.part(0), tail), about, k.given[6], *wide)
    size = next_layer()
    near = k.assume(~far())
    rule = forall(N)(((N - 1) ** 2 < term("3/4") ** 2) >> conj("1/2" <= sqrt(N), sqrt(N) <= 2))
    between = k.use(k.lemma(rule, size), near)
    between = k.for_all(k.discharge(between, near.formula), w)
    end = k.discharge(k.both(small, between), known.formula)
    return k.qed(k.both(mean, spread, end))


@first_layer.mutant
def two(judge):
    """2 L^4, for sigma(z) = z: the fourth moment is 3."""
    return falsify(
        forall(L, N)(given(L == 1, N == 3) >> (N <= 2 * L**4)),
        hints=[{"values": {"L": "1", "N": "3"}}],
    )


# --- one residual layer ---------------------------------------------------------------------------


def softplus(z):
    from sympy import exp, log

    return log(1 + exp(z))


@claim(
    "deep.lem-3.8-s2",
    chapter_3(RES),
    formula=r"\big|\|x^{(h)}\|-\|x^{(h-1)}\|\big|\le\tfrac{c_{res}}{H\sqrt "
    r"m}\|\sigma(W^{(h)}x^{(h-1)})\|\le\tfrac{c_{res}c_{w,0}L}H\|x^{(h-1)}\|",
    hypotheses=("|W^(h)| <= c_w0 sqrt(m)", "softplus, L = 1, m = 1", "0 < |x| <= 2, c_w0 = 2"),
    case=True,
)
def residual_step_as_printed(judge, shift=0):
    """The second inequality. False for softplus: sigma(0) = log 2 > 0, so the layer moves even x
    near 0.
    """
    w, x = letters("w x")
    where = [(w, ">=", -2), (w, "<=", 2), (x, ">", 0), (x, "<=", 2)]
    return holds(judge, (softplus(w * x), "<=", 2 * x + shift), where)


residual_step_as_printed.mutant("with 1/2 added", shift=Fraction("1/2"))


@claim(
    "deep.lem-3.8-s2-gaussian",
    chapter_3(RES),
    formula=r"E\sigma(\alpha z)^2\le(c_{w,0}L\alpha)^2\quad(\alpha\le2)",
    hypotheses=(
        "sigma = s + sin, L = 1, c_w0 = 2.01",
        "the mean square of one neuron at |x| = alpha: what a Gaussian W gives for large m",
    ),
    case=True,
)
def residual_step_gaussian(judge, least=0):
    """The same for a Gaussian W: false at every norm up to 2 if sigma(0) is large; E(s + sin(alpha
    z))^2 = s^2 + (1 - e^(-2 alpha^2))/2.
    """
    from sympy import exp

    s, alpha = letters("s alpha")
    where = [(s, ">=", least), (alpha, ">", 0), (alpha, "<=", 2)]
    return holds(
        judge, (s**2 + (1 - exp(-2 * alpha**2)) / 2, "<=", (number("2.01") * alpha) ** 2), where
    )


residual_step_gaussian.mutant("s >= 1", least=1)


def tanh(z):
    return 1 - 2 / (1 + exp(2 * z))


def tanh_says():
    zero = given(lipschitz(), sigma(0) == 0)
    return forall(sigma, L, u)(conj(abs(tanh(u)) <= abs(u), zero >> (abs(sigma(u)) <= L * abs(u))))


@claim(
    "deep.lem-3.8-s2.tanh",
    chapter_3(RES),
    formula=r"|\tanh z|\le|z|,\quad|\sigma(z)|\le L|z|\text{ if }\sigma(0)=0",
    hypotheses=("tanh z = 1 - 2/(1 + e^(2z))",),
    says=tanh_says,
)
def residual_step_tanh(judge):
    """For tanh (and every sigma with sigma(0) = 0) the printed inequality holds, entry by entry."""
    k = judge.theorem()
    ends = [
        k.lemma(forall(u)(sign >> conj(*ends)), u)
        for sign, ends in (
            (u >= 0, (tanh(u) >= 0, tanh(u) <= u)), (u <= 0, (tanh(u) <= 0, tanh(u) >= u))
        )
    ]  # fmt: skip
    signs = [k.assume(one.formula.left) for one in ends]
    goal = k.target.part(0)
    sides = [k.arith(goal, k.apply(one, sign), sign) for one, sign in zip(ends, signs, strict=True)]
    first = k.cases(k.arith((u >= 0) | (u <= 0)), *sides)
    zero = k.assume(k.target.part(1).left)
    lip, none = k.split(zero)
    second = k.arith(abs(sigma(u)) <= L * abs(u), k.at(lip, u, 0), none)
    return k.qed(k.both(first, k.discharge(second, zero.formula)))


@residual_step_tanh.mutant
def slope_one_half(judge):
    """|tanh z| <= |z|/2: at z = 1 it is above 3/4."""
    return falsify(forall(u)((u == 1) >> (tanh(u) <= u / 2)), hints=[{"values": {"u": "1"}}])


# --- all layers -----------------------------------------------------------------------------------


@claim(
    "deep.lem-3.8-s3",
    chapter_3(RES),
    formula=r"\Big(1-\frac tH\Big)^{H-1}\ge e^{-t}",
    hypotheses=("t = c_res c_w0 L, 0 < t < 2.01", "H >= 2"),
    case=True,
)
def iterated_lower_bound_as_printed(judge, slack=1, limit="2.01"):
    """Iterating the lower factors gives (1/2) e^(-t). False for two layers from t = 1.6 on: at t
    near 2 the left side is 0.
    """
    from sympy import exp

    (t,) = letters("t,")
    return holds(
        judge, (slack * (1 - t / 2), ">=", exp(-t)), [(t, ">", 0), (t, "<", number(limit))]
    )


iterated_lower_bound_as_printed.mutant("with the slack 2 of the first layer", slack=2)


@claim(
    "deep.lem-3.8",
    chapter_3("Lemma 3.8"),
    formula=r"\|x_i^{(h)}(0)\|\le c_{x,0}=2e^{c_{res}c_{w,0}L}",
    hypotheses=(
        "the constant of the proof (a constant that may depend on sigma(0) is in "
        "deep.lem-3.8-amended)",
        "sigma = s + sin, L = 1, c_w0 <= 2.01",
        "m -> infinity: |x^(H)| >= |mean of its entries| sqrt(m) -> b^(H)",
    ),
    case=True,
)
def normalized_features_as_printed(judge, factor=2):
    """The norms stay below 2 e^t. False if sigma(0) is large: the mean of the entries grows by
    c_res s/H with every layer.

    E sin = 0 at every variance, so b^(1) = s/sqrt(s^2 + (1 - e^(-2))/2) and b^(h) = b^(h-1) + c_res
    s/H.
    """
    from sympy import exp, sqrt

    s, c, H = letters("s c_res H")
    b = s / sqrt(s**2 + (1 - exp(number(-2))) / 2) + c * s * (H - 1) / H
    return holds(
        judge,
        (b, "<=", factor * exp(number("2.01") * c)),
        [*positive(s, c), (c, "<", 1), (H, ">=", 2)],
    )


normalized_features_as_printed.mutant("20 e^t", factor=20)


def above():
    variance = second_moment(Z(w)) - E(w, sigma(Z(w))) ** 2
    return K(h) >= root_c**2 * variance + b(h) ** 2


def population_says():
    """Layer 1 is number 0, S(h) the root of K(h); root_c = sqrt(c_sigma), kappa = c_res/H."""
    first, mean = E(w, sigma(Z(w))), E(w, sigma(S(h) * Z(w)))
    square = E(w, sigma(S(h) * Z(w)) ** 2)
    return forall(sigma, Z, K, S, b, kappa, root_c)(
        given(
            K(0) == root_c**2 * second_moment(Z(w)), b(0) == root_c * first,
            forall(h)(conj(
                S(h) >= 0, S(h)**2 == K(h), b(h + 1) == b(h) + kappa * mean,
                K(h + 1) == K(h) + 2 * kappa * b(h) * mean + kappa**2 * square,
            )),
        )
        >> forall(h)(above())
    )  # fmt: skip


@claim(
    "deep.lem-3.8.population",
    chapter_3("Lemma 3.8"),
    formula=r"K_{ii}^{(h)}\ge c_\sigma\mathrm{Var}\,\sigma(z)+(b_i^{(h)})^2",
    hypotheses=(
        "in the limit m -> infinity, for every c_res and H, |x_i| = 1",
        "K^(h) the limit of <x^(h), x^(h)>, b^(h) of the mean entry times sqrt(m): the recursion "
        "of deep.def-6.1",
    ),
    says=population_says,
    uses=("book.square-of-mean",),
)
def population_lower_bound(judge):
    """For wide networks the norm is bounded below for every c_res: K_ii - b_i^2 is a sum of
    variances and never decreases.
    """
    k = judge.theorem()
    start, begin, run = k.given
    always, has = above(), k.arith(integrable(second_moment(Z(w))), start)
    *_, up, more = k.split(k.at(run, h))
    mean, square = E(w, sigma(S(h) * Z(w))), E(w, sigma(S(h) * Z(w)) ** 2)
    there = [k.arith(integrable(one), more) for one in (mean, square)]
    lemma = k.by("book.square-of-mean", Lambda((w,), sigma(S(h) * Z(w))), mean, defined=there)
    wide = k.use(lemma, there[1], k.arith(mean == mean, there[0]))
    gap = k.arith(kappa**2 * (square - mean**2) >= 0, wide)
    first = E(w, sigma(Z(w)))
    D = root_c**2 * (second_moment(Z(w)) - first**2)
    one = k.arith(integrable(first), begin)
    rule = k.lemma(
        forall(L, N, R, t, c, delta, u, kappa)(
            given(L == N + 2 * kappa * t * u + kappa**2 * c, R == t + kappa * u,
                  kappa**2 * (c - u**2) >= 0, N >= delta + t**2)
            >> (L >= delta + R**2)
        ),
        K(h + 1), K(h), b(h + 1), b(h), square, D, mean, kappa,
        defined=[*there, has, one],
    )  # fmt: skip
    known = k.assume(always)
    step = k.use(rule, more, up, gap, known)
    square_ = k.arith(b(0) ** 2 == root_c**2 * first**2, begin)
    base = k.arith(always.put(h, 0), start, square_)
    return k.qed(k.induction(h, always, base, step))


@population_lower_bound.mutant
def the_other_sign(judge):
    """b with the other sign of the mean: K = 1 + 2 + 1 and b = 1 - 1."""
    return falsify(
        forall(L, N, delta)(
            given(N == 1, delta == 0, L == N - 2 + 1) >> (L >= delta + (1 + 1) ** 2)
        ),
        hints=[{"values": {"L": "0", "N": "1", "delta": "0"}}],
    )
