"""Section 3.8: one step moves the loss by a first term that decreases it and by terms of second
order.

The notation is that of `overview`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    forall,
    given,
    nats,
    reals,
    term,
)
from steepest.proofs.engine.theorems.arrays import array_sequences, arrays, inner, norm2
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3
from .overview import OVERVIEW

# u and v are the predictions before and after a step, J the Jacobian in the last hidden layer, F
# that in all other parameters: G^(H) = J J^T, G = J J^T + F F^T
J, F = arrays("J: n x p, F: n x q")
u, v, y, I2, z = arrays("u: n x 1, v: n x 1, y: n x 1, I2: n x 1, z: n x 1")
eta, lam = reals("eta lambda")
A, B, C, D, Y, Z = reals("A B C D Y Z")
r = y - u


def gram(J, F):
    return J @ J.T + F @ F.T


def bounded_below(J, least):
    """lambda_min(J J^T) >= least"""
    return forall(z)(least * norm2(z) <= inner(z, J @ J.T @ z))


I1 = -eta * (gram(J, F) @ (u - y))


@claim(
    "deep.eq-3.11",
    chapter_3("equation (3.11)"),
    formula=r"\|y-u(k+1)\|^2=\|y-u(k)\|^2-2(y-u(k))^\top(u(k+1)-u(k))+\|u(k+1)-u(k)\|^2",
)
def expansion(judge, factor=2):
    """The square of a difference, for all n."""
    from steepest.proofs.engine.matrix import inner, matrices, norm2

    y, u, v = matrices("y: n x 1, u: n x 1, v: n x 1")
    return judge.same(norm2(y - v), norm2(y - u) - factor * inner(y - u, v - u) + norm2(v - u))


expansion.mutant("factor 1", factor=1)


def first_term_says(factor=1):
    first = inner(r, I1)
    equal = first == eta * inner(r, gram(J, F) @ r)
    return forall(J, F, u, y, eta, lam)(
        given(eta >= 0, bounded_below(J, lam)) >> conj(equal, eta * lam * norm2(r) <= first)
    )


@claim("deep.ineq-3.8a", chapter_3(OVERVIEW), says=first_term_says)
def first_term(judge):
    """The first term decreases the loss at least as fast as the last hidden layer alone, for
    all n: (y - u).I_1 = eta (y - u).G (y - u) >= eta lambda_min(G^(H)) |y - u|^2.
    """
    k = judge.theorem()
    low, least = k.given
    equal = k.matrix(k.target.part(0))
    own, whole = inner(r, J @ J.T @ r), inner(r, gram(J, F) @ r)
    rule = k.lemma(
        forall(eta, lam, A, B, C)(
            given(eta >= 0, lam * A <= B, B <= C) >> (eta * lam * A <= eta * C)
        ),
        eta, lam, norm2(r), own, whole,
    )  # fmt: skip
    end = k.use(rule, low, k.at(least, r), k.matrix(own <= whole))
    return k.qed(k.both(equal, k.arith(k.target.part(1), end, equal)))


@first_term.mutant
def twice_lambda(judge):
    """(y - u).I_1 >= 2 eta lambda_min |y - u|^2: one datum, no other parameters."""
    return falsify(
        forall(A, eta, lam)(given(A == lam, lam == 1, eta == 1) >> (2 * eta * lam <= eta * A)),
        hints=[{"values": {"A": "1", "eta": "1", "lambda": "1"}}],
    )


def decrease_says(rate=1):
    bound = (1 - rate * eta * lam) * norm2(r) - 2 * inner(r, I2) + norm2(v - u)
    positive = [lam >= 0] if rate == 1 else []
    return forall(J, F, u, v, y, I2, eta, lam)(
        given(eta >= 0, *positive, bounded_below(J, lam), v - u == I1 + I2)
        >> (norm2(y - v) <= bound)
    )


def decrease_from(judge):
    """From (3.11), the two terms, and the bound of the first one."""
    k = judge.theorem()
    *signs, least, move = k.given
    square = k.matrix(norm2(y - v) == norm2(r) - 2 * inner(r, v - u) + norm2(v - u))
    split = k.matrix(inner(r, v - u) == inner(r, I1) + inner(r, I2), move)
    first = k.use(k.by("deep.ineq-3.8a", J, F, u, y, eta, lam), *signs, least)
    known = [k.part(first, 1), k.matrix(norm2(r) >= 0), square, split, *signs]
    product = k.lemma(
        forall(eta, lam, A)(given(eta >= 0, lam >= 0, A >= 0) >> (eta * lam * A >= 0)),
        eta, lam, norm2(r),
    )  # fmt: skip
    if len(signs) == 2:
        known.append(k.use(product, *known))
    return k.qed(k.arith(k.target, *known))


@claim(
    "deep.ineq-3.8a.decrease",
    chapter_3(OVERVIEW),
    says=decrease_says,
    uses=("deep.ineq-3.8a",),
)
def decrease(judge):
    """|y - u(k+1)|^2 <= (1 - eta lambda_min(G^(H)(k))) |y - u(k)|^2 - 2 (y - u).I_2 + |u(k+1) -
    u(k)|^2, for lambda_min >= 0.

    The combination of (3.11) with the bound on I_1. It holds with rate 2 as well
    (`deep.ineq-3.8a.sharp`).
    """
    return decrease_from(judge)


def rate_too_large(rate):
    """1 - rate for 1 - 2 where eta = lambda = |y - u| = 1 and u + I_1 = y"""
    return falsify(
        forall(A, B, C)(given(A == 1, B == 0, C == 1) >> (B <= (1 - rate) * A + C)),
        hints=[{"values": {"A": "1", "B": "0", "C": "1"}}],
    )


@decrease.mutant
def rate_three(judge):
    """Rate 3: eta = lambda = |y - u| = 1 and I_2 = 0."""
    return rate_too_large(3)


@claim(
    "deep.ineq-3.8a.sharp",
    chapter_3(OVERVIEW),
    says=lambda: decrease_says(2),
    uses=("deep.ineq-3.8a",),
)
def decrease_sharp(judge):
    """The printed inequality gives away half of the first term: 2 eta lambda is what the steps
    show.

    |y - u(k+1)|^2 <= (1 - 2 eta lambda_min(G^(H)(k))) |y - u(k)|^2 - 2 (y - u).I_2 + |u(k+1) -
    u(k)|^2, also for lambda_min < 0.
    """
    return decrease_from(judge)


@decrease_sharp.mutant
def rate_nine_quarters(judge):
    """Rate 9/4: eta = lambda = |y - u| = 1 and I_2 = 0."""
    return rate_too_large(Fraction("9/4"))


a, w, target = reals("a w y")


def perturbation_say(power=2):
    gap = a * w - target
    moved = (a - eta * gap * w) * (w - eta * gap * a) - a * w
    whole = a**2 + w**2
    second = moved + eta * whole * gap
    own = eta**power * gap**2 * (abs(a * w) * abs(gap))
    total = eta**2 * gap**2 * (whole + eta * abs(a * w) * abs(gap)) ** 2
    return forall(a, w, target, eta)(
        (eta > 0)
        >> conj(second == eta**2 * gap**2 * (a * w), abs(gap * second) <= own, moved**2 <= total)
    )


@claim("deep.claim-3.8b", chapter_3(OVERVIEW), says=perturbation_say)
def perturbation_terms(judge):
    """Both perturbation terms are at most eta^2 |y - u|^2 times a factor of |u|, |y - u|, G: for
    the product network u = a w.

    |(y - u) I_2| <= eta^2 |y - u|^2 |u| |y - u| and |u(k+1) - u(k)|^2 <= eta^2 |y - u|^2 (G + eta
    |u| |y - u|)^2.
    """
    k = judge.theorem()
    gap = a * w - target
    moved, whole = (a - eta * gap * w) * (w - eta * gap * a) - a * w, a**2 + w**2
    exact = k.arith(k.target.part(0))
    size = k.lemma(forall(A)(conj(abs(A) >= 0, abs(A) ** 2 == A**2, A >= -abs(A))), A)
    size = k.for_all(size, A)
    sizes = [k.at(size, one) for one in (gap, a * w)]
    root = k.lemma(
        forall(A, B)(given(A**2 == B**2, B >= 0) >> (abs(A) <= B)),
        gap * (moved + eta * whole * gap), eta**2 * gap**2 * (abs(a * w) * abs(gap)),
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, Y, Z, eta)(
            given(C == eta**2 * A**2 * B, Y >= 0, Y**2 == A**2, Z >= 0, Z**2 == B**2, eta > 0)
            >> conj((A * C) ** 2 == (eta**2 * A**2 * (Z * Y)) ** 2, eta**2 * A**2 * (Z * Y) >= 0)
        ),
        gap, a * w, moved + eta * whole * gap, abs(gap), abs(a * w), eta,
    )  # fmt: skip
    own = k.apply(root, k.use(rule, exact, *sizes, *k.given))
    # eta |u| |y - u| bounds -eta u (y - u), and so the difference to -G
    product = k.lemma(
        forall(A, B, Y, Z)(
            given(Y >= A, Y >= -A, Z >= B, Z >= -B) >> conj(Z * Y >= A * B, Z * Y >= -A * B)
        ),
        gap, a * w, abs(gap), abs(a * w),
    )  # fmt: skip
    product = k.use(product)
    factor = k.lemma(
        forall(B, D, Y, eta)(
            given(Y >= B, Y >= -B, eta > 0, D >= 0) >> ((eta * B - D) ** 2 <= (D + eta * Y) ** 2)
        ),
        gap * (a * w), whole, abs(a * w) * abs(gap), eta,
    )  # fmt: skip
    factor = k.use(factor, product, *k.given)
    rule = k.lemma(
        forall(A, C, Y, Z, eta)(
            given(C == eta * A * Y, Y**2 <= Z**2) >> (C**2 <= eta**2 * A**2 * Z**2)
        ),
        gap, moved, eta * (gap * (a * w)) - whole, whole + eta * (abs(a * w) * abs(gap)), eta,
    )  # fmt: skip
    total = k.use(rule, k.arith(rule.formula.left.part(0), exact), factor)
    return k.qed(k.both(exact, own, k.arith(k.target.part(2), total)))


@perturbation_terms.mutant
def a_tenth_of_it(judge):
    """A tenth of the first bound: a = w = 1, y = 0, eta = 1."""
    return falsify(
        forall(A, B)(given(A == 1, B == 1) >> (abs(A * B) <= abs(B) * abs(A) / 10)),
        hints=[{"values": {"A": "1", "B": "1"}}],
    )


Js, Fs = array_sequences("J: n x p, F: n x q")  # of the step t
(us,) = array_sequences("u: n x 1")
t, earlier = nats("t s")


def loss(t):
    return norm2(y - us(t))


def decays(t):
    return loss(t) <= (1 - eta * lam / 2) ** t * loss(0)


def step_of(t):
    """u(t+1) - u(t) and I_2"""
    move = us(t + 1) - us(t)
    return move, move + eta * (gram(Js(t), Fs(t)) @ (us(t) - y))


def combination_says():
    move, second = step_of(t)
    bounds = conj(
        bounded_below(Js(t), lam / 2),
        norm2(second) <= (eta * lam / 8) ** 2 * loss(t),
        norm2(move) <= eta * lam / 8 * loss(t),
    )
    before = forall(earlier)((earlier <= t) >> decays(earlier))
    return forall(Js, Fs, us, y, eta, lam)(
        given(eta > 0, lam > 0, eta * lam <= 2, forall(t)(before >> bounds))
        >> conj(forall(t)(loss(t + 1) <= (1 - eta * lam * "5/8") * loss(t)), forall(t)(decays(t)))
    )


@claim(
    "deep.proof-3.1",
    chapter_3("Section 3.9"),
    says=combination_says,
    uses=("deep.ineq-3.8a.sharp",),
)
def combination(judge):
    """The induction over the steps: |y - u|^2 shrinks by 1 - eta lambda_0/2 (in fact by 1 - 5/8 eta
    lambda_0) in every step.

    Lemmas 3.6 and 3.7 and lambda_min(G^(H)) >= lambda_0/2 hold at a step before which the loss has
    decayed; the blocks G^(h), h != H, are dropped: they are positive semidefinite.
    """
    k = judge.theorem()
    eta_pos, lam_pos, small, run = k.given
    before = forall(earlier)((earlier <= t) >> decays(earlier))
    now = k.assume(before)
    least, second, moved = k.split(k.apply(k.at(run, t), now))
    move, rest = step_of(t)
    step = k.by("deep.ineq-3.8a.sharp", Js(t), Fs(t), us(t), us(t + 1), y, rest, eta, lam / 2)
    known = k.matrix(step.formula.left.part(2))
    step = k.apply(step, k.both(k.arith(eta >= 0, eta_pos), least, known))
    # 2 c <a, b> >= -c^2 |a|^2 - |b|^2
    x, z = arrays("x: n x 1, z: n x 1")
    square = k.matrix(C**2 * norm2(x) + 2 * C * inner(x, z) + norm2(z) >= 0)
    square = k.at(k.for_all(square, x, z, C), y - us(t), rest, eta * lam / 8)
    rule = k.lemma(
        forall(A, B, C, D, Y, Z)(
            given(
                Z <= (1 - 2 * C) * A - 2 * B + D, D <= C / 4 * A, Y <= (C / 4) ** 2 * A,
                (C / 4) ** 2 * A + 2 * (C / 4) * B + Y >= 0, C > 0,
            )
            >> (Z <= (1 - C * "5/4") * A)
        ),
        loss(t), inner(y - us(t), rest), eta * lam / 2, norm2(move), norm2(rest), loss(t + 1),
    )  # fmt: skip
    positive = k.arith(eta * lam / 2 > 0, eta_pos, lam_pos)
    facts = [k.arith(rule.formula.left.part(place), one)
             for place, one in enumerate((step, moved, second, square, positive))]  # fmt: skip
    shrinks = k.use(rule, *facts)
    faster = k.arith(loss(t + 1) <= (1 - eta * lam * "5/8") * loss(t), shrinks)
    rate = 1 - eta * lam / 2
    rule = k.lemma(
        forall(A, B, C, Y, Z)(
            given(Z <= (1 - C * "5/4") * A, A <= B * Y, C > 0, C <= 1, A >= 0)
            >> (Z <= B * (1 - C) * Y)
        ),
        loss(t), rate**t, eta * lam / 2, loss(0), loss(t + 1),
    )  # fmt: skip
    held = k.apply(k.at(now, t), k.arith(t <= t))
    held = k.arith(rule.formula.left.part(1), held)
    half = k.arith(eta * lam / 2 <= 1, small)
    longer = k.use(rule, shrinks, held, positive, half, k.matrix(loss(t) >= 0))
    longer = k.arith(decays(t + 1), longer, k.power_step(rate, t))
    # decays(s) for all s <= t, by induction on t
    start = k.arith(decays(0), k.power_zero(rate))
    first = k.arith(earlier == 0, k.assume(earlier <= 0))
    base = k.discharge(k.rewrite(first, start, decays(earlier)), earlier <= 0)
    soon = k.arith((earlier <= t) | (earlier == t + 1), k.assume(earlier <= t + 1))
    old = k.apply(k.at(now, earlier), k.assume(earlier <= t))
    new = k.rewrite(k.assume(earlier == t + 1), longer, decays(earlier))
    step = k.discharge(k.cases(soon, old, new), earlier <= t + 1)
    always = k.induction(t, before, k.for_all(base, earlier), k.for_all(step, earlier))
    always = k.at(always, t)
    one = k.for_all(k.apply(k.discharge(faster, before), always), t)
    return k.qed(k.both(one, k.for_all(k.apply(k.at(always, t), k.arith(t <= t)), t)))


@combination.mutant
def three_quarters(judge):
    """1 - 3/4 eta lambda_0 in one step: eta lambda_0 = |y - u| = 1, both terms of second order as
    large as they may be.
    """
    return falsify(
        forall(A, B)(given(A == 1, B <= (1 - 2 * term("1/2") + "3/8") * A) >> (B <= A / 4)),
        hints=[{"values": {"A": "1", "B": "3/8"}}],
    )
