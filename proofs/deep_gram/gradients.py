"""Gradients of the three architectures and the Gram matrices of their last hidden layer, for all
widths and input dimensions.

J^(h) = diag(sigma'(W^(h) x^(h-1))) turns the differential of a layer into matrices: d x^(h) = s
J^(h)(dW^(h) x^(h-1) + W^(h) dx^(h-1)), with s = sqrt(c_sigma/m), or t = c_res/(H sqrt(m)) after a
skip connection. The gradients are printed with the shape of W^(h)T (d_{h-1} x m); here <gradient^T,
E> is compared with the derivative in the direction E of W^(h). One summand i, the others alike.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    deriv,
    forall,
    functions,
    indicator,
    nats,
    reals,
    sequences,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

i, r, q, n, m = nats("i r q n m")
z, a_0, x_0 = reals("z a_0 x_0")
a, label = sequences("a y")
x = functions("x", "nat", "nat")

LETTERS = (
    "W2: m x m, W3: m x m, W4: m x m, E1: m x d, F: m x m, a: m x 1, x: d x 1, x1: m x 1, x2: "
    "m x 1, x3: m x 1, "
    "back: m x 1, e: m x 1"
)


def _letters():
    from types import SimpleNamespace

    from steepest.proofs.engine.matrix import diagonal, eye, matrices, scalars

    z = SimpleNamespace(one=eye("m"))
    z.W2, z.W3, z.W4, z.E, z.F, z.a, z.x, z.x1, z.x2, z.x3, z.back, z.e = matrices(LETTERS)
    z.J1, z.J2, z.J3, z.J4 = diagonal("J1: m x m, J2: m x m, J3: m x m, J4: m x m")
    z.s, z.t, z.r = scalars("s t r")
    return z


@claim(
    "deep.grad-fc",
    chapter_3("Section 3.9, gradient of the fully connected network"),
    formula=r"\frac{\partial L}{\partial W^{(h)}}=\Big(\frac{c_\sigma}m\Big)^{\frac{H-h+1}2}"
    r"\sum_i(f(x_i)-y_i)\,x_i^{(h-1)}a^\top\Big(\prod_{k=h+1}^HJ_i^{(k)}W^{(k)}\Big)J_i^{(h)}",
    hypotheses=(
        "the product in descending order of k",
        "printed with the shape of the transpose of W^(h)",
        "H = 3; the step for any H",
    ),
    missing=(
        "the sum over the data",
        "any H: depth 3 and one step are decided",
    ),
)
def gradient_fc(judge, descending=True):
    """The gradients of all three layers of a network of depth 3, and the step of backpropagation
    that gives any depth.
    """
    from steepest.proofs.engine.matrix import inner

    z = _letters()
    product = z.J3 @ z.W3 @ z.J2 @ z.W2 if descending else z.J2 @ z.W2 @ z.J3 @ z.W3
    first = z.s**3 * z.x @ (z.r * z.a.T) @ product @ z.J1
    second = z.s**2 * z.x1 @ (z.r * z.a.T) @ z.J3 @ z.W3 @ z.J2
    third = z.s * z.x2 @ (z.r * z.a.T) @ z.J3
    # the differentials, one layer after the other
    d1 = z.s * z.J1 @ z.E @ z.x
    d2 = z.s * z.J2 @ z.W2 @ d1
    d3 = z.s * z.J3 @ z.W3 @ d2
    e2 = z.s * z.J2 @ z.F @ z.x1
    e3 = z.s * z.J3 @ z.W3 @ e2
    parts = [
        judge.same(inner(first.T, z.E), inner(z.r * z.a, d3)),
        judge.same(inner(second.T, z.F), inner(z.r * z.a, e3)),
        judge.same(inner(third.T, z.F), inner(z.r * z.a, z.s * z.J3 @ z.F @ z.x2)),
    ]
    # any depth: if df = <back, dx^(h)>, then df = <s W^T J back, dx^(h-1)>, which prepends one
    # factor s J W to the row a^T ...
    step = judge.same(
        inner(z.back, z.s * z.J2 @ z.W2 @ z.e), inner(z.s * z.W2.T @ z.J2 @ z.back, z.e)
    )
    return judge.all(*parts, step)


gradient_fc.mutant("the product in ascending order", descending=False)


def output(at):
    """a.x_i^(H), with the output vector a(r) at this value"""
    return sum_over(r, m, at * x(i, r))


def output_says():
    loss = sum_over(i, n, (output(a(r) + z * indicator(r == q)) - label(i)) ** 2 / 2)
    gradient = sum_over(i, n, (output(a(r)) - label(i)) * x(i, q))
    return forall(a, x, label, n, m, q)((q < m) >> (deriv(z, loss, 0) == gradient))


@claim(
    "deep.grad-fc.a",
    chapter_3("Section 3.9"),
    formula=r"\frac{\partial L}{\partial a}=\sum_i(u_i-y_i)\,x_i^{(H)}",
    says=output_says,
    uses=("book.sum-pick",),
)
def gradient_of_the_output(judge):
    """The gradient in the output vector, for all numbers of data points and neurons: L is the sum
    of (u_i - y_i)^2/2, u_i = a.x_i^(H).
    """
    k = judge.theorem()
    picked = k.by("book.sum-pick", Lambda((r,), x(i, r)), q, m)
    picked = k.apply(k.part(picked, 0), *k.given)
    line = output(a(r)) + z * x(i, q)
    moved = a(r) + z * indicator(r == q)
    bodies = [moved * x(i, r), a(r) * x(i, r), indicator(r == q) * x(i, r)]

    def split(count):
        new, old, hit = (sum_over(r, count, body) for body in bodies)
        return new == old + z * hit

    line = k.arith(output(moved) == line, by_terms(k, r, m, split, bodies), picked)
    square = lambda value: (value - label(i)) ** 2 / 2  # noqa: E731
    same = k.arith(square(output(moved)) == square(line.sides[1]), line)
    near = k.for_all(k.discharge(same, conj(term(-1) < z, z < 1)), z)
    mean = deriv(z, same.sides[1], 0)
    value = (output(a(r)) - label(i)) * x(i, q)
    slope = k.derivative_of_equal(near, k.arith(mean == value, k.derivative(mean)))
    return k.qed(k.derivative_of_sum(k.for_all(k.discharge(slope, i < n), i)))


@gradient_of_the_output.mutant
def twice_the_gradient(judge):
    """Twice as large: m = n = 1, x = 1, a = 1, y = 0 has (1 + z)^2/2 with the slope 1."""
    says = forall(a_0, x_0)(
        (x_0 == 1) >> ((a_0 + 1) ** 2 / 2 - a_0**2 / 2 == 2 * a_0 * x_0 + "1/2")
    )
    return falsify(says, hints=[{"values": {"a_0": "1", "x_0": "1"}}])


@claim(
    "deep.grad-res",
    chapter_3("Section 3.10, gradient of the ResNet"),
    formula=r"\frac{\partial L}{\partial W^{(h)}}=\frac{c_{res}}{H\sqrt "
    r"m}\sum_i(u_i-y_i)\,x_i^{(h-1)}\Big[a^\top\prod_{l=h+1}^H\Big(I+\frac{c_{res}}{H\sqrt "
    r"m}J_i^{(l)}W^{(l)}\Big)J_i^{(h)}\Big]",
    hypotheses=(
        "h >= 2",
        "the product in descending order of l",
        "H = 4, h = 2; the step for any H",
    ),
    missing=(
        "the sum over the data",
        "any H and h: H = 4, h = 2 and one step are decided",
    ),
)
def gradient_res(judge, descending=True):
    """The gradient of an inner layer below two residual layers, and the step of backpropagation
    through a skip connection.
    """
    from steepest.proofs.engine.matrix import inner

    z = _letters()
    upper, lower = z.one + z.t * z.J4 @ z.W4, z.one + z.t * z.J3 @ z.W3
    product = upper @ lower if descending else lower @ upper
    printed = z.t * z.x1 @ (z.r * z.a.T) @ product @ z.J2
    d2 = z.t * z.J2 @ z.F @ z.x1
    d3 = d2 + z.t * z.J3 @ z.W3 @ d2
    d4 = d3 + z.t * z.J4 @ z.W4 @ d3
    step = judge.same(
        inner(z.back, z.e + z.t * z.J2 @ z.W2 @ z.e),
        inner((z.one + z.t * z.J2 @ z.W2).T @ z.back, z.e),
    )
    return judge.all(judge.same(inner(printed.T, z.F), inner(z.r * z.a, d4)), step)


gradient_res.mutant("the product in ascending order", descending=False)


@claim(
    "deep.grad-res.first",
    chapter_3("Section 3.10"),
    formula=r"\frac{\partial L}{\partial W^{(1)}}=\sqrt{\frac{c_\sigma}m}\sum_i(u_i-y_i)\,x_i"
    r"\Big[a^"
    r"\top\prod_{l=2}^H\Big(I+\frac{c_{res}}{H\sqrt m}J_i^{(l)}W^{(l)}\Big)J_i^{(1)}\Big]",
    hypotheses=("not printed: the first layer has no skip connection", "H = 3"),
    missing=(
        "the sum over the data",
        "any H: depth 3 is decided",
    ),
)
def gradient_res_first(judge, scaled=False):
    """The gradient of the first layer carries sqrt(c_sigma/m), not c_res/(H sqrt(m)): it does not
    become small with H.
    """
    from steepest.proofs.engine.matrix import inner

    z = _letters()
    product = (z.one + z.t * z.J3 @ z.W3) @ (z.one + z.t * z.J2 @ z.W2)
    formula = (z.t if scaled else z.s) * z.x @ (z.r * z.a.T) @ product @ z.J1
    d1 = z.s * z.J1 @ z.E @ z.x
    d2 = d1 + z.t * z.J2 @ z.W2 @ d1
    d3 = d2 + z.t * z.J3 @ z.W3 @ d2
    return judge.same(inner(formula.T, z.E), inner(z.r * z.a, d3))


gradient_res_first.mutant("with the factor of the other layers", scaled=True)
