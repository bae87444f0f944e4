"""Gradient descent instead of flow: the exact one-step change of each balance, and what it adds up
to.

The flow conserves the first-order term exactly, so a step of size eta changes a balance by eta^2
times a difference of squared gradients. These are corollaries that the paper uses for factorization
(Claim B.1) and illustrates by experiment; stated here for networks and any number N of samples.

One neuron over all samples: w incoming and v outgoing weights, X the inputs of its layer (a column
a sample), G = dL/d(outputs) with L the training loss, S = diag of the slopes of the neuron at the
samples (homogeneity: its value at sample k is S[k, k] times its preactivation, (S X^T w)[k]). Whole
layers over N samples are the weight sharing of `shared_weights`: the samples stacked, N copies of
the layer side by side that share their weights.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import (
    diagonal,
    gradient,
    inner,
    matrices,
    norm2,
    scalars,
    substitute,
)

from . import CHAIN_RULE, PATTERNS, du_hu_lee, shared_weights

eta = scalars("eta")
w, v, X, G, phi = matrices("w: m x 1, v: p x 1, X: m x N, G: p x N, phi: N x 1")
S = diagonal("S: N x N")
homogeneity = (phi, S @ X.T @ w)
# dL = <G, d outputs>; the neuron adds v (S X^T w)^T to the outputs, S held fixed (its chosen
# slopes), and dL/dv sees its values phi
grad_w = gradient(inner(G, v @ (S @ X.T @ w).T), w)
grad_v = gradient(inner(G, v @ phi.T), v)


def _step(quantity, *moves):
    """quantity after the simultaneous step X <- X - eta * gradient."""
    return substitute(quantity, {X: X - eta * G for X, G in moves})


@claim(
    "balance.discrete.neuron",
    du_hu_lee("Theorem 2.1, for gradient descent"),
    formula=r"\Delta\left(\|W[i,:]\|^2-\|V[:,i]\|^2\right)=\eta^2\left(\|\partial_{W[i,:]}L\|^2-\|"
    r"\partial_{V[:,i]}L\|^2\right)",
    hypotheses=("phi_h homogeneous", "simultaneous step of size eta", "any number of samples"),
    missing=(CHAIN_RULE,),
)
def neuron_step(judge, sign=-1, rules=(homogeneity,)):
    """One step changes the balance of a neuron by eta^2 times the difference of its squared
    gradients, exactly, for any number of samples.
    """
    balance = norm2(w) - norm2(v)
    moved = _step(balance, (w, grad_w), (v, grad_v))
    change = eta**2 * (norm2(grad_w) + sign * norm2(grad_v))
    return judge.same(moved - balance, change, rules=rules)


neuron_step.mutant("the sum of the squared gradients", sign=1)
neuron_step.mutant("homogeneity dropped", rules=())


@claim(
    "balance.discrete.layer",
    du_hu_lee("Corollary 2.1, for gradient descent"),
    formula=r"\Delta\left(\|W\|_F^2-\|V\|_F^2\right)=\eta^2\left(\|\partial_WL\|_F^2-\|\partial_VL"
    r"\|_F^2\right)",
    hypotheses=("phi_h homogeneous", "simultaneous step of size eta", "any number of samples"),
    missing=(
        CHAIN_RULE,
        PATTERNS,
        "several samples as one sample of copies that share their weights",
    ),
)
def layer_step(judge, power=2):
    """One step changes the difference of the squared layer norms by eta^2 times the difference of
    the squared gradient norms, for any number of samples.

    N samples are one sample of N copies of the two layers that share their weights: the free
    parameters are the entries of W and of V, each used once in every copy (balance.discrete.shared
    with that pattern).
    """
    return shared_step.check(judge, power=power)


layer_step.mutant("first order in eta", power=1)


@claim(
    "balance.discrete.linear",
    du_hu_lee("Theorem 2.2, for gradient descent"),
    formula=r"\Delta\left(WW^\top-V^\top V\right)=\eta^2\left(\partial_WL\,\partial_WL^\top-"
    r"\partial_VL^\top\partial_VL\right)",
    hypotheses=("phi_h(x) = x", "simultaneous step of size eta", "any number of samples"),
    missing=(CHAIN_RULE,),
)
def linear_step(judge, slopes=None):
    """With a linear activation the matrix balance changes by eta^2 times the difference of the
    gradients' Gram matrices, for any number of samples (the N columns of X).
    """
    W, V = matrices("W: n x m, V: p x n")
    output = inner(G, V @ (W if slopes is None else slopes @ W) @ X)
    grad_W, grad_V = gradient(output, W), gradient(output, V)
    balance = W @ W.T - V.T @ V
    moved = _step(balance, (W, grad_W), (V, grad_V))
    return judge.same(moved - balance, eta**2 * (grad_W @ grad_W.T - grad_V.T @ grad_V))


linear_step.mutant("a diagonal of slopes between the layers", slopes=diagonal("D: n x n"))


@claim(
    "balance.discrete.shared",
    du_hu_lee("Theorem 2.3, for gradient descent"),
    formula=r"\Delta\left(\|v^{(h)}\|^2-\|v^{(h+1)}\|^2\right)=\eta^2\left(\|\partial_{v^{(h)}}L"
    r"\|^2-"
    r"\|\partial_{v^{(h+1)}}L\|^2\right)",
    hypotheses=(
        "phi_h homogeneous",
        "any sharing patterns, also between the copies of the layers for several samples",
        "simultaneous step of size eta",
    ),
    missing=(
        CHAIN_RULE,
        PATTERNS,
        "several samples as one sample of copies that share their weights",
    ),
)
def shared_step(judge, rules=(shared_weights.homogeneity, shared_weights.layer_twice), power=2):
    """The same for free parameters under weight sharing, for any number of samples: stacked, they
    are one sample of a network whose copies of a layer share their weights.
    """
    a, b = shared_weights.a, shared_weights.b
    balance = norm2(a) - norm2(b)
    moved = _step(balance, (a, shared_weights.grad_a), (b, shared_weights.grad_b))
    change = eta**power * (norm2(shared_weights.grad_a) - norm2(shared_weights.grad_b))
    return judge.same(moved - balance, change, rules=rules)


shared_step.mutant("homogeneity dropped", rules=(shared_weights.layer_twice,))


@claim(
    "balance.discrete.drift",
    du_hu_lee("Section 2, for gradient descent"),
    formula=r"\left|\Delta_T-\Delta_0\right|\le\sum_{t<T}\eta_t^2\|\nabla L_t\|^2\le "
    r"2\max_t\eta_t\,(L_0-L_T)\quad\text{if } L_{t+1}\le L_t-\tfrac{\eta_t}{2}\|\nabla L_t\|^2",
    hypotheses=(
        "each step decreases the loss by eta_t |grad L_t|^2 / 2, as a step below 1/beta does",
    ),
    missing=(
        "induction over the steps: one step is decided",
        "the change of the balance at a step is eta^2 times a difference of squared gradient norms",
    ),
)
def accumulated_drift(judge, factor=2):
    """The accumulated drift of any balance is at most 2 max(eta) times the decrease of the loss.

    Inductive step: with drift bound 2 eta_max (L_0 - L_t) so far, one more step adds at most
    eta_t^2 (a - b), where a, b >= 0 are squared gradient norms of the two layers, a + b <= |grad
    L_t|^2, and the bound grows by 2 eta_max (L_t - L_{t+1}).
    """
    from sympy import Abs

    drift, change, a, b, gradient2, step, largest, L0, L, L_next = reals(
        "drift change a b gradient2 step largest L0 L L_next"
    )
    where = [
        step > 0,
        step <= largest,
        a >= 0,
        b >= 0,
        a + b <= gradient2,
        L <= L0,
        L_next <= L - step * gradient2 / 2,
        Abs(drift) <= factor * largest * (L0 - L),
        change <= step**2 * a,
        change >= -(step**2) * b,
    ]
    return judge.holds(Abs(drift + change) <= factor * largest * (L0 - L_next), where=where)


accumulated_drift.mutant("half the bound", factor=1)


@claim(
    "balance.discrete.layer-norms",
    du_hu_lee("Corollary 2.1, for gradient descent"),
    formula=r"\langle W[i,:],\partial_{W[i,:]}L\rangle=\langle V[:,i],\partial_{V[:,i]}L\rangle",
    hypotheses=("phi_h homogeneous", "any number of samples"),
    missing=(CHAIN_RULE, "the sum over the neurons"),
)
def first_order_terms_cancel(judge, rules=(homogeneity,)):
    """Why the change is second order: the first-order terms of every neuron are equal, for any
    number of samples; so are their sums over the layer.
    """
    return judge.same(inner(w, grad_w), inner(v, grad_v), rules=rules)


first_order_terms_cancel.mutant("homogeneity dropped", rules=())
