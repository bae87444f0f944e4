"""The population loss through the moments of the ReLUs of the patches: the square expanded, its
mean, and the forms of the matrices of equations (5.5) and (5.6).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    integrable,
    mean_of_combination,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.textbook.events import truths

from . import thesis
from .network import (
    a,
    a_star,
    d,
    i,
    k,
    product,
    total,
    w_star,
)
from .patch_moments import Z, j, o, relu, w

A, A_STAR, B = functions("A A_star B", "nat", "nat")
HALF = term("1/2")


def output(direction, second):
    """f(Z, w, a)"""
    return sum_over(i, k, second(i) * relu(direction, i))


ERROR = HALF * (output(w, a) - output(w_star, a_star)) ** 2


def form(left, right, matrix):
    """left^T M right"""
    return sum_over(i, k, sum_over(j, k, left(i) * right(j) * matrix(i, j)))


def entries():
    """A(w), A(w*) and B(w, w*) are the second moments of sigma(Zw) and sigma(Zw*)."""
    known = (
        E(o, relu(one, i) * relu(other, j)) == matrix(i, j)
        for one, other, matrix in ((w, w, A), (w_star, w_star, A_STAR), (w, w_star, B))
    )
    return forall(i, j)(given(i < k, j < k) >> conj(*known))


def expansion_says(factor=HALF):
    value = form(a_star, a_star, A_STAR) + form(a, a, A) - 2 * form(a, a_star, B)
    names = Z, w, w_star, a, a_star, A, A_STAR, B, k, d
    return forall(*names)(entries() >> (E(o, ERROR) == factor * value))


ONE = {
    "values": {"k": "1", "d": "1"},
    "functions": {name: {"table": ["1"]} for name in ("w", "w_star", "a_star")}
    | {"a": {"table": ["2"]}, "Z": {"of": ["i", "c", "o"], "is": "1"}}
    | {name: {"of": ["i", "j"], "is": "1"} for name in ("A", "A_star", "B")},
    "weights": ["1"],
}


@claim(
    "conv.loss-expansion-amended",
    thesis("Section 5.7, proof of Theorem 5.1"),
    formula=r"\ell(v,a)=\tfrac12\left[(a^*)^\top A(w^*)a^*+a^\top A(w)a-2a^\top B(w,w^*)a^*\right]",
    hypotheses=("every law of Z for which the moments A(w), A(w*) and B(w, w*) exist",),
    amends="conv.loss-expansion",
    says=expansion_says,
    uses=("book.sum-times-sum", "book.mean-of-double-sum"),
    instance=ONE,
)
def expansion_amended(judge, factor=HALF):
    """The same with the factor 1/2, for all k: per sample with u = sigma(Zw), u* = sigma(Zw*), then
    by linearity of E.
    """
    z = judge.theorem()
    (moments,) = z.given
    inside = z.assume(given(i < k, j < k))
    here = z.split(z.apply(z.at(moments, i, j), inside))
    first, second = (a, w), (a_star, w_star)
    cases = (
        (second, second, A_STAR, here[1]),
        (first, first, A, here[0]),
        (first, second, B, here[2]),
    )
    squares, means = [], []
    for (left, one), (right, other), matrix, entry in cases:
        factor_ = left(i) * right(j)
        body = left(i) * relu(one, i) * (right(j) * relu(other, j))
        plain = relu(one, i) * relu(other, j)
        has = z.arith(integrable(E(o, plain)), entry)
        mean = mean_of_combination(z, o, body, [(factor_, plain, has)])
        mean = z.arith(E(o, body) == factor_ * matrix(i, j), mean, entry)
        each = z.for_all(z.discharge(mean, inside.formula), i, j)
        whole = z.by(
            "book.mean-of-double-sum", Lambda((i, j, o), body),
            Lambda((i, j), factor_ * matrix(i, j)), k, k,
        )  # fmt: skip
        means.append(z.apply(whole, each))
        rows = Lambda((i,), left(i) * relu(one, i)), Lambda((j,), right(j) * relu(other, j))
        squares.append(z.by("book.sum-times-sum", *rows, k, k))
    # both indices have one name in the outputs
    renamed = [renamed_sum(z, *each) for each in (first, second)]
    doubles = [sum_over(i, k, sum_over(j, k, left(i) * relu(one, i) * (right(j) * relu(other, j))))
               for (left, one), (right, other), *_ in cases]  # fmt: skip
    parts = [
        (by, double, z.arith(integrable(E(o, double)), mean))
        for by, double, mean in zip((HALF, HALF, term(-1)), doubles, means, strict=True)
    ]
    whole = mean_of_combination(z, o, ERROR, parts, *squares, *renamed)
    return z.qed(z.arith(z.target, whole, *means))


def renamed_sum(z, second, direction):
    """The output of the network, by the index j"""
    one, other = (second(index) * relu(direction, index) for index in (i, j))
    return z.arith(sum_over(i, k, one) == sum_over(j, k, other))


expansion_amended.mutant("without the factor 1/2", factor=term(1))


f, h = sequences("f h")
q, r = reals("q r")


def mixed(q):
    """An entry of 1 1^T + q I"""
    return 1 + q * indicator(i == j)


def mixed_says(more=0):
    whole = form(f, h, lambda *_: r * mixed(q))
    ends = total(f) * total(h) + (q + more if more else q) * product(f, h, k, i)
    return forall(f, h, k, q, r)(whole == r * ends)


@claim(
    "conv.form-of-ones",
    thesis("Section 5.7, equations (5.5) and (5.6)"),
    formula=r"f^\top(11^\top+qI)h=1^\top f\,1^\top h+q\,f^\top h",
    says=mixed_says,
    uses=("book.sum-pick",),
    instance={
        "values": {"k": "1", "q": "1", "r": "1"},
        "functions": {"f": {"table": ["1"]}, "h": {"table": ["1"]}},
    },
)
def form_of_ones(judge, more=0):
    """The form of 1 1^T + q I, written out as a double sum."""
    z = judge.theorem()
    inside = z.assume(i < k)
    entry = f(i) * h(j) * (r * mixed(q))
    picked = indicator(j == i) * h(j)
    same = truths(
        z, entry == r * f(i) * h(j) + r * q * f(i) * picked, (i == j, j == i),
        z.arith((i == j) >> (j == i)), z.arith((j == i) >> (i == j)),
    )  # fmt: skip
    pick = z.use(z.part(z.by("book.sum-pick", h, i, k), 0), inside)
    row = by_terms(
        z, j, k,
        lambda n: sum_over(j, n, entry)
        == r * f(i) * sum_over(j, n, h(j)) + r * q * f(i) * sum_over(j, n, picked),
        [entry, h(j), picked], same,
    )  # fmt: skip
    everything = sum_over(j, k, h(j))
    row = z.arith(sum_over(j, k, entry) == r * f(i) * everything + r * q * f(i) * h(i), row, pick)
    bodies = [sum_over(j, k, entry), f(i), f(i) * h(i)]
    whole = by_terms(
        z, i, k,
        lambda n: sum_over(i, n, bodies[0])
        == r * sum_over(i, n, bodies[1]) * everything + r * q * sum_over(i, n, bodies[2]),
        bodies, row,
    )  # fmt: skip
    name = z.arith(everything == total(h))
    return z.qed(z.arith(z.target, whole, name))


form_of_ones.mutant("q + 1 for q", more=1)
