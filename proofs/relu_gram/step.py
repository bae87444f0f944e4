"""One step of gradient descent, for all sizes, from the weights W with the residual e = u - y to
the weights V. F(r, i) = 1 for the neurons of S_i^perp, whose pattern at x_i may flip, and 0 for
those of S_i; q_i = |S_i^perp|/m.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    disj,
    forall,
    given,
    indicator,
    reals,
    sequences,
    sum_over,
)

from . import thesis
from .network import (
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
    output,
    pre,
    r,
    relu,
    signs,
    unit_inputs,
    width,
    x,
    y,
)

section = "Section 2.3.1"
e = sequences("e")
z = reals("z")
SIZES = (x, W, V, a, y, e, b, eta, n, m, d)
ONE = {
    "values": {"b": "1", "eta": "1", "n": "1", "m": "1", "d": "1", "r": "0", "i": "0", "j": "0"},
    "functions": {
        "x": {"of": ["i", "c"], "is": "1"},
        "W": {"of": ["r", "c"], "is": "1"},
        "V": {"of": ["r", "c"], "is": "2"},
        "F": {"of": ["r", "i"], "is": "1"},
        "a": {"table": ["1"]},
        "y": {"table": ["2"]},
        "e": {"table": ["-1"]},
    },
}  # one input, one neuron; u goes from 1 to the label 2


def values_at(**values):
    return ONE | {"values": ONE["values"] | values}


def gradient(r, c):
    """dL/dw_r by the formula (2.3), with the residual e"""
    return b * a(r) * sum_over(i, n, e(i) * x(i, c) * active(W, r, i))


def residual():
    return forall(i)((i < n) >> (e(i) == output(W, i) - y(i)))


def moved():
    return forall(r, c)(((r < m) & (c < d)) >> (V(r, c) == W(r, c) - eta * gradient(r, c)))


def setting():
    return conj(width(), unit_inputs(), signs(), eta > 0, residual(), moved())


def loss(e=e):
    """|y - u|^2"""
    return sum_over(i, n, e(i) ** 2)


def total():
    """The sum of |u_j - y_j|"""
    return sum_over(j, n, abs(e(j)))


def change(i):
    """u_i(k + 1) - u_i(k)"""
    return output(V, i) - output(W, i)


def total_against_loss(k):
    """The sum of the |u_j - y_j|, squared, is at most n |y - u|^2."""
    squares = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, abs(e(j)) ** 2) == sum_over(j, q, e(j) ** 2),
        [abs(e(j)) ** 2, e(j) ** 2],
    )  # fmt: skip
    mean = k.by("book.square-of-sum", Lambda((j,), abs(e(j))), n)
    return k.arith(total() ** 2 <= n * loss(), mean, squares)


def pattern_says(top=1):
    s = indicator(z >= 0)
    return forall(z)(conj(relu(z) == s * z, s >= 0, s <= top, disj(s == 0, s == 1)))


@claim("relu2.pattern", thesis(section), says=pattern_says, instance={"values": {"z": "1"}})
def relu_by_its_pattern(judge, top=1):
    """max(z, 0) is z times the indicator of z >= 0, which is 0 or 1."""
    k = judge.theorem()
    event = z >= 0
    yes, no = k.assume(event), k.assume(~event)
    ends = [
        k.arith(k.target, k.indicator(event, True, yes), yes),
        k.arith(k.target, k.indicator(event, False, no), no),
    ]
    return k.qed(k.cases(k.excluded_middle(event), *ends))


relu_by_its_pattern.mutant("an indicator of at most 1/2", top=Fraction(1, 2))


def kernel_says(top=1):
    return forall(x, n, d)(
        unit_inputs() >> forall(i, j)(((i < n) & (j < n)) >> (abs(kernel(i, j)) <= top))
    )


@claim(
    "relu2.kernel-entries",
    thesis("Section 2.1"),
    says=kernel_says,
    uses=("book.cauchy-schwarz",),
    instance=ONE,
)
def inner_products_of_unit_inputs(judge, top=1):
    """|x_i . x_j| <= 1 for unit inputs."""
    k = judge.theorem()
    (unit,) = k.given
    pair = k.assume((i < n) & (j < n))
    cs = k.by("book.cauchy-schwarz", Lambda((c,), x(i, c)), Lambda((c,), x(j, c)), d)
    here = k.apply(k.at(unit, i), k.part(pair, 0))
    there = k.apply(k.at(unit, j), k.part(pair, 1))
    P, Q, p = reals("P Q p")
    rule = k.lemma(
        forall(P, Q, p)(given(P == 1, Q == 1, p**2 <= P * Q) >> (abs(p) <= top)),
        sum_over(c, d, x(i, c) ** 2), sum_over(c, d, x(j, c) ** 2), kernel(i, j),
    )  # fmt: skip
    bound = k.discharge(
        k.use(rule, here, there, k.arith(rule.formula.left.part(2), cs)), (i < n) & (j < n)
    )
    return k.qed(k.for_all(bound, i, j))


inner_products_of_unit_inputs.mutant("at most 1/2", top=Fraction(1, 2))


def influence(r, i):
    """The sum over j of (u_j - y_j) K_ij 1{w_r . x_j >= 0}"""
    return sum_over(j, n, e(j) * (kernel(i, j) * active(W, r, j)))


def preactivations(factor=1):
    shift = pre(V, r, i) - pre(W, r, i)
    return forall(*SIZES)(
        setting()
        >> forall(r, i)(
            ((r < m) & (i < n))
            >> conj(
                shift == -factor * eta * (b * a(r) * influence(r, i)),
                abs(shift) <= eta * b * total(),
            )
        )
    )


@claim(
    "relu2.step.preactivations",
    thesis(section),
    says=preactivations,
    uses=("book.sum-exchange", "relu2.kernel-entries", "relu2.pattern"),
    instance=ONE,
)
def shift_of_a_preactivation(judge, factor=1):
    """One step moves w_r . x_i by -eta a_r/sqrt(m) times the sum over j of (u_j - y_j) K_ij over
    the active pairs.

    The inputs enter through K = X X^T alone. The shift is at most eta/sqrt(m) times the sum of
    |u_j - y_j|.
    """
    k = judge.theorem()
    scale, _, unit, signed, positive, _, moves = k.given
    pair = k.assume((r < m) & (i < n))
    s = active(W, r, j)
    inner = sum_over(j, n, e(j) * x(j, c) * s)
    at_c = k.apply(k.at(moves, r, c), k.both(k.part(pair, 0), k.assume(c < d)))
    bodies = [V(r, c) * x(i, c), W(r, c) * x(i, c), inner * x(i, c)]
    weight = eta * (b * a(r))

    def here(q):
        after, before, change = (sum_over(c, q, one) for one in bodies)
        return after == before - weight * change

    row = k.arith(V(r, c) * x(i, c) == W(r, c) * x(i, c) - weight * (inner * x(i, c)), at_c)
    split = by_terms(k, c, d, here, bodies, row)
    entry = e(j) * x(j, c) * s * x(i, c)
    into = by_terms(
        k, j, n,
        lambda q: sum_over(j, q, e(j) * x(j, c) * s) * x(i, c) == sum_over(j, q, entry),
        [e(j) * x(j, c) * s, entry],
    )  # fmt: skip
    columns = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, inner * x(i, c)) == sum_over(c, q, sum_over(j, n, entry)),
        [inner * x(i, c), sum_over(j, n, entry)],
        into,
    )  # fmt: skip
    swap = k.by("book.sum-exchange", Lambda((c, j), entry), d, n)
    factored = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, entry) == e(j) * (sum_over(c, q, x(i, c) * x(j, c)) * s),
        [entry, x(i, c) * x(j, c)],
    )  # fmt: skip
    parts = [sum_over(c, d, entry), e(j) * (kernel(i, j) * s), abs(e(j))]
    rows = by_terms(
        k, j, n, lambda q: sum_over(j, q, parts[0]) == sum_over(j, q, parts[1]), parts[:2], factored
    )
    shift = pre(V, r, i) - pre(W, r, i)
    equation = k.arith(
        shift == -factor * eta * (b * a(r) * influence(r, i)), split, columns, swap, rows
    )
    small = k.use(
        k.at(k.apply(k.by("relu2.kernel-entries", x, n, d), unit), i, j),
        k.both(k.part(pair, 1), k.assume(j < n)),
    )
    A, B, C, S = reals("A B C S")
    rule = forall(A, B, C)(given(abs(B) <= 1, C >= 0, C <= 1) >> (abs(A * (B * C)) <= abs(A)))
    each = k.use(k.lemma(rule, e(j), kernel(i, j), s), small, k.by("relu2.pattern", pre(W, r, j)))
    most = by_terms(
        k,
        j,
        n,
        lambda q: abs(sum_over(j, q, parts[1])) <= sum_over(j, q, parts[2]),
        parts[1:],
        each,
    )
    bound = forall(A, B, C, S, eta, b)(
        given(eta > 0, b > 0, A**2 == 1, abs(B) <= S, C == -factor * eta * (b * A * B))
        >> (abs(C) <= eta * b * S)
    )
    size = k.use(
        k.lemma(bound, a(r), influence(r, i), shift, total(), eta, b),
        positive, scale, k.apply(k.at(signed, r), k.part(pair, 0)), most, equation,
    )  # fmt: skip
    return k.qed(k.for_all(k.discharge(k.both(equation, size), (r < m) & (i < n)), r, i))


shift_of_a_preactivation.mutant("twice as far", factor=2)
