"""Lemma 3.1, means: the features of a fully connected network are normalized at initialization,
with every constant explicit.

N_h = |x^(h)(0)|^2 of one input; s = |sigma(0)|, L the Lipschitz constant, q = sqrt(2/pi) = E|z|, C
= c_sigma L (2 s q + 2 L), and g_h the geometric sum g_C(h), known through g_h = C g_(h-1) + 1.
Conditionally on x^(h-1) the rows of W^(h) x^(h-1) are N(0, N_(h-1)).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs import reals as letters
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    pi,
    randoms,
    reals,
    samples,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..engine.text import as_written
from . import chapter_3, every, holds

LEMMA = "Lemma 3.1 and its proof"

alpha, L, c, C, N, R = reals("alpha L c_sigma C N R")
A, B, D, S_0, e, t, K = reals("A B D S_0 e t K")
u, v = reals("u v")
r, j, m, d, i, h, H = nats("r j m d i h H")
w = samples("w")
Z, U = randoms("Z U")
W = functions("W", "nat", "nat", "sample")
x = sequences("x")
sigma, F = functions("sigma F", "real")


def norm():
    """N = |x|"""
    return conj(N >= 0, N**2 == sum_over(j, d, x(j) ** 2))


def row():
    """(W x)_r"""
    return sum_over(j, d, W(r, j, w) * x(j))


def same_law(first, second):
    """Every function that has a mean at the second has the same mean at the first."""
    return forall(F)(integrable(E(w, F(second))) >> (E(w, F(first)) == E(w, F(second))))


def standard_rows():
    """Every linear form of a row of W has the law of |x| Z: the rows are standard normal vectors if
    Z is a standard normal variable.
    """
    return forall(x, N, r)(norm() >> same_law(row(), N * Z(w)))


def next_layer():
    """|x^(h)|^2 for x^(h) = R sigma(W x), R = sqrt(c_sigma/m)"""
    return sum_over(r, m, (R * sigma(row())) ** 2)


def normalised():
    """R = sqrt(c_sigma/m)"""
    return conj(R >= 0, R**2 * m == c)


def lipschitz():
    return forall(u, v)(abs(sigma(u) - sigma(v)) <= L * abs(u - v))


def two_moments():
    """E|Z| and E Z^2 of a standard normal variable"""
    return conj(E(w, abs(Z(w))) == sqrt(2 / pi), E(w, Z(w) ** 2) == 1)


def second_moment(u):
    return E(w, sigma(u) ** 2)


def geometric(h):
    """g_C(h) = 1 + C + .. + C^(h - 1), which is (C^h - 1)/(C - 1) for C != 1"""
    return sum_over(i, h, C**i)


def root():
    """E|z| for a standard Gaussian z."""
    from sympy import pi, sqrt

    return sqrt(2 / pi)


@claim(
    "deep.gaussian-moments",
    chapter_3(LEMMA),
    formula=r"E|z|=\sqrt{\tfrac2\pi},\ Ez^2=1,\ E|z|^3=2\sqrt{\tfrac2\pi},\ Ez^4=3",
    hypotheses=("the boundary terms z^k exp(-z^2/2) vanish at infinity",),
    missing=("integration by parts on the half line: the boundary terms",),
)
def gaussian_moments(judge, third=2):
    """The absolute moments up to order 4: int z e^(-z^2/2) from 0 is 1, and E|z|^(k+2) = (k+1)
    E|z|^k by parts.
    """
    from sympy import exp

    (z,) = letters("z,")
    density = exp(-(z**2) / 2)
    parts = [judge.gradient(-density, {z: z * density})]
    parts += [
        judge.gradient(-(z ** (k + 1)) * density, {z: (z ** (k + 2) - (k + 1) * z**k) * density})
        for k in range(3)
    ]
    first = as_written("2/sqrt(2*pi)")
    even = letters("m_0 m_2 m_4")
    steps = [(even[0], "==", 1), (even[1], "==", 1 * even[0]), (even[2], "==", 3 * even[1])]
    parts += [
        holds(judge, (first, "==", root())),
        holds(judge, (as_written("2*m", m=first), "==", third * root())),
        every(judge, [(even[2], "==", 3), (even[0] * even[1], "==", 1)], steps),
    ]
    return judge.all(*parts)


gaussian_moments.mutant("third moment 3 sqrt(2/pi)", third=3)


def conditional_mean_says():
    mean = second_moment(N * Z(w))
    return forall(sigma, W, Z, c, R, m, d)(
        given(normalised(), standard_rows())
        >> forall(x, N)(given(norm(), integrable(mean)) >> (E(w, next_layer()) == c * mean))
    )


@claim(
    "deep.lem-3.1-s2",
    chapter_3(LEMMA),
    formula=r"E\big[\|x^{(h)}\|^2\mid x^{(h-1)}\big]=c_\sigma "
    r"E_z\big[\sigma(\|x^{(h-1)}\|z)^2\big]",
    hypotheses=("the weights W^(h) are independent of x^(h-1), which is x here",),
    says=conditional_mean_says,
    uses=("book.mean-of-sum",),
)
def conditional_mean(judge):
    """A row of W x has the law of |x| z, and the mean of m equal expectations is one of them."""
    k = judge.theorem()
    _, scale, rows = k.given
    value, square = second_moment(N * Z(w)), sigma(row()) ** 2
    known = k.assume(given(norm(), integrable(value)))
    has = k.part(known, 1)
    law = k.apply(k.at(rows, x, N, r), k.part(known, 0))
    one = k.apply(k.at(law, Lambda((u,), sigma(u) ** 2)), has)
    here = k.for_all(k.arith(integrable(E(w, square)), one), r)
    whole = k.apply(k.by("book.mean-of-sum", Lambda((r, w), square), m), here)
    total = by_terms(
        k, r, m, lambda q: sum_over(r, q, E(w, square)) == q * value, [E(w, square)], one,
        always=[has], defined=[here],
    )  # fmt: skip
    scaled, plain = (R * sigma(row())) ** 2, sum_over(r, m, square)
    squares = by_terms(
        k, r, m, lambda q: sum_over(r, q, scaled) == R**2 * sum_over(r, q, square), [scaled, square]
    )
    parts = [(R**2, plain, k.arith(integrable(E(w, plain)), whole))]
    mean = mean_of_combination(k, w, next_layer(), parts, squares)
    end = k.arith(E(w, next_layer()) == c * value, mean, whole, total, scale)
    return k.qed(k.for_all(k.discharge(end, known.formula), x, N))


@conditional_mean.mutant
def twice_the_variance(judge):
    """Variance 2 |x|^2, for sigma(z) = z and |x| = 1."""
    says = forall(Z)((E(w, Z(w) ** 2) == 1) >> (E(w, Z(w) ** 2) == 2))
    return falsify(says, hints=[{"functions": {"Z": {"table": ["1"]}}, "weights": ["1"]}])


def change_says(last=2):
    q = sqrt(2 / pi)
    gap = abs(second_moment(alpha * Z(w)) - second_moment(Z(w)))
    middle = L * abs(alpha - 1) * (2 * abs(sigma(0)) * q + L * abs(alpha + 1))
    bound = L * (2 * abs(sigma(0)) * q + last * L) * abs(alpha**2 - 1)
    return forall(sigma, Z, L, alpha)(
        given(
            alpha >= 0, L >= 0, lipschitz(), two_moments(),
            integrable(second_moment(alpha * Z(w))), integrable(second_moment(Z(w))),
        )
        >> conj(gap <= middle, middle <= bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.1-s3",
    chapter_3(LEMMA),
    formula=r"|E\sigma(\alpha z)^2-E\sigma(z)^2|\le L|\alpha-1|\,(2|\sigma(0)|\sqrt{\tfrac2\pi}+L|"
    r"\alpha+1|)\le\frac C{c_\sigma}|\alpha^2-1|",
    hypotheses=("alpha >= 0", "C/c_sigma = L(2|sigma(0)| sqrt(2/pi) + 2L)"),
    says=change_says,
    uses=("book.mean-difference",),
)
def change_of_scale(judge, last=2):
    """Both inequalities: the first from |sigma(t)| <= s + L|t| under the expectation, the second
    from alpha + 1 >= 1.
    """
    k = judge.theorem()
    scale, slope, lip, first, second, *has = k.given
    q, z, S = sqrt(2 / pi), Z(w), abs(sigma(0))
    f, g = sigma(alpha * z), sigma(z)
    gap = k.arith(abs(alpha * z - z) == abs(alpha - 1) * abs(z))
    near = k.at(lip, alpha * z, z)
    ends = k.at(lip, alpha * z, 0), k.at(lip, z, 0)
    rule = k.lemma(
        forall(A, B, D, S_0, t, alpha, L)(
            given(
                alpha >= 0, L >= 0, t >= 0, abs(A - B) <= L * D * t, abs(A) <= S_0 + L * alpha * t,
                abs(B) <= S_0 + L * t, D >= 0,
            )
            >> (abs(A**2 - B**2) <= 2 * L * D * S_0 * t + L**2 * D * (alpha + 1) * t**2)
        ),
        f, g, abs(alpha - 1), S, abs(z), alpha, L,
    )  # fmt: skip
    pointwise = k.use(rule, scale, slope, gap, near, *ends)
    one = k.arith(integrable(E(w, abs(z))), first)
    two = k.arith(integrable(E(w, z**2)), second)
    distance, reach = abs(alpha - 1), alpha + 1
    small = 2 * L * distance * S * abs(z) + L**2 * distance * reach * z**2
    parts = [(2 * L * distance * S, abs(z), one), (L**2 * distance * reach, z**2, two)]
    mean = mean_of_combination(k, w, small, parts, k.arith(abs(z) ** 2 == z**2))
    lemma = k.by("book.mean-difference", *(Lambda((w,), body) for body in (f**2, g**2, small)))
    there = k.arith(integrable(E(w, small)), mean)
    below = k.for_all(k.arith(abs(f**2 - g**2) <= small, pointwise), w)
    bound = k.apply(lemma, k.both(*has, there, below))
    goal, simpler = k.target.part(0), k.target.part(1)
    rule = k.lemma(
        forall(alpha, L, S_0, t)(
            given(alpha >= 0, L >= 0, S_0 >= 0, t >= 0)
            >> (
                L * abs(alpha - 1) * (2 * S_0 * t + L * abs(alpha + 1))
                <= L * (2 * S_0 * t + last * L) * abs(alpha**2 - 1)
            )
        ),
        alpha, L, S, q,
    )  # fmt: skip
    end = k.use(rule, scale, slope, k.arith(S >= 0), k.arith(q >= 0))
    first = k.arith(goal, bound, mean, first, second, scale)
    return k.qed(k.both(first, k.arith(simpler, end)))


def scale_mutant(last):
    """The second inequality alone, for sigma(0) = 0."""
    bound = L * (last * L) * abs(alpha**2 - 1)
    says = forall(L, alpha)((alpha >= 0) >> (L * abs(alpha - 1) * (L * abs(alpha + 1)) <= bound))
    return falsify(says, hints=[{"values": {"L": "1", "alpha": "2"}}])


@change_of_scale.mutant
def half_of_the_constant(judge):
    """L/2 in place of 2 L."""
    return scale_mutant(term("1/2"))


@claim(
    "deep.lem-3.1-s3.sharper",
    chapter_3(LEMMA),
    formula=r"|E\sigma(\alpha z)^2-E\sigma(z)^2|\le L(2|\sigma(0)|\sqrt{\tfrac2\pi}+L)\,|"
    r"\alpha^2-1|",
    says=lambda last=1: change_says(last),
    uses=("book.mean-difference",),
)
def change_of_scale_sharper(judge, last=1):
    """The same argument allows L in place of 2 L, which halves C for odd activations; for linear
    sigma it is an equation.
    """
    return change_of_scale.check(judge, last)


@change_of_scale_sharper.mutant
def nine_tenths(judge):
    """9/10 L in place of L."""
    return scale_mutant(term("9/10"))


def next_sum(k):
    """C g(h) + 1 = g(h + 1)"""
    always = C * geometric(h) + 1 == geometric(h + 1)
    powers = [k.power_step(C, h), k.sum_step(i, h, C**i), k.sum_step(i, h + 1, C**i)]
    base = k.arith(always.put(h, 0), k.sum_empty(i, C**i), k.sum_step(i, 0, C**i), k.power_zero(C))
    step = k.arith(always.put(h, h + 1), k.assume(always), *powers)
    return k.at(k.induction(h, always, base, step), h)


def at_least_one(k, low, deep):
    """g(H) >= 1 for C >= 0, H >= 1"""
    first = term(0) + 1
    powers = k.for_all(k.at(k.apply(k.by("book.power-nonnegative", C), low), i), i)
    grows = k.by("book.sum-grows", Lambda((i,), C**i), first, H)
    grows = k.apply(grows, k.both(powers, k.arith(first <= H, deep)))
    start = k.sum_step(i, 0, C**i), k.sum_empty(i, C**i), k.power_zero(C)
    return k.arith(geometric(H) >= 1, grows, *start)


def next_mean_says(factor=2):
    """C g_C(h - 1)/(2 g_C(H)) is the deviation, with h for h - 1."""
    mean, after = E(w, next_layer()), geometric(h + 1)
    small = C * geometric(h) / (factor * geometric(H))
    return forall(sigma, W, Z, L, c, R, C, m, d, x, N, h, H)(
        given(
            L >= 0, C == c * L * (2 * abs(sigma(0)) * sqrt(2 / pi) + 2 * L), lipschitz(),
            two_moments(), c >= 0, c * second_moment(Z(w)) == 1, normalised(), standard_rows(),
            norm(), integrable(second_moment(N * Z(w))),
            H >= 1, abs(N**2 - 1) <= geometric(h) / (2 * geometric(H)),
        )
        >> conj(mean >= 1 - small, mean <= 1 + small, C * geometric(h) + 1 == after)
    )  # fmt: skip


@claim(
    "deep.lem-3.1-s4",
    chapter_3(LEMMA),
    formula=r"1-\frac{Cg_C(h-1)}{2g_C(H)}\le E\|x^{(h)}\|^2\le1+\frac{Cg_C(h-1)}{2g_C(H)},\quad "
    r"Cg_C(h-1)+1=g_C(h)",
    hypotheses=(
        "c_sigma E sigma(z)^2 = 1",
        "g_C(h) = 1 + C + .. + C^(h - 1), which is (C^h - 1)/(C - 1) for C != 1 (h for C = 1)",
        "the mean given x^(h-1), with | |x^(h-1)|^2 - 1 | <= g_C(h-1)/(2 g_C(H)) of the induction",
    ),
    says=next_mean_says,
    uses=("deep.lem-3.1-s2", "deep.lem-3.1-s3", "book.sum-grows",
          "book.power-nonnegative"),
)  # fmt: skip
def mean_of_the_next_layer(judge, factor=2):
    """The mean inherits the deviation of the layer below, times C; and the recursion of the
    geometric sums, from g(0) = 0.
    """
    k = judge.theorem()
    slope, rate, lip, *moments, low, unit, R_low, scale, rows, N_low, length, has, deep, near = (
        k.given
    )
    one = k.arith(integrable(second_moment(Z(w))), unit)
    conditional = k.by("deep.lem-3.1-s2", sigma, W, Z, c, R, m, d)
    conditional = k.apply(conditional, k.both(k.both(R_low, scale), rows))
    mean = k.apply(k.at(conditional, x, N), k.both(k.both(N_low, length), has))
    change = k.by("deep.lem-3.1-s3", sigma, Z, L, N)
    change = k.apply(change, k.both(N_low, slope, lip, k.both(*moments), has, one))
    recursion = next_sum(k)
    S, q = abs(sigma(0)), sqrt(2 / pi)
    signs = [k.arith(S >= 0), k.arith(q >= 0)]
    rule = forall(c, L, A, B, C)(
        given(c >= 0, L >= 0, A >= 0, B >= 0, C == c * L * (2 * A * B + 2 * L)) >> (C >= 0)
    )
    C_low = k.use(k.lemma(rule, c, L, S, q, C), slope, rate, low, *signs)
    large = at_least_one(k, C_low, deep)
    rule = k.lemma(
        forall(c, A, B, K, D, C, e)(
            given(c >= 0, c * B == 1, abs(A - B) <= K * D, C == c * K, C >= 0, D <= e)
            >> conj(c * A >= 1 - C * e, c * A <= 1 + C * e)
        ),
        c, second_moment(N * Z(w)), second_moment(Z(w)), L * (2 * S * q + 2 * L), abs(N**2 - 1),
        C, geometric(h) / (2 * geometric(H)),
        defined=[has, one, k.arith(2 * geometric(H) != 0, large)],
    )  # fmt: skip
    within = k.use(
        rule, low, unit, k.arith(rule.formula.left.part(2), *k.split(change)),
        k.arith(C == c * (L * (2 * S * q + 2 * L)), rate), C_low, near,
    )  # fmt: skip
    goals = [k.target.part(index) for index in (0, 1)]
    ends = [k.arith(goal, within, mean, large) for goal in goals]
    return k.qed(k.both(*ends, recursion))


@mean_of_the_next_layer.mutant
def a_third(judge):
    """A third of C g/g(H), for C = g = g(H) = 1 and a mean 3/2."""
    near = given(abs(A - 1) <= C * B / (2 * D), C == 1, B == 1, D == 1)
    return falsify(
        forall(A, B, C, D)(near >> (A <= 1 + C * B / (3 * D))),
        hints=[{"values": {"A": "3/2", "B": "1", "C": "1", "D": "1"}}],
    )
