"""The steps of the printed proof of Theorem 6.3, for every law and every number of patches.

Letters at one w: gamma, L, beta theta and x1, x2, x3 bound the moments of the averages; size = |w|,
n = |w*|, y = |d|.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    forall,
    given,
    integrable,
    mean_of_combination,
    pi,
    reals,
    sequences,
    sin,
    sqrt,
)

from .. import symbols
from . import chapter_6, holds
from .convolution import proof
from .descent import NONNEGATIVE, gap, own_product, product, root_of, split, square
from .moments import c, s, u, vector_of, w, w_star
from .network import Z, i, k, p, patch
from .patch_moments import (
    PLACES,
    D,
    P,
    Q,
    R,
    a,
    along,
    b,
    by_norm,
    cells,
    cross,
    crossing,
    exist,
    mean,
    norm,
    positive,
    seen,
    sign_of,
    slope,
    x,
    x1,
    x2,
    x3,
    y,
)
from .teacher_angle import n, phi, size, theta

G = sequences("G")
gamma, L, beta = reals("gamma L beta")


def inner_known():
    return *cells(), exist(), forall(c)(G(c) == slope())


def dropped_say():
    d, star = gap(), w_star
    kept = mean(d, P, d, P) + mean(d, P, w, Q) - (
        mean(d, P, star, R) + mean(star, P, d, Q) + mean(d, Q, star, R)
    )  # fmt: skip
    return forall(Z, w, w_star, P, Q, R, G, k, p)(
        given(*inner_known()) >> (product(gap(), G) >= kept)
    )


@claim(
    "fsgd.thm-6.3.inner1",
    chapter_6(proof),
    formula=r"\langle\nabla\ell,d\rangle\ge d^\top M_{++,++}d+d^\top "
    r"M_{++,+-}w-d^\top(M_{++,-+}+M_{+-,++}+M_{+-,-+})w_*",
    hypotheses=("dropped: d^T M_{+-,++} w and d^T M_{+-,+-} w",),
    says=dropped_say,
    uses=("fsgd.mean-inner", "book.sum-exchange"),
)
def dropped_terms(judge):
    """The dropped terms are products of nonnegative numbers: on +- d.Z = a - b >= 0 and w.Z = a >=
    0, on ++ w.Z >= 0. All k, p.
    """
    z = judge.theorem()
    _, averages, known, slopes = z.given
    whole = along(z, gap(), G, slopes, known)
    here, shift = z.split(z.at(averages, c, s)), split(z, A=lambda c: Z(i, c, s))
    forward = sign_of(z, gap(), Q, (1, -1), here[1], [shift], [D == a - b, a >= 0, -b >= 0])
    own = [
        sign_of(z, w, A, signs, average, [z.arith(patch(w) == patch(w))], [D == a, a >= 0])
        for (A, signs), average in zip(PLACES[:2], here)
    ]
    first, second = (
        positive(z, w, A, gap(), Q, (sign, forward), known)
        for A, sign in zip((P, Q), own, strict=True)
    )
    pairs = [(sign, seen(one, P) * seen(gap(), Q)) for sign, one in ((1, w), (-1, w_star))]
    there = [z.at(known, vector_of(one), vector_of(gap())) for one in (w, w_star)]
    body = seen(gap(), P) * seen(gap(), Q)
    mixed = mean_of_combination(
        z, s, body,
        [(sign, one, z.arith(integrable(E(s, one)), has))
         for (sign, one), has in zip(pairs, there, strict=True)],
        split(z, A=lambda c: P(c, s)),
    )  # fmt: skip
    return z.qed(z.arith(z.target, whole, first, second, mixed))


@dropped_terms.mutant
def on_both(judge):
    """On ++, in letters: (a - b) times a number that is not negative."""
    x, y, other = symbols.reals("a b other")
    where = [(x, ">=", 0), (y, ">=", 0), (other, ">=", 0)]
    return holds(judge, ((x - y) * other, ">=", 0), where)


def lengths():
    """size = |w|, n = |w*|, y = |d|"""
    pairs = ((size, w), (n, w_star), (y, gap()))
    return tuple(conj(one >= 0, one**2 == square(vector)) for one, vector in pairs)


def bounds():
    """gamma bounds the eigenvalues of M_{++,++} at w from below; Assumption 6.3."""
    least = forall(u)(mean(u, P, u, P) >= gamma * square(u))
    return *inner_known(), least, *crossing(), *lengths()


LETTERS = (Z, w, w_star, P, Q, R, G, gamma, cross, theta, x1, x2, x3, size, n, y, k, p)


def second_say():
    pushed = product(gap(), G)
    printed = gamma * y**2 - y * size * x1 - y * n * (x2 + x1 + x3)
    last = (gamma - (size + n) * cross * theta / y) * y**2
    chain = conj(pushed >= printed, (y > 0) >> (printed >= last))
    return forall(*LETTERS)(given(*bounds()) >> chain)


@claim(
    "fsgd.thm-6.3.inner2",
    chapter_6(proof),
    formula=r"\langle\nabla\ell,d\rangle\ge\gamma(\theta)\|d\|^2-\|d\|\|w\|\|M_{++,+-}\|-\|d\|\|w_*\|(\|M_{++,-+}\|+"
    r"\|M_{+-,++}"
    r"\|+\|M_{+-,-+}\|)\ge\left(\gamma(\theta)-\tfrac{(\|w\|+\|w_*\|)L_{\mathrm{cross}}"
    r"\theta}{\|d\|}\right)\|d\|^2",
    says=second_say,
    uses=("fsgd.thm-6.3.inner1",),
)
def operator_norms(judge):
    """Operator norms; the second link (not printed) keeps theta and |w|: |w| x1 + |w*|(x1 + x2 +
    x3) <= (|w| + |w*|) L_cross theta.
    """
    z = judge.theorem()
    least, first, second, third, *_ = z.given[4:]
    kept = z.use(z.by("fsgd.thm-6.3.inner1", Z, w, w_star, P, Q, R, G, k, p), *z.given)
    own = forall(a, b, gamma, y)(given(a >= gamma * b, y**2 == b) >> (a >= gamma * y**2))
    own = z.lemma(own, mean(gap(), P, gap(), P), square(gap()), gamma, y, defined=[kept])
    own = z.use(own, z.at(least, vector_of(gap())), *z.given)
    pairs = (
        (first, gap(), P, w, Q, x1, (y, size)), (second, gap(), P, w_star, R, x2, (y, n)),
        (first, w_star, P, gap(), Q, x1, (n, y)), (third, gap(), Q, w_star, R, x3, (y, n)),
    )  # fmt: skip
    small = [by_norm(z, *pair) for pair in pairs]
    printed = z.arith(z.target.part(0), kept, own, *small)
    rule = forall(size, n, x1, x2, x3, cross, theta)(
        given(size >= 0, n >= 0, x1 >= 0, x2 >= 0, x3 >= 0, x1 + x2 + x3 <= cross * theta)
        >> (size * x1 + n * (x2 + x1 + x3) <= (size + n) * cross * theta)
    )
    rule = z.lemma(rule, size, n, x1, x2, x3, cross, theta)
    rule = z.use(rule, *z.given)
    last = forall(gamma, y, a, b)(
        given(y > 0, a <= b) >> (gamma * y**2 - y * a >= (gamma - b / y) * y**2)
    )
    values = gamma, y, size * x1 + n * (x2 + x1 + x3), (size + n) * cross * theta
    apart_ = z.assume(y > 0)
    last = z.use(z.lemma(last, *values), rule, apart_)
    last = z.arith(z.target.part(1).part(1), last, apart_)
    return z.qed(z.both(printed, z.discharge(last, y > 0)))


@operator_norms.mutant
def one_length(judge):
    """|w| alone in the last term, in letters: x1 = 0."""
    W, n_, X, L_ = symbols.reals("W n X L_cross")
    where = [(W, ">=", 0), (n_, ">", 0), (X, ">", 0), (X, "<=", L_)]
    return holds(judge, (n_ * X, "<=", W * L_), where)


LONGER = conj(size <= 2 * n, theta <= phi, cross >= 0)


def third_say():
    kept = gamma * y**2 - 3 * cross * phi * n * y
    return forall(*LETTERS, phi)(given(*bounds(), LONGER) >> (product(gap(), G) >= kept))


@claim(
    "fsgd.thm-6.3.inner3",
    chapter_6(proof),
    formula=r"\langle\nabla\ell,d\rangle\ge\gamma(\theta)\|d\|^2-3L_{\mathrm{cross}}\phi_t\|w_*\|\|d\|",
    hypotheses=("|w| <= 2|w*|", "x1 + x2 + x3 <= L_cross phi_t"),
    says=third_say,
    uses=("fsgd.thm-6.3.inner2",),
)
def three_cross(judge):
    """2 x1 + (x1 + x2 + x3) <= 3 L_cross phi_t."""
    z = judge.theorem()
    before = z.part(z.use(z.by("fsgd.thm-6.3.inner2", *LETTERS), *z.given), 0)
    rule = forall(size, n, x1, x2, x3, cross, theta, phi)(
        given(n >= 0, size <= 2 * n, x1 >= 0, x2 >= 0, x3 >= 0, x1 + x2 + x3 <= cross * theta,
              theta <= phi, cross >= 0)
        >> (size * x1 + n * (x2 + x1 + x3) <= 3 * cross * phi * n)
    )  # fmt: skip
    rule = z.use(z.lemma(rule, size, n, x1, x2, x3, cross, theta, phi), *z.given)
    last = z.lemma(
        forall(y, a, b)(given(y >= 0, a <= b) >> (y * a <= y * b)), y,
        size * x1 + n * (x2 + x1 + x3), 3 * cross * phi * n,
    )  # fmt: skip
    return z.qed(z.arith(z.target, before, z.use(last, rule, *z.given)))


@three_cross.mutant
def two_cross(judge):
    """2 L_cross, in letters: x1 alone."""
    n_, L_ = symbols.reals("n L_cross")
    return holds(judge, (2 * n_ * L_ + n_ * L_, "<=", 2 * L_ * n_), [(n_, ">", 0), (L_, ">", 0)])


ARC = conj(phi >= 0, phi <= pi / 2, y == n * sin(phi))


def fourth_say():
    return forall(*LETTERS, phi)(
        given(*bounds(), LONGER, ARC) >> (product(gap(), G) >= (gamma - 6 * cross) * y**2)
    )


@claim(
    "fsgd.thm-6.3.inner4",
    chapter_6(proof),
    formula=r"\langle\nabla\ell,d\rangle\ge(\gamma(\theta)-6L_{\mathrm{cross}})\|d\|^2",
    hypotheses=("|d| = |w*| sin(phi_t)", "0 <= phi_t <= pi/2", "|w| <= 2|w*|"),
    says=fourth_say,
    uses=("fsgd.thm-6.3.inner3",),
)
def six_cross(judge):
    """phi <= 2 sin(phi) on [0, pi/2]."""
    z = judge.theorem()
    before = z.use(z.by("fsgd.thm-6.3.inner3", *LETTERS, phi), *z.given)
    rule = forall(a, b, cross, phi, n, y, gamma)(
        given(a >= gamma * y**2 - 3 * cross * phi * n * y, phi * n <= 2 * y, cross >= 0, y >= 0)
        >> (a >= (gamma - 6 * cross) * y**2)
    )
    rule = z.lemma(rule, product(gap(), G), 0, cross, phi, n, y, gamma)
    return z.qed(z.use(rule, before, turned(z), *z.given))


def turned(z):
    """phi |w*| <= 2 |d|"""
    sine = z.arith(phi <= 2 * sin(phi), *z.given[-3:-1])
    rule = forall(a, b, n, y)(given(a <= 2 * b, n >= 0, y == n * b) >> (a * n <= 2 * y))
    return z.use(z.lemma(rule, phi, sin(phi), n, y), sine, *z.given)


@six_cross.mutant
def four_cross(judge):
    """4 L_cross: phi is more than (4/3) sin(phi) near pi/2."""
    import sympy

    (angle_,) = symbols.reals("phi,")
    where = [(angle_, ">=", 0), (angle_, "<=", sympy.pi / 2)]
    return holds(judge, (3 * angle_, "<=", 4 * sympy.sin(angle_)), where)


def norm_says():
    top = norm(P, P, L), norm(Q, Q, beta * theta)
    small = conj(theta >= 0, L >= 0, beta >= 0)
    known = *inner_known(), *top, *crossing(), small, *lengths(), LONGER, ARC
    letters = (*LETTERS, L, beta, phi)
    return forall(*letters)(given(*known) >> (square(G) <= ((L + 10 * cross + 4 * beta) * y) ** 2))


@claim(
    "fsgd.thm-6.3.norm",
    chapter_6(proof),
    formula=r"\|\nabla\ell\|\le(L(\theta)+10L_{\mathrm{cross}}+4\beta)\|d\|",
    hypotheses=("|w| <= 2|w*|", "|d| = |w*| sin(phi_t)", "0 <= phi_t <= pi/2"),
    says=norm_says,
    uses=("fsgd.mean-inner", "book.squares-nonnegative"),
)
def gradient_norm(judge):
    """|grad|^2 is a sum of six moments, which are at most |grad| times L|d|, x1|d|, x1|w|, beta
    theta|w|, x2|w*| and x3|w*|.

    With |w| <= 2|w*| and phi|w*| <= 2|d| these add up to at most (L + 10 L_cross + 4 beta)|d|.
    """
    z = judge.theorem()
    top, wide, first, second, third, *_ = z.given[4:]
    whole = along(z, G, G, z.given[3], z.given[2])
    low = z.by("book.squares-nonnegative", G, p)
    force = z.both(low, root_of(z, square(G), low))
    g = sqrt(square(G))
    mixed = z.use(z.lemma(NONNEGATIVE, beta, theta), *z.given)
    small = [
        by_norm(z, *pair, force, mixed)
        for pair in (
            (top, gap(), P, G, P, L, (y, g)), (first, gap(), P, G, Q, x1, (y, g)),
            (first, G, P, w, Q, x1, (g, size)), (wide, w, Q, G, Q, beta * theta, (size, g)),
            (second, G, P, w_star, R, x2, (g, n)), (third, G, Q, w_star, R, x3, (g, n)),
        )
    ]  # fmt: skip
    reach = L * y + x1 * y + x1 * size + beta * theta * size + x2 * n + x3 * n
    total = z.arith(square(G) <= g * reach, whole, own_product(z, G), *small)
    rule = forall(size, n, x1, x2, x3, cross, theta, phi, beta, L, y)(
        given(n >= 0, size <= 2 * n, x1 >= 0, x2 >= 0, x3 >= 0, x1 + x2 + x3 <= cross * theta,
              theta <= phi, theta <= 2, cross >= 0, beta >= 0, theta >= 0, phi * n <= 2 * y, y >= 0)
        >> (L * y + x1 * y + x1 * size + beta * theta * size + x2 * n + x3 * n
            <= (L + 10 * cross + 4 * beta) * y)
    )  # fmt: skip
    rule = z.lemma(rule, size, n, x1, x2, x3, cross, theta, phi, beta, L, y)
    most = z.use(rule, turned(z), z.arith(theta <= 2, *z.given), *z.given)
    end = forall(a, b, D, x)(given(a <= b * D, b**2 == a, b >= 0, D <= x) >> (a <= x**2))
    end = z.lemma(end, square(G), g, reach, (L + 10 * cross + 4 * beta) * y, defined=[low])
    return z.qed(z.use(end, total, force, most))


@gradient_norm.mutant
def seven_cross(judge):
    """7 L_cross in the printed sum, in letters: x1 = L_cross phi, |w| = 2|w*|, phi|w*| = 2|d|."""
    n_, L_ = symbols.reals("d L_cross")
    where = [(n_, ">", 0), (L_, ">", 0)]
    return holds(judge, (2 * 2 * 2 * L_ * n_ + 2 * L_ * n_, "<=", 7 * L_ * n_), where)
