"""Definite quadratic forms: the least eigenvalue is positive. Notation of `schur`: b is the last
column of B, b_n its corner.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    minimum,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .forms import bounded_below, form, i, j, length, n, v
from .schur import (
    COLUMN,
    CORNER,
    B,
    at_itself,
    combined,
    form_of_rest,
    g,
    lam,
    rest,
    rest_turned,
    t,
    with_last,
)

F, V, L, S, c, r = reals("F V L S c r")
SYMMETRIC = forall(i, j)(B(i, j) == B(j, i))
SIZE = sum_over(i, n, B(i, n) ** 2)


def definite(count=n):
    """Never negative, and zero at v = 0 only"""
    value = form(B, v, count)
    return forall(v)(conj(value >= 0, (value == 0) >> (length(v, count) == 0)))


def positive(matrix=B, count=n):
    """lambda_min > 0"""
    return exists(lam)(conj(lam > 0, bounded_below(matrix, lam, count)))


@claim(
    "book.definite-form",
    inequalities("chapter 2"),
    says=forall(B, n)(given(SYMMETRIC, definite()) >> positive()),
    uses=("book.form-extended", "book.cauchy-schwarz"),
)
def least_eigenvalue_is_positive(judge):
    """A symmetric form that is positive except at 0 is at least a positive multiple of |v|^2.

    By induction on the size: with the last entry t of the vector the form is b_n (t + b.v/b_n)^2
    plus one in n variables, which is definite as well.
    """
    k = judge.theorem()
    hypotheses = lambda count: given(SYMMETRIC, definite(count))  # noqa: E731
    whole = lambda count: forall(B)(hypotheses(count) >> positive(count=count))  # noqa: E731
    bodies = [v(i) * sum_over(j, 0, B(i, j) * v(j)), v(i) ** 2]
    none = k.arith(form(B, v, 0) >= 1 * length(v, 0), *(k.sum_empty(i, one) for one in bodies))
    base = k.exhibit(positive(count=0), 1, k.both(k.arith(term(1) > 0), k.for_all(none, v)))
    base = k.for_all(k.discharge(base, hypotheses(0)), B)
    symmetric, above = k.split(k.assume(hypotheses(n + 1)))
    step = one_more(k, symmetric, above, k.assume(whole(n)))
    step = k.for_all(k.discharge(step, hypotheses(n + 1)), B)
    always = k.at(k.induction(n, whole(n), base, step), n, B)
    return k.qed(k.apply(always, k.both(*k.given)))


def one_more(k, symmetric, above, smaller):
    """lambda_min > 0 for n + 1 rows."""
    square = with_entry(k, symmetric, above)
    corner = corner_positive(k, square)
    has = k.assume(g * CORNER == 1)
    parts = form_of_rest(k, symmetric)
    inner = k.for_all(rest_definite(k, k.at(square, v, -g * COLUMN), has, parts), v)
    smaller = k.apply(
        k.at(smaller, Lambda((i, j), rest(i, j))), k.both(rest_turned(k, symmetric), inner)
    )
    low = k.such(smaller, lam)
    found = with_corner(k, symmetric, corner, has, parts, *k.split(low))
    found = k.obtain(smaller, found, lam)
    found = k.for_all(k.discharge(found, has.formula), g)
    defined = k.arith(CORNER != 0, corner)
    found = k.at(found, 1 / CORNER, defined=[defined])
    return k.apply(found, k.arith(1 / CORNER * CORNER == 1, defined))


def corner_positive(k, square):
    """b_n > 0, by v = 0 and t = 1."""
    zero = Lambda((i,), 0 * v(i))
    bodies = [zero.body * sum_over(j, n, B(i, j) * (0 * v(j))), B(i, n) * zero.body, zero.body**2]
    none = [by_terms(k, i, n, lambda c, body=body: sum_over(i, c, body) == 0, [body])
            for body in bodies]  # fmt: skip
    return k.arith(CORNER > 0, k.at(square, zero, 1), *none)


def rest_definite(k, there, has, parts):
    """The form of B - g b b^T is that of n + 1 rows at t = -g b.v."""
    same = k.lemma(
        forall(F, S, V, g, c)(
            given(g * c == 1, V == F - g * S * S) >> (F + 2 * (-g * S) * S + (-g * S) ** 2 * c == V)
        ),
        form(B), COLUMN, form(rest), g, CORNER,
    )  # fmt: skip
    same = k.use(same, has, parts)
    never, zero = k.split(there)
    none = k.assume(form(rest) == 0)
    size = by_terms(k, i, n, lambda q: sum_over(i, q, v(i) ** 2) >= 0, [v(i) ** 2])
    vanishes = k.arith(length() == 0, k.use(zero, k.arith(same.sides[0] == 0, same, none)), size)
    return k.both(k.arith(form(rest) >= 0, never, same), k.discharge(vanishes, none.formula))


def with_corner(k, symmetric, corner, has, parts, positive_lam, low):
    """A lower bound of the form of n + 1 rows from that of B - g b b^T, lambda."""
    least = minimum(c / 2, lam / (1 + 2 * g**2 * L))
    rule = k.lemma(
        forall(lam, L, g, c)(
            given(lam > 0, L >= 0, c > 0)
            >> conj(least > 0, 2 * least <= c, least * (1 + 2 * g**2 * L) <= lam)
        ),
        lam, SIZE, g, CORNER,
    )  # fmt: skip
    size = by_terms(k, i, n, lambda q: sum_over(i, q, B(i, n) ** 2) >= 0, [B(i, n) ** 2])
    own = by_terms(k, i, n, lambda q: sum_over(i, q, v(i) ** 2) >= 0, [v(i) ** 2])
    small = k.use(rule, positive_lam, size, corner)
    value = k.part(small, 0).sides[0]
    cauchy = k.by("book.cauchy-schwarz", Lambda((i,), B(i, n)), v, n)
    row = k.at(symmetric, i, n)
    twice = combined(k, i, (B(i, n) + B(n, i)) * v(i), (2, B(i, n) * v(i)), each=[row])
    shift = v(n) + g * COLUMN
    rule = forall(S, V, L, g, t)((S**2 <= L * V) >> (g**2 * S**2 <= g**2 * L * V))
    rule = k.lemma(rule, COLUMN, length(), SIZE, g, v(n))
    far = k.use(rule, k.arith(rule.formula.left, cauchy))
    far = k.arith(v(n) ** 2 <= 2 * shift**2 + 2 * g**2 * SIZE * length(), far)
    square = k.lemma(
        forall(F, S, g, c, t)(
            given(g * c == 1) >> (F + 2 * t * S + t**2 * c == F - g * S * S + c * (t + g * S) ** 2)
        ),
        form(B), COLUMN, g, CORNER, v(n),
    )  # fmt: skip
    square = k.use(square, has)
    rule = k.lemma(
        forall(F, S, V, L, c, r, lam, t)(
            given(
                F >= lam * V, t <= 2 * S + 2 * L * V, V >= 0, S >= 0, r > 0, 2 * r <= c,
                r * (1 + 2 * L) <= lam,
            )
            >> (F + c * S >= r * (V + t))
        ),
        form(rest), shift**2, length(), g**2 * SIZE, CORNER, value, lam, v(n) ** 2, defined=[small],
    )  # fmt: skip
    bound = k.use(
        rule, k.at(low, v), k.arith(rule.formula.left.part(1), far), own,
        k.arith(shift**2 >= 0), *k.split(small)[:2], k.arith(rule.formula.left.part(6), small),
    )  # fmt: skip
    bound = k.arith(square.sides[0] >= value * (length() + v(n) ** 2), bound, square, parts)
    bound = k.arith(
        form(B, v, n + 1) >= value * length(v, n + 1),
        bound, at_itself(k, B, v), twice, k.sum_step(i, n, v(i) ** 2),
    )  # fmt: skip
    nonzero = k.arith(1 + 2 * g**2 * SIZE != 0, size)
    found = k.both(k.part(small, 0), k.for_all(bound, v))
    return k.exhibit(positive(count=n + 1), value, found, nonzero)


def with_entry(k, symmetric, above):
    """What is known of the form at n entries v and t, for all v and t."""
    made, split, same, end = with_last(k, B, t)
    row = k.at(symmetric, i, n)
    twice = combined(k, i, (B(i, n) + B(n, i)) * v(i), (2, B(i, n) * v(i)), each=[row])
    short = combined(k, i, made.body**2, (1, v(i) ** 2), each=[same])
    size = [k.sum_step(i, n, made.body**2), short, end]
    value = form(B) + 2 * t * COLUMN + t**2 * CORNER
    never, zero = k.split(k.at(above, made))
    none = k.assume(value == 0)
    vanishes = k.arith(length() + t**2 == 0, k.use(zero, none, split, twice), *size)
    vanishes = k.discharge(vanishes, none.formula)
    return k.for_all(k.both(k.arith(value >= 0, never, split, twice), vanishes), v, t)


@least_eigenvalue_is_positive.mutant
def not_negative(judge):
    """A form that is only not negative: 0."""
    return falsify(forall(lam)((lam > 0) >> (0 * lam >= lam)))
