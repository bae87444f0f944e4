"""The families of laws for all sizes: the generator of each form leaves the layer unchanged.

The form tr(A G), G = W W^T + b b^T - V^T V, has the generator W -> A W, b -> A b, V -> -V A for a
symmetric A. That it annihilates the output is shown in the free algebra of matrices, so for every
width and every input; `laws.flow` then says that the form is conserved.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.matrix import diagonal, matrices, symmetric, tr, variation

from . import du_hu_lee, marcotte, modern

W, V, b, u = matrices("W: n x m, V: p x n, b: n x 1, u: m x 1")
(A,), S = matrices("A: n x n"), symmetric("S: n x n")
D, F = diagonal("D: n x n"), diagonal("F: n x n")
Q, K, x, y = matrices("Q: n x m, K: n x m, x: m x 1, y: m x 1")
Z, O, P = matrices("Z: n x m, O: p x n, P: n x 1")  # noqa: E741


@claim(
    "laws.sizes.layer",
    du_hu_lee("Theorem 2.2 with footnote 8"),
    formula=r"V(Wu+b)\ \text{is unchanged by}\ W\to SW,\ b\to Sb,\ V\to-VS",
)
def linear_layers(judge, sign=-1):
    """Two linear layers of any widths, with a bias: every combination of the entries of
    W W^T + b b^T - V^T V generates a symmetry.
    """
    moved = variation(V @ (W @ u + b), {W: S @ W, b: S @ b, V: sign * V @ S}, 1)
    return judge.is_zero(moved)


linear_layers.mutant("the sum of the two", sign=1)


@claim(
    "laws.sizes.layer.form",
    du_hu_lee("Theorem 2.2 with footnote 8"),
    formula=r"\nabla\,\mathrm{tr}\,S(WW^\top+bb^\top-V^\top V)=2\,(SW,\,Sb,\,-VS)",
)
def form_of_linear_layers(judge, factor=2):
    """The gradient of tr S (W W^T + b b^T - V^T V) is twice the generator (S W, S b, -V S)."""
    T, c, R = matrices("T: n x m, c: n x 1, R: p x n")
    form = tr(S @ (W @ W.T + b @ b.T - V.T @ V))
    moved = variation(form, {W: T, b: c, V: R}, 1)
    wanted = tr(T.T @ S @ W) + tr(c.T @ S @ b) - tr(R.T @ V @ S)
    return judge.same(moved, factor * wanted)


form_of_linear_layers.mutant("once", factor=1)


@claim(
    "laws.sizes.neuron",
    du_hu_lee("Theorem 2.1"),
    formula=r"V\,D(Wu+b)\ \text{is unchanged by}\ W\to FW,\ b\to Fb,\ V\to-VF",
    hypotheses=("D: the slopes of a piecewise linear activation, F diagonal",),
)
def neurons(judge, scale=None):
    """With a positively homogeneous activation (slopes D) the diagonal of W W^T + b b^T - V^T V
    still generates symmetries, whatever the pattern; so do the gates of a gated layer.
    """
    T = F if scale is None else scale
    moved = variation(V @ D @ (W @ u + b), {W: T @ W, b: T @ b, V: -V @ T}, 1)
    return judge.is_zero(moved)


neurons.mutant("a full matrix", scale=S)


@claim(
    "laws.sizes.head",
    marcotte(2025, "attention layers"),
    formula=r"x^\top Q^\top K y\ \text{is unchanged by}\ Q\to SQ,\ K\to-SK",
)
def heads(judge, scale=None):
    """The scores of a head of any width: Q Q^T - K K^T generates symmetries for symmetric S."""
    T = S if scale is None else scale
    return judge.is_zero(variation(x.T @ Q.T @ K @ y, {Q: T @ Q, K: -T @ K}, 1))


heads.mutant("a matrix that is not symmetric", scale=A)


@claim(
    "laws.sizes.values",
    marcotte(2025, "attention layers"),
    formula=r"O\,Zx\ \text{is unchanged by}\ Z\to SZ,\ O\to-OS",
)
def values(judge, sign=-1):
    """The values and the output map of a head of any width: Z Z^T - O^T O generates symmetries."""
    return judge.is_zero(variation(O @ Z @ x, {Z: S @ Z, O: sign * O @ S}, 1))


values.mutant("the sum of the two", sign=1)


@claim(
    "laws.sizes.gain",
    modern("normalization"),
    formula=r"V\,\mathrm{diag}(g)\,u\ \text{is unchanged by}\ g\to Fg,\ V\to-VF",
)
def gains(judge, sign=-1):
    """The gains of a norm before a dense layer of any width: g_i^2 - |V_:i|^2 for each i."""
    return judge.is_zero(variation(V @ D @ P, {D: D @ F, V: sign * V @ F}, 1))


gains.mutant("the sum of the two", sign=1)


@claim(
    "laws.sizes.rotation",
    marcotte(2024, "momentum"),
    formula=r"VWu\ \text{is unchanged by}\ W\to AW,\ V\to-VA",
)
def rotations(judge, sign=-1):
    """Two linear layers are unchanged by every matrix A, so by every skew one: r(r - 1)/2 laws of
    the heavy ball.
    """
    return judge.is_zero(variation(V @ W @ u, {W: A @ W, V: sign * V @ A}, 1))


rotations.mutant("the other sign", sign=1)
