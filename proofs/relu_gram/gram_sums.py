"""Section 2.1 and equations (2.5), (2.6): the Gram matrix as a sum over the neurons, for all sizes.

The gradient of the prediction u_i in w_r is b a_r x_i 1{w_r . x_i >= 0}, as in (2.3).
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    forall,
    functions,
    given,
    indicator,
    reals,
    sum_over,
    term,
)
from steepest.proofs.textbook.forms import form

from . import thesis
from .network import (
    U,
    V,
    W,
    a,
    active,
    b,
    c,
    d,
    eta,
    i,
    j,
    kernel,
    m,
    n,
    pre,
    r,
    relu,
    signs,
    symmetric_kernel,
    v,
    width,
    x,
)
from .step import ONE, SIZES, change, e, setting
from .step_parts import gram

X = functions("X", "nat", "nat")


def prediction_gradient(r, i, c):
    """The derivative of u_i in the coordinate c of w_r, by (2.3)"""
    return b * a(r) * (x(i, c) * active(W, r, i))


def products():
    """sum_r <d u_i/d w_r, d u_j/d w_r>"""
    both = prediction_gradient(r, i, c) * prediction_gradient(r, j, c)
    return sum_over(r, m, sum_over(c, d, both))


def entries_say(factor=1):
    return forall(x, W, a, b, m, d, i, j)(
        given(width(), signs()) >> (products() == factor * gram(i, j))
    )


@claim("relu2.eq-2.5", thesis("equation (2.5)"), says=entries_say, instance=ONE)
def gram_entries(judge, factor=1):
    """The entries of the Gram matrix: the sum over the neurons of the inner products of the
    gradients of two predictions is x_i . x_j/m times the number of neurons active at both inputs.
    """
    k = judge.theorem()
    _, _, signed = k.given
    both = active(W, r, i) * active(W, r, j)
    body = prediction_gradient(r, i, c) * prediction_gradient(r, j, c)
    inside = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, body)
        == b**2 * a(r) ** 2 * both * sum_over(c, q, x(i, c) * x(j, c)),
        [body, x(i, c) * x(j, c)],
    )  # fmt: skip
    A, B, C, K = reals("A B C K")
    rule = k.lemma(
        forall(A, B, C, K, b)(
            given(A == 1, B == b**2 * A * C * K) >> (B == b**2 * K * C)
        ),
        a(r) ** 2, sum_over(c, d, body), both, kernel(i, j), b,
    )  # fmt: skip
    each = k.use(rule, k.apply(k.at(signed, r), k.assume(r < m)), inside)
    bodies = [sum_over(c, d, body), both]

    def here(q):
        return sum_over(r, q, bodies[0]) == b**2 * kernel(i, j) * sum_over(r, q, bodies[1])

    return k.qed(k.arith(k.target, by_terms(k, r, m, here, bodies, each)))


gram_entries.mutant("2/m", factor=2)


def psd_says(sign=1):
    column = sum_over(i, n, v(i) * (x(i, c) * active(W, r, i)))
    norms = b**2 * sum_over(r, m, sum_over(c, d, column**2))
    return forall(x, W, b, n, m, d)(
        width()
        >> forall(v)(
            conj(
                form(gram) == sign * norms,
                form(gram) >= 0,
                forall(i, j)(gram(i, j) == gram(j, i)),
            )
        )
    )


@claim(
    "relu2.eq-2.5.psd",
    thesis("equation (2.5)"),
    says=psd_says,
    uses=("book.gram-form", "book.sum-exchange"),
    instance=ONE | {"functions": ONE["functions"] | {"v": {"table": ["1"]}}},
)
def gram_is_psd(judge, sign=1):
    """The Gram matrix is symmetric and positive semidefinite: v^T H v is the mean over the neurons
    of |X^T D_r v|^2.
    """
    k = judge.theorem()
    s = active(W, r, i)
    A = x(i, c) * s
    column = sum_over(i, n, v(i) * A)
    lemma = k.by("book.gram-form", Lambda((i, c), A), v, n, d)
    both = active(W, r, i) * active(W, r, j)
    inner = sum_over(c, d, x(i, c) * active(W, r, i) * (x(j, c) * active(W, r, j)))
    pull = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, x(i, c) * active(W, r, i) * (x(j, c) * active(W, r, j)))
        == both * sum_over(c, q, x(i, c) * x(j, c)),
        [x(i, c) * active(W, r, i) * (x(j, c) * active(W, r, j)), x(i, c) * x(j, c)],
    )  # fmt: skip
    entry = v(i) * (kernel(i, j) * both * v(j))
    row = by_terms(
        k, j, n,
        lambda q: v(i) * sum_over(j, q, inner * v(j)) == sum_over(j, q, entry),
        [inner * v(j), entry], pull,
    )  # fmt: skip
    rows = sum_over(j, n, entry)
    own = by_terms(
        k, i, n,
        lambda q: sum_over(i, q, v(i) * sum_over(j, n, inner * v(j))) == sum_over(i, q, rows),
        [v(i) * sum_over(j, n, inner * v(j)), rows], row,
    )  # fmt: skip
    each = k.arith(sum_over(c, d, column**2) == sum_over(i, n, rows), lemma, own)
    neurons = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, sum_over(c, d, column**2)) == sum_over(r, q, sum_over(i, n, rows)),
        [sum_over(c, d, column**2), sum_over(i, n, rows)], each,
    )  # fmt: skip
    first = k.by("book.sum-exchange", Lambda((r, i), rows), m, n)
    second = k.by("book.sum-exchange", Lambda((r, j), entry), m, n)
    last = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, entry) == v(i) * (kernel(i, j) * sum_over(r, q, both) * v(j)),
        [entry, both],
    )  # fmt: skip
    final = v(i) * sum_over(j, n, gram(i, j) * v(j))
    here = by_terms(
        k, j, n,
        lambda q: b**2 * sum_over(j, q, sum_over(r, m, entry))
        == v(i) * sum_over(j, q, gram(i, j) * v(j)),
        [sum_over(r, m, entry), gram(i, j) * v(j)], last,
    )  # fmt: skip
    one = k.arith(b**2 * sum_over(r, m, rows) == final, second, here)
    whole = by_terms(
        k, i, n,
        lambda q: b**2 * sum_over(i, q, sum_over(r, m, rows)) == sum_over(i, q, final),
        [sum_over(r, m, rows), final], one,
    )  # fmt: skip
    norms = b**2 * sum_over(r, m, sum_over(c, d, column**2))
    equation = k.arith(form(gram) == sign * norms, neurons, first, whole)
    squares = by_terms(k, c, d, lambda q: sum_over(c, q, column**2) >= 0, [column**2])
    positive = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, sum_over(c, d, column**2)) >= 0, [sum_over(c, d, column**2)],
        squares,
    )  # fmt: skip
    A_ = reals("A")
    times = forall(A_, b)((A_ >= 0) >> (b**2 * A_ >= 0))
    scaled = k.use(k.lemma(times, sum_over(r, m, sum_over(c, d, column**2)), b), positive)
    swapped = active(W, r, j) * active(W, r, i)
    counts = by_terms(
        k, r, m, lambda q: sum_over(r, q, both) == sum_over(r, q, swapped), [both, swapped]
    )
    symmetric = k.arith(gram(i, j) == gram(j, i), symmetric_kernel(k), counts)
    end = k.both(equation, k.arith(form(gram) >= 0, equation, scaled), k.for_all(symmetric, i, j))
    return k.qed(k.for_all(end, v))


gram_is_psd.mutant("negative", sign=-1)


def governed_says(factor=1):
    other = sum_over(c, d, X(i, c) * X(j, c))
    theirs = [indicator(sum_over(c, d, U(r, c) * X(one, c)) >= 0) for one in (i, j)]
    inputs = forall(i, j)(((i < n) & (j < n)) >> (kernel(i, j) == other))
    patterns = forall(r, i)(((r < m) & (i < n)) >> (active(W, r, i) == theirs[0]))
    gram_there = b**2 * other * sum_over(r, m, theirs[0] * theirs[1])
    return forall(x, X, W, U, a, b, n, m, d)(
        given(width(), signs(), inputs, patterns)
        >> forall(i, j)(((i < n) & (j < n)) >> (products() == factor * gram_there))
    )


@claim(
    "relu2.three-observations.gram",
    thesis("Section 2.1, overview"),
    says=governed_says,
    uses=("relu2.eq-2.5",),
    instance=ONE | {"functions": ONE["functions"] | {"X": {"of": ["i", "c"], "is": "1"},
                                                     "U": {"of": ["r", "c"], "is": "2"}}},
)  # fmt: skip
def governed_by_gram(judge, factor=1):
    """The Gram matrix that governs the predictions depends on the inputs through K = X X^T only,
    and on W through the activation pattern only.

    Other inputs with the same K and other weights with the same pattern have the same matrix.
    """
    k = judge.theorem()
    scale, square, signed, inputs, patterns = k.given
    pair = k.assume((i < n) & (j < n))
    entry = k.use(k.by("relu2.eq-2.5", x, W, a, b, m, d, i, j), scale, square, signed)
    theirs = [indicator(sum_over(c, d, U(r, c) * X(one, c)) >= 0) for one in (i, j)]
    same = [
        k.apply(k.at(patterns, r, one), k.both(k.assume(r < m), k.part(pair, part)))
        for part, one in enumerate((i, j))
    ]
    bodies = [active(W, r, i) * active(W, r, j), theirs[0] * theirs[1]]
    counts = by_terms(
        k, r, m,
        lambda q: sum_over(r, q, bodies[0]) == sum_over(r, q, bodies[1]), bodies,
        k.arith(bodies[0] == bodies[1], *same),
    )  # fmt: skip
    other = sum_over(c, d, X(i, c) * X(j, c))
    there = b**2 * other * sum_over(r, m, bodies[1])
    end = k.arith(products() == factor * there, entry, counts, k.apply(k.at(inputs, i, j), pair))
    return k.qed(k.for_all(k.discharge(end, (i < n) & (j < n)), i, j))


governed_by_gram.mutant("twice the matrix", factor=2)


def discrete_says(factor=1):
    same = forall(r, i)(((r < m) & (i < n)) >> (active(V, r, i) == active(W, r, i)))
    step = -factor * eta * sum_over(j, n, gram(i, j) * e(j))
    return forall(*SIZES)(given(setting(), same) >> forall(i)((i < n) >> (change(i) == step)))


@claim(
    "relu2.eq-2.6.discrete",
    thesis("equation (2.6), discrete counterpart"),
    says=discrete_says,
    uses=("relu2.pred-diff", "relu2.I1-identity"),
    instance=ONE,
)
def discrete_counterpart(judge, factor=1):
    """One step of gradient descent without a change of pattern: u(k + 1) - u(k) = -eta H(k) (u(k) -
    y), for all n, d, m.
    """
    k = judge.theorem()
    *_, same = k.given
    none = Lambda((r, i), term(0))  # S_i^perp is empty
    values = (*SIZES[:3], none, *SIZES[3:])
    zero = term(0)
    binary = k.arith((zero == 0) | (zero == 1))
    binary = k.for_all(k.discharge(binary, (r < m) & (i < n)), r, i)
    trio = (r < m) & (i < n) & (zero == 0)
    inside = k.split(k.assume(trio))
    kept = k.use(k.at(same, r, i), *inside)
    kept = k.for_all(k.discharge(kept, trio), r, i)
    lemma = k.use(k.by("relu2.I1-identity", *values), *k.given[:-1], binary, kept)
    now = k.assume(i < n)
    first = k.apply(k.at(lemma, i), now)
    split = k.at(k.by("relu2.pred-diff", x, W, V, none, a, b, m, d), i)
    shift = a(r) * (relu(pre(V, r, i)) - relu(pre(W, r, i)))
    nothing = by_terms(k, r, m, lambda q: sum_over(r, q, zero * shift) == 0, [zero * shift])
    both = active(W, r, i) * active(W, r, j)
    empty = by_terms(k, r, m, lambda q: sum_over(r, q, zero * both) == 0, [zero * both])
    left = (gram(i, j) - b**2 * kernel(i, j) * sum_over(r, m, zero * both)) * e(j)
    sums = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, left) == sum_over(j, q, gram(i, j) * e(j)),
        [left, gram(i, j) * e(j)], k.arith(left == gram(i, j) * e(j), empty),
    )  # fmt: skip
    goal = change(i) == -factor * eta * sum_over(j, n, gram(i, j) * e(j))
    end = k.arith(goal, first, split, nothing, sums)
    return k.qed(k.for_all(k.discharge(end, i < n), i))


discrete_counterpart.mutant("half of it", factor=Fraction(1, 2))
