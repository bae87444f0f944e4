"""Steps that are too long: what one step without a change of pattern does along an eigenvector of
H. The notation is that of `step`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, by_terms, conj, forall, given, reals, sum_over
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .network import (
    V,
    W,
    active,
    b,
    d,
    eta,
    i,
    j,
    kernel,
    lam,
    m,
    n,
    output,
    pre,
    r,
    v,
    x,
    y,
)
from .step import ONE, SIZES, e, setting
from .step_parts import gram

A, B, C, D, t = reals("A B C D t")


def same_patterns():
    return forall(r, i)(((r < m) & (i < n)) >> (active(V, r, i) == active(W, r, i)))


def component(residual):
    """v . e"""
    return sum_over(i, n, v(i) * residual(i))


def residual_after(i):
    return output(V, i) - y(i)


def growth_says(bound=2):
    eigen = forall(i)((i < n) >> (sum_over(j, n, gram(i, j) * v(j)) == lam * v(i)))
    unit = sum_over(i, n, v(i) ** 2) == 1
    now, then = component(e), component(residual_after)
    norm = sum_over(i, n, residual_after(i) ** 2)
    return forall(*SIZES, v, lam)(
        given(setting(), same_patterns(), eigen, unit)
        >> conj(
            then == (1 - eta * lam) * now,
            norm >= ((eta * lam - 1) * now) ** 2,
            given(eta * lam > bound, now != 0) >> (abs(then) > abs(now)),
        )
    )


@claim(
    "relu2.fig-2.1.step-too-long",
    thesis("Section 2.4: the step size is not stated"),
    says=growth_says,
    uses=("relu2.eq-2.6.discrete", "relu2.eq-2.5.psd", "book.sum-exchange", "book.cauchy-schwarz"),
    instance={
        "values": ONE["values"] | {"lambda_0": "1", "eta": "3/2"},
        "functions": ONE["functions"]
        | {"v": {"table": ["1"]}, "V": {"of": ["r", "c"], "is": "5/2"}},
    },
)
def step_too_long(judge, bound=2):
    """While no pattern changes the component of u - y along an eigenvector of H is multiplied by 1
    - eta lambda: it grows for eta lambda > 2.

    So eta < 2/lambda_max(H) is needed for convergence near any solution; at n = d = 1000 that is
    eta < 1.6. lambda_0 is the eigenvalue, v a unit eigenvector.
    """
    k = judge.theorem()
    *given_, same, eigen, unit = k.given
    one = k.use(k.by("relu2.eq-2.6.discrete", *SIZES), *given_, same)
    entry = k.assume(i < n)
    moves = k.apply(k.at(one, i), entry)
    start = k.apply(k.at(given_[5], i), entry)
    symmetric = k.part(k.at(k.use(k.by("relu2.eq-2.5.psd", x, W, b, n, m, d), *given_[:2]), v), 2)
    mixed = v(i) * (gram(i, j) * e(j))
    row = sum_over(j, n, gram(i, j) * e(j))
    inside = by_terms(
        k, j, n, lambda q: v(i) * sum_over(j, q, gram(i, j) * e(j)) == sum_over(j, q, mixed),
        [gram(i, j) * e(j), mixed],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, D, t, eta)(
            given(A - B == -eta * C, D == B - t) >> (A - t == D - eta * C)
        ),
        output(V, i), output(W, i), row, e(i), y(i), eta,
    )  # fmt: skip
    step = k.use(rule, k.arith(output(V, i) - output(W, i) == -eta * row, moves), start)
    bodies = [v(i) * residual_after(i), v(i) * e(i), sum_over(j, n, mixed)]
    rule = k.lemma(
        forall(A, B, C, D, t, eta)(
            given(A == B - eta * C, t * C == D) >> (t * A == t * B - eta * D)
        ),
        residual_after(i), e(i), row, bodies[2], v(i), eta,
    )  # fmt: skip

    def moved_to(q):
        after, before, whole = (sum_over(i, q, body) for body in bodies)
        return after == before - eta * whole

    moved = by_terms(k, i, n, moved_to, bodies, k.use(rule, step, inside))
    swap = k.by("book.sum-exchange", Lambda((i, j), mixed), n, n)
    own = gram(j, i) * v(i)
    column = by_terms(
        k, i, n, lambda q: sum_over(i, q, mixed) == e(j) * sum_over(i, q, own), [mixed, own],
        k.at(symmetric, i, j),
    )  # fmt: skip
    at_j = k.apply(k.at(eigen, j), k.assume(j < n))
    rule = k.lemma(
        forall(A, B, C, D, t, lam)(given(A == t * B, B == lam * C) >> (A == lam * (C * t))),
        sum_over(i, n, mixed), sum_over(i, n, own), v(j), 0, e(j), lam,
    )  # fmt: skip
    bodies = [sum_over(i, n, mixed), v(j) * e(j)]
    columns = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == lam * sum_over(j, q, bodies[1]), bodies,
        k.use(rule, column, at_j),
    )  # fmt: skip
    now, then = component(e), component(residual_after)
    first = k.arith(then == (1 - eta * lam) * now, moved, swap, columns)
    schwarz = k.by("book.cauchy-schwarz", v, Lambda((i,), residual_after(i)), n)
    norm = sum_over(i, n, residual_after(i) ** 2)
    rule = k.lemma(
        forall(A, B, C, D, t)(
            given(A == (1 - t) * B, A**2 <= C * D, C == 1) >> (D >= ((t - 1) * B) ** 2)
        ),
        then, now, sum_over(i, n, v(i) ** 2), norm, eta * lam,
    )  # fmt: skip
    second = k.use(rule, first, schwarz, unit)
    rule = k.lemma(
        forall(A, B, t)(given(A == (1 - t) * B, t > bound, B != 0) >> (abs(A) > abs(B))),
        then, now, eta * lam,
    )  # fmt: skip
    long = given(eta * lam > bound, now != 0)
    third = k.discharge(k.use(rule, first, k.assume(long)), long)
    return k.qed(k.both(first, second, third))


step_too_long.mutant("from eta lambda > 1 on", bound=1)


def long_step_says():
    both = conj(pre(W, r, i) >= 0, pre(V, r, i) >= 0)
    eigen = forall(i)((i < n) >> (sum_over(j, n, kernel(i, j) * v(j)) == lam * v(i)))
    unit = sum_over(i, n, v(i) ** 2) == 1
    now, then = component(e), component(residual_after)
    return forall(*SIZES, v, lam)(
        given(setting(), forall(r, i)(((r < m) & (i < n)) >> both), eigen, unit, eta * lam > 2)
        >> ((now != 0) >> (abs(then) > abs(now)))
    )


@claim(
    "relu2.thm-2.3.necessary-step",
    thesis("Theorem 2.3, condition on eta"),
    formula=r"\text{all neurons active in both steps},\ \eta\|K\|_2>2,\ Kv=\|K\|_2v:\quad "
    r"|v^\top r(k+1)|>|v^\top r(k)|\text{ unless }v^\top r(k)=0",
    says=long_step_says,
    uses=("relu2.fig-2.1.step-too-long",),
)
def order_of_the_step(judge):
    """While all neurons stay active, a step beyond 2/|K|_2 enlarges the residual along the leading
    eigenvector of K.

    H is K then. This bounds the steps for which a proof by a constant pattern can work; it does not
    show that larger steps diverge: patterns change, and at n = d = 1 steps of 2.5/|K|_2 do
    converge.
    """
    k = judge.theorem()
    *known, all_active, eigen, unit, long = k.given
    pair = k.assume((r < m) & (i < n))
    sides = k.split(k.apply(k.at(all_active, r, i), pair))
    ones = [k.indicator(one.formula, True, one) for one in sides]
    same = k.discharge(k.arith(active(V, r, i) == active(W, r, i), *ones), pair.formula)
    on = k.for_all(k.discharge(ones[0], pair.formula), r, i)
    inside, there, other = k.assume(r < m), k.assume(i < n), k.assume(j < n)
    ends = [k.apply(k.at(on, r, at), k.both(inside, one)) for at, one in ((i, there), (j, other))]
    body = active(W, r, i) * active(W, r, j)
    count = by_terms(
        k, r, m, lambda q: sum_over(r, q, body) == q, [body], k.arith(body == 1, *ends)
    )
    rule = forall(A, B, b, m)(given(B == m, b**2 * m == 1) >> (b**2 * A * B == A))
    rule = k.lemma(rule, kernel(i, j), sum_over(r, m, body), b, m)
    whole = k.arith(gram(i, j) == kernel(i, j), k.use(rule, count, known[1]))
    bodies = [gram(i, j) * v(j), kernel(i, j) * v(j)]
    row = by_terms(
        k, j, n, lambda q: sum_over(j, q, bodies[0]) == sum_over(j, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], whole),
    )  # fmt: skip
    value = k.arith(row.sides[0] == lam * v(i), row, k.apply(k.at(eigen, i), there))
    value = k.for_all(k.discharge(value, there.formula), i)
    grows = k.use(
        k.by("relu2.fig-2.1.step-too-long", *SIZES, v, lam), *known, k.for_all(same, r, i), value,
        unit,
    )  # fmt: skip
    some = k.assume(component(e) != 0)
    end = k.use(k.part(grows, 2), long, some)
    return k.qed(k.discharge(end, some.formula))


@order_of_the_step.mutant
def from_one_on(judge):
    """From eta |K| > 1 on: |1 - 3/2| < 1."""
    return falsify(forall(A)(given(A > 1) >> (abs(1 - A) > 1)), hints=[{"values": {"A": "3/2"}}])
