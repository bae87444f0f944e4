"""The proof of Theorem 2.3 (Du, Hu, Lee 2018, Appendix A): the gradient in a shared weight, and
Euler's identity for layers that are linear in their free parameters.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    deriv,
    family,
    forall,
    functions,
    given,
    indicator,
    sum_over,
)
from steepest.proofs.vocabulary import on_instance

from . import du_hu_lee, half_rate, neurons, rays
from .layers import SHARED, N, ell, h, r
from .networks import BOOK, i, j, n, p
from .proof_steps import curve_done, curve_of, outgoing, twice_the_gradient
from .weights import Group, Point, along, differentiable, same_sum, y

BELOW, ABOVE = rays.Ray(SHARED, True, middle=True), rays.Ray(SHARED, False)
UNSHARED_BELOW, UNSHARED_ABOVE = (rays.Ray(neurons.PLAIN, below) for below in (True, False))
rest, G, active, b = functions("rest G active b", "nat")
L = functions("L", family(1))
FREE = Group("b", "B", (ell,), (r,))


def gradient():
    """The sum over the uses (i, j) of the weight ell of dL/dx(i) phi_j (and N(i, j) = 1)."""
    uses = indicator(ell == h(i, j)) * (N(i, j) * G(i) * active(j))
    return sum_over(i, p, sum_over(j, n, uses))


def added(weights):
    return sum_over(j, n, N(i, j) * weights(h(i, j)) * active(j))


def shared_chain_rule(wrong=0):
    point = Point("z", "G", (i,), (p,), entry=lambda: rest(i) + added(b))
    inside = forall(i)((i < p) >> forall(j)((j < n) >> (h(i, j) < r)))
    loss = lambda free: L(Lambda((i,), rest(i) + added(free)))  # noqa: E731
    made = gradient() + wrong * b(ell) if wrong else gradient()
    above = differentiable(lambda z: L(Lambda((i,), z(i))), [point])
    return forall(n, p, r, N, h, rest, active, L, b, G)(
        given(inside, above) >> differentiable(loss, [FREE], gradients=[made])
    )


@claim(
    "balance.thm-2.3-proof.1",
    du_hu_lee("Appendix A", "Section 4.6"),
    formula=r"\frac{\partial L}{\partial v^{(h+1)}[l]} = "
    r"\sum_{(k,i):\,g_{h+1}(k,i)=l}\frac{\partial "
    r"L}{\partial x^{(h+1)}[k]}\,\phi_h(x^{(h)}[i])",
    says=lambda one_weight=False: outgoing(factor=2) if one_weight else shared_chain_rule(),
    uses=(*BOOK, "book.sum-pick", "book.sum-exchange"),
)
def shared_gradient(judge, one_weight=False):
    """The gradient of the loss in a shared weight is the sum over its uses of dL/dx^(h+1) times the
    activation, for every loss that is differentiable at x^(h+1).
    """
    if one_weight:
        return twice_the_gradient(judge)
    proof = judge.theorem()
    below, smooth = proof.given
    point = Point("z", "G", (i,), (p,), entry=lambda: rest(i) + added(b))
    curve, move = FREE.name("b_curve", "real"), FREE.name("b_slope")
    held = curve_of(proof, FREE)
    use = proof.at(held, h(i, j))
    begins, slopes = proof.split(use)
    factor = N(i, j), active(j)
    entry = factor[0] * curve(h(i, j), y) * factor[1]
    slope = factor[0] * move(h(i, j)) * factor[1]
    each = proof.arith(
        deriv(y, entry, 0) == slope, proof.derivative(deriv(y, entry, 0), slopes), slopes
    )
    moved = proof.derivative_of_sum(proof.for_all(proof.discharge(each, j < n), j))
    first = factor[0] * curve(h(i, j), 0) * factor[1]
    plain = factor[0] * b(h(i, j)) * factor[1]
    start = same_sum(proof, j, n, first, plain, proof.arith(first == plain, begins))
    now = sum_over(j, n, entry)
    bodies = [(rest(i) + now, sum_over(j, n, slope))]
    change = along(proof, [point], smooth, bodies, moved, start)
    # G(i) sum_j N b'(h) phi == sum_ell [sum_j [ell = h(i, j)] N G phi] b'(ell), for every i
    weight = N(i, j) * G(i) * active(j)
    chosen = indicator(ell == h(i, j))
    inside = proof.apply(proof.at(proof.apply(proof.at(below, i), proof.assume(i < p)), j),
                         proof.assume(j < n))  # fmt: skip
    pick = proof.by("book.sum-pick", Lambda((ell,), weight * move(ell)), h(i, j), r)
    picked = proof.use(proof.part(pick, 0), inside)
    spread = sum_over(ell, r, chosen * (weight * move(ell)))
    out = proof.by("book.sum-scaled", Lambda((j,), slope), G(i), n)
    term_ = G(i) * slope
    by_use = same_sum(proof, j, n, term_, spread, proof.arith(term_ == spread, picked))
    swapped = proof.by("book.sum-exchange", Lambda((j, ell), chosen * (weight * move(ell))), n, r)
    columns = sum_over(ell, r, sum_over(j, n, chosen * (weight * move(ell))))
    row = proof.arith(G(i) * sum_over(j, n, slope) == columns, out, by_use, swapped)
    rows = same_sum(proof, i, p, G(i) * sum_over(j, n, slope), columns, row)
    inner = sum_over(j, n, chosen * (weight * move(ell)))
    again = proof.by("book.sum-exchange", Lambda((i, ell), inner), p, r)
    # the factor b'(ell) before both sums
    body = chosen * (weight * move(ell))
    turned = move(ell) * (chosen * weight)
    one = same_sum(proof, j, n, body, turned, proof.arith(body == turned))
    two = proof.by("book.sum-scaled", Lambda((j,), chosen * weight), move(ell), n)
    partial = sum_over(j, n, chosen * weight)
    three = proof.arith(inner == move(ell) * partial, one, two)
    four = same_sum(proof, i, p, inner, move(ell) * partial, three)
    five = proof.by("book.sum-scaled", Lambda((i,), partial), move(ell), p)
    whole = gradient() * move(ell)
    last = proof.arith(sum_over(i, p, inner) == whole, four, five)
    total = same_sum(proof, ell, r, sum_over(i, p, inner), whole, last)
    value = deriv(y, L(Lambda((i,), rest(i) + now)), 0)
    end = proof.arith(value == sum_over(ell, r, whole), change, rows, again, total)
    return curve_done(proof, FREE, end)


shared_gradient.mutant("twice the gradient, for weights that are not shared", one_weight=True)


@claim(
    "balance.thm-2.3-proof.1-entries",
    du_hu_lee("Appendix A", "Section 4.6"),
    formula=r"\frac{\partial}{\partial v_l}\sum_{k,i}g[k]W[k,i]u[i]="
    r"\sum_{(k,i):\,g(k,i)=l} g[k]\,u[i]",
    hypotheses=("one 3 x 4 pattern with three free parameters",),
)
def shared_gradient_entrywise(judge, transposed=False):
    """On one 3 x 4 pattern with three shared weights the derivative of sum_k g[k] sum_i W[k,i] u[i]
    in a weight is the sum of g[k] u[i] over its uses.

    The pattern has sharing inside a row, across rows and missing weights.
    """
    import sympy
    from steepest.proofs import reals

    pattern = ((1, 2, 1, 0), (3, 1, 0, 2), (2, 2, 3, 1))
    v, up, back = reals("v1:4"), reals("u1:5"), reals("g1:4")
    weight = [[v[index - 1] if index else sympy.S.Zero for index in row] for row in pattern]
    output = sum(back[k] * weight[k][i] * up[i] for k in range(3) for i in range(4))
    printed = {}
    for shared in range(3):
        uses = [(k, i) for k in range(3) for i in range(4) if pattern[k][i] == shared + 1]
        printed[v[shared]] = sum(back[k] * up[k if transposed else i] for k, i in uses)
    return on_instance(
        judge.gradient(output, printed), "one 3 x 4 pattern with three shared weights, all values"
    )


shared_gradient_entrywise.mutant("the activation of the wrong unit", transposed=True)


@claim(
    "balance.eq-10",
    du_hu_lee("equation (10)", "(4.10)"),
    formula=r"\frac{d}{dt}\|v^{(h+1)}\|^2 = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},x^{(h+1)}\right\rangle",
    says=lambda half=False: UNSHARED_ABOVE.says(factor=-1) if half else ABOVE.says(),
    uses=BOOK,
)
def shared_norm_rate(judge, half=False):
    """The rate of the squared norm of the free parameters of layer h+1 is minus twice
    <dL/dx^(h+1), x^(h+1)>, summed over the samples: the layer is linear in its parameters.
    """
    return half_rate.refuted(judge, UNSHARED_ABOVE) if half else ABOVE.prove(judge)


shared_norm_rate.mutant("half of it, for weights that are not shared", half=True)


@claim(
    "balance.eq-11",
    du_hu_lee("equation (11)", "(4.11)"),
    formula=r"\frac{d}{dt}\|v^{(h)}\|^2 = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h)}},x^{(h)}\right\rangle = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},x^{(h+1)}\right\rangle",
    hypotheses=("phi_h homogeneous",),
    says=lambda half=False: UNSHARED_BELOW.says(factor=-1) if half else BELOW.says(),
    uses=BOOK,
)
def shared_norm_rate_below(judge, half=False):
    """One layer down: minus twice <dL/dx^(h), x^(h)>, and homogeneity carries it to
    <dL/dx^(h+1), x^(h+1)>.
    """
    return half_rate.refuted(judge, UNSHARED_BELOW) if half else BELOW.prove(judge)


shared_norm_rate_below.mutant("half of it, for weights that are not shared", half=True)
