"""The Gram matrix of the last convolutional layer, for all numbers of channels, locations and
lengths of patches: from the derivatives of the outputs in the entries of the filters.

x(i, l, v) is the patch of x_i^(H-1) at the location l, W the last filters, below(i, l, r) what the
skip connection adds; G(i, q, p) is the derivative of the output u_i in the entry (q, p) of W.
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
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

i, j, r, e, v, q, p, m, d, P, H = nats("i j r l v q p m d P H")
y, z, s, c, g = reals("y z s c g")
W, a = functions("W a", "nat", "nat")
x, below, G = functions("x below G", "nat", "nat", "nat")
sigma, slope = functions("sigma sigma_1", "real")


def dot(i=i):
    """w_r.x_(i, e)"""
    return sum_over(v, d, W(r, v) * x(i, e, v))


def moved():
    """The same with W + z e_q e_p^T"""
    entry = W(r, v) + z * (indicator(r == q) * indicator(v == p))
    return sum_over(v, d, entry * x(i, e, v))


def neuron(value):
    """The part of one channel and location in the output."""
    return a(e, r) * (below(i, e, r) + s * sigma(value))


def bracket(i, at=p):
    """The entry `at` of the sum over the locations of a_(e, r) x_(i, e) sigma'(w_r.x_(i, e))"""
    return sum_over(e, P, a(e, r) * (x(i, e, at) * slope(dot(i))))


def says():
    output = sum_over(r, m, sum_over(e, P, neuron(moved())))
    entry = conj(q < m, p < d) >> (G(i, q, p) == deriv(z, output, 0))
    known = given(
        conj(m > 0, H > 0),
        s == c / (H * sqrt(m)),
        forall(y)(deriv(z, sigma(z), y) == slope(y)),
        forall(i, q, p)(entry),
    )
    gram = sum_over(q, m, sum_over(p, d, G(i, q, p) * G(j, q, p)))
    products = sum_over(r, m, sum_over(p, d, bracket(i) * bracket(j)))
    names = (W, x, a, below, sigma, slope, G, c, s, m, d, P, H, i, j)
    return forall(*names)(known >> (gram == c**2 / (H**2 * m) * products))


@claim(
    "deep.eq-3.14",
    chapter_3("equation (3.14)"),
    formula=r"G^{(H)}_{ij}=\frac{c_{res}^2}{H^2m}\sum_r\Big[\sum_la_{lr}x_{i,l}\sigma'(\cdot)\Big]^"
    r"\top\Big[\sum_ka_{kr}x_{j,k}\sigma'(\cdot)\Big]",
    hypotheses=("x_{i,l} the l-th patch of x_i^(H-1)", "H >= 2"),
    says=says,
    uses=("book.sum-pick",),
)
def gram_conv(judge):
    """The Gram matrix of the last convolutional layer: the double sum over patches of both inputs,
    for all m and patch lengths.
    """
    k = judge.theorem()
    *scale, smooth, known = k.given
    entries = entry(k, smooth, known)
    here = k.both(k.assume(q < m), k.assume(p < d))
    pair = [k.apply(k.at(entries, one, q, p), here) for one in (i, j)]
    product = G(i, q, p) * G(j, q, p)
    brackets = bracket(i).put(r, q) * bracket(j).put(r, q)
    bodies = [product, brackets]

    def columns(count):
        left, right = (sum_over(p, count, body) for body in bodies)
        return left == s**2 * right

    each = k.arith(product == s**2 * brackets, *pair)
    row = by_terms(k, p, d, columns, bodies, each)
    bodies = [sum_over(p, d, body) for body in bodies]

    def rows(count):
        left, right = (sum_over(q, count, body) for body in bodies)
        return left == s**2 * right

    whole = by_terms(k, q, m, rows, bodies, row)
    return k.qed(k.arith(k.target, whole, k.arith(s**2 == c**2 / (H**2 * m), *scale), *scale))


def entry(k: Any, smooth: Any, known: Any) -> Any:
    """G(i, q, p) == s times the entry p of the bracket of the channel q, for q < m, p < d."""
    here = k.assume(conj(q < m, p < d))
    column = k.by("book.sum-pick", Lambda((v,), x(i, e, v)), p, d)
    column = k.apply(k.part(column, 0), k.part(here, 1))
    hit = indicator(r == q)
    step = W(r, v) + z * (hit * indicator(v == p))
    bodies = [step * x(i, e, v), W(r, v) * x(i, e, v), indicator(v == p) * x(i, e, v)]

    def split(count):
        new, old, one = (sum_over(v, count, body) for body in bodies)
        return new == old + z * (hit * one)

    line = dot() + z * (hit * x(i, e, p))
    line = k.arith(moved() == line, by_terms(k, v, d, split, bodies), column)
    whole, straight = (neuron(one) for one in line.sides)
    same = k.rewrite(line, k.arith(whole == whole), whole == straight)
    near = k.for_all(k.discharge(same, conj(term(-1) < z, z < 1)), z)
    start = dot() + 0 * (hit * x(i, e, p))
    table = k.derivative(deriv(z, straight, 0), k.at(smooth, start))
    table = k.unfold(k.arith(start == dot()), table)
    value = a(e, r) * (x(i, e, p) * slope(dot()))
    one = k.derivative_of_equal(near, k.arith(table.sides[0] == s * hit * value, table))
    places = k.derivative_of_sum(k.for_all(k.discharge(one, e < P), e))
    bodies = [s * hit * value, value]

    def scaled(count):
        left, right = (sum_over(e, count, body) for body in bodies)
        return left == hit * (s * right)

    factor = by_terms(k, e, P, scaled, bodies)
    each = k.unfold(factor, places)
    total = k.derivative_of_sum(k.for_all(k.discharge(each, r < m), r))
    row = k.by("book.sum-pick", Lambda((r,), s * bracket(i)), q, m)
    row = k.apply(k.part(row, 0), k.part(here, 0))
    found = k.apply(k.at(known, i, q, p), here)
    goal = G(i, q, p) == s * bracket(i).put(r, q)
    return k.for_all(k.discharge(k.arith(goal, found, total, row), here.formula), i, q, p)


@gram_conv.mutant
def equal_patches_only(judge):
    """Without the products of different locations: (g + g)^2 is not g^2 + g^2."""
    return falsify(forall(g)((g == 1) >> ((g + g) ** 2 == g**2 + g**2)))
