"""Theorems 3.1 and 3.2 in the limit of infinite width: descent with a constant Gram matrix.

G is the limit of the Gram matrix of all blocks together, r(t) = y - u(t) the residual; eigenvalues
by the quadratic form.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    nats,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.bounded_forms import symmetric
from ..textbook.forms import bounded_below, form, i, image, j, length, n, v
from ..textbook.schur import combined
from . import chapter_3

t, H = nats("t H")
G, K, r = functions("G K r", "nat", "nat")
eta, lam, most, S, top, c = reals("eta lambda_0 lambda_max S Lambda_0 c")
A, B, C, D, N, q, Y = reals("A B C D N q Y")


def residual(t):
    return lambda i: r(t, i)


def moved(t):
    """(I - eta G) r(t)"""
    return r(t, i) - eta * sum_over(j, n, G(i, j) * r(t, j))


def run():
    return forall(t, i)((i < n) >> (r(t + 1, i) == moved(t)))


def spectrum():
    """lambda_0 <= G <= lambda_max"""
    return forall(v)(conj(form(G) >= lam * length(), form(G) <= most * length()))


def rates():
    """One step, and all of them."""
    now, then = length(residual(t)), length(residual(t + 1))
    return forall(t)(
        conj(
            then <= (1 - eta * lam) ** 2 * now,
            (1 - eta * lam) ** 2 * now <= (1 - eta * lam / 2) * now,
            now <= (1 - eta * lam / 2) ** t * length(residual(0)),
        )
    )


def limit_says():
    return forall(G, r, n, eta, lam, most)(
        given(n >= 1, symmetric(G), spectrum(), lam > 0, eta > 0, eta * most <= 1, run()) >> rates()
    )


@claim(
    "deep.thm-5.1.limit",
    chapter_3("Theorem 3.1"),
    formula=r"\eta\le\frac1{\lambda_{\max}(G)}\implies\|(I-\eta "
    r"G)r\|^2\le(1-\eta\lambda)^2\|r\|^2\le(1-\tfrac{\eta\lambda}2)\|r\|^2,\quad "
    r"\|r(t)\|^2\le(1-\tfrac{\eta\lambda}2)^t\|r(0)\|^2",
    hypotheses=(
        "m -> infinity: r(t + 1) = (I - eta G) r(t), G the limit of all blocks, symmetric, its "
        "eigenvalues in [lambda, lambda_max] (as forms)",
    ),
    says=limit_says,
    uses=(
        "book.step-contracts",
        "book.power-nonnegative",
        "book.squares-nonnegative",
        "book.sum-constant",
    ),
)
def infinite_width(judge):
    """With the Gram matrix of infinite width, whatever the architecture, gradient descent has the
    rate of the theorem, up to the step 1/lambda_max.
    """
    k = judge.theorem()
    some, same, bounds, low, positive, short, steps = k.given
    now, then, start = (length(residual(at)) for at in (t, t + 1, 0))
    # lambda_0 <= lambda_max, from the forms at the vector of ones
    ones = k.at(bounds, Lambda((i,), term(1)))
    count = k.by("book.sum-constant", term(1) ** 2, n)
    ordered = k.lemma(
        forall(A, B, lam, most)(given(B >= lam * A, B <= most * A, A >= 1) >> (lam <= most)),
        length(lambda i: term(1)), form(G, lambda i: term(1)), lam, most,
    )  # fmt: skip
    ordered = k.apply(ordered, k.arith(ordered.formula.left, ones, count, some))
    inside = k.arith(conj(eta * lam > 0, eta * lam <= 1), ordered, low, positive, short)
    # one step
    shorter = k.by("book.step-contracts", G, n, eta, lam, most)
    shorter = k.use(shorter, same, bounds, positive, short)
    shorter = k.at(shorter, Lambda((i,), r(t, i)))
    ahead = 1 * r(t, i) + (-eta) * sum_over(j, n, G(i, j) * r(t, j))
    here = k.apply(k.at(steps, t, i), k.assume(i < n))
    equal = combined(k, i, r(t + 1, i) ** 2, (1, ahead**2), each=[here])
    first = k.arith(then <= (1 - eta * lam) ** 2 * now, shorter, equal)
    size = k.by("book.squares-nonnegative", Lambda((i,), r(t, i)), n)
    rate = 1 - eta * lam / 2
    second = k.lemma(
        forall(A, eta, lam)(
            given(A >= 0, eta * lam > 0, eta * lam <= 1)
            >> ((1 - eta * lam) ** 2 * A <= (1 - eta * lam / 2) * A)
        ),
        now, eta, lam,
    )  # fmt: skip
    second = k.use(second, size, inside)
    # all of them
    always = now <= rate**t * start
    base = k.arith(always.put(t, 0), k.power_zero(rate))
    grown = k.lemma(
        forall(A, B, C, D, q)(given(q >= 0, A <= q * B, B <= C * D) >> (A <= q * C * D)),
        then, now, rate**t, start, rate,
    )  # fmt: skip
    grown = k.use(grown, k.arith(rate >= 0, inside), k.arith(then <= rate * now, first, second),
                  k.assume(always))  # fmt: skip
    step = k.arith(always.put(t, t + 1), grown, k.power_step(rate, t))
    whole = k.at(k.induction(t, always, base, step), t)
    return k.qed(k.for_all(k.both(first, second, whole), t))


@infinite_width.mutant
def three_times_the_step(judge):
    """eta lambda_max <= 3: G = lambda_0 = 3 and eta = 1 have (1 - 3)^2 > 1 - 3/2."""
    one = conj(G(0, 0) >= lam, G(0, 0) <= most, n == 1, lam > 0, eta > 0, eta * most <= 3)
    hint = {
        "values": {"n": "1", "eta": "1", "lambda_0": "3", "lambda_max": "3"},
        "functions": {
            "G": {"of": ["i", "j"], "is": "3"}, "r": {"of": ["t", "i"], "is": "1"}
        },
    }  # fmt: skip
    return falsify(
        forall(G, r, n, eta, lam, most)(
            one
            >> ((1 - eta * lam) ** 2 * length(residual(0)) <= (1 - eta * lam / 2)
                * length(residual(0)))
        ),
        hints=[hint],
    )  # fmt: skip


def residual_says():
    entries = forall(i, j)(given(i < n, j < n) >> (abs(G(i, j)) <= S))
    kept = conj(bounded_below(K, lam), forall(v)(form(G) >= form(K)), K(0, 0) * H**2 <= top)
    step = conj(c > 0, c * top * S <= 1, eta == c * lam * H**2 / n**2)
    enough = forall(v)(eta * form(G) <= length())
    return forall(G, K, r, n, H, eta, lam, S, top, c)(
        given(n >= 1, H >= 1, symmetric(G), entries, kept, lam > 0, step, run())
        >> conj(enough, rates())
    )


@claim(
    "deep.thm-6.1.limit",
    chapter_3("Theorem 3.2"),
    formula=r"\eta=\frac{c\lambda H^2}{n^2},\ c\le\frac1{\Lambda_0S}\implies\eta\lambda_{\max}(G)"
    r"\le1,\quad\|r(t)\|^2\le(1-\tfrac{\eta\lambda}2)^t\|r(0)\|^2",
    hypotheses=(
        "m -> infinity, as in deep.thm-5.1.limit",
        "lambda <= the eigenvalues of the block K of the last hidden layer, G - K >= 0",
        "K_00 <= Lambda_0/H^2 (that block carries the factor c_res^2/H^2), all entries of G at "
        "most S, free of H",
    ),
    says=residual_says,
    uses=("deep.thm-5.1.limit", "book.row-sums", "book.cauchy-schwarz", "book.diagonal-entry",
          "book.squares-nonnegative"),
)  # fmt: skip
def infinite_width_residual(judge):
    """For a Gram matrix with the bounds that infinite width gives the residual network, the printed
    step size is small enough, with an explicit constant, and descent has the rate of the theorem.
    """
    k = judge.theorem()
    some, deep, same, entries, least, above, kept, low, good, steep, chosen, steps = k.given
    # |G|_2 <= n S, and with it the form
    entry = k.apply(k.at(entries, i, j), k.both(k.assume(i < n), k.assume(j < n)))
    row = by_terms(k, j, n, lambda q: sum_over(j, q, abs(G(i, j))) <= q * S, [abs(G(i, j))], entry)
    column = by_terms(
        k, i, n, lambda q: sum_over(i, q, abs(G(i, j))) <= q * S, [abs(G(i, j))], entry
    )
    first = k.apply(k.at(entries, 0, 0), k.arith(conj(term(0) < n, term(0) < n), some))
    size = k.arith(S >= 0, first)
    norm = k.by("book.row-sums", G, n, n * S)
    whole = k.lemma(forall(n, S)(given(S >= 0) >> (n * S >= 0)), n, S)
    norm = k.use(
        norm, k.use(whole, size), k.for_all(k.discharge(row, i < n), i),
        k.for_all(k.discharge(column, j < n), j),
    )  # fmt: skip
    own = sum_over(j, n, G(i, j) * v(j))
    schwarz = k.by("book.cauchy-schwarz", v, Lambda((i,), own), n)
    positive = k.by("book.squares-nonnegative", v, n)
    rule = k.lemma(
        forall(A, B, C, q)(
            given(B**2 <= A * C, C <= q**2 * A, A >= 0, q >= 0) >> (B <= q * A)
        ),
        length(), form(G), image(G), n * S,
    )  # fmt: skip
    most = k.use(rule, schwarz, k.at(norm, v), positive, k.use(whole, size))
    spectral = k.arith(
        conj(form(G) >= lam * length(), form(G) <= n * S * length()),
        k.at(least, v), k.at(above, v), most,
    )  # fmt: skip
    # eta n S <= 1
    corner = k.use(k.by("book.diagonal-entry", K, n, lam, 0), k.arith(term(0) < n, some), least)
    short = k.lemma(
        forall(eta, lam, n, H, S, top, c, A)(
            given(eta == c * lam * H**2 / n**2, n >= 1, H >= 1, lam > 0, c > 0, c * top * S <= 1,
                  A >= lam, A * H**2 <= top, S >= 0)
            >> conj(eta > 0, eta * (n * S) <= 1)
        ),
        eta, lam, n, H, S, top, c, K(0, 0),
    )  # fmt: skip
    short = k.use(short, chosen, some, deep, low, good, steep, corner, kept, size)
    enough = k.lemma(
        forall(A, B, eta, q)(given(B <= q * A, A >= 0, eta > 0, eta * q <= 1) >> (eta * B <= A)),
        length(), form(G), eta, n * S,
    )  # fmt: skip
    enough = k.for_all(k.use(enough, most, positive, *k.split(short)), v)
    rule = k.by("deep.thm-5.1.limit", G, r, n, eta, lam, n * S)
    all_ = k.use(rule, some, same, k.for_all(spectral, v), low, *k.split(short), steps)
    return k.qed(k.both(enough, all_))


@infinite_width_residual.mutant
def third_power_of_the_depth(judge):
    """H^3 in the step: H = 2 and numbers of 1."""
    return falsify(
        forall(eta, lam, n, H, S, top, c)(
            given(n == 1, H == 2, lam == 1, S == 4, top == 4, c == "1/16", eta == c * lam * H**3)
            >> (eta * n * S <= 1)
        ),
        hints=[{"values": {"n": "1", "H": "2", "lambda_0": "1", "S": "4", "Lambda_0": "4",
                           "c": "1/16", "eta": "1/2"}}],
    )  # fmt: skip
