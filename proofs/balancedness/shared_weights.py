"""Theorem 2.3 (Du, Hu, Lee 2018): balance with arbitrary sparsity and weight sharing inside each
layer (convolutions among them).

A layer with sharing pattern g_h is linear in its free parameters v and linear in its input: W(v) u
= S(u) v with S(u)[i, k] = sum of u[j] over g_h(i, j) = k. Write a = v^(h), b = v^(h+1), A = S_h(u),
z = A a = x^(h), phi = D z, B = S_{h+1}(phi), x^(h+1) = B b = V phi with V = W^(h+1) the expanded
weights of layer h+1, g = dL/dx^(h+1).
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.matrix import diagonal, gradient, inner, matrices, tr
from steepest.proofs.vocabulary import on_instance

from . import CHAIN_RULE, PATTERNS, RATES, du_hu_lee

A, a, B, b, V, g, phi = matrices(
    "A: n x k, a: k x 1, B: p x l, b: l x 1, V: p x n, g: p x 1, phi: n x 1"
)
D = diagonal("D: n x n")
# the same output written through the weights and through the free parameters
layer_twice = (V @ phi, B @ b)
homogeneity = (phi, D @ A @ a)

grad_b = B.T @ g  # dL = <g, B db>
grad_a = A.T @ D @ V.T @ g  # dL = <g, V D A da>


@claim(
    "balance.thm-2.3-proof.1",
    du_hu_lee("Appendix A", "Section 4.6"),
    formula=r"\frac{\partial L}{\partial v^{(h+1)}[l]} = "
    r"\sum_{(k,i):\,g_{h+1}(k,i)=l}\frac{\partial "
    r"L}{\partial x^{(h+1)}[k]}\,\phi_h(x^{(h)}[i])",
    missing=(
        CHAIN_RULE,
        PATTERNS,
        "entry l of B^T g is the sum over the uses of weight l",
    ),
)
def shared_gradient(judge, wrong=0):
    """The output depends on the free parameters through x^(h+1) = B b alone, so dL/db = B^T g:
    entry l sums over the uses of weight l.
    """
    derived = gradient(inner(g, B @ b), b)
    return judge.same(derived, grad_b + wrong * b)


shared_gradient.mutant("a weight-decay term added", wrong=1)


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
    missing=(
        CHAIN_RULE,
        RATES,
    ),
)
def shared_norm_rate(judge, factor=-2):
    """Euler's identity for a layer that is linear in its parameters: <b, dL/db> = <g, B b> = <g,
    x^(h+1)>.
    """
    return judge.same(-2 * inner(b, grad_b), factor * inner(g, B @ b))


shared_norm_rate.mutant("factor -1", factor=-1)


@claim(
    "balance.eq-11",
    du_hu_lee("equation (11)", "(4.11)"),
    formula=r"\frac{d}{dt}\|v^{(h)}\|^2 = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h)}},x^{(h)}\right\rangle = -2\left\langle\frac{\partial L}{\partial "
    r"x^{(h+1)}},x^{(h+1)}\right\rangle",
    hypotheses=("phi_h homogeneous",),
    missing=(
        CHAIN_RULE,
        RATES,
    ),
)
def shared_norm_rate_below(judge, rules=(homogeneity, layer_twice)):
    """One layer down: <a, dL/da> = <x^(h), dL/dx^(h)>, and homogeneity carries it to <x^(h+1),
    dL/dx^(h+1)>.
    """
    back = D @ V.T @ g  # dL/dx^(h)
    return judge.all(
        judge.same(-2 * inner(a, grad_a), -2 * inner(back, A @ a)),
        judge.same(-2 * inner(back, A @ a), -2 * tr(g.T @ B @ b), rules=rules),
    )


shared_norm_rate_below.mutant("homogeneity dropped", rules=(layer_twice,))
