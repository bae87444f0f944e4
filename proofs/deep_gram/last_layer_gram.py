"""The Gram matrices of the last hidden layer of the fully connected network and of the ResNet, for
all sizes: from the derivatives of the outputs in the entries of W^(H).

x(i, v) is x_i^(H-1), W the last weight matrix, G(i, q, p) the derivative of the output u_i in the
entry (q, p) of W.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    forall,
    functions,
    given,
    indicator,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

i, j, r, v, q, p, m, d, H = nats("i j r v q p m d H")
y, z, s, c, g = reals("y z s c g")
a = sequences("a")
W, x = functions("W x", "nat", "nat")
G = functions("G", "nat", "nat", "nat")
sigma, slope = functions("sigma sigma_1", "real")


def dot(at=None, i=i):
    """w_r.x_i"""
    return sum_over(v, d, (W(r, v) if at is None else at) * x(i, v))


def moved():
    """The entries of W + z e_q e_p^T"""
    return W(r, v) + z * (indicator(r == q) * indicator(v == p))


def neuron(value, skip):
    """The part of one neuron in the output; a skip connection adds x_r."""
    layer = s * sigma(value)
    return a(r) * (x(i, r) + layer if skip else layer)


def inside(skip):
    output = sum_over(r, m, neuron(dot(moved()), skip))
    entry = conj(q < m, p < d) >> (G(i, q, p) == deriv(z, output, 0))
    scale = s == c / (H * sqrt(m)) if skip else s == sqrt(c / m)
    positive = conj(m > 0, H > 0) if skip else conj(m > 0, c > 0)
    return given(
        positive,
        scale,
        forall(y)(deriv(z, sigma(z), y) == slope(y)),
        forall(i, q, p)(entry),
    )


def says(skip):
    inner = sum_over(v, d, x(i, v) * x(j, v))
    slopes = sum_over(r, m, a(r) ** 2 * (slope(dot()) * slope(dot(i=j))))
    gram = sum_over(q, m, sum_over(p, d, G(i, q, p) * G(j, q, p)))
    factor = c**2 / (H**2 * m) if skip else c / m
    names = (W, x, a, sigma, slope, G, c, s, m, d, *([H] if skip else []), i, j)
    return forall(*names)(inside(skip) >> (gram == factor * inner * slopes))


def entry(k: Any, skip: bool, smooth: Any, known: Any) -> Any:
    """G(i, q, p) == s a_q sigma'(w_q.x_i) x_i,p for q < m, p < d."""
    here = k.assume(conj(q < m, p < d))
    column = k.by("book.sum-pick", Lambda((v,), x(i, v)), p, d)
    column = k.apply(k.part(column, 0), k.part(here, 1))
    bodies = [moved() * x(i, v), W(r, v) * x(i, v), indicator(v == p) * x(i, v)]
    hit = indicator(r == q)

    def split(count):
        new, old, one = (sum_over(v, count, body) for body in bodies)
        return new == old + z * (hit * one)

    line = dot() + z * (hit * x(i, p))
    line = k.arith(dot(moved()) == line, by_terms(k, v, d, split, bodies), column)
    whole, straight = (neuron(one, skip) for one in line.sides)
    same = k.rewrite(line, k.arith(whole == whole), whole == straight)
    near = k.for_all(k.discharge(same, conj(term(-1) < z, z < 1)), z)
    start = dot() + 0 * (hit * x(i, p))
    table = k.derivative(deriv(z, straight, 0), k.at(smooth, start))
    table = k.unfold(k.arith(start == dot()), table)
    value = a(r) * (s * slope(dot())) * x(i, p)
    mean = table.sides[0]
    each = k.derivative_of_equal(near, k.arith(mean == hit * value, table))
    total = k.derivative_of_sum(k.for_all(k.discharge(each, r < m), r))
    row = k.by("book.sum-pick", Lambda((r,), value), q, m)
    row = k.apply(k.part(row, 0), k.part(here, 0))
    found = k.apply(k.at(known, i, q, p), here)
    goal = G(i, q, p) == value.put(r, q)
    return k.for_all(k.discharge(k.arith(goal, found, total, row), here.formula), i, q, p)


def gram(id: str, locus: str, formula: str, words: str, skip: bool) -> Any:
    """Register the Gram matrix of the last hidden layer, with a skip connection or without."""

    def check(judge):
        k = judge.theorem()
        *scale, smooth, known = k.given
        entries = entry(k, skip, smooth, known)
        factor = lambda i: a(q) * (s * slope(dot(i=i).put(r, q)))  # noqa: E731
        here = k.both(k.assume(q < m), k.assume(p < d))
        pair = [k.apply(k.at(entries, one, q, p), here) for one in (i, j)]
        product = G(i, q, p) * G(j, q, p)
        bodies = [product, x(i, p) * x(j, p)]

        def columns(count):
            left, right = (sum_over(p, count, body) for body in bodies)
            return left == factor(i) * factor(j) * right

        row = by_terms(k, p, d, columns, bodies, k.arith(product == product, *pair), *pair)
        inner = sum_over(p, d, bodies[1])
        square = a(q) ** 2 * (slope(dot().put(r, q)) * slope(dot(i=j).put(r, q)))
        bodies = [sum_over(p, d, product), square]

        def rows(count):
            left, right = (sum_over(q, count, body) for body in bodies)
            return left == s**2 * inner * right

        whole = by_terms(k, q, m, rows, bodies, row)
        size = c**2 / (H**2 * m) if skip else c / m
        return k.qed(k.arith(k.target, whole, k.arith(s**2 == size, *scale), *scale))

    check.__doc__ = words
    uses = ("book.sum-pick",)
    made = claim(id, chapter_3(locus), formula=formula, says=lambda: says(skip), uses=uses)(check)

    def twice_as_large(judge):
        """One neuron, one input: the square of a gradient g is not 2 g^2."""
        return falsify(forall(g)((g == 1) >> (g * g == 2 * g**2)))

    made.mutant(twice_as_large)
    return made


gram_fc = gram(
    "deep.eq-3.12",
    "equation (3.12)",
    r"G^{(H)}_{ij}=(x_i^{(H-1)})^\top x_j^{(H-1)}\cdot\frac{c_\sigma}m\sum_ra_r^2"
    r"\sigma'((w_r^{(H)})^\top x_i^{(H-1)})\sigma'((w_r^{(H)})^\top x_j^{(H-1)})",
    "The Gram matrix of the last hidden layer of the fully connected network.",
    skip=False,
)
gram_res = gram(
    "deep.eq-3.13",
    "equation (3.13)",
    r"G^{(H)}_{ij}=\frac{c_{res}^2}{H^2m}(x_i^{(H-1)})^\top "
    r"x_j^{(H-1)}\sum_ra_r^2\sigma'(\cdot)\sigma'(\cdot)",
    "The Gram matrix of the last hidden layer of the ResNet; for H >= 2 (for H = 1 the factor is "
    "c_sigma/m).",
    skip=True,
)
