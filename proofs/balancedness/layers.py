"""Corollary 2.1 and footnote 8 (Du, Hu, Lee 2018) for whole layers, and Theorem 2.3: layers with
missing and shared weights, convolutions among them.
"""

from __future__ import annotations

from steepest.proofs import claim, definition
from steepest.proofs.engine.theorems import forall, functions, nats

from . import du_hu_lee
from .networks import BOOK, Network, any_weights, i, j, k, m, n, p
from .weights import TIMES, Group, a, b

W = Group("W", "A", (j, k), (n, m))
BIAS = Group("beta", "A_beta", (j,), (n,))
V = Group("V", "B", (i, j), (p, n), sign=-1)
PLAIN, BIASED = (
    Network(groups, (n, m, p), lambda w: w(j, k), lambda v: v(i, j), (j, n))
    for groups in ((W, V), (W, BIAS, V))
)
# Theorem 2.3: W(j, k) = M(j, k) a(g(j, k)), with M = 0 where a weight is missing, 1 elsewhere
ell, q, r = nats("l q r")
M, N = functions("M N", "nat", "nat")
g, h = functions("g h", "nat", "nat", value="nat")
FREE = Group("a", "A", (ell,), (q,))
FREE_ABOVE = Group("b", "B", (ell,), (r,), sign=-1)
SHARED = Network(
    (FREE, FREE_ABOVE),
    (n, m, p, q, r),
    lambda w: M(j, k) * w(g(j, k)),
    lambda v: N(i, j) * v(h(i, j)),
    (j, n),
    (M, N, g, h),
)


@claim(
    "balance.cor-2.1.symmetry",
    du_hu_lee("Corollary 2.1", "Corollary 4.1"),
    formula=r"\langle W^{(h)},\partial_{W^{(h)}}L\rangle="
    r"\langle W^{(h+1)},\partial_{W^{(h+1)}}L\rangle",
    hypotheses=("phi_h homogeneous", "L differentiable at the point"),
    says=PLAIN.at_a_point(),
    uses=BOOK,
)
def layers_from_symmetry(judge):
    """Where the loss is differentiable, the inner product of the weights with the gradient is the
    same for two consecutive layers.
    """
    return PLAIN.symmetry(judge)


@layers_from_symmetry.mutant
def any_families_in_the_place_of_the_gradient(judge):
    return any_weights(PLAIN, moving=False)


@claim(
    "balance.cor-2.1",
    du_hu_lee("Corollary 2.1", "Corollary 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2 - \|W^{(h+1)}\|_F^2\right) = 0",
    hypotheses=("gradient flow (5)", "phi_h homogeneous"),
    says=PLAIN.along_the_flow(),
    uses=("balance.cor-2.1.symmetry", *BOOK),
)
def layer_balance(judge):
    """The difference of the squared Frobenius norms of consecutive layers is constant along
    gradient flow.
    """
    return PLAIN.constancy(judge, "balance.cor-2.1.symmetry")


@layer_balance.mutant
def weights_that_move_in_any_way(judge):
    return any_weights(PLAIN)


def as_small(value):
    return forall(a, b)(TIMES >> (abs(value(a)) == abs(value(b))))


@claim(
    "balance.cor-2.1-consequence",
    du_hu_lee("after Corollary 2.1", "after Corollary 4.1"),
    formula=r"\left|\,\|W^{(h)}(t)\|_F^2-\|W^{(h+1)}(t)\|_F^2\,\right| = "
    r"\left|\,\|W^{(h)}(0)\|_F^2-\|W^{(h+1)}(0)\|_F^2\,\right|",
    hypotheses=("gradient flow (5)", "phi_h homogeneous"),
    says=PLAIN.along_the_flow(as_small),
    uses=("balance.cor-2.1.symmetry", *BOOK),
)
def small_differences_stay(judge):
    """A difference of squared norms that is small at the start stays as small for all time."""
    proof = judge.theorem()
    always = PLAIN.constant(proof, "balance.cor-2.1.symmetry")
    equal = proof.apply(proof.at(always, a, b), proof.assume(TIMES))
    left, right = equal.sides
    same = proof.arith(abs(left) == abs(right), equal)
    return proof.qed(proof.for_all(proof.discharge(same, TIMES), a, b))


@small_differences_stay.mutant
def for_weights_that_move_in_any_way(judge):
    return any_weights(PLAIN)


@claim(
    "balance.fn-8.norms.symmetry",
    du_hu_lee("footnote 8"),
    formula=r"\langle W^{(h)},\partial_{W^{(h)}}L\rangle+\langle b^{(h)},\partial_{b^{(h)}}L"
    r"\rangle="
    r"\langle W^{(h+1)},\partial_{W^{(h+1)}}L\rangle",
    says=BIASED.at_a_point(),
    uses=BOOK,
)
def biases_from_symmetry(judge):
    """With biases the inner products of two consecutive layers with the gradient are equal where
    that of the biases is added to that of their layer.
    """
    return BIASED.symmetry(judge)


@biases_from_symmetry.mutant
def with_any_families_in_the_place_of_the_gradient(judge):
    return any_weights(BIASED, moving=False)


@claim(
    "balance.fn-8.norms",
    du_hu_lee("footnote 8"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2+\|b^{(h)}\|^2-\|W^{(h+1)}\|_F^2\right)=0",
    says=BIASED.along_the_flow(),
    uses=("balance.fn-8.norms.symmetry", *BOOK),
)
def layer_balance_with_bias(judge):
    """The same for whole layers: squared norms of weights and biases of layer h against the weights
    of layer h+1.
    """
    return BIASED.constancy(judge, "balance.fn-8.norms.symmetry")


@layer_balance_with_bias.mutant
def biases_that_move_in_any_way(judge):
    return any_weights(BIASED)


# --- weight sharing -------------------------------------------------------------------------------


@definition(
    "balance.def-weight-sharing",
    du_hu_lee("Section 2.2", "Section 4.2.2"),
    r"W^{(h)}[i,j] = v^{(h)}[g_h(i,j)] \text{ or } 0",
)
def expand(free, pattern):
    """The n x m weight matrix with entry free[pattern[i, j] - 1], or 0 where the pattern is 0."""
    import numpy

    return numpy.concatenate([[0.0], free])[pattern]


@claim(
    "balance.thm-2.3.symmetry",
    du_hu_lee("Theorem 2.3", "Theorem 4.3"),
    formula=r"\langle v^{(h)},\partial_{v^{(h)}}L\rangle="
    r"\langle v^{(h+1)},\partial_{v^{(h+1)}}L\rangle",
    hypotheses=("phi_h homogeneous", "any patterns g_h, g_{h+1}", "L differentiable at the point"),
    says=SHARED.at_a_point(),
    uses=BOOK,
)
def shared_from_symmetry(judge):
    """Where the loss is differentiable in the free parameters of two layers with any patterns of
    sharing, their inner products with the gradient are equal.
    """
    return SHARED.symmetry(judge)


@shared_from_symmetry.mutant
def for_any_families_in_the_place_of_the_gradient(judge):
    return any_weights(SHARED, moving=False)


@claim(
    "balance.thm-2.3",
    du_hu_lee("Theorem 2.3", "Theorem 4.3"),
    formula=r"\frac{d}{dt}\left(\|v^{(h)}\|^2 - \|v^{(h+1)}\|^2\right) = 0",
    hypotheses=(
        "gradient flow in the free parameters",
        "phi_h homogeneous",
        "any patterns g_h, g_{h+1}",
    ),
    says=SHARED.along_the_flow(),
    uses=("balance.thm-2.3.symmetry", *BOOK),
)
def shared_balance(judge):
    """The squared norms of the free parameters of consecutive layers differ by a constant along
    gradient flow.

    The weight (j, k) is M(j, k) a(g(j, k)): a missing weight has M(j, k) = 0. Nothing is assumed of
    the patterns.
    """
    return SHARED.constancy(judge, "balance.thm-2.3.symmetry")


@shared_balance.mutant
def parameters_that_move_in_any_way(judge):
    return any_weights(SHARED)


@shared_balance.mutant
def expanded_weights_instead_of_free_parameters(judge):
    """|W|_F^2 counts a shared weight once per use and is not conserved: two neurons sharing one
    weight, one outgoing weight each.
    """
    from steepest.proofs import reals

    # x^(1) = (w x, w x), output v1 w x + v2 w x, linear activation
    w, v1, v2, x, g0 = reals("w v1 v2 x g0")
    dw, dv = -(v1 + v2) * x * g0, -w * x * g0
    return judge.equal(2 * (2 * w * dw), 2 * v1 * dv + 2 * v2 * dv)
