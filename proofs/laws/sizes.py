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
    formula=r"\delta\left(V(Wu+b)\right)=0\ \text{for}\ \delta W=SW,\ \delta b=Sb,\ \delta V=-VS",
)
def linear_layers(judge, sign=-1):
    """V(Wu + b) does not change to first order along W -> SW, b -> Sb, V -> -VS, for every
    symmetric S and all widths.
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
    """The gradient of tr S (W W^T + b b^T - V^T V), S symmetric, is twice the generator (S W, S b,
    -V S).
    """
    T, c, R = matrices("T: n x m, c: n x 1, R: p x n")
    form = tr(S @ (W @ W.T + b @ b.T - V.T @ V))
    moved = variation(form, {W: T, b: c, V: R}, 1)
    wanted = tr(T.T @ S @ W) + tr(c.T @ S @ b) - tr(R.T @ V @ S)
    return judge.same(moved, factor * wanted)


form_of_linear_layers.mutant("once", factor=1)


@claim(
    "laws.sizes.neuron",
    du_hu_lee("Theorem 2.1"),
    formula=r"\delta\left(V D(Wu+b)\right)=0\ \text{for}\ \delta W=FW,\ \delta b=Fb,\ "
    r"\delta V=-VF,\ \delta D=0",
    hypotheses=("D: the slopes of a piecewise linear activation, F diagonal",),
)
def neurons(judge, scale=None):
    """V D (Wu + b) does not change to first order along W -> FW, b -> Fb, V -> -VF, for all
    diagonal D, F with D held fixed.

    D stands for the slopes of a positively homogeneous, piecewise linear activation, which do not
    move off its kinks, or for the gates of a gated layer.
    """
    T = F if scale is None else scale
    moved = variation(V @ D @ (W @ u + b), {W: T @ W, b: T @ b, V: -V @ T}, 1)
    return judge.is_zero(moved)


neurons.mutant("a full matrix", scale=S)


@claim(
    "laws.sizes.head",
    marcotte(2025, "attention layers"),
    formula=r"\delta\left(x^\top Q^\top K y\right)=0\ \text{for}\ \delta Q=SQ,\ \delta K=-SK",
)
def heads(judge, scale=None):
    """The score x^T Q^T K y of a head of any width does not change to first order along Q -> SQ, K
    -> -SK, for every symmetric S.
    """
    T = S if scale is None else scale
    return judge.is_zero(variation(x.T @ Q.T @ K @ y, {Q: T @ Q, K: -T @ K}, 1))


heads.mutant("a matrix that is not symmetric", scale=A)


@claim(
    "laws.sizes.values",
    marcotte(2025, "attention layers"),
    formula=r"\delta\left(O Z x\right)=0\ \text{for}\ \delta Z=SZ,\ \delta O=-OS",
)
def values(judge, sign=-1):
    """The values O Z x of a head of any width do not change to first order along Z -> SZ, O -> -OS,
    for every symmetric S.
    """
    return judge.is_zero(variation(O @ Z @ x, {Z: S @ Z, O: sign * O @ S}, 1))


values.mutant("the sum of the two", sign=1)


@claim(
    "laws.sizes.gain",
    modern("normalization"),
    formula=r"\delta\left(V\,\mathrm{diag}(g)\,u\right)=0\ \text{for}\ "
    r"\delta\,\mathrm{diag}(g)=\mathrm{diag}(g)F,\ \delta V=-VF",
)
def gains(judge, sign=-1):
    """V diag(g) u, gains g before a dense layer of any width, does not change to first order along
    diag(g) -> diag(g) F, V -> -VF, for every diagonal F.
    """
    return judge.is_zero(variation(V @ D @ P, {D: D @ F, V: sign * V @ F}, 1))


gains.mutant("the sum of the two", sign=1)


@claim(
    "laws.sizes.rotation",
    marcotte(2024, "momentum"),
    formula=r"\delta\left(VWu\right)=0\ \text{for}\ \delta W=AW,\ \delta V=-VA",
)
def rotations(judge, sign=-1):
    """V W u does not change to first order along W -> AW, V -> -VA, for every matrix A.

    The skew ones among them are the r(r - 1)/2 laws that `laws.momentum.rotation` speaks of.
    """
    return judge.is_zero(variation(V @ W @ u, {W: A @ W, V: sign * V @ A}, 1))


rotations.mutant("the other sign", sign=1)
