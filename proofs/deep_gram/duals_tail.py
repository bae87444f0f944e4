"""The truncation error of the Hermite expansion."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    given,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.limits import tends

from .duals_price import IDENTITY

a, b = sequences("a b")
rho, S, T, U, V, M = reals("rho S T U V M")
i, q, n, K = nats("i q n K")


def later(body, count=q):
    """The sum over the indices K + 1, .., K + count"""
    return sum_over(i, count, body)


A, B = a(K + 1 + i), b(K + 1 + i)
BODY = A * B * rho ** (K + 1 + i)
BOUND = abs(rho) ** (K + 1) * sqrt(T * U)


def tail_says():
    """T and U bound the sums of the squares behind K, as their limits do."""
    squares = [forall(q)(later(one**2) <= most) for one, most in ((A, T), (B, U))]
    every = forall(q)(later(abs(BODY)) <= BOUND)
    return forall(a, b, rho, K, T, U)(
        given(abs(rho) <= 1, *squares)
        >> conj(every, forall(S)(tends(later(BODY), S) >> (abs(S) <= BOUND)))
    )


@claim(
    "deep.ref-quadrature.tail",
    IDENTITY,
    formula=r"\left|\sum_{k>K}a_kb_k\rho^k\right|\le|\rho|^{K+1}\sqrt{T_aT_b},\ T=\sum_{k>K}a_k^2",
    hypotheses=("|rho| <= 1", "T_a, T_b: the sums, or any bounds of them (T, U in the statement)"),
    says=tail_says,
    uses=("book.power-at-most-one", "book.cauchy-schwarz"),
)
def tail(judge):
    """The truncation error of the Hermite expansion: |rho|^k <= |rho|^(K+1) for k > K, and the
    inequality of Cauchy and Schwarz. The series of absolute values is bounded as well.
    """
    k = judge.theorem()
    bound = sum_of_moduli(k)
    return k.qed(k.both(k.for_all(bound, q), limit(k, bound)))


def powers(k: Any) -> Any:
    """|rho^(K+1+i)| <= |rho|^(K+1)"""
    r, (n, m) = abs(rho), nats("n m")
    unit = k.use(k.by("book.power-at-most-one", r), k.given[0], k.arith(r >= 0))
    modulus = abs(rho**n) == r**n
    base = k.arith(modulus.put(n, 0), k.power_zero(rho), k.power_zero(r))
    step = k.power_step(rho, n), k.power_step(r, n), k.assume(modulus)
    modulus = k.induction(n, modulus, base, k.arith(modulus.put(n, n + 1), *step))

    def same_power(first, second):
        left = r**first
        return k.rewrite(k.arith(first == second), k.arith(left == left), left == r**second)

    falls = r ** (n + m) <= r**n
    base = k.arith(falls.put(m, 0), same_power(n + term(0), n))
    step = same_power(n + (m + 1), n + m + 1), k.power_step(r, n + m), k.at(unit, n + m)
    step = k.arith(falls.put(m, m + 1), *step, k.assume(falls), k.given[0])
    falls = k.for_all(k.at(k.induction(m, falls, base, step), m), n, m)
    small = abs(rho ** (K + 1 + i)) <= r ** (K + 1)
    return k.arith(small, k.at(modulus, K + 1 + i), k.at(falls, K + 1, i)), k.at(unit, K + 1)


def sum_of_moduli(k: Any) -> Any:
    """The sum of |a_k b_k rho^k| over k = K + 1, .., K + q is at most the bound."""
    P, Q, R, W, X, Y = reals("P Q R W X Y")
    small, top = powers(k)
    power = abs(rho) ** (K + 1)
    rule = k.lemma(
        forall(P, Q, R, W)((abs(R) <= W) >> (abs(P * Q * R) <= W * (abs(P) * abs(Q)))),
        A, B, rho ** (K + 1 + i), power,
    )  # fmt: skip
    each, product = k.use(rule, small), abs(A) * abs(B)
    whole = by_terms(
        k, i, q, lambda c: later(abs(BODY), c) <= power * later(product, c), [abs(BODY), product],
        each,
    )  # fmt: skip
    schwarz = k.by("book.cauchy-schwarz", Lambda((i,), abs(A)), Lambda((i,), abs(B)), q)
    squares = [
        by_terms(
            k, i, q, lambda c, one=one: later(abs(one) ** 2, c) == later(one**2, c),
            [abs(one) ** 2, one**2], k.arith(abs(one) ** 2 == one**2),
        )
        for one in (A, B)
    ]  # fmt: skip
    signs = by_terms(
        k, i, q, lambda c: conj(later(A**2, c) >= 0, later(B**2, c) >= 0), [A**2, B**2]
    )
    rule = k.lemma(
        forall(X, Y, T, U)(
            given(X <= T, Y <= U, X >= 0, Y >= 0) >> conj(X * Y <= T * U, T * U >= 0)
        ),
        later(A**2), later(B**2), T, U,
    )  # fmt: skip
    below = k.use(rule, *(k.at(one, q) for one in k.given[1:]), signs)
    square = k.arith(later(product) ** 2 <= T * U, schwarz, *squares, below)
    rule = k.lemma(forall(X, V)(given(X**2 <= V, V >= 0) >> (X <= sqrt(V))), later(product), T * U)
    root = k.use(rule, square, k.part(below, 1))
    rule = k.lemma(
        forall(X, Y, V, P)(given(X <= P * Y, Y <= V, P >= 0) >> (X <= P * V)),
        later(abs(BODY)), later(product), sqrt(T * U), power, defined=[k.part(below, 1)],
    )  # fmt: skip
    return k.use(rule, whole, root, k.part(top, 0))


def limit(k: Any, bound: Any) -> Any:
    """A limit of the partial sums is at most the bound in size."""
    Q = nats("Q")
    there = k.assume(tends(later(BODY), S))
    modulus = by_terms(
        k, i, q, lambda c: abs(later(BODY, c)) <= later(abs(BODY), c), [BODY, abs(BODY)]
    )
    every = k.for_all(k.arith(abs(later(BODY)) <= BOUND, modulus, bound), q)
    has = k.arith(BOUND == BOUND, bound)
    goal = abs(S) <= BOUND
    large = k.assume(abs(S) > BOUND)
    gap = (abs(S) - BOUND) / 2
    late = k.use(k.at(there, gap, defined=[has]), k.arith(gap > 0, large))
    close = k.use(k.at(k.such(late, Q), Q), k.arith(Q >= Q))
    wrong = k.obtain(late, k.arith(goal, close, k.at(every, Q), large), Q)
    end = k.cases(k.arith(goal | (abs(S) > BOUND), has), k.assume(goal), wrong)
    return k.for_all(k.discharge(end, there.formula), S)


@tail.mutant
def nine_tenths(judge):
    """Nine tenths of the bound: one term 1 behind K = 0, rho = 1."""
    says = forall(T, U, S)(given(T == 1, U == 1, S == 1) >> (abs(S) <= term("9/10") * sqrt(T * U)))
    return falsify(says, hints=[{"values": {"T": "1", "U": "1", "S": "1"}}])
