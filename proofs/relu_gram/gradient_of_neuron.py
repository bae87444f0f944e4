"""Equation (2.3) for one neuron, for all sizes: the loss in the weights w_s, along w_s + t v, while
the other neurons stand still. Notation of `gradient_formula` and `gradient_cells`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    disj,
    forall,
    given,
    indicator,
    nats,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import thesis
from .gradient_cells import one_sided
from .gradient_formula import LETTERS, ONE, ZERO, V, gradient, loss, t
from .network import W, a, b, c, d, i, j, m, n, pre, r, relu, v, width, x, y

s = nats("s")
SIZES = (x, W, a, y, b, n, m, d, s)
OWN = {
    "values": ONE["values"] | {"s": "0", "j": "0"},
    "functions": ONE["functions"] | {"v": {"table": ["1"]}},
}
AT_KINK = OWN | {"functions": OWN["functions"] | {"W": {"of": ["r", "c"], "is": "0"}}}


def only(v):
    """The direction that is v for the neuron s and zero for the others"""
    return lambda r, c: indicator(r == s) * v(c)


def moved(v, time=t):
    return lambda r, c: W(r, c) + time * only(v)(r, c)


def along(v):
    """dL/dw_s . v by the formula (2.3)"""
    return sum_over(c, d, gradient(s, c) * v(c))


def product(v, i):
    return sum_over(c, d, v(c) * x(i, c))


def z(i):
    """w_s . x_i"""
    return pre(W, s, i)


def formula_says():
    off = forall(i)((i < n) >> (z(i) != 0))
    every = forall(v)(deriv(t, loss(moved(v)), 0) == along(v))
    return forall(*SIZES)(given(width(), s < m, off) >> every)


@claim(
    "relu2.eq-2.3",
    thesis("equation (2.3)"),
    formula=r"\frac{\partial L}{\partial w_r}=\tfrac1{\sqrt "
    r"m}\sum_i(f(W,a,x_i)-y_i)a_rx_i1\{w_r^\top "
    r"x_i\ge0\}",
    hypotheses=("off the kinks: w_r.x_i != 0",),
    says=formula_says,
    uses=("relu2.eq-2.3.along", "book.sum-pick"),
    instance=OWN,
)
def gradient_formula(judge):
    """Off the kinks the gradient of the loss in the weights of one neuron is the formula (2.3).

    Along every direction v the loss has a derivative, the product of the formula with v; the
    partial derivatives are those along the axes. The neuron is written s.
    """
    k = judge.theorem()
    _, _, inside, off = k.given
    there = disj(z(i) != 0, product(v, i) == 0)
    fact = k.either(k.apply(k.at(off, i), k.assume(i < n)), there)
    whole = for_one_neuron(k, "relu2.eq-2.3.along", v, lambda value: value == 0, fact)
    whole = k.arith(whole.sides[0] == along(v), whole, own_slope(k, v, inside))
    return k.qed(k.for_all(whole, v))


def for_one_neuron(k, id, v, flat, fact):
    """A theorem on lines for the neuron s: `fact` is what it asks of w_s . x_i and v . x_i."""
    direction = Lambda((r, c), only(v)(r, c))
    lemma = k.by(id, *(direction if one is V else one for one in LETTERS))
    own = r == s
    same, other = k.assume(own), k.assume(~own)
    bodies = [only(v)(r, c) * x(i, c), v(c) * x(i, c)]
    change = by_terms(
        k, c, d,
        lambda q: sum_over(c, q, bodies[0]) == indicator(own) * sum_over(c, q, bodies[1]), bodies,
    )  # fmt: skip
    goal = disj(pre(W, r, i) != 0, flat(change.sides[0]))
    here = k.rewrite(same, fact, disj(pre(W, r, i) != 0, flat(product(v, i))))
    first = k.arith(goal, here, change, k.indicator(own, True, same))
    second = k.arith(goal, change, k.indicator(own, False, other))
    each = k.cases(k.excluded_middle(own), first, second)
    pair = conj(r < m, i < n)
    each = k.apply(k.discharge(each, i < n), k.part(k.assume(pair), 1))
    return k.apply(lemma, k.for_all(k.discharge(each, pair), r, i))


def own_slope(k, v, inside):
    """Of the sum over all neurons one term is left."""
    hit = indicator(r == s)
    bodies = [gradient(r, c) * only(v)(r, c), gradient(r, c) * v(c)]
    row = by_terms(
        k, c, d, lambda q: sum_over(c, q, bodies[0]) == hit * sum_over(c, q, bodies[1]), bodies
    )
    rows = [sum_over(c, d, body) for body in bodies]
    whole = by_terms(
        k, r, m, lambda q: sum_over(r, q, rows[0]) == sum_over(r, q, hit * rows[1]),
        [rows[0], hit * rows[1]], row,
    )  # fmt: skip
    picked = k.part(k.by("book.sum-pick", Lambda((r,), rows[1]), s, m), 0)
    return k.arith(sum_over(r, m, rows[0]) == along(v), whole, k.apply(picked, inside))


@gradient_formula.mutant
def twice_as_much(judge):
    """Twice as much: for one neuron and one sample (w - 3)^2/2 has the slope w - 3 at w = 1."""
    own = (relu(t) - 3) ** 2 / 2
    central = (own.put(t, t + 1) - own.put(t, t - 1)) / 2
    return falsify(forall(t)((t == 1) >> (central == 2 * (t - 3))))


def kinks_say():
    up = forall(i)(given(i < n, z(i) == 0) >> (product(v, i) > 0))
    return forall(*SIZES, v)(given(width(), s < m, up) >> one_sided_along(v))


def one_sided_along(v):
    return one_sided(along(v), moved(v))


@claim(
    "relu2.eq-2.3.kinks-amended",
    thesis("equation (2.3), footnote"),
    formula=r"\text{kinks of one sign pattern: }\exists v:\ v^\top x_i>0\ \forall i\text{ with "
    r"}w^\top x_i=0\implies\text{the formula is the derivative along }v",
    amends="relu2.eq-2.3.kinks",
    says=kinks_say,
    uses=("relu2.eq-2.3.one-sided", "book.sum-pick"),
    instance=AT_KINK,
)
def kinks_amended(judge):
    """If one direction v makes every vanishing preactivation positive, the formula is the one-sided
    derivative along v.

    Along w + t v all indicators 1{z >= 0} at t = 0 are those for small t > 0, so the loss is the
    quadratic of that cell.
    """
    k = judge.theorem()
    _, _, inside, up = k.given
    zero, off, sample = k.assume(z(i) == 0), k.assume(z(i) != 0), k.assume(i < n)
    there = disj(z(i) != 0, product(v, i) >= 0)
    rises = k.apply(k.at(up, i), k.both(sample, zero))
    rises = k.arith(there, rises)
    fact = k.cases(k.arith((z(i) == 0) | (z(i) != 0)), rises, k.either(off, there))
    return k.qed(own_derivative(k, v, inside, fact))


def own_derivative(k, v, inside, fact):
    """The one-sided derivative for the neuron s"""
    whole = for_one_neuron(k, "relu2.eq-2.3.one-sided", v, lambda value: value >= 0, fact)
    return k.unfold(own_slope(k, v, inside), whole)


@kinks_amended.mutant
def towards_the_other_side(judge):
    """v that makes the preactivation negative: (max(-t, 0) - 0)/t is 0, and the formula says -1."""
    return falsify(forall(t)((t == 1) >> ((relu(-t) - relu(ZERO)) / t == -1)))


def one_kink_says():
    alone = forall(i)(given(i < n, i != j) >> (z(i) != 0))
    toward = lambda c: x(j, c)  # noqa: E731
    return forall(*SIZES, j)(
        given(width(), s < m, j < n, z(j) == 0, alone) >> one_sided_along(toward)
    )


@claim(
    "relu2.eq-2.3.kink",
    thesis("equation (2.3), footnote"),
    formula=r"w^\top x_i=0\text{ for one }i:\ \partial^+L\text{ along }x_i=\text{the formula with "
    r"}1\{0\ge0\}=1",
    says=one_kink_says,
    uses=("relu2.eq-2.3.one-sided", "book.sum-pick"),
    instance=AT_KINK,
)
def one_kink(judge):
    """Where a single preactivation is zero the formula is the one-sided derivative towards the
    active side.

    That of x_j is zero, and the direction is x_j, along which it rises. (For x_j = 0 nothing
    moves.)
    """
    k = judge.theorem()
    _, _, inside, _, _, alone = k.given
    toward = lambda c: x(j, c)  # noqa: E731
    sample, own, other = k.assume(i < n), k.assume(i == j), k.assume(i != j)
    there = disj(z(i) != 0, product(toward, i) >= 0)
    square = x(j, c) * x(j, c)
    size = by_terms(k, c, d, lambda q: sum_over(c, q, square) >= 0, [square])
    rises = k.rewrite(own, k.either(size, there.put(i, j)), there)
    off = k.either(k.apply(k.at(alone, i), k.both(sample, other)), there)
    fact = k.cases(k.arith((i == j) | (i != j)), rises, off)
    return k.qed(own_derivative(k, toward, inside, fact))


@one_kink.mutant
def towards_the_idle_side(judge):
    """Along -x_j the neuron is idle: (max(-t, 0) - 0)/t is 0, and the formula says -1."""
    return falsify(forall(t)((t == 1) >> ((relu(-t) - relu(ZERO)) / t == -1)))
